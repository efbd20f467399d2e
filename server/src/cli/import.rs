//! `kontor import`: a file becomes records.

use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{Method, Request};
use clap::Args;
use futures_util::stream;
use kontor_files::name::content_disposition;
use kontor_http::api::PREFIX;
use kontor_kernel::Json;
use serde_json::json;
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tokio::time::sleep;

use super::client::Client;
use super::progress::ProgressLine;
use super::{Common, output, segment, waiting};
use crate::failure::Failure;

/// How often to look how far it is.
const PAUSE: Duration = Duration::from_millis(200);
/// What is read of the file at once.
const PIECE: usize = 64 * 1024;
/// Problems in the report, and those that are shown.
const REPORTED: usize = 10_000;
const SHOWN: usize = 20;

/// Import records from a file: CSV, XLSX, JSON Lines, vCard, or a zip of these
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  kontor import organization customers.csv --dry-run
  kontor import person kontakte.csv --new-fields
  kontor import organization customers.csv --map docs/examples/northwind_customers.json --key 'Customer ID'
  kontor import x_order_line lines.csv --key 'Order ID+Product ID'
  kontor import person people.xlsx --sheet Kunden --report report.json

Columns are found by their usual names in German and English, by the layouts of well-known systems and by what is in
them; a map names the others: {\"Company\": \"organization.name\"}. A map is a file, a saved import map or a shipped plan.
With --key a second run updates. It exits with 3 when rows were rejected; the others are imported.")]
pub struct Import {
    /// The object that the rows are about
    object: String,
    /// The file
    file: PathBuf,
    /// A file with the map, as JSON, or the name of a saved map or a shipped plan
    #[arg(long, value_name = "FILE|NAME")]
    map: Option<String>,
    /// The column with the key of each record in the system it comes from; several together: A+B
    #[arg(long, value_name = "COLUMN")]
    key: Vec<String>,
    /// The system that the keys belong to; one for each kind of file unless told
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
    /// Make fields of one's own for columns that fill none
    #[arg(long)]
    new_fields: bool,
    /// What becomes of rows that are in the data already, by all appearances
    #[arg(long, value_name = "WHAT", value_parser = ["skip", "update", "create", "ask"])]
    on_duplicate: Option<String>,
    /// The sheet of a workbook
    #[arg(long)]
    sheet: Option<String>,
    /// The encoding, where it is not found out rightly: windows-1252
    #[arg(long)]
    encoding: Option<String>,
    /// What stands between cells, where it is not found out rightly: ';', '\t', '||', '§'
    #[arg(long, value_name = "TEXT")]
    delimiter: Option<String>,
    /// Whether the first row names the columns, where it is not found out rightly
    #[arg(long, value_name = "yes|no", value_parser = ["yes", "no"])]
    header: Option<String>,
    /// The file inside a zip that has the rows; without it all tables with the same columns
    #[arg(long, value_name = "NAME")]
    member: Option<String>,
    /// The same file was imported before, and its rows are to be there twice
    #[arg(long)]
    again: bool,
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
        self.require_place_of_report()?;
        let import = upload(client, &self.file, &format!("/imports?{}", self.query()?)).await?;
        let path = format!("/imports/{}", segment(import["id"].as_str().unwrap_or_default())?);
        let twin = import["same_file_as"].clone();
        let mut map = match &self.map {
            Some(name) => named_map(client, name, &import).await?,
            None => json!({}),
        };
        if let Some(what) = &self.on_duplicate {
            map = long_form(map);
            map["on_duplicate"] = json!(what);
        }
        let key = (!self.key.is_empty()).then_some(&self.key);
        let change = json!({"map": map, "key": key, "system": self.system});
        let mut import = client.call(Method::PATCH, &path, Some(change)).await?;
        let planned = match (self.new_fields, self.dry_run) {
            (true, true) => new_fields(&import),
            (true, false) => {
                import = client.post(&format!("{path}/fields"), json!({})).await?;
                Vec::new()
            }
            (false, _) => Vec::new(),
        };
        if planned.is_empty() {
            self.require_use(&import)?;
        }
        let mut query = vec![];
        if self.dry_run {
            query.push("dry_run=true");
        }
        if self.again {
            query.push("again=true");
        }
        client
            .call(Method::POST, &format!("{path}/run?{}", query.join("&")), None)
            .await?;
        let done = client.with_worker(follow(client, &path)).await??;
        ended_well(&done)?;
        if let (Some(state), false) = (twin["state"].as_str(), common.json) {
            let at = twin["finished_at"].as_str().unwrap_or_default();
            output::line(&match state {
                "done" => format!("This file was imported before, at {}.", output::plain(at)),
                _ => "Another import of this file has begun and has not come to its end.".to_owned(),
            })?;
        }
        let mut report = client.get(&format!("{path}?errors={REPORTED}")).await?["report"].take();
        report["import"] = import["id"].clone();
        if self.new_fields && self.dry_run {
            report["new_fields"] = json!(planned);
        }
        if report["waiting"].as_u64() > Some(0) {
            let id = import["id"].as_str().unwrap_or_default();
            report["waiting_rows"] = json!(waiting::all(client, segment(id)?).await?);
        }
        if let Some(path) = &self.report {
            std::fs::write(path, format!("{report:#}\n")).map_err(|cause| unwritable(path, cause))?;
        }
        self.tell(&report, common)
    }

    /// Refuses before anything is done what would have no report at its end.
    fn require_place_of_report(&self) -> Result<(), Failure> {
        let Some(path) = &self.report else { return Ok(()) };
        let mut options = std::fs::OpenOptions::new();
        let opened = options.write(true).create(true).truncate(false).open(path);
        opened.map(drop).map_err(|cause| unwritable(path, cause))
    }

    /// Refuses a file of which nothing would be taken: it is another file than was meant, or about another object.
    fn require_use(&self, import: &Json) -> Result<(), Failure> {
        let columns = import["columns"].as_array().map_or(&[][..], Vec::as_slice);
        if columns.is_empty() || columns.iter().any(|column| !column["target"].is_null()) {
            return Ok(());
        }
        let names: Vec<&str> = columns
            .iter()
            .filter_map(|column| column["name"].as_str())
            .take(SHOWN)
            .collect();
        Err(Failure::new(format!(
            "No column fits a field of {}: {}. Say by --map what they fill, or make fields by --new-fields.",
            self.object,
            output::plain(&names.join(", "))
        )))
    }

    fn query(&self) -> Result<String, Failure> {
        let mut query = format!("object={}", segment(&self.object)?);
        let header = self.header.as_ref().map(|header| (header == "yes").to_string());
        for (key, value) in [
            ("sheet", &self.sheet),
            ("encoding", &self.encoding),
            ("delimiter", &self.delimiter),
            ("header", &header),
            ("member", &self.member),
        ] {
            if let Some(value) = value {
                query.push_str(&format!("&{key}={}", encoded(value)));
            }
        }
        Ok(query)
    }

    fn tell(&self, report: &Json, common: &Common) -> Result<(), Failure> {
        let number = |key: &str| report[key].as_u64().unwrap_or(0);
        let failed = number("failed");
        if common.json {
            output::json(report)?;
        } else {
            let counts =
                ["created", "updated", "skipped", "failed"].map(|key| format!("{} {key}", number(key)));
            let would = if self.dry_run { "would be " } else { "" };
            output::line(&format!("{} rows: {would}{}.", number("rows"), counts.join(", ")))?;
            for field in report["new_fields"].as_array().into_iter().flatten() {
                output::line(&format!(
                    "{} would become the field {} ({}).",
                    output::plain(field["labels"]["en"].as_str().unwrap_or_default()),
                    output::plain(field["key"].as_str().unwrap_or_default()),
                    output::plain(field["type"].as_str().unwrap_or_default()),
                ))?;
            }
            let left_out = report["files"]["left_out"].as_array().into_iter().flatten();
            for name in left_out.filter_map(Json::as_str) {
                output::line(&format!(
                    "{} in the zip was left out: its columns are others. --member takes it.",
                    output::plain(name)
                ))?;
            }
            let problems = report["errors"].as_array().into_iter().flatten();
            let told = problems.filter(|problem| problem["code"] != "duplicate_waiting");
            for problem in told.take(SHOWN) {
                output::line(&worded(problem))?;
            }
            if let Some(rows) = report["waiting_rows"].as_array() {
                let id = output::plain(report["import"].as_str().unwrap_or_default());
                output::line(&format!(
                    "{} rows wait for a decision: kontor waiting {id}",
                    rows.len()
                ))?;
                waiting::tell(&rows[..rows.len().min(SHOWN)])?;
            }
        }
        match failed {
            0 => Ok(()),
            1 => Err(Failure::partly("1 row was rejected.")),
            many => Err(Failure::partly(format!("{many} rows were rejected."))),
        }
    }
}

