//! Where bytes come from, and how many were taken.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kontor_kernel::{Code, Error, Result};

/// Bytes from somewhere.
pub type Source = Box<dyn Read + Send>;

/// Bytes that can be read from any place.
pub trait Seekable: Read + Seek + Send {}

impl<T: Read + Seek + Send> Seekable for T {}

/// Where a file is. It may be opened several times; what is read is counted over all of them.
#[derive(Clone)]
pub struct Place {
    at: At,
    /// Bytes read so far.
    pub read: Arc<AtomicU64>,
}

#[derive(Clone)]
enum At {
    Path(PathBuf),
    Memory(Arc<[u8]>),
    /// A file without a name, which goes away with its last user.
    Nameless(Arc<Mutex<File>>),
}

impl Place {
    /// A file on the disk.
    pub fn path(path: &Path) -> Place {
        Place {
            at: At::Path(path.to_owned()),
            read: Arc::default(),
        }
    }

    /// A file in memory.
    pub fn memory(bytes: &[u8]) -> Place {
        Place {
            at: At::Memory(bytes.into()),
            read: Arc::default(),
        }
    }

    /// Its bytes from the first on.
    pub fn open(&self) -> Result<Box<dyn Seekable>> {
        let read = self.read.clone();
        Ok(match &self.at {
            At::Path(path) => Box::new(Counted {
                inner: File::open(path).map_err(gone)?,
                read,
            }),
            At::Memory(bytes) => Box::new(Counted {
                inner: Cursor::new(bytes.clone()),
                read,
            }),
            At::Nameless(file) => Box::new(Shared {
                file: file.clone(),
                at: 0,
            }),
        })
    }

    /// How many bytes it has.
    pub fn size(&self) -> Result<u64> {
        match &self.at {
            At::Path(path) => std::fs::metadata(path).map(|data| data.len()).map_err(gone),
            At::Memory(bytes) => Ok(bytes.len() as u64),
            At::Nameless(file) => {
                let data = locked(file).metadata();
                data.map(|data| data.len()).map_err(Error::internal)
            }
        }
    }

    /// Where something may be put that is too large for memory; it goes away with its last user.
    pub fn beside(&self) -> io::Result<File> {
        match &self.at {
            At::Path(path) => path
                .parent()
                .map_or_else(tempfile::tempfile, tempfile::tempfile_in)
                .or_else(|_| tempfile::tempfile()),
            At::Memory(_) | At::Nameless(_) => tempfile::tempfile(),
        }
    }

    /// What a source has, in a place of its own beside this one, where any part of it can be read.
    pub fn unpacked(&self, mut source: Source) -> io::Result<Place> {
        let mut file = self.beside()?;
        io::copy(&mut source, &mut file)?;
        Ok(Place {
            at: At::Nameless(Arc::new(Mutex::new(file))),
            read: Arc::default(),
        })
    }
}

fn locked(file: &Mutex<File>) -> MutexGuard<'_, File> {
    file.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One of several readers of a file, each at a place of its own.
struct Shared {
    file: Arc<Mutex<File>>,
    at: u64,
}

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = locked(&self.file);
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(buffer)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Shared {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let mut file = locked(&self.file);
        file.seek(SeekFrom::Start(self.at))?;
        self.at = file.seek(to)?;
        Ok(self.at)
    }
}

struct Counted<T> {
    inner: T,
    read: Arc<AtomicU64>,
}

impl<T: Read> Read for Counted<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl<T: Seek> Seek for Counted<T> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Fills as much of a buffer as there is.
pub fn fill(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
    Ok(filled)
}

fn gone(cause: io::Error) -> Error {
    match cause.kind() {
        io::ErrorKind::NotFound => Error::new(Code::Conflict, "The file of this import is no longer there."),
        _ => Error::internal(cause),
    }
}

/// The file is another than the one that was looked at.
pub fn changed() -> Error {
    Error::new(Code::Conflict, "The file has changed since it was looked at.")
}
