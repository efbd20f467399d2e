//! Merging: two records that are the same become one. Everything that pointed to the other points to the survivor, the
//! other goes to the trash as the survivor's, its id leads on, and undo splits them again.
//!
//! Every record that a merge changes is written and noted by the write path like any change, but no behaviour follows:
//! the merge itself brings all of them to their new state. So what history says is all that happened, and undo needs
//! no more than that.

mod trail;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use kontor_database::{Tx, Value};
use kontor_definitions::storage::OBJECT;
use kontor_definitions::{Action, Catalog, FieldDef, FieldType, Object};
use kontor_kernel::{Code, Error, Id, Issue, Json, JsonMap, Result};
use serde::{Deserialize, Serialize};

use crate::behavior::{ChangeKind, Draft};
use crate::command::{Command, Op, Outcome, Work, apply, prepare, side_key, write};
use crate::ctx::Ctx;
use crate::fields::kind;
use crate::history::is_noted;
use crate::query::load;
use crate::record::{Record, is_missing, link_id, link_targets};

pub use trail::{absorbed, survivor, visible_survivor};
pub(crate) use trail::{forget, gone, split};

/// How far up a tree is looked for the other record.
const MAX_TREE: usize = 50;

/// Whose value a field gets, by the field's key.
pub type Choices = BTreeMap<String, Choice>;

/// Whose value a field gets.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// The survivor's.
    This,
    /// The other record's.
    Other,
    /// The items of both; for lists only.
    Both,
}

/// Merges one record into another.
///
/// # Errors
/// `not_found` for what the caller can't see, `forbidden` when he may not change the survivor or delete the other,
/// `conflict` when one of them was merged already, `version_conflict` when the survivor has another version.
pub(crate) fn merge(work: &mut Work<'_>, object: &Arc<Object>, op: Op) -> Result<Outcome> {
    let Op::Merge {
        id,
        version,
        other,
        choose,
    } = op
    else {
        return Err(Error::internal("no merge"));
    };
    let (survivor, other) = both(work, object, id, other)?;
    for record in [&survivor, &other] {
        prepare::is_open_to_change(work, record)?;
    }
    if version.is_some_and(|version| version != survivor.version) {
        return Err(prepare::stale(&survivor));
    }
    let values = values(work.ctx, &survivor, &other, &choose)?;
    work.trusted(|work| work.quietly(|work| carry_out(work, object, survivor, other, values)))
}

fn carry_out(
    work: &mut Work<'_>,
    object: &Arc<Object>,
    survivor: Record,
    other: Record,
    values: Vec<Json>,
) -> Result<Outcome> {
    let id = survivor.id;
    let survivor = raise(work, survivor, &other)?;
    let commands = children(work, object, id, other.id)?;
    apply(work, commands)?;
    let outer = work.merged.replace(other.id);
    let trashed = apply(work, vec![Command::delete(object.key(), other.id)]);
    work.merged = outer;
    trashed?;
    work.tx.execute(
        "INSERT INTO @k_merge (old, object, survivor, change_set) VALUES ($1, $2, $3, $4)",
        &[
            other.id.into(),
            object.table().into(),
            id.into(),
            work.ctx.change_set.into(),
        ],
    )?;
    // Children that became parts may have brought new totals, and with them a new version.
    let survivor = load::by_ids(work.ctx, work.tx, object, &[id])?
        .remove(&id)
        .unwrap_or(survivor);
    let mut after = survivor.clone();
    for (at, value) in values.into_iter().enumerate() {
        let climbs = object.def.hierarchy.as_deref() == Some(object.fields[at].key.as_str());
        if is_merged(&object.fields[at]) && !climbs {
            after.values[at] = value;
        }
    }
    let draft = Draft {
        command: 0,
        kind: ChangeKind::Update,
        before: Some(survivor),
        after,
        issues: Vec::new(),
    };
    let (change, unchanged) = write::write(work, object, vec![draft])?
        .pop()
        .ok_or_else(|| Error::internal("a draft without a change"))?;
    Ok(Outcome {
        kind: change.kind,
        record: change.after,
        unchanged,
    })
}

