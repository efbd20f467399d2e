//! What the writers of a storm know: what they have asked for, and what was acknowledged.
//!
//! Each line stands on the disk before the next request is sent, so the ledger would survive the writer as well.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use kontor_proof::Result;

/// How sure it is that something has happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Known {
    /// Nobody has asked for it.
    #[default]
    No,
    /// It was asked for, and nobody answered.
    Maybe,
    /// It was acknowledged.
    Yes,
}

/// What must be true of an organisation, which is told by its name.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// It was made.
    pub made: Known,
    /// It was made together with others: all or none.
    pub group: Option<String>,
    /// The number it may hold: the acknowledged one first, then one that was asked for.
    pub numbers: Vec<i64>,
    /// It is in the trash.
    pub deleted: Known,
    /// It was merged into another.
    pub merged_into: Option<(String, Known)>,
    /// Its id, once it is known.
    pub id: Option<String>,
}

impl Expected {
    /// It is in the trash, deleted or as part of another.
    pub fn gone(&self) -> Known {
        let merged = self.merged_into.as_ref().map_or(Known::No, |(_, known)| *known);
        match (self.deleted, merged) {
            (Known::Yes, _) | (_, Known::Yes) => Known::Yes,
            (Known::No, Known::No) => Known::No,
            _ => Known::Maybe,
        }
    }
}

/// An import that was begun.
#[derive(Clone, Debug)]
pub struct Imported {
    /// What its records' names begin with.
    pub prefix: String,
    /// How many they are.
    pub rows: usize,
    /// Its id; without one it can't have run.
    pub id: Option<String>,
    /// It was told to run.
    pub run: Known,
}

/// The ledger of one cycle.
pub struct Ledger {
    file: Mutex<File>,
    state: Mutex<State>,
    closed: AtomicBool,
}

/// What it holds.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Organisations by name.
    pub records: BTreeMap<String, Expected>,
    /// Imports.
    pub imports: Vec<Imported>,
    /// Fields of organisations, by key.
    pub fields: BTreeMap<String, Known>,
}

impl Ledger {
    /// An empty one in a file.
    pub fn begin(path: &Path) -> Result<Ledger> {
        Ok(Ledger {
            file: Mutex::new(File::create(path)?),
            state: Mutex::default(),
            closed: AtomicBool::new(false),
        })
    }

    /// Nothing more is to be asked for; what is under way may end.
    pub fn close(&self) {
        self.closed.store(true, Relaxed);
    }

    /// Whether it is closed.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Relaxed)
    }

    /// Notes something, on the disk first.
    pub fn note(&self, line: &str, change: impl FnOnce(&mut State)) -> Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(file, "{line}")?;
        file.sync_data()?;
        drop(file);
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(())
    }

    /// All of it as it is now.
    pub fn state(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
