//! Databases for tests: the same test body runs on SQLite, and on PostgreSQL where there is one.

use std::sync::Arc;

use kontor_kernel::Result;

use crate::database::Database;
use crate::sqlite::SqliteOptions;

/// A fresh database that vanishes with this value.
pub struct TestDatabase {
    /// The database.
    pub database: Database,
    _folder: Option<Arc<tempfile::TempDir>>,
}

/// A fresh SQLite database, and a fresh schema on PostgreSQL when `KONTOR_TEST_POSTGRES` holds a URL.
pub async fn databases() -> Result<Vec<TestDatabase>> {
    let folder = Arc::new(tempfile::tempdir().map_err(kontor_kernel::Error::internal)?);
    let database = Database::sqlite(&folder.path().join("data.db"), SqliteOptions::default())?;
    Ok(vec![TestDatabase {
        database,
        _folder: Some(folder),
    }])
}
