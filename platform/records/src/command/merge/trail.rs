//! What is left of a merge: old ids lead to the survivor, and the survivor knows what became part of it.

use std::sync::Arc;

use kontor_database::{Statement, Tx, Value};
use kontor_definitions::Object;
use kontor_kernel::{Code, Error, Id, Result};

use crate::command::{Command, Op, Work, apply};
use crate::ctx::Ctx;
use crate::query::load;

/// How many merges, one upon the other, an old id is followed through.
const MAX_CHAIN: usize = 32;

/// The record that another was merged into in the end; `None` for one that was not.
pub fn survivor(tx: &mut Tx, object: &Object, id: Id) -> Result<Option<Id>> {
    let mut found = None;
    for _ in 0..MAX_CHAIN {
        let at = found.unwrap_or(id);
        let next = tx.row(
            "SELECT survivor FROM @k_merge WHERE old = $1 AND object = $2",
            &[Value::from(at), object.table().into()],
            |row| row.get::<Id>(0),
        )?;
        match next {
            Some(next) => found = Some(next),
            None => break,
        }
    }
    Ok(found)
}

/// The same for a caller: only where he may read the survivor.
pub fn visible_survivor(ctx: &Ctx, tx: &mut Tx, object: &Arc<Object>, id: Id) -> Result<Option<Id>> {
    let Some(survivor) = survivor(tx, object, id)? else {
        return Ok(None);
    };
    let live = load::live(ctx, tx, object, &[survivor])?;
    Ok(live.contains(&survivor).then_some(survivor))
}

/// The records that were merged into one, with the change set that did it, over all generations.
pub fn absorbed(tx: &mut Tx, object: &Object, id: Id) -> Result<Vec<(Id, Id)>> {
    let sql = format!(
        "SELECT old, change_set FROM @k_merge WHERE {} AND object = $2 ORDER BY old",
        tx.dialect().in_list("survivor", "$1")
    );
    let mut all: Vec<(Id, Id)> = Vec::new();
    let mut level = vec![id];
    for _ in 0..MAX_CHAIN {
        let params = [Value::Ids(std::mem::take(&mut level)), object.table().into()];
        let found = tx.rows(&sql, &params, |row| Ok((row.get::<Id>(0)?, row.get::<Id>(1)?)))?;
        if found.is_empty() {
            break;
        }
        level = found.iter().map(|(old, _)| *old).collect();
        all.extend(found);
    }
    Ok(all)
}

/// Why nothing can be done with a record: it is part of another by now, or there is none that the caller sees.
pub(crate) fn gone(work: &mut Work<'_>, object: &Arc<Object>, id: Id) -> Result<Error> {
    Ok(match visible_survivor(work.ctx, work.tx, object, id)? {
        Some(survivor) => Error::new(Code::Conflict, "This record was merged into another.")
            .with("reason", "merged")
            .with("merged_into", survivor.to_string()),
        None => Error::not_found(),
    })
}

/// The statement that ends a merge: the other record is back.
pub(crate) fn split(id: Id) -> Statement {
    Statement::new("DELETE FROM @k_merge WHERE old = $1", vec![id.into()])
}

/// What was merged into a record that is deleted for good goes with it.
pub(crate) fn forget(work: &mut Work<'_>, object: &Arc<Object>, gone: &[Id]) -> Result<()> {
    if gone.is_empty() {
        return Ok(());
    }
    let parts = format!(
        "SELECT old FROM @k_merge WHERE {} ORDER BY old",
        work.tx.dialect().in_list("survivor", "$1")
    );
    let parts = work
        .tx
        .rows(&parts, &[Value::Ids(gone.to_vec())], |row| row.get::<Id>(0))?;
    let ended = format!(
        "DELETE FROM @k_merge WHERE {}",
        work.tx.dialect().in_list("old", "$1")
    );
    work.tx.execute(&ended, &[Value::Ids(gone.to_vec())])?;
    let delete = |id| Command {
        object: object.key().to_owned(),
        op: Op::Delete {
            id,
            version: None,
            forever: true,
        },
    };
    if !parts.is_empty() {
        let commands = parts.into_iter().map(delete).collect();
        work.trusted(|work| apply(work, commands))?;
    }
    Ok(())
}
