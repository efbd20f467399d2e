//! Plain text in the encodings people have.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::{Out, Refusal};

/// Reads a text.
pub(crate) fn read(content: &[u8], out: &mut Out) -> Result<(), Refusal> {
    let text = decoded(content, None);
    // A text has words; what is full of control characters only pretends.
    let odd = text
        .chars()
        .take(10_000)
        .filter(|c| c.is_control() && !c.is_whitespace())
        .count();
    if odd > 100 {
        return Err(Refusal::Unsupported);
    }
    out.push(&text);
    Ok(())
}

/// Text by its byte order mark, by what it is said to be, as UTF-8, or as Windows-1252, which anything can be.
pub(crate) fn decoded<'a>(content: &'a [u8], said: Option<&'static Encoding>) -> Cow<'a, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(content) {
        return encoding.decode_without_bom_handling(&content[mark..]).0;
    }
    if let Some(encoding) = said.filter(|encoding| *encoding != UTF_8) {
        return encoding.decode_without_bom_handling(content).0;
    }
    match std::str::from_utf8(content) {
        Ok(text) => Cow::Borrowed(text),
        // One that was cut in the middle of a letter is UTF-8 all the same.
        Err(error) if error.error_len().is_none() || error.valid_up_to() > content.len() / 2 => {
            String::from_utf8_lossy(content)
        }
        Err(_) => WINDOWS_1252.decode_without_bom_handling(content).0,
    }
}
