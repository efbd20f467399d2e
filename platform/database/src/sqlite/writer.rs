//! The SQLite writer: one thread that owns the connection and commits concurrent commands in groups.
//!
//! It takes the first command, begins, and drains what is already queued; it never waits for more, for while one group
//! commits the next gathers by itself. A command that is refused has nearly always written nothing yet, so nothing has to
//! be undone; where one has, its group is undone and repeated with a savepoint around each command.
//! Savepoints from the beginning would keep a copy of each page that is touched, which costs as much as half of the work.
//! Full-text changes and other late statements run once at the end: FTS5 writes a segment to disk at every savepoint
//! otherwise. Nobody is answered before COMMIT has returned.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use kontor_kernel::{Error, Result};
use rusqlite::Connection;
use rusqlite::hooks::Wal;
use tokio::sync::oneshot;

use super::checkpoint::{Checkpoints, checkpoint};
use super::deadline::Deadline;
use super::{SqliteOptions, connection};
use crate::dialect::Dialect;
use crate::error;
use crate::shared::Shared;
use crate::tx::{Late, Link, Tx, settle};

/// Commands in a group.
const GROUP: usize = 64;
/// Documents of a search index after which one step of merging is due.
const MERGE_EVERY: u32 = 256;
/// Pages of an index that one step of merging writes, about.
const MERGE_STEP: i32 = 64;
/// Documents taken out of a search index after which it is written anew in idle time. FTS5 only notes that they are gone, and
/// where they were neighbours, as those of an import are, it looks through all their notes for each document of a search.
const REMOVED: u32 = 5_000;
/// How long nobody has written when there is time for the rest.
const IDLE: Duration = Duration::from_millis(500);

/// The handle of the thread.
pub(crate) struct Writer {
    queue: SyncSender<Order>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

enum Order {
    Work(Box<dyn Work>),
    Close,
}

/// A command with the place its answer goes to.
trait Work: Send {
    fn alone(&self) -> bool;
    /// Runs it; the result waits inside for the commit.
    fn run(&mut self, tx: &mut Tx) -> Result<()>;
    fn answer(self: Box<Self>, outcome: Result<()>);
}

struct Command<T, F> {
    work: F,
    alone: bool,
    result: Option<T>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T: Send, F: FnMut(&mut Tx) -> Result<T> + Send> Work for Command<T, F> {
    fn alone(&self) -> bool {
        self.alone
    }

    fn run(&mut self, tx: &mut Tx) -> Result<()> {
        self.result = None;
        self.result = Some((self.work)(tx)?);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<()>) {
        let Command { result, reply, .. } = *self;
        let missing = || Error::internal("a command that succeeded has no result");
        let answer = outcome.and_then(|()| result.ok_or_else(missing));
        // Nobody may be waiting any more; the command counts all the same.
        let _ = reply.send(answer);
    }
}

impl Writer {
    pub(crate) fn open(path: &Path, options: &SqliteOptions, shared: Arc<Shared>) -> Result<Writer> {
        let mut connection = connection::writer(path, options.cache)?;
        let log = Arc::new(AtomicU64::new(0));
        watch_log(&mut connection, log.clone())?;
        let deadline = Deadline::watch(&mut connection)?;
        let writing = Writing {
            checkpoints: Checkpoints::start(path)?,
            tx: Tx::new(shared.clone(), Link::Sqlite(connection)),
            shared,
            gather: options.gather,
            write_limit: options.write_limit,
            deadline,
            log,
            unmerged: HashMap::new(),
            removed: HashMap::new(),
            rested: true,
            left_something: false,
        };
        let (queue, orders) = sync_channel(options.queue.max(1));
        let thread = std::thread::Builder::new()
            .name("kontor-writer".to_owned())
            .spawn(move || writing.run(&orders))
            .map_err(Error::internal)?;
        Ok(Writer {
            queue,
            thread: Mutex::new(Some(thread)),
        })
    }

    pub(crate) async fn write<T: Send + 'static>(
        &self,
        alone: bool,
        work: impl FnMut(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let command = Command {
            work,
            alone,
            result: None,
            reply,
        };
        self.queue
            .try_send(Order::Work(Box::new(command)))
            .map_err(|refused| match refused {
                TrySendError::Full(_) => error::unavailable("Too many changes are waiting to be written."),
                TrySendError::Disconnected(_) => error::closed(),
            })?;
        answer.await.map_err(|_| error::closed())?
    }

