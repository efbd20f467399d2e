//! Reads on SQLite: a small pool of connections, each read one snapshot within a time limit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kontor_kernel::Result;
use tokio::sync::Semaphore;

use super::deadline::Deadline;
use super::{SqliteOptions, connection};
use crate::error;
use crate::shared::Shared;
use crate::tx::{Link, Tx};

/// Long reads of one snapshot at the same time; they don't take the place of the short ones.
const SNAPSHOTS: usize = 2;

pub(crate) struct Readers {
    path: PathBuf,
    options: SqliteOptions,
    shared: Arc<Shared>,
    short: Arc<Semaphore>,
    long: Arc<Semaphore>,
    waiting: AtomicUsize,
    idle: Mutex<Vec<Reader>>,
}

/// A connection with the clock that ends what takes too long.
struct Reader {
    tx: Tx,
    deadline: Arc<Deadline>,
}

impl Readers {
    pub(crate) fn new(path: &Path, options: SqliteOptions, shared: Arc<Shared>) -> Readers {
        Readers {
            path: path.to_owned(),
            short: Arc::new(Semaphore::new(options.readers.max(1))),
            long: Arc::new(Semaphore::new(SNAPSHOTS)),
            options,
            shared,
            waiting: AtomicUsize::new(0),
            idle: Mutex::default(),
        }
    }

    /// A short read, or with a limit of its own a long one.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        limit: Option<Duration>,
        work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let permits = if limit.is_some() { &self.long } else { &self.short };
        let permit = {
            let _place = Place::take(&self.waiting, self.options.queue)?;
            permits
                .clone()
                .acquire_owned()
                .await
                .map_err(|_| error::closed())?
        };
        let limit = limit.unwrap_or(self.options.read_limit);
        let readers = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let mut reader = readers.take()?;
            reader.deadline.set(limit);
            // A panic may leave anything behind: the connection goes with it.
            let outcome = catch_unwind(AssertUnwindSafe(|| reader.tx.in_snapshot(work)));
            let outcome = outcome.map_err(error::panicked)?;
            readers.put(reader);
            drop(permit);
            outcome
        });
        done.await.map_err(|cause| error::closed().because(cause))?
    }

    pub(crate) fn close(&self) {
        self.short.close();
        self.long.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn take(&self) -> Result<Reader> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| self.open(), Ok)
    }

    fn put(&self, reader: Reader) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.short.is_closed() {
            idle.push(reader);
        }
    }

    fn open(&self) -> Result<Reader> {
        let mut connection = connection::reader(&self.path, self.options.cache)?;
        let deadline = Deadline::watch(&mut connection)?;
        Ok(Reader {
            tx: Tx::new(self.shared.clone(), Link::Sqlite(connection)),
            deadline,
        })
    }
}

/// A place among those who wait; given back when it is dropped, whether the wait ended or was given up.
struct Place<'a>(&'a AtomicUsize);

impl Place<'_> {
    fn take(waiting: &AtomicUsize, most: usize) -> Result<Place<'_>> {
        let place = Place(waiting);
        if waiting.fetch_add(1, Relaxed) >= most {
            return Err(error::unavailable(
                "Too many requests are waiting for the database.",
            ));
        }
        Ok(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}
