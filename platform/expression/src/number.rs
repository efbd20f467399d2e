//! Exact decimal numbers as they are written in expressions. `10.5` is 105 tenths, never a float.

use std::cmp::Ordering;
use std::fmt;

/// Most digits after the point of a literal.
pub const MAX_SCALE: u8 = 18;
/// Most digits of a literal in all.
const MAX_DIGITS: usize = 36;

/// `units / 10^scale`, kept without trailing zeros, so that equal numbers are equal values.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Number {
    units: i128,
    scale: u8,
}

impl Number {
    /// From scaled units; `None` when it has more digits than a literal may have. A whole number has to fit
    /// into 64 bits.
    pub fn new(units: i128, scale: u8) -> Option<Number> {
        let (mut units, mut scale) = (units, scale);
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        let fits = match scale {
            0 => i64::try_from(units).is_ok(),
            _ => scale <= MAX_SCALE && units.unsigned_abs() < 10u128.pow(MAX_DIGITS as u32),
        };
        fits.then_some(Number { units, scale })
    }

    /// Reads `-12.50`, `1e3`, `.5`, exactly; `None` when it is no number or has too many digits.
    pub fn parse(text: &str) -> Option<Number> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        let mut units: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            units = units.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
        }
        let units = if negative { -units } else { units };
        if units == 0 {
            return Some(Number::from(0));
        }
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        if scale < 0 {
            let factor = 10i128.checked_pow(scale.unsigned_abs())?;
            return Number::new(units.checked_mul(factor)?, 0);
        }
        Number::new(units, u8::try_from(scale).ok()?)
    }

    /// The scaled units.
    pub fn units(self) -> i128 {
        self.units
    }

    /// Digits after the point.
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// The whole number, if it is one.
    pub fn as_int(self) -> Option<i64> {
        (self.scale == 0)
            .then(|| i64::try_from(self.units).ok())
            .flatten()
    }

    /// In units of another scale, rounded down, and whether that is exact. A number far out of the range of
    /// 64 bits saturates.
    pub fn floor_at(self, scale: u8) -> (i128, bool) {
        if scale >= self.scale {
            let factor = power(scale - self.scale);
            let limit = if self.units < 0 { i128::MIN } else { i128::MAX };
            return (self.units.checked_mul(factor).unwrap_or(limit), true);
        }
        let factor = power(self.scale - scale);
        (self.units.div_euclid(factor), self.units.rem_euclid(factor) == 0)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Number {
            units: i128::from(value),
            scale: 0,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return write!(f, "{}", self.units);
        }
        let unit = power(self.scale).unsigned_abs();
        let sign = if self.units < 0 { "-" } else { "" };
        let magnitude = self.units.unsigned_abs();
        let width = usize::from(self.scale);
        write!(f, "{sign}{}.{:0width$}", magnitude / unit, magnitude % unit)
    }
}

/// `10^scale`; scales are small by construction.
pub(crate) fn power(scale: u8) -> i128 {
    10i128.pow(u32::from(scale.min(36)))
}

/// Compares `a / 10^a_scale` with `b / 10^b_scale` exactly.
pub(crate) fn compare_scaled(a: (i64, u8), b: (i64, u8)) -> Ordering {
    let scale = a.1.max(b.1);
    let left = i128::from(a.0) * power((scale - a.1).min(MAX_SCALE));
    let right = i128::from(b.0) * power((scale - b.1).min(MAX_SCALE));
    left.cmp(&right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_read_exactly() {
        assert_eq!(number("10.50"), Number::new(105, 1).unwrap());
        assert_eq!(number("1e3"), Number::from(1000));
        assert_eq!(number("25E-1"), number("2.5"));
        assert_eq!(number("-0.0"), Number::from(0));
        assert_eq!(number("12345678901234567.89").to_string(), "12345678901234567.89");
        for text in [
            "",
            "-",
            ".",
            "1e",
            "1e99999999999",
            "1e40",
            "0.0000000000000000001",
            "99999999999999999999",
        ] {
            assert_eq!(Number::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn other_scales_round_down_and_say_so() {
        assert_eq!(number("10.555").floor_at(2), (1055, false));
        assert_eq!(number("-10.555").floor_at(2), (-1056, false));
        assert_eq!(number("10.5").floor_at(4), (105_000, true));
    }

    proptest! {
        #[test]
        fn written_numbers_read_back(units in -(10i128.pow(35))..10i128.pow(35), scale in 1u8..=18) {
            if let Some(n) = Number::new(units, scale) {
                prop_assert_eq!(Number::parse(&n.to_string()), Some(n));
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[-+.eE0-9x]{0,60}") {
            let _ = Number::parse(&text);
        }
    }
}
