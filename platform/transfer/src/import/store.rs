//! Imports as rows of the workspace: what was asked for, how far it is, and what was wrong.

use std::collections::{BTreeMap, BTreeSet};

use kontor_database::{Row as Columns, Statement, Tx, Value};
use kontor_formats::Survey;
use kontor_kernel::{Code, Error, Id, Json, Result, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::map::Map;
use super::problem::Problem;
use crate::asker::Asker;

/// Where an import stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Uploaded; its map may be changed.
    Ready,
    /// A dry run told what would happen; its map may be changed.
    Checked,
    /// A job works on it.
    Running,
    /// Called off; running it again goes on where it stopped.
    Cancelled,
    /// It broke off; running it again goes on where it stopped.
    Failed,
    /// All rows were gone through.
    Done,
    /// A job takes it back.
    Undoing,
    /// It was taken back.
    Undone,
}

/// An import.
#[derive(Clone, PartialEq, Debug)]
pub struct Import {
    /// Its id; all its changes are noted under it as their request.
    pub id: Id,
    /// The main object of its rows.
    pub object: String,
    /// Who asked for it.
    pub asker: Asker,
    /// What the file was called.
    pub name: Option<String>,
    /// The SHA-256 of its content.
    pub sha256: String,
    /// What was found in the file.
    pub file: Survey,
    /// The map.
    pub map: Map,
    /// How often the map was given.
    pub version: i64,
    /// Where it stands.
    pub state: State,
    /// The run only tells what would happen.
    pub dry_run: bool,
    /// The number of the last row that was gone through.
    pub position: u64,
    /// How many rows there are, once they were counted.
    pub rows: Option<u64>,
    /// What came out so far.
    pub counts: Counts,
    /// The job of the last run.
    pub job: Option<Id>,
    /// Why it broke off.
    pub error: Option<String>,
    /// What taking it back has done.
    pub undo: Option<Undo>,
    /// The migration that it is a file of.
    pub migration: Option<Id>,
    /// When it was uploaded.
    pub created_at: Timestamp,
    /// When the last run began.
    pub started_at: Option<Timestamp>,
    /// When the last run ended.
    pub finished_at: Option<Timestamp>,
}

/// How an import is taken back.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Undo {
    /// Who asked.
    pub asker: Option<Asker>,
    /// Set back what was changed since, too.
    pub restore: bool,
    /// Change sets that were taken back.
    pub done: u64,
    /// Fields that stay as they are, for they were changed since.
    pub kept: Vec<Json>,
}

/// What came out; `rows = created + updated + skipped + failed`, always.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Rows gone through.
    pub rows: u64,
    /// Rows whose main record is new.
    pub created: u64,
    /// Rows that changed something.
    pub updated: u64,
    /// Rows that had nothing to do.
    pub skipped: u64,
    /// Why rows were skipped: `empty`, `left_out` by the map, `unchanged`, `duplicate`, `waiting`.
    #[serde(default)]
    pub skipped_because: BTreeMap<String, u64>,
    /// Rows that were rejected.
    pub failed: u64,
    /// Rows among the skipped ones that wait for somebody to decide about a duplicate.
    #[serde(default)]
    pub waiting: u64,
    /// Cells that were left out.
    pub warnings: u64,
    /// Records made and changed, by object.
    pub records: BTreeMap<String, Records>,
}

/// Records of one object.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Records {
    /// Made.
    pub created: u64,
    /// Changed.
    pub updated: u64,
}

impl Import {
    /// A new one.
    pub fn new(id: Id, object: &str, asker: Asker, file: Survey, map: Map, now: Timestamp) -> Import {
        Import {
            id,
            object: object.to_owned(),
            asker,
            name: None,
            sha256: String::new(),
            rows: file.rows,
            file,
            map,
            version: 1,
            state: State::Ready,
            dry_run: false,
            position: 0,
            counts: Counts::default(),
            job: None,
            error: None,
            undo: None,
            migration: None,
            created_at: now,
            started_at: None,
            finished_at: None,
        }
    }

    /// Back to its first row.
    pub fn rewind(&mut self) {
        (self.position, self.counts) = (0, Counts::default());
    }
}

const COLUMNS: &str = "id, object, asker, name, sha256, file, map, state, dry_run, position, rows, counts, job, error, \
    undo, created_at, started_at, finished_at, migration, version";

