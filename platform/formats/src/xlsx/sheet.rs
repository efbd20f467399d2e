//! The rows of a sheet. Formulas give the value that the program kept with them; nothing is calculated here.

use std::io;

use super::book::{Style, TOO_LONG, unescaped};
use super::strings::Strings;
use crate::profile::from_serial;
use crate::row::{Cell, MAX_CELL, MAX_COLUMNS, MAX_ROW, Row, RowError};
use crate::xml::{Node, Xml, attribute, name};

/// Rows of a sheet.
pub struct Sheet {
    xml: Xml,
    strings: Strings,
    styles: Vec<Style>,
    late: bool,
    number: u64,
    /// The last row that the sheet says it has.
    pub last: Option<u64>,
    done: bool,
}

/// The cell that is read at the moment.
#[derive(Default)]
struct Open {
    column: usize,
    kind: Kind,
    style: usize,
    text: String,
    long: bool,
    /// Within a tag whose text counts.
    inside: bool,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Boolean,
    Error,
    Iso,
}

impl Sheet {
    /// Begins to read.
    pub fn new(xml: Xml, strings: Strings, styles: Vec<Style>, late: bool) -> Sheet {
        Sheet {
            xml,
            strings,
            styles,
            late,
            number: 0,
            last: None,
            done: false,
        }
    }

    fn row(&mut self) -> io::Result<Option<Result<Row, RowError>>> {
        let mut cells: Vec<Cell> = Vec::new();
        let (mut wrong, mut size, mut next, mut in_row) = (None, 0, 0, false);
        let mut open: Option<Open> = None;
        let mut spoken = 0_u32;
        loop {
            match self.xml.next()? {
                Node::Open(tag) => {
                    let name = name(&tag);
                    if name.is("c") && in_row {
                        let column = attribute(&tag, "r")
                            .and_then(|place| column_of(&place))
                            .unwrap_or(next);
                        next = column + 1;
                        open = Some(Open {
                            column,
                            kind: kind_of(attribute(&tag, "t").as_deref()),
                            style: attribute(&tag, "s")
                                .and_then(|style| style.parse().ok())
                                .unwrap_or(0),
                            ..Open::default()
                        });
                    } else if name.is("row") {
                        let told = attribute(&tag, "r").and_then(|number| number.parse::<u64>().ok());
                        self.number = told.unwrap_or(0).max(self.number + 1);
                        (in_row, next, size, wrong) = (true, 0, 0, None);
                        cells.clear();
                    } else if name.is("dimension") {
                        let place = attribute(&tag, "ref").unwrap_or_default();
                        let last = place.rsplit(':').next().unwrap_or_default();
                        self.last = last
                            .trim_start_matches(|ch: char| !ch.is_ascii_digit())
                            .parse()
                            .ok();
                    } else if name.is("rPh") {
                        spoken += 1;
                    }
                    if let Some(cell) = &mut open {
                        cell.inside = spoken == 0 && (name.is("v") || name.is("t"));
                    }
                }
                Node::Text(text) => {
                    if let Some(cell) = open.as_mut().filter(|cell| cell.inside && !cell.long) {
                        cell.text.push_str(&text);
                        cell.long = cell.text.len() > MAX_CELL;
                    }
                }
                Node::Close(name) => {
                    if let Some(cell) = &mut open {
                        cell.inside = false;
                    }
                    if name.is("rPh") {
                        spoken = spoken.saturating_sub(1);
                    } else if name.is("c")
                        && let Some(cell) = open.take()
                    {
                        let column = cell.column;
                        match value(cell, &mut self.strings, &self.styles, self.late)? {
                            None => {
                                wrong.get_or_insert(RowError::cell_too_long(self.number, column));
                            }
                            Some(value) if value.is_empty() => {}
                            Some(_) if column >= MAX_COLUMNS => {
                                wrong.get_or_insert(RowError::too_many_columns(self.number));
                            }
                            Some(value) => {
                                size += value.text().len();
                                if cells.len() <= column {
                                    cells.resize(column + 1, Cell::default());
                                }
                                if size <= MAX_ROW {
                                    cells[column] = value;
                                } else {
                                    wrong.get_or_insert(RowError::row_too_long(self.number));
                                }
                            }
                        }
                    } else if name.is("row") {
                        in_row = false;
                        if let Some(error) = wrong.take() {
                            return Ok(Some(Err(error)));
                        }
                        if !cells.is_empty() {
                            return Ok(Some(Ok(Row {
                                number: self.number,
                                cells,
                                attachments: Vec::new(),
                            })));
                        }
                    } else if name.is("sheetData") {
                        return Ok(None);
                    }
                }
                Node::End => return Ok(None),
                Node::Other => {}
            }
        }
    }
}

