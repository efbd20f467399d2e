//! A published set goes in, is found, goes out, and comes in again elsewhere as it was.

use std::path::Path;
use std::process::Command;

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
    let wish = json!({"object": object, "fields": fields, "format": format});
    let made = client.post("/exports", wish).await.created();
    app.run_jobs().await;
    let path = format!("/exports/{}/file", made["id"].as_str().unwrap());
    client.get(&path).await.body
}

/// Everything a set has becomes fields of an object of one's own.
async fn come_in_and_back(file: Vec<u8>, rows: i64, asked: &str) {
    let labels = |name: &str| json!({"en": name, "de": name});
    let object = json!({"key": "x_thing", "labels": labels("Thing"), "plural": labels("Things"),
        "label": [["x_number"]], "fields": [
            {"key": "x_number", "labels": labels("Number"), "type": "text", "required": true, "searched": true}]});
    let app = app().await;
    let admin = app.admin().await;
    admin.post("/objects", object.clone()).await.created();
    let made = upload(&admin, "x_thing", &file, Value::Null).await.created();
    let path = format!("/imports/{}", made["id"].as_str().unwrap());
    let numbered = made["columns"][0]["name"].as_str().unwrap().to_owned();
    let map = json!({"map": {"columns": {numbered: "x_number"}}});
    admin.patch(&path, map).await.ok();
    let made = admin.post(&format!("{path}/fields"), json!({})).await.ok();
    let columns = made["columns"].as_array().unwrap();
    let fields: Vec<&str> = columns
        .iter()
        .filter_map(|column| column["target"].as_str()?.strip_prefix("x_thing."))
        .collect();
    assert_eq!(fields.len(), columns.len(), "{made:#}");
    let fields = fields.join(",");
    let report = run(&app, &admin, &made, "").await;
    assert_eq!(counts(&report), [rows, 0, 0, 0], "{:#}", report["errors"]);
    assert_eq!(report["ignored_columns"], json!([]));
    let hits = admin.get(&format!("/search?q={asked}")).await.ok();
    assert!(!hits["data"].as_array().unwrap().is_empty());
    let things = all(&admin, "x_thing", &fields).await;

    let definition = admin.get("/objects/x_thing").await.ok();
    for format in ["csv", "xlsx", "jsonl"] {
        let file = exported(&app, &admin, "x_thing", &fields, format).await;
        let other = crate::app().await;
        let someone = other.admin().await;
        someone.post("/objects", object.clone()).await.created();
        for field in definition["fields"].as_array().unwrap() {
            let wanted = field["key"].as_str().unwrap();
            if fields.split(',').any(|key| key == wanted) && wanted != "x_number" {
                let mut new = json!({"key": wanted, "labels": field["labels"], "type": field["type"]});
                for setting in ["scale", "searched"] {
                    if !field[setting].is_null() {
                        new[setting] = field[setting].clone();
                    }
                }
                someone.post("/objects/x_thing/fields", new).await.created();
            }
        }
        let report = import(&other, &someone, "x_thing", &file, Value::Null).await;
        assert_eq!(
            counts(&report),
            [rows, 0, 0, 0],
            "{format}: {:#}",
            report["errors"]
        );
        assert_eq!(all(&someone, "x_thing", &fields).await, things, "{format}");
        assert_eq!(count(&someone, "x_thing").await, rows);
    }
}

#[tokio::test]
async fn restaurants_come_in_and_back() {
    if let Some(file) = data("linkage/restaurant-nophone.csv") {
        come_in_and_back(file, 864, "arnie%20morton").await;
    }
}

/// Days that there are not, and e-mail addresses without a domain, are among them.
#[tokio::test]
async fn people_with_dirty_cells_come_in_and_back() {
    if let Some(file) = data("linkage/splink_fake_1000.csv") {
        come_in_and_back(file, 1000, "hannah88@powers.com").await;
    }
}

