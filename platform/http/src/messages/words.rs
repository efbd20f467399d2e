//! The words themselves, by subject.

mod files;
mod requests;
mod sentences;
mod values;

pub use sentences::sentence;

/// Code of an issue (or `reason` of a problem), English, German.
pub(super) type Row = (&'static str, &'static str, &'static str);

/// All words. A code may have several rows, which stand together in one subject.
pub(super) fn templates() -> impl Iterator<Item = &'static Row> + Clone {
    [files::WORDS, values::WORDS, requests::WORDS]
        .into_iter()
        .flatten()
}

/// What JSON holds, in words; the `expected` of `wrong_type`.
pub(super) const KINDS: &[(&str, &str, &str)] = &[
    ("object", "an object", "ein Objekt"),
    ("array", "an array", "eine Liste"),
    ("text", "a text", "ein Text"),
    ("integer", "an integer", "eine ganze Zahl"),
    ("number", "a number", "eine Zahl"),
    ("boolean", "true or false", "true oder false"),
    ("null", "null", "null"),
    ("decimal", "a decimal number as text", "eine Dezimalzahl als Text"),
    ("money", "an amount with its currency", "ein Betrag mit Währung"),
    (
        "words",
        "a text, or one for each language",
        "ein Text oder je Sprache einer",
    ),
    (
        "grant",
        "true, false or a condition",
        "true, false oder eine Bedingung",
    ),
    ("date", "a date as YYYY-MM-DD", "ein Datum als JJJJ-MM-TT"),
    (
        "time",
        "an RFC 3339 time with offset",
        "ein Zeitpunkt nach RFC 3339 mit Zeitzone",
    ),
    ("id", "an id (UUID)", "eine Id (UUID)"),
];