/// Writes a new import.
pub fn insert(tx: &mut Tx, import: &Import) -> Result<()> {
    let places: Vec<String> = (1..=20).map(|n| format!("${n}")).collect();
    let sql = format!("INSERT INTO @k_import ({COLUMNS}) VALUES ({})", places.join(", "));
    tx.execute(
        &sql,
        &[
            import.id.into(),
            (&import.object).into(),
            text(&import.asker)?,
            import.name.as_deref().into(),
            (&import.sha256).into(),
            text(&import.file)?,
            text(&import.map)?,
            word(import.state)?,
            import.dry_run.into(),
            number(import.position),
            import.rows.map(|rows| rows as i64).into(),
            text(&import.counts)?,
            import.job.into(),
            import.error.as_deref().into(),
            text(&import.undo)?,
            import.created_at.into(),
            import.started_at.into(),
            import.finished_at.into(),
            import.migration.into(),
            import.version.into(),
        ],
    )?;
    Ok(())
}

/// Writes what changes in the life of an import.
///
/// # Errors
/// `running_twin` when it is no longer at `position`: somebody else works on it.
pub fn update(tx: &mut Tx, import: &Import, position: u64) -> Result<()> {
    let written = tx.execute(
        "UPDATE @k_import SET map = $3, state = $4, dry_run = $5, position = $6, rows = $7, counts = $8, job = $9, \
         error = $10, undo = $11, started_at = $12, finished_at = $13, version = $14 WHERE id = $1 AND position = $2",
        &[
            import.id.into(),
            number(position),
            text(&import.map)?,
            word(import.state)?,
            import.dry_run.into(),
            number(import.position),
            import.rows.map(|rows| rows as i64).into(),
            text(&import.counts)?,
            import.job.into(),
            import.error.as_deref().into(),
            text(&import.undo)?,
            import.started_at.into(),
            import.finished_at.into(),
            import.version.into(),
        ],
    )?;
    match written {
        0 => Err(Error::new(
            Code::RunningTwin,
            "Somebody else works on this import.",
        )),
        _ => Ok(()),
    }
}

/// An import by id. One whose job has ended before it did was cancelled or has failed.
pub fn get(tx: &mut Tx, id: Id) -> Result<Option<Import>> {
    let sql = format!("SELECT {COLUMNS} FROM @k_import WHERE id = $1");
    let found = tx.row(&sql, &[id.into()], read)?;
    found.map(|import| as_its_job(tx, import)).transpose()
}

/// Imports by any, the newest first, from one on.
pub fn newest(tx: &mut Tx, before: Option<Id>, limit: usize) -> Result<Vec<Import>> {
    let (condition, params) = match before {
        Some(before) => ("WHERE id < $2", vec![limit.into(), before.into()]),
        None => ("", vec![limit.into()]),
    };
    let sql = format!("SELECT {COLUMNS} FROM @k_import {condition} ORDER BY id DESC LIMIT $1");
    let found: Vec<Import> = tx.rows(&sql, &params, read)?;
    found.into_iter().map(|import| as_its_job(tx, import)).collect()
}

fn as_its_job(tx: &mut Tx, mut import: Import) -> Result<Import> {
    if let (State::Running | State::Undoing, Some(job)) = (import.state, import.job) {
        match kontor_jobs::get(tx, job)?.map(|job| job.state) {
            Some(kontor_jobs::State::Cancelled) => import.state = State::Cancelled,
            Some(kontor_jobs::State::Failed) | None => import.state = State::Failed,
            Some(_) => {}
        }
    }
    Ok(import)
}

fn read(row: &Columns<'_>) -> Result<Import> {
    Ok(Import {
        id: row.get(0)?,
        object: row.get(1)?,
        asker: parsed(row, 2)?,
        name: row.get(3)?,
        sha256: row.get(4)?,
        file: parsed(row, 5)?,
        map: parsed(row, 6)?,
        state: serde_json::from_value(json!(row.text(7)?)).map_err(Error::internal)?,
        dry_run: row.get(8)?,
        position: row.get(9)?,
        rows: row.int(10)?.and_then(|rows| u64::try_from(rows).ok()),
        counts: parsed(row, 11)?,
        job: row.id(12)?,
        error: row.get(13)?,
        undo: parsed(row, 14)?,
        created_at: row.get(15)?,
        started_at: row.get(16)?,
        finished_at: row.get(17)?,
        migration: row.id(18)?,
        version: row.get(19)?,
    })
}