    /// Finishes what is queued and ends the thread.
    pub(crate) async fn close(&self) {
        let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() else {
            return;
        };
        let queue = self.queue.clone();
        let closed = tokio::task::spawn_blocking(move || {
            // The queue may be full, so this waits; it fails only when the thread is gone already.
            let _ = queue.send(Order::Close);
            thread.join()
        });
        if !matches!(closed.await, Ok(Ok(()))) {
            tracing::error!("the writer did not end as it should");
        }
    }
}

/// Notes the length of the log after each commit.
pub(super) fn watch_log(connection: &mut Connection, log: Arc<AtomicU64>) -> Result<()> {
    let page = connection
        .query_row("PRAGMA page_size", [], |row| row.get::<_, i64>(0))
        .map_err(error::sqlite)?;
    connection
        .wal_hook(Some(move |_: &mut Wal, pages: i32| {
            log.store(pages.max(0) as u64 * page as u64, Relaxed);
            Ok(())
        }))
        .map_err(error::sqlite)
}

/// The state of the thread.
struct Writing {
    tx: Tx,
    shared: Arc<Shared>,
    gather: Duration,
    write_limit: Duration,
    deadline: Arc<Deadline>,
    checkpoints: Checkpoints,
    log: Arc<AtomicU64>,
    /// Documents put or removed per search index since its last merge step.
    unmerged: HashMap<&'static str, u32>,
    /// Documents removed per search index since it was written anew.
    removed: HashMap<&'static str, u32>,
    /// Nothing is left to be done in idle time.
    rested: bool,
    /// The last command that failed in a group has changed something.
    left_something: bool,
}

/// A command that was run, with its outcome so far.
type Member = (Box<dyn Work>, Result<()>);

impl Writing {
    fn run(mut self, orders: &Receiver<Order>) {
        let mut next = None;
        while let Some(Order::Work(work)) = next.take().or_else(|| self.wait(orders)) {
            next = self.group(work, orders);
            let bytes = self.log.load(Relaxed);
            self.shared.wal_bytes.store(bytes, Relaxed);
            self.checkpoints.watch(bytes, connection(&mut self.tx));
            self.rested = false;
        }
        self.checkpoints.stop();
        checkpoint(connection(&mut self.tx), "TRUNCATE");
    }

    /// The next order; nothing when all handles are gone. Meanwhile does what waits for a quiet moment.
    fn wait(&mut self, orders: &Receiver<Order>) -> Option<Order> {
        let mut pause = IDLE;
        while !self.rested {
            match orders.recv_timeout(pause) {
                Ok(order) => return Some(order),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => pause = Duration::ZERO,
            }
            if !self.merge_when_idle() {
                self.checkpoints.idle();
                self.rested = true;
            }
        }
        orders.recv().ok()
    }

    /// Runs a group that begins with this command; gives the order that could not join it.
    fn group(&mut self, first: Box<dyn Work>, orders: &Receiver<Order>) -> Option<Order> {
        let started = Instant::now();
        let mut members = Vec::new();
        let mut left = None;
        let mut candidate = Some(first);
        let whole = self.begin().and_then(|()| {
            while let Some(mut work) = candidate.take() {
                let alone = work.alone();
                let outcome = self.in_group(&mut *work);
                let is_clean = outcome.is_ok() || !self.left_something;
                members.push((work, outcome));
                if !is_clean {
                    return Err(error::unavailable("The group was undone."));
                }
                if alone || members.len() == GROUP || started.elapsed() >= self.gather {
                    break;
                }
                match orders.try_recv() {
                    Ok(Order::Work(work)) if !work.alone() => candidate = Some(work),
                    Ok(order) => left = Some(order),
                    Err(_) => {}
                }
            }
            // When every member failed there is nothing to commit; COMMIT is then the cheapest way to end.
            self.finish()
        });
        members.extend(candidate.map(|work| (work, Ok(()))));
        match whole {
            Ok(()) => self.answer(members),
            Err(cause) => self.undone(members, cause),
        }
        left
    }

    /// One command of a group, without a savepoint. Where it fails, `left_something` says whether what it did is still
    /// there; what it wanted to be done later is not.
    fn in_group(&mut self, work: &mut dyn Work) -> Result<()> {
        let (late, after) = self.tx.to_come();
        let before = connection(&mut self.tx).total_changes();
        let outcome = self.work(work);
        if outcome.is_err() {
            self.left_something = work.alone()
                || self.tx.is_divided()
                || self.lost()
                || connection(&mut self.tx).total_changes() != before;
            self.tx.leave_out(late, after);
        }
        outcome
    }

    /// One command in its savepoint, within its time.
    fn command(&mut self, work: &mut dyn Work) -> Result<()> {
        self.deadline.set(self.write_limit);
        let outcome = self.tx.savepoint(|tx| guarded(work, tx));
        self.deadline.lift();
        outcome
    }

    /// One command without a savepoint, within its time unless it is alone.
    fn work(&mut self, work: &mut dyn Work) -> Result<()> {
        if !work.alone() {
            self.deadline.set(self.write_limit);
        }
        let outcome = guarded(work, &mut self.tx);
        self.deadline.lift();
        outcome
    }

    fn begin(&mut self) -> Result<()> {
        self.tx.forget();
        self.tx.control("BEGIN IMMEDIATE")
    }

    /// What is due once per group, and the commit.
    fn finish(&mut self) -> Result<()> {
        let late = std::mem::take(&mut self.tx.late);
        for change in &late {
            if let Late::Put { index, .. } | Late::Remove { index, .. } = change {
                *self.unmerged.entry(index).or_default() += 1;
            }
            if let Late::Remove { index, .. } = change {
                *self.removed.entry(index).or_default() += 1;
            }
        }
        for statement in settle(Dialect::Sqlite, late) {
            self.tx.run(&statement)?;
        }
        let due: Vec<_> = self
            .unmerged
            .iter()
            .filter(|(_, n)| **n >= MERGE_EVERY)
            .map(|(index, _)| *index)
            .collect();
        for index in due {
            self.unmerged.insert(index, 0);
            self.merge_step(index, MERGE_STEP)?;
        }
        self.tx.control("COMMIT")
    }

