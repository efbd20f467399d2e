//! API keys: what programs come in with. A key acts for one user of one workspace, can be narrowed to some objects or to
//! reading, and may expire. It is shown once.

use std::sync::Arc;

use kontor_database::{Row, Tx, Value};
use kontor_kernel::{Actor, Code, Error, Id, Issue, Result, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::account;
use crate::audit::{self, Act};
use crate::auth::Auth;
use crate::recent::Caches;
use crate::secret::{self, Digest, KEY_PREFIX, Secret};
use crate::session::SEEN_SECONDS;

/// Characters of a key that are shown, to tell keys apart.
const SHOWN: usize = KEY_PREFIX.len() + 6;
/// Keys of one user that are in force.
const MOST: usize = 50;
/// Objects that a scope names at most.
const MOST_OBJECTS: usize = 200;
/// Characters of a name.
const LONGEST_NAME: usize = 100;
/// How long keys that are no longer in force are listed.
const LISTED_SECONDS: i64 = 90 * 24 * 3600;

/// What a key may be used for, within what its user may do.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeyScope {
    /// Only reading.
    pub read_only: bool,
    /// Only these objects; all when there is no list.
    pub objects: Option<Vec<String>>,
}

/// A wish for a key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// What it is for, in its owner's words.
    pub name: String,
    /// What it may be used for.
    #[serde(default)]
    pub scope: KeyScope,
    /// When it ends; never when nothing is said.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}

/// An API key, without its secret.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ApiKey {
    /// Its id.
    pub id: Id,
    /// The workspace it is valid in, and no other.
    #[serde(skip)]
    pub workspace: String,
    /// Whom it acts for.
    pub user: Id,
    /// What it is for.
    pub name: String,
    /// How it begins.
    pub prefix: String,
    /// What it may be used for.
    pub scope: KeyScope,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl ApiKey {
    fn admits(&self, workspace: &str, now: Timestamp) -> bool {
        self.workspace == workspace
            && self.revoked_at.is_none()
            && self.expires_at.is_none_or(|expires| now < expires)
    }
}

const COLUMNS: &str =
    "id, workspace, user_id, name, prefix, scope, created_at, expires_at, last_used_at, revoked_at";

fn read(row: &Row<'_>) -> Result<ApiKey> {
    Ok(ApiKey {
        id: row.get(0)?,
        workspace: row.get(1)?,
        user: row.get(2)?,
        name: row.get(3)?,
        prefix: row.get(4)?,
        // A scope that can't be read must not become a wide one.
        scope: serde_json::from_str(row.text(5)?.unwrap_or_default()).map_err(Error::internal)?,
        created_at: row.get(6)?,
        expires_at: row.get(7)?,
        last_used_at: row.get(8)?,
        revoked_at: row.get(9)?,
    })
}

fn by_hash(tx: &mut Tx, hash: Digest) -> Result<Option<ApiKey>> {
    let sql = format!("SELECT {COLUMNS}, key_hash FROM @api_key WHERE key_hash = $1");
    let found = tx.row(&sql, &[hash.into()], |row| {
        let stored = row.bytes(10)?.and_then(|bytes| bytes.try_into().ok());
        Ok((stored.map(Digest) == Some(hash)).then(|| read(row)))
    })?;
    found.flatten().transpose()
}

fn insert(tx: &mut Tx, key: &ApiKey, secret: &Secret) -> Result<()> {
    tx.execute(
        &format!(
            "INSERT INTO @api_key ({COLUMNS}, key_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        &[
            key.id.into(),
            (&key.workspace).into(),
            key.user.into(),
            (&key.name).into(),
            (&key.prefix).into(),
            serde_json::to_string(&key.scope).map_err(Error::internal)?.into(),
            key.created_at.into(),
            key.expires_at.into(),
            key.last_used_at.into(),
            key.revoked_at.into(),
            secret.digest().into(),
        ],
    )?;
    Ok(())
}

