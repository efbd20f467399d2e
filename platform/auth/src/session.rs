//! Sessions: a signed-in browser. One ends when it was idle for 14 days, when it is 90 days old, when it is revoked,
//! or when the password is changed elsewhere.

use std::sync::Arc;

use kontor_database::{Row, Tx, Value};
use kontor_kernel::{Actor, Error, Id, Result, Timestamp};
use serde::Serialize;
use serde_json::json;

use crate::audit::{self, Act};
use crate::auth::Auth;
use crate::recent::Caches;
use crate::secret::{Digest, Secret};

const DAY: i64 = 24 * 3600;
/// How long a session may rest.
const IDLE_SECONDS: i64 = 14 * DAY;
/// How long it lives at most.
pub(crate) const LIFE_SECONDS: i64 = 90 * DAY;
/// How exactly it is known when it was last seen: a write per minute, not per request.
pub(crate) const SEEN_SECONDS: i64 = 60;
/// Sessions of one user; with more, those that were seen least recently end.
const MOST: usize = 100;
/// No token is longer; what is, is not even hashed.
const LONGEST_TOKEN: usize = 100;

/// A session.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Session {
    /// Its id, to list and revoke it by; not the token.
    pub id: Id,
    /// The workspace it is valid in, and no other.
    #[serde(skip)]
    pub workspace: String,
    /// Who is signed in.
    #[serde(skip)]
    pub user: Id,
    /// The account behind the user.
    #[serde(skip)]
    pub account: Id,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// The address it was begun from.
    pub ip: Option<String>,
    /// The browser, in its own words.
    pub agent: String,
}

impl Session {
    /// Whether it is valid here and now.
    fn admits(&self, workspace: &str, now: Timestamp) -> bool {
        self.workspace == workspace
            && now < self.expires_at
            && now < self.last_seen_at.plus_seconds(IDLE_SECONDS)
    }
}

const COLUMNS: &str = "id, account, workspace, user_id, created_at, last_seen_at, expires_at, ip, agent";

fn read(row: &Row<'_>) -> Result<Session> {
    Ok(Session {
        id: row.get(0)?,
        account: row.get(1)?,
        workspace: row.get(2)?,
        user: row.get(3)?,
        created_at: row.get(4)?,
        last_seen_at: row.get(5)?,
        expires_at: row.get(6)?,
        ip: row.get(7)?,
        agent: row.get(8)?,
    })
}

fn by_hash(tx: &mut Tx, hash: Digest) -> Result<Option<Session>> {
    let sql = format!("SELECT {COLUMNS}, token_hash FROM @session WHERE token_hash = $1");
    let found = tx.row(&sql, &[hash.into()], |row| {
        // The index has found it; that it is equal to the last bit is decided in constant time.
        let stored = row.bytes(9)?.and_then(|bytes| bytes.try_into().ok());
        Ok((stored.map(Digest) == Some(hash)).then(|| read(row)))
    })?;
    found.flatten().transpose()
}

pub(crate) fn insert(tx: &mut Tx, caches: &Caches, session: &Session, token: &Secret) -> Result<()> {
    tx.execute(
        &format!(
            "INSERT INTO @session ({COLUMNS}, token_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &[
            session.id.into(),
            session.account.into(),
            (&session.workspace).into(),
            session.user.into(),
            session.created_at.into(),
            session.last_seen_at.into(),
            session.expires_at.into(),
            session.ip.clone().into(),
            (&session.agent).into(),
            token.digest().into(),
        ],
    )?;
    end(
        tx,
        caches,
        "workspace = $1 AND user_id = $2 AND id NOT IN (
            SELECT id FROM @session WHERE workspace = $1 AND user_id = $2
            ORDER BY last_seen_at DESC, id DESC LIMIT $3)",
        &[(&session.workspace).into(), session.user.into(), MOST.into()],
    )?;
    Ok(())
}

/// Ends the sessions of a condition, and tells how many there were.
fn end(tx: &mut Tx, caches: &Caches, condition: &str, params: &[Value]) -> Result<u64> {
    let ended = tx.execute(&format!("DELETE FROM @session WHERE {condition}"), params)?;
    if ended > 0 {
        caches.forget_sessions(tx);
    }
    Ok(ended)
}

pub(crate) fn end_by_token(tx: &mut Tx, caches: &Caches, workspace: &str, token: &Secret) -> Result<u64> {
    end(
        tx,
        caches,
        "token_hash = $1 AND workspace = $2",
        &[token.digest().into(), workspace.into()],
    )
}

pub(crate) fn end_of_user(
    tx: &mut Tx,
    caches: &Caches,
    workspace: &str,
    user: Id,
    keep: Option<Id>,
) -> Result<u64> {
    let params = [workspace.into(), user.into(), keep.unwrap_or(Id::NIL).into()];
    end(
        tx,
        caches,
        "workspace = $1 AND user_id = $2 AND id <> $3",
        &params,
    )
}

