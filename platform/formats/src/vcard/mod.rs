//! Contacts of phones and mail programs, several in a file, in versions 2.1, 3.0 and 4.0. Every contact is a row; the
//! columns have fixed names, and what a program adds of its own becomes a column named like it.

mod card;
mod line;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use encoding_rs::{UTF_16BE, UTF_16LE};
use kontor_kernel::Result;

use crate::profile::{Hint, Tally};
use crate::row::{Cell, MAX_COLUMNS, MAX_ROW, Row, RowError};
use crate::source::Source;
use crate::survey::{Choice, Column, Format, Items, Survey, refused};
use crate::table::{PROFILED, sampled};
use crate::{csv, encoding};
use card::{Card, PICTURE};
use line::{Line, Lines};

pub use card::COLUMNS;

/// Contacts within contacts: an assistant's, for one.
const DEPTH: u32 = 4;
/// Most lines of a contact.
const MAX_LINES: usize = 5000;

/// Whether text begins like a list of contacts.
pub fn is_vcard(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    head.get(..11)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"BEGIN:VCARD"))
}

/// Looks at all contacts, for any may have a column of its own.
pub fn survey(open: &dyn Fn() -> Result<Source>, choice: &Choice, size: u64) -> Result<Survey> {
    let encoding = csv::encoding_of(open, choice)?;
    let mut found: HashMap<String, (Tally, Vec<String>)> = HashMap::new();
    let mut own: Vec<String> = Vec::new();
    let (mut count, mut pictures) = (0, false);
    for card in Cards::new(text(open, encoding.name())?) {
        count += 1;
        let Ok(card) = card else { continue };
        pictures |= !card.attachments.is_empty();
        for (name, cell) in card.cells {
            if !found.contains_key(&name) {
                if !COLUMNS.contains(&name.as_str()) {
                    if own.len() + COLUMNS.len() >= MAX_COLUMNS {
                        continue;
                    }
                    own.push(name.clone());
                }
                found.insert(name.clone(), Default::default());
            }
            if count <= PROFILED as u64
                && let Some((tally, samples)) = found.get_mut(&name)
            {
                tally.add(&cell);
                sampled(samples, &cell);
            }
        }
    }
    let hint = Hint::of(found.values().map(|(tally, _)| tally), false);
    let names = COLUMNS.iter().map(|name| (*name).to_owned()).chain(own);
    let columns: Vec<Column> = names
        .filter_map(|name| {
            let (tally, samples) = found.remove(&name)?;
            Some(Column {
                files: pictures && name == PICTURE,
                ..Column::new(name, samples, tally.profile(hint))
            })
        })
        .collect();
    if columns.is_empty() {
        return Err(refused("empty_file", "There is no contact in the file."));
    }
    Ok(Survey {
        encoding: Some(encoding.name().to_owned()),
        columns,
        rows: Some(count),
        ..Survey::new(Format::Vcard, size)
    })
}

/// Reads the contacts of a file that was surveyed.
pub fn rows(open: &dyn Fn() -> Result<Source>, survey: &Survey) -> Result<Items> {
    let names = survey
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| (column.name.clone(), at));
    let places: HashMap<String, usize> = names.collect();
    let cards = Cards::new(text(open, survey.encoding.as_deref().unwrap_or("utf-8"))?);
    Ok(Box::new(cards.map(move |card| {
        let mut card = card?;
        let mut cells = vec![Cell::default(); places.len()];
        for (name, cell) in card.cells {
            if let Some(at) = places.get(&name) {
                cells[*at] = cell;
            }
        }
        for attachment in &mut card.attachments {
            attachment.column = places.get(PICTURE).copied();
        }
        Ok(Row {
            number: card.number,
            cells,
            attachments: card.attachments,
        })
    })))
}

/// Text whose lines may be in charsets of their own; only what is wide must be turned into UTF-8 first.
fn text(open: &dyn Fn() -> Result<Source>, name: &str) -> Result<Source> {
    match encoding::named(name) {
        Some(wide) if wide == UTF_16LE || wide == UTF_16BE => Ok(encoding::utf8(open()?, wide)),
        _ => Ok(encoding::utf8(open()?, encoding_rs::UTF_8)),
    }
}

struct Cards {
    lines: Lines<Source>,
    number: u64,
    /// A contact has begun before the last one ended.
    begun: bool,
    done: bool,
}

impl Cards {
    fn new(source: Source) -> Cards {
        Cards {
            lines: Lines::new(source),
            number: 0,
            begun: false,
            done: false,
        }
    }

    fn line(&mut self) -> Result<Option<Line>, RowError> {
        self.lines.next().map_err(|cause| {
            self.done = true;
            RowError::broken(self.number, &cause)
        })
    }

    /// Goes on to the next contact; whether there is one.
    fn begin(&mut self) -> Result<bool, RowError> {
        while !std::mem::take(&mut self.begun) {
            match self.line()? {
                None => return Ok(false),
                Some(Line::Property(property)) if is(&property, "BEGIN") => self.begun = true,
                Some(_) => {}
            }
        }
        Ok(true)
    }

    fn card(&mut self) -> Result<Option<Card>, RowError> {
        if !self.begin()? {
            return Ok(None);
        }
        self.number += 1;
        let mut properties = Vec::new();
        let (mut size, mut depth, mut long, mut agent) = (0, 0, None, false);
        loop {
            let property = match self.line()? {
                Some(Line::Property(property)) => property,
                Some(Line::Other) => continue,
                Some(Line::TooLong) => {
                    long.get_or_insert(RowError::row_too_long(self.number));
                    continue;
                }
                None => {
                    self.done = true;
                    let detail = "The file ends before this contact does.";
                    return Err(RowError::new(self.number, "not_whole", detail));
                }
            };
            if is(&property, "BEGIN") {
                // An assistant's contact stands within this one; anything else is the next one.
                if std::mem::take(&mut agent) && depth < DEPTH {
                    depth += 1;
                    continue;
                }
                self.begun = true;
                break;
            }
            if is(&property, "END") {
                match depth {
                    0 => break,
                    _ => depth -= 1,
                }
                continue;
            }
            agent = property.name == "AGENT" && property.value.trim().is_empty();
            if depth > 0 {
                continue;
            }
            size += if property.is_base64() {
                0
            } else {
                property.value.len()
            };
            if size > MAX_ROW || properties.len() > MAX_LINES {
                long.get_or_insert(RowError::row_too_long(self.number));
                properties.clear();
            } else {
                properties.push(property);
            }
        }
        match long {
            Some(error) => Err(error),
            None => Ok(Some(Card::new(self.number, properties))),
        }
    }
}

fn is(property: &line::Property, name: &str) -> bool {
    property.name == name && property.value.trim().eq_ignore_ascii_case("VCARD")
}

impl Iterator for Cards {
    type Item = Result<Card, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.done {
            true => None,
            false => self.card().transpose(),
        }
    }
}
