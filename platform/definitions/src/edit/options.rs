//! Options in a patch of a field: which may be changed, and what becomes of the values of those that go.

use std::collections::BTreeMap;

use kontor_kernel::{Error, Issue, Json, JsonMap, Result};
use serde_json::json;

use super::{MovedOption, as_map};
use crate::field::{CUSTOM_PREFIX, FieldDef, FieldType};
use crate::input::escaped;
use crate::object::ObjectDef;

/// What a customer made of the options of a standard field, up to now.
pub(super) struct Changed {
    /// Keys of those he calls, colours or offers otherwise.
    pub own: Vec<String>,
    /// They stand in an order of his.
    pub reordered: bool,
}

/// Looks at what becomes of the options of a standard field: each stays, with the rules that go with it; how it is called,
/// coloured and offered, and in which order they stand, is the customer's. Options of his own may stand between them.
pub(super) fn options_changed(current: &FieldDef, new: &FieldDef) -> Result<Changed> {
    let standard = |kind: &FieldType| -> Vec<Json> {
        let of = |options: Option<Json>| options.and_then(|options| options.as_array().cloned());
        let options = of(as_map(kind).remove("options")).unwrap_or_default();
        options
            .into_iter()
            .filter(|option| !key_of(option).starts_with(CUSTOM_PREFIX))
            .collect()
    };
    let (had, has) = (standard(&current.kind), standard(&new.kind));
    let place = |key: &str| {
        let all = new.kind.option_keys();
        let at = all.and_then(|all| all.iter().position(|option| *option == key));
        format!("/options/{}", at.unwrap_or_default())
    };
    let mut own = current.own_options.clone();
    for option in &has {
        let key = key_of(option);
        let Some(old) = had.iter().find(|old| key_of(old) == key) else {
            let expected = format!("{CUSTOM_PREFIX}{key}");
            let detail =
                format!("An option you add to a standard field begins with “x_”: call it “{expected}”.");
            let issue = Issue::new(format!("{}/key", place(key)), "prefix", detail);
            return Err(Error::validation(vec![issue.with(json!({"expected": expected}))]));
        };
        if old == option {
            continue;
        }
        if rules(old) != rules(option) {
            let detail =
                "Of a standard option only the labels, the colour and whether it is offered can be changed.";
            return Err(Error::invalid(place(key), "standard", detail));
        }
        if !own.iter().any(|known| known == key) {
            own.push(key.to_owned());
        }
    }
    if let Some(gone) = had
        .iter()
        .map(key_of)
        .find(|key| has.iter().all(|option| key_of(option) != *key))
    {
        let detail = format!("“{gone}” is a standard option and stays; it can be retired.");
        return Err(Error::invalid("/options", "standard", detail));
    }
    let moved = had.iter().map(key_of).ne(has.iter().map(key_of));
    Ok(Changed {
        own,
        reordered: current.reordered || moved,
    })
}

/// What of an option is not the customer's.
fn rules(option: &Json) -> JsonMap {
    let mut rules = option.as_object().cloned().unwrap_or_default();
    rules.retain(|member, _| !["labels", "color", "retired"].contains(&member.as_str()));
    rules
}

fn key_of(option: &Json) -> &str {
    option.get("key").and_then(Json::as_str).unwrap_or_default()
}

/// What a patch says about the values of options it removes.
pub(super) fn moved_options(
    object: &ObjectDef,
    old: &FieldDef,
    new: &FieldDef,
    replace: &Json,
) -> Result<Vec<MovedOption>> {
    let replace: BTreeMap<String, Option<String>> = match replace {
        Json::Null => BTreeMap::new(),
        given => serde_json::from_value(given.clone()).map_err(|_| {
            Error::invalid(
                "/replace_options",
                "wrong_type",
                "An object of removed options is needed, each with an option or null.",
            )
        })?,
    };
    let had = old.kind.option_keys().unwrap_or_default();
    let has = new.kind.option_keys().unwrap_or_default();
    let (mut issues, mut moved) = (Vec::new(), Vec::new());
    for (option, replacement) in &replace {
        let pointer = format!("/replace_options/{}", escaped(option));
        if !had.contains(&option.as_str()) || has.contains(&option.as_str()) {
            issues.push(Issue::new(
                pointer,
                "unknown_option",
                format!("“{option}” is not removed."),
            ));
        } else if let Some(by) = replacement {
            if !has.contains(&by.as_str()) {
                issues.push(Issue::new(
                    pointer,
                    "unknown_option",
                    format!("There is no option “{by}”."),
                ));
            }
            moved.push(MovedOption {
                object: object.id.clone(),
                field: old.id.clone(),
                option: option.clone(),
                replacement: by.clone(),
            });
        }
    }
    if new.required && !has.is_empty() {
        let kept = |option: &&str| has.contains(option) || moved.iter().any(|moved| moved.option == **option);
        for option in had.iter().filter(|option| !kept(option)) {
            let detail = format!("The field is required, so what was “{option}” needs another option.");
            issues.push(Issue::new(
                format!("/replace_options/{}", escaped(option)),
                "required",
                detail,
            ));
        }
    }
    if issues.is_empty() {
        Ok(moved)
    } else {
        Err(Error::validation(issues))
    }
}
