//! What every client relies on, whatever it asks for: refused calls change nothing, failures have one shape in the
//! reader's language, writes name their change set, and a user settles for himself what is his.

use kontor_kernel::{Actor, Id};
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::open;

fn person(record: &Value) -> String {
    format!("/records/person/{}", record["id"].as_str().unwrap())
}

/// Pointer and code of every issue, in order.
fn issues(answer: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = answer["errors"].as_array().unwrap().iter();
    let mut all: Vec<String> = all
        .map(|issue| format!("{} {}", text(&issue["pointer"]), text(&issue["code"])))
        .collect();
    all.sort();
    all
}

#[tokio::test]
async fn a_refused_set_up_leaves_nothing_behind() {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let (nobody, machine) = (app.nobody(), app.machine());
    let code = app
        .app
        .auth()
        .new_setup_code(Actor::System, "main")
        .await
        .unwrap();
    let code = code.reveal();
    let wish = |email: &str, password: &str, settings: Value| json!({"code": code, "email": email, "password": password, "name": "Ada", "settings": settings});
    let good = "correct horse battery";
    for (refused, pointer) in [
        (
            wish("first@b.de", "short", json!({"company": "First"})),
            "/password",
        ),
        (wish("first@b.de", "first@b.de", json!({})), "/password"),
        (wish("nobody", good, json!({"company": "First"})), "/email"),
        (
            wish(
                "first@b.de",
                good,
                json!({"company": "First", "zone": "Moon/Base"}),
            ),
            "/settings/zone",
        ),
        (wish("first@b.de", good, json!({"moon": 1})), "/settings/moon"),
    ] {
        assert_eq!(nobody.post("/setup", refused).await.issue().1, pointer);
        let users = machine.get("/records/user?count=exact").await.ok();
        assert_eq!(users["count"], 0, "{pointer}");
        assert_eq!(machine.get("/settings").await.ok()["company"], "", "{pointer}");
    }
    let mut long = wish("first@b.de", good, json!({"company": "First"}));
    long["name"] = json!("x".repeat(600));
    assert_eq!(nobody.post("/setup", long).await.issue().1, "/name");
    assert_eq!(machine.get("/settings").await.ok()["company"], "");

    let made = nobody
        .post("/setup", wish("second@b.de", good, json!({"company": "Second"})))
        .await;
    assert_eq!(made.created()["user"]["label"], "Ada");
    let users = machine.get("/records/user?count=exact").await.ok();
    assert_eq!(
        (&users["count"], &users["data"][0]["email"]),
        (&json!(1), &json!("second@b.de"))
    );
    assert_eq!(machine.get("/settings").await.ok()["company"], "Second");
}

#[tokio::test]
async fn an_interrupted_set_up_is_taken_up_again() {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let (auth, machine) = (app.app.auth(), app.machine());
    let code = auth.new_setup_code(Actor::System, "main").await.unwrap();
    // The code is as good a password as any.
    let (email, password) = ("ada@b.de", code.reveal());
    let id: Id = auth.check_setup("main", &code, email, &code).await.unwrap();
    // The record was written, the account was not.
    let role = machine
        .get("/records/role?filter=key%20%3D%3D%20%22member%22")
        .await
        .ok();
    let half =
        json!({"id": id.to_string(), "name": "Half", "email": "half@b.de", "role": role["data"][0]["id"]});
    machine.post("/records/user", half).await.created();

    let wish = json!({"code": code.reveal(), "email": email, "password": password, "name": "Ada"});
    let made = app.nobody().post("/setup", wish).await.created();
    assert_eq!(
        (&made["user"]["label"], &made["role"]),
        (&json!("Ada"), &json!("administrator"))
    );
    let user = machine.get(&format!("/records/user/{id}")).await.ok();
    assert_eq!(user["email"], email);
}

#[tokio::test]
async fn a_workspace_without_a_host_answers_below_localhost_and_main_answers_the_rest() {
    let (app, admin) = open().await;
    let made = admin
        .post("/workspaces", json!({"name": "north_2"}))
        .await
        .created();
    assert_eq!(made["host"], "north-2.localhost");
    let code = made["setup_code"].as_str().unwrap();
    let north = app.nobody().with_header("Host", "north-2.localhost:8080");
    let wish = json!({"code": code, "email": "nora@b.de", "password": "correct horse battery"});
    assert_eq!(north.post("/setup", wish).await.created()["workspace"], "north_2");
    for host in ["localhost", "127.0.0.1:8080", "crm.example"] {
        let me = admin.clone().with_header("Host", host).get("/me").await.ok();
        assert_eq!(me["workspace"], "main", "{host}");
    }
    let stranger = admin
        .clone()
        .with_header("Host", "north-2.localhost")
        .get("/me")
        .await;
    assert_eq!(stranger.refused(401), "unauthenticated");
}

