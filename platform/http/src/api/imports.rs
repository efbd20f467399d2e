//! Imports: a file is uploaded and mapped, a dry run tells what would happen, a run does it, rejected rows come back.

use std::path::Path as FilePath;

use axum::Json as Answer;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt, stream};
use kontor_definitions::{CatalogData, Edit, edit};
use kontor_files::file;
use kontor_formats::Choice;
use kontor_kernel::{Code, Error, Id, Json, Result as Outcome};
use kontor_records::query::file_access;
use kontor_records::undo::OnConflict;
use kontor_records::{Work, ddl};
use kontor_transfer::import::Upload;
use kontor_transfer::import::map::Map;
use kontor_transfer::import::rejected::Rejected;
use kontor_transfer::places::disk;
use kontor_transfer::{Asker, Places, import};
use serde::Deserialize;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::PREFIX;
use crate::app::reply::Written;
use crate::app::visitor::Proof;
use crate::app::{App, Visitor};
use crate::body::is_json;
use crate::openapi::{self, Changing, Reading, shapes};
use crate::problem::Result;
use crate::{JsonBody, Path, Query, problems};

/// Problems in the answer unless told.
const PROBLEMS: usize = 100;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(upload))
        .routes(routes!(read, change))
        .routes(routes!(run))
        .routes(routes!(errors))
        .routes(routes!(fields))
        .routes(routes!(undo))
        .routes(routes!(plans))
}

problems! {
    /// What uploading a file to import can be refused with.
    struct Uploading: BadJson, NotFound, Forbidden, WrongOrigin, Conflict, TooLarge, UnsupportedMediaType, Validation,
        StorageFull;
    /// What starting an import can be refused with.
    struct Starting: NotFound, Forbidden, WrongOrigin, Conflict, Validation, StorageFull;
    /// What taking an import back can be refused with.
    struct TakingBack: NotFound, Forbidden, WrongOrigin, Conflict, UndoConflict, StorageFull;
    /// What making fields for the columns of an import can be refused with.
    struct Widening: BadJson, NotFound, Forbidden, WrongOrigin, Conflict, RunningTwin, UnsupportedMediaType, Validation,
        StorageFull;
}

/// How a file that is the body itself is to be read.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UploadParams {
    /// Key of the object its rows are about; with a CSV body.
    object: Option<String>,
    /// The column with the key of each record in the other system: by it a second run updates.
    key: Option<String>,
    /// The name of that system; `import` unless told.
    system: Option<String>,
    /// The map as JSON: column to `object.field`. What it does not name is found by key or label of the field.
    map: Option<String>,
    /// The sheet of a workbook; the first that has rows unless told.
    sheet: Option<String>,
    /// What stands between cells, where it is not found out rightly.
    delimiter: Option<char>,
    /// How the text is written, where it is not found out rightly: `windows-1252`.
    encoding: Option<String>,
    /// Whether the first row names the columns.
    header: Option<bool>,
    /// The file inside a zip that has the rows.
    member: Option<String>,
}

/// A file that was uploaded before.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewImport {
    /// Key of the object its rows are about.
    object: String,
    /// The file, from `POST /files`.
    #[schema(value_type = openapi::Id)]
    file: Id,
    /// The column with the key of each record in the other system, or a list of columns that make it together.
    #[serde(default)]
    key: Option<Key>,
    /// The name of that system.
    #[serde(default)]
    system: Option<String>,
    /// The map: column to `object.field`.
    #[serde(default)]
    #[schema(value_type = Option<shapes::Values>)]
    map: Option<Json>,
    /// How the file is to be read, where that is not found out rightly.
    #[serde(default)]
    reading: Option<How>,
}

/// How a file is to be read; what is left out is found out.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct How {
    /// The sheet of a workbook.
    sheet: Option<String>,
    /// What stands between cells.
    #[schema(value_type = Option<String>)]
    delimiter: Option<char>,
    /// The name of an encoding: `windows-1252`.
    encoding: Option<String>,
    /// Whether the first row names the columns.
    header: Option<bool>,
    /// The file inside a zip that has the rows.
    member: Option<String>,
}

