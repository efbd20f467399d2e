//! The run of an import: the staged rows, block after block, each block in a transaction of its own that also says how
//! far the import is. So it can stop at any moment, and goes on where it stopped without doing anything twice. A dry run
//! takes each block back, and puts what earlier blocks would have made in its place before the next.

use std::collections::HashMap;
use std::sync::Arc;

use kontor_files::Blobs;
use kontor_jobs::JobContext;
use kontor_kernel::{Code, Error, Id, Json, Result, Via};
use kontor_records::{Command, Ctx, Work, Workspace, apply};
use serde_json::json;

use super::attach::{self, Staged};
use super::block::{self, Done, Outcome, is_final};
use super::circles;
use super::map::OnDuplicate;
use super::mapped;
use super::mapping::Mapping;
use super::problem::Problem;
use super::rehearsal::{self, Rehearsed, StandIns};
use super::row::Row;
use super::settle::{self, settle};
use super::skip;
use super::source::{self, Sources};
use super::stage::Stage;
use super::staging;
use super::store::{self, Import, State};
use super::twins::{Twins, WAITING};
use super::waiting::{self, Decided};
use crate::asker::subject;
use crate::migration;
use crate::places::Places;

/// Rows of a block.
const BLOCK: usize = 500;
/// Most blocks of changes that are looked at before twins are looked for.
const FOLLOWED: usize = 1_000;

/// The job: runs an import to its end, and says why when it can't go on.
pub async fn job(
    workspace: Arc<Workspace>,
    places: Places,
    blobs: Result<Blobs>,
    job: JobContext,
) -> Result<Json> {
    let id = subject(&job)?;
    let outcome = Run::start(&workspace, &places, blobs?, &job, id).await;
    match outcome {
        // A stop is no failure: whoever takes the job again goes on.
        Err(error) if is_final(&error) && !job.is_cancelled() => {
            tracing::info!(import = %id, %error, "an import broke off");
            let detail = error.detail.clone();
            let now = workspace.clock.now();
            let result = json!({"error": detail});
            let answer = result.clone();
            let note = workspace.database.write(move |tx| {
                // Who has lost the job has no say in what becomes of the import.
                job.finish(tx, &result)?;
                let Some(mut import) = store::get(tx, id)? else {
                    return Ok(());
                };
                let position = import.position;
                (import.state, import.error, import.finished_at) =
                    (State::Failed, Some(detail.clone()), Some(now));
                store::update(tx, &import, position)
            });
            note.await?;
            Ok(answer)
        }
        other => other,
    }
}

/// Which rows are written.
#[derive(Clone)]
pub(super) enum Part {
    /// The next ones, up to this row.
    Next(u64),
    /// Rows that were rejected and are tried again; at last without the links that may be left out.
    Again {
        /// No link waits any more.
        last: bool,
    },
    /// Rows that waited, and what was decided.
    Decided(Vec<Decided>),
}

/// An import under way.
pub struct Run {
    workspace: Arc<Workspace>,
    places: Places,
    blobs: Blobs,
    job: JobContext,
    pub(super) import: Import,
    /// Some links may be left out, but not before all rows were gone through.
    pub(super) has_waiting_links: bool,
    made_of: String,
    mapping: Arc<Mapping>,
    stage: Stage,
    /// The files of the same migration that were rehearsed before this one.
    earlier: Vec<Rehearsed>,
}

