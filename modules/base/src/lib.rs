//! The base of all business areas: the parties a company deals with, what happens with them, and who works here.
//!
//! Every other module links to these objects: people, organisations and households with their roles and relations;
//! interactions, tasks, notes, documents and tags on any record; pipelines and saved views; users, teams and roles.
//! Each object has a folder: `mod.rs` says what it is made of, `rules.rs` how it behaves inside the write path.
//!
//! Start reading at [`module`], then [`person`] and [`task`].

pub mod administrators;
pub mod document;
pub mod employment;
pub mod household;
pub mod import_map;
pub mod interaction;
pub mod note;
pub mod organization;
pub mod party_relation;
pub mod party_role;
pub mod person;
pub mod pipeline;
pub mod role;
pub mod rule;
pub mod saved_view;
mod sections;
pub mod tag;
pub mod task;
pub mod team;
pub mod ties;
pub mod user;

use std::sync::Arc;

use kontor_definitions::ObjectDef;
use kontor_kernel::Text;
use kontor_records::{Behavior, JobDef, Module, SeedRecord, When};
use serde_json::{Value, json};

/// Whoever a company deals with.
pub const PARTIES: [&str; 3] = [person::KEY, organization::KEY, household::KEY];

/// The colours that people choose from.
pub(crate) const COLORS: [(&str, &str, &str); 10] = [
    ("gray", "Grey", "Grau"),
    ("red", "Red", "Rot"),
    ("orange", "Orange", "Orange"),
    ("yellow", "Yellow", "Gelb"),
    ("green", "Green", "Grün"),
    ("teal", "Teal", "Türkis"),
    ("blue", "Blue", "Blau"),
    ("violet", "Violet", "Violett"),
    ("pink", "Pink", "Rosa"),
    ("brown", "Brown", "Braun"),
];

/// The module, as the server puts it together with the others.
pub fn module() -> Module {
    let role = |(key, name, description, permissions): (_, Text, Text, Value)| SeedRecord {
        object: role::KEY,
        values: json!({"key": key, "name": name.en, "description": description.en, "permissions": permissions}),
        german: json!({"name": name.de, "description": description.de}),
    };
    Module {
        key: "base",
        objects: objects(),
        behaviors: behaviors(),
        records: role::seed::roles().into_iter().map(role).collect(),
        sections: sections::sections(),
        totals: sections::totals(),
        jobs: jobs(),
    }
}

/// What is done in the background, and how often.
fn jobs() -> Vec<JobDef> {
    let every = |name, seconds, run| JobDef {
        name,
        schedule: Some(When::Every(seconds)),
        run,
    };
    vec![
        every(task::follow_up::JOB, 60, task::follow_up::resurface),
        every("employments.end", 3600, employment::end_due),
    ]
}

/// What is attached to which object.
fn behaviors() -> Vec<(&'static str, Arc<dyn Behavior>)> {
    vec![
        (organization::KEY, Arc::new(organization::rules::VatId)),
        (person::KEY, Arc::new(person::rules::BirthDate)),
        (person::KEY, Arc::new(employment::FollowEmployer)),
        (party_role::KEY, Arc::new(party_role::rules::Dates)),
        (party_role::KEY, Arc::new(ties::GoesWith(&["party"]))),
        (party_relation::KEY, Arc::new(party_relation::rules::TwoParties)),
        (party_relation::KEY, Arc::new(employment::FollowRelation)),
        (
            party_relation::KEY,
            Arc::new(ties::GoesWith(&["from_party", "to_party"])),
        ),
        (interaction::KEY, Arc::new(interaction::rules::Time)),
        (interaction::KEY, Arc::new(interaction::rules::Replies)),
        (task::KEY, Arc::new(task::rules::InStep)),
        (task::KEY, Arc::new(task::repeat::Repeat)),
        (document::KEY, Arc::new(document::rules::Versions)),
        (tag::KEY, Arc::new(tag::rules::Rename)),
        ("*", Arc::new(tag::rules::Words)),
        (pipeline::KEY, Arc::new(pipeline::rules::Stages)),
        (pipeline::KEY, Arc::new(pipeline::rules::Kept)),
        (saved_view::KEY, Arc::new(saved_view::rules::Checked)),
        (user::KEY, Arc::new(user::rules::Reachable)),
        (user::KEY, Arc::new(administrators::KeepUser)),
        (role::KEY, Arc::new(role::rules::Permissions)),
        (role::KEY, Arc::new(role::rules::Kept)),
        (role::KEY, Arc::new(administrators::KeepRole)),
    ]
}

/// The definitions of all objects, in the order the interface shows them.
pub fn objects() -> Vec<ObjectDef> {
    vec![
        organization::definition(),
        person::definition(),
        household::definition(),
        party_role::definition(),
        party_relation::definition(),
        interaction::definition(),
        task::definition(),
        note::definition(),
        document::definition(),
        document::version(),
        tag::definition(),
        pipeline::definition(),
        saved_view::definition(),
        import_map::definition(),
        user::definition(),
        team::definition(),
        role::definition(),
    ]
}

#[cfg(test)]
mod tests;
