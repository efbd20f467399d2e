//! Opportunities: how they begin, move through their pipeline, end and are opened again.

use kontor_records::Module;
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

const NOW: &str = "2026-03-02T08:00:00.000Z";
const DAY: i64 = 86_400;

async fn open() -> (TestApp, Client) {
    let app = TestApp::with(vec![kontor_base::module(), kontor_sales::module()]).await;
    let admin = app.admin().await;
    (app, admin)
}

fn path(record: &Value) -> String {
    format!("/records/opportunity/{}", record["id"].as_str().unwrap())
}

/// The first code and pointer of a refusal.
fn issue(answer: Value) -> (String, String) {
    let text = |member: &str| answer["errors"][0][member].as_str().unwrap().to_owned();
    (text("code"), text("pointer"))
}

#[tokio::test]
async fn it_begins_in_the_default_pipeline_with_the_name_of_the_organisation() {
    let (_app, admin) = open().await;
    let firm = admin
        .post("/records/organization", json!({"name": "Nordlicht GmbH"}))
        .await
        .created();
    let made = admin
        .post("/records/opportunity", json!({"organization": firm["id"]}))
        .await
        .created();
    assert_eq!(
        (&made["label"], &made["pipeline"]["label"]),
        (&json!("Nordlicht GmbH"), &json!("Sales"))
    );
    assert_eq!(
        (&made["stage"], &made["probability"]),
        (&json!("new"), &json!(10))
    );
    assert_eq!(
        (&made["stage_since"], &made["closed_at"]),
        (&json!(NOW), &Value::Null)
    );
    admin
        .post(
            "/records/opportunity",
            json!({"amount": {"amount": "1", "currency": "EUR"}}),
        )
        .await
        .expect(422);
    let overview = admin
        .get(&format!(
            "/records/organization/{}/overview",
            firm["id"].as_str().unwrap()
        ))
        .await
        .ok();
    let sections = overview["sections"].as_array().unwrap();
    let section = sections
        .iter()
        .find(|section| section["key"] == "opportunities")
        .unwrap();
    assert_eq!(section["data"][0]["id"], made["id"]);
}

#[tokio::test]
async fn winning_needs_an_amount_and_losing_a_reason() {
    let (_app, admin) = open().await;
    let made = admin
        .post("/records/opportunity", json!({"name": "A"}))
        .await
        .created();
    let won = admin
        .patch(&path(&made), json!({"stage": "won"}))
        .await
        .expect(422);
    assert_eq!(issue(won), ("required".to_owned(), "/amount".to_owned()));
    let lost = admin
        .patch(&path(&made), json!({"stage": "lost"}))
        .await
        .expect(422);
    assert_eq!(issue(lost), ("required".to_owned(), "/loss_reason".to_owned()));
    let gone = admin
        .patch(&path(&made), json!({"stage": "lost", "loss_reason": "price"}))
        .await
        .ok();
    assert_eq!(
        (&gone["probability"], &gone["closed_at"]),
        (&json!(0), &json!(NOW))
    );
    let again = admin
        .patch(&path(&made), json!({"stage": "proposal", "probability": 60}))
        .await
        .ok();
    assert_eq!(
        (&again["probability"], &again["closed_at"], &again["loss_reason"]),
        (&json!(60), &Value::Null, &Value::Null)
    );
    let paid = json!({"stage": "won", "amount": {"amount": "1200", "currency": "EUR"}});
    assert_eq!(admin.patch(&path(&made), paid).await.ok()["closed_at"], NOW);
    let unknown = admin
        .patch(&path(&made), json!({"stage": "paid"}))
        .await
        .expect(422);
    assert_eq!(issue(unknown), ("unknown_option".to_owned(), "/stage".to_owned()));
    admin
        .patch(&path(&made), json!({"closed_at": "2020-01-01T00:00:00Z"}))
        .await
        .expect(422);
}

