//! Multi-valued fields: lists with a bound, and the list of contact points that e-mail, phone, web address and
//! social account share, `[{"value", "label", "primary", "verified_at"}]`.
//!
//! Items are told apart by their identity: one is kept of several that are the same. Exactly one is primary.

use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Issue, Json, JsonMap, Locale, Result};
use serde_json::json;

use super::problem::Refused;
use super::{Accept, Kind, MAX_ITEMS, SideValue, Words, cell, line, timestamp, wire};

/// Most characters of an item's label.
const MAX_LABEL: usize = 100;
/// The members of an item.
const MEMBERS: [&str; 4] = ["value", "label", "primary", "verified_at"];

/// What tells one kind of contact point from another.
pub(super) trait Point: Sync {
    /// Reads the value as it is kept; it is one line, not empty, of any length. The label may be completed.
    fn read(&self, text: String, label: &mut Option<String>, cx: &Accept<'_>) -> Result<String, Issue>;

    /// The normal form by which values match.
    fn norm(&self, value: &str, cx: &Accept<'_>) -> String;

    /// What makes two items the same; the normal form unless told.
    fn identity(&self, value: &str, _label: Option<&str>, cx: &Accept<'_>) -> String {
        self.norm(value, cx)
    }

    /// What search finds it by.
    fn words(&self, value: &str, cx: &Accept<'_>) -> Words;
}

/// A field type whose values are lists of contact points.
pub(super) struct Points<P>(pub P);

impl<P: Point> Kind for Points<P> {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let mut items: Vec<(String, Item)> = Vec::new();
        let mut issues = Vec::new();
        for (at, input) in array(input, MAX_ITEMS, cx)?.iter().enumerate() {
            match self.item(input, cx) {
                Ok(None) => {}
                Ok(Some(item)) => {
                    let identity = self.0.identity(&item.value, item.label.as_deref(), cx);
                    match items.iter_mut().find(|(other, _)| *other == identity) {
                        Some((_, first)) => first.absorb(item),
                        None => items.push((identity, item)),
                    }
                }
                Err(more) => issues.extend(more.into_iter().map(|issue| issue.under(&format!("/{at}")))),
            }
        }
        if !issues.is_empty() {
            return Err(issues);
        }
        let primary = items.iter().position(|(_, item)| item.primary).unwrap_or(0);
        let wire = |(at, (_, item)): (usize, (String, Item))| json!({ "value": item.value, "label": item.label, "primary": at == primary, "verified_at": item.verified_at });
        Ok(cell::list(items.into_iter().enumerate().map(wire).collect()))
    }

    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(stored(value));
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        wire::list(row.text(at)?, out);
        Ok(())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        use expression::Type;
        Some(Type::items([
            ("value", Type::Text),
            ("label", Type::Text),
            ("primary", Type::Bool),
        ]))
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        typed_items(value)
    }

    fn sort_column(&self, _field: &FieldDef) -> Option<String> {
        None
    }

    fn display(&self, _field: &FieldDef, value: &Json, _locale: Locale) -> String {
        joined(value, |item| text(item, "value").unwrap_or_default().to_owned())
    }

    fn import(&self, _field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        cell::list(cell::read(cell))
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let plain = |(at, item): (usize, &Json)| {
            item["label"].is_null() && item["verified_at"].is_null() && item["primary"] == json!(at == 0)
        };
        let simple = items.iter().enumerate().all(plain);
        let values = items.iter().filter_map(|item| text(item, "value"));
        let joined = if simple { cell::join(values) } else { None };
        joined.unwrap_or_else(|| value.to_string())
    }

    fn side_values(&self, _field: &FieldDef, value: &Json, cx: &Accept<'_>) -> Vec<SideValue> {
        let side = |item: &Json| {
            let value = text(item, "value")?.to_owned();
            Some(SideValue {
                norm: self.0.norm(&value, cx),
                label: text(item, "label").map(str::to_owned),
                primary: item["primary"] == json!(true),
                value,
            })
        };
        value.as_array().into_iter().flatten().filter_map(side).collect()
    }

    fn words(&self, _field: &FieldDef, value: &Json, cx: &Accept<'_>) -> Vec<Words> {
        let values = value
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|item| text(item, "value"));
        values.map(|value| self.0.words(value, cx)).collect()
    }

