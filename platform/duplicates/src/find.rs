//! Which pairs some records make with all others. Looking is a read, noting a write of its own, so nobody who writes
//! waits while records are compared.
//!
//! No pair is missed though others are at the same: whoever looks has noted the keys of his records before, so of two the
//! later one sees those of the earlier. And nothing old is noted over something newer: a pair is noted only while both
//! records are as they were compared. Whoever changed one of them will be followed.

use std::collections::{BTreeSet, HashMap};

use kontor_database::{Statement, Tx, Value};
use kontor_definitions::Object;
use kontor_kernel::{Error, Id, Result, Timestamp};
use kontor_records::query::load;
use kontor_records::{Ctx, Record};

use crate::index::Index;
use crate::keys::Keyed;
use crate::prepare::Prepared;
use crate::score::Match;

/// Other records that are in memory at the same time.
const OTHERS: usize = 5_000;
/// Scores are stored as whole numbers.
pub(crate) const SCORE_SCALE: f64 = 1_000_000.0;

/// Some live records of an object, ready to be compared.
pub(crate) struct Block {
    ids: Vec<Id>,
    versions: Vec<i64>,
    prepared: Vec<Prepared>,
}

/// A pair, the older record first.
pub(crate) type Pair = (Id, Id);

/// What looking brought.
pub(crate) struct Found {
    pairs: Vec<(Pair, Match)>,
    /// Pairs that are noted and are none any more.
    gone: BTreeSet<Pair>,
    /// The records of all these pairs as they were compared; what is missing was not live.
    versions: HashMap<Id, i64>,
}

impl Block {
    pub fn new(ctx: &Ctx, index: &Index, records: impl IntoIterator<Item = Record>) -> Block {
        let mut records: Vec<Record> = records.into_iter().collect();
        records.retain(|record| record.deleted_at.is_none());
        records.sort_unstable_by_key(|record| record.id);
        Block {
            ids: records.iter().map(|record| record.id).collect(),
            versions: records.iter().map(|record| record.version).collect(),
            prepared: records.iter().map(|record| index.prepare(ctx, record)).collect(),
        }
    }

    /// The keys of each record.
    pub fn keys(&self, index: &Index) -> Keyed {
        let keys = self.prepared.iter().map(|record| index.keys(record));
        self.ids.iter().copied().zip(keys).collect()
    }

    /// Compares the records, which are those of the changed that are live, with all that share a key, and with those that
    /// the changed are noted to make a pair with.
    pub fn look(self, ctx: &Ctx, tx: &mut Tx, index: &Index, changed: &[Id]) -> Result<Found> {
        let noted = [noted(tx, "low", changed)?, noted(tx, "high", changed)?].concat();
        let wanted = self.wanted(tx, index, &noted)?;
        let places: HashMap<Id, usize> = self.ids.iter().copied().zip(0..).collect();
        let mut versions: HashMap<Id, i64> = self.ids.iter().copied().zip(self.versions).collect();
        let mut pairs: Vec<(Pair, Match)> = Vec::new();
        let mut others: Vec<Id> = wanted.iter().map(|(other, _)| *other).collect();
        others.dedup();
        for others in others.chunks(OTHERS) {
            let unknown: Vec<Id> = others
                .iter()
                .filter(|id| !places.contains_key(*id))
                .copied()
                .collect();
            let mut prepared: HashMap<Id, Prepared> = HashMap::new();
            for (id, record) in load::by_ids(ctx, tx, &index.object, &unknown)? {
                if record.deleted_at.is_none() {
                    versions.insert(id, record.version);
                    prepared.insert(id, index.prepare(ctx, &record));
                }
            }
            let from = wanted.partition_point(|(other, _)| *other < others[0]);
            let to = wanted.partition_point(|(other, _)| *other <= others[others.len() - 1]);
            for (other, own) in &wanted[from..to] {
                let theirs = match places.get(other) {
                    Some(place) => Some(&self.prepared[*place]),
                    None => prepared.get(other),
                };
                let Some(theirs) = theirs else { continue };
                let pair = pair(self.ids[*own], *other);
                let (low, high) = match pair.0 == *other {
                    true => (theirs, &self.prepared[*own]),
                    false => (&self.prepared[*own], theirs),
                };
                let found = index.compare(low, high);
                if found.verdict.is_some() {
                    pairs.push((pair, found));
                }
            }
        }
        Ok(Found::new(pairs, noted, |id| versions.get(&id).copied()))
    }

