//! Secrets are planted in every kind of place that somebody may not see, and looked for in everything he is answered:
//! what he may read shows none of them, and whether he asks for a secret or for a word that is nowhere makes no difference.

use kontor_testing::{Answer, Client, TestApp};
use serde_json::{Value, json};

use crate::fixture::{encoded, id, make, path, role};

/// The words of secrets begin so, and nothing else does.
const SECRET: &str = "zebrakanarie";
/// A word of the same length that is nowhere.
const NOWHERE: &str = "quaggafinken";

struct Plot {
    app: TestApp,
    /// Sees what is his, of people not how they are called and reached.
    spy: Client,
    /// A person he sees, without his family name, addresses and birthday.
    person: Value,
    /// Records he does not see.
    hidden: Vec<Value>,
    /// A file on one of those.
    file: String,
    /// A change of the person's hidden fields, and one of a hidden record.
    changes: Vec<String>,
}

async fn plot() -> Plot {
    let app = TestApp::with(vec![kontor_base::module()]).await;
    let admin = app.admin().await;
    let his = json!({"read": "owner == me()", "create": true, "update": "owner == me()", "delete": true, "export": true});
    let masked = json!({"read": true, "create": true, "update": true, "delete": true, "export": true, "fields":
        {"family_name": "hidden", "emails": "hidden", "phones": "hidden", "birth_date": "hidden", "tags": "hidden"}});
    let objects = json!({"person": masked, "organization": his, "interaction": his, "note": his, "task": his,
        "document": his, "saved_view": his, "user": {"read": "id == me()"}});
    role(&app, "spy", objects).await;
    let spy = app.user("Sam Spy", "spy").await;

    let house = make(
        &admin,
        "organization",
        json!({"name": format!("{SECRET} GmbH"), "emails": [format!("info@{SECRET}.de")]}),
    )
    .await;
    let values = json!({"given_name": "Anna", "family_name": format!("{SECRET}-Adler"), "phones": ["+49 40 7654321"],
        "emails": [format!("anna@{SECRET}.de")], "birth_date": "1979-11-13", "organization": house["id"],
        "tags": [format!("{SECRET} VIP")]});
    let person = make(&admin, "person", values).await;
    // A twin, who would be found by what is hidden.
    let twin = json!({"given_name": "Anna", "family_name": format!("{SECRET}-Adler"),
        "emails": [format!("anna@{SECRET}.de")]});
    make(&admin, "person", twin).await;
    let about = json!([{"id": person["id"], "object": "person"}]);
    let call = json!({"kind": "call", "subject": format!("{SECRET} call"), "body": format!("{SECRET} said"), "links": about});
    let task = json!({"subject": format!("{SECRET} task"), "links": about});
    let note = json!({"body": format!("<p>{SECRET} note</p>"), "links": about});
    let upload = admin
        .upload(&format!("{SECRET}.txt"), "text/plain", format!("{SECRET} inside"))
        .await
        .created();
    let document = json!({"name": format!("{SECRET} paper"), "file": upload["id"], "links": about});
    let view = json!({"name": format!("{SECRET} view"), "object": "person"});
    let mut hidden = vec![house];
    for (object, values) in [
        ("interaction", call),
        ("task", task),
        ("note", note),
        ("document", document),
        ("saved_view", view),
    ] {
        hidden.push(make(&admin, object, values).await);
    }
    app.advance(1);
    let renamed = admin
        .patch(
            &path(&person),
            json!({"family_name": format!("{SECRET}-Meier"), "given_name": "Anne"}),
        )
        .await;
    let moved = admin
        .patch(&path(&hidden[0]), json!({"name": format!("{SECRET} AG")}))
        .await;
    app.run_jobs().await;
    Plot {
        changes: vec![renamed.change_set(), moved.change_set()],
        file: id(&upload).to_owned(),
        app,
        spy,
        person,
        hidden,
    }
}

/// Everything of an answer that its reader sees.
fn seen(answer: &Answer) -> String {
    let headers = answer
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())));
    let head: String = headers.collect::<Vec<_>>().join("\n");
    format!(
        "{}\n{head}\n{}",
        answer.status,
        String::from_utf8_lossy(&answer.body)
    )
    .to_lowercase()
}

/// What tells one answer from another, whatever word was asked for.
fn told(answer: &Answer, word: &str) -> String {
    let mut body = answer.text().to_lowercase().replace(word, "word");
    if let Ok(Value::Object(mut problem)) = serde_json::from_str::<Value>(&body) {
        problem.remove("instance");
        body = Value::Object(problem).to_string();
    }
    format!("{} {body}", answer.status)
}

