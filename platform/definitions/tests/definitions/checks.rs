//! Validity: limits, names, rules, and no panic whatever the input is.

use kontor_definitions::arbitrary::{catalog, start, tweak};
use kontor_definitions::edit::{create_field, create_object, update_field, update_object};
use kontor_definitions::{Catalog, CatalogData, FieldDef, ObjectDef, check, diff, outline};
use kontor_kernel::{Json, Text};
use proptest::prelude::*;
use serde_json::json;

use crate::{edited, field};

fn found(data: &CatalogData) -> Vec<String> {
    let issues = check(data, None).expect_err("should not be valid");
    issues
        .iter()
        .map(|issue| format!("{} {}", issue.pointer, issue.code))
        .collect()
}

/// The issues of one more field on `sale`, which has five.
fn field_issues(body: Json) -> Vec<String> {
    match create_field(&start(), "sale", &body) {
        Ok(_) => Vec::new(),
        Err(error) => error
            .issues
            .iter()
            .map(|issue| format!("{} {}", issue.pointer, issue.code))
            .collect(),
    }
}

#[test]
fn names_that_would_hide_something_are_refused() {
    let object = |key: &str| {
        let text = || Text::new("A", "A");
        CatalogData {
            version: 1,
            objects: vec![ObjectDef::new(key, text(), text())],
        }
    };
    for (key, code) in [
        ("record", "reserved"),
        ("null", "reserved"),
        ("Person", "bad_key"),
        ("a__b", "bad_key"),
        ("a_", "bad_key"),
        ("2nd", "bad_key"),
        ("größe", "bad_key"),
        ("", "required"),
        (&"a".repeat(61), "too_long"),
    ] {
        assert!(
            found(&object(key)).contains(&format!("/objects/0/key {code}")),
            "{key}"
        );
    }
    assert_eq!(found(&object("x_bike")), ["/objects/0/key prefix"]);
    let mut data = object("bike");
    data.objects[0].fields = vec![
        FieldDef::text("owner", "A", "A"),
        FieldDef::text("label", "A", "A"),
    ];
    assert!(found(&data).contains(&"/objects/0/fields/0/key reserved".to_owned()));
    assert!(found(&data).contains(&"/objects/0/fields/1/key reserved".to_owned()));
}

#[test]
fn flags_and_settings_must_suit_the_type() {
    for (body, issue) in [
        (json!({"type": "email", "unique": true}), "/unique not_possible"),
        (json!({"type": "json", "indexed": true}), "/indexed not_possible"),
        (
            json!({"type": "boolean", "searched": true}),
            "/searched not_possible",
        ),
        (
            json!({"type": "auto_number", "required": true}),
            "/required not_possible",
        ),
        (
            json!({"type": "text", "unique": true, "default": "a"}),
            "/unique not_possible",
        ),
        (
            json!({"type": "text", "max_length": 601, "unique": true}),
            "/max_length out_of_range",
        ),
        (
            json!({"type": "integer", "min": 2, "max": 1}),
            "/max out_of_range",
        ),
        (json!({"type": "integer", "default": "1"}), "/default wrong_type"),
        (
            json!({"type": "select", "options": [], "default": "a"}),
            "/options required",
        ),
        (
            json!({"type": "select", "options": [{"key": "a", "labels": "A"}], "default": "b"}),
            "/default unknown_option",
        ),
        (
            json!({"type": "stage", "options": [{"key": "a", "labels": "A", "next": ["b"]}]}),
            "/options/0/next/0 unknown_option",
        ),
        (
            json!({"type": "stage", "options": [{"key": "a", "labels": "A", "required": ["b"]}]}),
            "/options/0/required/0 unknown_field",
        ),
        (
            json!({"type": "stage", "stages_from": "about"}),
            "/stages_from wrong_type",
        ),
        (
            json!({"type": "link", "targets": ["*", "sale"]}),
            "/targets not_possible",
        ),
        (
            json!({"type": "link", "targets": ["sale", "sale"]}),
            "/targets/1 taken",
        ),
        (
            json!({"type": "formula", "expression": " ", "result": "text"}),
            "/expression out_of_range",
        ),
        (
            json!({"type": "formula", "expression": "1", "result": "money"}),
            "/result wrong_type",
        ),
        (json!({"type": "external_ids"}), "/type unknown_type"),
        (
            json!({"type": "total", "object": "sale_line", "link": "sale", "function": "sum"}),
            "/field required",
        ),
        (
            json!({"type": "total", "object": "sale_line", "link": "team", "function": "count"}),
            "/link wrong_type",
        ),
        (
            json!({"type": "total", "object": "sale", "link": "about", "function": "count"}),
            "/link not_possible",
        ),
        (
            json!({"type": "rollup", "object": "organization", "link": "parent", "function": "count"}),
            "/link wrong_type",
        ),
        (
            json!({"type": "rollup", "object": "sale", "link": "about", "function": "sum", "field": "stage"}),
            "/field wrong_type",
        ),
        (
            json!({"type": "rollup", "object": "nothing", "link": "sale", "function": "count"}),
            "/object unknown_object",
        ),
    ] {
        assert!(
            field_issues(field("x_a", body.clone())).contains(&issue.to_owned()),
            "{body}: {:?}",
            field_issues(field("x_a", body.clone()))
        );
    }
    assert_eq!(
        field_issues(field(
            "x_a",
            json!({"type": "rollup", "object": "sale", "link": "about", "function": "sum", "field": "quantity"})
        )),
        [""; 0]
    );
}

