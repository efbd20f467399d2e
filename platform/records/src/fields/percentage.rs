//! A percentage with two digits after the point: `"12.50"` is twelve and a half percent.

use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Json, Locale, Result};

use super::problem::Refused;
use super::{Accept, Kind, decimal, number};

const SCALE: u8 = 2;

/// See the module.
pub(super) struct Percentage;

impl Kind for Percentage {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        decimal::accept(input, SCALE, cx)
    }

    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(decimal::units(value, SCALE).into());
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        decimal::write(row, at, SCALE, SCALE, out)
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::Decimal { scale: SCALE })
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        decimal::typed(value, SCALE)
    }

    fn display(&self, _field: &FieldDef, value: &Json, locale: Locale) -> String {
        let Some(text) = value.as_str() else {
            return String::new();
        };
        let shown = number::for_people(text.trim_end_matches('0').trim_end_matches('.'), locale);
        match locale {
            Locale::En => format!("{shown}%"),
            Locale::De => format!("{shown} %"),
        }
    }

    fn import(&self, _field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        decimal::import(cell.trim().trim_end_matches('%'), SCALE)
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        value.as_str().unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn a_percentage_has_two_digits() {
        let bench = Bench::default();
        let discount = FieldDef::new("discount", "Discount", "Rabatt", FieldType::Percentage);
        assert_eq!(bench.accept(&discount, json!(12.5)), Ok(json!("12.50")));
        assert_eq!(
            bench.accept(&discount, json!("0.125")),
            Err(vec![("".into(), "too_many_digits".into())])
        );
        assert_eq!(bench.import(&discount, "12,5 %"), Ok(json!("12.50")));
        assert_eq!(
            Percentage.display(&discount, &json!("12.50"), Locale::De),
            "12,5 %"
        );
        assert_eq!(
            Percentage.display(&discount, &json!("100.00"), Locale::En),
            "100%"
        );
    }
}
