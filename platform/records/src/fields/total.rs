//! Computed over the record's own parts. A count is a whole number; everything else is stored in 1/10,000 and is a
//! decimal on the wire, whatever the parts hold: sums of money are in the workspace's currency.

use kontor_database::{Row, Value};
use kontor_definitions::{ComputedFn, FieldDef, FieldType};
use kontor_expression as expression;
use kontor_kernel::number::{MONEY_SCALE, format_decimal};
use kontor_kernel::{Json, Locale, Result};

use super::problem::Refused;
use super::{Accept, Kind, decimal, integer, number, wire};

/// Digits after the point that are always shown.
const SHOWN: u8 = 2;

/// See the module.
pub(super) struct Total;

impl Kind for Total {
    fn accept(&self, field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        accept(field, input, cx)
    }

    fn store(&self, field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(units(field, value).into());
    }

    fn write(&self, field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        write(field, row, at, out)
    }

    fn expression_type(&self, field: &FieldDef) -> Option<expression::Type> {
        Some(expression_type(field))
    }

    fn typed(&self, field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        typed(field, value)
    }

    fn sort_column(&self, field: &FieldDef) -> Option<String> {
        Some(field.id.clone())
    }

    fn display(&self, _field: &FieldDef, value: &Json, locale: Locale) -> String {
        display(value, locale)
    }

    fn import(&self, field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        import(field, cell)
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        export(value)
    }
}

/// Whether it counts; only then it is a whole number.
fn counts(field: &FieldDef) -> bool {
    matches!(
        &field.kind,
        FieldType::Total {
            function: ComputedFn::Count,
            ..
        } | FieldType::Rollup {
            function: ComputedFn::Count,
            ..
        }
    )
}

/// Reads a computed number.
pub(super) fn accept(field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
    let value = if counts(field) {
        number::whole(input, cx).map(Json::from)
    } else {
        number::scaled(input, MONEY_SCALE, cx)
            .map(|units| Json::String(format_decimal(units, MONEY_SCALE, SHOWN)))
    };
    value.map_err(|issue| vec![issue])
}

/// The column of a canonical computed number.
pub(super) fn units(field: &FieldDef, value: &Json) -> Option<i64> {
    if counts(field) {
        value.as_i64()
    } else {
        decimal::units(value, MONEY_SCALE)
    }
}

/// Writes the column of a computed number.
pub(super) fn write(field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
    if !counts(field) {
        return decimal::write(row, at, MONEY_SCALE, SHOWN, out);
    }
    wire::int(row.int(at)?, out);
    Ok(())
}

/// The type of a computed number.
pub(super) fn expression_type(field: &FieldDef) -> expression::Type {
    if counts(field) {
        expression::Type::Int
    } else {
        expression::Type::Decimal { scale: MONEY_SCALE }
    }
}

/// A canonical computed number in expressions.
pub(super) fn typed(field: &FieldDef, value: &Json) -> expression::Value {
    if counts(field) {
        integer::typed(value)
    } else {
        decimal::typed(value, MONEY_SCALE)
    }
}

/// A computed number for people.
pub(super) fn display(value: &Json, locale: Locale) -> String {
    number::for_people(&plain(value), locale)
}

/// Reads a cell with a computed number.
pub(super) fn import(field: &FieldDef, cell: &str) -> Json {
    if counts(field) {
        integer::import(cell)
    } else {
        decimal::import(cell, SHOWN)
    }
}

/// Writes a computed number into a cell.
pub(super) fn export(value: &Json) -> String {
    number::to_cell(&plain(value))
}

fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    fn total(function: ComputedFn) -> FieldDef {
        let kind = FieldType::Total {
            object: "line".to_owned(),
            link: "offer".to_owned(),
            function,
            field: Some("price".to_owned()),
        };
        FieldDef::new("sum", "Sum", "Summe", kind)
    }

    #[test]
    fn counts_are_whole_and_sums_have_digits() {
        let bench = Bench::default();
        let (count, sum) = (total(ComputedFn::Count), total(ComputedFn::Sum));
        assert_eq!(bench.accept(&count, json!(3)), Ok(json!(3)));
        assert_eq!(bench.store(&count, json!(3)), vec![Value::Int(3)]);
        assert_eq!(Total.expression_type(&count), Some(expression::Type::Int));
        assert_eq!(bench.accept(&sum, json!("3")), Ok(json!("3.00")));
        assert_eq!(bench.accept(&sum, json!("3.0625")), Ok(json!("3.0625")));
        assert_eq!(bench.store(&sum, json!("3.0625")), vec![Value::Int(30_625)]);
    }
}
