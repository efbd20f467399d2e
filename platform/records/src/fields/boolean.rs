//! Yes or no.

use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Json, Locale, Result};

use super::problem::Refused;
use super::{Accept, Kind, cell, wire};

/// See the module.
pub(super) struct Boolean;

impl Kind for Boolean {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        match input {
            Json::Bool(value) => Ok(Json::Bool(*value)),
            _ => Err(vec![cx.wrong_type("true or false", "true oder false")]),
        }
    }

    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(value.as_bool().into());
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        match row.boolean(at)? {
            Some(true) => out.extend_from_slice(b"true"),
            Some(false) => out.extend_from_slice(b"false"),
            None => wire::null(out),
        }
        Ok(())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::Bool)
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        value
            .as_bool()
            .map_or(expression::Value::Null, expression::Value::Bool)
    }

    fn display(&self, _field: &FieldDef, value: &Json, locale: Locale) -> String {
        match (value.as_bool(), locale) {
            (Some(true), Locale::En) => "Yes",
            (Some(false), Locale::En) => "No",
            (Some(true), Locale::De) => "Ja",
            (Some(false), Locale::De) => "Nein",
            (None, _) => "",
        }
        .to_owned()
    }

    fn import(&self, _field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        match cell.trim().to_lowercase().as_str() {
            "true" | "yes" | "y" | "ja" | "j" | "1" | "x" | "wahr" => Json::Bool(true),
            "false" | "no" | "n" | "nein" | "0" | "falsch" => Json::Bool(false),
            _ => cell::text(cell),
        }
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        value
            .as_bool()
            .map_or_else(String::new, |value| value.to_string())
    }
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn only_true_and_false_are_accepted_but_cells_say_yes_in_many_ways() {
        let bench = Bench::default();
        let active = FieldDef::new("active", "Active", "Aktiv", FieldType::Boolean);
        for odd in [json!("true"), json!(1), json!([])] {
            assert_eq!(
                bench.accept(&active, odd),
                Err(vec![("".into(), "wrong_type".into())])
            );
        }
        for yes in ["yes", "Ja", "x", "X", "1", "TRUE"] {
            assert_eq!(bench.import(&active, yes), Ok(json!(true)));
        }
        for no in ["no", "Nein", "0", "false"] {
            assert_eq!(bench.import(&active, no), Ok(json!(false)));
        }
        assert!(bench.import(&active, "maybe").is_err());
        assert_eq!(bench.import(&active, " "), Ok(Json::Null));
    }
}
