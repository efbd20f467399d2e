//! The face of this crate: one handle over the control database. Its methods stand in the file of their subject.

use kontor_database::Database;
use kontor_kernel::{Clock, Result};

use crate::password::{PasswordCost, Passwords};
use crate::recent::Caches;
use crate::schema::MIGRATIONS;
use crate::{attempt, code, key, session};

/// Accounts, sessions, keys and workspaces of this server; a cheap handle, its clones share everything.
#[derive(Clone)]
pub struct Auth {
    pub(crate) control: Database,
    pub(crate) clock: Clock,
    pub(crate) passwords: Passwords,
    pub(crate) caches: Caches,
}

impl Auth {
    /// Over the control database, whose tables are brought up to date.
    pub async fn open(control: Database, clock: Clock, cost: PasswordCost) -> Result<Auth> {
        control.migrate(MIGRATIONS).await?;
        let passwords = Passwords::new(cost)?;
        Ok(Auth {
            control,
            clock,
            passwords,
            caches: Caches::new(),
        })
    }

    /// Finishes what is being written and closes the control database; what comes later is refused.
    pub async fn close(&self) {
        self.control.close().await;
    }

    /// What the control database finds wrong with itself.
    pub async fn faults(&self) -> Result<Vec<String>> {
        self.control.read(kontor_database::faults).await
    }

    /// Deletes what has expired; to be called now and then. Nothing relies on it: what has expired is not accepted.
    pub async fn sweep(&self) -> Result<()> {
        let now = self.clock.now();
        self.control
            .write(move |tx| {
                session::sweep(tx, now)?;
                key::sweep(tx, now)?;
                code::sweep(tx, now)?;
                attempt::sweep(tx, now)
            })
            .await
    }
}
