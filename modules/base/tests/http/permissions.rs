//! Permissions: the roles that come with a workspace, and roles of one's own with conditions, masks and teams.

use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::fixture::{id, make, open, path, role};

pub async fn names(client: &Client, object: &str) -> Vec<String> {
    let list = client.get(&format!("/records/{object}?sort=label")).await.ok();
    let names = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["label"].as_str().unwrap().to_owned());
    names.collect()
}

async fn team(app: &TestApp, name: &str, parent: Option<&Value>) -> Value {
    let parent = parent.map(|parent| parent["id"].clone());
    make(&app.machine(), "team", json!({"name": name, "parent": parent})).await
}

#[tokio::test]
async fn who_only_reads_changes_nothing() {
    let (app, admin) = open().await;
    let reader = app.user("Rita Reader", "read_only").await;
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    let change = admin.patch(&path(&offer), json!({"code": "x"})).await;
    assert_eq!(reader.get(&path(&offer)).await.ok()["code"], "x");
    let command = |op: &str, values: Value| json!({"commands": [{"op": op, "object": "offer", "id": offer["id"], "values": values}]});
    for answer in [
        reader.post("/records/offer", json!({"name": "B"})).await,
        reader.patch(&path(&offer), json!({"name": "B"})).await,
        reader.delete(&path(&offer)).await,
        reader.delete(&format!("{}?final=true", path(&offer))).await,
        reader.post(&format!("{}/restore", path(&offer)), json!({})).await,
        reader
            .post(&format!("/undo/{}", change.change_set()), json!({}))
            .await,
        reader
            .post("/batch", command("update", json!({"tags": "x"})))
            .await,
        reader.post("/batch", command("delete", json!({}))).await,
        reader.post("/batch", command("restore", json!({}))).await,
        reader.post("/batch", command("link", json!({"tags": "x"}))).await,
        reader
            .post("/batch", command("unlink", json!({"tags": "x"})))
            .await,
    ] {
        assert_eq!(answer.refused(403), "forbidden");
    }
    assert_eq!(admin.get(&path(&offer)).await.ok(), change.ok());
}

#[tokio::test]
async fn a_member_changes_what_is_his_his_teams_or_nobodys() {
    let (app, admin) = open().await;
    let sales = team(&app, "Sales", None).await;
    let mia = app
        .user_in("main", "Mia Member", "member", json!({"teams": [sales["id"]]}))
        .await;
    let offer = |values: Value| {
        let admin = admin.clone();
        async move { make(&admin, "offer", values).await }
    };
    let own = make(&mia, "offer", json!({"name": "own"})).await;
    let teams = offer(json!({"name": "team's", "team": sales["id"]})).await;
    let nobodys = offer(json!({"name": "nobody's", "owner": null})).await;
    let others = offer(json!({"name": "other's"})).await;
    for record in [&own, &teams, &nobodys] {
        mia.patch(&path(record), json!({"code": id(record)})).await.ok();
    }
    assert_eq!(
        mia.patch(&path(&others), json!({"code": "x"})).await.refused(403),
        "forbidden"
    );
    assert_eq!(mia.get(&path(&others)).await.status, 200);
    for record in [&teams, &nobodys, &others] {
        assert_eq!(mia.delete(&path(record)).await.refused(403), "forbidden");
    }
    mia.delete(&path(&own)).await.expect(204);
    mia.post(&format!("{}/restore", path(&own)), json!({})).await.ok();
    // What he gives away is no longer his.
    mia.patch(&path(&own), json!({"owner": admin.id()})).await.ok();
    assert_eq!(
        mia.patch(&path(&own), json!({"owner": mia.id()}))
            .await
            .refused(403),
        "forbidden"
    );
}

