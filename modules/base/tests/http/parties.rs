//! Parties: what their values must be, and the employer as a shortcut of its relation.

use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::{open, run};

fn id(record: &Value) -> String {
    record["id"].as_str().unwrap().to_owned()
}

/// The employments of a person by the name of the organisation: it and the end.
async fn employments(client: &Client, person: &str) -> Vec<(String, Value)> {
    let filter = format!("from_party == \"{person}\" && kind == \"employment\"");
    let found = client
        .post(
            "/records/party_relation/list",
            json!({"filter": filter, "sort": "id"}),
        )
        .await
        .ok();
    let rows = found["data"].as_array().unwrap().iter();
    let mut employments: Vec<(String, Value)> = rows
        .map(|row| {
            (
                row["to_party"]["label"].as_str().unwrap().to_owned(),
                row["to_date"].clone(),
            )
        })
        .collect();
    employments.sort_by(|a, b| a.0.cmp(&b.0));
    employments
}

async fn employer(client: &Client, person: &str) -> Value {
    client.get(&format!("/records/person/{person}")).await.ok()["organization"]["label"].clone()
}

#[tokio::test]
async fn a_vat_id_is_right_or_refused() {
    let (_app, admin) = open().await;
    let made = admin
        .post(
            "/records/organization",
            json!({"name": "A", "vat_id": "de 136 695 976"}),
        )
        .await
        .created();
    assert_eq!(made["vat_id"], "DE136695976");
    let answer = admin
        .post(
            "/records/organization",
            json!({"name": "B", "vat_id": "DE136695977"}),
        )
        .await;
    assert_eq!(answer.expect(422)["errors"][0]["code"], "invalid_vat_id");
    assert_eq!(answer.json()["errors"][0]["pointer"], "/vat_id");
    let other = admin
        .post(
            "/records/organization",
            json!({"name": "C", "vat_id": "CHE-116.281.710"}),
        )
        .await
        .created();
    assert_eq!(other["vat_id"], "CHE-116.281.710");
}

#[tokio::test]
async fn a_person_is_anything_from_one_address_on_but_not_born_tomorrow() {
    let (_app, admin) = open().await;
    let lone = admin
        .post("/records/person", json!({"emails": ["who@example.com"]}))
        .await
        .created();
    assert_eq!(lone["label"], "who@example.com");
    assert!(lone["completeness"].as_i64().unwrap() > 0);
    admin
        .post("/records/person", json!({"salutation": "ms"}))
        .await
        .expect(422);
    admin
        .post(
            "/records/person",
            json!({"family_name": "X", "birth_date": "2026-03-02"}),
        )
        .await
        .created();
    let answer = admin
        .post(
            "/records/person",
            json!({"family_name": "X", "birth_date": "2026-03-03"}),
        )
        .await;
    assert_eq!(answer.expect(422)["errors"][0]["code"], "in_future");
}

#[tokio::test]
async fn the_employer_makes_moves_and_ends_its_relation() {
    let (_app, admin) = open().await;
    let a = id(&admin
        .post("/records/organization", json!({"name": "A"}))
        .await
        .created());
    let b = id(&admin
        .post("/records/organization", json!({"name": "B"}))
        .await
        .created());
    let person = id(&admin
        .post("/records/person", json!({"family_name": "P", "organization": a}))
        .await
        .created());
    assert_eq!(
        employments(&admin, &person).await,
        [("A".to_owned(), Value::Null)]
    );
    let path = format!("/records/person/{person}");
    admin.patch(&path, json!({"organization": b})).await.ok();
    assert_eq!(
        employments(&admin, &person).await,
        [("B".to_owned(), Value::Null)]
    );
    admin.patch(&path, json!({"organization": null})).await.ok();
    assert_eq!(
        employments(&admin, &person).await,
        [("B".to_owned(), json!("2026-03-02"))]
    );
    admin.patch(&path, json!({"organization": a})).await.ok();
    let both = [
        ("A".to_owned(), Value::Null),
        ("B".to_owned(), json!("2026-03-02")),
    ];
    assert_eq!(employments(&admin, &person).await, both);
}

