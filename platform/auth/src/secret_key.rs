//! The machine's own key: what Kontor must be able to read again (passwords of mail servers, tokens of other systems)
//! is encrypted with it, so that a copy of the database alone gives nothing away.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use kontor_kernel::{Error, Result};
use sha2::{Digest, Sha256};

use crate::secret::random;

/// The environment variable that takes the place of the file: 32 bytes as base64.
pub const VARIABLE: &str = "KONTOR_SECRET_KEY";
/// The file in the data folder: 32 bytes, readable by its owner only.
pub const FILE: &str = "secret.key";

/// The form of an encrypted value: this byte, the id of the key, the nonce, the ciphertext with its tag.
const FORM: u8 = 1;
const ID: usize = 8;
const NONCE: usize = 24;
const HEAD: usize = 1 + ID + NONCE;

/// A key of 256 bits for secrets at rest (XChaCha20-Poly1305).
#[derive(Clone)]
pub struct SecretKey {
    id: [u8; ID],
    cipher: XChaCha20Poly1305,
}

impl SecretKey {
    /// The key of a data folder: the variable's when it is given, otherwise the file's, which is created when there
    /// is none.
    pub fn load(data: &Path, variable: Option<&str>) -> Result<SecretKey> {
        match variable {
            Some(text) => SecretKey::from_base64(text),
            None => SecretKey::from_file(&data.join(FILE)),
        }
    }

    /// From base64, in either alphabet.
    pub fn from_base64(text: &str) -> Result<SecretKey> {
        let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let text = text.trim();
        let alphabet = if text.contains(['-', '_']) {
            alphabet::URL_SAFE
        } else {
            alphabet::STANDARD
        };
        let bytes = GeneralPurpose::new(&alphabet, config).decode(text).ok();
        match bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()) {
            Some(bytes) => Ok(SecretKey::new(&bytes)),
            None => Err(Error::internal(format!(
                "{VARIABLE} must hold 32 bytes as base64"
            ))),
        }
    }

    fn from_file(path: &Path) -> Result<SecretKey> {
        let fail = |error: io::Error| Error::internal(format!("{}: {error}", path.display()));
        match File::open(path) {
            Ok(file) => {
                warn_if_open_to_others(&file, path);
                let mut bytes = Vec::with_capacity(33);
                file.take(33).read_to_end(&mut bytes).map_err(fail)?;
                let bytes = <[u8; 32]>::try_from(bytes).map_err(|bytes| {
                    let found = bytes.len();
                    Error::internal(format!("{} must hold 32 bytes, not {found}", path.display()))
                })?;
                Ok(SecretKey::new(&bytes))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let bytes = random::<32>()?;
                create(path, &bytes).map_err(fail)?;
                Ok(SecretKey::new(&bytes))
            }
            Err(error) => Err(fail(error)),
        }
    }

    fn new(bytes: &[u8; 32]) -> SecretKey {
        let name = Sha256::new()
            .chain_update(b"kontor secret key id")
            .chain_update(bytes)
            .finalize();
        let mut id = [0; ID];
        id.copy_from_slice(&name[..ID]);
        SecretKey {
            id,
            cipher: XChaCha20Poly1305::new(bytes.into()),
        }
    }

    /// Names the key without giving it away: a backup says with which key its secrets are encrypted.
    pub fn id(&self) -> String {
        self.id.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Encrypts a secret for one place. `place` says where it belongs (`mail_account/<id>/password`): moved to another
    /// place, it can't be read.
    pub fn encrypt(&self, plain: &[u8], place: &str) -> Result<Vec<u8>> {
        let nonce = random::<NONCE>()?;
        let mut out = Vec::with_capacity(HEAD + plain.len() + 16);
        out.push(FORM);
        out.extend(self.id);
        out.extend(nonce);
        let payload = Payload {
            msg: plain,
            aad: &bound(place, &out[..1 + ID]),
        };
        let sealed = self.cipher.encrypt(&nonce.into(), payload);
        out.extend(sealed.map_err(|_| Error::internal("a secret is too long to be encrypted"))?);
        Ok(out)
    }

    /// Reads what [`SecretKey::encrypt`] made for the same place.
    pub fn decrypt(&self, sealed: &[u8], place: &str) -> Result<Vec<u8>> {
        if sealed.len() < HEAD || sealed[0] != FORM {
            return Err(Error::internal("an encrypted secret has an unknown form"));
        }
        let (head, rest) = sealed.split_at(1 + ID);
        if head[1..] != self.id {
            return Err(Error::internal("a secret was encrypted with another secret key"));
        }
        let (nonce, sealed) = rest.split_at(NONCE);
        let nonce = <[u8; NONCE]>::try_from(nonce).expect("split at its length");
        let payload = Payload {
            msg: sealed,
            aad: &bound(place, head),
        };
        let plain = self.cipher.decrypt(&nonce.into(), payload);
        plain.map_err(|_| Error::internal("an encrypted secret was altered or belongs to another place"))
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({})", self.id())
    }
}

