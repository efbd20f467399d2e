//! Imports, exports, duplicates, and the jobs behind them.

use std::collections::BTreeMap;

use kontor_kernel::Json;
use utoipa::ToSchema;

use super::Values;
use super::records::{ExternalId, Ref};
use crate::openapi::{Id, Time};

/// The job that does the rest.
#[derive(ToSchema)]
#[schema(as = JobStarted)]
#[allow(dead_code)]
pub struct Job {
    /// `GET /jobs/{id}` tells how far it is.
    job: Id,
}

/// An import: a file, what its columns fill, how far it is, and what came of it.
#[derive(ToSchema)]
#[schema(as = Import)]
#[allow(dead_code)]
pub struct ImportSchema {
    /// Its id.
    id: Id,
    /// It rises with each change of the map.
    version: i64,
    /// Key of the object its rows are about.
    object: String,
    /// All objects that its rows make records of.
    objects: Vec<String>,
    /// Where it stands.
    state: ImportState,
    /// The name of the file.
    name: Option<String>,
    /// SHA-256 of its content, in hexadecimal digits.
    sha256: Option<String>,
    /// What it is: `csv`, `xlsx`, `jsonl`, `vcard`.
    format: Option<String>,
    /// How its text is written.
    encoding: Option<String>,
    /// What stands between cells.
    delimiter: Option<String>,
    /// The sheet that is read.
    sheet: Option<String>,
    /// All sheets of the workbook.
    sheets: Option<Vec<String>>,
    /// Whose way of writing columns was recognised.
    layout: Option<String>,
    /// Its columns.
    columns: Option<Vec<ImportColumn>>,
    /// What may be guessed wrongly, to be looked at before it is run.
    warnings: Vec<ImportWarning>,
    /// The column of the key, or several.
    key: Option<crate::openapi::Words>,
    /// What becomes of rows whose record is there already by all appearances: `create`, `skip`, `update`, `ask`.
    on_duplicate: String,
    /// The system that the keys belong to.
    system: String,
    /// The map as it was given.
    map: BTreeMap<String, Json>,
    /// How far it is.
    progress: ImportProgress,
    /// What came of it.
    report: ImportReport,
    /// The job that runs it.
    #[schema(value_type = Option<String>, format = "uuid")]
    job: Option<Id>,
    /// Why it failed.
    error: Option<String>,
    /// How far it is taken back.
    undo: Option<ImportUndo>,
    /// The import that has brought the same content before, or is about to.
    same_file_as: Option<SameFile>,
    /// When it was uploaded.
    created_at: Time,
    /// When it began to run.
    #[schema(value_type = Option<String>, format = DateTime)]
    started_at: Option<Time>,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    finished_at: Option<Time>,
}

/// A page of imports.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ImportList {
    /// The imports.
    data: Vec<ImportSummary>,
    /// The link of the next page, if there is one.
    next: Option<String>,
}

/// An import in short.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ImportSummary {
    /// Its id.
    id: Id,
    /// Key of the object its rows are about.
    object: String,
    /// Where it stands.
    state: ImportState,
    /// The name of the file.
    name: Option<String>,
    /// Its last run only told what would happen.
    dry_run: bool,
    /// Rows gone through.
    rows: i64,
    /// Rows whose main record is new.
    created: i64,
    /// Rows that changed something.
    updated: i64,
    /// Rows that had nothing to do.
    skipped: i64,
    /// Rows that were rejected.
    failed: i64,
    /// The migration that it is a file of.
    #[schema(value_type = Option<String>, format = "uuid")]
    migration: Option<Id>,
    /// Why it failed.
    error: Option<String>,
    /// When it was uploaded.
    created_at: Time,
    /// When it began to run.
    #[schema(value_type = Option<String>, format = DateTime)]
    started_at: Option<Time>,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    finished_at: Option<Time>,
}

/// Where an import stands.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[allow(dead_code)]
pub enum ImportState {
    /// Uploaded.
    Ready,
    /// A dry run has told what would happen.
    Checked,
    /// It is being run.
    Running,
    /// Somebody called it off.
    Cancelled,
    /// It broke off.
    Failed,
    /// It was run.
    Done,
    /// It is being taken back.
    Undoing,
    /// It was taken back.
    Undone,
}

/// What may be guessed wrongly in an import.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ImportWarning {
    /// Stable code.
    code: String,
    /// The column, if it is about one.
    column: Option<String>,
    /// In the reader's language, with what helps.
    detail: String,
}

