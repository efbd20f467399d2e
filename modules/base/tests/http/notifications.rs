//! Notifications: who is told of what, what is nobody's business, and what was read.

use kontor_base::task::follow_up::resurface;
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::run;

async fn open() -> (TestApp, Client, Client) {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    let mia = app.user("Mia Member", "member").await;
    (app, admin, mia)
}

/// What somebody was told: reason, who did it, of what, how many, whether it was read.
async fn told(client: &Client) -> Vec<Value> {
    let list = client.get("/notifications").await.ok();
    let of = |one: &Value| {
        json!([
            one["reason"],
            one["by"],
            one["record"]["label"],
            one["count"],
            one["read"]
        ])
    };
    let told: Vec<Value> = list["data"].as_array().unwrap().iter().map(of).collect();
    let unread = told.iter().filter(|one| one[4] == false).count();
    assert_eq!(list["unread"], unread);
    told
}

async fn organization(client: &Client, name: &str) -> Value {
    client
        .post("/records/organization", json!({"name": name}))
        .await
        .created()
}

fn path(record: &Value) -> String {
    format!(
        "/records/{}/{}",
        record["object"].as_str().unwrap(),
        record["id"].as_str().unwrap()
    )
}

#[tokio::test]
async fn who_gets_something_to_do_is_told_and_nobody_of_what_he_did_himself() {
    let (app, admin, mia) = open().await;
    let name = admin.get("/me").await.ok()["name"].clone();
    admin
        .post(
            "/records/task",
            json!({"subject": "Call back", "assignee": mia.id()}),
        )
        .await
        .created();
    mia.post("/records/task", json!({"subject": "Her own"}))
        .await
        .created();
    assert_eq!(
        told(&mia).await,
        [json!(["assigned", name, "Call back", 1, false])]
    );
    assert_eq!(told(&admin).await, [json!(null); 0]);

    app.advance(60);
    let commands: Vec<Value> = (0..20)
        .map(|n| json!({"op": "create", "object": "organization", "values": {"name": format!("Firm {n}"), "owner": mia.id()}}))
        .collect();
    let many = admin.post("/batch", json!({"commands": commands})).await;
    assert_eq!(many.status, 200, "{}", many.text());
    assert_eq!(
        told(&mia).await[0],
        json!(["assigned", name, "Firm 0", 20, false])
    );

    app.advance(60);
    admin
        .post(&format!("/undo/{}", many.change_set()), json!({}))
        .await
        .ok();
    let after = told(&mia).await;
    assert_eq!(after[0], json!(["undone", name, "Firm 19", 20, false]));
    assert_eq!(after[1], json!(["assigned", name, "Call back", 1, false]));
}

#[tokio::test]
async fn who_is_mentioned_is_told_once() {
    let (app, admin, mia) = open().await;
    let name = admin.get("/me").await.ok()["name"].clone();
    let text = |more: &str| format!("<p><span data-mention=\"{}\">@Mia</span>{more}</p>", mia.id());
    let note = admin
        .post("/records/note", json!({"body": text("")}))
        .await
        .created();
    app.advance(60);
    admin
        .patch(&path(&note), json!({"body": text(", look at this")}))
        .await
        .ok();
    let found = told(&mia).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((&found[0][0], &found[0][1]), (&json!("mentioned"), &name));
}

#[tokio::test]
async fn only_users_can_be_mentioned() {
    let (app, admin, mia) = open().await;
    let nobody = "01a20161-d2eb-7000-801d-5d41c8485001";
    let firm = organization(&admin, "Nord").await;
    let gone = app.user("Otto Old", "member").await;
    admin
        .delete(&format!("/records/user/{}", gone.id()))
        .await
        .expect(204);
    let span = |id: &str, text: &str| format!("<span data-mention=\"{id}\">{text}</span>");
    let firm = firm["id"].as_str().unwrap();
    let body = format!(
        "<p>{} {} <span><b>{}</b></span> {}</p>",
        span(nobody, "@X"),
        span(&mia.id(), "@Mia"),
        span(firm, "@Nord"),
        span(&gone.id(), "@Otto")
    );
    let note = admin.post("/records/note", json!({"body": body})).await.created();
    let kept = format!(
        "<p>@X {} <span><b>@Nord</b></span> @Otto</p>",
        span(&mia.id(), "@Mia")
    );
    assert_eq!(note["body"], kept);
    assert_eq!(told(&mia).await.len(), 1);
    // Who was mentioned stays so, though he is a user no more.
    admin
        .delete(&format!("/records/user/{}", mia.id()))
        .await
        .expect(204);
    let more = kept.replace("</p>", "!</p>");
    let changed = admin.patch(&path(&note), json!({"body": more})).await.ok();
    assert_eq!(changed["body"], more);
}

