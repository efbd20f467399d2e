//! Set-up: the first administrator of a workspace comes in with a one-time code, which the machine's owner reads in the
//! log or on the command line. It happens once.
//!
//! The administrator's user record lives in the workspace, in another database than the account, and the two can't be
//! written in one transaction. So the code carries the id that the user will have: [`Auth::check_setup`] tells it, the
//! caller writes the record, and [`Auth::finish_setup`] ends it. Interrupted in between, the same steps are done
//! again with the same id.

use kontor_kernel::{Actor, Code, Error, Id, Result};
use serde_json::json;

use crate::account;
use crate::audit::{self, Act};
use crate::auth::Auth;
use crate::code::{self, Purpose};
use crate::email::Email;
use crate::password::check_rules;
use crate::secret::{self, Secret};
use crate::workspace::{self, WorkspaceState};

impl Auth {
    /// Whether the workspace still waits for its first administrator.
    pub async fn setup_open(&self, workspace: &str) -> Result<bool> {
        let name = workspace.to_owned();
        let found = self.control.read(move |tx| workspace::by_name(tx, &name)).await?;
        Ok(found.is_some_and(|workspace| !workspace.set_up && workspace.state == WorkspaceState::Active))
    }

    /// A code that opens the set-up; the one before is void.
    pub async fn new_setup_code(&self, by: Actor, workspace: &str) -> Result<Secret> {
        let (name, now, fresh) = (workspace.to_owned(), self.clock.now(), Id::generate(&self.clock));
        let code = secret::one_time_code()?;
        let shown = code.clone();
        let write = self.control.write(move |tx| {
            let workspace = workspace::by_name(tx, &name)?.ok_or_else(Error::not_found)?;
            if workspace.set_up || workspace.state == WorkspaceState::Deleting {
                return Err(Error::new(Code::Conflict, "The workspace is set up already."));
            }
            let before = tx.row(
                "SELECT user_id FROM @one_time_code WHERE purpose = 'setup' AND workspace = $1",
                &[(&name).into()],
                |row| row.get(0),
            )?;
            code::put(
                tx,
                Purpose::Setup,
                (&name, before.unwrap_or(fresh)),
                None,
                &code,
                now,
            )?;
            let (actor, detail) = (Some(by), json!({}));
            audit::record(
                tx,
                now,
                &Act {
                    workspace: Some(&name),
                    actor,
                    act: "setup.code_made",
                    detail,
                },
            )
        });
        write.await?;
        Ok(shown)
    }

    /// The id that the first administrator's user record is to have, if the code works and an account can be made of
    /// this address and password: what would be refused at the end is refused before anything is written.
    pub async fn check_setup(
        &self,
        workspace: &str,
        code: &Secret,
        email: &str,
        password: &Secret,
    ) -> Result<Id> {
        let user = self.check_setup_code(workspace, code).await?;
        self.setup_account(&Email::parse(email, "/email")?, password)
            .await?;
        Ok(user)
    }

    async fn check_setup_code(&self, workspace: &str, code: &Secret) -> Result<Id> {
        let (workspace, hash, now) = (workspace.to_owned(), code.digest(), self.clock.now());
        self.control
            .read(move |tx| code::find(tx, Purpose::Setup, &workspace, hash, now))
            .await
    }

    /// The account that is to be the first administrator's, if there is one already; else the password must do.
    async fn setup_account(&self, email: &Email, password: &Secret) -> Result<Option<Id>> {
        let present = self.known_account(email, password).await?;
        if present.is_none() {
            check_rules(password, email, "/password")?;
        }
        Ok(present)
    }

    /// Makes the first administrator's account and ends the set-up. Somebody who has an account in another workspace
    /// proves it by its password.
    pub async fn finish_setup(
        &self,
        workspace: &str,
        code: &Secret,
        email: &str,
        password: &Secret,
    ) -> Result<Id> {
        let email = Email::parse(email, "/email")?;
        self.check_setup_code(workspace, code).await?;
        let present = self.setup_account(&email, password).await?;
        let password = self.passwords.hash(password).await?;
        let (name, hash, now) = (workspace.to_owned(), code.digest(), self.clock.now());
        let (fresh, caches) = (Id::generate(&self.clock), self.caches.clone());
        let write = self.control.write(move |tx| {
            let user = code::take(tx, Purpose::Setup, &name, hash, now)?;
            let sql = "UPDATE @workspace SET set_up_at = $2
                       WHERE name = $1 AND set_up_at IS NULL AND state = 'active'";
            if tx.execute(sql, &[(&name).into(), now.into()])? != 1 {
                return Err(Error::new(Code::Conflict, "The workspace is set up already."));
            }
            caches.forget_workspaces(tx);
            let account = match present {
                Some(account) => account,
                None => {
                    account::insert(tx, fresh, &email, Some(&password), now)?;
                    fresh
                }
            };
            account::link(tx, account, (&name, user), true, now)?;
            let (actor, detail) = (Some(Actor::User(user)), json!({"user": user}));
            audit::record(
                tx,
                now,
                &Act {
                    workspace: Some(&name),
                    actor,
                    act: "setup.finished",
                    detail,
                },
            )?;
            Ok(user)
        });
        write.await
    }

    /// Ends a set-up that nobody needs any more, because the machine's owner has made an administrator: its code is
    /// void. One that has ended stays as it is.
    pub async fn end_setup(&self, by: Actor, workspace: &str) -> Result<()> {
        let (name, now, caches) = (workspace.to_owned(), self.clock.now(), self.caches.clone());
        let write = self.control.write(move |tx| {
            let sql = "UPDATE @workspace SET set_up_at = $2 WHERE name = $1 AND set_up_at IS NULL";
            if tx.execute(sql, &[(&name).into(), now.into()])? == 0 {
                return Ok(());
            }
            caches.forget_workspaces(tx);
            tx.execute(
                "DELETE FROM @one_time_code WHERE purpose = 'setup' AND workspace = $1",
                &[(&name).into()],
            )?;
            let (actor, detail) = (Some(by), json!({}));
            audit::record(
                tx,
                now,
                &Act {
                    workspace: Some(&name),
                    actor,
                    act: "setup.ended",
                    detail,
                },
            )
        });
        write.await
    }

    /// The account that this address has already, if the password is its own.
    async fn known_account(&self, email: &Email, password: &Secret) -> Result<Option<Id>> {
        let email = email.clone();
        let found = self.control.read(move |tx| account::anywhere(tx, &email)).await?;
        let Some((account, hash)) = found else {
            return Ok(None);
        };
        match self.is_password(account, password, hash).await? {
            true => Ok(Some(account)),
            false => Err(Error::invalid(
                "/password",
                "wrong_password",
                "This e-mail address has an account on this server already: use its password.",
            )),
        }
    }
}
