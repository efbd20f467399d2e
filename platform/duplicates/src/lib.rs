//! Duplicates: which records of an object are probably the same person, organisation or thing, and why.
//!
//! Two records are compared field by field. What agreement in a field is worth follows Fellegi and Sunter: how often it is
//! found among duplicates against how often it is found by chance, where equal rare values say more than equal common
//! ones. The sum becomes a probability, the `score`, and that a verdict: `same`, `perhaps`, or nothing. Only records
//! that share a *blocking key* (a rare value, or two common ones) are compared at all.
//!
//! Start reading at `rule.rs` (which field compares how), `prepare.rs` (what of a record is compared), `keys.rs`, then
//! `model.rs` and `score.rs`. All of these know no database; `find.rs`, `sweep.rs` and `whole.rs` keep keys and pairs up to
//! date; `shelf.rs`, `meetings.rs` and `sorted.rs` keep on the disk what a sweep has no room for in memory.

mod compare;
mod emails;
mod find;
mod forms;
mod index;
mod keys;
mod meetings;
mod model;
pub mod pairs;
mod prepare;
mod rule;
mod schema;
mod score;
mod shelf;
mod sorted;
pub mod sweep;
mod text;
mod whole;
pub mod wire;

pub use compare::Level;
pub use forms::take_form;
pub use index::{Candidate, Index, is_watched, watched};
pub use keys::{Neighbours, keys};
pub use model::Model;
pub use prepare::{Prepared, prepare};
pub use rule::{Compare, Role, Rule, rules};
pub use schema::MIGRATIONS;
pub use score::{Match, Reason, Thresholds, Verdict, score};
pub use text::words;
