//! The words of failures in both languages.
//!
//! The other parts of Kontor write an English `detail` and a stable code beside it. English readers get that
//! detail; for German readers the code is looked up here. A template may be listed several times with fewer and
//! fewer `{figures}`: the first one whose figures are all in the params is taken. `{figure:size}` is a number of bytes.

use std::borrow::Cow;

use kontor_kernel::{Error, Issue, Json, Locale, size};

mod words;

pub use words::sentence;
use words::{KINDS, TYPES, templates};

/// What is wrong with one value, for a reader of the given language.
pub fn issue(issue: &Issue, locale: Locale) -> Cow<'_, str> {
    let own = (!issue.detail.is_empty()).then_some(issue.detail.as_str());
    if let Some(detail) = own.filter(|_| issue.worded || locale == Locale::En) {
        return Cow::Borrowed(detail);
    }
    // A reason says more than the code it stands beside.
    let reason = issue.params.get("reason").and_then(Json::as_str);
    let filled = |code: &str| template(code, locale, |name| issue.params.get(name));
    reason
        .and_then(filled)
        .or_else(|| filled(&issue.code))
        .map(Cow::Owned)
        .or(own.map(Cow::Borrowed))
        .unwrap_or(Cow::Borrowed(&issue.code))
}

/// The same for those who tell what was wrong with many values: the rows of an import.
pub fn told(wrong: &Issue, locale: Locale) -> String {
    issue(wrong, locale).into_owned()
}

/// What went wrong, for a reader of the given language.
pub fn detail(error: &Error, locale: Locale) -> Cow<'_, str> {
    if locale == Locale::En && !error.detail.is_empty() {
        return Cow::Borrowed(&error.detail);
    }
    match error.issues.as_slice() {
        [] => {}
        [only] => return issue(only, locale),
        many => {
            return Cow::Owned(match locale {
                Locale::En => format!("{} values are not valid.", many.len()),
                Locale::De => format!("{} Werte sind ungültig.", many.len()),
            });
        }
    }
    let reason = error.params.get("reason").and_then(Json::as_str);
    let worded = reason.and_then(|reason| template(reason, locale, |name| error.params.get(name)));
    let parameter = error
        .params
        .get("parameter")
        .and_then(|name| figure("", name, locale));
    match (worded, parameter) {
        (Some(text), Some(parameter)) if !text.contains(&parameter) => {
            Cow::Owned(format!("{parameter}: {text}"))
        }
        (Some(text), _) => Cow::Owned(text),
        (None, _) => Cow::Borrowed(sentence(error.code, locale)),
    }
}

/// The first template of a code whose figures are all known, filled in.
fn template<'a>(code: &str, locale: Locale, value: impl Fn(&str) -> Option<&'a Json>) -> Option<String> {
    templates().filter(|row| row.0 == code).find_map(|(_, en, de)| {
        let mut rest = match locale {
            Locale::En => *en,
            Locale::De => *de,
        };
        let mut text = String::with_capacity(rest.len() + 16);
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            text.push_str(before);
            text.push_str(&match name.strip_suffix(":size") {
                Some(name) => size::shown(value(name)?.as_u64()?, locale),
                None => figure(name, value(name)?, locale)?,
            });
            rest = after;
        }
        text.push_str(rest);
        Some(text)
    })
}

/// One figure of a message as people read it; long ones are cut, for they may be the request's own words.
fn figure(name: &str, value: &Json, locale: Locale) -> Option<String> {
    let text = match value {
        Json::String(kind) if name == "expected" => match (KINDS.iter().find(|row| row.0 == kind), locale) {
            (Some(row), Locale::En) => row.1.to_owned(),
            (Some(row), Locale::De) => row.2.to_owned(),
            (None, _) => kind.clone(),
        },
        Json::String(of) if matches!(name, "found" | "other") && locale == Locale::De => {
            let known = TYPES.iter().find(|row| row.0 == of);
            known.map_or_else(|| of.clone(), |row| row.1.to_owned())
        }
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        Json::Array(items) => {
            let shown = items.iter().take(20).filter_map(|item| figure("", item, locale));
            shown.collect::<Vec<_>>().join(", ")
        }
        Json::Null | Json::Bool(_) | Json::Object(_) => return None,
    };
    let shown = cut(&text);
    Some(if shown.len() < text.len() {
        format!("{shown}…")
    } else {
        text
    })
}