/// A filter as a tree of a depth.
fn tree(depth: usize) -> Value {
    let leaf = json!({"op": "==", "args": [{"field": "family_name"}, {"value": "A"}]});
    (2..depth).fold(leaf, |inner, _| json!({"op": "!", "args": [inner]}))
}

#[tokio::test]
async fn the_deepest_filter_passes_as_a_tree_and_a_deeper_one_is_a_bad_filter() {
    let (_app, admin) = open().await;
    let list = |depth: usize| {
        let (admin, filter) = (admin.clone(), tree(depth));
        async move {
            admin
                .post("/records/person/list", json!({"filter": filter}))
                .await
        }
    };
    list(20).await.ok();
    for depth in [21, 25, 30] {
        assert_eq!(list(depth).await.refused(400), "bad_filter", "{depth}");
    }
}

#[tokio::test]
async fn a_filter_that_is_too_long_for_an_address_is_told_so() {
    let (_app, admin) = open().await;
    let long = admin
        .get(&format!("/records/person?filter={}", "x".repeat(20_000)))
        .await;
    assert_eq!(long.refused(414), "uri_too_long");
}

#[tokio::test]
async fn issues_always_have_params_and_a_412_always_conflicts() {
    let (_app, admin) = open().await;
    let wrong = admin
        .post("/records/person", json!({"family_name": 7, "moon": 1}))
        .await
        .expect(422);
    for issue in wrong["errors"].as_array().unwrap() {
        assert!(issue["params"].is_object(), "{issue}");
    }
    let old = admin
        .send(
            "PATCH".parse().unwrap(),
            "/objects/person",
            &[("If-Match", "\"0\"")],
            Some(b"{\"icon\": \"x\"}".to_vec()),
        )
        .await
        .expect(412);
    assert_eq!(old["conflicts"], json!([]));
}

#[tokio::test]
async fn words_are_text_or_an_array_wherever_json_is_sent() {
    let (app, admin) = open().await;
    for name in ["B", "A"] {
        admin
            .post("/records/organization", json!({"name": name, "employees": 3}))
            .await
            .created();
    }
    let arrays = json!({"fields": ["name"], "sort": ["-name"], "expand": ["parent"]});
    let texts = json!({"fields": "name", "sort": "-name", "expand": "parent"});
    let list = "/records/organization/list";
    assert_eq!(
        admin.post(list, arrays).await.ok()["data"],
        admin.post(list, texts).await.ok()["data"]
    );
    let export = json!({"object": "organization", "fields": ["name"], "sort": ["name"]});
    admin.post("/exports", export).await.created();
    let having = json!({"op": ">", "args": [{"field": "count"}, {"value": 0}]});
    let query =
        json!({"object": "organization", "group": [{"field": "name"}], "sort": ["-name"], "having": having});
    let rows = admin.post("/query", query).await.ok();
    assert_eq!(rows["rows"], json!([["B", 1], ["A", 1]]));
    app.run_jobs().await;
}

