//! How long an opportunity may stay in its stage. The pipeline says it in days; the opportunity has it as a moment, so that
//! lists can be filtered and sorted by it: `stage_due < now()` are those that are stuck.
//!
//! When a pipeline allows other times than before, a job brings its opportunities in step.

use kontor_base::pipeline;
use kontor_base::rule::{equals, links_to, values};
use kontor_definitions::{StageKind, StageOption};
use kontor_expression::Tree;
use kontor_kernel::{Json, Result, Timestamp};
use kontor_records::query::load;
use kontor_records::{Behavior, Change, Command, Record, Work, apply};
use serde_json::json;

use super::KEY;

/// The job that brings opportunities in step with their pipelines.
pub const JOB: &str = "opportunities.limits";
/// Most opportunities that one call of [`follow_pipelines`] changes.
const BATCH: usize = 500;
/// Most pipelines that are looked at.
const PIPELINES: usize = 1_000;
/// More days than this are no limit.
const MAX_DAYS: u32 = 36_500;

/// Sets until when an opportunity may stay in its stage.
pub(super) fn set(record: &mut Record, stage: &StageOption) {
    let (limit, due) = limit_and_due(stage, record);
    record.set("stage_limit", limit);
    record.set("stage_due", due);
}

/// Days and moment; null where one may stay as long as one likes.
fn limit_and_due(stage: &StageOption, record: &Record) -> (Json, Json) {
    let since = record.text("stage_since").and_then(Timestamp::parse);
    let Some(days) = limit(stage) else {
        return (Json::Null, Json::Null);
    };
    let due = since.map(|since| since.plus_seconds(i64::from(days) * 86_400).to_string());
    (days.into(), due.into())
}

/// What ends a sale has no limit.
fn limit(stage: &StageOption) -> Option<u32> {
    let open = stage.kind == StageKind::Open;
    stage.max_days.filter(|days| open && *days <= MAX_DAYS)
}

/// Has the job look at a pipeline whose stages were changed.
pub struct Limits;

impl Behavior for Limits {
    fn name(&self) -> &'static str {
        "opportunity.limits"
    }

    fn after(&self, work: &mut Work<'_>, changes: &[Change]) -> Result<()> {
        let other = |change: &Change| {
            let (before, after) = (change.before.as_ref().map(stages), stages(&change.after));
            let differs = |was: &StageOption| {
                let is = after.iter().find(|is| is.key == was.key);
                is.is_some_and(|is| limit(is) != limit(was))
            };
            before.is_some_and(|before| before.iter().any(differs))
        };
        match changes.iter().any(other) {
            true => work.run_at(JOB, work.ctx.caller.now),
            false => Ok(()),
        }
    }
}

/// Brings opportunities in step with the times that their pipelines allow. Answers how many; it is called again while
/// there were any.
pub fn follow_pipelines(work: &mut Work<'_>) -> Result<usize> {
    let (pipelines, object) = (
        work.ctx.object(pipeline::KEY)?.clone(),
        work.ctx.object(KEY)?.clone(),
    );
    let found = load::matching(
        work.ctx,
        work.tx,
        &pipelines,
        &equals("object", KEY),
        "id",
        PIPELINES,
    )?;
    let stages = found.iter().flat_map(|pipeline| {
        stages(pipeline)
            .into_iter()
            .map(move |stage| (pipeline.id, stage))
    });
    let mut commands = Vec::new();
    for (pipeline, stage) in stages {
        let other = match limit(&stage) {
            Some(days) => Tree::parse(&format!("stage_limit != {days}"))?,
            None => Tree::parse("has(stage_limit)")?,
        };
        let filter = links_to("pipeline", &[pipeline])
            .and(equals("stage", &stage.key))
            .and(other);
        let most = BATCH - commands.len();
        let late = load::matching(work.ctx, work.tx, &object, &filter, "id", most)?;
        commands.extend(late.iter().map(|record| {
            let (limit, due) = limit_and_due(&stage, record);
            Command::update(
                KEY,
                record.id,
                values(json!({"stage_limit": limit, "stage_due": due})),
            )
        }));
        if commands.len() == BATCH {
            break;
        }
    }
    work.trusted(|work| apply(work, commands))
        .map(|outcomes| outcomes.len())
}

fn stages(pipeline: &Record) -> Vec<StageOption> {
    serde_json::from_value(pipeline.get("stages").clone()).unwrap_or_default()
}
