//! Who may do what: every operation of the API × role × whose record, on three objects.
//!
//! The table below was written from the description of the roles, not from the code. An operation of the API without a
//! row fails; a refusal must leave everything as it was.

use std::collections::BTreeSet;

use axum::http::Method;
use kontor_http::api;
use kontor_kernel::Actor;
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

/// The objects, with the values of a record.
const OBJECTS: [&str; 3] = ["person", "interaction", "opportunity"];

/// Columns of the table: who asks. `elsewhere` is an administrator of another workspace with his own key.
const ROLES: [&str; 6] = [
    "nobody",
    "read_only",
    "member",
    "manager",
    "administrator",
    "elsewhere",
];

/// Whose record it is, seen from the member: his own, his team's, another member's, his own in the trash, one of
/// another workspace.
const RECORDS: &str = "
operation            target   nobody read_only member manager administrator elsewhere
read_record          own      401    200       200    200     200           404
read_record          team     401    200       200    200     200           404
read_record          other    401    200       200    200     200           404
read_record          deleted  401    404       404    404     404           404
read_record          foreign  401    404       404    404     404           200
change_record        own      401    403       200    200     200           404
change_record        team     401    403       200    200     200           404
change_record        other    401    403       403    200     200           404
change_record        deleted  401    404       404    404     404           404
change_record        foreign  401    404       404    404     404           200
delete_record        own      401    403       204    204     204           404
delete_record        team     401    403       403    204     204           404
delete_record        other    401    403       403    204     204           404
delete_record        deleted  401    404       404    404     404           404
delete_record        foreign  401    404       404    404     404           204
restore_record       own      401    403       200    200     200           404
restore_record       team     401    403       200    200     200           404
restore_record       other    401    403       403    200     200           404
restore_record       deleted  401    403       200    200     200           404
restore_record       foreign  401    404       404    404     404           200
read_overview        own      401    200       200    200     200           404
read_overview        team     401    200       200    200     200           404
read_overview        other    401    200       200    200     200           404
read_overview        deleted  401    404       404    404     404           404
read_overview        foreign  401    404       404    404     404           200
read_timeline        own      401    200       200    200     200           404
read_timeline        team     401    200       200    200     200           404
read_timeline        other    401    200       200    200     200           404
read_timeline        deleted  401    404       404    404     404           404
read_timeline        foreign  401    404       404    404     404           200
read_history         own      401    200       200    200     200           404
read_history         team     401    200       200    200     200           404
read_history         other    401    200       200    200     200           404
read_history         deleted  401    200       200    200     200           404
read_history         foreign  401    404       404    404     404           200
read_access          own      401    200       200    200     200           404
read_access          team     401    200       200    200     200           404
read_access          other    401    200       200    200     200           404
read_access          deleted  401    404       404    404     404           404
read_access          foreign  401    404       404    404     404           200
create_record        -        401    403       201    201     201           201
list_records         -        401    200       200    200     200           200
list_records_by_body -        401    200       200    200     200           200
batch_update         own      401    403       200    200     200           404
batch_update         team     401    403       200    200     200           404
batch_update         other    401    403       403    200     200           404
batch_update         deleted  401    404       404    404     404           404
batch_update         foreign  401    404       404    404     404           200
batch_delete         own      401    403       200    200     200           404
batch_delete         team     401    403       403    200     200           404
batch_delete         other    401    403       403    200     200           404
batch_delete         deleted  401    404       404    404     404           404
batch_delete         foreign  401    404       404    404     404           200
batch_restore        own      401    403       200    200     200           404
batch_restore        team     401    403       200    200     200           404
batch_restore        other    401    403       403    200     200           404
batch_restore        deleted  401    403       200    200     200           404
batch_restore        foreign  401    404       404    404     404           200
batch_merge          own      401    403       403    200     200           404
batch_merge          team     401    403       403    200     200           404
batch_merge          other    401    403       403    200     200           404
batch_merge          deleted  401    404       404    404     404           404
batch_merge          foreign  401    404       404    404     404           404
merge_record         own      401    403       403    200     200           404
merge_record         team     401    403       403    200     200           404
merge_record         other    401    403       403    200     200           404
merge_record         deleted  401    404       404    404     404           404
merge_record         foreign  401    404       404    404     404           404
read_duplicates      own      401    200       200    200     200           404
read_duplicates      team     401    200       200    200     200           404
read_duplicates      other    401    200       200    200     200           404
read_duplicates      deleted  401    404       404    404     404           404
read_duplicates      foreign  401    404       404    404     404           200
dismiss_duplicate    own      401    403       204    204     204           404
dismiss_duplicate    team     401    403       204    204     204           404
dismiss_duplicate    other    401    403       403    204     204           404
dismiss_duplicate    deleted  401    404       404    404     404           404
dismiss_duplicate    foreign  401    404       404    404     404           404
undo                 own      401    403       200    200     200           404
undo                 team     401    403       200    200     200           404
undo                 other    401    403       403    200     200           404
undo                 deleted  401    403       200    200     200           404
undo                 foreign  401    404       404    404     404           200
";

