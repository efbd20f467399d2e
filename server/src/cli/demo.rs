//! `kontor demo`: a company to look at, in an empty workspace.

use clap::Args;
use kontor_kernel::Json;
use serde_json::json;

use super::client::Client;
use super::{Common, job, output, segment};
use crate::failure::Failure;

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
        let job = client.with_worker(job::follow(client, &path, so_far)).await??;
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

fn so_far(progress: &Json) -> String {
    format!("{} of {} records", progress["done"], progress["total"])
}
