//! From what a caller asks for to drafts: permission, the rows as they are, the patch, and other people's changes.

use std::collections::HashMap;
use std::sync::Arc;

use kontor_database::Value;
use kontor_definitions::{Action, ComputedFn, FieldType, Object};
use kontor_kernel::{Code, Error, Id, Issue, Json, JsonMap, Result, Via};
use serde_json::json;

use crate::behavior::{ChangeKind, Draft};
use crate::command::{Op, Work, conflict, merge};
use crate::fields::kind;
use crate::history::is_noted;
use crate::label::Told;
use crate::query::load;
use crate::record::{Record, is_missing};

/// Drafts for a run of the same act on one object.
pub fn drafts(work: &mut Work<'_>, object: &Arc<Object>, run: Vec<(usize, Op)>) -> Result<Vec<Draft>> {
    let action = match run.first() {
        Some((_, Op::Create { .. })) => Action::Create,
        Some((_, Op::Delete { .. })) => Action::Delete,
        _ => Action::Update,
    };
    let first = run.first().map_or(0, |(at, _)| *at);
    // Whether something may be done with a record is told of records that are seen, not of any id.
    let asked = if action == Action::Create {
        action
    } else {
        Action::Read
    };
    work.ctx
        .policy
        .require(object, asked)
        .map_err(|error| error.with("command", first))?;
    let ids: Vec<Id> = run.iter().filter_map(|(_, op)| super::target(op)).collect();
    let mut rows = match action {
        Action::Create => HashMap::new(),
        _ => load::by_ids(work.ctx, work.tx, object, &ids)?,
    };
    if action == Action::Create {
        ids_are_free(work, &run)?;
    } else {
        check_rows(work, object, action, &run, &rows)?;
    }
    let mut drafts = Vec::with_capacity(run.len());
    for (command, op) in run {
        let draft =
            one(work, object, command, op, &mut rows).map_err(|error| error.with("command", command))?;
        drafts.push(draft);
    }
    Ok(drafts)
}

/// An id that a client chose must never have been a record's, seen or not, of this object or another: history tells,
/// which outlives even what was deleted for good. Ids of our own making are not looked up.
fn ids_are_free(work: &mut Work<'_>, run: &[(usize, Op)]) -> Result<()> {
    let ids: Vec<Id> = run.iter().filter_map(|(_, op)| super::target(op)).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "SELECT record FROM @k_history WHERE {}",
        work.tx.dialect().in_list("record", "$1")
    );
    let taken = work.tx.row(&sql, &[Value::Ids(ids)], |row| row.get::<Id>(0))?;
    let Some(taken) = taken else { return Ok(()) };
    let command = run
        .iter()
        .find(|(_, op)| super::target(op) == Some(taken))
        .map_or(0, |(at, _)| *at);
    Err(Error::new(Code::IdTaken, "This id is already taken.").with("command", command))
}

/// Every row must exist, be seen, and be open to the action; what can't be seen is not found.
fn check_rows(
    work: &mut Work<'_>,
    object: &Arc<Object>,
    action: Action,
    run: &[(usize, Op)],
    rows: &HashMap<Id, Record>,
) -> Result<()> {
    let ids: Vec<Id> = rows.keys().copied().collect();
    let seen = load::permitted(work.ctx, work.tx, object, Action::Read, &ids)?;
    let open = load::permitted(work.ctx, work.tx, object, action, &ids)?;
    for (command, op) in run {
        let id = super::target(op).unwrap_or(Id::NIL);
        let row = rows.get(&id).filter(|_| seen.contains(&id));
        let trashed = row.is_some_and(|row| row.deleted_at.is_some());
        let wanted = match op {
            Op::Restore { .. } | Op::Delete { forever: true, .. } => true,
            // What went to the trash with its whole in this very request is where it should be.
            Op::Delete { .. } => {
                !trashed || row.is_some_and(|row| row.deleted_set == Some(work.ctx.change_set))
            }
            _ => !trashed || work.is_trusted(),
        };
        if row.is_none() || !wanted {
            return Err(merge::gone(work, object, id)?.with("command", *command));
        }
        // What was merged comes back by undoing the merge, and goes for good with the record it is part of.
        let revived = trashed && matches!(op, Op::Restore { .. } | Op::Delete { forever: true, .. });
        if revived
            && !work.is_quiet()
            && !work.is_trusted()
            && merge::survivor(work.tx, object, id)?.is_some()
        {
            return Err(merge::gone(work, object, id)?.with("command", *command));
        }
        if !open.contains(&id) {
            return Err(work.ctx.policy.closed(action).with("command", *command));
        }
    }
    Ok(())
}

