//! All that is needed to look for duplicates of one object: its rules, what was learned of its values, and where its
//! keys stand. Imports use it for whole blocks of rows, forms for a single draft.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kontor_database::{Tx, Type, Value};
use kontor_definitions::{Action, FieldType, Object};
use kontor_kernel::{Id, JsonMap, Result};
use kontor_records::fields::kind;
use kontor_records::query::load;
use kontor_records::{Ctx, Record, told};

use crate::keys::Neighbours;
use crate::model::Model;
use crate::prepare::{Prepared, prepare};
use crate::rule::{Role, Rule, rules};
use crate::score::{Match, Thresholds, score};

/// Records with one key that are looked at.
pub(crate) const MAX_BLOCK: usize = 50;
/// Records that are compared with the drafts of one batch.
const MAX_CANDIDATES: usize = 20_000;

/// What is needed to look for duplicates of an object.
#[derive(Clone)]
pub struct Index {
    /// The object.
    pub object: Arc<Object>,
    /// How its fields compare.
    pub rules: Arc<Vec<Rule>>,
    /// What is known of its values.
    pub model: Arc<Model>,
    /// From which scores on records are called what.
    pub thresholds: Thresholds,
    pub(crate) slot: i64,
}

/// A record that is probably the same as a draft.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The record.
    pub id: Id,
    /// What it is called.
    pub label: String,
    /// How probable, and why.
    pub found: Match,
}

/// Whether duplicates of an object are looked for: of parties and of what a customer made, unless the workspace says
/// otherwise.
pub fn is_watched(ctx: &Ctx, object: &Object) -> bool {
    let off = ctx
        .settings
        .duplicates
        .get(object.key())
        .is_some_and(|rules| rules.off);
    let asked = ctx.settings.duplicates.contains_key(object.key());
    let def = &object.def;
    !off && !def.administration && (def.party || def.custom || asked)
}

