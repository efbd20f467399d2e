//! The rows of groups: which are kept, their order, what they say of money, and what is refused.

use kontor_testing::TestApp;
use serde_json::{Value as Json, json};

use crate::engine;
use crate::fixture_filters as fixture;

async fn small() -> TestApp {
    let app = TestApp::with(vec![kontor_base::module(), fixture::module()]).await;
    let places = engine::create(
        &app,
        ["Zoo", "Alley"]
            .map(|name| ("place", json!({"name": name})))
            .into(),
    )
    .await;
    let things = [
        ("apple", 5, "10.00", "EUR", 0),
        ("zebra", 1, "0.01", "EUR", 1),
        ("zebra", 2, "5", "CHF", 1),
        ("mango", 7, "1", "CHF", 0),
    ];
    let thing = |(kind, rank, amount, currency, place): (&str, i64, &str, &str, usize)| {
        let amount = json!({"amount": amount, "currency": currency});
        (
            "thing",
            json!({"name": kind, "kind": kind, "rank": rank, "amount": amount, "place": places[place].to_string()}),
        )
    };
    engine::create(&app, things.map(thing).into()).await;
    app
}

#[tokio::test]
async fn rows_are_kept_by_a_condition_sorted_and_cut() {
    let app = small().await;
    let admin = app.admin().await;
    let ask = async |rest: Json| {
        let mut body = json!({"object": "thing", "group": [{"field": "kind"}]});
        for (key, value) in rest.as_object().unwrap() {
            body[key] = value.clone();
        }
        admin.post("/query", body).await.ok()
    };
    let plain = ask(json!({})).await;
    assert_eq!(plain["columns"], json!(["kind", "count"]));
    // In the order of the options, not of their keys.
    assert_eq!(plain["rows"], json!([["zebra", 2], ["apple", 1], ["mango", 1]]));
    assert_eq!(plain["truncated"], false);

    let sums = json!([{"fn": "sum", "field": "rank"}, {"fn": "average", "field": "rank"}, {"fn": "count"}]);
    let sorted = ask(json!({"measures": sums, "sort": "-sum_rank"})).await;
    assert_eq!(
        sorted["columns"],
        json!(["kind", "sum_rank", "average_rank", "count"])
    );
    assert_eq!(
        sorted["rows"],
        json!([
            ["mango", 7, "7.00", 1],
            ["apple", 5, "5.00", 1],
            ["zebra", 3, "1.50", 2]
        ])
    );
    let kept = ask(json!({"measures": sums, "having": "sum_rank < 6 && (count == 2 || kind == \"apple\")", "sort": "sum_rank"})).await;
    assert_eq!(
        kept["rows"],
        json!([["zebra", 3, "1.50", 2], ["apple", 5, "5.00", 1]])
    );
    let cut = ask(json!({"sort": "count,-kind", "limit": 2})).await;
    assert_eq!(
        (&cut["rows"], &cut["truncated"]),
        (&json!([["mango", 1], ["apple", 1]]), &json!(true))
    );

    // Columns with a path may be named too; links sort by what they are called.
    let body = json!({"group": [{"field": "place.name"}], "having": "place.name != \"Alley\"", "sort": "-place.name"});
    assert_eq!(ask(body).await["rows"], json!([["Zoo", 2]]));
    let linked = ask(json!({"group": [{"field": "place"}]})).await;
    let labels: Vec<&Json> = linked["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row[0]["label"])
        .collect();
    assert_eq!(labels, ["Alley", "Zoo"]);

    // Without keys there is one row, also over nothing.
    let none = ask(json!({"group": [], "filter": "rank > 99", "measures": [{"fn": "count"}, {"fn": "sum", "field": "rank"}]})).await;
    assert_eq!(none["rows"], json!([[0, null]]));
}

#[tokio::test]
async fn money_without_a_rate_is_counted_and_left_out() {
    let app = small().await;
    let measures = json!([
        {"fn": "sum", "field": "amount"}, {"fn": "max", "field": "amount"}, {"fn": "average", "field": "amount"},
        {"fn": "count", "field": "amount"},
    ]);
    let body = json!({"object": "thing", "group": [{"field": "kind"}], "measures": measures});
    let rows = app.machine().post("/query", body).await.ok()["rows"].clone();
    let euro = |amount: Json, without: usize| match without {
        0 => json!({"amount": amount, "currency": "EUR"}),
        n => json!({"amount": amount, "currency": "EUR", "without_rate": n}),
    };
    let row = |kind: &str, amount: Json, without: usize, count: usize| {
        json!([
            kind,
            euro(amount.clone(), without),
            euro(amount.clone(), without),
            euro(amount, without),
            count
        ])
    };
    let expected = [
        row("zebra", json!("0.01"), 1, 2),
        row("apple", json!("10.00"), 0, 1),
        row("mango", Json::Null, 1, 1),
    ];
    assert_eq!(rows, json!(expected));
}

#[tokio::test]
async fn the_largest_numbers_do_not_overflow() {
    let app = small().await;
    let large = (0..3).map(|_| {
        (
            "thing",
            json!({"name": "large", "rank": i64::MAX, "weight": "9223372036854775.807"}),
        )
    });
    engine::create(&app, large.collect()).await;
    let measures = json!([
        {"fn": "sum", "field": "rank"}, {"fn": "average", "field": "weight"}, {"fn": "max", "field": "rank"}, {"fn": "sum", "field": "weight"},
    ]);
    let body = json!({"object": "thing", "filter": "name == \"large\"", "measures": measures});
    let rows = app.machine().post("/query", body).await.ok()["rows"].clone();
    // The sum does not fit, which makes it missing; the average does.
    assert_eq!(rows, json!([[null, "9223372036854775.807", i64::MAX, null]]));
}

#[tokio::test]
async fn what_can_not_be_grouped_or_summed_is_refused_by_name() {
    let app = small().await;
    let machine = app.machine();
    let role = json!({"key": "some", "name": "Some", "permissions": {"objects": {
        "thing": {"read": "kind == \"zebra\"", "fields": {"rank": "hidden"}}}}});
    machine.post("/records/role", role).await.created();
    let some = app.user("Some", "some").await;
    for (who, body, code, pointer) in [
        (
            &machine,
            json!({"group": [{"field": "nonsense"}]}),
            "unknown_field",
            "/group/0/field",
        ),
        (
            &machine,
            json!({"group": [{"field": "kind"}, {"field": "amount"}]}),
            "wrong_type",
            "/group/1/field",
        ),
        (
            &machine,
            json!({"group": [{"field": "note"}]}),
            "wrong_type",
            "/group/0/field",
        ),
        (
            &machine,
            json!({"group": [{"field": "emails"}]}),
            "wrong_type",
            "/group/0/field",
        ),
        (
            &machine,
            json!({"group": [{"field": "friends"}]}),
            "wrong_type",
            "/group/0/field",
        ),
        (
            &machine,
            json!({"group": [{"field": "name", "by": "month"}]}),
            "wrong_type",
            "/group/0/field",
        ),
        (
            &machine,
            json!({"measures": [{"fn": "sum", "field": "name"}]}),
            "wrong_type",
            "/measures/0/field",
        ),
        (
            &machine,
            json!({"measures": [{"fn": "sum", "field": "day"}]}),
            "wrong_type",
            "/measures/0/field",
        ),
        (
            &machine,
            json!({"measures": [{"fn": "count", "field": "friends"}]}),
            "wrong_type",
            "/measures/0/field",
        ),
        (
            &machine,
            json!({"measures": [{"fn": "sum"}]}),
            "required",
            "/measures/0/field",
        ),
        (
            &machine,
            json!({"group": vec![json!({"field": "kind"}); 9]}),
            "too_many",
            "/group",
        ),
        (&machine, json!({"limit": 0}), "out_of_range", "/limit"),
        (&machine, json!({"limit": 10_001}), "out_of_range", "/limit"),
        (
            &some,
            json!({"group": [{"field": "rank"}]}),
            "unknown_field",
            "/group/0/field",
        ),
        (
            &some,
            json!({"measures": [{"fn": "sum", "field": "rank"}]}),
            "unknown_field",
            "/measures/0/field",
        ),
        (
            &some,
            json!({"group": [{"field": "place.name"}]}),
            "unknown_field",
            "/group/0/field",
        ),
        (
            &some,
            json!({"group": [{"field": "owner.name"}]}),
            "unknown_field",
            "/group/0/field",
        ),
    ] {
        let mut body = body;
        body["object"] = json!("thing");
        assert_eq!(
            who.post("/query", body.clone()).await.issue(),
            (code.to_owned(), pointer.to_owned()),
            "{body}"
        );
    }
    for (body, code) in [
        (json!({"object": "thing", "having": "nonsense > 1"}), "bad_filter"),
        (
            json!({"object": "thing", "having": "count == \"x\""}),
            "bad_filter",
        ),
        (json!({"object": "thing", "filter": "nonsense"}), "bad_filter"),
        (json!({"object": "thing", "sort": "-nonsense"}), "bad_sort"),
    ] {
        assert_eq!(
            machine.post("/query", body.clone()).await.refused(400),
            code,
            "{body}"
        );
    }
    for object in ["nonsense", "place"] {
        assert_eq!(
            some.post("/query", json!({"object": object})).await.refused(404),
            "not_found"
        );
    }
    for body in [
        json!({"object": "thing", "group": [{"field": "day", "by": "hour"}]}),
        json!({"object": "thing", "measures": [{"fn": "median"}]}),
    ] {
        assert_eq!(machine.post("/query", body).await.refused(422), "validation");
    }
    // Only what the caller may read is counted; where he can't see the target, the link has no label.
    let rows = some
        .post(
            "/query",
            json!({"object": "thing", "group": [{"field": "place"}]}),
        )
        .await
        .ok()["rows"]
        .clone();
    assert_eq!(
        (rows.as_array().unwrap().len(), &rows[0][0]["label"], &rows[0][1]),
        (1, &Json::Null, &json!(2))
    );
}
