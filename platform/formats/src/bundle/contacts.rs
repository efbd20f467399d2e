//! Contacts that lie in many files of a zip, one after the other as one list, each in its own encoding.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::Arc;

use encoding_rs::{UTF_16BE, UTF_16LE};

use crate::archive::{Archive, Member};
use crate::encoding;
use crate::source::{Source, fill};

/// Marks the bytes of a text as UTF-8.
const MARK: &[u8; 3] = b"\xEF\xBB\xBF";

/// The text of all members, as bytes in which lines may have charsets of their own.
pub fn joined(archive: &Arc<Archive>, members: &[Member]) -> Source {
    Box::new(Joined {
        archive: archive.clone(),
        left: members.iter().cloned().collect(),
        now: None,
    })
}

struct Joined {
    archive: Arc<Archive>,
    left: VecDeque<Member>,
    now: Option<Source>,
}

impl Joined {
    /// A file without its mark, and not wide.
    fn open(&self, member: &Member) -> io::Result<Source> {
        let read = || {
            self.archive
                .read(member)
                .map_err(|error| io::Error::other(error.detail))
        };
        let mut head = [0; MARK.len()];
        let mut source = read()?;
        let count = fill(&mut source, &mut head)?;
        let wide = match &head[..count.min(2)] {
            b"\xFF\xFE" => UTF_16LE,
            b"\xFE\xFF" => UTF_16BE,
            _ if head == *MARK => return Ok(source),
            _ => return Ok(Box::new(io::Cursor::new(head[..count].to_vec()).chain(source))),
        };
        Ok(encoding::utf8(read()?, wide))
    }
}

impl Read for Joined {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(source) = &mut self.now {
                let count = source.read(buffer)?;
                if count == 0 {
                    // The last line of a file may have no end.
                    self.now = None;
                    buffer[0] = b'\n';
                    return Ok(1);
                }
                return Ok(count);
            }
            match self.left.pop_front() {
                Some(member) => self.now = Some(self.open(&member)?),
                None => return Ok(0),
            }
        }
    }
}
