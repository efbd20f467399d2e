//! History: every change, by whom and through which door; and records as they were.

use kontor_testing::Client;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use crate::fixture::{encoded, make, open, path, two_threads};

async fn history(client: &Client, record: &Value) -> Vec<Value> {
    client.get(&format!("{}/history", path(record))).await.ok()["data"]
        .as_array()
        .unwrap()
        .clone()
}

#[tokio::test]
async fn every_change_is_noted_newest_first() {
    let (app, admin) = open().await;
    let gadget = make(&admin, "gadget", json!({"name": "A", "count": 1})).await;
    app.advance(60);
    let change = admin
        .patch(&path(&gadget), json!({"name": "B", "count": 1, "tags": ["red"]}))
        .await;
    change.ok();
    app.machine().delete(&path(&gadget)).await.expect(204);
    let browser = app.session(&admin).await;
    browser
        .post(&format!("{}/restore", path(&gadget)), json!({}))
        .await
        .ok();
    let entries = history(&admin, &gadget).await;
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry["kind"].as_str().unwrap(),
                entry["version"].as_i64().unwrap(),
                entry["via"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("restore", 4, "session"),
            ("delete", 3, "cli"),
            ("update", 2, "key"),
            ("create", 1, "key")
        ]
    );
    assert_eq!(
        (&entries[1]["actor"], &entries[2]["actor"]),
        (&json!("cli"), &json!(admin.id()))
    );
    let update = &entries[2];
    assert_eq!(
        update["changes"],
        json!({"name": {"before": "A", "after": "B"}, "tags": {"before": null, "after": ["red"]}}),
        "what stayed the same is no change"
    );
    assert_eq!(update["change_set"], change.change_set());
    assert_eq!(update["at"], "2026-03-02T08:01:00.000Z");
    assert_eq!(entries[3]["changes"]["owner"]["after"], admin.id());
    for noise in [
        "version",
        "updated_at",
        "created_by",
        "completeness",
        "double",
        "id",
    ] {
        assert_eq!(
            entries[3]["changes"].get(noise),
            None,
            "{noise} follows from the rest"
        );
    }
}

