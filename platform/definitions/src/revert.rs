//! Taking a change of definitions back: what it was made of, and the edit that is its inverse.
//!
//! A change is kept as its parts, an object or a field before and after. Its inverse is made by three-way comparison, member
//! by member: what is still as the change left it goes back, what somebody changed since is a clash.

use std::collections::BTreeSet;

use kontor_kernel::{Code, Error, Json, JsonMap, Result};
use serde::{Deserialize, Serialize};

use crate::catalog::CatalogData;
use crate::convert::{Conversion, convertible};
use crate::edit::{Edit, as_map, decode, finish};
use crate::field::FieldDef;
use crate::object::ObjectDef;
use crate::rename::{rename_field, rename_object};

/// An object or a field that a change made, changed or took away.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Part {
    /// Id of the object.
    pub object: String,
    /// Id of the field; none where it is about the object itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Its definition before, without its fields where it stayed; none where it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<JsonMap>,
    /// Its definition after; none where it was taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<JsonMap>,
    /// Where it stood among the others.
    #[serde(default)]
    pub place: usize,
    /// Values or records went with it, which nothing brings back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lost: bool,
}

/// What was changed since in another way.
#[derive(Clone, PartialEq, Debug)]
pub struct Clash {
    /// Id of the object.
    pub object: String,
    /// Id of the field, if it is about one.
    pub field: Option<String>,
    /// The member of the definition; none where it is about all of it.
    pub member: Option<String>,
    /// What the change made of it.
    pub changed_to: Json,
    /// What it is now.
    pub present: Json,
}

/// The inverse of a change.
#[derive(Clone, Debug)]
pub struct Reverted {
    /// The edit.
    pub edit: Edit,
    /// What was changed since.
    pub clashes: Vec<Clash>,
    /// How many parts go back.
    pub count: usize,
}

/// Members that belong to a field whatever its type.
const OF_EVERY_FIELD: [&str; 15] = [
    "key",
    "id",
    "former_keys",
    "labels",
    "help",
    "required",
    "unique",
    "indexed",
    "searched",
    "read_only",
    "system",
    "default",
    "relabelled",
    "own_options",
    "reordered",
];
/// Members that go back by themselves: a key by renaming, and whether a customer changed something.
const BOOKKEEPING: [&str; 7] = [
    "key",
    "id",
    "former_keys",
    "fields",
    "relabelled",
    "own_options",
    "reordered",
];

/// What a change was made of.
pub fn parts(old: &CatalogData, new: &CatalogData) -> Vec<Part> {
    let mut parts = Vec::new();
    let part = |object: &str, field: Option<&str>, place| Part {
        object: object.to_owned(),
        field: field.map(str::to_owned),
        before: None,
        after: None,
        place,
        lost: false,
    };
    for (place, after) in new.objects.iter().enumerate() {
        let Some(before) = old.objects.iter().find(|before| before.id == after.id) else {
            parts.push(Part {
                after: Some(as_map(after)),
                ..part(&after.id, None, place)
            });
            continue;
        };
        let (was, is) = (shell(before), shell(after));
        if was != is {
            parts.push(Part {
                before: Some(was),
                after: Some(is),
                ..part(&after.id, None, place)
            });
        }
        let find = |of: &'_ ObjectDef, id: &str| of.fields.iter().position(|field| field.id == id);
        for (place, field) in after.fields.iter().enumerate() {
            let was = find(before, &field.id).map(|at| as_map(&before.fields[at]));
            let is = Some(as_map(field));
            if was != is {
                parts.push(Part {
                    before: was,
                    after: is,
                    ..part(&after.id, Some(&field.id), place)
                });
            }
        }
        for (place, field) in before.fields.iter().enumerate() {
            if find(after, &field.id).is_none() {
                parts.push(Part {
                    before: Some(as_map(field)),
                    ..part(&after.id, Some(&field.id), place)
                });
            }
        }
    }
    for (place, before) in old.objects.iter().enumerate() {
        if new.objects.iter().all(|after| after.id != before.id) {
            parts.push(Part {
                before: Some(as_map(before)),
                ..part(&before.id, None, place)
            });
        }
    }
    parts
}

