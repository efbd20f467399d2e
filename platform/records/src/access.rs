//! Who may see a record, and why: the same permissions that every query obeys, asked from the side of the record.

use std::sync::Arc;

use kontor_database::{Tx, Value};
use kontor_definitions::{Action, Object};
use kontor_expression::{Expr, Value as Truth};
use kontor_kernel::{Actor, Caller, Error, Id, Json, Result};
use serde_json::json;

use crate::ctx::Ctx;
use crate::formulas::RecordFacts;
use crate::policy::Permit;
use crate::principal;
use crate::query::load;
use crate::record::Record;

/// Most users that are looked at.
const MAX_USERS: usize = 1_000;

/// Every active user that may see the record, with what he may do and the rule that says so. Who does not see users is
/// told no names, who does not see roles no rules.
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
    for principal in principal::load_all(&ctx.trusted(), tx, &ids)? {
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
        for action in [Action::Read, Action::Update, Action::Delete, Action::Export] {
            if is_allowed(&theirs, tx, &record, action)? {
                may.push(action.as_str());
            } else if action == Action::Read {
                break;
            }
        }
        if may.is_empty() {
            continue;
        }
        let label = named.contains(&principal.user).then_some(&principal.name);
        data.push(json!({
            "user": {"id": principal.user.to_string(), "object": "user", "label": label},
            "role": explained.then_some(&principal.role),
            "may": may,
            "because": if explained { reason(&theirs, object) } else { Json::Null },
        }));
    }
    Ok(json!({"data": data, "truncated": truncated}))
}

/// Whether a user may do something with a record. A condition on the record alone is answered in memory; one that looks
/// at other records is asked of the database.
fn is_allowed(ctx: &Ctx, tx: &mut Tx, record: &Record, action: Action) -> Result<bool> {
    let condition = match ctx.policy.permit(&record.object, action) {
        Permit::All => return Ok(true),
        Permit::No => return Ok(false),
        Permit::Where(condition) => condition,
    };
    let mut alone = condition.fields().iter().all(|path| path.len() == 1);
    condition.walk(&mut |part| alone &= !matches!(part, Expr::Within { .. }));
    if !alone {
        return Ok(load::permitted(ctx, tx, &record.object, action, &[record.id])?.contains(&record.id));
    }
    let accept = ctx.accept();
    let facts = RecordFacts {
        record,
        accept: &accept,
    };
    Ok(condition.evaluate(&facts, &ctx.env()) == Truth::Bool(true))
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
