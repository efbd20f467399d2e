//! The kinds and channels of entries: what a query may ask for, and what an entry is called.
//!
//! An entry's kind is the value of the field that its object's definition names, and the key of the object where that
//! names none, has no value, or is hidden from the caller.

use std::sync::Arc;

use kontor_database::Value;
use kontor_definitions::{Action, Object};
use kontor_kernel::{Code, Error, Result};

use crate::ctx::Ctx;
use crate::policy::Permit;
use crate::query::scope::Scope;

/// Objects whose records the caller may find in timelines. When an entry happened shows in its place among the others,
/// so objects whose time is hidden from him are not among them.
pub(super) fn objects(ctx: &Ctx) -> impl Iterator<Item = &Arc<Object>> {
    let seen = |object: &&Arc<Object>| {
        object.def.timeline.as_ref().is_some_and(|timeline| {
            visible(ctx, object, Some(&timeline.at))
                && !matches!(ctx.policy.permit(object, Action::Read), Permit::No)
        })
    };
    ctx.catalog.objects().iter().filter(seen)
}

fn visible(ctx: &Ctx, object: &Object, field: Option<&String>) -> bool {
    let at = field.and_then(|key| object.position(key));
    at.is_some_and(|at| !ctx.policy.rights(object).hidden(at))
}

/// The options of the select that says the kind or the channel of an object's entries; none if the caller can't see it.
fn options<'a>(ctx: &Ctx, object: &'a Object, field: Option<&'a String>) -> Vec<&'a str> {
    let field = field.filter(|_| visible(ctx, object, field));
    field
        .and_then(|key| object.field(key)?.kind.option_keys())
        .unwrap_or_default()
}

/// What an entry of this object is called, whose index says `stored`.
pub(super) fn of_entry(ctx: &Ctx, object: &Object, stored: &str) -> String {
    let field = object.def.timeline.as_ref().and_then(|def| def.kind.as_ref());
    match options(ctx, object, field).contains(&stored) {
        true => stored.to_owned(),
        false => object.key().to_owned(),
    }
}

/// The condition that entries have one of the kinds: options of their objects, or keys of objects, for all of theirs.
///
/// # Errors
/// `bad_parameter` for a word that names nothing the caller knows.
pub(super) fn of_kinds(sql: &mut Scope<'_>, words: &[String]) -> Result<Option<String>> {
    one_of(sql, "kind", words, |object| {
        object.def.timeline.as_ref().and_then(|def| def.kind.as_ref())
    })
}

/// The condition that entries came by one of the channels.
///
/// # Errors
/// `bad_parameter` for a word that names nothing the caller knows.
pub(super) fn of_channels(sql: &mut Scope<'_>, words: &[String]) -> Result<Option<String>> {
    one_of(sql, "channel", words, |object| {
        object.def.timeline.as_ref().and_then(|def| def.channel.as_ref())
    })
}

fn one_of(
    sql: &mut Scope<'_>,
    column: &'static str,
    words: &[String],
    field: impl Fn(&Object) -> Option<&String>,
) -> Result<Option<String>> {
    if words.is_empty() {
        return Ok(None);
    }
    let ctx = sql.ctx;
    let objects: Vec<&Arc<Object>> = objects(ctx).collect();
    let mut allowed: Vec<&str> = Vec::new();
    let mut ways = Vec::new();
    for object in objects {
        let whole = column == "kind" && words.iter().any(|word| word == object.key());
        let options = options(ctx, object, field(object));
        let chosen: Vec<String> = options
            .iter()
            .filter(|option| words.iter().any(|word| word == *option))
            .map(|option| (*option).to_owned())
            .collect();
        if whole || !chosen.is_empty() {
            let table = sql.bind(object.table());
            let narrow = match whole {
                true => String::new(),
                false => {
                    let list = sql.bind(Value::Texts(chosen));
                    format!(" AND {}", sql.dialect.in_list(column, &list))
                }
            };
            ways.push(format!("(object = {table}{narrow})"));
        }
        allowed.extend(options);
        allowed.extend((column == "kind").then(|| object.key()));
    }
    if let Some(word) = words.iter().find(|word| !allowed.contains(&word.as_str())) {
        allowed.sort_unstable();
        allowed.dedup();
        let detail = format!("{column}: {word:?} is none of {}.", allowed.join(", "));
        return Err(Error::new(Code::BadParameter, detail)
            .with("parameter", column)
            .with("reason", "unknown_option")
            .with("allowed", allowed));
    }
    Ok(Some(format!("({})", ways.join(" OR "))))
}
