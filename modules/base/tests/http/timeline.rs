//! The timeline: what happened with a party and those that belong to it, newest first, in pages that cost the same at
//! any depth.

use kontor_kernel::{Id, Timestamp};
use kontor_testing::{Client, TestApp};
use serde_json::{Value as Json, json};

use crate::engine;
use crate::timeline_pages::next;

/// A holding with a subsidiary, and one of the subsidiary's; a person in each of the upper two, one elsewhere.
pub struct Group {
    pub app: TestApp,
    pub admin: Client,
    pub holding: Id,
    pub sub: Id,
    pub subsub: Id,
    pub anna: Id,
    pub ben: Id,
    pub other: Id,
}

pub async fn one(app: &TestApp, object: &'static str, values: Json) -> Id {
    engine::create(app, vec![(object, values)]).await[0]
}

pub async fn company() -> Group {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    let holding = one(&app, "organization", json!({"name": "Holding"})).await;
    let sub = one(
        &app,
        "organization",
        json!({"name": "Sub", "parent": holding.to_string()}),
    )
    .await;
    let subsub = one(
        &app,
        "organization",
        json!({"name": "Subsub", "parent": sub.to_string()}),
    )
    .await;
    let anna = one(
        &app,
        "person",
        json!({"family_name": "Anna", "organization": holding.to_string()}),
    )
    .await;
    let ben = one(
        &app,
        "person",
        json!({"family_name": "Ben", "organization": sub.to_string()}),
    )
    .await;
    let other = one(&app, "person", json!({"family_name": "Other"})).await;
    Group {
        app,
        admin,
        holding,
        sub,
        subsub,
        anna,
        ben,
        other,
    }
}

pub fn person(id: Id) -> Json {
    json!({"object": "person", "id": id.to_string()})
}

pub fn organization(id: Id) -> Json {
    json!({"object": "organization", "id": id.to_string()})
}

/// The instant so many minutes after the beginning of the year.
pub fn minute(n: i64) -> String {
    Timestamp::parse("2026-01-01T00:00:00Z")
        .unwrap()
        .plus_seconds(n * 60)
        .to_string()
}

pub async fn talk(app: &TestApp, subject: &str, at: i64, with: Vec<Json>, more: Json) -> Id {
    let mut values = json!({"kind": "call", "subject": subject, "at": minute(at), "participants": with});
    for (key, value) in more.as_object().unwrap() {
        values[key] = value.clone();
    }
    one(app, "interaction", values).await
}

