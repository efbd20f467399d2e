//! What separates the cells of a text, and what stands around them: found out over its first rows.

use super::delimiter::{Delimiter, is_part_of, unusual};
use super::escape::escapes;
use super::read::Records;

/// How a table is written as text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dialect {
    /// Between cells.
    pub delimiter: Delimiter,
    /// Around cells.
    pub quote: Option<u8>,
    /// A quote within a cell stands behind a backslash instead of twice.
    pub escaped: bool,
    /// Blanks before a quote do not belong to the cell.
    pub skip_space: bool,
    /// Bytes of a first line that only says what separates: `sep=;`.
    pub told: usize,
}

/// What separates in real files, in the order in which it is preferred when two fit alike, and how far it is trusted:
/// some of these stand between other things far more often.
const DELIMITERS: [(u8, f64); 13] = [
    (b'\t', 1.0),
    (b';', 1.0),
    (b',', 1.0),
    (b'|', 1.0),
    (0x1F, 1.0),
    (0x01, 1.0),
    (b'^', 0.9),
    (b'~', 0.9),
    (b'#', 0.4),
    (b'!', 0.4),
    (b'*', 0.4),
    (b'%', 0.3),
    (b':', 0.2),
];
/// How far others are trusted: signs stand between words for many reasons.
const UNUSUAL: f64 = 0.8;
/// Cells of a row beyond which no difference is made.
const MANY: usize = 64;
/// Rows looked at.
const ROWS: usize = 200;

impl Dialect {
    /// With what is known to separate.
    pub fn with(head: &[u8], delimiter: Delimiter) -> Dialect {
        let quote = quote(head, &delimiter);
        let spaced = quote.is_some_and(|quote| {
            let pattern = [&*delimiter, &[b' ', quote]].concat();
            memchr::memmem::find(head, &pattern).is_some()
        });
        Dialect {
            delimiter,
            quote,
            escaped: quote.is_some_and(|quote| escapes(head, &delimiter, quote)),
            skip_space: spaced && delimiter.first() != Some(&b' '),
            told: told(head).map_or(0, |(_, length)| length),
        }
    }

    /// Found out over the first rows.
    pub fn detect(head: &[u8]) -> Dialect {
        if let Some((delimiter, _)) = told(head) {
            return Dialect::with(head, delimiter);
        }
        let text = String::from_utf8_lossy(&head[..head.len().min(LINE)]);
        let tried = |delimiter: Delimiter| {
            let dialect = Dialect::with(head, delimiter);
            (fit(head, dialect), dialect)
        };
        let unusual: Vec<(Fit, Dialect)> = unusual(&text).into_iter().map(tried).collect();
        let mut best = (0.0, Dialect::with(head, Delimiter::ascii(b',')));
        for (byte, trust) in DELIMITERS {
            let (fit, dialect) = tried(Delimiter::ascii(byte));
            // Half of what separates: it would make empty columns between all others.
            let is_half = unusual.iter().any(|(other, several)| {
                other.share + 1e-9 >= fit.share && is_part_of(&text, dialect.delimiter, several.delimiter)
            });
            let fit = trust * fit.value;
            if fit > best.0 + 1e-9 && !is_half {
                best = (fit, dialect);
            }
        }
        for (fit, dialect) in unusual {
            let fit = UNUSUAL * fit.value;
            if fit > best.0 + 1e-9 {
                best = (fit, dialect);
            }
        }
        best.1
    }
}

/// As far as the first line is looked at.
const LINE: usize = 64 * 1024;

/// `sep=;` in the first line, as Excel reads it: the separator and how long the line is.
fn told(head: &[u8]) -> Option<(Delimiter, usize)> {
    let end = head.iter().position(|byte| matches!(byte, b'\n' | b'\r'))?;
    let (line, rest) = head.split_at(end);
    let line = std::str::from_utf8(line).ok()?;
    let line = match line.strip_prefix('"') {
        Some(line) => line.strip_suffix('"')?,
        None => line,
    };
    let (sep, delimiter) = line.split_at_checked(4)?;
    let end = match rest {
        [b'\r', b'\n', ..] => end + 2,
        _ => end + 1,
    };
    let fits = sep.eq_ignore_ascii_case("sep=") && !delimiter.contains(char::is_alphanumeric);
    Delimiter::new(delimiter)
        .filter(|_| fits)
        .map(|delimiter| (delimiter, end))
}

/// The double quote, unless single ones stand around the names of the columns and double ones nowhere.
fn quote(head: &[u8], delimiter: &[u8]) -> Option<u8> {
    let names = head
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .next()
        .unwrap_or_default();
    let single = |name: &[u8]| name.len() >= 2 && name.starts_with(b"'") && name.ends_with(b"'");
    let ends = memchr::memmem::find_iter(names, delimiter).chain([names.len()]);
    let mut begin = 0;
    let mut cells = ends.map(|end| {
        let cell = names.get(begin..end).unwrap_or_default();
        begin = end + delimiter.len();
        cell
    });
    let single = cells.all(|name| single(name.trim_ascii()));
    Some(if single && memchr::memchr(b'"', head).is_none() {
        b'\''
    } else {
        b'"'
    })
}

/// How well a text falls into rows of the same number of cells.
#[derive(Clone, Copy, Default)]
struct Fit {
    value: f64,
    /// The part of its rows that have that number.
    share: f64,
}

fn fit(head: &[u8], dialect: Dialect) -> Fit {
    let mut counts = [0_u32; MANY];
    let (mut rows, mut bad, mut first) = (0_u32, 0_u32, None);
    // The last row may be cut off.
    let whole = head.len() < super::HEAD;
    let mut records = Records::new(&head[dialect.told..], dialect).take(ROWS).peekable();
    while let Some(row) = records.next() {
        if records.peek().is_none() && rows > 1 && !whole {
            break;
        }
        match row {
            Ok(row) => {
                rows += 1;
                let cells = row.cells.len().min(MANY - 1);
                counts[cells] += 1;
                first.get_or_insert(cells);
            }
            Err(error) if error.code == "too_many_columns" => {
                rows += 1;
                counts[MANY - 1] += 1;
                first.get_or_insert(MANY - 1);
            }
            Err(_) => bad += 1,
        }
    }
    let most = (2..MANY).max_by_key(|count| counts[*count]).unwrap_or(0);
    if rows == 0 || counts[most] == 0 {
        return Fit::default();
    }
    let share = f64::from(counts[most]) / f64::from(rows + bad);
    // What separates the names of the columns separates the rest.
    let trust = if first == Some(most) { 1.0 } else { 0.2 };
    Fit {
        value: trust * share * share * (most as f64).ln(),
        share,
    }
}
