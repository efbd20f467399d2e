//! Numbers as people write them: with a comma or a point before the fraction, the other one or a blank between
//! thousands, a sign, a currency.

use serde::{Deserialize, Serialize};

/// What stands before the fraction of a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// `1.234,5`
    Comma,
    /// `1,234.5`
    #[default]
    Point,
}

/// What a number tells about its mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// There is none.
    Integer,
    /// It is a comma.
    Comma,
    /// It is a point.
    Point,
    /// `1.234` or `1,234`: a mark, or a gap between thousands.
    Either,
}

/// Most digits.
const MAX: usize = 30;
const CURRENCIES: [&str; 12] = [
    "EUR", "USD", "GBP", "CHF", "€", "$", "£", "¥", "Fr.", "kr", "zł", "%",
];

/// What a number tells about its mark; `None` for what is no number.
pub fn read(text: &str) -> Option<Found> {
    let (_, digits) = bare(text)?;
    let (commas, points) = (count(&digits, ','), count(&digits, '.'));
    let after = |mark: char| digits.rsplit(mark).next().map_or(0, str::len);
    match (commas, points) {
        (0, 0) => Some(Found::Integer),
        (0, 1) | (1, 0) => {
            let (mark, found) = if points == 1 {
                ('.', Found::Point)
            } else {
                (',', Found::Comma)
            };
            let before = digits.len() - after(mark) - 1;
            // `0,125` and `1234.567` have no thousands.
            let grouped = after(mark) == 3 && (1..=3).contains(&before) && !digits.starts_with('0');
            Some(if grouped { Found::Either } else { found })
        }
        // `1.234.567` has gaps only, and so a comma where there would be a fraction.
        (0, _) => grouped(&digits, '.').then_some(Found::Comma),
        (_, 0) => grouped(&digits, ',').then_some(Found::Point),
        (_, _) => {
            let (mark, gap, found) = match digits.rfind(',') > digits.rfind('.') {
                true => (',', '.', Found::Comma),
                false => ('.', ',', Found::Point),
            };
            let (whole, _) = digits.split_once(mark)?;
            (count(&digits, mark) == 1 && grouped(whole, gap)).then_some(found)
        }
    }
}

/// A number in canonical form: `-1234.5`.
pub fn canonical(text: &str, mark: Mark) -> Option<String> {
    let (negative, digits) = bare(text)?;
    let (mark, gap) = match mark {
        Mark::Comma => (',', '.'),
        Mark::Point => ('.', ','),
    };
    let (whole, fraction) = digits.split_once(mark).unwrap_or((&digits, ""));
    if fraction.contains([mark, gap]) || (whole.contains(gap) && !grouped(whole, gap)) {
        return None;
    }
    let whole = whole.replace(gap, "");
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let mut out = String::new();
    if negative && !(whole.is_empty() && fraction.is_empty()) {
        out.push('-');
    }
    out.push_str(if whole.is_empty() { "0" } else { whole });
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    Some(out)
}

/// Without a currency or a percent sign before or behind it: `12,50 €` is `12,50`.
pub fn without_unit(text: &str) -> &str {
    let text = text.trim();
    CURRENCIES
        .iter()
        .find_map(|unit| text.strip_prefix(unit).or(text.strip_suffix(unit)))
        .map_or(text, str::trim)
}

/// Whether it is negative, and its digits with marks; blanks and a currency are gone.
fn bare(text: &str) -> Option<(bool, String)> {
    let text = without_unit(text);
    // Accountants put what is negative in brackets, and some programs the sign behind.
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    let (negative, text) = match (inner, text.chars().next()?, text.chars().last()?) {
        (Some(inner), ..) => (true, inner),
        (_, '-' | '−', _) => (true, text.trim_start_matches(['-', '−'])),
        (_, '+', _) => (false, &text[1..]),
        (_, _, '-') => (true, &text[..text.len() - 1]),
        _ => (false, text),
    };
    let digits: String = text
        .chars()
        .filter(|ch| !matches!(ch, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’'))
        .collect();
    let spaced = digits.len() < text.len();
    let sound = digits.len() <= MAX
        && digits.starts_with(|ch: char| ch.is_ascii_digit() || ch == ',' || ch == '.')
        && digits.ends_with(|ch: char| ch.is_ascii_digit())
        && digits
            .chars()
            .all(|ch| ch.is_ascii_digit() || ch == ',' || ch == '.');
    // Blanks stand between thousands only, else it is a list or a phone number.
    let gaps = || {
        let whole = text.trim().split([',', '.']).next().unwrap_or_default();
        let groups: Vec<&str> = whole.split([' ', '\u{a0}', '\u{202f}', '\'', '’']).collect();
        groups[0].len() <= 3 && groups.iter().skip(1).all(|group| group.len() == 3)
    };
    (sound && (!spaced || gaps())).then_some((negative, digits))
}

fn count(text: &str, mark: char) -> usize {
    text.chars().filter(|ch| *ch == mark).count()
}

/// One to three digits, then always three.
fn grouped(text: &str, gap: char) -> bool {
    let mut groups = text.split(gap);
    let first = groups.next().map_or(0, str::len);
    (1..=3).contains(&first) && groups.all(|group| group.len() == 3)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_tell_their_mark() {
        for (text, found) in [
            ("12", Some(Found::Integer)),
            ("-1.234,50 €", Some(Found::Comma)),
            ("1,234.50", Some(Found::Point)),
            ("1.234.567", Some(Found::Comma)),
            ("1,234,567", Some(Found::Point)),
            ("1.234", Some(Found::Either)),
            ("1234.567", Some(Found::Point)),
            ("0,125", Some(Found::Comma)),
            ("CHF 1'234.50", Some(Found::Point)),
            ("1 234,5", Some(Found::Comma)),
            ("040 123 45", None),
            ("1.2.3", None),
            ("1,2,3", None),
            ("31.12.2026", None),
            ("12-13", None),
            ("", None),
            ("-", None),
        ] {
            assert_eq!(read(text), found, "{text:?}");
        }
    }

    #[test]
    fn numbers_have_a_canonical_form() {
        for (text, mark, canon) in [
            ("1.234,50 €", Mark::Comma, Some("1234.5")),
            ("(1,234.50)", Mark::Point, Some("-1234.5")),
            ("12,5-", Mark::Comma, Some("-12.5")),
            ("1.234", Mark::Comma, Some("1234")),
            ("1.234", Mark::Point, Some("1.234")),
            ("007", Mark::Point, Some("7")),
            ("-0,00", Mark::Comma, Some("0")),
            (",5", Mark::Comma, Some("0.5")),
            ("12.5", Mark::Comma, None),
        ] {
            assert_eq!(canonical(text, mark).as_deref(), canon, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_has_the_form_it_told(text in "[-+( ]?[0-9]{1,4}[.,' ]?[0-9]{0,3}[.,]?[0-9]{0,3}[)€-]?") {
            let mark = match read(&text) {
                Some(Found::Comma) => Mark::Comma,
                Some(_) => Mark::Point,
                None => return Ok(()),
            };
            prop_assert!(canonical(&text, mark).is_some(), "{text:?}");
        }
    }
}
