//! Pages of a timeline: they cost the same at any depth, whoever asks, and whatever is looked for.

use std::collections::HashSet;

use kontor_kernel::Id;
use kontor_records::timeline::TimelineQuery;
use serde_json::{Value as Json, json};

use crate::engine::{self, Random};
use crate::timeline::{Group, company, minute, one, organization, person, talk, timeline};

/// A thousand entries of six parties, many at the same instant, many in several timelines.
async fn long(g: &Group, random: &mut Random, count: usize) -> Vec<(i64, Id)> {
    let parties = [
        organization(g.holding),
        organization(g.sub),
        organization(g.subsub),
        person(g.anna),
        person(g.ben),
    ];
    let mut entries = Vec::new();
    let mut made = Vec::new();
    for n in 0..count {
        let mut with: Vec<Json> = (0..1 + random.below(3))
            .map(|_| random.pick(&parties).clone())
            .collect();
        with.dedup();
        let (id, at) = (Id::generate(&g.app.clock), random.below(count / 3) as i64);
        entries.push((at, id));
        let kind = *random.pick(&["call", "email", "payment"]);
        let links = [random.pick(&parties).clone()];
        made.push(("interaction", json!({
            "id": id.to_string(), "kind": kind, "subject": format!("{kind} {n}"), "at": minute(at), "participants": with, "links": links,
        })));
    }
    engine::create(&g.app, made).await;
    entries.sort_unstable_by(|a, b| b.cmp(a));
    entries
}

