//! The outbox: events are written in the transaction of their change and read in one total order.
//!
//! On PostgreSQL transactions commit in another order than the one in which they took their numbers, so the sequence
//! alone would let a reader skip what commits late. Therefore each event holds the number of its transaction, events
//! are ordered by (transaction, sequence), and only those are read whose transaction is older than every write to the
//! workspace that still runs: whatever commits later stands behind them. Events of one record keep their order, because a
//! transaction that changes a record takes its number after the one before has committed. The price: one write that
//! runs long holds back the events of its workspace; long writes commit in chunks.
//!
//! SQLite commits one write after the other; all its events have transaction 0. The numbers of transactions mean
//! nothing on another server, so a backup does not contain the outbox.

use kontor_database::{Row, Statement, Tx, Value};
use kontor_kernel::{Error, Result, Timestamp};

use crate::event::{Change, Cursor, Event, Kind};

const KEPT_SECONDS: i64 = 30 * 86_400;
const PRUNED_AT_ONCE: usize = 5_000;
/// Events of one read at most.
pub const MOST_READ: usize = 10_000;
/// Changes of the longer one of the two statements that insert; there are only two, so that both stay prepared.
const BLOCK: usize = 32;

/// Publishes changes in the transaction that made them, in their order. See [`crate::Hub::wake_after`].
pub fn publish(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    let blocks = changes.chunks_exact(BLOCK);
    let singles = blocks.remainder().chunks(1);
    let transaction = tx.dialect().transaction();
    let statements = blocks
        .chain(singles)
        .map(|changes| insertion(transaction, changes))
        .collect();
    tx.run_all(statements)
}

fn insertion(transaction: &str, changes: &[Change]) -> Statement {
    let mut text =
        "INSERT INTO @k_outbox (tx, object, record, kind, version, change_set, at) VALUES ".to_owned();
    let mut params: Vec<Value> = Vec::with_capacity(changes.len() * 6);
    for change in changes {
        let comma = if params.is_empty() { "" } else { ", " };
        let [a, b, c, d, e, f] = [1, 2, 3, 4, 5, 6].map(|n| n + params.len());
        text.push_str(&format!(
            "{comma}({transaction}, ${a}, ${b}, ${c}, ${d}, ${e}, ${f})"
        ));
        params.extend([
            (&change.object).into(),
            change.record.into(),
            change.kind.as_str().into(),
            change.version.into(),
            change.change_set.into(),
            change.at.into(),
        ]);
    }
    Statement::new(text, params)
}

/// What a reader finds.
#[derive(Clone, PartialEq, Debug)]
pub enum Read {
    /// Events, and the place to go on from.
    Events(Vec<Event>, Cursor),
    /// Events after this place were removed already, or it lies ahead of all there ever were and belongs to another life
    /// of this database, before a backup was restored: the reader has to begin anew from the records.
    Gone,
}

/// Reads up to `limit` events after a place. What is committed later comes after what is answered now.
pub fn read_after(tx: &mut Tx, after: Cursor, limit: usize) -> Result<Read> {
    let settled_below = tx.settled_below(4);
    let (behind, order) = tx.dialect().place(">");
    let sql = format!(
        "SELECT tx, seq, object, record, kind, version, change_set, at FROM @k_outbox
         WHERE {behind} AND tx < {settled_below} ORDER BY {order} LIMIT $3"
    );
    let limit = limit.min(MOST_READ);
    let params = [
        after.tx.into(),
        after.seq.into(),
        limit.into(),
        tx.settled().into(),
    ];
    let events = tx.rows(&sql, &params, event)?;
    // Asked second: what is removed between the two statements makes the reader begin anew, not miss it.
    if after < pruned(tx)? {
        return Ok(Read::Gone);
    }
    // Where something behind it was found, it was given by this database.
    let unproven = events.first().is_none_or(|first| first.cursor <= after);
    if unproven && after > newest(tx)? {
        return Ok(Read::Gone);
    }
    let Some(last) = events.last() else {
        return Ok(Read::Events(events, after));
    };
    let next = last.cursor;
    tx.saw_settled(next.tx);
    Ok(Read::Events(events, next))
}

/// The end of the events: what is committed from now on comes after it.
pub fn latest(tx: &mut Tx) -> Result<Cursor> {
    let settled_below = tx.settled_below(1);
    let sql = format!(
        "SELECT tx, seq FROM @k_outbox WHERE tx < {settled_below} ORDER BY tx DESC, seq DESC LIMIT 1"
    );
    let last = tx.row(&sql, &[tx.settled().into()], cursor)?;
    if let Some(last) = last {
        tx.saw_settled(last.tx);
    }
    Ok(last.unwrap_or(Cursor::START).max(pruned(tx)?))
}

/// Removes up to five thousand events that are older than thirty days and that every consumer has passed; answers
/// how many. To be called now and then, again at once when it answers many.
pub fn prune(tx: &mut Tx, now: Timestamp) -> Result<usize> {
    let slowest = tx.row(
        "SELECT tx, seq FROM @k_consumer ORDER BY tx, seq LIMIT 1",
        &[],
        cursor,
    )?;
    let from = pruned(tx)?;
    let Read::Events(events, _) = read_after(tx, from, PRUNED_AT_ONCE)? else {
        return Ok(0);
    };
    let old = |event: &&Event| {
        event.change.at < now.plus_seconds(-KEPT_SECONDS)
            && slowest.is_none_or(|slowest| event.cursor <= slowest)
    };
    let old: Vec<&Event> = events.iter().take_while(old).collect();
    let Some(last) = old.last() else { return Ok(0) };
    let last = [last.cursor.tx.into(), last.cursor.seq.into()];
    let (read, _) = tx.dialect().place("<=");
    tx.execute(&format!("DELETE FROM @k_outbox WHERE {read}"), &last)?;
    tx.execute(
        "INSERT INTO @k_outbox_pruned (one, tx, seq) VALUES (1, $1, $2)
         ON CONFLICT (one) DO UPDATE SET tx = excluded.tx, seq = excluded.seq",
        &last,
    )?;
    Ok(old.len())
}

/// The beginning of the events that are still kept.
pub fn earliest(tx: &mut Tx) -> Result<Cursor> {
    pruned(tx)
}

/// The last event of all, be it settled, not yet, or removed.
fn newest(tx: &mut Tx) -> Result<Cursor> {
    let sql = "SELECT tx, seq FROM @k_outbox ORDER BY tx DESC, seq DESC LIMIT 1";
    let last = tx.row(sql, &[], cursor)?;
    Ok(last.unwrap_or(Cursor::START).max(pruned(tx)?))
}

/// The last event that was removed.
fn pruned(tx: &mut Tx) -> Result<Cursor> {
    Ok(tx
        .row("SELECT tx, seq FROM @k_outbox_pruned", &[], cursor)?
        .unwrap_or(Cursor::START))
}

pub(crate) fn cursor(row: &Row) -> Result<Cursor> {
    Ok(Cursor {
        tx: row.get(0)?,
        seq: row.get(1)?,
    })
}

fn event(row: &Row) -> Result<Event> {
    let kind = row.text(4)?.unwrap_or_default();
    let kind = Kind::parse(kind).ok_or_else(|| Error::internal(format!("no kind of an event: {kind}")))?;
    let change = Change {
        object: row.get(2)?,
        record: row.get(3)?,
        kind,
        version: row.get(5)?,
        change_set: row.get(6)?,
        at: row.get(7)?,
    };
    Ok(Event {
        cursor: cursor(row)?,
        change,
    })
}
