//! Tasks: status and times in step, follow-ups that come back or are answered, and repetition.

use kontor_base::task::follow_up::resurface;
use kontor_testing::Client;
use serde_json::{Value, json};

use crate::fixture::encoded;
use crate::{open, run};

async fn task(client: &Client, values: Value) -> String {
    let made = client.post("/records/task", values).await.created();
    format!("/records/task/{}", made["id"].as_str().unwrap())
}

/// Status, time of being done, time of coming back.
fn state(task: &Value) -> [Value; 3] {
    [
        task["status"].clone(),
        task["done_at"].clone(),
        task["resurface_at"].clone(),
    ]
}

#[tokio::test]
async fn whoever_makes_a_task_does_it_unless_told() {
    let (app, admin) = open().await;
    let other = app.user("Mia Member", "member").await;
    let own = admin
        .post("/records/task", json!({"subject": "A"}))
        .await
        .created();
    assert_eq!(own["assignee"]["id"], admin.id());
    assert_eq!(
        (&own["status"], &own["priority"]),
        (&json!("open"), &json!("normal"))
    );
    let given = admin
        .post("/records/task", json!({"subject": "B", "assignee": other.id()}))
        .await
        .created();
    assert_eq!(given["assignee"]["id"], other.id());
    let path = format!("/records/task/{}", given["id"].as_str().unwrap());
    other.patch(&path, json!({"status": "done"})).await.ok();
}

#[tokio::test]
async fn the_status_says_what_the_times_say() {
    let (_app, admin) = open().await;
    const NOW: &str = "2026-03-02T08:00:00.000Z";
    const LATER: &str = "2026-03-09T08:00:00.000Z";
    let path = task(&admin, json!({"subject": "A", "resurface_at": LATER})).await;
    let step = |patch: Value| {
        let (admin, path) = (admin.clone(), path.clone());
        async move { state(&admin.patch(&path, patch).await.ok()) }
    };
    assert_eq!(
        state(&admin.get(&path).await.ok()),
        [json!("snoozed"), Value::Null, json!(LATER)]
    );
    assert_eq!(
        step(json!({"status": "done"})).await,
        [json!("done"), json!(NOW), json!(LATER)]
    );
    assert_eq!(
        step(json!({"done_at": null})).await,
        [json!("snoozed"), Value::Null, json!(LATER)]
    );
    assert_eq!(
        step(json!({"status": "open"})).await,
        [json!("open"), Value::Null, Value::Null]
    );
    assert_eq!(
        step(json!({"done_at": NOW})).await,
        [json!("done"), json!(NOW), Value::Null]
    );
    assert_eq!(
        step(json!({"status": "open"})).await,
        [json!("open"), Value::Null, Value::Null]
    );
    let answer = admin.patch(&path, json!({"status": "snoozed"})).await;
    assert_eq!(answer.expect(422)["errors"][0]["pointer"], "/resurface_at");
    let both = json!({"status": "snoozed", "resurface_at": LATER});
    assert_eq!(step(both).await, [json!("snoozed"), Value::Null, json!(LATER)]);
    assert_eq!(
        step(json!({"resurface_at": null})).await,
        [json!("open"), Value::Null, Value::Null]
    );
}

#[tokio::test]
async fn a_task_comes_back_when_its_time_has_come() {
    let (app, admin) = open().await;
    let path = task(
        &admin,
        json!({"subject": "A", "resurface_at": "2026-03-02T09:00:30Z"}),
    )
    .await;
    app.advance(3629);
    app.run_jobs().await;
    assert_eq!(admin.get(&path).await.ok()["status"], "snoozed");
    app.advance(1);
    app.run_jobs().await;
    let task = admin.get(&path).await.ok();
    assert_eq!(state(&task), [json!("open"), Value::Null, Value::Null]);
    assert_eq!(task["resurfaced_at"], "2026-03-02T09:00:30.000Z");
    admin
        .patch(&path, json!({"resurface_at": "2026-03-02T10:00:30.500Z"}))
        .await
        .ok();
    app.advance(3601);
    app.run_jobs().await;
    assert_eq!(
        admin.get(&path).await.ok()["status"],
        "open",
        "put aside once more"
    );
    assert_eq!(run(&app, resurface).await, 0);
}

