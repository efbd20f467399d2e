//! Making and changing records: what is answered, what is refused, and how a merge patch is understood.

use kontor_testing::TestApp;
use serde_json::{Value, json};

use crate::fixture::{NOBODY, eur, id, issues, make, open, path, patiently, role};

/// A gadget with a value in every field.
pub async fn full_gadget(admin: &kontor_testing::Client) -> Value {
    let person = make(admin, "person", json!({"family_name": "Schmidt"})).await;
    let firm = make(admin, "organization", json!({"name": "Nordlicht GmbH"})).await;
    let firm_link = json!({"id": firm["id"], "object": "organization"});
    let values = json!({
        "name": "Drill", "notes": "two\nlines", "story": "<p>Once <b>upon</b> a time</p>",
        "count": 7, "serial": 4711, "ratio": "0.125", "price": {"amount": "12.50", "currency": "EUR"},
        "done": false, "day": "2024-02-29", "at": "2026-03-01T10:00:00+01:00", "took": 90,
        "color": "red", "colors": ["blue", "red"], "stage": "draft",
        "maker": firm["id"], "holder": firm_link, "about": {"id": person["id"], "object": "person"},
        "helpers": [person["id"]], "related": [firm_link, {"id": person["id"], "object": "person"}],
        "keeper": admin.id(), "emails": ["A@x.example", {"value": "b@x.example", "label": "work"}],
        "phones": ["040 123456"], "websites": ["https://x.example"],
        "social": [{"value": "https://www.linkedin.com/in/ann"}],
        "addresses": [{"kind": "home", "street": "Weg 1", "postcode": "20095", "city": "Hamburg", "country": "DE",
                       "from_date": "2020-01-01", "lat": "53.55", "lon": "9.99"}],
        "share": "12.5", "stars": 4, "facts": {"a": [1, {"b": null}]}, "tags": ["vip", "Öl"],
        "external_ids": [{"system": "erp", "key": "17"}],
    });
    make(admin, "gadget", values).await
}

#[tokio::test]
async fn a_new_record_is_answered_whole_and_can_be_found_where_it_says() {
    let (_app, admin) = open().await;
    let answer = admin.post("/records/offer", json!({"name": "Roof"})).await;
    let offer = answer.created();
    assert_eq!(answer.header("Location"), format!("/api/v1{}", path(&offer)));
    assert_eq!(answer.header("ETag"), "\"1\"");
    assert_eq!(answer.change_set().len(), 36);
    assert_eq!(
        (&offer["version"], &offer["object"], &offer["label"]),
        (&json!(1), &json!("offer"), &json!("Roof"))
    );
    assert_eq!(offer["owner"]["id"], admin.id());
    assert_eq!(
        offer["created_by"],
        json!({"id": admin.id(), "object": "user", "label": "Ada Admin"})
    );
    assert_eq!(offer["created_at"], "2026-03-02T08:00:00.000Z");
    assert_eq!(offer["completeness"], 0);
    assert_eq!(offer["stage"], "draft", "a default fills in what was not said");
    assert_eq!(admin.get(&path(&offer)).await.ok(), offer);
    let bare = make(
        &admin,
        "offer",
        json!({"name": "Shed", "owner": null, "stage": null}),
    )
    .await;
    assert_eq!(
        (&bare["owner"], &bare["stage"]),
        (&json!(null), &json!(null)),
        "and null is something that was said"
    );
}

#[tokio::test]
async fn a_value_of_every_type_is_read_as_it_was_answered() {
    let (_app, admin) = open().await;
    let made = full_gadget(&admin).await;
    assert_eq!(made["double"], 14);
    assert_eq!(made["price"], json!({"amount": "12.50", "currency": "EUR"}));
    assert_eq!(made["at"], "2026-03-01T09:00:00.000Z");
    assert_eq!(made["related"].as_array().unwrap().len(), 2);
    assert_eq!(admin.get(&path(&made)).await.ok(), made);
    let listed = admin.get("/records/gadget").await.ok();
    assert_eq!(listed["data"][0], made);
}