/// Operations that are not about one record.
const OTHERS: &str = "
operation            nobody read_only member manager administrator elsewhere
apply_batch          401    200       200    200     200           200
read_setup           200    200       200    200     200           200
finish_setup         401    401       401    401     401           401
sign_in              401    401       401    401     401           401
change_password      422    422       422    422     422           422
read_openapi         200    200       200    200     200           200
sign_out             401    403       403    403     403           403
read_me              401    200       200    200     200           200
change_me            401    422       422    422     422           422
list_sessions        401    200       200    200     200           200
end_other_sessions   401    204       204    204     204           204
end_session          401    404       404    404     404           404
create_password_link 401    403       403    403     404           404
list_tokens          401    200       200    200     200           200
create_token         401    403       403    403     403           403
revoke_token         401    404       404    404     404           404
run_query            401    200       200    200     200           200
search               401    200       200    200     200           200
convert_expression   401    200       200    200     200           200
read_changes         401    200       200    200     200           200
read_settings        401    200       200    200     200           200
change_settings      401    403       403    403     200           200
list_workspaces      401    403       403    403     200           403
create_workspace     401    403       403    403     422           403
read_machine         404    404       404    404     404           404
add_user             404    404       404    404     404           404
set_password         404    404       404    404     404           404
change_workspace     404    404       404    404     404           404
delete_workspace     404    404       404    404     404           404
list_objects         401    200       200    200     200           200
read_object          401    200       200    200     200           200
create_object        401    403       403    403     422           422
change_object        401    403       403    403     200           200
delete_object        401    403       403    403     404           404
create_field         401    403       403    403     422           422
change_field         401    403       403    403     404           404
delete_field         401    403       403    403     404           404
find_duplicates      401    200       200    200     200           200
list_duplicates      401    200       200    200     200           200
sweep_duplicates     401    403       403    403     404           404
merge_duplicates     401    403       200    200     200           200
list_jobs            401    200       200    200     200           200
read_job             401    404       404    404     404           404
cancel_job           401    404       404    404     404           404
upload_file          401    403       201    201     201           201
read_file            401    404       404    404     404           404
listen               401    200       200    200     200           200
create_import        401    403       201    201     201           201
read_import          401    404       404    404     404           404
change_import        401    404       404    404     404           404
run_import           401    404       404    404     404           404
read_import_errors   401    404       404    404     404           404
list_waiting_rows    401    404       404    404     404           404
decide_waiting_rows  401    404       404    404     404           404
create_import_fields 401    403       403    403     404           404
undo_import          401    404       404    404     404           404
list_import_plans    401    200       200    200     200           200
create_migration     401    403       422    422     422           422
read_migration       401    404       404    404     404           404
run_migration        401    404       404    404     404           404
rebuild_search       401    403       403    403     202           202
start_demo           401    403       403    403     404           404
look_after_workspace 404    404       404    404     404           404
take_backup          404    404       404    404     404           404
restore_backup       404    404       404    404     404           404
create_export        401    403       403    201     201           201
read_export          401    404       404    404     404           404
read_export_file     401    404       404    404     404           404
";

