//! Published files go in, are found, go out, and come in again elsewhere as they were.

use std::path::PathBuf;
use std::process::Command;

use axum::http::Method;
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::runs::{counts, import, run, upload};
use crate::{app, count, data};

/// The records of an object, without what differs from one workspace to the next.
async fn all(client: &Client, object: &str, fields: &str) -> Vec<Value> {
    let (mut all, mut query) = (Vec::new(), json!({"fields": fields, "limit": 200, "sort": "id"}));
    loop {
        let page = client
            .post(&format!("/records/{object}/list"), query.clone())
            .await
            .ok();
        all.extend(page["data"].as_array().unwrap().iter().cloned());
        match page["next"].as_str().and_then(|next| next.split_once("cursor=")) {
            Some((_, cursor)) => query["cursor"] = json!(cursor),
            None => break,
        }
    }
    all.iter_mut().for_each(|record| {
        let record = record.as_object_mut().unwrap();
        record.retain(|key, _| fields.split(',').any(|field| field == key));
    });
    all.sort_by_key(Value::to_string);
    all
}

async fn exported(app: &TestApp, client: &Client, object: &str, fields: &str, format: &str) -> Vec<u8> {
    let wish = match format {
        "vcard" => json!({"object": object, "format": format}),
        _ => json!({"object": object, "fields": fields, "format": format}),
    };
    let made = client.post("/exports", wish).await.created();
    app.run_jobs().await;
    let path = format!("/exports/{}/file", made["id"].as_str().unwrap());
    client.get(&path).await.body
}

/// Unpacks what `tar` or `gzip` packed; nothing where the data is missing.
fn unpacked(name: &str) -> Option<tempfile::TempDir> {
    let packed = data(name)?;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("packed");
    std::fs::write(&file, packed).unwrap();
    let mut unpack = match name.ends_with(".gz") {
        true => {
            let mut gzip = Command::new("gzip");
            gzip.arg("-dc")
                .stdout(std::fs::File::create(folder.path().join("unpacked")).unwrap());
            gzip
        }
        false => {
            let mut tar = Command::new("tar");
            tar.args(["--zstd", "-C"]).arg(folder.path()).arg("-xf");
            tar
        }
    };
    assert!(unpack.arg(file).status().unwrap().success());
    Some(folder)
}

fn contacts(folder: &std::path::Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => contacts(&path, files),
            false if path.extension().is_some_and(|ending| ending == "vcf") => files.push(path),
            false => {}
        }
    }
}

#[tokio::test]
async fn contacts_of_real_programs_come_in_are_found_and_come_back() {
    const FIELDS: &str = "given_name,family_name,emails,phones,addresses,birth_date,websites";
    let app = app().await;
    let admin = app.admin().await;
    let (mut rows, mut made) = (0, 0);
    for name in ["ezvcard_producers", "vobject_test_files"] {
        let Some(folder) = unpacked(&format!("vcard_ical/{name}.tar.zst")) else {
            return;
        };
        let mut files = Vec::new();
        contacts(folder.path(), &mut files);
        files.sort();
        for path in files {
            let report = import(
                &app,
                &admin,
                "person",
                &std::fs::read(&path).unwrap(),
                Value::Null,
            )
            .await;
            // Only who has no name at all is not taken.
            let nameless = report["errors"].as_array().unwrap().iter();
            let nameless = nameless.filter(|one| one["warning"] == json!(false));
            assert!(
                nameless.clone().all(|one| one["code"] == "required"),
                "{}: {report:#}",
                path.display()
            );
            assert!(
                report["failed"].as_i64().unwrap() <= 2,
                "{}: {report:#}",
                path.display()
            );
            rows += report["rows"].as_i64().unwrap();
            made += report["created"].as_i64().unwrap();
        }
    }
    assert!(rows >= 19 && made * 10 >= rows * 9, "{made} of {rows}");
    let people = all(&admin, "person", FIELDS).await;
    assert_eq!(people.len() as i64, made);
    for person in &people {
        let Some(name) = person["family_name"].as_str() else {
            continue;
        };
        let query: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let hits = admin.get(&format!("/search?q={query}&object=person")).await;
        let hits = match hits.status {
            200 => hits.json(),
            _ => admin.get(&format!("/search?q={query}")).await.ok(),
        };
        assert!(!hits["data"].as_array().unwrap().is_empty(), "{name}");
    }
    for format in ["csv", "jsonl", "xlsx"] {
        let file = exported(&app, &admin, "person", FIELDS, format).await;
        let other = crate::app().await;
        let someone = other.admin().await;
        let report = import(&other, &someone, "person", &file, Value::Null).await;
        assert_eq!(
            counts(&report),
            [made, 0, 0, 0],
            "{format}: {:#}",
            report["errors"]
        );
        assert_eq!(all(&someone, "person", FIELDS).await, people, "{format}");
    }
    // A contact has no more than a contact has: names and addresses.
    let file = exported(&app, &admin, "person", FIELDS, "vcard").await;
    let other = crate::app().await;
    let someone = other.admin().await;
    let report = import(&other, &someone, "person", &file, Value::Null).await;
    assert_eq!(counts(&report), [made, 0, 0, 0], "{:#}", report["errors"]);
    let values = |people: &[Value], field: &str| {
        let items = people
            .iter()
            .flat_map(|one| one[field].as_array().cloned().unwrap_or_default());
        let mut values: Vec<String> = items.map(|item| item["value"].to_string()).collect();
        values.sort();
        values
    };
    let back = all(&someone, "person", FIELDS).await;
    for field in ["emails", "phones"] {
        assert_eq!(values(&back, field), values(&people, field), "{field}");
    }
}

