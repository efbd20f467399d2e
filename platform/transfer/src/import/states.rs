//! Stages that a record borrows from another, as a deal from its pipeline. A file calls them by key or name, in either
//! language, or only says that the deal is won or lost; which one is meant is known where the pipeline is.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::{FieldDef, FieldType, Object, StageKind, StageOption};
use kontor_expression::{Literal, Tree};
use kontor_kernel::{Id, Json, Result};
use kontor_records::query::load;
use kontor_records::record::{is_missing, link_id};
use kontor_records::{Ctx, Record};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::mapping::{Mapping, Use, What};
use super::merge;
use super::names::{self, plain};
use super::problem::Problem;
use super::row::{Row, Wish};

/// Most records whose stages are read.
const MAX_LENDERS: usize = 500;

/// A stage as the file calls it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Called {
    /// Position of the field.
    pub position: usize,
    /// The word of the file, and what the map says it is called here.
    pub texts: Vec<String>,
    /// Its column.
    pub column: Option<usize>,
    /// It may be left out when there is no such stage.
    pub optional: bool,
}

/// The link to the record that a field borrows its stages from.
fn lender(field: &FieldDef) -> Option<&str> {
    match &field.kind {
        FieldType::Stage { stages_from, .. } => stages_from.as_deref(),
        _ => None,
    }
}

/// Keeps the word for a borrowed stage; answers whether that is what a cell fills.
pub(super) fn say(
    mapping: &Mapping,
    row: &mut Row,
    column: Option<usize>,
    used: &Use,
    texts: &[&str],
) -> bool {
    let What::Value { position, .. } = used.what else {
        return false;
    };
    let is_stage = lender(&mapping.objects[used.object].fields[position]).is_some();
    if is_stage {
        let wish = row.wishes[used.object].get_or_insert_default();
        wish.stages.push(Called {
            position,
            texts: texts.iter().map(|text| (*text).to_owned()).collect(),
            column,
            optional: used.optional,
        });
    }
    is_stage
}

/// A record with the stages it lends.
struct Lender {
    id: Id,
    /// Records begin with it unless told.
    offers: bool,
    stages: Vec<StageOption>,
}

/// The records that lend stages, by object of the row and position of the field; those that come first before.
#[derive(Default)]
pub struct Lenders(HashMap<(usize, usize), Vec<Lender>>);

impl Lenders {
    /// Reads the lists that the rows speak of.
    pub fn look_up(ctx: &Ctx, tx: &mut Tx, mapping: &Mapping, rows: &[Row]) -> Result<Lenders> {
        let mut lenders = Lenders::default();
        let wishes = rows.iter().flat_map(|row| row.wishes.iter().enumerate());
        for (at, wish) in wishes.filter_map(|(at, wish)| Some((at, wish.as_ref()?))) {
            for called in &wish.stages {
                if let Entry::Vacant(place) = lenders.0.entry((at, called.position)) {
                    place.insert(lending(ctx, tx, &mapping.objects[at], called.position)?);
                }
            }
        }
        Ok(lenders)
    }

    /// Puts the stages that are meant into a wish; `present` is the record as it is. A stage that is not there rejects the
    /// row or is left out. What a stage asks for and nobody knows is told, and no reason to lose what has happened.
    pub fn follow(&self, ctx: &Ctx, mapping: &Mapping, row: &mut Row, at: usize, present: Option<&Record>) {
        let Some(mut wish) = row.wishes[at].take() else {
            return;
        };
        let object = &mapping.objects[at];
        let mut by_field: HashMap<usize, Vec<Called>> = HashMap::new();
        for called in std::mem::take(&mut wish.stages) {
            by_field.entry(called.position).or_default().push(called);
        }
        for (position, called) in by_field {
            let field = &object.fields[position];
            let offered = self.offered(object, at, position, &wish, present);
            match meant(&offered, &called) {
                Some((first, lender, stage)) => {
                    wish.values.insert(position, json!(stage.key));
                    let link = lends(ctx, object, field);
                    if let Some((link, target)) = link.filter(|_| !first)
                        && let Some(value) = merge::link(ctx, object, link, target, lender.id)
                    {
                        wish.values.insert(link, value);
                    }
                    row.problems
                        .extend(unanswered(row.line, object, position, stage, &wish, present));
                }
                None => {
                    let stages = offered.first().map_or(&[][..], |lender| &lender.stages);
                    let known: Vec<&str> = stages
                        .iter()
                        .map(|stage| stage.labels.get(ctx.caller.locale))
                        .collect();
                    for called in called {
                        let text = called.texts.first().cloned().unwrap_or_default();
                        let detail = format!("There is no stage {text:?}; there are {}.", known.join(", "));
                        let column = called.column.map(|at| mapping.columns[at].name.clone());
                        let problem = Problem::new(row.line, "unknown_stage", detail)
                            .with(json!({"text": text, "known": known.join(", ")}))
                            .at(column, Some(format!("{}.{}", object.key(), field.key)));
                        row.problems.push(problem.warning(called.optional));
                    }
                }
            }
        }
        row.wishes[at] = Some(wish);
    }

