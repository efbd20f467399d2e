//! Views of one record: 360° overview, timeline, history, who may see it.

use axum::response::Response;
use kontor_kernel::{Error, Id, Json, Timestamp};
use kontor_records::query::load;
use kontor_records::query::render;
use kontor_records::timeline::TimelineQuery;
use kontor_records::{access, history, overview, timeline};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::PREFIX;
use crate::api::records::{ListSchema, json_text, readable};
use crate::app::{App, Visitor};
use crate::openapi::{self, Listing, Reading};
use crate::problem::Result;
use crate::{Path, Query, query};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_overview))
        .routes(routes!(read_timeline))
        .routes(routes!(read_history))
        .routes(routes!(read_access))
}

/// The 360° view: facts, what is missing, lists of what is linked, totals, and the newest of the timeline.
#[utoipa::path(get, path = "/records/{object}/{id}/overview", tag = "views", operation_id = "read_overview",
    params(("object" = String, Path, description = "Key of the object."), ("id" = openapi::Id, Path, description = "The record.")),
    responses((status = 200, body = Json, description = "The overview."), Reading))]
async fn read_overview(visitor: Visitor, Path((object, id)): Path<(String, Id)>) -> Result<Response> {
    let workspace = visitor.workspace.clone();
    let view = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| {
            let object = readable(ctx, &object)?;
            overview::overview(ctx, tx, &workspace.name, &workspace.engine, object, id)
        })
        .await?;
    Ok(json_text(view.to_string().into_bytes()))
}

/// What of a timeline is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TimelineParams {
    /// Kinds, separated by commas: `call,meeting,task`.
    kind: Option<String>,
    /// Channels, separated by commas.
    channel: Option<String>,
    /// Not before this time.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<String>,
    /// Before this time.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<String>,
    /// Words that the entry must contain.
    text: Option<String>,
    /// Only the record's own entries, not those of its organisation, people and subsidiaries.
    #[serde(default)]
    own: bool,
    /// How many entries on a page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// Where to go on.
    cursor: Option<String>,
}

/// Everything that happened with a record and those that belong to it, newest first.
#[utoipa::path(get, path = "/records/{object}/{id}/timeline", tag = "views", operation_id = "read_timeline",
    params(("object" = String, Path, description = "Key of the object."), ("id" = openapi::Id, Path, description = "The record."), TimelineParams),
    responses((status = 200, body = ListSchema, description = "A page of entries."), Listing))]
async fn read_timeline(
    visitor: Visitor,
    Path((object, id)): Path<(String, Id)>,
    Query(params): Query<TimelineParams>,
) -> Result<Response> {
    let instant = |name: &'static str, text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => Timestamp::parse(text)
            .map(Some)
            .ok_or_else(|| query::refuse(name, "invalid", "An RFC 3339 time with offset is expected.")),
    };
    if params.limit.is_some_and(|limit| !(1..=200).contains(&limit)) {
        return Err(query::refuse("limit", "out_of_range", "1 to 200.").into());
    }
    let words = |text: &Option<String>| -> Vec<String> {
        text.iter()
            .flat_map(|text| text.split(','))
            .map(str::trim)
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let wanted = TimelineQuery {
        kinds: words(&params.kind),
        channels: words(&params.channel),
        from: instant("from", &params.from)?,
        to: instant("to", &params.to)?,
        text: params.text.clone(),
        own: params.own,
        limit: params.limit.unwrap_or(0) as usize,
        cursor: params.cursor.clone(),
    };
    let mut kept: Vec<(&str, String)> = Vec::new();
    for (name, value) in [
        ("kind", params.kind),
        ("channel", params.channel),
        ("from", params.from),
        ("to", params.to),
        ("text", params.text),
        ("own", params.own.then(|| "true".to_owned())),
        ("limit", params.limit.map(|limit| limit.to_string())),
    ] {
        kept.extend(value.map(|value| (name, value)));
    }
    let workspace = visitor.workspace.name.clone();
    let body = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| {
            let object = readable(ctx, &object)?;
            let page = timeline::timeline(ctx, tx, &workspace, object, id, &wanted)?;
            let key = object.key();
            Ok(page.to_json(|cursor| {
                let mut address = format!("{PREFIX}/records/{key}/{id}/timeline?cursor={cursor}");
                for (name, value) in &kept {
                    address.push_str(&format!("&{name}={}", crate::percent::encode(value)));
                }
                address
            }))
        })
        .await?;
    Ok(json_text(body))
}

