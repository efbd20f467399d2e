//! Whose a row is by its domain: the organisation that has it, if there is one, and nobody is guessed.

use serde_json::{Value, json};

use crate::runs::{counts, import, run, upload, without_dry_run};
use crate::{app, count, found};

/// Organisations by name with e-mail and web address.
const FIRMS: &str = "Name;E-Mail;Website\n\
    Adler GmbH;info@adler.example;\n\
    Dachs AG;;https://www.dachs.example/kontakt\n\
    Elch Nord;nord@elch.example;\n\
    Elch Süd;;www.elch.example\n\
    Post;post@gmx.de;facebook.com/post\n\
    Falke;;www.falke.example\n\
    Falke;;www.falke-bau.example\n";

/// Imports rows about people after a dry run, which says the same; answers the report.
async fn people(app: &kontor_testing::TestApp, admin: &kontor_testing::Client, file: &str) -> Value {
    let made = upload(admin, "person", file.as_bytes(), Value::Null)
        .await
        .created();
    let rehearsed = run(app, admin, &made, "?dry_run=true").await;
    let done = run(app, admin, &made, "").await;
    assert_eq!(without_dry_run(&rehearsed), without_dry_run(&done));
    done
}

async fn employer(admin: &kontor_testing::Client, name: &str) -> Value {
    let person = found(admin, "person", &format!("family_name == {name:?}")).await;
    person["organization"]["label"].clone()
}

#[tokio::test]
async fn people_belong_to_the_organisation_with_their_domain() {
    let app = app().await;
    let admin = app.admin().await;
    import(&app, &admin, "organization", FIRMS.as_bytes(), Value::Null).await;
    let before = count(&admin, "organization").await;
    let file = "Nachname;E-Mail;Website;Firma\n\
        Berg;eva@ADLER.example;;\n\
        Wolf;udo@privat.example;http://dachs.example/team;\n\
        Falk;ina@elch.example;;\n\
        Haas;tim@gmx.de;https://www.facebook.com/haas;\n\
        Kurz;leo@nobody.example;;\n\
        Lang;;;dachs.example\n\
        Rabe;ute@adler.example;;Dachs AG\n";
    let report = people(&app, &admin, file).await;
    assert_eq!(counts(&report), [7, 0, 0, 0], "{report:#}");
    for (name, firm) in [
        ("Berg", json!("Adler GmbH")),
        ("Wolf", json!("Dachs AG")),
        ("Falk", Value::Null),
        ("Haas", Value::Null),
        ("Kurz", Value::Null),
        ("Lang", json!("Dachs AG")),
        ("Rabe", json!("Dachs AG")),
    ] {
        assert_eq!(employer(&admin, name).await, firm, "{name}");
    }
    assert_eq!(count(&admin, "organization").await, before);
    let told = &report["errors"];
    assert_eq!(told.as_array().unwrap().len(), 1, "{told:#}");
    assert_eq!(
        [
            &told[0]["row"],
            &told[0]["column"],
            &told[0]["code"],
            &told[0]["warning"]
        ],
        [&json!(4), &json!("E-Mail"), &json!("ambiguous"), &json!(true)]
    );
    assert!(
        told[0]["detail"].as_str().unwrap().contains("elch.example"),
        "{told:#}"
    );
    assert_eq!(report["warnings"], 1);
}

/// Who is somewhere stays there, and whoever has left it empty on purpose is not asked again by an update of other fields.
#[tokio::test]
async fn whoever_has_an_employer_keeps_him() {
    let app = app().await;
    let admin = app.admin().await;
    import(&app, &admin, "organization", FIRMS.as_bytes(), Value::Null).await;
    let key = json!({"key": "Nr"});
    let first = "Nr;Nachname;Firma\n1;Berg;Dachs AG\n";
    import(&app, &admin, "person", first.as_bytes(), key.clone()).await;
    let second = "Nr;Nachname;E-Mail\n1;Berg;eva@adler.example\n";
    let report = import(&app, &admin, "person", second.as_bytes(), key).await;
    assert_eq!(counts(&report), [0, 1, 0, 0], "{report:#}");
    assert_eq!(employer(&admin, "Berg").await, "Dachs AG");
}

