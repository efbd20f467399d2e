//! What a machine recorded stays as it is, by whatever way somebody tries; what somebody entered can be corrected, and
//! history keeps both.

use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

/// A call that was recorded by `client`, and its path.
async fn call(client: &Client, subject: &str) -> (String, String) {
    let values = json!({"kind": "call", "subject": subject, "tags": ["first"]});
    let made = client.post("/records/interaction", values).await.created();
    let id = made["id"].as_str().unwrap().to_owned();
    let path = format!("/records/interaction/{id}");
    (id, path)
}

#[tokio::test]
async fn what_a_machine_recorded_is_never_changed() {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let (admin, machine) = (app.admin().await, app.machine());
    let (id, path) = call(&machine, "recorded").await;
    let (second, _) = call(&machine, "recorded too").await;
    let (entered, _) = call(&admin, "entered").await;
    let person = admin
        .post("/records/person", json!({"family_name": "Ann"}))
        .await
        .created();
    let person = json!({"object": "person", "id": person["id"]});
    let before = machine.get(&path).await.ok();
    let batch = |op: &str, values: Value| json!({"commands": [{"op": op, "object": "interaction", "id": id, "values": values}]});
    for who in [&admin, &machine] {
        let answers = [
            who.patch(&path, json!({"subject": "other"})).await,
            who.post("/batch", batch("update", json!({"subject": "other"})))
                .await,
            who.post("/batch", batch("link", json!({"participants": [person]})))
                .await,
            who.post("/batch", batch("link", json!({"links": [person]})))
                .await,
            who.post("/batch", batch("link", json!({"tags": ["second"]})))
                .await,
            who.post("/batch", batch("unlink", json!({"tags": ["first"]})))
                .await,
            who.post("/batch", batch("merge", json!({"other": entered})))
                .await,
            who.post(&format!("{path}/merge"), json!({"other": second})).await,
            who.post(
                &format!("/records/interaction/{entered}/merge"),
                json!({"other": second}),
            )
            .await,
        ];
        for (n, answer) in answers.iter().enumerate() {
            let body = answer.expect(403);
            let said = (&body["code"], &body["reason"]);
            assert_eq!(said, (&json!("forbidden"), &json!("append_only")), "{n}");
        }
    }
    let german = admin.clone().with_header("Accept-Language", "de");
    assert_eq!(
        german.patch(&path, json!({"subject": "other"})).await.expect(403)["detail"],
        "Was eine Maschine aufgezeichnet hat, kann nicht geändert werden."
    );
    assert_eq!(machine.get(&path).await.ok(), before);

    // It can go, by permission, and comes back as it was.
    admin.delete(&path).await.expect(204);
    let back = admin.post(&format!("{path}/restore"), json!({})).await.ok();
    assert_eq!(
        (&back["subject"], &back["tags"]),
        (&before["subject"], &before["tags"])
    );
}

#[tokio::test]
async fn what_somebody_entered_is_corrected_and_history_keeps_both() {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    let (id, path) = call(&admin, "before").await;
    let corrected = admin.patch(&path, json!({"subject": "after"})).await.ok();
    assert_eq!(corrected["subject"], "after");
    let history = admin.get(&format!("{path}/history")).await.ok();
    assert_eq!(
        history["data"][0]["changes"]["subject"],
        json!({"before": "before", "after": "after"})
    );
    let linked = json!({"commands": [{"op": "link", "object": "interaction", "id": id, "values": {"tags": ["second"]}}]});
    admin.post("/batch", linked).await.ok();
}
