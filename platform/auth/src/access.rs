//! Taking a user's access away, giving it back, and striking it for good.

use kontor_kernel::{Actor, Id, Result};
use serde_json::json;

use crate::audit::{self, Act};
use crate::auth::Auth;
use crate::{account, code, key, session};

impl Auth {
    /// A user was deactivated: their sessions, keys and links end at once, and they can't sign in.
    pub async fn disable_user(&self, by: Actor, workspace: &str, user: Id) -> Result<()> {
        let (workspace, now, caches) = (workspace.to_owned(), self.clock.now(), self.caches.clone());
        let write = self.control.write(move |tx| {
            tx.execute(
                "UPDATE @account_user SET disabled_at = $3
                 WHERE workspace = $1 AND user_id = $2 AND disabled_at IS NULL",
                &[(&workspace).into(), user.into(), now.into()],
            )?;
            session::end_of_user(tx, &caches, &workspace, user, None)?;
            key::revoke_of_user(tx, &caches, &workspace, user, now)?;
            code::void_of_user(tx, &workspace, user)?;
            let (act, detail) = ("user.disabled", json!({"user": user}));
            audit::record(
                tx,
                now,
                &Act {
                    workspace: Some(&workspace),
                    actor: Some(by),
                    act,
                    detail,
                },
            )
        });
        write.await
    }

    /// A user was activated again: they may sign in. What ended stays ended.
    pub async fn enable_user(&self, by: Actor, workspace: &str, user: Id) -> Result<()> {
        let (workspace, now) = (workspace.to_owned(), self.clock.now());
        let write = self.control.write(move |tx| {
            tx.execute(
                "UPDATE @account_user SET disabled_at = NULL WHERE workspace = $1 AND user_id = $2",
                &[(&workspace).into(), user.into()],
            )?;
            let (act, detail) = ("user.enabled", json!({"user": user}));
            audit::record(
                tx,
                now,
                &Act {
                    workspace: Some(&workspace),
                    actor: Some(by),
                    act,
                    detail,
                },
            )
        });
        write.await
    }

    /// A user was deleted for good: nothing of their access remains, and their account goes when no other user of any
    /// workspace has it.
    pub async fn remove_user(&self, by: Actor, workspace: &str, user: Id) -> Result<()> {
        let (workspace, now, caches) = (workspace.to_owned(), self.clock.now(), self.caches.clone());
        let write = self.control.write(move |tx| {
            session::end_of_user(tx, &caches, &workspace, user, None)?;
            key::delete_of_user(tx, &caches, &workspace, user)?;
            code::void_of_user(tx, &workspace, user)?;
            account::unlink(tx, &workspace, user)?;
            let (act, detail) = ("user.removed", json!({"user": user}));
            audit::record(
                tx,
                now,
                &Act {
                    workspace: Some(&workspace),
                    actor: Some(by),
                    act,
                    detail,
                },
            )
        });
        write.await
    }
}