#[tokio::test]
async fn an_employment_sets_the_employer_and_takes_it_along_when_it_ends() {
    let (app, admin) = open().await;
    let a = id(&admin
        .post("/records/organization", json!({"name": "A"}))
        .await
        .created());
    let b = id(&admin
        .post("/records/organization", json!({"name": "B"}))
        .await
        .created());
    let person = id(&admin
        .post("/records/person", json!({"family_name": "P"}))
        .await
        .created());
    let employ = |at: &str| {
        json!({
            "kind": "employment",
            "from_party": {"id": person, "object": "person"},
            "to_party": {"id": at, "object": "organization"},
        })
    };
    let first = id(&admin.post("/records/party_relation", employ(&a)).await.created());
    assert_eq!(employer(&admin, &person).await, "A");
    let second = id(&admin.post("/records/party_relation", employ(&b)).await.created());
    assert_eq!(
        employer(&admin, &person).await,
        "A",
        "a second job leaves the main one"
    );
    admin
        .patch(
            &format!("/records/party_relation/{first}"),
            json!({"to_date": "2026-03-02"}),
        )
        .await
        .ok();
    assert_eq!(employer(&admin, &person).await, Value::Null);
    admin
        .patch(&format!("/records/person/{person}"), json!({"organization": b}))
        .await
        .ok();
    assert_eq!(
        employments(&admin, &person).await.len(),
        2,
        "the relation was there already"
    );
    admin
        .delete(&format!("/records/party_relation/{second}"))
        .await
        .expect(204);
    assert_eq!(employer(&admin, &person).await, Value::Null);
    admin
        .post(&format!("/records/party_relation/{second}/restore"), json!({}))
        .await
        .ok();
    assert_eq!(employer(&admin, &person).await, "B");

    // An end in the future is one when its day comes.
    admin
        .patch(
            &format!("/records/party_relation/{second}"),
            json!({"to_date": "2026-03-05"}),
        )
        .await
        .ok();
    assert_eq!(employer(&admin, &person).await, "B");
    assert_eq!(run(&app, kontor_base::employment::end_due).await, 0);
    app.advance(4 * 86_400);
    assert_eq!(run(&app, kontor_base::employment::end_due).await, 1);
    assert_eq!(employer(&admin, &person).await, Value::Null);
}

#[tokio::test]
async fn undoing_a_change_of_employer_takes_the_relation_back() {
    let (_app, admin) = open().await;
    let a = id(&admin
        .post("/records/organization", json!({"name": "A"}))
        .await
        .created());
    let b = id(&admin
        .post("/records/organization", json!({"name": "B"}))
        .await
        .created());
    let person = id(&admin
        .post("/records/person", json!({"family_name": "P", "organization": a}))
        .await
        .created());
    let answer = admin
        .patch(&format!("/records/person/{person}"), json!({"organization": b}))
        .await;
    let set = answer.header("Kontor-Change-Set").to_owned();
    admin.post(&format!("/undo/{set}"), json!({})).await.ok();
    assert_eq!(employer(&admin, &person).await, "A");
    assert_eq!(
        employments(&admin, &person).await,
        [("A".to_owned(), Value::Null)]
    );
}

#[tokio::test]
async fn roles_and_relations_end_after_they_begin_and_have_two_sides() {
    let (_app, admin) = open().await;
    let a = id(&admin
        .post("/records/organization", json!({"name": "A"}))
        .await
        .created());
    let party = json!({"id": a, "object": "organization"});
    let role =
        json!({"party": party, "kind": "customer", "from_date": "2026-02-01", "to_date": "2026-01-31"});
    let answer = admin.post("/records/party_role", role).await;
    assert_eq!(answer.expect(422)["errors"][0]["code"], "dates_out_of_order");
    let relation = json!({"from_party": party, "to_party": party, "kind": "partner"});
    let answer = admin.post("/records/party_relation", relation).await;
    assert_eq!(answer.expect(422)["errors"][0]["code"], "same_party");
}

