//! Keeps keys and pairs up to date: behind every change from the outbox, and for all records of an object at once when
//! so many changed that what was learned of them no longer fits.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use kontor_database::Tx;
use kontor_events::{Batch, Consumer, Cursor};
use kontor_jobs::{Filter, JobContext, NewJob, Registry, State};
use kontor_kernel::{Caller, Clock, Code, Id, Json, Result};
use kontor_records::query::load;
use kontor_records::{Ctx, Workspace};
use serde_json::json;
use tokio::sync::Mutex;

use crate::find::{Block, Found};
use crate::index::{Index, is_watched};
use crate::keys::Keyed;
use crate::whole;

/// The job that follows changes.
pub const FOLLOW: &str = "duplicates.follow";
/// The job that compares all records of an object, or of all.
pub const SWEEP: &str = "duplicates.sweep";

/// The queue of both.
pub const QUEUE: &str = "duplicates";

pub(crate) const FOLLOWER: Consumer = Consumer("duplicates");
/// Events that are followed together.
const EVENTS: usize = 500;
/// Records whose keys are noted in one transaction: each key lies on a page of its own, which may have to be read from the
/// disk first, and meanwhile nobody else writes.
const NOTED: usize = 32;
/// Blocks of events a reader waits for.
const CATCH_UP: usize = 2;
/// Changes after which a model is learned anew where there was none worth the name.
const FIRST: i64 = 200;
/// Changes that are followed one by one, in an object that has fewer records; more than that, and more than there are
/// records, are left to the sweep that is asked for anyway and does them all in a fraction of the time.
const FOLLOWED: i64 = 20_000;

/// Makes sure that events are kept from now on.
pub async fn ensure(workspace: &Workspace) -> Result<()> {
    workspace
        .database
        .write(|tx| FOLLOWER.ensure(tx, Cursor::START))
        .await
}

/// The jobs of duplicates; `folder` is where a sweep may put what is too much for memory. One that is only done if needed
/// is not begun while a job called `import` is at work: what it learned would be outgrown at once, and both would be late.
pub fn register(registry: &mut Registry, workspace: &Arc<Workspace>, folder: PathBuf, import: &'static str) {
    let here = workspace.clone();
    registry.add(FOLLOW, move |_| {
        let workspace = here.clone();
        async move { Ok(json!({"events": follow(&workspace, usize::MAX).await?})) }
    });
    let here = workspace.clone();
    // Two at a time would do the same work twice.
    let turn = Arc::new(Mutex::new(()));
    registry.add(SWEEP, move |job: JobContext| {
        let (workspace, folder, turn) = (here.clone(), folder.clone(), turn.clone());
        async move {
            let object = job.claimed.payload["object"].as_str().map(str::to_owned);
            let mut needed = job.claimed.payload["if_needed"] != json!(true);
            let _turn = match turn.try_lock() {
                Ok(turn) => turn,
                // Asked for again when changes are followed the next time, if it is needed still.
                Err(_) if !needed => return Ok(json!({ "records": 0 })),
                Err(_) => tokio::select! {
                    turn = turn.lock() => turn,
                    () = job.cancelled() => return job.check().map(|()| Json::Null),
                },
            };
            let mut records = 0;
            loop {
                follow(&workspace, usize::MAX).await?;
                // While the last one was at it, as much may have come as there was before.
                let is_due = needed
                    || !is_at_work(&workspace, import).await?
                        && is_needed(&workspace, object.as_deref()).await?;
                // What an import brings is asked for again when changes are followed behind it.
                if !is_due {
                    return Ok(json!({ "records": records }));
                }
                records = whole::sweep(&workspace, &folder, object.as_deref(), &job).await?;
                needed = false;
            }
        }
    });
}

/// A job that sweeps one object, or all that are watched; `if_needed` only when one was never swept, or changed a lot.
pub fn job(clock: &Clock, object: Option<&str>, if_needed: bool) -> NewJob {
    let name = object.unwrap_or("*");
    let job = NewJob::new(clock, SWEEP, json!({"object": object, "if_needed": if_needed})).queue(QUEUE);
    job.unique(format!("{SWEEP}/{name}/{if_needed}"))
}

/// Whether a job of a name is running.
async fn is_at_work(workspace: &Arc<Workspace>, name: &str) -> Result<bool> {
    let filter = Filter {
        state: Some(State::Running),
        name: Some(name.to_owned()),
        limit: 1,
        ..Filter::default()
    };
    let running = workspace.database.read(move |tx| kontor_jobs::list(tx, &filter));
    Ok(!running.await?.is_empty())
}

/// Whether an object, or one of all that are watched, was never swept, half of it is new since, or a sweep was interrupted.
async fn is_needed(workspace: &Arc<Workspace>, object: Option<&str>) -> Result<bool> {
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let wanted = ctx
        .catalog
        .objects()
        .iter()
        .filter(|known| is_watched(&ctx, known) && object.is_none_or(|object| object == known.key()));
    let tables: Vec<String> = wanted.map(|object| object.table().to_owned()).collect();
    let read = workspace.database.read(move |tx| {
        for table in tables {
            let needed = tx.row(
                "SELECT seen, records, started_at, swept_to FROM @k_duplicate_model WHERE object = $1",
                &[table.into()],
                |row| {
                    let (seen, records) = (row.get::<i64>(0)?, row.get::<i64>(1)?);
                    let swept = row.get::<i64>(2)? != 0 && row.id(3)?.is_none();
                    Ok(!swept || seen * 2 > records.max(FIRST))
                },
            )?;
            if needed.unwrap_or(true) {
                return Ok(true);
            }
        }
        Ok(false)
    });
    read.await
}

