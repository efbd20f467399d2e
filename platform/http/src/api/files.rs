//! Files: uploaded as they are, and handed out to those who may read a record that carries them.

use axum::body::Body;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_RANGE, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use kontor_files::{File, Hash, disposition, file, name, range};
use kontor_kernel::{Code, Error, Id};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::PREFIX;
use crate::app::files::readable_file;
use crate::app::reply::Sent;
use crate::app::{App, Reply, Visitor};
use crate::conditional::not_modified;
use crate::idempotency::IdempotencyKey;
use crate::openapi::{self, Reading};
use crate::problem::Result;
use crate::{Path, problems};

/// A file may be kept by the browser, which asks each time whether it may still show it.
const REVALIDATE: HeaderValue = HeaderValue::from_static("private, no-cache");
/// Whatever a file holds, it runs nothing and reaches nothing, least of all us.
const SANDBOX: HeaderValue =
    HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'");

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(upload))
        .routes(routes!(download))
}

problems! {
    /// What an upload can be refused with.
    struct Uploading: Forbidden
}

/// A file.
#[derive(ToSchema)]
#[schema(as = File)]
#[allow(dead_code)]
struct FileSchema {
    /// Its id, for the fields of records.
    #[schema(value_type = openapi::Id)]
    id: Id,
    /// Its name.
    name: String,
    /// Its media type, by its content.
    r#type: String,
    /// Its length in bytes.
    size: u64,
    /// SHA-256 of its content, in hexadecimal digits.
    sha256: String,
}

/// Uploads a file: the body is its content. Allowed to whoever may create or change records that can carry one. A file that is not put into a record within a day is removed again.
#[utoipa::path(post, path = "/files", tag = "files", operation_id = "upload_file",
    params(("Content-Disposition" = Option<String>, Header, description = "The name: `attachment; filename=\"a.pdf\"`."), IdempotencyKey),
    request_body(content = openapi::Binary, content_type = "*/*", description = "The content."),
    responses((status = 201, body = FileSchema, description = "The file."), Uploading))]
async fn upload(visitor: Visitor, sent: Sent, headers: HeaderMap, body: Body) -> Result<Response> {
    visitor.require_uploading()?;
    let text = |name: HeaderName| {
        headers
            .get(name)
            .map(|value| String::from_utf8_lossy(value.as_bytes()))
    };
    if text(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(Error::new(
            Code::UnsupportedMediaType,
            "Send the file as it is, not compressed on its way.",
        )
        .into());
    }
    let limit = visitor.ctx.settings.upload_limit;
    if text(CONTENT_LENGTH)
        .and_then(|length| length.parse::<u64>().ok())
        .is_some_and(|length| length > limit)
    {
        return Err(kontor_files::too_large(limit).into());
    }
    let named = text(CONTENT_DISPOSITION).and_then(|header| name::from_content_disposition(&header));
    let named = named.unwrap_or_else(|| name::sanitize(""));
    let blobs = visitor.app.blobs(&visitor.workspace.name)?;
    let stored = blobs.receive(body.into_data_stream(), limit).await?;
    let file = File {
        id: Id::generate(visitor.app.clock()),
        kind: stored.kind(&named, text(CONTENT_TYPE).as_deref()).to_owned(),
        name: named,
        size: stored.size,
        sha256: stored.sha256,
        created_at: visitor.ctx.caller.now,
        created_by: visitor.ctx.caller.actor.as_text(),
    };
    let same = json!({"name": file.name, "sha256": file.sha256});
    let change = visitor.change(sent.of(&same)?, move |work| {
        file::insert(work.tx, &file)?;
        let body = serde_json::to_vec(&file).map_err(Error::internal)?;
        let location = Some(format!("{PREFIX}/files/{}", file.id));
        Ok(Reply {
            location,
            ..Reply::json(StatusCode::CREATED, body)
        })
    });
    change.await
}

/// Reads a file, or a part of it (`Range`). Images and PDF may be shown, everything else is only saved.
#[utoipa::path(get, path = "/files/{id}", tag = "files", operation_id = "read_file",
    params(("id" = openapi::Id, Path, description = "The file.")),
    responses(
        (status = 200, body = openapi::Binary, content_type = "*/*", description = "The content."),
        (status = 206, body = openapi::Binary, content_type = "*/*", description = "The part that was asked for."),
        (status = 304, description = "The client has it already."),
        Reading))]
async fn download(visitor: Visitor, Path(id): Path<Id>, headers: HeaderMap) -> Result<Response> {
    let find = visitor.workspace.read(&visitor.ctx, move |ctx, tx| {
        readable_file(ctx, tx, id)?.ok_or_else(Error::not_found)
    });
    let file = find.await?;
    let tag = tag(file.sha256);
    if let Some(mut answer) = not_modified(&headers, &tag) {
        answer.headers_mut().insert(CACHE_CONTROL, REVALIDATE);
        return Ok(answer);
    }
    // A part of another content would not fit to what the client has.
    let fits = headers.get(IF_RANGE).is_none_or(|known| *known == tag);
    let asked = headers
        .get(RANGE)
        .filter(|_| fits)
        .and_then(|range| range.to_str().ok());
    let part = asked.and_then(|range| range::parse(range, file.size));
    let blob = visitor
        .app
        .blobs(&visitor.workspace.name)?
        .read(file.sha256, part.clone())
        .await?;
    let length = blob.left();
    let mut response = Response::new(Body::from_stream(blob.into_stream()));
    if let Some(part) = part {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let range = format!("bytes {}-{}/{}", part.start, part.end - 1, file.size);
        response.headers_mut().insert(CONTENT_RANGE, visible(range)?);
    }
    let shown = name::content_disposition(disposition(&file.kind).as_str(), &file.name);
    response.headers_mut().extend([
        (CONTENT_TYPE, visible(file.kind)?),
        (CONTENT_LENGTH, HeaderValue::from(length)),
        (CONTENT_DISPOSITION, visible(shown)?),
        (ETAG, tag),
        (ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        (CACHE_CONTROL, REVALIDATE),
        (CONTENT_SECURITY_POLICY, SANDBOX),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ]);
    Ok(response)
}

fn tag(hash: Hash) -> HeaderValue {
    HeaderValue::try_from(format!("\"{hash}\"")).expect("hexadecimal digits in quotes are a header")
}

fn visible(text: String) -> Result<HeaderValue> {
    Ok(HeaderValue::try_from(text).map_err(Error::internal)?)
}
