//! Values that only one live record may have: unique fields, and keys in other systems.

use serde_json::{Value, json};

use crate::fixture::{id, make, open, path, patiently, role};

#[tokio::test]
async fn a_unique_value_is_held_by_one_live_record() {
    let (app, admin) = open().await;
    let holder = make(&admin, "offer", json!({"name": "Roof", "code": "Ä-1"})).await;
    // The same folded is the same.
    for code in ["Ä-1", "ä-1", "A-1"] {
        let body = admin
            .post("/records/offer", json!({"name": "B", "code": code}))
            .await
            .expect(409);
        assert_eq!(
            (&body["code"], &body["field"], &body["pointer"]),
            (&json!("not_unique"), &json!("code"), &json!("/code"))
        );
        assert_eq!(body["id"], holder["id"]);
    }
    // Who may not see the holder learns no more than that.
    role(
        &app,
        "blind",
        json!({"offer": {"create": true, "read": "owner == me()", "update": true}}),
    )
    .await;
    let blind = app.user("Bill Blind", "blind").await;
    let body = blind
        .post("/records/offer", json!({"name": "B", "code": "ä-1"}))
        .await
        .expect(409);
    assert_eq!((&body["code"], &body["id"]), (&json!("not_unique"), &Value::Null));
    let other = make(&blind, "offer", json!({"name": "B"})).await;
    assert_eq!(
        blind
            .patch(&path(&other), json!({"code": "Ä-1"}))
            .await
            .refused(409),
        "not_unique"
    );
    // Any number may have none.
    make(&admin, "offer", json!({"name": "C"})).await;
    // Numbers as well as texts.
    make(&admin, "gadget", json!({"serial": 0})).await;
    assert_eq!(
        admin
            .post("/records/gadget", json!({"serial": 0}))
            .await
            .refused(409),
        "not_unique"
    );
}

#[tokio::test]
async fn the_trash_holds_no_value_and_gives_none_back_that_is_taken() {
    let (_app, admin) = open().await;
    let old = make(
        &admin,
        "offer",
        json!({"name": "Old", "code": "A1", "external_ids": [{"system": "erp", "key": "1"}]}),
    )
    .await;
    admin.delete(&path(&old)).await.expect(204);
    let new = make(&admin, "offer", json!({"name": "New", "code": "a1"})).await;
    let back = format!("{}/restore", path(&old));
    let body = admin.post(&back, json!({})).await.expect(409);
    assert_eq!(
        (&body["code"], &body["field"], &body["id"]),
        (&json!("not_unique"), &json!("code"), &new["id"])
    );
    admin
        .patch(
            &path(&new),
            json!({"code": "A2", "external_ids": [{"system": "erp", "key": "1"}]}),
        )
        .await
        .ok();
    let body = admin.post(&back, json!({})).await.expect(409);
    assert_eq!(
        (&body["field"], &body["id"]),
        (&json!("external_ids"), &new["id"])
    );
    admin.patch(&path(&new), json!({"external_ids": null})).await.ok();
    assert_eq!(admin.post(&back, json!({})).await.ok()["code"], "A1");
}

#[tokio::test]
async fn a_key_of_another_system_names_one_record_of_an_object() {
    let (_app, admin) = open().await;
    let key = |system: &str, key: &str| json!([{"system": system, "key": key}]);
    let holder = make(
        &admin,
        "person",
        json!({"family_name": "A", "external_ids": key("erp", "1")}),
    )
    .await;
    let body = admin
        .post(
            "/records/person",
            json!({"family_name": "B", "external_ids": key("erp", "1")}),
        )
        .await
        .expect(409);
    assert_eq!(
        (&body["field"], &body["id"]),
        (&json!("external_ids"), &holder["id"])
    );
    // Another system, another key, another object are another thing.
    make(
        &admin,
        "person",
        json!({"family_name": "B", "external_ids": key("shop", "1")}),
    )
    .await;
    make(
        &admin,
        "person",
        json!({"family_name": "C", "external_ids": key("erp", "2")}),
    )
    .await;
    make(
        &admin,
        "organization",
        json!({"name": "D", "external_ids": key("erp", "1")}),
    )
    .await;
    let found = admin
        .get("/records/person?filter=external_ids.exists(e%2C%20e.key%20%3D%3D%20%221%22)&count=exact")
        .await
        .ok();
    assert_eq!(found["count"], 2);
}

#[tokio::test]
async fn two_of_one_batch_do_not_share_a_value() {
    let (_app, admin) = open().await;
    let create = |values: Value| json!({"op": "create", "object": "offer", "values": values});
    for values in [
        json!({"name": "A", "code": "x"}),
        json!({"name": "A", "external_ids": [{"system": "s", "key": "1"}]}),
    ] {
        let commands = [
            create(json!({"name": "first"})),
            create(values.clone()),
            create(values.clone()),
        ];
        let body = admin
            .post("/batch", json!({"commands": commands}))
            .await
            .expect(409);
        assert_eq!(
            (&body["code"], &body["command"]),
            (&json!("not_unique"), &json!(2))
        );
        let field = body["field"].as_str().unwrap();
        assert_eq!(body["pointer"], format!("/commands/2/fields/{field}"));
    }
    assert_eq!(admin.get("/records/offer?count=exact").await.ok()["count"], 0);
    // What one gives up another may take, later in the same batch.
    let a = make(&admin, "offer", json!({"name": "A", "code": "x"})).await;
    let commands = [
        json!({"op": "update", "object": "offer", "id": a["id"], "values": {"code": null}}),
        create(json!({"name": "B", "code": "x"})),
        json!({"op": "delete", "object": "offer", "id": a["id"]}),
    ];
    let body = admin.post("/batch", json!({"commands": commands})).await.ok();
    assert_eq!(body["results"][1]["record"]["code"], "x");
}

#[tokio::test]
async fn of_many_who_want_a_value_at_once_one_gets_it() {
    let (_app, admin) = open().await;
    let want = |n: usize| {
        let admin = admin.clone();
        let body = json!({"name": n.to_string(), "code": "one"});
        tokio::spawn(async move { patiently(|| admin.post("/records/offer", body.clone())).await })
    };
    let answers: Vec<_> = (0..6).map(want).collect();
    let mut statuses = Vec::new();
    for answer in answers {
        let answer = answer.await.unwrap();
        if answer.status == 409 {
            assert_eq!(answer.json()["field"], "code");
        }
        statuses.push(answer.status);
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
    let holder = admin
        .get("/records/offer?filter=code%20%3D%3D%20%22one%22")
        .await
        .ok();
    assert_eq!(id(&holder["data"][0]).len(), 36);
}