    /// Whose stages count: those of the one that the row or the record names, otherwise of all that are offered.
    fn offered(
        &self,
        object: &Object,
        at: usize,
        position: usize,
        wish: &Wish,
        present: Option<&Record>,
    ) -> Vec<&Lender> {
        let all = self.0.get(&(at, position)).map_or(&[][..], Vec::as_slice);
        let link = lender(&object.fields[position]).and_then(|link| object.position(link));
        let named = link.and_then(|link| {
            let said = wish.values.get(&link).and_then(link_id);
            said.or_else(|| link_id(&present?.values[link]))
        });
        all.iter()
            .filter(|lender| named.map_or(lender.offers, |named| named == lender.id))
            .collect()
    }
}

/// The link by which stages are borrowed: its position, and the object it leads to.
fn lends<'a>(ctx: &'a Ctx, object: &'a Object, field: &FieldDef) -> Option<(usize, &'a Arc<Object>)> {
    let position = object.position(lender(field)?)?;
    let target = ctx.catalog.targets(&object.fields[position]).into_iter().next()?;
    Some((position, target))
}

/// All records that lend stages to a field. One may say in `object` for whom it is, in `active` whether it is still
/// used, and in `position` where it stands among the others.
fn lending(ctx: &Ctx, tx: &mut Tx, object: &Object, position: usize) -> Result<Vec<Lender>> {
    let Some((_, target)) = lends(ctx, object, &object.fields[position]) else {
        return Ok(Vec::new());
    };
    let order: Vec<&str> = ["position", "name", "id"]
        .into_iter()
        .filter(|key| *key == "id" || target.field(key).is_some())
        .collect();
    let all = Tree::value(Literal::Bool(true));
    let records = load::matching(ctx, tx, target, &all, &order.join(","), MAX_LENDERS)?;
    let is =
        |record: &Record, key: &str, value: Json| target.field(key).is_none() || *record.get(key) == value;
    let lender = |record: Record| Lender {
        id: record.id,
        offers: is(&record, "object", json!(object.key())) && is(&record, "active", json!(true)),
        stages: serde_json::from_value(record.get("stages").clone()).unwrap_or_default(),
    };
    Ok(records.into_iter().map(lender).collect())
}

/// The stage that several words mean: one that ends the matter before one on the way there; and whether it is of the
/// first list.
fn meant<'a>(offered: &[&'a Lender], called: &[Called]) -> Option<(bool, &'a Lender, &'a StageOption)> {
    for (n, lender) in offered.iter().enumerate() {
        let found = called
            .iter()
            .filter_map(|called| find(&lender.stages, &called.texts));
        let best = found.min_by_key(|stage| stage.kind == StageKind::Open);
        if let Some(stage) = best {
            return Some((n == 0, lender, stage));
        }
    }
    None
}

/// A stage by its key or one of its names, or as the one in which a matter is won or lost.
fn find<'a>(stages: &'a [StageOption], texts: &[String]) -> Option<&'a StageOption> {
    texts.iter().find_map(|text| {
        let word = plain(text);
        let called = |stage: &&StageOption| {
            [&stage.key, &stage.labels.en, &stage.labels.de]
                .iter()
                .any(|name| !word.is_empty() && plain(name) == word)
        };
        stages
            .iter()
            .find(|stage| stage.key == *text)
            .or_else(|| stages.iter().find(called))
            .or_else(|| stages.iter().find(|stage| names::ends(&word) == Some(stage.kind)))
    })
}

/// What a stage asks for that neither the row nor the record has, unless the record is in it already.
fn unanswered(
    line: u64,
    object: &Object,
    position: usize,
    stage: &StageOption,
    wish: &Wish,
    present: Option<&Record>,
) -> Vec<Problem> {
    let is_there = |at: usize| {
        let said = wish.values.get(&at).is_some_and(|value| !is_missing(value));
        said || present.is_some_and(|record| !is_missing(&record.values[at]))
    };
    if present.is_some_and(|record| record.values[position] == json!(stage.key)) {
        return Vec::new();
    }
    let asked = stage.required.iter().filter_map(|key| object.position(key));
    asked
        .filter(|at| !is_there(*at))
        .map(|at| {
            let field = &object.fields[at];
            let detail = format!("{} asks for this value, and the row has none.", stage.labels.en);
            Problem::new(line, "not_told", detail)
                .with(json!({"stage": stage.labels.en}))
                .at(None, Some(format!("{}.{}", object.key(), field.key)))
                .warning(true)
        })
        .collect()
}