fn ids(page: &Json) -> Vec<Id> {
    page["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["id"].as_str().unwrap().parse().unwrap())
        .collect()
}

pub fn next(page: &Json) -> Option<String> {
    page["next"]
        .as_str()
        .map(|next| next.strip_prefix("/api/v1").unwrap().to_owned())
}

#[tokio::test]
async fn a_page_at_depth_costs_what_the_first_one_costs() {
    let g = company().await;
    let entries = long(&g, &mut Random::new(), 1_200).await;
    let mut address = format!("/records/organization/{}/timeline?limit=60", g.holding);
    g.admin.get(&address).await.ok();
    let (mut walked, mut counts, mut pages) = (Vec::new(), HashSet::new(), 0_u32);
    loop {
        let mut page = Json::Null;
        let statements = engine::reads(&g.app, async { page = g.admin.get(&address).await.ok() }).await;
        walked.extend(ids(&page));
        let Some(following) = next(&page) else { break };
        assert_eq!(ids(&page).len(), 60);
        counts.insert(statements.len());
        address = following;
        pages += 1;
        // What happens meanwhile is newer, so it stands on no later page.
        talk(
            &g.app,
            "meanwhile",
            1_000_000 + i64::from(pages),
            vec![organization(g.holding)],
            json!({}),
        )
        .await;
    }
    assert_eq!(
        walked,
        entries.iter().map(|(_, id)| *id).collect::<Vec<_>>(),
        "each once, newest first"
    );
    assert_eq!(
        counts.len(),
        1,
        "every full page takes the same statements: {counts:?}"
    );
    assert!(counts.iter().all(|count| *count <= 14), "{counts:?}");

    // The same in two filtered ways.
    for (filter, wanted) in [("kind=call", "call"), ("text=payment", "payment")] {
        let mut address = format!("/records/organization/{}/timeline?limit=130&{filter}", g.holding);
        let mut found = Vec::new();
        loop {
            let page = g.admin.get(&address).await.ok();
            found.extend(
                page["data"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|entry| entry["kind"].as_str().unwrap().to_owned()),
            );
            match next(&page) {
                Some(link) => address = link,
                None => break,
            }
        }
        assert!(
            found.len() > 300 && found.iter().filter(|kind| *kind != wanted).count() <= pages as usize,
            "{filter}"
        );
    }
}

/// Ten thousand entries of six parties down, a page reads hardly more than the first one.
#[tokio::test]
async fn ten_thousand_entries_down_a_page_costs_at_most_twice_the_first() {
    const DEPTH: usize = 10_000;
    let g = company().await;
    let mut random = Random::new();
    for _ in 0..7 {
        long(&g, &mut random, 1_500).await;
    }
    let address = |limit: usize| format!("/records/organization/{}/timeline?limit={limit}", g.holding);
    let (mut walked, mut down) = (0, address(200));
    while walked < DEPTH {
        let page = g.admin.get(&down).await.ok();
        walked += ids(&page).len();
        down = next(&page).unwrap();
    }
    let cost = async |address: &str| {
        let mut page = Json::Null;
        let cost = engine::cost(&g.app, async { page = g.admin.get(address).await.ok() }).await;
        assert_eq!(ids(&page).len(), 50);
        cost
    };
    let (first, deep) = (
        cost(&address(50)).await,
        cost(&down.replace("limit=200", "limit=50")).await,
    );
    assert!(
        first > 0 && deep <= 2 * first,
        "{deep} at depth {walked}, {first} at the top"
    );
}

/// Who may see few of the entries gets full pages all the same, in as many statements.
#[tokio::test]
async fn invisible_entries_never_appear() {
    let g = company().await;
    let entries = long(&g, &mut Random::new(), 300).await;
    one(
        &g.app,
        "task",
        json!({"subject": "secret", "links": [organization(g.holding)]}),
    )
    .await;
    let role = |key: &str, interaction: &str, person: Json| {
        json!({"key": key, "name": key, "permissions": {"objects": {
            "organization": {"read": true}, "person": person,
            "interaction": {"read": interaction, "fields": {"subject": "hidden"}}}}})
    };
    let machine = g.app.machine();
    machine
        .post(
            "/records/role",
            role("payments", "kind == \"payment\"", json!({"read": true})),
        )
        .await
        .created();
    machine
        .post("/records/role", role("nobody", "kind != null", json!({})))
        .await
        .created();
    let (payments, nobody) = (
        g.app.user("Pay", "payments").await,
        g.app.user("Nob", "nobody").await,
    );
    payments.get("/records/organization").await.ok();

    let visible: Vec<Json> = machine
        .post(
            "/records/interaction/list",
            json!({"filter": "kind == \"payment\"", "limit": 200, "fields": "id"}),
        )
        .await
        .ok()["data"]
        .as_array()
        .unwrap()
        .clone();
    let visible: HashSet<Id> = visible
        .iter()
        .map(|entry| entry["id"].as_str().unwrap().parse().unwrap())
        .collect();
    let wanted: Vec<Id> = entries
        .iter()
        .map(|(_, id)| *id)
        .filter(|id| visible.contains(id))
        .collect();
    assert!(wanted.len() > 60);
    let mut address = format!("/records/organization/{}/timeline?limit=25", g.holding);
    let mut walked = Vec::new();
    let mut counts = Vec::new();
    loop {
        let mut page = Json::Null;
        counts.push(
            engine::reads(&g.app, async { page = payments.get(&address).await.ok() })
                .await
                .len(),
        );
        walked.extend(ids(&page));
        assert!(
            page["data"]
                .as_array()
                .unwrap()
                .iter()
                .all(|entry| entry["kind"] == "payment" && entry.get("subject").is_none())
        );
        let Some(following) = next(&page) else { break };
        assert_eq!(ids(&page).len(), 25, "pages are full");
        address = following;
    }
    assert_eq!(walked, wanted);
    assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");

    // People that may not be seen are not in the circle, so what concerns them alone is not there.
    let seen = ids(&timeline(&nobody, "organization", g.holding, "limit=200").await);
    let hers = ids(&timeline(&g.admin, "person", g.ben, "own=true&limit=200").await);
    let theirs = async |id: Id| ids(&timeline(&g.admin, "organization", id, "own=true&limit=200").await);
    let organizations: HashSet<Id> = [
        theirs(g.holding).await,
        theirs(g.sub).await,
        theirs(g.subsub).await,
    ]
    .concat()
    .into_iter()
    .collect();
    assert!(
        hers.iter().any(|id| !organizations.contains(id)),
        "the test has teeth"
    );
    assert!(seen.iter().all(|id| organizations.contains(id)));
    assert_eq!(
        nobody
            .get(&format!("/records/person/{}/timeline", g.anna))
            .await
            .refused(404),
        "not_found"
    );
}

/// Words that hardly ever occur: a page is full as long as there is more.
#[tokio::test]
async fn pages_of_words_are_full_until_the_end() {
    let g = company().await;
    let made = (0..5_000).map(|n| {
        let subject = if n % 400 == 17 { "needle" } else { "hay" };
        (
            "interaction",
            json!({"kind": "other", "subject": subject, "at": minute(n), "participants": [person(g.other)]}),
        )
    });
    engine::create(&g.app, made.collect()).await;
    let mut address = format!("/records/person/{}/timeline?text=needle&limit=5", g.other);
    let mut found = Vec::new();
    loop {
        let mut page = Json::Null;
        let statements = engine::reads(&g.app, async { page = g.admin.get(&address).await.ok() }).await;
        assert!(statements.len() < 60, "{}", statements.len());
        found.push(page["data"].as_array().unwrap().len());
        match next(&page) {
            Some(link) => address = link,
            None => break,
        }
    }
    assert_eq!(found, [5, 5, 3]);
}

/// Looking for words ends somewhere: then the page is short and leads on.
#[tokio::test]
async fn looking_for_words_never_runs_without_end() {
    let g = company().await;
    let made = (0..90).map(|n| {
        let subject = if n == 17 { "needle" } else { "hay" };
        (
            "interaction",
            json!({"kind": "other", "subject": subject, "at": minute(n), "participants": [person(g.other)]}),
        )
    });
    engine::create(&g.app, made.collect()).await;
    let ctx = engine::ctx(&g.app, Some(&g.admin)).await;
    let mut cursor = None;
    let mut found = Vec::new();
    loop {
        let query = TimelineQuery {
            text: Some("needle".to_owned()),
            limit: 4,
            cursor: cursor.take(),
            patience: Some(30),
            ..TimelineQuery::default()
        };
        let other = g.other;
        let page = engine::read(&g.app, &ctx, move |ctx, tx| {
            let object = ctx.object("person")?.clone();
            kontor_records::timeline::timeline(ctx, tx, "main", &object, other, &query)
        })
        .await;
        found.push(page.page.records.len());
        match page.page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    assert!(found.len() > 1, "one page does not look at everything: {found:?}");
    assert_eq!(found.iter().sum::<usize>(), 1);
}
