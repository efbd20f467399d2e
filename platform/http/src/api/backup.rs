//! Backups, for the owner of the machine: the files are those of the server's machine.

use std::path::PathBuf;

use axum::Json as Answer;
use kontor_kernel::{Error, Json, Result as Outcome};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::machine::Owner;
use crate::app::App;
use crate::problem::Result;
use crate::{JsonBody, problems};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(back_up))
        .routes(routes!(restore))
}

problems! {
    /// What a backup can be refused with.
    struct Taking: NotFound, Validation, Conflict;
    /// What restoring can be refused with.
    struct Restoring: NotFound, Validation, Conflict;
}

/// A wish for a backup.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBackup {
    /// Where to, as an absolute path.
    file: String,
    /// With the key of the data folder.
    #[serde(default)]
    with_key: bool,
}

/// Takes a backup of the workspace into a file, while others work.
#[utoipa::path(post, path = "/machine/backup", tag = "machine", operation_id = "take_backup", request_body = NewBackup,
    responses((status = 200, body = Json, description = "What is in it."), Taking))]
async fn back_up(Owner(visitor): Owner, JsonBody(new): JsonBody<NewBackup>) -> Result<Answer<Json>> {
    let taken = visitor
        .app
        .back_up(&visitor.workspace.name, absolute(&new.file)?, new.with_key)
        .await?;
    let detail = json!({"created_at": taken["created_at"]});
    visitor.note("backup.taken", detail).await;
    Ok(Answer(taken))
}

/// The backup to restore.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OldBackup {
    /// Where from, as an absolute path.
    file: String,
}

/// Fills the workspace, which must be empty, from a backup.
#[utoipa::path(post, path = "/machine/restore", tag = "machine", operation_id = "restore_backup", request_body = OldBackup,
    responses((status = 200, body = Json, description = "What was in it."), Restoring))]
async fn restore(Owner(visitor): Owner, JsonBody(old): JsonBody<OldBackup>) -> Result<Answer<Json>> {
    let restored = visitor
        .app
        .restore(&visitor.workspace.name, absolute(&old.file)?)
        .await?;
    let detail = json!({"created_at": restored["created_at"]});
    visitor.note("backup.restored", detail).await;
    Ok(Answer(restored))
}

fn absolute(file: &str) -> Outcome<PathBuf> {
    let path = PathBuf::from(file);
    match path.is_absolute() {
        true => Ok(path),
        false => Err(Error::invalid(
            "/file",
            "wrong_format",
            "An absolute path is expected.",
        )),
    }
}
