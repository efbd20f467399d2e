//! Files: what comes in, who gets it out again, and what becomes of those that nobody needs.

use axum::body::Body;
use axum::http::Method;
use futures_util::stream;
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::open;

const PDF: &str = "%PDF-1.7 Angebot";
const DAY: i64 = 24 * 3600;

async fn uploaded(client: &Client, content: &'static str) -> Value {
    client.upload("a.txt", "text/plain", content).await.created()
}

fn address(file: &Value) -> String {
    format!("/files/{}", file["id"].as_str().unwrap())
}

/// A document that carries a file.
async fn document(client: &Client, file: &Value) -> Value {
    client
        .post("/records/document", json!({"name": "D", "file": file["id"]}))
        .await
        .created()
}

/// A user with a role of his own.
async fn user_with(app: &TestApp, name: &str, objects: Value) -> Client {
    let role = json!({"key": name, "name": name, "permissions": {"objects": objects}});
    app.machine().post("/records/role", role).await.created();
    app.user(name, name).await
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_sent() {
    let (_app, admin) = open().await;
    let answer = admin.upload("Angebot.pdf", "application/pdf", PDF).await;
    let file = answer.created();
    let hash = "71a8c1a94a06e94c0fa54c4c4e8dae0e6e5c8f0f5a8d1a1d".len();
    assert_eq!(answer.header("Location"), format!("/api/v1{}", address(&file)));
    assert_eq!(
        (&file["name"], &file["type"], &file["size"]),
        (&json!("Angebot.pdf"), &json!("application/pdf"), &json!(16))
    );
    assert_eq!(file.as_object().unwrap().len(), 5);
    assert!(file["sha256"].as_str().unwrap().len() > hash);

    let read = admin.get(&address(&file)).await;
    assert_eq!((read.status, read.text().as_str()), (200, PDF));
    for (header, value) in [
        ("Content-Type", "application/pdf"),
        ("Content-Length", "16"),
        ("Content-Disposition", "inline; filename=\"Angebot.pdf\""),
        ("X-Content-Type-Options", "nosniff"),
        ("Accept-Ranges", "bytes"),
        ("Cache-Control", "private, no-cache"),
        ("ETag", &format!("\"{}\"", file["sha256"].as_str().unwrap())),
    ] {
        assert_eq!(read.header(header), value, "{header}");
    }
    assert!(read.header("Content-Security-Policy").starts_with("sandbox;"));
    let head = admin.send(Method::HEAD, &address(&file), &[], None).await;
    assert_eq!(
        (head.status, head.header("Content-Length"), head.text().as_str()),
        (200, "16", "")
    );
}

#[tokio::test]
async fn what_a_file_is_says_its_content_and_only_harmless_ones_are_shown() {
    let (_app, admin) = open().await;
    let page = admin
        .upload("katze.png", "image/png", "<html><script>alert(1)</script>")
        .await
        .created();
    assert_eq!(page["type"], "text/html");
    let read = admin.get(&address(&page)).await;
    assert_eq!(
        read.header("Content-Disposition"),
        "attachment; filename=\"katze.png\""
    );
    let headers = [(
        "Content-Disposition",
        "attachment; filename*=UTF-8''..%2F%C3%9Cbersicht.csv",
    )];
    let named = admin
        .send_body(Method::POST, "/files", &headers, Body::from("a;b"))
        .await
        .created();
    assert_eq!(
        (&named["name"], &named["type"]),
        (&json!("Übersicht.csv"), &json!("text/csv"))
    );
    let read = admin.get(&address(&named)).await;
    let shown = "attachment; filename=\"_bersicht.csv\"; filename*=UTF-8''%C3%9Cbersicht.csv";
    assert_eq!(read.header("Content-Disposition"), shown);
    let nameless = admin
        .send_body(Method::POST, "/files", &[], Body::empty())
        .await
        .created();
    assert_eq!(
        (&nameless["name"], &nameless["size"]),
        (&json!("file"), &json!(0))
    );
    assert_eq!(admin.get(&address(&nameless)).await.text(), "");
}

#[tokio::test]
async fn a_part_is_sent_alone_and_nothing_to_who_has_it() {
    let (_app, admin) = open().await;
    let file = uploaded(&admin, "0123456789").await;
    let tag = format!("\"{}\"", file["sha256"].as_str().unwrap());
    let read = async |headers: &[(&str, &str)]| admin.send(Method::GET, &address(&file), headers, None).await;

    let part = read(&[("Range", "bytes=2-4")]).await;
    assert_eq!(
        (part.status, part.text().as_str(), part.header("Content-Length")),
        (206, "234", "3")
    );
    assert_eq!(part.header("Content-Range"), "bytes 2-4/10");
    let end = read(&[("Range", "bytes=-3"), ("If-Range", &tag)]).await;
    assert_eq!((end.status, end.text().as_str()), (206, "789"));
    for odd in [
        &[("Range", "bytes=99-")][..],
        &[("Range", "bytes=2-4"), ("If-Range", "\"other\"")],
    ] {
        assert_eq!(read(odd).await.text(), "0123456789");
    }
    let known = read(&[("If-None-Match", &tag), ("Range", "bytes=2-4")]).await;
    assert_eq!(
        (known.status, known.text().as_str(), known.header("ETag")),
        (304, "", tag.as_str())
    );
}

#[tokio::test]
async fn what_is_larger_than_the_workspace_allows_is_refused() {
    let (_app, admin) = open().await;
    admin.patch("/settings", json!({"upload_limit": 1024})).await.ok();
    admin.upload("a.bin", "", vec![7; 1024]).await.created();
    let announced = admin
        .send_body(
            Method::POST,
            "/files",
            &[("Content-Length", "1025")],
            Body::from(vec![7; 1025]),
        )
        .await;
    assert_eq!(announced.refused(413), "too_large");
    assert_eq!(announced.json()["limit"], 1024);
    let pieces = (0..5).map(|_| Ok::<_, std::io::Error>(vec![7; 300]));
    let streamed = admin
        .send_body(
            Method::POST,
            "/files",
            &[],
            Body::from_stream(stream::iter(pieces)),
        )
        .await;
    assert_eq!(streamed.refused(413), "too_large");
    let packed = admin
        .send_body(
            Method::POST,
            "/files",
            &[("Content-Encoding", "gzip")],
            Body::from("x"),
        )
        .await;
    assert_eq!(packed.refused(415), "unsupported_media_type");
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let (app, admin) = open().await;
    let pieces = [Ok(vec![7; 300]), Err(std::io::Error::other("gone"))];
    let broken = admin
        .send_body(
            Method::POST,
            "/files",
            &[],
            Body::from_stream(stream::iter(pieces)),
        )
        .await;
    assert_eq!(broken.refused(400), "bad_parameter");
    let folder = app.data().join("workspaces/main/files");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
}

#[tokio::test]
async fn sent_twice_under_one_key_it_is_one_file() {
    let (_app, admin) = open().await;
    let send = async |content: &'static str| {
        admin
            .send_body(
                Method::POST,
                "/files",
                &[("Idempotency-Key", "k1")],
                Body::from(content),
            )
            .await
    };
    let first = send("a").await.created();
    assert_eq!(send("a").await.created(), first);
    assert_eq!(send("b").await.refused(422), "key_reused");
    assert_ne!(uploaded(&admin, "a").await["id"], first["id"]);
}

