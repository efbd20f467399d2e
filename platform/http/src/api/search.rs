//! Search over all objects the caller may read.

use std::time::Duration;

use axum::response::Response;
use kontor_records::reindex;
use kontor_records::search::{Wanted, search as find};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::records::{json_text, readable};
use crate::app::reply::Sent;
use crate::app::{App, Reply, Visitor};
use crate::idempotency::IdempotencyKey;
use crate::openapi::shapes;
use crate::problem::Result;
use crate::{Query, problems, query};

/// How long a statement of a search may take.
const LIMIT: Duration = Duration::from_secs(2);

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(search))
        .routes(routes!(rebuild))
}

problems! {
    /// What asking for a rebuild can be refused with.
    struct Rebuilding: Forbidden;
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
    responses((status = 200, body = shapes::Search, description = "Hits, best first.")))]
async fn search(visitor: Visitor, Query(params): Query<SearchParams>) -> Result<Response> {
    let limit = query::limit(params.limit, 10, 50)?;
    let body = visitor
        .workspace
        .read_within(&visitor.ctx, LIMIT, move |ctx, tx| {
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
                text: params.q.clone(),
                objects,
                limit,
                counts: params.counts.unwrap_or(true),
            };
            find(ctx, tx, &wanted)
        })
        .await?;
    Ok(json_text(body.to_string().into_bytes()))
}

/// Has a job build the search index anew while everybody works. For administrators.
#[utoipa::path(post, path = "/search/rebuild", tag = "jobs", operation_id = "rebuild_search", params(IdempotencyKey),
    responses((status = 202, body = shapes::Job, description = "The job; one that was at it already is enough."), Rebuilding))]
async fn rebuild(visitor: Visitor, sent: Sent) -> Result<Response> {
    visitor.ctx.policy.require_administrator()?;
    let (clock, waker) = (visitor.workspace.clock.clone(), visitor.workspace.waker.clone());
    visitor
        .change(sent, move |work| {
            waker.wake_after(work.tx);
            let actor = work.ctx.caller.actor;
            Ok(Reply::job(reindex::enqueue(work.tx, &clock, actor)?))
        })
        .await
}
