//! The links between the records of one row: those that the map names, and those that are plain.

use std::collections::BTreeMap;
use std::sync::Arc;

use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_kernel::Issue;
use kontor_records::Ctx;

use super::map;
use super::mapping::Mapping;

/// A link from one record of a row to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RowLink {
    /// The object that has the link.
    pub from: usize,
    /// Position of the link field.
    pub position: usize,
    /// The object it points to.
    pub to: usize,
    /// It is one of several links in the field.
    pub many: bool,
}

/// What a map says of links.
#[derive(Default)]
pub struct Named {
    links: Vec<RowLink>,
    /// Fields, by object and position, that a record between the two fills.
    brought: Vec<(usize, usize)>,
}

/// Reads what a map says of links; what can't be meant becomes an issue.
pub fn named(
    ctx: &Ctx,
    objects: &[Arc<Object>],
    entries: &BTreeMap<String, Option<String>>,
    issues: &mut Vec<Issue>,
) -> Named {
    let mut named = Named::default();
    for (path, target) in entries {
        let found = link(ctx, objects, path, target.as_deref()).and_then(|(from, position, to)| {
            let many = objects[from].fields[position].is_many();
            let Some(to) = to else {
                named.brought.push((from, position));
                return Ok(());
            };
            if reaches(&named.links, to, from) {
                return Err("the records would lead to each other in a circle".to_owned());
            }
            named.links.push(RowLink {
                from,
                position,
                to,
                many,
            });
            Ok(())
        });
        issues.extend(found.err().map(|detail| map::issue(path, detail)));
    }
    named
}

/// One entry: the object with the link, the field, and the object it leads to.
fn link(
    ctx: &Ctx,
    objects: &[Arc<Object>],
    path: &str,
    target: Option<&str>,
) -> Result<(usize, usize, Option<usize>), String> {
    let of_row = |key: &str| {
        let found = objects.iter().position(|object| object.key() == key);
        found.ok_or_else(|| format!("a row makes no record of {key:?}"))
    };
    let (object, key) = path.split_once('.').ok_or("a link is named object.field")?;
    let from = of_row(object)?;
    let rights = ctx.policy.rights(&objects[from]);
    let field = objects[from].position(key).filter(|at| !rights.hidden(*at));
    let position = field.ok_or_else(|| format!("{object} has no field {key:?}"))?;
    let field = &objects[from].fields[position];
    let FieldType::Link { targets, .. } = &field.kind else {
        return Err(format!("{key} is no link"));
    };
    if field.system || field.read_only || rights.read_only(position) {
        return Err(format!("{key} can't be set"));
    }
    let Some(target) = target else {
        return Ok((from, position, None));
    };
    let to = of_row(target)?;
    if from == to || !targets.iter().any(|known| known == target || known == "*") {
        return Err(format!("{key} can't lead to {target:?}"));
    }
    Ok((from, position, Some(to)))
}

/// Whether links lead from an object to another, directly or through others.
fn reaches(links: &[RowLink], from: usize, to: usize) -> bool {
    from == to
        || links
            .iter()
            .any(|link| link.from == from && reaches(links, link.to, to))
}

impl Mapping {
    /// Finds the links between the objects of a row, and the order in which they are written. What the map names goes
    /// before what is plain.
    pub(super) fn link(&mut self, named: Named) {
        self.links = named.links;
        self.brought = named.brought;
        for from in 0..self.objects.len() {
            for to in 0..self.objects.len() {
                let known = |link: &RowLink| (link.from, link.to) == (from, to);
                if from == to || reaches(&self.links, to, from) || self.links.iter().any(known) {
                    continue;
                }
                if let Some((position, many)) = link_to(&self.objects[from], self.objects[to].key())
                    && (many || self.column_of(from, position).is_none())
                {
                    self.links.push(RowLink {
                        from,
                        position,
                        to,
                        many,
                    });
                }
            }
        }
        let mut order: Vec<usize> = Vec::new();
        while order.len() < self.objects.len() {
            let free = |at: &usize| {
                !order.contains(at)
                    && self
                        .links
                        .iter()
                        .all(|link| link.from != *at || order.contains(&link.to))
            };
            let next = (0..self.objects.len())
                .find(free)
                .expect("links of a row have no cycle");
            order.push(next);
        }
        self.order = order;
    }

    /// Whether another record of a row, which leads to both, brings a link with it: an employment its person's employer.
    /// `has` says which records the row has.
    pub fn is_brought(&self, link: &RowLink, has: impl Fn(usize) -> bool) -> bool {
        let leads = |from: usize, to: usize| self.links.iter().any(|link| (link.from, link.to) == (from, to));
        self.brought.contains(&(link.from, link.position))
            && (0..self.objects.len()).any(|at| has(at) && leads(at, link.from) && leads(at, link.to))
    }
}

/// The field by which an object links to another in the same row, and whether it holds several: what can lead anywhere, as
/// with notes and tasks, has a field for it; otherwise it is the only one that leads there.
pub fn link_to(object: &Object, target: &str) -> Option<(usize, bool)> {
    let only = |wanted: &str, several: bool| {
        let fits = |(_, field): &(usize, &FieldDef)| {
            !field.system
                && !field.read_only
                && matches!(&field.kind, FieldType::Link { targets, many }
                    if *many == several && targets.iter().any(|known| known == wanted))
        };
        let mut found = object.fields.iter().enumerate().filter(fits);
        match (found.next(), found.next()) {
            (Some((at, _)), None) => Some((at, several)),
            _ => None,
        }
    };
    match only("*", true) {
        Some(anywhere) => Some(only(target, true).unwrap_or(anywhere)),
        None => only(target, false).or_else(|| only(target, true)),
    }
}
