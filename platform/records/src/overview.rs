//! The 360° view of a record: its facts, the lists and the figures that modules contribute, and the newest of its
//! timeline.

mod totals;

use std::sync::Arc;

use kontor_database::Tx;
use kontor_definitions::{Action, Object};
use kontor_expression::Tree;
use kontor_kernel::{Code, Error, Id, Json, Result};
use serde_json::json;

use crate::ctx::Ctx;
use crate::module::{Engine, OverviewSection};
use crate::policy::Permit;
use crate::query::finish::{Texts, finish_all};
use crate::query::list::{self, ListQuery};
use crate::query::render::{self, Expand, LIVE, Page, Shape};
use crate::timeline::{TimelineQuery, circle, newest, page_of};

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
    let circle = circle(ctx, tx, object, id)?;
    let latest = page_of(ctx, tx, workspace, object, id, &circle.parties, &latest)?;
    let totals = totals::totals(ctx, tx, &engine.totals, object, id, &circle.parties)?;
    Ok(json!({
        "record": record,
        "missing": missing(ctx, object, &record),
        "sections": sections,
        "totals": totals,
        "timeline": {"data": parsed(&latest.records), "next": latest.next.map(|cursor| {
            format!("/api/v1/records/{}/{id}/timeline?cursor={cursor}&limit={LATEST}", object.key())
        }), "truncated": circle.truncated},
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
    let through = pointing(ctx, listed, &section.through, object);
    if through.is_empty() {
        return Ok(None);
    }
    let mut filter = Condition::pointing_at(listed, &through, id)?;
    if let Some(further) = section.filter {
        filter = filter.and(&format!("({further})"))?;
    }
    let about = |more: bool| {
        json!({
            "key": section.key,
            "label": section.labels.get(ctx.caller.locale),
            "object": listed.key(),
            "filter": filter.text,
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
        filter: Some(filter.tree.to_json().to_string()),
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

/// Those of the links of `listed` that can point to records of `object` and that the caller may read.
fn pointing<'a>(ctx: &Ctx, listed: &Object, links: &[&'a str], object: &Object) -> Vec<&'a str> {
    let rights = ctx.policy.rights(listed);
    let points_here = |key: &&&str| {
        listed.position(key).is_some_and(|at| {
            let targets = ctx.catalog.targets(&listed.fields[at]);
            !rights.hidden(at) && targets.iter().any(|target| target.key() == object.key())
        })
    };
    links.iter().filter(points_here).copied().collect()
}

/// A condition as it is told and as it is asked. What is different for each record is not read from its text: reading
/// takes longer than many a list.
struct Condition {
    text: String,
    tree: Tree,
}

impl Condition {
    /// One of the links points to a record.
    fn pointing_at(listed: &Object, links: &[&str], id: Id) -> Result<Condition> {
        let (mut texts, mut trees) = (Vec::new(), Vec::new());
        for key in links {
            let (field, target) = (Tree::field(key)?, Tree::text(id.to_string()));
            if listed.field(key).is_some_and(|field| field.is_many()) {
                texts.push(format!("\"{id}\" in {key}"));
                trees.push(Tree::call("in", vec![target, field])?);
            } else {
                texts.push(format!("{key} == \"{id}\""));
                trees.push(Tree::call("==", vec![field, target])?);
            }
        }
        Ok(Condition {
            text: format!("({})", texts.join(" || ")),
            tree: Tree::call("or", trees)?,
        })
    }

    /// And a further one, which comes again and again and stands in brackets where it needs them.
    fn and(self, further: &str) -> Result<Condition> {
        Ok(Condition {
            text: format!("{} && {further}", self.text),
            tree: self.tree.and(Tree::parse(further)?),
        })
    }
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
