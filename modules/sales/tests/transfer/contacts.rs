//! Contacts of address books: companies among them, fax machines, addresses of Exchange, and the same book again.

use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::runs::{counts, import, run, upload};
use crate::{app, count, found};

/// The columns by which an export of Outlook is known, and some more.
const OUTLOOK: &str = "Anrede,Vorname,Nachname,Firma,Position,Straße geschäftlich,Fax geschäftlich,Telefon geschäftlich,\
                       Telefon Firma,E-Mail-Adresse,E-Mail-Typ,Notizen";

async fn outlook(app: &TestApp, admin: &Client, rows: &str) -> Value {
    let file = format!("{OUTLOOK}\n{rows}");
    import(app, admin, "person", file.as_bytes(), Value::Null).await
}

async fn all(admin: &Client) -> [i64; 4] {
    let mut counted = [0; 4];
    for (at, object) in ["person", "organization", "party_relation", "note"]
        .into_iter()
        .enumerate()
    {
        counted[at] = count(admin, object).await;
    }
    counted
}

#[tokio::test]
async fn contacts_of_outlook_come_in_whole() {
    let app = app().await;
    let admin = app.admin().await;
    let report = outlook(
        &app,
        &admin,
        "Frau,Eva,Berg,Adler GmbH,Einkauf,Ring 1,040 99,040 11,,eva@adler.example,SMTP,\n\
         ,,,Nur Firma AG,,Weg 2,,,+49 89 4567,,,\n\
         Herr,Udo,See,,,,,030 5,,/o=Adler/ou=First/cn=Recipients/cn=udo,EX,\n",
    )
    .await;
    assert_eq!(counts(&report), [2, 1, 0, 0], "{report:#}");
    assert_eq!(report["errors"][0]["code"], "exchange_address", "{report:#}");
    let eva = found(&admin, "person", r#"given_name == "Eva""#).await;
    let phones = eva["phones"].as_array().unwrap();
    let first = phones.iter().find(|phone| phone["primary"] == true).unwrap();
    assert_eq!((&first["value"], phones.len()), (&json!("040 11"), 2), "{eva:#}");
    let firm = found(&admin, "organization", r#"name == "Nur Firma AG""#).await;
    assert_eq!(
        (&firm["phones"][0]["value"], &firm["addresses"][0]["street"]),
        (&json!("+49 89 4567"), &json!("Weg 2")),
        "{firm:#}"
    );
    assert_eq!(count(&admin, "person").await, 2);
}

#[tokio::test]
async fn a_second_export_of_the_same_contacts_doubles_nobody() {
    let app = app().await;
    let admin = app.admin().await;
    let rows = "Frau,Eva,Berg,Adler GmbH,Einkauf,Ring 1,,040 11,,eva@adler.example,SMTP,Mag Tee\n\
                Herr,Ben,Berg,Adler GmbH,Verkauf,Ring 1,,040 12,,eva@adler.example,SMTP,\n\
                Herr,Udo,See,,,,,030 5,,,,\n";
    assert_eq!(counts(&outlook(&app, &admin, rows).await), [3, 0, 0, 0]);
    let once = all(&admin).await;
    assert_eq!(once, [3, 1, 2, 1]);
    let later = rows.replace("Einkauf", "Leitung") + "Frau,Ina,Neu,,,,,,,ina@neu.example,SMTP,\n";
    let report = outlook(&app, &admin, &later).await;
    assert_eq!(counts(&report), [1, 1, 2, 0], "{report:#}");
    assert_eq!(all(&admin).await, [4, 1, 2, 1]);

    // It is told before, and can be had otherwise.
    let file = format!("{OUTLOOK}\n{later}");
    let told = upload(&admin, "person", file.as_bytes(), Value::Null)
        .await
        .created();
    assert_eq!(
        (&told["warnings"][0]["code"], &told["on_duplicate"]),
        (&json!("known_by_name"), &json!("update"))
    );
    let plain = "Vorname,Nachname\nEva,Berg\n";
    let told = upload(&admin, "person", plain.as_bytes(), Value::Null)
        .await
        .created();
    assert_eq!(told["warnings"][0]["code"], "no_key", "{told:#}");
}

const BOOK: &str = "BEGIN:VCARD\nVERSION:3.0\nUID:a-1\nFN:Eva Berg\nN:Berg;Eva;;;\nEMAIL:eva@privat.example\nEND:VCARD\n\
    BEGIN:VCARD\nVERSION:3.0\nUID:a-2\nFN:Adler GmbH\nN:;;;;\nORG:Adler GmbH;\nTEL:040 1\nEMAIL:info@adler.example\n\
    X-ABShowAs:COMPANY\nEND:VCARD\n\
    BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Dachs AG\nEMAIL:post@dachs.example\nEND:VCARD\n\
    BEGIN:VCARD\nVERSION:4.0\nFN:Udo See\nTEL:030 5\nEND:VCARD\n";

#[tokio::test]
async fn a_book_of_contacts_has_people_and_companies_and_comes_in_once() {
    let app = app().await;
    let admin = app.admin().await;
    let report = import(&app, &admin, "person", BOOK.as_bytes(), Value::Null).await;
    assert_eq!(counts(&report)[3], 0, "{report:#}");
    assert_eq!(all(&admin).await, [2, 2, 0, 0], "{report:#}");
    let adler = found(&admin, "organization", r#"name == "Adler GmbH""#).await;
    assert_eq!(adler["emails"][0]["value"], "info@adler.example");
    // A year later Eva has another name and address.
    let later = BOOK.replace("eva@", "eva.tal@").replace("Berg", "Tal");
    let report = import(&app, &admin, "person", later.as_bytes(), Value::Null).await;
    assert_eq!(counts(&report)[0], 0, "{report:#}");
    assert_eq!(all(&admin).await, [2, 2, 0, 0], "{report:#}");
    found(&admin, "person", r#"family_name == "Tal""#).await;
}

#[tokio::test]
async fn contacts_that_were_exported_from_here_find_their_records() {
    let app = app().await;
    let admin = app.admin().await;
    admin
        .post(
            "/records/person",
            json!({"given_name": "Eva", "family_name": "Berg", "phones": ["040 1"]}),
        )
        .await
        .created();
    let eva = found(&admin, "person", r#"given_name == "Eva""#).await;
    let card = format!(
        "BEGIN:VCARD\nVERSION:4.0\nUID:urn:uuid:{}\nFN:Eva Tal\nN:Tal;Eva;;;\nEND:VCARD\n",
        eva["id"].as_str().unwrap()
    );
    let file = upload(&admin, "person", card.as_bytes(), Value::Null)
        .await
        .created();
    for (query, people) in [("?dry_run=true", 1), ("", 1)] {
        let report = run(&app, &admin, &file, query).await;
        assert_eq!(counts(&report), [0, 1, 0, 0], "{report:#}");
        assert_eq!(count(&admin, "person").await, people);
    }
    found(&admin, "person", r#"family_name == "Tal""#).await;
}

#[tokio::test]
async fn the_picture_of_a_contact_is_no_web_address() {
    let app = app().await;
    let admin = app.admin().await;
    let card = "BEGIN:VCARD\nVERSION:3.0\nFN:Eva Berg\nN:Berg;Eva;;;\n\
        PHOTO;ENCODING=b;TYPE=WEBP:/9j/4AEBAQEB\nEND:VCARD\n";
    let report = import(&app, &admin, "person", card.as_bytes(), Value::Null).await;
    assert_eq!(
        (counts(&report), &report["records"]["document"]["created"]),
        ([1, 0, 0, 0], &json!(1)),
        "{report:#}"
    );
    let eva = found(&admin, "person", r#"given_name == "Eva""#).await;
    assert!(eva["websites"].as_array().is_none_or(Vec::is_empty), "{eva:#}");
}
