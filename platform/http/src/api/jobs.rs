//! Work in the background: one's own jobs, how far they are, and calling them off. Administrators see all.

use axum::Json as Answer;
use axum::http::StatusCode;
use axum::response::Response;
use kontor_jobs::{Filter, Job, State};
use kontor_kernel::{Actor, Code, Error, Id, Json, Locale, Result as Outcome, Timestamp};
use kontor_records::Ctx;
use serde::Deserialize;
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::PREFIX;
use crate::app::reply::Sent;
use crate::app::{App, Reply, Visitor};
use crate::idempotency::IdempotencyKey;
use crate::openapi;
use crate::problem::Result;
use crate::{Path, Query, problems, query};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index))
        .routes(routes!(read))
        .routes(routes!(cancel))
}

problems! {
    /// What listing jobs can be refused with.
    struct Paging: BadCursor;
    /// What reading a job can be refused with.
    struct Reading: NotFound;
    /// What calling a job off can be refused with.
    struct Cancelling: NotFound, Forbidden, Conflict;
}

/// Where a job stands.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum JobState {
    /// It waits for its time or for a worker.
    Ready,
    /// It is being done.
    Running,
    /// It is done.
    Done,
    /// All attempts failed.
    Failed,
    /// Somebody called it off.
    Cancelled,
}

impl From<JobState> for State {
    fn from(state: JobState) -> State {
        match state {
            JobState::Ready => State::Ready,
            JobState::Running => State::Running,
            JobState::Done => State::Done,
            JobState::Failed => State::Failed,
            JobState::Cancelled => State::Cancelled,
        }
    }
}

/// A job.
#[derive(ToSchema)]
#[schema(as = Job)]
#[allow(dead_code)]
pub(super) struct JobSchema {
    /// Its id.
    #[schema(value_type = openapi::Id)]
    id: Id,
    /// What it does.
    name: String,
    /// Where it stands.
    state: JobState,
    /// How far it is.
    progress: ProgressSchema,
    /// What came of it.
    #[schema(value_type = Option<Object>)]
    result: Option<Json>,
    /// Why the last attempt failed; in detail for administrators only.
    error: Option<String>,
    /// When it was asked for.
    #[schema(value_type = openapi::Time)]
    created_at: Timestamp,
    /// When the last attempt began.
    #[schema(value_type = Option<openapi::Time>)]
    started_at: Option<Timestamp>,
    /// When it ended.
    #[schema(value_type = Option<openapi::Time>)]
    finished_at: Option<Timestamp>,
}

/// How far a job is.
#[derive(ToSchema)]
#[schema(as = JobProgress)]
#[allow(dead_code)]
struct ProgressSchema {
    /// Steps done.
    done: i64,
    /// Steps in all, once known.
    total: Option<i64>,
    /// Steps a second, while it runs.
    rate: Option<f64>,
    /// What it is at.
    message: Option<String>,
}

/// A page of jobs.
#[derive(ToSchema)]
#[schema(as = JobList)]
#[allow(dead_code)]
struct ListSchema {
    /// The jobs.
    data: Vec<JobSchema>,
    /// The link of the next page, if there is one.
    next: Option<String>,
}

/// Which jobs are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct JobsParams {
    /// Only those that stand here.
    #[param(inline)]
    state: Option<JobState>,
    /// Only those that do this.
    name: Option<String>,
    /// How many on a page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// Where to go on, as the `next` of a page says.
    cursor: Option<String>,
}

/// Lists my jobs, the newest first; administrators see those of all.
#[utoipa::path(get, path = "/jobs", tag = "jobs", operation_id = "list_jobs", params(JobsParams),
    responses((status = 200, body = ListSchema, description = "A page."), Paging))]
async fn index(visitor: Visitor, Query(params): Query<JobsParams>) -> Result<Answer<Json>> {
    let limit = query::limit(params.limit, 50, 200)?;
    let unknown = |_| Error::new(Code::BadCursor, "The cursor is none of this list.");
    let before = params
        .cursor
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(unknown)?;
    let filter = Filter {
        state: params.state.map(State::from),
        name: params.name.clone(),
        created_by: whose(&visitor.ctx),
        before,
        limit,
        ..Filter::default()
    };
    let jobs = visitor
        .workspace
        .database
        .read(move |tx| kontor_jobs::list(tx, &filter))
        .await?;
    let next = jobs.last().filter(|_| jobs.len() == limit).map(|last| {
        let mut address = format!("{PREFIX}/jobs?limit={limit}");
        if let Some(state) = params.state {
            address.push_str(&format!("&state={}", State::from(state).as_str()));
        }
        if let Some(name) = &params.name {
            address.push_str(&format!("&name={}", crate::percent::encode(name)));
        }
        format!("{address}&cursor={}", last.id)
    });
    let data: Vec<Json> = jobs.iter().map(|job| wire(&visitor.ctx, job)).collect();
    Ok(Answer(json!({"data": data, "next": next})))
}

