//! A disk as a row of what was asked of it, and what of that a power cut may leave behind.
//!
//! What a file was given lasts once the file was synced; a name lasts once the folder was in which it now stands. Of the
//! rest any part may have come through, in any order, the last pieces of a write without its first ones too.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use kontor_proof::{Dice, Result};
use serde_json::Value;

/// Sizes of the pieces that a disk writes whole.
const PIECES: [u64; 2] = [512, 4_096];

/// What a name leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entry {
    /// A file, by its number, which stays when its name changes.
    File(usize),
    /// A folder.
    Folder,
}

/// What happened.
pub enum Op {
    /// Bytes were written.
    Write { file: usize, at: u64, data: Vec<u8> },
    /// A file got another length.
    Length { file: usize, length: u64 },
    /// All that a file was given before the one with this number lasts.
    Sync { file: usize, before: usize },
    /// Names were made or went, together.
    Names(Vec<(PathBuf, Option<Entry>)>),
    /// All names in a folder that were made before the one with this number last.
    SyncFolder { path: PathBuf, before: usize },
    /// The server has said that something is done.
    Answer(Value),
}

/// A disk from the beginning of a recording on.
pub struct Disk {
    /// The names there are now.
    pub names: BTreeMap<PathBuf, Entry>,
    /// What happened.
    pub ops: Vec<Op>,
    /// What was there at the beginning, all of it synced.
    first_names: BTreeMap<PathBuf, Entry>,
    first_files: Vec<Vec<u8>>,
    files: usize,
}

impl Disk {
    /// What is in a folder.
    pub fn read(folder: &Path) -> Result<Disk> {
        let (mut names, mut files) = (BTreeMap::from([(PathBuf::new(), Entry::Folder)]), Vec::new());
        let mut unread = vec![folder.to_owned()];
        while let Some(at) = unread.pop() {
            for entry in std::fs::read_dir(at)? {
                let path = entry?.path();
                let name = path.strip_prefix(folder)?.to_owned();
                if path.is_dir() {
                    names.insert(name, Entry::Folder);
                    unread.push(path);
                } else if path.is_file() {
                    names.insert(name, Entry::File(files.len()));
                    files.push(std::fs::read(path)?);
                }
            }
        }
        Ok(Disk {
            first_names: names.clone(),
            names,
            ops: Vec::new(),
            files: files.len(),
            first_files: files,
        })
    }

    /// A file without a name yet.
    pub fn new_file(&mut self) -> Entry {
        self.files += 1;
        Entry::File(self.files - 1)
    }

    /// Names are made or go.
    pub fn rename(&mut self, changes: Vec<(PathBuf, Option<Entry>)>) {
        for (path, entry) in &changes {
            match entry {
                Some(entry) => self.names.insert(path.clone(), *entry),
                None => self.names.remove(path),
            };
        }
        if !changes.is_empty() {
            self.ops.push(Op::Names(changes));
        }
    }

    /// What was recorded, in numbers.
    pub fn summary(&self) -> String {
        let (mut writes, mut bytes, mut syncs, mut names, mut answers) = (0, 0, 0, 0, 0);
        for op in &self.ops {
            match op {
                Op::Write { data, .. } => (writes, bytes) = (writes + 1, bytes + data.len()),
                Op::Length { .. } => writes += 1,
                Op::Sync { .. } | Op::SyncFolder { .. } => syncs += 1,
                Op::Names(_) => names += 1,
                Op::Answer(_) => answers += 1,
            }
        }
        format!(
            "{writes} writes ({} MB), {syncs} syncs, {names} names, {answers} answers",
            bytes >> 20
        )
    }

    /// The moment of a power cut; every other one right after an answer.
    pub fn moment(&self, dice: &mut Dice) -> usize {
        let any = dice.below(self.ops.len() as u64) as usize;
        if dice.below(2) == 0 {
            return any;
        }
        let answer = self.ops[any..].iter().position(|op| matches!(op, Op::Answer(_)));
        answer.map_or(any, |after| any + after + 1)
    }

    /// What the server had answered before a moment.
    pub fn answers(&self, cut: usize) -> impl Iterator<Item = &Value> {
        self.ops[..cut].iter().filter_map(|op| match op {
            Op::Answer(answer) => Some(answer),
            _ => None,
        })
    }