    fn item_key(&self, _field: &FieldDef, item: &Json, cx: &Accept<'_>) -> Option<String> {
        Some(self.0.identity(text(item, "value")?, text(item, "label"), cx))
    }
}

struct Item {
    value: String,
    label: Option<String>,
    primary: bool,
    verified_at: Option<String>,
}

impl Item {
    /// Takes over what the same item, said again, tells more.
    fn absorb(&mut self, other: Item) {
        self.label = self.label.take().or(other.label);
        self.verified_at = self.verified_at.take().or(other.verified_at);
        self.primary |= other.primary;
    }
}

impl<P: Point> Points<P> {
    /// Reads one item; `None` when its value is blank.
    fn item(&self, input: &Json, cx: &Accept<'_>) -> Result<Option<Item>, Refused> {
        let bare;
        let members: &JsonMap = match input {
            Json::Object(members) => members,
            Json::String(_) => {
                bare = JsonMap::from_iter([("value".to_owned(), input.clone())]);
                &bare
            }
            _ => {
                let issue = cx.wrong_type(
                    "a text or {\"value\", \"label\", \"primary\"}",
                    "ein Text oder {\"value\", \"label\", \"primary\"}",
                );
                return Err(vec![issue]);
            }
        };
        let mut issues = unknown(members, &MEMBERS, cx);
        let mut take = |member: &str, result: Result<Option<String>, Issue>| match result {
            Ok(found) => found,
            Err(issue) => {
                issues.push(issue.under(&format!("/{member}")));
                None
            }
        };
        let mut label = take("label", line::member(members.get("label"), MAX_LABEL, cx));
        let verified_at = take(
            "verified_at",
            match members.get("verified_at") {
                None | Some(Json::Null) => Ok(None),
                Some(at) => timestamp::read(at, cx).map(|at| Some(at.to_string())),
            },
        );
        let value = match members.get("value") {
            None | Some(Json::Null) => {
                issues.push(cx.required("value"));
                None
            }
            Some(value) => {
                let read = line::accept(value, usize::MAX, cx)
                    .and_then(|line| line.map(|line| self.0.read(line, &mut label, cx)).transpose());
                take("value", read)
            }
        };
        let primary = match members.get("primary") {
            None | Some(Json::Null) => false,
            Some(Json::Bool(primary)) => *primary,
            Some(_) => {
                issues.push(
                    cx.wrong_type("true or false", "true oder false")
                        .under("/primary"),
                );
                false
            }
        };
        if !issues.is_empty() {
            return Err(issues);
        }
        Ok(value.map(|value| Item {
            value,
            label,
            primary,
            verified_at,
        }))
    }
}

/// A list with at most `max` entries.
pub(super) fn array<'a>(input: &'a Json, max: usize, cx: &Accept<'_>) -> Result<&'a [Json], Refused> {
    match input {
        Json::Array(items) if items.len() <= max => Ok(items),
        Json::Array(_) => Err(vec![cx.too_many(max)]),
        _ => Err(vec![cx.wrong_type("a list", "eine Liste")]),
    }
}

/// The issues of members a structure does not have; ten are enough to see what went wrong.
pub(super) fn unknown(members: &JsonMap, known: &[&str], cx: &Accept<'_>) -> Vec<Issue> {
    let strange = members.keys().filter(|name| !known.contains(&name.as_str()));
    strange.take(10).map(|name| cx.unknown_member(name)).collect()
}

/// A member that is a text.
pub(super) fn text<'a>(item: &'a Json, member: &str) -> Option<&'a str> {
    item.get(member).and_then(Json::as_str)
}

/// The column of a list.
pub(super) fn stored(value: &Json) -> Value {
    if value.is_null() {
        Value::Null
    } else {
        Value::Text(value.to_string())
    }
}

/// Items of a list for people.
pub(super) fn joined(value: &Json, shown: impl Fn(&Json) -> String) -> String {
    value
        .as_array()
        .into_iter()
        .flatten()
        .map(shown)
        .collect::<Vec<_>>()
        .join(", ")
}

/// A list of texts in expressions.
pub(super) fn typed_texts(value: &Json) -> expression::Value {
    let texts = value.as_array().into_iter().flatten().filter_map(Json::as_str);
    expression::Value::List(
        texts
            .map(|text| expression::Value::Text(text.to_owned()))
            .collect(),
    )
}

