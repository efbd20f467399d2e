//! An amount with its currency; a third column holds its value in the workspace's currency, by which it is
//! compared, sorted and summed.

use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_definitions::storage::BASE;
use kontor_expression as expression;
use kontor_kernel::number::{MONEY_SCALE, format_decimal, parse_decimal};
use kontor_kernel::{Issue, Json, Locale, Result};
use serde_json::json;

use super::problem::Refused;
use super::{Accept, Kind, currencies, number, wire};

/// See the module.
pub(super) struct Money;

impl Kind for Money {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let members = match input {
            Json::Object(members) => members,
            Json::String(_) | Json::Number(_) => {
                let units = number::scaled(input, MONEY_SCALE, cx).map_err(|issue| vec![issue])?;
                return Ok(canonical(units, &cx.settings.currency));
            }
            _ => {
                let issue = cx.wrong_type(
                    "an amount with its currency, {\"amount\", \"currency\"}",
                    "ein Betrag mit Währung, {\"amount\", \"currency\"}",
                );
                return Err(vec![issue]);
            }
        };
        let known = |name: &&String| matches!(name.as_str(), "amount" | "currency");
        let mut issues: Vec<Issue> = members
            .keys()
            .filter(|name| !known(name))
            .take(10)
            .map(|name| cx.unknown_member(name))
            .collect();
        let units = match members.get("amount") {
            None | Some(Json::Null) => Err(cx.required("amount")),
            Some(amount) => number::scaled(amount, MONEY_SCALE, cx).map_err(|issue| issue.under("/amount")),
        };
        let currency = match members.get("currency") {
            None | Some(Json::Null) => Ok(cx.settings.currency.clone()),
            Some(currency) => code(currency, cx).map_err(|issue| issue.under("/currency")),
        };
        match (units, currency) {
            (Ok(units), Ok(currency)) if issues.is_empty() => Ok(canonical(units, &currency)),
            (units, currency) => {
                issues.extend(units.err());
                issues.extend(currency.err());
                Err(issues)
            }
        }
    }

    fn store(&self, _field: &FieldDef, value: &Json, cx: &Accept<'_>, out: &mut Vec<Value>) {
        let (units, currency) = parts(value);
        out.push(units.into());
        out.push(currency.into());
        out.push(base(value, cx).into());
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        let (Some(units), Some(currency)) = (row.int(at)?, row.text(at + 1)?) else {
            wire::null(out);
            return Ok(());
        };
        out.extend_from_slice(b"{\"amount\":");
        wire::decimal(units, MONEY_SCALE, minor_digits(currency), out);
        out.extend_from_slice(b",\"currency\":");
        wire::text(Some(currency), out);
        out.push(b'}');
        Ok(())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        Some(expression::Type::Money)
    }

    fn typed(&self, _field: &FieldDef, value: &Json, cx: &Accept<'_>) -> expression::Value {
        match base(value, cx) {
            Some(units) => expression::Value::Decimal {
                units,
                scale: MONEY_SCALE,
            },
            None => expression::Value::Null,
        }
    }

    fn sort_column(&self, field: &FieldDef) -> Option<String> {
        Some(field.column(BASE))
    }

    fn display(&self, _field: &FieldDef, value: &Json, locale: Locale) -> String {
        match (value["amount"].as_str(), value["currency"].as_str()) {
            (Some(amount), Some(currency)) => format!("{} {currency}", number::for_people(amount, locale)),
            _ => String::new(),
        }
    }

    fn import(&self, _field: &FieldDef, cell: &str, cx: &Accept<'_>) -> Json {
        let cell = cell.trim();
        if cell.is_empty() {
            return Json::Null;
        }
        let is_unit = |ch: char| ch.is_alphabetic() || matches!(ch, '€' | '$' | '£' | '¥');
        let unit: String = cell.chars().filter(|ch| is_unit(*ch)).collect();
        let amount: String = cell.chars().filter(|ch| !is_unit(*ch)).collect();
        let currency = match unit.as_str() {
            "" => cx.settings.currency.clone(),
            "€" | "Euro" => "EUR".to_owned(),
            "$" => "USD".to_owned(),
            "£" => "GBP".to_owned(),
            "¥" => "JPY".to_owned(),
            other => other.to_uppercase(),
        };
        match number::from_cell(&amount, minor_digits(&currency)) {
            Some(amount) => json!({ "amount": amount, "currency": currency }),
            None => Json::String(cell.to_owned()),
        }
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        match (value["amount"].as_str(), value["currency"].as_str()) {
            (Some(amount), Some(currency)) => format!("{} {currency}", number::to_cell(amount)),
            _ => String::new(),
        }
    }
}

fn canonical(units: i64, currency: &str) -> Json {
    json!({ "amount": shown(units, currency), "currency": currency })
}

/// An amount with the digits of its currency.
pub(super) fn shown(units: i64, currency: &str) -> String {
    format_decimal(units, MONEY_SCALE, minor_digits(currency))
}

