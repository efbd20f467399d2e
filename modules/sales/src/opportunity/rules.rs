//! How opportunities behave: they begin in the first stage of the default pipeline, the probability follows the stage,
//! and the day of closing is that of winning or losing.

use std::collections::HashMap;
use std::sync::Arc;

use kontor_base::pipeline;
use kontor_base::rule::{call, equals, is_edit, path};
use kontor_definitions::{Object, StageKind, StageOption};
use kontor_expression::{Literal, Tree};
use kontor_kernel::{Id, Json, Result, Via};
use kontor_records::query::load;
use kontor_records::{Behavior, Draft, Work};

use super::{KEY, limits};

/// Fills in name, pipeline, stage, probability and the time of closing. What the caller sets himself in the same
/// change stays.
pub struct Flow;

impl Behavior for Flow {
    fn name(&self) -> &'static str {
        "opportunity.flow"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        names(work, drafts)?;
        pipelines(work, drafts)?;
        let stages = stages(work, drafts)?;
        for draft in drafts.iter_mut().filter(|draft| is_edit(draft)) {
            let table = draft.after.link("pipeline").and_then(|id| stages.get(&id));
            let now = work.ctx.caller.now.to_string();
            let closing = match work.ctx.caller.via {
                Via::Import => closed_then(draft, &now).unwrap_or_else(|| now.clone()),
                _ => now.clone(),
            };
            follow(draft, table.map_or(&[][..], Vec::as_slice), &now, &closing);
        }
        Ok(())
    }
}

/// A nameless opportunity is called like whom it is with.
fn names(work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
    for link in ["organization", "person"] {
        let nameless = |draft: &Draft| is_edit(draft) && draft.after.get("name").is_null();
        let ids: Vec<Id> = drafts
            .iter()
            .filter(|draft| nameless(draft))
            .filter_map(|draft| draft.after.link(link))
            .collect();
        let object: Arc<Object> = work.ctx.object(link)?.clone();
        let parties = load::by_ids(work.ctx, work.tx, &object, &ids)?;
        for draft in drafts.iter_mut().filter(|draft| nameless(draft)) {
            let label = draft
                .after
                .link(link)
                .and_then(|id| parties.get(&id))
                .map(|party| party.label.clone());
            if let Some(label) = label.filter(|label| !label.is_empty()) {
                draft.after.set("name", label);
            }
        }
    }
    Ok(())
}

/// Without a pipeline it is the first active one.
fn pipelines(work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
    let missing = |draft: &Draft| draft.before.is_none() && draft.after.get("pipeline").is_null();
    if !drafts.iter().any(missing) {
        return Ok(());
    }
    let object = work.ctx.object(pipeline::KEY)?.clone();
    let active = call("==", vec![path("active"), Tree::value(Literal::Bool(true))]);
    let filter = equals("object", KEY).and(active);
    let first = load::matching(work.ctx, work.tx, &object, &filter, "position,name", 1)?;
    if let Some(first) = first.first() {
        for draft in drafts.iter_mut().filter(|draft| missing(draft)) {
            draft.after.set("pipeline", first.id.to_string());
        }
    }
    Ok(())
}

/// The stages of all pipelines concerned.
fn stages(work: &mut Work<'_>, drafts: &[Draft]) -> Result<HashMap<Id, Vec<StageOption>>> {
    let moves = |draft: &&Draft| {
        is_edit(draft)
            && (draft.after.get("stage").is_null() || draft.changes("stage") || draft.changes("pipeline"))
    };
    let mut ids: Vec<Id> = drafts
        .iter()
        .filter(moves)
        .filter_map(|draft| draft.after.link("pipeline"))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let object = work.ctx.object(pipeline::KEY)?.clone();
    let found = load::by_ids(work.ctx, work.tx, &object, &ids)?;
    let stages = |json: &Json| serde_json::from_value(json.clone()).unwrap_or_default();
    Ok(found
        .into_iter()
        .map(|(id, record)| (id, stages(record.get("stages"))))
        .collect())
}

/// An import tells what has happened: what it brings as won or lost was closed on its day of closing, at noon, unless that
/// day is yet to come.
fn closed_then(draft: &Draft, now: &str) -> Option<String> {
    let day = draft.after.text("close_date")?;
    let noon = format!("{day}T12:00:00.000Z");
    (noon.as_str() < now).then_some(noon)
}