#[tokio::test]
async fn a_file_belongs_to_its_uploader_until_a_record_carries_it() {
    let (app, admin) = open().await;
    let member = app.user("Mia Member", "member").await;
    let stranger = user_with(&app, "stranger", json!({"person": {"read": true}})).await;
    let owner = user_with(
        &app,
        "owner",
        json!({"document": {"create": true, "read": "owner == me()"}}),
    )
    .await;
    let blind = json!({"document": {"read": true, "fields": {"file": "hidden"}}});
    let blind = user_with(&app, "blind", blind).await;
    let file = uploaded(&member, "secret").await;

    assert_eq!(member.get(&address(&file)).await.text(), "secret");
    for other in [&admin, &stranger, &owner, &blind, &app.machine()] {
        assert_eq!(other.get(&address(&file)).await.refused(404), "not_found");
    }
    let document = document(&member, &file).await;
    assert_eq!(document["file"]["name"], "a.txt");
    for reader in [&member, &admin, &app.machine()] {
        assert_eq!(reader.get(&address(&file)).await.text(), "secret");
    }
    for other in [&stranger, &owner, &blind] {
        assert_eq!(other.get(&address(&file)).await.refused(404), "not_found");
    }
    // In the trash it can still be read, deleted for good no longer.
    let path = format!("/records/document/{}", document["id"].as_str().unwrap());
    admin.delete(&path).await.expect(204);
    assert_eq!(admin.get(&address(&file)).await.status, 200);
    admin.delete(&format!("{path}?final=true")).await.expect(204);
    assert_eq!(admin.get(&address(&file)).await.refused(404), "not_found");
}

