//! What is sent twice: every operation that changes something answers a repetition under the same `Idempotency-Key` as
//! it did before and does nothing more, or it refuses the header.

use axum::http::Method;
use kontor_http::api;
use kontor_testing::{Answer, Client, TestApp};
use serde_json::{Value, json};

use crate::holdings::holdings;

/// Operations that are sent as POST and change nothing: the header says nothing to them.
const READS: [&str; 4] = [
    "list_records_by_body",
    "run_query",
    "convert_expression",
    "find_duplicates",
];

/// An operation of the API that changes something: its id, method, path, and whether it takes a key.
struct Operation {
    id: String,
    method: Method,
    path: String,
    takes_key: bool,
}

fn operations() -> Vec<Operation> {
    // All that is served: more than the public description tells.
    let document = serde_json::to_value(api::endpoints().1).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap_or_default();
            if !["post", "put", "patch", "delete"].contains(&method.as_str()) || READS.contains(&id) {
                continue;
            }
            let parameters = operation["parameters"].as_array();
            found.push(Operation {
                id: id.to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                takes_key: parameters
                    .is_some_and(|all| all.iter().any(|one| one["name"] == "Idempotency-Key")),
            });
        }
    }
    found
}

/// What is sent: a path and a body, as JSON or as a table.
struct Request(String, Value);

async fn made(admin: &Client, path: &str, body: Value) -> String {
    let made = admin.post(path, body).await.created();
    made["id"].as_str().unwrap().to_owned()
}

async fn import(admin: &Client, table: &str) -> String {
    let typed = [("Content-Type", "text/csv")];
    let body = Some(table.as_bytes().to_vec());
    let made = admin
        .send(Method::POST, "/imports?object=person", &typed, body)
        .await;
    made.created()["id"].as_str().unwrap().to_owned()
}

/// An import that has run.
async fn imported(app: &TestApp, admin: &Client, table: &str, map: Value) -> String {
    let id = import(admin, table).await;
    admin.patch(&format!("/imports/{id}"), map).await.ok();
    admin
        .post(&format!("/imports/{id}/run"), json!({}))
        .await
        .expect(202);
    app.run_jobs().await;
    id
}

async fn migration(admin: &Client, name: &str) -> Value {
    let table = "Company ID,Company name\n1,Adler\n";
    let file = admin.upload("companies.csv", "text/csv", table).await.created();
    let step = json!({"object": "organization", "files": ["companies"],
        "map": {"key": ["Company ID"], "columns": {"Company name": "organization.name"}}});
    json!({"plan": {"name": name, "system": "old", "steps": [step]}, "files": [file["id"]]})
}

