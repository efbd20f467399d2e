//! Filters: what SQL selects is what the condition says in memory, on either database.

use std::collections::BTreeSet;

use kontor_expression::{Expected, Tree};
use kontor_kernel::{Id, Result};
use kontor_records::Ctx;
use kontor_records::query::list::{self, ListQuery};
use kontor_records::schema::ObjectSchema;
use kontor_testing::TestApp;
use serde_json::json;

use crate::conditions::condition;
use crate::engine;
use crate::fixture_filters as fixture;
use crate::world::{World, stage};

/// The ids that SQL selects.
async fn selected(app: &TestApp, ctx: &Ctx, filter: &str) -> Result<BTreeSet<Id>> {
    let query = ListQuery {
        filter: Some(filter.to_owned()),
        fields: Some("id".to_owned()),
        limit: 200,
        ..ListQuery::default()
    };
    let workspace = engine::workspace(app).await;
    let list = workspace.read(ctx, move |ctx, tx| {
        let object = ctx.object("thing")?.clone();
        list::list(ctx, tx, "main", &object, &query)
    });
    Ok(list.await?.records.into_iter().map(|(id, _)| id).collect())
}

#[tokio::test]
async fn sql_selects_what_the_condition_holds_for() {
    let (app, ann, stock, mut random) = stage(140).await;
    let ctx = engine::ctx(&app, Some(&ann)).await;
    let world = World::read(&app, &ctx).await;
    let (mut some, mut differences) = (0, Vec::new());
    for n in 0..700 {
        // Single ones first: what goes wrong is then told in its shortest form.
        let text = condition(&mut random, &stock, if n < 350 { 0 } else { 3 });
        let object = ctx.object("thing").unwrap();
        let schema = ObjectSchema {
            catalog: &ctx.catalog,
            policy: &ctx.policy,
            object,
        };
        let expr = match Tree::parse(&text)
            .map_err(Into::into)
            .and_then(|tree| schema.check(&tree, Expected::Condition))
        {
            Ok(expr) => expr,
            Err(problem) => {
                differences.push(format!("{text}: {problem:?}"));
                continue;
            }
        };
        let expected = world.holding(&expr);
        some += usize::from(!expected.is_empty() && expected.len() < 100);
        match selected(&app, &ctx, &text).await {
            Ok(found) if found == expected => {}
            Ok(found) => differences.push(format!("{text}: SQL {} memory {}", found.len(), expected.len())),
            Err(error) => differences.push(format!("{text}: {error:?}")),
        }
    }
    assert!(
        differences.is_empty(),
        "{} differences:\n{}",
        differences.len(),
        differences.join("\n")
    );
    assert!(
        some > 350,
        "only {some} conditions select some and not all: the test has no teeth"
    );
}