impl Run {
    async fn start(
        workspace: &Arc<Workspace>,
        places: &Places,
        blobs: Blobs,
        job: &JobContext,
        id: Id,
    ) -> Result<Json> {
        let found = workspace.database.read(move |tx| store::get(tx, id)).await?;
        let mut import = found.ok_or_else(|| Error::new(Code::Conflict, "The import is gone."))?;
        let ctx = import.asker.ctx(workspace, Via::Import, id).await?;
        let mut mapping = mapped(&ctx, &import)?;
        let (stage, rows) = staging::prepare(&ctx, &mapping, &import, places, job).await?;
        let position = import.position;
        import.rows = Some(rows);
        if import.map.system.is_none() && source::is_given(&mapping.system) {
            import.map.system = Some(source_of(workspace, &ctx, &import, &mapping, &stage, job).await?);
            mapping = mapped(&ctx, &import)?;
        }
        if mapping.on_duplicate != OnDuplicate::Create || mapping.looks_for_firms() {
            // What was written a moment ago is to be found, too.
            kontor_duplicates::sweep::follow(workspace, FOLLOWED).await?;
        }
        if import.dry_run {
            // What was rehearsed before is not remembered.
            import.rewind();
            stage.forget().await?;
        }
        let (noted, dry_run) = (import.clone(), import.dry_run);
        let note = workspace.database.write(move |tx| {
            if dry_run {
                store::forget_problems(tx, id)?;
            }
            store::update(tx, &noted, position)
        });
        note.await?;
        let mut run = Run {
            made_of: staging::made_of(&ctx, &import)?,
            workspace: workspace.clone(),
            places: places.clone(),
            blobs,
            job: job.clone(),
            // What an earlier run has seen is not known any more.
            has_waiting_links: import.position > 0,
            import,
            mapping,
            stage,
            earlier: Vec::new(),
        };
        if run.import.dry_run {
            run.earlier = migration::rehearsed(workspace, &ctx, places, &run.import).await?;
        }
        let outcome = run.go_through().await;
        run.stage.close().await;
        for (stage, _) in run.earlier {
            stage.close().await;
        }
        outcome
    }

    async fn go_through(&mut self) -> Result<Json> {
        loop {
            self.job.check()?;
            let rows = self.stage.rows(self.import.position, BLOCK).await?;
            let Some(last) = rows.last() else {
                self.is_whole().await?;
                break;
            };
            let position = last.line;
            self.write(rows, Part::Next(position)).await?;
            self.job.progress(
                self.import.counts.rows as i64,
                self.import.rows.map(|rows| rows as i64),
            );
        }
        settle(self).await?;
        waiting::settle(self).await?;
        circles::tell(self).await?;
        self.end().await?;
        Ok(json!(self.import.counts))
    }

    /// No more rows are the end only of a stage that has all of them.
    async fn is_whole(&self) -> Result<()> {
        match self.stage.whole(&self.made_of).await? {
            Some(_) => Ok(()),
            None => Err(Error::internal("the rows of the import are not all there")),
        }
    }

    /// A context with the permissions and definitions of now. When definitions were changed, the rows are staged anew.
    async fn ctx(&mut self) -> Result<Ctx> {
        let id = self.import.id;
        let ctx = self.import.asker.ctx(&self.workspace, Via::Import, id).await?;
        let made_of = staging::made_of(&ctx, &self.import)?;
        if made_of != self.made_of {
            self.mapping = mapped(&ctx, &self.import)?;
            let (stage, _) =
                staging::prepare(&ctx, &self.mapping, &self.import, &self.places, &self.job).await?;
            std::mem::replace(&mut self.stage, stage).close().await;
            self.made_of = made_of;
        }
        Ok(ctx)
    }

    /// What is needed to look into the stage.
    pub(super) async fn staged(&mut self) -> Result<(Ctx, Arc<Mapping>, &Stage)> {
        let ctx = self.ctx().await?;
        Ok((ctx, self.mapping.clone(), &self.stage))
    }

    /// Tells better what was wrong with rows.
    pub(super) async fn retell(&self, problems: Vec<(i64, Problem)>) -> Result<()> {
        let retell = self
            .workspace
            .database
            .write(move |tx| store::retell(tx, &problems));
        retell.await
    }

    /// Stops when the job has lost its lease or was cancelled.
    pub(super) fn check(&self) -> Result<()> {
        self.job.check()
    }

    /// Reads rows that come later, by their numbers.
    pub(super) async fn rows_at(&self, lines: Vec<u64>) -> Result<Vec<Row>> {
        self.stage.at(lines).await
    }

