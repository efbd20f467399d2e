//! The background work of a workspace: what the platform and the modules bring, and the server's own housekeeping.

use std::sync::Arc;

use kontor_http::App;
use kontor_http::app::{MAIN, jobs};
use kontor_jobs::{Registry, Schedule, When, ensure_schedule};
use kontor_kernel::{Json, Result};
use kontor_records::Workspace;

/// Sessions, keys and codes that have expired are forgotten. They belong to the server as a whole: `main` sees to it.
pub const SWEEP: &str = "auth.sweep";
const HOUR: u32 = 3600;

/// Who does which job of a workspace.
pub fn registry(app: &App, workspace: &Arc<Workspace>) -> Registry {
    let mut registry = jobs::registry(app, workspace);
    let auth = app.auth().clone();
    registry.add(SWEEP, move |_| {
        let auth = auth.clone();
        async move { auth.sweep().await.map(|()| Json::Null) }
    });
    registry
}

/// Makes sure that the server's own work is scheduled; the rest is when the workspace is opened.
pub async fn schedule(workspace: &Workspace) -> Result<()> {
    if workspace.name != MAIN {
        return Ok(());
    }
    let now = workspace.clock.now();
    let sweep = Schedule::new(SWEEP, When::Every(HOUR));
    workspace
        .database
        .write(move |tx| ensure_schedule(tx, &sweep, now))
        .await
}

#[cfg(test)]
mod tests {
    use kontor_auth::{LimiterPolicy, PasswordCost};
    use kontor_http::app::jobs::{COLLECT_FILES, PRUNE, PURGE_TRASH};
    use kontor_http::{Config, Storage};
    use kontor_jobs::{Filter, State, Worker, WorkerOptions};
    use kontor_kernel::{Clock, Timestamp};

    use super::*;
    use crate::modules;

    #[tokio::test]
    async fn everything_that_is_scheduled_is_done_in_the_course_of_a_day() {
        let data = tempfile::tempdir().unwrap();
        let clock = Clock::manual(Timestamp::parse("2026-03-01T12:00:00Z").unwrap());
        let config = Config {
            data: data.path().to_owned(),
            public: None,
            trusted_proxies: Arc::from([]),
            password_cost: PasswordCost::cheapest(),
            limits: LimiterPolicy::default(),
        };
        let app = App::open(config, Storage::Sqlite, modules::engine(), clock.clone())
            .await
            .unwrap();
        let main = app.workspace(MAIN).await.unwrap();
        schedule(&main).await.unwrap();
        let registry = registry(&app, &main);
        let worker = Worker::new(
            main.database.clone(),
            clock.clone(),
            registry,
            WorkerOptions::default(),
        );
        clock.advance_micros(24 * i64::from(HOUR) * 1_000_000);
        worker.run_pending().await.unwrap();

        let filter = Filter {
            limit: 200,
            ..Filter::default()
        };
        let ran = main
            .database
            .read(move |tx| kontor_jobs::list(tx, &filter))
            .await
            .unwrap();
        let failed: Vec<_> = ran
            .iter()
            .filter(|job| job.state != State::Done)
            .map(|job| (&job.name, &job.error))
            .collect();
        assert_eq!(failed, []);
        for name in [SWEEP, PURGE_TRASH, PRUNE, COLLECT_FILES] {
            assert!(ran.iter().any(|job| job.name == name), "{name}");
        }
        app.close().await;
        let refused = app.auth().sweep().await.unwrap_err();
        assert_eq!(
            refused.code,
            kontor_kernel::Code::Unavailable,
            "the control database is closed too"
        );
    }
}
