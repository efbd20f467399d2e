//! Accounts follow the records of their users: whoever is switched off, trashed or deleted is out at once, and comes
//! back with the record, but not with his old sessions and keys.

use kontor_testing::{Answer, Client, TestApp};
use serde_json::{Value, json};

use crate::fixture::open;

const PASSWORD: &str = "a long enough passphrase";

async fn sign_in(app: &TestApp, email: &str) -> Answer {
    app.nobody()
        .with_header("Origin", "http://localhost")
        .post("/session", json!({"email": email, "password": PASSWORD}))
        .await
}

/// A manager with a session, beside his key.
async fn sam(app: &TestApp) -> (Client, Client, String) {
    let sam = app.user("Sam Seller", "manager").await;
    let browser = app.session(&sam).await;
    let me = format!("/records/user/{}", sam.id());
    (sam, browser, me)
}

const EMAIL: &str = "sam.seller@example.com";

async fn assert_out(app: &TestApp, clients: [&Client; 2]) {
    for client in clients {
        assert_eq!(client.get("/me").await.refused(401), "unauthenticated");
    }
    assert_eq!(sign_in(app, EMAIL).await.refused(401), "invalid_credentials");
}

/// What the audit log says about users.
async fn audited(app: &TestApp) -> Vec<String> {
    let entries = app.app.auth().audit("main", None, 200).await.unwrap();
    let of_users = entries.into_iter().filter(|entry| entry.act.starts_with("user."));
    of_users.map(|entry| entry.act).collect()
}

#[tokio::test]
async fn who_is_switched_off_can_not_sign_in_until_he_is_switched_on() {
    let (app, admin) = open().await;
    let (sam, browser, me) = sam(&app).await;
    admin.patch(&me, json!({"active": false})).await.ok();
    assert_out(&app, [&sam, &browser]).await;
    admin.patch(&me, json!({"active": true})).await.ok();
    for old in [&sam, &browser] {
        assert_eq!(old.get("/me").await.refused(401), "unauthenticated");
    }
    sign_in(&app, EMAIL).await.ok();
    assert_eq!(audited(&app).await, ["user.enabled", "user.disabled"]);
}

#[tokio::test]
async fn who_is_in_the_trash_is_out_until_he_is_restored() {
    let (app, admin) = open().await;
    let (sam, browser, me) = sam(&app).await;
    let link = admin
        .post(&format!("/users/{}/password-link", sam.id()), json!({}))
        .await;
    admin.delete(&me).await.expect(204);
    assert_out(&app, [&sam, &browser]).await;
    let by_link = json!({"code": link.created()["code"], "password": PASSWORD});
    let set = app.nobody().post("/password", by_link).await;
    assert_eq!(set.refused(401), "invalid_credentials");

    admin.post(&format!("{me}/restore"), json!({})).await.ok();
    assert_eq!(sam.get("/me").await.status, 401, "keys that ended stay ended");
    sign_in(&app, EMAIL).await.ok();
}

#[tokio::test]
async fn a_restored_user_who_is_switched_off_stays_out() {
    let (app, admin) = open().await;
    let (sam, browser, me) = sam(&app).await;
    admin.patch(&me, json!({"active": false})).await.ok();
    admin.delete(&me).await.expect(204);
    admin.post(&format!("{me}/restore"), json!({})).await.ok();
    assert_out(&app, [&sam, &browser]).await;
}

#[tokio::test]
async fn undo_gives_access_back_and_takes_it() {
    let (app, admin) = open().await;
    let (sam, browser, me) = sam(&app).await;
    let deletion = admin.delete(&me).await.change_set();
    let undone = admin.post(&format!("/undo/{deletion}"), json!({})).await;
    undone.ok();
    sign_in(&app, EMAIL).await.ok();
    admin
        .post(&format!("/undo/{}", undone.change_set()), json!({}))
        .await
        .ok();
    assert_out(&app, [&sam, &browser]).await;
}

#[tokio::test]
async fn a_user_who_is_deleted_for_good_leaves_no_account_and_his_address_is_free() {
    let (app, admin) = open().await;
    let (sam, browser, me) = sam(&app).await;
    let id = sam.id().parse().unwrap();
    admin.delete(&format!("{me}?final=true")).await.expect(204);
    assert_out(&app, [&sam, &browser]).await;
    assert_eq!(app.app.auth().account("main", id).await.unwrap(), None);
    assert_eq!(audited(&app).await, ["user.removed"]);
    let again = app.user("Sam Seller", "member").await;
    assert_eq!(again.get("/me").await.ok()["role"], "member");
}

#[tokio::test]
async fn a_batch_takes_access_from_several_users_at_once() {
    let (app, admin) = open().await;
    let (sam, browser, _) = sam(&app).await;
    let eve = app.user("Eve Else", "member").await;
    let delete = |who: &Client| json!({"op": "delete", "object": "user", "id": who.id()});
    let commands = json!({"commands": [delete(&sam), delete(&eve)]});
    admin.post("/batch", commands).await.ok();
    assert_out(&app, [&sam, &browser]).await;
    assert_eq!(eve.get("/me").await.status, 401);
    assert_eq!(audited(&app).await, ["user.disabled", "user.disabled"]);
}

/// A server that dies between the change and what it means for the account, and jobs that change users.
#[tokio::test]
async fn what_a_request_could_not_see_to_a_job_does() {
    let (app, _admin) = open().await;
    let (_, _, me) = sam(&app).await;
    let id = me.rsplit('/').next().unwrap().parse().unwrap();
    let workspace = app.app.workspace("main").await.unwrap();
    let ctx = workspace.system(kontor_kernel::Caller::system(&app.clock));
    let delete = kontor_records::Command::delete("user", id);
    let write = workspace.write(&ctx, move |work| {
        kontor_records::apply(work, vec![delete.clone()]).map(|_| ())
    });
    write.await.unwrap();
    assert_eq!(audited(&app).await, [] as [&str; 0]);
    app.advance(61);
    app.run_jobs().await;
    assert_eq!(audited(&app).await, ["user.disabled"]);
    assert_eq!(sign_in(&app, EMAIL).await.refused(401), "invalid_credentials");
}

#[tokio::test]
async fn an_account_of_two_workspaces_ends_in_one_of_them_only() {
    let (app, admin) = open().await;
    let (_, _, me) = sam(&app).await;
    app.make_workspace("other").await;
    let machine = app.machine_in("other");
    let roles: Value = machine
        .get("/records/role?filter=key%20%3D%3D%20%22member%22")
        .await
        .ok();
    let twin = json!({"name": "Sam Seller", "email": EMAIL, "role": roles["data"][0]["id"], "active": true});
    let twin = machine.post("/records/user", twin).await.created();
    let there = twin["id"].as_str().unwrap().parse().unwrap();
    let auth = app.app.auth();
    auth.create_account(kontor_kernel::Actor::Cli, "other", there, EMAIL)
        .await
        .unwrap();
    admin.delete(&format!("{me}?final=true")).await.expect(204);
    assert!(auth.account("other", there).await.unwrap().is_some());
    assert_eq!(sign_in(&app, EMAIL).await.refused(401), "invalid_credentials");
}
