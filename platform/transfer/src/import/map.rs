//! The map of an import as people write it: which column goes to which field. Plain data; what it means in a workspace is
//! [`super::mapping`].
//!
//! The short form is `{"Company": "organization.name", "Fax": {"field": "organization.phones", "label": "fax"}}`; null
//! leaves a column out. The long form puts that under `columns` and says more:
//! `{"columns": {...}, "key": "Customer ID", "system": "northwind", "set": {"organization.tags": "customer"}}`. A key may be
//! several columns: `["Order ID", "Product ID"]`.

use std::collections::BTreeMap;

use kontor_formats::profile::Order;
use kontor_kernel::{Error, Issue, Json, JsonMap, Result};
use serde::{Deserialize, Deserializer, Serialize};

/// Most entries of a map.
const MAX_ENTRIES: usize = 600;
/// Most bytes of a name or path.
const MAX_TEXT: usize = 500;

/// A map.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Map {
    /// Columns by name; `None` leaves one out.
    pub columns: BTreeMap<String, Option<Target>>,
    /// Fixed values by path.
    pub set: BTreeMap<String, String>,
    /// The columns that together hold the key of the row's main record.
    #[serde(deserialize_with = "one_or_many")]
    pub key: Vec<String>,
    /// The system that the keys belong to; one of the file's own unless told.
    pub system: Option<String>,
    /// What becomes of columns that fill nothing.
    pub rest: Rest,
    /// Rows that are left out: those that have one of these values in the column.
    pub skip: BTreeMap<String, Vec<String>>,
    /// Which field leads from one record of a row to another, where that is not plain: `party_relation.from_party` to
    /// `person`. None for a link that another record of the row brings with it.
    pub links: BTreeMap<String, Option<String>>,
    /// Which part of dates stands first, where their column does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// What becomes of rows whose main record is there already, by all appearances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_duplicate: Option<OnDuplicate>,
}

/// What becomes of a row whose main record is there already by all appearances, though not under the row's key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDuplicate {
    /// It makes a record all the same.
    #[default]
    Create,
    /// It is left out.
    Skip,
    /// It updates the record that is there.
    Update,
    /// It is put aside until somebody decides.
    Ask,
}

/// What becomes of columns that fill nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rest {
    /// They are left out, and listed.
    #[default]
    Ignore,
    /// They go into a note at the main record, each with its name.
    Note,
}

/// A text, or a list of them.
fn one_or_many<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        One(String),
        Many(Vec<String>),
        None(()),
    }
    Ok(match Form::deserialize(input)? {
        Form::One(text) => vec![text],
        Form::Many(texts) => texts,
        Form::None(()) => Vec::new(),
    })
}

/// Where a column goes.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// `object.field`, or a field of the main object, perhaps with a part: `organization.addresses.city`.
    pub field: String,
    /// The label of the item: `fax`, `mobile`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The kind of the address the part belongs to: `billing`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// A cell that can't be read is left out with a warning, and does not reject its row.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// A number with more digits than the field has is rounded, half to even, instead of being refused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub round: bool,
    /// For a link: the system of the keys by which the linked records are found; the map's own unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// For a link that may lead to several objects: the one it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The column that holds the label of the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_from: Option<String>,
    /// What stands between several values in one cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<String>,
    /// Cells that mean nothing: `0.0.00`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blank: Vec<String>,
    /// Only where these columns are empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<String>,
    /// Only where these columns have one of these values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Vec<String>>,
    /// Where the same cell goes as well: a day that a task was due on is the one it was done on where nothing else says that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also: Option<Box<Target>>,
    /// What cells say in the words of the other system, and what it is called here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// The name of the column stands before the text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub titled: bool,
    /// Which part of a date stands first, where its column does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// What is added stands on the same line: a house number.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub joins: bool,
}

impl Target {
    /// A path and nothing else.
    pub fn to(field: impl Into<String>) -> Target {
        Target {
            field: field.into(),
            ..Target::default()
        }
    }
}

/// What the long form of a map may say beside its columns.
const MEMBERS: [&str; 8] = [
    "set",
    "key",
    "system",
    "rest",
    "skip",
    "links",
    "on_duplicate",
    "order",
];

impl Map {
    /// Reads either form.
    ///
    /// # Errors
    /// `validation` for what is no map.
    pub fn read(json: &Json) -> Result<Map> {
        let refuse =
            |pointer: &str, detail: String| Error::invalid(format!("/map{pointer}"), "invalid_map", detail);
        let Json::Object(members) = json else {
            return Err(refuse(
                "",
                "A map is an object: {\"Column\": \"object.field\"}.".to_owned(),
            ));
        };
        let map = match members.get("columns") {
            Some(Json::Object(columns)) => {
                let mut rest = members.clone();
                rest.remove("columns");
                Map {
                    columns: targets(columns)?,
                    ..said(&Json::Object(rest))?
                }
            }
            _ => match targets(members) {
                Ok(columns) => Map {
                    columns,
                    ..Map::default()
                },
                // The long form without a word on columns.
                Err(_) if members.keys().all(|name| MEMBERS.contains(&name.as_str())) => said(json)?,
                Err(error) => return Err(error),
            },
        };
        let texts = map
            .columns
            .keys()
            .chain(map.set.keys())
            .chain(map.set.values())
            .chain(&map.key)
            .chain(&map.system)
            .chain(map.skip.keys())
            .chain(map.skip.values().flatten())
            .chain(map.links.keys())
            .chain(map.links.values().flatten());
        let entries = map.columns.len() + map.set.len() + map.key.len() + map.skip.len() + map.links.len();
        if entries > MAX_ENTRIES || texts.into_iter().any(|text| text.len() > MAX_TEXT) {
            return Err(refuse("", "The map is too large.".to_owned()));
        }
        Ok(map)
    }

