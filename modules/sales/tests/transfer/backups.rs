//! Backups over HTTP: everything comes back as it was, field by field and file by file, on either database.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use kontor_database::{Tx, Value};
use kontor_kernel::{Id, Result};
use kontor_records::rollups;
use kontor_testing::{Client, TestApp};
use serde_json::{Value as Json, json};

use crate::{app, count, example};

/// The engine's own tables, with the columns that mean the same everywhere.
const TABLES: [(&str, &str); 12] = [
    (
        "k_value",
        "record, field, pos, value, norm, label, is_primary, verified_at",
    ),
    (
        "k_address",
        "record, field, pos, kind, street, postcode, city, city_fold, region, country, from_date, to_date, lat, lon",
    ),
    ("k_link", "source, field, pos, target, target_object"),
    ("k_external", "object, system, key, record"),
    ("k_timeline", "party, at, record, object, kind, channel"),
    (
        "k_history",
        "change_set, object, record, version, kind, at, actor, via, changes",
    ),
    ("k_change_set", "id, at, actor, via, request, undoes, undone_by"),
    ("k_setting", "name, value"),
    (
        "k_file",
        "id, sha256, name, type, size, created_at, created_by, deleted_at",
    ),
    ("k_merge", "old, object, survivor, change_set"),
    (
        "k_duplicate_pair WHERE dismissed_at IS NOT NULL",
        "low, high, object, dismissed_at, dismissed_by",
    ),
    ("k_search_doc", "record, object, owner, label, digest, prose"),
];

/// Everything in a workspace, row by row.
async fn everything(app: &TestApp) -> BTreeMap<String, Vec<String>> {
    let workspace = app.app.workspace("main").await.unwrap();
    let mut tables: Vec<(String, String)> = TABLES
        .iter()
        .map(|(table, columns)| ((*table).to_owned(), (*columns).to_owned()))
        .collect();
    for object in workspace.state().catalog.objects() {
        let columns = kontor_definitions::table_columns(&object.def);
        let names: Vec<String> = columns
            .iter()
            .map(|column| format!("\"{}\"", column.name))
            .collect();
        tables.push((object.table().to_owned(), names.join(", ")));
    }
    let mut all: BTreeMap<String, Vec<String>> = workspace
        .database
        .read(move |tx| {
            tables
                .iter()
                .map(|(table, columns)| Ok((table.clone(), rows(tx, table, columns)?)))
                .collect()
        })
        .await
        .unwrap();
    let definitions = serde_json::to_string(&workspace.state().catalog.data()).unwrap();
    all.insert("definitions".to_owned(), vec![definitions]);
    // In the order in which they are found, too.
    let found = workspace.database.read(|tx| {
        tx.rows("SELECT record FROM @k_search_doc ORDER BY doc", &[], |row| {
            Ok(row.get::<Id>(0)?.to_string())
        })
    });
    all.insert("order of search".to_owned(), found.await.unwrap());
    all
}

fn rows(tx: &mut Tx, table: &str, columns: &str) -> Result<Vec<String>> {
    let mut rows = tx.rows(&format!("SELECT {columns} FROM @{table}"), &[], |row| {
        let cells: Result<Vec<String>> = (0..row.width())
            .map(|at| {
                Ok(match row.get::<Value>(at)? {
                    Value::Bytes(bytes) if bytes.len() == 16 => row.get::<Id>(at)?.to_string(),
                    Value::Id(id) => id.to_string(),
                    Value::Bool(value) => i64::from(value).to_string(),
                    Value::Int(value) => value.to_string(),
                    Value::Text(text) => format!("{text:?}"),
                    other => format!("{other:?}"),
                })
            })
            .collect();
        Ok(cells?.join(" | "))
    })?;
    rows.sort();
    Ok(rows)
}

fn differences(was: &BTreeMap<String, Vec<String>>, is: &BTreeMap<String, Vec<String>>) {
    assert_eq!(was.keys().collect::<Vec<_>>(), is.keys().collect::<Vec<_>>());
    for (table, rows) in was {
        for (was, is) in rows.iter().zip(&is[table]) {
            assert_eq!(was, is, "{table}");
        }
        assert_eq!(rows.len(), is[table].len(), "{table}");
    }
}

