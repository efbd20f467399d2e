//! Migrations as rows of the workspace.

use kontor_database::{Tx, Value};
use kontor_kernel::{Id, Json, Result, Timestamp};
use serde::{Deserialize, Serialize};

use crate::asker::Asker;
use crate::import::store::{parsed, text};

/// A migration.
#[derive(Clone, PartialEq, Debug)]
pub struct Migration {
    /// Its id.
    pub id: Id,
    /// Who asked for it.
    pub asker: Asker,
    /// The plan and the files.
    pub content: Content,
    /// When it was asked for.
    pub created_at: Timestamp,
}

/// What comes in by which plan.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Content {
    /// The name of the plan.
    pub plan: String,
    /// The files, in the order in which they come in.
    pub files: Vec<File>,
    /// Files of the plan that were not given: their object and their names.
    pub missing: Vec<Json>,
    /// Files that the plan does not know.
    pub left_over: Vec<String>,
}

/// A file of a migration: an import of its own.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct File {
    /// What it is called.
    pub name: String,
    /// Its import.
    pub import: Id,
}

/// Writes a new migration.
pub fn insert(tx: &mut Tx, migration: &Migration) -> Result<()> {
    tx.execute(
        "INSERT INTO @k_import_plan (id, asker, content, created_at) VALUES ($1, $2, $3, $4)",
        &[
            migration.id.into(),
            text(&migration.asker)?,
            text(&migration.content)?,
            migration.created_at.into(),
        ],
    )?;
    Ok(())
}

/// A migration by id.
pub fn get(tx: &mut Tx, id: Id) -> Result<Option<Migration>> {
    tx.row(
        "SELECT id, asker, content, created_at FROM @k_import_plan WHERE id = $1",
        &[id.into()],
        |row| {
            Ok(Migration {
                id: row.get(0)?,
                asker: parsed(row, 1)?,
                content: parsed(row, 2)?,
                created_at: row.get(3)?,
            })
        },
    )
}

/// Forgets migrations that were asked for before an instant.
pub fn prune(tx: &mut Tx, before: Timestamp) -> Result<()> {
    tx.execute(
        "DELETE FROM @k_import_plan WHERE created_at < $1",
        &[Value::from(before)],
    )?;
    Ok(())
}
