//! Permissions: the roles that come with a workspace, and roles of one's own with conditions, masks and teams.

use kontor_testing::{Client, TestApp};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::fixture::{NOBODY, encoded, id, issues, make, open, path, reads, role};

async fn names(client: &Client, object: &str) -> Vec<String> {
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
    let command = |op: &str| json!({"commands": [{"op": op, "object": "offer", "id": offer["id"], "values": {"tags": "x"}}]});
    for answer in [
        reader.post("/records/offer", json!({"name": "B"})).await,
        reader.patch(&path(&offer), json!({"name": "B"})).await,
        reader.delete(&path(&offer)).await,
        reader.delete(&format!("{}?final=true", path(&offer))).await,
        reader.post(&format!("{}/restore", path(&offer)), json!({})).await,
        reader
            .post(&format!("/undo/{}", change.change_set()), json!({}))
            .await,
        reader.post("/batch", command("update")).await,
        reader.post("/batch", command("delete")).await,
        reader.post("/batch", command("restore")).await,
        reader.post("/batch", command("link")).await,
        reader.post("/batch", command("unlink")).await,
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
async fn a_hidden_field_does_not_exist() {
    let (app, admin) = open().await;
    let hidden = json!({"count": "hidden", "emails": "hidden", "tags": "hidden", "maker": "hidden"});
    let objects = json!({
        "gadget": {"create": true, "read": true, "update": true, "fields": hidden},
        "organization": {"read": true, "fields": {"revenue": "hidden"}},
        "offer": {"read": true},
    });
    role(&app, "masked", objects).await;
    let masked = app.user("Mona Masked", "masked").await;
    let firm = make(&admin, "organization", json!({"name": "N", "revenue": "5"})).await;
    make(&admin, "offer", json!({"name": "O", "organization": firm["id"]})).await;
    let values = json!({"name": "G", "count": 777, "emails": ["secret@x.example"], "tags": ["secret"], "maker": firm["id"]});
    let gadget = make(&admin, "gadget", values).await;
    app.advance(1);
    admin
        .patch(&path(&gadget), json!({"count": 778, "name": "H"}))
        .await
        .ok();
    let at = encoded("2026-03-02T08:00:00Z");
    let told = |text: &str| {
        ["777", "778", "secret", "\"count\"", "\"emails\"", "\"maker\""]
            .iter()
            .any(|word| text.contains(word))
    };
    for address in [
        path(&gadget),
        format!("{}?trash=with", path(&gadget)),
        "/records/gadget?count=exact".to_owned(),
        format!("{}/history", path(&gadget)),
        format!("{}/history?at={at}", path(&gadget)),
        "/changes".to_owned(),
    ] {
        let answer = masked.get(&address).await;
        answer.ok();
        let text = answer.text().replace("\"count\":1", "");
        assert!(!told(&text), "{address}: {text}");
    }
    assert_eq!(
        masked.get(&path(&gadget)).await.ok()["double"],
        1556,
        "a formula over it is a field of its own"
    );
    // Naming it is naming nothing.
    let filter = |text: &str| format!("/records/gadget?filter={}", encoded(text));
    for (address, code) in [
        (filter("count > 3"), "bad_filter"),
        (
            filter("emails.exists(e, e.value == \"secret@x.example\")"),
            "bad_filter",
        ),
        (filter("maker.name == \"N\""), "bad_filter"),
        ("/records/gadget?sort=count".to_owned(), "bad_sort"),
        ("/records/gadget?sort=-maker".to_owned(), "bad_sort"),
        ("/records/gadget?fields=name,count".to_owned(), "bad_parameter"),
        (format!("{}?fields=emails", path(&gadget)), "bad_parameter"),
        ("/records/gadget?expand=maker".to_owned(), "bad_parameter"),
        (
            format!("/records/offer?filter={}", encoded("organization.revenue > 3")),
            "bad_filter",
        ),
        ("/records/offer?sort=organization.revenue".to_owned(), "bad_sort"),
    ] {
        assert_eq!(masked.get(&address).await.refused(400), code, "{address}");
        admin.get(&address).await.ok();
    }
    for query in [
        json!({"object": "gadget", "group": [{"field": "count"}]}),
        json!({"object": "gadget", "group": [{"field": "maker"}]}),
        json!({"object": "gadget", "measures": [{"fn": "sum", "field": "count"}]}),
        json!({"object": "gadget", "filter": "count > 3"}),
    ] {
        let status = masked.post("/query", query.clone()).await.status;
        assert!(status == 400 || status == 422, "{query}: {status}");
        admin.post("/query", query).await.ok();
    }
    let expression = json!({"object": "gadget", "text": "count > 3"});
    assert!(
        !masked
            .post("/expressions", expression)
            .await
            .text()
            .contains("Integer")
    );
    for values in [json!({"count": 5}), json!({"count": null}), json!({"tags": []})] {
        let body = masked.patch(&path(&gadget), values).await.expect(422);
        assert_eq!(body["errors"][0]["code"], "unknown_field");
    }
    assert_eq!(
        masked
            .post("/records/gadget", json!({"count": 1}))
            .await
            .issue()
            .0,
        "unknown_field"
    );
    let link = json!({"op": "link", "object": "gadget", "id": gadget["id"], "values": {"tags": "x"}});
    let body = masked
        .post("/batch", json!({"commands": [link]}))
        .await
        .expect(422);
    assert_eq!(
        issues(&body),
        [("/commands/0/fields/tags".to_owned(), "unknown_field".to_owned())]
    );
    // Writing beside it leaves it alone.
    masked.patch(&path(&gadget), json!({"name": "I"})).await.ok();
    let now = admin.get(&path(&gadget)).await.ok();
    assert_eq!(
        (&now["count"], now["emails"].as_array().unwrap().len()),
        (&json!(778), 1)
    );
}

#[tokio::test]
async fn a_read_only_field_is_seen_and_not_set() {
    let (app, admin) = open().await;
    let fields = json!({"count": "read_only", "tags": "read_only"});
    role(
        &app,
        "masked",
        json!({"gadget": {"create": true, "read": true, "update": true, "fields": fields}}),
    )
    .await;
    let masked = app.user("Mona Masked", "masked").await;
    let gadget = make(
        &admin,
        "gadget",
        json!({"name": "G", "count": 7, "tags": ["red"]}),
    )
    .await;
    let seen = masked.get(&path(&gadget)).await.ok();
    assert_eq!((&seen["count"], &seen["tags"]), (&json!(7), &json!(["red"])));
    for (key, value) in [
        ("count", json!(8)),
        ("count", json!(null)),
        ("tags", json!([])),
        ("count", json!("x")),
    ] {
        let answer = masked.patch(&path(&gadget), json!({key: value})).await;
        assert_eq!(answer.issue(), ("read_only".to_owned(), format!("/{key}")));
    }
    assert_eq!(
        masked
            .post("/records/gadget", json!({"count": 1}))
            .await
            .issue()
            .0,
        "read_only"
    );
    let link = json!({"op": "unlink", "object": "gadget", "id": gadget["id"], "values": {"tags": "red"}});
    assert_eq!(
        masked
            .post("/batch", json!({"commands": [link]}))
            .await
            .expect(422)["errors"][0]["code"],
        "read_only"
    );
    let mut form = seen;
    form["name"] = json!("H");
    assert_eq!(
        masked.patch(&path(&gadget), form).await.ok()["name"],
        "H",
        "sent back it is no offence"
    );
    let found = masked
        .get(&format!("/records/gadget?filter={}", encoded("count == 7")))
        .await
        .ok();
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
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
    assert_eq!(
        reading
            .patch(&path(&offer), json!({"name": "x"}))
            .await
            .refused(403),
        "forbidden"
    );
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

#[test]
fn listed_is_readable_is_changeable_for_any_role() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let (app, admin) = runtime.block_on(open());
    let (client, seller, gadgets) = runtime.block_on(async {
        let seller = role(&app, "random", json!({})).await;
        let client = app.user("Rob Random", "random").await;
        let mut gadgets = Vec::new();
        for (name, count, done, tags, owner) in [
            (Some("A"), Some(1), Some(true), vec!["red"], None),
            (Some("B"), None, None, vec![], Some(client.id())),
            (
                None,
                Some(-5),
                Some(false),
                vec!["red", "blue"],
                Some(client.id()),
            ),
            (Some("AB"), Some(0), Some(false), vec!["blue"], Some(admin.id())),
            (None, None, Some(true), vec![], None),
        ] {
            let values = json!({"name": name, "count": count, "done": done, "tags": tags, "owner": owner});
            gadgets.push(make(&admin, "gadget", values).await);
        }
        (client, seller, gadgets)
    });
    let atom = prop::sample::select(vec![
        "true",
        "count > 0",
        "count == null",
        "done",
        "!done",
        "name.startsWith(\"A\")",
        "\"red\" in tags",
        "owner == me()",
        "owner == null",
        "!(count < 1)",
        "owner.name == \"Rob Random\"",
    ]);
    let condition = (atom.clone(), any::<bool>(), atom)
        .prop_map(|(a, and, b)| format!("({a}) {} ({b})", if and { "&&" } else { "||" }));
    let access = prop_oneof![1 => any::<bool>().prop_map(Value::from), 6 => condition.prop_map(Value::from)];
    let mut runner = TestRunner::new(Config {
        cases: 12,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&(access.clone(), access), |(read, update)| {
        runtime.block_on(async {
            let objects = json!({"gadget": {"read": read, "update": update}, "user": {"read": true}});
            admin
                .patch(&path(&seller), json!({"permissions": {"objects": objects}}))
                .await
                .ok();
            let answer = client.get("/records/gadget?count=exact").await;
            let list = if answer.status == 404 {
                json!({"data": [], "count": 0})
            } else {
                answer.ok()
            };
            let listed: Vec<&str> = list["data"].as_array().unwrap().iter().map(id).collect();
            prop_assert_eq!(&list["count"], &json!(listed.len()));
            for gadget in &gadgets {
                let readable = client.get(&path(gadget)).await.status;
                prop_assert_eq!(readable, if listed.contains(&id(gadget)) { 200 } else { 404 });
                let change = client.patch(&path(gadget), json!({})).await.status;
                let possible: &[u16] = if readable == 200 { &[200, 403] } else { &[404] };
                prop_assert!(possible.contains(&change), "{change} of what reads as {readable}");
                let access = admin.get(&format!("{}/access", path(gadget))).await.ok();
                let told = access["data"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|entry| entry["user"]["id"] == client.id());
                prop_assert_eq!(told.is_some(), readable == 200);
                let may =
                    told.is_some_and(|entry| entry["may"].as_array().unwrap().contains(&json!("update")));
                prop_assert_eq!(may, change == 200);
            }
            Ok(())
        })
    });
    outcome.unwrap();
    runtime.block_on(async { drop(app) });
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
