//! Parts live and die with what they belong to; totals over them are computed in the same transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kontor_database::Value;
use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_kernel::{Id, Json, Result};
use serde_json::json;

use crate::behavior::{Change, ChangeKind};
use crate::command::{Command, Op, Work, apply, check, side, write};
use crate::computed::{self, Sum};
use crate::query::load;

/// Trashes, restores and deletes parts after the records they belong to.
pub fn follow(work: &mut Work<'_>, object: &Arc<Object>, changes: &[Change]) -> Result<()> {
    let catalog = work.ctx.catalog.clone();
    let moved: Vec<&Change> = changes
        .iter()
        .filter(|c| {
            matches!(
                c.kind,
                ChangeKind::Delete | ChangeKind::Restore | ChangeKind::Final
            )
        })
        .collect();
    if moved.is_empty() {
        return Ok(());
    }
    for incoming in catalog.incoming(object.key()) {
        let Some(part) = catalog.object(&incoming.object) else {
            continue;
        };
        let Some(link) = part.field(&incoming.field) else {
            continue;
        };
        if part.def.part_of.as_deref() == Some(&incoming.field) {
            let commands = parts_of(work, part, link, &moved)?;
            if !commands.is_empty() {
                work.trusted(|work| apply(work, commands))?;
            }
        } else {
            let gone: Vec<Id> = moved
                .iter()
                .filter(|c| c.kind == ChangeKind::Final)
                .map(|c| c.after.id)
                .collect();
            clear_links(work, part, link, &gone)?;
        }
    }
    Ok(())
}

/// The parts that go the same way: live ones into the trash, of trashed ones those that went there together.
fn parts_of(work: &mut Work<'_>, part: &Object, link: &FieldDef, moved: &[&Change]) -> Result<Vec<Command>> {
    let wholes: BTreeMap<Id, &Change> = moved.iter().map(|change| (change.after.id, *change)).collect();
    let column = format!("\"{}\"", link.id);
    let listed = work.tx.dialect().in_list(&column, "$1");
    let sql = format!(
        "SELECT id, {column}, deleted_at, deleted_set FROM @{} WHERE {listed} ORDER BY id",
        part.table()
    );
    let ids = Value::Ids(wholes.keys().copied().collect());
    let parts = work.tx.rows(&sql, &[ids], |row| {
        Ok((
            row.get::<Id>(0)?,
            row.get::<Id>(1)?,
            row.int(2)?.is_some(),
            row.id(3)?,
        ))
    })?;
    let follows = |(id, whole, trashed, set): (Id, Id, bool, Option<Id>)| {
        let change = wholes.get(&whole)?;
        let op = match change.kind {
            ChangeKind::Final => Op::Delete {
                id,
                version: None,
                forever: true,
            },
            ChangeKind::Delete if !trashed => Op::Delete {
                id,
                version: None,
                forever: false,
            },
            ChangeKind::Restore if set.is_some() && set == change.before.as_ref()?.deleted_set => {
                Op::Restore { id }
            }
            _ => return None,
        };
        Some(Command {
            object: part.key().to_owned(),
            op,
        })
    };
    Ok(parts.into_iter().filter_map(follows).collect())
}

/// Links to what was deleted for good are cleared, noted in the history of the records that had them. Who made or owns
/// a record stays as it is.
fn clear_links(work: &mut Work<'_>, object: &Arc<Object>, link: &FieldDef, gone: &[Id]) -> Result<()> {
    if gone.is_empty() || (link.system && link.key != "team") {
        return Ok(());
    }
    let mut commands = Vec::new();
    if link.is_many() {
        let listed = work.tx.dialect().in_list("target", "$2");
        let sql = format!(
            "SELECT source, target, target_object FROM @k_link WHERE field = $1 AND {listed} ORDER BY source"
        );
        let params = [side::side_key(object, link).into(), Value::Ids(gone.to_vec())];
        let named = link
            .link_targets()
            .is_none_or(|targets| targets.len() != 1 || targets[0] == "*");
        let found = work.tx.rows(&sql, &params, |row| {
            Ok((
                row.get::<Id>(0)?,
                row.get::<Id>(1)?.to_string(),
                row.get::<String>(2)?,
            ))
        })?;
        for (id, target, of) in found {
            let item = if named {
                json!({"id": target, "object": of})
            } else {
                json!(target)
            };
            let values = [(link.key.clone(), item)].into_iter().collect();
            commands.push(Command {
                object: object.key().to_owned(),
                op: Op::Unlink { id, values },
            });
        }
    } else {
        let listed = work.tx.dialect().in_list(&format!("\"{}\"", link.id), "$1");
        let sql = format!("SELECT id FROM @{} WHERE {listed} ORDER BY id", object.table());
        for id in work
            .tx
            .rows(&sql, &[Value::Ids(gone.to_vec())], |row| row.get(0))?
        {
            let values = [(link.key.clone(), Json::Null)].into_iter().collect();
            commands.push(Command::update(object.key(), id, values));
        }
    }
    if !commands.is_empty() {
        work.trusted(|work| apply(work, commands))?;
    }
    Ok(())
}

/// Recomputes the totals of the records that changed parts belong to.
pub fn totals(work: &mut Work<'_>, part: &Arc<Object>, changes: &[Change]) -> Result<()> {
    let Some(link) = part.def.part_of.as_deref().and_then(|key| part.field(key)) else {
        return Ok(());
    };
    let catalog = work.ctx.catalog.clone();
    let Some(whole) = crate::schema::single_target(&catalog, link) else {
        return Ok(());
    };
    let owners: BTreeSet<Id> = changes
        .iter()
        .flat_map(|c| c.before.iter().chain([&c.after]))
        .filter_map(|r| r.link(&link.key))
        .collect();
    if owners.is_empty() {
        return Ok(());
    }
    let mut wholes = load::by_ids(work.ctx, work.tx, whole, &owners.into_iter().collect::<Vec<_>>())?;
    // What is in the trash keeps its totals: its parts went there with it.
    wholes.retain(|_, record| record.deleted_at.is_none());
    let ids: Vec<Id> = wholes.keys().copied().collect();
    let mut computed = false;
    for field in &whole.fields {
        let over = Sum::of(&catalog, field).filter(|_| matches!(field.kind, FieldType::Total { .. }));
        if over.is_some_and(|sum| Arc::ptr_eq(sum.source, part)) {
            computed::total(work.ctx, work.tx, whole, field, &ids)?;
            computed = true;
        }
    }
    if !computed {
        return Ok(());
    }
    let mut changes = Vec::new();
    for (id, mut after) in load::by_ids(work.ctx, work.tx, whole, &ids)? {
        let Some(before) = wholes.remove(&id).filter(|before| before.values != after.values) else {
            continue;
        };
        check::derive(work.ctx, &mut after);
        write::stamp(work.ctx, ChangeKind::Update, &mut after);
        changes.push(Change {
            kind: ChangeKind::Update,
            before: Some(before),
            after,
        });
    }
    follow_totals(work, whole, &changes)
}

/// New totals are a new version of the record, with formulas over them and totals above them; they make no history,
/// as all that is computed.
fn follow_totals(work: &mut Work<'_>, whole: &Arc<Object>, changes: &[Change]) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let mut statements = Vec::new();
    for change in changes {
        write::row(work.ctx, change, &mut statements);
        work.events.push(write::event(work.ctx, change));
    }
    work.tx.run_all(statements)?;
    side::search(work.ctx, work.tx, whole, &changes.iter().collect::<Vec<_>>())?;
    totals(work, whole, changes)
}
