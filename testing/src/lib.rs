//! A whole Kontor for tests: real databases, the real router, a clock that is turned by hand.
//!
//! `TestApp::with(vec![module()])` opens it on SQLite, or on PostgreSQL where `KONTOR_TEST_POSTGRES` names a
//! server, so that the same suite runs on both. Users are made with a role and call the API with a key; a
//! [`Client`] sends JSON and keeps the whole [`Answer`]. Tests go through HTTP like everybody else, and each answer is held
//! against the description of the API.
//!
//! Start reading at [`TestApp`], then [`Client`].

mod client;
mod described;

pub use client::{Answer, Client, Listening, Message};

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use kontor_auth::{KeyScope, LimiterPolicy, NewKey, PasswordCost};
use kontor_database::testing::{Folder, POSTGRES};
use kontor_database::{PgOptions, PgServer, Tx};
use kontor_http::app::jobs;
use kontor_http::{App, Config, Storage, api};
use kontor_jobs::{Worker, WorkerOptions, pending_count};
use kontor_kernel::{Actor, Clock, Id, Result, Timestamp};
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
        TestApp::on(modules, std::env::var(POSTGRES).unwrap_or_default()).await
    }

    /// The same on SQLite, whatever the others run on: for what moves from one database to the other.
    pub async fn on_sqlite(modules: Vec<Module>) -> TestApp {
        TestApp::on(modules, String::new()).await
    }

    async fn on(modules: Vec<Module>, url: String) -> TestApp {
        // What the program logs is shown with a failing test: KONTOR_LOG=debug cargo test ...
        let filter =
            tracing_subscriber::EnvFilter::try_from_env("KONTOR_LOG").unwrap_or_else(|_| "error".into());
        let _ = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_test_writer()
            .try_init();
        let folder = Folder::create().expect("a temporary folder can be made");
        let clock = Clock::manual(Timestamp::parse(BEGIN).expect("a valid time"));
        let (storage, postgres) = if url.is_empty() {
            (Storage::Sqlite, None)
        } else {
            let server = connect(&url, CONNECTIONS)
                .await
                .expect("the test server can be reached");
            let prefix = format!("t{}_", uuid::Uuid::now_v7().simple());
            (
                Storage::Postgres {
                    server,
                    prefix: prefix.clone(),
                },
                Some((url, prefix)),
            )
        };
        let config = Config {
            data: folder.path().to_owned(),
            public: None,
            trusted_proxies: Arc::from([]),
            password_cost: PasswordCost::cheapest(),
            limits: LimiterPolicy { per_minute: 60_000 },
        };
        let engine = Arc::new(Engine::new(modules));
        let app = App::open(config, storage, engine, clock.clone())
            .await
            .expect("a fresh Kontor opens");
        let router = api::router(app.clone());
        TestApp {
            app,
            clock,
            router,
            folder,
            postgres,
        }
    }

    /// Another server on the same database, with connections and memory of its own; nothing on SQLite, whose files one
    /// process has for itself.
    pub async fn second_server(&self, modules: Vec<Module>) -> Option<SecondServer> {
        let (url, prefix) = self.postgres.clone()?;
        let server = connect(&url, CONNECTIONS)
            .await
            .expect("the test server can be reached");
        let (config, clock) = (self.app.config().clone(), self.clock.clone());
        let app = App::open(
            config,
            Storage::Postgres { server, prefix },
            Arc::new(Engine::new(modules)),
            clock,
        )
        .await
        .expect("a second server opens");
        let router = api::router(app.clone());
        Some(SecondServer { app, router })
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

    /// Makes a further workspace, `other` or `third`, that answers to the host `<name>.test`.
    pub async fn make_workspace(&self, name: &str) {
        // With several each needs a host of its own.
        let auth = self.app.auth();
        auth.set_workspace_host(Actor::Cli, "main", "localhost")
            .await
            .expect("main may have a host");
        let host = format!("{name}.test");
        self.app
            .create_workspace(Actor::Cli, name, Some(&host))
            .await
            .expect("the workspace is new");
    }

    /// A new administrator.
    pub async fn admin(&self) -> Client {
        self.user("Ada Admin", "administrator").await
    }

    /// A new user of a workspace, with further values.
    pub async fn user_in(
        &self,
        workspace: &str,
        name: &str,
        role: &str,
        values: serde_json::Value,
    ) -> Client {
        let machine = self.machine_in(workspace);
        let roles = machine
            .get(&format!("/records/role?filter=key%20%3D%3D%20%22{role}%22"))
            .await
            .ok();
        let role = roles["data"][0]["id"]
            .as_str()
            .expect("the role exists")
            .to_owned();
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let mut body = json!({"name": name, "email": email, "role": role, "active": true});
        for (key, value) in values.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        let made = machine.post("/records/user", body).await.created();
        let id: Id = made["id"]
            .as_str()
            .expect("a record has an id")
            .parse()
            .expect("a valid id");
        let auth = self.app.auth();
        auth.create_account(Actor::Cli, workspace, id, &email)
            .await
            .expect("the account is new");
        let new = NewKey {
            name: "test".to_owned(),
            scope: KeyScope::default(),
            expires_at: None,
        };
        let (_, key) = auth
            .create_key(Actor::Cli, workspace, id, new)
            .await
            .expect("the user may have a key");
        Client::new(self.router.clone())
            .with_key(key.reveal())
            .of_user(id)
    }

    /// The same user in a browser: signed in, from the pages of Kontor itself.
    pub async fn session(&self, user: &Client) -> Client {
        self.session_at("main", "localhost", user).await
    }

    /// The same of another workspace, at its host.
    pub async fn session_at(&self, workspace: &str, host: &str, user: &Client) -> Client {
        let link = self
            .machine_in(workspace)
            .post(&format!("/users/{}/password-link", user.id()), json!({}))
            .await
            .created();
        let password = "a long enough passphrase";
        let browser = self.nobody().with_header("Host", host);
        let browser = browser.with_header("Origin", &format!("http://{host}"));
        browser
            .post("/password", json!({"code": link["code"], "password": password}))
            .await
            .expect(204);
        let signed_in = browser
            .post("/session", json!({"email": link["email"], "password": password}))
            .await;
        signed_in.ok();
        let cookie = signed_in
            .header("Set-Cookie")
            .split(';')
            .next()
            .unwrap_or_default();
        browser
            .with_header("Cookie", cookie)
            .of_user(user.id().parse().expect("a user"))
    }

    /// Somebody from another house, calling here with the same headers.
    pub fn as_seen_by(&self, client: &Client) -> Client {
        client.clone().at(self.router.clone())
    }

    /// Runs all jobs that are due, one after the other, and those they ask for; answers how many ran.
    pub async fn run_jobs(&self) -> usize {
        self.settle().await;
        let mut ran = 0;
        for workspace in self.app.open_workspaces().await {
            let registry = jobs::registry(&self.app, &workspace);
            let options = WorkerOptions {
                waker: workspace.waker.clone(),
                ..WorkerOptions::default()
            };
            let worker = Worker::new(workspace.database.clone(), self.clock.clone(), registry, options);
            ran += worker.run_pending().await.expect("the queue can be reached");
        }
        ran
    }

    /// Waits until everything that happened can be read in the feed: on PostgreSQL a transaction of another test that
    /// ends just then can hold it back for a moment.
    pub async fn settle(&self) {
        for workspace in self.app.open_workspaces().await {
            let settled = |tx: &mut Tx| {
                let end = tx.row("SELECT coalesce(max(tx), 0) FROM @k_outbox", &[], |row| {
                    row.get(0)
                })?;
                let end: i64 = end.unwrap_or_default();
                let sql = format!("SELECT 1 WHERE $2 < {}", tx.settled_below(1));
                let settled = tx.row(&sql, &[tx.settled().into(), end.into()], |_| Ok(()))?;
                if settled.is_some() {
                    tx.saw_settled(end);
                }
                Ok(settled.is_some())
            };
            let database = &workspace.database;
            while !database.read(settled).await.expect("the outbox can be read") {
                tokio::task::yield_now().await;
            }
        }
    }

    /// Hands out live updates, and answers the next message of a stream that tells something.
    pub async fn heard(&self, stream: &mut Listening) -> Message {
        self.hand_out().await;
        loop {
            let next = tokio::time::timeout(Duration::from_secs(20), stream.next()).await;
            let message = next.expect("something is told").expect("the stream goes on");
            if !message.event.is_empty() {
                return message;
            }
        }
    }

    /// Hands out live updates to all who listen.
    pub async fn hand_out(&self) {
        self.settle().await;
        for workspace in self.app.open_workspaces().await {
            workspace.hub.relay().await.expect("the outbox can be read");
        }
    }

    /// Turns the clock forward.
    pub fn advance(&self, seconds: i64) {
        self.clock.advance_micros(seconds * 1_000_000);
    }

    /// Goes on with other modules, as another version of the program: the definitions are upgraded. Clients from before see
    /// it by [`TestApp::as_seen_by`].
    pub async fn upgrade(&mut self, modules: Vec<Module>) {
        self.reopen().await;
        let storage = match &self.postgres {
            None => Storage::Sqlite,
            Some((url, prefix)) => Storage::Postgres {
                server: connect(url, CONNECTIONS)
                    .await
                    .expect("the test server can be reached"),
                prefix: prefix.clone(),
            },
        };
        let (config, engine) = (self.app.config().clone(), Arc::new(Engine::new(modules)));
        self.app = App::open(config, storage, engine, self.clock.clone())
            .await
            .expect("an older Kontor opens");
        self.router = api::router(self.app.clone());
    }

    /// Runs with every open workspace closed and opened again: what is in memory only is gone.
    pub async fn reopen(&self) {
        for workspace in self.app.open_workspaces().await {
            self.app.close_workspace(&workspace.name).await;
        }
    }
}

