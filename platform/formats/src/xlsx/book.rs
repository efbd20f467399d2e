//! What stands around the sheets of a workbook: which there are, which numbers are dates, the list of texts.

use std::io;

use kontor_kernel::Result;

use super::strings::Strings;
use crate::archive::Archive;
use crate::row::MAX_CELL;
use crate::source::Place;
use crate::survey::refused;
use crate::xml::{Node, Xml, attribute, name};

/// Most sheets, and most styles.
const MAX_SHEETS: usize = 1000;
const MAX_STYLES: usize = 100_000;
/// What stands in for a text that is too long to be kept.
pub const TOO_LONG: &str = "\u{1}too long\u{1}";

/// A workbook.
pub struct Book {
    /// The zip it is.
    pub archive: Archive,
    /// Its sheets that can be seen, by name and member.
    pub sheets: Vec<(String, String)>,
    /// Days are counted from 1904 on.
    pub late: bool,
    /// What the numbers of a style are.
    pub styles: Vec<Style>,
    strings: Option<String>,
}

/// What the numbers of a style are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// Numbers.
    Number,
    /// Days, or times of days.
    Date,
    /// Times of a day.
    Time,
}

/// What a part of a workbook points to.
struct Relation {
    id: String,
    kind: String,
    target: String,
}

impl Book {
    /// Reads what stands around the sheets.
    pub fn open(archive: Archive) -> Result<Book> {
        let path = relations(&archive, "")?
            .into_iter()
            .find(|relation| relation.kind.ends_with("/officeDocument"))
            .map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
        if path.ends_with(".bin") {
            return Err(refused(
                "unknown_format",
                "Workbooks in the binary form are not read. Save it as XLSX.",
            ));
        }
        let relations = relations(&archive, &path)?;
        let target = |kind: &str| {
            relations
                .iter()
                .find(|relation| relation.kind.ends_with(kind))
                .map(|relation| relation.target.clone())
        };
        let mut book = Book {
            sheets: Vec::new(),
            late: false,
            styles: Vec::new(),
            strings: target("/sharedStrings"),
            archive,
        };
        book.workbook(&path, &relations)?;
        if let Some(path) = target("/styles") {
            book.styles = styles(&book.archive, &path)?;
        }
        if book.sheets.is_empty() {
            return Err(refused(
                "empty_file",
                "The workbook has no sheet that can be seen.",
            ));
        }
        Ok(book)
    }

    fn workbook(&mut self, path: &str, relations: &[Relation]) -> Result<()> {
        let mut xml = part(&self.archive, path)?
            .ok_or_else(|| refused("unknown_format", "This archive is no workbook."))?;
        let mut sheets = Vec::new();
        let mut late = false;
        each(&mut xml, |tag| {
            if name(tag).is("workbookPr") {
                late = attribute(tag, "date1904").is_some_and(|value| matches!(value.as_str(), "1" | "true"));
            }
            if name(tag).is("sheet") && sheets.len() < MAX_SHEETS {
                let visible = attribute(tag, "state").is_none_or(|state| state == "visible");
                let id = attribute(tag, "r:id").or_else(|| attribute(tag, "id"));
                let relation = relations.iter().find(|relation| {
                    Some(&relation.id) == id.as_ref() && relation.kind.ends_with("/worksheet")
                });
                if let (true, Some(relation), Some(name)) = (visible, relation, attribute(tag, "name")) {
                    sheets.push((name, relation.target.clone()));
                }
            }
        })?;
        (self.sheets, self.late) = (sheets, late);
        Ok(())
    }

    /// Reads the list of texts.
    pub fn strings(&self, place: &Place) -> Result<Strings> {
        let mut strings = Strings::new(place);
        let xml = match &self.strings {
            Some(path) => part(&self.archive, path)?,
            None => None,
        };
        if let Some(mut xml) = xml {
            read_strings(&mut xml, &mut strings).map_err(broken)?;
        }
        Ok(strings)
    }
}

fn read_strings(xml: &mut Xml, strings: &mut Strings) -> io::Result<()> {
    let mut text = String::new();
    let (mut inside, mut spoken, mut long) = (false, 0_u32, false);
    loop {
        match xml.next()? {
            Node::Open(tag) => {
                let name = name(&tag);
                if name.is("si") {
                    text.clear();
                    long = false;
                } else if name.is("rPh") {
                    spoken += 1;
                }
                inside = name.is("t") && spoken == 0;
            }
            Node::Text(piece) if inside && !long => {
                text.push_str(&piece);
                long = text.len() > MAX_CELL;
            }
            Node::Close(name) => {
                inside = false;
                if name.is("rPh") {
                    spoken = spoken.saturating_sub(1);
                } else if name.is("si") {
                    match long {
                        true => strings.push(TOO_LONG)?,
                        false => strings.push(&unescaped(&text))?,
                    }
                }
            }
            Node::End => return Ok(()),
            Node::Text(_) | Node::Other => {}
        }
    }
}

