//! Who else has a record open: told while they have, to who may see them, and to nobody afterwards.

use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

async fn here(client: &Client, path: &str) -> Vec<Value> {
    let answer = client.post(&format!("{path}/presence"), json!({})).await.ok();
    let present = answer["data"].as_array().unwrap().iter();
    present.map(|one| one["user"]["label"].clone()).collect()
}

async fn house() -> (TestApp, Client, String) {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    let made = admin
        .post("/records/organization", json!({"name": "A"}))
        .await
        .created();
    (
        app,
        admin,
        format!("/records/organization/{}", made["id"].as_str().unwrap()),
    )
}

#[tokio::test]
async fn who_has_a_record_open_sees_who_else_has() {
    let (app, admin, path) = house().await;
    let mia = app.user("Mia Member", "member").await;
    assert!(here(&admin, &path).await.is_empty());
    app.advance(5);
    assert_eq!(here(&mia, &path).await, ["Ada Admin"]);
    let answer = admin.post(&format!("{path}/presence"), json!({})).await.ok();
    assert_eq!(answer["data"][0]["user"]["id"], mia.id());
    let since = answer["data"][0]["since"].clone();

    // She stays, and is told to have come when she came.
    let again = answer["again"].as_i64().unwrap();
    app.advance(again);
    here(&mia, &path).await;
    app.advance(again);
    let answer = admin.post(&format!("{path}/presence"), json!({})).await.ok();
    assert_eq!(answer["data"][0]["since"], since);

    mia.delete(&format!("{path}/presence")).await.expect(204);
    assert!(here(&admin, &path).await.is_empty(), "she closed it");
    here(&mia, &path).await;
    app.advance(60);
    assert!(here(&admin, &path).await.is_empty(), "her page fell silent");
}

#[tokio::test]
async fn nothing_is_left_of_who_looked_at_what() {
    let (app, admin, path) = house().await;
    let other = admin
        .post("/records/organization", json!({"name": "B"}))
        .await
        .created();
    here(&admin, &path).await;
    app.advance(60);
    here(
        &admin,
        &format!("/records/organization/{}", other["id"].as_str().unwrap()),
    )
    .await;
    let database = app.app.workspace("main").await.unwrap().database.clone();
    let read = database.read(|tx| tx.row("SELECT count(*) FROM @k_presence", &[], |row| row.get::<i64>(0)));
    assert_eq!(read.await.unwrap(), Some(1));
}

#[tokio::test]
async fn who_may_not_see_users_is_told_of_none() {
    let (app, admin, path) = house().await;
    let blind = json!({"key": "blind", "name": "Blind", "permissions":
        {"objects": {"organization": {"read": true}, "user": {"read": false}}}});
    admin.post("/records/role", blind).await.created();
    let blind = app.user("Ben Blind", "blind").await;
    here(&admin, &path).await;
    assert!(here(&blind, &path).await.is_empty());
    assert_eq!(here(&admin, &path).await, ["Ben Blind"]);
    admin.delete(&path).await.expect(204);
    assert_eq!(
        admin
            .post(&format!("{path}/presence"), json!({}))
            .await
            .refused(404),
        "not_found"
    );
}
