//! Migrations: the files of another system come in one after the other, as a plan says; each is an import of its own.

use axum::Json as Answer;
use axum::http::StatusCode;
use axum::response::Response;
use kontor_kernel::{Error, Id, Json, Result as Outcome};
use kontor_records::Work;
use kontor_records::workspace::How;
use kontor_transfer::import::plan::{Plan, shipped};
use kontor_transfer::import::problem::Telling;
use kontor_transfer::migration::{self, Given, MAX_FILES};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::PREFIX;
use crate::api::imports::{PROBLEMS, asker, copy};
use crate::app::reply::Sent;
use crate::app::{App, Reply, Visitor};
use crate::idempotency::IdempotencyKey;
use crate::openapi::{self, Reading, shapes};
use crate::problem::Result;
use crate::{JsonBody, Path, Query, messages, problems};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(routes!(read))
        .routes(routes!(run))
}

problems! {
    /// What entering a migration can be refused with.
    struct Entering: NotFound, Forbidden, Validation;
    /// What running a migration can be refused with.
    struct Running: NotFound, Forbidden, Conflict, Validation;
}

/// The files of another system, and the plan for them.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMigration {
    /// The name of a plan that comes with Kontor, as `GET /import_plans` lists them, or a plan of one's own. The objects
    /// it brings are made before, by `POST /objects`.
    #[schema(value_type = shapes::NameOrPlan)]
    plan: Json,
    /// The files, from `POST /files`, under the names that the plan expects.
    #[schema(value_type = Vec<openapi::Id>, min_items = 1, max_items = 50)]
    files: Vec<Id>,
}

/// Enters a migration: every file is held against the steps of the plan, and those that fit become imports, in the order
/// of the plan. Nothing is written before it is run.
#[utoipa::path(post, path = "/migrations", tag = "imports", operation_id = "create_migration", request_body = NewMigration,
    params(IdempotencyKey),
    responses((status = 201, body = shapes::MigrationSchema, description = "The migration, with its files and their imports."),
        Entering))]
async fn create(visitor: Visitor, sent: Sent, JsonBody(new): JsonBody<NewMigration>) -> Result<Response> {
    visitor.require_uploading()?;
    let sent = sent.of(&new)?;
    let plan = plan(&new.plan)?;
    if new.files.is_empty() || new.files.len() > MAX_FILES {
        let detail = format!("1 to {MAX_FILES} files.");
        return Err(Error::invalid("/files", "out_of_range", detail).into());
    }
    let places = visitor.app.places(&visitor.workspace.name);
    let mut given: Vec<Given> = Vec::with_capacity(new.files.len());
    let entered = async {
        for (at, file) in new.files.iter().enumerate() {
            let import = Id::generate(visitor.app.clock());
            let (name, content_type) =
                copy(&visitor, (*file, &format!("/files/{at}")), &places.import(import)).await?;
            given.push(Given {
                import,
                name,
                content_type,
            });
        }
        let id = (Id::generate(visitor.app.clock()), asker(&visitor));
        let prepared = migration::prepare(&visitor.ctx, &places, id, &plan, &given).await?;
        let enter = move |work: &mut Work<'_>| {
            let entered = migration::enter(work.ctx, work.tx, &prepared)?;
            let id = entered["id"].as_str().unwrap_or_default();
            let reply = Reply {
                location: Some(format!("{PREFIX}/migrations/{id}")),
                ..Reply::value(StatusCode::CREATED, &entered)
            };
            Ok((reply, prepared.clone()))
        };
        visitor.change_telling(sent, How::Grouped, enter).await
    };
    let entered = entered.await;
    let done = entered.as_ref().ok().and_then(|(_, done)| done.clone());
    let taken = |import: Id| done.as_ref().is_some_and(|done| done.takes(import));
    for file in given.iter().filter(|file| !taken(file.import)) {
        // Nobody will ask for it again; the sweep of old imports would find it too.
        let _ = tokio::fs::remove_file(places.import(file.import)).await;
    }
    Ok(entered?.0)
}

/// The plan that comes with Kontor under a name, or the one that is given.
fn plan(said: &Json) -> Outcome<Plan> {
    match said.as_str() {
        None => Plan::read(said),
        Some(name) => {
            let known = shipped().iter().find(|plan| plan.name == name).cloned();
            known.ok_or_else(|| {
                Error::invalid("/plan", "not_found", format!("There is no plan called {name:?}."))
            })
        }
    }
}

/// How much of a migration is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReadParams {
    /// How many problems of rows the report of each file has.
    #[param(minimum = 0, maximum = 10000, default = 100)]
    errors: Option<usize>,
}

/// Reads a migration: how far it is, the report of each file, and what was not taken over and why.
#[utoipa::path(get, path = "/migrations/{id}", tag = "imports", operation_id = "read_migration",
    params(("id" = openapi::Id, Path, description = "The migration."), ReadParams),
    responses((status = 200, body = shapes::MigrationSchema, description = "The migration."), Reading))]
async fn read(
    visitor: Visitor,
    Path(id): Path<Id>,
    Query(params): Query<ReadParams>,
) -> Result<Answer<Json>> {
    let telling = Telling {
        problems: params.errors.unwrap_or(PROBLEMS),
        words: messages::told,
    };
    let read = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| migration::read(ctx, tx, id, telling));
    Ok(Answer(read.await?))
}

/// How a migration is run.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RunParams {
    /// Only tell what would happen; each file sees what those before it would bring.
    #[serde(default)]
    dry_run: bool,
}

/// Has jobs import the files of a migration one after the other, or go on where it broke off. Each import can be looked
/// at, mended and taken back like any other.
#[utoipa::path(post, path = "/migrations/{id}/run", tag = "imports", operation_id = "run_migration",
    params(("id" = openapi::Id, Path, description = "The migration."), RunParams, IdempotencyKey),
    responses((status = 202, body = shapes::MigrationSchema, description = "The migration."), Running))]
async fn run(
    visitor: Visitor,
    Path(id): Path<Id>,
    sent: Sent,
    Query(params): Query<RunParams>,
) -> Result<Response> {
    visitor.require_writing()?;
    let waker = visitor.workspace.waker.clone();
    visitor
        .change(sent, move |work| {
            waker.wake_after(work.tx);
            let running = migration::run(work.ctx, work.tx, id, params.dry_run)?;
            Ok(Reply::value(StatusCode::ACCEPTED, &running))
        })
        .await
}
