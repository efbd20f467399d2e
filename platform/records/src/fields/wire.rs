//! Writing JSON straight into the answer: the hottest path of all reads, so nothing here allocates.

use jiff::tz::TimeZone;
use kontor_kernel::{Date, Id, Timestamp};

/// `null`
pub(super) fn null(out: &mut Vec<u8>) {
    out.extend_from_slice(b"null");
}

/// A JSON string, or null.
pub(super) fn text(value: Option<&str>, out: &mut Vec<u8>) {
    match value {
        Some(text) => serde_json::to_writer(out, text).expect("a Vec takes every byte"),
        None => null(out),
    }
}

/// A list that is stored as JSON text; none is the empty list.
pub(super) fn list(stored: Option<&str>, out: &mut Vec<u8>) {
    out.extend_from_slice(stored.unwrap_or("[]").as_bytes());
}

/// A whole number, or null.
pub(super) fn int(value: Option<i64>, out: &mut Vec<u8>) {
    match value {
        Some(value) => serde_json::to_writer(out, &value).expect("a Vec takes every byte"),
        None => null(out),
    }
}

/// An id as text, or null.
pub(super) fn id(value: Option<Id>, out: &mut Vec<u8>) {
    match value {
        Some(id) => {
            let mut text = [0; 36];
            id.0.hyphenated().encode_lower(&mut text);
            quoted(&text, out);
        }
        None => null(out),
    }
}

/// A scaled integer as a decimal string with at least `min_fraction` digits after the point.
pub(super) fn decimal(units: i64, scale: u8, min_fraction: u8, out: &mut Vec<u8>) {
    out.push(b'"');
    if units < 0 {
        out.push(b'-');
    }
    let scale = usize::from(scale.min(18));
    let unit = 10u64.pow(scale as u32);
    let magnitude = units.unsigned_abs();
    serde_json::to_writer(&mut *out, &(magnitude / unit)).expect("a Vec takes every byte");
    let mut digits = [b'0'; 18];
    let mut rest = magnitude % unit;
    for digit in digits[..scale].iter_mut().rev() {
        *digit += (rest % 10) as u8;
        rest /= 10;
    }
    let zeros = digits[..scale]
        .iter()
        .rev()
        .take_while(|digit| **digit == b'0')
        .count();
    let shown = (scale - zeros).max(usize::from(min_fraction)).min(scale);
    if shown > 0 {
        out.push(b'.');
        out.extend_from_slice(&digits[..shown]);
    }
    out.push(b'"');
}

/// A day, or null.
pub(super) fn date(value: Option<Date>, out: &mut Vec<u8>) {
    let Some(day) = value else { return null(out) };
    let day = day.as_civil();
    out.push(b'"');
    year_month_day(day.year(), day.month(), day.day(), out);
    out.push(b'"');
}

/// An instant, or null.
pub(super) fn timestamp(value: Option<Timestamp>, out: &mut Vec<u8>) {
    let Some(at) = value else { return null(out) };
    let at = at.in_zone(&TimeZone::UTC);
    out.push(b'"');
    year_month_day(at.year(), at.month(), at.day(), out);
    for (mark, part) in [(b'T', at.hour()), (b':', at.minute()), (b':', at.second())] {
        out.push(mark);
        digits(part.unsigned_abs().into(), 2, out);
    }
    out.push(b'.');
    digits(at.millisecond().unsigned_abs(), 3, out);
    out.extend_from_slice(b"Z\"");
}

fn year_month_day(year: i16, month: i8, day: i8, out: &mut Vec<u8>) {
    digits(year.unsigned_abs(), 4, out);
    out.push(b'-');
    digits(month.unsigned_abs().into(), 2, out);
    out.push(b'-');
    digits(day.unsigned_abs().into(), 2, out);
}

fn digits(value: u16, width: u32, out: &mut Vec<u8>) {
    for place in (0..width).rev() {
        out.push(b'0' + (value / 10u16.pow(place) % 10) as u8);
    }
}

fn quoted(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(text);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use kontor_kernel::number::format_decimal;
    use proptest::prelude::*;

    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        serde_json::from_slice(&out).unwrap()
    }

    proptest! {
        #[test]
        fn decimals_are_written_as_the_kernel_writes_them(units in any::<i64>(), scale in 0u8..=9, min in 0u8..=9) {
            let min = min.min(scale);
            prop_assert_eq!(written(|out| decimal(units, scale, min, out)), format_decimal(units, scale, min));
        }

        #[test]
        fn instants_and_days_are_written_as_the_kernel_writes_them(micros in -62_135_596_800_000_000i64..253_402_207_200_000_000, days in -719_162i64..=2_932_896) {
            let at = Timestamp::from_micros(micros);
            prop_assert_eq!(written(|out| timestamp(Some(at), out)), at.to_string());
            let day = Date::from_days(days).unwrap();
            prop_assert_eq!(written(|out| date(Some(day), out)), day.to_string());
        }

        #[test]
        fn any_text_is_valid_json(value in any::<String>()) {
            prop_assert_eq!(written(|out| text(Some(&value), out)), value);
        }
    }
}
