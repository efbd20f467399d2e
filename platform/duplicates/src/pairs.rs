//! The pairs that were found: listing them, saying that two records are not the same, and what a merge of all would do.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kontor_database::{Tx, Value};
use kontor_definitions::{Action, Object};
use kontor_kernel::{Code, Error, Id, Json, Result};
use kontor_records::query::load;
use kontor_records::{Ctx, Record, told};
use serde_json::json;

use crate::find::SCORE_SCALE;
use crate::index::Candidate;
use crate::score::{Reason, Verdict};
use crate::wire::{reasons, rounded};

/// Pairs that are read at once to find those that the caller may see.
const CHUNK: usize = 400;
/// How often that is done for one page.
const MAX_CHUNKS: usize = 25;
/// Pairs of one bulk merge.
pub const MAX_MERGES: usize = 100_000;

/// Which pairs are asked for.
#[derive(Clone, Debug, Default)]
pub struct PairQuery {
    /// With this verdict; any when nothing is said.
    pub verdict: Option<Verdict>,
    /// Those that somebody said are not the same, instead of the others.
    pub dismissed: bool,
    /// With at least this score.
    pub least: f64,
    /// How many on a page.
    pub limit: usize,
    /// Behind this place.
    pub cursor: Option<String>,
}

/// A page of pairs.
pub struct Page {
    /// The pairs, as they are shown.
    pub data: Vec<Json>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// A pair as it is stored.
#[derive(Clone)]
struct Stored {
    low: Id,
    high: Id,
    score: i64,
    verdict: Verdict,
    reasons: Vec<Reason>,
}

impl Stored {
    fn place(&self) -> String {
        format!("{}.{}.{}", self.score, self.low, self.high)
    }
}

/// Pairs of an object, the most probable first: those only of which the caller may see both records.
pub fn list(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, query: &PairQuery) -> Result<Page> {
    let mut at = query.cursor.as_deref().map(place).transpose()?;
    let mut data = Vec::new();
    for _ in 0..MAX_CHUNKS {
        let found = read(tx, object, query, at)?;
        let end = found.len() < CHUNK;
        let ids: Vec<Id> = found.iter().flat_map(|pair| [pair.low, pair.high]).collect();
        let records = visible(ctx, tx, object, &ids)?;
        for pair in found {
            at = Some((pair.score, pair.low, pair.high));
            if let (Some(low), Some(high)) = (records.get(&pair.low), records.get(&pair.high)) {
                data.push(shown(ctx, object, &pair, low, high));
                if data.len() == query.limit {
                    return Ok(Page {
                        data,
                        next: Some(pair.place()),
                    });
                }
            }
        }
        if end {
            return Ok(Page { data, next: None });
        }
    }
    let next = at.map(|(score, low, high)| format!("{score}.{low}.{high}"));
    Ok(Page { data, next })
}

fn read(
    tx: &mut Tx,
    object: &Object,
    query: &PairQuery,
    after: Option<(i64, Id, Id)>,
) -> Result<Vec<Stored>> {
    let (score, low, high) = after.unwrap_or((i64::MAX, Id::NIL, Id::NIL));
    let mut sql = format!(
        "SELECT low, high, score, verdict, reasons FROM @k_duplicate_pair WHERE object = $1 \
         AND (score, low, high) < ($2, $3, $4) AND score >= $5 AND dismissed_at IS {}NULL",
        if query.dismissed { "NOT " } else { "" }
    );
    let mut params: Vec<Value> = vec![
        object.table().into(),
        score.into(),
        low.into(),
        high.into(),
        Value::from((query.least * SCORE_SCALE).round() as i64),
    ];
    if let Some(verdict) = query.verdict {
        sql.push_str(" AND verdict = $6");
        params.push(verdict.as_str().into());
    }
    sql.push_str(&format!(
        " ORDER BY score DESC, low DESC, high DESC LIMIT {CHUNK}"
    ));
    tx.rows(&sql, &params, |row| {
        Ok(Stored {
            low: row.get(0)?,
            high: row.get(1)?,
            score: row.get(2)?,
            verdict: Verdict::parse(row.text(3)?.unwrap_or_default()).unwrap_or(Verdict::Perhaps),
            reasons: serde_json::from_str(row.text(4)?.unwrap_or_default()).unwrap_or_default(),
        })
    })
}

fn place(cursor: &str) -> Result<(i64, Id, Id)> {
    let bad = || Error::new(Code::BadCursor, "This is no cursor of this list.");
    let mut parts = cursor.splitn(3, '.');
    let mut part = || parts.next().ok_or_else(bad);
    let score = part()?.parse().map_err(|_| bad())?;
    let mut id = || part()?.parse::<Id>().map_err(|_| bad());
    Ok((score, id()?, id()?))
}

/// The live records among these that the caller may read.
fn visible(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, ids: &[Id]) -> Result<HashMap<Id, Record>> {
    let live = load::live(ctx, tx, object, ids)?;
    let ids: Vec<Id> = live.into_iter().collect();
    load::by_ids(ctx, tx, object, &ids)
}

fn shown(ctx: &Ctx, object: &Object, pair: &Stored, low: &Record, high: &Record) -> Json {
    let rights = ctx.policy.rights(object);
    let keys = object.position("external_ids").filter(|at| !rights.hidden(*at));
    let record = |record: &Record| {
        let keys = keys.map_or(Json::Null, |at| record.values[at].clone());
        json!({
            "id": record.id, "object": object.key(), "label": told(ctx, record), "version": record.version,
            "external_ids": if keys.is_null() { json!([]) } else { keys },
        })
    };
    json!({
        "object": object.key(),
        "records": [record(low), record(high)],
        "score": rounded(pair.score as f64 / SCORE_SCALE),
        "verdict": pair.verdict,
        "reasons": reasons(ctx, object, &pair.reasons),
    })
}

/// A candidate as it is shown.
pub fn candidate(ctx: &Ctx, object: &Object, candidate: &Candidate) -> Json {
    json!({
        "id": candidate.id, "object": object.key(), "label": candidate.label,
        "score": rounded(candidate.found.score),
        "verdict": candidate.found.verdict,
        "reasons": reasons(ctx, object, &candidate.found.reasons),
    })
}

/// Remembers that two records are not the same, or takes that back.
///
/// # Errors
/// `not_found` when the caller can't see both, `forbidden` when he may change neither.
pub fn dismiss(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, a: Id, b: Id, dismissed: bool) -> Result<()> {
    if a == b {
        return Err(Error::invalid(
            "/other",
            "same_record",
            "These are the same record.",
        ));
    }
    if load::live(ctx, tx, object, &[a, b])?.len() < 2 {
        return Err(Error::not_found());
    }
    if load::permitted(ctx, tx, object, Action::Update, &[a, b])?.is_empty() {
        return Err(Error::forbidden("You may change neither of these records.").with("action", "update"));
    }
    let (low, high) = (a.min(b), a.max(b));
    let now = dismissed.then(|| ctx.caller.now.micros());
    let by = dismissed.then(|| ctx.caller.actor.as_text());
    tx.execute(
        "INSERT INTO @k_duplicate_pair (low, high, object, score, verdict, reasons, at, dismissed_at, dismissed_by) \
         VALUES ($1, $2, $3, 0, 'perhaps', '[]', $4, $5, $6) ON CONFLICT (low, high) \
         DO UPDATE SET dismissed_at = excluded.dismissed_at, dismissed_by = excluded.dismissed_by",
        &[
            low.into(),
            high.into(),
            object.table().into(),
            ctx.caller.now.into(),
            now.into(),
            by.into(),
        ],
    )?;
    // What was never found is only noted while somebody says that it is not the same.
    tx.execute(
        "DELETE FROM @k_duplicate_pair WHERE low = $1 AND high = $2 AND score = 0 AND dismissed_at IS NULL",
        &[low.into(), high.into()],
    )?;
    Ok(())
}

/// The records of which somebody said that they are not the same as this one.
pub fn dismissed(tx: &mut Tx, id: Id) -> Result<HashSet<Id>> {
    let sql = "SELECT high FROM @k_duplicate_pair WHERE low = $1 AND dismissed_at IS NOT NULL \
               UNION SELECT low FROM @k_duplicate_pair WHERE high = $1 AND dismissed_at IS NOT NULL";
    let found = tx.rows(sql, &[id.into()], |row| row.get::<Id>(0))?;
    Ok(found.into_iter().collect())
}

/// Pairs of which somebody said that they are not the same, behind a pair, for a backup.
pub fn dump_dismissed(tx: &mut Tx, after: (Id, Id), limit: usize) -> Result<Vec<((Id, Id), Json)>> {
    tx.rows(
        "SELECT low, high, object, dismissed_at, dismissed_by FROM @k_duplicate_pair \
         WHERE dismissed_at IS NOT NULL AND (low, high) > ($1, $2) ORDER BY low, high LIMIT $3",
        &[after.0.into(), after.1.into(), limit.into()],
        |row| {
            let (low, high): (Id, Id) = (row.get(0)?, row.get(1)?);
            let line = json!({
                "low": low, "high": high, "object": row.text(2)?,
                "dismissed_at": row.int(3)?, "dismissed_by": row.text(4)?,
            });
            Ok(((low, high), line))
        },
    )
}

/// Writes such pairs from a backup.
///
/// # Errors
/// `validation` for what no backup has.
pub fn load_dismissed(tx: &mut Tx, lines: &[Json]) -> Result<()> {
    #[derive(serde::Deserialize)]
    struct Line {
        low: Id,
        high: Id,
        object: String,
        dismissed_at: i64,
        dismissed_by: Option<String>,
    }
    let mut statements = Vec::with_capacity(lines.len());
    for line in lines {
        let line: Line = serde_json::from_value(line.clone()).map_err(|error| {
            Error::invalid(
                "/file",
                "damaged",
                format!("A dismissed pair can't be read: {error}."),
            )
        })?;
        statements.push(kontor_database::Statement::new(
            "INSERT INTO @k_duplicate_pair (low, high, object, score, verdict, reasons, at, dismissed_at, dismissed_by) \
             VALUES ($1, $2, $3, 0, 'perhaps', '[]', $4, $4, $5)",
            vec![
                line.low.into(),
                line.high.into(),
                line.object.into(),
                line.dismissed_at.into(),
                line.dismissed_by.into(),
            ],
        ));
    }
    tx.run_all(statements)
}

/// How many such pairs there are.
pub fn count_dismissed(tx: &mut Tx) -> Result<u64> {
    let sql = "SELECT count(*) FROM @k_duplicate_pair WHERE dismissed_at IS NOT NULL";
    Ok(tx.row(sql, &[], |row| row.get::<u64>(0))?.unwrap_or(0))
}

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
    let mut at = None;
    let (mut taken, mut merges): (HashSet<Id>, Vec<Merge>) = (HashSet::new(), Vec::new());
    let mut survivors: HashSet<Id> = HashSet::new();
    loop {
        let found = read(tx, object, &query, at)?;
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
