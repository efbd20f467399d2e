//! Duplicates: who is told of which, with which reasons, and what is remembered.

use kontor_database::Tx;
use kontor_jobs::{Claim, Claimed, NewJob, Progress, Queues, claim, enqueue, finish, heartbeat};
use kontor_testing::{Client, TestApp};
use serde_json::{Value, json};

use crate::fixture::{id, make, open, path, role};

pub async fn candidates(client: &Client, record: &Value) -> Vec<Value> {
    let found = client.get(&format!("{}/duplicates", path(record))).await.ok();
    found["data"].as_array().unwrap().clone()
}

pub async fn pairs(client: &Client, query: &str) -> Vec<Value> {
    let found = client
        .get(&format!("/duplicates?object=person{query}"))
        .await
        .ok();
    found["data"].as_array().unwrap().clone()
}

pub async fn two_alike(client: &Client) -> (Value, Value) {
    let first = json!({"given_name": "Johanna", "family_name": "Großkurth", "emails": ["johanna@grosskurth.example"],
        "phones": ["040 7654321"], "birth_date": "1979-02-03"});
    let second = json!({"given_name": "Johana", "family_name": "Grosskurth", "emails": ["johanna@grosskurth.example"],
        "phones": ["+49 40 7654321"], "birth_date": "1979-02-03"});
    (
        make(client, "person", first).await,
        make(client, "person", second).await,
    )
}

#[tokio::test]
async fn a_record_and_a_draft_are_told_their_duplicates_with_reasons() {
    let (app, admin) = open().await;
    let (first, second) = two_alike(&admin).await;
    make(
        &admin,
        "person",
        json!({"given_name": "Peter", "family_name": "Pan"}),
    )
    .await;
    app.settle().await;
    let found = candidates(&admin, &first).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (id(&found[0]), &found[0]["verdict"]),
        (id(&second), &json!("same"))
    );
    assert!(found[0]["score"].as_f64().unwrap() >= 0.99);
    let reasons: Vec<&str> = found[0]["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reason| reason["text"].as_str().unwrap())
        .collect();
    assert!(reasons.contains(&"E-mail addresses: equal"), "{reasons:?}");
    let german = admin.clone().with_header("Accept-Language", "de");
    let text = candidates(&german, &first).await[0]["reasons"].to_string();
    assert!(text.contains("gleich"), "{text}");

    let draft = json!({"given_name": "Johanna", "family_name": "Grosskurth", "phones": ["0407654321"], "emails": ["no"]});
    let found = admin.post("/records/person/duplicates", draft).await.ok();
    assert_eq!(found["data"].as_array().unwrap().len(), 2);
    let nobody = admin
        .post("/records/person/duplicates", json!({"family_name": "Xylander"}))
        .await
        .ok();
    assert_eq!(nobody["data"], json!([]));
    drop(app);
}

#[tokio::test]
pub async fn pairs_are_found_behind_the_writes_and_go_when_they_are_none_any_more() {
    let (app, admin) = open().await;
    let (first, second) = two_alike(&admin).await;
    app.settle().await;
    app.advance(61);
    app.run_jobs().await;
    let found = pairs(&admin, "&verdict=same").await;
    assert_eq!(found.len(), 1);
    let ids: Vec<&str> = found[0]["records"].as_array().unwrap().iter().map(id).collect();
    assert!(ids.contains(&id(&first)) && ids.contains(&id(&second)));
    let change =
        json!({"given_name": "Karl", "family_name": "Zweig", "emails": [], "phones": [], "birth_date": null});
    admin.patch(&path(&second), change).await.ok();
    app.settle().await;
    app.advance(61);
    app.run_jobs().await;
    assert_eq!(pairs(&admin, "").await, Vec::<Value>::new());
}

#[tokio::test]
async fn what_is_no_duplicate_is_remembered_both_ways_and_over_sweeps() {
    let (app, admin) = open().await;
    let (first, second) = two_alike(&admin).await;
    let say = |record: &Value, other: &Value, dismissed: bool| {
        let (client, path) = (admin.clone(), format!("{}/duplicates", path(record)));
        let body = json!({"other": id(other), "dismissed": dismissed});
        async move { client.post(&path, body).await }
    };
    say(&second, &first, true).await.expect(204);
    for record in [&first, &second] {
        assert_eq!(candidates(&admin, record).await, Vec::<Value>::new());
    }
    admin
        .post("/duplicates/sweep", json!({"object": "person"}))
        .await
        .expect(202);
    app.run_jobs().await;
    assert_eq!(pairs(&admin, "").await, Vec::<Value>::new());
    assert_eq!(pairs(&admin, "&dismissed=true").await.len(), 1);
    say(&first, &second, false).await.expect(204);
    assert_eq!(pairs(&admin, "").await.len(), 1);
    assert_eq!(say(&first, &first, true).await.status, 422);
}

