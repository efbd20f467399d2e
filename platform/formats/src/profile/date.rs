//! Days and instants as people and programs write them.

use kontor_kernel::Date;
use serde::{Deserialize, Serialize};

/// The order of day, month and year.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Day first.
    Dmy,
    /// Month first.
    Mdy,
    /// Year first.
    #[default]
    Iso,
}

/// Which orders a date can be read in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fits {
    /// The year stands first, or the month is a word.
    Iso,
    /// Day first only.
    Dmy,
    /// Month first only.
    Mdy,
    /// Either.
    Both,
}

/// A date that was recognised.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Which orders it can be read in.
    pub fits: Fits,
    /// The time of day with its offset: `13:30:00Z`.
    pub time: Option<String>,
    parts: [i64; 3],
}

/// The months by their first letters, in English and German.
const MONTHS: [&[&str]; 12] = [
    &["jan", "jän"],
    &["feb"],
    &["mar", "mär", "mrz"],
    &["apr"],
    &["may", "mai"],
    &["jun"],
    &["jul"],
    &["aug"],
    &["sep"],
    &["oct", "okt"],
    &["nov"],
    &["dec", "dez"],
];

/// Recognises a date, with or without a time.
pub fn read(text: &str) -> Option<Found> {
    let text = text.trim();
    if text.len() > 60 || !text.contains(|ch: char| ch.is_ascii_digit()) {
        return None;
    }
    let (day, time) = halves(text);
    let time = match time {
        Some(time) => Some(clock(time)?),
        None => None,
    };
    let (parts, fits) = numbers(day).or_else(|| words(day))?;
    let found = Found { fits, time, parts };
    let order = match fits {
        Fits::Mdy => Order::Mdy,
        Fits::Iso => Order::Iso,
        _ => Order::Dmy,
    };
    found.day(order).map(|_| found)
}

/// A date in canonical form: `2026-12-31`, with its time `2026-12-31T13:30:00`.
pub fn canonical(text: &str, order: Order) -> Option<String> {
    let found = read(text)?;
    let day = found.day(order)?;
    Some(match &found.time {
        Some(time) => format!("{day}T{time}"),
        None => day.to_string(),
    })
}

/// Whether a date could be read with its day or its month first, and these differ.
pub fn is_either(text: &str) -> bool {
    read(text).is_some_and(|found| found.fits == Fits::Both && found.parts[0] != found.parts[1])
}

/// A date without its time of day.
pub fn without_time(text: &str) -> &str {
    match halves(text.trim()) {
        (day, Some(time)) if clock(time).is_some() => day,
        _ => text,
    }
}

/// The day that a spreadsheet keeps as a number, and its seconds.
pub fn from_serial(serial: f64, epoch_1904: bool) -> Option<(Date, u32)> {
    if !(0.0..=2_958_466.0).contains(&serial) {
        return None;
    }
    let seconds = (serial * 86_400.0).round() as i64;
    let (days, seconds) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Day 60 of the other epoch is 29 February 1900, which never was.
    let days = match (epoch_1904, days) {
        (true, days) => days - 24_107,
        (false, 60..) => days - 25_569,
        (false, _) => days - 25_568,
    };
    Date::from_days(days).map(|date| (date, seconds as u32))
}

impl Found {
    fn day(&self, order: Order) -> Option<Date> {
        let [first, second, third] = self.parts;
        let (year, month, day) = match (self.fits, order) {
            (Fits::Iso, _) => (first, second, third),
            (Fits::Dmy, Order::Mdy) | (Fits::Mdy, Order::Dmy) => return None,
            (Fits::Mdy, _) | (_, Order::Mdy) => (third, first, second),
            _ => (third, second, first),
        };
        Date::parse(&format!("{year:04}-{month:02}-{day:02}"))
    }
}

/// The day and the time of day.
fn halves(text: &str) -> (&str, Option<&str>) {
    match text.find(':') {
        None => (text, None),
        Some(colon) => {
            let before = text[..colon].trim_end_matches(|ch: char| ch.is_ascii_digit());
            let day = before.trim_end_matches([' ', 'T', ',', '\u{a0}', '\u{202f}']);
            (day, Some(&text[before.len()..]))
        }
    }
}

