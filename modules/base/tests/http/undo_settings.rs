//! Undo of settings: each goes back that is still as the change left it, and whoever changed one since is not overruled.

use kontor_testing::{Answer, Client};
use serde_json::{Value, json};

use crate::fixture::open;

async fn settle(client: &Client, patch: Value) -> Answer {
    let answer = client.patch("/settings", patch).await;
    answer.ok();
    answer
}

async fn undo(client: &Client, change: &Answer, how: &str) -> Answer {
    client
        .post(&format!("/undo/{}{how}", change.change_set()), json!({}))
        .await
}

async fn settings(client: &Client) -> Value {
    client.get("/settings").await.ok()
}

#[tokio::test]
async fn settings_go_back_and_forth_with_what_follows_from_them() {
    let (app, admin) = open().await;
    let before = settings(&admin).await;
    let role = || async { admin.get("/records/role?sort=name").await.ok()["data"][1]["label"].clone() };
    let change = settle(
        &admin,
        json!({"company": "Nordlicht", "language": "de", "trash_days": 7, "rates": {"USD": {"2026-01-01": "0.9"}},
            "duplicates": {"person": {"same": 0.9}}}),
    )
    .await;
    let after = settings(&admin).await;
    assert_eq!(role().await, "Leitung");
    let undone = undo(&admin, &change, "").await;
    assert_eq!(
        undone.ok()["undone"],
        6,
        "company, language, trash, a rate, and two rules"
    );
    assert_eq!(settings(&admin).await, before);
    assert_eq!(role().await, "Manager");
    assert_eq!(
        undo(&admin, &change, "").await.refused(409),
        "conflict",
        "once only"
    );
    let again = undo(&admin, &undone, "").await;
    again.ok();
    assert_eq!(settings(&admin).await, after);
    assert_eq!(role().await, "Leitung");
    undo(&admin, &again, "").await.ok();
    assert_eq!(settings(&admin).await, before);
    app.run_jobs().await;
}

#[tokio::test]
async fn what_was_set_since_stays_unless_one_says_otherwise() {
    let (app, admin) = open().await;
    let change = settle(
        &admin,
        json!({"company": "Nordlicht", "country": "AT", "rates": {"USD": {"2026-01-01": "0.9"}}}),
    )
    .await;
    settle(
        &admin,
        json!({"company": "Südlicht", "rates": {"USD": {"2026-02-01": "0.8"}}}),
    )
    .await;
    let refused = undo(&admin, &change, "").await;
    assert_eq!(refused.refused(409), "undo_conflict");
    let conflict = json!([{"object": "settings", "id": null, "field": "/company", "changed_to": "Nordlicht",
        "present": "Südlicht"}]);
    assert_eq!(refused.json()["conflicts"], conflict);
    assert_eq!(settings(&admin).await["country"], "AT");

    let kept = undo(&admin, &change, "?on_conflict=keep").await;
    assert_eq!(
        (&kept.ok()["kept"], &kept.json()["undone"]),
        (&conflict, &json!(2))
    );
    let now = settings(&admin).await;
    assert_eq!(
        (&now["company"], &now["country"]),
        (&json!("Südlicht"), &json!("DE"))
    );
    assert_eq!(
        now["rates"],
        json!({"USD": {"2026-02-01": "0.8"}}),
        "the other rate is another setting"
    );

    let named = settle(&admin, json!({"company": "A"})).await;
    settle(&admin, json!({"company": "B"})).await;
    undo(&admin, &named, "?on_conflict=restore").await.ok();
    assert_eq!(settings(&admin).await["company"], "Südlicht");
    app.run_jobs().await;
}

#[tokio::test]
async fn only_administrators_take_settings_back_and_nothing_is_noted_of_nothing() {
    let (app, admin) = open().await;
    let change = settle(&admin, json!({"company": "Nordlicht"})).await;
    let member = app.user("Mia Member", "member").await;
    assert_eq!(undo(&member, &change, "").await.refused(403), "forbidden");
    let same = settle(&admin, json!({"company": "Nordlicht"})).await;
    assert_eq!(undo(&admin, &same, "").await.refused(404), "not_found");
    assert_eq!(settings(&admin).await["company"], "Nordlicht");
}

#[tokio::test]
async fn an_undo_of_settings_is_done_once_under_its_key_and_recorded() {
    let (app, admin) = open().await;
    let change = settle(&admin, json!({"company": "Nordlicht", "country": "AT"})).await;
    let patient = admin.clone().with_header("Idempotency-Key", "undo-1");
    let first = undo(&patient, &change, "").await.ok();
    assert_eq!(undo(&patient, &change, "").await.ok(), first);
    let workspace = app.app.workspace("main").await.unwrap();
    let noted = workspace
        .database
        .read(|tx| {
            tx.rows(
                "SELECT c.via, h.actor, h.changes FROM @k_history h JOIN @k_change_set c ON c.id = h.change_set \
                 WHERE h.kind = 'settings' ORDER BY h.seq",
                &[],
                |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<String>(2)?)),
            )
        })
        .await
        .unwrap();
    let told = |changes: &str| serde_json::from_str::<Value>(changes).unwrap();
    assert_eq!(noted.len(), 2);
    assert_eq!((noted[0].0.as_str(), noted[1].0.as_str()), ("key", "undo"));
    assert_eq!(noted[0].1, admin.id());
    assert_eq!(
        told(&noted[0].2),
        json!({"/company": ["", "Nordlicht"], "/country": ["DE", "AT"]})
    );
    assert_eq!(
        told(&noted[1].2),
        json!({"/company": ["Nordlicht", ""], "/country": ["AT", "DE"]})
    );
    let audit = app.app.auth().audit("main", None, 50).await.unwrap();
    let acts = audit.iter().filter(|entry| entry.act == "settings.changed");
    let named: Vec<&Value> = acts.map(|entry| &entry.detail["settings"]).collect();
    assert_eq!(
        named,
        [&json!(["/company", "/country"]); 2],
        "the undo is recorded once"
    );
}
