//! Record ids: UUID version 7, so that clients may create them and they sort by age.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{Code, Error};
use crate::time::Clock;

/// The id of a record, a user, a change set: a UUID, written in lower case with hyphens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(pub Uuid);

impl Id {
    /// The id that stands for "nobody"; it is never given to a record.
    pub const NIL: Id = Id(Uuid::nil());

    /// A fresh version 7 id whose time part is the clock's present.
    pub fn generate(clock: &Clock) -> Id {
        let micros = clock.now().micros().max(0) as u64;
        let stamp = uuid::Timestamp::from_unix(
            uuid::NoContext,
            micros / 1_000_000,
            (micros % 1_000_000) as u32 * 1_000,
        );
        Id(Uuid::new_v7(stamp))
    }

    /// The id with these sixteen bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Id {
        Id(Uuid::from_bytes(bytes))
    }

    /// The sixteen bytes, in the order in which ids sort.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Id {
    type Err = Error;

    /// Reads the hyphenated form only; anything else is `bad_parameter`.
    fn from_str(text: &str) -> Result<Id, Error> {
        match Uuid::try_parse(text) {
            Ok(uuid) if text.len() == 36 => Ok(Id(uuid)),
            _ => Err(Error::new(
                Code::BadParameter,
                "not an id: a UUID with hyphens is expected",
            )),
        }
    }
}

impl From<Uuid> for Id {
    fn from(uuid: Uuid) -> Id {
        Id(uuid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    #[test]
    fn ids_sort_by_the_time_of_the_clock() {
        let clock = Clock::manual(Timestamp::parse("2026-03-01T08:00:00Z").unwrap());
        let first = Id::generate(&clock);
        clock.advance_micros(1_000);
        let second = Id::generate(&clock);
        assert!(first < second);
        assert_eq!(first.to_string().parse::<Id>().unwrap(), first);
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in [
            "",
            "7",
            "{0195512c-8a10-7000-8000-000000000000}",
            "0195512c8a1070008000000000000000",
        ] {
            assert_eq!(text.parse::<Id>().unwrap_err().code, Code::BadParameter);
        }
    }
}
