//! Counting and summing over records.

use axum::response::Response;
use kontor_expression::Tree;
use kontor_kernel::{Json, JsonMap, Result as Outcome};
use kontor_records::query::group::{GroupQuery, group};
use serde_json::json;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::records::json_text;
use crate::app::{App, Visitor};
use crate::openapi::shapes;
use crate::problem::Result;
use crate::{JsonObject, problems, typed};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(run))
}

problems! {
    /// What a query can be refused with.
    struct Querying: NotFound, BadFilter, BadSort, Validation
}

/// Groups, counts and sums: `{"object", "filter", "group": [{"field", "by": "month"}], "measures": [{"fn": "sum",
/// "field"}], "having", "sort", "limit"}`.
#[utoipa::path(post, path = "/query", tag = "records", operation_id = "run_query",
    request_body(content = shapes::Wanted, description = "What to count and sum.",
        example = json!({"object": "opportunity", "group": [{"field": "stage"}], "measures": [{"fn": "sum", "field": "amount"}]})),
    responses((status = 200, body = shapes::Groups, description = "Names of columns, and rows."), Querying))]
async fn run(visitor: Visitor, JsonObject(body): JsonObject) -> Result<Response> {
    let query: GroupQuery = typed::from_object(as_text(body)?)?;
    let groups = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| group(ctx, tx, &query))
        .await?;
    let body = json!({"columns": groups.columns, "rows": groups.rows, "truncated": groups.truncated});
    Ok(json_text(body.to_string().into_bytes()))
}

/// The engine reads the order as words with commas and the condition as text; an array and a tree mean the same.
fn as_text(mut body: JsonMap) -> Outcome<JsonMap> {
    if let Some(Json::Array(words)) = body.get("sort")
        && let Some(words) = words.iter().map(Json::as_str).collect::<Option<Vec<_>>>()
    {
        body.insert("sort".to_owned(), Json::from(words.join(",")));
    }
    if let Some(tree @ Json::Object(_)) = body.get("having") {
        let text = Tree::from_json(tree)?.to_text();
        body.insert("having".to_owned(), Json::from(text));
    }
    Ok(body)
}
