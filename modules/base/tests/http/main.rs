//! The engine and its API over HTTP, on the objects every workspace has. One file a subject.

mod engine;
mod filters;
mod fixture_filters;
mod records;