/// A workspace with something of everything.
async fn fill(app: &TestApp) -> Client {
    let admin = app.admin().await;
    let machine = app.machine();
    machine
        .patch(
            "/settings",
            json!({"company": "Haus & Hof", "rates": {"USD": {"2026-01-01": "0.92"}}}),
        )
        .await
        .ok();
    for object in ["x_product", "x_order", "x_order_line"] {
        admin
            .post("/objects", example(&format!("{object}.json")))
            .await
            .created();
    }
    let formula = json!({"key": "x_loud", "labels": "Loud", "type": "formula", "expression": "employees > 10", "result": "boolean"});
    admin
        .post("/objects/organization/fields", formula)
        .await
        .created();
    let people = json!({"key": "x_people", "labels": "People", "type": "rollup", "object": "person", "link": "organization", "function": "count"});
    admin.post("/objects/organization/fields", people).await.created();
    let organization = admin
        .post("/records/organization", json!({
            "name": "Ärzte \"AG\" \u{1F600}", "employees": 12, "revenue": {"amount": "1234.56", "currency": "USD"},
            "emails": [{"value": "a@x.example", "label": "work"}], "phones": ["+49 40 123", "0171 5"], "tags": ["b", "a"],
            "addresses": [{"kind": "billing", "street": "A\nB", "city": "Köln", "country": "DE", "lat": 50.9, "lon": 6.9}],
            "external_ids": [{"system": "erp", "key": "7"}], "social": [{"label": "mastodon", "value": "https://x.example/@a"}]}))
        .await
        .created();
    let id = organization["id"].clone();
    app.advance(60);
    let person = admin
        .post("/records/person", json!({"given_name": "Eva", "family_name": "Berg", "organization": id, "birth_date": "1980-02-29"}))
        .await
        .created();
    let party = json!({"id": id, "object": "organization"});
    let note = json!({"body": "<p>Ein <b>langer</b> Text</p>", "links": [party, {"id": person["id"], "object": "person"}]});
    admin.post("/records/note", note).await.created();
    let file = admin
        .upload("plan.txt", "text/plain", "what was planned")
        .await
        .created();
    admin
        .post(
            "/records/document",
            json!({"name": "Plan", "file": file["id"], "links": [party]}),
        )
        .await
        .created();
    admin
        .upload("same.txt", "text/plain", "what was planned")
        .await
        .created();
    let task = json!({"subject": "Anrufen", "due_at": "2026-03-04T09:00:00Z", "links": [party]});
    admin.post("/records/task", task).await.created();
    app.advance(60);
    let path = format!("/records/organization/{}", id.as_str().unwrap());
    admin
        .patch(&path, json!({"employees": 13, "name": "Ärzte AG"}))
        .await
        .ok();
    let trashed = admin
        .post(
            "/records/person",
            json!({"family_name": "Weg", "external_ids": [{"system": "erp", "key": "7"}]}),
        )
        .await;
    admin
        .delete(&format!(
            "/records/person/{}",
            trashed.created()["id"].as_str().unwrap()
        ))
        .await;
    let product = admin
        .post(
            "/records/x_product",
            json!({"x_name": "Tee", "x_price": "9.80", "x_discontinued": false}),
        )
        .await
        .created();
    let order = admin
        .post("/records/x_order", json!({"x_number": "1", "x_customer": id}))
        .await
        .created();
    let line = json!({"x_order": order["id"], "x_product": product["id"], "x_quantity": 3});
    admin.post("/records/x_order_line", line).await.created();
    let mut people = Vec::new();
    for name in ["Zwilling", "Zwilling", "Doppelt", "Doppelt"] {
        let made = admin.post("/records/person", json!({"family_name": name})).await;
        people.push(made.created()["id"].as_str().unwrap().to_owned());
    }
    let differ = json!({"other": people[1], "dismissed": true});
    let said = admin
        .post(&format!("/records/person/{}/duplicates", people[0]), differ)
        .await;
    assert_eq!(said.status, 204);
    let same = json!({"other": people[3]});
    admin
        .post(&format!("/records/person/{}/merge", people[2]), same)
        .await
        .ok();
    let view = json!({"name": "Ohne Ort", "object": "organization", "filter": "employees > 5"});
    admin.post("/records/saved_view", view).await.created();
    let map = json!({"name": "Firmen", "object": "organization", "map": {"Firma": "name"}});
    admin.post("/records/import_map", map).await.created();
    // On PostgreSQL a rollup waits until no older transaction runs, not even one of another test.
    while admin.get(&path).await.ok()["x_people"].is_null() {
        app.advance(60);
        app.run_jobs().await;
    }
    // What stands in the workspace's currency is taken over as it is; that it would be computed anew is called off.
    machine
        .patch("/settings", json!({"rates": {"USD": {"2026-01-01": "0.5"}}}))
        .await
        .ok();
    let jobs = admin.get("/jobs?limit=200").await.ok();
    let mut jobs = jobs["data"].as_array().unwrap().iter();
    let job = &jobs.find(|job| job["name"] == "money.revalue").unwrap()["id"];
    let cancel = format!("/jobs/{}/cancel", job.as_str().unwrap());
    machine.post(&cancel, json!({})).await.ok();
    assert_eq!(admin.get(&path).await.ok()["x_loud"], true);
    admin
}

