//! Setting a password: by its owner, by a one-time code, or by somebody who may. Each ends the account's other
//! sessions, in all workspaces, and voids the links that are outstanding.

use kontor_database::Tx;
use kontor_kernel::{Actor, Error, Id, Result, Timestamp};
use serde_json::json;

use crate::account::{self, Member};
use crate::attempt::{self, Limit};
use crate::audit::{self, Act};
use crate::auth::Auth;
use crate::code::{self, Handover, Purpose};
use crate::password::check_rules;
use crate::recent::Caches;
use crate::secret::Secret;
use crate::session::{self, Session};

/// Wrong passwords of somebody who is signed in, in a window.
const CHECKS: i64 = 10;

impl Auth {
    /// Whether this is the password of an account; counted like a sign-in. It asks somebody who is signed in once more
    /// before something dangerous, and whoever sets up a second workspace with an account they have.
    pub(crate) async fn is_password(
        &self,
        account: Id,
        password: &Secret,
        hash: Option<String>,
    ) -> Result<bool> {
        let (limit, now) = (Limit::new("check", account, CHECKS), self.clock.now());
        let counted = limit.clone();
        self.control
            .write(move |tx| attempt::begin(tx, std::slice::from_ref(&counted), now))
            .await??;
        let answer = self.passwords.verify(password, hash).await;
        match answer {
            Ok(true) => self.control.write(move |tx| attempt::clear(tx, &limit)).await?,
            Ok(false) => {}
            Err(_) => {
                self.control
                    .write(move |tx| attempt::give_back(tx, &limit))
                    .await?
            }
        }
        answer
    }

    /// Asks somebody who is signed in for their password once more.
    pub async fn check_password(&self, session: &Session, password: &Secret) -> Result<()> {
        self.checked(session, password, "/password").await.map(|_| ())
    }

    async fn checked(&self, session: &Session, password: &Secret, pointer: &str) -> Result<Member> {
        let (workspace, user) = (session.workspace.clone(), session.user);
        let member = self
            .control
            .read(move |tx| account::of_user(tx, &workspace, user))
            .await?;
        match self
            .is_password(member.id(), password, member.password_hash.clone())
            .await?
        {
            true => Ok(member),
            false => Err(Error::invalid(
                pointer,
                "wrong_password",
                "This is not your password.",
            )),
        }
    }

    /// Changes one's own password. The session at hand stays.
    pub async fn change_password(&self, session: &Session, current: &Secret, new: &Secret) -> Result<()> {
        let member = self.checked(session, current, "/current").await?;
        check_rules(new, &member.email(), "/password")?;
        let hash = self.passwords.hash(new).await?;
        let (session, now, caches) = (session.clone(), self.clock.now(), self.caches.clone());
        let write = self.control.write(move |tx| {
            let present = account::of_user(tx, &session.workspace, session.user)?;
            if present.password_hash != member.password_hash {
                return Err(Error::invalid(
                    "/current",
                    "wrong_password",
                    "This is not your password.",
                ));
            }
            store(tx, &caches, &present, &hash, Some(session.id), now)?;
            let actor = Some(Actor::User(session.user));
            note(tx, &session.workspace, actor, session.user, now)
        });
        write.await
    }

    /// Sets the password of a user, for an administrator of the workspace or the machine's owner.
    pub async fn set_password(
        &self,
        by: Actor,
        workspace: &str,
        user: Id,
        new: &Secret,
        handover: Handover,
    ) -> Result<()> {
        let name = workspace.to_owned();
        let member = self
            .control
            .read(move |tx| account::of_user(tx, &name, user))
            .await?;
        check_rules(new, &member.email(), "/password")?;
        let hash = self.passwords.hash(new).await?;
        let (workspace, now, caches) = (workspace.to_owned(), self.clock.now(), self.caches.clone());
        let write = self.control.write(move |tx| {
            let member = account::of_user(tx, &workspace, user)?;
            // A password that somebody else chose is never one that only the mailbox's owner knows.
            if handover != Handover::Machine {
                account::refuse_shared(tx, member.id(), &workspace)?;
            }
            store(tx, &caches, &member, &hash, None, now)?;
            account::confirm(tx, &workspace, user, now)?;
            note(tx, &workspace, Some(by), user, now)
        });
        write.await
    }

    /// Sets a new password by a one-time code, and tells whose it is. The code works once.
    pub async fn set_password_by_code(&self, workspace: &str, code: &Secret, new: &Secret) -> Result<Id> {
        let (name, hash, now) = (workspace.to_owned(), code.digest(), self.clock.now());
        let find = self.control.read(move |tx| {
            let user = code::find(tx, Purpose::Password, &name, hash, now)?;
            account::by_user(tx, &name, user)?
                .filter(|member| member.enabled)
                .ok_or_else(code::refused)
        });
        let member = find.await?;
        check_rules(new, &member.email(), "/password")?;
        let password = self.passwords.hash(new).await?;
        let (workspace, caches) = (workspace.to_owned(), self.caches.clone());
        let write = self.control.write(move |tx| {
            let user = code::take(tx, Purpose::Password, &workspace, hash, now)?;
            let member = account::by_user(tx, &workspace, user)?.filter(|member| member.enabled);
            let member = member.ok_or_else(code::refused)?;
            store(tx, &caches, &member, &password, None, now)?;
            account::confirm(tx, &workspace, user, now)?;
            note(tx, &workspace, Some(Actor::User(user)), user, now)?;
            Ok(user)
        });
        write.await
    }
}

fn store(
    tx: &mut Tx,
    caches: &Caches,
    member: &Member,
    hash: &str,
    keep: Option<Id>,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "UPDATE @account SET password_hash = $2, password_changed_at = $3 WHERE id = $1",
        &[member.id().into(), hash.into(), now.into()],
    )?;
    session::end_of_account(tx, caches, member.id(), keep)?;
    code::void_of_account(tx, member.id())
}

fn note(tx: &mut Tx, workspace: &str, actor: Option<Actor>, user: Id, now: Timestamp) -> Result<()> {
    let detail = json!({"user": user});
    audit::record(
        tx,
        now,
        &Act {
            workspace: Some(workspace),
            actor,
            act: "password.changed",
            detail,
        },
    )
}