impl Index {
    /// The index of an object, as it is in this transaction.
    pub fn read(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>) -> Result<Index> {
        let settled = ctx.settings.duplicates.get(object.key());
        let rules = rules(object, settled);
        let stored = tx.row(
            "SELECT slot, data FROM @k_duplicate_model WHERE object = $1",
            &[object.table().into()],
            |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)),
        )?;
        let (slot, data) = stored.unwrap_or_default();
        // What an older program learned and this one can't read is learned anew by the next sweep.
        let model = serde_json::from_str(&data).unwrap_or_else(|_| Model::untrained(&rules, 0));
        Ok(Index {
            object: object.clone(),
            rules: Arc::new(rules),
            model: Arc::new(model),
            thresholds: Thresholds::of(settled),
            slot,
        })
    }

    /// A record, ready to be compared.
    pub fn prepare(&self, ctx: &Ctx, record: &Record) -> Prepared {
        prepare(&self.rules, record, &ctx.accept())
    }

    /// A draft in wire form, ready to be compared. What no field accepts, or the caller may not see, is left out.
    pub fn prepare_values(&self, ctx: &Ctx, values: &JsonMap) -> Prepared {
        let mut record = Record::empty(&self.object, Id::NIL);
        let rights = ctx.policy.rights(&self.object);
        for (key, value) in values.iter().filter(|(_, value)| !value.is_null()) {
            let Some(at) = self.object.position(key).filter(|at| !rights.hidden(*at)) else {
                continue;
            };
            let field = &self.object.fields[at];
            if let Ok(accepted) = kind(&field.kind).accept(field, value, &ctx.accept()) {
                record.values[at] = accepted;
            }
        }
        self.prepare(ctx, &record)
    }

    /// The blocking keys of a record: only records that share one need be compared. They hold for this index alone.
    pub fn keys(&self, record: &Prepared) -> Vec<i64> {
        crate::keys::keys(&self.rules, &self.model, record)
    }

    /// Compares two records.
    pub fn compare(&self, a: &Prepared, b: &Prepared) -> Match {
        score(&self.rules, &self.model, self.thresholds, a, b)
    }

    /// For each draft the records that are probably the same, the most probable first, at most `limit`: those only that
    /// the caller may see. Four statements, however many drafts.
    pub fn candidates(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        drafts: &[Prepared],
        limit: usize,
    ) -> Result<Vec<Vec<Candidate>>> {
        let wanted = self.nearest(tx, drafts, |_, _| true)?;
        let mut ids: Vec<Id> = wanted.iter().flatten().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        ids.truncate(MAX_CANDIDATES);
        let seen = load::live(ctx, tx, &self.object, &ids)?;
        ids.retain(|id| seen.contains(id));
        let records = load::by_ids(ctx, tx, &self.object, &ids)?;
        let prepared: HashMap<Id, Prepared> = records
            .iter()
            .map(|(id, record)| (*id, self.prepare(ctx, record)))
            .collect();
        let mut all = Vec::with_capacity(drafts.len());
        for (draft, ids) in drafts.iter().zip(wanted) {
            let compared = ids
                .iter()
                .filter_map(|id| Some((*id, self.compare(draft, prepared.get(id)?))));
            let mut found: Vec<Candidate> = compared
                .filter(|(_, found)| found.verdict.is_some())
                .map(|(id, found)| Candidate {
                    id,
                    label: told(ctx, &records[&id]).to_owned(),
                    found,
                })
                .collect();
            found.sort_by(|a, b| b.found.score.total_cmp(&a.found.score).then(a.id.cmp(&b.id)));
            found.truncate(limit);
            all.push(found);
        }
        Ok(all)
    }

    /// Records that are probably called like one of these drafts, whatever else is known of them; of a name that many have,
    /// some. One statement, however many drafts.
    pub fn called(&self, tx: &mut Tx, drafts: &[Prepared]) -> Result<Vec<Id>> {
        let names = drafts.iter().flat_map(|draft| {
            let features = self.rules.iter().zip(&draft.features);
            features
                .filter(|(rule, _)| rule.role == Role::Name)
                .flat_map(|(rule, terms)| terms.iter().flat_map(move |term| [term.hash, term.turned(rule)]))
        });
        let keys: BTreeSet<i64> = names.map(|mark| mark as i64).collect();
        let holders = self.holders(tx, keys.into_iter().collect())?;
        let ids: BTreeSet<Id> = holders.into_iter().map(|(_, id)| id).collect();
        Ok(ids.into_iter().collect())
    }

    /// Pairs of drafts that are probably the same, by their places, the most probable first. No statement at all.
    pub fn among(&self, drafts: &[Prepared]) -> Vec<(usize, usize, Match)> {
        let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
        for block in self.by_key(drafts).into_values() {
            let block = &block[..block.len().min(MAX_BLOCK)];
            for (n, one) in block.iter().enumerate() {
                pairs.extend(block[n + 1..].iter().map(|other| (*one, *other)));
            }
        }
        let compared = pairs
            .into_iter()
            .map(|(a, b)| (a, b, self.compare(&drafts[a], &drafts[b])));
        let mut found: Vec<_> = compared.filter(|(_, _, found)| found.verdict.is_some()).collect();
        found.sort_by(|a, b| b.2.score.total_cmp(&a.2.score));
        found
    }

    fn by_key(&self, drafts: &[Prepared]) -> BTreeMap<i64, Vec<usize>> {
        let mut by_key: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for (n, draft) in drafts.iter().enumerate() {
            for key in self.keys(draft) {
                by_key.entry(key).or_default().push(n);
            }
        }
        by_key
    }

    /// For each of these the records that it is to be compared with, of those that may come into question.
    pub(crate) fn nearest(
        &self,
        tx: &mut Tx,
        drafts: &[Prepared],
        may: impl Fn(usize, Id) -> bool,
    ) -> Result<Vec<Vec<Id>>> {
        let by_key = self.by_key(drafts);
        let mut holders = self.holders(tx, by_key.keys().copied().collect())?;
        holders.sort_unstable();
        let mut neighbours: Vec<Neighbours<Id>> = drafts.iter().map(|_| Neighbours::default()).collect();
        for group in holders.chunk_by(|a, b| a.0 == b.0) {
            for draft in by_key.get(&group[0].0).into_iter().flatten() {
                for (_, other) in group.iter().filter(|(_, other)| may(*draft, *other)) {
                    neighbours[*draft].share(*other, group.len());
                }
            }
        }
        Ok(neighbours.into_iter().map(Neighbours::nearest).collect())
    }

    /// The records that have one of these keys; of a key that half the world has, some.
    fn holders(&self, tx: &mut Tx, keys: Vec<i64>) -> Result<Vec<(i64, Id)>> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let listed = tx.dialect().in_list("key", "$2");
        let sql = format!(
            "SELECT key, record FROM (SELECT key, record, row_number() OVER (PARTITION BY key ORDER BY record) AS n \
             FROM @k_duplicate_key WHERE slot = $1 AND {listed}) AS held WHERE n <= $3"
        );
        let params = [self.slot.into(), Value::Ints(keys), MAX_BLOCK.into()];
        tx.rows(&sql, &params, |row| Ok((row.get::<i64>(0)?, row.get::<Id>(1)?)))
    }

    /// Notes the keys of records: one statement each.
    pub(crate) fn note_keys(&self, tx: &mut Tx, records: &[(Id, Vec<i64>)]) -> Result<()> {
        let keys = tx.dialect().list_table("$3", Type::Int, "k");
        let sql = format!(
            "INSERT INTO @k_duplicate_key (slot, key, record) \
             SELECT $1, k.value, $2 FROM {keys} WHERE true ON CONFLICT DO NOTHING"
        );
        let statements = records
            .iter()
            .filter(|(_, keys)| !keys.is_empty())
            .map(|(id, keys)| {
                let params = vec![self.slot.into(), id.into(), Value::Ints(keys.clone())];
                kontor_database::Statement::new(sql.clone(), params)
            });
        let statements = statements.collect();
        tx.run_all(statements)
    }
}

/// The objects whose duplicates are looked for and that the caller may read.
pub fn watched(ctx: &Ctx) -> Vec<Arc<Object>> {
    let readable = |object: &&Arc<Object>| {
        is_watched(ctx, object)
            && !matches!(
                ctx.policy.permit(object, Action::Read),
                kontor_records::Permit::No
            )
            && object
                .fields
                .iter()
                .any(|field| !field.system && field.kind != FieldType::Json)
    };
    ctx.catalog.objects().iter().filter(readable).cloned().collect()
}
