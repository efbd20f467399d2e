//! What a change of definitions was made of, noted in history so that it can be taken back.

use std::sync::Arc;

use kontor_database::{Tx, Value};
use kontor_definitions::revert::{self, Part};
use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_kernel::{Error, Id, JsonMap, Result};
use serde_json::json;

use crate::command::side_key;
use crate::ctx::Ctx;
use crate::ddl::route::by_id;
use crate::fields::kind;
use crate::former;
use crate::history;

/// What stands in such an entry in the place of an object.
const PLACE: &str = "k_catalog";

/// Notes the change from one catalog to the next, before anything of it is done.
pub(super) fn note(tx: &mut Tx, base: &Ctx, target: &Ctx) -> Result<()> {
    let mut parts = revert::parts(&base.catalog.data(), &target.catalog.data());
    for part in parts.iter_mut().filter(|part| part.after.is_none()) {
        part.lost = match found(base, part) {
            Some((object, None)) => has_records(tx, &object)?,
            Some((object, Some(field))) => has_values(tx, base, &object, &field, &[])?,
            None => false,
        };
    }
    let mut changes = JsonMap::new();
    changes.insert("parts".to_owned(), json!(parts));
    let version = target.catalog.version;
    tx.run(&history::insert(
        base,
        PLACE,
        Id::NIL,
        version,
        former::DEFINITION,
        changes,
    ))
    .map(drop)
}

/// The parts of a change; none where the change set changed no definitions, or is from before they were noted.
pub(crate) fn read(tx: &mut Tx, change_set: Id) -> Result<Vec<Part>> {
    let sql = "SELECT changes FROM @k_history WHERE change_set = $1 AND object = $2";
    let text = tx.row(sql, &[change_set.into(), PLACE.into()], |row| {
        row.get::<String>(0)
    })?;
    let Some(text) = text else { return Ok(Vec::new()) };
    #[derive(serde::Deserialize)]
    struct Noted {
        parts: Vec<Part>,
    }
    let noted: Noted = serde_json::from_str(&text).map_err(Error::internal)?;
    Ok(noted.parts)
}

fn found(ctx: &Ctx, part: &Part) -> Option<(Arc<Object>, Option<FieldDef>)> {
    let object = by_id(&ctx.catalog, &part.object)?.clone();
    match &part.field {
        None => Some((object, None)),
        Some(id) => {
            let field = object.fields.iter().find(|field| field.id == *id)?.clone();
            Some((object, Some(field)))
        }
    }
}

/// Whether an object has records, in the trash too.
pub(crate) fn has_records(tx: &mut Tx, object: &Object) -> Result<bool> {
    let sql = format!("SELECT 1 FROM @{} LIMIT 1", object.table());
    Ok(tx.row(&sql, &[], |_| Ok(()))?.is_some())
}

/// Whether records have other values in a field than these (in wire form), which one may do without. What is computed from
/// other values is none.
pub(crate) fn has_values(
    tx: &mut Tx,
    ctx: &Ctx,
    object: &Object,
    field: &FieldDef,
    but: &[kontor_kernel::Json],
) -> Result<bool> {
    if field.is_computed() && !matches!(field.kind, FieldType::AutoNumber { .. }) {
        return Ok(false);
    }
    let columns = field.columns();
    let Some(column) = columns.first() else {
        let sql = "SELECT 1 FROM @k_link WHERE field = $1 LIMIT 1";
        return Ok(tx
            .row(sql, &[side_key(object, field).into()], |_| Ok(()))?
            .is_some());
    };
    let mut condition = format!("\"{}\" IS NOT NULL", column.name);
    let mut params: Vec<Value> = Vec::new();
    for value in but {
        let mut stored = Vec::new();
        kind(&field.kind).store(field, value, &ctx.accept(), &mut stored);
        params.extend(stored.into_iter().next());
        condition.push_str(&format!(" AND \"{}\" <> ${}", column.name, params.len()));
    }
    let sql = format!("SELECT 1 FROM @{} WHERE {condition} LIMIT 1", object.table());
    Ok(tx.row(&sql, &params, |_| Ok(()))?.is_some())
}
