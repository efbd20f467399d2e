//! The accounts and API keys of a workspace on their way into a backup and out of one. They carry hashes and no secrets,
//! but whoever has them can try passwords: a backup is to be kept like the data folder itself.

use kontor_database::Tx;
use kontor_kernel::{Actor, Error, Id, Json, Result};
use serde_json::json;

use crate::audit::{self, Act};
use crate::auth::Auth;

/// Columns of an account as one workspace sees it.
const ACCOUNT: &str =
    "SELECT u.user_id, u.created_at, u.confirmed_at, u.disabled_at, a.id, a.email, a.email_key,
        a.password_hash, a.password_changed_at, a.created_at, a.disabled_at
    FROM @account_user u JOIN @account a ON a.id = u.account WHERE u.workspace = $1 ORDER BY u.user_id";
const KEY: &str =
    "SELECT id, key_hash, user_id, name, prefix, scope, created_at, expires_at, last_used_at, revoked_at
    FROM @api_key WHERE workspace = $1 ORDER BY id";

impl Auth {
    /// Everybody who may come into a workspace, and with which keys.
    pub async fn dump_workspace(&self, workspace: &str) -> Result<Vec<Json>> {
        let workspace = workspace.to_owned();
        let read = self.control.read(move |tx| {
            let mut lines = tx.rows(ACCOUNT, &[(&workspace).into()], |row| {
                Ok(json!({
                    "kind": "account",
                    "user": row.get::<Id>(0)?,
                    "joined_at": row.int(1)?,
                    "confirmed_at": row.int(2)?,
                    "user_disabled_at": row.int(3)?,
                    "account": row.get::<Id>(4)?,
                    "email": row.text(5)?,
                    "email_key": row.text(6)?,
                    "password_hash": row.text(7)?,
                    "password_changed_at": row.int(8)?,
                    "created_at": row.int(9)?,
                    "disabled_at": row.int(10)?,
                }))
            })?;
            lines.extend(tx.rows(KEY, &[(&workspace).into()], |row| {
                Ok(json!({
                    "kind": "key",
                    "id": row.get::<Id>(0)?,
                    "key_hash": row.get::<Vec<u8>>(1)?,
                    "user": row.get::<Id>(2)?,
                    "name": row.text(3)?,
                    "prefix": row.text(4)?,
                    "scope": row.text(5)?,
                    "created_at": row.int(6)?,
                    "expires_at": row.int(7)?,
                    "last_used_at": row.int(8)?,
                    "revoked_at": row.int(9)?,
                }))
            })?);
            Ok(lines)
        });
        read.await
    }

    /// Lets everybody in again who could come in when the workspace was dumped. Where an account with the same address
    /// exists, it stays as it is and stands behind the user; sessions and links do not come back.
    ///
    /// # Errors
    /// `conflict` when somebody can come in already, `validation` for what was not dumped here.
    pub async fn load_workspace(&self, by: Actor, workspace: &str, lines: Vec<Json>) -> Result<()> {
        let (workspace, now, caches) = (workspace.to_owned(), self.clock.now(), self.caches.clone());
        let write = self.control.write_alone(move |tx| {
            for line in &lines {
                match line["kind"].as_str() {
                    Some("account") => account(tx, &workspace, line)?,
                    Some("key") => key(tx, &workspace, line)?,
                    _ => return Err(invalid("kind")),
                }
            }
            caches.forget_keys(tx);
            caches.forget_workspaces(tx);
            let detail = json!({"accounts_and_keys": lines.len()});
            let act = Act {
                workspace: Some(&workspace),
                actor: Some(by),
                act: "workspace.restored",
                detail,
            };
            audit::record(tx, now, &act)
        });
        write.await
    }

    /// Whether nobody can come into a workspace yet.
    pub async fn is_empty_workspace(&self, workspace: &str) -> Result<bool> {
        let workspace = workspace.to_owned();
        let read = self.control.read(move |tx| {
            tx.row(
                "SELECT 1 FROM @account_user WHERE workspace = $1",
                &[workspace.into()],
                |_| Ok(()),
            )
        });
        Ok(read.await?.is_none())
    }
}

fn account(tx: &mut Tx, workspace: &str, line: &Json) -> Result<()> {
    let (id, user) = (id(line, "account")?, id(line, "user")?);
    let email_key = text(line, "email_key")?;
    let same = "SELECT id FROM @account WHERE email_key = $1 OR id = $2";
    let present = tx.row(same, &[email_key.into(), id.into()], |row| row.get::<Id>(0))?;
    if present.is_none() {
        tx.execute(
            "INSERT INTO @account (id, email, email_key, password_hash, password_changed_at, created_at, disabled_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[
                id.into(),
                text(line, "email")?.into(),
                email_key.into(),
                line["password_hash"].as_str().into(),
                line["password_changed_at"].as_i64().into(),
                number(line, "created_at")?.into(),
                line["disabled_at"].as_i64().into(),
            ],
        )?;
    }
    tx.execute(
        "INSERT INTO @account_user (workspace, user_id, account, created_at, confirmed_at, disabled_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            workspace.into(),
            user.into(),
            present.unwrap_or(id).into(),
            number(line, "joined_at")?.into(),
            line["confirmed_at"].as_i64().into(),
            line["user_disabled_at"].as_i64().into(),
        ],
    )?;
    Ok(())
}

/// A key that exists elsewhere on this server stays there: it belongs to one workspace.
fn key(tx: &mut Tx, workspace: &str, line: &Json) -> Result<()> {
    let bytes = line["key_hash"].as_array().ok_or_else(|| invalid("key_hash"))?;
    let byte = |byte: &Json| {
        byte.as_u64()
            .and_then(|byte| u8::try_from(byte).ok())
            .ok_or_else(|| invalid("key_hash"))
    };
    let hash: Vec<u8> = bytes.iter().map(byte).collect::<Result<_>>()?;
    tx.execute(
        "INSERT INTO @api_key (id, key_hash, workspace, user_id, name, prefix, scope, created_at, expires_at,
             last_used_at, revoked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
        &[
            id(line, "id")?.into(),
            hash.into(),
            workspace.into(),
            id(line, "user")?.into(),
            text(line, "name")?.into(),
            text(line, "prefix")?.into(),
            text(line, "scope")?.into(),
            number(line, "created_at")?.into(),
            line["expires_at"].as_i64().into(),
            line["last_used_at"].as_i64().into(),
            line["revoked_at"].as_i64().into(),
        ],
    )?;
    Ok(())
}

fn id(line: &Json, member: &str) -> Result<Id> {
    text(line, member)?.parse().map_err(|_| invalid(member))
}

fn text<'a>(line: &'a Json, member: &str) -> Result<&'a str> {
    line[member].as_str().ok_or_else(|| invalid(member))
}

fn number(line: &Json, member: &str) -> Result<i64> {
    line[member].as_i64().ok_or_else(|| invalid(member))
}

fn invalid(member: &str) -> Error {
    Error::invalid(
        "",
        "invalid_account",
        format!("An account or key of the backup has no {member}."),
    )
}
