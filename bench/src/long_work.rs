//! What runs behind a request, on the real server: an import and its undo, a sweep for duplicates, and how soon many
//! listeners hear of a change.

use std::fmt::Write as _;
use std::time::Duration;

use hyper::Method;
use kontor_kernel::{Json, Result};
use kontor_proof::Client;
use serde_json::json;
use tokio::time::sleep;

use crate::dataset::{self, Size, chance};
use crate::measure::{percentile, wall};
use crate::stage::wrong;

/// Rows that are brought in and taken back.
const ROWS: u64 = 10_000;
/// Who listens.
const LISTENERS: usize = 200;
/// Changes that they hear of.
const CHANGES: u64 = 50;
/// How often it is asked whether something has ended.
const EACH: Duration = Duration::from_millis(50);

/// Does each of them once; the sweep only where it is wanted, for it takes longest. A table in Markdown.
pub async fn measure(everybody: &[Client], size: Size, sweep: bool) -> Result<String> {
    let someone = everybody.first().ok_or_else(|| wrong("nobody asks"))?;
    let mut client = someone.again_here();
    let mut out = String::from("| behind a request | seconds |\n|---|---|\n");
    let began = wall();
    let import = import(&mut client, size).await?;
    let _ = writeln!(out, "| import of {ROWS} rows | {:.1} |", since(began));
    let began = wall();
    let path = format!("/api/v1/imports/{import}/undo?on_conflict=keep");
    client
        .post(&path, &Json::Null)
        .await
        .and_then(|answer| answer.ok())
        .map_err(wrong)?;
    until(&mut client, &format!("/api/v1/imports/{import}"), "undone").await?;
    let _ = writeln!(out, "| undo of that import | {:.1} |", since(began));
    if sweep {
        let began = wall();
        let answer = client
            .post("/api/v1/duplicates/sweep", &json!({"object": "person"}))
            .await;
        let answer = answer.and_then(|answer| answer.ok()).map_err(wrong)?;
        let job = answer["job"].as_str().unwrap_or_default();
        until(&mut client, &format!("/api/v1/jobs/{job}"), "done").await?;
        let _ = writeln!(
            out,
            "| sweep of all people for duplicates | {:.0} |",
            since(began)
        );
    }
    let heard = heard(everybody, &mut client).await?;
    let _ = writeln!(
        out,
        "| until a change has reached {LISTENERS} listeners | p50 {:.3}, p99 {:.3} |",
        percentile(&heard, 0.5),
        percentile(&heard, 0.99)
    );
    Ok(out)
}

fn since(began: Duration) -> f64 {
    (wall() - began).as_secs_f64()
}

/// Brings people in; answers the id of the import.
async fn import(client: &mut Client, size: Size) -> Result<String> {
    let mut file = "Vorname;Nachname;E-Mail;Ort\n".to_owned();
    let first = size.people + chance(wall().as_nanos() as u64) % 1_000_000_000;
    for n in first..first + ROWS {
        let (given, family) = (dataset::given_name(n), dataset::family_name(n));
        let _ = writeln!(file, "{given};{family};import{n}@beispiel.de;Ulm");
    }
    let header = [("Content-Type", "text/csv")];
    let path = "/api/v1/imports?object=person";
    let answer = client.send(Method::POST, path, &header, file.into()).await;
    let import = answer.and_then(|answer| answer.ok()).map_err(wrong)?;
    let id = import["id"].as_str().unwrap_or_default().to_owned();
    let run = format!("/api/v1/imports/{id}/run");
    let answer = client.send(Method::POST, &run, &[], Vec::new().into()).await;
    answer.and_then(|answer| answer.ok()).map_err(wrong)?;
    until(client, &format!("/api/v1/imports/{id}"), "done").await?;
    Ok(id)
}

/// Waits until something is in a state; it is an error when it ends in another.
async fn until(client: &mut Client, path: &str, wanted: &str) -> Result<()> {
    loop {
        let answer = client
            .get(path)
            .await
            .and_then(|answer| answer.ok())
            .map_err(wrong)?;
        match answer["state"].as_str() {
            Some(state) if state == wanted => return Ok(()),
            Some("failed" | "cancelled") | None => return Err(wrong(format!("{path}: {answer}"))),
            Some(_) => sleep(EACH).await,
        }
    }
}

/// Seconds until the last of all listeners has heard of each change, in order of length.
async fn heard(everybody: &[Client], client: &mut Client) -> Result<Vec<f64>> {
    let mut listeners = Vec::with_capacity(LISTENERS);
    for someone in everybody.iter().cycle().take(LISTENERS) {
        listeners.push(someone.listen().await.map_err(wrong)?);
    }
    let mut times = Vec::new();
    for n in 0..CHANGES {
        let began = wall();
        let answer = client
            .post(
                "/api/v1/records/organization",
                &json!({"name": format!("Gehört {n}")}),
            )
            .await;
        let made = answer.and_then(|answer| answer.ok()).map_err(wrong)?;
        for listener in &mut listeners {
            while listener.next().await.map_err(wrong)?["id"] != made["id"] {}
        }
        times.push(since(began));
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}
