//! Rows whose main record is there already, by all appearances: in the data, or by an earlier row of the file. Each is
//! left out, updates the record, or waits for somebody to decide, as the map says. A row whose key is known already is
//! about that record and no other.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kontor_duplicates::{Index, Match, Prepared, Verdict, is_watched};
use kontor_kernel::{Id, Json, JsonMap, Result};
use kontor_records::{Ctx, Workspace, transfer};
use serde_json::json;

use super::block::{Done, Outcome};
use super::map::OnDuplicate;
use super::mapping::Mapping;
use super::problem::Problem;
use super::row::{Row, Wish};
use super::stage::Stage;

/// What is told of a row that was left out.
pub const LEFT_OUT: &str = "duplicate";
/// What is told of a row that waits for a decision.
pub const WAITING: &str = "duplicate_waiting";
/// What is told of a row that was taken although in doubt.
const DOUBTFUL: &str = "duplicate_doubtful";

/// Finds twins for the rows of a block.
pub struct Twins {
    index: Index,
    rule: OnDuplicate,
    /// The blocking keys of rows that may make a record.
    keys: HashMap<u64, Vec<i64>>,
}

struct Twin {
    id: Id,
    label: String,
    found: Match,
}

impl Twins {
    /// Looks twins up and changes the rows accordingly. Nothing where every row makes a record anyway.
    pub async fn find(
        workspace: &Arc<Workspace>,
        ctx: &Ctx,
        mapping: &Arc<Mapping>,
        rule: OnDuplicate,
        stage: &Stage,
        dry_run: bool,
        rows: &mut [Row],
    ) -> Result<Option<Twins>> {
        let main = mapping.main().clone();
        if rule == OnDuplicate::Create || !is_watched(ctx, &main) {
            return Ok(None);
        }
        let mut settled = keys_of_records(workspace, ctx, mapping, stage, dry_run, rows).await?;
        let is_settled =
            |settled: &HashSet<String>, row: &Row| row.key.as_ref().is_some_and(|key| settled.contains(key));
        let wanted: Vec<usize> = (0..rows.len())
            .filter(|at| is_open(&rows[*at]) && !is_settled(&settled, &rows[*at]))
            .collect();
        let values: Vec<JsonMap> = wanted.iter().map(|at| values(mapping, &rows[*at])).collect();
        let look = workspace.read(ctx, move |ctx, tx| {
            let index = Index::read(ctx, tx, &main)?;
            let drafts: Vec<Prepared> = values
                .iter()
                .map(|values| index.prepare_values(ctx, values))
                .collect();
            let known = index.candidates(ctx, tx, &drafts, 1)?;
            Ok((index, drafts, known))
        });
        let (index, drafts, known) = look.await?;
        let keys: Vec<Vec<i64>> = drafts.iter().map(|draft| index.keys(draft)).collect();
        let first = rows.first().map_or(0, |row| row.line);
        let earlier = stage
            .by_keys(keys.iter().flatten().copied().collect(), first)
            .await?;
        let mut before: HashMap<i64, Vec<(Id, Prepared)>> = HashMap::new();
        for (key, row) in earlier {
            let prepared = index.prepare_values(ctx, &self::values(mapping, &row));
            before.entry(key).or_default().push((row.ids[0], prepared));
        }
        let mut twins = Twins {
            index,
            rule,
            keys: HashMap::new(),
        };
        for (((at, draft), known), keys) in wanted.into_iter().zip(drafts).zip(known).zip(keys) {
            // An earlier row of the block makes the record of this key.
            if is_settled(&settled, &rows[at]) {
                continue;
            }
            let in_data = known.into_iter().next().map(|candidate| Twin {
                id: candidate.id,
                label: candidate.label,
                found: candidate.found,
            });
            let in_file = keys
                .iter()
                .filter_map(|key| before.get(key))
                .flatten()
                .map(|(id, other)| Twin {
                    id: *id,
                    label: String::new(),
                    found: twins.index.compare(&draft, other),
                });
            let best = in_file
                .chain(in_data)
                .filter(|twin| twin.found.verdict.is_some())
                .max_by(|a, b| a.found.score.total_cmp(&b.found.score));
            let makes = best.is_none_or(|twin| twins.decide(&mut rows[at], twin));
            if makes {
                settled.extend(rows[at].key.clone());
                for key in &keys {
                    before
                        .entry(*key)
                        .or_default()
                        .push((rows[at].ids[0], draft.clone()));
                }
                twins.keys.insert(rows[at].line, keys);
            }
        }
        Ok(Some(twins))
    }