/// The two records, live, seen, and open to what a merge does with them.
fn both(work: &mut Work<'_>, object: &Arc<Object>, id: Id, other: Id) -> Result<(Record, Record)> {
    work.ctx.policy.require(object, Action::Read)?;
    if object.def.administration {
        return Err(
            Error::new(Code::Conflict, "Records of this object can't be merged.")
                .with("reason", "not_mergeable"),
        );
    }
    if id == other {
        return Err(Error::invalid(
            "/other",
            "same_record",
            "A record can't be merged into itself.",
        ));
    }
    let ids = [id, other];
    let mut rows = load::by_ids(work.ctx, work.tx, object, &ids)?;
    let seen = load::permitted(work.ctx, work.tx, object, Action::Read, &ids)?;
    for id in ids {
        if rows
            .get(&id)
            .is_none_or(|row| row.deleted_at.is_some() || !seen.contains(&id))
        {
            return Err(gone(work, object, id)?);
        }
    }
    for (id, action) in [(id, Action::Update), (other, Action::Delete)] {
        if !load::permitted(work.ctx, work.tx, object, action, &[id])?.contains(&id) {
            return Err(work.ctx.policy.closed(action).with("id", id.to_string()));
        }
    }
    let mut row = |id: &Id| rows.remove(id).ok_or_else(Error::not_found);
    Ok((row(&id)?, row(&other)?))
}

/// Fields that a merge brings together: not those that Kontor keeps for each record.
fn is_merged(field: &FieldDef) -> bool {
    let own = !field.system || matches!(field.key.as_str(), "owner" | "team" | "tags" | "external_ids");
    own && is_noted(field) && !field.is_computed() && !matches!(field.kind, FieldType::AutoNumber { .. })
}

/// The values of the survivor, by position: its own unless it has none, lists united. What a caller may not change he
/// can't choose either.
fn values(ctx: &Ctx, survivor: &Record, other: &Record, choose: &Choices) -> Result<Vec<Json>> {
    let object = &survivor.object;
    let rights = ctx.policy.rights(object);
    let mut chosen: HashMap<usize, Choice> = HashMap::new();
    let mut issues = Vec::new();
    for (key, choice) in choose {
        let pointer = format!("/choose/{}", key.replace('~', "~0").replace('/', "~1"));
        let refused = match object.position(key).filter(|at| !rights.hidden(*at)) {
            None => ("unknown_field", format!("There is no field {key:?}.")),
            Some(at)
                if rights.read_only(at) || object.fields[at].read_only || !is_merged(&object.fields[at]) =>
            {
                ("read_only", format!("{key} can't be set."))
            }
            Some(at) if *choice == Choice::Both && !is_list(&object.fields[at]) => {
                ("no_list", format!("{key} has one value."))
            }
            Some(at) => {
                chosen.insert(at, *choice);
                continue;
            }
        };
        issues.push(Issue::new(pointer, refused.0, refused.1));
    }
    if !issues.is_empty() {
        return Err(Error::validation(issues));
    }
    let merged = object.fields.iter().enumerate().map(|(at, field)| {
        let (mine, theirs) = (&survivor.values[at], &other.values[at]);
        let value = match chosen.get(&at) {
            Some(Choice::This) => mine.clone(),
            Some(Choice::Other) => theirs.clone(),
            _ if is_list(field) => unite(ctx, field, mine, theirs),
            _ if is_missing(mine) => theirs.clone(),
            _ => mine.clone(),
        };
        let pair = [survivor.id, other.id];
        if points_to(&ctx.catalog, field, object) {
            without(value, [mine, theirs], pair)
        } else {
            value
        }
    });
    Ok(merged.collect())
}

fn is_list(field: &FieldDef) -> bool {
    field.is_many()
        || matches!(
            field.kind,
            FieldType::Email
                | FieldType::Phone
                | FieldType::Url
                | FieldType::Social
                | FieldType::Address
                | FieldType::Tags
                | FieldType::MultiSelect { .. }
                | FieldType::ExternalIds
        )
}

/// The items of both, each once by its normal form; what is primary stays it.
fn unite(ctx: &Ctx, field: &FieldDef, mine: &Json, theirs: &Json) -> Json {
    let key = |item: &Json| {
        let key = kind(&field.kind).item_key(field, item, &ctx.accept());
        key.unwrap_or_else(|| item.to_string())
    };
    let mut items = mine.as_array().cloned().unwrap_or_default();
    let mut known: HashSet<String> = items.iter().map(key).collect();
    for item in theirs.as_array().into_iter().flatten() {
        if known.insert(key(item)) {
            let mut item = item.clone();
            if !items.is_empty() && item.get("primary").is_some() {
                item["primary"] = Json::Bool(false);
            }
            items.push(item);
        }
    }
    if items.is_empty() {
        Json::Null
    } else {
        Json::Array(items)
    }
}