pub(crate) fn end_of_account(tx: &mut Tx, caches: &Caches, account: Id, keep: Option<Id>) -> Result<u64> {
    let params = [account.into(), keep.unwrap_or(Id::NIL).into()];
    end(tx, caches, "account = $1 AND id <> $2", &params)
}

pub(crate) fn end_of_workspace(tx: &mut Tx, caches: &Caches, workspace: &str) -> Result<u64> {
    end(tx, caches, "workspace = $1", &[workspace.into()])
}

pub(crate) fn sweep(tx: &mut Tx, now: Timestamp) -> Result<()> {
    let idle = now.plus_seconds(-IDLE_SECONDS);
    let sql = "DELETE FROM @session WHERE last_seen_at <= $1 OR expires_at <= $2";
    tx.execute(sql, &[idle.into(), now.into()])?;
    Ok(())
}

impl Auth {
    /// The session of a token, if it is valid in this workspace.
    pub async fn session(&self, workspace: &str, token: &Secret) -> Result<Option<Arc<Session>>> {
        if token.reveal().len() > LONGEST_TOKEN {
            return Ok(None);
        }
        let (now, hash) = (self.clock.now(), token.digest());
        let begun = match self.caches.sessions.get(&hash, now) {
            Ok(session) => return Ok(session.admits(workspace, now).then_some(session)),
            Err(begun) => begun,
        };
        let found = self.control.read(move |tx| by_hash(tx, hash)).await?;
        let Some(mut session) = found.filter(|session| session.admits(workspace, now)) else {
            return Ok(None);
        };
        if now >= session.last_seen_at.plus_seconds(SEEN_SECONDS) {
            self.see_session(session.id, now).await;
            session.last_seen_at = now;
        }
        let session = Arc::new(session);
        self.caches.sessions.put(begun, hash, session.clone(), now);
        Ok(Some(session))
    }

    /// Notes that a session is in use. That this can't be written (a full disk) keeps nobody from reading.
    async fn see_session(&self, id: Id, now: Timestamp) {
        let write = self.control.write(move |tx| {
            let sql = "UPDATE @session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2";
            tx.execute(sql, &[id.into(), now.into()])
        });
        if let Err(error) = write.await {
            tracing::warn!(%error, "a session's last use was not noted");
        }
    }

    /// Ends the session itself.
    pub async fn sign_out(&self, session: &Session) -> Result<()> {
        self.end_session(&session.workspace, session.user, session.id)
            .await
    }

    /// The valid sessions of a user, the last used first.
    pub async fn sessions(&self, workspace: &str, user: Id) -> Result<Vec<Session>> {
        let (name, now) = (workspace.to_owned(), self.clock.now());
        let read = self.control.read(move |tx| {
            let sql = format!(
                "SELECT {COLUMNS} FROM @session WHERE workspace = $1 AND user_id = $2
                 ORDER BY last_seen_at DESC, id DESC"
            );
            tx.rows(&sql, &[name.into(), user.into()], read)
        });
        let mut sessions = read.await?;
        sessions.retain(|session| session.admits(workspace, now));
        Ok(sessions)
    }

    /// Ends one session of a user.
    pub async fn end_session(&self, workspace: &str, user: Id, id: Id) -> Result<()> {
        let (workspace, now, caches) = (workspace.to_owned(), self.clock.now(), self.caches.clone());
        let write = self.control.write(move |tx| {
            let params = [(&workspace).into(), user.into(), id.into()];
            if end(
                tx,
                &caches,
                "workspace = $1 AND user_id = $2 AND id = $3",
                &params,
            )? == 0
            {
                return Err(Error::not_found());
            }
            let (actor, detail) = (Some(Actor::User(user)), json!({"session": id}));
            audit::record(
                tx,
                now,
                &Act {
                    workspace: Some(&workspace),
                    actor,
                    act: "session.ended",
                    detail,
                },
            )
        });
        write.await
    }

    /// Ends all sessions of a user, but for the one to keep.
    pub async fn end_sessions(&self, by: Actor, workspace: &str, user: Id, keep: Option<Id>) -> Result<u64> {
        let (workspace, now, caches) = (workspace.to_owned(), self.clock.now(), self.caches.clone());
        let write = self.control.write(move |tx| {
            let ended = end_of_user(tx, &caches, &workspace, user, keep)?;
            let (actor, detail) = (Some(by), json!({"user": user, "ended": ended}));
            audit::record(
                tx,
                now,
                &Act {
                    workspace: Some(&workspace),
                    actor,
                    act: "sessions.ended",
                    detail,
                },
            )?;
            Ok(ended)
        });
        write.await
    }
}
