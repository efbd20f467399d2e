//! The specification of who comes in, told on both databases with a clock that is turned by hand.

mod full;
mod keys;
mod passwords;
mod sessions;
mod setup;
mod sign_in;
mod workspaces;

use std::net::IpAddr;

use kontor_database::Database;
use kontor_database::testing::on_each_database;
use kontor_kernel::{Actor, Clock, Code, Id, Result, Timestamp};

use crate::{Auth, Handover, Origin, PasswordCost, Secret, SignIn, SignedIn};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

const ANN: &str = "ann@example.org";
const RIGHT: &str = "correct horse battery";
const HERE: &str = "192.0.2.1";

/// A server with the workspaces `acme` and `beta`.
struct Stage {
    auth: Auth,
    clock: Clock,
    database: Database,
}

fn each(test: impl AsyncFn(Stage)) {
    on_each_database(async |database| test(Stage::new(database).await).await);
}

impl Stage {
    async fn new(database: &Database) -> Stage {
        let clock = Clock::manual(Timestamp::parse("2026-03-01T08:00:00Z").unwrap());
        let auth = open(database, &clock).await;
        for (name, host) in [("acme", "acme.example.org"), ("beta", "beta.example.org")] {
            auth.create_workspace(Actor::Cli, name, Some(host)).await.unwrap();
            auth.activate_workspace(name).await.unwrap();
        }
        Stage {
            auth,
            clock,
            database: database.clone(),
        }
    }

    /// The same server after a restart: nothing is remembered but what is stored.
    async fn restarted(&self) -> Stage {
        let (clock, database) = (self.clock.clone(), self.database.clone());
        Stage {
            auth: open(&database, &clock).await,
            clock,
            database,
        }
    }

    fn pass(&self, seconds: i64) {
        self.clock.advance_micros(seconds * 1_000_000);
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A user who can sign in with [`RIGHT`].
    async fn user(&self, workspace: &str, email: &str) -> Id {
        let user = Id::generate(&self.clock);
        self.auth
            .create_account(Actor::Cli, workspace, user, email)
            .await
            .unwrap();
        let password = Secret::new(RIGHT);
        self.auth
            .set_password(Actor::Cli, workspace, user, &password, Handover::Machine)
            .await
            .unwrap();
        user
    }

    async fn sign_in(&self, workspace: &str, email: &str, password: &str, ip: &str) -> Result<SignedIn> {
        let request = SignIn {
            workspace: workspace.to_owned(),
            email: email.to_owned(),
            password: Secret::new(password),
            origin: origin(ip),
            presented: None,
        };
        self.auth.sign_in(request).await
    }

    /// Ann signs in to `acme` as always.
    async fn ann(&self) -> SignedIn {
        self.sign_in("acme", ANN, RIGHT, HERE).await.unwrap()
    }

    async fn is_in(&self, workspace: &str, token: &Secret) -> bool {
        self.auth.session(workspace, token).await.unwrap().is_some()
    }

    /// The acts that were recorded in `acme`, oldest first.
    async fn acts(&self) -> Vec<String> {
        let entries = self.auth.audit("acme", None, 200).await.unwrap();
        entries.into_iter().rev().map(|entry| entry.act).collect()
    }
}

async fn open(database: &Database, clock: &Clock) -> Auth {
    Auth::open(database.clone(), clock.clone(), PasswordCost::cheapest())
        .await
        .unwrap()
}

fn origin(ip: &str) -> Origin {
    Origin {
        ip: Some(ip.parse::<IpAddr>().unwrap()),
        agent: "Firefox\r\n".to_owned(),
    }
}

/// The code of the first issue of a refusal, or the code of the refusal.
fn why<T>(result: Result<T>) -> String {
    let Err(error) = result else {
        panic!("it was not refused")
    };
    match (error.code, error.issues.first()) {
        (Code::Validation, Some(issue)) => issue.code.clone(),
        (code, _) => code.as_str().to_owned(),
    }
}
