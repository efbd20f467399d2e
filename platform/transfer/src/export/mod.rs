//! Exports: records of one object into a file, page by page, with the asker's permissions and masks.
//!
//! A table (`csv`) has a header of field keys and cells that an import restores exactly; `jsonl` has one record in a line
//! as the API shows it. The file lies beside the workspace's database until it is swept up.

pub mod store;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::{Action, Object};
use kontor_jobs::{JobContext, NewJob};
use kontor_kernel::{Error, Id, Json, Result, Via};
use kontor_records::fields::kind;
use kontor_records::query::list::{ListQuery, MAX_LIMIT, list};
use kontor_records::query::load;
use kontor_records::query::render::{Expand, Shape};
use kontor_records::{Ctx, Record, Workspace};
use serde_json::json;

use crate::asker::{Asker, subject};
use crate::cell;
use crate::import::QUEUE;
use crate::import::block::is_final;
use crate::places::{Places, disk};
use store::{Export, Format, Query, State};

/// The name of the job.
pub const JOB: &str = "transfer.export";
/// How often an export is tried that fails for reasons outside of it.
const ATTEMPTS: u32 = 3;

/// Has a job export records.
///
/// # Errors
/// `not_found`, `forbidden`, `bad_filter`, `bad_sort`, `bad_parameter`.
pub fn start(
    ctx: &Ctx,
    tx: &mut Tx,
    workspace: &str,
    object: &str,
    asker: Asker,
    query: Query,
) -> Result<Json> {
    let def = ctx.object(object)?;
    ctx.policy.require(def, Action::Export)?;
    // What can't be listed can't be exported, and says why.
    Shape::new(ctx, def, query.fields.as_deref(), &Expand::default(), false)?;
    list(ctx, tx, workspace, def, &listed(&query, None, 1))?;
    let id = Id::generate(&ctx.caller.clock);
    let job = NewJob::new(&ctx.caller.clock, JOB, json!({"id": id}))
        .queue(QUEUE)
        .attempts(ATTEMPTS)
        .by(asker.actor());
    let export = Export {
        id,
        object: def.key().to_owned(),
        asker,
        query,
        state: State::Running,
        rows: 0,
        size: 0,
        job: Some(kontor_jobs::enqueue(tx, job)?),
        error: None,
        created_at: ctx.caller.now,
        finished_at: None,
    };
    store::put(tx, &export)?;
    Ok(show(&export))
}

/// The export, if the caller may see it.
pub fn visible(ctx: &Ctx, tx: &mut Tx, id: Id) -> Result<Export> {
    store::get(tx, id)?
        .filter(|export| export.asker.is_open_to(ctx))
        .ok_or_else(Error::not_found)
}

/// An export as the API shows it, but for the address of its file.
pub fn show(export: &Export) -> Json {
    json!({
        "id": export.id,
        "object": export.object,
        "state": export.state,
        "filter": export.query.filter,
        "sort": export.query.sort,
        "fields": export.query.fields,
        "format": export.query.format,
        "rows": export.rows,
        "size": export.size,
        "job": export.job,
        "error": export.error,
        "created_at": export.created_at,
        "finished_at": export.finished_at,
    })
}

fn listed(query: &Query, cursor: Option<String>, limit: usize) -> ListQuery {
    let fields = match query.format {
        Format::Csv => Some("id".to_owned()),
        Format::Jsonl => query.fields.clone(),
    };
    ListQuery {
        filter: query.filter.clone(),
        sort: query.sort.clone(),
        fields,
        limit,
        cursor,
        ..ListQuery::default()
    }
}

/// The job: writes the file, and says why when it can't.
pub async fn job(workspace: Arc<Workspace>, places: Places, job: JobContext) -> Result<Json> {
    let id = subject(&job)?;
    let found = workspace.database.read(move |tx| store::get(tx, id)).await?;
    let Some(mut export) = found else {
        return Ok(Json::Null);
    };
    let path = places.export(id);
    let outcome = write(&workspace, &path, &job, &mut export).await;
    export.finished_at = Some(workspace.clock.now());
    match outcome {
        Ok(()) => export.state = State::Done,
        Err(error) if is_final(&error) && !job.is_cancelled() => {
            (export.state, export.error) = (State::Failed, Some(error.detail));
        }
        Err(error) => return Err(error),
    }
    let answer = json!({"rows": export.rows, "error": export.error});
    let (result, done) = (answer.clone(), job.clone());
    let finish = workspace.database.write(move |tx| {
        store::put(tx, &export)?;
        done.finish(tx, &result)
    });
    finish.await?;
    Ok(answer)
}

