//! Definitions: what objects and fields there are, and changing them. Everybody sees what he may read; administrators
//! change.

use std::sync::Arc;

use axum::Json as Answer;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use kontor_definitions::wire::field_wire;
use kontor_definitions::{Action, Catalog, CatalogData, Edit, Object, edit, wire};
use kontor_kernel::{Error, Json, Result as Outcome};
use kontor_records::workspace::How;
use kontor_records::{Ctx, Permit, Work, ddl};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::PREFIX;
use crate::api::records::readable;
use crate::app::reply::Sent;
use crate::app::{App, Reply, Visitor};
use crate::conditional::{IfMatch, etag, require_newest};
use crate::idempotency::IdempotencyKey;
use crate::openapi::shapes;
use crate::problem::{Problem, Result};
use crate::{JsonObject, Path, Query, problems};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index, create))
        .routes(routes!(read, change, delete))
        .routes(routes!(create_field))
        .routes(routes!(change_field, delete_field))
}

problems! {
    /// What reading a definition can be refused with.
    struct ReadingObject: NotFound;
    /// What making a definition can be refused with.
    struct Making: NotFound, Forbidden, NotUnique, Conflict, RunningTwin, Validation;
    /// What changing definitions can be refused with.
    struct Defining: NotFound, Forbidden, NotUnique, Conflict, RunningTwin, Validation, VersionRequired;
}

/// Lists the objects the caller may read, each with the fields he may see.
#[utoipa::path(get, path = "/objects", tag = "definitions", operation_id = "list_objects",
    responses((status = 200, body = shapes::ObjectList, description = "`{\"data\": [...]}`, in the order of modules.")))]
async fn index(visitor: Visitor) -> Result<Response> {
    let ctx = &visitor.ctx;
    let shown = ctx
        .catalog
        .objects()
        .iter()
        .filter(|o| !matches!(ctx.policy.permit(o, Action::Read), Permit::No));
    let data: Vec<Json> = shown.map(|object| seen(ctx, object)).collect();
    Ok((
        [etag(ctx.catalog.version)],
        Answer(json!({"data": data, "next": null})),
    )
        .into_response())
}

/// Reads the definition of an object.
#[utoipa::path(get, path = "/objects/{object}", tag = "definitions", operation_id = "read_object",
    params(("object" = String, Path, description = "Key of the object.")),
    responses((status = 200, body = shapes::ObjectSchema, description = "The definition."), ReadingObject))]
async fn read(visitor: Visitor, Path(object): Path<String>) -> Result<Response> {
    let body = seen(&visitor.ctx, readable(&visitor.ctx, &object)?);
    Ok(([etag(visitor.ctx.catalog.version)], Answer(body)).into_response())
}

/// A definition without what the caller may not see: hidden fields, and their names in the object's rules.
fn seen(ctx: &Ctx, object: &Object) -> Json {
    let mut body = wire(object, None);
    let rights = ctx.policy.rights(object);
    let hidden = |key: &Json| {
        key.as_str()
            .and_then(|key| object.position(key))
            .is_some_and(|at| rights.hidden(at))
    };
    if !rights.hides_something() {
        return body;
    }
    if let Some(fields) = body["fields"].as_array_mut() {
        fields.retain(|field| !hidden(&field["key"]));
    }
    for rule in body["label"]
        .as_array_mut()
        .into_iter()
        .flatten()
        .filter_map(Json::as_array_mut)
    {
        rule.retain(|key| !hidden(key));
    }
    if let Some(list) = body.get_mut("identifying").and_then(Json::as_array_mut) {
        list.retain(|key| !hidden(key));
    }
    if let Some(list) = body.get_mut("completeness").and_then(Json::as_array_mut) {
        list.retain(|pair| !hidden(&pair[0]));
    }
    body
}

/// Whether to change anything.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Trial {
    /// Only says what would be done: `{"plan", "warnings"}`.
    #[serde(default)]
    dry_run: bool,
}

/// What is done to the definitions.
#[derive(Clone)]
enum Act {
    CreateObject(Json),
    ChangeObject(String, Json),
    DeleteObject(String),
    CreateField(String, Json),
    ChangeField(String, String, Json),
    DeleteField(String, String),
}

impl Act {
    fn edit(&self, data: &CatalogData) -> Outcome<Edit> {
        match self {
            Act::CreateObject(body) => edit::create_object(data, body),
            Act::ChangeObject(object, body) => edit::update_object(data, object, body),
            Act::DeleteObject(object) => edit::delete_object(data, object),
            Act::CreateField(object, body) => edit::create_field(data, object, body),
            Act::ChangeField(object, field, body) => edit::update_field(data, object, field, body),
            Act::DeleteField(object, field) => edit::delete_field(data, object, field),
        }
    }