#[tokio::test]
async fn a_reply_is_expected_from_the_first_party_a_task_is_about() {
    let (_app, admin) = open().await;
    let person = admin
        .post("/records/person", json!({"family_name": "P"}))
        .await
        .created();
    let note = admin.post("/records/note", json!({"body": "N"})).await.created();
    let about = |links: Value| json!({"subject": "A", "resurface_at": "2026-03-20T08:00:00Z", "resurface_if": "no_reply", "links": links});
    let (note, party) = (
        json!({"id": note["id"], "object": "note"}),
        json!({"id": person["id"], "object": "person"}),
    );
    let made = admin
        .post("/records/task", about(json!([note, party])))
        .await
        .created();
    assert_eq!(
        (&made["resurface_for"]["id"], &made["status"]),
        (&person["id"], &json!("snoozed"))
    );
    assert_eq!(
        admin
            .post("/records/task", about(json!([note])))
            .await
            .expect(422)["errors"][0]["pointer"],
        "/resurface_for"
    );
}

#[tokio::test]
async fn a_follow_up_without_a_reply_comes_back_and_an_answered_one_is_done() {
    let (app, admin) = open().await;
    let firm = admin
        .post("/records/organization", json!({"name": "A"}))
        .await
        .created();
    let person = admin
        .post(
            "/records/person",
            json!({"family_name": "P", "organization": firm["id"]}),
        )
        .await
        .created();
    let silent = admin
        .post("/records/person", json!({"family_name": "Q"}))
        .await
        .created();
    let waiting = |party: &Value| {
        json!({
            "subject": "Reply?",
            "resurface_at": "2026-03-05T08:00:00Z",
            "resurface_if": "no_reply",
            "resurface_for": {"id": party["id"], "object": party["object"]},
        })
    };
    let by_person = task(&admin, waiting(&person)).await;
    let by_firm = task(&admin, waiting(&firm)).await;
    let by_silent = task(&admin, waiting(&silent)).await;
    let home = json!({"name": "H", "members": [{"id": person["id"]}, {"id": silent["id"]}]});
    let home = admin.post("/records/household", home).await.created();
    let by_home = task(&admin, waiting(&home)).await;
    app.advance(3600);
    let from = json!([{"id": person["id"], "object": "person"}]);
    let said = |direction: &str, at: &str| json!({"kind": "email", "direction": direction, "at": at, "participants": from});
    admin
        .post("/records/interaction", said("outbound", "2026-03-02T09:00:00Z"))
        .await
        .created();
    admin
        .post("/records/interaction", said("inbound", "2026-03-01T09:00:00Z"))
        .await
        .created();
    assert_eq!(
        admin.get(&by_person).await.ok()["status"],
        "snoozed",
        "what was said before is no reply"
    );
    let reply = admin
        .post("/records/interaction", said("inbound", "2026-03-02T09:00:00Z"))
        .await
        .created();
    for path in [&by_person, &by_firm, &by_home] {
        let task = admin.get(path).await.ok();
        assert_eq!(
            (&task["status"], &task["answered_by"]["id"]),
            (&json!("done"), &reply["id"])
        );
    }
    app.advance(7 * 86_400);
    app.run_jobs().await;
    assert_eq!(admin.get(&by_silent).await.ok()["status"], "open");
    assert_eq!(admin.get(&by_person).await.ok()["status"], "done");
    let nobody = json!({"subject": "A", "resurface_at": "2026-03-20T08:00:00Z", "resurface_if": "no_reply"});
    assert_eq!(
        admin.post("/records/task", nobody).await.expect(422)["errors"][0]["pointer"],
        "/resurface_for"
    );
}

#[tokio::test]
async fn completing_a_repeated_task_makes_the_next_one_once() {
    let (app, admin) = open().await;
    let firm = admin
        .post("/records/organization", json!({"name": "A"}))
        .await
        .created();
    let gone = admin
        .post("/records/organization", json!({"name": "B"}))
        .await
        .created();
    let links =
        json!([{"id": firm["id"], "object": "organization"}, {"id": gone["id"], "object": "organization"}]);
    let path = task(
        &admin,
        json!({
            "subject": "Report", "due_at": "2026-03-02T08:00:00Z", "recurrence": "freq=weekly;count=3", "links": links,
            "tags": ["month"], "priority": "high",
        }),
    )
    .await;
    admin
        .delete(&format!("/records/organization/{}", gone["id"].as_str().unwrap()))
        .await
        .expect(204);
    let done = admin.patch(&path, json!({"status": "done"})).await.ok();
    let open = "/records/task?filter=status%20%3D%3D%20%22open%22";
    let next = admin.get(open).await.ok();
    assert_eq!(next["data"].as_array().unwrap().len(), 1);
    let next = &next["data"][0];
    assert_eq!(next["due_at"], "2026-03-09T08:00:00.000Z");
    assert_eq!(next["recurrence"], "FREQ=WEEKLY;COUNT=2");
    assert_eq!(
        next["links"].as_array().unwrap().len(),
        1,
        "what is gone is not linked again"
    );
    assert_eq!(
        (&next["priority"], &next["tags"]),
        (&json!("high"), &json!(["month"]))
    );
    assert_eq!(admin.get(&path).await.ok()["next_task"]["id"], next["id"]);
    assert_eq!(done["status"], "done");

    admin.patch(&path, json!({"status": "open"})).await.ok();
    admin.patch(&path, json!({"status": "done"})).await.ok();
    assert_eq!(admin.get(open).await.ok()["data"].as_array().unwrap().len(), 1);

    // Whoever is late goes on from now; the series is over after its third time.
    app.advance(30 * 86_400);
    admin
        .patch(
            &format!("/records/task/{}", next["id"].as_str().unwrap()),
            json!({"status": "done"}),
        )
        .await
        .ok();
    assert_eq!(admin.get(open).await.ok()["data"], json!([]));
    let answer = admin
        .post(
            "/records/task",
            json!({"subject": "A", "recurrence": "sometimes"}),
        )
        .await;
    assert_eq!(answer.expect(422)["errors"][0]["code"], "invalid_recurrence");
}

