//! The workspace that is measured: loaded once through the same gate as everybody's writes, then kept between runs.

use std::path::Path;
use std::sync::Arc;

use kontor_auth::{Handover, LimiterPolicy, Origin, PasswordCost, Secret, SignIn};
use kontor_database::{Database, PgOptions, PgServer, Tx};
use kontor_http::app::MAIN;
use kontor_http::{App, Config, Storage};
use kontor_kernel::{Actor, Caller, Clock, Error, Id, Json, JsonMap, Locale, Result, Via};
use kontor_records::{Command, Ctx, Op, Work, Workspace, apply};
use serde_json::json;

use crate::dataset::{self, Kind, Size};

/// People who share the records among them.
pub const OWNERS: usize = 10;
/// Administrators besides the first, who listen: one may have so many streams and no more.
const LISTENERS: usize = 10;
/// Records that are written in one transaction while loading.
const BLOCK: u64 = 1_000;

/// What is measured.
pub struct Stage {
    /// The workspace.
    pub workspace: Arc<Workspace>,
    /// How large it is.
    pub size: Size,
    /// Who the records belong to.
    pub owners: Vec<Id>,
    /// The sessions of administrators.
    pub sessions: Vec<String>,
    app: App,
}

impl Stage {
    /// Opens the workspace in a data folder, loading what is missing.
    pub async fn open(folder: &Path, postgres: Option<&str>, size: Size) -> Result<Stage> {
        let storage = match postgres {
            None => Storage::Sqlite,
            Some(url) => Storage::Postgres {
                server: PgServer::connect(url, PgOptions::default()).await?,
                prefix: "kontor_".to_owned(),
            },
        };
        let config = Config {
            data: folder.to_owned(),
            public: None,
            trusted_proxies: Arc::from([]),
            password_cost: PasswordCost::default(),
            limits: LimiterPolicy::default(),
        };
        let app = App::open(config, storage, kontor_server::modules::engine(), Clock::System).await?;
        let workspace = app.workspace(MAIN).await?;
        if count(&workspace.database, "user").await? == 0 {
            make_users(&workspace).await?;
        }
        let mut users = read_users(&workspace).await?;
        if users.len() <= 1 + OWNERS {
            make_listeners(&workspace).await?;
            users = read_users(&workspace).await?;
        }
        // By name the administrator comes before the owners, and who listens behind them.
        let owners: Vec<Id> = users.drain(1..=OWNERS).collect();
        let mut sessions = Vec::new();
        for (n, user) in users.into_iter().enumerate() {
            sessions.push(sign_in(&app, user, &format!("admin{n}@example.com")).await?);
        }
        let stage = Stage {
            workspace,
            size,
            owners,
            sessions,
            app,
        };
        stage.load(Kind::Organization, size.organizations).await?;
        stage.load(Kind::Person, size.people).await?;
        stage.load(Kind::Interaction, size.interactions).await?;
        stage.load(Kind::Opportunity, size.opportunities).await?;
        Ok(stage)
    }

    /// The context of Kontor itself.
    pub fn system(&self) -> Ctx {
        system(&self.workspace)
    }

    /// The context of the owner with this number.
    pub async fn user(&self, number: usize) -> Result<Ctx> {
        let user = self.owners[number];
        let caller = Caller {
            actor: Actor::User(user),
            via: Via::Key,
            ..Caller::system(&self.workspace.clock)
        };
        self.workspace.ctx_of(caller, user, None).await
    }

    /// Writes a block of new records.
    pub async fn create(&self, ctx: &Ctx, records: Vec<(&'static str, Option<Id>, Json)>) -> Result<()> {
        let commands: Vec<Command> = records
            .into_iter()
            .map(|(object, id, values)| Command {
                object: object.to_owned(),
                op: Op::Create {
                    id,
                    values: map(values),
                },
            })
            .collect();
        let work = move |work: &mut Work<'_>| apply(work, commands.clone()).map(drop);
        self.workspace.write_alone(ctx, work).await
    }

    /// Closes the databases.
    pub async fn close(self) {
        self.app.close().await;
    }

    async fn load(&self, kind: Kind, wanted: u64) -> Result<()> {
        let object = table(kind);
        let mut have = count(&self.workspace.database, object).await?;
        while have < wanted {
            let end = (have + BLOCK).min(wanted);
            let records = (have..end)
                .map(|n| {
                    let values = match kind {
                        Kind::Organization => dataset::organization(n, &self.owners),
                        Kind::Person => dataset::person(n, self.size, &self.owners),
                        Kind::Interaction => dataset::interaction(n, self.size, &self.owners),
                        Kind::Opportunity => dataset::opportunity(n, self.size, &self.owners),
                    };
                    (object, Some(dataset::id(kind, n)), values)
                })
                .collect();
            self.create(&self.system(), records).await?;
            have = end;
            eprint!("\r{object}: {have} of {wanted}");
        }
        eprintln!("\r{object}: {have}              ");
        Ok(())
    }
}

/// The table of a kind of records.
pub fn table(kind: Kind) -> &'static str {
    match kind {
        Kind::Organization => "organization",
        Kind::Person => "person",
        Kind::Interaction => "interaction",
        Kind::Opportunity => "opportunity",
    }
}

