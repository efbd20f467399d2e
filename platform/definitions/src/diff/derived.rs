//! What Kontor computes from stored values (totals, formulas, rollups, labels, completeness), and when a change
//! of definitions makes it stale.

use std::cmp::Reverse;
use std::sync::Arc;

use super::{Diff, Pair, field_id, field_pairs};
use crate::catalog::{Catalog, Object};
use crate::field::{ComputedFn, FieldDef, FieldType};
use crate::plan::Step;

impl<'a> Diff<'a> {
    /// Totals, formulas and rollups that changed or depend on what changed. Formulas are not read here: one is
    /// computed anew when anything else in its record may have changed.
    pub(super) fn computed(&mut self) {
        let mut pairs = self.pairs.clone();
        // Parts first: their formulas feed the totals of the whole, and those its formulas.
        pairs.sort_by_key(|(_, after)| Reverse(part_depth(self.new, after)));
        for pair in pairs {
            let object = pair.1.table();
            for (old, field) in field_pairs(pair) {
                if matches!(field.kind, FieldType::Total { .. }) && self.sum_is_stale(old, field) {
                    self.touched.insert((object, &field.id));
                    let (object, field) = (object.to_owned(), field.id.clone());
                    self.steps.push(Step::RecomputeTotal { object, field });
                }
            }
            let any = self
                .touched
                .range((object, "")..)
                .next()
                .is_some_and(|(first, _)| *first == object);
            for (old, field) in field_pairs(pair) {
                let changed = || old.is_none_or(|old| old.kind != field.kind);
                if matches!(field.kind, FieldType::Formula { .. }) && (any || changed()) {
                    self.touched.insert((object, &field.id));
                    let (object, field) = (object.to_owned(), field.id.clone());
                    self.steps.push(Step::RecomputeFormula { object, field });
                }
            }
        }
        for pair in self.pairs.clone() {
            for (old, field) in field_pairs(pair) {
                if matches!(field.kind, FieldType::Rollup { .. }) && self.sum_is_stale(old, field) {
                    let (object, field) = (pair.1.table().to_owned(), field.id.clone());
                    self.steps.push(Step::RecomputeRollup { object, field });
                }
            }
        }
    }

    fn sum_is_stale(&self, old: Option<&FieldDef>, field: &FieldDef) -> bool {
        let now = sum_ids(self.new, &field.kind);
        let sources = now.iter().flat_map(|sum| &sum.sources);
        sources
            .clone()
            .any(|(object, field)| self.touched.contains(&(object.as_str(), field.as_str())))
            || old.is_none_or(|old| sum_ids(self.old, &old.kind) != now)
    }

    /// The rules of the object that leave something in each record: its label and its completeness.
    pub(super) fn rules(&mut self, pair: Pair<'a>) {
        let (before, after) = pair;
        let object = after.table();
        let label = |object: &Object| -> Vec<Vec<String>> {
            let ids = |keys: &Vec<String>| keys.iter().map(|key| field_id(object, key)).collect();
            object.def.label.iter().map(ids).collect()
        };
        let weights = |object: &Object| -> Vec<(String, u32)> {
            object
                .def
                .completeness
                .iter()
                .map(|(key, weight)| (field_id(object, key), *weight))
                .collect()
        };
        let touched = |id: &String| self.touched.contains(&(object, id.as_str()));
        let (labels, weighted) = (label(after), weights(after));
        let labels_stale = labels != label(before) || labels.iter().flatten().any(touched);
        let weights_stale = weighted != weights(before) || weighted.iter().any(|(id, _)| touched(id));
        if labels_stale {
            self.steps.push(Step::RecomputeLabels {
                object: object.to_owned(),
            });
        }
        if weights_stale {
            self.steps.push(Step::RecomputeCompleteness {
                object: object.to_owned(),
            });
        }
    }
}

/// What a total or rollup says.
#[derive(PartialEq)]
struct Sum {
    /// Not a rollup.
    total: bool,
    function: ComputedFn,
    /// Object and field ids of what it is computed from.
    sources: Vec<(String, String)>,
}

fn sum_ids(catalog: &Catalog, kind: &FieldType) -> Option<Sum> {
    let (total, object, link, function, field) = match kind {
        FieldType::Total {
            object,
            link,
            function,
            field,
        } => (true, object, link, function, field),
        FieldType::Rollup {
            object,
            link,
            function,
            field,
        } => (false, object, link, function, field),
        _ => return None,
    };
    let object = catalog.object(object)?;
    let keys = std::iter::once(link).chain(field);
    let sources = keys
        .map(|key| (object.table().to_owned(), field_id(object, key)))
        .collect();
    Some(Sum {
        total,
        function: *function,
        sources,
    })
}

/// How many wholes stand above an object: 0, or one more than the whole it is part of.
fn part_depth(catalog: &Catalog, object: &Object) -> usize {
    let mut depth = 0;
    let mut at = object
        .def
        .part_of
        .as_deref()
        .and_then(|link| whole(catalog, object, link));
    // A tree of parts of the same kind would go on for ever.
    while let Some(object) = at.filter(|_| depth < 32) {
        depth += 1;
        at = object
            .def
            .part_of
            .as_deref()
            .and_then(|link| whole(catalog, &object, link));
    }
    depth
}

fn whole(catalog: &Catalog, object: &Object, link: &str) -> Option<Arc<Object>> {
    catalog
        .targets(object.field(link)?)
        .first()
        .map(|object| Arc::clone(object))
}
