//! Undo: a new change set that takes an earlier one back, field by field, where nobody touched it since.
//!
//! A field whose value is still what the earlier change set made of it goes back; one that was changed since stays
//! and is listed. Records that were made go to the trash, unless others link to them since; trashed ones come back. It
//! runs through the same gate as everything else, with the caller's permissions. What was deleted for good does not come back.
//!
//! The undo of a merge splits two records again. Who may merge them may do that, whoever may see what moves back.

pub mod definitions;
pub(crate) mod in_parts;
mod merges;
mod plan;
mod records;
mod used;

use kontor_database::Tx;
use kontor_kernel::{Code, Error, Id, Json, Result};

use crate::command::{Outcome, Work};
use crate::ddl::trail;
use crate::settings::change;

pub use used::used_since;

/// What to do where others changed the same field since.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OnConflict {
    /// Refuse the whole undo and list the fields.
    #[default]
    Refuse,
    /// Leave those fields as they are and undo the rest.
    Keep,
    /// Set them back too.
    Restore,
}

/// What an undo did.
#[derive(Debug)]
pub struct Undone {
    /// What became of each record.
    pub outcomes: Vec<Outcome>,
    /// How many settings or definitions went back.
    pub besides: usize,
    /// Fields that were left as they are.
    pub kept: Vec<Json>,
    /// The job that does the rest, where many records are concerned.
    pub job: Option<Id>,
}

/// Takes a change set back.
///
/// # Errors
/// `not_found` when there is none, or nothing of it may be seen; `undo_conflict` with the list of fields; `conflict`
/// when it was undone already or deleted something for good; `forbidden` as for any change.
pub fn undo(work: &mut Work<'_>, change_set: Id, on_conflict: OnConflict) -> Result<Undone> {
    let (own, undoes) = open(work, change_set)?;
    let undone = match of(work.tx, change_set)? {
        Kind::Settings(_) => change::take_back(work, change_set, on_conflict),
        Kind::Definitions => Err(Error::internal("definitions are taken back by themselves")),
        Kind::Records => records::undo(work, change_set, undoes, own, on_conflict),
    }?;
    note_undone(work, change_set)?;
    Ok(undone)
}

/// Finds a change set that was not taken back yet: whether it was the caller's own, and what it undid itself.
fn open(work: &mut Work<'_>, change_set: Id) -> Result<(bool, Option<Id>)> {
    let known = work.tx.row(
        "SELECT undone_by, actor, undoes FROM @k_change_set WHERE id = $1",
        &[change_set.into()],
        |row| {
            Ok((
                row.get::<Option<Id>>(0)?,
                row.get::<String>(1)?,
                row.get::<Option<Id>>(2)?,
            ))
        },
    )?;
    let Some((undone_by, actor, undoes)) = known else {
        return Err(Error::not_found());
    };
    if let Some(by) = undone_by {
        return Err(Error::new(Code::Conflict, "This was undone already.").with("undone_by", by.to_string()));
    }
    Ok((actor == work.ctx.caller.actor.as_text(), undoes))
}

/// Notes that a change set was taken back by this one, if anything was.
fn note_undone(work: &mut Work<'_>, change_set: Id) -> Result<()> {
    if work.has_written() {
        work.tx.execute(
            "UPDATE @k_change_set SET undone_by = $1 WHERE id = $2",
            &[work.ctx.change_set.into(), change_set.into()],
        )?;
    }
    Ok(())
}

/// What a change set is about: each is taken back in its own way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Records.
    Records,
    /// These settings of the workspace, as JSON pointers.
    Settings(Vec<String>),
    /// Definitions; what that did to records, too. [`definitions::take_back`] undoes it.
    Definitions,
}

/// Says what a change set is about; records where there is none such.
pub fn of(tx: &mut Tx, change_set: Id) -> Result<Kind> {
    let settings = change::places(tx, change_set)?;
    Ok(if !settings.is_empty() {
        Kind::Settings(settings)
    } else if trail::read(tx, change_set)?.is_empty() {
        Kind::Records
    } else {
        Kind::Definitions
    })
}
