//! Cells that spreadsheet programs would take for formulas: defused on the way out, restored exactly on the way in.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets an apostrophe in front, unless it is a
//! plain number. So that nothing is lost, an apostrophe that stands where such a mark could stand is doubled; reading
//! takes one away. Whatever else begins with an apostrophe is left alone on both ways.

use std::borrow::Cow;

const MARK: char = '\'';

/// A cell as it is written into a file.
pub fn defuse(cell: &str) -> Cow<'_, str> {
    let mut chars = cell.chars();
    let dangerous = match chars.next() {
        Some(MARK) => chars.next().is_some_and(marked),
        Some(first) => is_trigger(first) && !is_number(cell),
        None => false,
    };
    if dangerous {
        Cow::Owned(format!("{MARK}{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The cell that was written.
pub fn restore(cell: &str) -> &str {
    match cell.strip_prefix(MARK) {
        Some(rest) if rest.starts_with(marked) => rest,
        _ => cell,
    }
}

fn is_trigger(ch: char) -> bool {
    matches!(ch, '=' | '+' | '-' | '@' | '\t' | '\r')
}

/// What an apostrophe may stand before because of us.
fn marked(ch: char) -> bool {
    ch == MARK || is_trigger(ch)
}

/// `-12.50` is a number and no formula.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let parts: Vec<&str> = digits.splitn(2, '.').collect();
    parts
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_defused_and_everything_else_is_left_alone() {
        for (cell, written) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("@SUM(1)", "'@SUM(1)"),
            ("+49 40 1234", "'+49 40 1234"),
            ("-2+3", "'-2+3"),
            ("-12.50", "-12.50"),
            ("-", "'-"),
            ("'=1", "''=1"),
            ("'t Hart", "'t Hart"),
            ("''s", "'''s"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(defuse(cell), written);
            assert_eq!(restore(written), cell);
        }
    }

    proptest! {
        #[test]
        fn every_cell_comes_back_and_none_begins_a_formula(cell in "[=+@'\\t\\r a1.-]{0,6}") {
            let written = defuse(&cell);
            prop_assert_eq!(restore(&written), &cell);
            prop_assert!(is_number(&written) || !written.starts_with(is_trigger));
        }
    }
}
