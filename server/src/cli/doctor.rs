//! `kontor doctor`: is everything in order?

use std::time::Duration;

use axum::http::Method;
use clap::Args;
use kontor_kernel::Json;
use serde_json::json;
use tokio::time::sleep;

use super::client::Client;
use super::{Common, output};
use crate::failure::Failure;

/// How long between two looks at how far a rebuild is.
const PAUSE: Duration = Duration::from_millis(100);

/// Look whether a workspace is in order
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  kontor doctor
  kontor doctor --workspace acme --json
  kontor doctor --rebuild-search

It looks at the database itself, at links that lead nowhere, at what is kept beside the records (a sample), at files, and
shows versions and the rules of the modules in their order. It changes nothing and exits with 1 when something is wrong.

With --rebuild-search it first has the search index built anew, while others may go on working.")]
pub struct Doctor {
    /// Build the search index anew first
    #[arg(long)]
    rebuild_search: bool,
}

impl Doctor {
    /// Does it.
    pub async fn run(self, client: &Client, common: &Common) -> Result<(), Failure> {
        if self.rebuild_search {
            let done = client.with_worker(rebuild(client)).await??;
            if !common.json {
                output::line(&format!("search was built anew from {} records", done["records"]))?;
            }
        }
        let found = client.get("/machine/doctor").await?;
        if common.json {
            output::json(&found)?;
        } else {
            for check in found["checks"].as_array().into_iter().flatten() {
                output::line(&worded(check))?;
            }
        }
        match found["ok"] == json!(true) {
            true => Ok(()),
            false => Err(Failure::new("Something is wrong.")),
        }
    }
}

/// Has the search index built anew, and waits for it.
async fn rebuild(client: &Client) -> Result<Json, Failure> {
    let asked = client.call(Method::POST, "/search/rebuild", None).await?;
    let path = format!("/jobs/{}", asked["job"].as_str().unwrap_or_default());
    loop {
        let job = client.get(&path).await?;
        match job["state"].as_str() {
            Some("done") => return Ok(job["result"].clone()),
            Some("failed" | "cancelled") => return Err(Failure::new("The search index was not built anew.")),
            _ => sleep(PAUSE).await,
        }
    }
}

/// `ok     links: none leads nowhere`
fn worded(check: &Json) -> String {
    let text = |key: &str| check[key].as_str().unwrap_or_default();
    let word = if check["ok"] == json!(true) {
        "ok   "
    } else {
        "WRONG"
    };
    output::plain(&format!("{word}  {}: {}", text("name"), text("detail")))
}
