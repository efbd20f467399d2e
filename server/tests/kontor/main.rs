//! The program as its users have it: the real binary, in a folder of its own, over loopback.
//!
//! Every test that touches a database runs on SQLite, and on PostgreSQL too when `KONTOR_TEST_POSTGRES` is set.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod access;
mod closed;
mod connections;
mod demo;
mod duplicates;
mod extraction;
mod home;
mod http;
mod killed;
mod lifecycle;
mod reading;
mod transfer;
mod usage;
mod workspaces;
