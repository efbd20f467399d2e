//! Taking a user's access away, giving it back, and striking it for good.

use kontor_database::Tx;
use kontor_kernel::{Actor, Id, Result, Timestamp};
use serde_json::json;

use crate::audit::{self, Act};
use crate::auth::Auth;
use crate::recent::Caches;
use crate::{account, code, key, session};

impl Auth {
    /// A user was deactivated: their sessions, keys and links end at once, and they can't sign in.
    pub async fn disable_user(&self, by: Actor, workspace: &str, user: Id) -> Result<()> {
        self.change_access(by, workspace, user, |tx, caches, workspace, user, now| {
            let sql = "UPDATE @account_user SET disabled_at = $3
                 WHERE workspace = $1 AND user_id = $2 AND disabled_at IS NULL";
            let disabled = tx.execute(sql, &[workspace.into(), user.into(), now.into()])?;
            session::end_of_user(tx, caches, workspace, user, None)?;
            key::revoke_of_user(tx, caches, workspace, user, now)?;
            code::void_of_user(tx, workspace, user)?;
            Ok((disabled > 0).then_some("user.disabled"))
        })
        .await
    }

    /// A user was activated again: they may sign in. What ended stays ended.
    pub async fn enable_user(&self, by: Actor, workspace: &str, user: Id) -> Result<()> {
        self.change_access(by, workspace, user, |tx, _, workspace, user, _| {
            let sql = "UPDATE @account_user SET disabled_at = NULL
                 WHERE workspace = $1 AND user_id = $2 AND disabled_at IS NOT NULL";
            let enabled = tx.execute(sql, &[workspace.into(), user.into()])?;
            Ok((enabled > 0).then_some("user.enabled"))
        })
        .await
    }

    /// A user was deleted for good: nothing of their access remains, and their account goes when no other user of any
    /// workspace has it.
    pub async fn remove_user(&self, by: Actor, workspace: &str, user: Id) -> Result<()> {
        self.change_access(by, workspace, user, |tx, caches, workspace, user, _| {
            session::end_of_user(tx, caches, workspace, user, None)?;
            key::delete_of_user(tx, caches, workspace, user)?;
            code::void_of_user(tx, workspace, user)?;
            let removed = account::unlink(tx, workspace, user)?;
            Ok(removed.then_some("user.removed"))
        })
        .await
    }

    /// One transaction with the act it is recorded as; nothing is recorded where nothing had to be done.
    async fn change_access(
        &self,
        by: Actor,
        workspace: &str,
        user: Id,
        change: fn(&mut Tx, &Caches, &str, Id, Timestamp) -> Result<Option<&'static str>>,
    ) -> Result<()> {
        let (workspace, now, caches) = (workspace.to_owned(), self.clock.now(), self.caches.clone());
        let write = self.control.write(move |tx| {
            let Some(act) = change(tx, &caches, &workspace, user, now)? else {
                return Ok(());
            };
            let act = Act {
                workspace: Some(&workspace),
                actor: Some(by),
                act,
                detail: json!({"user": user}),
            };
            audit::record(tx, now, &act)
        });
        write.await
    }
}
