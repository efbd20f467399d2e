//! Numbers as callers and cells of imports write them; always exact, never through a float.

use std::borrow::Cow;

use kontor_kernel::number::parse_decimal;
use kontor_kernel::{Issue, Json, Locale};
use serde_json::json;

use super::Accept;

/// Largest float below which every whole number is exact.
const EXACT_FLOAT: f64 = 9_007_199_254_740_992.0;

/// Reads a JSON number that is whole.
pub(super) fn whole(input: &Json, cx: &Accept<'_>) -> Result<i64, Issue> {
    let Json::Number(number) = input else {
        return Err(cx.wrong_type("a whole number", "eine ganze Zahl"));
    };
    match (number.as_i64(), number.as_f64()) {
        (Some(value), _) => Ok(value),
        (None, Some(float)) if float.fract() == 0.0 && float.abs() < EXACT_FLOAT => Ok(float as i64),
        (None, Some(float)) if float.fract() != 0.0 => {
            Err(cx.wrong_type("a whole number", "eine ganze Zahl"))
        }
        _ => Err(cx.out_of_range(json!(i64::MIN), json!(i64::MAX))),
    }
}

/// Checks a whole number against bounds.
pub(super) fn within(value: i64, min: Option<i64>, max: Option<i64>, cx: &Accept<'_>) -> Result<i64, Issue> {
    if min.is_some_and(|min| value < min) || max.is_some_and(|max| value > max) {
        return Err(cx.out_of_range(json!(min), json!(max)));
    }
    Ok(value)
}

/// Reads a decimal string or a JSON number into an integer scaled by `10^scale`.
pub(super) fn scaled(input: &Json, scale: u8, cx: &Accept<'_>) -> Result<i64, Issue> {
    let text: Cow<'_, str> = match input {
        Json::String(text) => text.trim().into(),
        Json::Number(number) => number.to_string().into(),
        _ => return Err(cx.wrong_type("a decimal number as a text", "eine Dezimalzahl als Text")),
    };
    // A double holds 15 decimal digits faithfully; what needs more was changed before it came here.
    if input.is_f64() && text.bytes().filter(u8::is_ascii_digit).count() > 15 {
        return Err(cx.issue(
            "not_exact",
            "A number with so many digits is only exact as a text.",
            "Eine Zahl mit so vielen Stellen ist nur als Text genau.",
        ));
    }
    match parse_decimal(&text, scale) {
        Some(units) => Ok(units),
        None if fraction(&text).is_none() => Err(cx.wrong_format("a decimal number", "eine Dezimalzahl")),
        None if fraction(&text).is_some_and(|f| f.trim_end_matches('0').len() > usize::from(scale)) => {
            let en = format!("At most {scale} digits after the point are possible.");
            let de = format!("Höchstens {scale} Nachkommastellen sind möglich.");
            Err(cx
                .issue("too_many_digits", en, de)
                .with(json!({ "scale": scale })))
        }
        None => Err(cx.out_of_range(Json::Null, Json::Null)),
    }
}

/// The digits after the point of a plain decimal; `None` when it is none.
fn fraction(text: &str) -> Option<&str> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (plain(whole) && plain(fraction)).then_some(fraction)
}

