//! What the columns of a file fill without a map: the layouts of other systems, usual names, names and addresses in one
//! column, columns that nobody knows.

use serde_json::{Value, json};

use crate::runs::{counts, import, run, upload};
use crate::{app, count, data, found};

/// The file of a known layout with one row: values by column.
fn file_of(layout: &str, values: &[(&str, &str)]) -> Option<Vec<u8>> {
    let header = data(&format!("csv_headers/{layout}.csv"))?;
    let header = String::from_utf8(header).unwrap();
    let header = header
        .trim_start_matches('\u{feff}')
        .lines()
        .next()
        .unwrap()
        .to_owned();
    let names: Vec<&str> = header.split(',').map(|name| name.trim_matches('"')).collect();
    for (name, _) in values {
        assert!(names.contains(name), "{layout} has no column {name}");
    }
    let cell = |name: &&str| {
        values
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| *value)
    };
    let cells: Vec<String> = names.iter().map(|name| format!("\"{}\"", cell(name))).collect();
    Some(format!("{header}\r\n{}\r\n", cells.join(",")).into_bytes())
}

#[tokio::test]
async fn the_layouts_of_well_known_systems_come_in_without_a_hand() {
    let layouts: [(&str, &[(&str, &str)]); 5] = [
        (
            "outlook_de",
            &[
                ("Anrede", "Frau Dr."),
                ("Vorname", "Eva"),
                ("Nachname", "Berg"),
                ("Firma", "Adler GmbH"),
                ("Straße geschäftlich", "Ring 1"),
                ("Ort geschäftlich", "Hamburg"),
                ("Postleitzahl geschäftlich", "20095"),
                ("Telefon geschäftlich", "040 12345"),
                ("E-Mail-Adresse", "eva@adler.example"),
                ("Geburtstag", "0.0.00"),
                ("Ort privat", "Bonn"),
                ("Priorität", "Normal"),
                ("Privat", "Aus"),
            ],
        ),
        (
            "google_contacts_classic",
            &[
                ("Name", "Eva Berg"),
                ("Given Name", "Eva"),
                ("Family Name", "Berg"),
                ("Organization 1 - Name", "Adler GmbH"),
                ("E-mail 1 - Type", "* Work"),
                ("E-mail 1 - Value", "eva@adler.example"),
                ("Phone 1 - Type", "Mobile"),
                ("Phone 1 - Value", "040 12345"),
                ("Address 1 - Formatted", "Ring 1 20095 Hamburg"),
                ("Address 1 - Street", "Ring 1"),
                ("Address 1 - City", "Hamburg"),
                ("Address 1 - Postal Code", "20095"),
            ],
        ),
        (
            "salesforce_weekly_export_contact",
            &[
                ("Id", "003x1"),
                ("IsDeleted", "0"),
                ("LastName", "Berg"),
                ("FirstName", "Eva"),
                ("Name", "Eva Berg"),
                ("Phone", "040 12345"),
                ("Email", "eva@adler.example"),
                ("MailingStreet", "Ring 1"),
                ("MailingCity", "Hamburg"),
                ("MailingPostalCode", "20095"),
                ("MailingCountry", "Germany"),
            ],
        ),
        (
            "suitecrm_contacts",
            &[
                ("First Name", "Eva"),
                ("Last Name", "Berg"),
                ("ID", "s-1"),
                ("Account Name", "Adler GmbH"),
                ("Email Address", "eva@adler.example"),
                ("Office Phone", "040 12345"),
                ("Primary Address Street", "Ring 1"),
                ("Primary Address City", "Hamburg"),
                ("Primary Address Postal Code", "20095"),
                ("Deleted", "0"),
            ],
        ),
        (
            "hubspot_contacts",
            &[
                ("Record ID", "7"),
                ("First Name", "Eva"),
                ("Last Name", "Berg"),
                ("Email", "eva@adler.example"),
                ("Phone Number", "040 12345"),
                ("Company Name", "Adler GmbH"),
                ("Lifecycle Stage", "customer"),
            ],
        ),
    ];
    for (layout, values) in layouts {
        let Some(file) = file_of(layout, values) else {
            return;
        };
        let app = app().await;
        let admin = app.admin().await;
        let report = import(&app, &admin, "person", &file, Value::Null).await;
        assert_eq!(counts(&report), [1, 0, 0, 0], "{layout}: {report:#}");
        let eva = found(&admin, "person", r#"family_name == "Berg""#).await;
        assert_eq!(
            (
                &eva["given_name"],
                &eva["emails"][0]["value"],
                &eva["phones"][0]["value"]
            ),
            (&json!("Eva"), &json!("eva@adler.example"), &json!("040 12345")),
            "{layout}"
        );
        if layout != "hubspot_contacts" {
            let address = &eva["addresses"][0];
            assert_eq!(
                [&address["street"], &address["postcode"], &address["city"]],
                ["Ring 1", "20095", "Hamburg"],
                "{layout}"
            );
        }
        if layout != "salesforce_weekly_export_contact" {
            assert_eq!(eva["organization"]["label"], "Adler GmbH", "{layout}");
        }
    }
}

#[tokio::test]
async fn a_row_of_pipedrive_becomes_all_that_is_in_it() {
    let Some(file) = data("csv_headers/pipedrive_sample_import.csv") else {
        return;
    };
    let app = app().await;
    let admin = app.admin().await;
    let report = import(&app, &admin, "person", &file, Value::Null).await;
    assert_eq!(counts(&report), [1, 0, 0, 0], "{report:#}");
    let tony = found(&admin, "person", r#"family_name == "Turner""#).await;
    assert_eq!(
        (&tony["given_name"], &tony["organization"]["label"]),
        (&json!("Tony"), &json!("Moveer Limited"))
    );
    assert_eq!(tony["emails"].as_array().unwrap().len(), 2);
    let moveer = found(&admin, "organization", "true").await;
    // No city stands in it: it is kept whole.
    assert_eq!(
        moveer["addresses"][0]["street"],
        "5, 943 Fincham Road, New Mexico 87503, US"
    );
    let deal = found(&admin, "opportunity", "true").await;
    assert_eq!(
        (
            &deal["name"],
            &deal["person"]["label"],
            &deal["organization"]["label"],
            &deal["amount"]["amount"]
        ),
        (
            &json!("Moveer Deal"),
            &json!("Tony Turner"),
            &json!("Moveer Limited"),
            &json!("100.00")
        )
    );
    let task = found(&admin, "task", "true").await;
    assert_eq!(task["subject"], "First pitch");
    assert!(
        task["due_at"].as_str().unwrap().starts_with("2024-12-0"),
        "{task:#}"
    );
}

#[tokio::test]
async fn usual_names_are_understood_in_both_languages() {
    let app = app().await;
    let admin = app.admin().await;
    let german = "Firma;Ansprechpartner;Strasse;Hausnummer;PLZ Ort;Telefon;Telefax;E-Mail;Ort privat\n\
                  Adler GmbH;Frau Dr. Eva Berg;Ring;1;20095 Hamburg;040 12345;040 12346;info@adler.example;\n";
    let report = import(&app, &admin, "organization", german.as_bytes(), Value::Null).await;
    assert_eq!(counts(&report), [1, 0, 0, 0], "{report:#}");
    let adler = found(&admin, "organization", "true").await;
    let address = &adler["addresses"][0];
    assert_eq!(
        [
            &adler["name"],
            &address["street"],
            &address["postcode"],
            &address["city"]
        ],
        ["Adler GmbH", "Ring 1", "20095", "Hamburg"]
    );
    assert_eq!(
        (&adler["phones"][1]["label"], &adler["emails"][0]["value"]),
        (&json!("fax"), &json!("info@adler.example"))
    );
    let eva = found(&admin, "person", "true").await;
    assert_eq!(
        [
            &eva["salutation"],
            &eva["title"],
            &eva["given_name"],
            &eva["family_name"],
            &eva["organization"]["label"]
        ],
        ["ms", "Dr.", "Eva", "Berg", "Adler GmbH"]
    );

    let english = "Name,Company,Work email,Mobile phone,Address\n\
                   Mr. John Doe,Badger Ltd,john@badger.example,+44 20 7946 0000,\"10 Downing Street, London, SW1A 2AA\"\n";
    let report = import(&app, &admin, "person", english.as_bytes(), Value::Null).await;
    assert_eq!(counts(&report), [1, 0, 0, 0], "{report:#}");
    let john = found(&admin, "person", r#"family_name == "Doe""#).await;
    let address = &john["addresses"][0];
    assert_eq!(
        [
            &john["given_name"],
            &john["phones"][0]["label"],
            &address["postcode"],
            &address["city"]
        ],
        ["John", "mobile", "SW1A 2AA", "London"]
    );
}

#[tokio::test]
async fn dates_and_numbers_are_read_as_their_column_writes_them() {
    let app = app().await;
    let admin = app.admin().await;
    // The second row says that the month stands first; days of a spreadsheet are numbers.
    let american = "Nachname,Geburtstag\nA,03/04/1990\nB,12/31/1985\n";
    let serial = "Nachname,Geburtstag\nC,32874\n";
    for (file, rows) in [(american, 2), (serial, 1)] {
        let report = import(&app, &admin, "person", file.as_bytes(), Value::Null).await;
        assert_eq!(counts(&report), [rows, 0, 0, 0], "{report:#}");
    }
    for (name, day) in [("A", "1990-03-04"), ("B", "1985-12-31"), ("C", "1990-01-01")] {
        let person = found(&admin, "person", &format!("family_name == {name:?}")).await;
        assert_eq!(person["birth_date"], day);
    }
}

#[tokio::test]
async fn what_somebody_is_at_his_organisation_is_the_role_of_his_employment() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "Nr;Vorname;Nachname;Firma;Position\n1;Eva;Berg;Adler AG;Einkauf\n2;Udo;Wolf;Adler AG;\n3;Ina;Falk;;Vorstand\n";
    for counted in [[3, 0, 0, 0], [0, 0, 3, 0]] {
        let report = import(&app, &admin, "person", file.as_bytes(), json!({"key": "Nr"})).await;
        assert_eq!(counts(&report), counted, "{report:#}");
        assert_eq!(report["ignored_columns"], json!([]));
        // Where there is no organisation there is no employment, and the row is taken all the same.
        let warning = &report["errors"][0];
        assert_eq!(
            (&warning["row"], &warning["column"], &warning["warning"]),
            (&json!(4), &json!("Position"), &json!(true)),
            "{report:#}"
        );
        assert_eq!(count(&admin, "party_relation").await, 2);
    }
    let job = found(&admin, "party_relation", r#"role == "Einkauf""#).await;
    assert_eq!(
        (
            &job["from_party"]["label"],
            &job["to_party"]["label"],
            &job["kind"]
        ),
        (&json!("Eva Berg"), &json!("Adler AG"), &json!("employment"))
    );
}

#[tokio::test]
async fn columns_nobody_knows_become_fields_a_note_or_nothing() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "Name;Lieblingsfarbe;Größe;Leer\nAdler;rot;1,5;\nDachs;blau;2,25;\n";
    let made = upload(&admin, "organization", file.as_bytes(), Value::Null)
        .await
        .created();
    assert_eq!(made["columns"][1]["new_field"]["type"], "text");
    assert_eq!(made["columns"][2]["new_field"]["key"], "x_grosse");
    assert_eq!(made["columns"][3]["new_field"], Value::Null);
    let path = format!("/imports/{}/fields", made["id"].as_str().unwrap());
    let member = app.user("Max Member", "member").await;
    assert_eq!(member.post(&path, json!({})).await.refused(403), "forbidden");
    let widened = admin.post(&path, json!({})).await.ok();
    assert_eq!(widened["columns"][1]["target"], "organization.x_lieblingsfarbe");
    let report = run(&app, &admin, &made, "").await;
    assert_eq!(
        (counts(&report), &report["ignored_columns"]),
        ([2, 0, 0, 0], &json!(["Leer"]))
    );
    let dachs = found(&admin, "organization", r#"name == "Dachs""#).await;
    assert_eq!(
        (&dachs["x_lieblingsfarbe"], &dachs["x_grosse"]),
        (&json!("blau"), &json!("2.2500"))
    );

    let file = "Nr;Name;Haarfarbe\n1;Elch;braun\n";
    let more = json!({"key": "Nr", "map": {"columns": {}, "rest": "note"}});
    for _ in 0..2 {
        let report = import(&app, &admin, "organization", file.as_bytes(), more.clone()).await;
        assert_eq!(counts(&report)[3], 0, "{report:#}");
    }
    assert_eq!(count(&admin, "note").await, 1);
    let note = found(&admin, "note", "true").await;
    assert_eq!(
        (&note["body"], &note["links"][0]["label"]),
        (&json!("Haarfarbe: braun"), &json!("Elch"))
    );
}

#[tokio::test]
async fn what_stands_before_a_name_is_no_job_beside_one() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "Title,First Name,Last Name,Company,Job Title,E-mail Address\n\
        Mr.,John,Smith,Smith Ltd,Director,john@smith.example\nDr.,Jane,Stone,Stone Ltd,Buyer,jane@stone.example\n";
    let report = import(&app, &admin, "person", file.as_bytes(), Value::Null).await;
    assert_eq!(
        (counts(&report), &report["ignored_columns"]),
        ([2, 0, 0, 0], &json!([])),
        "{report:#}"
    );
    for (name, salutation, title, role) in [
        ("Smith", json!("mr"), Value::Null, "Director"),
        ("Stone", Value::Null, json!("Dr."), "Buyer"),
    ] {
        let person = found(&admin, "person", &format!("family_name == {name:?}")).await;
        assert_eq!(
            (&person["salutation"], &person["title"]),
            (&salutation, &title),
            "{person:#}"
        );
        let relation = format!("from_party == {}", person["id"]);
        assert_eq!(found(&admin, "party_relation", &relation).await["role"], role);
    }
    // A title that is one more word for the job counts as one only where nothing else does.
    let file = "Title,First Name,Last Name,Company,Job Title\nSales,Udo,See,See AG,Head of sales\n";
    import(&app, &admin, "person", file.as_bytes(), Value::Null).await;
    let udo = found(&admin, "person", r#"family_name == "See""#).await;
    let relation = format!("from_party == {}", udo["id"]);
    assert_eq!(
        found(&admin, "party_relation", &relation).await["role"],
        "Head of sales"
    );
}

#[tokio::test]
async fn rows_of_one_person_bring_a_deal_a_task_and_a_note_each() {
    let app = app().await;
    let admin = app.admin().await;
    let header = "Person - Name*,Person - Email (Work),Organization - Name*,Deal - Title,Deal - Value,Activity - Subject*,\
                  Activity - Due date,Note - Content*";
    let rows = [
        "Kim Kunde,kim@kunde.example,Kunde AG,Roof,1000,Call,2026-05-01,first",
        "Kim Kunde,kim@kunde.example,Kunde AG,Cellar,2000,Visit,2026-05-02,second",
        "Kim Kunde,kim@kunde.example,Kunde AG,,,,,third",
    ];
    // Once more, with another amount: what is there is known again.
    for value in ["1000", "1500"] {
        let file = format!("{header}\n{}\n", rows.join("\n")).replace("1000", value);
        let report = import(&app, &admin, "person", file.as_bytes(), Value::Null).await;
        assert_eq!(report["failed"], 0, "{report:#}");
        let there = ["person", "organization", "opportunity", "task", "note"];
        let mut counts = Vec::new();
        for object in there {
            counts.push(count(&admin, object).await);
        }
        assert_eq!(counts, [1, 1, 2, 2, 3], "{there:?} {report:#}");
        let roof = found(&admin, "opportunity", r#"name == "Roof""#).await;
        assert_eq!(roof["amount"]["amount"], format!("{value}.00"));
    }
}
