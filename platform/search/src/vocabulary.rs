//! The distinct words of all names, and what leads from a misspelt word to them.
//!
//! Words are only ever added; a rebuild cleans them. They may tell that a name exists, so they widen a search and are
//! never shown.
//!
//! The trade with PostgreSQL. Written before the transaction, new words would make nobody wait, but a [`Tx`] can't step
//! out of itself. So they are inserted inside, in one statement that reads nothing (a read would make serializable
//! writers collide on every page of the index) and gives back which words were new; nearly always none. Two writers
//! that bring the same new word within the same milliseconds do collide: the second waits for the first and is repeated
//! by the database. Words go in sorted, so that within one statement they can't wait for each other in a circle. A set
//! of known words in the process would save the statement, but needs to know for certain which database it is about,
//! also after a restore or a copy, and a word wrongly believed known could not be found any more; a failed insert per
//! word is the cheaper promise.

use std::collections::BTreeSet;

use kontor_database::{Statement, Tx, Type};
use kontor_kernel::Result;

/// Words of so many letters can be misspelt.
const STEMMED: std::ops::RangeInclusive<usize> = 4..=24;
/// Letters of a word that is asked for, from which on a typo is looked for.
const SHORTEST_TYPO: usize = 5;
/// Lengths of the beginnings that are kept beside the whole word, so that unfinished words may be misspelt too.
const BEGINNINGS: std::ops::RangeInclusive<usize> = 4..=7;
/// Words that a beginning is replaced by; where there are more, it stays a beginning.
const MOST_WORDS: usize = 128;
/// Words taken for a misspelt one.
const MOST_SIMILAR: usize = 12;
/// Entries looked at for a misspelt word.
const MOST_ENTRIES: i64 = 2_000;
/// Entries per statement.
const BLOCK: usize = 64;
/// Letters up to which both databases find beginnings by themselves.
const INDEXED: usize = 5;

/// Adds words; they come in order and once each.
pub(crate) fn learn(tx: &mut Tx, words: Vec<String>) -> Result<()> {
    if words.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO @k_search_vocab (term) SELECT w.value FROM {} WHERE 1 = 1 ON CONFLICT DO NOTHING RETURNING term",
        tx.dialect().list_table("$1", Type::Text, "w")
    );
    let new: Vec<String> = tx.rows(&sql, &[words.into()], |row| row.get(0))?;
    let entries: BTreeSet<(String, String)> = new.iter().flat_map(|word| entries(word)).collect();
    if entries.is_empty() {
        return Ok(());
    }
    let entries: Vec<(String, String)> = entries.into_iter().collect();
    tx.run_all(entries.chunks(BLOCK).map(insertion).collect())
}

/// Inserts a block of entries. The text is always the same: what is missing is filled up with the last entry.
fn insertion(block: &[(String, String)]) -> Statement {
    let values: Vec<String> = (1..=BLOCK)
        .map(|n| format!("(${}, ${})", 2 * n - 1, 2 * n))
        .collect();
    let sql = format!(
        "INSERT INTO @k_search_fuzzy (key, stem) VALUES {} ON CONFLICT DO NOTHING",
        values.join(", ")
    );
    let last = block.last().into_iter().cycle();
    let params = block
        .iter()
        .chain(last)
        .take(BLOCK)
        .flat_map(|(key, stem)| [key.into(), stem.into()])
        .collect();
    Statement::new(sql, params)
}

/// Whether each of these words is one of a name, or was.
pub(crate) fn knows(tx: &mut Tx, words: &[String]) -> Result<bool> {
    let wanted: BTreeSet<&String> = words.iter().collect();
    let known = match wanted.len() {
        0 => return Ok(true),
        1 => tx.row(
            "SELECT 1 FROM @k_search_vocab WHERE term = $1",
            &[words[0].as_str().into()],
            |_| Ok(1),
        )?,
        _ => {
            let listed = tx.dialect().in_list("term", "$1");
            let sql = format!("SELECT count(*) FROM @k_search_vocab WHERE {listed}");
            tx.row(&sql, &[words.into()], |row| row.get(0))?
        }
    };
    Ok(known.unwrap_or(0) == wanted.len())
}

/// The words that begin so, for beginnings longer than the indexes know; nothing where it had better stay a beginning.
pub(crate) fn expand(tx: &mut Tx, beginning: &str) -> Result<Option<Vec<String>>> {
    if beginning.chars().count() <= INDEXED {
        return Ok(None);
    }
    // No word holds the last character there is, so this is the end of those that begin so.
    let end = format!("{beginning}{}", char::MAX);
    let words = tx.rows(
        "SELECT term FROM @k_search_vocab WHERE term >= $1 AND term < $2 ORDER BY term LIMIT $3",
        &[beginning.into(), end.into(), (MOST_WORDS + 1).into()],
        |row| row.get(0),
    )?;
    Ok((words.len() <= MOST_WORDS).then_some(words))
}

