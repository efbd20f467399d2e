//! A zip with one file of rows and the files these name: pictures, contracts. Nothing is unpacked to the disk.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use kontor_kernel::{Error, Result};

use crate::archive::{Archive, Member};
use crate::row::{Attachment, Cell, Content, Row, RowError};
use crate::source::{Place, Source};
use crate::survey::{Choice, Items, Survey, refused, rows_of_text, survey_text};
use crate::table::PROFILED;

/// Endings of files that may hold the rows, those that mostly do first.
const TABLES: [&str; 7] = ["csv", "vcf", "jsonl", "ndjson", "json", "tsv", "txt"];
/// Most bytes of a cell that may name files.
const MAX_NAMES: usize = 2000;

/// Looks at the file of rows in a zip: the one that was chosen, or the one that looks most like it.
pub fn survey(archive: &Archive, choice: &Choice, size: u64) -> Result<Survey> {
    let mut tables: Vec<(usize, &Member)> = archive
        .members()
        .iter()
        .filter(|member| !is_hidden(&member.name))
        .filter_map(|member| Some((rank(&member.name)?, member)))
        .collect();
    tables.sort_by(|(rank, member), (other, than)| rank.cmp(other).then(than.size.cmp(&member.size)));
    let chosen = match &choice.member {
        Some(name) => archive.find(name).ok_or_else(|| {
            Error::invalid(
                "/member",
                "unknown_member",
                "There is no such file in the archive.",
            )
        })?,
        None => match tables.first() {
            Some((_, member)) => member,
            None => {
                return Err(refused(
                    "no_table",
                    "There is no table and no list of contacts in the archive.",
                ));
            }
        },
    };
    let mut survey = survey_text(&|| archive.read(chosen), choice, size)?;
    let files = Files::new(archive, &chosen.name);
    if !files.by_name.is_empty() {
        for row in rows_of_text(&|| archive.read(chosen), &survey)?
            .take(PROFILED)
            .flatten()
        {
            for (column, (known, cell)) in survey.columns.iter_mut().zip(&row.cells).enumerate() {
                known.files = known.files || !files.named(column, cell).is_empty();
            }
        }
    }
    survey.member = Some(chosen.name.clone());
    survey.members = tables.iter().map(|(_, member)| member.name.clone()).collect();
    Ok(survey)
}

/// Rows with the files that their cells name.
pub fn rows(place: &Place, survey: &Survey) -> Result<Items> {
    let archive = Archive::open(place)?;
    let name = survey.member.as_deref().unwrap_or_default();
    let member = archive.find(name).cloned().ok_or_else(crate::source::changed)?;
    let files = Arc::new(Files::new(&archive, name));
    let rows = rows_of_text(&|| archive.read(&member), survey)?;
    Ok(Box::new(rows.map(move |row: Result<Row, RowError>| {
        let mut row = row?;
        let named: Vec<Attachment> = row
            .cells
            .iter()
            .enumerate()
            .flat_map(|(column, cell)| files.named(column, cell))
            .collect();
        row.attachments.extend(named);
        Ok(row)
    })))
}

/// A file of the zip, and how many bytes it has.
///
/// # Errors
/// `validation` when there is none of that name.
pub fn attachment(path: &Path, name: &str) -> Result<(u64, Box<dyn Read + Send>)> {
    let archive = Archive::open(&Place::path(path))?;
    let member = archive
        .find(name)
        .ok_or_else(|| refused("unknown_member", "There is no such file in the archive."))?;
    let source: Source = archive.read(member)?;
    Ok((member.size, source))
}

/// Files that rows may name, by path and by name alone where only one has it.
struct Files {
    by_name: HashMap<String, Option<String>>,
}

impl Files {
    fn new(archive: &Archive, table: &str) -> Files {
        let mut by_name: HashMap<String, Option<String>> = HashMap::new();
        let members = || {
            archive
                .members()
                .iter()
                .filter(|member| member.name != table && !is_hidden(&member.name))
        };
        for member in members() {
            let short = member.name.rsplit('/').next().unwrap_or_default().to_lowercase();
            by_name
                .entry(short)
                .and_modify(|several| *several = None)
                .or_insert_with(|| Some(member.name.clone()));
        }
        for member in members() {
            by_name.insert(member.name.to_lowercase(), Some(member.name.clone()));
        }
        Files { by_name }
    }

