//! Copying the write-ahead log back into the database file, beside the writer.
//!
//! A checkpoint in the writer stalls everybody for tens of milliseconds, so a thread with a connection of its own does
//! it. If it can't keep up (a reader holds an old snapshot), the writer does it itself at a bound, and says so.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use kontor_kernel::{Error, Result};
use rusqlite::Connection;

use super::connection;

/// Bytes of log after which it is copied back.
const WANTED: u64 = 16 << 20;
/// Bytes of log after which the writer does it itself.
const BOUND: u64 = 256 << 20;

enum Order {
    Copy,
    Truncate,
}

pub(super) struct Checkpoints {
    orders: Sender<Order>,
    thread: JoinHandle<()>,
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
        let thread = std::thread::Builder::new()
            .name("kontor-checkpoint".to_owned())
            .spawn(move || run(&connection, &received))
            .map_err(Error::internal)?;
        Ok(Checkpoints {
            orders,
            thread,
            next: WANTED,
            last: 0,
        })
    }

    /// Called after each commit with the length of the log; `writer` is in no transaction.
    pub(super) fn watch(&mut self, bytes: u64, writer: &Connection) {
        if bytes < self.last {
            self.next = WANTED;
        }
        self.last = bytes;
        if bytes < self.next {
            return;
        }
        self.next = bytes + WANTED;
        if bytes < BOUND {
            // The thread ends only with this value.
            let _ = self.orders.send(Order::Copy);
            return;
        }
        tracing::warn!(
            bytes,
            "the write-ahead log is long: a reader holds an old snapshot, or the disk is slow"
        );
        checkpoint(writer, "PASSIVE");
    }

    /// Called when nobody has written for a while: gives the space of the log back.
    pub(super) fn idle(&mut self) {
        let _ = self.orders.send(Order::Truncate);
    }

    /// Ends the thread.
    pub(super) fn stop(self) {
        drop(self.orders);
        if self.thread.join().is_err() {
            tracing::error!("the checkpoint thread panicked");
        }
    }
}

fn run(connection: &Connection, orders: &Receiver<Order>) {
    while let Ok(order) = orders.recv() {
        checkpoint(connection, "PASSIVE");
        if matches!(order, Order::Truncate) {
            checkpoint(connection, "TRUNCATE");
        }
    }
}

/// A checkpoint that fails (no space, for one) loses nothing: the log keeps it, and the next one tries again.
pub(super) fn checkpoint(connection: &Connection, how: &str) {
    let sql = format!("PRAGMA wal_checkpoint({how})");
    if let Err(cause) = connection.query_row(&sql, [], |_| Ok(())) {
        tracing::warn!(%cause, how, "the write-ahead log could not be copied back");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Folder;

    /// Writes 20 MB and gives the length of the log.
    fn write(writer: &Connection, log: &Path) -> u64 {
        writer
            .execute_batch("CREATE TABLE IF NOT EXISTS t (b BLOB); INSERT INTO t VALUES (zeroblob(20971520))")
            .unwrap();
        log.metadata().unwrap().len()
    }

    #[test]
    fn a_long_log_is_copied_back_by_the_thread_and_a_very_long_one_by_the_writer() {
        let folder = Folder::create().unwrap();
        let (path, log) = (folder.path().join("x.db"), folder.path().join("x.db-wal"));
        let writer = connection::writer(&path, 2_048).unwrap();
        let size = || path.metadata().unwrap().len();

        let mut checkpoints = Checkpoints::start(&path).unwrap();
        checkpoints.watch(1_000, &writer);
        checkpoints.stop();
        let before = size();
        let bytes = write(&writer, &log);
        assert_eq!(size(), before, "a commit alone copies nothing");

        let mut checkpoints = Checkpoints::start(&path).unwrap();
        checkpoints.watch(bytes, &writer);
        checkpoints.watch(bytes + 1, &writer);
        checkpoints.stop();
        assert!(size() > 20 << 20);

        write(&writer, &log);
        let mut checkpoints = Checkpoints::start(&path).unwrap();
        checkpoints.watch(BOUND, &writer);
        assert!(size() > 40 << 20, "done before it returns");
        checkpoints.idle();
        checkpoints.stop();
        assert_eq!(
            log.metadata().unwrap().len(),
            0,
            "the space of the log is given back"
        );
    }
}
