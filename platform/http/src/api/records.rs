//! Records: list, create, read, change, delete, restore.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kontor_database::Tx;
use kontor_definitions::Object;
use kontor_kernel::{Code, Id, Issue, Json, Result as Outcome};
use kontor_records::command::merge;
use kontor_records::query::list::{self, ListQuery, Trash};
use kontor_records::query::render::{self, Expand, Shape};
use kontor_records::{Command, Ctx, Op, Work, apply};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::PREFIX;
use crate::app::reply::Sent;
use crate::app::{App, Reply, Visitor};
use crate::conditional::{IfMatch, etag, not_modified};
use crate::idempotency::IdempotencyKey;
use crate::openapi::{self, Changing, Creating, Listing, Reading, Removing, shapes};
use crate::problem::Result;
use crate::{JsonBody, JsonObject, ListParams, NoBody, Path, Query, list as wire, problems};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index, create))
        .routes(routes!(index_by_body))
        .routes(routes!(read, change, delete))
        .routes(routes!(restore))
}

problems! {
    /// What a list with its parameters as JSON can be refused with.
    struct ListingByBody: NotFound, Forbidden, BadFilter, BadSort, BadCursor, Validation;
    /// What taking a record out of the trash can be refused with.
    struct Restoring: NotFound, Forbidden, NotUnique, Conflict, Validation;
}

/// Lists records.
#[utoipa::path(get, path = "/records/{object}", tag = "records", operation_id = "list_records",
    params(("object" = String, Path, description = "Key of the object."), ListParams),
    responses((status = 200, body = shapes::ListSchema, description = "A page."), Listing))]
async fn index(
    visitor: Visitor,
    Path(object): Path<String>,
    Query(params): Query<ListParams>,
) -> Result<Response> {
    page(visitor, object, params).await
}

/// Where a list goes on.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Onwards {
    /// The cursor of a page's `next`, in place of one in the body.
    cursor: Option<String>,
}

/// Lists records, with the parameters as JSON: for filters that are too long for an address. The `next` of its pages is
/// the address of an ordinary list; where the filter does not fit, it is this one, to be sent with the same body.
#[utoipa::path(post, path = "/records/{object}/list", tag = "records", operation_id = "list_records_by_body",
    params(("object" = String, Path, description = "Key of the object."), Onwards), request_body = ListParams,
    responses((status = 200, body = shapes::ListSchema, description = "A page."), ListingByBody))]
async fn index_by_body(
    visitor: Visitor,
    Path(object): Path<String>,
    Query(onwards): Query<Onwards>,
    JsonBody(params): JsonBody<ListParams>,
) -> Result<Response> {
    page(
        visitor,
        object,
        ListParams {
            cursor: onwards.cursor.or(params.cursor),
            ..params
        },
    )
    .await
}

async fn page(visitor: Visitor, object: String, params: ListParams) -> Result<Response> {
    let onwards = params.onwards(&object);
    let query = ListQuery {
        filter: params.filter_text(),
        sort: params.sort.unwrap_or_default(),
        fields: params.fields,
        expand: Expand::parse(params.expand.as_deref().unwrap_or_default())?,
        limit: params.limit.unwrap_or(wire::PAGE) as usize,
        cursor: params.cursor,
        count: params.count.is_some(),
        trash: match params.trash {
            None => Trash::Without,
            Some(wire::Trash::Only) => Trash::Only,
            Some(wire::Trash::With) => Trash::With,
        },
    };
    let workspace = visitor.workspace.name.clone();
    let body = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| {
            let object = ctx.object(&object)?;
            let list = list::list(ctx, tx, &workspace, object, &query)?;
            Ok(list.to_json(|cursor| format!("{PREFIX}{onwards}cursor={cursor}")))
        })
        .await?;
    Ok(json_text(body))
}

