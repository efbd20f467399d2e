//! Files that are too large for the room that is left: each is refused, and leaves nothing behind that takes it.

use std::path::{Path, PathBuf};

use kontor_proof::{Client, House, Result};

use super::disk::Disk;
use crate::files;
use crate::verdict::Verdict;

/// Bytes that are left, and of the file that does not fit.
const LEFT: u64 = 2_000_000;
const LARGE: usize = 3_000_000;
/// How often it is sent. Did each leave a part behind, a small one would soon not fit either.
const TIMES: usize = 3;

/// Sends what does not fit, and then what does.
pub async fn starve(client: &mut Client, house: &House, disk: &Disk, verdict: &mut Verdict) -> Result<()> {
    let before = blobs(house)?;
    let ballast = disk.fill(LEFT)?;
    for n in 0..TIMES {
        let refused = files::upload(client, "large.bin", vec![n as u8; LARGE]).await?;
        let problem = refused.json();
        verdict.expect(refused.status == 507 && problem["code"] == "storage_full", || {
            format!(
                "a file that does not fit is answered {}: {problem}",
                refused.status
            )
        });
        let after = blobs(house)?;
        verdict.expect(after == before, || {
            format!("a file that was refused leaves something behind: {after:?}, not {before:?}")
        });
    }
    let fits = files::upload(client, "small.bin", vec![9; LARGE / 10]).await?;
    verdict.expect(fits.status == 201, || {
        format!("a file that fits is answered {}", fits.status)
    });
    std::fs::remove_file(ballast)?;
    let fits = files::upload(client, "large.bin", vec![0; LARGE]).await?;
    verdict.expect(fits.status == 201, || {
        format!("with room a file is answered {}", fits.status)
    });
    Ok(())
}

/// All that lies where the contents of files lie, unfinished ones too.
fn blobs(house: &House) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    gather(&house.data.join("workspaces/main/files"), &mut found)?;
    found.sort();
    Ok(found)
}

fn gather(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => gather(&entry.path(), found)?,
            false => found.push(entry.path()),
        }
    }
    Ok(())
}
