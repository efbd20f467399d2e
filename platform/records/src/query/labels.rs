//! What linked records are called: one statement for a whole page, whatever objects it links to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kontor_database::{Tx, Value};
use kontor_definitions::Action;
use kontor_kernel::{Id, Result};

use crate::ctx::Ctx;
use crate::label::Told;
use crate::policy::Permit;
use crate::query::scope::Scope;

/// What a link points to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Target {
    /// Key or id of the object.
    pub object: String,
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
    wanted: BTreeMap<String, BTreeSet<Id>>,
    found: HashMap<Target, String>,
    files: HashMap<Id, (String, String, i64)>,
    /// Present keys of the objects asked for; links are stored with ids of objects, which never change.
    keys: HashMap<String, String>,
}

impl Labels {
    /// Asks for the label of a target.
    pub fn want(&mut self, target: &Target) {
        self.wanted
            .entry(target.object.clone())
            .or_default()
            .insert(target.id);
    }

    /// Reads all labels asked for that the caller may see.
    pub fn resolve(&mut self, ctx: &Ctx, tx: &mut Tx) -> Result<()> {
        if let Some(files) = self.wanted.remove(Target::FILE) {
            self.resolve_files(tx, files)?;
        }
        let mut scope = Scope::new(ctx, tx.dialect());
        let mut arms = Vec::new();
        for (key, ids) in &self.wanted {
            let Some(object) = ctx.catalog.object(key) else {
                continue;
            };
            self.keys.insert(key.clone(), object.key().to_owned());
            if matches!(ctx.policy.permit(object, Action::Read), Permit::No) {
                continue;
            }
            let name = scope.bind(key.as_str());
            let list = scope.bind(Value::Ids(ids.iter().copied().collect()));
            let alias = scope.alias();
            let listed = scope.dialect.in_list(&format!("{alias}.id"), &list);
            let allowed = scope.permission(&alias, object, Action::Read)?;
            let allowed = allowed
                .map(|condition| format!(" AND {condition}"))
                .unwrap_or_default();
            let label = Told::to(ctx.policy.rights(object), object).plain(&alias, object);
            arms.push(format!(
                "SELECT CAST({name} AS text), {alias}.id, {label} FROM @{} {alias} WHERE {listed}{allowed}",
                object.table()
            ));
        }
        if arms.is_empty() {
            return Ok(());
        }
        let rows = tx.rows(&arms.join(" UNION ALL "), &scope.params, |row| {
            let target = Target {
                object: row.get(0)?,
                id: row.get(1)?,
            };
            Ok((target, row.get::<Option<String>>(2)?.unwrap_or_default()))
        })?;
        self.found.extend(rows);
        Ok(())
    }

    fn resolve_files(&mut self, tx: &mut Tx, ids: BTreeSet<Id>) -> Result<()> {
        let sql = format!(
            "SELECT id, name, type, size FROM @k_file WHERE {}",
            tx.dialect().in_list("id", "$1")
        );
        let rows = tx.rows(&sql, &[Value::Ids(ids.into_iter().collect())], |row| {
            Ok((row.get::<Id>(0)?, (row.get(1)?, row.get(2)?, row.get(3)?)))
        })?;
        self.files.extend(rows);
        Ok(())
    }

    /// The present key of an object asked for.
    pub fn key<'a>(&'a self, object: &'a str) -> &'a str {
        self.keys.get(object).map_or(object, String::as_str)
    }

    /// The label of a target, if the caller may see it.
    pub fn get(&self, target: &Target) -> Option<&str> {
        self.found.get(target).map(String::as_str)
    }

    /// Writes `{"id", "object", "label"` without the closing brace.
    pub fn write(&self, target: &Target, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"id\":\"");
        out.extend_from_slice(target.id.to_string().as_bytes());
        if target.object == Target::FILE {
            out.push(b'"');
            if let Some((name, kind, size)) = self.files.get(&target.id) {
                out.extend_from_slice(b",\"name\":");
                let _ = serde_json::to_writer(&mut *out, name);
                out.extend_from_slice(b",\"type\":");
                let _ = serde_json::to_writer(&mut *out, kind);
                out.extend_from_slice(format!(",\"size\":{size}").as_bytes());
            }
            return;
        }
        out.extend_from_slice(b"\",\"object\":\"");
        out.extend_from_slice(self.key(&target.object).as_bytes());
        out.extend_from_slice(b"\",\"label\":");
        match self.get(target) {
            Some(label) => {
                let _ = serde_json::to_writer(&mut *out, label);
            }
            None => out.extend_from_slice(b"null"),
        }
    }
}
