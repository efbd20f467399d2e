//! What somebody typed, taken apart. Whatever it is, a bounded number of words in normal form comes out.

use crate::phone::Number;
use crate::tokens;
use crate::words::words;

/// Characters that are looked at.
const LONGEST: usize = 200;
/// Words that are looked for.
const MOST: usize = 8;
/// Words that a hit must not have.
const MOST_EXCLUDED: usize = 4;

/// What is looked for: all of the terms, none of the excluded words.
#[derive(PartialEq, Debug, Default)]
pub(crate) struct Terms {
    pub(crate) wanted: Vec<Term>,
    pub(crate) excluded: Vec<String>,
}

/// One thing that is looked for.
#[derive(PartialEq, Debug)]
pub(crate) enum Term {
    /// A word.
    Word(String),
    /// An e-mail address, as its token and as words.
    Email(String, Vec<String>),
    /// Digits that may be a telephone number or simply words.
    Number(Number, Vec<String>),
}

impl Term {
    /// The words it consists of.
    pub(crate) fn words(&self) -> &[String] {
        match self {
            Term::Word(word) => std::slice::from_ref(word),
            Term::Email(_, words) | Term::Number(_, words) => words,
        }
    }
}

/// Takes a text apart.
pub(crate) fn read(text: &str) -> Terms {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    let mut chunks = text[..end].split_whitespace().peekable();
    let mut terms = Terms::default();
    let mut left = MOST;
    while let Some(chunk) = chunks.next() {
        if left == 0 {
            break;
        }
        if let Some(excluded) = chunk
            .strip_prefix('-')
            .filter(|rest| rest.starts_with(char::is_alphabetic))
        {
            let room = MOST_EXCLUDED - terms.excluded.len();
            terms.excluded.extend(words(excluded).take(room));
            continue;
        }
        let mut digits = String::new();
        if of_number(chunk) {
            digits.push_str(chunk);
            while let Some(next) = chunks.next_if(|next| of_number(next)) {
                digits.push(' ');
                digits.push_str(next);
            }
        }
        let text = if digits.is_empty() { chunk } else { &digits };
        let found: Vec<String> = words(text).take(left).collect();
        left -= found.len();
        match (Number::read(&digits), email(chunk)) {
            (Some(number), _) => terms.wanted.push(Term::Number(number, found)),
            (None, Some(token)) => terms.wanted.push(Term::Email(token, found)),
            (None, None) => {
                for word in found {
                    let term = Term::Word(word);
                    if !terms.wanted.contains(&term) {
                        terms.wanted.push(term);
                    }
                }
            }
        }
    }
    terms
}

/// Whether it may be a part of a telephone number.
fn of_number(chunk: &str) -> bool {
    chunk
        .chars()
        .all(|c| c.is_ascii_digit() || "+()/-.\u{2013}".contains(c))
}

/// The token of what has letters or digits on both sides of an @.
fn email(chunk: &str) -> Option<String> {
    let address = chunk.trim_matches(|c: char| !c.is_alphanumeric());
    let (local, domain) = address.split_once('@')?;
    (words(local).next().is_some() && words(domain).next().is_some())
        .then(|| tokens::email(address))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wanted(text: &str) -> Vec<Term> {
        read(text).wanted
    }

    fn all(words: &[&str]) -> Vec<Term> {
        words.iter().map(|word| Term::Word((*word).to_owned())).collect()
    }

    #[test]
    fn words_are_taken_once_each_and_eight_at_most() {
        assert_eq!(wanted("Müller, Anna mueller"), all(&["muller", "anna"]));
        assert_eq!(wanted("haas-d"), all(&["haas", "d"]));
        assert_eq!(
            wanted("a1 b2 c3 d4 e5 f6 g7 h8 i9"),
            all(&["a1", "b2", "c3", "d4", "e5", "f6", "g7", "h8"])
        );
    }

    #[test]
    fn digits_with_their_separators_are_one_number() {
        for text in ["040/1234-5", "(040) 1234 - 5", "040 12345"] {
            assert!(matches!(wanted(text)[..], [Term::Number(..)]), "{text}");
        }
        assert!(matches!(
            wanted("Anna +49 40 12345 Hamburg")[..],
            [Term::Word(_), Term::Number(..), Term::Word(_)]
        ));
        assert_eq!(wanted("007"), all(&["007"]), "too short for a number");
    }

    #[test]
    fn addresses_are_looked_for_whole_and_in_words() {
        let address = |token: &str, words: &[&str]| {
            vec![Term::Email(
                token.to_owned(),
                words.iter().map(|word| (*word).to_owned()).collect(),
            )]
        };
        assert_eq!(
            wanted("<Anna@Example.com>,"),
            address("@anna@example.com", &["anna", "example", "com"])
        );
        assert_eq!(wanted("@example.com"), all(&["example", "com"]));
        assert_eq!(wanted("anna@"), all(&["anna"]));
    }

    #[test]
    fn a_leading_minus_excludes() {
        let terms = read("Müller -Berlin -Köln-Süd - x");
        assert_eq!(terms.wanted, all(&["muller", "x"]));
        assert_eq!(terms.excluded, ["berlin", "koln", "sud"]);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        for text in ["", " ", "\0", "\"*' () : ^ - ~", "@", "+ / ."] {
            assert_eq!(read(text), Terms::default(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_it_is_a_few_words_come_out(text in ".{0,300}|[-+ 0-9a-c@.\"\0]{0,300}|(\\w{1,3} ){0,3000}") {
            let terms = read(&text);
            prop_assert!(terms.wanted.iter().map(|term| term.words().len()).sum::<usize>() <= MOST);
            prop_assert!(terms.wanted.len() <= MOST && terms.excluded.len() <= MOST_EXCLUDED);
            prop_assert!(terms.wanted.iter().all(|term| !term.words().is_empty()));
        }
    }
}
