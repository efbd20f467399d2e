//! Postal addresses: `[{"kind", "street", "postcode", "city", "region", "country", "from_date", "to_date", "lat",
//! "lon"}]`. The engine keeps their parts in a side table of their own.

use kontor_database::{Row, Value};
use kontor_definitions::FieldDef;
use kontor_expression as expression;
use kontor_kernel::{Issue, Json, JsonMap, Locale, Result, fold};
use serde_json::json;

use super::problem::Refused;
use super::{Accept, Kind, MAX_ITEMS, Words, cell, countries, date, items, line, wire};

/// Digits after the point of a coordinate, some ten centimetres.
pub const COORDINATE_SCALE: u8 = 6;

/// Members that are texts, with their most characters.
const TEXTS: [(&str, usize); 5] = [
    ("kind", 50),
    ("street", 300),
    ("postcode", 20),
    ("city", 100),
    ("region", 100),
];
/// Members that are days.
const DAYS: [&str; 2] = ["from_date", "to_date"];
/// Members that are degrees, with their largest.
const DEGREES: [(&str, f64); 2] = [("lat", 90.0), ("lon", 180.0)];
/// All members.
const MEMBERS: [&str; 10] = [
    "kind",
    "street",
    "postcode",
    "city",
    "region",
    "country",
    "from_date",
    "to_date",
    "lat",
    "lon",
];

/// See the module.
pub(super) struct Address;

impl Kind for Address {
    fn accept(&self, _field: &FieldDef, input: &Json, cx: &Accept<'_>) -> Result<Json, Refused> {
        let mut found: Vec<(String, Json)> = Vec::new();
        let mut issues = Vec::new();
        for (at, input) in items::array(input, MAX_ITEMS, cx)?.iter().enumerate() {
            match one(input, cx) {
                Ok(None) => {}
                Ok(Some(address)) => {
                    let identity = identity(&address);
                    if found.iter().all(|(other, _)| *other != identity) {
                        found.push((identity, address));
                    }
                }
                Err(more) => issues.extend(more.into_iter().map(|issue| issue.under(&format!("/{at}")))),
            }
        }
        if !issues.is_empty() {
            return Err(issues);
        }
        Ok(cell::list(
            found.into_iter().map(|(_, address)| address).collect(),
        ))
    }

    fn store(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>, out: &mut Vec<Value>) {
        out.push(items::stored(value));
    }

    fn write(&self, _field: &FieldDef, row: &Row<'_>, at: usize, out: &mut Vec<u8>) -> Result<()> {
        wire::list(row.text(at)?, out);
        Ok(())
    }

    fn expression_type(&self, _field: &FieldDef) -> Option<expression::Type> {
        use expression::Type;
        let degrees = Type::Decimal {
            scale: COORDINATE_SCALE,
        };
        Some(Type::items([
            ("kind", Type::Text),
            ("street", Type::Text),
            ("postcode", Type::Text),
            ("city", Type::Text),
            ("region", Type::Text),
            ("country", Type::Text),
            ("from_date", Type::Date),
            ("to_date", Type::Date),
            ("lat", degrees.clone()),
            ("lon", degrees),
        ]))
    }

