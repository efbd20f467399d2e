//! A published set goes in, is found, goes out, and comes in again elsewhere as it was.

use axum::http::Method;
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::runs::{counts, import, run, upload};
use crate::{app, count, data};

/// The records of an object, without what differs from one workspace to the next.
async fn all(client: &Client, object: &str, fields: &str) -> Vec<Value> {
    let (mut all, mut query) = (Vec::new(), json!({"fields": fields, "limit": 200, "sort": "id"}));
    loop {
        let page = client
            .post(&format!("/records/{object}/list"), query.clone())
            .await
            .ok();
        all.extend(page["data"].as_array().unwrap().iter().cloned());
        match page["next"].as_str().and_then(|next| next.split_once("cursor=")) {
            Some((_, cursor)) => query["cursor"] = json!(cursor),
            None => break,
        }
    }
    all.iter_mut().for_each(|record| {
        let record = record.as_object_mut().unwrap();
        record.retain(|key, _| fields.split(',').any(|field| field == key));
    });
    all.sort_by_key(Value::to_string);
    all
}

async fn exported(app: &TestApp, client: &Client, object: &str, fields: &str) -> Vec<u8> {
    let wish = json!({"object": object, "fields": fields, "format": "csv"});
    let made = client.post("/exports", wish).await.created();
    app.run_jobs().await;
    let path = format!("/exports/{}/file", made["id"].as_str().unwrap());
    client.get(&path).await.body
}

/// Everything a set has becomes fields of an object of one's own.
#[tokio::test]
async fn restaurants_come_in_and_back() {
    const ROWS: i64 = 864;
    let Some(file) = data("linkage/restaurant-nophone.csv") else {
        return;
    };
    let labels = |name: &str| json!({"en": name, "de": name});
    let object = json!({"key": "x_thing", "labels": labels("Thing"), "plural": labels("Things"),
        "label": [["x_number"]], "fields": [
            {"key": "x_number", "labels": labels("Number"), "type": "text", "required": true, "searched": true}]});
    let app = app().await;
    let admin = app.admin().await;
    admin.post("/objects", object.clone()).await.created();
    let made = upload(&admin, "x_thing", &file, Value::Null).await.created();
    let path = format!("/imports/{}", made["id"].as_str().unwrap());
    let numbered = made["columns"][0]["name"].as_str().unwrap().to_owned();
    let map = json!({"map": {"columns": {numbered: "x_number"}}});
    admin.patch(&path, map).await.ok();
    let made = admin.post(&format!("{path}/fields"), json!({})).await.ok();
    let fields: Vec<String> = made["columns"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|column| column["target"].as_str())
        .filter_map(|target| target.strip_prefix("x_thing."))
        .map(str::to_owned)
        .collect();
    assert_eq!(
        fields.len(),
        made["columns"].as_array().unwrap().len(),
        "{made:#}"
    );
    let fields = fields.join(",");
    let report = run(&app, &admin, &made, "").await;
    assert_eq!(counts(&report), [ROWS, 0, 0, 0], "{:#}", report["errors"]);
    assert_eq!(report["ignored_columns"], json!([]));
    let hits = admin.get("/search?q=arnie%20morton").await.ok();
    assert!(!hits["data"].as_array().unwrap().is_empty());
    let things = all(&admin, "x_thing", &fields).await;

    let file = exported(&app, &admin, "x_thing", &fields).await;
    let definition = admin.get("/objects/x_thing").await.ok();
    let other = crate::app().await;
    let someone = other.admin().await;
    someone.post("/objects", object).await.created();
    for field in definition["fields"].as_array().unwrap() {
        let wanted = field["key"].as_str().unwrap();
        if fields.split(',').any(|key| key == wanted) && wanted != "x_number" {
            let mut new = json!({"key": wanted, "labels": field["labels"], "type": field["type"]});
            if !field["scale"].is_null() {
                new["scale"] = field["scale"].clone();
            }
            someone
                .send(
                    Method::POST,
                    "/objects/x_thing/fields",
                    &[("Content-Type", "application/json")],
                    Some(new.to_string().into_bytes()),
                )
                .await
                .created();
        }
    }
    let report = import(&other, &someone, "x_thing", &file, Value::Null).await;
    assert_eq!(counts(&report), [ROWS, 0, 0, 0], "{:#}", report["errors"]);
    assert_eq!(all(&someone, "x_thing", &fields).await, things);
    assert_eq!(count(&someone, "x_thing").await, ROWS);
}
