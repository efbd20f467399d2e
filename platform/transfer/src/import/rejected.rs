//! The rows that were rejected, as a file: where, why, and the cells as they were, ready to be put right and imported
//! again.

use std::path::PathBuf;
use std::sync::Arc;

use kontor_kernel::{Error, Id, Result};
use kontor_records::Workspace;

use super::file::Rows;
use super::row::Problem;
use super::store::{self, Import};
use crate::cell;
use crate::places::Places;

/// Problems that are looked up at once.
const PAGE: usize = 500;

/// Writes the file piece by piece.
pub struct Rejected {
    workspace: Arc<Workspace>,
    import: Id,
    columns: Vec<String>,
    delimiter: char,
    path: PathBuf,
    after: (u64, i64),
    begun: bool,
    ended: bool,
}

impl Rejected {
    /// The rejected rows of an import.
    pub fn new(workspace: Arc<Workspace>, places: &Places, import: &Import) -> Rejected {
        Rejected {
            workspace,
            import: import.id,
            columns: import.file.columns.clone(),
            delimiter: import.file.delimiter,
            path: places.import(import.id),
            after: (0, 0),
            begun: false,
            ended: false,
        }
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        // A rejected row may have more cells than the header.
        let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        if !std::mem::replace(&mut self.begun, true) {
            let own = ["row", "column", "reason"].into_iter();
            let columns = self.columns.iter().map(String::as_str);
            write(&mut out, own.chain(columns))?;
        }
        while !self.ended {
            let (import, after) = (self.import, self.after);
            let page = self
                .workspace
                .database
                .read(move |tx| store::problems(tx, import, after, PAGE))
                .await?;
            self.ended = page.len() < PAGE;
            // All problems of a row stand in one line, so the last row of a full page waits for the next one.
            let last = page.last().map(|(_, problem)| problem.row);
            let whole = |problem: &Problem| self.ended || Some(problem.row) != last;
            let mut rows: Vec<Vec<Problem>> = Vec::new();
            for (seq, problem) in page.iter().filter(|(_, problem)| whole(problem)) {
                self.after = (problem.row, *seq);
                match rows.last_mut() {
                    Some(row) if row[0].row == problem.row => row.push(problem.clone()),
                    _ => rows.push(vec![problem.clone()]),
                }
            }
            if rows.is_empty() && !self.ended {
                // One row with more problems than a page has: the first ones will do.
                if let Some((_, problem)) = page.last() {
                    self.after = (problem.row, i64::MAX);
                    rows.push(page.iter().map(|(_, problem)| problem.clone()).collect());
                }
            }
            rows.retain(|row| row.iter().any(|problem| !problem.warning));
            if !rows.is_empty() {
                let (path, delimiter) = (self.path.clone(), self.delimiter);
                let work = move || lines(out, &rows, path, delimiter);
                return tokio::task::spawn_blocking(work)
                    .await
                    .map_err(Error::internal)?
                    .map(Some);
            }
        }
        let rest = finish(out)?;
        Ok(Some(rest).filter(|rest| !rest.is_empty()))
    }
}

fn lines(
    mut out: csv::Writer<Vec<u8>>,
    rows: &[Vec<Problem>],
    path: PathBuf,
    delimiter: char,
) -> Result<Vec<u8>> {
    for row in rows {
        let problems: Vec<&Problem> = row.iter().filter(|problem| !problem.warning).collect();
        let joined = |text: &dyn Fn(&Problem) -> String| {
            let mut texts: Vec<String> = problems
                .iter()
                .map(|problem| text(problem))
                .filter(|t| !t.is_empty())
                .collect();
            texts.dedup();
            texts.join("; ")
        };
        let own = [
            row[0].row.to_string(),
            joined(&|problem| {
                problem
                    .column
                    .clone()
                    .or(problem.field.clone())
                    .unwrap_or_default()
            }),
            joined(&|problem| problem.detail.clone()),
        ];
        let raw = Rows::open(&path, delimiter, row[0].at, row[0].row)?.next_row()?;
        let cells = raw.map(|raw| raw.cells).unwrap_or_default();
        write(
            &mut out,
            own.iter()
                .map(String::as_str)
                .chain(cells.iter().map(String::as_str)),
        )?;
    }
    finish(out)
}

fn write<'a>(out: &mut csv::Writer<Vec<u8>>, cells: impl Iterator<Item = &'a str>) -> Result<()> {
    let cells: Vec<_> = cells.map(cell::defuse).collect();
    out.write_record(cells.iter().map(AsRef::as_ref).map(str::as_bytes))
        .map_err(Error::internal)
}

fn finish(out: csv::Writer<Vec<u8>>) -> Result<Vec<u8>> {
    out.into_inner()
        .map_err(|error| Error::internal(error.to_string()))
}
