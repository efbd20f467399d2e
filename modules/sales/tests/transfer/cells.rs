//! What cells of other programs mean: ids that are not ours, numbers, days with a time of day, dates that can be read in
//! two ways. None of them costs its row without need.

use serde_json::{Value, json};

use crate::runs::{counts, import, run, upload};
use crate::{app, count, found};

/// Column, code and whether it is a warning, of each problem.
fn codes(report: &Value) -> Vec<(&str, &str, bool)> {
    let errors = report["errors"].as_array().unwrap().iter();
    let told = errors.map(|error| {
        let text = |key: &str| error[key].as_str().unwrap_or_default();
        (text("column"), text("code"), error["warning"] == json!(true))
    });
    told.collect()
}

#[tokio::test]
async fn ids_and_owners_of_another_system_cost_no_row() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "ID,Vorname,Nachname,Firma,Owner,Team\n17,Eva,Berg,Adler,Bob Sales,South\n18,Ida,Tal,,,\n";
    for expected in [[2, 0, 0, 0], [0, 0, 2, 0]] {
        let report = import(&app, &admin, "person", file.as_bytes(), Value::Null).await;
        assert_eq!(counts(&report), expected, "{report:#}");
        assert_eq!(
            codes(&report),
            [("Owner", "not_found", true), ("Team", "not_found", true)],
            "{report:#}"
        );
    }
    let eva = found(&admin, "person", r#"given_name == "Eva""#).await;
    assert_eq!(eva["external_ids"][0]["key"], "17");
    // What stands there more than once is nobody's key.
    let list = "ID,Vorname,Nachname\n1,Udo,See\n1,Uwe,Meer\n";
    let report = import(&app, &admin, "person", list.as_bytes(), Value::Null).await;
    assert_eq!(
        (counts(&report), &report["ignored_columns"]),
        ([2, 0, 0, 0], &json!(["ID"]))
    );
}

#[tokio::test]
async fn nothing_but_noughts_and_ones_may_be_numbers() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "Name,Mitarbeiter\nAdler,0\nDachs,1\n";
    let report = import(&app, &admin, "organization", file.as_bytes(), Value::Null).await;
    assert_eq!(counts(&report), [2, 0, 0, 0], "{report:#}");
    assert_eq!(
        found(&admin, "organization", r#"name == "Dachs""#).await["employees"],
        1
    );
}

#[tokio::test]
async fn a_row_without_a_company_keeps_its_person() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "Vorname,Nachname,Firma,Rechtsform,Mitarbeiter\nEva,Berg,Adler,,7\nIda,Tal,,GmbH,5\n";
    let report = import(&app, &admin, "person", file.as_bytes(), Value::Null).await;
    assert_eq!(counts(&report), [2, 0, 0, 0], "{report:#}");
    assert_eq!(
        codes(&report),
        [
            ("Rechtsform", "required", true),
            ("Mitarbeiter", "required", true)
        ],
        "{report:#}"
    );
    assert_eq!(count(&admin, "organization").await, 1);
}

#[tokio::test]
async fn a_day_may_come_with_a_time_of_day() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "Vorname,Nachname,Geburtstag\nA,A,05.03.1980 00:00:00\nB,B,1980-03-05T00:00:00\nC,C,1980-03-05 13:30\n\
                D,D,05.03.1980\nE,E,1980-03-05T23:30:00+02:00\n";
    let report = import(&app, &admin, "person", file.as_bytes(), Value::Null).await;
    assert_eq!(counts(&report), [5, 0, 0, 0], "{report:#}");
    let list = admin.get("/records/person?limit=10").await.ok();
    for person in list["data"].as_array().unwrap() {
        assert_eq!(person["birth_date"], "1980-03-05", "{person:#}");
    }
}

