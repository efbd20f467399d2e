//! Exports: records of an object into a file, in the background.

use axum::Json as Answer;
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::BytesMut;
use futures_util::stream;
use kontor_kernel::{Code, Error, Id, Json};
use kontor_records::Work;
use kontor_records::workspace::How;
use kontor_transfer::export;
use kontor_transfer::export::store::{Export, Format, Query as Wanted, State};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::io::AsyncReadExt;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::PREFIX;
use crate::api::imports::asker;
use crate::app::reply::Sent;
use crate::app::{App, Reply, Visitor};
use crate::idempotency::IdempotencyKey;
use crate::list::words;
use crate::openapi::{self, shapes};
use crate::problem::Result;
use crate::{JsonBody, Path, problems};

/// What is read of a file at once.
const PIECE: usize = 64 * 1024;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(start))
        .routes(routes!(read))
        .routes(routes!(download))
}

problems! {
    /// What asking for an export can be refused with.
    struct Asking: NotFound, Forbidden, BadFilter, BadSort, Validation;
    /// What reading an export can be refused with.
    struct Reading: NotFound;
    /// What fetching the file of an export can be refused with.
    struct Fetching: NotFound, Conflict;
}

/// A wish for an export.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewExport {
    /// Key of the object; a view has its own.
    #[serde(default)]
    object: Option<String>,
    /// A saved view: its object, filter, order and columns count where nothing else is said.
    #[serde(default)]
    #[schema(value_type = Option<openapi::Id>)]
    view: Option<Id>,
    /// Which records: an expression, or its tree.
    #[serde(default)]
    #[schema(value_type = Option<shapes::TextOrTree>)]
    filter: Option<Json>,
    /// In which order, as in a list.
    #[serde(default, deserialize_with = "words")]
    #[schema(value_type = Option<openapi::Words>)]
    sort: Option<String>,
    /// Only these fields, as in a list.
    #[serde(default, deserialize_with = "words")]
    #[schema(value_type = Option<openapi::Words>)]
    fields: Option<String>,
    /// The form of the file.
    #[serde(default)]
    format: FileFormat,
}

/// The form of the file.
#[derive(Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum FileFormat {
    /// A table with a header of field keys, in UTF-8; an import restores it exactly.
    #[default]
    Csv,
    /// A workbook with typed cells.
    Xlsx,
    /// One record in a line, as the API shows it.
    Jsonl,
    /// Contacts, as phones and mail programs take them.
    Vcard,
}

impl From<FileFormat> for Format {
    fn from(format: FileFormat) -> Format {
        match format {
            FileFormat::Csv => Format::Csv,
            FileFormat::Xlsx => Format::Xlsx,
            FileFormat::Jsonl => Format::Jsonl,
            FileFormat::Vcard => Format::Vcard,
        }
    }
}

/// Has a job write the records that meet a filter into a file. Needs the permission to export.
#[utoipa::path(post, path = "/exports", tag = "exports", operation_id = "create_export", request_body = NewExport,
    params(IdempotencyKey),
    responses((status = 201, body = shapes::ExportSchema, description = "The export, with its job."), Asking))]
async fn start(visitor: Visitor, sent: Sent, JsonBody(new): JsonBody<NewExport>) -> Result<Response> {
    let sent = sent.of(&new)?;
    let filter = new.filter.map(|filter| match filter {
        Json::String(text) => text,
        tree => tree.to_string(),
    });
    let (object, format, view) = (new.object, Format::from(new.format), new.view);
    let (sort, fields) = (new.sort, new.fields);
    let asker = asker(&visitor);
    let (name, waker) = (visitor.workspace.name.clone(), visitor.workspace.waker.clone());
    let detail = json!({"object": object, "view": view, "format": format});
    let start = move |work: &mut Work<'_>| {
        waker.wake_after(work.tx);
        let (shown, seen) = match view {
            Some(view) => export::of_view(work.ctx, work.tx, view)?,
            None => Default::default(),
        };
        let query = Wanted {
            filter: filter.clone().or(seen.filter),
            sort: sort.clone().unwrap_or(seen.sort),
            fields: fields.clone().or(seen.fields),
            format,
        };
        let object = match (&object, view) {
            (Some(object), Some(_)) if *object != shown => {
                let detail = "The view shows another object.";
                return Err(Error::invalid("/object", "other_object", detail));
            }
            (Some(object), _) => object.clone(),
            (None, Some(_)) => shown,
            (None, None) => {
                let detail = "Say which object is exported, or which view.";
                return Err(Error::invalid("/object", "required", detail));
            }
        };
        let mut export = export::start(work.ctx, work.tx, &name, &object, asker.clone(), query)?;
        export["file"] = Json::Null;
        let id = export["id"].as_str().unwrap_or_default();
        let reply = Reply {
            location: Some(format!("{PREFIX}/exports/{id}")),
            ..Reply::value(StatusCode::CREATED, &export)
        };
        Ok((reply, ()))
    };
    let (answer, done) = visitor.change_telling(sent, How::Grouped, start).await?;
    if done.is_some() {
        visitor.note("export.requested", detail).await;
    }
    Ok(answer)
}

/// Reads an export: where it stands, and the address of its file when it is done.
#[utoipa::path(get, path = "/exports/{id}", tag = "exports", operation_id = "read_export",
    params(("id" = openapi::Id, Path, description = "The export.")),
    responses((status = 200, body = shapes::ExportSchema, description = "The export."), Reading))]
async fn read(visitor: Visitor, Path(id): Path<Id>) -> Result<Answer<Json>> {
    let export = find(&visitor, id).await?;
    let mut shown = export::show(&export);
    shown["file"] = match export.state {
        State::Done => json!(format!("{PREFIX}/exports/{id}/file")),
        _ => Json::Null,
    };
    Ok(Answer(shown))
}

async fn find(visitor: &Visitor, id: Id) -> Result<Export> {
    Ok(visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| export::visible(ctx, tx, id))
        .await?)
}

/// Fetches the file of an export.
#[utoipa::path(get, path = "/exports/{id}/file", tag = "exports", operation_id = "read_export_file",
    params(("id" = openapi::Id, Path, description = "The export.")),
    responses((status = 200, body = openapi::Binary, content_type = "*/*", description = "The file."), Fetching))]
async fn download(visitor: Visitor, Path(id): Path<Id>) -> Result<Response> {
    let export = find(&visitor, id).await?;
    if export.state != State::Done {
        return Err(Error::new(Code::Conflict, "The export has no file yet.").into());
    }
    let path = visitor.app.places(&visitor.workspace.name).export(id);
    let file = tokio::fs::File::open(path)
        .await
        .map_err(|cause| Error::not_found().because(cause))?;
    let size = file.metadata().await.map_err(Error::internal)?.len();
    let pieces = stream::try_unfold(file, |mut file| async move {
        let mut piece = BytesMut::with_capacity(PIECE);
        match file.read_buf(&mut piece).await? {
            0 => Ok::<_, std::io::Error>(None),
            _ => Ok(Some((piece.freeze(), file))),
        }
    });
    let name = format!("{}.{}", export.object, export.query.format.extension());
    let headers = [
        (CONTENT_TYPE, export.query.format.media_type().to_owned()),
        (CONTENT_LENGTH, size.to_string()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}