async fn write(workspace: &Arc<Workspace>, path: &Path, job: &JobContext, export: &mut Export) -> Result<()> {
    let mut file = Sheet::create(path)?;
    let (mut cursor, mut begun) = (None, false);
    export.rows = 0;
    loop {
        job.check()?;
        let ctx = export.asker.ctx(workspace, Via::Job, export.id).await?;
        let (name, of, query) = (
            workspace.name.clone(),
            export.object.clone(),
            export.query.clone(),
        );
        let (header, after) = (!std::mem::replace(&mut begun, true), cursor.take());
        let page = workspace
            .read(&ctx, move |ctx, tx| {
                page(ctx, tx, &name, &of, &query, after, header)
            })
            .await?;
        export.rows += page.rows;
        file = file.append(page.text).await?;
        job.progress(export.rows as i64, None);
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    export.size = file.finish(path).await?;
    Ok(())
}

/// A page of the file.
struct Page {
    text: Vec<u8>,
    rows: u64,
    next: Option<String>,
}

fn page(
    ctx: &Ctx,
    tx: &mut Tx,
    workspace: &str,
    object: &str,
    query: &Query,
    after: Option<String>,
    header: bool,
) -> Result<Page> {
    let object = ctx.object(object)?;
    ctx.policy.require(object, Action::Export)?;
    let found = list(ctx, tx, workspace, object, &listed(query, after, MAX_LIMIT))?;
    let ids: Vec<Id> = found.records.iter().map(|(id, _)| *id).collect();
    let allowed = load::permitted(ctx, tx, object, Action::Export, &ids)?;
    let rows = allowed.len() as u64;
    let text = match query.format {
        Format::Jsonl => {
            let lines = found.records.into_iter().filter(|(id, _)| allowed.contains(id));
            lines
                .flat_map(|(_, text)| text.into_iter().chain([b'\n']))
                .collect()
        }
        Format::Csv => {
            let shape = Shape::new(ctx, object, query.fields.as_deref(), &Expand::default(), false)?;
            let mut records = load::by_ids(ctx, tx, object, &ids)?;
            let in_order = ids
                .iter()
                .filter(|id| allowed.contains(id))
                .filter_map(|id| records.remove(id));
            table(object, &shape.shown, header, in_order)?
        }
    };
    Ok(Page {
        text,
        rows,
        next: found.next,
    })
}

/// Records as lines of cells.
fn table(
    object: &Object,
    shown: &[usize],
    header: bool,
    records: impl Iterator<Item = Record>,
) -> Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    if header {
        out.write_record(shown.iter().map(|at| object.fields[*at].key.as_bytes()))
            .map_err(Error::internal)?;
    }
    for record in records {
        for at in shown {
            let field = &object.fields[*at];
            let value = &record.values[*at];
            let text = if value.is_null() {
                String::new()
            } else {
                kind(&field.kind).export(field, value)
            };
            out.write_field(cell::defuse(&text).as_bytes())
                .map_err(Error::internal)?;
        }
        out.write_record(None::<&[u8]>).map_err(Error::internal)?;
    }
    out.into_inner()
        .map_err(|error| Error::internal(error.to_string()))
}

/// A file under construction: it gets its name when it is whole.
struct Sheet {
    out: BufWriter<File>,
    temporary: PathBuf,
    size: u64,
}

impl Sheet {
    fn create(path: &Path) -> Result<Sheet> {
        Places::prepare(path)?;
        let temporary = path.with_extension("part");
        let out = BufWriter::new(File::create(&temporary).map_err(disk)?);
        Ok(Sheet {
            out,
            temporary,
            size: 0,
        })
    }

    async fn append(mut self, text: Vec<u8>) -> Result<Sheet> {
        let work = move || {
            self.size += text.len() as u64;
            self.out.write_all(&text).map_err(disk)?;
            Ok(self)
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
    }

    async fn finish(self, path: &Path) -> Result<u64> {
        let path = path.to_owned();
        let work = move || {
            let file = self.out.into_inner().map_err(|error| disk(error.into_error()))?;
            file.sync_all()
                .and_then(|()| std::fs::rename(&self.temporary, &path))
                .map_err(disk)?;
            Ok(self.size)
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
    }
}
