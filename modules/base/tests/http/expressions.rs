//! `/expressions`: text becomes a tree and back, and every error says where it is.

use kontor_testing::{Client, TestApp};
use serde_json::{Value as Json, json};

use crate::conditions::condition;
use crate::engine::{self, Random};
use crate::fixture_filters as fixture;
use crate::world::stage;

async fn convert(user: &Client, form: &str, value: Json) -> Json {
    user.post("/expressions", json!({"object": "thing", form: value}))
        .await
        .ok()
}

#[tokio::test]
async fn text_and_tree_lead_to_each_other() {
    let (app, admin, stock, _) = stage(3).await;
    let told = convert(&admin, "text", json!("place.size>10&&stage=='won'")).await;
    let tree = json!({"op": "and", "args": [
        {"op": ">", "args": [{"field": "place.size"}, {"value": 10}]},
        {"op": "==", "args": [{"field": "stage"}, {"value": "won"}]},
    ]});
    assert_eq!((&told["tree"], &told["errors"]), (&tree, &json!([])));
    assert_eq!(
        told["text"], "place.size > 10 && stage == \"won\"",
        "in the usual spelling"
    );
    assert_eq!(told["object"], "thing");
    let back = convert(&admin, "tree", tree).await;
    assert_eq!(back["text"], told["text"]);

    let mut random = Random::new();
    let list = async |filter: String| {
        let body = json!({"filter": filter, "fields": "id", "limit": 200});
        admin.post("/records/thing/list", body).await.ok()["data"].clone()
    };
    for _ in 0..60 {
        let text = condition(&mut random, &stock, 3);
        let told = convert(&admin, "text", json!(text)).await;
        assert_eq!(told["errors"], json!([]), "{text}");
        let back = convert(&admin, "tree", told["tree"].clone()).await;
        assert_eq!(
            (&back["text"], &back["tree"]),
            (&told["text"], &told["tree"]),
            "{text}"
        );
        assert_eq!(
            list(text.clone()).await,
            list(told["tree"].to_string()).await,
            "{text}"
        );
    }
    drop(app);
}

#[tokio::test]
async fn an_error_says_where_it_is() {
    let app = TestApp::with(vec![kontor_base::module(), fixture::module()]).await;
    let admin = app.admin().await;
    for (text, code, position) in [
        ("rank >", "syntax", 6),
        ("rank > 1 && nonsense == 2", "unknown_field", 12),
        ("name == 'ä' || place.nonsense == 2", "unknown_field", 15),
        ("rank > 1 && name > 5", "wrong_type", 17),
        ("kind == \"kiwi\"", "unknown_option", 8),
        ("frobnicate(name)", "unknown_function", 0),
        ("name.startsWith(1)", "wrong_type", 16),
    ] {
        let told = convert(&admin, "text", json!(text)).await;
        let error = &told["errors"][0];
        assert_eq!(
            (error["code"].as_str(), error["position"].as_u64()),
            (Some(code), Some(position)),
            "{text}: {error}"
        );
        assert!(error["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
        if !["syntax", "unknown_function"].contains(&code) {
            assert!(
                told["tree"].is_object(),
                "what can be read is shown all the same: {text}"
            );
            let again = convert(&admin, "tree", told["tree"].clone()).await;
            let error = &again["errors"][0];
            assert_eq!(error["code"], code, "{text}");
            let place = error["pointer"].as_str().unwrap();
            assert!(
                place.is_empty() || told["tree"].pointer(place).is_some(),
                "{text}: {error}"
            );
        }
        let refused = admin.post("/records/thing/list", json!({"filter": text})).await;
        assert_eq!(refused.refused(400), "bad_filter");
        let body = refused.json();
        assert_eq!(
            (&body["reason"], &body["position"]),
            (&json!(code), &json!(position)),
            "{text}"
        );
    }
}

#[tokio::test]
async fn what_is_no_question_is_refused() {
    let app = TestApp::with(vec![kontor_base::module(), fixture::module()]).await;
    let admin = app.admin().await;
    for body in [
        json!({"object": "thing"}),
        json!({"object": "thing", "text": "rank > 1", "tree": {"field": "big"}}),
    ] {
        assert_eq!(
            admin.post("/expressions", body).await.issue(),
            ("required".to_owned(), "/text".to_owned())
        );
    }
    assert_eq!(
        admin
            .post("/expressions", json!({"object": "nonsense", "text": "x"}))
            .await
            .refused(404),
        "not_found"
    );
    for (form, value, code) in [
        ("tree", json!({"op": "and", "args": "x"}), "bad_tree"),
        ("tree", json!(7), "bad_tree"),
        ("text", json!("(".repeat(5_000)), "too_long"),
        ("text", json!("!".repeat(300)), "too_deep"),
    ] {
        let told = convert(&admin, form, value).await;
        assert_eq!(told["errors"][0]["code"], code);
        assert_eq!(told.get("tree"), None);
    }
    let role = json!({"key": "none", "name": "None", "permissions": {"objects": {}}});
    app.machine().post("/records/role", role).await.created();
    let none = app.user("No One", "none").await;
    let asked = json!({"object": "thing", "text": "rank > 1"});
    assert_eq!(none.post("/expressions", asked).await.refused(404), "not_found");
    let _ = engine::workspace(&app).await;
}