    /// Writes what a power cut at this moment leaves behind into a folder.
    pub fn leave_behind(&self, cut: usize, dice: &mut Dice, folder: &Path) -> Result<()> {
        let settled = Settled::at(&self.ops[..cut]);
        let mut luck = Luck::new(dice);
        let mut names = self.first_names.clone();
        let mut files = self.first_files.clone();
        files.resize(self.files, Vec::new());
        for (number, op) in self.ops[..cut].iter().enumerate() {
            match op {
                Op::Write { file, at, data } => match settled.file(*file) > number {
                    true => write(&mut files[*file], *at, data),
                    false => {
                        for piece in luck.pieces(*at, data.len()) {
                            let start = *at + piece.start as u64;
                            write(&mut files[*file], start, &data[piece]);
                        }
                    }
                },
                Op::Length { file, length } if settled.file(*file) > number || luck.is_good() => {
                    files[*file].resize(usize::try_from(*length)?, 0);
                }
                Op::Names(changes) if settled.names(changes) > number || luck.names(changes) => {
                    for (path, entry) in changes {
                        match entry {
                            Some(entry) => names.insert(path.clone(), *entry),
                            None => names.remove(path),
                        };
                    }
                }
                _ => {}
            }
        }
        // By their names, so that a folder comes before what is in it; what is in one that was lost is lost.
        for (path, entry) in &names {
            let place = folder.join(path);
            match entry {
                Entry::Folder if path.as_os_str().is_empty() => std::fs::create_dir(place)?,
                _ if !place.parent().is_some_and(Path::is_dir) => {}
                Entry::Folder => std::fs::create_dir(place)?,
                Entry::File(file) => std::fs::write(place, &files[*file])?,
            }
        }
        Ok(())
    }
}

fn write(file: &mut Vec<u8>, at: u64, data: &[u8]) {
    let (start, end) = (at as usize, at as usize + data.len());
    if file.len() < end {
        file.resize(end, 0);
    }
    file[start..end].copy_from_slice(data);
}

/// Up to where everything lasts, for each file and each folder.
struct Settled<'a> {
    files: HashMap<usize, usize>,
    folders: HashMap<&'a Path, usize>,
}

impl Settled<'_> {
    fn at(ops: &[Op]) -> Settled<'_> {
        let (mut files, mut folders) = (HashMap::new(), HashMap::new());
        for op in ops {
            let (until, before) = match op {
                Op::Sync { file, before } => (files.entry(*file).or_default(), *before),
                Op::SyncFolder { path, before } => (folders.entry(path.as_path()).or_default(), *before),
                _ => continue,
            };
            *until = before.max(*until);
        }
        Settled { files, folders }
    }

    fn file(&self, file: usize) -> usize {
        self.files.get(&file).copied().unwrap_or_default()
    }

    /// What is renamed lasts when the folder does in which its new name stands.
    fn names(&self, changes: &[(PathBuf, Option<Entry>)]) -> usize {
        let folder = changes.last().and_then(|(path, _)| path.parent());
        folder
            .and_then(|folder| self.folders.get(folder))
            .copied()
            .unwrap_or_default()
    }
}

/// What becomes of that which was not synced.
struct Luck<'a> {
    dice: &'a mut Dice,
    /// Of a hundred so many come through.
    good: u64,
    piece: u64,
    /// File systems that keep a journal lose no name before a later one of the same folder.
    journal: bool,
    lost: HashSet<PathBuf>,
}

impl Luck<'_> {
    fn new(dice: &mut Dice) -> Luck<'_> {
        Luck {
            good: [0, 10, 50, 90, 100][dice.below(5) as usize],
            piece: PIECES[dice.below(2) as usize],
            journal: dice.below(2) == 0,
            lost: HashSet::new(),
            dice,
        }
    }

    fn is_good(&mut self) -> bool {
        self.dice.below(100) < self.good
    }

    /// The pieces of a write that come through.
    fn pieces(&mut self, at: u64, length: usize) -> Vec<Range<usize>> {
        let (mut begin, end) = (at, at + length as u64);
        let mut through = Vec::new();
        while begin < end {
            let next = ((begin / self.piece + 1) * self.piece).min(end);
            if self.is_good() {
                through.push((begin - at) as usize..(next - at) as usize);
            }
            begin = next;
        }
        through
    }

    fn names(&mut self, changes: &[(PathBuf, Option<Entry>)]) -> bool {
        let folders = || changes.iter().filter_map(|(path, _)| path.parent());
        let too_late = self.journal && folders().any(|folder| self.lost.contains(folder));
        if !too_late && self.is_good() {
            return true;
        }
        self.lost.extend(folders().map(Path::to_owned));
        false
    }
}
