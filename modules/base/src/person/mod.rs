//! A person. A lone e-mail address or phone number is a full citizen: names, employer and the rest come with time.

pub mod rules;

use kontor_definitions::{FieldDef, FieldType, ObjectDef};
use kontor_kernel::Text;

use crate::organization;

/// The object's key.
pub const KEY: &str = "person";

/// The languages that people are written to in; the common ones first.
const LANGUAGES: [(&str, &str, &str); 32] = [
    ("de", "German", "Deutsch"),
    ("en", "English", "Englisch"),
    ("fr", "French", "Französisch"),
    ("it", "Italian", "Italienisch"),
    ("es", "Spanish", "Spanisch"),
    ("pt", "Portuguese", "Portugiesisch"),
    ("nl", "Dutch", "Niederländisch"),
    ("pl", "Polish", "Polnisch"),
    ("cs", "Czech", "Tschechisch"),
    ("sk", "Slovak", "Slowakisch"),
    ("sl", "Slovenian", "Slowenisch"),
    ("hr", "Croatian", "Kroatisch"),
    ("sr", "Serbian", "Serbisch"),
    ("hu", "Hungarian", "Ungarisch"),
    ("ro", "Romanian", "Rumänisch"),
    ("bg", "Bulgarian", "Bulgarisch"),
    ("el", "Greek", "Griechisch"),
    ("tr", "Turkish", "Türkisch"),
    ("da", "Danish", "Dänisch"),
    ("sv", "Swedish", "Schwedisch"),
    ("no", "Norwegian", "Norwegisch"),
    ("fi", "Finnish", "Finnisch"),
    ("et", "Estonian", "Estnisch"),
    ("lv", "Latvian", "Lettisch"),
    ("lt", "Lithuanian", "Litauisch"),
    ("uk", "Ukrainian", "Ukrainisch"),
    ("ru", "Russian", "Russisch"),
    ("ar", "Arabic", "Arabisch"),
    ("zh", "Chinese", "Chinesisch"),
    ("ja", "Japanese", "Japanisch"),
    ("ko", "Korean", "Koreanisch"),
    ("hi", "Hindi", "Hindi"),
];

/// What a person is made of.
pub fn definition() -> ObjectDef {
    let salutations = [
        ("mr", "Mr", "Herr"),
        ("ms", "Ms", "Frau"),
        ("mx", "Mx", "Divers"),
        ("family", "Family", "Familie"),
    ];
    ObjectDef::new(KEY, Text::new("Person", "Person"), Text::new("People", "Personen"))
        .icon("user-round")
        .field(FieldDef::select("salutation", "Salutation", "Anrede", &salutations))
        .field(FieldDef::text("title", "Title", "Titel"))
        .field(FieldDef::text("given_name", "Given name", "Vorname").searched())
        .field(FieldDef::text("family_name", "Family name", "Nachname").indexed().searched())
        .field(FieldDef::new("birth_date", "Date of birth", "Geburtsdatum", FieldType::Date))
        .field(FieldDef::select("language", "Language", "Sprache", &LANGUAGES))
        .field(FieldDef::new("emails", "E-mail addresses", "E-Mail-Adressen", FieldType::Email).searched())
        .field(FieldDef::new("phones", "Phone numbers", "Telefonnummern", FieldType::Phone).searched())
        .field(FieldDef::new("websites", "Websites", "Webseiten", FieldType::Url).searched())
        .field(FieldDef::new("social", "Social networks", "Soziale Netzwerke", FieldType::Social).searched())
        .field(FieldDef::new("addresses", "Addresses", "Anschriften", FieldType::Address).searched())
        .field(FieldDef::link("organization", "Organisation", "Organisation", &[organization::KEY]).help(
            "The main employer. Setting it makes the relation of kind employment; ending that relation clears it.",
            "Der Hauptarbeitgeber. Wer ihn setzt, legt die Beziehung der Art Anstellung an; endet sie, wird er geleert.",
        ))
        .called(&["title", "given_name", "family_name"])
        .called(&["emails"])
        .called(&["phones"])
        .called(&["social"])
        .called(&["websites"])
        .called(&["external_ids"])
        .identified_by(&[
            "given_name",
            "family_name",
            "emails",
            "phones",
            "social",
            "websites",
            "external_ids",
        ])
        .complete_with(&[
            ("family_name", 3),
            ("given_name", 2),
            ("emails", 3),
            ("phones", 2),
            ("addresses", 2),
            ("organization", 2),
            ("salutation", 1),
            ("language", 1),
            ("birth_date", 1),
        ])
        .party()
}
