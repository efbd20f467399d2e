//! What the rules of all objects share: sentences in the caller's language, dates in order, conditions as trees, and
//! the links of a copy.

use std::collections::{BTreeMap, HashSet};

use kontor_expression::{Node, Tree};
use kontor_kernel::{Date, Id, Json, JsonMap, Result, Text};
use kontor_records::query::load;
use kontor_records::record::link_targets;
use kontor_records::{ChangeKind, Ctx, Draft, Work};

/// A sentence in the language of the caller.
pub fn say(ctx: &Ctx, en: impl Into<String>, de: impl Into<String>) -> String {
    Text::new(en, de).get(ctx.caller.locale).to_owned()
}

/// The draft makes or changes a record; deleting and restoring touch no values.
pub fn is_edit(draft: &Draft) -> bool {
    matches!(draft.kind, ChangeKind::Create | ChangeKind::Update)
}

/// The draft takes a record away, into the trash or for good.
pub fn is_deletion(draft: &Draft) -> bool {
    matches!(draft.kind, ChangeKind::Delete | ChangeKind::Final)
}

/// The values of a JSON object literal.
pub fn values(json: Json) -> JsonMap {
    match json {
        Json::Object(map) => map,
        _ => JsonMap::new(),
    }
}

/// Refuses an end before its beginning.
pub fn dates_in_order(ctx: &Ctx, draft: &mut Draft) {
    let date = |key| draft.after.text(key).and_then(Date::parse);
    let backwards = matches!((date("from_date"), date("to_date")), (Some(from), Some(to)) if to < from);
    if backwards && (draft.changes("from_date") || draft.changes("to_date")) {
        let detail = say(
            ctx,
            "The end lies before the beginning.",
            "Das Ende liegt vor dem Anfang.",
        );
        draft.refuse("to_date", "dates_out_of_order", detail);
    }
}

/// `field == "text"`. Conditions that run inside every write are built, not parsed.
pub fn equals(field: &str, text: &str) -> Tree {
    call("==", vec![path(field), Tree::text(text)])
}

/// `field in ["...", ...]`
pub fn one_of<'a>(field: &str, texts: impl IntoIterator<Item = &'a str>) -> Tree {
    let list = Node::List(texts.into_iter().map(Tree::text).collect());
    call("in", vec![path(field), list.into()])
}

/// `field in [id, ...]`
pub fn links_to(field: &str, ids: &[Id]) -> Tree {
    let texts: Vec<String> = ids.iter().map(Id::to_string).collect();
    one_of(field, texts.iter().map(String::as_str))
}

/// `field.exists(one, one in [id, ...])`, of a link to many.
pub fn includes(field: &str, ids: &[Id]) -> Tree {
    let one = Node::Var("one".to_owned());
    let listed = ids.iter().map(|id| Tree::text(id.to_string())).collect();
    let is_listed = call("in", vec![one.clone().into(), Node::List(listed).into()]);
    call("exists", vec![path(field), one.into(), is_listed])
}

/// An operator or function of the expression language.
pub fn call(op: &str, args: Vec<Tree>) -> Tree {
    Tree::call(op, args).expect("the operator exists and its arguments are given by the code")
}

/// A field of the record.
pub fn path(field: &str) -> Tree {
    Tree::field(field).expect("a key written in the code is a path")
}

/// Takes links to records that are no longer there out of values that are copied from an older record: a new record
/// can't be made with them.
pub fn drop_dead_links(work: &mut Work<'_>, object: &str, copies: &mut [JsonMap]) -> Result<()> {
    let ctx = work.ctx.trusted();
    let object = ctx.object(object)?;
    let mut wanted: BTreeMap<String, HashSet<Id>> = BTreeMap::new();
    let mut places: Vec<(String, Option<String>)> = Vec::new();
    for field in &object.fields {
        let targets = ctx.catalog.targets(field);
        if targets.is_empty() {
            continue;
        }
        let only = (targets.len() == 1).then(|| targets[0].key().to_owned());
        for (id, target) in copies
            .iter()
            .filter_map(|copy| copy.get(&field.key))
            .flat_map(link_targets)
        {
            if let Some(target) = target.or_else(|| only.clone()) {
                wanted.entry(target).or_default().insert(id);
            }
        }
        places.push((field.key.clone(), only));
    }
    let mut live: HashSet<Id> = HashSet::new();
    for (target, ids) in wanted {
        let Some(target) = ctx.catalog.object(&target) else {
            continue;
        };
        let ids: Vec<Id> = ids.into_iter().collect();
        live.extend(load::live(&ctx, work.tx, target, &ids)?);
    }
    let is_live = |item: &Json| link_targets(item).iter().all(|(id, _)| live.contains(id));
    for copy in copies {
        for (key, _) in &places {
            match copy.get_mut(key) {
                Some(Json::Array(items)) => items.retain(is_live),
                Some(one) if !is_live(one) => *one = Json::Null,
                _ => {}
            }
        }
    }
    Ok(())
}
