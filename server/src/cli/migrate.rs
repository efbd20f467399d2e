//! `kontor migrate`: a folder with the files of another system comes in, file after file, as a plan says.

use std::io::{IsTerminal, Write, stderr};
use std::path::{Path, PathBuf};

use axum::http::Method;
use clap::Args;
use kontor_kernel::Json;
use kontor_transfer::import::plan::Plan;
use serde_json::json;

use super::client::Client;
use super::import::{follow, read_json, upload, worded};
use super::{Common, output, segment};
use crate::failure::Failure;

/// Problems of each file in the report.
const REPORTED: usize = 1_000;
/// Rejected rows of each file that are told.
const TOLD: usize = 5;

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
    /// Only tell what would happen
    #[arg(long)]
    dry_run: bool,
}

impl Migrate {
    /// Does it.
    pub async fn run(self, client: &Client, common: &Common) -> Result<(), Failure> {
        let plan = self.plan(client).await?;
        let missing = missing_objects(client, &plan).await?;
        if self.dry_run && !missing.is_empty() {
            let keys: Vec<&str> = missing
                .iter()
                .filter_map(|object| object["key"].as_str())
                .collect();
            return Err(Failure::new(format!(
                "The plan brings objects that are not there yet, so there can't be a dry run: {}.",
                output::plain(&keys.join(", "))
            )));
        }
        for object in missing {
            client.post("/objects", object).await?;
        }
        let files = files(&self.folder)?;
        let mut uploaded: Vec<Json> = Vec::new();
        for path in &files {
            uploaded.push(upload(client, path, "/files").await?["id"].take());
        }
        let migration = client
            .post("/migrations", json!({"plan": plan.to_json(), "files": uploaded}))
            .await?;
        let place = format!(
            "/migrations/{}",
            segment(migration["id"].as_str().unwrap_or_default())?
        );
        let run = format!("{place}/run?dry_run={}", self.dry_run);
        client.call(Method::POST, &run, None).await?;
        let ended = client.with_worker(follow_all(client, &place)).await?;
        let mut report = client.get(&format!("{place}?errors={REPORTED}")).await?;
        report["dry_run"] = json!(self.dry_run);
        if let Some(path) = &self.report {
            std::fs::write(path, format!("{report:#}\n"))
                .map_err(|cause| Failure::because(format!("{} can't be written", path.display()), cause))?;
        }
        ended?;
        self.tell(&report, common)
    }

    /// Says what came of it.
    fn tell(&self, report: &Json, common: &Common) -> Result<(), Failure> {
        let files = report["files"].as_array().map(Vec::as_slice).unwrap_or_default();
        let left = report["left_over"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        if common.json {
            output::json(report)?;
        } else {
            for file in files {
                output::line(&summary(file, self.dry_run))?;
                for line in rejected(file) {
                    output::line(&line)?;
                }
            }
            for file in left.iter().filter_map(Json::as_str) {
                output::line(&output::plain(&format!(
                    "{file}: not taken over, the plan does not know it."
                )))?;
            }
        }
        let failed: u64 = files
            .iter()
            .filter_map(|file| file["report"]["failed"].as_u64())
            .sum();
        match (failed, left.len()) {
            (0, 0) => Ok(()),
            (0, _) => Err(Failure::partly("Some files were not taken over.")),
            (1, _) => Err(Failure::partly("1 row was rejected.")),
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
}

/// Waits for the end of all files, and shows on a terminal how far each is.
async fn follow_all(client: &Client, place: &str) -> Result<(), Failure> {
    loop {
        let migration = client.get(&format!("{place}?errors=0")).await?;
        let files = migration["files"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let Some(running) = files.iter().find(|file| file["state"] == "running") else {
            return match files
                .iter()
                .find(|file| file["state"] == "failed" || file["state"] == "cancelled")
            {
                None => Ok(()),
                Some(file) => {
                    let why = file["error"].as_str().unwrap_or("The import was cancelled.");
                    let name = file["name"].as_str().unwrap_or_default();
                    Err(Failure::new(output::plain(&format!("{name}: {why}"))))
                }
            };
        };
        if stderr().is_terminal() {
            // Whoever closed standard error does not want to know.
            let _ = writeln!(
                stderr(),
                "{}",
                output::plain(running["name"].as_str().unwrap_or_default())
            );
        }
        let import = segment(running["import"].as_str().unwrap_or_default())?;
        follow(client, &format!("/imports/{import}")).await?;
    }
}

fn summary(file: &Json, dry_run: bool) -> String {
    let number = |key: &str| file["report"][key].as_u64().unwrap_or(0);
    let counts = ["created", "updated", "skipped", "failed"].map(|key| format!("{} {key}", number(key)));
    let would = if dry_run { "would be " } else { "" };
    let ignored = file["not_taken_over"]["columns"].as_array().into_iter().flatten();
    let ignored: Vec<&str> = ignored.filter_map(Json::as_str).collect();
    let columns = match ignored.is_empty() {
        true => String::new(),
        false => format!(" Not taken over: {}.", ignored.join(", ")),
    };
    let text = |key: &str| file[key].as_str().unwrap_or_default();
    let (name, object) = (text("name"), text("object"));
    output::plain(&format!(
        "{name} ({object}): {} rows: {would}{}.{columns}",
        number("rows"),
        counts.join(", ")
    ))
}

/// Where the rejected rows of a file are found, and why the first were rejected.
fn rejected(file: &Json) -> Vec<String> {
    if file["report"]["failed"].as_u64().unwrap_or(0) == 0 {
        return Vec::new();
    }
    let import = file["import"].as_str().unwrap_or_default();
    let problems = file["report"]["errors"].as_array().into_iter().flatten();
    let reasons = problems.filter(|problem| problem["warning"] != json!(true));
    let told = reasons.take(TOLD).map(|problem| format!("  {}", worded(problem)));
    let head = output::plain(&format!(
        "  Rejected rows, all of them in GET /imports/{import}/errors:"
    ));
    std::iter::once(head).chain(told).collect()
}

/// Objects of the plan that are not there.
async fn missing_objects(client: &Client, plan: &Plan) -> Result<Vec<Json>, Failure> {
    let mut missing = Vec::new();
    for object in &plan.objects {
        let key = object["key"].as_str().unwrap_or_default();
        if client.get(&format!("/objects/{}", segment(key)?)).await.is_err() {
            missing.push(object.clone());
        }
    }
    Ok(missing)
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
