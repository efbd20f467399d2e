//! What concerns the caller and what he has seen of it: mentions, what became his, follow-ups that are due, what others
//! merged or took back of his, and how his long work ended.

use axum::Json as Answer;
use axum::response::Response;
use kontor_jobs::{Filter, State};
use kontor_kernel::{Actor, Id, Json, Timestamp};
use kontor_records::{accounts, notices};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::jobs::{self, JobSchema};
use crate::app::reply::Sent;
use crate::app::{App, Reply, Visitor};
use crate::idempotency::IdempotencyKey;
use crate::openapi;
use crate::problem::Result;
use crate::{JsonBody, Query, problems, query};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index)).routes(routes!(read))
}

problems! {
    /// What saying that they were read can be refused with.
    struct Seeing: Forbidden, Validation;
}

/// Why somebody is told.
#[derive(ToSchema)]
#[schema(as = NotificationReason)]
#[serde(rename_all = "snake_case")]
#[allow(dead_code)]
enum ReasonSchema {
    /// A text mentions him.
    Mentioned,
    /// He became the owner, or was entered in a field for a user.
    Assigned,
    /// A follow-up of his is due.
    Resurfaced,
    /// Somebody made his record part of another.
    Merged,
    /// Somebody took back a change of his record.
    Undone,
    /// Long work that he asked for has ended.
    Job,
}

/// A notification.
#[derive(ToSchema)]
#[schema(as = Notification)]
#[allow(dead_code)]
struct NotificationSchema {
    /// Why he is told.
    reason: ReasonSchema,
    /// When it happened.
    #[schema(value_type = openapi::Time)]
    at: Timestamp,
    /// Who did it, by name; null for Kontor itself, and where the caller may not see who it was.
    by: Option<String>,
    /// The record; the first where it concerns several. Null for a job.
    record: Option<NotedSchema>,
    /// How many records it concerns.
    count: i64,
    /// The job, of `job`.
    job: Option<JobSchema>,
    /// Whether it was read.
    read: bool,
}

/// A record that a notification is about.
#[derive(ToSchema)]
#[schema(as = NotedRecord)]
#[allow(dead_code)]
struct NotedSchema {
    /// The record.
    #[schema(value_type = openapi::Id)]
    id: Id,
    /// Key of its object.
    object: String,
    /// What it is called.
    label: String,
}

/// The newest notifications.
#[derive(ToSchema)]
#[schema(as = Notifications)]
#[allow(dead_code)]
struct ListSchema {
    /// They, the newest first.
    data: Vec<NotificationSchema>,
    /// How many of them were not read.
    unread: i64,
}

/// How many are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NotificationsParams {
    /// How many at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
}

/// What was read.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NotificationsRead)]
struct Seen {
    /// Everything until this instant, the `at` of the newest one that was shown.
    #[schema(value_type = openapi::Time)]
    until: Timestamp,
}

/// The newest notifications of the caller, those of the last thirty days. What he may not see he is not told of.
#[utoipa::path(get, path = "/notifications", tag = "sign-in", operation_id = "list_notifications", params(NotificationsParams),
    responses((status = 200, body = ListSchema, description = "The newest first.")))]
async fn index(visitor: Visitor, Query(params): Query<NotificationsParams>) -> Result<Answer<Json>> {
    let limit = query::limit(params.limit, 50, 200)?;
    let Some(user) = visitor.user() else {
        return Ok(Answer(json!({"data": [], "unread": 0})));
    };
    let read = move |ctx: &kontor_records::Ctx, tx: &mut kontor_database::Tx| {
        let told = notices::list(ctx, tx, user, limit)?;
        let names = notices::actors(ctx, tx, &told)?;
        let filter = Filter {
            created_by: Some(Actor::User(user)),
            limit,
            ..Filter::default()
        };
        Ok((
            told,
            names,
            kontor_jobs::list(tx, &filter)?,
            notices::seen(tx, user)?,
        ))
    };
    let (told, names, jobs, seen) = visitor.workspace.read(&visitor.ctx, read).await?;
    let mut found: Vec<(Timestamp, Json)> = Vec::with_capacity(told.len());
    for one in told {
        let record = json!({"id": one.record.to_string(), "object": one.object, "label": one.label});
        let by = names.get(&one.actor);
        let wire = json!({"reason": one.reason, "at": one.at, "by": by, "record": record, "count": one.count, "job": null});
        found.push((one.at, wire));
    }
    for job in jobs.iter().filter(|job| job.name != accounts::JOB) {
        if let (State::Done | State::Failed, Some(at)) = (job.state, job.finished_at) {
            let job = jobs::wire(&visitor.ctx, job);
            let wire = json!({"reason": "job", "at": at, "by": null, "record": null, "count": 1, "job": job});
            found.push((at, wire));
        }
    }
    found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    found.truncate(limit);
    let mut unread = 0;
    for (at, wire) in &mut found {
        // Instants are told to the millisecond.
        let read = seen.is_some_and(|seen| at.micros() / 1000 <= seen.micros() / 1000);
        wire["read"] = json!(read);
        unread += i64::from(!read);
    }
    let data: Vec<Json> = found.into_iter().map(|(_, wire)| wire).collect();
    Ok(Answer(json!({"data": data, "unread": unread})))
}

/// Says that the caller has read his notifications until an instant.
#[utoipa::path(post, path = "/notifications/read", tag = "sign-in", operation_id = "read_notifications",
    request_body = Seen, params(IdempotencyKey),
    responses((status = 204, description = "It is remembered."), Seeing))]
async fn read(visitor: Visitor, sent: Sent, JsonBody(seen): JsonBody<Seen>) -> Result<Response> {
    visitor.require_writing()?;
    let user = visitor.require_user()?;
    // What is yet to happen was read by nobody.
    let until = seen.until.min(visitor.ctx.caller.now);
    visitor
        .change(sent.of(&seen)?, move |work| {
            notices::see(work.tx, user, until)?;
            Ok(Reply::empty())
        })
        .await
}
