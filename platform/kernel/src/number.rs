//! Exact numbers: decimals as scaled integers. Nothing that counts money or quantity is ever a float.

use std::fmt::Write;

/// Digits after the point of a money amount: amounts are integers in 1/10,000 of the unit.
pub const MONEY_SCALE: u8 = 4;

/// Reads a plain decimal (`-12.50`) into an integer scaled by `10^scale`.
///
/// `None` when it is not a plain decimal, has more digits after the point than the scale (other than
/// zeros), or does not fit.
pub fn parse_decimal(text: &str, scale: u8) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || (fraction.is_empty() && digits.contains('.')) {
        return None;
    }
    if !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let scale = usize::from(scale);
    if fraction.len() > scale && fraction.as_bytes()[scale..].iter().any(|b| *b != b'0') {
        return None;
    }
    let mut value: i64 = 0;
    let padded = fraction.bytes().chain(std::iter::repeat(b'0')).take(scale);
    for digit in whole.bytes().chain(padded) {
        let digit = i64::from(digit - b'0');
        let signed = if negative { -digit } else { digit };
        value = value.checked_mul(10)?.checked_add(signed)?;
    }
    Some(value)
}

/// Writes a scaled integer as a plain decimal with at least `min_fraction` digits after the point.
pub fn format_decimal(value: i64, scale: u8, min_fraction: u8) -> String {
    let mut out = String::with_capacity(24);
    if value < 0 {
        out.push('-');
    }
    let unit = 10u64.pow(u32::from(scale.min(18)));
    let magnitude = value.unsigned_abs();
    let _ = write!(out, "{}", magnitude / unit);
    let mut fraction = format!("{:0width$}", magnitude % unit, width = usize::from(scale));
    while fraction.len() > usize::from(min_fraction) && fraction.ends_with('0') {
        fraction.pop();
    }
    if scale > 0 && !fraction.is_empty() {
        out.push('.');
        out.push_str(&fraction);
    }
    out
}

/// `numerator / denominator`, rounded half to even, as averages and currency conversion are everywhere in
/// Kontor. `None` for a zero denominator or a result out of range.
pub fn divide_half_even(numerator: i128, denominator: i128) -> Option<i64> {
    if denominator == 0 {
        return None;
    }
    let quotient = numerator.div_euclid(denominator);
    let remainder = numerator.rem_euclid(denominator);
    let twice = remainder * 2;
    let magnitude = denominator.abs();
    let up = twice > magnitude || (twice == magnitude && quotient % 2 != 0);
    let step = if denominator > 0 { 1 } else { -1 };
    i64::try_from(quotient + if up { step } else { 0 }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimals_are_read_exactly_or_not_at_all() {
        assert_eq!(parse_decimal("1234.50", 4), Some(12_345_000));
        assert_eq!(parse_decimal("-0.0001", 4), Some(-1));
        assert_eq!(parse_decimal("1.20000", 4), Some(12_000));
        assert_eq!(parse_decimal("1", 0), Some(1));
        for text in [
            "",
            "-",
            ".5",
            "5.",
            "1,5",
            "1e3",
            "+1",
            "1.00001",
            "99999999999999999999",
            " 1",
        ] {
            assert_eq!(parse_decimal(text, 4), None, "{text:?}");
        }
    }

    #[test]
    fn division_rounds_half_to_even() {
        assert_eq!(divide_half_even(5, 2), Some(2));
        assert_eq!(divide_half_even(7, 2), Some(4));
        assert_eq!(divide_half_even(-5, 2), Some(-2));
        assert_eq!(divide_half_even(-7, 2), Some(-4));
        assert_eq!(divide_half_even(1, 0), None);
    }

    proptest! {
        #[test]
        fn written_decimals_read_back(value in any::<i64>(), scale in 0u8..9, min in 0u8..9) {
            prop_assert_eq!(parse_decimal(&format_decimal(value, scale, min.min(scale)), scale), Some(value));
        }

        #[test]
        fn division_is_never_off_by_more_than_half(n in -1_000_000i128..1_000_000, d in 1i128..10_000) {
            let q = i128::from(divide_half_even(n, d).unwrap());
            prop_assert!((q * d - n).abs() * 2 <= d);
        }
    }
}
