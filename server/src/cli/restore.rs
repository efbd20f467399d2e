//! `kontor restore`: an empty workspace from a backup.

use std::path::{Path, PathBuf};

use clap::Args;
use kontor_http::app::MAIN;
use kontor_transfer::backup::archive::Backup;
use serde_json::json;

use super::backup::{absolute, counted};
use super::client::Client;
use super::{Common, output};
use crate::failure::Failure;

/// Fill an empty workspace from a backup
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  kontor restore /backups/main.zip
  kontor restore /backups/main.zip --data /srv/kontor --database postgres://kontor@localhost/kontor
  kontor workspace create acme --host acme.example && kontor restore /backups/acme.zip --workspace acme

Nothing is changed when the file is damaged, or when something is in the workspace already.")]
pub struct Restore {
    /// The file
    file: PathBuf,
}

impl Restore {
    /// Refuses what can't succeed while there is no data folder yet, so that none is left behind that nobody wanted.
    pub fn look(&self, data: &Path, workspace: &str) -> Result<(), Failure> {
        if data.exists() {
            return Ok(());
        }
        if workspace != MAIN {
            return Err(Failure::new(format!(
                "There is no workspace {workspace:?}: a new data folder has {MAIN:?} only."
            )));
        }
        Ok(Backup::open(&self.file)?.verify()?)
    }

    /// Does it.
    pub async fn run(self, client: &Client, common: &Common) -> Result<(), Failure> {
        let restored = client
            .post("/machine/restore", json!({"file": absolute(&self.file)?}))
            .await?;
        if common.json {
            return output::json(&restored);
        }
        let taken = restored["created_at"].as_str().unwrap_or_default();
        output::line(&format!("Restored as of {taken}: {}.", counted(&restored)))?;
        if restored["secret_key"] == json!("kept") {
            output::line(
                "The data folder keeps its own secret.key: secrets that the backup holds can't be read.",
            )?;
        }
        Ok(())
    }
}
