//! The timeline: everything that happened with a party and those that belong to it, newest first.
//!
//! Each party has its own index of entries; a page takes one keyset range per party and merges them, in one
//! statement, so that the page at depth 10,000 costs what the first one costs. Which parties belong together is
//! [`circle`].

mod circle;
mod kinds;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub use circle::{Circle, MAX_CIRCLE, circle};

use kontor_database::{Tx, Value};
use kontor_definitions::storage::Storage;
use kontor_definitions::{Action, Object};
use kontor_kernel::{Code, Error, Id, Json, Result, Timestamp};
use serde_json::json;

use crate::ctx::Ctx;
use crate::label::Told;
use crate::policy::Permit;
use crate::query::cursor::{Cursor, fingerprint};
use crate::query::list::{self, List, MAX_LIMIT};
use crate::query::{load, render, scope};

/// Most entries that are looked through for words at a time.
const STEP: usize = 1_000;
/// Entries that are looked through for words on one page. Only in a longer timeline can a page be short and have a next
/// one all the same.
pub const MAX_LOOKED_AT: usize = 20_000;

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
    /// What the entry's label or one of its texts must contain, folded.
    pub text: Option<String>,
    /// Only the record's own entries.
    pub own: bool,
    /// Most entries.
    pub limit: usize,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// Most entries that are looked through for words, [`MAX_LOOKED_AT`] unless told.
    pub patience: Option<usize>,
}

/// The newest entries of one object in a record's own timeline: from the end of the index, however many there are.
pub fn newest(ctx: &Ctx, tx: &mut Tx, object: &Object, party: Id, limit: usize) -> Result<Vec<Id>> {
    let query = TimelineQuery::default();
    let entries = entries_after(ctx, tx, &[party], Some(object), &query, None, limit)?;
    Ok(entries.into_iter().map(|entry| entry.record).collect())
}

/// The newest entry of one object until now in a record's timeline, and when it happened.
pub fn latest(ctx: &Ctx, tx: &mut Tx, object: &Object, parties: &[Id]) -> Result<Option<(Id, Timestamp)>> {
    let query = TimelineQuery {
        to: Some(ctx.caller.now.plus_micros(1)),
        ..TimelineQuery::default()
    };
    let entries = entries_after(ctx, tx, parties, Some(object), &query, None, 1)?;
    let newest = entries.into_iter().next();
    Ok(newest.map(|entry| (entry.record, Timestamp::from_micros(entry.at))))
}

/// How many entries of one object stand in a record's timeline; no more than `limit` are counted.
pub fn count(ctx: &Ctx, tx: &mut Tx, object: &Object, parties: &[Id], limit: usize) -> Result<usize> {
    let mut sql = scope::Scope::new(ctx, tx.dialect());
    let parties = sql.bind(Value::Ids(parties.to_vec()));
    let mut narrow = sql.dialect.in_list("party", &parties);
    narrow.push_str(&format!(" AND object = {}", sql.bind(object.table())));
    narrow.push_str(&allowed(&mut sql)?);
    let text = format!(
        "SELECT count(*) FROM (SELECT DISTINCT record FROM @k_timeline WHERE {narrow} LIMIT {limit}) AS entries"
    );
    let rows = tx.rows(&text, &sql.params, |row| row.get::<i64>(0))?;
    Ok(rows
        .first()
        .map_or(0, |count| usize::try_from(*count).unwrap_or(limit)))
}

/// A page of a timeline.
pub struct Timeline {
    /// The entries.
    pub page: List,
    /// Whether there are more parties than those whose entries are merged.
    pub truncated: bool,
}

impl Timeline {
    /// The page as JSON; `next` is the link made from a cursor.
    pub fn to_json(&self, next: impl Fn(&str) -> String) -> Vec<u8> {
        let mut text = self.page.to_json(next);
        text.truncate(text.len().saturating_sub(1));
        text.extend_from_slice(format!(",\"truncated\":{}}}", self.truncated).as_bytes());
        text
    }
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
) -> Result<Timeline> {
    if !load::live(ctx, tx, object, &[id])?.contains(&id) {
        return Err(Error::not_found());
    }
    let circle = match query.own {
        true => Circle::of(id),
        false => circle(ctx, tx, object, id)?,
    };
    let page = page_of(ctx, tx, workspace, object, id, &circle.parties, query)?;
    Ok(Timeline {
        page,
        truncated: circle.truncated,
    })
}

