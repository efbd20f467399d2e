//! The figures of an overview: how many, how much, since when. Modules say what each one means; what it takes is
//! bounded, however much happened with the party.

use std::collections::BTreeMap;
use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::{Action, ComputedFn, FieldType, Object, StageKind, StageOption};
use kontor_expression::{Literal, Tree};
use kontor_kernel::{Code, Id, Json, Result};
use serde_json::{Map, json};

use super::Condition;
use crate::ctx::Ctx;
use crate::module::{OverviewTotal, TotalMeasure};
use crate::policy::Permit;
use crate::query::group::{GroupQuery, Measure, group};
use crate::query::labels::{Labels, Target};
use crate::query::load;
use crate::schema::single_target;
use crate::timeline;

/// Entries of a timeline that are counted one by one; of more it is told that there are more.
pub const MAX_COUNTED: usize = 10_000;
/// Pipelines whose stages are told apart.
const MAX_PIPELINES: usize = 100;

/// All figures that can be told of a record to this caller, by their keys.
pub(super) fn totals(
    ctx: &Ctx,
    tx: &mut Tx,
    totals: &[OverviewTotal],
    object: &Arc<Object>,
    id: Id,
    parties: &[Id],
) -> Result<Json> {
    let mut told = Map::new();
    let mut stages = Stages::default();
    for total in totals {
        let Some(counted) = ctx.catalog.object(total.object) else {
            continue;
        };
        if matches!(ctx.policy.permit(counted, Action::Read), Permit::No) {
            continue;
        }
        let figures = match &total.measure {
            TotalMeasure::Entries => entries(ctx, tx, counted, object, parties)?,
            TotalMeasure::Latest => latest(ctx, tx, counted, object, parties)?,
            TotalMeasure::Count => records(ctx, tx, &mut stages, total, counted, object, id, None)?,
            TotalMeasure::Sum(field) => {
                records(ctx, tx, &mut stages, total, counted, object, id, Some(field))?
            }
        };
        if let Some(Json::Object(mut figures)) = figures {
            figures.insert("label".to_owned(), json!(total.labels.get(ctx.caller.locale)));
            figures.insert("object".to_owned(), json!(counted.key()));
            told.insert(total.key.to_owned(), Json::Object(figures));
        }
    }
    Ok(Json::Object(told))
}

/// Whether records of `counted` can stand in the timeline of this object, for this caller.
fn on_timeline(ctx: &Ctx, counted: &Object, object: &Object) -> bool {
    counted.def.timeline.as_ref().is_some_and(|timeline| {
        let time = counted.position(&timeline.at);
        let links: Vec<&str> = timeline.links.iter().map(String::as_str).collect();
        time.is_some_and(|at| !ctx.policy.rights(counted).hidden(at))
            && !super::pointing(ctx, counted, &links, object).is_empty()
    })
}

fn entries(
    ctx: &Ctx,
    tx: &mut Tx,
    counted: &Object,
    object: &Object,
    parties: &[Id],
) -> Result<Option<Json>> {
    if !on_timeline(ctx, counted, object) {
        return Ok(None);
    }
    let count = timeline::count(ctx, tx, counted, parties, MAX_COUNTED + 1)?;
    Ok(Some(
        json!({"count": count.min(MAX_COUNTED), "more": count > MAX_COUNTED}),
    ))
}

fn latest(
    ctx: &Ctx,
    tx: &mut Tx,
    counted: &Arc<Object>,
    object: &Object,
    parties: &[Id],
) -> Result<Option<Json>> {
    if !on_timeline(ctx, counted, object) {
        return Ok(None);
    }
    let Some((id, at)) = timeline::latest(ctx, tx, counted, parties)? else {
        return Ok(Some(json!({"at": null, "record": null})));
    };
    let target = Target {
        object: counted.key().into(),
        id,
    };
    let mut labels = Labels::default();
    labels.want(&target);
    labels.resolve(ctx, tx)?;
    let record = json!({"id": id, "object": target.object, "label": labels.get(&target)});
    Ok(Some(json!({"at": at, "record": record})))
}

