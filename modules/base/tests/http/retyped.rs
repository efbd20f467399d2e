//! The past of a field that has another type today: what it held is shown, and goes back only where it fits.

use std::sync::atomic::Ordering;

use kontor_testing::{Answer, Client, TestApp};
use serde_json::{Value, json};

use crate::fixture::{encoded, make, path};

/// Things with a text that will be a number; changes of definitions are done at once, or by a job.
async fn open(at_once: bool) -> (TestApp, Client) {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    let text = |key: &str| json!({"key": key, "labels": key, "type": "text"});
    let fields = json!([text("x_name"), text("x_size")]);
    let body = json!({"key": "x_thing", "labels": "Thing", "fields": fields});
    admin.post("/objects", body).await.created();
    if !at_once {
        let workspace = app.app.workspace("main").await.unwrap();
        workspace.pace.at_once.store(0, Ordering::Relaxed);
        workspace.pace.chunk.store(1, Ordering::Relaxed);
    }
    (app, admin)
}

async fn retype(app: &TestApp, admin: &Client, kind: Value) -> Answer {
    let answer = admin.patch("/objects/x_thing/fields/x_size", kind).await;
    assert!(answer.status < 300, "{}", answer.text());
    app.run_jobs().await;
    answer
}

async fn undo(admin: &Client, change: &Answer, how: &str) -> Answer {
    let how = match how {
        "refuse" => String::new(),
        how => format!("?on_conflict={how}"),
    };
    let path = format!("/undo/{}{how}", change.change_set());
    admin.post(&path, json!({})).await
}

async fn size_at(admin: &Client, thing: &Value, time: &str) -> Value {
    let path = format!("{}/history?at={}", path(thing), encoded(time));
    admin.get(&path).await.ok()["x_size"].clone()
}

