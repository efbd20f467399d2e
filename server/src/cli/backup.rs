//! `kontor backup`: everything of a workspace in one file.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::client::Client;
use super::{Common, output};
use crate::failure::Failure;

/// Take a backup of a workspace into one file, while others work
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  kontor backup /backups/main.zip
  kontor backup /backups/acme.zip --workspace acme --with-key

The file holds everything: records with their history, files, definitions, settings, and hashes of passwords and keys.
Keep it like the data folder itself. It restores onto SQLite and PostgreSQL alike.")]
pub struct Backup {
    /// The file; one that is there is replaced when the new one is whole
    file: PathBuf,
    /// With the key of the data folder, by which stored secrets can be read
    #[arg(long)]
    with_key: bool,
}

impl Backup {
    /// Does it.
    pub async fn run(self, client: &Client, common: &Common) -> Result<(), Failure> {
        let file = absolute(&self.file)?;
        let taken = client
            .post(
                "/machine/backup",
                json!({"file": file, "with_key": self.with_key}),
            )
            .await?;
        if common.json {
            return output::json(&taken);
        }
        output::line(&format!("{file}: {}.", counted(&taken)))?;
        match taken["missing_files"].as_array().map_or(0, Vec::len) {
            0 => Ok(()),
            many => Err(Failure::partly(format!(
                "The contents of {many} files were missing already."
            ))),
        }
    }
}

/// The server may work in another folder.
pub fn absolute(file: &std::path::Path) -> Result<String, Failure> {
    let fail = |cause| Failure::because(format!("{} is no path", file.display()), cause);
    let path = std::path::absolute(file).map_err(fail)?;
    path.into_os_string()
        .into_string()
        .map_err(|_| Failure::usage("The path of the file must be UTF-8."))
}

/// `2,345 records, 12 files`
pub fn counted(answer: &kontor_kernel::Json) -> String {
    let counts = || answer["counts"].as_object().into_iter().flatten();
    let sum = |wanted: &dyn Fn(&str) -> bool| -> u64 {
        counts()
            .filter(|(name, _)| wanted(name))
            .filter_map(|(_, count)| count.as_u64())
            .sum()
    };
    let records = sum(&|name| name.starts_with("records/"));
    format!("{records} records, {} files", sum(&|name| name == "files.jsonl"))
}
