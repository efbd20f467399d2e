//! Undo of definitions: the inverse of the change by the same way, as long as no record would lose anything by it.

use kontor_testing::{Answer, Client, TestApp};
use serde_json::{Value, json};

use crate::fixture::{make, open, path};

async fn undo(client: &Client, change: &Answer, how: &str) -> Answer {
    client
        .post(&format!("/undo/{}{how}", change.change_set()), json!({}))
        .await
}

async fn field(client: &Client, body: Value) -> Answer {
    let made = client.post("/objects/x_machine/fields", body).await;
    made.created();
    made
}

async fn change(client: &Client, field: &str, patch: Value) -> Answer {
    let changed = client
        .patch(&format!("/objects/x_machine/fields/{field}"), patch)
        .await;
    changed.ok();
    changed
}

/// What there is, without the keys things had before and the order of members.
async fn shape(client: &Client) -> Value {
    let mut object = client.get("/objects/x_machine").await.ok();
    for field in object["fields"].as_array_mut().unwrap() {
        field.as_object_mut().unwrap().remove("former_keys");
    }
    object
}

fn options(keys: &[&str]) -> Value {
    keys.iter()
        .map(|key| json!({"key": key, "labels": key}))
        .collect()
}

/// An object of one's own with a field of each kind that these tests change.
async fn machines() -> (TestApp, Client) {
    let (app, admin) = open().await;
    let machine = json!({"key": "x_machine", "labels": {"en": "Machine", "de": "Maschine"}, "fields": [
        {"key": "x_name", "labels": "Name", "type": "text"},
        {"key": "x_power", "labels": "Power", "type": "integer"},
        {"key": "x_state", "labels": "State", "type": "select", "options": options(&["new", "old"])},
        {"key": "x_for", "labels": "For", "type": "link", "targets": ["person"]},
    ]});
    admin.post("/objects", machine).await.created();
    (app, admin)
}

#[tokio::test]
async fn what_is_only_said_goes_back_and_forth() {
    let (_app, admin) = machines().await;
    make(&admin, "x_machine", json!({"x_name": "Press", "x_state": "old"})).await;
    let before = shape(&admin).await;
    for (key, patch) in [
        (
            "x_name",
            json!({"labels": {"en": "Name", "de": "Bezeichnung"}, "help": "As on the plate"}),
        ),
        (
            "x_name",
            json!({"required": true, "unique": true, "searched": true}),
        ),
        ("x_power", json!({"key": "x_watts"})),
        ("x_state", json!({"options": options(&["old", "new", "sold"])})),
        (
            "x_state",
            json!({"options": [
            {"key": "new", "labels": "Fresh", "color": "green", "retired": true}, {"key": "old", "labels": "old"}]}),
        ),
        ("x_for", json!({"targets": ["person", "organization"]})),
    ] {
        let changed = change(&admin, key, patch.clone()).await;
        let after = shape(&admin).await;
        assert_ne!(after, before, "{patch}");
        let undone = undo(&admin, &changed, "").await;
        assert_eq!(undone.ok()["undone"], 1, "{patch}");
        assert_eq!(shape(&admin).await, before, "{patch}");
        assert_eq!(
            undo(&admin, &changed, "").await.refused(409),
            "conflict",
            "once only"
        );
        let redone = undo(&admin, &undone, "").await;
        redone.ok();
        assert_eq!(shape(&admin).await, after, "{patch}");
        undo(&admin, &redone, "").await.ok();
        assert_eq!(shape(&admin).await, before, "{patch}");
    }
    let relabelled = admin
        .patch("/objects/x_machine", json!({"labels": "Device", "icon": "cog"}))
        .await;
    relabelled.ok();
    undo(&admin, &relabelled, "").await.ok();
    assert_eq!(shape(&admin).await, before);
    let called = json!({"labels": {"en": "Folk", "de": "Leute"}});
    let standard = admin.patch("/objects/person", called).await;
    let was = standard.ok();
    undo(&admin, &standard, "").await.ok();
    let person = admin.get("/objects/person").await.ok();
    assert_eq!(
        (&person["labels"]["en"], person.get("relabelled")),
        (&json!("Person"), None)
    );
    assert_eq!(was["relabelled"], true);
}

