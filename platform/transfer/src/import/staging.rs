//! From the file to the stage: rows are read, parsed and brought to normal form, block by block, in constant memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kontor_formats::{Cell, Files, Rows};
use kontor_jobs::JobContext;
use kontor_kernel::{Error, Result};
use kontor_records::Ctx;
use sha2::{Digest, Sha256};

use super::attach::{self, Staged};
use super::map::Map;
use super::mapping::Mapping;
use super::problem::Problem;
use super::row::{self, Row};
use super::stage::Stage;
use super::store::Import;
use crate::places::Places;

/// Rows that are staged at once, and their most bytes.
const BLOCK: usize = 1_000;
const BLOCK_BYTES: usize = 4 << 20;
/// Changes when the form of staged rows does.
const FORM: u32 = 5;

/// What a stage is made of: file, map and definitions. When one of them changes, it is made again.
pub fn made_of(ctx: &Ctx, import: &Import) -> Result<String> {
    // What system the keys belong to is no matter of the rows.
    let map = Map {
        system: None,
        ..import.map.clone()
    };
    let map = serde_json::to_vec(&map).map_err(Error::internal)?;
    let file = serde_json::to_vec(&import.file).map_err(Error::internal)?;
    let mut hash = Sha256::new();
    hash.update(map);
    hash.update(file);
    let hash: String = hash
        .finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(format!("{FORM}/{}/{}/{hash}", import.sha256, ctx.catalog.version))
}

/// The stage of an import with all its rows, and how many they are.
pub async fn prepare(
    ctx: &Ctx,
    mapping: &Arc<Mapping>,
    import: &Import,
    places: &Places,
    job: &JobContext,
) -> Result<(Stage, u64)> {
    let made_of = made_of(ctx, import)?;
    let place = &places.stage(import.id);
    let stage = Stage::open(place).await?;
    if let Some(rows) = stage.whole(&made_of).await? {
        return Ok((stage, rows));
    }
    stage.close().await;
    let part = Stage::part(place, job.claimed.fence);
    let staged = build(ctx, mapping, import, (places, &part), &made_of, job).await;
    if staged.is_err() {
        // The room it takes may be just what is missing.
        Stage::remove(&part).await;
    }
    staged
}

/// Stages all rows of a file, and puts the stage in its place.
async fn build(
    ctx: &Ctx,
    mapping: &Arc<Mapping>,
    import: &Import,
    (places, part): (&Places, &Path),
    made_of: &str,
    job: &JobContext,
) -> Result<(Stage, u64)> {
    Stage::remove(part).await;
    let stage = Stage::open(part).await?;
    let filled = fill(&stage, ctx, mapping, import, places, job).await;
    let whole = match &filled {
        Ok(count) => stage.finish(made_of, *count).await,
        Err(_) => Ok(()),
    };
    stage.close().await;
    let count = filled?;
    whole?;
    job.check()?;
    // Another server may have taken the job over and have been faster.
    let place = &places.stage(import.id);
    let stage = Stage::open(place).await?;
    if let Some(rows) = stage.whole(made_of).await? {
        Stage::remove(part).await;
        return Ok((stage, rows));
    }
    stage.close().await;
    Stage::put(place, job.claimed.fence).await?;
    Ok((Stage::open(place).await?, count))
}

async fn fill(
    stage: &Stage,
    ctx: &Ctx,
    mapping: &Arc<Mapping>,
    import: &Import,
    places: &Places,
    job: &JobContext,
) -> Result<u64> {
    let mut reader = Reader::open(places, import).await?;
    let mut count = 0;
    loop {
        job.check()?;
        let (rows, files) = reader.block(ctx, mapping).await?;
        if rows.is_empty() {
            return Ok(count);
        }
        count += rows.len() as u64;
        stage.add(ctx, mapping, rows, files).await?;
        job.progress(0, import.rows.map(|rows| rows as i64));
    }
}

