//! Imports over HTTP: bad rows beside good ones, links, second runs, stops.

use axum::http::Method;
use kontor_testing::TestApp;
use serde_json::{Value, json};

use crate::runs::{counts, first_block, import, run, upload, without_dry_run, work_until};
use crate::{app, count, found};

#[tokio::test]
async fn a_map_says_which_link_leads_where() {
    let app = app().await;
    let admin = app.admin().await;
    let map = |links: Value| {
        let columns =
            json!({"Firm": "organization.name", "Name": "person.name", "Role": "party_relation.role"});
        let set = json!({"party_relation.kind": "employment"});
        json!({"map": {"columns": columns, "set": set, "key": "Id", "links": links}})
    };
    let links = json!({
        "party_relation.from_party": "person", "party_relation.to_party": "organization",
        "person.organization": null,
    });
    let file = b"Id,Firm,Name,Role\n1,Nordlicht,Ann Ahrens,Purchasing\n2,Nordlicht,Ben Beck,\n3,Solo,,\n";
    for counted in [[3, 0, 0, 0], [0, 0, 3, 0]] {
        let report = import(&app, &admin, "organization", file, map(links.clone())).await;
        assert_eq!(counts(&report), counted, "{report:#}");
        for (object, records) in [("organization", 3), ("person", 2), ("party_relation", 2)] {
            assert_eq!(count(&admin, object).await, records, "{object}");
        }
    }
    // With a role the employment brings the employer; without one the employer is set, and the employment follows.
    for (name, role) in [("Ahrens", json!("Purchasing")), ("Beck", Value::Null)] {
        let person = found(&admin, "person", &format!("family_name == \"{name}\"")).await;
        assert_eq!(person["organization"]["label"], "Nordlicht", "{name}");
        let jobs = format!("from_party == {} && kind == \"employment\"", person["id"]);
        assert_eq!(
            found(&admin, "party_relation", &jobs).await["role"],
            role,
            "{name}"
        );
    }

    for (links, told) in [
        (
            json!({"party_relation.from_party": "task"}),
            "a row makes no record of \"task\"",
        ),
        (json!({"party_relation.role": "person"}), "role is no link"),
        (
            json!({"person.organization": "party_relation"}),
            "can't lead to \"party_relation\"",
        ),
        (json!({"person.boss": null}), "person has no field \"boss\""),
        (json!({"person": null}), "a link is named object.field"),
    ] {
        let refused = upload(&admin, "organization", file, map(links)).await;
        assert_eq!(refused.issue().0, "invalid_map");
        let detail = refused.json()["errors"][0]["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(told), "{detail}");
    }
}

#[tokio::test]
async fn a_bad_row_never_stops_the_rest() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "Name;Beschäftigte;E-Mail-Adressen;Farbe\n\
                Adler;12;info@adler.example;rot\n\
                ;;;\n\
                Bär;viele;info@baer.example;\n\
                =Calc;5;keine;blau\n\
                Dachs;7;info@dachs.example;;zu viel\n\
                Elch;8;info@elch.example;\n\
                ;9;;\n";
    let report = import(&app, &admin, "organization", file.as_bytes(), Value::Null).await;
    assert_eq!(counts(&report), [2, 0, 1, 4], "{report:#}");
    assert_eq!(report["ignored_columns"], json!(["Farbe"]));
    assert_eq!(report["skipped_because"], json!({"empty": 1}));
    let errors: Vec<(i64, &str, &str)> = report["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            let text = |key: &str| error[key].as_str().unwrap_or_default();
            (error["row"].as_i64().unwrap(), text("column"), text("code"))
        })
        .collect();
    assert_eq!(
        errors,
        [
            (4, "Beschäftigte", "wrong_type"),
            (5, "E-Mail-Adressen", "wrong_format"),
            // What stands beyond the header may have shifted all that stands before it.
            (6, "", "too_many_cells"),
            (8, "Name", "required")
        ]
    );

    let id = last_import(&app).await;
    let rejected = admin.get(&format!("/imports/{id}/errors")).await;
    assert_eq!(rejected.header("Content-Type"), "text/csv; charset=utf-8");
    let text = rejected.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "row,column,reason,Name,Beschäftigte,E-Mail-Adressen,Farbe"
    );
    assert!(
        lines[1].starts_with("4,Beschäftigte,") && lines[1].contains(",Bär,viele,info@baer.example,"),
        "{text}"
    );
    assert!(lines[2].contains(",'=Calc,5,keine,blau"), "{text}");
    assert!(
        lines[3].contains("Beyond it stands: zu viel")
            && lines[3].ends_with(",Dachs,7,info@dachs.example,,zu viel"),
        "{text}"
    );
    assert_eq!(lines.len(), 5);

    // Whoever reads it is told in his language, whoever asked for the import.
    let german = admin.clone().with_header("Accept-Language", "de");
    let text = german.get(&format!("/imports/{id}/errors")).await.text();
    for words in [
        "Darüber hinaus steht da: zu viel",
        "Das ist keine E-Mail-Adresse",
        "Mindestens eine dieser Angaben ist nötig",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let told = german.get(&format!("/imports/{id}")).await.ok();
    let shown = &told["report"]["errors"][2];
    assert!(
        shown["detail"]
            .as_str()
            .unwrap()
            .starts_with("Die Zeile hat 5 Zellen"),
        "{shown:#}"
    );
    assert_eq!(shown["params"]["cells"], 5);
    assert_eq!(shown["worded"], Value::Null, "{shown:#}");
}

