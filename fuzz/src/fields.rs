//! Values of records: whatever is accepted is canonical, so that accepting it once more changes nothing.

use std::sync::LazyLock;

use kontor_definitions::{Catalog, CatalogData, FieldDef, FieldType, ObjectDef, SelectOption};
use kontor_kernel::{Caller, Clock, Locale, Text, Timestamp};
use kontor_records::Settings;
use kontor_records::fields::{Accept, kind};
use serde_json::{Value as Json, json};

/// What accepting needs, made once.
struct Bench {
    caller: Caller,
    settings: Settings,
    catalog: Catalog,
    fields: Vec<FieldDef>,
}

static BENCH: LazyLock<Bench> = LazyLock::new(|| {
    let object = |key: &str| {
        let mut object = ObjectDef::new(key, Text::new(key, key), Text::new(key, key));
        object.id = key.to_owned();
        object
    };
    let clock = Clock::manual(Timestamp::parse("2026-03-01T08:00:00Z").expect("a time"));
    let objects = ["user", "person", "organization"].map(object).into();
    Bench {
        caller: Caller::system(&clock),
        settings: Settings::default(),
        catalog: Catalog::new(CatalogData { version: 1, objects }),
        fields: fields(),
    }
});

/// A field of every type that takes values. New ones go to the end: the first byte of a corpus file names its field.
fn fields() -> Vec<FieldDef> {
    let options = || vec![SelectOption::new("a", "A", "A"), SelectOption::new("b", "B", "B")];
    let link = |targets: &[&str], many| FieldType::Link {
        targets: targets.iter().map(|key| (*key).to_owned()).collect(),
        many,
    };
    let kinds = [
        FieldType::Text { max_length: 100 },
        FieldType::LongText,
        FieldType::RichText,
        FieldType::Integer {
            min: Some(-1000),
            max: None,
        },
        FieldType::Decimal { scale: 3 },
        FieldType::Money,
        FieldType::Boolean,
        FieldType::Date,
        FieldType::Timestamp,
        FieldType::Duration,
        FieldType::Select { options: options() },
        FieldType::MultiSelect { options: options() },
        link(&["person"], false),
        link(&["person", "organization"], true),
        FieldType::Owner,
        FieldType::Email,
        FieldType::Phone,
        FieldType::Url,
        FieldType::Social,
        FieldType::Address,
        FieldType::Tags,
        FieldType::ExternalIds,
        FieldType::File,
        FieldType::Percentage,
        FieldType::Rating { max: 5 },
        FieldType::Json,
    ];
    let named = |(at, kind)| FieldDef::new(&format!("f{at}"), "F", "F", kind);
    kinds.into_iter().enumerate().map(named).collect()
}

impl Bench {
    fn cx(&self) -> Accept<'_> {
        Accept {
            caller: &self.caller,
            settings: &self.settings,
            catalog: &self.catalog,
        }
    }

    /// Accepts a value; what was accepted is handled as the engine does, and answered.
    fn accept(&self, field: &FieldDef, input: &Json) -> Option<Json> {
        if input.is_null() {
            return None;
        }
        let (kind, cx) = (kind(&field.kind), self.cx());
        let value = kind.accept(field, input, &cx).ok()?;
        let mut out = Vec::new();
        kind.store(field, &value, &cx, &mut out);
        assert_eq!(out.len(), field.columns().len(), "a value for every column");
        kind.typed(field, &value, &cx);
        kind.display(field, &value, Locale::De);
        kind.words(field, &value, &cx);
        kind.side_values(field, &value, &cx);
        for item in value.as_array().into_iter().flatten() {
            kind.item_key(field, item, &cx);
        }
        Some(value)
    }

    /// Accepting is final: what was accepted is accepted again as it is.
    fn check(&self, field: &FieldDef, input: &Json) {
        let Some(value) = self.accept(field, input) else {
            return;
        };
        if !value.is_null() {
            let again = self.accept(field, &value);
            assert_eq!(again.as_ref(), Some(&value), "{} of {input}", field.kind.name());
        }
    }
}

/// A JSON value for the field that the first byte names, as the body of a request and as a cell of an import.
pub fn record(data: &[u8]) {
    let [choice, rest @ ..] = data else { return };
    let field = &BENCH.fields[usize::from(*choice) % BENCH.fields.len()];
    if let Ok(input) = kontor_http::json::parse(rest) {
        BENCH.check(field, &input);
    }
    if let Ok(cell) = std::str::from_utf8(rest) {
        let input = kind(&field.kind).import(field, cell, &BENCH.cx());
        BENCH.check(field, &input);
    }
}

/// HTML from outside: what is left of it is stable, and runs nothing.
pub fn rich_text(data: &[u8]) {
    let Ok(html) = std::str::from_utf8(data) else {
        return;
    };
    let field = &BENCH.fields[2];
    let Some(Json::String(clean)) = BENCH.accept(field, &json!(html)) else {
        return;
    };
    BENCH.check(field, &json!(clean));
    for tag in tags(&clean) {
        let tag = tag.to_ascii_lowercase();
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        assert!(ELEMENTS.contains(&name.as_str()), "<{tag}> in {clean}");
        for attribute in attributes(&tag) {
            assert!(ATTRIBUTES.contains(&attribute), "{attribute} in <{tag}>");
        }
        for scheme in ["javascript:", "data:", "vbscript:"] {
            assert!(!tag.contains(&format!("=\"{scheme}")), "<{tag}>");
        }
    }
}

const ELEMENTS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "s",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];
const ATTRIBUTES: &[&str] = &[
    "href",
    "rel",
    "src",
    "alt",
    "data-mention",
    "colspan",
    "rowspan",
    "start",
    "title",
    "lang",
];

/// What stands between `<` and `>`; a `>` in quotes does not end it.
fn tags(html: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(begin) = rest.find('<') {
        rest = &rest[begin + 1..];
        let mut quoted = false;
        let end = rest.bytes().position(|byte| {
            quoted ^= byte == b'"';
            byte == b'>' && !quoted
        });
        let end = end.unwrap_or(rest.len());
        found.push(&rest[..end]);
        rest = &rest[end..];
    }
    found
}

/// The names of attributes, outside of quotes.
fn attributes(tag: &str) -> Vec<&str> {
    let outside = tag.split('"').step_by(2);
    let named = outside.filter_map(|part| part.trim_end().strip_suffix('='));
    named.filter_map(|part| part.split_whitespace().last()).collect()
}

/// E-mail addresses, phone numbers and links: their normal forms are normal.
pub fn contact_points(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    for field in &BENCH.fields[15..19] {
        BENCH.check(field, &json!([text]));
        let cx = BENCH.cx();
        let Some(value) = BENCH.accept(field, &json!([text])) else {
            continue;
        };
        let norms = |value: &Json| -> Vec<String> {
            let sides = kind(&field.kind).side_values(field, value, &cx);
            sides.into_iter().map(|side| side.norm).collect()
        };
        let first = norms(&value);
        // A normal form, entered as it is, has itself as normal form.
        if let Some(again) = BENCH.accept(field, &json!(first)) {
            assert_eq!(norms(&again), first, "{}", field.kind.name());
        }
    }
}