/// JSON text as an answer.
pub fn json_text(body: Vec<u8>) -> Response {
    ([(axum::http::header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// Creates a record.
#[utoipa::path(post, path = "/records/{object}", tag = "records", operation_id = "create_record",
    params(("object" = String, Path, description = "Key of the object."), IdempotencyKey),
    request_body(content = shapes::Values, description = "Values by field key; `id` may be chosen."),
    responses((status = 201, body = shapes::RecordSchema, description = "The record."), Creating))]
async fn create(
    State(_): State<App>,
    visitor: Visitor,
    Path(object): Path<String>,
    sent: Sent,
    JsonObject(mut values): JsonObject,
) -> Result<Response> {
    let sent = sent.of(&values)?;
    let id = match values.remove("id") {
        None | Some(Json::Null) => None,
        Some(id) => Some(read_id(&id)?),
    };
    visitor
        .change(sent, move |work| {
            let op = Op::Create {
                id,
                values: values.clone(),
            };
            let outcome = single(work, &object, op)?;
            let body = render::written(work.ctx, work.tx, &outcome.record)?;
            let (key, id) = (outcome.record.object.key(), outcome.record.id);
            Ok(Reply {
                location: Some(format!("{PREFIX}/records/{key}/{id}")),
                version: Some(outcome.record.version),
                ..Reply::json(StatusCode::CREATED, body)
            })
        })
        .await
}

/// An id that a client chose.
pub fn read_id(value: &Json) -> Outcome<Id> {
    let invalid = || kontor_kernel::Error::invalid("/id", "wrong_type", "A UUID with hyphens is expected.");
    let id = value
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(invalid)?;
    refuse_nil(Some(id))
}

/// The id that stands for nobody can't be a record's.
pub fn refuse_nil(id: Option<Id>) -> Outcome<Id> {
    let invalid = || kontor_kernel::Error::invalid("/id", "invalid", "This id stands for no record.");
    id.filter(|id| *id != Id::NIL).ok_or_else(invalid)
}

/// Refuses values that name another object than the one they are for, as those of a record that was read there would.
pub fn refuse_other_object(ctx: &Ctx, command: &Command) -> Outcome<()> {
    let (Op::Create { values, .. } | Op::Update { values, .. }) = &command.op else {
        return Ok(());
    };
    let object = ctx.object(&command.object)?;
    let Some(named) = values.get("object").and_then(Json::as_str) else {
        return Ok(());
    };
    // Pipelines and views have a field of that name.
    let own = object.field("object").is_some();
    if own
        || ctx
            .catalog
            .object(named)
            .is_some_and(|named| named.key() == object.key())
    {
        return Ok(());
    }
    let detail = format!("These are values of a record of {}.", object.key());
    let issue = Issue::new("/object", "other_object", detail);
    let issue = issue.with(serde_json::json!({"expected": object.key()}));
    Err(kontor_kernel::Error::validation(vec![issue]))
}

/// Applies one command and answers its outcome; the object is resolved first so that an unknown one is a 404.
fn single(work: &mut Work<'_>, object: &str, op: Op) -> Outcome<kontor_records::Outcome> {
    let object = work.ctx.object(object)?.key().to_owned();
    let command = Command { object, op };
    refuse_other_object(work.ctx, &command)?;
    let mut outcomes = apply(work, vec![command]).map_err(plain)?;
    outcomes
        .pop()
        .ok_or_else(|| kontor_kernel::Error::internal("a command without an outcome"))
}

/// Applies one command and answers the record as it is then.
pub fn changed(work: &mut Work<'_>, object: &str, op: Op) -> Outcome<Reply> {
    let outcome = single(work, object, op)?;
    let body = render::written(work.ctx, work.tx, &outcome.record)?;
    Ok(Reply {
        version: Some(outcome.record.version),
        ..Reply::json(StatusCode::OK, body)
    })
}

/// A single command's failure needs no index.
pub fn plain(mut error: kontor_kernel::Error) -> kontor_kernel::Error {
    error.params.remove("command");
    error
}

/// What of a record is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReadParams {
    /// Only these fields, separated by commas.
    fields: Option<String>,
    /// Links whose records are put inside, separated by commas.
    expand: Option<String>,
    /// `with`: also when it is in the trash.
    #[param(inline)]
    trash: Option<wire::Trash>,
}

/// Reads a record. The id of one that was merged into another leads to that: `Content-Location` says so, and the answer
/// has its id.
#[utoipa::path(get, path = "/records/{object}/{id}", tag = "records", operation_id = "read_record",
    params(("object" = String, Path, description = "Key of the object."), ("id" = openapi::Id, Path, description = "The record."), ReadParams,
        ("If-None-Match" = Option<String>, Header, description = "The version one has, as `ETag` gave it.")),
    responses((status = 200, body = shapes::RecordSchema, description = "The record."),
        (status = 304, description = "The client has this version already (`If-None-Match`); only without `fields` and `expand`."),
        Reading))]
