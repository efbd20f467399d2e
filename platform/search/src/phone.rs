//! Telephone numbers, so that any notation of a number leads to it.
//!
//! A number is indexed twice: its international digits backwards, so that its end is a beginning, and its national
//! digits, so that `040 12` finds it while one types. What is asked may carry `+49`, `0049`, a zero before the area
//! code, or none of them.

use crate::tokens;

/// Digits that count; E.164 allows 15.
const LONGEST: usize = 20;
/// Digits below which nothing is taken for a number.
const SHORTEST: usize = 4;

/// A number, split as far as it tells.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Number {
    /// With the country, where it was given.
    digits: String,
    /// Without country and without zeros before the area code.
    national: String,
    international: bool,
    /// Digits below which it says nothing.
    shortest: usize,
}

impl Number {
    /// Reads what people write for a number; nothing when there are too few digits.
    pub(crate) fn read(text: &str) -> Option<Number> {
        Number::read_from(text, SHORTEST)
    }

    /// The same for numbers of so many digits or more.
    pub(crate) fn read_from(text: &str, shortest: usize) -> Option<Number> {
        // `+49 (0)40` has a zero that is only dialled within the country.
        let text = text.replace("(0)", "");
        let digits: String = text.chars().filter(char::is_ascii_digit).take(LONGEST).collect();
        let abroad = if text.trim_start().starts_with('+') {
            Some(digits.as_str())
        } else {
            digits.strip_prefix("00")
        };
        let (digits, national) = match abroad {
            Some(digits) => (digits, digits.get(country(digits)..).unwrap_or_default()),
            None => (digits.as_str(), digits.as_str()),
        };
        let national = national.trim_start_matches('0').to_owned();
        let international = abroad.is_some();
        let digits = if international {
            digits.to_owned()
        } else {
            national.clone()
        };
        (digits.len() >= shortest).then_some(Number {
            shortest,
            digits,
            national,
            international,
        })
    }

    /// The tokens of this number in a document.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = String> {
        [self.end(), self.beginning().unwrap_or_default()]
            .into_iter()
            .filter(|token| !token.is_empty())
    }

    /// The token of the whole number as it was given; as a beginning, of numbers that end so.
    pub(crate) fn end(&self) -> String {
        let backwards: String = self.digits.chars().rev().collect();
        format!("{}{backwards}", tokens::NUMBER_END)
    }

    /// The token of the national number; as a beginning, of numbers that begin so.
    pub(crate) fn beginning(&self) -> Option<String> {
        (self.national.len() >= self.shortest).then(|| format!("{}{}", tokens::NUMBER, self.national))
    }

    /// Whether the country was given.
    pub(crate) fn is_international(&self) -> bool {
        self.international
    }
}

/// Length of the country's code at the beginning of international digits, by the list of the ITU.
fn country(digits: &str) -> usize {
    let two: u32 = digits.get(..2).and_then(|two| two.parse().ok()).unwrap_or(0);
    match two {
        10..=19 | 70..=79 => 1,
        20 | 27 | 30..=34 | 36 | 39..=41 | 43..=49 | 51..=58 | 60..=66 | 81 | 82 | 84 | 86 | 90..=95 | 98 => {
            2
        }
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> (String, String) {
        let number = Number::read(text).unwrap();
        (number.digits, number.national)
    }

    #[test]
    fn notations() {
        let hamburg = ("494012345".to_owned(), "4012345".to_owned());
        for text in ["+494012345", "+49 40 1234-5", "0049 40/12345", "+49 (0)40 12345"] {
            assert_eq!(read(text), hamburg, "{text}");
        }
        for text in ["040/1234-5", "(040) 12345", "40 12 345"] {
            assert_eq!(read(text), ("4012345".to_owned(), "4012345".to_owned()), "{text}");
        }
        assert_eq!(read("+39 06 6982"), ("39066982".to_owned(), "66982".to_owned()));
        assert_eq!(read("+1 212 5550").1, "2125550");
        assert_eq!(read("+352 27123").1, "27123");
    }

    #[test]
    fn too_few_digits_are_no_number() {
        for text in ["", "+", "123", "000 12", "+49", "x", "(0)"] {
            assert_eq!(Number::read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn anything_can_be_read(text in ".{0,80}|[0-9+() /.-]{0,80}") {
            if let Some(number) = Number::read(&text) {
                prop_assert!(number.tokens().all(|token| token.len() <= LONGEST + 1));
            }
        }
    }
}
