//! Signing in and out, sessions, passwords, and who am I.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use jiff::tz::TimeZone;
use kontor_auth::{Handover, Origin, Secret, SignIn};
use kontor_kernel::{Code, Error, Id, Json, Result as Outcome};
use kontor_records::{Command, Op, Workspace, apply};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::records::plain;
use crate::app::reply::{Sent, Written};
use crate::app::visitor::{Proof, find_workspace};
use crate::app::{App, Reply, Visitor};
use crate::client::Client;
use crate::conditional::{IfMatch, etag};
use crate::idempotency::IdempotencyKey;
use crate::openapi::{Changing, shapes};
use crate::problem::Result;
use crate::{JsonBody, JsonObject, Path, cookies, openapi, problems};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_in, sign_out))
        .routes(routes!(me, change_me))
        .routes(routes!(sessions, end_others))
        .routes(routes!(end_session))
        .routes(routes!(password))
        .routes(routes!(password_link))
}

problems! {
    /// What signing in can be refused with.
    struct SigningIn: InvalidCredentials, Validation;
    /// What ending a session can be refused with.
    struct Ending: NotFound, Forbidden;
    /// What setting a password can be refused with.
    struct Passwording: InvalidCredentials, Validation, Forbidden;
    /// What making a password link can be refused with.
    struct Linking: NotFound, Forbidden, Conflict;
}

/// E-mail address and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    /// The e-mail address.
    email: String,
    /// The password.
    password: String,
}

/// Signs in; the answer sets the session cookie.
#[utoipa::path(post, path = "/session", tag = "sign-in", operation_id = "sign_in", request_body = Credentials, security(()),
    responses((status = 200, body = shapes::SignedIn, description = "Who is signed in."), SigningIn))]
async fn sign_in(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    JsonBody(credentials): JsonBody<Credentials>,
) -> Result<Response> {
    let workspace = find_workspace(&app, &client).await?;
    let password = Secret::new(credentials.password);
    Ok(begin_session(&app, &workspace, &client, &headers, &credentials.email, password).await?)
}

/// Opens a session and answers who is signed in, with the cookie.
pub async fn begin_session(
    app: &App,
    workspace: &Workspace,
    client: &Client,
    headers: &HeaderMap,
    email: &str,
    password: Secret,
) -> Outcome<Response> {
    let signed_in = app
        .auth()
        .sign_in(SignIn {
            workspace: workspace.name.clone(),
            email: email.to_owned(),
            password,
            origin: origin(client, headers),
            presented: cookies::find(headers, client.https).map(Secret::new),
        })
        .await?;
    let principal = workspace.principal(signed_in.session.user).await?;
    let cookie = cookies::set(signed_in.token.reveal(), client.https, Some(SESSION_SECONDS))?;
    let body = json!({
        "user": {"id": principal.user.to_string(), "object": "user", "label": principal.name},
        "role": principal.role,
        "workspace": workspace.name,
        "expires_at": signed_in.session.expires_at,
    });
    Ok((AppendHeaders([cookie]), Answer(body)).into_response())
}

/// The cookie lives as long as a session at most; the server ends it earlier when it is idle.
const SESSION_SECONDS: u32 = 90 * 24 * 3600;

/// Where a request comes from, for the limits and the list of sessions.
pub fn origin(client: &Client, headers: &HeaderMap) -> Origin {
    let agent = headers
        .get(axum::http::header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    Origin {
        ip: client.address,
        agent: agent.to_owned(),
    }
}

/// Signs out.
#[utoipa::path(delete, path = "/session", tag = "sign-in", operation_id = "sign_out",
    responses((status = 204, description = "Signed out."), Ending))]
async fn sign_out(State(app): State<App>, visitor: Visitor) -> Result<Response> {
    let Proof::Session(session) = &visitor.proof else {
        return Err(Error::forbidden("Only a session can be signed out; revoke the key instead.").into());
    };
    app.auth().sign_out(session).await?;
    let cookie = AppendHeaders([cookies::clear(visitor.client.https)]);
    Ok(visitor.written((StatusCode::NO_CONTENT, cookie)).into_response())
}

/// Who am I, and what may I do?
#[utoipa::path(get, path = "/me", tag = "sign-in", operation_id = "read_me",
    responses((status = 200, body = shapes::Me, description = "The caller.")))]
async fn me(visitor: Visitor) -> Result<Response> {
    let about = Answer(about(&visitor));
    Ok(match visitor.user() {
        Some(user) => {
            let version = visitor.workspace.principal(user).await?.version;
            ([etag(version)], about).into_response()
        }
        None => about.into_response(),
    })
}