#[tokio::test]
async fn what_was_made_goes_unless_records_have_it_by_now() {
    let (_app, admin) = machines().await;
    let before = shape(&admin).await;
    let made = field(
        &admin,
        json!({"key": "x_serial", "labels": {"en": "Serial", "de": "Nummer"}, "type": "text"}),
    )
    .await;
    let undone = undo(&admin, &made, "").await;
    undone.ok();
    assert_eq!(shape(&admin).await, before);
    undo(&admin, &undone, "").await.ok();
    let press = make(&admin, "x_machine", json!({"x_name": "Press", "x_serial": "7"})).await;

    let made = field(
        &admin,
        json!({"key": "x_stock", "labels": "Stock", "type": "integer", "default": 1, "required": true}),
    )
    .await;
    assert_eq!(admin.get(&path(&press)).await.ok()["x_stock"], 1);
    undo(&admin, &made, "").await.ok();

    let made = field(&admin, json!({"key": "x_users", "labels": {"en": "Users", "de": "Nutzer"}, "type": "link", "targets": ["person"], "many": true})).await;
    let ann = make(&admin, "person", json!({"given_name": "Ann"})).await;
    admin
        .patch(&path(&press), json!({"x_users": [ann["id"]]}))
        .await
        .ok();
    let refused = undo(&admin.clone().with_header("Accept-Language", "de"), &made, "").await;
    assert_eq!(refused.refused(409), "undo_conflict");
    let conflicts = refused.json()["conflicts"].clone();
    assert_eq!(
        conflicts,
        json!([{"object": "x_machine", "id": null, "field": "x_users", "changed_to": null, "present": null,
        "detail": "Datensätze nutzen „Nutzer“ inzwischen, wie es ist."}])
    );
    let kept = undo(&admin, &made, "?on_conflict=keep").await.ok();
    assert_eq!(
        (&kept["undone"], kept["kept"].as_array().unwrap().len()),
        (&json!(0), 1)
    );
    let plan = undo(&admin, &made, "?on_conflict=restore&dry_run=true")
        .await
        .ok();
    assert_eq!(plan["plan"]["loses_data"], true);
    assert_eq!(admin.get(&path(&press)).await.ok()["x_users"][0]["id"], ann["id"]);
    undo(&admin, &made, "?on_conflict=restore").await.ok();
    assert!(admin.get(&path(&press)).await.ok().get("x_users").is_none());

    let shelf = admin
        .post(
            "/objects",
            json!({"key": "x_shelf", "labels": "Shelf", "fields": [
        {"key": "x_name", "labels": "Name", "type": "text"}]}),
        )
        .await;
    make(&admin, "x_shelf", json!({"x_name": "A"})).await;
    let refused = undo(&admin, &shelf, "").await;
    assert_eq!(refused.refused(409), "undo_conflict");
    assert_eq!(
        refused.json()["conflicts"][0]["detail"],
        "There are records of “Shelf” by now."
    );
    undo(&admin, &shelf, "?on_conflict=restore").await.ok();
    admin.get("/objects/x_shelf").await.refused(404);
}

