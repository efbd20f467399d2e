//! Rules of repetition, a subset of the RRULE of calendars (RFC 5545): `FREQ` daily, weekly, monthly or yearly, with
//! `INTERVAL`, `BYDAY` or `BYMONTHDAY`, and an end by `UNTIL` or `COUNT`. Weeks begin on Monday.
//!
//! A series keeps its time of day in the caller's zone. A day that a month does not have (the 31st, 29 February) is
//! left out, as calendars do.

use std::fmt;

use jiff::civil::{self, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use kontor_kernel::{Date, Timestamp};

/// Most occurrences of a counted series.
const MAX_COUNT: u32 = 1000;
/// Longest interval.
const MAX_INTERVAL: u32 = 1000;
/// Periods in a row without an occurrence after which there is none any more.
const MAX_EMPTY: u32 = 1000;
/// Longest rule.
const MAX_LENGTH: usize = 200;

/// A rule of repetition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    frequency: Frequency,
    interval: u32,
    days: Vec<Day>,
    /// Days of the month in a monthly rule, from its end when negative.
    month_days: Vec<i8>,
    end: End,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// A day of the week; in monthly rules it may be the nth, from the end when negative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Day {
    nth: Option<i8>,
    weekday: u8,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    Never,
    Day(Date),
    Instant(Timestamp),
    Count(u32),
}

/// Why a rule can't be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Problem {
    /// In English.
    pub en: &'static str,
    /// In German.
    pub de: &'static str,
}

const FREQUENCIES: [(&str, Frequency); 4] = [
    ("DAILY", Frequency::Daily),
    ("WEEKLY", Frequency::Weekly),
    ("MONTHLY", Frequency::Monthly),
    ("YEARLY", Frequency::Yearly),
];
const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

fn problem<T>(en: &'static str, de: &'static str) -> Result<T, Problem> {
    Err(Problem { en, de })
}

