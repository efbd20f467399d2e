//! Files of tables and contacts, as other programs write them and as we write them.
//!
//! Whoever brings data along has a file whose form he does not know: separated by what, in which encoding, with
//! which dates. [`mod@survey`] looks at it and says so, [`rows`] reads it row by row in constant memory; a bad row is an
//! item and not the end. The content of a file decides what it is, never its name. Nothing here knows what the columns
//! mean: that is the mapping's business, to which the [`profile`] of each column is a hint.
//!
//! Everything read here is hostile: sizes, depths and counts are bounded, and nothing panics.
//!
//! Start reading at [`mod@survey`], then [`row`]; each format has a module of its own. [`write`](mod@write) goes the other
//! way, and what it wrote is read back as it was.

mod archive;
mod bundle;
pub mod cell;
mod csv;
mod encoding;
pub mod fuzz;
mod json;
pub mod profile;
#[cfg(test)]
mod real_files;
pub mod row;
mod source;
pub mod survey;
mod table;
mod vcard;
pub mod write;
mod xlsx;
mod xml;

pub use bundle::{Files, attachment};
pub use profile::{Kind, Profile};
pub use row::{Attachment, Cell, Content, Row, RowError};
pub use survey::{Choice, Column, Format, Rows, Survey, rows, survey};