pub(crate) fn revoke_of_user(
    tx: &mut Tx,
    caches: &Caches,
    workspace: &str,
    user: Id,
    now: Timestamp,
) -> Result<()> {
    caches.forget_keys(tx);
    tx.execute(
        "UPDATE @api_key SET revoked_at = $3 WHERE workspace = $1 AND user_id = $2 AND revoked_at IS NULL",
        &[workspace.into(), user.into(), now.into()],
    )?;
    Ok(())
}

pub(crate) fn delete_of_user(tx: &mut Tx, caches: &Caches, workspace: &str, user: Id) -> Result<()> {
    caches.forget_keys(tx);
    let sql = "DELETE FROM @api_key WHERE workspace = $1 AND user_id = $2";
    tx.execute(sql, &[workspace.into(), user.into()])?;
    Ok(())
}

pub(crate) fn delete_of_workspace(tx: &mut Tx, caches: &Caches, workspace: &str) -> Result<()> {
    caches.forget_keys(tx);
    tx.execute("DELETE FROM @api_key WHERE workspace = $1", &[workspace.into()])?;
    Ok(())
}

pub(crate) fn sweep(tx: &mut Tx, now: Timestamp) -> Result<()> {
    let before = now.plus_seconds(-LISTED_SECONDS);
    tx.execute(
        "DELETE FROM @api_key WHERE revoked_at <= $1 OR expires_at <= $1",
        &[before.into()],
    )?;
    Ok(())
}

impl Auth {
    /// Makes a key for a user. The secret is in this answer and nowhere else.
    pub async fn create_key(
        &self,
        by: Actor,
        workspace: &str,
        user: Id,
        new: NewKey,
    ) -> Result<(ApiKey, Secret)> {
        let now = self.clock.now();
        check(&new, now)?;
        let secret = secret::api_key()?;
        let key = ApiKey {
            id: Id::generate(&self.clock),
            workspace: workspace.to_owned(),
            user,
            name: new.name.trim().to_owned(),
            prefix: secret.reveal()[..SHOWN].to_owned(),
            scope: new.scope,
            created_at: now,
            expires_at: new.expires_at,
            last_used_at: None,
            revoked_at: None,
        };
        let (stored, hidden) = (key.clone(), secret.clone());
        let write = self.control.write(move |tx| {
            let workspace = stored.workspace.as_str();
            if account::by_user(tx, workspace, user)?.is_some_and(|member| !member.enabled) {
                return Err(Error::new(Code::Conflict, "The user is deactivated."));
            }
            let present: Option<i64> = tx.row(
                "SELECT COUNT(*) FROM @api_key WHERE workspace = $1 AND user_id = $2 AND revoked_at IS NULL
                 AND (expires_at IS NULL OR expires_at > $3)",
                &[workspace.into(), user.into(), now.into()],
                |row| row.get(0),
            )?;
            if present.unwrap_or(0) >= MOST as i64 {
                let detail = format!("A user has at most {MOST} keys: revoke one that is not used any more.");
                return Err(Error::new(Code::Conflict, detail));
            }
            insert(tx, &stored, &hidden)?;
            let detail = json!({"key": stored.id, "user": user, "scope": stored.scope});
            audit::record(
                tx,
                now,
                &Act {
                    workspace: Some(workspace),
                    actor: Some(by),
                    act: "key.created",
                    detail,
                },
            )
        });
        write.await?;
        Ok((key, secret))
    }

