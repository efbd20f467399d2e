//! The passes over records: each task goes through its object by id, a chunk at a time, whoever works meanwhile.
//!
//! A pass may be repeated from any place, because it looks at what is there now. Where values are lost or replaced, the
//! record gets a new version, an entry in its history and an event, all on behalf of whoever changed the definition,
//! as where a field that was there gets its default; what is only computed anew, or comes with a new field, needs none.

use std::sync::Arc;

use kontor_database::{Statement, Tx, Value};
use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_kernel::{Error, Id, Result};

use crate::behavior::{Change, ChangeKind};
use crate::command::{check, side, side_key, write};
use crate::computed;
use crate::ctx::Ctx;
use crate::ddl::convert;
use crate::ddl::route::{Conversion, Route, Task, by_id};
use crate::ddl::tables;
use crate::fields::kind;
use crate::history;
use crate::query::load;
use crate::record::Record;
use crate::rollups::next_ids;
use crate::undo::in_parts;

/// The way with the definitions along it, ready for work.
pub struct Site {
    /// The way.
    pub route: Route,
    /// The definitions it begins at.
    pub base: Ctx,
    /// Those in force until the switch.
    pub meanwhile: Ctx,
    /// Those it leads to.
    pub target: Ctx,
}

/// Where a chunk ended; `None` when the task is done.
pub type Position = Option<Id>;

impl Site {
    /// Does a chunk of a task that goes through records.
    pub fn chunk(&self, tx: &mut Tx, task: &Task, after: Id, limit: usize) -> Result<Position> {
        let cx = Chunk {
            site: self,
            after,
            limit,
        };
        match task {
            Task::Convert { which } => match self.route.conversions.get(*which) {
                Some(conversion) => cx.convert(tx, conversion),
                None => Ok(None),
            },
            Task::Items { object, field } => cx.items(tx, object, field),
            Task::Option {
                object,
                field,
                option,
                replacement,
            } => cx.option(tx, object, field, option, replacement.as_deref()),
            Task::Unlink {
                object,
                field,
                target,
            } => cx.unlink(tx, object, field, target),
            Task::Fill { object, field, value } => cx.fill(tx, object, field, value),
            Task::Number { object, field } => cx.number(tx, object, field),
            Task::Sum { object, field } => cx.sum(tx, object, field),
            Task::Derive {
                object,
                search,
                timeline,
            } => cx.derive(tx, object, *search, *timeline),
            Task::Sweep { object, key } => cx.sweep(tx, object, key),
            Task::SweepObject { object, names } => cx.sweep_object(tx, object, names),
            Task::TakeBack { change } => in_parts::part(tx, &self.target, change, after, limit),
            Task::Switch | Task::Forget { .. } | Task::Shape { .. } | Task::Drop { .. } => Ok(None),
        }
    }

    /// Whether a field was there before.
    pub fn had(&self, object: &str, field: &str) -> bool {
        found(&self.base, object, field).is_ok()
    }

    /// A field before and after.
    pub fn pair(&self, conversion: &Conversion) -> Result<(FieldDef, FieldDef)> {
        let find = |ctx: &Ctx| Some(found(ctx, &conversion.object, &conversion.field).ok()?.1);
        find(&self.base)
            .zip(find(&self.target))
            .ok_or_else(|| Error::internal("a field of a plan is not defined"))
    }
}

/// An object and a field of it, by their ids.
pub fn found(ctx: &Ctx, object: &str, field: &str) -> Result<(Arc<Object>, FieldDef)> {
    let object =
        by_id(&ctx.catalog, object).ok_or_else(|| Error::internal("an object of a plan is not defined"))?;
    let field = object.fields.iter().find(|other| other.id == field);
    let field = field.ok_or_else(|| Error::internal("a field of a plan is not defined"))?;
    Ok((object.clone(), field.clone()))
}

/// A chunk of a task.
pub(super) struct Chunk<'a> {
    pub(super) site: &'a Site,
    after: Id,
    limit: usize,
}

