//! Files that other programs wrote, from the folder that `KONTOR_TEST_DATA` names; what is missing is told and not tested.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use kontor_kernel::Json;

use crate::write::{Table, Value, Workbook};
use crate::{Cell, Choice, Kind, Row, Survey, rows, survey};

fn file(name: &str) -> Option<PathBuf> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let folder = std::env::var("KONTOR_TEST_DATA").unwrap_or_else(|_| "../shared/data".to_owned());
    let path = root.join(folder).join(name);
    let there = path.exists();
    if !there {
        let _ = writeln!(
            std::io::stderr(),
            "NOT TESTED: {} is missing; KONTOR_TEST_DATA says where",
            path.display()
        );
    }
    there.then_some(path)
}

fn read(path: &Path) -> (Survey, Vec<Row>) {
    let survey = survey(path, None, None, &Choice::default()).unwrap();
    let rows = rows(path, &survey).unwrap().map(Result::unwrap).collect();
    (survey, rows)
}

fn kind(survey: &Survey, name: &str) -> Kind {
    survey
        .columns
        .iter()
        .find(|column| column.name == name)
        .unwrap()
        .profile
        .kind
}

#[test]
fn layouts_of_other_systems_are_known_by_their_names() {
    for (name, columns, first, last, rows) in [
        ("outlook_de.csv", 92, "Anrede", "Weiteres Postfach", 0),
        ("google_contacts_classic.csv", 68, "Name", "Website 2 - Value", 0),
        ("suitecrm_contacts.csv", 50, "First Name", "Latitude", 0),
        ("hubspot_contacts.csv", 13, "Record ID", "Website URL", 0),
        (
            "pipedrive_sample_import.csv",
            13,
            "Person - Name*",
            "Note - Content*",
            1,
        ),
        (
            "salesforce_weekly_export_contact.csv",
            54,
            "Id",
            "JigsawContactId",
            0,
        ),
    ] {
        let Some(path) = file(&format!("csv_headers/{name}")) else {
            return;
        };
        let (survey, found) = read(&path);
        let names: Vec<&str> = survey.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(
            (names.len(), names[0], names[names.len() - 1]),
            (columns, first, last),
            "{name}"
        );
        assert!(found.len() >= rows, "{name}");
    }
}

#[test]
fn customers_and_duplicates_are_read_whole() {
    for (name, columns, rows) in [
        ("customers/northwind_customers.csv", 11, 91),
        ("customers/northwind_suppliers.csv", 12, 29),
        ("customers/northwind_orders.csv", 14, 830),
        ("customers/northwind_order_lines.csv", 5, 2155),
        ("customers/chinook_customers.csv", 13, 59),
        ("linkage/splink_fake_1000.csv", 7, 1000),
        ("linkage/restaurant-nophone.csv", 5, 864),
    ] {
        let Some(path) = file(name) else { return };
        let (survey, found) = read(&path);
        assert_eq!((survey.columns.len(), found.len()), (columns, rows), "{name}");
        assert_eq!(survey.rows, Some(rows as u64));
        assert!(found.iter().all(|row| row.cells.len() <= columns));
    }
    let Some(path) = file("customers/northwind_orders.csv") else {
        return;
    };
    let (survey, _) = read(&path);
    assert!(matches!(
        kind(&survey, "Order date"),
        Kind::Date { time: false, .. }
    ));
    assert!(matches!(kind(&survey, "Freight"), Kind::Decimal { .. }));
    let Some(path) = file("customers/chinook_customers.csv") else {
        return;
    };
    let (survey, found) = read(&path);
    assert_eq!(
        [kind(&survey, "Phone"), kind(&survey, "Email")],
        [Kind::Phone, Kind::Email]
    );
    assert_eq!(found[0].cells[4].text(), "Av. Brigadeiro Faria Lima, 2170");
    let Some(path) = file("linkage/restaurant-nophone.csv") else {
        return;
    };
    let (_, found) = read(&path);
    assert_eq!(found[0].cells[0].text(), "arnie morton's of chicago");
    assert_eq!(found[0].cells[1].text(), "435 s. la cienega blv.");
}

#[test]
fn naughty_strings_come_back_as_they_were() {
    let Some(path) = file("email/blns.json") else {
        return;
    };
    let strings: Vec<String> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let strings: Vec<String> = strings
        .into_iter()
        .filter(|text| !text.trim().is_empty())
        .collect();
    let target = tempfile::NamedTempFile::new().unwrap();
    let mut table = Table::new(Vec::new(), ["name", "text"]).unwrap();
    let mut book = Workbook::new(std::io::Cursor::new(Vec::new()), "Namen", ["name", "text"]).unwrap();
    for text in &strings {
        let row = [Value::Text("x".into()), Value::Text(text.clone())];
        table.row(&row).unwrap();
        book.row(&row).unwrap();
    }
    for bytes in [table.finish().unwrap(), book.finish().unwrap().into_inner()] {
        std::fs::write(target.path(), bytes).unwrap();
        let (_, rows) = read(target.path());
        let found: Vec<&str> = rows.iter().map(|row| row.cells[1].text()).collect();
        assert_eq!(found, strings);
    }
}

#[test]
fn contacts_of_real_programs_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ezvcard_producers", "vobject_test_files"] {
        let Some(path) = file(&format!("vcard_ical/{name}.tar.zst")) else {
            return;
        };
        let unpacked = Command::new("tar")
            .arg("--zstd")
            .arg("-xf")
            .arg(path)
            .arg("-C")
            .arg(folder.path())
            .status();
        assert!(unpacked.unwrap().success());
    }
    let mut files = Vec::new();
    walk(folder.path(), &mut files);
    files.retain(|path| path.extension().is_some_and(|ending| ending == "vcf"));
    assert_eq!(files.len(), 19, "{files:?}");
    let mut pictures = 0;
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (survey, rows) = read(&path);
        // What stands in the file, told by another way of counting.
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).to_uppercase();
        let lines = |property: &str| {
            let is = |line: &str| {
                let head = line
                    .split(':')
                    .next()
                    .unwrap_or_default()
                    .split(';')
                    .next()
                    .unwrap_or_default();
                let head = head.rsplit('.').next().unwrap_or_default();
                head == property
                    && line
                        .split_once(':')
                        .is_some_and(|(_, value)| !value.trim_matches([';', ' ']).is_empty())
            };
            text.lines().filter(|line| is(line)).count()
        };
        assert_eq!(rows.len(), lines("BEGIN"), "{name}");
        let at = |column: &str| survey.columns.iter().position(|known| known.name == column);
        let items = |column: &str| -> usize {
            let cells = rows.iter().filter_map(|row| row.cells.get(at(column)?));
            cells
                .map(|cell| match cell {
                    Cell::Json(Json::Array(items)) => items.len(),
                    _ => 0,
                })
                .sum()
        };
        for (column, property) in [("emails", "EMAIL"), ("phones", "TEL"), ("addresses", "ADR")] {
            assert_eq!(items(column), lines(property), "{name} {property}");
        }
        let named = rows.iter().filter(|row| {
            ["name", "family_name", "given_name"]
                .iter()
                .any(|column| at(column).is_some_and(|at| !row.cells[at].is_empty()))
        });
        let nameless = rows.len() - named.count();
        assert!(
            nameless == 0 || name.contains("ANDROID") && nameless <= 2,
            "{name}: {nameless}"
        );
        pictures += rows.iter().map(|row| row.attachments.len()).sum::<usize>();
    }
    assert!(pictures >= 5, "{pictures}");
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => walk(&path, files),
            false => files.push(path),
        }
    }
}
