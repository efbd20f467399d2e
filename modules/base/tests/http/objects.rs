//! Definitions change at run time: objects and fields of the customer's own, and what becomes of the records.

// What helps tests may unwrap as they do.
#![allow(clippy::unwrap_used)]

use kontor_testing::Client;
use serde_json::{Value, json};

use crate::fixture::{make, path};
use crate::open;

/// An object with a name and one more field, and records with these values of it.
pub async fn machines(admin: &Client, field: Value, values: &[Value]) -> Vec<String> {
    let key = field["key"].as_str().unwrap().to_owned();
    let fields = json!([{"key": "x_name", "labels": "Name", "type": "text", "searched": true}, field]);
    let body = json!({"key": "x_machine", "labels": {"en": "Machine", "de": "Maschine"}, "fields": fields});
    admin.post("/objects", body).await.created();
    let mut ids = Vec::new();
    for (n, value) in values.iter().enumerate() {
        let record = json!({"x_name": format!("M{n}"), &key: value});
        ids.push(
            admin.post("/records/x_machine", record).await.created()["id"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    ids
}

pub async fn values(admin: &Client, ids: &[String], key: &str) -> Vec<Value> {
    let mut values = Vec::new();
    for id in ids {
        values.push(admin.get(&format!("/records/x_machine/{id}")).await.ok()[key].clone());
    }
    values
}

pub async fn found(admin: &Client, filter: &str) -> usize {
    let list = admin
        .post("/records/x_machine/list", json!({"filter": filter}))
        .await
        .ok();
    list["data"].as_array().unwrap().len()
}

#[tokio::test]
async fn an_object_has_fields_of_every_type_that_are_written_read_and_filtered() {
    let (_app, admin) = open().await;
    let organization = admin
        .post("/records/organization", json!({"name": "Nordlicht"}))
        .await
        .created();
    let link = organization["id"].clone();
    let options = json!([{"key": "red", "labels": "Red"}, {"key": "blue", "labels": "Blue"}]);
    // Type with its settings, a value, and a filter that the record meets.
    let types = [
        (
            json!({"type": "long_text"}),
            json!("a\nb"),
            "x_f.startsWith(\"a\")",
        ),
        (json!({"type": "rich_text"}), json!("<p>a</p>"), "x_f != null"),
        (json!({"type": "integer"}), json!(7), "x_f == 7"),
        (json!({"type": "decimal", "scale": 2}), json!("7.50"), "x_f > 7"),
        (
            json!({"type": "money"}),
            json!({"amount": "12.50", "currency": "EUR"}),
            "x_f > 12",
        ),
        (json!({"type": "boolean"}), json!(true), "x_f"),
        (
            json!({"type": "date"}),
            json!("2026-03-01"),
            "x_f == date(\"2026-03-01\")",
        ),
        (
            json!({"type": "timestamp"}),
            json!("2026-03-01T08:00:00.000Z"),
            "x_f < now()",
        ),
        (json!({"type": "duration"}), json!(90), "x_f == duration(\"90s\")"),
        (
            json!({"type": "select", "options": options}),
            json!("red"),
            "x_f == \"red\"",
        ),
        (
            json!({"type": "multi_select", "options": options}),
            json!(["red", "blue"]),
            "\"blue\" in x_f",
        ),
        (
            json!({"type": "stage", "options": options}),
            json!("blue"),
            "x_f == \"blue\"",
        ),
        (
            json!({"type": "email"}),
            json!(["a@b.example"]),
            "x_f.exists(e, e.value == \"a@b.example\")",
        ),
        (
            json!({"type": "phone"}),
            json!(["+49 40 123456"]),
            "x_f.exists(p, p.value.startsWith(\"+49\"))",
        ),
        (
            json!({"type": "url"}),
            json!(["https://a.example"]),
            "size(x_f) == 1",
        ),
        (json!({"type": "tags"}), json!(["vip"]), "\"vip\" in x_f"),
        (json!({"type": "percentage"}), json!("12.50"), "x_f > 12"),
        (json!({"type": "rating", "max": 5}), json!(4), "x_f == 4"),
        (json!({"type": "json"}), json!({"a": [1]}), "x_f != null"),
        (json!({"type": "owner"}), json!(admin.id()), "x_f == me()"),
        (
            json!({"type": "link", "targets": ["organization"]}),
            link.clone(),
            "x_f.name == \"Nordlicht\"",
        ),
        (
            json!({"type": "link", "targets": ["organization"], "many": true}),
            json!([link]),
            "size(x_f) == 1",
        ),
        // Digits after the point and stars have a usual number.
        (json!({"type": "decimal"}), json!("7.25"), "x_f > 7"),
        (json!({"type": "rating"}), json!(5), "x_f == 5"),
    ];
    let mut fields = vec![
        json!({"key": "x_name", "labels": "Name", "type": "text", "searched": true}),
        json!({"key": "x_number", "labels": "Number", "type": "auto_number", "prefix": "M-", "digits": 3}),
    ];
    let mut record = json!({"x_name": "Drehbank"});
    for (n, (kind, value, _)) in types.iter().enumerate() {
        let mut field = json!({"key": format!("x_f{n}"), "labels": format!("F{n}")});
        field
            .as_object_mut()
            .unwrap()
            .extend(kind.as_object().unwrap().clone());
        fields.push(field);
        record[format!("x_f{n}")] = value.clone();
    }
    fields.push(json!({"key": "x_double", "labels": "Double", "type": "formula", "expression": "x_f2 * 2", "result": "integer"}));
    let body = json!({"key": "x_machine", "labels": "Machine", "fields": fields});
    let answer = admin.post("/objects", body).await;
    answer.created();
    assert_eq!(answer.header("Location"), "/api/v1/objects/x_machine");

    let made = admin.post("/records/x_machine", record.clone()).await.created();
    assert_eq!(
        (&made["label"], &made["x_number"], &made["x_double"]),
        (&json!("Drehbank"), &json!("M-001"), &json!(14))
    );
    for (n, (_, value, filter)) in types.iter().enumerate() {
        let key = format!("x_f{n}");
        if value.is_number() || value.is_boolean() {
            assert_eq!(made[&key], *value, "{key}");
        }
        assert!(!made[&key].is_null(), "{key}");
        assert_eq!(found(&admin, &filter.replace("x_f", &key)).await, 1, "{filter}");
    }
    // All a standard object has: order, expansion, search, history, undo.
    let list = admin
        .get("/records/x_machine?sort=-x_f2,x_name&expand=x_f20")
        .await
        .ok();
    assert_eq!(list["data"][0]["x_f20"]["record"]["name"], "Nordlicht");
    let hits = admin.get("/search?q=drehb").await.ok();
    assert_eq!(hits["data"][0]["id"], made["id"]);
    let path = format!("/records/x_machine/{}", made["id"].as_str().unwrap());
    let changed = admin.patch(&path, json!({"x_f2": 8})).await;
    changed.ok();
    admin
        .post(&format!("/undo/{}", changed.change_set()), json!({}))
        .await
        .ok();
    assert_eq!(admin.get(&path).await.ok()["x_double"], 14);
}

#[tokio::test]
async fn a_former_key_keeps_resolving() {
    let (_app, admin) = open().await;
    machines(
        &admin,
        json!({"key": "x_gears", "labels": "Gears", "type": "integer"}),
        &[json!(3)],
    )
    .await;
    admin
        .patch(
            "/objects/x_machine/fields/x_gears",
            json!({"key": "x_speeds", "labels": {"de": "Gänge"}}),
        )
        .await
        .ok();
    let renamed = admin
        .patch(
            "/objects/x_machine",
            json!({"key": "x_engine", "labels": "Engine"}),
        )
        .await
        .ok();
    assert_eq!(
        (&renamed["key"], &renamed["former_keys"]),
        (&json!("x_engine"), &json!(["x_machine"]))
    );
    assert_eq!(found(&admin, "x_gears == 3").await, 1);
    assert_eq!(
        admin.get("/records/x_engine?filter=x_speeds%3D%3D3").await.ok()["data"][0]["x_speeds"],
        3
    );
}

#[tokio::test]
async fn fields_and_objects_go_with_their_values() {
    let (_app, admin) = open().await;
    let ids = machines(
        &admin,
        json!({"key": "x_mails", "labels": "Mails", "type": "email"}),
        &[json!(["a@b.example"])],
    )
    .await;
    let about = json!([{"id": ids[0], "object": "x_machine"}]);
    let note = admin
        .post("/records/note", json!({"body": "<p>oil it</p>", "links": about}))
        .await
        .created();
    admin
        .delete("/objects/x_machine/fields/x_mails")
        .await
        .expect(204);
    assert_eq!(
        admin
            .get(&format!("/records/x_machine/{}", ids[0]))
            .await
            .ok()
            .get("x_mails"),
        None
    );
    admin.delete("/objects/x_machine").await.expect(204);
    admin.get("/objects/x_machine").await.expect(404);
    admin.get("/records/x_machine").await.expect(404);
    let note = admin
        .get(&format!("/records/note/{}", note["id"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(note["links"], json!([]));
    assert_eq!(admin.get("/search?q=M0").await.ok()["data"], json!([]));
}

#[tokio::test]
async fn standard_objects_take_fields_of_ones_own_and_nothing_else() {
    let (_app, admin) = open().await;
    let field = json!({"key": "x_shoe_size", "labels": "Shoe size", "type": "integer"});
    admin.post("/objects/person/fields", field).await.created();
    let person = admin
        .post(
            "/records/person",
            json!({"family_name": "Ott", "x_shoe_size": 43}),
        )
        .await
        .created();
    assert_eq!(person["x_shoe_size"], 43);
    let plain = json!({"key": "shoe_size", "labels": "Shoe size", "type": "integer"});
    assert_eq!(
        admin.post("/objects/person/fields", plain).await.issue(),
        ("prefix".into(), "/key".into())
    );
    let refusals = [
        admin.patch("/objects/person", json!({"key": "x_human"})).await,
        admin
            .patch("/objects/person/fields/family_name", json!({"required": true}))
            .await,
        admin.delete("/objects/person").await,
        admin.delete("/objects/person/fields/family_name").await,
    ];
    for refused in refusals {
        assert_eq!(refused.issue().0, "standard");
    }
    admin
        .patch(
            "/objects/person",
            json!({"labels": {"en": "Human", "de": "Mensch"}}),
        )
        .await
        .ok();
}

#[tokio::test]
async fn formulas_are_compiled_before_they_are_saved() {
    let (_app, admin) = open().await;
    machines(
        &admin,
        json!({"key": "x_a", "labels": "A", "type": "integer"}),
        &[],
    )
    .await;
    let formula = |text: &str| json!({"key": "x_f", "labels": "F", "type": "formula", "expression": text, "result": "integer"});
    let refused = admin
        .post("/objects/x_machine/fields", formula("x_a + x_nothing"))
        .await;
    assert_eq!(refused.issue(), ("bad_expression".into(), "/expression".into()));
    assert_eq!(refused.json()["errors"][0]["params"]["position"], 6);
    assert_eq!(
        admin
            .post("/objects/x_machine/fields", formula("\"text\""))
            .await
            .issue()
            .0,
        "bad_expression"
    );
    admin
        .post("/objects/x_machine/fields", formula("x_a + 1"))
        .await
        .created();
    assert_eq!(
        admin.delete("/objects/x_machine/fields/x_a").await.issue().0,
        "in_use"
    );
}

#[tokio::test]
async fn formulas_are_computed_after_those_they_use_and_never_in_a_circle() {
    let (_app, admin) = open().await;
    let formula = |key: &str, text: &str| json!({"key": key, "labels": key, "type": "formula", "expression": text, "result": "integer"});
    let sum = json!({"key": "x_sum", "labels": "Sum", "type": "rollup", "object": "x_machine", "link": "x_in", "function": "sum",
        "field": "x_a"});
    machines(
        &admin,
        json!({"key": "x_a", "labels": "A", "type": "integer"}),
        &[],
    )
    .await;
    let fields = "/objects/x_machine/fields";
    admin.post(fields, formula("x_twice", "x_a * 2")).await.created();
    admin.post(fields, formula("x_next", "x_a + 1")).await.created();
    // The one that stands first comes to use the one that stands last.
    let patch = json!({"expression": "x_next * 2"});
    admin.patch(&format!("{fields}/x_twice"), patch).await.ok();
    let record = make(&admin, "x_machine", json!({"x_a": 1})).await;
    assert_eq!(record["x_twice"], 4);
    assert_eq!(
        admin.patch(&path(&record), json!({"x_a": 10})).await.ok()["x_twice"],
        22
    );
    let found = admin
        .get("/records/x_machine?filter=x_twice%20%3D%3D%2022")
        .await
        .ok();
    assert_eq!(found["data"].as_array().unwrap().len(), 1);

    let inside = json!({"key": "x_in", "labels": "In", "type": "link", "targets": ["x_machine"]});
    admin.post(fields, inside).await.created();
    admin.post(fields, sum).await.created();
    for (text, reason) in [
        ("coalesce(x_new, 0) + 1", "formula_circle"),
        ("x_in.x_a", "formula_link"),
        ("x_sum * 2", "formula_rollup"),
        ("year(today())", "formula_moment"),
        ("owner == me() ? 1 : 0", "formula_moment"),
    ] {
        let refused = admin.post(fields, formula("x_new", text)).await;
        assert_eq!(
            refused.issue(),
            ("bad_expression".into(), "/expression".into()),
            "{text}"
        );
        assert_eq!(refused.json()["errors"][0]["params"]["reason"], reason, "{text}");
    }
    let german = admin.clone().with_header("Accept-Language", "de");
    let refused = german
        .patch(&format!("{fields}/x_next"), json!({"expression": "x_twice + 1"}))
        .await;
    assert_eq!(refused.issue(), ("bad_expression".into(), "/expression".into()));
    assert_eq!(
        refused.json()["errors"][0]["detail"],
        "Die Formel verwendet sich selbst."
    );
    let role = json!({"key": "late", "name": "Late", "permissions": {"objects": {"x_machine": {"read": "x_sum > 5"}}}});
    admin.post("/records/role", role).await.refused(422);
}

#[tokio::test]
async fn an_object_is_no_part_of_itself() {
    let (app, admin) = open().await;
    let link = |to: Value| json!([{"key": "x_up", "labels": "Up", "type": "link", "targets": to}]);
    let node = |key: &str, to: Value| json!({"key": key, "labels": key, "fields": link(to)});
    admin
        .post("/objects", node("x_first", json!(["organization"])))
        .await
        .created();
    admin
        .post("/objects", node("x_second", json!(["x_first"])))
        .await
        .created();
    let both = json!(["organization", "person"]);
    admin.post("/objects", node("x_third", both)).await.created();
    let part = json!({"part_of": "x_up"});
    admin.patch("/objects/x_second", part.clone()).await.ok();
    for (object, target, code) in [
        ("x_first", Some("x_first"), "cycle"),
        ("x_first", Some("x_second"), "cycle"),
        ("x_third", None, "wrong_type"),
    ] {
        if let Some(target) = target {
            let targets = json!({"targets": [target]});
            admin
                .patch(&format!("/objects/{object}/fields/x_up"), targets)
                .await
                .ok();
        }
        let refused = admin.patch(&format!("/objects/{object}"), part.clone()).await;
        assert_eq!(
            refused.issue(),
            (code.into(), "/part_of".into()),
            "{object} {target:?}"
        );
    }
    app.user("Mia Member", "member").await.get("/me").await.ok();
}

#[tokio::test]
async fn nothing_is_called_by_an_id() {
    let (_app, admin) = open().await;
    let object = |label: Value| {
        json!({"key": "x_visit", "labels": "Visit", "label": label, "fields": [
            {"key": "x_for", "labels": "For", "type": "link", "targets": ["organization"]},
            {"key": "x_by", "labels": "By", "type": "owner"},
            {"key": "x_place", "labels": "Place", "type": "text"}]})
    };
    for (label, place) in [
        (json!([["x_for"]]), "/label/0/0"),
        (json!([["x_place", "x_by"]]), "/label/0/1"),
    ] {
        let refused = admin.post("/objects", object(label)).await;
        assert_eq!(refused.issue(), ("wrong_type".to_owned(), place.to_owned()));
    }
    admin
        .post("/objects", object(json!([["x_place"]])))
        .await
        .created();
}

#[tokio::test]
async fn only_administrators_change_definitions() {
    let (app, admin) = open().await;
    machines(
        &admin,
        json!({"key": "x_a", "labels": "A", "type": "integer"}),
        &[],
    )
    .await;
    let (member, nobody) = (app.user("Mia Member", "member").await, app.nobody());
    let field = json!({"key": "x_b", "labels": "B", "type": "integer"});
    for (client, status) in [(&member, 403), (&nobody, 401)] {
        for answer in [
            client
                .post("/objects", json!({"key": "x_b", "labels": "B"}))
                .await,
            client.patch("/objects/x_machine", json!({"icon": "cog"})).await,
            client.delete("/objects/x_machine").await,
            client.post("/objects/x_machine/fields", field.clone()).await,
            client
                .patch("/objects/x_machine/fields/x_a", json!({"labels": "B"}))
                .await,
            client.delete("/objects/x_machine/fields/x_a").await,
            client.delete("/objects/x_machine?dry_run=true").await,
        ] {
            assert_eq!(answer.status, status, "{}", answer.text());
        }
    }
    nobody.get("/objects").await.expect(401);
    nobody.get("/objects/person").await.expect(401);
    member.get("/objects/x_machine").await.ok();
    admin.get("/objects/x_nothing").await.expect(404);
    admin.patch("/objects/x_nothing", json!({})).await.expect(404);
    admin
        .delete("/objects/x_machine/fields/x_nothing")
        .await
        .expect(404);
    // The role's wildcard covers the new object.
    member
        .post("/records/x_machine", json!({"x_name": "Mine"}))
        .await
        .created();
}

#[tokio::test]
async fn the_same_request_makes_an_object_once() {
    let (_app, admin) = open().await;
    let client = admin.clone().with_header("Idempotency-Key", "a-key-of-this-test");
    let body = json!({"key": "x_machine", "labels": "Machine"});
    let first = client.post("/objects", body.clone()).await.created();
    assert_eq!(client.post("/objects", body.clone()).await.created(), first);
    assert_eq!(
        admin.post("/objects", body).await.issue(),
        ("taken".into(), "/key".into())
    );
}
