//! The follow-up (*Wiedervorlage*): tasks that were put aside come back when their time has come, and those that only
//! wait for a reply are done when it arrives.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kontor_definitions::Object;
use kontor_expression::Tree;
use kontor_kernel::{Id, Result, Timestamp};
use kontor_records::notices::{self, Reason};
use kontor_records::query::load;
use kontor_records::{Command, Record, Work, apply};
use serde_json::json;

use super::KEY;
use crate::rule::{includes, links_to, values};
use crate::{PARTIES, household, person};

/// The job that brings tasks back; it is due whenever one is.
pub const JOB: &str = "tasks.resurface";
/// Most tasks that one call of [`resurface`] brings back.
pub const BATCH: usize = 500;
/// Most parties that are looked at for replies at once.
const CHUNK: usize = 500;

/// Brings back the tasks whose time has come: they are open again, and say since when. Answers how many; the server
/// calls it again while that is [`BATCH`].
///
/// A condition needs no second look here: a task that waits for a reply was done the moment one came.
pub fn resurface(work: &mut Work<'_>) -> Result<usize> {
    let tasks = work.ctx.object(KEY)?.clone();
    let due = Tree::parse(r#"status == "snoozed" && resurface_at <= now()"#)?;
    let found = load::matching(work.ctx, work.tx, &tasks, &due, "resurface_at", BATCH)?;
    let now = work.ctx.caller.now.to_string();
    let back = json!({"resurface_at": null, "resurfaced_at": now});
    let commands: Vec<Command> = found
        .iter()
        .map(|task| Command::update(KEY, task.id, values(back.clone())))
        .collect();
    for task in &found {
        if let Some(user) = task.link("assignee").or_else(|| task.link("owner")) {
            notices::tell(work, user, Reason::Resurfaced, task)?;
        }
    }
    work.trusted(|work| apply(work, commands))
        .map(|outcomes| outcomes.len())
}

/// A word from somebody.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The interaction.
    pub interaction: Id,
    /// When it came.
    pub at: Timestamp,
    /// Who is part of it, each with its object where that is known.
    pub from: Vec<(Id, Option<String>)>,
}

/// Drops the follow-ups that waited for one of these replies: the task is done and names the answer. A person answers
/// for the organisation he works for, too, and for the household he belongs to.
pub fn answered(work: &mut Work<'_>, replies: Vec<Reply>) -> Result<()> {
    let heard = heard(work, replies)?;
    let parties: Vec<Id> = heard.keys().copied().collect();
    let tasks = work.ctx.object(KEY)?.clone();
    let mut commands = Vec::new();
    for chunk in parties.chunks(CHUNK) {
        // By party alone: of tasks that are put aside there may be many.
        let theirs = all(work, &tasks, &links_to("resurface_for", chunk))?;
        let waits = |task: &&Record| {
            task.text("status") == Some("snoozed") && task.text("resurface_if") == Some("no_reply")
        };
        for task in theirs.iter().filter(waits) {
            let time = |key| task.text(key).and_then(Timestamp::parse);
            let since = time("snoozed_at").or_else(|| time("created_at"));
            let replies = task.link("resurface_for").and_then(|party| heard.get(&party));
            let reply = replies
                .into_iter()
                .flatten()
                .find(|reply| since.is_none_or(|since| reply.at >= since));
            if let Some(reply) = reply {
                let done = json!({
                    "done_at": work.ctx.caller.now.to_string(),
                    "answered_by": reply.interaction.to_string(),
                });
                commands.push(Command::update(KEY, task.id, values(done)));
            }
        }
    }
    if commands.is_empty() {
        return Ok(());
    }
    work.trusted(|work| apply(work, commands)).map(|_| ())
}

/// All live records that meet a condition. Hardly ever are there more than a few.
fn all(work: &mut Work<'_>, object: &Arc<Object>, condition: &Tree) -> Result<Vec<Record>> {
    let mut limit = CHUNK;
    loop {
        let found = load::matching(work.ctx, work.tx, object, condition, "id", limit)?;
        if found.len() < limit {
            return Ok(found);
        }
        limit *= 4;
    }
}

/// The replies by the party they count for.
fn heard(work: &mut Work<'_>, replies: Vec<Reply>) -> Result<HashMap<Id, Vec<Reply>>> {
    let mut heard: HashMap<Id, Vec<Reply>> = HashMap::new();
    let mut people: HashSet<Id> = HashSet::new();
    for reply in replies {
        for (party, object) in &reply.from {
            if object.as_deref().is_some_and(|object| PARTIES.contains(&object)) {
                heard.entry(*party).or_default().push(reply.clone());
            }
            if object.as_deref() == Some(person::KEY) {
                people.insert(*party);
            }
        }
    }
    if people.is_empty() {
        return Ok(heard);
    }
    let people: Vec<Id> = people.into_iter().collect();
    let households = work.ctx.object(household::KEY)?.clone();
    for chunk in people.chunks(CHUNK) {
        for household in all(work, &households, &includes("members", chunk))? {
            let said = household
                .links("members")
                .into_iter()
                .filter_map(|(member, _)| heard.get(&member));
            let said: Vec<Reply> = said.flatten().cloned().collect();
            heard.entry(household.id).or_default().extend(said);
        }
    }
    let object = work.ctx.object(person::KEY)?.clone();
    for (id, person) in load::by_ids(work.ctx, work.tx, &object, &people)? {
        if let (Some(employer), Some(said)) = (person.link("organization"), heard.get(&id).cloned()) {
            heard.entry(employer).or_default().extend(said);
        }
    }
    Ok(heard)
}
