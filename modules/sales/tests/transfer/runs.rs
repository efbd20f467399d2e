//! What all tests of imports do: upload, run to the end, count.

use axum::http::Method;
use kontor_http::app::jobs;
use kontor_jobs::{NewJob, Worker, WorkerOptions};
use kontor_testing::{Answer, Client, TestApp};
use serde_json::{Value, json};

pub async fn upload(client: &Client, object: &str, file: &[u8], more: Value) -> Answer {
    let path = format!("/imports?object={object}");
    let made = client
        .send(
            Method::POST,
            &path,
            &[("Content-Type", "text/csv")],
            Some(file.to_vec()),
        )
        .await;
    if made.status != 201 || more.is_null() {
        return made;
    }
    client
        .patch(&format!("/imports/{}", made.json()["id"].as_str().unwrap()), more)
        .await
}

/// Uploads and runs to the end; answers the report.
pub async fn import(app: &TestApp, client: &Client, object: &str, file: &[u8], more: Value) -> Value {
    let import = upload(client, object, file, more).await.json();
    run(app, client, &import, "").await
}

pub async fn run(app: &TestApp, client: &Client, import: &Value, query: &str) -> Value {
    let path = format!(
        "/imports/{}",
        import["id"].as_str().unwrap_or_else(|| panic!("{import}"))
    );
    client
        .send(Method::POST, &format!("{path}/run{query}"), &[], None)
        .await
        .expect(202);
    app.run_jobs().await;
    let import = client.get(&path).await.ok();
    let expected = if query.is_empty() { "done" } else { "checked" };
    assert_eq!(import["state"], expected, "{import:#}");
    let report = import["report"].clone();
    let sum: i64 = ["created", "updated", "skipped", "failed"]
        .iter()
        .map(|key| report[*key].as_i64().unwrap())
        .sum();
    assert_eq!(report["rows"], sum);
    report
}

/// A report, but for the word that it was a dry run.
pub fn without_dry_run(report: &Value) -> Value {
    let mut report = report.clone();
    report.as_object_mut().unwrap().remove("dry_run");
    report
}

pub fn counts(report: &Value) -> [i64; 4] {
    ["created", "updated", "skipped", "failed"].map(|key| report[key].as_i64().unwrap())
}

/// A server that works on jobs until something has happened.
pub async fn work_until(app: &TestApp, happened: impl Future<Output = ()>) {
    let workspace = app.app.workspace("main").await.unwrap();
    let worker = Worker::new(
        workspace.database.clone(),
        app.clock.clone(),
        jobs::registry(&app.app, &workspace),
        WorkerOptions::default(),
    );
    worker.run_until(happened).await;
}

/// Waits until an import has written its first block.
pub async fn first_block(client: &Client, path: &str) {
    while client.get(path).await.ok()["report"]["rows"].as_i64() == Some(0) {
        tokio::task::yield_now().await;
    }
}

/// Lets days go by, and has the job of the night clear away what is kept no longer.
pub async fn days_later(app: &TestApp, days: i64) {
    app.clock.advance_micros(days * 24 * 3_600 * 1_000_000);
    let workspace = app.app.workspace("main").await.unwrap();
    let clock = workspace.clock.clone();
    let enqueue = workspace.database.write(move |tx| {
        let job = NewJob::new(&clock, "transfer.sweep", json!({}));
        kontor_jobs::enqueue(tx, job)
    });
    enqueue.await.unwrap();
    app.run_jobs().await;
}
