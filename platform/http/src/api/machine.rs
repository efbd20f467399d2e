//! What only the owner of the machine may do: over the socket in the data folder, or inside the process. For
//! everybody else none of it exists.

use axum::Json as Answer;
use axum::extract::{Extension, FromRequestParts};
use axum::http::StatusCode;
use axum::http::request::Parts;
use kontor_auth::password::check_rules;
use kontor_auth::{Email, Handover, Secret};
use kontor_kernel::{Error, Id, Json};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::people::user_email;
use crate::api::setup::put_user;
use crate::app::{App, Visitor};
use crate::client::Peer;
use crate::origin::Origin;
use crate::problem::{Problem, Result};
use crate::{JsonBody, Path, openapi, problems};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(machine))
        .routes(routes!(add_user))
        .routes(routes!(set_password))
        .routes(routes!(change_workspace, delete_workspace))
}

problems! {
    /// What telling about the machine can be refused with.
    struct Telling: NotFound;
    /// What adding a user can be refused with.
    struct Adding: NotFound, Validation, NotUnique, Conflict;
    /// What setting a password or a host can be refused with.
    struct Setting: NotFound, Validation, Conflict;
    /// What deleting a workspace can be refused with.
    struct Deleting: NotFound, Conflict;
}

/// Where the server can be reached, as a layer of the router: links on the command line begin with it.
#[derive(Clone, Debug)]
pub struct Address(pub Origin);

impl Address {
    /// The same server under the host name of a workspace.
    fn of(&self, host: Option<&str>) -> String {
        host.map_or(self.0.clone(), |host| self.0.at(host)).as_text()
    }
}

/// The owner of the machine, in a workspace.
pub(super) struct Owner(pub(super) Visitor);

impl FromRequestParts<App> for Owner {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Owner, Problem> {
        match parts.extensions.get::<Peer>() {
            Some(Peer::Socket) => Visitor::from_request_parts(parts, app).await.map(Owner),
            _ => Err(Error::not_found().into()),
        }
    }
}

/// Tells about the running program: its version, and the address at which this workspace can be reached.
#[utoipa::path(get, path = "/machine", tag = "machine", operation_id = "read_machine",
    responses((status = 200, body = Json, description = "Version and address."), Telling))]
async fn machine(Owner(visitor): Owner, address: Option<Extension<Address>>) -> Result<Answer<Json>> {
    let all = visitor.app.auth().workspaces().await?;
    let this = all
        .iter()
        .find(|workspace| workspace.name == visitor.workspace.name);
    let address = address.map(|Extension(address)| address.of(this.and_then(|this| this.host.as_deref())));
    Ok(Answer(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "workspace": visitor.workspace.name,
        "address": address,
    })))
}

/// A wish for a user.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewUser {
    /// The e-mail address to sign in with.
    email: String,
    /// What the user is called.
    name: String,
    /// The key of the role.
    role: String,
    /// The password; without one the answer has a one-time code, by which the user sets it.
    #[serde(default)]
    password: Option<String>,
}

/// Adds a user who may sign in. The first administrator who comes in this way ends the set-up of the workspace.
#[utoipa::path(post, path = "/machine/users", tag = "machine", operation_id = "add_user", request_body = NewUser,
    responses((status = 201, body = Json, description = "The user, and the code if no password was given."), Adding))]
async fn add_user(
    Owner(visitor): Owner,
    JsonBody(new): JsonBody<NewUser>,
) -> Result<(StatusCode, Answer<Json>)> {
    let (auth, workspace) = (visitor.app.auth(), &visitor.workspace);
    let email = Email::parse(&new.email, "/email")?;
    let password = new.password.map(Secret::new);
    if let Some(password) = &password {
        check_rules(password, &email, "/password")?;
    }
    let (caller, id) = (visitor.ctx.caller.clone(), Id::generate(visitor.app.clock()));
    let actor = caller.actor;
    put_user(workspace, caller, id, email.as_str(), &new.name, &new.role).await?;
    auth.create_account(actor, &workspace.name, id, email.as_str())
        .await?;
    let code = match &password {
        Some(password) => {
            auth.set_password(actor, &workspace.name, id, password, Handover::Machine)
                .await?;
            None
        }
        None => Some(
            auth.password_link(actor, &workspace.name, id, Handover::Machine)
                .await?
                .code,
        ),
    };
    if workspace.principal(id).await?.policy.administer {
        auth.end_setup(actor, &workspace.name).await?;
    }
    let code = code.as_ref().map(Secret::reveal);
    let body = json!({"id": id, "email": email.as_str(), "name": new.name, "role": new.role, "code": code});
    Ok((StatusCode::CREATED, Answer(body)))
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    /// The password.
    password: String,
}

/// Sets the password of a user. All his sessions end.
#[utoipa::path(post, path = "/machine/users/{id}/password", tag = "machine", operation_id = "set_password",
    params(("id" = openapi::Id, Path, description = "The user.")), request_body = NewPassword,
    responses((status = 204, description = "Set."), Setting))]
async fn set_password(
    Owner(visitor): Owner,
    Path(user): Path<Id>,
    JsonBody(new): JsonBody<NewPassword>,
) -> Result<StatusCode> {
    let (auth, workspace, actor) = (
        visitor.app.auth(),
        &visitor.workspace.name,
        visitor.ctx.caller.actor,
    );
    if auth.account(workspace, user).await?.is_none() {
        let email = user_email(&visitor, user).await?;
        auth.create_account(actor, workspace, user, &email).await?;
    }
    let password = Secret::new(new.password);
    auth.set_password(actor, workspace, user, &password, Handover::Machine)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What of a workspace can be changed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WorkspaceChange {
    /// The host name it answers to.
    host: String,
}

/// Gives a workspace another host name.
#[utoipa::path(patch, path = "/machine/workspaces/{name}", tag = "machine", operation_id = "change_workspace",
    params(("name" = String, Path, description = "The workspace.")), request_body = WorkspaceChange,
    responses((status = 204, description = "Changed."), Setting))]
async fn change_workspace(
    Owner(visitor): Owner,
    Path(name): Path<String>,
    JsonBody(change): JsonBody<WorkspaceChange>,
) -> Result<StatusCode> {
    visitor
        .app
        .auth()
        .set_workspace_host(visitor.ctx.caller.actor, &name, &change.host)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes a workspace with everything in it, for good.
#[utoipa::path(delete, path = "/machine/workspaces/{name}", tag = "machine", operation_id = "delete_workspace",
    params(("name" = String, Path, description = "The workspace.")),
    responses((status = 204, description = "Deleted."), Deleting))]
async fn delete_workspace(Owner(visitor): Owner, Path(name): Path<String>) -> Result<StatusCode> {
    visitor
        .app
        .delete_workspace(visitor.ctx.caller.actor, &name)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_has_the_servers_scheme_and_port_under_its_own_name() {
        let of = |base: &str, host| Address(Origin::parse(base).unwrap()).of(host);
        assert_eq!(of("http://127.0.0.1:8080", None), "http://127.0.0.1:8080");
        assert_eq!(
            of("http://127.0.0.1:8080", Some("acme.local")),
            "http://acme.local:8080"
        );
        assert_eq!(
            of("https://crm.example", Some("acme.example")),
            "https://acme.example"
        );
        assert_eq!(of("http://[::1]", Some("acme.local")), "http://acme.local");
    }
}
