//! A contact as the cells of a row.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use kontor_kernel::{Date, Json};
use serde_json::json;

use super::line::Property;
use crate::profile::{Order, canonical_date};
use crate::row::{Attachment, Cell, Content, MAX_PICTURE};

/// The columns of contacts.
pub const COLUMNS: [&str; 27] = [
    "name",
    "prefix",
    "given_name",
    "additional_names",
    "family_name",
    "suffix",
    "nickname",
    "organization",
    "department",
    "job_title",
    "role",
    "emails",
    "phones",
    "addresses",
    "websites",
    "social",
    "birthday",
    "partial_birthday",
    "anniversary",
    "gender",
    "language",
    "note",
    "categories",
    "vcard_uid",
    "kind",
    "related",
    PICTURE,
];

/// The column of pictures: of those that come along the name, of others where they are.
pub const PICTURE: &str = "photo";

/// Properties that say nothing about the contact.
const IGNORED: [&str; 23] = [
    "VERSION",
    "PRODID",
    "REV",
    "KEY",
    "LOGO",
    "SOUND",
    "LABEL",
    "PROFILE",
    "MAILER",
    "SOURCE",
    "NAME",
    "AGENT",
    "X-ABLABEL",
    "X-ABADR",
    "X-MS-OL-DESIGN",
    "X-GENERATOR",
    "X-ABUID",
    "X-ETAG",
    "SORT-STRING",
    "CLASS",
    "TZ",
    "X-MS-OL-DEFAULT-POSTAL-ADDRESS",
    "X-COUCHDB-APPLICATION-ANNOTATIONS",
];

/// Properties of messengers, by network.
const NETWORKS: [(&str, &str); 20] = [
    ("X-AIM", "aim"),
    ("X-ICQ", "icq"),
    ("X-MSN", "msn"),
    ("X-YAHOO", "yahoo"),
    ("X-JABBER", "jabber"),
    ("X-SKYPE", "skype"),
    ("X-SKYPE-USERNAME", "skype"),
    ("X-GTALK", "gtalk"),
    ("X-GOOGLE-TALK", "gtalk"),
    ("X-QQ", "qq"),
    ("X-TWITTER", "x"),
    ("X-FACEBOOK", "facebook"),
    ("X-LINKEDIN", "linkedin"),
    ("X-XING", "xing"),
    ("X-INSTAGRAM", "instagram"),
    ("X-MATRIX", "matrix"),
    ("X-TELEGRAM", "telegram"),
    ("X-SIGNAL", "signal"),
    ("X-WHATSAPP", "whatsapp"),
    ("X-MS-IMADDRESS", "im"),
];

/// The kind of contacts that are companies.
const COMPANY: &str = "org";
/// Most characters of a label.
const MAX_LABEL: usize = 100;

/// A contact.
#[derive(Debug)]
pub struct Card {
    /// Which of the file.
    pub number: u64,
    /// Its values by column.
    pub cells: Vec<(String, Cell)>,
    /// Its pictures.
    pub attachments: Vec<Attachment>,
}

impl Card {
    /// From its properties.
    pub fn new(number: u64, properties: Vec<Property>) -> Card {
        let mut card = Card {
            number,
            cells: Vec::new(),
            attachments: Vec::new(),
        };
        let labels: Vec<(String, String)> = properties
            .iter()
            .filter(|property| property.name == "X-ABLABEL" && !property.group.is_empty())
            .map(|property| (property.group.clone(), label_of(&property.value)))
            .collect();
        for property in &properties {
            let own = labels.iter().find(|(group, _)| *group == property.group);
            card.add(property, own.map(|(_, label)| label.as_str()));
        }
        for column in ["emails", "phones", "websites", "social"] {
            if let Some((_, Cell::Json(Json::Array(items)))) =
                card.cells.iter_mut().find(|(name, _)| name == column)
            {
                one_first(items);
            }
        }
        card.without_makeshift_name();
        card.name_of_company();
        card
    }

