//! What somebody typed, taken apart. Whatever it is, a bounded number of words in normal form comes out.
//!
//! ```text
//! Müller Anna           words in any order
//! "Anna Müller"         a phrase; one that is not closed is still being typed
//! -Berlin  -"Bad Aibling"  -city:Berlin    what a hit must not have
//! city:Berlin           only in this field; which names there are, the caller says
//! https://www.x.de/en   a web address, as it is copied from a browser
//! object:person         only among these records
//! ```
//!
//! A name that means nothing is a word like any other.

use crate::phone::Number;
use crate::tokens;
use crate::words::words;

/// Characters that are looked at.
const LONGEST: usize = 300;
/// Words that are looked for.
const MOST: usize = 8;
/// Things that a hit must not have.
const MOST_EXCLUDED: usize = 4;
/// Digits of a number that is looked for in a field.
const FEW_DIGITS: usize = 2;
/// The names of the field that is no field.
const OBJECT: [&str; 4] = ["object", "objekt", "in", "type"];

/// What the names before a colon mean.
pub trait Names {
    /// Whether some field is called so.
    fn is_field(&self, name: &str) -> bool;
    /// The objects that are called so.
    fn objects(&self, name: &str) -> Vec<String>;
}

/// No name means anything.
impl Names for () {
    fn is_field(&self, _name: &str) -> bool {
        false
    }

    fn objects(&self, _name: &str) -> Vec<String> {
        Vec::new()
    }
}

/// What is looked for: all of the terms, none of the excluded ones.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Terms {
    pub(crate) wanted: Vec<Term>,
    pub(crate) excluded: Vec<Term>,
    /// The objects that are named in the text; all where none is.
    pub(crate) objects: Vec<String>,
    /// The objects that are not wanted.
    pub(crate) other_objects: Vec<String>,
}

/// One thing that is looked for.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Term {
    pub(crate) what: What,
    /// The name of the only field it counts in, as it was typed.
    pub(crate) field: Option<String>,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum What {
    /// A word.
    Word(String),
    /// Words that follow each other.
    Phrase {
        words: Vec<String>,
        /// The last word may go on.
        open: bool,
    },
    /// An e-mail address, as its token and as words.
    Email(String, Vec<String>),
    /// Digits that may be a telephone number or simply words.
    Number(Number, Vec<String>),
    /// A web address: the words of its host and path, and how many of them are of the host.
    Web(Vec<String>, usize),
}

impl Term {
    /// The words it consists of.
    pub(crate) fn words(&self) -> &[String] {
        match &self.what {
            What::Word(word) => std::slice::from_ref(word),
            What::Phrase { words, .. }
            | What::Email(_, words)
            | What::Number(_, words)
            | What::Web(words, _) => words,
        }
    }

    /// The index alone can't tell whether a record has it.
    pub(crate) fn is_checked(&self) -> bool {
        self.field.is_some() || matches!(&self.what, What::Phrase { words, .. } if words.len() > 1)
    }
}

impl Terms {
    /// Takes a text apart.
    pub fn read(text: &str, names: &dyn Names) -> Terms {
        let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
        let mut reader = Reader {
            names,
            terms: Terms::default(),
            left: MOST,
        };
        let mut chunks = Chunks {
            rest: &text[..end],
            after_digits: false,
        }
        .peekable();
        while let Some(chunk) = chunks.next() {
            let mut digits = String::new();
            if chunk.may_be_digits() {
                digits.push_str(chunk.text);
                while let Some(next) = chunks.next_if(Chunk::may_be_digits) {
                    digits.push(' ');
                    digits.push_str(next.text);
                }
            }
            match digits.is_empty() {
                true => reader.take(&chunk),
                false => reader.take(&Chunk {
                    text: &digits,
                    ..chunk
                }),
            }
        }
        reader.terms
    }

    /// Nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// How many words are looked for.
    pub fn word_count(&self) -> usize {
        self.wanted.iter().map(|term| term.words().len()).sum()
    }

    /// Some terms have to be looked up in the records that the index gives.
    pub(crate) fn are_checked(&self) -> bool {
        self.wanted.iter().chain(&self.excluded).any(Term::is_checked)
    }
}

/// A piece of the text between white space; quotes hold it together.
#[derive(Clone, Copy, Debug)]
struct Chunk<'a> {
    excluded: bool,
    /// What stands before the colon.
    name: Option<&'a str>,
    text: &'a str,
    quoted: bool,
    /// The quote has no end.
    open: bool,
}

impl Chunk<'_> {
    fn may_be_digits(&self) -> bool {
        let digit = |c: char| c.is_ascii_digit() || "+()/-.\u{2013}".contains(c);
        !self.quoted && !self.excluded && self.name.is_none() && self.text.chars().all(digit)
    }
}

struct Chunks<'a> {
    rest: &'a str,
    /// What came last may be the beginning of a telephone number, in which a hyphen excludes nothing: `040 -12`.
    after_digits: bool,
}

impl<'a> Iterator for Chunks<'a> {
    type Item = Chunk<'a>;