#[tokio::test]
async fn no_library_speaks_to_users() {
    let (app, _) = open().await;
    let german = app
        .user("Gero Admin", "administrator")
        .await
        .with_header("Accept-Language", "de");
    let stages =
        json!({"name": "P", "object": "task", "stages": [{"key": 1, "labels": {"de": "A"}, "kind": "x"}]});
    let role =
        json!({"name": "R", "key": "r", "permissions": {"objects": {"person": {"read": 1, "fly": true}}}});
    let batch = json!({"commands": [{"op": "update", "object": "person", "id": "nonsense", "values": {}}]});
    for (path, body, expected) in [
        (
            "/records/pipeline",
            stages,
            vec!["/stages/0/key wrong_type", "/stages/0/kind unknown_option"],
        ),
        (
            "/records/role",
            role,
            vec![
                "/permissions/objects/person/fly unknown_field",
                "/permissions/objects/person/read wrong_type",
            ],
        ),
        ("/batch", batch, vec!["/commands/0/id invalid_id"]),
    ] {
        let answer = german.post(path, body).await.expect(422);
        assert_eq!(issues(&answer), expected);
        for issue in answer["errors"].as_array().unwrap() {
            let detail = issue["detail"].as_str().unwrap();
            let german = ["Erwart", "Erlaubt", "gibt es nicht", "Das ist keine Id"];
            assert!(german.iter().any(|words| detail.contains(words)), "{detail}");
        }
    }
    let settings = german
        .patch("/settings", json!({"language": "fr"}))
        .await
        .expect(422);
    assert_eq!(settings["errors"][0]["detail"], "Erlaubt sind: en, de.");
    assert_eq!(german.get("/jobs?cursor=x").await.refused(400), "bad_cursor");
    let nameless = german.post("/records/person", json!({})).await.expect(422);
    let detail = nameless["errors"][0]["detail"].as_str().unwrap();
    assert!(
        detail.contains("Nachname") && detail.contains("E-Mail-Adressen"),
        "{detail}"
    );
    let values = json!({"family_name": "A", "emails": [{"value": "a b@c"}]});
    let mail = |client: &Client| {
        let (client, values) = (client.clone(), values.clone());
        async move { client.post("/records/person", values).await.expect(422)["errors"][0]["detail"].clone() }
    };
    let english = german.clone().with_header("Accept-Language", "en");
    let (de, en) = (mail(&german).await, mail(&english).await);
    assert!(
        de.as_str().unwrap().contains("E-Mail") && en.as_str().unwrap().contains("e-mail"),
        "{de} {en}"
    );
}

#[tokio::test]
async fn whatever_changes_something_names_its_change_set() {
    let (app, admin) = open().await;
    let named = |answer: &kontor_testing::Answer| {
        assert!(answer.status < 300, "{}", answer.text());
        answer.change_set().parse::<Id>().unwrap()
    };
    let settings = admin.patch("/settings", json!({"company": "A"})).await;
    let export = admin.post("/exports", json!({"object": "person"})).await;
    assert_ne!(named(&settings), named(&export));
    named(&admin.patch("/me", json!({"language": "de"})).await);
    named(&admin.post("/workspaces", json!({"name": "north"})).await);
    let csv = [("Content-Type", "text/csv")];
    let import = admin
        .send(
            "POST".parse().unwrap(),
            "/imports?object=person",
            &csv,
            Some(b"family_name\nA\n".to_vec()),
        )
        .await;
    named(&import);
    let token = app
        .machine()
        .post("/tokens", json!({"name": "t", "user": admin.id()}))
        .await;
    named(&token);
    let id = token.json()["id"].as_str().unwrap().to_owned();
    named(&admin.delete(&format!("/tokens/{id}")).await);
    named(&admin.delete("/sessions").await);
    named(&admin.post("/search/rebuild", json!({})).await);
    named(&admin.post("/duplicates/sweep", json!({"object": "person"})).await);
    let link = format!("/users/{}/password-link", admin.id());
    named(&app.machine().post(&link, json!({})).await);
    let file = admin.send(
        "POST".parse().unwrap(),
        "/files",
        &[("Content-Type", "text/plain")],
        Some(b"a".to_vec()),
    );
    named(&file.await);
    app.run_jobs().await;
}

#[tokio::test]
async fn values_of_another_object_and_the_id_of_nobody_are_refused() {
    let (_app, admin) = open().await;
    let values = json!({"object": "organization", "family_name": "A"});
    let refused = ("other_object".to_owned(), "/object".to_owned());
    assert_eq!(
        admin.post("/records/person", values.clone()).await.issue(),
        refused
    );
    let batch = json!({"commands": [{"op": "create", "object": "person", "values": values}]});
    let pointer = "/commands/0/fields/object".to_owned();
    assert_eq!(admin.post("/batch", batch).await.issue(), (refused.0, pointer));
    let own = json!({"object": "person", "family_name": "A"});
    let made = admin.post("/records/person", own).await.created();
    admin
        .patch(&person(&made), json!({"object": "task"}))
        .await
        .expect(422);

    let nil = "00000000-0000-0000-0000-000000000000";
    let answer = admin
        .post("/records/person", json!({"id": nil, "family_name": "A"}))
        .await;
    assert_eq!(answer.issue().1, "/id");
    let batch = json!({"commands": [{"op": "create", "object": "person", "id": nil, "values": {"family_name": "A"}}]});
    assert_eq!(admin.post("/batch", batch).await.issue().1, "/commands/0/id");
    assert_eq!(admin.get("/records/person?count=exact").await.ok()["count"], 1);
}

