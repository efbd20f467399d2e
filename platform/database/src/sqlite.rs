//! SQLite: one writer thread that commits in groups, and readers beside it.

mod checkpoint;
mod connection;
mod deadline;
mod memory;
mod reader;
mod statements;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use kontor_kernel::Result;

pub(crate) use reader::Readers;
pub(crate) use statements::{batch, each, execute, steps};
pub(crate) use writer::Writer;

use crate::shared::Shared;

/// How a SQLite file is opened.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// Reads at the same time.
    pub readers: usize,
    /// Writes that may wait before more are refused; as many reads may wait.
    pub queue: usize,
    /// How long a group of writes takes in what is queued.
    pub gather: Duration,
    /// How long a write may take that shares its commit with others.
    pub write_limit: Duration,
    /// How long a read may take.
    pub read_limit: Duration,
    /// KiB of pages that the writer keeps, and of the file that a reader maps.
    pub cache: u32,
}

impl Default for SqliteOptions {
    fn default() -> SqliteOptions {
        SqliteOptions {
            readers: 4,
            queue: 1_024,
            gather: Duration::from_millis(8),
            write_limit: Duration::from_secs(10),
            read_limit: Duration::from_secs(10),
            cache: 65_536,
        }
    }
}

/// An open file.
pub(crate) struct Sqlite {
    pub(crate) writer: Writer,
    pub(crate) readers: Arc<Readers>,
}

impl Sqlite {
    pub(crate) fn open(path: &Path, options: SqliteOptions, shared: &Arc<Shared>) -> Result<Sqlite> {
        let writer = Writer::open(path, &options, shared.clone())?;
        let readers = Arc::new(Readers::new(path, options, shared.clone()));
        Ok(Sqlite { writer, readers })
    }

    pub(crate) async fn close(&self) {
        self.readers.close();
        self.writer.close().await;
    }
}
