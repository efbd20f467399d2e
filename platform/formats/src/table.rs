//! The columns of a table: which row names them, what they are called, what their values look like.

use std::collections::{HashMap, HashSet};

use kontor_kernel::Result;

use crate::profile::{Hint, Tally, is_address, is_bare_address, looks_like_data};
use crate::row::{Cell, MAX_COLUMNS, Row, RowError};
use crate::survey::{Column, refused};

/// Rows whose values are looked at.
pub const PROFILED: usize = 10_000;
/// Rows among which the header is looked for.
const TOP: usize = 40;
/// Most characters of a column's name.
const MAX_NAME: usize = 200;
/// Values shown of each column, and their most characters.
const SAMPLES: usize = 3;
const SAMPLE: usize = 100;

/// What is known of a table.
pub struct Table {
    /// The row that names the columns.
    pub header: Option<u64>,
    /// The columns.
    pub columns: Vec<Column>,
    /// Rows looked at, without the header and what stands above it.
    pub rows: u64,
    /// There are no more.
    pub whole: bool,
}

/// Looks at the first rows of a table. With `european`, numbers that can be read in two ways have a decimal comma.
pub fn survey(
    rows: &mut impl Iterator<Item = Result<Row, RowError>>,
    header: Option<bool>,
    european: bool,
) -> Result<Table> {
    let mut taken: Vec<Result<Row, RowError>> = rows.by_ref().take(TOP).collect();
    let mut whole = taken.len() < TOP;
    if let Some(Err(error)) = taken.first()
        && matches!(error.code, "too_many_columns" | "file_broken")
    {
        return Err(refused(error.code, error.detail.clone()));
    }
    let top: Vec<&Row> = taken.iter().flatten().collect();
    let at = header_of(&top, header);
    let number = at.map(|at| top[at].number);
    let named: Vec<String> =
        at.map_or_else(Vec::new, |at| top[at].cells.iter().map(Cell::to_string).collect());
    let mut columns = Columns::new(named.len());
    let mut count = 0;
    let above = |number_of_row: u64| number.is_some_and(|header| number_of_row <= header);
    let mut look = |row: &Result<Row, RowError>| match row {
        Ok(row) if above(row.number) => {}
        Err(error) if above(error.number) => {}
        Ok(row) => {
            count += 1;
            columns.add(row);
        }
        Err(_) => count += 1,
    };
    taken.iter().for_each(&mut look);
    if !whole {
        let mut seen = TOP;
        for row in rows.by_ref().take(PROFILED) {
            look(&row);
            seen += 1;
        }
        whole = seen < TOP + PROFILED;
    }
    taken.clear();
    Ok(Table {
        header: number,
        columns: columns.finish(&named, european),
        rows: count,
        whole,
    })
}

/// The row that names the columns: the first that is no title above the table, unless it looks like data.
fn header_of(top: &[&Row], wanted: Option<bool>) -> Option<usize> {
    let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.is_empty()).count();
    let widest = top.iter().map(|row| filled(row)).max().unwrap_or(0);
    let is_title = |row: &Row| {
        let filled = filled(row);
        (filled <= 1 && widest >= 3) || (filled == 2 && widest >= 7)
    };
    let titles = top.iter().take(TOP / 2).take_while(|row| is_title(row)).count();
    let first = if titles < top.len() { titles } else { 0 };
    match wanted {
        Some(true) => (!top.is_empty()).then_some(first),
        Some(false) => None,
        None => (!top.is_empty() && !is_data(top, first)).then_some(first),
    }
}

/// Whether a row is like those below it: its values are e-mail addresses, numbers, dates, or come again.
fn is_data(top: &[&Row], first: usize) -> bool {
    let below = &top[first + 1..];
    let (mut filled, mut data, mut again) = (0, 0, 0);
    for (at, cell) in top[first].cells.iter().enumerate() {
        if cell.is_empty() {
            continue;
        }
        filled += 1;
        // `organization.name` is called like a web address, and so is no other of its column.
        let is_path = !below.is_empty()
            && is_bare_address(cell.text())
            && !below
                .iter()
                .any(|row| row.cells.get(at).is_some_and(|cell| is_address(cell.text())));
        data += usize::from(looks_like_data(cell.text()) && !is_path);
        again += usize::from(below.iter().any(|row| row.cells.get(at) == Some(cell)));
    }
    data * 4 > filled || (again * 3 >= filled && again > 0 && filled > 1)
}