/// The last import of the same content into the same object that has brought rows or is about to, and was not taken back.
pub fn twin(tx: &mut Tx, import: &Import) -> Result<Option<Import>> {
    let ids: Vec<Id> = tx.rows(
        "SELECT id FROM @k_import WHERE sha256 = $1 AND object = $2 AND id <> $3 AND NOT dry_run \
         AND state IN ('done', 'running', 'cancelled', 'failed') ORDER BY id DESC LIMIT 100",
        &[(&import.sha256).into(), (&import.object).into(), import.id.into()],
        |row| row.get(0),
    )?;
    for id in ids {
        let brings = |twin: &Import| twin.position > 0 || matches!(twin.state, State::Done | State::Running);
        if let Some(twin) = get(tx, id)?.filter(brings) {
            return Ok(Some(twin));
        }
    }
    Ok(None)
}

/// Notes what was wrong with rows.
pub fn note_problems(tx: &mut Tx, import: Id, problems: &[Problem]) -> Result<()> {
    let note = |problem: &Problem| {
        Statement::new(
            "INSERT INTO @k_import_problem (import, line, column_name, field, code, detail, warning, params, worded, words) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            vec![
                import.into(),
                number(problem.row),
                clean(problem.column.as_deref()).into(),
                clean(problem.field.as_deref()).into(),
                problem.code.as_str().into(),
                clean(Some(&problem.detail)).into(),
                problem.warning.into(),
                clean(Some(&problem.params.to_string())).into(),
                problem.worded.into(),
                json!(problem.words).to_string().into(),
            ],
        )
    };
    tx.run_all(problems.iter().map(note).collect())
}

/// What was wrong, row by row, from a place on: `(place, problem)`.
pub fn problems(tx: &mut Tx, import: Id, after: (u64, i64), limit: usize) -> Result<Vec<(i64, Problem)>> {
    tx.rows(
        &format!(
            "SELECT {PROBLEM} FROM @k_import_problem \
             WHERE import = $1 AND (line, seq) > ($2, $3) ORDER BY line, seq LIMIT $4"
        ),
        &[import.into(), number(after.0), after.1.into(), limit.into()],
        problem,
    )
}

const PROBLEM: &str = "seq, line, column_name, field, code, detail, warning, params, worded, words";
/// The codes of links that led nowhere.
const UNLINKED: &str = "'not_found', 'row_not_taken', 'links_in_circle'";

fn problem(row: &Columns<'_>) -> Result<(i64, Problem)> {
    let problem = Problem {
        row: row.get(1)?,
        column: row.get(2)?,
        field: row.get(3)?,
        code: row.get(4)?,
        detail: row.get(5)?,
        warning: row.get(6)?,
        params: parsed(row, 7)?,
        worded: row.get(8)?,
        words: parsed(row, 9)?,
    };
    Ok((row.get(0)?, problem))
}

