//! Changes of definitions as the API takes them: create, patch and delete objects and fields.
//!
//! Every function takes the present catalog and answers the next one, or everything that is wrong with the
//! request, with pointers into its body. Standard objects can be relabelled and get fields and options of the
//! customer's own, and their options can be called, coloured, ordered and retired; nothing else of them changes.

mod options;

use std::collections::HashSet;

use kontor_kernel::{Code, Error, Issue, Json, JsonMap, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::catalog::CatalogData;
use crate::check::check;
use crate::diff::diff;
use crate::edit::options::{moved_options, options_changed};
use crate::field::{FieldDef, FieldType};
use crate::input::{self, OBJECT, Shape, escaped};
use crate::object::ObjectDef;
use crate::plan::{Plan, Step};
use crate::rename::{rename_field, rename_object};
use crate::storage::ID_LIMIT;

/// The catalog after an edit.
#[derive(Clone, PartialEq, Debug)]
pub struct Edit {
    /// The definitions, one version higher.
    pub catalog: CatalogData,
    /// What becomes of the values of removed options.
    pub moved: Vec<MovedOption>,
}

/// A removed option whose records get another one.
#[derive(Clone, PartialEq, Debug)]
pub struct MovedOption {
    /// Id of the object.
    pub object: String,
    /// Id of the field.
    pub field: String,
    /// The option that went.
    pub option: String,
    /// The one its records get.
    pub replacement: String,
}

impl Edit {
    /// What has to happen to get here from the catalog the edit was made to.
    pub fn plan(&self, old: &CatalogData) -> Plan {
        let mut plan = diff(old, &self.catalog);
        for step in &mut plan.steps {
            if let Step::OptionRemoved {
                object,
                field,
                option,
                replacement,
            } = step
            {
                let moved = self
                    .moved
                    .iter()
                    .find(|m| m.object == *object && m.field == *field && m.option == *option);
                *replacement = moved.map(|moved| moved.replacement.clone());
            }
        }
        plan
    }
}

/// Members that Kontor sets. A body may repeat them as they are, so that what was read can be sent back.
const SET_BY_KONTOR: [&str; 9] = [
    "id",
    "former_keys",
    "custom",
    "relabelled",
    "own_options",
    "reordered",
    "system",
    "read_only",
    "fields",
];

/// A new custom object, with its first fields if the body has some.
pub fn create_object(old: &CatalogData, body: &Json) -> Result<Edit> {
    let mut map: JsonMap = read(body_of(body)?, &Shape::Object(OBJECT))?;
    if !map.contains_key("plural") {
        map.insert(
            "plural".to_owned(),
            map.get("labels").cloned().unwrap_or_default(),
        );
    }
    let mut def: ObjectDef = decode(map)?;
    def.id = fresh_id(
        &def.key,
        old.objects.iter().map(|o| (&o.key, &o.id, &o.former_keys)),
    );
    def.custom = true;
    for n in 0..def.fields.len() {
        let (before, rest) = def.fields.split_at_mut(n);
        rest[0].id = fresh_id(
            &rest[0].key,
            before.iter().map(|f| (&f.key, &f.id, &f.former_keys)),
        );
    }
    if def.label.is_empty() {
        def.label = first_label(&def);
    }
    let mut objects = old.objects.clone();
    objects.push(def);
    let at = objects.len() - 1;
    finish(old, objects, Vec::new(), &format!("/objects/{at}"))
}

/// Changes an object by a merge patch. A custom one may get another key.
pub fn update_object(old: &CatalogData, object: &str, body: &Json) -> Result<Edit> {
    let at = find_object(old, object)?;
    let current = &old.objects[at];
    let patch = changes(
        current,
        body_of(body)?,
        (!current.custom).then_some(&["labels", "plural", "icon"]),
    )?;
    let mut merged = as_map(current);
    merged.retain(|member, _| !SET_BY_KONTOR.contains(&member.as_str()));
    input::merge(&mut merged, &patch);
    let mut def: ObjectDef = decode(read(&merged, &Shape::Object(OBJECT))?)?;

    def.id.clone_from(&current.id);
    def.former_keys.clone_from(&current.former_keys);
    def.fields.clone_from(&current.fields);
    def.custom = current.custom;
    def.relabelled = !def.custom
        && (current.relabelled
            || (&def.labels, &def.plural, &def.icon) != (&current.labels, &current.plural, &current.icon));
    let key = std::mem::replace(&mut def.key, current.key.clone());
    let renamed = key != current.key;
    let mut objects = old.objects.clone();
    objects[at] = def;
    if renamed {
        rename_object(&mut objects, at, &key);
    }
    finish(old, objects, Vec::new(), &format!("/objects/{at}"))
}

/// Takes a custom object away, with its records.
pub fn delete_object(old: &CatalogData, object: &str) -> Result<Edit> {
    let at = find_object(old, object)?;
    if !old.objects[at].custom {
        return Err(Error::invalid(
            "",
            "standard",
            "A standard object can't be deleted.",
        ));
    }
    let mut objects = old.objects.clone();
    objects.remove(at);
    finish(old, objects, Vec::new(), "/none")
}

/// A new custom field of a custom or standard object.
pub fn create_field(old: &CatalogData, object: &str, body: &Json) -> Result<Edit> {
    let at = find_object(old, object)?;
    let mut field: FieldDef = decode(read(body_of(body)?, &Shape::Field)?)?;
    let mut objects = old.objects.clone();
    let def = &mut objects[at];
    field.id = fresh_id(
        &field.key,
        def.fields.iter().map(|f| (&f.key, &f.id, &f.former_keys)),
    );
    def.fields.push(field);
    if def.custom && def.label.is_empty() {
        def.label = first_label(def);
    }
    let n = def.fields.len() - 1;
    finish(old, objects, Vec::new(), &format!("/objects/{at}/fields/{n}"))
}

/// Changes a field by a merge patch. `replace_options` says which option takes the place of a removed one; where
/// it says nothing or null, the values are cleared.
pub fn update_field(old: &CatalogData, object: &str, field: &str, body: &Json) -> Result<Edit> {
    let (at, n) = find_field(old, object, field)?;
    let (owner, current) = (&old.objects[at], &old.objects[at].fields[n]);
    let mut body = body_of(body)?.clone();
    let replace = body.remove("replace_options").unwrap_or_default();
    let standard = !current.is_custom();
    let patch = changes(current, &body, standard.then_some(&["labels", "help", "options"]))?;
    let mut merged = as_map(current);
    merged.retain(|member, _| !SET_BY_KONTOR.contains(&member.as_str()));
    retype(&mut merged, &patch);
    input::merge(&mut merged, &patch);
    let mut def: FieldDef = decode(read(&merged, &Shape::Field)?)?;

    def.id.clone_from(&current.id);
    def.former_keys.clone_from(&current.former_keys);
    def.read_only = current.read_only;
    def.relabelled =
        standard && (current.relabelled || (&def.labels, &def.help) != (&current.labels, &current.help));
    if standard {
        let changed = options_changed(current, &def)?;
        def.own_options = changed.own;
        def.reordered = changed.reordered;
    }
    let moved = moved_options(owner, current, &def, &replace)?;
    let key = std::mem::replace(&mut def.key, current.key.clone());
    let renamed = key != current.key;
    let mut objects = old.objects.clone();
    objects[at].fields[n] = def;
    if renamed {
        rename_field(&mut objects, at, n, &key);
    }
    finish(old, objects, moved, &format!("/objects/{at}/fields/{n}"))
}

/// Takes a custom field away, with its values.
pub fn delete_field(old: &CatalogData, object: &str, field: &str) -> Result<Edit> {
    let (at, n) = find_field(old, object, field)?;
    if !old.objects[at].fields[n].is_custom() {
        return Err(Error::invalid(
            "",
            "standard",
            "A standard field can't be deleted.",
        ));
    }
    let mut objects = old.objects.clone();
    objects[at].fields.remove(n);
    finish(old, objects, Vec::new(), "/none")
}

fn body_of(body: &Json) -> Result<&JsonMap> {
    body.as_object()
        .ok_or_else(|| Error::new(Code::BadJson, "A JSON object is needed."))
}

fn find_object(data: &CatalogData, name: &str) -> Result<usize> {
    let objects = &data.objects;
    let present = objects.iter().position(|object| object.key == name);
    let known = |object: &ObjectDef| object.id == name || object.former_keys.iter().any(|key| key == name);
    present
        .or_else(|| objects.iter().position(known))
        .ok_or_else(Error::not_found)
}

fn find_field(data: &CatalogData, object: &str, name: &str) -> Result<(usize, usize)> {
    let at = find_object(data, object)?;
    let fields = &data.objects[at].fields;
    let present = fields.iter().position(|field| field.key == name);
    let known = |field: &FieldDef| field.id == name || field.former_keys.iter().any(|key| key == name);
    let n = present
        .or_else(|| fields.iter().position(known))
        .ok_or_else(Error::not_found)?;
    Ok((at, n))
}

fn read(map: &JsonMap, shape: &Shape) -> Result<JsonMap> {
    let mut issues = Vec::new();
    let read = input::read(&Json::Object(map.clone()), shape, "", &mut issues);
    match read {
        Json::Object(map) if issues.is_empty() => Ok(map),
        _ => Err(Error::validation(issues)),
    }
}

pub(crate) fn decode<T: DeserializeOwned>(map: JsonMap) -> Result<T> {
    serde_json::from_value(Json::Object(map))
        .map_err(|error| Error::invalid("", "wrong_type", error.to_string()))
}

pub(crate) fn as_map(definition: &impl Serialize) -> JsonMap {
    match serde_json::to_value(definition) {
        Ok(Json::Object(map)) => map,
        _ => JsonMap::new(),
    }
}

/// What of a patch really changes something. Members set by Kontor may not be among it, and of a standard
/// definition only the `open` ones.
fn changes(current: &impl Serialize, patch: &JsonMap, open: Option<&[&str; 3]>) -> Result<JsonMap> {
    let current = as_map(current);
    let mut issues = Vec::new();
    let mut changes = JsonMap::new();
    for (member, value) in patch
        .iter()
        .filter(|(member, value)| current.get(*member).unwrap_or(&Json::Null) != *value)
    {
        let pointer = format!("/{}", escaped(member));
        // What is false or empty is left out of a definition.
        let same = !current.contains_key(member)
            && (value == &Json::Bool(false) || value == &Json::Array(Vec::new()));
        if SET_BY_KONTOR.contains(&member.as_str()) {
            if !same {
                issues.push(Issue::new(pointer, "read_only", "This can't be changed here."));
            }
        } else if open.is_some_and(|open| !open.contains(&member.as_str())) && !same {
            issues.push(Issue::new(
                pointer,
                "standard",
                "This can't be changed of a standard definition.",
            ));
        } else {
            changes.insert(member.clone(), value.clone());
        }
    }
    if issues.is_empty() {
        Ok(changes)
    } else {
        Err(Error::validation(issues))
    }
}

/// Takes away what belongs to the old type when a patch names another one. Options are carried over.
fn retype(current: &mut JsonMap, patch: &JsonMap) {
    let Some(new) = patch.get("type").and_then(Json::as_str) else {
        return;
    };
    let old = current
        .get("type")
        .and_then(Json::as_str)
        .unwrap_or_default()
        .to_owned();
    let carried = input::option_members(new);
    for member in input::settings(&old).unwrap_or_default() {
        if member.0 != "options" || carried.is_none() {
            current.remove(member.0);
        }
    }
    current.remove("default");
    let options = current.get_mut("options").and_then(Json::as_array_mut);
    for option in options.into_iter().flatten().filter_map(Json::as_object_mut) {
        option.retain(|name, _| carried.is_some_and(|members| members.iter().any(|member| member.0 == name)));
    }
}

/// The key as id, made distinct from every name in use.
fn fresh_id<'a>(key: &str, used: impl Iterator<Item = (&'a String, &'a String, &'a Vec<String>)>) -> String {
    let used: HashSet<&str> = used
        .flat_map(|(key, id, former)| [key, id].into_iter().chain(former))
        .map(String::as_str)
        .collect();
    let cut = |most: usize| {
        let cut: String = key.chars().take(most).collect();
        cut.trim_end_matches('_').to_owned()
    };
    let whole = cut(ID_LIMIT);
    if !used.contains(whole.as_str()) {
        return whole;
    }
    let numbered = (2..).map(|n| format!("{}_{n}", cut(ID_LIMIT - 5)));
    numbered
        .take(10_000)
        .find(|id| !used.contains(id.as_str()))
        .unwrap_or(whole)
}