#[tokio::test]
async fn undoing_a_reopening_brings_the_time_of_closing_back() {
    let (app, admin) = open().await;
    let values = json!({"name": "A", "stage": "lost", "loss_reason": "price"});
    let made = admin.post("/records/opportunity", values).await.created();
    app.advance(3600);
    let answer = admin.patch(&path(&made), json!({"stage": "new"})).await;
    let set = answer.header("Kontor-Change-Set").to_owned();
    admin.post(&format!("/undo/{set}"), json!({})).await.ok();
    let back = admin.get(&path(&made)).await.ok();
    for key in ["stage", "probability", "closed_at", "stage_since", "loss_reason"] {
        assert_eq!(back[key], made[key], "{key}");
    }
}

#[tokio::test]
async fn another_pipeline_begins_at_its_first_stage_unless_told() {
    let (_app, admin) = open().await;
    let stage =
        |key: &str, chance: u8| json!({"key": key, "labels": {"en": key, "de": key}, "probability": chance});
    let stages = json!([stage("asked", 20), stage("new", 5)]);
    let other = admin
        .post("/records/pipeline", json!({"name": "Renewals", "stages": stages}))
        .await
        .created();
    let made = admin
        .post("/records/opportunity", json!({"name": "A", "stage": "qualified"}))
        .await
        .created();
    let moved = admin
        .patch(&path(&made), json!({"pipeline": other["id"]}))
        .await
        .ok();
    assert_eq!(
        (&moved["stage"], &moved["probability"]),
        (&json!("asked"), &json!(20))
    );
    let same = admin
        .post("/records/opportunity", json!({"name": "B"}))
        .await
        .created();
    let moved = admin
        .patch(&path(&same), json!({"pipeline": other["id"]}))
        .await
        .ok();
    assert_eq!(
        (&moved["stage"], &moved["probability"]),
        (&json!("new"), &json!(5))
    );
}

#[tokio::test]
async fn a_stage_does_not_go_away_under_those_who_are_in_it() {
    let (_app, admin) = open().await;
    let made = admin
        .post("/records/opportunity", json!({"name": "A", "stage": "proposal"}))
        .await
        .created();
    let pipeline = format!("/records/pipeline/{}", made["pipeline"]["id"].as_str().unwrap());
    let mut stages = admin.get(&pipeline).await.ok()["stages"].clone();
    stages
        .as_array_mut()
        .unwrap()
        .retain(|stage| stage["key"] != "proposal");
    let answer = admin
        .patch(&pipeline, json!({"stages": stages}))
        .await
        .expect(422);
    assert_eq!(issue(answer), ("in_use".to_owned(), "/stages".to_owned()));
    admin.delete(&pipeline).await.expect(422);
    admin.patch(&path(&made), json!({"stage": "new"})).await.ok();
    admin.patch(&pipeline, json!({"stages": stages})).await.ok();
}

