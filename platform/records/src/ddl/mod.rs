//! Definitions change at run time: the only place where tables of records are made, changed and dropped.
//!
//! A request makes the next catalog and its plan ([`change()`]). The plan becomes a [`route`]: what adds, then passes over
//! records ([`pass`]), then what removes. Where few records are concerned, all of it and the new catalog are one
//! transaction. Otherwise the additive part is, and a job ([`run()`]) does the rest in chunks while others work, with its
//! place in `k_definition_change`; killed in between, it goes on from there. Only one change is under way at a time.
//!
//! Start reading at [`change()`], then [`route`].

pub mod change;
pub(crate) mod convert;
mod pass;
mod route;
pub mod run;
mod tables;
mod tasks;
pub(crate) mod trail;
mod unique;
mod validate;
mod values;
mod views;

#[cfg(test)]
mod tests;

use kontor_database::Tx;
use kontor_definitions::{CatalogData, Plan};
use kontor_kernel::{Result, Timestamp};

pub use change::{Changed, Make, Pace, Preview, change, preview};
pub use run::{Progress, proceed, run};

pub(crate) use change::{change_and, upgrade};
pub(crate) use pass::Site;
pub(crate) use route::Route;
pub(crate) use run::resume;
pub(crate) use tables::{id_index, index_name};
pub(crate) use validate::all as live;

/// The name of the job that carries on with a change.
pub const JOB: &str = "definitions.change";

/// Makes the tables of a new workspace.
pub(crate) fn create(tx: &mut Tx, plan: &Plan) -> Result<()> {
    plan.steps.iter().try_for_each(|step| tables::shape(tx, step))
}

/// The step that gives every table the indexes of the envelope.
const ENVELOPE_INDEXES: &str = "records/envelope-indexes";

/// Completes the tables of a workspace that was made when its tables had fewer indexes than they are made with today:
/// lists by the time of creation were sorted record by record. The tables are the customer's, so it can't be a text among
/// the migrations; it is noted among them, and done once.
pub(crate) fn complete(tx: &mut Tx, catalog: &CatalogData, now: Timestamp) -> Result<()> {
    let first = tx.execute(
        "INSERT INTO @migration (name, at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        &[ENVELOPE_INDEXES.into(), now.into()],
    )?;
    if first > 0 {
        for object in &catalog.objects {
            tables::envelope_indexes(tx, object)?;
        }
    }
    Ok(())
}
