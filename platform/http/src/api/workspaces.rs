//! Workspaces of the server: for its owner, and for administrators of `main`.

use axum::Json as Answer;
use axum::http::StatusCode;
use kontor_kernel::{Error, Json, Result as Outcome};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::reply::Written;
use crate::app::visitor::Proof;
use crate::app::{App, MAIN, Visitor};
use crate::openapi::shapes;
use crate::problem::Result;
use crate::{JsonBody, problems};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index, create))
}

problems! {
    /// What listing workspaces can be refused with.
    struct Seeing: Forbidden;
    /// What making a workspace can be refused with.
    struct Making: Forbidden, Validation, Conflict, NotUnique;
}

/// A wish for a workspace.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewWorkspace {
    /// Lower-case letters, digits and `_`.
    name: String,
    /// The host name it answers to; `NAME.localhost` unless told, or below the public address of the server.
    #[serde(default)]
    host: Option<String>,
}

/// Only the owner of the machine and administrators of the first workspace steer the server.
fn require_owner(visitor: &Visitor) -> Outcome<()> {
    if matches!(visitor.proof, Proof::Machine) {
        return Ok(());
    }
    visitor.ctx.policy.require_administrator()?;
    if visitor.workspace.name == MAIN {
        Ok(())
    } else {
        Err(Error::forbidden("Only the server's administrators may do this."))
    }
}

/// Lists the workspaces of this server.
#[utoipa::path(get, path = "/workspaces", tag = "workspace", operation_id = "list_workspaces",
    responses((status = 200, body = shapes::Workspaces, description = "The workspaces."), Seeing))]
async fn index(visitor: Visitor) -> Result<Answer<Json>> {
    require_owner(&visitor)?;
    let all = visitor.app.auth().workspaces().await?;
    Ok(Answer(json!({"data": *all})))
}

/// Makes a workspace, empty and apart from all others.
#[utoipa::path(post, path = "/workspaces", tag = "workspace", operation_id = "create_workspace", request_body = NewWorkspace,
    responses((status = 201, body = shapes::MadeWorkspace, description = "The workspace, with a one-time code for its set-up."), Making))]
async fn create(
    visitor: Visitor,
    JsonBody(new): JsonBody<NewWorkspace>,
) -> Result<Written<(StatusCode, Answer<Json>)>> {
    require_owner(&visitor)?;
    let actor = visitor.ctx.caller.actor;
    let made = visitor
        .app
        .create_workspace(actor, &new.name, new.host.as_deref())
        .await?;
    let code = visitor.app.auth().new_setup_code(actor, &new.name).await?;
    let body = json!({"name": made.name, "host": made.host, "setup_code": code.reveal()});
    Ok(visitor.written((StatusCode::CREATED, Answer(body))))
}