#[tokio::test]
async fn what_was_read_can_be_sent_back_and_changes_nothing() {
    let (_app, admin) = open().await;
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    make(
        &admin,
        "offer_line",
        json!({"offer": offer["id"], "amount": "10"}),
    )
    .await;
    for record in [full_gadget(&admin).await, admin.get(&path(&offer)).await.ok()] {
        let path = path(&record);
        let history = admin.get(&format!("{path}/history")).await.ok();
        let version = record["version"].as_i64().unwrap();
        for answer in [
            admin.patch(&path, record.clone()).await,
            admin.patch_version(&path, version, record.clone()).await,
            admin.patch(&path, json!({})).await,
        ] {
            assert_eq!(answer.ok(), record);
            assert_eq!(answer.header("ETag"), format!("\"{version}\""));
        }
        assert_eq!(admin.get(&format!("{path}/history")).await.ok(), history);
    }
}

#[tokio::test]
async fn a_patch_is_merged_null_clears_and_lists_are_replaced() {
    let (_app, admin) = open().await;
    let made = full_gadget(&admin).await;
    let patch = json!({
        "name": null, "notes": "", "emails": ["c@x.example"], "colors": [], "helpers": [], "related": null,
        "price": {"amount": "3"}, "tags": ["new"], "facts": {"b": 1}, "count": null,
    });
    let answer = admin.patch(&path(&made), patch).await;
    let now = answer.ok();
    assert_eq!(answer.header("ETag"), "\"2\"");
    for key in ["name", "notes", "count", "double"] {
        assert_eq!(now[key], Value::Null, "{key}");
    }
    for key in ["colors", "helpers", "related"] {
        assert_eq!(now[key], json!([]), "{key}");
    }
    assert_eq!(now["emails"].as_array().unwrap().len(), 1);
    assert_eq!(now["facts"], json!({"b": 1}), "an object is one value");
    assert_eq!(now["tags"], json!(["new"]));
    assert_eq!(
        (&now["ratio"], &now["addresses"]),
        (&made["ratio"], &made["addresses"]),
        "the rest stays"
    );
    assert_eq!(admin.get(&path(&made)).await.ok(), now);
    // Everything can be cleared, and then filled again.
    let keys = made.as_object().unwrap().keys().cloned();
    let system = [
        "id",
        "object",
        "version",
        "label",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
    ];
    let mut nothing: Value = keys
        .map(|key| (key, Value::Null))
        .collect::<serde_json::Map<_, _>>()
        .into();
    // (A state can't be cleared where its table does not say so.)
    for key in system.iter().chain(&["completeness", "double", "stage"]) {
        nothing.as_object_mut().unwrap().remove(*key);
    }
    let empty = admin.patch(&path(&made), nothing.clone()).await.ok();
    for key in nothing.as_object().unwrap().keys() {
        assert!(
            empty[key] == json!(null) || empty[key] == json!([]),
            "{key}: {}",
            empty[key]
        );
    }
    assert_eq!(admin.get(&path(&made)).await.ok(), empty);
    let mut whole = made.clone();
    for key in system.iter().chain(&["completeness", "double"]) {
        whole.as_object_mut().unwrap().remove(*key);
    }
    let mut again = admin.patch(&path(&made), whole).await.ok();
    for key in ["version", "updated_at"] {
        again[key] = made[key].clone();
    }
    assert_eq!(again, made);
}

