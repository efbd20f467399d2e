//! Many merges as a job: all pairs with a verdict, a few in each transaction, with the permissions of who asked.

use std::sync::Arc;

use kontor_duplicates::pairs::{self, Keep};
use kontor_duplicates::{Verdict, sweep};
use kontor_jobs::{JobContext, NewJob};
use kontor_kernel::{Clock, Error, Id, Json, Result, Via};
use kontor_records::command::merge::Choices;
use kontor_records::{Command, Op, Workspace, apply};
use kontor_transfer::Asker;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The name of the job.
pub const MERGE: &str = "duplicates.merge";

/// Merges of one transaction.
const BLOCK: usize = 20;
/// Change sets that the result names.
const NAMED: usize = 5_000;

/// What is to be merged.
#[derive(Clone, Serialize, Deserialize)]
pub struct Wish {
    /// Key of the object.
    pub object: String,
    /// The pairs with this verdict.
    pub verdict: Verdict,
    /// And at least this score.
    pub least: f64,
    /// Which record stays.
    pub keep: Keep,
    /// Who asked.
    pub asker: Asker,
}

/// A job that merges.
pub fn job(clock: &Clock, wish: &Wish) -> Result<NewJob> {
    let payload = serde_json::to_value(wish).map_err(Error::internal)?;
    let job = NewJob::new(clock, MERGE, payload).queue(sweep::QUEUE);
    Ok(job.unique(format!("{MERGE}/{}", wish.object)))
}

/// Does it. What is merged already is no pair any more, so it may begin again at any time.
pub async fn run(workspace: Arc<Workspace>, job: JobContext) -> Result<Json> {
    let wish: Wish = serde_json::from_value(job.claimed.payload.clone()).map_err(Error::internal)?;
    sweep::follow(&workspace, usize::MAX).await?;
    let ctx = wish.asker.ctx(&workspace, Via::Job, job.id()).await?;
    let asked = wish.clone();
    let merges = workspace.read(&ctx, move |ctx, tx| {
        let object = ctx.object(&asked.object)?.clone();
        pairs::merges(ctx, tx, &object, Some(asked.verdict), asked.least, asked.keep)
    });
    let merges: Vec<(Id, Id)> = merges
        .await?
        .into_iter()
        .map(|merge| (merge.survivor.0, merge.other.0))
        .collect();
    let (mut merged, mut skipped, mut change_sets) = (0, 0, Vec::new());
    for block in merges.chunks(BLOCK) {
        job.check()?;
        // Permissions may change while it runs.
        let ctx = wish.asker.ctx(&workspace, Via::Job, job.id()).await?;
        let (block, object) = (block.to_vec(), wish.object.clone());
        let write = workspace.write_alone(&ctx, move |work| {
            let mut done = 0;
            for (id, other) in &block {
                let op = Op::Merge {
                    id: *id,
                    version: None,
                    other: *other,
                    choose: Choices::new(),
                };
                let command = Command {
                    object: object.clone(),
                    op,
                };
                match work.attempt(|work| apply(work, vec![command])) {
                    Ok(_) => done += 1,
                    Err(error) if error.code.status() < 500 => {}
                    Err(error) => return Err(error),
                }
            }
            Ok((done, block.len() - done, work.ctx.change_set))
        });
        let (done, left, change_set) = write.await?;
        merged += done;
        skipped += left;
        if done > 0 && change_sets.len() < NAMED {
            change_sets.push(change_set.to_string());
        }
        job.progress((merged + skipped) as i64, Some(merges.len() as i64));
    }
    Ok(json!({"merged": merged, "skipped": skipped, "change_sets": change_sets}))
}
