//! What an undo is to do with records, found out before anything is done, and what others changed since.

use std::collections::{BTreeMap, HashSet};

use kontor_kernel::{Error, Id, Json, JsonMap, Result};
use serde_json::json;

use super::OnConflict;
use crate::command::{Command, Op, Work, target};
use crate::ctx::Ctx;
use crate::fields::kind;
use crate::history::{self, Entry};
use crate::query::load;
use crate::record::{Record, link_targets};

/// What is to be done, found out before anything is.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) on_conflict: OnConflict,
    /// The caller takes back what he did himself.
    pub(super) own: bool,
    /// Records that lay in the trash when it happened, and lie there still.
    pub(super) resting: HashSet<Id>,
    /// Records that come out of the trash.
    pub(super) restores: Vec<Command>,
    /// Everything else.
    pub(super) commands: Vec<Command>,
    /// Live records that were made, by their object.
    pub(super) made: BTreeMap<String, Vec<Id>>,
    /// What others changed since, and what can't go back.
    pub(super) conflicts: Vec<Json>,
}

impl Plan {
    /// What others changed since goes back too, and is no conflict.
    fn overrules(&self) -> bool {
        self.on_conflict == OnConflict::Restore
    }

    /// Plans the way back of one entry.
    pub(super) fn take_back(&mut self, ctx: &Ctx, entry: &Entry, record: &Record) -> Result<()> {
        let object = record.object.key();
        let (id, live) = (record.id, record.deleted_at.is_none());
        match entry.kind.as_str() {
            "create" => return self.unmake(ctx, entry, record),
            "restore" => {
                if live {
                    self.commands.push(Command::delete(object, id));
                }
                return Ok(());
            }
            "delete" | history::MERGE if live => {}
            // Still where this change set put it.
            "delete" | history::MERGE if record.deleted_set == Some(entry.change_set) => {
                self.restores.push(Command::restore(object, id))
            }
            _ if live || self.resting.contains(&id) => {}
            // Somebody trashed it since.
            _ if self.overrules() => self.restores.push(Command::restore(object, id)),
            _ => {
                self.conflict(object, id, None, [&Json::Null; 2]);
                return Ok(());
            }
        }
        self.set_back(ctx, entry, record)
    }

    /// A record that was made goes to the trash, unless somebody worked on it since.
    fn unmake(&mut self, ctx: &Ctx, entry: &Entry, record: &Record) -> Result<()> {
        if record.deleted_at.is_some() {
            return Ok(());
        }
        let object = record.object.clone();
        if self.overrules() {
            self.commands.push(Command::delete(object.key(), record.id));
            return Ok(());
        }
        self.made
            .entry(object.key().to_owned())
            .or_default()
            .push(record.id);
        let rights = ctx.policy.rights(&object);
        let mut touched = false;
        for (at, field) in object
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| history::is_noted(field))
        {
            let made = entry
                .changes
                .get(&field.id)
                .map_or(&Json::Null, |(_, after)| after);
            if made == &record.values[at] {
                continue;
            }
            touched = true;
            match rights.hidden(at) {
                true => self.conflict(object.key(), record.id, None, [&Json::Null; 2]),
                false => self.conflict(
                    object.key(),
                    record.id,
                    Some(&field.key),
                    [made, &record.values[at]],
                ),
            }
        }
        if !touched || self.on_conflict != OnConflict::Keep {
            self.commands.push(Command::delete(object.key(), record.id));
        }
        Ok(())
    }

    /// Fields go back to what they were, those only that are still what the change set made of them.
    fn set_back(&mut self, ctx: &Ctx, entry: &Entry, record: &Record) -> Result<()> {
        let object = record.object.clone();
        let rights = ctx.policy.rights(&object);
        let mut values = JsonMap::new();
        for (field, (before, after)) in &entry.changes {
            let Some(at) = object.position(field) else {
                continue;
            };
            let field = &object.fields[at];
            // Who took part in a change through Kontor's own rules may take it back with them; who did not may not
            // set what he could not set otherwise, nor learn that it was set.
            if rights.read_only(at) && !self.own {
                return Err(Error::forbidden(
                    "Part of this change is closed to you, so you can't undo it.",
                ));
            }
            let present = &record.values[at];
            if present == before || field.is_computed() {
                continue;
            }
            if present != after && !self.overrules() {
                if !rights.hidden(at) {
                    self.conflict(object.key(), record.id, Some(&field.key), [after, present]);
                }
                continue;
            }
            // The field was another one then: another type, other options, other limits.
            let fits = || before.is_null() || kind(&field.kind).accept(field, before, &ctx.accept()).is_ok();
            if entry.unfit.contains(&field.id) || !fits() {
                if !rights.hidden(at) {
                    self.conflict(object.key(), record.id, Some(&field.key), [after, present]);
                }
                continue;
            }
            values.insert(field.key.clone(), before.clone());
        }
        if !values.is_empty() {
            self.commands
                .push(Command::update(object.key(), record.id, values));
        }
        Ok(())
    }

    /// A link can't go back to what is no longer there.
    pub(super) fn leave_dead_links(&mut self, work: &mut Work<'_>) -> Result<()> {
        let ctx = work.ctx.trusted();
        let mut live: HashSet<Id> = self
            .restores
            .iter()
            .filter_map(|command| target(&command.op))
            .collect();
        let mut wanted: BTreeMap<String, Vec<Id>> = BTreeMap::new();
        for (object, key, value) in self.commands.iter().flat_map(values) {
            let Some(field) = ctx.object(object)?.field(key) else {
                continue;
            };
            let only = ctx.catalog.targets(field);
            for (id, named) in link_targets(value).into_iter().filter(|_| !only.is_empty()) {
                wanted
                    .entry(named.unwrap_or_else(|| only[0].key().to_owned()))
                    .or_default()
                    .push(id);
            }
        }
        for (object, ids) in wanted {
            if let Some(object) = ctx.catalog.object(&object) {
                live.extend(load::live(&ctx, work.tx, object, &ids)?);
            }
        }
        let mut dead = Vec::new();
        for command in &mut self.commands {
            let Op::Update { id, values, .. } = &mut command.op else {
                continue;
            };
            let definition = ctx.object(&command.object)?;
            values.retain(|key, value| {
                let links = definition
                    .field(key)
                    .is_some_and(|field| !ctx.catalog.targets(field).is_empty());
                let lost = |item: &Json| links && link_targets(item).iter().any(|(id, _)| !live.contains(id));
                if let Json::Array(items) = value {
                    items.retain(|item| !lost(item));
                    return true;
                }
                if lost(value) {
                    dead.push((command.object.clone(), *id, key.clone()));
                    return false;
                }
                true
            });
        }
        for (object, id, field) in dead {
            self.conflict(&object, id, Some(&field), [&Json::Null; 2]);
        }
        Ok(())
    }

    pub(super) fn conflict(
        &mut self,
        object: &str,
        id: Id,
        field: Option<&str>,
        [changed_to, present]: [&Json; 2],
    ) {
        self.conflicts.push(json!({
            "object": object,
            "id": id.to_string(),
            "field": field,
            "changed_to": changed_to,
            "present": present,
        }));
    }
}

/// The values that a command sets.
fn values(command: &Command) -> Vec<(&str, &String, &Json)> {
    match &command.op {
        Op::Update { values, .. } => values
            .iter()
            .map(|(key, value)| (command.object.as_str(), key, value))
            .collect(),
        _ => Vec::new(),
    }
}
