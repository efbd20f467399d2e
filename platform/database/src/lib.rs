//! SQLite and PostgreSQL behind one face: pools, transactions, statements, dialect, migrations.
//!
//! Everything above speaks to one [`Database`] (a workspace: a SQLite file or a PostgreSQL schema) and does its
//! work in a synchronous closure over a [`Tx`]. On SQLite the closure runs on the one writer thread, which
//! commits concurrent writes in groups, or on a reader; on PostgreSQL it runs on a blocking thread, SERIALIZABLE,
//! and is repeated when it collides with another. So one code path serves both, and only [`Dialect`] may ask
//! which of the two it is.
//!
//! Start reading at [`database`], then [`tx`]; `sqlite/writer.rs` is the heart of the embedded default.

pub mod database;
pub mod dialect;
pub mod migrate;
pub mod row;
pub mod statement;
pub mod testing;
pub mod tx;
pub mod value;

mod error;
mod integrity;
mod names;
mod postgres;
mod shared;
mod sqlite;

pub use database::{Database, Stats};
pub use dialect::{Dialect, Match, Type};
pub use error::{unique_target, violates};
pub use integrity::faults;
pub use migrate::Migration;
pub use postgres::{PgOptions, PgServer};
pub use row::{Column, FromColumn, Row};
pub use sqlite::SqliteOptions;
pub use statement::Statement;
pub use tx::Tx;
pub use value::Value;
