//! The timeline: everything that happened with a party and those that belong to it, newest first.
//!
//! Each party has its own index of entries; a page takes one keyset range per party and merges them, in one
//! statement, so that the page at depth 10,000 costs what the first one costs. Which parties belong together is
//! [`circle`]: a person with his organisation, an organisation with what is below it and its people.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use kontor_database::{Tx, Value};
use kontor_definitions::{Action, Object};
use kontor_kernel::{Code, Error, Id, Result, Timestamp};

use crate::ctx::Ctx;
use crate::policy::Permit;
use crate::query::cursor::{Cursor, fingerprint};
use crate::query::list::{self, List, ListQuery, MAX_LIMIT, Trash};
use crate::query::render::{self, Expand};
use crate::query::{load, scope};

/// Most parties whose timelines are merged; of a larger circle the nearest are taken.
pub const MAX_CIRCLE: usize = 100;

/// What of a timeline is asked for.
#[derive(Clone, Debug, Default)]
pub struct TimelineQuery {
    /// Kinds, `call` or the key of an object; empty for all.
    pub kinds: Vec<String>,
    /// Channels; empty for all.
    pub channels: Vec<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
    /// What the entry's label must contain, folded.
    pub text: Option<String>,
    /// Only the record's own entries.
    pub own: bool,
    /// Most entries.
    pub limit: usize,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// The parties whose timelines belong to a record's, itself first.
pub fn circle(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, id: Id) -> Result<Vec<(Arc<Object>, Id)>> {
    let mut members = vec![(object.clone(), id)];
    if !object.def.party {
        return Ok(members);
    }
    // A person stands in the circle of his organisation, the organisation in that of the person.
    let mut roots: Vec<(Arc<Object>, Id)> = vec![(object.clone(), id)];
    if let Some(record) = load::by_ids(ctx, tx, object, &[id])?.remove(&id) {
        for field in &object.fields {
            let Some(target) = crate::schema::single_target(&ctx.catalog, field) else { continue };
            if target.def.party
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
            let Some(from) = ctx.catalog.object(&incoming.object) else { continue };
            let Some(link) = from.field(&incoming.field).filter(|link| !link.is_many()) else { continue };
            if !from.def.party || from.key() == object.key() || link.columns().len() != 1 {
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
fn descendants(_ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, id: Id) -> Result<Vec<Id>> {
    let Some(parent) = object.def.hierarchy.as_deref().and_then(|key| object.field(key)) else { return Ok(vec![id]) };
    let sql = format!(
        "WITH RECURSIVE below(id, depth) AS (SELECT id, 0 FROM @{table} WHERE id = $1 UNION ALL \
         SELECT c.id, b.depth + 1 FROM @{table} c JOIN below b ON c.\"{parent}\" = b.id \
         WHERE c.deleted_at IS NULL AND b.depth < 20) SELECT id FROM below ORDER BY depth, id LIMIT {MAX_CIRCLE}",
        table = object.table(),
        parent = parent.id,
    );
    tx.rows(&sql, &[id.into()], |row| row.get(0))
}

/// Those of the circle that the caller may see.
fn visible(ctx: &Ctx, tx: &mut Tx, members: Vec<(Arc<Object>, Id)>) -> Result<Vec<(Arc<Object>, Id)>> {
    let mut by_object: BTreeMap<String, Vec<Id>> = BTreeMap::new();
    for (object, id) in &members {
        by_object.entry(object.key().to_owned()).or_default().push(*id);
    }
    let mut seen: HashMap<String, HashSet<Id>> = HashMap::new();
    for (key, ids) in by_object {
        let object = ctx.object(&key)?.clone();
        seen.insert(key, load::permitted(ctx, tx, &object, Action::Read, &ids)?);
    }
    Ok(members.into_iter().filter(|(object, id)| seen.get(object.key()).is_some_and(|ids| ids.contains(id))).collect())
}

/// A page of the timeline of a record.
///
/// # Errors
/// `not_found` when the record can't be seen, `bad_cursor`, `bad_parameter`.
pub fn timeline(
    ctx: &Ctx,
    tx: &mut Tx,
    workspace: &str,
    object: &Arc<Object>,
    id: Id,
    query: &TimelineQuery,
) -> Result<List> {
    if !load::live(ctx, tx, object, &[id])?.contains(&id) {
        return Err(Error::not_found());
    }
    let limit = if query.limit == 0 { list::DEFAULT_LIMIT } else { query.limit };
    if limit > MAX_LIMIT {
        let detail = format!("A page has at most {MAX_LIMIT} entries.");
        return Err(Error::new(Code::BadParameter, detail).with("parameter", "limit"));
    }
    let identity = fingerprint(&[workspace, "timeline", object.table(), &id.to_string(), &format!("{:?}", shape(query))]);
    let mut after = match &query.cursor {
        Some(cursor) => match Cursor::decode(cursor, &identity, 2)?.as_slice() {
            [Value::Int(at), Value::Id(record)] => Some((*at, *record)),
            _ => return Err(Error::new(Code::BadCursor, "This cursor does not belong to this timeline.")),
        },
        None => None,
    };
    let members = if query.own { vec![(object.clone(), id)] } else { circle(ctx, tx, object, id)? };
    let parties: Vec<Id> = members.into_iter().map(|(_, id)| id).collect();

    let mut entries: Vec<(Id, Vec<u8>)> = Vec::new();
    let mut last = None;
    // Entries the caller can't see, or that do not contain the text, are passed over: read on until the page is full.
    loop {
        let batch = entries_after(ctx, tx, &parties, query, after, limit + 1)?;
        let exhausted = batch.len() <= limit;
        let texts = texts(ctx, tx, &batch, query.text.as_deref())?;
        for entry in &batch {
            if let Some(text) = texts.get(&(entry.object.clone(), entry.record)) {
                if entries.len() == limit {
                    return Ok(page(entries, last, &identity));
                }
                entries.push((entry.record, text.clone()));
            }
            last = Some((entry.at, entry.record));
        }
        after = last;
        if exhausted {
            return Ok(page(entries, None, &identity));
        }
    }
}

fn page(records: Vec<(Id, Vec<u8>)>, last: Option<(i64, Id)>, identity: &str) -> List {
    let next = last.map(|(at, record)| Cursor::new(identity, &[Value::Int(at), Value::Id(record)]).encode());
    List { records, next, count: None }
}

/// What of a query decides which entries it lists.
fn shape(query: &TimelineQuery) -> impl std::fmt::Debug + '_ {
    (&query.kinds, &query.channels, query.from, query.to, &query.text, query.own)
}

struct Entry {
    at: i64,
    record: Id,
    object: String,
}

/// The next entries of all parties, newest first, each once.
fn entries_after(
    ctx: &Ctx,
    tx: &mut Tx,
    parties: &[Id],
    query: &TimelineQuery,
    after: Option<(i64, Id)>,
    limit: usize,
) -> Result<Vec<Entry>> {
    let mut sql = scope::Scope::new(ctx, tx.dialect());
    let mut narrow = String::new();
    if let Some((at, record)) = after {
        let (at, record) = (sql.bind(at), sql.bind(record));
        narrow.push_str(&format!(" AND (at, record) < ({at}, {record})"));
    }
    if let Some(from) = query.from {
        narrow.push_str(&format!(" AND at >= {}", sql.bind(from)));
    }
    if let Some(to) = query.to {
        narrow.push_str(&format!(" AND at < {}", sql.bind(to)));
    }
    for (column, values) in [("kind", &query.kinds), ("channel", &query.channels)] {
        if !values.is_empty() {
            let list = sql.bind(Value::Texts(values.clone()));
            narrow.push_str(&format!(" AND {}", sql.dialect.in_list(column, &list)));
        }
    }
    // An entry that stands in two timelines of the circle is found twice and shown once; twice the limit of the
    // largest party is therefore enough only when nothing repeats, so each party gives its full limit.
    let arms: Vec<String> = parties
        .iter()
        .enumerate()
        .map(|(n, party)| {
            let party = sql.bind(*party);
            format!(
                "SELECT * FROM (SELECT at, record, object FROM @k_timeline WHERE party = {party}{narrow} \
                 ORDER BY at DESC, record DESC LIMIT {limit}) AS p{n}"
            )
        })
        .collect();
    let text = format!(
        "SELECT DISTINCT at, record, object FROM ({}) AS entries ORDER BY at DESC, record DESC LIMIT {limit}",
        arms.join(" UNION ALL ")
    );
    tx.rows(&text, &sql.params, |row| Ok(Entry { at: row.get(0)?, record: row.get(1)?, object: row.get(2)? }))
}

/// The records behind entries, as text, those that may be seen and contain the words.
fn texts(ctx: &Ctx, tx: &mut Tx, entries: &[Entry], words: Option<&str>) -> Result<HashMap<(String, Id), Vec<u8>>> {
    let mut by_object: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
    for entry in entries {
        by_object.entry(&entry.object).or_default().push(entry.record);
    }
    let mut texts = HashMap::new();
    for (key, ids) in by_object {
        let Some(object) = ctx.catalog.object(key) else { continue };
        if matches!(ctx.policy.permit(object, Action::Read), Permit::No) {
            continue;
        }
        let records = match words.map(kontor_kernel::fold).filter(|words| !words.is_empty()) {
            None => render::records(ctx, tx, object, &Expand::default(), &ids)?,
            Some(words) => {
                let found: Vec<Id> = containing(ctx, tx, object, &ids, &words)?;
                render::records(ctx, tx, object, &Expand::default(), &found)?
            }
        };
        texts.extend(records.into_iter().map(|(id, text)| ((key.to_owned(), id), text)));
    }
    Ok(texts)
}

/// Which of these records have the words in their label or in a text field that the caller may read.
fn containing(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, ids: &[Id], words: &str) -> Result<Vec<Id>> {
    let rights = ctx.policy.rights(object);
    let records = load::by_ids(ctx, tx, object, ids)?;
    let has = |record: &crate::record::Record| {
        let mut texts = vec![record.label.clone()];
        for (at, field) in object.fields.iter().enumerate().filter(|(at, _)| !rights.hidden(*at)) {
            use kontor_definitions::FieldType;
            if matches!(field.kind, FieldType::Text { .. } | FieldType::LongText | FieldType::RichText) {
                let value = &record.values[at];
                texts.push(crate::fields::kind(&field.kind).display(field, value, ctx.caller.locale));
            }
        }
        texts.iter().any(|text| kontor_kernel::fold(text).contains(words))
    };
    Ok(ids.iter().filter(|id| records.get(id).is_some_and(has)).copied().collect())
}

/// The newest entries of a record for its overview.
pub fn latest(ctx: &Ctx, tx: &mut Tx, workspace: &str, object: &Arc<Object>, id: Id, limit: usize) -> Result<List> {
    timeline(ctx, tx, workspace, object, id, &TimelineQuery { limit, ..TimelineQuery::default() })
}

/// One of the lists of an overview.
pub fn section(ctx: &Ctx, tx: &mut Tx, workspace: &str, object: &Arc<Object>, filter: String, sort: &str, limit: usize) -> Result<List> {
    let query = ListQuery {
        filter: Some(filter),
        sort: sort.to_owned(),
        limit,
        trash: Trash::Without,
        ..ListQuery::default()
    };
    list::list(ctx, tx, workspace, object, &query)
}
