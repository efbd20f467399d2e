//! Random catalogs and random edits for property tests, of this crate and of the engine: a plan applied to a
//! database must leave it as if built fresh from the new catalog.
//!
//! Edits are API bodies and go through [`crate::edit`], so every catalog here is one that a customer could have
//! made. Not every edit is possible everywhere; those that are not change nothing.

use kontor_kernel::{Error, Json, Text};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use serde_json::json;

use crate::catalog::CatalogData;
use crate::edit::{self, Edit};
use crate::field::{ComputedFn, FieldDef, FieldType, StageKind, StageOption};
use crate::object::{ObjectDef, TimelineDef};

/// One change over the API: which thing (by position, modulo how many there are) and the body.
#[derive(Clone, Debug)]
pub enum Tweak {
    /// A new custom object.
    CreateObject(Json),
    /// A patch of an object.
    UpdateObject(Index, Json),
    /// A custom object goes.
    DeleteObject(Index),
    /// A new custom field.
    CreateField(Index, Json),
    /// A patch of a field.
    UpdateField(Index, Index, Json),
    /// A custom field goes.
    DeleteField(Index, Index),
}

impl Tweak {
    /// Makes the change.
    pub fn apply(&self, data: &CatalogData) -> Result<Edit, Error> {
        let object = |at: &Index| at.get(&data.objects);
        // Where there is something custom it is preferred, because there most is possible.
        let custom = || -> Vec<&ObjectDef> { data.objects.iter().filter(|object| object.custom).collect() };
        let field = |object: &ObjectDef, at: &Index| -> Option<String> {
            let custom: Vec<&FieldDef> = object.fields.iter().filter(|field| field.is_custom()).collect();
            let all: Vec<&FieldDef> = object.fields.iter().collect();
            let list = if custom.is_empty() { all } else { custom };
            (!list.is_empty()).then(|| at.get(&list).key.clone())
        };
        match self {
            Tweak::CreateObject(body) => edit::create_object(data, body),
            Tweak::UpdateObject(at, body) => {
                let custom = custom();
                let object = if custom.is_empty() {
                    object(at)
                } else {
                    at.get(&custom)
                };
                edit::update_object(data, &object.key, body)
            }
            Tweak::DeleteObject(at) => match custom().as_slice() {
                [] => Err(Error::not_found()),
                custom => edit::delete_object(data, &at.get(custom).key),
            },
            Tweak::CreateField(at, body) => edit::create_field(data, &object(at).key, body),
            Tweak::UpdateField(at, n, body) => {
                let object = object(at);
                let field = field(object, n).ok_or_else(Error::not_found)?;
                edit::update_field(data, &object.key, &field, body)
            }
            Tweak::DeleteField(at, n) => {
                let object = object(at);
                let field = field(object, n).ok_or_else(Error::not_found)?;
                edit::delete_field(data, &object.key, &field)
            }
        }
    }
}

/// The catalog after all edits that are possible one after the other.
pub fn after(data: &CatalogData, tweaks: &[Tweak]) -> CatalogData {
    tweaks
        .iter()
        .fold(data.clone(), |data, tweak| match tweak.apply(&data) {
            Ok(edit) => edit.catalog,
            Err(_) => data,
        })
}

/// Random valid catalogs: the [`standard`] one after some edits.
pub fn catalog() -> impl Strategy<Value = CatalogData> {
    tweaks(30).prop_map(|tweaks| after(&start(), &tweaks))
}

/// Up to `most` random edits.
pub fn tweaks(most: usize) -> impl Strategy<Value = Vec<Tweak>> {
    proptest::collection::vec(tweak(), 0..=most)
}

/// The standard catalog of a new workspace.
pub fn start() -> CatalogData {
    CatalogData {
        version: 1,
        objects: standard(),
    }
}

