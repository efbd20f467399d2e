//! Deals of other systems: their stages by name, what is closed already, and what nobody wrote down.

use serde_json::{Value, json};

use crate::runs::{counts, import, run, upload, without_dry_run};
use crate::{app, found};

fn told(report: &Value) -> Vec<(i64, &str, &str)> {
    let errors = report["errors"].as_array().unwrap();
    let text = |error: &'_ Value, key: &str| error[key].as_str().map(str::to_owned);
    let mut told: Vec<(i64, &str, &str)> = errors
        .iter()
        .map(|error| {
            assert!(text(error, "code").is_some());
            (
                error["row"].as_i64().unwrap(),
                error["code"].as_str().unwrap(),
                error["field"].as_str().unwrap_or_default(),
            )
        })
        .collect();
    told.sort_unstable();
    told
}

#[tokio::test]
async fn stages_are_known_by_key_and_name_in_both_languages() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "Name;Stufe;Betrag\nA;Angebot;1\nB;negotiation;1\nC;QUALIFIED;1\nD;Closed Won;1\nE;gewonnen;1\nF;;1\nG;Nirgends;1\n";
    let made = upload(&admin, "opportunity", file.as_bytes(), Value::Null)
        .await
        .created();
    let dry = run(&app, &admin, &made, "?dry_run=true").await;
    let done = run(&app, &admin, &made, "").await;
    assert_eq!(without_dry_run(&dry), without_dry_run(&done));
    assert_eq!(counts(&done), [6, 0, 0, 1], "{done:#}");
    assert_eq!(told(&done), [(8, "unknown_stage", "opportunity.stage")]);
    assert_eq!(done["errors"][0]["column"], "Stufe");
    for (name, stage) in [
        ("A", "proposal"),
        ("B", "negotiation"),
        ("C", "qualified"),
        ("D", "won"),
        ("E", "won"),
        ("F", "new"),
    ] {
        let deal = found(&admin, "opportunity", &format!("name == {name:?}")).await;
        assert_eq!(deal["stage"], stage, "{name}");
    }
}

#[tokio::test]
async fn what_is_closed_stays_closed_and_what_nobody_wrote_down_is_told() {
    let app = app().await;
    let admin = app.admin().await;
    let file = "Name;Stage;Expected close;Reason of loss\n\
                Old;Lost;2019-05-06;\nKnown;Verloren;2020-05-06;Price\nWon;Closed - Won;2021-05-06;\nLater;won;2199-01-01;\n";
    let report = import(&app, &admin, "opportunity", file.as_bytes(), Value::Null).await;
    assert_eq!(counts(&report), [4, 0, 0, 0], "{report:#}");
    assert_eq!(
        told(&report),
        [
            (2, "not_told", "opportunity.loss_reason"),
            (4, "not_told", "opportunity.amount"),
            (5, "not_told", "opportunity.amount"),
        ]
    );
    for (name, stage, closed) in [
        ("Old", "lost", "2019-05-06T12"),
        ("Known", "lost", "2020-05-06T12"),
        ("Won", "won", "2021-05-06T12"),
    ] {
        let deal = found(&admin, "opportunity", &format!("name == {name:?}")).await;
        assert_eq!(deal["stage"], stage, "{name}");
        assert!(
            deal["closed_at"].as_str().unwrap().starts_with(closed),
            "{deal:#}"
        );
    }
    let known = found(&admin, "opportunity", r#"name == "Known""#).await;
    assert_eq!(known["loss_reason"], "price");
    let later = found(&admin, "opportunity", r#"name == "Later""#).await;
    assert!(later["closed_at"].as_str().unwrap() < "2199", "{later:#}");
    // A person is asked as ever.
    let body = json!({"stage": "lost"});
    let path = format!("/records/opportunity/{}", later["id"].as_str().unwrap());
    let refused = admin.patch(&path, body).await.issue();
    assert_eq!(refused.0, "required");
}

#[tokio::test]
async fn optional_cells_that_the_engine_refuses_do_not_cost_the_row() {
    let app = app().await;
    let admin = app.admin().await;
    let optional = |field: &str| json!({"field": field, "optional": true});
    let file = b"Name;Phase;Chance\nA;Nowhere;200\nB;Won;40\n";
    let map = |optional: bool| {
        let target = |field: &str| json!({"field": field, "optional": optional});
        json!({"map": {"Name": "name", "Phase": target("stage"), "Chance": target("probability")}})
    };
    let strict = import(&app, &admin, "opportunity", file, map(false)).await;
    assert_eq!(counts(&strict), [1, 0, 0, 1], "{strict:#}");
    let lax = upload(&admin, "opportunity", file, map(true)).await.ok();
    let path = format!("/imports/{}/run?again=true", lax["id"].as_str().unwrap());
    admin
        .send(axum::http::Method::POST, &path, &[], None)
        .await
        .expect(202);
    app.run_jobs().await;
    let lax = admin
        .get(&format!("/imports/{}", lax["id"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(counts(&lax["report"]), [2, 0, 0, 0], "{lax:#}");

    // What only the engine can know: such a number is there already.
    let device = json!({"key": "x_device", "labels": {"en": "Device", "de": "Gerät"},
        "plural": {"en": "Devices", "de": "Geräte"}, "label": [["x_name"]], "fields": [
            {"key": "x_name", "labels": {"en": "Name", "de": "Name"}, "type": "text", "required": true},
            {"key": "x_serial", "labels": {"en": "Serial", "de": "Seriennummer"}, "type": "text", "unique": true}]});
    admin.post("/objects", device).await.created();
    let map = json!({"map": {"Name": "x_name", "Serial": optional("x_serial")}});
    let report = import(&app, &admin, "x_device", b"Name,Serial\nA,1\nB,1\nC,2\n", map).await;
    assert_eq!(counts(&report), [3, 0, 0, 0], "{report:#}");
    assert_eq!(told(&report), [(3, "not_unique", "x_device.x_serial")]);
    assert_eq!(
        found(&admin, "x_device", r#"x_name == "B""#).await["x_serial"],
        Value::Null
    );
}

#[tokio::test]
async fn a_pipeline_of_ones_own_has_its_own_words() {
    let app = app().await;
    let admin = app.admin().await;
    let stage = |key: &str, en: &str| {
        json!({"key": key, "labels": {"en": en, "de": en}, "color": "gray", "kind": "open", "required": [],
            "next": null, "probability": 20, "max_days": null})
    };
    let own = json!({"name": "Enterprise", "position": 5, "stages": [stage("look", "Prospecting"), stage("pilot", "Pilot")]});
    admin.post("/records/pipeline", own).await.created();
    // The word of the file goes before the one of the map, and a pipeline that is named before all others.
    let phase = json!({"field": "stage", "values": {"Prospecting": "new"}});
    let map = json!({"map": {"columns": {"Name": "name", "Pipe": "pipeline", "Phase": phase}}});
    let file = b"Name,Pipe,Phase\nA,Enterprise,Prospecting\nB,,Prospecting\nC,,Pilot\nD,Sales,Pilot\n";
    let report = import(&app, &admin, "opportunity", file, map).await;
    assert_eq!(counts(&report), [3, 0, 0, 1], "{report:#}");
    for (name, stage, pipeline) in [
        ("A", "look", "Enterprise"),
        ("B", "new", "Sales"),
        ("C", "pilot", "Enterprise"),
    ] {
        let deal = found(&admin, "opportunity", &format!("name == {name:?}")).await;
        assert_eq!(deal["stage"], stage, "{name}");
        assert_eq!(deal["pipeline"]["label"], pipeline, "{name}");
    }
}
