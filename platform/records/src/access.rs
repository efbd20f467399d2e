//! Who may see a record, and why: the same permissions that every query obeys, asked from the side of the record.

use std::sync::Arc;

use kontor_database::{Tx, Value};
use kontor_definitions::{Action, Object};
use kontor_expression::Expr;
use kontor_kernel::{Actor, Caller, Error, Id, Json, Result};
use serde_json::json;

use crate::ctx::Ctx;
use crate::policy::Permit;
use crate::principal;
use crate::query::load;
use crate::surroundings::Surroundings;

/// What may be done with a record that is there. Who may not even read it may do nothing.
const ACTIONS: [Action; 4] = [Action::Read, Action::Update, Action::Delete, Action::Export];
/// Most users that are looked at.
const MAX_USERS: usize = 1_000;

/// Every active user that may see the record, with what he may do and the rule that says so. Who does not see users is
/// told no names, who does not see roles no rules; but everybody is told about himself.
///
/// # Errors
/// `not_found` when the caller can't see the record.
pub fn access(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, id: Id) -> Result<Json> {
    let seen = load::live(ctx, tx, object, &[id])?.contains(&id);
    let record = load::by_ids(ctx, tx, object, &[id])?.remove(&id);
    let record = record.filter(|_| seen).ok_or_else(Error::not_found)?;
    let users = ctx.object("user")?.clone();
    let sql = format!(
        "SELECT id FROM @{} WHERE deleted_at IS NULL ORDER BY label__fold, id LIMIT $1",
        users.table()
    );
    let mut ids: Vec<Id> = tx.rows(&sql, &[Value::from((MAX_USERS + 1) as i64)], |row| row.get(0))?;
    let truncated = ids.len() > MAX_USERS;
    ids.truncate(MAX_USERS);
    let named = load::permitted(ctx, tx, &users, Action::Read, &ids)?;
    let explained = !matches!(ctx.policy.permit(ctx.object("role")?, Action::Read), Permit::No);
    let mut data = Vec::new();
    let principals = principal::load_all(&ctx.trusted(), tx, &ids)?;
    let conditions = principals.iter().flat_map(|principal| {
        let permit = |action: &Action| principal.policy.permit(object, *action);
        ACTIONS.iter().map(permit).filter_map(|permit| match permit {
            Permit::Where(condition) => Some(condition.clone()),
            Permit::All | Permit::No => None,
        })
    });
    let conditions: Vec<Arc<Expr>> = conditions.collect();
    let around = Surroundings::read(ctx, tx, &record, &conditions)?;
    for principal in principals {
        let zone = principal.zone.clone();
        let caller = Caller {
            actor: Actor::User(principal.user),
            zone: zone.unwrap_or_else(|| ctx.settings.time_zone()),
            ..ctx.caller.clone()
        };
        let theirs = Ctx {
            policy: principal.policy.clone(),
            caller,
            ..ctx.clone()
        };
        let mut may = Vec::new();
        for action in ACTIONS {
            if is_allowed(&theirs, object, &around, action) {
                may.push(action.as_str());
            } else if action == Action::Read {
                break;
            }
        }
        if may.is_empty() {
            continue;
        }
        let himself = ctx.caller.actor.user() == Some(principal.user);
        let (named, explained) = (named.contains(&principal.user) || himself, explained || himself);
        let label = named.then_some(&principal.name);
        data.push(json!({
            "user": {"id": principal.user.to_string(), "object": "user", "label": label},
            "role": explained.then_some(&principal.role),
            "may": may,
            "because": if explained { reason(&theirs, object) } else { Json::Null },
        }));
    }
    Ok(json!({"data": data, "truncated": truncated}))
}

/// Whether a user may do something with a record.
fn is_allowed(ctx: &Ctx, object: &Arc<Object>, around: &Surroundings<'_>, action: Action) -> bool {
    match ctx.policy.permit(object, action) {
        Permit::All => true,
        Permit::No => false,
        Permit::Where(condition) => condition.holds(&around.facts(&ctx.accept()), &ctx.env()),
    }
}

/// The rule by which a caller may read the object.
fn reason(ctx: &Ctx, object: &Arc<Object>) -> Json {
    match ctx.policy.permit(object, Action::Read) {
        _ if ctx.policy.administer => json!({"rule": "administrator"}),
        Permit::All => json!({"rule": "role", "object": object.key()}),
        Permit::Where(_) => {
            json!({"rule": "condition", "object": object.key(), "condition": ctx.policy.text(object)})
        }
        Permit::No => json!(null),
    }
}
