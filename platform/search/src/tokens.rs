//! What a document consists of in the index: finished tokens, without order and without doubles.
//!
//! Words stand for themselves. Everything else begins with a mark that no word has:
//! `~` the sound of a word of a name, `@` a whole e-mail address, `#` a telephone number backwards, `+` one without its
//! country, `:` the object, `!` who may be asked for (the owner and the team). `^` and `%` are the database's own.

use std::collections::BTreeSet;

use kontor_kernel::{Id, fold};
use sha2::{Digest, Sha256};

use crate::phone::Number;
use crate::words::words;
use crate::{Document, cologne};

pub(crate) const SOUND: char = '~';
pub(crate) const EMAIL: char = '@';
pub(crate) const NUMBER_END: char = '#';
pub(crate) const NUMBER: char = '+';
pub(crate) const OBJECT: char = ':';
pub(crate) const ACCESS: char = '!';

/// Words of names that a document is found by.
const NAME_WORDS: usize = 100;
/// Entries of every other kind, and words of one of them.
const ENTRIES: usize = 30;
const ENTRY_WORDS: usize = 8;
/// Different words of long text, about thirty pages. All words with their beginnings stay below the 1 MB that
/// PostgreSQL allows a document, even where every letter takes four bytes.
const PROSE_WORDS: usize = 4_500;
/// Characters of an e-mail address; the longest valid one has 254.
const LONGEST_EMAIL: usize = 254;

/// The tokens of a document.
pub(crate) struct Tokens {
    /// Of the index over names.
    pub(crate) names: Vec<String>,
    /// Of the index over long text; empty where there is none.
    pub(crate) prose: Vec<String>,
    /// Says whether two sets of tokens are the same.
    pub(crate) digest: i64,
}

impl Tokens {
    pub(crate) fn of(document: &Document) -> Tokens {
        let mut names = BTreeSet::new();
        for word in document
            .names
            .iter()
            .flat_map(|name| words(name))
            .take(NAME_WORDS)
        {
            names.extend(sound(&word));
            names.insert(word);
        }
        for address in document.emails.iter().take(ENTRIES) {
            names.extend(words(address).take(ENTRY_WORDS));
            names.extend(email(address));
        }
        for code in document.codes.iter().take(ENTRIES) {
            names.extend(joined(code));
            names.extend(words(code).take(ENTRY_WORDS));
        }
        // A number may stand in a name, or in a text that somebody keeps numbers in.
        let in_names = document.names.iter().flat_map(|name| name.split_whitespace());
        names.extend(
            in_names
                .filter(|piece| is_code(piece))
                .take(ENTRIES)
                .filter_map(joined),
        );
        let mut prose = BTreeSet::new();
        for word in document.prose.iter().flat_map(|text| words(text)) {
            prose.insert(word);
            if prose.len() == PROSE_WORDS {
                break;
            }
        }
        let mut everywhere = vec![object(&document.object)];
        everywhere.extend(document.owner.into_iter().chain(document.team).map(access));
        if !prose.is_empty() {
            prose.extend(names.iter().filter(|token| is_word(token)).cloned());
            prose.extend(everywhere.iter().cloned());
        }
        for number in document
            .phones
            .iter()
            .take(ENTRIES)
            .filter_map(|text| Number::read(text))
        {
            names.extend(number.tokens());
        }
        names.extend(everywhere);
        let digest = digest(names.iter().chain(&prose));
        Tokens {
            names: names.into_iter().collect(),
            prose: prose.into_iter().collect(),
            digest,
        }
    }

    /// The words among the tokens of names.
    pub(crate) fn words(&self) -> impl Iterator<Item = &String> {
        self.names.iter().filter(|token| is_word(token))
    }
}

/// The token of how a word sounds.
pub(crate) fn sound(word: &str) -> Option<String> {
    cologne::code(word).map(|code| format!("{SOUND}{code}"))
}

/// A number without what stands between its parts: `RE-2024-00042` as one word.
fn joined(code: &str) -> Option<String> {
    let parts: Vec<String> = words(code).take(ENTRY_WORDS).collect();
    words(&parts.concat()).next()
}

/// Whether a piece of a name looks like a number with several parts.
fn is_code(piece: &str) -> bool {
    piece.contains(|c: char| c.is_ascii_digit()) && words(piece).nth(1).is_some()
}

/// The token of a whole e-mail address.
pub(crate) fn email(address: &str) -> Option<String> {
    let address: String = fold(address)
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .take(LONGEST_EMAIL)
        .collect();
    (!address.is_empty()).then(|| format!("{EMAIL}{address}"))
}

/// The token of an object.
pub(crate) fn object(object: &str) -> String {
    format!("{OBJECT}{object}")
}

/// The token of whoever may be asked for: always the owner or the team, never the reader.
pub(crate) fn access(of: Id) -> String {
    format!("{ACCESS}{}", of.0.simple())
}

fn is_word(token: &str) -> bool {
    token.chars().next().is_some_and(char::is_alphanumeric)
}

fn digest<'a>(tokens: impl Iterator<Item = &'a String>) -> i64 {
    let mut hash = Sha256::new();
    for token in tokens {
        hash.update(token.as_bytes());
        hash.update(b"\n");
    }
    let bytes = hash.finalize();
    i64::from_le_bytes(std::array::from_fn(|n| bytes[n]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_few_tokens() {
        let mut person = Document::new("person", Id::NIL, "Änne Müller");
        person.owner = Some(Id::NIL);
        person.names = vec!["Änne Müller".to_owned(), "Müller".to_owned()];
        person.emails = vec!["A.Mueller@Firma-Süd.de".to_owned()];
        person.phones = vec!["+494012345".to_owned()];
        person.codes = vec!["K-2024-0042".to_owned()];
        let tokens = Tokens::of(&person);
        let expected = [
            "!00000000000000000000000000000000",
            "#543210494",
            "+4012345",
            "0042",
            "2024",
            ":person",
            "@a.mueller@firma-sud.de",
            "a",
            "anne",
            "de",
            "firma",
            "k",
            "k20240042",
            "muller",
            "sud",
            "~06",
            "~657",
        ];
        assert_eq!(tokens.names, expected);
        assert!(tokens.prose.is_empty());
    }

    #[test]
    fn absurd_documents_are_cut() {
        let mut note = Document::new("note", Id::NIL, "");
        let many: Vec<String> = (0..20_000)
            .map(|n| format!("wort{n} {}", "\u{1d7d8}".repeat(500)))
            .collect();
        note.names = many.clone();
        note.emails = vec!["a@".repeat(10_000)];
        note.phones = vec!["1".repeat(10_000); 1_000];
        note.codes = many.clone();
        note.prose = many;
        let tokens = Tokens::of(&note);
        assert!(tokens.names.len() < 700, "{}", tokens.names.len());
        assert!(tokens.prose.len() < 5_200, "{}", tokens.prose.len());
    }
}
