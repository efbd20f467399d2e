//! SQLite: one writer thread that commits in groups, and readers beside it.

use std::time::Duration;

/// How a SQLite file is opened.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// Reads at the same time.
    pub readers: usize,
    /// Writes that may wait before more are refused.
    pub queue: usize,
    /// How long a read may take.
    pub read_limit: Duration,
}

impl Default for SqliteOptions {
    fn default() -> SqliteOptions {
        SqliteOptions {
            readers: 4,
            queue: 1_024,
            read_limit: Duration::from_secs(10),
        }
    }
}
