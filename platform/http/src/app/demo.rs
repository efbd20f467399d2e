//! The filling of a workspace with a demonstration company, as a job. What the company is made of is not our business:
//! the program brings it along as commands, which are applied like everybody's, some hundred in each transaction.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use kontor_database::Tx;
use kontor_expression::Tree;
use kontor_jobs::{JobContext, NewJob};
use kontor_kernel::{Clock, Code, Error, Id, Json, Result, Timestamp, Via};
use kontor_records::query::load;
use kontor_records::{Command, Ctx, Op, Work, Workspace, apply};
use kontor_transfer::Asker;
use kontor_transfer::import::QUEUE;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::App;

/// The name of the job.
pub const JOB: &str = "demo.company";

/// Commands of one transaction.
const BLOCK: usize = 400;
/// How often it is tried: a server that ends in the middle goes on when it is back.
const ATTEMPTS: u32 = 3;

/// Makes the company of a seed at a present, as commands in chapters: what a chapter points to stands in those before.
/// It makes the same commands each time, but for what is there already.
pub type Company = fn(&Ctx, &mut Tx, u64, Timestamp) -> Result<Vec<Vec<Command>>>;

/// Which company is wanted, and by whom.
#[derive(Clone, Serialize, Deserialize)]
pub struct Wish {
    /// Another number, another company.
    pub seed: u64,
    /// The present that its days are counted from, in microseconds.
    pub now: i64,
    /// Who asked.
    pub asker: Asker,
}

/// A job that fills the workspace.
pub fn job(clock: &Clock, wish: &Wish) -> Result<NewJob> {
    let payload = serde_json::to_value(wish).map_err(Error::internal)?;
    Ok(NewJob::new(clock, JOB, payload)
        .queue(QUEUE)
        .unique(JOB)
        .attempts(ATTEMPTS))
}

/// Refuses a workspace in which somebody has begun to work: it has parties, or something that happened with them.
pub fn require_empty(ctx: &Ctx, tx: &mut Tx) -> Result<()> {
    let any = Tree::parse("created_at != null")?;
    let work = ctx
        .catalog
        .objects()
        .iter()
        .filter(|object| object.def.party || object.def.timeline.is_some());
    for object in work {
        if !load::matching(ctx, tx, object, &any, "id", 1)?.is_empty() {
            let detail = "The workspace holds records already; the demonstration company wants an empty one.";
            return Err(Error::new(Code::Conflict, detail).with("object", object.key()));
        }
    }
    Ok(())
}

/// Does it. What an earlier attempt has made is not made again.
pub async fn run(app: App, workspace: Arc<Workspace>, job: JobContext) -> Result<Json> {
    let wish: Wish = serde_json::from_value(job.claimed.payload.clone()).map_err(Error::internal)?;
    let company = app.company().ok_or_else(Error::not_found)?;
    let (seed, now) = (wish.seed, Timestamp::from_micros(wish.now));
    let ctx = wish.asker.ctx(&workspace, Via::Job, job.id()).await?;
    let chapters = workspace
        .read(&ctx, move |ctx, tx| company(ctx, tx, seed, now))
        .await?;
    let mut made: BTreeMap<String, usize> = BTreeMap::new();
    for command in chapters.iter().flatten() {
        *made.entry(command.object.clone()).or_default() += 1;
    }
    let total: usize = made.values().sum();
    let (mut done, mut change_sets) = (0, Vec::new());
    for block in chapters.iter().flat_map(|chapter| chapter.chunks(BLOCK)) {
        job.check()?;
        // Permissions may change while it runs.
        let ctx = wish.asker.ctx(&workspace, Via::Job, job.id()).await?;
        let commands = block.to_vec();
        let write = workspace.write_alone(&ctx, move |work| {
            let commands = missing(work, &commands)?;
            // When a sale was won is read-only for people, for it happens when they say so; here it was long ago.
            work.with_read_only(|work| apply(work, commands))?;
            Ok(work.ctx.change_set)
        });
        change_sets.push(write.await?.to_string());
        done += block.len();
        job.progress(done as i64, Some(total as i64));
    }
    Ok(json!({"made": made, "change_sets": change_sets}))
}

/// The commands whose records are not there yet.
fn missing(work: &mut Work<'_>, commands: &[Command]) -> Result<Vec<Command>> {
    let mut ids: HashMap<&str, Vec<Id>> = HashMap::new();
    for command in commands {
        if let Op::Create { id: Some(id), .. } = command.op {
            ids.entry(&command.object).or_default().push(id);
        }
    }
    let mut there = HashSet::new();
    for (object, ids) in ids {
        let object = work.ctx.object(object)?.clone();
        there.extend(load::by_ids(work.ctx, work.tx, &object, &ids)?.into_keys());
    }
    let is_missing = |command: &&Command| match command.op {
        Op::Create { id: Some(id), .. } => !there.contains(&id),
        _ => true,
    };
    Ok(commands.iter().filter(is_missing).cloned().collect())
}
