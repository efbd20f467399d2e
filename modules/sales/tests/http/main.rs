//! What concerns the whole API, over HTTP, with all modules.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod holdings;
mod matrix;
mod openapi;
mod opportunities;
mod repeated;
mod schema;
