//! An exact number with a fixed number of digits after the point: a string on the wire, a scaled integer stored.

use kontor_database::{Row, Value};
use kontor_definitions::{FieldDef, FieldType};
use kontor_expression as expression;
use kontor_kernel::number::{format_decimal, parse_decimal};
use kontor_kernel::{Json, Locale, Result};

use super::problem::Refused;
use super::{Accept, Kind, number, wire};

/// See the module.
pub(super) struct Decimal;

fn scale(field: &FieldDef) -> u8 {
    if let FieldType::Decimal { scale } = field.kind {
        scale.min(9)
    } else {
        0
    }
}

impl Kind for Decimal {
    fn accept(&self, field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        accept(input, scale(field), cx)
    }

    fn store(&self, field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(units(value, scale(field)).into());
    }

    fn write(&self, field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        write(row, at, scale(field), scale(field), out)
    }

    fn expression_type(&self, field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::Decimal { scale: scale(field) })
    }

    fn typed(&self, field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        typed(value, scale(field))
    }

    fn display(&self, _field: &FieldDef, value: &Json, locale: Locale) -> String {
        number::for_people(value.as_str().unwrap_or_default(), locale)
    }

    fn import(&self, field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        import(cell, scale(field))
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        number::to_cell(value.as_str().unwrap_or_default())
    }
}

/// Accepts a number with exactly `scale` digits after the point, all of them shown.
pub(super) fn accept(input: &Json, scale: u8, cx: &Accept<'_>) -> Result<Json, Refused> {
    let units = number::scaled(input, scale, cx).map_err(|issue| vec![issue])?;
    Ok(Json::String(format_decimal(units, scale, scale)))
}

/// The scaled integer of a canonical decimal.
pub(super) fn units(value: &Json, scale: u8) -> Option<i64> {
    parse_decimal(value.as_str()?, scale)
}

/// Writes a column that holds a scaled integer.
pub(super) fn write(row: &Row<'_>, at: usize, scale: u8, min_fraction: u8, out: &mut Vec<u8>) -> Result<()> {
    match row.int(at)? {
        Some(units) => wire::decimal(units, scale, min_fraction, out),
        None => wire::null(out),
    }
    Ok(())
}

/// A canonical decimal in expressions.
pub(super) fn typed(value: &Json, scale: u8) -> expression::Value {
    units(value, scale).map_or(expression::Value::Null, |units| expression::Value::Decimal {
        units,
        scale,
    })
}

/// Reads a cell with a number; what is none stays as it is, for `accept` to refuse.
pub(super) fn import(cell: &str, digits: u8) -> Json {
    let cell = cell.trim();
    if cell.is_empty() {
        return Json::Null;
    }
    Json::String(number::from_cell(cell, digits).unwrap_or_else(|| cell.to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn numbers_are_accepted_when_they_are_exact() {
        let bench = Bench::default();
        let weight = FieldDef::new("weight", "Weight", "Gewicht", FieldType::Decimal { scale: 3 });
        for (input, canonical) in [
            (json!("12.5"), "12.500"),
            (json!(" -0.001 "), "-0.001"),
            (json!("-0"), "0.000"),
            (json!(12), "12.000"),
            (json!(0.1), "0.100"),
            (json!("1.20000"), "1.200"),
        ] {
            assert_eq!(bench.accept(&weight, input), Ok(json!(canonical)));
        }
        for (input, code) in [
            (json!("12,5"), "wrong_format"),
            (json!(""), "wrong_format"),
            (json!("1e3"), "wrong_format"),
            (json!("0.0001"), "too_many_digits"),
            (json!(0.0001), "too_many_digits"),
            (json!("99999999999999999"), "out_of_range"),
            (json!(0.1 + 0.2), "not_exact"),
            (json!(null), "wrong_type"),
            (json!([1]), "wrong_type"),
        ] {
            assert_eq!(
                bench.accept(&weight, input.clone()),
                Err(vec![("".into(), code.into())]),
                "{input}"
            );
        }
        assert_eq!(bench.store(&weight, json!("12.500")), vec![Value::Int(12_500)]);
    }

    #[test]
    fn people_read_their_own_separators() {
        let weight = FieldDef::new("weight", "Weight", "Gewicht", FieldType::Decimal { scale: 2 });
        assert_eq!(
            Decimal.display(&weight, &json!("1234.50"), Locale::De),
            "1.234,50"
        );
    }
}
