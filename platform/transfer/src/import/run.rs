//! The run of an import: block after block, each in a transaction of its own that also says how far it is. So it can
//! stop at any moment, and goes on where it stopped without doing anything twice.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kontor_jobs::JobContext;
use kontor_kernel::{Code, Error, Id, Json, Result, Via};
use kontor_records::{Ctx, Work, Workspace};
use serde_json::json;

use super::block::{self, Done, Outcome, is_final};
use super::file::{RawRow, Rows};
use super::mapping::{self, Mapping};
use super::row::{self, Problem, Row};
use super::settle::settle;
use super::store::{self, Import, State};
use crate::asker::subject;
use crate::places::Places;

/// Rows of a block, and their most bytes.
const BLOCK: usize = 500;
const BLOCK_BYTES: u64 = 4 << 20;

/// The job: runs an import to its end, and says why when it can't go on.
pub async fn job(workspace: Arc<Workspace>, places: Places, job: JobContext) -> Result<Json> {
    let id = subject(&job)?;
    match run(&workspace, &places, &job, id).await {
        // A stop is no failure: whoever takes the job again goes on.
        Err(error) if is_final(&error) && !job.is_cancelled() => {
            tracing::info!(import = %id, %error, "an import broke off");
            let detail = error.detail.clone();
            let now = workspace.clock.now();
            let note = workspace.database.write(move |tx| {
                let Some(mut import) = store::get(tx, id)? else {
                    return Ok(());
                };
                let position = import.position;
                (import.state, import.error, import.finished_at) =
                    (State::Failed, Some(detail.clone()), Some(now));
                store::update(tx, &import, position)
            });
            note.await?;
            Ok(json!({"error": error.detail}))
        }
        other => other,
    }
}

async fn run(workspace: &Arc<Workspace>, places: &Places, job: &JobContext, id: Id) -> Result<Json> {
    let found = workspace.database.read(move |tx| store::get(tx, id)).await?;
    let mut import = found.ok_or_else(|| Error::new(Code::Conflict, "The import is gone."))?;
    let path = places.import(id);
    let mut seen = Seen::default();
    loop {
        job.check()?;
        let ctx = import.asker.ctx(workspace, Via::Import, id).await?;
        let mapping = Arc::new(mapping::resolve(
            &ctx,
            &import.object,
            &import.file.columns,
            &import.map,
        )?);
        let (rows, position, line) = read(&ctx, &mapping, &path, &import).await?;
        let last = rows.is_empty();
        let before = import.clone();
        (import.position, import.line) = (position, line);
        let outcomes = match last {
            true => {
                if !import.dry_run {
                    settle(workspace, &path, job, &mut import).await?;
                }
                end(workspace, job, &mut import, before.position).await?;
                return Ok(json!(import.counts));
            }
            false => write(workspace, ctx, mapping.clone(), rows, before, position, line).await?,
        };
        import.counts = outcomes.counts;
        if import.dry_run {
            seen.correct(&mut import, &mapping, &outcomes.rows);
        }
        job.progress(import.counts.rows as i64, Some(import.file.rows as i64));
    }
}

