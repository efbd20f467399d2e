//! Imports: a file is uploaded, its columns are mapped to fields, a dry run tells what would happen, a run does it, and
//! the rows that were rejected come back as a file.
//!
//! Start reading at [`run`], then [`staging`] (the file becomes staged rows), [`block`] (rows become commands), [`row`] (cells
//! become values), [`mapping`] and [`detect`] (what columns mean).

mod address;
pub mod attach;
pub mod block;
mod canonical;
mod cells;
mod circles;
mod company;
pub mod detect;
mod domains;
mod fill;
pub mod find;
pub mod links;
pub mod list;
mod made_key;
pub mod map;
pub mod mapping;
pub mod merge;
pub mod name;
mod names;
mod naming;
mod place;
pub mod plan;
pub mod problem;
pub mod rehearsal;
pub mod rejected;
mod resolve;
pub mod row;
pub mod run;
pub mod settle;
mod several;
mod skip;
mod source;
mod spare;
mod spelled;
pub mod stage;
pub mod staging;
mod states;
pub mod store;
pub mod twins;
pub mod undo;
pub mod waiting;
mod warn;
mod whose;

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::Action;
use kontor_formats::{Choice, Survey};
use kontor_jobs::NewJob;
use kontor_kernel::{Code, Error, Id, Json, Result};
use kontor_records::Ctx;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::asker::Asker;
use crate::places::Places;
use map::Map;
use mapping::{Mapping, What};
use problem::Telling;
use store::{Import, State};

/// The name of the job.
pub const JOB: &str = "transfer.import";
/// The queue of imports and exports.
pub const QUEUE: &str = "transfer";
/// How often a run is tried that fails for reasons outside of the import.
const ATTEMPTS: u32 = 5;
/// Most problems in one report.
pub const MAX_PROBLEMS: usize = 10_000;

/// A file that was uploaded, and what is to be done with it.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The import's id; its file lies in its place.
    pub id: Id,
    /// Key of the object its rows are about.
    pub object: String,
    /// Who asked.
    pub asker: Asker,
    /// The map.
    pub map: Map,
    /// What the file is called.
    pub name: Option<String>,
    /// What the sender says it is.
    pub content_type: Option<String>,
    /// How it is to be read.
    pub choice: Choice,
}

/// Makes an import of a file that lies in its place; it is to be entered.
///
/// # Errors
/// `validation` for a file that can't be read, `forbidden` or `not_found` for who may not create such records.
pub async fn prepare(ctx: &Ctx, places: &Places, upload: Upload) -> Result<Import> {
    let def = ctx.object(&upload.object)?;
    ctx.policy.require(def, Action::Create)?;
    let Looked { survey, sha256 } = look(places, &upload).await?;
    let now = ctx.caller.now;
    let map = upload
        .map
        .of_file(survey.columns.iter().map(|column| column.name.as_str()))?;
    let mut import = Import::new(upload.id, def.key(), upload.asker, survey, map, now);
    (import.name, import.sha256) = (upload.name, sha256);
    Ok(import)
}

/// Enters an import, and shows it.
///
/// # Errors
/// `validation` for a map that can't be meant.
pub fn enter(ctx: &Ctx, tx: &mut Tx, import: &Import) -> Result<Json> {
    let import = &rejected::with_files(ctx, tx, import)?;
    let mut shown = show(ctx, import, &[])?;
    store::insert(tx, import)?;
    shown["same_file_as"] = same_file(store::twin(tx, import)?);
    Ok(shown)
}

/// What was found in a file.
pub(crate) struct Looked {
    /// Its columns, and how it is read.
    pub survey: Survey,
    /// The SHA-256 of its content, in hexadecimal.
    pub sha256: String,
}

/// Looks at a file that lies in its place.
pub(crate) async fn look(places: &Places, upload: &Upload) -> Result<Looked> {
    let path = places.import(upload.id);
    let (name, content_type) = (upload.name.clone(), upload.content_type.clone());
    let choice = upload.choice.clone();
    let look = move || {
        let survey = kontor_formats::survey(&path, name.as_deref(), content_type.as_deref(), &choice)?;
        let sha256 = fingerprint(&path)?;
        Ok::<_, Error>(Looked { survey, sha256 })
    };
    tokio::task::spawn_blocking(look).await.map_err(Error::internal)?
}

/// What the map of an import means now.
pub(crate) fn mapped(ctx: &Ctx, import: &Import) -> Result<Arc<Mapping>> {
    resolve::resolve(ctx, import).map(Arc::new)
}

/// The SHA-256 of a file, in hexadecimal.
fn fingerprint(path: &Path) -> Result<String> {
    let mut file = std::fs::File::open(path).map_err(Error::disk)?;
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        match file.read(&mut buffer).map_err(Error::disk)? {
            0 => return Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
            count => hash.update(&buffer[..count]),
        }
    }
}

