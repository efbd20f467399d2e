//! Migrations over HTTP: several files by one plan, rehearsed together and brought in one after the other.

use axum::http::Method;
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::runs::{counts, without_dry_run};
use crate::{app, count, found};

const ACCOUNTS: &str = "Id,Name,ParentId\nA1,Adler AG,\nA2,Bär KG,A1\n";
const CONTACTS: &str =
    "Id,LastName,Email,AccountId,Mood\nC1,Berg,berg@adler.example,A1,good\nC2,Tal,tal@baer.example,A9,bad\n";
/// One links by the key of a contact, one by his address, one to an account, one to nobody.
const TASKS: &str = "Id,Subject,WhoId\nT1,Call,C1\nT2,Write,tal@baer.example\nT3,Visit,A2\nT4,Wait,C7\n";
/// The deals are found by the name of their account, as some systems export them.
const NOTES: &str = "Id,Text,Account,Person,Mail\nN1,Called,Adler AG,Berg,berg@adler.example\n";

fn plan() -> Value {
    json!({"name": "old", "system": "old", "steps": [
        {"object": "organization", "files": ["accounts*"], "map": {"key": "Id", "columns": {
            "Name": "name", "ParentId": "parent"}}},
        {"object": "person", "files": ["contacts*"], "requires": ["AccountId"], "map": {"key": "Id", "columns": {
            "LastName": "family_name", "Email": "emails", "AccountId": {"field": "organization", "optional": true},
            "Mood": null}}},
        {"object": "task", "files": ["tasks*"], "map": {"key": "Id", "columns": {
            "Subject": "subject", "WhoId": "links"}}},
        {"object": "note", "files": ["notes*"], "map": {"key": "Id", "columns": {
            "Text": "note.body", "Account": "organization.name", "Person": "person.family_name",
            "Mail": "person.emails"}}},
        {"object": "opportunity", "files": ["deals*"], "map": {"key": "Id", "columns": {"Name": "name"}}}]})
}

async fn uploaded(client: &Client, files: &[(&str, &str)]) -> Vec<Value> {
    let mut ids = Vec::new();
    for (name, content) in files {
        ids.push(
            client
                .upload(name, "text/csv", (*content).to_owned())
                .await
                .created()["id"]
                .clone(),
        );
    }
    ids
}

async fn run(app: &TestApp, client: &Client, migration: &Value, query: &str) -> Value {
    let path = format!("/migrations/{}", migration["id"].as_str().unwrap());
    let run = format!("{path}/run{query}");
    client.send(Method::POST, &run, &[], None).await.expect(202);
    app.run_jobs().await;
    client.get(&path).await.ok()
}

fn reports(migration: &Value) -> Vec<Value> {
    let files = migration["files"].as_array().unwrap();
    files
        .iter()
        .map(|file| without_dry_run(&file["report"]))
        .collect()
}

