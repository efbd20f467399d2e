//! What an undo would throw away though somebody uses it by now: a link that was made to it since would lead nowhere.

use std::collections::{HashMap, HashSet};

use kontor_database::{Tx, Value};
use kontor_definitions::{Catalog, FieldDef, Object};
use kontor_kernel::{Id, Json, Result};

use super::plan::Plan;
use crate::command::merge::is_relation;
use crate::command::{Command, Op, Work, side_key};
use crate::record::link_targets;

/// A link of a live record to one that was made.
struct Use {
    target: Id,
    source: Id,
    link: String,
}

impl Plan {
    /// Records that were made and that others link to since stay, and so does what those link to in turn: each is a
    /// conflict.
    pub(super) fn keep_used(&mut self, work: &mut Work<'_>) -> Result<()> {
        let catalog = work.ctx.catalog.clone();
        let mut uses = Vec::new();
        for (object, ids) in &self.made {
            uses.extend(of(&catalog, work.tx, object, ids)?);
        }
        let moved = moved(&self.commands);
        uses.retain(|found| {
            let now = moved.get(&(found.source, found.link.as_str()));
            now.is_none_or(|targets| targets.contains(&found.target))
        });
        let mut leaving: HashSet<Id> = self.commands.iter().filter_map(deleted).collect();
        let mut kept = HashSet::new();
        loop {
            let used = |found: &&Use| leaving.contains(&found.target) && !leaving.contains(&found.source);
            let more: HashSet<Id> = uses.iter().filter(used).map(|found| found.target).collect();
            if more.is_empty() {
                break;
            }
            leaving.retain(|id| !more.contains(id));
            kept.extend(more);
        }
        kept.extend(self.relations_that_stay(&catalog, &uses, &leaving));
        self.commands
            .retain(|command| deleted(command).is_none_or(|id| !kept.contains(&id)));
        for (object, ids) in std::mem::take(&mut self.made) {
            for id in ids.into_iter().filter(|id| kept.contains(id)) {
                self.conflict(&object, id, None, [&Json::Null; 2]);
            }
        }
        Ok(())
    }

    /// Relations that were made with records of which each stays: without an employment its person has no employer.
    fn relations_that_stay(&self, catalog: &Catalog, uses: &[Use], leaving: &HashSet<Id>) -> Vec<Id> {
        let mut ends: HashMap<Id, Vec<Id>> = HashMap::new();
        for found in uses {
            ends.entry(found.source).or_default().push(found.target);
        }
        let stays = |id: &&Id| {
            let ends = ends.get(*id);
            leaving.contains(*id) && ends.is_some_and(|ends| ends.iter().all(|end| !leaving.contains(end)))
        };
        let relates = |key: &str| catalog.object(key).is_some_and(|object| is_relation(object));
        let made = self.made.iter().filter(|(object, _)| relates(object));
        made.flat_map(|(_, ids)| ids).filter(stays).copied().collect()
    }
}

/// The record that a command puts into the trash.
fn deleted(command: &Command) -> Option<Id> {
    match command.op {
        Op::Delete { id, .. } => Some(id),
        _ => None,
    }
}

/// Where links lead once commands have set them.
fn moved(commands: &[Command]) -> HashMap<(Id, &str), HashSet<Id>> {
    let updates = commands.iter().filter_map(|command| match &command.op {
        Op::Update { id, values, .. } => Some((*id, values)),
        _ => None,
    });
    updates
        .flat_map(|(id, values)| values.iter().map(move |(key, value)| (id, key, value)))
        .map(|(id, key, value)| {
            let targets = link_targets(value).into_iter().map(|(target, _)| target);
            ((id, key.as_str()), targets.collect())
        })
        .collect()
}

