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
fn a_file_of_which_nothing_would_be_taken_is_refused_in_one_line() {
    on_each(|home| {
        write(home, "weather.csv", "qzx,wvk\n1,sunny\n2,rain\n");
        for more in [&[][..], &["--dry-run"]] {
            let refused = home
                .kontor(&[&["import", "person", "weather.csv"], more].concat())
                .refusal();
            assert!(
                refused.contains("No column fits a field of person: qzx, wvk."),
                "{refused}"
            );
        }
        // As fields of one's own they are wanted.
        let made = home.kontor(&[
            "import",
            "organization",
            "weather.csv",
            "--new-fields",
            "--dry-run",
        ]);
        assert!(!made.err.contains("No column fits"), "{}", made.err);
    });
}

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
fn columns_without_a_field_become_fields_and_maps_have_names() {
    let home = Home::new(None);
    write(&home, "farben.csv", "Firma;Lieblingsfarbe\nAdler;rot\n");
    // A dry run names the fields, and makes none.
    let dry = [
        "import",
        "organization",
        "farben.csv",
        "--new-fields",
        "--dry-run",
    ];
    assert_eq!(
        home.kontor(&dry).out(),
        "1 rows: would be 1 created, 0 updated, 0 skipped, 0 failed.\n\
         Lieblingsfarbe would become the field x_lieblingsfarbe (text)."
    );
    let told = home.kontor(&[&dry[..], &["--json"]].concat()).json();
    assert_eq!(told["new_fields"][0]["key"], "x_lieblingsfarbe", "{told:#}");
    assert_eq!(told["ignored_columns"], json!(["Lieblingsfarbe"]), "{told:#}");
    let done = home.kontor(&["import", "organization", "farben.csv", "--new-fields"]);
    assert_eq!(done.out(), "1 rows: 1 created, 0 updated, 0 skipped, 0 failed.");
    let exported = home.kontor(&["export", "organization", "--fields", "name,x_lieblingsfarbe"]);
    let exported = exported.out();
    let lines: Vec<&str> = exported.lines().collect();
    assert_eq!(lines[0], "id,version,name,x_lieblingsfarbe");
    assert_eq!(lines[1].splitn(3, ',').nth(2), Some("Adler,rot"));
    assert_eq!(lines.len(), 2);
    assert!(
        home.kontor(&["import", "organization", "farben.csv"])
            .refusal()
            .contains("imported before")
    );
    let unknown = home.kontor(&["import", "organization", "farben.csv", "--map", "nothing"]);
    assert!(unknown.err.contains("called nothing"), "{}", unknown.err);

    write(
        &home,
        "maps.csv",
        "name,map\nFarben,\"{\"\"columns\"\": {\"\"Firma\"\": \"\"name\"\"}, \"\"key\"\": \"\"Firma\"\"}\"\n",
    );
    home.kontor(&["import", "import_map", "maps.csv"]).out();
    let mapped = ["import", "organization", "farben.csv", "--map", "Farben"];
    let told = home.kontor(&mapped).out();
    assert!(told.starts_with("This file was imported before"), "{told}");
    assert!(
        told.ends_with("1 rows: 1 created, 0 updated, 0 skipped, 0 failed."),
        "{told}"
    );
    let told = home.kontor(&mapped).out();
    assert!(told.starts_with("This file was imported before"), "{told}");
    assert!(
        told.ends_with("1 rows: 0 created, 0 updated, 1 skipped, 0 failed."),
        "{told}"
    );
}

