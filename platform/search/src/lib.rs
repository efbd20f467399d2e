//! Search over all records: names, e-mail addresses, telephone numbers, codes and long text, while one types.
//!
//! A record becomes a [`Document`]: a set of finished tokens under a number. Numbers ascend, so a number is also how
//! recently the record was touched. Hits are not scored but *tiered*: equal words, beginnings, sounds, typos, long
//! text; within a tier the newest is first. Therefore SQLite (FTS5) and PostgreSQL (GIN) can give hits in their final
//! order, stop early, and agree on every result. A document changes in the transaction that changes its record.
//!
//! Start reading at `words.rs` (the normal form), `tokens.rs` (what is indexed), `write.rs`; then `query.rs`,
//! `plan.rs` and `find.rs` for the way back.

mod cologne;
mod find;
mod highlight;
mod phone;
mod plan;
mod query;
mod schema;
mod stream;
mod tokens;
mod vocabulary;
mod words;
mod write;

use kontor_kernel::Id;

pub use find::{Count, Found, Hit, SearchQuery, find};
pub use highlight::highlight;
pub use schema::{MIGRATIONS, create_indexes};
pub use write::{put, remove};

/// What of a record can be found. Each list is cut where a record has absurdly many.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// The object the record is of.
    pub object: String,
    /// The record.
    pub record: Id,
    /// How the record is shown among the hits.
    pub label: String,
    /// Whose record it is.
    pub owner: Option<Id>,
    /// Names: their words are found equal, by beginning, by sound and with a typo.
    pub names: Vec<String>,
    /// E-mail addresses, found whole and by the words in them.
    pub emails: Vec<String>,
    /// Telephone numbers, E.164 or digits, found in any notation.
    pub phones: Vec<String>,
    /// Numbers of records and the like, found with and without their separators.
    pub codes: Vec<String>,
    /// Long text, found by the beginnings of its words, after everything else.
    pub prose: Vec<String>,
}

impl Document {
    /// A document that is not found by anything yet.
    pub fn new(object: &str, record: Id, label: &str) -> Document {
        Document {
            object: object.to_owned(),
            record,
            label: label.to_owned(),
            owner: None,
            names: Vec::new(),
            emails: Vec::new(),
            phones: Vec::new(),
            codes: Vec::new(),
            prose: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
