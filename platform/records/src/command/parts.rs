//! Parts live and die with what they belong to; totals over them are computed in the same transaction.

use std::collections::BTreeSet;
use std::sync::Arc;

use kontor_database::Value;
use kontor_definitions::{ComputedFn, FieldDef, FieldType, Object};
use kontor_kernel::{Id, Result};

use crate::behavior::{Change, ChangeKind};
use crate::command::{Command, Op, Work, apply};

/// Trashes, restores and deletes parts after the records they belong to.
pub fn follow(work: &mut Work<'_>, object: &Arc<Object>, changes: &[Change]) -> Result<()> {
    let catalog = work.ctx.catalog.clone();
    let moved: Vec<&Change> = changes
        .iter()
        .filter(|c| matches!(c.kind, ChangeKind::Delete | ChangeKind::Restore | ChangeKind::Final))
        .collect();
    if moved.is_empty() {
        return Ok(());
    }
    for incoming in catalog.incoming(object.key()) {
        let Some(part) = catalog.object(&incoming.object) else { continue };
        let Some(link) = part.field(&incoming.field) else { continue };
        if part.def.part_of.as_deref() == Some(&incoming.field) {
            let mut commands = Vec::new();
            for change in &moved {
                for id in parts_of(work, part, link, change)? {
                    let op = match change.kind {
                        ChangeKind::Restore => Op::Restore { id },
                        kind => Op::Delete { id, version: None, forever: kind == ChangeKind::Final },
                    };
                    commands.push(Command { object: part.key().to_owned(), op });
                }
            }
            if !commands.is_empty() {
                work.trusted(|work| apply(work, commands))?;
            }
        } else {
            let gone: Vec<Id> = moved.iter().filter(|c| c.kind == ChangeKind::Final).map(|c| c.after.id).collect();
            clear_links(work, part, link, &gone)?;
        }
    }
    Ok(())
}

/// The parts that go the same way: live ones into the trash, of trashed ones those that went there together.
fn parts_of(work: &mut Work<'_>, part: &Object, link: &FieldDef, change: &Change) -> Result<Vec<Id>> {
    let mut params = vec![Value::from(change.after.id)];
    let condition = match (change.kind, &change.before) {
        (ChangeKind::Delete, _) => "AND deleted_at IS NULL",
        (ChangeKind::Restore, Some(before)) => {
            params.push(before.deleted_set.into());
            "AND deleted_set = $2"
        }
        _ => "",
    };
    let sql = format!("SELECT id FROM @{} WHERE \"{}\" = $1 {condition} ORDER BY id", part.table(), link.id);
    work.tx.rows(&sql, &params, |row| row.get(0))
}

/// Links to what was deleted for good are cleared, noted in the history of the records that had them.
fn clear_links(work: &mut Work<'_>, object: &Arc<Object>, link: &FieldDef, gone: &[Id]) -> Result<()> {
    if gone.is_empty() || link.is_many() || link.system {
        return Ok(());
    }
    let sql = format!(
        "SELECT id FROM @{} WHERE {} AND deleted_at IS NULL ORDER BY id",
        object.table(),
        work.tx.dialect().in_list(&format!("\"{}\"", link.id), "$1")
    );
    let ids: Vec<Id> = work.tx.rows(&sql, &[Value::Ids(gone.to_vec())], |row| row.get(0))?;
    let clear = |id| {
        let values = [(link.key.clone(), kontor_kernel::Json::Null)].into_iter().collect();
        Command::update(object.key(), id, values)
    };
    if !ids.is_empty() {
        work.trusted(|work| apply(work, ids.into_iter().map(clear).collect()))?;
    }
    Ok(())
}

/// Recomputes the totals of the records that changed parts belong to.
pub fn totals(work: &mut Work<'_>, part: &Arc<Object>, changes: &[Change]) -> Result<()> {
    let Some(link) = part.def.part_of.as_deref().and_then(|key| part.field(key)) else { return Ok(()) };
    let catalog = work.ctx.catalog.clone();
    let Some(whole) = crate::schema::single_target(&catalog, link) else { return Ok(()) };
    let owners: BTreeSet<Id> =
        changes.iter().flat_map(|c| c.before.iter().chain([&c.after])).filter_map(|r| r.link(&link.key)).collect();
    if owners.is_empty() {
        return Ok(());
    }
    for field in &whole.fields {
        let FieldType::Total { object, link: by, function, field: of } = &field.kind else { continue };
        let ours = catalog.object(object).is_some_and(|object| Arc::ptr_eq(object, part));
        let Some(by) = part.field(by).filter(|_| ours) else { continue };
        let ids = Value::Ids(owners.iter().copied().collect());
        let value = aggregate(*function, of.as_deref().and_then(|key| part.field(key)));
        let sql = format!(
            "UPDATE @{whole} SET \"{total}\" = (SELECT {value} FROM @{parts} p WHERE p.\"{by}\" = @{whole}.id \
             AND p.deleted_at IS NULL) WHERE {ids}",
            whole = whole.table(),
            total = field.id,
            parts = part.table(),
            by = by.id,
            ids = work.tx.dialect().in_list("id", "$1"),
        );
        work.tx.execute(&sql, &[ids])?;
    }
    Ok(())
}

/// The SQL of an aggregate over the column of a field, in the scale totals and rollups are stored in; an average is
/// not among them: it is divided in Rust.
fn aggregate(function: ComputedFn, field: Option<&FieldDef>) -> String {
    let column = field.map(|field| {
        let name = format!("p.\"{}\"", field.index_column());
        match field.kind {
            FieldType::Money => name,
            FieldType::Decimal { scale } if scale <= 4 => format!("{name} * {}", 10i64.pow(u32::from(4 - scale))),
            FieldType::Percentage => format!("{name} * 100"),
            _ => format!("{name} * 10000"),
        }
    });
    match (function, column) {
        (ComputedFn::Count, _) | (_, None) => "count(*)".to_owned(),
        (ComputedFn::Sum, Some(column)) => format!("CAST(coalesce(sum({column}), 0) AS bigint)"),
        (ComputedFn::Min, Some(column)) => format!("min({column})"),
        (ComputedFn::Max, Some(column)) => format!("max({column})"),
        (ComputedFn::Average, Some(column)) => half_even_average(&column),
    }
}

/// `sum / count` rounded half to even with whole numbers alone, so that both databases agree.
fn half_even_average(column: &str) -> String {
    let sum = format!("CAST(sum({column}) AS bigint)");
    let count = format!("count({column})");
    let floor = format!("(({sum} - ((({sum} % {count}) + {count}) % {count})) / {count})");
    let rest = format!("((({sum} % {count}) + {count}) % {count})");
    format!(
        "CASE WHEN {count} = 0 THEN NULL WHEN {rest} * 2 > {count} OR ({rest} * 2 = {count} AND {floor} % 2 <> 0) \
         THEN {floor} + 1 ELSE {floor} END"
    )
}
