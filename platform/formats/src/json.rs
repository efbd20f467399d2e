//! JSON: an object in each line, one after the other, or in an array. Their members are the columns; objects within
//! objects become columns of their own (`address.city`), lists and the objects the API knows as values stay whole.

use std::collections::HashMap;

use kontor_kernel::{Json, JsonMap, Result};

use crate::profile::{Hint, Tally};
use crate::row::{Cell, MAX_CELL, MAX_COLUMNS, MAX_ROW, Row, RowError};
use crate::source::{Source, fill};
use crate::survey::{Choice, Column, Format, Survey, refused};
use crate::table::{PROFILED, sampled};
use crate::{csv, encoding};

const BLOCK: usize = 64 * 1024;
/// Objects within objects that become columns.
const DEPTH: usize = 4;
/// Characters that are shown of a row at fault.
const SHOWN: usize = 1000;

/// Whether text begins like JSON.
pub fn is_json(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    match head.first() {
        Some(b'{') => head[1..]
            .trim_ascii_start()
            .first()
            .is_none_or(|next| matches!(next, b'"' | b'}')),
        Some(b'[') => head[1..]
            .trim_ascii_start()
            .first()
            .is_none_or(|next| matches!(next, b'{' | b']')),
        _ => false,
    }
}

/// Looks at all rows, for any may have a column of its own.
pub fn survey(open: &dyn Fn() -> Result<Source>, choice: &Choice, size: u64) -> Result<Survey> {
    let encoding = csv::encoding_of(open, choice)?;
    let mut columns: Vec<(String, Tally, Vec<String>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut count = 0_u64;
    for object in Objects::new(encoding::utf8(open()?, encoding)) {
        count += 1;
        let Ok((_, object)) = object else { continue };
        let mut members = Vec::new();
        flatten(object, "", 0, &mut members);
        for (name, value) in members {
            let at = *places.entry(name).or_insert_with_key(|name| {
                columns.push((name.clone(), Tally::default(), Vec::new()));
                columns.len() - 1
            });
            if columns.len() > MAX_COLUMNS {
                return Err(refused(
                    "too_many_columns",
                    format!("A file has at most {MAX_COLUMNS} columns."),
                ));
            }
            let (_, tally, samples) = &mut columns[at];
            if count <= PROFILED as u64 && !value.is_empty() {
                tally.add(&value);
                sampled(samples, &value);
            }
        }
    }
    if columns.is_empty() {
        return Err(refused("empty_file", "There are no objects in the file."));
    }
    let hint = Hint::of(columns.iter().map(|(_, tally, _)| tally), false);
    let column = |(name, tally, samples): (String, Tally, Vec<String>)| {
        Column::new(name, samples, tally.profile(hint))
    };
    Ok(Survey {
        encoding: Some(encoding.name().to_owned()),
        columns: columns.into_iter().map(column).collect(),
        rows: Some(count),
        ..Survey::new(Format::Jsonl, size)
    })
}

/// Reads the rows of a file that was surveyed.
pub fn rows(
    open: &dyn Fn() -> Result<Source>,
    survey: &Survey,
) -> Result<Box<dyn Iterator<Item = Result<Row, RowError>> + Send>> {
    let encoding = encoding::named(survey.encoding.as_deref().unwrap_or("utf-8"))
        .ok_or_else(|| refused("unknown_encoding", "This encoding is not known."))?;
    let names = survey
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| (column.name.clone(), at));
    let places: HashMap<String, usize> = names.collect();
    let objects = Objects::new(encoding::utf8(open()?, encoding));
    Ok(Box::new(objects.map(move |object| {
        let (number, object) = object?;
        let mut members = Vec::new();
        flatten(object, "", 0, &mut members);
        let mut cells = vec![Cell::default(); places.len()];
        for (name, value) in members {
            let Some(at) = places.get(&name) else {
                return Err(RowError::new(
                    number,
                    "file_changed",
                    "There was no such column before.",
                ));
            };
            if matches!(&value, Cell::Text(text) if text.len() > MAX_CELL) {
                return Err(RowError::cell_too_long(number, *at));
            }
            cells[*at] = value;
        }
        Ok(Row {
            number,
            cells,
            attachments: Vec::new(),
        })
    })))
}

fn flatten(object: JsonMap, prefix: &str, depth: usize, out: &mut Vec<(String, Cell)>) {
    // Of a record as the API shows it every member is a field.
    let depth = if is_record(&object) { DEPTH } else { depth };
    for (key, value) in object {
        let name = match prefix {
            "" => key,
            prefix => format!("{prefix}.{key}"),
        };
        let cell = match value {
            Json::Object(inner) if depth < DEPTH && !inner.is_empty() && !is_value(&inner) => {
                flatten(inner, &name, depth + 1, out);
                continue;
            }
            Json::Null => Cell::default(),
            Json::String(text) => Cell::Text(text),
            Json::Array(items) if items.is_empty() => Cell::default(),
            Json::Object(inner) if inner.is_empty() => Cell::default(),
            value @ (Json::Array(_) | Json::Object(_)) => Cell::Json(value),
            value => Cell::Text(value.to_string()),
        };
        out.push((name, cell));
    }
}

