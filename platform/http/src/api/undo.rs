//! Undo of a change set.

use axum::http::StatusCode;
use axum::response::Response;
use kontor_kernel::Id;
use kontor_records::Record;
use kontor_records::undo::{self, OnConflict};
use serde::Deserialize;
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::reply::{self, Sent};
use crate::app::{App, Reply, Visitor};
use crate::idempotency::{IdempotencyKey, REPLAYED};
use crate::openapi::{self, shapes};
use crate::problem::Result;
use crate::{Path, Query, problems};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(take_back))
}

problems! {
    /// What an undo can be refused with.
    struct Undoing: NotFound, Forbidden, NotUnique, Conflict, UndoConflict, Validation
}

/// How an undo goes about what was changed since.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UndoParams {
    /// What to do with fields that were changed since: leave them, or set them back too. Without it the undo is refused
    /// and lists them.
    #[param(inline)]
    on_conflict: Option<Choice>,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Choice {
    Keep,
    Restore,
}

/// Takes a change set back, where nobody touched it since. The answer's own change set can be undone in turn.
#[utoipa::path(post, path = "/undo/{change_set}", tag = "records", operation_id = "undo",
    params(("change_set" = openapi::Id, Path, description = "As a write answered it in Kontor-Change-Set."), UndoParams, IdempotencyKey),
    responses((status = 200, body = shapes::Undone, description = "The records that went back, and the fields that were kept."), Undoing))]
async fn take_back(
    visitor: Visitor,
    Path(change_set): Path<Id>,
    sent: Sent,
    Query(params): Query<UndoParams>,
) -> Result<Response> {
    let on_conflict = match params.on_conflict {
        None => OnConflict::Refuse,
        Some(Choice::Keep) => OnConflict::Keep,
        Some(Choice::Restore) => OnConflict::Restore,
    };
    let mut undoing = visitor.clone();
    undoing.ctx.caller.via = kontor_kernel::Via::Undo;
    let kind = visitor
        .workspace
        .read(&visitor.ctx, move |_, tx| undo::of(tx, change_set))
        .await?;
    let answer = undoing
        .change_alone(sent, move |work| {
            let undone = undo::undo(work, change_set, on_conflict).map_err(crate::api::records::plain)?;
            let told: Vec<&Record> = undone
                .outcomes
                .iter()
                .take(200)
                .map(|outcome| &outcome.record)
                .collect();
            let records = reply::shown(work.ctx, work.tx, &told)?;
            let body = json!({"undone": undone.outcomes.len() + undone.besides, "records": records, "kept": undone.kept});
            Ok(Reply::json(StatusCode::OK, body.to_string().into_bytes()))
        })
        .await?;
    if let undo::Kind::Settings(settings) = kind
        && !answer.headers().contains_key(&REPLAYED)
    {
        visitor.workspace.follow_settings().await?;
        let detail = json!({"settings": settings, "undoes": change_set.to_string()});
        visitor.note("settings.changed", detail).await;
    }
    Ok(answer)
}