fn one(
    work: &mut Work<'_>,
    object: &Arc<Object>,
    command: usize,
    op: Op,
    rows: &mut HashMap<Id, Record>,
) -> Result<Draft> {
    let mut row = |id: &Id| rows.remove(id).ok_or_else(Error::not_found);
    let draft = |kind, before: Option<Record>, after| Draft {
        command,
        kind,
        before,
        after,
        issues: Vec::new(),
    };
    let edit = |before: Record, after, issues| Draft {
        issues,
        ..draft(ChangeKind::Update, Some(before), after)
    };
    match op {
        Op::Create { id, values } => {
            let id = id.unwrap_or_else(|| Id::generate(&work.ctx.caller.clock));
            let mut after = Record::empty(object, id);
            // In this order: who says null to a field with a default means it.
            defaults(work, &mut after);
            let issues = patch(work, &mut after, values, &Patch::Create);
            Ok(Draft {
                issues,
                ..draft(ChangeKind::Create, None, after)
            })
        }
        Op::Update { id, version, values } => {
            let before = row(&id)?;
            is_open_to_change(work, &before)?;
            let mut after = before.clone();
            let Some(version) = version.filter(|version| *version != before.version) else {
                let issues = patch(work, &mut after, values, &Patch::Present);
                return Ok(edit(before, after, issues));
            };
            let bases = conflict::bases(work, &before, version)?;
            let issues = patch(work, &mut after, values, &Patch::Older(&bases));
            conflict::merge(work.ctx, &before, &mut after, bases)?;
            Ok(edit(before, after, issues))
        }
        Op::Link { id, values } => {
            let before = row(&id)?;
            is_open_to_change(work, &before)?;
            let mut after = before.clone();
            items(work, &mut after, values, true)?;
            Ok(draft(ChangeKind::Update, Some(before), after))
        }
        Op::Unlink { id, values } => {
            let before = row(&id)?;
            is_open_to_change(work, &before)?;
            let mut after = before.clone();
            items(work, &mut after, values, false)?;
            Ok(draft(ChangeKind::Update, Some(before), after))
        }
        Op::Delete { id, version, forever } => {
            let before = row(&id)?;
            if version.is_some_and(|version| version != before.version) {
                return Err(stale(&before));
            }
            let mut after = before.clone();
            let kind = if forever {
                ChangeKind::Final
            } else {
                ChangeKind::Delete
            };
            after.deleted_at = after.deleted_at.or(Some(work.ctx.caller.now.micros()));
            after.deleted_set = after.deleted_set.or(Some(work.ctx.change_set));
            Ok(draft(kind, Some(before), after))
        }
        // A merge writes itself and never comes here.
        Op::Merge { .. } => Err(Error::internal("a merge among drafts")),
        Op::Restore { id } => {
            let before = row(&id)?;
            let mut after = before.clone();
            after.deleted_at = None;
            after.deleted_set = None;
            Ok(draft(ChangeKind::Restore, Some(before), after))
        }
    }
}

/// What a machine wrote into an append-only object is never changed, except by undo. It can be deleted by whoever may
/// delete it: then it is gone, but it never says what it did not say.
///
/// # Errors
/// `forbidden`.
pub fn is_open_to_change(work: &Work<'_>, before: &Record) -> Result<()> {
    let by_person = !before.get("created_by").is_null();
    if !before.object.def.append_only_for_machines || work.is_trusted() || work.ctx.caller.via == Via::Undo {
        return Ok(());
    }
    if by_person && work.ctx.is_person() {
        return Ok(());
    }
    Err(Error::forbidden("What a machine recorded can't be changed.").with("reason", "append_only"))
}

/// What a patch is made against.
enum Patch<'a> {
    /// Nothing: the record is made.
    Create,
    /// The record as it is.
    Present,
    /// An older version, in which these fields had other values.
    Older(&'a [(usize, Json)]),
}

