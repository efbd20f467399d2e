//! The description of the API: checked in, complete, and what the router really serves.

use kontor_http::api;
use kontor_testing::TestApp;
use serde_json::{Value, json};

use crate::schema::{faults, says_nothing};

/// Where the snapshot is kept; `cargo xtask openapi` writes it.
const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");

#[test]
fn the_snapshot_is_fresh() {
    let document = api::meta::finished(api::endpoints().1);
    let fresh = serde_json::to_string_pretty(&document).unwrap() + "\n";
    if std::env::var_os("KONTOR_WRITE_OPENAPI").is_some() {
        std::fs::write(SNAPSHOT, &fresh).unwrap();
    }
    let kept = std::fs::read_to_string(SNAPSHOT).unwrap_or_default();
    assert!(
        kept == fresh,
        "docs/openapi.json is stale: run `cargo xtask openapi` and look at the difference"
    );
}

#[test]
fn every_operation_says_what_it_answers() {
    let document = api::meta::finished(api::endpoints().1);
    assert_eq!(document["openapi"], "3.1.0");
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            if !operation.is_object() {
                continue;
            }
            let place = format!("{method} {path}");
            assert!(operation["operationId"].is_string(), "{place} has no id");
            assert!(operation["summary"].is_string(), "{place} has no summary");
            let responses = operation["responses"].as_object().unwrap();
            assert!(
                responses.keys().any(|status| status.starts_with('2')),
                "{place} has no good answer"
            );
            assert!(
                responses.contains_key("500"),
                "{place} does not say that it may fail"
            );
        }
    }
}

/// What can come is found by every test of the API: the client holds each answer against the description. This is the
/// other way round: what needs something that an operation does not take can't come.
#[test]
fn no_operation_names_what_can_not_come() {
    let document = api::meta::finished(api::endpoints().1);
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let (place, id) = (
                format!("{method} {path}"),
                operation["operationId"].as_str().unwrap(),
            );
            let responses = operation["responses"].as_object().unwrap();
            let parameters = operation["parameters"].as_array();
            let takes = |name: &str| {
                parameters.is_some_and(|all| all.iter().any(|parameter| parameter["name"] == name))
            };
            let named = |status: &str| responses.get(status).map(|of| of["description"].to_string());
            let code = |status: &str, code: &str| {
                named(status).is_some_and(|all| all.contains(&format!("`{code}`")))
            };
            let headers = |name: &str| {
                responses
                    .values()
                    .any(|answer| answer["headers"][name].is_object())
            };
            // The commands of a batch say their versions themselves.
            let versions = takes("If-Match") || id == "apply_batch";
            assert_eq!(named("412").is_some(), versions, "{place} and 412");
            assert!(versions || named("428").is_none(), "{place} and 428");
            assert_eq!(
                code("422", "key_reused"),
                takes("Idempotency-Key"),
                "{place} and key_reused"
            );
            assert_eq!(
                headers("Idempotent-Replayed"),
                takes("Idempotency-Key"),
                "{place}"
            );
            assert_eq!(
                named("415").is_some(),
                operation["requestBody"].is_object(),
                "{place} and 415"
            );
            let known = takes("If-None-Match") || id == "read_file";
            assert_eq!(named("304").is_some(), known, "{place} and 304");
            if method == "get" {
                assert!(
                    named("507").is_none() && named("409").is_none_or(|_| id == "read_export_file"),
                    "{place}"
                );
                assert!(
                    !code("403", "wrong_origin") && !headers("Kontor-Change-Set"),
                    "{place}"
                );
            }
        }
    }
}

/// Each body of an operation with its media type: what is sent, and what a good answer holds.
fn bodies(operation: &Value) -> Vec<(String, &String, &Value)> {
    fn contents(name: String, body: &Value) -> Vec<(String, &String, &Value)> {
        let contents = body["content"].as_object().into_iter().flatten();
        contents
            .map(|(media, content)| (name.clone(), media, content))
            .collect()
    }
    let mut all = contents("request".to_owned(), &operation["requestBody"]);
    let answers = operation["responses"].as_object().unwrap().iter();
    for (status, answer) in answers.filter(|(status, _)| status.starts_with('2')) {
        all.extend(contents(status.clone(), answer));
    }
    all
}