#[tokio::test]
async fn nobody_and_other_workspaces_get_nothing() {
    let (app, admin) = open().await;
    let file = uploaded(&admin, "x").await;
    document(&admin, &file).await;
    assert_eq!(
        app.nobody().get(&address(&file)).await.refused(401),
        "unauthenticated"
    );
    assert_eq!(
        app.nobody().upload("a", "", "x").await.refused(401),
        "unauthenticated"
    );
    app.make_workspace("other").await;
    let elsewhere = app
        .user_in("other", "Olga Other", "administrator", json!({}))
        .await
        .with_header("Host", "other.test");
    assert_eq!(elsewhere.get(&address(&file)).await.refused(404), "not_found");
    let unknown = "/files/0195512c-8a10-7000-8000-000000000000";
    assert_eq!(admin.get(unknown).await.refused(404), "not_found");
}

#[tokio::test]
async fn a_browser_uploads_from_our_own_pages_only() {
    let (app, admin) = open().await;
    let browser = app.session(&admin).await;
    browser.upload("a.txt", "text/plain", "x").await.created();
    let foreign = browser.clone().with_header("Origin", "https://evil.example");
    assert_eq!(
        foreign.upload("a.txt", "text/plain", "x").await.refused(403),
        "wrong_origin"
    );
    let key = browser
        .post("/tokens", json!({"name": "reader", "scope": {"read_only": true}}))
        .await
        .created();
    let reader = app.nobody().with_header(
        "Authorization",
        &format!("Bearer {}", key["key"].as_str().unwrap()),
    );
    assert_eq!(
        reader.upload("a.txt", "text/plain", "x").await.refused(403),
        "forbidden"
    );
}

#[tokio::test]
async fn who_can_put_a_file_into_no_record_uploads_none() {
    let (app, _admin) = open().await;
    let reader = app.user("Rita Reader", "read_only").await;
    let caller = user_with(
        &app,
        "caller",
        json!({"party_role": {"create": true, "read": true}}),
    )
    .await;
    let masked = json!({
        "document": {"update": true, "read": true, "fields": {"file": "read_only"}},
        "document_version": {"read": true},
    });
    let masked = user_with(&app, "masked", masked).await;
    for who in [&reader, &caller, &masked] {
        assert_eq!(
            who.upload("a.txt", "text/plain", "x").await.refused(403),
            "forbidden"
        );
    }
    let writer = user_with(&app, "writer", json!({"note": {"create": true, "read": true}})).await;
    writer.upload("a.txt", "text/plain", "x").await.created();
}

#[tokio::test]
async fn a_record_takes_only_files_that_its_writer_may_read() {
    let (app, admin) = open().await;
    let member = app.user("Mia Member", "member").await;
    let (own, foreign) = (uploaded(&member, "own").await, uploaded(&admin, "foreign").await);
    let put = async |id: &Value| {
        member
            .post("/records/document", json!({"name": "D", "file": id}))
            .await
    };
    let refused = ("not_found".to_owned(), "/file".to_owned());
    assert_eq!(put(&foreign["id"]).await.issue(), refused);
    assert_eq!(
        put(&json!("0195512c-8a10-7000-8000-000000000000")).await.issue(),
        refused
    );
    let theirs = put(&own["id"]).await.created();
    let path = format!("/records/document/{}", theirs["id"].as_str().unwrap());
    assert_eq!(
        member.patch(&path, json!({"file": foreign["id"]})).await.issue(),
        refused
    );
    // What stands there already is no offence, and what one can read can be used again.
    document(&admin, &foreign).await;
    member
        .patch(&path, json!({"name": "E", "file": theirs["file"]}))
        .await
        .ok();
    assert_eq!(
        member.patch(&path, json!({"file": foreign["id"]})).await.ok()["file"]["id"],
        foreign["id"]
    );
}

