//! The description of the API: checked in, complete, and what the router really serves.

use kontor_http::api;
use kontor_testing::TestApp;
use serde_json::Value;

use crate::schema::{faults, says_nothing};

/// Where the snapshot is kept; `cargo xtask openapi` writes it.
const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");

#[test]
fn the_snapshot_is_fresh() {
    let document = api::meta::finished(api::endpoints().1);
    let fresh = serde_json::to_string_pretty(&document).unwrap() + "\n";
    if std::env::var_os("KONTOR_WRITE_OPENAPI").is_some() {
        std::fs::write(SNAPSHOT, &fresh).unwrap();
    }
    let kept = std::fs::read_to_string(SNAPSHOT).unwrap_or_default();
    assert!(
        kept == fresh,
        "docs/openapi.json is stale: run `cargo xtask openapi` and look at the difference"
    );
}

#[test]
fn every_operation_says_what_it_answers() {
    let document = api::meta::finished(api::endpoints().1);
    assert_eq!(document["openapi"], "3.1.0");
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            if !operation.is_object() {
                continue;
            }
            let place = format!("{method} {path}");
            assert!(operation["operationId"].is_string(), "{place} has no id");
            assert!(operation["summary"].is_string(), "{place} has no summary");
            let responses = operation["responses"].as_object().unwrap();
            assert!(
                responses.keys().any(|status| status.starts_with('2')),
                "{place} has no good answer"
            );
            assert!(
                responses.contains_key("500"),
                "{place} does not say that it may fail"
            );
        }
    }
}

/// Each body of an operation with its media type: what is sent, and what a good answer holds.
fn bodies(operation: &Value) -> Vec<(String, &String, &Value)> {
    fn contents(name: String, body: &Value) -> Vec<(String, &String, &Value)> {
        let contents = body["content"].as_object().into_iter().flatten();
        contents
            .map(|(media, content)| (name.clone(), media, content))
            .collect()
    }
    let mut all = contents("request".to_owned(), &operation["requestBody"]);
    let answers = operation["responses"].as_object().unwrap().iter();
    for (status, answer) in answers.filter(|(status, _)| status.starts_with('2')) {
        all.extend(contents(status.clone(), answer));
    }
    all
}

#[test]
fn every_body_says_what_is_in_it_and_has_an_example_that_fits() {
    let document = api::meta::finished(api::endpoints().1);
    let mut wrong = Vec::new();
    let paths = document["paths"].as_object().unwrap().iter();
    for (path, method, operation) in paths.flat_map(|(path, item)| {
        item.as_object()
            .unwrap()
            .iter()
            .map(move |(method, it)| (path, method, it))
    }) {
        for (name, media, content) in bodies(operation) {
            let place = format!("{method} {path}: {name} as {media}");
            let (schema, example) = (&content["schema"], &content["example"]);
            if says_nothing(&document, schema) {
                wrong.push(format!("{place} could be anything"));
            }
            match example {
                Value::Null => wrong.push(format!("{place} has no example")),
                example => wrong.extend(
                    faults(&document, schema, example)
                        .iter()
                        .map(|fault| format!("{place}{fault}")),
                ),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_is_no_example_of_what_is_not_there() {
    let document = api::meta::finished(api::endpoints().1).to_string();
    for id in kontor_http::openapi::examples::all().as_object().unwrap().keys() {
        assert!(document.contains(&format!("\"operationId\":\"{id}\"")), "{id}");
    }
}

/// What only the owner of the machine may do, over the socket in the data folder, is nobody else's business.
#[test]
fn the_command_line_is_no_part_of_it() {
    let document = api::meta::finished(api::endpoints().1).to_string();
    assert!(!document.contains("/machine") && !document.contains("OldBackup"));
}

#[tokio::test]
async fn signed_in_it_has_a_path_for_each_object() {
    let app = TestApp::with(vec![kontor_base::module(), kontor_sales::module()]).await;
    let admin = app.admin().await;
    let generic = app.nobody().get("/openapi.json").await.ok();
    let mine = admin.get("/openapi.json").await.ok();
    let has = |document: &serde_json::Value, end: &str| {
        document["paths"]
            .as_object()
            .unwrap()
            .keys()
            .any(|path| path.ends_with(end))
    };
    assert!(has(&generic, "/records/{object}") && !has(&generic, "/records/person"));
    assert!(has(&mine, "/records/person") && has(&mine, "/records/person/{id}"));
}
