//! Text of PDF: what the pages draw, in the order in which they draw it.

use std::fmt;

use pdf_extract::{ConvertToFmt, Document, OutputError, PlainTextOutput, output_doc_page};

use crate::{Out, Refusal};

/// Pages that are read.
const MOST_PAGES: usize = 2_000;

/// Reads a document.
pub(crate) fn read(content: &[u8], out: &mut Out) -> Result<(), Refusal> {
    let mut document = Document::load_mem(content).map_err(|_| Refusal::Broken)?;
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(Refusal::Locked);
    }
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    if pages.len() > MOST_PAGES {
        return Err(Refusal::TooLarge);
    }
    let mut read = 0;
    for page in pages.iter().copied() {
        out.space('\n');
        match output_doc_page(&document, &mut PlainTextOutput::new(Bounded(out)), page) {
            // There is text enough.
            Err(OutputError::FormatError(_)) => return Ok(()),
            // One page of several may be wrong.
            outcome => read += usize::from(outcome.is_ok()),
        }
    }
    match read {
        0 if !pages.is_empty() => Err(Refusal::Broken),
        _ => Ok(()),
    }
}

/// Takes text until there is enough.
struct Bounded<'a>(&'a mut Out);

impl fmt::Write for Bounded<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.push(text) {
            Ok(())
        } else {
            Err(fmt::Error)
        }
    }
}

impl<'a> ConvertToFmt for Bounded<'a> {
    type Writer = Bounded<'a>;

    fn convert(self) -> Bounded<'a> {
        self
    }
}
