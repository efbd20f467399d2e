//! Everything from outside is hostile: whatever is sent, the answer is a refusal that names what is wrong, and never a
//! fault of Kontor itself.

use kontor_testing::Answer;
use serde_json::{Value, json};

use crate::fixture::{encoded, eur, make, open, path};

/// A refusal: a problem with a stable code.
#[track_caller]
pub fn problem(answer: &Answer, what: &str) -> String {
    assert!(
        (400..500).contains(&answer.status),
        "{what}: {} {}",
        answer.status,
        answer.text()
    );
    assert_eq!(
        answer.header("Content-Type"),
        "application/problem+json",
        "{what}"
    );
    let body = answer.json();
    let code = body["code"].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        (&body["type"], &body["status"]),
        (&json!(format!("/problems/{code}")), &json!(answer.status)),
        "{what}"
    );
    assert!(
        body["title"].is_string() && body["detail"].is_string() && body["instance"].is_string(),
        "{what}"
    );
    code
}

#[tokio::test]
async fn a_body_that_is_no_honest_json_object_is_refused() {
    let (_app, admin) = open().await;
    let deep = format!("{{\"facts\": {}{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let bodies: [(&[u8], u16, &str); 15] = [
        (b"", 400, "bad_json"),
        (b"{", 400, "bad_json"),
        (b"[]", 400, "bad_json"),
        (b"null", 400, "bad_json"),
        (b"\"x\"", 400, "bad_json"),
        (b"{\"name\": \"\xff\xfe\"}", 400, "bad_json"),
        (b"{\"name\": \"\\ud800\"}", 400, "bad_json"),
        (b"{\"name\": \"a\", \"name\": \"b\"}", 400, "bad_json"),
        (b"{\"facts\": {\"a\": 1, \"a\": 2}}", 400, "bad_json"),
        (b"{\"name\": 'a'}", 400, "bad_json"),
        (b"{\"count\": 1e999}", 400, "bad_json"),
        (b"{\"name\": \"a\\u0000b\"}", 422, "validation"),
        (b"{\"facts\": {\"a\\u0000\": 1}}", 422, "validation"),
        (b"{\"na\\u0000me\": 1}", 422, "validation"),
        (deep.as_bytes(), 400, "bad_json"),
    ];
    for (body, status, code) in bodies {
        for (method, path) in [
            ("POST", "/records/gadget"),
            ("POST", "/batch"),
            ("POST", "/query"),
            ("POST", "/records/gadget/list"),
        ] {
            let answer = admin
                .send(method.parse().unwrap(), path, &[], Some(body.to_vec()))
                .await;
            let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
            assert_eq!(
                (problem(&answer, &shown), answer.status),
                (code.to_owned(), status),
                "{path} {shown}"
            );
        }
    }
    let large = format!("{{\"notes\": \"{}\"}}", "x".repeat(1 << 20)).into_bytes();
    let answer = admin
        .send("POST".parse().unwrap(), "/records/gadget", &[], Some(large))
        .await;
    assert_eq!(
        (problem(&answer, "large"), answer.status),
        ("too_large".to_owned(), 413)
    );
    // The longest text that fits is a value like any other.
    let long = "ä ".repeat(300_000);
    let made = make(&admin, "gadget", json!({"notes": long})).await;
    assert_eq!(made["notes"].as_str().unwrap().trim(), long.trim());
    for kind in ["text/plain", "application/xml", ""] {
        let answer = admin
            .send(
                "POST".parse().unwrap(),
                "/records/gadget",
                &[("Content-Type", kind)],
                Some(b"{}".to_vec()),
            )
            .await;
        assert_eq!(problem(&answer, kind), "unsupported_media_type");
    }
}

#[tokio::test]
async fn texts_that_look_like_something_else_are_texts() {
    let (_app, admin) = open().await;
    for text in [
        "'; DROP TABLE gadget; --",
        "$1",
        "@gadget",
        "?1",
        "%",
        "_",
        "\\",
        "\u{202e}evil",
        "😀",
        "\u{10ffff}",
        "null",
        "=1+1",
        "{{7*7}}",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "e\u{301}",
    ] {
        let made = make(
            &admin,
            "gadget",
            json!({"name": text, "notes": text, "tags": [text], "facts": {"k": text}}),
        )
        .await;
        assert_eq!(admin.get(&path(&made)).await.ok(), made, "{text}");
        assert_eq!(made["facts"]["k"].as_str(), Some(text));
        let found = admin
            .post(
                "/records/gadget/list",
                json!({"filter": format!("name == {}", json!(made["name"]))}),
            )
            .await
            .ok();
        assert_eq!(found["data"].as_array().unwrap().len(), 1, "{text}");
        admin.get(&format!("/search?q={}", encoded(text))).await.ok();
    }
}

