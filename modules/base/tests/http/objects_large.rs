//! Changes that go through many records are jobs: others work meanwhile, and rollups follow.

// What helps tests may unwrap as they do.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::Ordering;

use kontor_jobs::{Registry, Worker, WorkerOptions};
use kontor_records::{ddl, rollups};
use kontor_testing::TestApp;
use serde_json::{Value, json};

use crate::objects::{found, machines, values};
use crate::open;

/// Has changes that go through any record become jobs, with small chunks.
async fn hurry(app: &TestApp) -> Arc<kontor_records::Workspace> {
    let workspace = app.app.workspace("main").await.unwrap();
    workspace.pace.at_once.store(0, Ordering::Relaxed);
    workspace.pace.chunk.store(2, Ordering::Relaxed);
    workspace
}

/// Runs the job of a change, as the server does.
async fn carry_on(app: &TestApp) {
    let workspace = app.app.workspace("main").await.unwrap();
    workspace.pace.chunk.store(2, Ordering::Relaxed);
    let mut registry = Registry::new();
    let here = workspace.clone();
    registry.add(ddl::JOB, move |job| {
        let workspace = here.clone();
        async move { ddl::run(&workspace, &job).await }
    });
    let worker = Worker::new(
        workspace.database.clone(),
        app.clock.clone(),
        registry,
        WorkerOptions::default(),
    );
    worker.run_pending().await.unwrap();
}

#[tokio::test]
async fn a_large_change_is_a_job_and_what_is_written_meanwhile_is_kept() {
    let (app, admin) = open().await;
    let field = json!({"key": "x_a", "labels": "A", "type": "text", "max_length": 100});
    let texts: Vec<Value> = (0..7).map(|n| json!(n.to_string())).collect();
    let ids = machines(&admin, field, &texts).await;
    let workspace = hurry(&app).await;
    let answer = admin
        .patch("/objects/x_machine/fields/x_a", json!({"type": "integer"}))
        .await;
    let job = answer.expect(202)["job"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("Location"), format!("/api/v1/jobs/{job}"));
    let other = json!({"key": "x_b", "labels": "B", "type": "integer"});
    assert_eq!(
        admin.post("/objects/x_machine/fields", other).await.refused(409),
        "running_twin"
    );

    // Some chunks, then the process ends.
    let mut chunks = 0;
    let stopped = ddl::proceed(&workspace, |_| {
        chunks += 1;
        if chunks < 3 {
            Ok(())
        } else {
            Err(kontor_kernel::Error::not_found())
        }
    });
    assert!(stopped.await.is_err());
    assert_eq!(values(&admin, &ids[..1], "x_a").await, [json!("0")]);
    admin
        .patch(&format!("/records/x_machine/{}", ids[0]), json!({"x_a": "100"}))
        .await
        .ok();
    admin
        .patch(&format!("/records/x_machine/{}", ids[1]), json!({"x_a": null}))
        .await
        .ok();
    let new = admin
        .post("/records/x_machine", json!({"x_a": "101"}))
        .await
        .created();
    drop(workspace);
    app.reopen().await;

    carry_on(&app).await;
    let mut expected: Vec<Value> = (0..7).map(|n| json!(n)).collect();
    (expected[0], expected[1]) = (json!(100), json!(null));
    assert_eq!(values(&admin, &ids, "x_a").await, expected);
    assert_eq!(
        values(&admin, &[new["id"].as_str().unwrap().to_owned()], "x_a").await,
        [json!(101)]
    );
    assert_eq!(found(&admin, "x_a >= 100").await, 2);
    admin
        .post(
            "/objects/x_machine/fields",
            json!({"key": "x_b", "labels": "B", "type": "integer"}),
        )
        .await
        .created();
}

#[tokio::test]
async fn a_large_change_that_finds_twins_leaves_everything_as_it_was() {
    let (app, admin) = open().await;
    let field = json!({"key": "x_a", "labels": "A", "type": "text", "max_length": 100});
    let ids = machines(&admin, field, &[json!("1"), json!("01"), json!("x")]).await;
    hurry(&app).await;
    admin
        .patch(
            "/objects/x_machine/fields/x_a",
            json!({"type": "integer", "unique": true}),
        )
        .await
        .expect(202);
    carry_on(&app).await;
    assert_eq!(
        values(&admin, &ids, "x_a").await,
        [json!("1"), json!("01"), json!("x")]
    );
    let fields = admin.get("/objects/x_machine").await.ok()["fields"].to_string();
    assert!(!fields.contains("\"unique\""));
    admin
        .patch(
            &format!("/records/x_machine/{}", ids[0]),
            json!({"x_a": "still text"}),
        )
        .await
        .ok();
}

#[tokio::test]
async fn a_rollup_follows_the_records_that_link_to_it() {
    let (app, admin) = open().await;
    let fields = json!([
        {"key": "x_owner_firm", "labels": "Firm", "type": "link", "targets": ["organization"]},
        {"key": "x_worth", "labels": "Worth", "type": "integer"},
    ]);
    admin
        .post(
            "/objects",
            json!({"key": "x_machine", "labels": "Machine", "fields": fields}),
        )
        .await
        .created();
    let firm = async |name: &str| {
        let made = admin
            .post("/records/organization", json!({"name": name}))
            .await
            .created();
        made["id"].as_str().unwrap().to_owned()
    };
    let (first, second) = (firm("First").await, firm("Second").await);
    let machine = |worth: i64| json!({"x_owner_firm": first, "x_worth": worth});
    let old = admin.post("/records/x_machine", machine(5)).await.created();
    let field = json!({"key": "x_fleet", "labels": "Fleet", "type": "rollup", "object": "x_machine",
        "link": "x_owner_firm", "function": "sum", "field": "x_worth"});
    admin.post("/objects/organization/fields", field).await.created();
    let workspace = app.app.workspace("main").await.unwrap();
    let fleet = async |id: &str| {
        app.settle().await;
        rollups::run(&workspace).await.unwrap();
        admin.get(&format!("/records/organization/{id}")).await.ok()["x_fleet"]["value"].clone()
    };
    assert_eq!(fleet(&first).await, "5.00");
    let new = admin.post("/records/x_machine", machine(7)).await.created();
    assert_eq!(fleet(&first).await, "12.00");
    let path = |record: &Value| format!("/records/x_machine/{}", record["id"].as_str().unwrap());
    admin
        .patch(&path(&new), json!({"x_owner_firm": second}))
        .await
        .ok();
    assert_eq!(
        (fleet(&first).await, fleet(&second).await),
        (json!("5.00"), json!("7.00"))
    );
    admin.delete(&path(&old)).await.expect(204);
    assert_eq!(fleet(&first).await, "0.00");
    admin
        .delete(&format!("{}?final=true", path(&new)))
        .await
        .expect(204);
    assert_eq!(fleet(&second).await, "0.00");
}
