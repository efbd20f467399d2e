//! The pairs that were found: listing them, and saying that two records are not the same.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kontor_database::{Tx, Value};
use kontor_definitions::{Action, Object};
use kontor_kernel::{Code, Error, Id, Json, Result};
use kontor_records::query::load;
use kontor_records::{Ctx, Record, told};
use serde_json::json;

use crate::find::SCORE_SCALE;
use crate::index::{Candidate, Index};
use crate::score::{Reason, Verdict};
use crate::wire::{reasons, rounded};

mod merges;

pub use merges::{Keep, MAX_MERGES, Merge, merges};

/// Pairs that are read at once to find those that the caller may see.
const CHUNK: usize = 400;
/// How often that is done for one page.
const MAX_CHUNKS: usize = 25;
/// How far a score may move with what is learned of the values, from the time it is stored until the next sweep.
const DRIFT: f64 = 0.08;

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

impl PairQuery {
    /// From which stored score on pairs come into question: somewhat below what is asked for, as pairs are told anew; all
    /// where rules were settled, which may be newer than the scores.
    fn least_stored(&self, ctx: &Ctx, index: &Index) -> f64 {
        if ctx.settings.duplicates.contains_key(index.object.key()) {
            return 0.0;
        }
        let least = match self.verdict {
            Some(Verdict::Same) if !self.dismissed => self.least.max(index.thresholds.same),
            _ => self.least,
        };
        (least - DRIFT).max(0.0)
    }

    fn asks_for(&self, pair: &Stored) -> bool {
        pair.score as f64 / SCORE_SCALE >= self.least
            && self.verdict.is_none_or(|verdict| verdict == pair.verdict)
    }
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

    /// As it is told of both records now, by the rules and the knowledge of today; nothing where they are none any more.
    /// The stored score is only where it stands in the list.
    fn anew(&self, ctx: &Ctx, index: &Index, low: &Record, high: &Record) -> Option<Stored> {
        let found = index.compare(&index.prepare(ctx, low), &index.prepare(ctx, high));
        Some(Stored {
            score: (found.score * SCORE_SCALE).round() as i64,
            verdict: found.verdict?,
            reasons: found.reasons,
            ..*self
        })
    }
}

/// Pairs of an object, the most probable first: those only of which the caller may see both records.
pub fn list(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, query: &PairQuery) -> Result<Page> {
    let mut at = query.cursor.as_deref().map(place).transpose()?;
    let index = Index::read(ctx, tx, object)?;
    let least = query.least_stored(ctx, &index);
    let mut data = Vec::new();
    for _ in 0..MAX_CHUNKS {
        let found = read(tx, object, query.dismissed, least, at)?;
        let end = found.len() < CHUNK;
        let ids: Vec<Id> = found.iter().flat_map(|pair| [pair.low, pair.high]).collect();
        let records = visible(ctx, tx, object, &ids)?;
        for pair in found {
            at = Some((pair.score, pair.low, pair.high));
            if let (Some(low), Some(high)) = (records.get(&pair.low), records.get(&pair.high)) {
                let anew = match query.dismissed {
                    true => Some(pair.clone()),
                    false => pair.anew(ctx, &index, low, high),
                };
                let Some(anew) = anew.filter(|pair| query.asks_for(pair)) else {
                    continue;
                };
                data.push(shown(ctx, object, &anew, low, high));
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
    dismissed: bool,
    least: f64,
    after: Option<(i64, Id, Id)>,
) -> Result<Vec<Stored>> {
    let (score, low, high) = after.unwrap_or((i64::MAX, Id::NIL, Id::NIL));
    let sql = format!(
        "SELECT low, high, score, verdict, reasons FROM @k_duplicate_pair WHERE object = $1 \
         AND (score, low, high) < ($2, $3, $4) AND score >= $5 AND dismissed_at IS {}NULL \
         ORDER BY score DESC, low DESC, high DESC LIMIT {CHUNK}",
        if dismissed { "NOT " } else { "" }
    );
    let params: Vec<Value> = vec![
        object.table().into(),
        score.into(),
        low.into(),
        high.into(),
        Value::from((least * SCORE_SCALE).round() as i64),
    ];
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