    fn next(&mut self) -> Option<Chunk<'a>> {
        let mut rest = self.rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let after_digits = self.after_digits;
        let excluded = rest.strip_prefix('-').filter(|after| {
            let digit = |c: char| c.is_numeric() && !after_digits;
            after.starts_with(|c: char| c.is_alphabetic() || is_quote(c) || digit(c))
        });
        rest = excluded.unwrap_or(rest);
        let mut name = None;
        let blank = rest.find(char::is_whitespace).unwrap_or(rest.len());
        if let Some((before, _)) = rest[..blank].split_once(':')
            && before.starts_with(char::is_alphabetic)
            && before.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c))
            && web_address(rest).is_none()
        {
            name = Some(before);
            rest = &rest[before.len() + 1..];
        }
        let quote = rest.chars().next().filter(|c| is_quote(*c));
        let (text, after, open) = match quote {
            Some(quote) => {
                let inside = &rest[quote.len_utf8()..];
                match inside.char_indices().find(|(_, c)| is_quote(*c)) {
                    Some((at, end)) => (&inside[..at], &inside[at + end.len_utf8()..], false),
                    None => (inside, "", true),
                }
            }
            None => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (&rest[..end], &rest[end..], false)
            }
        };
        self.rest = after;
        let chunk = Chunk {
            excluded: excluded.is_some(),
            name,
            text,
            quoted: quote.is_some(),
            open,
        };
        self.after_digits = chunk.may_be_digits();
        Some(chunk)
    }
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}'
    )
}

struct Reader<'a> {
    names: &'a dyn Names,
    terms: Terms,
    left: usize,
}

impl Reader<'_> {
    fn take(&mut self, chunk: &Chunk<'_>) {
        let mut field = None;
        if let Some(name) = chunk.name {
            let objects = match OBJECT.contains(&name.to_lowercase().as_str()) {
                true => self.names.objects(chunk.text),
                false => Vec::new(),
            };
            if !objects.is_empty() {
                match chunk.excluded {
                    true => self.terms.other_objects.extend(objects),
                    false => self.terms.objects.extend(objects),
                }
                return;
            }
            if self.names.is_field(name) {
                field = Some(name.to_owned());
            } else {
                // Not a name at all: what stands before the colon is looked for as well.
                let before = Chunk {
                    name: None,
                    text: name,
                    quoted: false,
                    open: false,
                    ..*chunk
                };
                self.take(&before);
            }
        }
        let room = match chunk.excluded {
            true => MOST,
            false => self.left,
        };
        for what in self.read(chunk, field.is_some(), room) {
            let term = Term {
                what,
                field: field.clone(),
            };
            if chunk.excluded {
                if self.terms.excluded.len() < MOST_EXCLUDED {
                    self.terms.excluded.push(term);
                }
            } else if !self.terms.wanted.contains(&term) {
                self.left -= term.words().len().min(self.left);
                self.terms.wanted.push(term);
            }
        }
    }

    /// What a piece of text asks for, in no more than so many words.
    fn read(&self, chunk: &Chunk<'_>, in_field: bool, room: usize) -> Vec<What> {
        let found: Vec<String> = words(chunk.text).take(room).collect();
        if found.is_empty() {
            return Vec::new();
        }
        let digits = Chunk {
            excluded: false,
            name: None,
            ..*chunk
        };
        // A telephone number has blanks, and so it may stand in quotes when it is looked for in a field.
        let loose = Chunk {
            quoted: false,
            ..digits
        };
        if in_field
            && chunk
                .text
                .split_whitespace()
                .all(|text| Chunk { text, ..loose }.may_be_digits())
            && let Some(number) = Number::read_from(chunk.text, FEW_DIGITS)
        {
            return vec![What::Number(number, found)];
        }
        if digits_only(&digits)
            && let Some(number) = Number::read(chunk.text)
        {
            return vec![What::Number(number, found)];
        }
        if let Some(token) = email(chunk.text).filter(|_| !chunk.text.contains(char::is_whitespace)) {
            return vec![What::Email(token, found)];
        }
        if !chunk.quoted
            && let Some((host, path)) = web_address(chunk.text)
        {
            let mut found: Vec<String> = words(host).take(room).collect();
            let of_host = found.len();
            if of_host > 0 {
                found.extend(words(path).take(room - of_host));
                return vec![What::Web(found, of_host)];
            }
        }
        let together = chunk.quoted || chunk.excluded;
        match found.len() {
            1 if !chunk.quoted => found.into_iter().map(What::Word).collect(),
            _ if together => vec![What::Phrase {
                words: found,
                open: chunk.open,
            }],
            _ => found.into_iter().map(What::Word).collect(),
        }
    }
}

fn digits_only(chunk: &Chunk<'_>) -> bool {
    chunk
        .text
        .split_whitespace()
        .all(|text| Chunk { text, ..*chunk }.may_be_digits())
}

/// Host and path of what begins like a web address; without what names the protocol, as they are indexed.
fn web_address(text: &str) -> Option<(&str, &str)> {
    let begins = |text: &str, with: &str| {
        text.get(..with.len())
            .is_some_and(|s| s.eq_ignore_ascii_case(with))
    };
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| begins(text, scheme));
    let after = &text[scheme.map_or(0, str::len)..];
    let named = begins(after, "www.");
    if scheme.is_none() && !named {
        return None;
    }
    let place = &after[if named { "www.".len() } else { 0 }..];
    let place = &place[..place.find(['?', '#']).unwrap_or(place.len())];
    Some(place.split_at(place.find('/').unwrap_or(place.len())))
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
pub(crate) mod tests;
