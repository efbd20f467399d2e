//! A full disk: writes are refused and nothing of them is stored, reading goes on, and with space writing heals by itself.

use kontor_database::{Database, SqliteOptions};
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

/// On SQLite, where a limit on the pages of its file stands for a disk that is full.
async fn open() -> (TestApp, Client, Database) {
    let app = TestApp::on_sqlite(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    let database = app.app.workspace("main").await.unwrap().database.clone();
    (app, admin, database)
}

/// SQLite takes the present size when less is asked for.
async fn limit_pages(database: &Database, pages: u32) {
    let limit = database.write_alone(move |tx| tx.ddl(&format!("PRAGMA max_page_count = {pages}")));
    limit.await.unwrap();
}

async fn note(client: &Client, key: &str, size: usize) -> kontor_testing::Answer {
    let body = format!("<p>{}</p>", "x".repeat(size));
    let client = client.clone().with_header("Idempotency-Key", key);
    client.post("/records/note", json!({"body": body})).await
}

async fn count(client: &Client) -> Value {
    client.get("/records/note?count=exact&limit=1").await.ok()["count"].clone()
}

async fn assert_sound(app: &TestApp) {
    let found = app.machine().get("/machine/doctor").await;
    assert_eq!(found.status, 200, "{}", found.text());
    assert_eq!(found.json()["ok"], true, "{}", found.text());
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_heals_by_itself() {
    let (app, admin, database) = open().await;
    note(&admin, "before", 10).await.created();
    limit_pages(&database, 1).await;
    let refused = note(&admin, "big", 300_000).await;
    assert_eq!(refused.header("Content-Type"), "application/problem+json");
    assert_eq!(refused.refused(507), "storage_full");
    assert_eq!(refused.json()["type"], "/problems/storage_full");

    // Reading goes on, and nothing was half written: no record, no history, no event, no stored answer.
    assert_eq!(count(&admin).await, 1);
    let feed = admin.get("/changes?limit=1000").await.ok();
    let notes = feed["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["object"] == "note");
    assert_eq!(notes.count(), 1);
    let batch = json!({"commands": [
        {"op": "create", "object": "note", "values": {"body": "small"}},
        {"op": "create", "object": "note", "values": {"body": "x".repeat(300_000)}},
    ]});
    assert_eq!(
        admin.post("/batch", batch.clone()).await.refused(507),
        "storage_full"
    );
    assert_eq!(count(&admin).await, 1, "all or nothing");

    limit_pages(&database, 1_000_000).await;
    note(&admin, "big", 300_000).await.created();
    admin.post("/batch", batch).await.ok();
    assert_eq!(count(&admin).await, 4);
    assert_sound(&app).await;
}

#[tokio::test]
async fn doubles_that_are_known_are_read_though_new_ones_cannot_be_noted() {
    let (app, admin, database) = open().await;
    let person =
        json!({"given_name": "Anna", "family_name": "Adler", "emails": [{"value": "a@adler.example"}]});
    let first = admin.post("/records/person", person.clone()).await.created();
    admin.post("/records/person", person).await.created();
    let path = format!("/records/person/{}/duplicates", first["id"].as_str().unwrap());
    let known = admin.get(&path).await.ok();
    assert_eq!(known["data"].as_array().unwrap().len(), 1);

    let more: Vec<Value> = (0..400)
        .map(
            |n| json!({"op": "create", "object": "person", "values": {"family_name": format!("Person {n}")}}),
        )
        .collect();
    admin.post("/batch", json!({"commands": more})).await.ok();
    limit_pages(&database, 1).await;
    assert_eq!(admin.get(&path).await.ok(), known);

    limit_pages(&database, 1_000_000).await;
    assert_eq!(admin.get(&path).await.ok(), known);
    app.run_jobs().await;
    assert_sound(&app).await;
}

#[tokio::test]
async fn many_who_write_at_once_are_each_told_the_truth() {
    let (app, admin, database) = open().await;
    limit_pages(&database, 1).await;
    let writers: Vec<_> = (0..24)
        .map(|n| {
            let admin = admin.clone();
            let size = if n % 3 == 0 { 200_000 } else { 100 };
            tokio::spawn(async move { note(&admin, &n.to_string(), size).await })
        })
        .collect();
    let mut stored = 0;
    for writer in writers {
        let answer = writer.await.unwrap();
        match answer.status {
            201 => stored += 1,
            _ => assert_eq!(answer.refused(507), "storage_full"),
        }
    }
    assert_eq!(count(&admin).await, stored);
    limit_pages(&database, 1_000_000).await;
    // The same requests once more: what was stored is answered again, the rest is written now.
    for n in 0..24 {
        let size = if n % 3 == 0 { 200_000 } else { 100 };
        note(&admin, &n.to_string(), size).await.created();
    }
    assert_eq!(count(&admin).await, 24);
    assert_sound(&app).await;
}

#[tokio::test]
async fn what_was_done_is_not_refused_because_it_can_not_be_recorded() {
    let (app, admin, _) = open().await;
    let path = app.app.config().data.join("control.db");
    let control = Database::sqlite(&path, SqliteOptions::default()).unwrap();
    let ddl = |text: &'static str| control.write_alone(move |tx| tx.ddl(text));
    ddl("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END")
        .await
        .unwrap();
    let changed = admin
        .patch("/settings", json!({"company": "Nordlicht"}))
        .await
        .ok();
    assert_eq!(changed["company"], "Nordlicht");
    let object = json!({"key": "x_machine", "labels": {"en": "Machine", "de": "Maschine"}});
    admin.post("/objects", object).await.created();
    ddl("DROP TRIGGER full").await.unwrap();
    app.advance(3600);
    app.run_jobs().await;
    let acts = app.app.auth().audit("main", None, 200).await.unwrap();
    let acts: Vec<&str> = acts.iter().map(|entry| entry.act.as_str()).collect();
    for act in ["settings.changed", "object.created"] {
        assert_eq!(acts.iter().filter(|one| **one == act).count(), 1, "{acts:?}");
    }
    control.close().await;
}
