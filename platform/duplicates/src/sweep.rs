//! Keeps keys and pairs up to date: behind every change from the outbox, and for all records of an object at once.
//!
//! Both do the same with blocks of a few hundred records: compare them with all that share a key, note the pairs, note
//! their keys. A sweep learns a model from a sample first and takes a new slot; it goes on where it was interrupted.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kontor_database::{Statement, Tx, Value};
use kontor_definitions::Object;
use kontor_events::{Consumer, Cursor};
use kontor_jobs::{JobContext, NewJob, Registry};
use kontor_kernel::{Caller, Clock, Code, Error, Id, Json, Result};
use kontor_records::query::load;
use kontor_records::{Ctx, Record, Work, Workspace};
use serde_json::json;

use crate::index::{Index, is_watched};
use crate::model::Model;
use crate::prepare::{Prepared, prepare};
use crate::rule::rules;

/// The job that follows changes.
pub const FOLLOW: &str = "duplicates.follow";
/// The job that compares all records of an object, or of all.
pub const SWEEP: &str = "duplicates.sweep";

/// The queue of both.
pub const QUEUE: &str = "duplicates";

const FOLLOWER: Consumer = Consumer("duplicates");
/// Events of one transaction.
const EVENTS: usize = 500;
/// Records of one transaction of a sweep.
const BLOCK: usize = 500;
/// Records that a model is learned from.
const SAMPLE: u64 = 20_000;
/// Old keys that are deleted in one transaction.
const CLEARED: usize = 20_000;
/// Other records that a block is compared with.
const MAX_OTHERS: usize = 20_000;
/// Changes after which a model is learned anew where there was none worth the name.
const FIRST: i64 = 200;

/// Makes sure that events are kept from now on.
pub async fn ensure(workspace: &Workspace) -> Result<()> {
    workspace
        .database
        .write(|tx| FOLLOWER.ensure(tx, Cursor::START))
        .await
}

/// The jobs of duplicates.
pub fn register(registry: &mut Registry, workspace: &Arc<Workspace>) {
    let here = workspace.clone();
    registry.add(FOLLOW, move |_| {
        let workspace = here.clone();
        async move { Ok(json!({"events": follow(&workspace, usize::MAX).await?})) }
    });
    let here = workspace.clone();
    registry.add(SWEEP, move |job: JobContext| {
        let workspace = here.clone();
        async move {
            let object = job.claimed.payload["object"].as_str().map(str::to_owned);
            follow(&workspace, usize::MAX).await?;
            if job.claimed.payload["if_needed"] == json!(true)
                && !is_needed(&workspace, object.as_deref()).await?
            {
                return Ok(json!({ "records": 0 }));
            }
            sweep(&workspace, object.as_deref(), Some(&job)).await
        }
    });
}

/// A job that sweeps one object, or all that are watched; `if_needed` only when one was never swept, or changed a lot.
pub fn job(clock: &Clock, object: Option<&str>, if_needed: bool) -> NewJob {
    let name = object.unwrap_or("*");
    let job = NewJob::new(clock, SWEEP, json!({"object": object, "if_needed": if_needed})).queue(QUEUE);
    job.unique(format!("{SWEEP}/{name}/{if_needed}"))
}

/// Whether an object was never swept, half of it is new since, or a sweep was interrupted.
async fn is_needed(workspace: &Arc<Workspace>, object: Option<&str>) -> Result<bool> {
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let Some(object) = object.and_then(|key| ctx.catalog.object(key)) else {
        return Ok(true);
    };
    let table = object.table().to_owned();
    let read = workspace.database.read(move |tx| {
        tx.row(
            "SELECT seen, records, started_at, swept_to FROM @k_duplicate_model WHERE object = $1",
            &[table.into()],
            |row| {
                Ok((
                    row.get::<i64>(0)?,
                    row.get::<i64>(1)?,
                    row.get::<i64>(2)?,
                    row.id(3)?,
                ))
            },
        )
    });
    Ok(read.await?.is_none_or(|(seen, records, started, swept_to)| {
        started == 0 || swept_to.is_some() || seen * 2 > records.max(FIRST)
    }))
}

