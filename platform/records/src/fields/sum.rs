//! What totals and rollups over amounts of money come to: an amount in the workspace's currency at the time, with the
//! number of those it does not hold because their currency has no rate: `{"amount", "currency", "without_rate"}`.
//! The amount is null where none of them could be converted.

use kontor_database::{Row, Value};
use kontor_expression as expression;
use kontor_kernel::number::MONEY_SCALE;
use kontor_kernel::{Issue, Json, Locale, Result};
use serde_json::json;

use super::problem::Refused;
use super::{Accept, decimal, items, money, number, wire};

/// What stands before the number of amounts that were left out, in a cell.
const LEFT_OUT: &str = " + ";

/// Reads a sum; a bare number is one in the workspace's currency that nothing is missing from.
pub(super) fn accept(input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
    let members = match input {
        Json::Object(members) => members,
        other => {
            let units = number::scaled(other, MONEY_SCALE, cx).map_err(|issue| vec![issue])?;
            return Ok(canonical(Some(units), &cx.settings.currency, 0));
        }
    };
    let mut issues = items::unknown(members, &["amount", "currency", "without_rate"], cx);
    let given = |name: &str| members.get(name).filter(|value| !value.is_null());
    let mut keep = |name: &str, issue: Issue| issues.push(issue.under(&format!("/{name}")));
    let mut units = None;
    match given("amount").map(|amount| number::scaled(amount, MONEY_SCALE, cx)) {
        Some(Err(issue)) => keep("amount", issue),
        Some(Ok(read)) => units = Some(read),
        None => {}
    }
    let mut currency = cx.settings.currency.clone();
    match given("currency").map(|code| money::code(code, cx)) {
        Some(Err(issue)) => keep("currency", issue),
        Some(Ok(code)) => currency = code,
        None => {}
    }
    let mut unrated = 0;
    match given("without_rate").map(|count| number::whole(count, cx)) {
        Some(Err(issue)) => keep("without_rate", issue),
        Some(Ok(count)) => unrated = count,
        None => {}
    }
    match issues.is_empty() {
        true if units.is_none() && unrated == 0 => Ok(Json::Null),
        true => Ok(canonical(units, &currency, unrated)),
        false => Err(issues),
    }
}

fn canonical(units: Option<i64>, currency: &str, unrated: i64) -> Json {
    let amount = units.map(|units| money::shown(units, currency));
    json!({"amount": amount, "currency": currency, "without_rate": unrated})
}

/// The three columns of a canonical sum.
pub(super) fn store(value: &Json, out: &mut Vec<Value>) {
    let (units, currency) = money::parts(value);
    out.push(units.into());
    out.push(currency.into());
    out.push(value["without_rate"].as_i64().into());
}

/// Writes the columns of a sum.
pub(super) fn write(row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
    let (units, unrated) = (row.int(at)?, row.int(at + 2)?.unwrap_or(0));
    let Some(currency) = row.text(at + 1)?.filter(|_| units.is_some() || unrated > 0) else {
        wire::null(out);
        return Ok(());
    };
    out.extend_from_slice(b"{\"amount\":");
    match units {
        Some(units) => wire::decimal(units, MONEY_SCALE, money::minor_digits(currency), out),
        None => wire::null(out),
    }
    out.extend_from_slice(b",\"currency\":");
    wire::text(Some(currency), out);
    out.extend_from_slice(b",\"without_rate\":");
    wire::int(Some(unrated), out);
    out.push(b'}');
    Ok(())
}

/// A sum in expressions: its amount.
pub(super) fn typed(value: &Json) -> expression::Value {
    decimal::typed(&value["amount"], MONEY_SCALE)
}

/// A sum for people.
pub(super) fn display(value: &Json, locale: Locale) -> String {
    let amount = items::text(value, "amount").map(|amount| number::for_people(amount, locale));
    let (Some(currency), unrated) = (items::text(value, "currency"), &value["without_rate"]) else {
        return String::new();
    };
    let known = amount.map(|amount| format!("{amount} {currency}"));
    let left_out = (unrated != 0).then(|| match locale {
        Locale::De => format!("{unrated} ohne Kurs"),
        Locale::En => format!("{unrated} without a rate"),
    });
    known
        .into_iter()
        .chain(left_out)
        .collect::<Vec<_>>()
        .join(LEFT_OUT)
}