fn labels(page: &Json) -> Vec<&str> {
    page["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["label"].as_str().unwrap())
        .collect()
}

pub async fn timeline(user: &Client, object: &str, id: Id, query: &str) -> Json {
    user.get(&format!("/records/{object}/{id}/timeline?{query}"))
        .await
        .ok()
}

#[tokio::test]
async fn it_merges_what_belongs_together() {
    let g = company().await;
    let app = &g.app;
    talk(app, "holding", 1, vec![organization(g.holding)], json!({})).await;
    talk(app, "anna", 2, vec![person(g.anna)], json!({})).await;
    talk(app, "sub", 3, vec![organization(g.sub)], json!({})).await;
    talk(app, "ben", 4, vec![person(g.ben)], json!({})).await;
    talk(
        app,
        "subsub",
        5,
        vec![],
        json!({"links": [organization(g.subsub)]}),
    )
    .await;
    talk(app, "other", 6, vec![person(g.other)], json!({})).await;
    talk(
        app,
        "all of them",
        7,
        vec![person(g.anna), person(g.ben), organization(g.holding)],
        json!({"links": [organization(g.holding)]}),
    )
    .await;
    for (object, id, merged, own) in [
        // An organisation with all below it and their people; a person with his organisation and what is below that.
        (
            "organization",
            g.holding,
            vec!["all of them", "subsub", "ben", "sub", "anna", "holding"],
            vec!["all of them", "holding"],
        ),
        (
            "organization",
            g.sub,
            vec!["all of them", "subsub", "ben", "sub"],
            vec!["sub"],
        ),
        ("organization", g.subsub, vec!["subsub"], vec!["subsub"]),
        (
            "person",
            g.anna,
            vec!["all of them", "subsub", "sub", "anna", "holding"],
            vec!["all of them", "anna"],
        ),
        (
            "person",
            g.ben,
            vec!["all of them", "subsub", "ben", "sub"],
            vec!["all of them", "ben"],
        ),
        ("person", g.other, vec!["other"], vec!["other"]),
    ] {
        assert_eq!(labels(&timeline(&g.admin, object, id, "").await), merged);
        assert_eq!(labels(&timeline(&g.admin, object, id, "own=true").await), own);
    }
    let page = timeline(&g.admin, "person", g.other, "").await;
    let id = page["data"][0]["id"].as_str().unwrap();
    assert_eq!(
        page["data"][0],
        g.admin.get(&format!("/records/interaction/{id}")).await.ok(),
        "an entry is its record"
    );
}

#[tokio::test]
async fn other_objects_stand_in_it_too_and_follow_their_changes() {
    let g = company().await;
    let task = one(
        &g.app,
        "task",
        json!({"subject": "task", "links": [person(g.anna)]}),
    )
    .await;
    one(&g.app, "note", json!({"body": "note", "links": [person(g.anna)]})).await;
    // What a machine recorded can't be changed afterwards, so this one is entered by somebody.
    let call = json!({"kind": "call", "subject": "call", "at": minute(1), "participants": [person(g.anna)]});
    let call = g.admin.post("/records/interaction", call).await.created()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let kinds = async || -> Vec<String> {
        let page = timeline(&g.admin, "person", g.anna, "own=true").await;
        page["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["object"].as_str().unwrap().to_owned())
            .collect()
    };
    let mut all = kinds().await;
    all.sort_unstable();
    assert_eq!(all, ["interaction", "note", "task"]);
    assert_eq!(
        labels(&timeline(&g.admin, "person", g.anna, "kind=task").await),
        ["task"]
    );

    // Into the trash and back, away to another party and back.
    let path = format!("/records/task/{task}");
    g.admin.delete(&path).await.expect(204);
    assert!(!kinds().await.contains(&"task".to_owned()));
    g.admin.post(&format!("{path}/restore"), json!({})).await.ok();
    assert!(kinds().await.contains(&"task".to_owned()));
    g.admin
        .patch(&path, json!({"links": [person(g.other)]}))
        .await
        .ok();
    assert!(!kinds().await.contains(&"task".to_owned()));
    assert_eq!(labels(&timeline(&g.admin, "person", g.other, "").await), ["task"]);

    // What happens later moves up.
    let second = talk(&g.app, "second", 2, vec![person(g.anna)], json!({})).await;
    assert_eq!(
        labels(&timeline(&g.admin, "person", g.anna, "kind=call").await),
        ["second", "call"]
    );
    g.admin
        .patch(&format!("/records/interaction/{call}"), json!({"at": minute(3)}))
        .await
        .ok();
    assert_eq!(
        labels(&timeline(&g.admin, "person", g.anna, "kind=call").await),
        ["call", "second"]
    );
    g.app
        .machine()
        .delete(&format!("/records/interaction/{second}?final=true"))
        .await
        .expect(204);
    assert_eq!(
        labels(&timeline(&g.admin, "person", g.anna, "kind=call").await),
        ["call"]
    );
}

#[tokio::test]
async fn it_is_filtered_by_kind_channel_time_and_words() {
    let g = company().await;
    let app = &g.app;
    let with = || vec![person(g.anna)];
    talk(
        app,
        "Angebot Müller",
        1,
        with(),
        json!({"kind": "call", "channel": "phone"}),
    )
    .await;
    talk(
        app,
        "Lunch",
        2,
        with(),
        json!({"kind": "meeting", "channel": "in_person", "body": "<p>with Mrs <b>MULLER</b></p>"}),
    )
    .await;
    talk(
        app,
        "Invoice 100%",
        3,
        with(),
        json!({"kind": "email", "channel": "email"}),
    )
    .await;
    talk(
        app,
        "Reply",
        4,
        with(),
        json!({"kind": "email", "channel": "portal"}),
    )
    .await;
    let ask = async |query: &str| -> Vec<String> {
        let page = timeline(&g.admin, "person", g.anna, query).await;
        assert_eq!(page["next"], Json::Null);
        labels(&page).into_iter().map(str::to_owned).collect()
    };
    assert_eq!(ask("kind=email").await, ["Reply", "Invoice 100%"]);
    assert_eq!(ask("kind=call,meeting").await, ["Lunch", "Angebot Müller"]);
    assert_eq!(ask("channel=portal,phone").await, ["Reply", "Angebot Müller"]);
    assert_eq!(ask("kind=email&channel=email").await, ["Invoice 100%"]);
    assert_eq!(
        ask(&format!("from={}&to={}", minute(2), minute(4))).await,
        ["Invoice 100%", "Lunch"]
    );
    assert_eq!(ask(&format!("from={}", minute(5))).await, [""; 0]);
    assert_eq!(
        ask("text=m%C3%BCller").await,
        ["Lunch", "Angebot Müller"],
        "in the body too, folded"
    );
    assert_eq!(ask("text=100%25").await, ["Invoice 100%"]);
    assert_eq!(ask("text=muller&kind=call").await, ["Angebot Müller"]);
    assert_eq!(
        ask("text=%20").await.len(),
        3,
        "a blank is looked for like any other text"
    );
    // An object's key means all of its entries.
    assert_eq!(ask("kind=interaction").await.len(), 4);
    assert_eq!(
        ask("kind=interaction,task&channel=phone").await,
        ["Angebot Müller"]
    );
}

/// Whatever an entry is, it says of which kind it is, by the words that may be asked for, and when it happened.
#[tokio::test]
async fn every_entry_has_a_kind_and_a_time() {
    let g = company().await;
    let with = || json!([person(g.anna)]);
    talk(&g.app, "call", 1, vec![person(g.anna)], json!({})).await;
    one(&g.app, "task", json!({"subject": "task", "links": with()})).await;
    one(&g.app, "note", json!({"body": "note", "links": with()})).await;
    one(&g.app, "document", json!({"name": "document", "links": with()})).await;
    let page = timeline(&g.admin, "person", g.anna, "").await;
    let entries = page["data"].as_array().unwrap();
    let mut kinds: Vec<&str> = entries
        .iter()
        .map(|entry| entry["kind"].as_str().unwrap())
        .collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["call", "document", "note", "task"]);
    for entry in entries {
        let time = if entry["object"] == "interaction" {
            "at"
        } else {
            "created_at"
        };
        let record = format!(
            "/records/{}/{}",
            entry["object"].as_str().unwrap(),
            entry["id"].as_str().unwrap()
        );
        assert_eq!(entry["at"], g.admin.get(&record).await.ok()[time], "{record}");
        let alone = timeline(
            &g.admin,
            "person",
            g.anna,
            &format!("kind={}", entry["kind"].as_str().unwrap()),
        )
        .await;
        assert_eq!(alone["data"], json!([entry]));
    }
    let times: Vec<&str> = entries
        .iter()
        .map(|entry| entry["at"].as_str().unwrap())
        .collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "newest first: {times:?}");
}

