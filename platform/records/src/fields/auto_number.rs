//! A running number, given by the engine: its prefix and its digits, `INV-00042`.

use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Json, Locale, Result};

use super::problem::Refused;
use super::{Accept, Kind, Words, cell, line, text, wire};

/// Most characters of a number with its prefix.
const MAX: usize = 100;

/// See the module.
pub(super) struct AutoNumber;

impl Kind for AutoNumber {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        line::accept(input, MAX, cx)
            .map(Json::from)
            .map_err(|issue| vec![issue])
    }

    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(value.as_str().into());
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        wire::text(row.text(at)?, out);
        Ok(())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::Text)
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        text::typed(value)
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

    fn words(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> Vec<Words> {
        value
            .as_str()
            .map(|number| Words::Code(number.to_owned()))
            .into_iter()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn a_number_is_a_code_for_search() {
        let bench = Bench::default();
        let kind = FieldType::AutoNumber {
            prefix: "INV-".to_owned(),
            digits: 5,
        };
        let field = FieldDef::new("number", "Number", "Nummer", kind);
        assert_eq!(bench.accept(&field, json!("INV-00042")), Ok(json!("INV-00042")));
        let words = AutoNumber.words(&field, &json!("INV-00042"), &bench.cx());
        assert_eq!(words, vec![Words::Code("INV-00042".to_owned())]);
    }
}
