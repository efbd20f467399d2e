//! The piece of a long text around what was found in it: whole words, and a sign where something is left out.

/// Characters before the first mark.
const BEFORE: usize = 60;
/// Characters of a text that is shown as it is, and of a piece.
const SHORT: usize = 160;
/// Stands where something is left out.
const LEFT_OUT: char = '…';

/// A part of a text, `[from, to)` in characters.
type Range = [usize; 2];

/// The text around its first mark, and the marks within it. A word longer than all that is shown is cut.
pub fn around(text: &str, marks: &[Range]) -> Option<(String, Vec<Range>)> {
    let [begin, end] = *marks.first()?;
    let letters: Vec<char> = text.chars().collect();
    let (from, to) = match letters.len() > SHORT {
        true => (
            first_word(&letters, begin.saturating_sub(BEFORE), begin),
            last_word(&letters, end, begin + SHORT - BEFORE),
        ),
        false => (0, letters.len()),
    };
    let mut shown = String::new();
    if from > 0 {
        shown.push(LEFT_OUT);
    }
    let lead = shown.chars().count();
    shown.extend(letters.get(from..to)?);
    if to < letters.len() {
        shown.push(LEFT_OUT);
    }
    let within = marks.iter().filter(|[_, end]| *end <= to);
    let moved = within.map(|[begin, end]| [begin - from + lead, end - from + lead]);
    Some((shown, moved.collect()))
}

/// Where the first whole word at or after a place begins, if one does up to `until`.
fn first_word(letters: &[char], place: usize, until: usize) -> usize {
    let begins = |at: &usize| {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        before.is_none_or(|letter| letter.is_whitespace())
            && letters.get(*at).is_some_and(|letter| !letter.is_whitespace())
    };
    (place..=until).find(begins).unwrap_or(place)
}

/// Where the last whole word at or before a place ends, if one does from `since` on.
fn last_word(letters: &[char], since: usize, place: usize) -> usize {
    let place = place.max(since).min(letters.len());
    let ends = |at: &usize| {
        letters.get(*at).is_none_or(|letter| letter.is_whitespace())
            && at
                .checked_sub(1)
                .and_then(|last| letters.get(last))
                .is_some_and(|letter| !letter.is_whitespace())
    };
    (since..=place).rev().find(ends).unwrap_or(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the marks of a piece cover.
    fn marked((text, marks): &(String, Vec<Range>)) -> Vec<String> {
        let part = |[from, to]: &Range| text.chars().skip(*from).take(to - from).collect();
        marks.iter().map(part).collect()
    }

    #[test]
    fn a_short_text_is_shown_as_it_is() {
        let piece = around("only 140 lux", &[[5, 8]]).unwrap();
        assert_eq!(piece, ("only 140 lux".to_owned(), vec![[5, 8]]));
    }

    #[test]
    fn a_long_text_begins_and_ends_with_a_whole_word() {
        let text = format!("{}Größe here, {}", "vörher ".repeat(30), "danach ".repeat(30));
        let piece = around(&text, &[[210, 215], [216, 220], [400, 406]]).unwrap();
        assert!(piece.0.starts_with("…vörher vörher"), "{}", piece.0);
        assert!(piece.0.ends_with("danach danach…"), "{}", piece.0);
        assert!(piece.0.chars().count() <= SHORT + 2);
        assert_eq!(marked(&piece), ["Größe", "here"]);
    }

    #[test]
    fn nothing_is_left_out_before_the_first_word_or_after_the_last() {
        let begin = around(&format!("Anna {}", "x ".repeat(200)), &[[0, 4]]).unwrap();
        assert!(
            begin.0.starts_with("Anna x") && begin.0.ends_with("x…"),
            "{}",
            begin.0
        );
        let end = around(&format!("{}Anna", "x ".repeat(200)), &[[400, 404]]).unwrap();
        assert!(end.0.starts_with("…x") && end.0.ends_with("x Anna"), "{}", end.0);
        assert_eq!(marked(&end), ["Anna"]);
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let piece = around(&"ä".repeat(1_000), &[[300, 303]]).unwrap();
        assert_eq!(piece.0.chars().count(), SHORT + 2);
        assert_eq!(marked(&piece), ["äää"]);
        let mark = around(&"ä".repeat(1_000), &[[300, 900]]).unwrap();
        assert_eq!(marked(&mark), ["ä".repeat(600)]);
    }
}
