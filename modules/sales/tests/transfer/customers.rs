//! The customers and orders of the sample shops, whole: what came in is found, goes out in three forms, and comes in again
//! elsewhere as it was.

use std::collections::BTreeMap;

use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::runs::{counts, import};
use crate::{app, count, data, example};

/// Each object with its fields, in the order in which they link. The employer of somebody comes with his employment.
const OBJECTS: [(&str, &str); 6] = [
    (
        "organization",
        "name,tags,external_ids,emails,phones,websites,addresses",
    ),
    (
        "person",
        "salutation,title,given_name,family_name,birth_date,emails,phones,addresses,tags,external_ids",
    ),
    (
        "party_relation",
        "kind,from_party,to_party,role,from_date,to_date,external_ids",
    ),
    ("x_product", ""),
    ("x_order", ""),
    ("x_order_line", ""),
];
/// The largest ones go out in one form only.
const LARGE: [&str; 2] = ["x_order", "x_order_line"];

/// A house with the objects of the shops.
async fn house() -> (TestApp, Client) {
    let app = app().await;
    let admin = app.admin().await;
    for object in ["x_product", "x_order", "x_order_line"] {
        let definition = example(&format!("{object}.json"));
        admin.post("/objects", definition).await.created();
    }
    (app, admin)
}

/// All records of an object by id, without what every house has of its own.
async fn all(client: &Client, object: &str) -> BTreeMap<String, Value> {
    let (mut all, mut query) = (BTreeMap::new(), json!({"limit": 200, "sort": "id"}));
    loop {
        let page = client
            .post(&format!("/records/{object}/list"), query.clone())
            .await
            .ok();
        for record in page["data"].as_array().unwrap() {
            let mut record = record.clone();
            for key in [
                "owner",
                "created_by",
                "updated_by",
                "created_at",
                "updated_at",
                "version",
            ] {
                record[key] = Value::Null;
            }
            all.insert(record["id"].as_str().unwrap().to_owned(), record);
        }
        match page["next"].as_str().and_then(|next| next.split_once("cursor=")) {
            Some((_, cursor)) => query["cursor"] = json!(cursor),
            None => return all,
        }
    }
}

/// The fields that an object of one's own was made with.
async fn own_fields(client: &Client, object: &str) -> String {
    let definition = client.get(&format!("/objects/{object}")).await.ok();
    let keys = definition["fields"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|field| field["key"].as_str());
    let own: Vec<&str> = keys
        .filter(|key| key.starts_with("x_") || *key == "external_ids")
        .collect();
    own.join(",")
}

async fn exported(app: &TestApp, client: &Client, object: &str, fields: &str, format: &str) -> Vec<u8> {
    let own = match fields {
        "" => own_fields(client, object).await,
        fields => fields.to_owned(),
    };
    let wish = json!({"object": object, "fields": own, "format": format});
    let made = client.post("/exports", wish).await.created();
    app.run_jobs().await;
    let path = format!("/exports/{}/file", made["id"].as_str().unwrap());
    client.get(&path).await.body
}

#[tokio::test]
async fn all_customers_and_their_orders_come_in_and_back() {
    if data("customers/northwind_customers.csv").is_none() {
        return;
    }
    let (app, admin) = house().await;
    for (file, map, object, rows) in [
        ("northwind_suppliers", "northwind_suppliers", "organization", 29),
        ("northwind_customers", "northwind_customers", "organization", 91),
        ("chinook_customers", "chinook_customers", "person", 59),
        ("northwind_products", "northwind_products", "x_product", 77),
        ("northwind_orders", "northwind_orders", "x_order", 830),
        (
            "northwind_order_lines",
            "northwind_order_lines",
            "x_order_line",
            2155,
        ),
    ] {
        let content = data(&format!("customers/{file}.csv")).unwrap();
        let map = json!({"map": example(&format!("{map}.json"))});
        let report = import(&app, &admin, object, &content, map).await;
        assert_eq!(counts(&report), [rows, 0, 0, 0], "{file}: {:#}", report["errors"]);
    }
    for (query, label) in [
        ("alfreds futter", "Alfreds Futterkiste"),
        ("luisg@embraer.com.br", "Luís Gonçalves"),
        ("goncalves", "Luís Gonçalves"),
        ("030 0074321", "Alfreds Futterkiste"),
        ("chai", "Chai"),
        ("biscuits specialty", "Specialty Biscuits, Ltd."),
    ] {
        let found = admin
            .get(&format!("/search?q={}", query.replace(' ', "%20")))
            .await
            .ok();
        let hits = found["data"].as_array().unwrap().iter();
        let labels: Vec<&str> = hits.filter_map(|hit| hit["label"].as_str()).collect();
        assert!(labels.contains(&label), "{query}: {labels:?}");
    }
    let mut was = BTreeMap::new();
    for (object, _) in OBJECTS {
        was.insert(object, all(&admin, object).await);
    }
    for format in ["csv", "xlsx", "jsonl"] {
        let (there, somebody) = house().await;
        let objects = || {
            OBJECTS
                .into_iter()
                .filter(|(object, _)| format == "csv" || !LARGE.contains(object))
        };
        for (object, fields) in objects() {
            let file = exported(&app, &admin, object, fields, format).await;
            let report = import(&there, &somebody, object, &file, Value::Null).await;
            let rows = count(&admin, object).await;
            assert_eq!(
                counts(&report),
                [rows, 0, 0, 0],
                "{object} {format}: {:#}",
                report["errors"]
            );
            assert_eq!(report["warnings"], 0, "{object} {format}: {:#}", report["errors"]);
        }
        for (object, _) in objects() {
            let is = all(&somebody, object).await;
            assert_eq!(is.len(), was[object].len(), "{object} {format}");
            for (id, record) in &was[object] {
                assert_eq!(is.get(id), Some(record), "{object} {format}");
            }
        }
    }
}
