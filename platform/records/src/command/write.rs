//! The write path: one function that reads top to bottom. Drafts go in, written changes come out.

use std::sync::Arc;

use kontor_database::{Statement, Value, violates};
use kontor_definitions::storage::indexes;
use kontor_definitions::{Action, FieldType, Object};
use kontor_events::{Change as Event, Kind};
use kontor_kernel::{Code, Error, Id, Json, Result};

use crate::behavior::{Change, ChangeKind, Draft};
use crate::command::{Work, check, merge, parts, side};
use crate::ctx::Ctx;
use crate::ddl;
use crate::fields::kind;
use crate::history;
use crate::notices;
use crate::query::load;
use crate::record::Record;
use crate::rollups;

/// Writes drafts of one object. Each change comes back with whether it found nothing to do.
pub fn write(
    work: &mut Work<'_>,
    object: &Arc<Object>,
    mut drafts: Vec<Draft>,
) -> Result<Vec<(Change, bool)>> {
    let behaviors = work.behaviors.of(object.key());
    work.depth += 1;

    for behavior in &behaviors {
        behavior.before(work, &mut drafts)?;
    }
    numbers(work, object, &mut drafts)?;
    check::check(work, object, &mut drafts)?;

    let mut changes: Vec<(Change, bool)> = Vec::with_capacity(drafts.len());
    let mut statements: Vec<Statement> = Vec::new();
    let mut gone: Vec<Id> = Vec::new();
    for draft in drafts {
        let unchanged = is_unchanged(&draft);
        let mut after = draft.after;
        if !unchanged {
            stamp(work.ctx, draft.kind, &mut after);
        }
        let change = Change {
            kind: draft.kind,
            before: draft.before,
            after,
        };
        if !unchanged {
            row(work.ctx, &change, &mut statements);
            if change.kind == ChangeKind::Restore {
                statements.push(merge::split(change.after.id));
            }
            if change.kind == ChangeKind::Final {
                rollups::note_gone(work.ctx, &change, &mut statements);
                side::forget(change.after.id, &mut statements);
                statements.push(history::blank(object, change.after.id));
                gone.push(change.after.id);
            } else {
                side::statements(work.ctx, &change, &mut statements);
            }
            let merged = work.merged == Some(change.after.id);
            statements.push(history::note(work.ctx, &change, merged));
            let event = event(work.ctx, &change);
            work.events.push(match merged {
                true => Event {
                    kind: Kind::Merge,
                    ..event
                },
                false => event,
            });
        }
        changes.push((change, unchanged));
    }
    if statements.is_empty() {
        work.depth -= 1;
        return Ok(changes);
    }
    statements.extend(work.change_set());
    work.tx
        .run_all(statements)
        .map_err(|error| name_unique(object, error))?;

    let written: Vec<Change> = changes
        .iter()
        .filter(|(_, same)| !same)
        .map(|(change, _)| change.clone())
        .collect();
    side::blank_answers(work.tx, &gone)?;
    created_are_allowed(work, object, &written)?;
    side::search(work.ctx, work.tx, object, &written.iter().collect::<Vec<_>>())?;
    let told = notices::of_changes(work.ctx, &written, work.merged, work.undoes.is_some());
    work.tx.run_all(told)?;

    parts::follow(work, object, &written)?;
    parts::totals(work, object, &written)?;
    merge::forget(work, object, &gone)?;
    let following = if work.quiet { &[][..] } else { &behaviors };
    for behavior in following {
        behavior.after(work, &written)?;
    }
    work.depth -= 1;
    Ok(changes)
}

/// Nothing to do: values that are derived make no change of their own.
fn is_unchanged(draft: &Draft) -> bool {
    match (&draft.before, draft.kind) {
        (Some(_), ChangeKind::Update) => {
            let mut noted = draft
                .object()
                .fields
                .iter()
                .enumerate()
                .filter(|(_, field)| history::is_noted(field));
            !noted.any(|(at, _)| draft.changes_at(at))
        }
        (Some(before), ChangeKind::Delete) => before.deleted_at.is_some(),
        (Some(before), ChangeKind::Restore) => before.deleted_at.is_none(),
        _ => false,
    }
}

/// Version, and who wrote it when.
pub(crate) fn stamp(ctx: &Ctx, kind: ChangeKind, record: &mut Record) {
    let now = ctx.caller.now.to_string();
    let who = ctx
        .caller
        .actor
        .user()
        .map_or(Json::Null, |id| Json::String(id.to_string()));
    record.version += 1;
    let version = record.version;
    record.set("version", version);
    record.set("id", record.id.to_string());
    if kind == ChangeKind::Create {
        record.set("created_at", now.clone());
        record.set("created_by", who.clone());
    }
    record.set("updated_at", now);
    record.set("updated_by", who);
}

