//! Strings that broke other programs, through every field of text: imported, searched, exported, and imported again.

use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::app;
use crate::runs::{counts, import};

const STRINGS: &str = include_str!("../../../base/tests/http/naughty/blns.json");

/// An object with every kind of text, none of which is needed.
fn object() -> Value {
    let labels = |name: &str| json!({"en": name, "de": name});
    json!({"key": "x_thing", "labels": labels("Thing"), "plural": labels("Things"), "label": [["x_number"]], "fields": [
        {"key": "x_number", "labels": labels("Number"), "type": "text", "required": true},
        {"key": "x_line", "labels": labels("Line"), "type": "text", "searched": true},
        {"key": "x_long", "labels": labels("Long"), "type": "long_text"}]})
}

/// What things say, by their number.
async fn things(client: &Client) -> Vec<[Value; 3]> {
    let (mut all, mut query) = (Vec::new(), json!({"sort": "x_number", "limit": 200}));
    loop {
        let page = client.post("/records/x_thing/list", query.clone()).await.ok();
        for record in page["data"].as_array().unwrap() {
            all.push(["x_number", "x_line", "x_long"].map(|key| record[key].clone()));
        }
        match page["next"].as_str().and_then(|next| next.split_once("cursor=")) {
            Some((_, cursor)) => query["cursor"] = json!(cursor),
            None => return all,
        }
    }
}

async fn exported(app: &TestApp, client: &Client, format: &str) -> Vec<u8> {
    let wish = json!({"object": "x_thing", "fields": "x_number,x_line,x_long", "format": format});
    let made = client.post("/exports", wish).await.created();
    app.run_jobs().await;
    let path = format!("/exports/{}/file", made["id"].as_str().unwrap());
    client.get(&path).await.body
}

#[tokio::test]
async fn strings_that_broke_other_programs_go_in_and_out_and_are_searched() {
    let strings: Vec<String> = serde_json::from_str(STRINGS).unwrap();
    let app = app().await;
    let admin = app.admin().await;
    admin.post("/objects", object()).await.created();
    let mut lines = Vec::new();
    for (n, text) in strings.iter().enumerate() {
        let line = json!({"x_number": format!("{n:04}"), "x_line": text, "x_long": text});
        lines.push(line.to_string());
    }
    let report = import(&app, &admin, "x_thing", lines.join("\n").as_bytes(), Value::Null).await;
    let [created, _, _, failed] = counts(&report);
    assert_eq!(created + failed, strings.len() as i64);
    assert!(failed < 10, "{report:#}");
    let was = things(&admin).await;
    assert_eq!(was.len() as i64, created);
    // What came in is what was sent, but for space around it and characters that no text has.
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut same = 0;
    for [number, line, long] in &was {
        let sent = &strings[number.as_str().unwrap().parse::<usize>().unwrap()];
        for value in [line, long] {
            same += usize::from(plain(value.as_str().unwrap_or_default()) == plain(sent));
        }
    }
    assert!(same * 100 >= was.len() * 2 * 90, "{same} of {}", was.len() * 2);

    for format in ["csv", "xlsx", "jsonl"] {
        let file = exported(&app, &admin, format).await;
        let other = crate::app().await;
        let someone = other.admin().await;
        someone.post("/objects", object()).await.created();
        let report = import(&other, &someone, "x_thing", &file, Value::Null).await;
        assert_eq!(
            counts(&report),
            [created, 0, 0, 0],
            "{format}: {:#}",
            report["errors"]
        );
        for (was, is) in was.iter().zip(things(&someone).await) {
            assert_eq!(*was, is, "{format}");
        }
    }
    for text in strings.iter().filter(|text| !text.trim().is_empty()) {
        let query: String = text.chars().take(200).collect();
        let encoded: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let answer = admin.get(&format!("/search?q={encoded}")).await;
        assert_eq!(answer.status, 200, "{text:?}: {}", answer.text());
    }
}
