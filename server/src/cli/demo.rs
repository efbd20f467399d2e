//! `kontor demo`: a company to look at, in an empty workspace.

use std::io::{IsTerminal, Write, stderr};
use std::time::Duration;

use clap::Args;
use kontor_kernel::Json;
use serde_json::json;
use tokio::time::sleep;

use super::client::Client;
use super::{Common, output, segment};
use crate::failure::Failure;

/// How often to look whether it is done.
const PAUSE: Duration = Duration::from_millis(500);

/// What is told, in this order: object, one, several.
const TOLD: [(&str, &str, &str); 6] = [
    ("organization", "organisation", "organisations"),
    ("person", "person", "people"),
    ("interaction", "interaction", "interactions"),
    ("opportunity", "opportunity", "opportunities"),
    ("task", "task", "tasks"),
    ("user", "user", "users"),
];

/// Fill an empty workspace with a company to look at
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  kontor demo
  kontor workspace create demo && kontor demo --workspace demo
  kontor demo --seed 7

Everything is invented: 200 organisations and 600 people in Germany and England, two years of calls, mails and meetings
with them, opportunities in all stages, tasks that are due today, a few duplicates on purpose. The same seed makes the
same company, and its days are counted from today. Part of the work falls to the first administrator, so add one before.

Try things on it, then delete the workspace: what was made mixes with what you do.")]
pub struct Demo {
    /// Another number, another company
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u32,
    /// Even if the workspace holds records already
    #[arg(long)]
    anyway: bool,
}

impl Demo {
    /// Does it.
    pub async fn run(self, client: &Client, common: &Common) -> Result<(), Failure> {
        let wish = json!({"seed": self.seed, "anyway": self.anyway});
        let job = client.post("/demo", wish).await?;
        let path = format!("/jobs/{}", segment(job["job"].as_str().unwrap_or_default())?);
        let job = client.with_worker(follow(client, &path)).await??;
        if job["state"] != json!("done") {
            let why = job["error"]
                .as_str()
                .unwrap_or("The company was called off half way.");
            return Err(Failure::new(why));
        }
        if common.json {
            return output::json(&job);
        }
        let made = &job["result"]["made"];
        let told = TOLD.iter().filter_map(|(object, one, several)| {
            let count = made[object].as_u64()?;
            Some(format!("{count} {}", if count == 1 { one } else { several }))
        });
        output::line(&format!("Made: {}.", told.collect::<Vec<_>>().join(", ")))
    }
}

async fn follow(client: &Client, path: &str) -> Result<Json, Failure> {
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
            let done = format!(
                "\r{} of {} records{end}",
                job["progress"]["done"], job["progress"]["total"]
            );
            let _ = stderr()
                .write_all(done.as_bytes())
                .and_then(|()| stderr().flush());
        }
        if ended {
            return Ok(job);
        }
        sleep(PAUSE).await;
    }
}
