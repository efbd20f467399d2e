//! Rollups: what records say of the records that link to them, computed behind the writes that change it.
//!
//! A consumer follows the outbox. From a batch of events it finds out which records are affected (those the changed
//! records point to now, and those they pointed to before, which history knows), and computes their rollups anew: one
//! statement for each rollup field and batch. A record that is gone for good leaves no trace to follow, so the write
//! that deletes it notes whom it pointed to.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kontor_database::{Statement, Tx, Value};
use kontor_definitions::storage::OBJECT;
use kontor_definitions::{Catalog, FieldDef, FieldType, Object};
use kontor_events::{Consumer, Cursor, Event, Kind};
use kontor_kernel::{Caller, Code, Id, Json, Result};

use crate::behavior::Change;
use crate::command::side_key;
use crate::computed::{self, Sum};
use crate::ctx::Ctx;
use crate::record::link_targets;
use crate::workspace::Workspace;

/// The name of the job that calls [`run`].
pub const JOB: &str = "rollups.follow";
/// Who follows the events.
const FOLLOWER: Consumer = Consumer("rollups");
/// Events of one transaction.
const BATCH: usize = 500;
/// Records of one transaction when everything is computed anew.
const CHUNK: usize = 1_000;
/// How deep totals of totals are followed.
const MAX_DEPTH: usize = 5;

/// A rollup field with its object.
type Rollup<'a> = (&'a Arc<Object>, &'a FieldDef, Sum<'a>);

/// All rollups of a workspace.
fn all(catalog: &Catalog) -> impl Iterator<Item = Rollup<'_>> {
    let fields = catalog
        .objects()
        .iter()
        .flat_map(|object| object.fields.iter().map(move |field| (object, field)));
    fields
        .filter(|(_, field)| matches!(field.kind, FieldType::Rollup { .. }))
        .filter_map(|(object, field)| Some((object, field, Sum::of(catalog, field)?)))
}

/// Makes sure that the events are kept for rollups, from the first on.
pub(crate) fn ensure(tx: &mut Tx) -> Result<()> {
    FOLLOWER.ensure(tx, Cursor::START)
}

/// Has the next [`run`] compute every rollup anew: the records come from elsewhere, without the events that some of them
/// were still waiting for.
pub(crate) fn distrust(tx: &mut Tx) -> Result<()> {
    FOLLOWER.lose_place(tx)
}

/// Brings the rollups of a workspace up to date; answers how many events there were to follow.
pub async fn run(workspace: &Arc<Workspace>) -> Result<usize> {
    let mut seen = 0;
    loop {
        let Some(batch) = workspace.database.read(|tx| FOLLOWER.poll(tx, BATCH)).await? else {
            // Events it needs were removed meanwhile, or never came along: everything is computed anew.
            anew(workspace).await?;
            continue;
        };
        if batch.events.is_empty() {
            return Ok(seen);
        }
        let count = batch.events.len();
        let ctx = workspace.system(Caller::system(&workspace.clock));
        let done = workspace.write(&ctx, move |work| {
            follow(work.ctx, work.tx, &batch.events)?;
            FOLLOWER.commit(work.tx, &batch)
        });
        match done.await {
            Ok(()) => seen += count,
            // Another server is at it.
            Err(error) if error.code == Code::Conflict => return Ok(seen),
            Err(error) => return Err(error),
        }
    }
}

/// Computes every rollup of every record.
async fn anew(workspace: &Arc<Workspace>) -> Result<()> {
    let end = workspace.database.read(kontor_events::latest).await?;
    let state = workspace.state();
    for (object, field, _) in all(&state.catalog) {
        let mut after = Id::NIL;
        loop {
            let (table, field) = (object.table().to_owned(), field.id.clone());
            let ctx = workspace.system(Caller::system(&workspace.clock));
            let last = workspace.write_alone(&ctx, move |work| {
                let Some(object) = work.ctx.catalog.object(&table) else {
                    return Ok(None);
                };
                let Some(field) = object.field(&field) else {
                    return Ok(None);
                };
                let ids = next_ids(work.tx, &table, after, CHUNK)?;
                computed::rollup(work.ctx, work.tx, object, field, &ids)?;
                Ok(ids.last().copied())
            });
            match last.await? {
                Some(last) => after = last,
                None => break,
            }
        }
    }
    workspace.database.write(move |tx| FOLLOWER.seek(tx, end)).await
}

