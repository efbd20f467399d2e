//! Records in bulk on the command line: import, export, backup, restore, and the doctor; with a server and without.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::home::{Home, on_each};

const FILE: &str =
    "Nr,Firma,Kontakt,Mail\n1,Adler AG,Eva Berg,eva@adler.example\n2,Bär KG,,\n3,,Udo,keine Adresse\n";

/// Writes a file beside the data folder, which is where commands run.
fn write(home: &Home, name: &str, content: &str) {
    std::fs::write(home.data().parent().unwrap().join(name), content).unwrap();
}

fn read(home: &Home, name: &str) -> String {
    std::fs::read_to_string(home.data().parent().unwrap().join(name)).unwrap()
}

fn prepare(home: &Home) {
    write(home, "customers.csv", FILE);
    let map = json!({"Firma": "organization.name", "Kontakt": "person.name", "Mail": "person.emails"});
    write(home, "map.json", &map.to_string());
}

const IMPORT: [&str; 9] = [
    "import",
    "organization",
    "customers.csv",
    "--map",
    "map.json",
    "--key",
    "Nr",
    "--report",
    "report.json",
];

#[test]
fn an_import_tells_what_came_of_each_row_and_goes_on_past_bad_ones() {
    on_each(|home| {
        prepare(home);
        let rehearsed = home.kontor(&[&IMPORT[..7], &["--dry-run"]].concat());
        assert_eq!(
            (rehearsed.code, rehearsed.out.lines().next()),
            (
                3,
                Some("3 rows: would be 2 created, 0 updated, 0 skipped, 1 failed.")
            )
        );

        let done = home.kontor(&IMPORT);
        assert_eq!(
            (done.code, done.err.as_str()),
            (3, "kontor: 1 row was rejected.\n"),
            "{}",
            done.out
        );
        let lines: Vec<&str> = done.out.lines().collect();
        assert_eq!(lines[0], "3 rows: 2 created, 0 updated, 0 skipped, 1 failed.");
        assert!(lines[1].starts_with("row 4, Mail: "), "{lines:?}");
        let report: Value = serde_json::from_str(&read(home, "report.json")).unwrap();
        assert_eq!(
            (
                &report["rows"],
                &report["errors"][0]["row"],
                &report["errors"][0]["column"]
            ),
            (&json!(3), &json!(4), &json!("Mail"))
        );

        // With a server, a second run finds the same.
        let _server = home.serve();
        write(
            home,
            "customers.csv",
            FILE.lines().take(3).collect::<Vec<_>>().join("\n").as_str(),
        );
        assert_eq!(
            home.kontor(&IMPORT).out(),
            "2 rows: 0 created, 0 updated, 2 skipped, 0 failed."
        );
        let report = home.kontor(&[&IMPORT[..7], &["--json"]].concat()).json();
        assert_eq!(
            (&report["skipped"], &report["ignored_columns"]),
            (&json!(2), &json!([]))
        );
    });
}

#[test]
fn what_can_not_be_imported_is_told_in_one_line() {
    let home = Home::new(None);
    prepare(&home);
    assert!(
        home.kontor(&["import", "organization", "none.csv"])
            .refusal()
            .contains("none.csv")
    );
    assert!(
        home.kontor(&["import", "nothing", "customers.csv"])
            .refusal()
            .contains("nothing here")
    );
    let no_such_column = home
        .kontor(&["import", "organization", "customers.csv", "--key", "Nummer"])
        .refusal();
    assert!(no_such_column.contains("\"Nummer\""), "{no_such_column}");
    write(&home, "map.json", "{\"Firma\": \"organization.nmae\"}");
    assert!(home.kontor(&IMPORT).refusal().contains("nmae"));
    assert_eq!(home.kontor(&["import", "../x", "customers.csv"]).code, 2);
}

#[test]
fn an_export_goes_to_standard_output_or_into_a_file() {
    on_each(|home| {
        prepare(home);
        home.kontor(&IMPORT);
        let out = home
            .kontor(&["export", "organization", "--fields", "name", "--sort", "-name"])
            .out();
        let names: Vec<&str> = out.lines().map(|line| line.rsplit(',').next().unwrap()).collect();
        assert_eq!(names, ["name", "Bär KG", "Adler AG"]);
        let _server = home.serve();
        let one = [
            "export",
            "person",
            "--filter",
            "family_name == \"Berg\"",
            "--format",
            "jsonl",
            "--output",
            "people.jsonl",
        ];
        assert_eq!(home.kontor(&one).out(), "");
        let person: Value = serde_json::from_str(read(home, "people.jsonl").trim_end()).unwrap();
        assert_eq!(person["organization"]["label"], "Adler AG");
        assert!(
            home.kontor(&["export", "person", "--filter", "shoe_size > 40"])
                .refusal()
                .contains("shoe_size")
        );
    });
}

#[test]
fn a_backup_restores_on_another_machine() {
    on_each(|home| {
        prepare(home);
        home.add_ann();
        home.kontor(&IMPORT);
        let server = home.serve();
        let told = home.kontor(&["backup", "main.zip", "--with-key"]).out();
        assert!(
            told.contains("main.zip: ") && told.contains(" records, 0 files."),
            "{told}"
        );
        server.end("TERM");

        let other = Home::new(None);
        let zip: PathBuf = home.data().parent().unwrap().join("main.zip");
        let zip = zip.to_str().unwrap();
        let restored = other.kontor(&["restore", zip]).out();
        assert!(restored.starts_with("Restored as of 20"), "{restored}");
        let out = |home: &Home| home.kontor(&["export", "person", "--format", "jsonl"]).out();
        assert_eq!(out(&other), out(home));
        assert_eq!(
            std::fs::read(other.data().join("secret.key")).unwrap(),
            std::fs::read(home.data().join("secret.key")).unwrap()
        );
        assert!(
            other
                .kontor(&["restore", zip])
                .refusal()
                .contains("empty one only")
        );
        assert!(
            other
                .kontor(&["restore", "none.zip"])
                .refusal()
                .contains("none.zip")
        );
        let healthy = other.kontor(&["doctor"]).out();
        assert!(healthy.lines().all(|line| line.starts_with("ok ")), "{healthy}");
        assert_eq!(other.kontor(&["doctor", "--json"]).json()["ok"], true);
    });
}
