//! Columns of an import that fill nothing become fields of one's own.

use axum::Json as Answer;
use kontor_definitions::{CatalogData, Edit, edit};
use kontor_kernel::{Id, Json};
use kontor_records::{Work, ddl};
use kontor_transfer::import::{self, problem::NOTHING};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::asker;
use crate::app::reply::Written;
use crate::app::{App, Visitor};
use crate::openapi::{self, shapes};
use crate::problem::Result;
use crate::{JsonBody, Path, problems};

/// The endpoint of this file.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(fields))
}

problems! {
    /// What making fields for the columns of an import can be refused with.
    struct Widening: BadJson, NotFound, Forbidden, WrongOrigin, Conflict, RunningTwin, UnsupportedMediaType, Validation,
        StorageFull;
}

/// Which columns become fields.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct NewFields {
    /// Names of columns; all that fill nothing and have values, unless told.
    columns: Option<Vec<String>>,
}

/// Makes fields of one's own for columns that fill nothing, called like them and of the type their values have; needs an
/// administrator. The import's `columns` tell before what each would become (`new_field`).
#[utoipa::path(post, path = "/imports/{id}/fields", tag = "imports", operation_id = "create_import_fields",
    request_body = NewFields, params(("id" = openapi::Id, Path, description = "The import.")),
    responses((status = 200, body = shapes::ImportSchema, description = "The import, with what its columns fill now."), Widening))]
async fn fields(
    visitor: Visitor,
    Path(id): Path<Id>,
    JsonBody(wanted): JsonBody<NewFields>,
) -> Result<Written<Answer<Json>>> {
    visitor.ctx.policy.require_administrator()?;
    let workspace = visitor.workspace.clone();
    let made = {
        let (workspace, wanted) = (workspace.clone(), wanted.columns);
        let work = move |work: &mut Work<'_>| {
            let import = import::visible(work.ctx, work.tx, id)?;
            let fields = import::new_fields(work.ctx, &import, wanted.as_deref())?;
            if fields.is_empty() {
                return Ok((import.object, fields));
            }
            let make = |data: &CatalogData| {
                let mut next = data.clone();
                for field in &fields {
                    next = edit::create_field(&next, &import.object, field)?.catalog;
                }
                next.version = data.version + 1;
                Ok(Edit {
                    catalog: next,
                    moved: Vec::new(),
                })
            };
            ddl::change(&workspace, work, &make)?;
            Ok((import.object, fields))
        };
        visitor.workspace.write_alone(&visitor.ctx, work).await?
    };
    workspace.reload().await?;
    let (object, fields) = made;
    for field in &fields {
        let subject = json!({"object": object, "field": field["key"]});
        visitor.note("field.created", subject).await;
    }
    // The visitor's own context does not know the new fields yet.
    let caller = &visitor.ctx.caller;
    let ctx = asker(&visitor)
        .ctx(&workspace, caller.via, caller.request)
        .await?;
    let read = workspace.read(&ctx, move |ctx, tx| import::read(ctx, tx, id, NOTHING));
    Ok(visitor.written(Answer(read.await?)))
}
