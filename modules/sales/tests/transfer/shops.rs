//! The customers and orders of two sample shops, with the maps of the user guide.

use serde_json::{Value, json};

use crate::runs::{counts, import, run, upload};
use crate::{app, count, data, example, found};

#[tokio::test]
async fn northwind_customers_become_organisations_with_their_people() {
    let Some(file) = data("customers/northwind_customers.csv") else {
        return;
    };
    let app = app().await;
    let admin = app.admin().await;
    let map = json!({"map": example("northwind_customers.json")});
    let import = upload(&admin, "organization", &file, map.clone()).await.json();
    assert_eq!(import["columns"][1]["target"], "organization.name");
    assert_eq!(import["columns"][1]["samples"][0], "Alfreds Futterkiste");

    let report = run(&app, &admin, &import, "?dry_run=true").await;
    assert_eq!(
        (counts(&report), report["dry_run"].clone()),
        ([91, 0, 0, 0], json!(true))
    );
    assert_eq!(count(&admin, "organization").await, 0);

    let report = run(&app, &admin, &import, "").await;
    assert_eq!(counts(&report), [91, 0, 0, 0], "{report:#}");
    assert_eq!(
        report["records"],
        json!({
        "organization": {"created": 91, "updated": 0}, "person": {"created": 91, "updated": 0},
        "party_relation": {"created": 91, "updated": 0}})
    );
    assert_eq!(report["ignored_columns"], json!([]));
    for object in ["organization", "person", "party_relation"] {
        assert_eq!(count(&admin, object).await, 91, "{object}");
    }

    let alfki = found(&admin, "organization", r#"name == "Alfreds Futterkiste""#).await;
    assert_eq!(
        alfki["external_ids"],
        json!([{"system": "northwind", "key": "ALFKI"}])
    );
    assert_eq!(alfki["tags"], json!(["customer"]));
    let address = &alfki["addresses"][0];
    assert_eq!(
        [
            &address["street"],
            &address["postcode"],
            &address["city"],
            &address["country"]
        ],
        ["Obere Str. 57", "12209", "Berlin", "DE"]
    );
    let phones: Vec<(&Value, &Value)> = alfki["phones"]
        .as_array()
        .unwrap()
        .iter()
        .map(|phone| (&phone["value"], &phone["label"]))
        .collect();
    assert_eq!(
        phones,
        [
            (&json!("030-0074321"), &Value::Null),
            (&json!("030-0076545"), &json!("fax"))
        ]
    );
    let maria = found(&admin, "person", r#"family_name == "Anders""#).await;
    assert_eq!(
        (&maria["given_name"], &maria["organization"]["id"]),
        (&json!("Maria"), &alfki["id"])
    );
    let jobs = format!("from_party == {}", maria["id"]);
    let job = found(&admin, "party_relation", &jobs).await;
    assert_eq!(job["role"], "Sales Representative");
    assert_eq!(
        (&job["from_party"]["object"], &job["to_party"]["object"]),
        (&json!("person"), &json!("organization"))
    );
    let first = &admin
        .get(&format!(
            "/records/organization/{}/history",
            alfki["id"].as_str().unwrap()
        ))
        .await
        .ok()["data"][0];
    assert_eq!(first["via"], "import");

    // A second run finds all of it as it is.
    let report = self::import(&app, &admin, "organization", &file, map).await;
    assert_eq!(counts(&report), [0, 0, 91, 0], "{report:#}");
    for object in ["organization", "person", "party_relation"] {
        assert_eq!(count(&admin, object).await, 91, "{object}");
    }
}

#[tokio::test]
async fn no_supplier_is_lost_for_a_homepage_that_is_none() {
    let Some(file) = data("customers/northwind_suppliers.csv") else {
        return;
    };
    let app = app().await;
    let admin = app.admin().await;
    let map = json!({"map": example("northwind_suppliers.json")});
    let report = import(&app, &admin, "organization", &file, map).await;
    assert_eq!(
        (counts(&report), report["warnings"].clone()),
        ([29, 0, 0, 0], json!(5)),
        "{report:#}"
    );
    let warning = &report["errors"][0];
    assert_eq!(
        (&warning["row"], &warning["column"]),
        (&json!(3), &json!("Homepage"))
    );
    assert_eq!(
        (&warning["field"], &warning["warning"]),
        (&json!("organization.websites"), &json!(true))
    );
}

#[tokio::test]
async fn chinook_customers_become_people_some_with_organisations() {
    let Some(file) = data("customers/chinook_customers.csv") else {
        return;
    };
    let app = app().await;
    let admin = app.admin().await;
    let map = json!({"map": example("chinook_customers.json")});
    let report = import(&app, &admin, "person", &file, map.clone()).await;
    assert_eq!(counts(&report), [59, 0, 0, 0], "{report:#}");
    let luis = found(&admin, "person", r#"family_name == "Gonçalves""#).await;
    assert_eq!(luis["emails"][0]["value"], "luisg@embraer.com.br");
    assert_eq!(
        luis["organization"]["label"],
        "Embraer - Empresa Brasileira de Aeronáutica S.A."
    );
    let report = import(&app, &admin, "person", &file, map).await;
    assert_eq!(counts(&report), [0, 0, 59, 0], "{report:#}");
}

#[tokio::test]
async fn products_orders_and_lines_go_into_objects_of_ones_own() {
    let file = |name: &str| data(&format!("customers/northwind_{name}.csv"));
    let Some(suppliers) = file("suppliers") else {
        return;
    };
    let app = app().await;
    let admin = app.admin().await;
    for object in ["x_product", "x_order", "x_order_line"] {
        admin
            .post("/objects", example(&format!("{object}.json")))
            .await
            .created();
    }
    let map = |name: &str| json!({"map": example(&format!("northwind_{name}.json"))});
    import(&app, &admin, "organization", &suppliers, map("suppliers")).await;
    import(
        &app,
        &admin,
        "organization",
        &file("customers").unwrap(),
        map("customers"),
    )
    .await;
    for (name, object, rows) in [
        ("products", "x_product", 77),
        ("orders", "x_order", 830),
        ("order_lines", "x_order_line", 2155),
    ] {
        let report = import(&app, &admin, object, &file(name).unwrap(), map(name)).await;
        assert_eq!(
            counts(&report),
            [rows, 0, 0, 0],
            "{name}: {:#}",
            report["errors"][0]
        );
    }
    let chai = found(&admin, "x_product", r#"x_name == "Chai""#).await;
    assert_eq!(chai["x_supplier"]["label"], "Specialty Biscuits, Ltd.");
    let order = found(&admin, "x_order", r#"x_number == "10248""#).await;
    assert_eq!(
        (&order["x_customer"]["label"], &order["x_ordered_on"]),
        (&json!("Vins et alcools Chevalier"), &json!("1996-07-04"))
    );
}