/// The import that has brought the same file already, or is about to.
fn same_file(twin: Option<Import>) -> Json {
    twin.map_or(
        Json::Null,
        |twin| json!({"id": twin.id, "state": twin.state, "finished_at": twin.finished_at}),
    )
}

/// An import as its asker and administrators see it, with its first problems.
pub fn read(ctx: &Ctx, tx: &mut Tx, id: Id, telling: Telling) -> Result<Json> {
    let import = visible(ctx, tx, id)?;
    let found = store::problems(tx, id, (0, 0), telling.problems.min(MAX_PROBLEMS))?;
    let (asker, reader) = (import.asker.locale, ctx.caller.locale);
    let found: Vec<Json> = found
        .iter()
        .map(|(_, problem)| problem.to_json(asker, reader, telling.words))
        .collect();
    let mut shown = show(ctx, &import, &found)?;
    shown["same_file_as"] = same_file(store::twin(tx, &import)?);
    Ok(shown)
}

/// The import, if the caller may see it.
pub fn visible(ctx: &Ctx, tx: &mut Tx, id: Id) -> Result<Import> {
    store::get(tx, id)?
        .filter(|import| import.asker.is_open_to(ctx))
        .ok_or_else(Error::not_found)
}

/// Changes the map of an import that has not run yet, in the version one knows.
pub fn remap(ctx: &Ctx, tx: &mut Tx, id: Id, known: Option<i64>, map: Map) -> Result<Json> {
    let mut import = visible(ctx, tx, id)?;
    if known.is_some_and(|version| version != import.version) {
        let detail = "Somebody else has changed the map since you read it.";
        return Err(Error::new(Code::VersionConflict, detail).with("version", import.version));
    }
    if !matches!(import.state, State::Ready | State::Checked) {
        return Err(Error::new(
            Code::Conflict,
            "The import has begun; its map can't be changed any more.",
        ));
    }
    let position = import.position;
    let map = map.of_file(import.file.columns.iter().map(|column| column.name.as_str()))?;
    (import.map, import.state) = (map, State::Ready);
    import.version += 1;
    import.rewind();
    let shown = show(ctx, &import, &[])?;
    store::forget_problems(tx, id)?;
    store::update(tx, &import, position)?;
    Ok(shown)
}

/// Has a job run an import, or go on with one that broke off; a dry run only tells what would happen. A file whose rows
/// have no keys would make everything twice: it is only run `again` when that is meant.
pub fn start(ctx: &Ctx, tx: &mut Tx, id: Id, dry_run: bool, again: bool) -> Result<Json> {
    let mut import = visible(ctx, tx, id)?;
    let mapping = resolve::resolve(ctx, &import)?;
    let knows_rows = mapping.has_keys()
        || mapping
            .uses()
            .any(|(_, used)| used.object == 0 && used.what == What::Id);
    if !knows_rows
        && !again
        && import.position == 0
        && !dry_run
        && let Some(twin) = store::twin(tx, &import)?
        && has_brought(&twin)
    {
        return Err(taken_before(&twin));
    }
    let position = import.position;
    match import.state {
        State::Undoing => return Err(Error::new(Code::Conflict, "The import is being taken back.")),
        State::Undone => {
            return Err(Error::new(
                Code::Conflict,
                "The import was taken back; upload the file again to repeat it.",
            ));
        }
        State::Running => return Err(Error::new(Code::Conflict, "The import is running.")),
        State::Done => {
            return Err(Error::new(
                Code::Conflict,
                "The import is done; upload the file again to repeat it.",
            ));
        }
        State::Cancelled | State::Failed if !import.dry_run => {
            if dry_run {
                return Err(Error::new(
                    Code::Conflict,
                    "The import has begun; there can't be a dry run any more.",
                ));
            }
        }
        _ => {
            import.rewind();
            store::forget_problems(tx, id)?;
        }
    }
    (import.dry_run, import.started_at) = (dry_run, Some(ctx.caller.now));
    enqueue(ctx, tx, &mut import, position)?;
    show(ctx, &import, &[])
}

/// Whether an import of the same file has brought something, or is about to.
fn has_brought(twin: &Import) -> bool {
    twin.state != State::Done || twin.counts.rows > twin.counts.failed
}

/// Why a file whose rows have no key is not taken once more.
fn taken_before(twin: &Import) -> Error {
    let what = match twin.state {
        State::Running => "This file is being imported by another import.",
        State::Done => "This file was imported before.",
        _ => "Another import of this file broke off and can go on where it stopped.",
    };
    let detail = format!("{what} Its rows have no key, so what is there already would be there twice.");
    let error = Error::new(Code::Conflict, detail)
        .with("import", twin.id.to_string())
        .with("state", json!(twin.state));
    match twin.finished_at {
        Some(at) => error.with("finished_at", at.to_string()),
        None => error,
    }
}