#[tokio::test]
async fn everybody_settles_his_own_name_language_and_zone_and_nothing_else() {
    let (app, admin) = open().await;
    for role in ["member", "read_only"] {
        let mia = app.user(&format!("Mia {role}"), role).await;
        let wish = json!({"name": "Mia", "language": "de", "zone": "america/new_york"});
        let me = mia.patch("/me", wish).await.ok();
        let shown = (&me["name"], &me["language"], &me["zone"]);
        assert_eq!(shown, (&json!("Mia"), &json!("de"), &json!("America/New_York")));
        assert_eq!(mia.get("/me").await.ok(), me);
        assert_eq!(
            me["email"],
            admin.get(&format!("/records/user/{}", mia.id())).await.ok()["email"]
        );
        assert!(me["email"].as_str().is_some_and(|email| email.contains('@')));
        let mine = format!("/records/user/{}", mia.id());
        let record = admin.get(&mine).await.ok();
        assert_eq!(
            (&record["name"], &record["updated_by"]["id"]),
            (&json!("Mia"), &json!(mia.id()))
        );
        assert_eq!(
            mia.patch("/me", json!({"zone": null})).await.ok()["zone"],
            "Europe/Berlin"
        );
        for (wrong, pointer) in [
            (json!({"role": "administrator"}), "/role"),
            (json!({"active": false}), "/active"),
            (json!({"zone": "Moon/Base"}), "/zone"),
            (json!({"language": "fr"}), "/language"),
            (json!({"name": null}), "/name"),
        ] {
            assert_eq!(mia.patch("/me", wrong).await.issue().1, pointer);
        }
        mia.patch(&mine, json!({"name": "Max"})).await.refused(403);
    }
    assert_eq!(
        app.machine()
            .patch("/me", json!({"name": "x"}))
            .await
            .refused(403),
        "forbidden"
    );
}

#[tokio::test]
async fn a_refusal_speaks_one_language() {
    let (_app, admin) = open().await;
    let wrong = json!({"emails": ["none"]});
    let asked = admin.clone().with_header("Accept-Language", "de");
    let german = asked.post("/records/person", wrong.clone()).await.expect(422);
    // Who names no language is answered in his own.
    admin.patch("/me", json!({"language": "de"})).await.ok();
    let answer = admin.post("/records/person", wrong).await;
    assert_eq!(answer.header("Content-Language"), "de");
    let told = answer.json();
    assert_eq!(
        (&told["title"], &told["detail"]),
        (&german["title"], &german["detail"])
    );
    assert_eq!(told["errors"], german["errors"]);
}

#[tokio::test]
async fn whoever_sees_no_roles_is_told_his_own_reason() {
    let (app, admin) = open().await;
    let all = admin
        .get("/records/role?filter=key%20%3D%3D%20%22member%22")
        .await
        .ok();
    let mut permissions = all["data"][0]["permissions"].clone();
    permissions["objects"]["role"] = json!({"read": false});
    permissions["objects"]["user"] = json!({"read": false});
    let role = json!({"name": "Blind", "key": "blind", "permissions": permissions});
    admin.post("/records/role", role).await.created();
    let ben = app.user("Ben Blind", "blind").await;
    let made = ben
        .post("/records/person", json!({"family_name": "A"}))
        .await
        .created();
    let told = ben.get(&format!("{}/access", person(&made))).await.ok();
    let entries = told["data"].as_array().unwrap();
    let own = entries
        .iter()
        .find(|entry| entry["user"]["id"] == ben.id())
        .unwrap();
    assert_eq!(
        (&own["role"], &own["user"]["label"]),
        (&json!("blind"), &json!("Ben Blind"))
    );
    assert!(own["because"]["rule"].is_string());
    for other in entries.iter().filter(|entry| entry["user"]["id"] != ben.id()) {
        assert!(
            other["because"].is_null() && other["user"]["label"].is_null(),
            "{other}"
        );
    }
}
