//! Search over all objects the caller may read.

use std::collections::{BTreeMap, HashSet};

use axum::response::Response;
use kontor_kernel::Id;
use kontor_records::query::load;
use kontor_search::SearchQuery;
use serde::Deserialize;
use serde_json::{Value, json};
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
    /// Words, an e-mail address, a phone number.
    q: String,
    /// Only these objects, separated by commas.
    objects: Option<String>,
    /// How many hits.
    #[param(minimum = 1, maximum = 50, default = 10)]
    limit: Option<u32>,
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
                objects.push(object.table().to_owned());
            }
            let wanted = SearchQuery {
                text: params.q.clone(),
                objects,
                limit: limit as usize,
                own: ctx.caller.actor.user(),
            };
            let mut visible = |tx: &mut kontor_database::Tx, hits: &[(String, Id)]| {
                let mut by_object: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
                for (object, id) in hits {
                    by_object.entry(object).or_default().push(*id);
                }
                let mut seen = HashSet::new();
                for (key, ids) in by_object {
                    if let Some(object) = ctx.catalog.object(key) {
                        seen.extend(load::live(ctx, tx, object, &ids)?);
                    }
                }
                Ok(seen)
            };
            let found = kontor_search::find(tx, &wanted, &mut visible)?;
            let data: Vec<Value> = found
                .hits
                .iter()
                .map(|hit| {
                    let key = ctx
                        .catalog
                        .object(&hit.object)
                        .map_or(hit.object.as_str(), |object| object.key());
                    json!({
                        "object": key,
                        "id": hit.record.to_string(),
                        "label": hit.label,
                        "score": hit.score,
                        "matches": [{
                            "field": "label",
                            "text": hit.label,
                            "ranges": kontor_search::highlight(&hit.label, &params.q),
                        }],
                    })
                })
                .collect();
            let counts: serde_json::Map<String, Value> = found
                .counts
                .iter()
                .map(|(object, count)| {
                    let key = ctx
                        .catalog
                        .object(object)
                        .map_or(object.as_str(), |object| object.key());
                    // A number while it is exact, "100+" when there are more.
                    (
                        key.to_owned(),
                        if count.more {
                            json!(count.to_string())
                        } else {
                            json!(count.number)
                        },
                    )
                })
                .collect();
            Ok(json!({"data": data, "counts": counts, "incomplete": found.incomplete}))
        })
        .await?;
    Ok(json_text(body.to_string().into_bytes()))
}
