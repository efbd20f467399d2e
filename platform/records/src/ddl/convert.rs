//! Carrying a value over into a field of another type.
//!
//! Pure: the old and the new field and the value go in, the value for the new field comes out, null where there is none.
//! Numbers are rounded half to even, text is cut, of lists what fits is kept.

use std::collections::BTreeMap;

use kontor_definitions::{Conversion, FieldDef, FieldType, convertible};
use kontor_kernel::number::{divide_half_even, format_decimal, parse_decimal};
use kontor_kernel::{Date, Json, Locale, Timestamp};
use serde_json::json;

use crate::fields::{Accept, kind};
use crate::record::{is_missing, link_id, link_targets};

/// Options that are gone, with what takes their place.
pub type Options = BTreeMap<String, Option<String>>;

/// The value as the new field has it; null when it has no counterpart.
pub fn converted(from: &FieldDef, to: &FieldDef, value: &Json, options: &Options, cx: &Accept<'_>) -> Json {
    use FieldType as T;
    if is_missing(value) {
        return Json::Null;
    }
    let locale = cx.settings.language;
    match (&from.kind, &to.kind) {
        (T::Link { .. }, T::Link { .. }) => links(from, to, value, cx),
        (
            T::Select { .. } | T::MultiSelect { .. } | T::Stage { .. },
            T::Select { .. } | T::MultiSelect { .. } | T::Stage { .. },
        ) => chosen(to, value, options),
        (T::Select { .. } | T::MultiSelect { .. }, T::Tags) => {
            let labels = each(value).map(|option| Json::String(label(from, option, locale)));
            accepted(to, Json::Array(labels.collect()), cx)
        }
        (T::Date, T::Timestamp) => {
            let day = value.as_str().and_then(Date::parse);
            day.map_or(Json::Null, |day| {
                json!(day.start_in(&cx.settings.time_zone()).to_string())
            })
        }
        (T::Timestamp, T::Date) => {
            let at = value.as_str().and_then(Timestamp::parse);
            at.map_or(Json::Null, |at| {
                json!(at.date_in(&cx.settings.time_zone()).to_string())
            })
        }
        (T::Text { .. } | T::LongText, T::RichText) => accepted(to, Json::String(escaped(text(value))), cx),
        (_, T::Text { .. } | T::LongText) => shortened(to, words(from, value, locale), cx),
        _ => match number(from, value).and_then(|(units, scale)| amount(to, units, scale, cx)) {
            Some(number) => accepted(to, number, cx),
            None => from_words(to, &words(from, value, locale), cx),
        },
    }
}

/// Whether something of the value is lost by it.
pub fn is_lost(from: &FieldDef, to: &FieldDef, old: &Json, new: &Json, cx: &Accept<'_>) -> bool {
    if is_missing(old) {
        return false;
    }
    if is_missing(new) {
        return true;
    }
    let cut = match &to.kind {
        FieldType::Text { max_length } => text(new).chars().count() >= *max_length as usize,
        _ => false,
    };
    let safe = convertible(&from.kind, &to.kind) == Conversion::Lossless && !cut;
    !safe && converted(to, from, new, &Options::new(), cx) != *old
}

fn text(value: &Json) -> &str {
    value.as_str().unwrap_or_default()
}

/// The items of a list, or the one value.
fn each(value: &Json) -> impl Iterator<Item = &Json> {
    let items = value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice);
    items.iter()
}

fn accepted(to: &FieldDef, value: Json, cx: &Accept<'_>) -> Json {
    match &value {
        Json::Null => Json::Null,
        value => kind(&to.kind).accept(to, value, cx).unwrap_or(Json::Null),
    }
}

/// Links: one or many, of one object or several, as far as the target is still allowed.
fn links(from: &FieldDef, to: &FieldDef, value: &Json, cx: &Accept<'_>) -> Json {
    let single = |field: &FieldDef| {
        field
            .link_targets()
            .filter(|t| t.len() == 1 && t[0] != "*")
            .map(|t| t[0].clone())
    };
    let allowed = cx.catalog.targets(to);
    let only = single(from);
    let mut kept = Vec::new();
    for (id, object) in link_targets(value) {
        let object = object
            .or_else(|| only.clone())
            .and_then(|name| cx.catalog.object(&name));
        let Some(object) =
            object.filter(|object| allowed.iter().any(|other| other.table() == object.table()))
        else {
            continue;
        };
        kept.push(match single(to) {
            Some(_) => json!(id.to_string()),
            None => json!({"id": id.to_string(), "object": object.table()}),
        });
    }
    match to.is_many() {
        _ if kept.is_empty() => Json::Null,
        true => Json::Array(kept),
        false => kept.swap_remove(0),
    }
}

