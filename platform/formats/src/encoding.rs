//! How text is written: found out from the bytes, and turned into UTF-8 while it is read. What is no text in its
//! encoding becomes a byte that is no UTF-8 either, so that the row it stands in is told and not quietly mended.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::source::{Source, fill};

/// What is read of a file to find out how it is written.
const LOOKED_AT: u64 = 64 << 20;
const BLOCK: usize = 64 * 1024;
/// A byte that is never part of UTF-8.
const BAD: u8 = 0xFF;
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// An encoding by its name, as the web knows it: `latin1`, `windows-1252`, `utf-16le`.
pub fn named(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label(name.as_bytes())
}

/// The encoding of a text; `None` for what is no text at all.
pub fn detect(source: impl Read) -> io::Result<Option<&'static Encoding>> {
    let mut source = source.take(LOOKED_AT);
    let mut block = vec![0; BLOCK];
    let mut held = 0;
    let (mut valid, mut invalid, mut first) = (0_u64, 0_u64, true);
    loop {
        let count = held + fill(&mut source, &mut block[held..])?;
        let last = count < block.len();
        if std::mem::take(&mut first) {
            if let Some((encoding, _)) = Encoding::for_bom(&block[..count]) {
                return Ok(Some(encoding));
            }
            match wide(&block[..count]) {
                Wide::Text(encoding) => return Ok(Some(encoding)),
                Wide::Binary => return Ok(None),
                Wide::No => {}
            }
        }
        held = weigh(&mut block, count, last, &mut valid, &mut invalid);
        if last {
            break;
        }
    }
    // A few stray bytes in a text full of umlauts are told row by row; a text without any whole one was written otherwise.
    Ok(Some(if invalid > valid { WINDOWS_1252 } else { UTF_8 }))
}

/// Counts whole and broken letters beyond ASCII in UTF-8; moves an unfinished one to the front and says how long it is.
fn weigh(block: &mut [u8], count: usize, last: bool, valid: &mut u64, invalid: &mut u64) -> usize {
    let beyond = |bytes: &[u8]| bytes.iter().filter(|byte| **byte >= 0xC0).count() as u64;
    let mut at = 0;
    loop {
        match std::str::from_utf8(&block[at..count]) {
            Ok(text) => {
                if !text.is_ascii() {
                    *valid += beyond(text.as_bytes());
                }
                return 0;
            }
            Err(error) => {
                let good = at + error.valid_up_to();
                *valid += beyond(&block[at..good]);
                match error.error_len() {
                    None if !last => {
                        block.copy_within(good..count, 0);
                        return count - good;
                    }
                    // The file ends within a letter: it was cut off, and that tells nothing.
                    None => return 0,
                    Some(length) => {
                        *invalid += 1;
                        at = good + length;
                    }
                }
            }
        }
    }
}