/// Who the caller is, and what he may do with each object.
fn about(visitor: &Visitor) -> Json {
    use kontor_definitions::Action;
    use kontor_records::Permit;
    let ctx = &visitor.ctx;
    let actions = [
        Action::Create,
        Action::Read,
        Action::Update,
        Action::Delete,
        Action::Export,
    ];
    let mut objects = serde_json::Map::new();
    for object in ctx.catalog.objects() {
        let may: Vec<&str> = actions
            .into_iter()
            .filter(|action| !matches!(ctx.policy.permit(object, *action), Permit::No))
            .map(Action::as_str)
            .collect();
        if !may.is_empty() {
            objects.insert(object.key().to_owned(), json!(may));
        }
    }
    let user = visitor
        .user()
        .map(|id| json!({"id": id.to_string(), "object": "user", "label": visitor.name}));
    json!({
        "user": user,
        "name": visitor.name,
        "email": visitor.email,
        "role": visitor.role,
        "administrator": ctx.policy.administer,
        "teams": ctx.policy.teams.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "workspace": visitor.workspace.name,
        "language": ctx.caller.locale,
        "zone": ctx.caller.zone.iana_name(),
        "objects": objects,
    })
}

/// What a user changes of himself, whatever his role; null takes away his own choice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct MyWish {
    /// What I am called.
    name: Option<String>,
    /// The language I am spoken to, `de` or `en`; the workspace's where I say nothing.
    language: Option<String>,
    /// The name of my time zone; the workspace's where I say nothing.
    zone: Option<String>,
}

/// Changes my own name, language and time zone with a JSON merge patch.
#[utoipa::path(patch, path = "/me", tag = "sign-in", operation_id = "change_me", request_body = MyWish,
    params(IfMatch, IdempotencyKey),
    responses((status = 200, body = shapes::Me, description = "The caller."), Changing))]
async fn change_me(
    visitor: Visitor,
    sent: Sent,
    if_match: IfMatch,
    JsonObject(wish): JsonObject,
) -> Result<Response> {
    let user = visitor.require_user()?;
    visitor.require_writing()?;
    let version = visitor.version(&if_match)?;
    for member in wish.keys() {
        if !["name", "language", "zone"].contains(&member.as_str()) {
            let detail = "Only name, language and zone are yours to change.";
            return Err(Error::invalid(format!("/{member}"), "unknown_field", detail).into());
        }
    }
    let sent = sent.of(&wish)?;
    let before = about(&visitor);
    // Everybody may: so not by his role, which says what may be done with users in general.
    let mut acting = visitor.clone();
    acting.ctx = visitor.workspace.system(visitor.ctx.caller.clone());
    acting
        .change(sent, move |work| {
            let op = Op::Update {
                id: user,
                version,
                values: wish.clone(),
            };
            let object = "user".to_owned();
            let changed = apply(work, vec![Command { object, op }]).map_err(plain)?.pop();
            let me = changed
                .ok_or_else(|| Error::internal("a command without an outcome"))?
                .record;
            let settings = &work.ctx.settings;
            let mut body = before.clone();
            body["name"] = json!(me.label);
            body["user"]["label"] = json!(me.label);
            body["language"] = me
                .text("language")
                .map_or_else(|| json!(settings.language), |own| json!(own));
            let zone = me.text("zone").and_then(|name| TimeZone::get(name).ok());
            body["zone"] = json!(zone.unwrap_or_else(|| settings.time_zone()).iana_name());
            Ok(Reply {
                version: Some(me.version),
                ..Reply::value(StatusCode::OK, &body)
            })
        })
        .await
}

/// My sessions, the last used first.
#[utoipa::path(get, path = "/sessions", tag = "sign-in", operation_id = "list_sessions",
    responses((status = 200, body = shapes::Sessions, description = "The sessions."), Ending))]
async fn sessions(State(app): State<App>, visitor: Visitor) -> Result<Answer<Json>> {
    let user = visitor.require_user()?;
    let current = if let Proof::Session(session) = &visitor.proof {
        Some(session.id)
    } else {
        None
    };
    let sessions = app.auth().sessions(&visitor.workspace.name, user).await?;
    let data: Vec<Json> = sessions
        .iter()
        .map(|session| {
            let mut wire = serde_json::to_value(session).unwrap_or_default();
            wire["current"] = json!(Some(session.id) == current);
            wire
        })
        .collect();
    Ok(Answer(json!({"data": data})))
}

/// Ends all my other sessions.
#[utoipa::path(delete, path = "/sessions", tag = "sign-in", operation_id = "end_other_sessions",
    responses((status = 204, description = "Ended."), Ending))]