#[tokio::test]
async fn what_was_deleted_comes_back_if_nothing_went_with_it() {
    let (_app, admin) = machines().await;
    let press = make(&admin, "x_machine", json!({"x_name": "Press"})).await;
    let double = json!({"key": "x_double", "labels": "Double", "type": "formula", "expression": "x_power * 2",
        "result": {"type": "integer"}});
    field(&admin, double).await;
    admin.patch(&path(&press), json!({"x_power": 21})).await.ok();
    let view = json!({"name": "All", "object": "x_machine", "columns": ["x_name", "x_state"]});
    let view = make(&admin, "saved_view", view).await;
    let before = shape(&admin).await;
    for key in ["x_double", "x_state"] {
        let gone = admin.delete(&format!("/objects/x_machine/fields/{key}")).await;
        gone.expect(204);
        undo(&admin, &gone, "").await.ok();
        assert_eq!(shape(&admin).await, before, "{key}");
    }
    assert_eq!(admin.get(&path(&press)).await.ok()["x_double"], 42);
    let mended = admin
        .get(&format!("/records/saved_view/{}", view["id"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(
        (&mended["columns"], &mended["broken"]),
        (&json!(["x_name", "x_state"]), &Value::Null)
    );

    admin
        .delete("/objects/x_machine/fields/x_double")
        .await
        .expect(204);
    let gone = admin.delete("/objects/x_machine/fields/x_power").await;
    gone.expect(204);
    let refused = undo(&admin, &gone, "?on_conflict=restore").await;
    assert_eq!(refused.refused(409), "conflict");
    assert_eq!(refused.json()["reason"], "values_gone");
    let gone = admin.delete("/objects/x_machine").await;
    gone.expect(204);
    let german = admin.clone().with_header("Accept-Language", "de");
    let refused = undo(&german, &gone, "").await;
    assert_eq!(
        (refused.refused(409).as_str(), &refused.json()["reason"]),
        ("conflict", &json!("values_gone"))
    );
    assert!(refused.text().contains("Sicherung"), "{}", refused.text());
}

#[tokio::test]
async fn options_and_targets_that_records_use_stay_and_moved_values_go_back() {
    let (_app, admin) = machines().await;
    let press = make(&admin, "x_machine", json!({"x_name": "Press", "x_state": "old"})).await;
    let removed = change(
        &admin,
        "x_state",
        json!({"options": options(&["new"]), "replace_options": {"old": "new"}}),
    )
    .await;
    assert_eq!(admin.get(&path(&press)).await.ok()["x_state"], "new");
    undo(&admin, &removed, "").await.ok();
    assert_eq!(admin.get(&path(&press)).await.ok()["x_state"], "old");

    let added = change(
        &admin,
        "x_state",
        json!({"options": options(&["new", "old", "sold"])}),
    )
    .await;
    let wider = change(&admin, "x_for", json!({"targets": ["person", "organization"]})).await;
    let firm = make(&admin, "organization", json!({"name": "Nordlicht"})).await;
    let values = json!({"x_state": "sold", "x_for": {"id": firm["id"], "object": "organization"}});
    admin.patch(&path(&press), values).await.ok();
    for (changed, key) in [(&added, "x_state"), (&wider, "x_for")] {
        let refused = undo(&admin, changed, "").await;
        assert_eq!(refused.refused(409), "undo_conflict");
        assert_eq!(refused.json()["conflicts"][0]["field"], key);
    }
    admin
        .patch(&path(&press), json!({"x_state": "old", "x_for": null}))
        .await
        .ok();
    undo(&admin, &wider, "").await.ok();
    undo(&admin, &added, "").await.ok();
}

#[tokio::test]
async fn a_type_goes_back_where_it_cost_nothing() {
    let (_app, admin) = machines().await;
    let press = make(&admin, "x_machine", json!({"x_name": "007", "x_power": 21})).await;
    let before = shape(&admin).await;
    let text = change(&admin, "x_power", json!({"type": "text"})).await;
    assert_eq!(admin.get(&path(&press)).await.ok()["x_power"], "21");
    undo(&admin, &text, "").await.ok();
    assert_eq!(shape(&admin).await, before);
    assert_eq!(admin.get(&path(&press)).await.ok()["x_power"], 21);

    // What was entered since does not fit what it was.
    let text = change(&admin, "x_power", json!({"type": "text"})).await;
    admin.patch(&path(&press), json!({"x_power": "a lot"})).await.ok();
    let refused = undo(&admin, &text, "").await;
    assert_eq!(refused.refused(409), "undo_conflict");
    assert_eq!(
        refused.json()["conflicts"][0]["detail"],
        "Values of “Power” do not fit what it was."
    );

    // "007" became 7: nothing says how it was written.
    let number = change(&admin, "x_name", json!({"type": "integer"})).await;
    let refused = undo(&admin, &number, "?on_conflict=restore").await;
    assert_eq!(
        (refused.refused(409).as_str(), &refused.json()["reason"]),
        ("conflict", &json!("values_lost"))
    );
    assert_eq!(admin.get(&path(&press)).await.ok()["x_name"], 7);
}

#[tokio::test]
async fn others_changes_stay_and_only_administrators_undo() {
    let (app, admin) = machines().await;
    let changed = change(
        &admin,
        "x_name",
        json!({"labels": "Title", "help": "As on the plate"}),
    )
    .await;
    change(&admin, "x_name", json!({"labels": "Caption"})).await;
    let member = app.user("Mia Member", "member").await;
    assert_eq!(undo(&member, &changed, "").await.refused(403), "forbidden");
    let refused = undo(&admin, &changed, "").await;
    assert_eq!(refused.refused(409), "undo_conflict");
    assert_eq!(
        refused.json()["conflicts"][0]["detail"],
        "`labels` was changed since."
    );
    let plan = undo(&admin, &changed, "?on_conflict=keep&dry_run=true")
        .await
        .ok();
    assert_eq!(plan["plan"]["loses_data"], false);
    assert_eq!(
        undo(&admin, &changed, "?on_conflict=keep").await.ok()["undone"],
        1
    );
    let fields = shape(&admin).await["fields"].as_array().unwrap().clone();
    let name = fields.iter().find(|field| field["key"] == "x_name").unwrap();
    assert_eq!(
        (&name["labels"]["en"], name.get("help")),
        (&json!("Caption"), None)
    );
    let person = admin.post("/records/person", json!({"given_name": "Ann"})).await;
    assert_eq!(
        undo(&admin, &person, "?dry_run=true").await.refused(400),
        "bad_parameter"
    );
}

#[tokio::test]
async fn over_many_records_a_job_does_the_rest() {
    let (app, admin) = machines().await;
    for power in 0..5 {
        make(&admin, "x_machine", json!({"x_name": "Press", "x_power": power})).await;
    }
    let before = shape(&admin).await;
    let text = change(&admin, "x_power", json!({"type": "text"})).await;
    let workspace = app.app.workspace("main").await.unwrap();
    workspace
        .pace
        .at_once
        .store(2, std::sync::atomic::Ordering::Relaxed);
    workspace
        .pace
        .chunk
        .store(2, std::sync::atomic::Ordering::Relaxed);
    let undone = undo(&admin, &text, "").await;
    assert!(undone.expect(202)["job"].is_string());
    app.run_jobs().await;
    assert_eq!(shape(&admin).await, before);
    let powers = admin
        .get("/records/x_machine?filter=x_power%20%3E%202")
        .await
        .ok();
    assert_eq!(powers["data"].as_array().unwrap().len(), 2);
    assert_eq!(
        undo(&admin, &text, "").await.refused(409),
        "conflict",
        "it was undone already"
    );
}

#[tokio::test]
async fn what_a_default_filled_in_goes_back_and_is_history() {
    let (_app, admin) = machines().await;
    let empty = make(&admin, "x_machine", json!({"x_name": "Press"})).await;
    let set = make(&admin, "x_machine", json!({"x_name": "Drill", "x_power": 7})).await;
    let later = make(&admin, "x_machine", json!({"x_name": "Saw"})).await;
    let needed = change(&admin, "x_power", json!({"required": true, "default": 1})).await;
    let power = async |record: &Value| admin.get(&path(record)).await.ok()["x_power"].clone();
    assert_eq!((power(&empty).await, power(&set).await), (json!(1), json!(7)));
    let history = admin.get(&format!("{}/history", path(&empty))).await.ok();
    assert_eq!(
        history["data"][0]["changes"],
        json!({"x_power": {"before": null, "after": 1}})
    );

    admin.patch(&path(&later), json!({"x_power": 9})).await.ok();
    let refused = undo(&admin, &needed, "").await;
    assert_eq!(refused.refused(409), "undo_conflict");
    assert_eq!(refused.json()["conflicts"][0]["id"], later["id"]);
    undo(&admin, &needed, "?on_conflict=keep").await.ok();
    assert_eq!(
        (power(&empty).await, power(&set).await, power(&later).await),
        (Value::Null, json!(7), json!(9))
    );
}

#[tokio::test]
async fn what_a_change_did_to_many_records_goes_back_by_a_job() {
    let (app, admin) = machines().await;
    let mut machines = Vec::new();
    for name in ["Press", "Drill", "Saw", "Mill", "Lathe"] {
        machines.push(make(&admin, "x_machine", json!({"x_name": name, "x_state": "old"})).await);
    }
    let few = |most| {
        let workspace = app.app.workspace("main");
        async move {
            let pace = &workspace.await.unwrap().pace;
            pace.at_once.store(most, std::sync::atomic::Ordering::Relaxed);
            pace.chunk.store(2, std::sync::atomic::Ordering::Relaxed);
        }
    };
    let removed = json!({"options": options(&["new"]), "replace_options": {"old": "new"}});
    let removed = change(&admin, "x_state", removed).await;
    admin
        .patch(&path(&machines[1]), json!({"x_name": "Big drill"}))
        .await
        .ok();
    few(2).await;
    let states = async || {
        let list = admin
            .get("/records/x_machine?sort=x_name&fields=x_state")
            .await
            .ok();
        let states = list["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|record| record["x_state"].clone());
        states.collect::<Vec<Value>>()
    };
    // What others changed since is told before anything begins.
    admin
        .patch(&path(&machines[2]), json!({"x_state": null}))
        .await
        .ok();
    let refused = undo(&admin, &removed, "").await;
    assert_eq!(refused.refused(409), "undo_conflict");
    let conflict = json!({"object": "x_machine", "id": machines[2]["id"], "field": null, "changed_to": null, "present": null});
    assert_eq!(refused.json()["conflicts"], json!([conflict]));

    let undone = undo(&admin, &removed, "?on_conflict=keep").await;
    assert!(undone.expect(202)["job"].is_string());
    app.run_jobs().await;
    assert_eq!(
        states().await,
        [
            json!("old"),
            json!("old"),
            json!("old"),
            json!("old"),
            Value::Null
        ]
    );
    let drill = admin.get(&path(&machines[1])).await.ok();
    assert_eq!(drill["x_name"], "Big drill", "what others changed besides stays");
    assert_eq!(
        undo(&admin, &removed, "").await.refused(409),
        "conflict",
        "once only"
    );
}