impl Chunk<'_> {
    /// Records of the chunk that meet a condition; `$1` is taken.
    pub(super) fn records(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        object: &Arc<Object>,
        condition: &str,
        more: &[Value],
    ) -> Result<Vec<Record>> {
        let condition = format!("t.id > $1 AND ({condition})");
        let params = std::iter::once(self.after.into())
            .chain(more.iter().cloned())
            .collect();
        load::select(
            ctx,
            tx,
            object,
            &condition,
            &format!("ORDER BY t.id LIMIT {}", self.limit),
            params,
        )
    }

    pub(super) fn position(&self, records: &[Record]) -> Position {
        records
            .last()
            .filter(|_| records.len() == self.limit)
            .map(|record| record.id)
    }

    fn ids(&self, tx: &mut Tx, table: &str) -> Result<(Vec<Id>, Position)> {
        let ids = next_ids(tx, table, self.after, self.limit)?;
        let position = ids.last().copied().filter(|_| ids.len() == self.limit);
        Ok((ids, position))
    }

    /// Values go into the coming columns, of all records whose version is not yet the one they hold for.
    fn convert(&self, tx: &mut Tx, conversion: &Conversion) -> Result<Position> {
        let (from, to) = self.site.pair(conversion)?;
        let (ctx, target) = (&self.site.meanwhile, &self.site.target);
        let (object, _) = found(ctx, &conversion.object, &conversion.field)?;
        let (new_object, _) = found(target, &conversion.object, &conversion.field)?;
        let at = object
            .position(&from.id)
            .ok_or_else(|| Error::internal("a field of a plan is not defined"))?;
        let tag = tables::version_of(&from.id);
        let stale = tx.dialect().different(&format!("t.\"{tag}\""), "t.version");
        // A record that has nothing to carry over needs no visit, unless it had something before.
        let something = match from.columns().first() {
            Some(column) => format!("(t.\"{}\" IS NOT NULL OR t.\"{tag}\" IS NOT NULL)", column.name),
            None => "TRUE".to_owned(),
        };
        let records = self.records(tx, ctx, &object, &format!("{stale} AND {something}"), &[])?;
        let mut statements = Vec::new();
        let mut events = Vec::new();
        for before in &records {
            let old = &before.values[at];
            let new = convert::converted(&from, &to, old, &conversion.options, &target.accept());
            let mut after = before.clone();
            let mut set: Vec<(String, Value)> = Vec::new();
            if convert::is_lost(&from, &to, old, &new, &target.accept()) {
                after.values[at] = new.clone();
                write::stamp(ctx, ChangeKind::Update, &mut after);
                for key in ["version", "updated_at", "updated_by"] {
                    store(ctx, &after, key, &mut set);
                }
                let change = Change {
                    kind: ChangeKind::Update,
                    before: Some(before.clone()),
                    after: after.clone(),
                };
                statements.push(history::note(ctx, &change, false));
                events.push(write::event(ctx, &change));
            }
            let columns = to.columns();
            let mut values = Vec::new();
            kind(&to.kind).store(&to, &new, &target.accept(), &mut values);
            set.extend(
                columns
                    .iter()
                    .map(|column| tables::coming(&column.name))
                    .zip(values),
            );
            set.push((tag.clone(), after.version.into()));
            statements.push(update(object.table(), before.id, set));
            if to.is_many() {
                let record = Record::empty(&new_object, before.id);
                side::items(target, &record, &to, false, &new, &mut statements);
            }
        }
        tx.run_all(statements)?;
        kontor_events::publish(tx, &events)?;
        Ok(self.position(&records))
    }

    /// What a converted field has in the side tables.
    fn items(&self, tx: &mut Tx, object: &str, field: &str) -> Result<Position> {
        let ctx = &self.site.target;
        let (object, field) = found(ctx, object, field)?;
        let at = object.position(&field.id).unwrap_or_default();
        let records = self.records(tx, ctx, &object, "TRUE", &[])?;
        let ids: Vec<Id> = records.iter().map(|record| record.id).collect();
        // Links to many stand in their table already; what others left there goes.
        let tables = if field.is_many() {
            &["k_value", "k_address"][..]
        } else {
            &["k_value", "k_address", "k_link"]
        };
        remove(tx, tables, &ids, &side_key(&object, &field))?;
        if !field.is_many() {
            let mut statements = Vec::new();
            for record in &records {
                side::items(ctx, record, &field, true, &record.values[at], &mut statements);
            }
            tx.run_all(statements)?;
        }
        Ok(self.position(&records))
    }

    fn sum(&self, tx: &mut Tx, object: &str, field: &str) -> Result<Position> {
        let ctx = &self.site.target;
        let (object, field) = found(ctx, object, field)?;
        let (ids, position) = self.ids(tx, object.table())?;
        match field.kind {
            FieldType::Rollup { .. } => {
                computed::rollup(ctx, tx, &object, &field, &ids)?;
            }
            _ => computed::total(ctx, tx, &object, &field, &ids)?,
        }
        Ok(position)
    }

    fn derive(&self, tx: &mut Tx, object: &str, search: bool, timeline: bool) -> Result<Position> {
        let ctx = &self.site.target;
        let Some(object) = by_id(&ctx.catalog, object) else {
            return Ok(None);
        };
        let records = self.records(tx, ctx, object, "TRUE", &[])?;
        let mut changed = Vec::new();
        let mut found = Vec::new();
        let mut placed = Vec::new();
        for before in &records {
            let mut after = before.clone();
            check::derive(ctx, &mut after);
            if search || after.label != before.label {
                let kind = if search {
                    ChangeKind::Restore
                } else {
                    ChangeKind::Update
                };
                found.push(Change {
                    kind,
                    before: Some(before.clone()),
                    after: after.clone(),
                });
            }
            if timeline {
                let forget = "DELETE FROM @k_timeline WHERE record = $1";
                placed.push(Statement::new(forget, vec![before.id.into()]));
                let fresh = Change {
                    kind: ChangeKind::Create,
                    before: None,
                    after: after.clone(),
                };
                side::timeline(ctx, &fresh, &mut placed);
            }
            if after.values != before.values || after.label != before.label {
                changed.push((before.clone(), after));
            }
        }
        save(tx, ctx, changed, false)?;
        tx.run_all(placed)?;
        side::search(ctx, tx, object, &found.iter().collect::<Vec<_>>())?;
        Ok(self.position(&records))
    }

    fn sweep(&self, tx: &mut Tx, object: &str, key: &str) -> Result<Position> {
        let (ids, position) = self.ids(tx, object)?;
        remove(tx, &["k_value", "k_address", "k_link", "k_text"], &ids, key)?;
        Ok(position)
    }

    fn sweep_object(&self, tx: &mut Tx, object: &str, names: &[String]) -> Result<Position> {
        let (ids, position) = self.ids(tx, object)?;
        let list = Value::Ids(ids.clone());
        for (table, column) in [
            ("k_value", "record"),
            ("k_address", "record"),
            ("k_external", "record"),
            ("k_timeline", "record"),
            ("k_text", "record"),
            ("k_timeline", "party"),
            ("k_link", "source"),
        ] {
            let sql = format!(
                "DELETE FROM @{table} WHERE {}",
                tx.dialect().in_list(column, "$1")
            );
            tx.execute(&sql, std::slice::from_ref(&list))?;
        }
        let pointed = format!(
            "DELETE FROM @k_link WHERE {} AND {}",
            tx.dialect().in_list("target", "$1"),
            tx.dialect().in_list("target_object", "$2")
        );
        tx.execute(&pointed, &[list.clone(), Value::Texts(names.to_vec())])?;
        // As with a record that is deleted for good: that it existed stays noted, its values don't.
        let blank = format!(
            "UPDATE @k_history SET changes = '{{}}' WHERE {} AND object = $2",
            tx.dialect().in_list("record", "$1")
        );
        tx.execute(&blank, &[list, object.into()])?;
        kontor_search::remove(tx, &ids)?;
        Ok(position)
    }
}

