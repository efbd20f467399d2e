//! How saved views behave: what they name exists for whoever saves them, so that opening one never fails.

use std::sync::Arc;

use kontor_definitions::Object;
use kontor_kernel::{Error, Issue, Json, Result};
use kontor_records::query::scope::Scope;
use kontor_records::query::{list, sort};
use kontor_records::schema::resolve;
use kontor_records::{Behavior, Ctx, Draft, Work};

use crate::rule::{is_edit, say};

/// Most columns of a view.
const MAX_COLUMNS: usize = 100;

/// Checks object, filter, order and columns of a view with the eyes of the caller.
pub struct Checked;

impl Behavior for Checked {
    fn name(&self) -> &'static str {
        "saved_view.checked"
    }

    fn before(&self, work: &mut Work<'_>, drafts: &mut [Draft]) -> Result<()> {
        let ctx = work.ctx;
        let dialect = work.tx.dialect();
        for draft in drafts.iter_mut().filter(|draft| is_edit(draft)) {
            if draft.after.text("shared") == Some("team") && draft.after.get("team").is_null() {
                let detail = say(ctx, "Which team shares it?", "Welches Team teilt sie?");
                draft.refuse("team", "required", detail);
            }
            let touched = ["object", "filter", "sort", "columns"]
                .iter()
                .any(|key| draft.changes(key));
            let Some(key) = draft.after.text("object").filter(|_| touched).map(str::to_owned) else {
                continue;
            };
            // Whoever edits a view has seen what it had to do without.
            draft.after.set("broken", Json::Null);
            let Some(object) = ctx.catalog.object(&key).cloned() else {
                let detail = say(ctx, "There is no such object.", "Dieses Objekt gibt es nicht.");
                draft.refuse("object", "unknown_object", detail);
                continue;
            };
            if let Err(error) = list::filter(ctx, &object, draft.after.text("filter")) {
                draft.issues.push(refused("/filter", error));
            }
            let mut scope = Scope::new(ctx, dialect);
            if let Err(error) = sort::parse(
                &mut scope,
                ctx,
                &object,
                draft.after.text("sort").unwrap_or_default(),
            ) {
                draft.issues.push(refused("/sort", error));
            }
            draft
                .issues
                .extend(columns(ctx, &object, draft.after.get("columns")));
        }
        Ok(())
    }
}

/// A failure of the expression language as an issue of the field it stands in.
fn refused(pointer: &str, error: Error) -> Issue {
    Issue::new(pointer, error.code.as_str(), error.detail).with(Json::Object(error.params))
}

fn columns(ctx: &Ctx, object: &Arc<Object>, columns: &Json) -> Vec<Issue> {
    let list = match columns {
        Json::Null => return Vec::new(),
        Json::Array(list) if list.len() <= MAX_COLUMNS => list,
        _ => {
            let detail = say(
                ctx,
                "Columns are a list of at most 100 fields.",
                "Spalten sind eine Liste von höchstens 100 Feldern.",
            );
            return vec![Issue::new("/columns", "wrong_type", detail)];
        }
    };
    let known = |column: &Json| {
        let path: Vec<&str> = column.as_str().unwrap_or_default().split('.').collect();
        path == ["label"] || resolve(&ctx.catalog, &ctx.policy, object, &path).is_some()
    };
    let unknown = list.iter().enumerate().filter(|(_, column)| !known(column));
    let issue = |(n, _)| {
        let detail = say(ctx, "There is no such field.", "Dieses Feld gibt es nicht.");
        Issue::new(format!("/columns/{n}"), "unknown_field", detail)
    };
    unknown.map(issue).collect()
}
