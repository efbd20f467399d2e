//! For any role: what is listed can be read, what can be read and changed is what its conditions say, and a masked field is
//! not there or not set.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::fixture::{id, make, open, path, role, two_threads};

#[test]
fn listed_is_readable_is_changeable_for_any_role() {
    let runtime = two_threads();
    let (app, admin) = runtime.block_on(open());
    let (client, seller, gadgets) = runtime.block_on(async {
        let seller = role(&app, "random", json!({})).await;
        let client = app.user("Rob Random", "random").await;
        let mut gadgets = Vec::new();
        for (name, count, done, tags, owner) in [
            (Some("A"), Some(1), Some(true), vec!["red"], None),
            (Some("B"), None, None, vec![], Some(client.id())),
            (
                None,
                Some(-5),
                Some(false),
                vec!["red", "blue"],
                Some(client.id()),
            ),
            (Some("AB"), Some(0), Some(false), vec!["blue"], Some(admin.id())),
            (None, None, Some(true), vec![], None),
        ] {
            let values = json!({"name": name, "count": count, "done": done, "tags": tags, "owner": owner});
            gadgets.push(make(&admin, "gadget", values).await);
        }
        (client, seller, gadgets)
    });
    let atom = prop::sample::select(vec![
        "true",
        "count > 0",
        "count == null",
        "done",
        "!done",
        "name.startsWith(\"A\")",
        "\"red\" in tags",
        "owner == me()",
        "owner == null",
        "!(count < 1)",
        "owner.name == \"Rob Random\"",
    ]);
    let condition = (atom.clone(), any::<bool>(), atom)
        .prop_map(|(a, and, b)| format!("({a}) {} ({b})", if and { "&&" } else { "||" }));
    let access = prop_oneof![1 => any::<bool>().prop_map(Value::from), 6 => condition.prop_map(Value::from)];
    let mut runner = TestRunner::new(Config {
        cases: 12,
        failure_persistence: None,
        ..Config::default()
    });
    let mask = prop::sample::select(vec![None, Some("hidden"), Some("read_only")]);
    let outcome = runner.run(&(access.clone(), access, mask), |(read, update, mask)| {
        runtime.block_on(async {
            let fields = mask.map_or(json!({}), |mask| json!({"count": mask}));
            let objects =
                json!({"gadget": {"read": read, "update": update, "fields": fields}, "user": {"read": true}});
            admin
                .patch(&path(&seller), json!({"permissions": {"objects": objects}}))
                .await
                .ok();
            let answer = client.get("/records/gadget?count=exact").await;
            let list = if answer.status == 404 {
                json!({"data": [], "count": 0})
            } else {
                answer.ok()
            };
            let listed: Vec<&str> = list["data"].as_array().unwrap().iter().map(id).collect();
            prop_assert_eq!(&list["count"], &json!(listed.len()));
            let shown = |record: &Value| record.get("count").is_some();
            let told = list["data"]
                .as_array()
                .unwrap()
                .iter()
                .all(|record| shown(record) == (mask != Some("hidden")));
            prop_assert!(told, "a hidden field is in no record, others are in all");
            let asked = client.get("/records/gadget?filter=count%20%3E%200").await.status;
            let known: &[u16] = if mask == Some("hidden") {
                &[400, 404]
            } else {
                &[200, 404]
            };
            prop_assert!(known.contains(&asked), "{asked} with {mask:?}");
            for gadget in &gadgets {
                let readable = client.get(&path(gadget)).await.status;
                prop_assert_eq!(readable, if listed.contains(&id(gadget)) { 200 } else { 404 });
                let change = client.patch(&path(gadget), json!({})).await.status;
                let possible: &[u16] = if readable == 200 { &[200, 403] } else { &[404] };
                prop_assert!(possible.contains(&change), "{change} of what reads as {readable}");
                let access = admin.get(&format!("{}/access", path(gadget))).await.ok();
                let told = access["data"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|entry| entry["user"]["id"] == client.id());
                prop_assert_eq!(told.is_some(), readable == 200);
                let may =
                    told.is_some_and(|entry| entry["may"].as_array().unwrap().contains(&json!("update")));
                prop_assert_eq!(may, change == 200);
                if change == 200 {
                    let counted = client.patch(&path(gadget), json!({"count": 77})).await;
                    let now = admin.get(&path(gadget)).await.ok()["count"].clone();
                    match mask {
                        None => prop_assert!(counted.status == 403 || now == 77, "{}", counted.text()),
                        Some(_) => prop_assert!(counted.status == 422 && now == gadget["count"], "{now}"),
                    }
                    admin
                        .patch(&path(gadget), json!({"count": gadget["count"]}))
                        .await
                        .ok();
                }
            }
            Ok(())
        })
    });
    outcome.unwrap();
    runtime.block_on(async { drop(app) });
}