    fn named(&self, column: usize, cell: &Cell) -> Vec<Attachment> {
        let text = cell.text().trim();
        if text.is_empty() || text.len() > MAX_NAMES || self.by_name.is_empty() {
            return Vec::new();
        }
        let one = |name: &str| {
            let name = name
                .trim()
                .trim_start_matches("./")
                .replace('\\', "/")
                .to_lowercase();
            let found = self.by_name.get(&name)?.clone()?;
            Some(Attachment {
                column: Some(column),
                name: found.rsplit('/').next().unwrap_or_default().to_owned(),
                media_type: String::new(),
                content: Content::Member(found),
            })
        };
        match one(text) {
            Some(file) => vec![file],
            None => text.split([';', '|', '\n', ',']).filter_map(one).collect(),
        }
    }
}

fn rank(name: &str) -> Option<usize> {
    let (_, ending) = name.rsplit_once('.')?;
    TABLES.iter().position(|table| table.eq_ignore_ascii_case(ending))
}

/// What operating systems put beside files.
fn is_hidden(name: &str) -> bool {
    name.starts_with("__MACOSX/") || name.rsplit('/').next().is_none_or(|file| file.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;
    use crate::survey::{rows_at, survey_at};

    fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn rows_come_with_the_files_they_name() {
        let table = "Name;Bild;Akte\nAnn;photos/Ann.PNG;a.pdf; b.pdf\nBob;none.png;\n";
        let bytes = zipped(&[
            ("__MACOSX/._list.csv", b"x"),
            ("note.txt", b"Name\nx\n"),
            ("data/list.csv", table.as_bytes()),
            ("photos/ann.png", b"png"),
            ("docs/a.pdf", b"pdf"),
            ("docs/b.pdf", b"one"),
            ("old/b.pdf", b"two"),
            ("../../etc/passwd", b"x"),
        ]);
        let place = Place::memory(&bytes);
        let survey = survey_at(&place, &Choice::default()).unwrap();
        assert_eq!(survey.member.as_deref(), Some("data/list.csv"));
        assert_eq!(survey.members, ["data/list.csv", "note.txt"]);
        let files: Vec<bool> = survey.columns.iter().map(|column| column.files).collect();
        assert_eq!(files, [false, true, true]);
        let rows: Vec<Row> = rows_at(&place, &survey).unwrap().map(Result::unwrap).collect();
        let files: Vec<(Option<usize>, &Content)> = rows[0]
            .attachments
            .iter()
            .map(|file| (file.column, &file.content))
            .collect();
        let member = |name: &str| Content::Member(name.to_owned());
        assert_eq!(
            files,
            [
                (Some(1), &member("photos/ann.png")),
                (Some(2), &member("docs/a.pdf"))
            ]
        );
        assert!(rows[1].attachments.is_empty());

        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &bytes).unwrap();
        let (size, mut source) = attachment(file.path(), "photos/ann.png").unwrap();
        let mut content = Vec::new();
        source.read_to_end(&mut content).unwrap();
        assert_eq!((size, content.as_slice()), (3, b"png".as_slice()));
        assert!(attachment(file.path(), "../../etc/passwd").is_err());
    }

    #[test]
    fn an_archive_without_a_table_is_refused() {
        let code = |bytes: &[u8]| {
            let refused = survey_at(&Place::memory(bytes), &Choice::default()).unwrap_err();
            refused.issues[0].code.clone()
        };
        assert_eq!(code(&zipped(&[("a.pdf", b"x")])), "no_table");
        let inner = zipped(&[("a.csv", b"a,b\n1,2\n")]);
        assert_eq!(code(&zipped(&[("inner.zip", &inner)])), "no_table");
        assert_eq!(code(&zipped(&[("inner.csv", &inner)])), "unknown_format");
        assert_eq!(
            code(&zipped(&[("a.csv", &vec![b' '; 64 << 20])])),
            "zip_too_large"
        );
    }
}
