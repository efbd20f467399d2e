//! Imports: a file is uploaded, its columns are mapped to fields, a dry run tells what would happen, a run does it, and
//! the rows that were rejected come back as a file.
//!
//! Start reading at [`run`], then [`block`] (rows become commands), [`row`] (cells become values), [`mapping`].

pub mod block;
pub mod file;
pub mod find;
pub mod map;
pub mod mapping;
pub mod merge;
pub mod name;
pub mod rejected;
pub mod row;
pub mod run;
pub mod settle;
pub mod store;

use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::Action;
use kontor_jobs::NewJob;
use kontor_kernel::{Code, Error, Id, Json, Result};
use kontor_records::{Ctx, Workspace};
use serde_json::json;

use crate::asker::Asker;
use crate::places::Places;
use map::Map;
use store::{Import, State};

/// The name of the job.
pub const JOB: &str = "transfer.import";
/// The queue of imports and exports.
pub const QUEUE: &str = "transfer";
/// How often a run is tried that fails for reasons outside of the import.
const ATTEMPTS: u32 = 5;
/// Most problems in one report.
pub const MAX_PROBLEMS: usize = 10_000;

/// Enters an import whose file lies in its place.
///
/// # Errors
/// `validation` for a file or map that can't be meant, `forbidden` or `not_found` for who may not create such records.
pub async fn create(
    workspace: &Arc<Workspace>,
    ctx: &Ctx,
    places: &Places,
    id: Id,
    object: &str,
    asker: Asker,
    map: Map,
) -> Result<Json> {
    let def = ctx.object(object)?;
    ctx.policy.require(def, Action::Create)?;
    let path = places.import(id);
    let survey = tokio::task::spawn_blocking(move || file::survey(&path))
        .await
        .map_err(Error::internal)??;
    let import = Import::new(id, def.key(), asker, survey, map, ctx.caller.now);
    let shown = show(ctx, &import, &[])?;
    workspace
        .database
        .write(move |tx| store::insert(tx, &import))
        .await?;
    Ok(shown)
}

/// An import as its asker and administrators see it, with its first problems.
pub fn read(ctx: &Ctx, tx: &mut Tx, id: Id, problems: usize) -> Result<Json> {
    let import = visible(ctx, tx, id)?;
    let found = store::problems(tx, id, (0, 0), problems.min(MAX_PROBLEMS))?;
    let found: Vec<row::Problem> = found.into_iter().map(|(_, problem)| problem).collect();
    show(ctx, &import, &found)
}

/// The import, if the caller may see it.
pub fn visible(ctx: &Ctx, tx: &mut Tx, id: Id) -> Result<Import> {
    store::get(tx, id)?
        .filter(|import| import.asker.is_open_to(ctx))
        .ok_or_else(Error::not_found)
}

/// Changes the map of an import that has not run yet.
pub fn remap(ctx: &Ctx, tx: &mut Tx, id: Id, map: Map) -> Result<Json> {
    let mut import = visible(ctx, tx, id)?;
    if !matches!(import.state, State::Ready | State::Checked) {
        return Err(Error::new(
            Code::Conflict,
            "The import has begun; its map can't be changed any more.",
        ));
    }
    let position = import.position;
    (import.map, import.state) = (map, State::Ready);
    import.rewind();
    let shown = show(ctx, &import, &[])?;
    store::forget_problems(tx, id)?;
    store::update(tx, &import, position)?;
    Ok(shown)
}

/// Has a job run an import, or go on with one that broke off; a dry run only tells what would happen.
pub fn start(ctx: &Ctx, tx: &mut Tx, id: Id, dry_run: bool) -> Result<Json> {
    let mut import = visible(ctx, tx, id)?;
    mapping::resolve(ctx, &import.object, &import.file.columns, &import.map)?;
    let position = import.position;
    match import.state {
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
    let job = NewJob::new(&ctx.caller.clock, JOB, json!({"id": id}))
        .queue(QUEUE)
        .unique(format!("{JOB}/{id}"))
        .attempts(ATTEMPTS)
        .by(import.asker.actor());
    import.job = Some(kontor_jobs::enqueue(tx, job)?);
    (import.state, import.dry_run, import.error) = (State::Running, dry_run, None);
    (import.started_at, import.finished_at) = (Some(ctx.caller.now), None);
    store::update(tx, &import, position)?;
    show(ctx, &import, &[])
}

/// An import as the API shows it.
fn show(ctx: &Ctx, import: &Import, problems: &[row::Problem]) -> Result<Json> {
    let mapping = mapping::resolve(ctx, &import.object, &import.file.columns, &import.map);
    let (columns, ignored) = match &mapping {
        Ok(mapping) => (mapping.to_json(&import.file.samples), mapping.ignored()),
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
        "object": import.object,
        "objects": objects,
        "state": import.state,
        "delimiter": import.file.delimiter,
        "columns": columns,
        "key": import.map.key,
        "system": import.map.system.as_deref().unwrap_or(map::SYSTEM),
        "progress": {"done": import.counts.rows, "total": import.file.rows},
        "report": store::report(import, &ignored, problems),
        "job": import.job,
        "error": import.error,
        "created_at": import.created_at,
        "started_at": import.started_at,
        "finished_at": import.finished_at,
    }))
}
