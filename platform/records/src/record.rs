//! A record in memory: its values in canonical wire form, by position of the field in its object.

use std::sync::Arc;

use kontor_definitions::{FieldType, Object};
use kontor_kernel::{Id, Json, JsonMap};

/// A record.
#[derive(Clone, Debug)]
pub struct Record {
    /// What it is a record of.
    pub object: Arc<Object>,
    /// Its id.
    pub id: Id,
    /// Rises with every change, from 1.
    pub version: i64,
    /// What it is called.
    pub label: String,
    /// It is in the trash since (microseconds).
    pub deleted_at: Option<i64>,
    /// The change set that trashed it.
    pub deleted_set: Option<Id>,
    /// Values by position in [`Object::fields`]; links to many are arrays.
    pub values: Vec<Json>,
}

impl Record {
    /// A record without values.
    pub fn empty(object: &Arc<Object>, id: Id) -> Record {
        Record {
            object: object.clone(),
            id,
            version: 0,
            label: String::new(),
            deleted_at: None,
            deleted_set: None,
            values: vec![Json::Null; object.fields.len()],
        }
    }

    /// The value of a field; null for one the object does not have.
    pub fn get(&self, key: &str) -> &Json {
        const NOTHING: &Json = &Json::Null;
        self.object.position(key).map_or(NOTHING, |at| &self.values[at])
    }

    /// Sets a field; one the object does not have is ignored.
    pub fn set(&mut self, key: &str, value: impl Into<Json>) {
        if let Some(at) = self.object.position(key) {
            self.values[at] = value.into();
        }
    }

    /// The text of a field.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key).as_str()
    }

    /// The id a link to one record points to.
    pub fn link(&self, key: &str) -> Option<Id> {
        link_id(self.get(key))
    }

    /// The targets of a link field, one or many, each with its object where the value tells it.
    pub fn links(&self, key: &str) -> Vec<(Id, Option<String>)> {
        link_targets(self.get(key))
    }

    /// As one JSON object with canonical values: what behaviours and jobs log or compare.
    pub fn to_map(&self) -> JsonMap {
        let keys = self.object.fields.iter().map(|field| field.key.clone());
        keys.zip(self.values.iter().cloned()).collect()
    }
}

/// The id in the canonical value of a link to one record.
pub fn link_id(value: &Json) -> Option<Id> {
    value.as_str().or_else(|| value.get("id")?.as_str())?.parse().ok()
}

/// The targets in the canonical value of a link, one or many.
pub fn link_targets(value: &Json) -> Vec<(Id, Option<String>)> {
    let one = |item: &Json| {
        let object = item.get("object").and_then(Json::as_str).map(str::to_owned);
        link_id(item).map(|id| (id, object))
    };
    match value {
        Json::Array(items) => items.iter().filter_map(one).collect(),
        other => one(other).into_iter().collect(),
    }
}

/// A value that counts as missing: null, an empty list.
pub fn is_missing(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Array(items) => items.is_empty(),
        Json::String(text) => text.is_empty(),
        _ => false,
    }
}

/// Whether a field's changes stand in history: what is computed from other things does not.
pub fn is_recorded(kind: &FieldType) -> bool {
    !matches!(
        kind,
        FieldType::Formula { .. } | FieldType::Total { .. } | FieldType::Rollup { .. } | FieldType::Id
    )
}
