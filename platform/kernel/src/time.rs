//! Points in time and days, as the databases store them and the wire shows them, and the clock they come from.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil;
use jiff::tz::TimeZone;

use crate::error::{Code, Error};

/// An instant in UTC with microsecond precision; stored as an integer, shown as RFC 3339 with three
/// fractional digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Timestamp(i64);

/// The years 1 to 9999, which RFC 3339 can write; the last day ends early, where the date library ends.
const MIN_MICROS: i64 = -62_135_596_800_000_000;
const MAX_MICROS: i64 = 253_402_207_199_999_999;

impl Timestamp {
    /// From microseconds since 1970-01-01T00:00:00Z. Values outside the years 1 to 9999 are clamped.
    pub fn from_micros(micros: i64) -> Timestamp {
        Timestamp(micros.clamp(MIN_MICROS, MAX_MICROS))
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 with an offset or `Z`; a time without offset is refused, for nobody knows what it means.
    pub fn parse(text: &str) -> Option<Timestamp> {
        is_rfc3339(text).then(|| Timestamp::parse_loosely(text)).flatten()
    }

    /// Reads other spellings of ISO 8601 too, as the files of other systems have them: without seconds or separators,
    /// or with the name of the zone. An offset is needed here as well.
    pub fn parse_loosely(text: &str) -> Option<Timestamp> {
        let parsed: jiff::Timestamp = text.parse().ok()?;
        let micros = parsed.as_microsecond();
        (MIN_MICROS..=MAX_MICROS)
            .contains(&micros)
            .then_some(Timestamp(micros))
    }

    /// The civil time in a zone.
    pub fn in_zone(self, zone: &TimeZone) -> civil::DateTime {
        zone.to_datetime(self.as_jiff())
    }

    /// The day this instant falls on in a zone.
    pub fn date_in(self, zone: &TimeZone) -> Date {
        Date::from_civil(self.in_zone(zone).date())
    }

    /// As the date library's own type.
    pub fn as_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).expect("clamped to the years 1 to 9999 on construction")
    }

    /// This instant moved by a number of microseconds, saturating.
    pub fn plus_micros(self, micros: i64) -> Timestamp {
        Timestamp::from_micros(self.0.saturating_add(micros))
    }

    /// This instant moved by a number of seconds, saturating.
    pub fn plus_seconds(self, seconds: i64) -> Timestamp {
        self.plus_micros(seconds.saturating_mul(1_000_000))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = TimeZone::UTC.to_datetime(self.as_jiff());
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute(),
            at.second(),
            at.millisecond()
        )
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Timestamp::parse(&text)
            .ok_or_else(|| serde::de::Error::custom("expected an RFC 3339 time with offset"))
    }
}

/// A day without a time; stored as the number of days since 1970-01-01, shown as `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date(i32);

impl Date {
    /// From days since 1970-01-01; `None` outside the years 1 to 9999.
    pub fn from_days(days: i64) -> Option<Date> {
        (-719_162..=2_932_896)
            .contains(&days)
            .then_some(Date(days as i32))
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i64 {
        i64::from(self.0)
    }

    /// Reads `YYYY-MM-DD`, years 1 to 9999.
    pub fn parse(text: &str) -> Option<Date> {
        if text.len() != 10 || !text.is_ascii() {
            return None;
        }
        let parsed: civil::Date = text.parse().ok()?;
        (parsed.year() >= 1).then(|| Date::from_civil(parsed))
    }

    /// From the date library's own type.
    pub fn from_civil(date: civil::Date) -> Date {
        let epoch = civil::date(1970, 1, 1);
        let days = date.since(epoch).map(|span| span.get_days()).unwrap_or(0);
        Date(days)
    }

    /// As the date library's own type.
    pub fn as_civil(self) -> civil::Date {
        civil::date(1970, 1, 1)
            .checked_add(jiff::Span::new().days(self.0))
            .expect("bounded to the years 1 to 9999 on construction")
    }

    /// The first instant of this day in a zone.
    pub fn start_in(self, zone: &TimeZone) -> Timestamp {
        let start = self.as_civil().to_zoned(zone.clone());
        Timestamp::from_micros(
            start.map_or(self.days() * 86_400_000_000, |at| at.timestamp().as_microsecond()),
        )
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.as_civil();
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
    }
}

impl FromStr for Date {
    type Err = Error;

