//! Live updates: who hears what, who hears that something is gone, and when a stream ends.

use std::time::Duration;

use kontor_testing::{Client, Listening, TestApp};
use serde_json::{Value, json};

async fn open() -> (TestApp, Client, Client) {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let (admin, member) = (app.admin().await, app.user("Mia Member", "member").await);
    (app, admin, member)
}

/// Listens to what happens from now on.
async fn listen(app: &TestApp, client: &Client) -> Listening {
    app.settle().await;
    let stream = client.listen("/events", &[]).await;
    assert_eq!(stream.status, 200);
    stream
}

async fn organization(client: &Client, name: &str) -> Value {
    client
        .post("/records/organization", json!({"name": name}))
        .await
        .created()
}

/// A saved view: the one object of which members see some records and others not.
async fn view(client: &Client, shared: &str) -> Value {
    let body = json!({"name": "V", "object": "person", "shared": shared});
    client.post("/records/saved_view", body).await.created()
}

fn path(organization: &Value) -> String {
    format!("/records/organization/{}", organization["id"].as_str().unwrap())
}

fn view_path(view: &Value) -> String {
    format!("/records/saved_view/{}", view["id"].as_str().unwrap())
}

/// What the next message says: its kind, and of which record.
async fn heard(app: &TestApp, stream: &mut Listening) -> (String, Value) {
    let message = app.heard(stream).await;
    (message.event, message.data["id"].clone())
}

fn said(event: &str, record: &Value) -> (String, Value) {
    (event.to_owned(), record["id"].clone())
}

#[tokio::test]
async fn a_listener_hears_what_changes_as_the_feed_tells_it() {
    let (app, admin, member) = open().await;
    app.settle().await;
    let before = admin.get("/changes?limit=1000").await.ok()["next"].clone();
    let mut stream = listen(&app, &member).await;
    assert_eq!(stream.headers["content-type"], "text/event-stream");
    let made = organization(&admin, "Nordlicht GmbH").await;
    admin
        .patch(&path(&made), json!({"name": "Südlicht GmbH"}))
        .await
        .ok();
    admin.delete(&path(&made)).await.expect(204);
    admin
        .post(&format!("{}/restore", path(&made)), json!({}))
        .await
        .ok();
    admin.delete(&path(&made)).await.expect(204);
    admin
        .delete(&format!("{}?final=true", path(&made)))
        .await
        .expect(204);
    let mut told = Vec::new();
    for kind in ["create", "update", "delete", "restore", "delete", "delete"] {
        let message = app.heard(&mut stream).await;
        assert_eq!(
            (message.event.as_str(), &message.data["kind"]),
            ("change", &json!(kind))
        );
        assert_eq!(json!(message.id), message.data["seq"]);
        let keys: Vec<&String> = message.data.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 6, "ids and kinds, never values: {keys:?}");
        told.push(message.data);
    }
    let feed = member
        .get(&format!("/changes?after={}", before.as_str().unwrap()))
        .await
        .ok();
    assert_eq!(feed["data"], json!(told));
}

#[tokio::test]
async fn nobody_hears_of_records_he_can_not_see() {
    let (app, admin, member) = open().await;
    let other = app.user("Otto Other", "member").await;
    let (mut mine, mut theirs) = (listen(&app, &member).await, listen(&app, &other).await);
    let private = view(&member, "private").await;
    member
        .patch(&view_path(&private), json!({"name": "W"}))
        .await
        .ok();
    member.delete(&view_path(&private)).await.expect(204);
    let last = organization(&admin, "A").await;
    assert_eq!(heard(&app, &mut theirs).await, said("change", &last));
    for _ in 0..3 {
        assert_eq!(heard(&app, &mut mine).await, said("change", &private));
    }
    assert_eq!(heard(&app, &mut mine).await, said("change", &last));
}