/// Digits an amount is shown with at least.
pub(super) fn minor_digits(currency: &str) -> u8 {
    currencies::minor_digits(currency).unwrap_or(2)
}

pub(super) fn code(input: &Json, cx: &Accept<'_>) -> Result<String, Issue> {
    let Json::String(text) = input else {
        return Err(cx.wrong_type("a currency code", "ein Währungscode"));
    };
    let code = text.trim().to_ascii_uppercase();
    if currencies::minor_digits(&code).is_none() {
        return Err(cx.issue(
            "unknown_currency",
            "This is not a currency code of ISO 4217.",
            "Das ist kein Währungscode nach ISO 4217.",
        ));
    }
    Ok(code)
}

pub(super) fn parts(value: &Json) -> (Option<i64>, Option<&str>) {
    let units = value
        .get("amount")
        .and_then(Json::as_str)
        .and_then(|amount| parse_decimal(amount, MONEY_SCALE));
    (units, value.get("currency").and_then(Json::as_str))
}

/// The value in the workspace's currency, by today's rate.
fn base(value: &Json, cx: &Accept<'_>) -> Option<i64> {
    let (Some(units), Some(currency)) = parts(value) else {
        return None;
    };
    cx.settings.in_base(units, currency, cx.caller.today())
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;

    use super::super::bench::Bench;
    use super::*;
    use crate::settings::Rate;

    fn field() -> FieldDef {
        FieldDef::new("amount", "Amount", "Betrag", FieldType::Money)
    }

    #[test]
    fn amounts_are_shown_with_the_digits_of_their_currency() {
        let bench = Bench::default();
        for (input, amount, currency) in [
            (json!({"amount": "1234.5", "currency": "EUR"}), "1234.50", "EUR"),
            (json!({"amount": 1234.5, "currency": "eur"}), "1234.50", "EUR"),
            (json!({"amount": "5", "currency": "JPY"}), "5", "JPY"),
            (json!({"amount": "5", "currency": "KWD"}), "5.000", "KWD"),
            (json!({"amount": "0.0001", "currency": "EUR"}), "0.0001", "EUR"),
            (json!({"amount": 7}), "7.00", "EUR"),
            (json!("-7.10"), "-7.10", "EUR"),
            (json!(7), "7.00", "EUR"),
        ] {
            assert_eq!(
                bench.accept(&field(), input),
                Ok(json!({"amount": amount, "currency": currency}))
            );
        }
    }

    #[test]
    fn every_fault_is_named_at_its_place() {
        let bench = Bench::default();
        for (input, pointer, code) in [
            (
                json!({"amount": "1", "currency": "XYZ"}),
                "/currency",
                "unknown_currency",
            ),
            (json!({"amount": "1", "currency": 5}), "/currency", "wrong_type"),
            (
                json!({"amount": "1,5", "currency": "EUR"}),
                "/amount",
                "wrong_format",
            ),
            (
                json!({"amount": "0.00001", "currency": "EUR"}),
                "/amount",
                "too_many_digits",
            ),
            (json!({"currency": "EUR"}), "/amount", "required"),
            (json!({"amount": "1", "a/b~c": 1}), "/a~1b~0c", "unknown_field"),
            (json!(true), "", "wrong_type"),
            (json!("EUR"), "", "wrong_format"),
        ] {
            assert_eq!(
                bench.accept(&field(), input),
                Err(vec![(pointer.into(), code.into())])
            );
        }
    }

    #[test]
    fn the_third_column_is_in_the_currency_of_the_workspace() {
        let mut bench = Bench::default();
        let dollars = json!({"amount": "10.00", "currency": "USD"});
        let stored = |base: Option<i64>| vec![Value::Int(100_000), Value::from("USD"), Value::from(base)];
        assert_eq!(bench.store(&field(), dollars.clone()), stored(None));
        let rate = Rate::parse("0.92").unwrap();
        bench.settings.rates = [("USD".to_owned(), [("2026-01-01".to_owned(), rate)].into())].into();
        assert_eq!(bench.store(&field(), dollars.clone()), stored(Some(92_000)));
        let typed = Money.typed(&field(), &dollars, &bench.cx());
        assert_eq!(
            typed,
            expression::Value::Decimal {
                units: 92_000,
                scale: 4
            }
        );
    }

    #[test]
    fn cells_name_the_currency_in_many_ways() {
        let bench = Bench::default();
        for (cell, amount, currency) in [
            ("1234.50 EUR", "1234.50", "EUR"),
            ("1.234,50 €", "1234.50", "EUR"),
            ("CHF 1'234.50", "1234.50", "CHF"),
            ("$1,234", "1234.00", "USD"),
            ("1.234", "1234.00", "EUR"),
            ("¥500", "500", "JPY"),
        ] {
            assert_eq!(
                bench.import(&field(), cell),
                Ok(json!({"amount": amount, "currency": currency})),
                "{cell}"
            );
        }
        assert!(bench.import(&field(), "about 5").is_err());
    }
}
