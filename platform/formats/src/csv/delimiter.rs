//! What stands between cells: one character or several, of any script: `;`, `||`, `§`.

use std::ops::Deref;

/// Most bytes of it.
const MAX: usize = 16;

/// What stands between cells.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Delimiter {
    bytes: [u8; MAX],
    length: u8,
}

impl Delimiter {
    /// A text, unless it is empty, too long, or means something else: quotes and ends of lines do. `\t` is a tabulator, as
    /// it is written where none can be typed.
    pub fn new(text: &str) -> Option<Delimiter> {
        let text = text.replace("\\t", "\t");
        let means_more = |ch: char| matches!(ch, '"' | '\n' | '\r');
        if text.is_empty() || text.len() > MAX || text.contains(means_more) {
            return None;
        }
        let mut bytes = [0; MAX];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Some(Delimiter {
            bytes,
            length: text.len() as u8,
        })
    }

    /// One character of ASCII.
    pub const fn ascii(byte: u8) -> Delimiter {
        let mut bytes = [0; MAX];
        bytes[0] = byte;
        Delimiter { bytes, length: 1 }
    }

    /// As a text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self).into_owned()
    }

    /// Whether a text begins with it; nothing while more has to be read to know.
    pub fn begins(&self, text: &[u8], whole: bool) -> Option<bool> {
        match text.starts_with(self) {
            false if !whole && text.len() < self.len() && self.starts_with(text) => None,
            found => Some(found),
        }
    }
}

impl Deref for Delimiter {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

impl std::fmt::Debug for Delimiter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.text().fmt(f)
    }
}

/// What may stand between the cells of a text besides what is usual: what stands between the names of its columns and is
/// several characters, or one beyond ASCII. Each once, in order.
pub fn unusual(head: &str) -> Vec<Delimiter> {
    let line = head
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let mut found: Vec<Delimiter> = Vec::new();
    for run in runs(line) {
        if run.len() > 1
            && found.len() < MOST
            && let Some(delimiter) = Delimiter::new(run)
            && !found.contains(&delimiter)
        {
            found.push(delimiter);
        }
    }
    found
}

/// Unusual delimiters that are tried.
const MOST: usize = 8;

/// Runs of characters that are no part of words.
fn runs(line: &str) -> impl Iterator<Item = &str> {
    let in_words = |ch: char| {
        ch.is_alphanumeric()
            || (ch.is_whitespace() && ch != '\t')
            || matches!(ch, '"' | '\'' | '.' | '-' | '_' | '/' | '(' | ')' | '[' | ']')
    };
    line.split(in_words).filter(|run| !run.is_empty())
}

/// Whether a character stands between names of columns only together with others: `|`, where it is `||` that separates.
pub fn is_part_of(head: &str, single: Delimiter, several: Delimiter) -> bool {
    let line = head
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let [byte] = *single else { return false };
    several.contains(&byte)
        && runs(line)
            .filter(|run| run.as_bytes().contains(&byte))
            .all(|run| run.as_bytes() == &*several)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_lines_separate_no_cells() {
        for text in ["", "\"", "a\nb", "\r", "seventeen letters"] {
            assert_eq!(Delimiter::new(text), None, "{text:?}");
        }
        assert_eq!(&*Delimiter::new("\\t").unwrap(), b"\t");
        assert_eq!(Delimiter::new("¦").unwrap().text(), "¦");
    }

    #[test]
    fn what_stands_between_names_may_separate() {
        let texts = |head: &str| -> Vec<String> { unusual(head).iter().map(Delimiter::text).collect() };
        assert_eq!(texts("\n\"Name\"||Ort (kurz)||\"PLZ\"\na;;b"), ["||"]);
        assert_eq!(texts("Name§Betrag €;x"), ["§", "€;"]);
        assert_eq!(texts("Name;Ort;E-Mail/Web"), [""; 0]);
    }
}