    /// A company is called by what is shown of it, unless it says so itself. With the name of somebody it is a person who is
    /// shown as one.
    fn name_of_company(&mut self) {
        let text = |card: &Card, column: &str| {
            let cell = card.cells.iter().find(|(name, _)| name == column);
            cell.map_or(String::new(), |(_, cell)| cell.text().to_owned())
        };
        if text(self, "kind") != COMPANY {
            return;
        }
        let is_somebody = ["given_name", "family_name"]
            .iter()
            .any(|part| !text(self, part).is_empty());
        if is_somebody {
            self.cells.retain(|(name, _)| name != "kind");
            return;
        }
        let shown = text(self, "name");
        self.once("organization", shown);
        self.cells.retain(|(name, _)| name != "name");
    }

    /// Every contact must have a name to be shown by; where there is no other, programs take an address or a number.
    fn without_makeshift_name(&mut self) {
        let has = |columns: &[&str], meets: &dyn Fn(&Cell) -> bool| {
            let mut cells = self.cells.iter();
            cells.any(|(name, cell)| columns.contains(&name.as_str()) && meets(cell))
        };
        let shown = self.cells.iter().position(|(name, _)| name == "name");
        let Some(at) = shown.filter(|_| !has(&["family_name", "given_name"], &|_| true)) else {
            return;
        };
        let name = self.cells[at].1.to_string();
        let is_named_so = |cell: &Cell| match cell {
            Cell::Json(Json::Array(items)) => items.iter().any(|item| item["value"] == name.as_str()),
            _ => false,
        };
        if has(&["emails", "phones"], &is_named_so) {
            self.cells.remove(at);
        }
    }

    fn add(&mut self, property: &Property, own: Option<&str>) {
        let value = property.value.trim();
        if value.is_empty() || IGNORED.contains(&property.name.as_str()) {
            return;
        }
        let text = || unescaped(value);
        match property.name.as_str() {
            "FN" => self.once("name", text()),
            "N" => {
                let columns = [
                    "family_name",
                    "given_name",
                    "additional_names",
                    "prefix",
                    "suffix",
                ];
                for (column, part) in columns.iter().zip(components(value)) {
                    self.once(column, part);
                }
            }
            "NICKNAME" => self.joined("nickname", text(), ", "),
            "ORG" => {
                let mut parts = components(value).into_iter().filter(|part| !part.is_empty());
                if self.cells.iter().any(|(name, _)| name == "organization") {
                    let parts: Vec<String> = parts.collect();
                    self.joined("related", parts.join(", "), "; ");
                } else {
                    self.once("organization", parts.next().unwrap_or_default());
                    self.once("department", parts.collect::<Vec<_>>().join(", "));
                }
            }
            "TITLE" => self.joined("job_title", text(), ", "),
            "ROLE" => self.joined("role", text(), ", "),
            "EMAIL" => {
                let address = text().trim_start_matches("mailto:").to_owned();
                self.item("emails", address, property, own);
            }
            "TEL" => self.item("phones", phone(&text()), property, own),
            "URL" => self.item("websites", text(), property, own),
            "ADR" => self.address(value, property, own),
            "IMPP" | "X-SOCIALPROFILE" => self.social(&text(), property),
            "BDAY" => {
                let day = day(&text());
                // A year that stands for none; telephones must write one.
                let no_year = property.param("X-APPLE-OMIT-YEAR");
                match no_year.and_then(|year| day.strip_prefix(year)) {
                    Some(rest) => self.once("partial_birthday", format!("-{rest}")),
                    None if Date::parse(&day).is_some() => self.once("birthday", day),
                    None => self.once("partial_birthday", day),
                }
            }
            "ANNIVERSARY" | "X-ANNIVERSARY" | "X-MS-ANNIVERSARY" | "X-EVOLUTION-ANNIVERSARY" => {
                self.once("anniversary", day(&text()));
            }
            "GENDER" => self.once("gender", components(value).into_iter().next().unwrap_or_default()),
            "LANG" => self.once("language", text()),
            "NOTE" => self.joined("note", text(), "\n"),
            "CATEGORIES" => {
                let items = split(value, ',')
                    .into_iter()
                    .map(|item| json!(unescaped(item).trim()));
                self.list("categories", items.filter(|item| item != "").collect());
            }
            "UID" => self.once("vcard_uid", text().trim_start_matches("urn:uuid:").to_owned()),
            "KIND" | "X-ADDRESSBOOKSERVER-KIND" => self.once("kind", text().to_lowercase()),
            "X-ABSHOWAS" if text().eq_ignore_ascii_case("company") => self.once("kind", COMPANY.to_owned()),
            "X-ABSHOWAS" => {}
            "PHOTO" => self.photo(value, property),
            name => match NETWORKS.iter().find(|(known, _)| *known == name) {
                Some((_, network)) => self.list("social", vec![json!({"value": text(), "label": network})]),
                None => {
                    let column = match own {
                        Some(label) => format!("{} {label}", name.to_ascii_lowercase()),
                        None => name.to_ascii_lowercase(),
                    };
                    self.joined(&column, text(), "; ");
                }
            },
        }
    }

