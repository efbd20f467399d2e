//! Work for later: a module's job at a time of its choosing.

use kontor_jobs::NewJob;
use kontor_kernel::{Result, Timestamp};
use serde_json::json;

use crate::command::Work;

impl Work<'_> {
    /// Has a job of a module run once a time has come, besides its schedule; asking twice for the same second is
    /// asking once.
    pub fn run_at(&mut self, job: &'static str, at: Timestamp) -> Result<()> {
        const SECOND: i64 = 1_000_000;
        let second = at.micros().div_euclid(SECOND) + i64::from(at.micros().rem_euclid(SECOND) > 0);
        let due = NewJob::new(&self.ctx.caller.clock, job, json!({}))
            .at(Timestamp::from_micros(second.saturating_mul(SECOND)))
            .unique(format!("{job}@{second}"));
        kontor_jobs::enqueue(self.tx, due).map(drop)
    }
}
