//! Accounts: a person's e-mail and password, and the users of workspaces that they stand behind.
//!
//! One account may stand behind users of several workspaces, whose administrators know nothing of each other. So that
//! none of them gets hold of a person's access elsewhere: an account that exists already is only *offered* to a new
//! workspace and gets in there once its owner has followed a link that was sent to the address; and an administrator
//! may neither see a password link, nor set the password or the e-mail of an account that another workspace shares.

use kontor_database::{Row, Tx};
use kontor_kernel::{Actor, Code, Error, Id, Result, Timestamp};
use serde_json::json;

use crate::audit::{self, Act};
use crate::auth::Auth;
use crate::email::Email;
use crate::{code, session};

/// What is known of the account behind a user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Its id.
    pub id: Id,
    /// The user it stands behind, in the workspace that was asked for.
    pub user: Id,
    /// The address, as it was typed.
    pub email: String,
    /// Whether a password was ever set.
    pub has_password: bool,
    /// When it was last set.
    pub password_changed_at: Option<Timestamp>,
    /// When the account was created.
    pub created_at: Timestamp,
    /// Whether it may be used for this user: neither is disabled, and the owner has accepted.
    pub usable: bool,
}

/// The same with its password hash, which never leaves this crate.
pub(crate) struct Member {
    pub(crate) account: Account,
    pub(crate) password_hash: Option<String>,
    /// Neither the account nor the user is disabled.
    pub(crate) enabled: bool,
}

impl Member {
    pub(crate) fn id(&self) -> Id {
        self.account.id
    }

    pub(crate) fn email(&self) -> Email {
        Email::lenient(&self.account.email)
    }
}

const MEMBER: &str = "SELECT a.id, u.user_id, a.email, a.password_hash, a.password_changed_at, a.created_at,
        a.disabled_at, u.disabled_at, u.confirmed_at
    FROM @account_user u JOIN @account a ON a.id = u.account WHERE u.workspace = $1 AND";

fn read(row: &Row<'_>) -> Result<Member> {
    let password_hash: Option<String> = row.get(3)?;
    let enabled = row.is_null(6)? && row.is_null(7)?;
    let account = Account {
        id: row.get(0)?,
        user: row.get(1)?,
        email: row.get(2)?,
        has_password: password_hash.is_some(),
        password_changed_at: row.get(4)?,
        created_at: row.get(5)?,
        usable: enabled && !row.is_null(8)?,
    };
    Ok(Member {
        account,
        password_hash,
        enabled,
    })
}

pub(crate) fn by_email(tx: &mut Tx, workspace: &str, email: &Email) -> Result<Option<Member>> {
    tx.row(
        &format!("{MEMBER} a.email_key = $2"),
        &[workspace.into(), email.key().into()],
        read,
    )
}

pub(crate) fn by_user(tx: &mut Tx, workspace: &str, user: Id) -> Result<Option<Member>> {
    tx.row(
        &format!("{MEMBER} u.user_id = $2"),
        &[workspace.into(), user.into()],
        read,
    )
}

/// The account behind a user; not found when there is none.
pub(crate) fn of_user(tx: &mut Tx, workspace: &str, user: Id) -> Result<Member> {
    by_user(tx, workspace, user)?.ok_or_else(Error::not_found)
}

