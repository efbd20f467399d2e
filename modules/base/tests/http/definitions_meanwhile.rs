//! Others work while definitions change: nobody is turned away, everything that was acknowledged is there once, and
//! what is hidden stays hidden, wherever its field stands by then.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kontor_kernel::Id;
use kontor_testing::{Answer, Client, TestApp};
use serde_json::{Value, json};

use crate::fixture::{patiently, role};

/// Writers at the same time, and what each of them writes at least.
const WRITERS: usize = 3;
const ROUNDS: usize = 8;

/// Machines with a secret, and somebody from whom it is hidden.
async fn open() -> (TestApp, Client, Client) {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    let text = |key: &str| json!({"key": key, "labels": key, "type": "text"});
    let fields = json!([text("x_name"), text("x_first"), text("x_secret"), {"key": "x_count", "labels": "n", "type": "integer"}]);
    let body = json!({"key": "x_machine", "labels": "Machine", "fields": fields});
    admin.post("/objects", body).await.created();
    let machine = json!({"create": true, "read": true, "update": true, "fields": {"x_secret": "hidden"}});
    role(&app, "builder", json!({"x_machine": machine})).await;
    let builder = app.user("Bob Builder", "builder").await;
    (app, admin, builder)
}

/// Adds a field, gives it another type, and removes it again; fields behind it move to and fro.
async fn redefine(admin: &Client, round: usize) {
    let key = format!("x_extra{round}");
    let field = json!({"key": key, "labels": key, "type": "text", "max_length": 50});
    let steps = [
        ("POST", "/objects/x_machine/fields".to_owned(), field),
        (
            "PATCH",
            format!("/objects/x_machine/fields/{key}"),
            json!({"type": "integer"}),
        ),
        (
            "PATCH",
            "/objects/x_machine/fields/x_first".to_owned(),
            json!({"key": format!("x_first{round}")}),
        ),
        ("DELETE", format!("/objects/x_machine/fields/{key}"), Value::Null),
        (
            "PATCH",
            format!("/objects/x_machine/fields/x_first{round}"),
            json!({"key": "x_first"}),
        ),
    ];
    for (method, path, body) in steps {
        let send = || async {
            match method {
                "POST" => admin.post(&path, body.clone()).await,
                "PATCH" => admin.patch(&path, body.clone()).await,
                _ => admin.delete(&path).await,
            }
        };
        let answer = patiently(send).await;
        assert!(answer.status < 300, "{method} {path}: {}", answer.text());
    }
}

/// Whoever changes the same small table at the same moment may be asked to try again where several servers may write;
/// but not because definitions change.
async fn unhindered<F: Future<Output = Answer>>(send: impl Fn() -> F) -> Answer {
    let told = async || {
        let answer = send().await;
        assert!(!answer.text().contains("definitions"), "{}", answer.text());
        answer
    };
    patiently(told).await
}

/// Makes machines and counts in them until the definitions stand still; answers them with their counts.
async fn write(builder: Client, name: String, over: Arc<AtomicBool>) -> Vec<(Value, i64)> {
    let mut made = Vec::new();
    let mut round = 0;
    while round < ROUNDS || !over.load(Ordering::Relaxed) {
        let name = format!("{name}{round}");
        let new = json!({"x_name": name, "x_count": 0});
        let machine = unhindered(|| builder.post("/records/x_machine", new.clone()))
            .await
            .created();
        assert_eq!(machine.get("x_secret"), None, "{machine}");
        let path = format!("/records/x_machine/{}", machine["id"].as_str().unwrap());
        for count in 1..=3 {
            let seen = unhindered(|| builder.patch(&path, json!({"x_count": count})))
                .await
                .ok();
            assert_eq!(
                (&seen["x_count"], seen.get("x_secret")),
                (&json!(count), None),
                "{seen}"
            );
        }
        let refused = unhindered(|| builder.patch(&path, json!({"x_secret": "leaked"}))).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        made.push((machine["id"].clone(), 3));
        round += 1;
        tokio::task::yield_now().await;
    }
    made
}

#[tokio::test]
async fn nobody_is_turned_away_and_every_write_counts_once() {
    let (app, admin, builder) = open().await;
    let over = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..WRITERS)
        .map(|n| tokio::spawn(write(builder.clone(), format!("w{n}-"), over.clone())))
        .collect();
    for round in 0..4 {
        redefine(&admin, round).await;
    }
    over.store(true, Ordering::Relaxed);
    let mut made = Vec::new();
    for writer in writers {
        made.extend(writer.await.unwrap());
    }
    let all = admin.get("/records/x_machine?limit=1&count=exact").await.ok();
    assert_eq!(all["count"], made.len());
    for (id, count) in made {
        let path = format!("/records/x_machine/{}", id.as_str().unwrap());
        let machine = admin.get(&path).await.ok();
        assert_eq!(
            (&machine["x_count"], &machine["x_secret"]),
            (&json!(count), &json!(null))
        );
        let history = admin.get(&format!("{path}/history")).await.ok();
        // Made once and counted three times; conversions of a field that had no value change no record.
        assert_eq!(history["data"].as_array().unwrap().len(), 4, "{history}");
    }
    app.run_jobs().await;
}

#[tokio::test]
async fn a_role_that_was_taken_away_before_the_write_no_longer_counts() {
    let (app, admin, builder) = open().await;
    let machine = builder
        .post("/records/x_machine", json!({"x_name": "m"}))
        .await
        .created();
    let path = format!("/records/x_machine/{}", machine["id"].as_str().unwrap());
    let user: Id = builder.id().parse().unwrap();
    let workspace = app.app.workspace("main").await.unwrap();
    let caller = kontor_kernel::Caller {
        actor: kontor_kernel::Actor::User(user),
        ..kontor_kernel::Caller::system(&app.clock)
    };
    // A request that began before, and whose body was long on its way.
    let ctx = workspace.ctx_of(caller, user, None).await.unwrap();
    role(&app, "onlooker", json!({"x_machine": {"read": true}})).await;
    let roles = admin
        .get("/records/role?filter=key%20%3D%3D%20%22onlooker%22")
        .await
        .ok();
    let change = json!({"role": roles["data"][0]["id"]});
    admin
        .patch(&format!("/records/user/{}", builder.id()), change)
        .await
        .ok();
    let id: Id = machine["id"].as_str().unwrap().parse().unwrap();
    let values = json!({"x_name": "changed"}).as_object().unwrap().clone();
    let write = workspace.write(&ctx, move |work| {
        let command = kontor_records::Command::update("x_machine", id, values.clone());
        kontor_records::apply(work, vec![command]).map(drop)
    });
    assert_eq!(write.await.unwrap_err().code, kontor_kernel::Code::Forbidden);
    assert_eq!(admin.get(&path).await.ok()["x_name"], "m");
}