#[tokio::test]
async fn administration_is_for_administrators() {
    let (app, admin) = open().await;
    let machine = app.machine();
    let sales = team(&app, "Sales", None).await;
    let roles = machine.get("/records/role?sort=key").await.ok();
    let administrator = roles["data"][0].clone();
    for key in ["manager", "member"] {
        let client = app.user(&format!("Max {key}"), key).await;
        let me = format!("/records/user/{}", client.id());
        for answer in [
            client
                .post("/records/user", json!({"name": "X", "email": "x@x.example"}))
                .await,
            client.patch(&me, json!({"role": administrator["id"]})).await,
            client.patch(&path(&administrator), json!({"name": "X"})).await,
            client.patch(&path(&sales), json!({"name": "X"})).await,
            client.delete(&path(&sales)).await,
            client.post("/records/team", json!({"name": "X"})).await,
            client
                .post(
                    "/records/role",
                    json!({"key": "x", "name": "X", "permissions": {"administer": true}}),
                )
                .await,
            client.patch("/settings", json!({"company": "X"})).await,
            client
                .post(
                    "/objects",
                    json!({"key": "x_thing", "labels": {"en": "T", "de": "T"}}),
                )
                .await,
            client.get("/workspaces").await,
            client.post("/workspaces", json!({"name": "other"})).await,
        ] {
            assert_eq!(answer.refused(403), "forbidden", "{key}");
        }
        assert_eq!(client.get(&me).await.status, 200);
    }
    admin
        .patch(&path(&sales), json!({"name": "Sales North"}))
        .await
        .ok();
    // A wildcard that grants everything does not grant administration; only naming the object does.
    role(
        &app,
        "broad",
        json!({"*": {"create": true, "read": true, "update": true, "delete": true}}),
    )
    .await;
    role(
        &app,
        "hr",
        json!({"team": {"create": true, "read": true, "update": true}}),
    )
    .await;
    let (broad, hr) = (
        app.user("Bo Broad", "broad").await,
        app.user("Hanna Hr", "hr").await,
    );
    assert_eq!(
        broad
            .patch(&path(&sales), json!({"name": "X"}))
            .await
            .refused(403),
        "forbidden"
    );
    hr.patch(&path(&sales), json!({"name": "Sales South"})).await.ok();
    assert_eq!(
        hr.get(&format!("/records/user/{}", hr.id())).await.refused(404),
        "not_found"
    );
}

#[tokio::test]
async fn a_condition_decides_record_by_record() {
    let (app, admin) = open().await;
    let north = make(&admin, "organization", json!({"name": "North"})).await;
    let south = make(&admin, "organization", json!({"name": "South"})).await;
    let grant = json!({
        "create": "stage == \"draft\"",
        "read": "organization.name == \"North\"",
        "update": "stage != \"won\" && code != \"locked\"",
        "delete": "code == \"trash\"",
    });
    role(
        &app,
        "north",
        json!({"offer": grant, "organization": {"read": true}}),
    )
    .await;
    let nora = app.user("Nora North", "north").await;
    let seen = make(
        &admin,
        "offer",
        json!({"name": "seen", "organization": north["id"]}),
    )
    .await;
    let locked = make(
        &admin,
        "offer",
        json!({"name": "locked", "organization": north["id"], "code": "locked"}),
    )
    .await;
    let unseen = make(
        &admin,
        "offer",
        json!({"name": "unseen", "organization": south["id"]}),
    )
    .await;
    let homeless = make(&admin, "offer", json!({"name": "homeless"})).await;
    assert_eq!(names(&nora, "offer").await, ["locked", "seen"]);
    for record in [&unseen, &homeless] {
        let batch = json!({"commands": [{"op": "update", "object": "offer", "id": record["id"], "values": {"name": "x"}}]});
        for answer in [
            nora.get(&path(record)).await,
            nora.get(&format!("{}?trash=with", path(record))).await,
            nora.patch(&path(record), json!({"name": "x"})).await,
            nora.delete(&path(record)).await,
            nora.post(&format!("{}/restore", path(record)), json!({})).await,
            nora.get(&format!("{}/history", path(record))).await,
            nora.get(&format!("{}/access", path(record))).await,
            nora.get(&format!("{}/timeline", path(record))).await,
            nora.post("/batch", batch).await,
        ] {
            assert_eq!(answer.refused(404), "not_found");
        }
    }
    nora.patch(&path(&seen), json!({"code": "free"})).await.ok();
    assert_eq!(
        nora.patch(&path(&locked), json!({"name": "x"}))
            .await
            .refused(403),
        "forbidden"
    );
    assert_eq!(nora.delete(&path(&seen)).await.refused(403), "forbidden");
    nora.patch(&path(&seen), json!({"code": "trash"})).await.ok();
    nora.delete(&path(&seen)).await.expect(204);
    // The condition on making one is asked of what was made; what is refused leaves nothing behind.
    let before = admin.get("/records/offer?count=exact&trash=with").await.ok()["count"].clone();
    let sent = json!({"name": "new", "organization": north["id"], "stage": "sent"});
    assert_eq!(
        nora.post("/records/offer", sent.clone()).await.refused(403),
        "forbidden"
    );
    let commands = json!([
        {"op": "create", "object": "offer", "values": {"name": "fine", "organization": north["id"]}},
        {"op": "create", "object": "offer", "values": sent},
    ]);
    assert_eq!(
        nora.post("/batch", json!({"commands": commands}))
            .await
            .refused(403),
        "forbidden"
    );
    assert_eq!(
        admin.get("/records/offer?count=exact&trash=with").await.ok()["count"],
        before
    );
    make(
        &nora,
        "offer",
        json!({"name": "new", "organization": north["id"]}),
    )
    .await;
}

