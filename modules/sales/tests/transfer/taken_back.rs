//! Imports that are taken back after others have gone on with what they brought.

use axum::http::Method;
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::runs::{counts, run, upload};
use crate::{app, count, found};

/// Takes an import back; answers it as it is then.
async fn take_back(app: &TestApp, client: &Client, path: &str, how: &str) -> Value {
    let undo = format!("{path}/undo{how}");
    client.send(Method::POST, &undo, &[], None).await.expect(202);
    app.run_jobs().await;
    let import = client.get(path).await.ok();
    assert_eq!(import["state"], "undone", "{import:#}");
    import
}

fn path(import: &Value) -> String {
    format!("/imports/{}", import["id"].as_str().unwrap())
}

async fn firm(client: &Client, n: usize) -> Value {
    found(client, "organization", &format!("name == \"Firma {n}\"")).await
}

/// Imports some firms, each with a contact.
async fn firms(app: &TestApp, client: &Client, many: usize) -> String {
    let rows: String = (1..=many)
        .map(|n| format!("{n},Firma {n},Kontakt {n}\n"))
        .collect();
    let file = format!("Nr,Name,Contact\n{rows}");
    let made = upload(client, "organization", file.as_bytes(), json!({"key": "Nr"}))
        .await
        .ok();
    run(app, client, &made, "").await;
    assert_eq!(
        (count(client, "organization").await, count(client, "person").await),
        (i64::try_from(many).unwrap(), i64::try_from(many).unwrap())
    );
    path(&made)
}