/// Values as the engine takes them.
pub fn map(values: Json) -> JsonMap {
    match values {
        Json::Object(map) => map,
        _ => JsonMap::new(),
    }
}

fn system(workspace: &Arc<Workspace>) -> Ctx {
    workspace.system(Caller {
        locale: Locale::En,
        ..Caller::system(&workspace.clock)
    })
}

async fn count(database: &Database, table: &'static str) -> Result<u64> {
    let sql = format!("SELECT count(*) FROM @{table}");
    let count = move |tx: &mut Tx| tx.row(&sql, &[], |row| row.get::<i64>(0));
    Ok(database.read(count).await?.unwrap_or_default() as u64)
}

/// An administrator, and a role that sees its own records, a tenth of all, with people who have it.
async fn make_users(workspace: &Arc<Workspace>) -> Result<()> {
    let role = Id::generate(&workspace.clock);
    let sees = |filter: &str| json!({"create": true, "read": filter, "update": filter, "delete": false, "export": false});
    let permissions = json!({"objects": {
        "person": sees("owner == me()"),
        "organization": sees("owner == me()"),
        "interaction": sees("owner == me()"),
    }});
    let mut commands = vec![Command {
        object: "role".to_owned(),
        op: Op::Create {
            id: Some(role),
            values: map(json!({"key": "tenth", "name": "A tenth", "permissions": permissions})),
        },
    }];
    let administrator = administrator(workspace).await?;
    commands.push(user(
        "Admin".to_owned(),
        "admin0@example.com".to_owned(),
        administrator,
    ));
    commands.extend((0..OWNERS).map(|n| user(format!("Owner {n}"), format!("owner{n}@example.com"), role)));
    let work = move |work: &mut Work<'_>| apply(work, commands.clone()).map(drop);
    workspace.write_alone(&system(workspace), work).await
}

/// More administrators.
async fn make_listeners(workspace: &Arc<Workspace>) -> Result<()> {
    let role = administrator(workspace).await?;
    let listener = |n| user(format!("Zuhörer {n}"), format!("admin{n}@example.com"), role);
    let commands: Vec<Command> = (1..=LISTENERS).map(listener).collect();
    let work = move |work: &mut Work<'_>| apply(work, commands.clone()).map(drop);
    workspace.write_alone(&system(workspace), work).await
}

fn user(name: String, email: String, role: Id) -> Command {
    Command {
        object: "user".to_owned(),
        op: Op::Create {
            id: None,
            values: map(json!({"name": name, "email": email, "role": role, "active": true})),
        },
    }
}

async fn administrator(workspace: &Arc<Workspace>) -> Result<Id> {
    let read = |tx: &mut Tx| {
        tx.row("SELECT id FROM @role WHERE key = 'administrator'", &[], |row| {
            row.get::<Id>(0)
        })
    };
    let role = workspace.database.read(read).await?;
    role.ok_or_else(|| wrong("there is no administrator's role"))
}

async fn read_users(workspace: &Arc<Workspace>) -> Result<Vec<Id>> {
    let read = |tx: &mut Tx| tx.rows("SELECT id FROM @user ORDER BY label", &[], |row| row.id(0));
    Ok(workspace
        .database
        .read(read)
        .await?
        .into_iter()
        .flatten()
        .collect())
}

/// Signs an administrator in, as a browser does: keys are limited to a pace that no measurement keeps to.
async fn sign_in(app: &App, user: Id, email: &str) -> Result<String> {
    let password = Secret::new("a passphrase for measuring");
    let auth = app.auth();
    // The account is there from the second run on.
    match auth.create_account(Actor::Cli, MAIN, user, email).await {
        Err(error) if !matches!(error.code.status(), 409 | 422) => return Err(error),
        _ => {}
    }
    auth.set_password(Actor::Cli, MAIN, user, &password, Handover::Machine)
        .await?;
    let request = SignIn {
        workspace: MAIN.to_owned(),
        email: email.to_owned(),
        password,
        origin: Origin::default(),
        presented: None,
    };
    Ok(auth.sign_in(request).await?.token.reveal().to_owned())
}

/// What can't be measured is an error of this tool.
pub fn wrong(what: impl std::fmt::Display) -> Error {
    Error::internal(what.to_string())
}
