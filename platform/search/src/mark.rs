//! Which parts of a text it was that matched.
//!
//! Places are counted in characters (Unicode code points), so that they mean the same in every programming language
//! that is told so: `Array.from(text).slice(from, to)`, `text[from:to]`.

use crate::phone::Number;
use crate::query::{Term, Terms, What};
use crate::sight::Sort;
use crate::tokens;
use crate::vocabulary::resembles;
use crate::words::{normal, runs};

/// Characters of a text that are looked at.
const LONGEST: usize = 100_000;
/// Marks in one text.
const MOST: usize = 50;

/// The parts of a text that a query's words begin, as `[from, to)` in characters, in their order. In the tiers where
/// that counts, words that sound like one of the query's, or differ by a typo, are marked as a whole. `is_called` says
/// which names before a colon mean this text.
pub fn mark(
    text: &str,
    sort: Sort,
    terms: &Terms,
    tier: u8,
    is_called: &dyn Fn(&str) -> bool,
) -> Vec<[usize; 2]> {
    let here = |term: &&Term| term.field.as_deref().is_none_or(is_called);
    let terms: Vec<&Term> = terms.wanted.iter().filter(here).collect();
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    if sort == Sort::Phone {
        return number(text, &terms).into_iter().collect();
    }
    let words: Vec<(usize, &str, String)> =
        runs(text).map(|(start, run)| (start, run, normal(run))).collect();
    let mut marks: Vec<Option<usize>> = vec![None; words.len()];
    for term in terms {
        match &term.what {
            What::Phrase { words: phrase, open } => mark_phrase(&words, phrase, *open, &mut marks),
            _ => {
                for word in term.words() {
                    mark_word(&words, word, sort, tier, &mut marks);
                }
            }
        }
    }
    let marked = words.iter().zip(marks);
    marked
        .filter_map(|((start, run, _), bytes)| Some([*start, *start + covered(run, bytes?)]))
        .take(MOST)
        .collect()
}

type Word<'a> = (usize, &'a str, String);

/// A text in which a phrase has other words between its own keeps its marks off.
fn mark_phrase(words: &[Word<'_>], phrase: &[String], open: bool, marks: &mut [Option<usize>]) {
    let Some((last, before)) = phrase.split_last() else {
        return;
    };
    for at in 0..words.len().saturating_sub(before.len()) {
        let begins = words[at..]
            .iter()
            .zip(before)
            .all(|((_, _, form), wanted)| form == wanted);
        let end = &words[at + before.len()].2;
        if begins && (end == last || open && end.starts_with(last.as_str())) {
            for (mark, wanted) in marks[at..].iter_mut().zip(phrase) {
                *mark = (*mark).max(Some(wanted.len()));
            }
        }
    }
}

fn mark_word(words: &[Word<'_>], word: &str, sort: Sort, tier: u8, marks: &mut [Option<usize>]) {
    let mut begun = false;
    for ((_, _, form), mark) in words.iter().zip(&mut *marks) {
        if form.starts_with(word) {
            *mark = (*mark).max(Some(word.len()));
            begun = true;
        }
    }
    if begun || !(2..4).contains(&tier) || sort != Sort::Name && tier < 3 {
        return;
    }
    let sound = tokens::sound(word);
    for ((_, _, form), mark) in words.iter().zip(marks) {
        let sounds = sort == Sort::Name && sound.is_some() && tokens::sound(form) == sound;
        if sounds || tier == 3 && resembles(word, form) {
            *mark = Some(form.len());
        }
    }
}

/// A telephone number is marked as a whole, from its first digit to its last.
fn number(text: &str, terms: &[&Term]) -> Option<[usize; 2]> {
    let digit = |(_, c): &(usize, char)| c.is_ascii_digit() || *c == '+';
    let from = text.chars().enumerate().find(digit)?.0;
    let to = text.chars().enumerate().filter(digit).last()?.0;
    let shown = Number::read(text.trim_start_matches(|c: char| !c.is_ascii_digit() && c != '+'))?;
    let shown: Vec<String> = shown.tokens().collect();
    let matches = |term: &&Term| match &term.what {
        What::Number(asked, _) => {
            let asked = [Some(asked.end()), asked.beginning()];
            asked
                .iter()
                .flatten()
                .any(|asked| shown.iter().any(|token| token.starts_with(asked.as_str())))
        }
        _ => false,
    };
    terms.iter().any(matches).then_some([from, to + 1])
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

    fn marks(text: &str, query: &str) -> Vec<[usize; 2]> {
        mark(text, Sort::Name, &Terms::read(query, &()), 1, &|_| true)
    }

    #[test]
    fn beginnings_of_words_are_marked_in_any_spelling() {
        assert_eq!(marks("Anna Müller", "mül an"), [[0, 2], [5, 8]]);
        assert_eq!(marks("Anna Mueller", "mul"), [[5, 9]]);
        assert_eq!(marks("Anna Mueller", "Mü"), [[5, 8]]);
        assert_eq!(marks("Mu\u{308}ller", "mu"), [[0, 3]]);
        assert_eq!(marks("Weiß", "weis"), [[0, 4]], "a letter is marked as a whole");
        assert_eq!(marks("Meyer-Meyerling", "meyerl meyer"), [[0, 5], [6, 12]]);
    }

    #[test]
    fn places_are_counted_in_characters() {
        let text = "\u{1f469}\u{200d}\u{1f467} Änne \u{1f600} Müller";
        let [[from, to]] = marks(text, "müll")[..] else {
            panic!("one mark");
        };
        let shown: String = text.chars().skip(from).take(to - from).collect();
        assert_eq!(([from, to], shown.as_str()), ([11, 15], "Müll"));
    }

    #[test]
    fn what_does_not_match_is_not_marked() {
        assert_eq!(marks("Anna Müller", "meier"), Vec::<[usize; 2]>::new());
        assert_eq!(marks("Anna", "-anna"), Vec::<[usize; 2]>::new());
        assert_eq!(marks("", "a"), Vec::<[usize; 2]>::new());
    }

    #[test]
    fn sounds_and_typos_are_marked_as_a_whole_where_they_led_to_the_hit() {
        let at =
            |text: &str, query: &str, tier| mark(text, Sort::Name, &Terms::read(query, &()), tier, &|_| true);
        assert_eq!(at("Hans Maier", "meyer", 2), [[5, 10]]);
        assert_eq!(at("Hans Maier", "meyer", 1), Vec::<[usize; 2]>::new());
        assert_eq!(at("Konstantin Groß", "kosntantin", 3), [[0, 10]]);
        assert_eq!(at("Meyer Maier", "meyer", 2), [[0, 5]], "what is equal is enough");
    }

    #[test]
    fn phrases_are_marked_where_their_words_follow_each_other() {
        assert_eq!(
            marks("Anna, Lena und Anna Müller", "\"anna mül"),
            [[15, 19], [20, 23]]
        );
        assert_eq!(
            marks("Anna Lena Müller", "\"anna müller\""),
            Vec::<[usize; 2]>::new()
        );
    }

    #[test]
    fn a_telephone_number_is_marked_as_a_whole() {
        let at = |text: &str, query: &str| mark(text, Sort::Phone, &Terms::read(query, &()), 1, &|_| true);
        assert_eq!(at("Tel. +49 40 123-45", "040/1234"), [[5, 18]]);
        assert_eq!(at("+49 40 12345", "0401239"), Vec::<[usize; 2]>::new());
    }
}