/// The next ids of a table after one, in their order.
pub(crate) fn next_ids(tx: &mut Tx, table: &str, after: Id, limit: usize) -> Result<Vec<Id>> {
    let sql = format!("SELECT id FROM @{table} WHERE id > $1 ORDER BY id LIMIT $2");
    tx.rows(&sql, &[after.into(), limit.into()], |row| row.get(0))
}

/// Computes what a batch of events affects.
fn follow(ctx: &Ctx, tx: &mut Tx, events: &[Event]) -> Result<()> {
    let catalog = &ctx.catalog;
    let gone = tx.rows(
        "DELETE FROM @k_rollup_gone RETURNING object, field, target",
        &[],
        |row| Ok(((row.get::<String>(0)?, row.get::<String>(1)?), row.get::<Id>(2)?)),
    )?;
    let mut news = News {
        catalog,
        changed: HashMap::new(),
        created: HashMap::new(),
        before: None,
    };
    for event in events {
        let Some(object) = catalog.object(&event.change.object) else {
            continue;
        };
        news.changed
            .entry(object.table())
            .or_default()
            .insert(event.change.record);
        if event.change.kind == Kind::Create {
            news.created
                .entry(object.table())
                .or_default()
                .insert(event.change.record);
        }
    }
    let mut affected: BTreeMap<(&str, &str), BTreeSet<Id>> = BTreeMap::new();
    for (object, field, sum) in all(catalog) {
        let sources = news.changed(tx, events, sum.source, sum.of, 0)?;
        let mut targets = news.targets(tx, events, sum.source, sum.link, object, &sources)?;
        // Of a new record there is something to say too: that nothing links to it yet.
        targets.extend(news.created.get(object.table()).into_iter().flatten());
        let of_gone = gone
            .iter()
            .filter(|((table, id), _)| table == object.table() && *id == field.id);
        targets.extend(of_gone.map(|(_, target)| *target));
        affected.insert((object.table(), &field.id), targets);
    }
    for ((object, field), ids) in affected.into_iter().filter(|(_, ids)| !ids.is_empty()) {
        let Some(object) = catalog.object(object) else {
            continue;
        };
        let Some(field) = object.field(field) else {
            continue;
        };
        let ids: Vec<Id> = ids.into_iter().collect();
        computed::rollup(ctx, tx, object, field, &ids)?;
    }
    Ok(())
}

/// What a batch of events says.
struct News<'a> {
    catalog: &'a Catalog,
    /// Changed records by table.
    changed: HashMap<&'a str, BTreeSet<Id>>,
    /// Those among them that are new.
    created: HashMap<&'a str, BTreeSet<Id>>,
    /// What history says of the changes: table, record, and values before and after by field; read when asked for.
    before: Option<Vec<Noted>>,
}

type Noted = (String, Id, BTreeMap<String, (Json, Json)>);

