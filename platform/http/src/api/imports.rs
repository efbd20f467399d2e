//! Imports: a file is uploaded and mapped, a dry run tells what would happen, a run does it, rejected rows come back.

use std::path::Path as FilePath;

use axum::Json as Answer;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt, stream};
use kontor_files::file;
use kontor_kernel::{Code, Error, Id, Json, Result as Outcome};
use kontor_records::query::file_access;
use kontor_transfer::import::map::Map;
use kontor_transfer::import::rejected::Rejected;
use kontor_transfer::places::disk;
use kontor_transfer::{Asker, Places, import};
use serde::Deserialize;
use tokio::io::AsyncWriteExt;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::PREFIX;
use crate::app::visitor::Proof;
use crate::app::{App, Visitor};
use crate::body::is_json;
use crate::openapi::{self, Changing, Reading};
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
}

problems! {
    /// What uploading a file to import can be refused with.
    struct Uploading: BadJson, NotFound, Forbidden, WrongOrigin, Conflict, TooLarge, UnsupportedMediaType, Validation,
        StorageFull;
    /// What starting an import can be refused with.
    struct Starting: NotFound, Forbidden, WrongOrigin, Conflict, Validation, StorageFull;
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
    /// The column with the key of each record in the other system.
    #[serde(default)]
    key: Option<String>,
    /// The name of that system.
    #[serde(default)]
    system: Option<String>,
    /// The map: column to `object.field`.
    #[serde(default)]
    map: Option<Json>,
}

/// Uploads a CSV file in UTF-8 and shows what was found in it: the body is the file, or JSON that names one. Nothing is
/// written before it is run.
#[utoipa::path(post, path = "/imports", tag = "imports", operation_id = "create_import", params(UploadParams),
    request_body(content((openapi::Binary = "text/csv"), (NewImport = "application/json")), description = "The file."),
    responses((status = 201, body = Json, description = "The import, with its columns and what they fill."), Uploading))]
async fn upload(visitor: Visitor, Query(params): Query<UploadParams>, request: Request) -> Result<Response> {
    let id = Id::generate(visitor.app.clock());
    let places = visitor.app.places(&visitor.workspace.name);
    let path = places.import(id);
    let limit = visitor.ctx.settings.upload_limit;
    let (object, map) = match is_json(request.headers()) {
        true => {
            let JsonBody(new) = <JsonBody<NewImport> as FromRequest<()>>::from_request(request, &()).await?;
            visitor.ctx.object(&new.object)?;
            copy(&visitor, new.file, &path).await?;
            (new.object, map(new.map.as_ref(), new.key, new.system)?)
        }
        false => {
            check_type(request.headers())?;
            let missing = || {
                Error::new(Code::BadParameter, "Say which object the rows are about.")
                    .with("parameter", "object")
            };
            let object = params.object.ok_or_else(missing)?;
            visitor.ctx.object(&object)?;
            let map = map(
                params.map.as_deref().map(json).transpose()?.as_ref(),
                params.key,
                params.system,
            )?;
            receive(request.into_body().into_data_stream(), &path, limit).await?;
            (object, map)
        }
    };
    let created = import::create(
        &visitor.workspace,
        &visitor.ctx,
        &places,
        id,
        &object,
        asker(&visitor),
        map,
    )
    .await;
    if created.is_err() {
        // Nobody will ask for it again; the sweep of old imports would find it too.
        let _ = tokio::fs::remove_file(&path).await;
    }
    let location = [(LOCATION, format!("{PREFIX}/imports/{id}"))];
    Ok((StatusCode::CREATED, location, Answer(created?)).into_response())
}

/// Who asks, for the job.
pub(super) fn asker(visitor: &Visitor) -> Asker {
    let (objects, read_only) = match &visitor.proof {
        Proof::Key(key) => (key.scope.objects.clone(), key.scope.read_only),
        Proof::Session(_) | Proof::Machine => (None, false),
    };
    Asker::new(&visitor.ctx.caller, objects, read_only)
}

fn json(text: &str) -> Outcome<Json> {
    let refuse = |error| {
        Error::new(Code::BadParameter, format!("The map is not JSON: {error}.")).with("parameter", "map")
    };
    serde_json::from_str(text).map_err(refuse)
}

fn map(json: Option<&Json>, key: Option<String>, system: Option<String>) -> Outcome<Map> {
    let map = json.map(Map::read).transpose()?.unwrap_or_default();
    Ok(Map {
        key: key.or(map.key),
        system: system.or(map.system),
        ..map
    })
}

fn check_type(headers: &HeaderMap) -> Outcome<()> {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let kind = text(CONTENT_TYPE);
    let essence = kind.split(';').next().unwrap_or_default().trim();
    let plain = ["", "identity"].contains(&text(CONTENT_ENCODING).as_str());
    let charset = kind
        .split(';')
        .skip(1)
        .filter_map(|part| part.trim().strip_prefix("charset="));
    let utf8 = charset
        .into_iter()
        .all(|charset| charset.trim_matches('"') == "utf-8");
    match essence {
        "text/csv"
        | "text/plain"
        | "application/csv"
        | "text/tab-separated-values"
        | "application/octet-stream"
            if plain && utf8 =>
        {
            Ok(())
        }
        _ => Err(Error::new(
            Code::UnsupportedMediaType,
            "Send a CSV file in UTF-8 as text/csv.",
        )),
    }
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
async fn copy(visitor: &Visitor, id: Id, path: &FilePath) -> Outcome<()> {
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
    receive(blob.into_stream(), path, file.size).await
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
    responses((status = 200, body = Json, description = "The import."), Reading))]
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
    /// The column with the key of each record in the other system.
    #[serde(default)]
    key: Option<String>,
    /// The name of that system.
    #[serde(default)]
    system: Option<String>,
    /// The map: column to `object.field`.
    #[serde(default)]
    map: Option<Json>,
}

/// Gives an import that has not run yet another map.
#[utoipa::path(patch, path = "/imports/{id}", tag = "imports", operation_id = "change_import", request_body = Remap,
    params(("id" = openapi::Id, Path, description = "The import.")),
    responses((status = 200, body = Json, description = "The import."), Changing))]
async fn change(
    visitor: Visitor,
    Path(id): Path<Id>,
    JsonBody(new): JsonBody<Remap>,
) -> Result<Answer<Json>> {
    let map = map(new.map.as_ref(), new.key, new.system)?;
    let ctx = visitor.ctx.clone();
    let change = visitor
        .workspace
        .database
        .write(move |tx| import::remap(&ctx, tx, id, map.clone()));
    Ok(Answer(change.await?))
}

/// How an import is run.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RunParams {
    /// Only tell what would happen.
    #[serde(default)]
    dry_run: bool,
}

/// Has a job run an import, or go on with one that broke off. `GET /imports/{id}` tells how far it is.
#[utoipa::path(post, path = "/imports/{id}/run", tag = "imports", operation_id = "run_import",
    params(("id" = openapi::Id, Path, description = "The import."), RunParams),
    responses((status = 202, body = Json, description = "The import, with its job."), Starting))]
async fn run(
    visitor: Visitor,
    Path(id): Path<Id>,
    Query(params): Query<RunParams>,
) -> Result<(StatusCode, Answer<Json>)> {
    let (ctx, waker) = (visitor.ctx.clone(), visitor.workspace.waker.clone());
    let start = visitor.workspace.database.write(move |tx| {
        waker.wake_after(tx);
        import::start(&ctx, tx, id, params.dry_run)
    });
    Ok((StatusCode::ACCEPTED, Answer(start.await?)))
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
    );
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