#[tokio::test]
async fn what_somebody_may_read_shows_no_secret() {
    let plot = plot().await;
    let person = path(&plot.person);
    let mut addresses: Vec<String> = ["", "/overview", "/timeline", "/history", "/access", "/duplicates"]
        .map(|view| format!("{person}{view}"))
        .into();
    addresses.extend(
        [
            "?expand=organization",
            "?trash=with",
            "/history?at=2999-01-01T00:00:00Z",
            "/timeline?kind=call,task,note,document",
        ]
        .map(|view| format!("{person}{view}")),
    );
    for object in [
        "person",
        "organization",
        "interaction",
        "task",
        "note",
        "document",
        "document_version",
        "tag",
        "saved_view",
        "user",
        "party_relation",
    ] {
        addresses.extend(
            [
                "?count=exact",
                "?trash=with&sort=-label",
                "?sort=-created_at",
                "?sort=label&expand=organization",
            ]
            .map(|query| format!("/records/{object}{query}")),
        );
    }
    for record in &plot.hidden {
        addresses.extend(
            ["", "/overview", "/timeline", "/history", "/access", "/duplicates"]
                .map(|view| path(record) + view),
        );
    }
    addresses.extend([
        format!("/files/{}", plot.file),
        "/changes?limit=1000".to_owned(),
        "/duplicates?object=person".to_owned(),
        "/duplicates?object=organization".to_owned(),
        "/notifications".to_owned(),
        "/jobs".to_owned(),
        "/me".to_owned(),
        "/settings".to_owned(),
        "/objects".to_owned(),
        "/openapi.json".to_owned(),
        "/search?q=anna".to_owned(),
        "/search?q=meier".to_owned(),
        "/search?q=gmbh".to_owned(),
    ]);
    let mut shown = Vec::new();
    let mut good = 0;
    for address in &addresses {
        let answer = plot.spy.get(address).await;
        good += usize::from(answer.status == 200);
        if seen(&answer).contains(SECRET) {
            shown.push(format!("GET {address}"));
        }
    }
    let mut sent: Vec<(String, Value)> = ["person", "organization", "interaction", "task", "document"]
        .iter()
        .flat_map(|object| {
            ["label", "created_by", "owner", "organization", "kind", "tags"].map(|field| {
                let query =
                    json!({"object": object, "group": [{"field": field}], "measures": [{"fn": "count"}]});
                ("/query".to_owned(), query)
            })
        })
        .collect();
    for change in &plot.changes {
        sent.push((format!("/undo/{change}"), json!({})));
    }
    sent.extend([
        (
            "/records/person/duplicates".to_owned(),
            json!({"given_name": "Anna"}),
        ),
        (
            "/records/person/duplicates".to_owned(),
            json!({"phones": ["040 7654321"]}),
        ),
        (
            "/duplicates/merge".to_owned(),
            json!({"object": "person", "dry_run": true}),
        ),
        (format!("{person}/presence"), json!({})),
        // Of what is refused, the refusal tells nothing.
        (
            "/records/person".to_owned(),
            json!({"id": plot.hidden[0]["id"], "given_name": "X"}),
        ),
        (
            "/records/organization".to_owned(),
            json!({"id": plot.hidden[0]["id"], "name": "X"}),
        ),
        (
            "/batch".to_owned(),
            json!({"commands": [{"op": "update", "object": "organization",
            "id": plot.hidden[0]["id"], "version": 1, "values": {"name": "X"}}]}),
        ),
        (
            "/batch".to_owned(),
            json!({"commands": [{"op": "update", "object": "person", "id": plot.person["id"],
            "version": 1, "values": {"family_name": "X", "given_name": "Y"}}]}),
        ),
        (
            "/batch".to_owned(),
            json!({"commands": [{"op": "merge", "object": "person", "id": plot.person["id"],
            "values": {"other": plot.hidden[0]["id"]}}]}),
        ),
    ]);
    for (address, body) in &sent {
        let answer = plot.spy.post(address, body.clone()).await;
        good += usize::from(answer.status == 200);
        if seen(&answer).contains(SECRET) {
            shown.push(format!("POST {address} {body}"));
        }
    }
    let stale = plot
        .spy
        .patch_version(&person, 1, json!({"given_name": "Z"}))
        .await;
    assert_eq!(stale.status, 412, "{}", stale.text());
    if seen(&stale).contains(SECRET) {
        shown.push("a conflict".to_owned());
    }
    for object in ["person", "organization", "document"] {
        for format in ["csv", "xlsx", "jsonl", "vcard"] {
            let asked = plot
                .spy
                .post("/exports", json!({"object": object, "format": format}))
                .await;
            if asked.status != 201 {
                continue;
            }
            plot.app.run_jobs().await;
            let file = plot
                .spy
                .get(&format!(
                    "/exports/{}/file",
                    asked.created()["id"].as_str().unwrap()
                ))
                .await;
            good += usize::from(file.status == 200);
            // A workbook is packed; what is in it is what the others show.
            if seen(&file).contains(SECRET) {
                shown.push(format!("{object} as {format}"));
            }
        }
    }
    assert_eq!(shown, Vec::<String>::new());
    assert!(good > 60, "most of it is answered: {good}");
    // The same is shown to who may see it, so that it is there to be found.
    let admin = plot.app.machine();
    for address in addresses.iter().filter(|address| !address.contains("?")).take(6) {
        if address.ends_with("/access") {
            continue;
        }
        assert!(seen(&admin.get(address).await).contains(SECRET), "{address}");
    }
}