/// What is under way and what was won or lost, whatever the stages of a pipeline are called, in the workspace's
/// currency; amounts without a rate are told apart.
#[tokio::test]
async fn an_overview_sums_what_is_under_way_and_what_came_of_it() {
    let (app, admin) = open().await;
    let firm = admin
        .post("/records/organization", json!({"name": "Nordlicht"}))
        .await
        .created();
    let stage = |key: &str, kind: &str| json!({"key": key, "labels": {"en": key, "de": key}, "kind": kind});
    let rentals = json!({"name": "Rentals", "object": "opportunity",
        "stages": [stage("asked", "open"), stage("won", "open"), stage("rented", "won"), stage("gone", "lost")]});
    let rentals = admin.post("/records/pipeline", rentals).await.created();
    let money = |amount: &str, currency: &str| json!({"amount": amount, "currency": currency});
    for values in [
        json!({"amount": money("1000.50", "EUR")}),
        json!({"amount": money("500", "EUR"), "stage": "proposal"}),
        json!({"amount": money("700", "XPF")}),
        json!({}),
        json!({"amount": money("2000", "EUR"), "stage": "won"}),
        json!({"amount": money("30", "EUR"), "stage": "lost", "loss_reason": "price"}),
        // A stage of another pipeline that is called like one here, and means something else.
        json!({"amount": money("4", "EUR"), "pipeline": rentals["id"], "stage": "won"}),
        json!({"amount": money("5", "EUR"), "pipeline": rentals["id"], "stage": "rented"}),
    ] {
        let mut deal = json!({"organization": firm["id"]});
        deal.as_object_mut()
            .unwrap()
            .extend(values.as_object().unwrap().clone());
        app.machine().post("/records/opportunity", deal).await.created();
    }
    let path = format!("/records/organization/{}/overview", firm["id"].as_str().unwrap());
    let totals = admin.get(&path).await.ok()["totals"].clone();
    let sum =
        |amount: &str, missing: i64| json!({"amount": amount, "currency": "EUR", "without_rate": missing});
    for (key, count, sum) in [
        ("open_opportunities", 5, sum("1504.50", 1)),
        ("won_this_year", 2, sum("2005.00", 0)),
        ("lost_this_year", 1, sum("30.00", 0)),
    ] {
        assert_eq!(
            (&totals[key]["count"], &totals[key]["sum"]),
            (&json!(count), &sum),
            "{key}"
        );
        let list = json!({"filter": totals[key]["filter"], "count": "exact"});
        assert_eq!(
            admin.post("/records/opportunity/list", list).await.ok()["count"],
            count,
            "{key}"
        );
    }

    // Who may not see amounts is told how many there are.
    let role = json!({"key": "counter", "name": "Counter", "permissions": {"objects": {
        "organization": {"read": true}, "opportunity": {"read": true, "fields": {"amount": "hidden"}}}}});
    app.machine().post("/records/role", role).await.created();
    let totals = app.user("Cou", "counter").await.get(&path).await.ok()["totals"].clone();
    assert_eq!(
        (
            &totals["open_opportunities"]["count"],
            totals["open_opportunities"].get("sum")
        ),
        (&json!(5), None)
    );

    // What was won in a year is not won in the next.
    app.clock.advance_micros(365 * 24 * 3_600 * 1_000_000);
    let totals = admin.get(&path).await.ok()["totals"].clone();
    let counts = ["open_opportunities", "won_this_year"].map(|key| totals[key]["count"].as_i64());
    assert_eq!(counts, [Some(5), Some(0)]);
}

/// The module as it was when the reason of a loss had another key.
fn formerly() -> Module {
    let mut module = kontor_sales::module();
    let fields = module.objects.iter_mut().flat_map(|object| &mut object.fields);
    for field in fields.filter(|field| field.key == "loss_reason") {
        field.key = "lost_reason".to_owned();
        field.former_keys.clear();
    }
    for seed in &mut module.records {
        let text = seed.values.to_string().replace("loss_reason", "lost_reason");
        seed.values = serde_json::from_str(&text).unwrap();
    }
    module.behaviors.clear();
    module
}

#[tokio::test]
async fn a_database_from_before_a_key_was_changed_keeps_its_values() {
    let mut app = TestApp::with(vec![kontor_base::module(), formerly()]).await;
    let admin = app.admin().await;
    let pipelines = admin.get("/records/pipeline").await.ok();
    let values = json!({"name": "Roof", "pipeline": pipelines["data"][0]["id"], "stage": "lost", "lost_reason": "price"});
    let made = admin.post("/records/opportunity", values).await.created();
    assert_eq!(made["lost_reason"], "price");
    let view = json!({"name": "Dear", "object": "opportunity", "columns": ["name", "lost_reason"],
        "filter": "lost_reason == \"price\""});
    admin.post("/records/saved_view", view).await.created();

    app.upgrade(vec![kontor_base::module(), kontor_sales::module()])
        .await;
    let admin = app.as_seen_by(&admin);
    let now = admin.get(&path(&made)).await.ok();
    assert_eq!(
        (&now["loss_reason"], now.get("lost_reason")),
        (&json!("price"), None)
    );
    for key in ["loss_reason", "lost_reason"] {
        let found = admin
            .get(&format!("/records/opportunity?filter={key}%20==%20%22price%22"))
            .await
            .ok();
        assert_eq!(found["data"][0]["id"], made["id"], "{key}");
        let changed = admin.patch(&path(&made), json!({key: "budget"})).await;
        assert_eq!(changed.ok()["loss_reason"], "budget", "{key}");
        admin.patch(&path(&made), json!({key: "price"})).await.ok();
    }
    let view = admin.get("/records/saved_view").await.ok();
    assert_eq!(view["data"][0]["broken"], Value::Null);
    // The pipeline from then asks for it still.
    let next = admin
        .post("/records/opportunity", json!({"name": "Shed"}))
        .await
        .created();
    let lost = admin
        .patch(&path(&next), json!({"stage": "lost"}))
        .await
        .expect(422);
    assert_eq!(issue(lost), ("required".to_owned(), "/loss_reason".to_owned()));
    let history = admin.get(&format!("{}/history", path(&made))).await.ok();
    let first = history["data"].as_array().unwrap().last().unwrap();
    assert_eq!(first["changes"]["loss_reason"]["after"], "price");
}

