//! Who of a sweep is compared with whom: records that share keys meet. All keys are put in their order on the disk, so
//! that those who have one stand together; each that meets an older one is noted on the disk too, in the order of the
//! records, so that all whom a record meets stand together. No query is asked for it.

use std::path::Path;

use kontor_kernel::Result;

use crate::index::MAX_BLOCK;
use crate::keys::Neighbours;
use crate::sorted::{Entry, Sorter};

/// Files that keys are spread over, a power of two: each has greater ones than the file before.
pub(crate) const KEY_PARTS: usize = 64;
/// Files that meetings are spread over; of a million records with many keys that others have, one has a few million.
const MEETING_PARTS: usize = 128;

/// A record, by its place on the shelf, has a key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Held {
    pub key: i64,
    pub place: u32,
}

/// A record shares a key that so many have with an older one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Meeting {
    pub own: u32,
    pub other: u32,
    holders: u8,
}

impl Entry for Held {
    type Bytes = [u8; 12];

    fn write(&self) -> [u8; 12] {
        let mut bytes = [0; 12];
        bytes[..8].copy_from_slice(&self.key.to_le_bytes());
        bytes[8..].copy_from_slice(&self.place.to_le_bytes());
        bytes
    }

    fn read(bytes: &[u8; 12]) -> Held {
        let [k0, k1, k2, k3, k4, k5, k6, k7, place @ ..] = *bytes;
        Held {
            key: i64::from_le_bytes([k0, k1, k2, k3, k4, k5, k6, k7]),
            place: u32::from_le_bytes(place),
        }
    }
}

impl Entry for Meeting {
    type Bytes = [u8; 9];

    fn write(&self) -> [u8; 9] {
        let mut bytes = [0; 9];
        bytes[..4].copy_from_slice(&self.own.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.other.to_le_bytes());
        bytes[8] = self.holders;
        bytes
    }

    fn read(bytes: &[u8; 9]) -> Meeting {
        let [a, b, c, d, e, f, g, h, holders] = *bytes;
        Meeting {
            own: u32::from_le_bytes([a, b, c, d]),
            other: u32::from_le_bytes([e, f, g, h]),
            holders,
        }
    }
}

/// The file that a key belongs into; negative ones come first.
pub(crate) fn key_part(key: i64) -> usize {
    let place = (key as u64) ^ (1 << 63);
    (place >> (64 - KEY_PARTS.trailing_zeros())) as usize
}

/// All meetings of a sweep, on the disk.
pub(crate) struct Meetings {
    sorter: Sorter<Meeting>,
    /// How many records' meetings are in one file.
    span: u32,
}

impl Meetings {
    /// For so many records.
    pub fn new(folder: &Path, records: u32) -> Result<Meetings> {
        Ok(Meetings {
            sorter: Sorter::new(folder, MEETING_PARTS)?,
            span: records.div_ceil(MEETING_PARTS as u32).max(1),
        })
    }

    /// Notes who meets by these keys; all who have one are among them, in their order. Of those who have a key that half
    /// the world has, the first are met by the others.
    pub fn note(&mut self, held: &[Held]) -> Result<()> {
        for holders in held.chunk_by(|a, b| a.key == b.key) {
            let met = &holders[..holders.len().min(MAX_BLOCK)];
            for (n, own) in holders.iter().enumerate() {
                let part = (own.place / self.span) as usize;
                for other in &met[..n.min(met.len())] {
                    let meeting = Meeting {
                        own: own.place,
                        other: other.place,
                        holders: met.len() as u8,
                    };
                    self.sorter.add(part, &meeting)?;
                }
            }
        }
        Ok(())
    }

    /// The places of the records whose meetings are in each file.
    pub fn spans(&self, records: u32) -> impl Iterator<Item = (usize, std::ops::Range<u32>)> + use<> {
        let span = self.span;
        (0..MEETING_PARTS).map(move |part| {
            let from = (part as u32).saturating_mul(span).min(records);
            (part, from..from.saturating_add(span).min(records))
        })
    }

    /// The meetings in one file, in the order of the records.
    pub fn read(&mut self, part: usize) -> Result<Vec<Meeting>> {
        self.sorter.read(part)
    }
}

/// With whom a record is to be compared, of all whom it meets.
pub(crate) fn nearest(meetings: &[Meeting]) -> Vec<u32> {
    let mut neighbours = Neighbours::default();
    for meeting in meetings {
        neighbours.share(meeting.other, usize::from(meeting.holders));
    }
    neighbours.nearest()
}
