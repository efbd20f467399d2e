//! Masks on fields: a hidden one does not exist for the role, a read-only one is seen and not set.

use serde_json::json;

use crate::fixture::{encoded, issues, make, open, path, role};

#[tokio::test]
async fn a_hidden_field_does_not_exist() {
    let (app, admin) = open().await;
    let hidden = json!({"count": "hidden", "emails": "hidden", "tags": "hidden", "maker": "hidden"});
    let objects = json!({
        "gadget": {"create": true, "read": true, "update": true, "fields": hidden},
        "organization": {"read": true, "fields": {"revenue": "hidden"}},
        "offer": {"read": true},
    });
    role(&app, "masked", objects).await;
    let masked = app.user("Mona Masked", "masked").await;
    let firm = make(&admin, "organization", json!({"name": "N", "revenue": "5"})).await;
    make(&admin, "offer", json!({"name": "O", "organization": firm["id"]})).await;
    let values = json!({"name": "G", "count": 777, "emails": ["secret@x.example"], "tags": ["secret"], "maker": firm["id"]});
    let gadget = make(&admin, "gadget", values).await;
    app.advance(1);
    admin
        .patch(&path(&gadget), json!({"count": 778, "name": "H"}))
        .await
        .ok();
    let at = encoded("2026-03-02T08:00:00Z");
    let told = |text: &str| {
        [":777", ":778", "secret", "\"count\"", "\"emails\"", "\"maker\""]
            .iter()
            .any(|word| text.contains(word))
    };
    for address in [
        path(&gadget),
        format!("{}?trash=with", path(&gadget)),
        "/records/gadget?count=exact".to_owned(),
        format!("{}/history", path(&gadget)),
        format!("{}/history?at={at}", path(&gadget)),
        "/changes".to_owned(),
    ] {
        let answer = masked.get(&address).await;
        answer.ok();
        let text = answer.text().replace("\"count\":1", "");
        assert!(!told(&text), "{address}: {text}");
    }
    assert_eq!(
        masked.get(&path(&gadget)).await.ok()["double"],
        1556,
        "a formula over it is a field of its own"
    );
    // Naming it is naming nothing.
    let filter = |text: &str| format!("/records/gadget?filter={}", encoded(text));
    for (address, code) in [
        (filter("count > 3"), "bad_filter"),
        (
            filter("emails.exists(e, e.value == \"secret@x.example\")"),
            "bad_filter",
        ),
        (filter("maker.name == \"N\""), "bad_filter"),
        ("/records/gadget?sort=count".to_owned(), "bad_sort"),
        ("/records/gadget?sort=-maker".to_owned(), "bad_sort"),
        ("/records/gadget?fields=name,count".to_owned(), "bad_parameter"),
        (format!("{}?fields=emails", path(&gadget)), "bad_parameter"),
        ("/records/gadget?expand=maker".to_owned(), "bad_parameter"),
        (
            format!("/records/offer?filter={}", encoded("organization.revenue > 3")),
            "bad_filter",
        ),
        ("/records/offer?sort=organization.revenue".to_owned(), "bad_sort"),
    ] {
        assert_eq!(masked.get(&address).await.refused(400), code, "{address}");
        admin.get(&address).await.ok();
    }
    for query in [
        json!({"object": "gadget", "group": [{"field": "count"}]}),
        json!({"object": "gadget", "group": [{"field": "maker"}]}),
        json!({"object": "gadget", "measures": [{"fn": "sum", "field": "count"}]}),
        json!({"object": "gadget", "filter": "count > 3"}),
    ] {
        let status = masked.post("/query", query.clone()).await.status;
        assert!(status == 400 || status == 422, "{query}: {status}");
        admin.post("/query", query).await.ok();
    }
    let expression = json!({"object": "gadget", "text": "count > 3"});
    assert!(
        !masked
            .post("/expressions", expression)
            .await
            .text()
            .contains("Integer")
    );
    for values in [json!({"count": 5}), json!({"count": null}), json!({"tags": []})] {
        let body = masked.patch(&path(&gadget), values).await.expect(422);
        assert_eq!(body["errors"][0]["code"], "unknown_field");
    }
    assert_eq!(
        masked
            .post("/records/gadget", json!({"count": 1}))
            .await
            .issue()
            .0,
        "unknown_field"
    );
    let link = json!({"op": "link", "object": "gadget", "id": gadget["id"], "values": {"tags": "x"}});
    let body = masked
        .post("/batch", json!({"commands": [link]}))
        .await
        .expect(422);
    assert_eq!(
        issues(&body),
        [("/commands/0/fields/tags".to_owned(), "unknown_field".to_owned())]
    );
    // Writing beside it leaves it alone.
    masked.patch(&path(&gadget), json!({"name": "I"})).await.ok();
    let now = admin.get(&path(&gadget)).await.ok();
    assert_eq!(
        (&now["count"], now["emails"].as_array().unwrap().len()),
        (&json!(778), 1)
    );
}

