//! Waiting for a job that a command has asked for.

use std::io::{IsTerminal, Write, stderr};
use std::time::Duration;

use kontor_kernel::Json;
use serde_json::json;
use tokio::time::sleep;

use super::client::Client;
use super::output;
use crate::failure::Failure;

/// How often to look whether it is done.
const PAUSE: Duration = Duration::from_millis(200);

/// Waits for the end of a job, and shows on a terminal how far it is: by `words`, made of its progress.
pub async fn follow(client: &Client, path: &str, words: fn(&Json) -> String) -> Result<Json, Failure> {
    let shows = stderr().is_terminal();
    let mut told = Json::Null;
    loop {
        let job = client.get(path).await?;
        // An attempt that failed is repeated after a pause that may be long: nobody is to wait without knowing why.
        if job["state"] == json!("ready") && job["error"] != told {
            told = job["error"].clone();
            let why = output::plain(told.as_str().unwrap_or_default());
            output::note(&format!("An attempt failed and will be repeated: {why}"));
        }
        let ended = !matches!(job["state"].as_str(), Some("ready" | "running"));
        if shows && (ended || job["progress"]["done"].as_i64() > Some(0)) {
            let end = if ended { "\n" } else { "" };
            let line = format!("\r{}{end}", words(&job["progress"]));
            // Whoever closed standard error does not want to know.
            let _ = stderr()
                .write_all(line.as_bytes())
                .and_then(|()| stderr().flush());
        }
        if ended {
            return Ok(job);
        }
        sleep(PAUSE).await;
    }
}