#[tokio::test]
async fn undoing_a_completion_takes_the_next_task_away() {
    let (_app, admin) = open().await;
    let path = task(
        &admin,
        json!({"subject": "A", "due_at": "2026-03-02T08:00:00Z", "recurrence": "FREQ=DAILY"}),
    )
    .await;
    let answer = admin.patch(&path, json!({"status": "done"})).await;
    let set = answer.header("Kontor-Change-Set").to_owned();
    admin.post(&format!("/undo/{set}"), json!({})).await.ok();
    let tasks = admin.get("/records/task").await.ok();
    assert_eq!(tasks["data"].as_array().unwrap().len(), 1);
    assert_eq!(
        state(&tasks["data"][0]),
        [json!("open"), Value::Null, Value::Null]
    );
    assert_eq!(tasks["data"][0]["next_task"], Value::Null);
}

#[tokio::test]
async fn an_interaction_without_a_time_is_now() {
    let (_app, admin) = open().await;
    let made = admin
        .post("/records/interaction", json!({"kind": "call"}))
        .await
        .created();
    assert_eq!(made["at"], "2026-03-02T08:00:00.000Z");
}

#[tokio::test]
async fn however_many_wait_for_somebody_all_have_their_answer() {
    let (app, admin) = open().await;
    let person = json!({"family_name": "P"});
    let person = admin.post("/records/person", person).await.created();
    let waiting = json!({
        "subject": "Reply?",
        "resurface_at": "2026-03-05T08:00:00Z",
        "resurface_if": "no_reply",
        "resurface_for": {"id": person["id"], "object": "person"},
    });
    for count in [400, 200] {
        let command = json!({"op": "create", "object": "task", "values": waiting});
        let commands: Vec<&Value> = std::iter::repeat_n(&command, count).collect();
        admin.post("/batch", json!({"commands": commands})).await.ok();
    }
    app.advance(3600);
    let reply = json!({"kind": "email", "direction": "inbound", "participants": [{"id": person["id"], "object": "person"}]});
    admin.post("/records/interaction", reply).await.created();
    let done = encoded(r#"status == "done""#);
    let list = admin
        .get(&format!("/records/task?filter={done}&count=exact&limit=1"))
        .await
        .ok();
    assert_eq!(list["count"], 600);
}

#[tokio::test]
async fn however_many_speak_at_once_all_are_heard() {
    let (app, admin) = open().await;
    let command =
        |n: usize| json!({"op": "create", "object": "person", "values": {"family_name": format!("P{n}")}});
    let commands: Vec<Value> = (0..300).map(command).collect();
    let made = admin.post("/batch", json!({"commands": commands})).await.ok();
    let people = made["results"].as_array().unwrap();
    let who = |person: &Value| json!({"id": person["record"]["id"], "object": "person"});
    let household = json!({"name": "H", "members": [people[299]["record"]["id"]]});
    let household = admin.post("/records/household", household).await.created();
    let waiting = json!({
        "subject": "Reply?",
        "resurface_at": "2026-03-05T08:00:00Z",
        "resurface_if": "no_reply",
        "resurface_for": {"id": household["id"], "object": "household"},
    });
    let task = admin.post("/records/task", waiting).await.created();
    app.advance(3600);
    let word = |person| {
        json!({"op": "create", "object": "interaction",
        "values": {"kind": "email", "direction": "inbound", "participants": [who(person)]}})
    };
    let commands: Vec<Value> = people.iter().map(word).collect();
    admin.post("/batch", json!({"commands": commands})).await.ok();
    let id = task["id"].as_str().unwrap();
    let task = admin.get(&format!("/records/task/{id}")).await.ok();
    assert_eq!(task["status"], "done");
}
