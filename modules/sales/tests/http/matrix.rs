//! Who may do what: every operation of the API × role × whose record, on three objects.
//!
//! An operation of the API without a row in the tables fails; a refusal must leave everything as it was.

mod belongings;
mod house;
mod tables;

use std::collections::BTreeSet;

use axum::http::Method;
use kontor_http::api;
use kontor_testing::Client;
use serde_json::{Value, json};

use crate::holdings::holdings;
use house::House;
use tables::{BELONGINGS, OTHERS, RECORDS, ROLES};

/// The objects, with the values of a record.
const OBJECTS: [&str; 3] = ["person", "interaction", "opportunity"];
fn values(object: &str) -> Value {
    match object {
        "person" => json!({"family_name": "Muster"}),
        "interaction" => json!({"kind": "call", "subject": "A call", "at": "2026-03-01T10:00:00Z"}),
        _ => json!({"name": "Twenty seats"}),
    }
}

fn change(object: &str) -> Value {
    match object {
        "person" => json!({"given_name": "Changed"}),
        "interaction" => json!({"subject": "Changed"}),
        _ => json!({"next_step": "Changed"}),
    }
}

fn rows(table: &str) -> Vec<Vec<&str>> {
    let words = |line: &'static str| line.split_whitespace().collect::<Vec<&str>>();
    // Tables are constants; the first line names the columns.
    let table: &'static str = Box::leak(table.to_owned().into_boxed_str());
    table
        .lines()
        .filter(|line| !line.trim().is_empty())
        .skip(1)
        .map(words)
        .collect()
}

/// Asks for something with a record, and with a second one where it takes two: one that nobody but managers may delete.
async fn ask(who: &Client, operation: &str, object: &str, [id, second]: [&str; 2], change_set: &str) -> u16 {
    let record = format!("/records/{object}/{id}");
    let answer = match operation {
        "read_record" => who.get(&record).await,
        "change_record" => who.patch(&record, change(object)).await,
        "delete_record" => who.delete(&record).await,
        "restore_record" => who.post(&format!("{record}/restore"), json!({})).await,
        "read_overview" => who.get(&format!("{record}/overview")).await,
        "read_timeline" => who.get(&format!("{record}/timeline")).await,
        "read_history" => who.get(&format!("{record}/history")).await,
        "read_access" => who.get(&format!("{record}/access")).await,
        "enter_record" => who.post(&format!("{record}/presence"), json!({})).await,
        "leave_record" => who.delete(&format!("{record}/presence")).await,
        "create_record" => who.post(&format!("/records/{object}"), values(object)).await,
        "list_records" => who.get(&format!("/records/{object}")).await,
        "list_records_by_body" => who.post(&format!("/records/{object}/list"), json!({})).await,
        "batch_update" => {
            let command = json!({"op": "update", "object": object, "id": id, "values": change(object)});
            who.post("/batch", json!({"commands": [command]})).await
        }
        "batch_delete" => {
            let command = json!({"op": "delete", "object": object, "id": id});
            who.post("/batch", json!({"commands": [command]})).await
        }
        "batch_restore" => {
            let command = json!({"op": "restore", "object": object, "id": id});
            who.post("/batch", json!({"commands": [command]})).await
        }
        "batch_create" => {
            let command = json!({"op": "create", "object": object, "values": values(object)});
            who.post("/batch", json!({"commands": [command]})).await
        }
        "batch_link" | "batch_unlink" => {
            let op = operation.trim_start_matches("batch_");
            let command = json!({"op": op, "object": object, "id": id, "values": {"tags": ["VIP"]}});
            who.post("/batch", json!({"commands": [command]})).await
        }
        "batch_merge" => {
            let command = json!({"op": "merge", "object": object, "id": id, "values": {"other": second}});
            who.post("/batch", json!({"commands": [command]})).await
        }
        "undo" => who.post(&format!("/undo/{change_set}"), json!({})).await,
        "merge_record" => {
            who.post(&format!("{record}/merge"), json!({"other": second}))
                .await
        }
        "read_duplicates" => who.get(&format!("{record}/duplicates")).await,
        "dismiss_duplicate" => {
            let said = json!({"other": second, "dismissed": true});
            who.post(&format!("{record}/duplicates"), said).await
        }
        other => panic!("no request for {other}"),
    };
    answer.status
}

