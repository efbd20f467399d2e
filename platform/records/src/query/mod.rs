//! Queries: the only way to read records. Permissions are compiled into every statement.
//!
//! [`scope`] turns paths, permissions and filters into SQL over one object and what it links to; [`list`] reads a
//! page and streams it to JSON text ([`render`], [`finish`]); [`group`] counts and sums; [`load`] brings rows into memory
//! for the write path.

pub mod cursor;
pub mod file_access;
pub mod finish;
pub mod group;
pub mod labels;
pub mod list;
pub mod load;
mod narrow;
pub mod render;
pub mod scope;
pub mod shape;
pub mod sort;
mod walk;

mod filter;
