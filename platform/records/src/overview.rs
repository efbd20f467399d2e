//! The 360° view of a record: its facts, the lists that modules contribute, totals, and the newest of its timeline.

use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::{Action, FieldType, Object};
use kontor_kernel::{Code, Error, Id, Json, Result};
use serde_json::json;

use crate::ctx::Ctx;
use crate::module::{Engine, OverviewSection};
use crate::policy::Permit;
use crate::query::finish::{Texts, finish_all};
use crate::query::list::{self, ListQuery};
use crate::query::render::{self, Expand, LIVE, Page, Shape};
use crate::query::scope::Scope;
use crate::timeline::{TimelineQuery, newest, timeline};

/// Entries of the timeline that an overview shows.
const LATEST: usize = 10;

/// The overview of a record.
///
/// # Errors
/// `not_found` when the record can't be seen.
pub fn overview(
    ctx: &Ctx,
    tx: &mut Tx,
    workspace: &str,
    engine: &Engine,
    object: &Arc<Object>,
    id: Id,
) -> Result<Json> {
    let shape = Shape::new(ctx, object, None, &Expand::default(), false)?;
    let mut pages = vec![render::read(ctx, tx, shape, &[id], LIVE)?];
    if pages[0].is_empty() {
        return Err(Error::not_found());
    }
    let (mut sections, mut orders) = (Vec::new(), Vec::new());
    for section in &engine.sections {
        if let Some(read) = read_section(ctx, tx, workspace, section, object, id)? {
            sections.push(read.about);
            pages.push(read.page);
            orders.push(read.order);
        }
    }
    let mut texts = finish_all(ctx, tx, pages)?.into_iter();
    let parsed = |texts: &Texts| {
        texts
            .iter()
            .map(|(_, text)| render::as_json(text))
            .collect::<Vec<_>>()
    };
    let record = texts
        .next()
        .and_then(|texts| parsed(&texts).pop())
        .unwrap_or_default();
    for ((section, order), mut texts) in sections.iter_mut().zip(orders).zip(texts) {
        texts.sort_by_key(|(id, _)| order.iter().position(|known| known == id));
        section["data"] = Json::Array(parsed(&texts));
    }
    let latest = TimelineQuery {
        limit: LATEST,
        ..TimelineQuery::default()
    };
    let latest = timeline(ctx, tx, workspace, object, id, &latest)?;
    let totals = totals(ctx, tx, object, id)?;
    Ok(json!({
        "record": record,
        "missing": missing(ctx, object, &record),
        "sections": sections,
        "totals": totals,
        "timeline": {"data": parsed(&latest.records), "next": latest.next.map(|cursor| {
            format!("/api/v1/records/{}/{id}/timeline?cursor={cursor}&limit={LATEST}", object.key())
        })},
    }))
}

/// The fields whose absence keeps the record from being complete.
fn missing(ctx: &Ctx, object: &Arc<Object>, record: &Json) -> Vec<String> {
    let rights = ctx.policy.rights(object);
    let empty = |value: &Json| crate::record::is_missing(value);
    object
        .def
        .completeness
        .iter()
        .filter(|(key, _)| object.position(key).is_some_and(|at| !rights.hidden(at)))
        .filter(|(key, _)| record.get(key).is_none_or(empty))
        .map(|(key, _)| key.clone())
        .collect()
}

/// A section whose page is not finished.
struct Read {
    /// All but its data.
    about: Json,
    page: Page,
    /// The order of the records, where the page is not in order.
    order: Vec<Id>,
}