#[tokio::test]
async fn files_of_another_system_come_in_together_and_the_dry_run_tells_the_same() {
    let app = app().await;
    let admin = app.admin().await;
    let files = [
        ("tasks.csv", TASKS),
        ("notes.csv", NOTES),
        ("contacts_2026.csv", CONTACTS),
        ("accounts.csv", ACCOUNTS),
        ("moods.csv", "Id,Mood\n1,good\n"),
    ];
    let wish = json!({"plan": plan(), "files": uploaded(&admin, &files).await});
    let made = admin.post("/migrations", wish.clone()).await.created();
    assert_eq!(made["state"], "ready");
    let names: Vec<&Value> = made["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| &file["name"])
        .collect();
    assert_eq!(
        names,
        ["accounts.csv", "contacts_2026.csv", "tasks.csv", "notes.csv"]
    );
    assert_eq!(made["left_over"], json!(["moods.csv"]));
    assert_eq!(
        made["missing"],
        json!([{"object": "opportunity", "files": ["deals*"]}])
    );

    let told = run(&app, &admin, &made, "?dry_run=true").await;
    assert_eq!(told["state"], "checked", "{told:#}");
    for object in ["organization", "person", "task", "note"] {
        assert_eq!(count(&admin, object).await, 0, "{object}");
    }
    let done = run(&app, &admin, &made, "").await;
    assert_eq!(done["state"], "done", "{done:#}");
    assert_eq!(reports(&told), reports(&done));
    let counted: Vec<[i64; 4]> = reports(&done).iter().map(counts).collect();
    assert_eq!(counted, [[2, 0, 0, 0], [2, 0, 0, 0], [3, 0, 0, 1], [1, 0, 0, 0]]);
    let contacts = &done["files"][1]["not_taken_over"];
    assert_eq!(
        contacts,
        &json!({"columns": ["Mood"], "rows": 0, "reasons": {"not_found": 1}})
    );
    // The note is about the account and the contact of the other files, not about new ones.
    for (object, records) in [("organization", 2), ("person", 2), ("task", 3), ("note", 1)] {
        assert_eq!(count(&admin, object).await, records, "{object}");
    }
    let berg = found(&admin, "person", r#"family_name == "Berg""#).await;
    assert_eq!(berg["organization"]["label"], "Adler AG");

    // A second run, with new files of the same content, changes nothing; a finished one is not repeated.
    let again = format!("/migrations/{}/run", made["id"].as_str().unwrap());
    assert_eq!(
        admin.send(Method::POST, &again, &[], None).await.refused(409),
        "conflict"
    );
    let made = admin.post("/migrations", wish).await.created();
    let told = run(&app, &admin, &made, "?dry_run=true").await;
    let done = run(&app, &admin, &made, "").await;
    assert_eq!(reports(&told), reports(&done));
    let counted: Vec<[i64; 4]> = reports(&done).iter().map(counts).collect();
    assert_eq!(counted, [[0, 0, 2, 0], [0, 0, 2, 0], [0, 0, 3, 1], [0, 0, 1, 0]]);
}

#[tokio::test]
async fn a_migration_that_was_called_off_goes_on_with_the_files_that_are_left() {
    let app = app().await;
    let admin = app.admin().await;
    let files = uploaded(&admin, &[("accounts.csv", ACCOUNTS), ("contacts.csv", CONTACTS)]).await;
    let made = admin
        .post("/migrations", json!({"plan": plan(), "files": files}))
        .await
        .created();
    let path = format!("/migrations/{}", made["id"].as_str().unwrap());
    let running = admin
        .send(Method::POST, &format!("{path}/run"), &[], None)
        .await
        .expect(202);
    assert_eq!(running["state"], "running");
    assert_eq!(
        admin
            .send(Method::POST, &format!("{path}/run"), &[], None)
            .await
            .refused(409),
        "conflict"
    );
    let import = admin
        .get(&format!(
            "/imports/{}",
            running["files"][0]["import"].as_str().unwrap()
        ))
        .await
        .ok();
    let job = format!("/jobs/{}/cancel", import["job"].as_str().unwrap());
    assert!(admin.send(Method::POST, &job, &[], None).await.status < 300);
    app.run_jobs().await;
    let stopped = admin.get(&path).await.ok();
    assert_eq!(
        (&stopped["state"], &stopped["files"][1]["state"]),
        (&json!("cancelled"), &json!("ready"))
    );
    let done = run(&app, &admin, &made, "").await;
    assert_eq!(done["state"], "done", "{done:#}");
    assert_eq!(
        (count(&admin, "organization").await, count(&admin, "person").await),
        (2, 2)
    );
}

#[tokio::test]
async fn plans_and_files_that_can_not_be_meant_are_refused() {
    let app = app().await;
    let admin = app.admin().await;
    let files = uploaded(&admin, &[("accounts.csv", ACCOUNTS), ("contacts.csv", "")]).await;
    for (plan, files, expected) in [
        (json!("nothing"), json!([files[0]]), ("not_found", "/plan")),
        (json!({"name": "x"}), json!([files[0]]), ("invalid_plan", "/plan")),
        (plan(), json!([]), ("out_of_range", "/files")),
        (
            plan(),
            json!([files[0], "0195512c-8a10-7000-8000-000000000000"]),
            ("not_found", "/files/1"),
        ),
        (json!("hubspot"), json!([files[0]]), ("nothing_fits", "/files")),
        (
            plan(),
            json!([files[0], files[1]]),
            ("not_importable", "/files/1"),
        ),
    ] {
        let refused = admin
            .post("/migrations", json!({"plan": plan, "files": files}))
            .await
            .issue();
        assert_eq!((refused.0.as_str(), refused.1.as_str()), expected);
    }
    let unknown = json!({"name": "x", "system": "x", "steps": [
        {"object": "x_nothing", "files": ["accounts*"], "map": {"columns": {"Name": "name"}}}]});
    let refused = admin
        .post("/migrations", json!({"plan": unknown, "files": [files[0]]}))
        .await
        .issue();
    assert_eq!(refused, ("not_importable".to_owned(), "/files/0".to_owned()));

    let made = admin
        .post("/migrations", json!({"plan": plan(), "files": [files[0]]}))
        .await
        .created();
    let path = format!("/migrations/{}", made["id"].as_str().unwrap());
    let nosy = app.user("Nora Nosy", "member").await;
    assert_eq!(nosy.get(&path).await.refused(404), "not_found");
}
