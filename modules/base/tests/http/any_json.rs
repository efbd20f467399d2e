//! Whatever JSON is sent as a record, the answer is no fault, and what is accepted is read as it was answered.

use kontor_testing::Client;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::fixture::{NOBODY, open, path, two_threads};
use crate::wrong_values::wrong_values;

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "",
            "red",
            "EUR",
            "DE",
            "2026-01-01",
            "2026-01-01T00:00:00Z",
            "PT1H",
            "a@x.example",
            "+49 40 123456",
            "1.5",
            NOBODY,
            "person",
            "draft",
            "https://x.example",
            "9999-12-31",
            "-0",
            "0001-01-01",
        ])
        .prop_map(Value::from),
    ];
    let keys = prop::sample::select(vec![
        "id", "object", "value", "label", "primary", "amount", "currency", "kind", "city", "country",
        "system", "key", "lat", "x",
    ]);
    leaf.prop_recursive(3, 16, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((keys.clone(), inner), 0..4).prop_map(|members| members
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

/// What is accepted must be read as it was answered, and be no news when it is sent back.
async fn holds(admin: &Client, body: &Value) -> Result<(), TestCaseError> {
    let answer = admin.post("/records/gadget", body.clone()).await;
    if answer.status != 201 {
        prop_assert!([409, 422].contains(&answer.status), "{} {}", body, answer.text());
        let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
        prop_assert!(answer.status == 409 || !errors.is_empty());
        return Ok(());
    }
    let made = answer.json();
    let path = path(&made);
    prop_assert_eq!(&admin.get(&path).await.ok(), &made, "{}", body);
    let again = admin.patch(&path, made.clone()).await;
    prop_assert_eq!(again.status, 200, "{} {}", body, again.text());
    prop_assert_eq!(&again.json(), &made, "{}", body);
    admin.delete(&format!("{path}?final=true")).await.expect(204);
    Ok(())
}

fn object_of(members: Vec<(&str, Value)>) -> Value {
    let owned = members.into_iter().map(|(key, value)| (key.to_owned(), value));
    Value::Object(owned.collect())
}

#[test]
fn whatever_json_is_sent_the_answer_is_no_fault() {
    let runtime = two_threads();
    let (app, admin) = runtime.block_on(open());
    let fields: Vec<&str> = wrong_values()
        .into_iter()
        .map(|(field, _)| field)
        .chain(["double", "id", "version", "nope"])
        .collect();
    let pair = (prop::sample::select(fields), any_json());
    let bodies = prop::collection::vec(pair, 1..4).prop_map(object_of);
    let mut runner = TestRunner::new(Config {
        cases: 300,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&bodies, |body| runtime.block_on(holds(&admin, &body)))
        .unwrap();
    // Any JSON at any door that takes some.
    let doors = prop::sample::select(vec![
        "/batch",
        "/query",
        "/records/gadget/list",
        "/expressions",
        "/session",
        "/tokens",
        "/password",
    ]);
    let members = prop::sample::select(vec![
        "commands", "object", "filter", "group", "measures", "text", "tree", "limit", "email", "password",
        "name",
    ]);
    let bodies = prop::collection::vec((members, any_json()), 0..4).prop_map(object_of);
    let mut runner = TestRunner::new(Config {
        cases: 100,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&(doors, bodies), |(door, body)| {
        let answer = runtime.block_on(admin.post(door, body.clone()));
        prop_assert!(answer.status < 500, "{} {} {}", door, body, answer.text());
        Ok(())
    });
    outcome.unwrap();
    runtime.block_on(async { drop(app) });
}
