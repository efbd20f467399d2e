//! What columns are usually called, in German and English. The words stand in `names.json`: which name means which
//! field, which words say work or home, which say person or organisation. A name is cut into words; marks and fillers
//! are taken away until what is left is a name of a field.

use std::collections::HashMap;
use std::sync::LazyLock;

use kontor_definitions::StageKind;
use kontor_kernel::fold;
use serde::Deserialize;

/// What a column's name says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    /// `object.field`, or `.field` of the object the row is about.
    pub to: &'static str,
    /// The object that the name speaks of: `Company phone`.
    pub object: Option<&'static str>,
    /// The label of the item.
    pub label: Option<&'static str>,
    /// The kind of the address.
    pub kind: Option<&'static str>,
    /// It continues the column before it, with a blank between: a house number.
    pub joins: bool,
    /// Postcode and city in one.
    pub place: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    fields: Vec<FieldNames>,
    marks: Vec<Mark>,
    entities: Vec<Entity>,
    fillers: Vec<String>,
    ends: Vec<End>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldNames {
    to: String,
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    joins: bool,
    #[serde(default)]
    places: bool,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mark {
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    label: Option<String>,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entity {
    object: String,
    words: Vec<String>,
}

/// Words for the end of a matter.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    kind: StageKind,
    words: Vec<String>,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| serde_json::from_str(include_str!("names.json")).expect("the shipped names are JSON"));

static FIELDS: LazyLock<HashMap<String, &'static FieldNames>> = LazyLock::new(|| {
    let entries = TABLE.fields.iter();
    entries
        .flat_map(|field| field.names.iter().map(move |name| (plain(name), field)))
        .collect()
});

/// Letters and digits, folded: `E-Mail` is `email`.
pub fn plain(name: &str) -> String {
    fold(name).chars().filter(|ch| ch.is_alphanumeric()).collect()
}

/// The words of a name, folded: `MailingStreet`, `Mailing street` and `mailing_street` have the same two.
fn words(name: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(name.len() + 8);
    let mut before = ' ';
    for ch in name.chars().take(200) {
        if ch.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(ch);
        before = ch;
    }
    fold(&spaced)
        .split(|ch: char| !ch.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a word, plain, says that a matter has come to its end, and how.
pub fn ends(word: &str) -> Option<StageKind> {
    let says = |end: &&End| end.words.iter().any(|known| plain(known) == word);
    TABLE.ends.iter().find(says).map(|end| end.kind)
}

/// What a column's name says, if it is a usual one.
pub fn find(name: &str) -> Option<Named> {
    let words: Vec<String> = words(name)
        .into_iter()
        .filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    if words.is_empty() || words.len() > 10 {
        return None;
    }
    let whole = words.concat();
    if let Some(field) = FIELDS.get(&whole) {
        return Some(named(field, None, None, None));
    }
    let is = |words: &[String], word: &String| words.iter().any(|known| plain(known) == *word);
    let mark = words
        .iter()
        .find_map(|word| TABLE.marks.iter().find(|mark| is(&mark.words, word)));
    let without_mark: Vec<String> = words
        .iter()
        .filter(|word| !mark.is_some_and(|mark| is(&mark.words, word)))
        .cloned()
        .collect();
    if let Some(field) = FIELDS.get(&without_mark.concat()) {
        return Some(named(field, None, mark, None));
    }
    let entity = without_mark
        .iter()
        .find_map(|word| TABLE.entities.iter().find(|entity| is(&entity.words, word)));
    let bare: Vec<String> = without_mark
        .iter()
        .filter(|word| !entity.is_some_and(|entity| is(&entity.words, word)))
        .cloned()
        .collect();
    if let Some(field) = FIELDS.get(&bare.concat()) {
        return Some(named(field, entity, mark, None));
    }
    // What is left goes word by word, fillers only.
    for keep_last in [true, false] {
        let kept: Vec<&String> = bare
            .iter()
            .enumerate()
            .filter(|(at, word)| !is(&TABLE.fillers, word) || (keep_last && at + 1 == bare.len()))
            .map(|(_, word)| word)
            .collect();
        let kept: String = kept.into_iter().map(String::as_str).collect();
        if let Some(field) = FIELDS.get(&kept) {
            return Some(named(field, entity, mark, None));
        }
    }
    None
}

fn named(
    field: &'static FieldNames,
    entity: Option<&'static Entity>,
    mark: Option<&'static Mark>,
    label: Option<&'static str>,
) -> Named {
    Named {
        to: &field.to,
        object: entity.map(|entity| entity.object.as_str()),
        label: label
            .or(field.label.as_deref())
            .or(mark.and_then(|mark| mark.label.as_deref())),
        kind: mark.and_then(|mark| mark.kind.as_deref()),
        joins: field.joins,
        place: field.places,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_are_known_in_both_languages() {
        for (name, to, object, label, kind) in [
            ("Vorname", "person.given_name", "", "", ""),
            ("first_name", "person.given_name", "", "", ""),
            ("LastName", "person.family_name", "", "", ""),
            ("Firma", "organization.name", "", "", ""),
            ("Account Name", "organization.name", "", "", ""),
            ("Organization - Name*", "organization.name", "", "", ""),
            ("E-Mail-Adresse", ".emails", "", "", ""),
            ("E-mail 1 - Value", ".emails", "", "", ""),
            ("E-Mail (geschäftlich)", ".emails", "", "work", "work"),
            ("Person - Email (Home)", ".emails", "person", "home", "home"),
            ("Telefon privat", ".phones", "", "home", "home"),
            ("Telefon Firma", ".phones", "organization", "", ""),
            ("Company Phone", ".phones", "organization", "", ""),
            ("Handy", ".phones", "", "mobile", ""),
            ("Fax geschäftlich", ".phones", "", "fax", "work"),
            ("Straße geschäftlich 2", ".addresses.street", "", "work", "work"),
            ("Strasse", ".addresses.street", "", "", ""),
            ("MailingPostalCode", ".addresses.postcode", "", "work", "work"),
            ("Primary Address City", ".addresses.city", "", "", ""),
            (
                "Billing Zip/Postal Code",
                ".addresses.postcode",
                "",
                "",
                "billing",
            ),
            ("PLZ", ".addresses.postcode", "", "", ""),
            ("Ort privat", ".addresses.city", "", "home", "home"),
            ("Anschrift", ".addresses", "", "", ""),
            ("Organization - Address", ".addresses", "organization", "", ""),
            ("Name", ".name", "", "", ""),
            ("Ansprechpartner", "person.name", "", "", ""),
            ("Contact name", "person.name", "", "", ""),
            // Whether it is one, or a job, its values tell.
            ("Contact title", "person.title", "person", "", ""),
            ("USt-IdNr.", "organization.vat_id", "", "", ""),
            ("Bemerkungen", "note.body", "", "", ""),
        ] {
            let found = find(name).unwrap_or_else(|| panic!("{name}"));
            let text = |part: Option<&'static str>| part.unwrap_or_default();
            assert_eq!(
                (found.to, text(found.object), text(found.label), text(found.kind)),
                (to, object, label, kind),
                "{name}"
            );
        }
        for unknown in ["Farbe", "Lead Source", "Kundennummer", "", "2", "Gewicht in kg"] {
            assert_eq!(find(unknown), None, "{unknown}");
        }
    }
}
