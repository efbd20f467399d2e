//! From the cells of a row to the values of its records. Each cell is read by the type of its field; one that can't be
//! read rejects the row, or is left out where the map says that it is optional.

use std::collections::BTreeMap;

use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_kernel::number::{MONEY_SCALE, divide_half_even, format_decimal, parse_decimal};
use kontor_kernel::{Id, Issue, Json};
use kontor_records::Ctx;
use kontor_records::fields::countries::country_code;
use kontor_records::fields::kind;
use serde::Serialize;
use serde_json::json;

use super::file::RawRow;
use super::mapping::{Mapping, Use, What};
use super::name;
use crate::cell;

/// What one row says about one record.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Wish {
    /// Its id.
    pub id: Option<Id>,
    /// Canonical values by position of the field.
    pub values: BTreeMap<usize, Json>,
    /// Addresses in parts: position of the field, kind, the parts.
    pub addresses: Vec<Address>,
    /// Links that are to be found by key or name.
    pub links: Vec<Wanted>,
}

/// An address that was put together from several cells.
#[derive(Clone, PartialEq, Debug)]
pub struct Address {
    /// Position of the field.
    pub position: usize,
    /// Which of the record's addresses.
    pub kind: Option<String>,
    /// The parts that have a value.
    pub parts: BTreeMap<&'static str, String>,
}

/// A link given by the key or name of its target.
#[derive(Clone, PartialEq, Debug)]
pub struct Wanted {
    /// Position of the field.
    pub position: usize,
    /// The system of the key.
    pub system: String,
    /// Key or name.
    pub text: String,
    /// Its column.
    pub column: Option<usize>,
    /// It may be left out when nothing is found.
    pub optional: bool,
}

/// A row, read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Row {
    /// Its number.
    pub line: u64,
    /// Where it begins.
    pub at: u64,
    /// What it says about the record of each object, if anything.
    pub wishes: Vec<Option<Wish>>,
    /// The key of its main record.
    pub key: Option<String>,
    /// What was wrong with it.
    pub problems: Vec<Problem>,
}

/// What is wrong with a row or cell.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Problem {
    /// The number of the row.
    pub row: u64,
    /// The column, if it is one column's fault.
    pub column: Option<String>,
    /// The field: `person.emails`.
    pub field: Option<String>,
    /// Stable code.
    pub code: String,
    /// For people.
    pub detail: String,
    /// The row was taken all the same, without this cell.
    pub warning: bool,
    /// Where the row begins.
    #[serde(skip)]
    pub at: u64,
}

impl Row {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.key.is_none() && self.wishes.iter().all(Option::is_none) && self.problems.is_empty()
    }

    /// Whether it can't be taken.
    pub fn is_rejected(&self) -> bool {
        self.problems.iter().any(|problem| !problem.warning)
    }

    /// Notes what is wrong.
    pub fn problem(&mut self, mapping: &Mapping, column: Option<usize>, used: Option<&Use>, issue: Issue) {
        self.problems.push(Problem {
            row: self.line,
            column: column.map(|at| mapping.columns[at].name.clone()),
            field: used.map(|used| used.path.clone()),
            code: issue.code,
            detail: issue.detail,
            warning: used.is_some_and(|used| used.optional),
            at: self.at,
        });
    }
}

/// Reads the cells of a row.
pub fn read(ctx: &Ctx, mapping: &Mapping, raw: &RawRow) -> Row {
    let wishes = vec![None; mapping.objects.len()];
    let mut row = Row {
        line: raw.line,
        at: raw.at,
        wishes,
        ..Row::default()
    };
    if raw
        .cells
        .iter()
        .skip(mapping.columns.len())
        .any(|cell| !cell.trim().is_empty())
    {
        let detail = format!(
            "The row has {} cells, the header has {}.",
            raw.cells.len(),
            mapping.columns.len()
        );
        row.problem(mapping, None, None, Issue::new("", "too_many_cells", detail));
    }
    for (at, column) in mapping.columns.iter().enumerate() {
        let text = raw.cells.get(at).map_or("", |text| cell::restore(text)).trim();
        if text.is_empty() {
            continue;
        }
        if mapping.key == Some(at) {
            row.key = Some(text.to_owned());
        }
        if let Some(used) = &column.used {
            fill(ctx, mapping, &mut row, Some(at), used, text);
        }
    }
    for (used, text) in &mapping.fixed {
        if row.wishes[used.object].is_some() {
            fill(ctx, mapping, &mut row, None, used, text);
        }
    }
    check_addresses(ctx, mapping, &mut row);
    if !row.is_empty() && row.wishes[0].is_none() {
        row.wishes[0] = Some(Wish::default());
    }
    row
}

