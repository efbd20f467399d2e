//! What the workspace has settled for itself.

use axum::Json as Answer;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kontor_kernel::{Error, Json};
use kontor_records::Work;
use kontor_records::settings::change;
use kontor_records::workspace::How;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::JsonObject;
use crate::app::reply::Sent;
use crate::app::{App, Reply, Visitor};
use crate::conditional::{IfMatch, etag, require_newest};
use crate::idempotency::IdempotencyKey;
use crate::openapi::shapes;
use crate::problem::Result;
use crate::problems;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, settle))
}

problems! {
    /// What changing settings can be refused with.
    struct Settling: Forbidden, Validation, VersionRequired
}

/// Reads the settings: company, language, currency and rates, zone, country, trash period, upload limit.
#[utoipa::path(get, path = "/settings", tag = "workspace", operation_id = "read_settings",
    responses((status = 200, body = shapes::SettingsSchema, description = "The settings.")))]
async fn read(visitor: Visitor) -> Result<Response> {
    let state = visitor.workspace.state();
    let version = etag(state.settings_version());
    Ok(([version], Answer(state.settings.as_ref())).into_response())
}

/// Changes settings with a JSON merge patch; for administrators.
#[utoipa::path(patch, path = "/settings", tag = "workspace", operation_id = "change_settings",
    params(IfMatch, IdempotencyKey),
    request_body(content = shapes::SettingsChange, description = "The settings to change."),
    responses((status = 200, body = shapes::SettingsSchema, description = "The settings."), Settling))]
async fn settle(
    visitor: Visitor,
    sent: Sent,
    if_match: IfMatch,
    JsonObject(patch): JsonObject,
) -> Result<Response> {
    visitor.ctx.policy.require_administrator()?;
    let known = visitor.version(&if_match)?;
    let places: Vec<String> = patch.keys().map(|key| format!("/{key}")).collect();
    let changed = serde_json::json!({"settings": places});
    let (sent, patch) = (sent.of(&patch)?, Json::Object(patch));
    let work = move |work: &mut Work<'_>| {
        require_newest(
            known,
            change::version(work.tx)?,
            "The settings were changed since you read them.",
        )?;
        let settled = serde_json::to_vec(&change::change(work, &patch)?).map_err(Error::internal)?;
        let reply = Reply {
            version: Some(change::version(work.tx)?),
            ..Reply::json(StatusCode::OK, settled)
        };
        Ok((reply, ()))
    };
    let (answer, done) = visitor.change_telling(sent, How::Alone, work).await?;
    if done.is_some() {
        visitor.workspace.follow_settings().await?;
        visitor.note("settings.changed", changed).await;
    }
    Ok(answer)
}
