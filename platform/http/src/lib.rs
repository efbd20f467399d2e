//! The parts every endpoint of Kontor is built from.
//!
//! `docs/api.md` promises what a request may look like and what an answer carries; this crate keeps the promise in
//! one place, so that an endpoint is left with its own subject. Whatever comes from outside is checked here before
//! anybody else sees it, and whatever goes wrong leaves as `application/problem+json` in the reader's language.
//!
//! Start reading at [`request_id`] (what every request passes through) and [`problem`] (how every failure leaves),
//! then the extractors: [`body`], [`query`], [`path`], [`conditional`], [`idempotency`]. [`openapi`] shows how an
//! endpoint documents itself.

pub mod api;
pub mod app;
pub mod body;
pub mod client;
pub mod conditional;
pub mod cookies;
pub mod docs;
pub mod fallback;
pub mod headers;
pub mod health;
pub mod idempotency;
pub mod json;
pub mod list;
pub mod messages;
pub mod metrics;
pub mod openapi;
pub mod origin;
pub mod path;
mod percent;
pub mod problem;
pub mod query;
pub mod request_id;
pub mod sse;
pub mod typed;

#[cfg(test)]
mod testing;

pub use app::{App, Config, Storage, Visitor};
pub use body::{JsonBody, JsonObject, NoBody};
pub use client::Client;
pub use list::ListParams;
pub use path::Path;
pub use problem::{Problem, Result};
pub use query::Query;
pub use request_id::RequestInfo;