/// The edit that takes parts of a change back. With `force` what was changed since goes back too.
///
/// # Errors
/// `conflict` with a `reason`: `values_gone` where values went with what was deleted, `not_reversible` where a type does
/// not go back. `validation` when the definitions of today need something as it is.
pub fn revert(data: &CatalogData, parts: &[Part], force: bool) -> Result<Reverted> {
    let mut work = Work {
        objects: data.objects.clone(),
        force,
        clashes: Vec::new(),
        count: 0,
    };
    parts.iter().for_each(|part| work.rename(part));
    for part in parts {
        work.take_back(part)?;
    }
    Ok(Reverted {
        edit: finish(data, work.objects, Vec::new(), "/none")?,
        clashes: work.clashes,
        count: work.count,
    })
}

struct Work {
    objects: Vec<ObjectDef>,
    force: bool,
    clashes: Vec<Clash>,
    count: usize,
}

impl Work {
    fn find(&self, part: &Part) -> Option<(usize, Option<usize>)> {
        let at = self.objects.iter().position(|object| object.id == part.object)?;
        match &part.field {
            None => Some((at, None)),
            Some(id) => {
                let n = self.objects[at].fields.iter().position(|field| field.id == *id)?;
                Some((at, Some(n)))
            }
        }
    }

    fn definition(&self, at: usize, n: Option<usize>) -> JsonMap {
        match n {
            Some(n) => as_map(&self.objects[at].fields[n]),
            None => as_map(&self.objects[at]),
        }
    }

    /// A key goes back first, and with it all that names it.
    fn rename(&mut self, part: &Part) {
        let (Some(before), Some(after), Some((at, n))) = (&part.before, &part.after, self.find(part)) else {
            return;
        };
        let (Some(was), true) = (before["key"].as_str(), before["key"] != after["key"]) else {
            return;
        };
        let present = match n {
            Some(n) => &self.objects[at].fields[n].key,
            None => &self.objects[at].key,
        };
        if present == was {
            return;
        }
        if after["key"] != **present {
            let present = present.as_str().into();
            self.clash(part, Some("key"), after["key"].clone(), present);
            if !self.force {
                return;
            }
        }
        match n {
            Some(n) => rename_field(&mut self.objects, at, n, was),
            None => rename_object(&mut self.objects, at, was),
        }
        self.count += 1;
    }

    fn take_back(&mut self, part: &Part) -> Result<()> {
        match (&part.before, &part.after) {
            (Some(before), Some(after)) => self.set_back(part, before, after),
            (None, Some(after)) => {
                self.unmake(part, after);
                Ok(())
            }
            (Some(before), None) => self.bring_back(part, before),
            (None, None) => Ok(()),
        }
    }

    /// What was made goes, unless somebody worked on it since.
    fn unmake(&mut self, part: &Part, after: &JsonMap) {
        let Some((at, n)) = self.find(part) else { return };
        let present = self.definition(at, n);
        if present != *after {
            self.clash(part, None, Json::Object(after.clone()), Json::Object(present));
            if !self.force {
                return;
            }
        }
        match n {
            Some(n) => drop(self.objects[at].fields.remove(n)),
            None => drop(self.objects.remove(at)),
        }
        self.count += 1;
    }

    /// What was taken away comes back, where nothing went with it.
    fn bring_back(&mut self, part: &Part, before: &JsonMap) -> Result<()> {
        if part.lost {
            let detail = match part.field {
                Some(_) => "The values of the field went with it; only a backup has them.",
                None => "The records of the object went with it; only a backup has them.",
            };
            return Err(Error::new(Code::Conflict, detail).with("reason", "values_gone"));
        }
        if let Some((at, n)) = self.find(part) {
            let present = self.definition(at, n);
            self.clash(part, None, Json::Null, Json::Object(present));
            return Ok(());
        }
        match &part.field {
            None => {
                let place = part.place.min(self.objects.len());
                self.objects.insert(place, decode(before.clone())?);
            }
            Some(_) => {
                let Some(object) = self.objects.iter_mut().find(|object| object.id == part.object) else {
                    self.clash(part, None, Json::Null, Json::Null);
                    return Ok(());
                };
                let place = part.place.min(object.fields.len());
                object.fields.insert(place, decode(before.clone())?);
            }
        }
        self.count += 1;
        Ok(())
    }

