//! Any JSON, within bounds: what integrations keep beside a record.

use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Json as Any, Locale, Result};
use serde_json::json;

use super::problem::Refused;
use super::{Accept, Kind, items, wire};

/// Deepest nesting.
const MAX_DEPTH: usize = 20;
/// Most bytes as text.
const MAX_BYTES: usize = 65_536;

/// See the module.
pub(super) struct Json;

impl Kind for Json {
    fn accept(&self, _field: &FieldDef, input: &Any, cx: &Accept<'_>) -> Result<Any, Refused> {
        if !is_shallow(input, MAX_DEPTH) {
            let en = format!("The value is nested more than {MAX_DEPTH} levels deep.");
            let de = format!("Der Wert ist mehr als {MAX_DEPTH} Ebenen tief verschachtelt.");
            return Err(vec![
                cx.issue("too_deep", en, de).with(json!({ "max": MAX_DEPTH })),
            ]);
        }
        if input.to_string().len() > MAX_BYTES {
            return Err(vec![cx.too_large(MAX_BYTES)]);
        }
        Ok(match input {
            Any::String(text) if text.is_empty() => Any::Null,
            Any::Array(items) if items.is_empty() => Any::Null,
            other => other.clone(),
        })
    }

    fn store(&self, _field: &FieldDef, value: &Any, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(items::stored(value));
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        match row.text(at)? {
            Some(stored) => out.extend_from_slice(stored.as_bytes()),
            None => wire::null(out),
        }
        Ok(())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::Json)
    }

    /// Expressions only ask whether it is there.
    fn typed(&self, _field: &FieldDef, value: &Any, _cx: &Accept<'_>) -> expression::Value {
        if value.is_null() {
            expression::Value::Null
        } else {
            expression::Value::Bool(true)
        }
    }

    fn sort_column(&self, _field: &FieldDef) -> Option<String> {
        None
    }

    fn display(&self, field: &FieldDef, value: &Any, _locale: Locale) -> String {
        self.export(field, value)
    }

    fn import(&self, _field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Any {
        if cell.trim().is_empty() {
            return Any::Null;
        }
        serde_json::from_str(cell).unwrap_or_else(|_| Any::String(cell.trim().to_owned()))
    }

    fn export(&self, _field: &FieldDef, value: &Any) -> String {
        if value.is_null() {
            String::new()
        } else {
            value.to_string()
        }
    }
}

fn is_shallow(value: &Any, depth: usize) -> bool {
    let Some(below) = depth.checked_sub(1) else {
        return !value.is_array() && !value.is_object();
    };
    match value {
        Any::Array(items) => items.iter().all(|item| is_shallow(item, below)),
        Any::Object(members) => members.values().all(|item| is_shallow(item, below)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn depth_and_size_are_bounded() {
        let bench = Bench::default();
        let data = FieldDef::new("data", "Data", "Daten", FieldType::Json);
        let nested = |depth: usize| (0..depth).fold(json!(1), |inner, _| json!([inner]));
        assert_eq!(bench.accept(&data, nested(20)), Ok(nested(20)));
        assert_eq!(
            bench.accept(&data, nested(21)),
            Err(vec![("".into(), "too_deep".into())])
        );
        assert_eq!(
            bench.accept(&data, json!("x".repeat(65_535))),
            Err(vec![("".into(), "too_long".into())])
        );
        assert_eq!(
            bench.accept(&data, json!({"a": [1, null, "ä"]})),
            Ok(json!({"a": [1, null, "ä"]}))
        );
        assert_eq!(bench.accept(&data, json!([])), Ok(Any::Null));
    }
}