#[tokio::test]
async fn what_can_no_longer_be_seen_is_gone_for_those_who_knew_it() {
    let (app, admin, member) = open().await;
    let (other, late) = (
        app.user("Otto Other", "member").await,
        app.user("Lisa Late", "member").await,
    );
    let mut theirs = listen(&app, &other).await;
    let shared = view(&member, "all").await;
    assert_eq!(heard(&app, &mut theirs).await, said("change", &shared));
    let mut latecomer = listen(&app, &late).await;
    member
        .patch(&view_path(&shared), json!({"shared": "private"}))
        .await
        .ok();
    member.patch(&view_path(&shared), json!({"name": "W"})).await.ok();
    let last = organization(&admin, "A").await;
    let gone = app.heard(&mut theirs).await;
    assert_eq!(
        (gone.event.as_str(), &gone.data["object"], &gone.data["id"]),
        ("gone", &json!("saved_view"), &shared["id"])
    );
    assert_eq!(
        heard(&app, &mut theirs).await,
        said("change", &last),
        "it is gone once"
    );
    assert_eq!(
        heard(&app, &mut latecomer).await,
        said("change", &last),
        "who never heard of it hears nothing"
    );

    member
        .patch(&view_path(&shared), json!({"shared": "all"}))
        .await
        .ok();
    assert_eq!(heard(&app, &mut theirs).await, said("change", &shared));
    member.delete(&view_path(&shared)).await.expect(204);
    assert_eq!(heard(&app, &mut theirs).await, said("change", &shared));
    member
        .delete(&format!("{}?final=true", view_path(&shared)))
        .await
        .expect(204);
    assert_eq!(heard(&app, &mut theirs).await, said("gone", &shared));
}

#[tokio::test]
async fn who_comes_back_hears_first_what_was_missed() {
    let (app, admin, member) = open().await;
    let mut stream = listen(&app, &member).await;
    let begin = stream.next().await.unwrap();
    assert_eq!(
        (begin.event.as_str(), &begin.data),
        ("", &Value::Null),
        "the first message names only the place"
    );
    let first = organization(&admin, "A").await;
    let message = app.heard(&mut stream).await;
    assert_eq!(message.data["id"], first["id"]);
    drop(stream);
    let (second, third) = (organization(&admin, "B").await, organization(&admin, "C").await);
    app.settle().await;
    for (last, missed) in [
        (&message.id, vec![&second, &third]),
        (&begin.id, vec![&first, &second, &third]),
    ] {
        let mut again = member.listen("/events", &[("Last-Event-ID", last)]).await;
        for missed in missed {
            assert_eq!(heard(&app, &mut again).await, said("change", missed));
        }
    }
}

#[tokio::test]
async fn a_place_that_is_not_known_begins_anew() {
    let (app, admin, member) = open().await;
    for odd in ["nonsense", "9999999999999.1", "-1"] {
        app.settle().await;
        let mut stream = member.listen("/events", &[("Last-Event-ID", odd)]).await;
        let reset = stream.next().await.unwrap();
        assert_eq!((reset.event.as_str(), reset.data), ("reset", json!({})), "{odd}");
        let made = organization(&admin, "A").await;
        assert_eq!(heard(&app, &mut stream).await, said("change", &made));
    }
}

#[tokio::test]
async fn who_is_ahead_of_the_feed_is_told_to_read_anew() {
    let (app, admin, _member) = open().await;
    organization(&admin, "A").await;
    app.settle().await;
    let next = admin.get("/changes?limit=1000").await.ok()["next"].clone();
    let next = next.as_str().unwrap();
    let at_its_end = admin.get(&format!("/changes?after={next}")).await.ok();
    assert_eq!(at_its_end, json!({"data": [], "next": next}));
    for ahead in ["9999999999999", "9999999999999.1"] {
        let refused = admin.get(&format!("/changes?after={ahead}")).await;
        // Where the order is told by transactions too, a bare number is the beginning of all.
        if next.contains('.') && !ahead.contains('.') {
            assert_ne!(refused.ok()["data"], json!([]));
        } else {
            assert_eq!(refused.refused(400), "bad_cursor", "{ahead}");
        }
    }
}

