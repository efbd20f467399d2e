//! The job that carries on with a change of definitions: one transaction after the other, with its place in each.
//!
//! The place is moved in the transaction of the work, and only from where this process believes it to be. So a process
//! that is killed loses one chunk, and of two that run at the same time one finds that the other was faster.

use std::sync::Arc;

use kontor_database::Tx;
use kontor_jobs::JobContext;
use kontor_kernel::{Actor, Caller, Code, Error, Id, Json, Result, Via};
use serde_json::json;

use crate::ctx::Ctx;
use crate::ddl::change;
use crate::ddl::pass::Site;
use crate::ddl::route::{Route, Task};
use crate::workspace::{Workspace, exclude_writers};

/// How far a change is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// Tasks done.
    pub done: usize,
    /// Tasks in all.
    pub total: usize,
}

/// A change and its place.
struct Running {
    id: Id,
    task: usize,
    position: Id,
    site: Arc<Site>,
}

/// The handler of [`super::JOB`]: carries on with the change that is under way, if there is one.
pub async fn run(workspace: &Arc<Workspace>, job: &JobContext) -> Result<Json> {
    let told = |progress: Progress| {
        job.progress(progress.done as i64, Some(progress.total as i64));
        job.check()
    };
    proceed(workspace, told).await?;
    let change: Option<Id> = job.claimed.payload["change"]
        .as_str()
        .and_then(|id| id.parse().ok());
    workspace.database.read(move |tx| outcome(tx, change)).await
}

/// The state a change ended in; one that was refused says why.
fn outcome(tx: &mut Tx, change: Option<Id>) -> Result<Json> {
    let Some(change) = change else {
        return Ok(Json::Null);
    };
    let sql = "SELECT state, refusal FROM @k_definition_change WHERE id = $1";
    let found = tx.row(sql, &[change.into()], |row| {
        Ok((row.get::<String>(0)?, row.get::<Option<String>>(1)?))
    })?;
    let Some((state, refusal)) = found else {
        return Ok(Json::Null);
    };
    let refusal: Json = refusal
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    Ok(json!({"state": state, "refusal": refusal}))
}

/// Carries on with the change that is under way until it is done. After each transaction `between` is told, and may
/// stop it by an error; whoever calls next goes on from there.
pub async fn proceed(
    workspace: &Arc<Workspace>,
    mut between: impl FnMut(Progress) -> Result<()>,
) -> Result<()> {
    let Some(mut running) = current(workspace).await? else {
        return Ok(());
    };
    let total = running.site.route.tasks.len();
    while let Some(task) = running.site.route.tasks.get(running.task).cloned() {
        let next = {
            let (site, here, task) = (running.site.clone(), workspace.clone(), task.clone());
            let (id, place, chunk) = (
                running.id,
                (running.task, running.position),
                workspace.pace.chunk(),
            );
            workspace.database.write_alone(move |tx| {
                if !task.goes_through_records() {
                    exclude_writers(tx)?;
                }
                here.hub.wake_after(tx);
                step(tx, &site, &task, id, place, chunk)
            })
        };
        match next.await {
            Ok(place) => (running.task, running.position) = place,
            Err(error) if error.code == Code::Conflict => return Ok(()),
            Err(error) if error.code == Code::NotUnique && task == Task::Switch => {
                refuse(workspace, &running, error).await?;
                return workspace.reload().await;
            }
            Err(error) => return Err(error),
        }
        if task == Task::Switch {
            workspace.reload().await?;
        }
        between(Progress {
            done: running.task,
            total,
        })?;
    }
    Ok(())
}