/// Brings what depends on the stage in step with it. A stage that the pipeline lacks is left for the engine to refuse.
fn follow(draft: &mut Draft, table: &[StageOption], now: &str, closing: &str) {
    let known = |key: Option<&str>| table.iter().find(|option| Some(option.key.as_str()) == key);
    let moved = draft.changes("pipeline") && !draft.changes("stage");
    let lacks = draft.after.get("stage").is_null() || (moved && known(draft.after.text("stage")).is_none());
    if lacks && let Some(first) = table.first() {
        draft.after.set("stage", first.key.as_str());
    }
    if !draft.changes("stage") && !draft.changes("pipeline") {
        return;
    }
    let Some(stage) = known(draft.after.text("stage")) else {
        return;
    };
    if !draft.changes("probability") {
        draft
            .after
            .set("probability", stage.probability.map_or(Json::Null, Json::from));
    }
    if draft.changes("stage") && !draft.changes("stage_since") {
        draft.after.set("stage_since", now);
    }
    limits::set(&mut draft.after, stage);
    if stage.kind != StageKind::Lost && !draft.changes("loss_reason") {
        draft.after.set("loss_reason", Json::Null);
    }
    if draft.changes("closed_at") {
        return;
    }
    let open = stage.kind == StageKind::Open;
    if open {
        draft.after.set("closed_at", Json::Null);
    } else if draft.changes("stage") || draft.after.get("closed_at").is_null() {
        draft.after.set("closed_at", closing);
    }
}

#[cfg(test)]
mod tests {
    use kontor_definitions::{Catalog, CatalogData};
    use kontor_records::{ChangeKind, Record};
    use serde_json::json;

    use super::*;

    const NOW: &str = "2026-03-02T08:00:00.000Z";
    const PIPELINE: &str = "00000000-0000-7000-8000-000000000001";

    /// A draft from the values before (none: it is made) to the values after.
    fn draft(before: Option<Json>, after: Json) -> Draft {
        let objects = kontor_base::objects()
            .into_iter()
            .chain(crate::objects())
            .collect();
        let catalog = Catalog::new(CatalogData { version: 1, objects });
        let record = |values: &Json| {
            let mut record = Record::empty(catalog.object(KEY).unwrap(), Id::NIL);
            record.set("pipeline", PIPELINE);
            values
                .as_object()
                .unwrap()
                .iter()
                .for_each(|(key, value)| record.set(key, value.clone()));
            record
        };
        let kind = if before.is_some() {
            ChangeKind::Update
        } else {
            ChangeKind::Create
        };
        let base = before.clone().unwrap_or_else(|| json!({}));
        let mut merged = base.as_object().unwrap().clone();
        merged.extend(after.as_object().unwrap().clone());
        let after = record(&Json::Object(merged));
        Draft {
            command: 0,
            kind,
            before: before.as_ref().map(record),
            after,
            issues: Vec::new(),
        }
    }

    fn followed(before: Option<Json>, after: Json) -> Json {
        let mut draft = draft(before, after);
        follow(&mut draft, &crate::seed::stages(), NOW, NOW);
        let get = |key: &str| draft.after.get(key).clone();
        json!([
            get("stage"),
            get("probability"),
            get("closed_at"),
            get("loss_reason")
        ])
    }

    #[test]
    fn it_begins_in_the_first_stage_with_its_probability() {
        assert_eq!(followed(None, json!({})), json!(["new", 10, null, null]));
    }

    #[test]
    fn the_probability_follows_the_stage_unless_it_is_set_with_it() {
        let before = json!({"stage": "new", "probability": 10});
        assert_eq!(
            followed(Some(before.clone()), json!({"stage": "proposal"})),
            json!(["proposal", 50, null, null])
        );
        let by_hand = json!({"stage": "proposal", "probability": 70});
        assert_eq!(
            followed(Some(before.clone()), by_hand),
            json!(["proposal", 70, null, null])
        );
        assert_eq!(
            followed(Some(before), json!({"probability": 70})),
            json!(["new", 70, null, null])
        );
    }

    #[test]
    fn the_time_of_closing_comes_with_the_end_and_goes_with_reopening() {
        let before = json!({"stage": "negotiation", "probability": 75});
        assert_eq!(
            followed(Some(before), json!({"stage": "won"})),
            json!(["won", 100, NOW, null])
        );
        let won = json!({"stage": "won", "probability": 100, "closed_at": "2026-01-01T00:00:00.000Z"});
        assert_eq!(
            followed(Some(won.clone()), json!({"stage": "proposal"})),
            json!(["proposal", 50, null, null])
        );
        let kept = json!(["won", 100, "2026-01-01T00:00:00.000Z", null]);
        assert_eq!(followed(Some(won), json!({"name": "New name"})), kept);
    }

    #[test]
    fn the_reason_of_a_loss_goes_when_it_is_none_any_more() {
        let lost = json!({"stage": "lost", "probability": 0, "closed_at": NOW, "loss_reason": "price"});
        assert_eq!(
            followed(Some(lost), json!({"stage": "new"})),
            json!(["new", 10, null, null])
        );
    }

    #[test]
    fn an_unknown_stage_is_left_to_be_refused() {
        assert_eq!(
            followed(None, json!({"stage": "x"})),
            json!(["x", null, null, null])
        );
    }
}