impl From<How> for Choice {
    fn from(how: How) -> Choice {
        Choice {
            sheet: how.sheet,
            delimiter: how.delimiter,
            encoding: how.encoding,
            header: how.header,
            member: how.member,
        }
    }
}

/// Uploads a file and shows what was found in it: CSV in any encoding, XLSX, JSON Lines, vCards, or a zip with one of
/// them. The body is the file, or JSON that names one. Nothing is written before it is run.
#[utoipa::path(post, path = "/imports", tag = "imports", operation_id = "create_import", params(UploadParams),
    request_body(content((openapi::Binary = "text/csv"),
        (openapi::Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (openapi::Binary = "application/x-ndjson"), (openapi::Binary = "text/vcard"), (openapi::Binary = "application/zip"),
        (openapi::Binary = "application/octet-stream"), (NewImport = "application/json")), description = "The file."),
    responses((status = 201, body = shapes::ImportSchema, description = "The import, with its columns and what they fill."), Uploading))]
async fn upload(visitor: Visitor, Query(params): Query<UploadParams>, request: Request) -> Result<Response> {
    let id = Id::generate(visitor.app.clock());
    let places = visitor.app.places(&visitor.workspace.name);
    let path = places.import(id);
    let limit = visitor.ctx.settings.upload_limit;
    let (object, map, choice, name, content_type) = match is_json(request.headers()) {
        true => {
            let JsonBody(new) = <JsonBody<NewImport> as FromRequest<()>>::from_request(request, &()).await?;
            visitor.ctx.object(&new.object)?;
            let map = map(new.map.as_ref(), new.key, new.system)?;
            let (name, kind) = copy(&visitor, new.file, &path).await?;
            (
                new.object,
                map,
                new.reading.unwrap_or_default().into(),
                Some(name),
                Some(kind),
            )
        }
        false => {
            let (name, kind) = described(request.headers())?;
            let missing = || {
                Error::new(Code::BadParameter, "Say which object the rows are about.")
                    .with("parameter", "object")
            };
            let object = params.object.ok_or_else(missing)?;
            visitor.ctx.object(&object)?;
            let map = map(
                params.map.as_deref().map(parsed).transpose()?.as_ref(),
                params.key.map(Key::One),
                params.system,
            )?;
            receive(request.into_body().into_data_stream(), &path, limit).await?;
            let choice = Choice {
                sheet: params.sheet,
                delimiter: params.delimiter,
                encoding: params.encoding,
                header: params.header,
                member: params.member,
            };
            (object, map, choice, name, kind)
        }
    };
    let upload = Upload {
        id,
        object,
        asker: asker(&visitor),
        map,
        name,
        content_type,
        choice,
    };
    let created = import::create(&visitor.workspace, &visitor.ctx, &places, upload).await;
    if created.is_err() {
        // Nobody will ask for it again; the sweep of old imports would find it too.
        let _ = tokio::fs::remove_file(&path).await;
    }
    let location = [(LOCATION, format!("{PREFIX}/imports/{id}"))];
    let answer = (StatusCode::CREATED, location, Answer(created?));
    Ok(visitor.written(answer).into_response())
}

/// Who asks, for the job.
pub(super) fn asker(visitor: &Visitor) -> Asker {
    let (objects, read_only) = match &visitor.proof {
        Proof::Key(key) => (key.scope.objects.clone(), key.scope.read_only),
        Proof::Session(_) | Proof::Machine => (None, false),
    };
    Asker::new(&visitor.ctx.caller, objects, read_only)
}

fn parsed(text: &str) -> Outcome<Json> {
    let refuse = |error| {
        Error::new(Code::BadParameter, format!("The map is not JSON: {error}.")).with("parameter", "map")
    };
    serde_json::from_str(text).map_err(refuse)
}

/// One column, or several that together are the key.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
enum Key {
    One(String),
    Many(Vec<String>),
}

