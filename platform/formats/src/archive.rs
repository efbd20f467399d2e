//! Members of a zip, each as a stream of its own. Read without trust: counts, sizes and ratios are bounded, names have no
//! folders to escape to, and nothing is unpacked that nobody asks for.

use std::io::{self, Read, SeekFrom};

use flate2::read::DeflateDecoder;
use kontor_kernel::{Error, Result};

use crate::source::{Place, Seekable, Source};
use crate::survey::refused;

/// Most members.
const MAX_MEMBERS: u64 = 20_000;
/// Most bytes of the list of members.
const MAX_LIST: u64 = 16 << 20;
/// Most bytes of a member, unpacked.
const MAX_MEMBER: u64 = 8 << 30;
/// Most bytes of all members together, unpacked.
const MAX_TOTAL: u64 = 16 << 30;
/// How many times as large a member may become, where it becomes larger than [`HARMLESS`].
const MAX_RATIO: u64 = 250;
const HARMLESS: u64 = 32 << 20;

const END: &[u8; 4] = b"PK\x05\x06";
const END_64: &[u8; 4] = b"PK\x06\x06";
const LOCATOR_64: &[u8; 4] = b"PK\x06\x07";
const ENTRY: &[u8; 4] = b"PK\x01\x02";
const LOCAL: &[u8; 4] = b"PK\x03\x04";

/// A zip that was opened.
pub struct Archive {
    place: Place,
    members: Vec<Member>,
}

/// A file in a zip.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its path in the zip.
    pub name: String,
    /// Bytes, unpacked.
    pub size: u64,
    packed: u64,
    offset: u64,
    method: u16,
    encrypted: bool,
    check: u32,
}

impl Archive {
    /// Reads the list of members.
    ///
    /// # Errors
    /// `validation` when it is damaged, or made to do harm.
    pub fn open(place: &Place) -> Result<Archive> {
        let mut file = place.open()?;
        let members = list(&mut file).map_err(|cause| match cause.kind() {
            io::ErrorKind::QuotaExceeded => refused("zip_too_large", "The archive holds too much."),
            _ => refused("file_broken", "The file is damaged or not whole."),
        })?;
        let total = members
            .iter()
            .try_fold(0_u64, |total, member| total.checked_add(member.size));
        let bomb = |member: &Member| {
            member.size > MAX_MEMBER || (member.size > HARMLESS && member.size / MAX_RATIO > member.packed)
        };
        if total.is_none_or(|total| total > MAX_TOTAL) || members.iter().any(bomb) {
            return Err(refused(
                "zip_too_large",
                "The archive becomes too large when it is unpacked.",
            ));
        }
        Ok(Archive {
            place: place.clone(),
            members,
        })
    }

    /// Its files, without folders.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// A member by its path, in any case: programs do not agree on it.
    pub fn find(&self, name: &str) -> Option<&Member> {
        let exact = self.members.iter().find(|member| member.name == name);
        exact.or_else(|| {
            self.members
                .iter()
                .find(|member| member.name.eq_ignore_ascii_case(name))
        })
    }

    /// The bytes of a member, unpacked. What is damaged shows while reading.
    pub fn read(&self, member: &Member) -> Result<Source> {
        if member.encrypted {
            return Err(refused("encrypted", "The file is protected by a password."));
        }
        let mut file = self.place.open()?;
        let start = data_start(&mut file, member)
            .map_err(|_| refused("file_broken", "The file is damaged or not whole."))?;
        file.seek(SeekFrom::Start(start)).map_err(Error::internal)?;
        let packed = Read::take(file, member.packed);
        let inner: Source = match member.method {
            0 => Box::new(packed),
            8 => Box::new(DeflateDecoder::new(packed)),
            _ => {
                return Err(refused(
                    "unknown_packing",
                    "The file is packed in a way that is not known here.",
                ));
            }
        };
        Ok(Box::new(Checked {
            inner,
            left: member.size,
            wanted: member.check,
            check: flate2::Crc::new(),
        }))
    }
}

/// Refuses more bytes than were told, fewer, and others.
struct Checked {
    inner: Source,
    left: u64,
    wanted: u32,
    check: flate2::Crc,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if count as u64 > self.left {
            return Err(io::Error::other("it is larger than told"));
        }
        self.left -= count as u64;
        self.check.update(&buffer[..count]);
        if count == 0 && !buffer.is_empty() && (self.left > 0 || self.check.sum() != self.wanted) {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        Ok(count)
    }
}

