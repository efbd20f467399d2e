//! The list of imports.

use axum::Json as Answer;
use kontor_kernel::Json;
use kontor_transfer::import;
use serde_json::json;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::page::PageParams;
use crate::api::PREFIX;
use crate::app::{App, Visitor};
use crate::openapi::shapes;
use crate::problem::Result;
use crate::{Query, problems};

/// The endpoint of this file.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index))
}

problems! {
    /// What asking for a page can be refused with.
    struct Paging: BadCursor;
}

/// Lists my imports in short, the newest first; administrators see those of all. `GET /imports/{id}` has the whole of one.
#[utoipa::path(get, path = "/imports", tag = "imports", operation_id = "list_imports", params(PageParams),
    responses((status = 200, body = shapes::ImportList, description = "A page."), Paging))]
async fn index(visitor: Visitor, Query(page): Query<PageParams>) -> Result<Answer<Json>> {
    let (limit, before) = (page.limit()?, page.place()?);
    // One more than asked for tells whether there is another page.
    let read = visitor.workspace.read(&visitor.ctx, move |ctx, tx| {
        import::list::list(ctx, tx, before, limit + 1)
    });
    let mut data = read.await?;
    let more = data.len() > limit;
    data.truncate(limit);
    let next = data.last().filter(|_| more).and_then(|last| last["id"].as_str());
    let next = next.map(|id| format!("{PREFIX}/imports?limit={limit}&cursor={id}"));
    Ok(Answer(json!({"data": data, "next": next})))
}
