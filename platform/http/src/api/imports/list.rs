//! The list of imports.

use axum::Json as Answer;
use kontor_kernel::{Code, Error, Id, Json};
use kontor_transfer::import;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Query;
use crate::api::PREFIX;
use crate::app::{App, Visitor};
use crate::openapi::shapes;
use crate::problem::Result;
use crate::{problems, query};

/// Imports on a page: unless told, and at most.
const USUAL: u32 = 50;
const MOST: u32 = 200;

/// The endpoint of this file.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index))
}

problems! {
    /// What asking for a page can be refused with.
    struct Paging: BadCursor;
}

/// Which imports are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// How many on a page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// Where to go on, as the `next` of a page says.
    cursor: Option<String>,
}

/// Lists my imports in short, the newest first; administrators see those of all. `GET /imports/{id}` has the whole of one.
#[utoipa::path(get, path = "/imports", tag = "imports", operation_id = "list_imports", params(ListParams),
    responses((status = 200, body = shapes::ImportList, description = "A page."), Paging))]
async fn index(visitor: Visitor, Query(params): Query<ListParams>) -> Result<Answer<Json>> {
    let limit = query::limit(params.limit, USUAL, MOST)?;
    let unknown = |_| Error::new(Code::BadCursor, "The cursor is none of this list.");
    let cursor: Option<Id> = params
        .cursor
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(unknown)?;
    // One more than asked for tells whether there is another page.
    let read = visitor.workspace.read(&visitor.ctx, move |ctx, tx| {
        import::list::list(ctx, tx, cursor, limit + 1)
    });
    let mut data = read.await?;
    let more = data.len() > limit;
    data.truncate(limit);
    let next = data.last().filter(|_| more).and_then(|last| last["id"].as_str());
    let next = next.map(|id| format!("{PREFIX}/imports?limit={limit}&cursor={id}"));
    Ok(Answer(json!({"data": data, "next": next})))
}