/// How records of a custom object are called when its definition does not say: by `x_name`, or by the first text.
fn first_label(def: &ObjectDef) -> Vec<Vec<String>> {
    let texts = || {
        def.fields
            .iter()
            .filter(|field| matches!(field.kind, FieldType::Text { .. }))
    };
    let name = texts()
        .find(|field| field.key == "x_name")
        .or_else(|| texts().next());
    name.map(|field| vec![vec![field.key.clone()]])
        .unwrap_or_default()
}

/// Checks the next catalog. Issues below `here` are about the body; others say what else needs the old state.
pub(crate) fn finish(
    old: &CatalogData,
    objects: Vec<ObjectDef>,
    moved: Vec<MovedOption>,
    here: &str,
) -> Result<Edit> {
    let catalog = CatalogData {
        version: old.version + 1,
        objects,
    };
    let Err(issues) = check(&catalog, Some(old)) else {
        return Ok(Edit { catalog, moved });
    };
    let mut own = Vec::new();
    let mut others = Vec::new();
    for mut issue in issues {
        match issue.pointer.strip_prefix(here) {
            // Ids are made from keys, so what is wrong with one was said of the other.
            Some("/id") => {}
            Some(rest) if rest.is_empty() || rest.starts_with('/') => {
                issue.pointer = rest.to_owned();
                own.push(issue);
            }
            _ => others.push(issue),
        }
    }
    if own.is_empty() {
        own = others
            .into_iter()
            .map(|issue| elsewhere(&catalog, issue))
            .collect();
    }
    Err(Error::validation(own))
}

/// An issue in a part of the catalog that the request was not about.
fn elsewhere(catalog: &CatalogData, issue: Issue) -> Issue {
    if issue.code == "too_many" {
        return Issue {
            pointer: String::new(),
            ..issue
        };
    }
    let mut path = issue.pointer.split('/').skip(1);
    let mut next = |list: &str| {
        (path.next() == Some(list))
            .then(|| path.next().and_then(|n| n.parse::<usize>().ok()))
            .flatten()
    };
    let Some(object) = next("objects").and_then(|n| catalog.objects.get(n)) else {
        return Issue {
            pointer: String::new(),
            ..issue
        };
    };
    let place = match next("fields").and_then(|n| object.fields.get(n)) {
        Some(field) => format!("{}.{}", object.key, field.key),
        None => object.key.clone(),
    };
    let detail = format!("“{place}” needs it as it is: {}", issue.detail);
    Issue::new("", "in_use", detail).with(json!({"by": place}))
}