/// Everything a set has becomes fields of an object of one's own.
async fn set_comes_in_and_back(file: &[u8], key: Option<&str>, rows: i64, asked: &str) {
    let labels = |name: &str| json!({"en": name, "de": name});
    let object = json!({"key": "x_thing", "labels": labels("Thing"), "plural": labels("Things"),
        "label": [["x_number"]], "fields": [
            {"key": "x_number", "labels": labels("Number"), "type": "text", "required": true, "searched": true}]});
    let app = app().await;
    let admin = app.admin().await;
    admin.post("/objects", object.clone()).await.created();
    let made = upload(&admin, "x_thing", file, Value::Null).await.created();
    let path = format!("/imports/{}", made["id"].as_str().unwrap());
    let numbered = made["columns"][0]["name"].as_str().unwrap().to_owned();
    let map = json!({"map": {"columns": {numbered: "x_number"}}, "key": key});
    admin.patch(&path, map).await.ok();
    let made = admin.post(&format!("{path}/fields"), json!({})).await.ok();
    let fields: Vec<String> = made["columns"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|column| column["target"].as_str())
        .filter_map(|target| target.strip_prefix("x_thing."))
        .map(str::to_owned)
        .collect();
    assert_eq!(
        fields.len(),
        made["columns"].as_array().unwrap().len(),
        "{made:#}"
    );
    let fields = fields.join(",");
    let report = run(&app, &admin, &made, "").await;
    assert_eq!(counts(&report), [rows, 0, 0, 0], "{:#}", report["errors"]);
    assert_eq!(report["ignored_columns"], json!([]));
    let hits = admin.get(&format!("/search?q={asked}")).await.ok();
    assert!(!hits["data"].as_array().unwrap().is_empty(), "{asked}");
    let things = all(&admin, "x_thing", &fields).await;

    let file = exported(&app, &admin, "x_thing", &fields, "csv").await;
    let definition = admin.get("/objects/x_thing").await.ok();
    let other = crate::app().await;
    let someone = other.admin().await;
    someone.post("/objects", object).await.created();
    for field in definition["fields"].as_array().unwrap() {
        let wanted = field["key"].as_str().unwrap();
        if fields.split(',').any(|key| key == wanted) && wanted != "x_number" {
            let mut new = json!({"key": wanted, "labels": field["labels"], "type": field["type"]});
            if !field["scale"].is_null() {
                new["scale"] = field["scale"].clone();
            }
            someone
                .send(
                    Method::POST,
                    "/objects/x_thing/fields",
                    &[("Content-Type", "application/json")],
                    Some(new.to_string().into_bytes()),
                )
                .await
                .created();
        }
    }
    let report = import(&other, &someone, "x_thing", &file, Value::Null).await;
    assert_eq!(counts(&report), [rows, 0, 0, 0], "{:#}", report["errors"]);
    assert_eq!(all(&someone, "x_thing", &fields).await, things);
    assert_eq!(count(&someone, "x_thing").await, rows);
}

#[tokio::test]
async fn people_with_errors_come_in_and_back() {
    let Some(file) = data("linkage/splink_fake_1000.csv") else {
        return;
    };
    set_comes_in_and_back(&file, Some("unique_id"), 1_000, "999").await;
}

#[tokio::test]
async fn restaurants_come_in_and_back() {
    let Some(file) = data("linkage/restaurant-nophone.csv") else {
        return;
    };
    set_comes_in_and_back(&file, None, 864, "arnie%20morton").await;
}

#[tokio::test]
async fn people_of_the_first_set_of_febrl_come_in_and_back() {
    let Some(folder) = unpacked("linkage/febrl1.csv.gz") else {
        return;
    };
    let file = std::fs::read(folder.path().join("unpacked")).unwrap();
    set_comes_in_and_back(&file, Some("rec_id"), 1_000, "rec%20223").await;
}