/// What the member has made besides records, and the same of another workspace.
const BELONGINGS: &str = "
operation            target   nobody read_only member manager administrator elsewhere
revoke_token         own      401    404       204    404     204           404
revoke_token         foreign  401    404       404    404     404           204
create_password_link own      401    403       403    403     201           404
create_password_link foreign  401    403       403    403     404           201
read_file            own      401    404       200    404     404           404
read_file            foreign  401    404       404    404     404           200
read_job             own      401    404       200    404     200           404
read_job             foreign  401    404       404    404     404           200
cancel_job           own      401    404       200    404     200           404
cancel_job           foreign  401    404       404    404     404           200
read_import          own      401    404       200    404     200           404
read_import          foreign  401    404       404    404     404           200
change_import        own      401    404       200    404     200           404
change_import        foreign  401    404       404    404     404           200
run_import           own      401    404       202    404     202           404
run_import           foreign  401    404       404    404     404           202
read_import_errors   own      401    404       200    404     200           404
read_import_errors   foreign  401    404       404    404     404           200
list_waiting_rows    own      401    404       200    404     200           404
list_waiting_rows    foreign  401    404       404    404     404           200
undo_import          own      401    404       409    404     409           404
undo_import          foreign  401    404       404    404     404           409
read_export          own      401    404       404    200     200           404
read_export          foreign  401    404       404    404     404           200
";

/// Everybody in the table, and what is needed to make records for them.
struct House {
    app: TestApp,
    people: Vec<Client>,
    administrator: Client,
    elsewhere: Client,
    member: String,
    other: String,
    team: String,
}

impl House {
    async fn open() -> House {
        let app = TestApp::with(vec![kontor_base::module(), kontor_sales::module()]).await;
        app.app
            .auth()
            .set_workspace_host(Actor::Cli, "main", "localhost")
            .await
            .unwrap();
        let made = app
            .machine()
            .post("/workspaces", json!({"name": "other", "host": "other.example"}))
            .await;
        assert_eq!(made.status, 201, "{}", made.text());
        let administrator = app.admin().await;
        let team = administrator
            .post("/records/team", json!({"name": "North"}))
            .await
            .created();
        let team = team["id"].as_str().unwrap().to_owned();
        let read_only = app.user("Ron Reader", "read_only").await;
        let member = app
            .user_in("main", "Mia Member", "member", json!({"teams": [team]}))
            .await;
        let manager = app.user("Max Manager", "manager").await;
        let other = app.user("Otto Other", "member").await;
        let elsewhere = app
            .user_in("other", "Eve Elsewhere", "administrator", json!({}))
            .await;
        let elsewhere = elsewhere.with_header("Host", "other.example");
        House {
            people: vec![
                app.nobody(),
                read_only,
                member.clone(),
                manager,
                administrator.clone(),
                elsewhere.clone(),
            ],
            member: member.id(),
            other: other.id(),
            administrator,
            elsewhere,
            team,
            app,
        }
    }

    /// A fresh record, its version, and the change set that made it.
    async fn record(&self, object: &str, target: &str) -> (String, String) {
        let mut body = values(object);
        let maker = if target == "foreign" {
            &self.elsewhere
        } else {
            &self.administrator
        };
        match target {
            "own" | "deleted" => body["owner"] = json!(self.member),
            "team" => {
                body["owner"] = json!(self.other);
                body["team"] = json!(self.team);
            }
            "other" => body["owner"] = json!(self.other),
            _ => {}
        }
        let answer = maker.post(&format!("/records/{object}"), body).await;
        let id = answer.created()["id"].as_str().unwrap().to_owned();
        let mut change_set = answer.change_set();
        if target == "deleted" {
            let gone = maker.delete(&format!("/records/{object}/{id}")).await;
            assert_eq!(gone.status, 204, "{}", gone.text());
            change_set = gone.change_set();
        }
        (id, change_set)
    }

    /// The record as its workspace's administrator sees it, wherever it is.
    async fn state(&self, object: &str, id: &str, target: &str) -> Value {
        let eyes = if target == "foreign" {
            &self.elsewhere
        } else {
            &self.administrator
        };
        eyes.get(&format!("/records/{object}/{id}?trash=with")).await.ok()
    }
}

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
        "read_job" => who.get(&format!("/jobs/{id}")).await,
        "cancel_job" => who.post(&format!("/jobs/{id}/cancel"), json!({})).await,
        "upload_file" => who.upload("note.txt", "text/plain", "words").await,
        "read_file" => who.get(&format!("/files/{id}")).await,
        "listen" => return who.listen("/events", &[]).await.status,
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
    let workspaces = house.app.machine().get("/workspaces").await.ok();
    let mut wrong = Vec::new();
    for row in rows(OTHERS) {
        for (n, role) in ROLES.iter().enumerate() {
            let expected: u16 = row[n + 1].parse().unwrap();
            let status = ask_other(&house.people[n], row[0]).await;
            if status != expected {
                wrong.push(format!("{} as {role}: {status} instead of {expected}", row[0]));
            }
        }
    }
    house.app.run_jobs().await;
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(house.app.machine().get("/workspaces").await.ok(), workspaces);
}

