//! The lines of contacts: folded, quoted-printable, in a charset of their own, with parameters in the manners of three
//! versions.

use std::borrow::Cow;
use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::row::{MAX_PICTURE, MAX_ROW};
use crate::source::fill;

const BLOCK: usize = 64 * 1024;
/// Most bytes of a line with all it was folded into: a picture in base64.
const MAX_LINE: usize = MAX_PICTURE / 3 * 4 + MAX_ROW;

/// A property: `item1.TEL;TYPE=home:040 123`.
#[derive(Clone, Debug, Default)]
pub struct Property {
    /// `ITEM1`
    pub group: String,
    /// `TEL`
    pub name: String,
    /// Parameters by name in capitals; those of version 2.1 without a name are types.
    pub params: Vec<(String, String)>,
    /// Its value, decoded but for its escapes.
    pub value: String,
}

impl Property {
    /// The first value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Its types, in small letters.
    pub fn types(&self) -> impl Iterator<Item = String> {
        self.params
            .iter()
            .filter(|(key, _)| key == "TYPE")
            .flat_map(|(_, value)| value.split(','))
            .map(|kind| kind.trim().to_ascii_lowercase())
    }

    /// Whether its value is written in base64.
    pub fn is_base64(&self) -> bool {
        self.param("ENCODING").is_some_and(|encoding| {
            encoding.eq_ignore_ascii_case("b") || encoding.eq_ignore_ascii_case("base64")
        })
    }
}

/// The properties of a file, one after the other.
pub struct Lines<R> {
    source: R,
    buffer: Vec<u8>,
    begin: usize,
    end: usize,
    whole: bool,
}

/// What became of a line.
pub enum Line {
    /// A property.
    Property(Property),
    /// Something else, or nothing.
    Other,
    /// It is too long, and was passed over.
    TooLong,
}

impl<R: Read> Lines<R> {
    /// The lines of a text in whatever encoding its properties say.
    pub fn new(source: R) -> Lines<R> {
        Lines {
            source,
            buffer: vec![0; BLOCK],
            begin: 0,
            end: 0,
            whole: false,
        }
    }

    /// The next property.
    pub fn next(&mut self) -> io::Result<Option<Line>> {
        let Some(first) = self.physical()? else {
            return Ok(None);
        };
        let mut line = first;
        let Some(colon) = colon(&line) else {
            return Ok(Some(Line::Other));
        };
        let head = String::from_utf8_lossy(&line[..colon]).to_ascii_uppercase();
        let quoted = head.contains("QUOTED-PRINTABLE");
        let base64 = head.contains("BASE64") || head.contains("ENCODING=B");
        let mut long = false;
        loop {
            let soft = quoted && line.last() == Some(&b'=');
            let Some(next) = self.peek()? else { break };
            let folded = matches!(next.first(), Some(b' ' | b'\t'));
            let bare = base64
                && !next.is_empty()
                && next.iter().all(|byte| is_base64(*byte))
                && !next.ends_with(b":");
            if !soft && !folded && !bare {
                break;
            }
            if soft {
                line.pop();
            }
            let next = self.physical()?.unwrap_or_default();
            let from = usize::from(folded && !soft);
            if line.len() + next.len() > MAX_LINE {
                long = true;
            } else {
                line.extend_from_slice(&next[from..]);
            }
        }
        if long || line.len() > MAX_LINE {
            return Ok(Some(Line::TooLong));
        }
        Ok(Some(property(&line).map_or(Line::Other, Line::Property)))
    }

    /// A line as it stands, without its end.
    fn physical(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Some((line, length)) = self.look()? else {
            return Ok(None);
        };
        self.begin += length;
        Ok(Some(line))
    }

    fn peek(&mut self) -> io::Result<Option<Vec<u8>>> {
        Ok(self.look()?.map(|(line, _)| line))
    }

