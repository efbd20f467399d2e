//! Text of office documents: a zip of XML, in the dialects of Microsoft and of OpenDocument.

use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::{Out, Refusal};

/// Entries of an archive.
const MOST_ENTRIES: usize = 20_000;
/// Bytes that all parts unpack to together.
const MOST_UNPACKED: u64 = 128 << 20;
/// How deep elements stand in each other.
const MOST_DEPTH: usize = 500;

/// What counts in the XML of a format.
struct Dialect {
    /// Elements whose text counts; all of them when empty.
    text: &'static [&'static str],
    /// Elements that end a word.
    word: &'static [&'static str],
    /// Elements that end a line.
    line: &'static [&'static str],
    /// Cells of a sheet have values of their own: numbers, and what formulas came to.
    cells: bool,
}

const WORD: Dialect = Dialect {
    text: &["t"],
    word: &["tab", "br", "cr", "tc"],
    line: &["p"],
    cells: false,
};
const SHEET: Dialect = Dialect {
    text: &["t"],
    word: &["c"],
    line: &["si", "row"],
    cells: true,
};
const OPEN: Dialect = Dialect {
    text: &[],
    word: &["s", "tab", "line-break", "table-cell"],
    line: &["p", "h", "table-row"],
    cells: false,
};

/// Reads a document.
pub(crate) fn read(content: &[u8], out: &mut Out) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(content)).map_err(refusal)?;
    if archive.len() > MOST_ENTRIES {
        return Err(Refusal::TooLarge);
    }
    let mut parts: Vec<(String, &'static Dialect)> = archive
        .file_names()
        .filter_map(|name| Some(name.ok()?.into_owned()))
        .filter_map(|name| dialect(&name).map(|dialect| (name, dialect)))
        .collect();
    if parts.is_empty() {
        return Err(Refusal::Unsupported);
    }
    // The text itself before what stands around it, slides in their order.
    parts.sort_by_key(|(name, _)| (rank(name), name.len(), name.clone()));
    let mut left = MOST_UNPACKED;
    for (name, dialect) in parts {
        if out.is_full() {
            break;
        }
        let file = archive.by_name(&name).map_err(refusal)?;
        let mut part = file.take(left + 1);
        let outcome = xml(BufReader::new(&mut part), dialect, out);
        let unread = part.limit();
        if unread == 0 {
            return Err(Refusal::TooLarge);
        }
        left = unread - 1;
        outcome?;
    }
    Ok(())
}

fn dialect(name: &str) -> Option<&'static Dialect> {
    if !name.ends_with(".xml") {
        return None;
    }
    let within = |folder: &str, begins: &[&str]| {
        let rest = name.strip_prefix(folder)?;
        begins.iter().any(|begin| rest.starts_with(begin)).then_some(())
    };
    let notes = [
        "document",
        "header",
        "footer",
        "footnotes",
        "endnotes",
        "comments",
    ];
    if name == "content.xml" {
        Some(&OPEN)
    } else if within("word/", &notes).is_some()
        || within("ppt/", &["slides/slide", "notesSlides/notesSlide"]).is_some()
    {
        Some(&WORD)
    } else if within("xl/", &["sharedStrings", "worksheets/sheet", "comments"]).is_some() {
        Some(&SHEET)
    } else {
        None
    }
}

fn rank(name: &str) -> u8 {
    let first = ["content.xml", "word/document.xml", "xl/sharedStrings.xml"];
    u8::from(!(first.contains(&name) || name.starts_with("ppt/slides/")))
}

fn refusal(error: ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(reason) if reason == ZipError::PASSWORD_REQUIRED => Refusal::Locked,
        _ => Refusal::Broken,
    }
}

/// Adds the text of a part. Entities other than those of XML itself, and of characters, are left out.
fn xml(source: impl BufRead, dialect: &Dialect, out: &mut Out) -> Result<(), Refusal> {
    let mut reader = Reader::from_reader(source);
    reader.config_mut().check_end_names = false;
    let (mut buffer, mut depth, mut counts) = (Vec::new(), 0_usize, dialect.text.is_empty());
    let (mut cell, mut value) = (Cell::Other, None);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| Refusal::Broken)? {
            Event::Start(element) => {
                depth += 1;
                if depth > MOST_DEPTH {
                    return Err(Refusal::TooLarge);
                }
                let name = element.local_name();
                counts |= dialect.text.contains(&name.as_ref());
                match name.as_ref() {
                    "c" if dialect.cells => cell = Cell::of(&element),
                    "v" if dialect.cells && cell != Cell::Other => value = Some(String::new()),
                    _ => {}
                }
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                let name = element.local_name();
                if let Some(value) = value.take() {
                    out.push(&cell.shown(value));
                }
                if !dialect.text.is_empty() && dialect.text.contains(&name.as_ref()) {
                    counts = false;
                }
                part(dialect, name.as_ref(), out);
            }
            Event::Empty(element) => part(dialect, element.local_name().as_ref(), out),
            Event::Text(text) if value.is_some() => {
                let text = text.xml_content(XmlVersion::Implicit1_0);
                value.iter_mut().for_each(|value| value.push_str(&text));
            }
            Event::Text(text) if counts => {
                out.push(&text.xml_content(XmlVersion::Implicit1_0));
            }
            Event::CData(text) if counts => {
                out.push(&text.xml_content(XmlVersion::Implicit1_0));
            }
            Event::GeneralRef(reference) if counts || value.is_some() => {
                let c = match reference.resolve_char_ref() {
                    Ok(Some(c)) => Some(c),
                    _ => match &*reference {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => None,
                    },
                };
                match (c, &mut value) {
                    (Some(c), Some(value)) => value.push(c),
                    (Some(c), None) => drop(out.push(c.encode_utf8(&mut [0; 4]))),
                    (None, _) => {}
                }
            }
            Event::Eof => return if depth == 0 { Ok(()) } else { Err(Refusal::Broken) },
            _ => {}
        }
        if out.is_full() {
            return Ok(());
        }
    }
}

fn part(dialect: &Dialect, name: &str, out: &mut Out) {
    if dialect.line.contains(&name) {
        out.space('\n');
    } else if dialect.word.contains(&name) {
        out.space(' ');
    }
}

/// What the value of a cell is.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Cell {
    /// A number.
    Number,
    /// The text that a formula came to.
    Text,
    /// The number of a text that stands elsewhere, yes or no, an error.
    Other,
}

impl Cell {
    fn of(element: &BytesStart) -> Cell {
        let kind = element.attributes().flatten().find(|one| one.key.as_ref() == "t");
        match kind.as_ref().map(|kind| kind.value.as_ref()) {
            None | Some("n") => Cell::Number,
            Some("str") => Cell::Text,
            Some(_) => Cell::Other,
        }
    }

    /// A number has the fifteen digits that a spreadsheet shows of it: `0.3` is kept as `0.30000000000000004`.
    fn shown(self, value: String) -> String {
        let number = Some(&value).filter(|_| self == Cell::Number);
        let number = number.and_then(|value| value.parse::<f64>().ok());
        let rounded = number.and_then(|number| format!("{number:.14e}").parse::<f64>().ok());
        rounded.map_or(value, |number| number.to_string())
    }
}
