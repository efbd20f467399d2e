//! Whole objects out of one database and into another.
//!
//! A record is carried by its canonical values, which mean the same on both databases and to people; what is derived from
//! them is derived anew. Only what can't be derived again travels as the columns hold it: amounts in the workspace's
//! currency by the rates of their day, and rollups with the instant they were computed. Events stay behind, and with them
//! what rollups had not yet followed: the first run of their job computes them all.

use std::collections::HashMap;
use std::sync::Arc;

use kontor_database::{Database, Row, Statement, Tx, Value};
use kontor_definitions::storage::BASE;
use kontor_definitions::{CatalogData, Column, FieldType, Object, Storage, diff};
use kontor_kernel::{Caller, Code, Error, Id, Json, JsonMap, Result, Timestamp, fold};
use serde_json::json;

use crate::behavior::{Change, ChangeKind};
use crate::command::side;
use crate::ctx::Ctx;
use crate::fields::kind;
use crate::policy::Policy;
use crate::query::load;
use crate::record::Record;
use crate::{ddl, rollups, tables, texts, workspace};

/// Makes the tables of a workspace from its definitions, without any record.
///
/// # Errors
/// `conflict` when there are tables already.
pub async fn prepare(database: &Database, catalog: CatalogData, now: Timestamp) -> Result<()> {
    let steps: Vec<_> = [
        kontor_jobs::MIGRATIONS,
        kontor_events::MIGRATIONS,
        kontor_search::MIGRATIONS,
        tables::MIGRATIONS,
        texts::MIGRATIONS,
    ]
    .concat();
    database.migrate(&steps).await?;
    let work = move |tx: &mut Tx| {
        kontor_search::create_indexes(tx)?;
        rollups::ensure(tx)?;
        rollups::distrust(tx)?;
        if workspace::stored_catalog(tx)?.is_some() {
            return Err(Error::new(Code::Conflict, "The database is not empty."));
        }
        ddl::create(tx, &diff(&CatalogData::default(), &catalog))?;
        workspace::store_catalog(tx, &catalog, now.micros())
    };
    database.write_alone(work).await
}

/// A context with everything allowed, by the definitions and settings that this transaction sees.
pub fn context(tx: &mut Tx, caller: &Caller) -> Result<Ctx> {
    let state = workspace::read_state(tx)?;
    Ok(Ctx {
        caller: caller.clone(),
        catalog: state.catalog,
        policy: Arc::new(Policy::everything()),
        settings: state.settings,
        formulas: state.formulas,
        change_set: Id::generate(&caller.clock),
    })
}

/// Whether nobody but Kontor itself has ever written anything: a new workspace with its first records.
pub fn is_untouched(tx: &mut Tx) -> Result<bool> {
    let touched = "SELECT 1 FROM @k_change_set WHERE actor <> 'system' LIMIT 1";
    Ok(tx.row(touched, &[], |_| Ok(()))?.is_none())
}

/// How many records an object has, trashed ones too.
pub fn count(tx: &mut Tx, object: &Object) -> Result<u64> {
    let sql = format!("SELECT count(*) FROM @{}", object.table());
    Ok(tx.row(&sql, &[], |row| row.get::<u64>(0))?.unwrap_or(0))
}

/// Records after an id, trashed ones too, by id.
pub fn dump(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    after: Id,
    limit: usize,
) -> Result<Vec<(Id, Json)>> {
    let tail = format!("ORDER BY t.id LIMIT {limit}");
    let records = load::select(ctx, tx, object, "t.id > $1", &tail, vec![after.into()])?;
    let mut raw = raw(tx, object, after, limit)?;
    let line = |record: Record| {
        let values = object
            .fields
            .iter()
            .zip(&record.values)
            .filter(|(_, value)| !value.is_null());
        let values: JsonMap = values
            .map(|(field, value)| (field.id.clone(), value.clone()))
            .collect();
        let line = json!({
            "id": record.id,
            "version": record.version,
            "label": record.label,
            "deleted_at": record.deleted_at,
            "deleted_set": record.deleted_set,
            "values": values,
            "columns": raw.remove(&record.id).unwrap_or_default(),
        });
        (record.id, line)
    };
    Ok(records.into_iter().map(line).collect())
}

/// The columns that can't be derived again.
fn kept(object: &Object) -> Vec<Column> {
    let columns = object.fields.iter().flat_map(|field| {
        let all = match field.kind {
            FieldType::Money | FieldType::Rollup { .. } => field.columns(),
            _ => Vec::new(),
        };
        let base = (field.kind == FieldType::Money).then(|| field.column(BASE));
        all.into_iter()
            .filter(move |column| base.as_ref().is_none_or(|base| *base == column.name))
    });
    columns.collect()
}