/// `2026-12-31`, `31.12.26`, `12/31/2026`, `20261231`.
fn numbers(text: &str) -> Option<([i64; 3], Fits)> {
    let text = text.trim().trim_end_matches('.');
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let part = |range: std::ops::Range<usize>| text[range].parse::<i64>().ok();
        let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
        // Eight digits alone are mostly no date.
        let sound = (1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        return sound.then_some(([year, month, day], Fits::Iso));
    }
    let gap = text.chars().find(|ch| !ch.is_ascii_digit())?;
    if !matches!(gap, '.' | '-' | '/') {
        return None;
    }
    let mut parts = [0; 3];
    let mut widths = [0; 3];
    let mut count = 0;
    for part in text.split(gap) {
        let part = part.trim();
        if count == 3 || part.is_empty() || part.len() > 4 || !part.bytes().all(|byte| byte.is_ascii_digit())
        {
            return None;
        }
        (parts[count], widths[count]) = (part.parse().ok()?, part.len());
        count += 1;
    }
    if count < 3 {
        return None;
    }
    if widths[0] == 4 {
        return Some((parts, Fits::Iso));
    }
    if widths[0] > 2 || widths[1] > 2 || !matches!(widths[2], 2 | 4) {
        return None;
    }
    parts[2] = century(parts[2], widths[2]);
    let fits = match (parts[0], parts[1]) {
        (13..=31, 1..=12) => Fits::Dmy,
        (1..=12, 13..=31) if gap != '.' => Fits::Mdy,
        (1..=12, 1..=12) if gap == '.' => Fits::Dmy,
        (1..=12, 1..=12) => Fits::Both,
        _ => return None,
    };
    Some((parts, fits))
}

/// `31. Dezember 2026`, `Dec 31, 2026`, `31-Dec-26`.
fn words(text: &str) -> Option<([i64; 3], Fits)> {
    let mut parts = text
        .split(|ch: char| !ch.is_alphanumeric())
        .filter(|part| !part.is_empty());
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    let (first, second, third) = match (month(first), parts.next()) {
        // The day of the week stands in front.
        (None, Some(fourth)) if first.chars().all(char::is_alphabetic) && parts.next().is_none() => {
            (second, third, fourth)
        }
        (_, None) => (first, second, third),
        _ => return None,
    };
    let (day, month, year) = match (month(first), month(second)) {
        (Some(month), _) => (second, month, third),
        (None, Some(month)) => (first, month, third),
        _ => return None,
    };
    let day = day.trim_end_matches(|ch: char| ch.is_ascii_alphabetic());
    let width = year.len();
    let (day, year) = (day.parse::<i64>().ok()?, year.parse::<i64>().ok()?);
    let sound = (1..=31).contains(&day) && matches!(width, 2 | 4);
    sound.then(|| ([century(year, width), month, day], Fits::Iso))
}

fn month(word: &str) -> Option<i64> {
    if word.len() < 3 || word.len() > 10 || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let word = word.to_lowercase();
    let at = MONTHS
        .iter()
        .position(|names| names.iter().any(|name| word.starts_with(name)))?;
    Some(at as i64 + 1)
}

/// Two digits mean the hundred years from 1930 on.
fn century(year: i64, width: usize) -> i64 {
    match (width, year) {
        (2, 30..) => year + 1900,
        (2, _) => year + 2000,
        _ => year,
    }
}

