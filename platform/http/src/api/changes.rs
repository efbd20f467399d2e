//! The feed of changes: which records changed, in order, without values.

use std::collections::HashMap;
use std::sync::Arc;

use axum::response::Response;
use kontor_database::Tx;
use kontor_definitions::{Action, Object};
use kontor_events::{Cursor, Event, Kind, Read};
use kontor_kernel::{Code, Error, Id, Json, Result as Outcome};
use kontor_records::query::load;
use kontor_records::{Ctx, Permit};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::records::json_text;
use crate::app::{App, Visitor};
use crate::openapi::shapes;
use crate::problem::Result;
use crate::{Query, problems, query};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(changes))
}

problems! {
    /// What reading the feed can be refused with.
    struct Following: BadCursor
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
    responses((status = 200, body = shapes::Changes, description = "Changes, and where to go on."), Following))]
async fn changes(visitor: Visitor, Query(params): Query<ChangesParams>) -> Result<Response> {
    let after: Option<Cursor> = params.after.as_deref().map(str::parse).transpose()?;
    let limit = query::limit(params.limit, 100, 1_000)?;
    let body = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| {
            let after = after.map_or_else(|| kontor_events::earliest(tx), Ok)?;
            let (events, next) = match kontor_events::read_after(tx, after, limit)? {
                Read::Events(events, next) => (events, next),
                Read::Gone => {
                    return Err(Error::new(
                        Code::BadCursor,
                        "What came after this is not known, or no longer kept; read everything anew.",
                    )
                    .with("reason", "read_anew"));
                }
            };
            let seen = visible(ctx, tx, &events)?;
            let told = events.iter().zip(seen).filter(|(_, seen)| *seen);
            let data: Vec<Json> = told.map(|(event, _)| wire(event)).collect();
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

/// Which of these changes the caller may know of, in their order: those of records he may read, trashed ones too. Who
/// may read all records of an object also hears of those that are gone. At most one statement.
pub fn visible(ctx: &Ctx, tx: &mut Tx, events: &[Event]) -> Outcome<Vec<bool>> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut wanted: Vec<(Arc<Object>, Vec<Id>)> = Vec::new();
    for event in events {
        let key = event.change.object.as_str();
        let Some(object) = ctx.catalog.object(key) else {
            continue;
        };
        if matches!(ctx.policy.permit(object, Action::Read), Permit::Where(_)) {
            let place = *places.entry(key).or_insert(wanted.len());
            if place == wanted.len() {
                wanted.push((object.clone(), Vec::new()));
            }
            wanted[place].1.push(event.change.record);
        }
    }
    let found = load::readable(ctx, tx, &wanted)?;
    let seen = |event: &Event| {
        let key = event.change.object.as_str();
        let Some(object) = ctx.catalog.object(key) else {
            return false;
        };
        match ctx.policy.permit(object, Action::Read) {
            Permit::No => false,
            Permit::All => true,
            Permit::Where(_) => places
                .get(key)
                .is_some_and(|place| found[*place].contains(&event.change.record)),
        }
    };
    Ok(events.iter().map(seen).collect())
}
