//! Executes a plan: the only place where tables of records are made, changed and dropped.

use kontor_database::{Dialect, Tx, Type};
use kontor_definitions::{Column, IndexDef, Plan, Step, Storage};
use kontor_kernel::Result;

/// Executes the steps of a plan that change the shape of tables, in order.
pub fn shape(tx: &mut Tx, plan: &Plan) -> Result<()> {
    for step in &plan.steps {
        match step {
            Step::CreateTable { table, columns, indexes } => create_table(tx, table, columns, indexes)?,
            Step::DropTable { table } => tx.ddl(&format!("DROP TABLE @{table}"))?,
            Step::AddColumn { table, column, .. } => add_column(tx, table, column)?,
            Step::DropColumn { table, column, .. } => {
                tx.ddl(&format!("ALTER TABLE @{table} DROP COLUMN \"{}\"", column.name))?;
            }
            Step::AddIndex { table, index } => add_index(tx, table, index)?,
            Step::DropIndex { index, .. } => tx.ddl(&format!("DROP INDEX @{}", index_name(index)))?,
            _ => {}
        }
    }
    Ok(())
}

fn create_table(tx: &mut Tx, table: &str, columns: &[Column], indexes: &[IndexDef]) -> Result<()> {
    let dialect = tx.dialect();
    let columns: Vec<String> = columns.iter().map(|column| declaration(dialect, column)).collect();
    tx.ddl(&format!("CREATE TABLE @{table} ({}){}", columns.join(", "), dialect.table_end()))?;
    tx.ddl(&format!("CREATE UNIQUE INDEX \"{table}__id\" ON @{table} (id)"))?;
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

fn add_column(tx: &mut Tx, table: &str, column: &Column) -> Result<()> {
    let declaration = declaration(tx.dialect(), column);
    tx.ddl(&format!("ALTER TABLE @{table} ADD COLUMN {declaration}"))
}

/// Unique holds among live records: a trashed one does not block its value.
fn add_index(tx: &mut Tx, table: &str, index: &IndexDef) -> Result<()> {
    let columns: Vec<String> = index.columns.iter().map(|name| format!("\"{name}\"")).collect();
    let (unique, live) = if index.unique { ("UNIQUE ", " WHERE deleted_at IS NULL") } else { ("", "") };
    tx.ddl(&format!(
        "CREATE {unique}INDEX \"{}\" ON @{table} ({}){live}",
        index_name(index),
        columns.join(", ")
    ))
}

/// Index names hold no dots, which would read as a schema.
fn index_name(index: &IndexDef) -> String {
    index.name.replace('.', "__")
}