#[tokio::test]
async fn the_past_is_shown_in_the_type_of_today_where_it_has_one() {
    for at_once in [true, false] {
        let (app, admin) = open(at_once).await;
        let good = make(&admin, "x_thing", json!({"x_name": "good", "x_size": "7"})).await;
        let bad = make(&admin, "x_thing", json!({"x_name": "bad", "x_size": "huge"})).await;
        app.advance(60);
        admin.patch(&path(&good), json!({"x_size": "8"})).await.ok();
        app.advance(60);
        retype(&app, &admin, json!({"type": "integer"})).await;
        app.advance(60);
        admin.patch(&path(&good), json!({"x_size": 9})).await.ok();
        assert_eq!(size_at(&admin, &good, "2026-03-02T08:00:30Z").await, 7);
        assert_eq!(size_at(&admin, &good, "2026-03-02T08:01:30Z").await, 8);
        assert_eq!(size_at(&admin, &good, "2026-03-02T08:02:30Z").await, 8);
        assert_eq!(size_at(&admin, &bad, "2026-03-02T08:01:30Z").await, "huge");
        assert_eq!(size_at(&admin, &bad, "2026-03-02T08:02:30Z").await, Value::Null);
        let history = admin.get(&format!("{}/history", path(&good))).await.ok();
        let sizes: Vec<&Value> = history["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| &entry["changes"]["x_size"])
            .collect();
        assert_eq!(
            sizes,
            [
                &json!({"before": 8, "after": 9}),
                &json!({"before": 7, "after": 8}),
                &json!({"before": null, "after": 7})
            ]
        );
        // Once more, into a third type: two steps lead from the first to it.
        retype(&app, &admin, json!({"type": "decimal", "scale": 1})).await;
        assert_eq!(size_at(&admin, &good, "2026-03-02T08:00:30Z").await, "7.0");
        assert_eq!(size_at(&admin, &bad, "2026-03-02T08:01:30Z").await, "huge");
    }
}

#[tokio::test]
async fn an_undo_carries_over_what_it_gives_back() {
    let (app, admin) = open(true).await;
    let thing = make(&admin, "x_thing", json!({"x_name": "thing", "x_size": "7"})).await;
    let change = admin
        .patch(&path(&thing), json!({"x_size": "8", "x_name": "other"}))
        .await;
    retype(&app, &admin, json!({"type": "integer"})).await;
    undo(&admin, &change, "refuse").await.ok();
    let now = admin.get(&path(&thing)).await.ok();
    assert_eq!((&now["x_size"], &now["x_name"]), (&json!(7), &json!("thing")));
}

#[tokio::test]
async fn what_no_longer_fits_is_a_conflict_and_never_written() {
    let (app, admin) = open(true).await;
    let thing = make(&admin, "x_thing", json!({"x_name": "thing", "x_size": "huge"})).await;
    let change = admin
        .patch(&path(&thing), json!({"x_size": "8", "x_name": "other"}))
        .await;
    retype(&app, &admin, json!({"type": "integer"})).await;
    let body = undo(&admin, &change, "refuse").await.expect(409);
    assert_eq!(body["code"], "undo_conflict");
    assert_eq!(
        body["conflicts"],
        json!([{"object": "x_thing", "id": thing["id"], "field": "x_size", "changed_to": 8, "present": 8}])
    );
    // However it is asked for: everything else goes back, this is told.
    let told = undo(&admin, &change, "restore").await.ok();
    assert_eq!(told["kept"][0]["field"], "x_size");
    let now = admin.get(&path(&thing)).await.ok();
    assert_eq!((&now["x_size"], &now["x_name"]), (&json!(8), &json!("thing")));
}

#[tokio::test]
async fn a_change_of_type_that_lost_something_does_not_go_back() {
    let (app, admin) = open(true).await;
    let thing = make(&admin, "x_thing", json!({"x_name": "thing", "x_size": "huge"})).await;
    let change = retype(&app, &admin, json!({"type": "integer"})).await;
    for how in ["refuse", "keep", "restore"] {
        assert_eq!(undo(&admin, &change, how).await.refused(409), "conflict", "{how}");
    }
    assert_eq!(admin.get(&path(&thing)).await.ok()["x_size"], Value::Null);
}

#[tokio::test]
async fn an_option_that_is_gone_does_not_come_back() {
    let (app, admin) = open(true).await;
    let options = |keys: &[&str]| -> Value {
        keys.iter()
            .map(|key| json!({"key": key, "labels": key}))
            .collect()
    };
    let both =
        json!({"key": "x_color", "labels": "Color", "type": "select", "options": options(&["red", "blue"])});
    admin.post("/objects/x_thing/fields", both).await.created();
    let thing = make(&admin, "x_thing", json!({"x_name": "thing", "x_color": "red"})).await;
    let change = admin.patch(&path(&thing), json!({"x_color": "blue"})).await;
    let one = json!({"options": options(&["blue"])});
    admin.patch("/objects/x_thing/fields/x_color", one).await.ok();
    app.run_jobs().await;
    assert_eq!(
        undo(&admin, &change, "refuse").await.refused(409),
        "undo_conflict"
    );
}

#[tokio::test]
async fn a_field_made_again_under_its_old_key_has_a_past_of_its_own() {
    let (app, admin) = open(true).await;
    let thing = make(&admin, "x_thing", json!({"x_name": "thing", "x_size": "huge"})).await;
    app.advance(60);
    admin.delete("/objects/x_thing/fields/x_size").await.expect(204);
    let again = json!({"key": "x_size", "labels": "Size", "type": "integer"});
    admin.post("/objects/x_thing/fields", again).await.created();
    admin.patch(&path(&thing), json!({"x_size": 3})).await.ok();
    assert_eq!(size_at(&admin, &thing, "2026-03-02T08:00:30Z").await, Value::Null);
    let history = admin.get(&format!("{}/history", path(&thing))).await.ok();
    assert_eq!(history["data"][1]["changes"].get("x_size"), None, "{history}");
}
