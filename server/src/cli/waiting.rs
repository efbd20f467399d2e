//! `kontor waiting`: rows of an import that wait for a decision.

use clap::{Args, ValueEnum};
use kontor_kernel::Json;
use serde_json::json;

use super::client::Client;
use super::import::{ended_well, follow};
use super::{Common, output, segment};
use crate::failure::Failure;

/// Look at rows of an import that resemble records which are there, and decide what becomes of them
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  kontor waiting 0195512c-8a10-7000-8000-000000000000
  kontor waiting 0195512c-8a10-7000-8000-000000000000 --update 3,7 --create 12 --rest skip

Without a decision the rows are listed. --update changes the record that a row resembles most. The import's report shows
its id.")]
pub struct Waiting {
    /// The import
    import: String,
    /// Rows that make a new record all the same
    #[arg(long, value_name = "ROWS", value_delimiter = ',')]
    create: Vec<u64>,
    /// Rows that update the record which they resemble most
    #[arg(long, value_name = "ROWS", value_delimiter = ',')]
    update: Vec<u64>,
    /// Rows that are left out
    #[arg(long, value_name = "ROWS", value_delimiter = ',')]
    skip: Vec<u64>,
    /// What becomes of all others
    #[arg(long, value_enum)]
    rest: Option<Decision>,
}

/// What becomes of rows.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Decision {
    /// They make new records
    Create,
    /// They update the records that they resemble most
    Update,
    /// They are left out
    Skip,
}

impl Decision {
    fn word(self) -> &'static str {
        match self {
            Decision::Create => "create",
            Decision::Update => "update",
            Decision::Skip => "skip",
        }
    }
}

impl Waiting {
    /// Does it.
    pub async fn run(self, client: &Client, common: &Common) -> Result<(), Failure> {
        let id = segment(&self.import)?;
        let lists = [
            (&self.create, Decision::Create),
            (&self.update, Decision::Update),
            (&self.skip, Decision::Skip),
        ];
        let rows: Vec<Json> = lists
            .iter()
            .flat_map(|(rows, decision)| {
                rows.iter()
                    .map(|row| json!({"row": row, "decision": decision.word()}))
            })
            .collect();
        if rows.is_empty() && self.rest.is_none() {
            let waiting = all(client, id).await?;
            return match common.json {
                true => output::json(&json!(waiting)),
                false => tell(&waiting),
            };
        }
        let path = format!("/imports/{id}");
        let said = json!({"rows": rows, "rest": self.rest.map(Decision::word)});
        client.post(&format!("{path}/waiting"), said).await?;
        let done = client.with_worker(follow(client, &path)).await??;
        ended_well(&done)?;
        let report = &done["report"];
        if common.json {
            return output::json(report);
        }
        let number = |key: &str| report[key].as_u64().unwrap_or(0);
        let counts = ["created", "updated", "skipped", "failed"].map(|key| format!("{} {key}", number(key)));
        output::line(&format!(
            "{} rows: {}; {} wait.",
            number("rows"),
            counts.join(", "),
            number("waiting")
        ))
    }
}

/// All rows of an import that wait.
pub async fn all(client: &Client, import: &str) -> Result<Vec<Json>, Failure> {
    let mut rows = Vec::new();
    let mut address = Some(format!("/imports/{import}/waiting?limit=200"));
    while let Some(at) = address {
        let mut page = client.get(&at).await?;
        if let Json::Array(data) = page["data"].take() {
            rows.extend(data);
        }
        let next = page["next"].as_str();
        address = next
            .and_then(|next| next.strip_prefix("/api/v1"))
            .map(str::to_owned);
    }
    Ok(rows)
}

/// `row 3: perhaps Eva Berg (0195...), 0.87: Family name: equal; ...`, one line for each record that a row resembles.
pub fn tell(rows: &[Json]) -> Result<(), Failure> {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    for row in rows {
        let candidates = row["candidates"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        if candidates.is_empty() {
            output::line(&format!("row {}: resembles nothing any more", row["row"]))?;
        }
        for candidate in candidates {
            let reasons = candidate["reasons"].as_array().into_iter().flatten();
            let reasons: Vec<String> = reasons.map(|reason| text(&reason["text"])).collect();
            output::line(&output::plain(&format!(
                "row {}: {} {} ({}), {}: {}",
                row["row"],
                text(&candidate["verdict"]),
                text(&candidate["label"]),
                text(&candidate["id"]),
                candidate["score"],
                reasons.join("; ")
            )))?;
        }
    }
    Ok(())
}
