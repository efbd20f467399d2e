//! What a server tells of all that it holds, and whether another tells the same of it. What is told besides is allowed:
//! a newer version knows more. What is gone or other is not.

use std::time::{Duration, Instant};

use kontor_proof::{Client, Result};
use serde_json::{Map, Value, json};

/// Depends on when it is asked, or is opaque: the way to the next page, figures of this year, the moment of a total. How alike
/// two records are, and how near a hit is, each version judges anew; which they are does not change.
const PASSING: [&str; 9] = [
    "next",
    "won_this_year",
    "lost_this_year",
    "as_of",
    "last_used_at",
    "at_job",
    "score",
    "verdict",
    "reasons",
];
/// What the program brings along, which older versions were asked for: it is no part of what they held, and gets better.
pub const SHIPPED: &str = "/import_plans";
/// By which the elements of a list are told apart.
const KEYS: [&str; 4] = ["id", "key", "seq", "user"];
/// Of each object so many records are looked at from all sides.
const LOOKED_AT: usize = 3;
/// Words that are looked for.
const SEARCHES: [&str; 6] = [
    "adler",
    "müller",
    "mueller",
    "\"first offer\"",
    "berg",
    "+49 40 123456",
];
/// An export that is not there by then does not come.
const PATIENCE: Duration = Duration::from_secs(60);

/// What somebody is told, by the question.
pub async fn all(client: &mut Client, exports: bool) -> Result<Map<String, Value>> {
    let mut told = Map::new();
    let objects = ask(client, "/objects", &mut told).await?;
    let objects: Vec<String> = list(&objects)
        .iter()
        .filter_map(|object| text(&object["key"]))
        .collect();
    for path in ["/settings", "/me", "/duplicates?object=person"] {
        ask(client, path, &mut told).await?;
    }
    for object in &objects {
        ask(client, &format!("/objects/{object}"), &mut told).await?;
        let path = format!("/records/{object}?limit=200&sort=id&trash=with");
        let records = ask(client, &path, &mut told).await?;
        let ids = list(&records).iter().filter_map(|record| text(&record["id"]));
        for id in ids.take(LOOKED_AT).collect::<Vec<_>>() {
            for view in ["history", "overview", "timeline", "access"] {
                ask(client, &format!("/records/{object}/{id}/{view}"), &mut told).await?;
            }
        }
        if exports {
            told.insert(format!("export of {object}"), export(client, object).await?);
        }
    }
    for words in SEARCHES {
        let path = format!("/search?limit=20&q={}", escaped(words));
        ask(client, &path, &mut told).await?;
    }
    Ok(told)
}

async fn ask(client: &mut Client, path: &str, told: &mut Map<String, Value>) -> Result<Value> {
    let answer = client.get(&format!("/api/v1{path}")).await?;
    let (status, body) = (answer.status.as_u16(), answer.json());
    // The words of a refusal may be others; that it is one may not.
    let kept = if answer.status.is_success() {
        body.clone()
    } else {
        body["code"].clone()
    };
    told.insert(path.to_owned(), json!({"status": status, "body": kept}));
    Ok(body)
}

/// The lines of an export.
async fn export(client: &mut Client, object: &str) -> Result<Value> {
    let wish = json!({"object": object, "format": "jsonl", "sort": "id"});
    let begun = client.post("/api/v1/exports", &wish).await?.ok()?;
    let path = format!("/api/v1/exports/{}", text(&begun["id"]).unwrap_or_default());
    let since = Instant::now();
    while since.elapsed() < PATIENCE {
        let export = client.get(&path).await?.ok()?;
        if export["state"] == "done" {
            let file = client.get(&format!("{path}/file")).await?;
            let lines = String::from_utf8(file.body.to_vec())?;
            let lines: Result<Vec<Value>, _> = lines.lines().map(serde_json::from_str).collect();
            return Ok(Value::Array(lines?));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Err(format!("the export of {object} does not come").into())
}

fn list(answer: &Value) -> &[Value] {
    let list = answer.as_array().or_else(|| answer["data"].as_array());
    list.map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn escaped(words: &str) -> String {
    words.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Where what is told now lacks something of what was told, or tells it otherwise.
pub fn differences(was: &Value, is: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(was, is, "", &mut found);
    found
}

fn compare(was: &Value, is: &Value, at: &str, found: &mut Vec<String>) {
    match (was, is) {
        (Value::Object(was), Value::Object(is)) => {
            for (key, was) in was.iter().filter(|(key, _)| !PASSING.contains(&key.as_str())) {
                compare(
                    was,
                    is.get(key).unwrap_or(&Value::Null),
                    &format!("{at} {key}"),
                    found,
                );
            }
        }
        (Value::Array(was), Value::Array(is)) => compare_lists(was, is, at, found),
        _ if was == is => {}
        _ => found.push(format!("{at}: {was} is {is}")),
    }
}

/// Each element is there, and in the order in which they were.
fn compare_lists(was: &[Value], is: &[Value], at: &str, found: &mut Vec<String>) {
    let mut from = 0;
    for element in was {
        let key = KEYS
            .iter()
            .find(|key| element.get(**key).is_some_and(|value| !value.is_null()));
        let same = |other: &Value| match key {
            Some(key) => other[*key] == element[*key],
            None => differences(element, other).is_empty(),
        };
        let Some(place) = is[from..].iter().position(same) else {
            let name = key.map_or(element, |key| &element[*key]);
            found.push(format!("{at}: {name} is missing, or in another place"));
            continue;
        };
        let place = from + place;
        if let Some(key) = key {
            compare(element, &is[place], &format!("{at} {}", element[*key]), found);
        }
        from = place + 1;
    }
}
