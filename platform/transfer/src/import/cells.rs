//! What stands in one cell of a row: a text, brought to what is meant by it value by value, or a list or object.

use kontor_definitions::FieldType;
use kontor_kernel::{Issue, Json};
use kontor_records::Ctx;
use kontor_records::fields::countries::country_code;
use serde_json::json;

use super::canonical::amount_of;
use super::fill::{accepted, add, fill};
use super::mapping::{Mapping, Use, What};
use super::names::plain;
use super::row::{Row, SHOWN};
use super::several;
use super::states;

/// The text of a cell, brought to what is meant, value by value.
pub(super) fn texts<'a>(
    ctx: &Ctx,
    mapping: &Mapping,
    row: &mut Row,
    column: usize,
    used: &Use,
    text: &str,
    cell: &dyn Fn(usize) -> &'a str,
) {
    let rules = &used.text;
    let label = rules.label_from.map(cell);
    let pieces: Vec<&str> = match &rules.split {
        Some(mark) => text.split(mark.as_str()).collect(),
        None => vec![text],
    };
    let trimmed = |piece| if rules.exact { piece } else { str::trim(piece) };
    let field = used
        .what
        .position()
        .map(|at| &mapping.objects[used.object].fields[at].kind);
    let is_address = matches!(field, Some(FieldType::Email | FieldType::Phone | FieldType::Url));
    if is_address && !rules.exact && several::is_none(text) {
        return;
    }
    for piece in pieces.into_iter().map(trimmed) {
        if piece.trim().is_empty() || rules.blank.iter().any(|blank| blank == piece) {
            continue;
        }
        let ours = match rules.values.is_empty() {
            true => None,
            false => {
                let theirs = plain(piece);
                rules
                    .values
                    .iter()
                    .find(|(word, _)| *word == theirs)
                    .map(|(_, ours)| ours.as_str())
            }
        };
        let both = [piece, ours.unwrap_or(piece)];
        if states::say(mapping, row, Some(column), used, &both) {
            continue;
        }
        let piece = ours.unwrap_or(piece);
        let amount;
        let piece = match rules.currency_from.map(cell) {
            Some(currency) if !currency.is_empty() => {
                amount = amount_of(mapping, column, used, piece, currency);
                amount.as_str()
            }
            _ => piece,
        };
        let values = match field.filter(|_| !rules.exact) {
            Some(FieldType::Email) => several::emails(piece),
            Some(FieldType::Phone) => several::phones(piece),
            _ => piece.to_owned(),
        };
        let piece = values.as_str();
        match rules.titled {
            true => {
                let titled = format!("{}: {piece}", mapping.columns[column].name);
                fill(ctx, mapping, row, Some(column), used, &titled, label);
            }
            false => fill(ctx, mapping, row, Some(column), used, piece, label),
        }
    }
}

/// A list or object, as contacts and lines of JSON have them.
pub(super) fn structured(
    ctx: &Ctx,
    mapping: &Mapping,
    row: &mut Row,
    column: usize,
    used: &Use,
    json: &Json,
) {
    match (&used.what, json) {
        (
            What::Value { position, .. } | What::Address { position, .. } | What::Link { position, .. },
            json,
        ) if !matches!(used.what, What::Link { .. }) || has_ids(json) => {
            let object = &mapping.objects[used.object];
            let mut items = match (json, object.fields[*position].kind.is_multi_valued()) {
                (Json::Object(_), true) => Json::Array(vec![json.clone()]),
                _ => json.clone(),
            };
            if object.fields[*position].kind == FieldType::Address {
                for unknown in by_code(&mut items) {
                    let lone = json!([{ "country": unknown }]);
                    for issue in accepted(ctx, object, *position, lone).err().unwrap_or_default() {
                        row.problem(mapping, Some(column), Some(used), issue);
                    }
                }
            }
            match accepted(ctx, object, *position, items) {
                Ok(value) => {
                    let wish = row.wishes[used.object].get_or_insert_default();
                    add(ctx, object, wish, *position, value, false);
                }
                Err(issues) => {
                    for issue in issues {
                        row.problem(mapping, Some(column), Some(used), issue);
                    }
                }
            }
        }
        (_, Json::Array(items)) => {
            for item in items {
                let text = match item {
                    Json::Null => continue,
                    Json::String(text) => text.clone(),
                    Json::Object(members) => match members.get("value").or(members.get("label")) {
                        Some(Json::String(text)) => text.clone(),
                        _ => {
                            row.problem(mapping, Some(column), Some(used), no_text(item));
                            continue;
                        }
                    },
                    other => other.to_string(),
                };
                fill(ctx, mapping, row, Some(column), used, text.trim(), None);
            }
        }
        (_, Json::Object(members)) => {
            let text = members
                .get("label")
                .or(members.get("value"))
                .and_then(Json::as_str);
            match text {
                Some(text) => fill(ctx, mapping, row, Some(column), used, text.trim(), None),
                None => row.problem(mapping, Some(column), Some(used), no_text(json)),
            }
        }
        (_, Json::Null) => {}
        (_, other) => fill(ctx, mapping, row, Some(column), used, &other.to_string(), None),
    }
}

/// Why an object is no name and no text.
pub(super) fn no_text(json: &Json) -> Issue {
    let shown: String = json.to_string().chars().take(SHOWN).collect();
    Issue::new("", "wrong_type", format!("A text is expected, not {shown}."))
}

/// Puts the codes of countries where their names are, and takes out what names none.
fn by_code(addresses: &mut Json) -> Vec<Json> {
    let mut unknown = Vec::new();
    for address in addresses.as_array_mut().into_iter().flatten() {
        let Some(country) = address.get_mut("country") else {
            continue;
        };
        match country
            .as_str()
            .map(|name| (name.trim().is_empty(), country_code(name)))
        {
            Some((_, Some(code))) => *country = code.into(),
            Some((false, None)) => unknown.push(country.take()),
            Some((true, None)) | None => {}
        }
    }
    unknown
}

/// Links as the API shows them.
fn has_ids(json: &Json) -> bool {
    match json {
        Json::Array(items) => !items.is_empty() && items.iter().all(has_ids),
        Json::Object(members) => members.contains_key("id"),
        _ => false,
    }
}
