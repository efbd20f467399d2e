//! A day: birthdays, closing dates, everything that has no time zone.

use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Date as Day, Issue, Json, Locale, Result};

use super::problem::Refused;
use super::{Accept, Kind, cell, wire};

/// See the module.
pub(super) struct Date;

impl Kind for Date {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let day = read(input, cx).map_err(|issue| vec![issue])?;
        Ok(Json::String(day.to_string()))
    }

    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(day(value).into());
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        wire::date(row.get(at)?, out);
        Ok(())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::Date)
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        day(value).map_or(expression::Value::Null, expression::Value::Date)
    }

    fn display(&self, _field: &FieldDef, value: &Json, locale: Locale) -> String {
        day(value).map_or_else(String::new, |day| for_people(day, locale))
    }

    fn import(&self, _field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        match from_cell(cell.trim()) {
            Some(day) => Json::String(day.to_string()),
            None => cell::text(cell),
        }
    }
}

fn day(value: &Json) -> Option<Day> {
    value.as_str().and_then(Day::parse)
}

/// Reads a day as the wire shows it.
pub(super) fn read(input: &Json, cx: &Accept<'_>) -> Result<Day, Issue> {
    let Json::String(text) = input else {
        return Err(cx.wrong_type("a day as text, YYYY-MM-DD", "ein Tag als Text, JJJJ-MM-TT"));
    };
    Day::parse(text.trim()).ok_or_else(|| cx.wrong_format("a day, YYYY-MM-DD", "ein Tag, JJJJ-MM-TT"))
}

/// Reads a day as people write it: `2026-12-31`, `31.12.2026`, or with a time of midnight as spreadsheets do.
pub(super) fn from_cell(cell: &str) -> Option<Day> {
    if let Some(day) = Day::parse(cell.strip_suffix(" 00:00:00").unwrap_or(cell)) {
        return Some(day);
    }
    let mut parts = cell.split('.').map(str::trim);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, most: usize| part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || year.len() != 4 || !digits(day, 2) || !digits(month, 2) {
        return None;
    }
    Day::parse(&format!("{year}-{month:0>2}-{day:0>2}"))
}

/// A day for people.
pub(super) fn for_people(day: Day, locale: Locale) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let date = day.as_civil();
    match locale {
        Locale::En => {
            let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
            format!("{} {month} {}", date.day(), date.year())
        }
        Locale::De => format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year()),
    }
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;
    use serde_json::json;

    use super::super::bench::Bench;
    use super::*;

    #[test]
    fn days_are_iso_on_the_wire_and_german_in_cells_too() {
        let bench = Bench::default();
        let born = FieldDef::new("birth_date", "Born", "Geboren", FieldType::Date);
        assert_eq!(bench.accept(&born, json!("2024-02-29")), Ok(json!("2024-02-29")));
        for odd in ["2023-02-29", "31.12.2026", "", "2026-1-1", "10000-01-01"] {
            assert_eq!(
                bench.accept(&born, json!(odd)),
                Err(vec![("".into(), "wrong_format".into())]),
                "{odd}"
            );
        }
        assert_eq!(
            bench.accept(&born, json!(20260101)),
            Err(vec![("".into(), "wrong_type".into())])
        );
        for (cell, day) in [
            ("31.12.2026", "2026-12-31"),
            ("1.2.2026", "2026-02-01"),
            ("2026-12-31 00:00:00", "2026-12-31"),
        ] {
            assert_eq!(bench.import(&born, cell), Ok(json!(day)));
        }
        for odd in ["12/31/2026", "31.12.26", "31.02.2026", "1.2.3.4"] {
            assert!(bench.import(&born, odd).is_err(), "{odd}");
        }
        assert_eq!(
            Date.display(&born, &json!("2026-12-31"), Locale::De),
            "31.12.2026"
        );
        assert_eq!(
            Date.display(&born, &json!("2026-12-31"), Locale::En),
            "31 Dec 2026"
        );
    }
}
