//! A length of time in whole seconds.

use jiff::fmt::temporal;
use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Json, Locale, Result};
use serde_json::json;

use super::problem::Refused;
use super::{Accept, Kind, integer, number, wire};

/// Most seconds, some 3,000 years: in microseconds it still fits an integer.
const MAX: i64 = 100_000_000_000;

/// See the module.
pub(super) struct Duration;

impl Kind for Duration {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let seconds = match input {
            Json::String(text) => iso(text.trim()).ok_or_else(|| {
                cx.wrong_format(
                    "a duration in whole seconds, or ISO 8601",
                    "eine Dauer in ganzen Sekunden, oder ISO 8601",
                )
            }),
            other => number::whole(other, cx),
        };
        let seconds = seconds.and_then(|seconds| number::within(seconds, Some(0), Some(MAX), cx));
        seconds.map(Json::from).map_err(|issue| vec![issue])
    }

    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(value.as_i64().into());
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        wire::int(row.int(at)?, out);
        Ok(())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::Duration)
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        value
            .as_i64()
            .map_or(expression::Value::Null, expression::Value::Duration)
    }

    fn display(&self, _field: &FieldDef, value: &Json, _locale: Locale) -> String {
        let Some(seconds) = value.as_i64() else {
            return String::new();
        };
        let parts = [
            (seconds / 3600, "h"),
            (seconds / 60 % 60, "min"),
            (seconds % 60, "s"),
        ];
        let shown: Vec<String> = parts
            .iter()
            .filter(|(n, _)| *n != 0)
            .map(|(n, unit)| format!("{n} {unit}"))
            .collect();
        if shown.is_empty() {
            "0 s".to_owned()
        } else {
            shown.join(" ")
        }
    }

    fn import(&self, _field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        clock(cell.trim()).map_or_else(|| integer::import(cell), |seconds| json!(seconds))
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        integer::export(value)
    }
}

/// Reads an ISO 8601 duration of weeks, days, hours, minutes and seconds; months and years have no fixed length.
fn iso(text: &str) -> Option<i64> {
    static PARSER: temporal::SpanParser = temporal::SpanParser::new();
    if text.len() > 64 {
        return None;
    }
    let span = PARSER.parse_span(text).ok()?;
    let odd = span.get_years() != 0
        || span.get_months() != 0
        || span.get_milliseconds() != 0
        || span.get_microseconds() != 0
        || span.get_nanoseconds() != 0;
    if odd {
        return None;
    }
    let days = i64::from(span.get_weeks()) * 7 + i64::from(span.get_days());
    let minutes = span
        .get_minutes()
        .checked_add((days * 24 + i64::from(span.get_hours())).checked_mul(60)?)?;
    minutes.checked_mul(60)?.checked_add(span.get_seconds())
}

/// Reads `h:mm` and `h:mm:ss`.
fn clock(cell: &str) -> Option<i64> {
    let parts: Vec<&str> = cell.split(':').collect();
    let sound = parts
        .iter()
        .all(|part| !part.is_empty() && part.len() <= 6 && part.bytes().all(|b| b.is_ascii_digit()));
    if !(2..=3).contains(&parts.len()) || !sound || parts[1..].iter().any(|part| part.len() != 2) {
        return None;
    }
    let mut numbers = parts.iter().map(|part| part.parse::<i64>().unwrap_or(0));
    let (hours, minutes, seconds) = (numbers.next()?, numbers.next()?, numbers.next().unwrap_or(0));
    (minutes < 60 && seconds < 60).then_some(hours * 3600 + minutes * 60 + seconds)
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn durations_are_seconds_or_iso() {
        let bench = Bench::default();
        let length = FieldDef::new("duration", "Duration", "Dauer", FieldType::Duration);
        for (input, seconds) in [
            (json!(300), 300),
            (json!("PT5M"), 300),
            (json!("P1DT2H"), 93_600),
            (json!("PT90M"), 5400),
            (json!("P2W"), 1_209_600),
        ] {
            assert_eq!(bench.accept(&length, input), Ok(json!(seconds)));
        }
        for (input, code) in [
            (json!(-1), "out_of_range"),
            (json!("-PT5M"), "out_of_range"),
            (json!(i64::MAX), "out_of_range"),
            (json!("P1M"), "wrong_format"),
            (json!("PT0.5S"), "wrong_format"),
            (json!("5 minutes"), "wrong_format"),
            (json!(""), "wrong_format"),
            (json!(1.5), "wrong_type"),
        ] {
            assert_eq!(
                bench.accept(&length, input.clone()),
                Err(vec![("".into(), code.into())]),
                "{input}"
            );
        }
        for (cell, seconds) in [("1:30", 5400), ("0:00:07", 7), ("300", 300), ("PT5M", 300)] {
            assert_eq!(bench.import(&length, cell), Ok(json!(seconds)), "{cell}");
        }
        assert_eq!(
            Duration.display(&length, &json!(5407), Locale::De),
            "1 h 30 min 7 s"
        );
    }
}
