//! History: what every change did to every record, append-only, in the transaction of the change itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kontor_database::{Row, Statement, Tx, Value};
use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_kernel::{Id, Json, JsonMap, Result, Timestamp};
use serde_json::json;

use crate::behavior::{Change, ChangeKind};
use crate::command::check;
use crate::ctx::Ctx;
use crate::former::{self, Formers};
use crate::record::{Record, is_recorded};

/// One entry of a record's history.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Position in the workspace's history.
    pub seq: i64,
    /// The change set it belongs to.
    pub change_set: Id,
    /// Key of the object when it happened.
    pub object: String,
    /// The record.
    pub record: Id,
    /// The version the record had afterwards.
    pub version: i64,
    /// What happened: create, update, delete, restore, merge, final.
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// Who: a user's id, `cli` or `system`.
    pub actor: String,
    /// Through which door.
    pub via: String,
    /// Field id → `[before, after]`, canonical values.
    pub changes: BTreeMap<String, (Json, Json)>,
    /// Fields whose value before has no counterpart in the type they have today.
    pub unfit: BTreeSet<String>,
}

/// The kind of the entry of a record that was merged into another.
pub const MERGE: &str = "merge";

const COLUMNS: &str = "seq, change_set, object, record, version, kind, at, actor, via, changes";

/// The statement that notes a change. A record that is `merged` into another is in the trash by that.
pub fn note(ctx: &Ctx, change: &Change, merged: bool) -> Statement {
    let record = &change.after;
    let mut changes = JsonMap::new();
    if matches!(change.kind, ChangeKind::Create | ChangeKind::Update) {
        for (at, field) in record.object.fields.iter().enumerate() {
            if !is_noted(field) {
                continue;
            }
            let before = change
                .before
                .as_ref()
                .map_or(&Json::Null, |before| &before.values[at]);
            if before != &record.values[at] {
                changes.insert(field.id.clone(), json!([before, record.values[at]]));
            }
        }
    }
    let kind = if merged { MERGE } else { change.kind.as_str() };
    insert(
        ctx,
        record.object.table(),
        record.id,
        record.version,
        kind,
        changes,
    )
}

/// The statement for one entry.
pub(crate) fn insert(
    ctx: &Ctx,
    object: &str,
    record: Id,
    version: i64,
    kind: &str,
    changes: JsonMap,
) -> Statement {
    Statement::new(
        "INSERT INTO @k_history (change_set, object, record, version, kind, at, actor, via, changes) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        vec![
            ctx.change_set.into(),
            object.into(),
            record.into(),
            version.into(),
            kind.into(),
            ctx.caller.now.into(),
            ctx.caller.actor.as_text().into(),
            via(ctx).into(),
            Json::Object(changes).to_string().into(),
        ],
    )
}

/// The statement that notes a change set, once per request.
pub fn note_change_set(ctx: &Ctx, undoes: Option<Id>) -> Statement {
    Statement::new(
        "INSERT INTO @k_change_set (id, at, actor, via, request, undoes) VALUES ($1, $2, $3, $4, $5, $6)",
        vec![
            ctx.change_set.into(),
            ctx.caller.now.into(),
            ctx.caller.actor.as_text().into(),
            via(ctx).into(),
            ctx.caller.request.into(),
            undoes.into(),
        ],
    )
}

fn via(ctx: &Ctx) -> String {
    serde_json::to_value(ctx.caller.via)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Whether a field's values stand in history: not those that are computed, nor those that follow from the entry.
pub fn is_noted(field: &FieldDef) -> bool {
    let bookkeeping = [
        "version",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
        "completeness",
    ];
    is_recorded(&field.kind) && !(field.system && bookkeeping.contains(&field.key.as_str()))
}

fn entry(row: &Row<'_>) -> Result<Entry> {
    let changes: BTreeMap<String, (Json, Json)> =
        serde_json::from_str(row.text(9)?.unwrap_or("{}")).unwrap_or_default();
    Ok(Entry {
        seq: row.get(0)?,
        change_set: row.get(1)?,
        object: row.get(2)?,
        record: row.get(3)?,
        version: row.get(4)?,
        kind: row.get(5)?,
        at: Timestamp::from_micros(row.get(6)?),
        actor: row.get(7)?,
        via: row.get(8)?,
        changes,
        unfit: BTreeSet::new(),
    })
}

/// The history of records that are one by now, newest first, older than `before` (a `seq`).
pub fn of_records(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    ids: &[Id],
    before: i64,
    limit: usize,
) -> Result<Vec<Entry>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM @k_history WHERE {} AND object = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4",
        tx.dialect().in_list("record", "$1")
    );
    let mut entries = tx.rows(
        &sql,
        &[
            Value::Ids(ids.to_vec()),
            object.table().into(),
            before.into(),
            Value::from(limit as i64),
        ],
        entry,
    )?;
    carry(ctx, tx, object, &mut entries)?;
    Ok(entries)
}

/// Brings the values of entries to the fields of today.
fn carry(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, entries: &mut [Entry]) -> Result<()> {
    if !entries.is_empty() {
        let formers = Formers::of(ctx, tx, object)?;
        entries.iter_mut().for_each(|entry| formers.carry(entry));
    }
    Ok(())
}

/// How many entries a change set has.
pub(crate) fn count_of_change_set(tx: &mut Tx, change_set: Id) -> Result<usize> {
    let sql = "SELECT COUNT(*) FROM @k_history WHERE change_set = $1 AND kind <> $2";
    let params = [change_set.into(), former::DEFINITION.into()];
    let count = tx.row(sql, &params, |row| row.get::<i64>(0))?;
    Ok(usize::try_from(count.unwrap_or(0)).unwrap_or(0))
}

