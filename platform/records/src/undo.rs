//! Undo: a new change set that takes an earlier one back, field by field, where nobody touched it since.
//!
//! A field whose value is still what the earlier change set made of it goes back; one that was changed since stays
//! and is listed. Records that were made go to the trash, trashed ones come back. It runs through the same gate as
//! everything else, with the caller's permissions. What was deleted for good does not come back.
//!
//! The undo of a merge splits two records again. Who may merge them may do that, whoever may see what moves back.

pub mod definitions;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::{Action, Catalog, FieldType, Object};
use kontor_kernel::{Code, Error, Id, Json, JsonMap, Result};
use serde_json::json;

use crate::command::{Command, Op, Outcome, Work, apply, target};
use crate::ctx::Ctx;
use crate::ddl::trail;
use crate::fields::kind;
use crate::former;
use crate::history::{self, Entry};
use crate::notices;
use crate::query::load;
use crate::record::{Record, link_targets};
use crate::schema::single_target;
use crate::settings::change;

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
    /// How many settings or definitions went back.
    pub besides: usize,
    /// Fields that were left as they are.
    pub kept: Vec<Json>,
    /// The job that does the rest, where many records are concerned.
    pub job: Option<Id>,
}

/// Takes a change set back.
///
/// # Errors
/// `not_found` when there is none, or nothing of it may be seen; `undo_conflict` with the list of fields; `conflict`
/// when it was undone already or deleted something for good; `forbidden` as for any change.
pub fn undo(work: &mut Work<'_>, change_set: Id, on_conflict: OnConflict) -> Result<Undone> {
    let (own, undoes) = open(work, change_set)?;
    let undone = match of(work.tx, change_set)? {
        Kind::Settings(_) => change::take_back(work, change_set, on_conflict),
        Kind::Definitions => Err(Error::internal("definitions are taken back by themselves")),
        Kind::Records => of_records(work, change_set, undoes, own, on_conflict),
    }?;
    note_undone(work, change_set)?;
    Ok(undone)
}

/// Finds a change set that was not taken back yet: whether it was the caller's own, and what it undid itself.
fn open(work: &mut Work<'_>, change_set: Id) -> Result<(bool, Option<Id>)> {
    let known = work.tx.row(
        "SELECT undone_by, actor, undoes FROM @k_change_set WHERE id = $1",
        &[change_set.into()],
        |row| {
            Ok((
                row.get::<Option<Id>>(0)?,
                row.get::<String>(1)?,
                row.get::<Option<Id>>(2)?,
            ))
        },
    )?;
    let Some((undone_by, actor, undoes)) = known else {
        return Err(Error::not_found());
    };
    if let Some(by) = undone_by {
        return Err(Error::new(Code::Conflict, "This was undone already.").with("undone_by", by.to_string()));
    }
    Ok((actor == work.ctx.caller.actor.as_text(), undoes))
}

/// Notes that a change set was taken back by this one, if anything was.
fn note_undone(work: &mut Work<'_>, change_set: Id) -> Result<()> {
    if work.has_written() {
        work.tx.execute(
            "UPDATE @k_change_set SET undone_by = $1 WHERE id = $2",
            &[work.ctx.change_set.into(), change_set.into()],
        )?;
    }
    Ok(())
}

/// What a change set is about: each is taken back in its own way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Records.
    Records,
    /// These settings of the workspace, as JSON pointers.
    Settings(Vec<String>),
    /// Definitions; what that did to records, too. [`definitions::take_back`] undoes it.
    Definitions,
}

/// Says what a change set is about; records where there is none such.
pub fn of(tx: &mut Tx, change_set: Id) -> Result<Kind> {
    let settings = change::places(tx, change_set)?;
    Ok(if !settings.is_empty() {
        Kind::Settings(settings)
    } else if trail::read(tx, change_set)?.is_empty() {
        Kind::Records
    } else {
        Kind::Definitions
    })
}

/// Takes back what happened to records.
fn of_records(
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
    if of_merge(work.tx, undoes)? {
        return Err(
            Error::new(Code::Conflict, "This undid a merge; merge the records again.")
                .with("reason", "merge_undone"),
        );
    }
    if !entries.iter().any(|entry| entry.kind == history::MERGE) {
        return take_back(work, change_set, entries, own, on_conflict);
    }
    may_split(work, change_set)?;
    let undone =
        work.trusted(|work| work.quietly(|work| take_back(work, change_set, entries, own, on_conflict)));
    // It ran with all permissions; what is told of it is told by the caller's.
    match undone {
        Ok(undone) => Ok(Undone {
            outcomes: seen(work, undone.outcomes)?,
            besides: undone.besides,
            kept: masked(work, undone.kept)?,
            job: None,
        }),
        Err(mut error) => {
            if let Some(Json::Array(conflicts)) = error.params.remove("conflicts") {
                error = error.with("conflicts", masked(work, conflicts)?);
            }
            Err(error)
        }
    }
}

/// Whether a change set merged records.
fn of_merge(tx: &mut Tx, change_set: Option<Id>) -> Result<bool> {
    let Some(change_set) = change_set else {
        return Ok(false);
    };
    let sql = "SELECT 1 FROM @k_history WHERE change_set = $1 AND kind = $2 LIMIT 1";
    let found = tx.row(sql, &[change_set.into(), history::MERGE.into()], |_| Ok(()))?;
    Ok(found.is_some())
}

