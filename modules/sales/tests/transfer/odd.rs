//! Files that are almost a table: no header, a cover before it, cells that say more than their column.

use serde_json::{Value, json};

use crate::runs::{counts, import, run, upload};
use crate::{app, found};

#[tokio::test]
async fn a_file_without_a_header_is_read_by_its_letters_and_says_so() {
    let app = app().await;
    let admin = app.admin().await;
    let file = b"1,Ann Ahrens,ann@adler.example\n2,Ben Beck,ben@adler.example\n";
    let map = json!({"map": {"columns": {"B": "person.name"}}, "key": "A"});
    let made = upload(&admin, "person", file, Value::Null).await.created();
    let names: Vec<&str> = made["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| column["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["A", "B", "C"]);
    let codes = |import: &Value| -> Vec<String> {
        let all = import["warnings"].as_array().unwrap().iter();
        all.map(|warning| warning["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(codes(&made).contains(&"no_header".to_owned()), "{made:#}");
    let report = import(&app, &admin, "person", file, map).await;
    assert_eq!(counts(&report), [2, 0, 0, 0], "{report:#}");
    found(&admin, "person", r#"family_name == "Beck""#).await;
    let named = upload(&admin, "person", b"Nr,Name\n1,Cem Can\n", Value::Null)
        .await
        .created();
    assert!(!codes(&named).contains(&"no_header".to_owned()), "{named:#}");
}

#[tokio::test]
async fn cells_that_say_more_than_their_column_are_read() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "Name,Anschrift,employees\nAdler,20095 Hamburg,12 %\nBär,\"Ring 1, 20095 Hamburg\",7\n";
    let report = import(&app, &admin, "organization", file.as_bytes(), Value::Null).await;
    assert_eq!(counts(&report), [2, 0, 0, 0], "{report:#}");
    let adler = found(&admin, "organization", r#"name == "Adler""#).await;
    let address = &adler["addresses"][0];
    assert_eq!(
        (&address["postcode"], &address["city"], &address["street"]),
        (&json!("20095"), &json!("Hamburg"), &Value::Null)
    );
    assert_eq!(adler["employees"], 12);
}

#[tokio::test]
async fn amounts_with_a_currency_become_numbers_in_fields_of_ones_own() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "Name;Rabatt;Gebühr\nAdler;5 %;12,50 €\nBär;10%;1.234,00 €\nFuchs;0 %;-3,00 €\n".as_bytes();
    let made = upload(&admin, "organization", file, Value::Null).await.created();
    let path = format!("/imports/{}", made["id"].as_str().unwrap());
    admin.post(&format!("{path}/fields"), json!({})).await.ok();
    let report = run(&app, &admin, &made, "").await;
    assert_eq!(counts(&report), [3, 0, 0, 0], "{report:#}");
    let adler = found(&admin, "organization", r#"name == "Adler""#).await;
    let bear = found(&admin, "organization", r#"name == "Bär""#).await;
    assert_eq!(
        [&adler["x_rabatt"], &bear["x_gebuhr"]],
        [&json!(5), &json!("1234.000000")]
    );
}

#[tokio::test]
async fn lists_and_objects_where_a_text_belongs_are_told() {
    let app = app().await;
    let admin = app.admin().await;
    let file = concat!(
        r#"{"Nr": ["1"], "Name": "Adler"}"#,
        "\n",
        r#"{"Nr": "3", "Name": ["Fuchs", "Dachs"]}"#,
        "\n",
        r#"{"Nr": "4", "Name": "Elch"}"#,
        "\n"
    );
    let more = json!({"key": "Nr"});
    let made = upload(&admin, "organization", file.as_bytes(), more).await.ok();
    let report = run(&app, &admin, &made, "").await;
    assert_eq!(counts(&report), [1, 0, 0, 2], "{report:#}");
    let told: Vec<(i64, &str, &str)> = report["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            let text = |key: &str| error[key].as_str().unwrap();
            (error["row"].as_i64().unwrap(), text("column"), text("code"))
        })
        .collect();
    assert_eq!(told, [(1, "Nr", "wrong_type"), (2, "Name", "wrong_type")]);
}

#[tokio::test]
async fn what_nobody_can_read_does_not_stand_in_messages() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "Name,employees\nAdler,\u{1b}[31mno\u{202e}\u{7}\n";
    let report = import(&app, &admin, "organization", file.as_bytes(), Value::Null).await;
    assert_eq!(counts(&report), [0, 0, 0, 1], "{report:#}");
    let told = report["errors"].to_string();
    assert!(
        !told.contains("\\u001b") && !told.contains(['\u{1b}', '\u{7}', '\u{202e}']),
        "{told}"
    );
}