    /// The group is committed: everybody is told.
    fn answer(&mut self, members: Vec<Member>) {
        self.shared.groups.fetch_add(1, Relaxed);
        let done = members.iter().filter(|(_, outcome)| outcome.is_ok()).count();
        self.shared.commands.fetch_add(done as u64, Relaxed);
        self.tx.committed();
        for (work, outcome) in members {
            work.answer(outcome);
        }
    }

    /// The group failed as a whole, and all of it is repeated in its order, also who was refused: that may have been for
    /// what another had written, of which nothing is left. Together, if it was one of them that failed, and else each alone,
    /// so that a command which fills the disk, or whose late statements fail, takes nobody along.
    fn undone(&mut self, members: Vec<Member>, cause: Error) {
        self.abandon();
        if members.len() == 1 {
            for (work, outcome) in members {
                work.answer(outcome.and_then(|()| Err(error::again(&cause))));
            }
            return;
        }
        let by_a_member = members.iter().any(|(_, outcome)| outcome.is_err());
        let mut works: Vec<Box<dyn Work>> = members.into_iter().map(|(work, _)| work).collect();
        self.shared.repeated.fetch_add(works.len() as u64, Relaxed);
        if by_a_member {
            match self.together_again(&mut works) {
                Ok(outcomes) => {
                    self.answer(works.into_iter().zip(outcomes).collect());
                    return;
                }
                Err(_) => self.abandon(),
            }
        }
        for mut work in works {
            match self.again(&mut *work) {
                Ok(()) => self.answer(vec![(work, Ok(()))]),
                Err(cause) => {
                    self.abandon();
                    work.answer(Err(cause));
                }
            }
        }
    }

    /// Repeats commands in one transaction, each in its savepoint.
    fn together_again(&mut self, works: &mut [Box<dyn Work>]) -> Result<Vec<Result<()>>> {
        self.begin()?;
        let mut outcomes = Vec::with_capacity(works.len());
        for work in works {
            outcomes.push(self.command(&mut **work));
            if self.lost() {
                return Err(error::unavailable("The group was undone."));
            }
        }
        self.finish()?;
        Ok(outcomes)
    }

    fn again(&mut self, work: &mut dyn Work) -> Result<()> {
        self.begin()?;
        self.work(work)?;
        self.finish()
    }

    /// Whether SQLite has given the transaction up by itself, as it does when the disk is full.
    fn lost(&mut self) -> bool {
        self.tx.broken || connection(&mut self.tx).is_autocommit()
    }

    fn abandon(&mut self) {
        self.tx.forget();
        if !connection(&mut self.tx).is_autocommit()
            && let Err(cause) = self.tx.control("ROLLBACK")
        {
            tracing::error!(%cause, "a transaction could not be rolled back");
        }
    }

    /// One bounded step of merging an index, inside the transaction. With a negative number of pages it begins to write the
    /// whole index anew, and later steps go on with it.
    fn merge_step(&mut self, index: &str, pages: i32) -> Result<()> {
        self.tx
            .execute(
                &format!("INSERT INTO @{index} (@{index}, rank) VALUES ('merge', {pages})"),
                &[],
            )
            .map(drop)
    }

    /// Takes one step on an index that was written to; says whether there may be more to do.
    fn merge_when_idle(&mut self) -> bool {
        let Some(index) = self.unmerged.keys().next().copied() else {
            return false;
        };
        let anew = self.removed.get(index).is_some_and(|n| *n >= REMOVED);
        if anew {
            self.removed.remove(index);
        }
        let pages = if anew { -MERGE_STEP } else { MERGE_STEP };
        let before = connection(&mut self.tx).total_changes();
        let step = self
            .begin()
            .and_then(|()| self.merge_step(index, pages))
            .and_then(|()| self.tx.control("COMMIT"));
        if let Err(cause) = &step {
            tracing::warn!(%cause, index, "a search index could not be merged");
            self.abandon();
        }
        // FTS5 itself counts as one change; fewer than two mean that nothing was left to merge.
        if step.is_err() || connection(&mut self.tx).total_changes() - before < 2 {
            self.unmerged.remove(index);
        }
        true
    }
}

fn connection(tx: &mut Tx) -> &Connection {
    match &tx.link {
        Link::Sqlite(connection) => connection,
        Link::Postgres(_) => unreachable!("the writer opened a SQLite connection"),
    }
}

/// Runs work that may panic.
fn guarded(work: &mut dyn Work, tx: &mut Tx) -> Result<()> {
    tx.next_command();
    let outcome = catch_unwind(AssertUnwindSafe(|| work.run(tx)));
    outcome
        .unwrap_or_else(|panic| Err(error::panicked(panic)))
        .and_then(|()| tx.sound())
}
