//! What a merge of all pairs would do: which records are merged, and which of them stays.

use std::collections::HashSet;
use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::{Action, Object};
use kontor_kernel::{Id, Result};
use kontor_records::query::load;
use kontor_records::{Ctx, Record, told};

use super::{CHUNK, PairQuery, read, visible};
use crate::find::SCORE_SCALE;
use crate::index::Index;
use crate::score::Verdict;
use crate::wire::rounded;

/// Pairs of one bulk merge.
pub const MAX_MERGES: usize = 100_000;

/// Which of several records that are the same stays.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// The most complete one; of equally complete ones the oldest.
    #[default]
    Complete,
    /// The oldest.
    Oldest,
    /// The newest.
    Newest,
}

/// One merge of many.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The record that stays, with its label.
    pub survivor: (Id, String),
    /// The one that becomes part of it.
    pub other: (Id, String),
    /// How probable it is that both are the same.
    pub score: f64,
}

/// The merges of all pairs with a verdict and score. Of records that hang together only those are merged that are each a
/// pair with the survivor: that a is b and b is c does not yet make c the same as a.
pub fn merges(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    verdict: Option<Verdict>,
    least: f64,
    keep: Keep,
) -> Result<Vec<Merge>> {
    let query = PairQuery {
        verdict,
        least,
        limit: CHUNK,
        ..PairQuery::default()
    };
    let index = Index::read(ctx, tx, object)?;
    let mut at = None;
    let (mut taken, mut merges): (HashSet<Id>, Vec<Merge>) = (HashSet::new(), Vec::new());
    let mut survivors: HashSet<Id> = HashSet::new();
    loop {
        let found = read(tx, object, false, query.least_stored(ctx, &index), at)?;
        let ids: Vec<Id> = found.iter().flat_map(|pair| [pair.low, pair.high]).collect();
        let mut records = visible(ctx, tx, object, &ids)?;
        let updates = load::permitted(ctx, tx, object, Action::Update, &ids)?;
        let deletes = load::permitted(ctx, tx, object, Action::Delete, &ids)?;
        records.retain(|id, _| updates.contains(id) && deletes.contains(id));
        for pair in &found {
            at = Some((pair.score, pair.low, pair.high));
            let (Some(low), Some(high)) = (records.get(&pair.low), records.get(&pair.high)) else {
                continue;
            };
            let anew = pair.anew(ctx, &index, low, high);
            let Some(pair) = anew.filter(|pair| query.asks_for(pair)) else {
                continue;
            };
            let complete = |record: &Record| record.get("completeness").as_i64().unwrap_or(0);
            let high_stays = match keep {
                Keep::Oldest => false,
                Keep::Newest => true,
                Keep::Complete => complete(high) > complete(low),
            };
            let (mut survivor, mut other) = if high_stays { (high, low) } else { (low, high) };
            if survivors.contains(&other.id) {
                std::mem::swap(&mut survivor, &mut other);
            }
            let free =
                !taken.contains(&survivor.id) && !taken.contains(&other.id) && !survivors.contains(&other.id);
            if !free {
                continue;
            }
            taken.insert(other.id);
            survivors.insert(survivor.id);
            merges.push(Merge {
                survivor: (survivor.id, told(ctx, survivor).to_owned()),
                other: (other.id, told(ctx, other).to_owned()),
                score: rounded(pair.score as f64 / SCORE_SCALE),
            });
        }
        if found.len() < CHUNK || merges.len() >= MAX_MERGES {
            return Ok(merges);
        }
    }
}
