//! What the search asks of whoever knows records and permissions.

use std::collections::{HashMap, HashSet};

use kontor_database::Tx;
use kontor_kernel::{Id, Result};

/// In which way a text is found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// Words of a name or title.
    Name,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A number, key or code.
    Code,
    /// Long text.
    Prose,
}

/// A text of a record, as it is indexed and as it is shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Passage {
    /// Key of the field; `label` for how the record is called.
    pub field: String,
    /// A part of the field that can be asked for alone, such as the city of an address.
    pub part: Option<&'static str>,
    /// How it is found.
    pub sort: Sort,
    /// As it is indexed.
    pub text: String,
    /// As people wrote it, where that differs.
    pub shown: Option<String>,
}

impl Passage {
    /// As people see it.
    pub fn shown(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.text)
    }
}

/// Whose records of an object the caller may see at all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Access {
    /// All of them.
    All,
    /// Those of anybody, as far as the index knows.
    Any,
    /// Only what belongs to these users or teams.
    Of(Vec<Id>),
    /// None.
    Nothing,
}

/// What a caller may see.
pub trait Sight {
    /// Which of these records he may see.
    fn visible(&mut self, tx: &mut Tx, records: &[(String, Id)]) -> Result<HashSet<Id>>;

    /// What he may read of these records.
    fn read(&mut self, tx: &mut Tx, records: &[(String, Id)]) -> Result<HashMap<Id, Vec<Passage>>>;

    /// Whether fields of this object's records are found by others that are hidden from him.
    fn hides(&self, object: &str) -> bool;

    /// Whether a passage of this object is what a name before a colon means.
    fn is_called(&self, object: &str, passage: &Passage, name: &str) -> bool;

    /// The objects there are, each with whose records of it he may see.
    fn access(&self) -> Vec<(String, Access)>;
}