/// Has a job go on with an import that stands at a position.
fn enqueue(ctx: &Ctx, tx: &mut Tx, import: &mut Import, position: u64) -> Result<()> {
    let id = import.id;
    let job = NewJob::new(&ctx.caller.clock, JOB, json!({"id": id}))
        .queue(QUEUE)
        .unique(format!("{JOB}/{id}"))
        .attempts(ATTEMPTS)
        .by(import.asker.actor());
    import.job = Some(kontor_jobs::enqueue(tx, job)?);
    (import.state, import.error, import.finished_at) = (State::Running, None, None);
    store::update(tx, import, position)
}

/// Definitions of fields of one's own for columns that have none: for these, or for all of them.
pub fn new_fields(ctx: &Ctx, import: &Import, columns: Option<&[String]>) -> Result<Vec<Json>> {
    let mapping = resolve::resolve(ctx, import)?;
    let mut fields: Vec<Json> = Vec::new();
    for column in mapping.unknown() {
        if columns.is_some_and(|columns| !columns.contains(&column.name)) {
            continue;
        }
        let mut field = mapping::new_field(column);
        let key = field["key"].as_str().unwrap_or_default().to_owned();
        let taken = |key: &str, fields: &[Json]| {
            mapping.main().field(key).is_some() || fields.iter().any(|field| field["key"] == key)
        };
        let mut free = key.clone();
        let mut number = 2;
        while taken(&free, &fields) {
            free = format!("{key}_{number}");
            number += 1;
        }
        field["key"] = json!(free);
        fields.push(field);
    }
    Ok(fields)
}

/// An import as the API shows it, without its problems.
pub fn shown(ctx: &Ctx, import: &Import) -> Result<Json> {
    show(ctx, import, &[])
}

/// An import as the API shows it.
fn show(ctx: &Ctx, import: &Import, problems: &[Json]) -> Result<Json> {
    let mapping = resolve::resolve(ctx, import);
    let (columns, ignored) = match &mapping {
        Ok(mapping) => (mapping.to_json(&import.file.columns), mapping.ignored()),
        // A field it names may be gone since; what it did is shown all the same.
        Err(_) if import.state != State::Ready => (Json::Null, Vec::new()),
        Err(_) => return mapping.map(|_| Json::Null),
    };
    let objects = mapping
        .as_ref()
        .map(|m| m.objects.iter().map(|object| object.key()).collect())
        .unwrap_or(vec![]);
    Ok(json!({
        "id": import.id,
        "version": import.version,
        "object": import.object,
        "objects": objects,
        "state": import.state,
        "name": import.name,
        "sha256": import.sha256,
        "format": import.file.format,
        "encoding": import.file.encoding,
        "delimiter": import.file.delimiter,
        "sheet": import.file.sheet,
        "sheets": import.file.sheets,
        "layout": mapping.as_ref().ok().and_then(|mapping| mapping.layout),
        "columns": columns,
        "warnings": mapping.as_ref().map_or(Vec::new(), |mapping| warn::warnings(ctx, mapping, &import.file)),
        "key": keys(import, mapping.as_ref().ok()),
        "on_duplicate": mapping.as_ref().map_or(import.map.on_duplicate.unwrap_or_default(), |mapping| mapping.on_duplicate),
        "system": mapping.as_ref().map_or(source::SYSTEM, |mapping| mapping.system.as_str()),
        "map": import.map,
        "progress": {"done": import.counts.rows, "total": import.rows, "rate": rate(ctx, import)},
        "report": store::report(import, &ignored, problems),
        "job": import.job,
        "error": import.error,
        "undo": import.undo.as_ref().map(|undo| json!({"done": undo.done, "kept": undo.kept})),
        "created_at": import.created_at,
        "started_at": import.started_at,
        "finished_at": import.finished_at,
    }))
}

/// The columns of the key: one by its name, several as a list.
fn keys(import: &Import, mapping: Option<&Mapping>) -> Json {
    let names: Vec<&str> = match mapping {
        Some(mapping) => mapping
            .key
            .iter()
            .map(|at| mapping.columns[*at].name.as_str())
            .collect(),
        None => import.map.key.iter().map(String::as_str).collect(),
    };
    match names.as_slice() {
        [] => Json::Null,
        [one] => json!(one),
        several => json!(several),
    }
}

/// Rows in a second, over the whole run.
fn rate(ctx: &Ctx, import: &Import) -> Option<u64> {
    let end = import.finished_at.unwrap_or(ctx.caller.now);
    let micros = end.micros().checked_sub(import.started_at?.micros())?;
    (micros > 0).then(|| import.counts.rows * 1_000_000 / micros as u64)
}