/// Part of a phone number is found in the spelling of the workspace's country as in that of all others.
#[tokio::test]
async fn part_of_a_number_is_meant_in_the_country_of_the_workspace() {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    for (name, number) in [
        ("Hamburg", "+49 40 12345"),
        ("Altona", "040/12399"),
        ("Zürich", "+41 44 668 18 00"),
        ("Police", "110"),
    ] {
        let values = json!({"family_name": name, "phones": [number]});
        admin.post("/records/person", values).await.created();
    }
    let found = async |asked: &str| {
        let filter = format!("phones.exists(p, p.value.{asked})");
        let body = json!({"filter": filter, "sort": "family_name"});
        let page = admin.post("/records/person/list", body).await.ok();
        let names = page["data"].as_array().unwrap().iter();
        names
            .map(|person| person["family_name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    for (asked, names) in [
        ("startsWith(\"040\")", "Altona Hamburg"),
        ("startsWith(\"040 / 123\")", "Altona Hamburg"),
        ("startsWith(\"11\")", "Police"),
        ("startsWith(\"0044\")", ""),
        ("startsWith(\"044\")", ""),
        ("contains(\"(0 40) 1 2\")", "Altona Hamburg"),
        ("endsWith(\"040 12345\")", "Hamburg"),
        ("endsWith(\"12345\")", "Hamburg"),
        ("endsWith(\"0 12345\")", "Hamburg"),
    ] {
        assert_eq!(found(asked).await, names, "{asked}");
    }
    let swiss = admin.patch("/settings", json!({"country": "CH"}));
    swiss.await.ok();
    assert_eq!(found("startsWith(\"044\")").await, "Zürich");
    assert_eq!(found("startsWith(\"040 / 123\")").await, "");
}

/// A filter that can't be answered is a clean refusal that names what is wrong with it, and where.
#[tokio::test]
async fn what_no_database_can_answer_is_refused_by_name() {
    let app = TestApp::with(vec![kontor_base::module(), fixture::module()]).await;
    let machine = app.machine();
    for (filter, reason, named) in [
        ("like(note, \"*a*\")", "not_in_filter", "note"),
        ("like(body, \"a\")", "not_in_filter", "body"),
        ("like(number, \"T*\")", "not_in_filter", "number"),
        ("!like(twin.note, \"a\") && active", "not_in_filter", "twin.note"),
        (
            "emails.exists(e, like(e.value, \"*@x*\"))",
            "not_in_filter",
            "value",
        ),
        (
            "addresses.exists(a, like(a.street, \"A*\"))",
            "not_in_filter",
            "street",
        ),
        ("rank + 1 > 2", "not_in_filter", ""),
        ("upper(name) == \"A\"", "not_in_filter", ""),
        ("name == rank", "wrong_type", ""),
        ("salary > 1", "unknown_field", "salary"),
        (
            "twin.twin.twin.name == \"a\"",
            "unknown_field",
            "twin.twin.twin.name",
        ),
        ("home.name == \"a\"", "unknown_field", "home.name"),
        ("friends.name == \"a\"", "unknown_field", "friends.name"),
        ("kind == \"pear\"", "unknown_option", "pear"),
        ("extra == 1", "wrong_type", ""),
        ("place == \"x\"", "bad_value", "x"),
        ("name ==", "syntax", ""),
        ("{\"op\": \"nonsense\"}", "unknown_function", "nonsense"),
    ] {
        let answer = machine
            .post("/records/thing/list", json!({"filter": filter}))
            .await;
        assert_eq!(answer.refused(400), "bad_filter", "{filter}");
        let body = answer.json();
        assert_eq!(body["reason"], reason, "{filter}: {body}");
        assert!(
            body["detail"].as_str().unwrap().contains(named),
            "{filter}: {body}"
        );
        let grouped = machine
            .post("/query", json!({"object": "thing", "filter": filter}))
            .await;
        assert_eq!(grouped.refused(400), "bad_filter", "{filter}");
    }
    let long = format!("name == \"{}\"", "x".repeat(5_000));
    assert_eq!(
        machine
            .post("/records/thing/list", json!({"filter": long}))
            .await
            .refused(400),
        "bad_filter"
    );
    let deep = format!("{}active{}", "!(".repeat(40), ")".repeat(40));
    assert_eq!(
        machine
            .post("/records/thing/list", json!({"filter": deep}))
            .await
            .refused(400),
        "bad_filter"
    );
}

/// A filter sees through links no further than the caller does: what he can't see is missing.
#[tokio::test]
async fn a_filter_never_tells_of_what_is_hidden() {
    let app = TestApp::with(vec![kontor_base::module(), fixture::module()]).await;
    let machine = app.machine();
    let role = json!({"key": "some", "name": "Some", "permissions": {"objects": {
        "thing": {"read": true, "fields": {"rank": "hidden"}},
        "place": {"read": "size > 10"},
    }}});
    machine.post("/records/role", role).await.created();
    let ids = engine::create(
        &app,
        vec![
            ("place", json!({"name": "Big", "size": 20})),
            ("place", json!({"name": "Small", "size": 5})),
        ],
    )
    .await;
    for (name, place) in [("a", ids[0]), ("b", ids[1])] {
        machine
            .post(
                "/records/thing",
                json!({"name": name, "place": place.to_string(), "rank": 1}),
            )
            .await
            .created();
    }
    let some = app.user("Some One", "some").await;
    let names = async |filter: &str| -> Vec<String> {
        let list = some
            .post("/records/thing/list", json!({"filter": filter, "sort": "name"}))
            .await
            .ok();
        list["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|thing| thing["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("place.size > 0").await, ["a"]);
    assert_eq!(names("place.size == 5").await, [""; 0]);
    assert_eq!(names("place.name == null").await, ["b"]);
    assert_eq!(names("!(place.size == 5)").await, ["a", "b"]);
    assert_eq!(names("place != null").await, ["a", "b"]);
    for filter in [
        "rank == 1",
        "twin.rank == 1",
        "rank != null",
        "doubled == 2 && rank > 0",
        "team.name == \"x\"",
    ] {
        let answer = some.post("/records/thing/list", json!({"filter": filter})).await;
        assert_eq!(
            (answer.refused(400), &answer.json()["reason"]),
            ("bad_filter".to_owned(), &json!("unknown_field"))
        );
    }
}

/// What is in the trash is filtered like what is not.
#[tokio::test]
async fn keys_of_other_systems_are_found_in_the_trash_too() {
    let app = TestApp::with(vec![kontor_base::module(), fixture::module()]).await;
    let machine = app.machine();
    let keyed = |name: &str, key: &str| {
        (
            "place",
            json!({"name": name, "external_ids": [{"system": "erp", "key": key}]}),
        )
    };
    let ids = engine::create(&app, vec![keyed("gone", "1"), keyed("here", "2")]).await;
    let path = format!("/records/place/{}", ids[0]);
    machine.delete(&path).await.expect(204);
    let names = async |key: &str, trash: &str| -> String {
        let filter = format!(
            "external_ids.exists(x, x.system == \"erp\" && x.key == \"{key}\") && size(external_ids) == 1"
        );
        let list = json!({"filter": filter, "sort": "name", "trash": trash});
        let page = machine.post("/records/place/list", list).await.ok();
        let records = page["data"].as_array().unwrap().iter();
        records
            .map(|place| place["name"].as_str().unwrap())
            .collect::<Vec<_>>()
            .join(",")
    };
    assert_eq!(
        (names("1", "only").await, names("1", "with").await),
        ("gone".to_owned(), "gone".to_owned())
    );
    assert_eq!(
        (names("2", "only").await, names("2", "with").await),
        (String::new(), "here".to_owned())
    );
    // Its key may be given to another meanwhile; then it can't come back with it.
    let live = json!({"filter": "external_ids.exists(x, x.key == \"1\")"});
    assert_eq!(
        machine.post("/records/place/list", live).await.ok()["data"],
        json!([])
    );
    engine::create(&app, vec![keyed("new", "1")]).await;
    assert_eq!(names("1", "with").await, "gone,new");
    assert_eq!(
        machine.post(&format!("{path}/restore"), json!({})).await.status,
        409
    );
    machine.delete(&format!("{path}?final=true")).await.expect(204);
    assert_eq!(names("1", "with").await, "new");
}
