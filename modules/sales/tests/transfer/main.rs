//! Records in bulk, in and out, over HTTP with all modules. One file a subject.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod attachments;
mod backups;
mod cells;
mod contacts;
mod customers;
mod deals;
mod domains;
mod doubles;
mod exports;
mod generated;
mod hostile;
mod imports;
mod layouts;
mod listed;
mod migrations;
mod naughty;
mod odd;
mod plans;
mod published;
mod runs;
mod shops;
mod sources;
mod spelled;
mod staging;
mod taken_back;
mod waiting;

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

async fn app() -> TestApp {
    TestApp::with(vec![kontor_base::module(), kontor_sales::module()]).await
}

/// A file of the folder with real data, unpacked; a test whose data is missing says so and does nothing.
fn data(name: &str) -> Option<Vec<u8>> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let folder = std::env::var("KONTOR_TEST_DATA").unwrap_or_else(|_| "../shared/data".to_owned());
    let path = root.join(folder).join(name);
    let found = match name.ends_with(".gz") && path.exists() {
        true => Some(
            Command::new("gzip")
                .arg("-dc")
                .arg(&path)
                .output()
                .unwrap()
                .stdout,
        ),
        false => std::fs::read(&path).ok(),
    };
    if found.is_none() {
        // Past the harness, which hides what tests that pass have to say.
        let _ = writeln!(
            std::io::stderr(),
            "NOT TESTED: {} is missing; KONTOR_TEST_DATA says where",
            path.display()
        );
    }
    found
}

/// A file of the user guide.
fn example(name: &str) -> Value {
    let path = format!(
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples/{}"),
        name
    );
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// How many live records there are.
async fn count(client: &Client, object: &str) -> i64 {
    client
        .get(&format!("/records/{object}?limit=1&count=exact"))
        .await
        .ok()["count"]
        .as_i64()
        .unwrap()
}

/// The one record that meets a filter.
async fn found(client: &Client, object: &str, filter: &str) -> Value {
    let list = client
        .post(
            &format!("/records/{object}/list"),
            json!({"filter": filter, "expand": ""}),
        )
        .await
        .ok();
    assert_eq!(list["data"].as_array().unwrap().len(), 1, "{filter}: {list:#}");
    list["data"][0].clone()
}