/// A request of an operation that is granted, with what it needs made before.
async fn request(app: &TestApp, admin: &Client, operation: &str) -> Request {
    let person = json!({"family_name": "Muster"});
    let record = async || {
        format!(
            "/records/person/{}",
            made(admin, "/records/person", person.clone()).await
        )
    };
    let nothing = Value::Null;
    match operation {
        "create_record" => Request("/records/person".to_owned(), person),
        "change_record" => Request(record().await, json!({"given_name": "Anna"})),
        "delete_record" => Request(record().await, nothing),
        "restore_record" => {
            let record = record().await;
            admin.delete(&record).await.expect(204);
            Request(format!("{record}/restore"), nothing)
        }
        "merge_record" | "dismiss_duplicate" => {
            let (record, other) = (
                record().await,
                made(admin, "/records/person", person.clone()).await,
            );
            match operation {
                "merge_record" => Request(format!("{record}/merge"), json!({"other": other})),
                _ => Request(
                    format!("{record}/duplicates"),
                    json!({"other": other, "dismissed": true}),
                ),
            }
        }
        "apply_batch" => {
            let command = json!({"op": "create", "object": "person", "values": person});
            Request("/batch".to_owned(), json!({"commands": [command]}))
        }
        "undo" => {
            let change_set = admin.post("/records/person", person).await.change_set();
            Request(format!("/undo/{change_set}"), nothing)
        }
        "upload_file" => Request("/files".to_owned(), json!("words")),
        "create_object" => Request(
            "/objects".to_owned(),
            json!({"key": "x_made", "labels": {"en": "Made", "de": "Gemacht"}}),
        ),
        "change_object" => Request(
            "/objects/person".to_owned(),
            json!({"labels": {"en": "Human", "de": "Mensch"}}),
        ),
        "delete_object" => {
            let object = json!({"key": "x_gone", "labels": {"en": "Gone", "de": "Weg"}});
            admin.post("/objects", object).await.created();
            Request("/objects/x_gone".to_owned(), nothing)
        }
        "create_field" => Request(
            "/objects/person/fields".to_owned(),
            json!({"key": "x_made", "labels": "Made", "type": "text"}),
        ),
        "change_field" | "delete_field" => {
            let key = format!("x_{operation}");
            let field = json!({"key": key, "labels": "Old", "type": "text"});
            admin.post("/objects/person/fields", field).await.created();
            let body = match operation {
                "change_field" => json!({"labels": {"en": "New", "de": "Neu"}}),
                _ => nothing,
            };
            Request(format!("/objects/person/fields/{key}"), body)
        }
        "change_settings" => Request("/settings".to_owned(), json!({"company": "Muster AG"})),
        "change_me" => Request("/me".to_owned(), json!({"name": "Ada Anders"})),
        "read_notifications" => Request(
            "/notifications/read".to_owned(),
            json!({"until": "2026-01-01T00:00:00Z"}),
        ),
        "sweep_duplicates" => Request("/duplicates/sweep".to_owned(), json!({"object": "person"})),
        "merge_duplicates" => Request("/duplicates/merge".to_owned(), json!({"object": "person"})),
        "rebuild_search" => Request("/search/rebuild".to_owned(), nothing),
        "start_demo" => Request("/demo".to_owned(), json!({"anyway": true})),
        "create_export" => Request("/exports".to_owned(), json!({"object": "person"})),
        "cancel_job" => {
            let asked = admin.post("/duplicates/sweep", json!({"object": "organization"}));
            let job = asked.await.expect(202)["job"].clone();
            Request(format!("/jobs/{}/cancel", job.as_str().unwrap()), nothing)
        }
        "create_import" => Request("/imports?object=person".to_owned(), json!("family_name\nNew\n")),
        "change_import" => {
            let id = import(admin, "family_name\nChanged\n").await;
            Request(format!("/imports/{id}"), json!({"key": "family_name"}))
        }
        "create_import_fields" => {
            let id = import(admin, "family_name,Shoe size\nFoot,42\n").await;
            Request(format!("/imports/{id}/fields"), json!({}))
        }
        "run_import" => {
            let id = import(admin, "family_name\nRun\n").await;
            Request(format!("/imports/{id}/run"), nothing)
        }
        "undo_import" => {
            let map = json!({"map": {"columns": {"family_name": "family_name"}}});
            let id = imported(app, admin, "family_name\nUndone\n", map).await;
            Request(format!("/imports/{id}/undo"), nothing)
        }
        "decide_waiting_rows" => {
            let eva = json!({"given_name": "Eva", "family_name": "Berg", "birth_date": "1980-02-03",
                "emails": ["eva.berg@adler.example"]});
            admin.post("/records/person", eva).await.created();
            app.run_jobs().await;
            let table = "Vorname,Nachname,Geburtstag,E-Mail\nEva,Berg,1980-02-03,eva.berg@adler.example\n";
            let map = json!({"map": {"columns": {}, "on_duplicate": "ask"}});
            let id = imported(app, admin, table, map).await;
            Request(format!("/imports/{id}/waiting"), json!({"rest": "create"}))
        }
        "create_migration" => Request("/migrations".to_owned(), migration(admin, "first").await),
        "run_migration" => {
            let id = made(admin, "/migrations", migration(admin, "second").await).await;
            Request(format!("/migrations/{id}/run"), nothing)
        }
        other => panic!("no request for {other}, which takes an Idempotency-Key"),
    }
}

