//! Upgrades: new standard definitions under what the customer made of the old ones.

use kontor_definitions::arbitrary::{catalog, standard, start};
use kontor_definitions::edit::{create_field, create_object, update_field, update_object};
use kontor_definitions::{Catalog, FieldDef, FieldType, ObjectDef, SelectOption, check, merge_standard};
use kontor_kernel::Text;
use proptest::prelude::*;
use serde_json::json;

use crate::{edited, field};

/// The standard definitions of the next version.
fn next_version() -> Vec<ObjectDef> {
    let mut objects = standard();
    let organization = &mut objects[2];
    organization.labels = Text::new("Company", "Unternehmen");
    organization.fields[0].labels = Text::new("Firm", "Firma");
    organization
        .fields
        .insert(1, FieldDef::text("vat_id", "VAT id", "USt-IdNr."));
    let FieldType::Select { options } = &mut organization.fields[2].kind else {
        panic!("industry moved")
    };
    options.insert(1, SelectOption::new("finance", "Finance", "Finanzen"));
    objects.push(ObjectDef::new(
        "lead",
        Text::new("Lead", "Lead"),
        Text::new("Leads", "Leads"),
    ));
    objects
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn the_same_version_changes_nothing(data in catalog()) {
        prop_assert_eq!(merge_standard(&data, &standard()), data);
    }

    #[test]
    fn everything_custom_survives_and_everything_new_is_there(data in catalog()) {
        let next = next_version();
        let merged = merge_standard(&data, &next);
        prop_assert_eq!(check(&merged, None), Ok(()));
        prop_assert_eq!(&merge_standard(&merged, &next), &merged);
        let catalog = Catalog::new(merged);
        for object in data.objects {
            for field in object.fields.iter().filter(|field| field.is_custom()) {
                let def = &catalog.object(&object.id).unwrap().def;
                prop_assert_eq!(def.fields.iter().find(|found| found.id == field.id), Some(field));
            }
        }
        for object in &next {
            for field in &object.fields {
                prop_assert!(catalog.object(&object.id).unwrap().field(&field.key).is_some());
            }
        }
    }
}

#[test]
fn what_was_made_of_standard_options_stays() {
    let options = json!({"options": [
        {"key": "craft", "labels": {"en": "Crafts", "de": "Gewerke"}, "color": "red", "retired": true},
        {"key": "x_art", "labels": "Art"},
        {"key": "trade", "labels": {"en": "Trade", "de": "Handel"}},
    ]});
    let stored = edited(
        start(),
        &[&|data| update_field(data, "organization", "industry", &options)],
    );
    let mut next = next_version();
    let FieldType::Select { options } = &mut next[2].fields[2].kind else {
        panic!("industry moved")
    };
    options[0].labels = Text::new("Commerce", "Handel");
    options[2].labels = Text::new("Handicraft", "Handwerk");
    let merged = merge_standard(&stored, &next);
    let FieldType::Select { options } = &merged.objects[2].fields[2].kind else {
        panic!("industry moved")
    };
    let told: Vec<_> = options
        .iter()
        .map(|option| (option.key.as_str(), option.labels.en.as_str(), option.retired))
        .collect();
    let expected = [
        ("craft", "Crafts", true),
        ("x_art", "Art", false),
        ("trade", "Commerce", false),
        ("finance", "Finance", false),
    ];
    assert_eq!(told, expected, "a new one follows the one it stands behind");
    assert_eq!(merge_standard(&merged, &next), merged);
}

#[test]
fn changed_labels_and_own_options_stay_everything_else_is_new() {
    let industry = json!({"options": [
        {"key": "x_first", "labels": "First"},
        {"key": "trade", "labels": {"en": "Trade", "de": "Handel"}}, {"key": "x_art", "labels": "Art"},
        {"key": "craft", "labels": {"en": "Craft", "de": "Handwerk"}},
    ]});
    let stored = edited(
        start(),
        &[
            &|data| update_field(data, "organization", "name", &json!({"labels": "Trade name"})),
            &|data| update_field(data, "organization", "industry", &industry),
            &|data| create_field(data, "organization", &field("x_a", json!({"type": "text"}))),
            &|data| create_object(data, &json!({"key": "x_bike", "labels": "Bike"})),
            &|data| update_object(data, "user", &json!({"plural": "Colleagues"})),
        ],
    );
    let merged = merge_standard(&stored, &next_version());
    assert_eq!(merged.version, stored.version);
    let keys: Vec<&str> = merged.objects.iter().map(|object| object.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "user",
            "team",
            "organization",
            "sale",
            "sale_line",
            "x_bike",
            "lead"
        ]
    );
    assert_eq!(merged.objects[0].plural, Text::new("Colleagues", "Colleagues"));

    let organization = &merged.objects[2];
    assert_eq!(organization.labels.en, "Company");
    assert_eq!(organization.fields[0].labels.en, "Trade name");
    assert_eq!(organization.fields[1].key, "vat_id");
    assert_eq!(
        organization.fields[2].kind.option_keys().unwrap(),
        ["x_first", "trade", "x_art", "finance", "craft"]
    );
    assert_eq!(organization.fields.last().unwrap().key, "x_a");
}