    fn cell(&mut self, column: &str) -> &mut Cell {
        let at = match self.cells.iter().position(|(name, _)| name == column) {
            Some(at) => at,
            None => {
                self.cells.push((column.to_owned(), Cell::default()));
                self.cells.len() - 1
            }
        };
        &mut self.cells[at].1
    }

    /// The first value counts.
    fn once(&mut self, column: &str, text: String) {
        if !text.is_empty() && !self.cells.iter().any(|(name, _)| name == column) {
            *self.cell(column) = Cell::Text(text);
        }
    }

    /// All values count.
    fn joined(&mut self, column: &str, text: String, gap: &str) {
        if text.is_empty() {
            return;
        }
        let cell = self.cell(column);
        *cell = Cell::Text(match cell.text() {
            "" => text,
            before if before.split(gap).any(|part| part == text) => before.to_owned(),
            before => format!("{before}{gap}{text}"),
        });
    }

    fn list(&mut self, column: &str, items: Vec<Json>) {
        if items.is_empty() {
            return;
        }
        let cell = self.cell(column);
        match cell {
            Cell::Json(Json::Array(before)) => {
                for item in items {
                    if !before.contains(&item) {
                        before.push(item);
                    }
                }
            }
            cell => *cell = Cell::Json(Json::Array(items)),
        }
    }

    fn item(&mut self, column: &str, value: String, property: &Property, own: Option<&str>) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let mut item = json!({"value": value, "primary": preferred(property)});
        if let Some(label) = own.map(str::to_owned).or_else(|| label(property)) {
            item["label"] = json!(label);
        }
        self.list(column, vec![item]);
    }

    fn social(&mut self, text: &str, property: &Property) {
        let told = property.param("X-SERVICE-TYPE").map(str::to_lowercase);
        let kind = property
            .types()
            .find(|kind| !matches!(kind.as_str(), "home" | "work" | "pref" | "other"));
        let (scheme, rest) = match text.split_once(':') {
            Some((scheme, rest)) if !rest.starts_with("//") => (Some(scheme.to_lowercase()), rest),
            _ => (None, text),
        };
        let mut item = json!({"value": rest});
        let network = told.or(kind).or(scheme.map(|scheme| match scheme.as_str() {
            "xmpp" => "jabber".to_owned(),
            "ymsgr" => "yahoo".to_owned(),
            _ => scheme,
        }));
        if let Some(network) = network.filter(|network| network != "x-apple") {
            item["label"] = json!(network);
        }
        self.list("social", vec![item]);
    }

    fn address(&mut self, value: &str, property: &Property, own: Option<&str>) {
        let parts = components(value);
        let part = |at: usize| {
            parts
                .get(at)
                .map(|part| one_line(part))
                .filter(|part| !part.is_empty())
        };
        let street = [part(2), part(1), part(0)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ");
        let street = (!street.is_empty()).then_some(street);
        let mut address = json!({});
        let members = [
            ("street", street),
            ("city", part(3)),
            ("region", part(4)),
            ("postcode", part(5)),
            ("country", part(6)),
        ];
        for (key, text) in members {
            if let Some(text) = text {
                address[key] = json!(text);
            }
        }
        if address == json!({}) {
            return;
        }
        if let Some(kind) = own.map(str::to_owned).or_else(|| label(property)) {
            address["kind"] = json!(kind);
        }
        self.list("addresses", vec![address]);
    }

    fn photo(&mut self, value: &str, property: &Property) {
        let (told, data) = match value.strip_prefix("data:").and_then(|data| data.split_once(',')) {
            Some((told, data)) => (told.trim_end_matches(";base64").to_owned(), data),
            None if property.is_base64() => (property.types().next().unwrap_or_default(), value),
            // An address: it is told, and never fetched.
            None => return self.once(PICTURE, unescaped(value)),
        };
        let clean: String = data
            .chars()
            .filter(|ch| !ch.is_whitespace() && *ch != '=')
            .collect();
        let bytes = STANDARD_NO_PAD.decode(clean).unwrap_or_default();
        if bytes.is_empty() || bytes.len() > MAX_PICTURE {
            // It does not come along, but it can be told that there was one.
            return self.once(PICTURE, format!("{} bytes", data.len()));
        }
        let (media_type, ending) = match bytes.as_slice() {
            [0xFF, 0xD8, ..] => ("image/jpeg", "jpg"),
            [0x89, b'P', b'N', b'G', ..] => ("image/png", "png"),
            [b'G', b'I', b'F', ..] => ("image/gif", "gif"),
            _ if told.contains("png") => ("image/png", "png"),
            _ => ("image/jpeg", "jpg"),
        };
        let name = match self.attachments.len() {
            0 => format!("photo.{ending}"),
            number => format!("photo-{}.{ending}", number + 1),
        };
        self.once(PICTURE, name.clone());
        self.attachments.push(Attachment {
            column: None,
            name,
            media_type: media_type.to_owned(),
            content: Content::Bytes(bytes),
        });
    }
}

