//! Copying the write-ahead log back into the database file, beside the writer.
//!
//! A checkpoint in the writer stalls everybody for tens of milliseconds, so a thread with a connection of its own does
//! it. What is committed meanwhile it copies too, until only little is left, which the writer copies between two groups:
//! then all is copied, and the next group begins the log anew. So the log stays short, which spares readers a search
//! through it, and its file is written over, which costs half of what a file costs that grows. If the thread can't keep
//! up (the disk is slower than what is written, or a reader holds an old snapshot), the writer waits for it at a bound, does
//! the rest itself, and says so.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use kontor_kernel::{Error, Result};
use rusqlite::Connection;

use super::connection;

/// Bytes of log after which it is copied back.
const WANTED: u64 = 32 << 20;
/// Bytes that the writer copies itself, so that nothing is left.
const LITTLE: u64 = 1 << 20;
/// Bytes of log after which the writer waits until it is copied.
const BOUND: u64 = 256 << 20;

enum Order {
    Copy,
    Truncate,
}

pub(super) struct Checkpoints {
    orders: Sender<Order>,
    thread: JoinHandle<()>,
    /// Bytes of the log that are copied, told when the thread is done with an order; nothing where it failed.
    done: Receiver<Option<u64>>,
    /// The thread has been told to copy, and is not known to be done.
    busy: bool,
    /// The most it has told of this log.
    copied: u64,
    /// Length of the log when it is next to be copied.
    next: u64,
    last: u64,
}

impl Checkpoints {
    pub(super) fn start(path: &Path) -> Result<Checkpoints> {
        let connection = connection::checkpointer(path)?;
        // It never makes the writer wait for readers: what can't be done now is done later.
        connection.busy_timeout(Duration::ZERO).map_err(Error::internal)?;
        let (orders, received) = channel();
        let (tells, done) = channel();
        let thread = std::thread::Builder::new()
            .name("kontor-checkpoint".to_owned())
            .spawn(move || run(&connection, &received, &tells))
            .map_err(Error::internal)?;
        Ok(Checkpoints {
            orders,
            thread,
            done,
            busy: false,
            copied: 0,
            next: WANTED,
            last: 0,
        })
    }

    /// Called after each commit with the length of the log; `writer` is in no transaction.
    pub(super) fn watch(&mut self, bytes: u64, writer: &Connection) {
        let told = self.done.try_recv().ok();
        self.consider(told, bytes, writer);
    }

    /// What the thread has told, if anything, and how long the log is.
    fn consider(&mut self, told: Option<Option<u64>>, bytes: u64, writer: &Connection) {
        if bytes < self.last {
            (self.next, self.copied) = (WANTED, 0);
        }
        self.last = bytes;
        self.busy &= told.is_none();
        match told.flatten() {
            // What it tells of the log before this one is more than there is, or nothing new.
            Some(copied) if copied <= bytes && copied > self.copied => {
                self.copied = copied;
                self.go_on(bytes, writer);
            }
            _ if bytes < self.next => {}
            _ if bytes < BOUND => {
                self.next = bytes + WANTED;
                self.copy();
            }
            _ => self.catch_up(bytes, writer),
        }
    }

    /// Everybody waits until the log is copied: else one who writes faster than the disk takes it in would fill the disk.
    fn catch_up(&mut self, bytes: u64, writer: &Connection) {
        tracing::warn!(
            bytes,
            "the write-ahead log is long: a reader holds an old snapshot, or the disk is slow"
        );
        self.next = bytes + WANTED;
        // Two can't copy at once. The thread answers every order, and ends only after this value.
        if self.busy {
            let _ = self.done.recv();
            self.busy = false;
        }
        checkpoint(writer, "PASSIVE");
    }

    /// The thread is done, but something has come meanwhile.
    fn go_on(&mut self, bytes: u64, writer: &Connection) {
        if bytes >= BOUND {
            self.catch_up(bytes, writer);
        } else if bytes - self.copied <= LITTLE {
            // Where a reader needs the log at this moment, it is not begun anew, and soon tried again.
            checkpoint(writer, "PASSIVE");
            self.next = bytes + LITTLE;
        } else if bytes >= WANTED {
            self.copy();
        }
    }

