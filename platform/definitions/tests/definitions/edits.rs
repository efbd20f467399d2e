//! Edits over the API: what is understood, what is refused, and where the issue points.

use kontor_definitions::arbitrary::{catalog, start};
use kontor_definitions::edit::{
    create_field, create_object, delete_field, delete_object, update_field, update_object,
};
use kontor_definitions::{Catalog, CatalogData, FieldType, wire};
use kontor_kernel::{Code, Json};
use proptest::prelude::*;
use serde_json::json;

use crate::{edited, field, issues};

#[test]
fn the_least_that_is_needed_is_understood() {
    let body = json!({"key": "x_bike", "labels": "Rad", "fields": [
        field("x_frame", json!({"type": "integer"})), field("x_model", json!({"type": "text"})),
    ]});
    let data = create_object(&start(), &body).unwrap().catalog;
    let bike = data.objects.last().unwrap();
    assert!(bike.custom);
    assert_eq!(
        (bike.id.as_str(), bike.plural.en.as_str(), bike.labels.de.as_str()),
        ("x_bike", "Rad", "Rad")
    );
    assert_eq!(bike.label, [["x_model"]]);
    assert_eq!(bike.fields[1].kind, FieldType::Text { max_length: 500 });

    let empty = create_object(&start(), &json!({"key": "x_bike", "labels": {"de": "Rad"}}))
        .unwrap()
        .catalog;
    let named = create_field(&empty, "x_bike", &field("x_model", json!({"type": "text"})))
        .unwrap()
        .catalog;
    assert_eq!(named.objects.last().unwrap().label, [["x_model"]]);
}

#[test]
fn issues_point_into_the_body() {
    let body = json!({"key": "bike", "labels": " ", "wheels": 2, "fields": [
        field("x_a", json!({"type": "select", "options": [{"key": "a", "labels": "A"}, {"key": "Ä", "labels": "Ä"}]})),
        field("x_b", json!({"type": "link", "targets": ["nothing"]})),
        field("x_a", json!({"type": "text"})),
    ]});
    assert_eq!(issues(create_object(&start(), &body)), ["/wheels unknown_field"]);
    let mut body = body;
    body.as_object_mut().unwrap().remove("wheels");
    assert_eq!(
        issues(create_object(&start(), &body)),
        [
            "/key prefix",
            "/labels required",
            "/plural required",
            "/fields/2/key taken",
            "/fields/0/options/1/key bad_key",
            "/fields/1/targets/0 unknown_object",
        ]
    );
    let refused = create_field(&start(), "sale", &field("serial", json!({"type": "text"}))).unwrap_err();
    assert_eq!(
        (refused.code, refused.issues[0].params["expected"].as_str()),
        (Code::Validation, Some("x_serial"))
    );
    assert_eq!(
        create_field(&start(), "nothing", &json!({})).unwrap_err().code,
        Code::NotFound
    );
    assert_eq!(
        create_field(&start(), "sale", &json!([])).unwrap_err().code,
        Code::BadJson
    );
}

#[test]
fn a_former_key_stays_taken_and_can_be_taken_back() {
    let data = edited(
        start(),
        &[
            &|data| create_field(data, "sale", &field("x_a", json!({"type": "text"}))),
            &|data| update_field(data, "sale", "x_a", &json!({"key": "x_b"})),
        ],
    );
    assert_eq!(
        issues(create_field(
            &data,
            "sale",
            &field("x_a", json!({"type": "text"}))
        )),
        ["/key taken"]
    );
    let back = update_field(&data, "sale", "x_a", &json!({"key": "x_a"}))
        .unwrap()
        .catalog;
    let field = Catalog::new(back)
        .object("sale")
        .unwrap()
        .field("x_b")
        .unwrap()
        .clone();
    assert_eq!(
        (field.key.as_str(), field.id.as_str(), field.former_keys),
        ("x_a", "x_a", vec!["x_b".to_owned()])
    );
}