/// The statement for the row itself.
pub(crate) fn row(ctx: &Ctx, change: &Change, out: &mut Vec<Statement>) {
    let record = &change.after;
    let table = record.object.table();
    if change.kind == ChangeKind::Final {
        out.push(Statement::new(
            format!("DELETE FROM @{table} WHERE id = $1"),
            vec![record.id.into()],
        ));
        return;
    }
    let mut columns: Vec<String> = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    let plain_changed = change
        .before
        .as_ref()
        .is_none_or(|before| before.label != record.label);
    if plain_changed {
        columns.extend(["label".to_owned(), "label__fold".to_owned()]);
        values.extend([
            record.label.as_str().into(),
            kontor_kernel::fold(&record.label).into(),
        ]);
    }
    if change
        .before
        .as_ref()
        .is_some_and(|before| before.deleted_at != record.deleted_at)
    {
        columns.extend(["deleted_at".to_owned(), "deleted_set".to_owned()]);
        values.extend([record.deleted_at.into(), record.deleted_set.into()]);
    }
    let accept = ctx.accept();
    for (at, field) in record.object.fields.iter().enumerate() {
        let unchanged = change
            .before
            .as_ref()
            .is_some_and(|before| before.values[at] == record.values[at]);
        if unchanged || matches!(field.kind, FieldType::Rollup { .. }) {
            continue;
        }
        columns.extend(field.columns().into_iter().map(|column| column.name));
        kind(&field.kind).store(field, &record.values[at], &accept, &mut values);
    }
    if columns.is_empty() {
        return;
    }
    let text = if change.before.is_none() {
        let names: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
        let places: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
        format!(
            "INSERT INTO @{table} ({}) VALUES ({})",
            names.join(", "),
            places.join(", ")
        )
    } else {
        let set: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(n, name)| format!("\"{name}\" = ${}", n + 1))
            .collect();
        values.push(record.id.into());
        format!(
            "UPDATE @{table} SET {} WHERE id = ${}",
            set.join(", "),
            values.len()
        )
    };
    out.push(Statement::new(text, values));
}

pub(crate) fn event(ctx: &Ctx, change: &Change) -> Event {
    Event {
        object: change.after.object.key().to_owned(),
        record: change.after.id,
        kind: kind_of(change.kind),
        version: change.after.version,
        change_set: ctx.change_set,
        at: ctx.caller.now,
    }
}

fn kind_of(kind: ChangeKind) -> Kind {
    match kind {
        ChangeKind::Create => Kind::Create,
        ChangeKind::Update => Kind::Update,
        ChangeKind::Delete => Kind::Delete,
        ChangeKind::Restore => Kind::Restore,
        ChangeKind::Final => Kind::Final,
    }
}

/// A role may create records under a condition only; it is checked on what was written, before the commit.
fn created_are_allowed(work: &mut Work<'_>, object: &Arc<Object>, changes: &[Change]) -> Result<()> {
    let ids: Vec<Id> = changes
        .iter()
        .filter(|c| c.kind == ChangeKind::Create)
        .map(|c| c.after.id)
        .collect();
    if ids.is_empty() || work.is_trusted() {
        return Ok(());
    }
    let allowed = load::permitted(work.ctx, work.tx, object, Action::Create, &ids)?;
    if ids.iter().all(|id| allowed.contains(id)) {
        return Ok(());
    }
    Err(Error::forbidden("Your role does not allow you to create this record.").with("action", "create"))
}

/// Gives running numbers to new records.
fn numbers(work: &mut Work<'_>, object: &Arc<Object>, drafts: &mut [Draft]) -> Result<()> {
    for (at, field) in object.fields.iter().enumerate() {
        let FieldType::AutoNumber { prefix, digits } = &field.kind else {
            continue;
        };
        let new: Vec<&mut Draft> = drafts
            .iter_mut()
            .filter(|draft| draft.kind == ChangeKind::Create && draft.after.values[at].is_null())
            .collect();
        if new.is_empty() {
            continue;
        }
        let name = side::side_key(object, field);
        let last = work.tx.row(
            "INSERT INTO @k_counter (name, value) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET value = k_counter.value + excluded.value RETURNING value",
            &[name.into(), Value::from(new.len() as i64)],
            |row| row.get::<i64>(0),
        )?;
        let mut next = last.unwrap_or(0) - new.len() as i64;
        for draft in new {
            next += 1;
            let number = format!("{prefix}{next:0width$}", width = usize::from(*digits));
            draft.after.values[at] = Json::String(number);
        }
    }
    Ok(())
}

/// Names the field of a unique index that spoke up after all: two requests at the same moment.
fn name_unique(object: &Arc<Object>, error: Error) -> Error {
    if error.code != Code::NotUnique {
        return error;
    }
    let indexes = indexes(&object.def, &[]);
    let broken = indexes.iter().filter(|index| index.unique).find(|index| {
        let columns: Vec<&str> = index.columns.iter().map(String::as_str).collect();
        violates(&error, &ddl::index_name(index), object.table(), &columns)
    });
    let field = broken.and_then(|index| object.field(index.field()));
    let id = ddl::id_index(object.table());
    match field {
        Some(field) => Error::new(
            Code::NotUnique,
            format!("Another record already has this {}.", field.key),
        )
        .with("field", field.key.as_str()),
        None if violates(&error, &id, object.table(), &["id"]) => {
            Error::new(Code::IdTaken, "This id is already taken.")
        }
        None => error,
    }
}