/// A list of structures in expressions: how many there are; what is in them is read item by item.
pub(super) fn typed_items(value: &Json) -> expression::Value {
    expression::Value::List(
        value
            .as_array()
            .into_iter()
            .flatten()
            .map(|_| expression::Value::Bool(true))
            .collect(),
    )
}

/// Rows of the side table for a list of texts.
pub(super) fn side_texts(value: &Json, norm: impl Fn(&str) -> String) -> Vec<SideValue> {
    let texts = value.as_array().into_iter().flatten().filter_map(Json::as_str);
    texts
        .map(|text| SideValue {
            value: text.to_owned(),
            norm: norm(text),
            label: None,
            primary: false,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;

    use super::super::bench::Bench;
    use super::*;

    fn emails() -> FieldDef {
        FieldDef::new("emails", "E-mails", "E-Mails", FieldType::Email)
    }

    #[test]
    fn a_text_is_an_item_and_one_is_primary() {
        let bench = Bench::default();
        assert_eq!(
            bench.accept(
                &emails(),
                json!(["a@x.de", {"value": "b@x.de", "label": " work "}])
            ),
            Ok(json!([
                {"value": "a@x.de", "label": null, "primary": true, "verified_at": null},
                {"value": "b@x.de", "label": "work", "primary": false, "verified_at": null},
            ]))
        );
        let marked = bench.accept(
            &emails(),
            json!(["a@x.de", {"value": "b@x.de", "primary": true}, "c@x.de"]),
        );
        let primary: Vec<Json> = marked
            .unwrap()
            .as_array()
            .unwrap()
            .iter()
            .map(|i| i["primary"].clone())
            .collect();
        assert_eq!(primary, vec![json!(false), json!(true), json!(false)]);
        assert_eq!(
            bench.accept(&emails(), json!([" ", {"value": ""}])),
            Ok(Json::Null)
        );
    }

    #[test]
    fn the_same_item_twice_is_one_item_that_knows_both() {
        let bench = Bench::default();
        let twice = json!([
            "a@x.de",
            "b@x.de",
            {"value": "A@X.de", "label": "work", "primary": true, "verified_at": "2026-01-01T00:00:00Z"},
        ]);
        assert_eq!(
            bench.accept(&emails(), twice),
            Ok(json!([
                {"value": "a@x.de", "label": "work", "primary": true, "verified_at": "2026-01-01T00:00:00.000Z"},
                {"value": "b@x.de", "label": null, "primary": false, "verified_at": null},
            ]))
        );
    }

    #[test]
    fn every_fault_is_named_at_its_place() {
        let bench = Bench::default();
        for (input, pointer, code) in [
            (json!("a@x.de"), "", "wrong_type"),
            (json!([7]), "/0", "wrong_type"),
            (json!([{}]), "/0/value", "required"),
            (json!(["a@x.de", {"value": 7}]), "/1/value", "wrong_type"),
            (json!([{"value": "a"}]), "/0/value", "wrong_format"),
            (
                json!([{"value": "a@x.de", "kind": 1}]),
                "/0/kind",
                "unknown_field",
            ),
            (
                json!([{"value": "a@x.de", "primary": 1}]),
                "/0/primary",
                "wrong_type",
            ),
            (
                json!([{"value": "a@x.de", "verified_at": "x"}]),
                "/0/verified_at",
                "wrong_format",
            ),
            (
                json!([{"value": "a@x.de", "label": "x".repeat(101)}]),
                "/0/label",
                "too_long",
            ),
            (json!(vec!["a@x.de"; 51]), "", "too_many"),
        ] {
            assert_eq!(
                bench.accept(&emails(), input),
                Err(vec![(pointer.into(), code.into())])
            );
        }
    }

    #[test]
    fn simple_lists_stay_readable_in_a_cell() {
        let bench = Bench::default();
        let kind = super::super::kind(&FieldType::Email);
        let simple = bench.accept(&emails(), json!(["a@x.de", "b@x.de"])).unwrap();
        assert_eq!(kind.export(&emails(), &simple), "a@x.de; b@x.de");
        assert_eq!(bench.import(&emails(), "a@x.de\nb@x.de"), Ok(simple));
        let labelled = bench
            .accept(&emails(), json!([{"value": "a@x.de", "label": "work"}]))
            .unwrap();
        assert_eq!(
            bench.import(&emails(), &kind.export(&emails(), &labelled)),
            Ok(labelled)
        );
    }
}
