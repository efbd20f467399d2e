//! Saved views when something they name is gone: they go on without it, and say what it was.

use kontor_database::Tx;
use kontor_definitions::{Catalog, Object};
use kontor_expression::{Node, Tree};
use kontor_kernel::{Json, Result};
use serde_json::json;

use crate::ctx::Ctx;
use crate::ddl::pass::save;
use crate::ddl::validate::{all, holds};
use crate::policy::Policy;
use crate::record::Record;
use crate::schema::resolve;

/// Brings all views from one catalog to the next, which is that of `ctx`. A part that no longer holds is left out and
/// named in `broken`.
pub(super) fn mend(tx: &mut Tx, ctx: &Ctx, old: &Catalog) -> Result<()> {
    let views = all(ctx, tx, "saved_view")?;
    let mended = views.into_iter().filter_map(|view| {
        let after = mended(&view, old, &ctx.catalog)?;
        Some((view, after))
    });
    save(tx, ctx, mended.collect(), true)
}

/// The view without what no longer holds; nothing where all of it does.
fn mended(view: &Record, old: &Catalog, new: &Catalog) -> Option<Record> {
    let of = |catalog: &Catalog| catalog.object(view.text("object")?).cloned();
    let (before, after) = (of(old)?, of(new)?);
    let everything = Policy::everything();
    let names = |catalog: &Catalog, object: &std::sync::Arc<Object>, path: &str| {
        let steps: Vec<&str> = path.split('.').collect();
        path == "label" || resolve(catalog, &everything, object, &steps).is_some()
    };
    let lost = |path: &str| names(old, &before, path) && !names(new, &after, path);
    let mut broken: Vec<Json> = view.get("broken").as_array().cloned().unwrap_or_default();
    let known = broken.len();
    let mut note = |part: &str, text: &str| broken.push(json!({"part": part, "text": text}));
    let mut mended = view.clone();

    let columns = view.get("columns").as_array().cloned().unwrap_or_default();
    let is_lost = |column: &Json| column.as_str().is_some_and(lost);
    if columns.iter().any(is_lost) {
        let (gone, kept): (Vec<Json>, Vec<Json>) = columns.into_iter().partition(is_lost);
        gone.iter()
            .filter_map(Json::as_str)
            .for_each(|column| note("columns", column));
        mended.set("columns", kept);
    }
    let sort: Vec<&str> = view
        .text("sort")
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .collect();
    let is_lost = |key: &&str| lost(key.trim_start_matches('-'));
    if sort.iter().any(is_lost) {
        let (gone, kept): (Vec<&str>, Vec<&str>) = sort.into_iter().partition(is_lost);
        gone.iter().for_each(|key| note("sort", key));
        mended.set("sort", some(kept.join(",")));
    }
    let key = after.key();
    if let Some(filter) = view.text("filter")
        && holds(old, key, filter)
        && !holds(new, key, filter)
    {
        let parts = match Tree::read(filter) {
            Ok(Tree {
                node: Node::Call { op: "and", args },
                ..
            }) => args,
            Ok(one) => vec![one],
            Err(_) => Vec::new(),
        };
        let (kept, gone): (Vec<Tree>, Vec<Tree>) = parts
            .into_iter()
            .partition(|part| holds(new, key, &part.to_text()));
        gone.iter().for_each(|part| note("filter", &part.to_text()));
        let rest = kept.into_iter().reduce(Tree::and).map(|tree| tree.to_text());
        mended.set("filter", some(rest.unwrap_or_default()));
    }
    if broken.len() == known {
        return None;
    }
    mended.set("broken", broken);
    Some(mended)
}

fn some(text: String) -> Json {
    if text.is_empty() {
        Json::Null
    } else {
        Json::String(text)
    }
}