#[tokio::test]
async fn who_falls_behind_begins_anew() {
    let (app, admin, member) = open().await;
    let mut stream = listen(&app, &member).await;
    for n in 0..70 {
        organization(&admin, &n.to_string()).await;
        app.hand_out().await;
    }
    assert_eq!(app.heard(&mut stream).await.event, "reset");
    let made = organization(&admin, "A").await;
    assert_eq!(
        heard(&app, &mut stream).await,
        said("change", &made),
        "what was missed is not told after all"
    );
}

#[tokio::test]
async fn other_permissions_begin_anew() {
    let (app, admin, member) = open().await;
    let mut stream = listen(&app, &member).await;
    let roles = admin
        .get("/records/role?filter=key%20%3D%3D%20%22manager%22")
        .await
        .ok();
    let user = format!("/records/user/{}", member.id());
    admin
        .patch(&user, json!({"role": roles["data"][0]["id"]}))
        .await
        .ok();
    assert_eq!(app.heard(&mut stream).await.event, "reset");
    assert_eq!(app.heard(&mut stream).await.data["object"], "user");
}

#[tokio::test]
async fn a_stream_ends_with_the_key_the_session_and_the_user() {
    let (app, admin, member) = open().await;
    let browser = app.session(&member).await;
    let (mut by_key, mut by_session) = (listen(&app, &member).await, listen(&app, &browser).await);
    let mut admins = listen(&app, &admin).await;
    browser.delete("/session").await.expect(204);
    let made = organization(&admin, "A").await;
    assert_eq!(heard(&app, &mut by_key).await, said("change", &made));
    assert_ended(&mut by_session).await;
    admin
        .patch(
            &format!("/records/user/{}", member.id()),
            json!({"active": false}),
        )
        .await
        .ok();
    assert_eq!(heard(&app, &mut admins).await, said("change", &made));
    assert_eq!(app.heard(&mut admins).await.data["object"], "user");
    assert_ended(&mut by_key).await;
}

#[tokio::test]
async fn a_silent_stream_ends_within_half_a_minute() {
    let (app, admin, member) = open().await;
    let keys = app.session(&member).await.get("/tokens").await.ok();
    let mut stream = listen(&app, &member).await;
    assert_eq!(stream.next().await.unwrap().event, "");
    admin
        .delete(&format!("/tokens/{}", keys["data"][0]["id"].as_str().unwrap()))
        .await
        .expect(204);
    tokio::time::pause();
    let began = tokio::time::Instant::now();
    assert_ended(&mut stream).await;
    assert!(
        began.elapsed() <= Duration::from_secs(31),
        "{:?}",
        began.elapsed()
    );
}

/// Nothing follows but places.
async fn assert_ended(stream: &mut Listening) {
    while let Some(message) = stream.next().await {
        assert_eq!(message.event, "", "{message:?}");
    }
}

#[tokio::test]
async fn nobody_hears_nothing_and_other_workspaces_their_own() {
    let (app, admin, _) = open().await;
    assert_eq!(app.nobody().get("/events").await.refused(401), "unauthenticated");
    app.make_workspace("other").await;
    let elsewhere = app
        .user_in("other", "Olga Other", "administrator", json!({}))
        .await
        .with_header("Host", "other.test");
    let mut stream = listen(&app, &elsewhere).await;
    organization(&admin, "A").await;
    let own = organization(&elsewhere, "B").await;
    assert_eq!(heard(&app, &mut stream).await, said("change", &own));
}

#[tokio::test]
async fn a_user_has_at_most_twenty_streams() {
    let (app, admin, member) = open().await;
    let mut streams = Vec::new();
    for _ in 0..20 {
        streams.push(listen(&app, &member).await);
    }
    let refused = member.get("/events").await;
    assert_eq!(refused.refused(429), "rate_limited");
    assert_ne!(refused.header("Retry-After"), "");
    listen(&app, &admin).await;
    streams.pop();
    listen(&app, &member).await;
}