#[tokio::test]
async fn a_question_that_makes_no_sense_is_refused_with_its_reason() {
    let (_app, admin) = open().await;
    make(&admin, "gadget", json!({"name": "G"})).await;
    let deep = format!("{}name == \"x\"{}", "(".repeat(300), ")".repeat(300));
    let long = format!("name == \"{}\"", "x".repeat(5_000));
    for filter in [
        "",
        " ",
        "name",
        "name ==",
        "name = \"x\"",
        "nope == 1",
        "name == 7",
        "count == \"x\"",
        "name.first == 1",
        "count > ",
        "DROP TABLE",
        "name == \"x\" &&",
        "emails == \"x\"",
        "emails.exists(e, e.nope == 1)",
        "now() == 1",
        "f(x)",
        "count + 1",
        "count / 0 == 1 ||",
        "like(count, \"x\")",
        "facts == 1",
        "owner.name.x == 1",
        "maker.parent.parent.parent == null",
        "[1, 2].exists(x, x == 1)",
        "{\"op\": \"x\"}",
        "{",
        "{\"op\": \"==\", \"args\": [7]}",
        "name == \"\u{0}\"",
        &deep,
        &long,
    ] {
        let list = admin
            .get(&format!("/records/gadget?filter={}", encoded(filter)))
            .await;
        if list.status == 200 {
            assert!(filter.trim().is_empty(), "{filter:?} means nothing");
            continue;
        }
        let code = problem(&list, filter);
        assert!(
            ["bad_filter", "bad_parameter", "validation"].contains(&code.as_str()),
            "{filter}: {code}"
        );
        for (path, body) in [
            ("/records/gadget/list", json!({"filter": filter})),
            ("/query", json!({"object": "gadget", "filter": filter})),
        ] {
            problem(&admin.post(path, body).await, filter);
        }
        let told = admin
            .post("/expressions", json!({"object": "gadget", "text": filter}))
            .await;
        assert!(told.status < 500, "{filter}: {}", told.text());
    }
    for (query, code) in [
        ("sort=nope", "bad_sort"),
        ("sort=emails", "bad_sort"),
        ("sort=facts", "bad_sort"),
        ("sort=--name", "bad_sort"),
        ("sort=name,count,ratio,day,at", "bad_sort"),
        ("fields=nope", "bad_parameter"),
        ("expand=nope", "bad_parameter"),
        ("expand=name", "bad_parameter"),
        ("expand=maker.parent.parent", "bad_parameter"),
        ("limit=0", "bad_parameter"),
        ("limit=201", "bad_parameter"),
        ("limit=x", "bad_parameter"),
        ("cursor=x", "bad_cursor"),
        ("cursor=e30", "bad_cursor"),
        ("count=all", "bad_parameter"),
        ("trash=maybe", "bad_parameter"),
        ("offset=3", "bad_parameter"),
        ("sort=name&sort=count", "bad_parameter"),
        ("filter=%FF", "bad_parameter"),
        ("filter=%00", "bad_parameter"),
    ] {
        assert_eq!(
            problem(&admin.get(&format!("/records/gadget?{query}")).await, query),
            code,
            "{query}"
        );
    }
    let query = |key: &str, value: Value| json!({"object": "gadget", key: value});
    for body in [
        json!({}),
        json!({"object": 7}),
        json!({"object": "nope"}),
        query("group", json!([{"field": "nope"}])),
        query("group", json!("name")),
        query("group", json!([{"field": "day", "by": "century"}])),
        query("group", json!([{"field": "name", "by": "month"}])),
        query("measures", json!([{"fn": "median", "field": "count"}])),
        query("measures", json!([{"fn": "sum"}])),
        query("measures", json!([{"fn": "sum", "field": "name"}])),
        query("having", json!("nope > 1")),
        query("sort", json!("nope")),
        query("limit", json!(-1)),
        query("limit", json!("x")),
        query("foo", json!(1)),
    ] {
        problem(&admin.post("/query", body.clone()).await, &body.to_string());
    }
}

