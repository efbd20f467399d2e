//! Links: to what exists, is live and is seen; trees stay trees; what one may not see has no name.

use kontor_testing::Client;
use serde_json::{Value, json};

use crate::fixture::{NOBODY, id, issues, make, open, path, patiently, role};

#[tokio::test]
async fn a_link_points_to_what_exists_is_live_and_is_seen() {
    let (app, admin) = open().await;
    let own = json!({"create": true, "read": "owner == me()", "update": true});
    role(
        &app,
        "narrow",
        json!({"gadget": own, "organization": own, "person": {"read": true}}),
    )
    .await;
    let narrow = app.user("Nina Narrow", "narrow").await;
    let hidden = make(&admin, "organization", json!({"name": "Hidden AG"})).await;
    let trashed = make(&narrow, "organization", json!({"name": "Gone AG"})).await;
    admin.delete(&path(&trashed)).await.expect(204);
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    for target in [
        json!(NOBODY),
        hidden["id"].clone(),
        trashed["id"].clone(),
        offer["id"].clone(),
    ] {
        let answer = narrow.post("/records/gadget", json!({"maker": target})).await;
        assert_eq!(answer.issue(), ("not_found".to_owned(), "/maker".to_owned()));
    }
    let typed = |object: &str| json!({"id": hidden["id"], "object": object});
    for (values, pointer, code) in [
        (json!({"holder": typed("organization")}), "/holder", "not_found"),
        (json!({"about": typed("organization")}), "/about", "not_found"),
        (json!({"about": typed("offer")}), "/about", "not_found"),
        (
            json!({"related": [typed("organization")]}),
            "/related",
            "not_found",
        ),
        (
            json!({"holder": typed("offer")}),
            "/holder/object",
            "wrong_object",
        ),
        (json!({"holder": hidden["id"]}), "/holder/object", "required"),
        (json!({"owner": NOBODY}), "/owner", "not_found"),
        (json!({"team": NOBODY}), "/team", "not_found"),
        (json!({"manual": NOBODY}), "/manual", "not_found"),
        (json!({"maker": []}), "/maker", "wrong_type"),
        (json!({"helpers": id(&hidden)}), "/helpers", "wrong_type"),
    ] {
        let answer = narrow.post("/records/gadget", values.clone()).await;
        assert_eq!(answer.issue(), (code.to_owned(), pointer.to_owned()), "{values}");
    }
}

#[tokio::test]
async fn a_target_one_may_not_see_has_no_label_and_can_be_kept() {
    let (app, admin) = open().await;
    role(&app, "narrow", json!({"gadget": {"read": true, "update": true}})).await;
    let narrow = app.user("Nina Narrow", "narrow").await;
    let firm = make(&admin, "organization", json!({"name": "Hidden AG"})).await;
    let link = json!({"id": firm["id"], "object": "organization"});
    let gadget = make(
        &admin,
        "gadget",
        json!({"maker": firm["id"], "about": link, "related": [link]}),
    )
    .await;
    let seen = narrow.get(&path(&gadget)).await.ok();
    let nameless = json!({"id": firm["id"], "object": "organization", "label": null});
    assert_eq!(
        (&seen["maker"], &seen["about"], &seen["related"]),
        (&nameless, &nameless, &json!([nameless]))
    );
    assert_eq!(seen["owner"]["label"], Value::Null);
    // Sent back as it was read it is no news; by expansion it stays as closed.
    let now = narrow.patch(&path(&gadget), seen.clone()).await.ok();
    assert_eq!(now["version"], 1);
    let expanded = narrow
        .get(&format!("{}?expand=about,related", path(&gadget)))
        .await
        .ok();
    assert_eq!(expanded["about"]["record"], Value::Null);
    // A trashed target keeps its name: the link may still be followed when it comes back.
    admin.delete(&path(&firm)).await.expect(204);
    assert_eq!(
        admin.get(&path(&gadget)).await.ok()["maker"]["label"],
        "Hidden AG"
    );
    admin
        .patch(&path(&gadget), json!({"name": "Still editable"}))
        .await
        .ok();
}