/// A few standard objects in which every kind of relation occurs: a tree, parts with totals, a timeline.
pub fn standard() -> Vec<ObjectDef> {
    let object = |key: &str, name: &str| ObjectDef::new(key, Text::new(name, name), Text::new(name, name));
    let computed = |object: &str, link: &str, function, field: Option<&str>| {
        (
            object.to_owned(),
            link.to_owned(),
            function,
            field.map(str::to_owned),
        )
    };
    let (from, link, function, field) = computed("sale_line", "sale", ComputedFn::Sum, Some("quantity"));
    let quantity = FieldType::Total {
        object: from,
        link,
        function,
        field,
    };
    let (from, link, function, field) = computed("sale", "organization", ComputedFn::Count, None);
    let sales = FieldType::Rollup {
        object: from,
        link,
        function,
        field,
    };
    let stage = |key: &str, kind, next: Option<&[&str]>| StageOption {
        key: key.to_owned(),
        labels: Text::new(key, key),
        color: String::new(),
        kind,
        next: next.map(|next| next.iter().map(|key| (*key).to_owned()).collect()),
        required: Vec::new(),
        probability: None,
        max_days: None,
    };
    let stages = vec![
        stage("open", StageKind::Open, Some(&["won", "lost"])),
        stage("won", StageKind::Won, None),
        stage("lost", StageKind::Lost, None),
    ];
    let doubled = FieldType::Formula {
        expression: "quantity * 2".to_owned(),
        result: Box::new(FieldType::Decimal { scale: 2 }),
    };
    vec![
        object("user", "User")
            .field(FieldDef::text("name", "Name", "Name").required().searched())
            .called(&["name"]),
        object("team", "Team")
            .field(FieldDef::text("name", "Name", "Name").required())
            .called(&["name"]),
        object("organization", "Organisation")
            .field(FieldDef::text("name", "Name", "Name").required().searched())
            .field(FieldDef::select(
                "industry",
                "Industry",
                "Branche",
                &[("trade", "Trade", "Handel"), ("craft", "Craft", "Handwerk")],
            ))
            .field(FieldDef::link("parent", "Parent", "Mutter", &["organization"]))
            .field(FieldDef::new("emails", "E-mail", "E-Mail", FieldType::Email).searched())
            .field(FieldDef::new("revenue", "Revenue", "Umsatz", FieldType::Money).indexed())
            .field(FieldDef::new("sales", "Sales", "Verkäufe", sales))
            .called(&["name"])
            .complete_with(&[("industry", 1), ("emails", 2)])
            .tree_over("parent")
            .party(),
        object("sale", "Sale")
            .field(FieldDef::new(
                "number",
                "Number",
                "Nummer",
                FieldType::AutoNumber {
                    prefix: "S-".to_owned(),
                    digits: 5,
                },
            ))
            .field(
                FieldDef::link("organization", "Organisation", "Organisation", &["organization"]).required(),
            )
            .field(FieldDef::new(
                "stage",
                "Stage",
                "Stufe",
                FieldType::Stage {
                    options: stages,
                    stages_from: None,
                },
            ))
            .field(FieldDef::new("quantity", "Quantity", "Menge", quantity))
            .field(FieldDef::links("about", "About", "Zu", &["*"]))
            .called(&["number"])
            .on_timeline(TimelineDef {
                at: "created_at".to_owned(),
                links: vec!["organization".to_owned()],
                kind: None,
                channel: None,
            }),
        object("sale_line", "Line")
            .field(FieldDef::link("sale", "Sale", "Verkauf", &["sale"]).required())
            .field(FieldDef::new(
                "quantity",
                "Quantity",
                "Menge",
                FieldType::Decimal { scale: 2 },
            ))
            .field(FieldDef::new("doubled", "Doubled", "Doppelt", doubled))
            .part_of("sale"),
    ]
}

const FIELD_KEYS: [&str; 5] = ["x_a", "x_b", "x_c", "x_d", "x_name"];
const OBJECT_KEYS: [&str; 3] = ["x_bike", "x_shop", "x_ride"];
const OPTIONS: [&str; 5] = ["red", "green", "blue", "x_grey", "x_black"];

/// One random edit.
pub fn tweak() -> impl Strategy<Value = Tweak> {
    let index = any::<Index>;
    prop_oneof![
        2 => object_body().prop_map(Tweak::CreateObject),
        4 => (index(), object_patch()).prop_map(|(at, body)| Tweak::UpdateObject(at, body)),
        1 => index().prop_map(Tweak::DeleteObject),
        6 => (index(), field_body()).prop_map(|(at, body)| Tweak::CreateField(at, body)),
        6 => (index(), index(), field_patch()).prop_map(|(at, n, body)| Tweak::UpdateField(at, n, body)),
        2 => (index(), index()).prop_map(|(at, n)| Tweak::DeleteField(at, n)),
    ]
}

fn key(keys: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    select(keys)
}

fn options() -> impl Strategy<Value = Json> {
    subsequence(&OPTIONS, 1..=OPTIONS.len()).prop_map(|keys| {
        keys.iter()
            .map(|key| json!({"key": key, "labels": key}))
            .collect()
    })
}

fn targets() -> impl Strategy<Value = Json> {
    const TARGETS: [&str; 5] = ["organization", "user", "x_bike", "x_shop", "x_ride"];
    prop_oneof![
        1 => Just(json!(["*"])),
        4 => key(&TARGETS).prop_map(|target| json!([target])),
        2 => subsequence(&TARGETS, 1..=3).prop_map(|targets| json!(targets)),
    ]
}

