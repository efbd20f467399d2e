//! Search over all records: names, e-mail addresses, telephone numbers, codes and long text, while one types.
//!
//! A record becomes a [`Document`]: a set of finished tokens under a number. Numbers ascend, so a number is also how
//! recently the record was touched. Hits are not scored but *tiered*: equal words, beginnings, sounds, typos, long
//! text; within a tier the newest is first. Therefore SQLite (FTS5) and PostgreSQL (GIN) can give hits in their final
//! order, stop early, and agree on every result. A document changes in the transaction that changes its record.
//!
//! What the index can't tell (phrases, words of one field, fields that are hidden from the caller) is looked up in the
//! records it gives. Start reading at `words.rs` (the normal form), `tokens.rs` (what is indexed), `write.rs`; then
//! `query.rs`, `plan.rs`, `find.rs` and `check.rs` for the way back.

mod check;
mod cologne;
mod find;
mod fuzz;
mod mark;
mod phone;
mod plan;
mod query;
mod rebuild;
mod schema;
mod sight;
mod stream;
mod tokens;
mod vocabulary;
mod words;
mod write;

use kontor_kernel::Id;

pub use cologne::code as sound;
pub use find::{Count, Found, Hit, SearchQuery, find};
pub use fuzz::fuzz_query;
pub use mark::mark;
pub use query::{Names, Terms};
pub use rebuild::{forget_words, refresh, remove_strangers};
pub use schema::{MIGRATIONS, create_indexes};
pub use sight::{Access, Passage, Sight, Sort};
pub use words::words;
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
    /// Whose record it is together with others.
    pub team: Option<Id>,
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
            team: None,
            names: Vec::new(),
            emails: Vec::new(),
            phones: Vec::new(),
            codes: Vec::new(),
            prose: Vec::new(),
        }
    }

    /// Whether there is nothing it could be found by.
    pub fn is_empty(&self) -> bool {
        let passages = [&self.names, &self.emails, &self.phones, &self.codes, &self.prose];
        passages.iter().all(|passages| passages.is_empty())
    }

    /// Adds a passage of the record.
    pub fn add(&mut self, sort: Sort, text: String) {
        match sort {
            Sort::Name => self.names.push(text),
            Sort::Email => self.emails.push(text),
            Sort::Phone => self.phones.push(text),
            Sort::Code => self.codes.push(text),
            Sort::Prose => self.prose.push(text),
        }
    }
}

#[cfg(test)]
mod tests;