/// The links of live records to these ones, in one statement.
fn of(catalog: &Catalog, tx: &mut Tx, object: &str, ids: &[Id]) -> Result<Vec<Use>> {
    let mut params = vec![Value::Ids(ids.to_vec())];
    let mut parts = Vec::new();
    for (source, link) in incoming(catalog, object) {
        params.push(link.key.as_str().into());
        let key = params.len();
        let (from, target) = pointing(source, link, &mut params);
        let listed = tx.dialect().in_list(&target, "$1");
        parts.push(format!("SELECT {target}, s.id, ${key} {from} AND {listed}"));
    }
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    tx.rows(&parts.join(" UNION ALL "), &params, |row| {
        Ok(Use {
            target: row.get(0)?,
            source: row.get(1)?,
            link: row.get(2)?,
        })
    })
}

/// Records that a request has made and that are linked to by others since, before it is taken back: `(object, id)`, the
/// object by its id.
pub fn used_since(catalog: &Catalog, tx: &mut Tx, request: Id, limit: usize) -> Result<Vec<(String, Id)>> {
    let mut used = Vec::new();
    for object in made(tx, request)? {
        let Some(definition) = catalog.object(&object) else {
            continue;
        };
        for (source, link) in incoming(catalog, definition.key()) {
            let mut params = vec![request.into(), object.as_str().into()];
            let (from, target) = pointing(source, link, &mut params);
            // History names a field that a change has set by its id, as the member of an object.
            params.push(format!("%\"{}\":[%", link.id.replace('_', "\\_")).into());
            params.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
            let sql = format!(
                "SELECT DISTINCT h.record FROM @k_change_set c \
                 JOIN @k_history h ON h.change_set = c.id AND h.kind = 'create' AND h.object = $2 \
                 JOIN @{table} t ON t.id = h.record AND t.deleted_at IS NULL \
                 JOIN ({select}) u ON u.target = h.record \
                 WHERE c.request = $1 AND c.via = 'import' AND c.undone_by IS NULL AND NOT EXISTS (\
                 SELECT 1 FROM @k_history o JOIN @k_change_set d ON d.id = o.change_set WHERE o.record = u.source \
                 AND d.request = $1 AND (o.kind = 'create' OR o.changes LIKE ${pattern} ESCAPE '\\')) LIMIT ${last}",
                table = definition.table(),
                select = format_args!("SELECT {target} AS target, s.id AS source {from}"),
                pattern = params.len() - 1,
                last = params.len(),
            );
            let ids: Vec<Id> = tx.rows(&sql, &params, |row| row.get(0))?;
            used.extend(ids.into_iter().map(|id| (object.clone(), id)));
            if used.len() >= limit {
                return Ok(used);
            }
        }
    }
    Ok(used)
}

/// The objects of which a request has made records.
fn made(tx: &mut Tx, request: Id) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT h.object FROM @k_change_set c JOIN @k_history h ON h.change_set = c.id \
               WHERE c.request = $1 AND c.via = 'import' AND c.undone_by IS NULL AND h.kind = 'create' ORDER BY h.object";
    tx.rows(sql, &[request.into()], |row| row.get(0))
}

/// The links that may lead to records of an object, with the object that has them.
fn incoming<'a>(catalog: &'a Catalog, object: &str) -> Vec<(&'a Object, &'a FieldDef)> {
    let links = catalog.incoming(object).iter();
    links
        .filter_map(|incoming| {
            let source = catalog.object(&incoming.object)?;
            Some((source.as_ref(), source.field(&incoming.field)?))
        })
        .collect()
}

/// Where a link of live records stands, records called `s`, and the column of its target.
fn pointing(source: &Object, link: &FieldDef, params: &mut Vec<Value>) -> (String, String) {
    let table = source.table();
    if link.is_many() {
        params.push(side_key(source, link).into());
        let from = format!(
            "FROM @k_link l JOIN @{table} s ON s.id = l.source WHERE l.field = ${} AND s.deleted_at IS NULL",
            params.len()
        );
        return (from, "l.target".to_owned());
    }
    let from = format!("FROM @{table} s WHERE s.deleted_at IS NULL");
    (from, format!("s.\"{}\"", link.id))
}
