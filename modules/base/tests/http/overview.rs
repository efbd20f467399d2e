//! The 360° view: the record, what is missing, the lists of the modules, totals, and the newest of the timeline.

use kontor_kernel::Id;
use kontor_testing::{Client, TestApp};
use serde_json::{Value as Json, json};

use crate::engine;

async fn one(app: &TestApp, object: &'static str, values: Json) -> Id {
    engine::create(app, vec![(object, values)]).await[0]
}

fn link(object: &str, id: Id) -> Json {
    json!({"object": object, "id": id.to_string()})
}

/// An organisation with a subsidiary, two people, and what happened with them.
async fn company() -> (TestApp, Client, Id, Id) {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    let firm = one(
        &app,
        "organization",
        json!({"name": "Firm", "employees": 7, "emails": ["info@firm.example"]}),
    )
    .await;
    one(
        &app,
        "organization",
        json!({"name": "Daughter", "parent": firm.to_string()}),
    )
    .await;
    let anna = one(
        &app,
        "person",
        json!({"family_name": "Anna", "organization": firm.to_string()}),
    )
    .await;
    one(
        &app,
        "person",
        json!({"family_name": "Ben", "organization": firm.to_string()}),
    )
    .await;
    let made = (0..14).map(|n| {
        let subject = format!("call {n}");
        let at = format!("2026-01-{:02}T10:00:00Z", n + 1);
        ("interaction", json!({"kind": "call", "subject": subject, "at": at, "participants": [link("organization", firm)]}))
    });
    engine::create(&app, made.collect()).await;
    one(
        &app,
        "task",
        json!({"subject": "open", "links": [link("organization", firm)]}),
    )
    .await;
    one(
        &app,
        "task",
        json!({"subject": "done", "status": "done", "links": [link("organization", firm)]}),
    )
    .await;
    one(
        &app,
        "note",
        json!({"body": "n", "links": [link("person", anna)]}),
    )
    .await;
    (app, admin, firm, anna)
}

async fn overview(user: &Client, object: &str, id: Id) -> Json {
    user.get(&format!("/records/{object}/{id}/overview")).await.ok()
}

fn section<'a>(overview: &'a Json, key: &str) -> Option<&'a Json> {
    overview["sections"]
        .as_array()
        .unwrap()
        .iter()
        .find(|section| section["key"] == key)
}

