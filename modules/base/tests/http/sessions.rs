//! Browsers: signing in with a cookie, requests from one's own pages only, and passwords that end other sessions.

use kontor_testing::Client;
use serde_json::{Value, json};

use crate::fixture::{make, open, path};

const PASSWORD: &str = "a long enough passphrase";

/// Signs in from the pages of Kontor itself.
async fn sign_in(nobody: &Client, email: &str, password: &str) -> Client {
    let answer = nobody
        .post("/session", json!({"email": email, "password": password}))
        .await;
    answer.ok();
    let cookie = answer.header("Set-Cookie").to_owned();
    nobody
        .clone()
        .with_header("Cookie", cookie.split(';').next().unwrap())
}

#[tokio::test]
async fn a_session_is_a_cookie_that_scripts_and_other_sites_do_not_get() {
    let (app, admin) = open().await;
    app.session(&admin).await;
    let nobody = app.nobody().with_header("Origin", "http://localhost");
    let wrong = json!({"email": "ada.admin@example.com", "password": "not this one, surely"});
    assert_eq!(
        nobody.post("/session", wrong).await.refused(401),
        "invalid_credentials"
    );
    let unknown = json!({"email": "nobody@example.com", "password": PASSWORD});
    assert_eq!(
        nobody.post("/session", unknown).await.refused(401),
        "invalid_credentials"
    );
    let answer = nobody
        .post(
            "/session",
            json!({"email": "ADA.admin@example.com", "password": PASSWORD}),
        )
        .await;
    assert_eq!(answer.ok()["user"]["label"], "Ada Admin");
    let cookie = answer.header("Set-Cookie");
    for part in ["kontor=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let browser = sign_in(&nobody, "ada.admin@example.com", PASSWORD).await;
    assert_eq!(browser.get("/me").await.ok()["role"], "administrator");
    browser.delete("/session").await.expect(204);
    assert_eq!(browser.get("/me").await.refused(401), "unauthenticated");
    let stray = nobody.with_header("Cookie", "kontor=stray");
    assert_eq!(stray.get("/me").await.refused(401), "unauthenticated");
}

#[tokio::test]
async fn other_sites_can_not_use_the_cookie() {
    let (app, admin) = open().await;
    let browser = app.session(&admin).await;
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    for origin in [
        "https://evil.example",
        "null",
        "http://localhost.evil.example",
        "",
    ] {
        let elsewhere = browser.clone().with_header("Origin", origin);
        for answer in [
            elsewhere.post("/records/offer", json!({"name": "x"})).await,
            elsewhere
                .patch_version(&path(&offer), 1, json!({"name": "x"}))
                .await,
            elsewhere.delete(&path(&offer)).await,
            elsewhere.post("/batch", json!({"commands": []})).await,
            elsewhere.delete("/session").await,
        ] {
            assert_eq!(answer.refused(403), "wrong_origin", "{origin:?}");
        }
        assert_eq!(
            elsewhere.get(&path(&offer)).await.status,
            200,
            "reading changes nothing"
        );
    }
    // A form of another site can send only what is not JSON.
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ] {
        let headers = [("Content-Type", kind)];
        let sent = browser
            .send(
                "POST".parse().unwrap(),
                "/records/offer",
                &headers,
                Some(b"{\"name\": \"x\"}".to_vec()),
            )
            .await;
        assert_eq!(sent.refused(415), "unsupported_media_type");
    }
    assert_eq!(admin.get(&path(&offer)).await.ok(), offer);
    assert_eq!(admin.get("/records/offer?count=exact").await.ok()["count"], 1);
    // Reading never changes anything, whatever it is asked.
    for path in [
        "/records/offer?op=delete",
        "/undo/0195512c-8a10-7000-8000-000000000001",
        "/batch",
    ] {
        assert!((400..500).contains(&browser.get(path).await.status), "{path}");
    }
}

#[tokio::test]
async fn another_password_ends_all_other_sessions() {
    let (app, admin) = open().await;
    let first = app.session(&admin).await;
    let nobody = app.nobody().with_header("Origin", "http://localhost");
    let second = sign_in(&nobody, "ada.admin@example.com", PASSWORD).await;
    assert_eq!(
        second.get("/sessions").await.ok()["data"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let change = |current: &str| json!({"current": current, "password": "quite another passphrase"});
    let wrong = second.post("/password", change("not this one, surely")).await;
    assert_eq!(
        wrong.issue(),
        ("wrong_password".to_owned(), "/current".to_owned())
    );
    second.post("/password", change(PASSWORD)).await.expect(204);
    assert_eq!(first.get("/me").await.status, 401);
    assert_eq!(second.get("/me").await.status, 200);
    let old = json!({"email": "ada.admin@example.com", "password": PASSWORD});
    assert_eq!(
        nobody.post("/session", old).await.refused(401),
        "invalid_credentials"
    );
    sign_in(&nobody, "ada.admin@example.com", "quite another passphrase").await;
}

#[tokio::test]
async fn what_is_done_in_a_browser_is_noted_as_such() {
    let (app, admin) = open().await;
    let browser = app.session(&admin).await;
    let offer = make(&browser, "offer", json!({"name": "Roof"})).await;
    let history = browser.get(&format!("{}/history", path(&offer))).await.ok();
    let told = |key: &str| -> Value { history["data"][0][key].clone() };
    assert_eq!(
        (told("via"), told("actor")),
        (json!("session"), json!(admin.id()))
    );
}
