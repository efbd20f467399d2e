//! Workbooks with typed cells, written as a stream: rows go out as they come, and what describes them comes last. Text is
//! text there and never a formula.

use std::io::{self, Seek, Write};

use kontor_kernel::{Date, Timestamp};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::Value;
use crate::table::letter;

/// Rows of a sheet; more go into the next one.
const MAX_ROWS: u64 = 1 << 20;
/// Characters of a cell; more no spreadsheet takes.
const MAX_TEXT: usize = 32_767;
/// Digits of a number that spreadsheets keep.
const MAX_DIGITS: usize = 15;
/// Days between the first ones of spreadsheets and of ours.
const EPOCH: i64 = 25_569;

/// A workbook under construction.
pub struct Workbook<W: Write + Seek> {
    zip: ZipWriter<W>,
    names: Vec<String>,
    title: String,
    sheets: u64,
    rows: u64,
    line: String,
}

impl<W: Write + Seek> Workbook<W> {
    /// Begins a sheet with the names of the columns.
    pub fn new<'a>(out: W, title: &str, names: impl IntoIterator<Item = &'a str>) -> io::Result<Workbook<W>> {
        let mut book = Workbook {
            zip: ZipWriter::new(out),
            names: names.into_iter().map(str::to_owned).collect(),
            title: title
                .chars()
                .filter(|ch| !matches!(ch, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\''))
                .take(24)
                .collect(),
            sheets: 0,
            rows: 0,
            line: String::new(),
        };
        book.begin()?;
        Ok(book)
    }

    fn begin(&mut self) -> io::Result<()> {
        self.sheets += 1;
        self.rows = 0;
        let path = format!("xl/worksheets/sheet{}.xml", self.sheets);
        self.zip.start_file(path, options())?;
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetData>";
        self.zip.write_all(head.as_bytes())?;
        let names: Vec<Value> = self.names.iter().cloned().map(Value::Text).collect();
        self.write(&names)
    }

    /// Adds a row.
    pub fn row(&mut self, values: &[Value]) -> io::Result<()> {
        if self.rows == MAX_ROWS {
            self.end()?;
            self.begin()?;
        }
        self.write(values)
    }

    fn write(&mut self, values: &[Value]) -> io::Result<()> {
        self.rows += 1;
        let row = self.rows;
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        line.push_str(&format!("<row r=\"{row}\">"));
        for (at, value) in values.iter().enumerate() {
            cell(&mut line, &format!("{}{row}", letter(at)), value);
        }
        line.push_str("</row>");
        self.zip.write_all(line.as_bytes())?;
        self.line = line;
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.zip.write_all(b"</sheetData></worksheet>")
    }

    /// Writes what describes the sheets.
    pub fn finish(mut self) -> io::Result<W> {
        self.end()?;
        let (mut types, mut sheets, mut relations) = (String::new(), String::new(), String::new());
        for number in 1..=self.sheets {
            let title = match number {
                1 => self.title.clone(),
                number => format!("{} {number}", self.title),
            };
            types.push_str(&format!("<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"));
            sheets.push_str(&format!(
                "<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>",
                escaped(&title)
            ));
            relations.push_str(&format!("<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/relationships/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"));
        }
        let parts = [
            (
                "[Content_Types].xml",
                format!(
                    "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>{types}</Types>"
                ),
            ),
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}/relationships\"><sheets>{sheets}</sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}<Relationship Id=\"rIdS\" Type=\"{OFFICE}/relationships/styles\" Target=\"styles.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/styles.xml",
                format!(
                    "<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/><numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/></numFmts><fonts count=\"1\"><font/></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"4\"><xf/><xf numFmtId=\"164\" applyNumberFormat=\"1\"/><xf numFmtId=\"165\" applyNumberFormat=\"1\"/><xf numFmtId=\"49\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
                ),
            ),
        ];
        for (path, content) in parts {
            self.zip.start_file(path, options())?;
            self.zip
                .write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n")?;
            self.zip.write_all(content.as_bytes())?;
        }
        Ok(self.zip.finish()?)
    }
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .large_file(true)
}