/// Characters that XML can't write stand as `_x000D_`.
pub fn unescaped(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest
            .get(at + 2..at + 6)
            .filter(|_| rest.as_bytes()[at..].get(6) == Some(&b'_'))
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        out.push_str(&rest[..at]);
        match code {
            Some(ch) => {
                out.push(ch);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out.into()
}

fn styles(archive: &Archive, path: &str) -> Result<Vec<Style>> {
    let Some(mut xml) = part(archive, path)? else {
        return Ok(Vec::new());
    };
    let mut own: Vec<(u32, Style)> = Vec::new();
    let mut styles = Vec::new();
    let mut inside = false;
    let number = |text: Option<String>| text.and_then(|text| text.parse::<u32>().ok());
    each(&mut xml, |tag| {
        let name = name(tag);
        if name.is("numFmt") && own.len() < MAX_STYLES {
            if let (Some(id), Some(code)) = (number(attribute(tag, "numFmtId")), attribute(tag, "formatCode"))
            {
                own.push((id, style_of(&code)));
            }
        } else if name.is("xf") && inside && styles.len() < MAX_STYLES {
            let id = number(attribute(tag, "numFmtId")).unwrap_or(0);
            let known = own.iter().find(|(own, _)| *own == id).map(|(_, style)| *style);
            styles.push(known.unwrap_or(match id {
                14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Style::Date,
                18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Style::Time,
                _ => Style::Number,
            }));
        } else if !name.is("xf") && !is_within_style(tag.local_name().into_inner()) {
            inside = name.is("cellXfs");
        }
    })?;
    Ok(styles)
}

/// Tags that stand within the one of a style.
fn is_within_style(name: &str) -> bool {
    matches!(name, "alignment" | "protection" | "extLst" | "ext")
}

/// What a format shows: `dd.mm.yyyy` days, `hh:mm` times, `[h]:mm` and `0.00` numbers.
fn style_of(code: &str) -> Style {
    let (mut quoted, mut escaped, mut bracket) = (false, false, String::new());
    let mut in_bracket = false;
    let mut letters = String::new();
    for ch in code.chars() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match ch {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' => escaped = true,
            '[' => {
                in_bracket = true;
                bracket.clear();
            }
            ']' => {
                in_bracket = false;
                // A span of hours, not a time of day.
                if matches!(
                    bracket.to_ascii_lowercase().as_str(),
                    "h" | "hh" | "m" | "mm" | "s" | "ss"
                ) {
                    return Style::Number;
                }
            }
            _ if in_bracket => bracket.push(ch),
            ';' => break,
            ch => letters.push(ch.to_ascii_lowercase()),
        }
    }
    if letters == "general" || letters == "standard" {
        return Style::Number;
    }
    let has = |wanted: &[char]| letters.contains(wanted);
    if has(&['y', 'd', 'j', 't']) && !has(&['0', '#', '?']) {
        Style::Date
    } else if has(&['h', 's']) && !has(&['#', '?']) {
        Style::Time
    } else if has(&['m']) && !has(&['0', '#', '?']) {
        Style::Date
    } else {
        Style::Number
    }
}

/// What a part points to inside the workbook; what lies outside is not followed.
fn relations(archive: &Archive, of: &str) -> Result<Vec<Relation>> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let path = match folder {
        "" => format!("_rels/{file}.rels"),
        folder => format!("{folder}/_rels/{file}.rels"),
    };
    let Some(mut xml) = part(archive, &path)? else {
        return Ok(Vec::new());
    };
    let mut relations = Vec::new();
    each(&mut xml, |tag| {
        let outside = attribute(tag, "TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("External"));
        if !name(tag).is("Relationship") || outside || relations.len() >= MAX_SHEETS {
            return;
        }
        if let (Some(id), Some(kind), Some(target)) = (
            attribute(tag, "Id"),
            attribute(tag, "Type"),
            attribute(tag, "Target"),
        ) {
            relations.push(Relation {
                id,
                kind,
                target: joined(folder, &target),
            });
        }
    })?;
    Ok(relations)
}

/// A path from a folder on: `../a` and `/a` too.
fn joined(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// A part of the workbook, if it has it.
fn part(archive: &Archive, path: &str) -> Result<Option<Xml>> {
    archive
        .find(path)
        .map(|member| archive.read(member).map(Xml::new))
        .transpose()
}

/// Goes through all tags.
fn each(xml: &mut Xml, mut look: impl FnMut(&quick_xml::events::BytesStart<'_>)) -> Result<()> {
    loop {
        match xml.next().map_err(broken)? {
            Node::Open(tag) => look(&tag),
            Node::End => return Ok(()),
            Node::Close(_) | Node::Text(_) | Node::Other => {}
        }
    }
}

pub fn broken(cause: io::Error) -> kontor_kernel::Error {
    refused("file_broken", format!("The workbook can't be read ({cause})."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_tell_what_their_numbers_are() {
        for (code, style) in [
            ("dd.mm.yyyy", Style::Date),
            ("TT.MM.JJJJ", Style::Date),
            ("[$-407]d. mmmm yyyy;@", Style::Date),
            ("yyyy\\-mm\\-dd hh:mm", Style::Date),
            ("mmm", Style::Date),
            ("hh:mm:ss AM/PM", Style::Time),
            ("[h]:mm", Style::Number),
            ("General", Style::Number),
            ("Standard", Style::Number),
            ("#,##0.00 \"days\"", Style::Number),
            ("0.00E+00", Style::Number),
            ("[Red]-0 \\d", Style::Number),
            ("@", Style::Number),
        ] {
            assert_eq!(style_of(code), style, "{code}");
        }
    }

    #[test]
    fn paths_and_texts_are_resolved() {
        assert_eq!(joined("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(joined("xl", "/xl/a.xml"), "xl/a.xml");
        assert_eq!(joined("xl/worksheets", "../../../../a.xml"), "a.xml");
        assert_eq!(
            unescaped("a_x000D_\n_x005F_x000D_ _xZ _x00"),
            "a\r\n_x000D_ _xZ _x00"
        );
    }
}