#[test]
fn long_keys_have_short_distinct_ids() {
    let key = |end: &str| format!("x_{}{end}", "long_".repeat(11));
    let data = edited(
        start(),
        &[
            &|data| {
                create_field(
                    data,
                    "sale",
                    &field(&key("a"), json!({"type": "money", "indexed": true})),
                )
            },
            &|data| {
                create_field(
                    data,
                    "sale",
                    &field(&key("b"), json!({"type": "money", "indexed": true})),
                )
            },
        ],
    );
    let sale = Catalog::new(data).object("sale").unwrap().clone();
    let (a, b) = (sale.field(&key("a")).unwrap(), sale.field(&key("b")).unwrap());
    assert!(a.id != b.id && a.id.len() <= 50 && b.id.ends_with("_2"));
}

#[test]
fn standard_definitions_can_be_relabelled_and_extended_only() {
    let data = start();
    let relabelled = update_object(
        &data,
        "organization",
        &json!({"labels": {"de": "Firma"}, "icon": "house"}),
    )
    .unwrap();
    let organization = &relabelled.catalog.objects[2];
    assert_eq!(
        (organization.labels.de.as_str(), organization.labels.en.as_str()),
        ("Firma", "Organisation")
    );
    assert!(organization.relabelled && !organization.custom);

    assert_eq!(
        issues(update_object(&data, "sale", &json!({"label": [["stage"]]}))),
        ["/label standard"]
    );
    assert_eq!(
        issues(update_object(&data, "sale", &json!({"key": "x_deal"}))),
        ["/key standard"]
    );
    assert_eq!(
        issues(update_field(
            &data,
            "sale",
            "organization",
            &json!({"required": false})
        )),
        ["/required standard"]
    );
    assert_eq!(issues(delete_object(&data, "sale")), [" standard"]);
    assert_eq!(issues(delete_field(&data, "sale", "stage")), [" standard"]);

    let option = |key: &str| json!({"key": key, "labels": key});
    let (trade, craft) = (
        json!({"key": "trade", "labels": {"en": "Trade", "de": "Handel"}}),
        json!({"key": "craft", "labels": {"en": "Craft", "de": "Handwerk"}}),
    );
    let industry =
        |options: Json| update_field(&data, "organization", "industry", &json!({"options": options}));
    assert!(industry(json!([trade, option("x_art"), craft])).is_ok());
    assert_eq!(
        issues(industry(json!([trade, craft, option("art")]))),
        ["/options/2/key prefix"]
    );
    assert_eq!(
        issues(industry(json!([trade, option("x_art")]))),
        ["/options standard"]
    );
    // Rules that come with an option are not the customer's.
    let offered = json!({"options": [
        {"key": "open", "labels": "Open", "kind": "won"}, {"key": "won", "labels": "Won"}]});
    assert_eq!(
        issues(update_field(&data, "sale", "stage", &offered))[0]
            .split(' ')
            .nth(1),
        Some("standard")
    );
}

#[test]
fn standard_options_are_called_coloured_ordered_and_retired_as_one_likes() {
    let data = start();
    let industry = |data: &CatalogData, options: Json| {
        let edit = update_field(data, "organization", "industry", &json!({"options": options}));
        let field = edit.unwrap().catalog.objects[2].fields.clone();
        field.into_iter().find(|field| field.key == "industry").unwrap()
    };
    let craft = json!({"key": "craft", "labels": {"en": "Craft", "de": "Handwerk"}});
    let crafts = json!({"key": "craft", "labels": {"en": "Crafts", "de": "Gewerke"}, "color": "red"});
    let trade = json!({"key": "trade", "labels": {"en": "Trade", "de": "Handel"}});
    let retired = json!({"key": "trade", "labels": {"en": "Trade", "de": "Handel"}, "retired": true});

    let renamed = industry(&data, json!([trade, crafts]));
    assert_eq!(
        (renamed.own_options, renamed.reordered),
        (vec!["craft".to_owned()], false)
    );
    let moved = industry(&data, json!([craft, trade]));
    assert_eq!((moved.own_options.len(), moved.reordered), (0, true));
    let gone = industry(&data, json!([retired, craft]));
    assert_eq!(
        (gone.own_options, gone.relabelled),
        (vec!["trade".to_owned()], false)
    );
}

