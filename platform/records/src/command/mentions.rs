//! Who is mentioned in a text is a user of the workspace: the mention of anybody else becomes plain text.

use std::collections::HashSet;
use std::sync::Arc;

use kontor_definitions::{FieldType, Object};
use kontor_kernel::{Id, Json, Result, Via};

use crate::behavior::{ChangeKind, Draft};
use crate::command::Work;
use crate::fields::html;
use crate::query::load;

/// Looks at those who were not mentioned before. Everybody may mention himself, also where he sees no users.
pub(super) fn check(work: &mut Work<'_>, object: &Arc<Object>, drafts: &mut [Draft]) -> Result<()> {
    let texts = object.fields.iter().enumerate();
    let texts = texts.filter(|(_, field)| field.kind == FieldType::RichText);
    let places: Vec<usize> = texts.map(|(at, _)| at).collect();
    let mut fresh: Vec<(usize, usize, Vec<Id>)> = Vec::new();
    for (d, draft) in drafts.iter().enumerate() {
        if draft.kind == ChangeKind::Restore {
            continue;
        }
        for at in places.iter().copied().filter(|at| draft.changes_at(*at)) {
            let of = |value: &Json| value.as_str().map(html::mentions).unwrap_or_default();
            let known = draft
                .before
                .as_ref()
                .map(|before| of(&before.values[at]))
                .unwrap_or_default();
            let mut new = of(&draft.after.values[at]);
            new.retain(|id| !known.contains(id));
            if !new.is_empty() {
                fresh.push((d, at, new));
            }
        }
    }
    if fresh.is_empty() {
        return Ok(());
    }
    let ids: Vec<Id> = fresh.iter().flat_map(|(_, _, ids)| ids).copied().collect();
    let catalog = work.ctx.catalog.clone();
    let mut users: HashSet<Id> = work.ctx.caller.actor.user().into_iter().collect();
    if let Some(user) = catalog.object("user") {
        // Who was mentioned before an undo may be so again, seen or not.
        let found = match work.ctx.caller.via {
            Via::Undo => load::live(&work.ctx.trusted(), work.tx, user, &ids)?,
            _ => load::live(work.ctx, work.tx, user, &ids)?,
        };
        users.extend(found);
    }
    for (d, at, ids) in fresh {
        let strangers: Vec<Id> = ids.into_iter().filter(|id| !users.contains(id)).collect();
        let value = &mut drafts[d].after.values[at];
        if let Some(text) = value.as_str().filter(|_| !strangers.is_empty()) {
            *value = html::without_mentions(text, &strangers).into();
        }
    }
    Ok(())
}
