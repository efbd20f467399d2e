//! One truth about who may see what: whatever a role may read, every way of reading tells the same records.

use std::collections::{BTreeMap, BTreeSet};

use kontor_expression::{Expected, Tree};
use kontor_kernel::Id;
use kontor_records::Policy;
use kontor_records::schema::ObjectSchema;
use kontor_testing::{Client, TestApp};
use serde_json::{Value as Json, json};

use crate::conditions::condition;
use crate::engine;
use crate::world::{World, stage};

/// Ids of the records on all pages from an address on.
async fn walk(user: &Client, address: &str) -> BTreeSet<Id> {
    let mut found = BTreeSet::new();
    let mut address = address.to_owned();
    loop {
        let page = user.get(&address).await.ok();
        for record in page["data"].as_array().unwrap() {
            assert!(
                found.insert(record["id"].as_str().unwrap().parse().unwrap()),
                "twice: {record}"
            );
        }
        match page["next"].as_str() {
            Some(next) => address = next.strip_prefix("/api/v1").unwrap().to_owned(),
            None => return found,
        }
    }
}

fn ids(list: &Json) -> BTreeSet<Id> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|record| record["id"].as_str().unwrap().parse().unwrap())
        .collect()
}

async fn user_with(app: &TestApp, n: usize, thing: &str, team: Id) -> Client {
    let key = format!("role{n}");
    let permissions = json!({"objects": {"thing": {"read": thing}, "place": {"read": true}}});
    let role = json!({"key": key, "name": key, "permissions": permissions});
    app.machine().post("/records/role", role).await.created();
    app.user_in(
        "main",
        &format!("User {n}"),
        &key,
        json!({"teams": [team.to_string()]}),
    )
    .await
}

