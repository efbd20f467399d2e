//! Looking whether a workspace is in order: links that lead nowhere, side tables that differ from their records, records
//! that search does not know. It only reads.

use std::collections::BTreeMap;
use std::sync::Arc;

use kontor_database::{Row, Statement, Tx, Value};
use kontor_definitions::storage::OBJECT;
use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_kernel::{Id, Result};

use crate::behavior::{Change, ChangeKind};
use crate::command::{side, side_key};
use crate::ctx::Ctx;
use crate::query::load;
use crate::record::Record;

/// The newest records of each object whose side tables are looked at.
const SAMPLE: usize = 200;
/// Records that are read at once.
const CHUNK: usize = 500;
/// The tables beside the records, each with the column that names the record.
const SIDES: [(&str, &str); 5] = [
    ("k_value", "record"),
    ("k_address", "record"),
    ("k_link", "source"),
    ("k_external", "record"),
    ("k_timeline", "record"),
];

/// Links of live records that lead to no record, not even to a trashed one, by `object.field`.
pub fn dangling(ctx: &Ctx, tx: &mut Tx) -> Result<BTreeMap<String, u64>> {
    let mut found = BTreeMap::new();
    for object in ctx.catalog.objects() {
        for field in object.fields.iter().filter(|field| !field.system) {
            let FieldType::Link { targets, many } = &field.kind else {
                continue;
            };
            let several = targets.len() != 1 || targets[0] == "*";
            let mut count = 0;
            for target in ctx.catalog.targets(field) {
                count += match many {
                    true => many_dangling(tx, object, field, target)?,
                    false => one_dangling(tx, object, field, target, several)?,
                };
            }
            if count > 0 {
                found.insert(format!("{}.{}", object.key(), field.key), count);
            }
        }
    }
    Ok(found)
}

fn one_dangling(
    tx: &mut Tx,
    object: &Object,
    field: &FieldDef,
    target: &Object,
    several: bool,
) -> Result<u64> {
    let mut sql = format!(
        "SELECT count(*) FROM @{from} t WHERE t.deleted_at IS NULL AND t.\"{link}\" IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM @{to} o WHERE o.id = t.\"{link}\")",
        from = object.table(),
        link = field.id,
        to = target.table()
    );
    let mut params = Vec::new();
    if several {
        sql.push_str(&format!(" AND t.\"{}\" = $1", field.column(OBJECT)));
        params.push(Value::from(target.table()));
    }
    counted(tx, &sql, &params)
}

fn many_dangling(tx: &mut Tx, object: &Object, field: &FieldDef, target: &Object) -> Result<u64> {
    let sql = format!(
        "SELECT count(*) FROM @k_link l JOIN @{from} t ON t.id = l.source AND t.deleted_at IS NULL \
         WHERE l.field = $1 AND l.target_object = $2 AND NOT EXISTS (SELECT 1 FROM @{to} o WHERE o.id = l.target)",
        from = object.table(),
        to = target.table()
    );
    counted(tx, &sql, &[side_key(object, field).into(), target.table().into()])
}

fn counted(tx: &mut Tx, sql: &str, params: &[Value]) -> Result<u64> {
    Ok(tx.row(sql, params, |row| row.get::<u64>(0))?.unwrap_or(0))
}

/// Objects of whose newest live records the side tables differ from what their values say; and how many records were
/// looked at.
pub fn sides(ctx: &Ctx, tx: &mut Tx) -> Result<(Vec<String>, usize)> {
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for object in ctx.catalog.objects() {
        let tail = format!("ORDER BY t.id DESC LIMIT {SAMPLE}");
        let records = load::select(ctx, tx, object, "t.deleted_at IS NULL", &tail, Vec::new())?;
        seen += records.len();
        let expected = expected(ctx, &records);
        let ids: Vec<Id> = records.iter().map(|record| record.id).collect();
        for (table, key) in SIDES {
            let empty = BTreeMap::new();
            let expected = expected.get(table).unwrap_or(&empty);
            if actual(tx, object, table, key, &ids, expected)? != *expected {
                wrong.push(format!("{} ({table})", object.key()));
            }
        }
    }
    Ok((wrong, seen))
}

/// Rows of a table, each with how often it is there; the first member names the columns.
type Rows = BTreeMap<(String, Vec<String>), usize>;