#[tokio::test]
async fn a_client_may_choose_the_id_and_an_id_is_taken_for_ever() {
    let (app, admin) = open().await;
    role(
        &app,
        "blind",
        json!({"offer": {"create": true, "read": "owner == me()"}, "gadget": {"create": true, "read": true}}),
    )
    .await;
    let blind = app.user("Bill Blind", "blind").await;
    let chosen = "0195512c-8a10-7000-8000-0000000000aa";
    let offer = make(&admin, "offer", json!({"id": chosen.to_uppercase(), "name": "A"})).await;
    assert_eq!(id(&offer), chosen);
    let again = |client: &kontor_testing::Client, object: &'static str| {
        let client = client.clone();
        async move {
            client
                .post(&format!("/records/{object}"), json!({"id": chosen, "name": "B"}))
                .await
                .refused(409)
        }
    };
    assert_eq!(again(&admin, "offer").await, "id_taken");
    assert_eq!(
        again(&blind, "offer").await,
        "id_taken",
        "by something he does not see"
    );
    assert_eq!(
        again(&blind, "gadget").await,
        "id_taken",
        "by a record of another object"
    );
    admin.delete(&path(&offer)).await.expect(204);
    assert_eq!(again(&admin, "offer").await, "id_taken", "in the trash");
    admin
        .delete(&format!("{}?final=true", path(&offer)))
        .await
        .expect(204);
    assert_eq!(again(&admin, "offer").await, "id_taken", "even for good");
    for (wrong, code) in [
        (json!(7), "wrong_type"),
        (json!("x"), "wrong_type"),
        (json!("0195512c8a1070008000000000000001"), "wrong_type"),
    ] {
        let answer = admin
            .post("/records/offer", json!({"id": wrong, "name": "C"}))
            .await;
        assert_eq!(answer.issue(), (code.to_owned(), "/id".to_owned()), "{wrong}");
    }
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_record_is_told_together() {
    let (_app, admin) = open().await;
    let body = json!({
        "nmae": "Roof", "code": 7, "accepted_on": "2026-02-30", "organization": NOBODY, "stage": "gone",
        "number": "OF-9", "a/b~c": 1, "external_ids": [{"system": "erp"}],
    });
    let answer = admin.post("/records/offer", body).await.expect(422);
    assert_eq!(answer["code"], "validation");
    let expected = [
        ("/accepted_on", "wrong_format"),
        ("/a~1b~0c", "unknown_field"),
        ("/code", "wrong_type"),
        ("/external_ids/0/key", "required"),
        ("/name", "required"),
        ("/nmae", "unknown_field"),
        ("/number", "read_only"),
        ("/organization", "not_found"),
        ("/stage", "unknown_option"),
    ];
    assert_eq!(
        issues(&answer),
        expected.map(|(at, code)| (at.to_owned(), code.to_owned()))
    );
    assert_eq!(admin.get("/records/offer?count=exact").await.ok()["count"], 0);
}

#[tokio::test]
async fn what_kontor_sets_can_not_be_set() {
    let (_app, admin) = open().await;
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    for (key, value) in [
        ("id", json!(NOBODY)),
        ("version", json!(9)),
        ("created_at", json!("2020-01-01T00:00:00Z")),
        ("created_by", json!(null)),
        ("updated_by", json!(NOBODY)),
        ("completeness", json!(100)),
        ("number", json!("OF-0009")),
        ("gross", json!("7.00")),
        ("lines", json!(3)),
        ("net", json!("nonsense")),
    ] {
        let answer = admin.patch(&path(&offer), json!({key: value})).await;
        assert_eq!(answer.issue(), ("read_only".to_owned(), format!("/{key}")));
    }
    assert_eq!(admin.get(&path(&offer)).await.ok(), offer);
}

#[tokio::test]
async fn required_values_are_asked_for_where_a_change_touches_them() {
    let (_app, admin) = open().await;
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    for empty in [json!(null), json!(""), json!("  ")] {
        let answer = admin.patch(&path(&offer), json!({"name": empty})).await;
        assert_eq!(answer.issue(), ("required".to_owned(), "/name".to_owned()));
    }
    // A person needs a name or a way to be reached, whichever.
    let answer = admin.post("/records/person", json!({"title": "Dr."})).await;
    assert_eq!(answer.issue().0, "required");
    let person = make(&admin, "person", json!({"emails": ["a@x.example"]})).await;
    assert_eq!(
        admin.patch(&path(&person), json!({"emails": []})).await.issue().0,
        "required"
    );
    admin
        .patch(&path(&person), json!({"emails": [], "phones": ["040 123456"]}))
        .await
        .ok();
}

