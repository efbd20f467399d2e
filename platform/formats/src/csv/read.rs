//! Rows of a text, one after the other. Programs quote in many ways, and people mend files by hand; so a quote that is
//! never closed costs its own row and not all that come after it.

use std::io::{self, Read};

use memchr::{memchr, memchr2, memchr3};

use super::delimiter::Delimiter;
use super::detect::Dialect;
use super::escape::unescaped;
use crate::cell;
use crate::row::{Cell, MAX_CELL, MAX_COLUMNS, MAX_ROW, Row, RowError};
use crate::source::fill;

/// What is read at once.
const BLOCK: usize = 64 * 1024;
/// As far as the end of a row is looked for.
const FAR: usize = 32 << 20;
/// Characters of a cell that are shown of a row at fault.
const SHOWN: usize = 1000;

/// Rows of a text in UTF-8.
pub struct Records<R> {
    source: R,
    dialect: Dialect,
    buffer: Vec<u8>,
    begin: usize,
    end: usize,
    /// All of the source is in the buffer.
    whole: bool,
    cells: Vec<Span>,
    number: u64,
    /// Bytes ahead in which no quote reaches over a line, because one before it was never closed.
    plain: usize,
    /// Within a row that is too long to be kept.
    skipping: bool,
    done: bool,
}

/// A cell in the buffer, from the beginning of its row.
#[derive(Clone, Copy, Default)]
struct Span {
    begin: usize,
    end: usize,
    /// The quote is in it, doubled, or something behind a backslash.
    doubled: bool,
}

enum Step {
    /// The row goes on behind what is there.
    More,
    /// The row, with its end, has so many bytes.
    Whole(usize),
    /// Its quote is never closed.
    Unclosed,
}

impl<R: Read> Records<R> {
    /// Rows of a text.
    pub fn new(source: R, dialect: Dialect) -> Records<R> {
        Records {
            source,
            dialect,
            buffer: vec![0; BLOCK],
            begin: 0,
            end: 0,
            whole: false,
            cells: Vec::new(),
            number: 0,
            plain: 0,
            skipping: false,
            done: false,
        }
    }

    /// How many rows are left.
    pub fn remaining(mut self) -> u64 {
        let mut count = 0;
        while let Some(row) = self.advance() {
            let blank = match row {
                Ok(length) => {
                    let blank = self.is_blank();
                    self.consume(length);
                    blank
                }
                Err(_) => false,
            };
            count += u64::from(!blank);
        }
        count
    }

    /// Goes on to the next row; how many bytes it has.
    fn advance(&mut self) -> Option<Result<usize, RowError>> {
        loop {
            if self.done {
                return None;
            }
            if self.skipping && !self.skip_line()? {
                continue;
            }
            let data = &self.buffer[self.begin..self.end];
            if data.is_empty() && self.whole {
                return None;
            }
            let step = match data.is_empty() {
                true => Step::More,
                false => split(data, self.whole, self.dialect, self.plain == 0, &mut self.cells),
            };
            match step {
                Step::Whole(length) => {
                    self.number += 1;
                    return Some(Ok(length));
                }
                Step::Unclosed => return Some(Err(self.unclosed())),
                Step::More if data.len() >= FAR => {
                    let quoted = self.ends_in_quotes();
                    if quoted {
                        return Some(Err(self.unclosed()));
                    }
                    self.number += 1;
                    self.consume(self.end - self.begin);
                    self.skipping = true;
                    return Some(Err(RowError::row_too_long(self.number)));
                }
                Step::More => {
                    if let Err(cause) = self.more() {
                        self.done = true;
                        return Some(Err(RowError::broken(self.number + 1, &cause)));
                    }
                }
            }
        }
    }

    /// Whether the row that is too long to be kept runs into the end within quotes.
    fn ends_in_quotes(&mut self) -> bool {
        let data = &self.buffer[self.begin..self.end];
        matches!(
            split(data, true, self.dialect, true, &mut self.cells),
            Step::Unclosed
        )
    }

    /// Gives up a row whose quote is never closed, and goes on in the line after it.
    fn unclosed(&mut self) -> RowError {
        self.number += 1;
        let data = &self.buffer[self.begin..self.end];
        let end = line_end(data);
        let line = end.unwrap_or(data.len());
        let shown = String::from_utf8_lossy(&data[..line.min(SHOWN)])
            .trim_end()
            .to_owned();
        self.plain = self.plain.max(data.len());
        self.consume(line);
        self.skipping = end.is_none() && !self.whole;
        let detail = "A quote is opened and never closed.";
        RowError::new(self.number, "quote_not_closed", detail).showing(vec![Cell::Text(shown)])
    }