    fn look(&mut self) -> io::Result<Option<(Vec<u8>, usize)>> {
        loop {
            let data = &self.buffer[self.begin..self.end];
            match memchr::memchr2(b'\n', b'\r', data) {
                Some(at) if data[at] == b'\n' => return Ok(Some((data[..at].to_vec(), at + 1))),
                // The line feed may not be here yet.
                Some(at) if at + 1 < data.len() || self.whole => {
                    let pair = usize::from(data.get(at + 1) == Some(&b'\n'));
                    return Ok(Some((data[..at].to_vec(), at + 1 + pair)));
                }
                None if self.whole && data.is_empty() => return Ok(None),
                None if self.whole || data.len() > MAX_LINE => return Ok(Some((data.to_vec(), data.len()))),
                _ => {}
            }
            self.buffer.copy_within(self.begin..self.end, 0);
            (self.begin, self.end) = (0, self.end - self.begin);
            let room = (self.end * 2).max(BLOCK);
            if self.buffer.len() < room || self.buffer.len() > 4 * room {
                self.buffer.resize(room, 0);
            }
            let count = fill(&mut self.source, &mut self.buffer[self.end..])?;
            self.whole = self.end + count < self.buffer.len();
            self.end += count;
        }
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// Where the value begins: the first colon outside of quotes.
fn colon(line: &[u8]) -> Option<usize> {
    let mut quoted = false;
    for (at, byte) in line.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b':' if !quoted => return Some(at),
            _ => {}
        }
    }
    memchr::memchr(b':', line)
}

fn property(line: &[u8]) -> Option<Property> {
    let colon = colon(line)?;
    let head = text(&line[..colon], None);
    let mut parts = split(&head, ';').into_iter();
    let name = parts.next()?.trim().to_ascii_uppercase();
    let (group, name) = match name.rsplit_once('.') {
        Some((group, name)) => (group.to_owned(), name.to_owned()),
        None => (String::new(), name),
    };
    let sound = !name.is_empty()
        && name.len() <= 200
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !sound {
        return None;
    }
    let params: Vec<(String, String)> = parts.map(|part| param(part.trim())).collect();
    let mut property = Property {
        group,
        name,
        params,
        value: String::new(),
    };
    let bytes = &line[colon + 1..];
    let charset = property
        .param("CHARSET")
        .and_then(|label| Encoding::for_label(label.as_bytes()));
    let quoted = property
        .param("ENCODING")
        .is_some_and(|encoding| encoding.eq_ignore_ascii_case("QUOTED-PRINTABLE"));
    property.value = match quoted {
        true => text(&unquoted(bytes), charset).into_owned(),
        false => text(bytes, charset).into_owned(),
    };
    Some(property)
}

/// `TYPE=home`, or in version 2.1 only `HOME`.
fn param(part: &str) -> (String, String) {
    match part.split_once('=') {
        Some((name, value)) => {
            let value = value
                .replace('"', "")
                .replace("^n", "\n")
                .replace("^'", "\"")
                .replace("^^", "^");
            (name.trim().to_ascii_uppercase(), value)
        }
        None => {
            let bare = part.to_ascii_uppercase();
            let name = match bare.as_str() {
                "QUOTED-PRINTABLE" | "BASE64" | "B" | "8BIT" | "7BIT" => "ENCODING",
                _ => "TYPE",
            };
            (name.to_owned(), part.to_owned())
        }
    }
}

/// Splits outside of quotes.
fn split(text: &str, at: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut begin, mut quoted) = (0, false);
    for (place, ch) in text.char_indices() {
        if ch == '"' {
            quoted = !quoted;
        } else if ch == at && !quoted {
            parts.push(&text[begin..place]);
            begin = place + 1;
        }
    }
    parts.push(&text[begin..]);
    parts
}

/// Bytes in a charset; without one UTF-8, or what old programs wrote.
fn text<'a>(bytes: &'a [u8], charset: Option<&'static Encoding>) -> Cow<'a, str> {
    let charset = charset.unwrap_or_else(|| match std::str::from_utf8(bytes) {
        Ok(_) => UTF_8,
        Err(_) => WINDOWS_1252,
    });
    let (text, _) = charset.decode_without_bom_handling(bytes);
    text
}

/// The bytes of quoted-printable text.
fn unquoted(bytes: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = match bytes[at..] {
            [b'=', high, low, ..] => digit(high).zip(digit(low)),
            _ => None,
        };
        match code {
            Some((high, low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    out
}