fn points_to(catalog: &Catalog, field: &FieldDef, object: &Arc<Object>) -> bool {
    matches!(field.kind, FieldType::Link { .. })
        && catalog
            .targets(field)
            .iter()
            .any(|target| Arc::ptr_eq(target, object))
}

/// A link without the two records that become one: nobody is linked to himself.
fn without(value: Json, both: [&Json; 2], pair: [Id; 2]) -> Json {
    let own = |item: &Json| link_id(item).is_some_and(|id| pair.contains(&id));
    match value {
        Json::Array(items) => {
            let items: Vec<Json> = items.into_iter().filter(|item| !own(item)).collect();
            if items.is_empty() {
                Json::Null
            } else {
                Json::Array(items)
            }
        }
        one if own(&one) => both
            .into_iter()
            .find(|other| !own(other) && !is_missing(other))
            .cloned()
            .unwrap_or_default(),
        one => one,
    }
}

/// In a tree a survivor that hangs on himself through the other climbs to the other's place first; and takes it where
/// he has none of his own.
fn raise(work: &mut Work<'_>, survivor: Record, other: &Record) -> Result<Record> {
    let object = survivor.object.clone();
    let Some(parent) = object
        .def
        .hierarchy
        .as_deref()
        .and_then(|key| object.field(key))
        .cloned()
    else {
        return Ok(survivor);
    };
    let above_survivor = above(work, &object, &parent, survivor.link(&parent.key))?;
    let above_other = above(work, &object, &parent, other.link(&parent.key))?;
    let place = if above_survivor.contains(&other.id) || survivor.link(&parent.key).is_none() {
        other
            .link(&parent.key)
            .filter(|id| *id != survivor.id && !above_other.contains(&survivor.id))
    } else {
        survivor.link(&parent.key)
    };
    if place == survivor.link(&parent.key) {
        return Ok(survivor);
    }
    let place = place.map_or(Json::Null, |id| Json::String(id.to_string()));
    let values = JsonMap::from_iter([(parent.key.clone(), place)]);
    let outcome = apply(work, vec![Command::update(object.key(), survivor.id, values)])?.pop();
    Ok(outcome.map_or(survivor, |outcome| outcome.record))
}

/// A record and all above it.
fn above(work: &mut Work<'_>, object: &Arc<Object>, parent: &FieldDef, from: Option<Id>) -> Result<Vec<Id>> {
    let sql = format!("SELECT \"{}\" FROM @{} WHERE id = $1", parent.id, object.table());
    let mut path = Vec::new();
    let mut at = from;
    while let Some(id) = at.filter(|_| path.len() < MAX_TREE) {
        path.push(id);
        at = work.tx.row(&sql, &[id.into()], |row| row.id(0))?.flatten();
    }
    Ok(path)
}

/// What is to be done with all records that point to the other, trashed ones too: they point to the survivor. A relation
/// of both with each other goes to the trash, and so does one that the survivor has already.
fn children(work: &mut Work<'_>, object: &Arc<Object>, survivor: Id, other: Id) -> Result<Vec<Command>> {
    let catalog = work.ctx.catalog.clone();
    let mut by_object: BTreeMap<&str, Vec<&FieldDef>> = BTreeMap::new();
    for incoming in catalog.incoming(object.key()) {
        if let Some(field) = catalog
            .object(&incoming.object)
            .and_then(|source| source.field(&incoming.field))
        {
            by_object.entry(&incoming.object).or_default().push(field);
        }
    }
    let (mut trash, mut moves) = (Vec::new(), Vec::new());
    for (key, links) in by_object {
        let Some(source) = catalog.object(key) else {
            continue;
        };
        let mut ids: BTreeSet<Id> = BTreeSet::new();
        for link in &links {
            ids.extend(pointing(work.tx, source, link, object, other)?);
        }
        if Arc::ptr_eq(source, object) {
            ids.remove(&survivor);
            ids.remove(&other);
        }
        let ids: Vec<Id> = ids.into_iter().collect();
        let mut rows: Vec<Record> = load::by_ids(work.ctx, work.tx, source, &ids)?
            .into_values()
            .collect();
        rows.sort_unstable_by_key(|row| row.id);
        let relation = is_relation(source);
        let mut present = if relation && !rows.is_empty() {
            signatures(work, source, &links, object, survivor)?
        } else {
            HashSet::new()
        };
        for row in rows {
            let moved: Vec<(&FieldDef, Json)> = links
                .iter()
                .filter_map(|link| Some((*link, redirected(row.get(&link.key), survivor, other)?)))
                .collect();
            let mut after = row.clone();
            for (link, value) in &moved {
                after.set(&link.key, value.clone());
            }
            let itself = || {
                links
                    .iter()
                    .filter(|link| after.link(&link.key) == Some(survivor))
                    .count()
                    > 1
            };
            if relation && row.deleted_at.is_none() && (itself() || !present.insert(signature(&after))) {
                trash.push(Command::delete(source.key(), row.id));
                continue;
            }
            let values = moved
                .into_iter()
                .map(|(link, value)| (link.key.clone(), value))
                .collect();
            moves.push(Command::update(source.key(), row.id, values));
        }
    }
    Ok(trash.into_iter().chain(moves).collect())
}

