//! Two servers on one PostgreSQL: what is done at one shows at the other, and jobs run once.

use std::collections::{BTreeMap, BTreeSet};
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kontor_jobs::{NewJob, Registry, Worker, WorkerOptions, enqueue};
use kontor_kernel::{Code, Id};
use kontor_testing::{Client, SecondServer, TestApp};
use serde_json::{Value, json};

/// The servers and an administrator; nothing on SQLite.
async fn open() -> Option<(TestApp, SecondServer, Client)> {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let second = app.second_server(vec![kontor_base::module()]).await?;
    let admin = app.admin().await;
    Some((app, second, admin))
}

#[tokio::test]
async fn what_happens_at_one_is_heard_at_the_other() {
    let Some((_app, second, admin)) = open().await else {
        return;
    };
    let there = second.as_seen_by(&admin);
    let workspace = second.app.workspace("main").await.unwrap();
    let hub = workspace.hub.clone();
    let hub = tokio::spawn(async move { hub.run_until(pending()).await });
    let mut stream = there.listen("/events", &[]).await;
    assert_eq!(stream.status, 200);
    let made = admin
        .post("/records/person", json!({"family_name": "Schmidt"}))
        .await
        .created();
    // Nobody wakes the other server: it looks by itself.
    let heard = async {
        loop {
            let message = stream.next().await.expect("the stream goes on");
            if message.data["id"] == made["id"] {
                return message;
            }
        }
    };
    let message = tokio::time::timeout(Duration::from_secs(60), heard)
        .await
        .unwrap();
    assert_eq!(message.event, "change");
    assert_eq!(
        there
            .get(&format!("/records/person/{}", made["id"].as_str().unwrap()))
            .await
            .ok(),
        made
    );
    hub.abort();
}

#[tokio::test]
async fn definitions_that_change_at_one_hold_for_the_next_write_at_the_other() {
    let Some((app, second, admin)) = open().await else {
        return;
    };
    let member = second.as_seen_by(&app.user("Mia Member", "member").await);
    member.get("/records/person").await.ok();
    let field = json!({"key": "x_size", "labels": "Size", "type": "integer"});
    admin.post("/objects/person/fields", field).await.created();
    let tall = json!({"family_name": "Schmidt", "x_size": 190});
    let made = member.post("/records/person", tall.clone()).await.created();
    assert_eq!(made["x_size"], 190);
    admin.delete("/objects/person/fields/x_size").await;
    assert_eq!(
        member.post("/records/person", tall).await.issue(),
        ("unknown_field".to_owned(), "/x_size".to_owned())
    );

    let firm = json!({"key": "x_firm", "labels": "Firm", "fields": [
        {"key": "x_name", "labels": "Name", "type": "text", "max_length": 50}]});
    admin.post("/objects", firm).await.created();
    // Who only reads hears of it within a second.
    app.advance(1);
    assert_eq!(member.get("/records/x_firm").await.ok()["data"], json!([]));
}

#[tokio::test]
async fn a_right_that_is_taken_at_one_is_gone_at_the_other() {
    let Some((app, second, admin)) = open().await else {
        return;
    };
    let manager = app.user("Max Manager", "manager").await;
    let there = second.as_seen_by(&manager);
    let made = there
        .post("/records/organization", json!({"name": "Nord"}))
        .await
        .created();
    let path = format!("/records/organization/{}", made["id"].as_str().unwrap());
    let roles = admin
        .get("/records/role?filter=key%20%3D%3D%20%22read_only%22")
        .await
        .ok();
    let me = format!("/records/user/{}", manager.id());
    admin
        .patch(&me, json!({"role": roles["data"][0]["id"]}))
        .await
        .ok();
    assert_eq!(
        there.patch(&path, json!({"name": "Süd"})).await.refused(403),
        "forbidden"
    );
    admin.delete(&me).await.expect(204);
    // What was just looked up is believed for some seconds.
    app.advance(5);
    assert_eq!(there.get(&path).await.refused(401), "unauthenticated");
}

#[tokio::test]
async fn settings_that_change_at_one_hold_at_the_other() {
    let Some((app, second, admin)) = open().await else {
        return;
    };
    let there = second.as_seen_by(&admin);
    admin
        .patch("/settings", json!({"company": "Nordlicht"}))
        .await
        .ok();
    app.advance(1);
    assert_eq!(there.get("/settings").await.ok()["company"], "Nordlicht");
}

#[tokio::test]
async fn a_job_runs_at_one_of_them_only() {
    let Some((app, second, _admin)) = open().await else {
        return;
    };
    let (here, there) = (
        app.app.workspace("main").await,
        second.app.workspace("main").await,
    );
    let (here, there) = (here.unwrap(), there.unwrap());
    let ran: Arc<Mutex<BTreeMap<Id, usize>>> = Arc::default();
    let worker = |workspace: &Arc<kontor_records::Workspace>| {
        let (mut registry, ran) = (Registry::new(), ran.clone());
        registry.add("test.count", move |job| {
            *ran.lock().unwrap().entry(job.id()).or_default() += 1;
            async { Ok(Value::Null) }
        });
        let options = WorkerOptions::default();
        Worker::new(workspace.database.clone(), app.clock.clone(), registry, options)
    };
    let jobs: Vec<NewJob> = (0..30)
        .map(|_| NewJob::new(&app.clock, "test.count", Value::Null))
        .collect();
    let ids: BTreeSet<Id> = {
        let jobs = jobs.clone();
        let write = here
            .database
            .write(move |tx| jobs.iter().map(|job| enqueue(tx, job.clone())).collect());
        write.await.unwrap()
    };
    let all = async |worker: Worker| loop {
        match worker.run_pending().await {
            Ok(_) => return,
            // The other one claims at the same moment.
            Err(error) => assert_eq!(error.code, Code::Unavailable, "{error}"),
        }
    };
    tokio::join!(all(worker(&here)), all(worker(&there)));
    let ran = ran.lock().unwrap();
    assert_eq!(ran.keys().copied().collect::<BTreeSet<_>>(), ids);
    assert!(ran.values().all(|times| *times == 1), "{ran:?}");
}