/// Follows what changed, at most so many blocks of events; answers how many events there were.
pub async fn follow(workspace: &Arc<Workspace>, blocks: usize) -> Result<usize> {
    let mut seen = 0;
    for _ in 0..blocks {
        let Some(batch) = workspace.database.read(|tx| FOLLOWER.poll(tx, EVENTS)).await? else {
            // Events it needs were removed meanwhile, so everything is compared anew.
            let end = workspace.database.read(kontor_events::latest).await?;
            let job = job(&workspace.clock, None, false);
            let restart = move |tx: &mut Tx| {
                FOLLOWER.seek(tx, end)?;
                kontor_jobs::enqueue(tx, job.clone()).map(drop)
            };
            workspace.database.write(restart).await?;
            return Ok(seen);
        };
        if batch.events.is_empty() {
            return Ok(seen);
        }
        let count = batch.events.len();
        let ctx = workspace.system(Caller::system(&workspace.clock));
        let done = workspace.write_alone(&ctx, move |work| {
            let mut outgrown = Vec::new();
            let mut changed: BTreeMap<&str, BTreeSet<Id>> = BTreeMap::new();
            for event in &batch.events {
                changed
                    .entry(event.change.object.as_str())
                    .or_default()
                    .insert(event.change.record);
            }
            for (key, ids) in changed {
                let Some(object) = work
                    .ctx
                    .catalog
                    .object(key)
                    .filter(|object| is_watched(work.ctx, object))
                else {
                    continue;
                };
                let index = Index::read(work.ctx, work.tx, object)?;
                let ids: Vec<Id> = ids.into_iter().collect();
                process(work.ctx, work.tx, &index, &ids)?;
                if is_outgrown(work.tx, object, ids.len())? {
                    outgrown.push(object.key().to_owned());
                }
            }
            FOLLOWER.commit(work.tx, &batch)?;
            Ok(outgrown)
        });
        match done.await {
            Ok(outgrown) => {
                seen += count;
                ask_for_sweeps(workspace, &outgrown).await?;
            }
            // Another server is at it.
            Err(error) if error.code == Code::Conflict => return Ok(seen),
            Err(error) => return Err(error),
        }
    }
    Ok(seen)
}

/// Enqueues sweeps, in transactions of their own: the sweep there is may be at work, its worker notes its life all the
/// time, and a long transaction that looks at the same row would collide with that for ever. What gets lost here when
/// the machine stops is asked for again with the next change.
async fn ask_for_sweeps(workspace: &Arc<Workspace>, objects: &[String]) -> Result<()> {
    for object in objects {
        let (job, waker) = (job(&workspace.clock, Some(object), true), workspace.waker.clone());
        let enqueue = move |tx: &mut Tx| {
            waker.wake_after(tx);
            kontor_jobs::enqueue(tx, job.clone()).map(drop)
        };
        match workspace.database.write(enqueue).await {
            // Whom it collides with is the worker of such a sweep.
            Err(error) if error.code == Code::Unavailable => {}
            asked => asked?,
        }
    }
    Ok(())
}

/// Counts changes, and says whether there are so many that the model no longer fits.
fn is_outgrown(tx: &mut Tx, object: &Object, changed: usize) -> Result<bool> {
    let counts = tx.row(
        "INSERT INTO @k_duplicate_model (object, slot, seen, records, started_at, data) VALUES ($1, 0, $2, 0, 0, '') \
         ON CONFLICT (object) DO UPDATE SET seen = k_duplicate_model.seen + excluded.seen RETURNING seen, records",
        &[object.table().into(), changed.into()],
        |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)),
    )?;
    Ok(counts.is_some_and(|(seen, records)| seen > records.max(FIRST)))
}

/// Compares all records of an object, or of all objects, with each other; answers how many there were.
pub async fn sweep(
    workspace: &Arc<Workspace>,
    object: Option<&str>,
    job: Option<&JobContext>,
) -> Result<Json> {
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let all = ctx
        .catalog
        .objects()
        .iter()
        .filter(|found| is_watched(&ctx, found));
    let wanted: Vec<Arc<Object>> = match object {
        Some(key) => ctx.catalog.object(key).into_iter().cloned().collect(),
        None => all.cloned().collect(),
    };
    let mut done = 0;
    for object in wanted {
        let mut at = begin(workspace, &object).await?;
        loop {
            if let Some(job) = job {
                job.check()?;
                job.progress(done as i64, None);
                job.message(object.key());
            }
            let (ctx, table) = (
                workspace.system(Caller::system(&workspace.clock)),
                object.table().to_owned(),
            );
            let block = workspace
                .write_alone(&ctx, move |work| block(work, &table, at))
                .await?;
            let Some((last, count)) = block else { break };
            (at, done) = (last, done + count);
        }
        end(workspace, &object).await?;
    }
    Ok(json!({ "records": done }))
}

