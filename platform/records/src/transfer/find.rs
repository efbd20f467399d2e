//! Records by what an import knows of them: keys of other systems, names, addresses. Only live ones that the caller may
//! read, looked up for a whole block of rows at once.

use std::collections::HashMap;
use std::sync::Arc;

use kontor_database::{Row, Tx, Value};
use kontor_definitions::storage::FOLD;
use kontor_definitions::{Action, FieldDef, Object};
use kontor_kernel::{Id, Result};

use crate::command::side_key;
use crate::ctx::Ctx;
use crate::domains;
use crate::label::Told;
use crate::query::scope::{ROOT, Scope, column};

/// Live records the caller may read, by their keys in another system.
pub fn by_external_key(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    system: &str,
    keys: &[String],
) -> Result<HashMap<String, Id>> {
    let join = "JOIN @k_external e ON e.record = t.id";
    let condition = |scope: &mut Scope<'_>, list: &str| {
        let (table, system) = (scope.bind(object.table()), scope.bind(system));
        format!(
            "e.object = {table} AND e.system = {system} AND {}",
            scope.dialect.in_list("e.key", list)
        )
    };
    let found = find(ctx, tx, object, "e.key", join, keys, condition)?;
    Ok(found.into_iter().rev().collect())
}

/// The systems of which records of an object have keys, whoever asks.
pub fn systems(tx: &mut Tx, object: &Object) -> Result<Vec<String>> {
    // From one to the next in the index: many records have keys of few systems.
    let next = |after: &str| format!("SELECT min(system) FROM @k_external WHERE object = $1{after}");
    let sql = format!(
        "WITH RECURSIVE s(system) AS ({} UNION ALL SELECT ({}) FROM s WHERE s.system IS NOT NULL) \
         SELECT system FROM s WHERE system IS NOT NULL",
        next(""),
        next(" AND system > s.system"),
    );
    tx.rows(&sql, &[object.table().into()], |row| row.get(0))
}

/// Live records the caller may read, by their keys in one of these systems: `(system, key, id)`, the oldest first.
pub fn by_key_of(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    systems: &[String],
    keys: &[String],
) -> Result<Vec<(String, String, Id)>> {
    if systems.is_empty() {
        return Ok(Vec::new());
    }
    let join = "JOIN @k_external e ON e.record = t.id";
    let condition = |scope: &mut Scope<'_>, list: &str| {
        let table = scope.bind(object.table());
        let systems = scope.bind(Value::Texts(systems.to_vec()));
        format!(
            "e.object = {table} AND {} AND {}",
            scope.dialect.in_list("e.system", &systems),
            scope.dialect.in_list("e.key", list)
        )
    };
    let found = find(ctx, tx, object, "e.system || ':' || e.key", join, keys, condition)?;
    let parts = |(place, id): (String, Id)| {
        // The name of a system has no colon.
        let (system, key) = place.split_once(':')?;
        Some((system.to_owned(), key.to_owned(), id))
    };
    Ok(found.into_iter().filter_map(parts).collect())
}

/// Live records the caller may read, by their folded labels: `(label, id)`, the oldest first.
pub fn by_label(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    folded: &[String],
) -> Result<Vec<(String, Id)>> {
    let label = Told::to(ctx.policy.rights(object), object).folded(ROOT, object);
    find(ctx, tx, object, &label, "", folded, |scope, list| {
        scope.dialect.in_list(&label, list)
    })
}

/// Live records the caller may read, by the folded text of a field: `(text, id)`, the oldest first.
pub fn by_text(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    field: &FieldDef,
    folded: &[String],
) -> Result<Vec<(String, Id)>> {
    let column = column(ROOT, &field.column(FOLD));
    find(ctx, tx, object, &column, "", folded, |scope, list| {
        scope.dialect.in_list(&column, list)
    })
}

/// Live records the caller may read, by an item of a multi-valued field in normal form: `(item, id)`, the oldest first.
pub fn by_item(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    field: &FieldDef,
    normal: &[String],
) -> Result<Vec<(String, Id)>> {
    let join = "JOIN @k_value e ON e.record = t.id";
    let condition = |scope: &mut Scope<'_>, list: &str| {
        let field = scope.bind(side_key(object, field));
        format!("e.field = {field} AND {}", scope.dialect.in_list("e.norm", list))
    };
    find(ctx, tx, object, "e.norm", join, normal, condition)
}

/// Live records the caller may read, by the domain of their e-mail and web addresses: `(domain, id)`, the oldest first.
pub fn by_domain(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    domains: &[String],
) -> Result<Vec<(String, Id)>> {
    let rights = ctx.policy.rights(object);
    let fields = object.fields.iter().enumerate();
    let seen = fields.filter(|(at, field)| domains::tells(object, field) && !rights.hidden(*at));
    let keys: Vec<String> = seen.map(|(_, field)| side_key(object, field)).collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let join = "JOIN @k_value e ON e.record = t.id";
    let condition = |scope: &mut Scope<'_>, list: &str| {
        let keys = scope.bind(Value::Texts(keys));
        format!(
            "e.domain IS NOT NULL AND {} AND {}",
            scope.dialect.in_list("e.domain", list),
            scope.dialect.in_list("e.field", &keys)
        )
    };
    find(ctx, tx, object, "e.domain", join, domains, condition)
}

fn find(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    shown: &str,
    join: &str,
    wanted: &[String],
    condition: impl FnOnce(&mut Scope<'_>, &str) -> String,
) -> Result<Vec<(String, Id)>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut scope = Scope::new(ctx, tx.dialect());
    let list = scope.bind(Value::Texts(wanted.to_vec()));
    let condition = condition(&mut scope, &list);
    let allowed = scope
        .permission(ROOT, object, Action::Read)?
        .map(|c| format!(" AND {c}"))
        .unwrap_or_default();
    let sql = format!(
        "SELECT {shown}, t.id FROM @{table} {ROOT} {join}{joins} WHERE {condition} AND t.deleted_at IS NULL{allowed} \
         ORDER BY t.id",
        table = object.table(),
        joins = scope.joins(),
    );
    tx.rows(&sql, &scope.params, |row: &Row<'_>| {
        Ok((row.get(0)?, row.get(1)?))
    })
}
