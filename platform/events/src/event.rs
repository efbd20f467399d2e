//! What an event says, and where it stands among the others.

use std::fmt;
use std::str::FromStr;

use kontor_kernel::{Code, Error, Id, Timestamp};
use serde::{Deserialize, Serialize};

/// What was done to a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It was created.
    Create,
    /// Some of it was changed.
    Update,
    /// It went to the trash.
    Delete,
    /// It came back from there.
    Restore,
    /// It was merged into another.
    Merge,
    /// It was deleted for good.
    Final,
}

impl Kind {
    const ALL: [Kind; 6] = [
        Kind::Create,
        Kind::Update,
        Kind::Delete,
        Kind::Restore,
        Kind::Merge,
        Kind::Final,
    ];

    /// As stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Create => "create",
            Kind::Update => "update",
            Kind::Delete => "delete",
            Kind::Restore => "restore",
            Kind::Merge => "merge",
            Kind::Final => "final",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A change of one record, to be published. It carries no values: who may read them asks for them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Key of the record's object.
    pub object: String,
    /// The record.
    pub record: Id,
    /// What was done.
    pub kind: Kind,
    /// The record's version since.
    pub version: i64,
    /// The request it was part of.
    pub change_set: Id,
    /// When.
    pub at: Timestamp,
}

/// A published change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// Its place.
    pub cursor: Cursor,
    /// What it says.
    pub change: Change,
}

/// A place in the order of events: "up to here". To clients it is opaque text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Cursor {
    // Ordered by transaction first, see `outbox`.
    pub(crate) tx: i64,
    pub(crate) seq: i64,
}

impl Cursor {
    /// Before the first event.
    pub const START: Cursor = Cursor { tx: 0, seq: 0 };
    /// A place that no event ever followed: who stands there has to begin anew from the records.
    pub(crate) const NOWHERE: Cursor = Cursor { tx: -1, seq: -1 };
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.tx {
            0 => write!(f, "{}", self.seq),
            tx => write!(f, "{tx}.{}", self.seq),
        }
    }
}

impl FromStr for Cursor {
    type Err = Error;

    /// Reads what was written, and nothing that was not.
    fn from_str(text: &str) -> Result<Cursor, Error> {
        let parse = || {
            let (tx, seq) = text.split_once('.').unwrap_or(("0", text));
            let cursor = Cursor {
                tx: tx.parse().ok()?,
                seq: seq.parse().ok()?,
            };
            (cursor.tx >= 0 && cursor.seq >= 0 && cursor.to_string() == text).then_some(cursor)
        };
        parse().ok_or_else(|| Error::new(Code::BadCursor, "This is not a place in the order of events."))
    }
}

impl Serialize for Cursor {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn kinds_read_what_they_write() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(Kind::parse("created"), None);
    }

    #[test]
    fn made_up_cursors_are_refused() {
        for text in [
            "",
            ".",
            "1.",
            ".1",
            "-1",
            "1.-1",
            "+1",
            "01",
            "0.1",
            "1.01",
            " 1",
            "1.2.3",
            "99999999999999999999",
            "ü",
        ] {
            let error = text.parse::<Cursor>().unwrap_err();
            assert_eq!(error.code, Code::BadCursor, "{text}");
        }
    }

    proptest! {
        #[test]
        fn cursors_survive_their_text(tx in 0..=i64::MAX, seq in 0..=i64::MAX) {
            for cursor in [Cursor { tx, seq }, Cursor { tx: 0, seq }] {
                prop_assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
            }
        }
    }
}
