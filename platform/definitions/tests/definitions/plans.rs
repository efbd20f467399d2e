//! Plans: applied to the old schema they give the new one, and they say what becomes of values.

use kontor_definitions::arbitrary::{self, Tweak, after, catalog, start, tweaks};
use kontor_definitions::edit::{
    create_field, create_object, delete_field, delete_object, update_field, update_object,
};
use kontor_definitions::{Catalog, Plan, Step, check, diff};
use kontor_kernel::Locale;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::json;

use crate::schema::Schema;
use crate::{edited, field, steps};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn a_plan_turns_the_old_schema_into_the_new_one(old in catalog(), tweaks in tweaks(12)) {
        let new = after(&old, &tweaks);
        prop_assert_eq!(Schema::of(&old).apply(&diff(&old, &new)), Schema::of(&new));
        prop_assert_eq!(Schema::of(&new).apply(&diff(&new, &old)), Schema::of(&old));
    }

    #[test]
    fn a_plan_joins_any_two_catalogs(old in catalog(), new in catalog()) {
        prop_assert_eq!(Schema::of(&old).apply(&diff(&old, &new)), Schema::of(&new));
    }

    #[test]
    fn a_plan_is_empty_exactly_when_nothing_changes(old in catalog(), tweaks in tweaks(3)) {
        let new = after(&old, &tweaks);
        prop_assert!(diff(&old, &old).is_empty());
        prop_assert_eq!(diff(&old, &new).is_empty(), old.objects == new.objects);
    }

    #[test]
    fn every_edit_leaves_a_valid_catalog_and_raises_its_version(old in catalog(), tweak in arbitrary::tweak()) {
        prop_assert_eq!(check(&old, None), Ok(()));
        if let Ok(edit) = tweak.apply(&old) {
            prop_assert_eq!(check(&edit.catalog, Some(&old)), Ok(()));
            prop_assert_eq!(edit.catalog.version, old.version + 1);
            let plan = edit.plan(&old);
            let json = serde_json::to_string(&plan).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Plan>(&json).unwrap(), &plan);
            prop_assert_eq!(plan.describe(Locale::De).is_empty(), plan.is_empty());
        }
    }

    #[test]
    fn what_was_known_by_a_name_stays_known_by_it(old in catalog(), tweaks in tweaks(8)) {
        // What was deleted is forgotten, its names are free again.
        let deletes = |tweak: &&Tweak| matches!(tweak, Tweak::DeleteObject(_) | Tweak::DeleteField(..));
        let kept: Vec<Tweak> = tweaks.iter().filter(|tweak| !deletes(tweak)).cloned().collect();
        let new = Catalog::new(after(&old, &kept));
        for before in Catalog::new(old).objects() {
            let object = new.objects().iter().find(|object| object.table() == before.table()).unwrap();
            for name in before.def.former_keys.iter().chain([&before.def.key, &before.def.id]) {
                prop_assert_eq!(new.object(name).map(|found| found.table()), Some(object.table()));
            }
            for old_field in &before.def.fields {
                let field = object.def.fields.iter().find(|field| field.id == old_field.id).unwrap();
                for name in old_field.former_keys.iter().chain([&old_field.key, &old_field.id]) {
                    prop_assert_eq!(object.field(name).map(|found| &found.id), Some(&field.id));
                }
            }
        }
    }
}

#[test]
fn random_edits_are_mostly_possible_and_reach_every_step() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut tried, mut done) = (0, 0);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..100 {
        let mut data = start();
        let list = tweaks(40).new_tree(&mut runner).unwrap().current();
        for tweak in list {
            tried += 1;
            let Ok(edit) = tweak.apply(&data) else { continue };
            done += 1;
            seen.extend(
                steps(&edit.plan(&data))
                    .into_iter()
                    .map(|step| step.split(' ').next().unwrap().to_owned()),
            );
            data = edit.catalog;
        }
    }
    assert!(done * 3 > tried, "only {done} of {tried}");
    assert_eq!(seen.len(), 19, "{seen:?}");
}

