//! Undo: a change set is taken back as far as nobody touched it since, through the same gate as everything else.

use kontor_testing::{Answer, Client};
use serde_json::{Value, json};

use crate::fixture::{eur, id, make, open, path, patiently, role};

async fn undo(client: &Client, change: &Answer) -> Answer {
    client
        .post(&format!("/undo/{}", change.change_set()), json!({}))
        .await
}

async fn undo_how(client: &Client, change: &Answer, on_conflict: &str) -> Answer {
    client
        .post(
            &format!("/undo/{}?on_conflict={on_conflict}", change.change_set()),
            json!({}),
        )
        .await
}

async fn status(client: &Client, record: &Value) -> u16 {
    client.get(&path(record)).await.status
}

/// A record without what every write changes.
fn values(record: &Value) -> Value {
    let mut values = record.clone();
    for key in ["version", "updated_at", "updated_by"] {
        values.as_object_mut().unwrap().remove(key);
    }
    values
}

#[tokio::test]
async fn a_new_record_goes_to_the_trash() {
    let (_app, admin) = open().await;
    let change = admin.post("/records/offer", json!({"name": "Roof"})).await;
    let offer = change.created();
    let answer = undo(&admin, &change).await;
    let body = answer.ok();
    assert_eq!((&body["undone"], &body["kept"]), (&json!(1), &json!([])));
    assert_ne!(answer.change_set(), change.change_set());
    assert_eq!(status(&admin, &offer).await, 404);
    let history = admin.get(&format!("{}/history", path(&offer))).await.ok();
    assert_eq!(
        (&history["data"][0]["kind"], &history["data"][0]["via"]),
        (&json!("delete"), &json!("undo"))
    );
}

#[tokio::test]
async fn changed_values_go_back() {
    let (_app, admin) = open().await;
    let before = crate::writes::full_gadget(&admin).await;
    let patch = json!({
        "name": null, "price": {"amount": "99", "currency": "USD"}, "emails": ["z@x.example"], "helpers": [],
        "related": [], "about": null, "tags": ["other"], "addresses": [], "external_ids": null, "facts": null,
        "owner": null, "stars": 1,
    });
    let change = admin.patch(&path(&before), patch).await;
    let after = change.ok();
    let undone = undo(&admin, &change).await;
    let told = undone.ok();
    let told = told["records"]
        .as_array()
        .unwrap()
        .iter()
        .find(|record| record["id"] == before["id"]);
    assert_eq!(values(told.unwrap()), values(&before));
    assert_eq!(values(&admin.get(&path(&before)).await.ok()), values(&before));
    // The undo of the undo, and the undo of that.
    let redone = undo(&admin, &undone).await;
    redone.ok();
    assert_eq!(values(&admin.get(&path(&before)).await.ok()), values(&after));
    undo(&admin, &redone).await.ok();
    assert_eq!(values(&admin.get(&path(&before)).await.ok()), values(&before));
}

#[tokio::test]
async fn what_was_trashed_comes_back_with_its_parts_and_the_other_way_round() {
    let (_app, admin) = open().await;
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    let line = make(&admin, "offer_line", json!({"offer": offer["id"], "amount": "5"})).await;
    let note = make(&admin, "line_note", json!({"line": line["id"]})).await;
    let thrown = make(&admin, "offer_line", json!({"offer": offer["id"], "amount": "7"})).await;
    admin.delete(&path(&thrown)).await.expect(204);
    let all = [&offer, &line, &note];
    let statuses = || async {
        let mut statuses = Vec::new();
        for record in all {
            statuses.push(status(&admin, record).await);
        }
        assert_eq!(status(&admin, &thrown).await, 404, "it was in the trash before");
        statuses
    };
    let deletion = admin.delete(&path(&offer)).await;
    let back = undo(&admin, &deletion).await;
    back.ok();
    assert_eq!(statuses().await, [200, 200, 200]);
    assert_eq!(admin.get(&path(&offer)).await.ok()["net"], eur("5.00"));
    let away = undo(&admin, &back).await;
    away.ok();
    assert_eq!(statuses().await, [404, 404, 404]);
    undo(&admin, &away).await.ok();
    assert_eq!(statuses().await, [200, 200, 200]);
    // The undo of a restoring.
    admin.delete(&path(&offer)).await.expect(204);
    let restored = admin.post(&format!("{}/restore", path(&offer)), json!({})).await;
    restored.ok();
    undo(&admin, &restored).await.ok();
    assert_eq!(statuses().await, [404, 404, 404]);
}