/// Reads a cell: `12.50 EUR + 2`.
pub(super) fn import(cell: &str) -> Json {
    let (sum, unrated) = cell.split_once(LEFT_OUT).unwrap_or((cell, "0"));
    let (amount, currency) = sum.trim().rsplit_once(' ').unwrap_or(("", sum.trim()));
    if currency.is_empty() {
        return Json::Null;
    }
    let amount = (!amount.is_empty()).then(|| decimal::import(amount, money::minor_digits(currency)));
    match unrated.trim().parse::<i64>() {
        Ok(unrated) => json!({"amount": amount, "currency": currency, "without_rate": unrated}),
        Err(_) => Json::String(cell.to_owned()),
    }
}

/// Writes a sum into a cell.
pub(super) fn export(value: &Json) -> String {
    let amount = items::text(value, "amount").map(number::to_cell);
    let known = [amount.as_deref(), items::text(value, "currency")];
    let known = known.into_iter().flatten().collect::<Vec<_>>().join(" ");
    match value["without_rate"].as_i64() {
        Some(unrated) if unrated > 0 => format!("{known}{LEFT_OUT}{unrated}"),
        _ => known,
    }
}

#[cfg(test)]
mod tests {
    use kontor_definitions::{ComputedFn, FieldDef, FieldType};

    use super::super::bench::Bench;
    use super::super::kind;
    use super::*;

    fn field() -> FieldDef {
        let kind = FieldType::Total {
            object: "line".to_owned(),
            link: "offer".to_owned(),
            function: ComputedFn::Sum,
            field: Some("price".to_owned()),
        };
        let mut field = FieldDef::new("sum", "Sum", "Summe", kind);
        field.sums_money = true;
        field
    }

    fn sum(amount: Option<&str>, currency: &str, unrated: i64) -> Json {
        json!({"amount": amount, "currency": currency, "without_rate": unrated})
    }

    #[test]
    fn a_sum_names_its_currency_and_what_is_not_in_it() {
        let (bench, field) = (Bench::default(), field());
        let whole = sum(Some("3.00"), "EUR", 0);
        assert_eq!(bench.accept(&field, json!(3)), Ok(whole.clone()));
        assert_eq!(bench.accept(&field, whole.clone()), Ok(whole.clone()));
        let yen = sum(Some("1234"), "JPY", 2);
        assert_eq!(
            bench.store(&field, yen),
            vec![Value::Int(12_340_000), Value::from("JPY"), Value::Int(2)]
        );
        let unknown = sum(None, "EUR", 2);
        assert_eq!(bench.accept(&field, unknown.clone()), Ok(unknown.clone()));
        assert_eq!(bench.accept(&field, sum(None, "EUR", 0)), Ok(Json::Null));
        assert_eq!(
            kind(&field.kind).typed(&field, &unknown, &bench.cx()),
            expression::Value::Null
        );
        let shown = |value: &Json, locale| kind(&field.kind).display(&field, value, locale);
        assert_eq!(shown(&whole, Locale::De), "3,00 EUR");
        assert_eq!(shown(&unknown, Locale::En), "2 without a rate");
        assert_eq!(
            shown(&sum(Some("3.00"), "EUR", 1), Locale::De),
            "3,00 EUR + 1 ohne Kurs"
        );
    }

    #[test]
    fn a_sum_comes_back_from_its_cell() {
        let (bench, field) = (Bench::default(), field());
        for value in [
            sum(Some("1234.50"), "EUR", 0),
            sum(Some("-7"), "JPY", 12),
            sum(None, "EUR", 3),
        ] {
            let cell = kind(&field.kind).export(&field, &value);
            assert_eq!(bench.import(&field, &cell), Ok(value), "{cell}");
        }
    }
}