    fn set_back(&mut self, part: &Part, before: &JsonMap, after: &JsonMap) -> Result<()> {
        let Some((at, n)) = self.find(part) else {
            self.clash(part, None, Json::Object(after.clone()), Json::Null);
            return Ok(());
        };
        let present = match n {
            Some(n) => as_map(&self.objects[at].fields[n]),
            None => shell(&self.objects[at]),
        };
        let mut merged = present.clone();
        let retyped = n.is_some() && before["type"] != after["type"];
        if retyped {
            let (was, is): (FieldDef, FieldDef) = (decode(before.clone())?, decode(after.clone())?);
            if convertible(&is.kind, &was.kind) == Conversion::Never {
                let detail = format!(
                    "A field of type {} can't become one of type {} again.",
                    is.kind.name(),
                    was.kind.name()
                );
                return Err(Error::new(Code::Conflict, detail).with("reason", "not_reversible"));
            }
            self.retype(part, before, after, &mut merged);
        }
        let members: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for member in members {
            let other_type = retyped && !OF_EVERY_FIELD.contains(&member.as_str());
            let (was, is, now) = (before.get(member), after.get(member), present.get(member));
            if BOOKKEEPING.contains(&member.as_str()) || other_type || was == is || now == was {
                continue;
            }
            if now != is {
                let json = |value: Option<&Json>| value.cloned().unwrap_or_default();
                self.clash(part, Some(member), json(is), json(now));
                if !self.force {
                    continue;
                }
            }
            put(&mut merged, member, was);
        }
        // Whether a customer changed it is as before where all of it is.
        let said = |map: &JsonMap| -> JsonMap {
            let own = map
                .iter()
                .filter(|(member, _)| !BOOKKEEPING.contains(&member.as_str()));
            own.map(|(member, value)| (member.clone(), value.clone()))
                .collect()
        };
        if said(&merged) == said(before) {
            for member in ["relabelled", "own_options", "reordered"] {
                put(&mut merged, member, before.get(member));
            }
        }
        if merged == present {
            return Ok(());
        }
        match n {
            Some(n) => self.objects[at].fields[n] = decode(merged)?,
            None => {
                let object = &mut self.objects[at];
                *object = ObjectDef {
                    fields: std::mem::take(&mut object.fields),
                    ..decode(merged)?
                };
            }
        }
        self.count += 1;
        Ok(())
    }

    /// A type goes back with its settings.
    fn retype(&mut self, part: &Part, before: &JsonMap, after: &JsonMap, merged: &mut JsonMap) {
        let kind = |map: &JsonMap| -> JsonMap {
            let own = map
                .iter()
                .filter(|(member, _)| !OF_EVERY_FIELD.contains(&member.as_str()));
            own.map(|(member, value)| (member.clone(), value.clone()))
                .collect()
        };
        let (was, is, now) = (kind(before), kind(after), kind(merged));
        if now == was {
            return;
        }
        if now != is {
            let name = |map: &JsonMap| map.get("type").cloned().unwrap_or_default();
            self.clash(part, Some("type"), name(&is), name(&now));
            if !self.force {
                return;
            }
        }
        merged.retain(|member, _| OF_EVERY_FIELD.contains(&member.as_str()));
        merged.extend(was);
    }

    fn clash(&mut self, part: &Part, member: Option<&str>, changed_to: Json, present: Json) {
        self.clashes.push(Clash {
            object: part.object.clone(),
            field: part.field.clone(),
            member: member.map(str::to_owned),
            changed_to,
            present,
        });
    }
}

/// An object without its fields.
fn shell(object: &ObjectDef) -> JsonMap {
    let mut map = as_map(object);
    map.insert("fields".to_owned(), Json::Array(Vec::new()));
    map
}

fn put(map: &mut JsonMap, member: &str, value: Option<&Json>) {
    match value {
        Some(value) => drop(map.insert(member.to_owned(), value.clone())),
        None => drop(map.remove(member)),
    }
}