/// What of a history is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HistoryParams {
    /// Show the record as it was at this time instead.
    #[param(value_type = Option<String>, format = DateTime)]
    at: Option<String>,
    /// How many entries on a page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// Entries before this one.
    before: Option<i64>,
}

/// Every change of a record, newest first; or the record as it was.
#[utoipa::path(get, path = "/records/{object}/{id}/history", tag = "views", operation_id = "read_history",
    params(("object" = String, Path, description = "Key of the object."), ("id" = openapi::Id, Path, description = "The record."), HistoryParams),
    responses((status = 200, body = Json, description = "Entries, or the record as it was."), Reading))]
async fn read_history(
    visitor: Visitor,
    Path((object, id)): Path<(String, Id)>,
    Query(params): Query<HistoryParams>,
) -> Result<Response> {
    let at = match &params.at {
        None => None,
        Some(text) => Some(
            Timestamp::parse(text)
                .ok_or_else(|| query::refuse("at", "invalid", "An RFC 3339 time with offset is expected."))?,
        ),
    };
    let limit = params.limit.unwrap_or(50) as usize;
    if !(1..=200).contains(&limit) {
        return Err(query::refuse("limit", "out_of_range", "1 to 200.").into());
    }
    let body = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| {
            let object = readable(ctx, &object)?.clone();
            let seen = load::permitted(ctx, tx, &object, kontor_definitions::Action::Read, &[id])?;
            let present = load::by_ids(ctx, tx, &object, &[id])?
                .remove(&id)
                .filter(|_| seen.contains(&id));
            let present = present.ok_or_else(Error::not_found)?;
            if let Some(at) = at {
                let past = history::as_of(ctx, tx, &present, at)?.ok_or_else(Error::not_found)?;
                return render::written(ctx, tx, &past);
            }
            let entries = history::of_record(tx, &object, id, params.before.unwrap_or(i64::MAX), limit + 1)?;
            let more = entries.len() > limit;
            let rights = ctx.policy.rights(&object);
            let mut data = Vec::new();
            let mut last = 0;
            for entry in entries.into_iter().take(limit) {
                last = entry.seq;
                let shown = |field: &String| object.position(field).filter(|at| !rights.hidden(*at));
                let changes: serde_json::Map<String, Json> = entry
                    .changes
                    .iter()
                    .filter_map(|(field, (before, after))| {
                        let key = object.fields[shown(field)?].key.clone();
                        Some((key, json!({"before": before, "after": after})))
                    })
                    .collect();
                data.push(json!({
                    "seq": entry.seq,
                    "change_set": entry.change_set.to_string(),
                    "version": entry.version,
                    "kind": entry.kind,
                    "at": entry.at,
                    "actor": entry.actor,
                    "via": entry.via,
                    "changes": changes,
                }));
            }
            let next = more.then(|| {
                format!(
                    "{PREFIX}/records/{}/{id}/history?before={last}&limit={limit}",
                    object.key()
                )
            });
            Ok(json!({"data": data, "next": next}).to_string().into_bytes())
        })
        .await?;
    Ok(json_text(body))
}

/// Who may see a record, what they may do with it, and why.
#[utoipa::path(get, path = "/records/{object}/{id}/access", tag = "views", operation_id = "read_access",
    params(("object" = String, Path, description = "Key of the object."), ("id" = openapi::Id, Path, description = "The record.")),
    responses((status = 200, body = Json, description = "Users with their rights and reasons."), Reading))]
async fn read_access(visitor: Visitor, Path((object, id)): Path<(String, Id)>) -> Result<Response> {
    let body = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| {
            let object = readable(ctx, &object)?.clone();
            access::access(ctx, tx, &object, id)
        })
        .await?;
    Ok(json_text(body.to_string().into_bytes()))
}