/// Words, and beginnings of words, that differ from this one by a typo: a letter wrong, missing, too many, or two
/// swapped. Always the same ones on both databases.
pub(crate) fn similar(tx: &mut Tx, word: &str) -> Result<Vec<String>> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < SHORTEST_TYPO
        || !STEMMED.contains(&letters.len())
        || !letters.iter().all(|c| c.is_alphabetic())
    {
        return Ok(Vec::new());
    }
    let keys: Vec<String> = keys(&letters).into_iter().collect();
    let sql = format!(
        "SELECT stem FROM @k_search_fuzzy WHERE {} ORDER BY key, stem LIMIT $2",
        tx.dialect().in_list("key", "$1")
    );
    let mut stems = BTreeSet::new();
    tx.rows(&sql, &[keys.into(), MOST_ENTRIES.into()], |row| {
        let stem = row.text(0)?.unwrap_or_default();
        // What begins with the word itself was found before.
        if !stem.starts_with(word) && one_typo(&letters, &stem.chars().collect::<Vec<_>>()) {
            stems.insert(stem.to_owned());
        }
        Ok(())
    })?;
    // A long stem says more than a short one.
    let mut stems: Vec<String> = stems.into_iter().collect();
    stems.sort_by_key(|stem| std::cmp::Reverse(stem.chars().count()));
    stems.truncate(MOST_SIMILAR);
    Ok(stems)
}

/// Whether a word, or its beginning, is a typo away from the one that is asked for.
pub(crate) fn resembles(word: &str, other: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    let other: Vec<char> = other.chars().take(*STEMMED.end()).collect();
    let lengths = letters.len().saturating_sub(1)..=letters.len() + 1;
    letters.len() >= SHORTEST_TYPO
        && lengths
            .filter(|length| *length <= other.len())
            .any(|length| one_typo(&letters, &other[..length]))
}

/// The entries of a word: each of the stem's keys with each of its stems.
fn entries(word: &str) -> Vec<(String, String)> {
    stems(word)
        .into_iter()
        .flat_map(|stem| keys_of(&stem).into_iter().map(move |key| (key, stem.clone())))
        .collect()
}

/// The beginnings of a word that may be misspelt, and the word.
pub(crate) fn stems(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    if !STEMMED.contains(&letters.len()) || !letters.iter().all(|c| c.is_alphabetic()) {
        return Vec::new();
    }
    let shorter = BEGINNINGS.filter(|length| *length < letters.len());
    shorter
        .chain([letters.len()])
        .map(|length| letters[..length].iter().collect())
        .collect()
}

/// Whether a stem may be that of longer words too.
pub(crate) fn is_beginning(stem: &str) -> bool {
    BEGINNINGS.contains(&stem.chars().count())
}

/// The keys that lead to a stem.
pub(crate) fn keys_of(stem: &str) -> Vec<String> {
    keys(&stem.chars().collect::<Vec<_>>()).into_iter().collect()
}

/// A word, and the word without each one of its letters: two words a typo apart have one of these in common.
fn keys(letters: &[char]) -> BTreeSet<String> {
    let without = |gone: usize| {
        let kept = letters.iter().enumerate().filter(|(at, _)| *at != gone);
        kept.map(|(_, letter)| *letter).collect()
    };
    (0..=letters.len()).map(without).collect()
}

/// Whether the optimal string alignment distance is at most one.
fn one_typo(mut a: &[char], mut b: &[char]) -> bool {
    while let ([first, rest @ ..], [other, others @ ..]) = (a, b)
        && first == other
    {
        (a, b) = (rest, others);
    }
    while let ([rest @ .., last], [others @ .., other]) = (a, b)
        && last == other
    {
        (a, b) = (rest, others);
    }
    match (a, b) {
        ([x, y], [v, w]) => x == w && y == v,
        _ => a.len() <= 1 && b.len() <= 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn a_typo_is_one_letter_or_two_swapped() {
        for (a, b, one) in [
            ("muller", "muller", true),
            ("muller", "mulle", true),
            ("muller", "mulxer", true),
            ("muller", "mullers", true),
            ("muller", "mulelr", true),
            ("muller", "umler", false),
            ("muller", "mul", false),
            ("abc", "cba", false),
            ("", "a", true),
        ] {
            assert_eq!(one_typo(&chars(a), &chars(b)), one, "{a} {b}");
            assert_eq!(one_typo(&chars(b), &chars(a)), one, "{b} {a}");
        }
    }

    #[test]
    fn only_words_of_letters_have_entries() {
        let anna = |key: &str| (key.to_owned(), "anna".to_owned());
        assert_eq!(entries("anna"), ["ana", "ann", "anna", "nna"].map(anna));
        for word in ["max", "4711", "x4711", "abcdefghijklmnopqrstuvwxyz"] {
            assert!(entries(word).is_empty(), "{word}");
        }
    }

    proptest! {
        #[test]
        fn words_a_typo_apart_have_a_key_in_common(a in "[a-c]{4,8}", b in "[a-c]{4,8}") {
            if one_typo(&chars(&a), &chars(&b)) {
                prop_assert!(!keys(&chars(&a)).is_disjoint(&keys(&chars(&b))));
            }
        }
    }
}