#[tokio::test]
async fn a_label_made_of_what_is_hidden_is_not_told() {
    let (app, admin) = open().await;
    let objects = json!({
        "person": {"create": true, "read": true, "update": true, "export": true, "fields": {"emails": "hidden"}},
        "note": {"read": true, "export": true},
    });
    role(&app, "masked", objects).await;
    let masked = app.user("Mona Masked", "masked").await;
    let emails = json!(["secret@x.example"]);
    let nameless = make(&admin, "person", json!({"emails": emails})).await;
    let named = make(
        &admin,
        "person",
        json!({"family_name": "Adler", "emails": emails}),
    )
    .await;
    let about = json!({"body": "N", "links": [{"object": "person", "id": nameless["id"]}, {"object": "person", "id": named["id"]}]});
    let note = make(&admin, "note", about).await;
    assert_eq!(nameless["label"], "secret@x.example");
    for address in [
        path(&nameless),
        path(&note),
        format!("{}?expand=links", path(&note)),
        "/records/person?sort=label".to_owned(),
        format!("{}/history", path(&nameless)),
        format!("{}/overview", path(&nameless)),
        format!("{}/timeline", path(&nameless)),
        "/search?q=secret".to_owned(),
        format!("/search?q={}", encoded("Adler")),
    ] {
        let answer = masked.get(&address).await;
        answer.ok();
        assert!(!answer.text().contains("secret"), "{address}: {}", answer.text());
    }
    let at = encoded("2026-03-02T08:00:00Z");
    for address in [
        format!("{}/history", path(&note)),
        format!("{}/history?at={at}", path(&note)),
        format!("{}/history?at={at}", path(&nameless)),
        format!("{}/timeline?text=secret", path(&nameless)),
        format!("{}/timeline?text=secret", path(&named)),
        format!("/records/note?filter={}", encoded("body != null")),
    ] {
        let answer = masked.get(&address).await;
        answer.ok();
        // The address of the next page repeats what was asked.
        let told = answer.text().replace("text=secret", "");
        assert!(!told.contains("secret"), "{address}: {told}");
    }
    for object in ["person", "note"] {
        let wish = json!({"object": object, "format": "csv"});
        let made = masked.post("/exports", wish).await.created();
        app.run_jobs().await;
        let file = masked
            .get(&format!("/exports/{}/file", made["id"].as_str().unwrap()))
            .await;
        assert_eq!(file.status, 200, "{}", file.text());
        assert!(
            file.text().contains(nameless["id"].as_str().unwrap()),
            "{}",
            file.text()
        );
        assert!(!file.text().contains("secret"), "{}", file.text());
    }
    let change = masked
        .patch(&path(&nameless), json!({"language": "de"}))
        .await
        .ok();
    assert_eq!(change["label"], "");
    // What is made of open fields is told, and the rest sorts as what it is told as.
    assert_eq!(masked.get(&path(&named)).await.ok()["label"], "Adler");
    let labels = |list: &serde_json::Value| {
        let records = list["data"].as_array().unwrap().iter();
        records
            .map(|record| record["label"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let masked_list = masked.get("/records/person?sort=label").await.ok();
    assert_eq!(labels(&masked_list), ["", "Adler"]);
    let whole = admin.get("/records/person?sort=label").await.ok();
    assert_eq!(labels(&whole), ["Adler", "secret@x.example"]);
    assert_eq!(masked.get("/search?q=secret").await.ok()["data"], json!([]));
    assert_eq!(
        masked.get("/search?q=adler").await.ok()["data"][0]["label"],
        "Adler"
    );
}

#[tokio::test]
async fn a_read_only_field_is_seen_and_not_set() {
    let (app, admin) = open().await;
    let fields = json!({"count": "read_only", "tags": "read_only"});
    role(
        &app,
        "masked",
        json!({"gadget": {"create": true, "read": true, "update": true, "fields": fields}}),
    )
    .await;
    let masked = app.user("Mona Masked", "masked").await;
    let gadget = make(
        &admin,
        "gadget",
        json!({"name": "G", "count": 7, "tags": ["red"]}),
    )
    .await;
    let seen = masked.get(&path(&gadget)).await.ok();
    assert_eq!((&seen["count"], &seen["tags"]), (&json!(7), &json!(["red"])));
    for (key, value) in [
        ("count", json!(8)),
        ("count", json!(null)),
        ("tags", json!([])),
        ("count", json!("x")),
    ] {
        let answer = masked.patch(&path(&gadget), json!({key: value})).await;
        assert_eq!(answer.issue(), ("read_only".to_owned(), format!("/{key}")));
    }
    assert_eq!(
        masked
            .post("/records/gadget", json!({"count": 1}))
            .await
            .issue()
            .0,
        "read_only"
    );
    let link = json!({"op": "unlink", "object": "gadget", "id": gadget["id"], "values": {"tags": "red"}});
    assert_eq!(
        masked
            .post("/batch", json!({"commands": [link]}))
            .await
            .expect(422)["errors"][0]["code"],
        "read_only"
    );
    let mut form = seen;
    form["name"] = json!("H");
    assert_eq!(
        masked.patch(&path(&gadget), form).await.ok()["name"],
        "H",
        "sent back it is no offence"
    );
    let found = masked
        .get(&format!("/records/gadget?filter={}", encoded("count == 7")))
        .await
        .ok();
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
}