#[tokio::test]
async fn what_is_listed_is_readable_and_nothing_else() {
    let (app, _, stock, mut random) = stage(60).await;
    for n in 0..10 {
        let text = condition(&mut random, &stock, 2);
        let user = user_with(&app, n, &text, stock.teams[0]).await;
        let ctx = engine::ctx(&app, Some(&user)).await;
        let world = World::read(&app, &ctx).await;

        // What memory says, with everything in sight: a role's condition is not limited by the role itself.
        let object = ctx.object("thing").unwrap();
        let everything = Policy::everything();
        let schema = ObjectSchema {
            catalog: &ctx.catalog,
            policy: &everything,
            object,
        };
        let expr = schema
            .check(&Tree::parse(&text).unwrap(), Expected::Condition)
            .unwrap();
        let env = ctx.env();
        let things = || {
            world
                .records
                .values()
                .filter(|record| record.object.key() == "thing")
        };
        let all: BTreeSet<Id> = things()
            .filter(|record| world.holds(&expr, record, &env))
            .map(|record| record.id)
            .collect();
        let live: BTreeSet<Id> = all
            .iter()
            .copied()
            .filter(|id| world.records[id].deleted_at.is_none())
            .collect();

        assert_eq!(
            walk(&user, "/records/thing?fields=id&limit=17").await,
            live,
            "the list of {text}"
        );
        assert_eq!(
            walk(&user, "/records/thing?fields=id&trash=with&limit=200").await,
            all,
            "with the trash, {text}"
        );
        for record in things() {
            let answer = user.get(&format!("/records/thing/{}?fields=id", record.id)).await;
            assert_eq!(
                answer.status,
                if live.contains(&record.id) { 200 } else { 404 },
                "{text}"
            );
        }
        let counted = user
            .get("/records/thing?fields=id&count=exact&limit=1")
            .await
            .ok();
        assert_eq!(counted["count"], live.len(), "{text}");
        let groups = user
            .post("/query", json!({"object": "thing", "group": [{"field": "kind"}]}))
            .await
            .ok();
        let sum: usize = groups["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row[1].as_u64().unwrap() as usize)
            .sum();
        assert_eq!(sum, live.len(), "{text}");

        // Search finds no other, and all that are called so.
        for words in ["Müller", "strasse", "100"] {
            let found = user
                .get(&format!(
                    "/search?q={}&objects=thing&limit=50",
                    words.replace('ü', "%C3%BC")
                ))
                .await
                .ok();
            let found = ids(&found["data"]);
            assert!(found.is_subset(&live), "search for {words}, {text}");
            let called = live.iter().filter(|id| {
                world.records[id]
                    .label
                    .to_lowercase()
                    .starts_with(&words.to_lowercase())
            });
            assert!(
                called.clone().all(|id| found.contains(id)),
                "search for {words}, {text}"
            );
        }

        // Timelines, sections and totals of places; links to what is not seen have no label.
        for place in &stock.places {
            let links = |record: &&kontor_records::Record, keys: &[&str]| {
                live.contains(&record.id)
                    && keys
                        .iter()
                        .any(|key| record.links(key).iter().any(|(id, _)| id == place))
            };
            if world.records[place].deleted_at.is_some() {
                continue;
            }
            let own = walk(
                &user,
                &format!("/records/place/{place}/timeline?own=true&limit=9"),
            )
            .await;
            let placed = |record: &&kontor_records::Record| links(record, &["place", "around"]);
            assert_eq!(
                own,
                things().filter(placed).map(|record| record.id).collect(),
                "the timeline under {text}"
            );
            let view = user.get(&format!("/records/place/{place}/overview")).await.ok();
            let section = &view["sections"]
                .as_array()
                .unwrap()
                .iter()
                .find(|s| s["key"] == "things")
                .unwrap()["data"];
            let linked = |record: &&kontor_records::Record| links(record, &["place", "home", "around"]);
            assert_eq!(
                ids(section),
                things().filter(linked).map(|record| record.id).collect(),
                "the section under {text}"
            );
            let mut totals: BTreeMap<String, usize> = BTreeMap::new();
            for key in ["place", "home", "about", "around"] {
                let count = things().filter(|record| links(record, &[key])).count();
                if count > 0 {
                    totals.insert(format!("thing.{key}"), count);
                }
            }
            let told: BTreeMap<String, usize> = view["totals"]
                .as_object()
                .unwrap()
                .iter()
                .filter(|(key, _)| key.starts_with("thing."))
                .map(|(key, total)| (key.clone(), total["count"].as_u64().unwrap() as usize))
                .filter(|(_, count)| *count > 0)
                .collect();
            assert_eq!(told, totals, "the totals under {text}");
        }
        let expanded = user
            .get("/records/thing?limit=200&expand=twin,friends")
            .await
            .ok();
        for record in expanded["data"].as_array().unwrap() {
            let several = record["friends"].as_array().unwrap().iter();
            for link in several.chain(Some(&record["twin"]).filter(|twin| !twin.is_null())) {
                let id: Id = link["id"].as_str().unwrap().parse().unwrap();
                assert_eq!(
                    !link["label"].is_null(),
                    all.contains(&id),
                    "the label of a link under {text}"
                );
                assert_eq!(
                    link.get("record").is_some(),
                    live.contains(&id),
                    "the record in a link under {text}"
                );
            }
        }

        // The feed of changes tells of what may be read, in the trash too.
        let mut told = BTreeSet::new();
        let mut address = "/changes?limit=300".to_owned();
        loop {
            let page = user.get(&address).await.ok();
            let things = page["data"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|change| change["object"] == "thing");
            told.extend(things.map(|change| change["id"].as_str().unwrap().parse::<Id>().unwrap()));
            let next = page["next"]
                .as_str()
                .map_or_else(|| page["next"].to_string(), str::to_owned);
            let following = format!("/changes?limit=300&after={next}");
            if following == address {
                break;
            }
            address = following;
        }
        assert_eq!(told, all, "the feed under {text}");
    }
}

/// `/access` works it out in memory for everybody at once; it must say what each one's own reading says.
#[tokio::test]
async fn who_may_see_a_record_is_who_can_read_it() {
    let (app, admin, stock, mut random) = stage(40).await;
    let mut users = Vec::new();
    for n in 0..12 {
        let text = match n {
            0 => "place.parent.size > 0 || twin.place.name != null".to_owned(),
            1 => format!(
                "within(twin.place, \"{}\") || twin.owner == me()",
                stock.places[0]
            ),
            2 => format!(
                "within(home, \"{}\") || within(place.parent, \"{}\")",
                stock.places[1], stock.places[0]
            ),
            _ => condition(&mut random, &stock, 2),
        };
        users.push((user_with(&app, n, &text, stock.teams[0]).await, text));
    }
    let mut told = 0;
    for id in stock.things.iter().step_by(3) {
        let path = format!("/records/thing/{id}");
        let answer = admin.get(&format!("{path}/access")).await;
        if answer.status == 404 {
            continue;
        }
        let list = answer.ok()["data"].as_array().unwrap().clone();
        for (user, text) in &users {
            let listed = list.iter().any(|entry| entry["user"]["id"] == user.id());
            assert_eq!(
                user.get(&format!("{path}?fields=id")).await.status == 200,
                listed,
                "{text}"
            );
            told += usize::from(listed);
        }
    }
    assert!(told > 10, "the test has teeth");
}

#[tokio::test]
async fn who_may_see_a_record_takes_the_same_statements_for_any_number_of_rules() {
    let (app, admin, stock, _) = stage(5).await;
    let path = format!("/records/thing/{}/access", stock.things[1]);
    let ask = async || {
        drop(admin.get(&path).await.ok());
        engine::reads(&app, async { drop(admin.get(&path).await.ok()) })
            .await
            .len()
    };
    user_with(
        &app,
        0,
        "place.parent.size > 0 || twin.owner == me()",
        stock.teams[0],
    )
    .await;
    let few = ask().await;
    for n in 1..12 {
        let text = format!("place.parent.size > {n} || twin.owner == me() && rank != {n}");
        user_with(&app, n, &text, stock.teams[0]).await;
    }
    assert_eq!(ask().await, few);
}
