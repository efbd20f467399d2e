//! Files that come with rows: pictures of contacts, files of a zip.

use std::io::{Cursor, Write};

use axum::http::Method;
use kontor_testing::Client;
use serde_json::{Value, json};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::runs::{counts, days_later, import, run, upload, without_dry_run};
use crate::{app, count, found};

/// A picture of one pixel.
const PIXEL: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Name, type and content of the documents of a record.
async fn documents(client: &Client, record: &Value) -> Vec<(String, String, String)> {
    let filter = format!("\"{}\" in links", record["id"].as_str().unwrap());
    let list = json!({"filter": filter, "sort": "name"});
    let list = client.post("/records/document/list", list).await.ok();
    let mut all = Vec::new();
    for document in list["data"].as_array().unwrap() {
        let file = &document["file"];
        let content = client
            .get(&format!("/files/{}", file["id"].as_str().unwrap()))
            .await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        all.push((
            text(&document["name"]),
            text(&file["type"]),
            String::from_utf8_lossy(&content.body).into_owned(),
        ));
    }
    all
}

#[tokio::test]
async fn the_picture_of_a_contact_becomes_a_document_of_the_person() {
    let app = app().await;
    let admin = app.admin().await;
    let card = format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Berg;Eva;;Dr.;\r\nFN:Dr. Eva Berg\r\nORG:Adler AG\r\nTITLE:Head of Purchasing\r\nEMAIL;TYPE=WORK:eva@adler.example\r\n\
         PHOTO;ENCODING=b;TYPE=PNG:{PIXEL}\r\nEND:VCARD\r\n\
         BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Udo Wolf\r\nN:Wolf;Udo;;;\r\nTEL;VALUE=uri;TYPE=cell:tel:+49-171-5555\r\nEND:VCARD\r\n"
    );
    let made = upload(&admin, "person", card.as_bytes(), json!({})).await.ok();
    assert_eq!(made["format"], "vcard", "{made:#}");
    let told = run(&app, &admin, &made, "?dry_run=true").await;
    assert_eq!(count(&admin, "document").await, 0);
    let done = run(&app, &admin, &made, "").await;
    assert_eq!(without_dry_run(&told), without_dry_run(&done));
    assert_eq!(counts(&done), [2, 0, 0, 0], "{done:#}");
    assert_eq!(done["records"]["document"]["created"], 1, "{done:#}");
    // What the pictures become is not called left out.
    assert_eq!(
        (&done["ignored_columns"], &done["warnings"]),
        (&json!([]), &json!(0)),
        "{done:#}"
    );
    let eva = found(&admin, "person", r#"family_name == "Berg""#).await;
    assert_eq!(
        (
            &eva["title"],
            &eva["organization"]["label"],
            &eva["emails"][0]["value"]
        ),
        (&json!("Dr."), &json!("Adler AG"), &json!("eva@adler.example"))
    );
    // What she is at her organisation is the role of her employment.
    let job = format!("from_party == {} && kind == \"employment\"", eva["id"]);
    let job = found(&admin, "party_relation", &job).await;
    assert_eq!(
        (&job["role"], &job["to_party"]["label"]),
        (&json!("Head of Purchasing"), &json!("Adler AG"))
    );
    let files = documents(&admin, &eva).await;
    assert_eq!(
        (files.len(), files[0].0.as_str(), files[0].1.as_str()),
        (1, "photo.png", "image/png")
    );
    assert!(files[0].2.contains("PNG"));
    let udo = found(&admin, "person", r#"family_name == "Wolf""#).await;
    assert_eq!(udo["phones"].as_array().unwrap().len(), 1);
    assert_eq!(documents(&admin, &udo).await, []);

    // Whoever takes the import back takes the pictures back.
    let path = format!("/imports/{}/undo", made["id"].as_str().unwrap());
    admin.send(Method::POST, &path, &[], None).await.expect(202);
    app.run_jobs().await;
    assert_eq!(
        (count(&admin, "person").await, count(&admin, "document").await),
        (0, 0)
    );
}

#[tokio::test]
async fn files_of_a_zip_come_with_the_rows_that_name_them_once() {
    let app = app().await;
    let admin = app.admin().await;
    let table = "Nr;Name;Akte;E-Mail\n1;Adler;vertrag.pdf; \n2;Dachs;a/plan.txt\n3;Fuchs;vertrag.pdf;kaputt\n4;Elch;fehlt.txt\n";
    let zip = zipped(&[
        ("liste.csv", table.as_bytes()),
        ("vertrag.pdf", b"%PDF-1.4 contract"),
        ("a/plan.txt", b"the plan"),
        ("unnamed.txt", b"nobody asks for it"),
        ("../../escape.txt", b"out"),
    ]);
    let report = import(&app, &admin, "organization", &zip, json!({"key": "Nr"})).await;
    assert_eq!(counts(&report), [3, 0, 0, 1], "{report:#}");
    assert_eq!(report["ignored_columns"], json!([]));
    let missing = report["errors"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["row"] == 5)
        .unwrap();
    assert_eq!(
        (&missing["column"], &missing["code"], &missing["detail"]),
        (
            &json!("Akte"),
            &json!("file_left_out"),
            &json!("No file came with it: fehlt.txt")
        )
    );
    assert_eq!(count(&admin, "document").await, 2);
    let adler = found(&admin, "organization", r#"name == "Adler""#).await;
    let contract = || {
        (
            "vertrag.pdf".to_owned(),
            "application/pdf".to_owned(),
            "%PDF-1.4 contract".to_owned(),
        )
    };
    assert_eq!(documents(&admin, &adler).await, [contract()]);
    let dachs = found(&admin, "organization", r#"name == "Dachs""#).await;
    assert_eq!(documents(&admin, &dachs).await[0].2, "the plan");

    // A second run adds what is new and nothing twice.
    let table = table.replace("a/plan.txt", "\"a/plan.txt; ../vertrag.pdf, vertrag.pdf\"");
    let zip = zipped(&[
        ("liste.csv", table.as_bytes()),
        ("vertrag.pdf", b"%PDF-1.4 contract"),
        ("a/plan.txt", b"the plan"),
    ]);
    let report = import(&app, &admin, "organization", &zip, json!({"key": "Nr"})).await;
    assert_eq!(counts(&report), [0, 1, 2, 1], "{report:#}");
    assert_eq!(count(&admin, "document").await, 3);
    assert_eq!(documents(&admin, &adler).await, [contract()]);
}

#[tokio::test]
async fn a_file_that_is_too_large_is_told_and_its_row_taken() {
    let app = app().await;
    let admin = app.admin().await;
    admin.patch("/settings", json!({"upload_limit": 2048})).await.ok();
    let zip = zipped(&[
        ("liste.csv", b"Name;Akte\nAdler;viel.txt\n"),
        ("viel.txt", &[b' '; 5000]),
    ]);
    let admin = app.as_seen_by(&admin);
    let report = import(&app, &admin, "organization", &zip, Value::Null).await;
    assert_eq!(
        (counts(&report), &report["warnings"]),
        ([1, 0, 0, 0], &json!(1)),
        "{report:#}"
    );
    let problem = &report["errors"][0];
    assert_eq!(
        (&problem["code"], &problem["warning"]),
        (&json!("file_left_out"), &json!(true))
    );
    assert_eq!(count(&admin, "document").await, 0);
}

#[tokio::test]
async fn rows_that_were_mended_find_their_files_again() {
    let app = app().await;
    let admin = app.admin().await;
    let zip = zipped(&[
        (
            "liste.csv",
            b"Nr;Name;Akte;E-Mail;employees\n1;Adler;plan.txt;\n2;Fuchs;vertrag.pdf;kaputt;viele\n",
        ),
        ("vertrag.pdf", b"%PDF-1.4 contract"),
        ("plan.txt", b"the plan"),
    ]);
    let keyed = json!({"key": "Nr"});
    let made = upload(&admin, "organization", &zip, keyed.clone()).await.ok();
    assert_eq!(
        counts(&run(&app, &admin, &made, "").await),
        [1, 0, 0, 1],
        "{made:#}"
    );
    let id = made["id"].as_str().unwrap();
    let errors = admin.get(&format!("/imports/{id}/errors")).await.text();
    let lines: Vec<&str> = errors.lines().collect();
    assert_eq!(
        lines[0],
        "row,column,reason,files_of,Nr,Name,Akte,E-Mail,employees"
    );
    assert!(
        lines[1].ends_with(&format!(",{id},2,Fuchs,vertrag.pdf,kaputt,viele")),
        "{errors}"
    );

    // Who may not see the import gets none of its files.
    let nosy = app.user("Nora Nosy", "manager").await;
    let theirs = errors.replace("kaputt", "n@fuchs.example").replace("viele", "7");
    let report = import(&app, &nosy, "organization", theirs.as_bytes(), keyed.clone()).await;
    assert_eq!(report["ignored_columns"], json!(["Akte"]), "{report:#}");
    assert_eq!(count(&admin, "document").await, 1);

    // Half mended it fails once more, and finds them still.
    let half = errors.replace("kaputt", "f@fuchs.example");
    let again = upload(&admin, "organization", half.as_bytes(), keyed.clone())
        .await
        .ok();
    assert_eq!(counts(&run(&app, &admin, &again, "").await), [0, 0, 0, 1]);
    let errors = format!("/imports/{}/errors", again["id"].as_str().unwrap());
    let errors = admin.get(&errors).await.text();
    let mended = errors.replace("viele", "7");
    let made = upload(&admin, "organization", mended.as_bytes(), keyed.clone())
        .await
        .ok();
    let told = run(&app, &admin, &made, "?dry_run=true").await;
    let report = run(&app, &admin, &made, "").await;
    assert_eq!(without_dry_run(&told), without_dry_run(&report));
    assert_eq!(
        (counts(&report), &report["ignored_columns"], &report["warnings"]),
        ([0, 1, 0, 0], &json!([]), &json!(0)),
        "{report:#}"
    );
    let fuchs = found(&admin, "organization", r#"name == "Fuchs""#).await;
    let contract = documents(&admin, &fuchs).await;
    assert_eq!(contract.len(), 1);
    assert_eq!(
        (contract[0].0.as_str(), contract[0].2.as_str()),
        ("vertrag.pdf", "%PDF-1.4 contract")
    );

    // The zip is gone by now: the row is taken, and what is missing told.
    days_later(&app, 100).await;
    let late = mended.replace("2,Fuchs", "3,Dachs");
    let report = import(&app, &admin, "organization", late.as_bytes(), keyed).await;
    assert_eq!(
        (counts(&report), &report["errors"][0]["code"]),
        ([1, 0, 0, 0], &json!("file_left_out")),
        "{report:#}"
    );
}
