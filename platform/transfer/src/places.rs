//! Where the files of imports and exports of a workspace lie.

use std::path::{Path, PathBuf};

use kontor_kernel::{Error, Id, Result};

use crate::import::store::Import;

/// The folders of a workspace; a cheap handle.
#[derive(Clone, Debug)]
pub struct Places {
    folder: PathBuf,
}

impl Places {
    /// In the folder of the workspace.
    pub fn new(folder: impl Into<PathBuf>) -> Places {
        Places {
            folder: folder.into(),
        }
    }

    /// The file of an import.
    pub fn import(&self, id: Id) -> PathBuf {
        self.folder.join("imports").join(id.to_string())
    }

    /// Where the files that come with the rows of an import are taken from.
    pub fn attachments(&self, import: &Import) -> PathBuf {
        self.import(import.file.files_in.unwrap_or(import.id))
    }

    /// Its rows, parsed and matched.
    pub fn stage(&self, id: Id) -> PathBuf {
        self.folder.join("imports").join(format!("{id}.stage"))
    }

    /// The file of an export.
    pub fn export(&self, id: Id) -> PathBuf {
        self.folder.join("exports").join(id.to_string())
    }

    /// Makes the folder a file is to be in.
    pub fn prepare(path: &Path) -> Result<()> {
        match path.parent() {
            Some(folder) => std::fs::create_dir_all(folder).map_err(Error::disk),
            None => Ok(()),
        }
    }
}
