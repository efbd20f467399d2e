//! Backups: zip files that somebody may have made himself.

use std::io::Write;

use kontor_transfer::backup::archive::Backup;
use sha2::{Digest, Sha256};

fn file(parts: &[&[u8]]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    parts
        .iter()
        .try_for_each(|part| file.write_all(part))
        .expect("it can be written");
    file
}

/// A backup, but for its seal, which anybody can put on: what is in it is read or refused.
pub fn backup(data: &[u8]) {
    let seal: String = Sha256::digest(data)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let file = file(&[data, seal.as_bytes()]);
    let Ok(mut backup) = Backup::open(file.path()) else {
        return;
    };
    let whole = backup.verify().is_ok();
    let names: Vec<String> = backup
        .manifest
        .members
        .iter()
        .map(|member| member.name.clone())
        .collect();
    for name in names {
        let _ = backup.json(&name);
        let mut lines = 0_usize;
        let read = backup.lines(&name, 10, |block| {
            lines += block.len();
            Ok(())
        });
        assert!(!whole || read.is_err() || lines < 1_000_000);
    }
}
