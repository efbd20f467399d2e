//! What is made at run time holds as what was there before: wholes with their parts and totals, rollups, and fields of the
//! types that are more than one value.

use kontor_records::rollups;
use kontor_testing::Client;
use serde_json::{Value, json};

use crate::fixture::{encoded, make, open, path};

/// Orders with lines that are parts of them.
async fn orders(admin: &Client) {
    let order = json!({"key": "x_order", "labels": "Order", "fields": [
        {"key": "x_name", "labels": "Name", "type": "text"}]});
    admin.post("/objects", order).await.created();
    let line = json!({"key": "x_line", "labels": "Line", "part_of": "x_order", "fields": [
        {"key": "x_order", "labels": "Order", "type": "link", "targets": ["x_order"], "required": true},
        {"key": "x_count", "labels": "Count", "type": "integer"}]});
    admin.post("/objects", line).await.created();
}

async fn computed(admin: &Client, object: &str, key: &str, kind: &str, function: &str, of: &str) {
    let (source, link) = match object {
        "x_order" => ("x_line", "x_order"),
        _ => ("x_order", "x_for"),
    };
    let field = json!({"key": key, "labels": key, "type": kind, "object": source, "link": link, "function": function,
        "field": of});
    admin
        .post(&format!("/objects/{object}/fields"), field)
        .await
        .created();
}

