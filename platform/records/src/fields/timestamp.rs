//! An instant: RFC 3339 in UTC with three fractional digits on the wire, microseconds stored.

use jiff::civil::DateTime;
use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Issue, Json, Locale, Result, Timestamp as Instant};

use super::problem::Refused;
use super::{Accept, Kind, cell, date, wire};

/// See the module.
pub(super) struct Timestamp;

impl Kind for Timestamp {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let at = read(input, cx).map_err(|issue| vec![issue])?;
        Ok(Json::String(at.to_string()))
    }

    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(instant(value).into());
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        wire::timestamp(row.get(at)?, out);
        Ok(())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::Timestamp)
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        instant(value).map_or(expression::Value::Null, expression::Value::Timestamp)
    }

    fn display(&self, _field: &FieldDef, value: &Json, locale: Locale) -> String {
        let Some(at) = instant(value) else {
            return String::new();
        };
        let utc = jiff::tz::TimeZone::UTC;
        let time = at.in_zone(&utc);
        format!(
            "{} {:02}:{:02} UTC",
            date::for_people(at.date_in(&utc), locale),
            time.hour(),
            time.minute()
        )
    }

    fn import(&self, _field: &FieldDef, cell: &str, cx: &Accept<'_>) -> Json {
        match from_cell(cell.trim(), cx) {
            Some(at) => Json::String(at.to_string()),
            None => cell::text(cell),
        }
    }
}

fn instant(value: &Json) -> Option<Instant> {
    value.as_str().and_then(Instant::parse)
}

/// Reads an instant as the wire shows it.
pub(super) fn read(input: &Json, cx: &Accept<'_>) -> Result<Instant, Issue> {
    let Json::String(text) = input else {
        return Err(cx.wrong_type("a time as text, RFC 3339", "ein Zeitpunkt als Text, RFC 3339"));
    };
    let text = text.trim();
    // No time has more characters; longer ones are not worth a parser's look.
    let parsed = if text.len() <= 64 {
        Instant::parse(text)
    } else {
        None
    };
    parsed.ok_or_else(|| {
        cx.wrong_format(
            "a time with its offset, RFC 3339",
            "ein Zeitpunkt mit Zeitverschiebung, RFC 3339",
        )
    })
}

/// Reads what people write; without an offset it is meant in the caller's zone, without a time it is the day's start.
fn from_cell(cell: &str, cx: &Accept<'_>) -> Option<Instant> {
    if cell.len() > 64 {
        return None;
    }
    if let Some(at) = Instant::parse_loosely(cell) {
        return Some(at);
    }
    let (day, time) = cell.split_once([' ', 'T']).unwrap_or((cell, ""));
    let day = date::from_cell(day)?;
    if time.is_empty() {
        return Some(day.start_in(&cx.caller.zone));
    }
    let time = time.trim();
    let time = if time.len() == 4 {
        format!("0{time}")
    } else {
        time.to_owned()
    };
    let civil: DateTime = format!("{day}T{time}").parse().ok()?;
    let zoned = cx.caller.zone.to_ambiguous_zoned(civil).compatible().ok()?;
    Some(Instant::from_micros(zoned.timestamp().as_microsecond()))
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn instants_need_an_offset_on_the_wire() {
        let bench = Bench::default();
        let at = FieldDef::new("at", "At", "Am", FieldType::Timestamp);
        assert_eq!(
            bench.accept(&at, json!("2026-03-29T03:30:00.123456+02:00")),
            Ok(json!("2026-03-29T01:30:00.123Z"))
        );
        for odd in [
            "2026-03-29T03:30:00",
            "2026-03-29T03:30Z",
            "2026-03-29",
            "now",
            "",
        ] {
            assert_eq!(
                bench.accept(&at, json!(odd)),
                Err(vec![("".into(), "wrong_format".into())]),
                "{odd}"
            );
        }
        assert_eq!(
            bench.accept(&at, json!(0)),
            Err(vec![("".into(), "wrong_type".into())])
        );
    }

    #[test]
    fn cells_are_meant_in_the_zone_of_the_caller() {
        let mut bench = Bench::default();
        bench.caller.zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
        let at = FieldDef::new("at", "At", "Am", FieldType::Timestamp);
        for (cell, expected) in [
            ("2026-07-01 14:05", "2026-07-01T12:05:00.000Z"),
            ("1.7.2026 9:05", "2026-07-01T07:05:00.000Z"),
            ("2026-07-01T14:05:30", "2026-07-01T12:05:30.000Z"),
            ("01.07.2026", "2026-06-30T22:00:00.000Z"),
            ("2026-07-01T14:05:00Z", "2026-07-01T14:05:00.000Z"),
            ("2026-07-01T14:05+0200", "2026-07-01T12:05:00.000Z"),
        ] {
            assert_eq!(bench.import(&at, cell), Ok(json!(expected)), "{cell}");
        }
    }
}
