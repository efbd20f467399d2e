//! The record's own id.

use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Id as RecordId, Json, Locale, Result};

use super::problem::Refused;
use super::{Accept, Kind, cell, link, text, wire};

/// See the module.
pub(super) struct Id;

impl Kind for Id {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let id = link::read_id(input, cx).map_err(|issue| vec![issue])?;
        Ok(Json::String(id.to_string()))
    }

    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(stored(value));
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        wire::id(row.id(at)?, out);
        Ok(())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        // A link to any object: an id compares with every id, and is followed nowhere.
        Some(expression::Type::Link { objects: [].into() })
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        typed(value)
    }

    fn sort_column(&self, field: &FieldDef) -> Option<String> {
        Some(field.id.clone())
    }

    fn display(&self, _field: &FieldDef, value: &Json, _locale: Locale) -> String {
        text::display(value)
    }

    fn import(&self, _field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        cell::text(cell)
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        text::display(value)
    }
}

fn parsed(value: &Json) -> Option<RecordId> {
    value.as_str()?.parse().ok()
}

/// The column of a canonical id.
pub(super) fn stored(value: &Json) -> Value {
    parsed(value).into()
}

/// A canonical id in expressions.
pub(super) fn typed(value: &Json) -> expression::Value {
    parsed(value).map_or(expression::Value::Null, expression::Value::Id)
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn ids_are_lower_case_uuids() {
        let bench = Bench::default();
        let id = FieldDef::new("id", "Id", "Id", FieldType::Id);
        let text = "0195512c-8a10-7000-8000-00000000000a";
        assert_eq!(bench.accept(&id, json!(text.to_uppercase())), Ok(json!(text)));
        assert_eq!(
            bench.accept(&id, json!(text.replace('-', ""))),
            Err(vec![("".into(), "wrong_format".into())])
        );
        assert_eq!(
            bench.store(&id, json!(text)),
            vec![Value::Id(text.parse().unwrap())]
        );
    }
}
