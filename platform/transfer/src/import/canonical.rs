//! Days, instants and numbers as their column writes them, in the form that fields read.

use kontor_definitions::{FieldDef, FieldType};
use kontor_formats::profile::{Order, canonical_date, from_serial, without_time};
use kontor_formats::{Kind, Profile};
use kontor_kernel::Json;
use kontor_kernel::number::{MONEY_SCALE, divide_half_even, format_decimal, parse_decimal};
use serde_json::json;

use super::mapping::{Mapping, Use};

/// A text as its column writes such values: the other values of the column decide what `03/04/2026` and `1.234` mean.
pub(super) fn canonical(
    field: &FieldDef,
    profile: &Profile,
    order: Option<Order>,
    text: &str,
) -> Option<String> {
    let plain = || {
        text.chars().all(|ch| {
            ch.is_ascii_digit() || matches!(ch, '.' | ',' | '-' | '+' | ' ' | '\'' | '\u{a0}' | '\u{202f}')
        })
    };
    match field.kind {
        FieldType::Date | FieldType::Timestamp => {
            let read = || match (order, profile.ambiguous) {
                (Some(order), _) => canonical_date(text, order),
                (None, true) => None,
                (None, false) => profile.canonical(text).filter(|text| text.len() >= 10),
            };
            let known = serial(text).or_else(read);
            match field.kind {
                // A day may come with a time of day.
                FieldType::Date => Some(without_time(known.as_deref().unwrap_or(text)).to_owned()),
                _ => known,
            }
        }
        FieldType::Decimal { .. } | FieldType::Percentage | FieldType::Money | FieldType::Integer { .. }
            if plain()
                && !profile.ambiguous
                && matches!(profile.kind, Kind::Decimal { .. } | Kind::Integer) =>
        {
            profile
                .canonical(text)
                .filter(|text| !text.contains('-') || text.starts_with('-'))
        }
        _ => None,
    }
}

pub(super) fn is_day(field: &FieldDef) -> bool {
    matches!(field.kind, FieldType::Date | FieldType::Timestamp)
}

/// An amount with its currency, which stands elsewhere in the row; one that says its own keeps that.
pub(super) fn amount_of(mapping: &Mapping, column: usize, used: &Use, text: &str, currency: &str) -> String {
    let field = used
        .what
        .position()
        .map(|at| &mapping.objects[used.object].fields[at]);
    let says_its_own = text.contains(|ch: char| ch.is_alphabetic() || matches!(ch, '€' | '$' | '£' | '¥'));
    match field.filter(|_| !says_its_own) {
        Some(field) => {
            let known = canonical(field, &mapping.columns[column].profile, None, text);
            format!("{} {currency}", known.as_deref().unwrap_or(text))
        }
        None => text.to_owned(),
    }
}

/// Days as spreadsheets count them: five digits and nothing else.
fn serial(text: &str) -> Option<String> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let digits = whole.len() == 5 && whole.bytes().all(|byte| byte.is_ascii_digit());
    let (day, seconds) = text
        .parse::<f64>()
        .ok()
        .filter(|_| digits)
        .and_then(|days| from_serial(days, false))?;
    Some(match seconds {
        0 => day.to_string(),
        _ => format!(
            "{day} {:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        ),
    })
}

/// An instant of a workbook, which knows no zones, with that of exports.
pub(super) fn in_utc(text: &str) -> String {
    match text.trim() {
        day if day.len() == 10 => format!("{day}T00:00:00Z"),
        time if time.len() == 19 => format!("{time}Z"),
        other => other.to_owned(),
    }
}

/// Rounds a number to the digits of its field.
pub(super) fn round_to(field: &FieldDef, input: &mut Json) {
    let (scale, number) = match (&field.kind, input) {
        (FieldType::Decimal { scale }, number @ Json::String(_)) => (*scale, number),
        (FieldType::Percentage, number @ Json::String(_)) => (2, number),
        (FieldType::Money, Json::Object(members)) => match members.get_mut("amount") {
            Some(amount) => (MONEY_SCALE, amount),
            None => return,
        },
        _ => return,
    };
    let text = number.as_str().unwrap_or_default();
    let digits = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    if digits <= usize::from(scale) || digits > 18 {
        return;
    }
    let divisor = 10_i128.pow(digits as u32 - u32::from(scale));
    let rounded = parse_decimal(text, digits as u8).and_then(|units| divide_half_even(units.into(), divisor));
    if let Some(units) = rounded {
        *number = json!(format_decimal(units, scale, 0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_half_to_even() {
        let price = FieldDef::new("price", "Price", "Preis", FieldType::Decimal { scale: 2 });
        for (number, rounded) in [
            ("9.80000019", "9.8"),
            ("0.125", "0.12"),
            ("0.135", "0.14"),
            ("-0.0199999996", "-0.02"),
            ("7", "7"),
            ("x", "x"),
        ] {
            let mut input = json!(number);
            round_to(&price, &mut input);
            assert_eq!(input, json!(rounded));
        }
        let mut amount = json!({"amount": "1.00005", "currency": "EUR"});
        round_to(&FieldDef::new("a", "A", "A", FieldType::Money), &mut amount);
        assert_eq!(amount["amount"], "1");
    }
}
