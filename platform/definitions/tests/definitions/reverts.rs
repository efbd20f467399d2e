//! Taking changes back: any edit has an inverse, and what somebody changed since is not overruled.

use kontor_definitions::CatalogData;
use kontor_definitions::arbitrary::{self, catalog, start};
use kontor_definitions::edit::{create_field, delete_field, update_field};
use kontor_definitions::revert::{parts, revert};
use kontor_kernel::Code;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{edited, field};

/// The definitions without the keys that things had before, which keep resolving.
fn forgetful(data: &CatalogData) -> CatalogData {
    let mut data = data.clone();
    for object in &mut data.objects {
        object.former_keys.clear();
        object
            .fields
            .iter_mut()
            .for_each(|field| field.former_keys.clear());
    }
    data.version = 0;
    data
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_inverse_of_an_edit_leads_back(old in catalog(), tweak in arbitrary::tweak()) {
        let Ok(edit) = tweak.apply(&old) else { return Ok(()) };
        let new = edit.catalog;
        match revert(&new, &parts(&old, &new), false) {
            Ok(reverted) => {
                prop_assert_eq!(&reverted.clashes, &Vec::new());
                prop_assert_eq!(forgetful(&reverted.edit.catalog), forgetful(&old));
            }
            Err(error) => prop_assert_eq!(error.params.get("reason"), Some(&json!("not_reversible")), "{:?}", error),
        }
    }
}

fn machine() -> CatalogData {
    let serial = field("x_serial", json!({"type": "text"}));
    edited(start(), &[&|data| create_field(data, "organization", &serial)])
}

fn patched(data: &CatalogData, patch: Value) -> CatalogData {
    edited(
        data.clone(),
        &[&|data| update_field(data, "organization", "x_serial", &patch)],
    )
}

#[test]
fn what_was_changed_since_is_told_and_the_rest_goes_back() {
    let old = machine();
    let new = patched(&old, json!({"key": "x_sn", "labels": "Number", "required": true}));
    let change = parts(&old, &new);
    let later = patched(&new, json!({"labels": "No.", "searched": true}));
    let reverted = revert(&later, &change, false).unwrap();
    let clashes: Vec<_> = reverted
        .clashes
        .iter()
        .map(|clash| clash.member.as_deref())
        .collect();
    assert_eq!(clashes, [Some("labels")]);
    let serial = reverted.edit.catalog.objects[2].fields.last().unwrap();
    assert_eq!(
        (serial.key.as_str(), serial.labels.en.as_str()),
        ("x_serial", "No.")
    );
    assert_eq!((serial.required, serial.searched), (false, true));
    assert_eq!(serial.former_keys, ["x_sn"]);

    let forced = revert(&later, &change, true).unwrap();
    assert_eq!(
        forced.edit.catalog.objects[2].fields.last().unwrap().labels,
        old.objects[2].fields.last().unwrap().labels
    );
}

#[test]
fn what_went_with_its_values_does_not_come_back() {
    let old = machine();
    let new = edited(
        old.clone(),
        &[&|data| delete_field(data, "organization", "x_serial")],
    );
    let mut change = parts(&old, &new);
    assert_eq!(
        revert(&new, &change, false).unwrap().edit.catalog.objects,
        old.objects
    );
    change[0].lost = true;
    let refused = revert(&new, &change, true).unwrap_err();
    assert_eq!(
        (refused.code, &refused.params["reason"]),
        (Code::Conflict, &json!("values_gone"))
    );
}
