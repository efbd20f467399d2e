//! Files that records carry: who may read one, who may put one into a record, and which are carried at all.
//!
//! A file has no permissions of its own. It belongs to whoever uploaded it, and then to everybody who may read a record
//! that carries it.

use std::collections::HashSet;
use std::sync::Arc;

use kontor_database::{Tx, Value};
use kontor_definitions::{Action, FieldDef, FieldType, Object};
use kontor_kernel::{Id, Result, Via};

use crate::command::Work;
use crate::ctx::Ctx;
use crate::policy::Permit;
use crate::query::scope::{Scope, column};

/// Columns that are asked in one compound query; databases refuse endless ones.
const ARMS: usize = 200;

/// Which of these files the caller may read: those he uploaded, and those in a field he sees of a record he may read.
pub fn readable(ctx: &Ctx, tx: &mut Tx, ids: &[Id]) -> Result<HashSet<Id>> {
    let found = known(ctx, tx, ids, false)?;
    Ok(found
        .into_iter()
        .filter(|(_, collected)| !collected)
        .map(|(id, _)| id)
        .collect())
}

/// Which of these files the caller may put into a record: those he may read, and in an undo whatever was there before.
/// One that was collected as garbage meanwhile comes back.
pub fn usable(work: &mut Work<'_>, ids: &[Id]) -> Result<HashSet<Id>> {
    let any = work.is_trusted() || work.ctx.caller.via == Via::Undo;
    let found = known(work.ctx, work.tx, ids, any)?;
    let collected: Vec<Id> = found
        .iter()
        .filter(|(_, collected)| *collected)
        .map(|(id, _)| *id)
        .collect();
    if !collected.is_empty() {
        let listed = work.tx.dialect().in_list("id", "$1");
        let sql = format!("UPDATE @k_file SET deleted_at = NULL WHERE {listed}");
        work.tx.execute(&sql, &[Value::Ids(collected)])?;
    }
    Ok(found.into_iter().map(|(id, _)| id).collect())
}

/// Which of these files some record carries, a trashed one too, whoever asks.
pub fn carried(ctx: &Ctx, tx: &mut Tx, ids: &[Id]) -> Result<HashSet<Id>> {
    let ctx = ctx.trusted();
    let mut scope = Scope::new(&ctx, tx.dialect());
    let list = scope.bind(Value::Ids(ids.to_vec()));
    let mut found = HashSet::new();
    for query in carriers(&mut scope, &list)? {
        found.extend(tx.rows(&query, &scope.params, |row| row.get::<Id>(0))?);
    }
    Ok(found)
}

/// Files that exist and are the caller's to read (or any, whoever asks), each with whether it was collected.
fn known(ctx: &Ctx, tx: &mut Tx, ids: &[Id], any: bool) -> Result<Vec<(Id, bool)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut scope = Scope::new(ctx, tx.dialect());
    let list = scope.bind(Value::Ids(ids.to_vec()));
    let listed = scope.dialect.in_list("id", &list);
    let mut condition = String::new();
    if !any {
        let actor = scope.bind(ctx.caller.actor.as_text());
        let mut ways = vec![format!("created_by = {actor}")];
        ways.extend(
            carriers(&mut scope, &list)?
                .into_iter()
                .map(|query| format!("id IN ({query})")),
        );
        condition = format!(" AND ({})", ways.join(" OR "));
    }
    let sql = format!("SELECT id, deleted_at FROM @k_file WHERE {listed}{condition}");
    tx.rows(&sql, &scope.params, |row| Ok((row.get(0)?, !row.is_null(1)?)))
}

/// Queries for those of the listed files that are in a field the caller sees of a record he may read: one, unless there
/// are very many fields for files.
fn carriers(scope: &mut Scope<'_>, list: &str) -> Result<Vec<String>> {
    let ctx = scope.ctx;
    let mut arms = Vec::new();
    for object in ctx.catalog.objects() {
        if matches!(ctx.policy.permit(object, Action::Read), Permit::No) {
            continue;
        }
        for field in file_fields(ctx, object) {
            let alias = scope.alias();
            let column = column(&alias, &field.id);
            let listed = scope.dialect.in_list(&column, list);
            let allowed = scope.permission(&alias, object, Action::Read)?;
            let allowed = allowed
                .map(|condition| format!(" AND {condition}"))
                .unwrap_or_default();
            arms.push(format!(
                "SELECT {column} FROM @{} {alias} WHERE {listed}{allowed}",
                object.table()
            ));
        }
    }
    Ok(arms.chunks(ARMS).map(|arms| arms.join(" UNION ALL ")).collect())
}

fn file_fields<'a>(ctx: &'a Ctx, object: &'a Arc<Object>) -> impl Iterator<Item = &'a FieldDef> {
    let rights = ctx.policy.rights(object);
    let fields = object.fields.iter().enumerate();
    fields
        .filter(|(at, field)| matches!(field.kind, FieldType::File) && !rights.hidden(*at))
        .map(|(_, field)| field)
}
