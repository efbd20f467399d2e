//! What was wrong with a row: a stable code with its figures, and words beside them, in both languages where they say more
//! than the code. Whoever reads it is told in his own language.

use kontor_kernel::{Issue, Json, Locale, Text};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What is wrong with a row or cell.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// The number of the row.
    pub row: u64,
    /// The column, if it is one column's fault.
    pub column: Option<String>,
    /// The field: `person.emails`.
    pub field: Option<String>,
    /// Stable code.
    pub code: String,
    /// For people.
    pub detail: String,
    /// Figures of the detail.
    #[serde(default, skip_serializing_if = "Json::is_null")]
    pub params: Json,
    /// The detail is in the language of who asked for the import, and says more than the code could.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub worded: bool,
    /// The detail in both languages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Text>,
    /// The row was taken all the same, without this cell.
    pub warning: bool,
}

/// A text in which what nobody can read is a sign for that: control characters, and what turns or hides letters.
fn printable(text: &str) -> String {
    let readable = |ch: char| {
        !ch.is_control()
            && !matches!(ch, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let one = |ch: char| match ch {
        '\n' | '\t' => ' ',
        ch if readable(ch) => ch,
        _ => char::REPLACEMENT_CHARACTER,
    };
    text.chars().map(one).collect()
}

/// The same for figures.
fn shown(params: Json) -> Json {
    match params {
        Json::String(text) => Json::String(printable(&text)),
        Json::Array(items) => items.into_iter().map(shown).collect(),
        Json::Object(members) => members
            .into_iter()
            .map(|(key, value)| (key, shown(value)))
            .collect(),
        other => other,
    }
}

/// The words for an issue in a language.
pub type Words = fn(&Issue, Locale) -> String;

/// How much is told of what was wrong with rows, and in which words.
#[derive(Clone, Copy)]
pub struct Telling {
    /// How many problems.
    pub problems: usize,
    /// In which words.
    pub words: Words,
}

/// Only the counts are told.
pub const NOTHING: Telling = Telling {
    problems: 0,
    words: |issue, _| issue.detail.clone(),
};

impl Problem {
    /// What is wrong with a row.
    pub fn new(row: u64, code: &str, detail: impl Into<String>) -> Problem {
        Problem::of(row, Issue::new("", code, detail))
    }

    /// An issue of a row.
    pub fn of(row: u64, issue: Issue) -> Problem {
        Problem {
            row,
            column: None,
            field: None,
            code: issue.code,
            detail: printable(&issue.detail),
            params: shown(issue.params),
            worded: issue.worded,
            words: issue
                .words
                .map(|words| Text::new(printable(words.get(Locale::En)), printable(words.get(Locale::De)))),
            warning: false,
        }
    }

    /// The same with figures.
    pub fn with(mut self, params: Json) -> Problem {
        self.params = shown(params);
        self
    }

    /// The same of one cell.
    pub fn at(mut self, column: Option<String>, field: Option<String>) -> Problem {
        (self.column, self.field) = (column, field);
        self
    }

    /// The same, if it left out a cell only.
    pub fn warning(mut self, warning: bool) -> Problem {
        self.warning = warning;
        self
    }

    /// What is told to a reader; `asker` is the language of who asked for the import.
    pub fn told(&self, asker: Locale, reader: Locale, words: Words) -> String {
        let mut issue = Issue::new("", &self.code, &self.detail).with(self.params.clone());
        match &self.words {
            Some(words) => issue = Issue::new("", &self.code, words.get(reader)).worded(),
            None if self.worded && asker != reader => {
                // What was said in another language says less than the code does.
                issue.detail.clear();
            }
            None => issue.worded = self.worded,
        }
        words(&issue, reader)
    }

    /// The problem as the API shows it.
    pub fn to_json(&self, asker: Locale, reader: Locale, words: Words) -> Json {
        let mut shown = json!(self);
        shown["detail"] = json!(self.told(asker, reader, words));
        if let Some(members) = shown.as_object_mut() {
            members.remove("worded");
            members.remove("words");
        }
        shown
    }
}
