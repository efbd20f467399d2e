//! Many records at once, for imports, exports and backups: the only doors to record tables that are neither commands nor
//! queries of a caller.
//!
//! [`find`](by_external_key) looks records up for the rows of an import; [`dump`] and [`load`] carry whole objects out of
//! one database and into another, with [`Table`] for the engine's own tables.

mod copy;
mod find;
pub(crate) mod request;
mod tables;

pub use copy::{context, count, dump, index, is_untouched, load, not_found, prepare};
pub use find::{by_domain, by_external_key, by_item, by_key_of, by_label, by_text, systems};
pub use request::{Of, change_sets, changed_since, newest_change_set, set_aside};
pub use tables::{CHANGE_SETS, COUNTERS, HISTORY, MERGES, RECENT, SETTINGS, Table};
