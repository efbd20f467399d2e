//! `kontor export`: records become a file.

use std::io::{ErrorKind, Write, stdout};
use std::path::PathBuf;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request};
use clap::{Args, ValueEnum};
use futures_util::StreamExt;
use kontor_kernel::Json;
use serde_json::json;
use tokio::time::sleep;

use super::client::Client;
use super::progress::ProgressLine;
use super::{Common, output, segment};
use crate::failure::Failure;

/// How often to look whether it is done.
const PAUSE: Duration = Duration::from_millis(200);

/// Export records as CSV, as a workbook, as lines of JSON or as contacts
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  kontor export person > people.csv
  kontor export organization --filter 'employees > 100' --fields name,emails --output large.csv
  kontor export person --json | jq .label
  kontor export opportunity --format xlsx --output pipeline.xlsx
  kontor export person --format vcard --output people.vcf

What was exported as CSV can be imported again: cells that a spreadsheet would take for formulas have an apostrophe in
front, which the import takes away.")]
pub struct Export {
    /// The object
    object: String,
    /// What a saved view shows, by its id
    #[arg(long, value_name = "ID")]
    view: Option<String>,
    /// Only records that meet this condition
    #[arg(long)]
    filter: Option<String>,
    /// In this order: fields with - in front for descending, separated by commas
    #[arg(long, allow_hyphen_values = true)]
    sort: Option<String>,
    /// Only these fields, separated by commas
    #[arg(long)]
    fields: Option<String>,
    /// The form of the file; without it CSV, with --json lines of JSON
    #[arg(long, value_enum)]
    format: Option<Form>,
    /// Into this file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The form of the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Form {
    /// A table
    Csv,
    /// A workbook
    Xlsx,
    /// One record in a line, as JSON
    Jsonl,
    /// Contacts
    Vcard,
}

impl Export {
    /// The form of the file. Whoever wants JSON on standard output gets no table there.
    fn form(&self, as_json: bool) -> Result<Form, Failure> {
        let only_json = as_json && self.output.is_none();
        match self.format {
            None if only_json => Ok(Form::Jsonl),
            Some(form) if only_json && form != Form::Jsonl => Err(Failure::usage(
                "With --json a file of another form than jsonl needs --output.",
            )),
            form => Ok(form.unwrap_or(Form::Csv)),
        }
    }

    /// Does it.
    pub async fn run(self, client: &Client, common: &Common) -> Result<(), Failure> {
        let format = match self.form(common.json)? {
            Form::Csv => "csv",
            Form::Xlsx => "xlsx",
            Form::Jsonl => "jsonl",
            Form::Vcard => "vcard",
        };
        let wish = json!({"object": self.object, "view": self.view, "filter": self.filter, "sort": self.sort,
            "fields": self.fields, "format": format});
        client.require_object(&self.object).await?;
        let export = client.post("/exports", wish).await?;
        let path = format!("/exports/{}", segment(export["id"].as_str().unwrap_or_default())?);
        let export = client.with_worker(follow(client, &path)).await??;
        if let Some(error) = export["error"].as_str() {
            return Err(Failure::new(error));
        }
        let file = export["file"]
            .as_str()
            .ok_or_else(|| Failure::new("The export broke off."))?;
        self.fetch(client, file).await?;
        match (common.json, &self.output) {
            (true, Some(_)) => output::json(&export),
            _ => Ok(()),
        }
    }

    /// Writes the file as it comes.
    async fn fetch(&self, client: &Client, address: &str) -> Result<(), Failure> {
        let request = Request::builder()
            .method(Method::GET)
            .uri(address)
            .body(Body::empty());
        let request = request.map_err(|cause| Failure::because("This can't be asked", cause))?;
        let mut pieces = client.send(request).await?.into_body().into_data_stream();
        let fail = |cause| match &self.output {
            Some(path) => Failure::because(format!("{} can't be written", path.display()), cause),
            None => Failure::because("Standard output can't be written", cause),
        };
        let mut out: Box<dyn Write> = match &self.output {
            Some(path) => Box::new(std::fs::File::create(path).map_err(fail)?),
            None => Box::new(stdout()),
        };
        while let Some(piece) = pieces.next().await {
            let piece =
                piece.map_err(|cause| Failure::because("The server's answer can't be read", cause))?;
            match out.write_all(&piece) {
                // Whoever read along has seen enough.
                Err(cause) if cause.kind() == ErrorKind::BrokenPipe && self.output.is_none() => return Ok(()),
                other => other.map_err(fail)?,
            }
        }
        out.flush().map_err(fail)
    }
}

async fn follow(client: &Client, path: &str) -> Result<Json, Failure> {
    let mut line = ProgressLine::new("counting the records");
    loop {
        let export = client.get(path).await?;
        let ended = export["state"] != json!("running");
        line.show(&export["progress"], ended);
        if ended {
            return Ok(export);
        }
        sleep(PAUSE).await;
    }
}