#[tokio::test]
async fn totals_over_parts_count_what_was_there_and_follow() {
    let (_app, admin) = open().await;
    orders(&admin).await;
    let order = make(&admin, "x_order", json!({"x_name": "A"})).await;
    let other = make(&admin, "x_order", json!({"x_name": "B"})).await;
    let mut lines = Vec::new();
    for count in [1, 2, 4] {
        lines.push(
            make(
                &admin,
                "x_line",
                json!({"x_order": order["id"], "x_count": count}),
            )
            .await,
        );
    }
    // Made when the lines are there already.
    for (key, function) in [
        ("x_sum", "sum"),
        ("x_least", "min"),
        ("x_most", "max"),
        ("x_mean", "average"),
    ] {
        computed(&admin, "x_order", key, "total", function, "x_count").await;
    }
    let totals = async |order: &Value| {
        let order = admin.get(&path(order)).await.ok();
        ["x_sum", "x_least", "x_most", "x_mean"].map(|key| order[key].clone())
    };
    let seven = [json!("7.00"), json!(1), json!(4), json!("2.3333")];
    assert_eq!(totals(&order).await, seven);
    admin.patch(&path(&lines[2]), json!({"x_count": 9})).await.ok();
    assert_eq!(
        totals(&order).await,
        [json!("12.00"), json!(1), json!(9), json!("4.00")]
    );
    admin
        .patch(&path(&lines[2]), json!({"x_order": other["id"]}))
        .await
        .ok();
    assert_eq!(totals(&order).await[0], "3.00");
    assert_eq!(totals(&other).await[0], "9.00");
    admin
        .patch(&path(&lines[2]), json!({"x_order": order["id"], "x_count": 4}))
        .await
        .ok();
    admin.delete(&path(&lines[1])).await.expect(204);
    assert_eq!(totals(&order).await[0], "5.00");
    let big = admin
        .get(&format!("/records/x_order?filter={}", encoded("x_sum > 3")))
        .await
        .ok();
    assert_eq!(big["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn parts_go_to_the_trash_and_for_good_with_their_whole() {
    let (_app, admin) = open().await;
    orders(&admin).await;
    computed(&admin, "x_order", "x_sum", "total", "sum", "x_count").await;
    let order = make(&admin, "x_order", json!({"x_name": "A"})).await;
    let line = make(&admin, "x_line", json!({"x_order": order["id"], "x_count": 3})).await;
    let gone = make(&admin, "x_line", json!({"x_order": order["id"], "x_count": 5})).await;
    admin.delete(&path(&gone)).await.expect(204);

    admin.delete(&path(&order)).await.expect(204);
    admin.get(&path(&line)).await.refused(404);
    let alone = admin.post(&format!("{}/restore", path(&line)), json!({})).await;
    assert_eq!(
        alone.refused(409),
        "conflict",
        "a part does not come back without its whole"
    );
    admin
        .post(&format!("{}/restore", path(&order)), json!({}))
        .await
        .ok();
    assert_eq!(admin.get(&path(&order)).await.ok()["x_sum"], "3.00");
    admin.get(&path(&line)).await.ok();
    admin.get(&path(&gone)).await.refused(404);

    admin
        .delete(&format!("{}?final=true", path(&order)))
        .await
        .expect(204);
    for record in [&line, &gone] {
        let trash = format!("{}?trash=with", path(record));
        admin.get(&trash).await.refused(404);
    }
    let history = admin.get(&format!("{}/history", path(&line))).await;
    assert_eq!(history.refused(404), "not_found");
}

#[tokio::test]
async fn rollups_count_and_average() {
    let (app, admin) = open().await;
    orders(&admin).await;
    for (key, kind) in [
        ("x_for", json!({"type": "link", "targets": ["organization"]})),
        ("x_size", json!({"type": "integer"})),
    ] {
        let mut field = json!({"key": key, "labels": key});
        field
            .as_object_mut()
            .unwrap()
            .extend(kind.as_object().unwrap().clone());
        admin.post("/objects/x_order/fields", field).await.created();
    }
    let firm = make(&admin, "organization", json!({"name": "Nordlicht"})).await;
    for size in [json!(1), json!(2), json!(4), Value::Null] {
        make(&admin, "x_order", json!({"x_for": firm["id"], "x_size": size})).await;
    }
    computed(&admin, "organization", "x_mean", "rollup", "average", "x_size").await;
    let count = json!({"key": "x_orders", "labels": "Orders", "type": "rollup", "object": "x_order", "link": "x_for",
        "function": "count"});
    admin.post("/objects/organization/fields", count).await.created();
    let workspace = app.app.workspace("main").await.unwrap();
    let values = async || {
        app.settle().await;
        rollups::run(&workspace).await.unwrap();
        let firm = admin.get(&path(&firm)).await.ok();
        [firm["x_orders"]["value"].clone(), firm["x_mean"]["value"].clone()]
    };
    assert_eq!(
        values().await,
        [json!(4), json!("2.3333")],
        "an order without a size counts and is no 0"
    );
    let last = make(&admin, "x_order", json!({"x_for": firm["id"], "x_size": 3})).await;
    assert_eq!(values().await, [json!(5), json!("2.50")]);
    admin.delete(&path(&last)).await.expect(204);
    assert_eq!(values().await, [json!(4), json!("2.3333")]);
}

#[tokio::test]
async fn fields_of_several_parts_are_written_read_and_filtered() {
    let (_app, admin) = open().await;
    let firm = make(&admin, "organization", json!({"name": "Nordlicht"})).await;
    let ann = make(&admin, "person", json!({"given_name": "Ann"})).await;
    let file = admin.upload("plan.txt", "text/plain", "a plan").await.created();
    let fields = json!([
        {"key": "x_accounts", "labels": "Accounts", "type": "social"},
        {"key": "x_places", "labels": "Places", "type": "address"},
        {"key": "x_plan", "labels": "Plan", "type": "file"},
        {"key": "x_for", "labels": "For", "type": "link", "targets": ["person", "organization"]},
        {"key": "x_with", "labels": "With", "type": "link", "targets": ["person", "organization"], "many": true},
        {"key": "x_any", "labels": "Any", "type": "link", "targets": ["*"]},
        {"key": "x_all", "labels": "All", "type": "link", "targets": ["*"], "many": true},
    ]);
    admin
        .post(
            "/objects",
            json!({"key": "x_site", "labels": "Site", "fields": fields}),
        )
        .await
        .created();
    let link = |record: &Value| json!({"id": record["id"], "object": record["object"]});
    let values = json!({
        "x_accounts": [{"value": "https://mastodon.example/@nord", "label": "work"}],
        "x_places": [{"kind": "work", "street": "Kai 1", "postcode": "20457", "city": "Hamburg", "country": "DE"}],
        "x_plan": file["id"],
        "x_for": link(&firm),
        "x_with": [link(&firm), link(&ann)],
        "x_any": link(&ann),
        "x_all": [link(&ann), link(&firm)],
    });
    let site = make(&admin, "x_site", values.clone()).await;
    make(&admin, "x_site", json!({})).await;
    let read = admin.get(&path(&site)).await.ok();
    assert_eq!(read["x_accounts"][0]["value"], "https://mastodon.example/@nord");
    assert_eq!(read["x_places"][0]["city"], "Hamburg");
    assert_eq!(
        (&read["x_plan"]["id"], &read["x_plan"]["name"]),
        (&file["id"], &json!("plan.txt"))
    );
    let firm_out = json!({"id": firm["id"], "object": "organization", "label": "Nordlicht"});
    let ann_out = json!({"id": ann["id"], "object": "person", "label": "Ann"});
    assert_eq!((&read["x_for"], &read["x_any"]), (&firm_out, &ann_out));
    assert_eq!(read["x_with"], json!([firm_out, ann_out]));
    assert_eq!(read["x_all"], json!([ann_out, firm_out]));
    let firm_id = firm["id"].as_str().unwrap();
    for filter in [
        "x_accounts.exists(a, a.value.contains(\"nord\"))".to_owned(),
        "x_places.exists(a, a.city == \"Hamburg\")".to_owned(),
        "x_plan != null".to_owned(),
        format!("x_for == \"{firm_id}\""),
        format!("\"{firm_id}\" in x_with"),
        "x_any != null".to_owned(),
        "size(x_all) == 2".to_owned(),
    ] {
        let list = admin
            .get(&format!("/records/x_site?filter={}", encoded(&filter)))
            .await
            .ok();
        assert_eq!(list["data"].as_array().unwrap().len(), 1, "{filter}");
        assert_eq!(list["data"][0]["id"], site["id"], "{filter}");
    }
    // What it may not point to, and what is not there.
    let note = make(&admin, "note", json!({"body": "N"})).await;
    for (values, pointer) in [
        (json!({"x_for": link(&note)}), "/x_for"),
        (json!({"x_with": [link(&ann), link(&note)]}), "/x_with/1"),
        (json!({"x_any": {"id": ann["id"], "object": "x_moon"}}), "/x_any"),
        (
            json!({"x_places": [{"country": "Atlantis"}]}),
            "/x_places/0/country",
        ),
    ] {
        let refused = admin.patch(&path(&site), values).await.expect(422);
        let told = refused["errors"][0]["pointer"].as_str().unwrap();
        assert!(told.starts_with(pointer), "{told}");
    }
    let cleared = json!({"x_accounts": [], "x_places": null, "x_plan": null, "x_for": null, "x_with": [], "x_any": null,
        "x_all": null});
    let empty = admin.patch(&path(&site), cleared).await.ok();
    assert_eq!(
        (&empty["x_for"], &empty["x_all"], &empty["x_places"]),
        (&Value::Null, &json!([]), &json!([]))
    );
}
