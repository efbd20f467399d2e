//! States: they must exist, are entered along the table of transitions only, and ask for their fields.

use std::collections::HashMap;
use std::sync::Arc;

use kontor_definitions::{FieldDef, FieldType, Object, StageOption};
use kontor_kernel::{Id, Json, Result, Via};

use crate::behavior::{ChangeKind, Draft};
use crate::command::Work;
use crate::query::load;
use crate::record::is_missing;

/// Checks the states that drafts enter.
pub fn check(work: &mut Work<'_>, object: &Arc<Object>, drafts: &mut [Draft]) -> Result<()> {
    // An undo goes back the way that was allowed once.
    let back = work.ctx.caller.via == Via::Undo;
    // What is imported has happened: nobody can be asked any more.
    let asks = !matches!(work.ctx.caller.via, Via::Undo | Via::Import);
    for (at, field) in object.fields.iter().enumerate() {
        let FieldType::Stage { options, stages_from } = &field.kind else {
            continue;
        };
        let tables = match stages_from {
            Some(link) => linked_stages(work, object, link, drafts)?,
            None => HashMap::new(),
        };
        for draft in drafts.iter_mut() {
            if draft.kind == ChangeKind::Restore {
                continue;
            }
            let table = match stages_from {
                Some(link) => match draft.after.link(link).and_then(|id| tables.get(&id)) {
                    Some(table) => table,
                    None if is_missing(&draft.after.values[at]) => continue,
                    None if work.is_trusted() && !draft.changes_at(at) => continue,
                    None => {
                        draft.refuse(&field.key, "unknown_option", format!("{link} must be set first."));
                        continue;
                    }
                },
                None => options,
            };
            let moved_table = stages_from.as_deref().is_some_and(|link| draft.changes(link));
            if draft.changes_at(at) || moved_table {
                enter(draft, at, field, table, moved_table || back);
                if asks {
                    ask(draft, at, table);
                }
            }
        }
    }
    Ok(())
}

/// The state must exist, and be one that may follow; `freely` from anywhere.
fn enter(draft: &mut Draft, at: usize, field: &FieldDef, table: &[StageOption], freely: bool) {
    let state = |key: &str| table.iter().find(|option| option.key == key);
    let to = draft.after.values[at].as_str().unwrap_or_default().to_owned();
    if !to.is_empty() && state(&to).is_none() {
        let known: Vec<&str> = table.iter().map(|option| option.key.as_str()).collect();
        return draft.refuse(
            &field.key,
            "unknown_option",
            format!("{to:?} is none of {}.", known.join(", ")),
        );
    }
    let from = draft
        .before
        .as_ref()
        .and_then(|before| before.values[at].as_str())
        .filter(|_| !freely);
    // No state at all would be a way around the table, so it is not in it either.
    if let Some(from) = from
        && let Some(next) = state(from).and_then(|option| option.next.as_ref())
        && from != to
        && !next.contains(&to)
    {
        let detail = format!("From {from:?} one may only go to {}.", next.join(", "));
        draft.refuse(&field.key, "transition", detail);
    }
}

/// Some fields must have a value to enter a state.
fn ask(draft: &mut Draft, at: usize, table: &[StageOption]) {
    let Some(option) = draft.after.values[at]
        .as_str()
        .and_then(|to| table.iter().find(|option| option.key == to))
    else {
        return;
    };
    for key in option
        .required
        .iter()
        .filter(|key| is_missing(draft.after.get(key)))
        .collect::<Vec<_>>()
    {
        // A pipeline may name a field by a key it had before.
        let field = draft.after.object.field(key);
        let key = field.map_or(key.clone(), |field| field.key.clone());
        draft.refuse(
            &key,
            "required",
            format!("{key} is required in {:?}.", option.key),
        );
    }
}

/// The states that linked records (pipelines) carry in their field `stages`.
fn linked_stages(
    work: &mut Work<'_>,
    object: &Arc<Object>,
    link: &str,
    drafts: &[Draft],
) -> Result<HashMap<Id, Vec<StageOption>>> {
    let catalog = work.ctx.catalog.clone();
    let Some(target) = object
        .field(link)
        .and_then(|field| crate::schema::single_target(&catalog, field))
    else {
        return Ok(HashMap::new());
    };
    let ids: Vec<Id> = drafts.iter().filter_map(|draft| draft.after.link(link)).collect();
    let rows = load::by_ids(work.ctx, work.tx, target, &ids)?;
    let stages = |json: &Json| serde_json::from_value::<Vec<StageOption>>(json.clone()).unwrap_or_default();
    Ok(rows
        .into_iter()
        .map(|(id, row)| (id, stages(row.get("stages"))))
        .collect())
}
