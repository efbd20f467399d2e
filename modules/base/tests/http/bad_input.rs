//! Everything from outside is hostile: whatever is sent, the answer is a refusal that names what is wrong, and never a
//! fault of Kontor itself.

use kontor_kernel::Actor;
use kontor_testing::{Answer, Client, TestApp};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::fixture::{NOBODY, encoded, id, make, open, path};

/// A refusal: a problem with a stable code.
#[track_caller]
fn problem(answer: &Answer, what: &str) -> String {
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

/// A field, and values that it does not take, each with the place below the field and the code of the first issue.
type Wrong = (&'static str, Vec<(Value, &'static str, &'static str)>);

/// Values that no field of a type takes.
fn wrong_values() -> Vec<Wrong> {
    let long = |length: usize| json!("x".repeat(length));
    let many = |length: usize| json!((0..length).map(|n| format!("a{n}@x.example")).collect::<Vec<_>>());
    let address = |member: &str, value: Value| json!([{"city": "Bern", "country": "CH", member: value}]);
    vec![
        (
            "name",
            vec![
                (json!(7), "", "wrong_type"),
                (json!([]), "", "wrong_type"),
                (long(501), "", "too_long"),
                (json!("a\u{7}b"), "", "control_characters"),
            ],
        ),
        ("notes", vec![(json!({}), "", "wrong_type")]),
        ("story", vec![(json!(true), "", "wrong_type")]),
        (
            "count",
            vec![
                (json!("7"), "", "wrong_type"),
                (json!(1.5), "", "wrong_type"),
                (json!(1001), "", "out_of_range"),
                (json!(-11), "", "out_of_range"),
                (json!(1e300), "", "out_of_range"),
            ],
        ),
        (
            "serial",
            vec![
                (json!(18446744073709551615u64), "", "out_of_range"),
                (json!(true), "", "wrong_type"),
            ],
        ),
        (
            "ratio",
            vec![
                (json!("1,5"), "", "wrong_format"),
                (json!("1e3"), "", "wrong_format"),
                (json!("0.0001"), "", "too_many_digits"),
                (json!("99999999999999999999"), "", "out_of_range"),
                (json!("NaN"), "", "wrong_format"),
                (json!([]), "", "wrong_type"),
            ],
        ),
        (
            "price",
            vec![
                (json!({"amount": "x"}), "/amount", "wrong_format"),
                (
                    json!({"amount": "1", "currency": "XXY"}),
                    "/currency",
                    "unknown_currency",
                ),
                (json!({"amount": "1", "currency": 7}), "/currency", "wrong_type"),
                (json!({"currency": "EUR"}), "/amount", "required"),
                (json!({"amount": "1", "vat": 1}), "/vat", "unknown_field"),
                (json!({"amount": "922337203685478"}), "/amount", ""),
                (json!(true), "", "wrong_type"),
            ],
        ),
        (
            "done",
            vec![(json!("true"), "", "wrong_type"), (json!(1), "", "wrong_type")],
        ),
        (
            "day",
            vec![
                (json!("2026-02-30"), "", "wrong_format"),
                (json!("10000-01-01"), "", "wrong_format"),
                (json!("2026-1-1"), "", "wrong_format"),
                (json!("+002026-01-01"), "", "wrong_format"),
                (json!(20260101), "", "wrong_type"),
                (json!("2026-01-01T00:00:00Z"), "", "wrong_format"),
            ],
        ),
        (
            "at",
            vec![
                (json!("10000-01-01T00:00:00Z"), "", "wrong_format"),
                (json!("2026-01-01"), "", "wrong_format"),
                (json!("2026-01-01T25:00:00Z"), "", "wrong_format"),
                (json!("2026-01-01T00:00:00"), "", "wrong_format"),
                (json!(0), "", "wrong_type"),
                (json!("9999-12-31T23:59:59-23:59"), "", ""),
            ],
        ),
        (
            "took",
            vec![
                (json!(-1), "", "out_of_range"),
                (json!("-PT1H"), "", "out_of_range"),
                (json!("P1Y"), "", "wrong_format"),
                (json!(1e18), "", "out_of_range"),
                (json!([]), "", "wrong_type"),
                (json!("PT99999999999999999999S"), "", "wrong_format"),
            ],
        ),
        (
            "color",
            vec![
                (json!("mauve"), "", "unknown_option"),
                (json!(["red"]), "", "wrong_type"),
                (json!(""), "", ""),
            ],
        ),
        (
            "colors",
            vec![
                (json!("red"), "", "wrong_type"),
                (json!(["mauve"]), "/0", "unknown_option"),
                (json!([7]), "/0", "wrong_type"),
            ],
        ),
        (
            "stage",
            vec![
                (json!("won!"), "", "unknown_option"),
                (json!(7), "", "wrong_type"),
            ],
        ),
        (
            "maker",
            vec![
                (json!(NOBODY), "", "not_found"),
                (json!("x"), "", "wrong_format"),
                (
                    json!({"id": NOBODY, "object": "person"}),
                    "/object",
                    "wrong_object",
                ),
            ],
        ),
        (
            "holder",
            vec![
                (json!(NOBODY), "/object", "required"),
                (json!({"id": NOBODY, "object": "organization"}), "", "not_found"),
                (json!({"object": "person"}), "/id", "required"),
            ],
        ),
        (
            "about",
            vec![
                (
                    json!({"id": NOBODY, "object": "nothing"}),
                    "/object",
                    "wrong_object",
                ),
                (
                    json!({"id": NOBODY, "object": "k_history"}),
                    "/object",
                    "wrong_object",
                ),
            ],
        ),
        (
            "helpers",
            vec![
                (json!({}), "", "wrong_type"),
                (json!(["x"]), "/0", "wrong_format"),
                (json!([NOBODY]), "", "not_found"),
                (json!(vec![NOBODY; 501]), "", "too_many"),
            ],
        ),
        (
            "keeper",
            vec![
                (json!(NOBODY), "", "not_found"),
                (json!({"id": NOBODY, "object": "team"}), "/object", "wrong_object"),
            ],
        ),
        (
            "emails",
            vec![
                (json!("a@x.example"), "", "wrong_type"),
                (json!(["nobody"]), "/0/value", ""),
                (json!([{"value": 7}]), "/0/value", "wrong_type"),
                (json!([{"label": "x"}]), "/0/value", "required"),
                (
                    json!([{"value": "a@x.example", "foo": 1}]),
                    "/0/foo",
                    "unknown_field",
                ),
                (many(51), "", "too_many"),
            ],
        ),
        (
            "phones",
            vec![(json!(["call me"]), "/0/value", ""), (json!([[]]), "/0", "")],
        ),
        (
            "websites",
            vec![
                (json!(["javascript:alert(1)"]), "/0/value", ""),
                (json!(7), "", "wrong_type"),
            ],
        ),
        (
            "social",
            vec![(json!([7]), "/0", ""), (json!({}), "", "wrong_type")],
        ),
        (
            "addresses",
            vec![
                (address("country", json!("ZZ")), "/0/country", ""),
                (address("lat", json!("91")), "/0/lat", "out_of_range"),
                (address("from_date", json!("x")), "/0/from_date", "wrong_format"),
                (address("planet", json!("x")), "/0/planet", "unknown_field"),
                (json!(["Bern"]), "/0", "wrong_type"),
            ],
        ),
        (
            "share",
            vec![
                (json!("1.234"), "", "too_many_digits"),
                (json!({}), "", "wrong_type"),
            ],
        ),
        (
            "stars",
            vec![
                (json!(6), "", "out_of_range"),
                (json!(-1), "", "out_of_range"),
                (json!("5"), "", "wrong_type"),
            ],
        ),
        (
            "manual",
            vec![(json!(NOBODY), "", "not_found"), (json!(7), "", "wrong_type")],
        ),
        ("facts", vec![(json!("x".repeat(70_000)), "", "too_long")]),
        (
            "tags",
            vec![
                (json!("red"), "", "wrong_type"),
                (json!([7]), "/0", "wrong_type"),
                (many(51), "", "too_many"),
            ],
        ),
        (
            "owner",
            vec![(json!(NOBODY), "", "not_found"), (json!([]), "", "wrong_type")],
        ),
        ("team", vec![(json!(NOBODY), "", "not_found")]),
        (
            "external_ids",
            vec![
                (json!([{"system": "s"}]), "/0/key", "required"),
                (json!([7]), "/0", "wrong_type"),
                (json!({}), "", "wrong_type"),
            ],
        ),
    ]
}

#[tokio::test]
async fn a_wrong_value_of_any_type_is_named_by_its_field() {
    let (_app, admin) = open().await;
    let gadget = make(&admin, "gadget", json!({"name": "G"})).await;
    for (field, values) in wrong_values() {
        for (value, below, code) in values {
            let shown: String = format!("{field}: {value}").chars().take(120).collect();
            for answer in [
                admin.post("/records/gadget", json!({field: value})).await,
                admin.patch(&path(&gadget), json!({field: value})).await,
            ] {
                // Without a code only that it is no fault counts: it may well be accepted.
                if code.is_empty() && answer.status < 300 {
                    continue;
                }
                assert_eq!(problem(&answer, &shown), "validation", "{shown}");
                let (found, pointer) = answer.issue();
                assert_eq!(pointer, format!("/{field}{below}"), "{shown}");
                if !code.is_empty() {
                    assert_eq!(found, code, "{shown}");
                }
            }
        }
    }
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

/// A second workspace, `other`, at a host of its own.
async fn other(app: &TestApp) {
    app.app
        .auth()
        .set_workspace_host(Actor::Cli, "main", "localhost")
        .await
        .unwrap();
    app.machine()
        .post("/workspaces", json!({"name": "other", "host": "other.example"}))
        .await
        .created();
}

#[tokio::test]
async fn a_cursor_belongs_to_its_query_and_workspace() {
    let (app, admin) = open().await;
    other(&app).await;
    let there = app
        .user_in("other", "Otto Other", "manager", json!({}))
        .await
        .with_header("Host", "other.example");
    let here = admin.with_header("Host", "localhost");
    for client in [&here, &there] {
        for n in 0..3 {
            make(client, "gadget", json!({"name": format!("G{n}"), "count": n})).await;
        }
    }
    let page = here.get("/records/gadget?sort=name&limit=2").await.ok();
    let next = page["next"]
        .as_str()
        .unwrap()
        .strip_prefix("/api/v1")
        .unwrap()
        .to_owned();
    let cursor = next.split("cursor=").nth(1).unwrap().split('&').next().unwrap();
    assert_eq!(here.get(&next).await.ok()["data"].as_array().unwrap().len(), 1);
    assert_eq!(there.get(&next).await.refused(400), "bad_cursor");
    for query in [
        "sort=-name",
        "sort=count",
        "sort=name&filter=count%20%3E%200",
        "sort=name&trash=with",
        "",
    ] {
        assert_eq!(
            here.get(&format!("/records/gadget?{query}&cursor={cursor}"))
                .await
                .refused(400),
            "bad_cursor",
            "{query}"
        );
    }
    assert_eq!(
        here.get(&format!("/records/offer?sort=name&cursor={cursor}"))
            .await
            .refused(400),
        "bad_cursor"
    );
    let mut broken = cursor.to_owned();
    broken.replace_range(0..2, "AA");
    assert_eq!(
        here.get(&format!("/records/gadget?sort=name&cursor={broken}"))
            .await
            .refused(400),
        "bad_cursor"
    );
}

#[tokio::test]
async fn workspaces_know_nothing_of_each_other() {
    let (app, admin) = open().await;
    other(&app).await;
    let there = app
        .user_in("other", "Otto Other", "administrator", json!({}))
        .await
        .with_header("Host", "other.example");
    let here = admin;
    let change = here
        .post("/records/organization", json!({"name": "Here AG"}))
        .await;
    let firm = change.created();
    for answer in [
        there.get(&path(&firm)).await,
        there.get(&format!("{}/history", path(&firm))).await,
        there.patch(&path(&firm), json!({"name": "x"})).await,
        there.delete(&path(&firm)).await,
        there
            .post(&format!("/undo/{}", change.change_set()), json!({}))
            .await,
    ] {
        assert_eq!(answer.refused(404), "not_found");
    }
    assert_eq!(
        there
            .post("/records/gadget", json!({"maker": firm["id"]}))
            .await
            .issue()
            .0,
        "not_found"
    );
    assert_eq!(
        there
            .post("/records/gadget", json!({"owner": here.id()}))
            .await
            .issue()
            .0,
        "not_found"
    );
    assert_eq!(
        there.get("/records/organization?count=exact").await.ok()["count"],
        0
    );
    assert_eq!(there.get("/search?q=here").await.ok()["data"], json!([]));
    // The same id may be taken in both; the key of one opens nothing in the other.
    make(
        &there,
        "organization",
        json!({"id": id(&firm), "name": "There AG"}),
    )
    .await;
    assert_eq!(here.get(&path(&firm)).await.ok()["name"], "Here AG");
    let lost = here.clone().with_header("Host", "other.example");
    assert_eq!(lost.get(&path(&firm)).await.refused(401), "unauthenticated");
    let stray = there.clone().with_header("Host", "localhost");
    assert_eq!(stray.get(&path(&firm)).await.refused(401), "unauthenticated");
    assert_eq!(
        there
            .post("/workspaces", json!({"name": "third"}))
            .await
            .refused(403),
        "forbidden"
    );
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
        (&json!("900000000000000.00"), &json!(null))
    );
    let fits = admin.get("/records/offer_line?limit=1").await.ok()["data"][0].clone();
    admin.delete(&path(&fits)).await.expect(204);
    admin.patch(&path(&offer), json!({"name": "Less"})).await.ok();
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "",
            "red",
            "EUR",
            "DE",
            "2026-01-01",
            "2026-01-01T00:00:00Z",
            "PT1H",
            "a@x.example",
            "+49 40 123456",
            "1.5",
            NOBODY,
            "person",
            "draft",
            "https://x.example",
            "9999-12-31",
            "-0",
            "0001-01-01",
        ])
        .prop_map(Value::from),
    ];
    let keys = prop::sample::select(vec![
        "id", "object", "value", "label", "primary", "amount", "currency", "kind", "city", "country",
        "system", "key", "lat", "x",
    ]);
    leaf.prop_recursive(3, 16, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((keys.clone(), inner), 0..4).prop_map(|members| members
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

/// What is accepted must be read as it was answered, and be no news when it is sent back.
async fn holds(admin: &Client, body: &Value) -> Result<(), TestCaseError> {
    let answer = admin.post("/records/gadget", body.clone()).await;
    if answer.status != 201 {
        prop_assert!([409, 422].contains(&answer.status), "{} {}", body, answer.text());
        let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
        prop_assert!(answer.status == 409 || !errors.is_empty());
        return Ok(());
    }
    let made = answer.json();
    let path = path(&made);
    prop_assert_eq!(&admin.get(&path).await.ok(), &made, "{}", body);
    let again = admin.patch(&path, made.clone()).await;
    prop_assert_eq!(again.status, 200, "{} {}", body, again.text());
    prop_assert_eq!(&again.json(), &made, "{}", body);
    admin.delete(&format!("{path}?final=true")).await.expect(204);
    Ok(())
}

#[test]
fn whatever_json_is_sent_the_answer_is_no_fault() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let (app, admin) = runtime.block_on(open());
    let fields: Vec<&str> = wrong_values()
        .into_iter()
        .map(|(field, _)| field)
        .chain(["double", "id", "version", "nope"])
        .collect();
    let pair = (prop::sample::select(fields), any_json());
    let bodies = prop::collection::vec(pair, 1..4).prop_map(|pairs| {
        Value::Object(
            pairs
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    });
    let mut runner = TestRunner::new(Config {
        cases: 300,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&bodies, |body| runtime.block_on(holds(&admin, &body)))
        .unwrap();
    // Any JSON at any door that takes some.
    let doors = prop::sample::select(vec![
        "/batch",
        "/query",
        "/records/gadget/list",
        "/expressions",
        "/session",
        "/tokens",
        "/password",
    ]);
    let members = prop::sample::select(vec![
        "commands", "object", "filter", "group", "measures", "text", "tree", "limit", "email", "password",
        "name",
    ]);
    let bodies = prop::collection::vec((members, any_json()), 0..4).prop_map(|pairs| {
        Value::Object(
            pairs
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    });
    let mut runner = TestRunner::new(Config {
        cases: 100,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&(doors, bodies), |(door, body)| {
        let answer = runtime.block_on(admin.post(door, body.clone()));
        prop_assert!(answer.status < 500, "{} {} {}", door, body, answer.text());
        Ok(())
    });
    outcome.unwrap();
    runtime.block_on(async { drop(app) });
}
