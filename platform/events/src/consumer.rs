//! Consumers: who follows all events and remembers in the database how far they got.
//!
//! A consumer moves on in the transaction of its effect, so what it does to the database happens once for each event;
//! what it does outside happens at least once. Set back to an earlier place, it sees the events again.

use kontor_database::{Database, Tx};
use kontor_kernel::{Code, Error, Result};

use crate::event::{Cursor, Event};
use crate::outbox::{self, Read};

/// A follower of all events, by its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Consumer(pub &'static str);

/// The next events of a consumer.
#[derive(Clone, PartialEq, Debug)]
pub struct Batch {
    /// The events, in their order; empty when the consumer is at the end.
    pub events: Vec<Event>,
    from: Cursor,
    to: Cursor,
}

impl Consumer {
    /// Makes sure that the consumer exists; a new one begins after this place. From now on no event is removed
    /// before it has seen it.
    pub fn ensure(self, tx: &mut Tx, start: Cursor) -> Result<()> {
        let params = [self.0.into(), start.tx.into(), start.seq.into()];
        let sql = "INSERT INTO @k_consumer (name, tx, seq) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        tx.execute(sql, &params).map(|_| ())
    }

    /// Forgets the consumer, so that events need not be kept for it.
    pub fn remove(self, tx: &mut Tx) -> Result<()> {
        tx.execute("DELETE FROM @k_consumer WHERE name = $1", &[self.0.into()])
            .map(|_| ())
    }

    /// How far it got.
    pub fn position(self, tx: &mut Tx) -> Result<Cursor> {
        let sql = "SELECT tx, seq FROM @k_consumer WHERE name = $1";
        let known = tx.row(sql, &[self.0.into()], outbox::cursor)?;
        known.ok_or_else(|| Error::internal(format!("the consumer {} was never made sure of", self.0)))
    }

    /// Reads its next events; nothing when it was set back to where events have been removed already, and has to
    /// begin anew from the records. A read of its own is enough: on PostgreSQL that keeps the transaction of the
    /// effect from colliding with everybody who publishes.
    pub fn poll(self, tx: &mut Tx, limit: usize) -> Result<Option<Batch>> {
        let from = self.position(tx)?;
        Ok(match outbox::read_after(tx, from, limit)? {
            Read::Events(events, to) => Some(Batch { events, from, to }),
            Read::Gone => None,
        })
    }

    /// Moves on in the transaction of the effect; `conflict`, which rolls the effect back, when another server was
    /// faster or the consumer was set to another place meanwhile.
    pub fn commit(self, tx: &mut Tx, batch: &Batch) -> Result<()> {
        let Batch { from, to, .. } = batch;
        let moved = tx.execute(
            "UPDATE @k_consumer SET tx = $2, seq = $3 WHERE name = $1 AND tx = $4 AND seq = $5",
            &[
                self.0.into(),
                to.tx.into(),
                to.seq.into(),
                from.tx.into(),
                from.seq.into(),
            ],
        )?;
        match moved {
            0 => Err(Error::new(
                Code::Conflict,
                "These events have been consumed already.",
            )),
            _ => Ok(()),
        }
    }

    /// Sets it to any place: back, to see events again, or ahead, to pass over them.
    pub fn seek(self, tx: &mut Tx, to: Cursor) -> Result<()> {
        let params = [self.0.into(), to.tx.into(), to.seq.into()];
        tx.execute(
            "UPDATE @k_consumer SET tx = $2, seq = $3 WHERE name = $1",
            &params,
        )
        .map(|_| ())
    }

    /// Has it begin anew from the records: its next [`poll`](Consumer::poll) finds nothing to go on from.
    pub fn lose_place(self, tx: &mut Tx) -> Result<()> {
        self.seek(tx, Cursor::NOWHERE)
    }

    /// Follows the events to their end, at most `limit` in one transaction with their effect; answers how many there
    /// were. The usual way to consume; `conflict` means that another server is at it. The effect may run more than
    /// once before it is committed.
    pub async fn follow(
        self,
        database: &Database,
        limit: usize,
        effect: impl Fn(&mut Tx, &[Event]) -> Result<()> + Clone + Send + 'static,
    ) -> Result<usize> {
        let mut seen = 0;
        loop {
            let batch = database.read(move |tx| self.poll(tx, limit)).await?;
            let Some(batch) = batch else {
                return Err(Error::internal(format!(
                    "events that {} needs were removed",
                    self.0
                )));
            };
            if batch.events.is_empty() {
                return Ok(seen);
            }
            seen += batch.events.len();
            let effect = effect.clone();
            let work = move |tx: &mut Tx| {
                effect(tx, &batch.events)?;
                self.commit(tx, &batch)
            };
            database.write(work).await?;
        }
    }
}