    /// Takes the rest of a line away; whether its end was found.
    fn skip_line(&mut self) -> Option<bool> {
        let data = &self.buffer[self.begin..self.end];
        match line_end(data) {
            Some(length) => {
                self.consume(length);
                self.skipping = false;
                Some(true)
            }
            None => {
                self.consume(data.len());
                if self.whole || self.more().is_err() {
                    self.done = true;
                    return None;
                }
                Some(false)
            }
        }
    }

    fn consume(&mut self, length: usize) {
        self.begin += length;
        self.plain = self.plain.saturating_sub(length);
    }

    /// Reads on behind what is there.
    fn more(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.begin..self.end, 0);
        (self.begin, self.end) = (0, self.end - self.begin);
        // Twice as much each time, so that a long row is not looked through too often.
        let room = (self.end * 2).max(BLOCK);
        if self.buffer.len() < room || self.buffer.len() > 4 * room {
            self.buffer.resize(room, 0);
        }
        let count = fill(&mut self.source, &mut self.buffer[self.end..])?;
        self.whole = self.end + count < self.buffer.len();
        self.end += count;
        Ok(())
    }

    /// Whether nothing stands in the line.
    fn is_blank(&self) -> bool {
        match self.cells.as_slice() {
            [only] => self.bytes(*only).iter().all(u8::is_ascii_whitespace),
            cells => cells.is_empty(),
        }
    }

    fn bytes(&self, cell: Span) -> &[u8] {
        &self.buffer[self.begin + cell.begin..self.begin + cell.end]
    }

    fn text(&self, at: usize) -> Result<String, RowError> {
        let (cell, number) = (self.cells[at], self.number);
        let bytes = self.bytes(cell);
        if bytes.len() > MAX_CELL {
            return Err(RowError::cell_too_long(number, at));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| {
            let detail = "This is not in the encoding of the file.";
            RowError::new(number, "bad_encoding", detail).in_column(at)
        })?;
        let text = match self.dialect.quote {
            Some(quote) if cell.doubled => {
                let quote = char::from(quote);
                match self.dialect.escaped {
                    true => unescaped(text, quote),
                    false => text.replace(&String::from_iter([quote, quote]), quote.encode_utf8(&mut [0; 4])),
                }
            }
            _ => text.to_owned(),
        };
        match cell::restore(&text) {
            restored if restored.len() == text.len() => Ok(text),
            restored => Ok(restored.to_owned()),
        }
    }

    fn row(&self, length: usize) -> Result<Row, RowError> {
        let count = self.cells.len();
        if count > MAX_COLUMNS {
            return Err(RowError::too_many_columns(self.number));
        }
        let cells = (0..count).map(|at| self.text(at).map(Cell::Text));
        let cells = cells.collect::<Result<_, _>>();
        if length > MAX_ROW && cells.is_ok() {
            return Err(RowError::row_too_long(self.number));
        }
        Ok(Row {
            number: self.number,
            cells: cells.map_err(|error: RowError| error.showing(self.shown()))?,
            attachments: Vec::new(),
        })
    }

    /// What can be shown of a row at fault.
    fn shown(&self) -> Vec<Cell> {
        let shown = |cell: &Span| {
            let bytes = self.bytes(*cell);
            let text = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]);
            Cell::Text(text.into_owned())
        };
        self.cells.iter().map(shown).collect()
    }
}

impl<R: Read> Iterator for Records<R> {
    type Item = Result<Row, RowError>;

    fn next(&mut self) -> Option<Result<Row, RowError>> {
        loop {
            let length = match self.advance()? {
                Ok(length) => length,
                Err(error) => return Some(Err(error)),
            };
            let row = (!self.is_blank()).then(|| self.row(length));
            self.consume(length);
            if row.is_some() {
                return row;
            }
        }
    }
}

/// How long a line is, with its end.
fn line_end(data: &[u8]) -> Option<usize> {
    let at = memchr2(b'\n', b'\r', data)?;
    match &data[at..] {
        [b'\r', b'\n', ..] => Some(at + 2),
        _ => Some(at + 1),
    }
}

