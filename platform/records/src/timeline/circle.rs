//! Which parties belong together: a person with his organisation, an organisation with what is below it and its people.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use kontor_database::{Tx, Value};
use kontor_definitions::Object;
use kontor_kernel::{Id, Result};

use crate::ctx::Ctx;
use crate::query::load;
use crate::schema::single_target;

/// Most parties whose timelines are merged; of a larger circle the nearest are taken.
pub const MAX_CIRCLE: usize = 100;

/// The parties whose timelines belong to a record's, itself first.
pub fn circle(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, id: Id) -> Result<Vec<(Arc<Object>, Id)>> {
    let mut members = vec![(object.clone(), id)];
    if !object.def.party {
        return Ok(members);
    }
    // A person stands in the circle of his organisation, the organisation in that of the person.
    let mut roots: Vec<(Arc<Object>, Id)> = vec![(object.clone(), id)];
    if let Some(record) = load::by_ids(ctx, tx, object, &[id])?.remove(&id) {
        let rights = ctx.policy.rights(object);
        for (at, field) in object.fields.iter().enumerate() {
            let Some(target) = single_target(&ctx.catalog, field) else {
                continue;
            };
            if !rights.hidden(at)
                && target.def.party
                && target.key() != object.key()
                && let Some(target_id) = record.link(&field.key)
            {
                roots.push((target.clone(), target_id));
            }
        }
    }
    for (object, id) in roots {
        let below = descendants(ctx, tx, &object, id)?;
        members.extend(below.into_iter().map(|id| (object.clone(), id)));
    }
    if object.def.hierarchy.is_some() {
        let own: Vec<Id> = members.iter().map(|(_, id)| *id).collect();
        for incoming in ctx.catalog.incoming(object.key()) {
            let Some(from) = ctx.catalog.object(&incoming.object) else {
                continue;
            };
            let Some(at) = from.position(&incoming.field) else {
                continue;
            };
            let link = &from.fields[at];
            if !from.def.party || from.key() == object.key() || link.columns().len() != 1 {
                continue;
            }
            if ctx.policy.rights(from).hidden(at) {
                continue;
            }
            let sql = format!(
                "SELECT id FROM @{} WHERE {} AND deleted_at IS NULL ORDER BY updated_at DESC, id LIMIT {MAX_CIRCLE}",
                from.table(),
                tx.dialect().in_list(&format!("\"{}\"", link.id), "$1")
            );
            let ids: Vec<Id> = tx.rows(&sql, &[Value::Ids(own.clone())], |row| row.get(0))?;
            members.extend(ids.into_iter().map(|id| (from.clone(), id)));
        }
    }
    let mut seen = HashSet::new();
    members.retain(|(object, id)| seen.insert((object.key().to_owned(), *id)));
    members.truncate(MAX_CIRCLE);
    visible(ctx, tx, members)
}

/// A record and all below it in its tree, nearest first.
fn descendants(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, id: Id) -> Result<Vec<Id>> {
    let parent = object
        .def
        .hierarchy
        .as_deref()
        .and_then(|key| object.position(key));
    let Some(parent) = parent.filter(|at| !ctx.policy.rights(object).hidden(*at)) else {
        return Ok(vec![id]);
    };
    let sql = format!(
        "WITH RECURSIVE below(id, depth) AS (SELECT id, 0 FROM @{table} WHERE id = $1 UNION ALL \
         SELECT c.id, b.depth + 1 FROM @{table} c JOIN below b ON c.\"{parent}\" = b.id \
         WHERE c.deleted_at IS NULL AND b.depth < 20) SELECT id FROM below ORDER BY depth, id LIMIT {MAX_CIRCLE}",
        table = object.table(),
        parent = object.fields[parent].id,
    );
    tx.rows(&sql, &[id.into()], |row| row.get(0))
}

/// Those of the circle that are live and that the caller may see.
fn visible(ctx: &Ctx, tx: &mut Tx, members: Vec<(Arc<Object>, Id)>) -> Result<Vec<(Arc<Object>, Id)>> {
    let mut by_object: BTreeMap<String, Vec<Id>> = BTreeMap::new();
    for (object, id) in &members {
        by_object.entry(object.key().to_owned()).or_default().push(*id);
    }
    let mut seen: HashMap<String, HashSet<Id>> = HashMap::new();
    for (key, ids) in by_object {
        let object = ctx.object(&key)?.clone();
        seen.insert(key, load::live(ctx, tx, &object, &ids)?);
    }
    Ok(members
        .into_iter()
        .filter(|(object, id)| seen.get(object.key()).is_some_and(|ids| ids.contains(id)))
        .collect())
}
