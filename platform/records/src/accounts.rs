//! What becomes of users' accounts when their records change: whoever is switched off, trashed or deleted has no access
//! any more.
//!
//! Accounts live in another database, which can't be written in the same transaction. So the change enqueues a job with
//! itself, and nothing gets lost; whoever answers the request need not wait for it and sees to the accounts at once.
//! Both bring them to what the record says by then, so they may both do it, in any order.

use kontor_database::Tx;
use kontor_jobs::{NewJob, enqueue};
use kontor_kernel::{Id, Result};
use serde_json::json;

use crate::behavior::{Behavior, Change, ChangeKind};
use crate::command::Work;
use crate::ctx::Ctx;
use crate::query::load;
use crate::record::Record;

/// The object of users.
pub const USER: &str = "user";
/// The job that brings the accounts of some users to what their records say; its payload names them: `{"users": []}`.
pub const JOB: &str = "users.access";
/// When the job is due: later than whoever answered the request has done the same.
const DELAY_SECONDS: i64 = 60;

/// What a user's record says about the access of its account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// May come in.
    Active,
    /// Switched off, or in the trash.
    Inactive,
    /// Deleted for good.
    Gone,
}

/// Enqueues the job where access was given or taken.
pub struct FollowAccess;

impl Behavior for FollowAccess {
    fn name(&self) -> &'static str {
        "user.access"
    }

    fn after(&self, work: &mut Work<'_>, changes: &[Change]) -> Result<()> {
        let matters = |change: &&Change| match change.kind {
            ChangeKind::Create => false,
            ChangeKind::Update => change.changed("active"),
            ChangeKind::Delete | ChangeKind::Restore | ChangeKind::Final => true,
        };
        let users: Vec<Id> = changes.iter().filter(matters).map(|c| c.after.id).collect();
        if users.is_empty() {
            return Ok(());
        }
        let caller = &work.ctx.caller;
        let job = NewJob::new(&caller.clock, JOB, json!({"users": users}))
            .at(caller.now.plus_seconds(DELAY_SECONDS))
            .by(caller.actor);
        enqueue(work.tx, job).map(|_| ())
    }
}

/// Whether somebody may come in by his record.
pub(crate) fn is_active(user: &Record) -> bool {
    user.deleted_at.is_none() && user.get("active").as_bool() != Some(false)
}

/// What the records of these users say now.
pub fn standings(ctx: &Ctx, tx: &mut Tx, users: &[Id]) -> Result<Vec<(Id, Standing)>> {
    let records = load::by_ids(ctx, tx, ctx.object(USER)?, users)?;
    let standing = |id: &Id| match records.get(id) {
        None => Standing::Gone,
        Some(user) if is_active(user) => Standing::Active,
        Some(_) => Standing::Inactive,
    };
    Ok(users.iter().map(|id| (*id, standing(id))).collect())
}
