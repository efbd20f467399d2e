//! Who may see a record, and why: the same permissions that every query obeys, asked from the side of the record.

use std::sync::Arc;

use kontor_database::{Tx, Value};
use kontor_definitions::{Action, Object};
use kontor_kernel::{Actor, Caller, Error, Id, Json, Result};
use serde_json::json;

use crate::ctx::Ctx;
use crate::policy::Permit;
use crate::principal;
use crate::query::load;

/// Most users that are looked at.
const MAX_USERS: usize = 1_000;

/// Every active user that may see the record, with what he may do and the rule that says so.
///
/// # Errors
/// `not_found` when the caller can't see the record.
pub fn access(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, id: Id) -> Result<Json> {
    if !load::live(ctx, tx, object, &[id])?.contains(&id) {
        return Err(Error::not_found());
    }
    let users = ctx.object("user")?.clone();
    let sql = format!(
        "SELECT id FROM @{} WHERE deleted_at IS NULL ORDER BY label__fold, id LIMIT $1",
        users.table()
    );
    let ids: Vec<Id> = tx.rows(&sql, &[Value::from((MAX_USERS + 1) as i64)], |row| row.get(0))?;
    let truncated = ids.len() > MAX_USERS;
    let trusted = ctx.trusted();
    let mut data = Vec::new();
    for user in ids.into_iter().take(MAX_USERS) {
        let Ok(principal) = principal::load(&trusted, tx, user) else {
            continue;
        };
        let caller = Caller {
            actor: Actor::User(user),
            ..ctx.caller.clone()
        };
        let theirs = Ctx {
            policy: principal.policy.clone(),
            caller,
            ..ctx.clone()
        };
        if !load::permitted(&theirs, tx, object, Action::Read, &[id])?.contains(&id) {
            continue;
        }
        let mut may = Vec::new();
        for action in [Action::Read, Action::Update, Action::Delete, Action::Export] {
            if load::permitted(&theirs, tx, object, action, &[id])?.contains(&id) {
                may.push(action.as_str());
            }
        }
        data.push(json!({
            "user": {"id": user.to_string(), "object": "user", "label": principal.name},
            "role": principal.role,
            "may": may,
            "because": reason(&theirs, object),
        }));
    }
    Ok(json!({"data": data, "truncated": truncated}))
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