#[tokio::test]
async fn an_expression_that_does_not_fit_is_told_in_the_readers_language_with_all_that_is_known() {
    let (_app, admin) = open().await;
    for (filter, field, english, german) in [
        (
            "name > 5",
            "name",
            "name: a text can't be compared with a number.",
            "name: ein Text und eine Zahl lassen sich nicht vergleichen.",
        ),
        (
            "count.startsWith(\"x\")",
            "count",
            "count: A text is expected here, not a whole number.",
            "count: Erwartet wird ein Text.",
        ),
        (
            "nope == 1",
            "nope",
            "There is no field \"nope\".",
            "Ein Feld nope gibt es nicht.",
        ),
        (
            "nope(name)",
            "",
            "There is no function \"nope\".",
            "Eine Funktion nope gibt es nicht.",
        ),
    ] {
        for (language, detail) in [("en", english), ("de", german)] {
            let reader = admin.clone().with_header("Accept-Language", language);
            let refused = reader
                .post("/records/gadget/list", json!({"filter": filter}))
                .await
                .expect(400);
            assert_eq!(refused["detail"], detail, "{filter}");
            assert_eq!(refused["field"].as_str().unwrap_or_default(), field, "{filter}");
        }
    }
}

/// What would be passed over is a misunderstanding that nobody notices.
#[tokio::test]
async fn what_nobody_would_look_at_is_refused() {
    let (_app, admin) = open().await;
    let made = make(&admin, "gadget", json!({"name": "G"})).await;
    let path = format!("/records/gadget/{}", made["id"].as_str().unwrap());
    for (member, value) in [
        ("label", json!("Other")),
        ("deleted_at", json!("2026-01-01T00:00:00Z")),
    ] {
        let issue = ("read_only".to_owned(), format!("/{member}"));
        let values = json!({"name": "H", member: value});
        assert_eq!(admin.patch(&path, values.clone()).await.issue(), issue);
        assert_eq!(admin.post("/records/gadget", values).await.issue(), issue);
    }
    // As it was read it may be sent back.
    let same = json!({"label": made["label"], "deleted_at": null, "object": "gadget"});
    admin.patch(&path, same).await.ok();

    let id = made["id"].clone();
    let other = "01980000-0000-7000-8000-000000000001";
    for (command, place, code) in [
        (
            json!({"op": "delete", "object": "gadget", "id": id, "values": {"x": 1}}),
            "/commands/0/values/x",
            "unknown_field",
        ),
        (
            json!({"op": "create", "object": "gadget", "id": other, "values": {"id": id, "name": "H"}}),
            "/commands/0/values/id",
            "other_id",
        ),
    ] {
        let refused = admin.post("/batch", json!({"commands": [command]})).await;
        assert_eq!(refused.issue(), (code.to_owned(), place.to_owned()));
    }

    admin.delete(&path).await.expect(204);
    let restore = format!("{path}/restore");
    let refused = admin.post(&restore, json!({"x": 1})).await;
    assert_eq!(refused.issue(), ("unknown_field".to_owned(), "/x".to_owned()));
    admin.post(&restore, json!({})).await.ok();

    for read in [
        "/objects",
        "/objects/gadget",
        "/settings",
        "/me",
        "/tokens",
        "/workspaces",
        &format!("{path}/access"),
    ] {
        let refused = admin.get(&format!("{read}?colour=red")).await.expect(400);
        assert_eq!(
            (&refused["code"], &refused["parameter"]),
            (&json!("bad_parameter"), &json!("colour")),
            "{read}"
        );
    }
    for written in ["/records/gadget", "/batch", "/query"] {
        let refused = admin.post(&format!("{written}?colour=red"), json!({})).await;
        assert_eq!(refused.refused(400), "bad_parameter", "{written}");
    }
}

#[tokio::test]
async fn sums_that_outgrow_every_number_are_no_fault() {
    let (_app, admin) = open().await;
    let offer = make(&admin, "offer", json!({"name": "Huge"})).await;
    for _ in 0..3 {
        let amount = json!({"amount": "900000000000000", "currency": "EUR"});
        let answer = admin
            .post(
                "/records/offer_line",
                json!({"offer": offer["id"], "amount": amount, "quantity": i64::MAX}),
            )
            .await;
        assert!(answer.status < 500, "{}", answer.text());
    }
    let now = admin.get(&path(&offer)).await.ok();
    assert_eq!(
        (&now["lines"], &now["net"], &now["mean"]),
        (&json!(3), &json!(null), &json!(null)),
        "{now}"
    );
    assert_eq!(
        (&now["largest"], &now["gross"]),
        (&eur("900000000000000.00"), &json!(null))
    );
    let fits = admin.get("/records/offer_line?limit=1").await.ok()["data"][0].clone();
    admin.delete(&path(&fits)).await.expect(204);
    admin.patch(&path(&offer), json!({"name": "Less"})).await.ok();
}
