//! Objects for these tests, with what those of the base do not have: a field of every type, states with transitions,
//! running numbers, formulas, and totals over parts and parts of parts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kontor_definitions::{
    ComputedFn, FieldDef, FieldType, ObjectDef, SelectOption, StageOption, TimelineDef,
};
use kontor_kernel::Text;
use kontor_records::Module;
use kontor_testing::{Answer, Client, TestApp};
use serde_json::{Value, json};

/// An id that no record has.
pub const NOBODY: &str = "01890000-0000-7000-8000-000000000000";

/// A Kontor with these objects, and an administrator.
pub async fn open() -> (TestApp, Client) {
    let app = TestApp::with(vec![kontor_base::module(), module()]).await;
    let admin = app.admin().await;
    (app, admin)
}

/// For tests that are not asynchronous themselves, because something in them runs them again and again.
pub fn two_threads() -> tokio::runtime::Runtime {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a thread can be had")
}

/// Makes a role in the workspace `main`; `app.user(name, key)` makes somebody who has it.
pub async fn role(app: &TestApp, key: &str, objects: Value) -> Value {
    let body = json!({"key": key, "name": key, "permissions": {"objects": objects}});
    app.machine().post("/records/role", body).await.created()
}

/// Makes a record.
pub async fn make(client: &Client, object: &str, values: Value) -> Value {
    client.post(&format!("/records/{object}"), values).await.created()
}

/// Sends until the server is not too busy to answer: where several servers may write, many who change the same thing at
/// the same moment are asked to try again.
pub async fn patiently<F: Future<Output = Answer>>(send: impl Fn() -> F) -> Answer {
    loop {
        let answer = send().await;
        if answer.status != 503 {
            return answer;
        }
        assert_ne!(answer.header("Retry-After"), "", "{}", answer.text());
    }
}

/// How many statements a request reads with, in the workspace `main`.
pub async fn reads(app: &TestApp, request: impl Future<Output = ()>) -> usize {
    let workspace = app.app.workspace("main").await.expect("every Kontor has it");
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    workspace
        .database
        .set_trace(Some(Arc::new(move |sql: &str, _: &[_]| {
            counted.fetch_add(usize::from(sql.starts_with("SELECT")), Ordering::Relaxed);
        })));
    request.await;
    workspace.database.set_trace(None);
    count.load(Ordering::Relaxed)
}

/// The path of a record.
pub fn path(record: &Value) -> String {
    format!("/records/{}/{}", record["object"].as_str().unwrap(), id(record))
}

/// The id of a record.
pub fn id(record: &Value) -> &str {
    record["id"].as_str().unwrap()
}

/// A text of an address.
pub fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Code and pointer of every issue of a 422, in the order of the pointers.
pub fn issues(body: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let errors = body["errors"].as_array().into_iter().flatten();
    let mut issues: Vec<_> = errors
        .map(|issue| (text(&issue["pointer"]), text(&issue["code"])))
        .collect();
    issues.sort();
    issues
}

/// A sum of money from which nothing is missing.
pub fn eur(amount: &str) -> Value {
    json!({"amount": amount, "currency": "EUR", "without_rate": 0})
}

/// The module with the objects.
pub fn module() -> Module {
    Module {
        key: "workshop",
        objects: vec![offer(), offer_line(), line_note(), gadget()],
        behaviors: Vec::new(),
        records: Vec::new(),
        sections: Vec::new(),
        totals: Vec::new(),
        jobs: Vec::new(),
    }
}

fn object(key: &str, name: &str) -> ObjectDef {
    ObjectDef::new(key, Text::new(name, name), Text::new(name, name))
}

fn field(key: &str, kind: FieldType) -> FieldDef {
    FieldDef::new(key, key, key, kind)
}

fn formula(expression: &str, result: FieldType) -> FieldType {
    FieldType::Formula {
        expression: expression.to_owned(),
        result: Box::new(result),
    }
}

fn total(object: &str, link: &str, function: ComputedFn, of: Option<&str>) -> FieldType {
    let (object, link) = (object.to_owned(), link.to_owned());
    FieldType::Total {
        object,
        link,
        function,
        field: of.map(str::to_owned),
    }
}