/// The newest import, as its table has it.
async fn last_import(app: &TestApp) -> String {
    let workspace = app.app.workspace("main").await.unwrap();
    let newest = workspace.database.read(|tx| {
        tx.row("SELECT id FROM @k_import ORDER BY id DESC LIMIT 1", &[], |row| {
            row.get::<kontor_kernel::Id>(0)
        })
    });
    newest.await.unwrap().unwrap().to_string()
}

#[tokio::test]
async fn a_key_makes_a_second_run_update() {
    let app = app().await;
    let admin = app.admin().await;
    let more = json!({"key": "Nr", "map": {"Contact": "person.name", "Mail": "person.emails", "City": "addresses.city"}});
    let first =
        "Nr,Name,Contact,Mail,City,phones\n1,Adler,Dr. Eva Berg,eva@adler.example,Bonn,030 1\n2,Bär,,,Ulm,\n";
    assert_eq!(
        counts(&import(&app, &admin, "organization", first.as_bytes(), more.clone()).await),
        [2, 0, 0, 0]
    );
    let adler = found(&admin, "organization", r#"name == "Adler""#).await;
    admin
        .patch(
            &format!("/records/organization/{}", adler["id"].as_str().unwrap()),
            json!({"employees": 7}),
        )
        .await
        .ok();

    let second = "Nr,Name,Contact,Mail,City,phones\n1,Adler AG,Eva Berg-Tal,eva@adler.example,Köln,030 2\n2,Bär,,,,\n3,Dachs,,,,\n";
    let report = import(&app, &admin, "organization", second.as_bytes(), more).await;
    assert_eq!(counts(&report), [1, 1, 1, 0], "{report:#}");
    assert_eq!(report["skipped_because"], json!({"unchanged": 1}));
    let adler = found(&admin, "organization", r#"name == "Adler AG""#).await;
    assert_eq!(
        (&adler["employees"], &adler["addresses"].as_array().unwrap().len()),
        (&json!(7), &1)
    );
    assert_eq!(adler["addresses"][0]["city"], "Köln");
    let phones: Vec<&Value> = adler["phones"]
        .as_array()
        .unwrap()
        .iter()
        .map(|phone| &phone["value"])
        .collect();
    assert_eq!(phones, ["030 1", "030 2"]);
    // The address says that it is the same person; an empty cell takes nothing away.
    let eva = found(&admin, "person", r#"given_name == "Eva""#).await;
    assert_eq!(
        (&eva["family_name"], &eva["title"]),
        (&json!("Berg-Tal"), &json!("Dr."))
    );
    assert_eq!(
        found(&admin, "organization", r#"name == "Bär""#).await["addresses"][0]["city"],
        "Ulm"
    );
}

#[tokio::test]
async fn a_key_that_is_in_the_trash_is_free_and_its_record_stays_there() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "Nr,Name,Notes\n7,Adler,old\n";
    let more = json!({"key": "Nr", "map": {"Notes": null}});
    import(&app, &admin, "organization", file.as_bytes(), more.clone()).await;
    let old = found(&admin, "organization", r#"name == "Adler""#).await;
    let old = format!("/records/organization/{}", old["id"].as_str().unwrap());
    admin.delete(&old).await.expect(204);

    // Unique is a key among live records: the row makes a new one, as a dry run says, and the next run updates that.
    for (dry, expected) in [(true, [1, 0, 0, 0]), (false, [1, 0, 0, 0]), (false, [0, 1, 0, 0])] {
        let file = file
            .replace("old", "new")
            .replace("Adler", if expected[1] == 1 { "Adler AG" } else { "Adler" });
        let again = upload(&admin, "organization", file.as_bytes(), more.clone())
            .await
            .json();
        let report = run(&app, &admin, &again, if dry { "?dry_run=true" } else { "" }).await;
        assert_eq!(counts(&report), expected, "{report:#}");
        assert_eq!(count(&admin, "organization").await, i64::from(!dry));
    }
    let new = found(&admin, "organization", r#"external_ids.exists(e, e.key == "7")"#).await;
    assert_eq!(new["name"], "Adler AG");

    // The old one is as it was, and comes back when the key is given up: there are never two of it.
    let kept = admin.get(&format!("{old}?trash=with")).await.ok();
    assert_eq!(kept["external_ids"], new["external_ids"]);
    let clash = admin.post(&format!("{old}/restore"), json!({})).await.expect(409);
    assert_eq!(clash["id"], new["id"], "{clash:#}");
    let new = format!("/records/organization/{}", new["id"].as_str().unwrap());
    admin.delete(&new).await.expect(204);
    assert_eq!(
        admin.post(&format!("{old}/restore"), json!({})).await.ok()["name"],
        "Adler"
    );
}

#[tokio::test]
async fn rows_about_the_same_organisation_share_it() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "full name,Company,E-Mail\nEva Berg,Adler,eva@x.example\nIda Tal,ADLER ,ida@x.example\nUdo See,,udo@x.example\n\
                A A,Bär GmbH,\nB B,BAER  GmbH.,\nC C,Bär G.m.b.H.,\nD D,Bär AG,\n";
    let map = json!({"map": {"Company": "organization.name", "E-Mail": "emails"}});
    let report = import(&app, &admin, "person", file.as_bytes(), map).await;
    assert_eq!(counts(&report), [7, 0, 0, 0], "{report:#}");
    assert_eq!(
        (count(&admin, "organization").await, count(&admin, "person").await),
        (3, 7)
    );
}

#[tokio::test]
async fn links_are_found_by_key_name_and_address() {
    let app = app().await;
    let admin = app.admin().await;
    let ben = app.user("Ben Bauer", "member").await;
    let mother = "Nr,Name\nM1,Mutter AG\n";
    import(
        &app,
        &admin,
        "organization",
        mother.as_bytes(),
        json!({"key": "Nr"}),
    )
    .await;
    let file = "Name,parent,owner\nTochter 1,M1,ben.bauer@example.com\nTochter 2,mutter ag,Ben Bauer\nTochter 3,nobody,\n";
    let report = import(&app, &admin, "organization", file.as_bytes(), Value::Null).await;
    assert_eq!(counts(&report), [2, 0, 0, 1], "{report:#}");
    assert_eq!(
        (&report["errors"][0]["column"], &report["errors"][0]["code"]),
        (&json!("parent"), &json!("not_found"))
    );
    for name in ["Tochter 1", "Tochter 2"] {
        let daughter = found(&admin, "organization", &format!("name == {name:?}")).await;
        assert_eq!(
            (&daughter["parent"]["label"], &daughter["owner"]["id"]),
            (&json!("Mutter AG"), &json!(ben.id()))
        );
    }
}

#[tokio::test]
async fn an_import_that_is_stopped_goes_on_where_it_was() {
    let app = app().await;
    let admin = app.admin().await;
    let rows: String = (0..1_700).map(|n| format!("{n},Firma {n}\n")).collect();
    let file = format!("Nr,Name\n{rows}");
    let import = upload(&admin, "organization", file.as_bytes(), json!({"key": "Nr"}))
        .await
        .ok();
    let path = format!("/imports/{}", import["id"].as_str().unwrap());
    admin
        .send(Method::POST, &format!("{path}/run"), &[], None)
        .await
        .expect(202);

    // A server that is told to stop as soon as the first block is written.
    work_until(&app, first_block(&admin, &path)).await;
    let stopped = admin.get(&path).await.ok();
    assert_eq!(
        stopped["report"]["rows"].as_i64().unwrap(),
        count(&admin, "organization").await
    );

    app.run_jobs().await;
    let done = admin.get(&path).await.ok();
    assert_eq!(
        (done["state"].as_str(), counts(&done["report"])),
        (Some("done"), [1_700, 0, 0, 0])
    );
    assert_eq!(count(&admin, "organization").await, 1_700);
    assert_eq!(
        admin
            .send(Method::POST, &format!("{path}/run"), &[], None)
            .await
            .refused(409),
        "conflict"
    );
}

#[tokio::test]
async fn an_import_does_what_its_asker_may_do() {
    let app = app().await;
    let admin = app.admin().await;
    let file = b"Name,Company\nEva Berg,Adler\n";
    let reader = app.user("Rita Reader", "read_only").await;
    assert_eq!(
        upload(&reader, "person", file, Value::Null).await.refused(403),
        "forbidden"
    );
    assert_eq!(
        upload(&admin, "nothing", file, Value::Null).await.refused(404),
        "not_found"
    );
    let member = app.user("Max Member", "member").await;
    let import = upload(
        &member,
        "person",
        file,
        json!({"map": {"Company": "organization.name"}}),
    )
    .await
    .ok();
    let path = format!("/imports/{}", import["id"].as_str().unwrap());
    assert_eq!(admin.get(&path).await.status, 200);
    assert_eq!(app.user("Nora Nosy", "member").await.get(&path).await.status, 404);
    assert_eq!(counts(&run(&app, &member, &import, "").await), [1, 0, 0, 0]);
    assert_eq!(
        found(&admin, "person", "true").await["created_by"]["id"],
        member.id()
    );
}

#[tokio::test]
async fn files_and_maps_that_can_not_be_meant_are_refused() {
    let app = app().await;
    let admin = app.admin().await;
    assert_eq!(
        upload(&admin, "person", b"", Value::Null).await.issue().0,
        "empty_file"
    );
    for map in [
        json!({"Name": "person.nothing"}),
        json!({"Name": "nothing.name"}),
        json!({"Name": "person.version"}),
        json!({"Name": "person.addresses.planet"}),
        json!({"Nomen": "person.name"}),
        json!("person.name"),
    ] {
        assert_eq!(
            upload(&admin, "person", b"Name\nx\n", json!({"map": map}))
                .await
                .issue()
                .0,
            "invalid_map",
            "{map}"
        );
    }
    assert_eq!(
        upload(&admin, "person", b"Name\nx\n", json!({"key": "Nr"}))
            .await
            .issue()
            .0,
        "unknown_column"
    );
    let as_pdf = admin
        .send(
            Method::POST,
            "/imports?object=person",
            &[("Content-Type", "application/pdf")],
            Some(vec![1]),
        )
        .await;
    assert_eq!(as_pdf.refused(415), "unsupported_media_type");
}

#[tokio::test]
async fn a_cancelled_import_goes_on_when_it_is_run_again() {
    let app = app().await;
    let admin = app.admin().await;
    let import = upload(&admin, "organization", b"Name\nAdler\nDachs\n", Value::Null)
        .await
        .created();
    let path = format!("/imports/{}", import["id"].as_str().unwrap());
    let started = admin
        .send(Method::POST, &format!("{path}/run"), &[], None)
        .await
        .expect(202);
    assert_eq!(
        admin
            .send(Method::POST, &format!("{path}/run"), &[], None)
            .await
            .refused(409),
        "conflict"
    );
    assert_eq!(
        admin.patch(&path, json!({"key": "Name"})).await.refused(409),
        "conflict"
    );
    let job = started["job"].as_str().unwrap();
    assert!(
        admin
            .send(Method::POST, &format!("/jobs/{job}/cancel"), &[], None)
            .await
            .status
            < 300
    );
    app.run_jobs().await;
    let cancelled = admin.get(&path).await.ok();
    assert_eq!(
        (&cancelled["state"], &cancelled["report"]["rows"]),
        (&json!("cancelled"), &json!(0))
    );
    assert_eq!(counts(&run(&app, &admin, &import, "").await), [2, 0, 0, 0]);
}

#[tokio::test]
async fn an_import_may_take_a_file_that_was_uploaded_before() {
    let app = app().await;
    let admin = app.admin().await;
    let file = admin
        .upload("firmen.csv", "text/csv", "Nr;Firma\n7;Adler\n")
        .await
        .created();
    let wish = json!({"object": "organization", "file": file["id"], "key": "Nr", "system": "erp", "map": {"Firma": "name"}});
    let import = admin.post("/imports", wish).await.created();
    assert_eq!(
        (&import["delimiter"], &import["columns"][1]["target"]),
        (&json!(";"), &json!("organization.name"))
    );
    assert_eq!(counts(&run(&app, &admin, &import, "").await), [1, 0, 0, 0]);
    let adler = found(&admin, "organization", r#"name == "Adler""#).await;
    assert_eq!(adler["external_ids"], json!([{"system": "erp", "key": "7"}]));

    let missing = json!({"object": "organization", "file": adler["id"]});
    assert_eq!(
        admin.post("/imports", missing).await.issue(),
        ("not_found".to_owned(), "/file".to_owned())
    );
    let map = "%7B%22Firma%22%3A%20%22organization.name%22%7D";
    let path = format!("/imports?object=organization&key=Nr&map={map}");
    let import = admin.send(
        Method::POST,
        &path,
        &[("Content-Type", "text/csv")],
        Some(b"Nr,Firma\n8,Dachs\n".to_vec()),
    );
    assert_eq!(
        counts(&run(&app, &admin, &import.await.created(), "").await),
        [1, 0, 0, 0]
    );
}

#[tokio::test]
async fn a_dry_run_tells_the_same_over_many_blocks() {
    let app = app().await;
    let admin = app.admin().await;
    // Every key comes twice, far apart; every seventh row is bad; all share few organisations.
    let row = |n: usize| {
        let (key, age) = (n % 800, if n.is_multiple_of(7) { "old" } else { "1990-01-01" });
        format!("{key},Person {key},{age},Firma {}\n", n % 5)
    };
    let file = format!(
        "Nr,Name,birth_date,Company\n{}",
        (0..1_600).map(row).collect::<String>()
    );
    let more = json!({"key": "Nr", "map": {"Company": "organization.name", "Name": "person.name"}});
    let import = upload(&admin, "person", file.as_bytes(), more).await.ok();
    let told = run(&app, &admin, &import, "?dry_run=true").await;
    assert_eq!(
        (count(&admin, "person").await, count(&admin, "organization").await),
        (0, 0)
    );
    let done = run(&app, &admin, &import, "").await;
    assert_eq!(without_dry_run(&told), without_dry_run(&done));
    assert_eq!(
        (count(&admin, "person").await, count(&admin, "organization").await),
        (800, 5)
    );
}

#[tokio::test]
async fn a_link_may_lead_to_a_later_row() {
    let app = app().await;
    let admin = app.admin().await;
    let others: String = (0..700).map(|n| format!("{n},Firma {n},\n")).collect();
    let file = format!("Nr,Name,parent\nA,Enkelin,B\nB,Tochter,C\nX,Waise,nobody\n{others}C,Mutter,\n");
    let report = import(
        &app,
        &admin,
        "organization",
        file.as_bytes(),
        json!({"key": "Nr"}),
    )
    .await;
    assert_eq!(counts(&report), [703, 0, 0, 1], "{report:#}");
    assert_eq!(report["errors"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&report["errors"][0]["row"], &report["errors"][0]["code"]),
        (&json!(4), &json!("not_found"))
    );
    let granddaughter = found(
        &admin,
        "organization",
        r#"name == "Enkelin" && parent.parent.name == "Mutter""#,
    )
    .await;
    assert_eq!(granddaughter["parent"]["label"], "Tochter");
    assert_eq!(count(&admin, "organization").await, 703);
}