#[test]
fn a_rename_touches_no_data() {
    let old = edited(
        start(),
        &[
            &|data| {
                create_object(
                    data,
                    &json!({"key": "x_bike", "labels": "Bike", "fields": [
            field("x_name", json!({"type": "text"})), field("x_gears", json!({"type": "integer", "indexed": true})),
        ], "completeness": [["x_gears", 1]]}),
                )
            },
            &|data| {
                create_field(
                    data,
                    "sale",
                    &field("x_bike", json!({"type": "link", "targets": ["x_bike"]})),
                )
            },
            &|data| {
                create_field(
                    data,
                    "x_bike",
                    &field(
                        "x_worth",
                        json!({
            "type": "rollup", "object": "sale", "link": "x_bike", "function": "sum", "field": "quantity"}),
                    ),
                )
            },
        ],
    );
    let new = edited(
        old.clone(),
        &[
            &|data| update_object(data, "x_bike", &json!({"key": "x_cycle", "labels": "Cycle"})),
            &|data| update_field(data, "x_cycle", "x_name", &json!({"key": "x_title"})),
            &|data| update_field(data, "x_bike", "x_gears", &json!({"key": "x_speeds"})),
            &|data| update_field(data, "sale", "x_bike", &json!({"key": "x_ridden"})),
        ],
    );
    let plan = diff(&old, &new);
    assert_eq!(
        steps(&plan),
        [
            "relabel_only sale.x_bike",
            "relabel_only x_bike",
            "relabel_only x_bike.x_name",
            "relabel_only x_bike.x_gears",
            "relabel_only x_bike.x_worth",
        ]
    );
    assert!(!plan.needs_data_pass() && !plan.loses_data());
    let bike = &new.objects.last().unwrap();
    assert_eq!(bike.label, [["x_title"]]);
    assert_eq!(bike.completeness, [("x_speeds".to_owned(), 1)]);
    let catalog = Catalog::new(new.clone());
    assert_eq!(catalog.object("x_bike").unwrap().key(), "x_cycle");
    assert_eq!(catalog.incoming("x_cycle").len(), 2);
}

#[test]
fn a_retype_converts_and_everything_that_depends_on_it_follows() {
    let old = edited(
        start(),
        &[
            &|data| {
                create_field(
                    data,
                    "sale_line",
                    &field("x_price", json!({"type": "decimal", "scale": 2, "indexed": true})),
                )
            },
            &|data| {
                create_field(
                    data,
                    "sale",
                    &field(
                        "x_sum",
                        json!({
            "type": "total", "object": "sale_line", "link": "sale", "function": "sum", "field": "x_price"}),
                    ),
                )
            },
            &|data| {
                create_field(
                    data,
                    "sale",
                    &field(
                        "x_text",
                        json!({"type": "formula", "expression": "1", "result": "integer"}),
                    ),
                )
            },
        ],
    );
    let edit = update_field(&old, "sale_line", "x_price", &json!({"type": "money"})).unwrap();
    let plan = edit.plan(&old);
    assert_eq!(
        steps(&plan),
        [
            "drop_index sale_line.x_price",
            "convert_field sale_line.x_price",
            "recompute_formula sale_line.doubled",
            "recompute_total sale.x_sum",
            "recompute_formula sale.x_text",
            "add_index sale_line.x_price",
        ]
    );
    assert!(plan.needs_data_pass() && !plan.loses_data());
    let back = update_field(
        &edit.catalog,
        "sale_line",
        "x_price",
        &json!({"type": "decimal", "scale": 2}),
    )
    .unwrap();
    assert!(back.plan(&edit.catalog).loses_data());
}

#[test]
fn options_that_go_are_moved_or_cleared() {
    let options = json!([{"key": "red", "labels": "Red"}, {"key": "blue", "labels": "Blue"}, {"key": "grey", "labels": "Grey"}]);
    let old = edited(
        start(),
        &[&|data| {
            create_field(
                data,
                "organization",
                &field("x_color", json!({"type": "select", "options": options})),
            )
        }],
    );
    let patch = json!({"options": [{"key": "red", "labels": "Red"}], "replace_options": {"blue": "red", "grey": null}});
    let plan = update_field(&old, "organization", "x_color", &patch)
        .unwrap()
        .plan(&old);
    assert_eq!(
        plan.describe(Locale::En),
        [
            "“x_color” of “Organisation”: the value “blue” becomes “red”.",
            "“x_color” of “Organisation”: the value “grey” is cleared where it is used.",
        ]
    );
    assert_eq!(
        plan.describe(Locale::De)[0],
        "„x_color“ von „Organisation“: der Wert „blue“ wird zu „red“."
    );
    assert!(plan.loses_data());
}