/// An account by its address alone: its id and password hash.
pub(crate) fn anywhere(tx: &mut Tx, email: &Email) -> Result<Option<(Id, Option<String>)>> {
    tx.row(
        "SELECT id, password_hash FROM @account WHERE email_key = $1",
        &[email.key().into()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

pub(crate) fn insert(tx: &mut Tx, id: Id, email: &Email, hash: Option<&str>, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO @account (id, email, email_key, password_hash, password_changed_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            id.into(),
            email.as_str().into(),
            email.key().into(),
            hash.into(),
            hash.map(|_| now).into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// Lets an account stand behind a user.
pub(crate) fn link(
    tx: &mut Tx,
    account: Id,
    (workspace, user): (&str, Id),
    confirmed: bool,
    now: Timestamp,
) -> Result<()> {
    let taken = tx.row(
        "SELECT 1 FROM @account_user WHERE workspace = $1 AND (user_id = $2 OR account = $3)",
        &[workspace.into(), user.into(), account.into()],
        |_| Ok(()),
    )?;
    if taken.is_some() {
        return Err(Error::invalid(
            "/email",
            "not_unique",
            "Another user of this workspace has this e-mail address, or the user has an account already.",
        ));
    }
    tx.execute(
        "INSERT INTO @account_user (workspace, user_id, account, created_at, confirmed_at)
         VALUES ($1, $2, $3, $4, $5)",
        &[
            workspace.into(),
            user.into(),
            account.into(),
            now.into(),
            confirmed.then_some(now).into(),
        ],
    )?;
    Ok(())
}

/// The owner of the account has accepted to be this user.
pub(crate) fn confirm(tx: &mut Tx, workspace: &str, user: Id, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE @account_user SET confirmed_at = $3
         WHERE workspace = $1 AND user_id = $2 AND confirmed_at IS NULL",
        &[workspace.into(), user.into(), now.into()],
    )?;
    Ok(())
}

/// Refuses what an administrator of one workspace must not do to an account that another one shares.
pub(crate) fn refuse_shared(tx: &mut Tx, account: Id, workspace: &str) -> Result<()> {
    let elsewhere = tx.row(
        "SELECT 1 FROM @account_user WHERE account = $1 AND workspace <> $2",
        &[account.into(), workspace.into()],
        |_| Ok(()),
    )?;
    match elsewhere {
        None => Ok(()),
        Some(()) => Err(Error::new(
            Code::Conflict,
            "This account belongs to somebody who does not work in this workspace alone: only they can change it, \
             by a link that is sent to their e-mail address.",
        )),
    }
}

/// Strikes a user; an account that stands behind nobody any more goes too. Answers whether there was one.
pub(crate) fn unlink(tx: &mut Tx, workspace: &str, user: Id) -> Result<bool> {
    let account = tx.row(
        "DELETE FROM @account_user WHERE workspace = $1 AND user_id = $2 RETURNING account",
        &[workspace.into(), user.into()],
        |row| row.get::<Id>(0),
    )?;
    if account.is_some() {
        delete_unused(tx)?;
    }
    Ok(account.is_some())
}

/// Strikes all users of a workspace.
pub(crate) fn forget_workspace(tx: &mut Tx, workspace: &str) -> Result<()> {
    tx.execute(
        "DELETE FROM @account_user WHERE workspace = $1",
        &[workspace.into()],
    )?;
    delete_unused(tx)
}

fn delete_unused(tx: &mut Tx) -> Result<()> {
    for sql in [
        "DELETE FROM @account WHERE NOT EXISTS (SELECT 1 FROM @account_user u WHERE u.account = id)",
        "DELETE FROM @account_address WHERE account NOT IN (SELECT id FROM @account)",
    ] {
        tx.execute(sql, &[])?;
    }
    Ok(())
}

impl Auth {
    /// Lets somebody in as a user of a workspace: makes the account of this address, or offers the user to the account
    /// that exists. Nobody can sign in before the owner has set a password by a link ([`Auth::password_link`]).
    pub async fn create_account(&self, by: Actor, workspace: &str, user: Id, email: &str) -> Result<()> {
        let email = Email::parse(email, "/email")?;
        let (workspace, now, fresh) = (workspace.to_owned(), self.clock.now(), Id::generate(&self.clock));
        let write = self.control.write(move |tx| {
            let present = anywhere(tx, &email)?;
            let account = present.as_ref().map_or(fresh, |(id, _)| *id);
            if present.is_none() {
                insert(tx, account, &email, None, now)?;
            }
            link(tx, account, (&workspace, user), present.is_none(), now)?;
            let detail = json!({"user": user});
            audit::record(
                tx,
                now,
                &Act {
                    workspace: Some(&workspace),
                    actor: Some(by),
                    act: "account.created",
                    detail,
                },
            )
        });
        write.await
    }

    /// The account behind a user.
    pub async fn account(&self, workspace: &str, user: Id) -> Result<Option<Account>> {
        let workspace = workspace.to_owned();
        let found = self.control.read(move |tx| by_user(tx, &workspace, user)).await?;
        Ok(found.map(|member| member.account))
    }

    /// Changes the address that a user signs in with. Links that went to the old one are void.
    pub async fn change_email(&self, by: Actor, workspace: &str, user: Id, email: &str) -> Result<()> {
        let email = Email::parse(email, "/email")?;
        let (workspace, now) = (workspace.to_owned(), self.clock.now());
        let write = self.control.write(move |tx| {
            let member = of_user(tx, &workspace, user)?;
            if member.account.email == email.as_str() {
                return Ok(());
            }
            refuse_shared(tx, member.id(), &workspace)?;
            if anywhere(tx, &email)?.is_some_and(|(id, _)| id != member.id()) {
                return Err(Error::invalid(
                    "/email",
                    "not_unique",
                    "This e-mail address can't be used.",
                ));
            }
            tx.execute(
                "UPDATE @account SET email = $2, email_key = $3 WHERE id = $1",
                &[member.id().into(), email.as_str().into(), email.key().into()],
            )?;
            code::void_of_account(tx, member.id())?;
            let detail = json!({"user": user});
            audit::record(
                tx,
                now,
                &Act {
                    workspace: Some(&workspace),
                    actor: Some(by),
                    act: "account.email_changed",
                    detail,
                },
            )
        });
        write.await
    }

    /// Disables an account in all workspaces, or enables it again: an act of the machine's owner.
    pub async fn set_account_disabled(&self, by: Actor, email: &str, disabled: bool) -> Result<()> {
        let email = Email::lenient(email);
        let (now, caches) = (self.clock.now(), self.caches.clone());
        let write = self.control.write(move |tx| {
            let (account, _) = anywhere(tx, &email)?.ok_or_else(Error::not_found)?;
            let sql = "UPDATE @account SET disabled_at = $2 WHERE id = $1";
            tx.execute(sql, &[account.into(), disabled.then_some(now).into()])?;
            if disabled {
                session::end_of_account(tx, &caches, account, None)?;
                code::void_of_account(tx, account)?;
            }
            let act = if disabled {
                "account.disabled"
            } else {
                "account.enabled"
            };
            audit::record(
                tx,
                now,
                &Act {
                    workspace: None,
                    actor: Some(by),
                    act,
                    detail: json!({"account": account}),
                },
            )
        });
        write.await
    }
}