#[tokio::test]
async fn dates_that_can_be_read_in_two_ways_are_told() {
    let app = app().await;
    let admin = app.admin().await;
    let english = "First Name,Last Name,Birthday\nEva,Berg,03/04/1980\nIda,Tal,05/06/1981\n";
    let report = import(&app, &admin, "person", english.as_bytes(), Value::Null).await;
    assert_eq!(counts(&report), [0, 0, 0, 2], "{report:#}");
    assert_eq!(report["errors"][0]["code"], "ambiguous_date", "{report:#}");
    let map = json!({"map": {"order": "mdy"}});
    let report = import(&app, &admin, "person", english.as_bytes(), map).await;
    assert_eq!(counts(&report), [2, 0, 0, 0], "{report:#}");
    assert_eq!(
        found(&admin, "person", r#"given_name == "Eva""#).await["birth_date"],
        "1980-03-04"
    );

    // With semicolons it is a file of these parts, and read so; that is told before anything is done.
    let german = "Vorname;Nachname;Geburtstag\nUdo;See;03/04/1980\n";
    let import = upload(&admin, "person", german.as_bytes(), Value::Null)
        .await
        .created();
    let told = &import["warnings"][1];
    assert_eq!(
        (&import["warnings"][0]["code"], &told["code"], &told["column"]),
        (&json!("no_key"), &json!("day_first"), &json!("Geburtstag")),
        "{import:#}"
    );
    assert_eq!(counts(&run(&app, &admin, &import, "").await), [1, 0, 0, 0]);
    assert_eq!(
        found(&admin, "person", r#"given_name == "Udo""#).await["birth_date"],
        "1980-04-03"
    );
    let sure = upload(
        &admin,
        "person",
        german.replace("03/04", "13/04").as_bytes(),
        Value::Null,
    )
    .await;
    assert_eq!(sure.created()["warnings"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_amount_has_the_currency_that_stands_beside_it() {
    let app = app().await;
    let admin = app.admin().await;
    let file =
        "Company,Annual Revenue,CurrencyIsoCode\nAdler,1200.5,USD\nDachs,7,EUR\nElch,€ 9,USD\nFuchs,5,\n";
    let report = import(&app, &admin, "organization", file.as_bytes(), Value::Null).await;
    assert_eq!(
        (counts(&report), &report["ignored_columns"]),
        ([4, 0, 0, 0], &json!([])),
        "{report:#}"
    );
    for (name, amount, currency) in [
        ("Adler", "1200.50", "USD"),
        ("Dachs", "7.00", "EUR"),
        ("Elch", "9.00", "EUR"),
        ("Fuchs", "5.00", "EUR"),
    ] {
        let firm = found(&admin, "organization", &format!("name == {name:?}")).await;
        assert_eq!(firm["revenue"], json!({"amount": amount, "currency": currency}));
    }
}

#[tokio::test]
async fn several_values_in_one_cell_are_told_apart() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "Vorname;Nachname;E-Mail;Telefon\nEva;Berg;Eva Berg <a@x.example>, b@y.example;040 12345 / 0171 234567\n\
                Ida;Tal;mailto:c@z.example;n/a\n";
    let report = import(&app, &admin, "person", file.as_bytes(), Value::Null).await;
    assert_eq!(counts(&report), [2, 0, 0, 0], "{report:#}");
    let eva = found(&admin, "person", r#"given_name == "Eva""#).await;
    let values = |field: &str| -> Vec<Value> {
        eva[field]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["value"].clone())
            .collect()
    };
    assert_eq!(values("emails"), ["a@x.example", "b@y.example"]);
    assert_eq!(values("phones"), ["040 12345", "0171 234567"]);
    let ida = found(&admin, "person", r#"given_name == "Ida""#).await;
    assert_eq!(
        (&ida["emails"][0]["value"], &ida["phones"]),
        (&json!("c@z.example"), &json!([]))
    );
}

#[tokio::test]
async fn an_object_is_no_name() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "{\"name\": [{\"first\": \"Eva\"}], \"emails\": \"eva@x.example\"}\n";
    let report = import(&app, &admin, "person", file.as_bytes(), Value::Null).await;
    assert_eq!(
        (counts(&report), codes(&report)),
        ([0, 0, 0, 1], vec![("name", "wrong_type", false)]),
        "{report:#}"
    );
}