/// The beginning of a text that may be very long, for a sentence.
pub(crate) fn cut(text: &str) -> &str {
    text.char_indices().nth(120).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use kontor_kernel::Code;
    use serde_json::json;

    use super::*;

    #[test]
    fn figures_decide_which_wording_is_taken() {
        let both = Issue::new("/x", "out_of_range", "?").with(json!({"min": 0, "max": 100}));
        assert_eq!(
            issue(&both, Locale::De),
            "Der Wert muss zwischen 0 und 100 liegen."
        );
        let one = Issue::new("/x", "out_of_range", "?").with(json!({"max": 100}));
        assert_eq!(issue(&one, Locale::De), "Der Wert darf höchstens 100 sein.");
        let none = Issue::new("/x", "out_of_range", "?");
        assert_eq!(
            issue(&none, Locale::De),
            "Der Wert liegt außerhalb des erlaubten Bereichs."
        );
        let kinds = Issue::new("/x", "wrong_type", "?").with(json!({"expected": "object"}));
        assert_eq!(issue(&kinds, Locale::De), "Erwartet wird: ein Objekt.");
        let options = Issue::new("/x", "unknown_option", "?").with(json!({"allowed": ["a", "b"]}));
        assert_eq!(issue(&options, Locale::De), "Erlaubt sind: a, b.");
    }

    #[test]
    fn what_was_told_in_the_readers_language_is_not_told_again_with_less() {
        let told = Issue::new("/x", "out_of_range", "Zwischen 1 und 3, bei Nacht.").worded();
        assert_eq!(issue(&told, Locale::De), "Zwischen 1 und 3, bei Nacht.");
    }

    #[test]
    fn a_value_that_has_alternatives_names_them() {
        let one_of =
            Issue::new("/family_name", "required", "?").with(json!({"labels": ["Nachname", "E-Mails"]}));
        let text = issue(&one_of, Locale::De);
        assert_eq!(
            text,
            "Mindestens eine dieser Angaben ist nötig: Nachname, E-Mails."
        );
    }

    #[test]
    fn unknown_codes_fall_back_to_the_detail() {
        assert_eq!(
            issue(&Issue::new("/x", "moon_phase", "Not at full moon."), Locale::De),
            "Not at full moon."
        );
        assert_eq!(
            issue(&Issue::new("/x", "required", ""), Locale::En),
            "This value is required."
        );
    }

    #[test]
    fn a_reason_words_a_problem_and_names_its_parameter() {
        let error = Error::new(Code::BadParameter, "limit is too large")
            .with("parameter", "limit")
            .with("reason", "out_of_range")
            .with("min", 1)
            .with("max", 200);
        assert_eq!(
            detail(&error, Locale::De),
            "limit: Der Wert muss zwischen 1 und 200 liegen."
        );
        assert_eq!(detail(&error, Locale::En), "limit is too large");
        let bare = Error::new(Code::NotFound, "x");
        assert_eq!(
            detail(&bare, Locale::De),
            "Hier ist nichts, was Sie sehen können."
        );
    }

    #[test]
    fn limits_of_bytes_are_told_in_sizes() {
        let error = Error::new(Code::TooLarge, "x")
            .with("reason", "body_too_large")
            .with("max", 1_500_000);
        assert_eq!(detail(&error, Locale::De), "Höchstens 1,5 MB werden angenommen.");
    }

    #[test]
    fn many_issues_are_counted_in_the_readers_language() {
        let error = Error::validation(vec![
            Issue::new("/a", "required", "x"),
            Issue::new("/b", "required", "x"),
        ]);
        assert_eq!(detail(&error, Locale::De), "2 Werte sind ungültig.");
    }

    #[test]
    fn long_figures_are_cut() {
        let error = Error::new(Code::BadParameter, "x")
            .with("reason", "unknown_parameter")
            .with("parameter", "ä".repeat(5000));
        assert!(detail(&error, Locale::De).chars().count() < 200);
    }

    #[test]
    fn both_languages_use_the_same_figures_and_the_barest_wording_comes_last() {
        let figures = |text: &str| -> Vec<String> {
            let mut names: Vec<_> = text
                .split('{')
                .skip(1)
                .map(|part| part.split('}').next().unwrap().to_owned())
                .collect();
            names.sort();
            names
        };
        for (n, (code, en, de)) in templates().enumerate() {
            assert_eq!(figures(en), figures(de), "{code}");
            let more = templates().skip(n + 1).any(|row| row.0 == *code);
            assert!(
                !(more && figures(en).is_empty()),
                "{code} has wordings that are never reached"
            );
        }
        for code in Code::ALL {
            assert_ne!(sentence(*code, Locale::En), sentence(*code, Locale::De));
        }
    }
}