#[tokio::test]
async fn a_long_history_has_pages() {
    let (_app, admin) = open().await;
    let gadget = make(&admin, "gadget", json!({"count": 0})).await;
    for n in 1..=6 {
        admin.patch(&path(&gadget), json!({"count": n})).await.ok();
    }
    let mut versions = Vec::new();
    let mut next = format!("{}/history?limit=3", path(&gadget));
    loop {
        let page = admin.get(&next).await.ok();
        versions.extend(
            page["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| entry["version"].as_i64().unwrap()),
        );
        match page["next"].as_str() {
            Some(link) => next = link.strip_prefix("/api/v1").unwrap().to_owned(),
            None => break,
        }
    }
    assert_eq!(versions, [7, 6, 5, 4, 3, 2, 1]);
    for limit in ["0", "201", "-1", "x"] {
        assert_eq!(
            admin
                .get(&format!("{}/history?limit={limit}", path(&gadget)))
                .await
                .refused(400),
            "bad_parameter"
        );
    }
}

#[tokio::test]
async fn the_times_a_record_shows_lead_to_what_it_was_then() {
    let (app, admin) = open().await;
    // Between two milliseconds, as real clocks are.
    app.clock.advance_micros(1_234_567);
    let made = make(&admin, "offer", json!({"name": "Roof"})).await;
    app.clock.advance_micros(5_000_432);
    let changed = admin.patch(&path(&made), json!({"name": "Shed"})).await.ok();
    let as_of = async |time: &str| {
        let path = format!("{}/history?at={}", path(&made), encoded(time));
        admin.get(&path).await.ok()["name"].clone()
    };
    assert_eq!(as_of(made["created_at"].as_str().unwrap()).await, "Roof");
    assert_eq!(as_of(changed["updated_at"].as_str().unwrap()).await, "Shed");
    app.advance(3 * 86_400);
    admin.patch(&path(&made), json!({"name": "Barn"})).await.ok();
    assert_eq!(as_of("2026-03-02").await, "Shed", "a day is meant to its end");
    assert_eq!(as_of("2026-03-05").await, "Barn");
    let nonsense = format!("{}/history?at=yesterday", path(&made));
    assert_eq!(admin.get(&nonsense).await.refused(400), "bad_parameter");
}

#[tokio::test]
async fn a_record_is_shown_as_it_was() {
    let (app, admin) = open().await;
    let firm = make(&admin, "organization", json!({"name": "Nordlicht GmbH"})).await;
    let offer = make(&admin, "offer", json!({"name": "Roof", "code": "a"})).await;
    make(&admin, "offer_line", json!({"offer": offer["id"], "amount": "5"})).await;
    app.advance(60);
    admin
        .patch(
            &path(&offer),
            json!({"name": "Shed", "code": null, "organization": firm["id"]}),
        )
        .await
        .ok();
    app.advance(60);
    admin.delete(&path(&offer)).await.expect(204);
    app.advance(60);
    admin
        .post(&format!("{}/restore", path(&offer)), json!({}))
        .await
        .ok();
    let as_of = |time: &str| {
        let (admin, path) = (
            admin.clone(),
            format!("{}/history?at={}", path(&offer), encoded(time)),
        );
        async move { admin.get(&path).await }
    };
    assert_eq!(
        as_of("2026-03-02T07:59:59Z").await.refused(404),
        "not_found",
        "before it was made"
    );
    let first = as_of("2026-03-02T08:00:30Z").await.ok();
    assert_eq!(
        (&first["name"], &first["label"], &first["code"]),
        (&json!("Roof"), &json!("Roof"), &json!("a"))
    );
    assert_eq!(
        (&first["organization"], &first["completeness"]),
        (&json!(null), &json!(50))
    );
    assert_eq!(
        (&first["version"], &first["title"]),
        (&json!(1), &json!("OF-0001: Roof"))
    );
    assert_eq!(first["updated_at"], "2026-03-02T08:00:00.000Z");
    assert_eq!(
        first["net"],
        Value::Null,
        "what other records decide is not known of the past"
    );
    let second = as_of("2026-03-02T09:01:00+01:00").await.ok();
    assert_eq!(
        (&second["name"], &second["organization"]["label"]),
        (&json!("Shed"), &json!("Nordlicht GmbH"))
    );
    let in_trash = as_of("2026-03-02T08:02:30Z").await.ok();
    assert_eq!(in_trash["deleted_at"], "2026-03-02T08:02:00.000Z");
    assert_eq!(as_of("2026-03-02T08:03:00Z").await.ok().get("deleted_at"), None);
    for time in ["yesterday", "2026-13-02", "", "12026-01-01T00:00:00Z"] {
        assert_eq!(as_of(time).await.refused(400), "bad_parameter", "{time}");
    }
}

/// What a client may do to a gadget.
#[derive(Clone, Debug)]
enum Step {
    Patch(Map<String, Value>),
    Tag(bool, String),
    Trash,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    fn one_of(values: &[Value]) -> BoxedStrategy<Value> {
        prop::sample::select(values.to_vec()).boxed()
    }
    let values = [
        (
            "name",
            one_of(&[json!(null), json!("A"), json!("B ä"), json!("")]),
        ),
        (
            "notes",
            one_of(&[json!(null), json!("long\ntext"), json!("other")]),
        ),
        (
            "story",
            one_of(&[
                json!(null),
                json!("<p>x</p>"),
                json!("<b>y</b><script>z</script>"),
            ]),
        ),
        ("count", one_of(&[json!(null), json!(-3), json!(0), json!(999)])),
        (
            "ratio",
            one_of(&[json!(null), json!("1.5"), json!(0.125), json!("-0.001")]),
        ),
        (
            "price",
            one_of(&[
                json!(null),
                json!("1"),
                json!({"amount": "-2.5", "currency": "JPY"}),
            ]),
        ),
        ("done", one_of(&[json!(null), json!(true), json!(false)])),
        (
            "day",
            one_of(&[json!(null), json!("1900-01-01"), json!("2026-12-31")]),
        ),
        (
            "at",
            one_of(&[
                json!(null),
                json!("2026-01-01T00:00:00.123456Z"),
                json!("2026-01-01T00:00:00+14:00"),
            ]),
        ),
        ("took", one_of(&[json!(null), json!(0), json!("PT1H")])),
        ("color", one_of(&[json!(null), json!("red"), json!("blue")])),
        (
            "colors",
            one_of(&[json!(null), json!(["red"]), json!(["blue", "red"])]),
        ),
        (
            "emails",
            one_of(&[
                json!([]),
                json!(["a@x.example"]),
                json!([{"value": "B@x.example", "label": "work"}, "a@x.example"]),
            ]),
        ),
        ("phones", one_of(&[json!(null), json!(["040 123456"])])),
        (
            "addresses",
            one_of(&[json!(null), json!([{"city": "Köln", "country": "DE"}])]),
        ),
        ("share", one_of(&[json!(null), json!("12.5"), json!(100)])),
        ("stars", one_of(&[json!(null), json!(1), json!(5)])),
        (
            "facts",
            one_of(&[json!(null), json!({"z": 1, "a": [1.5, "x"]}), json!("text")]),
        ),
        (
            "external_ids",
            one_of(&[json!(null), json!([{"system": "s", "key": "k"}])]),
        ),
        ("owner", one_of(&[json!(null)])),
    ];
    let fields: Vec<_> = values
        .into_iter()
        .map(|(key, values)| values.prop_map(move |value| (key.to_owned(), value)))
        .collect();
    let patch = prop::collection::vec(prop::strategy::Union::new(fields), 1..5)
        .prop_map(|values| Step::Patch(values.into_iter().collect()));
    let tag = (any::<bool>(), prop::sample::select(vec!["red", "blue", "green"]))
        .prop_map(|(add, tag)| Step::Tag(add, tag.to_owned()));
    prop::collection::vec(prop_oneof![8 => patch, 2 => tag, 1 => Just(Step::Trash)], 1..12)
}

/// A value without what only tells "missing" in another way, and links by their ids.
fn plain(value: &Value) -> Value {
    match value {
        Value::Array(items) if items.is_empty() => Value::Null,
        Value::Object(members) if members.contains_key("label") && members.contains_key("object") => {
            members["id"].clone()
        }
        other => other.clone(),
    }
}

#[test]
fn history_replayed_is_the_record_and_every_state_can_be_seen_again() {
    let runtime = two_threads();
    let (app, admin) = runtime.block_on(open());
    let mut runner = TestRunner::new(Config {
        cases: 10,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&steps(), |steps| {
        runtime.block_on(async {
            let gadget = make(&admin, "gadget", json!({"tags": ["red"], "count": 4})).await;
            let path = path(&gadget);
            let mut states = vec![(app.clock.now(), gadget)];
            for step in steps {
                app.advance(1);
                match step {
                    Step::Patch(patch) => drop(admin.patch(&path, Value::Object(patch)).await.ok()),
                    Step::Tag(add, tag) => {
                        let op = if add { "link" } else { "unlink" };
                        let id = &path.rsplit_once('/').unwrap().1;
                        let command =
                            json!({"op": op, "object": "gadget", "id": id, "values": {"tags": tag}});
                        admin.post("/batch", json!({"commands": [command]})).await.ok();
                    }
                    Step::Trash => {
                        admin.delete(&path).await.expect(204);
                        admin.post(&format!("{path}/restore"), json!({})).await.ok();
                    }
                }
                states.push((app.clock.now(), admin.get(&path).await.ok()));
            }
            for (at, state) in &states {
                let then = admin
                    .get(&format!("{path}/history?at={}", encoded(&at.to_string())))
                    .await
                    .ok();
                prop_assert_eq!(&then, state);
            }
            let now = &states.last().unwrap().1;
            let mut replayed: Map<String, Value> = Map::new();
            let mut entries = history(&admin, now).await;
            entries.reverse();
            for entry in &entries {
                for (key, change) in entry["changes"].as_object().unwrap() {
                    let before = replayed
                        .insert(key.clone(), change["after"].clone())
                        .unwrap_or_default();
                    prop_assert_eq!(before, change["before"].clone());
                }
            }
            for (key, value) in &replayed {
                prop_assert_eq!(plain(value), plain(&now[key]), "{}", key);
            }
            prop_assert_eq!(&entries.last().unwrap()["version"], &now["version"]);
            // The next case begins with values that are free again.
            admin.delete(&path).await.expect(204);
            Ok(())
        })
    });
    outcome.unwrap();
    runtime.block_on(async { drop(app) });
}