impl Iterator for Sheet {
    type Item = Result<Row, RowError>;

    fn next(&mut self) -> Option<Result<Row, RowError>> {
        if self.done {
            return None;
        }
        match self.row() {
            Ok(Some(row)) => Some(row),
            Ok(None) => {
                self.done = true;
                None
            }
            Err(cause) => {
                self.done = true;
                Some(Err(RowError::broken(self.number + 1, &cause)))
            }
        }
    }
}

fn kind_of(told: Option<&str>) -> Kind {
    match told {
        Some("s") => Kind::Shared,
        Some("str" | "inlineStr") => Kind::Text,
        Some("b") => Kind::Boolean,
        Some("e") => Kind::Error,
        Some("d") => Kind::Iso,
        _ => Kind::Number,
    }
}

/// The value of a cell; `None` when it is too long.
fn value(cell: Open, strings: &mut Strings, styles: &[Style], late: bool) -> io::Result<Option<Cell>> {
    if cell.long {
        return Ok(None);
    }
    let text = cell.text;
    Ok(Some(match cell.kind {
        Kind::Shared => {
            let number = text.trim().parse().unwrap_or(u64::MAX);
            match strings.get(number)? {
                Some(text) if text == TOO_LONG => return Ok(None),
                Some(text) => Cell::Text(text),
                None => Cell::default(),
            }
        }
        Kind::Text => Cell::Text(unescaped(&text).into_owned()),
        Kind::Boolean => Cell::Text(if text.trim() == "1" { "true" } else { "false" }.to_owned()),
        // Nothing was found: that is no value, and no mistake either.
        Kind::Error if text == "#N/A" => Cell::default(),
        Kind::Error => Cell::Error(text),
        Kind::Iso => Cell::Text(text.trim_end_matches("T00:00:00").to_owned()),
        Kind::Number => {
            let style = styles.get(cell.style).copied().unwrap_or(Style::Number);
            Cell::Text(number(text.trim(), style, late))
        }
    }))
}

/// A number as people know it: a day where its style shows days, else without what floating point adds to it.
fn number(text: &str, style: Style, late: bool) -> String {
    let Ok(number) = text.parse::<f64>() else {
        return text.to_owned();
    };
    if !number.is_finite() {
        return text.to_owned();
    }
    let clock = |seconds: u32| {
        format!(
            "{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        )
    };
    match (style, from_serial(number, late)) {
        (Style::Time, Some((_, seconds))) if number < 1.0 => return clock(seconds),
        (Style::Date | Style::Time, Some((day, 0))) => return day.to_string(),
        (Style::Date | Style::Time, Some((day, seconds))) => return format!("{day}T{}", clock(seconds)),
        _ => {}
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    // Spreadsheets show 15 digits; those behind are noise.
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    match rounded {
        0.0 => "0".to_owned(),
        rounded => rounded.to_string(),
    }
}

/// `AB12` is in column 27, counted from 0.
fn column_of(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let mut column = 0_usize;
    for letter in letters {
        column = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
        if column > 1 << 20 {
            return None;
        }
    }
    column.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_people_see() {
        for (text, style, shown) in [
            ("45631", Style::Date, "2024-12-05"),
            ("45631.5", Style::Date, "2024-12-05T12:00:00"),
            ("0.75", Style::Time, "18:00:00"),
            ("45631", Style::Number, "45631"),
            ("0.30000000000000004", Style::Number, "0.3"),
            ("1234.5599999999999", Style::Number, "1234.56"),
            ("1E+3", Style::Number, "1000"),
            ("-0", Style::Number, "-0"),
            ("-5", Style::Date, "-5"),
            ("nan", Style::Date, "nan"),
            ("1e400", Style::Number, "1e400"),
        ] {
            assert_eq!(number(text, style, false), shown, "{text}");
        }
        assert_eq!(
            ["A1", "Z9", "AB12", "7", ""].map(column_of),
            [Some(0), Some(25), Some(27), None, None]
        );
    }
}
