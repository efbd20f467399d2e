//! The folder of blobs, `ab/<sha256>`: opening them for reading, and collecting what nobody refers to any more.
//!
//! One process owns the folder (it holds the lock of the data folder), so the lock against removing what is just being
//! stored again may be one in memory.

use std::collections::HashSet;
use std::fs;
use std::io::{self, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, stream};
use kontor_kernel::{Clock, Error, Result};
use rand::RngExt;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use crate::hash::Hash;
use crate::upload::{Upload, blocking};

/// How the names of unfinished uploads begin.
const TEMPORARY: &str = ".upload-";
/// An upload that was given nothing for so long was left behind. A younger one may be another server's that shares the
/// folder.
const LEFT: Duration = Duration::from_secs(3_600);
/// How much is read at once.
const PIECE: usize = 64 * 1024;

/// The blobs of a workspace; a cheap handle, its clones are the same folder.
#[derive(Clone)]
pub struct Blobs(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    clock: Clock,
    removal: Mutex<()>,
}

/// A blob that is open for reading.
pub struct Blob {
    file: tokio::fs::File,
    /// The length of the whole blob.
    pub size: u64,
    left: u64,
}

/// What a collection of garbage removed.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Removed {
    /// Blobs.
    pub blobs: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Blobs {
    /// Opens the folder, creates it where it is missing, and sweeps up what an interrupted process left behind a while
    /// ago.
    pub fn open(folder: impl Into<PathBuf>, clock: Clock) -> Result<Blobs> {
        let folder = folder.into();
        fs::create_dir_all(&folder).map_err(Error::internal)?;
        let blobs = Blobs(Arc::new(Inner {
            folder,
            clock,
            removal: Mutex::default(),
        }));
        blobs.sweep().map_err(Error::internal)?;
        Ok(blobs)
    }

    fn sweep(&self) -> io::Result<()> {
        let now = self.now();
        for entry in fs::read_dir(self.folder())? {
            let entry = entry?;
            if !entry
                .file_name()
                .as_encoded_bytes()
                .starts_with(TEMPORARY.as_bytes())
            {
                continue;
            }
            let left = |data: fs::Metadata| {
                let since = data.modified()?;
                Ok(now.duration_since(since).is_ok_and(|past| past >= LEFT))
            };
            let swept = match entry.metadata().and_then(left) {
                Ok(true) => fs::remove_file(entry.path()),
                other => other.map(drop),
            };
            match swept {
                // Another server was faster: with its upload, or with the broom.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                other => other?,
            }
        }
        Ok(())
    }

    /// Begins to write a blob of at most `limit` bytes. It blocks; see [`Blobs::receive`] for a stream.
    pub fn upload(&self, limit: u64) -> Result<Upload> {
        Upload::begin(self.clone(), limit)
    }

    /// Opens a blob, or a part of it (see [`crate::range`]).
    pub async fn read(&self, hash: Hash, part: Option<Range<u64>>) -> Result<Blob> {
        let (_, path) = self.place(hash);
        let missing = |error: io::Error| Error::internal(format!("blob {hash}: {error}"));
        let mut file = tokio::fs::File::open(path).await.map_err(missing)?;
        let size = file.metadata().await.map_err(missing)?.len();
        let part = part.unwrap_or(0..size);
        if part.start > 0 {
            file.seek(SeekFrom::Start(part.start)).await.map_err(missing)?;
        }
        let left = part.end.min(size).saturating_sub(part.start);
        Ok(Blob { file, size, left })
    }

    /// Opens a whole blob for work that blocks.
    pub fn open_file(&self, hash: Hash) -> io::Result<std::fs::File> {
        std::fs::File::open(self.place(hash).1)
    }

    /// Whether the blob is there.
    pub fn contains(&self, hash: Hash) -> bool {
        self.place(hash).1.is_file()
    }

    /// The first phase of collecting garbage: blobs that are not referred to and have been there for `age`. What was
    /// stored or stored again since is not among them, for its row may not be written yet.
    pub async fn candidates(&self, referenced: HashSet<Hash>, age: Duration) -> Result<Vec<Hash>> {
        let blobs = self.clone();
        blocking(move || {
            let mut found = Vec::new();
            for folder in fs::read_dir(blobs.folder()).map_err(Error::internal)? {
                let folder = folder.map_err(Error::internal)?;
                if !folder.file_type().is_ok_and(|kind| kind.is_dir()) {
                    continue;
                }
                for entry in fs::read_dir(folder.path()).map_err(Error::internal)? {
                    let name = entry.map_err(Error::internal)?.file_name();
                    let hash = name.to_str().and_then(Hash::parse);
                    let hash = hash.filter(|hash| !referenced.contains(hash));
                    found.extend(hash.filter(|hash| blobs.old(*hash, age).is_some()));
                }
            }
            Ok(found)
        })
        .await
    }

    /// The second phase: removes those candidates that are still not referred to, by a set that was read after the
    /// first phase, and were not stored again meanwhile.
    pub async fn remove(
        &self,
        candidates: Vec<Hash>,
        referenced: HashSet<Hash>,
        age: Duration,
    ) -> Result<Removed> {
        let blobs = self.clone();
        blocking(move || {
            let mut removed = Removed::default();
            for hash in candidates.into_iter().filter(|hash| !referenced.contains(hash)) {
                // Nobody stores this very blob between the look at its age and its removal.
                let _removing = blobs.lock_removal();
                if let Some(bytes) = blobs.old(hash, age) {
                    fs::remove_file(blobs.place(hash).1).map_err(Error::internal)?;
                    removed = Removed {
                        blobs: removed.blobs + 1,
                        bytes: removed.bytes + bytes,
                    };
                }
            }
            Ok(removed)
        })
        .await
    }

    /// The length of a blob that has been there for `age`.
    fn old(&self, hash: Hash, age: Duration) -> Option<u64> {
        let data = fs::metadata(self.place(hash).1).ok()?;
        let since = data.modified().ok()?;
        let old = self.now().duration_since(since).is_ok_and(|past| past >= age);
        (data.is_file() && old).then_some(data.len())
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Where a blob lies: its folder and its path.
    pub(crate) fn place(&self, hash: Hash) -> (PathBuf, PathBuf) {
        let name = hash.to_string();
        let folder = self.folder().join(&name[..2]);
        let path = folder.join(name);
        (folder, path)
    }

    /// A name for an unfinished upload, on the same file system as the blobs.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.folder()
            .join(format!("{TEMPORARY}{:032x}", rand::rng().random::<u128>()))
    }

    pub(crate) fn now(&self) -> SystemTime {
        let micros = u64::try_from(self.0.clock.now().micros()).unwrap_or(0);
        SystemTime::UNIX_EPOCH + Duration::from_micros(micros)
    }

    pub(crate) fn lock_removal(&self) -> MutexGuard<'_, ()> {
        self.0.removal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Blob {
    /// How many bytes are to come.
    pub fn left(&self) -> u64 {
        self.left
    }

    /// What is to come, piece by piece.
    pub fn into_stream(self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        stream::try_unfold(self, |mut blob| async move {
            let piece = blob.piece().await?;
            Ok(piece.map(|piece| (piece, blob)))
        })
    }

    async fn piece(&mut self) -> io::Result<Option<Bytes>> {
        if self.left == 0 {
            return Ok(None);
        }
        let most = usize::try_from(self.left).unwrap_or(PIECE).min(PIECE);
        let mut piece = BytesMut::with_capacity(most);
        while piece.is_empty() {
            if (&mut self.file).take(most as u64).read_buf(&mut piece).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        self.left -= piece.len() as u64;
        Ok(Some(piece.freeze()))
    }
}

/// Makes a created or renamed entry of a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::TryStreamExt;
    use kontor_kernel::Timestamp;

    const DAY: Duration = Duration::from_secs(24 * 3600);

    struct Stage {
        folder: tempfile::TempDir,
        clock: Clock,
        blobs: Blobs,
    }

    fn stage() -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual(Timestamp::parse("2026-03-01T08:00:00Z").unwrap());
        let blobs = Blobs::open(folder.path(), clock.clone()).unwrap();
        Stage { folder, clock, blobs }
    }

    impl Stage {
        fn put(&self, content: &[u8]) -> Hash {
            let mut upload = self.blobs.upload(u64::MAX).unwrap();
            upload.write(content).unwrap();
            upload.finish().unwrap().sha256
        }

        fn pass(&self, time: Duration) {
            self.clock.advance_micros(time.as_micros() as i64);
        }
    }

    async fn text(blobs: &Blobs, hash: Hash, part: Option<Range<u64>>) -> String {
        let blob = blobs.read(hash, part).await.unwrap();
        let left = blob.left();
        let pieces: Vec<Bytes> = blob.into_stream().try_collect().await.unwrap();
        let content = pieces.concat();
        assert_eq!(content.len() as u64, left);
        String::from_utf8(content).unwrap()
    }

    #[tokio::test]
    async fn a_blob_is_read_whole_or_in_part() {
        let stage = stage();
        let hash = stage.put(b"0123456789");
        assert_eq!(text(&stage.blobs, hash, None).await, "0123456789");
        assert_eq!(text(&stage.blobs, hash, Some(2..5)).await, "234");
        assert_eq!(text(&stage.blobs, hash, Some(8..99)).await, "89");
        assert_eq!(text(&stage.blobs, hash, Some(99..100)).await, "");
        let long = "ab".repeat(PIECE);
        assert_eq!(text(&stage.blobs, stage.put(long.as_bytes()), None).await, long);
        assert!(stage.blobs.read(Hash([0; 32]), None).await.is_err());
    }

    #[tokio::test]
    async fn what_an_interrupted_process_left_is_swept_up_at_the_start() {
        let stage = stage();
        let hash = stage.put(b"whole");
        let (left_over, under_way) = (stage.blobs.temporary(), stage.blobs.temporary());
        for (path, age) in [(&left_over, LEFT), (&under_way, LEFT / 2)] {
            fs::write(path, b"half").unwrap();
            let file = fs::File::options().write(true).open(path).unwrap();
            file.set_modified(stage.blobs.now() - age).unwrap();
        }
        let again = Blobs::open(stage.folder.path(), stage.clock.clone()).unwrap();
        assert!(!left_over.exists() && under_way.exists());
        assert!(again.contains(hash));
    }

    #[tokio::test]
    async fn only_old_blobs_that_nobody_refers_to_are_removed() {
        let stage = stage();
        let (kept, garbage) = (stage.put(b"kept"), stage.put(b"garbage"));
        stage.pass(DAY);
        let young = stage.put(b"young");
        let referenced = HashSet::from([kept]);
        let candidates = stage.blobs.candidates(referenced.clone(), DAY).await.unwrap();
        assert_eq!(candidates, [garbage]);
        let removed = stage.blobs.remove(candidates, referenced, DAY).await.unwrap();
        assert_eq!(removed, Removed { blobs: 1, bytes: 7 });
        assert!(stage.blobs.contains(kept) && stage.blobs.contains(young));
        assert!(!stage.blobs.contains(garbage));
    }

    #[tokio::test]
    async fn a_candidate_that_is_stored_or_referred_to_again_stays() {
        let stage = stage();
        let (again, referred) = (stage.put(b"again"), stage.put(b"referred"));
        stage.pass(DAY);
        let candidates = stage.blobs.candidates(HashSet::new(), DAY).await.unwrap();
        assert_eq!(candidates.len(), 2);
        assert_eq!(stage.put(b"again"), again);
        let removed = stage
            .blobs
            .remove(candidates, HashSet::from([referred]), DAY)
            .await
            .unwrap();
        assert_eq!(removed, Removed::default());
        assert!(stage.blobs.contains(again) && stage.blobs.contains(referred));
    }

    #[tokio::test]
    async fn foreign_files_in_the_folder_are_left_alone() {
        let stage = stage();
        fs::create_dir(stage.folder.path().join("ab")).unwrap();
        fs::write(stage.folder.path().join("ab/notes.txt"), b"x").unwrap();
        stage.pass(DAY * 365);
        assert_eq!(stage.blobs.candidates(HashSet::new(), DAY).await.unwrap(), []);
    }
}
