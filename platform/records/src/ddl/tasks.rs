//! What a plan means for records: the tasks of a route, in a safe order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kontor_definitions::{Backfill, Catalog, FieldDef, FieldType, IndexDef, Object, Plan, Step};

use crate::command::side_key;
use crate::ddl::route::{Conversion, Task, by_id};
use crate::ddl::tables;

/// Reads a plan between two catalogs.
pub(super) struct Builder<'a> {
    pub(super) old: &'a Catalog,
    pub(super) new: &'a Catalog,
    pub(super) plan: &'a Plan,
}

impl Builder<'_> {
    pub(super) fn conversions(&self) -> Vec<Conversion> {
        let conversion = |step: &Step| {
            let Step::ConvertField { table, field, .. } = step else {
                return None;
            };
            let gone = self.plan.steps.iter().filter_map(|other| match other {
                Step::OptionRemoved {
                    object,
                    field: of,
                    option,
                    replacement,
                } if object == table && of == field => Some((option.clone(), replacement.clone())),
                _ => None,
            });
            Some(Conversion {
                object: table.clone(),
                field: field.clone(),
                options: gone.collect(),
            })
        };
        self.plan.steps.iter().filter_map(conversion).collect()
    }

    /// Unique indexes over values that are there already.
    pub(super) fn unique(&self) -> Vec<(String, IndexDef)> {
        let known = |step: &&Step| {
            let Step::AddIndex { table, index } = step else {
                return false;
            };
            index.unique
                && self.plan.steps.iter().any(|other| {
                    matches!(other, Step::BackfillIndex { object, fields, purpose: Backfill::Unique }
                        if object == table && fields.iter().any(|field| field == index.field()))
                })
        };
        let index = |step: &Step| match step {
            Step::AddIndex { table, index } => Some((table.clone(), index.clone())),
            _ => None,
        };
        self.plan.steps.iter().filter(known).filter_map(index).collect()
    }

    pub(super) fn passes(&self, converted: &BTreeSet<(&str, &str)>, tasks: &mut Vec<Task>) {
        for (object, field) in converted {
            let kind = |catalog: &Catalog| {
                by_id(catalog, object)
                    .and_then(|o| o.def.fields.iter().find(|f| f.id == *field))
                    .map(|f| f.kind.clone())
            };
            let has_items = |kind: Option<FieldType>| kind.is_some_and(|kind| kind.is_multi_valued());
            if has_items(kind(self.old)) || has_items(kind(self.new)) {
                tasks.push(Task::Items {
                    object: (*object).to_owned(),
                    field: (*field).to_owned(),
                });
            }
        }
        let mut derive: BTreeMap<String, (bool, bool)> = BTreeMap::new();
        for step in &self.plan.steps {
            let done = converted.contains(&(step.object(), step.field().unwrap_or_default()));
            let object = step.object().to_owned();
            match step.clone() {
                Step::OptionRemoved {
                    field,
                    option,
                    replacement,
                    ..
                } if !done => {
                    tasks.push(Task::Option {
                        object,
                        field,
                        option,
                        replacement,
                    });
                }
                Step::ForgetTarget { field, target, .. } if !done => {
                    tasks.push(Task::Unlink {
                        object,
                        field,
                        target,
                    });
                }
                Step::FillDefault { field, value, .. } => tasks.push(Task::Fill { object, field, value }),
                Step::AssignNumbers { field, .. } => tasks.push(Task::Number { object, field }),
                Step::RecomputeTotal { field, .. } | Step::RecomputeRollup { field, .. } => {
                    tasks.push(Task::Sum { object, field });
                }
                Step::RecomputeFormula { .. } => {
                    let task = Task::Derive {
                        object,
                        search: false,
                        timeline: false,
                    };
                    if tasks.last() != Some(&task) {
                        tasks.push(task);
                    }
                }
                Step::RecomputeLabels { .. } | Step::RecomputeCompleteness { .. } => {
                    derive.entry(object).or_default();
                }
                Step::BackfillIndex {
                    purpose: Backfill::Search,
                    ..
                } => derive.entry(object).or_default().0 = true,
                _ => {}
            }
        }
        for object in self.stale_timelines(converted) {
            derive.entry(object).or_default().1 = true;
        }
        for (object, (search, timeline)) in derive {
            let plain = Task::Derive {
                object: object.clone(),
                search: false,
                timeline: false,
            };
            // Formulas of a later object may still depend on totals of this one, so only the last one can be joined.
            if tasks.last() == Some(&plain) {
                tasks.pop();
            }
            tasks.push(Task::Derive {
                object,
                search,
                timeline,
            });
        }
    }

    /// Objects whose records stand at other places in timelines than before.
    fn stale_timelines(&self, converted: &BTreeSet<(&str, &str)>) -> Vec<String> {
        let rule = |object: &Object| {
            let timeline = object.def.timeline.as_ref()?;
            let id = |key: &String| object.field(key).map_or(key, |field| &field.id).clone();
            let kind = timeline
                .kind
                .as_ref()
                .map_or_else(|| format!("={}", object.key()), id);
            let links: Vec<String> = timeline.links.iter().map(id).collect();
            Some((id(&timeline.at), links, kind, timeline.channel.as_ref().map(id)))
        };
        let stale = |after: &&Arc<Object>| {
            let Some(before) = by_id(self.old, after.table()) else {
                return false;
            };
            let (old, new) = (rule(before), rule(after));
            let uses = new.iter().flat_map(|(at, links, kind, channel)| {
                links.iter().chain([at, kind]).chain(channel).map(String::as_str)
            });
            let moved = uses
                .into_iter()
                .any(|field| converted.contains(&(after.table(), field)));
            old != new || moved
        };
        self.new
            .objects()
            .iter()
            .filter(stale)
            .map(|object| object.table().to_owned())
            .collect()
    }

    pub(super) fn closing(
        &self,
        unique: &[(String, IndexDef)],
        conversions: &[Conversion],
        tasks: &mut Vec<Task>,
    ) {
        let dropped = |object: &str| by_id(self.new, object).is_none();
        for step in &self.plan.steps {
            match step {
                Step::AddIndex { table, index } if !unique.contains(&(table.clone(), index.clone())) => {
                    tasks.push(Task::Shape { step: step.clone() });
                }
                Step::ForgetSideValues { object, field } if !dropped(object) => {
                    tasks.push(Task::Sweep {
                        object: object.clone(),
                        key: format!("{object}.{field}"),
                    });
                }
                Step::DropColumn { table, field, .. } => {
                    self.forget_counter(table, Some(field), tasks);
                    tasks.push(Task::Shape { step: step.clone() });
                }
                Step::DropTable { table } => {
                    if let Some(object) = by_id(self.old, table) {
                        let names = object
                            .def
                            .former_keys
                            .iter()
                            .chain([&object.def.key, &object.def.id]);
                        tasks.push(Task::SweepObject {
                            object: table.clone(),
                            names: names.cloned().collect(),
                        });
                    }
                    self.forget_counter(table, None, tasks);
                    tasks.push(Task::Shape { step: step.clone() });
                }
                _ => {}
            }
        }
        for Conversion { object, field, .. } in conversions {
            let old = by_id(self.old, object).and_then(|o| o.def.fields.iter().find(|f| f.id == *field));
            let columns = old.map(FieldDef::columns).unwrap_or_default();
            let former = columns.into_iter().map(|column| tables::former(&column.name));
            for column in former.chain([tables::version_of(field)]) {
                tasks.push(Task::Drop {
                    table: object.clone(),
                    column,
                });
            }
        }
    }

    /// Running numbers begin anew should the same field or object be made again.
    fn forget_counter(&self, object: &str, field: Option<&str>, tasks: &mut Vec<Task>) {
        let Some(object) = by_id(self.old, object) else {
            return;
        };
        let numbers = object
            .def
            .fields
            .iter()
            .filter(|f| matches!(f.kind, FieldType::AutoNumber { .. }));
        for number in numbers.filter(|number| field.is_none_or(|field| number.id == field)) {
            tasks.push(Task::Forget {
                counter: side_key(object, number),
            });
        }
    }
}