#[tokio::test]
async fn nothing_is_above_and_below_itself() {
    let (_app, admin) = open().await;
    let mut chain = vec![make(&admin, "offer", json!({"name": "0"})).await];
    for n in 1..6 {
        let parent = chain[n - 1]["id"].clone();
        chain.push(make(&admin, "offer", json!({"name": n.to_string(), "parent": parent})).await);
    }
    let cycle = ("cycle".to_owned(), "/parent".to_owned());
    for below in [0, 1, 5] {
        let answer = admin
            .patch(&path(&chain[0]), json!({"parent": chain[below]["id"]}))
            .await;
        assert_eq!(answer.issue(), cycle, "{below}");
    }
    admin
        .patch(&path(&chain[5]), json!({"parent": chain[0]["id"]}))
        .await
        .ok();
    // Two halves of a circle in one batch, of new records and of old ones.
    let ids = [
        "0195512c-8a10-7000-8000-0000000000b1",
        "0195512c-8a10-7000-8000-0000000000b2",
    ];
    let create = |id: &str, parent: &str| json!({"op": "create", "object": "offer", "id": id, "values": {"name": id, "parent": parent}});
    let answer = admin
        .post(
            "/batch",
            json!({"commands": [create(ids[0], ids[1]), create(ids[1], ids[0])]}),
        )
        .await;
    assert_eq!(
        answer.expect(422)["errors"][0]["pointer"],
        "/commands/0/fields/parent"
    );
    let (a, b) = (
        make(&admin, "offer", json!({"name": "a"})).await,
        make(&admin, "offer", json!({"name": "b"})).await,
    );
    let update = |from: &Value, to: &Value| json!({"op": "update", "object": "offer", "id": from["id"], "values": {"parent": to["id"]}});
    let answer = admin
        .post("/batch", json!({"commands": [update(&a, &b), update(&b, &a)]}))
        .await;
    assert_eq!(answer.expect(422)["errors"][0]["code"], "cycle");
    let itself = create(ids[0], ids[0]);
    assert_eq!(
        admin
            .post("/batch", json!({"commands": [itself]}))
            .await
            .expect(422)["code"],
        "validation"
    );
}

#[tokio::test]
async fn two_who_close_a_circle_at_the_same_time_do_not() {
    let (_app, admin) = open().await;
    let (a, b) = (
        make(&admin, "offer", json!({"name": "a"})).await,
        make(&admin, "offer", json!({"name": "b"})).await,
    );
    let put = |from: &Value, to: &Value| {
        let (admin, path, to) = (admin.clone(), path(from), to["id"].clone());
        tokio::spawn(async move {
            patiently(|| admin.patch(&path, json!({"parent": to})))
                .await
                .status
        })
    };
    let (first, second) = (put(&a, &b), put(&b, &a));
    let mut statuses = [first.await.unwrap(), second.await.unwrap()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
}

#[tokio::test]
async fn items_are_added_and_removed_one_by_one() {
    let (_app, admin) = open().await;
    let people = [
        make(&admin, "person", json!({"family_name": "A"})).await,
        make(&admin, "person", json!({"family_name": "B"})).await,
    ];
    let gadget = make(
        &admin,
        "gadget",
        json!({"helpers": [people[0]["id"]], "tags": ["red"]}),
    )
    .await;
    let command =
        |op: &str, values: Value| json!({"op": op, "object": "gadget", "id": gadget["id"], "values": values});
    let send = |commands: Vec<Value>| {
        let admin = admin.clone();
        async move { admin.post("/batch", json!({"commands": commands})).await }
    };
    let labels = |record: &Value| -> Vec<Value> {
        record["helpers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|link| link["label"].clone())
            .collect()
    };
    let body = send(vec![
        command("link", json!({"helpers": people[1]["id"], "tags": "blue"})),
        command("link", json!({"helpers": [people[1]["id"]]})),
        command(
            "unlink",
            json!({"helpers": {"id": people[0]["id"], "object": "person"}, "tags": ["red", "none"]}),
        ),
    ])
    .await
    .ok();
    let last = &body["results"][2]["record"];
    assert_eq!(
        (labels(last), &last["tags"]),
        (vec![json!("B")], &json!(["blue"]))
    );
    assert_eq!(admin.get(&path(&gadget)).await.ok(), *last);
    assert_eq!(
        last["version"], 3,
        "linking what is linked already changes nothing"
    );
    for (values, code) in [
        (json!({"name": "x"}), "wrong_type"),
        (json!({"nothing": "x"}), "unknown_field"),
        (json!({"helpers": NOBODY}), "not_found"),
        (json!({"helpers": 7}), "wrong_type"),
    ] {
        let refused = send(vec![command("link", values.clone())]).await.expect(422);
        assert_eq!(issues(&refused)[0].1, code, "{values}");
        assert!(
            issues(&refused)[0].0.starts_with("/commands/0/fields/"),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn an_owner_is_a_user_and_may_be_nobody() {
    let (app, admin) = open().await;
    let other = app.user("Otto Other", "member").await;
    let record = make(&admin, "offer", json!({"name": "Roof", "owner": other.id()})).await;
    assert_eq!(record["owner"]["label"], "Otto Other");
    let none = admin.patch(&path(&record), json!({"owner": null})).await.ok();
    assert_eq!(none["owner"], Value::Null);
    let machine: &Client = &app.machine();
    assert_eq!(
        make(machine, "offer", json!({"name": "Shed"})).await["owner"],
        Value::Null,
        "a machine owns nothing"
    );
}