/// A question with the place of a word in it.
#[derive(Debug)]
enum Question {
    /// By an address, with what follows it.
    Get(String, String),
    /// By a body.
    Post(String, Value),
}

impl Question {
    /// The answer, when the word is this one.
    async fn ask(&self, who: &Client, word: &str) -> String {
        let put = |text: &str| text.replace("WORD", word).replace("WOR", &word[..5]);
        let answer = match self {
            Question::Get(address, text) => who.get(&format!("{address}{}", encoded(&put(text)))).await,
            Question::Post(address, body) => {
                let body = serde_json::from_str(&put(&body.to_string())).unwrap();
                who.post(address, body).await
            }
        };
        told(&answer, word)
    }
}

#[tokio::test]
async fn asking_for_a_secret_is_like_asking_for_nothing() {
    let plot = plot().await;
    let person = path(&plot.person);
    let get = |address: &str, text: &str| Question::Get(address.to_owned(), text.to_owned());
    let post = |address: &str, body: Value| Question::Post(address.to_owned(), body);
    let mut questions = Vec::new();
    for filter in [
        "family_name == \"WORD-Meier\"",
        "family_name.startsWith(\"WORD\")",
        "emails.exists(e, e.value.endsWith(\"WORD.de\"))",
        "organization.name == \"WORD AG\"",
        "organization.name.contains(\"WORD\")",
        "\"WORD VIP\" in tags",
    ] {
        questions.push(get("/records/person?count=exact&filter=", filter));
        let query = json!({"object": "person", "filter": filter, "measures": [{"fn": "count"}]});
        questions.push(post("/query", query));
    }
    for (object, field) in [
        ("organization", "name"),
        ("interaction", "subject"),
        ("task", "subject"),
        ("document", "name"),
    ] {
        let filter = format!("{field}.startsWith(\"WORD\")");
        questions.push(get(&format!("/records/{object}?count=exact&filter="), &filter));
        let query = json!({"object": object, "filter": filter, "measures": [{"fn": "count"}]});
        questions.push(post("/query", query));
    }
    for text in [
        "WORD",
        "WORD-Meier",
        "WOR",
        "\"WORD AG\"",
        "anna@WORD.de",
        "name:WORD",
        "WORD -anna",
        "WORD paper",
    ] {
        questions.push(get("/search?q=", text));
    }
    for text in ["WORD", "WORD call", "WORD said", "WOR"] {
        questions.push(get(&format!("{person}/timeline?text="), text));
    }
    for (object, draft) in [
        (
            "person",
            json!({"family_name": "WORD-Meier", "given_name": "Anne"}),
        ),
        (
            "person",
            json!({"emails": ["anna@WORD.de"], "given_name": "Anna"}),
        ),
        ("organization", json!({"name": "WORD AG"})),
        ("organization", json!({"emails": ["info@WORD.de"]})),
    ] {
        questions.push(post(&format!("/records/{object}/duplicates"), draft));
    }
    let admin = plot.app.machine();
    let mut differ = Vec::new();
    let mut idle = Vec::new();
    for question in &questions {
        let [secret, nowhere] = [
            question.ask(&plot.spy, SECRET).await,
            question.ask(&plot.spy, NOWHERE).await,
        ];
        if secret != nowhere {
            differ.push(format!("{question:?}\n  {secret}\n  {nowhere}"));
        }
        // Who may see it is answered otherwise, or the question asks nothing.
        if question.ask(&admin, SECRET).await == question.ask(&admin, NOWHERE).await {
            idle.push(format!("{question:?}"));
        }
    }
    assert_eq!(differ, Vec::<String>::new(), "{}", differ.join("\n"));
    assert_eq!(idle, Vec::<String>::new());
}