async fn back_up(app: &TestApp, file: &Path) -> Json {
    app.machine()
        .post("/machine/backup", json!({"file": file}))
        .await
        .ok()
}

fn file_in(folder: &tempfile::TempDir, name: &str) -> PathBuf {
    folder.path().join(name)
}

async fn restored_is_the_same(from: TestApp, to: TestApp) {
    let folder = tempfile::tempdir().unwrap();
    let zip = file_in(&folder, "main.zip");
    let admin = fill(&from).await;
    let taken = back_up(&from, &zip).await;
    assert_eq!(
        (
            &taken["counts"]["records/x_order_line.jsonl"],
            &taken["missing_files"]
        ),
        (&json!(1), &json!([]))
    );
    let restored = to
        .machine()
        .post("/machine/restore", json!({"file": zip}))
        .await
        .ok();
    assert_eq!(restored["counts"], taken["counts"]);
    differences(&everything(&from).await, &everything(&to).await);

    // Files are there, search finds, running numbers and history go on, and the same key opens.
    let admin = to.as_seen_by(&admin);
    let document = admin.get("/records/document").await.ok()["data"][0].clone();
    let file = admin
        .get(&format!("/files/{}", document["file"]["id"].as_str().unwrap()))
        .await;
    assert_eq!(file.text(), "what was planned");
    let hits = admin.get("/search?q=eva").await.ok();
    assert_eq!(hits["data"][0]["label"], "Eva Berg");
    let organization = admin.get("/records/organization").await.ok()["data"][0].clone();
    let path = format!("/records/organization/{}", organization["id"].as_str().unwrap());
    let history = admin.get(&format!("{path}/history")).await.ok();
    assert_eq!(history["data"].as_array().unwrap().len(), 2);
    admin.patch(&path, json!({"employees": 14})).await.ok();
    let people = admin
        .post(
            "/records/person/list",
            json!({"filter": "family_name == \"Zwilling\""}),
        )
        .await
        .ok();
    let twin = people["data"][0]["id"].as_str().unwrap();
    let resembled = admin
        .get(&format!("/records/person/{twin}/duplicates"))
        .await
        .ok();
    assert_eq!(resembled["data"], json!([]), "who is no twin stays none");
    // Whoever has the file and no Kontor reads what is in it.
    let mut members = zip::ZipArchive::new(std::fs::File::open(&zip).unwrap()).unwrap();
    let mut readme = String::new();
    members
        .by_name("README.md")
        .unwrap()
        .read_to_string(&mut readme)
        .unwrap();
    let manifest: Json = serde_json::from_reader(members.by_name("manifest.json").unwrap()).unwrap();
    for member in manifest["members"].as_array().unwrap() {
        let name = member["name"].as_str().unwrap();
        let told = match name.split_once('/') {
            Some((folder, _)) => format!("`{folder}/"),
            None => format!("`{name}`"),
        };
        assert!(
            name == "README.md" || readme.contains(&told),
            "{name} is not explained"
        );
    }
    // A backup of the copy restores, too, and once only.
    let again = file_in(&folder, "again.zip");
    back_up(&to, &again).await;
    let refused = to
        .machine()
        .post("/machine/restore", json!({"file": again}))
        .await;
    assert_eq!(refused.refused(409), "conflict");
}

#[tokio::test]
async fn what_was_backed_up_comes_back_as_it_was() {
    restored_is_the_same(app().await, app().await).await;
}

#[tokio::test]
async fn a_backup_moves_from_sqlite_to_the_other_database_and_back() {
    let modules = || vec![kontor_base::module(), kontor_sales::module()];
    restored_is_the_same(TestApp::on_sqlite(modules()).await, app().await).await;
    restored_is_the_same(app().await, TestApp::on_sqlite(modules()).await).await;
}

