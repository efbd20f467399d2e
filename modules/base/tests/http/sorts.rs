//! Sorts: pages are the whole order cut up, and show no more of it than the caller may see.

use std::cmp::Ordering;
use std::collections::HashSet;

use kontor_definitions::FieldType;
use kontor_expression::{Facts, Value};
use kontor_kernel::{Id, fold};
use kontor_records::Record;
use kontor_records::formulas::RecordFacts;
use kontor_records::schema::single_target;
use kontor_testing::{Client, TestApp};
use serde_json::{Value as Json, json};

use crate::engine;
use crate::fixture_filters as fixture;
use crate::lists::{ids, names, next};
use crate::world::{World, stage};

/// Everything a thing can be sorted by.
const SORTS: [&str; 41] = [
    "id",
    "label",
    "version",
    "created_at",
    "updated_at",
    "owner",
    "team",
    "completeness",
    "name",
    "nick",
    "count",
    "rank",
    "weight",
    "rate",
    "stars",
    "amount",
    "budget",
    "active",
    "day",
    "at",
    "until",
    "span",
    "kind",
    "stage",
    "place",
    "twin",
    "number",
    "doubled",
    "title",
    "big",
    "third",
    "after",
    "parts",
    "worth",
    "place.name",
    "place.size",
    "place.parent",
    "twin.rank",
    "twin.kind",
    "twin.place",
    "twin.place.size",
];

/// Where a value belongs among others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Rank {
    Number(i128),
    Text(String),
    Id(Id),
}

/// What a record is sorted by, worked out in memory.
fn rank(world: &World, record: &Record, path: &str) -> Option<Rank> {
    if path == "label" {
        return Some(Rank::Text(fold(&record.label)));
    }
    let live = |id| {
        world
            .records
            .get(&id)
            .filter(|record| record.deleted_at.is_none())
    };
    if let Some((link, rest)) = path.split_once('.') {
        return rank(world, live(record.link(link)?)?, rest);
    }
    let field = record.object.field(path)?;
    if single_target(&world.ctx.catalog, field).is_some() {
        return Some(Rank::Text(fold(&live(record.link(path)?)?.label)));
    }
    let options = field.kind.option_keys();
    let facts = RecordFacts {
        record,
        accept: &world.ctx.accept(),
    };
    Some(match facts.value(&[path.to_owned()]) {
        Value::Null | Value::List(_) => return None,
        Value::Bool(value) => Rank::Number(value.into()),
        Value::Int(value) | Value::Duration(value) => Rank::Number(value.into()),
        Value::Decimal { units, .. } => Rank::Number(units.into()),
        Value::Date(day) => Rank::Number(day.days().into()),
        Value::Timestamp(at) => Rank::Number(at.micros().into()),
        Value::Id(id) => Rank::Id(id),
        Value::Text(text) => match options {
            Some(options) => Rank::Number(options.iter().position(|option| *option == text)? as i128),
            None if matches!(field.kind, FieldType::AutoNumber { .. }) => Rank::Text(text),
            None => Rank::Text(fold(&text)),
        },
    })
}

