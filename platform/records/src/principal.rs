//! A user in his workspace: his role and teams as a compiled policy, his language and zone.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::tz::TimeZone;
use kontor_database::{Tx, Value};
use kontor_definitions::RoleDef;
use kontor_kernel::{Code, Error, Id, Locale, Result};

use crate::accounts::is_active;
use crate::ctx::Ctx;
use crate::policy::{Basis, Policy};
use crate::query::load;
use crate::record::Record;

/// A user as requests need him.
#[derive(Debug)]
pub struct Principal {
    /// The user record.
    pub user: Id,
    /// Its version.
    pub version: i64,
    /// What he is called.
    pub name: String,
    /// His e-mail address.
    pub email: Option<String>,
    /// What he may do.
    pub policy: Arc<Policy>,
    /// The key of his role.
    pub role: String,
    /// His language, if he chose one.
    pub locale: Option<Locale>,
    /// His zone, if he chose one.
    pub zone: Option<TimeZone>,
}

/// Reads a user, his role and his teams, and notes what his permissions are compiled from.
///
/// # Errors
/// `unauthenticated` when there is no such user, or he is not active.
pub(crate) fn load(ctx: &Ctx, tx: &mut Tx, user: Id, basis: Basis) -> Result<Principal> {
    let unknown = || Error::new(Code::Unauthenticated, "There is no such active user.");
    let mut principal = load_all(ctx, tx, &[user])?.pop().ok_or_else(unknown)?;
    let policy = Arc::get_mut(&mut principal.policy).expect("nobody else has it yet");
    policy.made_of(basis);
    Ok(principal)
}

/// Reads those of these users who are active, in a few statements, however many they are.
pub fn load_all(ctx: &Ctx, tx: &mut Tx, users: &[Id]) -> Result<Vec<Principal>> {
    let mut records = load::by_ids(ctx, tx, ctx.object("user")?, users)?;
    records.retain(|_, user| is_active(user));
    let ids: BTreeSet<Id> = records.values().filter_map(|user| user.link("role")).collect();
    let mut roles = load::by_ids(ctx, tx, ctx.object("role")?, &ids.into_iter().collect::<Vec<_>>())?;
    roles.retain(|_, role| role.deleted_at.is_none());
    let mut below: HashMap<Vec<Id>, Vec<Id>> = HashMap::new();
    let mut principals = Vec::with_capacity(records.len());
    for record in users.iter().filter_map(|id| records.remove(id)) {
        let mut own: Vec<Id> = record.links("teams").into_iter().map(|(id, _)| id).collect();
        own.sort_unstable();
        let teams = match below.get(&own) {
            Some(teams) => teams.clone(),
            None => {
                let teams = teams(ctx, tx, own.clone())?;
                below.insert(own, teams.clone());
                teams
            }
        };
        let role = record.link("role").and_then(|id| roles.get(&id));
        principals.push(principal(ctx, &record, role, teams));
    }
    Ok(principals)
}

fn principal(ctx: &Ctx, user: &Record, role: Option<&Record>, teams: Vec<Id>) -> Principal {
    let (policy, key) = match role {
        Some(role) => {
            let def: RoleDef = serde_json::from_value(role.get("permissions").clone()).unwrap_or_default();
            let key = format!("{}/{}/{}", role.id, role.version, user.id);
            let policy = Policy::compile(&key, &def, &ctx.catalog, teams);
            (policy, role.text("key").unwrap_or_default().to_owned())
        }
        None => (Policy::nothing(), String::new()),
    };
    let locale = user.text("language").and_then(|text| match text {
        "de" => Some(Locale::De),
        "en" => Some(Locale::En),
        _ => None,
    });
    Principal {
        user: user.id,
        version: user.version,
        name: user.label.clone(),
        email: user.text("email").map(str::to_owned),
        policy: Arc::new(policy),
        role: key,
        locale,
        zone: user.text("zone").and_then(|name| TimeZone::get(name).ok()),
    }
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
