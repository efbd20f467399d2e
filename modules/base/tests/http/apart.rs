//! What belongs elsewhere: cursors of another query, and everything of another workspace.

use kontor_kernel::Actor;
use kontor_testing::TestApp;
use serde_json::json;

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

#[tokio::test]
async fn a_cursor_belongs_to_its_query_and_workspace() {
    let (app, admin) = open().await;
    other(&app).await;
    let there = app
        .user_in("other", "Otto Other", "manager", json!({}))
        .await
        .with_header("Host", "other.example");
    let here = admin.with_header("Host", "localhost");
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
    let (app, admin) = open().await;
    other(&app).await;
    let there = app
        .user_in("other", "Otto Other", "administrator", json!({}))
        .await
        .with_header("Host", "other.example");
    let here = admin;
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
