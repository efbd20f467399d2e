//! The list of imports: the newest first, page by page, and nobody sees those of others.

use serde_json::{Value, json};

use crate::app;
use crate::runs::{import, upload};

fn names(page: &Value) -> Vec<&str> {
    let data = page["data"].as_array().unwrap();
    data.iter().map(|import| import["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn imports_are_listed_for_those_who_may_see_them() {
    let app = app().await;
    let admin = app.admin().await;
    let member = app.user("Max Member", "member").await;
    assert_eq!(
        member.get("/imports").await.ok(),
        json!({"data": [], "next": null})
    );
    import(&app, &member, "organization", b"Name\nAdler\n", Value::Null).await;
    let mut made = Vec::new();
    for firm in ["Dachs", "Elch"] {
        app.clock.advance_micros(1_000_000);
        let file = format!("Name\n{firm}\n");
        let import = upload(&admin, "organization", file.as_bytes(), Value::Null)
            .await
            .created();
        made.push(import["id"].as_str().unwrap().to_owned());
    }
    let own = member.get("/imports").await.ok();
    assert_eq!(own["data"].as_array().unwrap().len(), 1, "{own:#}");
    let done = &own["data"][0];
    assert_eq!(
        (&done["state"], &done["created"]),
        (&json!("done"), &json!(1)),
        "{own:#}"
    );

    let first = admin.get("/imports?limit=2").await.ok();
    assert_eq!(names(&first), [made[1].as_str(), made[0].as_str()], "{first:#}");
    let next = first["next"]
        .as_str()
        .unwrap()
        .trim_start_matches("/api/v1")
        .to_owned();
    let second = admin.get(&next).await.ok();
    assert_eq!(
        (names(&second), &second["next"]),
        (names(&own), &Value::Null),
        "{second:#}"
    );
    assert_eq!(admin.get("/imports?cursor=x").await.refused(400), "bad_cursor");
}
