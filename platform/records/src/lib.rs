//! The record engine: the one place through which records are written and read.
//!
//! Every door — API, import, jobs, command line — writes through a [`command`] and reads through a [`query`],
//! so permissions, validation, history, events and undo can't be bypassed. The engine is synchronous: it runs
//! inside a transaction that `kontor-database` provides, the same code on SQLite and PostgreSQL.
//!
//! Start reading at [`workspace`] (how a request reaches the engine), then `command::write` (the write path,
//! top to bottom), then `query::list` (the read path). A field type is one file in [`fields`].

pub mod fields;
pub mod settings;
