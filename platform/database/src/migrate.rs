//! Migrations: numbered texts that are run once each, in order, whichever server comes first.

use std::collections::HashSet;

use kontor_kernel::{Clock, Result};

use crate::database::Database;
use crate::dialect::{Dialect, Type};
use crate::tx::Tx;

/// One frozen step.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its name, `jobs/0001`; what ran is remembered under it.
    pub name: &'static str,
    /// Statements, each ended by `;` and a line break. `@name` is a table; `{id} {int} {text} {bool} {bytes}
    /// {real}` are the types, `{serial}` an ascending key that never comes twice, `{strict}` ends a
    /// table, `{clustered}` one that is nothing but its primary key, `{true}` and `{false}` are values.
    /// An index is named without `@`: it lives where its table lives.
    pub sql: &'static str,
}

impl Database {
    /// Runs the steps that have not run yet, in their order, each in a transaction of its own.
    pub async fn migrate(&self, steps: &[Migration]) -> Result<()> {
        let create =
            "CREATE TABLE IF NOT EXISTS @migration (name {text} PRIMARY KEY, at {int} NOT NULL){strict}";
        let create = typed(self.dialect(), create);
        let create = move |tx: &mut Tx| {
            tx.set_up_alone()?;
            tx.ddl(&create)
        };
        self.write_alone(create).await?;
        let done: HashSet<String> = self
            .read(|tx| tx.rows("SELECT name FROM @migration", &[], |row| row.get(0)))
            .await?
            .into_iter()
            .collect();
        for step in steps.iter().copied().filter(|step| !done.contains(step.name)) {
            self.write_alone(move |tx| run(tx, step)).await?;
        }
        Ok(())
    }
}

fn run(tx: &mut Tx, step: Migration) -> Result<()> {
    // Another server may be about to run the same step: whoever comes second waits here, and then finds it done.
    tx.reserve("migration")?;
    let seen = tx.row(
        "SELECT 1 FROM @migration WHERE name = $1",
        &[step.name.into()],
        |_| Ok(()),
    )?;
    if seen.is_some() {
        return Ok(());
    }
    for statement in typed(tx.dialect(), step.sql).split(";\n") {
        let statement = statement.trim().trim_end_matches(';');
        if !statement.is_empty() {
            tx.ddl(statement)?;
        }
    }
    let now = Clock::System.now();
    tx.execute(
        "INSERT INTO @migration (name, at) VALUES ($1, $2)",
        &[step.name.into(), now.into()],
    )?;
    Ok(())
}

fn typed(dialect: Dialect, sql: &str) -> String {
    let types = [
        ("{id}", Type::Id),
        ("{int}", Type::Int),
        ("{text}", Type::Text),
        ("{bool}", Type::Bool),
        ("{bytes}", Type::Bytes),
        ("{real}", Type::Real),
        ("{serial}", Type::Serial),
    ];
    let sql = types.iter().fold(sql.to_owned(), |sql, (token, kind)| {
        sql.replace(token, dialect.column_type(*kind))
    });
    sql.replace("{strict}", dialect.table_end())
        .replace("{clustered}", dialect.clustered_end())
        .replace("{false}", dialect.boolean(false))
        .replace("{true}", dialect.boolean(true))
}
