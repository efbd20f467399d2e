//! For any role: what is listed can be read, and what can be read and changed is what its conditions say.

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
    let outcome = runner.run(&(access.clone(), access), |(read, update)| {
        runtime.block_on(async {
            let objects = json!({"gadget": {"read": read, "update": update}, "user": {"read": true}});
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
            }
            Ok(())
        })
    });
    outcome.unwrap();
    runtime.block_on(async { drop(app) });
}
