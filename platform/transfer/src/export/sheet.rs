//! A file under construction: it gets its name when it is whole.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use kontor_formats::write::{Table, Value, Workbook};
use kontor_kernel::{Error, Result};

use super::store::Format;
use crate::places::Places;

type Out = BufWriter<File>;

/// What of a file is written at once.
pub enum Piece {
    /// Text that stands for itself.
    Text(Vec<u8>),
    /// Rows of a table.
    Rows(Vec<Vec<Value>>),
}

/// A file under construction.
pub struct Sheet {
    form: Form,
    temporary: PathBuf,
}

enum Form {
    Text(Out),
    Table(Box<Table<Out>>),
    Workbook(Box<Workbook<Out>>),
}

impl Sheet {
    /// Begins a file, a table with the names of its columns.
    pub fn create(path: &Path, format: Format, title: &str, names: &[String]) -> Result<Sheet> {
        Places::prepare(path)?;
        let temporary = path.with_extension("part");
        let out = BufWriter::new(File::create(&temporary).map_err(Error::disk)?);
        let names = names.iter().map(String::as_str);
        let form = match format {
            Format::Csv => Form::Table(Box::new(Table::new(out, names).map_err(Error::disk)?)),
            Format::Xlsx => Form::Workbook(Box::new(Workbook::new(out, title, names).map_err(Error::disk)?)),
            Format::Jsonl | Format::Vcard => Form::Text(out),
        };
        Ok(Sheet { form, temporary })
    }

    /// Adds a piece.
    pub async fn append(mut self, piece: Piece) -> Result<Sheet> {
        let work = move || {
            match (&mut self.form, piece) {
                (Form::Text(out), Piece::Text(text)) => out.write_all(&text),
                (Form::Table(table), Piece::Rows(rows)) => rows.iter().try_for_each(|row| table.row(row)),
                (Form::Workbook(book), Piece::Rows(rows)) => rows.iter().try_for_each(|row| book.row(row)),
                _ => Ok(()),
            }
            .map_err(Error::disk)?;
            Ok(self)
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
    }

    /// Ends the file and gives it its name; answers its size.
    pub async fn finish(self, path: &Path) -> Result<u64> {
        let path = path.to_owned();
        let work = move || {
            let out = match self.form {
                Form::Text(out) => Ok(out),
                Form::Table(table) => table.finish(),
                Form::Workbook(book) => book.finish(),
            };
            let file = out
                .and_then(|out| out.into_inner().map_err(|error| error.into_error()))
                .map_err(Error::disk)?;
            let size = file.metadata().map_err(Error::disk)?.len();
            file.sync_all()
                .and_then(|()| std::fs::rename(&self.temporary, &path))
                .map_err(Error::disk)?;
            Ok(size)
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
    }
}