/// Postcodes and house numbers that begin with zeros, and days with swapped digits, are among them.
#[tokio::test]
async fn numbers_that_are_names_come_in_and_back() {
    if let Some(file) = data("linkage/febrl1.csv.gz") {
        come_in_and_back(file, 1000, "sondergeld").await;
    }
}

/// What an archive holds, in a folder that goes with the value.
fn unpacked(name: &str) -> Option<tempfile::TempDir> {
    let packed = data(name)?;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("packed.tar.zst");
    std::fs::write(&archive, packed).unwrap();
    let mut unpack = Command::new("tar");
    unpack
        .args(["--zstd", "-xf"])
        .arg(&archive)
        .arg("-C")
        .arg(folder.path());
    assert!(unpack.status().unwrap().success());
    Some(folder)
}

/// The contacts of two sets, by file.
fn address_books() -> Option<Vec<(String, Vec<u8>)>> {
    let mut books = Vec::new();
    for (archive, parts) in [
        (
            "ezvcard_producers",
            &[
                "src/test/resources/ezvcard/io/text",
                "src/test/resources/ezvcard/issue",
            ][..],
        ),
        ("vobject_test_files", &["test_files"]),
    ] {
        let folder = unpacked(&format!("vcard_ical/{archive}.tar.zst"))?;
        for part in parts {
            for entry in std::fs::read_dir(folder.path().join(part)).unwrap() {
                let path = entry.unwrap().path();
                if path.extension() == Some("vcf".as_ref()) {
                    let name = Path::new(path.file_name().unwrap()).display().to_string();
                    books.push((name, std::fs::read(&path).unwrap()));
                }
            }
        }
    }
    books.sort();
    Some(books)
}

/// What programs from telephones to mail servers write of a person is kept, found, and comes back from Kontor's own file.
#[tokio::test]
async fn address_books_come_in_and_back() {
    // A salutation is no part of a name in an address book.
    const FIELDS: &str = "title,given_name,family_name,emails,phones,addresses,birth_date,websites,tags";
    let Some(books) = address_books() else { return };
    assert_eq!(books.len(), 19);
    let app = app().await;
    let admin = app.admin().await;
    let each = json!({"map": {"columns": {}, "on_duplicate": "create"}});
    let mut rows = 0;
    for (name, book) in books {
        let cards = String::from_utf8_lossy(&book)
            .to_uppercase()
            .matches("BEGIN:VCARD")
            .count() as i64;
        let report = import(&app, &admin, "person", &book, each.clone()).await;
        // One has a row of letters for an e-mail address, another "HomePhone" for a phone number.
        let bad = i64::from(["John_Doe_ANDROID.vcf", "outlook-2003.vcf"].contains(&name.as_str()));
        assert_eq!(
            counts(&report),
            [cards - bad, 0, 0, bad],
            "{name}: {:#}",
            report["errors"]
        );
        rows += cards - bad;
    }
    let hits = admin.get("/search?q=object:person%20doe").await.ok();
    assert!(hits["data"].as_array().unwrap().len() >= 8, "{hits:#}");
    let people = all(&admin, "person", FIELDS).await;
    assert_eq!(people.len() as i64, rows);

    let wish = json!({"object": "person", "format": "vcard"});
    let made = admin.post("/exports", wish).await.created();
    app.run_jobs().await;
    let path = format!("/exports/{}/file", made["id"].as_str().unwrap());
    let file = admin.get(&path).await.body;
    let other = crate::app().await;
    let someone = other.admin().await;
    let report = import(&other, &someone, "person", &file, each).await;
    assert_eq!(counts(&report), [rows, 0, 0, 0], "{:#}", report["errors"]);
    for (back, person) in all(&someone, "person", FIELDS).await.iter().zip(&people) {
        for (key, value) in person.as_object().unwrap() {
            assert_eq!(back[key], *value, "{key} of {}", person["family_name"]);
        }
    }
}
