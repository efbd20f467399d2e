//! What can be wrong with a value: stable codes, and the sentences for people in the caller's language.

use kontor_kernel::{Issue, Json, Text};
use serde_json::json;

use super::Accept;

/// The issues of a value that is refused.
pub(super) type Refused = Vec<Issue>;

impl Accept<'_> {
    /// An issue of the value itself; [`Issue::under`] says where it stands.
    pub(super) fn issue(&self, code: &str, en: impl Into<String>, de: impl Into<String>) -> Issue {
        let words = Text::new(en, de);
        Issue::new("", code, words.get(self.caller.locale)).worded_in_both(words)
    }

    /// Another JSON type than the field's.
    pub(super) fn wrong_type(&self, en: &str, de: &str) -> Issue {
        self.issue(
            "wrong_type",
            format!("Expected: {en}."),
            format!("Erwartet: {de}."),
        )
    }

    /// The right JSON type, but it can't be read.
    pub(super) fn wrong_format(&self, en: &str, de: &str) -> Issue {
        // ein, eine: kein, keine.
        let de = match de.strip_prefix("ein") {
            Some(rest) => format!("Das ist kein{rest}."),
            None => format!("Das ist nicht {de}."),
        };
        self.issue("wrong_format", format!("This is not {en}."), de)
    }

    /// Outside the allowed range; a bound that does not exist is null.
    pub(super) fn out_of_range(&self, min: Json, max: Json) -> Issue {
        let shown = |bound: &Json| bound.as_str().map_or_else(|| bound.to_string(), str::to_owned);
        let (en, de) = match (min.is_null(), max.is_null()) {
            (false, false) => (
                format!("The value must lie between {} and {}.", shown(&min), shown(&max)),
                format!(
                    "Der Wert muss zwischen {} und {} liegen.",
                    shown(&min),
                    shown(&max)
                ),
            ),
            (false, true) => (
                format!("The value must be at least {}.", shown(&min)),
                format!("Der Wert muss mindestens {} sein.", shown(&min)),
            ),
            (true, false) => (
                format!("The value must be at most {}.", shown(&max)),
                format!("Der Wert darf höchstens {} sein.", shown(&max)),
            ),
            (true, true) => (
                "The value is too large.".to_owned(),
                "Der Wert ist zu groß.".to_owned(),
            ),
        };
        self.issue("out_of_range", en, de)
            .with(json!({ "min": min, "max": max }))
    }

    /// More characters than allowed.
    pub(super) fn too_long(&self, max: usize) -> Issue {
        let en = format!("At most {max} characters are possible.");
        let de = format!("Höchstens {max} Zeichen sind möglich.");
        self.issue("too_long", en, de).with(json!({ "max": max }))
    }

    /// More bytes than allowed.
    pub(super) fn too_large(&self, max: usize) -> Issue {
        let en = format!("At most {max} bytes are possible.");
        let de = format!("Höchstens {max} Bytes sind möglich.");
        self.issue("too_long", en, de).with(json!({ "max": max }))
    }

    /// More items than allowed.
    pub(super) fn too_many(&self, max: usize) -> Issue {
        let en = format!("At most {max} entries are possible.");
        let de = format!("Höchstens {max} Einträge sind möglich.");
        self.issue("too_many", en, de).with(json!({ "max": max }))
    }

    /// Characters that have no place in a text.
    pub(super) fn control_characters(&self) -> Issue {
        self.issue(
            "control_characters",
            "The text contains control characters.",
            "Der Text enthält Steuerzeichen.",
        )
    }

    /// A member the value's structure does not have.
    pub(super) fn unknown_member(&self, name: &str) -> Issue {
        let shown: String = name.chars().take(100).collect();
        self.issue(
            "unknown_field",
            format!("There is no member {shown:?} here."),
            format!("Ein Element {shown:?} gibt es hier nicht."),
        )
        .under(&format!("/{}", shown.replace('~', "~0").replace('/', "~1")))
    }

    /// A member that must be there.
    pub(super) fn required(&self, name: &str) -> Issue {
        self.issue(
            "required",
            format!("{name} is required."),
            format!("{name} ist erforderlich."),
        )
        .under(&format!("/{name}"))
    }

    /// Not one of the options.
    pub(super) fn unknown_option<'a>(&self, options: impl Iterator<Item = &'a str>) -> Issue {
        let options: Vec<&str> = options.collect();
        self.issue(
            "unknown_option",
            "This is not one of the options.",
            "Das ist keine der Möglichkeiten.",
        )
        .with(json!({ "options": options }))
    }
}
