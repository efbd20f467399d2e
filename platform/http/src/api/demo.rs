//! A company to look at and to try things on, made in an empty workspace.

use axum::response::Response;
use kontor_kernel::Error;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::imports::asker;
use crate::app::demo::{self, Wish};
use crate::app::reply::Sent;
use crate::app::{App, Reply, Visitor};
use crate::idempotency::IdempotencyKey;
use crate::openapi::shapes;
use crate::problem::Result;
use crate::{JsonBody, problems};

/// The endpoints of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(start))
}

problems! {
    /// What asking for a company can be refused with.
    struct Asking: NotFound, Forbidden, Validation, Conflict;
}

/// A wish for a company.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDemo {
    /// Another number, another company.
    #[serde(default = "seed")]
    #[schema(default = 1)]
    seed: u32,
    /// Beside the records that are there.
    #[serde(default)]
    anyway: bool,
}

fn seed() -> u32 {
    1
}

/// Has a job fill the workspace with a demonstration company: organisations and people, two years of interactions, tasks,
/// opportunities, colleagues and views. A workspace that holds records is refused. The job's result says how many
/// records of each object were `made`, and in which `change_sets`. For administrators.
#[utoipa::path(post, path = "/demo", tag = "workspace", operation_id = "start_demo", request_body = NewDemo,
    params(IdempotencyKey),
    responses((status = 202, body = shapes::Job, description = "The job."), Asking))]
async fn start(visitor: Visitor, sent: Sent, JsonBody(new): JsonBody<NewDemo>) -> Result<Response> {
    visitor.ctx.policy.require_administrator()?;
    visitor.require_writing()?;
    visitor.app.company().ok_or_else(Error::not_found)?;
    let wish = Wish {
        seed: new.seed.into(),
        now: visitor.ctx.caller.now.micros(),
        asker: asker(&visitor),
    };
    let job = demo::job(&visitor.workspace.clock, &wish)?.by(visitor.ctx.caller.actor);
    let waker = visitor.workspace.waker.clone();
    visitor
        .change(sent.of(&new)?, move |work| {
            if !new.anyway {
                demo::require_empty(work.ctx, work.tx)?;
            }
            waker.wake_after(work.tx);
            Ok(Reply::job(kontor_jobs::enqueue(work.tx, job.clone())?))
        })
        .await
}