    fn from_str(text: &str) -> Result<Date, Error> {
        Date::parse(text).ok_or_else(|| Error::new(Code::BadParameter, "not a day: YYYY-MM-DD is expected"))
    }
}

/// Whether a text has the form of RFC 3339, `2026-03-29T03:30:00.5+02:00`, whatever its numbers say.
fn is_rfc3339(text: &str) -> bool {
    let fits = |text: &str, form: &str| {
        text.len() == form.len()
            && text.bytes().zip(form.bytes()).all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                b'T' => matches!(byte, b'T' | b't' | b' '),
                b'+' => matches!(byte, b'+' | b'-'),
                other => byte == other,
            })
    };
    let Some((civil, rest)) = text.split_at_checked("0000-00-00T00:00:00".len()) else {
        return false;
    };
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let offset = || fits(zone, "+00:00") && &zone[1..3] < "24" && &zone[4..] < "60";
    fits(civil, "0000-00-00T00:00:00") && (zone.eq_ignore_ascii_case("Z") || offset())
}

/// Where "now" comes from: the machine's clock, or one that a test turns by hand.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is moved; shared by its clones.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at the given instant.
    pub fn manual(at: Timestamp) -> Clock {
        Clock::Manual(Arc::new(AtomicI64::new(at.micros())))
    }

    /// The present.
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System => Timestamp::from_micros(jiff::Timestamp::now().as_microsecond()),
            Clock::Manual(at) => Timestamp::from_micros(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a manual clock; the machine's clock can't be moved and stays.
    pub fn advance_micros(&self, micros: i64) {
        if let Clock::Manual(at) = self {
            at.fetch_add(micros, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_shown_in_utc_with_three_digits() {
        let at = Timestamp::parse("2026-03-29T03:30:00.123456+02:00").unwrap();
        assert_eq!(at.to_string(), "2026-03-29T01:30:00.123Z");
        assert_eq!(Timestamp::parse("2026-03-29T03:30:00"), None);
        assert_eq!(Timestamp::parse("10000-01-01T00:00:00Z"), None);
        assert_eq!(
            Timestamp::from_micros(i64::MAX).to_string(),
            "9999-12-30T21:59:59.999Z"
        );
        assert_eq!(
            Timestamp::from_micros(i64::MIN).to_string(),
            "0001-01-01T00:00:00.000Z"
        );
    }

    #[test]
    fn only_rfc_3339_is_read_and_other_spellings_loosely() {
        for text in [
            "2026-03-29T03:30:00Z",
            "2026-03-29t03:30:00.5z",
            "2026-03-29T03:30:00-23:59",
        ] {
            assert!(Timestamp::parse(text).is_some(), "{text}");
        }
        for text in [
            "2026-03-29T03:30:00Z[Europe/Berlin]",
            "2026-03-29T03:30Z",
            "20260329T033000Z",
            "2026-03-29T03:30:00+0200",
            "2026-03-29T03:30:00+25:00",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
            assert!(Timestamp::parse_loosely(text).is_some(), "{text}");
        }
        for text in [
            "2026-03-29T03:30:00.Z",
            "2026-03-29T03:30:00",
            "2026-03-29T03:30:0ü",
            "",
        ] {
            assert_eq!(
                (Timestamp::parse(text), Timestamp::parse_loosely(text)),
                (None, None),
                "{text}"
            );
        }
    }

    #[test]
    fn days_round_trip_over_the_whole_range() {
        for text in [
            "0001-01-01",
            "1969-12-31",
            "1970-01-01",
            "2024-02-29",
            "9999-12-31",
        ] {
            let date = Date::parse(text).unwrap();
            assert_eq!(date.to_string(), text);
            assert_eq!(Date::from_days(date.days()), Some(date));
        }
        for text in ["10000-01-01", "2023-02-29", "2023-2-1", "20230201", "0000-01-01"] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_starts_when_the_zone_says_so() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let day = Date::parse("2026-03-29").unwrap();
        assert_eq!(day.start_in(&berlin).to_string(), "2026-03-28T23:00:00.000Z");
        assert_eq!(day.start_in(&berlin).date_in(&berlin), day);
    }
}