/// A page of the timeline that these parties make together; it is that of a record which the caller may see.
pub(crate) fn page_of(
    ctx: &Ctx,
    tx: &mut Tx,
    workspace: &str,
    object: &Object,
    id: Id,
    parties: &[Id],
    query: &TimelineQuery,
) -> Result<List> {
    let limit = if query.limit == 0 {
        list::DEFAULT_LIMIT
    } else {
        query.limit
    };
    if limit > MAX_LIMIT {
        let detail = format!("A page has at most {MAX_LIMIT} entries.");
        return Err(Error::new(Code::BadParameter, detail).with("parameter", "limit"));
    }
    let identity = fingerprint(&[
        workspace,
        "timeline",
        object.table(),
        &id.to_string(),
        &format!("{:?}", shape(query)),
    ]);
    let mut after = match &query.cursor {
        Some(cursor) => {
            match Cursor::decode(cursor, &identity, &[(Storage::Int, false), (Storage::Id, false)])?
                .as_slice()
            {
                [Value::Int(at), Value::Id(record)] => Some((*at, *record)),
                _ => {
                    return Err(Error::new(
                        Code::BadCursor,
                        "This cursor does not belong to this timeline.",
                    ));
                }
            }
        }
        None => None,
    };
    let words = query
        .text
        .as_deref()
        .map(kontor_kernel::fold)
        .filter(|words| !words.is_empty());
    let patience = query.patience.unwrap_or(MAX_LOOKED_AT);
    let mut step = limit;
    let mut entries: Vec<(Id, Vec<u8>)> = Vec::new();
    let mut last = None;
    let mut looked_at = 0;
    loop {
        let batch = entries_after(ctx, tx, parties, None, query, after, step + 1)?;
        let exhausted = batch.len() <= step;
        looked_at += batch.len();
        let mut texts = texts(ctx, tx, &batch, words.as_deref())?;
        for entry in batch {
            if let Some(text) = texts.remove(&(entry.object.clone(), entry.record)) {
                if entries.len() == limit {
                    return Ok(page(entries, last, &identity));
                }
                entries.push((entry.record, entry.name(ctx, text)));
            }
            last = Some((entry.at, entry.record));
        }
        after = last;
        if exhausted {
            return Ok(page(entries, None, &identity));
        }
        if looked_at >= patience {
            return Ok(page(entries, last, &identity));
        }
        // Who looks for words passes over most entries: they are read in larger and larger pieces.
        step = (2 * step).min(STEP.max(limit));
    }
}

fn page(records: Vec<(Id, Vec<u8>)>, last: Option<(i64, Id)>, identity: &str) -> List {
    let next = last.map(|(at, record)| Cursor::new(identity, &[Value::Int(at), Value::Id(record)]).encode());
    List {
        records,
        next,
        count: None,
    }
}

/// What of a query decides which entries it lists.
fn shape(query: &TimelineQuery) -> impl std::fmt::Debug + '_ {
    (
        &query.kinds,
        &query.channels,
        query.from,
        query.to,
        &query.text,
        query.own,
    )
}

struct Entry {
    at: i64,
    record: Id,
    object: String,
    kind: String,
}

impl Entry {
    /// The record as an entry: whatever it is, it says of which kind it is and when it happened.
    fn name(&self, ctx: &Ctx, mut text: Vec<u8>) -> Vec<u8> {
        let Some(object) = ctx.catalog.object(&self.object) else {
            return text;
        };
        let said = [
            ("kind", Json::String(kinds::of_entry(ctx, object, &self.kind))),
            ("at", json!(Timestamp::from_micros(self.at))),
        ];
        if said.iter().all(|(member, _)| object.position(member).is_none()) {
            let members = said.map(|(member, value)| format!(",\"{member}\":{value}"));
            text.truncate(text.len().saturating_sub(1));
            text.extend(members.concat().bytes());
            text.push(b'}');
            return text;
        }
        let mut record = render::as_json(&text);
        for (member, value) in said {
            record[member] = value;
        }
        record.to_string().into_bytes()
    }
}

/// The next entries of all parties, newest first, each once; of one object maybe.
fn entries_after(
    ctx: &Ctx,
    tx: &mut Tx,
    parties: &[Id],
    of: Option<&Object>,
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
    if let Some(object) = of {
        narrow.push_str(&format!(" AND object = {}", sql.bind(object.table())));
    }
    if let Some(from) = query.from {
        narrow.push_str(&format!(" AND at >= {}", sql.bind(from)));
    }
    if let Some(to) = query.to {
        narrow.push_str(&format!(" AND at < {}", sql.bind(to)));
    }
    let kinds = kinds::of_kinds(&mut sql, &query.kinds)?;
    let channels = kinds::of_channels(&mut sql, &query.channels)?;
    for condition in [kinds, channels].into_iter().flatten() {
        narrow.push_str(&format!(" AND {condition}"));
    }
    narrow.push_str(&allowed(&mut sql)?);
    // An entry that stands in several timelines of the circle is found several times and shown once, so each party
    // gives its full limit.
    let arms: Vec<String> = parties
        .iter()
        .enumerate()
        .map(|(n, party)| {
            let party = sql.bind(*party);
            format!(
                "SELECT * FROM (SELECT at, record, object, kind FROM @k_timeline WHERE party = {party}{narrow} \
                 ORDER BY at DESC, record DESC LIMIT {limit}) AS p{n}"
            )
        })
        .collect();
    let text = format!(
        "SELECT DISTINCT at, record, object, kind FROM ({}) AS entries ORDER BY at DESC, record DESC LIMIT {limit}",
        arms.join(" UNION ALL ")
    );
    tx.rows(&text, &sql.params, |row| {
        Ok(Entry {
            at: row.get(0)?,
            record: row.get(1)?,
            object: row.get(2)?,
            kind: row.get(3)?,
        })
    })
}