    /// As the audit log calls it.
    fn name(&self) -> &'static str {
        match self {
            Act::CreateObject(_) => "object.created",
            Act::ChangeObject(..) => "object.changed",
            Act::DeleteObject(_) => "object.deleted",
            Act::CreateField(..) => "field.created",
            Act::ChangeField(..) => "field.changed",
            Act::DeleteField(..) => "field.deleted",
        }
    }

    /// What it is about, as the request named it.
    fn subject(&self) -> Json {
        let key = |body: &Json| {
            body.get("key")
                .and_then(Json::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        match self {
            Act::CreateObject(body) => json!({"object": key(body)}),
            Act::ChangeObject(object, _) | Act::DeleteObject(object) => json!({"object": object}),
            Act::CreateField(object, body) => json!({"object": object, "field": key(body)}),
            Act::ChangeField(object, field, _) | Act::DeleteField(object, field) => {
                json!({"object": object, "field": field})
            }
        }
    }

    /// The answer once it is done. Names of the old definitions still lead to what was renamed.
    fn reply(&self, catalog: &Catalog) -> Outcome<Reply> {
        let object = |name: &str| catalog.object(name).cloned().ok_or_else(Error::not_found);
        let field = |name: &str, key: &str| -> Outcome<Json> {
            let object = object(name)?;
            Ok(field_wire(object.field(key).ok_or_else(Error::not_found)?, None))
        };
        let text = |status, body: Json| Reply::json(status, body.to_string().into_bytes());
        let place = |key: &str| Some(format!("{PREFIX}/objects/{key}"));
        Ok(match self {
            Act::CreateObject(body) => {
                let made = object(body["key"].as_str().unwrap_or_default())?;
                Reply {
                    location: place(made.key()),
                    ..text(StatusCode::CREATED, wire(&made, None))
                }
            }
            Act::CreateField(name, body) => {
                let made = field(name, body["key"].as_str().unwrap_or_default())?;
                Reply {
                    location: place(object(name)?.key()),
                    ..text(StatusCode::CREATED, made)
                }
            }
            Act::ChangeObject(name, _) => text(StatusCode::OK, wire(&*object(name)?, None)),
            Act::ChangeField(name, key, _) => text(StatusCode::OK, field(name, key)?),
            Act::DeleteObject(_) | Act::DeleteField(..) => Reply::empty(),
        })
    }
}

/// A request to change definitions, besides what it asks for.
struct Asked {
    sent: Sent,
    if_match: IfMatch,
    dry_run: bool,
}

impl FromRequestParts<App> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Asked> {
        let if_match = IfMatch::from_request_parts(parts, app).await?;
        let Query(Trial { dry_run }) = Query::from_request_parts(parts, app).await?;
        Ok(Asked {
            sent: Sent::from_request_parts(parts, app).await?,
            if_match,
            dry_run,
        })
    }
}

async fn define(visitor: Visitor, asked: Asked, act: Act) -> Result<Response> {
    visitor.ctx.policy.require_administrator()?;
    let known = match act {
        Act::CreateObject(_) | Act::CreateField(..) => asked.if_match.version(),
        _ if asked.dry_run => asked.if_match.version(),
        _ => visitor.version(&asked.if_match)?,
    };
    let act = Arc::new(act);
    if asked.dry_run {
        let locale = visitor.ctx.caller.locale;
        let preview = visitor
            .workspace
            .read(&visitor.ctx, move |ctx, tx| {
                current(ctx, known)?;
                ddl::preview(ctx, tx, &|data| act.edit(data))
            })
            .await?;
        let body = json!({"plan": preview.plan.wire(locale), "warnings": preview.warnings});
        return Ok(Answer(body).into_response());
    }
    let body = match &*act {
        Act::CreateObject(body) | Act::ChangeObject(_, body) => body,
        Act::CreateField(_, body) | Act::ChangeField(_, _, body) => body,
        Act::DeleteObject(_) | Act::DeleteField(..) => &Json::Null,
    };
    let sent = asked.sent.of(body)?;
    let (workspace, doing) = (visitor.workspace.clone(), act.clone());
    let work = move |work: &mut Work<'_>| {
        current(work.ctx, known)?;
        let changed = ddl::change(&workspace, work, &|data| doing.edit(data))?;
        let reply = match changed.job {
            Some(job) => Reply::job(job),
            None => Reply {
                version: Some(changed.catalog.version),
                ..doing.reply(&changed.catalog)?
            },
        };
        Ok((reply, ()))
    };
    let (answer, done) = visitor.change_telling(sent, How::Excluding, work).await?;
    visitor.workspace.reload().await?;
    if done.is_some() {
        visitor.note(act.name(), act.subject()).await;
    }
    Ok(answer)
}

/// Whoever says which definitions he has seen is refused when there are newer ones.
fn current(ctx: &Ctx, known: Option<i64>) -> Outcome<()> {
    let detail = "The definitions were changed since you read them.";
    require_newest(known, ctx.catalog.version, detail)
}

