//! What belongs elsewhere: cursors of another query, and everything of another workspace.

use kontor_kernel::Actor;
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::fixture::{id, make, open, path};

/// A second workspace, `other`, at a host of its own.
async fn other(app: &TestApp) {
    app.app
        .auth()
        .set_workspace_host(Actor::Cli, "main", "localhost")
        .await
        .unwrap();
    app.machine()
        .post("/workspaces", json!({"name": "other", "host": "other.example"}))
        .await
        .created();
}

/// Both, with somebody of this role in the other; each client names its own host.
async fn two(role: &str) -> (TestApp, Client, Client) {
    let (app, admin) = open().await;
    other(&app).await;
    let there = app
        .user_in("other", "Otto Other", role, json!({}))
        .await
        .with_header("Host", "other.example");
    (app, admin.with_header("Host", "localhost"), there)
}

#[tokio::test]
async fn a_cursor_belongs_to_its_query_and_workspace() {
    let (_app, here, there) = two("manager").await;
    for client in [&here, &there] {
        for n in 0..3 {
            make(client, "gadget", json!({"name": format!("G{n}"), "count": n})).await;
        }
    }
    let page = here.get("/records/gadget?sort=name&limit=2").await.ok();
    let next = page["next"]
        .as_str()
        .unwrap()
        .strip_prefix("/api/v1")
        .unwrap()
        .to_owned();
    let cursor = next.split("cursor=").nth(1).unwrap().split('&').next().unwrap();
    assert_eq!(here.get(&next).await.ok()["data"].as_array().unwrap().len(), 1);
    assert_eq!(there.get(&next).await.refused(400), "bad_cursor");
    for query in [
        "sort=-name",
        "sort=count",
        "sort=name&filter=count%20%3E%200",
        "sort=name&trash=with",
        "",
    ] {
        assert_eq!(
            here.get(&format!("/records/gadget?{query}&cursor={cursor}"))
                .await
                .refused(400),
            "bad_cursor",
            "{query}"
        );
    }
    assert_eq!(
        here.get(&format!("/records/offer?sort=name&cursor={cursor}"))
            .await
            .refused(400),
        "bad_cursor"
    );
    let mut broken = cursor.to_owned();
    broken.replace_range(0..2, "AA");
    assert_eq!(
        here.get(&format!("/records/gadget?sort=name&cursor={broken}"))
            .await
            .refused(400),
        "bad_cursor"
    );
}

#[tokio::test]
async fn workspaces_know_nothing_of_each_other() {
    let (_app, here, there) = two("administrator").await;
    let change = here
        .post("/records/organization", json!({"name": "Here AG"}))
        .await;
    let firm = change.created();
    for answer in [
        there.get(&path(&firm)).await,
        there.get(&format!("{}/history", path(&firm))).await,
        there.patch(&path(&firm), json!({"name": "x"})).await,
        there.delete(&path(&firm)).await,
        there
            .post(&format!("/undo/{}", change.change_set()), json!({}))
            .await,
    ] {
        assert_eq!(answer.refused(404), "not_found");
    }
    assert_eq!(
        there
            .post("/records/gadget", json!({"maker": firm["id"]}))
            .await
            .issue()
            .0,
        "not_found"
    );
    assert_eq!(
        there
            .post("/records/gadget", json!({"owner": here.id()}))
            .await
            .issue()
            .0,
        "not_found"
    );
    assert_eq!(
        there.get("/records/organization?count=exact").await.ok()["count"],
        0
    );
    assert_eq!(there.get("/search?q=here").await.ok()["data"], json!([]));
    // The same id may be taken in both; the key of one opens nothing in the other.
    make(
        &there,
        "organization",
        json!({"id": id(&firm), "name": "There AG"}),
    )
    .await;
    assert_eq!(here.get(&path(&firm)).await.ok()["name"], "Here AG");
    let lost = here.clone().with_header("Host", "other.example");
    assert_eq!(lost.get(&path(&firm)).await.refused(401), "unauthenticated");
    let stray = there.clone().with_header("Host", "localhost");
    assert_eq!(stray.get(&path(&firm)).await.refused(401), "unauthenticated");
    assert_eq!(
        there
            .post("/workspaces", json!({"name": "third"}))
            .await
            .refused(403),
        "forbidden"
    );
}

#[tokio::test]
async fn a_cookie_opens_its_own_workspace_and_no_other() {
    let (app, admin) = open().await;
    other(&app).await;
    let there = app
        .user_in("other", "Otto Other", "administrator", json!({}))
        .await;
    let here = app.session(&admin).await;
    let there = app.session_at("other", "other.example", &there).await;
    for (browser, host, stranger) in [
        (&here, "localhost", "other.example"),
        (&there, "other.example", "localhost"),
    ] {
        browser.get("/me").await.ok();
        // At the other's host, with the pages of that host.
        let stray = browser.clone().with_header("Host", stranger);
        let stray = stray.with_header("Origin", &format!("http://{stranger}"));
        for answer in [
            stray.get("/me").await,
            stray.get("/records/organization").await,
            stray
                .post("/records/organization", json!({"name": "Stray AG"}))
                .await,
            stray.delete("/session").await,
        ] {
            assert_eq!(answer.refused(401), "unauthenticated", "{stranger}");
        }
        // Nor is it ended by that.
        let me = browser.clone().with_header("Host", host).get("/me").await;
        assert_eq!(me.status, 200);
    }
}

#[tokio::test]
async fn what_is_sent_twice_and_who_listens_is_known_in_one_workspace_alone() {
    let (app, here, there) = two("administrator").await;
    // The same key and the same request: two records, each in its workspace.
    let keyed = |client: &Client| client.clone().with_header("Idempotency-Key", "same");
    let body = json!({"name": "Twice AG"});
    let mine = keyed(&here).post("/records/organization", body.clone()).await;
    let theirs = keyed(&there).post("/records/organization", body).await;
    assert_eq!(theirs.header("Idempotent-Replayed"), "");
    assert_ne!(mine.created()["id"], theirs.created()["id"]);

    // Coming back with a place in the other's feed tells nothing of the other.
    for n in 0..5 {
        make(&here, "organization", json!({"name": format!("Secret {n}")})).await;
    }
    app.settle().await;
    let last = here.get("/changes?limit=1000").await.ok()["data"]
        .as_array()
        .unwrap()
        .last()
        .unwrap()["seq"]
        .to_string();
    for place in ["1", last.trim_matches('"')] {
        let mut stream = there.listen("/events", &[("Last-Event-ID", place)]).await;
        let own = make(&there, "organization", json!({"name": format!("Own {place}")})).await;
        let mut ids = Vec::new();
        while !ids.contains(&own["id"]) {
            let message = app.heard(&mut stream).await;
            if message.event == "reset" {
                break;
            }
            ids.push(message.data["id"].clone());
        }
        let all = there.get("/changes?limit=1000").await.ok();
        let known: Vec<&Value> = all["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["id"])
            .collect();
        assert!(ids.iter().all(|id| known.contains(&id)), "{ids:?}");
    }
}
