//! A disk that can be filled to the last byte, and freed again.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::Command;

use kontor_proof::Result;

/// A file system in memory of a certain size.
pub struct Disk {
    /// Where it is.
    pub folder: PathBuf,
}

impl Disk {
    /// Mounts it on a new folder.
    pub fn mount(folder: PathBuf, megabytes: u64) -> Result<Disk> {
        std::fs::create_dir(&folder)?;
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "kontor-proof"]);
        let done = mount.arg(&folder).output()?;
        match done.status.success() {
            true => Ok(Disk { folder }),
            false => Err(String::from_utf8_lossy(&done.stderr).trim().into()),
        }
    }

    /// Fills it up to so many bytes; gives the file that takes the room.
    pub fn fill(&self, left: u64) -> Result<PathBuf> {
        let path = self.folder.join("ballast");
        let mut file = File::create(&path)?;
        let mut size = 0;
        for piece in [1 << 20, 4_096, 1] {
            let zeros = vec![0; piece];
            loop {
                match file.write(&zeros) {
                    Ok(written) => size += written as u64,
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => return Err(error.into()),
                }
            }
        }
        file.set_len(size.saturating_sub(left))?;
        Ok(path)
    }

    /// Nobody holds it any more.
    pub fn unmount(self) -> Result<()> {
        let status = Command::new("umount").arg(&self.folder).status()?;
        match status.success() {
            true => Ok(()),
            false => Err(format!("umount {}: {status}", self.folder.display()).into()),
        }
    }
}
