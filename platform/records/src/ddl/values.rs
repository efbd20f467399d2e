//! Passes that change values: options and links that are gone, defaults, running numbers.

use std::collections::HashSet;

use kontor_database::{Tx, Value};
use kontor_definitions::storage::OBJECT;
use kontor_definitions::{FieldDef, FieldType};
use kontor_kernel::{Id, Json, Result};

use crate::command::side_key;
use crate::ddl::convert::{self, Options};
use crate::ddl::pass::{Chunk, Position, found, save};
use crate::fields::kind;
use crate::record::{is_missing, link_targets};

impl Chunk<'_> {
    pub(super) fn option(
        &self,
        tx: &mut Tx,
        object: &str,
        field: &str,
        gone: &str,
        by: Option<&str>,
    ) -> Result<Position> {
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

    pub(super) fn unlink(&self, tx: &mut Tx, object: &str, field: &str, target: &str) -> Result<Position> {
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
        let only = crate::schema::single_target(
            &ctx.catalog,
            &FieldDef {
                kind: match &field.kind {
                    FieldType::Link { targets, .. } => FieldType::Link {
                        targets: targets.clone(),
                        many: false,
                    },
                    other => other.clone(),
                },
                ..field.clone()
            },
        );
        let unnamed: Vec<Id> = records
            .iter()
            .flat_map(|record| link_targets(&record.values[at]))
            .filter(|(_, object)| object.is_none())
            .map(|(id, _)| id)
            .collect();
        let there: HashSet<Id> = match only.filter(|_| !unnamed.is_empty()) {
            Some(only) => {
                let sql = format!(
                    "SELECT id FROM @{} WHERE {}",
                    only.table(),
                    tx.dialect().in_list("id", "$1")
                );
                tx.rows(&sql, &[Value::Ids(unnamed)], |row| row.get(0))?
                    .into_iter()
                    .collect()
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
                    if kept.is_empty() {
                        Json::Null
                    } else {
                        Json::Array(kept)
                    }
                }
                one if keep(one) => one.clone(),
                _ => Json::Null,
            };
            (after.values[at] != before.values[at]).then(|| (before.clone(), after))
        });
        save(tx, ctx, changes.collect(), true)?;
        Ok(self.position(&records))
    }

    pub(super) fn fill(&self, tx: &mut Tx, object: &str, field: &str, value: &Json) -> Result<Position> {
        let ctx = &self.site.target;
        let (object, field) = found(ctx, object, field)?;
        let at = object.position(&field.id).unwrap_or_default();
        let Ok(value) = kind(&field.kind).accept(&field, value, &ctx.accept()) else {
            return Ok(None);
        };
        let (condition, more): (String, Vec<Value>) = if field.is_many() {
            let condition = "NOT EXISTS (SELECT 1 FROM @k_link l WHERE l.source = t.id AND l.field = $2)";
            (condition.to_owned(), vec![side_key(&object, &field).into()])
        } else {
            (format!("t.\"{}\" IS NULL", field.id), Vec::new())
        };
        let records = self.records(tx, ctx, &object, &condition, &more)?;
        let changes = records
            .iter()
            .filter(|record| is_missing(&record.values[at]))
            .map(|before| {
                let mut after = before.clone();
                after.values[at] = value.clone();
                (before.clone(), after)
            });
        // Of a field that was there before, somebody may want to know what it lacked, and undo has to.
        let noted = self.site.had(object.table(), &field.id);
        save(tx, ctx, changes.collect(), noted)?;
        Ok(self.position(&records))
    }

    /// In the order of ids, which is that in which records were made.
    pub(super) fn number(&self, tx: &mut Tx, object: &str, field: &str) -> Result<Position> {
        let ctx = &self.site.target;
        let (object, field) = found(ctx, object, field)?;
        let FieldType::AutoNumber { prefix, digits } = &field.kind else {
            return Ok(None);
        };
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
            after.values[at] =
                Json::String(format!("{prefix}{number:0width$}", width = usize::from(*digits)));
            (before.clone(), after)
        });
        save(tx, ctx, changes.collect(), false)?;
        Ok(self.position(&records))
    }
}
