//! What is done in the background: the housekeeping of every workspace, and the jobs that modules bring.
//!
//! Whoever runs a workspace's jobs (the server, a test) gives [`registry`] to a worker; the schedules are made sure of
//! when a workspace is opened.

use std::future::Future;
use std::sync::Arc;

use jiff::civil::time;
use kontor_database::{Tx, Value};
use kontor_jobs::{JobContext, Registry, Schedule, When, ensure_schedule};
use kontor_kernel::{Caller, Error, Id, Json, Result, Timestamp};
use kontor_records::accounts::JOB as ACCESS;
use kontor_records::{Command, JobDef, Op, Work, Workspace, apply, ddl, reindex, revalue, rollups, texts};
use serde_json::json;

use crate::app::{App, accounts, audit, demo, files, merging, reply, texts as extract};

/// Deletes for good what was in the trash long enough.
pub const PURGE_TRASH: &str = "trash.purge";
/// Forgets events, ended jobs, stored answers and notices that were kept long enough.
pub const PRUNE: &str = "tables.prune";
/// Collects files that no record carries.
pub const COLLECT_FILES: &str = "files.collect";

/// Trashed records of an object that are looked up at once, and those that are deleted in one transaction.
const TRASHED: usize = 5_000;
const PURGED_AT_ONCE: usize = 100;
/// What is taken for a job of a module that never comes to its end.
const MOST_PARTS: usize = 100_000;

/// The handlers of all jobs of a workspace.
pub fn registry(app: &App, workspace: &Arc<Workspace>) -> Registry {
    let mut registry = Registry::new();
    add(&mut registry, workspace, PURGE_TRASH, purge_trash);
    add(&mut registry, workspace, PRUNE, prune);
    let (of, name) = (app.clone(), workspace.name.clone());
    let places = app.places(&name);
    kontor_transfer::register(&mut registry, workspace, &places, move || of.blobs(&name));
    let folder = app.folder(&workspace.name);
    kontor_duplicates::sweep::register(&mut registry, workspace, folder, kontor_transfer::import::JOB);
    add(&mut registry, workspace, merging::MERGE, merging::run);
    let of_demo = app.clone();
    add(&mut registry, workspace, demo::JOB, move |workspace, job| {
        demo::run(of_demo.clone(), workspace, job)
    });
    let of_users = app.clone();
    add(&mut registry, workspace, ACCESS, move |workspace, job| {
        accounts::follow_later(of_users.clone(), workspace, job)
    });
    let of_acts = app.clone();
    add(&mut registry, workspace, audit::JOB, move |workspace, job| {
        audit::note_later(of_acts.clone(), workspace, job)
    });
    let of_texts = app.clone();
    add(&mut registry, workspace, texts::JOB, move |workspace, job| {
        extract::run(of_texts.clone(), workspace, job)
    });
    add(
        &mut registry,
        workspace,
        reindex::JOB,
        |workspace, job| async move { reindex::run(&workspace, &job).await },
    );
    add(
        &mut registry,
        workspace,
        reindex::FORGET,
        |workspace, job| async move { reindex::forget(&workspace, &job).await },
    );
    add(
        &mut registry,
        workspace,
        revalue::JOB,
        |workspace, job| async move { revalue::run(&workspace, &job).await },
    );
    let app = app.clone();
    add(&mut registry, workspace, COLLECT_FILES, move |workspace, _| {
        let app = app.clone();
        async move { Ok(json!({"collected": files::collect_garbage(&app, &workspace).await?})) }
    });
    add(
        &mut registry,
        workspace,
        rollups::JOB,
        |workspace, _| async move { Ok(json!({"events": rollups::run(&workspace).await?})) },
    );
    add(&mut registry, workspace, ddl::JOB, |workspace, job| async move {
        ddl::run(&workspace, &job).await
    });
    for def in workspace.engine.jobs.iter().cloned() {
        add(&mut registry, workspace, def.name, move |workspace, job| {
            in_parts(workspace, job, def.clone())
        });
    }
    registry
}

fn add<F, W>(registry: &mut Registry, workspace: &Arc<Workspace>, name: &str, handler: F)
where
    F: Fn(Arc<Workspace>, JobContext) -> W + Send + Sync + 'static,
    W: Future<Output = Result<Json>> + Send + 'static,
{
    let workspace = workspace.clone();
    registry.add(name, move |job| handler(workspace.clone(), job));
}

/// Makes sure that what comes round again is scheduled: housekeeping at night, rollups every minute, the jobs of
/// modules as they say.
pub async fn schedule(workspace: &Workspace) -> Result<()> {
    let zone = workspace.state().settings.zone.clone();
    let nightly = |name| {
        Schedule::new(
            name,
            When::Daily {
                at: time(3, 15, 0, 0),
                zone: zone.clone(),
            },
        )
    };
    let mut schedules: Vec<Schedule> = [PURGE_TRASH, PRUNE, COLLECT_FILES, kontor_transfer::sweep::JOB]
        .map(nightly)
        .into();
    schedules.push(Schedule {
        queue: reindex::QUEUE.to_owned(),
        ..nightly(reindex::FORGET)
    });
    schedules.push(Schedule::new(rollups::JOB, When::Every(60)));
    schedules.push(Schedule::new(kontor_duplicates::sweep::FOLLOW, When::Every(60)));
    schedules.push(Schedule::new(texts::JOB, When::Every(60)));
    // A change of definitions that was called off half way is taken up again.
    schedules.push(Schedule::new(ddl::JOB, When::Every(300)));
    let of_modules = workspace.engine.jobs.iter();
    schedules.extend(of_modules.filter_map(|def| Some(Schedule::new(def.name, def.schedule.clone()?))));
    let now = workspace.clock.now();
    let work = move |tx: &mut Tx| {
        schedules
            .iter()
            .try_for_each(|schedule| ensure_schedule(tx, schedule, now))
    };
    workspace.database.write(work).await
}

