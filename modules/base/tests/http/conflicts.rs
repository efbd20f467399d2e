//! Two people, one record: edits of different fields merge, of lists item by item; the same field is a conflict.

use kontor_testing::{Answer, Client};
use serde_json::{Value, json};

use crate::fixture::{eur, make, open, path, patiently, role};

/// Two patches of the first version, one after the other; answers the second one's answer.
async fn both(client: &Client, record: &Value, first: Value, second: Value) -> Answer {
    client.patch_version(&path(record), 1, first).await.ok();
    client.patch_version(&path(record), 1, second).await
}

#[tokio::test]
async fn edits_of_different_fields_merge() {
    let (_app, admin) = open().await;
    let gadget = make(&admin, "gadget", json!({"name": "A", "count": 1})).await;
    let now = both(&admin, &gadget, json!({"name": "B"}), json!({"count": 2}))
        .await
        .ok();
    assert_eq!(
        (&now["name"], &now["count"], &now["version"]),
        (&json!("B"), &json!(2), &json!(3))
    );
}

#[tokio::test]
async fn the_same_value_twice_is_no_conflict() {
    let (_app, admin) = open().await;
    let gadget = make(&admin, "gadget", json!({"name": "A"})).await;
    let now = both(&admin, &gadget, json!({"name": "B"}), json!({"name": "B"}))
        .await
        .ok();
    assert_eq!(now["version"], 2, "nothing was left to do");
}

#[tokio::test]
async fn different_values_of_a_field_are_told_with_their_base() {
    let (_app, admin) = open().await;
    let gadget = make(
        &admin,
        "gadget",
        json!({"name": "A", "price": "1", "count": 5, "stars": 1}),
    )
    .await;
    let second = json!({"name": "C", "price": {"amount": "3", "currency": "USD"}, "count": null, "stars": 2});
    let body = both(
        &admin,
        &gadget,
        json!({"name": "B", "price": "2", "count": 6}),
        second,
    )
    .await
    .expect(412);
    assert_eq!(
        (&body["code"], &body["version"]),
        (&json!("version_conflict"), &json!(2))
    );
    let money = |amount: &str, currency: &str| json!({"amount": amount, "currency": currency});
    assert_eq!(
        body["conflicts"],
        json!([
            {"field": "name", "base": "A", "theirs": "B", "yours": "C"},
            {"field": "count", "base": 5, "theirs": 6, "yours": null},
            {"field": "price", "base": money("1.00", "EUR"), "theirs": money("2.00", "EUR"), "yours": money("3.00", "USD")},
        ])
    );
    let now = admin.get(&path(&gadget)).await.ok();
    assert_eq!(
        (&now["version"], &now["stars"]),
        (&json!(2), &json!(1)),
        "a refused patch changes nothing"
    );
}

#[tokio::test]
async fn a_whole_form_sent_back_changes_what_was_edited_in_it() {
    let (_app, admin) = open().await;
    let offer = make(&admin, "offer", json!({"name": "A", "code": "x"})).await;
    make(&admin, "offer_line", json!({"offer": offer["id"], "amount": "5"})).await;
    let mut form = offer.clone();
    form["code"] = json!("z");
    let now = both(
        &admin,
        &offer,
        json!({"name": "B", "accepted_on": "2026-01-01"}),
        form,
    )
    .await
    .ok();
    assert_eq!(
        (&now["name"], &now["code"], &now["accepted_on"]),
        (&json!("B"), &json!("z"), &json!("2026-01-01"))
    );
    assert_eq!(now["net"], eur("5.00"), "what Kontor computes is not set back");
    // What nobody may set is still refused when it was never so.
    let odd = admin
        .patch_version(&path(&offer), 1, json!({"number": "OF-0077"}))
        .await;
    assert_eq!(odd.issue(), ("read_only".to_owned(), "/number".to_owned()));
}

