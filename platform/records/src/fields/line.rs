//! One-line text, as names, labels, streets and keys are: composed, trimmed, without control characters.

use kontor_kernel::text::normalize;
use kontor_kernel::{Issue, Json};

use super::Accept;

/// Brings a text to its canonical form: line breaks and tabs become one space. `None` when it has other control
/// characters.
pub(super) fn clean(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.chars().any(is_odd) {
        return Some(normalize(text));
    }
    let mut out = String::with_capacity(text.len());
    for ch in text.replace("\r\n", "\n").chars() {
        match ch {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => out.push(' '),
            ch if ch.is_control() => return None,
            ch => out.push(ch),
        }
    }
    Some(normalize(&out))
}

fn is_odd(ch: char) -> bool {
    ch.is_control() || matches!(ch, '\u{2028}' | '\u{2029}')
}

/// Reads one-line text of at most `max` characters; `None` when nothing is left of it.
pub(super) fn accept(input: &Json, max: usize, cx: &Accept<'_>) -> Result<Option<String>, Issue> {
    let Json::String(text) = input else {
        return Err(cx.wrong_type("a text", "ein Text"));
    };
    let text = clean(text).ok_or_else(|| cx.control_characters())?;
    if text.is_empty() {
        return Ok(None);
    }
    // No text has more characters than bytes: short ones need no count.
    if text.len() > max && text.chars().count() > max {
        return Err(cx.too_long(max));
    }
    Ok(Some(text))
}

/// The same for a member of a structure that may be missing.
pub(super) fn member(input: Option<&Json>, max: usize, cx: &Accept<'_>) -> Result<Option<String>, Issue> {
    match input {
        None | Some(Json::Null) => Ok(None),
        Some(input) => accept(input, max, cx),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_composed_and_has_no_breaks() {
        assert_eq!(
            clean("  Mu\u{308}ller\r\nGmbH\t& Co \n").as_deref(),
            Some("Müller GmbH & Co")
        );
        assert_eq!(clean("a\u{0}b"), None);
        assert_eq!(clean("a\u{1b}[31m"), None);
        assert_eq!(clean("a\u{2028}b").as_deref(), Some("a b"));
        assert_eq!(clean(" \n ").as_deref(), Some(""));
    }
}