/// The fields that columns would become which fill nothing.
fn new_fields(import: &Json) -> Vec<Json> {
    let columns = import["columns"].as_array().into_iter().flatten();
    let fields = columns.map(|column| column["new_field"].clone());
    fields.filter(|field| !field.is_null()).collect()
}

fn unwritable(path: &Path, cause: std::io::Error) -> Failure {
    Failure::because(format!("{} can't be written", path.display()), cause)
}

/// `row 7, E-Mail: This is no e-mail address. (left out)`
pub fn worded(problem: &Json) -> String {
    let text = |key: &str| problem[key].as_str().unwrap_or_default();
    let place = [text("column"), text("field")]
        .into_iter()
        .find(|text| !text.is_empty());
    let place = place.map(|place| format!(", {place}")).unwrap_or_default();
    // A row that only resembles another is taken.
    let left_out = if problem["warning"] == json!(true) && problem["code"] != "duplicate_doubtful" {
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

/// Sends a file to an endpoint and gives its answer. A file that changes meanwhile is refused.
pub async fn upload(client: &Client, path: &Path, to: &str) -> Result<Json, Failure> {
    let fail = |cause| Failure::because(format!("{} can't be read", path.display()), cause);
    let file = File::open(path).await.map_err(fail)?;
    let before = file.metadata().await.map_err(fail)?;
    if before.is_dir() {
        return Err(Failure::new(format!(
            "{} is a folder, not a file.",
            path.display()
        )));
    }
    let pieces = stream::try_unfold(file, |mut file| async move {
        let mut piece = Vec::with_capacity(PIECE);
        match (&mut file).take(PIECE as u64).read_to_end(&mut piece).await? {
            0 => Ok::<_, std::io::Error>(None),
            _ => Ok(Some((Bytes::from(piece), file))),
        }
    });
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let request = Request::builder()
        .method(Method::POST)
        .uri(format!("{PREFIX}{to}"))
        .header(CONTENT_TYPE, "application/octet-stream")
        .header(CONTENT_DISPOSITION, content_disposition("attachment", &name))
        .body(Body::from_stream(pieces))
        .map_err(|cause| Failure::because("This can't be asked", cause))?;
    let answer = client.answer(request).await?;
    let after = tokio::fs::metadata(path).await.map_err(fail)?;
    if (before.len(), before.modified().ok()) != (after.len(), after.modified().ok()) {
        return Err(Failure::new(format!(
            "{} has changed while it was read; nothing was imported.",
            path.display()
        )));
    }
    Ok(answer)
}

/// A map from a file, a saved one, or that of a shipped plan for a file with such columns.
async fn named_map(client: &Client, name: &str, import: &Json) -> Result<Json, Failure> {
    let path = Path::new(name);
    if path.exists() {
        return read_json(path);
    }
    let saved = json!({"filter": format!("name == {}", json!(name)), "fields": "name,map"});
    if let Ok(page) = client.post("/records/import_map/list", saved).await
        && let Some(map) = page["data"][0].get("map")
    {
        return Ok(map.clone());
    }
    let plans = client.get("/import_plans").await?;
    let plan = plans["data"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|plan| plan["name"] == name);
    let Some(plan) = plan else {
        return Err(Failure::usage(format!(
            "There is no file, no saved map and no plan called {name}."
        )));
    };
    let columns: Vec<&Json> = import["columns"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|c| &c["name"])
        .collect();
    let about = |step: &&Json| {
        let requires = step["requires"].as_array();
        step["object"] == import["object"]
            && requires.into_iter().flatten().all(|name| columns.contains(&name))
    };
    let Some(step) = plan["steps"].as_array().into_iter().flatten().find(about) else {
        return Err(Failure::usage(format!(
            "The plan {name} has no file with such columns."
        )));
    };
    let mut map = step["map"].clone();
    for part in ["columns", "skip"] {
        if let Some(members) = map[part].as_object_mut() {
            members.retain(|name, _| columns.iter().any(|column| *column == name));
        }
    }
    for target in map["columns"]
        .as_object_mut()
        .into_iter()
        .flatten()
        .map(|(_, target)| target)
    {
        if let Some(unless) = target.get_mut("unless").and_then(Json::as_array_mut) {
            unless.retain(|name| columns.contains(&name));
        }
        if let Some(members) = target.as_object_mut()
            && members
                .get("label_from")
                .is_some_and(|name| !columns.contains(&name))
        {
            members.remove("label_from");
        }
    }
    Ok(map)
}

/// The form of a map that has room for more than columns.
fn long_form(map: Json) -> Json {
    match map.get("columns") {
        Some(Json::Object(_)) => map,
        _ => json!({"columns": map}),
    }
}

/// Reads a file of JSON.
pub fn read_json(path: &Path) -> Result<Json, Failure> {
    let fail =
        |cause: &dyn std::fmt::Display| Failure::because(format!("{} can't be read", path.display()), cause);
    let text = std::fs::read_to_string(path).map_err(|cause| fail(&cause))?;
    serde_json::from_str(&text).map_err(|cause| fail(&cause))
}

/// Whether an import came to its end.
pub fn ended_well(import: &Json) -> Result<(), Failure> {
    if let Some(error) = import["error"].as_str() {
        return Err(Failure::new(error));
    }
    match import["state"].as_str() {
        Some("done" | "checked" | "undone") => Ok(()),
        state => Err(Failure::new(format!(
            "The import is {}.",
            state.unwrap_or_default()
        ))),
    }
}

/// Waits for the end of an import and shows on a terminal how far it is.
pub async fn follow(client: &Client, path: &str) -> Result<Json, Failure> {
    let mut line = ProgressLine::new("reading the file");
    loop {
        let import = client.get(&format!("{path}?errors=0")).await?;
        let ended = !matches!(import["state"].as_str(), Some("running" | "undoing"));
        line.show(&import["progress"], ended);
        if ended {
            return Ok(import);
        }
        sleep(PAUSE).await;
    }
}

/// A text as the value of a parameter.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte.is_ascii_alphanumeric() {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
