//! Files: their contents as blobs on the disk, their names and types as rows of the workspace.
//!
//! A blob is named by the SHA-256 of its content and never changes, so equal files are stored once and a half-written
//! one is never seen. It is durable before the row that refers to it is written; what no row refers to is collected
//! later. What a file is, is decided by its content and not by what the uploader says, and only harmless types are
//! ever shown inside a browser.
//!
//! Start reading at [`blobs`] (reading and collecting) and [`upload`] (writing); [`mod@file`] has the rows, [`kind`]
//! the types, [`name`] the names.

pub mod blobs;
pub mod file;
pub mod hash;
pub mod kind;
pub mod name;
pub mod range;
pub mod upload;

pub use blobs::{Blob, Blobs, Removed};
pub use file::{File, MIGRATIONS};
pub use hash::Hash;
pub use kind::{Disposition, disposition};
pub use upload::{Stored, Upload, too_large};
