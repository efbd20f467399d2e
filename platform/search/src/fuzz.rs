//! One door for whatever throws bytes at the reading of queries.

use crate::query::{Names, Terms};
use crate::sight::Sort;
use crate::{mark, query::Term};

/// Everything is the name of a field and of an object.
struct Anything;

impl Names for Anything {
    fn is_field(&self, name: &str) -> bool {
        !name.len().is_multiple_of(3)
    }

    fn objects(&self, name: &str) -> Vec<String> {
        vec![name.to_owned()]
    }
}

/// Reads bytes as a query and marks them in themselves. It panics where a promise is broken: a query has few words, and
/// marks lie within the text.
pub fn fuzz_query(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for terms in [Terms::read(&text, &()), Terms::read(&text, &Anything)] {
        let words = terms.wanted.iter().flat_map(Term::words).count();
        assert!(words <= 8 && terms.excluded.len() <= 4, "{words} words");
        let length = text.chars().count();
        for sort in [Sort::Name, Sort::Email, Sort::Phone, Sort::Prose] {
            let mut from = 0;
            for [start, end] in mark(&text, sort, &terms, 3, &|_| true) {
                assert!(from <= start && start < end && end <= length);
                from = end;
            }
        }
    }
}