fn map(json: Option<&Json>, key: Option<Key>, system: Option<String>) -> Outcome<Map> {
    let map = json.map(Map::read).transpose()?.unwrap_or_default();
    let key = key.map(|key| match key {
        Key::One(column) => vec![column],
        Key::Many(columns) => columns,
    });
    Ok(Map {
        key: key.unwrap_or(map.key),
        system: system.or(map.system),
        ..map
    })
}

/// What a file is called and said to be. What it is, its content decides; forms are refused, for pages of other sites can
/// send those.
fn described(headers: &HeaderMap) -> Outcome<(Option<String>, Option<String>)> {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let kind = text(CONTENT_TYPE).to_ascii_lowercase();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    let plain = ["", "identity"].contains(&text(CONTENT_ENCODING).to_ascii_lowercase().as_str());
    let form = ["", "application/x-www-form-urlencoded", "multipart/form-data"].contains(&essence);
    let other = essence == "application/pdf"
        || ["image/", "audio/", "video/"]
            .iter()
            .any(|kind| essence.starts_with(kind));
    if form || other || !plain {
        return Err(Error::new(
            Code::UnsupportedMediaType,
            "Send the file itself, as text/csv or whatever it is.",
        ));
    }
    let name = kontor_files::name::from_content_disposition(text(CONTENT_DISPOSITION));
    Ok((name, Some(kind)))
}

/// Writes what comes in into a file.
async fn receive<E>(
    body: impl Stream<Item = std::result::Result<Bytes, E>>,
    path: &FilePath,
    limit: u64,
) -> Outcome<()>
where
    E: std::error::Error + Send + Sync + 'static,
{
    Places::prepare(path)?;
    let mut body = std::pin::pin!(body);
    let written = async {
        let mut file = tokio::fs::File::create(path).await.map_err(disk)?;
        let mut size = 0;
        while let Some(piece) = body.next().await {
            let piece = piece
                .map_err(|error| Error::new(Code::BadParameter, "The upload broke off.").because(error))?;
            size += piece.len() as u64;
            if size > limit {
                return Err(
                    Error::new(Code::TooLarge, format!("The file is larger than {limit} bytes."))
                        .with("limit", limit),
                );
            }
            file.write_all(&piece).await.map_err(disk)?;
        }
        file.sync_all().await.map_err(disk)
    };
    let written = written.await;
    if written.is_err() {
        let _ = tokio::fs::remove_file(path).await;
    }
    written
}

/// Copies a file that was uploaded before: it may be removed there once it is in no record.
async fn copy(visitor: &Visitor, id: Id, path: &FilePath) -> Outcome<(String, String)> {
    let find = visitor.workspace.read(&visitor.ctx, move |ctx, tx| {
        let readable = file_access::readable(ctx, tx, &[id])?;
        let found = if readable.contains(&id) {
            file::get(tx, &[id])?.pop()
        } else {
            None
        };
        found.ok_or_else(|| Error::invalid("/file", "not_found", "There is no such file that you can see."))
    });
    let file = find.await?;
    let blob = visitor
        .app
        .blobs(&visitor.workspace.name)?
        .read(file.sha256, None)
        .await?;
    receive(blob.into_stream(), path, file.size).await?;
    Ok((file.name, file.kind))
}

/// How much of an import is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReadParams {
    /// How many problems of rows the report has.
    #[param(minimum = 0, maximum = 10000, default = 100)]
    errors: Option<usize>,
}

/// Reads an import: its columns, how far it is, and its report.
#[utoipa::path(get, path = "/imports/{id}", tag = "imports", operation_id = "read_import",
    params(("id" = openapi::Id, Path, description = "The import."), ReadParams),
    responses((status = 200, body = shapes::ImportSchema, description = "The import."), Reading))]
async fn read(
    visitor: Visitor,
    Path(id): Path<Id>,
    Query(params): Query<ReadParams>,
) -> Result<Answer<Json>> {
    let problems = params.errors.unwrap_or(PROBLEMS);
    let read = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| import::read(ctx, tx, id, problems));
    Ok(Answer(read.await?))
}

