//! A definition as clients see it: what is stored, the fields of the envelope, and texts in one language if asked.

use kontor_kernel::{Json, JsonMap, Locale, Text};
use serde_json::json;

use crate::catalog::Object;
use crate::field::{FieldDef, FieldType};

/// An object for `GET /objects/{object}`, envelope fields (`"system": true`) first. With a locale, every text is
/// a string in that language; without, both languages are there.
pub fn wire(object: &Object, locale: Option<Locale>) -> Json {
    let fields: Vec<Json> = object
        .fields
        .iter()
        .map(|field| field_wire(field, locale))
        .collect();
    let mut map = as_map(serde_json::to_value(&object.def));
    map.insert("fields".to_owned(), Json::Array(fields));
    if let Some(locale) = locale {
        map.insert("labels".to_owned(), json!(object.def.labels.get(locale)));
        map.insert("plural".to_owned(), json!(object.def.plural.get(locale)));
    }
    Json::Object(map)
}

/// A field in the same form.
pub fn field_wire(field: &FieldDef, locale: Option<Locale>) -> Json {
    let mut map = as_map(serde_json::to_value(field));
    let Some(locale) = locale else {
        return Json::Object(map);
    };
    map.insert("labels".to_owned(), json!(field.labels.get(locale)));
    if map.contains_key("help") {
        map.insert("help".to_owned(), json!(field.help.get(locale)));
    }
    let labels: Vec<&Text> = match &field.kind {
        FieldType::Select { options } | FieldType::MultiSelect { options } => {
            options.iter().map(|option| &option.labels).collect()
        }
        FieldType::Stage { options, .. } => options.iter().map(|option| &option.labels).collect(),
        _ => Vec::new(),
    };
    let options = map.get_mut("options").and_then(Json::as_array_mut);
    for (option, labels) in options.into_iter().flatten().zip(labels) {
        option["labels"] = json!(labels.get(locale));
    }
    Json::Object(map)
}

fn as_map(value: serde_json::Result<Json>) -> JsonMap {
    match value {
        Ok(Json::Object(map)) => map,
        _ => JsonMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, CatalogData};
    use crate::object::ObjectDef;

    #[test]
    fn clients_get_the_envelope_too_and_texts_in_their_language() {
        let object = ObjectDef::new(
            "task",
            Text::new("Task", "Aufgabe"),
            Text::new("Tasks", "Aufgaben"),
        )
        .field(
            FieldDef::select("state", "State", "Stand", &[("open", "Open", "Offen")])
                .help("How far", "Wie weit"),
        );
        let catalog = Catalog::new(CatalogData {
            version: 1,
            objects: vec![object],
        });
        let object = catalog.object("task").unwrap();

        let both = wire(object, None);
        assert_eq!(both["labels"], json!({"en": "Task", "de": "Aufgabe"}));
        assert_eq!(both["fields"][0]["key"], "id");
        assert_eq!(both["fields"][0]["system"], true);

        let german = wire(object, Some(Locale::De));
        assert_eq!(german["plural"], "Aufgaben");
        let state = german["fields"].as_array().unwrap().last().unwrap();
        assert_eq!(
            (&state["labels"], &state["help"]),
            (&json!("Stand"), &json!("Wie weit"))
        );
        assert_eq!(state["options"][0]["labels"], "Offen");
        assert_eq!(state.get("system"), None);
    }
}
