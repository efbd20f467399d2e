//! The data folder: everything the server keeps, and the lock that lets one process at a time work with it.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

const LOCK: &str = "kontor.lock";
const SOCKET: &str = "kontor.sock";

/// The data folder, held by this process as long as the value lives.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

/// Who has the folder.
#[derive(Debug)]
pub enum Held {
    /// This process.
    Here(Folder),
    /// Another one, by its number if that can be read.
    Elsewhere(Option<u32>),
}

impl Folder {
    /// Takes the folder, which is made if there is none. The operating system lets go of the lock when the process
    /// ends, however it ends.
    pub fn take(path: &Path) -> Result<Held, Failure> {
        let fail =
            |cause| Failure::because(format!("The data folder {} can't be used", path.display()), cause);
        // What is in it is nobody's business but the owner's. A folder that exists is left as it is.
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .map_err(fail)?;
        let mut options = OpenOptions::new();
        options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600);
        let mut lock = options.open(path.join(LOCK)).map_err(fail)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                // Without the number the message is a little less helpful.
                let _ = lock.take(20).read_to_string(&mut text);
                return Ok(Held::Elsewhere(text.trim().parse().ok()));
            }
            Err(TryLockError::Error(cause)) => return Err(fail(cause)),
        }
        let noted = lock
            .set_len(0)
            .and_then(|()| lock.rewind())
            .and_then(|()| writeln!(lock, "{}", std::process::id()));
        noted.map_err(fail)?;
        Ok(Held::Here(Folder {
            path: path.to_owned(),
            _lock: lock,
        }))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// The socket on which the server of a data folder listens to the machine's owner.
pub fn socket(data: &Path) -> PathBuf {
    data.join(SOCKET)
}

/// Says that another process has the folder.
pub fn in_use(data: &Path, process: Option<u32>) -> Failure {
    let process = process
        .map(|number| format!(" (process {number})"))
        .unwrap_or_default();
    Failure::new(format!(
        "The data folder {} is in use by another Kontor{process}.",
        data.display()
    ))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn one_at_a_time_holds_the_folder() {
        let parent = tempfile::tempdir().unwrap();
        let data = parent.path().join("a/b");
        let held = Folder::take(&data).unwrap();
        assert!(matches!(held, Held::Here(_)));
        let Held::Elsewhere(process) = Folder::take(&data).unwrap() else {
            panic!("taken twice")
        };
        assert_eq!(process, Some(std::process::id()));
        drop(held);
        assert!(matches!(Folder::take(&data).unwrap(), Held::Here(_)));
    }

    #[test]
    fn what_it_makes_is_the_owners_alone() {
        let parent = tempfile::tempdir().unwrap();
        let data = parent.path().join("data");
        let _held = Folder::take(&data).unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&data), mode(&data.join(LOCK))), (0o700, 0o600));
    }

    #[test]
    fn a_place_that_is_no_folder_is_refused() {
        let parent = tempfile::tempdir().unwrap();
        let file = parent.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(Folder::take(&file).unwrap_err().words().contains("can't be used"));
    }
}