enum Wide {
    Text(&'static Encoding),
    Binary,
    No,
}

/// UTF-16 without a mark shows in zeros beside the letters of ASCII; zeros anywhere else are in no text.
fn wide(head: &[u8]) -> Wide {
    let plain = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    let (pairs, _) = head.as_chunks::<2>();
    let little = pairs
        .iter()
        .filter(|[low, high]| *high == 0 && plain(*low))
        .count();
    let big = pairs
        .iter()
        .filter(|[high, low]| *high == 0 && plain(*low))
        .count();
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    match zeros {
        0 => Wide::No,
        _ if little > 4 * big && little * 10 > pairs.len() => Wide::Text(UTF_16LE),
        _ if big > 4 * little && big * 10 > pairs.len() => Wide::Text(UTF_16BE),
        zeros if zeros * 100 > head.len() => Wide::Binary,
        _ => Wide::No,
    }
}

/// The same text in UTF-8, without byte order mark.
pub fn utf8(source: Source, encoding: &'static Encoding) -> Source {
    Box::new(Utf8 {
        source,
        // UTF-8 is passed on as it is: whoever reads it checks it row by row.
        decoder: (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal()),
        input: vec![0; BLOCK],
        ready: Vec::new(),
        at: 0,
        begun: false,
        done: false,
    })
}

struct Utf8 {
    source: Source,
    decoder: Option<Decoder>,
    input: Vec<u8>,
    ready: Vec<u8>,
    at: usize,
    begun: bool,
    done: bool,
}

impl Utf8 {
    fn refill(&mut self) -> io::Result<()> {
        let count = fill(&mut self.source, &mut self.input)?;
        let mut input = &self.input[..count];
        self.done = count < self.input.len();
        self.ready.clear();
        self.at = 0;
        let begun = std::mem::replace(&mut self.begun, true);
        let Some(decoder) = &mut self.decoder else {
            if !begun {
                input = input.strip_prefix(BOM).unwrap_or(input);
            }
            self.ready.extend_from_slice(input);
            return Ok(());
        };
        loop {
            let from = self.ready.len();
            let room = decoder
                .max_utf8_buffer_length_without_replacement(input.len())
                .unwrap_or(4 * BLOCK);
            self.ready.resize(from + room, 0);
            let (result, read, written) =
                decoder.decode_to_utf8_without_replacement(input, &mut self.ready[from..], self.done);
            self.ready.truncate(from + written);
            input = &input[read..];
            match result {
                DecoderResult::Malformed(..) => self.ready.push(BAD),
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => {}
            }
        }
    }
}

impl Read for Utf8 {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() {
            if self.done {
                return Ok(0);
            }
            self.refill()?;
        }
        let count = (self.ready.len() - self.at).min(buffer.len());
        buffer[..count].copy_from_slice(&self.ready[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::UTF_16LE;

    use super::*;

    fn read(bytes: &[u8]) -> (Option<&'static str>, Vec<u8>) {
        let encoding = detect(bytes).unwrap();
        let mut text = Vec::new();
        if let Some(encoding) = encoding {
            let source: Source = Box::new(io::Cursor::new(bytes.to_vec()));
            utf8(source, encoding).read_to_end(&mut text).unwrap();
        }
        (encoding.map(|encoding| encoding.name()), text)
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let unit = |unit: u16| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        };
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn text_is_found_out_and_read_in_many_encodings() {
        let text = "Name;Ort\nJürgen Groß;Köln €\n";
        let (latin, ..) = WINDOWS_1252.encode(text);
        for (bytes, name) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            (["\u{feff}", text].concat().into_bytes(), "UTF-8"),
            (utf16(text, false), "UTF-16LE"),
            (utf16(text, true), "UTF-16BE"),
            (utf16(&["\u{feff}", text].concat(), false), "UTF-16LE"),
            (utf16(&["\u{feff}", text].concat(), true), "UTF-16BE"),
            (latin.into_owned(), "windows-1252"),
        ] {
            assert_eq!(read(&bytes), (Some(name), text.as_bytes().to_vec()));
        }
        assert_eq!(read(b"PK\0\x01\0\0\x02\0binary\0").0, None);
    }

    #[test]
    fn letters_across_blocks_are_whole() {
        let text = "aä€😀\n".repeat(BLOCK / 3);
        assert_eq!(read(text.as_bytes()), (Some("UTF-8"), text.clone().into_bytes()));
        assert_eq!(read(&utf16(&text, true)), (Some("UTF-16BE"), text.into_bytes()));
    }

    #[test]
    fn what_is_no_text_stays_visible() {
        let mut mixed = "Müller, Möller, Groß\n".repeat(3).into_bytes();
        mixed.extend(b"M\xFCller\n");
        assert_eq!(read(&mixed), (Some("UTF-8"), mixed.clone()));
        let mut torn = utf16("\u{feff}ab\n", false);
        torn.extend([0x00, 0xDC, b'c', 0]);
        let source: Source = Box::new(io::Cursor::new(torn));
        let mut text = Vec::new();
        utf8(source, UTF_16LE).read_to_end(&mut text).unwrap();
        assert_eq!(text, b"ab\n\xFFc");
    }
}
