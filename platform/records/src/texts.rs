//! The texts of files, which are found as if they stood in their records.
//!
//! A field of type file that is searched says: whatever text is in the file, the record is found by it. Extracting takes
//! time and may fail in a hundred ways, so the write that brings a file only notes, in its own transaction, that its text
//! is wanted; a job ([`JOB`]) has it extracted, outside of all transactions and in a process of its own, and puts it into
//! the index. Each file is tried once; what came of it stays on record.

use std::collections::HashMap;

use kontor_database::{Migration, Statement, Tx, Value};
use kontor_definitions::{FieldType, Object};
use kontor_kernel::{Id, Result, Timestamp};

use crate::command::{Work, side, side_key};
use crate::query::load;
use crate::record::Record;

/// The name of the job that has texts extracted.
pub const JOB: &str = "texts.extract";
/// How often a file is tried when the server itself ends meanwhile.
pub const ATTEMPTS: i64 = 3;

/// The table.
pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "texts/0001",
    // `state` is `waiting`, `done` (with `text`), or why there is none: `unsupported`, `broken`, `locked`, `too_large`,
    // `too_long`, `died`, `missing`, `interrupted`.
    sql: "
CREATE TABLE @k_text (
  record {id} NOT NULL, field {text} NOT NULL, file {id} NOT NULL, state {text} NOT NULL, attempts {int} NOT NULL,
  detail {text}, text {text}, at {int}, PRIMARY KEY (record, field));
CREATE INDEX k_text_state ON @k_text (state, record)
",
}];

/// A file whose text is wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// The record that carries it.
    pub record: Id,
    /// The field, as the side tables name it.
    pub field: String,
    /// The file.
    pub file: Id,
    /// How often it was begun.
    pub attempts: i64,
}

/// Whether records of an object are found by the texts of their files; the positions of the fields.
fn fields(object: &Object) -> Vec<usize> {
    let all = object.fields.iter().enumerate();
    all.filter(|(_, field)| field.searched && matches!(field.kind, FieldType::File))
        .map(|(at, _)| at)
        .collect()
}

/// The texts of these records by record and key of the field. Of files that are new, the text is wanted from now on.
pub(crate) fn follow(
    tx: &mut Tx,
    object: &Object,
    records: &[&Record],
) -> Result<HashMap<Id, Vec<(String, String)>>> {
    let fields = fields(object);
    let mut texts: HashMap<Id, Vec<(String, String)>> = HashMap::new();
    if fields.is_empty() || records.is_empty() {
        return Ok(texts);
    }
    let ids: Vec<Id> = records.iter().map(|record| record.id).collect();
    let sql = format!(
        "SELECT record, field, file, CASE WHEN state = 'done' THEN text END FROM @k_text WHERE {}",
        tx.dialect().in_list("record", "$1")
    );
    let rows = tx.rows(&sql, &[Value::Ids(ids)], |row| {
        let key = (row.get::<Id>(0)?, row.get::<String>(1)?);
        Ok((key, (row.get::<Id>(2)?, row.get::<Option<String>>(3)?)))
    })?;
    let mut known: HashMap<(Id, String), (Id, Option<String>)> = rows.into_iter().collect();
    let mut statements = Vec::new();
    for record in records {
        for at in &fields {
            let field = &object.fields[*at];
            let key = side_key(object, field);
            let file = record.values[*at].as_str().and_then(|id| id.parse::<Id>().ok());
            match (file, known.remove(&(record.id, key.clone()))) {
                (Some(file), Some((same, text))) if file == same => {
                    let entry = text.map(|text| (field.key.clone(), text));
                    texts.entry(record.id).or_default().extend(entry);
                }
                (Some(file), _) => statements.push(Statement::new(
                    "INSERT INTO @k_text (record, field, file, state, attempts) VALUES ($1, $2, $3, 'waiting', 0) \
                     ON CONFLICT (record, field) DO UPDATE SET file = excluded.file, state = 'waiting', attempts = 0, \
                     detail = NULL, text = NULL, at = NULL",
                    vec![record.id.into(), key.into(), file.into()],
                )),
                (None, Some(_)) => statements.push(Statement::new(
                    "DELETE FROM @k_text WHERE record = $1 AND field = $2",
                    vec![record.id.into(), key.into()],
                )),
                (None, None) => {}
            }
        }
    }
    tx.run_all(statements)?;
    Ok(texts)
}

