//! Random edits of one record by many at the same moment: what was acknowledged is there, unless somebody later was
//! acknowledged with another value; what was refused left nothing.

use std::collections::BTreeSet;

use kontor_testing::Answer;
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
