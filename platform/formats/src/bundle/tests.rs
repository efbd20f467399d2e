//! Zips with one table, with several, with many contacts, with workbooks.

use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;
use crate::survey::{rows_at, survey_at};
use crate::write::{Value, Workbook};

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn rows_come_with_the_files_they_name() {
    let table = "Name;Bild;Akte\nAnn;photos/Ann.PNG;a.pdf; b.pdf\nBob;none.png;\n";
    let bytes = zipped(&[
        ("__MACOSX/._list.csv", b"x"),
        ("note.txt", b"Name\nx\n"),
        ("data/list.csv", table.as_bytes()),
        ("photos/ann.png", b"png"),
        ("docs/a.pdf", b"pdf"),
        ("docs/b.pdf", b"one"),
        ("old/b.pdf", b"two"),
        ("../../etc/passwd", b"x"),
    ]);
    let place = Place::memory(&bytes);
    let survey = survey_at(&place, &Choice::default()).unwrap();
    assert_eq!(survey.member.as_deref(), Some("data/list.csv"));
    assert_eq!(survey.members, ["data/list.csv", "note.txt"]);
    let files: Vec<bool> = survey.columns.iter().map(|column| column.files).collect();
    assert_eq!(files, [false, true, true]);
    let rows: Vec<Row> = rows_at(&place, &survey).unwrap().map(Result::unwrap).collect();
    let files: Vec<(Option<usize>, &Content)> = rows[0]
        .attachments
        .iter()
        .map(|file| (file.column, &file.content))
        .collect();
    let member = |name: &str| Content::Member(name.to_owned());
    assert_eq!(
        files,
        [
            (Some(1), &member("photos/ann.png")),
            (Some(2), &member("docs/a.pdf"))
        ]
    );
    assert!(rows[1].attachments.is_empty());

    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bytes).unwrap();
    let (size, mut source) = attachment(file.path(), "photos/ann.png").unwrap();
    let mut content = Vec::new();
    source.read_to_end(&mut content).unwrap();
    assert_eq!((size, content.as_slice()), (3, b"png".as_slice()));
    assert!(attachment(file.path(), "../../etc/passwd").is_err());
}

#[test]
fn an_archive_without_a_table_is_refused() {
    let code = |bytes: &[u8]| {
        let refused = survey_at(&Place::memory(bytes), &Choice::default()).unwrap_err();
        refused.issues[0].code.clone()
    };
    assert_eq!(code(&zipped(&[("a.pdf", b"x")])), "no_table");
    let inner = zipped(&[("a.csv", b"a,b\n1,2\n")]);
    assert_eq!(code(&zipped(&[("inner.zip", &inner)])), "no_table");
    assert_eq!(code(&zipped(&[("inner.csv", &inner)])), "unknown_format");
    assert_eq!(
        code(&zipped(&[("a.csv", &vec![b' '; 64 << 20])])),
        "zip_too_large"
    );
}

fn names(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.cells[0].text()).collect()
}

fn all(place: &Place, survey: &crate::Survey) -> Vec<Row> {
    rows_at(place, survey).unwrap().map(Result::unwrap).collect()
}

fn workbook(rows: &[[&str; 2]]) -> Vec<u8> {
    let [header, rows @ ..] = rows else {
        return Vec::new();
    };
    let mut book = Workbook::new(Cursor::new(Vec::new()), "People", header.iter().copied()).unwrap();
    for row in rows {
        book.row(&row.map(|cell| Value::Text(cell.to_owned()))).unwrap();
    }
    book.finish().unwrap().into_inner()
}

#[test]
fn tables_with_the_same_columns_are_one_and_the_others_are_told() {
    let bytes = zipped(&[
        (
            "people_1.csv",
            b"Name;Ort;Datei\nAnn;K\xF6ln;plan.csv\nBob;Ulm;\n",
        ),
        ("people_2.csv", b"Name,Ort,Datei\nCid,Bonn,\n"),
        ("firms.csv", b"Firma\nAdler\n"),
        ("plan.csv", b"a,b\n1,2\n"),
        ("people.txt", b"Name;Ort;Datei\nEve;Jena;\n"),
    ]);
    let place = Place::memory(&bytes);
    let survey = survey_at(&place, &Choice::default()).unwrap();
    assert_eq!(
        survey.taken().collect::<Vec<_>>(),
        ["people_1.csv", "people_2.csv"]
    );
    assert_eq!(
        (&survey.left_out, survey.rows),
        (&vec!["firms.csv".to_owned()], Some(3))
    );
    let rows = all(&place, &survey);
    assert_eq!(names(&rows), ["Ann", "Bob", "Cid"]);
    assert_eq!(rows[0].cells[1].text(), "Köln");
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 3, 5]);

    let choice = Choice {
        member: Some("firms.csv".to_owned()),
        ..Choice::default()
    };
    let survey = survey_at(&place, &choice).unwrap();
    assert_eq!(
        (survey.taken().collect::<Vec<_>>(), names(&all(&place, &survey))),
        (vec!["firms.csv"], vec!["Adler"])
    );
    assert_eq!(survey.left_out, ["people_1.csv", "people_2.csv", "plan.csv"]);
}

#[test]
fn contacts_of_many_files_are_one_list() {
    let card = |name: &str, more: &str| format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\n{more}END:VCARD");
    let wide: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(card("Cid", "").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let marked = format!("\u{feff}{}", card("Bob", "EMAIL:bob@x.example\r\n"));
    let bytes = zipped(&[
        ("1 Ann.vcf", card("Ann Maria Louise", "NICKNAME:A\r\n").as_bytes()),
        ("2 Bob.vcf", marked.as_bytes()),
        ("3 Cid.vcf", &wide),
        ("4.vcf", b""),
    ]);
    let place = Place::memory(&bytes);
    let survey = survey_at(&place, &Choice::default()).unwrap();
    assert_eq!((survey.rows, survey.taken().count()), (Some(3), 4));
    let at = |name: &str| {
        survey
            .columns
            .iter()
            .position(|column| column.name == name)
            .unwrap()
    };
    let rows = all(&place, &survey);
    let mut found: Vec<&str> = rows.iter().map(|row| row.cells[at("name")].text()).collect();
    found.sort_unstable();
    assert_eq!(found, ["Ann Maria Louise", "Bob", "Cid"]);
    assert!(rows.iter().any(|row| !row.cells[at("emails")].is_empty()));
}

#[test]
fn workbooks_are_read_from_a_zip() {
    let book = workbook(&[["Name", "Ort"], ["Ann", "Ulm"]]);
    let bytes = zipped(&[("photos/ann.png", b"png"), ("people.xlsx", &book)]);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bytes).unwrap();
    for place in [Place::memory(&bytes), Place::path(file.path())] {
        let survey = survey_at(&place, &Choice::default()).unwrap();
        assert_eq!(
            (survey.format, survey.member.as_deref()),
            (crate::Format::Xlsx, Some("people.xlsx"))
        );
        assert_eq!(names(&all(&place, &survey)), ["Ann"]);
    }
    let broken = zipped(&[("people.xlsx", &book[..book.len() / 2])]);
    assert_eq!(
        survey_at(&Place::memory(&broken), &Choice::default())
            .unwrap_err()
            .issues[0]
            .code,
        "file_broken"
    );
}
