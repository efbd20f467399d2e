//! Backups: everything of a workspace in one zip, the same for both databases, and back.
//!
//! A backup is taken online from one snapshot of the database and read again before it gets its name. It carries records
//! by their canonical values, so it restores onto either database and is the complete export, too. What can be derived
//! (side tables, timelines, the search index) is derived anew; what means nothing elsewhere (jobs, events, sessions,
//! imports) stays behind.
//!
//! | member | what |
//! |---|---|
//! | `definitions.json` | objects and fields |
//! | `settings.json`, `counters.jsonl` | settings, running numbers |
//! | `records/<object>.jsonl` | records by id, trashed ones too |
//! | `history.jsonl`, `change_sets.jsonl` | what every change did |
//! | `merges.jsonl`, `dismissed.jsonl` | which records became part of which; pairs that somebody said are not the same |
//! | `recent.jsonl` | records in the order in which what is found of them was changed: the order of a search |
//! | `files.jsonl`, `files/<sha256>` | files: names, and contents |
//! | `accounts.jsonl` | who may come in: addresses, hashes of passwords and API keys |
//! | `secret.key` | the key of the data folder, only where it was asked for |
//! | `README.md` | what the members are, for whoever has the file and no Kontor |
//! | `manifest.json` | form, counts, and the SHA-256 of every member |
//!
//! The comment of the zip is `sha256:` and the SHA-256 of everything before these digits: a flipped byte anywhere is
//! found. Start reading at [`archive`], then [`take`] and [`restore`].

pub mod archive;
pub mod restore;
pub mod take;

use std::collections::BTreeMap;

use kontor_database::Type;
use kontor_records::transfer::Table;
use serde::{Deserialize, Serialize};

/// The form of backups that this program writes; it reads this one.
pub const FORM: u32 = 1;

pub(crate) const MANIFEST: &str = "manifest.json";
pub(crate) const DEFINITIONS: &str = "definitions.json";
pub(crate) const SETTINGS: &str = "settings.json";
pub(crate) const COUNTERS: &str = "counters.jsonl";
pub(crate) const HISTORY: &str = "history.jsonl";
pub(crate) const CHANGE_SETS: &str = "change_sets.jsonl";
pub(crate) const MERGES: &str = "merges.jsonl";
pub(crate) const DISMISSED: &str = "dismissed.jsonl";
pub(crate) const RECENT: &str = "recent.jsonl";
pub(crate) const README: &str = "README.md";
pub(crate) const FILES: &str = "files.jsonl";
pub(crate) const ACCOUNTS: &str = "accounts.jsonl";
pub(crate) const SECRET: &str = "secret.key";

/// What a backup says of itself.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORM`].
    pub form: u32,
    /// The version of the program that wrote it.
    pub kontor: String,
    /// When it was taken.
    pub created_at: String,
    /// The name of the workspace.
    pub workspace: String,
    /// Whether the workspace had its first administrator.
    pub set_up: bool,
    /// How many of what: records by object, and rows of the other lists.
    pub counts: BTreeMap<String, u64>,
    /// Files whose contents were missing already.
    pub missing_files: Vec<String>,
    /// All other members.
    pub members: Vec<Member>,
}

/// A member of the zip.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its length.
    pub size: u64,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
}

/// The rows of files.
pub(crate) const FILE_ROWS: Table = Table {
    name: "k_file",
    key: ("id", Type::Id),
    columns: &[
        ("id", Type::Id),
        ("sha256", Type::Bytes),
        ("name", Type::Text),
        ("type", Type::Text),
        ("size", Type::Int),
        ("created_at", Type::Int),
        ("created_by", Type::Text),
        ("deleted_at", Type::Int),
    ],
};

/// The member with the records of an object.
pub(crate) fn records(table: &str) -> String {
    format!("records/{table}.jsonl")
}

/// The member with the content of a file.
pub(crate) fn content(sha256: &str) -> String {
    format!("files/{sha256}")
}