/// Records that point to another by a link, trashed ones too.
fn pointing(tx: &mut Tx, source: &Object, link: &FieldDef, target: &Object, id: Id) -> Result<Vec<Id>> {
    if link.is_many() {
        let sql = "SELECT source FROM @k_link WHERE target = $1 AND field = $2";
        return tx.rows(sql, &[id.into(), side_key(source, link).into()], |row| row.get(0));
    }
    let mut sql = format!("SELECT id FROM @{} WHERE \"{}\" = $1", source.table(), link.id);
    let mut params = vec![Value::from(id)];
    if link.columns().len() > 1 {
        sql.push_str(&format!(" AND \"{}{OBJECT}\" = $2", link.id));
        params.push(target.table().into());
    }
    tx.rows(&sql, &params, |row| row.get(0))
}

/// The value of a link with the survivor in place of the other, each target once; `None` when the other is not in it.
fn redirected(value: &Json, survivor: Id, other: Id) -> Option<Json> {
    if !link_targets(value).iter().any(|(id, _)| *id == other) {
        return None;
    }
    let one = |item: &Json| match item {
        Json::Object(members) if link_id(item) == Some(other) => {
            let mut members = members.clone();
            members.insert("id".to_owned(), Json::String(survivor.to_string()));
            Json::Object(members)
        }
        item if link_id(item) == Some(other) => Json::String(survivor.to_string()),
        item => item.clone(),
    };
    Some(match value {
        Json::Array(items) => {
            let mut known = HashSet::new();
            let items = items
                .iter()
                .map(one)
                .filter(|item| link_id(item).is_none_or(|id| known.insert(id)));
            Json::Array(items.collect())
        }
        single => one(single),
    })
}

/// Whether records of an object do nothing but relate: their links and what kind of relation it is say all. Of those
/// two alike are one; two alike calls or deals may well be two.
pub(crate) fn is_relation(object: &Object) -> bool {
    let own = || object.fields.iter().filter(|field| !field.system);
    let required = |wanted: fn(&FieldType) -> bool| {
        own()
            .filter(|field| field.required && wanted(&field.kind))
            .count()
    };
    let links = required(|kind| matches!(kind, FieldType::Link { .. }));
    let kinds = required(|kind| matches!(kind, FieldType::Select { .. }));
    let heavy = own().any(|field| {
        matches!(
            field.kind,
            FieldType::Money
                | FieldType::LongText
                | FieldType::RichText
                | FieldType::File
                | FieldType::Json
                | FieldType::Stage { .. }
                | FieldType::AutoNumber { .. }
        )
    });
    object.def.timeline.is_none() && !heavy && (links >= 2 || (links >= 1 && kinds >= 1))
}

/// What a relation says.
fn signature(record: &Record) -> String {
    let fields = record.object.fields.iter().zip(&record.values);
    let own = fields
        .filter(|(field, _)| !field.system && is_noted(field))
        .map(|(_, value)| value);
    Json::Array(own.cloned().collect()).to_string()
}

/// What the relations say that the survivor has.
fn signatures(
    work: &mut Work<'_>,
    source: &Arc<Object>,
    links: &[&FieldDef],
    object: &Object,
    survivor: Id,
) -> Result<HashSet<String>> {
    let mut ids: BTreeSet<Id> = BTreeSet::new();
    for link in links {
        ids.extend(pointing(work.tx, source, link, object, survivor)?);
    }
    let ids: Vec<Id> = ids.into_iter().collect();
    let rows = load::by_ids(work.ctx, work.tx, source, &ids)?;
    Ok(rows
        .values()
        .filter(|row| row.deleted_at.is_none())
        .map(signature)
        .collect())
}
