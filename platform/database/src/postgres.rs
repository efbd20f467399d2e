//! PostgreSQL: one pool per server process, one schema per workspace.
//!
//! Connections begin read-only and with a time limit per statement; a write says `READ WRITE` when it begins. Nothing
//! else relies on the state of a connection, so any of them serves any workspace.

mod params;
pub(crate) mod running;
mod session;
mod tls;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, PoolError, RecyclingMethod, Runtime};
use kontor_kernel::{Code, Error, Result};
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;

pub(crate) use session::Session;

use crate::database::Database;
use crate::error;
use crate::names::quoted;
use crate::shared::Shared;
use crate::tx::{Link, Tx};

/// How often work is tried that collides with others.
const TRIES: u32 = 5;
/// How long one waits for a new connection.
const CONNECT: Duration = Duration::from_secs(5);
/// How long one waits until a connection is free. Where many want the same record they take turns, and each turn is
/// short: who waits gets there.
const WAIT: Duration = Duration::from_secs(20);
/// A connection remembers every table it has touched, so it is replaced after a while.
const LIFETIME: Duration = Duration::from_secs(600);

/// How a PostgreSQL server is used.
#[derive(Clone, Debug)]
pub struct PgOptions {
    /// Connections of this process.
    pub connections: usize,
    /// How long one statement may take, unless the work runs alone or sets its own limit.
    pub statement_limit: Duration,
}

impl Default for PgOptions {
    fn default() -> PgOptions {
        PgOptions {
            connections: 16,
            statement_limit: Duration::from_secs(10),
        }
    }
}

/// A PostgreSQL server; its clones share one pool.
#[derive(Clone)]
pub struct PgServer {
    pool: Pool,
}

/// What begins a transaction.
#[derive(Clone, Copy)]
pub(crate) enum Begin {
    Write,
    WriteAlone,
    Snapshot(Duration),
}

impl Begin {
    fn sql(self) -> String {
        match self {
            Begin::Write => "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE".to_owned(),
            Begin::WriteAlone => {
                "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE; SET LOCAL statement_timeout = 0".to_owned()
            }
            Begin::Snapshot(limit) => format!(
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = {}",
                milliseconds(limit)
            ),
        }
    }
}

fn milliseconds(limit: Duration) -> i32 {
    i32::try_from(limit.as_millis()).unwrap_or(i32::MAX).max(1)
}