#[tokio::test]
async fn nobody_is_told_of_records_or_fields_that_he_may_not_see() {
    let (app, admin) = open().await;
    let (first, second) = two_alike(&admin).await;
    admin.patch(&path(&second), json!({"language": "de"})).await.ok();
    let person =
        json!({"read": "language == null", "update": true, "delete": true, "fields": {"phones": "hidden"}});
    role(&app, "partly", json!({ "person": person })).await;
    let partly = app.user("Paul Partly", "partly").await;
    assert_eq!(candidates(&partly, &first).await, Vec::<Value>::new());
    assert_eq!(
        partly.get(&format!("{}/duplicates", path(&second))).await.status,
        404
    );
    assert_eq!(pairs(&partly, "").await, Vec::<Value>::new());
    let body = json!({"other": id(&second), "dismissed": true});
    assert_eq!(
        partly
            .post(&format!("{}/duplicates", path(&first)), body)
            .await
            .status,
        404
    );
    let wish = json!({"object": "person", "dry_run": true});
    assert_eq!(
        partly.post("/duplicates/merge", wish).await.ok()["merges"],
        json!(0)
    );
    admin.patch(&path(&second), json!({"language": null})).await.ok();
    app.settle().await;
    let reasons = candidates(&partly, &first).await[0]["reasons"].to_string();
    assert!(
        !reasons.contains("phones") && reasons.contains("emails"),
        "{reasons}"
    );
}