    /// The key that was presented, if it is valid in this workspace.
    pub async fn key(&self, workspace: &str, presented: &Secret) -> Result<Option<Arc<ApiKey>>> {
        let text = presented.reveal();
        if !text.starts_with(KEY_PREFIX) || text.len() > 100 {
            return Ok(None);
        }
        let (now, hash) = (self.clock.now(), presented.digest());
        let begun = match self.caches.keys.get(&hash, now) {
            Ok(key) => return Ok(key.admits(workspace, now).then_some(key)),
            Err(begun) => begun,
        };
        let found = self.control.read(move |tx| by_hash(tx, hash)).await?;
        let Some(mut key) = found.filter(|key| key.admits(workspace, now)) else {
            return Ok(None);
        };
        if key
            .last_used_at
            .is_none_or(|last| now >= last.plus_seconds(SEEN_SECONDS))
        {
            self.see_key(key.id, now).await;
            key.last_used_at = Some(now);
        }
        let key = Arc::new(key);
        self.caches.keys.put(begun, hash, key.clone(), now);
        Ok(Some(key))
    }

    /// Notes that a key is in use; see [`Auth::session`].
    async fn see_key(&self, id: Id, now: Timestamp) {
        let write = self.control.write(move |tx| {
            let sql = "UPDATE @api_key SET last_used_at = $2
                       WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)";
            tx.execute(sql, &[id.into(), now.into()])
        });
        if let Err(error) = write.await {
            tracing::warn!(%error, "a key's last use was not noted");
        }
    }

    /// The keys of a user, or of the whole workspace, newest first; also those that ended lately.
    pub async fn keys(&self, workspace: &str, user: Option<Id>) -> Result<Vec<ApiKey>> {
        let workspace = workspace.to_owned();
        let read = self.control.read(move |tx| {
            let (condition, params) = whose(&workspace, user);
            let sql =
                format!("SELECT {COLUMNS} FROM @api_key WHERE {condition} ORDER BY created_at DESC, id DESC");
            tx.rows(&sql, &params, read)
        });
        read.await
    }

    /// Revokes a key at once; `user` limits it to that user's own.
    pub async fn revoke_key(&self, by: Actor, workspace: &str, user: Option<Id>, id: Id) -> Result<()> {
        let (workspace, now, caches) = (workspace.to_owned(), self.clock.now(), self.caches.clone());
        let write = self.control.write(move |tx| {
            let (condition, mut params) = whose(&workspace, user);
            params.extend([id.into(), now.into()]);
            let (id_at, now_at) = (params.len() - 1, params.len());
            let sql = format!(
                "UPDATE @api_key SET revoked_at = COALESCE(revoked_at, ${now_at}) WHERE {condition} AND id = ${id_at}"
            );
            if tx.execute(&sql, &params)? == 0 {
                return Err(Error::not_found());
            }
            caches.forget_keys(tx);
            let (actor, detail) = (Some(by), json!({"key": id}));
            audit::record(tx, now, &Act { workspace: Some(&workspace), actor, act: "key.revoked", detail })
        });
        write.await
    }
}

fn whose(workspace: &str, user: Option<Id>) -> (&'static str, Vec<Value>) {
    match user {
        Some(user) => (
            "workspace = $1 AND user_id = $2",
            vec![workspace.into(), user.into()],
        ),
        None => ("workspace = $1", vec![workspace.into()]),
    }
}

fn check(new: &NewKey, now: Timestamp) -> Result<()> {
    let mut issues = Vec::new();
    let name = new.name.trim();
    if name.is_empty() {
        issues.push(Issue::new("/name", "required", "The key needs a name."));
    } else if name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
        let detail = format!("A name is one line of at most {LONGEST_NAME} characters.");
        issues.push(Issue::new("/name", "too_long", detail).with(json!({"max": LONGEST_NAME})));
    }
    if new.expires_at.is_some_and(|expires| expires <= now) {
        issues.push(Issue::new(
            "/expires_at",
            "in_the_past",
            "The key would have ended already.",
        ));
    }
    let objects = new.scope.objects.as_deref().unwrap_or_default();
    if objects.len() > MOST_OBJECTS
        || objects
            .iter()
            .any(|object| object.is_empty() || object.len() > 64)
    {
        issues.push(Issue::new(
            "/scope/objects",
            "invalid",
            "This is not a list of objects.",
        ));
    }
    match issues.is_empty() {
        true => Ok(()),
        false => Err(Error::validation(issues)),
    }
}
