//! What a row says on top of what a record has: single values are replaced, lists and addresses are added to. An import
//! never takes away.

use kontor_definitions::{FieldType, Object};
use kontor_kernel::{Json, Result, fold};
use kontor_records::Ctx;
use kontor_records::fields::kind;
use kontor_records::record::link_id;
use serde_json::json;

use super::fill::{accepted, without_primary};
use super::row::Address;

/// The value of a field after a row.
pub fn value(ctx: &Ctx, object: &Object, position: usize, present: &Json, wish: &Json) -> Json {
    let field = &object.fields[position];
    let (Json::Array(present), Json::Array(wish), true) = (present, wish, field.kind.is_multi_valued())
    else {
        return wish.clone();
    };
    let identity = |item: &Json| match &field.kind {
        FieldType::Link { .. } => link_id(item).map(|id| id.to_string()),
        FieldType::Address => None,
        _ => kind(&field.kind).item_key(field, item, &ctx.accept()),
    };
    let mut items = present.clone();
    for item in wish {
        let same = identity(item);
        let is_there = |other: &Json| other == item || (same.is_some() && identity(other) == same);
        if !items.iter().any(is_there) {
            items.push(without_primary(item));
        }
    }
    Json::Array(items)
}

/// The addresses after a row: the first one of the same kind gets the parts, or there is one more. Of a record that the row
/// only names, one of another place stays besides: it may be that of a branch.
pub fn address(ctx: &Ctx, object: &Object, present: &Json, address: &Address, is_named: bool) -> Json {
    let mut items = present.as_array().cloned().unwrap_or_default();
    let is_elsewhere = |item: &Json| {
        ["postcode", "city"].iter().any(|part| {
            let there = item[*part].as_str().map(fold);
            let here = address.parts.get(*part).map(|text| fold(text));
            there.is_some() && here.is_some() && there != here
        })
    };
    let same = |item: &&mut Json| {
        item["kind"].as_str() == address.kind.as_deref() && !(is_named && is_elsewhere(item))
    };
    match items.iter_mut().find(same) {
        Some(item) => {
            for (part, text) in &address.parts {
                item[part.as_str()] = json!(text);
            }
        }
        None => items.push(address.to_json()),
    }
    let joint = Json::Array(items);
    accepted(ctx, object, address.position, joint.clone()).unwrap_or(joint)
}

/// The value of a link to a record.
pub fn link(
    ctx: &Ctx,
    object: &Object,
    position: usize,
    target: &Object,
    id: kontor_kernel::Id,
) -> Option<Json> {
    let link = json!({"id": id.to_string(), "object": target.key()});
    let input = if object.fields[position].is_many() {
        json!([link])
    } else {
        link
    };
    let value: Result<Json, _> = accepted(ctx, object, position, input);
    value.ok()
}
