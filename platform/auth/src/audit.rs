//! The record of security-relevant acts: who came in, who failed to, who made a key. Never a secret.

use kontor_database::Tx;
use kontor_kernel::{Actor, Json, Result, Timestamp};
use serde::Serialize;

use crate::auth::Auth;

/// Entries that one call gives at most.
const MOST: usize = 200;

/// A security-relevant act, about to be recorded.
#[derive(Clone, Debug)]
pub struct Act<'a> {
    /// The workspace it happened in; none for the server itself.
    pub workspace: Option<&'a str>,
    /// Who did it, if that is known.
    pub actor: Option<Actor>,
    /// What was done: `session.created`, `key.revoked`.
    pub act: &'a str,
    /// Circumstances, for people; ids and figures, no secrets.
    pub detail: Json,
}

/// A recorded act.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct AuditEntry {
    /// Its number; later acts have higher ones.
    pub seq: i64,
    /// When it was done.
    pub at: Timestamp,
    /// A user's id, `cli` or `system`; nothing when nobody was signed in.
    pub actor: Option<String>,
    /// What was done.
    pub act: String,
    /// Its circumstances.
    pub detail: Json,
}

/// Records an act, in the transaction that does it.
pub fn record(tx: &mut Tx, now: Timestamp, act: &Act<'_>) -> Result<()> {
    tx.execute(
        "INSERT INTO @audit (workspace, at, actor, act, detail) VALUES ($1, $2, $3, $4, $5)",
        &[
            act.workspace.into(),
            now.into(),
            act.actor.map(Actor::as_text).into(),
            act.act.into(),
            act.detail.to_string().into(),
        ],
    )?;
    Ok(())
}

impl Auth {
    /// Records an act that was done elsewhere (an export, a changed role).
    pub async fn record(
        &self,
        workspace: &str,
        actor: Actor,
        act: &str,
        detail: Json,
        at: Timestamp,
    ) -> Result<()> {
        let (workspace, act) = (workspace.to_owned(), act.to_owned());
        self.control
            .write(move |tx| {
                let act = Act {
                    workspace: Some(&workspace),
                    actor: Some(actor),
                    act: &act,
                    detail: detail.clone(),
                };
                record(tx, at, &act)
            })
            .await
    }

    /// The acts of a workspace, newest first: those before a number, or the newest.
    pub async fn audit(&self, workspace: &str, before: Option<i64>, limit: usize) -> Result<Vec<AuditEntry>> {
        let workspace = workspace.to_owned();
        let read = self.control.read(move |tx| {
            tx.rows(
                "SELECT seq, at, actor, act, detail FROM @audit WHERE workspace = $1 AND seq < $2
                 ORDER BY seq DESC LIMIT $3",
                &[
                    workspace.into(),
                    before.unwrap_or(i64::MAX).into(),
                    limit.min(MOST).into(),
                ],
                |row| {
                    let detail = row.text(4)?.unwrap_or_default();
                    Ok(AuditEntry {
                        seq: row.get(0)?,
                        at: row.get(1)?,
                        actor: row.get(2)?,
                        act: row.get(3)?,
                        detail: serde_json::from_str(detail).unwrap_or_default(),
                    })
                },
            )
        });
        read.await
    }
}
