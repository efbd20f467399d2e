//! Rows into memory: what the write path needs to know of records before it changes them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use kontor_database::{Row, Tx, Value};
use kontor_definitions::{Action, FieldDef, Object};
use kontor_expression::Tree;
use kontor_kernel::{Id, Json, Result};

use crate::command::side_key;
use crate::ctx::Ctx;
use crate::fields::kind;
use crate::policy::Permit;
use crate::query::scope::{ROOT, Scope};
use crate::query::sort;
use crate::record::Record;
use crate::schema;

/// Records by id, trashed ones too, whoever asks: permission is asked by [`permitted`].
pub fn by_ids(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, ids: &[Id]) -> Result<HashMap<Id, Record>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let condition = tx.dialect().in_list("t.id", "$1");
    select(ctx, tx, object, &condition, "", vec![Value::Ids(ids.to_vec())])
        .map(|records| records.into_iter().map(|record| (record.id, record)).collect())
}

/// The versions of those of these records that are live, whoever asks.
pub fn versions(tx: &mut Tx, object: &Object, ids: &[Id]) -> Result<HashMap<Id, i64>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let listed = tx.dialect().in_list("id", "$1");
    let table = object.table();
    let sql = format!("SELECT id, version FROM @{table} WHERE {listed} AND deleted_at IS NULL");
    let rows = tx.rows(&sql, &[Value::Ids(ids.to_vec())], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    Ok(rows.into_iter().collect())
}

/// Those of these records that are live, whoever asks, with one field and no others.
pub fn one_field(tx: &mut Tx, object: &Arc<Object>, field: &str, ids: &[Id]) -> Result<HashMap<Id, Record>> {
    let position = object.position(field);
    let condition = format!("{} AND t.deleted_at IS NULL", tx.dialect().in_list("t.id", "$1"));
    let params = [Value::Ids(ids.to_vec())];
    let records = read(
        tx,
        object,
        &|at| Some(at) == position,
        "",
        &condition,
        "",
        &params,
    )?;
    Ok(records.into_iter().map(|record| (record.id, record)).collect())
}

/// Live records behind this one in the order of their ids, whoever asks, with the fields at some positions and no others.
pub fn after(
    tx: &mut Tx,
    object: &Arc<Object>,
    is_wanted: impl Fn(usize) -> bool,
    id: Id,
    limit: usize,
) -> Result<Vec<Record>> {
    let params = [id.into(), limit.into()];
    let condition = "t.id > $1 AND t.deleted_at IS NULL";
    read(
        tx,
        object,
        &is_wanted,
        "",
        condition,
        "ORDER BY t.id LIMIT $2",
        &params,
    )
}

/// Records that meet a condition on the alias `t`, with their links to many.
pub fn select(
    _ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    condition: &str,
    tail: &str,
    params: Vec<Value>,
) -> Result<Vec<Record>> {
    read(tx, object, &|_| true, "", condition, tail, &params)
}

/// Live records that meet a filter, in an order, whoever asks: what behaviours and jobs look for. Fewer than the
/// limit means that there are no more.
pub fn matching(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    filter: &Tree,
    order: &str,
    limit: usize,
) -> Result<Vec<Record>> {
    let ctx = ctx.trusted();
    let filter = schema::condition(filter, &ctx.catalog, &ctx.policy, object)?;
    let mut scope = Scope::new(&ctx, tx.dialect());
    let condition = scope.filter(object, &filter)?;
    let keys = sort::parse(&mut scope, &ctx, object, order)?;
    let order: Vec<String> = keys.iter().map(|key| super::list::order(key, true)).collect();
    let condition = format!("t.deleted_at IS NULL AND {condition}");
    let tail = format!("ORDER BY {} LIMIT {limit}", order.join(", "));
    read(
        tx,
        object,
        &|_| true,
        &scope.joins(),
        &condition,
        &tail,
        &scope.params,
    )
}

fn read(
    tx: &mut Tx,
    object: &Arc<Object>,
    is_wanted: &dyn Fn(usize) -> bool,
    joins: &str,
    condition: &str,
    tail: &str,
    params: &[Value],
) -> Result<Vec<Record>> {
    let mut columns = vec![
        "t.label".to_owned(),
        "t.deleted_at".to_owned(),
        "t.deleted_set".to_owned(),
    ];
    // Nothing is a record without its id and its version.
    let wanted = object.fields.iter().enumerate();
    let wanted =
        wanted.filter(|(at, field)| matches!(field.key.as_str(), "id" | "version") || is_wanted(*at));
    let wanted: Vec<(usize, &FieldDef)> = wanted.collect();
    for (_, field) in &wanted {
        columns.extend(
            field
                .columns()
                .iter()
                .map(|column| format!("t.\"{}\"", column.name)),
        );
    }
    let sql = format!(
        "SELECT {} FROM @{} t{joins} WHERE {condition} {tail}",
        columns.join(", "),
        object.table()
    );
    let mut records = tx.rows(&sql, params, |row| record(object, &wanted, row))?;
    if !records.is_empty() && wanted.iter().any(|(_, field)| field.is_many()) {
        many_links(tx, object, &mut records)?;
    }
    Ok(records)
}