/// Another server on the database of a [`TestApp`].
pub struct SecondServer {
    /// Its program.
    pub app: App,
    router: Router,
}

impl SecondServer {
    /// A caller who sends the same to this server.
    pub fn as_seen_by(&self, client: &Client) -> Client {
        client.clone().at(self.router.clone())
    }
}

/// Connections of a server in a test.
const CONNECTIONS: usize = 6;

async fn connect(url: &str, connections: usize) -> Result<PgServer> {
    let options = PgOptions {
        connections,
        ..PgOptions::default()
    };
    PgServer::connect(url, options).await
}

/// The workspaces a test may make.
const WORKSPACES: [&str; 3] = ["main", "other", "third"];

impl Drop for TestApp {
    /// Removes what was made, and fails the test when jobs were due and nobody ran them.
    fn drop(&mut self) {
        let (app, clock, postgres) = (self.app.clone(), self.clock.clone(), self.postgres.take());
        // The runtime of the test can't be waited for in here, so this happens on one of its own.
        let ending = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.expect("a runtime starts");
            let end = async {
                match postgres {
                    None => pending_sqlite(&app, &clock).await,
                    Some((url, prefix)) => end_postgres(&url, &prefix, &clock).await,
                }
            };
            // Of a test that failed in the midst of its work, transactions may be open that nobody ends any more.
            let ended = runtime.block_on(async { tokio::time::timeout(Duration::from_secs(30), end).await });
            runtime.shutdown_background();
            ended.unwrap_or(Ok(0))
        });
        // Another failure of the test says more than what follows from it.
        let pending = ending.join().unwrap_or(Ok(0));
        if !std::thread::panicking() {
            assert_eq!(
                pending.expect("the queue can be reached"),
                0,
                "jobs are due: call run_jobs()"
            );
        }
    }
}

async fn pending_sqlite(app: &App, clock: &Clock) -> Result<u64> {
    let mut pending = 0;
    for workspace in app.open_workspaces().await {
        let now = clock.now();
        pending += workspace.database.read(move |tx| pending_count(tx, now)).await?;
    }
    Ok(pending)
}

async fn end_postgres(url: &str, prefix: &str, clock: &Clock) -> Result<u64> {
    let server = connect(url, 1).await?;
    let mut pending = 0;
    for name in WORKSPACES {
        let (schema, now) = (format!("{prefix}ws_{name}"), clock.now());
        // Most tests have only the first workspace.
        let counted = server
            .schema(&schema)
            .read(move |tx| pending_count(tx, now))
            .await;
        pending += counted.unwrap_or(0);
        server.drop_schema(&schema).await?;
    }
    server.drop_schema(&format!("{prefix}control")).await?;
    Ok(pending)
}
