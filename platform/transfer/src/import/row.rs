//! A row: what it says about its records, and what is wrong with it. What its cells say stands in [`super::cells`].

use std::collections::BTreeMap;

use kontor_definitions::FieldType;
use kontor_formats::Cell;
use kontor_kernel::{Id, Issue, Json};
use kontor_records::Ctx;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::cells::{no_text, structured, texts};
use super::company;
use super::fill::{check_addresses, fill};
use super::made_key;
use super::mapping::{Mapping, Use, What};
use super::names::plain;
use super::problem::Problem;
use super::states::Called;

/// Most characters that are shown of cells which no column has a name for.
pub(super) const SHOWN: usize = 200;

/// The column of contacts that says what they are.
pub(super) const KIND: &str = "kind";
/// What a contact says that is a company.
const COMPANY: &str = "org";

/// What one row says about one record.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Wish {
    /// Its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Id>,
    /// Canonical values by position of the field.
    pub values: BTreeMap<usize, Json>,
    /// Addresses in parts: position of the field, kind, the parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    /// Links that are to be found by key or name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Wanted>,
    /// Stages that are to be found in the list of a linked record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Called>,
}

/// An address that was put together from several cells.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Address {
    /// Position of the field.
    pub position: usize,
    /// Which of the record's addresses.
    pub kind: Option<String>,
    /// The parts that have a value.
    pub parts: BTreeMap<String, String>,
}

/// A link given by the key or name of its target.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Wanted {
    /// Position of the field.
    pub position: usize,
    /// The system of the key; that of the row's own unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The object it leads to, where the map says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// Key or name.
    pub text: String,
    /// Its column.
    pub column: Option<usize>,
    /// It may be left out when nothing is found.
    pub optional: bool,
    /// Not before the row of the file that its target stands in was gone through.
    #[serde(skip)]
    pub waits: bool,
}

/// A row, read.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Row {
    /// Its number.
    pub line: u64,
    /// What it says about the record of each object, if anything.
    pub wishes: Vec<Option<Wish>>,
    /// The key of its main record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What was wrong with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
    /// The map leaves such rows out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left_out: bool,
    /// The ids that new records of it get; rows about the same record have the same.
    #[serde(default)]
    pub ids: Vec<Id>,
}

impl Row {
    /// Whether nothing is in it, or nothing that is wanted.
    pub fn is_empty(&self) -> bool {
        self.left_out
            || (self.key.is_none() && self.wishes.iter().all(Option::is_none) && self.problems.is_empty())
    }

    /// Whether it can't be taken.
    pub fn is_rejected(&self) -> bool {
        self.problems.iter().any(|problem| !problem.warning)
    }

    /// Notes what is wrong.
    pub fn problem(&mut self, mapping: &Mapping, column: Option<usize>, used: Option<&Use>, issue: Issue) {
        let problem = Problem::of(self.line, issue).at(
            column.map(|at| mapping.columns[at].name.clone()),
            used.map(|used| used.path.clone()),
        );
        self.problems
            .push(problem.warning(used.is_some_and(|used| used.optional)));
    }
}

/// Reads the cells of a row.
pub fn read(ctx: &Ctx, mapping: &Mapping, raw: &kontor_formats::Row) -> Row {
    let mut row = Row {
        line: raw.number,
        wishes: vec![None; mapping.objects.len()],
        ..Row::default()
    };
    let cell = |at: usize| raw.cells.get(at).map_or("", |cell| cell.text().trim());
    if mapping
        .skip
        .iter()
        .any(|(at, values)| values.contains(&plain(cell(*at))))
    {
        row.left_out = true;
        return row;
    }
    beyond(mapping, &mut row, raw);
    row.key = key(mapping, &cell);
    for at in mapping.key.iter().copied() {
        if let Some(Cell::Json(json)) = raw.cells.get(at) {
            row.problem(mapping, Some(at), None, no_text(json));
        }
    }
    for (at, column) in mapping.columns.iter().enumerate() {
        let Some(content) = raw.cells.get(at).filter(|content| !content.is_empty()) else {
            continue;
        };
        let uses = std::iter::successors(column.used.as_ref(), |used| used.also.as_deref());
        for used in uses.filter(|used| counts(used, &cell)) {
            match content {
                Cell::Text(text) => texts(ctx, mapping, &mut row, at, used, text, &cell),
                Cell::Json(json) => structured(ctx, mapping, &mut row, at, used, json),
                Cell::Error(text) => {
                    let detail = format!("The formula has no value: {text}.");
                    let issue = Issue::new("", "formula_error", detail).with(json!({"value": text}));
                    row.problem(mapping, Some(at), Some(used), issue);
                }
            }
        }
    }
    for (used, text) in &mapping.fixed {
        if row.wishes[used.object].is_some() {
            fill(ctx, mapping, &mut row, None, used, text, None);
        }
    }
    fax_last(mapping, &mut row);
    let told = mapping.contacts && kind_of(mapping, &cell) == COMPANY;
    company::alone(ctx, mapping, &mut row, told);
    let alone = row.wishes[0].is_none() && row.wishes.iter().any(Option::is_some);
    without_ends(mapping, &mut row);
    check_addresses(ctx, mapping, &mut row);
    if mapping.made_keys && row.key.is_none() {
        row.key = made_key::of(ctx, mapping, &row);
    }
    if !row.is_empty() && row.wishes[0].is_none() && !alone {
        row.wishes[0] = Some(Wish::default());
    }
    row
}

