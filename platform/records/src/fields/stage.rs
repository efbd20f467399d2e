//! A state, with allowed transitions as data. Which state may follow which is the engine's to decide; here it is
//! only a key, one of the field's own or of the stages of a linked record.

use kontor_definitions::{FieldDef, FieldType, StageOption};
use kontor_expression as expression;
use kontor_kernel::{Json, Locale, Result, fold};

use super::problem::Refused;
use super::{Accept, Kind, cell};

/// Most characters of a key whose list is not known here.
const MAX_KEY: usize = 100;

/// See the module.
pub(super) struct Stage;

impl Kind for Stage {
    fn accept(&self, field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let Json::String(key) = input else {
            return Err(vec![
                cx.wrong_type("the key of a stage", "der Schlüssel einer Phase"),
            ]);
        };
        let issue = match options(field) {
            Some(options) if options.iter().any(|option| option.key == *key) => None,
            Some(options) => Some(cx.unknown_option(options.iter().map(|option| option.key.as_str()))),
            None if key.chars().count() > MAX_KEY => Some(cx.too_long(MAX_KEY)),
            None if is_key(key) => None,
            None => Some(cx.wrong_format("the key of a stage", "der Schlüssel einer Phase")),
        };
        issue.map_or_else(|| Ok(input.clone()), |issue| Err(vec![issue]))
    }

    fn expression_type(&self, field: &FieldDef) -> Option<expression::Type> {
        Some(match options(field) {
            Some(options) => expression::Type::choice(options.iter().map(|option| &option.key)),
            None => expression::Type::Text,
        })
    }

    fn display(&self, field: &FieldDef, value: &Json, locale: Locale) -> String {
        let key = value.as_str().unwrap_or_default();
        let option = options(field)
            .unwrap_or_default()
            .iter()
            .find(|option| option.key == key);
        option.map_or_else(|| key.to_owned(), |option| option.labels.get(locale).to_owned())
    }

    fn import(&self, field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        let options = options(field).unwrap_or_default();
        let (cell, folded) = (cell.trim(), fold(cell.trim()));
        let named = options.iter().find(|option| option.key == cell).or_else(|| {
            options
                .iter()
                .find(|option| fold(&option.labels.en) == folded || fold(&option.labels.de) == folded)
        });
        named.map_or_else(|| cell::text(cell), |option| Json::String(option.key.clone()))
    }
}

/// The states, if the field itself has them.
fn options(field: &FieldDef) -> Option<&[StageOption]> {
    match &field.kind {
        FieldType::Stage {
            stages_from: Some(_), ..
        } => None,
        FieldType::Stage { options, .. } => Some(options),
        _ => None,
    }
}

fn is_key(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use kontor_definitions::StageKind;
    use kontor_kernel::Text;
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    fn option(key: &str, en: &str, de: &str) -> StageOption {
        StageOption {
            key: key.to_owned(),
            labels: Text::new(en, de),
            color: String::new(),
            kind: StageKind::Open,
            next: None,
            required: Vec::new(),
            probability: None,
            max_days: None,
        }
    }

    #[test]
    fn own_states_are_known_borrowed_ones_are_only_keys() {
        let bench = Bench::default();
        let options = vec![option("new", "New", "Neu"), option("done", "Done", "Fertig")];
        let own = FieldDef::new(
            "state",
            "S",
            "S",
            FieldType::Stage {
                options,
                stages_from: None,
            },
        );
        let lent = FieldType::Stage {
            options: Vec::new(),
            stages_from: Some("pipeline".to_owned()),
        };
        let lent = FieldDef::new("stage", "S", "S", lent);
        assert_eq!(bench.accept(&own, json!("new")), Ok(json!("new")));
        assert_eq!(
            bench.accept(&own, json!("won")),
            Err(vec![("".into(), "unknown_option".into())])
        );
        assert_eq!(bench.import(&own, "fertig"), Ok(json!("done")));
        assert_eq!(bench.accept(&lent, json!("won")), Ok(json!("won")));
        assert_eq!(
            bench.accept(&lent, json!("not a key")),
            Err(vec![("".into(), "wrong_format".into())])
        );
        assert_eq!(
            bench.accept(&lent, json!("")),
            Err(vec![("".into(), "wrong_format".into())])
        );
        assert_eq!(lent_type(&lent), Some(expression::Type::Text));
        assert_eq!(Stage.display(&own, &json!("done"), Locale::De), "Fertig");
    }

    fn lent_type(field: &FieldDef) -> Option<expression::Type> {
        Stage.expression_type(field)
    }
}
