//! Rows whose links led nowhere are tried again once the whole file was gone through: what they point to may have come in
//! a later row. Round follows round until one brings nothing more.

use std::path::Path;
use std::sync::Arc;

use kontor_jobs::JobContext;
use kontor_kernel::{Error, Result, Via};
use kontor_records::{Work, Workspace};

use super::block::{self, Done};
use super::file::Rows;
use super::mapping;
use super::row::{self, Row};
use super::run::count;
use super::store::{self, Counts, Import};

/// Rows of one transaction.
const BLOCK: usize = 200;

/// Tries them again; the counts of the import follow.
pub async fn settle(
    workspace: &Arc<Workspace>,
    path: &Path,
    job: &JobContext,
    import: &mut Import,
) -> Result<()> {
    loop {
        let (mut after, failed) = (0, import.counts.failed);
        loop {
            job.check()?;
            let id = import.id;
            let read = workspace
                .database
                .read(move |tx| store::unlinked(tx, id, after, BLOCK));
            let places = read.await?;
            let Some((last, _)) = places.last() else { break };
            after = *last;
            import.counts = again(workspace, path, import, places).await?;
        }
        if import.counts.failed == failed {
            return Ok(());
        }
    }
}

/// Reads rows at these places once more, and writes them.
async fn again(
    workspace: &Arc<Workspace>,
    path: &Path,
    import: &Import,
    places: Vec<(u64, u64)>,
) -> Result<Counts> {
    let ctx = import.asker.ctx(workspace, Via::Import, import.id).await?;
    let columns = &import.file.columns;
    let mapping = Arc::new(mapping::resolve(&ctx, &import.object, columns, &import.map)?);
    let reading = {
        let (ctx, mapping, path) = (ctx.clone(), mapping.clone(), path.to_owned());
        let delimiter = import.file.delimiter;
        move || {
            let mut rows: Vec<Row> = Vec::new();
            for (line, at) in places {
                let raw = Rows::open(&path, delimiter, at, line)?.next_row()?;
                rows.extend(raw.map(|raw| row::read(&ctx, &mapping, &raw)));
            }
            Ok::<_, Error>(rows)
        }
    };
    let rows = tokio::task::spawn_blocking(reading)
        .await
        .map_err(Error::internal)??;
    let before = import.clone();
    let work = move |work: &mut Work<'_>| {
        let mut import = before.clone();
        let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
        // Another worker may have been here: only what is still open is this one's to do.
        let open = store::take_problems(work.tx, import.id, &lines)?;
        let rows: Vec<Row> = rows
            .iter()
            .filter(|row| open.contains(&row.line))
            .cloned()
            .collect();
        import.counts.rows -= rows.len() as u64;
        import.counts.failed -= rows.len() as u64;
        let outcomes = block::write(work, &mapping, &rows)?;
        for outcome in &outcomes {
            count(&mut import, &mapping, outcome);
            if outcome.done == Done::Failed || !outcome.problems.is_empty() {
                store::note_problems(work.tx, import.id, &outcome.problems)?;
            }
        }
        store::update(work.tx, &import, before.position)?;
        Ok(import.counts)
    };
    workspace.write_alone(&ctx, work).await
}
