//! One of a list: the option's key on the wire, its label for people.

use kontor_definitions::{FieldDef, FieldType, SelectOption};
use kontor_expression as expression;
use kontor_kernel::{Issue, Json, Locale, Result, fold};

use super::problem::Refused;
use super::{Accept, Kind, Words, cell};

/// See the module.
pub(super) struct Select;

impl Kind for Select {
    fn accept(&self, field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let option = read(options(field), input, cx).map_err(|issue| vec![issue])?;
        Ok(Json::String(option.key.clone()))
    }

    fn expression_type(&self, field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::choice(
            options(field).iter().map(|option| &option.key),
        ))
    }

    fn display(&self, field: &FieldDef, value: &Json, locale: Locale) -> String {
        label(options(field), value, locale)
    }

    fn import(&self, field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        match named(options(field), cell) {
            Some(option) => Json::String(option.key.clone()),
            None => cell::text(cell),
        }
    }

    fn words(&self, field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> Vec<Words> {
        value.as_str().map(|key| words(field, key)).into_iter().collect()
    }
}

/// An option is found by its labels in both languages.
pub(super) fn words(field: &FieldDef, key: &str) -> Words {
    let option = options(field).iter().find(|option| option.key == key);
    Words::Name(match option.map(|option| &option.labels) {
        Some(labels) if labels.en == labels.de => labels.en.clone(),
        Some(labels) => format!("{} {}", labels.en, labels.de),
        None => key.to_owned(),
    })
}

/// The options of a select or multi-select.
pub(super) fn options(field: &FieldDef) -> &[SelectOption] {
    match &field.kind {
        FieldType::Select { options } | FieldType::MultiSelect { options } => options,
        _ => &[],
    }
}

/// Reads the key of an option. Retired ones stay possible, for records that have them are sent back as they came.
pub(super) fn read<'a>(
    options: &'a [SelectOption],
    input: &Json,
    cx: &Accept<'_>,
) -> Result<&'a SelectOption, Issue> {
    let Json::String(key) = input else {
        return Err(cx.wrong_type("the key of an option", "der Schlüssel einer Möglichkeit"));
    };
    options.iter().find(|option| option.key == *key).ok_or_else(|| {
        cx.unknown_option(
            options
                .iter()
                .filter(|option| !option.retired)
                .map(|option| option.key.as_str()),
        )
    })
}

/// The option a cell names by its key, or by its label in either language.
pub(super) fn named<'a>(options: &'a [SelectOption], cell: &str) -> Option<&'a SelectOption> {
    let cell = cell.trim();
    let folded = fold(cell);
    options.iter().find(|option| option.key == cell).or_else(|| {
        options.iter().find(|option| {
            [&option.labels.en, &option.labels.de, &option.key]
                .iter()
                .any(|l| fold(l) == folded)
        })
    })
}

/// The label of an option; its key when it is gone.
pub(super) fn label(options: &[SelectOption], key: &Json, locale: Locale) -> String {
    let key = key.as_str().unwrap_or_default();
    match options.iter().find(|option| option.key == key) {
        Some(option) => option.labels.get(locale).to_owned(),
        None => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    fn field() -> FieldDef {
        FieldDef::select(
            "kind",
            "Kind",
            "Art",
            &[("call", "Call", "Anruf"), ("visit", "Visit", "Besuch")],
        )
    }

    #[test]
    fn keys_are_accepted_labels_only_imported() {
        let bench = Bench::default();
        assert_eq!(bench.accept(&field(), json!("call")), Ok(json!("call")));
        assert_eq!(
            bench.accept(&field(), json!("Anruf")),
            Err(vec![("".into(), "unknown_option".into())])
        );
        assert_eq!(
            bench.accept(&field(), json!(0)),
            Err(vec![("".into(), "wrong_type".into())])
        );
        for cell in ["call", "Call", "anruf", " ANRUF "] {
            assert_eq!(bench.import(&field(), cell), Ok(json!("call")), "{cell}");
        }
        assert!(bench.import(&field(), "Brief").is_err());
    }

    #[test]
    fn the_refusal_names_what_is_offered_and_retired_values_stay_possible() {
        let bench = Bench::default();
        let mut field = field();
        if let FieldType::Select { options } = &mut field.kind {
            options[1].retired = true;
        }
        let issues = Select.accept(&field, &json!("x"), &bench.cx()).unwrap_err();
        assert_eq!(issues[0].params, json!({"options": ["call"]}));
        assert_eq!(bench.accept(&field, json!("visit")), Ok(json!("visit")));
    }

    #[test]
    fn people_read_labels() {
        assert_eq!(Select.display(&field(), &json!("visit"), Locale::De), "Besuch");
        assert_eq!(Select.display(&field(), &json!("gone"), Locale::De), "gone");
    }
}
