//! How alike two texts are: names with typos, words in another order, abbreviations, numbers with a wrong digit.

use strsim::{damerau_levenshtein, jaro_winkler};

/// How alike texts are of which one is a part of the other, and at most those with other numbers in them.
const WITHIN: f64 = 0.7;
/// From which likeness on two words are one.
pub const ALIKE: f64 = 0.85;
/// How alike an initial and a word are that begins with it.
const INITIAL: f64 = 0.8;
/// From which likeness on texts are one but for the spaces.
const JOINED: f64 = 0.93;
/// Words of one text that count.
const MAX_WORDS: usize = 12;
/// The words of a text in the normal form of search: lower case, without accents, `ae` as `a`.
pub fn words(text: &str) -> Vec<String> {
    kontor_search::words(text).take(MAX_WORDS).collect()
}

/// Whether a text is a number, a date or a code rather than words: most of it is digits.
pub fn is_code(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits * 2 > text.chars().count()
}

/// How alike two single words are, 0 to 1: equal, one typo, one the beginning of the other, or close letter by letter.
pub fn alike(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let (long, short) = if a.chars().count() >= b.chars().count() {
        (a, b)
    } else {
        (b, a)
    };
    let length = short.chars().count();
    if is_code(a) || is_code(b) {
        // A digit more or less is another house, another year.
        return if length >= 5 && typos(a, b, 1) == 1 {
            0.9
        } else {
            0.0
        };
    }
    if long.starts_with(short) {
        return match length {
            0 => 0.0,
            1 => INITIAL,
            2 => 0.86,
            _ => 0.9,
        };
    }
    let typos = typos(a, b, 2);
    if typos == 1 && length >= 3 {
        return 0.95;
    }
    if typos == 2 && length >= 6 {
        return 0.9;
    }
    by_letters(a, b, INITIAL)
}

/// How many letters were mistyped, left out, put in or turned; of more than `most`, at least how many more than that.
/// Most texts that are compared have little in common, and that is told by far faster than how little.
pub fn typos(a: &str, b: &str, most: usize) -> usize {
    if !a.is_ascii() || !b.is_ascii() {
        return damerau_levenshtein(a, b);
    }
    let equal = |(one, other): &(u8, u8)| one == other;
    let start = a.bytes().zip(b.bytes()).take_while(equal).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.bytes().rev().zip(b.bytes().rev()).take_while(equal).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    // Every letter that the longer one does not share is a typo of its own.
    let least = a.len().max(b.len()) - shared(a, b);
    match least > most || a.is_empty() || b.is_empty() {
        true => least,
        false => damerau_levenshtein(a, b),
    }
}

/// How alike two words are letter by letter; something below `least` where it is less than that anyway.
fn by_letters(a: &str, b: &str, least: f64) -> f64 {
    if a.is_ascii() && b.is_ascii() && !a.is_empty() && !b.is_empty() {
        let shared = shared(a, b) as f64;
        let most = (shared / a.len() as f64 + shared / b.len() as f64 + 1.0) / 3.0;
        let beginning = a.bytes().zip(b.bytes()).take(4);
        let beginning = beginning.take_while(|(one, other)| one == other).count() as f64;
        if most + 0.1 * beginning * (1.0 - most) < least {
            return 0.0;
        }
    }
    jaro_winkler(a, b)
}

/// How many letters two ASCII texts share, in whichever order.
fn shared(a: &str, b: &str) -> usize {
    let mut counts = [0u32; 128];
    a.bytes()
        .for_each(|letter| counts[usize::from(letter & 127)] += 1);
    let is_shared = |letter: &u8| {
        let count = &mut counts[usize::from(letter & 127)];
        let is_left = *count > 0;
        *count = count.saturating_sub(1);
        is_left
    };
    b.bytes().filter(is_shared).count()
}

/// How alike two codes are by the number of wrong digits, 0 to 1.
pub fn codes_alike(a: &str, b: &str) -> f64 {
    let longest = a.chars().count().max(b.chars().count());
    match typos(a, b, 2) {
        0 => 1.0,
        1 if longest >= 3 => 0.9,
        2 if longest >= 6 => 0.7,
        _ => 0.0,
    }
}

