//! `kontor doctor`: is everything in order?

use clap::Args;
use kontor_kernel::Json;
use serde_json::json;

use super::client::Client;
use super::{Common, output};
use crate::failure::Failure;

/// Look whether a workspace is in order
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  kontor doctor
  kontor doctor --workspace acme --json

It looks at the database itself, at links that lead nowhere, at what is kept beside the records (a sample), at files, and
shows versions and the rules of the modules in their order. It changes nothing and exits with 1 when something is wrong.")]
pub struct Doctor {}

impl Doctor {
    /// Does it.
    pub async fn run(self, client: &Client, common: &Common) -> Result<(), Failure> {
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