#[tokio::test]
async fn links_and_parts_that_a_batch_moved_go_back() {
    let (_app, admin) = open().await;
    let (a, b) = (
        make(&admin, "offer", json!({"name": "A"})).await,
        make(&admin, "offer", json!({"name": "B"})).await,
    );
    let line = make(&admin, "offer_line", json!({"offer": a["id"], "amount": "5"})).await;
    let gadget = make(&admin, "gadget", json!({"tags": ["red"]})).await;
    let change = admin
        .post("/batch", json!({"commands": [
            {"op": "create", "object": "organization", "id": "0195512c-8a10-7000-8000-0000000000c1", "values": {"name": "N"}},
            {"op": "update", "object": "offer", "id": a["id"], "values": {"organization": "0195512c-8a10-7000-8000-0000000000c1"}},
            {"op": "update", "object": "offer_line", "id": line["id"], "values": {"offer": b["id"], "amount": "6"}},
            {"op": "link", "object": "gadget", "id": gadget["id"], "values": {"tags": "blue"}},
            {"op": "update", "object": "gadget", "id": gadget["id"], "values": {"name": "one"}},
            {"op": "update", "object": "gadget", "id": gadget["id"], "values": {"name": "two"}},
            {"op": "delete", "object": "offer", "id": a["id"]},
        ]}))
        .await;
    change.ok();
    undo(&admin, &change).await.ok();
    for record in [&a, &gadget] {
        let mut now = values(&admin.get(&path(record)).await.ok());
        let mut then = values(record);
        for computed in ["net", "lines", "gross", "largest"] {
            now[computed].take();
            then[computed].take();
        }
        assert_eq!(now, then);
    }
    assert_eq!(admin.get(&path(&a)).await.ok()["net"], eur("5.00"));
    assert_eq!(admin.get(&path(&b)).await.ok()["net"], eur("0.00"));
    assert_eq!(
        admin.get("/records/organization?count=exact").await.ok()["count"],
        0
    );
}

#[tokio::test]
async fn two_hundred_new_records_go_at_once() {
    let (_app, admin) = open().await;
    let firm = json!({"op": "create", "object": "organization", "id": "0195512c-8a10-7000-8000-0000000000d0", "values": {"name": "N"}});
    let person = |n: usize| json!({"op": "create", "object": "person", "values": {"family_name": format!("P{n}"), "organization": "0195512c-8a10-7000-8000-0000000000d0"}});
    let commands: Vec<Value> = std::iter::once(firm).chain((0..199).map(person)).collect();
    let change = admin.post("/batch", json!({"commands": commands})).await;
    change.ok();
    let body = undo(&admin, &change).await.ok();
    assert_eq!(body["kept"], json!([]));
    for object in ["person", "organization", "party_relation"] {
        assert_eq!(
            admin.get(&format!("/records/{object}?count=exact")).await.ok()["count"],
            0,
            "{object}"
        );
    }
}

