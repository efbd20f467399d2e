//! The trash: what goes there, what goes along, what comes back; and deletion for good, which leaves no values behind.

use kontor_testing::Client;
use serde_json::{Value, json};

use crate::fixture::{encoded, eur, id, make, open, path, role};

async fn restore(client: &Client, record: &Value) -> Value {
    client
        .post(&format!("{}/restore", path(record)), json!({}))
        .await
        .ok()
}

async fn erase(client: &Client, record: &Value) {
    client
        .delete(&format!("{}?final=true", path(record)))
        .await
        .expect(204);
}

async fn found(client: &Client, words: &str) -> usize {
    let answer = client.get(&format!("/search?q={}", encoded(words))).await.ok();
    answer["data"].as_array().unwrap().len()
}

/// What the feed of changes tells of a record, once it tells `count` things: on PostgreSQL what runs elsewhere on the
/// server at that moment holds it back.
async fn told(client: &Client, record: &Value, count: usize) -> Vec<String> {
    let mut told = Vec::new();
    for _ in 0..2_000 {
        let changes = client.get("/changes?limit=1000").await.ok();
        let of_it = changes["data"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|change| change["id"] == record["id"]);
        told = of_it
            .map(|change| change["kind"].as_str().unwrap().to_owned())
            .collect();
        if told.len() >= count {
            break;
        }
    }
    told
}

