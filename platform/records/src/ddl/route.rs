//! From a plan to a route: what is done at once, and the tasks that follow, each in one transaction or in many.
//!
//! ```text
//! opening    what adds: tables, columns, and beside each field of another type its coming columns
//! convert    values of such fields into the coming columns, while everybody works with the present ones
//! switch     the coming columns become the present ones, unique indexes are made; from here on the target holds
//! passes     defaults, numbers, removed options, totals, formulas, names, search
//! closing    further indexes, and what removes
//! ```
//!
//! The catalog in force before the switch is the *meanwhile*: the target, except that fields to be converted keep their
//! type, and fields that become unique are not yet. Without such fields there is no switch, and the target is in force
//! from the opening on. So nobody ever sees a value vanish, and whoever writes meanwhile loses nothing.

use std::collections::{BTreeMap, BTreeSet};

use kontor_database::Tx;
use kontor_definitions::{Catalog, CatalogData, FieldDef, IndexDef, Object, Plan, Step};
use kontor_kernel::{Id, Json, Result};
use serde::{Deserialize, Serialize};

use crate::ddl::tasks::Builder;
use crate::undo::in_parts::Earlier;

/// The way from one catalog to the next.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Route {
    /// Version of the catalog it begins at.
    pub base: i64,
    /// The catalog it leads to.
    pub target: CatalogData,
    /// The change set of the request, and who made it.
    pub change_set: Id,
    /// As stored in history.
    pub actor: String,
    /// What is done at once.
    pub opening: Vec<Step>,
    /// Fields that get another type.
    pub conversions: Vec<Conversion>,
    /// Indexes of fields that become unique, or were converted and are.
    pub unique: Vec<(String, IndexDef)>,
    /// Indexes of converted fields; they serve until the switch.
    pub stale: Vec<Step>,
    /// What follows.
    pub tasks: Vec<Task>,
}

/// A field that gets another type.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Conversion {
    /// Id of the object.
    pub object: String,
    /// Id of the field.
    pub field: String,
    /// What becomes of options that are gone.
    pub options: BTreeMap<String, Option<String>>,
}

/// One thing to do. Those that go through records do so in chunks, by id.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub enum Task {
    /// Values go into the coming columns.
    Convert {
        /// Which field, by its place in [`Route::conversions`].
        which: usize,
    },
    /// The coming columns become the present ones, and the target is in force.
    Switch,
    /// The rows of a converted field in the side tables are written anew.
    Items {
        /// Id of the object.
        object: String,
        /// Id of the field.
        field: String,
    },
    /// What had an option gets its replacement, or nothing.
    Option {
        /// Id of the object.
        object: String,
        /// Id of the field.
        field: String,
        /// The option that is gone.
        option: String,
        /// Its replacement.
        replacement: Option<String>,
    },
    /// Links to an object are cleared.
    Unlink {
        /// Id of the object that has the links.
        object: String,
        /// Id of the link field.
        field: String,
        /// Id of the object they may no longer point to.
        target: String,
    },
    /// Missing values become the default.
    Fill {
        /// Id of the object.
        object: String,
        /// Id of the field.
        field: String,
        /// The default, in wire form.
        value: Json,
    },
    /// Records get their running numbers.
    Number {
        /// Id of the object.
        object: String,
        /// Id of the field.
        field: String,
    },
    /// A total or a rollup is computed.
    Sum {
        /// Id of the object.
        object: String,
        /// Id of the field.
        field: String,
    },
    /// Formulas, name and completeness are derived anew.
    Derive {
        /// Id of the object.
        object: String,
        /// The search index is written whatever changed.
        search: bool,
        /// The places in timelines too.
        timeline: bool,
    },
    /// Rows of a field in the side tables go.
    Sweep {
        /// Id of the object.
        object: String,
        /// Under which name they stand there.
        key: String,
    },
    /// Everything beside the table that is kept about the records of an object goes.
    SweepObject {
        /// Id of the object.
        object: String,
        /// All names it had.
        names: Vec<String>,
    },
    /// What an earlier change of definitions did to records goes back.
    TakeBack {
        /// Which change, and how.
        change: Earlier,
    },
    /// A counter of running numbers goes.
    Forget {
        /// Its name.
        counter: String,
    },
    /// A step that changes the shape of a table.
    Shape {
        /// The step.
        step: Step,
    },
    /// A column that was replaced goes.
    Drop {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
}