/// One block of a sweep.
fn block(work: &mut Work<'_>, table: &str, after: Id) -> Result<Option<(Id, usize)>> {
    let Some(object) = work.ctx.catalog.object(table).cloned() else {
        return Ok(None);
    };
    let sql = format!("SELECT id FROM @{table} WHERE id > $1 AND deleted_at IS NULL ORDER BY id LIMIT $2");
    let ids: Vec<Id> = work
        .tx
        .rows(&sql, &[after.into(), BLOCK.into()], |row| row.get(0))?;
    let Some(last) = ids.last().copied() else {
        return Ok(None);
    };
    let index = Index::read(work.ctx, work.tx, &object)?;
    process(work.ctx, work.tx, &index, &ids)?;
    work.tx.execute(
        "UPDATE @k_duplicate_model SET swept_to = $2 WHERE object = $1",
        &[object.table().into(), last.into()],
    )?;
    Ok(Some((last, ids.len())))
}

/// Learns a model and takes a new slot, or goes on where a sweep was interrupted; answers behind which record.
async fn begin(workspace: &Arc<Workspace>, object: &Arc<Object>) -> Result<Id> {
    let table = object.table().to_owned();
    let interrupted = workspace.database.read(move |tx| {
        let sql = "SELECT swept_to FROM @k_duplicate_model WHERE object = $1";
        tx.row(sql, &[table.into()], |row| row.id(0))
    });
    if let Some(at) = interrupted.await?.flatten() {
        return Ok(at);
    }
    let (records, ids) = sample(workspace, object).await?;
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let rules = rules(object, ctx.settings.duplicates.get(object.key()));
    let mut prepared: Vec<Prepared> = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(1_000) {
        let (chunk, of, with) = (chunk.to_vec(), object.clone(), rules.clone());
        let read = workspace.read(&ctx, move |ctx, tx| {
            let records = load::by_ids(ctx, tx, &of, &chunk)?;
            let accept = ctx.accept();
            Ok(records
                .values()
                .map(|record| prepare(&with, record, &accept))
                .collect::<Vec<_>>())
        });
        prepared.extend(read.await?);
    }
    let learn = tokio::task::spawn_blocking(move || Model::train(&rules, &prepared, records));
    let model = learn.await.map_err(Error::internal)?;
    let data = serde_json::to_string(&model).map_err(Error::internal)?;
    let (table, now) = (object.table().to_owned(), workspace.clock.now());
    let store = move |tx: &mut Tx| {
        tx.execute(
            "INSERT INTO @k_duplicate_model (object, slot, seen, records, swept_to, started_at, data) \
             VALUES ($1, (SELECT coalesce(max(slot), 0) + 1 FROM @k_duplicate_model), 0, $2, $3, $4, $5) \
             ON CONFLICT (object) DO UPDATE SET slot = excluded.slot, seen = 0, records = excluded.records, \
             swept_to = excluded.swept_to, started_at = excluded.started_at, data = excluded.data",
            &[
                table.as_str().into(),
                Value::from(records),
                Id::NIL.into(),
                now.into(),
                data.as_str().into(),
            ],
        )
    };
    workspace.database.write_alone(store).await?;
    Ok(Id::NIL)
}

/// How many records there are, and some of them, evenly from old to new.
async fn sample(workspace: &Arc<Workspace>, object: &Object) -> Result<(usize, Vec<Id>)> {
    let table = object.table().to_owned();
    let read = move |tx: &mut Tx| {
        let count = format!("SELECT count(*) FROM @{table} WHERE deleted_at IS NULL");
        let count = tx.row(&count, &[], |row| row.get::<u64>(0))?.unwrap_or(0);
        let every = Value::from((count / SAMPLE + 1) as i64);
        let sql = format!(
            "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM @{table} \
             WHERE deleted_at IS NULL) AS numbered WHERE n % $1 = 0"
        );
        Ok((count as usize, tx.rows(&sql, &[every], |row| row.get::<Id>(0))?))
    };
    workspace.database.read(read).await
}

/// Forgets what the sweep did not find again, and keys that nobody looks for any more.
async fn end(workspace: &Arc<Workspace>, object: &Arc<Object>) -> Result<()> {
    let table = object.table().to_owned();
    let forget = move |tx: &mut Tx| {
        tx.execute(
            "DELETE FROM @k_duplicate_pair WHERE object = $1 AND dismissed_at IS NULL \
             AND at < (SELECT started_at FROM @k_duplicate_model WHERE object = $1)",
            &[table.as_str().into()],
        )?;
        tx.execute(
            "UPDATE @k_duplicate_model SET swept_to = NULL WHERE object = $1",
            &[table.as_str().into()],
        )
    };
    workspace.database.write_alone(forget).await?;
    loop {
        let clear = |tx: &mut Tx| {
            tx.execute(
                "DELETE FROM @k_duplicate_key WHERE (slot, key, record) IN (SELECT slot, key, record \
                 FROM @k_duplicate_key WHERE slot NOT IN (SELECT slot FROM @k_duplicate_model) LIMIT $1)",
                &[CLEARED.into()],
            )
        };
        if workspace.database.write_alone(clear).await? < CLEARED as u64 {
            return Ok(());
        }
    }
}