/// Another map.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Remap {
    /// The column with the key of each record in the other system, or a list of columns that make it together.
    #[serde(default)]
    key: Option<Key>,
    /// The name of that system.
    #[serde(default)]
    system: Option<String>,
    /// The map: column to `object.field`.
    #[serde(default)]
    #[schema(value_type = Option<shapes::Values>)]
    map: Option<Json>,
}

/// Gives an import that has not run yet another map.
#[utoipa::path(patch, path = "/imports/{id}", tag = "imports", operation_id = "change_import", request_body = Remap,
    params(("id" = openapi::Id, Path, description = "The import.")),
    responses((status = 200, body = shapes::ImportSchema, description = "The import."), Changing))]
async fn change(
    visitor: Visitor,
    Path(id): Path<Id>,
    JsonBody(new): JsonBody<Remap>,
) -> Result<Written<Answer<Json>>> {
    let map = map(new.map.as_ref(), new.key, new.system)?;
    let ctx = visitor.ctx.clone();
    let change = visitor
        .workspace
        .database
        .write(move |tx| import::remap(&ctx, tx, id, map.clone()));
    Ok(visitor.written(Answer(change.await?)))
}

/// How an import is run.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RunParams {
    /// Only tell what would happen.
    #[serde(default)]
    dry_run: bool,
    /// The same file was imported before, its rows have no key, and they are to be there twice.
    #[serde(default)]
    again: bool,
}

/// Has a job run an import, or go on with one that broke off. `GET /imports/{id}` tells how far it is.
#[utoipa::path(post, path = "/imports/{id}/run", tag = "imports", operation_id = "run_import",
    params(("id" = openapi::Id, Path, description = "The import."), RunParams),
    responses((status = 202, body = shapes::ImportSchema, description = "The import, with its job."), Starting))]
async fn run(
    visitor: Visitor,
    Path(id): Path<Id>,
    Query(params): Query<RunParams>,
) -> Result<Written<(StatusCode, Answer<Json>)>> {
    let (ctx, waker) = (visitor.ctx.clone(), visitor.workspace.waker.clone());
    let start = visitor.workspace.database.write(move |tx| {
        waker.wake_after(tx);
        import::start(&ctx, tx, id, params.dry_run, params.again)
    });
    Ok(visitor.written((StatusCode::ACCEPTED, Answer(start.await?))))
}

/// The rejected rows as CSV: row, column, reason, and the cells as they were.
#[utoipa::path(get, path = "/imports/{id}/errors", tag = "imports", operation_id = "read_import_errors",
    params(("id" = openapi::Id, Path, description = "The import.")),
    responses((status = 200, body = String, content_type = "text/csv", description = "The rejected rows."), Reading))]
async fn errors(visitor: Visitor, Path(id): Path<Id>) -> Result<Response> {
    let import = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| import::visible(ctx, tx, id))
        .await?;
    let rejected = Rejected::new(
        visitor.workspace.clone(),
        &visitor.app.places(&visitor.workspace.name),
        &import,
    )
    .await?;
    let pieces = stream::try_unfold(rejected, |mut rejected| async move {
        let piece = rejected.next().await?;
        Ok::<_, Error>(piece.map(|piece| (Bytes::from(piece), rejected)))
    });
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"import-{id}-errors.csv\""),
        ),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// Which columns become fields.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct NewFields {
    /// Names of columns; all that fill nothing and have values, unless told.
    columns: Option<Vec<String>>,
}

/// Makes fields of one's own for columns that fill nothing, called like them and of the type their values have; needs an
/// administrator. The import's `columns` tell before what each would become (`new_field`).
#[utoipa::path(post, path = "/imports/{id}/fields", tag = "imports", operation_id = "create_import_fields",
    request_body = NewFields, params(("id" = openapi::Id, Path, description = "The import.")),
    responses((status = 200, body = shapes::ImportSchema, description = "The import, with what its columns fill now."), Widening))]
