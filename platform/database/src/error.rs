//! What the databases say when something fails, in the words of Kontor.

use kontor_kernel::{Code, Error};

/// What a [`Code::NotUnique`] is about: on PostgreSQL the name of the index or constraint, on SQLite the columns
/// (`person.email` or `link.from, link.to`), or `index 'name'` for an index over an expression. Nothing for others.
pub fn unique_target(error: &Error) -> Option<&str> {
    if error.code != Code::NotUnique {
        return None;
    }
    error.params.get("constraint")?.as_str()
}
