//! Search as it is asked over HTTP: what is found however it is spelt, and never what the caller may not read.

use kontor_testing::{Client, TestApp};
use serde_json::{Value as Json, json};

use crate::engine;

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn search(user: &Client, words: &str, more: &str) -> Json {
    user.get(&format!("/search?q={}{more}", encoded(words)))
        .await
        .ok()
}

fn labels(found: &Json) -> Vec<&str> {
    let mut labels: Vec<&str> = found["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| hit["label"].as_str().unwrap())
        .collect();
    labels.sort_unstable();
    labels
}

async fn people(app: &TestApp) {
    let people = [
        json!({"given_name": "Änne", "family_name": "Müller-Weiß", "emails": ["Aenne.Mueller@firma.example"], "phones": ["040/1234-567"]}),
        json!({"given_name": "Jörg", "family_name": "Groß", "emails": ["jg@anders.example"], "phones": ["+49 30 555 0000"]}),
        json!({"emails": ["nur.mail@firma.example"]}),
    ];
    engine::create(app, people.map(|person| ("person", person)).into()).await;
    engine::create(app, vec![("organization", json!({"name": "Müller Maschinen"}))]).await;
}

#[tokio::test]
async fn a_record_is_found_however_its_words_are_spelt() {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    people(&app).await;
    for words in [
        "müller-weiß",
        "MULLER weiss",
        "mueller",
        "Müll",
        "Änne",
        "anne mull",
        "weiß",
    ] {
        assert!(
            labels(&search(&admin, words, "&objects=person").await).contains(&"Änne Müller-Weiß"),
            "{words}"
        );
    }
    for number in [
        "040 1234567",
        "+49 40 1234567",
        "0049401234567",
        "(040) 123 45 67",
        "1234567",
    ] {
        assert_eq!(
            labels(&search(&admin, number, "").await),
            ["Änne Müller-Weiß"],
            "{number}"
        );
    }
    for address in ["aenne.mueller@firma.example", "AENNE.MUELLER@FIRMA.EXAMPLE"] {
        assert_eq!(
            labels(&search(&admin, address, "").await),
            ["Änne Müller-Weiß"],
            "{address}"
        );
    }
    assert_eq!(labels(&search(&admin, "gross", "").await), ["Jörg Groß"]);
    assert_eq!(
        labels(&search(&admin, "nur.mail@firma.example", "").await),
        ["nur.mail@firma.example"]
    );
    assert_eq!(labels(&search(&admin, "zzzzz", "").await), [""; 0]);
}

#[tokio::test]
async fn a_hit_tells_what_it_is_and_where_it_matched() {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    people(&app).await;
    let found = search(&admin, "müller", "").await;
    assert_eq!(labels(&found), ["Müller Maschinen", "Änne Müller-Weiß"]);
    for hit in found["data"].as_array().unwrap() {
        let path = format!(
            "/records/{}/{}",
            hit["object"].as_str().unwrap(),
            hit["id"].as_str().unwrap()
        );
        assert_eq!(admin.get(&path).await.ok()["label"], hit["label"]);
        assert!(hit["score"].is_number(), "{hit}");
        for matched in hit["matches"].as_array().unwrap() {
            let length = matched["text"].as_str().unwrap().encode_utf16().count() as u64;
            for range in matched["ranges"].as_array().unwrap() {
                assert!(
                    range[0].as_u64().unwrap() < range[1].as_u64().unwrap()
                        && range[1].as_u64().unwrap() <= length,
                    "{hit}"
                );
            }
        }
    }
    assert_eq!(
        (&found["counts"]["person"], &found["counts"]["organization"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(
        labels(&search(&admin, "müller", "&objects=organization").await),
        ["Müller Maschinen"]
    );
    assert_eq!(
        search(&admin, "müller", "&limit=1").await["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    for (query, parameter) in [
        ("q=x&limit=0", "limit"),
        ("q=x&limit=51", "limit"),
        ("q=x&objects=nonsense", "objects"),
    ] {
        let answer = admin.get(&format!("/search?{query}")).await;
        assert_eq!(answer.refused(400), "bad_parameter", "{query}");
        assert_eq!(answer.json()["parameter"], parameter);
    }
}

/// Another team's records neither show nor count, whatever is asked: not by name, address, number or prefix.
#[tokio::test]
async fn what_is_not_seen_is_neither_found_nor_counted() {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let machine = app.machine();
    let role = json!({"key": "own", "name": "Own", "permissions": {"objects": {
        "person": {"read": "owner == me() || team in my_teams()", "fields": {"phones": "hidden"}},
        "team": {"read": true}}}});
    machine.post("/records/role", role).await.created();
    let mut teams = Vec::new();
    for name in ["North", "South"] {
        teams.push(
            machine
                .post("/records/team", json!({"name": name}))
                .await
                .created()["id"]
                .clone(),
        );
    }
    let north = app
        .user_in("main", "Nora North", "own", json!({"teams": [teams[0]]}))
        .await;
    let south = app
        .user_in("main", "Sam South", "own", json!({"teams": [teams[1]]}))
        .await;
    let mut made = Vec::new();
    for n in 0..30 {
        for (team, side) in teams.iter().zip(["north", "south"]) {
            let values = json!({
                "family_name": format!("Schmidt {side} {n}"), "team": team, "emails": [format!("s{n}@{side}.example")],
                "phones": [format!("040 777{n:02}{}", side.len())],
            });
            made.push(("person", values));
        }
    }
    engine::create(&app, made).await;
    engine::create(&app, vec![("organization", json!({"name": "Schmidt AG"}))]).await;
    for (user, own, other) in [(&north, "north", "south"), (&south, "south", "north")] {
        for words in ["schmidt", "schm", "Schmid", "s1@", "example"] {
            let found = search(user, words, "&limit=50").await;
            assert!(
                labels(&found).iter().all(|label| label.contains(own)),
                "{words}: {found}"
            );
            assert!(
                found["data"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .all(|hit| hit["object"] == "person")
            );
        }
        let found = search(user, "schmidt", "&limit=5").await;
        assert_eq!(
            (found["data"].as_array().unwrap().len(), &found["counts"]),
            (5, &json!({"person": 30}))
        );
        for words in [
            format!("schmidt {other}"),
            format!("s3@{other}.example"),
            "\"Schmidt AG\"".to_owned(),
        ] {
            let found = search(user, &words, "").await;
            assert_eq!(
                (labels(&found).len(), &found["counts"]),
                (0, &json!({})),
                "{words}"
            );
        }
        let answer = user.get("/search?q=schmidt&objects=organization").await;
        assert_eq!(
            answer.refused(400),
            "bad_parameter",
            "an object that can't be read is unknown"
        );
    }
    // What moves to another team is found there and no longer here; what is in the trash nowhere.
    let moved = labels(&search(&north, "schmidt north 7", "").await).join("");
    assert_eq!(moved, "Schmidt north 7");
    let id = search(&north, "s7@north.example", "").await["data"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/records/person/{id}");
    machine.patch(&path, json!({"team": teams[1]})).await.ok();
    assert_eq!(labels(&search(&north, "s7@north.example", "").await), [""; 0]);
    assert_eq!(
        labels(&search(&south, "s7@north.example", "").await),
        ["Schmidt north 7"]
    );
    machine.delete(&path).await.expect(204);
    assert_eq!(labels(&search(&south, "s7@north.example", "").await), [""; 0]);
}
