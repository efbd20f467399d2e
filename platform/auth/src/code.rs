//! One-time codes: they set up a workspace or set a password, work once, and only for 24 hours. A new one voids the
//! one before.

use kontor_database::{Tx, Value};
use kontor_kernel::{Actor, Code, Error, Id, Result, Timestamp};
use serde_json::json;

use crate::account;
use crate::attempt::{self, Limit};
use crate::audit::{self, Act};
use crate::auth::Auth;
use crate::email::Email;
use crate::secret::{self, Digest, Secret};
use crate::sign_in::Origin;

/// How long a code works.
const LIFE_SECONDS: i64 = 24 * 3600;
/// Requests for a reset of one address in a window; each voids the link before.
const RESETS_PER_EMAIL: i64 = 3;
/// Requests for a reset from one network in a window.
const RESETS_PER_NETWORK: i64 = 20;

/// What a code is good for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Purpose {
    Setup,
    Password,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Purpose::Setup => "setup",
            Purpose::Password => "password",
        }
    }
}

/// How a password link or a password reaches its owner, and so what it may open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Handover {
    /// It is sent to the account's own address and shown to nobody.
    Mailed,
    /// An administrator of the workspace sees it: not for an account that another workspace shares.
    Shown,
    /// The owner of the machine sees it, on the command line.
    Machine,
}

impl Handover {
    pub(crate) fn check(self, tx: &mut Tx, account: Id, workspace: &str) -> Result<()> {
        match self {
            Handover::Mailed | Handover::Machine => Ok(()),
            Handover::Shown => account::refuse_shared(tx, account, workspace),
        }
    }
}

/// A code that sets a password, on its way to the person.
#[derive(Debug)]
pub struct ResetMail {
    /// Whose password it sets.
    pub user: Id,
    /// Where to send it; the stored address, whatever was typed.
    pub email: String,
    /// The code, to be put into a link.
    pub code: Secret,
}

/// The one answer to a code that is wrong, used, void, or too old.
pub(crate) fn refused() -> Error {
    Error::new(
        Code::InvalidCredentials,
        "This link does not work any more. Please ask for a new one.",
    )
}

/// Stores a code and voids those for the same purpose and user.
pub(crate) fn put(
    tx: &mut Tx,
    purpose: Purpose,
    (workspace, user): (&str, Id),
    account: Option<Id>,
    code: &Secret,
    now: Timestamp,
) -> Result<()> {
    let place: [Value; 3] = [purpose.as_str().into(), workspace.into(), user.into()];
    tx.execute(
        "DELETE FROM @one_time_code WHERE purpose = $1 AND workspace = $2 AND user_id = $3 AND used_at IS NULL",
        &place,
    )?;
    let [purpose, workspace, user] = place;
    tx.execute(
        "INSERT INTO @one_time_code (hash, purpose, workspace, user_id, account, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            code.digest().into(),
            purpose,
            workspace,
            user,
            account.into(),
            now.into(),
            now.plus_seconds(LIFE_SECONDS).into(),
        ],
    )?;
    Ok(())
}

/// Whose code it is, while it works.
pub(crate) fn find(
    tx: &mut Tx,
    purpose: Purpose,
    workspace: &str,
    hash: Digest,
    now: Timestamp,
) -> Result<Id> {
    let found = tx.row(
        "SELECT user_id, hash FROM @one_time_code
         WHERE hash = $1 AND purpose = $2 AND workspace = $3 AND used_at IS NULL AND expires_at > $4",
        &[hash.into(), purpose.as_str().into(), workspace.into(), now.into()],
        |row| {
            let stored = row.bytes(1)?.and_then(|bytes| bytes.try_into().ok());
            Ok((stored.map(Digest) == Some(hash)).then(|| row.get(0)))
        },
    )?;
    found.flatten().ok_or_else(refused)?
}