/// How often something was wrong, by its code.
pub fn reasons(tx: &mut Tx, import: Id) -> Result<Vec<(String, u64)>> {
    tx.rows(
        "SELECT code, count(*) FROM @k_import_problem WHERE import = $1 GROUP BY code ORDER BY code",
        &[import.into()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Rows that were rejected because a link led nowhere, after a row.
pub fn unlinked(tx: &mut Tx, import: Id, after: u64, limit: usize) -> Result<Vec<u64>> {
    tx.rows(
        &format!(
            "SELECT DISTINCT line FROM @k_import_problem \
             WHERE import = $1 AND line > $2 AND code IN ({UNLINKED}) AND NOT warning ORDER BY line LIMIT $3"
        ),
        &[import.into(), number(after), limit.into()],
        |row| row.get(0),
    )
}

/// The problems of rows because of which they were rejected and that are links that led nowhere.
pub fn unlinked_problems(tx: &mut Tx, import: Id, lines: &[u64]) -> Result<Vec<(i64, Problem)>> {
    let listed = tx.dialect().in_list("line", "$2");
    tx.rows(
        &format!(
            "SELECT {PROBLEM} FROM @k_import_problem WHERE import = $1 AND {listed} \
             AND code IN ({UNLINKED}) AND NOT warning ORDER BY line, seq"
        ),
        &[import.into(), self::lines(lines)],
        problem,
    )
}

/// Tells better why a link led nowhere.
pub fn retell(tx: &mut Tx, problems: &[(i64, Problem)]) -> Result<()> {
    let retell = |(seq, problem): &(i64, Problem)| {
        Statement::new(
            "UPDATE @k_import_problem SET code = $2, detail = $3 WHERE seq = $1",
            vec![
                (*seq).into(),
                problem.code.as_str().into(),
                clean(Some(&problem.detail)).into(),
            ],
        )
    };
    tx.run_all(problems.iter().map(retell).collect())
}

/// Takes what was wrong with rows out of the list; answers the rows that were in it.
pub fn take_problems(tx: &mut Tx, import: Id, lines: &[u64]) -> Result<BTreeSet<u64>> {
    let listed = tx.dialect().in_list("line", "$2");
    let params = [import.into(), self::lines(lines)];
    let sql =
        format!("SELECT DISTINCT line FROM @k_import_problem WHERE import = $1 AND {listed} AND NOT warning");
    let found = tx.rows(&sql, &params, |row| row.get::<u64>(0))?;
    let sql = format!("DELETE FROM @k_import_problem WHERE import = $1 AND {listed}");
    tx.execute(&sql, &params)?;
    Ok(found.into_iter().collect())
}

/// Forgets what was wrong in an earlier run, and what waited.
pub fn forget_problems(tx: &mut Tx, import: Id) -> Result<()> {
    for table in ["k_import_problem", "k_import_waiting"] {
        tx.execute(
            &format!("DELETE FROM @{table} WHERE import = $1"),
            &[import.into()],
        )?;
    }
    Ok(())
}

/// Imports that were uploaded before an instant and are not running, some at a time.
pub fn older(tx: &mut Tx, before: Timestamp, after: Id) -> Result<Vec<Id>> {
    tx.rows(
        "SELECT id FROM @k_import WHERE created_at < $1 AND id > $2 AND state NOT IN ('running', 'undoing') \
         ORDER BY id LIMIT 100",
        &[before.into(), after.into()],
        |row| row.get(0),
    )
}

/// Forgets imports that were uploaded before an instant and are not running; answers their ids.
pub fn prune(tx: &mut Tx, before: Timestamp) -> Result<Vec<Id>> {
    let ids: Vec<Id> = tx.rows(
        "SELECT id FROM @k_import WHERE created_at < $1 AND state NOT IN ('running', 'undoing') ORDER BY id LIMIT 100",
        &[before.into()],
        |row| row.get(0),
    )?;
    for table in [
        "k_import_problem WHERE import",
        "k_import_waiting WHERE import",
        "k_import WHERE id",
    ] {
        let (name, column) = table.split_once(" WHERE ").unwrap_or((table, "id"));
        let sql = format!("DELETE FROM @{name} WHERE {}", tx.dialect().in_list(column, "$1"));
        tx.execute(&sql, &[Value::Ids(ids.clone())])?;
    }
    Ok(ids)
}

/// Numbers of rows as a parameter.
pub(crate) fn lines(lines: &[u64]) -> Value {
    let lines = lines.iter().filter_map(|line| i64::try_from(*line).ok());
    Value::Ints(lines.collect())
}

pub(crate) fn number(value: u64) -> Value {
    Value::Int(i64::try_from(value).unwrap_or(i64::MAX))
}

pub(crate) fn text(value: &impl Serialize) -> Result<Value> {
    serde_json::to_string(value)
        .map(Value::from)
        .map_err(Error::internal)
}

pub(crate) fn word(value: impl Serialize) -> Result<Value> {
    let json = serde_json::to_value(value).map_err(Error::internal)?;
    Ok(json.as_str().unwrap_or_default().into())
}

pub(crate) fn parsed<T: DeserializeOwned>(row: &Columns<'_>, at: usize) -> Result<T> {
    serde_json::from_str(row.text(at)?.unwrap_or("null")).map_err(Error::internal)
}

/// Texts of a file may hold what databases refuse.
fn clean(text: Option<&str>) -> Option<String> {
    text.map(|text| text.replace('\0', "\u{fffd}"))
}

/// The report, with the first problems as they are shown.
pub fn report(import: &Import, ignored: &[&str], problems: &[Json]) -> Json {
    let mut report = json!(import.counts);
    report["dry_run"] = json!(import.dry_run);
    report["ignored_columns"] = json!(ignored);
    report["errors"] = json!(problems);
    if import.file.member.is_some() {
        let taken: Vec<&str> = import.file.taken().collect();
        report["files"] = json!({"taken": taken, "left_out": import.file.left_out});
    }
    report
}
