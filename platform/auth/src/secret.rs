//! Secrets of people and programs: passwords on their way in; tokens, keys and codes, which are shown once and kept
//! only as a hash.

use std::fmt;
use std::hash::{Hash, Hasher};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kontor_kernel::{Error, Result};
use rand::TryRng;
use rand::rngs::SysRng;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

/// A text that must not appear in logs: its `Debug` form hides it, and it can't be serialised.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret into custody.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The text itself, for the one place that must show or check it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored in its place. The tokens of this crate hold 32 random bytes, so a plain hash is enough: there is
    /// nothing to guess. (Passwords are another matter, see [`crate::password`].)
    pub(crate) fn digest(&self) -> Digest {
        Digest(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The SHA-256 of a token. Two of them are compared in constant time.
#[derive(Clone, Copy, Eq)]
pub(crate) struct Digest(pub(crate) [u8; 32]);

impl PartialEq for Digest {
    fn eq(&self, other: &Digest) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Hash for Digest {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl From<Digest> for kontor_database::Value {
    fn from(digest: Digest) -> kontor_database::Value {
        digest.0.as_slice().into()
    }
}

/// Bytes from the operating system's source of randomness.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    SysRng.try_fill_bytes(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}

/// The token of a session: 32 random bytes as base64url.
pub(crate) fn session_token() -> Result<Secret> {
    Ok(Secret(URL_SAFE_NO_PAD.encode(random::<32>()?)))
}

/// What an API key begins with, so that people and scanners of source code know one when they see it.
pub(crate) const KEY_PREFIX: &str = "kontor_";

/// An API key: the prefix and 256 random bits in letters and digits.
pub(crate) fn api_key() -> Result<Secret> {
    Ok(Secret(format!("{KEY_PREFIX}{}", letters_and_digits()?)))
}

/// A one-time code: 256 random bits in letters and digits, so that it survives copying and stands in a link as it is.
pub(crate) fn one_time_code() -> Result<Secret> {
    letters_and_digits().map(Secret)
}

/// 43 characters of 62 each: 256 bits.
fn letters_and_digits() -> Result<String> {
    const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const LENGTH: usize = 43;
    // A byte above the largest multiple of 62 is thrown away, otherwise some characters would come more often.
    const FAIR: u8 = 62 * 4;
    let mut out = String::with_capacity(LENGTH);
    while out.len() < LENGTH {
        let bytes = random::<64>()?;
        let fair = bytes.into_iter().filter(|byte| *byte < FAIR);
        out.extend(
            fair.map(|byte| char::from(ALPHABET[usize::from(byte % 62)]))
                .take(LENGTH - out.len()),
        );
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_shows_in_debug_output() {
        let token = session_token().unwrap();
        assert!(!format!("{token:?}").contains(token.reveal()));
    }

    #[test]
    fn tokens_have_their_form_and_never_come_twice() {
        let token = session_token().unwrap();
        assert_eq!(URL_SAFE_NO_PAD.decode(token.reveal()).unwrap().len(), 32);
        let key = api_key().unwrap();
        let random = key.reveal().strip_prefix("kontor_").unwrap();
        assert_eq!(random.len(), 43);
        assert!(random.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert!(key.digest() != api_key().unwrap().digest());
        assert_ne!(
            one_time_code().unwrap().reveal(),
            one_time_code().unwrap().reveal()
        );
    }
}
