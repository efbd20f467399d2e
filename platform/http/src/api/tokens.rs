//! API keys.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use kontor_auth::{KeyScope, NewKey};
use kontor_definitions::Catalog;
use kontor_kernel::{Error, Id, Issue, Json, Timestamp};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::reply::Written;
use crate::app::visitor::Proof;
use crate::app::{App, Visitor};
use crate::openapi::shapes;
use crate::problem::Result;
use crate::{JsonBody, Path, openapi, problems};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index, create))
        .routes(routes!(revoke))
}

problems! {
    /// What listing keys can be refused with.
    struct Seeing: Forbidden;
    /// What making a key can be refused with.
    struct Making: Forbidden, Validation, NotFound, Conflict;
    /// What revoking a key can be refused with.
    struct Revoking: NotFound, Forbidden;
}

/// Lists my API keys; an administrator sees all of the workspace.
#[utoipa::path(get, path = "/tokens", tag = "sign-in", operation_id = "list_tokens",
    responses((status = 200, body = shapes::Tokens, description = "The keys, without their secrets."), Seeing))]
async fn index(State(app): State<App>, visitor: Visitor) -> Result<Answer<Json>> {
    let whose = if visitor.ctx.policy.administer {
        None
    } else {
        Some(visitor.require_user()?)
    };
    let keys = app.auth().keys(&visitor.workspace.name, whose).await?;
    Ok(Answer(json!({"data": keys})))
}

/// A wish for an API key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TokenWish {
    /// What it is for.
    name: String,
    /// What it may be used for.
    #[serde(default)]
    #[schema(value_type = Option<shapes::ScopeWish>)]
    scope: KeyScope,
    /// When it ends.
    #[serde(default)]
    #[schema(value_type = Option<openapi::Time>)]
    expires_at: Option<Timestamp>,
    /// For which user, if not for oneself; on the command line.
    #[serde(default)]
    #[schema(value_type = Option<openapi::Id>)]
    user: Option<Id>,
}

/// Makes an API key; it is shown this once.
#[utoipa::path(post, path = "/tokens", tag = "sign-in", operation_id = "create_token", request_body = TokenWish,
    responses((status = 201, body = shapes::NewApiKey, description = "The key."), Making))]
async fn create(
    State(app): State<App>,
    visitor: Visitor,
    JsonBody(wish): JsonBody<TokenWish>,
) -> Result<Written<(StatusCode, Answer<Json>)>> {
    let user = match (&visitor.proof, wish.user) {
        (Proof::Machine, Some(user)) => user,
        (Proof::Machine, None) => {
            return Err(Error::invalid("/user", "required", "Say for which user.").into());
        }
        (Proof::Key(_), _) => return Err(Error::forbidden("A key can't make further keys; sign in.").into()),
        (Proof::Session(_), Some(other)) if Some(other) != visitor.user() => {
            return Err(Error::forbidden("A key is made by the user it acts for.").into());
        }
        (Proof::Session(_), _) => visitor.require_user()?,
    };
    visitor.workspace.principal(user).await?;
    objects_exist(&visitor.ctx.catalog, &wish.scope)?;
    let new = NewKey {
        name: wish.name,
        scope: wish.scope,
        expires_at: wish.expires_at,
    };
    let (key, secret) = app
        .auth()
        .create_key(visitor.ctx.caller.actor, &visitor.workspace.name, user, new)
        .await?;
    let mut body = serde_json::to_value(&key).map_err(Error::internal)?;
    body["key"] = json!(secret.reveal());
    Ok(visitor.written((StatusCode::CREATED, Answer(body))))
}

/// A key for objects that do not exist is a slip of the pen, and would be found out when it is too late.
fn objects_exist(catalog: &Catalog, scope: &KeyScope) -> kontor_kernel::Result<()> {
    let names = scope.objects.iter().flatten().enumerate();
    let unknown = names.filter(|(_, name)| catalog.object(name).is_none());
    let issues: Vec<Issue> = unknown
        .map(|(at, name)| {
            let detail = format!("There is no {name:?}.");
            Issue::new(format!("/scope/objects/{at}"), "unknown_object", detail)
        })
        .collect();
    match issues.is_empty() {
        true => Ok(()),
        false => Err(Error::validation(issues)),
    }
}

/// Revokes an API key, at once.
#[utoipa::path(delete, path = "/tokens/{id}", tag = "sign-in", operation_id = "revoke_token",
    params(("id" = openapi::Id, Path, description = "The key.")),
    responses((status = 204, description = "Revoked."), Revoking))]
async fn revoke(State(app): State<App>, visitor: Visitor, Path(id): Path<Id>) -> Result<Written<StatusCode>> {
    let whose = if visitor.ctx.policy.administer {
        None
    } else {
        Some(visitor.require_user()?)
    };
    app.auth()
        .revoke_key(visitor.ctx.caller.actor, &visitor.workspace.name, whose, id)
        .await?;
    Ok(visitor.written(StatusCode::NO_CONTENT))
}