async fn end_others(State(app): State<App>, visitor: Visitor) -> Result<Written<StatusCode>> {
    let user = visitor.require_user()?;
    let keep = if let Proof::Session(session) = &visitor.proof {
        Some(session.id)
    } else {
        None
    };
    app.auth()
        .end_sessions(visitor.ctx.caller.actor, &visitor.workspace.name, user, keep)
        .await?;
    Ok(visitor.written(StatusCode::NO_CONTENT))
}

/// Ends one of my sessions.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "sign-in", operation_id = "end_session",
    params(("id" = openapi::Id, Path, description = "The session.")),
    responses((status = 204, description = "Ended."), Ending))]
async fn end_session(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Id>,
) -> Result<Written<StatusCode>> {
    let user = visitor.require_user()?;
    app.auth().end_session(&visitor.workspace.name, user, id).await?;
    Ok(visitor.written(StatusCode::NO_CONTENT))
}

/// What to do about a password: ask for a link (`email`), set it by one-time code (`code`, `password`), or change it
/// (`current`, `password`).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordWish {
    /// Ask for a link to this address.
    #[serde(default)]
    email: Option<String>,
    /// The one-time code of a link.
    #[serde(default)]
    code: Option<String>,
    /// The present password.
    #[serde(default)]
    current: Option<String>,
    /// The new password.
    #[serde(default)]
    password: Option<String>,
}

/// Asks for a password link, sets a password by its one-time code, or changes it. A change ends all other sessions.
#[utoipa::path(post, path = "/password", tag = "sign-in", operation_id = "change_password", request_body = PasswordWish, security(()),
    responses((status = 204, description = "Done; or, when a link was asked for, on its way if the address is known."), Passwording))]
async fn password(
    State(app): State<App>,
    client: Client,
    request: axum::extract::Request,
) -> Result<StatusCode> {
    use axum::extract::{FromRequest, FromRequestParts};
    let (mut parts, body) = request.into_parts();
    let headers = parts.headers.clone();
    let visitor = Visitor::from_request_parts(&mut parts, &app).await;
    let JsonBody(wish) =
        JsonBody::<PasswordWish>::from_request(axum::extract::Request::from_parts(parts, body), &app).await?;
    let workspace = find_workspace(&app, &client).await?;
    match (wish.email, wish.code, wish.current, wish.password) {
        (Some(email), None, None, None) => {
            app.auth()
                .request_reset(&workspace.name, &email, &origin(&client, &headers))
                .await?;
        }
        (None, Some(code), None, Some(new)) => {
            app.auth()
                .set_password_by_code(&workspace.name, &Secret::new(code.trim()), &Secret::new(new))
                .await?;
        }
        (None, None, Some(current), Some(new)) => {
            let visitor = visitor?;
            let Proof::Session(session) = &visitor.proof else {
                return Err(Error::forbidden("Only a signed-in user changes his password.").into());
            };
            app.auth()
                .change_password(session, &Secret::new(current), &Secret::new(new))
                .await?;
        }
        _ => {
            let detail = "Give email; or code and password; or current and password.";
            return Err(Error::invalid("/password", "required", detail).into());
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a one-time link by which a user sets his password; for administrators, while there is no mail.
#[utoipa::path(post, path = "/users/{id}/password-link", tag = "sign-in", operation_id = "create_password_link",
    params(("id" = openapi::Id, Path, description = "The user.")),
    responses((status = 201, body = shapes::PasswordLink, description = "The code; it works once, for 24 hours."), Linking))]
async fn password_link(
    State(app): State<App>,
    visitor: Visitor,
    Path(user): Path<Id>,
) -> Result<Written<(StatusCode, Answer<Json>)>> {
    visitor.ctx.policy.require_administrator()?;
    let handover = if matches!(visitor.proof, Proof::Machine) {
        Handover::Machine
    } else {
        Handover::Shown
    };
    let name = visitor.workspace.name.clone();
    let actor = visitor.ctx.caller.actor;
    if app.auth().account(&name, user).await?.is_none() {
        let email = user_email(&visitor, user).await?;
        app.auth().create_account(actor, &name, user, &email).await?;
    }
    let link = app.auth().password_link(actor, &name, user, handover).await?;
    let body = json!({"email": link.email, "code": link.code.reveal()});
    Ok(visitor.written((StatusCode::CREATED, Answer(body))))
}

/// The e-mail address in a user record.
pub async fn user_email(visitor: &Visitor, user: Id) -> Outcome<String> {
    visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| {
            let users = ctx.object("user")?;
            let record = kontor_records::query::load::by_ids(ctx, tx, users, &[user])?.remove(&user);
            let record = record
                .filter(|record| record.deleted_at.is_none())
                .ok_or_else(Error::not_found)?;
            let missing = || Error::new(Code::Conflict, "The user has no e-mail address.");
            record.text("email").map(str::to_owned).ok_or_else(missing)
        })
        .await
}