#[tokio::test]
async fn the_overview_shows_people_subsidiaries_and_what_is_to_be_done() {
    let (_app, admin) = open().await;
    let a = id(&admin
        .post("/records/organization", json!({"name": "A"}))
        .await
        .created());
    admin
        .post("/records/organization", json!({"name": "A Sub", "parent": a}))
        .await
        .created();
    admin
        .post("/records/person", json!({"family_name": "P", "organization": a}))
        .await
        .created();
    let about = json!([{"id": a, "object": "organization"}]);
    admin
        .post("/records/task", json!({"subject": "Call", "links": about}))
        .await
        .created();
    admin
        .post(
            "/records/task",
            json!({"subject": "Called", "links": about, "status": "done"}),
        )
        .await
        .created();
    admin
        .post("/records/note", json!({"body": "Nice", "links": about}))
        .await
        .created();
    admin
        .post(
            "/records/interaction",
            json!({"kind": "call", "participants": about}),
        )
        .await
        .created();
    let overview = admin
        .get(&format!("/records/organization/{a}/overview"))
        .await
        .ok();
    let sections = overview["sections"].as_array().unwrap();
    let sizes: Vec<(&str, usize)> = sections
        .iter()
        .map(|section| {
            (
                section["key"].as_str().unwrap(),
                section["data"].as_array().unwrap().len(),
            )
        })
        .collect();
    let expected = [
        ("roles", 0),
        ("relations", 1),
        ("people", 1),
        ("subsidiaries", 1),
        ("tasks", 1),
        ("interactions", 1),
        ("notes", 1),
        ("documents", 0),
    ];
    assert_eq!(sizes, expected);
    assert_eq!(sections[4]["data"][0]["subject"], "Call");
}

#[tokio::test]
async fn who_has_no_name_is_called_by_the_primary_of_his_addresses() {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    let emails = json!([{"value": "second@x.example"}, {"value": "first@x.example", "primary": true}]);
    let person = admin
        .post("/records/person", json!({"emails": emails}))
        .await
        .created();
    assert_eq!(person["label"], "first@x.example");
    let note = json!({"body": "n", "links": [{"object": "person", "id": person["id"]}]});
    let note = admin.post("/records/note", note).await.created();
    assert_eq!(
        note["links"][0]["label"], "first@x.example",
        "a link shows it too"
    );
    let phones = json!({"phones": ["040 12345", "030 5555"]});
    let called = admin.post("/records/organization", phones).await.created();
    assert_eq!(called["label"], "040 12345");
    let path = format!("/records/person/{}", person["id"].as_str().unwrap());
    let other =
        json!({"emails": [{"value": "second@x.example", "primary": true}, {"value": "first@x.example"}]});
    assert_eq!(admin.patch(&path, other).await.ok()["label"], "second@x.example");
}

#[tokio::test]
async fn one_thing_that_tells_somebody_apart_is_enough() {
    let (_app, admin) = open().await;
    let key = json!([{"system": "shop", "key": "4711"}]);
    let social = json!([{"value": "https://www.linkedin.com/company/acme"}]);
    let called = [
        ("organization", json!({"vat_id": "DE136695976"}), "DE136695976"),
        ("organization", json!({"external_ids": key}), "shop:4711"),
        ("person", json!({"external_ids": key}), "shop:4711"),
        (
            "person",
            json!({"websites": [{"value": "https://ann.example"}]}),
            "https://ann.example",
        ),
    ];
    for (object, values, label) in called {
        let made = admin.post(&format!("/records/{object}"), values).await.created();
        assert_eq!(made["label"], label, "{object}");
    }
    for object in ["organization", "person"] {
        let path = format!("/records/{object}");
        let made = admin.post(&path, json!({"social": social})).await.created();
        assert_ne!(made["label"], "", "{object}");
        assert_eq!(
            admin.post(&path, json!({"tags": ["nobody"]})).await.issue().0,
            "required"
        );
    }
    let wrong = json!({"emails": [{"value": "ann at example"}]});
    let refused = admin.post("/records/person", wrong).await.expect(422);
    let pointers: Vec<&Value> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| &issue["pointer"])
        .collect();
    assert_eq!(
        pointers,
        ["/emails/0/value"],
        "what was given wrongly is not missing besides"
    );
}

