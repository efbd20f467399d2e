//! Somebody always remains who can administer: the last active user with a role that may is not switched off, not
//! trashed, and not given another role; and that role keeps the right.

use std::collections::HashMap;

use kontor_definitions::RoleDef;
use kontor_expression::Tree;
use kontor_kernel::{Id, Json, Result};
use kontor_records::query::load;
use kontor_records::{Behavior, Draft, Record, Work};

use crate::rule::{call, is_deletion, links_to, path, say};
use crate::{role, user};

/// More roles, and more administrators, than a company has; beyond them nobody needs to be protected.
const MOST: usize = 500;

/// Keeps the last administrator, seen from the users.
pub struct KeepUser;

impl Behavior for KeepUser {
    fn name(&self) -> &'static str {
        "user.keep_administrator"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        let touched = |draft: &Draft| draft.changes("role") || draft.changes("active") || is_deletion(draft);
        if !drafts
            .iter()
            .any(|draft| draft.before.is_some() && touched(draft))
        {
            return Ok(());
        }
        let roles = administering(work)?;
        let can = |record: &Record| {
            is_live(record) && record.link("role").is_some_and(|id| roles.contains_key(&id))
        };
        let lost = |draft: &Draft| {
            draft.before.as_ref().is_some_and(can) && (is_deletion(draft) || !can(&draft.after))
        };
        if !drafts.iter().any(lost) {
            return Ok(());
        }
        let kept = drafts
            .iter()
            .any(|draft| !is_deletion(draft) && can(&draft.after));
        let changed: Vec<Id> = drafts.iter().map(Draft::id).collect();
        let others = administrators(work, roles.keys().copied().collect())?
            .into_iter()
            .any(|id| !changed.contains(&id));
        if !kept && !others {
            drafts
                .iter_mut()
                .filter(|draft| lost(draft))
                .for_each(|draft| refuse(work, draft, "role"));
        }
        Ok(())
    }
}

/// Keeps the last administrator, seen from the roles.
pub struct KeepRole;

impl Behavior for KeepRole {
    fn name(&self) -> &'static str {
        "role.keep_administrator"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        let lost = |draft: &Draft| {
            let could = draft
                .before
                .as_ref()
                .is_some_and(|before| before.deleted_at.is_none() && administers(before));
            could && (is_deletion(draft) || !administers(&draft.after))
        };
        if !drafts.iter().any(lost) {
            return Ok(());
        }
        let mut roles = administering(work)?;
        for draft in drafts.iter().filter(|draft| lost(draft)) {
            roles.remove(&draft.id());
        }
        if administrators(work, roles.into_keys().collect())?.is_empty() {
            drafts
                .iter_mut()
                .filter(|draft| lost(draft))
                .for_each(|draft| refuse(work, draft, "permissions"));
        }
        Ok(())
    }
}

fn refuse(work: &Work<'_>, draft: &mut Draft, field: &str) {
    let detail = say(
        work.ctx,
        "Nobody would be left who can administer.",
        "Es bliebe niemand, der verwalten kann.",
    );
    draft.refuse(field, "last_administrator", detail);
}

fn is_live(user: &Record) -> bool {
    user.deleted_at.is_none() && user.get("active") != &Json::Bool(false)
}

fn administers(role: &Record) -> bool {
    let def = serde_json::from_value::<RoleDef>(role.get("permissions").clone());
    def.is_ok_and(|def| def.administer)
}

/// The live roles that may administer.
fn administering(work: &mut Work<'_>) -> Result<HashMap<Id, Record>> {
    let object = work.ctx.object(role::KEY)?.clone();
    let every = Tree::value(kontor_expression::Literal::Bool(true));
    let roles = load::matching(work.ctx, work.tx, &object, &every, "id", MOST)?;
    Ok(roles
        .into_iter()
        .filter(administers)
        .map(|role| (role.id, role))
        .collect())
}

/// The active users with one of these roles.
fn administrators(work: &mut Work<'_>, roles: Vec<Id>) -> Result<Vec<Id>> {
    if roles.is_empty() {
        return Ok(Vec::new());
    }
    let object = work.ctx.object(user::KEY)?.clone();
    let inactive = call(
        "==",
        vec![
            path("active"),
            Tree::value(kontor_expression::Literal::Bool(false)),
        ],
    );
    let filter = links_to("role", &roles).and(call("not", vec![inactive]));
    let users = load::matching(work.ctx, work.tx, &object, &filter, "id", MOST)?;
    Ok(users.iter().map(|user| user.id).collect())
}
