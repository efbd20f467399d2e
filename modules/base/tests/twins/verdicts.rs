//! Verdicts: two records are called the same wherever one asks, by the rules that hold at that moment.

use serde_json::{Value, json};

use crate::duplicates::{candidates, pairs, two_alike};
use crate::fixture::{id, make, open};

#[tokio::test]
async fn a_pair_is_told_alike_wherever_one_asks_and_whatever_was_settled_since() {
    let (app, admin) = open().await;
    let (first, second) = two_alike(&admin).await;
    app.settle().await;
    app.advance(61);
    app.run_jobs().await;
    let mut scores = Vec::new();
    let names = json!({"emails": 0, "phones": 0, "birth_date": 0});
    for rules in [
        json!({}),
        json!({"fields": names, "perhaps": 0}),
        json!({"fields": names, "perhaps": 0, "same": 0.01}),
        json!({"same": 1, "perhaps": 0.999}),
    ] {
        for rules in [&Value::Null, &rules] {
            let settled = json!({"duplicates": {"person": rules}});
            admin.patch("/settings", settled).await.ok();
        }
        let of_first = candidates(&admin, &first).await.remove(0);
        let of_second = candidates(&admin, &second).await.remove(0);
        let listed = pairs(&admin, "").await.remove(0);
        for told in [&of_second, &listed] {
            assert_eq!(told["score"], of_first["score"], "{rules}");
            assert_eq!(told["verdict"], of_first["verdict"], "{rules}");
        }
        let verdict = of_first["verdict"].as_str().unwrap();
        for asked in ["same", "perhaps"] {
            let found = pairs(&admin, &format!("&verdict={asked}")).await;
            assert_eq!(found.len(), usize::from(asked == verdict), "{rules} {asked}");
        }
        let preview = json!({"object": "person", "dry_run": true});
        let merges = admin.post("/duplicates/merge", preview).await.ok()["merges"].clone();
        assert_eq!(merges, json!(usize::from(verdict == "same")), "{rules}");
        scores.push((of_first["score"].clone(), verdict.to_owned()));
    }
    let mut different = scores.clone();
    different.dedup();
    assert_eq!(different.len(), 4, "each of these settles something: {scores:?}");
    let names = json!({"family_name": 0, "given_name": 0, "phones": 0, "birth_date": 0});
    let settled = json!({"duplicates": {"person": {"fields": names}}});
    admin.patch("/settings", settled).await.ok();
    assert_eq!(
        pairs(&admin, "").await,
        Vec::<Value>::new(),
        "too little is left to tell them by"
    );
}

#[tokio::test]
async fn rules_speak_of_objects_and_fields_that_are_there() {
    let (_app, admin) = open().await;
    for (rules, pointer, code) in [
        (
            json!({"person": {"fields": {"emials": 2}}}),
            "/duplicates/person/fields/emials",
            "unknown_field",
        ),
        (
            json!({"persona": {"same": 0.9}}),
            "/duplicates/persona",
            "unknown_object",
        ),
    ] {
        let refused = admin.patch("/settings", json!({"duplicates": rules})).await;
        assert_eq!(refused.refused(422), "validation");
        let issue = &refused.json()["errors"][0];
        assert_eq!(
            (&issue["pointer"], &issue["code"]),
            (&json!(pointer), &json!(code))
        );
    }
    let settings = admin.get("/settings").await.ok();
    assert_eq!(settings["duplicates"], json!({}));
    let none = json!({"duplicates": {"person": {"fields": {"emials": null, "emails": 2}}}});
    admin.patch("/settings", none).await.ok();
}

#[tokio::test]
async fn firms_of_one_name_are_told_of_each_other() {
    let (app, admin) = open().await;
    let first = make(&admin, "organization", json!({"name": "Querfurt Logistik GmbH"})).await;
    let second = make(&admin, "organization", json!({"name": "Querfurt Logistik GmbH"})).await;
    make(&admin, "organization", json!({"name": "Querfurt Verlag GmbH"})).await;
    app.settle().await;
    let found = candidates(&admin, &first).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (id(&found[0]), &found[0]["verdict"]),
        (id(&second), &json!("perhaps"))
    );
}

#[tokio::test]
async fn machines_of_one_make_are_told_apart_by_their_numbers() {
    let (app, admin) = open().await;
    let machine = json!({"key": "x_machine", "labels": "Machine"});
    admin.post("/objects", machine).await.created();
    for (key, label) in [("x_model", "Model"), ("x_serial", "Serial number")] {
        let field = json!({"key": key, "type": "text", "labels": label});
        admin.post("/objects/x_machine/fields", field).await.created();
    }
    let mut made = Vec::new();
    for serial in ["SN-10041", "SN-10042", "SN-10042", "SN-77777"] {
        let values = json!({"x_model": "Trumpf TruLaser 3030", "x_serial": serial});
        made.push(make(&admin, "x_machine", values).await);
    }
    app.settle().await;
    app.advance(61);
    app.run_jobs().await;
    let verdicts = candidates(&admin, &made[1]).await;
    let of = |record: &Value| {
        let found = verdicts.iter().find(|found| id(found) == id(record));
        found.map_or(Value::Null, |found| found["verdict"].clone())
    };
    assert_eq!(of(&made[2]), "same");
    for other in [&made[0], &made[3]] {
        assert_ne!(of(other), "same", "{verdicts:#?}");
    }
}
