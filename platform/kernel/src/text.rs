//! Words for people: labels in the two languages, and the folding under which names sort and compare.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A language of the interface.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English, also what is used when nothing was asked for.
    #[default]
    En,
    /// German.
    De,
}

impl Locale {
    /// The better of the two for an `Accept-Language` header; English when it names neither.
    pub fn from_accept_language(header: &str) -> Locale {
        let mut best = (Locale::En, 0u32);
        for part in header.split(',').take(20) {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or("").trim().to_ascii_lowercase();
            let weight = pieces
                .find_map(|p| p.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()))
                .map_or(1000, |q| (q.clamp(0.0, 1.0) * 1000.0) as u32);
            let locale = match tag.split('-').next() {
                Some("de") => Locale::De,
                Some("en") => Locale::En,
                _ => continue,
            };
            if weight > best.1 {
                best = (locale, weight);
            }
        }
        best.0
    }
}

/// A text in both languages of the interface, `{"en": ..., "de": ...}` on the wire.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Text {
    /// English.
    pub en: String,
    /// German.
    pub de: String,
}

impl Text {
    /// From both languages.
    pub fn new(en: impl Into<String>, de: impl Into<String>) -> Text {
        Text {
            en: en.into(),
            de: de.into(),
        }
    }

    /// In the language asked for; the other one where that is empty.
    pub fn get(&self, locale: Locale) -> &str {
        let (first, second) = match locale {
            Locale::En => (&self.en, &self.de),
            Locale::De => (&self.de, &self.en),
        };
        if first.is_empty() { second } else { first }
    }
}

/// The key under which text sorts and compares loosely: lower case, accents stripped, `ß` as `ss`.
///
/// So `Müller` folds to `muller` and sorts among the `u`s as in DIN 5007-1. The result is compared
/// bytewise on both databases.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for ch in text
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
    {
        match ch {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'þ' => out.push_str("th"),
            other if is_combining_mark(other) => {}
            other => out.push(other),
        }
    }
    out
}

/// Text as it is stored: composed form (NFC), so that equal looking text is equal.
pub fn normalize(text: &str) -> String {
    if text.is_ascii() {
        text.to_owned()
    } else {
        text.nfc().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_fold_as_they_sort() {
        assert_eq!(fold("Müller"), "muller");
        assert_eq!(fold("STRAẞE Weiß"), "strasse weiss");
        assert_eq!(fold("Łódź Ørsted İzmir"), "lodz orsted izmir");
    }

    #[test]
    fn the_header_decides_the_language() {
        assert_eq!(
            Locale::from_accept_language("de-AT,de;q=0.9,en;q=0.8"),
            Locale::De
        );
        assert_eq!(Locale::from_accept_language("fr, en;q=0.3, de;q=0.5"), Locale::De);
        assert_eq!(Locale::from_accept_language("fr"), Locale::En);
        assert_eq!(Locale::from_accept_language(""), Locale::En);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
