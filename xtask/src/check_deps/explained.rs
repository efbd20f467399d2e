//! Every library the project uses directly has a line in `docs/dependencies.md` that says why it is here,
//! and stands in the root manifest, where its version is chosen once for all crates.

use std::collections::BTreeSet;

use super::workspace::Workspace;
use crate::shell::{self, Result};

const DOCUMENT: &str = "docs/dependencies.md";

pub fn broken(workspace: &Workspace) -> Result<Vec<String>> {
    let manifest = shell::read(&workspace.root.join("Cargo.toml"))?;
    let document = shell::read(&workspace.root.join(DOCUMENT))?;
    let (chosen, explained) = (chosen_in(&manifest), explained_in(&document));
    let mut used = BTreeSet::new();
    for member in &workspace.crates {
        let foreign = member
            .dependencies
            .iter()
            .filter(|dependency| dependency.place.is_none());
        used.extend(foreign.map(|dependency| (dependency.name.clone(), member.place.as_str())));
    }

    let not_chosen = used
        .iter()
        .filter(|(name, _)| !chosen.contains(name))
        .map(|(name, place)| {
            format!("{place} -> {name}: not in [workspace.dependencies] of the root Cargo.toml")
        });
    let unexplained = chosen
        .difference(&explained)
        .map(|name| format!("{DOCUMENT}: no line for `{name}`"));
    let outdated = explained
        .difference(&chosen)
        .map(|name| format!("{DOCUMENT}: explains `{name}`, which the root Cargo.toml does not have"));
    Ok(not_chosen.chain(unexplained).chain(outdated).collect())
}

/// The libraries under `[workspace.dependencies]`; our own crates are there with a path.
fn chosen_in(manifest: &str) -> BTreeSet<String> {
    let lines = manifest
        .lines()
        .skip_while(|line| line.trim() != "[workspace.dependencies]")
        .skip(1);
    lines
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.trim_start().starts_with('#') && !line.contains("path ="))
        .filter_map(|line| Some(line.split_once('=')?.0.trim().to_string()))
        .collect()
}

/// The names in the first column of the table: lines that begin with ``| `name` ``.
fn explained_in(document: &str) -> BTreeSet<String> {
    let names = document
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    names.map(|(name, _)| name.to_string()).collect()
}
