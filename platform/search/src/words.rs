//! The normal form of words, the same for what is indexed and for what is asked.
//!
//! Lower case, accents stripped, `ä ae a → a`, `ö oe o → o`, `ü ue u → u`, `ß → ss`; text is split at everything that is
//! neither letter nor digit. The normal form of a beginning is always a beginning of the normal form, so `Mü`, `Mue`
//! and `Mu` all lead to `Müller`. The known price: `Michael` equals `Michal`.

use kontor_kernel::fold;
use unicode_normalization::char::is_combining_mark;

/// Characters of a word that count; longer words are the same when they begin with the same.
const LONGEST: usize = 32;

/// The words of a text in normal form, in their order.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    runs(text)
        .map(|(_, run)| normal(run))
        .filter(|word| !word.is_empty())
}

/// The words of a text as they stand there, each with the number of characters before it.
pub(crate) fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    let mut passed = 0;
    std::iter::from_fn(move || {
        let start = rest.find(in_word)?;
        passed += rest[..start].chars().count();
        rest = &rest[start..];
        let end = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        let at = passed;
        passed += run.chars().count();
        rest = after;
        Some((at, run))
    })
}

/// The normal form of one word; empty when nothing of it is a letter or a digit.
pub(crate) fn normal(run: &str) -> String {
    let mut word = String::with_capacity(run.len());
    let (mut length, mut before) = (0, ' ');
    for c in fold(run).chars() {
        let umlaut = c == 'e' && matches!(before, 'a' | 'o' | 'u');
        before = if umlaut { ' ' } else { c };
        if !umlaut && c.is_alphanumeric() {
            if length == LONGEST {
                break;
            }
            word.push(c);
            length += 1;
        }
    }
    word
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && is_combining_mark(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<String> {
        words(text).collect()
    }

    #[test]
    fn spellings_of_one_name_are_one_word() {
        for spelling in ["Müller", "Mueller", "Muller", "MÜLLER", "Mu\u{308}ller"] {
            assert_eq!(all(spelling), ["muller"]);
        }
        assert_eq!(all("Weiß"), all("WEISS"));
        assert_eq!(all("Søren Æbelø"), ["soren", "abelo"]);
        assert_eq!(all("Aee"), ["ae"], "only the letter right after is taken");
    }

    #[test]
    fn words_end_at_everything_else() {
        assert_eq!(
            all("O'Brien-Łódź & (Söhne) №7\0x"),
            ["o", "brien", "lodz", "sohne", "7", "x"]
        );
        assert_eq!(all(" ,;\u{301} "), Vec::<String>::new());
        assert_eq!(all("a e"), ["a", "e"]);
        assert_eq!(all("Иван 李明"), ["иван", "李明"]);
        let starts: Vec<usize> = runs("für Änne,  x").map(|(at, _)| at).collect();
        assert_eq!(starts, [0, 4, 11]);
    }

    proptest! {
        #[test]
        fn the_form_of_a_beginning_is_a_beginning_of_the_form(run in "[a-eou\u{e4}\u{f6}\u{fc}ßÆo\u{308}A-EOU]{0,40}|\\w{0,40}", cut in 0usize..40) {
            let begin: String = run.chars().take(cut).collect();
            prop_assert!(normal(&run).starts_with(&normal(&begin)), "{} of {}", normal(&begin), normal(&run));
        }

        #[test]
        fn words_are_short_and_made_of_letters_and_digits(text in ".{0,200}") {
            for word in words(&text) {
                prop_assert!(word.chars().count() <= LONGEST && word.chars().all(char::is_alphanumeric));
            }
        }
    }
}