    /// Does with a row what the map says; answers whether it still makes a record.
    fn decide(&self, row: &mut Row, twin: Twin) -> bool {
        let same = twin.found.verdict == Some(Verdict::Same);
        let (code, makes) = match (self.rule, same) {
            (OnDuplicate::Ask, _) => (WAITING, false),
            (OnDuplicate::Skip, true) => (LEFT_OUT, false),
            (OnDuplicate::Update, true) => {
                if let Some(wish) = row.wishes.first_mut().and_then(Option::as_mut) {
                    wish.id = Some(twin.id);
                }
                row.ids[0] = twin.id;
                return false;
            }
            _ => (DOUBTFUL, true),
        };
        let whom = match twin.label.as_str() {
            "" => "an earlier row".to_owned(),
            label => format!("{label:?} ({})", twin.id),
        };
        let how = if same { "By all appearances" } else { "Perhaps" };
        row.left_out = !makes;
        let score = format!("{:.2}", twin.found.score);
        let detail = format!("{how} the same as {whom}: {score}.");
        let params = match twin.label.is_empty() {
            true => json!({"score": score}),
            false => json!({"score": score, "other": twin.label, "id": twin.id.to_string()}),
        };
        let problem = Problem::new(row.line, code, detail).with(params);
        row.problems.push(problem.warning(true));
        makes
    }

    /// The blocking keys of rows that made a record: later rows are compared with them.
    pub fn made(&self, rows: &[Row], outcomes: &[Outcome]) -> Vec<(u64, Vec<i64>)> {
        let made = rows
            .iter()
            .zip(outcomes)
            .filter(|(_, outcome)| outcome.done == Done::Created);
        made.filter_map(|(row, _)| Some((row.line, self.keys.get(&row.line)?.clone())))
            .collect()
    }
}

/// The keys of these rows under which a record is there: in the data, or by an earlier row that was rehearsed.
async fn keys_of_records(
    workspace: &Arc<Workspace>,
    ctx: &Ctx,
    mapping: &Arc<Mapping>,
    stage: &Stage,
    dry_run: bool,
    rows: &[Row],
) -> Result<HashSet<String>> {
    let keyed: Vec<(String, Id)> = rows
        .iter()
        .filter_map(|row| Some((row.key.clone()?, row.ids[0])))
        .collect();
    if keyed.is_empty() {
        return Ok(HashSet::new());
    }
    let (of, keys): (_, Vec<String>) = (
        mapping.clone(),
        keyed.iter().map(|(key, _)| key.clone()).collect(),
    );
    let look = workspace.read(ctx, move |ctx, tx| {
        transfer::by_external_key(ctx, tx, of.main(), &of.system, &keys)
    });
    let mut known: HashSet<String> = look.await?.into_keys().collect();
    if dry_run {
        let given = stage.given(keyed.iter().map(|(_, id)| *id).collect()).await?;
        let made: HashSet<Id> = given.iter().map(|given| given.staged).collect();
        let rehearsed = keyed.into_iter().filter(|(_, id)| made.contains(id));
        known.extend(rehearsed.map(|(key, _)| key));
    }
    Ok(known)
}

/// A row whose main record is not given by its id.
fn is_open(row: &Row) -> bool {
    let given = row
        .wishes
        .first()
        .and_then(Option::as_ref)
        .is_some_and(|wish| wish.id.is_none());
    given && !row.left_out && !row.is_rejected()
}

/// What a row says about its main record, by field.
pub(super) fn values(mapping: &Mapping, row: &Row) -> JsonMap {
    let object = mapping.main();
    let Some(Some(Wish {
        values, addresses, ..
    })) = row.wishes.first()
    else {
        return JsonMap::new();
    };
    let mut all: JsonMap = values
        .iter()
        .map(|(position, value)| (object.fields[*position].key.clone(), value.clone()))
        .collect();
    for address in addresses {
        let field = all
            .entry(object.fields[address.position].key.clone())
            .or_insert_with(|| Json::Array(Vec::new()));
        if let Json::Array(items) = field {
            items.push(address.to_json());
        }
    }
    all
}
