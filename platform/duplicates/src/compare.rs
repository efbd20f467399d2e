//! Two values of a field side by side: equal, nearly equal, similar, or different.

use serde::{Deserialize, Serialize};

use crate::prepare::Term;
use crate::rule::{Compare, Role, Rule};
use crate::text;

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

/// How many levels there are.
pub const LEVELS: usize = 4;

/// The better of all pairs of values; `None` where one of the two has none. `share` is how common a word is, 0 to 1.
pub fn compare(
    rule: &Rule,
    a: &[Term],
    b: &[Term],
    share: &dyn Fn(&str) -> f64,
) -> Option<(Level, Option<u64>)> {
    let mut best: Option<(Level, Option<u64>)> = None;
    let mut rarity = 2.0;
    for one in a {
        for other in b {
            let level = terms(rule, one, other, share);
            let better = best.is_none_or(|(known, _)| level < known);
            if level == Level::Equal {
                // Of several equal values the rarest says most.
                let common = share(&one.text);
                if better || common < rarity {
                    rarity = common;
                    best = Some((level, Some(one.hash)));
                }
            } else if better {
                best = Some((level, None));
            }
        }
    }
    best
}

fn terms(rule: &Rule, a: &Term, b: &Term, share: &dyn Fn(&str) -> f64) -> Level {
    // Other legal forms are other firms, however alike the rest is: the company and the one that manages it.
    if let (Some(one), Some(other)) = (&a.form, &b.form)
        && one != other
    {
        return named(rule, a, b, share).max(Level::Similar);
    }
    named(rule, a, b, share)
}

fn named(rule: &Rule, a: &Term, b: &Term, share: &dyn Fn(&str) -> f64) -> Level {
    if a.text == b.text {
        return Level::Equal;
    }
    match rule.compare {
        Compare::Same | Compare::Site => Level::Different,
        Compare::Email => emails(&a.text, &b.text),
        Compare::Phone => phones(&a.text, &b.text),
        Compare::Code => graded(text::codes_alike(&a.text, &b.text)),
        Compare::Date => dates(&a.words.concat(), &b.words.concat()),
        Compare::Text if a.text.contains('@') && b.text.contains('@') => emails(&a.text, &b.text),
        Compare::Text if rule.role == Role::Birth => dates(&a.words.concat(), &b.words.concat()),
        Compare::Text if text::is_code(&a.text) && text::is_code(&b.text) => {
            graded(text::codes_alike(&a.words.concat(), &b.words.concat()))
        }
        Compare::Text => words(a, b, share),
    }
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
    match (codes(a), codes(b)) {
        (Some(a), Some(b)) => !a.is_empty() && a == b,
        _ => false,
    }
}

fn graded(likeness: f64) -> Level {
    match likeness {
        1.0.. => Level::Equal,
        0.85.. => Level::Near,
        0.6.. => Level::Similar,
        _ => Level::Different,
    }
}

fn emails(a: &str, b: &str) -> Level {
    let typos = text::typos(a, b, 4);
    let length = a.chars().count().min(b.chars().count());
    let local = |email: &str| email.split('@').next().unwrap_or_default().to_owned();
    match typos {
        0..=2 if length >= 10 => Level::Near,
        0..=4 if length >= 16 => Level::Similar,
        // The same name at another house.
        _ if local(a) == local(b) && local(a).len() >= 5 => Level::Similar,
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