#[tokio::test]
async fn teams_see_what_belongs_to_the_teams_below_them() {
    let (app, admin) = open().await;
    let sales = team(&app, "Sales", None).await;
    let north = team(&app, "North", Some(&sales)).await;
    let coast = team(&app, "Coast", Some(&north)).await;
    role(&app, "teams", json!({"offer": {"read": "team in my_teams()"}})).await;
    let of = |team: &Value| json!({"teams": [team["id"]]});
    let head = app.user_in("main", "Hilda Head", "teams", of(&sales)).await;
    let middle = app.user_in("main", "Mo Middle", "teams", of(&north)).await;
    let leaf = app.user_in("main", "Leo Leaf", "teams", of(&coast)).await;
    let none = app.user("Nil None", "teams").await;
    for (name, team) in [("a sales", &sales), ("b north", &north), ("c coast", &coast)] {
        make(&admin, "offer", json!({"name": name, "team": team["id"]})).await;
    }
    make(&admin, "offer", json!({"name": "d none"})).await;
    assert_eq!(names(&head, "offer").await, ["a sales", "b north", "c coast"]);
    assert_eq!(names(&middle, "offer").await, ["b north", "c coast"]);
    assert_eq!(names(&leaf, "offer").await, ["c coast"]);
    assert_eq!(names(&none, "offer").await, [""; 0]);
    // The tree is moved, and everybody sees at once what he sees now.
    admin.patch(&path(&coast), json!({"parent": null})).await.ok();
    assert_eq!(names(&head, "offer").await, ["a sales", "b north"]);
    admin
        .patch(&format!("/records/user/{}", none.id()), of(&coast))
        .await
        .ok();
    assert_eq!(names(&none, "offer").await, ["c coast"]);
}

#[tokio::test]
async fn a_change_of_role_counts_at_once() {
    let (app, admin) = open().await;
    let seller = role(&app, "seller", json!({"offer": {"read": true}})).await;
    let sam = app.user("Sam Seller", "seller").await;
    let me = format!("/records/user/{}", sam.id());
    let offer = make(&admin, "offer", json!({"name": "Roof"})).await;
    assert_eq!(
        sam.patch(&path(&offer), json!({"code": "1"})).await.refused(403),
        "forbidden"
    );
    let permit = |grant: Value| {
        let (admin, path) = (admin.clone(), path(&seller));
        async move {
            admin
                .patch(&path, json!({"permissions": {"objects": {"offer": grant}}}))
                .await
        }
    };
    let widened = permit(json!({"read": true, "update": true})).await;
    widened.ok();
    sam.patch(&path(&offer), json!({"code": "2"})).await.ok();
    admin
        .post(&format!("/undo/{}", widened.change_set()), json!({}))
        .await
        .ok();
    assert_eq!(
        sam.patch(&path(&offer), json!({"code": "3"})).await.refused(403),
        "forbidden"
    );
    permit(json!({"read": false})).await.ok();
    assert_eq!(sam.get(&path(&offer)).await.refused(404), "not_found");
    let roles = admin
        .get("/records/role?filter=key%20%3D%3D%20%22manager%22")
        .await
        .ok();
    admin
        .patch(&me, json!({"role": roles["data"][0]["id"]}))
        .await
        .ok();
    sam.patch(&path(&offer), json!({"code": "4"})).await.ok();
    admin.delete(&path(&seller)).await.expect(204);
    assert_eq!(sam.get(&path(&offer)).await.status, 200);
}

#[tokio::test]
async fn who_is_deactivated_is_out_at_once() {
    let (app, admin) = open().await;
    let sam = app.user("Sam Seller", "manager").await;
    let me = format!("/records/user/{}", sam.id());
    let browser = app.session(&sam).await;
    let statuses = || async { [sam.get("/me").await.status, browser.get("/me").await.status] };
    assert_eq!(statuses().await, [200, 200]);
    admin.patch(&me, json!({"active": false})).await.ok();
    assert_eq!(statuses().await, [401, 401]);
    assert_eq!(sam.get(&me).await.refused(401), "unauthenticated");
    let gone = make(&admin, "offer", json!({"name": "Roof"})).await;
    assert_eq!(
        sam.patch(&path(&gone), json!({"name": "x"})).await.refused(401),
        "unauthenticated"
    );
}

