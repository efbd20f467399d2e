//! The file of an import: received as the body or taken from the files of the workspace, and looked at.

use std::path::Path as FilePath;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use futures_util::{Stream, StreamExt};
use kontor_formats::Choice;
use kontor_kernel::{Code, Error, Id, Json, Result as Outcome, Via};
use kontor_records::{Work, workspace as records};
use kontor_transfer::import::Upload;
use kontor_transfer::{Places, import};
use serde::Deserialize;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Key, asker, map};
use crate::api::PREFIX;
use crate::app::files::readable_file;
use crate::app::reply::Sent;
use crate::app::{App, Reply, Visitor};
use crate::body::is_json;
use crate::idempotency::IdempotencyKey;
use crate::openapi::{self, shapes};
use crate::problem::Result;
use crate::{JsonBody, Query, problems};

/// The endpoint of this file.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(upload))
}

problems! {
    /// What uploading a file to import can be refused with.
    struct Uploading: NotFound, Forbidden, Conflict, Validation;
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
    /// The name of that system; one of the file's own unless told.
    system: Option<String>,
    /// The map as JSON: column to `object.field`. What it does not name is found by key or label of the field.
    map: Option<String>,
    /// The sheet of a workbook; the first that has rows unless told.
    sheet: Option<String>,
    /// What stands between cells, where it is not found out rightly: one character or several.
    delimiter: Option<String>,
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
    /// The name of that system; one of the file's own unless told.
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
    /// What stands between cells: one character or several.
    delimiter: Option<String>,
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

/// Uploads a file and shows what was found in it: CSV in any encoding, XLSX, JSON Lines, vCards, or a zip of
/// these. The body is the file, or JSON that names one. Nothing is written before it is run.
#[utoipa::path(post, path = "/imports", tag = "imports", operation_id = "create_import", params(UploadParams, IdempotencyKey),
    request_body(content((openapi::Binary = "text/csv"),
        (openapi::Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (openapi::Binary = "application/x-ndjson"), (openapi::Binary = "text/vcard"), (openapi::Binary = "application/zip"),
        (openapi::Binary = "application/octet-stream"), (NewImport = "application/json")), description = "The file."),
    responses((status = 201, body = shapes::ImportSchema, description = "The import, with its columns and what they fill."), Uploading))]
async fn upload(
    visitor: Visitor,
    sent: Sent,
    Query(params): Query<UploadParams>,
    request: Request,
) -> Result<Response> {
    let id = Id::generate(visitor.app.clock());
    let places = visitor.app.places(&visitor.workspace.name);
    let path = places.import(id);
    // Whoever sits at the machine itself may fill its disk in other ways.
    let limit = match visitor.ctx.caller.via {
        Via::Cli => u64::MAX,
        _ => visitor.ctx.settings.upload_limit,
    };
    let (object, map, choice, name, content_type) = match is_json(request.headers()) {
        true => {
            let JsonBody(new) = <JsonBody<NewImport> as FromRequest<()>>::from_request(request, &()).await?;
            visitor.ctx.object(&new.object)?;
            let map = map(new.map.as_ref(), new.key, new.system)?;
            let (name, kind) = copy(&visitor, (new.file, "/file"), &path).await?;
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
    let created = enter(&visitor, sent, &places, upload).await;
    if !matches!(created, Ok((_, Some(())))) {
        // Nobody will ask for it again; the sweep of old imports would find it too.
        let _ = tokio::fs::remove_file(&path).await;
    }
    Ok(created?.0)
}

/// Enters the import of a file that has come; it is the same as another by what is in it, and how it is to be read.
async fn enter(
    visitor: &Visitor,
    sent: Sent,
    places: &Places,
    upload: Upload,
) -> Result<(Response, Option<()>)> {
    let asked = json!({"object": upload.object, "map": upload.map, "name": upload.name,
        "type": upload.content_type, "reading": upload.choice});
    let import = import::prepare(&visitor.ctx, places, upload).await?;
    let sent = sent.of(&json!({"asked": asked, "sha256": import.sha256}))?;
    let enter = move |work: &mut Work<'_>| {
        let entered = import::enter(work.ctx, work.tx, &import)?;
        let reply = Reply {
            version: Some(import.version),
            location: Some(format!("{PREFIX}/imports/{}", import.id)),
            ..Reply::value(StatusCode::CREATED, &entered)
        };
        Ok((reply, ()))
    };
    visitor.change_telling(sent, records::How::Grouped, enter).await
}

fn parsed(text: &str) -> Outcome<Json> {
    let refuse = |error| {
        Error::new(Code::BadParameter, format!("The map is not JSON: {error}.")).with("parameter", "map")
    };
    serde_json::from_str(text).map_err(refuse)
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
        let mut file = tokio::fs::File::create(path).await.map_err(Error::disk)?;
        let mut size = 0;
        while let Some(piece) = body.next().await {
            let piece = piece
                .map_err(|error| Error::new(Code::BadParameter, "The upload broke off.").because(error))?;
            size += piece.len() as u64;
            if size > limit {
                return Err(kontor_files::too_large(limit));
            }
            file.write_all(&piece).await.map_err(Error::disk)?;
        }
        file.sync_all().await.map_err(Error::disk)
    };
    let written = written.await;
    if written.is_err() {
        let _ = tokio::fs::remove_file(path).await;
    }
    written
}

/// Copies a file that was uploaded before: it may be removed there once it is in no record.
pub(in crate::api) async fn copy(
    visitor: &Visitor,
    (id, pointer): (Id, &str),
    path: &FilePath,
) -> Outcome<(String, String)> {
    let find = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| readable_file(ctx, tx, id));
    let missing = || Error::invalid(pointer, "not_found", "There is no such file that you can see.");
    let file = find.await?.ok_or_else(missing)?;
    let blob = visitor
        .app
        .blobs(&visitor.workspace.name)?
        .read(file.sha256, None)
        .await?;
    receive(blob.into_stream(), path, file.size).await?;
    Ok((file.name, file.kind))
}