#[tokio::test]
async fn files_that_no_record_carries_are_collected() {
    let (app, admin) = open().await;
    let (kept, lost, young) = (
        uploaded(&admin, "kept").await,
        uploaded(&admin, "lost").await,
        uploaded(&admin, "young").await,
    );
    document(&admin, &kept).await;
    app.advance(DAY + 3600);
    admin.upload("young.txt", "", "young").await.created();
    document(&admin, &young).await;
    app.run_jobs().await;
    assert_eq!(admin.get(&address(&lost)).await.refused(404), "not_found");
    for there in [&kept, &young] {
        assert_eq!(admin.get(&address(there)).await.status, 200);
    }
    let blob = |file: &Value| {
        let hash = file["sha256"].as_str().unwrap();
        app.data()
            .join("workspaces/main/files")
            .join(&hash[..2])
            .join(hash)
    };
    assert!(blob(&lost).exists(), "the blob stays as long as the trash");
    app.advance(31 * DAY);
    app.run_jobs().await;
    assert!(!blob(&lost).exists() && blob(&kept).exists() && blob(&young).exists());
}

#[tokio::test]
async fn another_file_is_a_new_version_and_the_earlier_ones_stay() {
    let (app, admin) = open().await;
    let objects =
        json!({"*": {"read": true}, "document": {"create": true, "read": "owner == me()", "update": true}});
    let author = user_with(&app, "author", objects.clone()).await;
    let other = user_with(&app, "other", objects).await;
    let (first, second) = (
        uploaded(&author, "first").await,
        uploaded(&author, "second").await,
    );
    let made = document(&author, &first).await;
    let path = format!("/records/document/{}", made["id"].as_str().unwrap());
    assert_eq!(made["revision"], 1);
    author.patch(&path, json!({"name": "Renamed"})).await.ok();
    let changed = author.patch(&path, json!({"file": second["id"]})).await;
    assert_eq!(changed.ok()["revision"], 2);
    let earlier = format!(
        "/records/document_version?filter=document%20%3D%3D%20{}",
        json!(made["id"])
    )
    .replace('"', "%22");
    let versions = author.get(&earlier).await.ok();
    let version = &versions["data"][0];
    assert_eq!(
        (&version["revision"], &version["file"]["id"], &version["name"]),
        (&json!(1), &first["id"], &json!("Renamed"))
    );
    app.advance(2 * DAY);
    app.run_jobs().await;
    assert_eq!(author.get(&address(&first)).await.text(), "first");
    assert_eq!(
        other.get(&earlier).await.ok()["data"],
        json!([]),
        "as hidden as its document"
    );
    assert_eq!(other.get(&address(&first)).await.refused(404), "not_found");
    admin
        .post(&format!("/undo/{}", changed.change_set()), json!({}))
        .await
        .ok();
    let before = author.get(&path).await.ok();
    assert_eq!(
        (&before["revision"], &before["file"]["id"]),
        (&json!(1), &first["id"])
    );
    assert_eq!(author.get(&earlier).await.ok()["data"], json!([]));
}

#[tokio::test]
async fn an_undo_brings_a_collected_file_back() {
    let (app, admin) = open().await;
    let paper = json!({"key": "x_paper", "labels": {"en": "Paper", "de": "Papier"}, "fields": [
        {"key": "x_name", "type": "text", "labels": {"en": "Name", "de": "Name"}},
        {"key": "x_file", "type": "file", "labels": {"en": "File", "de": "Datei"}}]});
    admin.post("/objects", paper).await.created();
    let member = app.user("Mia Member", "member").await;
    let (old, new) = (uploaded(&member, "old").await, uploaded(&member, "new").await);
    let carrier = member
        .post("/records/x_paper", json!({"x_file": old["id"]}))
        .await
        .created();
    let path = format!("/records/x_paper/{}", carrier["id"].as_str().unwrap());
    let changed = admin.patch(&path, json!({"x_file": null})).await;
    changed.ok();
    member.patch(&path, json!({"x_name": "E"})).await.ok();
    app.advance(2 * DAY);
    app.run_jobs().await;
    for gone in [&old, &new] {
        assert_eq!(member.get(&address(gone)).await.refused(404), "not_found");
    }
    admin
        .post(&format!("/undo/{}", changed.change_set()), json!({}))
        .await
        .ok();
    assert_eq!(admin.get(&address(&old)).await.text(), "old");
    assert_eq!(member.get(&address(&new)).await.refused(404), "not_found");
}
