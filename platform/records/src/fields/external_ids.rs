//! Keys of the same record in other systems: `[{"system", "key"}]`. A record that others were merged into has several of one
//! system, so that each still leads to it.

use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Issue, Json, Locale, Result};
use serde_json::json;

use super::problem::Refused;
use super::{Accept, Kind, MAX_ITEMS, SideValue, Words, cell, items, line, wire};

/// Most characters of a system's name.
const MAX_SYSTEM: usize = 50;
/// Most characters of a key.
const MAX_KEY: usize = 200;

/// See the module.
pub(super) struct ExternalIds;

impl Kind for ExternalIds {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let mut keys: Vec<(String, String)> = Vec::new();
        let mut issues = Vec::new();
        for (at, item) in items::array(input, MAX_ITEMS, cx)?.iter().enumerate() {
            match one(item, cx) {
                Ok(pair) if keys.contains(&pair) => {}
                Ok(pair) => keys.push(pair),
                Err(more) => issues.extend(more.into_iter().map(|issue| issue.under(&format!("/{at}")))),
            }
        }
        if !issues.is_empty() {
            return Err(issues);
        }
        let wire = |(system, key)| json!({ "system": system, "key": key });
        Ok(cell::list(keys.into_iter().map(wire).collect()))
    }

    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(items::stored(value));
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        wire::list(row.text(at)?, out);
        Ok(())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::items([
            ("system", expression::Type::Text),
            ("key", expression::Type::Text),
        ]))
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        items::typed_items(value)
    }

    fn sort_column(&self, _field: &FieldDef) -> Option<String> {
        None
    }

    fn display(&self, _field: &FieldDef, value: &Json, _locale: Locale) -> String {
        items::joined(value, pair)
    }

    fn import(&self, _field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        let one = |part: Json| match part.as_str().and_then(|text| text.split_once(':')) {
            Some((system, key)) => json!({ "system": system.trim(), "key": key.trim() }),
            None => part,
        };
        cell::list(cell::read(cell).into_iter().map(one).collect())
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        let pairs: Vec<String> = value.as_array().into_iter().flatten().map(pair).collect();
        cell::join(pairs.iter().map(String::as_str)).unwrap_or_else(|| value.to_string())
    }

    fn side_values(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> Vec<SideValue> {
        let side = |item: &Json| {
            let key = items::text(item, "key")?.to_owned();
            let label = items::text(item, "system").map(str::to_owned);
            Some(SideValue {
                value: key.clone(),
                norm: key,
                label,
                primary: false,
            })
        };
        value.as_array().into_iter().flatten().filter_map(side).collect()
    }

    fn words(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> Vec<Words> {
        let keys = value
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|item| items::text(item, "key"));
        keys.map(|key| Words::Code(key.to_owned())).collect()
    }

    fn item_key(&self, _field: &FieldDef, item: &Json, _cx: &Accept<'_>) -> Option<String> {
        items::text(item, "system").map(|_| pair(item))
    }
}

fn pair(item: &Json) -> String {
    format!(
        "{}:{}",
        items::text(item, "system").unwrap_or_default(),
        items::text(item, "key").unwrap_or_default()
    )
}

fn one(input: &Json, cx: &Accept<'_>) -> Result<(String, String), Refused> {
    let Json::Object(members) = input else {
        return Err(vec![
            cx.wrong_type("{\"system\", \"key\"}", "{\"system\", \"key\"}"),
        ]);
    };
    let mut issues = items::unknown(members, &["system", "key"], cx);
    let mut member = |name: &str, max: usize| -> Option<String> {
        let read: Result<Option<String>, Issue> =
            line::member(members.get(name), max, cx).map_err(|issue| issue.under(&format!("/{name}")));
        match read.and_then(|found| found.ok_or_else(|| cx.required(name))) {
            Ok(text) => Some(text),
            Err(issue) => {
                issues.push(issue);
                None
            }
        }
    };
    let (system, key) = (member("system", MAX_SYSTEM), member("key", MAX_KEY));
    let system = system.map(|system| system.to_ascii_lowercase());
    if system.as_deref().is_some_and(|system| !is_slug(system)) {
        let issue = cx.wrong_format(
            "a name of a-z, 0-9, _ - and .",
            "ein Name aus a-z, 0-9, _ - und .",
        );
        issues.push(issue.under("/system"));
    }
    match (system, key) {
        (Some(system), Some(key)) if issues.is_empty() => Ok((system, key)),
        _ => Err(issues),
    }
}

fn is_slug(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn a_record_has_each_key_once() {
        let bench = Bench::default();
        let field = FieldDef::new("external_ids", "Keys", "Schlüssel", FieldType::ExternalIds);
        let sap = json!({"system": "sap", "key": "4711"});
        assert_eq!(
            bench.accept(&field, json!([{"system": "SAP", "key": " 4711 "}, sap.clone()])),
            Ok(json!([sap.clone()]))
        );
        let two = json!([sap, {"system": "sap", "key": "4712"}]);
        assert_eq!(bench.accept(&field, two.clone()), Ok(two));
        for (item, pointer, code) in [
            (json!({"system": "x"}), "/1/key", "required"),
            (json!({"system": "", "key": "1"}), "/1/system", "required"),
            (
                json!({"system": "my system", "key": "1"}),
                "/1/system",
                "wrong_format",
            ),
            (json!({"system": "x", "key": 1}), "/1/key", "wrong_type"),
            (
                json!({"system": "x", "key": "1", "z": 1}),
                "/1/z",
                "unknown_field",
            ),
            (json!("sap:4711"), "/1", "wrong_type"),
        ] {
            assert_eq!(
                bench.accept(&field, json!([sap, item])),
                Err(vec![(pointer.into(), code.into())]),
                "{item}"
            );
        }
        assert_eq!(bench.import(&field, "sap:4711"), Ok(json!([sap])));
    }
}
