//! Columns of an import that fill nothing become fields of one's own.

use axum::http::StatusCode;
use axum::response::Response;
use kontor_definitions::{CatalogData, Edit, edit};
use kontor_kernel::Id;
use kontor_records::workspace::How;
use kontor_records::{Ctx, Work, ddl};
use kontor_transfer::import::{self, problem::NOTHING};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::reply::Sent;
use crate::app::{App, Reply, Visitor};
use crate::idempotency::IdempotencyKey;
use crate::openapi::{self, shapes};
use crate::problem::Result;
use crate::{JsonBody, Path, problems};

/// The endpoint of this file.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(fields))
}

problems! {
    /// What making fields for the columns of an import can be refused with.
    struct Widening: NotFound, Forbidden, Conflict, RunningTwin, Validation;
}

/// Which columns become fields.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct NewFields {
    /// Names of columns; all that fill nothing and have values, unless told.
    columns: Option<Vec<String>>,
}

/// Makes fields of one's own for columns that fill nothing, called like them and of the type their values have; needs an
/// administrator. The import's `columns` tell before what each would become (`new_field`).
#[utoipa::path(post, path = "/imports/{id}/fields", tag = "imports", operation_id = "create_import_fields",
    request_body = NewFields, params(("id" = openapi::Id, Path, description = "The import."), IdempotencyKey),
    responses((status = 200, body = shapes::ImportSchema, description = "The import, with what its columns fill now."), Widening))]
async fn fields(
    visitor: Visitor,
    Path(id): Path<Id>,
    sent: Sent,
    JsonBody(wanted): JsonBody<NewFields>,
) -> Result<Response> {
    visitor.ctx.policy.require_administrator()?;
    let (sent, workspace) = (sent.of(&wanted)?, visitor.workspace.clone());
    let work = move |work: &mut Work<'_>| {
        work.ctx.policy.require_administrator()?;
        let import = import::visible(work.ctx, work.tx, id)?;
        let fields = import::new_fields(work.ctx, &import, wanted.columns.as_deref())?;
        let make = |data: &CatalogData| {
            let mut next = data.clone();
            for field in &fields {
                next = edit::create_field(&next, &import.object, field)?.catalog;
            }
            if !fields.is_empty() {
                next.version = data.version + 1;
            }
            Ok(Edit {
                catalog: next,
                moved: Vec::new(),
            })
        };
        let changed = ddl::change(&workspace, work, &make)?;
        // What the columns fill now, only the new definitions know.
        let ctx = Ctx {
            catalog: changed.catalog,
            ..work.ctx.clone()
        };
        let read = import::read(&ctx, work.tx, id, NOTHING)?;
        Ok((Reply::value(StatusCode::OK, &read), (import.object, fields)))
    };
    let (answer, made) = visitor.change_telling(sent, How::Excluding, work).await?;
    visitor.workspace.reload().await?;
    let (object, fields) = made.unwrap_or_default();
    for field in &fields {
        let subject = json!({"object": object, "field": field["key"]});
        visitor.note("field.created", subject).await;
    }
    Ok(answer)
}
