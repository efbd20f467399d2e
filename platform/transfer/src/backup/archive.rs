//! The zip: written member by member with its hashes, sealed as a whole, and read within the bounds its manifest names.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use kontor_kernel::{Error, Json, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{FORM, MANIFEST, Manifest, Member};

/// How the comment begins; 64 hexadecimal digits follow.
const SEAL: &str = "sha256:";
const DIGITS: usize = 64;
/// Most bytes of a manifest, and of one line of a list.
const MAX_MANIFEST: u64 = 256 << 20;
const MAX_LINE: u64 = 64 << 20;
/// What the members may come to: so much in any case, and this many times the length of the zip. Lists of records
/// shrink to a tenth or so; what shrinks to far less was made to fill the disk.
const FREE: u64 = 1 << 30;
const RATIO: u64 = 200;
/// What is read at once.
const PIECE: usize = 64 * 1024;

/// A zip under construction.
pub struct Archive {
    zip: ZipWriter<BufWriter<File>>,
    members: Vec<Member>,
    hasher: Sha256,
}

impl Archive {
    /// A new file, readable by its owner only.
    pub fn create(path: &Path) -> Result<Archive> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(Error::disk)?;
        Ok(Archive {
            zip: ZipWriter::new(BufWriter::new(file)),
            members: Vec::new(),
            hasher: Sha256::new(),
        })
    }

    /// Begins a member; what is written then belongs to it.
    pub fn begin(&mut self, name: &str) -> Result<()> {
        self.end();
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .large_file(true)
            .unix_permissions(0o600);
        self.zip.start_file(name, options).map_err(failed)?;
        self.members.push(Member {
            name: name.to_owned(),
            size: 0,
            sha256: String::new(),
        });
        Ok(())
    }

    /// Writes into the member that was begun last.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.hasher.update(bytes);
        if let Some(member) = self.members.last_mut() {
            member.size += bytes.len() as u64;
        }
        self.zip.write_all(bytes).map_err(Error::disk)
    }

    /// Writes a line of a list.
    pub fn line(&mut self, line: &Json) -> Result<()> {
        let mut text = serde_json::to_vec(line).map_err(Error::internal)?;
        text.push(b'\n');
        self.write(&text)
    }

    /// Writes a member that is one JSON value.
    pub fn json(&mut self, name: &str, value: &impl Serialize) -> Result<()> {
        self.begin(name)?;
        self.write(&serde_json::to_vec_pretty(value).map_err(Error::internal)?)
    }

    fn end(&mut self) {
        let hash = std::mem::take(&mut self.hasher).finalize();
        if let Some(member) = self.members.last_mut().filter(|member| member.sha256.is_empty()) {
            member.sha256 = hex(&hash);
        }
    }

    /// Writes the manifest, seals the file, and has it on the disk.
    pub fn finish(mut self, manifest: Manifest) -> Result<()> {
        self.end();
        let manifest = Manifest {
            members: std::mem::take(&mut self.members),
            ..manifest
        };
        self.json(MANIFEST, &manifest)?;
        self.zip
            .set_comment(format!("{SEAL}{}", "0".repeat(DIGITS)))
            .map_err(failed)?;
        let out = self.zip.finish().map_err(failed)?;
        let mut file = out
            .into_inner()
            .map_err(|error| Error::disk(error.into_error()))?;
        let digits = file.seek(SeekFrom::End(-(DIGITS as i64))).map_err(Error::disk)?;
        let seal = seal(&mut file, digits)?;
        file.seek(SeekFrom::Start(digits)).map_err(Error::disk)?;
        file.write_all(seal.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(Error::disk)
    }
}

/// The hash of the first bytes of a file.
fn seal(file: &mut File, length: u64) -> Result<String> {
    file.seek(SeekFrom::Start(0)).map_err(Error::disk)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; PIECE];
    let mut rest = file.take(length);
    loop {
        match rest.read(&mut piece).map_err(Error::disk)? {
            0 => return Ok(hex(&hasher.finalize())),
            count => hasher.update(&piece[..count]),
        }
    }
}

/// A sealed zip, open for reading.
pub struct Backup {
    zip: ZipArchive<BufReader<File>>,
    /// What it says of itself.
    pub manifest: Manifest,
}

