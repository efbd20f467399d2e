//! From terms to what is asked of the index, tier by tier; each of the tiers 1 to 3 widens the one before.
//!
//! 0: every word equals a token. 1: every word is the beginning of one. 2: or sounds like one. 3: or is a typo away from
//! one. 4: every word is the beginning of one in the long text. A tier that can't find anything new is left out.

use kontor_database::{Match, Tx};
use kontor_kernel::Result;

use crate::phone::Number;
use crate::query::{Term, What};
use crate::schema::{NAMES, PROSE};
use crate::{tokens, vocabulary};

/// How many tiers there are.
pub(crate) const TIERS: u8 = 5;

/// What is asked for, widened while one goes through the tiers in their order.
pub(crate) struct Plan<'a> {
    terms: &'a [Term],
    /// What may stand for each of the terms.
    ways: Vec<Vec<Match>>,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(terms: &'a [Term]) -> Plan<'a> {
        Plan {
            terms,
            ways: vec![Vec::new(); terms.len()],
        }
    }

    /// What to ask of which index; nothing where the tier adds nothing.
    pub(crate) fn tier(&mut self, tx: &mut Tx, tier: u8) -> Result<Option<(&'static str, Match)>> {
        let wanted = match tier {
            // Nearly all words are unfinished when they are asked for, and of these no index needs to be asked.
            0 if !vocabulary::knows(tx, &self.words())? => None,
            0 => Some(Match::All(self.terms.iter().map(exact).collect())),
            1 => {
                for (term, ways) in self.terms.iter().zip(&mut self.ways) {
                    *ways = beginnings(tx, term)?;
                }
                self.together()
            }
            2 => self.widened(|word| Ok(tokens::sound(word).map(Match::Token).into_iter().collect()))?,
            3 => self.widened(|word| {
                Ok(vocabulary::similar(tx, word)?
                    .into_iter()
                    .map(Match::Prefix)
                    .collect())
            })?,
            _ => {
                return Ok(Some((
                    PROSE,
                    Match::All(self.terms.iter().map(in_text).collect()),
                )));
            }
        };
        Ok(wanted.map(|wanted| (NAMES, wanted)))
    }

    /// The words among the terms.
    fn words(&self) -> Vec<String> {
        let word = |term: &Term| match &term.what {
            What::Word(word) => Some(word.clone()),
            _ => None,
        };
        self.terms.iter().filter_map(word).collect()
    }

    /// All terms together with new ways for the words among them; nothing where there are no new ways.
    fn widened(&mut self, mut more: impl FnMut(&str) -> Result<Vec<Match>>) -> Result<Option<Match>> {
        let mut wider = false;
        for (term, ways) in self.terms.iter().zip(&mut self.ways) {
            if let Term {
                what: What::Word(word),
                field: None,
            } = term
            {
                let more = more(word)?;
                wider |= !more.is_empty();
                ways.extend(more);
            }
        }
        Ok(if wider { self.together() } else { None })
    }

    /// All terms, each in any of its ways; nothing where one has none.
    fn together(&self) -> Option<Match> {
        let terms: Option<Vec<Match>> = self.ways.iter().map(|ways| any(ways.clone())).collect();
        terms.map(Match::All)
    }
}

fn any(mut ways: Vec<Match>) -> Option<Match> {
    match ways.len() {
        0 | 1 => ways.pop(),
        _ => Some(Match::Any(ways)),
    }
}

/// What a term is equal to.
pub(crate) fn exact(term: &Term) -> Match {
    match &term.what {
        What::Word(word) => Match::Token(word.clone()),
        What::Phrase { words, .. } => every(words, Match::Token),
        What::Email(token, _) => Match::Token(token.clone()),
        What::Web(words, _) => every(words, Match::Token),
        What::Number(number, words) => {
            let mut ways = vec![every(words, Match::Token)];
            ways.push(Match::Token(number.end()));
            // With its country given, a number equals only one with the same country.
            ways.extend(
                number
                    .beginning()
                    .filter(|_| !number.is_international())
                    .map(Match::Token),
            );
            Match::Any(ways)
        }
    }
}

/// How a term stands in long text.
pub(crate) fn in_text(term: &Term) -> Match {
    match &term.what {
        What::Phrase { words, open } => phrase(words, *open),
        _ => every(term.words(), Match::Prefix),
    }
}

/// Whatever has the beginning of a term, whether in names or in long text, without help of the vocabulary.
pub(crate) fn begun(term: &Term) -> Match {
    let ways = match &term.what {
        What::Email(token, _) => vec![Match::Prefix(token.clone())],
        What::Number(number, _) => number_begun(number),
        What::Web(words, host) => vec![every(&words[..*host], Match::Token)],
        What::Word(_) | What::Phrase { .. } => Vec::new(),
    };
    Match::Any(ways.into_iter().chain([in_text(term)]).collect())
}

fn every(words: &[String], way: fn(String) -> Match) -> Match {
    Match::All(words.iter().cloned().map(way).collect())
}

/// The words of a phrase; the last one of one that is still being typed may go on.
fn phrase(words: &[String], open: bool) -> Match {
    let Some((last, before)) = words.split_last() else {
        return Match::All(Vec::new());
    };
    let mut all: Vec<Match> = before.iter().cloned().map(Match::Token).collect();
    all.push(match open {
        true => Match::Prefix(last.clone()),
        false => Match::Token(last.clone()),
    });
    Match::All(all)
}

fn number_begun(number: &Number) -> Vec<Match> {
    [Some(number.end()), number.beginning()]
        .into_iter()
        .flatten()
        .map(Match::Prefix)
        .collect()
}

fn beginnings(tx: &mut Tx, term: &Term) -> Result<Vec<Match>> {
    let mut ways = match &term.what {
        What::Word(word) => return beginning(tx, word),
        What::Phrase { words, open } => {
            let Some((last, before)) = words.split_last().filter(|_| *open) else {
                return Ok(vec![phrase(words, false)]);
            };
            let Some(last) = any(beginning(tx, last)?) else {
                return Ok(Vec::new());
            };
            let before = before.iter().cloned().map(Match::Token);
            return Ok(vec![Match::All(before.chain([last]).collect())]);
        }
        What::Email(token, _) => vec![Match::Prefix(token.clone())],
        What::Number(number, _) => number_begun(number),
        // Another page of the same house, or the house alone.
        What::Web(words, host) => vec![every(&words[..*host], Match::Token)],
    };
    let words: Result<Vec<Option<Match>>> = term
        .words()
        .iter()
        .map(|word| Ok(any(beginning(tx, word)?)))
        .collect();
    let words: Option<Vec<Match>> = words?.into_iter().collect();
    ways.extend(words.map(Match::All));
    Ok(ways)
}

/// The ways in which a word can begin a token. A long word becomes the words that begin with it, for neither database
/// has an index of long beginnings; none, when there are none.
fn beginning(tx: &mut Tx, word: &str) -> Result<Vec<Match>> {
    Ok(match vocabulary::expand(tx, word)? {
        Some(words) => words.into_iter().map(Match::Token).collect(),
        None => vec![Match::Prefix(word.to_owned())],
    })
}
