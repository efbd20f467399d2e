//! Exports: records of one object into a file, page by page, with the asker's permissions and masks.
//!
//! A table (`csv`) has a header of field keys and cells that an import restores exactly, a workbook (`xlsx`) the same with
//! typed cells; `jsonl` has one record in a line as the API shows it, `vcard` the contacts of people and organisations. The
//! file lies beside the workspace's database until it is swept up.

mod columns;
mod form;
mod sheet;
pub mod store;

use std::path::Path;
use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::{Action, Object};
use kontor_jobs::{JobContext, NewJob};
use kontor_kernel::{Error, Id, Json, Result, Via};
use kontor_records::query::list::{ListQuery, MAX_LIMIT, list};
use kontor_records::query::load;
use kontor_records::query::render::Expand;
use kontor_records::{Ctx, Record, Workspace};
use serde_json::json;

use crate::asker::{Asker, subject};
use crate::import::QUEUE;
use crate::import::block::is_final;
use crate::places::Places;
use columns::Columns;
use sheet::{Piece, Sheet};
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
    if query.format == Format::Vcard {
        form::check_contacts(def)?;
    }
    // What can't be listed can't be exported, and says why.
    Columns::of(ctx, def, query.fields.as_deref())?;
    list(ctx, tx, workspace, def, &listed(ctx, def, &query, None, 1)?)?;
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
        total: None,
        size: 0,
        job: Some(kontor_jobs::enqueue(tx, job)?),
        error: None,
        created_at: ctx.caller.now,
        finished_at: None,
    };
    store::put(tx, &export)?;
    Ok(show(&export))
}

/// What a saved view shows: its object, and which records, in which order, with which of its fields the caller may see.
///
/// # Errors
/// `not_found` when there is no such view that the caller may see.
pub fn of_view(ctx: &Ctx, tx: &mut Tx, view: Id) -> Result<(String, Query)> {
    let def = ctx.object("saved_view")?;
    if !load::permitted(ctx, tx, def, Action::Read, &[view])?.contains(&view) {
        return Err(Error::not_found());
    }
    let found = load::by_ids(ctx, tx, def, &[view])?.remove(&view);
    let found = found
        .filter(|view| view.deleted_at.is_none())
        .ok_or_else(Error::not_found)?;
    let columns = found.get("columns").as_array().into_iter().flatten();
    let of = ctx.object(found.text("object").unwrap_or_default())?;
    let is_seen = |path: &&str| Columns::of(ctx, of, Some(path)).is_ok();
    let columns: Vec<&str> = columns.filter_map(Json::as_str).collect();
    let seen: Vec<&str> = columns.iter().copied().filter(is_seen).collect();
    let query = Query {
        filter: found.text("filter").map(str::to_owned),
        sort: found.text("sort").unwrap_or_default().to_owned(),
        fields: (!columns.is_empty()).then(|| seen.join(",")),
        format: Format::default(),
    };
    Ok((found.text("object").unwrap_or_default().to_owned(), query))
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
        "progress": {"done": export.rows, "total": export.total},
        "size": export.size,
        "job": export.job,
        "error": export.error,
        "created_at": export.created_at,
        "finished_at": export.finished_at,
    })
}

/// A page of records; with the first one all are counted.
fn listed(
    ctx: &Ctx,
    object: &Arc<Object>,
    query: &Query,
    cursor: Option<String>,
    limit: usize,
) -> Result<ListQuery> {
    let (fields, expand) = match query.format {
        Format::Csv | Format::Xlsx => (Some("id".to_owned()), Expand::default()),
        Format::Jsonl | Format::Vcard => columns::within(ctx, object, query.fields.as_deref())?,
    };
    Ok(ListQuery {
        filter: query.filter.clone(),
        sort: query.sort.clone(),
        fields,
        expand,
        limit,
        count: cursor.is_none() && limit > 1,
        cursor,
        ..ListQuery::default()
    })
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
    let answer = json!({"export": export.id.to_string(), "rows": export.rows, "error": export.error});
    let (result, done) = (answer.clone(), job.clone());
    let finish = workspace.database.write(move |tx| {
        store::put(tx, &export)?;
        done.finish(tx, &result)
    });
    finish.await?;
    Ok(answer)
}

