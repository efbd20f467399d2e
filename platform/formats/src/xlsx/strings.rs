//! The texts of a workbook stand in one list that all cells point into. A list that is too large for memory goes into a
//! file that is gone with its reader.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use crate::source::Place;

/// Bytes kept in memory.
const IN_MEMORY: usize = 32 << 20;
const BLOCK: u64 = 32 * 1024;
/// Blocks of the file that are kept.
const BLOCKS: usize = 256;

/// Texts by number.
pub struct Strings {
    texts: Pile,
    ends: Pile,
    count: u64,
}

impl Strings {
    /// None yet.
    pub fn new(place: &Place) -> Strings {
        Strings {
            texts: Pile::new(place, IN_MEMORY),
            ends: Pile::new(place, IN_MEMORY / 2),
            count: 0,
        }
    }

    /// Adds the next one.
    pub fn push(&mut self, text: &str) -> io::Result<()> {
        self.texts.push(text.as_bytes())?;
        self.ends.push(&self.texts.length.to_le_bytes())?;
        self.count += 1;
        Ok(())
    }

    /// The text with a number.
    pub fn get(&mut self, number: u64) -> io::Result<Option<String>> {
        if number >= self.count {
            return Ok(None);
        }
        let mut ends = [0; 16];
        match number {
            0 => self.ends.read(0, &mut ends[8..])?,
            _ => self.ends.read((number - 1) * 8, &mut ends)?,
        }
        let (begin, end) = ends.split_at(8);
        let number = |bytes: &[u8]| bytes.try_into().map(u64::from_le_bytes).unwrap_or_default();
        let (begin, end) = (number(begin), number(end));
        let mut text = vec![0; end.saturating_sub(begin) as usize];
        self.texts.read(begin, &mut text)?;
        String::from_utf8(text).map(Some).map_err(io::Error::other)
    }
}

/// Bytes that are added at the end and read from anywhere.
struct Pile {
    place: Place,
    memory: Vec<u8>,
    limit: usize,
    file: Option<BufWriter<File>>,
    length: u64,
    /// How much of the file is in it, and not only on the way.
    flushed: u64,
    blocks: Vec<(u64, Vec<u8>)>,
}

impl Pile {
    fn new(place: &Place, limit: usize) -> Pile {
        Pile {
            place: place.clone(),
            memory: Vec::new(),
            limit,
            file: None,
            length: 0,
            flushed: 0,
            blocks: Vec::new(),
        }
    }

    fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len() as u64;
        if let Some(file) = &mut self.file {
            return file.write_all(bytes);
        }
        self.memory.extend_from_slice(bytes);
        if self.memory.len() > self.limit {
            let mut file = BufWriter::with_capacity(1 << 20, self.place.beside()?);
            file.write_all(&std::mem::take(&mut self.memory))?;
            self.file = Some(file);
        }
        Ok(())
    }

    fn read(&mut self, at: u64, out: &mut [u8]) -> io::Result<()> {
        if self.file.is_none() {
            let from = usize::try_from(at).map_err(io::Error::other)?;
            let bytes = self.memory.get(from..from + out.len());
            out.copy_from_slice(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
            return Ok(());
        }
        let mut done = 0;
        while done < out.len() {
            let position = at + done as u64;
            let block = self.block(position / BLOCK)?;
            let from = (position % BLOCK) as usize;
            let bytes = block.get(from..).unwrap_or_default();
            let count = bytes.len().min(out.len() - done);
            if count == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
            }
            out[done..done + count].copy_from_slice(&bytes[..count]);
            done += count;
        }
        Ok(())
    }

    fn block(&mut self, number: u64) -> io::Result<&[u8]> {
        if self.blocks.is_empty() {
            self.blocks = vec![(u64::MAX, Vec::new()); BLOCKS];
        }
        let slot = (number % BLOCKS as u64) as usize;
        if self.blocks[slot].0 != number
            && let Some(file) = &mut self.file
        {
            if self.flushed < self.length {
                file.flush()?;
                self.flushed = self.length;
            }
            let file = file.get_mut();
            file.seek(SeekFrom::Start(number * BLOCK))?;
            let block = &mut self.blocks[slot];
            block.1.clear();
            Read::take(&mut *file, BLOCK).read_to_end(&mut block.1)?;
            block.0 = number;
        }
        Ok(&self.blocks[slot].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_too_large_for_memory_is_read_all_the_same() {
        let mut strings = Strings {
            texts: Pile::new(&Place::memory(b""), 1000),
            ends: Pile::new(&Place::memory(b""), 200),
            count: 0,
        };
        let text = |number: u64| format!("text {number} {}", "ä".repeat(number as usize % 50));
        for number in 0..20_000 {
            strings.push(&text(number)).unwrap();
        }
        for number in (0..20_000).rev().step_by(7).chain(0..100) {
            assert_eq!(strings.get(number).unwrap(), Some(text(number)));
        }
        assert_eq!(strings.get(20_000).unwrap(), None);
    }
}