    /// Which other record is to be compared with which of these, in the order of the others. Of two records of the block
    /// the older one is the other.
    fn wanted(&self, tx: &mut Tx, index: &Index, noted: &[Pair]) -> Result<Vec<(Id, usize)>> {
        let here = |id: &Id| self.ids.binary_search(id);
        let may = |own: usize, other: Id| other < self.ids[own] || here(&other).is_err();
        let nearest = index.nearest(tx, &self.prepared, may)?;
        let mut wanted: Vec<(Id, usize)> = Vec::new();
        for (own, others) in nearest.into_iter().enumerate() {
            wanted.extend(others.into_iter().map(|other| (other, own)));
        }
        for (low, high) in noted {
            match (here(low), here(high)) {
                (_, Ok(own)) => wanted.push((*low, own)),
                (Ok(own), Err(_)) => wanted.push((*high, own)),
                // A record that is no longer live.
                (Err(_), Err(_)) => {}
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
        Ok(wanted)
    }
}

impl Found {
    /// What comparing brought, of records in these versions. Of the pairs that were noted before, those that were not found
    /// again are gone.
    pub fn new(pairs: Vec<(Pair, Match)>, noted: Vec<Pair>, version: impl Fn(Id) -> Option<i64>) -> Found {
        let found: BTreeSet<Pair> = pairs.iter().map(|(pair, _)| *pair).collect();
        let gone: BTreeSet<Pair> = noted.into_iter().filter(|pair| !found.contains(pair)).collect();
        let involved = found.iter().chain(&gone).flat_map(|pair| [pair.0, pair.1]);
        let versions = involved.filter_map(|id| Some((id, version(id)?))).collect();
        Found {
            pairs,
            gone,
            versions,
        }
    }

    /// Whether there is nothing to note.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty() && self.gone.is_empty()
    }

    /// Notes what is still as it was compared.
    pub fn note(&self, tx: &mut Tx, object: &Object, now: Timestamp) -> Result<()> {
        let both = self.pairs.iter().map(|(pair, _)| pair).chain(&self.gone);
        let mut ids: Vec<Id> = both.flat_map(|pair| [pair.0, pair.1]).collect();
        ids.sort_unstable();
        ids.dedup();
        let versions = load::versions(tx, object, &ids)?;
        let as_compared = |id: Id| versions.get(&id) == self.versions.get(&id);
        let still = |pair: &Pair| as_compared(pair.0) && as_compared(pair.1);
        let mut statements = Vec::new();
        for (pair, found) in self.pairs.iter().filter(|(pair, _)| still(pair)) {
            let Some(verdict) = found.verdict else { continue };
            let reasons = serde_json::to_string(&found.reasons).map_err(Error::internal)?;
            statements.push(Statement::new(
                "INSERT INTO @k_duplicate_pair (low, high, object, score, verdict, reasons, at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (low, high) DO UPDATE SET score = excluded.score, \
                 verdict = excluded.verdict, reasons = excluded.reasons, at = excluded.at",
                vec![
                    pair.0.into(),
                    pair.1.into(),
                    object.table().into(),
                    Value::from((found.score * SCORE_SCALE).round() as i64),
                    verdict.as_str().into(),
                    reasons.into(),
                    now.into(),
                ],
            ));
        }
        for pair in self.gone.iter().filter(|pair| still(pair)) {
            statements.push(Statement::new(
                "DELETE FROM @k_duplicate_pair WHERE low = $1 AND high = $2 AND dismissed_at IS NULL",
                vec![pair.0.into(), pair.1.into()],
            ));
        }
        tx.run_all(statements)
    }
}

fn pair(a: Id, b: Id) -> Pair {
    (a.min(b), a.max(b))
}

/// The pairs that are noted of some records, as the one side of them.
pub(crate) fn noted(tx: &mut Tx, side: &str, ids: &[Id]) -> Result<Vec<Pair>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let listed = tx.dialect().in_list(side, "$1");
    let sql = format!("SELECT low, high FROM @k_duplicate_pair WHERE {listed}");
    tx.rows(&sql, &[Value::Ids(ids.to_vec())], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}
