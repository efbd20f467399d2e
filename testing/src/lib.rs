//! A whole Kontor for tests: real databases, the real router, a clock that is turned by hand.
//!
//! `TestApp::with(vec![module()])` opens it on SQLite, or on PostgreSQL where `KONTOR_TEST_POSTGRES` names a
//! server, so that the same suite runs on both. Users are made with a role and call the API with a key; a
//! [`Client`] sends JSON and keeps the whole [`Answer`]. Tests go through HTTP like everybody else.
//!
//! Start reading at [`TestApp`], then [`Client`].

mod client;

pub use client::{Answer, Client};

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use kontor_auth::{KeyScope, LimiterPolicy, NewKey, PasswordCost};
use kontor_database::testing::{Folder, POSTGRES};
use kontor_database::{PgOptions, PgServer};
use kontor_http::{App, Config, Storage, api};
use kontor_kernel::{Actor, Clock, Id, Timestamp};
use kontor_records::{Engine, Module};
use serde_json::json;

/// When every test begins.
pub const BEGIN: &str = "2026-03-02T08:00:00Z";

/// A running Kontor.
pub struct TestApp {
    /// The program.
    pub app: App,
    /// The clock.
    pub clock: Clock,
    router: Router,
    folder: Folder,
    postgres: Option<(String, String)>,
}

impl TestApp {
    /// Opens one with these modules, empty but for their seed records.
    pub async fn with(modules: Vec<Module>) -> TestApp {
        // What the program logs is shown with a failing test: KONTOR_LOG=debug cargo test ...
        let filter = tracing_subscriber::EnvFilter::try_from_env("KONTOR_LOG").unwrap_or_else(|_| "error".into());
        let _ = tracing_subscriber::fmt().with_env_filter(filter).with_test_writer().try_init();
        let folder = Folder::create().expect("a temporary folder can be made");
        let clock = Clock::manual(Timestamp::parse(BEGIN).expect("a valid time"));
        let url = std::env::var(POSTGRES).unwrap_or_default();
        let (storage, postgres) = if url.is_empty() {
            (Storage::Sqlite, None)
        } else {
            let options = PgOptions { connections: 6, ..PgOptions::default() };
            let server = PgServer::connect(&url, options).await.expect("the test server can be reached");
            let prefix = format!("t{}_", uuid::Uuid::now_v7().simple());
            (Storage::Postgres { server, prefix: prefix.clone() }, Some((url, prefix)))
        };
        let config = Config {
            data: folder.path().to_owned(),
            public: None,
            trusted_proxies: Arc::from([]),
            password_cost: PasswordCost::cheapest(),
            limits: LimiterPolicy { per_minute: 60_000, burst: 60_000 },
        };
        let engine = Arc::new(Engine::new(modules));
        let app = App::open(config, storage, engine, clock.clone()).await.expect("a fresh Kontor opens");
        let router = api::router(app.clone());
        TestApp { app, clock, router, folder, postgres }
    }

    /// The folder with its data.
    pub fn data(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Somebody nobody knows.
    pub fn nobody(&self) -> Client {
        Client::new(self.router.clone())
    }

    /// The owner of the machine, in the workspace `main`.
    pub fn machine(&self) -> Client {
        Client::new(self.router.clone()).at_machine("main")
    }

    /// The owner of the machine, in another workspace.
    pub fn machine_in(&self, workspace: &str) -> Client {
        Client::new(self.router.clone()).at_machine(workspace)
    }

    /// A new user with a role, who calls with an API key.
    pub async fn user(&self, name: &str, role: &str) -> Client {
        self.user_in("main", name, role, json!({})).await
    }

    /// A new administrator.
    pub async fn admin(&self) -> Client {
        self.user("Ada Admin", "administrator").await
    }

    /// A new user of a workspace, with further values.
    pub async fn user_in(&self, workspace: &str, name: &str, role: &str, values: serde_json::Value) -> Client {
        let machine = self.machine_in(workspace);
        let roles = machine.get(&format!("/records/role?filter=key%20%3D%3D%20%22{role}%22")).await.ok();
        let role = roles["data"][0]["id"].as_str().expect("the role exists").to_owned();
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let mut body = json!({"name": name, "email": email, "role": role, "active": true});
        for (key, value) in values.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        let made = machine.post("/records/user", body).await.created();
        let id: Id = made["id"].as_str().expect("a record has an id").parse().expect("a valid id");
        let auth = self.app.auth();
        auth.create_account(Actor::Cli, workspace, id, &email).await.expect("the account is new");
        let new = NewKey { name: "test".to_owned(), scope: KeyScope::default(), expires_at: None };
        let (_, key) = auth.create_key(Actor::Cli, workspace, id, new).await.expect("the user may have a key");
        Client::new(self.router.clone()).with_key(key.reveal()).of_user(id)
    }

    /// Turns the clock forward.
    pub fn advance(&self, seconds: i64) {
        self.clock.advance_micros(seconds * 1_000_000);
    }

    /// Runs with every open workspace closed and opened again: what is in memory only is gone.
    pub async fn reopen(&self) {
        for workspace in self.app.open_workspaces().await {
            self.app.close_workspace(&workspace.name).await;
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let Some((url, prefix)) = self.postgres.take() else { return };
        // The runtime of the test can't be waited for in here, so the schemas are dropped on one of its own.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let Ok(runtime) = runtime else { return };
            runtime.block_on(async {
                let options = PgOptions { connections: 1, ..PgOptions::default() };
                let Ok(server) = PgServer::connect(&url, options).await else { return };
                for name in ["control", "ws_main", "ws_other", "ws_third"] {
                    let _ = server.drop_schema(&format!("{prefix}{name}")).await;
                }
            });
        });
        // A panic in there must not hide the outcome of the test.
        let _ = dropping.join();
    }
}
