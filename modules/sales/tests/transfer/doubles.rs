//! Nothing twice: the same file again, two imports at once, rows that are there already by all appearances.

use axum::http::Method;
use serde_json::{Value, json};

use crate::runs::{counts, first_block, import, run, upload, without_dry_run, work_until};
use crate::{app, count, found};

#[tokio::test]
async fn the_same_file_is_recognised_and_not_taken_twice() {
    let app = app().await;
    let admin = app.admin().await;
    let file = b"Name\nAdler\nDachs\n";
    import(&app, &admin, "organization", file, Value::Null).await;
    let again = upload(&admin, "organization", file, Value::Null).await.created();
    assert!(again["same_file_as"]["id"].is_string(), "{again:#}");
    let path = format!("/imports/{}/run", again["id"].as_str().unwrap());
    assert_eq!(
        admin.send(Method::POST, &path, &[], None).await.refused(409),
        "conflict"
    );
    assert_eq!(count(&admin, "organization").await, 2);
    assert_eq!(
        counts(&run(&app, &admin, &again, "?dry_run=true").await),
        [2, 0, 0, 0]
    );
    admin
        .send(Method::POST, &format!("{path}?again=true"), &[], None)
        .await
        .expect(202);
    app.run_jobs().await;
    assert_eq!(count(&admin, "organization").await, 4);
}

/// An import that is not done yet has brought rows, or will: what goes on is refused as well as what was done.
#[tokio::test]
async fn the_same_file_is_not_taken_twice_while_the_first_runs_or_after_it_broke_off() {
    let app = app().await;
    let admin = app.admin().await;
    let rows: String = (0..2_500).map(|n| format!("Firma {n}\n")).collect();
    let file = format!("Name\n{rows}");
    let first = upload(&admin, "organization", file.as_bytes(), Value::Null)
        .await
        .created();
    let second = upload(&admin, "organization", file.as_bytes(), Value::Null)
        .await
        .created();
    let path = |import: &Value| format!("/imports/{}", import["id"].as_str().unwrap());
    let begin = async |import: &Value| {
        let path = format!("{}/run", path(import));
        admin.send(Method::POST, &path, &[], None).await
    };
    let running = begin(&first).await.expect(202);
    let refused = begin(&second).await;
    assert_eq!(refused.refused(409), "conflict");
    let told = refused.json();
    assert_eq!(
        (&told["import"], &told["state"]),
        (&first["id"], &json!("running")),
        "{told:#}"
    );

    // Called off before its first row it has brought nothing.
    let cancel = |import: &Value| format!("/jobs/{}/cancel", import["job"].as_str().unwrap());
    assert!(
        admin
            .send(Method::POST, &cancel(&running), &[], None)
            .await
            .status
            < 300
    );
    assert_eq!(admin.get(&path(&second)).await.ok()["same_file_as"], Value::Null);
    let running = begin(&second).await.expect(202);
    assert_eq!(begin(&first).await.refused(409), "conflict");

    // Called off in the midst it goes on, and only it.
    let in_the_midst = async {
        first_block(&admin, &path(&second)).await;
        // Others work between two blocks.
        let name = json!({"name": "Somebody else's"});
        admin.post("/records/organization", name).await.created();
        assert!(
            admin
                .send(Method::POST, &cancel(&running), &[], None)
                .await
                .status
                < 300
        );
        while admin.get(&path(&second)).await.ok()["state"] == "running" {
            tokio::task::yield_now().await;
        }
    };
    work_until(&app, in_the_midst).await;
    let stopped = admin.get(&path(&second)).await.ok();
    assert_eq!(stopped["state"], "cancelled", "{stopped:#}");
    let progress = &stopped["progress"];
    assert_eq!(progress["total"], 2_500, "{stopped:#}");
    assert_eq!(
        progress["done"].as_i64().unwrap() + 1,
        count(&admin, "organization").await
    );
    let refused = begin(&first).await;
    assert_eq!(refused.refused(409), "conflict");
    assert_eq!(refused.json()["import"], second["id"]);
    begin(&second).await.expect(202);
    app.run_jobs().await;
    assert_eq!(admin.get(&path(&second)).await.ok()["state"], "done");
    assert_eq!(count(&admin, "organization").await, 2_501);
}

