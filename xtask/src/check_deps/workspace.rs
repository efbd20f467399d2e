//! What `cargo metadata` says about our own crates, reduced to what the rules need.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::shell::{self, Result};

/// All crates of a checkout.
pub struct Workspace {
    pub root: PathBuf,
    pub crates: Vec<Crate>,
}

/// One of our crates. Its place in the tree, not its name, says what it may do.
pub struct Crate {
    /// The folder below the root, as `platform/kernel`.
    pub place: String,
    pub licence: String,
    pub dependencies: Vec<Dependency>,
}

/// One line under some `[dependencies]`.
pub struct Dependency {
    pub name: String,
    /// The folder below the root, for one of our own crates.
    pub place: Option<String>,
    /// Only tests see it.
    pub dev: bool,
}

impl Workspace {
    pub fn load(root: &Path) -> Result<Self> {
        let mut metadata = shell::cargo();
        metadata
            .current_dir(root)
            .args(["metadata", "--no-deps", "--offline", "--format-version", "1"]);
        let text = shell::output_of(&mut metadata)?;
        let json: Value =
            serde_json::from_str(&text).map_err(|error| format!("cannot read cargo metadata: {error}"))?;
        let crates = list(&json["packages"])
            .map(|package| Crate::read(package, root))
            .collect();
        Ok(Self {
            root: root.to_path_buf(),
            crates,
        })
    }
}

impl Crate {
    fn read(package: &Value, root: &Path) -> Self {
        let manifest = Path::new(text(&package["manifest_path"]));
        let dependencies = list(&package["dependencies"]).map(|dependency| Dependency {
            name: text(&dependency["name"]).to_string(),
            place: dependency["path"]
                .as_str()
                .map(|path| place(Path::new(path), root)),
            dev: dependency["kind"] == "dev",
        });
        Self {
            place: place(manifest.parent().unwrap_or(manifest), root),
            licence: text(&package["license"]).to_string(),
            dependencies: dependencies.collect(),
        }
    }
}

fn place(folder: &Path, root: &Path) -> String {
    folder
        .strip_prefix(root)
        .unwrap_or(folder)
        .to_string_lossy()
        .into_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