fn record(object: &Arc<Object>, wanted: &[(usize, &FieldDef)], row: &Row<'_>) -> Result<Record> {
    let mut record = Record::empty(object, Id::NIL);
    record.label = row.text(0)?.unwrap_or_default().to_owned();
    record.deleted_at = row.int(1)?;
    record.deleted_set = row.id(2)?;
    let mut at = 3;
    let mut text = Vec::new();
    for (place, field) in wanted {
        let width = field.columns().len();
        if width == 0 {
            continue;
        }
        // Of a sum the amount may not be known, and yet it says how many amounts it lacks.
        if field.sums_money || !row.is_null(at)? {
            text.clear();
            kind(&field.kind).write(field, row, at, &mut text)?;
            record.values[*place] = serde_json::from_slice(&text).map_err(kontor_kernel::Error::internal)?;
        }
        at += width;
    }
    record.version = record.get("version").as_i64().unwrap_or(0);
    record.id = record.link("id").unwrap_or(Id::NIL);
    Ok(record)
}

fn many_links(tx: &mut Tx, object: &Arc<Object>, records: &mut [Record]) -> Result<()> {
    let places: HashMap<String, usize> = object
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| field.is_many())
        .map(|(at, field)| (side_key(object, field), at))
        .collect();
    let ids: Vec<Id> = records.iter().map(|record| record.id).collect();
    let sql = format!(
        "SELECT source, field, target, target_object FROM @k_link WHERE {} ORDER BY source, field, pos",
        tx.dialect().in_list("source", "$1")
    );
    let mut found: BTreeMap<(Id, usize), Vec<Json>> = BTreeMap::new();
    let rows = tx.rows(&sql, &[Value::Ids(ids)], |row| {
        Ok((
            row.get::<Id>(0)?,
            row.get::<String>(1)?,
            row.get::<Id>(2)?,
            row.get::<String>(3)?,
        ))
    })?;
    for (source, field, target, target_object) in rows {
        let Some(at) = places.get(&field) else { continue };
        let single = object.fields[*at]
            .link_targets()
            .is_some_and(|t| t.len() == 1 && t[0] != "*");
        let item = match single {
            true => Json::String(target.to_string()),
            false => serde_json::json!({"id": target.to_string(), "object": target_object}),
        };
        found.entry((source, *at)).or_default().push(item);
    }
    for record in records {
        for at in places.values() {
            if let Some(items) = found.remove(&(record.id, *at)) {
                record.values[*at] = Json::Array(items);
            }
        }
    }
    Ok(())
}

/// Which of these records the caller may do something with, trashed ones too.
pub fn permitted(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    action: Action,
    ids: &[Id],
) -> Result<HashSet<Id>> {
    select_ids(ctx, tx, object, action, ids, "")
}

/// Which of these records the caller may read, trashed ones too: one statement for all objects, one set for each entry.
pub fn readable(ctx: &Ctx, tx: &mut Tx, wanted: &[(Arc<Object>, Vec<Id>)]) -> Result<Vec<HashSet<Id>>> {
    readable_in(ctx, tx, wanted, "")
}

/// The same without trashed ones.
pub fn readable_live(ctx: &Ctx, tx: &mut Tx, wanted: &[(Arc<Object>, Vec<Id>)]) -> Result<Vec<HashSet<Id>>> {
    readable_in(ctx, tx, wanted, "deleted_at")
}

fn readable_in(
    ctx: &Ctx,
    tx: &mut Tx,
    wanted: &[(Arc<Object>, Vec<Id>)],
    missing: &str,
) -> Result<Vec<HashSet<Id>>> {
    let mut found = vec![HashSet::new(); wanted.len()];
    let mut scope = Scope::new(ctx, tx.dialect());
    let mut arms = Vec::new();
    for (n, (object, ids)) in wanted.iter().enumerate() {
        if ids.is_empty() || matches!(ctx.policy.permit(object, Action::Read), Permit::No) {
            continue;
        }
        let alias = scope.alias();
        let list = scope.bind(Value::Ids(ids.clone()));
        let listed = scope.dialect.in_list(&format!("{alias}.id"), &list);
        let allowed = scope.permission(&alias, object, Action::Read)?;
        let allowed = allowed
            .map(|condition| format!(" AND {condition}"))
            .unwrap_or_default();
        let table = object.table();
        let live = match missing {
            "" => String::new(),
            column => format!(" AND {alias}.{column} IS NULL"),
        };
        arms.push(format!(
            "SELECT CAST({n} AS bigint), {alias}.id FROM @{table} {alias} WHERE {listed}{live}{allowed}"
        ));
    }
    if arms.is_empty() {
        return Ok(found);
    }
    let sql = arms.join(" UNION ALL ");
    for (n, id) in tx.rows(&sql, &scope.params, |row| {
        Ok((row.get::<i64>(0)?, row.get::<Id>(1)?))
    })? {
        found[n as usize].insert(id);
    }
    Ok(found)
}

/// Which of these records are live and seen by the caller: what a new link may point to.
pub fn live(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, ids: &[Id]) -> Result<HashSet<Id>> {
    select_ids(ctx, tx, object, Action::Read, ids, " AND t.deleted_at IS NULL")
}

fn select_ids(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    action: Action,
    ids: &[Id],
    further: &str,
) -> Result<HashSet<Id>> {
    if ids.is_empty() || matches!(ctx.policy.permit(object, action), Permit::No) {
        return Ok(HashSet::new());
    }
    let mut scope = Scope::new(ctx, tx.dialect());
    let list = scope.bind(Value::Ids(ids.to_vec()));
    let listed = scope.dialect.in_list("t.id", &list);
    let allowed = scope
        .permission(ROOT, object, action)?
        .map(|c| format!(" AND {c}"))
        .unwrap_or_default();
    let sql = format!(
        "SELECT t.id FROM @{} {ROOT}{} WHERE {listed}{further}{allowed}",
        object.table(),
        scope.joins()
    );
    let rows = tx.rows(&sql, &scope.params, |row| row.get::<Id>(0))?;
    Ok(rows.into_iter().collect())
}
