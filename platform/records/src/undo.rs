//! Undo: a new change set that takes an earlier one back, field by field, where nobody touched it since.
//!
//! A field whose value is still what the earlier change set made of it goes back; one that was changed since stays
//! and is listed. Records that were made go to the trash, trashed ones come back. It runs through the same gate as
//! everything else, with the caller's permissions. What was deleted for good does not come back.

use std::collections::{BTreeMap, HashMap};

use kontor_definitions::Action;
use kontor_kernel::{Code, Error, Id, Json, JsonMap, Result};
use serde_json::json;

use crate::command::{Command, Op, Outcome, Work, apply};
use crate::history::{self, Entry};
use crate::query::load;
use crate::record::Record;

/// What to do where others changed the same field since.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OnConflict {
    /// Refuse the whole undo and list the fields.
    #[default]
    Refuse,
    /// Leave those fields as they are and undo the rest.
    Keep,
    /// Set them back too.
    Restore,
}

/// What an undo did.
#[derive(Debug)]
pub struct Undone {
    /// What became of each record.
    pub outcomes: Vec<Outcome>,
    /// Fields that were left as they are.
    pub kept: Vec<Json>,
}

/// Takes a change set back.
///
/// # Errors
/// `not_found` when there is none, or nothing of it may be seen; `undo_conflict` with the list of fields; `conflict`
/// when it was undone already or deleted something for good; `forbidden` as for any change.
pub fn undo(work: &mut Work<'_>, change_set: Id, on_conflict: OnConflict) -> Result<Undone> {
    let known = work.tx.row(
        "SELECT undone_by, actor FROM @k_change_set WHERE id = $1",
        &[change_set.into()],
        |row| Ok((row.get::<Option<Id>>(0)?, row.get::<String>(1)?)),
    )?;
    let Some((undone_by, actor)) = known else { return Err(Error::not_found()) };
    if let Some(by) = undone_by {
        return Err(Error::new(Code::Conflict, "This was undone already.").with("undone_by", by.to_string()));
    }
    let own = actor == work.ctx.caller.actor.as_text();
    let entries = history::of_change_set(work.tx, change_set)?;
    if entries.iter().any(|entry| entry.kind == "final") {
        return Err(Error::new(Code::Conflict, "What was deleted for good does not come back."));
    }
    let rows = rows(work, &entries)?;
    let mut plan = Plan { on_conflict, ..Plan::default() };
    for entry in merged(entries) {
        let Some(record) = rows.get(&(entry.object.clone(), entry.record)) else { continue };
        plan.take_back(work, &entry, record, own)?;
    }
    if !plan.conflicts.is_empty() && on_conflict == OnConflict::Refuse {
        return Err(Error::new(Code::UndoConflict, "Some of it was changed since; nothing was undone.")
            .with("conflicts", plan.conflicts));
    }
    work.undoing(change_set);
    let outcomes = if own {
        // The caller's own change may have set, through behaviours, what he may not set by hand.
        work.with_read_only(|work| apply(work, plan.commands))?
    } else {
        apply(work, plan.commands)?
    };
    work.tx.execute(
        "UPDATE @k_change_set SET undone_by = $1 WHERE id = $2",
        &[work.ctx.change_set.into(), change_set.into()],
    )?;
    Ok(Undone { outcomes, kept: plan.conflicts })
}

/// The records as they are, those only that the caller may see.
fn rows(work: &mut Work<'_>, entries: &[Entry]) -> Result<HashMap<(String, Id), Record>> {
    let mut by_object: BTreeMap<String, Vec<Id>> = BTreeMap::new();
    for entry in entries {
        by_object.entry(entry.object.clone()).or_default().push(entry.record);
    }
    let catalog = work.ctx.catalog.clone();
    let mut rows = HashMap::new();
    for (object, ids) in by_object {
        let Some(def) = catalog.object(&object) else { continue };
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
                    first.changes.entry(field).and_modify(|both| both.1 = after.clone()).or_insert((before, after));
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

#[derive(Default)]
struct Plan {
    on_conflict: OnConflict,
    commands: Vec<Command>,
    conflicts: Vec<Json>,
}

impl Plan {
    fn take_back(&mut self, work: &mut Work<'_>, entry: &Entry, record: &Record, own: bool) -> Result<()> {
        let object = record.object.key().to_owned();
        let id = record.id;
        let live = record.deleted_at.is_none();
        match entry.kind.as_str() {
            "create" => {
                let touched = record.version > entry.version;
                if touched && live {
                    self.conflict(record, None, &Json::Null, &Json::Null);
                }
                if live && (!touched || self.on_conflict != OnConflict::Keep) {
                    self.commands.push(Command::delete(&object, id));
                }
            }
            "delete" if !live => self.commands.push(Command { object, op: Op::Restore { id } }),
            "restore" if live => self.commands.push(Command::delete(&object, id)),
            _ => {}
        }
        if entry.kind == "create" || (entry.kind != "delete" && !live) {
            return Ok(());
        }
        let mut values = JsonMap::new();
        let definition = record.object.clone();
        let rights = work.ctx.policy.rights(&definition);
        for (field, (before, after)) in &entry.changes {
            let Some(at) = definition.position(field) else { continue };
            let field = &definition.fields[at];
            if rights.hidden(at) && !own {
                return Err(Error::forbidden("Part of this change is hidden from you, so you can't undo it."));
            }
            let present = &record.values[at];
            if present == before || field.is_computed() {
                continue;
            }
            if present != after {
                if !rights.hidden(at) {
                    self.conflict(record, Some(&field.key), after, present);
                }
                if self.on_conflict != OnConflict::Restore {
                    continue;
                }
            }
            values.insert(field.key.clone(), before.clone());
        }
        if !values.is_empty() {
            self.commands.push(Command::update(record.object.key(), id, values));
        }
        Ok(())
    }

    fn conflict(&mut self, record: &Record, field: Option<&str>, changed_to: &Json, present: &Json) {
        self.conflicts.push(json!({
            "object": record.object.key(),
            "id": record.id.to_string(),
            "field": field,
            "changed_to": changed_to,
            "present": present,
        }));
    }
}