/// Options that the new field has too.
fn chosen(to: &FieldDef, value: &Json, options: &Options) -> Json {
    let known = to.kind.option_keys();
    let mut kept: Vec<Json> = Vec::new();
    for key in each(value).filter_map(Json::as_str) {
        let key = match options.get(key) {
            Some(Some(by)) => by.as_str(),
            Some(None) => continue,
            None => key,
        };
        let option = json!(key);
        if known.as_ref().is_none_or(|known| known.contains(&key)) && !kept.contains(&option) {
            kept.push(option);
        }
    }
    match to.kind {
        _ if kept.is_empty() => Json::Null,
        FieldType::MultiSelect { .. } => Json::Array(kept),
        _ => kept.swap_remove(0),
    }
}

fn label(field: &FieldDef, option: &Json, locale: Locale) -> String {
    let one = match &field.kind {
        FieldType::MultiSelect { options } => FieldDef {
            kind: FieldType::Select {
                options: options.clone(),
            },
            ..field.clone()
        },
        _ => field.clone(),
    };
    kind(&one.kind).display(&one, option, locale)
}

/// A value as text: what people chose by its name, numbers and times as the API writes them.
fn words(from: &FieldDef, value: &Json, locale: Locale) -> String {
    use FieldType as T;
    match (&from.kind, value) {
        (T::Select { .. } | T::MultiSelect { .. } | T::Stage { .. }, value) => each(value)
            .map(|option| label(from, option, locale))
            .collect::<Vec<_>>()
            .join("; "),
        (T::Boolean | T::RichText, value) => kind(&from.kind).display(from, value, locale),
        (T::Money, value) => format!("{} {}", text(&value["amount"]), text(&value["currency"])),
        (_, Json::Array(items)) => {
            let item = |item: &Json| item.get("value").unwrap_or(item).as_str().map(str::to_owned);
            items.iter().filter_map(item).collect::<Vec<_>>().join("; ")
        }
        (_, Json::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// Text for a field of text, cut to what it holds.
fn shortened(to: &FieldDef, words: String, cx: &Accept<'_>) -> Json {
    let FieldType::Text { max_length } = to.kind else {
        return accepted(to, Json::String(words), cx);
    };
    // Cutting may leave a space at the end, which is cut off then.
    let one_line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = one_line.chars().take(max_length as usize).collect();
    accepted(to, Json::String(cut), cx)
}

/// Plain text as simple HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\n', "<br>")
}

/// Text read as an import reads a cell; of lists the items that can be read.
fn from_words(to: &FieldDef, words: &str, cx: &Accept<'_>) -> Json {
    let read = kind(&to.kind).import(to, words, cx);
    if let Json::Array(items) = &read {
        let good = items
            .iter()
            .filter(|item| kind(&to.kind).accept(to, &json!([item]), cx).is_ok());
        return accepted(to, Json::Array(good.cloned().collect()), cx);
    }
    let value = accepted(to, read.clone(), cx);
    if !value.is_null() {
        return value;
    }
    // A number with more digits than the field has is rounded.
    let digits = read.get("amount").unwrap_or(&read).as_str();
    let exact = digits.and_then(|digits| parse_decimal(digits, 9));
    let rounded = exact.and_then(|units| amount(to, units.into(), 9, cx));
    rounded.map_or(Json::Null, |number| accepted(to, number, cx))
}

/// A number as a scaled integer.
fn number(from: &FieldDef, value: &Json) -> Option<(i128, u8)> {
    let scaled = |text: &str, scale| parse_decimal(text, scale).map(|units| (i128::from(units), scale));
    match &from.kind {
        FieldType::Integer { .. } | FieldType::Duration | FieldType::Rating { .. } => {
            value.as_i64().map(|number| (number.into(), 0))
        }
        FieldType::Decimal { scale } => scaled(text(value), *scale),
        FieldType::Percentage => scaled(text(value), 2),
        FieldType::Money => scaled(text(&value["amount"]), 4),
        _ => None,
    }
}

/// A number in the wire form of a field of numbers, rounded to its digits; `None` for other fields and too large ones.
fn amount(to: &FieldDef, units: i128, scale: u8, cx: &Accept<'_>) -> Option<Json> {
    let digits = match &to.kind {
        FieldType::Integer { .. } | FieldType::Duration | FieldType::Rating { .. } => 0,
        FieldType::Decimal { scale } => *scale,
        FieldType::Percentage => 2,
        FieldType::Money => 4,
        _ => return None,
    };
    let power = |n: u8| 10i128.pow(n.into());
    let rounded = divide_half_even(units.checked_mul(power(digits))?, power(scale))?;
    Some(match &to.kind {
        FieldType::Money => {
            json!({"amount": format_decimal(rounded, digits, digits), "currency": cx.settings.currency})
        }
        FieldType::Decimal { .. } | FieldType::Percentage => json!(format_decimal(rounded, digits, digits)),
        _ => json!(rounded),
    })
}

/// Whether a link's value points to one of these records.
pub fn link_kept(item: &Json, keep: impl Fn(kontor_kernel::Id, Option<&str>) -> bool) -> bool {
    link_id(item).is_some_and(|id| keep(id, item.get("object").and_then(Json::as_str)))
}