/// A day stands where it begins in the workspace's zone, and what has none where it was made.
#[tokio::test]
async fn objects_of_ones_own_stand_at_their_day() {
    let g = company().await;
    let visit = json!({"key": "x_visit", "labels": "Visit", "fields": [
        {"key": "x_on", "labels": "On", "type": "date"},
        {"key": "x_with", "labels": "With", "type": "link", "targets": ["person"]},
    ], "timeline": {"at": "x_on", "links": ["x_with"]}});
    g.admin.post("/objects", visit).await.created();
    for on in [json!("2026-01-02"), Json::Null] {
        let visit = json!({"x_on": on, "x_with": g.anna});
        g.admin.post("/records/x_visit", visit).await.created();
    }
    let page = timeline(&g.admin, "person", g.anna, "kind=x_visit").await;
    let entries = page["data"].as_array().unwrap();
    let places: Vec<&Json> = entries.iter().map(|entry| &entry["at"]).collect();
    assert_eq!(
        places,
        [&entries[0]["created_at"], &json!("2026-01-01T23:00:00.000Z")]
    );
    let path = format!("/records/x_visit/{}", entries[1]["id"].as_str().unwrap());
    g.admin.patch(&path, json!({"x_on": "2026-07-02"})).await.ok();
    let page = timeline(&g.admin, "person", g.anna, "kind=x_visit").await;
    assert_eq!(page["data"][0]["at"], "2026-07-01T22:00:00.000Z");
}

