//! The passes over records: each task goes through its object by id, a chunk at a time, whoever works meanwhile.
//!
//! A pass may be repeated from any place, because it looks at what is there now. Where values are lost or replaced, the
//! record gets a new version, an entry in its history and an event, all on behalf of whoever changed the definition;
//! what is only computed anew, or filled in, needs none.

use std::collections::HashSet;
use std::sync::Arc;

use kontor_database::{Statement, Tx, Value};
use kontor_definitions::storage::OBJECT;
use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_kernel::{Error, Id, Json, Result};

use crate::behavior::{Change, ChangeKind};
use crate::command::{check, side, side_key, write};
use crate::computed;
use crate::ctx::Ctx;
use crate::ddl::convert::{self, Options};
use crate::ddl::route::{Conversion, Route, Task, by_id};
use crate::ddl::tables;
use crate::fields::kind;
use crate::history;
use crate::query::load;
use crate::record::{Record, is_missing, link_targets};
use crate::rollups::next_ids;

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
        let cx = Chunk { site: self, after, limit };
        match task {
            Task::Convert { which } => match self.route.conversions.get(*which) {
                Some(conversion) => cx.convert(tx, conversion),
                None => Ok(None),
            },
            Task::Items { object, field } => cx.items(tx, object, field),
            Task::Option { object, field, option, replacement } => {
                cx.option(tx, object, field, option, replacement.as_deref())
            }
            Task::Unlink { object, field, target } => cx.unlink(tx, object, field, target),
            Task::Fill { object, field, value } => cx.fill(tx, object, field, value),
            Task::Number { object, field } => cx.number(tx, object, field),
            Task::Sum { object, field } => cx.sum(tx, object, field),
            Task::Derive { object, search, timeline } => cx.derive(tx, object, *search, *timeline),
            Task::Sweep { object, key } => cx.sweep(tx, object, key),
            Task::SweepObject { object, names } => cx.sweep_object(tx, object, names),
            Task::Switch | Task::Forget { .. } | Task::Shape { .. } | Task::Drop { .. } => Ok(None),
        }
    }

    /// A field before and after.
    pub fn pair(&self, conversion: &Conversion) -> Result<(FieldDef, FieldDef)> {
        let find = |ctx: &Ctx| Some(found(ctx, &conversion.object, &conversion.field).ok()?.1);
        find(&self.base).zip(find(&self.target)).ok_or_else(|| Error::internal("a field of a plan is not defined"))
    }
}

/// An object and a field of it, by their ids.
pub fn found(ctx: &Ctx, object: &str, field: &str) -> Result<(Arc<Object>, FieldDef)> {
    let object = by_id(&ctx.catalog, object).ok_or_else(|| Error::internal("an object of a plan is not defined"))?;
    let field = object.fields.iter().find(|other| other.id == field);
    let field = field.ok_or_else(|| Error::internal("a field of a plan is not defined"))?;
    Ok((object.clone(), field.clone()))
}

struct Chunk<'a> {
    site: &'a Site,
    after: Id,
    limit: usize,
}