#[tokio::test]
async fn it_says_until_when_it_may_stay_in_its_stage() {
    let (app, admin) = open().await;
    let [ship, crane] = ["Ship", "Crane"].map(|name| json!({"name": name}));
    let ship = admin.post("/records/opportunity", ship).await.created();
    admin.post("/records/opportunity", crane).await.created();
    let of = |record: Value| (record["stage_limit"].clone(), record["stage_due"].clone());
    assert_eq!(of(ship.clone()), (json!(14), json!("2026-03-16T08:00:00.000Z")));
    let stuck = async || {
        let list = admin
            .get("/records/opportunity?filter=stage_due%20%3C%20now()&sort=stage_due&fields=name")
            .await
            .ok();
        let names = list["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|record| record["name"].clone());
        names.collect::<Vec<Value>>()
    };
    app.advance(10 * DAY);
    assert_eq!(stuck().await, [""; 0]);
    let moved = admin
        .patch(&path(&ship), json!({"stage": "qualified"}))
        .await
        .ok();
    assert_eq!(of(moved), (json!(21), json!("2026-04-02T08:00:00.000Z")));
    app.advance(5 * DAY);
    assert_eq!(stuck().await, ["Crane"]);
    let closed = admin
        .patch(&path(&ship), json!({"stage": "lost", "loss_reason": "price"}))
        .await
        .ok();
    assert_eq!(of(closed), (Value::Null, Value::Null));
    let refused = admin.patch(&path(&ship), json!({"stage_due": NOW})).await;
    assert_eq!(refused.refused(422), "validation");

    // The pipeline allows less, then as long as one likes.
    let pipeline = format!("/records/pipeline/{}", ship["pipeline"]["id"].as_str().unwrap());
    let mut stages = admin.get(&pipeline).await.ok()["stages"].clone();
    admin.patch(&path(&ship), json!({"stage": "new"})).await.ok();
    stages[0]["max_days"] = json!(3);
    let changed = admin.patch(&pipeline, json!({"stages": stages})).await;
    changed.ok();
    app.run_jobs().await;
    assert_eq!(
        of(admin.get(&path(&ship)).await.ok()),
        (json!(3), json!("2026-03-20T08:00:00.000Z"))
    );
    app.advance(4 * DAY);
    assert_eq!(stuck().await, ["Crane", "Ship"]);
    admin
        .post(&format!("/undo/{}", changed.change_set()), json!({}))
        .await
        .ok();
    app.run_jobs().await;
    assert_eq!(
        of(admin.get(&path(&ship)).await.ok()),
        (json!(14), json!("2026-03-31T08:00:00.000Z"))
    );
    stages[0].as_object_mut().unwrap().remove("max_days");
    admin.patch(&pipeline, json!({"stages": stages})).await.ok();
    app.run_jobs().await;
    assert_eq!(of(admin.get(&path(&ship)).await.ok()), (Value::Null, Value::Null));
}
