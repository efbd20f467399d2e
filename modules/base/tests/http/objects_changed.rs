//! What becomes of records, views and readers when the definition of their object changes.

use serde_json::{Value, json};

use crate::fixture::encoded;
use crate::objects::{found, machines, values};
use crate::open;

#[tokio::test]
async fn another_type_carries_values_over_and_history_keeps_what_was_lost() {
    let (_app, admin) = open().await;
    let field = json!({"key": "x_a", "labels": "A", "type": "text", "indexed": true, "max_length": 100});
    let ids = machines(&admin, field, &[json!("12"), json!("7 pieces"), json!(null)]).await;
    let path = "/objects/x_machine/fields/x_a";
    let before = admin.get("/objects/x_machine").await.ok();
    let dry = admin
        .patch(&format!("{path}?dry_run=true"), json!({"type": "integer"}))
        .await
        .ok();
    assert_eq!(dry["plan"]["loses_data"], true);
    assert_eq!(dry["warnings"], json!([]));
    assert_eq!(admin.get("/objects/x_machine").await.ok(), before);

    admin.patch(path, json!({"type": "integer"})).await.ok();
    assert_eq!(
        values(&admin, &ids, "x_a").await,
        [json!(12), json!(null), json!(null)]
    );
    assert_eq!(found(&admin, "x_a > 11").await, 1);
    let history = admin
        .get(&format!("/records/x_machine/{}/history", ids[1]))
        .await
        .text();
    assert!(history.contains("7 pieces"), "{history}");
    assert_eq!(
        admin.get(&format!("/records/x_machine/{}", ids[0])).await.ok()["version"],
        1
    );
    assert_eq!(
        admin.get(&format!("/records/x_machine/{}", ids[1])).await.ok()["version"],
        2
    );
    admin
        .patch(&format!("/records/x_machine/{}", ids[1]), json!({"x_a": 5}))
        .await
        .ok();
    assert_eq!(found(&admin, "x_a == 5").await, 1);
}

#[tokio::test]
async fn a_removed_option_is_replaced_or_cleared() {
    let (_app, admin) = open().await;
    let option = |key: &str| json!({"key": key, "labels": key});
    let field = json!({"key": "x_a", "labels": "A", "type": "select", "options": [option("red"), option("blue"), option("grey")]});
    let ids = machines(&admin, field, &[json!("red"), json!("blue"), json!("grey")]).await;
    let patch = json!({"options": [option("red")], "replace_options": {"blue": "red"}});
    admin.patch("/objects/x_machine/fields/x_a", patch).await.ok();
    assert_eq!(
        values(&admin, &ids, "x_a").await,
        [json!("red"), json!("red"), json!(null)]
    );
}

