//! Tasks that repeat: completing one makes the next. The done task names it, so that completing it a second time
//! makes none.

use kontor_kernel::{Id, Json, JsonMap, Result, Timestamp};
use kontor_records::{Behavior, Change, ChangeKind, Command, Op, Record, Work, apply};
use serde_json::json;

use super::KEY;
use super::recurrence::Rule;
use crate::rule::{drop_dead_links, values};

/// What the next task takes over as it is.
const TAKEN_OVER: [&str; 10] = [
    "subject",
    "body",
    "priority",
    "resurface_if",
    "resurface_for",
    "assignee",
    "links",
    "owner",
    "team",
    "tags",
];

/// Makes the next one of a repeated task.
pub struct Repeat;

impl Behavior for Repeat {
    fn name(&self) -> &'static str {
        "task.repeat"
    }

    fn after(&self, work: &mut Work<'_>, changes: &[Change]) -> Result<()> {
        let completed = |change: &&Change| {
            let done = change.after.text("status") == Some("done");
            change.kind == ChangeKind::Update
                && done
                && change.changed("status")
                && change.after.get("next_task").is_null()
        };
        let mut done = Vec::new();
        let mut copies = Vec::new();
        for change in changes.iter().filter(completed) {
            if let Some(copy) = next(work, &change.after) {
                done.push(change.after.id);
                copies.push(copy);
            }
        }
        if done.is_empty() {
            return Ok(());
        }
        drop_dead_links(work, KEY, &mut copies)?;
        let mut links = Vec::new();
        let mut commands = Vec::new();
        for (task, mut copy) in done.into_iter().zip(copies) {
            if copy.get("resurface_for").is_none_or(Json::is_null) {
                copy.insert("resurface_if".to_owned(), json!("none"));
            }
            let id = Id::generate(&work.ctx.caller.clock);
            commands.push(Command {
                object: KEY.to_owned(),
                op: Op::Create {
                    id: Some(id),
                    values: copy,
                },
            });
            links.push(Command::update(
                KEY,
                task,
                values(json!({"next_task": id.to_string()})),
            ));
        }
        commands.extend(links);
        work.trusted(|work| apply(work, commands)).map(|_| ())
    }
}

/// The values of the next task; `None` when there is none.
fn next(work: &Work<'_>, task: &Record) -> Option<JsonMap> {
    let caller = &work.ctx.caller;
    let time = |key| task.text(key).and_then(Timestamp::parse);
    let rule = Rule::parse(task.text("recurrence")?).ok()?;
    let start = time("due_at").or_else(|| time("done_at")).unwrap_or(caller.now);
    let (due, rest) = rule.next(start, caller.now, &caller.zone)?;
    let mut copy: JsonMap = TAKEN_OVER
        .iter()
        .map(|key| ((*key).to_owned(), task.get(key).clone()))
        .collect();
    copy.insert("recurrence".to_owned(), json!(rest.to_string()));
    copy.insert("due_at".to_owned(), json!(due.to_string()));
    // A follow-up keeps its distance from the due date.
    if let (Some(_), Some(back)) = (time("due_at"), time("resurface_at")) {
        let back = due.plus_micros(back.micros() - start.micros());
        copy.insert("resurface_at".to_owned(), json!(back.to_string()));
    }
    Some(copy)
}
