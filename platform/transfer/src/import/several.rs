//! Several addresses or numbers in one cell, as people and other programs write them: `a@x, b@y`, `Max <c@x>`,
//! `040 12345 / 0171 12345`, `a@x,0,0;b@x,1,0`.

/// Words between two values.
const OR: [&str; 4] = [" oder ", " or ", " und ", " and "];
/// What says that there is none.
const NONE: [&str; 5] = ["n/a", "-", "--", "k.a.", "k. a."];
/// Fewest digits of a phone number that stands beside another one.
const DIGITS: usize = 6;

/// Whether a cell says that it has no value.
pub(super) fn is_none(text: &str) -> bool {
    NONE.contains(&text.trim().to_lowercase().as_str())
}

/// The e-mail addresses of a cell between semicolons; a cell that is not made of such stays as it is.
pub(super) fn emails(text: &str) -> String {
    if text.trim_start().starts_with('[') || !text.contains('@') {
        return text.to_owned();
    }
    let spaced = spaced(text);
    let parts = spaced.split([';', ',', '\n', '/', '|']).map(str::trim);
    // Names stand around addresses, and may have commas themselves.
    let address = |part: &'_ str| {
        let inner = part.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>'));
        inner.map_or(part.to_owned(), |(address, _)| address.to_owned())
    };
    let named = spaced.contains('<');
    let parts: Vec<String> = parts
        .filter(|part| !named || part.contains('@'))
        .map(address)
        .collect();
    // SuiteCRM writes behind an address whether it is invalid and whether its owner wants no mail.
    let is_flag = |part: &&str| matches!(*part, "" | "0" | "1");
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !is_flag(part))
        .map(|part| part.trim_start_matches("mailto:"))
        .collect();
    match parts.iter().all(|part| part.contains('@')) {
        true => parts.join("; "),
        false => text.to_owned(),
    }
}

/// The phone numbers of a cell between semicolons. A stroke may stand within a number, so it parts only what has the digits
/// of one on both sides.
pub(super) fn phones(text: &str) -> String {
    if text.trim_start().starts_with('[') {
        return text.to_owned();
    }
    let spaced = spaced(text);
    for marks in [&[';', ',', '\n', '|'][..], &['/'][..]] {
        let parts: Vec<&str> = spaced
            .split(marks)
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        let is_number = |part: &&str| {
            let is_phone = |ch: char| ch.is_ascii_digit() || " \u{a0}()+-–/.".contains(ch);
            part.chars().all(is_phone) && part.bytes().filter(u8::is_ascii_digit).count() >= DIGITS
        };
        if parts.len() > 1 && parts.iter().all(is_number) {
            return parts.join("; ");
        }
    }
    text.to_owned()
}

/// The same with semicolons in place of words.
fn spaced(text: &str) -> String {
    OR.iter()
        .fold(text.to_owned(), |text, word| text.replace(word, ";"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_values_are_told_apart() {
        for (cell, values) in [
            ("a@x.de", "a@x.de"),
            ("a@x.de, b@y.de / c@z.de", "a@x.de; b@y.de; c@z.de"),
            ("a@x.de oder b@y.de", "a@x.de; b@y.de"),
            ("Max <c@x.de>", "c@x.de"),
            (
                "\"Berg, Eva\" <a@x.de>, Udo <b@y.de>, c@z.de",
                "a@x.de; b@y.de; c@z.de",
            ),
            ("mailto:a@x.de", "a@x.de"),
            ("a@x.de,0,0;b@x.de,1,0", "a@x.de; b@x.de"),
            ("[{\"value\": \"a@x.de\"}]", "[{\"value\": \"a@x.de\"}]"),
            ("a@x.de, none", "a@x.de, none"),
        ] {
            assert_eq!(emails(cell), values);
        }
        for (cell, values) in [
            ("040 12345 / 0171 123456", "040 12345; 0171 123456"),
            ("040/12345", "040/12345"),
            ("040 12345, 0171 123456", "040 12345; 0171 123456"),
            ("040/123456 oder 0171/123456", "040/123456; 0171/123456"),
            ("040 123456 ext. 12", "040 123456 ext. 12"),
        ] {
            assert_eq!(phones(cell), values);
        }
        assert!(is_none("N/A") && is_none(" - ") && !is_none("a-b"));
    }
}