/// Runs a module's job, part by part, as Kontor itself.
async fn in_parts(workspace: Arc<Workspace>, job: JobContext, def: JobDef) -> Result<Json> {
    let mut done = 0;
    for _ in 0..MOST_PARTS {
        job.check()?;
        let ctx = workspace.system(Caller::system(&workspace.clock));
        let part = workspace.write_alone(&ctx, def.run).await?;
        if part == 0 {
            return Ok(json!({"done": done}));
        }
        done += part;
        job.progress(done as i64, None);
    }
    Err(Error::internal(format!(
        "the job {} never comes to its end",
        def.name
    )))
}

/// Deletes trashed records for good, object by object. A record that can't be deleted (a rule keeps it) does not keep
/// the others.
async fn purge_trash(workspace: Arc<Workspace>, job: JobContext) -> Result<Json> {
    let days = i64::from(workspace.state().settings.trash_days);
    let before = workspace.clock.now().plus_seconds(-days * 24 * 3600);
    let mut purged = 0;
    for object in workspace.state().catalog.objects() {
        let mut after = (i64::MIN, Id::NIL);
        loop {
            let table = object.table().to_owned();
            let found = workspace
                .database
                .read(move |tx| trashed(tx, &table, before, after))
                .await?;
            let Some(last) = found.last() else { break };
            after = *last;
            let ids: Vec<Id> = found.into_iter().map(|(_, id)| id).collect();
            for chunk in ids.chunks(PURGED_AT_ONCE) {
                job.check()?;
                match purge(&workspace, object.key(), chunk.to_vec(), before).await {
                    Ok(count) => purged += count,
                    Err(error) if error.code.status() >= 500 => return Err(error),
                    Err(_) => {
                        for id in chunk {
                            purged += purge_one(&workspace, object.key(), *id, before).await?;
                        }
                    }
                }
                job.progress(purged as i64, None);
            }
        }
    }
    Ok(json!({"purged": purged}))
}

/// What lies in the trash too long, behind what was looked at already. What went there by a merge stays as long as what
/// it is part of, so that the merge can be undone.
fn trashed(tx: &mut Tx, table: &str, before: Timestamp, after: (i64, Id)) -> Result<Vec<(i64, Id)>> {
    let sql = format!(
        "SELECT deleted_at, id FROM @{table} WHERE deleted_at < $1 AND (deleted_at, id) > ($2, $3) \
         AND NOT EXISTS (SELECT 1 FROM @k_merge WHERE change_set = deleted_set) ORDER BY deleted_at, id LIMIT $4"
    );
    let params = [before.into(), after.0.into(), after.1.into(), TRASHED.into()];
    tx.rows(&sql, &params, |row| Ok((row.get(0)?, row.get(1)?)))
}

/// One transaction; what was restored, or went with something else, since it was looked up is passed over.
async fn purge(workspace: &Arc<Workspace>, object: &str, ids: Vec<Id>, before: Timestamp) -> Result<usize> {
    let ctx = workspace.system(Caller::system(&workspace.clock));
    let object = object.to_owned();
    let work = move |work: &mut Work<'_>| {
        let Some(def) = work.ctx.catalog.object(&object) else {
            return Ok(0);
        };
        let listed = work.tx.dialect().in_list("id", "$1");
        let sql = format!(
            "SELECT id FROM @{} WHERE {listed} AND deleted_at < $2 ORDER BY id",
            def.table()
        );
        let ids: Vec<Id> = work
            .tx
            .rows(&sql, &[Value::Ids(ids.clone()), before.into()], |row| row.get(0))?;
        let delete = |id| Command {
            object: object.clone(),
            op: Op::Delete {
                id,
                version: None,
                forever: true,
            },
        };
        let commands: Vec<Command> = ids.into_iter().map(delete).collect();
        work.trusted(|work| apply(work, commands))
            .map(|outcomes| outcomes.len())
    };
    workspace.write_alone(&ctx, work).await
}

async fn purge_one(workspace: &Arc<Workspace>, object: &str, id: Id, before: Timestamp) -> Result<usize> {
    match purge(workspace, object, vec![id], before).await {
        Err(error) if error.code.status() < 500 => {
            tracing::warn!(object, %id, %error, "a record stays in the trash");
            Ok(0)
        }
        other => other,
    }
}

/// Forgets what was kept long enough, a few thousand rows in one transaction.
async fn prune(workspace: Arc<Workspace>, job: JobContext) -> Result<Json> {
    let events = repeat(&workspace, &job, |tx, now| {
        kontor_events::prune(tx, now).map(|count| count as u64)
    })
    .await?;
    let jobs = repeat(&workspace, &job, kontor_jobs::prune).await?;
    let answers = repeat(&workspace, &job, reply::prune).await?;
    let notices = repeat(&workspace, &job, kontor_records::notices::prune).await?;
    Ok(json!({"events": events, "jobs": jobs, "answers": answers, "notices": notices}))
}

async fn repeat(
    workspace: &Workspace,
    job: &JobContext,
    act: fn(&mut Tx, Timestamp) -> Result<u64>,
) -> Result<u64> {
    let now = workspace.clock.now();
    let mut sum = 0;
    loop {
        job.check()?;
        match workspace.database.write(move |tx| act(tx, now)).await? {
            0 => return Ok(sum),
            count => sum += count,
        }
    }
}
