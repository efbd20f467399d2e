//! From a cell to the values of a record. It is read by the type of its field; one that can't be read rejects its row,
//! or is left out where the map says that it is optional.

use std::collections::BTreeMap;

use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_formats::profile::{is_either, without_unit};
use kontor_kernel::{Id, Issue, Json};
use kontor_records::Ctx;
use kontor_records::fields::countries::country_code;
use kontor_records::fields::kind;
use serde_json::json;

use super::canonical::{canonical, in_utc, is_day, round_to};
use super::mapping::{Mapping, PARTS, Use, What};
use super::row::{Address, Row, Wanted, Wish};
use super::{address, name, states};

/// Puts a cell into the wish it belongs to.
pub(super) fn fill(
    ctx: &Ctx,
    mapping: &Mapping,
    row: &mut Row,
    column: Option<usize>,
    used: &Use,
    text: &str,
    label_of: Option<&str>,
) {
    if states::say(mapping, row, column, used, &[text]) {
        return;
    }
    let object = &mapping.objects[used.object];
    if is_exchange(object, used, text) {
        let issue = Issue::new(
            "",
            "exchange_address",
            "This is an address within another Exchange server.",
        );
        let left_out = Use {
            optional: true,
            ..used.clone()
        };
        row.problem(mapping, column, Some(&left_out), issue);
        return;
    }
    let mut issues: Vec<Issue> = Vec::new();
    let wish = row.wishes[used.object].get_or_insert_default();
    match &used.what {
        What::Id => match text.parse() {
            Ok(id) => wish.id = Some(id),
            Err(_) => issues.push(Issue::new(
                "",
                "wrong_type",
                "An id is expected: a UUID with hyphens.",
            )),
        },
        What::FullName => full_name(ctx, object, wish, text),
        What::Prefix => {
            let (salutation, title) = name::prefix(text);
            name_parts(
                ctx,
                object,
                wish,
                [("salutation", salutation.map(str::to_owned)), ("title", title)],
            );
        }
        What::Value {
            position,
            label,
            round,
        } => {
            let field = &object.fields[*position];
            let order = used.text.order;
            if let (Some(at), None, true) = (column, order, is_day(field))
                && mapping.columns[at].profile.ambiguous
                && is_either(text)
            {
                let detail = format!(
                    "{text} can be read in two ways. Say by \"order\" in the map which stands first: dmy or mdy."
                );
                let issue = Issue::new("", "ambiguous_date", detail).with(json!({"value": text}));
                row.wishes[used.object].take_if(|wish| *wish == Wish::default());
                row.problem(mapping, column, Some(used), issue);
                return;
            }
            let text = plain_number(field, text);
            let known = column.and_then(|at| canonical(field, &mapping.columns[at].profile, order, text));
            let known = known.as_deref().unwrap_or(text);
            let mut input = match used.text.exact && field.kind == FieldType::Timestamp {
                true => kind(&field.kind).import(field, &in_utc(known), &ctx.accept()),
                false => kind(&field.kind).import(field, known, &ctx.accept()),
            };
            if *round {
                round_to(field, &mut input);
            }
            let label = label_of
                .map(tidy)
                .filter(|text| !text.is_empty())
                .or(label.clone());
            if let (Some(label), Json::Array(items)) = (label, &mut input) {
                items.iter_mut().for_each(|item| *item = labelled(item, &label));
            }
            match accepted(ctx, object, *position, input) {
                Ok(value) => add(ctx, object, wish, *position, value, used.text.joins),
                Err(found) => issues = found,
            }
        }
        What::Address { position, kind } => {
            let field = &object.fields[*position];
            match text
                .starts_with('[')
                .then(|| self::kind(&field.kind).import(field, text, &ctx.accept()))
            {
                Some(input) if input.is_array() => match accepted(ctx, object, *position, input) {
                    Ok(value) => add(ctx, object, wish, *position, value, false),
                    Err(found) => issues = found,
                },
                _ => {
                    let parts = address::split(text);
                    for (part, text) in [
                        ("street", parts.street),
                        ("postcode", parts.postcode),
                        ("city", parts.city),
                        ("region", parts.region),
                        ("country", parts.country),
                    ] {
                        if !text.is_empty() {
                            part_of(wish, *position, kind.as_deref(), part, &text, ", ");
                        }
                    }
                }
            }
        }
        What::Part { position, part, kind } => {
            let mark = if used.text.joins { " " } else { ", " };
            match (*part, address::place(text)) {
                ("country", _) => {
                    let code = country_code(text).unwrap_or(text);
                    part_of(wish, *position, kind.as_deref(), part, code, mark);
                }
                // Postcode and city in one.
                ("city", Some((postcode, city))) => {
                    part_of(wish, *position, kind.as_deref(), "postcode", postcode, mark);
                    part_of(wish, *position, kind.as_deref(), part, city, mark);
                }
                _ => part_of(wish, *position, kind.as_deref(), part, text, mark),
            }
        }
        What::Link {
            position,
            system,
            object: to,
        } => {
            let field = &object.fields[*position];
            let texts: Vec<&str> = if field.is_many() {
                text.split([';', '\n']).collect()
            } else {
                vec![text]
            };
            for text in texts.into_iter().map(str::trim).filter(|text| !text.is_empty()) {
                if !names_id(text) {
                    let (position, system, optional) = (*position, system.clone(), used.optional);
                    wish.links.push(Wanted {
                        position,
                        system,
                        object: to.clone(),
                        text: text.to_owned(),
                        column,
                        optional,
                        waits: false,
                    });
                    continue;
                }
                let input = kind(&field.kind).import(field, text, &ctx.accept());
                match accepted(ctx, object, *position, input) {
                    Ok(value) => add(ctx, object, wish, *position, value, false),
                    Err(found) => issues.extend(found),
                }
            }
        }
    }
    if wish == &Wish::default() {
        row.wishes[used.object] = None;
    }
    for issue in issues {
        row.problem(mapping, column, Some(used), issue);
    }
}