fn is_record(object: &JsonMap) -> bool {
    ["id", "version"].iter().all(|key| object.contains_key(*key))
}

/// Whether an object is one value as the API shows it: an amount with its currency, a link, an item of a list.
fn is_value(object: &JsonMap) -> bool {
    ["amount", "id", "value"]
        .iter()
        .any(|key| object.contains_key(*key))
}

/// Objects one after the other, whatever stands between them.
struct Objects {
    source: Source,
    buffer: Vec<u8>,
    begin: usize,
    end: usize,
    whole: bool,
    /// Each stands in a line of its own, so that one at fault ends with its line.
    by_line: Option<bool>,
    number: u64,
    /// The rest of an object that is too long is passed over.
    skipping: bool,
    done: bool,
}

impl Objects {
    fn new(source: Source) -> Objects {
        Objects {
            source,
            buffer: vec![0; BLOCK],
            begin: 0,
            end: 0,
            whole: false,
            by_line: None,
            number: 0,
            skipping: false,
            done: false,
        }
    }

    fn more(&mut self, number: u64) -> Result<(), RowError> {
        self.buffer.copy_within(self.begin..self.end, 0);
        (self.begin, self.end) = (0, self.end - self.begin);
        let room = (self.end * 2).max(BLOCK);
        if self.buffer.len() < room || self.buffer.len() > 4 * room {
            self.buffer.resize(room, 0);
        }
        let count = fill(&mut self.source, &mut self.buffer[self.end..])
            .map_err(|cause| RowError::broken(number, &cause))?;
        self.whole = self.end + count < self.buffer.len();
        self.end += count;
        Ok(())
    }

    /// Whether the first line is an object of its own.
    fn first_line(&mut self) -> Result<bool, RowError> {
        loop {
            let data = self.buffer[self.begin..self.end].trim_ascii_start();
            match memchr::memchr(b'\n', data) {
                Some(end) => return Ok(serde_json::from_slice::<JsonMap>(&data[..end]).is_ok()),
                None if self.whole || data.len() > MAX_ROW => return Ok(false),
                None => self.more(1)?,
            }
        }
    }

    /// The next line with something in it.
    fn line(&mut self) -> Option<Result<(u64, JsonMap), RowError>> {
        loop {
            let data = &self.buffer[self.begin..self.end];
            let found = memchr::memchr(b'\n', data);
            let end = match found {
                Some(end) => end,
                None if self.whole && data.is_empty() => return None,
                None if self.whole => data.len(),
                None if data.len() > MAX_ROW => {
                    let first = !std::mem::replace(&mut self.skipping, true);
                    self.begin = self.end;
                    if first {
                        self.number += 1;
                        return Some(Err(RowError::row_too_long(self.number)));
                    }
                    continue;
                }
                None => {
                    if let Err(error) = self.more(self.number + 1) {
                        self.done = true;
                        return Some(Err(error));
                    }
                    continue;
                }
            };
            let from = self.begin;
            self.begin += end + usize::from(found.is_some());
            if std::mem::take(&mut self.skipping) {
                continue;
            }
            self.number += 1;
            let line = self.buffer[from..from + end].trim_ascii();
            if line.len() > MAX_ROW {
                return Some(Err(RowError::row_too_long(self.number)));
            }
            if !line.is_empty() {
                return Some(parsed(self.number, line));
            }
        }
    }

    /// The next object, however many lines it has.
    fn object(&mut self) -> Option<Result<(u64, JsonMap), RowError>> {
        loop {
            let data = &self.buffer[self.begin..self.end];
            let between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']');
            let gap = data.iter().take_while(|byte| between(byte)).count();
            let data = &data[gap..];
            self.begin += gap;
            if data.is_empty() && self.whole {
                return None;
            }
            match (object_end(data), data.first()) {
                (Some(length), _) => {
                    self.number += 1;
                    let (from, number) = (self.begin, self.number);
                    self.begin += length;
                    return Some(match length > MAX_ROW {
                        true => Err(RowError::row_too_long(number)),
                        false => parsed(number, &self.buffer[from..from + length]),
                    });
                }
                (None, Some(first)) if *first != b'{' || self.whole || data.len() > 4 * MAX_ROW => {
                    self.done = true;
                    self.number += 1;
                    let cause = std::io::Error::other("an object is not whole");
                    return Some(Err(RowError::broken(self.number, &cause)));
                }
                _ => {
                    if let Err(error) = self.more(self.number + 1) {
                        self.done = true;
                        return Some(Err(error));
                    }
                }
            }
        }
    }
}

