//! The statements that make, change and drop the tables of records.
//!
//! A field that gets another type has three sets of columns for a while: the present ones, the coming ones beside them,
//! and after the switch the former ones until they are dropped. A column `v__x` says for which version of the record
//! the coming ones hold.

use kontor_database::{Dialect, Tx, Type};
use kontor_definitions::storage::{NAME_LIMIT, indexes};
use kontor_definitions::{Column, IndexDef, ObjectDef, Step, Storage};
use kontor_kernel::Result;

/// Executes a step that changes the shape of tables; others do nothing.
pub(super) fn shape(tx: &mut Tx, step: &Step) -> Result<()> {
    match step {
        Step::CreateTable {
            table,
            columns,
            indexes,
        } => create_table(tx, table, columns, indexes),
        Step::DropTable { table } => tx.ddl(&format!("DROP TABLE @{table}")),
        Step::AddColumn { table, column, .. } => add_column(tx, table, column),
        Step::DropColumn { table, column, .. } => drop_column(tx, table, &column.name),
        Step::AddIndex { table, index } => add_index(tx, table, index),
        Step::DropIndex { index, .. } => tx.ddl(&format!("DROP INDEX @{}", index_name(index))),
        _ => Ok(()),
    }
}

/// Undoes a step that adds something.
pub(super) fn unshape(tx: &mut Tx, step: &Step) -> Result<()> {
    match step {
        Step::CreateTable { table, .. } => tx.ddl(&format!("DROP TABLE @{table}")),
        Step::AddColumn { table, column, .. } => drop_column(tx, table, &column.name),
        Step::DropIndex { table, index } => add_index(tx, table, index),
        _ => Ok(()),
    }
}

fn create_table(tx: &mut Tx, table: &str, columns: &[Column], indexes: &[IndexDef]) -> Result<()> {
    let dialect = tx.dialect();
    let columns: Vec<String> = columns
        .iter()
        .map(|column| declaration(dialect, column))
        .collect();
    tx.ddl(&format!(
        "CREATE TABLE @{table} ({}){}",
        columns.join(", "),
        dialect.table_end()
    ))?;
    tx.ddl(&format!(
        "CREATE UNIQUE INDEX \"{}\" ON @{table} (id)",
        id_index(table)
    ))?;
    // The trash is small: it is found without looking at what lives.
    tx.ddl(&format!(
        "CREATE INDEX \"{table}__trash\" ON @{table} (deleted_at, id) WHERE deleted_at IS NOT NULL"
    ))?;
    indexes.iter().try_for_each(|index| add_index(tx, table, index))
}

fn declaration(dialect: Dialect, column: &Column) -> String {
    let kind = dialect.column_type(match column.storage {
        Storage::Id => Type::Id,
        Storage::Int => Type::Int,
        Storage::Text => Type::Text,
        Storage::Bool => Type::Bool,
    });
    let required = if column.name == "id" { " NOT NULL" } else { "" };
    format!("\"{}\" {kind}{required}", column.name)
}

/// A new column, empty at first.
pub(super) fn add_column(tx: &mut Tx, table: &str, column: &Column) -> Result<()> {
    let declaration = declaration(tx.dialect(), column);
    tx.ddl(&format!("ALTER TABLE @{table} ADD COLUMN {declaration}"))
}

/// A column goes with its values.
pub(super) fn drop_column(tx: &mut Tx, table: &str, column: &str) -> Result<()> {
    tx.ddl(&format!("ALTER TABLE @{table} DROP COLUMN \"{column}\""))
}

/// A column gets another name.
pub(super) fn rename_column(tx: &mut Tx, table: &str, column: &str, name: &str) -> Result<()> {
    tx.ddl(&format!(
        "ALTER TABLE @{table} RENAME COLUMN \"{column}\" TO \"{name}\""
    ))
}

/// The indexes every table has, where they are missing.
pub(super) fn envelope_indexes(tx: &mut Tx, object: &ObjectDef) -> Result<()> {
    let bare = ObjectDef {
        fields: Vec::new(),
        ..object.clone()
    };
    for index in indexes(&bare, &[]) {
        tx.ddl(&statement(&object.id, &index).replacen("INDEX", "INDEX IF NOT EXISTS", 1))?;
    }
    Ok(())
}

/// Unique holds among live records: a trashed one does not block its value.
fn add_index(tx: &mut Tx, table: &str, index: &IndexDef) -> Result<()> {
    tx.ddl(&statement(table, index))
}

fn statement(table: &str, index: &IndexDef) -> String {
    let columns: Vec<String> = index.columns.iter().map(|name| format!("\"{name}\"")).collect();
    let (unique, live) = if index.unique {
        ("UNIQUE ", " WHERE deleted_at IS NULL")
    } else {
        ("", "")
    };
    format!(
        "CREATE {unique}INDEX \"{}\" ON @{table} ({}){live}",
        index_name(index),
        columns.join(", ")
    )
}

/// The name of the index that keeps ids unique.
pub(crate) fn id_index(table: &str) -> String {
    format!("{table}__id")
}

/// The name of an index in the database: without dots, which would read as a schema. Where that makes it too long the
/// dots become single underscores; the name ends in a checksum then.
pub(crate) fn index_name(index: &IndexDef) -> String {
    let name = index.name.replace('.', "__");
    if name.len() <= NAME_LIMIT {
        name
    } else {
        index.name.replace('.', "_")
    }
}

/// The column beside a present one that takes over at the switch.
pub(super) fn coming(column: &str) -> String {
    format!("n__{column}")
}

/// The column that held the values before the switch.
pub(super) fn former(column: &str) -> String {
    format!("o__{column}")
}

/// The column with the version of the record for which the coming ones hold.
pub(super) fn version_of(field: &str) -> String {
    format!("v__{field}")
}