/// A pair, the older record first.
type Pair = (Id, Id);

/// Compares some records with all that share a key, and notes pairs and keys.
pub(crate) fn process(ctx: &Ctx, tx: &mut Tx, index: &Index, ids: &[Id]) -> Result<()> {
    let object = &index.object;
    let mut records: Vec<Record> = load::by_ids(ctx, tx, object, ids)?.into_values().collect();
    records.retain(|record| record.deleted_at.is_none());
    records.sort_unstable_by_key(|record| record.id);
    let own: Vec<Prepared> = records.iter().map(|record| index.prepare(ctx, record)).collect();
    let mut pairs: BTreeSet<Pair> = BTreeSet::new();
    let by_key = index.by_key(&own);
    for (key, other) in index.holders(tx, by_key.keys().copied().collect())? {
        for n in by_key.get(&key).into_iter().flatten() {
            pairs.extend(pair(records[*n].id, other));
        }
    }
    for block in by_key.values() {
        for (n, one) in block.iter().enumerate().take(50) {
            pairs.extend(
                block[n + 1..]
                    .iter()
                    .take(50)
                    .filter_map(|other| pair(records[*one].id, records[*other].id)),
            );
        }
    }
    let mut prepared: HashMap<Id, Prepared> = records.iter().map(|record| record.id).zip(own).collect();
    let mut others: Vec<Id> = pairs
        .iter()
        .flat_map(|(low, high)| [*low, *high])
        .filter(|id| !prepared.contains_key(id))
        .collect();
    others.sort_unstable();
    others.dedup();
    others.truncate(MAX_OTHERS);
    for (id, record) in load::by_ids(ctx, tx, object, &others)? {
        if record.deleted_at.is_none() {
            prepared.insert(id, index.prepare(ctx, &record));
        }
    }
    let mut statements = Vec::new();
    let mut found: BTreeSet<Pair> = BTreeSet::new();
    for (low, high) in pairs {
        let (Some(a), Some(b)) = (prepared.get(&low), prepared.get(&high)) else {
            continue;
        };
        let result = index.compare(a, b);
        let Some(verdict) = result.verdict else { continue };
        found.insert((low, high));
        let reasons = serde_json::to_string(&result.reasons).map_err(Error::internal)?;
        statements.push(Statement::new(
            "INSERT INTO @k_duplicate_pair (low, high, object, score, verdict, reasons, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (low, high) DO UPDATE SET score = excluded.score, \
             verdict = excluded.verdict, reasons = excluded.reasons, at = excluded.at",
            vec![
                low.into(),
                high.into(),
                object.table().into(),
                Value::from((result.score * SCORE_SCALE).round() as i64),
                verdict.as_str().into(),
                reasons.into(),
                ctx.caller.now.into(),
            ],
        ));
    }
    for (low, high) in noted(tx, ids)? {
        if !found.contains(&(low, high)) {
            statements.push(Statement::new(
                "DELETE FROM @k_duplicate_pair WHERE low = $1 AND high = $2 AND dismissed_at IS NULL",
                vec![low.into(), high.into()],
            ));
        }
    }
    tx.run_all(statements)?;
    let keys: Vec<(Id, Vec<i64>)> = records
        .iter()
        .filter_map(|record| Some((record.id, index.keys(prepared.get(&record.id)?))))
        .collect();
    index.note_keys(tx, &keys)
}

/// Scores are stored as whole numbers.
pub(crate) const SCORE_SCALE: f64 = 1_000_000.0;

fn pair(a: Id, b: Id) -> Option<Pair> {
    (a != b).then(|| (a.min(b), a.max(b)))
}

/// The pairs that are noted of some records.
fn noted(tx: &mut Tx, ids: &[Id]) -> Result<Vec<Pair>> {
    let (low, high) = (
        tx.dialect().in_list("low", "$1"),
        tx.dialect().in_list("high", "$1"),
    );
    let sql = format!(
        "SELECT low, high FROM @k_duplicate_pair WHERE {low} UNION SELECT low, high FROM @k_duplicate_pair WHERE {high}"
    );
    tx.rows(&sql, &[Value::Ids(ids.to_vec())], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}