fn list(file: &mut Box<dyn Seekable>) -> io::Result<Vec<Member>> {
    let size = file.seek(SeekFrom::End(0))?;
    let tail = bytes_at(file, size.saturating_sub(66_000), 66_000.min(size))?;
    let at = memchr::memmem::rfind(&tail, END).ok_or_else(damaged)?;
    let end = tail.get(at..at + 22).ok_or_else(damaged)?;
    let (mut count, mut length, mut start) = (
        u64::from(u16_at(end, 10)),
        u64::from(u32_at(end, 12)),
        u64::from(u32_at(end, 16)),
    );
    if count == 0xFFFF || length == 0xFFFF_FFFF || start == 0xFFFF_FFFF {
        let locator = at.checked_sub(20).and_then(|at| tail.get(at..at + 20));
        if let Some(locator) = locator.filter(|locator| locator.starts_with(LOCATOR_64)) {
            let large = bytes_at(file, u64_at(locator, 8), 56)?;
            if !large.starts_with(END_64) {
                return Err(damaged());
            }
            (count, length, start) = (u64_at(&large, 32), u64_at(&large, 40), u64_at(&large, 48));
        }
    }
    if count > MAX_MEMBERS || length > MAX_LIST {
        return Err(io::Error::from(io::ErrorKind::QuotaExceeded));
    }
    let list = bytes_at(file, start, length)?;
    let mut members = Vec::new();
    let mut rest = list.as_slice();
    for _ in 0..count {
        let head = rest
            .get(..46)
            .filter(|head| head.starts_with(ENTRY))
            .ok_or_else(damaged)?;
        let (name, extra, comment) = (u16_at(head, 28), u16_at(head, 30), u16_at(head, 32));
        let (name, extra, comment) = (usize::from(name), usize::from(extra), usize::from(comment));
        let whole = rest.get(..46 + name + extra + comment).ok_or_else(damaged)?;
        let mut member = Member {
            name: safe_name(&whole[46..46 + name]),
            size: u64::from(u32_at(head, 24)),
            packed: u64::from(u32_at(head, 20)),
            offset: u64::from(u32_at(head, 42)),
            method: u16_at(head, 10),
            encrypted: u16_at(head, 8) & 1 == 1,
            check: u32_at(head, 16),
        };
        large_sizes(&mut member, &whole[46 + name..46 + name + extra]);
        if member.packed > size || member.offset > size {
            return Err(damaged());
        }
        if !member.name.is_empty() && !member.name.ends_with('/') {
            members.push(member);
        }
        rest = &rest[whole.len()..];
    }
    Ok(members)
}

/// Sizes beyond 4 GB stand behind the name.
fn large_sizes(member: &mut Member, mut extra: &[u8]) {
    while extra.len() >= 4 {
        let (id, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let Some(data) = extra.get(4..4 + length) else {
            return;
        };
        if id == 1 {
            let mut numbers = data
                .as_chunks::<8>()
                .0
                .iter()
                .map(|bytes| u64::from_le_bytes(*bytes));
            for field in [&mut member.size, &mut member.packed, &mut member.offset] {
                if *field == 0xFFFF_FFFF {
                    *field = numbers.next().unwrap_or(*field);
                }
            }
        }
        extra = &extra[4 + length..];
    }
}

fn data_start(file: &mut Box<dyn Seekable>, member: &Member) -> io::Result<u64> {
    let head = bytes_at(file, member.offset, 30)?;
    if !head.starts_with(LOCAL) {
        return Err(damaged());
    }
    Ok(member.offset + 30 + u64::from(u16_at(&head, 26)) + u64::from(u16_at(&head, 28)))
}

/// A path without a root, drive or way up; empty when it has one.
fn safe_name(bytes: &[u8]) -> String {
    let name = String::from_utf8_lossy(bytes).replace('\\', "/");
    let escapes = name.starts_with('/')
        || name.contains([':', '\0'])
        || name.split('/').any(|part| part == "..")
        || name.len() > 1024;
    match escapes {
        true => String::new(),
        false => name,
    }
}

fn bytes_at(file: &mut Box<dyn Seekable>, at: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    let count = Read::take(&mut *file, length).read_to_end(&mut bytes)?;
    match count as u64 == length {
        true => Ok(bytes),
        false => Err(damaged()),
    }
}

fn damaged() -> io::Error {
    io::Error::from(io::ErrorKind::InvalidData)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