#[test]
fn a_folder_of_another_system_comes_in_by_its_plan() {
    on_each(|home| {
        let plan = json!({"name": "old", "system": "old", "steps": [
            {"object": "organization", "files": ["accounts*"], "map": {"key": "Id", "columns": {"Name": "name"}}},
            {"object": "person", "files": ["contacts*"], "requires": ["AccountId"], "map": {"key": "Id", "columns": {
                "LastName": "family_name", "AccountId": {"field": "organization", "optional": true}, "Mood": null}}},
            {"object": "task", "files": ["tasks*"], "map": {"key": "Id", "columns": {
                "Subject": "subject", "WhoId": {"field": "links", "optional": true}}}},
        ]});
        write(home, "plan.json", &plan.to_string());
        let folder = home.data().parent().unwrap().join("old");
        std::fs::create_dir_all(&folder).unwrap();
        for (name, content) in [
            ("accounts_2026.csv", "Id,Name\nA1,Adler AG\nA2,Bär KG\n"),
            (
                "contacts.csv",
                "Id,LastName,AccountId,Mood\nC1,Berg,A1,good\nC2,Tal,A9,bad\n",
            ),
            ("tasks.csv", "Id,Subject,WhoId\nT1,Call,C1\nT2,,C2\n"),
            ("moods.csv", "Id,Mood\n1,good\n"),
        ] {
            std::fs::write(folder.join(name), content).unwrap();
        }
        let migrate = ["migrate", "old", "--plan", "plan.json", "--report", "report.json"];
        // What one file would bring is there for the next.
        let told = home.kontor(&[&migrate[..], &["--dry-run"]].concat());
        assert_eq!(
            (told.code, told.err.as_str()),
            (3, "kontor: 1 row was rejected.\n")
        );
        let told: Value = serde_json::from_str(&read(home, "report.json")).unwrap();
        let done = home.kontor(&migrate);
        assert_eq!(
            (done.code, done.err.as_str()),
            (3, "kontor: 1 row was rejected.\n"),
            "{}",
            done.out
        );
        let report: Value = serde_json::from_str(&read(home, "report.json")).unwrap();
        let files = &report["files"];
        assert_eq!(files[0]["report"]["created"], 2);
        assert_eq!(
            (
                &files[1]["report"]["created"],
                &files[1]["not_taken_over"]["reasons"]
            ),
            (&json!(2), &json!({"not_found": 1}))
        );
        assert_eq!(files[2]["not_taken_over"]["reasons"], json!({"required": 1}));
        let place = format!(
            "/imports/{}/errors:\n  row 3",
            files[2]["import"].as_str().unwrap()
        );
        assert!(done.out.contains(&place), "{}", done.out);
        assert_eq!(report["left_over"], json!(["moods.csv"]));
        let taken = |report: &Value| {
            let files = report["files"].as_array().unwrap();
            files
                .iter()
                .map(|file| file["not_taken_over"].clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(taken(&told), taken(&report));
        let people = home.kontor(&[
            "export",
            "person",
            "--fields",
            "family_name",
            "--filter",
            "organization.name == \"Adler AG\"",
        ]);
        assert!(people.out().trim_end().ends_with("Berg"));
        home.kontor(&migrate);
        let report: Value = serde_json::from_str(&read(home, "report.json")).unwrap();
        let created: Vec<&Value> = report["files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| &file["report"]["created"])
            .collect();
        assert_eq!(created, [0, 0, 0]);
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

/// The rows of people of whom one is there already, and one comes twice.
const PEOPLE: &str = "Vorname,Nachname,Geburtstag,E-Mail,Telefon,Titel\n\
    Eva,Berg,1980-02-03,eva.berg@adler.example,+49 40 12345,Dr.\n\
    Udo,Wolf,1975-05-06,udo.wolf@dachs.example,+49 30 98765,\n\
    Udo,Wolf,1975-05-06,udo.wolf@dachs.example,+49 30 98765,Prof.\n\
    Ina,Falk,1991-01-01,ina@falk.example,+49 89 55555,\n";

#[test]
fn a_restore_that_fails_leaves_no_new_folder_behind() {
    on_each(|home| {
        write(home, "damaged.zip", "This was a backup once.");
        for arguments in [
            &["restore", "none.zip"][..],
            &["restore", "damaged.zip"],
            &["restore", "damaged.zip", "--workspace", "acme"],
        ] {
            home.kontor(arguments).refusal();
            assert!(!home.data().exists(), "{arguments:?}");
        }
    });
}

#[test]
fn an_import_that_can_not_be_reported_does_not_begin() {
    let home = Home::new(None);
    prepare(&home);
    let beside = home.data().parent().unwrap().to_owned();
    let refused = home
        .kontor(&[&IMPORT[..8], &["nowhere/report.json"]].concat())
        .refusal();
    assert!(
        refused.contains("nowhere/report.json can't be written"),
        "{refused}"
    );
    assert_eq!(home.kontor(&IMPORT).code, 3, "nothing was imported before");
    let folder = beside.to_str().unwrap();
    let refused = home.kontor(&["import", "organization", folder]).refusal();
    assert_eq!(refused, format!("{folder} is a folder, not a file."));
}

#[test]
fn rows_that_wait_are_listed_and_decided() {
    on_each(|home| {
        let known = "Vorname,Nachname,Geburtstag,E-Mail,Telefon\n\
            Eva,Berg,1980-02-03,eva.berg@adler.example,+49 40 12345\n";
        write(home, "known.csv", known);
        home.kontor(&["import", "person", "known.csv"]).out();
        write(home, "people.csv", PEOPLE);
        let ask = [
            "import",
            "person",
            "people.csv",
            "--on-duplicate",
            "ask",
            "--json",
        ];
        let report = home.kontor(&ask).json();
        assert_eq!(
            (&report["created"], &report["waiting"]),
            (&json!(2), &json!(2)),
            "{report:#}"
        );
        let id = report["import"].as_str().unwrap();

        let listed = home.kontor(&["waiting", id]).out();
        let lines: Vec<&str> = listed.lines().collect();
        assert!(
            lines[0].starts_with("row 2: same ")
                && lines[0].contains("Eva Berg (")
                && lines[0].contains("equal"),
            "{listed}"
        );
        assert!(
            lines[1].starts_with("row 4: same ") && lines[1].contains("Udo Wolf ("),
            "{listed}"
        );
        let rows = home.kontor(&["waiting", id, "--json"]).json();
        assert_eq!(rows.as_array().unwrap().len(), 2);

        // With a server, too.
        let _server = home.serve();
        assert_eq!(
            home.kontor(&["waiting", id, "--update", "2"]).out(),
            "4 rows: 2 created, 1 updated, 1 skipped, 0 failed; 1 wait."
        );
        assert_eq!(
            home.kontor(&["waiting", id, "--create", "4", "--rest", "skip"])
                .out(),
            "4 rows: 3 created, 1 updated, 0 skipped, 0 failed; 0 wait."
        );
        assert_eq!(home.kontor(&["waiting", id]).out(), "");
        let eva = [
            "export",
            "person",
            "--filter",
            "family_name == \"Berg\"",
            "--fields",
            "title",
        ];
        assert!(home.kontor(&eva).out().trim_end().ends_with("Dr."));
        assert!(home.kontor(&["waiting", id, "--skip", "2"]).code != 0);
        assert!(home.kontor(&["waiting", "nothing"]).code != 0);
    });
}
