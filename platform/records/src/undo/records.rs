//! Undo of changes of records: what is to be done is planned first, and then done by commands like any other.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use kontor_definitions::{Action, Catalog, FieldType, Object};
use kontor_kernel::{Code, Error, Id, Json, JsonMap, Result};

use super::plan::Plan;
use super::{OnConflict, Undone, merges};
use crate::command::{Command, Op, Work, apply};
use crate::ctx::Ctx;
use crate::former;
use crate::history::{self, Entry};
use crate::notices;
use crate::query::load;
use crate::record::Record;
use crate::schema::single_target;

/// Takes back what happened to records.
pub(super) fn undo(
    work: &mut Work<'_>,
    change_set: Id,
    undoes: Option<Id>,
    own: bool,
    on_conflict: OnConflict,
) -> Result<Undone> {
    let entries = history::of_change_set(work.ctx, work.tx, change_set)?;
    if entries.is_empty() {
        // Definitions, settings, keys, or a record whose history was blanked.
        return Err(Error::new(
            Code::Conflict,
            "It changed no records that could be taken back.",
        ));
    }
    if entries.iter().any(|entry| entry.kind == "final") {
        return Err(Error::new(
            Code::Conflict,
            "What was deleted for good does not come back.",
        ));
    }
    if former::noted_by(work.tx, change_set)? {
        return Err(Error::new(
            Code::Conflict,
            "It changed definitions before such changes could be undone; change them back.",
        )
        .with("reason", "definitions"));
    }
    if merges::undone_by(work.tx, undoes)? {
        return Err(
            Error::new(Code::Conflict, "This undid a merge; merge the records again.")
                .with("reason", "merge_undone"),
        );
    }
    if !entries.iter().any(|entry| entry.kind == history::MERGE) {
        return take_back(work, change_set, entries, own, on_conflict);
    }
    merges::may_split(work, change_set)?;
    let undone =
        work.trusted(|work| work.quietly(|work| take_back(work, change_set, entries, own, on_conflict)));
    // It ran with all permissions; what is told of it is told by the caller's.
    match undone {
        Ok(undone) => Ok(Undone {
            outcomes: merges::seen(work, undone.outcomes)?,
            besides: undone.besides,
            kept: merges::masked(work, undone.kept)?,
            job: None,
        }),
        Err(mut error) => {
            if let Some(Json::Array(conflicts)) = error.params.remove("conflicts") {
                error = error.with("conflicts", merges::masked(work, conflicts)?);
            }
            Err(error)
        }
    }
}

/// Takes back what entries of history say.
pub(super) fn take_back(
    work: &mut Work<'_>,
    change_set: Id,
    entries: Vec<Entry>,
    own: bool,
    on_conflict: OnConflict,
) -> Result<Undone> {
    let rows = rows(work, &entries)?;
    let mut plan = Plan {
        on_conflict,
        own,
        resting: merges::resting(work, &entries, &rows)?,
        ..Plan::default()
    };
    for entry in merged(entries) {
        match rows.get(&(entry.object.clone(), entry.record)) {
            Some(record) => plan.take_back(work.ctx, &entry, record)?,
            None if entry.kind == "create" => {}
            None => plan.conflict(&entry.object, entry.record, None, [&Json::Null; 2]),
        }
    }
    plan.leave_dead_links(work)?;
    plan.keep_used(work)?;
    if !plan.conflicts.is_empty() && on_conflict == OnConflict::Refuse {
        return Err(Error::new(
            Code::UndoConflict,
            "Some of it was changed since; nothing was undone.",
        )
        .with("conflicts", plan.conflicts));
    }
    work.undoing(change_set);
    notices::take_back(work.tx, change_set)?;
    // A whole comes back before its parts.
    let catalog = work.ctx.catalog.clone();
    plan.restores
        .sort_by_key(|command| wholes_above(&catalog, &command.object));
    // Behaviours set what nobody sets by hand, and it goes back with the rest; masks were looked at in planning.
    let freed = if plan.restores.is_empty() {
        Vec::new()
    } else {
        release(work.ctx, &mut plan.commands)?
    };
    let commands = freed
        .into_iter()
        .chain(plan.restores)
        .chain(plan.commands)
        .collect();
    let outcomes = work.with_read_only(|work| apply(work, commands))?;
    Ok(Undone {
        outcomes,
        besides: 0,
        kept: plan.conflicts,
        job: None,
    })
}

/// The records as they are, those only that the caller may see.
fn rows(work: &mut Work<'_>, entries: &[Entry]) -> Result<HashMap<(String, Id), Record>> {
    let mut by_object: BTreeMap<String, Vec<Id>> = BTreeMap::new();
    for entry in entries {
        by_object
            .entry(entry.object.clone())
            .or_default()
            .push(entry.record);
    }
    let catalog = work.ctx.catalog.clone();
    let mut rows = HashMap::new();
    for (object, ids) in by_object {
        let Some(def) = catalog.object(&object) else {
            continue;
        };
        let seen = load::permitted(work.ctx, work.tx, def, Action::Read, &ids)?;
        for (id, record) in load::by_ids(work.ctx, work.tx, def, &ids)? {
            if !seen.contains(&id) {
                return Err(Error::not_found());
            }
            rows.insert((object.clone(), id), record);
        }
    }
    Ok(rows)
}

/// The net effect of a change set on each record, the newest record first: what came last goes first.
fn merged(entries: Vec<Entry>) -> Vec<Entry> {
    let mut net: Vec<Entry> = Vec::new();
    let mut places: HashMap<(String, Id), usize> = HashMap::new();
    for entry in entries {
        let key = (entry.object.clone(), entry.record);
        match places.get(&key) {
            None => {
                places.insert(key, net.len());
                net.push(entry);
            }
            Some(at) => {
                let first = &mut net[*at];
                for (field, (before, after)) in entry.changes {
                    if entry.unfit.contains(&field) && !first.changes.contains_key(&field) {
                        first.unfit.insert(field.clone());
                    }
                    first
                        .changes
                        .entry(field)
                        .and_modify(|both| both.1 = after.clone())
                        .or_insert((before, after));
                }
                first.version = entry.version;
                if entry.kind != "update" && first.kind == "update" {
                    first.kind = entry.kind;
                }
            }
        }
    }
    net.reverse();
    net
}

/// Takes out of commands what gives a value back that only one record may have: a record that comes back may need it.
fn release(ctx: &Ctx, commands: &mut [Command]) -> Result<Vec<Command>> {
    let mut first = Vec::new();
    for command in commands {
        let object = ctx.object(&command.object)?;
        let Op::Update { id, values, .. } = &mut command.op else {
            continue;
        };
        let alone = |key: &String| {
            object
                .field(key)
                .is_some_and(|field| field.unique || matches!(field.kind, FieldType::ExternalIds))
        };
        let keys: Vec<String> = values.keys().filter(|key| alone(key)).cloned().collect();
        let freed: JsonMap = keys
            .into_iter()
            .filter_map(|key| values.remove_entry(&key))
            .collect();
        if !freed.is_empty() {
            first.push(Command::update(&command.object, *id, freed));
        }
    }
    Ok(first)
}

/// How many wholes there are above the records of an object, one within the other.
fn wholes_above(catalog: &Catalog, object: &str) -> usize {
    let whole = |object: &Arc<Object>| {
        let link = object.def.part_of.as_deref().and_then(|key| object.field(key))?;
        single_target(catalog, link).cloned()
    };
    // Objects may be parts of each other; nobody nests deeper than that.
    std::iter::successors(catalog.object(object).cloned(), whole)
        .take(20)
        .count()
}
