//! The stage: dry run and real run tell the same, whatever rows far apart do to each other; keys of several columns;
//! rejected rows mended; the whole import taken back.

use axum::http::Method;
use serde_json::{Value, json};

use crate::runs::{counts, days_later, import, run, upload, without_dry_run};
use crate::{app, count, found};

#[tokio::test]
async fn rows_of_different_blocks_meet_in_a_dry_run_too() {
    let app = app().await;
    let admin = app.admin().await;
    let object = json!({"key": "x_device", "labels": {"en": "Device", "de": "Gerät"}, "plural": {"en": "Devices", "de": "Geräte"},
        "label": [["x_name"]], "fields": [
            {"key": "x_name", "labels": {"en": "Name", "de": "Name"}, "type": "text", "required": true},
            {"key": "x_serial", "labels": {"en": "Serial", "de": "Seriennummer"}, "type": "text", "unique": true},
            {"key": "x_part_of", "labels": {"en": "Part of", "de": "Teil von"}, "type": "link", "targets": ["x_device"]}]});
    admin.post("/objects", object).await.created();
    // The last rows have a serial number of the first block, lead to a record of the first, and to nothing.
    let rows: String = (0..1_200).map(|n| format!("{n},Device {n},S{n},\n")).collect();
    let file =
        format!("Nr,Name,Serial,Part of\nA,Early,E,B\n{rows}B,Late,S3,\nC,Last,L,7\nD,Lost,M,nowhere\n");
    let made = upload(&admin, "x_device", file.as_bytes(), json!({"key": "Nr"}))
        .await
        .ok();
    let told = run(&app, &admin, &made, "?dry_run=true").await;
    assert_eq!(count(&admin, "x_device").await, 0);
    let done = run(&app, &admin, &made, "").await;
    assert_eq!(without_dry_run(&told), without_dry_run(&done));
    // B fails for its serial number, so A leads nowhere.
    assert_eq!(counts(&done), [1_201, 0, 0, 3], "{done:#}");
    let codes: Vec<&Value> = done["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| &error["code"])
        .collect();
    assert_eq!(codes, ["row_not_taken", "not_unique", "not_found"], "{done:#}");
    assert_eq!(
        found(&admin, "x_device", r#"x_name == "Last""#).await["x_part_of"]["label"],
        "Device 7"
    );
}

#[tokio::test]
async fn a_dry_run_knows_what_earlier_rows_would_have_changed() {
    let app = app().await;
    let admin = app.admin().await;
    let first = "Nr,Name,Telefon\n1,Adler,030 1\n";
    import(
        &app,
        &admin,
        "organization",
        first.as_bytes(),
        json!({"key": "Nr"}),
    )
    .await;
    let others: String = (10..1_000).map(|n| format!("{n},Firma {n},\n")).collect();
    // Twice the same news about a record that is there, and twice about one that is not, far apart.
    let file = format!(
        "Nr,Name,Telefon\n1,Adler,030 2\nN,Neu,040 1\n{others}1,Adler,030 2\nN,Neu,040 1\nN,Neu,040 2\n"
    );
    let made = upload(&admin, "organization", file.as_bytes(), json!({"key": "Nr"}))
        .await
        .ok();
    let told = run(&app, &admin, &made, "?dry_run=true").await;
    let done = run(&app, &admin, &made, "").await;
    assert_eq!(without_dry_run(&told), without_dry_run(&done));
    assert_eq!(counts(&done), [991, 2, 2, 0], "{done:#}");
}

#[tokio::test]
async fn several_columns_may_be_the_key() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "Order,Line,Name\n1,1,a\n1,2,b\n2,1,c\n";
    for key in [json!("Order+Line"), json!(["Order", "Line"])] {
        let report = import(&app, &admin, "organization", file.as_bytes(), json!({"key": key})).await;
        assert_eq!(counts(&report)[3], 0, "{report:#}");
    }
    assert_eq!(count(&admin, "organization").await, 3);
    let b = found(&admin, "organization", r#"name == "b""#).await;
    assert_eq!(b["external_ids"][0]["key"], "1/2");
}

#[tokio::test]
async fn rejected_rows_come_in_once_they_are_mended() {
    let app = app().await;
    let admin = app.admin().await;
    let file = b"Name;E-Mail\nAdler;info@adler.example\n=Dachs;keine\n";
    let made = upload(&admin, "organization", file, Value::Null).await.created();
    assert_eq!(counts(&run(&app, &admin, &made, "").await), [1, 0, 0, 1]);
    let path = format!("/imports/{}/errors", made["id"].as_str().unwrap());
    let rejected = admin.get(&path).await.text();
    assert!(
        rejected.starts_with("row,column,reason,Name,E-Mail\n3,E-Mail,"),
        "{rejected}"
    );
    let mended = rejected.replace("keine", "info@dachs.example");
    let report = import(&app, &admin, "organization", mended.as_bytes(), Value::Null).await;
    assert_eq!(
        (counts(&report), &report["ignored_columns"]),
        ([1, 0, 0, 0], &json!([])),
        "{report:#}"
    );
    found(&admin, "organization", r#"name == "=Dachs""#).await;
}

#[tokio::test]
async fn a_whole_import_is_taken_back() {
    let app = app().await;
    let admin = app.admin().await;
    let before = "Nr,Name,employees\n1,Adler,5\n";
    import(
        &app,
        &admin,
        "organization",
        before.as_bytes(),
        json!({"key": "Nr"}),
    )
    .await;
    let rows: String = (2..1_300)
        .map(|n| format!("{n},Firma {n},{n},Kontakt {n}\n"))
        .collect();
    let file = format!("Nr,Name,employees,Contact\n1,Adler AG,9,Eva Berg\n{rows}");
    let made = upload(&admin, "organization", file.as_bytes(), json!({"key": "Nr"}))
        .await
        .ok();
    run(&app, &admin, &made, "").await;
    assert_eq!(
        (count(&admin, "organization").await, count(&admin, "person").await),
        (1_299, 1_299)
    );

    // Months later, when its file is gone, somebody has worked on one of them.
    days_later(&app, 100).await;
    let errors = format!("/imports/{}/errors", made["id"].as_str().unwrap());
    assert_eq!(admin.get(&errors).await.text().lines().count(), 1);
    let worked_on = found(&admin, "organization", r#"name == "Firma 7""#).await;
    let place = format!("/records/organization/{}", worked_on["id"].as_str().unwrap());
    admin.patch(&place, json!({"employees": 70})).await.ok();
    let path = format!("/imports/{}/undo", made["id"].as_str().unwrap());
    let refused = admin.send(Method::POST, &path, &[], None).await;
    assert_eq!(
        refused.json()["conflicts"],
        json!([{"object": "organization", "id": worked_on["id"]}])
    );
    assert_eq!(refused.refused(409), "undo_conflict");
    let nosy = app.user("Nora Nosy", "member").await;
    assert_eq!(nosy.send(Method::POST, &path, &[], None).await.status, 404);

    admin
        .send(Method::POST, &format!("{path}?on_conflict=keep"), &[], None)
        .await
        .expect(202);
    app.run_jobs().await;
    let undone = admin
        .get(&format!("/imports/{}", made["id"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(undone["state"], "undone", "{undone:#}");
    assert_eq!(undone["undo"]["kept"].as_array().unwrap().len(), 1, "{undone:#}");
    assert_eq!(
        (count(&admin, "organization").await, count(&admin, "person").await),
        (2, 0)
    );
    let adler = found(&admin, "organization", r#"name == "Adler""#).await;
    assert_eq!(adler["employees"], 5);
    assert_eq!(
        admin.send(Method::POST, &path, &[], None).await.refused(409),
        "conflict"
    );
    let read = format!("/imports/{}", made["id"].as_str().unwrap());
    assert_eq!(admin.get(&read).await.status, 200);
    days_later(&app, 301).await;
    assert_eq!(admin.get(&read).await.refused(404), "not_found");
}

#[tokio::test]
async fn the_shipped_plans_are_listed_with_their_maps() {
    let app = app().await;
    let admin = app.admin().await;
    let plans = admin.get("/import_plans").await.ok();
    let plans = plans["data"].as_array().unwrap();
    let names: Vec<&str> = plans.iter().map(|plan| plan["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "outlook",
            "google",
            "hubspot",
            "pipedrive",
            "salesforce",
            "suitecrm",
            "northwind"
        ]
    );
    // Every target of every map is a field that is there.
    for plan in plans {
        for object in plan["objects"].as_array().unwrap() {
            admin.post("/objects", object.clone()).await.created();
        }
        for step in plan["steps"].as_array().unwrap() {
            let map = step["map"].clone();
            let mut columns: Vec<&String> = map["columns"].as_object().unwrap().keys().collect();
            let keys: Vec<String> = serde_json::from_value(map["key"].clone()).unwrap();
            columns.extend(map["skip"].as_object().unwrap().keys());
            columns.extend(keys.iter());
            columns.sort();
            columns.dedup();
            let header: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
            let file = format!("{}\n{}x\n", header.join(";"), ";".repeat(columns.len() - 1));
            let object = step["object"].as_str().unwrap();
            let made = upload(&admin, object, file.as_bytes(), json!({"map": map})).await;
            assert_eq!(made.status, 200, "{} {object}: {}", plan["name"], made.text());
        }
    }
}
