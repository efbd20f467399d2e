//! Firms that rows write in another way than the workspace does.

use serde_json::{Value, json};

use crate::runs::{counts, run, upload, without_dry_run};
use crate::{app, count, found};

#[tokio::test]
async fn a_firm_of_the_workspace_is_found_in_another_spelling() {
    let app = app().await;
    let admin = app.admin().await;
    for name in [
        "Nordlicht GmbH & Co KG",
        "Bär AG",
        "Adler G.m.b.H.",
        "Adler GmbH.",
        "Wolf Bau GmbH",
    ] {
        admin
            .post("/records/organization", json!({"name": name}))
            .await
            .created();
    }
    let file = "Name,Company\n\
                Ann Ahrens,NORDLICHT  GmbH & Co. KG\n\
                Ben Beck,Nordlicht gmbh und co. kg\n\
                Cem Can,Baer  AG.\n\
                Dora Dorn,Bär GmbH\n\
                Eva Esch,ADLER gmbh\n\
                Fred Fink,Wolf Bau\n\
                Gerd Gans,WOLF-BAU GmbH\n";
    let made = upload(&admin, "person", file.as_bytes(), json!({})).await.ok();
    let told = run(&app, &admin, &made, "?dry_run=true").await;
    let report = run(&app, &admin, &made, "").await;
    assert_eq!(without_dry_run(&told), without_dry_run(&report));
    assert_eq!(counts(&report), [7, 0, 0, 0], "{report:#}");
    for (person, firm) in [
        ("Ahrens", json!("Nordlicht GmbH & Co KG")),
        ("Beck", json!("Nordlicht GmbH & Co KG")),
        ("Can", json!("Bär AG")),
        // Another legal form, or none, is another firm.
        ("Dorn", json!("Bär GmbH")),
        ("Fink", json!("Wolf Bau")),
        ("Gans", json!("Wolf Bau GmbH")),
        // Two are called so: nobody is guessed, and no third one made.
        ("Esch", Value::Null),
    ] {
        let person = found(&admin, "person", &format!("family_name == {person:?}")).await;
        assert_eq!(person["organization"]["label"], firm, "{person:#}");
    }
    assert_eq!(count(&admin, "organization").await, 7);
    let ambiguous = &report["errors"][0];
    assert_eq!(
        (&ambiguous["row"], &ambiguous["code"], &ambiguous["warning"]),
        (&json!(6), &json!("ambiguous"), &json!(true)),
        "{report:#}"
    );

    // What lies in the trash is no firm.
    let wolf = found(&admin, "organization", r#"name == "Wolf Bau GmbH""#).await;
    let wolf = format!("/records/organization/{}", wolf["id"].as_str().unwrap());
    admin.delete(&wolf).await.expect(204);
    let file = b"Name,Company\nHans Hahn,WOLF BAU gmbh\n";
    let made = upload(&admin, "person", file, json!({})).await.ok();
    run(&app, &admin, &made, "").await;
    let hahn = found(&admin, "person", r#"family_name == "Hahn""#).await;
    assert_eq!(hahn["organization"]["label"], "WOLF BAU gmbh");
}

#[tokio::test]
async fn who_is_only_named_keeps_name_and_places() {
    let app = app().await;
    let admin = app.admin().await;
    let rows = [
        "Ann Ahrens,Weißgerber & Söhne GmbH,Ulm,89073",
        "Ben Beck,WEISSGERBER + SÖHNE GmbH,Kiel,24103",
        "Cem Can,Weissgerber & Soehne GmbH,Ulm,89073",
    ];
    let map = json!({"map": {"columns": {"Name": "person.name", "Company": "organization.name",
        "Town": "organization.addresses.city", "Postcode": "organization.addresses.postcode"}}});
    // Once more from behind: what is there already stays as it is.
    for order in [[0, 1, 2], [2, 1, 0]] {
        let rows = order.map(|n| rows[n]).join("\n");
        let file = format!("Name,Company,Town,Postcode\n{rows}\n");
        let made = upload(&admin, "person", file.as_bytes(), map.clone()).await.ok();
        run(&app, &admin, &made, "").await;
        let firm = found(&admin, "organization", "employees == null").await;
        assert_eq!(firm["name"], "Weißgerber & Söhne GmbH");
        let cities: Vec<&Value> = firm["addresses"]
            .as_array()
            .unwrap()
            .iter()
            .map(|at| &at["city"])
            .collect();
        assert_eq!(cities, ["Ulm", "Kiel"], "{firm:#}");
    }
}