impl Rule {
    /// Reads `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH`, in any case and with or without `RRULE:` in front.
    pub fn parse(text: &str) -> Result<Rule, Problem> {
        let text = text.trim().to_ascii_uppercase();
        let text = text.strip_prefix("RRULE:").unwrap_or(&text);
        if text.len() > MAX_LENGTH {
            return problem("The rule is too long.", "Die Regel ist zu lang.");
        }
        let mut parts: Vec<(&str, &str)> = Vec::new();
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let Some((name, value)) = part.split_once('=') else {
                return problem(
                    "Each part has the form NAME=VALUE.",
                    "Jeder Teil hat die Form NAME=WERT.",
                );
            };
            if parts.iter().any(|(other, _)| *other == name) {
                return problem("A part occurs twice.", "Ein Teil kommt doppelt vor.");
            }
            parts.push((name, value));
        }
        let mut rule = Rule {
            frequency: Frequency::Daily,
            interval: 1,
            days: Vec::new(),
            month_days: Vec::new(),
            end: End::Never,
        };
        if parts.iter().all(|(name, _)| *name != "FREQ") {
            return problem("FREQ is missing.", "FREQ fehlt.");
        }
        for (name, value) in parts {
            rule.part(name, value)?;
        }
        rule.check_days()?;
        Ok(rule)
    }

    fn part(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        let number = |most: u32| {
            let digits = value.bytes().all(|byte| byte.is_ascii_digit());
            value
                .parse::<u32>()
                .ok()
                .filter(|n| digits && (1..=most).contains(n))
        };
        match name {
            "FREQ" => match FREQUENCIES.iter().find(|(known, _)| *known == value) {
                Some((_, frequency)) => self.frequency = *frequency,
                None => {
                    return problem(
                        "FREQ is DAILY, WEEKLY, MONTHLY or YEARLY.",
                        "FREQ ist DAILY, WEEKLY, MONTHLY oder YEARLY.",
                    );
                }
            },
            "INTERVAL" => match number(MAX_INTERVAL) {
                Some(interval) => self.interval = interval,
                None => return problem("INTERVAL is 1 to 1000.", "INTERVAL ist 1 bis 1000."),
            },
            "BYDAY" => {
                for part in value.split(',') {
                    self.days.push(day(part)?);
                }
                self.days.sort_unstable();
                self.days.dedup();
            }
            "BYMONTHDAY" => {
                for part in value.split(',') {
                    let day = part.parse::<i8>().ok();
                    match day.filter(|day| (1..=31).contains(&day.unsigned_abs())) {
                        Some(day) => self.month_days.push(day),
                        None => {
                            return problem(
                                "BYMONTHDAY is a list of days 1 to 31, or -1 to -31 from the end of the month.",
                                "BYMONTHDAY ist eine Liste von Tagen 1 bis 31, oder -1 bis -31 vom Ende des Monats.",
                            );
                        }
                    }
                }
                self.month_days.sort_unstable();
                self.month_days.dedup();
            }
            "UNTIL" | "COUNT" if self.end != End::Never => {
                return problem(
                    "A rule ends by UNTIL or by COUNT, not by both.",
                    "Eine Regel endet mit UNTIL oder mit COUNT, nicht mit beiden.",
                );
            }
            "UNTIL" => match until(value) {
                Some(end) => self.end = end,
                None => {
                    return problem(
                        "UNTIL is a day, 20261231, or an instant, 20261231T180000Z.",
                        "UNTIL ist ein Tag, 20261231, oder ein Zeitpunkt, 20261231T180000Z.",
                    );
                }
            },
            "COUNT" => match number(MAX_COUNT) {
                Some(count) => self.end = End::Count(count),
                None => return problem("COUNT is 1 to 1000.", "COUNT ist 1 bis 1000."),
            },
            _ => {
                return problem(
                    "Only FREQ, INTERVAL, BYDAY, BYMONTHDAY, UNTIL and COUNT are known.",
                    "Bekannt sind nur FREQ, INTERVAL, BYDAY, BYMONTHDAY, UNTIL und COUNT.",
                );
            }
        }
        Ok(())
    }

    fn check_days(&self) -> Result<(), Problem> {
        if self.frequency == Frequency::Yearly && !self.days.is_empty() {
            return problem(
                "BYDAY has no meaning in a yearly rule.",
                "BYDAY hat in einer jährlichen Regel keinen Sinn.",
            );
        }
        if self.frequency != Frequency::Monthly && self.days.iter().any(|day| day.nth.is_some()) {
            return problem(
                "Only a monthly rule has a second Monday.",
                "Nur eine monatliche Regel hat einen zweiten Montag.",
            );
        }
        if self.frequency != Frequency::Monthly && !self.month_days.is_empty() {
            return problem(
                "Only a monthly rule has days of the month.",
                "Nur eine monatliche Regel hat Tage des Monats.",
            );
        }
        if !self.days.is_empty() && !self.month_days.is_empty() {
            return problem(
                "A rule names days of the week or of the month, not both.",
                "Eine Regel nennt Wochentage oder Tage des Monats, nicht beides.",
            );
        }
        Ok(())
    }

    /// The first occurrence after the start of a series and after an instant, with the rule as it goes on from there;
    /// `None` when the series is over. The start is the first occurrence itself.
    pub fn next(&self, start: Timestamp, after: Timestamp, zone: &TimeZone) -> Option<(Timestamp, Rule)> {
        let after = after.max(start);
        let first = start.in_zone(zone);
        // Only a counted series must be walked from its beginning.
        let from = match self.end {
            End::Count(_) => 0,
            _ => self.periods_before(first.date(), after.in_zone(zone).date()),
        };
        let mut passed = 1;
        let mut empty = 0;
        for period in from.. {
            let days = self.days_of(first.date(), period)?;
            for day in days.into_iter().filter(|day| *day > first.date()) {
                empty = 0;
                let at = instant(day.to_datetime(first.time()), zone)?;
                let over = match self.end {
                    End::Never => false,
                    End::Day(last) => Date::from_civil(day) > last,
                    End::Instant(last) => at > last,
                    End::Count(count) => passed >= count,
                };
                if over {
                    return None;
                }
                if at > after {
                    let end = match self.end {
                        End::Count(count) => End::Count(count - passed),
                        end => end,
                    };
                    return Some((at, Rule { end, ..self.clone() }));
                }
                passed += 1;
            }
            empty += 1;
            if empty > MAX_EMPTY {
                return None;
            }
        }
        None
    }

    /// Whole periods that surely lie before a day, counted from the start.
    fn periods_before(&self, start: civil::Date, day: civil::Date) -> i64 {
        let months = |date: civil::Date| i64::from(date.year()) * 12 + i64::from(date.month());
        let days = Date::from_civil(day).days() - Date::from_civil(start).days();
        let units = match self.frequency {
            Frequency::Daily => days,
            Frequency::Weekly => days / 7,
            Frequency::Monthly => months(day) - months(start),
            Frequency::Yearly => i64::from(day.year()) - i64::from(start.year()),
        };
        (units / i64::from(self.interval) - 1).max(0)
    }

    /// The days of a period in order; `None` beyond the end of the calendar.
    fn days_of(&self, start: civil::Date, period: i64) -> Option<Vec<civil::Date>> {
        let units = period.checked_mul(i64::from(self.interval))?;
        let moved = |date: civil::Date, span: Result<Span, jiff::Error>| date.checked_add(span.ok()?).ok();
        let listed = |date: civil::Date| {
            self.days.is_empty() || self.days.iter().any(|day| day.weekday == of_week(date))
        };
        Some(match self.frequency {
            Frequency::Daily => {
                let day = moved(start, Span::new().try_days(units))?;
                if listed(day) { vec![day] } else { Vec::new() }
            }
            Frequency::Weekly => {
                let monday = start.checked_sub(i64::from(of_week(start)).days()).ok()?;
                let monday = moved(monday, Span::new().try_weeks(units))?;
                let own = [Day {
                    nth: None,
                    weekday: of_week(start),
                }];
                let days = if self.days.is_empty() {
                    &own[..]
                } else {
                    &self.days[..]
                };
                days.iter()
                    .filter_map(|day| monday.checked_add(i64::from(day.weekday).days()).ok())
                    .collect()
            }
            Frequency::Monthly => {
                let month = moved(start.first_of_month(), Span::new().try_months(units))?;
                self.days_of_month(month, start.day())
            }
            Frequency::Yearly => {
                let year = i64::from(start.year())
                    .checked_add(units)
                    .and_then(|year| i16::try_from(year).ok())?;
                if year > 9999 {
                    return None;
                }
                civil::Date::new(year, start.month(), start.day())
                    .into_iter()
                    .collect()
            }
        })
    }

    fn days_of_month(&self, month: civil::Date, own: i8) -> Vec<civil::Date> {
        if !self.month_days.is_empty() {
            let last = month.days_in_month();
            let day = |day: &i8| if *day < 0 { last + 1 + day } else { *day };
            let mut days: Vec<civil::Date> = (self.month_days.iter().map(day))
                .filter_map(|day| civil::Date::new(month.year(), month.month(), day).ok())
                .collect();
            days.sort_unstable();
            days.dedup();
            return days;
        }
        if self.days.is_empty() {
            return civil::Date::new(month.year(), month.month(), own)
                .into_iter()
                .collect();
        }
        let mut days: Vec<civil::Date> = Vec::new();
        for day in &self.days {
            let nth = |nth: i8| month.nth_weekday_of_month(nth, weekday(day.weekday)).ok();
            match day.nth {
                Some(n) => days.extend(nth(n)),
                None => days.extend((1..=5).filter_map(nth)),
            }
        }
        days.sort_unstable();
        days.dedup();
        days
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = FREQUENCIES
            .iter()
            .find(|(_, frequency)| *frequency == self.frequency)
            .map_or("", |(name, _)| name);
        write!(f, "FREQ={name}")?;
        if self.interval != 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        for (n, day) in self.days.iter().enumerate() {
            f.write_str(if n == 0 { ";BYDAY=" } else { "," })?;
            if let Some(nth) = day.nth {
                write!(f, "{nth}")?;
            }
            f.write_str(WEEKDAYS[usize::from(day.weekday)])?;
        }
        for (n, day) in self.month_days.iter().enumerate() {
            write!(f, "{}{day}", if n == 0 { ";BYMONTHDAY=" } else { "," })?;
        }
        let utc = |at: Timestamp| at.in_zone(&TimeZone::UTC);
        match self.end {
            End::Never => Ok(()),
            End::Day(day) => write!(f, ";UNTIL={}", day.to_string().replace('-', "")),
            End::Instant(at) => write!(f, ";UNTIL={}Z", utc(at).strftime("%Y%m%dT%H%M%S")),
            End::Count(count) => write!(f, ";COUNT={count}"),
        }
    }
}

