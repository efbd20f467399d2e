//! Text out of documents, for search: PDF, DOCX, ODT, XLSX and their kin, HTML, mail, plain text.
//!
//! Documents come from anywhere, and the formats are old and large. So this is a crate that knows nothing of Kontor, and
//! the program runs it in a process of its own ([`child`]) with limits on memory and time: whatever a document does,
//! the server only learns that it has no text. Within these bounds everything here is bounded again: what a zip unpacks
//! to, how deep XML goes, how much text comes out. Nothing outside of the document is ever read, and no entity of a
//! document type is expanded.
//!
//! Start reading at [`text`]; each format is a file.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that can't go on fails"))]

pub mod child;
mod html;
mod mail;
mod office;
mod pdf;
mod plain;

#[cfg(test)]
mod tests;

/// Bytes of text that are taken of a document; the rest is left out.
pub const MOST_TEXT: usize = 1_000_000;
/// Bytes of the largest document that is looked at.
pub const MOST_CONTENT: usize = 64 << 20;
/// How deep documents are followed into documents: attachments of attached mails.
const DEPTH: usize = 3;

/// Why a document has no text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// Of a kind that has none, or that is not known.
    Unsupported,
    /// It is not what it says, or ends too early.
    Broken,
    /// It needs a password.
    Locked,
    /// It, or what it unpacks to, is too large.
    TooLarge,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Refusal; 4] = [
        Refusal::Unsupported,
        Refusal::Broken,
        Refusal::Locked,
        Refusal::TooLarge,
    ];

    /// The word that is recorded.
    pub fn as_str(self) -> &'static str {
        match self {
            Refusal::Unsupported => "unsupported",
            Refusal::Broken => "broken",
            Refusal::Locked => "locked",
            Refusal::TooLarge => "too_large",
        }
    }
}

/// The text of a document. `kind` is its media type as far as somebody knows it; what the content says counts more.
pub fn text(kind: &str, content: &[u8]) -> Result<String, Refusal> {
    let mut out = Out::default();
    into(kind, content, 0, &mut out)?;
    Ok(out.text)
}

fn into(kind: &str, content: &[u8], depth: usize, out: &mut Out) -> Result<(), Refusal> {
    if content.len() > MOST_CONTENT {
        return Err(Refusal::TooLarge);
    }
    let kind = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let head = &content[..content.len().min(1_024)];
    if content.is_empty() {
        return Ok(());
    }
    if head.windows(5).any(|window| window == b"%PDF-") {
        // Its library was written for well-meaning documents.
        return quietly(|| pdf::read(content, out));
    }
    if content.starts_with(b"PK\x03\x04") {
        return office::read(content, out);
    }
    if kind == "message/rfc822" {
        return mail::read(content, depth, out);
    }
    let begins = String::from_utf8_lossy(head).trim_start().to_ascii_lowercase();
    if matches!(kind.as_str(), "text/html" | "application/xhtml+xml")
        || begins.starts_with("<!doctype html")
        || begins.starts_with("<html")
    {
        return html::read(content, out);
    }
    if kind.starts_with("text/") || matches!(kind.as_str(), "application/json" | "application/xml") {
        return plain::read(content, out);
    }
    Err(Refusal::Unsupported)
}

/// Turns a panic into a refusal.
fn quietly(act: impl FnOnce() -> Result<(), Refusal>) -> Result<(), Refusal> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(act)).unwrap_or(Err(Refusal::Broken))
}

/// The text that has come out so far.
#[derive(Default)]
struct Out {
    text: String,
}

impl Out {
    /// Adds text; says whether there is room for more.
    fn push(&mut self, text: &str) -> bool {
        let room = MOST_TEXT.saturating_sub(self.text.len());
        let mut end = text.len().min(room);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.text.extend(text[..end].chars().filter(|c| *c != '\0'));
        !self.is_full()
    }

    /// Parts what comes from what there is.
    fn space(&mut self, separator: char) {
        if !self.is_full() && !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
            self.text.push(separator);
        }
    }

    fn is_full(&self) -> bool {
        // Room for less than one character is none.
        self.text.len() + 4 > MOST_TEXT
    }
}