#[test]
fn values_of_a_dropped_object_and_links_to_it_go_too() {
    let old = edited(
        start(),
        &[&|data| {
            create_object(
                data,
                &json!({"key": "x_bike", "labels": "Bike", "fields": [
                    field("x_mails", json!({"type": "email"})), field("x_friends", json!({"type": "link", "targets": ["*"], "many": true})),
                ]}),
            )
        }],
    );
    let plan = delete_object(&old, "x_bike").unwrap().plan(&old);
    assert_eq!(
        steps(&plan),
        [
            "forget_target sale.about",
            "forget_side_values x_bike.tags",
            "forget_side_values x_bike.external_ids",
            "forget_side_values x_bike.x_mails",
            "forget_side_values x_bike.x_friends",
            "drop_table x_bike",
        ]
    );
}

#[test]
fn existing_records_get_defaults_numbers_and_an_index() {
    let create = |body| {
        create_field(&start(), "organization", &field("x_a", body))
            .unwrap()
            .plan(&start())
    };
    assert_eq!(
        steps(&create(json!({"type": "boolean", "default": false}))),
        ["add_column organization.x_a", "fill_default organization.x_a",]
    );
    assert_eq!(
        steps(&create(json!({"type": "auto_number"}))),
        [
            "add_column organization.x_a",
            "assign_numbers organization.x_a",
            "add_index organization.x_a",
        ]
    );
    let two_columns = create(json!({"type": "text"}));
    assert_eq!(steps(&two_columns).len(), 2);
    assert_eq!(
        two_columns.describe(Locale::En),
        ["“x_a” of “Organisation” is added."]
    );

    let old = edited(
        start(),
        &[&|data| create_field(data, "organization", &field("x_a", json!({"type": "text"})))],
    );
    let plan = update_field(
        &old,
        "organization",
        "x_a",
        &json!({"unique": true, "searched": true}),
    )
    .unwrap()
    .plan(&old);
    assert_eq!(
        steps(&plan),
        [
            "backfill_index organization.x_a",
            "add_index organization.x_a",
            "backfill_index organization.x_a",
        ]
    );
    let dropped = edited(
        old,
        &[&|data| update_field(data, "organization", "x_a", &json!({"searched": true}))],
    );
    let plan = delete_field(&dropped, "organization", "x_a")
        .unwrap()
        .plan(&dropped);
    assert_eq!(
        steps(&plan),
        [
            "backfill_index organization.x_a",
            "drop_column organization.x_a",
            "drop_column organization.x_a",
        ]
    );
}

#[test]
fn a_new_rule_for_names_forms_all_names_anew() {
    let old = edited(
        start(),
        &[&|data| {
            create_object(
                data,
                &json!({"key": "x_bike", "labels": "Bike", "fields": [
                    field("x_maker", json!({"type": "text"})), field("x_model", json!({"type": "text"})),
                ]}),
            )
        }],
    );
    let plan = |patch| update_object(&old, "x_bike", &patch).unwrap().plan(&old).steps;
    assert_eq!(
        plan(json!({"label": [["x_maker", "x_model"]]})),
        [Step::RecomputeLabels {
            object: "x_bike".to_owned()
        }]
    );
    assert_eq!(
        plan(json!({"icon": "bike"})),
        [Step::RelabelOnly {
            object: "x_bike".to_owned(),
            field: None
        }]
    );
}
#[test]
fn an_index_over_a_converted_column_goes_and_comes_back() {
    let number = field("x_a", json!({"type": "integer", "unique": true}));
    let old = edited(start(), &[&|data| create_field(data, "sale", &number)]);
    let edit = update_field(&old, "sale", "x_a", &json!({"type": "decimal", "scale": 2})).unwrap();
    let expected = [
        "drop_index sale.x_a",
        "convert_field sale.x_a",
        "backfill_index sale.x_a",
        "add_index sale.x_a",
    ];
    assert_eq!(steps(&edit.plan(&old)), expected);
}