async fn write(workspace: &Arc<Workspace>, path: &Path, job: &JobContext, export: &mut Export) -> Result<()> {
    let (mut cursor, mut begun) = (None, None);
    (export.rows, export.total) = (0, None);
    let file = loop {
        job.check()?;
        let ctx = export.asker.ctx(workspace, Via::Job, export.id).await?;
        let (name, of, query) = (
            workspace.name.clone(),
            export.object.clone(),
            export.query.clone(),
        );
        let after = cursor.take();
        let page = workspace
            .read(&ctx, move |ctx, tx| page(ctx, tx, &name, &of, &query, after))
            .await?;
        export.rows += page.rows;
        export.total = page.total.or(export.total);
        let file = match begun.take() {
            Some(file) => file,
            None => Sheet::create(path, export.query.format, &page.title, &page.names)?,
        };
        let file = file.append(page.piece).await?;
        let total = export.total.map(|total| total.max(export.rows) as i64);
        job.progress(export.rows as i64, total);
        match page.next {
            Some(next) => (cursor, begun) = (Some(next), Some(file)),
            None => break file,
        }
    };
    export.size = file.finish(path).await?;
    export.total = Some(export.rows);
    Ok(())
}

/// A page of the file.
struct Page {
    /// What the records are called, and the columns of a table.
    title: String,
    names: Vec<String>,
    piece: Piece,
    rows: u64,
    /// How many records there are in all, with the first page.
    total: Option<u64>,
    next: Option<String>,
}

fn page(
    ctx: &Ctx,
    tx: &mut Tx,
    workspace: &str,
    object: &str,
    query: &Query,
    after: Option<String>,
) -> Result<Page> {
    let object = ctx.object(object)?;
    ctx.policy.require(object, Action::Export)?;
    let found = list(
        ctx,
        tx,
        workspace,
        object,
        &listed(ctx, object, query, after, MAX_LIMIT)?,
    )?;
    let ids: Vec<Id> = found.records.iter().map(|(id, _)| *id).collect();
    let allowed = load::permitted(ctx, tx, object, Action::Export, &ids)?;
    let rows = allowed.len() as u64;
    let total = found.count.and_then(|count| u64::try_from(count).ok());
    let lines = found.records.iter().filter(|(id, _)| allowed.contains(id));
    let mut names = Vec::new();
    let piece = match query.format {
        Format::Jsonl => {
            let lines = lines.flat_map(|(_, text)| text.iter().copied().chain([b'\n']));
            Piece::Text(lines.collect())
        }
        Format::Vcard => {
            let cards = lines.map(|(_, text)| form::card(object, text));
            Piece::Text(cards.collect::<Result<String>>()?.into_bytes())
        }
        Format::Csv | Format::Xlsx => {
            let columns = Columns::of(ctx, object, query.fields.as_deref())?;
            names = columns.names();
            let mut labels = columns::labels(&found.records)?;
            let mut records = load::by_ids(ctx, tx, object, &ids)?;
            let in_order = ids.iter().filter(|id| allowed.contains(id));
            let records: Vec<Record> = in_order.filter_map(|id| records.remove(id)).collect();
            let labels: Vec<String> = records
                .iter()
                .map(|record| labels.remove(&record.id).unwrap_or_default())
                .collect();
            Piece::Rows(columns.rows(ctx, tx, &records, &labels)?)
        }
    };
    Ok(Page {
        title: object.def.plural.get(ctx.caller.locale).to_owned(),
        names,
        piece,
        rows,
        total,
        next: found.next,
    })
}