    fn typed(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> expression::Value {
        items::typed_items(value)
    }

    fn sort_column(&self, _field: &FieldDef) -> Option<String> {
        None
    }

    fn display(&self, _field: &FieldDef, value: &Json, locale: Locale) -> String {
        let shown: Vec<String> = value
            .as_array()
            .into_iter()
            .flatten()
            .map(|item| for_people(item, locale))
            .collect();
        shown.join("; ")
    }

    fn import(&self, _field: &FieldDef, cell: &str, _cx: &Accept<'_>) -> Json {
        let Ok(Json::Array(mut addresses)) = serde_json::from_str(cell) else {
            return cell::text(cell);
        };
        for address in &mut addresses {
            if let Some(country) = address.get_mut("country")
                && let Some(code) = country.as_str().and_then(countries::country_code)
            {
                *country = code.into();
            }
        }
        cell::list(addresses)
    }

    fn export(&self, _field: &FieldDef, value: &Json) -> String {
        if value.is_null() {
            String::new()
        } else {
            value.to_string()
        }
    }

    fn words(&self, _field: &FieldDef, value: &Json, _cx: &Accept<'_>) -> Vec<Words> {
        let mut words = Vec::new();
        for item in value.as_array().into_iter().flatten() {
            let names: Vec<&str> = ["street", "city"]
                .iter()
                .filter_map(|part| items::text(item, part))
                .collect();
            words.push(Words::Name(names.join(" ")));
            words.extend(items::text(item, "postcode").map(|postcode| Words::Code(postcode.to_owned())));
        }
        words
    }

    fn item_key(&self, _field: &FieldDef, item: &Json, _cx: &Accept<'_>) -> Option<String> {
        item.is_object().then(|| identity(item))
    }
}

/// Reads one address; `None` when it says nothing about a place.
fn one(input: &Json, cx: &Accept<'_>) -> Result<Option<Json>, Refused> {
    let Json::Object(members) = input else {
        return Err(vec![cx.wrong_type("an address", "eine Anschrift")]);
    };
    let mut issues = items::unknown(members, &MEMBERS, cx);
    let mut address: JsonMap = MEMBERS
        .iter()
        .map(|member| ((*member).to_owned(), Json::Null))
        .collect();
    let mut set = |member: &str, result: Result<Json, Issue>| match result {
        Ok(value) => {
            address.insert(member.to_owned(), value);
        }
        Err(issue) => issues.push(issue.under(&format!("/{member}"))),
    };
    for (member, max) in TEXTS {
        set(member, line::member(members.get(member), max, cx).map(Json::from));
    }
    set(
        "country",
        line::member(members.get("country"), 100, cx).and_then(|code| country(code, cx)),
    );
    for member in DAYS {
        let day =
            present(members, member).map(|day| date::read(day, cx).map(|day| Json::String(day.to_string())));
        set(member, day.unwrap_or(Ok(Json::Null)));
    }
    for (member, max) in DEGREES {
        set(
            member,
            present(members, member).map_or(Ok(Json::Null), |value| degrees(value, max, cx)),
        );
    }
    if address["lat"].is_null() != address["lon"].is_null() && issues.is_empty() {
        issues.push(cx.required(if address["lat"].is_null() { "lat" } else { "lon" }));
    }
    // Canonical days sort like the days they are.
    if let (Some(from), Some(to)) = (address["from_date"].as_str(), address["to_date"].as_str())
        && from > to
    {
        issues.push(cx.out_of_range(json!(from), Json::Null).under("/to_date"));
    }
    if !issues.is_empty() {
        return Err(issues);
    }
    let place = ["street", "postcode", "city", "region", "country", "lat"];
    let says_nothing = place.iter().all(|member| address[*member].is_null());
    Ok((!says_nothing).then_some(Json::Object(address)))
}

fn present<'a>(members: &'a JsonMap, member: &str) -> Option<&'a Json> {
    members.get(member).filter(|value| !value.is_null())
}

fn country(code: Option<String>, cx: &Accept<'_>) -> Result<Json, Issue> {
    let Some(code) = code else { return Ok(Json::Null) };
    let code = code.to_ascii_uppercase();
    if countries::name(&code, Locale::En).is_none() {
        return Err(cx.issue(
            "unknown_country",
            "This is not a country code of ISO 3166-1 (two letters).",
            "Das ist kein Ländercode nach ISO 3166-1 (zwei Buchstaben).",
        ));
    }
    Ok(Json::String(code))
}

/// Reads degrees, as number or text, rounded to the digits that are kept.
fn degrees(input: &Json, max: f64, cx: &Accept<'_>) -> Result<Json, Issue> {
    let number = match input {
        Json::Number(number) => number.as_f64(),
        Json::String(text) if text.len() <= 32 => text
            .trim()
            .parse()
            .ok()
            .filter(|degrees: &f64| degrees.is_finite()),
        _ => None,
    };
    let degrees = number.ok_or_else(|| cx.wrong_type("degrees as a number", "Grad als Zahl"))?;
    if degrees.abs() > max {
        return Err(cx.out_of_range(json!(-max), json!(max)));
    }
    let unit = f64::from(10i32.pow(COORDINATE_SCALE.into()));
    // Adding zero turns a negative zero into a plain one.
    Ok(json!((degrees * unit).round() / unit + 0.0))
}

