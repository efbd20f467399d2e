//! Exports as rows of the workspace: what was asked for, and what came of it.

use kontor_database::{Tx, Value};
use kontor_kernel::{Error, Id, Result, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::asker::Asker;
use crate::import::store::{number, parsed, text, word};

/// Where an export stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A job works on it.
    Running,
    /// Called off.
    Cancelled,
    /// It broke off.
    Failed,
    /// Its file is there.
    Done,
}

/// The form of the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A table of cells, which an import restores exactly.
    #[default]
    Csv,
    /// A workbook with typed cells.
    Xlsx,
    /// One record in a line, as the API shows it.
    Jsonl,
    /// Contacts, as phones and mail programs take them.
    Vcard,
}

impl Format {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Vcard => "text/vcard; charset=utf-8",
            Format::Jsonl => "application/jsonl",
        }
    }

    /// The end of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Vcard => "vcf",
            Format::Jsonl => "jsonl",
        }
    }
}

/// Which records, and how.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Query {
    /// A filter, as text or tree.
    pub filter: Option<String>,
    /// The order.
    pub sort: String,
    /// Keys of the fields; all unless told.
    pub fields: Option<String>,
    /// The form of the file.
    pub format: Format,
}

/// An export.
#[derive(Clone, PartialEq, Debug)]
pub struct Export {
    /// Its id.
    pub id: Id,
    /// The object.
    pub object: String,
    /// Who asked for it.
    pub asker: Asker,
    /// Which records, and how.
    pub query: Query,
    /// Where it stands.
    pub state: State,
    /// Records in the file.
    pub rows: u64,
    /// How many it will be, once they were counted.
    pub total: Option<u64>,
    /// Bytes of the file.
    pub size: u64,
    /// Its job.
    pub job: Option<Id>,
    /// Why it broke off.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

const COLUMNS: &str = "id, object, asker, query, state, rows, size, job, error, created_at, finished_at";

/// Writes an export, new or changed.
pub fn put(tx: &mut Tx, export: &Export) -> Result<()> {
    let sql = format!(
        "INSERT INTO @k_export ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, rows = excluded.rows, size = excluded.size, \
         error = excluded.error, finished_at = excluded.finished_at"
    );
    tx.execute(
        &sql,
        &[
            export.id.into(),
            (&export.object).into(),
            text(&export.asker)?,
            text(&export.query)?,
            word(export.state)?,
            number(export.rows),
            number(export.size),
            export.job.into(),
            export.error.as_deref().into(),
            export.created_at.into(),
            export.finished_at.into(),
        ],
    )?;
    Ok(())
}

/// An export by id. One whose job has ended before it did was cancelled or has failed.
pub fn get(tx: &mut Tx, id: Id) -> Result<Option<Export>> {
    let sql = format!("SELECT {COLUMNS} FROM @k_export WHERE id = $1");
    let found = tx.row(&sql, &[id.into()], |row| {
        Ok(Export {
            id: row.get(0)?,
            object: row.get(1)?,
            asker: parsed(row, 2)?,
            query: parsed(row, 3)?,
            state: serde_json::from_value(json!(row.text(4)?)).map_err(Error::internal)?,
            rows: row.get(5)?,
            total: None,
            size: row.get(6)?,
            job: row.id(7)?,
            error: row.get(8)?,
            created_at: row.get(9)?,
            finished_at: row.get(10)?,
        })
    })?;
    let Some(mut export) = found else { return Ok(None) };
    if export.state == State::Done {
        export.total = Some(export.rows);
    }
    if let (State::Running, Some(job)) = (export.state, export.job) {
        let job = kontor_jobs::get(tx, job)?;
        if let Some(job) = &job {
            export.rows = u64::try_from(job.progress.done).unwrap_or(0);
            export.total = job.progress.total.and_then(|total| u64::try_from(total).ok());
        }
        match job.map(|job| job.state) {
            Some(kontor_jobs::State::Cancelled) => export.state = State::Cancelled,
            Some(kontor_jobs::State::Failed) | None => export.state = State::Failed,
            Some(_) => {}
        }
    }
    Ok(Some(export))
}

/// Forgets exports that were asked for before an instant; answers their ids.
pub fn prune(tx: &mut Tx, before: Timestamp) -> Result<Vec<Id>> {
    let ids: Vec<Id> = tx.rows(
        "SELECT id FROM @k_export WHERE created_at < $1 ORDER BY id LIMIT 100",
        &[before.into()],
        |row| row.get(0),
    )?;
    let sql = format!("DELETE FROM @k_export WHERE {}", tx.dialect().in_list("id", "$1"));
    tx.execute(&sql, &[Value::Ids(ids.clone())])?;
    Ok(ids)
}
