//! The records of a sweep, ready to be compared, on the disk: read once from the database, each is compared with many.
//! They stand in the order of their ids, and a record's place in it is what the rest of a sweep calls it by.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

use kontor_kernel::{Error, Id, Result};

use crate::forms;
use crate::prepare::{Prepared, Term};

/// Instead of a number of words: they are the text, one behind the other.
const JOINED: u8 = u8::MAX;

/// Takes records in the order of their ids.
pub(crate) struct Filling {
    out: BufWriter<File>,
    shelf: Shelf,
    end: u64,
}

/// Records on the disk; the file is gone with this value, whatever happens. Of each record 32 bytes stay in memory.
pub(crate) struct Shelf {
    file: File,
    ids: Vec<Id>,
    versions: Vec<i64>,
    /// Where each record begins, and where the last one ends.
    starts: Vec<u64>,
}

impl Filling {
    pub fn new(folder: &Path) -> Result<Filling> {
        let file = tempfile::tempfile_in(folder).map_err(Error::disk)?;
        let out = BufWriter::with_capacity(1 << 16, file.try_clone().map_err(Error::disk)?);
        let shelf = Shelf {
            file,
            ids: Vec::new(),
            versions: Vec::new(),
            starts: vec![0],
        };
        Ok(Filling { out, shelf, end: 0 })
    }

    /// Adds a record and answers its place.
    pub fn add(&mut self, id: Id, version: i64, record: &Prepared) -> Result<u32> {
        let place = u32::try_from(self.shelf.ids.len()).map_err(Error::internal)?;
        let mut bytes = Vec::with_capacity(512);
        write(record, &mut bytes);
        self.out.write_all(&bytes).map_err(Error::disk)?;
        self.end += bytes.len() as u64;
        self.shelf.ids.push(id);
        self.shelf.versions.push(version);
        self.shelf.starts.push(self.end);
        Ok(place)
    }

    /// All that were added.
    pub fn end(mut self) -> Result<Shelf> {
        self.out.flush().map_err(Error::disk)?;
        Ok(self.shelf)
    }
}

impl Shelf {
    pub fn len(&self) -> u32 {
        self.ids.len() as u32
    }

    pub fn id(&self, place: u32) -> Id {
        self.ids[place as usize]
    }

    pub fn version(&self, place: u32) -> i64 {
        self.versions[place as usize]
    }

    pub fn place(&self, id: Id) -> Option<u32> {
        self.ids.binary_search(&id).ok().map(|place| place as u32)
    }

    /// The record at a place; `bytes` is memory to read into.
    pub fn read(&self, place: u32, bytes: &mut Vec<u8>) -> Result<Prepared> {
        let (from, to) = (self.starts[place as usize], self.starts[place as usize + 1]);
        bytes.resize((to - from) as usize, 0);
        self.file.read_exact_at(bytes, from).map_err(Error::disk)?;
        let mut rest = Rest(bytes);
        rest.record()
            .ok_or_else(|| Error::internal("a record of a sweep can't be read again"))
    }
}

fn write(record: &Prepared, out: &mut Vec<u8>) {
    out.push(record.features.len() as u8);
    for terms in &record.features {
        out.push(terms.len() as u8);
        for term in terms {
            write_text(&term.text, out);
            out.extend(term.hash.to_le_bytes());
            out.push(term.form.map_or(0, forms::form_number));
            if term.words.join(" ") == term.text {
                out.push(JOINED);
                continue;
            }
            out.push(term.words.len() as u8);
            term.words.iter().for_each(|word| write_text(word, out));
        }
    }
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    out.extend((text.len() as u32).to_le_bytes());
    out.extend(text.as_bytes());
}

/// What is not read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn record(&mut self) -> Option<Prepared> {
        let rules = self.byte()?;
        let features = (0..rules).map(|_| {
            let terms = self.byte()?;
            (0..terms).map(|_| self.term()).collect()
        });
        let features = features.collect::<Option<_>>()?;
        Some(Prepared { features })
    }

    fn term(&mut self) -> Option<Term> {
        let text = self.text()?.to_owned();
        let hash = u64::from_le_bytes(self.take(8)?.try_into().ok()?);
        let form = forms::form_of(self.byte()?);
        let words = match self.byte()? {
            JOINED => text.split(' ').map(str::to_owned).collect(),
            words => (0..words)
                .map(|_| self.text().map(str::to_owned))
                .collect::<Option<_>>()?,
        };
        Some(Term {
            text,
            words,
            form,
            hash,
        })
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = u32::from_le_bytes(self.take(4)?.try_into().ok()?);
        std::str::from_utf8(self.take(length as usize)?).ok()
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::terms;
    use crate::rule::{Compare, Role, Rule};
    use proptest::prelude::*;

    fn rule(compare: Compare, alone: bool) -> Rule {
        Rule {
            name: "name".to_owned(),
            position: 0,
            part: None,
            compare,
            role: Role::Name,
            alone,
            is_given: false,
            has_domain: false,
            weight: 1.0,
        }
    }

    proptest! {
        #[test]
        fn every_record_comes_back_as_it_was(
            records in prop::collection::vec(prop::collection::vec("\\PC{0,20}|[A-Za-zß ]{1,12} (GmbH|AG|e.V.)|[a-z@ .]{0,9}", 0..4), 0..20)
        ) {
            let rules = [
                rule(Compare::Text, true),
                rule(Compare::Text, false),
                rule(Compare::Email, false),
                rule(Compare::Phone, false),
            ];
            let folder = tempfile::tempdir().unwrap();
            let mut filling = Filling::new(folder.path()).unwrap();
            let prepared = |values: &Vec<String>| Prepared {
                features: rules.iter().map(|rule| terms(rule, values.clone())).collect(),
            };
            for (n, record) in records.iter().enumerate() {
                let id = Id::from_bytes((n as u128).to_be_bytes());
                prop_assert_eq!(filling.add(id, n as i64, &prepared(record)).unwrap(), n as u32);
            }
            let shelf = filling.end().unwrap();
            prop_assert_eq!(shelf.len() as usize, records.len());
            let mut bytes = Vec::new();
            for (n, record) in records.iter().enumerate().rev() {
                let found = shelf.read(n as u32, &mut bytes).unwrap();
                prop_assert_eq!(found, prepared(record));
                prop_assert_eq!(shelf.place(shelf.id(n as u32)), Some(n as u32));
            }
            prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }
}