#[test]
fn every_body_says_what_is_in_it_and_has_an_example_that_fits() {
    let document = api::meta::finished(api::endpoints().1);
    let mut wrong = Vec::new();
    let paths = document["paths"].as_object().unwrap().iter();
    for (path, method, operation) in paths.flat_map(|(path, item)| {
        item.as_object()
            .unwrap()
            .iter()
            .map(move |(method, it)| (path, method, it))
    }) {
        for (name, media, content) in bodies(operation) {
            let place = format!("{method} {path}: {name} as {media}");
            let (schema, example) = (&content["schema"], &content["example"]);
            if says_nothing(&document, schema) {
                wrong.push(format!("{place} could be anything"));
            }
            match example {
                Value::Null => wrong.push(format!("{place} has no example")),
                example => wrong.extend(
                    faults(&document, schema, example)
                        .iter()
                        .map(|fault| format!("{place}{fault}")),
                ),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_is_no_example_of_what_is_not_there() {
    let document = api::meta::finished(api::endpoints().1).to_string();
    for id in kontor_http::openapi::examples::all().as_object().unwrap().keys() {
        assert!(document.contains(&format!("\"operationId\":\"{id}\"")), "{id}");
    }
}

/// What only the owner of the machine may do, over the socket in the data folder, is nobody else's business.
#[test]
fn the_command_line_is_no_part_of_it() {
    let document = api::meta::finished(api::endpoints().1).to_string();
    assert!(!document.contains("/machine") && !document.contains("OldBackup"));
}

/// Fields of every type that people make, with the links among objects that are there already.
fn every_type() -> Value {
    let options = json!([{"key": "x_a", "labels": "A"}, {"key": "x_b", "labels": "B"}]);
    let rollup = |function: &str, field: Option<&str>| {
        let mut made = json!({"key": format!("x_{function}"), "labels": function, "type": "rollup",
            "object": "opportunity", "link": "organization", "function": function});
        if let Some(field) = field {
            made["field"] = json!(field);
        }
        made
    };
    let mut fields: Vec<Value> = [
        "text",
        "long_text",
        "rich_text",
        "integer",
        "decimal",
        "money",
        "boolean",
        "date",
        "timestamp",
        "duration",
        "owner",
        "email",
        "phone",
        "url",
        "social",
        "address",
        "file",
        "percentage",
        "rating",
        "json",
    ]
    .iter()
    .map(|kind| json!({"key": format!("x_{kind}"), "labels": kind, "type": kind}))
    .collect();
    fields.extend([
        json!({"key": "x_select", "labels": "One", "type": "select", "options": options}),
        json!({"key": "x_multi", "labels": "Some", "type": "multi_select", "options": options}),
        json!({"key": "x_stage", "labels": "State", "type": "stage", "options": options}),
        json!({"key": "x_link", "labels": "Firm", "type": "link", "targets": ["organization"]}),
        json!({"key": "x_either", "labels": "Party", "type": "link", "targets": ["person", "organization"]}),
        json!({"key": "x_links", "labels": "People", "type": "link", "targets": ["person"], "many": true}),
        json!({"key": "x_number", "labels": "Number", "type": "auto_number", "prefix": "X-", "digits": 4}),
        json!({"key": "x_formula", "labels": "Twice", "type": "formula", "expression": "x_integer * 2", "result": "integer"}),
        rollup("sum", Some("amount")),
        rollup("count", None),
        rollup("max", Some("close_date")),
    ]);
    Value::Array(fields)
}

#[tokio::test]
async fn signed_in_it_has_a_path_for_each_object_with_its_fields() {
    let app = TestApp::with(vec![kontor_base::module(), kontor_sales::module()]).await;
    let admin = app.admin().await;
    let generic = app.nobody().get("/openapi.json").await.ok();
    assert!(
        generic["paths"]["/records/{object}"].is_object() && generic["paths"]["/records/person"].is_null()
    );
    let mut fields = every_type();
    let own = fields.as_array_mut().unwrap();
    let rollups = own.split_off(own.len() - 3);
    admin
        .post(
            "/objects",
            json!({"key": "x_thing", "labels": "Thing", "fields": own}),
        )
        .await
        .created();
    for rollup in rollups {
        admin.post("/objects/organization/fields", rollup).await.created();
    }

    let mine = admin.get("/openapi.json").await.ok();
    let objects = admin.get("/objects").await.ok();
    let mut wrong = Vec::new();
    for object in objects["data"].as_array().unwrap() {
        let key = object["key"].as_str().unwrap();
        for (suffix, method) in [
            ("", "get"),
            ("", "post"),
            ("/{id}", "get"),
            ("/{id}", "patch"),
            ("/list", "post"),
        ] {
            let operation = &mine["paths"][format!("/records/{key}{suffix}")][method];
            for (name, _, content) in bodies(operation) {
                let place = format!("{method} {key}{suffix} {name}");
                assert!(!says_nothing(&mine, &content["schema"]), "{place}");
                let found = faults(&mine, &content["schema"], &content["example"]);
                wrong.extend(found.iter().map(|fault| format!("{place}{fault}")));
            }
        }
        let schema = &mine["components"]["schemas"][format!("record_{key}")];
        for field in object["fields"].as_array().unwrap() {
            let name = field["key"].as_str().unwrap();
            assert!(!says_nothing(&mine, &schema["properties"][name]), "{key}.{name}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // What it shows as an example can be sent, and what comes back is as it says.
    let schema = &mine["components"]["schemas"]["record_x_thing"];
    let shown =
        &mine["paths"]["/records/x_thing"]["post"]["requestBody"]["content"]["application/json"]["example"];
    let mut values = shown.clone();
    let firm = admin
        .post("/records/organization", json!({"name": "Adler"}))
        .await
        .created();
    let person = admin
        .post("/records/person", json!({"family_name": "Berg"}))
        .await
        .created();
    for (key, target) in [("x_link", &firm), ("x_either", &person)] {
        values[key]["id"] = target["id"].clone();
    }
    values["x_links"][0]["id"] = person["id"].clone();
    values["x_owner"] = json!(admin.id());
    let file = admin.upload("plan.txt", "text/plain", "words").await.created();
    values["x_file"] = file["id"].clone();
    let made = admin.post("/records/x_thing", values).await.created();
    assert_eq!(faults(&mine, schema, &made), Vec::<String>::new());
    let bare = admin.post("/records/x_thing", json!({})).await.created();
    assert_eq!(faults(&mine, schema, &bare), Vec::<String>::new());
    let money =
        json!({"name": "Deal", "organization": firm["id"], "amount": {"amount": "7", "currency": "CHF"}});
    admin.post("/records/opportunity", money).await.created();
    app.advance(60);
    app.run_jobs().await;
    for object in [
        "organization",
        "opportunity",
        "person",
        "role",
        "pipeline",
        "user",
        "party_relation",
    ] {
        let expand = if object == "opportunity" {
            "organization"
        } else {
            ""
        };
        let page = admin
            .get(&format!("/records/{object}?expand={expand}"))
            .await
            .ok();
        let schema = &mine["components"]["schemas"][format!("record_{object}")];
        for record in page["data"].as_array().unwrap() {
            assert_eq!(
                faults(&mine, schema, record),
                Vec::<String>::new(),
                "{object}: {record:#}"
            );
        }
    }
}

#[tokio::test]
async fn what_is_hidden_from_somebody_is_not_described_to_him() {
    let app = TestApp::with(vec![kontor_base::module(), kontor_sales::module()]).await;
    let admin = app.admin().await;
    let objects = json!({"person": {"read": true, "fields": {"birth_date": "hidden", "title": "read_only"}}});
    let role = json!({"key": "shy", "name": "Shy", "permissions": {"objects": objects}});
    admin.post("/records/role", role).await.created();
    let shy = app.user("Sam Shy", "shy").await.get("/openapi.json").await.ok();
    let (schemas, paths) = (&shy["components"]["schemas"], &shy["paths"]);
    assert!(paths["/records/organization"].is_null() && schemas["record_organization"].is_null());
    let read = &schemas["record_person"]["properties"];
    assert!(read["birth_date"].is_null() && read["family_name"].is_object());
    assert_eq!(read["title"]["readOnly"], true);
    assert!(schemas["values_person"]["properties"]["title"].is_null());
}