/// The live things in the order of a sort: missing values last in both directions, then by id.
fn sorted(world: &World, sort: &[(&str, bool)]) -> Vec<Id> {
    let mut keyed: Vec<(Vec<Option<Rank>>, Id)> = world
        .things()
        .map(|record| {
            (
                sort.iter().map(|(path, _)| rank(world, record, path)).collect(),
                record.id,
            )
        })
        .collect();
    let turned = |order: Ordering, descending: bool| if descending { order.reverse() } else { order };
    keyed.sort_by(|(a, a_id), (b, b_id)| {
        for ((a, b), (_, descending)) in a.iter().zip(b).zip(sort) {
            let order = match (a, b) {
                (Some(a), Some(b)) => turned(a.cmp(b), *descending),
                (a, b) => a.is_none().cmp(&b.is_none()),
            };
            if order.is_ne() {
                return order;
            }
        }
        turned(
            a_id.cmp(b_id),
            sort.last().is_none_or(|(_, descending)| *descending),
        )
    });
    keyed.into_iter().map(|(_, id)| id).collect()
}
#[tokio::test]
async fn pages_are_the_whole_order_cut_up_whatever_is_written_meanwhile() {
    let (app, ann, stock, mut random) = stage(60).await;
    let ctx = engine::ctx(&app, Some(&ann)).await;
    let world = World::read(&app, &ctx).await;
    let old: HashSet<Id> = world.things().map(|record| record.id).collect();
    // Each alone in both directions, then several together.
    let single = SORTS
        .iter()
        .flat_map(|path| [vec![(*path, false)], vec![(*path, true)]]);
    let mut sorts: Vec<Vec<(&str, bool)>> = single.collect();
    for _ in 0..40 {
        let keys = 2 + random.below(2);
        sorts.push(
            (0..keys)
                .map(|_| (*random.pick(&SORTS), random.percent(50)))
                .collect(),
        );
    }
    sorts.push(Vec::new());
    // The sixth is in the trash, so nothing new may link to it.
    let live = fixture::Stock {
        places: stock.places[..5].to_vec(),
        ..stock
    };
    for (n, sort) in sorts.iter().enumerate() {
        let text: Vec<String> = sort
            .iter()
            .map(|(path, descending)| format!("{}{path}", if *descending { "-" } else { "" }))
            .collect();
        let limit = 13 + n % 11;
        let mut address = format!("/records/thing?fields=id&limit={limit}&sort={}", text.join(","));
        let mut walked = Vec::new();
        loop {
            let page = ann.get(&address).await.ok();
            let found = ids(&page);
            assert!(
                found.len() == limit || page["next"].is_null(),
                "{text:?}: a page that is not the last is full"
            );
            walked.extend(found);
            let Some(following) = next(&page) else { break };
            address = following;
            if n % 9 == 0 {
                let mut values = fixture::thing_values(&mut random, 0, &live);
                values["external_ids"] = Json::Null;
                engine::create(&app, vec![("thing", values)]).await;
            }
        }
        let distinct: HashSet<&Id> = walked.iter().collect();
        assert_eq!(distinct.len(), walked.len(), "{text:?}: a record came twice");
        let untouched: Vec<Id> = walked.into_iter().filter(|id| old.contains(id)).collect();
        assert_eq!(untouched, sorted(&world, sort), "{text:?}");
    }
}

/// Who can't see a linked record can't learn its place in an order either.
#[tokio::test]
async fn sorting_through_a_link_sees_what_the_caller_sees() {
    let app = TestApp::with(vec![kontor_base::module(), fixture::module()]).await;
    let machine = app.machine();
    let role = |key: &str, place: Json| {
        json!({"key": key, "name": key, "permissions": {"objects": {
            "thing": {"read": true, "fields": {"rank": "hidden"}}, "place": place}}})
    };
    machine
        .post(
            "/records/role",
            role(
                "some",
                json!({"read": "size > 10", "fields": {"parent": "hidden"}}),
            ),
        )
        .await
        .created();
    machine
        .post("/records/role", role("none", json!({})))
        .await
        .created();
    let places: Vec<(&str, i64)> = vec![("A", 20), ("B", 5), ("C", 30), ("D", 1)];
    let made = places
        .iter()
        .map(|(name, size)| ("place", json!({"name": name, "size": size})))
        .collect();
    let places = engine::create(&app, made).await;
    // By their ids they come in the order d c b a.
    let mut ids: Vec<Id> = places.iter().map(|_| Id::generate(&app.clock)).collect();
    ids.sort_unstable();
    let thing = |((name, place), id): ((&str, &Id), Id)| {
        (
            "thing",
            json!({"id": id.to_string(), "name": name, "place": place.to_string()}),
        )
    };
    engine::create(
        &app,
        ["d", "c", "b", "a"]
            .into_iter()
            .zip(places.iter().rev())
            .zip(ids)
            .map(thing)
            .collect(),
    )
    .await;
    let (all, some, none) = (
        app.admin().await,
        app.user("Some", "some").await,
        app.user("None", "none").await,
    );
    let order = async |user: &Client, sort: &str| -> String {
        let mut address = format!("/records/thing?limit=1&sort={sort}");
        let mut walked = String::new();
        loop {
            let page = user.get(&address).await.ok();
            walked.push_str(names(&page)[0]);
            match next(&page) {
                Some(link) => address = link,
                None => return walked,
            }
        }
    };
    assert_eq!(order(&all, "place").await, "abcd");
    assert_eq!(order(&all, "-place.size").await, "cabd");
    assert_eq!(order(&some, "place").await, "acdb");
    assert_eq!(order(&some, "-place.size").await, "cabd");
    assert_eq!(order(&some, "-place").await, "cabd");
    assert_eq!(order(&none, "place").await, "dcba");
    for (user, sort) in [
        (&some, "rank"),
        (&some, "place.parent"),
        (&none, "place.size"),
        (&none, "team.name"),
    ] {
        assert_eq!(
            user.get(&format!("/records/thing?sort={sort}"))
                .await
                .refused(400),
            "bad_sort",
            "{sort}"
        );
    }
    let answer = some.get("/records/thing?fields=rank").await;
    assert_eq!(answer.refused(400), "bad_parameter");
    assert_eq!(some.get("/records/team").await.refused(404), "not_found");
}
