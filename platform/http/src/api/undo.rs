//! Undo of a change set.

use axum::Json as Answer;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kontor_kernel::{Code, Error, Id};
use kontor_records::Record;
use kontor_records::undo::{self, OnConflict};
use kontor_records::workspace::How;
use serde::Deserialize;
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::reply::{self, Sent};
use crate::app::{App, Reply, Visitor};
use crate::idempotency::IdempotencyKey;
use crate::openapi::{self, shapes};
use crate::problem::Result;
use crate::{Path, Query, problems};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(take_back))
}

problems! {
    /// What an undo can be refused with.
    struct Undoing: NotFound, Forbidden, NotUnique, Conflict, RunningTwin, UndoConflict, Validation
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
    /// Of a change of definitions only says what would be done: `{"plan", "warnings"}`.
    #[serde(default)]
    dry_run: bool,
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
    responses((status = 200, body = shapes::UndoneOrPlan, description = "The records that went back, and the fields that were kept; with `dry_run` the plan."),
        (status = 202, body = shapes::Job, description = "`{\"job\"}`: of definitions, a job does the rest."), Undoing))]
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
    let of_definitions = kind == undo::Kind::Definitions;
    if params.dry_run {
        return preview(visitor, change_set, on_conflict, of_definitions).await;
    }
    let how = match of_definitions {
        true => How::Excluding,
        false => How::Alone,
    };
    let workspace = visitor.workspace.clone();
    let (answer, done) = undoing
        .change_telling(sent, how, move |work| {
            let undone = match of_definitions {
                true => undo::definitions::take_back(&workspace, work, change_set, on_conflict),
                false => undo::undo(work, change_set, on_conflict),
            };
            let undone = undone.map_err(crate::api::records::plain)?;
            if let Some(job) = undone.job {
                return Ok((Reply::job(job), ()));
            }
            let told: Vec<&Record> = undone
                .outcomes
                .iter()
                .take(200)
                .map(|outcome| &outcome.record)
                .collect();
            let records = reply::shown(work.ctx, work.tx, &told)?;
            let body = json!({"undone": undone.outcomes.len() + undone.besides, "records": records, "kept": undone.kept});
            Ok((Reply::json(StatusCode::OK, body.to_string().into_bytes()), ()))
        })
        .await?;
    match kind {
        undo::Kind::Settings(settings) if done.is_some() => {
            visitor.workspace.follow_settings().await?;
            let detail = json!({"settings": settings, "undoes": change_set.to_string()});
            visitor.note("settings.changed", detail).await;
        }
        undo::Kind::Definitions if done.is_some() => {
            visitor.workspace.reload().await?;
            let detail = json!({"undoes": change_set.to_string()});
            visitor.note("definitions.undone", detail).await;
        }
        _ => {}
    }
    Ok(answer)
}

/// What the undo of a change of definitions would do.
async fn preview(
    visitor: Visitor,
    change_set: Id,
    on_conflict: OnConflict,
    of_definitions: bool,
) -> Result<Response> {
    if !of_definitions {
        let detail = "Only the undo of a change of definitions has a plan.";
        return Err(Error::new(Code::BadParameter, detail)
            .with("parameter", "dry_run")
            .into());
    }
    let locale = visitor.ctx.caller.locale;
    let preview = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| {
            undo::definitions::preview(ctx, tx, change_set, on_conflict)
        })
        .await?;
    let body = json!({"plan": preview.plan.wire(locale), "warnings": preview.warnings});
    Ok(Answer(body).into_response())
}