/// Accepts the values of a patch into a record; answers what is wrong with those that it can't accept.
fn patch(work: &Work<'_>, record: &mut Record, values: JsonMap, against: &Patch<'_>) -> Vec<Issue> {
    let object = record.object.clone();
    let rights = work.ctx.policy.rights(&object);
    let accept = work.ctx.accept();
    let told = Told::to(rights, &object).of(record).to_owned();
    let mut issues = Vec::new();
    for (key, value) in values {
        let pointer = pointer_to(&key);
        let Some(at) = object
            .position(&key)
            .filter(|at| work.is_unmasked() || !rights.hidden(*at))
        else {
            match echo(&key, &value, &told, against) {
                Some(true) => {}
                Some(false) => {
                    issues.push(Issue::new(pointer, "read_only", format!("{key} can't be set.")));
                }
                None => issues.push(Issue::new(
                    pointer,
                    "unknown_field",
                    format!("There is no field {key:?}."),
                )),
            }
            continue;
        };
        let field = &object.fields[at];
        let accepted = match &value {
            Json::Null => Ok(Json::Null),
            value => kind(&field.kind).accept(field, value, &accept),
        };
        let fixed = field.is_computed() || (!work.is_unmasked() && (field.read_only || rights.read_only(at)));
        match accepted {
            // A client may send back what it read: an unchanged read-only value is no offence.
            Ok(accepted) if fixed => {
                let echo = accepted == record.values[at]
                    || match against {
                        Patch::Create => field.system && field.key == "id",
                        Patch::Present => false,
                        Patch::Older(bases) => !is_noted(field) || bases.contains(&(at, accepted)),
                    };
                if !echo {
                    issues.push(Issue::new(pointer, "read_only", format!("{key} can't be set.")));
                }
            }
            Ok(accepted) => record.values[at] = accepted,
            Err(_) if fixed => issues.push(Issue::new(pointer, "read_only", format!("{key} can't be set."))),
            Err(found) => issues.extend(found.into_iter().map(|issue| issue.under(&pointer))),
        }
    }
    issues
}

/// The JSON pointer to a member.
fn pointer_to(key: &str) -> String {
    format!("/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Members of a record on the wire that are not fields: whether this is what the client may have read, which means
/// nothing when it is sent back. `told` is what he is told the record is called; none for other members.
fn echo(key: &str, value: &Json, told: &str, against: &Patch<'_>) -> Option<bool> {
    let older = matches!(against, Patch::Older(_));
    match key {
        // Another object is refused before.
        "object" => Some(true),
        "label" => Some(value.is_null() || older || *value == told),
        // What is changed lies in no trash.
        "deleted_at" => Some(value.is_null() || older),
        _ => None,
    }
}

fn defaults(work: &Work<'_>, record: &mut Record) {
    let object = record.object.clone();
    for (at, field) in object.fields.iter().enumerate() {
        if !is_missing(&record.values[at]) {
            continue;
        }
        match (&field.default, &field.kind) {
            (Some(value), _) => {
                if let Ok(value) = kind(&field.kind).accept(field, value, &work.ctx.accept()) {
                    record.values[at] = value;
                }
            }
            // No parts yet: their number and sum are known.
            (
                None,
                FieldType::Total {
                    function: ComputedFn::Count | ComputedFn::Sum,
                    ..
                },
            ) => {
                record.values[at] = kind(&field.kind)
                    .accept(field, &json!(0), &work.ctx.accept())
                    .unwrap_or_default();
            }
            (None, FieldType::Owner) if field.key == "owner" => {
                if let Some(user) = work.ctx.caller.actor.user() {
                    record.values[at] = Json::String(user.to_string());
                }
            }
            _ => {}
        }
    }
}

/// Adds items to, or removes them from, a multi-valued field.
fn items(work: &Work<'_>, record: &mut Record, values: JsonMap, add: bool) -> Result<()> {
    let object = record.object.clone();
    let rights = work.ctx.policy.rights(&object);
    for (key, value) in values {
        let pointer = pointer_to(&key);
        let unknown = || {
            Error::invalid(
                pointer.clone(),
                "unknown_field",
                format!("There is no list {key:?}."),
            )
        };
        let at = object
            .position(&key)
            .filter(|at| !rights.hidden(*at))
            .ok_or_else(unknown)?;
        let field = &object.fields[at];
        if !work.is_unmasked() && (field.read_only || rights.read_only(at)) {
            return Err(Error::invalid(
                pointer,
                "read_only",
                format!("{key} can't be set."),
            ));
        }
        let wanted = if value.is_array() {
            value
        } else {
            Json::Array(vec![value])
        };
        let accepted = kind(&field.kind)
            .accept(field, &wanted, &work.ctx.accept())
            .map_err(|found| {
                Error::validation(found.into_iter().map(|issue| issue.under(&pointer)).collect())
            })?;
        let identity = |item: &Json| kind(&field.kind).item_key(field, item, &work.ctx.accept());
        let Json::Array(wanted) = accepted else {
            return Err(unknown());
        };
        let mut present = record.values[at].as_array().cloned().unwrap_or_default();
        for item in wanted {
            let same = identity(&item).ok_or_else(unknown)?;
            let found = present
                .iter()
                .position(|other| identity(other).as_ref() == Some(&same));
            match (add, found) {
                (true, None) => present.push(item),
                (false, Some(place)) => {
                    present.remove(place);
                }
                _ => {}
            }
        }
        record.values[at] = if present.is_empty() {
            Json::Null
        } else {
            Json::Array(present)
        };
    }
    Ok(())
}

/// What a version that is not the present one means for acts that can't be merged.
pub fn stale(record: &Record) -> Error {
    Error::new(Code::VersionConflict, "The record was changed since you read it.")
        .with("version", record.version)
}
