//! Who may depend on whom: dependencies point one way, down the table [`LAYERS`], and modules do not know
//! each other. So every crate can be understood, tested and replaced with only what lies below it.

use super::workspace::{Crate, Dependency, Workspace};

/// From the bottom up; what stands in one line does not know its neighbours.
const LAYERS: &[&[&str]] = &[
    &["platform/kernel"],
    &["platform/expression", "platform/definitions", "platform/formats"],
    &["platform/database"],
    &["platform/jobs", "platform/events", "platform/search"],
    &["platform/records"],
    &["platform/auth", "platform/files", "platform/duplicates"],
    &["platform/transfer"],
    &["platform/http"],
    &["modules/base"],
    &["modules/*"],
    // A heavy engine that only the program links.
    &["platform/extract"],
    &["server"],
    &["proof"],
    &["bench"],
];

/// The test support: sees the platform, is seen by tests only.
const TESTING: &str = "testing";
/// These commands: they neither use nor serve the program.
const XTASK: &str = "xtask";

/// The database drivers, and who may link them outside of tests.
const DRIVERS: &[&str] = &[
    "rusqlite",
    "tokio-postgres",
    "deadpool-postgres",
    "postgres-types",
];
const DRIVEN_BY: &[&str] = &["platform/database", TESTING];

const LICENCE: &str = "AGPL-3.0-or-later";

pub fn broken(workspace: &Workspace) -> Vec<String> {
    let mut broken = Vec::new();
    for member in &workspace.crates {
        let place = &member.place;
        if member.licence != LICENCE {
            broken.push(format!(
                "{place}: its licence is `{}`, ours is {LICENCE}",
                member.licence
            ));
        }
        if !is_known(place) {
            broken.push(format!(
                "{place}: has no layer; give it one in xtask/src/check_deps/edges.rs"
            ));
            continue;
        }
        broken.extend(
            member
                .dependencies
                .iter()
                .filter_map(|dependency| refusal(member, dependency)),
        );
    }
    broken
}

/// Why this edge may not be, if it may not.
fn refusal(from: &Crate, dependency: &Dependency) -> Option<String> {
    let place = &from.place;
    let Some(to) = &dependency.place else {
        let name = &dependency.name;
        let driver = DRIVERS.contains(&name.as_str()) && !DRIVEN_BY.contains(&place.as_str());
        return (driver && !dependency.dev)
            .then(|| format!("{place} -> {name}: only platform/database talks to a database driver"));
    };
    // A crate's own tests may switch on one of its features.
    if place == to && dependency.dev {
        return None;
    }
    if place == XTASK || to == XTASK {
        return Some(format!("{place} -> {to}: xtask stands apart from the program"));
    }
    if to == TESTING {
        return (!dependency.dev)
            .then(|| format!("{place} -> {to}: only as a dev-dependency, it is support for tests"));
    }
    if place == TESTING {
        return (!to.starts_with("platform/"))
            .then(|| format!("{place} -> {to}: testing depends on the platform only"));
    }
    let (below, above) = (layer(to), layer(place));
    if below < above {
        return None;
    }
    let reason = match below == above {
        true if place.starts_with("modules/") => "modules import no module but base",
        true => "crates of one layer do not know each other",
        false => "dependencies point down the layers, never up",
    };
    Some(format!("{place} -> {to}: {reason}"))
}

fn is_known(place: &str) -> bool {
    place == TESTING || place == XTASK || layer(place).is_some()
}

fn layer(place: &str) -> Option<usize> {
    let exact = LAYERS.iter().position(|layer| layer.contains(&place));
    exact.or_else(|| {
        let (folder, name) = place.split_once('/')?;
        LAYERS
            .iter()
            .position(|layer| !name.contains('/') && layer.contains(&format!("{folder}/*").as_str()))
    })
}