fn raw(tx: &mut Tx, object: &Object, after: Id, limit: usize) -> Result<HashMap<Id, JsonMap>> {
    let columns = kept(object);
    if columns.is_empty() {
        return Ok(HashMap::new());
    }
    let names: String = columns
        .iter()
        .map(|column| format!(", \"{}\"", column.name))
        .collect();
    let sql = format!(
        "SELECT id{names} FROM @{} WHERE id > $1 ORDER BY id LIMIT {limit}",
        object.table()
    );
    let read = |row: &Row<'_>| {
        let mut values = JsonMap::new();
        for (at, column) in columns.iter().enumerate() {
            let value = match column.storage {
                Storage::Int => row.int(at + 1)?.map(Json::from),
                Storage::Text => row.text(at + 1)?.map(Json::from),
                Storage::Bool => row.boolean(at + 1)?.map(Json::from),
                Storage::Id => row.id(at + 1)?.map(|id| json!(id)),
            };
            if let Some(value) = value {
                values.insert(column.name.clone(), value);
            }
        }
        Ok((row.get::<Id>(0)?, values))
    };
    Ok(tx.rows(&sql, &[after.into()], read)?.into_iter().collect())
}

/// Writes records that were dumped, with everything that follows from them but search, history and events.
///
/// # Errors
/// `validation` for what is no dumped record of this object.
pub fn load(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, lines: &[Json]) -> Result<()> {
    let fields: Vec<String> = object
        .fields
        .iter()
        .flat_map(|field| field.columns())
        .map(|column| column.name)
        .collect();
    let plain = ["label", "label__fold", "deleted_at", "deleted_set"].map(str::to_owned);
    let names: Vec<String> = plain
        .iter()
        .chain(&fields)
        .map(|name| format!("\"{name}\""))
        .collect();
    let places: Vec<String> = (1..=names.len()).map(|n| format!("${n}")).collect();
    let insert = format!(
        "INSERT INTO @{} ({}) VALUES ({})",
        object.table(),
        names.join(", "),
        places.join(", ")
    );
    let kept = kept(object);
    let mut statements = Vec::new();
    for line in lines {
        let record = record(object, line)?;
        let (label, folded) = (
            Value::from(record.label.as_str()),
            Value::from(fold(&record.label)),
        );
        let mut values = vec![label, folded, record.deleted_at.into(), record.deleted_set.into()];
        for (field, value) in object.fields.iter().zip(&record.values) {
            kind(&field.kind).store(field, value, &ctx.accept(), &mut values);
        }
        for column in &kept {
            if let Some(at) = fields.iter().position(|name| *name == column.name) {
                values[plain.len() + at] = stored(column, &line["columns"][&column.name])?;
            }
        }
        statements.push(Statement::new(insert.clone(), values));
        side::statements(ctx, &made(record), &mut statements);
    }
    tx.run_all(statements)
}

fn made(record: Record) -> Change {
    Change {
        kind: ChangeKind::Create,
        before: None,
        after: record,
    }
}

fn record(object: &Arc<Object>, line: &Json) -> Result<Record> {
    let refuse = |what: &str| {
        Error::invalid(
            "",
            "invalid_record",
            format!("A record of {} has no {what}.", object.key()),
        )
    };
    let id: Id = line["id"]
        .as_str()
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| refuse("id"))?;
    let mut record = Record::empty(object, id);
    record.version = line["version"].as_i64().ok_or_else(|| refuse("version"))?;
    record.label = line["label"].as_str().ok_or_else(|| refuse("label"))?.to_owned();
    record.deleted_at = line["deleted_at"].as_i64();
    record.deleted_set = line["deleted_set"].as_str().and_then(|id| id.parse().ok());
    for (name, value) in line["values"].as_object().ok_or_else(|| refuse("values"))? {
        let at = object.fields.iter().position(|field| field.id == *name);
        record.values[at.ok_or_else(|| refuse(&format!("field {name:?}")))?] = value.clone();
    }
    Ok(record)
}

fn stored(column: &Column, value: &Json) -> Result<Value> {
    let refuse = || {
        Error::invalid(
            "",
            "invalid_record",
            format!("The column {:?} can't hold this.", column.name),
        )
    };
    if value.is_null() {
        return Ok(Value::Null);
    }
    let value = match column.storage {
        Storage::Int => value.as_i64().map(Value::Int),
        Storage::Text => value.as_str().map(Value::from),
        Storage::Bool => value.as_bool().map(Value::Bool),
        Storage::Id => value.as_str().and_then(|id| id.parse::<Id>().ok()).map(Value::Id),
    };
    value.ok_or_else(refuse)
}

/// Live records that are not in the search index, by when they were last touched, after a place: for an index in which
/// later means newer.
pub fn not_found(tx: &mut Tx, object: &Object, after: (i64, Id), limit: usize) -> Result<Vec<(i64, Id)>> {
    let sql = format!(
        "SELECT updated_at, id FROM @{} AS t WHERE deleted_at IS NULL AND (updated_at, id) > ($1, $2) \
         AND NOT EXISTS (SELECT 1 FROM @k_search_doc AS d WHERE d.record = t.id) \
         ORDER BY updated_at, id LIMIT $3",
        object.table()
    );
    tx.rows(&sql, &[after.0.into(), after.1.into(), limit.into()], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// Puts records into the search index, in this order.
pub fn index(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, ids: &[Id]) -> Result<()> {
    let mut records = load::by_ids(ctx, tx, object, ids)?;
    let changes: Vec<Change> = ids.iter().filter_map(|id| records.remove(id)).map(made).collect();
    side::search(ctx, tx, object, &changes.iter().collect::<Vec<_>>())
}
