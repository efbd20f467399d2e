//! XML as a stream of tags and text, for files from outside: no document types and so no entities of their own, no
//! depth or text without end.

use std::borrow::Cow;
use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::source::Source;

/// Most bytes of a tag or text.
const MAX_PIECE: u64 = 32 << 20;
/// Tags within tags.
const MAX_DEPTH: u32 = 64;
const BLOCK: usize = 64 * 1024;

/// A document.
pub struct Xml {
    reader: Reader<BufReader<Leash>>,
    buffer: Vec<u8>,
    depth: u32,
    left: Arc<AtomicU64>,
}

/// A piece of a document.
pub enum Node<'a> {
    /// A tag that opens; what is empty closes at once.
    Open(BytesStart<'a>),
    /// A tag that closes, by its name without prefix.
    Close(Name),
    /// Text.
    Text(Cow<'a, str>),
    /// A comment or the like.
    Other,
    /// The end of the document.
    End,
}

/// The first letters of a tag's name, without allocation: more than those of interest have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Name([u8; 16]);

impl Name {
    fn new(name: &str) -> Name {
        let mut bytes = [0; 16];
        let length = name.len().min(16);
        bytes[..length].copy_from_slice(&name.as_bytes()[..length]);
        Name(bytes)
    }

    /// Whether it is this one.
    pub fn is(&self, name: &str) -> bool {
        *self == Name::new(name)
    }
}

impl Xml {
    /// Begins to read.
    pub fn new(source: Source) -> Xml {
        let left = Arc::new(AtomicU64::new(0));
        let leash = Leash {
            source,
            left: left.clone(),
        };
        let mut reader = Reader::from_reader(BufReader::with_capacity(BLOCK, leash));
        reader.config_mut().expand_empty_elements = true;
        Xml {
            reader,
            buffer: Vec::new(),
            depth: 0,
            left,
        }
    }

    /// The next piece.
    ///
    /// # Errors
    /// Whatever is no well-formed document within the bounds.
    pub fn next(&mut self) -> io::Result<Node<'_>> {
        self.buffer.clear();
        if self.buffer.capacity() > 16 * BLOCK {
            self.buffer.shrink_to(BLOCK);
        }
        self.left.store(MAX_PIECE, Ordering::Relaxed);
        let event = self
            .reader
            .read_event_into(&mut self.buffer)
            .map_err(|error| match error {
                quick_xml::Error::Io(cause) => io::Error::new(cause.kind(), cause),
                error => io::Error::new(io::ErrorKind::InvalidData, error),
            })?;
        Ok(match event {
            Event::Start(tag) | Event::Empty(tag) => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(refused("tags are nested too deeply"));
                }
                Node::Open(tag)
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                Node::Close(Name::new(tag.local_name().into_inner()))
            }
            Event::Text(text) => Node::Text(text.xml10_content()),
            Event::CData(text) => Node::Text(text.xml10_content()),
            Event::GeneralRef(reference) => {
                let ch = match reference.resolve_char_ref().map_err(io::Error::other)? {
                    Some(ch) => ch,
                    None => match &*reference {
                        "lt" => '<',
                        "gt" => '>',
                        "amp" => '&',
                        "quot" => '"',
                        "apos" => '\'',
                        _ => return Err(refused("entities are not read")),
                    },
                };
                Node::Text(String::from(ch).into())
            }
            Event::DocType(_) => return Err(refused("document types are not read")),
            Event::Eof if self.depth > 0 => return Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
            Event::Eof => Node::End,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Node::Other,
        })
    }
}

/// The name of a tag, without prefix.
pub fn name(tag: &BytesStart<'_>) -> Name {
    Name::new(tag.local_name().into_inner())
}

/// An attribute, by its name with prefix.
pub fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok()??;
    let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

fn refused(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// Gives only so many bytes for one piece.
struct Leash {
    source: Source,
    left: Arc<AtomicU64>,
}

impl Read for Leash {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        let left = self.left.load(Ordering::Relaxed);
        if count as u64 > left {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        self.left.store(left - count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