/// A kind that is hidden from somebody is neither shown nor asked for; a time that is hidden is not shown by its place.
#[tokio::test]
async fn what_is_hidden_is_not_told_by_the_timeline() {
    let g = company().await;
    talk(
        &g.app,
        "call",
        1,
        vec![person(g.anna)],
        json!({"channel": "phone"}),
    )
    .await;
    one(&g.app, "note", json!({"body": "note", "links": [person(g.anna)]})).await;
    let machine = g.app.machine();
    for (key, hidden) in [
        ("kindless", json!({"kind": "hidden", "channel": "hidden"})),
        ("timeless", json!({"at": "hidden"})),
    ] {
        let role = json!({"key": key, "name": key, "permissions": {"objects": {"person": {"read": true},
            "interaction": {"read": true, "fields": hidden}, "note": {"read": true}}}});
        machine.post("/records/role", role).await.created();
    }
    let (kindless, timeless) = (
        g.app.user("Kay", "kindless").await,
        g.app.user("Tim", "timeless").await,
    );
    let kinds = |page: &Json| -> Vec<String> {
        let entries = page["data"].as_array().unwrap().iter();
        entries
            .map(|entry| entry["kind"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        kinds(&timeline(&kindless, "person", g.anna, "").await),
        ["note", "interaction"]
    );
    assert_eq!(
        kinds(&timeline(&kindless, "person", g.anna, "kind=interaction").await),
        ["interaction"]
    );
    assert_eq!(kinds(&timeline(&timeless, "person", g.anna, "").await), ["note"]);
    for query in ["kind=call", "kind=task", "channel=phone"] {
        let answer = kindless
            .get(&format!("/records/person/{}/timeline?{query}", g.anna))
            .await;
        assert_eq!(answer.refused(400), "bad_parameter", "{query}");
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let g = company().await;
    for n in 0..3 {
        talk(&g.app, "x", n, vec![person(g.anna), person(g.other)], json!({})).await;
    }
    let path = |id: Id| format!("/records/person/{id}/timeline");
    for (query, parameter) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("from=yesterday", "from"),
        ("to=2026-01-01T00:00:00", "to"),
        ("own=maybe", "own"),
        ("sort=at", "sort"),
        ("kind=nope", "kind"),
        ("kind=call,nope", "kind"),
        ("kind=person", "kind"),
        ("channel=nope", "channel"),
        ("channel=call", "channel"),
    ] {
        let answer = g.admin.get(&format!("{}?{query}", path(g.anna))).await;
        assert_eq!(
            (answer.refused(400), &answer.json()["parameter"]),
            ("bad_parameter".to_owned(), &json!(parameter))
        );
    }
    let page = g.admin.get(&format!("{}?limit=1", path(g.anna))).await.ok();
    let cursor = next(&page)
        .unwrap()
        .split("cursor=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap()
        .to_owned();
    for address in [
        format!("{}?cursor={cursor}", path(g.other)),
        format!("{}?cursor={cursor}&kind=call", path(g.anna)),
        format!("{}?cursor={cursor}&own=true", path(g.anna)),
        format!("/records/interaction?cursor={cursor}"),
        format!("{}?cursor=nonsense", path(g.anna)),
    ] {
        assert_eq!(
            g.admin.get(&address).await.refused(400),
            "bad_cursor",
            "{address}"
        );
    }
    for id in [Id::NIL, g.holding] {
        assert_eq!(g.admin.get(&path(id)).await.refused(404), "not_found");
    }
    assert_eq!(
        g.admin
            .get(&format!("/records/nonsense/{}/timeline", g.anna))
            .await
            .refused(404),
        "not_found"
    );
    g.admin
        .delete(&format!("/records/person/{}", g.anna))
        .await
        .expect(204);
    assert_eq!(g.admin.get(&path(g.anna)).await.refused(404), "not_found");
}
