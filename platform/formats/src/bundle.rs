//! A zip with files of rows and the files these name: pictures, contracts. Nothing is unpacked to the disk but workbooks,
//! of which any part must be read, into a file without a name.

mod contacts;

use std::collections::{HashMap, HashSet, VecDeque};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use kontor_kernel::{Error, Result};

use crate::archive::{Archive, Member};
use crate::row::{Attachment, Cell, Content, Row, RowError};
use crate::source::{Place, Source};
use crate::survey::{Choice, Format, Items, Survey, refused, rows_of_text, survey_text};
use crate::table::PROFILED;
use crate::xlsx;

/// Endings of files that may hold the rows, those that mostly do first.
const TABLES: [&str; 8] = ["csv", "vcf", "xlsx", "jsonl", "ndjson", "tsv", "json", "txt"];
/// Where workbooks stand among them, and how many of them hold rows and mostly nothing else.
const WORKBOOK: usize = 2;
const SURE: usize = 6;
/// Most tables that are looked at whether they have the same columns.
const MAX_TABLES: usize = 200;
/// Most bytes of a cell that may name files.
const MAX_NAMES: usize = 2000;

/// Looks at the files of rows in a zip: the one that was chosen, or the one that looks most like it and all that have the
/// same columns. Contacts are one list, however many files they are in.
pub fn survey(place: &Place, archive: Archive, choice: &Choice, size: u64) -> Result<Survey> {
    let archive = Arc::new(archive);
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
    let sure = |(rank, member): &&(usize, &Member)| *rank < SURE && member.name != chosen.name;
    let mut others: Vec<&Member> = tables.iter().filter(sure).map(|(_, member)| *member).collect();
    others.sort_by(|one, other| one.name.cmp(&other.name));
    let mut survey = look(place, &archive, chosen, choice, size)?;
    survey.member = Some(chosen.name.clone());
    let is_contacts = survey.format == Format::Vcard;
    if choice.member.is_none() && is_contacts {
        let is_list = |member: &&&Member| rank(&member.name) == rank(&chosen.name);
        let lists: Vec<Member> = others
            .iter()
            .filter(is_list)
            .map(|member| (*member).clone())
            .collect();
        let all: Vec<Member> = std::iter::once(chosen).chain(&lists).cloned().collect();
        let joined = survey_text(&|| Ok(contacts::joined(&archive, &all)), choice, size)?;
        let part = |member: Member| Survey {
            member: Some(member.name),
            ..Survey::new(Format::Vcard, size)
        };
        survey = Survey {
            member: survey.member,
            more: lists.into_iter().map(part).collect(),
            ..joined
        };
    } else if choice.member.is_none() {
        for member in others.iter().take(MAX_TABLES) {
            if let Ok(part) = look(place, &archive, member, choice, size) {
                join(&mut survey, part, member);
            }
        }
    }
    let files = Files::new(&archive, &survey.taken().collect());
    let mut named: HashSet<String> = survey.taken().map(str::to_owned).collect();
    if !files.by_name.is_empty() {
        for row in bare_rows(place, &archive, &survey)?.take(PROFILED).flatten() {
            for (column, (known, cell)) in survey.columns.iter_mut().zip(&row.cells).enumerate() {
                let brought = files.named(column, cell);
                known.files = known.files || !brought.is_empty();
                named.extend(brought.into_iter().filter_map(|file| match file.content {
                    Content::Member(name) => Some(name),
                    _ => None,
                }));
            }
        }
    }
    let left = others.iter().filter(|member| !named.contains(&member.name));
    survey.left_out = left.map(|member| member.name.clone()).collect();
    survey.members = tables.iter().map(|(_, member)| member.name.clone()).collect();
    Ok(survey)
}

/// Looks at one file of the zip.
fn look(place: &Place, archive: &Archive, member: &Member, choice: &Choice, size: u64) -> Result<Survey> {
    if rank(&member.name) != Some(WORKBOOK) {
        return survey_text(&|| archive.read(member), choice, size);
    }
    let inner = place.unpacked(archive.read(member)?).map_err(broken)?;
    let workbook = Archive::open(&inner)?;
    match xlsx::is_workbook(&workbook) {
        true => xlsx::survey(&inner, workbook, choice, size),
        false => Err(refused("unknown_format", "This is no workbook.")),
    }
}

