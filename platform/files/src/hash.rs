//! The name of a blob: the SHA-256 of its content.

use std::fmt;

use kontor_database::{Column, FromColumn, Value};
use kontor_kernel::{Error, Result};
use serde::{Serialize, Serializer};

/// A SHA-256, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Reads the written form; upper case is not it.
    pub fn parse(text: &str) -> Option<Hash> {
        fn digit(byte: u8) -> Option<u8> {
            match byte {
                b'0'..=b'9' => Some(byte - b'0'),
                b'a'..=b'f' => Some(byte - b'a' + 10),
                _ => None,
            }
        }
        let mut bytes = [0; 32];
        if text.len() != 2 * bytes.len() {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Some(Hash(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<Hash> for Value {
    fn from(hash: Hash) -> Value {
        hash.0.as_slice().into()
    }
}

impl FromColumn for Hash {
    fn from_column(column: Column<'_>) -> Result<Hash> {
        match column {
            Column::Bytes(bytes) => bytes.try_into().map(Hash).map_err(Error::internal),
            other => Err(Error::internal(format!(
                "a column holds {other:?} where a SHA-256 is expected"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_reads_back(bytes in any::<[u8; 32]>()) {
            let text = Hash(bytes).to_string();
            prop_assert_eq!(Hash::parse(&text), Some(Hash(bytes)));
            prop_assert_eq!(Hash::parse(&text[1..]), None);
        }

        #[test]
        fn nothing_else_is_read(text in "\\PC{0,70}") {
            prop_assume!(!text.bytes().all(|byte| byte.is_ascii_hexdigit()) || text.len() != 64);
            prop_assert_eq!(Hash::parse(&text), None);
        }
    }
}
