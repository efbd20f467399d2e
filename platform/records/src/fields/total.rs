//! Computed over the record's own parts. A count is a whole number; the smallest or largest of dates is a date, and so
//! with every type but money. What is computed over money is money ([`sum`]). Everything else is stored in 1/10,000 and
//! is a decimal on the wire, whatever the parts hold.

use kontor_database::{Row, Value};
use kontor_definitions::{ComputedFn, FieldDef, FieldType};
use kontor_expression as expression;
use kontor_kernel::number::{MONEY_SCALE, format_decimal};
use kontor_kernel::{Json, Locale, Result};

use super::problem::Refused;
use super::{Accept, Kind, decimal, integer, kind, number, sum, wire};

/// Digits after the point that are always shown.
const SHOWN: u8 = 2;

/// See the module.
pub(super) struct Total;

impl Kind for Total {
    fn accept(&self, field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        accept(field, input, cx)
    }

    fn store(&self, field: &FieldDef, value: &Json, cx: &Accept<'_>, out: &mut Vec<Value>) {
        store(field, value, cx, out);
    }

    fn write(&self, field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        write(field, row, at, out)
    }

    fn expression_type(&self, field: &FieldDef) -> Option<expression::Type> {
        expression_type(field)
    }

    fn typed(&self, field: &FieldDef, value: &Json, cx: &Accept<'_>) -> expression::Value {
        typed(field, value, cx)
    }

    fn sort_column(&self, field: &FieldDef) -> Option<String> {
        Some(field.id.clone())
    }

    fn display(&self, field: &FieldDef, value: &Json, locale: Locale) -> String {
        display(field, value, locale)
    }

    fn import(&self, field: &FieldDef, cell: &str, cx: &Accept<'_>) -> Json {
        import(field, cell, cx)
    }

    fn export(&self, field: &FieldDef, value: &Json) -> String {
        export(field, value)
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

/// The field as if it were one of those whose smallest or largest value it holds.
fn one(field: &FieldDef) -> Option<FieldDef> {
    let mut one = FieldDef::new(&field.key, "", "", *field.gives.clone()?);
    one.id.clone_from(&field.id);
    Some(one)
}

/// Reads a computed value.
pub(super) fn accept(field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
    if let Some(one) = one(field) {
        return kind(&one.kind).accept(&one, input, cx);
    }
    if field.sums_money {
        return sum::accept(input, cx);
    }
    let value = if counts(field) {
        number::whole(input, cx).map(Json::from)
    } else {
        number::scaled(input, MONEY_SCALE, cx)
            .map(|units| Json::String(format_decimal(units, MONEY_SCALE, SHOWN)))
    };
    value.map_err(|issue| vec![issue])
}

/// The columns of a canonical computed value; those for the currency and what has no rate are for money alone.
pub(super) fn store(field: &FieldDef, value: &Json, cx: &Accept<'_>, out: &mut Vec<Value>) {
    if field.sums_money {
        return sum::store(value, out);
    }
    match one(field) {
        Some(one) => kind(&one.kind).store(&one, value, cx, out),
        None if counts(field) => out.push(value.as_i64().into()),
        None => out.push(decimal::units(value, MONEY_SCALE).into()),
    }
    out.extend([Value::from(None::<&str>), Value::from(None::<i64>)]);
}

/// Writes the column of a computed value.
pub(super) fn write(field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
    match field.gives.as_deref() {
        // Of what can be compared only decimals need their settings to be written.
        Some(FieldType::Decimal { scale }) => decimal::write(row, at, *scale, *scale, out),
        Some(other) => kind(other).write(field, row, at, out),
        None if field.sums_money => sum::write(row, at, out),
        None if counts(field) => {
            wire::int(row.int(at)?, out);
            Ok(())
        }
        None => decimal::write(row, at, MONEY_SCALE, SHOWN, out),
    }
}

/// The type of a computed value.
pub(super) fn expression_type(field: &FieldDef) -> Option<expression::Type> {
    match one(field) {
        Some(one) => kind(&one.kind).expression_type(&one),
        None if counts(field) => Some(expression::Type::Int),
        None => Some(expression::Type::Decimal { scale: MONEY_SCALE }),
    }
}

/// A canonical computed value in expressions.
pub(super) fn typed(field: &FieldDef, value: &Json, cx: &Accept<'_>) -> expression::Value {
    match one(field) {
        Some(one) => kind(&one.kind).typed(&one, value, cx),
        None if field.sums_money => sum::typed(value),
        None if counts(field) => integer::typed(value),
        None => decimal::typed(value, MONEY_SCALE),
    }
}

/// A computed value for people.
pub(super) fn display(field: &FieldDef, value: &Json, locale: Locale) -> String {
    match one(field) {
        Some(one) => kind(&one.kind).display(&one, value, locale),
        None if field.sums_money => sum::display(value, locale),
        None => number::for_people(&plain(value), locale),
    }
}

/// Reads a cell with a computed value.
pub(super) fn import(field: &FieldDef, cell: &str, cx: &Accept<'_>) -> Json {
    match one(field) {
        Some(one) => kind(&one.kind).import(&one, cell, cx),
        None if field.sums_money => sum::import(cell),
        None if counts(field) => integer::import(cell),
        None => decimal::import(cell, SHOWN),
    }
}

/// Writes a computed value into a cell.
pub(super) fn export(field: &FieldDef, value: &Json) -> String {
    match one(field) {
        Some(one) => kind(&one.kind).export(&one, value),
        None if field.sums_money => sum::export(value),
        None => number::to_cell(&plain(value)),
    }
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
        let stored = |value: i64| {
            vec![
                Value::Int(value),
                Value::from(None::<&str>),
                Value::from(None::<i64>),
            ]
        };
        assert_eq!(bench.store(&count, json!(3)), stored(3));
        assert_eq!(Total.expression_type(&count), Some(expression::Type::Int));
        assert_eq!(bench.accept(&sum, json!("3")), Ok(json!("3.00")));
        assert_eq!(bench.accept(&sum, json!("3.0625")), Ok(json!("3.0625")));
        assert_eq!(bench.store(&sum, json!("3.0625")), stored(30_625));
    }

    #[test]
    fn the_largest_of_dates_is_a_date() {
        let bench = Bench::default();
        let mut last = total(ComputedFn::Max);
        last.gives = Some(Box::new(FieldType::Date));
        assert_eq!(bench.accept(&last, json!("1970-01-03")), Ok(json!("1970-01-03")));
        assert_eq!(bench.store(&last, json!("1970-01-03"))[0], Value::Int(2));
        assert_eq!(Total.expression_type(&last), Some(expression::Type::Date));
        assert_eq!(
            Total.display(&last, &json!("1970-01-03"), Locale::De),
            "03.01.1970"
        );
    }
}
