//! Tables as text: cells with something between them, quoted or not, in any encoding.

mod delimiter;
mod detect;
mod escape;
mod read;
#[cfg(test)]
mod tests;

use std::io::Read;

use encoding_rs::Encoding;
use kontor_kernel::{Error, Result};

use crate::row::{Row, RowError};
use crate::source::{Source, fill};
use crate::survey::{Choice, Format, Survey, refused};
use crate::{encoding, table};
use delimiter::Delimiter;
use detect::Dialect;
use read::Records;

/// What is read to find out how a file is separated.
const HEAD: usize = 256 * 1024;

type Raw = Box<dyn Iterator<Item = Result<Row, RowError>> + Send>;

/// Looks at a file of which nothing else is known than that it may be text.
pub fn survey(open: &dyn Fn() -> Result<Source>, choice: &Choice, size: u64) -> Result<Survey> {
    let encoding = encoding_of(open, choice)?;
    let mut head = vec![0; HEAD];
    let count = fill(&mut encoding::utf8(open()?, encoding), &mut head).map_err(Error::internal)?;
    head.truncate(count);
    if head.iter().all(u8::is_ascii_whitespace) {
        return Err(refused("empty_file", "The file is empty."));
    }
    let dialect = match &choice.delimiter {
        Some(text) => {
            let delimiter = Delimiter::new(text).ok_or_else(|| {
                let detail = "Cells can be separated by up to 16 bytes without quotes and new lines.";
                Error::invalid("/delimiter", "bad_delimiter", detail)
            })?;
            Dialect::with(&head, delimiter)
        }
        None => Dialect::detect(&head),
    };
    let mut raw = raw(open()?, encoding, dialect)?;
    let table = table::survey(&mut raw, choice.header, *dialect.delimiter == *b";")?;
    let rest = if table.whole { 0 } else { raw.remaining() };
    Ok(Survey {
        encoding: Some(encoding.name().to_owned()),
        delimiter: Some(dialect.delimiter.text()),
        quote: dialect.quote.map(char::from),
        header: table.header,
        columns: table.columns,
        rows: Some(table.rows + rest),
        ..Survey::new(Format::Csv, size)
    })
}

/// The encoding the user names, or else the one the bytes are in.
pub fn encoding_of(open: &dyn Fn() -> Result<Source>, choice: &Choice) -> Result<&'static Encoding> {
    match &choice.encoding {
        Some(name) => encoding::named(name)
            .ok_or_else(|| Error::invalid("/encoding", "unknown_encoding", "This encoding is not known.")),
        None => encoding::detect(open()?)
            .map_err(Error::internal)?
            .ok_or_else(|| {
                refused(
                    "unknown_format",
                    "This is neither a table nor a list of contacts.",
                )
            }),
    }
}

/// Reads the rows of a file that was surveyed.
pub fn rows(open: &dyn Fn() -> Result<Source>, survey: &Survey) -> Result<Raw> {
    let encoding = encoding::named(survey.encoding.as_deref().unwrap_or("utf-8"))
        .ok_or_else(|| refused("unknown_encoding", "This encoding is not known."))?;
    let mut head = vec![0; HEAD];
    let count = fill(&mut encoding::utf8(open()?, encoding), &mut head).map_err(Error::internal)?;
    let delimiter = survey.delimiter.as_deref().and_then(Delimiter::new);
    let dialect = Dialect {
        quote: survey.quote.and_then(|quote| u8::try_from(quote).ok()),
        ..Dialect::with(&head[..count], delimiter.unwrap_or(Delimiter::ascii(b',')))
    };
    let raw = raw(open()?, encoding, dialect)?;
    Ok(table::below(raw, survey.header))
}

/// The rows from the first line on, but for one that only says what separates.
fn raw(source: Source, encoding: &'static Encoding, dialect: Dialect) -> Result<Records<Source>> {
    let mut source = encoding::utf8(source, encoding);
    if dialect.told > 0 {
        let mut line = vec![0; dialect.told];
        source.read_exact(&mut line).map_err(Error::internal)?;
    }
    Ok(Records::new(source, dialect))
}
