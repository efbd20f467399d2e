//! Whether a value is what a schema of the API's description says: as much of JSON Schema as the description uses. Members
//! that the schema does not know are faults too, so that it forgets none.

use serde_json::{Map, Value};

/// What does not fit, each with its place.
pub fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Checker { document }.check(schema, value, "", true, &mut found);
    found
}

/// Whether a schema says nothing about the value: anything goes, or any object.
pub fn says_nothing(document: &Value, schema: &Value) -> bool {
    let schema = Checker { document }.resolve(schema);
    let Some(members) = schema.as_object() else {
        return true;
    };
    let known = [
        "properties",
        "additionalProperties",
        "items",
        "oneOf",
        "anyOf",
        "allOf",
        "enum",
    ];
    let types = match &schema["type"] {
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        one => Vec::from_iter(one.as_str()),
    };
    let scalar = types
        .iter()
        .any(|kind| !["object", "array", "null"].contains(kind));
    !scalar && !members.keys().any(|key| known.contains(&key.as_str()))
}

struct Checker<'a> {
    document: &'a Value,
}

impl<'a> Checker<'a> {
    fn resolve(&self, mut schema: &'a Value) -> &'a Value {
        while let Some(target) = schema["$ref"].as_str() {
            schema = self
                .document
                .pointer(target.trim_start_matches('#'))
                .expect("references lead somewhere");
        }
        schema
    }

    /// `whole`: all members must be known here, not only those that this schema is about.
    fn check(&self, schema: &'a Value, value: &Value, place: &str, whole: bool, found: &mut Vec<String>) {
        let schema = self.resolve(schema);
        for word in ["oneOf", "anyOf"] {
            if let Some(ways) = schema[word].as_array() {
                let tried = ways.iter().map(|way| {
                    let mut found = Vec::new();
                    self.check(way, value, place, whole, &mut found);
                    found
                });
                let tried: Vec<Vec<String>> = tried.collect();
                if !tried.iter().any(Vec::is_empty) {
                    found.extend(tried.concat());
                }
            }
        }
        if let Some(parts) = schema["allOf"].as_array() {
            parts
                .iter()
                .for_each(|part| self.check(part, value, place, false, found));
        }
        if let Some(options) = schema["enum"].as_array()
            && !options.contains(value)
        {
            found.push(format!("{place}: {value} is no option"));
        }
        let kinds: Vec<&str> = match &schema["type"] {
            Value::String(kind) => vec![kind],
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        if !kinds.is_empty() && !kinds.iter().any(|kind| is(kind, value)) {
            return found.push(format!("{place}: {value} is none of {kinds:?}"));
        }
        match value {
            Value::Object(members) => self.members(schema, members, place, whole, found),
            Value::Array(items) if schema.get("items").is_some() => {
                for (n, item) in items.iter().enumerate() {
                    self.check(&schema["items"], item, &format!("{place}/{n}"), true, found);
                }
            }
            _ => {}
        }
    }

    fn members(
        &self,
        schema: &'a Value,
        members: &Map<String, Value>,
        place: &str,
        whole: bool,
        found: &mut Vec<String>,
    ) {
        for needed in schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if !members.contains_key(needed) {
                found.push(format!("{place}/{needed} is missing"));
            }
        }
        for (key, value) in members {
            let place = format!("{place}/{key}");
            match (schema["properties"].get(key), schema.get("additionalProperties")) {
                (Some(known), _) | (None, Some(known)) => self.check(known, value, &place, true, found),
                (None, None) if whole && schema["type"] == "object" => {
                    found.push(format!("{place} is not described"))
                }
                (None, None) => {}
            }
        }
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => value.is_null(),
    }
}