    /// What the database says.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut kontor_database::Tx, Id) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let id = self.import.id;
        self.workspace.database.read(move |tx| work(tx, id)).await
    }

    /// Writes rows and how far the import is, in one transaction.
    pub(super) async fn write(&mut self, mut rows: Vec<Row>, part: Part) -> Result<()> {
        let ctx = self.ctx().await?;
        let before = self.import.clone();
        let rule = self.mapping.on_duplicate;
        let twins = match &part {
            Part::Decided(decided) => {
                let (mapping, decided) = (self.mapping.clone(), decided.clone());
                let mut changed = std::mem::take(&mut rows);
                let look = self.workspace.read(&ctx, move |ctx, tx| {
                    waiting::apply(ctx, tx, &mapping, &mut changed, &decided)?;
                    Ok(changed)
                });
                rows = look.await?;
                None
            }
            Part::Next(_) | Part::Again { .. } => {
                Twins::find(
                    &self.workspace,
                    &ctx,
                    &self.mapping,
                    rule,
                    &self.stage,
                    before.dry_run,
                    &mut rows,
                )
                .await?
            }
        };
        if !matches!(part, Part::Again { last: true }) {
            let waits = settle::wait(&ctx, &self.mapping, &self.stage, &mut rows).await?;
            self.has_waiting_links |= waits;
        }
        let asked = rows.clone();
        let stand_ins = match before.dry_run {
            true => {
                let earlier = self.earlier.iter().map(|(stage, mapping)| (stage, mapping));
                let files: Vec<_> = earlier.chain([(&self.stage, &self.mapping)]).collect();
                rehearsal::stand_ins(&ctx, &files, &rows).await?
            }
            false => StandIns::new(),
        };
        let files = self.files(&rows, before.dry_run).await?;
        let (mapping, standing) = (self.mapping.clone(), stand_ins.clone());
        let of = part.clone();
        let work = move |work: &mut Work<'_>| {
            let mut import = before.clone();
            let mut rows = rows.as_slice();
            // Another worker may have been here: only what is still open is this one's to do.
            let open = match &of {
                Part::Next(position) => {
                    import.position = *position;
                    None
                }
                Part::Again { .. } => {
                    let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
                    let open = store::take_problems(work.tx, import.id, &lines)?;
                    import.counts.rows -= open.len() as u64;
                    import.counts.failed -= open.len() as u64;
                    Some(open)
                }
                Part::Decided(decided) => Some(waiting::take(work.tx, &mut import, decided)?),
            };
            let still_open: Vec<Row>;
            if let Some(open) = open {
                let rows_left = rows.iter().filter(|row| open.contains(&row.line));
                still_open = rows_left.cloned().collect();
                rows = still_open.as_slice();
            }
            let outcomes = match import.dry_run {
                false => written(work, &mapping, rows, &files, false)?,
                true => rehearse(work, &mapping, rows, &files, &standing)?,
            };
            for (row, outcome) in rows.iter().zip(&outcomes) {
                count(&mut import, &mapping, outcome);
                if let Some(why) = skip::why(row, outcome) {
                    *import.counts.skipped_because.entry(why.to_owned()).or_default() += 1;
                }
            }
            let problems = outcomes.iter().flat_map(|outcome| outcome.problems.clone());
            store::note_problems(work.tx, import.id, &problems.collect::<Vec<Problem>>())?;
            waiting::note(work.tx, import.id, &mapping, rows)?;
            store::update(work.tx, &import, before.position)?;
            Ok((import, outcomes))
        };
        let (import, outcomes) = self.workspace.write_alone(&ctx, work).await?;
        if let (Some(twins), Part::Next(_)) = (twins, part) {
            self.stage.note_keys(twins.made(&asked, &outcomes)).await?;
        }
        if import.dry_run {
            let given = outcomes.into_iter().flat_map(|outcome| outcome.given).collect();
            let before = stand_ins.last().map_or(&[][..], |(_, own)| own);
            self.stage.give(&self.mapping, before, given).await?;
        }
        self.import = import;
        Ok(())
    }

    /// The files of rows that are to be written; their contents are stored, unless it is a rehearsal.
    async fn files(&self, rows: &[Row], dry_run: bool) -> Result<Arc<Files>> {
        let taken = rows.iter().filter(|row| !row.is_empty() && !row.is_rejected());
        let files = self.stage.files(taken.map(|row| row.line).collect()).await?;
        if !dry_run {
            for file in files.values().flatten() {
                self.job.check()?;
                let content = self.stage.content(file).await?;
                let (blobs, file, from) = (
                    self.blobs.clone(),
                    file.clone(),
                    self.places.attachments(&self.import),
                );
                let store = move || attach::store(&blobs, &from, &file, content.as_deref());
                tokio::task::spawn_blocking(store)
                    .await
                    .map_err(Error::internal)??;
            }
        }
        Ok(Arc::new(files))
    }

    /// The last act: the import is done, or a dry run is ready to be followed by the real one.
    async fn end(&mut self) -> Result<()> {
        let position = self.import.position;
        let import = &mut self.import;
        import.finished_at = Some(self.workspace.clock.now());
        import.state = if import.dry_run {
            State::Checked
        } else {
            State::Done
        };
        if import.dry_run {
            import.position = 0;
        }
        let (import, job) = (import.clone(), self.job.clone());
        let ctx = import.asker.ctx(&self.workspace, Via::Import, import.id).await?;
        let waker = self.workspace.waker.clone();
        let finish = self.workspace.database.write(move |tx| {
            store::update(tx, &import, position)?;
            waker.wake_after(tx);
            migration::go_on(&ctx, tx, &import)?;
            let mut result = json!(import.counts);
            result["import"] = json!(import.id.to_string());
            job.finish(tx, &result)
        });
        finish.await
    }
}

