//! The recurring work of a workspace: which job is done how, and when it is due.

mod trash;

use std::sync::Arc;

use jiff::civil;
use kontor_base::task::follow_up;
use kontor_http::App;
use kontor_http::app::MAIN;
use kontor_http::app::reply;
use kontor_jobs::{JobContext, Registry, Schedule, When, ensure_schedule};
use kontor_kernel::{Caller, Json, Result};
use kontor_records::Workspace;
use serde_json::json;

/// Tasks come back when their time has come.
const RESURFACE: &str = "tasks.resurface";
/// What lay in the trash long enough is deleted for good.
const PURGE: &str = "trash.purge";
/// Events and stored answers that nobody needs any more are forgotten.
const PRUNE: &str = "upkeep.prune";
/// Sessions, keys and codes that have expired are forgotten; they belong to the server, so `main` sees to it.
const SWEEP: &str = "auth.sweep";

/// Who does which job of a workspace.
pub fn registry(app: &App, workspace: &Arc<Workspace>) -> Registry {
    let mut registry = Registry::new();
    let of = workspace.clone();
    registry.add(RESURFACE, move |job| resurface(of.clone(), job));
    let of = workspace.clone();
    registry.add(PURGE, move |job| trash::purge(of.clone(), job));
    registry.add(PRUNE, prune);
    let auth = app.auth().clone();
    registry.add(SWEEP, move |_| {
        let auth = auth.clone();
        async move { auth.sweep().await.map(|()| Json::Null) }
    });
    registry
}

/// Sees to it that the workspace's schedules exist as they stand here.
pub async fn schedule(workspace: &Workspace) -> Result<()> {
    let zone = workspace.state().settings.time_zone();
    let zone = zone.iana_name().unwrap_or("UTC").to_owned();
    let at_night = |minute| When::Daily {
        at: civil::time(3, minute, 0, 0),
        zone: zone.clone(),
    };
    let mut schedules = vec![
        Schedule::new(RESURFACE, When::Every(60)),
        Schedule::new(PURGE, at_night(10)),
        Schedule::new(PRUNE, at_night(40)),
    ];
    if workspace.name == MAIN {
        schedules.push(Schedule::new(SWEEP, When::Every(3600)));
    }
    let now = workspace.clock.now();
    let write = workspace.database.write(move |tx| {
        schedules
            .iter()
            .try_for_each(|schedule| ensure_schedule(tx, schedule, now))
    });
    write.await
}

async fn resurface(workspace: Arc<Workspace>, job: JobContext) -> Result<Json> {
    let mut resurfaced = 0;
    loop {
        job.check()?;
        let ctx = workspace.system(Caller::system(&workspace.clock));
        let batch = workspace.write(&ctx, follow_up::resurface).await?;
        resurfaced += batch;
        job.progress(resurfaced as i64, None);
        if batch < follow_up::BATCH {
            return Ok(json!({"resurfaced": resurfaced}));
        }
    }
}

/// Forgets in short transactions, so that nobody waits for them.
async fn prune(job: JobContext) -> Result<Json> {
    let (mut events, mut answers) = (0, 0);
    loop {
        job.check()?;
        let now = job.clock.now();
        let pruned = job
            .database
            .write_alone(move |tx| Ok((kontor_events::prune(tx, now)? as u64, reply::prune(tx, now)?)));
        let pruned = pruned.await?;
        (events, answers) = (events + pruned.0, answers + pruned.1);
        if pruned == (0, 0) {
            return Ok(json!({"events": events, "answers": answers}));
        }
    }
}
