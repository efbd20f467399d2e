//! Who else has a record open.

use axum::Json as Answer;
use axum::http::StatusCode;
use kontor_kernel::{Code, Error, Id, Json};
use kontor_records::presence;
use kontor_records::query::load;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::records::readable;
use crate::app::{App, Visitor};
use crate::openapi::{self, Reading, shapes};
use crate::problem::Result;
use crate::{JsonBody, Path};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(enter, leave))
}

/// Nothing has to be said but that the page is open.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Entering)]
struct Entering {}

/// Says that the caller has a record open, and asks who else has. It holds for less than a minute and is to be said
/// again while the page is open. Nothing is kept of who looked at what.
#[utoipa::path(post, path = "/records/{object}/{id}/presence", tag = "views", operation_id = "enter_record",
    params(("object" = String, Path, description = "Key of the object."), ("id" = openapi::Id, Path, description = "The record.")),
    request_body = Entering,
    responses((status = 200, body = shapes::PresentUsers, description = "Who else is there."), Reading))]
async fn enter(
    visitor: Visitor,
    Path((object, id)): Path<(String, Id)>,
    JsonBody(Entering {}): JsonBody<Entering>,
) -> Result<Answer<Json>> {
    let user = visitor.user();
    let read = visitor.workspace.read(&visitor.ctx, move |ctx, tx| {
        let object = readable(ctx, &object)?.clone();
        match load::live(ctx, tx, &object, &[id])?.contains(&id) {
            true => presence::others(ctx, tx, id, user),
            false => Err(Error::not_found()),
        }
    });
    let others = read.await?;
    if let Some(user) = user {
        let now = visitor.ctx.caller.now;
        let database = &visitor.workspace.database;
        let noted = database.write(move |tx| presence::enter(tx, id, user, now)).await;
        // Where nothing can be written at this moment, who is there can still be told.
        match noted {
            Err(error) if !matches!(error.code, Code::Unavailable | Code::StorageFull) => {
                return Err(error.into());
            }
            _ => {}
        }
    }
    let data: Vec<Json> = others
        .iter()
        .map(
            |one| json!({"user": {"id": one.user, "object": "user", "label": one.label}, "since": one.since}),
        )
        .collect();
    Ok(Answer(json!({"data": data, "again": presence::AGAIN_SECONDS})))
}

/// Says that the caller has closed a record.
#[utoipa::path(delete, path = "/records/{object}/{id}/presence", tag = "views", operation_id = "leave_record",
    params(("object" = String, Path, description = "Key of the object."), ("id" = openapi::Id, Path, description = "The record.")),
    responses((status = 204, description = "It is forgotten.")))]
async fn leave(visitor: Visitor, Path((object, id)): Path<(String, Id)>) -> Result<StatusCode> {
    readable(&visitor.ctx, &object)?;
    if let Some(user) = visitor.user() {
        let database = &visitor.workspace.database;
        database.write(move |tx| presence::leave(tx, id, user)).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
