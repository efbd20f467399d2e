//! How a file is read, said by hand: what separates its cells, whether it has a header, its encoding, its sheet, and which file
//! of a zip is meant.

use std::io::Write;

use serde_json::{Value, json};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::home::Home;

fn write(home: &Home, name: &str, content: impl AsRef<[u8]>) {
    std::fs::write(home.data().parent().unwrap().join(name), content).unwrap();
}

/// The names of all organisations, in order.
fn names(home: &Home) -> Vec<String> {
    let out = home
        .kontor(&[
            "export",
            "organization",
            "--fields",
            "name",
            "--sort",
            "name",
            "--format",
            "jsonl",
        ])
        .out();
    let name = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        record["name"].as_str().unwrap().to_owned()
    };
    out.lines().map(name).collect()
}

fn import(home: &Home, file: &str, more: &[&str]) -> Value {
    home.kontor(&[&["import", "organization", file, "--json"], more].concat())
        .json()
}

#[test]
fn what_separates_cells_can_be_said() {
    let home = Home::new(None);
    write(
        &home,
        "both.csv",
        "name;tags,legal_form\nAdler;a,gmbh\nDachs;b,ag\n",
    );
    let found = import(&home, "both.csv", &["--dry-run"]);
    assert_eq!(found["ignored_columns"], json!(["tags,legal_form"]));
    // Without a name nothing of it can be taken.
    let said = home.kontor(&[
        "import",
        "organization",
        "both.csv",
        "--json",
        "--dry-run",
        "--delimiter",
        ",",
    ]);
    let said: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(said["ignored_columns"], json!(["name;tags"]));

    write(&home, "bars.csv", "name||employees\nA|B||5\nC||7\n");
    write(&home, "tabs.csv", "name\tlegal_form;x\nD; E\tgmbh;\n");
    import(&home, "bars.csv", &["--delimiter", "||"]);
    import(&home, "tabs.csv", &["--delimiter", "\\t", "--new-fields"]);
    assert_eq!(names(&home), ["A|B", "C", "D; E"]);
    let refused = home
        .kontor(&["import", "organization", "bars.csv", "--delimiter", "\""])
        .refusal();
    assert!(refused.contains("Cells can be separated"), "{refused}");
}

#[test]
fn whether_there_is_a_header_can_be_said() {
    let home = Home::new(None);
    write(&home, "list.csv", "Adler\nDachs\n");
    write(&home, "first.json", json!({"A": "name"}).to_string());
    write(&home, "named.json", json!({"Adler": "name"}).to_string());
    let with = import(
        &home,
        "list.csv",
        &["--header", "yes", "--map", "named.json", "--dry-run"],
    );
    assert_eq!((&with["rows"], &with["created"]), (&json!(1), &json!(1)));
    import(&home, "list.csv", &["--header", "no", "--map", "first.json"]);
    assert_eq!(names(&home), ["Adler", "Dachs"]);
    assert_eq!(
        home.kontor(&["import", "organization", "list.csv", "--header", "maybe"])
            .code,
        2
    );
}

#[test]
fn the_encoding_can_be_said() {
    let home = Home::new(None);
    write(&home, "old.csv", b"name\nB\xE4r\n");
    import(&home, "old.csv", &[]);
    import(&home, "old.csv", &["--encoding", "windows-1251", "--again"]);
    assert_eq!(names(&home), ["Bär", "Bдr"]);
    let refused = home
        .kontor(&["import", "organization", "old.csv", "--encoding", "utf-9"])
        .refusal();
    assert!(refused.contains("encoding is not known"), "{refused}");
}

#[test]
fn a_file_of_a_zip_and_a_sheet_can_be_said() {
    let home = Home::new(None);
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in [
        ("firms_1.csv", "name,employees\nAdler,1\nDachs,2\nElch,3\n"),
        ("firms_2.csv", "name,employees\nFalke,4\n"),
        ("others.csv", "name,legal_form\nGams,gmbh\n"),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    write(&home, "all.zip", zip.finish().unwrap().into_inner());
    let report = import(&home, "all.zip", &[]);
    assert_eq!(
        (&report["created"], &report["files"]["left_out"]),
        (&json!(4), &json!(["others.csv"])),
        "{report:#}"
    );
    import(&home, "all.zip", &["--member", "others.csv", "--again"]);
    assert_eq!(names(&home), ["Adler", "Dachs", "Elch", "Falke", "Gams"]);
    let refused = home
        .kontor(&["import", "organization", "all.zip", "--member", "none.csv"])
        .refusal();
    assert!(refused.contains("no such file"), "{refused}");

    let book = [
        "export",
        "organization",
        "--format",
        "xlsx",
        "--output",
        "book.xlsx",
    ];
    assert_eq!(home.kontor(&book).code, 0);
    let told = import(&home, "book.xlsx", &["--sheet", "Organisations", "--dry-run"]);
    assert_eq!(told["rows"], 5);
    let refused = home
        .kontor(&["import", "organization", "book.xlsx", "--sheet", "Kunden"])
        .refusal();
    assert!(refused.contains("sheet"), "{refused}");
}
