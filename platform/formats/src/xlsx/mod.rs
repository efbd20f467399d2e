//! Workbooks: a zip of XML documents, read as streams. What would need all of it in memory lies in a file beside; links
//! to the outside are not followed, formulas not calculated.

mod book;
mod sheet;
mod strings;
#[cfg(test)]
mod tests;

use kontor_kernel::Result;

use crate::archive::Archive;
use crate::row::{Row, RowError};
use crate::source::Place;
use crate::survey::{Choice, Format, Survey, refused};
use crate::table;
use crate::xml::Xml;
use book::Book;
use sheet::Sheet;

/// Whether a zip is a workbook.
pub fn is_workbook(archive: &Archive) -> bool {
    archive.find("[Content_Types].xml").is_some() && archive.find("_rels/.rels").is_some()
}

/// Most columns of a sheet that is no table: who made it, and when.
const COVER: usize = 2;

/// Looks at a sheet: the one that was chosen, or the first with rows. One with few columns is a cover where a later one has
/// more columns and more rows.
pub fn survey(place: &Place, archive: Archive, choice: &Choice, size: u64) -> Result<Survey> {
    let book = Book::open(archive)?;
    let sheets: Vec<String> = book.sheets.iter().map(|(name, _)| name.clone()).collect();
    let mut found = None;
    for (name, _) in &book.sheets {
        if choice.sheet.as_ref().is_some_and(|wanted| wanted != name) {
            continue;
        }
        let mut sheet = open(place, &book, name)?;
        let table = table::survey(&mut sheet, choice.header, false)?;
        let rows = match (table.whole, sheet.last) {
            (true, _) => Some(table.rows),
            (false, last) => last.map(|last| last.saturating_sub(table.header.unwrap_or(0)).max(table.rows)),
        };
        let better = found
            .as_ref()
            .is_none_or(|(_, cover, _): &(String, table::Table, _)| {
                table.columns.len() > cover.columns.len()
                    && (table.rows > cover.rows || cover.columns.is_empty())
            });
        let sure = table.columns.len() > COVER;
        if better {
            found = Some((name.clone(), table, rows));
        }
        if better && sure {
            break;
        }
    }
    let Some((sheet, table, rows)) = found else {
        return Err(kontor_kernel::Error::invalid(
            "/sheet",
            "unknown_sheet",
            "There is no such sheet.",
        ));
    };
    if table.columns.is_empty() {
        return Err(refused("empty_file", "There is nothing in the workbook."));
    }
    Ok(Survey {
        sheet: Some(sheet),
        sheets,
        header: table.header,
        columns: table.columns,
        rows,
        ..Survey::new(Format::Xlsx, size)
    })
}

/// The rows of a sheet.
pub fn rows(
    place: &Place,
    survey: &Survey,
) -> Result<Box<dyn Iterator<Item = Result<Row, RowError>> + Send>> {
    let book = Book::open(Archive::open(place)?)?;
    let sheet = open(place, &book, survey.sheet.as_deref().unwrap_or_default())?;
    Ok(table::below(sheet, survey.header))
}

fn open(place: &Place, book: &Book, name: &str) -> Result<Sheet> {
    let member = book
        .sheets
        .iter()
        .find(|(sheet, _)| sheet == name)
        .and_then(|(_, path)| book.archive.find(path))
        .ok_or_else(|| kontor_kernel::Error::invalid("/sheet", "unknown_sheet", "There is no such sheet."))?;
    let xml = Xml::new(book.archive.read(member)?);
    Ok(Sheet::new(
        xml,
        book.strings(place)?,
        book.styles.clone(),
        book.late,
    ))
}

/// Reads bytes as the XML of a sheet.
pub fn read_sheet(bytes: &[u8]) {
    let place = Place::memory(b"");
    let xml = Xml::new(Box::new(std::io::Cursor::new(bytes.to_vec())));
    let styles = vec![book::Style::Number, book::Style::Date, book::Style::Time];
    Sheet::new(xml, strings::Strings::new(&place), styles, false).for_each(drop);
}
