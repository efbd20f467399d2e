//! The days of the company, counted from its present, in the time zone of whoever asked.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use kontor_kernel::{Date, Timestamp};

use crate::chance::Chance;

/// Days counted from today: yesterday is -1.
pub struct Calendar {
    now: Timestamp,
    today: Date,
    zone: TimeZone,
}

impl Calendar {
    /// From the present.
    pub fn new(now: Timestamp, zone: TimeZone) -> Calendar {
        let today = now.date_in(&zone);
        Calendar { now, today, zone }
    }

    /// The day.
    pub fn day(&self, from_today: i64) -> Date {
        Date::from_days(self.today.days() + from_today).unwrap_or(self.today)
    }

    /// The same day, or the Monday after it.
    pub fn workday(&self, from_today: i64) -> i64 {
        let weekday = self.day(from_today).as_civil().weekday().to_monday_one_offset();
        from_today + i64::from(8 - weekday.clamp(5, 7)) % 3
    }

    /// A time of a day.
    pub fn at(&self, from_today: i64, hour: i64, minute: i64) -> Timestamp {
        let time = Time::midnight()
            .wrapping_add(Span::new().hours(hour))
            .wrapping_add(minute.minutes());
        let at = self
            .day(from_today)
            .as_civil()
            .to_datetime(time)
            .to_zoned(self.zone.clone());
        at.map_or(self.now, |at| {
            Timestamp::from_micros(at.timestamp().as_microsecond())
        })
    }

    /// A time in working hours of a day, to five minutes.
    pub fn worktime(&self, from_today: i64, chance: &mut Chance) -> Timestamp {
        self.at(from_today, chance.within(8, 16), chance.within(0, 11) * 5)
    }

    /// Whether it is over.
    pub fn is_past(&self, at: Timestamp) -> bool {
        at < self.now
    }
}
