//! Search over all objects the caller may read.

use axum::response::Response;
use kontor_records::search::{Wanted, search as find};
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::records::{json_text, readable};
use crate::app::{App, Visitor};
use crate::problem::Result;
use crate::{Query, problems, query};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(search))
}

problems! {
    /// What a search can be refused with.
    struct Searching: BadParameter, Unavailable
}

/// What is searched for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchParams {
    /// Words in any order, an e-mail address, a phone number; `"a phrase"`, `-without`, `field:value`, `object:person`.
    q: String,
    /// Only these objects, separated by commas.
    objects: Option<String>,
    /// How many hits.
    #[param(minimum = 1, maximum = 50, default = 10)]
    limit: Option<u32>,
    /// Whether to count what matches beyond the hits; `false` while somebody types.
    #[param(default = true)]
    counts: Option<bool>,
}

/// Finds records by name, e-mail address, phone number and key, in any spelling.
#[utoipa::path(get, path = "/search", tag = "records", operation_id = "search", params(SearchParams),
    responses((status = 200, body = Value, description = "Hits, best first."), Searching))]
async fn search(visitor: Visitor, Query(params): Query<SearchParams>) -> Result<Response> {
    let limit = params.limit.unwrap_or(10);
    if !(1..=50).contains(&limit) {
        return Err(query::refuse("limit", "out_of_range", "1 to 50.").into());
    }
    let body = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| {
            let asked: Vec<&str> = params
                .objects
                .iter()
                .flat_map(|list| list.split(','))
                .map(str::trim)
                .collect();
            let asked: Vec<&str> = asked.into_iter().filter(|key| !key.is_empty()).collect();
            let mut objects = Vec::new();
            for key in &asked {
                let unknown = |_| query::refuse("objects", "unknown_object", format!("There is no {key:?}."));
                let object = readable(ctx, key).map_err(unknown)?;
                objects.push(object.clone());
            }
            let wanted = Wanted {
                text: params.q,
                objects,
                limit: limit as usize,
                counts: params.counts.unwrap_or(true),
            };
            find(ctx, tx, &wanted)
        })
        .await?;
    Ok(json_text(body.to_string().into_bytes()))
}