/// A time of day as `13:30:00`, with its offset if it has one.
fn clock(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches("Uhr").trim();
    let lower = text.to_ascii_lowercase();
    let (text, noon) = match lower.strip_suffix("pm").or(lower.strip_suffix("p.m.")) {
        Some(_) => (&text[..text.len() - lower.len() + lower.rfind('p')?], Some(12)),
        None => match lower.strip_suffix("am").or(lower.strip_suffix("a.m.")) {
            Some(_) => (&text[..lower.rfind('a')?], Some(0)),
            None => (text, None),
        },
    };
    let text = text.trim();
    let split = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (time, offset) = text.split_at(split);
    let mut parts = time.trim().split(':');
    let hour: u32 = digits(parts.next()?)?;
    let minute: u32 = digits(parts.next()?)?;
    let seconds = parts.next().unwrap_or("00");
    let (second, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, ""));
    let second: u32 = digits(second)?;
    let hour = match noon {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(plus) => hour % 12 + plus,
        None => hour,
    };
    let sound = parts.next().is_none()
        && hour < 24
        && minute < 60
        && second < 60
        && fraction.len() <= 9
        && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !sound {
        return None;
    }
    let offset = match offset {
        "" => String::new(),
        "Z" | "z" => "Z".to_owned(),
        offset => {
            let (sign, rest) = offset.split_at(1);
            let rest = rest.replace(':', "");
            let (hours, minutes) = match rest.len() {
                2 => (rest.as_str(), "00"),
                4 => rest.split_at(2),
                _ => return None,
            };
            let (hours, minutes): (u32, u32) = (digits(hours)?, digits(minutes)?);
            if hours > 15 || minutes > 59 {
                return None;
            }
            format!("{sign}{hours:02}:{minutes:02}")
        }
    };
    let fraction = match fraction {
        "" => String::new(),
        fraction => format!(".{fraction}"),
    };
    Some(format!("{hour:02}:{minute:02}:{second:02}{fraction}{offset}"))
}

fn digits(text: &str) -> Option<u32> {
    let sound = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    sound.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_order_of_their_column() {
        for (text, order, canon) in [
            ("2026-12-31", Order::Iso, Some("2026-12-31")),
            ("31.12.2026", Order::Dmy, Some("2026-12-31")),
            ("1.2.26", Order::Mdy, None),
            ("03/04/2026", Order::Dmy, Some("2026-04-03")),
            ("03/04/2026", Order::Mdy, Some("2026-03-04")),
            ("12/31/99", Order::Mdy, Some("1999-12-31")),
            ("12/31/1999", Order::Dmy, None),
            ("31. Dezember 2026", Order::Dmy, Some("2026-12-31")),
            ("Thu, Dec 31st, 2026", Order::Dmy, Some("2026-12-31")),
            ("31-Dec-26", Order::Dmy, Some("2026-12-31")),
            ("20261231", Order::Iso, Some("2026-12-31")),
            ("31.12.2026 13:30", Order::Dmy, Some("2026-12-31T13:30:00")),
            ("12/31/2026, 1:30:05 PM", Order::Mdy, Some("2026-12-31T13:30:05")),
            (
                "2026-12-31T13:30:00.5+0200",
                Order::Iso,
                Some("2026-12-31T13:30:00.5+02:00"),
            ),
            ("2026-12-31T13:30Z", Order::Iso, Some("2026-12-31T13:30:00Z")),
            ("31.02.2026", Order::Dmy, None),
            ("12345", Order::Dmy, None),
            ("12345678", Order::Dmy, None),
            ("1-800-555", Order::Dmy, None),
            ("10:30", Order::Dmy, None),
            ("", Order::Dmy, None),
        ] {
            assert_eq!(canonical(text, order).as_deref(), canon, "{text:?} {order:?}");
        }
    }

    #[test]
    fn a_time_of_day_is_taken_off() {
        for (text, day) in [
            ("05.03.1980 00:00:00", "05.03.1980"),
            ("1980-03-05T23:30:00+02:00", "1980-03-05"),
            ("3/5/1980, 1:30 PM", "3/5/1980"),
            ("5. März 1980", "5. März 1980"),
            ("1980-03-05 at 7:xx", "1980-03-05 at 7:xx"),
        ] {
            assert_eq!(without_time(text), day);
        }
        assert!(is_either("03/04/2020") && !is_either("04/04/2020") && !is_either("13/04/2020"));
    }

    #[test]
    fn numbers_of_spreadsheets_are_days() {
        let day = |serial, late| from_serial(serial, late).map(|(day, seconds)| (day.to_string(), seconds));
        assert_eq!(day(45631.0, false), Some(("2024-12-05".to_owned(), 0)));
        assert_eq!(day(45631.5, false), Some(("2024-12-05".to_owned(), 43_200)));
        assert_eq!(day(1.0, false), Some(("1900-01-01".to_owned(), 0)));
        assert_eq!(day(61.0, false), Some(("1900-03-01".to_owned(), 0)));
        assert_eq!(day(0.0, true), Some(("1904-01-01".to_owned(), 0)));
        assert_eq!(day(-1.0, false), None);
        assert_eq!(day(f64::NAN, false), None);
        assert_eq!(day(1e300, false), None);
    }
}