/// Reads a job.
#[utoipa::path(get, path = "/jobs/{id}", tag = "jobs", operation_id = "read_job",
    params(("id" = openapi::Id, Path, description = "The job.")),
    responses((status = 200, body = JobSchema, description = "The job."), Reading))]
async fn read(visitor: Visitor, Path(id): Path<Id>) -> Result<Answer<Json>> {
    let whose = whose(&visitor.ctx);
    let job = visitor
        .workspace
        .database
        .read(move |tx| find(tx, id, whose))
        .await?;
    Ok(Answer(wire(&visitor.ctx, &job)))
}

/// Calls a job off. What it has not finished counts for nothing.
#[utoipa::path(post, path = "/jobs/{id}/cancel", tag = "jobs", operation_id = "cancel_job",
    params(("id" = openapi::Id, Path, description = "The job."), IdempotencyKey),
    responses((status = 200, body = JobSchema, description = "The job."), Cancelling))]
async fn cancel(visitor: Visitor, Path(id): Path<Id>, sent: Sent) -> Result<Response> {
    visitor.require_writing()?;
    visitor
        .change(sent, move |work| {
            let whose = whose(work.ctx);
            find(work.tx, id, whose)?;
            kontor_jobs::cancel(work.tx, id, work.ctx.caller.now)?;
            let job = find(work.tx, id, whose)?;
            Ok(Reply::value(StatusCode::OK, &wire(work.ctx, &job)))
        })
        .await
}

/// Whose jobs the caller sees; everybody's when it is nobody's in particular.
fn whose(ctx: &Ctx) -> Option<Actor> {
    (!ctx.policy.administer).then_some(ctx.caller.actor)
}

/// A job that the caller sees; others do not exist for him.
fn find(tx: &mut kontor_database::Tx, id: Id, whose: Option<Actor>) -> Outcome<Job> {
    let job = kontor_jobs::get(tx, id)?;
    job.filter(|job| whose.is_none_or(|actor| job.created_by == actor))
        .ok_or_else(Error::not_found)
}

/// A job as the API tells it.
pub(super) fn wire(ctx: &Ctx, job: &Job) -> Json {
    let mut progress = json!({
        "done": job.progress.done,
        "total": job.progress.total,
        "message": job.progress.message,
    });
    if let Some(rate) = rate(job, ctx.caller.now) {
        progress["rate"] = json!(rate);
    }
    let error = job.error.as_deref().map(|inner| reason(ctx, job, inner));
    json!({
        "id": job.id.to_string(),
        "name": job.name,
        "state": job.state.as_str(),
        "progress": progress,
        "result": job.result,
        "error": error,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
    })
}

/// Why the last attempt failed, or what the job waits for, in words for the caller.
fn reason<'a>(ctx: &Ctx, job: &Job, inner: &'a str) -> &'a str {
    let waits = job.state == State::Ready && inner.starts_with(Code::StorageFull.as_str());
    match (waits, ctx.policy.administer, ctx.caller.locale) {
        (true, _, Locale::En) => "The disk is full. It goes on by itself once there is room.",
        (true, _, Locale::De) => "Der Speicher ist voll. Es geht von selbst weiter, sobald Platz ist.",
        (false, true, _) => inner,
        (false, false, Locale::En) => "It failed. An administrator can see why.",
        (false, false, Locale::De) => "Das ist fehlgeschlagen. Ein Administrator sieht den Grund.",
    }
}

/// Steps a second since the attempt began, to a tenth.
fn rate(job: &Job, now: Timestamp) -> Option<f64> {
    let running = job.state == State::Running && job.progress.done > 0;
    let micros = now.micros() - job.started_at.filter(|_| running)?.micros();
    (micros > 0).then(|| (job.progress.done as f64 * 10_000_000.0 / micros as f64).round() / 10.0)
}
