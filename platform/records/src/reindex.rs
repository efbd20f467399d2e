//! The search index built anew while everybody works: a job that goes over all records, then over what the index has
//! of none, then over its vocabulary.
//!
//! Each chunk is a transaction that reads records and writes their documents, so a change that comes between is never
//! undone. The place is kept in the transaction of the chunk: whoever is interrupted goes on from there.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use kontor_database::{Tx, Value};
use kontor_jobs::{JobContext, NewJob};
use kontor_kernel::{Actor, Caller, Clock, Error, Id, Json, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::command::side;
use crate::query::load;
use crate::workspace::Workspace;

/// The name of the job.
pub const JOB: &str = "search.rebuild";
/// The job that forgets the words that no record has any more: a name must not outlive whoever had it.
pub const FORGET: &str = "search.forget";
/// Their queue.
pub const QUEUE: &str = "search";
/// Records of one transaction.
const RECORDS: usize = 200;
/// Documents, and words, that are looked at in one transaction.
const ENTRIES: usize = 1_000;
/// The setting that keeps the place.
const PLACE: &str = "search.rebuild";

/// How far a rebuild is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
enum Place {
    /// Behind this record of this object's table.
    Records(String, Id),
    /// Behind this document.
    Strangers(i64),
    /// Behind this word.
    Words(String),
}

/// Asks for a rebuild; one that waits or runs already is enough. Answers the job.
pub fn enqueue(tx: &mut Tx, clock: &Clock, by: Actor) -> Result<Id> {
    kontor_jobs::enqueue(
        tx,
        NewJob::new(clock, JOB, Json::Null)
            .queue(QUEUE)
            .unique(JOB)
            .by(by),
    )
}

/// The handler of [`JOB`].
pub async fn run(workspace: &Arc<Workspace>, job: &JobContext) -> Result<Json> {
    rebuild(workspace, |records| {
        job.progress(records as i64, None);
        job.check()
    })
    .await
}

/// Builds the index anew, from where it was interrupted if it was. After each transaction `between` is told how many
/// records were done, and may stop it by an error.
pub async fn rebuild(
    workspace: &Arc<Workspace>,
    mut between: impl FnMut(usize) -> Result<()>,
) -> Result<Json> {
    let mut place = workspace
        .database
        .read(kept)
        .await?
        .unwrap_or(Place::Records(String::new(), Id::NIL));
    let mut done = 0;
    loop {
        let next = match place {
            Place::Records(table, after) => {
                let (next, count) = records(workspace, table, after).await?;
                done += count;
                Some(next)
            }
            Place::Strangers(after) => Some(strangers(workspace, after).await?),
            Place::Words(after) => words(workspace, after).await?,
        };
        between(done)?;
        match next {
            Some(next) => place = next,
            None => return Ok(json!({"records": done})),
        }
    }
}

async fn records(workspace: &Arc<Workspace>, table: String, after: Id) -> Result<(Place, usize)> {
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let chunk = workspace.write_alone(&ctx, move |work| {
        // Objects that come or go meanwhile have a place in this order too.
        let objects: BTreeMap<&str, _> = work
            .ctx
            .catalog
            .objects()
            .iter()
            .map(|o| (o.table(), o))
            .collect();
        let Some((found, object)) = objects.range(table.as_str()..).next() else {
            keep(work.tx, Some(&Place::Strangers(0)))?;
            return Ok((Place::Strangers(0), 0));
        };
        let after = if *found == table { after } else { Id::NIL };
        let condition = "t.id > $1 AND t.deleted_at IS NULL";
        let tail = format!("ORDER BY t.id LIMIT {RECORDS}");
        let records = load::select(work.ctx, work.tx, object, condition, &tail, vec![after.into()])?;
        let documents = side::documents(work.ctx, work.tx, object, &records.iter().collect::<Vec<_>>())?;
        kontor_search::refresh(work.tx, &documents)?;
        let next = match records.last().filter(|_| records.len() == RECORDS) {
            Some(last) => Place::Records((*found).to_owned(), last.id),
            // The next table in the order is the first one behind this name.
            None => Place::Records(format!("{found}\u{1}"), Id::NIL),
        };
        keep(work.tx, Some(&next))?;
        Ok((next, records.len()))
    });
    chunk.await
}

async fn strangers(workspace: &Arc<Workspace>, after: i64) -> Result<Place> {
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let chunk = workspace.write_alone(&ctx, move |work| {
        let catalog = work.ctx.catalog.clone();
        let mut live = |tx: &mut Tx, asked: &[(String, Id)]| {
            let mut by_table: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
            for (table, id) in asked {
                by_table.entry(table).or_default().push(*id);
            }
            let mut there = HashSet::new();
            for (table, ids) in by_table {
                let Some(object) = catalog.object(table).filter(|object| object.table() == table) else {
                    continue;
                };
                let sql = format!(
                    "SELECT id FROM @{} WHERE {} AND deleted_at IS NULL",
                    object.table(),
                    tx.dialect().in_list("id", "$1")
                );
                there.extend(tx.rows(&sql, &[Value::Ids(ids)], |row| row.get::<Id>(0))?);
            }
            Ok(there)
        };
        let next = match kontor_search::remove_strangers(work.tx, after, ENTRIES, &mut live)? {
            Some(last) => Place::Strangers(last),
            None => Place::Words(String::new()),
        };
        keep(work.tx, Some(&next))?;
        Ok(next)
    });
    chunk.await
}

async fn words(workspace: &Arc<Workspace>, after: String) -> Result<Option<Place>> {
    // Not through the workspace's door: what comes first has to come first.
    let chunk = workspace.database.write_alone(move |tx| {
        let next = kontor_search::forget_words(tx, &after, ENTRIES)?.map(Place::Words);
        keep(tx, next.as_ref())?;
        Ok(next)
    });
    chunk.await
}

/// The handler of [`FORGET`]. One that is interrupted begins anew.
pub async fn forget(workspace: &Arc<Workspace>, job: &JobContext) -> Result<Json> {
    let mut after = Some(String::new());
    while let Some(word) = after {
        job.check()?;
        let chunk = workspace
            .database
            .write_alone(move |tx| kontor_search::forget_words(tx, &word, ENTRIES));
        after = chunk.await?;
    }
    Ok(Json::Null)
}

/// The place of a rebuild that was interrupted.
fn kept(tx: &mut Tx) -> Result<Option<Place>> {
    let text = tx.row(
        "SELECT value FROM @k_setting WHERE name = $1",
        &[PLACE.into()],
        |row| row.get::<String>(0),
    )?;
    text.map(|text| serde_json::from_str(&text).map_err(Error::internal))
        .transpose()
}

fn keep(tx: &mut Tx, place: Option<&Place>) -> Result<()> {
    let Some(place) = place else {
        return tx
            .execute("DELETE FROM @k_setting WHERE name = $1", &[PLACE.into()])
            .map(drop);
    };
    let text = serde_json::to_string(place).map_err(Error::internal)?;
    tx.execute(
        "INSERT INTO @k_setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        &[PLACE.into(), text.into()],
    )
    .map(drop)
}
