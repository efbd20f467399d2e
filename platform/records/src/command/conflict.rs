//! Two people, one record: edits of different fields merge, of lists item by item, of the same field conflict.

use std::collections::HashMap;

use kontor_definitions::FieldDef;
use kontor_kernel::{Code, Error, Json, Result};
use serde_json::json;

use crate::command::Work;
use crate::ctx::Ctx;
use crate::fields::kind;
use crate::history;
use crate::record::Record;

/// The values that fields changed since an older version had in it, by position.
///
/// # Errors
/// `version_conflict` for a version that never was.
pub fn bases(work: &mut Work<'_>, before: &Record, version: i64) -> Result<Vec<(usize, Json)>> {
    if version > before.version || version < 1 {
        return Err(super::prepare::stale(before));
    }
    history::values_at(work.ctx, work.tx, before, version)
}

/// Brings a patch that was made against an older version onto the present one.
///
/// `before` is the record as it is, `after` the same with the caller's patch applied. Fields that others changed
/// since (`bases`) and the caller changes too must agree, or be lists whose items can be merged.
///
/// # Errors
/// `version_conflict` with base, theirs and yours of each field at odds.
pub fn merge(ctx: &Ctx, before: &Record, after: &mut Record, bases: Vec<(usize, Json)>) -> Result<()> {
    let rights = ctx.policy.rights(&before.object);
    let mut conflicts = Vec::new();
    for (at, base) in bases {
        if after.values[at] == before.values[at] {
            // Either the caller does not touch it, or sends what is there already. A caller that sends the old
            // base value back unchanged (a whole form) does not mean to revert: that shows as a difference below.
            continue;
        }
        if after.values[at] == base {
            after.values[at] = before.values[at].clone();
            continue;
        }
        let field = &before.object.fields[at];
        match merge_items(ctx, field, &base, &before.values[at], &after.values[at]) {
            Some(merged) => after.values[at] = merged,
            None if rights.hidden(at) => {}
            None => conflicts.push(json!({
                "field": field.key,
                "base": base,
                "theirs": before.values[at],
                "yours": after.values[at],
            })),
        }
    }
    if conflicts.is_empty() {
        return Ok(());
    }
    Err(Error::new(
        Code::VersionConflict,
        "Somebody else changed the same field since you read it.",
    )
    .with("conflicts", conflicts)
    .with("version", before.version))
}

/// Merges additions and removals in a list by the identity of its items; `None` when it is no list, or the same
/// item was changed on both sides in different ways.
fn merge_items(ctx: &Ctx, field: &FieldDef, base: &Json, theirs: &Json, yours: &Json) -> Option<Json> {
    let kind = kind(&field.kind);
    let keyed = |value: &Json| -> Option<Vec<(String, Json)>> {
        match value {
            Json::Null => Some(Vec::new()),
            Json::Array(items) => items
                .iter()
                .map(|item| Some((kind.item_key(field, item, &ctx.accept())?, item.clone())))
                .collect(),
            _ => None,
        }
    };
    if !base.is_array() && !theirs.is_array() && !yours.is_array() {
        return None;
    }
    let (base, theirs, yours) = (keyed(base)?, keyed(theirs)?, keyed(yours)?);
    let of = |list: &[(String, Json)]| -> HashMap<String, Json> { list.iter().cloned().collect() };
    let (base_by, yours_by) = (of(&base), of(&yours));
    let mut merged = Vec::new();
    for (key, item) in &theirs {
        match (base_by.get(key), yours_by.get(key)) {
            (Some(_), None) => {}
            (Some(old), Some(mine)) if mine != old && item != old && mine != item => return None,
            (Some(old), Some(mine)) if mine != old => merged.push(mine.clone()),
            _ => merged.push(item.clone()),
        }
    }
    let theirs_by = of(&theirs);
    for (key, item) in &yours {
        if !theirs_by.contains_key(key) && !base_by.contains_key(key) {
            merged.push(item.clone());
        }
    }
    one_primary(&mut merged);
    Some(if merged.is_empty() {
        Json::Null
    } else {
        Json::Array(merged)
    })
}

/// Two lists may each bring a primary item; the first stays.
fn one_primary(items: &mut [Json]) {
    let mut seen = false;
    for item in items.iter_mut() {
        if item.get("primary") == Some(&Json::Bool(true)) {
            if seen {
                item["primary"] = Json::Bool(false);
            }
            seen = true;
        }
    }
    if !seen && let Some(first) = items.first_mut().filter(|first| first.get("primary").is_some()) {
        first["primary"] = Json::Bool(true);
    }
}
