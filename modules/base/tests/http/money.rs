//! Money in several currencies: what is computed over amounts names its currency and what is not in it, and follows the
//! rates of the workspace.

use kontor_records::rollups;
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::fixture::{eur, id, make, open, path};

fn amount(amount: &str, currency: &str) -> Value {
    json!({"amount": amount, "currency": currency})
}

fn sum(amount: Option<&str>, currency: &str, without_rate: i64) -> Value {
    json!({"amount": amount, "currency": currency, "without_rate": without_rate})
}

async fn settle(app: &TestApp, admin: &Client, settings: Value) {
    admin.patch("/settings", settings).await.ok();
    app.run_jobs().await;
}

/// What an offer says of its lines, and an organisation of its offers.
async fn sums(app: &TestApp, admin: &Client, offer: &Value, firm: &Value) -> [Value; 4] {
    app.settle().await;
    let workspace = app.app.workspace("main").await.unwrap();
    rollups::run(&workspace).await.unwrap();
    let offer = admin.get(&path(offer)).await.ok();
    let firm = admin.get(&path(firm)).await.ok();
    [
        offer["net"].clone(),
        offer["largest"].clone(),
        offer["gross"].clone(),
        firm["x_offered"]["value"].clone(),
    ]
}

/// An offer over 100 EUR and 200 CHF for an organisation that adds its offers up.
async fn two_currencies() -> (TestApp, Client, Value, Value) {
    let (app, admin) = open().await;
    let field = json!({"key": "x_offered", "labels": "Offered", "type": "rollup", "object": "offer",
        "link": "organization", "function": "sum", "field": "net"});
    admin.post("/objects/organization/fields", field).await.created();
    let firm = make(&admin, "organization", json!({"name": "Nordlicht"})).await;
    let offer = make(
        &admin,
        "offer",
        json!({"name": "Roof", "organization": firm["id"]}),
    )
    .await;
    for price in [amount("100", "EUR"), amount("200", "CHF")] {
        make(
            &admin,
            "offer_line",
            json!({"offer": offer["id"], "amount": price}),
        )
        .await;
    }
    (app, admin, offer, firm)
}

#[tokio::test]
async fn a_sum_says_what_is_not_in_it() {
    let (app, admin, offer, firm) = two_currencies().await;
    let missing = sum(Some("100.00"), "EUR", 1);
    assert_eq!(
        sums(&app, &admin, &offer, &firm).await,
        [missing.clone(), missing.clone(), json!("119.00"), missing.clone()]
    );
    // Of amounts that can't be converted the sum is not known; of none it is nothing.
    let foreign = make(&admin, "offer", json!({"name": "Shed"})).await;
    assert_eq!(
        (&foreign["net"], &foreign["largest"]),
        (&eur("0.00"), &json!(null))
    );
    let line = json!({"offer": foreign["id"], "amount": amount("5", "CHF")});
    make(&admin, "offer_line", line).await;
    let foreign = admin.get(&path(&foreign)).await.ok();
    assert_eq!(foreign["net"], sum(None, "EUR", 1));
    assert_eq!(foreign["gross"], json!(null));
    // A group of such sums adds up what is missing.
    let query = json!({"object": "offer", "measures": [{"fn": "sum", "field": "net"}]});
    let rows = admin.post("/query", query).await.ok()["rows"].clone();
    assert_eq!(rows, json!([[sum(Some("100.00"), "EUR", 2)]]));
    let found = admin
        .get("/records/offer?filter=net%20%3E%2099&sort=-net")
        .await
        .ok();
    assert_eq!(id(&found["data"][0]), id(&offer));
}

#[tokio::test]
async fn a_rate_counts_for_amounts_that_are_there_already() {
    let (app, admin, offer, firm) = two_currencies().await;
    let lines = async |filter: &str| {
        let wanted = json!({"filter": filter});
        let page = admin.post("/records/offer_line/list", wanted).await.ok();
        page["data"].as_array().unwrap().len()
    };
    assert_eq!(lines("amount > 150").await, 0);
    settle(&app, &admin, json!({"rates": {"CHF": {"2030-01-01": "0.9"}}})).await;
    let (net, largest) = (eur("280.00"), eur("180.00"));
    let whole = [net.clone(), largest, json!("333.20"), net];
    assert_eq!(sums(&app, &admin, &offer, &firm).await, whole);
    assert_eq!(lines("amount > 150").await, 1);
    // The rate of the day on which the amount was set counts, whatever happened to the record since.
    app.advance(3 * 24 * 60 * 60);
    let found = json!({"filter": "amount.currency == \"CHF\""});
    let line = admin.post("/records/offer_line/list", found).await.ok()["data"][0].clone();
    admin.patch(&path(&line), json!({"name": "Tiles"})).await.ok();
    let today = Value::clone(&admin.get(&path(&line)).await.ok()["updated_at"]);
    let today = &today.as_str().unwrap()[..10];
    let rates = json!({"rates": {"CHF": {"2030-01-01": null, "2020-01-01": "0.5", today: "0.8"}}});
    settle(&app, &admin, rates).await;
    assert_eq!(sums(&app, &admin, &offer, &firm).await[0], eur("200.00"));
    settle(&app, &admin, json!({"rates": {"CHF": null}})).await;
    assert_eq!(
        sums(&app, &admin, &offer, &firm).await[0],
        sum(Some("100.00"), "EUR", 1)
    );
}

#[tokio::test]
async fn another_currency_of_the_workspace_is_another_value_of_all_amounts() {
    let (app, admin, offer, firm) = two_currencies().await;
    let rates = json!({"currency": "CHF", "rates": {"EUR": {"2020-01-01": "1.1"}}});
    settle(&app, &admin, rates).await;
    let (net, largest) = (sum(Some("310.00"), "CHF", 0), sum(Some("200.00"), "CHF", 0));
    let whole = [net.clone(), largest, json!("368.90"), net];
    assert_eq!(sums(&app, &admin, &offer, &firm).await, whole);
    // Amounts are as they were entered, and nothing of it is a change of theirs.
    let lines = admin
        .get("/records/offer_line?sort=amount&fields=amount,version")
        .await
        .ok();
    let amounts: Vec<&Value> = lines["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["amount"])
        .collect();
    assert_eq!(amounts, [&amount("100.00", "EUR"), &amount("200.00", "CHF")]);
    assert_eq!(lines["data"][0]["version"], 1);
    let query = json!({"object": "offer_line", "measures": [{"fn": "sum", "field": "amount"}]});
    let rows = admin.post("/query", query).await.ok()["rows"].clone();
    assert_eq!(rows, json!([[amount("310.00", "CHF")]]));
}