/// Who splits two records must be allowed to do with them what merging them takes.
fn may_split(work: &mut Work<'_>, change_set: Id) -> Result<()> {
    let pairs = work.tx.rows(
        "SELECT object, old, survivor FROM @k_merge WHERE change_set = $1",
        &[change_set.into()],
        |row| Ok((row.get::<String>(0)?, row.get::<Id>(1)?, row.get::<Id>(2)?)),
    )?;
    for (object, old, survivor) in pairs {
        let object = work.ctx.object(&object)?.clone();
        let seen = load::permitted(work.ctx, work.tx, &object, Action::Read, &[old, survivor])?;
        if seen.len() < 2 {
            return Err(Error::not_found());
        }
        for (id, action) in [(survivor, Action::Update), (old, Action::Delete)] {
            if !load::permitted(work.ctx, work.tx, &object, action, &[id])?.contains(&id) {
                return Err(
                    Error::forbidden("You may not split these records.").with("action", action.as_str())
                );
            }
        }
    }
    Ok(())
}

/// The outcomes that the caller may see.
fn seen(work: &mut Work<'_>, outcomes: Vec<Outcome>) -> Result<Vec<Outcome>> {
    let records = outcomes
        .iter()
        .map(|outcome| (outcome.record.object.key().to_owned(), outcome.record.id));
    let seen = readable(work, records.collect())?;
    Ok(outcomes
        .into_iter()
        .filter(|outcome| seen.contains(&outcome.record.id))
        .collect())
}

/// Conflicts without what the caller may not see.
fn masked(work: &mut Work<'_>, conflicts: Vec<Json>) -> Result<Vec<Json>> {
    let id = |conflict: &Json| conflict["id"].as_str().and_then(|id| id.parse::<Id>().ok());
    let object = |conflict: &Json| conflict["object"].as_str().unwrap_or_default().to_owned();
    let records = conflicts
        .iter()
        .filter_map(|conflict| Some((object(conflict), id(conflict)?)));
    let seen = readable(work, records.collect())?;
    let mut told = Vec::with_capacity(conflicts.len());
    for mut conflict in conflicts {
        let of = work.ctx.object(&object(&conflict))?;
        let rights = work.ctx.policy.rights(of);
        let hidden = conflict["field"]
            .as_str()
            .and_then(|key| of.position(key))
            .is_some_and(|at| rights.hidden(at));
        let visible = id(&conflict).is_some_and(|id| seen.contains(&id));
        if !visible || hidden {
            let id = if visible {
                conflict["id"].clone()
            } else {
                Json::Null
            };
            conflict =
                json!({"object": of.key(), "id": id, "field": null, "changed_to": null, "present": null});
        }
        told.push(conflict);
    }
    Ok(told)
}

/// Those of some records that the caller may read, trashed ones too.
fn readable(work: &mut Work<'_>, records: Vec<(String, Id)>) -> Result<HashSet<Id>> {
    let mut by_object: BTreeMap<String, Vec<Id>> = BTreeMap::new();
    for (object, id) in records {
        by_object.entry(object).or_default().push(id);
    }
    let mut seen: HashSet<Id> = HashSet::new();
    for (object, ids) in by_object {
        let object = work.ctx.object(&object)?.clone();
        seen.extend(load::permitted(work.ctx, work.tx, &object, Action::Read, &ids)?);
    }
    Ok(seen)
}

fn take_back(
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

/// What is to be done, found out before anything is.
#[derive(Default)]
struct Plan {
    on_conflict: OnConflict,
    /// The caller takes back what he did himself.
    own: bool,
    restores: Vec<Command>,
    commands: Vec<Command>,
    conflicts: Vec<Json>,
}

impl Plan {
    fn take_back(&mut self, ctx: &Ctx, entry: &Entry, record: &Record) -> Result<()> {
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
            _ if live => {}
            // Somebody trashed it since.
            _ => {
                self.conflict(object, id, None, [&Json::Null; 2]);
                if self.on_conflict != OnConflict::Restore {
                    return Ok(());
                }
                self.restores.push(Command::restore(object, id));
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
            if present != after {
                if !rights.hidden(at) {
                    self.conflict(object.key(), record.id, Some(&field.key), [after, present]);
                }
                if self.on_conflict != OnConflict::Restore {
                    continue;
                }
            }
            // The field was another one then: another type, other options, other limits.
            let fits = || before.is_null() || kind(&field.kind).accept(field, before, &ctx.accept()).is_ok();
            if entry.unfit.contains(&field.id) || !fits() {
                if present == after && !rights.hidden(at) {
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
    fn leave_dead_links(&mut self, work: &mut Work<'_>) -> Result<()> {
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

    fn conflict(&mut self, object: &str, id: Id, field: Option<&str>, [changed_to, present]: [&Json; 2]) {
        self.conflicts.push(json!({
            "object": object,
            "id": id.to_string(),
            "field": field,
            "changed_to": changed_to,
            "present": present,
        }));
    }
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