/// Uses a code up.
pub(crate) fn take(
    tx: &mut Tx,
    purpose: Purpose,
    workspace: &str,
    hash: Digest,
    now: Timestamp,
) -> Result<Id> {
    let user = find(tx, purpose, workspace, hash, now)?;
    let sql = "UPDATE @one_time_code SET used_at = $2 WHERE hash = $1 AND used_at IS NULL";
    match tx.execute(sql, &[hash.into(), now.into()])? {
        1 => Ok(user),
        _ => Err(refused()),
    }
}

pub(crate) fn void_of_account(tx: &mut Tx, account: Id) -> Result<()> {
    let sql = "DELETE FROM @one_time_code WHERE account = $1 AND used_at IS NULL";
    tx.execute(sql, &[account.into()])?;
    Ok(())
}

pub(crate) fn void_of_user(tx: &mut Tx, workspace: &str, user: Id) -> Result<()> {
    let sql = "DELETE FROM @one_time_code WHERE workspace = $1 AND user_id = $2 AND used_at IS NULL";
    tx.execute(sql, &[workspace.into(), user.into()])?;
    Ok(())
}

pub(crate) fn delete_of_workspace(tx: &mut Tx, workspace: &str) -> Result<()> {
    tx.execute(
        "DELETE FROM @one_time_code WHERE workspace = $1",
        &[workspace.into()],
    )?;
    Ok(())
}

pub(crate) fn sweep(tx: &mut Tx, now: Timestamp) -> Result<()> {
    tx.execute("DELETE FROM @one_time_code WHERE expires_at <= $1", &[now.into()])?;
    Ok(())
}

impl Auth {
    /// Makes the link by which a user sets a password: an invitation, or help for somebody who forgot theirs.
    pub async fn password_link(
        &self,
        by: Actor,
        workspace: &str,
        user: Id,
        handover: Handover,
    ) -> Result<ResetMail> {
        let (workspace, now, code) = (workspace.to_owned(), self.clock.now(), secret::one_time_code()?);
        let write = self.control.write(move |tx| {
            let member = account::of_user(tx, &workspace, user)?;
            if !member.enabled {
                return Err(Error::new(Code::Conflict, "The user is deactivated."));
            }
            handover.check(tx, member.id(), &workspace)?;
            put(
                tx,
                Purpose::Password,
                (&workspace, user),
                Some(member.id()),
                &code,
                now,
            )?;
            let (actor, detail) = (Some(by), json!({"user": user}));
            audit::record(
                tx,
                now,
                &Act {
                    workspace: Some(&workspace),
                    actor,
                    act: "password.link_made",
                    detail,
                },
            )?;
            Ok(ResetMail {
                user,
                email: member.account.email,
                code: code.clone(),
            })
        });
        write.await
    }

    /// Somebody forgot their password. What is to be sent, if the address belongs to somebody here: the caller hands it
    /// to a job and gives the same answer in either case.
    pub async fn request_reset(
        &self,
        workspace: &str,
        email: &str,
        origin: &Origin,
    ) -> Result<Option<ResetMail>> {
        let (workspace, email, now) = (workspace.to_owned(), Email::lenient(email), self.clock.now());
        let code = secret::one_time_code()?;
        let limits = [
            Limit::new("reset", email.fingerprint(), RESETS_PER_EMAIL),
            Limit::new("reset-network", origin.network(), RESETS_PER_NETWORK),
        ];
        let write = self.control.write(move |tx| {
            if let Err(refusal) = attempt::begin(tx, &limits, now)? {
                return Ok(Err(refusal));
            }
            let member = account::by_email(tx, &workspace, &email)?.filter(|member| member.enabled);
            let Some(member) = member else { return Ok(Ok(None)) };
            let user = member.account.user;
            put(
                tx,
                Purpose::Password,
                (&workspace, user),
                Some(member.id()),
                &code,
                now,
            )?;
            let detail = json!({"user": user});
            audit::record(
                tx,
                now,
                &Act {
                    workspace: Some(&workspace),
                    actor: None,
                    act: "password.reset_requested",
                    detail,
                },
            )?;
            Ok(Ok(Some(ResetMail {
                user,
                email: member.account.email,
                code: code.clone(),
            })))
        });
        write.await?
    }
}
