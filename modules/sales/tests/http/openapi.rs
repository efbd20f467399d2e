//! The description of the API: checked in, complete, and what the router really serves.

use kontor_http::api;
use kontor_testing::TestApp;

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