/// One item of a list comes first: the one preferred, or the first.
fn one_first(items: &mut [Json]) {
    let first = items.iter().position(|item| item["primary"] == true).unwrap_or(0);
    for (at, item) in items.iter_mut().enumerate() {
        item["primary"] = json!(at == first);
    }
}

fn preferred(property: &Property) -> bool {
    property.types().any(|kind| kind == "pref") || property.param("PREF") == Some("1")
}

/// What a number or address is for: `work fax`, `mobile`.
fn label(property: &Property) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    for kind in property.types() {
        let word = match kind.as_str() {
            "internet" | "pref" | "voice" | "msg" | "postal" | "parcel" | "dom" | "intl" | "x400"
            | "text" | "video" | "" => {
                continue;
            }
            "cell" | "iphone" | "car" => "mobile".to_owned(),
            word => word.trim_start_matches("x-").to_owned(),
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    // The place says more about it than what it is.
    words.sort_by_key(|word| !matches!(word.as_str(), "work" | "home"));
    (!words.is_empty()).then(|| words.join(" ").chars().take(MAX_LABEL).collect())
}

/// `_$!<HomePage>!$_` is what Apple writes for labels of its own.
fn label_of(value: &str) -> String {
    let inner = value
        .strip_prefix("_$!<")
        .and_then(|value| value.strip_suffix(">!$_"));
    let label = inner.map_or_else(|| unescaped(value), str::to_lowercase);
    label.trim().chars().take(MAX_LABEL).collect()
}

fn phone(text: &str) -> String {
    text.trim_start_matches("tel:").replace(";ext=", " ext. ")
}

/// A day in canonical form where it is a whole one.
fn day(text: &str) -> String {
    let day = match text.split_once('T') {
        Some((day, _)) if day.len() >= 8 => day,
        _ => text,
    };
    match canonical_date(day, Order::Iso) {
        Some(canonical) if Date::parse(&canonical).is_some() => canonical,
        _ => text.to_owned(),
    }
}

/// The parts between semicolons; words of a part between commas.
fn components(value: &str) -> Vec<String> {
    let part = |part: &str| {
        let words = split(part, ',')
            .into_iter()
            .map(|word| unescaped(word).trim().to_owned());
        words
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    };
    split(value, ';').into_iter().map(part).collect()
}

/// Splits where no backslash stands in front.
fn split(text: &str, at: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut begin, mut escaped) = (0, false);
    for (place, ch) in text.char_indices() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        if ch == '\\' {
            escaped = true;
        } else if ch == at {
            parts.push(&text[begin..place]);
            begin = place + 1;
        }
    }
    parts.push(&text[begin..]);
    parts
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(ch) = chars.next() {
        match ch {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(ch @ ('\\' | ',' | ';' | ':' | '"')) => out.push(ch),
                Some(ch) => out.extend(['\\', ch]),
                None => out.push('\\'),
            },
            '\r' => {}
            ch => out.push(ch),
        }
    }
    out.trim_end().to_owned()
}

/// A street in several lines is one line here.
fn one_line(text: &str) -> String {
    let lines = text.split('\n').map(|line| line.trim().trim_end_matches(','));
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}
