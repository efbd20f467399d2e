//! The rows that were rejected, as a file: where, why, and the cells as they were, ready to be put right and imported
//! again.

use std::collections::HashMap;
use std::sync::Arc;

use kontor_database::Tx;
use kontor_formats::cell;
use kontor_kernel::{Error, Id, Locale, Result};
use kontor_records::{Ctx, Workspace};

use super::problem::{Problem, Words};
use super::stage::Stage;
use super::store::{self, Import};
use super::twins::WAITING;
use crate::places::Places;

/// Problems that are looked up at once.
const PAGE: usize = 500;
/// The columns in front of those of the file.
const OWN: [&str; 3] = ["row", "column", "reason"];
/// The column behind these that says which import has the files that cells name, where it was a zip.
const FILES_OF: &str = "files_of";

/// Writes the file piece by piece.
pub struct Rejected {
    workspace: Arc<Workspace>,
    import: Id,
    columns: Vec<String>,
    /// The import whose zip has the files of the rows.
    files_of: Option<String>,
    /// In which language the import was asked for, and in which, and in whose words, it is read.
    languages: (Locale, Locale, Words),
    /// The cells as they were; they may be gone, long after the import.
    stage: Option<Stage>,
    after: (u64, i64),
    begun: bool,
    ended: bool,
}

impl Rejected {
    /// The rejected rows of an import.
    pub async fn new(
        workspace: Arc<Workspace>,
        places: &Places,
        import: &Import,
        reader: Locale,
        words: Words,
    ) -> Result<Rejected> {
        let place = places.stage(import.id);
        let stage = match tokio::fs::try_exists(&place).await.unwrap_or(false) {
            true => Some(Stage::open(&place).await?),
            false => None,
        };
        let names = import.file.columns.iter().map(|column| column.name.clone());
        Ok(Rejected {
            workspace,
            import: import.id,
            columns: names.collect(),
            files_of: has_files(import).then(|| import.id.to_string()),
            languages: (import.asker.locale, reader, words),
            stage,
            after: (0, 0),
            begun: false,
            ended: false,
        })
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        // A rejected row may have more cells than the header.
        let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        if !std::mem::replace(&mut self.begun, true) {
            // A file that was mended and failed again has them already.
            let files_of = self.files_of.as_ref().map(|_| FILES_OF);
            let own = OWN.into_iter().chain(files_of).filter(|_| !self.is_mended());
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
            rows.retain(|row| row.iter().any(is_open));
            if !rows.is_empty() {
                let numbers = rows.iter().map(|row| row[0].row).collect();
                let cells = match &self.stage {
                    Some(stage) => stage.cells(numbers).await?,
                    None => HashMap::new(),
                };
                return self.lines(out, &rows, &cells).map(Some);
            }
        }
        if let Some(stage) = self.stage.take() {
            stage.close().await;
        }
        let rest = finish(out)?;
        Ok(Some(rest).filter(|rest| !rest.is_empty()))
    }

    fn lines(
        &self,
        mut out: csv::Writer<Vec<u8>>,
        rows: &[Vec<Problem>],
        cells: &HashMap<u64, Vec<String>>,
    ) -> Result<Vec<u8>> {
        let (asker, reader, words) = self.languages;
        for row in rows {
            let problems: Vec<&Problem> = row.iter().filter(|problem| is_open(problem)).collect();
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
                joined(&|problem| problem.told(asker, reader, words)),
            ];
            let cells = cells.get(&row[0].row).map(Vec::as_slice).unwrap_or_default();
            let before = if self.is_mended() {
                OWN.len().min(cells.len())
            } else {
                0
            };
            let cells = cells[before..].iter();
            let own = own.iter().chain(&self.files_of);
            write(&mut out, own.chain(cells).map(String::as_str))?;
        }
        finish(out)
    }

    fn is_mended(&self) -> bool {
        own(self.columns.iter().map(String::as_str)) > 0
    }
}

/// The row was not taken, or waits for a decision.
fn is_open(problem: &Problem) -> bool {
    !problem.warning || problem.code == WAITING
}

/// How many columns stand in front of those of the file: none, unless it is one of rejected rows that came back.
pub fn own<'a>(mut columns: impl Iterator<Item = &'a str>) -> usize {
    match columns.by_ref().take(OWN.len()).eq(OWN) {
        true => OWN.len() + usize::from(columns.next() == Some(FILES_OF)),
        false => 0,
    }
}

/// Cells of the file may name files of its zip.
fn has_files(import: &Import) -> bool {
    import.file.member.is_some() && import.file.columns.iter().any(|column| column.files)
}

/// Lets rejected rows that came back have the files which came with them first, if the caller may see that import.
pub fn with_files(ctx: &Ctx, tx: &mut Tx, import: &Import) -> Result<Import> {
    let mut import = import.clone();
    let file = &mut import.file;
    let names = file.columns.iter().map(|column| column.name.as_str());
    let says = own(names) > OWN.len() && file.member.is_none();
    let said = file.columns.get(OWN.len()).filter(|_| says);
    let ids = said.map_or(&[][..], |column| &column.samples);
    let [Ok(id)] = ids.iter().map(|id| id.parse::<Id>()).collect::<Vec<_>>()[..] else {
        return Ok(import);
    };
    let first = store::get(tx, id)?.filter(|first| first.asker.is_open_to(ctx) && has_files(first));
    if let Some(first) = first {
        file.files_in = Some(id);
        for column in &mut file.columns {
            let mut known = first.file.columns.iter().filter(|known| known.files);
            column.files = known.any(|known| known.name == column.name);
        }
    }
    Ok(import)
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
