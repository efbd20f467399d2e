//! Set-up: the first administrator comes in with a one-time code.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kontor_auth::Secret;
use kontor_kernel::{Caller, Error, Id, Json, JsonMap, Result as Outcome};
use kontor_records::query::load;
use kontor_records::{Command, Op, Workspace, apply};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::people::begin_session;
use crate::api::records::plain;
use crate::app::App;
use crate::app::visitor::find_workspace;
use crate::client::Client;
use crate::openapi::shapes;
use crate::problem::Result;
use crate::{JsonBody, problems};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(state, finish))
}

problems! {
    /// What set-up can be refused with.
    struct SettingUp: InvalidCredentials, Validation, Conflict;
}

/// Is set-up open?
#[utoipa::path(get, path = "/setup", tag = "sign-in", operation_id = "read_setup", security(()),
    responses((status = 200, body = shapes::SetupState, description = "`open` until the first administrator is there.")))]
async fn state(State(app): State<App>, client: Client) -> Result<Answer<Json>> {
    let workspace = find_workspace(&app, &client).await?;
    let open = app.auth().setup_open(&workspace.name).await?;
    Ok(Answer(json!({"open": open})))
}

/// The first administrator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Setup {
    /// The one-time code of the set-up link.
    code: String,
    /// The administrator's e-mail address.
    email: String,
    /// A password of at least ten characters.
    password: String,
    /// The administrator's name.
    #[serde(default)]
    name: Option<String>,
    /// Settings to begin with: company, language, currency, zone.
    #[serde(default)]
    #[schema(value_type = Option<shapes::SettingsChange>)]
    settings: Option<JsonMap>,
}

/// Makes the first administrator with the one-time code and signs in.
#[utoipa::path(post, path = "/setup", tag = "sign-in", operation_id = "finish_setup", request_body = Setup, security(()),
    responses((status = 201, body = shapes::SignedIn, description = "Signed in as administrator."), SettingUp))]
async fn finish(
    State(app): State<App>,
    client: Client,
    headers: axum::http::HeaderMap,
    JsonBody(setup): JsonBody<Setup>,
) -> Result<Response> {
    let workspace = find_workspace(&app, &client).await?;
    let (code, password) = (Secret::new(setup.code.trim()), Secret::new(setup.password));
    // A refused call changes nothing: everything is looked at before the first of the two databases is written.
    let id = app
        .auth()
        .check_setup(&workspace.name, &code, &setup.email, &password)
        .await?;
    let settings = setup.settings.map(Json::Object);
    if let Some(settings) = &settings {
        let settled = workspace.state().settings.patched(settings);
        settled.map_err(|error| error.under("/settings"))?;
    }
    let name = setup
        .name
        .unwrap_or_else(|| setup.email.split('@').next().unwrap_or_default().to_owned());
    let caller = Caller::system(app.clock());
    put_user(
        &workspace,
        caller.clone(),
        id,
        &setup.email,
        &name,
        "administrator",
    )
    .await?;
    if let Some(settings) = settings {
        workspace
            .change_settings(&workspace.system(caller), settings)
            .await?;
    }
    app.auth()
        .finish_setup(&workspace.name, &code, &setup.email, &password)
        .await?;
    let signed_in = begin_session(&app, &workspace, &client, &headers, &setup.email, password).await?;
    Ok((StatusCode::CREATED, signed_in).into_response())
}

/// Writes a user record with a role: a new one, or what an interrupted call has left.
///
/// # Errors
/// `validation` when there is no such role.
pub async fn put_user(
    workspace: &std::sync::Arc<Workspace>,
    caller: Caller,
    id: Id,
    email: &str,
    name: &str,
    role: &str,
) -> Outcome<()> {
    let ctx = workspace.system(caller);
    let (email, name, role) = (email.to_owned(), name.to_owned(), role.to_owned());
    workspace
        .write(&ctx, move |work| {
            let users = work.ctx.object("user")?.clone();
            let present = load::by_ids(work.ctx, work.tx, &users, &[id])?.contains_key(&id);
            let roles = work.ctx.object("role")?.clone();
            let found = load::select(
                work.ctx,
                work.tx,
                &roles,
                "t.\"key\" = $1 AND t.deleted_at IS NULL",
                "",
                vec![role.as_str().into()],
            )?;
            let unknown = || Error::invalid("/role", "not_found", format!("There is no role {role:?}."));
            let role_id = found.first().ok_or_else(unknown)?.id;
            let values = json!({"name": name, "email": email, "role": role_id.to_string(), "active": true});
            let values = values.as_object().cloned().unwrap_or_default();
            let op = match present {
                true => Op::Update {
                    id,
                    version: None,
                    values,
                },
                false => Op::Create { id: Some(id), values },
            };
            let object = "user".to_owned();
            apply(work, vec![Command { object, op }])
                .map(|_| ())
                .map_err(plain)
        })
        .await
}