/// How many records point here and meet the condition, and what they sum up to.
#[expect(
    clippy::too_many_arguments,
    reason = "all of it is what one figure is made of"
)]
fn records(
    ctx: &Ctx,
    tx: &mut Tx,
    stages: &mut Stages,
    total: &OverviewTotal,
    counted: &Arc<Object>,
    object: &Arc<Object>,
    id: Id,
    sum: Option<&str>,
) -> Result<Option<Json>> {
    let through = super::pointing(ctx, counted, &total.through, object);
    if through.is_empty() {
        return Ok(None);
    }
    let mut filter = Condition::pointing_at(counted, &through, id)?;
    if let Some(further) = total.filter {
        filter = filter.and(&format!("({further})"))?;
    }
    if let Some(kind) = total.stage {
        filter = filter.and(&stages.condition(ctx, tx, counted, kind)?)?;
    }
    let rights = ctx.policy.rights(counted);
    let sum = sum.filter(|field| counted.position(field).is_some_and(|at| !rights.hidden(at)));
    let mut measures = vec![Measure {
        function: ComputedFn::Count,
        field: None,
    }];
    measures.extend(sum.map(|field| Measure {
        function: ComputedFn::Sum,
        field: Some(field.to_owned()),
    }));
    let query = GroupQuery {
        object: counted.key().into(),
        filter: Some(filter.tree.to_json()),
        group: Vec::new(),
        measures,
        having: None,
        sort: None,
        limit: None,
    };
    let rows = match group(ctx, tx, &query) {
        Ok(groups) => groups.rows,
        // The figure hangs on a field that is hidden from the caller, so it is hidden as well.
        Err(error) if error.code == Code::BadFilter => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut cells = rows.into_iter().next().unwrap_or_default().into_iter();
    let mut told = json!({"filter": filter.text, "count": cells.next().unwrap_or_else(|| json!(0))});
    if let Some(mut sum) = cells.next() {
        if sum.is_null() {
            sum = json!({"amount": "0.00", "currency": ctx.settings.currency});
        }
        if sum.get("without_rate").is_none() {
            sum["without_rate"] = json!(0);
        }
        told["sum"] = sum;
    }
    Ok(Some(told))
}

/// The stages of all pipelines, read when the first figure needs them.
#[derive(Default)]
struct Stages {
    /// By object: the pipelines with their stages.
    known: BTreeMap<String, Vec<(Id, Vec<StageOption>)>>,
}

impl Stages {
    /// The condition that a record is in a stage of this kind, in whatever pipeline.
    fn condition(&mut self, ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, kind: StageKind) -> Result<String> {
        let stage = object.fields.iter().find_map(|field| match &field.kind {
            FieldType::Stage { options, stages_from } => Some((field, options, stages_from)),
            _ => None,
        });
        let Some((field, own, from)) = stage else {
            return Ok("false".to_owned());
        };
        let of_kind = |stages: &[StageOption]| {
            let chosen = stages.iter().filter(|stage| stage.kind == kind);
            let keys: Vec<Json> = chosen.map(|stage| json!(stage.key)).collect();
            (!keys.is_empty()).then(|| format!("{} in {}", field.key, Json::Array(keys)))
        };
        let target = from
            .as_deref()
            .and_then(|link| Some((link, single_target(&ctx.catalog, object.field(link)?)?)));
        let ways: Vec<String> = match target {
            None => of_kind(own).into_iter().collect(),
            Some((link, target)) => {
                if !self.known.contains_key(object.key()) {
                    let pipelines = pipelines(ctx, tx, target)?;
                    self.known.insert(object.key().to_owned(), pipelines);
                }
                let pipelines = self.known.get(object.key()).map_or(&[][..], Vec::as_slice);
                // Nearly always one way to name the stages will do for all pipelines.
                let mut by_way: BTreeMap<String, Vec<String>> = BTreeMap::new();
                for (id, stages) in pipelines {
                    if let Some(way) = of_kind(stages) {
                        by_way.entry(way).or_default().push(id.to_string());
                    }
                }
                let of = |(way, ids): (String, Vec<String>)| format!("({link} in {} && {way})", json!(ids));
                by_way.into_iter().map(of).collect()
            }
        };
        Ok(match ways.is_empty() {
            true => "false".to_owned(),
            false => format!("({})", ways.join(" || ")),
        })
    }
}

/// Their stages are what the figures mean, whether the caller may open pipelines or not.
fn pipelines(ctx: &Ctx, tx: &mut Tx, target: &Arc<Object>) -> Result<Vec<(Id, Vec<StageOption>)>> {
    let all = Tree::value(Literal::Bool(true));
    let records = load::matching(&ctx.trusted(), tx, target, &all, "id", MAX_PIPELINES)?;
    let stages = |json: &Json| serde_json::from_value(json.clone()).unwrap_or_default();
    Ok(records
        .iter()
        .map(|record| (record.id, stages(record.get("stages"))))
        .collect())
}