/// The files of rows, by row.
type Files = HashMap<u64, Vec<Staged>>;

/// The system that the keys of an import belong to, as its rows tell.
async fn source_of(
    workspace: &Workspace,
    ctx: &Ctx,
    import: &Import,
    mapping: &Arc<Mapping>,
    stage: &Stage,
    job: &JobContext,
) -> Result<String> {
    if import.position > 0 {
        // It has begun when files had no systems of their own.
        return Ok(source::SYSTEM.to_owned());
    }
    let object = mapping.main().clone();
    let given = workspace.read(ctx, move |_, tx| source::given(tx, &object));
    let mut sources = Sources::new(given.await?);
    let mut after = 0;
    while mapping.has_keys() && sources.are_several() {
        job.check()?;
        let rows = stage.rows(after, BLOCK).await?;
        let Some(last) = rows.last() else { break };
        after = last.line;
        let of = mapping.clone();
        let look = workspace.read(ctx, move |ctx, tx| {
            sources.look(ctx, tx, &of, &rows)?;
            Ok(sources)
        });
        sources = look.await?;
    }
    sources.choose(mapping)
}

/// Writes rows, and their files as documents.
fn written(
    work: &mut Work<'_>,
    mapping: &Mapping,
    rows: &[Row],
    files: &Files,
    remember: bool,
) -> Result<Vec<Outcome>> {
    let mut outcomes = block::write(work, mapping, rows, remember || !files.is_empty())?;
    attach::write(work, mapping.main().key(), rows, files, &mut outcomes)?;
    Ok(outcomes)
}

/// Writes rows and takes everything back. What earlier rows would have made stands in its place meanwhile.
fn rehearse(
    work: &mut Work<'_>,
    mapping: &Mapping,
    rows: &[Row],
    files: &Files,
    stand_ins: &StandIns,
) -> Result<Vec<Outcome>> {
    let mut outcomes = Err(Error::internal("a rehearsal without an outcome"));
    let taken_back: Result<()> = work.attempt(|work| {
        let commands: Vec<Command> = stand_ins
            .iter()
            .flat_map(|(mapping, given)| rehearsal::place(mapping, given))
            .collect();
        if work.attempt(|work| apply(work, commands.clone())).is_err() {
            // One may be in the way of another; the rest stands all the same.
            for command in commands {
                drop(work.attempt(|work| apply(work, vec![command])));
            }
        }
        outcomes = written(work, mapping, rows, files, true);
        Err(Error::new(Code::Conflict, "Only a rehearsal."))
    });
    drop(taken_back);
    outcomes
}

fn count(import: &mut Import, mapping: &Mapping, outcome: &Outcome) {
    let counts = &mut import.counts;
    counts.rows += 1;
    match outcome.done {
        Done::Created => counts.created += 1,
        Done::Updated => counts.updated += 1,
        Done::Skipped => counts.skipped += 1,
        Done::Failed => counts.failed += 1,
    }
    if outcome.problems.iter().any(|problem| problem.code == WAITING) {
        counts.waiting += 1;
    }
    if outcome.done != Done::Failed {
        counts.warnings += outcome.problems.iter().filter(|problem| problem.warning).count() as u64;
    }
    if outcome.documents > 0 {
        let records = counts.records.entry(attach::DOCUMENT.to_owned()).or_default();
        records.created += outcome.documents;
    }
    for (objects, made) in [(&outcome.made, true), (&outcome.changed, false)] {
        for object in objects {
            let key = mapping.objects[*object].key().to_owned();
            let records = counts.records.entry(key).or_default();
            match made {
                true => records.created += 1,
                false => records.updated += 1,
            }
        }
    }
}
