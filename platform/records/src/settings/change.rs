//! Changing the settings: a change set like any other, noted in history by what each setting was before, and taken back.

use std::collections::{BTreeMap, BTreeSet};

use kontor_database::Tx;
use kontor_kernel::{Code, Error, Id, Json, JsonMap, Result};
use serde_json::json;

use crate::command::Work;
use crate::history;
use crate::revalue;
use crate::settings::{Settings, duplicates};
use crate::undo::{OnConflict, Undone};
use crate::workspace::{SETTINGS, raise, read_settings};

/// The kind of the entry that says what settings were, and what stands in it in the place of an object.
const KIND: &str = "settings";
const PLACE: &str = "k_setting";

/// What one setting was before and after, by its JSON pointer: `/company`, `/rates/USD/2026-01-01`. Null is none.
type Differences = BTreeMap<String, (Json, Json)>;

/// Changes settings with a JSON merge patch; [`crate::Workspace::follow_settings`] is called when that is committed.
///
/// # Errors
/// `forbidden` for all but administrators; `validation` for unknown members and values that make no sense.
pub fn change(work: &mut Work<'_>, patch: &Json) -> Result<Settings> {
    work.ctx.policy.require_administrator()?;
    let before = read_settings(work.tx)?;
    let after = before.patched(patch)?;
    duplicates::check(&work.ctx.catalog, patch)?;
    put(work, &before, &after)?;
    Ok(after)
}

/// The version of the settings: it rises with each change.
pub fn version(tx: &mut Tx) -> Result<i64> {
    let sql = "SELECT value FROM @k_counter WHERE name = $1";
    Ok(tx.row(sql, &[SETTINGS.into()], |row| row.get(0))?.unwrap_or(0))
}

/// The settings that a change set changed, by their JSON pointers.
pub(crate) fn places(tx: &mut Tx, change_set: Id) -> Result<Vec<String>> {
    Ok(noted(tx, change_set)?.into_keys().collect())
}

/// Takes back what a change set made of each setting, where it still is so.
pub(crate) fn take_back(work: &mut Work<'_>, change_set: Id, on_conflict: OnConflict) -> Result<Undone> {
    work.ctx.policy.require_administrator()?;
    let settings = read_settings(work.tx)?;
    let present = as_json(&settings)?;
    let (mut patch, mut kept, mut besides) = (json!({}), Vec::new(), 0);
    for (place, (before, after)) in noted(work.tx, change_set)? {
        let now = present.pointer(&place).unwrap_or(&Json::Null);
        if *now == before {
            continue;
        }
        if *now != after {
            kept.push(
                json!({"object": KIND, "id": null, "field": place, "changed_to": after, "present": now}),
            );
            if on_conflict != OnConflict::Restore {
                continue;
            }
        }
        set(&mut patch, &place, before);
        besides += 1;
    }
    if !kept.is_empty() && on_conflict == OnConflict::Refuse {
        let detail = "Some of it was changed since; nothing was undone.";
        return Err(Error::new(Code::UndoConflict, detail).with("conflicts", kept));
    }
    work.undoing(change_set);
    put(work, &settings, &settings.patched(&patch)?)?;
    Ok(Undone {
        outcomes: Vec::new(),
        besides,
        kept,
        job: None,
    })
}

/// Stores settings and notes what was changed, if anything was.
fn put(work: &mut Work<'_>, before: &Settings, after: &Settings) -> Result<()> {
    let mut differences = Differences::new();
    differ(
        &as_json(before)?,
        &as_json(after)?,
        String::new(),
        &mut differences,
    );
    if differences.is_empty() {
        return Ok(());
    }
    let caller = &work.ctx.caller;
    revalue::follow(work.tx, &caller.clock, caller.actor, before, after)?;
    let text = serde_json::to_string(after).map_err(Error::internal)?;
    work.tx.execute(
        "INSERT INTO @k_setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        &["settings".into(), text.into()],
    )?;
    raise(work.tx, SETTINGS)?;
    let changes = differences
        .into_iter()
        .map(|(place, (before, after))| (place, json!([before, after])));
    let note = history::insert(work.ctx, PLACE, Id::NIL, 0, KIND, changes.collect());
    work.note_change_set()?;
    work.tx.run(&note).map(drop)
}

fn noted(tx: &mut Tx, change_set: Id) -> Result<Differences> {
    let sql = "SELECT changes FROM @k_history WHERE change_set = $1 AND kind = $2";
    let text = tx.row(sql, &[change_set.into(), KIND.into()], |row| row.get::<String>(0))?;
    serde_json::from_str(text.as_deref().unwrap_or("{}")).map_err(Error::internal)
}

fn as_json(settings: &Settings) -> Result<Json> {
    serde_json::to_value(settings).map_err(Error::internal)
}

/// Goes down into objects, so that each rate is a setting of its own.
fn differ(before: &Json, after: &Json, place: String, out: &mut Differences) {
    if !before.is_object() && !after.is_object() {
        if before != after {
            out.insert(place, (before.clone(), after.clone()));
        }
        return;
    }
    let names = |value: &Json| {
        value
            .as_object()
            .into_iter()
            .flat_map(JsonMap::keys)
            .cloned()
            .collect()
    };
    let (old, new): (BTreeSet<String>, BTreeSet<String>) = (names(before), names(after));
    for name in old.union(&new) {
        let at = |value: &Json| value.get(name).cloned().unwrap_or_default();
        let escaped = name.replace('~', "~0").replace('/', "~1");
        differ(&at(before), &at(after), format!("{place}/{escaped}"), out);
    }
}

/// Adds to a merge patch that what is at a place becomes this value.
fn set(patch: &mut Json, place: &str, value: Json) {
    let names = place.split('/').skip(1);
    let names = names.map(|name| name.replace("~1", "/").replace("~0", "~"));
    *names.fold(patch, |inner, name| &mut inner[name]) = value;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rate_is_a_setting_of_its_own() {
        let before = json!({"company": "", "rates": {"USD": {"2026-01-01": "0.9"}}, "duplicates": {}});
        let after = json!({"company": "A", "rates": {"USD": {"2026-02-01": "0.8"}}, "duplicates": {"a/b": {"off": true}}});
        let mut found = Differences::new();
        differ(&before, &after, String::new(), &mut found);
        let expected = [
            ("/company", json!(""), json!("A")),
            ("/duplicates/a~1b/off", json!(null), json!(true)),
            ("/rates/USD/2026-01-01", json!("0.9"), json!(null)),
            ("/rates/USD/2026-02-01", json!(null), json!("0.8")),
        ];
        let expected = expected.map(|(place, old, new)| (place.to_owned(), (old, new)));
        assert_eq!(found, Differences::from(expected));
        let mut patch = json!({});
        set(&mut patch, "/duplicates/a~1b/off", json!(true));
        set(&mut patch, "/duplicates/a~1b/same", json!(null));
        assert_eq!(patch, json!({"duplicates": {"a/b": {"off": true, "same": null}}}));
    }
}