/// What the write path would write beside these records.
fn expected(ctx: &Ctx, records: &[Record]) -> BTreeMap<&'static str, Rows> {
    let mut statements: Vec<Statement> = Vec::new();
    for record in records {
        let change = Change {
            kind: ChangeKind::Create,
            before: None,
            after: record.clone(),
        };
        side::statements(ctx, &change, &mut statements);
    }
    let mut rows: BTreeMap<&str, Rows> = BTreeMap::new();
    for statement in statements {
        let inserted = statement
            .text
            .strip_prefix("INSERT INTO @")
            .and_then(|text| text.split_once(" ("));
        let Some((table, rest)) = inserted else { continue };
        let Some((table, _)) = SIDES.iter().find(|(known, _)| *known == table) else {
            continue;
        };
        let columns = rest.split(')').next().unwrap_or_default().to_owned();
        let values = statement.params.iter().map(plain).collect();
        *rows
            .entry(table)
            .or_default()
            .entry((columns, values))
            .or_default() += 1;
    }
    rows
}

fn actual(
    tx: &mut Tx,
    object: &Arc<Object>,
    table: &str,
    key: &str,
    ids: &[Id],
    like: &Rows,
) -> Result<Rows> {
    let listed = tx.dialect().in_list(key, "$1");
    let mut params = vec![Value::Ids(ids.to_vec())];
    let Some(((columns, _), _)) = like.first_key_value() else {
        // Nothing is expected; ids are unique within an object only.
        let (condition, of) = match table {
            "k_external" | "k_timeline" => ("object = $2", object.table().to_owned()),
            _ => ("field >= $2 AND field < $3", format!("{}.", object.table())),
        };
        params.push(of.into());
        if condition.contains("$3") {
            // The character after the dot.
            params.push(format!("{}/", object.table()).into());
        }
        let sql = format!("SELECT count(*) FROM @{table} WHERE {listed} AND {condition}");
        let count = counted(tx, &sql, &params)?;
        let nothing = || (String::new(), Vec::new());
        return Ok((count > 0)
            .then(|| (nothing(), count as usize))
            .into_iter()
            .collect());
    };
    let sql = format!("SELECT {columns} FROM @{table} WHERE {listed}");
    let mut rows = Rows::new();
    let read = |row: &Row<'_>| {
        (0..row.width())
            .map(|at| Ok(plain(&row.get::<Value>(at)?)))
            .collect::<Result<_>>()
    };
    for values in tx.rows(&sql, &params, read)? {
        *rows.entry((columns.clone(), values)).or_default() += 1;
    }
    Ok(rows)
}

/// A value as both databases mean it.
fn plain(value: &Value) -> String {
    match value {
        Value::Bool(value) => i64::from(*value).to_string(),
        Value::Int(value) => value.to_string(),
        Value::Id(id) => id.to_string(),
        Value::Bytes(bytes) => match uuid(bytes) {
            Some(id) => id.to_string(),
            None => format!("{bytes:?}"),
        },
        other => format!("{other:?}"),
    }
}

/// SQLite knows no ids, only sixteen bytes.
fn uuid(bytes: &[u8]) -> Option<Id> {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| digits.get(part));
    let parts: Option<Vec<&str>> = parts.into_iter().collect();
    (bytes.len() == 16)
        .then(|| parts?.join("-").parse().ok())
        .flatten()
}

/// Objects of which search knows more or fewer live records than there are with something to be found by.
pub fn unsearchable(ctx: &Ctx, tx: &mut Tx) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for object in ctx.catalog.objects() {
        let live = counted(
            tx,
            &format!(
                "SELECT count(*) FROM @{} WHERE deleted_at IS NULL",
                object.table()
            ),
            &[],
        )?;
        let known = counted(
            tx,
            "SELECT count(*) FROM @k_search_doc WHERE object = $1",
            &[object.table().into()],
        )?;
        // Where it knows all there are, no record needs to be looked into. It may know one that nothing is found by: one
        // that was called by its kind when such names were words too.
        if live == known {
            continue;
        }
        let findable = findable(ctx, tx, object)?;
        if !(findable..=live).contains(&known) {
            wrong.push(format!("{} ({known} of {findable})", object.key()));
        }
    }
    Ok(wrong)
}

/// How many live records have something they could be found by.
fn findable(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>) -> Result<u64> {
    let (mut count, mut after) = (0, Id::NIL);
    loop {
        let condition = "t.id > $1 AND t.deleted_at IS NULL";
        let tail = format!("ORDER BY t.id LIMIT {CHUNK}");
        let records = load::select(ctx, tx, object, condition, &tail, vec![after.into()])?;
        let documents = side::documents(ctx, tx, object, &records.iter().collect::<Vec<_>>())?;
        count += documents.iter().filter(|document| !document.is_empty()).count() as u64;
        match records.last() {
            Some(last) => after = last.id,
            None => return Ok(count),
        }
    }
}