    /// Called when nobody has written for a while: gives the space of the log back.
    pub(super) fn idle(&mut self) {
        self.order(Order::Truncate);
    }

    fn copy(&mut self) {
        if !self.busy {
            self.busy = true;
            self.order(Order::Copy);
        }
    }

    fn order(&self, order: Order) {
        // The thread ends only with this value.
        let _ = self.orders.send(order);
    }

    /// Ends the thread.
    pub(super) fn stop(self) {
        drop(self.orders);
        if self.thread.join().is_err() {
            tracing::error!("the checkpoint thread panicked");
        }
    }
}

fn run(connection: &Connection, orders: &Receiver<Order>, done: &Sender<Option<u64>>) {
    while let Ok(order) = orders.recv() {
        let copied = checkpoint(connection, "PASSIVE");
        match order {
            // Nobody listens any more when the writer ends.
            Order::Copy => _ = done.send(copied),
            Order::Truncate => _ = checkpoint(connection, "TRUNCATE"),
        }
    }
}

/// Copies what no reader keeps it from copying, and gives how many bytes of the log are copied by now. A checkpoint that
/// fails (no space, for one) loses nothing: the log keeps it, and the next one tries again.
pub(super) fn checkpoint(connection: &Connection, how: &str) -> Option<u64> {
    let page = || connection.query_row("PRAGMA page_size", [], |row| row.get::<_, i64>(0));
    let pages = || {
        connection.query_row(&format!("PRAGMA wal_checkpoint({how})"), [], |row| {
            row.get::<_, i64>(2)
        })
    };
    match page().and_then(|page| Ok(page * pages()?.max(0))) {
        Ok(bytes) => Some(bytes.unsigned_abs()),
        Err(cause) => {
            tracing::warn!(%cause, how, "the write-ahead log could not be copied back");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Folder;
    use std::path::PathBuf;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

    const MB: u64 = 1 << 20;

    /// A file with its writer, and how long its log is.
    struct Desk {
        folder: Folder,
        writer: Connection,
        log: Arc<AtomicU64>,
    }

    impl Desk {
        fn new() -> Desk {
            let folder = Folder::create().unwrap();
            let mut writer = connection::writer(&folder.path().join("x.db"), 2_048).unwrap();
            let log = Arc::new(AtomicU64::new(0));
            super::super::writer::watch_log(&mut writer, log.clone()).unwrap();
            writer.execute_batch("CREATE TABLE t (b BLOB)").unwrap();
            Desk { folder, writer, log }
        }

        fn path(&self) -> PathBuf {
            self.folder.path().join("x.db")
        }

        /// Bytes of the database file, and of the file of its log.
        fn sizes(&self) -> (u64, u64) {
            let log = self.folder.path().join("x.db-wal");
            (
                self.path().metadata().unwrap().len(),
                log.metadata().unwrap().len(),
            )
        }

        /// Writes so many bytes and gives the length of the log.
        fn write(&self, bytes: u64) -> u64 {
            let sql = format!("INSERT INTO t VALUES (zeroblob({bytes}))");
            self.writer.execute_batch(&sql).unwrap();
            self.log.load(Relaxed)
        }
    }

    /// Waits until the thread has done what it was told, and has the checkpoints know it.
    fn done(checkpoints: &mut Checkpoints, bytes: u64, desk: &Desk) {
        let told = checkpoints.done.recv().unwrap();
        checkpoints.consider(Some(told), bytes, &desk.writer);
    }

    #[test]
    fn a_long_log_is_copied_back_by_the_thread_and_a_very_long_one_by_the_writer() {
        let desk = Desk::new();
        let mut checkpoints = Checkpoints::start(&desk.path()).unwrap();
        let bytes = desk.write(10 * MB);
        checkpoints.watch(bytes, &desk.writer);
        let bytes = desk.write(30 * MB);
        assert!(desk.sizes().0 < MB, "a commit alone copies nothing");
        checkpoints.watch(bytes, &desk.writer);
        checkpoints.stop();
        assert!(desk.sizes().0 > 40 * MB);

        desk.write(40 * MB);
        let mut checkpoints = Checkpoints::start(&desk.path()).unwrap();
        checkpoints.watch(BOUND, &desk.writer);
        assert!(desk.sizes().0 > 80 * MB, "done before it returns");
        checkpoints.stop();
    }

    /// Whoever writes faster than the thread copies is held up at the bound, and what the thread keeps others from copying
    /// is copied when it is done.
    #[test]
    fn a_very_long_log_is_waited_for() {
        let desk = Desk::new();
        let mut checkpoints = Checkpoints::start(&desk.path()).unwrap();
        let bytes = desk.write(60 * MB);
        checkpoints.watch(bytes, &desk.writer);
        desk.write(20 * MB);
        // The thread copies, or has not begun yet.
        checkpoints.consider(None, BOUND, &desk.writer);
        assert!(!checkpoints.busy);
        assert!(desk.sizes().0 > 80 * MB, "done before it returns");
        assert!(desk.write(1) < MB, "it is begun anew");
        checkpoints.stop();
    }

    #[test]
    fn a_log_that_is_copied_is_begun_anew_in_the_same_file() {
        let desk = Desk::new();
        let mut checkpoints = Checkpoints::start(&desk.path()).unwrap();
        desk.write(40 * MB);
        let reader = connection::reader(&desk.path(), 0).unwrap();
        reader.execute_batch("BEGIN; SELECT count(*) FROM t").unwrap();
        // What comes while the thread copies; here a reader has it stop there.
        let long = desk.write(MB / 4);
        checkpoints.watch(long, &desk.writer);
        let longer = desk.write(MB / 4);
        assert!(longer > long, "the log goes on while a part of it is not copied");
        let told = checkpoints.done.recv().unwrap();
        reader.execute_batch("ROLLBACK").unwrap();
        checkpoints.consider(Some(told), longer, &desk.writer);
        let (_, file) = desk.sizes();
        let anew = desk.write(MB / 4);
        checkpoints.watch(anew, &desk.writer);
        assert!(anew < MB, "{anew}");
        assert_eq!(desk.sizes().1, file, "the file is written over");

        // A file that became very long gives some of its space back when it is begun anew, and all in a quiet moment.
        let long = desk.write(100 * MB);
        checkpoints.watch(long, &desk.writer);
        done(&mut checkpoints, long, &desk);
        desk.write(1);
        assert!(desk.sizes().1 <= 64 * MB);
        checkpoints.idle();
        checkpoints.stop();
        assert_eq!(desk.sizes().1, 0);
    }

    #[test]
    fn a_reader_of_an_old_state_keeps_the_log_and_nobody_tries_in_vain() {
        let desk = Desk::new();
        let mut checkpoints = Checkpoints::start(&desk.path()).unwrap();
        let reader = connection::reader(&desk.path(), 0).unwrap();
        reader.execute_batch("BEGIN; SELECT count(*) FROM t").unwrap();
        desk.write(40 * MB);
        // It is told what was copied, and tries once more, but finds nothing new.
        let bytes = desk.write(MB / 4);
        checkpoints.watch(bytes, &desk.writer);
        for _ in 0..2 {
            let bytes = desk.write(MB / 4);
            done(&mut checkpoints, bytes, &desk);
        }
        assert!(desk.write(MB / 4) > 40 * MB);
        assert!(!checkpoints.busy, "nobody ordered more of it");
        checkpoints.stop();

        let mut checkpoints = Checkpoints::start(&desk.path()).unwrap();
        reader.execute_batch("ROLLBACK").unwrap();
        checkpoints.idle();
        checkpoints.stop();
        assert!(desk.write(1) < MB);
    }
}
