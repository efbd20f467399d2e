//! Another record, or several: `"<id>"` where one object is possible, `{"id", "object"}` where several are.
//!
//! What a client reads, `{"id", "object", "label", ...}`, it may send back. The canonical object is its id, which
//! a rename does not touch. Whether the record exists, and its label, are the engine's business.

use kontor_database::{Row, Value};
use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_expression as expression;
use kontor_kernel::{Id, Issue, Json, Locale, Result};
use serde_json::json;

use super::problem::Refused;
use super::{Accept, Kind, cell, items, wire};

/// Most targets of a link to many.
const MAX_TARGETS: usize = 500;

/// See the module.
pub(super) struct Link;

/// A link may point to one object only, and to one record.
fn shape(field: &FieldDef) -> (bool, bool) {
    match &field.kind {
        FieldType::Link { targets, many } => (targets.len() == 1 && targets[0] != "*", *many),
        _ => (true, false),
    }
}

impl Kind for Link {
    fn accept(&self, field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let (_, many) = shape(field);
        let targets = cx.catalog.targets(field);
        if !many {
            return target(field, &targets, input, cx);
        }
        let mut found: Vec<Json> = Vec::new();
        let mut issues = Vec::new();
        for (at, item) in items::array(input, MAX_TARGETS, cx)?.iter().enumerate() {
            match target(field, &targets, item, cx) {
                Ok(link) if found.iter().any(|other| id(other) == id(&link)) => {}
                Ok(link) => found.push(link),
                Err(more) => issues.extend(more.into_iter().map(|issue| issue.under(&format!("/{at}")))),
            }
        }
        if issues.is_empty() {
            Ok(cell::list(found))
        } else {
            Err(issues)
        }
    }

    fn store(&self, field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        let (single, many) = shape(field);
        if many {
            return;
        }
        out.push(id(value).into());
        if !single {
            out.push(value.get("object").and_then(Json::as_str).into());
        }
    }

    fn write(&self, field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        match shape(field) {
            // It has no column: the engine reads it from the table of links.
            (_, true) => wire::list(None, out),
            (true, false) => wire::id(row.id(at)?, out),
            (false, false) => match (row.id(at)?, row.text(at + 1)?) {
                (Some(id), Some(object)) => {
                    out.extend_from_slice(b"{\"id\":");
                    wire::id(Some(id), out);
                    out.extend_from_slice(b",\"object\":");
                    wire::text(Some(object), out);
                    out.push(b'}');
                }
                _ => wire::null(out),
            },
        }
        Ok(())
    }

    fn expression_type(&self, field: &FieldDef) -> Option<expression::Type> {
        let targets = field.link_targets().unwrap_or_default();
        // No object named means any.
        let objects = if targets.iter().any(|t| t == "*") {
            [].into()
        } else {
            targets.into()
        };
        Some(match shape(field) {
            (_, true) => expression::Type::LinkSet { objects },
            (_, false) => expression::Type::Link { objects },
        })
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        match value {
            Json::Array(items) => {
                expression::Value::List(items.iter().filter_map(id).map(expression::Value::Id).collect())
            }
            one => id(one).map_or(expression::Value::Null, expression::Value::Id),
        }
    }

    fn sort_column(&self, _field: &FieldDef) -> Option<String> {
        None
    }

    fn display(&self, _field: &FieldDef, value: &Json, _locale: Locale) -> String {
        match value {
            Json::Array(_) => items::joined(value, |item| {
                id(item).map(|id| id.to_string()).unwrap_or_default()
            }),
            one => id(one).map(|id| id.to_string()).unwrap_or_default(),
        }
    }

    fn import(&self, field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        let one = |part: &str| match part.trim().rsplit_once(':') {
            Some((object, id)) => json!({ "id": id.trim(), "object": object.trim() }),
            None => cell::text(part),
        };
        if !shape(field).1 {
            return one(cell);
        }
        cell::list(
            cell::read(cell)
                .iter()
                .filter_map(Json::as_str)
                .map(one)
                .collect(),
        )
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        let one = |item: &Json| match (id(item), item.get("object").and_then(Json::as_str)) {
            (Some(id), Some(object)) => format!("{object}:{id}"),
            (Some(id), None) => id.to_string(),
            (None, _) => String::new(),
        };
        match value {
            Json::Array(items) => items.iter().map(one).collect::<Vec<_>>().join("; "),
            item => one(item),
        }
    }

    fn item_key(&self, _field: &FieldDef, item: &Json, _cx: &Accept<'_>) -> Option<String> {
        id(item).map(|id| id.to_string())
    }
}

/// The id in a canonical link.
fn id(value: &Json) -> Option<Id> {
    value.as_str().or_else(|| value.get("id")?.as_str())?.parse().ok()
}

/// Reads one target.
fn target(
    field: &FieldDef,
    targets: &[&std::sync::Arc<Object>],
    input: &Json,
    cx: &Accept<'_>,
) -> Result<Json, Refused> {
    let (single, _) = shape(field);
    let (id, object) = reference(input, cx)?;
    let object = match object {
        None if single => None,
        None => return Err(vec![cx.required("object")]),
        Some(name) => {
            let found = cx
                .catalog
                .object(name)
                .filter(|object| targets.iter().any(|t| t.table() == object.table()));
            Some(found.ok_or_else(|| {
                let possible: Vec<&str> = targets.iter().take(50).map(|object| object.key()).collect();
                let issue = cx.issue(
                    "wrong_object",
                    "The link can't point to records of this object.",
                    "Der Verweis kann nicht auf Datensätze dieses Objekts zeigen.",
                );
                vec![issue.with(json!({ "objects": possible })).under("/object")]
            })?)
        }
    };
    Ok(match object {
        Some(object) if !single => json!({ "id": id.to_string(), "object": object.table() }),
        _ => Json::String(id.to_string()),
    })
}

