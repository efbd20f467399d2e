//! Rules for duplicates speak of objects and fields that are there: a factor on a misspelled field would do nothing, unseen.

use kontor_definitions::Catalog;
use kontor_kernel::{Error, Issue, Json, Result};

/// Looks at the objects and fields that a patch of settings names; null takes a rule away, whatever it speaks of.
pub(super) fn check(catalog: &Catalog, patch: &Json) -> Result<()> {
    let mut issues = Vec::new();
    for (object, rules) in members(&patch["duplicates"]) {
        let here = format!("/duplicates/{}", escaped(object));
        let Some(known) = catalog.object(object) else {
            issues.push(Issue::new(
                here,
                "unknown_object",
                format!("There is no object {object:?}."),
            ));
            continue;
        };
        for (field, _) in members(&rules["fields"]) {
            if known.field(field).is_none() {
                let detail = format!("There is no field {field:?}.");
                issues.push(Issue::new(
                    format!("{here}/fields/{}", escaped(field)),
                    "unknown_field",
                    detail,
                ));
            }
        }
    }
    match issues.is_empty() {
        true => Ok(()),
        false => Err(Error::validation(issues)),
    }
}

/// The members of an object that have a value.
fn members(value: &Json) -> impl Iterator<Item = (&String, &Json)> {
    let members = value.as_object().into_iter().flatten();
    members.filter(|(_, value)| !value.is_null())
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