#[tokio::test]
async fn a_follow_up_that_is_due_and_a_merge_are_told() {
    let (app, admin, mia) = open().await;
    let name = admin.get("/me").await.ok()["name"].clone();
    let later = json!({"subject": "Ask again", "resurface_at": "2026-03-09T08:00:00Z"});
    mia.post("/records/task", later).await.created();
    assert_eq!(run(&app, resurface).await, 0);
    app.advance(8 * 24 * 3600);
    assert_eq!(run(&app, resurface).await, 1);
    assert_eq!(
        told(&mia).await,
        [json!(["resurfaced", null, "Ask again", 1, false])]
    );

    app.advance(60);
    let (one, two) = (
        organization(&mia, "Nord").await,
        organization(&mia, "Nordlicht").await,
    );
    let merge = json!({"other": two["id"]});
    let merged = admin.post(&format!("{}/merge", path(&one)), merge).await;
    merged.ok();
    assert_eq!(
        told(&mia).await[0],
        json!(["merged", name, "Nordlicht", 1, false])
    );
    app.run_jobs().await;
}

#[tokio::test]
async fn work_that_has_ended_is_told_to_who_asked_for_it() {
    let (app, admin, mia) = open().await;
    admin.post("/search/rebuild", json!({})).await.expect(202);
    assert_eq!(told(&admin).await.len(), 0);
    app.run_jobs().await;
    let list = admin.get("/notifications").await.ok();
    let job = &list["data"][0]["job"];
    assert_eq!(
        (&job["name"], &job["state"]),
        (&json!("search.rebuild"), &json!("done"))
    );
    assert_eq!(told(&mia).await.len(), 0);
}

#[tokio::test]
async fn what_was_read_stays_read_and_what_comes_later_does_not() {
    let (app, admin, mia) = open().await;
    let assign = |subject: &str| json!({"subject": subject, "assignee": mia.id()});
    admin.post("/records/task", assign("First")).await.created();
    let newest = mia.get("/notifications").await.ok()["data"][0]["at"].clone();
    mia.post("/notifications/read", json!({"until": newest}))
        .await
        .expect(204);
    assert_eq!(told(&mia).await[0][4], true);
    // What is yet to happen can't have been read, and nothing becomes unread again.
    mia.post("/notifications/read", json!({"until": "2031-01-01T00:00:00Z"}))
        .await
        .expect(204);
    app.advance(1);
    admin.post("/records/task", assign("Second")).await.created();
    mia.post("/notifications/read", json!({"until": "2020-01-01T00:00:00Z"}))
        .await
        .expect(204);
    let read: Vec<Value> = told(&mia).await.iter().map(|one| one[4].clone()).collect();
    assert_eq!(read, [json!(false), json!(true)]);
    app.advance(31 * 24 * 3600);
    app.run_jobs().await;
    assert_eq!(told(&mia).await.len(), 0);
}

#[tokio::test]
async fn who_may_not_see_a_record_is_told_nothing_of_it() {
    let (_app, admin, mia) = open().await;
    let role = admin
        .get("/records/role?filter=key%20%3D%3D%20%22member%22")
        .await
        .ok()["data"][0]
        .clone();
    let task = json!({"subject": "Secret", "assignee": mia.id()});
    admin.post("/records/task", task).await.created();
    assert_eq!(told(&mia).await.len(), 1);
    let permissions = json!({"objects": {"*": {"read": true}, "task": {"read": false}}});
    admin
        .patch(&path(&role), json!({"permissions": permissions}))
        .await
        .ok();
    assert_eq!(told(&mia).await.len(), 0);
}