/// The last entries of a change set that are older than `before` (a `seq`), oldest first.
pub(crate) fn of_change_set_before(
    ctx: &Ctx,
    tx: &mut Tx,
    change_set: Id,
    before: i64,
    limit: usize,
) -> Result<Vec<Entry>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM @k_history WHERE change_set = $1 AND seq < $2 AND kind <> $3 ORDER BY seq DESC LIMIT $4"
    );
    let params = [
        change_set.into(),
        before.into(),
        former::DEFINITION.into(),
        limit.into(),
    ];
    let mut entries = tx.rows(&sql, &params, entry)?;
    entries.reverse();
    carry_all(ctx, tx, entries)
}

/// The entries of a change set, oldest first, as they were written.
pub(crate) fn raw_of_change_set(tx: &mut Tx, change_set: Id) -> Result<Vec<Entry>> {
    let sql = format!("SELECT {COLUMNS} FROM @k_history WHERE change_set = $1 ORDER BY seq");
    let mut entries = tx.rows(&sql, &[change_set.into()], entry)?;
    entries.retain(|entry| !former::is_note(entry));
    Ok(entries)
}

/// The entries of a change set, oldest first.
pub fn of_change_set(ctx: &Ctx, tx: &mut Tx, change_set: Id) -> Result<Vec<Entry>> {
    let entries = raw_of_change_set(tx, change_set)?;
    carry_all(ctx, tx, entries)
}

/// Brings the values of entries of several objects to the fields of today.
fn carry_all(ctx: &Ctx, tx: &mut Tx, mut entries: Vec<Entry>) -> Result<Vec<Entry>> {
    let objects: BTreeSet<String> = entries.iter().map(|entry| entry.object.clone()).collect();
    for object in objects.iter().filter_map(|id| ctx.catalog.object(id)) {
        let formers = Formers::of(ctx, tx, object)?;
        let of = entries.iter_mut().filter(|entry| entry.object == object.table());
        of.for_each(|entry| formers.carry(entry));
    }
    Ok(entries)
}

/// Entries of a record after a version, oldest first.
pub fn since(tx: &mut Tx, object: &Object, id: Id, version: i64) -> Result<Vec<Entry>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM @k_history WHERE record = $1 AND object = $2 AND version > $3 ORDER BY seq"
    );
    tx.rows(&sql, &[id.into(), object.table().into(), version.into()], entry)
}

/// The values that fields changed since `version` had at that version, by position.
pub fn values_at(ctx: &Ctx, tx: &mut Tx, record: &Record, version: i64) -> Result<Vec<(usize, Json)>> {
    let mut values: BTreeMap<usize, Json> = BTreeMap::new();
    let mut entries = since(tx, &record.object, record.id, version)?;
    carry(ctx, tx, &record.object, &mut entries)?;
    for entry in entries {
        for (field, (before, _)) in entry.changes {
            if let Some(at) = record.object.position(&field) {
                // Nothing can be merged with what the field could not hold.
                let before = if entry.unfit.contains(&field) {
                    Json::Null
                } else {
                    before
                };
                values.entry(at).or_insert(before);
            }
        }
    }
    Ok(values.into_iter().collect())
}

/// The record as it was at an instant: the present one with all later changes taken back. `None` when it did not
/// exist then. What other records decide, totals and rollups, is not known of the past. What a field held in another
/// type is shown in its type of today, or as it was where it has none.
pub fn as_of(ctx: &Ctx, tx: &mut Tx, present: &Record, at: Timestamp) -> Result<Option<Record>> {
    let object = &present.object;
    let of = "WHERE record = $1 AND object = $2 AND at";
    let params = [present.id.into(), object.table().into(), at.into()];
    let then = tx.row(
        &format!("SELECT {COLUMNS} FROM @k_history {of} <= $3 ORDER BY seq DESC LIMIT 1"),
        &params,
        entry,
    )?;
    let Some(then) = then else { return Ok(None) };
    let mut later = tx.rows(
        &format!("SELECT {COLUMNS} FROM @k_history {of} > $3 ORDER BY seq DESC"),
        &params,
        entry,
    )?;
    carry(ctx, tx, object, &mut later)?;
    let mut unfit: BTreeMap<usize, Json> = BTreeMap::new();
    let mut record = present.clone();
    for entry in later {
        match entry.kind.as_str() {
            "delete" | MERGE => record.deleted_at = None,
            "restore" => record.deleted_at = Some(then.at.micros()),
            _ => {}
        }
        for (field, (before, _)) in entry.changes {
            let Some(place) = object.position(&field) else {
                continue;
            };
            unfit.remove(&place);
            record.values[place] = match entry.unfit.contains(&field) {
                true => {
                    unfit.insert(place, before);
                    Json::Null
                }
                false => before,
            };
        }
    }
    for (place, field) in object.fields.iter().enumerate() {
        if matches!(field.kind, FieldType::Total { .. } | FieldType::Rollup { .. }) {
            record.values[place] = Json::Null;
        }
    }
    check::derive(ctx, &mut record);
    record.version = then.version;
    record.set("version", then.version);
    record.set("updated_at", then.at.to_string());
    record.set(
        "updated_by",
        then.actor.parse::<Id>().ok().map(|user| user.to_string()),
    );
    for (place, was) in unfit {
        record.values[place] = was;
    }
    Ok(Some(record))
}

/// Blanks the values of a record that was deleted for good; that it existed stays noted.
pub fn blank(object: &Object, id: Id) -> Statement {
    Statement::new(
        "UPDATE @k_history SET changes = '{}' WHERE record = $1 AND object = $2",
        vec![id.into(), object.table().into()],
    )
}