/// Rows of a field in some of the side tables go.
fn remove(tx: &mut Tx, tables: &[&str], ids: &[Id], key: &str) -> Result<()> {
    for table in tables {
        let column = if *table == "k_link" { "source" } else { "record" };
        let sql = format!(
            "DELETE FROM @{table} WHERE {} AND field = $2",
            tx.dialect().in_list(column, "$1")
        );
        tx.execute(&sql, &[Value::Ids(ids.to_vec()), key.into()])?;
    }
    Ok(())
}

/// Writes records; noted ones get a new version, an entry in their history, and an event.
pub(super) fn save(tx: &mut Tx, ctx: &Ctx, changes: Vec<(Record, Record)>, noted: bool) -> Result<()> {
    let mut statements = Vec::new();
    let mut events = Vec::new();
    for (before, mut after) in changes {
        if noted {
            write::stamp(ctx, ChangeKind::Update, &mut after);
        }
        let change = Change {
            kind: ChangeKind::Update,
            before: Some(before),
            after,
        };
        write::row(ctx, &change, &mut statements);
        side::statements(ctx, &change, &mut statements);
        if noted {
            statements.push(history::note(ctx, &change, false));
            events.push(write::event(ctx, &change));
        }
    }
    tx.run_all(statements)?;
    kontor_events::publish(tx, &events)
}

/// The columns of a field as a record has it.
fn store(ctx: &Ctx, record: &Record, key: &str, out: &mut Vec<(String, Value)>) {
    let Some(at) = record.object.position(key) else {
        return;
    };
    let field = &record.object.fields[at];
    let mut values = Vec::new();
    kind(&field.kind).store(field, &record.values[at], &ctx.accept(), &mut values);
    out.extend(field.columns().into_iter().map(|column| column.name).zip(values));
}

fn update(table: &str, id: Id, set: Vec<(String, Value)>) -> Statement {
    let names: Vec<String> = set
        .iter()
        .enumerate()
        .map(|(n, (name, _))| format!("\"{name}\" = ${}", n + 1))
        .collect();
    let mut params: Vec<Value> = set.into_iter().map(|(_, value)| value).collect();
    params.push(id.into());
    Statement::new(
        format!(
            "UPDATE @{table} SET {} WHERE id = ${}",
            names.join(", "),
            params.len()
        ),
        params,
    )
}
