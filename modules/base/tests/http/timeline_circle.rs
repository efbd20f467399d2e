//! Whose timelines are one: a hundred parties at most, the nearest of those that may be seen, the same on every page.

use kontor_base::module;
use kontor_kernel::Id;
use kontor_testing::{Client, TestApp};
use serde_json::{Value as Json, json};

use crate::engine;
use crate::timeline::{minute, one, organization, person, talk, timeline};
use crate::timeline_pages::next;

/// A company with so many people in the order of their ids, and a call with each of them.
async fn company_of(people: usize) -> (TestApp, Client, Id, Vec<Id>) {
    let app = TestApp::with(vec![module()]).await;
    let admin = app.admin().await;
    let company = one(&app, "organization", json!({"name": "Company"})).await;
    let made = (0..people).map(|n| {
        let values = json!({"family_name": format!("P{n}"), "organization": company.to_string()});
        ("person", values)
    });
    let mut people = engine::create(&app, made.collect()).await;
    people.sort_unstable();
    let calls = people.iter().enumerate().map(|(n, id)| {
        let values = json!({"kind": "call", "subject": n.to_string(), "at": minute(i64::try_from(n).unwrap()), "participants": [person(*id)]});
        ("interaction", values)
    });
    engine::create(&app, calls.collect()).await;
    (app, admin, company, people)
}

fn subjects(page: &Json) -> Vec<String> {
    let entries = page["data"].as_array().unwrap().iter();
    entries
        .map(|entry| entry["subject"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_larger_circle_is_cut_and_says_so() {
    let (app, admin, company, people) = company_of(120).await;
    let page = timeline(&admin, "organization", company, "limit=200").await;
    let mut oldest: Vec<String> = (0..99).map(|n| n.to_string()).collect();
    oldest.reverse();
    assert_eq!(subjects(&page), oldest, "itself and the first 99");
    assert_eq!(page["truncated"], true);
    let overview = admin
        .get(&format!("/records/organization/{company}/overview"))
        .await
        .ok();
    assert_eq!(overview["timeline"]["truncated"], true);
    let own = timeline(&admin, "organization", company, "own=true").await;
    assert_eq!(own["truncated"], false);

    // Who is changed between two pages neither comes nor goes.
    let first = timeline(&admin, "organization", company, "limit=50").await;
    for id in [people[110], people[3]] {
        let path = format!("/records/person/{id}");
        admin.patch(&path, json!({"title": "Dr."})).await.ok();
    }
    let second = admin.get(&next(&first).unwrap()).await.ok();
    let mut walked = subjects(&first);
    walked.extend(subjects(&second));
    assert_eq!(walked, oldest);

    // Who may see three of them finds all three.
    let role = json!({"key": "few", "name": "few", "permissions": {"objects": {
        "organization": {"read": true}, "interaction": {"read": true}, "person": {"read": "title == \"Dr.\" || owner == me()"}}}});
    app.machine().post("/records/role", role).await.created();
    let few = app.user("Fey", "few").await;
    let path = format!("/records/person/{}", people[119]);
    admin.patch(&path, json!({"owner": few.id()})).await.ok();
    let page = timeline(&few, "organization", company, "").await;
    assert_eq!(subjects(&page), ["119", "110", "3"]);
    assert_eq!(page["truncated"], false);
}

#[tokio::test]
async fn the_nearest_of_a_group_are_taken_whatever_they_are() {
    let (app, admin, company, people) = company_of(3).await;
    let subs = (0..120).map(|n| {
        (
            "organization",
            json!({"name": format!("S{n}"), "parent": company.to_string()}),
        )
    });
    let mut subs = engine::create(&app, subs.collect()).await;
    subs.sort_unstable();
    let far = json!({"family_name": "Far", "organization": subs[0].to_string()});
    let far = one(&app, "person", far).await;
    talk(&app, "far", 500, vec![person(far)], json!({})).await;
    talk(&app, "near", 501, vec![organization(subs[0])], json!({})).await;
    let page = timeline(&admin, "organization", company, "").await;
    let mut nearest: Vec<Id> = people.iter().chain(&subs).copied().collect();
    nearest.sort_unstable();
    let taken = |n: &usize| nearest[..99].contains(&people[*n]);
    let of_people = (0..3).rev().filter(taken).map(|n| n.to_string());
    let expected: Vec<String> = ["near".to_owned()].into_iter().chain(of_people).collect();
    assert_eq!(subjects(&page), expected, "nobody two steps away");
    assert_eq!(page["truncated"], true);
}

/// A tree is followed to its end, and nothing is found through what may not be seen.
#[tokio::test]
async fn a_tree_is_followed_down_through_what_may_be_seen() {
    let app = TestApp::with(vec![module()]).await;
    let admin = app.admin().await;
    let mut above = one(&app, "organization", json!({"name": "O0"})).await;
    let (top, mut ids) = (above, vec![above]);
    for n in 1..40 {
        let below = json!({"name": format!("O{n}"), "parent": above.to_string()});
        above = one(&app, "organization", below).await;
        ids.push(above);
    }
    talk(&app, "deep", 1, vec![organization(above)], json!({})).await;
    let page = timeline(&admin, "organization", top, "").await;
    assert_eq!(subjects(&page), ["deep"]);

    let role = json!({"key": "gap", "name": "gap", "permissions": {"objects": {
        "organization": {"read": "name != \"O20\""}, "interaction": {"read": true}}}});
    app.machine().post("/records/role", role).await.created();
    let gap = app.user("Gap", "gap").await;
    let seen = async |id| subjects(&timeline(&gap, "organization", id, "").await);
    assert_eq!(seen(top).await, [""; 0]);
    assert_eq!(seen(ids[21]).await, ["deep"]);
}

#[tokio::test]
async fn a_household_has_what_happened_with_its_members() {
    let app = TestApp::with(vec![module()]).await;
    let admin = app.admin().await;
    let made = (0..3).map(|n| ("person", json!({"family_name": format!("P{n}")})));
    let people = engine::create(&app, made.collect()).await;
    for (n, id) in people.iter().enumerate() {
        let at = i64::try_from(n).unwrap();
        talk(&app, &n.to_string(), at, vec![person(*id)], json!({})).await;
    }
    let members = json!([people[0].to_string(), people[2].to_string()]);
    let home = json!({"name": "The Smiths", "members": members});
    let home = one(&app, "household", home).await;
    let note = json!({"body": "at home", "links": [{"object": "household", "id": home.to_string()}]});
    one(&app, "note", note).await;
    let all = timeline(&admin, "household", home, "kind=call").await;
    assert_eq!(subjects(&all), ["2", "0"]);
    let all = timeline(&admin, "household", home, "").await;
    assert_eq!(all["data"].as_array().unwrap().len(), 3);
    assert_eq!(
        timeline(&admin, "household", home, "own=true").await["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}