    /// The map for a file with these columns: what is no column of it, and all there is, is what the long form says
    /// beside columns, `{"system": "erp"}`.
    ///
    /// # Errors
    /// `validation` for what the long form can't say.
    pub fn of_file<'a>(self, mut columns: impl Iterator<Item = &'a str>) -> Result<Map> {
        let is_member = |name: &String| MEMBERS.contains(&name.as_str());
        if self.columns.is_empty()
            || !self.columns.keys().all(is_member)
            || columns.any(|column| self.columns.contains_key(column))
        {
            return Ok(self);
        }
        let members = self.columns.iter().map(|(name, target)| {
            let said =
                target
                    .as_ref()
                    .map_or(Json::Null, |target| match *target == Target::to(&target.field) {
                        true => Json::String(target.field.clone()),
                        false => serde_json::json!(target),
                    });
            (name.clone(), said)
        });
        let long = said(&Json::Object(members.collect()))?;
        Ok(Map {
            key: if self.key.is_empty() { long.key } else { self.key },
            system: self.system.or(long.system),
            on_duplicate: self.on_duplicate.or(long.on_duplicate),
            ..long
        })
    }
}

/// What the long form of a map says beside its columns.
fn said(json: &Json) -> Result<Map> {
    serde_json::from_value(json.clone())
        .map_err(|error| Error::invalid("/map", "invalid_map", format!("The map can't be read: {error}.")))
}

fn targets(members: &JsonMap) -> Result<BTreeMap<String, Option<Target>>> {
    let mut targets = BTreeMap::new();
    let mut issues = Vec::new();
    for (column, target) in members {
        let read = match target {
            Json::Null => Ok(None),
            Json::String(field) if field.is_empty() => Ok(None),
            Json::String(field) => Ok(Some(Target::to(field))),
            Json::Object(_) => serde_json::from_value(target.clone())
                .map(Some)
                .map_err(|error| error.to_string()),
            _ => Err("a path such as \"organization.name\", or {\"field\": ...}, is expected".to_owned()),
        };
        match read {
            Ok(target) => {
                targets.insert(column.clone(), target);
            }
            Err(detail) => issues.push(issue(column, detail)),
        }
    }
    if issues.is_empty() {
        Ok(targets)
    } else {
        Err(Error::validation(issues))
    }
}

/// What is wrong with the entry of a column.
pub fn issue(column: &str, detail: impl std::fmt::Display) -> Issue {
    let shown: String = column.chars().take(100).collect();
    let pointer = format!("/map/{}", shown.replace('~', "~0").replace('/', "~1"));
    Issue::new(pointer, "invalid_map", format!("Column {shown:?}: {detail}."))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_forms_are_read() {
        let short =
            Map::read(&json!({"A": "name", "B": {"field": "phones", "label": "fax"}, "C": null})).unwrap();
        assert_eq!(short.columns["A"].as_ref().unwrap().field, "name");
        assert_eq!(short.columns["B"].as_ref().unwrap().label.as_deref(), Some("fax"));
        assert_eq!(short.columns["C"], None);
        let long = json!({"columns": {"A": "name"}, "key": "Id", "system": "erp", "set": {"tags": "x"}});
        let long = Map::read(&long).unwrap();
        assert_eq!(
            (&long.key, long.system.as_deref(), long.columns.len()),
            (&vec!["Id".to_owned()], Some("erp"), 1)
        );
        // A column may be called so, too.
        assert_eq!(
            Map::read(&json!({"columns": "name", "key": "vat_id"}))
                .unwrap()
                .columns
                .len(),
            2
        );
    }

    #[test]
    fn the_long_form_needs_no_word_on_columns() {
        let read = |json: Json, columns: &[&str]| Map::read(&json).unwrap().of_file(columns.iter().copied());
        let file = ["Nr", "Name"];
        let system = read(json!({"system": "erp"}), &file).unwrap();
        assert_eq!((system.system.as_deref(), system.columns.len()), (Some("erp"), 0));
        let several = read(json!({"key": ["Nr", "Name"], "skip": {"Name": ["x"]}}), &file).unwrap();
        assert_eq!((several.key.len(), several.skip.len()), (2, 1));
        // A column may be called so.
        let column = read(json!({"system": "name"}), &["system"]).unwrap();
        assert_eq!((column.system, column.columns.len()), (None, 1));
        assert!(read(json!({"on_duplicate": "perhaps"}), &file).is_err());
    }

    #[test]
    fn what_can_not_be_meant_is_refused() {
        for map in [
            json!([]),
            json!({"A": 7}),
            json!({"A": {"label": "fax"}}),
            json!({"A": {"field": "phones", "lable": "fax"}}),
            json!({"columns": {}, "keys": "Id"}),
            json!({"A": "x".repeat(10), "B".repeat(501): "name"}),
        ] {
            assert_eq!(
                Map::read(&map).unwrap_err().issues[0].code,
                "invalid_map",
                "{map}"
            );
        }
    }
}