async fn read(
    visitor: Visitor,
    Path((object, id)): Path<(String, Id)>,
    headers: HeaderMap,
    Query(params): Query<ReadParams>,
) -> Result<Response> {
    let expand = Expand::parse(params.expand.as_deref().unwrap_or_default())?;
    let plain = params.fields.is_none() && params.expand.is_none();
    let trash = params.trash.is_some();
    let body = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| {
            let object = ctx.object(&object)?;
            let shape = Shape::new(ctx, object, params.fields.as_deref(), &expand, trash)?;
            let (body, found) = following(ctx, tx, object, id, |tx, id| {
                render::one(ctx, tx, &shape, id, trash)
            })?;
            let moved = (found != id).then(|| format!("{PREFIX}/records/{}/{found}", object.key()));
            Ok((body, moved))
        })
        .await?;
    let (body, moved) = body;
    let tag = etag(version_of(&body));
    // Labels of linked records are part of the text and change without the record's version: only a caller that
    // asked for nothing but this version gets a 304 by it.
    if plain && let Some(answer) = not_modified(&headers, &tag.1) {
        return Ok(answer);
    }
    let mut response = json_text(body);
    response.headers_mut().insert(tag.0, tag.1);
    if let Some(address) = moved.and_then(|moved| HeaderValue::from_str(&moved).ok()) {
        response.headers_mut().insert(CONTENT_LOCATION, address);
    }
    Ok(response)
}

/// Reads a record, or the one it was merged into; answers which it was.
pub fn following<T>(
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    id: Id,
    mut read: impl FnMut(&mut Tx, Id) -> Outcome<T>,
) -> Outcome<(T, Id)> {
    match read(tx, id) {
        Err(error) if error.code == Code::NotFound => match merge::visible_survivor(ctx, tx, object, id)? {
            Some(survivor) => Ok((read(tx, survivor)?, survivor)),
            None => Err(error),
        },
        other => other.map(|found| (found, id)),
    }
}

/// The version in the text of a record.
fn version_of(body: &[u8]) -> i64 {
    #[derive(Deserialize)]
    struct Version {
        version: i64,
    }
    serde_json::from_slice::<Version>(body).map_or(0, |record| record.version)
}

/// Changes a record with a JSON merge patch: null clears, arrays replace.
#[utoipa::path(patch, path = "/records/{object}/{id}", tag = "records", operation_id = "change_record",
    params(("object" = String, Path, description = "Key of the object."), ("id" = openapi::Id, Path, description = "The record."), IfMatch, IdempotencyKey),
    request_body(content = shapes::Values, description = "Values by field key."),
    responses((status = 200, body = shapes::RecordSchema, description = "The record."), Changing))]
async fn change(
    visitor: Visitor,
    Path((object, id)): Path<(String, Id)>,
    sent: Sent,
    if_match: IfMatch,
    JsonObject(values): JsonObject,
) -> Result<Response> {
    let version = visitor.version(&if_match)?;
    let sent = sent.of(&values)?;
    visitor
        .change(sent, move |work| {
            let op = Op::Update {
                id,
                version,
                values: values.clone(),
            };
            changed(work, &object, op)
        })
        .await
}

/// How a record is deleted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DeleteParams {
    /// For good, instead of into the trash.
    #[serde(default, rename = "final")]
    #[param(rename = "final")]
    forever: bool,
}

/// Puts a record into the trash, or deletes it for good.
#[utoipa::path(delete, path = "/records/{object}/{id}", tag = "records", operation_id = "delete_record",
    params(("object" = String, Path, description = "Key of the object."), ("id" = openapi::Id, Path, description = "The record."), DeleteParams, IfMatch, IdempotencyKey),
    responses((status = 204, description = "Deleted."), Removing))]
async fn delete(
    visitor: Visitor,
    Path((object, id)): Path<(String, Id)>,
    sent: Sent,
    if_match: IfMatch,
    Query(params): Query<DeleteParams>,
) -> Result<Response> {
    let version = if_match.version();
    visitor
        .change(sent, move |work| {
            single(
                work,
                &object,
                Op::Delete {
                    id,
                    version,
                    forever: params.forever,
                },
            )?;
            Ok(Reply::empty())
        })
        .await
}

/// Takes a record out of the trash, with what went there with it.
#[utoipa::path(post, path = "/records/{object}/{id}/restore", tag = "records", operation_id = "restore_record",
    params(("object" = String, Path, description = "Key of the object."), ("id" = openapi::Id, Path, description = "The record."), IdempotencyKey),
    responses((status = 200, body = shapes::RecordSchema, description = "The record."), Restoring))]
async fn restore(
    visitor: Visitor,
    Path((object, id)): Path<(String, Id)>,
    sent: Sent,
    _: NoBody,
) -> Result<Response> {
    visitor
        .change(sent, move |work| changed(work, &object, Op::Restore { id }))
        .await
}

/// An object by key that the caller may read at all.
pub fn readable<'a>(ctx: &'a Ctx, key: &str) -> Outcome<&'a Arc<Object>> {
    use kontor_definitions::Action;
    let object = ctx.object(key)?;
    match ctx.policy.permit(object, Action::Read) {
        kontor_records::Permit::No => Err(kontor_kernel::Error::not_found()),
        _ => Ok(object),
    }
}
