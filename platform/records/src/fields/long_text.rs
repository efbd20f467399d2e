//! Several lines of plain text.

use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::text::normalize;
use kontor_kernel::{Issue, Json, Result};

use super::problem::Refused;
use super::{Accept, Kind, Words};

/// Most bytes of a long text.
pub(super) const MAX_BYTES: usize = 1_000_000;

/// See the module.
pub(super) struct LongText;

impl Kind for LongText {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let text = lines(input, cx).map_err(|issue| vec![issue])?;
        Ok(text.into())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::Text)
    }

    fn sort_column(&self, _field: &FieldDef) -> Option<String> {
        None
    }

    fn import(&self, _field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        if cell.trim().is_empty() {
            Json::Null
        } else {
            Json::String(cell.to_owned())
        }
    }

    fn words(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> Vec<Words> {
        value
            .as_str()
            .map(|text| Words::Prose(text.to_owned()))
            .into_iter()
            .collect()
    }
}

/// Reads a text of several lines: composed, with `\n` at the end of lines and no other control characters than tabs,
/// else as it is. `None` when blank.
pub(super) fn lines(input: &Json, cx: &Accept<'_>) -> Result<Option<String>, Issue> {
    let Json::String(text) = input else {
        return Err(cx.wrong_type("a text", "ein Text"));
    };
    let breaks = |ch| matches!(ch, '\n' | '\r' | '\t');
    if text.chars().any(|ch| ch.is_control() && !breaks(ch)) {
        return Err(cx.control_characters());
    }
    let text = match text.contains('\r') {
        true => normalize(&text.replace("\r\n", "\n").replace('\r', "\n")),
        false => normalize(text),
    };
    if text.len() > MAX_BYTES {
        return Err(cx.too_large(MAX_BYTES));
    }
    Ok(Some(text).filter(|text| !text.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn lines_stay_lines() {
        let bench = Bench::default();
        let body = FieldDef::new("body", "Body", "Text", FieldType::LongText);
        assert_eq!(
            bench.accept(&body, json!("  one\r\ntwo\rthree ")),
            Ok(json!("  one\ntwo\nthree "))
        );
        assert_eq!(bench.accept(&body, json!("\n \n")), Ok(Json::Null));
        assert_eq!(bench.accept(&body, json!("a\tb")), Ok(json!("a\tb")));
        for odd in ["a\0", "a\u{1b}[31m", "a\u{b}b", "a\u{7f}", "a\u{9b}b"] {
            assert_eq!(
                bench.accept(&body, json!(odd)),
                Err(vec![("".into(), "control_characters".into())])
            );
        }
        let long = "ä".repeat(MAX_BYTES / 2 + 1);
        assert_eq!(
            bench.accept(&body, json!(long)),
            Err(vec![("".into(), "too_long".into())])
        );
    }
}
