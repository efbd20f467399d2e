//! A user in his workspace: his role and teams as a compiled policy, his language and zone.

use std::sync::Arc;

use jiff::tz::TimeZone;
use kontor_database::{Tx, Value};
use kontor_definitions::RoleDef;
use kontor_kernel::{Code, Error, Id, Locale, Result};

use crate::ctx::Ctx;
use crate::policy::Policy;
use crate::query::load;

/// A user as requests need him.
#[derive(Debug)]
pub struct Principal {
    /// The user record.
    pub user: Id,
    /// What he is called.
    pub name: String,
    /// What he may do.
    pub policy: Arc<Policy>,
    /// The key of his role.
    pub role: String,
    /// His language, if he chose one.
    pub locale: Option<Locale>,
    /// His zone, if he chose one.
    pub zone: Option<TimeZone>,
}

/// Reads a user, his role and his teams.
///
/// # Errors
/// `unauthenticated` when there is no such user, or he is not active.
pub fn load(ctx: &Ctx, tx: &mut Tx, user: Id) -> Result<Principal> {
    let unknown = || Error::new(Code::Unauthenticated, "There is no such active user.");
    let users = ctx.object("user")?;
    let record = load::by_ids(ctx, tx, users, &[user])?
        .remove(&user)
        .ok_or_else(unknown)?;
    if record.deleted_at.is_some() || record.get("active").as_bool() == Some(false) {
        return Err(unknown());
    }
    let roles = ctx.object("role")?;
    let role = match record.link("role") {
        Some(id) => load::by_ids(ctx, tx, roles, &[id])?
            .remove(&id)
            .filter(|role| role.deleted_at.is_none()),
        None => None,
    };
    let teams = teams(
        ctx,
        tx,
        record.links("teams").into_iter().map(|(id, _)| id).collect(),
    )?;
    let (policy, key) = match &role {
        Some(role) => {
            let def: RoleDef = serde_json::from_value(role.get("permissions").clone()).unwrap_or_default();
            let key = format!("{}/{}/{user}", role.id, role.version);
            let policy = Policy::compile(&key, &def, &ctx.catalog, teams);
            (policy, role.text("key").unwrap_or_default().to_owned())
        }
        None => (Policy::nothing(), String::new()),
    };
    let locale = record.text("language").and_then(|text| match text {
        "de" => Some(Locale::De),
        "en" => Some(Locale::En),
        _ => None,
    });
    Ok(Principal {
        user,
        name: record.label.clone(),
        policy: Arc::new(policy),
        role: key,
        locale,
        zone: record.text("zone").and_then(|name| TimeZone::get(name).ok()),
    })
}

/// Teams with all teams below them.
fn teams(ctx: &Ctx, tx: &mut Tx, own: Vec<Id>) -> Result<Vec<Id>> {
    if own.is_empty() {
        return Ok(own);
    }
    let teams = ctx.object("team")?;
    let Some(parent) = teams.def.hierarchy.as_deref().and_then(|key| teams.field(key)) else {
        return Ok(own);
    };
    let sql = format!(
        "WITH RECURSIVE below(id) AS (SELECT id FROM @{table} WHERE {roots} UNION \
         SELECT c.id FROM @{table} c JOIN below b ON c.\"{parent}\" = b.id WHERE c.deleted_at IS NULL) \
         SELECT id FROM below ORDER BY id",
        table = teams.table(),
        roots = tx.dialect().in_list("id", "$1"),
        parent = parent.id,
    );
    tx.rows(&sql, &[Value::Ids(own)], |row| row.get(0))
}
