//! Merging: two records become one with everything that belonged to either, and undo makes them two again.

use kontor_testing::{Client, TestApp};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::fixture::{id, make, open, path, patiently, reads, role};

/// A link on the wire, as it is sent.
pub fn to(record: &Value) -> Value {
    json!({"id": id(record), "object": record["object"]})
}

pub async fn merge(client: &Client, survivor: &Value, other: &Value) -> kontor_testing::Answer {
    client
        .post(&format!("{}/merge", path(survivor)), json!({"other": id(other)}))
        .await
}

pub async fn undo(client: &Client, change: &kontor_testing::Answer) -> kontor_testing::Answer {
    client
        .post(&format!("/undo/{}", change.change_set()), json!({}))
        .await
}

async fn list(client: &Client, object: &str, filter: &str) -> Vec<Value> {
    let found = client
        .post(
            &format!("/records/{object}/list"),
            json!({"filter": filter, "sort": "id"}),
        )
        .await
        .ok();
    found["data"].as_array().unwrap().clone()
}

/// A record without what every write changes.
fn values(record: &Value) -> Value {
    let mut values = record.clone();
    for key in ["version", "updated_at", "updated_by"] {
        values.as_object_mut().unwrap().remove(key);
    }
    values
}

async fn two_people(client: &Client) -> (Value, Value) {
    let first = json!({
        "given_name": "Anna", "family_name": "Meier", "emails": ["anna@meier.example", "a.meier@work.example"],
        "tags": ["vip"], "external_ids": [{"system": "crm", "key": "1"}],
    });
    let second = json!({
        "given_name": "Anne", "family_name": "Meyer", "birth_date": "1980-05-01", "phones": ["040 1234567"],
        "emails": ["ANNA@meier.example", "meyer@home.example"], "tags": ["vip", "press"],
        "external_ids": [{"system": "crm", "key": "2"}, {"system": "shop", "key": "9"}],
    });
    (
        make(client, "person", first).await,
        make(client, "person", second).await,
    )
}