/// A whole: a tree of its own, with states, a unique code, a running number, formulas, and totals over its lines.
fn offer() -> ObjectDef {
    let lines = |function, of| total("offer_line", "offer", function, of);
    object("offer", "Offer")
        .field(FieldDef::text("name", "Name", "Name").required().searched())
        .field(field("code", FieldType::Text { max_length: 40 }).unique())
        .field(field(
            "number",
            FieldType::AutoNumber {
                prefix: "OF-".to_owned(),
                digits: 4,
            },
        ))
        .field(FieldDef::link("parent", "Part of", "Teil von", &["offer"]))
        .field(FieldDef::link(
            "organization",
            "Organisation",
            "Organisation",
            &["organization"],
        ))
        .field(
            field(
                "stage",
                FieldType::Stage {
                    options: stages(),
                    stages_from: None,
                },
            )
            .default("draft"),
        )
        .field(field("accepted_on", FieldType::Date))
        .field(field("lines", lines(ComputedFn::Count, None)))
        .field(field("net", lines(ComputedFn::Sum, Some("amount"))))
        .field(field("largest", lines(ComputedFn::Max, Some("amount"))))
        .field(field("mean", lines(ComputedFn::Average, Some("quantity"))))
        .field(field(
            "gross",
            formula("net * 1.19", FieldType::Decimal { scale: 2 }),
        ))
        .field(field(
            "title",
            formula("number + \": \" + name", FieldType::Text { max_length: 500 }),
        ))
        .called(&["name"])
        .complete_with(&[("code", 1), ("organization", 1)])
        .tree_over("parent")
        .on_timeline(TimelineDef {
            at: "created_at".to_owned(),
            links: vec!["organization".to_owned()],
            kind: None,
            channel: None,
        })
}

/// draft → sent → won or lost; a lost one may be taken up again, a won one may not.
fn stages() -> Vec<StageOption> {
    let stage = |key: &str, next: &[&str], required: &[&str]| {
        let list = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
        StageOption {
            key: key.to_owned(),
            labels: Text::new(key, key),
            color: String::new(),
            kind: Default::default(),
            next: Some(list(next)),
            required: list(required),
            probability: None,
            max_days: None,
        }
    };
    vec![
        stage("draft", &["sent"], &[]),
        stage("sent", &["won", "lost"], &["organization"]),
        stage("won", &[], &["accepted_on"]),
        stage("lost", &["draft"], &[]),
    ]
}

/// A part of an offer, and a whole itself.
fn offer_line() -> ObjectDef {
    object("offer_line", "Line")
        .field(FieldDef::link("offer", "Offer", "Angebot", &["offer"]).required())
        .field(FieldDef::text("name", "Name", "Name").searched())
        .field(field("amount", FieldType::Money))
        .field(field(
            "quantity",
            FieldType::Integer {
                min: Some(0),
                max: None,
            },
        ))
        .field(field(
            "notes",
            total("line_note", "line", ComputedFn::Count, None),
        ))
        .called(&["name"])
        .part_of("offer")
}

/// A part of a part.
fn line_note() -> ObjectDef {
    object("line_note", "Line note")
        .field(FieldDef::link("line", "Line", "Position", &["offer_line"]).required())
        .field(field("body", FieldType::LongText).searched())
        .part_of("line")
}

/// A field of every type a client may set.
fn gadget() -> ObjectDef {
    let options = || {
        ["red", "green", "blue"]
            .map(|key| SelectOption::new(key, key, key))
            .to_vec()
    };
    object("gadget", "Gadget")
        .field(FieldDef::text("name", "Name", "Name").searched())
        .field(field("notes", FieldType::LongText).searched())
        .field(field("story", FieldType::RichText))
        .field(field(
            "count",
            FieldType::Integer {
                min: Some(-10),
                max: Some(1_000),
            },
        ))
        .field(field("serial", FieldType::Integer { min: None, max: None }).unique())
        .field(field("ratio", FieldType::Decimal { scale: 3 }))
        .field(field("price", FieldType::Money))
        .field(field("done", FieldType::Boolean))
        .field(field("day", FieldType::Date))
        .field(field("at", FieldType::Timestamp))
        .field(field("took", FieldType::Duration))
        .field(field("color", FieldType::Select { options: options() }))
        .field(field("colors", FieldType::MultiSelect { options: options() }))
        .field(field(
            "stage",
            FieldType::Stage {
                options: stages()
                    .into_iter()
                    .map(|stage| StageOption {
                        required: Vec::new(),
                        ..stage
                    })
                    .collect(),
                stages_from: None,
            },
        ))
        .field(FieldDef::link("maker", "Maker", "Hersteller", &["organization"]))
        .field(FieldDef::link(
            "holder",
            "Holder",
            "Halter",
            &["person", "organization"],
        ))
        .field(FieldDef::link("about", "About", "Betrifft", &["*"]))
        .field(FieldDef::links("helpers", "Helpers", "Helfer", &["person"]))
        .field(FieldDef::links("related", "Related", "Verwandt", &["*"]))
        .field(field("keeper", FieldType::Owner))
        .field(field("emails", FieldType::Email))
        .field(field("phones", FieldType::Phone))
        .field(field("websites", FieldType::Url))
        .field(field("social", FieldType::Social))
        .field(field("addresses", FieldType::Address))
        .field(field("share", FieldType::Percentage))
        .field(field("stars", FieldType::Rating { max: 5 }))
        .field(field("manual", FieldType::File))
        .field(field("facts", FieldType::Json))
        .field(field(
            "double",
            formula("count * 2", FieldType::Integer { min: None, max: None }),
        ))
        .called(&["name"])
}
