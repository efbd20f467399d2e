//! Many commands in one request: all or nothing, in order, each answered.

use serde_json::{Value, json};

use crate::fixture::{eur, id, issues, make, open, path, reads};

fn chosen(n: usize) -> String {
    format!("0195512c-8a10-7000-8000-0000000{n:05}")
}

#[tokio::test]
async fn commands_are_answered_in_their_order() {
    let (_app, admin) = open().await;
    let old = make(&admin, "offer", json!({"name": "Old"})).await;
    let gone = make(&admin, "offer", json!({"name": "Gone"})).await;
    admin.delete(&path(&gone)).await.expect(204);
    let commands = json!([
        {"op": "create", "object": "organization", "id": chosen(1), "values": {"name": "Nordlicht GmbH"}},
        {"op": "create", "object": "offer", "id": chosen(2), "values": {"name": "A", "organization": chosen(1)}},
        {"op": "create", "object": "offer", "id": chosen(3), "values": {"name": "B", "parent": chosen(2)}},
        {"op": "update", "object": "offer", "id": old["id"], "version": 1, "values": {"parent": chosen(3)}},
        {"op": "create", "object": "offer_line", "values": {"offer": chosen(2), "amount": "5"}},
        {"op": "restore", "object": "offer", "id": gone["id"]},
        {"op": "delete", "object": "offer", "id": gone["id"]},
        {"op": "create", "object": "gadget", "id": chosen(4), "values": {"name": "G"}},
        {"op": "link", "object": "gadget", "id": chosen(4), "values": {"related": {"id": chosen(2), "object": "offer"}}},
        {"op": "unlink", "object": "gadget", "id": chosen(4), "values": {"related": {"id": chosen(2), "object": "offer"}}},
    ]);
    let answer = admin.post("/batch", json!({"commands": commands})).await;
    let body = answer.ok();
    let results = body["results"].as_array().unwrap();
    let statuses: Vec<i64> = results
        .iter()
        .map(|result| result["status"].as_i64().unwrap())
        .collect();
    assert_eq!(statuses, [201, 201, 201, 200, 201, 200, 204, 201, 200, 200]);
    assert_eq!(results[1]["record"]["organization"]["label"], "Nordlicht GmbH");
    assert_eq!(results[6]["record"], Value::Null);
    // Each record is told as it is in the end: with the total of the line that came later.
    assert_eq!(results[1]["record"]["net"], eur("5.00"));
    for at in [0, 1, 2, 3, 4, 9] {
        assert_eq!(
            admin.get(&path(&results[at]["record"])).await.ok(),
            results[at]["record"],
            "{at}"
        );
    }
    // It is one change set, and one undo takes it all back.
    let undone = admin
        .post(&format!("/undo/{}", answer.change_set()), json!({}))
        .await
        .ok();
    assert_eq!(undone["kept"], json!([]));
    for at in [0, 1, 2, 4, 7] {
        assert_eq!(admin.get(&path(&results[at]["record"])).await.status, 404, "{at}");
    }
    assert_eq!(admin.get(&path(&old)).await.ok()["parent"], Value::Null);
}

