//! What concerns the whole API, over HTTP, with all modules.

mod matrix;
mod openapi;
mod opportunities;
