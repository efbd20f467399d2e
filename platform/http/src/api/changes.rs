//! The feed of changes: which records changed, in order, without values.

use std::collections::{BTreeMap, HashSet};

use axum::response::Response;
use kontor_database::Tx;
use kontor_definitions::Action;
use kontor_events::{Cursor, Event, Kind, Read};
use kontor_kernel::{Code, Error, Id, Json, Result as Outcome};
use kontor_records::Ctx;
use kontor_records::query::load;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::records::json_text;
use crate::app::{App, Visitor};
use crate::problem::Result;
use crate::{Query, problems, query};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(changes))
}

problems! {
    /// What reading the feed can be refused with.
    struct Following: BadCursor, BadParameter
}

/// Where in the feed to begin.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ChangesParams {
    /// The `next` of an earlier answer; from the beginning of what is kept without it.
    after: Option<String>,
    /// How many changes at most.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
}

/// Changes in order, those only that the caller may see. Records that are gone are told as `delete`.
#[utoipa::path(get, path = "/changes", tag = "records", operation_id = "read_changes", params(ChangesParams),
    responses((status = 200, body = Json, description = "Changes, and where to go on."), Following))]
async fn changes(visitor: Visitor, Query(params): Query<ChangesParams>) -> Result<Response> {
    let after: Cursor = match &params.after {
        Some(text) => text.parse()?,
        None => Cursor::START,
    };
    let limit = params.limit.unwrap_or(100) as usize;
    if !(1..=1000).contains(&limit) {
        return Err(query::refuse("limit", "out_of_range", "1 to 1000.").into());
    }
    let body = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| {
            let (events, next) = match kontor_events::read_after(tx, after, limit)? {
                Read::Events(events, next) => (events, next),
                Read::Gone => {
                    return Err(Error::new(Code::BadCursor, "What came after this is no longer kept; read everything anew."));
                }
            };
            let seen = visible(ctx, tx, &events)?;
            let data: Vec<Json> = events.iter().filter(|event| seen.contains(&event.change.record)).map(wire).collect();
            Ok(json!({"data": data, "next": next}))
        })
        .await?;
    Ok(json_text(body.to_string().into_bytes()))
}

/// A change as the feed and live updates tell it.
pub fn wire(event: &Event) -> Json {
    let change = &event.change;
    let kind = match change.kind {
        Kind::Final => "delete",
        other => other.as_str(),
    };
    json!({
        "seq": event.cursor,
        "object": change.object,
        "id": change.record.to_string(),
        "kind": kind,
        "version": change.version,
        "at": change.at,
    })
}

/// Which of the records the caller may know of: those he may read, trashed ones too.
pub fn visible(ctx: &Ctx, tx: &mut Tx, events: &[Event]) -> Outcome<HashSet<Id>> {
    let mut by_object: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
    for event in events {
        by_object.entry(&event.change.object).or_default().push(event.change.record);
    }
    let mut seen = HashSet::new();
    for (key, ids) in by_object {
        if let Some(object) = ctx.catalog.object(key) {
            seen.extend(load::permitted(ctx, tx, object, Action::Read, &ids)?);
        }
    }
    Ok(seen)
}
