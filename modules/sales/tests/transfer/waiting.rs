//! Rows that resemble records wait, are looked at and decided, and belong to their import like all others.

use axum::http::Method;
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::runs::{counts, run, upload};
use crate::{app, count, found};

/// Eva is there; so the import of her, of a new man, of him once more, and of a stranger has two rows that wait.
const FILE: &str = "Vorname,Nachname,Geburtstag,E-Mail,Telefon,Titel\n\
    Eva,Berg,1980-02-03,eva.berg@adler.example,+49 40 12345,Dr.\n\
    Udo,Wolf,1975-05-06,udo.wolf@dachs.example,+49 30 98765,\n\
    Udo,Wolf,1975-05-06,udo.wolf@dachs.example,+49 30 98765,Prof.\n\
    Ina,Falk,1991-01-01,ina@falk.example,+49 89 55555,\n";

async fn asked(app: &TestApp, admin: &Client) -> (String, Value) {
    let known = json!({"given_name": "Eva", "family_name": "Berg", "birth_date": "1980-02-03",
        "emails": ["eva.berg@adler.example"], "phones": ["+49 40 12345"]});
    let eva = admin.post("/records/person", known).await.created();
    app.run_jobs().await;
    let more = json!({"map": {"columns": {}, "on_duplicate": "ask"}});
    let made = upload(admin, "person", FILE.as_bytes(), more).await.ok();
    let report = run(app, admin, &made, "").await;
    assert_eq!(
        (counts(&report), &report["waiting"]),
        ([2, 0, 2, 0], &json!(2)),
        "{report:#}"
    );
    (format!("/imports/{}", made["id"].as_str().unwrap()), eva)
}

async fn decide(app: &TestApp, client: &Client, path: &str, said: Value) -> Value {
    client.post(&format!("{path}/waiting"), said).await.expect(202);
    app.run_jobs().await;
    let import = client.get(path).await.ok();
    assert_eq!(import["state"], "done", "{import:#}");
    import["report"].clone()
}

