//! Calendar units, their boundaries, and durations as they are written.

use jiff::Span;
use kontor_kernel::Date;

/// A unit of the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// A day.
    Day,
    /// A week; it begins on Monday.
    Week,
    /// A month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A year.
    Year,
}

impl Unit {
    /// By its name: `day`, `week`, `month`, `quarter`, `year`.
    pub fn parse(name: &str) -> Option<Unit> {
        Some(match name {
            "day" => Unit::Day,
            "week" => Unit::Week,
            "month" => Unit::Month,
            "quarter" => Unit::Quarter,
            "year" => Unit::Year,
            _ => return None,
        })
    }

    /// The first day of the unit that lies `offset` units after the one a day is in; `None` outside the
    /// years 1 to 9999.
    pub fn start(self, day: Date, offset: i32) -> Option<Date> {
        let (day, offset) = (day.as_civil(), i64::from(offset));
        let (first, span) = match self {
            Unit::Day => (day, Span::new().try_days(offset)),
            Unit::Week => {
                let back = i64::from(day.weekday().to_monday_zero_offset());
                (day, Span::new().try_days(offset * 7 - back))
            }
            Unit::Month => (day.first_of_month(), Span::new().try_months(offset)),
            Unit::Quarter => {
                let back = i64::from((day.month() - 1) % 3);
                (day.first_of_month(), Span::new().try_months(offset * 3 - back))
            }
            Unit::Year => (day.first_of_year(), Span::new().try_years(offset)),
        };
        let first = first.checked_add(span.ok()?);
        let first = first.ok()?;
        (first.year() >= 1).then(|| Date::from_civil(first))
    }

    /// The last day of that unit.
    pub fn end(self, day: Date, offset: i32) -> Option<Date> {
        Date::from_days(self.start(day, offset.checked_add(1)?)?.days() - 1)
    }
}

/// Reads `3d`, `1h30m`, `-2w`: whole numbers of weeks, days (of 24 hours), hours, minutes and seconds.
pub fn parse_duration(text: &str) -> Option<i64> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let mut seconds: i64 = 0;
    loop {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let count: i64 = rest[..end].parse().ok()?;
        let unit = match rest.as_bytes()[end] {
            b'w' => 604_800,
            b'd' => 86_400,
            b'h' => 3_600,
            b'm' => 60,
            b's' => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(count.checked_mul(unit)?)?;
        rest = &rest[end + 1..];
        if rest.is_empty() {
            return Some(sign * seconds);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn units_begin_and_end_as_the_calendar_says() {
        let thursday = day("2026-05-14");
        for (unit, start, end) in [
            (Unit::Day, "2026-05-14", "2026-05-14"),
            (Unit::Week, "2026-05-11", "2026-05-17"),
            (Unit::Month, "2026-05-01", "2026-05-31"),
            (Unit::Quarter, "2026-04-01", "2026-06-30"),
            (Unit::Year, "2026-01-01", "2026-12-31"),
        ] {
            assert_eq!(unit.start(thursday, 0), Some(day(start)), "{unit:?}");
            assert_eq!(unit.end(thursday, 0), Some(day(end)), "{unit:?}");
        }
        assert_eq!(Unit::Month.start(day("2026-01-31"), 1), Some(day("2026-02-01")));
        assert_eq!(Unit::Month.end(day("2024-03-31"), -1), Some(day("2024-02-29")));
        for unit in [Unit::Day, Unit::Week, Unit::Month, Unit::Quarter, Unit::Year] {
            for offset in [i32::MIN, i32::MAX] {
                assert_eq!(
                    (unit.start(thursday, offset), unit.end(thursday, offset)),
                    (None, None)
                );
            }
        }
    }

    #[test]
    fn durations_are_read_or_refused() {
        assert_eq!(parse_duration("5m"), Some(300));
        assert_eq!(parse_duration("3d"), Some(259_200));
        assert_eq!(parse_duration("-1h30m"), Some(-5_400));
        for text in ["", "-", "5", "m", "1y", "1h-3m", "99999999999999w", "1 d", "ü"] {
            assert_eq!(parse_duration(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_day_lies_in_its_unit(days in -719_162i64..=2_932_000, offset in -5i32..5) {
            let date = Date::from_days(days).unwrap();
            for unit in [Unit::Day, Unit::Week, Unit::Month, Unit::Quarter, Unit::Year] {
                if let (Some(start), Some(end)) = (unit.start(date, 0), unit.end(date, 0)) {
                    prop_assert!(start <= date && date <= end);
                }
                if let (Some(end), Some(next)) = (unit.end(date, offset), unit.start(date, offset + 1)) {
                    prop_assert_eq!(end.days() + 1, next.days());
                }
            }
        }
    }
}
