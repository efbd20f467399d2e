//! Files as we write them: tables for spreadsheets and other programs, contacts for phones.

mod contact;
mod table;
mod workbook;

pub use contact::contact;
pub use table::Table;
pub use workbook::Workbook;

/// A value in a table.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Nothing.
    Empty,
    /// Text; never a formula.
    Text(String),
    /// A number in canonical form: `-1234.5`.
    Number(String),
    /// Yes or no.
    Boolean(bool),
    /// A day: `2026-12-31`.
    Date(String),
    /// An instant: `2026-12-31T13:30:00.000Z`.
    Instant(String),
}

impl Value {
    /// As text.
    pub fn text(&self) -> &str {
        match self {
            Value::Empty => "",
            Value::Text(text) | Value::Number(text) | Value::Date(text) | Value::Instant(text) => text,
            Value::Boolean(true) => "true",
            Value::Boolean(false) => "false",
        }
    }
}
