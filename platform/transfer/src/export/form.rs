//! Records in the forms of a file: cells of a table or workbook, lines of JSON, contacts.

use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_formats::Cell;
use kontor_formats::write::{Value, contact};
use kontor_kernel::{Error, Json, Result};
use kontor_records::fields::kind;

/// Fields by which an object's records are contacts.
const REACHED_BY: [&str; 3] = ["emails", "phones", "addresses"];
/// Fields that go into a contact under the same name.
const SAME: [&str; 8] = [
    "given_name",
    "family_name",
    "emails",
    "phones",
    "addresses",
    "websites",
    "social",
    "language",
];

/// The value of a field in a table, typed where the form of the file has types.
pub fn value(field: &FieldDef, value: &Json) -> Value {
    if value.is_null() {
        return Value::Empty;
    }
    let text = kind(&field.kind).export(field, value);
    match &field.kind {
        FieldType::Boolean => Value::Boolean(value == true),
        FieldType::Date => Value::Date(text),
        FieldType::Timestamp => Value::Instant(text),
        FieldType::Integer { .. }
        | FieldType::Decimal { .. }
        | FieldType::Percentage
        | FieldType::Rating { .. }
        | FieldType::Duration
            if is_number(&text) =>
        {
            Value::Number(text)
        }
        _ if text.is_empty() => Value::Empty,
        _ => Value::Text(text),
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut parts = digits.splitn(2, '.');
    parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Refuses contacts of what can't be reached.
pub fn check_contacts(object: &Object) -> Result<()> {
    match REACHED_BY.iter().any(|key| object.position(key).is_some()) {
        true => Ok(()),
        false => Err(Error::invalid(
            "/format",
            "not_contacts",
            "Only records with e-mail addresses, phone numbers or postal addresses can be contacts.",
        )),
    }
}

/// A record, as the API shows it, as a contact.
pub fn card(object: &Object, shown: &[u8]) -> Result<String> {
    let record: Json = serde_json::from_slice(shown).map_err(Error::internal)?;
    let text = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
    let is_person = object.position("family_name").is_some();
    let mut cells = vec![
        ("uid", Cell::Text(text("id"))),
        ("name", Cell::Text(text("label"))),
    ];
    for key in SAME {
        match &record[key] {
            Json::String(text) => cells.push((key, Cell::Text(text.clone()))),
            Json::Array(items) if !items.is_empty() => cells.push((key, Cell::Json(record[key].clone()))),
            _ => {}
        }
    }
    cells.push(("categories", Cell::Json(record["tags"].clone())));
    cells.push(("birthday", Cell::Text(text("birth_date"))));
    if is_person {
        let firm = record["organization"]["label"].as_str().unwrap_or_default();
        cells.push(("prefix", Cell::Text(text("title"))));
        cells.push(("organization", Cell::Text(firm.to_owned())));
    } else {
        cells.push(("kind", Cell::Text("org".to_owned())));
        cells.push(("organization", Cell::Text(text("label"))));
    }
    Ok(contact(&cells))
}