impl PgServer {
    /// Connects to `postgres://user@host/database`. Without `sslmode` a connection is encrypted where the server can,
    /// and its certificate is not looked at; `sslmode=verify-full` is for a network that is not one's own.
    pub async fn connect(url: &str, options: PgOptions) -> Result<PgServer> {
        let (url, wanted) = tls::split(url)?;
        let mut config: tokio_postgres::Config = url.parse().map_err(|cause| {
            Error::new(
                Code::BadParameter,
                "The URL of the PostgreSQL server can't be read.",
            )
            .because(Box::<dyn std::error::Error + Send + Sync>::from(cause))
        })?;
        let session = format!(
            "{} -c default_transaction_read_only=on -c statement_timeout={}",
            config.get_options().unwrap_or_default(),
            milliseconds(options.statement_limit)
        );
        config.options(session.trim()).connect_timeout(CONNECT);
        if config.get_application_name().is_none() {
            config.application_name("kontor");
        }
        if let Some(mode) = wanted.mode() {
            config.ssl_mode(mode);
        }
        let manager = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let young = Hook::sync_fn(|_, metrics: &deadpool_postgres::Metrics| {
            if metrics.age() < LIFETIME {
                Ok(())
            } else {
                Err(HookError::message("old enough"))
            }
        });
        let pool = Pool::builder(Manager::from_config(config, wanted.connector()?, manager))
            .max_size(options.connections.max(1))
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(CONNECT))
            .runtime(Runtime::Tokio1)
            .pre_recycle(young)
            .build()
            .map_err(Error::internal)?;
        let server = PgServer { pool };
        server.check().await?;
        Ok(server)
    }

    /// The workspace that lives in a schema.
    pub fn schema(&self, name: &str) -> Database {
        Database::postgres(self.clone(), name)
    }

    /// Creates a schema; it must not exist yet.
    pub async fn create_schema(&self, name: &str) -> Result<()> {
        // PostgreSQL would cut a longer name, and two of them would be the same.
        if name.is_empty() || name.len() > 63 || name.contains('\0') {
            return Err(Error::new(
                Code::BadParameter,
                "The name of a schema has 1 to 63 bytes.",
            ));
        }
        let sql = format!("CREATE SCHEMA {}", quoted(name));
        self.schema(name).write_alone(move |tx| tx.ddl(&sql)).await
    }

    /// Drops a schema with everything in it, if it exists.
    pub async fn drop_schema(&self, name: &str) -> Result<()> {
        let sql = format!("DROP SCHEMA IF EXISTS {} CASCADE", quoted(name));
        self.schema(name).write_alone(move |tx| tx.ddl(&sql)).await
    }

    /// Forgets the prepared statements of all connections.
    pub(crate) fn forget_statements(&self) {
        self.pool.manager().statement_caches.clear();
    }

    /// Whether the schema exists.
    pub async fn schema_exists(&self, name: &str) -> Result<bool> {
        let wanted = name.to_owned();
        let sql = "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1";
        let found = self
            .schema(name)
            .read(move |tx| tx.row(sql, &[wanted.as_str().into()], |_| Ok(())))
            .await?;
        Ok(found.is_some())
    }

    async fn check(&self) -> Result<()> {
        let sql = "SELECT current_setting('server_version_num'), current_setting('server_encoding')";
        let read = |tx: &mut Tx| tx.row(sql, &[], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)));
        let (version, encoding) = self.schema("pg_catalog").read(read).await?.unwrap_or_default();
        if encoding != "UTF8" || version.parse::<u32>().unwrap_or(0) < 140_000 {
            let detail = "PostgreSQL 14 or newer with the encoding UTF8 is needed.";
            return Err(Error::new(Code::Unavailable, detail).because(format!("{version}, {encoding}")));
        }
        Ok(())
    }

    async fn session(&self) -> Result<Session> {
        let client = self.pool.get().await.map_err(|cause| match cause {
            PoolError::Backend(cause) => error::postgres(cause),
            PoolError::Timeout(_) => error::unavailable("The database is busy.").because(cause),
            PoolError::Closed => error::closed(),
            other => Error::internal(other),
        })?;
        Ok(Session::new(client, Handle::current()))
    }

    /// Work in a transaction, on a blocking thread, repeated while it collides with others.
    pub(crate) async fn transaction<T: Send + 'static>(
        &self,
        shared: Arc<Shared>,
        begin: Begin,
        work: impl FnMut(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let session = self.session().await?;
        let done = spawn_blocking(move || attempts(shared, session, begin, work));
        done.await.map_err(|cause| error::closed().because(cause))?
    }

    /// Work that only reads, each statement on its own.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        shared: Arc<Shared>,
        work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let session = self.session().await?;
        let done = spawn_blocking(move || {
            let mut tx = Tx::new(shared, Link::Postgres(session));
            let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut tx)))
                .unwrap_or_else(|panic| Err(error::panicked(panic)));
            tx.keep_settled();
            outcome
        });
        done.await.map_err(|cause| error::closed().because(cause))?
    }
}

fn attempts<T>(
    shared: Arc<Shared>,
    session: Session,
    begin: Begin,
    mut work: impl FnMut(&mut Tx) -> Result<T>,
) -> Result<T> {
    let mark = match (begin, &shared.names.schema) {
        (Begin::Write | Begin::WriteAlone, Some(schema)) => Some(running::mark(schema)),
        _ => None,
    };
    let mut tx = Tx::new(shared.clone(), Link::Postgres(session));
    for attempt in 1.. {
        tx.forget();
        tx.next_command();
        session_of(&mut tx).begin(begin.sql(), mark.clone());
        let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut tx)))
            .unwrap_or_else(|panic| Err(error::panicked(panic)))
            .and_then(|value| tx.commit().map(|()| value));
        match outcome {
            Ok(value) => {
                tx.committed();
                return Ok(value);
            }
            Err(cause) => {
                if !session_of(&mut tx).rollback() {
                    return Err(cause);
                }
                if attempt == TRIES {
                    let detail = "Others are changing the same data at this moment.";
                    return Err(error::unavailable(detail).because(cause));
                }
                shared.repeated.fetch_add(1, Relaxed);
                tx.collisions = attempt;
                let most = 5u64 << attempt;
                std::thread::sleep(Duration::from_micros(rand::random_range(500..most * 1_000)));
            }
        }
    }
    unreachable!("the last attempt returns")
}

fn session_of(tx: &mut Tx) -> &mut Session {
    match &mut tx.link {
        Link::Postgres(session) => session,
        Link::Sqlite(_) => unreachable!("the transaction was opened on PostgreSQL"),
    }
}