/// A column of an import.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ImportColumn {
    /// Its name.
    name: String,
    /// What it fills: `person.emails`; null for nothing.
    target: Option<String>,
    /// What can't be read in it is left out, and the row taken all the same.
    optional: bool,
    /// It is the key, or a part of it.
    key: bool,
    /// Its cells bring files along, which become documents of the record.
    files: bool,
    /// Some of its values.
    samples: Option<Vec<String>>,
    /// What its values look like.
    #[schema(value_type = Option<BTreeMap<String, Json>>)]
    profile: Option<Json>,
    /// The field that could be made for it.
    new_field: Option<super::definitions::NewField>,
}

/// How far an import is.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ImportProgress {
    /// Rows done.
    done: u64,
    /// Rows in all, once known.
    total: Option<u64>,
    /// Rows a second.
    rate: Option<u64>,
}

/// What came of an import.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ImportReport {
    /// Rows that were looked at.
    rows: u64,
    /// Records that were made.
    created: u64,
    /// Records that were changed.
    updated: u64,
    /// Rows with nothing to do.
    skipped: u64,
    /// Rows that were rejected.
    failed: u64,
    /// Nothing was written.
    dry_run: bool,
    /// Columns that fill nothing.
    ignored_columns: Vec<String>,
    /// The first problems; `GET /imports/{id}/errors` has the rows.
    errors: Vec<RowProblem>,
    /// Further counts.
    #[serde(flatten)]
    further: BTreeMap<String, Json>,
}

/// What is wrong with a row.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct RowProblem {
    /// The number of the row.
    row: u64,
    /// The column, if it is one column's fault.
    column: Option<String>,
    /// The field: `person.emails`.
    field: Option<String>,
    /// Stable code.
    code: String,
    /// For people, in the reader's language.
    detail: String,
    /// Figures of the detail, for clients that word it themselves.
    #[schema(value_type = Option<Values>)]
    params: Option<Json>,
    /// The row was taken all the same, without this cell.
    warning: bool,
}

/// How far an import is taken back.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ImportUndo {
    /// Records that went back.
    done: u64,
    /// What stayed because others changed it since.
    #[schema(value_type = Json)]
    kept: Json,
}

/// An import of the same content.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct SameFile {
    /// The other import.
    id: Id,
    /// Where that stands.
    state: ImportState,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    finished_at: Option<Time>,
}

/// The files of another system that come in together.
#[derive(ToSchema)]
#[schema(as = Migration)]
#[allow(dead_code)]
pub struct MigrationSchema {
    /// Its id.
    id: Id,
    /// The name of its plan.
    plan: String,
    /// Where it stands: as its files do.
    state: ImportState,
    /// The files, in the order in which they come in.
    files: Vec<MigrationFile>,
    /// Files of the plan that were not given.
    missing: Vec<MissingFile>,
    /// Files that the plan does not know.
    left_over: Vec<String>,
    /// When it was entered.
    created_at: Time,
}

/// A file of a migration.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct MigrationFile {
    /// What it is called.
    name: String,
    /// Key of the object its rows are about.
    object: String,
    /// Its import.
    import: Id,
    /// Where that stands.
    state: ImportState,
    /// Why it broke off.
    error: Option<String>,
    /// How far it is.
    progress: ImportProgress,
    /// What came of it.
    report: ImportReport,
    /// What of it was not taken over.
    not_taken_over: NotTakenOver,
}

/// What of a file was not taken over, and why.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct NotTakenOver {
    /// Columns without a field.
    columns: Vec<String>,
    /// Rows that were rejected.
    rows: u64,
    /// What was wrong, by its code: how often.
    reasons: BTreeMap<String, u64>,
}

/// A file of a plan that was not given.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct MissingFile {
    /// Key of the object its rows would be about.
    object: String,
    /// What it would be called.
    files: Vec<String>,
}

/// The name of a plan that comes with Kontor, or a plan as `GET /import_plans` shows them.
#[derive(ToSchema)]
#[serde(untagged)]
#[allow(dead_code)]
pub enum NameOrPlan {
    /// A name.
    Name(String),
    /// A plan.
    Plan(BTreeMap<String, Json>),
}

/// The plans that come with Kontor.
#[derive(ToSchema)]
#[schema(as = ImportPlanList)]
#[allow(dead_code)]
pub struct Plans {
    /// They.
    data: Vec<ImportPlan>,
    /// Always null: there is one page.
    next: Option<String>,
}

/// How the files of another system are brought in.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ImportPlan {
    /// Its name.
    name: String,
    /// What it is called.
    title: Json,
    /// The system that the keys belong to.
    system: String,
    /// Files are told apart by their names alone.
    only_by_name: bool,
    /// Objects of one's own that it needs.
    objects: Vec<Json>,
    /// The files, in order.
    steps: Vec<ImportStep>,
}

