//! Values that only one record may have: unique fields, and keys in other systems.

use std::collections::HashMap;
use std::sync::Arc;

use kontor_database::Value;
use kontor_definitions::{Action, FieldDef, Object};
use kontor_kernel::{Code, Error, Id, Json, Result};

use crate::behavior::{ChangeKind, Draft};
use crate::command::Work;
use crate::fields::kind;
use crate::query::load;
use crate::record::is_missing;

/// Unique values among live records; the partial index behind it is the last word.
pub fn values(work: &mut Work<'_>, object: &Arc<Object>, drafts: &[Draft]) -> Result<()> {
    for (at, field) in object.fields.iter().enumerate() {
        if !field.unique {
            continue;
        }
        let mut values: HashMap<String, (Value, &Draft)> = HashMap::new();
        for draft in drafts
            .iter()
            .filter(|d| d.changes_at(at) || d.kind == ChangeKind::Restore)
        {
            let Some(value) = index_value(work, field, &draft.after.values[at]) else {
                continue;
            };
            let twin = values.insert(format!("{value:?}"), (value, draft));
            if twin.is_some() {
                return Err(taken(field).with("command", draft.command));
            }
        }
        if values.is_empty() {
            continue;
        }
        let own: Vec<Id> = drafts.iter().map(Draft::id).collect();
        let bound: Vec<Value> = values.values().map(|(value, _)| value.clone()).collect();
        let column = format!("\"{}\"", field.index_column());
        let list = one_list(&bound);
        let sql = format!(
            "SELECT id, {column} FROM @{table} WHERE {list} AND deleted_at IS NULL",
            table = object.table(),
            list = work.tx.dialect().in_list(&column, "$1")
        );
        let is_text = matches!(bound[0], Value::Text(_));
        let found = work.tx.rows(&sql, &[list], |row| {
            let value = if is_text {
                Value::from(row.get::<String>(1)?)
            } else {
                Value::from(row.get::<i64>(1)?)
            };
            Ok((row.get::<Id>(0)?, value))
        })?;
        for (id, value) in found {
            if own.contains(&id) {
                continue;
            }
            let command = values
                .get(&format!("{value:?}"))
                .map_or(0, |(_, draft)| draft.command);
            return Err(taken_by(work, object, field, id)?.with("command", command));
        }
    }
    Ok(())
}

/// The value of the column a field is unique on.
fn index_value(work: &Work<'_>, field: &FieldDef, value: &Json) -> Option<Value> {
    if is_missing(value) {
        return None;
    }
    let mut stored = Vec::new();
    kind(&field.kind).store(field, value, &work.ctx.accept(), &mut stored);
    let place = field
        .columns()
        .iter()
        .position(|column| column.name == field.index_column())?;
    stored
        .into_iter()
        .nth(place)
        .filter(|value| !matches!(value, Value::Null))
}

/// Values of one column as one bound list.
fn one_list(values: &[Value]) -> Value {
    let mut texts = Vec::new();
    let mut ints = Vec::new();
    for value in values {
        match value {
            Value::Text(text) => texts.push(text.clone()),
            Value::Int(int) => ints.push(*int),
            _ => {}
        }
    }
    if texts.is_empty() {
        Value::Ints(ints)
    } else {
        Value::Texts(texts)
    }
}

/// Names the record that has the value already, if the caller may see it.
fn taken_by(work: &mut Work<'_>, object: &Arc<Object>, field: &FieldDef, id: Id) -> Result<Error> {
    let seen = load::permitted(work.ctx, work.tx, object, Action::Read, &[id])?.contains(&id);
    Ok(if seen {
        taken(field).with("id", id.to_string())
    } else {
        taken(field)
    })
}

fn taken(field: &FieldDef) -> Error {
    Error::new(
        Code::NotUnique,
        format!("Another record already has this {}.", field.key),
    )
    .with("field", field.key.as_str())
    .with("pointer", format!("/{}", field.key))
}

/// A key in another system names one live record of an object.
pub fn external_keys(work: &mut Work<'_>, object: &Arc<Object>, drafts: &[Draft]) -> Result<()> {
    let Some(at) = object.position("external_ids") else {
        return Ok(());
    };
    let mut keys: HashMap<(String, String), &Draft> = HashMap::new();
    for draft in drafts
        .iter()
        .filter(|d| d.changes_at(at) || d.kind == ChangeKind::Restore)
    {
        for item in draft.after.values[at].as_array().into_iter().flatten() {
            let text = |member: &str| {
                item.get(member)
                    .and_then(Json::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            if keys.insert((text("system"), text("key")), draft).is_some() {
                return Err(taken(&object.fields[at]).with("command", draft.command));
            }
        }
    }
    if keys.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = keys.keys().map(|(_, key)| key.clone()).collect();
    let sql = format!(
        "SELECT system, key, record FROM @k_external WHERE object = $1 AND NOT trashed AND {}",
        work.tx.dialect().in_list("key", "$2")
    );
    let params = [Value::from(object.table()), Value::Texts(list)];
    let found = work.tx.rows(&sql, &params, |row| {
        Ok(((row.get::<String>(0)?, row.get::<String>(1)?), row.get::<Id>(2)?))
    })?;
    for (key, id) in found {
        if let Some(draft) = keys.get(&key).filter(|draft| draft.id() != id) {
            let command = draft.command;
            return Err(taken_by(work, object, &object.fields[at], id)?.with("command", command));
        }
    }
    Ok(())
}