/// A list of a module; none if it can't point to this object or the caller may not read it.
fn read_section(
    ctx: &Ctx,
    tx: &mut Tx,
    workspace: &str,
    section: &OverviewSection,
    object: &Arc<Object>,
    id: Id,
) -> Result<Option<Read>> {
    let Some(listed) = ctx.catalog.object(section.object) else {
        return Ok(None);
    };
    if matches!(ctx.policy.permit(listed, Action::Read), Permit::No) {
        return Ok(None);
    }
    let rights = ctx.policy.rights(listed);
    let points_here = |key: &&&str| {
        listed.position(key).is_some_and(|at| {
            let targets = ctx.catalog.targets(&listed.fields[at]);
            !rights.hidden(at) && targets.iter().any(|target| target.key() == object.key())
        })
    };
    let through: Vec<&str> = section.through.iter().filter(points_here).copied().collect();
    if through.is_empty() {
        return Ok(None);
    }
    let conditions = through.iter().map(
        |key| match listed.field(key).is_some_and(|field| field.is_many()) {
            true => format!("\"{id}\" in {key}"),
            false => format!("{key} == \"{id}\""),
        },
    );
    let mut filter = format!("({})", conditions.collect::<Vec<_>>().join(" || "));
    if let Some(further) = section.filter {
        filter.push_str(&format!(" && ({further})"));
    }
    let about = |more: bool| {
        json!({
            "key": section.key,
            "label": section.labels.get(ctx.caller.locale),
            "object": listed.key(),
            "filter": filter,
            "data": [],
            "more": more,
        })
    };
    if is_timeline(section, listed, &through) {
        let mut order = newest(ctx, tx, listed, id, section.limit + 1)?;
        let more = order.len() > section.limit;
        order.truncate(section.limit);
        let shape = Shape::new(ctx, listed, None, &Expand::default(), false)?;
        let page = match order.is_empty() {
            true => Page::new(shape),
            false => render::read(ctx, tx, shape, &order, LIVE)?,
        };
        let about = about(more);
        return Ok(Some(Read { about, page, order }));
    }
    let query = ListQuery {
        filter: Some(filter.clone()),
        sort: section.sort.to_owned(),
        limit: section.limit,
        ..ListQuery::default()
    };
    let list = match list::open(ctx, tx, workspace, listed, &query) {
        Ok(list) => list,
        // The list hangs on a field that is hidden from the caller, so it is hidden as well.
        Err(error) if matches!(error.code, Code::BadFilter | Code::BadSort) => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(Some(Read {
        about: about(list.next.is_some()),
        page: list.page,
        order: Vec::new(),
    }))
}

/// Whether a section is a part of the record's own timeline: the same links, the same order. It is read from there if
/// the object is what timelines are mostly made of, one whose entries have kinds of their own. Of others there may be
/// one among ten thousand entries, and their links lead to it faster.
fn is_timeline(section: &OverviewSection, listed: &Object, through: &[&str]) -> bool {
    let Some(timeline) = listed
        .def
        .timeline
        .as_ref()
        .filter(|timeline| timeline.kind.is_some())
    else {
        return false;
    };
    section.filter.is_none()
        && section.sort.strip_prefix('-') == Some(&timeline.at)
        && timeline.links.iter().all(|link| through.contains(&link.as_str()))
        && through
            .iter()
            .all(|key| timeline.links.iter().any(|link| link == key))
}

/// How many live records of each object point here, for objects and links that the caller may read.
fn totals(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, id: Id) -> Result<Json> {
    let mut scope = Scope::new(ctx, tx.dialect());
    let mut arms = Vec::new();
    for incoming in ctx.catalog.incoming(object.key()) {
        let Some(from) = ctx.catalog.object(&incoming.object) else {
            continue;
        };
        let Some(at) = from.position(&incoming.field) else {
            continue;
        };
        let field = &from.fields[at];
        if field.system
            || ctx.policy.rights(from).hidden(at)
            || matches!(ctx.policy.permit(from, Action::Read), Permit::No)
        {
            continue;
        }
        let alias = scope.alias();
        let (name, target) = (
            scope.bind(format!("{}.{}", from.key(), field.key)),
            scope.bind(id),
        );
        let points = match &field.kind {
            FieldType::Link { many: true, .. } => {
                let key = scope.bind(crate::command::side_key(from, field));
                format!(
                    "{alias}.id IN (SELECT s.source FROM @k_link s WHERE s.target = {target} AND s.field = {key})"
                )
            }
            _ => format!("{alias}.\"{}\" = {target}", field.id),
        };
        let allowed = scope
            .permission(&alias, from, Action::Read)?
            .map(|c| format!(" AND {c}"))
            .unwrap_or_default();
        arms.push(format!(
            "SELECT CAST({name} AS text), count(*) FROM @{} {alias} WHERE {points} AND {alias}.deleted_at IS NULL{allowed}",
            from.table()
        ));
    }
    if arms.is_empty() {
        return Ok(json!({}));
    }
    let rows = tx.rows(&arms.join(" UNION ALL "), &scope.params, |row| {
        Ok((row.get::<String>(0)?, row.get::<i64>(1)?))
    })?;
    let totals = rows
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| (name, json!(count)))
        .collect();
    Ok(Json::Object(totals))
}