#[tokio::test]
async fn what_was_changed_since_stays_and_is_listed() {
    let (app, admin) = open().await;
    let other = app.user("Otto Other", "manager").await;
    let gadget = make(&admin, "gadget", json!({"name": "A", "count": 1, "stars": 1})).await;
    let change = admin
        .patch(&path(&gadget), json!({"name": "B", "count": 2, "stars": 2}))
        .await;
    change.ok();
    let since = other
        .patch(&path(&gadget), json!({"name": "C", "stars": 1}))
        .await
        .ok();
    let body = undo(&admin, &change).await.expect(409);
    assert_eq!(body["code"], "undo_conflict");
    let listed =
        json!([{"object": "gadget", "id": gadget["id"], "field": "name", "changed_to": "B", "present": "C"}]);
    assert_eq!(
        body["conflicts"], listed,
        "the field that has its old value again needs no undoing"
    );
    assert_eq!(
        admin.get(&path(&gadget)).await.ok(),
        since,
        "a refused undo changes nothing"
    );
    let kept = undo_how(&admin, &change, "keep").await;
    assert_eq!(kept.ok()["kept"], listed);
    let now = admin.get(&path(&gadget)).await.ok();
    assert_eq!(
        (&now["name"], &now["count"], &now["stars"]),
        (&json!("C"), &json!(1), &json!(1))
    );
    undo(&admin, &kept).await.ok();
    let change = admin.patch(&path(&gadget), json!({"name": "D"})).await;
    admin.patch(&path(&gadget), json!({"name": "E"})).await.ok();
    let restored = undo_how(&admin, &change, "restore").await.ok();
    assert_eq!(restored["kept"], json!([]), "nothing was kept");
    assert_eq!(admin.get(&path(&gadget)).await.ok()["name"], "C");
    assert_eq!(
        undo_how(&admin, &change, "maybe").await.refused(400),
        "bad_parameter"
    );
}

#[tokio::test]
async fn a_new_record_that_others_worked_on_is_not_thrown_away() {
    let (_app, admin) = open().await;
    let change = admin.post("/records/gadget", json!({"name": "A"})).await;
    let gadget = change.created();
    admin.patch(&path(&gadget), json!({"count": 2})).await.ok();
    let body = undo(&admin, &change).await.expect(409);
    assert_eq!(
        body["conflicts"],
        json!([{"object": "gadget", "id": gadget["id"], "field": "count", "changed_to": null, "present": 2}])
    );
    undo_how(&admin, &change, "keep").await.ok();
    assert_eq!(status(&admin, &gadget).await, 200);
    // Work that was taken back again is none.
    admin.patch(&path(&gadget), json!({"count": null})).await.ok();
    undo(&admin, &change).await.ok();
    assert_eq!(status(&admin, &gadget).await, 404);
    let change = admin.post("/records/gadget", json!({"name": "B"})).await;
    let gadget = change.created();
    admin.patch(&path(&gadget), json!({"count": 2})).await.ok();
    undo_how(&admin, &change, "restore").await.ok();
    assert_eq!(status(&admin, &gadget).await, 404);
}

#[tokio::test]
async fn a_new_record_that_others_link_to_is_not_thrown_away() {
    let (app, admin) = open().await;
    let other = app.user("Otto Other", "manager").await;
    let change = admin
        .post("/records/organization", json!({"name": "Nordlicht"}))
        .await;
    let firm = change.created();
    let about = json!([{"object": "organization", "id": firm["id"]}]);
    let note = json!({"body": "<p>calls back</p>", "links": about});
    let note = other.post("/records/note", note).await.created();
    let body = undo(&admin, &change).await.expect(409);
    assert_eq!(body["code"], "undo_conflict");
    assert_eq!(
        body["conflicts"][0],
        json!({"object": "organization", "id": firm["id"], "field": null, "changed_to": null, "present": null})
    );
    let kept = undo_how(&admin, &change, "keep").await.ok();
    assert_eq!(kept["kept"].as_array().unwrap().len(), 1);
    assert_eq!(status(&admin, &firm).await, 200);
    // What lies in the trash needs nobody.
    other
        .delete(&format!("/records/note/{}", id(&note)))
        .await
        .expect(204);
    undo(&admin, &change).await.ok();
    assert_eq!(status(&admin, &firm).await, 404);
}

