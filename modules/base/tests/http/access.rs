//! Who may see a record, and why.

use kontor_testing::Client;
use serde_json::{Value, json};

use crate::fixture::{NOBODY, make, open, path, reads, role};

#[tokio::test]
async fn who_may_see_a_record_is_told_with_the_reason() {
    let (app, admin) = open().await;
    role(
        &app,
        "own",
        json!({"offer": {"read": "owner == me()", "update": "code == null"}, "user": {"read": true}}),
    )
    .await;
    role(&app, "none", json!({"person": {"read": true}})).await;
    let olga = app.user("Olga Own", "own").await;
    let rita = app.user("Rita Reader", "read_only").await;
    app.user("Nil None", "none").await;
    let off = app.user("Otto Off", "manager").await;
    admin
        .patch(&format!("/records/user/{}", off.id()), json!({"active": false}))
        .await
        .ok();
    let offer = make(&admin, "offer", json!({"name": "Roof", "owner": olga.id()})).await;
    let seen = |client: &Client| {
        let (client, path) = (client.clone(), format!("{}/access", path(&offer)));
        async move {
            let body = client.get(&path).await.ok();
            let told = |entry: &Value| {
                (
                    entry["user"]["label"].clone(),
                    entry["role"].clone(),
                    entry["may"].clone(),
                    entry["because"].clone(),
                )
            };
            body["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(told)
                .collect::<Vec<_>>()
        }
    };
    let all = json!(["read", "update", "delete", "export"]);
    let own = json!({"rule": "condition", "object": "offer", "condition": "owner == me()"});
    let expected = vec![
        (
            json!("Ada Admin"),
            json!("administrator"),
            all,
            json!({"rule": "administrator"}),
        ),
        (json!("Olga Own"), json!("own"), json!(["read", "update"]), own),
        (
            json!("Rita Reader"),
            json!("read_only"),
            json!(["read"]),
            json!({"rule": "role", "object": "offer"}),
        ),
    ];
    assert_eq!(seen(&admin).await, expected);
    assert_eq!(seen(&rita).await, expected);
    // Who sees users and no roles is told of people; who sees neither, how many there are. Of himself everybody is told all.
    let of_people = |known: bool| -> Vec<_> {
        let hide = |entry: &(Value, Value, Value, Value)| {
            let (label, _, may, _) = entry.clone();
            match known {
                _ if label == "Olga Own" => entry.clone(),
                true => (label, Value::Null, may, Value::Null),
                false => (Value::Null, Value::Null, may, Value::Null),
            }
        };
        expected.iter().map(hide).collect()
    };
    assert_eq!(seen(&olga).await, of_people(true));
    let own = json!({"offer": {"read": "owner == me()", "update": "code == null"}});
    let roles = admin
        .get("/records/role?filter=key%20%3D%3D%20%22own%22")
        .await
        .ok();
    admin
        .patch(&path(&roles["data"][0]), json!({"permissions": {"objects": own}}))
        .await
        .ok();
    assert_eq!(seen(&olga).await, of_people(false));
    admin
        .patch(&path(&offer), json!({"owner": null, "code": "x"}))
        .await
        .ok();
    assert_eq!(seen(&rita).await.len(), 2);
    assert_eq!(
        olga.get(&format!("{}/access", path(&offer))).await.refused(404),
        "not_found"
    );
    assert_eq!(
        admin
            .get(&format!("/records/offer/{NOBODY}/access"))
            .await
            .refused(404),
        "not_found"
    );
}

#[tokio::test]
async fn who_may_see_a_record_is_found_out_in_few_statements() {
    let (app, admin) = open().await;
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    let address = format!("{}/access", path(&offer));
    let ask = || {
        let (admin, address) = (admin.clone(), address.clone());
        reads(&app, async move { drop(admin.get(&address).await.ok()) })
    };
    app.user("Mia Member", "member").await;
    ask().await;
    let few = ask().await;
    for n in 0..12 {
        app.user(&format!("Member {n}"), "member").await;
    }
    ask().await;
    assert_eq!(ask().await, few);
}