#[tokio::test]
async fn lists_merge_item_by_item() {
    let (_app, admin) = open().await;
    let mut people = Vec::new();
    for name in ["A", "B", "C"] {
        people.push(make(&admin, "person", json!({"family_name": name})).await["id"].clone());
    }
    let any = |at: usize| json!({"id": people[at], "object": "person"});
    let base = json!({
        "emails": ["a@x.example", "b@x.example"], "phones": ["+49 40 111"], "tags": ["red", "blue"],
        "colors": ["red"], "helpers": [people[0], people[1]], "related": [any(0)],
        "external_ids": [{"system": "erp", "key": "1"}],
        "addresses": [{"city": "Bern", "country": "CH"}],
    });
    let gadget = make(&admin, "gadget", base).await;
    let theirs = json!({
        "emails": ["a@x.example", "b@x.example", "c@x.example"], "phones": [], "tags": ["blue"],
        "colors": ["red", "green"], "helpers": [people[1]], "related": [any(0), any(1)],
        "external_ids": [{"system": "erp", "key": "1"}, {"system": "shop", "key": "7"}],
        "addresses": [{"city": "Bern", "country": "CH"}, {"city": "Basel", "country": "CH"}],
    });
    // The same address in another spelling is the same item.
    let yours = json!({
        "emails": ["A@X.example", "d@x.example"], "phones": ["+49 40 111", "+49 40 222"], "tags": ["red", "blue", "green"],
        "colors": ["blue"], "helpers": [people[0], people[1], people[2]], "related": [any(2)],
        "external_ids": [], "addresses": null,
    });
    let now = both(&admin, &gadget, theirs, yours).await.ok();
    let column = |field: &str, member: &str| -> Vec<String> {
        let items = now[field].as_array().unwrap().iter();
        items
            .map(|item| {
                if member.is_empty() { item } else { &item[member] }
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect()
    };
    assert_eq!(
        column("emails", "value"),
        ["A@X.example", "c@x.example", "d@x.example"]
    );
    assert_eq!(column("phones", "value").len(), 1);
    assert_eq!(column("tags", ""), ["blue", "green"]);
    assert_eq!(column("colors", ""), ["green", "blue"]);
    assert_eq!(column("helpers", "label"), ["B", "C"]);
    assert_eq!(column("related", "label"), ["B", "C"]);
    assert_eq!(column("external_ids", "key"), ["7"]);
    assert_eq!(column("addresses", "city"), ["Basel"]);
    let primary = now["emails"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["primary"] == true)
        .count();
    assert_eq!(primary, 1, "{}", now["emails"]);
    assert_eq!(admin.get(&path(&gadget)).await.ok(), now);
}

#[tokio::test]
async fn an_item_that_both_changed_is_a_conflict() {
    let (_app, admin) = open().await;
    let email = |label: &str| json!({"emails": [{"value": "a@x.example", "label": label}]});
    let gadget = make(&admin, "gadget", email("work")).await;
    let body = both(&admin, &gadget, email("home"), email("old"))
        .await
        .expect(412);
    let conflict = &body["conflicts"][0];
    let label = |side: &str| conflict[side][0]["label"].clone();
    assert_eq!(
        (&conflict["field"], label("base"), label("theirs"), label("yours")),
        (&json!("emails"), json!("work"), json!("home"), json!("old"))
    );
    let other = make(&admin, "gadget", email("work")).await;
    let yours = json!({"emails": [{"value": "a@x.example", "label": "old"}, {"value": "b@x.example"}]});
    let added = json!({"emails": [{"value": "a@x.example", "label": "work"}, {"value": "c@x.example"}]});
    let now = both(&admin, &other, added, yours).await.ok();
    assert_eq!(now["emails"].as_array().unwrap().len(), 3);
    assert_eq!(
        now["emails"][0]["label"], "old",
        "an item that one side changed is as that side has it"
    );
}

#[tokio::test]
async fn a_version_that_never_was_is_refused() {
    let (_app, admin) = open().await;
    let gadget = make(&admin, "gadget", json!({"name": "A"})).await;
    for version in [2, 17, 0, i64::MAX] {
        let body = admin
            .patch_version(&path(&gadget), version, json!({"name": "B"}))
            .await
            .expect(412);
        assert_eq!(
            (&body["code"], &body["version"]),
            (&json!("version_conflict"), &json!(1)),
            "{version}"
        );
    }
}

#[tokio::test]
async fn deleting_an_older_version_is_refused_where_one_is_named() {
    let (_app, admin) = open().await;
    let gadget = make(&admin, "gadget", json!({"name": "A"})).await;
    admin.patch(&path(&gadget), json!({"name": "B"})).await.ok();
    let delete = |tag: &'static str| {
        let (admin, path) = (admin.clone(), path(&gadget));
        async move {
            admin
                .send("DELETE".parse().unwrap(), &path, &[("If-Match", tag)], None)
                .await
        }
    };
    assert_eq!(delete("\"1\"").await.refused(412), "version_conflict");
    delete("\"2\"").await.expect(204);
}

#[tokio::test]
async fn a_conflict_never_tells_of_a_hidden_field() {
    let (app, admin) = open().await;
    let fields = json!({"count": "hidden", "price": "hidden"});
    role(
        &app,
        "masked",
        json!({"gadget": {"read": true, "update": true, "fields": fields}}),
    )
    .await;
    let masked = app.user("Mona Masked", "masked").await;
    let gadget = make(&admin, "gadget", json!({"name": "A", "count": 1, "price": "1"})).await;
    admin
        .patch(&path(&gadget), json!({"name": "B", "count": 2, "price": "2"}))
        .await
        .ok();
    let body = masked
        .patch_version(&path(&gadget), 1, json!({"name": "C"}))
        .await
        .expect(412);
    assert_eq!(
        body["conflicts"],
        json!([{"field": "name", "base": "A", "theirs": "B", "yours": "C"}])
    );
    let now = masked
        .patch_version(&path(&gadget), 1, json!({"notes": "n"}))
        .await
        .ok();
    assert_eq!(now.get("count"), None);
    assert_eq!(admin.get(&path(&gadget)).await.ok()["count"], 2);
}

#[tokio::test]
async fn of_many_edits_at_once_none_is_lost() {
    let (_app, admin) = open().await;
    let gadget = make(&admin, "gadget", json!({"name": "A"})).await;
    let edits = [
        json!({"name": "B"}),
        json!({"count": 3}),
        json!({"tags": ["red"]}),
        json!({"tags": ["blue"]}),
        json!({"emails": ["a@x.example"]}),
        json!({"emails": ["b@x.example"]}),
        json!({"stars": 2}),
        json!({"facts": {"a": 1}}),
    ];
    let sent: Vec<_> = edits
        .into_iter()
        .map(|edit| {
            let (admin, path) = (admin.clone(), path(&gadget));
            tokio::spawn(async move {
                patiently(|| admin.patch_version(&path, 1, edit.clone()))
                    .await
                    .ok()
            })
        })
        .collect();
    for answer in sent {
        answer.await.unwrap();
    }
    let now = admin.get(&path(&gadget)).await.ok();
    assert_eq!(now["version"], 9);
    assert_eq!(
        (&now["name"], &now["count"], &now["stars"]),
        (&json!("B"), &json!(3), &json!(2))
    );
    assert_eq!(
        (
            now["tags"].as_array().unwrap().len(),
            now["emails"].as_array().unwrap().len()
        ),
        (2, 2)
    );
}