/// Reads `"<id>"`, or `{"id", "object", ...}` as records are read.
pub(super) fn reference<'a>(input: &'a Json, cx: &Accept<'_>) -> Result<(Id, Option<&'a str>), Refused> {
    let members = match input {
        Json::Object(members) => members,
        other => return Ok((read_id(other, cx).map_err(|issue| vec![issue])?, None)),
    };
    let known = ["id", "object", "label", "record"];
    let mut issues: Vec<Issue> = members
        .keys()
        .filter(|name| !known.contains(&name.as_str()))
        .take(10)
        .map(|name| cx.unknown_member(name))
        .collect();
    let id = match members.get("id") {
        None => Err(cx.required("id")),
        Some(id) => read_id(id, cx).map_err(|issue| issue.under("/id")),
    };
    let object = match members.get("object") {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(object)) => Ok(Some(object.as_str())),
        Some(_) => Err(cx
            .wrong_type("the key of an object", "der Schlüssel eines Objekts")
            .under("/object")),
    };
    match (id, object) {
        (Ok(id), Ok(object)) if issues.is_empty() => Ok((id, object)),
        (id, object) => {
            issues.extend(id.err());
            issues.extend(object.err());
            Err(issues)
        }
    }
}

/// Reads an id.
pub(super) fn read_id(input: &Json, cx: &Accept<'_>) -> Result<Id, Issue> {
    let Json::String(text) = input else {
        return Err(cx.wrong_type("an id", "eine Id"));
    };
    text.trim()
        .parse()
        .map_err(|_| cx.wrong_format("an id", "eine Id"))
}

#[cfg(test)]
mod tests {
    use super::super::bench::Bench;
    use super::*;

    const ID: &str = "0195512c-8a10-7000-8000-000000000001";
    const OTHER: &str = "0195512c-8a10-7000-8000-000000000002";

    #[test]
    fn one_possible_object_needs_no_naming() {
        let bench = Bench::default();
        let employer = FieldDef::link("organization", "Employer", "Arbeitgeber", &["organization"]);
        for input in [
            json!(ID),
            json!(ID.to_uppercase()),
            json!({"id": ID}),
            json!({"id": ID, "object": "organization", "label": "Acme", "record": {"id": ID}}),
        ] {
            assert_eq!(bench.accept(&employer, input), Ok(json!(ID)));
        }
        for (input, pointer, code) in [
            (json!("7"), "", "wrong_format"),
            (json!(7), "", "wrong_type"),
            (json!({"id": 7}), "/id", "wrong_type"),
            (json!({}), "/id", "required"),
            (json!({"id": ID, "object": "person"}), "/object", "wrong_object"),
            (json!({"id": ID, "name": "Acme"}), "/name", "unknown_field"),
            (json!([ID]), "", "wrong_type"),
        ] {
            assert_eq!(
                bench.accept(&employer, input.clone()),
                Err(vec![(pointer.into(), code.into())]),
                "{input}"
            );
        }
    }

    #[test]
    fn several_possible_objects_must_be_named() {
        let bench = Bench::default();
        let customer = FieldDef::link("customer", "Customer", "Kunde", &["person", "organization"]);
        let value = json!({"id": ID, "object": "person"});
        assert_eq!(
            bench.accept(&customer, json!({"id": ID, "object": "person", "label": "A"})),
            Ok(value.clone())
        );
        assert_eq!(
            bench.accept(&customer, json!(ID)),
            Err(vec![("/object".into(), "required".into())])
        );
        assert_eq!(
            bench.store(&customer, value),
            vec![Value::Id(ID.parse().unwrap()), Value::from("person")]
        );
        let any = FieldDef::link("about", "About", "Zu", &["*"]);
        assert_eq!(
            bench.accept(&any, json!({"id": ID, "object": "user"})),
            Ok(json!({"id": ID, "object": "user"}))
        );
        assert_eq!(
            bench.accept(&any, json!({"id": ID, "object": "nothing"})),
            Err(vec![("/object".into(), "wrong_object".into())])
        );
    }

    #[test]
    fn the_object_is_kept_by_its_id_whatever_it_is_called() {
        let bench = Bench::default();
        let any = FieldDef::link("about", "About", "Zu", &["*"]);
        let by_key = bench.accept(&any, json!({"id": ID, "object": "x_machine"}));
        assert_eq!(by_key, Ok(json!({"id": ID, "object": "x_engine"})));
        assert_eq!(bench.accept(&any, by_key.clone().unwrap()), by_key);
    }

    #[test]
    fn several_records_are_a_list_without_repetition() {
        let bench = Bench::default();
        let members = FieldDef::links("members", "Members", "Mitglieder", &["person"]);
        assert_eq!(
            bench.accept(&members, json!([ID, {"id": OTHER}, ID])),
            Ok(json!([ID, OTHER]))
        );
        assert_eq!(bench.accept(&members, json!([])), Ok(Json::Null));
        assert_eq!(
            bench.accept(&members, json!([ID, 1])),
            Err(vec![("/1".into(), "wrong_type".into())])
        );
        assert_eq!(
            bench.accept(&members, json!(vec![ID; 501])),
            Err(vec![("".into(), "too_many".into())])
        );
        assert_eq!(bench.store(&members, json!([ID])), vec![]);
    }
}
