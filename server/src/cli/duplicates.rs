//! `kontor duplicates`: pairs of records that are probably the same.

use std::fmt::Write as _;
use std::io::{Write, stdout};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use kontor_formats::cell::defuse;
use kontor_kernel::Json;
use serde_json::json;

use super::client::Client;
use super::{Common, job, segment};
use crate::failure::Failure;

/// List pairs of records that are probably the same
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  kontor duplicates person --format csv > pairs.csv
  kontor duplicates organization --verdict same --format json
  kontor duplicates x_machine --sweep

What changed since the last look is compared before the list is written; --sweep compares all records anew.")]
pub struct Duplicates {
    /// The object
    object: String,
    /// The form of the list
    #[arg(long, value_enum, default_value_t = Form::Csv)]
    format: Form,
    /// Only pairs with this verdict
    #[arg(long, value_enum)]
    verdict: Option<Verdict>,
    /// Compare all records anew first
    #[arg(long)]
    sweep: bool,
    /// Into this file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The form of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Form {
    /// A table
    Csv,
    /// A list of pairs
    Json,
}

/// What two records are called.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Verdict {
    /// The same
    Same,
    /// Perhaps the same
    Perhaps,
}

impl Duplicates {
    /// Does it.
    pub async fn run(self, client: &Client, common: &Common) -> Result<(), Failure> {
        client.require_object(&self.object).await?;
        let wish = json!({"object": self.object, "if_needed": !self.sweep});
        let job = client.post("/duplicates/sweep", wish).await?;
        let path = format!("/jobs/{}", segment(job["job"].as_str().unwrap_or_default())?);
        let job = client.with_worker(job::follow(client, &path, so_far)).await??;
        if job["state"] != json!("done") {
            let why = job["error"].as_str().unwrap_or("The comparison was called off.");
            return Err(Failure::new(why));
        }
        let fail = |cause: std::io::Error| match &self.output {
            Some(path) => Failure::because(format!("{} can't be written", path.display()), cause),
            None => Failure::because("Standard output can't be written", cause),
        };
        let mut out: Box<dyn Write> = match &self.output {
            Some(path) => Box::new(std::io::BufWriter::new(
                std::fs::File::create(path).map_err(fail)?,
            )),
            None => Box::new(stdout()),
        };
        let as_json = common.json || self.format == Form::Json;
        let verdict = match self.verdict {
            None => "",
            Some(Verdict::Same) => "&verdict=same",
            Some(Verdict::Perhaps) => "&verdict=perhaps",
        };
        let first = format!("/duplicates?object={}&limit=200{verdict}", segment(&self.object)?);
        let (mut address, mut begun) = (Some(first), false);
        out.write_all(if as_json { "[" } else { HEADER }.as_bytes())
            .map_err(fail)?;
        while let Some(at) = address {
            let page = client.get(&at).await?;
            let mut text = String::new();
            for pair in page["data"].as_array().into_iter().flatten() {
                match as_json {
                    true => {
                        let _ = write!(text, "{}{pair}", if begun { ",\n" } else { "\n" });
                    }
                    false => text.push_str(&row(pair)),
                }
                begun = true;
            }
            out.write_all(text.as_bytes()).map_err(fail)?;
            let next = page["next"]
                .as_str()
                .and_then(|next| next.strip_prefix("/api/v1"));
            address = next.map(str::to_owned);
        }
        out.write_all(if as_json { "\n]\n" } else { "" }.as_bytes())
            .map_err(fail)?;
        out.flush().map_err(fail)
    }
}

const HEADER: &str = "id,other_id,key,other_key,score,verdict,reasons,label,other_label\n";

/// A pair as a line of the table. A key stands alone where it is the record's only one, else behind its system.
fn row(pair: &Json) -> String {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let keys = |record: &Json| {
        let all: Vec<&Json> = record["external_ids"].as_array().into_iter().flatten().collect();
        match all.as_slice() {
            [one] => text(&one["key"]),
            many => {
                let named = many
                    .iter()
                    .map(|one| format!("{}:{}", text(&one["system"]), text(&one["key"])));
                named.collect::<Vec<_>>().join("; ")
            }
        }
    };
    let (one, other) = (&pair["records"][0], &pair["records"][1]);
    let reasons: Vec<String> = pair["reasons"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|reason| text(&reason["text"]))
        .collect();
    let cells = [
        text(&one["id"]),
        text(&other["id"]),
        keys(one),
        keys(other),
        pair["score"].to_string(),
        text(&pair["verdict"]),
        reasons.join("; "),
        text(&one["label"]),
        text(&other["label"]),
    ];
    cells
        .iter()
        .map(|cell| quoted(&defuse(cell)))
        .collect::<Vec<_>>()
        .join(",")
        + "\n"
}

fn quoted(cell: &str) -> String {
    match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

fn so_far(progress: &Json) -> String {
    format!("{} records compared", progress["done"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_one_line_with_both_keys() {
        let record = |id: &str, keys: Json| json!({"id": id, "label": "Meier, \"A\"", "external_ids": keys});
        let pair = json!({
            "records": [record("1", json!([{"system": "crm", "key": "7"}])), record("2", json!([]))],
            "score": 0.9876, "verdict": "same",
            "reasons": [{"text": "Name: equal"}, {"text": "City: similar"}],
        });
        let name = r#""Meier, ""A""""#;
        assert_eq!(
            row(&pair),
            format!("1,2,7,,0.9876,same,Name: equal; City: similar,{name},{name}\n")
        );
    }
}
