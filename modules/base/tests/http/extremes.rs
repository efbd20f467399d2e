//! The smallest and the largest of other values are values like them: dates are dates, also in filters, sorts and groups.

use kontor_records::rollups;
use kontor_testing::TestApp;
use serde_json::json;

use crate::engine;
use crate::fixture_filters as fixture;

#[tokio::test]
async fn the_smallest_and_largest_come_out_in_their_type() {
    let app = TestApp::with(vec![kontor_base::module(), fixture::module()]).await;
    let admin = app.admin().await;
    let places = ["Old", "New", "Empty"].map(|name| ("place", json!({"name": name})));
    let places = engine::create(&app, places.into()).await;
    let thing = |place: usize, day: &str, at: &str, span: i64, amount: &str| {
        let amount = json!({"amount": amount, "currency": "EUR"});
        (
            "thing",
            json!({"name": "t", "place": places[place].to_string(), "day": day, "at": at, "span": span, "rank": span,
            "weight": "1.125", "rate": "12.5", "amount": amount}),
        )
    };
    let things = vec![
        thing(0, "2020-02-29", "2020-02-29T10:00:00Z", 60, "10.50"),
        thing(0, "2021-01-01", "2021-01-01T10:00:00.250Z", 90, "7"),
        thing(1, "2026-03-01", "2026-03-01T09:00:00Z", 30, "1"),
    ];
    engine::create(&app, things).await;
    for (key, function, of) in [
        ("x_first_day", "min", "day"),
        ("x_last_day", "max", "day"),
        ("x_last_at", "max", "at"),
        ("x_longest", "max", "span"),
        ("x_rank", "max", "rank"),
        ("x_weight", "min", "weight"),
        ("x_rate", "max", "rate"),
        ("x_largest", "max", "amount"),
        ("x_after", "max", "after"),
    ] {
        let field = json!({"key": key, "labels": key, "type": "rollup", "object": "thing", "link": "place",
            "function": function, "field": of});
        admin.post("/objects/place/fields", field).await.created();
    }
    app.settle().await;
    rollups::run(&engine::workspace(&app).await).await.unwrap();
    let value = async |place: usize, key: &str| {
        let place = admin.get(&format!("/records/place/{}", places[place])).await.ok();
        assert!(place[key]["as_of"].is_string(), "{place}");
        place[key]["value"].clone()
    };
    assert_eq!(value(0, "x_first_day").await, "2020-02-29");
    assert_eq!(value(0, "x_last_day").await, "2021-01-01");
    assert_eq!(value(0, "x_last_at").await, "2021-01-01T10:00:00.250Z");
    assert_eq!(value(0, "x_longest").await, 90);
    assert_eq!(value(0, "x_rank").await, 90);
    assert_eq!(value(0, "x_weight").await, "1.125");
    assert_eq!(value(0, "x_rate").await, "12.50");
    assert_eq!(
        value(0, "x_largest").await,
        json!({"amount": "10.50", "currency": "EUR", "without_rate": 0}),
        "amounts are in the workspace's currency, like sums"
    );
    assert_eq!(
        value(0, "x_after").await,
        "2021-01-02",
        "of a formula it is what the formula gives"
    );
    assert_eq!(value(2, "x_last_day").await, json!(null));

    let names = async |filter: &str, sort: &str| -> Vec<String> {
        let list = json!({"filter": filter, "sort": sort, "fields": "name"});
        let page = admin.post("/records/place/list", list).await.ok();
        let records = page["data"].as_array().unwrap().iter();
        records
            .map(|place| place["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("x_last_day >= \"2026-01-01\"", "").await, ["New"]);
    assert_eq!(names("x_last_at < start_of(\"year\")", "").await, ["Old"]);
    assert_eq!(names("x_longest > duration(\"45s\")", "").await, ["Old"]);
    assert_eq!(names("", "-x_last_day").await, ["New", "Old", "Empty"]);
    assert_eq!(names("", "x_first_day").await, ["Old", "New", "Empty"]);

    let measures = json!([{"fn": "max", "field": "x_last_at"}, {"fn": "min", "field": "x_first_day"}, {"fn": "max", "field": "x_longest"}]);
    let groups = admin
        .post("/query", json!({"object": "place", "measures": measures}))
        .await
        .ok();
    assert_eq!(
        groups["rows"],
        json!([["2026-03-01T09:00:00.000Z", "2020-02-29", 90]])
    );
}
