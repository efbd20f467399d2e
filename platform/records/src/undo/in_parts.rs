//! The undo of what a change of definitions did to so many records that a job takes it back, part by part.
//!
//! It begins at the newest entry of history and ends at the oldest, so that of two changes of one field the later goes
//! back first. No rule followed the change, and none follows its undo; what a record does not take stays as it is.

use kontor_database::Tx;
use kontor_kernel::{Id, Result};
use serde::{Deserialize, Serialize};

use super::OnConflict;
use super::records::take_back;
use crate::behavior::Behaviors;
use crate::command::Work;
use crate::ctx::Ctx;
use crate::history::{self, Entry};

/// A change of definitions that is taken back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Earlier {
    /// Its change set.
    pub change_set: Id,
    /// Who takes it back has made it.
    pub own: bool,
    /// What others changed since goes back too.
    pub restore: bool,
}

/// Takes the next entries back, those before `after`; answers where it ended, none where nothing is left.
pub(crate) fn part(tx: &mut Tx, ctx: &Ctx, change: &Earlier, after: Id, limit: usize) -> Result<Option<Id>> {
    let before = match after {
        Id::NIL => i64::MAX,
        place => seq(place),
    };
    let entries = history::of_change_set_before(ctx, tx, change.change_set, before, limit)?;
    let Some(oldest) = entries.first().map(|entry| entry.seq) else {
        return Ok(None);
    };
    let behaviors = Behaviors::default();
    let mut work = Work::further(ctx, tx, &behaviors);
    let whole = attempt(&mut work, change, entries.clone());
    if let Some(refused) = whole.err() {
        if refused.code.status() >= 500 {
            return Err(refused);
        }
        for entry in entries.into_iter().rev() {
            match attempt(&mut work, change, vec![entry]) {
                Err(error) if error.code.status() >= 500 => return Err(error),
                Err(error) => tracing::warn!(
                    code = error.code.as_str(),
                    "a record stays as a change of definitions left it"
                ),
                Ok(()) => {}
            }
        }
    }
    work.finish()?;
    Ok(Some(place(oldest)))
}

fn attempt(work: &mut Work<'_>, change: &Earlier, entries: Vec<Entry>) -> Result<()> {
    let on_conflict = match change.restore {
        true => OnConflict::Restore,
        false => OnConflict::Keep,
    };
    work.trusted(|work| {
        work.attempt(|work| take_back(work, change.change_set, entries, change.own, on_conflict).map(drop))
    })
}

/// Where a job is, as it notes it: the entry in the place of a record's id.
fn place(seq: i64) -> Id {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&seq.to_be_bytes());
    Id::from_bytes(bytes)
}

fn seq(place: Id) -> i64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&place.as_bytes()[8..]);
    i64::from_be_bytes(bytes)
}
