//! The record engine: the one place through which records are written and read.
//!
//! Every door — API, import, jobs, command line — writes through a [`command`] and reads through a [`query`],
//! so permissions, validation, history, events and undo can't be bypassed. The engine is synchronous: it runs
//! inside a transaction that `kontor-database` provides, the same code on SQLite and PostgreSQL.
//!
//! Start reading at [`workspace`] (how a request reaches the engine), then `command::write` (the write path,
//! top to bottom), then `query::list` (the read path). A field type is one file in [`fields`].

pub mod access;
pub mod accounts;
pub mod behavior;
pub mod command;
mod computed;
pub mod ctx;
pub mod ddl;
pub mod domains;
mod excerpt;
pub mod fields;
mod former;
pub mod formulas;
pub mod history;
pub mod inspect;
mod label;
mod later;
pub mod module;
mod normal;
pub mod notices;
pub mod overview;
pub mod policy;
pub mod presence;
pub mod principal;
pub mod query;
pub mod record;
pub mod reindex;
pub mod revalue;
pub mod rollups;
pub mod schema;
pub mod search;
pub mod settings;
pub mod surroundings;
pub mod texts;
pub mod timeline;
pub mod transfer;
pub mod undo;
pub mod workspace;

mod tables;

pub use behavior::{Behavior, Change, ChangeKind, Draft};
pub use command::{Command, Op, Outcome, Work, apply};
pub use ctx::Ctx;
pub use kontor_jobs::When;
pub use label::{label, told};
pub use module::{Engine, JobDef, Module, OverviewSection, OverviewTotal, SeedRecord, TotalMeasure};
pub use policy::{Bounds, Permit, Policy};
pub use principal::Principal;
pub use record::Record;
pub use settings::{Rate, Settings};
pub use workspace::Workspace;
