//! `kontor import`: a CSV file becomes records.

use std::io::{IsTerminal, Write, stderr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, Request};
use clap::Args;
use futures_util::stream;
use kontor_http::api::PREFIX;
use kontor_kernel::Json;
use serde_json::json;
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tokio::time::sleep;

use super::client::Client;
use super::{Common, output, segment};
use crate::failure::Failure;

/// How often to look how far it is.
const PAUSE: Duration = Duration::from_millis(200);
/// What is read of the file at once.
const PIECE: usize = 64 * 1024;
/// Problems in the report, and those that are shown.
const REPORTED: usize = 10_000;
const SHOWN: usize = 20;

/// Import records from a CSV file in UTF-8
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  kontor import organization customers.csv
  kontor import organization customers.csv --map docs/examples/northwind_customers.json --key 'Customer ID'
  kontor import person people.csv --dry-run
  kontor import person people.csv --report report.json

Columns are found by the key or the label of a field; a map names the others: {\"Company\": \"organization.name\"}.
With --key a second run updates. It exits with 3 when rows were rejected; the others are imported.")]
pub struct Import {
    /// The object that the rows are about
    object: String,
    /// The file
    file: PathBuf,
    /// A file with the map, as JSON
    #[arg(long, value_name = "FILE.json")]
    map: Option<PathBuf>,
    /// The column with the key of each record in the system it comes from
    #[arg(long, value_name = "COLUMN")]
    key: Option<String>,
    /// Write the report, as JSON
    #[arg(long, value_name = "FILE.json")]
    report: Option<PathBuf>,
    /// Only tell what would happen
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    /// Does it.
    pub async fn run(self, client: &Client, common: &Common) -> Result<(), Failure> {
        let map = self.map.as_deref().map(read_map).transpose()?;
        let import = self.upload(client).await?;
        let path = format!("/imports/{}", segment(import["id"].as_str().unwrap_or_default())?);
        if map.is_some() || self.key.is_some() {
            let body = json!({"map": map, "key": self.key});
            client.call(Method::PATCH, &path, Some(body)).await?;
        }
        let run = format!("{path}/run{}", if self.dry_run { "?dry_run=true" } else { "" });
        client.call(Method::POST, &run, None).await?;
        let import = client.with_worker(follow(client, &path)).await??;
        if let Some(error) = import["error"].as_str() {
            return Err(Failure::new(error));
        }
        if !matches!(import["state"].as_str(), Some("done" | "checked")) {
            let state = import["state"].as_str().unwrap_or_default();
            return Err(Failure::new(format!("The import is {state}.")));
        }
        let report = &client.get(&format!("{path}?errors={REPORTED}")).await?["report"];
        self.tell(report, common)
    }

    async fn upload(&self, client: &Client) -> Result<Json, Failure> {
        let fail = |cause| Failure::because(format!("{} can't be read", self.file.display()), cause);
        let file = File::open(&self.file).await.map_err(fail)?;
        let pieces = stream::try_unfold(file, |mut file| async move {
            let mut piece = Vec::with_capacity(PIECE);
            match (&mut file).take(PIECE as u64).read_to_end(&mut piece).await? {
                0 => Ok::<_, std::io::Error>(None),
                _ => Ok(Some((Bytes::from(piece), file))),
            }
        });
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("{PREFIX}/imports?object={}", segment(&self.object)?))
            .header(CONTENT_TYPE, "text/csv")
            .body(Body::from_stream(pieces))
            .map_err(|cause| Failure::because("This can't be asked", cause))?;
        client.answer(request).await
    }

    fn tell(&self, report: &Json, common: &Common) -> Result<(), Failure> {
        if let Some(path) = &self.report {
            std::fs::write(path, format!("{report:#}\n"))
                .map_err(|cause| Failure::because(format!("{} can't be written", path.display()), cause))?;
        }
        let number = |key: &str| report[key].as_u64().unwrap_or(0);
        let failed = number("failed");
        if common.json {
            output::json(report)?;
        } else {
            let counts =
                ["created", "updated", "skipped", "failed"].map(|key| format!("{} {key}", number(key)));
            let would = if self.dry_run { "would be " } else { "" };
            output::line(&format!("{} rows: {would}{}.", number("rows"), counts.join(", ")))?;
            for problem in report["errors"].as_array().into_iter().flatten().take(SHOWN) {
                output::line(&worded(problem))?;
            }
        }
        match failed {
            0 => Ok(()),
            1 => Err(Failure::partly("1 row was rejected.")),
            many => Err(Failure::partly(format!("{many} rows were rejected."))),
        }
    }
}

/// `row 7, E-Mail: This is no e-mail address. (left out)`
fn worded(problem: &Json) -> String {
    let text = |key: &str| problem[key].as_str().unwrap_or_default();
    let place = [text("column"), text("field")]
        .into_iter()
        .find(|text| !text.is_empty());
    let place = place.map(|place| format!(", {place}")).unwrap_or_default();
    let left_out = if problem["warning"] == json!(true) {
        " (left out)"
    } else {
        ""
    };
    output::plain(&format!(
        "row {}{place}: {}{left_out}",
        problem["row"],
        text("detail")
    ))
}

fn read_map(path: &Path) -> Result<Json, Failure> {
    let fail =
        |cause: &dyn std::fmt::Display| Failure::because(format!("{} can't be read", path.display()), cause);
    let text = std::fs::read_to_string(path).map_err(|cause| fail(&cause))?;
    serde_json::from_str(&text).map_err(|cause| fail(&cause))
}

/// Waits for the end of an import and shows on a terminal how far it is.
async fn follow(client: &Client, path: &str) -> Result<Json, Failure> {
    let shown = stderr().is_terminal();
    loop {
        let import = client.get(&format!("{path}?errors=0")).await?;
        let ended = import["state"] != json!("running");
        if shown {
            let (done, total) = (&import["progress"]["done"], &import["progress"]["total"]);
            let end = if ended { "\n" } else { "" };
            // Whoever closed standard error does not want to know.
            let _ = write!(stderr(), "\r{done} of {total} rows{end}").and_then(|()| stderr().flush());
        }
        if ended {
            return Ok(import);
        }
        sleep(PAUSE).await;
    }
}