impl Iterator for Objects {
    type Item = Result<(u64, JsonMap), RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let by_line = match self.by_line {
            Some(by_line) => by_line,
            None => match self.first_line() {
                Ok(by_line) => *self.by_line.insert(by_line),
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
            },
        };
        if by_line { self.line() } else { self.object() }
    }
}

/// How long an object is that begins here; `None` when its end is not here.
fn object_end(data: &[u8]) -> Option<usize> {
    if data.first() != Some(&b'{') {
        return None;
    }
    let (mut depth, mut at) = (0_usize, 0);
    while at < data.len() {
        match data[at] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'"' => {
                at += 1;
                loop {
                    at += memchr::memchr2(b'"', b'\\', data.get(at..)?)?;
                    match data[at] {
                        b'"' => break,
                        _ => at += 2,
                    }
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

fn parsed(number: u64, text: &[u8]) -> Result<(u64, JsonMap), RowError> {
    serde_json::from_slice(text)
        .map(|object| (number, object))
        .map_err(|_| {
            let shown = String::from_utf8_lossy(&text[..text.len().min(SHOWN)]).into_owned();
            RowError::new(number, "bad_json", "This is no JSON object.").showing(vec![Cell::Text(shown)])
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str) -> (Vec<String>, Vec<Result<Row, RowError>>) {
        let bytes = content.as_bytes().to_vec();
        let open = move || Ok(Box::new(std::io::Cursor::new(bytes.clone())) as Source);
        let survey = survey(&open, &Choice::default(), 0).unwrap();
        let rows: Vec<_> = rows(&open, &survey).unwrap().collect();
        assert_eq!(survey.rows, Some(rows.len() as u64));
        (
            survey.columns.into_iter().map(|column| column.name).collect(),
            rows,
        )
    }

    #[test]
    fn objects_are_rows_however_they_stand() {
        for content in [
            "{\"a\":\"x\",\"n\":1.50}\n\n{\"b\":{\"c\":true},\"a\":null}\n",
            "[{\"a\":\"x\",\"n\":1.50},\n {\"b\":{\"c\":true},\"a\":null}]",
            "{\n \"a\":\"x\",\n \"n\":1.50}\n{\"b\":\n{\"c\":true}}",
        ] {
            let (names, rows) = read(content);
            assert_eq!(names, ["a", "n", "b.c"], "{content}");
            let text = |row: usize, at: usize| rows[row].as_ref().unwrap().cells[at].text().to_owned();
            assert_eq!([text(0, 0), text(0, 1), text(0, 2)], ["x", "1.5", ""]);
            assert_eq!([text(1, 0), text(1, 2)], ["", "true"]);
        }
    }

    #[test]
    fn values_of_the_api_stay_whole() {
        let (names, rows) =
            read("{\"m\":{\"amount\":\"1\",\"currency\":\"EUR\"},\"e\":[{\"value\":\"a@b.de\"}]}");
        let cells = &rows[0].as_ref().unwrap().cells;
        let cell = |name: &str| &cells[names.iter().position(|known| known == name).unwrap()];
        assert!(matches!(cell("m"), Cell::Json(json) if json["currency"] == "EUR"));
        assert!(matches!(cell("e"), Cell::Json(json) if json[0]["value"] == "a@b.de"));
    }

    #[test]
    fn members_of_records_stay_whole_too() {
        let (names, rows) = read(r#"{"id": "1", "version": 1, "any": {"a": {"b": 1}}}"#);
        assert_eq!(names, ["any", "id", "version"]);
        let cell = &rows[0].as_ref().unwrap().cells[0];
        assert_eq!(*cell, Cell::Json(serde_json::json!({"a": {"b": 1}})));
    }

    #[test]
    fn a_line_at_fault_does_not_stop_the_rest() {
        let long = "x".repeat(MAX_ROW + 1);
        let deep = "[".repeat(500);
        let content =
            format!("{{\"a\":1}}\n{{\"a\":\n{{\"a\":\"{long}\"}}\n{{\"a\":{deep}\n{{\"a\":2}}\n[1]\n");
        let (_, rows) = read(&content);
        let codes: Vec<_> = rows
            .iter()
            .map(|row| row.as_ref().err().map(|error| (error.number, error.code)))
            .collect();
        let expected = [
            None,
            Some((2, "bad_json")),
            Some((3, "row_too_long")),
            Some((4, "bad_json")),
            None,
            Some((6, "bad_json")),
        ];
        assert_eq!(codes, expected);
        let (_, rows) = read("[{\"a\":1},{\"a\":2");
        assert_eq!(rows[1].as_ref().unwrap_err().code, "file_broken");
    }
}
