//! How pipelines behave: their stages can be read by everybody who goes by them, and none goes away under the records
//! that are in it.

use std::collections::HashSet;
use std::sync::Arc;

use kontor_definitions::{FieldType, Object, StageOption};
use kontor_kernel::{Issue, Result};
use kontor_records::query::load;
use kontor_records::{Behavior, Ctx, Draft, Record, Work};
use serde_json::json;

use crate::rule::{is_deletion, is_edit, links_to, one_of, say};

/// Most stages of a pipeline.
const MAX_STAGES: usize = 50;

/// Checks the stages of a pipeline against the object that passes through them.
pub struct Stages;

impl Behavior for Stages {
    fn name(&self) -> &'static str {
        "pipeline.stages"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        for draft in drafts.iter_mut().filter(|draft| is_edit(draft)) {
            if !draft.changes("stages") && !draft.changes("object") {
                continue;
            }
            let Some(key) = draft.after.text("object") else {
                continue;
            };
            let Some(object) = work.ctx.catalog.object(key).cloned() else {
                let detail = say(
                    work.ctx,
                    "There is no such object.",
                    "Dieses Objekt gibt es nicht.",
                );
                draft.refuse("object", "unknown_object", detail);
                continue;
            };
            if draft.after.get("stages").is_null() {
                continue;
            }
            let (stages, issues) = StageOption::read_all(draft.after.get("stages"));
            let issues = issues.into_iter().map(|issue| issue.under("/stages"));
            draft.issues.extend(issues);
            if let Some(stages) = stages {
                draft.issues.extend(problems(work.ctx, &object, &stages));
                draft
                    .issues
                    .extend(in_use(work, &object, draft.before.as_ref(), &stages)?);
                draft.after.set("stages", json!(stages));
            }
        }
        Ok(())
    }
}

/// What is wrong with stages, each issue at its place.
fn problems(ctx: &Ctx, object: &Arc<Object>, stages: &[StageOption]) -> Vec<Issue> {
    let mut issues = Vec::new();
    let mut issue = |place: String, code: &str, en: &str, de: &str| {
        issues.push(Issue::new(format!("/stages{place}"), code, say(ctx, en, de)).worded());
    };
    if stages.is_empty() || stages.len() > MAX_STAGES {
        issue(
            String::new(),
            "out_of_range",
            "A pipeline has 1 to 50 stages.",
            "Eine Pipeline hat 1 bis 50 Stufen.",
        );
    }
    let keys: HashSet<&str> = stages.iter().map(|stage| stage.key.as_str()).collect();
    let mut seen = HashSet::new();
    for (n, stage) in stages.iter().enumerate() {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if stage.key.is_empty() || stage.key.len() > 60 || !stage.key.bytes().all(plain) {
            issue(
                format!("/{n}/key"),
                "bad_key",
                "A key is made of lower-case letters, digits and underscores.",
                "Ein Schlüssel besteht aus Kleinbuchstaben, Ziffern und Unterstrichen.",
            );
        } else if !seen.insert(stage.key.as_str()) {
            issue(
                format!("/{n}/key"),
                "taken",
                "Two stages have this key.",
                "Zwei Stufen haben diesen Schlüssel.",
            );
        }
        if stage.labels.en.trim().is_empty() && stage.labels.de.trim().is_empty() {
            issue(
                format!("/{n}/labels"),
                "required",
                "A stage needs a name.",
                "Eine Stufe braucht einen Namen.",
            );
        }
        let next = stage.next.iter().flatten().enumerate();
        for (m, _) in next.filter(|(_, key)| !keys.contains(key.as_str())) {
            issue(
                format!("/{n}/next/{m}"),
                "unknown_option",
                "There is no such stage.",
                "Diese Stufe gibt es nicht.",
            );
        }
        let entered = |key: &String| object.field(key).is_some_and(|field| !field.is_computed());
        for (m, _) in stage.required.iter().enumerate().filter(|(_, key)| !entered(key)) {
            issue(
                format!("/{n}/required/{m}"),
                "unknown_field",
                "There is no such field to fill in.",
                "Ein solches Feld zum Ausfüllen gibt es nicht.",
            );
        }
    }
    issues
}

/// Refuses to take away stages that live records are in.
fn in_use(
    work: &mut Work<'_>,
    object: &Arc<Object>,
    before: Option<&Record>,
    stages: &[StageOption],
) -> Result<Option<Issue>> {
    let Some(before) = before else { return Ok(None) };
    let old: Vec<StageOption> = serde_json::from_value(before.get("stages").clone()).unwrap_or_default();
    let gone = |stage: &&StageOption| stages.iter().all(|other| other.key != stage.key);
    let gone: Vec<&str> = old.iter().filter(gone).map(|stage| stage.key.as_str()).collect();
    let by_pipeline = object.fields.iter().find_map(|field| match &field.kind {
        FieldType::Stage {
            stages_from: Some(link),
            ..
        } => Some((field.key.as_str(), link.as_str())),
        _ => None,
    });
    let Some((stage, link)) = by_pipeline.filter(|_| !gone.is_empty()) else {
        return Ok(None);
    };
    let filter = links_to(link, &[before.id]).and(one_of(stage, gone));
    let found = load::matching(work.ctx, work.tx, object, &filter, "id", 1)?;
    Ok(found.first().map(|record| {
        let key = record.text(stage).unwrap_or_default();
        let detail = say(
            work.ctx,
            format!("There are still records in the stage “{key}”."),
            format!("In der Stufe „{key}“ sind noch Datensätze."),
        );
        Issue::new("/stages", "in_use", detail)
            .with(json!({ "stage": key }))
            .worded()
    }))
}

/// Refuses to trash a pipeline that records are in.
pub struct Kept;

impl Behavior for Kept {
    fn name(&self) -> &'static str {
        "pipeline.kept"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        for draft in drafts.iter_mut() {
            if !is_deletion(draft) {
                continue;
            }
            let object = draft
                .after
                .text("object")
                .and_then(|key| work.ctx.catalog.object(key))
                .cloned();
            if let Some(object) = object
                && let Some(mut issue) = in_use(work, &object, draft.before.as_ref(), &[])?
            {
                issue.pointer = String::new();
                draft.issues.push(issue);
            }
        }
        Ok(())
    }
}
