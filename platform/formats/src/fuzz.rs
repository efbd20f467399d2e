//! What a fuzzer calls: any bytes, read to the end. Nothing may panic, hang or take more memory than the bounds allow.

use crate::source::Place;
use crate::survey::{Choice, rows_at, survey_at};

/// Reads bytes as whatever they look like.
pub fn any(bytes: &[u8]) {
    let place = Place::memory(bytes);
    if let Ok(survey) = survey_at(&place, &Choice::default())
        && let Ok(rows) = rows_at(&place, &survey)
    {
        for row in rows.flatten() {
            for (cell, column) in row.cells.iter().zip(&survey.columns) {
                let _ = column.profile.canonical(cell.text());
            }
        }
    }
}

/// Reads bytes as a table; the first one chooses what separates.
pub fn csv(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let choice = Choice {
        delimiter: [None, Some(";"), Some("||"), Some("§")][usize::from(first % 4)].map(str::to_owned),
        encoding: [None, Some("utf-8"), Some("utf-16le"), Some("windows-1252")][usize::from(first / 4 % 4)]
            .map(str::to_owned),
        header: [None, Some(true), Some(false), None][usize::from(first / 16 % 4)],
        ..Choice::default()
    };
    let place = Place::memory(rest);
    if let Ok(survey) = survey_at(&place, &choice)
        && let Ok(rows) = rows_at(&place, &survey)
    {
        rows.for_each(drop);
    }
}

/// Reads bytes as contacts.
pub fn vcard(bytes: &[u8]) {
    any(&[b"BEGIN:VCARD\n", bytes].concat());
}

/// Reads bytes as a workbook, or the zip it is.
pub fn xlsx(bytes: &[u8]) {
    any(&[b"PK\x03\x04", bytes].concat());
    any(bytes);
}

/// Reads bytes as the sheet of a sound workbook, so that what is inside is reached.
pub fn sheet(bytes: &[u8]) {
    crate::xlsx::read_sheet(bytes);
}
