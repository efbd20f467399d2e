#![allow(dead_code, missing_docs)]
#[path = "http/engine.rs"]
mod engine;
#[path = "http/filters.rs"]
mod filters;
#[path = "http/fixture_filters.rs"]
mod fixture_filters;
#[path = "http/lists.rs"]
mod lists;