#[test]
fn the_rules_of_an_object_name_fields_of_a_fitting_type() {
    let data = edited(
        start(),
        &[&|data| {
            create_object(
                data,
                &json!({"key": "x_bike", "labels": "Bike", "fields": [
                    field("x_data", json!({"type": "json"})), field("x_sale", json!({"type": "link", "targets": ["sale"]})),
                ]}),
            )
        }],
    );
    for (patch, issue) in [
        (json!({"label": [["x_data"]]}), "/label/0/0 wrong_type"),
        (json!({"label": [[]]}), "/label/0 required"),
        (json!({"identifying": ["x_no"]}), "/identifying/0 unknown_field"),
        (
            json!({"completeness": [["x_sale", 1], ["id", 1]]}),
            "/completeness/1/0 wrong_type",
        ),
        (json!({"hierarchy": "x_sale"}), "/hierarchy wrong_type"),
        (json!({"part_of": "x_data"}), "/part_of wrong_type"),
        (
            json!({"timeline": {"at": "x_data", "links": ["x_sale"]}}),
            "/timeline/at wrong_type",
        ),
        (
            json!({"timeline": {"at": "created_at", "links": ["x_data"]}}),
            "/timeline/links/0 wrong_type",
        ),
        (
            json!({"timeline": {"at": "created_at", "links": ["x_sale"], "kind": "x_sale"}}),
            "/timeline/kind wrong_type",
        ),
    ] {
        let error = update_object(&data, "x_bike", &patch).unwrap_err();
        assert_eq!(
            format!("{} {}", error.issues[0].pointer, error.issues[0].code),
            issue
        );
    }
}

#[test]
fn an_object_has_up_to_500_fields() {
    let mut data = start();
    let text = |n: usize| FieldDef::text(&format!("x_f{n}"), "A", "A").indexed();
    data.objects[0].fields.extend((1..500).map(text));
    assert_eq!(data.objects[0].fields.len(), 500);
    assert_eq!(check(&data, None), Ok(()));
    assert!(!diff(&start(), &data).is_empty());
    let renamed = update_field(&data, "user", "x_f499", &json!({"key": "x_last"}))
        .unwrap()
        .catalog;
    let user = Catalog::new(renamed.clone()).object("user").unwrap().clone();
    assert_eq!(user.field("x_f499").unwrap().key, "x_last");
    assert_eq!(user.position("x_last"), user.position("x_f499"));

    let full = create_field(&renamed, "user", &field("x_more", json!({"type": "text"}))).unwrap_err();
    assert_eq!(
        (full.issues[0].code.as_str(), &full.issues[0].params["max"]),
        ("too_many", &json!(500))
    );
}

