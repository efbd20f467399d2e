//! Writing a blob: a stream into a temporary file, hashed on its way, synced, and then renamed to its hash.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use kontor_kernel::{Code, Error, Locale, Result, size};
use sha2::{Digest, Sha256};

use crate::blobs::{self, Blobs};
use crate::hash::Hash;
use crate::kind::{self, HEAD};

/// How much is gathered before a blocking thread writes it. A slow sender holds no thread meanwhile.
const GATHERED: usize = 256 * 1024;

/// A blob that is durable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stored {
    /// Its name.
    pub sha256: Hash,
    /// Its length in bytes.
    pub size: u64,
    /// Its beginning, by which [`Stored::kind`] knows it.
    head: Vec<u8>,
}

impl Stored {
    /// What it is. The name and the declared type only decide between types that look alike (see [`kind::sniff`]).
    pub fn kind(&self, name: &str, declared: Option<&str>) -> &'static str {
        kind::sniff(&self.head, self.size <= self.head.len() as u64, name, declared)
    }
}

/// A blob that is being written. Unless it is finished, nothing remains of it.
pub struct Upload {
    blobs: Blobs,
    file: File,
    temporary: Temporary,
    hasher: Sha256,
    head: Vec<u8>,
    size: u64,
    limit: u64,
}

/// A file that is deleted when it is no longer needed, which is unless it was renamed.
struct Temporary(Option<PathBuf>);

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(path) = self.0.take()
            && let Err(error) = fs::remove_file(&path)
        {
            tracing::warn!(path = %path.display(), %error, "a temporary file could not be deleted");
        }
    }
}

impl Upload {
    pub(crate) fn begin(blobs: Blobs, limit: u64) -> Result<Upload> {
        let path = blobs.temporary();
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(Error::disk)?;
        Ok(Upload {
            blobs,
            file,
            temporary: Temporary(Some(path)),
            hasher: Sha256::new(),
            head: Vec::new(),
            size: 0,
            limit,
        })
    }

    /// Appends a piece; too much is refused before it is written.
    pub fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.size += piece.len() as u64;
        if self.size > self.limit {
            return Err(too_large(self.limit));
        }
        let missing = HEAD.saturating_sub(self.head.len()).min(piece.len());
        self.head.extend_from_slice(&piece[..missing]);
        self.hasher.update(piece);
        self.file.write_all(piece).map_err(Error::disk)
    }

    /// Makes it durable under its name. If the same content is there already, it is replaced by itself: that makes it
    /// young again, so that the collection of garbage leaves it alone until the row that refers to it is written.
    pub fn finish(mut self) -> Result<Stored> {
        let sha256 = Hash(self.hasher.finalize().into());
        let now = self.blobs.now();
        self.file
            .set_modified(now)
            .and_then(|()| self.file.sync_all())
            .map_err(Error::disk)?;
        let (folder, path) = self.blobs.place(sha256);
        let _removing = self.blobs.lock_removal();
        if !folder.exists() {
            fs::create_dir_all(&folder)
                .and_then(|()| blobs::sync_folder(self.blobs.folder()))
                .map_err(Error::disk)?;
        }
        if let Some(temporary) = self.temporary.0.as_ref() {
            fs::rename(temporary, &path).map_err(Error::disk)?;
        }
        self.temporary.0 = None;
        blobs::sync_folder(&folder).map_err(Error::disk)?;
        Ok(Stored {
            sha256,
            size: self.size,
            head: self.head,
        })
    }
}

impl Blobs {
    /// Stores what a stream brings, at most `limit` bytes. When the stream breaks off, or the caller leaves, nothing
    /// remains.
    pub async fn receive<E>(&self, stream: impl Stream<Item = Result<Bytes, E>>, limit: u64) -> Result<Stored>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let blobs = self.clone();
        let mut upload = blocking(move || Upload::begin(blobs, limit)).await?;
        let mut gathered = BytesMut::new();
        let mut stream = std::pin::pin!(stream);
        while let Some(piece) = stream.next().await {
            gathered.extend_from_slice(&piece.map_err(broken)?);
            if upload.size + gathered.len() as u64 > limit {
                return Err(too_large(limit));
            }
            if gathered.len() >= GATHERED {
                let piece = gathered.split();
                upload = blocking(move || upload.write(&piece).map(|()| upload)).await?;
            }
        }
        blocking(move || {
            upload.write(&gathered)?;
            upload.finish()
        })
        .await
    }
}

pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// A file is larger than is allowed.
pub fn too_large(limit: u64) -> Error {
    let detail = format!("The file is larger than {}.", size::shown(limit, Locale::En));
    let error = Error::new(Code::TooLarge, detail);
    error.with("reason", "file_too_large").with("limit", limit)
}

fn broken(cause: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(Code::BadParameter, "The upload broke off.").because(cause)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use futures_util::stream;
    use kontor_kernel::Clock;

    fn blobs() -> (tempfile::TempDir, Blobs) {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path().join("files"), Clock::System).unwrap();
        (folder, blobs)
    }

    /// All files below the folder of blobs, temporary ones too.
    fn files(blobs: &Blobs) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![blobs.folder().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                match entry.file_type().unwrap().is_dir() {
                    true => folders.push(entry.path()),
                    false => found.push(entry.file_name().into_string().unwrap()),
                }
            }
        }
        found
    }

    fn pieces(pieces: &[&'static [u8]]) -> impl Stream<Item = io::Result<Bytes>> + use<> {
        stream::iter(
            pieces
                .iter()
                .map(|piece| Ok(Bytes::from_static(piece)))
                .collect::<Vec<_>>(),
        )
    }

    #[tokio::test]
    async fn a_stream_is_stored_under_its_hash() {
        let (_folder, blobs) = blobs();
        let stored = blobs.receive(pieces(&[b"a", b"", b"bc"]), 3).await.unwrap();
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((stored.sha256.to_string().as_str(), stored.size), (abc, 3));
        assert_eq!(fs::read(blobs.folder().join("ba").join(abc)).unwrap(), b"abc");
        assert_eq!(blobs.receive(pieces(&[b"abc"]), 3).await.unwrap(), stored);
        assert_eq!(files(&blobs), [abc]);
    }

    #[tokio::test]
    async fn an_upload_above_the_limit_leaves_nothing() {
        let (_folder, blobs) = blobs();
        let error = blobs.receive(pieces(&[b"ab", b"cd"]), 3).await.unwrap_err();
        assert_eq!(
            (error.code, error.params["limit"].as_u64()),
            (Code::TooLarge, Some(3))
        );
        let mut upload = Upload::begin(blobs.clone(), 1).unwrap();
        assert_eq!(upload.write(b"ab").unwrap_err().code, Code::TooLarge);
        drop(upload);
        assert!(files(&blobs).is_empty());
    }

    #[tokio::test]
    async fn an_upload_that_breaks_off_leaves_nothing() {
        let (_folder, blobs) = blobs();
        let broken = stream::iter([Ok(Bytes::from(vec![7; GATHERED])), Err(io::Error::other("gone"))]);
        assert_eq!(
            blobs.receive(broken, u64::MAX).await.unwrap_err().code,
            Code::BadParameter
        );
        let mut upload = Upload::begin(blobs.clone(), 9).unwrap();
        upload.write(b"half").unwrap();
        drop(upload);
        assert!(files(&blobs).is_empty());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_and_leaves_nothing() {
        let (_folder, blobs) = blobs();
        let mut upload = Upload::begin(blobs.clone(), 9).unwrap();
        upload.file = OpenOptions::new().write(true).open("/dev/full").unwrap();
        assert_eq!(upload.write(b"x").unwrap_err().code, Code::StorageFull);
        drop(upload);
        assert!(files(&blobs).is_empty());
    }

    #[tokio::test]
    async fn the_type_is_the_contents_and_not_what_was_declared() {
        let (_folder, blobs) = blobs();
        let stored = blobs
            .receive(pieces(&[b"<html><script>alert(1)</script>"]), 99)
            .await
            .unwrap();
        assert_eq!(stored.kind("cat.png", Some("image/png")), "text/html");
    }
}