#[tokio::test]
async fn rows_that_wait_are_listed_with_whom_they_resemble_and_decided_one_by_one() {
    let app = app().await;
    let admin = app.admin().await;
    let (path, eva) = asked(&app, &admin).await;
    let page = admin.get(&format!("{path}/waiting?limit=1")).await.ok();
    let first = &page["data"][0];
    assert_eq!(
        (&first["row"], &first["values"]["title"]),
        (&json!(2), &json!("Dr."))
    );
    let candidate = &first["candidates"][0];
    assert_eq!(
        (&candidate["id"], &candidate["verdict"]),
        (&eva["id"], &json!("same"))
    );
    assert!(candidate["reasons"][0]["text"].is_string(), "{first:#}");
    let next = page["next"].as_str().unwrap().strip_prefix("/api/v1").unwrap();
    let page = admin.get(next).await.ok();
    // The record that an earlier row of the file has made is a candidate like any other.
    let wolf = found(&admin, "person", r#"family_name == "Wolf""#).await;
    assert_eq!(
        (
            &page["data"][0]["row"],
            &page["data"][0]["candidates"][0]["id"],
            &page["next"]
        ),
        (&json!(4), &wolf["id"], &Value::Null)
    );

    let said = json!({"rows": [{"row": 2, "decision": "update"}]});
    let report = decide(&app, &admin, &path, said).await;
    assert_eq!(
        (counts(&report), &report["waiting"]),
        ([2, 1, 1, 0], &json!(1)),
        "{report:#}"
    );
    let eva = admin
        .get(&format!("/records/person/{}", eva["id"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(eva["title"], "Dr.");
    let said = json!({"rows": [{"row": 4, "decision": "create"}]});
    let report = decide(&app, &admin, &path, said).await;
    assert_eq!(
        (counts(&report), &report["waiting"], &report["warnings"]),
        ([3, 1, 0, 0], &json!(0), &json!(0)),
        "{report:#}"
    );
    assert_eq!(count(&admin, "person").await, 4);
    assert_eq!(
        admin.get(&format!("{path}/waiting")).await.ok()["data"],
        json!([])
    );
    let errors = admin.get(&format!("{path}/errors")).await.text();
    assert_eq!(errors.lines().count(), 1, "{errors}");

    // They are part of the import: taking it back takes them back.
    admin
        .send(Method::POST, &format!("{path}/undo"), &[], None)
        .await
        .expect(202);
    app.run_jobs().await;
    assert_eq!(admin.get(&path).await.ok()["state"], "undone");
    assert_eq!(count(&admin, "person").await, 1);
    let eva = found(&admin, "person", r#"family_name == "Berg""#).await;
    assert_eq!(eva["title"], Value::Null);
}

#[tokio::test]
async fn the_rest_is_decided_at_once_and_another_record_may_be_named() {
    let app = app().await;
    let admin = app.admin().await;
    let (path, eva) = asked(&app, &admin).await;
    let ina = found(&admin, "person", r#"family_name == "Falk""#).await;
    let gone = admin
        .post("/records/person", json!({"family_name": "Weg"}))
        .await
        .created();
    admin
        .delete(&format!("/records/person/{}", gone["id"].as_str().unwrap()))
        .await;
    let said = json!({"rows": [{"row": 4, "decision": "update", "record": ina["id"]}], "rest": "skip"});
    let report = decide(&app, &admin, &path, said).await;
    assert_eq!(
        (counts(&report), &report["waiting"]),
        ([2, 1, 1, 0], &json!(0)),
        "{report:#}"
    );
    let ina = found(&admin, "person", r#"given_name == "Udo" && title == "Prof.""#).await;
    assert_ne!(ina["id"], eva["id"]);
    assert_eq!(count(&admin, "person").await, 3);
    // What is left out is told, and waits no more.
    assert_eq!(report["errors"][0]["code"], "duplicate", "{report:#}");
}

#[tokio::test]
async fn only_rows_that_wait_can_be_decided_and_only_by_who_may_see_the_import() {
    let app = app().await;
    let admin = app.admin().await;
    let (path, _) = asked(&app, &admin).await;
    let waiting = format!("{path}/waiting");
    for (said, pointer) in [
        (json!({}), "/rows"),
        (json!({"rows": [{"row": 3, "decision": "skip"}]}), "/rows/0/row"),
        (
            json!({"rows": [{"row": 2, "decision": "skip"}, {"row": 2, "decision": "create"}]}),
            "/rows/1/row",
        ),
        (
            json!({"rows": [{"row": 2, "decision": "skip", "record": "0195512c-8a10-7000-8000-000000000000"}]}),
            "/rows/0/record",
        ),
    ] {
        let issue = admin.post(&waiting, said.clone()).await.issue();
        assert_eq!(issue.1, pointer, "{said}");
    }
    let nosy = app.user("Nora Nosy", "member").await;
    assert_eq!(nosy.get(&waiting).await.status, 404);
    assert_eq!(nosy.post(&waiting, json!({"rest": "skip"})).await.status, 404);
    assert_eq!(
        admin.get(&format!("{waiting}?cursor=x")).await.refused(400),
        "bad_cursor"
    );
    // A record that went meanwhile rejects the row, which says so.
    let said =
        json!({"rows": [{"row": 2, "decision": "update", "record": "0195512c-8a10-7000-8000-000000000000"}]});
    let report = decide(&app, &admin, &path, said).await;
    assert_eq!(counts(&report), [2, 0, 1, 1], "{report:#}");
    // Months later the file is gone, and what still waits can't be decided any more.
    let id = path.rsplit('/').next().unwrap();
    std::fs::remove_file(app.data().join("workspaces/main/imports").join(id)).unwrap();
    assert_eq!(
        admin.post(&waiting, json!({"rest": "skip"})).await.refused(409),
        "conflict"
    );
}