#[tokio::test]
async fn rollups_that_were_still_to_be_computed_are_computed_after_a_restore() {
    let modules = || vec![kontor_base::module(), kontor_sales::module()];
    for to in [app().await, TestApp::on_sqlite(modules()).await] {
        let from = app().await;
        let admin = from.admin().await;
        let order = json!({"key": "x_deal", "labels": "Deal", "fields": [
            {"key": "x_for", "labels": "For", "type": "link", "targets": ["organization"]}]});
        admin.post("/objects", order).await.created();
        let count = json!({"key": "x_deals", "labels": "Deals", "type": "rollup", "object": "x_deal", "link": "x_for",
            "function": "count"});
        admin.post("/objects/organization/fields", count).await.created();
        let firm = admin
            .post("/records/organization", json!({"name": "Nordlicht"}))
            .await
            .created();
        let workspace = from.app.workspace("main").await.unwrap();
        from.settle().await;
        rollups::run(&workspace).await.unwrap();
        // Nobody follows what is made now, before the backup is taken.
        admin
            .post("/records/x_deal", json!({"x_for": firm["id"]}))
            .await
            .created();
        let folder = tempfile::tempdir().unwrap();
        let zip = file_in(&folder, "main.zip");
        back_up(&from, &zip).await;
        to.machine()
            .post("/machine/restore", json!({"file": zip}))
            .await
            .ok();
        let there = to.as_seen_by(&admin);
        let path = format!("/records/organization/{}", firm["id"].as_str().unwrap());
        assert_eq!(
            there.get(&path).await.ok()["x_deals"]["value"],
            0,
            "as it was taken"
        );
        let workspace = to.app.workspace("main").await.unwrap();
        rollups::run(&workspace).await.unwrap();
        assert_eq!(there.get(&path).await.ok()["x_deals"]["value"], 1);
        assert_eq!(rollups::run(&workspace).await.unwrap(), 0, "once is enough");
    }
}

#[tokio::test]
async fn what_a_broken_index_has_lost_is_found_again_after_a_restore() {
    let (from, to) = (app().await, app().await);
    let admin = from.admin().await;
    for name in ["Amsel Bau", "Berg Bau", "Celle Bau"] {
        let firm = json!({"name": name});
        admin.post("/records/organization", firm).await.created();
    }
    let workspace = from.app.workspace("main").await.unwrap();
    let spoil = workspace.database.write(|tx| {
        tx.execute(
            "DELETE FROM @k_search_doc WHERE label LIKE 'Amsel%' OR label LIKE 'Berg%'",
            &[],
        )
    });
    assert_eq!(spoil.await.unwrap(), 2);
    let folder = tempfile::tempdir().unwrap();
    let zip = file_in(&folder, "main.zip");
    back_up(&from, &zip).await;
    let restore = json!({"file": zip});
    to.machine().post("/machine/restore", restore).await.ok();
    let hits = to.as_seen_by(&admin).get("/search?q=bau").await.ok();
    assert_eq!(hits["counts"], json!({"organization": 3}));
}

#[tokio::test]
async fn a_backup_shows_one_moment_while_others_write() {
    let (from, to) = (app().await, app().await);
    let folder = tempfile::tempdir().unwrap();
    let zip = file_in(&folder, "main.zip");
    let admin = from.admin().await;
    let create = |object: &str, values: Json| json!({"op": "create", "object": object, "values": values});
    let pair = |n: usize| json!({"commands": [create("organization", json!({"name": format!("F{n}")})), create("person", json!({"family_name": format!("F{n}")}))]});
    for n in 0..30 {
        admin.post("/batch", pair(n)).await.ok();
    }
    let writer = async {
        for n in 30..120 {
            admin.post("/batch", pair(n)).await.ok();
        }
    };
    let (taken, ()) = tokio::join!(back_up(&from, &zip), writer);
    to.machine()
        .post("/machine/restore", json!({"file": zip}))
        .await
        .ok();
    let admin = to.as_seen_by(&admin);
    let organizations = count(&admin, "organization").await;
    assert_eq!(
        (
            organizations,
            taken["counts"]["records/organization.jsonl"].as_i64()
        ),
        (count(&admin, "person").await, Some(organizations))
    );
    assert!((30..=120).contains(&organizations));
}

#[tokio::test]
async fn a_damaged_backup_is_refused_and_leaves_the_workspace_as_it_was() {
    let (from, to) = (app().await, app().await);
    let folder = tempfile::tempdir().unwrap();
    let zip = file_in(&folder, "main.zip");
    from.admin().await;
    back_up(&from, &zip).await;
    let before = everything(&to).await;
    let whole = std::fs::read(&zip).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 20) {
        let mut flipped = whole.clone();
        flipped[at] ^= 4;
        std::fs::write(&zip, flipped).unwrap();
        assert_eq!(
            to.machine()
                .post("/machine/restore", json!({"file": zip}))
                .await
                .issue()
                .0,
            "damaged",
            "byte {at}"
        );
    }
    for (file, code) in [
        (json!("main.zip"), "wrong_format"),
        (json!(file_in(&folder, "none.zip")), "not_found"),
    ] {
        assert_eq!(
            to.machine()
                .post("/machine/restore", json!({"file": file}))
                .await
                .issue()
                .0,
            code
        );
    }
    let nowhere = file_in(&folder, "no/where.zip");
    assert_eq!(
        from.machine()
            .post("/machine/backup", json!({"file": nowhere}))
            .await
            .issue()
            .0,
        "not_found"
    );
    differences(&before, &everything(&to).await);
    std::fs::write(&zip, whole).unwrap();
    to.machine()
        .post("/machine/restore", json!({"file": zip}))
        .await
        .ok();
}