/// `MO`, `2MO`, `-1FR`
fn day(text: &str) -> Result<Day, Problem> {
    let wrong = Problem {
        en: "BYDAY is a list of MO TU WE TH FR SA SU, in monthly rules with 1 to 5 or -1 to -5 in front.",
        de: "BYDAY ist eine Liste aus MO TU WE TH FR SA SU, in monatlichen Regeln mit 1 bis 5 oder -1 bis -5 davor.",
    };
    let split = text
        .len()
        .checked_sub(2)
        .filter(|at| text.is_char_boundary(*at))
        .ok_or(wrong)?;
    let (nth, name) = text.split_at(split);
    let weekday = WEEKDAYS.iter().position(|known| *known == name).ok_or(wrong)?;
    let nth = match nth {
        "" => None,
        nth => Some(
            nth.parse::<i8>()
                .ok()
                .filter(|n| (1..=5).contains(&n.unsigned_abs()))
                .ok_or(wrong)?,
        ),
    };
    Ok(Day {
        nth,
        weekday: weekday as u8,
    })
}

/// `20261231` or `20261231T180000Z`
fn until(text: &str) -> Option<End> {
    if !text.is_ascii() || text.len() < 8 {
        return None;
    }
    let (date, time) = text.split_at(8);
    let date = Date::parse(&format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]))?;
    if time.is_empty() {
        return Some(End::Day(date));
    }
    let time = time
        .strip_prefix('T')?
        .strip_suffix('Z')
        .filter(|time| time.len() == 6)?;
    let text = format!("{date}T{}:{}:{}Z", &time[..2], &time[2..4], &time[4..]);
    Timestamp::parse(&text).map(End::Instant)
}

/// A civil time in a zone; one that a clock change leaves out is taken as if the clock had not changed.
fn instant(at: civil::DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let at = at.to_zoned(zone.clone()).ok()?;
    Some(Timestamp::from_micros(at.timestamp().as_microsecond()))
}

fn of_week(date: civil::Date) -> u8 {
    date.weekday().to_monday_zero_offset() as u8
}

fn weekday(number: u8) -> Weekday {
    Weekday::from_monday_zero_offset(number as i8).expect("numbers of weekdays come from a list of seven")
}

#[cfg(test)]
mod tests;
