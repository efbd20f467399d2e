//! Values that occur twice where they are to become unique.

use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::{FieldDef, IndexDef, Object};
use kontor_kernel::{Code, Error, Id, Json, Result};
use serde_json::json;

use crate::ctx::Ctx;
use crate::fields::kind;

/// Values that are reported.
const MAX_VALUES: usize = 20;
/// Records that are reported of each.
const MAX_RECORDS: usize = 5;

/// Refuses values that several live records share, with examples.
///
/// # Errors
/// `not_unique` with `duplicates: [{"value", "records": [{"id", "label"}]}]`.
pub fn check(tx: &mut Tx, ctx: &Ctx, object: &Arc<Object>, field: &FieldDef, index: &IndexDef) -> Result<()> {
    let Some(column) = index.columns.first() else {
        return Ok(());
    };
    let table = object.table();
    let shared = format!(
        "SELECT t.id, t.label, {columns} FROM @{table} t JOIN (SELECT \"{column}\" AS twin FROM @{table} \
         WHERE deleted_at IS NULL AND \"{column}\" IS NOT NULL GROUP BY \"{column}\" HAVING count(*) > 1 \
         ORDER BY 1 LIMIT {MAX_VALUES}) twins ON t.\"{column}\" = twins.twin WHERE t.deleted_at IS NULL \
         ORDER BY twins.twin, t.id",
        columns = field
            .columns()
            .iter()
            .map(|column| format!("t.\"{}\"", column.name))
            .collect::<Vec<_>>()
            .join(", ")
    );
    let mut twins: Vec<(Json, Vec<(Id, String)>)> = Vec::new();
    let mut text = Vec::new();
    let rows = tx.rows(&shared, &[], |row| {
        text.clear();
        kind(&field.kind).write(field, row, 2, &mut text)?;
        let value: Json = serde_json::from_slice(&text).map_err(Error::internal)?;
        Ok((
            value,
            row.get::<Id>(0)?,
            row.get::<Option<String>>(1)?.unwrap_or_default(),
        ))
    })?;
    let mut last = None;
    for (value, id, label) in rows {
        // Text is unique however it is spelt, so twins are told by the normal form.
        let normal = normal_form(ctx, field, &value);
        if last.as_ref() != Some(&normal) {
            twins.push((value, Vec::new()));
            last = Some(normal);
        }
        if let Some((_, records)) = twins
            .last_mut()
            .filter(|(_, records)| records.len() < MAX_RECORDS)
        {
            records.push((id, label));
        }
    }
    if twins.is_empty() {
        return Ok(());
    }
    let examples: Vec<_> = twins
        .into_iter()
        .map(|(value, records)| {
            let records: Vec<_> = records
                .into_iter()
                .map(|(id, label)| json!({"id": id.to_string(), "label": label}))
                .collect();
            json!({"value": value, "records": records})
        })
        .collect();
    let detail = format!(
        "Several records have the same {}; it can't become unique.",
        field.key
    );
    Err(Error::new(Code::NotUnique, detail)
        .with("field", field.key.as_str())
        .with("duplicates", examples))
}

fn normal_form(ctx: &Ctx, field: &FieldDef, value: &Json) -> String {
    let mut stored = Vec::new();
    kind(&field.kind).store(field, value, &ctx.accept(), &mut stored);
    let place = field
        .columns()
        .iter()
        .position(|column| column.name == field.index_column());
    place
        .and_then(|place| stored.get(place))
        .map(|value| format!("{value:?}"))
        .unwrap_or_default()
}
