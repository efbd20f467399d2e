//! More entries than should be held in memory, sorted on the disk: each goes to the file of its part as it comes, and a
//! part at a time is read and sorted.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::marker::PhantomData;
use std::path::Path;

use kontor_kernel::{Error, Result};

/// What can be sorted on the disk: its bytes, of which all entries have as many.
pub(crate) trait Entry: Ord + Sized {
    type Bytes: AsRef<[u8]> + AsMut<[u8]> + Default;
    fn write(&self) -> Self::Bytes;
    fn read(bytes: &Self::Bytes) -> Self;
}

/// Entries on the disk; the files are gone with this value, whatever happens.
pub(crate) struct Sorter<T> {
    parts: Vec<BufWriter<File>>,
    entry: PhantomData<T>,
}

impl<T: Entry> Sorter<T> {
    pub fn new(folder: &Path, parts: usize) -> Result<Sorter<T>> {
        let files = (0..parts).map(|_| tempfile::tempfile_in(folder).map(BufWriter::new));
        let parts = files.collect::<Result<_, _>>().map_err(Error::disk)?;
        Ok(Sorter {
            parts,
            entry: PhantomData,
        })
    }

    pub fn add(&mut self, part: usize, entry: &T) -> Result<()> {
        self.parts[part]
            .write_all(entry.write().as_ref())
            .map_err(Error::disk)
    }

    /// One part in its order.
    pub fn read(&mut self, part: usize) -> Result<Vec<T>> {
        let out = &mut self.parts[part];
        // `seek` writes out first what is still in memory.
        let length = out.stream_position().map_err(Error::disk)?;
        out.seek(SeekFrom::Start(0)).map_err(Error::disk)?;
        let mut input = std::io::BufReader::with_capacity(1 << 16, out.get_mut());
        let mut bytes = T::Bytes::default();
        let count = length as usize / bytes.as_ref().len();
        let mut entries = Vec::with_capacity(count);
        for _ in 0..count {
            input.read_exact(bytes.as_mut()).map_err(Error::disk)?;
            entries.push(T::read(&bytes));
        }
        entries.sort_unstable();
        Ok(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meetings::{Held, KEY_PARTS, key_part};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_added_comes_back_in_order(
            mut expected in prop::collection::vec(any::<(i64, u32)>(), 0..300)
        ) {
            let folder = tempfile::tempdir().unwrap();
            let mut sorter: Sorter<Held> = Sorter::new(folder.path(), KEY_PARTS).unwrap();
            for (key, place) in &expected {
                sorter.add(key_part(*key), &Held { key: *key, place: *place }).unwrap();
            }
            expected.sort_unstable();
            let found: Vec<(i64, u32)> = (0..KEY_PARTS)
                .flat_map(|part| sorter.read(part).unwrap())
                .map(|held| (held.key, held.place))
                .collect();
            prop_assert_eq!(found, expected);
            prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }
}
