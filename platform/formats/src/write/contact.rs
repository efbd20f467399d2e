//! A contact as vCard 4.0, from the columns that are read from one.

use kontor_kernel::Json;

use crate::row::Cell;

/// Bytes of a line.
const WIDTH: usize = 75;
/// Columns of one text, and the property each is.
const TEXTS: [(&str, &str); 11] = [
    ("kind", "KIND"),
    ("name", "FN"),
    ("nickname", "NICKNAME"),
    ("title", "TITLE"),
    ("role", "ROLE"),
    ("birthday", "BDAY"),
    ("anniversary", "ANNIVERSARY"),
    ("gender", "GENDER"),
    ("language", "LANG"),
    ("note", "NOTE"),
    ("uid", "UID"),
];
/// Labels that are types, and the types they are.
const TYPES: [(&str, &str); 8] = [
    ("work", "work"),
    ("home", "home"),
    ("mobile", "cell"),
    ("fax", "fax"),
    ("pager", "pager"),
    ("work mobile", "work,cell"),
    ("work fax", "work,fax"),
    ("home fax", "home,fax"),
];

/// A contact, from cells by the names of the columns of contacts; a name is made up where there is none.
pub fn contact(cells: &[(&str, Cell)]) -> String {
    let mut card = Card {
        out: String::new(),
        groups: 0,
    };
    let cell = |name: &str| {
        cells
            .iter()
            .find(|(column, _)| *column == name)
            .map(|(_, cell)| cell)
    };
    let text = |name: &str| cell(name).map_or("", Cell::text);
    card.line("BEGIN:VCARD");
    card.line("VERSION:4.0");
    for (column, property) in TEXTS {
        let value = match (column, text(column)) {
            ("name", "") => {
                let parts = [
                    "prefix",
                    "given_name",
                    "additional_names",
                    "family_name",
                    "suffix",
                ]
                .map(text);
                let words: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                // Every contact must have a name.
                match words.is_empty() {
                    true => text("organization").to_owned(),
                    false => words.join(" "),
                }
            }
            (_, value) => value.to_owned(),
        };
        if !value.is_empty() || column == "name" {
            card.line(&format!("{property}:{}", escaped(&value)));
        }
    }
    let name = [
        "family_name",
        "given_name",
        "additional_names",
        "prefix",
        "suffix",
    ]
    .map(text);
    if name.iter().any(|part| !part.is_empty()) {
        card.line(&format!("N:{}", name.map(escaped).join(";")));
    }
    let firm = ["organization", "department"].map(text);
    match firm {
        ["", ""] => {}
        [firm, ""] => card.line(&format!("ORG:{}", escaped(firm))),
        firm => card.line(&format!("ORG:{}", firm.map(escaped).join(";"))),
    }
    for (column, property) in [("emails", "EMAIL"), ("phones", "TEL"), ("websites", "URL")] {
        for item in items(cell(column)) {
            let value = member(item, "value").to_owned();
            card.labelled(property, item, member(item, "label"), &escaped(&value));
        }
    }
    for item in items(cell("social")) {
        let network = token(member(item, "label"));
        let kind = if network.is_empty() {
            String::new()
        } else {
            format!(";TYPE={network}")
        };
        card.line(&format!(
            "X-SOCIALPROFILE{kind}:{}",
            escaped(member(item, "value"))
        ));
    }
    for address in items(cell("addresses")) {
        let parts =
            ["street", "city", "region", "postcode", "country"].map(|part| escaped(member(address, part)));
        let value = format!(";;{}", parts.join(";"));
        card.labelled("ADR", &Json::Null, member(address, "kind"), &value);
    }
    let tags: Vec<String> = items(cell("categories"))
        .iter()
        .filter_map(Json::as_str)
        .map(escaped)
        .collect();
    if !tags.is_empty() {
        card.line(&format!("CATEGORIES:{}", tags.join(",")));
    }
    card.line("END:VCARD");
    card.out
}

struct Card {
    out: String,
    groups: usize,
}

