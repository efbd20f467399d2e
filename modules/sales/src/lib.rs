//! Sales: what a company is about to sell, to whom, and how far it has come.
//!
//! One object so far, the [`opportunity`], which moves through the stages of a pipeline; the stages are data of the
//! pipeline's record. A new workspace begins with the one in [`seed`].
//!
//! Start reading at [`opportunity`].

pub mod opportunity;
pub mod seed;

use std::sync::Arc;

use kontor_definitions::ObjectDef;
use kontor_kernel::Text;
use kontor_records::{Module, OverviewSection};

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
        behaviors: vec![(opportunity::KEY, Arc::new(opportunity::rules::Flow))],
        records: vec![seed::pipeline()],
        sections: vec![opportunities],
        jobs: Vec::new(),
    }
}

/// The definitions of all objects.
pub fn objects() -> Vec<ObjectDef> {
    vec![opportunity::definition()]
}

#[cfg(test)]
mod tests;
