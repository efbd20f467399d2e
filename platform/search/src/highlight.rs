//! Which part of a label it was that matched.

use crate::query::{self, Term};
use crate::words::{normal, runs};

/// Characters of a label that are looked at.
const LONGEST: usize = 1_000;

/// The parts of a label that a query's words begin, as `[from, to)` in characters, in their order. What was found by
/// its sound or despite a typo has none.
pub fn highlight(label: &str, query: &str) -> Vec<[usize; 2]> {
    let terms = query::read(query);
    let words: Vec<&String> = terms.wanted.iter().flat_map(Term::words).collect();
    let end = label
        .char_indices()
        .nth(LONGEST)
        .map_or(label.len(), |(at, _)| at);
    runs(&label[..end])
        .filter_map(|(start, run)| {
            let whole = normal(run);
            let longest = words
                .iter()
                .filter(|word| whole.starts_with(word.as_str()))
                .map(|word| word.len())
                .max()?;
            Some([start, start + covered(run, longest)])
        })
        .collect()
}

/// How many characters of a word have at least so many bytes in normal form, with what folds away behind them.
fn covered(run: &str, bytes: usize) -> usize {
    let mut enough = None;
    let mut length = 0;
    for (at, c) in run.char_indices() {
        let form = normal(&run[..at + c.len_utf8()]).len();
        match enough {
            Some(first) if form > first => break,
            None if form >= bytes => enough = Some(form),
            _ => {}
        }
        length += 1;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn beginnings_of_words_are_marked_in_any_spelling() {
        assert_eq!(highlight("Anna Müller", "mül an"), [[0, 2], [5, 8]]);
        assert_eq!(highlight("Anna Mueller", "mul"), [[5, 9]]);
        assert_eq!(highlight("Anna Mueller", "Mü"), [[5, 8]]);
        assert_eq!(highlight("Mu\u{308}ller", "mu"), [[0, 3]]);
        assert_eq!(
            highlight("Weiß", "weis"),
            [[0, 4]],
            "a letter is marked as a whole"
        );
        assert_eq!(highlight("Meyer-Meyerling", "meyerl meyer"), [[0, 5], [6, 12]]);
    }

    #[test]
    fn what_does_not_match_is_not_marked() {
        assert_eq!(highlight("Anna Müller", "meier"), Vec::<[usize; 2]>::new());
        assert_eq!(highlight("Anna", "-anna"), Vec::<[usize; 2]>::new());
        assert_eq!(highlight("", "a"), Vec::<[usize; 2]>::new());
    }

    proptest! {
        #[test]
        fn marks_lie_in_the_label_in_their_order(label in ".{0,60}|[aeouü ß\u{308}]{0,60}", query in ".{0,20}|[aeouü ]{0,9}") {
            let length = label.chars().count();
            let mut from = 0;
            for [start, end] in highlight(&label, &query) {
                prop_assert!(from <= start && start < end && end <= length);
                from = end;
            }
        }
    }
}
