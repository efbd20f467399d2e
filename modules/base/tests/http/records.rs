//! Records: create, read, change, list, page.

use kontor_testing::TestApp;
use serde_json::json;

#[tokio::test]
async fn a_person_is_created_and_read_back() {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    let organization = admin
        .post("/records/organization", json!({"name": "Nordlicht GmbH"}))
        .await
        .created();
    let answer = admin
        .post(
            "/records/person",
            json!({
                "given_name": "Änne",
                "family_name": "Schmidt",
                "emails": ["Anne@Nordlicht.example"],
                "phones": [{"value": "040/12345", "label": "work"}],
                "organization": organization["id"],
            }),
        )
        .await;
    let person = answer.created();
    assert_eq!(answer.header("ETag"), "\"1\"");
    assert_eq!(person["label"], "Änne Schmidt");
    assert_eq!(person["organization"]["label"], "Nordlicht GmbH");
    assert_eq!(person["emails"][0]["value"], "Anne@Nordlicht.example");
    let id = person["id"].as_str().unwrap();
    let mut read = admin.get(&format!("/records/person/{id}")).await.ok();
    read["updated_at"] = person["updated_at"].clone();
    assert_eq!(read, person);
}

#[tokio::test]
async fn a_list_is_filtered_sorted_and_paged() {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    for (name, city, employees) in [
        ("Ärzte AG", "Berlin", 5),
        ("Zebra KG", "Bern", 50),
        ("Adler GmbH", "Bremen", 500),
        ("Öl und Co", "Köln", 7),
    ] {
        let body =
            json!({"name": name, "employees": employees, "addresses": [{"city": city, "country": "DE"}]});
        admin.post("/records/organization", body).await.created();
    }
    let names = |body: serde_json::Value| -> Vec<String> {
        body["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let sorted = admin
        .get("/records/organization?sort=name&limit=3&count=exact")
        .await
        .ok();
    assert_eq!(sorted["count"], 4);
    assert_eq!(names(sorted.clone()), ["Adler GmbH", "Ärzte AG", "Öl und Co"]);
    let next = sorted["next"].as_str().unwrap().strip_prefix("/api/v1").unwrap();
    assert_eq!(names(admin.get(next).await.ok()), ["Zebra KG"]);
    let filter = "employees > 6 && addresses.exists(a, a.city.startsWith(\"B\"))";
    let found = admin
        .post(
            "/records/organization/list",
            json!({"filter": filter, "sort": "-employees"}),
        )
        .await
        .ok();
    assert_eq!(names(found), ["Adler GmbH", "Zebra KG"]);
}
