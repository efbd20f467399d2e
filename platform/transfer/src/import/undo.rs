//! Takes a whole import back, months later too: change set after change set, the newest first, each by the rule of every
//! undo. What nobody touched since goes back; what was changed or linked to by others since stays and is told.

use std::sync::Arc;

use kontor_database::Tx;
use kontor_jobs::{JobContext, NewJob};
use kontor_kernel::{Code, Error, Id, Json, Result, Via};
use kontor_records::transfer::{self, Of};
use kontor_records::undo::{OnConflict, undo, used_since};
use kontor_records::{Ctx, Work, Workspace};
use serde_json::json;

use super::block::is_final;
use super::store::{self, Import, State, Undo};
use super::{ATTEMPTS, QUEUE};
use crate::asker::{Asker, subject};

/// The name of the job.
pub const JOB: &str = "transfer.undo";
/// Most records and fields that are told.
const TOLD: usize = 1_000;

/// Rows of an import up to which it is looked through while somebody waits for the answer.
const LOOKED_THROUGH: u64 = 20_000;

/// Has a job take an import back.
///
/// # Errors
/// `undo_conflict` with the records that others changed since, unless it is said what becomes of them, or without them
/// where the import is too large to look for them first; `conflict` when nothing was imported, or it was taken back already.
pub fn start(ctx: &Ctx, tx: &mut Tx, id: Id, asker: Asker, on_conflict: OnConflict) -> Result<Import> {
    let mut import = super::visible(ctx, tx, id)?;
    let refused = |detail: &str| Err(Error::new(Code::Conflict, detail));
    match import.state {
        State::Undone => return refused("The import was taken back already."),
        State::Undoing => return refused("The import is being taken back."),
        State::Running => return refused("The import is running; cancel it first."),
        _ if transfer::change_sets(tx, id)? == 0 => return refused("The import has changed nothing."),
        _ => {}
    }
    if on_conflict == OnConflict::Refuse && import.rows.is_some_and(|rows| rows > LOOKED_THROUGH) {
        let detail = "An import as large as this is not looked through beforehand: say whether what was changed or linked to \
                      since is kept.";
        return Err(Error::new(Code::UndoConflict, detail).with("conflicts", Json::Array(Vec::new())));
    }
    if on_conflict == OnConflict::Refuse {
        let mut changed = transfer::changed_since(tx, Of::Request(id), TOLD)?;
        changed.extend(used_since(&ctx.catalog, tx, id, TOLD)?);
        changed.sort_unstable();
        changed.dedup();
        changed.truncate(TOLD);
        if !changed.is_empty() {
            let conflicts = changed
                .iter()
                .map(|(object, id)| json!({"object": object, "id": id}));
            let detail = "Some of what it brought was changed or linked to since; nothing was taken back.";
            return Err(
                Error::new(Code::UndoConflict, detail).with("conflicts", conflicts.collect::<Vec<Json>>())
            );
        }
    }
    let job = NewJob::new(&ctx.caller.clock, JOB, json!({"id": id}))
        .queue(QUEUE)
        .unique(format!("{JOB}/{id}"))
        .attempts(ATTEMPTS)
        .by(asker.actor());
    import.job = Some(kontor_jobs::enqueue(tx, job)?);
    import.undo = Some(Undo {
        asker: Some(asker),
        restore: on_conflict == OnConflict::Restore,
        ..import.undo.unwrap_or_default()
    });
    (import.state, import.error) = (State::Undoing, None);
    store::update(tx, &import, import.position)?;
    Ok(import)
}

/// The job.
pub async fn job(workspace: Arc<Workspace>, job: JobContext) -> Result<Json> {
    let id = subject(&job)?;
    let total = workspace
        .database
        .read(move |tx| transfer::change_sets(tx, id))
        .await?;
    let mut done = 0;
    loop {
        job.check()?;
        match back(&workspace, id, job.claimed.id).await {
            Ok(true) => {
                done += 1;
                job.progress(done, Some(total));
            }
            Ok(false) => break,
            Err(error) if is_final(&error) && !job.is_cancelled() => {
                let detail = error.detail.clone();
                let result = json!({"error": detail});
                let answer = result.clone();
                let note = workspace.database.write(move |tx| {
                    // Who has lost the job has no say in what becomes of the import.
                    job.finish(tx, &result)?;
                    let Some(mut import) = store::get(tx, id)? else {
                        return Ok(());
                    };
                    (import.state, import.error) = (State::Failed, Some(detail.clone()));
                    store::update(tx, &import, import.position)
                });
                note.await?;
                return Ok(answer);
            }
            Err(error) => return Err(error),
        }
    }
    let now = workspace.clock.now();
    let finish = workspace.database.write(move |tx| {
        let result = match store::get(tx, id)? {
            Some(mut import) => {
                (import.state, import.finished_at) = (State::Undone, Some(now));
                store::update(tx, &import, import.position)?;
                let mut result = json!(import.undo);
                result["import"] = json!(id.to_string());
                result
            }
            None => Json::Null,
        };
        job.finish(tx, &result)
    });
    finish.await?;
    Ok(Json::Null)
}

/// Takes the newest change set back that is left; answers whether there was one.
async fn back(workspace: &Arc<Workspace>, id: Id, request: Id) -> Result<bool> {
    let found = workspace.database.read(move |tx| store::get(tx, id)).await?;
    let import = found.ok_or_else(|| Error::new(Code::Conflict, "The import is gone."))?;
    let asker = import.undo.as_ref().and_then(|undo| undo.asker.clone());
    let ctx = asker
        .as_ref()
        .unwrap_or(&import.asker)
        .ctx(workspace, Via::Import, request)
        .await?;
    let work = move |work: &mut Work<'_>| {
        let Some(change_set) = transfer::newest_change_set(work.tx, id)? else {
            return Ok(false);
        };
        let Some(mut import) = store::get(work.tx, id)? else {
            return Ok(false);
        };
        let mut told = import.undo.take().unwrap_or_default();
        let on_conflict = if told.restore {
            OnConflict::Restore
        } else {
            OnConflict::Keep
        };
        let undone = undo(work, change_set, on_conflict)?;
        // Where everything was changed since and stays, it counts as taken back all the same.
        transfer::set_aside(work.tx, change_set, work.ctx.change_set)?;
        told.done += 1;
        told.kept.extend(undone.kept);
        told.kept.truncate(TOLD);
        import.undo = Some(told);
        store::update(work.tx, &import, import.position)?;
        Ok(true)
    };
    workspace.write_alone(&ctx, work).await
}
