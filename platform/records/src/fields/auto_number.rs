//! A running number, given by the engine: its prefix and its digits, `INV-00042`.

use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Json, Result};

use super::problem::Refused;
use super::{Accept, Kind, Words, line};

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

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::Text)
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
