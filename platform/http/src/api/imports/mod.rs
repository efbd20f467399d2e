//! Imports: a file is uploaded and mapped, a dry run tells what would happen, a run does it, rejected rows come back.

mod fields;
mod list;
mod page;
mod upload;
mod waiting;

pub(in crate::api) use upload::copy;

use axum::Json as Answer;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use kontor_kernel::{Error, Id, Json, Result as Outcome};
use kontor_records::undo::OnConflict;
use kontor_transfer::import::map::Map;
use kontor_transfer::import::problem::Telling;
use kontor_transfer::import::rejected::Rejected;
use kontor_transfer::{Asker, import};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::reply::Sent;
use crate::app::visitor::Proof;
use crate::app::{App, Reply, Visitor};
use crate::conditional::{IfMatch, etag};
use crate::idempotency::IdempotencyKey;
use crate::openapi::{self, Reading, shapes};
use crate::problem::Result;
use crate::{JsonBody, Path, Query, messages, problems};

/// Problems in the answer unless told.
pub(super) const PROBLEMS: usize = 100;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(upload::routes())
        .merge(list::routes())
        .merge(fields::routes())
        .merge(waiting::routes())
        .routes(routes!(read, change))
        .routes(routes!(run))
        .routes(routes!(errors))
        .routes(routes!(undo))
        .routes(routes!(plans))
}

problems! {
    /// What giving an import another map can be refused with.
    struct Remapping: NotFound, Forbidden, Conflict, RunningTwin, Validation, VersionRequired;
    /// What starting an import can be refused with.
    struct Starting: NotFound, Forbidden, Conflict, Validation;
    /// What taking an import back can be refused with.
    struct TakingBack: NotFound, Forbidden, Conflict, UndoConflict;
}

/// Who asks, for the job.
pub(in crate::api) fn asker(visitor: &Visitor) -> Asker {
    let (objects, read_only) = match &visitor.proof {
        Proof::Key(key) => (key.scope.objects.clone(), key.scope.read_only),
        Proof::Session(_) | Proof::Machine => (None, false),
    };
    Asker::new(&visitor.ctx.caller, objects, read_only)
}

/// One column, or several that together are the key.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Key {
    One(String),
    Many(Vec<String>),
}

pub(super) fn map(json: Option<&Json>, key: Option<Key>, system: Option<String>) -> Outcome<Map> {
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
async fn read(visitor: Visitor, Path(id): Path<Id>, Query(params): Query<ReadParams>) -> Result<Response> {
    let telling = Telling {
        problems: params.errors.unwrap_or(PROBLEMS),
        words: messages::told,
    };
    let read = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| import::read(ctx, tx, id, telling));
    let import = read.await?;
    Ok(([etag(version(&import))], Answer(import)).into_response())
}

/// The version of an import that is told.
pub(super) fn version(import: &Json) -> i64 {
    import["version"].as_i64().unwrap_or_default()
}

/// Another map.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Remap {
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
}

/// Gives an import that has not run yet another map.
#[utoipa::path(patch, path = "/imports/{id}", tag = "imports", operation_id = "change_import", request_body = Remap,
    params(("id" = openapi::Id, Path, description = "The import."), IfMatch, IdempotencyKey),
    responses((status = 200, body = shapes::ImportSchema, description = "The import."), Remapping))]
async fn change(
    visitor: Visitor,
    Path(id): Path<Id>,
    sent: Sent,
    if_match: IfMatch,
    JsonBody(new): JsonBody<Remap>,
) -> Result<Response> {
    let known = visitor.version(&if_match)?;
    let sent = sent.of(&new)?;
    let map = map(new.map.as_ref(), new.key, new.system)?;
    visitor
        .change(sent, move |work| {
            let changed = import::remap(work.ctx, work.tx, id, known, map.clone())?;
            Ok(Reply {
                version: Some(version(&changed)),
                ..Reply::value(StatusCode::OK, &changed)
            })
        })
        .await
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
    params(("id" = openapi::Id, Path, description = "The import."), RunParams, IdempotencyKey),
    responses((status = 202, body = shapes::ImportSchema, description = "The import, with its job."), Starting))]
async fn run(
    visitor: Visitor,
    Path(id): Path<Id>,
    sent: Sent,
    Query(params): Query<RunParams>,
) -> Result<Response> {
    let waker = visitor.workspace.waker.clone();
    visitor
        .change(sent, move |work| {
            waker.wake_after(work.tx);
            let running = import::start(work.ctx, work.tx, id, params.dry_run, params.again)?;
            Ok(Reply::value(StatusCode::ACCEPTED, &running))
        })
        .await
}

/// The rejected rows as CSV: row, column, reason in the reader's language, and the cells as they were.
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
        visitor.ctx.caller.locale,
        messages::told,
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
    params(("id" = openapi::Id, Path, description = "The import."), UndoParams, IdempotencyKey),
    responses((status = 202, body = shapes::ImportSchema, description = "The import, with its job."), TakingBack))]
async fn undo(
    visitor: Visitor,
    Path(id): Path<Id>,
    sent: Sent,
    Query(params): Query<UndoParams>,
) -> Result<Response> {
    let on_conflict = match params.on_conflict {
        None => OnConflict::Refuse,
        Some(OnConflictParam::Keep) => OnConflict::Keep,
        Some(OnConflictParam::Restore) => OnConflict::Restore,
    };
    let (waker, who) = (visitor.workspace.waker.clone(), asker(&visitor));
    visitor
        .change(sent, move |work| {
            waker.wake_after(work.tx);
            let import = import::undo::start(work.ctx, work.tx, id, who.clone(), on_conflict)?;
            let undoing = import::shown(work.ctx, &import)?;
            Ok(Reply::value(StatusCode::ACCEPTED, &undoing))
        })
        .await
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
