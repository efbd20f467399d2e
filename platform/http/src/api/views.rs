//! Views of one record: 360° overview, timeline, history, who may see it.

use axum::response::Response;
use kontor_kernel::{Date, Error, Id, Json, Timestamp};
use kontor_records::command::merge;
use kontor_records::query::load;
use kontor_records::query::render;
use kontor_records::timeline::TimelineQuery;
use kontor_records::{access, history, overview, timeline};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::PREFIX;
use crate::api::records::{following, json_text, readable};
use crate::app::{App, Visitor};
use crate::openapi::{self, Listing, Reading, shapes};
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
    responses((status = 200, body = shapes::Overview, description = "The overview."), Reading))]
async fn read_overview(visitor: Visitor, Path((object, id)): Path<(String, Id)>) -> Result<Response> {
    let workspace = visitor.workspace.clone();
    let view = visitor
        .workspace
        .read(&visitor.ctx, move |ctx, tx| {
            let object = readable(ctx, &object)?;
            let view = following(ctx, tx, object, id, |tx, id| {
                overview::overview(ctx, tx, &workspace.name, &workspace.engine, object, id)
            });
            view.map(|(view, _)| view)
        })
        .await?;
    Ok(json_text(view.to_string().into_bytes()))
}

/// What of a timeline is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TimelineParams {
    /// Kinds, separated by commas: `call,meeting`, or keys of objects for all of their entries, `interaction,task`.
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
    responses((status = 200, body = shapes::Timeline, description = "A page of entries."), Listing))]
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
    let limit = query::limit(params.limit, 50, 200)?;
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
        limit,
        cursor: params.cursor.clone(),
        ..TimelineQuery::default()
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
            let (page, id) = following(ctx, tx, object, id, |tx, id| {
                timeline::timeline(ctx, tx, &workspace, object, id, &wanted)
            })?;
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
    /// Show the record as it was at this time instead, or at the end of this day.
    #[param(example = "2026-03-02T08:00:00.000Z")]
    at: Option<String>,
    /// How many entries on a page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// Entries before this one.
    before: Option<i64>,
}

/// The last instant that a time or a day means. Times are shown in milliseconds and kept in microseconds, so what
/// somebody read from a record must not fall before the very change it names.
fn moment(visitor: &Visitor, text: &str) -> Result<Timestamp> {
    const MILLISECOND: i64 = 1_000;
    if let Some(at) = Timestamp::parse(text) {
        let whole = at.micros() % MILLISECOND == 0;
        return Ok(at.plus_micros(if whole { MILLISECOND - 1 } else { 0 }));
    }
    let next_day = Date::parse(text).and_then(|day| Date::from_days(day.days() + 1));
    let next_day = next_day.ok_or_else(|| {
        query::refuse(
            "at",
            "invalid",
            "An RFC 3339 time with offset, or a date, is expected.",
        )
    })?;
    Ok(next_day.start_in(&visitor.ctx.caller.zone).plus_micros(-1))
}

/// Every change of a record, newest first; or the record as it was.
#[utoipa::path(get, path = "/records/{object}/{id}/history", tag = "views", operation_id = "read_history",
    params(("object" = String, Path, description = "Key of the object."), ("id" = openapi::Id, Path, description = "The record."), HistoryParams),
    responses((status = 200, body = shapes::History, description = "Entries, or the record as it was."), Reading))]
async fn read_history(
    visitor: Visitor,
    Path((object, id)): Path<(String, Id)>,
    Query(params): Query<HistoryParams>,
) -> Result<Response> {
    let at = match &params.at {
        None => None,
        Some(text) => Some(moment(&visitor, text)?),
    };
    let limit = query::limit(params.limit, 50, 200)?;
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
            // Who looks at a record sees the history of what was merged into it too, as far as he may see that.
            let absorbed = merge::absorbed(tx, &object, id)?;
            let mut ids: Vec<Id> = absorbed.iter().map(|(old, _)| *old).collect();
            if !ids.is_empty() {
                let open = load::permitted(ctx, tx, &object, kontor_definitions::Action::Read, &ids)?;
                ids.retain(|id| open.contains(id));
            }
            ids.push(id);
            let entries = history::of_records(
                ctx,
                tx,
                &object,
                &ids,
                params.before.unwrap_or(i64::MAX),
                limit + 1,
            )?;
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
                let mut shown = json!({
                    "seq": entry.seq,
                    "change_set": entry.change_set.to_string(),
                    "version": entry.version,
                    "kind": entry.kind,
                    "at": entry.at,
                    "actor": entry.actor,
                    "via": entry.via,
                    "changes": changes,
                });
                if entry.record != id {
                    shown["record"] = json!(entry.record);
                }
                data.push(shown);
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
    responses((status = 200, body = shapes::Access, description = "Users with their rights and reasons."), Reading))]
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