#[test]
fn a_workspace_has_up_to_200_custom_objects() {
    let custom = |n: usize| {
        let text = || Text::new("A", "A");
        ObjectDef {
            custom: true,
            ..ObjectDef::new(&format!("x_o{n}"), text(), text())
        }
    };
    let mut data = start();
    data.objects.extend((0..200).map(custom));
    assert_eq!(check(&data, None), Ok(()));
    let full = create_object(&data, &json!({"key": "x_more", "labels": "More"})).unwrap_err();
    assert_eq!(
        (full.issues[0].pointer.as_str(), full.issues[0].code.as_str()),
        ("", "too_many")
    );
}

#[test]
fn the_outline_shows_a_field_on_a_line() {
    let data = edited(
        start(),
        &[
            &|data| update_object(data, "sale", &json!({"labels": {"de": "Verkauf"}})),
            &|data| {
                create_field(
                    data,
                    "sale",
                    &field(
                        "x_a",
                        json!({"type": "link", "targets": ["user", "team"], "many": true}),
                    ),
                )
            },
            &|data| {
                update_field(
                    data,
                    "sale",
                    "x_a",
                    &json!({"key": "x_b", "labels": {"en": "B", "de": "Ä"}}),
                )
            },
        ],
    );
    let sale: Vec<ObjectDef> = data
        .objects
        .into_iter()
        .filter(|object| object.key == "sale")
        .collect();
    let expected = "\
sale: Sale / Verkauf (Sale)
  flags: relabelled
  label: number
  timeline: at created_at links organization
  fields:
    number: auto_number(S-00000) # Number / Nummer
    organization: link(organization) required # Organisation
    stage: stage(open -> won lost, won won, lost lost) # Stage / Stufe
    quantity: total(sum sale_line.quantity by sale) # Quantity / Menge
    about: link(* many) # About / Zu
    x_b [x_a]: link(user team many) # B / Ä
";
    assert_eq!(outline(&sale), expected);
}

/// Any JSON, not deep.
fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        "[a-z_*äx/~]{0,12}".prop_map(Json::from),
        proptest::sample::select(&["text", "link", "total", "formula", "x_a", "*", "sale", "label"][..])
            .prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let name = proptest::sample::select(
            &[
                "key", "id", "labels", "en", "type", "options", "targets", "fields", "next", "a/b",
            ][..],
        );
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            proptest::collection::vec((name, inner), 0..4).prop_map(|members| members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}

/// Replaces one value somewhere in the tree.
fn spoil(json: &mut Json, path: &[proptest::sample::Index], with: Json) {
    let (Some((step, rest)), false) = (path.split_first(), matches!(json, Json::Null)) else {
        *json = with;
        return;
    };
    match json {
        Json::Array(items) if !items.is_empty() => {
            let at = step.index(items.len());
            spoil(&mut items[at], rest, with);
        }
        Json::Object(members) if !members.is_empty() => {
            let at = step.index(members.len());
            let name = members.keys().nth(at).expect("within the length").clone();
            spoil(&mut members[&name], rest, with);
        }
        leaf => *leaf = with,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn spoilt_catalogs_never_panic(
        good in catalog(),
        path in proptest::collection::vec(any::<proptest::sample::Index>(), 2..9),
        with in any_json(),
        tweak in tweak(),
    ) {
        let mut json = serde_json::to_value(&good).unwrap();
        spoil(&mut json, &path, with);
        if let Ok(spoilt) = serde_json::from_value::<CatalogData>(json) {
            let _ = check(&spoilt, Some(&good));
            let _ = check(&good, Some(&spoilt));
            let _ = diff(&good, &spoilt);
            if !spoilt.objects.is_empty() {
                let _ = tweak.apply(&spoilt);
            }
            outline(&spoilt.objects);
        }
    }

    #[test]
    fn any_body_is_answered(body in any_json(), good in catalog()) {
        let object = good.objects.last().unwrap();
        for result in [
            create_object(&good, &body),
            create_field(&good, &object.key, &body),
            update_object(&good, &object.key, &body),
            update_field(&good, "sale", "stage", &body),
        ] {
            if let Err(error) = result {
                prop_assert!(!error.detail.is_empty());
            }
        }
    }
}