impl Card {
    /// A line, folded where it is long.
    fn line(&mut self, line: &str) {
        let mut width = 0;
        for ch in line.chars() {
            if width + ch.len_utf8() > WIDTH {
                self.out.push_str("\r\n ");
                width = 1;
            }
            self.out.push(ch);
            width += ch.len_utf8();
        }
        self.out.push_str("\r\n");
    }

    /// A property with what it is for: a type, or a label that phones show.
    fn labelled(&mut self, property: &str, item: &Json, label: &str, value: &str) {
        let preferred = if item["primary"] == true { ";PREF=1" } else { "" };
        let kind = TYPES.iter().find(|(known, _)| *known == label);
        match (label, kind) {
            ("", _) => self.line(&format!("{property}{preferred}:{value}")),
            (_, Some((_, kind))) => self.line(&format!("{property};TYPE=\"{kind}\"{preferred}:{value}")),
            _ => {
                self.groups += 1;
                let group = self.groups;
                self.line(&format!("item{group}.{property}{preferred}:{value}"));
                self.line(&format!("item{group}.X-ABLabel:{}", escaped(label)));
            }
        }
    }
}

fn items(cell: Option<&Cell>) -> &[Json] {
    match cell {
        Some(Cell::Json(Json::Array(items))) => items,
        _ => &[],
    }
}

fn member<'a>(item: &'a Json, key: &str) -> &'a str {
    item[key].as_str().unwrap_or_default()
}

/// What may stand in a parameter.
fn token(text: &str) -> String {
    text.chars()
        .filter(|ch| ch.is_ascii_alphanumeric() || *ch == '-')
        .collect()
}

fn escaped(text: impl AsRef<str>) -> String {
    let mut out = String::new();
    for ch in text.as_ref().chars() {
        match ch {
            '\\' | ',' | ';' => out.extend(['\\', ch]),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            ch if ch.is_control() => {}
            ch => out.push(ch),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::source::Place;
    use crate::survey::{rows_at, survey_at};
    use crate::{Choice, Survey};

    fn read(text: &str) -> Vec<(String, Cell)> {
        let place = Place::memory(text.as_bytes());
        let survey: Survey = survey_at(&place, &Choice::default()).unwrap();
        let row = rows_at(&place, &survey).unwrap().next().unwrap().unwrap();
        let names = survey.columns.into_iter().map(|column| column.name);
        names
            .zip(row.cells)
            .filter(|(_, cell)| !cell.is_empty())
            .collect()
    }

    fn word() -> impl Strategy<Value = String> {
        "[a-zÄé€😀;,:\\\\\"'=][ a-zÄé€😀;,:\\\\\"'=^]{0,60}[a-z;]"
    }

    proptest! {
        #[test]
        fn a_contact_comes_back(
            name in word(), note in "[a-z][a-z\n ,;]{0,90}[a-z]", given in "[a-zÄ ;\\\\]{0,9}[a-z]", mail in "[a-z]{1,9}@b\\.de",
            label in prop_oneof![Just("work".to_owned()), Just("mobile".to_owned()), Just("home fax".to_owned()), "[A-Zä][a-z ]{0,9}[a-z]"],
            street in "[A-Z][a-zß ]{0,9}[0-9]", tags in proptest::collection::vec("[a-z;,]{0,5}[a-z]", 1..4),
        ) {
            let mut tags = tags;
            let mut seen = std::collections::HashSet::new();
            tags.retain(|tag| seen.insert(tag.clone()));
            let cells = vec![
                ("name", Cell::Text(name)),
                ("given_name", Cell::Text(given.trim().to_owned())),
                ("emails", Cell::Json(json!([{"value": mail, "label": label, "primary": true}, {"value": "x@y.de", "primary": false}]))),
                ("addresses", Cell::Json(json!([{"kind": label, "street": street, "city": "Köln"}]))),
                ("note", Cell::Text(note)),
                ("categories", Cell::Json(json!(tags))),
            ];
            let text = contact(&cells);
            prop_assert!(text.lines().all(|line| line.len() <= WIDTH));
            let expected: Vec<(String, Cell)> = cells.into_iter().map(|(name, cell)| (name.to_owned(), cell)).collect();
            prop_assert_eq!(read(&text), expected);
        }
    }
}