/// What makes two addresses the same: everything said, loosely spelled, but for the coordinates.
fn identity(address: &Json) -> String {
    let parts = MEMBERS[..8]
        .iter()
        .map(|member| items::text(address, member).map(fold).unwrap_or_default());
    let key = parts.collect::<Vec<_>>().join("\n");
    if key.len() > MEMBERS.len() {
        key
    } else {
        format!("{key}{} {}", address["lat"], address["lon"])
    }
}

fn for_people(address: &Json, locale: Locale) -> String {
    let part = |member| items::text(address, member).unwrap_or_default();
    let country = countries::name(part("country"), locale).unwrap_or_else(|| part("country"));
    let town = [part("postcode"), part("city")].join(" ");
    let parts = [part("street"), town.trim(), part("region"), country];
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use kontor_definitions::FieldType;

    use super::super::bench::Bench;
    use super::*;

    fn field() -> FieldDef {
        FieldDef::new("addresses", "Addresses", "Anschriften", FieldType::Address)
    }

    #[test]
    fn every_member_is_there_whatever_was_sent() {
        let bench = Bench::default();
        let sent = json!([{"street": " Hauptstr. 1\n", "postcode": "20095", "city": "Hamburg", "country": "de", "lat": "53.5503415", "lon": 10}]);
        assert_eq!(
            bench.accept(&field(), sent),
            Ok(json!([{
                "kind": null, "street": "Hauptstr. 1", "postcode": "20095", "city": "Hamburg", "region": null,
                "country": "DE", "from_date": null, "to_date": null, "lat": 53.550342, "lon": 10.0,
            }]))
        );
        assert_eq!(
            bench.accept(&field(), json!([{"kind": "home", "city": " "}])),
            Ok(Json::Null)
        );
    }

    #[test]
    fn the_same_address_in_another_spelling_is_one() {
        let bench = Bench::default();
        let sent = json!([{"city": "Köln"}, {"city": "KÖLN"}, {"city": "Köln", "kind": "home"}]);
        assert_eq!(bench.accept(&field(), sent).unwrap().as_array().unwrap().len(), 2);
        let points = json!([{"lat": 1, "lon": 1}, {"lat": 2, "lon": 2}]);
        assert_eq!(
            bench.accept(&field(), points).unwrap().as_array().unwrap().len(),
            2
        );
    }

    #[test]
    fn every_fault_is_named_at_its_place() {
        let bench = Bench::default();
        for (address, pointer, code) in [
            (json!(7), "/0", "wrong_type"),
            (json!({"city": 7}), "/0/city", "wrong_type"),
            (json!({"country": "Germany"}), "/0/country", "unknown_country"),
            (json!({"country": "XX"}), "/0/country", "unknown_country"),
            (
                json!({"city": "X", "lat": 91, "lon": 1}),
                "/0/lat",
                "out_of_range",
            ),
            (json!({"city": "X", "lat": 9}), "/0/lon", "required"),
            (
                json!({"city": "X", "lat": "NaN", "lon": 1}),
                "/0/lat",
                "wrong_type",
            ),
            (
                json!({"city": "X", "from_date": "2026-02-01", "to_date": "2026-01-01"}),
                "/0/to_date",
                "out_of_range",
            ),
            (
                json!({"city": "X", "from_date": "1.1.2026"}),
                "/0/from_date",
                "wrong_format",
            ),
            (json!({"town": "X"}), "/0/town", "unknown_field"),
            (json!({"postcode": "1".repeat(21)}), "/0/postcode", "too_long"),
        ] {
            assert_eq!(
                bench.accept(&field(), json!([address])),
                Err(vec![(pointer.into(), code.into())]),
                "{address}"
            );
        }
    }

    #[test]
    fn cells_may_name_countries_in_words() {
        let bench = Bench::default();
        let imported = bench
            .import(&field(), r#"[{"city": "Wien", "country": "Österreich"}]"#)
            .unwrap();
        assert_eq!(imported[0]["country"], "AT");
        assert_eq!(Address.display(&field(), &imported, Locale::En), "Wien, Austria");
    }
}