/// Another body that could be meant, for a request that has one.
fn varied(body: &Value) -> Option<Value> {
    const WORDS: [(&str, &str); 15] = [
        ("Muster", "Other"),
        ("Anna", "Other"),
        ("Made", "Other"),
        ("Human", "Other"),
        ("New", "Newer"),
        ("Anders", "Other"),
        ("2026", "2025"),
        (r#""person""#, r#""organization""#),
        (r#""anyway":true"#, r#""anyway":true,"seed":2"#),
        (r#""create""#, r#""skip""#),
        (r#""first""#, r#""other""#),
        (r#""family_name""#, r#""given_name""#),
        (r#""other":"0"#, r#""other":"1"#),
        ("{}", r#"{"columns":["Shoe size"]}"#),
        ("words", "other words"),
    ];
    let text = Some(body.to_string()).filter(|_| !body.is_null())?;
    let (from, to) = WORDS
        .iter()
        .find(|(from, _)| text.contains(from))
        .expect("a body that varies");
    Some(serde_json::from_str(&text.replace(from, to)).unwrap())
}

async fn send(admin: &Client, operation: &Operation, Request(path, body): &Request, key: &str) -> Answer {
    let keyed = ("Idempotency-Key", key);
    let (kind, body) = match body {
        Value::Null => ("application/json", None),
        // A body that is no JSON.
        Value::String(text) => ("text/csv", Some(text.clone().into_bytes())),
        json => ("application/json", Some(json.to_string().into_bytes())),
    };
    let headers = [keyed, ("Content-Type", kind)];
    admin.send(operation.method.clone(), path, &headers, body).await
}

/// All that a repetition must say again.
fn told(answer: &Answer) -> (u16, String, Vec<String>) {
    let names = ["Content-Type", "ETag", "Location", "Kontor-Change-Set"];
    let headers = names.map(|name| answer.header(name).to_owned()).to_vec();
    (answer.status, answer.text(), headers)
}

#[tokio::test]
async fn what_takes_a_key_is_done_once_and_answered_twice() {
    let app = TestApp::with(vec![kontor_base::module(), kontor_sales::module()]).await;
    app.app.demonstrate_with(|_, _, _, _| Ok(Vec::new()));
    let admin = app.admin().await;
    for operation in operations().iter().filter(|operation| operation.takes_key) {
        let id = operation.id.as_str();
        let request = request(&app, &admin, id).await;
        let first = send(&admin, operation, &request, id).await;
        assert!(first.status < 300, "{id}: {}", first.text());
        assert_ne!(first.change_set(), "", "{id}");
        assert_eq!(first.header("Idempotent-Replayed"), "", "{id}");
        let before = holdings(&app, "main").await;
        let again = send(&admin, operation, &request, id).await;
        assert_eq!(told(&again), told(&first), "{id}");
        assert_eq!(again.header("Idempotent-Replayed"), "true", "{id}");
        assert_eq!(holdings(&app, "main").await, before, "{id} did something again");
        if let Some(other) = varied(&request.1) {
            let other = send(&admin, operation, &Request(request.0, other), id).await;
            assert_eq!(other.refused(422), "key_reused", "{id} forgets its body");
        }
        app.run_jobs().await;
    }
}

#[tokio::test]
async fn what_keeps_no_answer_refuses_the_key_and_does_nothing() {
    let app = TestApp::with(vec![kontor_base::module(), kontor_sales::module()]).await;
    let admin = app.admin().await;
    let browser = app.session(&admin).await;
    let nil = "00000000-0000-0000-0000-000000000000";
    let mut refused = Vec::new();
    for operation in operations().into_iter().filter(|operation| !operation.takes_key) {
        let path = operation.path.replace("{id}", nil).replace("{name}", "other");
        let request = Request(path, json!({"name": "another", "until": "2026-01-01T00:00:00Z"}));
        for who in [&admin, &browser, &app.nobody()] {
            let answer = send(who, &operation, &request, "k").await;
            let problem = answer.expect(400);
            assert_eq!(
                (&problem["parameter"], &problem["reason"]),
                (&json!("Idempotency-Key"), &json!("not_kept")),
                "{}",
                operation.id
            );
        }
        refused.push(operation.id);
    }
    // Keys and sessions are as they were: the browser is still signed in, and nobody has a new key.
    assert_eq!(
        browser.get("/tokens").await.ok()["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    // What lies in the control database, or is shown once; what the owner of the machine does; and what nobody keeps, as
    // who is there. Nothing else.
    refused.sort_unstable();
    assert_eq!(
        refused,
        [
            "add_user",
            "change_password",
            "change_workspace",
            "create_password_link",
            "create_token",
            "create_workspace",
            "delete_workspace",
            "end_other_sessions",
            "end_session",
            "enter_record",
            "finish_setup",
            "leave_record",
            "restore_backup",
            "revoke_token",
            "set_password",
            "sign_in",
            "sign_out",
            "take_backup",
        ]
    );
}
