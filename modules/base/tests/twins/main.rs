//! Records that are the same: how they are found, merged, and split again, over HTTP.

#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod chains;
mod duplicates;
#[path = "../http/fixture.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod fixture;
mod merging;
mod verdicts;