#[tokio::test]
async fn one_that_fails_fails_all_and_is_named() {
    let (_app, admin) = open().await;
    let offer = make(&admin, "offer", json!({"name": "Old"})).await;
    let good = json!({"op": "create", "object": "offer", "values": {"name": "New"}});
    let update = json!({"op": "update", "object": "offer", "id": offer["id"], "values": {"name": "Changed"}});
    let line = |values: Value| json!({"op": "create", "object": "offer_line", "values": values});
    let body = admin
        .post("/batch", json!({"commands": [good, update, line(json!({"offer": offer["id"]})), line(json!({"amount": "x", "foo": 1}))]}))
        .await
        .expect(422);
    let expected = [
        ("amount", "wrong_format"),
        ("foo", "unknown_field"),
        ("offer", "required"),
    ];
    assert_eq!(
        issues(&body),
        expected.map(|(at, code)| (format!("/commands/3/fields/{at}"), code.to_owned()))
    );
    for (bad, status, code) in [
        (
            json!({"op": "update", "object": "offer", "id": chosen(9), "values": {}}),
            404,
            "not_found",
        ),
        (
            json!({"op": "update", "object": "nothing", "id": chosen(9), "values": {}}),
            404,
            "not_found",
        ),
        (
            json!({"op": "delete", "object": "offer", "id": chosen(9)}),
            404,
            "not_found",
        ),
        (
            json!({"op": "update", "object": "offer", "id": offer["id"], "version": 9, "values": {"name": "x"}}),
            412,
            "version_conflict",
        ),
        (
            json!({"op": "create", "object": "offer", "id": offer["id"], "values": {"name": "x"}}),
            409,
            "id_taken",
        ),
    ] {
        let body = admin
            .post("/batch", json!({"commands": [good, update, bad]}))
            .await
            .expect(status);
        assert_eq!(
            (&body["code"], &body["command"]),
            (&json!(code), &json!(2)),
            "{bad}"
        );
    }
    assert_eq!(admin.get(&path(&offer)).await.ok(), offer);
    assert_eq!(admin.get("/records/offer?count=exact").await.ok()["count"], 1);
    assert_eq!(
        admin.get(&format!("{}/history", path(&offer))).await.ok()["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_batch_is_what_it_is_said_to_be() {
    let (_app, admin) = open().await;
    assert_eq!(
        admin.post("/batch", json!({"commands": []})).await.ok()["results"],
        json!([])
    );
    for (body, pointer, code) in [
        (json!({}), "/commands", "required"),
        (json!({"commands": {}}), "/commands", "wrong_type"),
        (json!({"commands": [7]}), "/commands/0", "wrong_type"),
        (
            json!({"commands": [{"op": "burn", "object": "offer"}]}),
            "/commands/0/op",
            "unknown_option",
        ),
        (
            json!({"commands": [{"op": "create"}]}),
            "/commands/0/object",
            "required",
        ),
        (
            json!({"commands": [{"op": "create", "object": "offer", "values": []}]}),
            "/commands/0/values",
            "wrong_type",
        ),
        (
            json!({"commands": [{"op": "create", "object": "offer", "note": 1}]}),
            "/commands/0/note",
            "unknown_field",
        ),
        (
            json!({"commands": [{"op": "update", "object": "offer"}]}),
            "/commands/0/id",
            "required",
        ),
        (
            json!({"commands": [{"op": "update", "object": "offer", "id": "7"}]}),
            "/commands/0/id",
            "invalid_id",
        ),
        (
            json!({"commands": [], "atomic": false}),
            "/atomic",
            "unknown_field",
        ),
    ] {
        let answer = admin.post("/batch", body.clone()).await;
        assert_eq!(answer.issue(), (code.to_owned(), pointer.to_owned()), "{body}");
    }
}

#[tokio::test]
async fn five_hundred_commands_are_a_batch_and_one_more_is_not() {
    let (_app, admin) = open().await;
    let commands = |count: usize| -> Vec<Value> {
        (0..count).map(|n| json!({"op": "create", "object": "line_note", "id": chosen(n), "values": {"line": chosen(0)}})).collect()
    };
    assert_eq!(
        admin
            .post("/batch", json!({"commands": commands(501)}))
            .await
            .issue(),
        ("too_many".to_owned(), "/commands".to_owned())
    );
    let people: Vec<Value> = (0..500)
        .map(
            |n| json!({"op": "create", "object": "gadget", "values": {"name": format!("G {n}"), "count": n}}),
        )
        .collect();
    let body = admin.post("/batch", json!({"commands": people})).await.ok();
    let results = body["results"].as_array().unwrap();
    assert_eq!(results.len(), 500);
    assert!(
        results
            .iter()
            .enumerate()
            .all(|(n, result)| result["record"]["count"] == n)
    );
    assert_eq!(id(&results[499]["record"]).len(), 36);
}

#[tokio::test]
async fn one_record_may_be_meant_several_times() {
    let (_app, admin) = open().await;
    let name =
        |name: &str| json!({"op": "update", "object": "offer", "id": chosen(1), "values": {"name": name}});
    let commands = json!([
        {"op": "create", "object": "offer", "id": chosen(1), "values": {"name": "A"}},
        name("B"), name("C"),
        {"op": "delete", "object": "offer", "id": chosen(1)},
        {"op": "restore", "object": "offer", "id": chosen(1)},
        name("D"),
    ]);
    admin.post("/batch", json!({"commands": commands})).await.ok();
    let now = admin.get(&format!("/records/offer/{}", chosen(1))).await.ok();
    assert_eq!((&now["name"], &now["version"]), (&json!("D"), &json!(6)));
    let twice = json!([
        {"op": "create", "object": "offer", "id": chosen(2), "values": {"name": "A"}},
        {"op": "create", "object": "offer", "id": chosen(2), "values": {"name": "A"}},
    ]);
    assert_eq!(
        admin
            .post("/batch", json!({"commands": twice}))
            .await
            .refused(409),
        "id_taken"
    );
}

#[tokio::test]
async fn the_answer_is_read_in_as_many_statements_for_few_records_as_for_many() {
    let (app, admin) = open().await;
    let firm = make(&admin, "organization", json!({"name": "N"})).await;
    let send = |count: usize| {
        let create = json!({"op": "create", "object": "offer", "values": {"name": "Roof", "organization": firm["id"]}});
        let (app, admin, commands) = (&app, admin.clone(), vec![create; count]);
        let batch = async move { drop(admin.post("/batch", json!({"commands": commands})).await.ok()) };
        reads(app, batch)
    };
    send(1).await;
    assert_eq!(send(3).await, send(60).await);
}