/// Somebody's thing of the kind that an operation is about: its id. Exports are the manager's, for members may make none.
async fn belonging(house: &House, operation: &str, target: &str) -> String {
    let of = |name: &str| {
        let role = if target == "foreign" { "elsewhere" } else { name };
        &house.people[ROLES.iter().position(|other| *other == role).unwrap()]
    };
    let member = of("member");
    let csv = || Some(b"family_name\nMuster\n".to_vec());
    let typed = [("Content-Type", "text/csv")];
    let new_import = || member.send(Method::POST, "/imports?object=person", &typed, csv());
    let answer = match operation {
        // A key makes no keys; the command line does, for anybody.
        "revoke_token" => {
            let workspace = if target == "foreign" { "other" } else { "main" };
            let machine = house.app.machine_in(workspace);
            let wanted = json!({"name": "another", "user": member.id()});
            machine.post("/tokens", wanted).await
        }
        "create_password_link" => return member.id(),
        "read_file" => member.upload("note.txt", "text/plain", "words").await,
        "read_job" | "cancel_job" => {
            let id = new_import().await.created()["id"].as_str().unwrap().to_owned();
            member.post(&format!("/imports/{id}/run"), json!({})).await;
            let job = member.get("/jobs?limit=1").await.ok()["data"][0]["id"].clone();
            return job.as_str().unwrap().to_owned();
        }
        "read_export" => {
            let asked = json!({"object": "person", "format": "csv"});
            of("manager").post("/exports", asked).await
        }
        _ => new_import().await,
    };
    assert_eq!(answer.status / 100, 2, "{operation} {target}: {}", answer.text());
    let made = answer.json();
    made["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
}

async fn ask_for(who: &Client, operation: &str, id: &str) -> u16 {
    let import = format!("/imports/{id}");
    let answer = match operation {
        "revoke_token" => who.delete(&format!("/tokens/{id}")).await,
        "create_password_link" => who.post(&format!("/users/{id}/password-link"), json!({})).await,
        "read_file" => who.get(&format!("/files/{id}")).await,
        "read_job" => who.get(&format!("/jobs/{id}")).await,
        "cancel_job" => who.post(&format!("/jobs/{id}/cancel"), json!({})).await,
        "read_import" => who.get(&import).await,
        "change_import" => who.patch(&import, json!({"key": "family_name"})).await,
        "run_import" => who.post(&format!("{import}/run"), json!({})).await,
        "read_import_errors" => who.get(&format!("{import}/errors")).await,
        "list_waiting_rows" => who.get(&format!("{import}/waiting")).await,
        "undo_import" => who.post(&format!("{import}/undo"), json!({})).await,
        "read_export" => who.get(&format!("/exports/{id}")).await,
        other => panic!("no request for {other}"),
    };
    answer.status
}

#[tokio::test]
async fn what_somebody_has_made_is_his_own() {
    let house = House::open().await;
    let mut wrong = Vec::new();
    for row in rows(BELONGINGS) {
        let (operation, target) = (row[0], row[1]);
        for (n, role) in ROLES.iter().enumerate() {
            let expected: u16 = row[n + 2].parse().unwrap();
            let id = belonging(&house, operation, target).await;
            let before = left_alone(&house.administrator).await;
            let status = ask_for(&house.people[n], operation, &id).await;
            if status != expected {
                wrong.push(format!(
                    "{operation} {target} as {role}: {status} instead of {expected}"
                ));
            }
            if status >= 400 {
                assert_eq!(
                    left_alone(&house.administrator).await,
                    before,
                    "{operation} {target} as {role}"
                );
            }
        }
    }
    house.app.run_jobs().await;
    assert_eq!(wrong, Vec::<String>::new());
}

/// What a refusal must leave alone: which keys, jobs and sessions there are and how they are, and how many people. That a
/// key was used just now is no change.
async fn left_alone(administrator: &Client) -> Value {
    let mut left = Vec::new();
    for path in ["/tokens", "/jobs?limit=200", "/sessions"] {
        let list = administrator.get(path).await.ok();
        let things = list["data"].as_array().unwrap().iter();
        left.extend(things.map(|thing| json!([thing["id"], thing["revoked_at"], thing["state"]])));
    }
    let people = administrator
        .get("/records/person?limit=1&count=exact")
        .await
        .ok();
    left.push(people["count"].clone());
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
