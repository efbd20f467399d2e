//! What a workspace is arranged with: tags, pipelines, views, users and roles.

use kontor_testing::Client;
use serde_json::{Value, json};

use crate::open;

fn path(object: &str, record: &Value) -> String {
    format!("/records/{object}/{}", record["id"].as_str().unwrap())
}

async fn names(client: &Client, object: &str) -> Vec<String> {
    let list = client.get(&format!("/records/{object}?sort=name")).await.ok();
    list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_new_word_makes_its_tag_and_takes_the_spelling_of_one_that_exists() {
    let (_app, admin) = open().await;
    let first = admin
        .post(
            "/records/organization",
            json!({"name": "A", "tags": ["VIP", "Müller"]}),
        )
        .await
        .created();
    let second = admin
        .post(
            "/records/person",
            json!({"family_name": "P", "tags": ["vip", "new*"]}),
        )
        .await
        .created();
    assert_eq!(first["tags"], json!(["VIP", "Müller"]));
    assert_eq!(second["tags"], json!(["VIP", "new*"]));
    admin
        .patch(&path("person", &second), json!({"tags": ["new*", "NEW"]}))
        .await
        .ok();
    assert_eq!(names(&admin, "tag").await, ["Müller", "NEW", "new*", "VIP"]);
}

#[tokio::test]
async fn a_renamed_tag_is_renamed_on_its_records() {
    let (_app, admin) = open().await;
    let firm = admin
        .post(
            "/records/organization",
            json!({"name": "A", "tags": ["VIP", "old"]}),
        )
        .await
        .created();
    let person = admin
        .post("/records/person", json!({"family_name": "P", "tags": ["old"]}))
        .await
        .created();
    let tags = admin
        .get("/records/tag?filter=name%20%3D%3D%20%22old%22")
        .await
        .ok();
    let tag = path("tag", &tags["data"][0]);
    admin.patch(&tag, json!({"name": "Alt"})).await.ok();
    assert_eq!(
        admin.get(&path("organization", &firm)).await.ok()["tags"],
        json!(["VIP", "Alt"])
    );
    assert_eq!(
        admin.get(&path("person", &person)).await.ok()["tags"],
        json!(["Alt"])
    );
    admin.patch(&tag, json!({"name": "ALT"})).await.ok();
    assert_eq!(
        admin.get(&path("person", &person)).await.ok()["tags"],
        json!(["ALT"])
    );
    assert_eq!(names(&admin, "tag").await, ["ALT", "VIP"]);
    admin.patch(&tag, json!({"name": "vip"})).await.expect(409);
}

#[tokio::test]
async fn the_stages_of_a_pipeline_must_make_sense() {
    let (_app, admin) = open().await;
    let stage = |key: &str| json!({"key": key, "labels": {"en": key, "de": key}});
    let pipeline = |stages: Value| json!({"name": "P", "object": "task", "stages": stages});
    admin
        .post("/records/pipeline", pipeline(json!([stage("a"), stage("b")])))
        .await
        .created();
    let codes = |answer: Value| -> Vec<String> {
        let issues = answer["errors"].as_array().unwrap();
        issues
            .iter()
            .map(|issue| format!("{} {}", issue["pointer"], issue["code"]).replace('"', ""))
            .collect()
    };
    let mut odd = stage("B!");
    odd["next"] = json!(["nowhere"]);
    odd["required"] = json!(["subject", "amount"]);
    odd["probability"] = json!(101);
    let answer = admin
        .post(
            "/records/pipeline",
            pipeline(json!([stage("a"), stage("a"), odd])),
        )
        .await
        .expect(422);
    let expected = [
        "/stages/2/probability out_of_range",
        "/stages/1/key taken",
        "/stages/2/key bad_key",
        "/stages/2/next/0 unknown_option",
        "/stages/2/required/1 unknown_field",
    ];
    assert_eq!(codes(answer), expected);
    let answer = admin
        .post("/records/pipeline", pipeline(json!([{"name": "a"}])))
        .await
        .expect(422);
    assert_eq!(
        codes(answer),
        [
            "/stages/0/name unknown_field",
            "/stages/0/key required",
            "/stages/0/labels required"
        ]
    );
    let named = json!([{"key": "a", "labels": {"en": "A"}}, {"key": "b", "labels": "B", "kind": "won"}]);
    let made = admin.post("/records/pipeline", pipeline(named)).await.created();
    assert_eq!(
        made["stages"][0]["labels"],
        json!({"en": "A", "de": ""}),
        "one language is enough"
    );
    assert_eq!(made["stages"][1]["labels"], json!({"en": "B", "de": "B"}));
    let kinds = json!([{"key": "a", "labels": "A", "kind": "drawn"}, 7]);
    let answer = admin.post("/records/pipeline", pipeline(kinds)).await.expect(422);
    assert_eq!(
        codes(answer),
        ["/stages/0/kind unknown_option", "/stages/1 wrong_type"]
    );
    let unknown = json!({"name": "P", "object": "spaceship", "stages": [stage("a")]});
    assert_eq!(
        codes(admin.post("/records/pipeline", unknown).await.expect(422)),
        ["/object unknown_object"]
    );
}

#[tokio::test]
async fn a_view_names_only_what_exists_and_a_private_one_is_its_owners() {
    let (app, _admin) = open().await;
    let mia = app.user("Mia Member", "member").await;
    let max = app.user("Max Member", "member").await;
    let view = json!({
        "name": "Berlin", "object": "organization", "sort": "-name", "columns": ["label", "revenue", "parent.name"],
        "filter": "addresses.exists(a, a.city == \"Berlin\")",
    });
    let made = mia.post("/records/saved_view", view.clone()).await.created();
    mia.get(&path("saved_view", &made)).await.ok();
    max.get(&path("saved_view", &made)).await.expect(404);
    mia.patch(&path("saved_view", &made), json!({"shared": "all"}))
        .await
        .ok();
    max.get(&path("saved_view", &made)).await.ok();
    max.patch(&path("saved_view", &made), json!({"name": "Mine"}))
        .await
        .expect(403);
    mia.patch(&path("saved_view", &made), json!({"shared": "team"}))
        .await
        .expect(422);
    for (key, value, pointer) in [
        ("filter", json!("city == 3"), "/filter"),
        ("sort", json!("colour"), "/sort"),
        ("columns", json!(["name", "colour"]), "/columns/1"),
        ("object", json!("spaceship"), "/object"),
    ] {
        let mut odd = view.clone();
        odd[key] = value;
        let answer = mia.post("/records/saved_view", odd).await.expect(422);
        assert_eq!(answer["errors"][0]["pointer"], pointer);
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let (app, admin) = open().await;
    let own = format!("/records/user/{}", admin.id());
    let member = admin
        .get("/records/role?filter=key%20%3D%3D%20%22member%22")
        .await
        .ok()["data"][0]
        .clone();
    let role = admin
        .get("/records/role?filter=key%20%3D%3D%20%22administrator%22")
        .await
        .ok()["data"][0]
        .clone();
    let last = |answer: Value| assert_eq!(answer["errors"][0]["code"], "last_administrator");
    last(admin.patch(&own, json!({"active": false})).await.expect(422));
    last(admin.patch(&own, json!({"role": member["id"]})).await.expect(422));
    last(admin.delete(&own).await.expect(422));
    last(
        admin
            .patch(&path("role", &role), json!({"permissions": {"objects": {}}}))
            .await
            .expect(422),
    );
    assert_eq!(
        admin.delete(&path("role", &role)).await.expect(422)["errors"][0]["code"],
        "in_use"
    );
    let second = app.user("Second Admin", "administrator").await;
    admin.patch(&own, json!({"role": member["id"]})).await.ok();
    last(
        second
            .patch(
                &format!("/records/user/{}", second.id()),
                json!({"active": false}),
            )
            .await
            .expect(422),
    );
}

#[tokio::test]
async fn users_and_roles_are_checked() {
    let (_app, admin) = open().await;
    let code = |answer: Value| answer["errors"][0]["code"].as_str().unwrap().to_owned();
    let user = |email: &str, zone: &str| json!({"name": "U", "email": email, "zone": zone});
    assert_eq!(
        code(
            admin
                .post("/records/user", user("nobody", "UTC"))
                .await
                .expect(422)
        ),
        "invalid_email"
    );
    assert_eq!(
        code(
            admin
                .post("/records/user", user("u@x.de", "Mars/Base"))
                .await
                .expect(422)
        ),
        "unknown_zone"
    );
    let made = admin
        .post("/records/user", user("u@x.de", "europe/berlin"))
        .await
        .created();
    assert_eq!(made["zone"], "Europe/Berlin");
    admin
        .post("/records/user", user("U@X.de", "UTC"))
        .await
        .expect(409);

    let role = |permissions: Value| json!({"name": "R", "key": "r", "permissions": permissions});
    let pointer = |answer: Value| answer["errors"][0]["pointer"].as_str().unwrap().to_owned();
    for (permissions, expected) in [
        (json!({"everything": true}), "/permissions/everything"),
        (
            json!({"objects": {"spaceship": {"read": true}}}),
            "/permissions/objects/spaceship",
        ),
        (
            json!({"objects": {"task": {"read": "colour == 3"}}}),
            "/permissions/objects/task/read",
        ),
        (
            json!({"objects": {"task": {"fields": {"colour": "hidden"}}}}),
            "/permissions/objects/task/fields/colour",
        ),
    ] {
        assert_eq!(
            pointer(admin.post("/records/role", role(permissions)).await.expect(422)),
            expected
        );
    }
    admin
        .post(
            "/records/role",
            role(json!({"objects": {"task": {"read": "owner == me()"}}})),
        )
        .await
        .created();
}

#[tokio::test]
async fn members_change_what_is_theirs_and_read_only_users_nothing() {
    let (app, admin) = open().await;
    let member = app.user("Mia Member", "member").await;
    let reader = app.user("Rea Reader", "read_only").await;
    let manager = app.user("Man Ager", "manager").await;
    let theirs = admin
        .post("/records/organization", json!({"name": "A"}))
        .await
        .created();
    let own = member
        .post("/records/organization", json!({"name": "B"}))
        .await
        .created();
    let nobodys = admin
        .post("/records/organization", json!({"name": "C"}))
        .await
        .created();
    admin
        .patch(&path("organization", &nobodys), json!({"owner": null}))
        .await
        .ok();
    for (record, status) in [(&theirs, 403), (&own, 200), (&nobodys, 200)] {
        member
            .patch(&path("organization", record), json!({"employees": 3}))
            .await
            .expect(status);
        reader.get(&path("organization", record)).await.ok();
        reader
            .patch(&path("organization", record), json!({"employees": 4}))
            .await
            .expect(403);
        manager
            .patch(&path("organization", record), json!({"employees": 5}))
            .await
            .ok();
    }
    member.delete(&path("organization", &nobodys)).await.expect(403);
    member.delete(&path("organization", &own)).await.expect(204);
    reader
        .post("/records/organization", json!({"name": "D"}))
        .await
        .expect(403);
    for client in [&member, &reader, &manager] {
        client
            .post("/records/user", json!({"name": "U", "email": "u@x.de"}))
            .await
            .expect(403);
        client.get("/records/user").await.ok();
    }
}

#[tokio::test]
async fn a_role_that_users_have_stays() {
    let (app, admin) = open().await;
    let role = json!({"key": "seller", "name": "Seller", "permissions": {"objects": {"*": {"read": true}}}});
    let role = admin.post("/records/role", role).await.created();
    let user = app.user("Sam Seller", "seller").await;
    for way in ["", "?final=true"] {
        let refused = admin
            .delete(&format!("{}{way}", path("role", &role)))
            .await
            .expect(422);
        assert_eq!(
            (&refused["errors"][0]["code"], &refused["errors"][0]["params"]),
            (&json!("in_use"), &json!({"users": 1}))
        );
    }
    admin
        .delete(&format!("/records/user/{}", user.id()))
        .await
        .expect(204);
    admin.delete(&path("role", &role)).await.expect(204);
}

#[tokio::test]
async fn roles_are_called_in_the_language_of_the_workspace_until_somebody_renames_them() {
    let (_app, admin) = open().await;
    let in_english = names(&admin, "role").await;
    assert_eq!(in_english, ["Administrator", "Manager", "Member", "Read only"]);
    let speak = async |language: &str| admin.patch("/settings", json!({"language": language})).await.ok();
    speak("de").await;
    let roles = admin.get("/records/role?sort=name").await.ok()["data"].clone();
    let shown: Vec<_> = roles
        .as_array()
        .unwrap()
        .iter()
        .map(|role| role["label"].clone())
        .collect();
    assert_eq!(shown, ["Administrator", "Leitung", "Mitarbeiter", "Nur lesen"]);
    assert_eq!(roles[3]["key"], "read_only");
    assert_eq!(roles[3]["description"], "Sieht alles und ändert nichts.");

    let own = json!({"name": "Vertrieb"});
    admin.patch(&path("role", &roles[2]), own).await.ok();
    speak("en").await;
    assert_eq!(
        names(&admin, "role").await,
        ["Administrator", "Manager", "Read only", "Vertrieb"]
    );
}

#[tokio::test]
async fn whoever_identifies_nobody_is_told_what_would_in_his_language() {
    let (_app, admin) = open().await;
    for (language, labels) in [
        (
            "de",
            "Mindestens eine dieser Angaben ist nötig: Vorname, Nachname, E-Mail-Adressen",
        ),
        (
            "en",
            "At least one of these is needed: Given name, Family name, E-mail addresses",
        ),
    ] {
        let reader = admin.clone().with_header("Accept-Language", language);
        let answer = reader
            .post("/records/person", json!({"birth_date": "1980-01-01"}))
            .await;
        assert_eq!(answer.issue().0, "required");
        let told = answer.json()["errors"][0]["detail"].as_str().unwrap().to_owned();
        assert!(told.starts_with(labels), "{told}");
    }
}
