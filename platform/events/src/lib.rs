//! The outbox, and live updates: what happened to which record, told to whoever follows.
//!
//! An event is a row that is written in the transaction of its change, so there is none without the other. Events are
//! read in one total order, in which nothing is ever inserted before what was read already; a place in it is a
//! [`Cursor`]. A [`Consumer`] (rollups, automation, webhooks) keeps its place in the database and moves it in the
//! transaction of its effect. The [`Hub`] hands the same events to open browsers, gathered and without values.
//!
//! Start reading at [`outbox`], which holds the order; then [`consumer`] and [`hub`].

pub mod consumer;
pub mod event;
pub mod hub;
pub mod outbox;

mod schema;
#[cfg(test)]
mod tests;

pub use consumer::{Batch, Consumer};
pub use event::{Change, Cursor, Event, Kind};
pub use hub::{Hub, HubOptions, Live, Subscription};
pub use outbox::{Read, earliest, latest, prune, publish, read_after};
pub use schema::MIGRATIONS;