#[tokio::test]
async fn a_trashed_record_is_out_of_sight_and_can_be_looked_up() {
    let (app, admin) = open().await;
    let gadget = make(&admin, "gadget", json!({"name": "Whatsit"})).await;
    assert_eq!(found(&admin, "whatsit").await, 1);
    admin.delete(&path(&gadget)).await.expect(204);
    assert_eq!(admin.get(&path(&gadget)).await.refused(404), "not_found");
    assert_eq!(
        admin
            .patch(&path(&gadget), json!({"name": "X"}))
            .await
            .refused(404),
        "not_found"
    );
    assert_eq!(admin.delete(&path(&gadget)).await.refused(404), "not_found");
    assert_eq!(found(&admin, "whatsit").await, 0);
    let seen = admin.get(&format!("{}?trash=with", path(&gadget))).await.ok();
    assert_eq!(
        (&seen["name"], &seen["deleted_at"]),
        (&json!("Whatsit"), &json!("2026-03-02T08:00:00.000Z"))
    );
    app.advance(1);
    let other = make(&admin, "gadget", json!({"name": "Other"})).await;
    for (trash, ids) in [
        ("", vec![id(&other)]),
        ("?trash=only", vec![id(&gadget)]),
        ("?trash=with", vec![id(&other), id(&gadget)]),
    ] {
        let list = admin.get(&format!("/records/gadget{trash}")).await.ok();
        assert_eq!(
            list["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(id)
                .collect::<Vec<_>>(),
            ids,
            "{trash}"
        );
    }
    let back = restore(&admin, &gadget).await;
    assert_eq!((&back["version"], back.get("deleted_at")), (&json!(3), None));
    assert_eq!(found(&admin, "whatsit").await, 1);
    assert_eq!(
        restore(&admin, &gadget).await["version"],
        3,
        "what is there needs no restoring"
    );
}

#[tokio::test]
async fn parts_go_and_come_back_with_their_whole() {
    let (app, admin) = open().await;
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    let mut lines = Vec::new();
    for name in ["tiles", "beams", "nails"] {
        lines.push(
            make(
                &admin,
                "offer_line",
                json!({"offer": offer["id"], "name": name, "amount": "10"}),
            )
            .await,
        );
    }
    let note = make(
        &admin,
        "line_note",
        json!({"line": lines[0]["id"], "body": "glazed"}),
    )
    .await;
    let early = make(
        &admin,
        "line_note",
        json!({"line": lines[0]["id"], "body": "matt"}),
    )
    .await;
    // What was thrown away before stays away.
    admin.delete(&path(&lines[2])).await.expect(204);
    admin.delete(&path(&early)).await.expect(204);
    app.advance(1);
    admin.delete(&path(&offer)).await.expect(204);
    for part in [&lines[0], &lines[1], &note] {
        assert_eq!(admin.get(&path(part)).await.status, 404);
    }
    assert_eq!(found(&admin, "glazed").await, 0);
    let in_trash = admin.get(&format!("{}?trash=with", path(&offer))).await.ok();
    assert_eq!(
        (&in_trash["lines"], &in_trash["net"]),
        (&json!(2), &eur("20.00")),
        "it keeps its totals"
    );
    // A part does not come back alone.
    let alone = admin
        .post(&format!("{}/restore", path(&lines[0])), json!({}))
        .await
        .expect(409);
    assert_eq!(
        (&alone["code"], &alone["field"]),
        (&json!("conflict"), &json!("offer"))
    );
    let back = restore(&admin, &offer).await;
    assert_eq!(
        (&back["lines"], &back["net"], &back["gross"]),
        (&json!(2), &eur("20.00"), &json!("23.80"))
    );
    assert_eq!(admin.get(&path(&lines[0])).await.ok()["notes"], 1);
    assert_eq!(admin.get(&path(&note)).await.ok()["body"], "glazed");
    assert_eq!(admin.get(&path(&lines[2])).await.status, 404);
    assert_eq!(admin.get(&path(&early)).await.status, 404);
    assert_eq!(found(&admin, "glazed").await, 1);
    // Whole and part in one batch: the part is where it should be already.
    let delete = |record: &Value| json!({"op": "delete", "object": record["object"], "id": record["id"]});
    admin
        .post("/batch", json!({"commands": [delete(&offer), delete(&lines[0])]}))
        .await
        .ok();
    restore(&admin, &offer).await;
    assert_eq!(admin.get(&path(&lines[0])).await.status, 200);
    // And all the way out.
    erase(&admin, &offer).await;
    for part in [&lines[0], &lines[1], &lines[2], &note, &early] {
        assert_eq!(admin.get(&format!("{}?trash=with", path(part))).await.status, 404);
    }
}

#[tokio::test]
async fn who_may_trash_a_whole_takes_its_parts_along() {
    let (app, admin) = open().await;
    role(
        &app,
        "seller",
        json!({"offer": {"read": true, "delete": true, "update": true}, "offer_line": {"read": true}}),
    )
    .await;
    let seller = app.user("Sam Seller", "seller").await;
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    let line = make(&admin, "offer_line", json!({"offer": offer["id"]})).await;
    assert_eq!(seller.delete(&path(&line)).await.refused(403), "forbidden");
    seller.delete(&path(&offer)).await.expect(204);
    assert_eq!(admin.get(&path(&line)).await.status, 404);
    restore(&seller, &offer).await;
    assert_eq!(seller.get(&path(&line)).await.status, 200);
}

#[tokio::test]
async fn a_trashed_record_is_in_no_timeline() {
    let (_app, admin) = open().await;
    let firm = make(&admin, "organization", json!({"name": "Nordlicht GmbH"})).await;
    let offer = make(
        &admin,
        "offer",
        json!({"name": "Roof", "organization": firm["id"]}),
    )
    .await;
    let call = json!({"kind": "call", "at": "2026-03-01T08:00:00Z", "subject": "Hello",
                      "participants": [{"id": firm["id"], "object": "organization"}]});
    let call = make(&admin, "interaction", call).await;
    let entries = || {
        let (admin, path) = (admin.clone(), path(&firm));
        async move {
            admin.get(&format!("{path}/timeline")).await.ok()["data"]
                .as_array()
                .unwrap()
                .len()
        }
    };
    assert_eq!(entries().await, 2);
    admin.delete(&path(&offer)).await.expect(204);
    assert_eq!(entries().await, 1);
    restore(&admin, &offer).await;
    assert_eq!(entries().await, 2);
    erase(&admin, &call).await;
    assert_eq!(entries().await, 1);
}

#[tokio::test]
async fn deletion_for_good_leaves_no_value_behind() {
    let (_app, admin) = open().await;
    let body = json!({"family_name": "Geheimrat", "emails": ["geheim@x.example"], "external_ids": [{"system": "s", "key": "1"}]});
    let send = |body: Value| {
        let admin = admin.clone();
        async move {
            let headers = [("Idempotency-Key", "k1")];
            admin
                .send(
                    "POST".parse().unwrap(),
                    "/records/person",
                    &headers,
                    Some(body.to_string().into_bytes()),
                )
                .await
        }
    };
    let made = send(body.clone()).await;
    let person = made.created();
    let change = admin.patch(&path(&person), json!({"given_name": "Otto"})).await;
    erase(&admin, &person).await;
    for path in [
        path(&person),
        format!("{}?trash=with", path(&person)),
        format!("{}/history", path(&person)),
        format!("{}/access", path(&person)),
    ] {
        assert_eq!(admin.get(&path).await.refused(404), "not_found", "{path}");
    }
    assert_eq!(
        admin
            .post(&format!("{}/restore", path(&person)), json!({}))
            .await
            .refused(404),
        "not_found"
    );
    // The request is still known, its answer is not.
    let again = send(body).await;
    assert_eq!(
        (
            again.status,
            again.header("Idempotent-Replayed"),
            again.text().as_str()
        ),
        (201, "true", "null")
    );
    assert_eq!(again.change_set(), made.change_set());
    for words in ["geheimrat", "geheim@x.example", "otto"] {
        assert_eq!(found(&admin, words).await, 0, "{words}");
    }
    // That there was something stays known, and nothing of it can be taken back.
    assert_eq!(told(&admin, &person, 3).await, ["create", "update", "delete"]);
    assert_eq!(
        admin
            .post(&format!("/undo/{}", change.change_set()), json!({}))
            .await
            .refused(409),
        "undo_conflict"
    );
    // Its keys are free.
    make(
        &admin,
        "person",
        json!({"family_name": "New", "external_ids": [{"system": "s", "key": "1"}]}),
    )
    .await;
}

#[tokio::test]
async fn links_to_what_is_gone_for_good_are_cleared() {
    let (_app, admin) = open().await;
    let person = make(&admin, "person", json!({"family_name": "A"})).await;
    let other = make(&admin, "person", json!({"family_name": "B"})).await;
    let any = |record: &Value| json!({"id": record["id"], "object": "person"});
    let values = json!({"holder": any(&person), "about": any(&person), "helpers": [person["id"], other["id"]], "related": [any(&person)]});
    let gadget = make(&admin, "gadget", values.clone()).await;
    let trashed = make(&admin, "gadget", values).await;
    admin.delete(&path(&trashed)).await.expect(204);
    erase(&admin, &person).await;
    let back = restore(&admin, &trashed).await;
    for record in [admin.get(&path(&gadget)).await.ok(), back] {
        assert_eq!(
            (&record["holder"], &record["about"], &record["related"]),
            (&json!(null), &json!(null), &json!([]))
        );
        let helpers: Vec<&str> = record["helpers"].as_array().unwrap().iter().map(id).collect();
        assert_eq!(helpers, [id(&other)]);
    }
    // It stands in the history of those who had the link, as everything does.
    let history = admin.get(&format!("{}/history", path(&gadget))).await.ok();
    let mut cleared = serde_json::Map::new();
    for entry in history["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["kind"] == "update")
    {
        cleared.extend(entry["changes"].as_object().unwrap().clone());
    }
    assert_eq!(
        cleared.keys().collect::<Vec<_>>(),
        ["about", "helpers", "holder", "related"]
    );
    assert_eq!(cleared["about"]["after"], Value::Null);
}

#[tokio::test]
async fn a_required_link_does_not_hold_up_deletion_for_good() {
    let (app, _) = open().await;
    let machine = app.machine();
    let gone = make(&machine, "organization", json!({"name": "Gone AG"})).await;
    let stays = make(&machine, "organization", json!({"name": "Stays AG"})).await;
    let typed = |record: &Value| json!({"id": record["id"], "object": "organization"});
    let relation = json!({"from_party": typed(&gone), "to_party": typed(&stays), "kind": "partner"});
    let relation = machine.post("/records/party_relation", relation).await;
    if relation.status == 201 {
        erase(&machine, &gone).await;
        let relation = machine
            .get(&format!("{}?trash=with", path(&relation.json())))
            .await;
        assert!(
            relation.status == 404 || relation.json()["from_party"] == Value::Null,
            "{}",
            relation.text()
        );
    } else {
        panic!("{}", relation.text());
    }
}