/// Whether the other columns of the row let a cell fill something.
fn counts<'a>(used: &Use, cell: &dyn Fn(usize) -> &'a str) -> bool {
    let rules = &used.text;
    rules.unless.iter().all(|other| cell(*other).is_empty())
        && rules
            .when
            .iter()
            .all(|(other, values)| values.contains(&plain(cell(*other))))
}

/// What a contact says it is.
fn kind_of<'a>(mapping: &Mapping, cell: &dyn Fn(usize) -> &'a str) -> &'a str {
    let at = mapping.columns.iter().position(|column| column.name == KIND);
    at.map_or("", cell)
}

/// Nobody is called on a fax machine first, where columns say which numbers are those.
fn fax_last(mapping: &Mapping, row: &mut Row) {
    let is_fax = |item: &Json| item["label"].as_str().is_some_and(|label| label.contains("fax"));
    let labelled = |at: usize, position: usize| {
        let labels =
            |what: &What| matches!(what, What::Value { position: at, label: Some(_), .. } if *at == position);
        mapping
            .uses()
            .any(|(_, used)| used.object == at && labels(&used.what))
    };
    for (at, (object, wish)) in mapping.objects.iter().zip(&mut row.wishes).enumerate() {
        for (position, value) in wish.iter_mut().flat_map(|wish| &mut wish.values) {
            let Some(items) = value
                .as_array_mut()
                .filter(|_| object.fields[*position].kind == FieldType::Phone && labelled(at, *position))
            else {
                continue;
            };
            let first = items.iter().position(|item| item["primary"] == json!(true));
            let other = items.iter().position(|item| !is_fax(item));
            if let (Some(first), Some(other)) = (first, other)
                && is_fax(&items[first])
            {
                items[first]["primary"] = json!(false);
                items[other]["primary"] = json!(true);
            }
        }
    }
}

/// Cells for which the header has no name: something shifted the others, so the row is rejected. Where most rows have
/// them, they are a column that nobody named; but rows that were rejected for it come back only once they are mended.
fn beyond(mapping: &Mapping, row: &mut Row, raw: &kontor_formats::Row) {
    let named = mapping.columns.iter().filter(|column| !column.unnamed).count();
    let known = if mapping.own > 0 {
        named
    } else {
        mapping.columns.len()
    };
    let rest = raw.cells.get(known..).unwrap_or_default();
    let rest: Vec<String> = rest
        .iter()
        .filter(|cell| !cell.is_empty())
        .map(Cell::to_string)
        .collect();
    if !rest.is_empty() {
        let shown: String = rest.join("; ").chars().take(SHOWN).collect();
        let (cells, columns) = (raw.cells.len(), named);
        let detail = format!("The row has {cells} cells, the header {columns}. Beyond it stands: {shown}");
        let issue = Issue::new("", "too_many_cells", detail)
            .with(json!({"cells": cells, "columns": columns, "beyond": shown}));
        row.problem(mapping, None, None, issue);
    }
}

/// What only links others, as an employment does, is left out where one of them is not in the row, or is not there,
/// unless somebody insists on it.
pub(super) fn without_ends(mapping: &Mapping, row: &mut Row) {
    // Ends that are records of the row, and those that a cell names.
    let records = mapping
        .links
        .iter()
        .filter(|link| link.to != 0)
        .map(|link| (link.from, link.position, Some(link.to)));
    let cells = mapping.uses().filter_map(|(_, used)| match used.what {
        What::Link { position, .. } => Some((used.object, position, None)),
        _ => None,
    });
    for (from, position, to) in records.chain(cells).filter(|(from, ..)| *from != 0) {
        let Some(wish) = &row.wishes[from] else { continue };
        let is_there = match to {
            Some(to) => row.wishes[to].is_some(),
            None => {
                wish.values.contains_key(&position) || wish.links.iter().any(|link| link.position == position)
            }
        };
        let field = &mapping.objects[from].fields[position];
        if !field.required || is_there {
            continue;
        }
        let mut uses = mapping
            .uses()
            .filter(|(column, used)| column.is_some() && used.object == from);
        let Some((column, used)) = uses.next().filter(|(_, used)| used.optional) else {
            continue;
        };
        if uses.all(|(_, used)| used.optional) {
            row.wishes[from] = None;
            let object = match to {
                Some(to) => mapping.objects[to].key().to_owned(),
                None => field.key.clone(),
            };
            let detail = format!("There is no {object} in the row.");
            let issue = Issue::new("", "required", detail).with(json!({"object": object}));
            row.problem(mapping, column, Some(used), issue);
        }
    }
}

/// The key of the main record: its cells, with a stroke between where there are several.
fn key<'a>(mapping: &Mapping, cell: &dyn Fn(usize) -> &'a str) -> Option<String> {
    match mapping.key.as_slice() {
        [] => None,
        [at] => Some(cell(*at).to_owned()).filter(|key| !key.is_empty()),
        several => {
            let parts: Vec<&str> = several.iter().map(|at| cell(*at)).collect();
            // `a/b` and `c` are not `a` and `b/c`.
            let joined = |parts: &[&str]| {
                let parts: Vec<String> = parts.iter().map(|part| part.replace('/', "//")).collect();
                parts.join("/")
            };
            (!parts.iter().all(|part| part.is_empty())).then(|| joined(&parts))
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
