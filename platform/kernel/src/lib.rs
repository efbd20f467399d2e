//! The kernel: small value types that every other part of Kontor speaks in.
//!
//! It does no I/O and knows nothing of databases, HTTP or business. What lives here is what would
//! otherwise be invented twice: ids, points in time, exact numbers, the one [`Error`] type with its
//! table of stable codes, the caller of an operation, and the folding of names for sorting.
//!
//! Start reading at [`error`] (everything fails through it), then [`caller`] (everything is done by
//! somebody), then the value types.

pub mod caller;
pub mod error;
pub mod id;
pub mod number;
pub mod size;
pub mod text;
pub mod time;

pub use caller::{Actor, Caller, Via};
pub use error::{Code, Error, Issue, Result};
pub use id::Id;
pub use text::{Locale, Text, fold};
pub use time::{Clock, Date, Timestamp};

/// A JSON value; the shape record values have at the edge and in the engine.
pub type Json = serde_json::Value;
/// A JSON object.
pub type JsonMap = serde_json::Map<String, Json>;