async fn fields(
    visitor: Visitor,
    Path(id): Path<Id>,
    JsonBody(wanted): JsonBody<NewFields>,
) -> Result<Written<Answer<Json>>> {
    visitor.ctx.policy.require_administrator()?;
    let workspace = visitor.workspace.clone();
    let made = {
        let (workspace, wanted) = (workspace.clone(), wanted.columns);
        let work = move |work: &mut Work<'_>| {
            let import = import::visible(work.ctx, work.tx, id)?;
            let fields = import::new_fields(work.ctx, &import, wanted.as_deref())?;
            if fields.is_empty() {
                return Ok((import.object, fields));
            }
            let make = |data: &CatalogData| {
                let mut next = data.clone();
                for field in &fields {
                    next = edit::create_field(&next, &import.object, field)?.catalog;
                }
                next.version = data.version + 1;
                Ok(Edit {
                    catalog: next,
                    moved: Vec::new(),
                })
            };
            ddl::change(&workspace, work, &make)?;
            Ok((import.object, fields))
        };
        visitor.workspace.write_alone(&visitor.ctx, work).await?
    };
    workspace.reload().await?;
    let (object, fields) = made;
    for field in &fields {
        let subject = json!({"object": object, "field": field["key"]});
        let actor = visitor.ctx.caller.actor;
        visitor
            .app
            .auth()
            .record(&workspace.name, actor, "field.created", subject)
            .await?;
    }
    // The visitor's own context does not know the new fields yet.
    let caller = &visitor.ctx.caller;
    let ctx = asker(&visitor)
        .ctx(&workspace, caller.via, caller.request)
        .await?;
    let read = workspace.read(&ctx, move |ctx, tx| import::read(ctx, tx, id, 0));
    Ok(visitor.written(Answer(read.await?)))
}

/// What becomes of what others changed since.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UndoParams {
    /// Leave it as it is, or set it back too. Without it the undo is refused and lists the records.
    #[param(inline)]
    on_conflict: Option<OnConflictParam>,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum OnConflictParam {
    Keep,
    Restore,
}

/// Has a job take a whole import back: what it made goes to the trash, what it changed gets its former values.
/// `GET /imports/{id}` tells how far it is, and what stayed as it is because others changed it since.
#[utoipa::path(post, path = "/imports/{id}/undo", tag = "imports", operation_id = "undo_import",
    params(("id" = openapi::Id, Path, description = "The import."), UndoParams),
    responses((status = 202, body = shapes::ImportSchema, description = "The import, with its job."), TakingBack))]
async fn undo(
    visitor: Visitor,
    Path(id): Path<Id>,
    Query(params): Query<UndoParams>,
) -> Result<Written<(StatusCode, Answer<Json>)>> {
    let on_conflict = match params.on_conflict {
        None => OnConflict::Refuse,
        Some(OnConflictParam::Keep) => OnConflict::Keep,
        Some(OnConflictParam::Restore) => OnConflict::Restore,
    };
    let (ctx, waker, who) = (
        visitor.ctx.clone(),
        visitor.workspace.waker.clone(),
        asker(&visitor),
    );
    let start = visitor.workspace.database.write(move |tx| {
        waker.wake_after(tx);
        let import = import::undo::start(&ctx, tx, id, who.clone(), on_conflict)?;
        import::shown(&ctx, &import)
    });
    Ok(visitor.written((StatusCode::ACCEPTED, Answer(start.await?))))
}

/// Lists the plans that come with Kontor: the files of other systems, what their columns fill, and the keys that link them.
#[utoipa::path(get, path = "/import_plans", tag = "imports", operation_id = "list_import_plans",
    responses((status = 200, body = shapes::Plans, description = "`{\"data\": [...]}`, each with its steps and their maps.")))]
async fn plans(_visitor: Visitor) -> Answer<Json> {
    let plans: Vec<Json> = import::plan::shipped()
        .iter()
        .map(import::plan::Plan::to_json)
        .collect();
    Answer(json!({"data": plans, "next": null}))
}
