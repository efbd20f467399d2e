//! Looking into a record for what the index can't tell: phrases, words of one field, and whether it would have been
//! found without the fields that are hidden from the caller.

use std::collections::BTreeSet;

use kontor_database::Match;
use kontor_kernel::Id;

use crate::Document;
use crate::plan;
use crate::query::{Term, Terms, What};
use crate::schema::NAMES;
use crate::sight::{Passage, Sight};
use crate::tokens::Tokens;
use crate::words::words;

/// A record that the index has given.
pub(crate) struct Record<'a> {
    pub(crate) object: &'a str,
    pub(crate) owner: Option<Id>,
    /// What the caller may read of it.
    pub(crate) passages: &'a [Passage],
}

/// Whether a record has all terms that have to be looked up, and none of the excluded ones. The answer is the same in
/// every tier.
pub(crate) fn holds(terms: &Terms, record: &Record<'_>, sight: &dyn Sight) -> bool {
    let has = |term: &Term| has(term, record, sight);
    let wanted = terms.wanted.iter().filter(|term| term.is_checked());
    wanted.into_iter().all(has) && !terms.excluded.iter().any(has)
}

fn has(term: &Term, record: &Record<'_>, sight: &dyn Sight) -> bool {
    let within: Vec<&Passage> = record
        .passages
        .iter()
        .filter(|passage| match &term.field {
            Some(name) => sight.is_called(record.object, passage, name),
            None => true,
        })
        .collect();
    match &term.what {
        What::Phrase { words, open } => within.iter().any(|passage| follows(&passage.text, words, *open)),
        // What is excluded is the whole word.
        _ if term.field.is_none() => {
            let tokens = tokens(record, within);
            covers(&plan::exact(term), &tokens.0) || covers(&plan::exact(term), &tokens.1)
        }
        _ => {
            let tokens = tokens(record, within);
            covers(&plan::begun(term), &tokens.0) || covers(&plan::begun(term), &tokens.1)
        }
    }
}

/// Whether the index would have given the record, were it only over what the caller may read.
pub(crate) fn found(index: &str, wanted: &Match, record: &Record<'_>) -> bool {
    let (names, prose) = tokens(record, record.passages.iter().collect());
    covers(wanted, if index == NAMES { &names } else { &prose })
}

fn tokens(record: &Record<'_>, passages: Vec<&Passage>) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut document = Document::new(record.object, Id::NIL, "");
    document.owner = record.owner;
    for passage in passages {
        document.add(passage.sort, passage.text.clone());
    }
    let tokens = Tokens::of(&document);
    (
        tokens.names.into_iter().collect(),
        tokens.prose.into_iter().collect(),
    )
}

/// What both databases do with their index, over the tokens of one document.
fn covers(wanted: &Match, tokens: &BTreeSet<String>) -> bool {
    match wanted {
        Match::Token(token) => tokens.contains(token),
        Match::Prefix(prefix) => tokens
            .range::<String, _>(prefix..)
            .next()
            .is_some_and(|token| token.starts_with(prefix.as_str())),
        Match::All(parts) => !parts.is_empty() && parts.iter().all(|part| covers(part, tokens)),
        Match::Any(parts) => parts.iter().any(|part| covers(part, tokens)),
    }
}

/// Whether words follow each other in a text; the last one may be a beginning.
fn follows(text: &str, wanted: &[String], open: bool) -> bool {
    let Some((last, _)) = wanted.split_last() else {
        return false;
    };
    let mut recent = std::collections::VecDeque::with_capacity(wanted.len());
    words(text).any(|word| {
        if recent.len() == wanted.len() {
            recent.pop_front();
        }
        recent.push_back(word);
        let Some((end, before)) = recent.make_contiguous().split_last() else {
            return false;
        };
        before.len() + 1 == wanted.len()
            && before == &wanted[..before.len()]
            && if open {
                end.starts_with(last.as_str())
            } else {
                end == last
            }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follow(text: &str, phrase: &[&str], open: bool) -> bool {
        let phrase: Vec<String> = phrase.iter().map(|word| (*word).to_owned()).collect();
        follows(text, &phrase, open)
    }

    #[test]
    fn words_follow_each_other_whatever_stands_between_them() {
        assert!(follow(
            "Frau Anna-Lena  Müller",
            &["anna", "lena", "muller"],
            false
        ));
        assert!(follow("an an anna", &["an", "anna"], false));
        assert!(!follow("Anna Lena Müller", &["anna", "muller"], false));
        assert!(!follow("Müller Anna", &["anna", "muller"], false));
        assert!(!follow("Anna Müllers", &["anna", "muller"], false));
        assert!(follow("Anna Müllers", &["anna", "mul"], true));
        assert!(!follow("", &["anna"], true));
    }

    #[test]
    fn a_match_covers_tokens_like_the_index() {
        let tokens: BTreeSet<String> = ["anna", "muller", "~657"].map(str::to_owned).into();
        let token = |text: &str| Match::Token(text.to_owned());
        let prefix = |text: &str| Match::Prefix(text.to_owned());
        assert!(covers(&Match::All(vec![prefix("mul"), token("anna")]), &tokens));
        assert!(!covers(&Match::All(vec![prefix("mul"), token("ann")]), &tokens));
        assert!(covers(&Match::Any(vec![token("x"), token("~657")]), &tokens));
        assert!(!covers(&prefix("n"), &tokens) && !covers(&Match::All(vec![]), &tokens));
    }
}