#[tokio::test]
async fn a_state_is_entered_along_its_table_only() {
    let (_app, admin) = open().await;
    let firm = make(&admin, "organization", json!({"name": "Nordlicht GmbH"})).await;
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    let path = path(&offer);
    let refused = |stage: Value| {
        let (admin, path) = (admin.clone(), path.clone());
        async move { admin.patch(&path, json!({"stage": stage})).await.issue() }
    };
    let issue = |code: &str, at: &str| (code.to_owned(), at.to_owned());
    assert_eq!(refused(json!("won")).await, issue("transition", "/stage"));
    assert_eq!(refused(json!("nowhere")).await, issue("unknown_option", "/stage"));
    assert_eq!(
        refused(json!(null)).await,
        issue("transition", "/stage"),
        "no state is no way around the table"
    );
    assert_eq!(refused(json!("sent")).await, issue("required", "/organization"));
    admin
        .patch(&path, json!({"stage": "sent", "organization": firm["id"]}))
        .await
        .ok();
    assert_eq!(refused(json!("won")).await, issue("required", "/accepted_on"));
    let won = admin
        .patch(&path, json!({"stage": "won", "accepted_on": "2026-03-02"}))
        .await
        .ok();
    assert_eq!(won["stage"], "won");
    assert_eq!(
        refused(json!("draft")).await,
        issue("transition", "/stage"),
        "nothing follows"
    );
    // Staying is no transition.
    admin
        .patch(&path, json!({"stage": "won", "name": "Roof 2"}))
        .await
        .ok();
    // Who begins in a later state is asked for what it asks for.
    let begun = admin
        .post("/records/offer", json!({"name": "Shed", "stage": "won"}))
        .await;
    assert_eq!(begun.issue(), issue("required", "/accepted_on"));
}

#[tokio::test]
async fn running_numbers_have_no_gaps_and_no_twins() {
    let (_app, admin) = open().await;
    // What is refused takes no number.
    admin
        .post("/records/offer", json!({"name": null}))
        .await
        .expect(422);
    let commands = json!([
        {"op": "create", "object": "offer", "values": {"name": "A"}},
        {"op": "create", "object": "offer", "values": {"name": "B", "code": 7}},
    ]);
    admin
        .post("/batch", json!({"commands": commands}))
        .await
        .expect(422);
    let make_one = |n: usize| {
        let admin = admin.clone();
        let body = json!({"name": format!("Offer {n}")});
        async move {
            patiently(|| admin.post("/records/offer", body.clone()))
                .await
                .created()["number"]
                .clone()
        }
    };
    let made: Vec<_> = (0..8).map(|n| tokio::spawn(make_one(n))).collect();
    let mut numbers = Vec::new();
    for one in made {
        numbers.push(one.await.unwrap().as_str().unwrap().to_owned());
    }
    numbers.sort();
    let expected: Vec<String> = (1..=8).map(|n| format!("OF-{n:04}")).collect();
    assert_eq!(numbers, expected);
}

#[tokio::test]
async fn formulas_follow_the_fields_they_name() {
    let (_app, admin) = open().await;
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    assert_eq!(
        (&offer["title"], &offer["gross"]),
        (&json!("OF-0001: Roof"), &json!("0.00"))
    );
    let renamed = admin.patch(&path(&offer), json!({"name": "Shed"})).await.ok();
    assert_eq!(renamed["title"], "OF-0001: Shed");
    let found = admin
        .get("/records/offer?filter=title%20%3D%3D%20%22OF-0001%3A%20Shed%22")
        .await
        .ok();
    assert_eq!(found["data"][0], renamed);
}