/// Makes an object of the customer's own; its key begins with `x_`.
#[utoipa::path(post, path = "/objects", tag = "definitions", operation_id = "create_object",
    params(Trial, IfMatch, IdempotencyKey),
    request_body(content = shapes::NewObject, description = "`key`, `labels`, and what else a definition has; `fields` may be among it."),
    responses((status = 201, body = shapes::ObjectSchema, description = "The definition."),
        (status = 200, body = shapes::PlanPreview, description = "With `dry_run`: the plan."), Making))]
async fn create(visitor: Visitor, asked: Asked, JsonObject(body): JsonObject) -> Result<Response> {
    define(visitor, asked, Act::CreateObject(Json::Object(body))).await
}

/// Changes an object with a JSON merge patch. Of a standard one the labels and the icon can be changed.
#[utoipa::path(patch, path = "/objects/{object}", tag = "definitions", operation_id = "change_object",
    params(("object" = String, Path, description = "Key of the object."), Trial, IfMatch, IdempotencyKey),
    request_body(content = shapes::ObjectChange, description = "The members to change."),
    responses((status = 200, body = shapes::ObjectOrPlan, description = "The definition; with `dry_run` the plan."),
        (status = 202, body = shapes::Job, description = "`{\"job\"}`: a job does the rest."), Defining))]
async fn change(
    visitor: Visitor,
    Path(object): Path<String>,
    asked: Asked,
    JsonObject(body): JsonObject,
) -> Result<Response> {
    define(visitor, asked, Act::ChangeObject(object, Json::Object(body))).await
}

/// Deletes an object of the customer's own, with all its records.
#[utoipa::path(delete, path = "/objects/{object}", tag = "definitions", operation_id = "delete_object",
    params(("object" = String, Path, description = "Key of the object."), Trial, IfMatch, IdempotencyKey),
    responses((status = 204, description = "Deleted."),
        (status = 200, body = shapes::PlanPreview, description = "With `dry_run`: the plan."),
        (status = 202, body = shapes::Job, description = "`{\"job\"}`: a job does the rest."), Defining))]
async fn delete(visitor: Visitor, Path(object): Path<String>, asked: Asked) -> Result<Response> {
    define(visitor, asked, Act::DeleteObject(object)).await
}

/// Makes a field of the customer's own, in any object; its key begins with `x_`.
#[utoipa::path(post, path = "/objects/{object}/fields", tag = "definitions", operation_id = "create_field",
    params(("object" = String, Path, description = "Key of the object."), Trial, IfMatch, IdempotencyKey),
    request_body(content = shapes::NewField, description = "`key`, `labels`, `type`, and the settings of the type."),
    responses((status = 201, body = shapes::FieldSchema, description = "The field."),
        (status = 200, body = shapes::PlanPreview, description = "With `dry_run`: the plan."),
        (status = 202, body = shapes::Job, description = "`{\"job\"}`: a job does the rest."), Making))]
async fn create_field(
    visitor: Visitor,
    Path(object): Path<String>,
    asked: Asked,
    JsonObject(body): JsonObject,
) -> Result<Response> {
    define(visitor, asked, Act::CreateField(object, Json::Object(body))).await
}

/// Changes a field with a JSON merge patch. `replace_options` says what takes the place of removed options.
#[utoipa::path(patch, path = "/objects/{object}/fields/{field}", tag = "definitions", operation_id = "change_field",
    params(("object" = String, Path, description = "Key of the object."),
        ("field" = String, Path, description = "Key of the field."), Trial, IfMatch, IdempotencyKey),
    request_body(content = shapes::FieldChange, description = "The members to change."),
    responses((status = 200, body = shapes::FieldOrPlan, description = "The field; with `dry_run` the plan."),
        (status = 202, body = shapes::Job, description = "`{\"job\"}`: a job does the rest."), Defining))]
async fn change_field(
    visitor: Visitor,
    Path((object, field)): Path<(String, String)>,
    asked: Asked,
    JsonObject(body): JsonObject,
) -> Result<Response> {
    define(
        visitor,
        asked,
        Act::ChangeField(object, field, Json::Object(body)),
    )
    .await
}

/// Deletes a field of the customer's own, with all its values.
#[utoipa::path(delete, path = "/objects/{object}/fields/{field}", tag = "definitions", operation_id = "delete_field",
    params(("object" = String, Path, description = "Key of the object."),
        ("field" = String, Path, description = "Key of the field."), Trial, IfMatch, IdempotencyKey),
    responses((status = 204, description = "Deleted."),
        (status = 200, body = shapes::PlanPreview, description = "With `dry_run`: the plan."),
        (status = 202, body = shapes::Job, description = "`{\"job\"}`: a job does the rest."), Defining))]
async fn delete_field(
    visitor: Visitor,
    Path((object, field)): Path<(String, String)>,
    asked: Asked,
) -> Result<Response> {
    define(visitor, asked, Act::DeleteField(object, field)).await
}