/// Puts a table behind another, if it has the same columns.
fn join(survey: &mut Survey, part: Survey, member: &Member) {
    let names = |survey: &Survey| -> Vec<String> {
        survey.columns.iter().map(|column| column.name.clone()).collect()
    };
    if part.format == Format::Vcard || names(survey) != names(&part) {
        return;
    }
    // Whichever has more values of a column says better what they look like.
    for (column, other) in survey.columns.iter_mut().zip(&part.columns) {
        if other.profile.filled > column.profile.filled {
            (column.profile, column.samples) = (other.profile.clone(), other.samples.clone());
        }
    }
    survey.rows = survey.rows.zip(part.rows).map(|(rows, more)| rows + more);
    survey.more.push(Survey {
        member: Some(member.name.clone()),
        columns: Vec::new(),
        ..part
    });
}

/// Rows with the files that their cells name.
pub fn rows(place: &Place, survey: &Survey) -> Result<Items> {
    let archive = Arc::new(Archive::open(place)?);
    let files = Files::new(&archive, &survey.taken().collect());
    let rows = bare_rows(place, &archive, survey)?;
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

/// The rows of all files that are read, one file after the other; the numbers go on.
fn bare_rows(place: &Place, archive: &Arc<Archive>, survey: &Survey) -> Result<Items> {
    let member = |name: &str| archive.find(name).cloned().ok_or_else(crate::source::changed);
    let members: Vec<Member> = survey.taken().map(member).collect::<Result<_>>()?;
    if survey.format == Format::Vcard {
        return rows_of_text(&|| Ok(contacts::joined(archive, &members)), survey);
    }
    let parts = std::iter::once(survey).chain(&survey.more).cloned();
    let mut parts: VecDeque<(Member, Survey)> = members.into_iter().zip(parts).collect();
    let (place, archive, columns) = (place.clone(), archive.clone(), survey.columns.clone());
    let mut open = move || -> Option<Result<Items>> {
        let (member, mut part) = parts.pop_front()?;
        part.columns.clone_from(&columns);
        Some(match part.format {
            Format::Xlsx => archive
                .read(&member)
                .and_then(|source| place.unpacked(source).map_err(broken))
                .and_then(|inner| xlsx::rows(&inner, &part)),
            _ => rows_of_text(&|| archive.read(&member), &part),
        })
    };
    let mut now = open().transpose()?;
    let (mut before, mut last) = (0, 0);
    Ok(Box::new(std::iter::from_fn(move || {
        loop {
            match now.as_mut()?.next() {
                Some(mut row) => {
                    let number = match &mut row {
                        Ok(row) => &mut row.number,
                        Err(error) => &mut error.number,
                    };
                    *number += before;
                    last = *number;
                    return Some(row);
                }
                None => {
                    before = last;
                    now = match open() {
                        Some(Ok(rows)) => Some(rows),
                        Some(Err(error)) => {
                            now = None;
                            return Some(Err(RowError::new(last + 1, "file_broken", error.detail)));
                        }
                        None => None,
                    };
                }
            }
        }
    })))
}

fn broken(_: std::io::Error) -> Error {
    refused("file_broken", "The file is damaged or not whole.")
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

/// Files of a zip that rows may name, by path and by name alone where only one has it.
pub struct Files {
    by_name: HashMap<String, Option<String>>,
}

impl Files {
    /// All files of a zip.
    ///
    /// # Errors
    /// `conflict` when it is gone, `validation` when it is none.
    pub fn open(path: &Path) -> Result<Files> {
        let archive = Archive::open(&Place::path(path))?;
        Ok(Files::new(&archive, &HashSet::new()))
    }

    fn new(archive: &Archive, tables: &HashSet<&str>) -> Files {
        let mut by_name: HashMap<String, Option<String>> = HashMap::new();
        let members = || {
            archive
                .members()
                .iter()
                .filter(|member| !tables.contains(member.name.as_str()) && !is_hidden(&member.name))
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

    /// The files that a cell names.
    pub fn named(&self, column: usize, cell: &Cell) -> Vec<Attachment> {
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
mod tests;