/// An address that only the Exchange server knows from which a contact was exported: `/o=Adler/ou=...`.
fn is_exchange(object: &Object, used: &Use, text: &str) -> bool {
    let field = used.what.position().map(|at| &object.fields[at].kind);
    field == Some(&FieldType::Email)
        && text
            .get(..3)
            .is_some_and(|start| start.eq_ignore_ascii_case("/o="))
}

/// `12 %` is twelve and `12,50 €` is 12.5, where only the number is kept.
fn plain_number<'a>(field: &FieldDef, text: &'a str) -> &'a str {
    match field.kind {
        FieldType::Integer { .. } | FieldType::Decimal { .. } => without_unit(text),
        _ => text,
    }
}

/// Adds to a part of an address of a kind.
fn part_of(wish: &mut Wish, position: usize, kind: Option<&str>, part: &str, text: &str, mark: &str) {
    let same = |address: &&mut Address| address.position == position && address.kind.as_deref() == kind;
    let address = match wish.addresses.iter_mut().find(same) {
        Some(address) => address,
        None => {
            wish.addresses.push(Address {
                position,
                kind: kind.map(str::to_owned),
                parts: BTreeMap::new(),
            });
            wish.addresses.last_mut().expect("it was pushed just now")
        }
    };
    match address.parts.get_mut(part) {
        None => drop(address.parts.insert(part.to_owned(), text.to_owned())),
        Some(old) if old == text => {}
        Some(old) => *old = format!("{old}{mark}{text}"),
    }
}

/// A label as another program writes it: `* Work` is `work`.
fn tidy(label: &str) -> String {
    let label = label.trim_start_matches(['*', ' ']).trim();
    let known = [
        "Home", "Work", "Mobile", "Other", "Main", "Fax", "Work Fax", "Home Fax",
    ];
    match known.iter().find(|known| known.eq_ignore_ascii_case(label)) {
        Some(known) => known.to_lowercase(),
        None => label.chars().take(50).collect(),
    }
}

/// A link given by id: `<id>` or `object:<id>`.
fn names_id(text: &str) -> bool {
    let id = text.rsplit_once(':').map_or(text, |(_, id)| id.trim());
    id.parse::<Id>().is_ok()
}

/// The canonical form of a value, or what is wrong with it.
pub fn accepted(ctx: &Ctx, object: &Object, position: usize, input: Json) -> Result<Json, Vec<Issue>> {
    let field = &object.fields[position];
    match input {
        Json::Null => Ok(Json::Null),
        input => kind(&field.kind).accept(field, &input, &ctx.accept()),
    }
}