#[tokio::test]
async fn every_role_may_do_what_its_description_says_with_records() {
    let house = House::open().await;
    let mut wrong = Vec::new();
    for object in OBJECTS {
        for row in rows(RECORDS) {
            let (operation, target) = (row[0], row[1]);
            for (n, role) in ROLES.iter().enumerate() {
                let expected: u16 = row[n + 2].parse().unwrap();
                let place = format!("{operation} {object} {target} as {role}");
                let (id, change_set) = house.record(object, target).await;
                let before = house.state(object, &id, target).await;
                // Undo takes back what somebody else did with the record.
                let change_set = if operation == "undo" && target != "deleted" {
                    let maker = match target {
                        "foreign" => &house.elsewhere,
                        _ => &house.administrator,
                    };
                    let changed = maker
                        .patch(&format!("/records/{object}/{id}"), change(object))
                        .await;
                    assert_eq!(changed.status, 200, "{place}: {}", changed.text());
                    changed.change_set()
                } else {
                    change_set
                };
                let before = if operation == "undo" {
                    house.state(object, &id, target).await
                } else {
                    before
                };
                let second = match operation {
                    "merge_record" | "batch_merge" | "dismiss_duplicate" => {
                        house.record(object, "other").await.0
                    }
                    _ => String::new(),
                };
                let status = ask(&house.people[n], operation, object, [&id, &second], &change_set).await;
                if status != expected {
                    wrong.push(format!("{place}: {status} instead of {expected}"));
                }
                if status >= 400 {
                    assert_eq!(
                        house.state(object, &id, target).await,
                        before,
                        "{place} changed something"
                    );
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    // So many changes have the duplicates of an object compared anew.
    house.app.run_jobs().await;
}

async fn ask_other(who: &Client, operation: &str) -> u16 {
    let id = "0195512c-8a10-7000-8000-000000000000";
    let answer = match operation {
        "apply_batch" => who.post("/batch", json!({"commands": []})).await,
        "read_setup" => who.get("/setup").await,
        "finish_setup" => {
            let body =
                json!({"code": "wrong", "email": "a@example.com", "password": "correct horse battery"});
            who.post("/setup", body).await
        }
        "sign_in" => {
            who.post(
                "/session",
                json!({"email": "x@example.com", "password": "wrong horse battery"}),
            )
            .await
        }
        "change_password" => who.post("/password", json!({})).await,
        "read_openapi" => who.get("/openapi.json").await,
        "sign_out" => who.delete("/session").await,
        "read_me" => who.get("/me").await,
        "change_me" => who.patch("/me", json!({"language": "xx"})).await,
        "list_sessions" => who.get("/sessions").await,
        "end_other_sessions" => who.delete("/sessions").await,
        "end_session" => who.delete(&format!("/sessions/{id}")).await,
        "create_password_link" => who.post(&format!("/users/{id}/password-link"), json!({})).await,
        "list_tokens" => who.get("/tokens").await,
        "create_token" => who.post("/tokens", json!({"name": "another"})).await,
        "revoke_token" => who.delete(&format!("/tokens/{id}")).await,
        "run_query" => who.post("/query", json!({"object": "person"})).await,
        "search" => who.get("/search?q=muster").await,
        "rebuild_search" => who.post("/search/rebuild", json!({})).await,
        "convert_expression" => {
            who.post(
                "/expressions",
                json!({"object": "person", "text": "language == null"}),
            )
            .await
        }
        "read_changes" => who.get("/changes").await,
        "read_settings" => who.get("/settings").await,
        "change_settings" => who.patch("/settings", json!({"company": "Muster AG"})).await,
        "list_workspaces" => who.get("/workspaces").await,
        "create_workspace" => who.post("/workspaces", json!({"name": "NOT A NAME"})).await,
        "read_machine" => who.get("/machine").await,
        "add_user" => {
            let body = json!({"email": "new@example.com", "name": "New", "role": "member"});
            who.post("/machine/users", body).await
        }
        "set_password" => {
            who.post(
                &format!("/machine/users/{id}/password"),
                json!({"password": "correct horse battery"}),
            )
            .await
        }
        "change_workspace" => {
            who.patch("/machine/workspaces/other", json!({"host": "evil.example"}))
                .await
        }
        "delete_workspace" => who.delete("/machine/workspaces/other").await,
        "list_objects" => who.get("/objects").await,
        "read_object" => who.get("/objects/person").await,
        "create_object" => who.post("/objects", json!({})).await,
        "change_object" => {
            who.patch("/objects/person?dry_run=true", json!({"labels": "Menschen"}))
                .await
        }
        "delete_object" => who.delete("/objects/x_none").await,
        "create_field" => who.post("/objects/person/fields", json!({})).await,
        "change_field" => {
            who.patch("/objects/person/fields/x_none", json!({"labels": "Nichts"}))
                .await
        }
        "delete_field" => who.delete("/objects/person/fields/x_none").await,
        "find_duplicates" => {
            who.post("/records/person/duplicates", json!({"family_name": "Muster"}))
                .await
        }
        // This program brings no company along.
        "start_demo" => who.post("/demo", json!({})).await,
        "list_duplicates" => who.get("/duplicates?object=person").await,
        "sweep_duplicates" => who.post("/duplicates/sweep", json!({"object": "x_none"})).await,
        "merge_duplicates" => {
            who.post("/duplicates/merge", json!({"object": "person", "dry_run": true}))
                .await
        }
        "list_jobs" => who.get("/jobs").await,
        "list_notifications" => who.get("/notifications").await,
        "read_notifications" => {
            who.post("/notifications/read", json!({"until": "2026-01-01T00:00:00Z"}))
                .await
        }
        "read_job" => who.get(&format!("/jobs/{id}")).await,
        "cancel_job" => who.post(&format!("/jobs/{id}/cancel"), json!({})).await,
        "upload_file" => who.upload("note.txt", "text/plain", "words").await,
        "read_file" => who.get(&format!("/files/{id}")).await,
        "listen" => return who.listen("/events", &[]).await.status,
        "list_imports" => who.get("/imports").await,
        "create_import" => {
            let csv = Some(b"family_name\nMuster\n".to_vec());
            let typed = [("Content-Type", "text/csv")];
            who.send(Method::POST, "/imports?object=person", &typed, csv)
                .await
        }
        "read_import" => who.get(&format!("/imports/{id}")).await,
        "change_import" => who.patch(&format!("/imports/{id}"), json!({})).await,
        "run_import" => who.post(&format!("/imports/{id}/run"), json!({})).await,
        "create_export" => {
            who.post("/exports", json!({"object": "person", "format": "csv"}))
                .await
        }
        "read_export" => who.get(&format!("/exports/{id}")).await,
        "read_export_file" => who.get(&format!("/exports/{id}/file")).await,
        "look_after_workspace" => who.get("/machine/doctor").await,
        "take_backup" => {
            who.post("/machine/backup", json!({"path": "/tmp/stolen.zip"}))
                .await
        }
        "restore_backup" => {
            who.post("/machine/restore", json!({"path": "/tmp/stolen.zip"}))
                .await
        }
        "create_import_fields" => who.post(&format!("/imports/{id}/fields"), json!({})).await,
        "undo_import" => who.post(&format!("/imports/{id}/undo"), json!({})).await,
        "list_import_plans" => who.get("/import_plans").await,
        "create_migration" => {
            who.post("/migrations", json!({"plan": "hubspot", "files": [id]}))
                .await
        }
        "read_migration" => who.get(&format!("/migrations/{id}")).await,
        "run_migration" => who.post(&format!("/migrations/{id}/run"), json!({})).await,
        "read_import_errors" => who.get(&format!("/imports/{id}/errors")).await,
        "list_waiting_rows" => who.get(&format!("/imports/{id}/waiting")).await,
        "decide_waiting_rows" => {
            who.post(&format!("/imports/{id}/waiting"), json!({"rest": "skip"}))
                .await
        }
        other => panic!("no request for {other}"),
    };
    answer.status
}

#[tokio::test]
async fn every_role_may_do_what_its_description_says_elsewhere() {
    let house = House::open().await;
    let mut wrong = Vec::new();
    let mut before = left_alone(&house).await;
    for row in rows(OTHERS) {
        for (n, role) in ROLES.iter().enumerate() {
            let expected: u16 = row[n + 1].parse().unwrap();
            let status = ask_other(&house.people[n], row[0]).await;
            if status != expected {
                wrong.push(format!("{} as {role}: {status} instead of {expected}", row[0]));
            }
            let after = left_alone(&house).await;
            if status >= 400 {
                assert_eq!(
                    after, before,
                    "{} as {role} was refused and changed something",
                    row[0]
                );
            }
            before = after;
        }
    }
    house.app.run_jobs().await;
    assert_eq!(wrong, Vec::<String>::new());
}

/// What a refusal must leave alone, in both workspaces and beside them: how much there is of everything, the settings, the
/// version of the definitions, and which keys and sessions there are. That a key was used just now is no change.
async fn left_alone(house: &House) -> Value {
    let mut left = vec![house.app.machine().get("/workspaces").await.ok()];
    for (workspace, administrator) in [("main", &house.administrator), ("other", &house.elsewhere)] {
        left.push(json!(holdings(&house.app, workspace).await));
        left.push(administrator.get("/settings").await.ok());
        left.push(json!(administrator.get("/objects/person").await.header("ETag")));
        for path in ["/tokens", "/jobs?limit=200", "/sessions"] {
            let list = administrator.get(path).await.ok();
            let things = list["data"].as_array().unwrap().iter();
            left.extend(things.map(|thing| json!([thing["id"], thing["revoked_at"], thing["state"]])));
        }
    }
    Value::Array(left)
}

#[test]
fn every_operation_on_a_record_is_crossed_with_every_target() {
    let table = rows(RECORDS);
    let operations: BTreeSet<&str> = table
        .iter()
        .filter(|row| row[1] != "-")
        .map(|row| row[0])
        .collect();
    for operation in operations {
        let targets: Vec<&str> = table
            .iter()
            .filter(|row| row[0] == operation)
            .map(|row| row[1])
            .collect();
        assert_eq!(
            targets,
            ["own", "team", "other", "deleted", "foreign"],
            "{operation}"
        );
    }
}

/// Whoever asks for a thing by its id is asked with things that are there: his own, and those of another workspace.
#[test]
fn every_operation_by_an_id_is_asked_for_real_things() {
    let document = serde_json::to_value(api::endpoints().1).unwrap();
    let tables = [rows(RECORDS), rows(BELONGINGS)].concat();
    for (path, item) in document["paths"].as_object().unwrap() {
        // The owner of the machine is asked at the door who he is.
        let by_id = path.contains("{id}") || path.contains("{change_set}");
        if !by_id || path.starts_with("/machine") {
            continue;
        }
        for operation in item.as_object().unwrap().values() {
            let Some(id) = operation["operationId"].as_str() else {
                continue;
            };
            for target in ["own", "foreign"] {
                assert!(
                    tables.iter().any(|row| row[0] == id && row[1] == target),
                    "{id} is not asked for a thing that is {target}"
                );
            }
        }
    }
}

/// What a batch does has rows as if it were an operation.
#[test]
fn every_command_of_a_batch_has_a_row() {
    let document = serde_json::to_value(api::endpoints().1).unwrap();
    let commands = document["components"]["schemas"]["BatchOp"]["enum"]
        .as_array()
        .unwrap();
    assert!(commands.len() >= 7);
    for command in commands {
        let id = format!("batch_{}", command.as_str().unwrap());
        assert!(rows(RECORDS).iter().any(|row| row[0] == id), "no row for {id}");
    }
}

#[test]
fn every_operation_of_the_api_has_a_row() {
    // All that is served: more than the public description tells.
    let document = serde_json::to_value(api::endpoints().1).unwrap();
    let mut missing = BTreeSet::new();
    let known: BTreeSet<&str> = rows(RECORDS)
        .iter()
        .chain(&rows(OTHERS))
        .map(|row| row[0])
        .collect();
    for path in document["paths"].as_object().unwrap().values() {
        for (method, operation) in path.as_object().unwrap() {
            if Method::from_bytes(method.to_uppercase().as_bytes()).is_ok()
                && let Some(id) = operation["operationId"].as_str()
                && !known.contains(id)
            {
                missing.insert(id.to_owned());
            }
        }
    }
    assert!(missing.is_empty(), "operations without a row: {missing:?}");
}