/// What a reader of duplicates does first: follows the last changes, as far as that goes at this moment. Where others
/// follow the same ones, or nothing can be written, what is known already is read; the job follows the rest.
pub async fn catch_up(workspace: &Arc<Workspace>) -> Result<()> {
    match follow(workspace, CATCH_UP).await {
        Err(error) if !matches!(error.code, Code::Unavailable | Code::StorageFull) => Err(error),
        _ => Ok(()),
    }
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
            break;
        }
        let count = batch.events.len();
        match follow_batch(workspace, batch).await {
            Ok(()) => seen += count,
            // Another server is at it.
            Err(error) if error.code == Code::Conflict => break,
            Err(error) => return Err(error),
        }
    }
    ask_for_sweeps(workspace).await?;
    Ok(seen)
}

/// Some changed records of an object, on their way.
struct Changed {
    index: Index,
    ids: Vec<Id>,
    block: Block,
}

/// Follows some events: the keys of the changed records are noted, then they are compared, then the pairs are noted
/// together with how far this has come. See [`crate::find`] for why in this order.
async fn follow_batch(workspace: &Arc<Workspace>, batch: Batch) -> Result<()> {
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let mut ids: BTreeMap<String, BTreeSet<Id>> = BTreeMap::new();
    for event in &batch.events {
        let of = ids.entry(event.change.object.clone()).or_default();
        of.insert(event.change.record);
    }
    let mut counts: Vec<(String, usize)> = Vec::new();
    for (key, ids) in &ids {
        if let Some(object) = ctx.catalog.object(key).filter(|object| is_watched(&ctx, object)) {
            counts.push((object.table().to_owned(), ids.len()));
        }
    }
    let changed = workspace.read(&ctx, move |ctx, tx| changed(ctx, tx, ids)).await?;
    let keys: Vec<(Index, Keyed)> = changed
        .iter()
        .map(|changed| (changed.index.clone(), changed.block.keys(&changed.index)))
        .collect();
    for (index, keys) in &keys {
        for some in keys.chunks(NOTED) {
            let (index, some) = (index.clone(), some.to_vec());
            let note = move |tx: &mut Tx| index.note_keys(tx, &some);
            workspace.database.write_alone(note).await?;
        }
    }
    let look = |ctx: &Ctx, tx: &mut Tx| {
        let looked = changed.into_iter().map(|Changed { index, ids, block }| {
            let found = block.look(ctx, tx, &index, &ids)?;
            Ok((index.object, found))
        });
        looked.collect::<Result<Vec<(_, Found)>>>()
    };
    let found = workspace.read(&ctx, look).await?;
    let now = ctx.caller.now;
    let note = move |tx: &mut Tx| {
        for (object, found) in &found {
            found.note(tx, object, now)?;
        }
        for (table, count) in &counts {
            tx.execute(
                "INSERT INTO @k_duplicate_model (object, slot, seen, records, started_at, data) \
                 VALUES ($1, 0, $2, 0, 0, '') \
                 ON CONFLICT (object) DO UPDATE SET seen = k_duplicate_model.seen + excluded.seen",
                &[table.as_str().into(), (*count).into()],
            )?;
        }
        FOLLOWER.commit(tx, &batch)
    };
    workspace.database.write_alone(note).await
}

/// The changed records that are compared now: none of an object that waits for a sweep with more changes than it had
/// records.
fn changed(ctx: &Ctx, tx: &mut Tx, ids: BTreeMap<String, BTreeSet<Id>>) -> Result<Vec<Changed>> {
    let mut all = Vec::new();
    for (key, ids) in ids {
        let object = ctx.catalog.object(&key).filter(|object| is_watched(ctx, object));
        let Some(object) = object.cloned() else {
            continue;
        };
        let waiting = tx.row(
            "SELECT seen, records FROM @k_duplicate_model WHERE object = $1",
            &[object.table().into()],
            |row| Ok(row.get::<i64>(0)? > row.get::<i64>(1)?.max(FOLLOWED)),
        )?;
        if waiting == Some(true) {
            continue;
        }
        let index = Index::read(ctx, tx, &object)?;
        let ids: Vec<Id> = ids.into_iter().collect();
        let records = load::by_ids(ctx, tx, &object, &ids)?;
        let block = Block::new(ctx, &index, records.into_values());
        all.push(Changed { index, ids, block });
    }
    Ok(all)
}

/// Enqueues sweeps of objects with so many changes that their model no longer fits; in transactions of their own: the
/// sweep there is may be at work, its worker notes its life all the time, and a long transaction that looks at the same
/// row would collide with that for ever.
async fn ask_for_sweeps(workspace: &Arc<Workspace>) -> Result<()> {
    let outgrown = |tx: &mut Tx| {
        tx.rows(
            "SELECT object FROM @k_duplicate_model WHERE seen > $1 AND seen > records",
            &[FIRST.into()],
            |row| row.get::<String>(0),
        )
    };
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let outgrown = workspace.database.read(outgrown).await?;
    let objects = ctx.catalog.objects().iter();
    for object in objects.filter(|object| outgrown.iter().any(|table| table == object.table())) {
        let (job, waker) = (
            job(&workspace.clock, Some(object.key()), true),
            workspace.waker.clone(),
        );
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