/// Does a chunk, and moves on in the same transaction.
fn step(
    tx: &mut Tx,
    site: &Site,
    task: &Task,
    id: Id,
    place: (usize, Id),
    chunk: usize,
) -> Result<(usize, Id)> {
    let now = match site.perform(tx, task, place.1, chunk)? {
        Some(last) => (place.0, last),
        None => (place.0 + 1, Id::NIL),
    };
    if *task == Task::Switch {
        site.store(tx, site.route.target.clone())?;
    }
    let state = if now.0 == site.route.tasks.len() {
        "done"
    } else {
        "running"
    };
    let moved = tx.execute(
        "UPDATE @k_definition_change SET task = $2, position = $3, state = $4, \
         route = CASE WHEN $4 = 'done' THEN '' ELSE route END \
         WHERE id = $1 AND state = 'running' AND task = $5 AND position = $6",
        &[
            id.into(),
            now.0.into(),
            now.1.into(),
            state.into(),
            place.0.into(),
            place.1.into(),
        ],
    )?;
    match moved {
        0 => Err(Error::new(
            Code::Conflict,
            "Another server carries on with this change.",
        )),
        _ => Ok(now),
    }
}

/// Values turned out to be not unique: everything is as it was before.
async fn refuse(workspace: &Arc<Workspace>, running: &Running, error: Error) -> Result<()> {
    let refusal =
        json!({"code": error.code.as_str(), "detail": error.detail, "params": error.params}).to_string();
    let (site, id, task) = (running.site.clone(), running.id, running.task);
    workspace
        .database
        .write_alone(move |tx| {
            exclude_writers(tx)?;
            let ended = tx.execute(
                "UPDATE @k_definition_change SET state = 'refused', route = '', refusal = $2 \
                 WHERE id = $1 AND state = 'running' AND task = $3",
                &[id.into(), refusal.as_str().into(), task.into()],
            )?;
            if ended > 0 { site.retreat(tx) } else { Ok(()) }
        })
        .await
}

/// The change that is under way, with its place and its definitions.
async fn current(workspace: &Arc<Workspace>) -> Result<Option<Running>> {
    let ctx = workspace.system(Caller::system(&workspace.clock));
    workspace.database.read(move |tx| load(tx, &ctx)).await
}

fn load(tx: &mut Tx, ctx: &Ctx) -> Result<Option<Running>> {
    let sql = "SELECT id, route, task, position FROM @k_definition_change WHERE state = 'running'";
    let found = tx.row(sql, &[], |row| {
        Ok((
            row.get::<Id>(0)?,
            row.get::<String>(1)?,
            row.get::<i64>(2)?,
            row.get::<Id>(3)?,
        ))
    })?;
    let Some((id, route, task, position)) = found else {
        return Ok(None);
    };
    let route: Route = serde_json::from_str(&route).map_err(Error::internal)?;
    let sql = "SELECT data FROM @k_catalog WHERE version = $1";
    let base = tx.row(sql, &[route.base.into()], |row| row.get::<String>(0))?;
    let base = base.ok_or_else(|| Error::internal("the definitions a change began at are gone"))?;
    let base = serde_json::from_str(&base).map_err(Error::internal)?;
    let actor = match route.actor.as_str() {
        "cli" => Actor::Cli,
        user => user.parse().map_or(Actor::System, Actor::User),
    };
    let caller = Caller {
        actor,
        via: Via::Job,
        ..ctx.caller.clone()
    };
    let ctx = Ctx {
        caller,
        change_set: route.change_set,
        ..ctx.clone()
    };
    let site = Arc::new(Site::new(&ctx, base, route));
    Ok(Some(Running {
        id,
        task: usize::try_from(task).unwrap_or(0),
        position,
        site,
    }))
}

/// Makes sure that a change which is under way has its job; answers whether there is such a change.
pub(crate) async fn resume(workspace: &Arc<Workspace>) -> Result<bool> {
    if workspace.database.read(change::running).await?.is_none() {
        return Ok(false);
    }
    let clock = workspace.clock.clone();
    let enqueue = move |tx: &mut Tx| match change::running(tx)? {
        Some(id) => change::enqueue(tx, &clock, id, Actor::System).map(drop),
        None => Ok(()),
    };
    workspace.database.write(enqueue).await?;
    workspace.waker.wake();
    Ok(true)
}
