//! PostgreSQL: one pool per server process, one schema per workspace.

use std::time::Duration;

use kontor_kernel::{Error, Result};

use crate::database::Database;

/// How a PostgreSQL server is used.
#[derive(Clone, Debug)]
pub struct PgOptions {
    /// Connections of this process.
    pub connections: usize,
    /// How long one statement of a read may take.
    pub read_limit: Duration,
}

impl Default for PgOptions {
    fn default() -> PgOptions {
        PgOptions {
            connections: 16,
            read_limit: Duration::from_secs(10),
        }
    }
}

/// A PostgreSQL server; its clones share one pool.
#[derive(Clone)]
pub struct PgServer(());

impl PgServer {
    /// Connects to `postgres://user@host/database`.
    pub async fn connect(url: &str, options: PgOptions) -> Result<PgServer> {
        let _ = (url, options);
        Ok(PgServer(()))
    }

    /// The workspace that lives in a schema.
    pub fn schema(&self, name: &str) -> Database {
        Database::unfinished(name)
    }

    /// Creates a schema; it must not exist yet.
    pub async fn create_schema(&self, name: &str) -> Result<()> {
        let _ = name;
        Err(Error::internal("not finished"))
    }

    /// Drops a schema with everything in it, if it exists.
    pub async fn drop_schema(&self, name: &str) -> Result<()> {
        let _ = name;
        Err(Error::internal("not finished"))
    }

    /// Whether the schema exists.
    pub async fn schema_exists(&self, name: &str) -> Result<bool> {
        let _ = name;
        Err(Error::internal("not finished"))
    }
}
