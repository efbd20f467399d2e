//! Migrations: numbered texts that are run once each, in order, whichever server comes first.

use kontor_kernel::{Clock, Result};

use crate::database::Database;
use crate::tx::Tx;

/// One frozen step.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its name, `jobs/0001`; what ran is remembered under it.
    pub name: &'static str,
    /// Statements, each ended by `;` and a line break. `@name` is a table; `{id} {int} {text} {bool} {bytes}
    /// {real}` are the types, `{serial}` an ascending key that never comes twice, `{strict}` ends a table.
    /// An index is named without `@`: it lives where its table lives.
    pub sql: &'static str,
}

impl Database {
    /// Runs the steps that have not run yet, in their order, each in a transaction of its own.
    pub async fn migrate(&self, steps: &[Migration]) -> Result<()> {
        let now = Clock::System.now();
        for step in steps.to_vec() {
            self.write_alone(move |tx: &mut Tx| {
                tx.execute(
                    "INSERT INTO @migration VALUES ($1, $2)",
                    &[step.name.into(), now.into()],
                )
            })
            .await?;
        }
        Ok(())
    }
}