/// Types with their settings, as members of a body.
fn kind() -> impl Strategy<Value = Json> {
    const PLAIN: [&str; 18] = [
        "text",
        "long_text",
        "rich_text",
        "integer",
        "money",
        "boolean",
        "date",
        "timestamp",
        "duration",
        "owner",
        "email",
        "phone",
        "url",
        "social",
        "address",
        "tags",
        "percentage",
        "json",
    ];
    let total = json!({"type": "total", "object": "sale_line", "link": "sale", "function": "max", "field": "quantity"});
    let rollup = json!({"type": "rollup", "object": "sale", "link": "organization", "function": "sum", "field": "quantity"});
    prop_oneof![
        12 => key(&PLAIN).prop_map(|kind| json!({"type": kind})),
        1 => (10u32..100).prop_map(|most| json!({"type": "text", "max_length": most})),
        1 => (-9i64..9).prop_map(|min| json!({"type": "integer", "min": min, "max": min + 100})),
        1 => (0u8..=9).prop_map(|scale| json!({"type": "decimal", "scale": scale})),
        1 => (1u8..=10).prop_map(|max| json!({"type": "rating", "max": max})),
        6 => (key(&["select", "multi_select", "stage"]), options())
            .prop_map(|(kind, options)| json!({"type": kind, "options": options})),
        4 => (targets(), any::<bool>()).prop_map(|(targets, many)| json!({"type": "link", "targets": targets, "many": many})),
        1 => Just(json!({"type": "auto_number", "prefix": "N", "digits": 4})),
        1 => key(&["1", "2"]).prop_map(|text| json!({"type": "formula", "expression": text, "result": "integer"})),
        1 => Just(json!({"type": "formula", "expression": "\"a\"", "result": "text"})),
        3 => Just(total),
        2 => Just(rollup),
    ]
}

fn field_body() -> impl Strategy<Value = Json> {
    let rarely = || proptest::bool::weighted(0.15);
    let flags = (
        rarely(),
        rarely(),
        proptest::bool::weighted(0.4),
        rarely(),
        proptest::bool::weighted(0.3),
    );
    (key(&FIELD_KEYS), kind(), flags).prop_map(
        |(key, kind, (required, unique, indexed, searched, default))| {
            let mut body = json!({
                "key": key, "labels": {"en": key}, "required": required, "unique": unique, "indexed": indexed,
                "searched": searched,
            });
            merge(&mut body, &kind);
            if default {
                body["default"] = match kind["type"].as_str() {
                    Some("text" | "long_text") => json!("some text"),
                    Some("boolean") => json!(true),
                    Some("select" | "stage") => kind["options"][0]["key"].clone(),
                    _ => Json::Null,
                };
            }
            body
        },
    )
}

fn field_patch() -> impl Strategy<Value = Json> {
    let flag = (key(&["required", "unique", "indexed", "searched"]), any::<bool>());
    prop_oneof![
        2 => key(&FIELD_KEYS).prop_map(|key| json!({"key": key})),
        1 => "[A-Z][a-zäöü]{1,9}".prop_map(|text| json!({"labels": text, "help": text})),
        2 => flag.prop_map(|(flag, value)| json!({flag: value})),
        3 => kind(),
        3 => (options(), key(&OPTIONS), key(&OPTIONS))
            .prop_map(|(options, old, new)| json!({"options": options, "replace_options": {old: new}})),
        2 => options().prop_map(|options| json!({"options": options})),
        2 => (targets(), any::<bool>()).prop_map(|(targets, many)| json!({"targets": targets, "many": many})),
        1 => Just(json!({"default": null})),
    ]
}

fn object_body() -> impl Strategy<Value = Json> {
    let fields = proptest::collection::vec(field_body(), 0..5);
    let part = proptest::option::weighted(0.3, key(&["sale", "organization", "x_bike", "x_shop"]));
    (key(&OBJECT_KEYS), fields, part).prop_map(|(key, mut fields, part)| {
        // Two fields of one key would spoil the whole body.
        fields.sort_by_key(|field| field["key"].to_string());
        fields.dedup_by_key(|field| field["key"].to_string());
        let mut body = json!({"key": key, "labels": {"de": key}});
        if let Some(whole) = part {
            fields.push(json!({"key": "x_whole", "labels": "Whole", "type": "link", "targets": [whole]}));
            body["part_of"] = json!("x_whole");
        }
        body["fields"] = Json::Array(fields);
        body
    })
}

fn object_patch() -> impl Strategy<Value = Json> {
    let names = || subsequence(&FIELD_KEYS, 1..=2);
    prop_oneof![
        2 => key(&OBJECT_KEYS).prop_map(|key| json!({"key": key})),
        1 => "[A-Z][a-zäöü]{1,9}".prop_map(|text| json!({"labels": text, "plural": {"de": text}})),
        5 => names().prop_map(|fields| json!({"label": [fields]})),
        1 => names().prop_map(|fields| json!({"identifying": fields})),
        2 => key(&["owner", "x_a", "x_name"]).prop_map(|field| json!({"completeness": [[field, 3]]})),
        1 => key(&FIELD_KEYS).prop_map(|field| json!({"timeline": {"at": "created_at", "links": [field]}})),
        1 => key(&FIELD_KEYS).prop_map(|field| json!({"hierarchy": field})),
        1 => Just(json!({"identifying": null, "completeness": null, "timeline": null, "hierarchy": null})),
    ]
}

fn merge(body: &mut Json, more: &Json) {
    if let (Json::Object(body), Json::Object(more)) = (body, more) {
        body.extend(more.clone());
    }
}