struct Columns {
    columns: Vec<(Tally, Vec<String>)>,
    named: usize,
    /// Rows with something beyond the named columns.
    wider: u64,
    rows: u64,
}

impl Columns {
    fn new(named: usize) -> Columns {
        Columns {
            columns: vec![(Tally::default(), Vec::new()); named],
            named,
            wider: 0,
            rows: 0,
        }
    }

    fn add(&mut self, row: &Row) {
        let width = row
            .cells
            .iter()
            .rposition(|cell| !cell.is_empty())
            .map_or(0, |at| at + 1);
        self.rows += 1;
        self.wider += u64::from(width > self.named);
        if width > self.columns.len() {
            self.columns
                .resize(width.min(MAX_COLUMNS), (Tally::default(), Vec::new()));
        }
        for ((tally, samples), cell) in self.columns.iter_mut().zip(&row.cells) {
            if cell.is_empty() {
                continue;
            }
            tally.add(cell);
            sampled(samples, cell);
        }
    }

    fn finish(mut self, names: &[String], european: bool) -> Vec<Column> {
        // Only what most rows go on with is a column that nobody named; single rows that are too long are at fault.
        if self.named > 0 && self.wider * 2 <= self.rows {
            self.columns.truncate(self.named);
        }
        let named = self.named;
        let hint = Hint::of(self.columns.iter().map(|(tally, _)| tally), european);
        let names = unique(names, self.columns.len());
        let column = |(at, ((tally, samples), name)): (usize, ((Tally, Vec<String>), String))| Column {
            unnamed: named > 0 && at >= named,
            ..Column::new(name, samples, tally.profile(hint))
        };
        self.columns
            .into_iter()
            .zip(names)
            .enumerate()
            .map(column)
            .collect()
    }
}

/// Keeps a value as an example, if it is one of the first.
pub fn sampled(samples: &mut Vec<String>, cell: &Cell) {
    if samples.len() < SAMPLES {
        let sample: String = cell.to_string().trim().chars().take(SAMPLE).collect();
        if !samples.contains(&sample) {
            samples.push(sample);
        }
    }
}

/// The rows below the one that names the columns.
pub fn below(
    rows: impl Iterator<Item = Result<Row, RowError>> + Send + 'static,
    header: Option<u64>,
) -> Box<dyn Iterator<Item = Result<Row, RowError>> + Send> {
    let header = header.unwrap_or(0);
    Box::new(rows.filter(move |row| match row {
        Ok(row) => row.number > header,
        Err(error) => error.number > header,
    }))
}

/// A name for each column: those without get the letter a spreadsheet shows, those that come again a number.
pub fn unique(names: &[String], count: usize) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let name_of = |at: usize| {
        let name = names.get(at).map(String::as_str).unwrap_or_default();
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let name: String = name
            .chars()
            .filter(|ch| !ch.is_control())
            .take(MAX_NAME)
            .collect();
        if name.is_empty() { letter(at) } else { name }
    };
    let mut name = |at: usize| {
        let plain = name_of(at);
        let mut name = plain.clone();
        while !taken.insert(name.to_lowercase()) {
            let number = numbers.entry(plain.to_lowercase()).or_insert(1);
            *number += 1;
            name = format!("{plain} ({number})");
        }
        name
    };
    (0..count).map(&mut name).collect()
}

/// The letter of a column: A to Z, then AA.
pub fn letter(mut at: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (at % 26) as u8));
        match at / 26 {
            0 => break,
            next => at = next - 1,
        }
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_names_of_their_own() {
        let names: Vec<String> = ["Phone", " phone ", "", "Phone", "A\nB", "C"]
            .map(str::to_owned)
            .to_vec();
        let expected = ["Phone", "phone (2)", "C", "Phone (3)", "A B", "C (2)", "G"];
        assert_eq!(unique(&names, 7), expected);
        assert_eq!(
            [letter(25), letter(26), letter(701), letter(702)],
            ["Z", "AA", "ZZ", "AAA"]
        );
    }
}
