//! The time limit of what runs on a SQLite connection: looked at while statements run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use kontor_kernel::Result;
use rusqlite::Connection;

use crate::error;

/// Steps of SQLite's machine between two looks at the clock, some tenths of a millisecond.
const STEPS: i32 = 10_000;

pub(super) struct Deadline {
    opened: Instant,
    /// Microseconds since `opened`.
    at: AtomicU64,
}

impl Deadline {
    /// Watches a connection; there is no limit until one is set.
    pub(super) fn watch(connection: &mut Connection) -> Result<Arc<Deadline>> {
        let deadline = Arc::new(Deadline {
            opened: Instant::now(),
            at: AtomicU64::new(u64::MAX),
        });
        let watched = deadline.clone();
        let passed = move || watched.opened.elapsed().as_micros() as u64 > watched.at.load(Relaxed);
        connection
            .progress_handler(STEPS, Some(passed))
            .map_err(error::sqlite)?;
        Ok(deadline)
    }

    pub(super) fn set(&self, limit: Duration) {
        self.at.store(
            self.opened.elapsed().saturating_add(limit).as_micros() as u64,
            Relaxed,
        );
    }

    pub(super) fn lift(&self) {
        self.at.store(u64::MAX, Relaxed);
    }
}
