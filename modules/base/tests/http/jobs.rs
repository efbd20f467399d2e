//! Background jobs: who sees which, how far they are, calling them off; and the housekeeping of a workspace.

use kontor_jobs::{Claim, NewJob, Progress, Queues, claim, enqueue, heartbeat};
use kontor_kernel::{Actor, Id};
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::open;

const DAY: i64 = 24 * 3600;

/// Enqueues a job of a user, due in a minute.
async fn ask(app: &TestApp, client: &Client, name: &str) -> String {
    let by = Actor::User(client.id().parse().unwrap());
    let job = NewJob::new(&app.clock, name, json!({}))
        .by(by)
        .at(app.clock.now().plus_seconds(60))
        .attempts(1);
    let workspace = app.app.workspace("main").await.unwrap();
    let id: Id = workspace
        .database
        .write(move |tx| enqueue(tx, job.clone()))
        .await
        .unwrap();
    id.to_string()
}

fn ids(list: &Value) -> Vec<&str> {
    list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|job| job["id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_job_is_seen_from_its_beginning_to_its_end() {
    let (app, admin) = open().await;
    let member = app.user("Mia Member", "member").await;
    let id = ask(&app, &member, "tables.prune").await;
    let waiting = member.get(&format!("/jobs/{id}")).await.ok();
    let expected = json!({
        "id": id, "name": "tables.prune", "state": "ready",
        "progress": {"done": 0, "total": null, "message": null},
        "result": null, "error": null,
        "created_at": "2026-03-02T08:00:00.000Z", "started_at": null, "finished_at": null,
    });
    assert_eq!(waiting, expected);
    app.advance(60);
    assert!(app.run_jobs().await >= 1);
    let done = member.get(&format!("/jobs/{id}")).await.ok();
    assert_eq!(
        (&done["state"], &done["result"]["events"]),
        (&json!("done"), &json!(0))
    );
    assert_eq!(done["finished_at"], "2026-03-02T08:01:00.000Z");
    assert_eq!(admin.get(&format!("/jobs/{id}")).await.ok(), done);
}

#[tokio::test]
async fn a_running_job_tells_how_fast_it_is() {
    let (app, admin) = open().await;
    let id = ask(&app, &admin, "tables.prune").await;
    app.advance(60);
    let (now, workspace) = (app.clock.now(), app.app.workspace("main").await.unwrap());
    let until = now.plus_seconds(60);
    let wanted = Claim {
        now,
        lease_until: until,
        queues: Queues::All,
        limit: 9,
    };
    let progress = Progress {
        done: 45,
        total: Some(90),
        message: Some("half".to_owned()),
    };
    let begin = move |tx: &mut _| {
        let claimed = claim(tx, &wanted)?.pop().expect("the job is due");
        heartbeat(tx, &claimed, until, &progress)
    };
    workspace.database.write(begin).await.unwrap();
    app.advance(10);
    let running = admin.get(&format!("/jobs/{id}")).await.ok();
    assert_eq!(running["state"], "running");
    assert_eq!(
        running["progress"],
        json!({"done": 45, "total": 90, "message": "half", "rate": 4.5})
    );
    assert_eq!(
        admin.post(&format!("/jobs/{id}/cancel"), json!({})).await.ok()["state"],
        "cancelled"
    );
}

#[tokio::test]
async fn why_a_job_failed_is_for_administrators() {
    let (app, admin) = open().await;
    let member = app.user("Mia Member", "member").await;
    let path = format!("/jobs/{}", ask(&app, &member, "no.such").await);
    app.advance(60);
    app.run_jobs().await;
    let failed = member.get(&path).await.ok();
    assert_eq!(failed["state"], "failed");
    assert_eq!(failed["error"], "It failed. An administrator can see why.");
    assert!(
        admin.get(&path).await.ok()["error"]
            .as_str()
            .unwrap()
            .contains("no handler for no.such")
    );
}

#[tokio::test]
async fn everybody_lists_his_own_and_an_administrator_all() {
    let (app, admin) = open().await;
    let member = app.user("Mia Member", "member").await;
    let mut own = Vec::new();
    for _ in 0..3 {
        own.insert(0, ask(&app, &member, "tables.prune").await);
        app.advance(1);
    }
    let other = ask(&app, &admin, "trash.purge").await;
    assert_eq!(ids(&member.get("/jobs").await.ok()), own);
    assert_eq!(ids(&admin.get("/jobs").await.ok()).len(), 4);
    assert_eq!(
        ids(&admin.get("/jobs?name=trash.purge&state=ready").await.ok()),
        [other]
    );
    let page = member
        .get("/jobs?limit=2&state=ready&name=tables.prune")
        .await
        .ok();
    assert_eq!(ids(&page), own[..2]);
    let next = member
        .get(page["next"].as_str().unwrap().strip_prefix("/api/v1").unwrap())
        .await
        .ok();
    assert_eq!((ids(&next), &next["next"]), (vec![own[2].as_str()], &Value::Null));
    for odd in ["limit=0", "limit=201", "state=odd", "who=me"] {
        assert_eq!(
            member.get(&format!("/jobs?{odd}")).await.refused(400),
            "bad_parameter",
            "{odd}"
        );
    }
}

#[tokio::test]
async fn a_job_is_called_off_once_and_by_its_owner() {
    let (app, admin) = open().await;
    let (member, other) = (
        app.user("Mia Member", "member").await,
        app.user("Otto Other", "manager").await,
    );
    let path = format!("/jobs/{}", ask(&app, &member, "tables.prune").await);
    let cancel = format!("{path}/cancel");
    assert_eq!(other.get(&path).await.refused(404), "not_found");
    assert_eq!(other.post(&cancel, json!({})).await.refused(404), "not_found");
    assert_eq!(app.nobody().get("/jobs").await.refused(401), "unauthenticated");
    assert_eq!(app.nobody().get(&path).await.refused(401), "unauthenticated");
    assert_eq!(
        app.nobody().post(&cancel, json!({})).await.refused(401),
        "unauthenticated"
    );
    app.make_workspace("other").await;
    let elsewhere = app
        .user_in("other", "Olga Other", "administrator", json!({}))
        .await
        .with_header("Host", "other.test");
    assert_eq!(elsewhere.get(&path).await.refused(404), "not_found");
    assert_eq!(elsewhere.post(&cancel, json!({})).await.refused(404), "not_found");
    assert_eq!(ids(&elsewhere.get("/jobs").await.ok()), [""; 0]);

    let browser = app.session(&member).await;
    let key = browser
        .post("/tokens", json!({"name": "reader", "scope": {"read_only": true}}))
        .await
        .created();
    let reader = app.nobody().with_header(
        "Authorization",
        &format!("Bearer {}", key["key"].as_str().unwrap()),
    );
    assert_eq!(reader.get(&path).await.ok()["state"], "ready");
    assert_eq!(reader.post(&cancel, json!({})).await.refused(403), "forbidden");
    let foreign = browser.clone().with_header("Origin", "https://evil.example");
    assert_eq!(
        foreign.post(&cancel, json!({})).await.refused(403),
        "wrong_origin"
    );
    for _ in 0..2 {
        assert_eq!(browser.post(&cancel, json!({})).await.ok()["state"], "cancelled");
    }
    app.advance(60);
    app.run_jobs().await;
    assert_eq!(member.get(&path).await.ok()["state"], "cancelled");
    let done = ask(&app, &admin, "tables.prune").await;
    app.advance(60);
    app.run_jobs().await;
    assert_eq!(
        admin
            .post(&format!("/jobs/{done}/cancel"), json!({}))
            .await
            .refused(409),
        "conflict"
    );
}

#[tokio::test]
async fn what_was_in_the_trash_long_enough_is_deleted_for_good() {
    let (app, admin) = open().await;
    let make = async |name: &str| {
        let made = admin
            .post("/records/organization", json!({"name": name}))
            .await
            .created();
        format!("/records/organization/{}", made["id"].as_str().unwrap())
    };
    let (old, young, live) = (make("old").await, make("young").await, make("live").await);
    admin.delete(&old).await.expect(204);
    app.advance(25 * DAY);
    admin.delete(&young).await.expect(204);
    app.advance(6 * DAY);
    app.run_jobs().await;
    assert_eq!(
        admin.get(&format!("{old}?trash=with")).await.refused(404),
        "not_found"
    );
    assert_eq!(admin.get(&format!("{young}?trash=with")).await.status, 200);
    assert_eq!(admin.get(&live).await.status, 200);
    let jobs = admin.get("/jobs?name=trash.purge&state=done").await.ok();
    assert_eq!(jobs["data"][0]["result"], json!({"purged": 1}));
}

#[tokio::test]
async fn answers_and_events_are_kept_for_a_while() {
    let (app, admin) = open().await;
    let send = async |name: &str| {
        let client = admin.clone().with_header("Idempotency-Key", "k1");
        client.post("/records/organization", json!({"name": name})).await
    };
    send("A").await.created();
    assert_eq!(send("B").await.refused(422), "key_reused");
    app.settle().await;
    let feed = admin.get("/changes").await.ok();
    let (first, before) = (&feed["data"][0]["seq"], feed["data"].as_array().unwrap().len());
    app.advance(2 * DAY);
    app.run_jobs().await;
    send("B").await.created();
    app.settle().await;
    assert_eq!(
        admin.get("/changes").await.ok()["data"].as_array().unwrap().len(),
        before + 1
    );
    for days in [31, 1] {
        app.advance(days * DAY);
        app.run_jobs().await;
    }
    assert_eq!(admin.get("/changes").await.ok()["data"], json!([]));
    assert_eq!(
        admin
            .get(&format!("/changes?after={}", first.as_str().unwrap()))
            .await
            .refused(400),
        "bad_cursor"
    );
}

#[tokio::test]
#[should_panic(expected = "jobs are due")]
async fn a_test_that_leaves_jobs_behind_fails() {
    let (app, admin) = open().await;
    ask(&app, &admin, "tables.prune").await;
    app.advance(60);
}
