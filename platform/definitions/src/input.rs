//! Definitions as callers write them: hostile JSON read against a table of what is expected, so that every issue
//! names its place. What passes is brought to the form that serde reads.

use kontor_kernel::{Issue, Json, JsonMap};
use serde_json::json;

/// What is expected in a place.
pub(crate) enum Shape {
    /// Any JSON.
    Any,
    /// `true` or `false`.
    Bool,
    /// A string.
    Str,
    /// A whole number within bounds.
    Int(i64, i64),
    /// `{"en", "de"}`, or one string that stands for both.
    Words,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// A list.
    List(&'static Shape),
    /// A field with its weight, `["name", 10]`.
    Weight,
    /// `true`, `false`, or a condition.
    Grant,
    /// An object with any members, all of one shape.
    Map(&'static Shape),
    /// An object with these members and no others.
    Object(&'static [Member]),
    /// A field: its members and the settings of its type.
    Field,
    /// The type of a formula's result with its settings; one string stands for a type without.
    Result,
}

/// A member of an object: its name, what is in it, and whether it is needed.
pub(crate) struct Member(pub &'static str, pub Shape, pub bool);

use Shape::{Any, Bool, Int, List, Map, Object, OneOf, Result, Str, Weight, Words};

/// Members of an object's definition that callers may write.
pub(crate) const OBJECT: &[Member] = &[
    Member("key", Str, true),
    Member("labels", Words, true),
    Member("plural", Words, false),
    Member("icon", Str, false),
    Member("fields", List(&Shape::Field), false),
    Member("label", List(&List(&Str)), false),
    Member("identifying", List(&Str), false),
    Member("completeness", List(&Weight), false),
    Member("timeline", Object(TIMELINE), false),
    Member("hierarchy", Str, false),
    Member("part_of", Str, false),
    Member("party", Bool, false),
    Member("append_only_for_machines", Bool, false),
    Member("administration", Bool, false),
];

const TIMELINE: &[Member] = &[
    Member("at", Str, true),
    Member("links", List(&Str), true),
    Member("kind", Str, false),
    Member("channel", Str, false),
];

const FIELD: &[Member] = &[
    Member("key", Str, true),
    Member("labels", Words, true),
    Member("help", Words, false),
    Member("type", Str, true),
    Member("required", Bool, false),
    Member("unique", Bool, false),
    Member("indexed", Bool, false),
    Member("searched", Bool, false),
    Member("default", Any, false),
];

const SELECT_OPTION: &[Member] = &[
    Member("key", Str, true),
    Member("labels", Words, true),
    Member("color", Str, false),
    Member("retired", Bool, false),
];

const STAGE_OPTION: &[Member] = &[
    Member("key", Str, true),
    Member("labels", Words, true),
    Member("color", Str, false),
    Member("kind", OneOf(&["open", "won", "lost"]), false),
    Member("next", List(&Str), false),
    Member("required", List(&Str), false),
    Member("probability", Int(0, 100), false),
    Member("max_days", Int(0, 36_500), false),
];

/// The stages of a pipeline.
pub(crate) const STAGES: Shape = List(&Object(STAGE_OPTION));

/// What a role may do.
pub(crate) const ROLE: Shape = Object(&[
    Member("administer", Bool, false),
    Member("objects", Map(&Object(GRANT)), false),
]);

const GRANT: &[Member] = &[
    Member("create", Shape::Grant, false),
    Member("read", Shape::Grant, false),
    Member("update", Shape::Grant, false),
    Member("delete", Shape::Grant, false),
    Member("export", Shape::Grant, false),
    Member("fields", Map(&OneOf(&["hidden", "read_only"])), false),
];

const COMPUTED: &[Member] = &[
    Member("object", Str, true),
    Member("link", Str, true),
    Member(
        "function",
        OneOf(&["count", "sum", "min", "max", "average"]),
        true,
    ),
    Member("field", Str, false),
];

/// The settings of a type, by its name on the wire; `None` when there is no such type.
pub(crate) fn settings(kind: &str) -> Option<&'static [Member]> {
    Some(match kind {
        "long_text" | "rich_text" | "money" | "boolean" | "date" | "timestamp" | "duration" | "owner"
        | "email" | "phone" | "url" | "social" | "address" | "tags" | "file" | "percentage" | "json" => &[],
        "text" => &[Member("max_length", Int(1, 4_000), false)],
        "integer" => &[
            Member("min", Int(i64::MIN, i64::MAX), false),
            Member("max", Int(i64::MIN, i64::MAX), false),
        ],
        "decimal" => &[Member("scale", Int(0, 9), false)],
        "select" | "multi_select" => &[Member("options", List(&Object(SELECT_OPTION)), true)],
        "stage" => &[
            Member("options", List(&Object(STAGE_OPTION)), false),
            Member("stages_from", Str, false),
        ],
        "link" => &[Member("targets", List(&Str), true), Member("many", Bool, false)],
        "rating" => &[Member("max", Int(1, 10), false)],
        "auto_number" => &[Member("prefix", Str, false), Member("digits", Int(0, 12), false)],
        "formula" => &[Member("expression", Str, true), Member("result", Result, true)],
        "total" | "rollup" => COMPUTED,
        _ => return None,
    })
}

/// The members an option of this type may have; `None` for types without options.
pub(crate) fn option_members(kind: &str) -> Option<&'static [Member]> {
    match kind {
        "select" | "multi_select" => Some(SELECT_OPTION),
        "stage" => Some(STAGE_OPTION),
        _ => None,
    }
}

/// Reads a value and collects what is wrong with it; without issues, serde can read the answer.
pub(crate) fn read(value: &Json, shape: &Shape, pointer: &str, issues: &mut Vec<Issue>) -> Json {
    let mut wrong = |wanted: &str, kind: &str| {
        let issue = Issue::new(pointer, "wrong_type", format!("{wanted} is needed here."));
        issues.push(match kind {
            "" => issue,
            kind => issue.with(json!({ "expected": kind })),
        });
        Json::Null
    };
    match (shape, value) {
        (Shape::Any, value) => value.clone(),
        (Shape::Bool, Json::Bool(_)) | (Shape::Str, Json::String(_)) => value.clone(),
        (Shape::Bool, _) => wrong("True or false", "boolean"),
        (Shape::Str, _) => wrong("A string", "text"),
        (Shape::Int(min, max), value) => match value.as_i64() {
            Some(number) if (min..=max).contains(&&number) => value.clone(),
            Some(_) => {
                let issue = Issue::new(
                    pointer,
                    "out_of_range",
                    format!("A number from {min} to {max} is needed."),
                );
                issues.push(issue.with(json!({"min": min, "max": max})));
                Json::Null
            }
            None => wrong("A whole number", "integer"),
        },
        (Shape::Words, Json::String(text)) => json!({"en": text, "de": text}),
        (Shape::Words, Json::Object(texts)) => {
            const LANGUAGES: &[Member] = &[Member("en", Str, false), Member("de", Str, false)];
            let mut texts = members(texts, &[LANGUAGES], pointer, issues);
            for language in ["en", "de"] {
                texts
                    .entry(language)
                    .or_insert_with(|| Json::String(String::new()));
            }
            Json::Object(texts)
        }
        (Shape::Words, _) => wrong("A text, or one per language", "words"),
        (Shape::OneOf(words), Json::String(text)) if words.contains(&text.as_str()) => value.clone(),
        (Shape::OneOf(words), _) => {
            let detail = format!("Allowed are: {}.", words.join(", "));
            issues.push(Issue::new(pointer, "unknown_option", detail).with(json!({ "allowed": words })));
            Json::Null
        }
        (Shape::Grant, Json::Bool(_) | Json::String(_)) => value.clone(),
        (Shape::Grant, _) => wrong("True, false or a condition", "grant"),
        (Shape::Map(shape), Json::Object(map)) => {
            let there = map.iter().filter(|(_, value)| !value.is_null());
            let member = |(name, value): (&String, &Json)| {
                let pointer = format!("{pointer}/{}", escaped(name));
                (name.clone(), read(value, shape, &pointer, issues))
            };
            Json::Object(there.map(member).collect())
        }
        (Shape::List(shape), Json::Array(items)) => {
            let item = |(n, item): (usize, &Json)| read(item, shape, &format!("{pointer}/{n}"), issues);
            Json::Array(items.iter().enumerate().map(item).collect())
        }
        (Shape::List(_), _) => wrong("A list", "array"),
        (Shape::Weight, Json::Array(pair)) if pair.len() == 2 => {
            let key = read(&pair[0], &Str, &format!("{pointer}/0"), issues);
            json!([
                key,
                read(&pair[1], &Int(1, 1000), &format!("{pointer}/1"), issues)
            ])
        }
        (Shape::Weight, _) => wrong("A field and its weight", "array"),
        (Shape::Object(table), Json::Object(map)) => Json::Object(members(map, &[table], pointer, issues)),
        (Shape::Field, Json::Object(map)) => Json::Object(typed(map, FIELD, pointer, issues)),
        (Shape::Result, Json::String(kind)) => json!({"type": kind}),
        (Shape::Result, Json::Object(map)) => {
            const RESULT: &[Member] = &[Member("type", Str, true)];
            match map.get("type").and_then(Json::as_str) {
                // Refused here, so that formulas can't be nested.
                Some("formula") => wrong("A simple type", ""),
                _ => Json::Object(typed(map, RESULT, pointer, issues)),
            }
        }
        (Shape::Object(_) | Shape::Map(_) | Shape::Field | Shape::Result, _) => wrong("An object", "object"),
    }
}

/// Members of the table, and settings of the type that is named among them.
fn typed(map: &JsonMap, table: &'static [Member], pointer: &str, issues: &mut Vec<Issue>) -> JsonMap {
    let Some(kind) = map.get("type").and_then(Json::as_str) else {
        // Without a type nothing can be said about settings.
        let known: JsonMap = map
            .iter()
            .filter(|(name, _)| table.iter().any(|m| m.0 == name.as_str()))
            .map(cloned)
            .collect();
        return members(&known, &[table], pointer, issues);
    };
    match settings(kind) {
        Some(settings) => members(map, &[table, settings], pointer, issues),
        None => {
            issues.push(Issue::new(
                format!("{pointer}/type"),
                "unknown_type",
                format!("There is no type “{kind}”."),
            ));
            JsonMap::new()
        }
    }
}

fn cloned((name, value): (&String, &Json)) -> (String, Json) {
    (name.clone(), value.clone())
}

/// Members of an object; `null` counts as not there.
fn members(map: &JsonMap, tables: &[&'static [Member]], pointer: &str, issues: &mut Vec<Issue>) -> JsonMap {
    let mut out = JsonMap::new();
    for (name, value) in map {
        let pointer = format!("{pointer}/{}", escaped(name));
        match tables
            .iter()
            .flat_map(|table| table.iter())
            .find(|member| member.0 == name)
        {
            None => issues.push(Issue::new(
                pointer,
                "unknown_field",
                "This member is not known here.",
            )),
            Some(_) if value.is_null() => {}
            Some(Member(_, shape, _)) => {
                out.insert(name.clone(), read(value, shape, &pointer, issues));
            }
        }
    }
    for Member(name, _, needed) in tables.iter().flat_map(|table| table.iter()) {
        if *needed && map.get(*name).is_none_or(Json::is_null) {
            issues.push(Issue::new(
                format!("{pointer}/{name}"),
                "required",
                format!("“{name}” is needed."),
            ));
        }
    }
    out
}

/// A member's name inside a JSON pointer.
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// RFC 7396: null removes, objects merge, everything else replaces.
pub(crate) fn merge(target: &mut JsonMap, patch: &JsonMap) {
    for (name, value) in patch {
        match (value, target.get_mut(name)) {
            (Json::Null, _) => {
                target.remove(name);
            }
            (Json::Object(inner), Some(Json::Object(old))) => merge(old, inner),
            (value, _) => {
                target.insert(name.clone(), value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issues(shape: &Shape, value: Json) -> Vec<String> {
        let mut issues = Vec::new();
        read(&value, shape, "", &mut issues);
        issues
            .iter()
            .map(|issue| format!("{} {}", issue.pointer, issue.code))
            .collect()
    }

    #[test]
    fn every_issue_names_its_place() {
        let field = json!({
            "key": 1, "labels": {"en": "A", "fr": "B"}, "type": "select", "required": "yes", "max_length": 3,
            "options": [{"key": "a", "labels": "A"}, {"key": "b", "retired": 1}, 7],
        });
        let mut found = issues(&Shape::Field, field);
        found.sort();
        assert_eq!(
            found,
            [
                "/key wrong_type",
                "/labels/fr unknown_field",
                "/max_length unknown_field",
                "/options/1/labels required",
                "/options/1/retired wrong_type",
                "/options/2 wrong_type",
                "/required wrong_type",
            ]
        );
        assert_eq!(
            issues(&Shape::Field, json!({"key": "a", "labels": "A", "type": "txt"})),
            ["/type unknown_type"]
        );
        assert_eq!(
            issues(&Shape::Field, json!({"key": "a", "labels": "A"})),
            ["/type required"]
        );
        let decimal = |scale: Json| json!({"key": "a", "labels": "A", "type": "decimal", "scale": scale});
        assert_eq!(issues(&Shape::Field, decimal(json!(10))), ["/scale out_of_range"]);
        assert!(
            issues(&Shape::Field, decimal(json!(null))).is_empty(),
            "it has a default"
        );
        assert_eq!(issues(&Shape::Field, decimal(json!(2))), [""; 0]);
    }

    #[test]
    fn permissions_are_read_with_every_issue_at_its_place() {
        let role = json!({"administer": "yes", "rule": 1, "objects": {
            "person": {"read": true, "update": "owner == me()", "delete": 1, "fly": true},
            "x/y": {"fields": {"a": "hidden", "b": "secret"}}, "note": []}});
        let mut found = issues(&ROLE, role);
        found.sort();
        let expected = [
            "/administer wrong_type",
            "/objects/note wrong_type",
            "/objects/person/delete wrong_type",
            "/objects/person/fly unknown_field",
            "/objects/x~1y/fields/b unknown_option",
            "/rule unknown_field",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_plain_text_stands_for_both_languages_and_one_language_is_enough() {
        let words = |value: Json| read(&value, &Shape::Words, "", &mut Vec::new());
        assert_eq!(words(json!("A")), json!({"en": "A", "de": "A"}));
        assert_eq!(words(json!({"de": "A"})), json!({"en": "", "de": "A"}));
    }

    #[test]
    fn a_merge_patch_does_what_the_standard_says() {
        let mut target = json!({"a": {"b": 1, "c": 2}, "d": [1], "e": 5});
        let patch = json!({"a": {"b": null, "x": 1}, "d": [2], "e": null});
        merge(target.as_object_mut().unwrap(), patch.as_object().unwrap());
        assert_eq!(target, json!({"a": {"c": 2, "x": 1}, "d": [2]}));
    }
}