/// Reads a file on threads that may block.
struct Reader {
    /// It travels to the thread and back.
    rows: Option<Rows>,
    line: u64,
    /// What the files that come with rows are taken from.
    from: PathBuf,
    /// Files that did not come with this upload.
    elsewhere: Option<Arc<Files>>,
}

/// Rows with their cells, and the files that came with them.
type Block = (Vec<(Row, String)>, Vec<(Staged, Option<Vec<u8>>)>);

impl Reader {
    async fn open(places: &Places, import: &Import) -> Result<Reader> {
        let (path, survey) = (places.import(import.id), import.file.clone());
        let from = places.attachments(import);
        let zip = from.clone();
        let open = move || {
            // An upload that is gone by now has no files: each row that names one tells it.
            let elsewhere = survey.files_in.and_then(|_| Files::open(&zip).ok());
            Ok::<_, Error>((kontor_formats::rows(&path, &survey)?, elsewhere))
        };
        let (rows, elsewhere) = tokio::task::spawn_blocking(open)
            .await
            .map_err(Error::internal)??;
        Ok(Reader {
            rows: Some(rows),
            line: 0,
            from,
            elsewhere: elsewhere.map(Arc::new),
        })
    }

    /// The next rows, parsed, each with its cells.
    async fn block(&mut self, ctx: &Ctx, mapping: &Arc<Mapping>) -> Result<Block> {
        let Some(mut rows) = self.rows.take() else {
            return Ok(Block::default());
        };
        let (ctx, mapping, mut line) = (ctx.clone(), mapping.clone(), self.line);
        let (from, limit) = (self.from.clone(), ctx.settings.upload_limit);
        let elsewhere = self.elsewhere.clone();
        let work = move || {
            let (mut block, mut files, mut bytes) = (Vec::new(), Vec::new(), 0);
            while block.len() < BLOCK && bytes < BLOCK_BYTES {
                let mut attachments = Vec::new();
                let (mut row, cells) = match rows.next() {
                    None => break,
                    Some(Ok(mut raw)) => {
                        if let Some(files) = &elsewhere {
                            attach::find(&mut raw, &mapping, files);
                        }
                        let cells: Vec<String> = raw.cells.iter().map(Cell::to_string).collect();
                        let mut row = row::read(&ctx, &mapping, &raw);
                        if !row.is_empty() {
                            attach::told(&mut row, &mapping, &raw);
                        }
                        attachments = raw.attachments;
                        (row, cells)
                    }
                    Some(Err(error)) => {
                        let cells = error.cells.iter().map(Cell::to_string).collect();
                        (unreadable(&mapping, error), cells)
                    }
                };
                // Numbers only rise, whatever a file says.
                line = row.line.max(line + 1);
                row.line = line;
                row.problems.iter_mut().for_each(|problem| problem.row = line);
                if !row.is_empty() && !row.is_rejected() {
                    for (staged, content) in attach::stage(&from, &mut row, &attachments, limit) {
                        bytes += content.as_ref().map_or(0, Vec::len);
                        files.push((staged, content));
                    }
                }
                let cells = serde_json::to_string(&cells).map_err(Error::internal)?;
                bytes += cells.len();
                block.push((row, cells));
            }
            Ok::<_, Error>(((block, files), rows, line))
        };
        let (block, rows, line) = tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)??;
        (self.rows, self.line) = (Some(rows), line);
        Ok(block)
    }
}

/// A row that could not be read is rejected, with what could be read of it.
fn unreadable(mapping: &Mapping, error: kontor_formats::RowError) -> Row {
    let column = error.column.and_then(|at| mapping.columns.get(at));
    Row {
        line: error.number,
        wishes: vec![None; mapping.objects.len()],
        problems: vec![
            Problem::new(error.number, error.code, error.detail)
                .with(error.params)
                .at(column.map(|column| column.name.clone()), None),
        ],
        ..Row::default()
    }
}
