//! What a business area brings along: objects, their manners, jobs, and the records a new workspace begins with.

use std::sync::Arc;

use kontor_definitions::{ObjectDef, StageKind};
use kontor_jobs::When;
use kontor_kernel::{Json, Result, Text};

use crate::accounts;
use crate::behavior::{Behavior, Behaviors};
use crate::command::Work;

/// A business area, as data and behaviours.
pub struct Module {
    /// Its name.
    pub key: &'static str,
    /// Its objects.
    pub objects: Vec<ObjectDef>,
    /// What is attached to which object; `*` is every object.
    pub behaviors: Vec<(&'static str, Arc<dyn Behavior>)>,
    /// Records a new workspace begins with, in order.
    pub records: Vec<SeedRecord>,
    /// What it shows in the overview of a party.
    pub sections: Vec<OverviewSection>,
    /// What it counts and sums in the overview of a party.
    pub totals: Vec<OverviewTotal>,
    /// What it does now and then.
    pub jobs: Vec<JobDef>,
}

/// Work of a module that is done in the background, as Kontor itself.
#[derive(Clone, Debug)]
pub struct JobDef {
    /// Its name in the queue, `task.resurface`.
    pub name: &'static str,
    /// When it is due; `None` for one that is only enqueued.
    pub schedule: Option<When>,
    /// Does a part of the work, a few hundred records, in one transaction, and answers how much that was. It is called
    /// again, in a further transaction, until nothing is left.
    pub run: fn(&mut Work<'_>) -> Result<usize>,
}

/// A record of a new workspace.
pub struct SeedRecord {
    /// Key of its object.
    pub object: &'static str,
    /// Its values in wire form.
    pub values: Json,
    /// Those that are otherwise where people speak German.
    pub german: Json,
}

/// A list in the overview of a party: records of an object that point to it.
#[derive(Clone, Debug)]
pub struct OverviewSection {
    /// Its name on the wire.
    pub key: &'static str,
    /// What it is called.
    pub labels: Text,
    /// The object it lists.
    pub object: &'static str,
    /// A further condition.
    pub filter: Option<&'static str>,
    /// The links by which its records point to the party.
    pub through: Vec<&'static str>,
    /// The order.
    pub sort: &'static str,
    /// Most records.
    pub limit: usize,
}

/// A figure in the overview of a party: how many records of an object point to it, and what they come to.
#[derive(Clone, Debug)]
pub struct OverviewTotal {
    /// Its name on the wire.
    pub key: &'static str,
    /// What it is called.
    pub labels: Text,
    /// The object it counts.
    pub object: &'static str,
    /// The links by which its records point to the party.
    pub through: Vec<&'static str>,
    /// A further condition.
    pub filter: Option<&'static str>,
    /// Only records in stages of this kind.
    pub stage: Option<StageKind>,
    /// What is told.
    pub measure: TotalMeasure,
}

/// What a figure of an overview tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TotalMeasure {
    /// How many records there are.
    Count,
    /// How many there are, and the sum of a field with money.
    Sum(&'static str),
    /// How many entries the timeline has; links, condition and stage have no say.
    Entries,
    /// The newest entry of the timeline until now; links, condition and stage have no say.
    Latest,
}

/// All modules of the running program, put together.
#[derive(Default)]
pub struct Engine {
    /// Their objects.
    pub objects: Vec<ObjectDef>,
    /// Their behaviours.
    pub behaviors: Behaviors,
    /// Their seed records.
    pub records: Vec<SeedRecord>,
    /// Their overview sections.
    pub sections: Vec<OverviewSection>,
    /// Their figures in overviews.
    pub totals: Vec<OverviewTotal>,
    /// Their jobs.
    pub jobs: Vec<JobDef>,
}

impl Engine {
    /// Puts modules together, in order.
    pub fn new(modules: Vec<Module>) -> Engine {
        let mut engine = Engine::default();
        engine
            .behaviors
            .attach(accounts::USER, Arc::new(accounts::FollowAccess));
        for module in modules {
            engine.objects.extend(module.objects);
            engine.records.extend(module.records);
            engine.sections.extend(module.sections);
            engine.totals.extend(module.totals);
            engine.jobs.extend(module.jobs);
            for (object, behavior) in module.behaviors {
                engine.behaviors.attach(object, behavior);
            }
        }
        engine
    }
}