#[tokio::test]
async fn roles_and_relations_go_for_good_with_their_party() {
    let (_app, admin) = open().await;
    let make =
        async |object: &str, values| id(&admin.post(&format!("/records/{object}"), values).await.created());
    let house = make("organization", json!({"name": "House"})).await;
    let other = make("organization", json!({"name": "Other"})).await;
    let person = make("person", json!({"family_name": "Adler", "organization": house})).await;
    let party = |object: &str, id: &str| json!({"id": id, "object": object});
    let role = json!({"party": party("organization", &house), "kind": "customer"});
    make("party_role", role).await;
    let kept = make(
        "party_role",
        json!({"party": party("person", &person), "kind": "press"}),
    )
    .await;
    let introduced = json!({"from_party": party("person", &person), "to_party": party("organization", &other),
        "third_party": party("organization", &house), "kind": "introduced_by"});
    let introduced = make("party_relation", introduced).await;
    let trashed = json!({"from_party": party("organization", &house), "to_party": party("organization", &other),
        "kind": "partner"});
    let trashed = make("party_relation", trashed).await;
    admin
        .delete(&format!("/records/party_relation/{trashed}"))
        .await
        .expect(204);

    admin
        .delete(&format!("/records/organization/{house}?final=true"))
        .await
        .expect(204);
    for (object, left) in [("party_role", &kept), ("party_relation", &introduced)] {
        let found = admin.get(&format!("/records/{object}?count=exact")).await.ok();
        assert_eq!(
            (found["count"].as_u64(), &found["data"][0]["id"]),
            (Some(1), &json!(left)),
            "{object}"
        );
    }
    let introduced = admin
        .get(&format!("/records/party_relation/{introduced}"))
        .await
        .ok();
    assert_eq!(
        introduced["third_party"],
        Value::Null,
        "who introduced them is not what it says"
    );
    let trash = admin.get("/records/party_relation?trash=only").await.ok();
    assert_eq!(trash["data"], json!([]));
    assert_eq!(employer(&admin, &person).await, Value::Null);
}

#[tokio::test]
async fn a_relation_through_a_third_party_is_found_from_all_three() {
    let (_app, admin) = open().await;
    let person = async |name: &str| {
        let made = admin.post("/records/person", json!({"family_name": name})).await;
        made.created()["id"].as_str().unwrap().to_owned()
    };
    let (ann, bert, cleo) = (person("Adler").await, person("Bär").await, person("Chen").await);
    let party = |id: &str| json!({"id": id, "object": "person"});
    let relation = json!({"from_party": party(&ann), "to_party": party(&bert), "third_party": party(&cleo),
        "kind": "introduced_by"});
    let made = admin.post("/records/party_relation", relation).await.created();
    assert_eq!(made["third_party"]["label"], "Chen");
    for id in [&ann, &bert, &cleo] {
        let overview = admin.get(&format!("/records/person/{id}/overview")).await.ok();
        let sections = overview["sections"].as_array().unwrap();
        let relations = sections
            .iter()
            .find(|section| section["key"] == "relations")
            .unwrap();
        assert_eq!(relations["data"][0]["id"], made["id"], "{id}");
    }
    let filter = format!("third_party%20==%20%22{cleo}%22");
    let found = admin
        .get(&format!("/records/party_relation?filter={filter}"))
        .await
        .ok();
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn completeness_weighs_what_is_there() {
    let (_app, admin) = open().await;
    let address = json!([{"street": "Kai 1", "city": "Hamburg", "country": "DE"}]);
    let firm = json!({"name": "Nordlicht", "emails": ["n@x.example"], "phones": ["+49 40 123456"], "addresses": address,
        "websites": ["https://x.example"], "legal_form": "gmbh", "employees": 5, "revenue": "1000"});
    let first = admin.post("/records/organization", firm).await.created();
    // All but the VAT id and the industry, of weights that sum up to 15.
    assert_eq!(first["completeness"], 86);
    let at = format!("/records/organization/{}", first["id"].as_str().unwrap());
    let industry = admin.get("/objects/organization").await.ok();
    let industry = industry["fields"]
        .as_array()
        .unwrap()
        .iter()
        .find(|field| field["key"] == "industry")
        .unwrap()["options"][0]["key"]
        .clone();
    let full = admin
        .patch(&at, json!({"vat_id": "DE136695976", "industry": industry}))
        .await
        .ok();
    assert_eq!(full["completeness"], 100);

    let person = json!({"family_name": "Adler", "given_name": "Ann"});
    let lone = admin.post("/records/person", person).await.created();
    assert_eq!(lone["completeness"], 29, "5 of 17");
    let rest = json!({"emails": ["a@x.example"], "phones": ["+49 40 123457"], "addresses": address, "salutation": "ms",
        "organization": first["id"], "language": "de", "birth_date": "1980-01-01"});
    let at = format!("/records/person/{}", lone["id"].as_str().unwrap());
    assert_eq!(admin.patch(&at, rest).await.ok()["completeness"], 100);
    assert_eq!(
        admin.patch(&at, json!({"emails": []})).await.ok()["completeness"],
        82
    );
}
