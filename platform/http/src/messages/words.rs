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
    ("condition", "a condition", "eine Bedingung"),
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

/// What expressions call their types, English and German; the `found` and `other` of `wrong_type`.
pub(super) const TYPES: &[(&str, &str)] = &[
    ("a yes/no value", "ein Ja/Nein-Wert"),
    ("a whole number", "eine ganze Zahl"),
    ("a decimal number", "eine Dezimalzahl"),
    ("a number", "eine Zahl"),
    ("an amount of money", "ein Geldbetrag"),
    ("a text", "ein Text"),
    ("a date", "ein Datum"),
    ("a point in time", "ein Zeitpunkt"),
    ("a duration", "eine Dauer"),
    ("a link", "eine Verknüpfung"),
    ("a choice", "eine Auswahl"),
    ("a set of texts", "eine Menge von Texten"),
    ("a set of links", "eine Menge von Verknüpfungen"),
    ("a list", "eine Liste"),
    ("a structure", "eine Struktur"),
    ("null", "null"),
];