impl Task {
    /// The object whose records it goes through; `None` for what is done at once.
    pub fn object(&self, route: &Route) -> Option<String> {
        match self {
            Task::Convert { which } => route.conversions.get(*which).map(|c| c.object.clone()),
            Task::Items { object, .. }
            | Task::Option { object, .. }
            | Task::Unlink { object, .. }
            | Task::Fill { object, .. }
            | Task::Number { object, .. }
            | Task::Sum { object, .. }
            | Task::Derive { object, .. }
            | Task::Sweep { object, .. }
            | Task::SweepObject { object, .. } => Some(object.clone()),
            // Indexes read the whole table, if only once.
            Task::Shape {
                step: Step::AddIndex { table, .. },
            } => Some(table.clone()),
            // What it goes through is no table of records; whoever asks for it knows how much that is.
            Task::TakeBack { .. } => None,
            Task::Switch | Task::Forget { .. } | Task::Shape { .. } | Task::Drop { .. } => None,
        }
    }
}

impl Task {
    /// Whether it goes through records, a chunk at a time, and leaves the tables as they are.
    pub(super) fn goes_through_records(&self) -> bool {
        !matches!(
            self,
            Task::Switch | Task::Shape { .. } | Task::Drop { .. } | Task::Forget { .. }
        )
    }
}

impl Route {
    /// Plans the way.
    pub fn new(base: &CatalogData, target: CatalogData, plan: &Plan, change_set: Id, actor: String) -> Route {
        let (old, new) = (Catalog::new(base.clone()), Catalog::new(target.clone()));
        let builder = Builder {
            old: &old,
            new: &new,
            plan,
        };
        let conversions = builder.conversions();
        let converted: BTreeSet<(&str, &str)> = conversions
            .iter()
            .map(|c| (c.object.as_str(), c.field.as_str()))
            .collect();
        let unique = builder.unique();
        let mut route = Route {
            base: base.version,
            change_set,
            actor,
            opening: Vec::new(),
            stale: Vec::new(),
            tasks: Vec::new(),
            unique,
            conversions: conversions.clone(),
            target,
        };
        for step in &plan.steps {
            match step {
                Step::DropIndex { table, index } if converted.contains(&(table.as_str(), index.field())) => {
                    route.stale.push(step.clone());
                }
                Step::DropIndex { .. } | Step::CreateTable { .. } | Step::AddColumn { .. } => {
                    route.opening.push(step.clone());
                }
                _ => {}
            }
        }
        // The second round looks only at what was written during the first, so that little is left for the switch.
        for _ in 0..2 {
            route
                .tasks
                .extend((0..conversions.len()).map(|which| Task::Convert { which }));
        }
        if route.switches() {
            route.tasks.push(Task::Switch);
        }
        builder.passes(&converted, &mut route.tasks);
        builder.closing(&route.unique, &conversions, &mut route.tasks);
        route
    }

    /// Whether the target is in force only from a switch on.
    pub fn switches(&self) -> bool {
        !self.conversions.is_empty() || !self.unique.is_empty()
    }

    /// The catalog in force until the switch.
    pub fn meanwhile(&self, base: &Catalog) -> CatalogData {
        let mut data = self.target.clone();
        let converted = self
            .conversions
            .iter()
            .map(|c| (c.object.as_str(), c.field.as_str()));
        let unique = self
            .unique
            .iter()
            .map(|(table, index)| (table.as_str(), index.field()));
        let kept: BTreeSet<(&str, &str)> = converted.chain(unique).collect();
        for object in &mut data.objects {
            let Some(before) = by_id(base, &object.id) else {
                continue;
            };
            for field in object.fields.iter_mut() {
                let old = before.def.fields.iter().find(|old| old.id == field.id);
                if let Some(old) = old.filter(|_| kept.contains(&(object.id.as_str(), field.id.as_str()))) {
                    *field = FieldDef {
                        key: field.key.clone(),
                        former_keys: field.former_keys.clone(),
                        labels: field.labels.clone(),
                        help: field.help.clone(),
                        ..old.clone()
                    };
                }
            }
        }
        data
    }

    /// Whether one of the tables to be gone through has more records than that.
    pub fn is_long(&self, tx: &mut Tx, most: usize) -> Result<bool> {
        let created: BTreeSet<&str> = self
            .opening
            .iter()
            .filter(|step| matches!(step, Step::CreateTable { .. }))
            .map(Step::object)
            .collect();
        let tables: BTreeSet<String> = self.tasks.iter().filter_map(|task| task.object(self)).collect();
        let mut sum = 0;
        for table in tables.iter().filter(|table| !created.contains(table.as_str())) {
            let sql = format!("SELECT count(*) FROM (SELECT 1 FROM @{table} LIMIT $1) some_rows");
            let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
            sum += tx
                .row(&sql, &[limit.into()], |row| row.get::<i64>(0))?
                .unwrap_or(0);
        }
        Ok(sum > i64::try_from(most).unwrap_or(i64::MAX))
    }
}

/// An object by its id.
pub(super) fn by_id<'a>(catalog: &'a Catalog, id: &str) -> Option<&'a std::sync::Arc<Object>> {
    catalog.objects().iter().find(|object| object.table() == id)
}
