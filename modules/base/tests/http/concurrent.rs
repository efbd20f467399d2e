//! Random edits of one record by many at the same moment: what was acknowledged is there, unless somebody later was
//! acknowledged with another value; what was refused left nothing.

use std::collections::BTreeSet;

use kontor_testing::{Answer, Client};
use serde_json::{Map, Value, json};

use crate::engine::Random;
use crate::fixture::{make, open, path, patiently};

const ROUNDS: usize = 12;
const EDITORS: usize = 8;
const FIELDS: [&str; 4] = ["name", "count", "stars", "notes"];

/// Some fields with values that clash now and then, and one more tag, or one tag less.
fn edit(random: &mut Random) -> Map<String, Value> {
    let mut edit = Map::new();
    for field in FIELDS {
        if random.percent(40) {
            let n = 1 + random.below(3);
            let value = match field {
                "name" | "notes" => json!(format!("{field} {n}")),
                _ => json!(n),
            };
            edit.insert(field.to_owned(), value);
        }
    }
    if random.percent(50) {
        let tags = match random.percent(80) {
            true => json!(["a", "b", format!("t{}", random.below(6))]),
            false => json!(["b"]),
        };
        edit.insert("tags".to_owned(), tags);
    }
    edit
}

#[tokio::test]
async fn what_is_acknowledged_is_never_lost() {
    let (_app, admin) = open().await;
    let mut random = Random::new();
    for round in 0..ROUNDS {
        let gadget = make(&admin, "gadget", json!({"name": "start", "tags": ["a", "b"]})).await;
        let sent: Vec<_> = (0..EDITORS)
            .map(|_| {
                let (edit, blind) = (edit(&mut random), random.percent(25));
                let (admin, path) = (admin.clone(), path(&gadget));
                tokio::spawn(async move {
                    let body = Value::Object(edit.clone());
                    // Most have seen the first version; some don't say what they have seen.
                    let answer = match blind {
                        false => patiently(|| admin.patch_version(&path, 1, body.clone())).await,
                        true => patiently(|| admin.patch(&path, body.clone())).await,
                    };
                    (edit, blind, answer)
                })
            })
            .collect();
        let mut accepted: Vec<(i64, Map<String, Value>, bool)> = Vec::new();
        for one in sent {
            let (edit, blind, answer): (_, _, Answer) = one.await.unwrap();
            match answer.status {
                200 => accepted.push((answer.json()["version"].as_i64().unwrap(), edit, blind)),
                _ => assert_eq!(answer.refused(412), "version_conflict", "round {round}"),
            }
        }
        accepted.sort_by_key(|(version, _, _)| *version);
        let now = admin.get(&path(&gadget)).await.ok();
        let last = accepted.last().map_or(1, |(version, _, _)| *version);
        assert_eq!(now["version"], last, "round {round}: nobody else wrote");

        let mut expected = gadget.as_object().unwrap().clone();
        let mut tags: BTreeSet<String> = ["a", "b"].map(str::to_owned).into();
        for (_, edit, blind) in accepted {
            for field in FIELDS {
                if let Some(value) = edit.get(field) {
                    expected.insert(field.to_owned(), value.clone());
                }
            }
            let Some(list) = edit.get("tags") else { continue };
            let list: BTreeSet<String> = serde_json::from_value(list.clone()).unwrap();
            if blind {
                tags = list;
                continue;
            }
            // Against the first version it is an addition or a removal.
            tags.extend(list.iter().filter(|tag| tag.starts_with('t')).cloned());
            if !list.contains("a") {
                tags.remove("a");
            }
        }
        for field in FIELDS {
            assert_eq!(now[field], expected[field], "round {round}: {field}");
        }
        let shown: BTreeSet<String> = serde_json::from_value(now["tags"].clone()).unwrap();
        assert_eq!(shown, tags, "round {round}");
    }
}

/// How many write at the same moment.
const CROWD: usize = 64;

/// What all of them are answered, in the order of their numbers.
async fn all_at_once<F>(admin: &Client, send: impl Fn(Client, usize) -> F) -> Vec<Answer>
where
    F: Future<Output = Answer> + Send + 'static,
{
    let sent: Vec<_> = (0..CROWD).map(|n| tokio::spawn(send(admin.clone(), n))).collect();
    let mut answers = Vec::new();
    for one in sent {
        answers.push(one.await.unwrap());
    }
    answers
}

#[tokio::test]
async fn nobody_is_turned_away_from_a_record_all_want_to_change() {
    let (_app, admin) = open().await;
    let gadget = make(&admin, "gadget", json!({"name": "start"})).await;
    let path = path(&gadget);
    let answers = all_at_once(&admin, |client, n| {
        let path = path.clone();
        async move { client.patch(&path, json!({"name": format!("name {n}")})).await }
    })
    .await;
    for answer in answers {
        answer.ok();
    }
    assert_eq!(admin.get(&path).await.ok()["version"], 1 + CROWD);

    let answers = all_at_once(&admin, |client, n| {
        let (path, edit) = (path.clone(), json!({"tags": [format!("t{}", n % 40)]}));
        async move { client.patch_version(&path, 1, edit).await }
    })
    .await;
    for answer in answers {
        answer.ok();
    }
    let now = admin.get(&path).await.ok();
    assert_eq!(now["tags"].as_array().unwrap().len(), 40, "each added its own");
}

#[tokio::test]
async fn running_numbers_and_unique_values_are_given_to_a_whole_crowd() {
    let (_app, admin) = open().await;
    let answers = all_at_once(&admin, |client, n| async move {
        let body = json!({"name": "offer", "code": format!("c{n}")});
        client.post("/records/offer", body).await
    })
    .await;
    let numbers: BTreeSet<String> = answers
        .into_iter()
        .map(|answer| answer.created()["number"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(numbers.len(), CROWD);
    assert_eq!(numbers.first().map(String::as_str), Some("OF-0001"));
    assert_eq!(numbers.last().map(String::as_str), Some("OF-0064"));
}
