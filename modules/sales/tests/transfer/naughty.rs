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
        {"key": "x_long", "labels": labels("Long"), "type": "long_text"},
        {"key": "x_rich", "labels": labels("Rich"), "type": "rich_text"},
        {"key": "x_mails", "labels": labels("Mails"), "type": "email"},
        {"key": "x_phones", "labels": labels("Phones"), "type": "phone"},
        {"key": "x_pages", "labels": labels("Pages"), "type": "url"},
        {"key": "x_nets", "labels": labels("Networks"), "type": "social"},
        {"key": "x_places", "labels": labels("Places"), "type": "address"},
        {"key": "x_json", "labels": labels("Json"), "type": "json"}]})
}

/// The fields that hold text, in some form.
const FIELDS: [&str; 11] = [
    "x_number", "x_line", "x_long", "x_rich", "x_mails", "x_phones", "x_pages", "x_nets", "x_places",
    "x_json", "tags",
];

/// A thing that says a text wherever one can be said: as a value, in parts, in labels.
fn thing(n: usize, text: &str) -> Value {
    let labelled = |value: &str| json!([{"value": value, "label": text}]);
    json!({"x_number": format!("{n:04}"), "x_line": text, "x_long": text, "x_rich": text, "x_mails": labelled("a@x.example"),
        "x_phones": labelled("+49 40 1234567"), "x_pages": labelled("https://x.example"), "x_nets": labelled("@adler"),
        "x_places": [{"street": text, "city": text, "region": text}], "x_json": [text], "tags": [text]})
}

/// What things say, by their number.
async fn things(client: &Client) -> Vec<Vec<Value>> {
    let (mut all, mut query) = (Vec::new(), json!({"sort": "x_number", "limit": 200}));
    loop {
        let page = client.post("/records/x_thing/list", query.clone()).await.ok();
        for record in page["data"].as_array().unwrap() {
            all.push(FIELDS.map(|key| record[key].clone()).to_vec());
        }
        match page["next"].as_str().and_then(|next| next.split_once("cursor=")) {
            Some((_, cursor)) => query["cursor"] = json!(cursor),
            None => return all,
        }
    }
}

async fn exported(app: &TestApp, client: &Client, format: &str) -> Vec<u8> {
    let wish = json!({"object": "x_thing", "fields": FIELDS.join(","), "format": format});
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
        lines.push(thing(n, text).to_string());
    }
    // What a field can't hold is left out and told, and costs nobody the rest.
    let columns = FIELDS.iter().filter(|key| **key != "x_number");
    let map = columns.map(|key| ((*key).to_owned(), json!({"field": key, "optional": true})));
    let map =
        json!({"map": Value::Object(map.chain([("x_number".to_owned(), json!("x_number"))]).collect())});
    let report = import(&app, &admin, "x_thing", lines.join("\n").as_bytes(), map).await;
    let created = strings.len() as i64;
    assert_eq!(counts(&report), [created, 0, 0, 0], "{report:#}");
    let was = things(&admin).await;
    // What came in is what was sent, but for space around it and characters that no text has.
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let kept = |at: usize, text: &dyn Fn(&Value) -> Value| {
        let same = was.iter().filter(|thing| {
            let sent = &strings[thing[0].as_str().unwrap().parse::<usize>().unwrap()];
            plain(text(&thing[at]).as_str().unwrap_or_default()) == plain(sent)
        });
        same.count() * 100 / was.len()
    };
    let (itself, label) = (
        |value: &Value| value.clone(),
        |value: &Value| value[0]["label"].clone(),
    );
    for (at, text, percent) in [
        (1, &itself as &dyn Fn(&Value) -> Value, 90),
        (2, &itself, 90),
        (4, &label, 80),
        (5, &label, 80),
        (6, &label, 80),
        (8, &|value: &Value| value[0]["street"].clone(), 90),
        (9, &|value: &Value| value[0].clone(), 90),
        (10, &|value: &Value| value[0].clone(), 80),
    ] {
        assert!(kept(at, text) >= percent, "{}: {} %", FIELDS[at], kept(at, text));
    }

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
    // Whatever has a word is found by its beginning.
    let (mut asked, mut found) = (0, 0);
    for text in strings.iter().filter(|text| !text.trim().is_empty()) {
        let query: String = text.chars().take(200).collect();
        let encoded: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let answer = admin.get(&format!("/search?q={encoded}")).await;
        assert_eq!(answer.status, 200, "{text:?}: {}", answer.text());
        if text.chars().filter(|ch| ch.is_alphabetic()).count() >= 3 {
            asked += 1;
            found += usize::from(!answer.json()["data"].as_array().unwrap().is_empty());
        }
    }
    assert!(asked > 300 && found * 100 >= asked * 90, "{found} of {asked}");
}
