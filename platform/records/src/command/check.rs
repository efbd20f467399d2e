//! What must hold of a record before it is written: required values, links, trees, and by files of their own states
//! and unique values; and what is derived from its values: formulas, label, completeness.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use kontor_database::Value;
use kontor_definitions::{FieldType, Object};
use kontor_kernel::{Code, Error, Id, Locale, Result, Via};

use crate::behavior::{ChangeKind, Draft};
use crate::command::{Work, mentions, stages, unique};
use crate::ctx::Ctx;
use crate::label::label;
use crate::query::{file_access, load};
use crate::record::{Record, is_missing, link_id, link_targets};

/// How deep a tree of records may be; deeper ones are refused as if they were a cycle.
const MAX_TREE: usize = 50;

/// Checks drafts, and fills in what is derived. All that is wrong with the values of a record is told together.
pub fn check(work: &mut Work<'_>, object: &Arc<Object>, drafts: &mut [Draft]) -> Result<()> {
    let stays = drafts
        .iter()
        .any(|draft| !matches!(draft.kind, ChangeKind::Delete | ChangeKind::Final));
    if stays {
        for draft in drafts.iter_mut() {
            derive(work.ctx, &mut draft.after);
            required(draft, work.ctx.caller.locale, work.is_trusted());
        }
        stages::check(work, object, drafts)?;
        links(work, object, drafts)?;
        files(work, object, drafts)?;
        mentions::check(work, object, drafts)?;
        tree(work, object, drafts)?;
    }
    if let Some(draft) = drafts.iter_mut().find(|draft| !draft.issues.is_empty()) {
        let issues = std::mem::take(&mut draft.issues);
        return Err(Error::validation(issues).with("command", draft.command));
    }
    if stays {
        wholes(work, object, drafts)?;
        unique::values(work, object, drafts)?;
        unique::external_keys(work, object, drafts)?;
    }
    Ok(())
}

/// Formulas first (a label may use one), then label and completeness.
pub fn derive(ctx: &Ctx, record: &mut Record) {
    let object = record.object.clone();
    ctx.formulas.fill(&ctx.env(), &ctx.accept(), record);
    record.label = label(record, ctx.settings.language);
    let weights = || object.def.completeness.iter();
    let total: u32 = weights().map(|(_, weight)| weight).sum();
    let done: u32 = weights()
        .filter(|(field, _)| !is_missing(record.get(field)))
        .map(|(_, weight)| weight)
        .sum();
    record.set("completeness", (done * 100).checked_div(total).unwrap_or(100));
}

fn required(draft: &mut Draft, locale: Locale, trusted: bool) {
    if draft.kind == ChangeKind::Restore {
        return;
    }
    let object = draft.object().clone();
    for (at, field) in object.fields.iter().enumerate() {
        // Only what this change touches is asked for: an old record without a value that became required later
        // can still be edited elsewhere.
        // A link is cleared all the same when what it points to is deleted for good.
        let link = trusted && draft.before.is_some() && matches!(field.kind, FieldType::Link { .. });
        let touched = draft.before.is_none() || (draft.changes_at(at) && !link);
        if field.required && touched && is_missing(&draft.after.values[at]) && !field.is_computed() {
            draft.refuse(
                &field.key,
                "required",
                format!("{} is required.", field.labels.en),
            );
        }
    }
    let identifying = &object.def.identifying;
    let touched = draft.before.is_none() || identifying.iter().any(|key| draft.changes(key));
    // One that was refused was given all the same.
    let refused = draft
        .issues
        .iter()
        .any(|issue| identifying.iter().any(|key| issue.is_at(key)));
    let unnamed = touched && !refused && identifying.iter().all(|key| is_missing(draft.after.get(key)));
    if !identifying.is_empty() && unnamed {
        let fields = identifying.iter().filter_map(|key| object.field(key));
        let labels: Vec<&str> = fields.map(|field| field.labels.get(locale)).collect();
        let detail = format!("At least one of these is needed: {}.", labels.join(", "));
        let figures = serde_json::json!({ "any_of": identifying, "labels": labels });
        draft.refuse_with(&identifying[0].clone(), "required", detail, figures);
    }
}

/// What a link newly points to must exist, be live, and be seen by the caller.
fn links(work: &mut Work<'_>, object: &Arc<Object>, drafts: &mut [Draft]) -> Result<()> {
    let catalog = work.ctx.catalog.clone();
    let new = drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| draft.kind == ChangeKind::Create);
    let made: HashMap<Id, usize> = new.map(|(d, draft)| (draft.id(), d)).collect();
    let mut wanted: BTreeMap<String, Vec<(usize, usize, Id)>> = BTreeMap::new();
    for (d, draft) in drafts.iter_mut().enumerate() {
        for (at, field) in object.fields.iter().enumerate() {
            let single = match &field.kind {
                FieldType::Owner => "user",
                FieldType::Link { targets, .. } => targets.first().map_or("", String::as_str),
                _ => continue,
            };
            if draft.kind == ChangeKind::Restore || !draft.changes_at(at) || field.read_only {
                continue;
            }
            // What an earlier command of this run makes is not in the database yet.
            let made_before = |id: &Id| made.get(id).is_some_and(|maker| *maker < d);
            let old: HashSet<Id> = draft
                .before
                .iter()
                .flat_map(|b| link_targets(&b.values[at]))
                .map(|t| t.0)
                .collect();
            for (id, target) in link_targets(&draft.after.values[at]) {
                let target = target.unwrap_or_else(|| single.to_owned());
                if old.contains(&id) {
                    continue;
                }
                // Everybody may name himself, also where he sees no users.
                let himself = target == "user" && work.ctx.caller.actor.user() == Some(id);
                match catalog.object(&target) {
                    _ if himself => {}
                    Some(target) if Arc::ptr_eq(target, object) && made_before(&id) => {}
                    Some(target) => wanted
                        .entry(target.key().to_owned())
                        .or_default()
                        .push((d, at, id)),
                    None => draft.refuse(
                        &field.key,
                        "unknown_object",
                        format!("There is no object {target:?}."),
                    ),
                }
            }
        }
    }
    for (target, wanted) in wanted {
        let Some(target) = catalog.object(&target) else {
            continue;
        };
        let ids: Vec<Id> = wanted.iter().map(|(_, _, id)| *id).collect();
        // What a link pointed to before an undo it may point to again, seen or not.
        let found = match work.ctx.caller.via {
            Via::Undo => load::live(&work.ctx.trusted(), work.tx, target, &ids)?,
            _ => load::live(work.ctx, work.tx, target, &ids)?,
        };
        for (d, at, id) in wanted {
            if !found.contains(&id) {
                let detail = format!("There is no such record of {} that you can see.", target.key());
                drafts[d].refuse(&object.fields[at].key, "not_found", detail);
            }
        }
    }
    Ok(())
}