impl News<'_> {
    /// Records whose value in a field may have changed. A total changes with the parts, without an event of its own.
    fn changed(
        &mut self,
        tx: &mut Tx,
        events: &[Event],
        object: &Arc<Object>,
        of: Option<&FieldDef>,
        depth: usize,
    ) -> Result<BTreeSet<Id>> {
        let mut ids = self.changed.get(object.table()).cloned().unwrap_or_default();
        if depth < MAX_DEPTH
            && let Some(field) = of.filter(|field| matches!(field.kind, FieldType::Total { .. }))
            && let Some(sum) = Sum::of(self.catalog, field)
        {
            let parts = self.changed(tx, events, sum.source, sum.of, depth + 1)?;
            ids.extend(self.targets(tx, events, sum.source, sum.link, object, &parts)?);
        }
        Ok(ids)
    }

    /// What records of an object point to by a link, now or before the events.
    fn targets(
        &mut self,
        tx: &mut Tx,
        events: &[Event],
        object: &Object,
        link: &FieldDef,
        target: &Object,
        ids: &BTreeSet<Id>,
    ) -> Result<BTreeSet<Id>> {
        if ids.is_empty() {
            return Ok(BTreeSet::new());
        }
        let mut targets: BTreeSet<Id> = present(tx, object, link, target, ids)?.into_iter().collect();
        let catalog = self.catalog;
        for (table, record, changes) in self.before(tx, events)? {
            if table != object.table() || !ids.contains(record) {
                continue;
            }
            let Some((before, after)) = changes.get(&link.id) else {
                continue;
            };
            let links = link_targets(before).into_iter().chain(link_targets(after));
            let ours = links.filter(|(_, named)| {
                let named = named.as_deref().and_then(|name| catalog.object(name));
                named.is_none_or(|named| named.table() == target.table())
            });
            targets.extend(ours.map(|(id, _)| id));
        }
        Ok(targets)
    }

    fn before(&mut self, tx: &mut Tx, events: &[Event]) -> Result<&[Noted]> {
        if self.before.is_none() {
            let records: BTreeSet<Id> = events.iter().map(|event| event.change.record).collect();
            let sets: BTreeSet<Id> = events.iter().map(|event| event.change.change_set).collect();
            let sql = format!(
                "SELECT object, record, changes FROM @k_history WHERE {} AND {}",
                tx.dialect().in_list("record", "$1"),
                tx.dialect().in_list("change_set", "$2")
            );
            let lists = [records, sets].map(|ids| Value::Ids(ids.into_iter().collect()));
            let noted = tx.rows(&sql, &lists, |row| {
                let changes = serde_json::from_str(row.text(2)?.unwrap_or("{}")).unwrap_or_default();
                Ok((row.get(0)?, row.get(1)?, changes))
            })?;
            self.before = Some(noted);
        }
        Ok(self.before.as_deref().unwrap_or_default())
    }
}

/// What records point to at present, as far as it is of one object.
fn present(
    tx: &mut Tx,
    object: &Object,
    link: &FieldDef,
    target: &Object,
    ids: &BTreeSet<Id>,
) -> Result<Vec<Id>> {
    let list = Value::Ids(ids.iter().copied().collect());
    if link.is_many() {
        let sql = format!(
            "SELECT target FROM @k_link WHERE {} AND field = $2",
            tx.dialect().in_list("source", "$1")
        );
        return tx.rows(&sql, &[list, side_key(object, link).into()], |row| row.get(0));
    }
    let (column, listed) = (&link.id, tx.dialect().in_list("id", "$1"));
    let mut sql = format!(
        "SELECT \"{column}\" FROM @{} WHERE {listed} AND \"{column}\" IS NOT NULL",
        object.table()
    );
    let mut params = vec![list];
    if link.columns().len() > 1 {
        sql.push_str(&format!(" AND \"{column}{OBJECT}\" = $2"));
        params.push(target.table().into());
    }
    tx.rows(&sql, &params, |row| row.get(0))
}

/// Notes whom a record pointed to that is about to be deleted for good.
pub(crate) fn note_gone(ctx: &Ctx, change: &Change, out: &mut Vec<Statement>) {
    let record = &change.after;
    for (object, field, sum) in all(&ctx.catalog) {
        if !Arc::ptr_eq(sum.source, &record.object) {
            continue;
        }
        for (target, _) in record.links(&sum.link.key) {
            out.push(Statement::new(
                "INSERT INTO @k_rollup_gone (object, field, target) VALUES ($1, $2, $3)",
                vec![object.table().into(), field.id.as_str().into(), target.into()],
            ));
        }
    }
}