#[tokio::test]
async fn all_that_are_the_same_are_merged_at_once_after_a_preview() {
    let (app, admin) = open().await;
    for n in 0..5 {
        for _ in 0..2 {
            let values = json!({"given_name": format!("Vorname{n}"), "family_name": format!("Nachname{n}"),
                "emails": [format!("person{n}@number{n}.example")], "birth_date": format!("1980-01-0{}", n + 1)});
            make(&admin, "person", values).await;
        }
    }
    admin
        .post("/duplicates/sweep", json!({"object": "person"}))
        .await
        .expect(202);
    app.run_jobs().await;
    let preview = admin
        .post("/duplicates/merge", json!({"object": "person", "dry_run": true}))
        .await
        .ok();
    assert_eq!(preview["merges"], json!(5), "{preview}");
    let job = admin
        .post("/duplicates/merge", json!({"object": "person", "keep": "oldest"}))
        .await
        .expect(202);
    app.run_jobs().await;
    let job = admin
        .get(&format!("/jobs/{}", job["job"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(job["result"]["merged"], json!(5), "{job}");
    let left = admin.get("/records/person?count=exact").await.ok();
    assert_eq!(left["count"], json!(5));
    for change_set in job["result"]["change_sets"].as_array().unwrap() {
        admin
            .post(&format!("/undo/{}", change_set.as_str().unwrap()), json!({}))
            .await
            .ok();
    }
    let left = admin.get("/records/person?count=exact").await.ok();
    assert_eq!(left["count"], json!(10));
}

#[tokio::test]
async fn rules_may_be_settled_and_custom_objects_have_them_too() {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    admin
        .post("/objects", json!({"key": "x_device", "labels": "Device"}))
        .await
        .created();
    let field = json!({"key": "x_serial", "type": "text", "labels": "Serial number"});
    admin.post("/objects/x_device/fields", field).await.created();
    let field = json!({"key": "x_model", "type": "text", "labels": "Model"});
    admin.post("/objects/x_device/fields", field).await.created();
    let values = json!({"x_serial": "SN-4711-0815", "x_model": "Blue machine"});
    let first = make(&admin, "x_device", values.clone()).await;
    make(&admin, "x_device", values).await;
    app.settle().await;
    assert_eq!(candidates(&admin, &first).await.len(), 1);
    admin
        .patch(
            "/settings",
            json!({"duplicates": {"x_device": {"fields": {"x_serial": 0}, "perhaps": 0.9}}}),
        )
        .await
        .ok();
    assert_eq!(candidates(&admin, &first).await, Vec::<Value>::new());
    let wrong = json!({"duplicates": {"person": {"same": 2}}});
    assert_eq!(admin.patch("/settings", wrong).await.status, 422);
    drop(app);
}

#[tokio::test]
async fn pages_follow_each_other() {
    let (app, admin) = open().await;
    for n in 0..3 {
        for _ in 0..2 {
            let values = json!({"given_name": format!("Vorname{n}"), "family_name": format!("Nachname{n}"),
                "emails": [format!("person{n}@number{n}.example")]});
            make(&admin, "person", values).await;
        }
    }
    app.settle().await;
    admin.post("/duplicates/sweep", json!({})).await.expect(202);
    app.run_jobs().await;
    let (mut address, mut seen) = (Some("/duplicates?object=person&limit=1".to_owned()), Vec::new());
    while let Some(at) = address {
        let page = admin.get(&at).await.ok();
        seen.extend(page["data"].as_array().unwrap().clone());
        address = page["next"]
            .as_str()
            .map(|next| next.trim_start_matches("/api/v1").to_owned());
    }
    assert_eq!(seen.len(), 3);
    assert_eq!(admin.get("/duplicates?object=person&cursor=x").await.status, 400);
    assert_eq!(admin.get("/duplicates?object=nothing").await.status, 404);
}

/// Has a job of the workspace taken by a worker that is not there.
async fn take(app: &TestApp, queue: &str) -> Claimed {
    let database = app.app.workspace("main").await.unwrap().database.clone();
    let wanted = Claim {
        now: app.clock.now(),
        lease_until: app.clock.now().plus_seconds(1_800),
        queues: Queues::Only([queue.to_owned()].into()),
        limit: 1,
    };
    let taken = database.write(move |tx| claim(tx, &wanted)).await.unwrap();
    taken.into_iter().next().unwrap()
}

async fn end(app: &TestApp, job: Claimed) {
    let (database, now) = (
        app.app.workspace("main").await.unwrap().database.clone(),
        app.clock.now(),
    );
    let ended = move |tx: &mut Tx| finish(tx, &job, now, &Value::Null);
    database.write(ended).await.unwrap();
}

/// So many people that a sweep is due.
async fn make_many(client: &Client) {
    let many: Vec<Value> = (0..201)
        .map(|n| json!({"op": "create", "object": "person", "values": {"family_name": format!("Nachname{n}")}}))
        .collect();
    client.post("/batch", json!({"commands": many})).await.ok();
}

#[tokio::test]
async fn many_changes_are_followed_while_the_worker_of_a_sweep_notes_that_it_lives() {
    let (app, admin) = open().await;
    make_many(&admin).await;
    app.settle().await;
    let wish = json!({"object": "person", "if_needed": true});
    admin.post("/duplicates/sweep", wish).await.expect(202);
    let sweep = take(&app, "duplicates").await;
    let (database, until) = (
        app.app.workspace("main").await.unwrap().database.clone(),
        app.clock.now().plus_seconds(1_800),
    );
    let beats = async {
        loop {
            let sweep = sweep.clone();
            database
                .write(move |tx| heartbeat(tx, &sweep, until, &Progress::default()))
                .await
                .unwrap();
        }
    };
    let draft = json!({"family_name": "Nachname7"});
    let found = tokio::select! {
        found = admin.post("/records/person/duplicates", draft) => found,
        () = beats => unreachable!("the worker lives for ever"),
    };
    assert_eq!(found.status, 200, "{}", found.text());
    end(&app, sweep).await;
}

#[tokio::test]
async fn a_sweep_that_nobody_asked_for_waits_for_the_end_of_an_import() {
    let (app, admin) = open().await;
    let workspace = app.app.workspace("main").await.unwrap();
    let import = NewJob::new(&app.clock, "transfer.import", json!({})).queue("import");
    let enqueue = move |tx: &mut Tx| enqueue(tx, import.clone()).map(drop);
    workspace.database.write(enqueue).await.unwrap();
    let import = take(&app, "import").await;
    make_many(&admin).await;
    app.settle().await;
    let swept = async |wish: Value| {
        let job = admin.post("/duplicates/sweep", wish).await.expect(202);
        let job = job["job"].as_str().unwrap().to_owned();
        app.run_jobs().await;
        let job = admin.get(&format!("/jobs/{job}")).await.ok();
        job["result"]["records"].as_u64().unwrap()
    };
    let if_needed = json!({"object": "person", "if_needed": true});
    assert_eq!(swept(if_needed.clone()).await, 0);
    assert_eq!(
        swept(json!({"object": "person"})).await,
        201,
        "who asks is not kept waiting"
    );
    make_many(&admin).await;
    make_many(&admin).await;
    app.settle().await;
    end(&app, import).await;
    assert_eq!(swept(if_needed).await, 603);
}

/// A name like no other.
fn name(number: usize) -> String {
    let syllables = ["ka", "mo", "ti", "ru", "se", "lo", "na", "pi", "du", "ve"];
    let digits = format!("{:03}", number * 373 % 1_000);
    digits
        .bytes()
        .map(|digit| syllables[usize::from(digit - b'0')])
        .collect()
}

#[tokio::test]
async fn who_comes_while_a_sweep_is_at_it_is_found_by_whoever_comes_later() {
    const PEOPLE: usize = 60;
    let (app, admin) = open().await;
    let write = || {
        let admin = admin.clone();
        async move {
            for number in 0..PEOPLE {
                let name = name(number);
                let values = json!({"given_name": format!("Anna{name}"), "family_name": format!("{name}mann"),
                    "emails": [format!("anna@{name}.example")], "phones": [format!("+49 40 77{number:02}123")]});
                make(&admin, "person", values).await;
            }
        }
    };
    let draft = json!({"family_name": "Xylander"});
    let sweep = async {
        admin
            .post("/duplicates/sweep", json!({"object": "person"}))
            .await
            .expect(202);
        app.run_jobs().await;
    };
    let follow = async {
        for _ in 0..10 {
            admin.post("/records/person/duplicates", draft.clone()).await.ok();
        }
    };
    tokio::join!(write(), sweep, follow);
    write().await;
    app.settle().await;
    admin.post("/records/person/duplicates", draft.clone()).await.ok();
    let found = pairs(&admin, "&verdict=same&limit=100").await;
    assert_eq!(found.len(), PEOPLE, "{found:?}");
}

/// Firms are found by their domain, whatever they are called and whichever of its addresses each has.
#[tokio::test]
async fn firms_of_one_domain_are_found_and_those_with_the_same_provider_not() {
    let (app, admin) = open().await;
    let place = json!([{"street": "Am Ring 1", "postcode": "80331", "city": "München"}]);
    let firm = |name: &str, more: Value| {
        let mut firm = json!({"name": name, "addresses": place});
        firm.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let admin = admin.clone();
        async move { make(&admin, "organization", firm).await }
    };
    let site = json!({"websites": ["https://www.bmw.example/kontakt"], "emails": ["presse@bmw.example"]});
    let long = firm("Bayerische Motoren Werke AG", site).await;
    let short = firm("BMW", json!({"emails": ["verkauf.sued@bmw.example"]})).await;
    firm("Bäckerei Mohn", json!({"emails": ["mohn.back@gmx.de"]})).await;
    firm("Metzgerei Lang", json!({"emails": ["lang-fleisch@gmx.de"]})).await;
    app.settle().await;
    let found = candidates(&admin, &long).await;
    assert_eq!(
        found.iter().map(id).collect::<Vec<_>>(),
        [id(&short)],
        "{found:?}"
    );
    assert_eq!(found[0]["verdict"], "perhaps");
    let texts = found[0]["reasons"].to_string();
    assert!(texts.contains("Domain: equal"), "{texts}");
    assert!(!texts.contains("E-mail addresses: different"), "{texts}");
    let german = admin.clone().with_header("Accept-Language", "de");
    let texts = candidates(&german, &long).await[0]["reasons"].to_string();
    assert!(texts.contains("Domain: gleich"), "{texts}");

    // By the domain alone: nothing else is the same.
    let sister = json!({"name": "Zweirad Süd", "websites": ["bmw.example"]});
    let found = admin.post("/records/organization/duplicates", sister).await.ok();
    assert_eq!(found["data"], json!([]), "{found:#}");
}

#[tokio::test]
async fn a_label_made_of_a_hidden_field_is_not_told() {
    let (app, admin) = open().await;
    let (first, second) = two_alike(&admin).await;
    app.run_jobs().await;
    let grants = json!({"*": {"read": true},
        "person": {"read": true, "update": true, "delete": true, "fields": {"family_name": "hidden"}}});
    role(&app, "discreet", grants).await;
    let clerk = app.user("Carl Clerk", "discreet").await;
    assert_eq!(admin.get(&path(&second)).await.ok()["label"], "Johana Grosskurth");
    assert_eq!(candidates(&clerk, &first).await[0]["label"], "");
    let pair = pairs(&clerk, "").await.remove(0);
    let labels = pair["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| &record["label"]);
    assert_eq!(labels.collect::<Vec<_>>(), ["", ""]);
    let draft = json!({"given_name": "Johana", "emails": ["johanna@grosskurth.example"]});
    let found = clerk.post("/records/person/duplicates", draft).await.ok();
    assert_eq!(found["data"][0]["label"], "", "{found}");
    let merge = json!({"object": "person", "dry_run": true});
    let told = clerk.post("/duplicates/merge", merge).await;
    assert!(
        !told.text().contains("Grosskurth") && !told.text().contains("Großkurth"),
        "{}",
        told.text()
    );
    assert_eq!(told.ok()["data"][0]["survivor"]["label"], "", "{}", told.text());
}