/// A file newly put into a record must exist, and be the caller's to read.
fn files(work: &mut Work<'_>, object: &Arc<Object>, drafts: &mut [Draft]) -> Result<()> {
    let fields = object
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| matches!(field.kind, FieldType::File));
    let places: Vec<usize> = fields.map(|(at, _)| at).collect();
    let mut wanted: Vec<(usize, usize, Id)> = Vec::new();
    for (d, draft) in drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| draft.kind != ChangeKind::Restore)
    {
        let changed = places.iter().copied().filter(|at| draft.changes_at(*at));
        wanted.extend(changed.filter_map(|at| Some((d, at, link_id(&draft.after.values[at])?))));
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let ids: Vec<Id> = wanted.iter().map(|(_, _, id)| *id).collect();
    let usable = file_access::usable(work, &ids)?;
    for (d, at, id) in wanted {
        if !usable.contains(&id) {
            drafts[d].refuse(
                &object.fields[at].key,
                "not_found",
                "There is no such file that you can see.",
            );
        }
    }
    Ok(())
}

/// A part does not come back without what it belongs to.
fn wholes(work: &mut Work<'_>, object: &Arc<Object>, drafts: &[Draft]) -> Result<()> {
    let Some(link) = object.def.part_of.as_deref().and_then(|key| object.field(key)) else {
        return Ok(());
    };
    let catalog = work.ctx.catalog.clone();
    let Some(whole) = crate::schema::single_target(&catalog, link) else {
        return Ok(());
    };
    let back = |draft: &&Draft| draft.kind == ChangeKind::Restore;
    let wanted: Vec<(usize, Id)> = drafts
        .iter()
        .filter(back)
        .filter_map(|d| Some((d.command, d.after.link(&link.key)?)))
        .collect();
    let ids: Vec<Id> = wanted.iter().map(|(_, id)| *id).collect();
    let live = load::live(&work.ctx.trusted(), work.tx, whole, &ids)?;
    match wanted.iter().find(|(_, id)| !live.contains(id)) {
        Some((command, _)) => Err(Error::new(
            Code::Conflict,
            "What this is a part of is in the trash; restore that.",
        )
        .with("field", link.key.as_str())
        .with("command", *command)),
        None => Ok(()),
    }
}

/// A tree stays a tree: nobody becomes a descendant of himself.
fn tree(work: &mut Work<'_>, object: &Arc<Object>, drafts: &mut [Draft]) -> Result<()> {
    let Some(parent) = object.def.hierarchy.as_deref().and_then(|key| object.field(key)) else {
        return Ok(());
    };
    let moved: HashMap<Id, Option<Id>> = drafts
        .iter()
        .filter(|draft| draft.changes(&parent.key))
        .map(|draft| (draft.id(), draft.after.link(&parent.key)))
        .collect();
    if moved.values().all(Option::is_none) {
        return Ok(());
    }
    // All ancestors of all new parents, level by level: one statement a level, however many records move.
    let mut parents: HashMap<Id, Option<Id>> = moved.clone();
    let mut level: Vec<Id> = moved
        .values()
        .flatten()
        .copied()
        .filter(|id| !moved.contains_key(id))
        .collect();
    for _ in 0..MAX_TREE {
        if level.is_empty() {
            break;
        }
        let sql = format!(
            "SELECT id, {column} FROM @{table} WHERE {ids}",
            column = format_args!("\"{}\"", parent.id),
            table = object.table(),
            ids = work.tx.dialect().in_list("id", "$1")
        );
        let rows = work.tx.rows(&sql, &[Value::Ids(level)], |row| {
            Ok((row.get::<Id>(0)?, row.id(1)?))
        })?;
        level = rows
            .iter()
            .filter_map(|(_, up)| *up)
            .filter(|up| !parents.contains_key(up))
            .collect();
        parents.extend(rows);
    }
    for draft in drafts
        .iter_mut()
        .filter(|draft| moved.contains_key(&draft.after.id))
    {
        let mut at = draft.after.link(&parent.key);
        let mut steps = 0;
        while let Some(id) = at {
            steps += 1;
            if id == draft.after.id || steps > MAX_TREE {
                draft.refuse(
                    &parent.key,
                    "cycle",
                    "The record would be above and below itself.",
                );
                break;
            }
            at = parents.get(&id).copied().flatten();
        }
    }
    Ok(())
}
