//! Which parties belong together: a person with his organisation, an organisation with what is below it and its people,
//! a household with its members.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use kontor_database::{Tx, Value};
use kontor_definitions::{Action, FieldDef, FieldType, Object};
use kontor_kernel::{Id, Result};

use crate::ctx::Ctx;
use crate::policy::Permit;
use crate::query::{load, scope};
use crate::record::Record;
use crate::schema::{single_target, tree_is_seen};

/// Most parties whose timelines are merged; of a larger circle the nearest are taken, and of those as near the oldest.
pub const MAX_CIRCLE: usize = 100;

/// Parties whose timelines are one.
pub struct Circle {
    /// The record itself, and those that belong to it and may be seen, the nearest first.
    pub parties: Vec<Id>,
    /// Whether there are more.
    pub truncated: bool,
}

impl Circle {
    /// A record alone.
    pub fn of(id: Id) -> Circle {
        Circle {
            parties: vec![id],
            truncated: false,
        }
    }
}

/// The parties whose timelines belong to that of a record which the caller may see. What he may not see is not there, and
/// nothing is found through it.
pub fn circle(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, id: Id) -> Result<Circle> {
    if !object.def.party {
        return Ok(Circle::of(id));
    }
    // How many steps away, and who.
    let mut found = vec![(0, id)];
    if object.def.hierarchy.is_some() {
        found.extend(descendants(ctx, tx, object, id)?);
        let tree: Vec<(usize, Id)> = found.iter().take(MAX_CIRCLE + 1).skip(1).copied().collect();
        found.extend(people(ctx, tx, object, &tree)?);
    }
    if let Some(record) = load::by_ids(ctx, tx, object, &[id])?.remove(&id) {
        found.extend(named(ctx, tx, &record)?);
    }
    found[1..].sort_unstable();
    let mut seen = HashSet::new();
    let mut parties: Vec<Id> = found.into_iter().map(|(_, id)| id).collect();
    parties.retain(|id| seen.insert(*id));
    let truncated = parties.len() > MAX_CIRCLE;
    parties.truncate(MAX_CIRCLE);
    Ok(Circle { parties, truncated })
}

/// A record and all below it in its tree.
fn descendants(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, id: Id) -> Result<Vec<(usize, Id)>> {
    let parent = object.def.hierarchy.as_deref().and_then(|key| object.field(key));
    let Some(parent) = parent.filter(|_| tree_is_seen(&ctx.policy, object)) else {
        let seen = load::live(ctx, tx, object, &[id])?;
        return Ok(seen.into_iter().map(|id| (0, id)).collect());
    };
    let mut sql = scope::Scope::new(ctx, tx.dialect());
    let root = sql.bind(id);
    let [root_seen, child_seen] = ["r", "c"].map(|alias| seen(&mut sql, alias, object));
    // Each level has somebody, so a tree that is deeper has more than are taken anyway.
    let text = format!(
        "WITH RECURSIVE below(id, depth) AS (SELECT r.id, 0 FROM @{table} r WHERE r.id = {root}{} UNION ALL \
         SELECT c.id, b.depth + 1 FROM @{table} c JOIN below b ON c.\"{parent}\" = b.id \
         WHERE b.depth < {MAX_CIRCLE}{}) SELECT depth, id FROM below ORDER BY depth, id LIMIT {}",
        root_seen?,
        child_seen?,
        MAX_CIRCLE + 1,
        table = object.table(),
        parent = parent.id,
    );
    ranked(tx, &text, &sql.params)
}

/// The parties of other objects that belong to those of a tree: one range of the index for each.
fn people(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, tree: &[(usize, Id)]) -> Result<Vec<(usize, Id)>> {
    let most = MAX_CIRCLE + 1;
    let mut found = Vec::new();
    for incoming in ctx.catalog.incoming(object.key()) {
        let Some(from) = ctx.catalog.object(&incoming.object) else {
            continue;
        };
        let Some(at) = from.position(&incoming.field) else {
            continue;
        };
        let link = &from.fields[at];
        let belongs = from.def.party && from.key() != object.key() && link.columns().len() == 1;
        let unseen = matches!(ctx.policy.permit(from, Action::Read), Permit::No);
        if !belongs || unseen || ctx.policy.rights(from).hidden(at) {
            continue;
        }
        let mut sql = scope::Scope::new(ctx, tx.dialect());
        let mut arms = Vec::new();
        for (n, (depth, id)) in tree.iter().enumerate() {
            let id = sql.bind(*id);
            let seen = seen(&mut sql, "m", from)?;
            arms.push(format!(
                "SELECT * FROM (SELECT {distance} AS distance, m.id FROM @{table} m WHERE m.\"{link}\" = {id}{seen} \
                 ORDER BY m.id LIMIT {most}) AS p{n}",
                distance = depth + 1,
                table = from.table(),
                link = link.id,
            ));
        }
        let text = format!(
            "SELECT distance, id FROM ({}) AS people ORDER BY distance, id LIMIT {most}",
            arms.join(" UNION ALL ")
        );
        found.extend(ranked(tx, &text, &sql.params)?);
    }
    Ok(found)
}

/// The parties of other objects that a record names: the organisation of a person with all below it, the members of a
/// household.
fn named(ctx: &Ctx, tx: &mut Tx, record: &Record) -> Result<Vec<(usize, Id)>> {
    let object = &record.object;
    let rights = ctx.policy.rights(object);
    let mut found = Vec::new();
    let mut members: BTreeMap<String, Vec<Id>> = BTreeMap::new();
    for (at, field) in object.fields.iter().enumerate() {
        let target = single_target(&ctx.catalog, field).or_else(|| members_of(ctx, field));
        let Some(target) = target.filter(|target| target.def.party && target.key() != object.key()) else {
            continue;
        };
        if rights.hidden(at) {
            continue;
        }
        if field.is_many() {
            let ids = record.links(&field.key).into_iter().map(|(id, _)| id);
            members.entry(target.key().to_owned()).or_default().extend(ids);
        } else if let Some(id) = record.link(&field.key) {
            let below = descendants(ctx, tx, &target.clone(), id)?;
            found.extend(below.into_iter().map(|(depth, id)| (depth + 1, id)));
        }
    }
    for (key, ids) in members {
        let object = ctx.object(&key)?.clone();
        let seen = load::live(ctx, tx, &object, &ids)?;
        found.extend(seen.into_iter().map(|id| (1, id)));
    }
    Ok(found)
}

/// The one object that a link to many may point to.
fn members_of<'c>(ctx: &'c Ctx, field: &'c FieldDef) -> Option<&'c Arc<Object>> {
    let FieldType::Link { many: true, .. } = field.kind else {
        return None;
    };
    match ctx.catalog.targets(field).as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// The condition that a row is live and that the caller may see it.
fn seen(sql: &mut scope::Scope<'_>, alias: &str, object: &Arc<Object>) -> Result<String> {
    let allowed = sql.permission(alias, object, Action::Read)?;
    let allowed = allowed
        .map(|condition| format!(" AND {condition}"))
        .unwrap_or_default();
    Ok(format!(" AND {alias}.deleted_at IS NULL{allowed}"))
}

fn ranked(tx: &mut Tx, text: &str, params: &[Value]) -> Result<Vec<(usize, Id)>> {
    tx.rows(text, params, |row| {
        let distance: i64 = row.get(0)?;
        Ok((usize::try_from(distance).unwrap_or(usize::MAX), row.get(1)?))
    })
}