#[tokio::test]
async fn totals_are_right_in_the_moment_a_part_changes() {
    let (_app, admin) = open().await;
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    let other = make(&admin, "offer", json!({"name": "Shed"})).await;
    let totals = |record: &Value| {
        [
            record["lines"].clone(),
            record["net"].clone(),
            record["largest"].clone(),
            record["mean"].clone(),
            record["gross"].clone(),
        ]
    };
    let read = |record: &Value| {
        let (admin, path) = (admin.clone(), path(record));
        async move { totals(&admin.get(&path).await.ok()) }
    };
    let none = [json!(0), eur("0.00"), json!(null), json!(null), json!("0.00")];
    assert_eq!(totals(&offer), none);
    let line = make(
        &admin,
        "offer_line",
        json!({"offer": offer["id"], "amount": "10.01", "quantity": 1}),
    )
    .await;
    make(
        &admin,
        "offer_line",
        json!({"offer": offer["id"], "amount": "20", "quantity": 2}),
    )
    .await;
    make(&admin, "offer_line", json!({"offer": offer["id"], "quantity": 2})).await;
    let sums = [
        json!(3),
        eur("30.01"),
        eur("20.00"),
        json!("1.6667"),
        json!("35.71"),
    ];
    assert_eq!(read(&offer).await, sums);
    // A part that moves counts where it is.
    admin
        .patch(&path(&line), json!({"offer": other["id"]}))
        .await
        .ok();
    assert_eq!(
        read(&offer).await,
        [
            json!(2),
            eur("20.00"),
            eur("20.00"),
            json!("2.00"),
            json!("23.80")
        ]
    );
    assert_eq!(
        read(&other).await,
        [
            json!(1),
            eur("10.01"),
            eur("10.01"),
            json!("1.00"),
            json!("11.91")
        ]
    );
    admin.delete(&path(&line)).await.expect(204);
    assert_eq!(read(&other).await, none);
    // Totals of totals' parts, and a new total is a new version that a cache must not hide.
    let line = make(&admin, "offer_line", json!({"offer": other["id"], "amount": "1"})).await;
    make(&admin, "line_note", json!({"line": line["id"], "body": "hm"})).await;
    let now = admin.get(&path(&line)).await;
    assert_eq!(now.ok()["notes"], 1);
    assert_ne!(now.header("ETag"), "\"1\"");
    let found = admin.get("/records/offer?filter=net%20%3E%2015").await.ok();
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_version_is_asked_of_browsers_and_left_to_keys() {
    let (app, admin) = open().await;
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    let browser = app.session(&admin).await;
    assert_eq!(
        browser
            .patch(&path(&offer), json!({"name": "A"}))
            .await
            .refused(428),
        "version_required"
    );
    let update = json!({"op": "update", "object": "offer", "id": offer["id"], "values": {"name": "A"}});
    assert_eq!(
        browser
            .post("/batch", json!({"commands": [update]}))
            .await
            .refused(428),
        "version_required"
    );
    assert_eq!(
        browser
            .patch_version(&path(&offer), 1, json!({"name": "A"}))
            .await
            .ok()["version"],
        2
    );
    assert_eq!(
        admin.patch(&path(&offer), json!({"name": "B"})).await.ok()["version"],
        3
    );
    let body = Some(b"{\"name\": \"C\"}".to_vec());
    let star = browser
        .send(
            "PATCH".parse().unwrap(),
            &path(&offer),
            &[("If-Match", "*")],
            body,
        )
        .await;
    assert_eq!(star.ok()["version"], 4);
    let odd = admin
        .send(
            "PATCH".parse().unwrap(),
            &path(&offer),
            &[("If-Match", "soon")],
            Some(b"{}".to_vec()),
        )
        .await;
    assert_eq!(odd.refused(400), "bad_parameter");
}

#[tokio::test]
async fn a_client_that_has_the_newest_version_is_told_so() {
    let (_app, admin) = open().await;
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    let ask = |tag: &'static str| {
        let (admin, path) = (admin.clone(), path(&offer));
        async move {
            admin
                .send("GET".parse().unwrap(), &path, &[("If-None-Match", tag)], None)
                .await
                .status
        }
    };
    assert_eq!(ask("\"1\"").await, 304);
    make(&admin, "offer_line", json!({"offer": offer["id"], "amount": "1"})).await;
    assert_eq!(ask("\"1\"").await, 200, "a total is a part of the record");
}

#[tokio::test]
async fn records_of_unknown_objects_are_nowhere() {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    for path in [
        "/records/offer",
        "/records/person/x/y",
        "/records/k_history",
        "/records/sqlite_master",
    ] {
        admin.get(path).await.expect(404);
        admin.post(path, json!({})).await.expect(404);
    }
    let missing = format!("/records/person/{NOBODY}");
    for answer in [
        admin.get(&missing).await,
        admin.patch(&missing, json!({})).await,
        admin.delete(&missing).await,
    ] {
        assert_eq!(answer.refused(404), "not_found");
    }
    assert_eq!(
        admin.get("/records/person/17").await.refused(400),
        "bad_parameter"
    );
}