/// How alike two texts of several words are, 0 to 1: every word of one looks for its partner in the other, and what a
/// word counts is told by `weight` (rare words count more, as in TF-IDF).
pub fn texts_alike(a: &[String], b: &[String], weight: impl Fn(&str) -> f64) -> f64 {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, one) in a.iter().enumerate() {
        for (j, other) in b.iter().enumerate() {
            let likeness = alike(one, other);
            // A single letter is an initial only where the other has its word.
            let initial = likeness < ALIKE && i == j && likeness >= INITIAL;
            if likeness >= ALIKE || initial {
                pairs.push((likeness, i, j));
            }
        }
    }
    // In an order that is the same whichever text comes first.
    pairs.sort_by(|x, y| {
        y.0.total_cmp(&x.0)
            .then((x.1.abs_diff(x.2), x.1 + x.2).cmp(&(y.1.abs_diff(y.2), y.1 + y.2)))
    });
    let (mut free_a, mut free_b) = (vec![true; a.len()], vec![true; b.len()]);
    let weigh = |words: &[String]| -> Vec<f64> { words.iter().map(|word| weight(word)).collect() };
    let (weights_a, weights_b) = (weigh(a), weigh(b));
    let all: f64 = weights_a.iter().sum::<f64>() + weights_b.iter().sum::<f64>();
    let mut shared = 0.0;
    for (likeness, i, j) in pairs {
        if free_a[i] && free_b[j] {
            (free_a[i], free_b[j]) = (false, false);
            shared += likeness * (weights_a[i] + weights_b[j]);
        }
    }
    if all <= 0.0 || a.is_empty() || b.is_empty() {
        return 0.0;
    }
    // Words that one wrote together and the other apart.
    let joined = by_letters(&a.concat(), &b.concat(), JOINED);
    let joined = if joined >= JOINED { joined } else { 0.0 };
    // All words of the shorter one stand in the longer one: something in common, whatever else that says.
    let whole = |free: &[bool]| free.iter().all(|free| !free);
    let within = if whole(&free_a) || whole(&free_b) {
        WITHIN
    } else {
        0.0
    };
    // Other numbers are other houses, other years, however alike the rest is.
    let numbers =
        |words: &[String], free: &[bool]| words.iter().zip(free).any(|(word, free)| *free && is_code(word));
    let most = if numbers(a, &free_a) && numbers(b, &free_b) {
        WITHIN
    } else {
        1.0
    };
    (shared / all).max(joined).max(within).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_told_fast_is_what_would_be_told(a in "[abc1]{0,9}|\\PC{0,4}", b in "[abc1]{0,9}|\\PC{0,4}", most in 0usize..5) {
            prop_assert_eq!(typos(&a, &b, most).min(most + 1), damerau_levenshtein(&a, &b).min(most + 1));
            let letters = jaro_winkler(&a, &b);
            let known = by_letters(&a, &b, INITIAL);
            prop_assert!(known == letters || (letters < INITIAL && known < INITIAL), "{} {}", known, letters);
        }
    }

    fn both(a: &str, b: &str) -> f64 {
        texts_alike(&words(a), &words(b), |_| 1.0)
    }

    #[test]
    fn spellings_of_one_name_are_alike() {
        for (a, b) in [
            ("Müller", "Mueller"),
            ("Harrington", "Harington"),
            ("Noah", "oNah"),
            ("Bel-Air Hotel", "Hotel Bel Air"),
            ("Hauptstraße 5", "Hauptstr. 5"),
            ("Delicatessen", "Deli"),
        ] {
            assert!(both(a, b) >= 0.85, "{a} / {b}: {}", both(a, b));
        }
    }

    #[test]
    fn other_names_and_other_houses_are_not() {
        for (a, b) in [("Müller", "Schmidt"), ("Anna", "Peter"), ("12", "13"), ("", "x")] {
            assert!(both(a, b) < 0.6, "{a} / {b}: {}", both(a, b));
        }
        assert!(both("Hauptstr. 5", "Hauptstr. 17") < 0.85);
        assert_eq!(both("Palm", "The Palm Los Angeles"), WITHIN);
    }

    #[test]
    fn a_code_bears_a_wrong_digit_and_a_turned_pair() {
        assert_eq!(codes_alike("19081209", "19081209"), 1.0);
        assert_eq!(codes_alike("19081209", "19081290"), 0.9);
        assert_eq!(codes_alike("19081209", "19551111"), 0.0);
    }
}
