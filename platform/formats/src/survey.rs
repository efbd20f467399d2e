//! A first look at a file: what it is, how it is to be read, what its columns look like. What a user knows better he
//! says as a [`Choice`]; what came out is kept as a [`Survey`], by which [`rows`] reads the same file again.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kontor_kernel::{Error, Result};
use serde::{Deserialize, Serialize};

use crate::profile::Profile;
use crate::row::{Row, RowError};
use crate::{csv, source};

/// The form of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Cells with something between them.
    Csv,
    /// A workbook of Excel and others.
    Xlsx,
    /// JSON: an object in each line, or an array of objects.
    Jsonl,
    /// Contacts.
    Vcard,
}

/// What the user forces; whatever is left out is found out.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Choice {
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// What stands between cells.
    pub delimiter: Option<char>,
    /// The name of an encoding: `windows-1252`.
    pub encoding: Option<String>,
    /// Whether the first row names the columns.
    pub header: Option<bool>,
    /// The file inside a zip that has the rows.
    pub member: Option<String>,
}

/// What is known of a file.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Survey {
    /// Its form.
    pub format: Format,
    /// The file inside a zip that has the rows.
    pub member: Option<String>,
    /// How its text is written.
    pub encoding: Option<String>,
    /// What stands between cells.
    pub delimiter: Option<char>,
    /// What stands around cells.
    pub quote: Option<char>,
    /// The sheet that is read.
    pub sheet: Option<String>,
    /// All sheets.
    pub sheets: Vec<String>,
    /// The number of the row that names the columns.
    pub header: Option<u64>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// How many rows it has, if that is known.
    pub rows: Option<u64>,
    /// Bytes of the file.
    pub size: u64,
}

/// A column.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Column {
    /// Its name, different from all others; where the file has none, the letter a spreadsheet shows.
    pub name: String,
    /// Its first values.
    pub samples: Vec<String>,
    /// What its values look like.
    pub profile: Profile,
}

/// Looks at a file. Name and content type are hints at most: the content decides.
///
/// # Errors
/// `validation` for what is no file of rows within the bounds, or not in the way the user says.
pub fn survey(
    path: &Path,
    file_name: Option<&str>,
    content_type: Option<&str>,
    choice: &Choice,
) -> Result<Survey> {
    let _ = (file_name, content_type);
    let size = std::fs::metadata(path).map_err(source::gone)?.len();
    if size == 0 {
        return Err(refused("empty_file", "The file is empty."));
    }
    let read = Arc::new(AtomicU64::new(0));
    csv::survey(&|| source::open(path, &read), choice, size)
}

/// Reads the rows of a file that was surveyed.
///
/// # Errors
/// `conflict` when the file is gone or has changed since; `validation` when it can't be read at all.
pub fn rows(path: &Path, survey: &Survey) -> Result<Rows> {
    let size = std::fs::metadata(path).map_err(source::gone)?.len();
    if size != survey.size {
        return Err(source::changed());
    }
    let read = Arc::new(AtomicU64::new(0));
    let rows = csv::rows(&|| source::open(path, &read), survey)?;
    read.store(0, Ordering::Relaxed);
    Ok(Rows { rows, read, size })
}

/// The rows of a file, in its order. Ends after an error that leaves nothing to be read.
pub struct Rows {
    rows: Box<dyn Iterator<Item = Result<Row, RowError>> + Send>,
    read: Arc<AtomicU64>,
    size: u64,
}

impl Rows {
    /// How far reading is, in bytes: done, and all.
    pub fn progress(&self) -> (u64, u64) {
        (self.read.load(Ordering::Relaxed).min(self.size), self.size)
    }
}

impl Iterator for Rows {
    type Item = Result<Row, RowError>;

    fn next(&mut self) -> Option<Result<Row, RowError>> {
        self.rows.next()
    }
}

pub(crate) fn refused(code: &str, detail: impl Into<String>) -> Error {
    Error::invalid("/file", code, detail)
}
