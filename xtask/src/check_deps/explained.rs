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
    let mut not_chosen = Vec::new();
    for member in &workspace.crates {
        let manifest = shell::read(&workspace.root.join(&member.place).join("Cargo.toml"))?;
        not_chosen.extend(chosen_apart(&manifest).map(|name| {
            format!(
                "{} -> {name}: say `{name}.workspace = true`, versions are chosen in the root",
                member.place
            )
        }));
    }
    let unexplained = chosen
        .difference(&explained)
        .map(|name| format!("{DOCUMENT}: no line for `{name}`"));
    let outdated = explained
        .difference(&chosen)
        .map(|name| format!("{DOCUMENT}: explains `{name}`, which the root Cargo.toml does not have"));
    Ok(not_chosen
        .into_iter()
        .chain(unexplained)
        .chain(outdated)
        .collect())
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

/// The libraries for which the manifest of a crate chooses a version itself.
fn chosen_apart(manifest: &str) -> impl Iterator<Item = &str> {
    let mut among_dependencies = false;
    manifest.lines().filter_map(move |line| {
        if line.starts_with('[') {
            among_dependencies = line.contains("dependencies");
        }
        let (name, value) = line.split_once('=').filter(|_| among_dependencies)?;
        let elsewhere = value.contains("path =") || line.replace(' ', "").contains("workspace=true");
        let is_name = name
            .trim()
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        (is_name && !elsewhere).then_some(name.trim())
    })
}

/// The names in the first column of the table: lines that begin with ``| `name` ``.
fn explained_in(document: &str) -> BTreeSet<String> {
    let names = document
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    names.map(|(name, _)| name.to_string()).collect()
}
