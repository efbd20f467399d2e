//! The database of one workspace, whichever of the two it is.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use kontor_kernel::{Error, Result};

use crate::dialect::Dialect;
use crate::names::Names;
use crate::sqlite::SqliteOptions;
use crate::tx::Tx;

/// One workspace's database; a cheap handle, its clones are the same database.
#[derive(Clone)]
pub struct Database {
    names: Arc<Names>,
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
    /// Bytes in the write-ahead log that are not in the database file yet (SQLite).
    pub wal_bytes: u64,
}

impl Database {
    /// Opens a SQLite file, or creates it.
    pub fn sqlite(path: &Path, options: SqliteOptions) -> Result<Database> {
        let _ = (path, options);
        Ok(Database {
            names: Arc::new(Names::new(Dialect::Sqlite, None)),
        })
    }

    pub(crate) fn unfinished(schema: &str) -> Database {
        Database {
            names: Arc::new(Names::new(Dialect::Postgres, Some(schema.to_owned()))),
        }
    }

    /// Does work in a transaction and answers when it is committed. The work may run more than once, so it does
    /// nothing outside the transaction; it is finished even when nobody waits for the answer any more.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _ = work;
        Err(Error::internal("not finished"))
    }

    /// The same for long work (a block of an import, a merge, DDL): it shares its commit with nobody.
    pub async fn write_alone<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _ = work;
        Err(Error::internal("not finished"))
    }

    /// Reads; on SQLite one snapshot, on PostgreSQL each statement sees what is committed when it starts.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _ = work;
        Err(Error::internal("not finished"))
    }

    /// Reads one snapshot on both databases, within a time limit of its own: for exports and rebuilds. It may run
    /// more than once.
    pub async fn read_snapshot<T: Send + 'static>(
        &self,
        limit: Duration,
        work: impl FnMut(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _ = (limit, work);
        Err(Error::internal("not finished"))
    }

    /// Which database it is; to be handed to the functions of [`Dialect`] only.
    pub fn dialect(&self) -> Dialect {
        self.names.dialect
    }

    /// Shows the text of every statement to a test; `None` ends it.
    pub fn set_trace(&self, trace: Option<Arc<dyn Fn(&str) + Send + Sync>>) {
        let _ = trace;
    }

    /// Finishes what is queued and closes the files; what comes later is refused.
    pub async fn close(&self) {}

    /// What it has done since it was opened.
    pub fn stats(&self) -> Stats {
        Stats::default()
    }
}
