//! Sales: what a company is about to sell, to whom, and how far it has come.
//!
//! One object so far, the [`opportunity`], which moves through the stages of a pipeline; the stages are data of the
//! pipeline's record. A new workspace begins with the one in [`seed`].
//!
//! Start reading at [`opportunity`].

pub mod opportunity;
pub mod seed;

use std::sync::Arc;

use kontor_definitions::{ObjectDef, StageKind};
use kontor_jobs::When;
use kontor_kernel::Text;
use kontor_records::{JobDef, Module, OverviewSection, OverviewTotal, TotalMeasure};

/// The module, as the server puts it together with the others.
pub fn module() -> Module {
    let opportunities = OverviewSection {
        key: "opportunities",
        labels: Text::new("Opportunities", "Verkaufschancen"),
        object: opportunity::KEY,
        filter: None,
        through: vec!["organization", "person"],
        sort: "-close_date",
        limit: 10,
    };
    Module {
        key: "sales",
        objects: objects(),
        behaviors: vec![
            (opportunity::KEY, Arc::new(opportunity::rules::Flow)),
            (kontor_base::pipeline::KEY, Arc::new(opportunity::limits::Limits)),
        ],
        records: vec![seed::pipeline()],
        sections: vec![opportunities],
        totals: totals(),
        jobs: vec![JobDef {
            name: opportunity::limits::JOB,
            schedule: Some(When::Every(3600)),
            run: opportunity::limits::follow_pipelines,
        }],
    }
}

/// What is under way with a party, and what came of it this year.
fn totals() -> Vec<OverviewTotal> {
    let total = |key, en, de, stage, filter| OverviewTotal {
        key,
        labels: Text::new(en, de),
        object: opportunity::KEY,
        through: vec!["organization", "person"],
        filter,
        stage: Some(stage),
        measure: TotalMeasure::Sum("amount"),
    };
    let this_year = Some(r#"closed_at >= start_of("year")"#);
    vec![
        total(
            "open_opportunities",
            "Open opportunities",
            "Offene Verkaufschancen",
            StageKind::Open,
            None,
        ),
        total(
            "won_this_year",
            "Won this year",
            "Dieses Jahr gewonnen",
            StageKind::Won,
            this_year,
        ),
        total(
            "lost_this_year",
            "Lost this year",
            "Dieses Jahr verloren",
            StageKind::Lost,
            this_year,
        ),
    ]
}

/// The definitions of all objects.
pub fn objects() -> Vec<ObjectDef> {
    vec![opportunity::definition()]
}

#[cfg(test)]
mod tests;
