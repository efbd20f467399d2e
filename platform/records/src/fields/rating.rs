//! A number of stars, from one to the field's maximum.

use kontor_database::{Row, Value};
use kontor_definitions::{FieldDef, FieldType};
use kontor_expression as expression;
use kontor_kernel::{Json, Locale, Result};

use super::problem::Refused;
use super::{Accept, Kind, integer, number, wire};

/// See the module.
pub(super) struct Rating;

impl Kind for Rating {
    fn accept(&self, field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let max = if let FieldType::Rating { max } = field.kind {
            max
        } else {
            u8::MAX
        };
        let value =
            number::whole(input, cx).and_then(|value| number::within(value, Some(1), Some(max.into()), cx));
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
        integer::typed(value)
    }

    fn display(&self, _field: &FieldDef, value: &Json, _locale: Locale) -> String {
        value
            .as_u64()
            .map_or_else(String::new, |stars| "★".repeat(stars.min(255) as usize))
    }

    fn import(&self, _field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        integer::import(cell)
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        integer::export(value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn stars_begin_at_one() {
        let bench = Bench::default();
        let stars = FieldDef::new("stars", "Stars", "Sterne", FieldType::Rating { max: 5 });
        assert_eq!(bench.accept(&stars, json!(5)), Ok(json!(5)));
        for odd in [json!(0), json!(6), json!(-1)] {
            assert_eq!(
                bench.accept(&stars, odd),
                Err(vec![("".into(), "out_of_range".into())])
            );
        }
        assert_eq!(Rating.display(&stars, &json!(3), Locale::En), "★★★");
    }
}
