//! Keys of files from different systems: they never meet by chance, and the same export again finds its records.

use kontor_testing::Client;
use serde_json::{Value, json};

use crate::runs::{counts, import, run, upload};
use crate::{app, count, found};

const CUSTOMERS: &str = "Nr;Firma;Ort\n1;Nordlicht GmbH;Ulm\n2;Sturm AG;Köln\n";

fn by_number() -> Value {
    json!({"key": "Nr"})
}

async fn names(client: &Client) -> Vec<String> {
    let list = client.get("/records/organization?sort=name").await.ok();
    let records = list["data"].as_array().unwrap();
    records
        .iter()
        .map(|record| record["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_same_numbers_of_two_files_are_two_records() {
    let app = app().await;
    let admin = app.admin().await;
    let take = async |file: &str| {
        let file = upload(&admin, "organization", file.as_bytes(), by_number())
            .await
            .ok();
        let told = run(&app, &admin, &file, "?dry_run=true").await;
        let done = run(&app, &admin, &file, "").await;
        assert_eq!(counts(&told), counts(&done));
        counts(&done)
    };
    assert_eq!(take(CUSTOMERS).await, [2, 0, 0, 0]);
    // The same columns, other firms under the same numbers.
    let suppliers = "Nr;Firma;Ort\n1;Alpha KG;Ulm\n2;Beta GmbH;Mainz\n";
    assert_eq!(take(suppliers).await, [2, 0, 0, 0]);
    // Other columns, and other firms.
    assert_eq!(take("Nr;Firma;PLZ\n1;Gamma OHG;10115\n").await, [1, 0, 0, 0]);
    // Each of them again, with what has changed since: nobody is there twice.
    let later = CUSTOMERS.replace("Sturm AG", "Sturm und Partner AG") + "3;Welle AG;Kiel\n";
    assert_eq!(take(&later).await, [1, 1, 1, 0]);
    assert_eq!(take(&suppliers.replace("Mainz", "Worms")).await, [0, 1, 1, 0]);
    // With a column more it is the same export all the same.
    let wider = "Nr;Firma;Ort;Mitarbeiter\n1;Nordlicht GmbH;Ulm;7\n2;Sturm und Partner AG;Köln;8\n4;Regen AG;Kiel;9\n";
    assert_eq!(take(wider).await, [1, 2, 0, 0]);
    assert_eq!(
        names(&admin).await,
        [
            "Alpha KG",
            "Beta GmbH",
            "Gamma OHG",
            "Nordlicht GmbH",
            "Regen AG",
            "Sturm und Partner AG",
            "Welle AG"
        ]
    );
}

#[tokio::test]
async fn known_keys_at_the_end_of_a_long_file_are_found() {
    let app = app().await;
    let admin = app.admin().await;
    let first = import(&app, &admin, "organization", CUSTOMERS.as_bytes(), by_number()).await;
    assert_eq!(counts(&first), [2, 0, 0, 0]);
    // A column more, and more new rows before the known ones than a block has.
    let new: String = (100..1_100).map(|n| format!("{n};Firma {n};Ulm;7\n")).collect();
    let wider = format!("Nr;Firma;Ort;Mitarbeiter\n{new}1;Nordlicht GmbH;Ulm;7\n2;Sturm AG;Köln;8\n");
    let report = import(&app, &admin, "organization", wider.as_bytes(), by_number()).await;
    assert_eq!(counts(&report), [1_000, 2, 0, 0], "{report:#}");
    assert_eq!(count(&admin, "organization").await, 1_002);
    // Of the same columns, and others at its end: they are not overwritten.
    let gammas = "1;Gamma OHG;Kiel\n2;Delta UG;Bonn\n";
    let new: String = (2_000..2_600).map(|n| format!("{n};Betrieb {n};Ulm\n")).collect();
    let others = format!("Nr;Firma;Ort\n{new}{gammas}");
    let report = import(&app, &admin, "organization", others.as_bytes(), by_number()).await;
    assert_eq!(counts(&report), [602, 0, 0, 0], "{report:#}");
    found(&admin, "organization", r#"name == "Sturm AG""#).await;
    found(&admin, "organization", r#"name == "Delta UG""#).await;
}

#[tokio::test]
async fn a_system_may_be_named_and_its_files_share_their_keys() {
    let app = app().await;
    let admin = app.admin().await;
    let named = json!({"map": {"system": "erp"}, "key": "Nr"});
    assert_eq!(
        counts(&import(&app, &admin, "organization", CUSTOMERS.as_bytes(), named.clone()).await),
        [2, 0, 0, 0]
    );
    let more = "Nr;Firma;PLZ\n1;Nordlicht GmbH;89073\n";
    let report = import(&app, &admin, "organization", more.as_bytes(), named).await;
    assert_eq!(counts(&report), [0, 1, 0, 0]);
    let nordlicht = found(&admin, "organization", r#"name == "Nordlicht GmbH""#).await;
    assert_eq!(nordlicht["external_ids"], json!([{"system": "erp", "key": "1"}]));
}

#[tokio::test]
async fn keys_from_before_files_had_systems_are_found() {
    let app = app().await;
    let admin = app.admin().await;
    let old = json!({"name": "Sturm", "external_ids": [{"system": "import", "key": "2"}]});
    admin.post("/records/organization", old).await.created();
    let report = import(&app, &admin, "organization", CUSTOMERS.as_bytes(), by_number()).await;
    assert_eq!(counts(&report), [1, 1, 0, 0], "{report:#}");
    assert_eq!(count(&admin, "organization").await, 2);
}

#[tokio::test]
async fn a_link_finds_the_rows_of_another_file_unless_two_have_the_key() {
    let app = app().await;
    let admin = app.admin().await;
    import(&app, &admin, "organization", CUSTOMERS.as_bytes(), by_number()).await;
    let other = "Nr;Firma;PLZ\n1;Gamma OHG;10115\n";
    import(&app, &admin, "organization", other.as_bytes(), by_number()).await;
    let people = "Nr,Name,organization\n7,Eva Berg,2\n8,Ida Tal,1\n";
    let map = json!({"key": "Nr", "map": {"organization": "organization"}});
    let report = import(&app, &admin, "person", people.as_bytes(), map).await;
    assert_eq!(counts(&report), [2, 0, 0, 0], "{report:#}");
    assert_eq!(report["errors"][0]["code"], "ambiguous", "{report:#}");
    let employer = async |name: &str| {
        found(&admin, "person", &format!("family_name == {name:?}")).await["organization"]["label"].clone()
    };
    assert_eq!(
        (employer("Berg").await, employer("Tal").await),
        (json!("Sturm AG"), Value::Null)
    );
}

#[tokio::test]
async fn a_key_that_a_firm_and_a_person_have_leads_to_neither_until_it_is_said() {
    let app = app().await;
    let admin = app.admin().await;
    let of = |columns: Value| json!({"map": {"system": "crm", "key": "Nr", "columns": columns}});
    let firms = b"Nr,Name\n7,Adler\n8,Baer\n";
    import(
        &app,
        &admin,
        "organization",
        firms,
        of(json!({"Name": "organization.name"})),
    )
    .await;
    let people = b"Nr,Name\n7,Eva Berg\n";
    import(&app, &admin, "person", people, of(json!({"Name": "person.name"}))).await;
    for (links, seventh) in [
        (json!("task.links"), json!([])),
        (
            json!({"field": "task.links", "object": "organization"}),
            json!(["Adler"]),
        ),
    ] {
        let tasks = b"Nr,Betreff,Kunde\n1,Seventh,7\n2,Eighth,8\n";
        let columns = json!({"Betreff": "task.subject", "Kunde": links});
        let made = upload(&admin, "task", tasks, of(columns)).await.ok();
        let report = run(&app, &admin, &made, "").await;
        for (subject, expected) in [("Seventh", &seventh), ("Eighth", &json!(["Baer"]))] {
            let task = found(&admin, "task", &format!("subject == {subject:?}")).await;
            let labels: Vec<&Value> = task["links"]
                .as_array()
                .unwrap()
                .iter()
                .map(|link| &link["label"])
                .collect();
            assert_eq!(json!(labels), *expected, "{subject} {report:#}");
        }
        let told = report["errors"].as_array().unwrap().iter();
        let told = told.filter(|error| error["code"] == "ambiguous").count();
        assert_eq!(told, usize::from(seventh == json!([])), "{report:#}");
        app.run_jobs().await;
    }
}
