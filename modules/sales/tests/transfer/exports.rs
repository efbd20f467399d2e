//! Exports over HTTP: what comes out goes in again as it was, and nobody takes out what he may not see.

use axum::http::Method;
use kontor_testing::{Answer, Client, TestApp};
use serde_json::{Value, json};

use crate::{app, found};

/// Exports to the end; answers the file.
async fn export(app: &TestApp, client: &Client, wish: Value) -> Answer {
    let export = client.post("/exports", wish).await.created();
    assert_eq!(
        (&export["state"], &export["file"]),
        (&json!("running"), &Value::Null)
    );
    app.run_jobs().await;
    let export = client
        .get(&format!("/exports/{}", export["id"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(export["state"], "done", "{export:#}");
    let all = json!({"done": export["rows"], "total": export["rows"]});
    assert_eq!(export["progress"], all);
    let file = client
        .get(export["file"].as_str().unwrap().strip_prefix("/api/v1").unwrap())
        .await;
    assert_eq!(
        (file.status, export["size"].as_u64()),
        (200, Some(file.body.len() as u64))
    );
    file
}

/// Records with values that are hard to carry in a cell.
async fn fill(admin: &Client) -> Vec<Value> {
    let mut made = Vec::new();
    for body in [
        json!({"name": "=HYPERLINK(\"http://x\")", "employees": 7, "revenue": {"amount": "1234.5678", "currency": "USD"}}),
        json!({"name": "'-Bindestrich; \"AG\"", "tags": ["a; b", "+c", "@d"], "legal_form": "gmbh",
            "phones": ["+49 40 1", {"value": "040 2", "label": "fax"}],
            "emails": [{"value": "a@x.example"}, {"value": "b@x.example", "primary": true, "label": "work"}],
            "websites": ["https://x.example/?a=1;b=2"],
            "addresses": [{"kind": "billing", "street": "A-Str. 1\nHof", "city": "Köln", "country": "DE", "lat": 50.9, "lon": 6.9},
                {"city": "Bonn", "from_date": "2026-01-01"}],
            "external_ids": [{"system": "erp", "key": "7:8"}]}),
    ] {
        made.push(admin.post("/records/organization", body).await.created());
    }
    let parent = made[1]["id"].clone();
    made.push(
        admin
            .post(
                "/records/organization",
                json!({"name": "\u{feff}Tochter\u{a0}\u{1F600}", "parent": parent}),
            )
            .await
            .created(),
    );
    made
}

/// All fields that an import may set.
const FIELDS: &str =
    "name,tags,external_ids,legal_form,vat_id,employees,revenue,parent,emails,phones,websites,addresses";

/// Imports a file into a new house, for an id is taken for ever where it once was, and compares the records.
async fn comes_back(file: Vec<u8>, media_type: &str, reading: &str, made: &[Value]) {
    let app = app().await;
    let admin = app.admin().await;
    let path = format!("/imports?object=organization{reading}");
    let import = admin
        .send(Method::POST, &path, &[("Content-Type", media_type)], Some(file))
        .await
        .created();
    let path = format!("/imports/{}", import["id"].as_str().unwrap());
    admin
        .send(Method::POST, &format!("{path}/run"), &[], None)
        .await
        .expect(202);
    app.run_jobs().await;
    let report = admin.get(&path).await.ok()["report"].clone();
    assert_eq!(report["created"], made.len(), "{reading} {report:#}");
    for record in made {
        let path = format!("/records/organization/{}", record["id"].as_str().unwrap());
        let (mut was, mut is) = (record.clone(), admin.get(&path).await.ok());
        for key in ["owner", "created_by", "updated_by"] {
            assert_eq!(is[key]["label"], "Ada Admin");
            (was[key], is[key]) = (Value::Null, Value::Null);
        }
        assert_eq!(is, was, "{reading}");
    }
}

#[tokio::test]
async fn what_was_exported_comes_in_again_as_it_was() {
    let app = app().await;
    let admin = app.admin().await;
    let made = fill(&admin).await;
    let file = export(&app, &admin, json!({"object": "organization", "fields": FIELDS})).await;
    assert_eq!(file.header("Content-Type"), "text/csv; charset=utf-8");
    assert_eq!(
        file.header("Content-Disposition"),
        "attachment; filename=\"organization.csv\""
    );
    let text = file.text();
    assert!(
        text.starts_with("id,version,") && text.contains("\"'=HYPERLINK("),
        "{text}"
    );
    comes_back(file.body, "text/csv", "", &made).await;

    let wish = json!({"object": "organization", "fields": FIELDS, "format": "xlsx"});
    let file = export(&app, &admin, wish).await;
    let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!(file.header("Content-Type"), media_type);
    assert_eq!(
        file.header("Content-Disposition"),
        "attachment; filename=\"organization.xlsx\""
    );
    comes_back(file.body, media_type, "", &made).await;

    let wish = json!({"object": "organization", "fields": FIELDS, "format": "jsonl"});
    let file = export(&app, &admin, wish).await;
    comes_back(file.body, "application/x-ndjson", "", &made).await;
}

#[tokio::test]
async fn what_was_exported_comes_in_again_in_eight_encodings() {
    let app = app().await;
    let admin = app.admin().await;
    let made = fill(&admin).await;
    let wish = json!({"object": "organization", "fields": FIELDS});
    let text = export(&app, &admin, wish).await.text();
    let marked = format!("\u{feff}{text}");
    let wide = |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    for bytes in [
        text.clone().into_bytes(),
        marked.clone().into_bytes(),
        wide(&text, u16::to_le_bytes),
        wide(&text, u16::to_be_bytes),
        wide(&marked, u16::to_le_bytes),
        wide(&marked, u16::to_be_bytes),
    ] {
        comes_back(bytes, "text/csv", "", &made).await;
    }
    // What old programs write has no letters but those of its part of the world.
    let wish = json!({"object": "organization", "fields": FIELDS, "filter": "parent == null"});
    let text = export(&app, &admin, wish).await.text();
    let latin: Vec<u8> = text
        .chars()
        .map(|ch| u8::try_from(u32::from(ch)).unwrap())
        .collect();
    for reading in ["", "&encoding=iso-8859-1"] {
        comes_back(latin.clone(), "text/csv", reading, &made[..2]).await;
    }
}

#[tokio::test]
async fn people_and_organisations_become_contacts() {
    let app = app().await;
    let admin = app.admin().await;
    let firm = json!({"name": "Groß, Klein & Co", "phones": ["+49 40 1"], "tags": ["Kunde"]});
    let firm = admin.post("/records/organization", firm).await.created();
    let person = json!({"title": "Dr.", "given_name": "Jörg", "family_name": "Müller", "birth_date": "1980-03-22",
        "organization": firm["id"], "emails": [{"value": "j@x.example", "label": "work"}, "k@x.example"],
        "addresses": [{"kind": "work", "street": "Hauptstr. 1", "postcode": "20095", "city": "Hamburg", "country": "DE"}]});
    let person = admin.post("/records/person", person).await.created();
    let file = export(&app, &admin, json!({"object": "person", "format": "vcard"})).await;
    assert_eq!(file.header("Content-Type"), "text/vcard; charset=utf-8");
    let text = file.text().replace("\r\n ", "");
    for line in [
        "VERSION:4.0",
        "N:Müller;Jörg;;Dr.;",
        "ORG:Groß\\, Klein & Co",
        "BDAY:1980-03-22",
        "EMAIL;TYPE=\"work\";PREF=1:j@x.example",
        "ADR;TYPE=\"work\":;;Hauptstr. 1;Hamburg;;20095;DE",
        &format!("UID:{}", person["id"].as_str().unwrap()),
    ] {
        assert!(text.lines().any(|known| known == line), "{line}\n{text}");
    }
    let file = export(&app, &admin, json!({"object": "organization", "format": "vcard"})).await;
    let text = file.text();
    assert!(
        text.contains("KIND:org\r\n") && text.contains("CATEGORIES:Kunde\r\n"),
        "{text}"
    );
    let tasks = json!({"object": "task", "format": "vcard"});
    let refused = admin.post("/exports", tasks).await.issue();
    assert_eq!(refused, ("not_contacts".to_owned(), "/format".to_owned()));
}

#[tokio::test]
async fn a_saved_view_says_what_is_exported() {
    let app = app().await;
    let admin = app.admin().await;
    for (name, employees) in [("A", 1), ("B", 20), ("C", 30)] {
        let body = json!({"name": name, "employees": employees});
        admin.post("/records/organization", body).await.created();
    }
    let view = json!({"name": "Large", "object": "organization", "filter": "employees > 10", "sort": "-employees",
        "columns": ["label", "name", "parent.name", "employees"], "shared": "private"});
    let view = admin.post("/records/saved_view", view).await.created();
    let text = export(&app, &admin, json!({"view": view["id"]})).await.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        (lines.len(), lines[0]),
        (3, "id,version,label,name,parent.name,employees")
    );
    assert!(
        lines[1].ends_with(",C,C,,30") && lines[2].ends_with(",B,B,,20"),
        "{text}"
    );
    let wish = json!({"view": view["id"], "object": "organization", "sort": "name", "fields": "name"});
    let text = export(&app, &admin, wish).await.text();
    assert!(text.lines().nth(1).unwrap().ends_with(",B"), "{text}");

    let another = json!({"view": view["id"], "object": "person"});
    let refused = admin.post("/exports", another).await.issue();
    assert_eq!(refused, ("other_object".to_owned(), "/object".to_owned()));
    let refused = admin.post("/exports", json!({"format": "csv"})).await.issue();
    assert_eq!(refused, ("required".to_owned(), "/object".to_owned()));
    let manager = app.user("Mia Manager", "manager").await;
    let refused = manager.post("/exports", json!({"view": view["id"]})).await;
    assert_eq!(refused.refused(404), "not_found");
}

/// What a view shows behind links is told as far as the asker may see it, and fills nothing when it comes in again.
#[tokio::test]
async fn what_a_view_shows_behind_links_is_exported() {
    let app = app().await;
    let admin = app.admin().await;
    let make =
        async |object: &str, body: Value| admin.post(&format!("/records/{object}"), body).await.created();
    let top = json!({"name": "Top", "vat_id": "DE136695976", "emails": ["top@x.example"], "employees": 7, "tags": ["a", "b"]});
    let top = make("organization", top).await;
    let firm = make(
        "organization",
        json!({"name": "Firm", "parent": top["id"], "revenue": {"amount": "5", "currency": "USD"}}),
    )
    .await;
    let eva = json!({"title": "Dr.", "given_name": "Eva", "family_name": "Berg", "organization": firm["id"]});
    make("person", eva).await;
    make("person", json!({"family_name": "Alone"})).await;
    let columns = [
        "label",
        "organization.parent.name",
        "organization.parent.employees",
        "organization.parent.emails",
        "organization.parent.tags",
        "organization.revenue.currency",
        "organization.owner.email",
        "family_name",
    ];
    let view =
        json!({"name": "Firms", "object": "person", "sort": "-label", "columns": columns, "shared": "all"});
    let view = admin.post("/records/saved_view", view).await.created();
    let text = export(&app, &admin, json!({"view": view["id"]})).await.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], format!("id,version,{}", columns.join(",")));
    let email = admin.get("/me").await.ok()["user"]["email"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let rest = |line: &str| line.splitn(3, ',').nth(2).unwrap().to_owned();
    let mut rows = [rest(lines[1]), rest(lines[2])];
    rows.sort();
    assert_eq!(rows[0], "Alone,,,,,,,Alone");
    assert!(
        rows[1].starts_with("Dr. Eva Berg,Top,7,top@x.example,a; b,USD,"),
        "{text} {email}"
    );

    let file = export(&app, &admin, json!({"view": view["id"], "format": "jsonl"}))
        .await
        .text();
    let lines: Vec<Value> = file
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let berg = lines.iter().find(|line| line["family_name"] == "Berg").unwrap();
    let parent = &berg["organization"]["record"]["parent"]["record"];
    assert_eq!(parent["name"], "Top", "{berg:#}");
    let contacts = export(&app, &admin, json!({"view": view["id"], "format": "vcard"}))
        .await
        .text();
    assert_eq!(contacts.matches("BEGIN:VCARD").count(), 2);

    // Nothing of it is taken for a value of the person.
    let there = crate::app().await;
    let somebody = there.admin().await;
    let report = crate::runs::import(&there, &somebody, "person", text.as_bytes(), Value::Null).await;
    assert_eq!(report["created"], 2, "{report:#}");
    let berg = found(&somebody, "person", r#"family_name == "Berg""#).await;
    assert_eq!(
        (&berg["emails"], &berg["organization"], &berg["tags"]),
        (&json!([]), &Value::Null, &json!([]))
    );
    assert_eq!(crate::count(&somebody, "organization").await, 0);

    let permissions = json!({"objects": {"person": {"read": true, "export": true},
        "organization": {"read": "name != \"Top\"", "fields": {"vat_id": "hidden"}}, "saved_view": {"read": true}}});
    let role = json!({"key": "taker", "name": "Taker", "permissions": permissions});
    admin.post("/records/role", role).await.created();
    let taker = app.user("Tim Taker", "taker").await;
    let wish = json!({"object": "person", "fields": "family_name,organization.name,organization.parent.name", "filter": "family_name == \"Berg\""});
    let text = export(&app, &taker, wish).await.text();
    assert!(text.trim_end().ends_with(",Berg,Firm,"), "{text}");
    for fields in ["organization.vat_id", "organization.nothing", "family_name.x"] {
        let wish = json!({"object": "person", "fields": fields});
        assert_eq!(
            taker.post("/exports", wish).await.refused(400),
            "bad_parameter",
            "{fields}"
        );
    }
    // A view is for many; each is given what he may see of it.
    let view = json!({"name": "All", "object": "person", "shared": "all", "columns": ["family_name", "organization.vat_id"]});
    let view = admin.post("/records/saved_view", view).await.created();
    let text = export(&app, &taker, json!({"view": view["id"]})).await.text();
    assert_eq!(text.lines().next(), Some("id,version,family_name"), "{text}");
}

#[tokio::test]
async fn an_export_has_the_records_and_fields_that_were_asked_for() {
    let app = app().await;
    let admin = app.admin().await;
    let create = |n| json!({"op": "create", "object": "organization", "values": {"name": format!("F{n:03}"), "employees": n}});
    let commands: Vec<Value> = (0..450).map(create).collect();
    admin.post("/batch", json!({"commands": commands})).await.ok();
    let wish = json!({"object": "organization", "filter": "employees >= 10", "sort": "-employees", "fields": "name,employees"});
    let text = export(&app, &admin, wish).await.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (441, "id,version,name,employees"));
    assert!(
        lines[1].ends_with(",1,F449,449") && lines[440].ends_with(",1,F010,10"),
        "{}",
        lines[440]
    );

    let wish = json!({"object": "organization", "format": "jsonl", "sort": "employees", "filter": {"op": "<", "args": [{"field": "employees"}, {"value": 3}]}});
    let file = export(&app, &admin, wish).await;
    assert_eq!(file.header("Content-Type"), "application/jsonl");
    let text = file.text();
    let records: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let first = found(&admin, "organization", r#"name == "F000""#).await;
    assert_eq!((records.len(), &records[0]), (3, &first));
}

#[tokio::test]
async fn nobody_takes_out_what_he_may_not() {
    let app = app().await;
    let admin = app.admin().await;
    admin
        .post(
            "/records/organization",
            json!({"name": "A", "vat_id": "DE136695976"}),
        )
        .await
        .created();
    let permissions = json!({"objects": {"organization": {
        "read": true, "export": "name != \"B\"", "fields": {"vat_id": "hidden"}}}});
    let role = json!({"key": "taker", "name": "Taker", "permissions": permissions});
    admin.post("/records/role", role).await.created();
    admin
        .post("/records/organization", json!({"name": "B"}))
        .await
        .created();
    let taker = app.user("Tim Taker", "taker").await;
    let text = export(&app, &taker, json!({"object": "organization"}))
        .await
        .text();
    assert!(
        text.contains(",A,") && !text.contains(",B,") && !text.contains("vat_id"),
        "{text}"
    );
    let by_field = json!({"object": "organization", "fields": "vat_id"});
    assert_eq!(
        taker.post("/exports", by_field).await.refused(400),
        "bad_parameter"
    );
    let by_filter = json!({"object": "organization", "filter": "vat_id != null"});
    assert_eq!(taker.post("/exports", by_filter).await.refused(400), "bad_filter");
    assert_eq!(
        taker
            .post("/exports", json!({"object": "person"}))
            .await
            .refused(404),
        "not_found"
    );
    assert_eq!(
        taker
            .post("/exports", json!({"object": "organization", "format": "xml"}))
            .await
            .issue()
            .1,
        "/format"
    );
    let member = app.user("Max Member", "member").await;
    assert_eq!(
        member
            .post("/exports", json!({"object": "organization"}))
            .await
            .refused(403),
        "forbidden"
    );

    let (mine, another) = (
        app.user("Mia Mine", "manager").await,
        app.user("Ann Another", "manager").await,
    );
    let export = mine
        .post("/exports", json!({"object": "organization"}))
        .await
        .created();
    let path = format!("/exports/{}", export["id"].as_str().unwrap());
    assert_eq!(mine.get(&format!("{path}/file")).await.refused(409), "conflict");
    app.run_jobs().await;
    assert_eq!(mine.get(&format!("{path}/file")).await.status, 200);
    for file in [path.clone(), format!("{path}/file")] {
        assert_eq!(
            (another.get(&file).await.status, admin.get(&file).await.status),
            (404, 200)
        );
    }
}