#[tokio::test]
async fn a_new_field_fills_in_its_default_and_numbers() {
    let (app, admin) = open().await;
    machines(
        &admin,
        json!({"key": "x_a", "labels": "A", "type": "integer"}),
        &[],
    )
    .await;
    let mut ids = Vec::new();
    for n in 1..=2 {
        // Numbers are given in the order in which records were made.
        app.advance(1);
        ids.push(
            admin
                .post("/records/x_machine", json!({"x_a": n}))
                .await
                .created()["id"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    let new = json!({"key": "x_on", "labels": "On", "type": "boolean", "required": true, "default": false});
    admin.post("/objects/x_machine/fields", new).await.created();
    admin
        .post(
            "/objects/x_machine/fields",
            json!({"key": "x_no", "labels": "No", "type": "auto_number"}),
        )
        .await
        .created();
    assert_eq!(values(&admin, &ids, "x_on").await, [json!(false), json!(false)]);
    assert_eq!(values(&admin, &ids, "x_no").await, [json!("1"), json!("2")]);
    assert_eq!(
        admin.post("/records/x_machine", json!({})).await.created()["x_no"],
        "3"
    );
}

#[tokio::test]
async fn values_that_occur_twice_keep_a_field_from_becoming_unique() {
    let (_app, admin) = open().await;
    let field = json!({"key": "x_a", "labels": "A", "type": "text", "max_length": 100});
    let ids = machines(&admin, field, &[json!("Weiß"), json!("WEISS"), json!("other")]).await;
    let refused = admin
        .patch("/objects/x_machine/fields/x_a", json!({"unique": true}))
        .await;
    assert_eq!(refused.refused(409), "not_unique");
    let twins = &refused.json()["duplicates"][0]["records"];
    assert_eq!(twins.as_array().unwrap().len(), 2);
    assert!(
        admin
            .get("/objects/x_machine")
            .await
            .ok()
            .to_string()
            .find("\"unique\"")
            .is_none()
    );
    admin
        .patch(
            &format!("/records/x_machine/{}", ids[1]),
            json!({"x_a": "second"}),
        )
        .await
        .ok();
    admin
        .patch("/objects/x_machine/fields/x_a", json!({"unique": true}))
        .await
        .ok();
    assert_eq!(
        admin
            .post("/records/x_machine", json!({"x_a": "weiss"}))
            .await
            .refused(409),
        "not_unique"
    );
}

#[tokio::test]
async fn a_dry_run_says_what_no_longer_holds() {
    let (_app, admin) = open().await;
    machines(
        &admin,
        json!({"key": "x_a", "labels": "A", "type": "integer"}),
        &[],
    )
    .await;
    let view = json!({"name": "Big ones", "object": "x_machine", "filter": "x_a > 5", "shared": "all"});
    admin.post("/records/saved_view", view).await.created();
    let dry = admin
        .delete("/objects/x_machine/fields/x_a?dry_run=true")
        .await
        .ok();
    assert_eq!(dry["warnings"][0]["code"], "view_filter");
    assert_eq!(found(&admin, "x_a == null").await, 0);
}

#[tokio::test]
async fn a_view_goes_on_without_what_is_gone_and_says_what_it_was() {
    let (_app, admin) = open().await;
    let integer = |key: &str| json!({"key": key, "labels": key, "type": "integer"});
    machines(&admin, integer("x_a"), &[]).await;
    admin
        .post("/objects/x_machine/fields", integer("x_b"))
        .await
        .created();
    let view = json!({
        "name": "Big ones", "object": "x_machine", "shared": "all", "sort": "-x_a,x_name",
        "filter": "x_a > 5 && x_b < 3 && x_name != null", "columns": ["x_name", "x_a", "x_b"],
    });
    let view = admin.post("/records/saved_view", view).await.created();
    let path = format!("/records/saved_view/{}", view["id"].as_str().unwrap());
    // A renamed field is still meant.
    let renamed = json!({"key": "x_c"});
    admin.patch("/objects/x_machine/fields/x_b", renamed).await.ok();
    assert_eq!(admin.get(&path).await.ok()["broken"], Value::Null);
    admin.delete("/objects/x_machine/fields/x_a").await.expect(204);
    let now = admin.get(&path).await.ok();
    assert_eq!(now["columns"], json!(["x_name", "x_b"]));
    assert_eq!(now["sort"], "x_name");
    assert_eq!(now["filter"], "x_b < 3 && x_name != null");
    assert_eq!(
        now["broken"],
        json!([
            {"part": "columns", "text": "x_a"},
            {"part": "sort", "text": "-x_a"},
            {"part": "filter", "text": "x_a > 5"},
        ])
    );
    // A type that can't be compared so is as good as gone.
    let text = json!({"type": "text"});
    admin.patch("/objects/x_machine/fields/x_c", text).await.ok();
    let now = admin.get(&path).await.ok();
    assert_eq!(now["filter"], "x_name != null");
    assert_eq!(now["broken"].as_array().unwrap().len(), 4);
    let list = format!(
        "/records/x_machine?filter={}&sort={}",
        encoded(now["filter"].as_str().unwrap()),
        now["sort"].as_str().unwrap()
    );
    admin.get(&list).await.ok();
    // Whoever edits it has seen what was left out.
    let edited = admin
        .patch(&path, json!({"filter": "x_name == \"a\""}))
        .await
        .ok();
    assert_eq!(edited["broken"], Value::Null);
}

#[tokio::test]
async fn who_has_seen_older_definitions_is_told() {
    let (_app, admin) = open().await;
    machines(
        &admin,
        json!({"key": "x_a", "labels": "A", "type": "integer"}),
        &[],
    )
    .await;
    let seen = admin.get("/objects/x_machine").await.header("ETag").to_owned();
    let client = admin.clone().with_header("If-Match", &seen);
    client
        .patch("/objects/x_machine", json!({"icon": "cog"}))
        .await
        .ok();
    assert_eq!(
        client
            .patch("/objects/x_machine", json!({"icon": "bolt"}))
            .await
            .refused(412),
        "version_conflict"
    );
}
