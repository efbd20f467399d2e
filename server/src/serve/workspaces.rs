//! Keeps the jobs and live updates of every open workspace going, from its opening to its end or the server's.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use kontor_auth::WorkspaceState;
use kontor_http::App;
use kontor_jobs::{Worker, WorkerOptions};
use kontor_records::Workspace;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use super::Stop;
use crate::jobs;

/// How soon a workspace that was opened or closed meanwhile is noticed.
const LOOK: Duration = Duration::from_secs(1);

/// A workspace that is looked after until this is dropped.
struct Tended {
    workspace: Arc<Workspace>,
    _until: oneshot::Sender<()>,
}

/// Opens all workspaces and looks after them until the server is told to end; answers when their jobs are handed back.
pub async fn tend(app: App, stop: Stop) {
    let mut tended: HashMap<String, Tended> = HashMap::new();
    let mut work = JoinSet::new();
    tokio::spawn(open_all(app.clone()));
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.said() => break,
            _ = look.tick() => {}
        }
        let open = app.open_workspaces().await;
        tended.retain(|_, known| {
            open.iter()
                .any(|workspace| Arc::ptr_eq(workspace, &known.workspace))
        });
        for workspace in open {
            tended.entry(workspace.name.clone()).or_insert_with(|| {
                let (until, ended) = oneshot::channel();
                work.spawn(look_after(app.clone(), workspace.clone(), ended));
                Tended {
                    workspace,
                    _until: until,
                }
            });
        }
        while work.try_join_next().is_some() {}
    }
    drop(tended);
    while work.join_next().await.is_some() {}
}

/// Opens what is in use, one after the other; what fails is opened again by the first who asks for it.
async fn open_all(app: App) {
    let all = match app.auth().workspaces().await {
        Ok(all) => all,
        Err(error) => return tracing::error!(%error, "the list of workspaces can't be read"),
    };
    for workspace in all
        .iter()
        .filter(|workspace| workspace.state == WorkspaceState::Active)
    {
        if let Err(error) = app.workspace(&workspace.name).await {
            tracing::error!(workspace = workspace.name, %error, "a workspace can't be opened");
        }
    }
}

async fn look_after(app: App, workspace: Arc<Workspace>, ended: oneshot::Receiver<()>) {
    if let Err(error) = jobs::schedule(&workspace).await {
        tracing::error!(workspace = workspace.name, %error, "the schedules of a workspace can't be written");
    }
    let options = WorkerOptions {
        waker: workspace.waker.clone(),
        // The data folder is locked by this process; PostgreSQL may have several servers.
        alone: !workspace.database.is_shared(),
        ..WorkerOptions::default()
    };
    let registry = jobs::registry(&app, &workspace);
    let worker = Worker::new(
        workspace.database.clone(),
        workspace.clock.clone(),
        registry,
        options,
    );
    let (end_hub, hub_ended) = oneshot::channel::<()>();
    let hub = workspace.hub.run_until(async {
        // Nothing is ever sent: its end is the word.
        let _ = hub_ended.await;
    });
    let jobs = async {
        worker
            .run_until(async {
                let _ = ended.await;
            })
            .await;
        drop(end_hub);
    };
    tokio::join!(jobs, hub);
}
