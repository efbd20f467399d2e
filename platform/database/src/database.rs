//! The database of one workspace, whichever of the two it is.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use kontor_kernel::Result;

use crate::dialect::Dialect;
use crate::postgres::{Begin, PgServer};
use crate::shared::{Shared, Trace};
use crate::sqlite::{Sqlite, SqliteOptions};

use crate::tx::Tx;

/// One workspace's database; a cheap handle, its clones are the same database.
#[derive(Clone)]
pub struct Database {
    shared: Arc<Shared>,
    engine: Engine,
}

#[derive(Clone)]
enum Engine {
    Sqlite(Arc<Sqlite>),
    Postgres(PgServer),
}

/// What a database has done since it was opened.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Stats {
    /// Commits of writes: on SQLite groups, on PostgreSQL single commands.
    pub groups: u64,
    /// Writes that succeeded.
    pub commands: u64,
    /// Repetitions: serialisation failures, or commands of a group that failed as a whole.
    pub repeated: u64,
    /// Bytes of the write-ahead log after the last commit (SQLite).
    pub wal_bytes: u64,
}

impl Database {
    /// Opens a SQLite file, or creates it.
    pub fn sqlite(path: &Path, options: SqliteOptions) -> Result<Database> {
        let shared = Shared::new(Dialect::Sqlite, None);
        let engine = Engine::Sqlite(Arc::new(Sqlite::open(path, options, &shared)?));
        Ok(Database { shared, engine })
    }

    pub(crate) fn postgres(server: PgServer, schema: &str) -> Database {
        let shared = Shared::new(Dialect::Postgres, Some(schema.to_owned()));
        Database {
            shared,
            engine: Engine::Postgres(server),
        }
    }

    /// Does work in a transaction and answers when it is committed. The work may run more than once, so it does
    /// nothing outside the transaction; it is finished even when nobody waits for the answer any more.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.writer.write(false, work).await,
            Engine::Postgres(server) => self.write_postgres(server, Begin::Write, work).await,
        }
    }

    /// The same for long work (a block of an import, a merge, DDL): it shares its commit with nobody.
    pub async fn write_alone<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.writer.write(true, work).await,
            Engine::Postgres(server) => self.write_postgres(server, Begin::WriteAlone, work).await,
        }
    }

    async fn write_postgres<T: Send + 'static>(
        &self,
        server: &PgServer,
        begin: Begin,
        work: impl FnMut(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let value = server.transaction(self.shared.clone(), begin, work).await?;
        self.shared.groups.fetch_add(1, Relaxed);
        self.shared.commands.fetch_add(1, Relaxed);
        Ok(value)
    }

    /// Reads; on SQLite one snapshot, on PostgreSQL each statement sees what is committed when it starts.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.readers.read(None, work).await,
            Engine::Postgres(server) => server.read(self.shared.clone(), work).await,
        }
    }

    /// Reads one snapshot on both databases, within a time limit of its own (on PostgreSQL per statement): for exports
    /// and rebuilds. It may run more than once.
    pub async fn read_snapshot<T: Send + 'static>(
        &self,
        limit: Duration,
        work: impl FnMut(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.readers.read(Some(limit), work).await,
            Engine::Postgres(server) => {
                server
                    .transaction(self.shared.clone(), Begin::Snapshot(limit), work)
                    .await
            }
        }
    }

    /// Which database it is; to be handed to the functions of [`Dialect`] only.
    pub fn dialect(&self) -> Dialect {
        self.shared.names.dialect
    }

    /// Whether other processes may write to it as well, unknown to this one.
    pub fn is_shared(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// Shows every statement and its values to a test; `None` ends it.
    pub fn set_trace(&self, trace: Option<Trace>) {
        self.shared.set_trace(trace);
    }

    /// Forgets prepared statements: the columns of tables have changed, and a statement keeps the types of its parameters.
    pub fn forget_statements(&self) {
        if let Engine::Postgres(server) = &self.engine {
            server.forget_statements();
        }
    }

    /// Finishes what is queued and closes the file; what comes later is refused. On PostgreSQL the connections are the
    /// server's and stay.
    pub async fn close(&self) {
        if let Engine::Sqlite(sqlite) = &self.engine {
            sqlite.close().await;
        }
    }

    /// What it has done since it was opened.
    pub fn stats(&self) -> Stats {
        Stats {
            groups: self.shared.groups.load(Relaxed),
            commands: self.shared.commands.load(Relaxed),
            repeated: self.shared.repeated.load(Relaxed),
            wal_bytes: self.shared.wal_bytes.load(Relaxed),
        }
    }
}
