//! Undo of a change of definitions: its inverse, made by the same way as any other change.
//!
//! Where records hold by now what would go with that (values of a field that was made, an option that was added), it is a
//! conflict, told in words. What the change itself did to records (an option that was replaced, a view that lost a column)
//! goes back after it, as any change of records does.

use std::collections::BTreeSet;

use kontor_database::Tx;
use kontor_definitions::revert::{self, Clash, Part, Reverted};
use kontor_definitions::{Catalog, FieldType, Object, Step};
use kontor_kernel::{Code, Error, Id, Json, Locale, Result};
use serde_json::json;

use super::in_parts::Earlier;
use super::records::take_back as take_records_back;
use super::{OnConflict, Undone};
use crate::command::{Work, side_key};
use crate::ctx::Ctx;
use crate::ddl::convert::{self, Options};
use crate::ddl::{self, trail};
use crate::history;
use crate::query::load;
use crate::record::Record;
use crate::transfer::request::{self, Of};
use crate::workspace::Workspace;
use kontor_definitions::storage::OBJECT;

/// Records that are looked at in one go.
const CHUNK: usize = 1_000;
/// Most records that are told, where many are concerned.
const TOLD: usize = 1_000;

/// What an undo would do.
struct Inverse {
    reverted: Reverted,
    conflicts: Vec<Json>,
}

/// Says what the undo of a change of definitions would do, as the change itself would be told.
///
/// # Errors
/// As [`take_back`].
pub fn preview(ctx: &Ctx, tx: &mut Tx, change_set: Id, on_conflict: OnConflict) -> Result<ddl::Preview> {
    let inverse = inverse(ctx, tx, change_set, on_conflict)?;
    ddl::preview(ctx, tx, &|_| Ok(inverse.reverted.edit.clone()))
}

/// Takes a change of definitions back. It must be the only one who writes.
///
/// # Errors
/// `forbidden` for all but administrators; `undo_conflict` with what was changed since or is in use by now; `conflict` with
/// a `reason` for what nothing brings back; whatever a change of definitions is refused with.
pub fn take_back(
    workspace: &Workspace,
    work: &mut Work<'_>,
    change_set: Id,
    on_conflict: OnConflict,
) -> Result<Undone> {
    let (own, _) = super::open(work, change_set)?;
    let Inverse { reverted, conflicts } = inverse(work.ctx, work.tx, change_set, on_conflict)?;
    let entries = history::count_of_change_set(work.tx, change_set)?;
    let earlier = Earlier {
        change_set,
        own,
        restore: on_conflict == OnConflict::Restore,
    };
    work.undoing(change_set);
    let back = (entries > 0).then_some((earlier, entries));
    let changed = ddl::change_and(workspace, work, &|_| Ok(reverted.edit.clone()), back)?;
    let mut undone = Undone {
        outcomes: Vec::new(),
        besides: reverted.count,
        kept: conflicts,
        job: changed.job,
    };
    if changed.job.is_some() && on_conflict == OnConflict::Refuse {
        let others = request::changed_since(work.tx, Of::ChangeSet(change_set), TOLD)?;
        if !others.is_empty() {
            return Err(refused(
                others.iter().map(|(object, id)| record(work.ctx, object, *id)),
            ));
        }
    }
    if entries > 0 && changed.job.is_none() {
        let records = work.trusted_with(changed.catalog, |work| {
            let entries = history::of_change_set(work.ctx, work.tx, change_set)?;
            take_records_back(work, change_set, entries, own, on_conflict)
        })?;
        undone.outcomes = records.outcomes;
        undone.kept.extend(records.kept);
    }
    super::note_undone(work, change_set)?;
    Ok(undone)
}

/// The inverse of a change, without what is left as it is.
fn inverse(ctx: &Ctx, tx: &mut Tx, change_set: Id, on_conflict: OnConflict) -> Result<Inverse> {
    ctx.policy.require_administrator()?;
    let mut parts = trail::read(tx, change_set)?;
    let data = ctx.catalog.data();
    let force = on_conflict == OnConflict::Restore;
    let mut conflicts = Vec::new();
    let reverted = loop {
        let reverted = revert::revert(&data, &parts, force)?;
        let lost = in_use(ctx, tx, &reverted, &parts)?;
        let fresh = lost.iter().map(|loss| loss.told(ctx));
        conflicts.extend(fresh);
        if lost.is_empty() || force {
            break reverted;
        }
        let left: BTreeSet<(&str, Option<&str>)> = lost.iter().map(Loss::place).collect();
        let stays = |part: &Part| {
            let about = (part.object.as_str(), part.field.as_deref());
            !left.contains(&about)
        };
        let before = parts.len();
        parts.retain(stays);
        if parts.len() == before {
            return Err(Error::internal("what is in use is no part of the change"));
        }
    };
    conflicts.extend(reverted.clashes.iter().map(|clash| told(ctx, clash)));
    if !conflicts.is_empty() && on_conflict == OnConflict::Refuse {
        return Err(refused(conflicts));
    }
    values_are_there(ctx, tx, change_set, &reverted)?;
    Ok(Inverse { reverted, conflicts })
}