#[tokio::test]
async fn what_others_link_to_since_stays() {
    let app = app().await;
    let admin = app.admin().await;
    let colleague = app.user("Karl Kollege", "manager").await;
    let import = firms(&app, &admin, 620).await;
    let customer = |n| firm(&admin, n);
    let deal = |name: &'static str, firm: Value| json!({"name": name, "organization": firm["id"]});
    // By a deal, a person who moved there, one of many links, a link that was there and is set anew.
    let roof = colleague
        .post("/records/opportunity", deal("Roof", customer(1).await))
        .await
        .created();
    let anna = json!({"family_name": "Ahrens"});
    let anna = colleague.post("/records/person", anna).await.created();
    let anna = format!("/records/person/{}", anna["id"].as_str().unwrap());
    let moves = json!({"organization": customer(2).await["id"]});
    colleague.patch(&anna, moves).await.ok();
    let about = json!([{"object": "organization", "id": customer(3).await["id"]}]);
    let note = json!({"body": "<p>calls back</p>", "links": about});
    let note = colleague.post("/records/note", note).await.created();
    let kept: Vec<Value> = [customer(1).await, customer(2).await, customer(3).await].to_vec();
    // What lies in the trash uses nothing, and neither does who went elsewhere.
    let gone = colleague
        .post("/records/opportunity", deal("Gone", customer(4).await))
        .await
        .created();
    let gone = format!("/records/opportunity/{}", gone["id"].as_str().unwrap());
    colleague.delete(&gone).await.expect(204);

    let refused = admin
        .send(Method::POST, &format!("{import}/undo"), &[], None)
        .await;
    let mut listed: Vec<Value> = kept
        .iter()
        .map(|firm| json!({"object": "organization", "id": firm["id"]}))
        .collect();
    listed.sort_by_key(|one| one["id"].as_str().unwrap().to_owned());
    let mut told = refused.json()["conflicts"].as_array().unwrap().clone();
    told.sort_by_key(|one| one["id"].as_str().unwrap().to_owned());
    assert_eq!(told, listed);
    assert_eq!(refused.refused(409), "undo_conflict");
    assert_eq!(count(&admin, "organization").await, 620, "nothing was taken back");

    // A contact that somebody worked on stays, and so does his firm.
    let contact = found(&admin, "person", r#"family_name == "5""#).await;
    let contact = format!("/records/person/{}", contact["id"].as_str().unwrap());
    colleague
        .patch(&contact, json!({"phones": ["040 5555"]}))
        .await
        .ok();
    let undone = take_back(&app, &admin, &import, "?on_conflict=keep").await;
    assert_eq!(
        (count(&admin, "organization").await, count(&admin, "person").await),
        (4, 2),
        "{undone:#}"
    );
    for n in [1, 2, 3, 5] {
        assert_eq!(firm(&admin, n).await["name"], format!("Firma {n}"));
    }
    let kept_firms = undone["undo"]["kept"].as_array().unwrap().iter();
    let kept_firms = kept_firms.filter(|one| one["object"] == "organization").count();
    assert_eq!(kept_firms, 4, "{undone:#}");
    let roof = admin
        .get(&format!("/records/opportunity/{}", roof["id"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(roof["organization"]["label"], "Firma 1");
    assert_eq!(admin.get(&anna).await.ok()["organization"]["label"], "Firma 2");
    let note = format!("/records/note/{}", note["id"].as_str().unwrap());
    assert_eq!(admin.get(&note).await.ok()["links"][0]["label"], "Firma 3");
    assert_eq!(admin.get(&contact).await.ok()["organization"]["label"], "Firma 5");
}

#[tokio::test]
async fn links_of_the_import_itself_keep_nothing() {
    let app = app().await;
    let admin = app.admin().await;
    let people = "Nr,Name\n1,Ann Ahrens\n2,Ben Beck\n";
    for (file, counted) in [
        (people.to_owned(), [2, 0, 0, 0]),
        (
            "Nr,Name,Company\n1,Ann Ahrens,Nordlicht\n2,Ben Beck,Nordlicht\n".to_owned(),
            [0, 2, 0, 0],
        ),
    ] {
        let more = json!({"key": "Nr", "system": "old"});
        let made = upload(&admin, "person", file.as_bytes(), more).await.ok();
        let report = run(&app, &admin, &made, "").await;
        assert_eq!(counts(&report), counted, "{report:#}");
        if counted[1] == 0 {
            continue;
        }
        let ben = found(&admin, "person", r#"family_name == "Beck""#).await;
        assert_eq!(ben["organization"]["label"], "Nordlicht");
        take_back(&app, &admin, &path(&made), "").await;
        assert_eq!(
            (count(&admin, "organization").await, count(&admin, "person").await),
            (0, 2)
        );
        let ben = found(&admin, "person", r#"family_name == "Beck""#).await;
        assert_eq!(ben["organization"], Value::Null);
    }
}

#[tokio::test]
async fn who_insists_takes_back_what_others_link_to() {
    let app = app().await;
    let admin = app.admin().await;
    let import = firms(&app, &admin, 3).await;
    let deal = json!({"name": "Roof", "organization": firm(&admin, 1).await["id"]});
    admin.post("/records/opportunity", deal).await.created();
    let undo = admin
        .send(Method::POST, &format!("{import}/undo"), &[], None)
        .await;
    assert_eq!(undo.refused(409), "undo_conflict");
    take_back(&app, &admin, &import, "?on_conflict=restore").await;
    assert_eq!(
        (count(&admin, "organization").await, count(&admin, "person").await),
        (0, 0)
    );
}

/// Looking through a million rows takes minutes, in which nobody could write.
#[tokio::test]
async fn a_large_import_asks_from_the_start_what_becomes_of_changes() {
    let app = app().await;
    let admin = app.admin().await;
    let import = firms(&app, &admin, 3).await;
    let workspace = app.app.workspace("main").await.unwrap();
    let large = workspace
        .database
        .write(|tx| tx.execute("UPDATE @k_import SET rows = 20001", &[]));
    assert_eq!(large.await.unwrap(), 1);
    let refused = admin
        .send(Method::POST, &format!("{import}/undo"), &[], None)
        .await;
    assert_eq!(refused.json()["conflicts"], json!([]));
    assert_eq!(refused.refused(409), "undo_conflict");
    take_back(&app, &admin, &import, "?on_conflict=keep").await;
    assert_eq!(count(&admin, "organization").await, 0);
}
