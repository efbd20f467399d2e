//! What linked records are called: one statement for a whole page, whatever objects it links to.

use std::collections::HashMap;
use std::sync::Arc;

use kontor_database::{Tx, Value};
use kontor_definitions::Action;
use kontor_kernel::{Id, Result};

use crate::ctx::Ctx;
use crate::label::Told;
use crate::policy::Permit;
use crate::query::scope::Scope;

/// What a link points to.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Target {
    /// Key or id of the object.
    pub object: Arc<str>,
    /// The record.
    pub id: Id,
}

impl Target {
    /// Stands for an uploaded file, which is no record.
    pub const FILE: &'static str = "file";
}

/// Labels of link targets.
#[derive(Default)]
pub struct Labels {
    /// A handful: one for each object that is linked to.
    objects: Vec<Linked>,
}

/// The targets of one object.
struct Linked {
    /// As links name it: with its key, or with its id, which never changes.
    name: Arc<str>,
    /// Its present key, once resolved.
    key: Option<String>,
    targets: HashMap<Id, Said>,
}

/// What is said of a target.
#[derive(Default)]
struct Said {
    /// Nothing where the caller may not see it.
    label: Option<String>,
    /// The beginning of its JSON: a page links to the same few users again and again.
    text: Vec<u8>,
}

impl Labels {
    /// Asks for the label of a target.
    pub fn want(&mut self, target: &Target) {
        let place = self
            .objects
            .iter()
            .position(|linked| linked.name == target.object);
        let place = place.unwrap_or_else(|| {
            self.objects.push(Linked {
                name: target.object.clone(),
                key: None,
                targets: HashMap::new(),
            });
            self.objects.len() - 1
        });
        self.objects[place].targets.entry(target.id).or_default();
    }

    /// Reads all labels asked for that the caller may see.
    pub fn resolve(&mut self, ctx: &Ctx, tx: &mut Tx) -> Result<()> {
        let mut scope = Scope::new(ctx, tx.dialect());
        let mut arms = Vec::new();
        for (n, linked) in self.objects.iter_mut().enumerate() {
            if &*linked.name == Target::FILE {
                linked.resolve_files(tx)?;
                continue;
            }
            let Some(object) = ctx.catalog.object(&linked.name) else {
                continue;
            };
            linked.key = Some(object.key().to_owned());
            if matches!(ctx.policy.permit(object, Action::Read), Permit::No) {
                continue;
            }
            let alias = scope.alias();
            let listed = match linked.ids()[..] {
                [only] => format!("{alias}.id = {}", scope.bind(only)),
                ref ids => {
                    let list = scope.bind(Value::Ids(ids.to_vec()));
                    scope.dialect.in_list(&format!("{alias}.id"), &list)
                }
            };
            let allowed = scope.permission(&alias, object, Action::Read)?;
            let allowed = allowed
                .map(|condition| format!(" AND {condition}"))
                .unwrap_or_default();
            let label = Told::to(ctx.policy.rights(object), object).plain(&alias, object);
            arms.push(format!(
                "SELECT CAST({n} AS bigint), {alias}.id, {label} FROM @{} {alias} WHERE {listed}{allowed}",
                object.table()
            ));
        }
        if !arms.is_empty() {
            tx.rows(&arms.join(" UNION ALL "), &scope.params, |row| {
                let (n, id): (usize, Id) = (row.get(0)?, row.get(1)?);
                if let Some(said) = self.objects[n].targets.get_mut(&id) {
                    said.label = Some(row.text(2)?.unwrap_or_default().to_owned());
                }
                Ok(())
            })?;
        }
        for linked in self
            .objects
            .iter_mut()
            .filter(|linked| &*linked.name != Target::FILE)
        {
            let key = linked.key.as_deref().unwrap_or(&linked.name);
            for (id, said) in &mut linked.targets {
                said.text = text(*id, key, said.label.as_deref());
            }
        }
        Ok(())
    }

    fn linked(&self, object: &str) -> Option<&Linked> {
        self.objects.iter().find(|linked| &*linked.name == object)
    }

    fn said(&self, target: &Target) -> Option<&Said> {
        self.linked(&target.object)?.targets.get(&target.id)
    }

    /// The present key of an object asked for.
    pub fn key<'a>(&'a self, object: &'a str) -> &'a str {
        self.linked(object)
            .and_then(|linked| linked.key.as_deref())
            .unwrap_or(object)
    }

    /// The label of a target, if the caller may see it.
    pub fn get(&self, target: &Target) -> Option<&str> {
        self.said(target)?.label.as_deref()
    }

    /// Writes `{"id", "object", "label"` of a target that was asked for, without the closing brace.
    pub fn write(&self, target: &Target, out: &mut Vec<u8>) {
        match self.said(target) {
            Some(said) => out.extend_from_slice(&said.text),
            None => out.extend_from_slice(&text(target.id, &target.object, None)),
        }
    }
}

impl Linked {
    /// In their order, for neighbours mostly lie beside each other.
    fn ids(&self) -> Vec<Id> {
        let mut ids: Vec<Id> = self.targets.keys().copied().collect();
        ids.sort_unstable();
        ids
    }

    fn resolve_files(&mut self, tx: &mut Tx) -> Result<()> {
        for (id, said) in &mut self.targets {
            said.text = format!("{{\"id\":\"{id}\"").into_bytes();
        }
        let sql = format!(
            "SELECT id, name, type, size FROM @k_file WHERE {}",
            tx.dialect().in_list("id", "$1")
        );
        tx.rows(&sql, &[Value::Ids(self.ids())], |row| {
            if let Some(said) = self.targets.get_mut(&row.get(0)?) {
                let size: i64 = row.get(3)?;
                said.text.extend_from_slice(b",\"name\":");
                append(&mut said.text, row.text(1)?);
                said.text.extend_from_slice(b",\"type\":");
                append(&mut said.text, row.text(2)?);
                said.text
                    .extend_from_slice(format!(",\"size\":{size}").as_bytes());
            }
            Ok(())
        })?;
        Ok(())
    }
}

/// `{"id", "object", "label"` without the closing brace.
fn text(id: Id, key: &str, label: Option<&str>) -> Vec<u8> {
    let mut text = format!("{{\"id\":\"{id}\",\"object\":\"{key}\",\"label\":").into_bytes();
    append(&mut text, label);
    text
}

fn append(out: &mut Vec<u8>, value: Option<&str>) {
    // Writing JSON of a text into memory can't fail.
    let _ = serde_json::to_writer(out, &value);
}