/// One sort of file of another system.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ImportStep {
    /// Key of the object its rows are about.
    object: String,
    /// How such files are called.
    files: Vec<String>,
    /// Columns by which such a file is known.
    requires: Vec<String>,
    /// What its columns fill.
    map: BTreeMap<String, Json>,
}

/// How far an export is.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ExportProgress {
    /// Records written.
    done: u64,
    /// Of how many, once they were counted.
    total: Option<u64>,
}

/// An export.
#[derive(ToSchema)]
#[schema(as = Export)]
#[allow(dead_code)]
pub struct ExportSchema {
    /// Its id.
    id: Id,
    /// Key of the object.
    object: String,
    /// Where it stands.
    state: ExportState,
    /// Which records.
    filter: Option<String>,
    /// In which order.
    sort: Option<String>,
    /// Only these fields.
    fields: Option<String>,
    /// `csv`, `xlsx`, `jsonl` or `vcard`.
    format: String,
    /// Records written.
    rows: u64,
    /// How far it is.
    progress: ExportProgress,
    /// Bytes of the file.
    size: Option<u64>,
    /// The job that writes it.
    #[schema(value_type = Option<String>, format = "uuid")]
    job: Option<Id>,
    /// Why it failed.
    error: Option<String>,
    /// The address of the file, once it is done.
    file: Option<String>,
    /// When it was asked for.
    created_at: Time,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    finished_at: Option<Time>,
}

/// Where an export stands.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[allow(dead_code)]
pub enum ExportState {
    /// It is being written.
    Running,
    /// Somebody called it off.
    Cancelled,
    /// It broke off.
    Failed,
    /// Its file can be fetched.
    Done,
}

/// Records that are probably the same as one.
#[derive(ToSchema)]
#[schema(as = DuplicateList)]
#[allow(dead_code)]
pub struct Candidates {
    /// The most probable first.
    data: Vec<Candidate>,
}

/// A page of rows that wait for a decision.
#[derive(ToSchema)]
#[schema(as = WaitingRowList)]
#[allow(dead_code)]
pub struct WaitingRows {
    /// In the order of the file.
    data: Vec<WaitingRow>,
    /// Where the next page is.
    next: Option<String>,
}

/// A row of an import that waits for a decision.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct WaitingRow {
    /// Its number in the file.
    row: u64,
    /// What it says of its main record, by field.
    values: Values,
    /// The records it resembles now, the most probable first.
    candidates: Vec<Candidate>,
}

/// A record that is probably the same.
#[derive(ToSchema)]
#[schema(as = Duplicate)]
#[allow(dead_code)]
pub struct Candidate {
    /// The record.
    id: Id,
    /// Key of its object.
    object: String,
    /// What it is called.
    label: Option<String>,
    /// How probable, 0 to 1.
    score: f64,
    /// `same` or `perhaps`.
    verdict: String,
    /// Why.
    reasons: Vec<Reason>,
}

/// What speaks for or against two records being the same.
#[derive(ToSchema)]
#[schema(as = DuplicateReason)]
#[allow(dead_code)]
pub struct Reason {
    /// The field.
    field: String,
    /// How far it agrees: `equal`, `near`, ...
    level: String,
    /// In words, in the reader's language.
    text: String,
}

/// A page of pairs.
#[derive(ToSchema)]
#[schema(as = DuplicatePairList)]
#[allow(dead_code)]
pub struct Pairs {
    /// The most probable first.
    data: Vec<Pair>,
    /// The link of the next page, if there is one.
    next: Option<String>,
}

/// Two records that are probably the same.
#[derive(ToSchema)]
#[schema(as = DuplicatePair)]
#[allow(dead_code)]
pub struct Pair {
    /// Key of their object.
    object: String,
    /// The two.
    records: Vec<PairRecord>,
    /// How probable, 0 to 1.
    score: f64,
    /// `same` or `perhaps`.
    verdict: String,
    /// Why.
    reasons: Vec<Reason>,
}

/// One of a pair.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct PairRecord {
    /// The record.
    id: Id,
    /// Key of its object.
    object: String,
    /// What it is called.
    label: Option<String>,
    /// Its version, to merge it by.
    version: i64,
    /// Its keys in other systems.
    external_ids: Vec<ExternalId>,
}

/// What would be merged.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct MergePreview {
    /// How many records would become part of others.
    merges: u64,
    /// The first of them.
    data: Vec<PlannedMerge>,
}

/// A merge that would be done.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct PlannedMerge {
    /// The record that would stay.
    survivor: Ref,
    /// The record that would become part of it.
    other: Ref,
    /// How probable it is that they are the same, 0 to 1.
    score: f64,
}