#[tokio::test]
async fn two_imports_at_once_do_not_double() {
    let app = app().await;
    let admin = app.admin().await;
    let rows: String = (0..1_100).map(|n| format!("{n},Firma {n}\n")).collect();
    let file = format!("Nr,Name\n{rows}");
    let mut paths = Vec::new();
    for _ in 0..2 {
        let made = upload(&admin, "organization", file.as_bytes(), json!({"key": "Nr"}))
            .await
            .ok();
        let path = format!("/imports/{}", made["id"].as_str().unwrap());
        admin
            .send(Method::POST, &format!("{path}/run"), &[], None)
            .await
            .expect(202);
        paths.push(path);
    }
    app.run_jobs().await;
    let mut created = 0;
    for path in paths {
        let import = admin.get(&path).await.ok();
        assert_eq!(
            (&import["state"], &import["report"]["failed"]),
            (&json!("done"), &json!(0)),
            "{import:#}"
        );
        created += import["report"]["created"].as_i64().unwrap();
    }
    assert_eq!((created, count(&admin, "organization").await), (1_100, 1_100));
}

#[tokio::test]
async fn rows_that_are_there_already_are_left_out_updated_or_put_aside() {
    for (what, expected, waiting) in [
        ("create", [3, 0, 0, 0], 0),
        ("skip", [1, 0, 2, 0], 0),
        ("update", [1, 2, 0, 0], 0),
        ("ask", [1, 0, 2, 0], 2),
    ] {
        let app = app().await;
        let admin = app.admin().await;
        let known = json!({"given_name": "Eva", "family_name": "Berg", "birth_date": "1980-02-03",
            "emails": ["eva.berg@adler.example"], "phones": ["+49 40 12345"]});
        admin.post("/records/person", known).await.created();
        app.run_jobs().await;
        // One that is there, a new one, and the new one once more.
        let file = "Vorname,Nachname,Geburtstag,E-Mail,Telefon,Titel\n\
                    Eva,Berg,1980-02-03,eva.berg@adler.example,+49 40 12345,Dr.\n\
                    Udo,Wolf,1975-05-06,udo.wolf@dachs.example,+49 30 98765,\n\
                    Udo,Wolf,1975-05-06,udo.wolf@dachs.example,+49 30 98765,Prof.\n";
        let more = json!({"map": {"columns": {}, "on_duplicate": what}});
        let made = upload(&admin, "person", file.as_bytes(), more).await.ok();
        let told = run(&app, &admin, &made, "?dry_run=true").await;
        let done = run(&app, &admin, &made, "").await;
        assert_eq!(
            (counts(&done), &done["waiting"]),
            (expected, &json!(waiting)),
            "{what}: {done:#}"
        );
        assert_eq!(without_dry_run(&told), without_dry_run(&done), "{what}");
        assert_eq!(count(&admin, "person").await, 1 + expected[0], "{what}");
        if what == "update" {
            assert_eq!(
                found(&admin, "person", r#"family_name == "Wolf""#).await["title"],
                "Prof."
            );
        }
        if what == "ask" {
            let path = format!("/imports/{}/errors", made["id"].as_str().unwrap());
            assert_eq!(admin.get(&path).await.text().lines().count(), 3);
        }
    }
}

/// A file that brings keys is compared all the same where its keys are new; once they are known they decide.
#[tokio::test]
async fn rows_with_a_new_key_are_compared_with_what_is_there() {
    for (what, expected, waiting) in [
        ("create", [4, 0, 1, 0], 0),
        ("skip", [2, 0, 3, 0], 0),
        ("update", [2, 2, 1, 0], 0),
        ("ask", [2, 0, 3, 0], 2),
    ] {
        let app = app().await;
        let admin = app.admin().await;
        let known = json!({"given_name": "Eva", "family_name": "Berg", "birth_date": "1980-02-03",
            "emails": ["eva.berg@adler.example"], "phones": ["+49 40 12345"]});
        admin.post("/records/person", known).await.created();
        app.run_jobs().await;
        // One that is there, a new one with his row once more, his twin under another key, and somebody else.
        let file = "Nr,Vorname,Nachname,Geburtstag,E-Mail,Telefon,Titel\n\
                    E1,Eva,Berg,1980-02-03,eva.berg@adler.example,+49 40 12345,Dr.\n\
                    U1,Udo,Wolf,1975-05-06,udo.wolf@dachs.example,+49 30 98765,\n\
                    U1,Udo,Wolf,1975-05-06,udo.wolf@dachs.example,+49 30 98765,\n\
                    U2,Udo,Wolf,1975-05-06,udo.wolf@dachs.example,+49 30 98765,Prof.\n\
                    K1,Kim,Otto,1991-01-02,kim@otto.example,+49 89 55555,\n";
        let more = json!({"key": "Nr", "map": {"columns": {}, "on_duplicate": what}});
        let made = upload(&admin, "person", file.as_bytes(), more).await.ok();
        let told = run(&app, &admin, &made, "?dry_run=true").await;
        let done = run(&app, &admin, &made, "").await;
        assert_eq!(
            (counts(&done), &done["waiting"]),
            (expected, &json!(waiting)),
            "{what}: {done:#}"
        );
        assert_eq!(without_dry_run(&told), without_dry_run(&done), "{what}");
        assert_eq!(count(&admin, "person").await, 1 + expected[0], "{what}");
        if what == "update" {
            let eva = found(&admin, "person", r#"family_name == "Berg""#).await;
            assert_eq!(
                (&eva["title"], &eva["external_ids"][0]["key"]),
                (&json!("Dr."), &json!("E1"))
            );
            let udo = found(&admin, "person", r#"family_name == "Wolf""#).await;
            assert_eq!(udo["external_ids"].as_array().unwrap().len(), 2, "{udo:#}");
            // Now that the keys are known they decide: nobody is compared any more.
            let again = import(
                &app,
                &admin,
                "person",
                file.as_bytes(),
                json!({"key": "Nr", "map": {"columns": {}, "on_duplicate": "ask"}}),
            )
            .await;
            assert_eq!(
                (counts(&again), &again["waiting"]),
                ([0, 0, 5, 0], &json!(0)),
                "{again:#}"
            );
        }
    }
}

/// Relatives and colleagues share nearly everything; who is reached elsewhere under another name is somebody else.
#[tokio::test]
async fn colleagues_and_families_are_not_taken_for_one_another() {
    let mut file = "Vorname;Nachname;Firma;Straße;PLZ;Ort;E-Mail;Telefon\n".to_owned();
    let people = [
        ("Anna", "Müller", "anna.mueller@gmx.example", "0171 1000001"),
        ("Anne", "Müller", "anne@web.example", "0172 2000002"),
        ("Hanna", "Müller", "hm@post.example", "0173 3000003"),
        ("Anna", "Müller", "anna.m@post.example", "0174 4000004"),
        ("Jan", "Weber", "j.weber@werke.example", "0731 5500-10"),
        ("Jana", "Weber", "jana.weber@werke.example", "0731 5500-11"),
        ("Peter", "Lang", "peter.lang@werke.example", "0731 5500-12"),
        ("Petra", "Lang", "petra.lang@werke.example", "0731 5500-13"),
        ("Christian", "Weber", "christian@web.example", "0731 778899"),
        ("Christina", "Weber", "christina@web.example", "0731 778899"),
        ("Michael", "Kern", "", ""),
        ("Michaela", "Kern", "", ""),
        ("Petra", "Lang", "petra.lang@werke.example", ""),
    ];
    for (given, family, mail, phone) in people {
        file.push_str(&format!(
            "{given};{family};Stadtwerke Ulm;Karlstr. 1;89073;Ulm;{mail};{phone}\n"
        ));
    }
    for rule in ["update", "skip"] {
        let app = app().await;
        let admin = app.admin().await;
        let map = json!({"map": {"columns": {}, "on_duplicate": rule}});
        import(&app, &admin, "person", file.as_bytes(), map).await;
        assert_eq!(
            count(&admin, "person").await,
            12,
            "{rule}: Petra Lang stands there twice"
        );
    }
}
