//! Undo of a merge: who may split two records again, and what he is told of it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use kontor_database::{Row, Tx, Value};
use kontor_definitions::Action;
use kontor_kernel::{Error, Id, Json, Result};
use serde_json::json;

use crate::command::{Outcome, Work};
use crate::history::{self, Entry};
use crate::query::load;
use crate::record::Record;

/// Whether what a change set took back was a merge.
pub(super) fn undone_by(tx: &mut Tx, change_set: Option<Id>) -> Result<bool> {
    let Some(change_set) = change_set else {
        return Ok(false);
    };
    let sql = "SELECT 1 FROM @k_history WHERE change_set = $1 AND kind = $2 LIMIT 1";
    let found = tx.row(sql, &[change_set.into(), history::MERGE.into()], |_| Ok(()))?;
    Ok(found.is_some())
}

/// Records that lay in the trash before the change set, which moved their links all the same, as a merge does: they stay
/// there and their links go back.
pub(super) fn resting(
    work: &mut Work<'_>,
    entries: &[Entry],
    rows: &HashMap<(String, Id), Record>,
) -> Result<HashSet<Id>> {
    let mut trashed: HashMap<(Id, Id), i64> = HashMap::new();
    for entry in entries.iter().filter(|entry| entry.kind == "update") {
        let record = rows.get(&(entry.object.clone(), entry.record));
        let record = record.filter(|record| record.deleted_at.is_some());
        if let Some(by) = record.and_then(|record| record.deleted_set) {
            trashed.insert((entry.record, by), entry.seq);
        }
    }
    if trashed.is_empty() {
        return Ok(HashSet::new());
    }
    let dialect = work.tx.dialect();
    let sql = format!(
        "SELECT record, change_set, min(seq) FROM @k_history WHERE {} AND {} AND kind <> 'update' \
         GROUP BY record, change_set",
        dialect.in_list("record", "$1"),
        dialect.in_list("change_set", "$2"),
    );
    let (records, sets): (BTreeSet<Id>, BTreeSet<Id>) = trashed.keys().copied().unzip();
    let lists = [records, sets].map(|ids| Value::Ids(ids.into_iter().collect()));
    let mut resting = HashSet::new();
    let read = |row: &Row<'_>| Ok(((row.get::<Id>(0)?, row.get::<Id>(1)?), row.get::<i64>(2)?));
    for (which, at) in work.tx.rows(&sql, &lists, read)? {
        if trashed.get(&which).is_some_and(|moved| at < *moved) {
            resting.insert(which.0);
        }
    }
    Ok(resting)
}

/// Who splits two records must be allowed to do with them what merging them takes.
pub(super) fn may_split(work: &mut Work<'_>, change_set: Id) -> Result<()> {
    let pairs = work.tx.rows(
        "SELECT object, old, survivor FROM @k_merge WHERE change_set = $1",
        &[change_set.into()],
        |row| Ok((row.get::<String>(0)?, row.get::<Id>(1)?, row.get::<Id>(2)?)),
    )?;
    for (object, old, survivor) in pairs {
        let object = work.ctx.object(&object)?.clone();
        let seen = load::permitted(work.ctx, work.tx, &object, Action::Read, &[old, survivor])?;
        if seen.len() < 2 {
            return Err(Error::not_found());
        }
        for (id, action) in [(survivor, Action::Update), (old, Action::Delete)] {
            if !load::permitted(work.ctx, work.tx, &object, action, &[id])?.contains(&id) {
                return Err(
                    Error::forbidden("You may not split these records.").with("action", action.as_str())
                );
            }
        }
    }
    Ok(())
}

/// The outcomes that the caller may see.
pub(super) fn seen(work: &mut Work<'_>, outcomes: Vec<Outcome>) -> Result<Vec<Outcome>> {
    let records = outcomes
        .iter()
        .map(|outcome| (outcome.record.object.key().to_owned(), outcome.record.id));
    let seen = readable(work, records.collect())?;
    Ok(outcomes
        .into_iter()
        .filter(|outcome| seen.contains(&outcome.record.id))
        .collect())
}

/// Conflicts without what the caller may not see.
pub(super) fn masked(work: &mut Work<'_>, conflicts: Vec<Json>) -> Result<Vec<Json>> {
    let id = |conflict: &Json| conflict["id"].as_str().and_then(|id| id.parse::<Id>().ok());
    let object = |conflict: &Json| conflict["object"].as_str().unwrap_or_default().to_owned();
    let records = conflicts
        .iter()
        .filter_map(|conflict| Some((object(conflict), id(conflict)?)));
    let seen = readable(work, records.collect())?;
    let mut told = Vec::with_capacity(conflicts.len());
    for mut conflict in conflicts {
        let of = work.ctx.object(&object(&conflict))?;
        let rights = work.ctx.policy.rights(of);
        let hidden = conflict["field"]
            .as_str()
            .and_then(|key| of.position(key))
            .is_some_and(|at| rights.hidden(at));
        let visible = id(&conflict).is_some_and(|id| seen.contains(&id));
        if !visible || hidden {
            let id = if visible {
                conflict["id"].clone()
            } else {
                Json::Null
            };
            conflict =
                json!({"object": of.key(), "id": id, "field": null, "changed_to": null, "present": null});
        }
        told.push(conflict);
    }
    Ok(told)
}

/// Those of some records that the caller may read, trashed ones too.
fn readable(work: &mut Work<'_>, records: Vec<(String, Id)>) -> Result<HashSet<Id>> {
    let mut by_object: BTreeMap<String, Vec<Id>> = BTreeMap::new();
    for (object, id) in records {
        by_object.entry(object).or_default().push(id);
    }
    let mut seen: HashSet<Id> = HashSet::new();
    for (object, ids) in by_object {
        let object = work.ctx.object(&object)?.clone();
        seen.extend(load::permitted(work.ctx, work.tx, &object, Action::Read, &ids)?);
    }
    Ok(seen)
}
