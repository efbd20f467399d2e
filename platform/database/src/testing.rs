//! Databases for tests: the same test body runs on SQLite, and on PostgreSQL where there is one.

use std::path::{Path, PathBuf};

use kontor_kernel::{Error, Result};

use crate::database::Database;
use crate::dialect::Dialect;
use crate::postgres::{PgOptions, PgServer};
use crate::sqlite::{self, SqliteOptions};
use crate::statement::Statement;
use crate::tx::{Link, Tx};

/// The environment variable with the URL of a PostgreSQL server for tests.
pub const POSTGRES: &str = "KONTOR_TEST_POSTGRES";

/// A fresh database that vanishes with this value.
pub struct TestDatabase {
    /// The database.
    pub database: Database,
    home: Home,
}

enum Home {
    Folder(Folder),
    Schema { url: String, name: String },
}

/// A fresh folder that vanishes with this value.
pub struct Folder(PathBuf);

impl Folder {
    /// Creates it among the temporary files.
    pub fn create() -> Result<Folder> {
        let path = std::env::temp_dir().join(format!("kontor-test-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&path).map_err(Error::internal)?;
        Ok(Folder(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What can't be removed stays among the temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl TestDatabase {
    /// A fresh SQLite file.
    pub fn sqlite() -> Result<TestDatabase> {
        TestDatabase::sqlite_with(SqliteOptions::default())
    }

    /// A fresh SQLite file, opened in a certain way.
    pub fn sqlite_with(options: SqliteOptions) -> Result<TestDatabase> {
        let folder = Folder::create()?;
        let database = Database::sqlite(&folder.path().join("data.db"), options)?;
        Ok(TestDatabase {
            database,
            home: Home::Folder(folder),
        })
    }

    /// A fresh schema on PostgreSQL; nothing where there is no server for tests.
    pub async fn postgres() -> Result<Option<TestDatabase>> {
        let url = std::env::var(POSTGRES).unwrap_or_default();
        if url.is_empty() {
            return Ok(None);
        }
        let server = PgServer::connect(&url, PgOptions::default()).await?;
        let name = format!("test_{}", uuid::Uuid::now_v7().simple());
        server.create_schema(&name).await?;
        Ok(Some(TestDatabase {
            database: server.schema(&name),
            home: Home::Schema { url, name },
        }))
    }

    /// The name of the schema, on PostgreSQL.
    pub fn schema_name(&self) -> Option<&str> {
        match &self.home {
            Home::Folder(_) => None,
            Home::Schema { name, .. } => Some(name),
        }
    }

    /// The file, on SQLite.
    pub fn path(&self) -> Option<PathBuf> {
        match &self.home {
            Home::Folder(folder) => Some(folder.path().join("data.db")),
            Home::Schema { .. } => None,
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Home::Schema { url, name } = &self.home else {
            return;
        };
        let (url, name) = (url.clone(), name.clone());
        // The runtime of the test can't be waited for in here, so the schema is dropped on one of its own.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let dropped = runtime.map_err(Error::internal).and_then(|runtime| {
                runtime.block_on(async {
                    PgServer::connect(
                        &url,
                        PgOptions {
                            connections: 1,
                            ..PgOptions::default()
                        },
                    )
                    .await?
                    .drop_schema(&name)
                    .await
                })
            });
            if let Err(cause) = dropped {
                tracing::warn!(%cause, name, "a schema of a test stays behind");
            }
        });
        // A panic in there must not hide the outcome of the test.
        let _ = dropping.join();
    }
}

/// A fresh SQLite database, and a fresh schema on PostgreSQL where there is a server for tests.
pub async fn databases() -> Result<Vec<TestDatabase>> {
    let mut all = vec![TestDatabase::sqlite()?];
    all.extend(TestDatabase::postgres().await?);
    Ok(all)
}

/// Runs a test body on each database: `on_each_database(async |database| { ... })`.
///
/// # Panics
/// When a database can't be created, or when the body does.
pub fn on_each_database(test: impl AsyncFn(&Database)) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.expect("a runtime starts").block_on(async {
        for each in databases().await.expect("a database for tests is created") {
            test(&each.database).await;
            each.database.close().await;
        }
    });
}

/// The plan of a statement, as the database explains it.
pub fn plan(tx: &mut Tx, statement: &Statement) -> Result<String> {
    let explained = Statement {
        text: format!("{}{}", tx.dialect().explain(), statement.text).into(),
        once: true,
        ..statement.clone()
    };
    let column = if tx.dialect() == Dialect::Sqlite { 3 } else { 0 };
    let mut lines = Vec::new();
    tx.each(&explained, &mut |row| {
        lines.push(row.get::<String>(column)?);
        Ok(())
    })?;
    Ok(lines.join("\n"))
}

/// What a statement that reads costs the database, which tells it without a clock: the steps of its program on SQLite,
/// the pages it looks at on PostgreSQL. So only costs on the same database can be compared.
pub fn cost(tx: &mut Tx, statement: &Statement) -> Result<u64> {
    if let Link::Sqlite(connection) = &tx.link {
        return sqlite::steps(connection, &tx.finished(statement), &statement.params);
    }
    let explained = Statement {
        text: format!(
            "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) {}",
            statement.text
        )
        .into(),
        once: true,
        ..statement.clone()
    };
    let mut lines = Vec::new();
    tx.each(&explained, &mut |row| {
        lines.push(row.get::<String>(0)?);
        Ok(())
    })?;
    // The first line of this kind is that of the whole: "Buffers: shared hit=12 read=3".
    let whole = lines.iter().take_while(|line| !line.starts_with("Planning"));
    let pages = whole
        .filter_map(|line| line.trim().strip_prefix("Buffers: shared "))
        .next();
    let counts = pages.into_iter().flat_map(|line| line.split(' '));
    let read = counts.filter_map(|count| count.strip_prefix("hit=").or(count.strip_prefix("read=")));
    Ok(read.filter_map(|count| count.parse::<u64>().ok()).sum())
}

/// The columns a table really has, with their types, in alphabetical order.
pub fn columns(tx: &mut Tx, table: &str) -> Result<Vec<(String, String)>> {
    let (sql, table) = match tx.dialect() {
        Dialect::Sqlite => ("SELECT name, type FROM pragma_table_info($1)", table.to_owned()),
        Dialect::Postgres => (
            "SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_catalog.pg_attribute
             WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped",
            tx.table_name(table),
        ),
    };
    let mut found = tx.rows(sql, &[table.into()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    found.sort();
    Ok(found)
}

/// The names of the indexes a table really has, in alphabetical order.
pub fn indexes(tx: &mut Tx, table: &str) -> Result<Vec<String>> {
    let (sql, table) = match tx.dialect() {
        Dialect::Sqlite => ("SELECT name FROM pragma_index_list($1)", table.to_owned()),
        Dialect::Postgres => (
            "SELECT c.relname::text FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
             WHERE i.indrelid = to_regclass($1)",
            tx.table_name(table),
        ),
    };
    let mut found = tx.rows(sql, &[table.into()], |row| row.get::<String>(0))?;
    found.sort();
    Ok(found)
}
