//! CSV files as they come: with or without byte order mark, separated by comma, semicolon or tab, read as a stream
//! within fixed bounds.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::{ByteRecord, Reader, ReaderBuilder};
use kontor_kernel::{Code, Error, Result};
use serde::{Deserialize, Serialize};

/// Most bytes of a row, and so of a cell.
pub const MAX_ROW: u64 = 1 << 20;
/// Most columns.
pub const MAX_COLUMNS: usize = 300;
/// Most characters of a column's name.
const MAX_NAME: usize = 200;
/// What the parser may have read ahead of the row it is at.
const AHEAD: u64 = 64 * 1024;
/// Values shown of each column, and their most characters.
const SAMPLES: usize = 3;
const SAMPLE: usize = 100;
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// What is known of a file before its rows are looked at.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Survey {
    /// What stands between cells.
    pub delimiter: char,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The first values of each column.
    pub samples: Vec<Vec<String>>,
    /// Where the first row begins.
    pub first: u64,
    /// How many rows there are.
    pub rows: u64,
    /// Bytes of the file.
    pub size: u64,
}

/// A row.
#[derive(Clone, PartialEq, Debug)]
pub struct RawRow {
    /// Its number as a spreadsheet shows it: the header is 1.
    pub line: u64,
    /// Where it begins.
    pub at: u64,
    /// Its cells.
    pub cells: Vec<String>,
}

/// Rows from somewhere in the file.
pub struct Rows {
    reader: Reader<Bounded>,
    record: ByteRecord,
    allowed: Arc<AtomicU64>,
    offset: u64,
    line: u64,
}

/// Refuses to go on when a row does not end: a quote that is never closed would gather the whole file.
struct Bounded {
    file: File,
    given: u64,
    allowed: Arc<AtomicU64>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given > self.allowed.load(Ordering::Relaxed) {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        let count = self.file.read(buffer)?;
        self.given += count as u64;
        Ok(count)
    }
}

impl Rows {
    /// From a byte position on, at which the row `line` begins.
    pub fn open(path: &Path, delimiter: char, position: u64, line: u64) -> Result<Rows> {
        let mut file = File::open(path).map_err(gone)?;
        file.seek(SeekFrom::Start(position)).map_err(Error::internal)?;
        let allowed = Arc::new(AtomicU64::new(0));
        let delimiter = u8::try_from(delimiter).unwrap_or(b',');
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(AHEAD as usize)
            .from_reader(Bounded {
                file,
                given: 0,
                allowed: allowed.clone(),
            });
        Ok(Rows {
            reader,
            record: ByteRecord::new(),
            allowed,
            offset: position,
            line,
        })
    }

    /// Where the next row begins.
    pub fn position(&self) -> u64 {
        self.offset + self.reader.position().byte()
    }

    /// The number of the next row.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The next row.
    ///
    /// # Errors
    /// `validation` for a row that is too long or no UTF-8.
    pub fn next_row(&mut self) -> Result<Option<RawRow>> {
        self.allowed
            .store(self.reader.position().byte() + MAX_ROW + AHEAD, Ordering::Relaxed);
        let line = self.line;
        let more = self
            .reader
            .read_byte_record(&mut self.record)
            .map_err(|error| match error.kind() {
                csv::ErrorKind::Io(cause) if cause.kind() == io::ErrorKind::FileTooLarge => too_long(line),
                _ => Error::internal(error),
            })?;
        if !more {
            return Ok(None);
        }
        let at = self.offset + self.record.position().map_or(0, csv::Position::byte);
        if self.position() - at > MAX_ROW {
            return Err(too_long(line));
        }
        let text = |cell: &[u8]| {
            std::str::from_utf8(cell)
                .map(str::to_owned)
                .map_err(|_| no_utf8(line))
        };
        let cells = self.record.iter().map(text).collect::<Result<_>>()?;
        self.line += 1;
        Ok(Some(RawRow { line, at, cells }))
    }
}

/// Reads a whole file once: whether it is one, what its columns are, and how many rows it has.
///
/// # Errors
/// `validation` for what is no CSV file in UTF-8 within the bounds.
pub fn survey(path: &Path) -> Result<Survey> {
    let mut head = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_ROW).read_to_end(&mut head))
        .map_err(gone)?;
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return Err(no_utf8(1));
    }
    let start = if head.starts_with(BOM) { BOM.len() } else { 0 };
    let delimiter = delimiter(&head[start..]);
    let mut rows = Rows::open(path, delimiter, start as u64, 1)?;
    let header = rows
        .next_row()?
        .ok_or_else(|| refused("empty_file", "The file is empty."))?;
    if header.cells.len() > MAX_COLUMNS {
        return Err(refused(
            "too_many_columns",
            format!("A file has at most {MAX_COLUMNS} columns."),
        ));
    }
    let columns: Vec<String> = header
        .cells
        .iter()
        .map(|name| cut(name.trim(), MAX_NAME))
        .collect();
    let first = rows.position();
    let mut samples: Vec<Vec<String>> = vec![Vec::new(); columns.len()];
    let mut count = 0;
    while let Some(row) = rows.next_row()? {
        count += 1;
        for (samples, cell) in samples.iter_mut().zip(&row.cells) {
            if samples.len() < SAMPLES && !cell.trim().is_empty() {
                samples.push(cut(cell.trim(), SAMPLE));
            }
        }
    }
    let size = std::fs::metadata(path).map_err(gone)?.len();
    Ok(Survey {
        delimiter,
        columns,
        samples,
        first,
        rows: count,
        size,
    })
}