#[tokio::test]
async fn the_survivor_keeps_its_values_fills_its_gaps_and_unites_its_lists() {
    let (_app, admin) = open().await;
    let (anna, anne) = two_people(&admin).await;
    let merged = merge(&admin, &anna, &anne).await.ok();
    assert_eq!(id(&merged), id(&anna));
    assert_eq!(
        (&merged["given_name"], &merged["birth_date"]),
        (&json!("Anna"), &json!("1980-05-01"))
    );
    let emails: Vec<&str> = merged["emails"]
        .as_array()
        .unwrap()
        .iter()
        .map(|email| email["value"].as_str().unwrap())
        .collect();
    assert_eq!(
        emails,
        ["anna@meier.example", "a.meier@work.example", "meyer@home.example"]
    );
    let primary = merged["emails"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|email| email["primary"] == json!(true));
    assert_eq!(primary.count(), 1);
    assert_eq!(merged["phones"].as_array().unwrap().len(), 1);
    assert_eq!(merged["tags"].as_array().unwrap().len(), 2);
    assert_eq!(merged["external_ids"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn choices_say_whose_value_a_field_gets() {
    let (_app, admin) = open().await;
    let (anna, anne) = two_people(&admin).await;
    let choose = json!({"family_name": "other", "emails": "other", "tags": "this", "phones": "both"});
    let body = json!({"other": id(&anne), "choose": choose});
    let merged = admin.post(&format!("{}/merge", path(&anna)), body).await.ok();
    assert_eq!(
        (&merged["given_name"], &merged["family_name"]),
        (&json!("Anna"), &json!("Meyer"))
    );
    assert_eq!(merged["emails"].as_array().unwrap().len(), 2);
    assert_eq!(merged["tags"], json!(["vip"]));
    let (anna, anne) = (
        make(&admin, "person", json!({"family_name": "A"})).await,
        make(&admin, "person", json!({"family_name": "B"})).await,
    );
    for (choose, code) in [
        (json!({"nothing": "this"}), "unknown_field"),
        (json!({"family_name": "both"}), "no_list"),
        (json!({"version": "other"}), "read_only"),
    ] {
        let body = json!({"other": id(&anne), "choose": choose});
        let refused = admin.post(&format!("{}/merge", path(&anna)), body).await;
        assert_eq!(
            (refused.status, refused.issue().0),
            (422, code.to_owned()),
            "{choose}"
        );
    }
}

#[tokio::test]
async fn everything_that_pointed_to_the_other_points_to_the_survivor() {
    let (_app, admin) = open().await;
    let (anna, anne) = two_people(&admin).await;
    let firm = make(&admin, "organization", json!({"name": "Acme"})).await;
    let boss = make(&admin, "person", json!({"family_name": "Boss"})).await;
    let at = "2026-03-01T10:00:00Z";
    let call = json!({"kind": "call", "subject": "A", "at": at, "participants": [to(&anne), to(&boss)], "links": [to(&anne)]});
    let call = make(&admin, "interaction", call).await;
    let both = json!({"kind": "call", "subject": "B", "at": at, "links": [to(&anne), to(&anna)]});
    let both = make(&admin, "interaction", both).await;
    let note = make(&admin, "note", json!({"body": "n", "links": [to(&anne)]})).await;
    let task = make(&admin, "task", json!({"subject": "t", "links": [to(&anne)]})).await;
    let trashed = make(&admin, "note", json!({"body": "gone", "links": [to(&anne)]})).await;
    admin.delete(&path(&trashed)).await.expect(204);
    for kind in ["customer", "press"] {
        make(&admin, "party_role", json!({"party": to(&anne), "kind": kind})).await;
    }
    make(
        &admin,
        "party_role",
        json!({"party": to(&anna), "kind": "customer"}),
    )
    .await;
    let job = json!({"from_party": to(&anne), "to_party": to(&firm), "kind": "employment"});
    make(&admin, "party_relation", job).await;
    let family = json!({"from_party": to(&anne), "to_party": to(&anna), "kind": "family"});
    make(&admin, "party_relation", family).await;

    merge(&admin, &anna, &anne).await.ok();
    let call = admin.get(&path(&call)).await.ok();
    assert_eq!(
        (id(&call["participants"][0]), id(&call["links"][0])),
        (id(&anna), id(&anna))
    );
    let both = admin.get(&path(&both)).await.ok();
    assert_eq!(both["links"].as_array().unwrap().len(), 1, "once is enough");
    for child in [&note, &task] {
        assert_eq!(id(&admin.get(&path(child)).await.ok()["links"][0]), id(&anna));
    }
    let trashed = admin.get(&format!("{}?trash=with", path(&trashed))).await.ok();
    assert_eq!(
        id(&trashed["links"][0]),
        id(&anna),
        "what is in the trash comes back to the survivor"
    );
    let roles = list(&admin, "party_role", &format!("party == \"{}\"", id(&anna))).await;
    assert_eq!(roles.len(), 2, "two alike are one");
    let relations = list(
        &admin,
        "party_relation",
        &format!("from_party == \"{}\"", id(&anna)),
    )
    .await;
    assert_eq!(relations.len(), 1, "nobody is his own family");
    assert_eq!(id(&admin.get(&path(&anna)).await.ok()["organization"]), id(&firm));
    let timeline = admin
        .get(&format!("{}/timeline?own=true", path(&anna)))
        .await
        .ok();
    assert!(timeline["data"].as_array().unwrap().len() >= 3);
    let found = admin.get("/search?q=meyer%40home.example").await.ok();
    assert_eq!(id(&found["data"][0]), id(&anna));
    let by_key = list(&admin, "person", "external_ids.exists(e, e.key == \"2\")").await;
    assert_eq!(id(&by_key[0]), id(&anna));
}

#[tokio::test]
async fn the_old_id_leads_on_through_several_merges() {
    let (_app, admin) = open().await;
    let mut people = Vec::new();
    for name in ["A", "B", "C"] {
        people.push(make(&admin, "person", json!({"family_name": name})).await);
    }
    merge(&admin, &people[1], &people[0]).await.ok();
    merge(&admin, &people[2], &people[1]).await.ok();
    for old in &people[..2] {
        let answer = admin.get(&path(old)).await;
        assert_eq!(id(&answer.ok()), id(&people[2]));
        assert_eq!(
            answer.header("Content-Location"),
            format!("/api/v1{}", path(&people[2]))
        );
        assert_eq!(admin.get(&format!("{}/overview", path(old))).await.status, 200);
        for refused in [
            admin.patch(&path(old), json!({"given_name": "X"})).await,
            admin.delete(&path(old)).await,
            admin.post(&format!("{}/restore", path(old)), json!({})).await,
            merge(&admin, &people[2], old).await,
            merge(&admin, old, &people[2]).await,
        ] {
            assert_eq!(refused.status, 409, "{}", refused.text());
            assert_eq!(refused.json()["merged_into"], json!(id(&people[2])));
        }
    }
    let history = admin.get(&format!("{}/history", path(&people[2]))).await.ok();
    let of: Vec<&Value> = history["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["record"])
        .collect();
    assert!(
        of.contains(&&json!(id(&people[0]))) && of.contains(&&json!(id(&people[1]))),
        "{history}"
    );
    let own = history["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["kind"] == json!("merge"));
    assert_eq!(own.count(), 2);
}

#[tokio::test]
async fn undo_makes_two_of_one_again_months_later_too() {
    let (app, admin) = open().await;
    let (anna, anne) = two_people(&admin).await;
    let firm = make(&admin, "organization", json!({"name": "Acme"})).await;
    admin
        .patch(&path(&anne), json!({"organization": id(&firm)}))
        .await
        .ok();
    make(
        &admin,
        "party_role",
        json!({"party": to(&anne), "kind": "customer"}),
    )
    .await;
    make(
        &admin,
        "party_role",
        json!({"party": to(&anna), "kind": "customer"}),
    )
    .await;
    let note = make(&admin, "note", json!({"body": "n", "links": [to(&anne)]})).await;
    let before = everything(&admin).await;
    let change = merge(&admin, &anna, &anne).await;
    change.ok();
    let later = make(&admin, "note", json!({"body": "later", "links": [to(&anna)]})).await;
    app.advance(100 * 24 * 3600);
    app.run_jobs().await;
    let undone = undo(&admin, &change).await;
    assert_eq!(undone.ok()["kept"], json!([]));
    assert_eq!(
        id(&admin.get(&path(&later)).await.ok()["links"][0]),
        id(&anna),
        "what came since stays"
    );
    admin.delete(&path(&later)).await.expect(204);
    assert_eq!(everything(&admin).await, before);
    assert_eq!(id(&admin.get(&path(&note)).await.ok()["links"][0]), id(&anne));
    assert_eq!(undo(&admin, &undone).await.status, 409, "merge again instead");
    merge(&admin, &anna, &anne).await.ok();
}

#[tokio::test]
async fn undo_lists_what_was_changed_since_and_leaves_it_on_request() {
    let (_app, admin) = open().await;
    let (anna, anne) = two_people(&admin).await;
    let change = merge(&admin, &anna, &anne).await;
    change.ok();
    admin
        .patch(&path(&anna), json!({"birth_date": "1981-01-01"}))
        .await
        .ok();
    let refused = undo(&admin, &change).await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.json()["conflicts"][0]["field"], json!("birth_date"));
    assert_eq!(
        id(&admin.get(&path(&anne)).await.ok()),
        id(&anna),
        "nothing happened"
    );
    let kept = admin
        .post(
            &format!("/undo/{}?on_conflict=keep", change.change_set()),
            json!({}),
        )
        .await
        .ok();
    assert_eq!(kept["kept"].as_array().unwrap().len(), 1);
    assert_eq!(
        admin.get(&path(&anna)).await.ok()["birth_date"],
        json!("1981-01-01")
    );
    assert_eq!(
        admin.get(&path(&anne)).await.ok()["birth_date"],
        json!("1980-05-01")
    );
}

/// All records that a merge of people may touch, without what every write changes.
pub async fn everything(client: &Client) -> Vec<Value> {
    let mut all = Vec::new();
    for object in [
        "person",
        "organization",
        "party_role",
        "party_relation",
        "interaction",
        "note",
        "task",
    ] {
        all.extend(list(client, object, "id != null").await.iter().map(values));
    }
    all
}

#[tokio::test]
async fn a_merge_takes_the_permission_to_change_one_and_to_delete_the_other() {
    let (app, admin) = open().await;
    role(
        &app,
        "half",
        json!({"person": {"read": true, "update": true, "delete": "family_name == \"Free\""}}),
    )
    .await;
    let half = app.user("Hal Half", "half").await;
    let held = make(&admin, "person", json!({"family_name": "Held"})).await;
    let free = make(&admin, "person", json!({"family_name": "Free"})).await;
    assert_eq!(merge(&half, &free, &held).await.status, 403);
    let note = make(&admin, "note", json!({"body": "secret", "links": [to(&free)]})).await;
    let change = merge(&half, &held, &free).await;
    change.ok();
    assert_eq!(
        id(&admin.get(&path(&note)).await.ok()["links"][0]),
        id(&held),
        "what he does not see moves too"
    );
    let undone = undo(&half, &change).await.ok();
    let told = undone["records"].as_array().unwrap();
    assert!(
        told.iter().all(|record| record["object"] == json!("person")),
        "{undone}"
    );
    assert_eq!(id(&admin.get(&path(&note)).await.ok()["links"][0]), id(&free));
    let reader = app.user("Ron Reader", "read_only").await;
    assert_eq!(merge(&reader, &held, &free).await.status, 403);
    assert_eq!(merge(&admin, &held, &held).await.status, 422);
    let other = make(&admin, "organization", json!({"name": "Acme"})).await;
    assert_eq!(merge(&admin, &held, &other).await.status, 404);
    assert_eq!(
        merge(
            &admin,
            &json!({"object": "user", "id": admin.id()}),
            &json!({"id": half.id()})
        )
        .await
        .status,
        409
    );
}

#[tokio::test]
async fn versions_are_held_and_a_batch_merges_too() {
    let (app, admin) = open().await;
    let (anna, anne) = two_people(&admin).await;
    let old = json!({"op": "merge", "object": "person", "id": id(&anna), "version": 7, "values": {"other": id(&anne)}});
    let refused = admin.post("/batch", json!({"commands": [old]})).await;
    assert_eq!(refused.status, 412, "{}", refused.text());
    let command = json!({"op": "merge", "object": "person", "id": id(&anna), "version": anna["version"],
        "values": {"other": id(&anne), "choose": {"family_name": "other"}}});
    let done = admin.post("/batch", json!({"commands": [command]})).await.ok();
    assert_eq!(done["results"][0]["record"]["family_name"], json!("Meyer"));
    app.settle().await;
    let feed = admin.get("/changes?limit=200").await.ok();
    let merged = feed["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|event| event["kind"] == json!("merge"));
    assert_eq!(merged.unwrap()["id"], json!(id(&anne)));
}

#[tokio::test]
async fn trees_stay_trees() {
    let (_app, admin) = open().await;
    let firm = |name: &'static str, parent: Option<String>| json!({"name": name, "parent": parent});
    let top = make(&admin, "organization", firm("Top", None)).await;
    let other = make(&admin, "organization", firm("Other", Some(id(&top).to_owned()))).await;
    let middle = make(
        &admin,
        "organization",
        firm("Middle", Some(id(&other).to_owned())),
    )
    .await;
    let survivor = make(
        &admin,
        "organization",
        firm("Survivor", Some(id(&middle).to_owned())),
    )
    .await;
    let change = merge(&admin, &survivor, &other).await;
    let merged = change.ok();
    assert_eq!(id(&merged["parent"]), id(&top), "it takes the other's place");
    assert_eq!(id(&admin.get(&path(&middle)).await.ok()["parent"]), id(&survivor));
    undo(&admin, &change).await.ok();
    assert_eq!(id(&admin.get(&path(&survivor)).await.ok()["parent"]), id(&middle));
    assert_eq!(id(&admin.get(&path(&middle)).await.ok()["parent"]), id(&other));
}

#[tokio::test]
async fn of_many_who_merge_the_same_record_one_succeeds() {
    let (_app, admin) = open().await;
    let other = make(&admin, "person", json!({"family_name": "Same"})).await;
    let mut survivors = Vec::new();
    for _ in 0..4 {
        survivors.push(make(&admin, "person", json!({"family_name": "Same"})).await);
    }
    let asked = survivors.iter().map(|survivor| {
        let (admin, other) = (&admin, &other);
        patiently(move || merge(admin, survivor, other))
    });
    let answers = futures_util::future::join_all(asked).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409, 409]);
}

#[tokio::test]
async fn what_a_merge_reads_does_not_grow_with_what_it_moves() {
    let (app, admin) = open().await;
    let mut counts = Vec::new();
    for children in [3, 60] {
        let (one, two) = (
            make(&admin, "person", json!({"family_name": "One"})).await,
            make(&admin, "person", json!({"family_name": "Two"})).await,
        );
        let note = |n: usize| json!({"op": "create", "object": "note", "values": {"body": format!("{n}"), "links": [to(&two)]}});
        let commands: Vec<Value> = (0..children).map(note).collect();
        admin.post("/batch", json!({"commands": commands})).await.ok();
        let count = reads(&app, async {
            merge(&admin, &one, &two).await.ok();
        });
        counts.push(count.await);
        let moved = list(&admin, "note", &format!("links.exists(l, l == \"{}\")", id(&one))).await;
        assert!(moved.len() >= children.min(50), "{}", moved.len());
    }
    assert_eq!(counts[0], counts[1]);
}

#[tokio::test]
async fn what_is_deleted_for_good_takes_along_what_was_merged_into_it() {
    let (_app, admin) = open().await;
    let (anna, anne) = two_people(&admin).await;
    merge(&admin, &anna, &anne).await.ok();
    admin
        .delete(&format!("{}?final=true", path(&anna)))
        .await
        .expect(204);
    for person in [&anna, &anne] {
        assert_eq!(
            admin.get(&format!("{}?trash=with", path(person))).await.status,
            404
        );
    }
}

/// What two people have, drawn at random: who of them (or both) each child points to.
fn children() -> impl Strategy<Value = Vec<(&'static str, u8)>> {
    let object = prop_oneof![
        Just("note"),
        Just("interaction"),
        Just("task"),
        Just("party_role"),
        Just("party_relation")
    ];
    proptest::collection::vec((object, 0u8..3), 0..10)
}

#[test]
fn merging_loses_nothing_and_undo_brings_everything_back() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (app, admin): (TestApp, Client) = runtime.block_on(open());
    let mut runner = TestRunner::new(Config {
        cases: 12,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&(children(), any::<bool>()), |(children, turned)| {
        runtime.block_on(async {
            let (mut one, mut two) = two_people(&admin).await;
            let firm = make(&admin, "organization", json!({"name": "Firm"})).await;
            for (n, (object, whose)) in children.iter().enumerate() {
                let links: Vec<Value> = match whose {
                    0 => vec![to(&one)],
                    1 => vec![to(&two)],
                    _ => vec![to(&one), to(&two)],
                };
                let first = links[0].clone();
                let values = match *object {
                    "note" => json!({"body": format!("{n}"), "links": links}),
                    "interaction" => json!({"kind": "call", "subject": format!("{n}"), "links": links, "participants": [first]}),
                    "task" => json!({"subject": format!("{n}"), "links": links}),
                    "party_role" => json!({"party": first, "kind": "customer", "from_date": format!("20{:02}-01-01", n + 10)}),
                    _ => json!({"from_party": first, "to_party": to(&firm), "kind": "other", "role": format!("{n}")}),
                };
                make(&admin, object, values).await;
            }
            if turned {
                std::mem::swap(&mut one, &mut two);
            }
            let before = everything(&admin).await;
            let change = merge(&admin, &one, &two).await;
            change.ok();
            let after = everything(&admin).await;
            let ids = |all: &[Value]| -> Vec<String> {
                let others = all.iter().filter(|record| id(record) != id(&two));
                others.map(|record| id(record).to_owned()).collect()
            };
            prop_assert_eq!(ids(&before), ids(&after), "the union of all children is what it was");
            let text = serde_json::to_string(&after).unwrap();
            prop_assert!(!text.contains(id(&two)), "nothing points to the other any more");
            undo(&admin, &change).await.ok();
            prop_assert_eq!(everything(&admin).await, before);
            for record in [&one, &two, &firm] {
                admin.delete(&path(record)).await.expect(204);
                admin.delete(&format!("{}?final=true", path(record))).await.expect(204);
            }
            for object in ["note", "interaction", "task", "party_role", "party_relation"] {
                for record in list(&admin, object, "id != null").await {
                    admin.delete(&path(&record)).await;
                }
            }
            Ok(())
        })
    });
    outcome.unwrap();
    runtime.block_on(app.run_jobs());
    drop(app);
}