#[tokio::test]
async fn backups_are_the_machine_owners_alone_and_have_the_key_when_asked() {
    let (from, to) = (app().await, app().await);
    let folder = tempfile::tempdir().unwrap();
    let zip = file_in(&folder, "main.zip");
    let admin = from.admin().await;
    for path in ["/machine/backup", "/machine/restore"] {
        assert_eq!(
            admin.post(path, json!({"file": zip})).await.refused(404),
            "not_found"
        );
        assert_eq!(from.nobody().post(path, json!({"file": zip})).await.status, 404);
    }
    let with_key = json!({"file": zip, "with_key": true});
    assert_eq!(
        from.machine()
            .post("/machine/backup", with_key.clone())
            .await
            .refused(409),
        "conflict"
    );
    std::fs::write(from.data().join("secret.key"), [7; 32]).unwrap();
    from.machine().post("/machine/backup", with_key).await.ok();
    let restored = to
        .machine()
        .post("/machine/restore", json!({"file": zip}))
        .await
        .ok();
    assert_eq!(restored["secret_key"], "restored");
    assert_eq!(std::fs::read(to.data().join("secret.key")).unwrap(), [7; 32]);
}

#[tokio::test]
async fn the_doctor_finds_a_workspace_in_order_until_something_is_wrong() {
    let app = app().await;
    let admin = fill(&app).await;
    assert_eq!(admin.get("/machine/doctor").await.status, 404);
    let wrong = |found: &Json| -> Vec<String> {
        let checks = found["checks"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|check| check["ok"] != true);
        checks
            .map(|check| {
                format!(
                    "{}: {}",
                    check["name"].as_str().unwrap(),
                    check["detail"].as_str().unwrap()
                )
            })
            .collect()
    };
    // Whoever is deleted for good takes no link along.
    let gone = admin
        .post("/records/organization", json!({"name": "Gone"}))
        .await
        .created()["id"]
        .clone();
    let body = json!({"body": "x", "links": [{"id": gone, "object": "organization"}]});
    admin.post("/records/note", body).await.created();
    let employee = json!({"family_name": "Still here", "organization": gone});
    admin.post("/records/person", employee).await.created();
    let path = format!("/records/organization/{}?final=true", gone.as_str().unwrap());
    assert_eq!(admin.delete(&path).await.status, 204);
    let found = app.machine().get("/machine/doctor").await.ok();
    assert_eq!((wrong(&found), &found["ok"]), (vec![], &json!(true)));
    let rules = found["checks"].as_array().unwrap().last().unwrap()["detail"]
        .as_str()
        .unwrap();
    assert!(rules.contains(" on organization"), "{rules}");

    let workspace = app.app.workspace("main").await.unwrap();
    let spoil = workspace.database.write(|tx| {
        tx.execute("UPDATE @k_value SET norm = 'x' WHERE value = '0171 5'", &[])?;
        tx.execute("DELETE FROM @k_timeline", &[])?;
        tx.execute("DELETE FROM @k_search_doc WHERE object = 'task'", &[])?;
        tx.execute(
            "UPDATE @person SET organization = id WHERE organization IS NOT NULL",
            &[],
        )
    });
    assert_eq!(spoil.await.unwrap(), 1);
    std::fs::remove_dir_all(app.data().join("workspaces/main/files")).unwrap();
    let found = app.machine().get("/machine/doctor").await.ok();
    let wrong = wrong(&found);
    let names: Vec<&str> = wrong.iter().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(
        (names, &found["ok"]),
        (vec!["links", "side tables", "search", "files"], &json!(false)),
        "{wrong:#?}"
    );
    assert!(
        wrong[0].contains("person.organization (1)") && wrong[1].contains("organization (k_value)"),
        "{wrong:#?}"
    );
    assert!(
        wrong[1].contains("task (k_timeline)") && wrong[2].contains("task (0 of 1)"),
        "{wrong:#?}"
    );
}
