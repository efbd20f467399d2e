//! Idempotency keys: a request that is sent twice has its effect once and gets the same answer.

use kontor_testing::{Answer, Client};
use serde_json::{Value, json};

use crate::fixture::{make, open, path, patiently};

/// Sends with a key.
async fn keyed(client: &Client, key: &str, method: &str, path: &str, body: Value) -> Answer {
    let body = if body.is_null() {
        None
    } else {
        Some(body.to_string().into_bytes())
    };
    client
        .send(method.parse().unwrap(), path, &[("Idempotency-Key", key)], body)
        .await
}

/// All that a repetition must say again.
fn told(answer: &Answer) -> (u16, Vec<u8>, Vec<String>) {
    let names = ["Content-Type", "ETag", "Location", "Kontor-Change-Set"];
    (
        answer.status,
        answer.body.clone(),
        names.map(|name| answer.header(name).to_owned()).to_vec(),
    )
}

async fn count(client: &Client) -> Value {
    client.get("/records/offer?count=exact&trash=with").await.ok()["count"].clone()
}

#[tokio::test]
async fn every_kind_of_write_is_answered_again_as_it_was() {
    let (app, admin) = open().await;
    let offer = make(&admin, "offer", json!({"name": "Old", "code": "old"})).await;
    let path = path(&offer);
    let batch = json!({"commands": [{"op": "create", "object": "offer", "values": {"name": "Batch"}}]});
    let requests = [
        ("POST", "/records/offer".to_owned(), json!({"name": "New"})),
        ("PATCH", path.clone(), json!({"name": "Renamed"})),
        ("DELETE", path.clone(), Value::Null),
        ("POST", format!("{path}/restore"), Value::Null),
        ("POST", "/batch".to_owned(), batch),
    ];
    let mut first = Vec::new();
    for (n, (method, path, body)) in requests.iter().enumerate() {
        let answer = keyed(&admin, &format!("key-{n}"), method, path, body.clone()).await;
        assert!(answer.status < 300, "{method} {path}: {}", answer.text());
        assert_eq!(answer.header("Idempotent-Replayed"), "");
        first.push(answer);
    }
    let undo = format!("/undo/{}", first[4].change_set());
    let undone = keyed(&admin, "key-undo", "POST", &undo, Value::Null).await;
    undone.ok();
    let before = (count(&admin).await, admin.get(&path).await.ok());
    app.advance(23 * 3600);
    for (n, (method, path, body)) in requests.iter().enumerate() {
        let again = keyed(&admin, &format!("key-{n}"), method, path, body.clone()).await;
        assert_eq!(told(&again), told(&first[n]), "{method} {path}");
        assert_eq!(again.header("Idempotent-Replayed"), "true");
        assert_ne!(
            again.header("Request-Id"),
            first[n].header("Request-Id"),
            "the request is another one"
        );
    }
    assert_eq!(
        told(&keyed(&admin, "key-undo", "POST", &undo, Value::Null).await),
        told(&undone)
    );
    assert_eq!((count(&admin).await, admin.get(&path).await.ok()), before);
}

#[tokio::test]
async fn a_key_belongs_to_one_request() {
    let (_app, admin) = open().await;
    let made = keyed(
        &admin,
        "k",
        "POST",
        "/records/offer",
        json!({"name": "A", "code": "1"}),
    )
    .await
    .created();
    for (method, path, body) in [
        ("POST", "/records/offer".to_owned(), json!({"name": "B"})),
        (
            "POST",
            "/records/offer?x=1".to_owned(),
            json!({"name": "A", "code": "1"}),
        ),
        (
            "POST",
            "/records/gadget".to_owned(),
            json!({"name": "A", "code": "1"}),
        ),
        ("PATCH", path(&made), json!({"name": "A", "code": "1"})),
        ("DELETE", path(&made), Value::Null),
    ] {
        let answer = keyed(&admin, "k", method, &path, body).await;
        if path.contains('?') {
            assert!((400..500).contains(&answer.status));
            continue;
        }
        assert_eq!(answer.refused(422), "key_reused", "{method} {path}");
    }
    // Only the spelling of the JSON may differ.
    let spelled = br#"{ "code":"1" , "name":"\u0041" }"#.to_vec();
    let again = admin
        .send(
            "POST".parse().unwrap(),
            "/records/offer",
            &[("Idempotency-Key", "k")],
            Some(spelled),
        )
        .await;
    assert_eq!(again.created(), made);
    assert_eq!(count(&admin).await, 1);
}

#[tokio::test]
async fn keys_of_different_people_have_nothing_to_do_with_each_other() {
    let (app, admin) = open().await;
    let other = app.user("Otto Other", "manager").await;
    let body = json!({"name": "A"});
    let mine = keyed(&admin, "k", "POST", "/records/offer", body.clone())
        .await
        .created();
    let theirs = keyed(&other, "k", "POST", "/records/offer", body).await.created();
    assert_ne!(mine["id"], theirs["id"]);
}

#[tokio::test]
async fn what_was_refused_may_be_tried_again_under_its_key() {
    let (_app, admin) = open().await;
    let send = |body: Value| {
        let admin = admin.clone();
        async move { keyed(&admin, "k", "POST", "/records/offer", body).await }
    };
    send(json!({"name": null})).await.expect(422);
    make(&admin, "offer", json!({"name": "Holder", "code": "1"})).await;
    send(json!({"name": "A", "code": "1"})).await.expect(409);
    send(json!({"name": "A", "code": "2"})).await.created();
    assert_eq!(
        send(json!({"name": "A", "code": "3"})).await.refused(422),
        "key_reused"
    );
}

#[tokio::test]
async fn twins_at_the_same_moment_make_one_record() {
    let (_app, admin) = open().await;
    let send = |_: usize| {
        let admin = admin.clone();
        let send = move || {
            let admin = admin.clone();
            async move { keyed(&admin, "twin", "POST", "/records/offer", json!({"name": "A"})).await }
        };
        tokio::spawn(patiently(send))
    };
    let sent: Vec<_> = (0..6).map(send).collect();
    let mut bodies = Vec::new();
    for answer in sent {
        let answer = answer.await.unwrap();
        match answer.status {
            201 => bodies.push(told(&answer)),
            _ => {
                assert_eq!(answer.refused(409), "running_twin");
                assert_ne!(answer.header("Retry-After"), "");
            }
        }
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
    assert_eq!(count(&admin).await, 1);
}

#[tokio::test]
async fn a_key_is_a_short_visible_text() {
    let (_app, admin) = open().await;
    for key in ["", " ", "a b", "ä", &"x".repeat(256)] {
        let answer = keyed(&admin, key, "POST", "/records/offer", json!({"name": "A"})).await;
        assert_eq!(answer.refused(400), "bad_parameter", "{key:?}");
    }
    keyed(
        &admin,
        &"x".repeat(255),
        "POST",
        "/records/offer",
        json!({"name": "A"}),
    )
    .await
    .created();
}
