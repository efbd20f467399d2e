//! CSV in UTF-8, separated by commas, that a survey reads back exactly.

use std::io::{self, Write};

use super::Value;
use crate::cell;

/// A table as text.
pub struct Table<W: Write> {
    out: csv::Writer<W>,
}

impl<W: Write> Table<W> {
    /// Begins with the names of the columns.
    pub fn new<'a>(out: W, names: impl IntoIterator<Item = &'a str>) -> io::Result<Table<W>> {
        let mut table = Table {
            out: csv::Writer::from_writer(out),
        };
        table.write(names)?;
        Ok(table)
    }

    /// Adds a row.
    pub fn row(&mut self, values: &[Value]) -> io::Result<()> {
        self.write(values.iter().map(Value::text))
    }

    /// What would be taken for a formula is defused.
    fn write<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
        for text in cells {
            self.out.write_field(cell::defuse(text).as_bytes())?;
        }
        self.out.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes what is left.
    pub fn finish(self) -> io::Result<W> {
        self.out
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))
    }
}