/// Puts a cell into the wish it belongs to.
fn fill(ctx: &Ctx, mapping: &Mapping, row: &mut Row, column: Option<usize>, used: &Use, text: &str) {
    let object = &mapping.objects[used.object];
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
        What::Value {
            position,
            label,
            round,
        } => {
            let field = &object.fields[*position];
            let mut input = kind(&field.kind).import(field, text, &ctx.accept());
            if *round {
                round_to(field, &mut input);
            }
            if let (Some(label), Json::Array(items)) = (label, &mut input) {
                items.iter_mut().for_each(|item| *item = labelled(item, label));
            }
            match accepted(ctx, object, *position, input) {
                Ok(value) => add(ctx, object, wish, *position, value),
                Err(found) => issues = found,
            }
        }
        What::Part { position, part, kind } => {
            let same = |address: &&mut Address| address.position == *position && address.kind == *kind;
            let address = match wish.addresses.iter_mut().find(same) {
                Some(address) => address,
                None => {
                    let (position, kind) = (*position, kind.clone());
                    wish.addresses.push(Address {
                        position,
                        kind,
                        parts: BTreeMap::new(),
                    });
                    wish.addresses.last_mut().expect("it was pushed just now")
                }
            };
            let text = match *part {
                "country" => country_code(text).unwrap_or(text),
                _ => text,
            };
            address
                .parts
                .entry(part)
                .and_modify(|old| *old = format!("{old}, {text}"))
                .or_insert(text.to_owned());
        }
        What::Link { position, system } => {
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
                        text: text.to_owned(),
                        column,
                        optional,
                    });
                    continue;
                }
                let input = kind(&field.kind).import(field, text, &ctx.accept());
                match accepted(ctx, object, *position, input) {
                    Ok(value) => add(ctx, object, wish, *position, value),
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

/// Rounds a number to the digits of its field.
fn round_to(field: &FieldDef, input: &mut Json) {
    let (scale, number) = match (&field.kind, input) {
        (FieldType::Decimal { scale }, number @ Json::String(_)) => (*scale, number),
        (FieldType::Percentage, number @ Json::String(_)) => (2, number),
        (FieldType::Money, Json::Object(members)) => match members.get_mut("amount") {
            Some(amount) => (MONEY_SCALE, amount),
            None => return,
        },
        _ => return,
    };
    let text = number.as_str().unwrap_or_default();
    let digits = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    if digits <= usize::from(scale) || digits > 18 {
        return;
    }
    let divisor = 10_i128.pow(digits as u32 - u32::from(scale));
    let rounded = parse_decimal(text, digits as u8).and_then(|units| divide_half_even(units.into(), divisor));
    if let Some(units) = rounded {
        *number = json!(format_decimal(units, scale, 0));
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
fn add(ctx: &Ctx, object: &Object, wish: &mut Wish, position: usize, value: Json) {
    let value = match (wish.values.remove(&position), value) {
        (None, value) | (Some(value), Json::Null) => value,
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
    let salutation = name.salutation.map(str::to_owned);
    let parts = [
        ("salutation", salutation),
        ("title", name.title),
        ("given_name", name.given),
        ("family_name", name.family),
    ];
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
fn check_addresses(ctx: &Ctx, mapping: &Mapping, row: &mut Row) {
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
                    let known = address.parts.keys().copied().find(|known| *known == part);
                    // Without the part at fault the rest may be right.
                    match known {
                        Some(known) => drop(address.parts.remove(known)),
                        None => address.parts.clear(),
                    }
                    found.push((address.position, known.map(str::to_owned), issue));
                }
            }
        }
        for (position, part, issue) in found {
            let fills = |used: &Use| {
                matches!(&used.what, What::Part { position: p, part: q, .. }
                    if used.object == at && *p == position && part.as_deref().is_none_or(|part| part == *q))
            };
            let place = mapping.uses().find(|(_, used)| fills(used));
            let (column, used) = place.map_or((None, None), |(column, used)| (column, Some(used)));
            row.problem(mapping, column, used, issue);
        }
    }
}

impl Address {
    /// The address in wire form.
    pub fn to_json(&self) -> Json {
        let mut json = json!(self.parts);
        if let Some(kind) = &self.kind {
            json["kind"] = json!(kind);
        }
        json
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_half_to_even() {
        let price = FieldDef::new("price", "Price", "Preis", FieldType::Decimal { scale: 2 });
        for (number, rounded) in [
            ("9.80000019", "9.8"),
            ("0.125", "0.12"),
            ("0.135", "0.14"),
            ("-0.0199999996", "-0.02"),
            ("7", "7"),
            ("x", "x"),
        ] {
            let mut input = json!(number);
            round_to(&price, &mut input);
            assert_eq!(input, json!(rounded));
        }
        let mut amount = json!({"amount": "1.00005", "currency": "EUR"});
        round_to(&FieldDef::new("a", "A", "A", FieldType::Money), &mut amount);
        assert_eq!(amount["amount"], "1");
    }
}
