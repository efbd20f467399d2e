//! `kontor migrate`: a folder with the files of another system comes in, file after file, as a plan says.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write, stderr};
use std::path::{Path, PathBuf};

use axum::http::Method;
use clap::Args;
use kontor_kernel::Json;
use kontor_transfer::import::plan::{Plan, Step};
use serde_json::json;

use super::client::Client;
use super::import::{ended_well, follow, read_json, upload};
use super::{Common, output, segment};
use crate::failure::Failure;

/// Problems of each file in the report.
const REPORTED: usize = 1_000;

/// Bring everything over from another system: a folder with its files, and the plan for them
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  kontor migrate export/ --plan salesforce --dry-run
  kontor migrate export/ --plan salesforce --report report.json
  kontor migrate northwind/ --plan docs/examples/northwind_plan.json

Plans that come with Kontor: outlook, google, hubspot, pipedrive, salesforce, suitecrm, northwind. A second run updates what
the first has brought. It exits with 3 when rows were rejected or files were left over.")]
pub struct Migrate {
    /// The folder with the files
    folder: PathBuf,
    /// A file with the plan, as JSON, or the name of one that comes with Kontor
    #[arg(long, value_name = "FILE|NAME")]
    plan: String,
    /// Write the report, as JSON
    #[arg(long, value_name = "FILE.json")]
    report: Option<PathBuf>,
    /// Only tell what would happen; each file for itself, so links to records of the others are not found
    #[arg(long)]
    dry_run: bool,
}

impl Migrate {
    /// Does it.
    pub async fn run(self, client: &Client, common: &Common) -> Result<(), Failure> {
        let plan = self.plan(client).await?;
        let mut files = files(&self.folder)?;
        if !self.dry_run {
            make_objects(client, &plan).await?;
        }
        let mut told: Vec<Json> = Vec::new();
        let (mut failed, mut missing) = (0, Vec::new());
        for step in &plan.steps {
            let fitting: Vec<PathBuf> = files
                .iter()
                .filter(|path| step.is_called(&path.to_string_lossy()))
                .cloned()
                .collect();
            let mut found = false;
            for path in fitting {
                let Some(report) = self.bring(client, step, &path).await? else {
                    continue;
                };
                found = true;
                files.retain(|other| *other != path);
                failed += report["report"]["failed"].as_u64().unwrap_or(0);
                if !common.json {
                    output::line(&summary(&report, self.dry_run))?;
                }
                told.push(report);
            }
            if !found {
                missing.push(json!({"object": step.object, "files": step.files}));
            }
        }
        let left: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
        let report = json!({"plan": plan.name, "dry_run": self.dry_run, "files": told, "missing": missing,
            "left_over": left});
        if let Some(path) = &self.report {
            std::fs::write(path, format!("{report:#}\n"))
                .map_err(|cause| Failure::because(format!("{} can't be written", path.display()), cause))?;
        }
        if common.json {
            output::json(&report)?;
        } else {
            for file in &left {
                output::line(&output::plain(&format!(
                    "{file}: not taken over, the plan does not know it."
                )))?;
            }
        }
        match (failed, left.len()) {
            (0, 0) => Ok(()),
            (0, _) => Err(Failure::partly("Some files were not taken over.")),
            _ => Err(Failure::partly(format!("{failed} rows were rejected."))),
        }
    }

    /// The plan: a file, or one that comes with the server.
    async fn plan(&self, client: &Client) -> Result<Plan, Failure> {
        let path = Path::new(&self.plan);
        let json = if path.is_file() {
            read_json(path)?
        } else {
            let plans = client.get("/import_plans").await?;
            let mut named = plans["data"].as_array().into_iter().flatten();
            let found = named.find(|plan| plan["name"] == self.plan.as_str()).cloned();
            found.ok_or_else(|| Failure::usage(format!("There is no plan called {}.", self.plan)))?
        };
        Plan::read(&json).map_err(|error| Failure::new(error.detail))
    }

    /// Imports one file; nothing when it is not the one that the step means.
    async fn bring(&self, client: &Client, step: &Step, path: &Path) -> Result<Option<Json>, Failure> {
        let import = upload(client, path, &format!("object={}", segment(&step.object)?)).await?;
        let columns: Vec<&str> = import["columns"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|column| column["name"].as_str())
            .collect();
        if !step.requires.is_empty() && !step.fits(&columns) {
            return Ok(None);
        }
        let place = format!("/imports/{}", segment(import["id"].as_str().unwrap_or_default())?);
        let map = json!({"map": step.map_for(&columns)});
        client.call(Method::PATCH, &place, Some(map)).await?;
        let run = format!("{place}/run?again=true&dry_run={}", self.dry_run);
        client.call(Method::POST, &run, None).await?;
        if stderr().is_terminal() {
            let _ = writeln!(stderr(), "{}", path.display());
        }
        let done = client.with_worker(follow(client, &place)).await??;
        ended_well(&done)?;
        let done = client.get(&format!("{place}?errors={REPORTED}")).await?;
        Ok(Some(json!({
            "file": path.display().to_string(),
            "object": step.object,
            "import": done["id"],
            "report": done["report"],
            "not_taken_over": not_taken_over(&done),
        })))
    }
}

/// What of a file was not taken over, and why: columns without a field, rows by the reason they were rejected for.
fn not_taken_over(import: &Json) -> Json {
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for problem in import["report"]["errors"].as_array().into_iter().flatten() {
        *reasons
            .entry(problem["code"].as_str().unwrap_or_default())
            .or_default() += 1;
    }
    json!({"columns": import["report"]["ignored_columns"], "rows": import["report"]["failed"], "reasons": reasons})
}

fn summary(report: &Json, dry_run: bool) -> String {
    let number = |key: &str| report["report"][key].as_u64().unwrap_or(0);
    let counts = ["created", "updated", "skipped", "failed"].map(|key| format!("{} {key}", number(key)));
    let would = if dry_run { "would be " } else { "" };
    let file = report["file"].as_str().unwrap_or_default();
    let ignored: Vec<&str> = report["report"]["ignored_columns"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Json::as_str)
        .collect();
    let columns = match ignored.is_empty() {
        true => String::new(),
        false => format!(" Not taken over: {}.", ignored.join(", ")),
    };
    let object = report["object"].as_str().unwrap_or_default();
    output::plain(&format!(
        "{file} ({object}): {} rows: {would}{}.{columns}",
        number("rows"),
        counts.join(", ")
    ))
}

/// Objects of the plan that are not there are made.
async fn make_objects(client: &Client, plan: &Plan) -> Result<(), Failure> {
    for object in &plan.objects {
        let key = object["key"].as_str().unwrap_or_default();
        if client.get(&format!("/objects/{}", segment(key)?)).await.is_err() {
            client.post("/objects", object.clone()).await?;
        }
    }
    Ok(())
}

/// The files of a folder, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let fail = |cause| Failure::because(format!("{} can't be read", folder.display()), cause);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(fail)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    Ok(files)
}