/// The separator that stands most often in the first line, outside of quotes.
fn delimiter(head: &[u8]) -> char {
    let candidates = [b',', b';', b'\t'];
    let mut counts = [0; 3];
    let mut quoted = false;
    for byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted => {
                if let Some(at) = candidates.iter().position(|candidate| candidate == byte) {
                    counts[at] += 1;
                }
            }
            _ => {}
        }
    }
    let best = (0..3).rev().max_by_key(|at| counts[*at]).unwrap_or(0);
    char::from(candidates[best])
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

fn refused(code: &str, detail: impl Into<String>) -> Error {
    Error::invalid("/file", code, detail)
}

fn too_long(line: u64) -> Error {
    let detail = format!("Row {line} is longer than {MAX_ROW} bytes. Is a quote missing?");
    refused("row_too_long", detail)
}

fn no_utf8(line: u64) -> Error {
    refused(
        "not_utf8",
        format!("Row {line} is not UTF-8. Save the file as CSV in UTF-8."),
    )
}

fn gone(cause: io::Error) -> Error {
    match cause.kind() {
        io::ErrorKind::NotFound => Error::new(Code::Conflict, "The file of this import is no longer there."),
        _ => Error::internal(cause),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(content: &[u8]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        file
    }

    fn rows(content: &[u8]) -> Result<Vec<Vec<String>>> {
        let file = file(content);
        let survey = survey(file.path())?;
        let mut rows = Rows::open(file.path(), survey.delimiter, survey.first, 2)?;
        std::iter::from_fn(|| rows.next_row().transpose())
            .map(|row| row.map(|row| row.cells))
            .collect()
    }

    #[test]
    fn files_of_many_programs_are_read() {
        let expected = [["Ärzte; AG", "1\n2"], ["", "x"]].map(|row| row.map(str::to_owned).to_vec());
        for content in [
            "Name,Note\n\"Ärzte; AG\",\"1\n2\"\n,x\n",
            "\u{feff}Name;Note\r\n\"Ärzte; AG\";\"1\n2\"\r\n;x",
            "Name\tNote\r\"Ärzte; AG\"\t\"1\n2\"\r\tx\r",
            "\"Name, first\";Note\n\n\"Ärzte; AG\";\"1\n2\"\n\n;x\n",
        ] {
            assert_eq!(rows(content.as_bytes()).unwrap(), expected, "{content:?}");
        }
    }

    #[test]
    fn what_is_no_such_file_is_refused() {
        let code = |content: &[u8]| rows(content).unwrap_err().issues[0].code.clone();
        assert_eq!(code(b""), "empty_file");
        assert_eq!(code("\u{feff}".as_bytes()), "empty_file");
        assert_eq!(code(b"Name\nM\xFCller\n"), "not_utf8");
        assert_eq!(code(b"\xFF\xFEN\0a\0"), "not_utf8");
        assert_eq!(code(",".repeat(MAX_COLUMNS).as_bytes()), "too_many_columns");
        let unclosed = format!("Name\nx\n\"{}", "y\n".repeat(MAX_ROW as usize));
        assert_eq!(code(unclosed.as_bytes()), "row_too_long");
        let long = format!("Name\n{}\n", "y".repeat(MAX_ROW as usize + 1));
        assert_eq!(code(long.as_bytes()), "row_too_long");
    }

    #[test]
    fn reading_goes_on_where_it_stopped() {
        let content: String = (0..50).map(|n| format!("\"a\n{n}\",b{n}\r\n")).collect();
        let file = file(format!("\u{feff}x,y\r\n{content}").as_bytes());
        let survey = survey(file.path()).unwrap();
        assert_eq!(
            (survey.rows, survey.samples[1].clone()),
            (50, vec!["b0".into(), "b1".into(), "b2".into()])
        );
        let (mut position, mut line) = (survey.first, 2);
        for n in 0..50 {
            let mut rows = Rows::open(file.path(), survey.delimiter, position, line).unwrap();
            let row = rows.next_row().unwrap().unwrap();
            assert_eq!(
                (row.line, row.cells[1].as_str()),
                (n + 2, format!("b{n}").as_str())
            );
            (position, line) = (rows.position(), rows.line());
        }
    }
}
