//! A first look at a file: what it is, how it is to be read, what its columns look like. What a user knows better he
//! says as a [`Choice`]; what came out is kept as a [`Survey`], by which [`rows`] reads the same file again.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kontor_kernel::{Error, Id, Result};
use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::profile::Profile;
use crate::row::{Row, RowError};
use crate::source::{Place, Source, fill};
use crate::{bundle, csv, encoding, json, source, vcard, xlsx};

/// Rows, and those at fault among them.
pub(crate) type Items = Box<dyn Iterator<Item = Result<Row, RowError>> + Send>;

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
    /// What stands between cells: one character or several.
    pub delimiter: Option<String>,
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
    /// All files inside a zip that may have rows.
    #[serde(default)]
    pub members: Vec<String>,
    /// Files inside the zip with the same columns, which are read behind it; their columns are not repeated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<Survey>,
    /// Tables inside the zip that are not read, because their columns are others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// How its text is written.
    pub encoding: Option<String>,
    /// What stands between cells.
    pub delimiter: Option<String>,
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
    /// The upload whose zip has the files that cells name, where they did not come with this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files_in: Option<Id>,
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
    /// The header ends before it: rows go on where it has no name for what they hold.
    #[serde(default)]
    pub unnamed: bool,
    /// Its cells bring files along: they are pictures, or name files of the zip.
    #[serde(default)]
    pub files: bool,
}

impl Column {
    pub(crate) fn new(name: String, samples: Vec<String>, profile: Profile) -> Column {
        Column {
            name,
            samples,
            profile,
            unnamed: false,
            files: false,
        }
    }
}

impl Survey {
    /// The files inside a zip that are read.
    pub fn taken(&self) -> impl Iterator<Item = &str> {
        let all = std::iter::once(self).chain(&self.more);
        all.filter_map(|survey| survey.member.as_deref())
    }

    pub(crate) fn new(format: Format, size: u64) -> Survey {
        Survey {
            format,
            member: None,
            members: Vec::new(),
            more: Vec::new(),
            left_out: Vec::new(),
            encoding: None,
            delimiter: None,
            quote: None,
            sheet: None,
            sheets: Vec::new(),
            header: None,
            columns: Vec::new(),
            rows: None,
            size,
            files_in: None,
        }
    }
}

/// Looks at a file. Its name and content type are told for a form whose content says too little; all forms known so far say
/// enough, so the content alone decides.
///
/// # Errors
/// `validation` for what is no file of rows within the bounds, or not in the way the user says.
pub fn survey(
    path: &Path,
    _file_name: Option<&str>,
    _content_type: Option<&str>,
    choice: &Choice,
) -> Result<Survey> {
    survey_at(&Place::path(path), choice)
}

/// Reads the rows of a file that was surveyed.
///
/// # Errors
/// `conflict` when the file is gone or has changed since; `validation` when it can't be read at all.
pub fn rows(path: &Path, survey: &Survey) -> Result<Rows> {
    rows_at(&Place::path(path), survey)
}

/// What the first bytes of a file say it is.
enum Look {
    Zip,
    Text,
}

fn look(place: &Place) -> Result<Look> {
    let mut head = [0; 64];
    let count = fill(&mut place.open()?, &mut head).map_err(Error::internal)?;
    let head = &head[..count];
    let start = head.trim_ascii_start();
    let html = [&b"<html"[..], b"<!doctype", b"<?xml", b"<table"]
        .iter()
        .any(|tag| {
            start
                .get(..tag.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(tag))
        });
    if head.is_empty() {
        return Err(refused("empty_file", "The file is empty."));
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0") {
        let detail =
            "This is a workbook of the old form, or one with a password. Save it as XLSX without a password.";
        return Err(refused("old_workbook", detail));
    }
    if html || head.starts_with(b"%PDF") {
        return Err(refused(
            "unknown_format",
            "This is neither a table nor a list of contacts.",
        ));
    }
    Ok(
        match head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            true => Look::Zip,
            false => Look::Text,
        },
    )
}

pub(crate) fn survey_at(place: &Place, choice: &Choice) -> Result<Survey> {
    let size = place.size()?;
    match look(place)? {
        Look::Zip => {
            let archive = Archive::open(place)?;
            match xlsx::is_workbook(&archive) {
                true => xlsx::survey(place, archive, choice, size),
                false => bundle::survey(place, archive, choice, size),
            }
        }
        Look::Text => survey_text(&|| Ok(Box::new(place.open()?) as Source), choice, size),
    }
}

/// Looks at what is no archive.
pub(crate) fn survey_text(open: &dyn Fn() -> Result<Source>, choice: &Choice, size: u64) -> Result<Survey> {
    let encoding = csv::encoding_of(open, choice)?;
    let mut head = vec![0; 4096];
    let count = fill(&mut encoding::utf8(open()?, encoding), &mut head).map_err(Error::internal)?;
    match &head[..count] {
        head if vcard::is_vcard(head) => vcard::survey(open, choice, size),
        head if json::is_json(head) => json::survey(open, choice, size),
        _ => csv::survey(open, choice, size),
    }
}

/// Reads what is no archive.
pub(crate) fn rows_of_text(open: &dyn Fn() -> Result<Source>, survey: &Survey) -> Result<Items> {
    match survey.format {
        Format::Csv => csv::rows(open, survey),
        Format::Jsonl => json::rows(open, survey),
        Format::Vcard => vcard::rows(open, survey),
        Format::Xlsx => Err(source::changed()),
    }
}

pub(crate) fn rows_at(place: &Place, survey: &Survey) -> Result<Rows> {
    if place.size()? != survey.size {
        return Err(source::changed());
    }
    place.read.store(0, Ordering::Relaxed);
    let rows = match (&survey.member, survey.format) {
        (Some(_), _) => bundle::rows(place, survey)?,
        (None, Format::Xlsx) => xlsx::rows(place, survey)?,
        (None, _) => rows_of_text(&|| Ok(Box::new(place.open()?) as Source), survey)?,
    };
    Ok(Rows {
        rows,
        read: place.read.clone(),
        size: survey.size,
    })
}

/// The rows of a file, in its order. Ends after an error that leaves nothing to be read.
pub struct Rows {
    rows: Items,
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
