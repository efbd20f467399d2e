//! What bad files get, one kind after the other: a clear word, the good rows taken, nothing lost, nothing doubled.

use std::io::{Cursor, Write};

use axum::http::Method;
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::runs::{counts, import, run, upload};
use crate::{app, count, found};

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with one sheet, which also names a sheet in another file.
fn workbook(rows: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        (
            "_rels/.rels",
            br#"<Relationships><Relationship Id="rId1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            br#"<workbook xmlns:r="r"><sheets><sheet name="Here" r:id="rId1"/><sheet name="There" r:id="rId2"/></sheets>
                <externalReferences><externalReference r:id="rId3"/></externalReferences></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>
                <Relationship Id="rId2" Type="http://x/worksheet" Target="http://192.0.2.1/sheet.xml" TargetMode="External"/>
                <Relationship Id="rId3" Type="http://x/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>"#,
        ),
        (
            "xl/externalLinks/externalLink1.xml",
            br#"<externalLink><externalBook r:id="rId1"/></externalLink>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn row(cells: &[&str]) -> String {
    let cell = |text: &&str| format!("<c t=\"str\"><v>{text}</v></c>");
    format!("<row>{}</row>", cells.iter().map(cell).collect::<String>())
}

/// The code a file is refused with.
async fn refused(client: &Client, file: &[u8]) -> String {
    upload(client, "organization", file, Value::Null).await.issue().0
}

/// The counts of an import of organisations, and the code of each problem with its row.
async fn told(app: &TestApp, client: &Client, file: &[u8]) -> ([i64; 4], Vec<(i64, String)>) {
    let report = import(app, client, "organization", file, Value::Null).await;
    let problems = report["errors"].as_array().unwrap().iter();
    let code = |one: &Value| {
        (
            one["row"].as_i64().unwrap(),
            one["code"].as_str().unwrap().to_owned(),
        )
    };
    (counts(&report), problems.map(code).collect())
}

fn problem(row: i64, code: &str) -> (i64, String) {
    (row, code.to_owned())
}

#[tokio::test]
async fn of_a_file_that_ends_in_the_middle_the_whole_rows_are_taken() {
    let app = app().await;
    let admin = app.admin().await;
    assert_eq!(
        told(&app, &admin, b"Name,Note\nAdler,x\n\"Baer,y").await,
        ([1, 0, 0, 1], vec![problem(3, "quote_not_closed")])
    );
    let (counted, problems) = told(&app, &admin, b"{\"name\": \"Cobra\"}\n{\"name\": \"Dac").await;
    assert_eq!((counted, problems.len()), ([1, 0, 0, 1], 1), "{problems:?}");
    assert_eq!(
        told(
            &app,
            &admin,
            b"BEGIN:VCARD\nORG:Elch\nFN:Elch\nEND:VCARD\nBEGIN:VCARD\nFN:Fuchs\n"
        )
        .await,
        ([1, 0, 0, 1], vec![problem(2, "not_whole")])
    );
    let whole = workbook(&format!("{}{}", row(&["Name"]), row(&["Gans"])));
    for cut in [5, whole.len() / 2, whole.len() - 3] {
        let code = refused(&admin, &whole[..cut]).await;
        assert!(
            ["file_broken", "unknown_format"].contains(&code.as_str()),
            "{cut}: {code}"
        );
    }
    assert_eq!(count(&admin, "organization").await, 3);
}

#[tokio::test]
async fn every_single_byte_is_a_table_or_refused() {
    let app = app().await;
    let admin = app.admin().await;
    for byte in 0..=255_u8 {
        let answer = upload(&admin, "person", &[byte], Value::Null).await;
        match answer.status {
            // A comma alone stands between two cells, a quote alone around none.
            201 => assert!(answer.json()["columns"].as_array().unwrap().len() <= 2, "{byte}"),
            status => assert_eq!(status, 422, "{byte}: {}", answer.text()),
        }
    }
    let import = upload(&admin, "organization", b"x", json!({"map": {"x": "name"}}))
        .await
        .ok();
    assert_eq!(counts(&run(&app, &admin, &import, "").await), [0, 0, 0, 0]);
}

#[tokio::test]
async fn a_row_in_another_encoding_is_rejected_and_the_others_are_taken() {
    let app = app().await;
    let admin = app.admin().await;
    let mut file = "Name,Note\nMüller,ä\nMöller,ö\n".as_bytes().to_vec();
    file.extend(b"Gr\xF6\xDFe,x\nKrug,y\n");
    assert_eq!(
        told(&app, &admin, &file).await,
        ([3, 0, 0, 1], vec![problem(4, "bad_encoding")])
    );
    found(&admin, "organization", r#"name == "Möller""#).await;
}

#[tokio::test]
async fn ragged_rows_are_told_and_what_stands_beyond_the_header_is_never_lost() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "Name,employees\nAdler\nBaer,7\nCobra,8,,\nDachs,Bonn,9\nElch,\nFuchs,3\nGans,4\n";
    let report = import(&app, &admin, "organization", file.as_bytes(), Value::Null).await;
    assert_eq!(counts(&report), [6, 0, 0, 1], "{report:#}");
    assert_eq!(report["errors"][0]["code"], "too_many_cells");
    assert_eq!(
        report["errors"][0]["detail"],
        "The row has 3 cells, the header 2. Beyond it stands: 9"
    );
    assert_eq!(report["ignored_columns"], json!([]));

    // The rejected rows come back: as they are they are rejected again, though all of them are too long now.
    let mended = "row,column,reason,Name,employees\n5,,,Dachs,Bonn,9\n";
    assert_eq!(
        told(&app, &admin, mended.as_bytes()).await,
        (
            [0, 0, 0, 1],
            vec![problem(2, "too_many_cells"), problem(2, "wrong_type")]
        )
    );
    let mended = "row,column,reason,Name,employees\n5,,,\"Dachs,Bonn\",9\n";
    assert_eq!(told(&app, &admin, mended.as_bytes()).await.0, [1, 0, 0, 0]);

    // What most rows go on with is a column that nobody named: it can be taken like any other.
    let file = b"Name,employees\nHase,1,AG\nIgel,2,GmbH\nJak,3\n";
    let made = upload(&admin, "organization", file, json!({"map": {"C": "legal_form"}}))
        .await
        .ok();
    assert_eq!(counts(&run(&app, &admin, &made, "").await), [3, 0, 0, 0]);
    let igel = found(&admin, "organization", r#"name == "Igel""#).await;
    assert_eq!(igel["legal_form"], "gmbh");
}

#[tokio::test]
async fn three_hundred_columns_are_taken_and_a_thousand_refused() {
    let app = app().await;
    let admin = app.admin().await;
    let wide = |columns: usize| {
        let names: Vec<String> = (0..columns).map(|at| format!("col {at}")).collect();
        let cells: Vec<String> = (0..columns).map(|at| format!("v{at}")).collect();
        format!("Name,{}\nAdler,{}\n", names.join(","), cells.join(","))
    };
    let more = json!({"map": {"columns": {}, "rest": "note"}});
    let report = import(&app, &admin, "organization", wide(299).as_bytes(), more).await;
    assert_eq!(counts(&report), [1, 0, 0, 0], "{report:#}");
    let note = found(&admin, "note", "true").await;
    let text = note["body"].to_string();
    assert!(
        text.contains("col 0: v0") && text.contains("col 298: v298"),
        "{text}"
    );
    assert_eq!(refused(&admin, wide(1_000).as_bytes()).await, "too_many_columns");
}

#[tokio::test]
async fn cells_of_ten_megabytes_cost_their_row_alone() {
    let app = app().await;
    let admin = app.admin().await;
    let huge = "x".repeat(10 << 20);
    let file = format!("Name,Note\nAdler,a\nBaer,{huge}\nCobra,\"{huge}\"\nDachs,d\n");
    assert_eq!(
        told(&app, &admin, file.as_bytes()).await,
        (
            [2, 0, 0, 2],
            vec![problem(3, "cell_too_long"), problem(4, "cell_too_long")]
        )
    );
}

#[tokio::test]
async fn the_content_says_what_a_file_is_and_not_its_name() {
    let app = app().await;
    let admin = app.admin().await;
    let book = workbook(&format!("{}{}", row(&["Name"]), row(&["Adler"])));
    let files: [(&str, &[u8], &str); 5] = [
        ("list.csv", &book, "xlsx"),
        ("list.xlsx", b"Name\nBaer\n", "csv"),
        (
            "list.csv",
            b"BEGIN:VCARD\nFN:Cobra\nORG:Cobra\nEND:VCARD\n",
            "vcard",
        ),
        ("list.vcf", b"{\"name\": \"Dachs\"}\n", "jsonl"),
        ("list.pdf", &zipped(&[("a.txt", b"Name\nElch\n")]), "csv"),
    ];
    for (name, content, format) in files {
        let named = format!("attachment; filename={name}");
        let headers = [
            ("Content-Type", "application/octet-stream"),
            ("Content-Disposition", named.as_str()),
        ];
        let path = "/imports?object=organization";
        let made = admin
            .send(Method::POST, path, &headers, Some(content.to_vec()))
            .await;
        let made = made.created();
        assert_eq!((&made["format"], &made["name"]), (&json!(format), &json!(name)));
        assert_eq!(
            counts(&run(&app, &admin, &made, "").await),
            [1, 0, 0, 0],
            "{name} {format}"
        );
    }
    for content in [
        &b"%PDF-1.7 text"[..],
        b"\x89PNG\r\n\0\0\0\0IHDR\0\x01",
        b"<html><table><tr><td>Name",
    ] {
        assert_eq!(refused(&admin, content).await, "unknown_format");
    }
    assert_eq!(refused(&admin, b"\xD0\xCF\x11\xE0\xA1\xB1").await, "old_workbook");
}

#[tokio::test]
async fn what_was_packed_to_fill_the_memory_is_refused() {
    let app = app().await;
    let admin = app.admin().await;
    let blank = vec![b' '; 64 << 20];
    for bomb in [
        zipped(&[("list.csv", &blank)]),
        zipped(&[
            ("[Content_Types].xml", b""),
            ("_rels/.rels", b""),
            ("xl/workbook.xml", &blank),
        ]),
    ] {
        assert!(bomb.len() < 1 << 20);
        assert_eq!(refused(&admin, &bomb).await, "zip_too_large");
    }
}

#[tokio::test]
async fn workbooks_give_values_and_nothing_outside_of_them_is_read() {
    let app = app().await;
    let admin = app.admin().await;
    let book = workbook(&format!(
        "{}<row><c t=\"str\"><v>Adler</v></c><c><f>[1]Out!A1*2</f><v>12</v></c></row>\
         <row><c t=\"str\"><f>HYPERLINK(\"http://192.0.2.1\")</f><v>Baer</v></c><c><v>3</v></c></row>\
         <row><c t=\"str\"><v>Cobra</v></c><c t=\"e\"><f>[1]Gone!A1</f><v>#REF!</v></c></row>",
        row(&["Name", "employees"])
    ));
    assert_eq!(
        told(&app, &admin, &book).await,
        ([2, 0, 0, 1], vec![problem(4, "formula_error")])
    );
    let adler = found(&admin, "organization", r#"name == "Adler""#).await;
    assert_eq!(adler["employees"], 12);
    let entity = workbook(
        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><row><c t=\"str\"><v>&a;</v></c></row>",
    );
    assert_eq!(refused(&admin, &entity).await, "file_broken");
}

#[tokio::test]
async fn contacts_without_end_are_told_and_the_others_taken() {
    let app = app().await;
    let admin = app.admin().await;
    let endless = "TEL:1\n".repeat(20_000);
    let long = "x".repeat(6 << 20);
    let deep = "AGENT:\nBEGIN:VCARD\n".repeat(50);
    let file = format!(
        "BEGIN:VCARD\nFN:A Adler\n{endless}END:VCARD\nBEGIN:VCARD\nFN:B Baer\nNOTE:{long}\nEND:VCARD\n\
         BEGIN:VCARD\nFN:Cora Cobra\nEND:VCARD\nBEGIN:VCARD\nFN:Don Dachs\n{deep}"
    );
    let report = import(&app, &admin, "person", file.as_bytes(), Value::Null).await;
    // Assistants of assistants are followed so far and no further.
    assert_eq!(report["created"], 2, "{report:#}");
    for name in ["Cobra", "Dachs"] {
        found(&admin, "person", &format!("family_name == {name:?}")).await;
    }
    let codes: Vec<&str> = report["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes[..2], ["row_too_long", "row_too_long"], "{report:#}");
    assert!(codes.contains(&"not_whole"), "{codes:?}");
}

#[tokio::test]
async fn rows_that_link_to_each_other_in_a_circle_are_rejected_and_the_others_taken() {
    let app = app().await;
    let admin = app.admin().await;
    let file =
        "Nr,Name,parent\nA,Adler,B\nB,Baer,C\nC,Cobra,A\nD,Dachs,D\nE,Elch,F\nF,Fuchs,\nG,Gams,A\nH,Hase,Z\n";
    let made = upload(&admin, "organization", file.as_bytes(), json!({"key": "Nr"}))
        .await
        .ok();
    let (circle, led, nowhere) = ("links_in_circle", "row_not_taken", "not_found");
    let expected = [
        (2, circle),
        (3, circle),
        (4, circle),
        (5, circle),
        (8, led),
        (9, nowhere),
    ];
    for query in ["?dry_run=true", ""] {
        let report = run(&app, &admin, &made, query).await;
        assert_eq!(counts(&report), [2, 0, 0, 6], "{report:#}");
        let rows: Vec<(u64, &str)> = report["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["row"].as_u64().unwrap(), one["code"].as_str().unwrap()))
            .collect();
        assert_eq!(rows, expected, "{report:#}");
    }
    let elch = found(&admin, "organization", r#"name == "Elch""#).await;
    assert_eq!(elch["parent"]["label"], "Fuchs");
    assert_eq!(count(&admin, "organization").await, 2);
}

#[tokio::test]
async fn a_file_that_changes_before_it_is_run_is_not_half_taken() {
    let app = app().await;
    let admin = app.admin().await;
    let made = upload(&admin, "organization", b"Name\nAdler\nBaer\n", Value::Null)
        .await
        .created();
    let id = made["id"].as_str().unwrap();
    let place = app.data().join("workspaces/main/imports").join(id);
    let mut file = std::fs::OpenOptions::new().append(true).open(place).unwrap();
    file.write_all(b"Cobra\n").unwrap();
    drop(file);
    let path = format!("/imports/{id}");
    admin
        .send(Method::POST, &format!("{path}/run"), &[], None)
        .await
        .expect(202);
    app.run_jobs().await;
    let import = admin.get(&path).await.ok();
    assert_eq!(import["state"], "failed", "{import:#}");
    assert!(
        import["error"].as_str().unwrap().contains("changed"),
        "{import:#}"
    );
    assert_eq!(count(&admin, "organization").await, 0);
}