impl Chunk<'_> {
    /// Records of the chunk that meet a condition; `$1` is taken.
    fn records(&self, tx: &mut Tx, ctx: &Ctx, object: &Arc<Object>, condition: &str, more: &[Value]) -> Result<Vec<Record>> {
        let condition = format!("t.id > $1 AND ({condition})");
        let params = std::iter::once(self.after.into()).chain(more.iter().cloned()).collect();
        load::select(ctx, tx, object, &condition, &format!("ORDER BY t.id LIMIT {}", self.limit), params)
    }

    fn position(&self, records: &[Record]) -> Position {
        records.last().filter(|_| records.len() == self.limit).map(|record| record.id)
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
        let at = object.position(&from.id).ok_or_else(|| Error::internal("a field of a plan is not defined"))?;
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
                let change = Change { kind: ChangeKind::Update, before: Some(before.clone()), after: after.clone() };
                statements.push(history::note(ctx, &change));
                events.push(write::event(ctx, &change));
            }
            let columns = to.columns();
            let mut values = Vec::new();
            kind(&to.kind).store(&to, &new, &target.accept(), &mut values);
            set.extend(columns.iter().map(|column| tables::coming(&column.name)).zip(values));
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
        let tables = if field.is_many() { &["k_value", "k_address"][..] } else { &["k_value", "k_address", "k_link"] };
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

    fn option(&self, tx: &mut Tx, object: &str, field: &str, gone: &str, by: Option<&str>) -> Result<Position> {
        let ctx = &self.site.target;
        let (object, field) = found(ctx, object, field)?;
        let at = object.position(&field.id).unwrap_or_default();
        let many = matches!(field.kind, FieldType::MultiSelect { .. });
        let column = format!("t.\"{}\"", field.id);
        let has = match many {
            true => tx.dialect().contains(&column, "$2"),
            false => format!("{column} = $2"),
        };
        let records = self.records(tx, ctx, &object, &has, &[gone.into()])?;
        let options: Options = [(gone.to_owned(), by.map(str::to_owned))].into();
        let changes = records.iter().filter_map(|before| {
            let mut after = before.clone();
            let kept = |key: &str| match options.get(key) {
                Some(by) => by.clone(),
                None => Some(key.to_owned()),
            };
            after.values[at] = match &before.values[at] {
                Json::Array(items) => {
                    let mut keys: Vec<String> = Vec::new();
                    for key in items.iter().filter_map(Json::as_str).filter_map(kept) {
                        if !keys.contains(&key) {
                            keys.push(key);
                        }
                    }
                    if keys.is_empty() { Json::Null } else { keys.into() }
                }
                one => one.as_str().and_then(kept).into(),
            };
            (after.values[at] != before.values[at]).then(|| (before.clone(), after))
        });
        save(tx, ctx, changes.collect(), true)?;
        Ok(self.position(&records))
    }

    fn unlink(&self, tx: &mut Tx, object: &str, field: &str, target: &str) -> Result<Position> {
        let ctx = &self.site.target;
        let (object, field) = found(ctx, object, field)?;
        let at = object.position(&field.id).unwrap_or_default();
        let (condition, more): (String, Vec<Value>) = if field.is_many() {
            let condition = "EXISTS (SELECT 1 FROM @k_link l WHERE l.source = t.id AND l.field = $2)";
            (condition.to_owned(), vec![side_key(&object, &field).into()])
        } else if field.columns().len() > 1 {
            (format!("t.\"{}{OBJECT}\" = $2", field.id), vec![target.into()])
        } else {
            (format!("t.\"{}\" IS NOT NULL", field.id), Vec::new())
        };
        let records = self.records(tx, ctx, &object, &condition, &more)?;
        // Where the value does not say what it points to, the one object it may point to is asked.
        let only = crate::schema::single_target(&ctx.catalog, &FieldDef {
            kind: match &field.kind {
                FieldType::Link { targets, .. } => FieldType::Link { targets: targets.clone(), many: false },
                other => other.clone(),
            },
            ..field.clone()
        });
        let unnamed: Vec<Id> = records
            .iter()
            .flat_map(|record| link_targets(&record.values[at]))
            .filter(|(_, object)| object.is_none())
            .map(|(id, _)| id)
            .collect();
        let there: HashSet<Id> = match only.filter(|_| !unnamed.is_empty()) {
            Some(only) => {
                let sql = format!("SELECT id FROM @{} WHERE {}", only.table(), tx.dialect().in_list("id", "$1"));
                tx.rows(&sql, &[Value::Ids(unnamed)], |row| row.get(0))?.into_iter().collect()
            }
            None => HashSet::new(),
        };
        let base = &self.site.base.catalog;
        let keep = |item: &Json| {
            convert::link_kept(item, |id, named| match named {
                Some(named) => base.object(named).map_or(named, |object| object.table()) != target,
                None => there.contains(&id),
            })
        };
        let changes = records.iter().filter_map(|before| {
            let mut after = before.clone();
            after.values[at] = match &before.values[at] {
                Json::Array(items) => {
                    let kept: Vec<Json> = items.iter().filter(|item| keep(item)).cloned().collect();
                    if kept.is_empty() { Json::Null } else { Json::Array(kept) }
                }
                one if keep(one) => one.clone(),
                _ => Json::Null,
            };
            (after.values[at] != before.values[at]).then(|| (before.clone(), after))
        });
        save(tx, ctx, changes.collect(), true)?;
        Ok(self.position(&records))
    }

    fn fill(&self, tx: &mut Tx, object: &str, field: &str, value: &Json) -> Result<Position> {
        let ctx = &self.site.target;
        let (object, field) = found(ctx, object, field)?;
        let at = object.position(&field.id).unwrap_or_default();
        let Ok(value) = kind(&field.kind).accept(&field, value, &ctx.accept()) else { return Ok(None) };
        let (condition, more): (String, Vec<Value>) = if field.is_many() {
            let condition = "NOT EXISTS (SELECT 1 FROM @k_link l WHERE l.source = t.id AND l.field = $2)";
            (condition.to_owned(), vec![side_key(&object, &field).into()])
        } else {
            (format!("t.\"{}\" IS NULL", field.id), Vec::new())
        };
        let records = self.records(tx, ctx, &object, &condition, &more)?;
        let changes = records.iter().filter(|record| is_missing(&record.values[at])).map(|before| {
            let mut after = before.clone();
            after.values[at] = value.clone();
            (before.clone(), after)
        });
        save(tx, ctx, changes.collect(), false)?;
        Ok(self.position(&records))
    }

    /// In the order of ids, which is that in which records were made.
    fn number(&self, tx: &mut Tx, object: &str, field: &str) -> Result<Position> {
        let ctx = &self.site.target;
        let (object, field) = found(ctx, object, field)?;
        let FieldType::AutoNumber { prefix, digits } = &field.kind else { return Ok(None) };
        let at = object.position(&field.id).unwrap_or_default();
        let records = self.records(tx, ctx, &object, &format!("t.\"{}\" IS NULL", field.id), &[])?;
        if records.is_empty() {
            return Ok(None);
        }
        let last = tx.row(
            "INSERT INTO @k_counter (name, value) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET value = k_counter.value + excluded.value RETURNING value",
            &[side_key(&object, &field).into(), records.len().into()],
            |row| row.get::<i64>(0),
        )?;
        let first = last.unwrap_or(0) - records.len() as i64 + 1;
        let changes = records.iter().zip(first..).map(|(before, number)| {
            let mut after = before.clone();
            after.values[at] = Json::String(format!("{prefix}{number:0width$}", width = usize::from(*digits)));
            (before.clone(), after)
        });
        save(tx, ctx, changes.collect(), false)?;
        Ok(self.position(&records))
    }

    fn sum(&self, tx: &mut Tx, object: &str, field: &str) -> Result<Position> {
        let ctx = &self.site.target;
        let (object, field) = found(ctx, object, field)?;
        let (ids, position) = self.ids(tx, object.table())?;
        match field.kind {
            FieldType::Rollup { .. } => {
                computed::rollup(tx, &ctx.catalog, &object, &field, &ids, ctx.caller.now)?;
            }
            _ => computed::total(tx, &ctx.catalog, &object, &field, &ids)?,
        }
        Ok(position)
    }

    fn derive(&self, tx: &mut Tx, object: &str, search: bool, timeline: bool) -> Result<Position> {
        let ctx = &self.site.target;
        let Some(object) = by_id(&ctx.catalog, object) else { return Ok(None) };
        let records = self.records(tx, ctx, object, "TRUE", &[])?;
        let mut changed = Vec::new();
        let mut found = Vec::new();
        let mut placed = Vec::new();
        for before in &records {
            let mut after = before.clone();
            check::derive(ctx, &mut after);
            if search || after.label != before.label {
                let kind = if search { ChangeKind::Restore } else { ChangeKind::Update };
                found.push(Change { kind, before: Some(before.clone()), after: after.clone() });
            }
            if timeline {
                let forget = "DELETE FROM @k_timeline WHERE record = $1";
                placed.push(Statement::new(forget, vec![before.id.into()]));
                let fresh = Change { kind: ChangeKind::Create, before: None, after: after.clone() };
                side::timeline(&fresh, &mut placed);
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
        remove(tx, &["k_value", "k_address", "k_link"], &ids, key)?;
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
            ("k_timeline", "party"),
            ("k_link", "source"),
        ] {
            let sql = format!("DELETE FROM @{table} WHERE {}", tx.dialect().in_list(column, "$1"));
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
        let sql = format!("DELETE FROM @{table} WHERE {} AND field = $2", tx.dialect().in_list(column, "$1"));
        tx.execute(&sql, &[Value::Ids(ids.to_vec()), key.into()])?;
    }
    Ok(())
}

/// Writes records; noted ones get a new version, an entry in their history, and an event.
fn save(tx: &mut Tx, ctx: &Ctx, changes: Vec<(Record, Record)>, noted: bool) -> Result<()> {
    let mut statements = Vec::new();
    let mut events = Vec::new();
    for (before, mut after) in changes {
        if noted {
            write::stamp(ctx, ChangeKind::Update, &mut after);
        }
        let change = Change { kind: ChangeKind::Update, before: Some(before), after };
        write::row(ctx, &change, &mut statements);
        side::statements(ctx, &change, &mut statements);
        if noted {
            statements.push(history::note(ctx, &change));
            events.push(write::event(ctx, &change));
        }
    }
    tx.run_all(statements)?;
    kontor_events::publish(tx, &events)
}

/// The columns of a field as a record has it.
fn store(ctx: &Ctx, record: &Record, key: &str, out: &mut Vec<(String, Value)>) {
    let Some(at) = record.object.position(key) else { return };
    let field = &record.object.fields[at];
    let mut values = Vec::new();
    kind(&field.kind).store(field, &record.values[at], &ctx.accept(), &mut values);
    out.extend(field.columns().into_iter().map(|column| column.name).zip(values));
}

fn update(table: &str, id: Id, set: Vec<(String, Value)>) -> Statement {
    let names: Vec<String> = set.iter().enumerate().map(|(n, (name, _))| format!("\"{name}\" = ${}", n + 1)).collect();
    let mut params: Vec<Value> = set.into_iter().map(|(_, value)| value).collect();
    params.push(id.into());
    Statement::new(format!("UPDATE @{table} SET {} WHERE id = ${}", names.join(", "), params.len()), params)
}