/// Reads the next block and makes values of its cells, on a thread that may block.
async fn read(
    ctx: &Ctx,
    mapping: &Arc<Mapping>,
    path: &Path,
    import: &Import,
) -> Result<(Vec<Row>, u64, u64)> {
    let (ctx, mapping, path) = (ctx.clone(), mapping.clone(), PathBuf::from(path));
    let (delimiter, position, line) = (import.file.delimiter, import.position, import.line);
    let work = move || {
        let mut file = Rows::open(&path, delimiter, position, line)?;
        let mut raw: Vec<RawRow> = Vec::new();
        while raw.len() < BLOCK && file.position() - position < BLOCK_BYTES {
            match file.next_row()? {
                Some(row) => raw.push(row),
                None => break,
            }
        }
        let rows = raw.iter().map(|raw| row::read(&ctx, &mapping, raw)).collect();
        Ok((rows, file.position(), file.line()))
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// What a block came to.
struct Written {
    counts: store::Counts,
    rows: Vec<Outcome>,
}

/// Writes a block and how far the import is, in one transaction.
async fn write(
    workspace: &Arc<Workspace>,
    ctx: Ctx,
    mapping: Arc<Mapping>,
    rows: Vec<Row>,
    before: Import,
    position: u64,
    line: u64,
) -> Result<Written> {
    let work = move |work: &mut Work<'_>| {
        let outcomes = match before.dry_run {
            false => block::write(work, &mapping, &rows)?,
            true => rehearse(work, &mapping, &rows)?,
        };
        let mut import = before.clone();
        (import.position, import.line) = (position, line);
        for outcome in &outcomes {
            count(&mut import, &mapping, outcome);
        }
        let problems: Vec<Problem> = outcomes
            .iter()
            .flat_map(|outcome| outcome.problems.clone())
            .collect();
        store::note_problems(work.tx, import.id, &problems)?;
        store::update(work.tx, &import, before.position)?;
        Ok(Written {
            counts: import.counts,
            rows: outcomes,
        })
    };
    workspace.write_alone(&ctx, work).await
}

/// Writes rows and takes everything back.
fn rehearse(work: &mut Work<'_>, mapping: &Mapping, rows: &[Row]) -> Result<Vec<Outcome>> {
    let mut outcomes = Err(Error::internal("a rehearsal without an outcome"));
    let taken_back: Result<()> = work.attempt(|work| {
        outcomes = block::write(work, mapping, rows);
        Err(Error::new(Code::Conflict, "Only a rehearsal."))
    });
    drop(taken_back);
    outcomes
}

pub(super) fn count(import: &mut Import, mapping: &Mapping, outcome: &Outcome) {
    let counts = &mut import.counts;
    counts.rows += 1;
    match outcome.done {
        Done::Created => counts.created += 1,
        Done::Updated => counts.updated += 1,
        Done::Skipped => counts.skipped += 1,
        Done::Failed => counts.failed += 1,
    }
    if outcome.done != Done::Failed {
        counts.warnings += outcome.problems.iter().filter(|problem| problem.warning).count() as u64;
    }
    for (object, _) in &outcome.made {
        counts
            .records
            .entry(mapping.objects[*object].key().to_owned())
            .or_default()
            .created += 1;
    }
    for object in &outcome.changed {
        counts
            .records
            .entry(mapping.objects[*object].key().to_owned())
            .or_default()
            .updated += 1;
    }
}

/// The last act: the import is done, or a dry run is ready to be followed by the real one.
async fn end(workspace: &Arc<Workspace>, job: &JobContext, import: &mut Import, position: u64) -> Result<()> {
    import.finished_at = Some(workspace.clock.now());
    import.state = if import.dry_run {
        State::Checked
    } else {
        State::Done
    };
    if import.dry_run {
        (import.position, import.line) = (import.file.first, 2);
    }
    let (import, job) = (import.clone(), job.clone());
    let finish = workspace.database.write(move |tx| {
        store::update(tx, &import, position)?;
        job.finish(tx, &json!(import.counts))
    });
    finish.await
}

/// What a dry run has made in earlier blocks, all of which was taken back: the same record made again would have been
/// found in a real run.
#[derive(Default)]
struct Seen(HashSet<u64>);

impl Seen {
    fn correct(&mut self, import: &mut Import, mapping: &Mapping, outcomes: &[Outcome]) {
        for outcome in outcomes.iter().filter(|outcome| outcome.done != Done::Failed) {
            for (object, identity) in &outcome.made {
                let Some(identity) = identity else { continue };
                let mut hasher = DefaultHasher::new();
                (object, identity).hash(&mut hasher);
                if self.0.insert(hasher.finish()) {
                    continue;
                }
                let counts = &mut import.counts;
                if let Some(records) = counts.records.get_mut(mapping.objects[*object].key()) {
                    records.created = records.created.saturating_sub(1);
                    records.updated += u64::from(*object == 0);
                }
                if *object == 0 {
                    counts.created = counts.created.saturating_sub(1);
                    counts.updated += 1;
                }
            }
        }
    }
}
