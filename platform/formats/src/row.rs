//! What comes out of a file: rows of cells, and what is wrong with those that can't be read.

use std::fmt;

use kontor_kernel::Json;
use serde_json::json;

/// Most bytes of a cell.
pub const MAX_CELL: usize = 1 << 20;
/// Most bytes of a row.
pub const MAX_ROW: usize = 4 << 20;
/// Most columns.
pub const MAX_COLUMNS: usize = 512;
/// Most bytes of a picture in a contact.
pub const MAX_PICTURE: usize = 8 << 20;

/// A row.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Row {
    /// Its number as a spreadsheet shows it; in a file of contacts or lines, the first is 1.
    pub number: u64,
    /// Its cells by column; there may be fewer than columns, and more.
    pub cells: Vec<Cell>,
    /// Files that came with it.
    pub attachments: Vec<Attachment>,
}

/// A value. Dates and numbers of spreadsheets are text in canonical form: `2026-12-31`, `1234.5`, `true`.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// Plain text as it stood in the file, in a table without the apostrophe of [`cell`](crate::cell); empty where there
    /// was nothing.
    Text(String),
    /// Lists and objects: several e-mail addresses, a postal address in its parts.
    Json(Json),
    /// No value but the error of a formula: `#REF!`.
    Error(String),
}

impl Cell {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        matches!(self, Cell::Text(text) if text.trim().is_empty())
    }

    /// Its text; structured values have none.
    pub fn text(&self) -> &str {
        match self {
            Cell::Text(text) => text,
            Cell::Json(_) | Cell::Error(_) => "",
        }
    }
}

impl Default for Cell {
    fn default() -> Cell {
        Cell::Text(String::new())
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Text(text) | Cell::Error(text) => f.write_str(text),
            Cell::Json(json) => write!(f, "{json}"),
        }
    }
}

/// A file that belongs to a row.
#[derive(Clone, PartialEq, Debug)]
pub struct Attachment {
    /// The column that names or holds it.
    pub column: Option<usize>,
    /// A file name without folders.
    pub name: String,
    /// What it says it is; not to be trusted.
    pub media_type: String,
    /// Where its bytes are.
    pub content: Content,
}

/// Where the bytes of an attachment are.
#[derive(Clone, PartialEq, Debug)]
pub enum Content {
    /// Here.
    Bytes(Vec<u8>),
    /// In the zip that the rows came from, under this name.
    Member(String),
}

/// Why a row could not be read. Rows after it may be fine.
#[derive(Clone, PartialEq, Debug)]
pub struct RowError {
    /// The number of the row.
    pub number: u64,
    /// The column, if it is one column's fault.
    pub column: Option<usize>,
    /// Stable code.
    pub code: &'static str,
    /// For people, in English.
    pub detail: String,
    /// Figures of the message, for clients that word it themselves.
    pub params: Json,
    /// What could be read of it, cut where it is long.
    pub cells: Vec<Cell>,
}

impl RowError {
    /// A row that could not be read.
    pub fn new(number: u64, code: &'static str, detail: impl Into<String>) -> RowError {
        RowError {
            number,
            column: None,
            code,
            detail: detail.into(),
            params: Json::Null,
            cells: Vec::new(),
        }
    }

    pub(crate) fn in_column(mut self, column: usize) -> RowError {
        self.column = Some(column);
        self
    }

    /// With what can be shown of the row.
    pub(crate) fn showing(mut self, cells: Vec<Cell>) -> RowError {
        self.cells = cells;
        self
    }

    pub(crate) fn cell_too_long(number: u64, column: usize) -> RowError {
        let detail = format!("A cell has at most {MAX_CELL} bytes.");
        let mut error = RowError::new(number, "cell_too_long", detail).in_column(column);
        error.params = json!({"max": MAX_CELL});
        error
    }

    pub(crate) fn row_too_long(number: u64) -> RowError {
        let mut error = RowError::new(
            number,
            "row_too_long",
            format!("A row has at most {MAX_ROW} bytes."),
        );
        error.params = json!({"max": MAX_ROW});
        error
    }

    pub(crate) fn too_many_columns(number: u64) -> RowError {
        let mut error = RowError::new(
            number,
            "too_many_columns",
            format!("A row has at most {MAX_COLUMNS} cells."),
        );
        error.params = json!({"max": MAX_COLUMNS});
        error
    }

    /// What comes after can't be read: the file ends in the middle, or is damaged.
    pub(crate) fn broken(number: u64, cause: &std::io::Error) -> RowError {
        let detail = format!("From here on the file can't be read; it is damaged or not whole ({cause}).");
        RowError::new(number, "file_broken", detail)
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}: {}", self.number, self.detail)
    }
}