/// The associated data: form, key and place. The head has a fixed length, so no two pairs look alike.
fn bound(place: &str, head: &[u8]) -> Vec<u8> {
    [head, place.as_bytes()].concat()
}

/// Creates the file, or fails when somebody else just did: a key is never overwritten.
fn create(path: &Path, bytes: &[u8; 32]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(unix)]
fn warn_if_open_to_others(file: &File, path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if file
        .metadata()
        .is_ok_and(|data| data.permissions().mode() & 0o077 != 0)
    {
        tracing::warn!(path = %path.display(), "the secret key can be read by other users of this machine");
    }
}

#[cfg(not(unix))]
fn warn_if_open_to_others(_: &File, _: &Path) {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_file_is_made_once_and_belongs_to_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let first = SecretKey::load(folder.path(), None).unwrap();
        let again = SecretKey::load(folder.path(), None).unwrap();
        assert_eq!(first.id(), again.id());
        let file = std::fs::metadata(folder.path().join(FILE)).unwrap();
        assert_eq!(file.len(), 32);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(file.permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_file_is_reported_and_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        for bytes in [&b"short"[..], &[7; 33]] {
            std::fs::write(folder.path().join(FILE), bytes).unwrap();
            assert!(SecretKey::load(folder.path(), None).is_err());
            assert_eq!(std::fs::read(folder.path().join(FILE)).unwrap(), bytes);
        }
    }

    #[test]
    fn the_variable_takes_the_place_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let text = "/+8AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0=";
        let key = SecretKey::load(folder.path(), Some(text)).unwrap();
        assert!(!folder.path().join(FILE).exists());
        let url_safe = SecretKey::from_base64("_-8AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0\n").unwrap();
        assert_eq!(key.id(), url_safe.id());
        for text in ["", "secret", "AAAA", &"A".repeat(64)] {
            assert!(SecretKey::from_base64(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_secret_is_bound_to_its_place_and_key() {
        let key = SecretKey::new(&[1; 32]);
        let sealed = key.encrypt(b"hunter2", "mail/1").unwrap();
        assert_eq!(key.decrypt(&sealed, "mail/1").unwrap(), b"hunter2");
        assert!(key.decrypt(&sealed, "mail/2").is_err());
        assert!(SecretKey::new(&[2; 32]).decrypt(&sealed, "mail/1").is_err());
        assert_ne!(key.encrypt(b"hunter2", "mail/1").unwrap(), sealed);
        assert!(!format!("{key:?}").contains("1, 1"));
    }

    proptest! {
        #[test]
        fn whatever_is_altered_is_noticed(plain in proptest::collection::vec(any::<u8>(), 0..80), at in any::<usize>(), bit in 0..8u8) {
            let key = SecretKey::new(&[3; 32]);
            let mut sealed = key.encrypt(&plain, "x").unwrap();
            prop_assert_eq!(key.decrypt(&sealed, "x").unwrap(), plain);
            let at = at % sealed.len();
            sealed[at] ^= 1 << bit;
            prop_assert!(key.decrypt(&sealed, "x").is_err());
            prop_assert!(key.decrypt(&sealed[..at], "x").is_err());
        }
    }
}