/// Dates and numbers that a spreadsheet could not keep exactly stay text.
fn cell(out: &mut String, place: &str, value: &Value) {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    match value {
        Value::Empty => {}
        Value::Number(number) if digits(number) <= MAX_DIGITS && number.parse::<f64>().is_ok() => {
            out.push_str(&format!("<c r=\"{place}\"><v>{number}</v></c>"));
        }
        Value::Boolean(yes) => {
            out.push_str(&format!("<c r=\"{place}\" t=\"b\"><v>{}</v></c>", u8::from(*yes)))
        }
        Value::Date(text) => match Date::parse(text)
            .map(|day| day.days() + EPOCH)
            .filter(|day| *day > 60)
        {
            Some(day) => out.push_str(&format!("<c r=\"{place}\" s=\"1\"><v>{day}</v></c>")),
            None => plain(out, place, text),
        },
        Value::Instant(text) => match Timestamp::parse(text) {
            Some(at) if at.micros() > 0 => {
                let days = at.micros() as f64 / 86_400e6 + EPOCH as f64;
                out.push_str(&format!("<c r=\"{place}\" s=\"2\"><v>{days:.9}</v></c>"));
            }
            _ => plain(out, place, text),
        },
        Value::Text(text) | Value::Number(text) => plain(out, place, text),
    }
}

fn plain(out: &mut String, place: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    out.push_str(&format!(
        "<c r=\"{place}\" s=\"3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"
    ));
    match text.char_indices().nth(MAX_TEXT) {
        Some(_) => {
            let end = text
                .char_indices()
                .nth(MAX_TEXT - 1)
                .map_or(text.len(), |(at, _)| at);
            out.push_str(&escaped(&text[..end]));
            out.push('…');
        }
        None => out.push_str(&escaped(text)),
    }
    out.push_str("</t></is></c>");
}

/// Text as XML can hold it: characters it can't write stand as `_x0001_`.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, ch) in text.char_indices() {
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(ch),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push_str(&format!("_x{:04X}_", ch as u32)),
            '_' if looks_escaped(&text[at..]) => out.push_str("_x005F_"),
            ch => out.push(ch),
        }
    }
    out
}

fn looks_escaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes[1] == b'x' && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;
    use crate::source::Place;
    use crate::survey::{rows_at, survey_at};
    use crate::{Cell, Choice};

    fn read(bytes: &[u8]) -> Vec<Vec<String>> {
        let place = Place::memory(bytes);
        let choice = Choice {
            header: Some(true),
            ..Choice::default()
        };
        let survey = survey_at(&place, &choice).unwrap();
        let rows = rows_at(&place, &survey).unwrap();
        rows.map(|row| row.unwrap().cells.iter().map(Cell::to_string).collect())
            .collect()
    }

    #[test]
    fn values_keep_their_types() {
        let mut book = Workbook::new(
            Cursor::new(Vec::new()),
            "Kunden: [alle]",
            ["Name", "Sum", "Yes", "Day", "At", "No"],
        )
        .unwrap();
        let values = [
            Value::Text("=1+1".into()),
            Value::Number("-1234.50".into()),
            Value::Boolean(true),
            Value::Date("2026-12-31".into()),
            Value::Instant("2026-12-31T13:30:00.000Z".into()),
            Value::Number("12345678901234567890".into()),
        ];
        book.row(&values).unwrap();
        let bytes = book.finish().unwrap().into_inner();
        let expected = [
            "=1+1",
            "-1234.5",
            "true",
            "2026-12-31",
            "2026-12-31T13:30:00",
            "12345678901234567890",
        ];
        assert_eq!(read(&bytes), [expected.map(str::to_owned).to_vec()]);
        let mut sheet = String::new();
        std::io::Read::read_to_string(
            &mut crate::archive::Archive::open(&Place::memory(&bytes))
                .and_then(|archive| archive.read(archive.find("xl/worksheets/sheet1.xml").unwrap()))
                .unwrap(),
            &mut sheet,
        )
        .unwrap();
        assert!(sheet.contains("<c r=\"B2\"><v>-1234.50</v></c>") && !sheet.contains("<f>"));
    }

    proptest! {
        #[test]
        fn any_text_comes_back(rows in proptest::collection::vec(proptest::collection::vec("[^\r ]{1,8}", 2), 1..5)) {
            let mut book = Workbook::new(Cursor::new(Vec::new()), "x", ["A", "B"]).unwrap();
            for row in &rows {
                book.row(&row.iter().cloned().map(Value::Text).collect::<Vec<_>>()).unwrap();
            }
            let expected: Vec<Vec<String>> = rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).cloned().collect();
            let mut read = read(&book.finish().unwrap().into_inner());
            read.iter_mut().for_each(|row| row.resize(2, String::new()));
            let blank = |row: &Vec<String>| row.iter().map(|cell| if cell.trim().is_empty() { String::new() } else { cell.clone() }).collect::<Vec<_>>();
            prop_assert_eq!(read.iter().map(blank).collect::<Vec<_>>(), expected.iter().map(blank).collect::<Vec<_>>());
        }
    }
}