#[test]
fn what_is_in_use_stays() {
    let data = edited(
        start(),
        &[
            &|data| {
                create_object(
                    data,
                    &json!({"key": "x_bike", "labels": "Bike", "fields": [
            field("x_name", json!({"type": "text"})), field("x_sale", json!({"type": "link", "targets": ["sale"]})),
        ], "part_of": "x_sale"}),
                )
            },
            &|data| {
                create_field(
                    data,
                    "sale",
                    &field(
                        "x_bikes",
                        json!({
            "type": "total", "object": "x_bike", "link": "x_sale", "function": "count"}),
                    ),
                )
            },
        ],
    );
    for refused in [
        delete_object(&data, "x_bike"),
        delete_field(&data, "x_bike", "x_sale"),
        delete_field(&data, "x_bike", "x_name"),
        update_field(&data, "x_bike", "x_sale", &json!({"many": true})),
    ] {
        assert!(issues(refused).iter().all(|issue| issue == " in_use"));
    }
    let by = delete_object(&data, "x_bike").unwrap_err().issues[0].params["by"].clone();
    assert_eq!(by, "sale.x_bikes");
    assert_eq!(
        issues(update_field(
            &data,
            "sale",
            "x_bikes",
            &json!({"type": "integer"})
        )),
        ["/type not_possible"]
    );
}

#[test]
fn a_removed_option_of_a_required_field_needs_a_successor() {
    let options = |keys: &[&str]| -> Json {
        keys.iter()
            .map(|key| json!({"key": key, "labels": key}))
            .collect()
    };
    let data = edited(
        start(),
        &[&|data| {
            create_field(
                data,
                "sale",
                &field(
                    "x_a",
                    json!({"type": "select", "required": true, "options": options(&["a", "b", "c"])}),
                ),
            )
        }],
    );
    let patch = |replace: Json| {
        update_field(
            &data,
            "sale",
            "x_a",
            &json!({"options": options(&["a"]), "replace_options": replace}),
        )
    };
    assert_eq!(issues(patch(json!({"b": "a"}))), ["/replace_options/c required"]);
    assert_eq!(
        issues(patch(json!({"b": "c", "c": "a"}))),
        ["/replace_options/b unknown_option"]
    );
    assert_eq!(
        issues(patch(json!({"a": "b"}))),
        [
            "/replace_options/a unknown_option",
            "/replace_options/b required",
            "/replace_options/c required",
        ]
    );
    assert_eq!(issues(patch(json!([1]))), ["/replace_options wrong_type"]);
    assert!(patch(json!({"b": "a", "c": "a"})).is_ok());
}

#[test]
fn a_new_type_leaves_the_settings_of_the_old_one_behind() {
    let data = edited(
        start(),
        &[
            &|data| {
                create_field(
                    data,
                    "sale",
                    &field("x_a", json!({"type": "integer", "min": 1, "default": 3})),
                )
            },
            &|data| update_field(data, "sale", "x_a", &json!({"type": "text"})),
            &|data| {
                create_field(
                    data,
                    "sale",
                    &field(
                        "x_b",
                        json!({"type": "stage", "options": [
            {"key": "a", "labels": "A", "kind": "won", "next": []}, {"key": "b", "labels": "B"}]}),
                    ),
                )
            },
            &|data| update_field(data, "sale", "x_b", &json!({"type": "select"})),
        ],
    );
    let sale = Catalog::new(data).object("sale").unwrap().clone();
    assert_eq!(
        sale.field("x_a").unwrap().kind,
        FieldType::Text { max_length: 500 }
    );
    assert_eq!(sale.field("x_a").unwrap().default, None);
    assert_eq!(sale.field("x_b").unwrap().kind.option_keys().unwrap(), ["a", "b"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_was_read_can_be_sent_back(data in catalog()) {
        for object in Catalog::new(data.clone()).objects() {
            let mut body = wire(object, None);
            body.as_object_mut().unwrap().remove("fields");
            let again = update_object(&data, object.key(), &body).unwrap().catalog;
            prop_assert_eq!(&again.objects, &data.objects);
            for field in &object.def.fields {
                let body = serde_json::to_value(field).unwrap();
                let again = update_field(&data, object.key(), &field.key, &body).unwrap().catalog;
                prop_assert_eq!(&again.objects, &data.objects);
            }
        }
    }
}
