//! How tasks behave: who makes one does it, unless told; a rule of repetition can be read; and the status always says
//! what the two times say.
//!
//! The status follows from `done_at` and `resurface_at`: done, put aside, or open. Setting the status instead sets the
//! times.

use std::collections::BTreeSet;

use kontor_kernel::{Json, Result, Timestamp};
use kontor_records::{Behavior, Change, ChangeKind, Ctx, Draft, Work};
use serde_json::json;

use super::follow_up;
use super::recurrence::Rule;
use crate::PARTIES;
use crate::rule::{is_edit, say};

/// Fills in what a task needs and keeps its parts in step.
pub struct InStep;

impl Behavior for InStep {
    fn name(&self) -> &'static str {
        "task.in_step"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        for draft in drafts.iter_mut().filter(|draft| is_edit(draft)) {
            if draft.kind == ChangeKind::Create
                && draft.after.get("assignee").is_null()
                && let Some(user) = work.ctx.caller.actor.user()
            {
                draft.after.set("assignee", user.to_string());
            }
            recurrence(work.ctx, draft);
            condition(work.ctx, draft);
            status(work.ctx, draft);
        }
        Ok(())
    }

    /// What is put aside comes back when its time has come, not when somebody looks next.
    fn after(&self, work: &mut Work<'_>, changes: &[Change]) -> Result<()> {
        let times: BTreeSet<Timestamp> = changes
            .iter()
            .filter(|change| change.after.text("status") == Some("snoozed"))
            .filter(|change| change.kind == ChangeKind::Restore || change.changed("resurface_at"))
            .filter_map(|change| change.after.text("resurface_at").and_then(Timestamp::parse))
            .collect();
        times
            .into_iter()
            .try_for_each(|at| work.run_at(follow_up::JOB, at))
    }
}

fn recurrence(ctx: &Ctx, draft: &mut Draft) {
    if !draft.changes("recurrence") {
        return;
    }
    let Some(text) = draft.after.text("recurrence") else {
        return;
    };
    match Rule::parse(text) {
        Ok(rule) => draft.after.set("recurrence", rule.to_string()),
        Err(problem) => {
            let detail = say(ctx, problem.en, problem.de);
            draft.refuse("recurrence", "invalid_recurrence", detail);
        }
    }
}

/// Whoever waits for a reply says whose; otherwise it is the first party the task is about.
fn condition(ctx: &Ctx, draft: &mut Draft) {
    if draft.after.get("resurface_if").is_null() {
        draft.after.set("resurface_if", "none");
    }
    let waits = draft.after.text("resurface_if") == Some("no_reply");
    let touched = draft.changes("resurface_if") || draft.changes("resurface_for");
    if waits && touched && draft.after.get("resurface_for").is_null() {
        let party = |object: &Option<String>| object.as_deref().is_some_and(|key| PARTIES.contains(&key));
        let links = draft.after.links("links");
        if let Some((id, Some(object))) = links.into_iter().find(|(_, object)| party(object)) {
            let link = json!({"id": id.to_string(), "object": object});
            draft.after.set("resurface_for", link);
        }
    }
    if waits && touched && draft.after.get("resurface_for").is_null() {
        let detail = say(
            ctx,
            "Whose reply is waited for?",
            "Auf wessen Antwort wird gewartet?",
        );
        draft.refuse("resurface_for", "required", detail);
    }
}

fn status(ctx: &Ctx, draft: &mut Draft) {
    let now = ctx.caller.now.to_string();
    // A new task is "open" by default, which says nothing.
    let said = draft
        .changes("status")
        .then(|| draft.after.text("status").unwrap_or("open").to_owned());
    let said = said.filter(|said| draft.kind == ChangeKind::Update || said != "open");
    if let Some(said) = said.filter(|_| !draft.changes("done_at")) {
        match said.as_str() {
            "done" => draft.after.set("done_at", now.clone()),
            "snoozed" => draft.after.set("done_at", Json::Null),
            _ => {
                draft.after.set("done_at", Json::Null);
                if !draft.changes("resurface_at") {
                    draft.after.set("resurface_at", Json::Null);
                }
            }
        }
        if said == "snoozed" && draft.after.get("resurface_at").is_null() {
            let detail = say(ctx, "When does it come back?", "Wann kommt sie wieder?");
            draft.refuse("resurface_at", "required", detail);
        }
    }
    let set = |key: &str| draft.after.text(key).and_then(Timestamp::parse).is_some();
    let status = match (set("done_at"), set("resurface_at")) {
        (true, _) => "done",
        (false, true) => "snoozed",
        (false, false) => "open",
    };
    draft.after.set("status", status);
    if draft.changes("resurface_at")
        && draft.after.text("resurface_at").is_some()
        && !draft.changes("snoozed_at")
    {
        draft.after.set("snoozed_at", now);
    }
    if draft.changes("done_at") && status != "done" && !draft.changes("answered_by") {
        draft.after.set("answered_by", Json::Null);
    }
}