impl Backup {
    /// Opens a backup: its seal is whole, its form is known, and it stays within bounds.
    ///
    /// # Errors
    /// `validation` for what is no whole backup.
    pub fn open(path: &Path) -> Result<Backup> {
        let mut file = File::open(path).map_err(|cause| match cause.kind() {
            std::io::ErrorKind::NotFound => Error::invalid(
                "/file",
                "not_found",
                format!("There is no file {}.", path.display()),
            ),
            _ => Error::disk(cause),
        })?;
        let length = file.metadata().map_err(Error::disk)?.len();
        let digits = length
            .checked_sub(DIGITS as u64)
            .ok_or_else(|| damaged("it is too short"))?;
        let expected = seal(&mut file, digits)?;
        let mut found = String::new();
        file.read_to_string(&mut found)
            .map_err(|_| damaged("it has no seal"))?;
        if found != expected {
            return Err(damaged("its bytes are not those that were written"));
        }
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
        let manifest = {
            let mut text = Vec::new();
            let member = zip.by_name(MANIFEST).map_err(broken)?;
            member
                .take(MAX_MANIFEST)
                .read_to_end(&mut text)
                .map_err(|_| damaged("its manifest can't be read"))?;
            let form = serde_json::from_slice::<Json>(&text)
                .ok()
                .and_then(|json| json["form"].as_u64());
            if form.is_some_and(|form| form != u64::from(FORM)) {
                let detail = "This backup was written by a newer version of Kontor.";
                return Err(Error::invalid("/file", "unknown_form", detail));
            }
            serde_json::from_slice::<Manifest>(&text).map_err(|_| damaged("its manifest can't be read"))?
        };
        let total = manifest
            .members
            .iter()
            .fold(0_u64, |sum, member| sum.saturating_add(member.size));
        if total > FREE.saturating_add(length.saturating_mul(RATIO)) {
            return Err(Error::invalid(
                "/file",
                "too_large",
                format!("Unpacked it would come to {total} bytes."),
            ));
        }
        if zip.len() != manifest.members.len() + 1 {
            return Err(damaged("it does not hold what its manifest names"));
        }
        Ok(Backup { zip, manifest })
    }

    /// Reads every member and compares it with the manifest.
    pub fn verify(&mut self) -> Result<()> {
        let members = self.manifest.members.clone();
        members
            .iter()
            .try_for_each(|member| self.copy(&member.name, &mut std::io::sink()))
    }

    /// Copies a member out.
    ///
    /// # Errors
    /// `validation` when it is not what the manifest says.
    pub fn copy(&mut self, name: &str, out: &mut dyn Write) -> Result<()> {
        let member = self.member(name)?;
        let mut hasher = Sha256::new();
        let mut rest = self
            .zip
            .by_name(name)
            .map_err(broken)?
            .take(member.size.saturating_add(1));
        let mut piece = vec![0; PIECE];
        let mut size = 0;
        loop {
            let count = rest
                .read(&mut piece)
                .map_err(|_| damaged(format!("{name} can't be read")))?;
            if count == 0 {
                break;
            }
            size += count as u64;
            hasher.update(&piece[..count]);
            out.write_all(&piece[..count]).map_err(Error::disk)?;
        }
        match size == member.size && hex(&hasher.finalize()) == member.sha256 {
            true => Ok(()),
            false => Err(damaged(format!("{name} is not what was written"))),
        }
    }

    /// Whether there is such a member.
    pub fn has(&self, name: &str) -> bool {
        self.manifest.members.iter().any(|member| member.name == name)
    }

    /// A member that is one JSON value.
    pub fn json(&mut self, name: &str) -> Result<Json> {
        let mut text = Vec::new();
        self.copy(name, &mut text)?;
        serde_json::from_slice(&text).map_err(|_| damaged(format!("{name} can't be read")))
    }

    /// The lines of a list, handed over in blocks.
    pub fn lines(
        &mut self,
        name: &str,
        block: usize,
        mut take: impl FnMut(Vec<Json>) -> Result<()>,
    ) -> Result<()> {
        let member = self.member(name)?;
        let mut rest = BufReader::new(self.zip.by_name(name).map_err(broken)?.take(member.size));
        let mut lines = Vec::new();
        let mut bytes = 0;
        let mut text = Vec::new();
        loop {
            text.clear();
            let unreadable = |_| damaged(format!("{name} can't be read"));
            let count = rest
                .by_ref()
                .take(MAX_LINE)
                .read_until(b'\n', &mut text)
                .map_err(unreadable)?;
            if count > 0 {
                if text.last() != Some(&b'\n') {
                    return Err(damaged(format!("{name} has a line that does not end")));
                }
                lines.push(
                    serde_json::from_slice(&text).map_err(|_| damaged(format!("{name} can't be read")))?,
                );
                bytes += count;
            }
            if lines.len() >= block || bytes >= (4 << 20) || (count == 0 && !lines.is_empty()) {
                take(std::mem::take(&mut lines))?;
                bytes = 0;
            }
            if count == 0 {
                return Ok(());
            }
        }
    }

    fn member(&self, name: &str) -> Result<Member> {
        let found = self.manifest.members.iter().find(|member| member.name == name);
        found
            .cloned()
            .ok_or_else(|| damaged(format!("{name} is missing")))
    }
}

