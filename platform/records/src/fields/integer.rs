//! A whole number.

use kontor_database::{Row, Value};
use kontor_definitions::{FieldDef, FieldType};
use kontor_expression as expression;
use kontor_kernel::{Json, Locale, Result};

use super::problem::Refused;
use super::{Accept, Kind, Words, number, wire};

/// See the module.
pub(super) struct Integer;

impl Kind for Integer {
    fn accept(&self, field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let (min, max) = if let FieldType::Integer { min, max } = field.kind {
            (min, max)
        } else {
            (None, None)
        };
        let value = number::whole(input, cx).and_then(|value| number::within(value, min, max, cx));
        value.map(Json::from).map_err(|issue| vec![issue])
    }

    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(value.as_i64().into());
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        wire::int(row.int(at)?, out);
        Ok(())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::Int)
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        typed(value)
    }

    fn display(&self, _field: &FieldDef, value: &Json, locale: Locale) -> String {
        value.as_i64().map_or_else(String::new, |value| {
            number::for_people(&value.to_string(), locale)
        })
    }

    fn import(&self, _field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        import(cell)
    }

    fn words(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> Vec<Words> {
        let number = value.as_i64().map(|number| Words::Code(number.to_string()));
        number.into_iter().collect()
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        export(value)
    }
}

/// A canonical whole number in expressions.
pub(super) fn typed(value: &Json) -> expression::Value {
    value
        .as_i64()
        .map_or(expression::Value::Null, expression::Value::Int)
}

/// Reads a cell with a whole number; what is none stays text, which nothing accepts.
pub(super) fn import(cell: &str) -> Json {
    let cell = cell.trim();
    if cell.is_empty() {
        return Json::Null;
    }
    let plain = number::from_cell(cell, 0);
    let whole = plain.as_deref().map(|plain| {
        plain.split_once('.').map_or(plain, |(whole, rest)| {
            if rest.bytes().all(|b| b == b'0') {
                whole
            } else {
                plain
            }
        })
    });
    whole
        .and_then(|whole| whole.parse::<i64>().ok())
        .map_or_else(|| Json::String(cell.to_owned()), Json::from)
}

/// Writes a whole number into a cell.
pub(super) fn export(value: &Json) -> String {
    value.as_i64().map_or_else(String::new, |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn only_whole_numbers_within_bounds_are_accepted() {
        let bench = Bench::default();
        let share = FieldDef::new(
            "x",
            "X",
            "X",
            FieldType::Integer {
                min: Some(0),
                max: Some(100),
            },
        );
        assert_eq!(bench.accept(&share, json!(7)), Ok(json!(7)));
        assert_eq!(bench.accept(&share, json!(7.0)), Ok(json!(7)));
        for (input, code) in [
            (json!(7.5), "wrong_type"),
            (json!("7"), "wrong_type"),
            (json!(true), "wrong_type"),
            (json!(-1), "out_of_range"),
            (json!(101), "out_of_range"),
            (json!(u64::MAX), "out_of_range"),
            (json!(1e300), "out_of_range"),
        ] {
            assert_eq!(
                bench.accept(&share, input.clone()),
                Err(vec![("".into(), code.into())]),
                "{input}"
            );
        }
    }

    #[test]
    fn cells_may_group_thousands() {
        assert_eq!(import(" 1.234 "), json!(1234));
        assert_eq!(import("1,234"), json!(1234));
        assert_eq!(import("12.00"), json!(12));
        assert_eq!(import("12.5"), json!("12.5"));
        assert_eq!(import(""), Json::Null);
    }
}