/// The texts of these records that a caller may read, by record and key of the field.
pub(crate) fn read(
    tx: &mut Tx,
    object: &Object,
    readable: &[usize],
    ids: &[Id],
) -> Result<Vec<(Id, String, String)>> {
    let fields: HashMap<String, &str> = fields(object)
        .into_iter()
        .filter(|at| readable.contains(at))
        .map(|at| {
            (
                side_key(object, &object.fields[at]),
                object.fields[at].key.as_str(),
            )
        })
        .collect();
    if fields.is_empty() || ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT record, field, text FROM @k_text WHERE {} AND state = 'done'",
        tx.dialect().in_list("record", "$1")
    );
    let rows = tx.rows(&sql, &[Value::Ids(ids.to_vec())], |row| {
        Ok((
            row.get::<Id>(0)?,
            row.get::<String>(1)?,
            row.get::<Option<String>>(2)?,
        ))
    })?;
    let of_field = |(record, field, text): (Id, String, Option<String>)| {
        Some((record, (*fields.get(&field)?).to_owned(), text?))
    };
    Ok(rows.into_iter().filter_map(of_field).collect())
}

/// The next file whose text is wanted, and that it is begun with. One that was begun too often is given up.
pub fn begin(tx: &mut Tx, now: Timestamp) -> Result<Option<Waiting>> {
    tx.execute(
        "UPDATE @k_text SET state = 'interrupted', at = $2 WHERE state = 'waiting' AND attempts >= $1",
        &[ATTEMPTS.into(), now.into()],
    )?;
    let next = tx.row(
        "SELECT record, field, file, attempts FROM @k_text WHERE state = 'waiting' ORDER BY record, field LIMIT 1",
        &[],
        |row| {
            Ok(Waiting {
                record: row.get(0)?,
                field: row.get(1)?,
                file: row.get(2)?,
                attempts: row.get(3)?,
            })
        },
    )?;
    if let Some(next) = &next {
        tx.execute(
            "UPDATE @k_text SET attempts = attempts + 1 WHERE record = $1 AND field = $2",
            &[next.record.into(), next.field.as_str().into()],
        )?;
    }
    Ok(next)
}

/// Notes what came of a file, and puts its text into the index; nothing where the record has another file by now.
pub fn end(
    work: &mut Work<'_>,
    of: &Waiting,
    state: &str,
    detail: Option<&str>,
    text: Option<&str>,
) -> Result<()> {
    let noted = work.tx.execute(
        "UPDATE @k_text SET state = $4, detail = $5, text = $6, at = $7 \
         WHERE record = $1 AND field = $2 AND file = $3 AND state = 'waiting'",
        &[
            of.record.into(),
            of.field.as_str().into(),
            of.file.into(),
            state.into(),
            detail.into(),
            text.into(),
            work.ctx.caller.now.into(),
        ],
    )?;
    let table = of.field.split('.').next().unwrap_or_default();
    let Some(object) = work
        .ctx
        .catalog
        .object(table)
        .filter(|_| noted > 0 && text.is_some())
        .cloned()
    else {
        return Ok(());
    };
    let records = load::by_ids(work.ctx, work.tx, &object, &[of.record])?;
    let live: Vec<&Record> = records
        .values()
        .filter(|record| record.deleted_at.is_none())
        .collect();
    let documents = side::documents(work.ctx, work.tx, &object, &live)?;
    kontor_search::put(work.tx, &documents)
}

/// How many files are in which state.
pub fn summary(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT state, count(*) FROM @k_text GROUP BY state ORDER BY state";
    tx.rows(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))
}