#[tokio::test]
async fn a_key_may_do_less_than_its_user_and_never_more() {
    let (app, admin) = open().await;
    let browser = app.session(&admin).await;
    let key = |scope: Value| {
        let (app, browser) = (&app, browser.clone());
        async move {
            let made = browser
                .post("/tokens", json!({"name": "k", "scope": scope}))
                .await
                .created();
            let bearer = format!("Bearer {}", made["key"].as_str().unwrap());
            app.nobody().with_header("Authorization", &bearer)
        }
    };
    let reading = key(json!({"read_only": true})).await;
    let offers = key(json!({"objects": ["offer"]})).await;
    let offer = make(&offers, "offer", json!({"name": "Roof"})).await;
    assert_eq!(offer["owner"]["id"], admin.id());
    assert_eq!(reading.get(&path(&offer)).await.status, 200);
    let refused = reading.patch(&path(&offer), json!({"name": "x"})).await;
    assert_eq!(refused.refused(403), "forbidden");
    assert_eq!(refused.json()["detail"], "This key may only read.");
    assert_eq!(offers.get("/records/person").await.refused(404), "not_found");
    assert_eq!(
        offers
            .post("/records/person", json!({"family_name": "x"}))
            .await
            .refused(404),
        "not_found"
    );
    assert_eq!(
        offers
            .patch("/settings", json!({"company": "X"}))
            .await
            .refused(403),
        "forbidden"
    );
    assert_eq!(
        reading
            .post("/tokens", json!({"name": "more"}))
            .await
            .refused(403),
        "forbidden"
    );
}

#[tokio::test]
async fn renaming_an_object_widens_and_narrows_nothing() {
    let (app, admin) = open().await;
    let machine = json!({"key": "x_machine", "labels": {"en": "Machine", "de": "Maschine"}, "fields": [
        {"key": "x_name", "type": "text", "labels": {"en": "Name", "de": "Name"}},
        {"key": "x_secret", "type": "text", "labels": {"en": "Secret", "de": "Geheimnis"}},
    ]});
    admin.post("/objects", machine).await.created();
    let narrow = json!({"read": "owner == me()", "fields": {"x_secret": "hidden"}});
    role(&app, "narrow", json!({"*": {"read": true}, "x_machine": narrow})).await;
    let narrow = app.user("Nora Narrow", "narrow").await;
    let own = json!({"x_name": "Own", "x_secret": "s", "owner": narrow.id()});
    let own = make(&admin, "x_machine", own).await;
    let other = make(&admin, "x_machine", json!({"x_name": "Other", "x_secret": "s"})).await;
    let browser = app.session(&admin).await;
    let wish = json!({"name": "k", "scope": {"objects": ["x_machine"]}});
    let made = browser.post("/tokens", wish).await.created();
    let bearer = format!("Bearer {}", made["key"].as_str().unwrap());
    let key = app.nobody().with_header("Authorization", &bearer);
    for name in ["x_machine", "x_engine"] {
        if name == "x_engine" {
            admin.patch("/objects/x_machine", json!({"key": name})).await.ok();
        }
        let at = |record: &Value| format!("/records/{name}/{}", record["id"].as_str().unwrap());
        let seen = narrow.get(&at(&own)).await.ok();
        assert_eq!(
            (&seen["x_name"], seen.get("x_secret")),
            (&json!("Own"), None),
            "{name}"
        );
        assert_eq!(narrow.get(&at(&other)).await.refused(404), "not_found", "{name}");
        assert_eq!(key.get(&at(&other)).await.ok()["x_secret"], "s", "{name}");
        assert_eq!(
            key.get("/records/offer").await.refused(404),
            "not_found",
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_key_is_for_objects_that_there_are() {
    let (app, admin) = open().await;
    let browser = app.session(&admin).await;
    let wish = json!({"name": "k", "scope": {"objects": ["person", "persn"]}});
    let body = browser.post("/tokens", wish).await.expect(422);
    let expected = [("/scope/objects/1".to_owned(), "unknown_object".to_owned())];
    assert_eq!(crate::fixture::issues(&body), expected);
}
