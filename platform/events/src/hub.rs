//! The hub: hands the events of a database to everybody who watches it in this process.
//!
//! It is woken by the commits of this process, gathers for a quarter of a second, reads once and hands the same batch
//! to all. Where other servers write to the same database it also looks by itself twice a second. Who falls behind is
//! told to begin anew. Whether a watcher may see a record is decided above, per batch.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kontor_database::{Database, Tx};
use kontor_kernel::Result;
use tokio::sync::{broadcast, watch};
use tokio::time::sleep;

use crate::event::{Cursor, Event};
use crate::outbox::{self, Read};

/// Events of one batch at most.
const BATCH: usize = 1_000;
/// Batches a subscriber may fall behind.
const BEHIND: usize = 64;
/// Events a subscriber who comes back may have missed; beyond, beginning anew is cheaper for both.
const MISSED: usize = 5_000;
const RETRY: Duration = Duration::from_secs(1);

/// How a hub works.
#[derive(Clone, Copy, Debug)]
pub struct HubOptions {
    /// How long events are gathered before they are handed out together.
    pub gather: Duration,
    /// How often to look for the events of other servers; `None` where this process alone writes.
    pub poll: Option<Duration>,
}

impl Default for HubOptions {
    /// A quarter of a second, and no other servers.
    fn default() -> HubOptions {
        HubOptions {
            gather: Duration::from_millis(250),
            poll: None,
        }
    }
}

impl HubOptions {
    /// What a database needs.
    pub fn of(database: &Database) -> HubOptions {
        match database.is_shared() {
            true => HubOptions::shared(),
            false => HubOptions::default(),
        }
    }

    /// For a database that other servers write to as well (PostgreSQL): looks so often that everybody has heard within
    /// a second.
    pub fn shared() -> HubOptions {
        HubOptions {
            poll: Some(Duration::from_millis(500)),
            ..HubOptions::default()
        }
    }
}

/// What a subscriber is told.
#[derive(Clone, PartialEq, Debug)]
pub enum Live {
    /// These events happened; never empty.
    Events(Arc<[Event]>),
    /// Events are missing: whatever is shown has to be read again.
    Reset,
}

/// Hands out the events of one database; a cheap handle, its clones are the same hub.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    database: Database,
    options: HubOptions,
    bell: watch::Sender<()>,
    out: broadcast::Sender<Live>,
    /// What was handed out last; nothing while nobody listens.
    position: Mutex<Option<Cursor>>,
}

impl Hub {
    /// A hub for a database; it works while [`Hub::run_until`] does.
    pub fn new(database: Database, options: HubOptions) -> Hub {
        let (bell, out) = (watch::Sender::new(()), broadcast::Sender::new(BEHIND));
        Hub(Arc::new(Inner {
            database,
            options,
            bell,
            out,
            position: Mutex::new(None),
        }))
    }

    /// Says that there are events.
    pub fn wake(&self) {
        self.0.bell.send_replace(());
    }

    /// Says that there are events once this transaction is committed; belongs beside [`outbox::publish`].
    pub fn wake_after(&self, tx: &mut Tx) {
        let hub = self.clone();
        tx.after_commit(Box::new(move || hub.wake()));
    }

    /// Subscribes to what happens from now on; or, with the place of the last event a client has seen, to what
    /// happened since then, first. A place that is too far back makes [`Live::Reset`] the first thing that comes.
    pub async fn subscribe(&self, after: Option<Cursor>) -> Result<Subscription> {
        // Listening begins before the database is read, so nothing can fall between the two; what comes twice is
        // told by its place.
        let receiver = self.0.out.subscribe();
        let missed = self.0.database.read(move |tx| match after {
            Some(after) => outbox::read_after(tx, after, MISSED + 1),
            None => Ok(Read::Events(Vec::new(), outbox::latest(tx)?)),
        });
        let (waiting, after) = match missed.await? {
            Read::Events(events, next) if events.len() <= MISSED => {
                let batches = events.chunks(BATCH).map(|batch| Live::Events(batch.into()));
                (batches.collect(), next)
            }
            _ => (
                VecDeque::from([Live::Reset]),
                self.0.database.read(outbox::latest).await?,
            ),
        };
        self.position(|position| {
            position.get_or_insert(after);
        });
        // What was committed meanwhile may have found a hub that nobody listened to.
        self.wake();
        Ok(Subscription {
            receiver,
            waiting,
            after,
        })
    }

