//! What is done in a workspace and recorded in the control database: acts that are security-relevant.
//!
//! The two can't be written in one transaction, and when the act is done it is too late to refuse it. So what can't be
//! recorded at once is handed to a job.

use std::sync::Arc;

use kontor_database::Tx;
use kontor_jobs::{JobContext, NewJob, enqueue};
use kontor_kernel::{Error, Json, Result, Timestamp};
use kontor_records::Workspace;
use serde_json::json;

use crate::app::{App, Visitor};

/// The job that records an act: `{"act", "detail", "at"}`, done by whoever asked for the job.
pub(super) const JOB: &str = "audit.note";

impl Visitor {
    /// Records an act that was done.
    pub async fn note(&self, act: &str, detail: Json) {
        let (caller, workspace) = (&self.ctx.caller, &self.workspace);
        let recorded = self
            .app
            .auth()
            .record(&workspace.name, caller.actor, act, detail.clone(), caller.now);
        let Err(error) = recorded.await else { return };
        tracing::warn!(%error, act, "an act is recorded later");
        let (clock, actor) = (caller.clock.clone(), caller.actor);
        let payload = json!({"act": act, "detail": detail, "at": caller.now.to_string()});
        let later = move |tx: &mut Tx| {
            let job = NewJob::new(&clock, JOB, payload.clone()).by(actor);
            enqueue(tx, job).map(|_| ())
        };
        if let Err(error) = workspace.database.write(later).await {
            tracing::error!(%error, act, "an act could not be recorded");
        }
    }
}

/// The job.
pub(super) async fn note_later(app: App, workspace: Arc<Workspace>, job: JobContext) -> Result<Json> {
    let payload = &job.claimed.payload;
    let missing = || Error::internal("the job does not say what was done");
    let act = payload["act"].as_str().ok_or_else(missing)?;
    let at = payload["at"]
        .as_str()
        .and_then(Timestamp::parse)
        .ok_or_else(missing)?;
    let by = job.claimed.created_by;
    app.auth()
        .record(&workspace.name, by, act, payload["detail"].clone(), at)
        .await?;
    Ok(json!({}))
}
