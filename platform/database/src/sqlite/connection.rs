//! How connections to a SQLite file are opened.

use std::path::Path;
use std::time::Duration;

use kontor_kernel::{Error, Result};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::memory;
use crate::error;

/// Prepared statements kept per connection, those of transactions among them.
const STATEMENTS: usize = 256;

/// Bytes that the file of the log keeps when the log is begun anew: one that is written over costs less than one that
/// grows.
const LOG: u32 = 64 << 20;

/// The one that writes; it keeps so many KiB of pages.
pub(super) fn writer(path: &Path, cache: u32) -> Result<Connection> {
    // The log is copied back by the checkpoint thread, not by whoever happens to commit.
    let connection = open(
        path,
        &format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; \
             PRAGMA journal_size_limit = {LOG}; PRAGMA cache_size = -{cache};"
        ),
    )?;
    let mode: String = connection
        .query_row("PRAGMA journal_mode", [], |row| row.get(0))
        .map_err(error::sqlite)?;
    if mode != "wal" {
        return Err(Error::internal(format!(
            "the file system does not allow a write-ahead log, only {mode}"
        )));
    }
    Ok(connection)
}

/// One that reads. What it maps counts as its memory, and there are several, so that is only as much as a small
/// workspace needs.
pub(super) fn reader(path: &Path, mapped: u32) -> Result<Connection> {
    let mapped = u64::from(mapped) * 1024;
    open(
        path,
        &format!("PRAGMA query_only = ON; PRAGMA cache_size = -8192; PRAGMA mmap_size = {mapped};"),
    )
}

/// The one that copies the log back.
pub(super) fn checkpointer(path: &Path) -> Result<Connection> {
    open(path, "PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = FULL;")
}

fn open(path: &Path, pragmas: &str) -> Result<Connection> {
    memory::share();
    let open = || {
        let connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.execute_batch(pragmas)?;
        // Links are checked by the engine, which alone knows which object a link may point to.
        connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY;")?;
        // A misspelt column in double quotes is an error, as on PostgreSQL, not a text.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        // Plans do not depend on what is bound: else a statement with a bound limit is planned anew each time it runs.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        rusqlite::vtab::array::load_module(&connection)?;
        Ok(connection)
    };
    open().map_err(error::sqlite)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::StatementStatus;

    #[test]
    fn a_statement_is_planned_once_whatever_is_bound_to_it() {
        let connection = open(Path::new(":memory:"), "").unwrap();
        connection
            .execute_batch("CREATE TABLE t (a INTEGER PRIMARY KEY)")
            .unwrap();
        let mut statement = connection
            .prepare("SELECT a FROM t WHERE a > ?1 ORDER BY a LIMIT ?2")
            .unwrap();
        for n in 1..4 {
            assert!(!statement.exists([n, n]).unwrap());
        }
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}
