//! What the workspace has settled for itself.

use axum::Json as Answer;
use kontor_kernel::Json;
use kontor_records::Settings;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::JsonObject;
use crate::app::reply::Written;
use crate::app::{App, Visitor};
use crate::openapi::shapes;
use crate::problem::Result;
use crate::problems;

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, change))
}

problems! {
    /// What changing settings can be refused with.
    struct Settling: Forbidden, BadJson, Validation, UnsupportedMediaType, TooLarge, StorageFull
}

/// Reads the settings: company, language, currency and rates, zone, country, trash period, upload limit.
#[utoipa::path(get, path = "/settings", tag = "workspace", operation_id = "read_settings",
    responses((status = 200, body = shapes::SettingsSchema, description = "The settings.")))]
async fn read(visitor: Visitor) -> Result<Answer<Settings>> {
    Ok(Answer(visitor.ctx.settings.as_ref().clone()))
}

/// Changes settings with a JSON merge patch; for administrators.
#[utoipa::path(patch, path = "/settings", tag = "workspace", operation_id = "change_settings",
    request_body(content = shapes::SettingsChange, description = "The settings to change."),
    responses((status = 200, body = shapes::SettingsSchema, description = "The settings."), Settling))]
async fn change(visitor: Visitor, JsonObject(patch): JsonObject) -> Result<Written<Answer<Settings>>> {
    let places: Vec<String> = patch.keys().map(|key| format!("/{key}")).collect();
    let changed = serde_json::json!({"settings": places});
    let settings = visitor
        .workspace
        .change_settings(&visitor.ctx, Json::Object(patch))
        .await?;
    visitor.note("settings.changed", changed).await;
    Ok(visitor.written(Answer(settings)))
}