#[tokio::test]
async fn a_name_that_several_have_is_no_link_unless_the_domain_tells_which() {
    let app = app().await;
    let admin = app.admin().await;
    import(&app, &admin, "organization", FIRMS.as_bytes(), Value::Null).await;
    let file = "Nachname;E-Mail;Firma\nBerg;eva@falke-bau.example;Falke\nWolf;udo@privat.example;Falke\n";
    let report = people(&app, &admin, file).await;
    assert_eq!(counts(&report), [2, 0, 0, 0], "{report:#}");
    let berg = found(&admin, "person", r#"family_name == "Berg""#).await;
    let firm = berg["organization"]["id"].as_str().unwrap();
    let firm = admin.get(&format!("/records/organization/{firm}")).await.ok();
    assert_eq!(firm["websites"][0]["value"], "https://www.falke-bau.example");
    assert_eq!(employer(&admin, "Wolf").await, Value::Null);
    let told = &report["errors"];
    assert_eq!(
        [&told[0]["row"], &told[0]["column"], &told[0]["code"], &told[1]],
        [&json!(3), &json!("Firma"), &json!("ambiguous"), &Value::Null],
        "{told:#}"
    );

    // The same of a cell that names a link.
    let parents = "Name;Parent organisation\nHorst;adler.example\nNest;info@dachs.example\nEi;Falke\nFeder;elch.example\n";
    let report = import(&app, &admin, "organization", parents.as_bytes(), Value::Null).await;
    assert_eq!(counts(&report), [4, 0, 0, 0], "{report:#}");
    let codes = report["errors"].as_array().unwrap().iter();
    let codes: Vec<(&Value, &Value)> = codes.map(|told| (&told["row"], &told["code"])).collect();
    let ambiguous = json!("ambiguous");
    assert_eq!(codes, [(&json!(4), &ambiguous), (&json!(5), &ambiguous)]);
    for (name, parent) in [
        ("Horst", json!("Adler GmbH")),
        ("Nest", json!("Dachs AG")),
        ("Ei", Value::Null),
        ("Feder", Value::Null),
    ] {
        let child = found(&admin, "organization", &format!("name == {name:?}")).await;
        assert_eq!(child["parent"]["label"], parent, "{name}");
    }
}

/// Earlier rows of the same file count like what is there, in the rehearsal too.
#[tokio::test]
async fn organisations_of_earlier_rows_have_domains_too() {
    let app = app().await;
    let admin = app.admin().await;
    let fillers: String = (0..600).map(|n| format!("P{n};;;\n")).collect();
    let file = format!(
        "Nachname;E-Mail;Firma;Website der Firma\n\
         Berg;eva@adler.example;Adler GmbH;www.adler.example\n\
         Wolf;udo@adler.example;;\n{fillers}\
         Haas;ina@adler.example;;\n\
         Kurz;leo@elch.example;Elch Nord;elch.example\n\
         Lang;ute@elch.example;Elch Süd;elch.example\n{fillers}\
         Rabe;tim@elch.example;;\n"
    );
    let map = json!({"map": {
        "Nachname": "person.family_name",
        "E-Mail": "person.emails",
        "Firma": "organization.name",
        "Website der Firma": "organization.websites",
    }});
    let made = upload(&admin, "person", file.as_bytes(), map).await.ok();
    let rehearsed = run(&app, &admin, &made, "?dry_run=true").await;
    let done = run(&app, &admin, &made, "").await;
    assert_eq!(without_dry_run(&rehearsed), without_dry_run(&done));
    assert_eq!(counts(&done), [1_206, 0, 0, 0], "{done:#}");
    for (name, firm) in [
        ("Wolf", json!("Adler GmbH")),
        ("Haas", json!("Adler GmbH")),
        ("Rabe", Value::Null),
    ] {
        assert_eq!(employer(&admin, name).await, firm, "{name}");
    }
    assert_eq!(done["errors"][0]["code"], "ambiguous", "{done:#}");
    assert_eq!(count(&admin, "organization").await, 3);
}