fn labels(section: &Json) -> Vec<&str> {
    section["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["label"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn it_gathers_what_points_to_a_party() {
    let (_app, admin, firm, anna) = company().await;
    let view = overview(&admin, "organization", firm).await;
    assert_eq!(
        view["record"],
        admin.get(&format!("/records/organization/{firm}")).await.ok()
    );
    assert_eq!(
        view["missing"],
        json!([
            "phones",
            "addresses",
            "websites",
            "legal_form",
            "vat_id",
            "industry",
            "revenue"
        ])
    );
    let keys: Vec<&str> = view["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["key"].as_str().unwrap())
        .collect();
    assert_eq!(
        keys,
        [
            "roles",
            "relations",
            "people",
            "subsidiaries",
            "tasks",
            "interactions",
            "notes",
            "documents"
        ]
    );
    let people = section(&view, "people").unwrap();
    assert_eq!(
        (&people["label"], &people["object"], &people["more"]),
        (&json!("People"), &json!("person"), &json!(false))
    );
    assert_eq!(labels(people), ["Anna", "Ben"]);
    assert_eq!(labels(section(&view, "subsidiaries").unwrap()), ["Daughter"]);
    assert_eq!(
        labels(section(&view, "tasks").unwrap()),
        ["open"],
        "what is done is not listed"
    );
    let interactions = section(&view, "interactions").unwrap();
    assert_eq!(
        (
            labels(interactions).len(),
            labels(interactions)[0],
            &interactions["more"]
        ),
        (10, "call 13", &json!(true))
    );
    // The filter of a section lists the rest of it.
    let filter = interactions["filter"].as_str().unwrap();
    let all = admin
        .post(
            "/records/interaction/list",
            json!({"filter": filter, "count": "exact", "limit": 1}),
        )
        .await
        .ok();
    assert_eq!(all["count"], 14);
    let timeline = admin
        .get(&format!("/records/organization/{firm}/timeline?limit=10"))
        .await
        .ok();
    assert_eq!(view["timeline"]["data"], timeline["data"]);
    let next = view["timeline"]["next"]
        .as_str()
        .unwrap()
        .strip_prefix("/api/v1")
        .unwrap();
    let following = timeline["next"]
        .as_str()
        .unwrap()
        .strip_prefix("/api/v1")
        .unwrap();
    assert_eq!(
        admin.get(next).await.ok()["data"],
        admin.get(following).await.ok()["data"]
    );

    let view = overview(&admin, "person", anna).await;
    assert_eq!(labels(section(&view, "notes").unwrap()).len(), 1);
    assert!(section(&view, "people").is_none() && section(&view, "households").is_some());
    let german = admin.clone().with_header("Accept-Language", "de");
    assert_eq!(
        section(&overview(&german, "person", anna).await, "notes").unwrap()["label"],
        "Notizen"
    );
}

#[tokio::test]
async fn it_shows_what_the_caller_may_see() {
    let (app, admin, firm, _) = company().await;
    let role = json!({"key": "some", "name": "Some", "permissions": {"objects": {
        "organization": {"read": "name == \"Firm\"", "fields": {"employees": "hidden", "phones": "hidden"}},
        "person": {"read": "family_name == \"Ben\""},
        "interaction": {"read": "subject == \"call 3\"", "fields": {"links": "hidden"}},
        "task": {"read": true, "fields": {"status": "hidden"}},
        "note": {"read": true, "fields": {"links": "hidden"}},
    }}});
    app.machine().post("/records/role", role).await.created();
    let some = app.user("Some", "some").await;
    let view = overview(&some, "organization", firm).await;
    assert_eq!(view["record"].get("employees"), None);
    assert!(
        !view["missing"].as_array().unwrap().contains(&json!("phones")),
        "a hidden field is not missing"
    );
    assert_eq!(labels(section(&view, "people").unwrap()), ["Ben"]);
    assert_eq!(labels(section(&view, "interactions").unwrap()), ["call 3"]);
    assert_eq!(labels(section(&view, "subsidiaries").unwrap()), [""; 0]);
    // Open tasks can't be told from others, notes not be found by their links, roles not be read at all.
    for hidden in ["tasks", "notes", "roles", "documents"] {
        assert!(section(&view, hidden).is_none(), "{hidden}");
    }
    // Of two tasks the role may not know which one is open, so nobody tells how many are.
    assert_eq!(
        view["totals"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(key, total)| (key.as_str(), &total["count"], &total["at"]))
            .collect::<Vec<_>>(),
        [
            ("interactions", &json!(1), &Json::Null),
            ("last_contact", &Json::Null, &json!("2026-01-04T10:00:00.000Z"))
        ]
    );
    assert_eq!(
        view["timeline"]["data"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|e| e["object"] == "interaction")
            .count(),
        1
    );

    let daughter = admin
        .get("/records/organization?filter=name%20%3D%3D%20%22Daughter%22")
        .await
        .ok();
    let daughter = daughter["data"][0]["id"].as_str().unwrap();
    assert_eq!(
        some.get(&format!("/records/organization/{daughter}/overview"))
            .await
            .refused(404),
        "not_found"
    );
    assert_eq!(
        some.get(&format!("/records/household/{firm}/overview"))
            .await
            .refused(404),
        "not_found"
    );
    admin
        .delete(&format!("/records/organization/{firm}"))
        .await
        .expect(204);
    assert_eq!(
        admin
            .get(&format!("/records/organization/{firm}/overview"))
            .await
            .refused(404),
        "not_found"
    );
}

/// The figures say what they mean: contacts are those of the whole timeline, tasks those of the record.
#[tokio::test]
async fn its_totals_are_figures_with_a_meaning() {
    let (app, admin, firm, anna) = company().await;
    let totals = async || overview(&admin, "organization", firm).await["totals"].clone();
    let before = totals().await;
    assert_eq!(before["interactions"]["count"], 14);
    assert_eq!(before["last_contact"]["at"], "2026-01-14T10:00:00.000Z");
    assert_eq!(before["last_contact"]["record"]["label"], "call 13");
    assert_eq!(
        ["open_tasks", "overdue_tasks", "open_follow_ups"].map(|key| before[key]["count"].as_i64().unwrap()),
        [1, 0, 0]
    );

    // What happened with its people counts; what is planned is no contact yet.
    let (past, future) = (
        "2026-02-01T10:00:00Z",
        app.clock.now().plus_seconds(3_600).to_string(),
    );
    for (subject, at) in [("with Anna", past), ("planned", future.as_str())] {
        let with = [link("person", anna)];
        one(
            &app,
            "interaction",
            json!({"kind": "visit", "subject": subject, "at": at, "participants": with}),
        )
        .await;
    }
    for more in [
        json!({"subject": "late", "due_at": "2026-01-01T08:00:00Z"}),
        json!({"subject": "put aside", "resurface_at": app.clock.now().plus_seconds(3_600).to_string()}),
    ] {
        let mut task = json!({"links": [link("organization", firm)]});
        task.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        one(&app, "task", task).await;
    }
    let after = totals().await;
    assert_eq!(
        after["interactions"],
        json!({"label": "Interactions", "object": "interaction", "count": 16, "more": false})
    );
    assert_eq!(after["last_contact"]["record"]["label"], "with Anna");
    for (key, count) in [("open_tasks", 2), ("overdue_tasks", 1), ("open_follow_ups", 1)] {
        assert_eq!(after[key]["count"], count, "{key}");
        // Its filter lists what was counted.
        let list = json!({"filter": after[key]["filter"], "count": "exact"});
        assert_eq!(
            admin.post("/records/task/list", list).await.ok()["count"],
            count,
            "{key}"
        );
    }
    let lonely = one(&app, "person", json!({"family_name": "Lonely"})).await;
    let none = overview(&admin, "person", lonely).await["totals"].clone();
    assert_eq!(
        (&none["last_contact"]["at"], &none["interactions"]["count"]),
        (&Json::Null, &json!(0))
    );
}

#[tokio::test]
async fn it_takes_the_same_statements_however_much_happened() {
    let (app, admin, firm, anna) = company().await;
    admin.get("/records/tag").await.ok();
    let path = format!("/records/organization/{firm}/overview");
    let few = engine::reads(&app, async { drop(admin.get(&path).await.ok()) }).await;
    let made = (0..1_500).map(|n| {
        let with = if n % 3 == 0 {
            link("person", anna)
        } else {
            link("organization", firm)
        };
        (
            "interaction",
            json!({"kind": "email", "subject": format!("mail {n}"), "participants": [with]}),
        )
    });
    engine::create(&app, made.collect()).await;
    let many = engine::reads(&app, async { drop(admin.get(&path).await.ok()) }).await;
    assert!(many.len() <= few.len(), "{} and {}", few.len(), many.len());
    assert!(many.len() <= 34, "{} statements\n{}", many.len(), many.join("\n"));
}