fn refused(conflicts: impl IntoIterator<Item = Json>) -> Error {
    let conflicts: Vec<Json> = conflicts.into_iter().collect();
    let detail = "Some of it was changed since, or is in use; nothing was undone.";
    Error::new(Code::UndoConflict, detail).with("conflicts", conflicts)
}

/// A record that others changed since.
fn record(ctx: &Ctx, object: &str, id: Id) -> Json {
    let (object, _) = names(&ctx.catalog, object, None);
    json!({"object": object, "id": id.to_string(), "field": null, "changed_to": null, "present": null})
}

/// A type goes back only where its change has cost no record anything.
fn values_are_there(ctx: &Ctx, tx: &mut Tx, change_set: Id, reverted: &Reverted) -> Result<()> {
    for step in &reverted.edit.plan(&ctx.catalog.data()).steps {
        let Step::ConvertField { table, field, .. } = step else {
            continue;
        };
        let entries = history::raw_of_change_set(tx, change_set)?;
        let cost = |entry: &history::Entry| {
            let before = entry.changes.get(field).map(|(before, _)| before);
            entry.object == *table && before.is_some_and(|before| !before.is_null())
        };
        if entries.iter().any(cost) {
            let detail = "The change of type has cost some records their values; history has them.";
            return Err(Error::new(Code::Conflict, detail).with("reason", "values_lost"));
        }
    }
    Ok(())
}

/// What records have by now, and would lose.
struct Loss {
    object: String,
    field: Option<String>,
    /// In English and German.
    words: [String; 2],
}

impl Loss {
    fn place(&self) -> (&str, Option<&str>) {
        (&self.object, self.field.as_deref())
    }

    fn told(&self, ctx: &Ctx) -> Json {
        let [english, german] = &self.words;
        let detail = match ctx.caller.locale {
            Locale::En => english,
            Locale::De => german,
        };
        let (object, field) = names(&ctx.catalog, &self.object, self.field.as_deref());
        json!({"object": object, "id": null, "field": field, "changed_to": null, "present": null, "detail": detail})
    }
}

fn told(ctx: &Ctx, clash: &Clash) -> Json {
    let (object, field) = names(&ctx.catalog, &clash.object, clash.field.as_deref());
    let member = clash.member.as_deref();
    let detail = match (ctx.caller.locale, member) {
        (Locale::En, Some(member)) => format!("`{member}` was changed since."),
        (Locale::De, Some(member)) => format!("`{member}` wurde inzwischen geändert."),
        (Locale::En, None) => "It was changed since.".to_owned(),
        (Locale::De, None) => "Es wurde inzwischen geändert.".to_owned(),
    };
    json!({"object": object, "id": null, "field": field, "changed_to": clash.changed_to, "present": clash.present,
        "detail": detail})
}

/// The keys of an object and a field; their ids where they are gone.
fn names(catalog: &Catalog, object: &str, field: Option<&str>) -> (String, Option<String>) {
    let found = catalog.objects().iter().find(|other| other.table() == object);
    let key = |id: &str| {
        let field = found.and_then(|object| object.fields.iter().find(|field| field.id == id));
        field.map_or(id, |field| &field.key).to_owned()
    };
    (
        found.map_or(object, |object| object.key()).to_owned(),
        field.map(key),
    )
}

/// What records would lose by the inverse, for each part of the change once.
fn in_use(ctx: &Ctx, tx: &mut Tx, reverted: &Reverted, parts: &[Part]) -> Result<Vec<Loss>> {
    let mut lost: Vec<Loss> = Vec::new();
    let target = Catalog::new(reverted.edit.catalog.clone());
    for step in reverted.edit.plan(&ctx.catalog.data()).steps {
        let known = |loss: &Loss| loss.place() == (step.object(), step.field());
        let Some(object) = ctx
            .catalog
            .objects()
            .iter()
            .find(|object| object.table() == step.object())
        else {
            continue;
        };
        // What follows from another part is looked at there.
        let part =
            |part: &Part| (part.object.as_str(), part.field.as_deref()) == (step.object(), step.field());
        if lost.iter().any(known) || !parts.iter().any(part) {
            continue;
        }
        if let Some(words) = step_costs(ctx, tx, &step, object, &target)? {
            lost.push(Loss {
                object: step.object().to_owned(),
                field: step.field().map(str::to_owned),
                words,
            });
        }
    }
    Ok(lost)
}