/// Splits the first row of `data`, which is `whole` when nothing comes after it.
fn split(data: &[u8], whole: bool, dialect: Dialect, over_lines: bool, cells: &mut Vec<Span>) -> Step {
    cells.clear();
    let mut at = 0;
    loop {
        let begin = match dialect.skip_space {
            true => at + data[at..].iter().take_while(|byte| **byte == b' ').count(),
            false => at,
        };
        let quote = dialect.quote.filter(|quote| data.get(begin) == Some(quote));
        let next = match quote {
            Some(quote) => match quoted(data, begin + 1, whole, dialect, quote, over_lines) {
                Ok((cell, next)) => {
                    cells.push(cell);
                    next
                }
                Err(step) => return step,
            },
            None => {
                let Some(end) = cell_end(data, at, whole, &dialect.delimiter) else {
                    return Step::More;
                };
                let cell = Span {
                    begin: at,
                    end,
                    doubled: false,
                };
                cells.push(cell);
                end
            }
        };
        match data.get(next) {
            None => return Step::Whole(next),
            Some(b'\n') => return Step::Whole(next + 1),
            Some(b'\r') => match data.get(next + 1) {
                Some(b'\n') => return Step::Whole(next + 2),
                None if !whole => return Step::More,
                _ => return Step::Whole(next + 1),
            },
            // What separates cells. A row of separators alone is not gathered without end.
            Some(_) => at = next + dialect.delimiter.len(),
        }
        if cells.len() > MAX_COLUMNS {
            cells.truncate(MAX_COLUMNS + 1);
        }
    }
}

/// Where a cell without quotes ends that begins at `begin`; nothing while more has to be read to know.
fn cell_end(data: &[u8], begin: usize, whole: bool, delimiter: &Delimiter) -> Option<usize> {
    let mut at = begin;
    loop {
        let Some(found) = memchr3(delimiter[0], b'\n', b'\r', &data[at..]).map(|length| at + length) else {
            return whole.then_some(data.len());
        };
        if data[found] != delimiter[0] || delimiter.begins(&data[found..], whole)? {
            return Some(found);
        }
        // Only the first character of several.
        at = found + 1;
    }
}

/// A quoted cell whose text begins at `begin`, and where it ends with its quote.
fn quoted(
    data: &[u8],
    begin: usize,
    whole: bool,
    dialect: Dialect,
    quote: u8,
    over_lines: bool,
) -> Result<(Span, usize), Step> {
    let delimiter = dialect.delimiter;
    let has_line = |end: usize| memchr2(b'\n', b'\r', &data[begin..end]).is_some();
    let (mut at, mut doubled) = (begin, false);
    loop {
        let Some(found) = memchr(quote, &data[at..]).map(|length| at + length) else {
            let lost = whole || (!over_lines && has_line(data.len()));
            return Err(if lost { Step::Unclosed } else { Step::More });
        };
        if !over_lines && has_line(found) {
            return Err(Step::Unclosed);
        }
        let backslashes = data[begin..found]
            .iter()
            .rev()
            .take_while(|byte| **byte == b'\\')
            .count();
        if dialect.escaped && backslashes % 2 == 1 {
            (at, doubled) = (found + 1, true);
            continue;
        }
        if data.get(found + 1) == Some(&quote) {
            (at, doubled) = (found + 2, true);
            continue;
        }
        // Some programs put blanks between a quote and what comes after it.
        let blanks = data[found + 1..]
            .iter()
            .take_while(|byte| **byte == b' ' && delimiter[0] != b' ')
            .count();
        let next = found + 1 + blanks;
        match data.get(next) {
            None if !whole => return Err(Step::More),
            None | Some(b'\n' | b'\r') => {}
            Some(_) => match delimiter.begins(&data[next..], whole) {
                None => return Err(Step::More),
                Some(true) => {}
                // A quote within the text that is not doubled; after a new line it is rather the beginning of a cell.
                Some(false) if has_line(found) => return Err(Step::Unclosed),
                Some(false) => {
                    at = found + 1;
                    continue;
                }
            },
        }
        let marked = dialect.escaped && memchr(b'\\', &data[begin..found]).is_some();
        let cell = Span {
            begin,
            end: found,
            doubled: doubled || marked,
        };
        return Ok((cell, next));
    }
}
