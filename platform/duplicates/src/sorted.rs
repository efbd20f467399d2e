//! The keys of all records in their order, sorted on the disk: a million records have more keys than should be held in
//! memory, and put into the database as they come they would touch another page of it each.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use kontor_kernel::{Error, Id, Result};

/// Files that the keys are spread over, each with keys greater than those of the file before.
pub(crate) const PARTS: usize = 64;
/// Bytes of a key and its record.
const ENTRY: usize = 24;

/// Keys on the disk; the files are gone with this value, whatever happens.
pub(crate) struct Sorter {
    parts: Vec<BufWriter<File>>,
}

impl Sorter {
    pub fn new(folder: &Path) -> Result<Sorter> {
        let files = (0..PARTS).map(|_| tempfile::tempfile_in(folder).map(BufWriter::new));
        let parts = files.collect::<Result<_, _>>().map_err(Error::disk)?;
        Ok(Sorter { parts })
    }

    pub fn add(&mut self, key: i64, record: Id) -> Result<()> {
        let mut entry = [0; ENTRY];
        entry[..8].copy_from_slice(&key.to_be_bytes());
        entry[8..].copy_from_slice(record.as_bytes());
        self.parts[part(key)].write_all(&entry).map_err(Error::disk)
    }

    /// One part in its order. The parts follow each other.
    pub fn read(&mut self, part: usize) -> Result<Vec<(i64, Id)>> {
        let out = &mut self.parts[part];
        let mut bytes = Vec::new();
        // `seek` writes out first what is still in memory.
        out.seek(SeekFrom::Start(0)).map_err(Error::disk)?;
        out.get_mut().read_to_end(&mut bytes).map_err(Error::disk)?;
        let mut entries: Vec<(i64, Id)> = bytes.chunks_exact(ENTRY).map(entry).collect();
        entries.sort_unstable();
        entries.dedup();
        Ok(entries)
    }
}

/// Negative keys come first.
fn part(key: i64) -> usize {
    let place = (key as u64) ^ (1 << 63);
    (place >> (64 - PARTS.trailing_zeros())) as usize
}

fn entry(bytes: &[u8]) -> (i64, Id) {
    let (mut key, mut record) = ([0; 8], [0; 16]);
    key.copy_from_slice(&bytes[..8]);
    record.copy_from_slice(&bytes[8..]);
    (i64::from_be_bytes(key), Id::from_bytes(record))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_added_comes_back_once_and_in_order(
            keys in prop::collection::vec((any::<i64>(), any::<[u8; 16]>()), 0..300)
        ) {
            let folder = tempfile::tempdir().unwrap();
            let mut sorter = Sorter::new(folder.path()).unwrap();
            let mut expected: Vec<(i64, Id)> =
                keys.iter().map(|(key, record)| (*key, Id::from_bytes(*record))).collect();
            for (key, record) in expected.iter().chain(expected.first()) {
                sorter.add(*key, *record).unwrap();
            }
            expected.sort_unstable();
            expected.dedup();
            let found: Vec<(i64, Id)> = (0..PARTS).flat_map(|part| sorter.read(part).unwrap()).collect();
            prop_assert_eq!(found, expected);
            prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }
}