/// Reads a number as people write it, German or English, into a plain decimal; `None` where it is not a number
/// or could mean two.
///
/// With both separators the last is the decimal one. A single one before exactly three digits groups thousands
/// where the field has at most two digits after the point (`digits`); with more, a point is the decimal one and
/// a comma is not decided.
pub(super) fn from_cell(cell: &str, digits: u8) -> Option<String> {
    let compact: String = cell
        .chars()
        .filter(|ch| !ch.is_whitespace() && !matches!(ch, '\'' | '’'))
        .collect();
    let (sign, body) = match compact.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest),
        None => ("", compact.strip_prefix('+').unwrap_or(&compact)),
    };
    let marks: Vec<(usize, char)> = body
        .char_indices()
        .filter(|(_, ch)| matches!(ch, '.' | ','))
        .collect();
    let (&(last_at, last), others) = match marks.split_last() {
        None => return plain(sign, body, ""),
        Some(split) => split,
    };
    let (whole, fraction) = (&body[..last_at], &body[last_at + 1..]);
    if others.iter().any(|(_, mark)| *mark == last) {
        // The same mark twice can only group: 1.234.567
        return plain(sign, &ungroup(body, last)?, "");
    }
    if let Some((_, group)) = others.first() {
        return plain(sign, &ungroup(whole, *group)?, fraction);
    }
    let groups = fraction.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    match (groups, digits > 2, last) {
        (false, _, _) | (true, true, '.') => plain(sign, whole, fraction),
        (true, true, _) => None,
        (true, false, _) => plain(sign, &ungroup(body, last)?, ""),
    }
}

fn plain(sign: &str, whole: &str, fraction: &str) -> Option<String> {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || whole.len() + fraction.len() == 0 {
        return None;
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    })
}

/// Takes grouping marks out; `None` when a group does not have three digits.
fn ungroup(text: &str, mark: char) -> Option<String> {
    let mut groups = text.split(mark);
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()))?;
    let mut out = first.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        out.push_str(group);
    }
    Some(out)
}

/// A plain decimal as an export writes it: never with exactly three digits after the point, which an import could
/// take for thousands.
pub(super) fn to_cell(plain: &str) -> String {
    match plain.split_once('.') {
        Some((_, fraction)) if fraction.len() == 3 => format!("{plain}0"),
        _ => plain.to_owned(),
    }
}

/// A plain decimal for people: grouped, with the separators of their language.
pub(super) fn for_people(plain: &str, locale: Locale) -> String {
    let (group, point) = match locale {
        Locale::En => (',', '.'),
        Locale::De => ('.', ','),
    };
    let (sign, body) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(group);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(point);
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cells_are_read_german_and_english() {
        let read = |cell| from_cell(cell, 2);
        assert_eq!(read("1.234,50").as_deref(), Some("1234.50"));
        assert_eq!(read("1,234.50").as_deref(), Some("1234.50"));
        assert_eq!(read("1234,5").as_deref(), Some("1234.5"));
        assert_eq!(read("-1 234,5").as_deref(), Some("-1234.5"));
        assert_eq!(read("1.234").as_deref(), Some("1234"));
        assert_eq!(read("1,234").as_deref(), Some("1234"));
        assert_eq!(read("0.123").as_deref(), Some("0.123"));
        assert_eq!(read("1.234.567").as_deref(), Some("1234567"));
        assert_eq!(read("1'234.50").as_deref(), Some("1234.50"));
        assert_eq!(read(",5").as_deref(), Some("0.5"));
        for odd in [
            "",
            "-",
            ".",
            "1.2.3",
            "1,23,456",
            "12a",
            "1e5",
            "1.234,567.8",
            "--1",
        ] {
            assert_eq!(read(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn what_could_mean_two_numbers_is_not_guessed() {
        assert_eq!(from_cell("1,234", 3), None);
        assert_eq!(from_cell("1.234", 3).as_deref(), Some("1.234"));
    }

    #[test]
    fn people_see_their_own_separators() {
        assert_eq!(for_people("-1234567.5", Locale::De), "-1.234.567,5");
        assert_eq!(for_people("1234", Locale::En), "1,234");
        assert_eq!(for_people("123", Locale::En), "123");
    }

    proptest! {
        #[test]
        fn exported_decimals_are_imported_again(units in any::<i64>(), scale in 0u8..=9) {
            let plain = kontor_kernel::number::format_decimal(units, scale, scale);
            let back = from_cell(&to_cell(&plain), scale).unwrap();
            prop_assert_eq!(parse_decimal(&back, scale), Some(units));
        }

        #[test]
        fn any_cell_is_read_without_panic(cell in "\\PC{0,20}", digits in 0u8..5) {
            from_cell(&cell, digits);
        }
    }
}