/// What a step would take from records, in English and German.
fn step_costs(
    ctx: &Ctx,
    tx: &mut Tx,
    step: &Step,
    object: &std::sync::Arc<Object>,
    target: &Catalog,
) -> Result<Option<[String; 2]>> {
    let field = step
        .field()
        .and_then(|id| object.fields.iter().find(|field| field.id == id));
    let costs = match (step, field) {
        (Step::DropTable { .. }, _) => trail::has_records(tx, object)?,
        (Step::DropColumn { .. } | Step::ForgetSideValues { .. }, Some(field)) => {
            // Numbers and defaults were given by the change itself.
            let own = matches!(field.kind, FieldType::AutoNumber { .. });
            !own && trail::has_values(tx, ctx, object, field, field.default.as_slice())?
        }
        (Step::OptionRemoved { option, .. }, Some(field)) => {
            let column = format!("\"{}\"", field.id);
            let has = match field.kind {
                FieldType::MultiSelect { .. } => tx.dialect().contains(&column, "$1"),
                _ => format!("{column} = $1"),
            };
            let value = match field.kind {
                FieldType::MultiSelect { .. } => json!(option).to_string(),
                _ => option.clone(),
            };
            let sql = format!("SELECT 1 FROM @{} WHERE {has} LIMIT 1", object.table());
            tx.row(&sql, &[value.into()], |_| Ok(()))?.is_some()
        }
        (Step::ForgetTarget { target, .. }, Some(field)) if field.is_many() => {
            let sql = "SELECT 1 FROM @k_link WHERE field = $1 AND target_object = $2 LIMIT 1";
            let params = [side_key(object, field).into(), target.as_str().into()];
            tx.row(sql, &params, |_| Ok(()))?.is_some()
        }
        (Step::ForgetTarget { target, .. }, Some(field)) if field.columns().len() > 1 => {
            let sql = format!(
                "SELECT 1 FROM @{} WHERE \"{}{OBJECT}\" = $1 LIMIT 1",
                object.table(),
                field.id
            );
            tx.row(&sql, &[target.as_str().into()], |_| Ok(()))?.is_some()
        }
        (Step::ForgetTarget { .. }, Some(field)) => trail::has_values(tx, ctx, object, field, &[])?,
        (Step::ConvertField { .. }, Some(field)) => {
            let coming = target
                .objects()
                .iter()
                .find(|other| other.table() == object.table());
            let coming = coming.and_then(|object| object.fields.iter().find(|other| other.id == field.id));
            let mut costs = false;
            let mut after = Id::NIL;
            while let (false, Some(coming)) = (costs, coming) {
                let tail = format!("ORDER BY t.id LIMIT {CHUNK}");
                let records = load::select(ctx, tx, object, "t.id > $1", &tail, vec![after.into()])?;
                let Some(last) = records.last().map(|record| record.id) else {
                    break;
                };
                after = last;
                let lost = |record: &Record| {
                    let old = record.get(&field.key);
                    let new = convert::converted(field, coming, old, &Options::new(), &ctx.accept());
                    convert::is_lost(field, coming, old, &new, &ctx.accept())
                };
                costs = records.iter().any(lost);
            }
            costs
        }
        _ => false,
    };
    if !costs {
        return Ok(None);
    }
    let [en, de] = [Locale::En, Locale::De].map(|locale| match field {
        Some(field) => field.labels.get(locale).to_owned(),
        None => object.def.plural.get(locale).to_owned(),
    });
    Ok(Some(match step {
        Step::DropTable { .. } => [
            format!("There are records of “{en}” by now."),
            format!("Es gibt inzwischen Datensätze von „{de}“."),
        ],
        Step::ConvertField { .. } => [
            format!("Values of “{en}” do not fit what it was."),
            format!("Werte von „{de}“ passen nicht zu dem, was es war."),
        ],
        _ => [
            format!("Records use “{en}” as it is by now."),
            format!("Datensätze nutzen „{de}“ inzwischen, wie es ist."),
        ],
    }))
}