fn labelled(item: &Json, label: &str) -> Json {
    match item {
        Json::Object(members) if members.get("label").is_some_and(|label| !label.is_null()) => item.clone(),
        Json::Object(members) => {
            let mut members = members.clone();
            members.insert("label".to_owned(), json!(label));
            Json::Object(members)
        }
        value => json!({"value": value, "label": label}),
    }
}

/// A second column for the same field adds to it: items to a list, words to a text.
pub(super) fn add(ctx: &Ctx, object: &Object, wish: &mut Wish, position: usize, value: Json, joins: bool) {
    let value = match (wish.values.remove(&position), value) {
        (None, value) | (Some(value), Json::Null) => value,
        (Some(Json::String(old)), Json::String(new)) if joins => json!(format!("{old} {new}")),
        (Some(old), new) => both(ctx, object, position, old, new),
    };
    if !value.is_null() {
        wish.values.insert(position, value);
    }
}

fn both(ctx: &Ctx, object: &Object, position: usize, old: Json, new: Json) -> Json {
    let joint = match (old, new) {
        (Json::Array(mut old), Json::Array(new)) => {
            old.extend(new.into_iter().map(|item| without_primary(&item)));
            Json::Array(old)
        }
        (Json::String(old), Json::String(new)) => match object.fields[position].kind {
            FieldType::Text { .. } => json!(format!("{old} {new}")),
            FieldType::LongText | FieldType::RichText => json!(format!("{old}\n{new}")),
            _ => Json::String(new),
        },
        (_, new) => new,
    };
    accepted(ctx, object, position, joint.clone()).unwrap_or(joint)
}

/// An item that does not claim the first place.
pub fn without_primary(item: &Json) -> Json {
    let mut item = item.clone();
    if let Some(primary) = item.get_mut("primary") {
        *primary = json!(false);
    }
    item
}

/// Fills the parts of a name, where they are not told apart already.
fn full_name(ctx: &Ctx, object: &Object, wish: &mut Wish, text: &str) {
    let name = name::split(text);
    let parts = [
        ("salutation", name.salutation.map(str::to_owned)),
        ("title", name.title),
        ("given_name", name.given),
        ("family_name", name.family),
    ];
    name_parts(ctx, object, wish, parts);
}

fn name_parts<const N: usize>(
    ctx: &Ctx,
    object: &Object,
    wish: &mut Wish,
    parts: [(&str, Option<String>); N],
) {
    for (key, part) in parts {
        let (Some(position), Some(part)) = (object.position(key), part) else {
            continue;
        };
        if let Ok(value) = accepted(ctx, object, position, json!(part)) {
            wish.values.entry(position).or_insert(value);
        }
    }
}

/// What is wrong with a part of an address is said of its column.
pub(super) fn check_addresses(ctx: &Ctx, mapping: &Mapping, row: &mut Row) {
    for at in 0..row.wishes.len() {
        let Some(wish) = &mut row.wishes[at] else { continue };
        let mut found: Vec<(usize, Option<String>, Issue)> = Vec::new();
        for address in &mut wish.addresses {
            while !address.parts.is_empty()
                && let Err(issues) = accepted(
                    ctx,
                    &mapping.objects[at],
                    address.position,
                    json!([address.to_json()]),
                )
            {
                for issue in issues {
                    let part = issue.pointer.rsplit('/').next().unwrap_or_default().to_owned();
                    let known = PARTS.iter().copied().find(|known| *known == part);
                    // Without the part at fault the rest may be right.
                    match known.filter(|known| address.parts.contains_key(*known)) {
                        Some(known) => drop(address.parts.remove(known)),
                        None => address.parts.clear(),
                    }
                    found.push((address.position, known.map(str::to_owned), issue));
                }
            }
        }
        for (position, part, issue) in found {
            let fills = |used: &Use| {
                used.object == at
                    && match &used.what {
                        What::Part {
                            position: p, part: q, ..
                        } => *p == position && part.as_deref().is_none_or(|part| part == *q),
                        What::Address { position: p, .. } => *p == position,
                        _ => false,
                    }
            };
            let place = mapping.uses().find(|(_, used)| fills(used));
            let (column, used) = place.map_or((None, None), |(column, used)| (column, Some(used)));
            row.problem(mapping, column, used, issue);
        }
    }
}