/// What is no whole backup.
pub fn damaged(what: impl std::fmt::Display) -> Error {
    Error::invalid(
        "/file",
        "damaged",
        format!("This is no backup, or it is damaged: {what}."),
    )
}

fn broken(cause: zip::result::ZipError) -> Error {
    damaged("it is no zip with these members").because(cause)
}

/// What could not be written.
fn failed(cause: zip::result::ZipError) -> Error {
    match cause {
        zip::result::ZipError::Io(cause) => Error::disk(cause),
        other => Error::internal(other),
    }
}

/// Hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    fn manifest() -> Manifest {
        Manifest {
            form: FORM,
            kontor: "0".into(),
            created_at: String::new(),
            workspace: "main".into(),
            set_up: true,
            counts: BTreeMap::new(),
            missing_files: Vec::new(),
            members: Vec::new(),
        }
    }

    fn archive(path: &Path) {
        let mut archive = Archive::create(path).unwrap();
        archive.begin("a.jsonl").unwrap();
        for n in 0..5 {
            archive.line(&json!({"n": n, "text": "ä\n\u{1F600}"})).unwrap();
        }
        archive.begin("empty").unwrap();
        archive.json("b.json", &json!({"b": true})).unwrap();
        archive.finish(manifest()).unwrap();
    }

    #[test]
    fn what_was_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.zip");
        archive(&path);
        let mut backup = Backup::open(&path).unwrap();
        backup.verify().unwrap();
        assert_eq!(backup.json("b.json").unwrap(), json!({"b": true}));
        let mut blocks = Vec::new();
        backup
            .lines("a.jsonl", 2, |lines| {
                blocks.push(
                    lines
                        .iter()
                        .map(|line| line["n"].as_i64().unwrap())
                        .collect::<Vec<_>>(),
                );
                Ok(())
            })
            .unwrap();
        assert_eq!(blocks, [vec![0, 1], vec![2, 3], vec![4]]);
        assert!(backup.has("empty") && !backup.has("nothing"));
        assert_eq!(backup.json("nothing").unwrap_err().issues[0].code, "damaged");
    }

    #[test]
    fn a_flipped_bit_is_found_wherever_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.zip");
        archive(&path);
        let whole = std::fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            std::fs::write(&path, &flipped).unwrap();
            assert!(Backup::open(&path).is_err(), "byte {at}");
        }
        for length in [0, 10, whole.len() - 1] {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(Backup::open(&path).is_err(), "{length} bytes");
        }
    }

    /// Seals a zip that others made.
    fn sealed(path: &Path, members: &[(&str, Vec<u8>)]) {
        let mut zip = ZipWriter::new(File::create(path).unwrap());
        for (name, content) in members {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.set_comment(format!("{SEAL}{}", "0".repeat(DIGITS))).unwrap();
        zip.finish().unwrap();
        let mut bytes = std::fs::read(path).unwrap();
        let digits = bytes.len() - DIGITS;
        let seal = hex(&Sha256::digest(&bytes[..digits]));
        bytes[digits..].copy_from_slice(seal.as_bytes());
        std::fs::write(path, bytes).unwrap();
    }

    #[test]
    fn a_file_that_was_made_to_fill_the_disk_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.zip");
        let zeros = vec![0; 10 << 20];
        let member = |size: u64| Member {
            name: "a".into(),
            size,
            sha256: hex(&Sha256::digest(&zeros)),
        };
        let made = |size| {
            serde_json::to_vec(&Manifest {
                members: vec![member(size)],
                ..manifest()
            })
            .unwrap()
        };
        sealed(&path, &[("a", zeros.clone()), (MANIFEST, made(u64::MAX))]);
        assert_eq!(Backup::open(&path).err().unwrap().issues[0].code, "too_large");
        // More in it than the manifest says: no more is read.
        sealed(&path, &[("a", zeros.clone()), (MANIFEST, made(10))]);
        assert_eq!(
            Backup::open(&path).unwrap().verify().unwrap_err().issues[0].code,
            "damaged"
        );
        sealed(
            &path,
            &[
                ("a", zeros.clone()),
                ("b", Vec::new()),
                (MANIFEST, made(10 << 20)),
            ],
        );
        assert_eq!(Backup::open(&path).err().unwrap().issues[0].code, "damaged");
        sealed(&path, &[("a", zeros.clone()), (MANIFEST, made(10 << 20))]);
        Backup::open(&path).unwrap().verify().unwrap();
        let newer = serde_json::to_vec(&Manifest {
            form: FORM + 1,
            ..manifest()
        })
        .unwrap();
        sealed(&path, &[(MANIFEST, newer)]);
        assert_eq!(Backup::open(&path).err().unwrap().issues[0].code, "unknown_form");
    }
}
