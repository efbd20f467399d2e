//! Two people who change the same thing besides records: browsers must say which version they have seen, and nobody
//! overwrites unseen what somebody else has settled.

use axum::http::Method;
use kontor_testing::Client;
use serde_json::{Value, json};

use crate::fixture::open;

/// What is read and changed as a whole: where it is read, how it is changed, and two changes that follow one another.
fn things(import: &str) -> [(String, Method, String, Value, Value); 6] {
    let field = "/objects/offer/fields/x_size";
    let thing = |read: &str, path: &str, first: Value, second: Value| {
        (read.to_owned(), Method::PATCH, path.to_owned(), first, second)
    };
    let labels = |word: &str| json!({"labels": {"en": word, "de": word}});
    [
        thing(
            "/settings",
            "/settings",
            json!({"company": "Adler"}),
            json!({"company": "Bär"}),
        ),
        thing("/me", "/me", json!({"name": "Ada A"}), json!({"name": "Ada B"})),
        thing(import, import, json!({"key": "name"}), json!({"key": "code"})),
        thing(
            "/objects/offer",
            "/objects/offer",
            labels("Bid"),
            labels("Tender"),
        ),
        thing("/objects/offer", field, labels("Width"), labels("Height")),
        (
            "/objects".to_owned(),
            Method::DELETE,
            field.to_owned(),
            Value::Null,
            Value::Null,
        ),
    ]
}

async fn change(
    who: &Client,
    (method, path): (&Method, &str),
    body: &Value,
    seen: &str,
) -> (u16, String, Value) {
    let headers = [("If-Match", seen)];
    let headers = if seen.is_empty() { &[][..] } else { &headers[..] };
    let body = Some(body.to_string().into_bytes()).filter(|_| method == Method::PATCH);
    let answer = who.send(method.clone(), path, headers, body).await;
    let status = answer.status;
    (status, answer.header("ETag").to_owned(), answer.json())
}

#[tokio::test]
async fn browsers_say_which_version_they_change_and_old_ones_are_refused() {
    let (app, admin) = open().await;
    let browser = app.session(&admin).await;
    admin
        .post(
            "/objects/offer/fields",
            json!({"key": "x_size", "labels": "Size", "type": "text"}),
        )
        .await
        .created();
    let table = Some(b"name,code\nA,1\n".to_vec());
    let typed = [("Content-Type", "text/csv")];
    let import = admin
        .send(Method::POST, "/imports?object=offer", &typed, table)
        .await;
    let made = import.header("ETag").to_owned();
    let import = format!("/imports/{}", import.created()["id"].as_str().unwrap());
    assert_eq!(admin.get(&import).await.header("ETag"), made);
    for (read, method, path, first, second) in things(&import) {
        let place = format!("{method} {path}");
        let to = (&method, path.as_str());
        let seen = browser.get(&read).await.header("ETag").to_owned();
        assert_ne!(seen, "", "{read} has a version");
        let (status, _, problem) = change(&browser, to, &first, "").await;
        assert_eq!(
            (status, &problem["code"]),
            (428, &json!("version_required")),
            "{place}"
        );
        if method == Method::DELETE {
            // Something else has changed the definitions.
            let other = json!({"labels": "Other"});
            admin.patch("/objects/offer", other).await.ok();
            let (status, ..) = change(&browser, to, &first, &seen).await;
            assert_eq!(status, 412, "{place}");
            continue;
        }
        let (status, newer, body) = change(&browser, to, &first, &seen).await;
        assert_eq!(status, 200, "{place}: {body:#}");
        assert_ne!(newer, seen, "{place}");
        assert_eq!(browser.get(&read).await.header("ETag"), newer, "{place}");
        // Who has seen less is refused, a key too; who says nothing need not have.
        for who in [&browser, &admin] {
            let (status, _, problem) = change(who, to, &second, &seen).await;
            assert_eq!(
                (status, &problem["code"]),
                (412, &json!("version_conflict")),
                "{place}"
            );
        }
        let (status, ..) = change(&browser, to, &second, &newer).await;
        assert_eq!(status, 200, "{place}");
        let (status, ..) = change(&admin, to, &first, "").await;
        assert_eq!(status, 200, "{place}");
    }
    app.run_jobs().await;
}

#[tokio::test]
async fn of_oneself_only_the_same_is_a_conflict() {
    let (app, admin) = open().await;
    let browser = app.session(&admin).await;
    let seen = browser.get("/me").await.header("ETag").to_owned();
    admin.patch("/me", json!({"zone": "Asia/Tokyo"})).await.ok();
    let me = (&Method::PATCH, "/me");
    let (status, _, body) = change(&browser, me, &json!({"language": "de"}), &seen).await;
    assert_eq!((status, &body["zone"]), (200, &json!("Asia/Tokyo")));
    let (status, _, problem) = change(&browser, me, &json!({"zone": "Europe/Paris"}), &seen).await;
    assert_eq!((status, &problem["conflicts"][0]["field"]), (412, &json!("zone")));
}
