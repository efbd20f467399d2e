//! Two values of a field side by side: equal, nearly equal, similar, or different.

use serde::{Deserialize, Serialize};

use crate::prepare::Term;
use crate::rule::{Compare, Role, Rule};
use crate::{emails, text};

/// How well two records agree in a field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Equal in normal form.
    Equal,
    /// A typo, an abbreviation, another order of the words.
    Near,
    /// Something in common.
    Similar,
    /// Nothing in common.
    Different,
}

/// How alike letter by letter are words that sound the same.
const SOUNDING: f64 = 0.7;

/// How many levels there are.
pub const LEVELS: usize = 4;

/// How two records agree in a field.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Agreement {
    /// How well.
    pub level: Level,
    /// Under which the model counts the value in which they are equal.
    pub value: Option<u64>,
    /// They are e-mail addresses.
    pub is_email: bool,
    /// Everybody at a house has the value: the mailbox of its office.
    pub is_of_house: bool,
    /// They are numbers or keys, of which the next one is that of something else.
    pub is_code: bool,
}

/// The better of all pairs of values; `None` where one of the two has none. `share` is how common a word is, 0 to 1.
pub fn compare(rule: &Rule, a: &[Term], b: &[Term], share: &dyn Fn(&str) -> f64) -> Option<Agreement> {
    let mut best: Option<Agreement> = None;
    let mut rarity = 2.0;
    for one in a {
        for other in b {
            let Some(level) = terms(rule, one, other, share) else {
                continue;
            };
            let is_email = one.text.contains('@') && matches!(rule.compare, Compare::Email | Compare::Text);
            // Of several equal values the rarest says most.
            let common = match level {
                Level::Equal => share(&one.text).max(share(&other.text)),
                _ => rarity,
            };
            if best.is_none_or(|best| level < best.level) || common < rarity {
                rarity = common;
                best = Some(Agreement {
                    level,
                    value: (level == Level::Equal).then(|| value(rule, one, other)),
                    is_email,
                    is_of_house: is_email && emails::is_of_house(&one.text),
                    is_code: is_code(rule, one, other),
                });
            }
        }
    }
    best
}

fn is_code(rule: &Rule, a: &Term, b: &Term) -> bool {
    match rule.compare {
        Compare::Code => true,
        Compare::Text => text::is_code(&a.text) && text::is_code(&b.text),
        _ => false,
    }
}

/// Under which the model counts what two equal terms say; where the words are turned, that is their words in order.
fn value(rule: &Rule, a: &Term, b: &Term) -> u64 {
    match a.text == b.text {
        true => a.hash,
        false => a.turned(rule).min(b.turned(rule)),
    }
}

/// How alike two terms are; `None` where it says nothing.
fn terms(rule: &Rule, a: &Term, b: &Term, share: &dyn Fn(&str) -> f64) -> Option<Level> {
    // Other legal forms are other firms, however alike the rest is: the company and the one that manages it.
    if let (Some(one), Some(other)) = (&a.form, &b.form)
        && one != other
    {
        return named(rule, a, b, share).map(|level| level.max(Level::Similar));
    }
    named(rule, a, b, share)
}

fn named(rule: &Rule, a: &Term, b: &Term, share: &dyn Fn(&str) -> f64) -> Option<Level> {
    if a.text == b.text {
        return Some(Level::Equal);
    }
    Some(match rule.compare {
        Compare::Same | Compare::Site => Level::Different,
        Compare::Email => return emails::alike(&a.text, &b.text),
        Compare::Text if a.text.contains('@') && b.text.contains('@') => {
            return emails::alike(&a.text, &b.text);
        }
        Compare::Phone => phones(&a.text, &b.text),
        Compare::Code => graded(text::codes_alike(&a.text, &b.text)),
        Compare::Date => dates(&a.words.concat(), &b.words.concat()),
        Compare::Text if rule.role == Role::Birth => dates(&a.words.concat(), &b.words.concat()),
        Compare::Text if is_code(rule, a, b) => {
            graded(text::codes_alike(&a.words.concat(), &b.words.concat()))
        }
        Compare::Text => words(a, b, share),
    })
}

fn words(a: &Term, b: &Term, share: &dyn Fn(&str) -> f64) -> Level {
    let weight = |word: &str| -share(word).log2() + 0.5;
    let likeness = text::texts_alike(&a.words, &b.words, weight);
    match likeness {
        0.999.. => Level::Equal,
        0.85.. => Level::Near,
        0.6.. => Level::Similar,
        // Spelled otherwise, sounding the same: Maier, Meyer.
        _ if sounds(a) && sounds_like(a, b) => Level::Near,
        _ => Level::Different,
    }
}

fn sounds(term: &Term) -> bool {
    term.words.len() <= 2
}

fn sounds_like(a: &Term, b: &Term) -> bool {
    let codes = |term: &Term| -> Option<Vec<String>> {
        term.words.iter().map(|word| kontor_search::sound(word)).collect()
    };
    let equal = match (codes(a), codes(b)) {
        (Some(a), Some(b)) => !a.is_empty() && a == b,
        _ => false,
    };
    // The code of a short name is that of many: Anna and Emma have one.
    let letters = |term: &Term| term.words.concat();
    equal && strsim::jaro_winkler(&letters(a), &letters(b)) >= SOUNDING
}

fn graded(likeness: f64) -> Level {
    match likeness {
        1.0.. => Level::Equal,
        0.85.. => Level::Near,
        0.6.. => Level::Similar,
        _ => Level::Different,
    }
}

fn phones(a: &str, b: &str) -> Level {
    let end = |digits: &str| digits.len().checked_sub(8).map(|from| digits[from..].to_owned());
    match (end(a), end(b)) {
        (Some(one), Some(other)) if one == other => Level::Near,
        _ if a.len().min(b.len()) >= 8 && text::typos(a, b, 1) == 1 => Level::Near,
        _ => Level::Different,
    }
}

/// Days, as their digits: one wrong digit or turned pair, day and month turned, or two of the three parts equal.
fn dates(a: &str, b: &str) -> Level {
    if !a.is_ascii() || !b.is_ascii() || a.len() != 8 || b.len() != 8 {
        return graded(text::codes_alike(a, b));
    }
    let parts = |day: &str| (day[..4].to_owned(), day[4..6].to_owned(), day[6..].to_owned());
    let ((y1, m1, d1), (y2, m2, d2)) = (parts(a), parts(b));
    let equal = [y1 == y2, m1 == m2, d1 == d2]
        .into_iter()
        .filter(|same| *same)
        .count();
    if text::typos(a, b, 1) == 1 || (y1 == y2 && m1 == d2 && d1 == m2) {
        Level::Near
    } else if equal == 2 {
        Level::Similar
    } else {
        Level::Different
    }
}
