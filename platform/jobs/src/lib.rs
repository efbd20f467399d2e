//! The durable queue: work that is to be done later, or again and again, whatever happens to the process.
//!
//! It lives in the workspace's own database, so a job is enqueued in the transaction of the change that asks for it,
//! and finished in the transaction of its effect. A claim is a lease with a rising fencing number: whoever lost the
//! lease can't finish, and its effect rolls back with it. Failures are repeated with growing pauses and end as dead
//! letters; schedules enqueue one job per slot.
//!
//! Start reading at [`queue`] (every statement), then [`worker`] (who runs the jobs); [`job`] has the nouns,
//! [`schedule`] the clockwork. Handlers are registered in a [`Registry`] and get a [`JobContext`].

pub mod job;
pub mod queue;
pub mod registry;
pub mod schedule;
pub mod worker;

mod backoff;
mod schema;
mod settle;
#[cfg(test)]
mod tests;

pub use job::{Claimed, Filter, Job, NewJob, Priority, Progress, Queues, State};
pub use queue::{
    Claim, cancel, claim, enqueue, fail, finish, get, heartbeat, list, next_due, pending_count, prune,
    release, retry,
};
pub use registry::{JobContext, Registry};
pub use schedule::{Schedule, When, ensure_schedule, remove_schedule};
pub use schema::MIGRATIONS;
pub use worker::{Waker, Worker, WorkerOptions};
