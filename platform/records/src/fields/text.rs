//! One line of text: a name, a title, a key.

use kontor_database::Value;
use kontor_definitions::storage::FOLD;
use kontor_definitions::{FieldDef, FieldType};
use kontor_expression as expression;
use kontor_kernel::{Json, Locale, Result, fold};

use super::problem::Refused;
use super::{Accept, Kind, Words, line};

/// See the module.
pub(super) struct Text;

impl Kind for Text {
    fn accept(&self, field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let max = if let FieldType::Text { max_length } = field.kind {
            max_length
        } else {
            u32::MAX
        };
        let text = line::accept(input, max as usize, cx).map_err(|issue| vec![issue])?;
        Ok(text.into())
    }

    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(value.as_str().into());
        out.push(value.as_str().map(fold).into());
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::Text)
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        typed(value)
    }

    fn sort_column(&self, field: &FieldDef) -> Option<String> {
        Some(field.column(FOLD))
    }

    fn display(&self, _field: &FieldDef, value: &Json, _locale: Locale) -> String {
        display(value)
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        display(value)
    }

    fn words(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> Vec<Words> {
        value
            .as_str()
            .map(|text| Words::Name(text.to_owned()))
            .into_iter()
            .collect()
    }
}

/// A canonical text in expressions.
pub(super) fn typed(value: &Json) -> expression::Value {
    value.as_str().map_or(expression::Value::Null, |text| {
        expression::Value::Text(text.to_owned())
    })
}

/// A canonical text as it is; nothing for null.
pub(super) fn display(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn a_line_is_brought_to_one_spelling() {
        let bench = Bench::default();
        let name = FieldDef::text("name", "Name", "Name");
        assert_eq!(
            bench.accept(&name, json!("  Mu\u{308}ller\nGmbH ")),
            Ok(json!("Müller GmbH"))
        );
        assert_eq!(bench.accept(&name, json!(" \t\n ")), Ok(Json::Null));
        assert_eq!(
            bench.accept(&name, json!("a\u{0}b")),
            Err(vec![("".into(), "control_characters".into())])
        );
        assert_eq!(
            bench.accept(&name, json!(7)),
            Err(vec![("".into(), "wrong_type".into())])
        );
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        let bench = Bench::default();
        let short = FieldDef::new("x", "X", "X", FieldType::Text { max_length: 3 });
        assert_eq!(bench.accept(&short, json!("äöü")), Ok(json!("äöü")));
        assert_eq!(
            bench.accept(&short, json!("äöüß")),
            Err(vec![("".into(), "too_long".into())])
        );
    }

    #[test]
    fn the_second_column_folds() {
        let bench = Bench::default();
        let name = FieldDef::text("name", "Name", "Name");
        assert_eq!(
            bench.store(&name, json!("Weiß")),
            vec!["Weiß".into(), Value::from("weiss")]
        );
        assert_eq!(bench.store(&name, Json::Null), vec![Value::Null, Value::Null]);
    }
}