/// The condition that the record behind an entry may be seen; it says nothing where that holds for all.
fn allowed(sql: &mut scope::Scope<'_>) -> Result<String> {
    let ctx = sql.ctx;
    let on_timelines = ctx.catalog.objects().iter();
    let on_timelines = on_timelines
        .filter(|object| object.def.timeline.is_some())
        .count();
    let mut freely = Vec::new();
    let mut ways = Vec::new();
    let seen: Vec<&Arc<Object>> = kinds::objects(ctx).collect();
    let limited = seen.len() < on_timelines;
    for object in seen {
        match ctx.policy.permit(object, Action::Read) {
            Permit::All => freely.push(object.table().to_owned()),
            Permit::No => {}
            Permit::Where(_) => {
                let entry = sql.alias();
                let condition = sql.permission(&entry, object, Action::Read)?.unwrap_or_default();
                let (name, table) = (sql.bind(object.table()), object.table());
                ways.push(format!(
                    "(object = {name} AND EXISTS (SELECT 1 FROM @{table} {entry} WHERE {entry}.id = record AND {condition}))"
                ));
            }
        }
    }
    if ways.is_empty() && !limited {
        return Ok(String::new());
    }
    let list = sql.bind(Value::Texts(freely));
    ways.insert(0, sql.dialect.in_list("object", &list));
    Ok(format!(" AND ({})", ways.join(" OR ")))
}

/// The records behind entries, as text, those that may be seen and contain the words.
fn texts(
    ctx: &Ctx,
    tx: &mut Tx,
    entries: &[Entry],
    words: Option<&str>,
) -> Result<HashMap<(String, Id), Vec<u8>>> {
    let mut by_object: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
    for entry in entries {
        by_object.entry(&entry.object).or_default().push(entry.record);
    }
    let mut wanted: Vec<(&str, &Arc<Object>, Vec<Id>)> = Vec::new();
    for (key, mut ids) in by_object {
        let Some(object) = ctx.catalog.object(key) else {
            continue;
        };
        if let Some(words) = words {
            ids = containing(ctx, tx, object, &ids, words)?;
        }
        wanted.push((key, object, ids));
    }
    let pages: Vec<(&Arc<Object>, &[Id])> = wanted
        .iter()
        .map(|(_, object, ids)| (*object, &ids[..]))
        .collect();
    let pages = render::records(ctx, tx, &pages)?;
    let named = |((key, _, _), page): (&(&str, _, _), Vec<(Id, Vec<u8>)>)| {
        let key = (*key).to_owned();
        page.into_iter()
            .map(move |(id, text)| ((key.clone(), id), text))
            .collect::<Vec<_>>()
    };
    Ok(wanted.iter().zip(pages).flat_map(named).collect())
}

/// Which of these records have the words in their label or in a text field that the caller may read.
fn containing(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, ids: &[Id], words: &str) -> Result<Vec<Id>> {
    let rights = ctx.policy.rights(object);
    let told = Told::to(rights, object);
    let records = load::by_ids(ctx, tx, object, ids)?;
    let has = |record: &crate::record::Record| {
        let mut texts = vec![told.of(record).to_owned()];
        for (at, field) in object
            .fields
            .iter()
            .enumerate()
            .filter(|(at, _)| !rights.hidden(*at))
        {
            use kontor_definitions::FieldType;
            if matches!(
                field.kind,
                FieldType::Text { .. } | FieldType::LongText | FieldType::RichText
            ) {
                let value = &record.values[at];
                texts.push(crate::fields::kind(&field.kind).display(field, value, ctx.caller.locale));
            }
        }
        texts.iter().any(|text| kontor_kernel::fold(text).contains(words))
    };
    Ok(ids
        .iter()
        .filter(|id| records.get(id).is_some_and(has))
        .copied()
        .collect())
}