#[tokio::test]
async fn what_somebody_trashed_since_is_a_conflict() {
    let (_app, admin) = open().await;
    let gadget = make(&admin, "gadget", json!({"name": "A"})).await;
    let change = admin.patch(&path(&gadget), json!({"name": "B"})).await;
    admin.delete(&path(&gadget)).await.expect(204);
    let body = undo(&admin, &change).await.expect(409);
    assert_eq!(
        (&body["conflicts"][0]["id"], &body["conflicts"][0]["field"]),
        (&gadget["id"], &json!(null))
    );
    undo_how(&admin, &change, "restore").await.ok();
    assert_eq!(admin.get(&path(&gadget)).await.ok()["name"], "A");
    // Trashed, restored, trashed by somebody else: the first deletion is history.
    let first = admin.delete(&path(&gadget)).await;
    admin
        .post(&format!("{}/restore", path(&gadget)), json!({}))
        .await
        .ok();
    admin.delete(&path(&gadget)).await.expect(204);
    assert_eq!(undo(&admin, &first).await.refused(409), "undo_conflict");
    assert_eq!(status(&admin, &gadget).await, 404);
}

#[tokio::test]
async fn a_change_set_is_undone_once() {
    let (_app, admin) = open().await;
    let change = admin.post("/records/offer", json!({"name": "Roof"})).await;
    let undone = undo(&admin, &change).await;
    undone.ok();
    let body = undo(&admin, &change).await.expect(409);
    assert_eq!(
        (&body["code"], &body["undone_by"]),
        (&json!("conflict"), &json!(undone.change_set()))
    );
    // Two at the same moment: one of them.
    let change = admin.post("/records/offer", json!({"name": "Shed"})).await;
    let send = || {
        let (admin, path) = (admin.clone(), format!("/undo/{}", change.change_set()));
        tokio::spawn(async move { patiently(|| admin.post(&path, json!({}))).await.status })
    };
    let (first, second) = (send(), send());
    let mut statuses = [first.await.unwrap(), second.await.unwrap()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[tokio::test]
async fn deletion_for_good_and_unknown_change_sets_can_not_be_undone() {
    let (_app, admin) = open().await;
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    let erased = admin.delete(&format!("{}?final=true", path(&offer))).await;
    assert_eq!(undo(&admin, &erased).await.refused(409), "conflict");
    assert_eq!(
        admin
            .post(&format!("/undo/{}", id(&offer)), json!({}))
            .await
            .refused(404),
        "not_found"
    );
    assert_eq!(
        admin.post("/undo/17", json!({})).await.refused(400),
        "bad_parameter"
    );
}

#[tokio::test]
async fn nobody_undoes_what_he_could_not_do() {
    let (app, admin) = open().await;
    role(&app, "reader", json!({"offer": {"read": true}})).await;
    role(
        &app,
        "blind",
        json!({"offer": {"read": "owner == me()", "update": true, "delete": true}}),
    )
    .await;
    role(&app, "masked", json!({"offer": {"read": true, "update": true, "fields": {"code": "hidden", "accepted_on": "read_only"}}})).await;
    let reader = app.user("Rita Reader", "reader").await;
    let blind = app.user("Bill Blind", "blind").await;
    let masked = app.user("Mona Masked", "masked").await;
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    let named = admin.patch(&path(&offer), json!({"name": "Shed"})).await;
    assert_eq!(undo(&reader, &named).await.refused(403), "forbidden");
    assert_eq!(undo(&blind, &named).await.refused(404), "not_found");
    for values in [json!({"code": "secret"}), json!({"accepted_on": "2026-01-01"})] {
        let change = admin.patch(&path(&offer), values).await;
        let refused = undo(&masked, &change).await;
        assert_eq!(refused.refused(403), "forbidden");
        assert!(!refused.text().contains("secret"));
    }
    undo(&masked, &named).await.ok();
    assert_eq!(admin.get(&path(&offer)).await.ok()["name"], "Roof");
}

#[tokio::test]
async fn an_undo_never_tells_of_a_hidden_field() {
    let (app, admin) = open().await;
    role(&app, "masked", json!({"gadget": {"read": true, "create": true, "update": true, "delete": true, "fields": {"count": "hidden"}}})).await;
    let masked = app.user("Mona Masked", "masked").await;
    let change = masked.post("/records/gadget", json!({"name": "A"})).await;
    let gadget = change.created();
    admin
        .patch(&path(&gadget), json!({"count": 777, "name": "B"}))
        .await
        .ok();
    let refused = undo(&masked, &change).await;
    assert_eq!(refused.refused(409), "undo_conflict");
    assert!(
        !refused.text().contains("777") && !refused.text().contains("count"),
        "{}",
        refused.text()
    );
    let done = undo_how(&masked, &change, "restore").await;
    done.ok();
    assert!(
        !done.text().contains("777") && !done.text().contains("count"),
        "{}",
        done.text()
    );
}

#[tokio::test]
async fn an_undo_goes_back_the_way_the_table_of_states_allowed() {
    let (_app, admin) = open().await;
    let firm = make(&admin, "organization", json!({"name": "N"})).await;
    let offer = make(
        &admin,
        "offer",
        json!({"name": "Roof", "organization": firm["id"], "stage": "sent"}),
    )
    .await;
    let won = admin
        .patch(
            &path(&offer),
            json!({"stage": "won", "accepted_on": "2026-03-01"}),
        )
        .await;
    won.ok();
    undo(&admin, &won).await.ok();
    let now = admin.get(&path(&offer)).await.ok();
    assert_eq!(
        (&now["stage"], &now["accepted_on"]),
        (&json!("sent"), &json!(null))
    );
}

#[tokio::test]
async fn a_link_does_not_go_back_to_what_is_gone() {
    let (_app, admin) = open().await;
    let people = [
        make(&admin, "person", json!({"family_name": "A"})).await,
        make(&admin, "person", json!({"family_name": "B"})).await,
    ];
    let firm = make(&admin, "organization", json!({"name": "N"})).await;
    let gadget = make(
        &admin,
        "gadget",
        json!({"name": "A", "maker": firm["id"], "helpers": [people[0]["id"], people[1]["id"]]}),
    )
    .await;
    let change = admin
        .patch(
            &path(&gadget),
            json!({"name": "B", "maker": null, "helpers": null}),
        )
        .await;
    admin.delete(&path(&firm)).await.expect(204);
    admin.delete(&path(&people[0])).await.expect(204);
    let body = undo(&admin, &change).await.expect(409);
    assert_eq!(body["conflicts"][0]["field"], "maker");
    undo_how(&admin, &change, "keep").await.ok();
    let now = admin.get(&path(&gadget)).await.ok();
    assert_eq!((&now["name"], &now["maker"]), (&json!("A"), &json!(null)));
    assert_eq!(
        now["helpers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|link| &link["label"])
            .collect::<Vec<_>>(),
        ["B"]
    );
}

#[tokio::test]
async fn what_behaviours_did_along_goes_back_too() {
    let (app, admin) = open().await;
    let firm = make(&admin, "organization", json!({"name": "N"})).await;
    let person = make(&admin, "person", json!({"family_name": "A"})).await;
    let change = admin
        .patch(&path(&person), json!({"organization": firm["id"]}))
        .await;
    change.ok();
    let relations = || {
        let admin = admin.clone();
        async move { admin.get("/records/party_relation?count=exact").await.ok()["count"].clone() }
    };
    assert_eq!(relations().await, 1);
    undo(&admin, &change).await.ok();
    assert_eq!(
        (
            relations().await,
            &admin.get(&path(&person)).await.ok()["organization"]
        ),
        (json!(0), &json!(null))
    );
    // A task that is done has a time of being done, which nobody sets by hand; somebody else takes it back.
    let task = make(&admin, "task", json!({"subject": "Call"})).await;
    let done = admin.patch(&path(&task), json!({"status": "done"})).await;
    done.ok();
    let other = app.user("Otto Other", "manager").await;
    undo(&other, &done).await.ok();
    let now = admin.get(&path(&task)).await.ok();
    assert_eq!((&now["status"], &now["done_at"]), (&json!("open"), &json!(null)));
}