    /// Hands out events until `shutdown` is ready.
    pub async fn run_until(&self, shutdown: impl Future<Output = ()>) {
        let mut shutdown = pin!(shutdown);
        let mut woken = self.0.bell.subscribe();
        // Somebody may have called before anybody heard.
        woken.mark_changed();
        let mut failed = false;
        loop {
            let pause = if failed { Some(RETRY) } else { self.0.options.poll };
            tokio::select! {
                () = &mut shutdown => return,
                // The hub holds the sender, so the channel can't close.
                _ = woken.changed() => {
                    tokio::select! {
                        () = &mut shutdown => return,
                        () = sleep(self.0.options.gather) => {}
                    }
                }
                () = sleep(pause.unwrap_or_default()), if pause.is_some() && self.0.out.receiver_count() > 0 => {}
            }
            // From here on a commit wakes it again; what was committed before is about to be read.
            woken.mark_unchanged();
            failed = match self.relay().await {
                Ok(()) => false,
                Err(error) => {
                    tracing::warn!(%error, "live updates wait for the database");
                    true
                }
            };
        }
    }

    /// Hands out all that has happened since the last time, without gathering. [`Hub::run_until`] does this by itself;
    /// alone it is for tests, where nothing runs beside them.
    pub async fn relay(&self) -> Result<()> {
        loop {
            let from = self.position(|position| {
                if self.0.out.receiver_count() == 0 {
                    *position = None;
                }
                *position
            });
            let Some(from) = from else { return Ok(()) };
            let read = self
                .0
                .database
                .read(move |tx| outbox::read_after(tx, from, BATCH))
                .await?;
            let (live, to, more) = match read {
                Read::Events(events, _) if events.is_empty() => return Ok(()),
                Read::Events(events, to) => {
                    let more = events.len() == BATCH;
                    (Live::Events(events.into()), to, more)
                }
                Read::Gone => (Live::Reset, self.0.database.read(outbox::latest).await?, true),
            };
            self.position(|position| *position = Some(to));
            // Nobody may be listening any more.
            let _ = self.0.out.send(live);
            if !more {
                return Ok(());
            }
        }
    }

    fn position<T>(&self, change: impl FnOnce(&mut Option<Cursor>) -> T) -> T {
        change(&mut self.0.position.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// One who listens.
pub struct Subscription {
    receiver: broadcast::Receiver<Live>,
    waiting: VecDeque<Live>,
    after: Cursor,
}

impl Subscription {
    /// Waits for the next events. May be dropped while waiting (`select!`) without losing any; nothing once the hub
    /// is gone.
    pub async fn next(&mut self) -> Option<Live> {
        if let Some(live) = self.waiting.pop_front() {
            return Some(live);
        }
        loop {
            match self.receiver.recv().await {
                Ok(Live::Events(events)) => {
                    let known = events.partition_point(|event| event.cursor <= self.after);
                    match &events[known..] {
                        [] => {}
                        _ if known == 0 => return Some(Live::Events(events)),
                        new => return Some(Live::Events(new.into())),
                    }
                }
                Ok(Live::Reset) => return Some(Live::Reset),
                Err(broadcast::error::RecvError::Lagged(_)) => {
                    // What is left of the backlog is read again as well.
                    self.receiver = self.receiver.resubscribe();
                    return Some(Live::Reset);
                }
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }

    /// The place after which this subscription began (what it missed included): the id of the stream's first message,
    /// so that a client that breaks off before anything happened can come back to it.
    pub fn start(&self) -> Cursor {
        self.after
    }
}
