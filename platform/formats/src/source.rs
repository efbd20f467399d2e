//! Where bytes come from, and how many were taken.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kontor_kernel::{Code, Error, Result};

/// Bytes from somewhere.
pub type Source = Box<dyn Read + Send>;

/// A file, counting what is read of it.
pub fn open(path: &Path, read: &Arc<AtomicU64>) -> Result<Source> {
    let inner = File::open(path).map_err(gone)?;
    Ok(Box::new(Counted {
        inner,
        read: read.clone(),
    }))
}

struct Counted {
    inner: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
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

pub fn gone(cause: io::Error) -> Error {
    match cause.kind() {
        io::ErrorKind::NotFound => Error::new(Code::Conflict, "The file of this import is no longer there."),
        _ => Error::internal(cause),
    }
}

pub fn changed() -> Error {
    Error::new(Code::Conflict, "The file has changed since it was looked at.")
}
