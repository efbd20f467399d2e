//! What a workspace has settled for itself: company, language, currency with its rates, zone, trash period.

pub mod change;
mod duplicates;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use kontor_kernel::number::{divide_half_even, format_decimal, parse_decimal};
use kontor_kernel::{Date, Error, Issue, Json, JsonMap, Locale, Result};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::json;

use crate::fields::{countries, currencies};

/// The settings of a workspace, as `GET /settings` shows them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Name of the company.
    pub company: String,
    /// Language of texts when nobody asked for another.
    pub language: Locale,
    /// ISO 4217 code in which sums are shown.
    pub currency: String,
    /// IANA name of the time zone of days and months.
    pub zone: String,
    /// ISO 3166-1 alpha-2 code: phone numbers without prefix and addresses without country are meant there.
    pub country: String,
    /// Days a record stays in the trash.
    pub trash_days: u32,
    /// Most bytes of an upload.
    pub upload_limit: u64,
    /// Dated exchange rates: currency, day, and how much of the workspace's currency one unit is worth
    /// (`rates["USD"]["2026-01-01"] = "0.92"`).
    pub rates: BTreeMap<String, BTreeMap<String, Rate>>,
    /// How duplicates of an object are told, where it is not as its definition suggests.
    pub duplicates: BTreeMap<String, DuplicateRules>,
}

/// How duplicates of an object are told: `{"person": {"same": 0.99, "perhaps": 0.5, "fields": {"title": 0}}}`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DuplicateRules {
    /// Nobody looks for duplicates of it.
    pub off: bool,
    /// The score from which two records are the same.
    pub same: Option<f64>,
    /// The score from which two records are perhaps the same.
    pub perhaps: Option<f64>,
    /// Factors on what agreement in a field is worth, by its key; 0 leaves the field out.
    pub fields: BTreeMap<String, f64>,
}

/// What one unit of a currency is worth in another, exact to twelve decimal places; on the wire a decimal as text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate(i64);

impl Rate {
    const PLACES: u8 = 12;
    const SCALE: i64 = 10_i64.pow(Rate::PLACES as u32);
    /// The highest rate; the weakest currencies are worth a millionth of the strongest.
    const MAX: i64 = 9_000_000;

    /// Reads a decimal such as `0.92`: positive, at most nine million, with at most twelve places.
    pub fn parse(text: &str) -> Option<Rate> {
        let scaled = parse_decimal(text, Rate::PLACES)?;
        (1..=Rate::MAX * Rate::SCALE)
            .contains(&scaled)
            .then_some(Rate(scaled))
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format_decimal(self.0, Rate::PLACES, 0))
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rate, D::Error> {
        /// Rates were once stored as integers, scaled by a million.
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Stored {
            Text(String),
            Millionths(i64),
        }
        let rate = match Stored::deserialize(deserializer)? {
            Stored::Text(text) => Rate::parse(&text),
            Stored::Millionths(millionths) => millionths.checked_mul(1_000_000).map(Rate),
        };
        rate.ok_or_else(|| D::Error::custom("a rate is a decimal above zero"))
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            company: String::new(),
            language: Locale::En,
            currency: "EUR".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            country: "DE".to_owned(),
            trash_days: 30,
            upload_limit: 100 * 1024 * 1024,
            rates: BTreeMap::new(),
            duplicates: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// The same with a JSON merge patch applied: null sets a member back to its default.
    ///
    /// # Errors
    /// `validation` for unknown members, wrong types, and values that make no sense.
    pub fn patched(&self, patch: &Json) -> Result<Settings> {
        let (Ok(Json::Object(mut present)), Ok(Json::Object(default))) = (
            serde_json::to_value(self),
            serde_json::to_value(Settings::default()),
        ) else {
            return Err(Error::internal("settings are always a JSON object"));
        };
        let patch = patch
            .as_object()
            .ok_or_else(|| Error::invalid("", "wrong_type", "An object is expected."))?;
        for (key, value) in patch {
            let Some(fallback) = default.get(key) else {
                return Err(Error::invalid(
                    format!("/{key}"),
                    "unknown_field",
                    format!("There is no setting {key:?}."),
                ));
            };
            if value.is_null() {
                present.insert(key.clone(), fallback.clone());
                continue;
            }
            check_kind(key, value, fallback)?;
            if key == "rates" {
                check_rates(value)?;
            }
            merge(present.entry(key.as_str()).or_insert(Json::Null), value);
            serde_json::from_value::<Settings>(Json::Object(present.clone())).map_err(|_| odd(key))?;
        }
        let mut settings: Settings =
            serde_json::from_value(Json::Object(present)).map_err(Error::internal)?;
        settings.check()?;
        // What says nothing is not kept, so that whoever takes a rate back comes to where he was.
        settings.rates.retain(|_, days| !days.is_empty());
        settings
            .duplicates
            .retain(|_, rules| *rules != DuplicateRules::default());
        Ok(settings)
    }

    fn check(&self) -> Result<()> {
        let mut issues = Vec::new();
        let mut refuse =
            |field: &str, code: &str, detail: String| issues.push(Issue::new(field, code, detail));
        if currencies::minor_digits(&self.currency).is_none() {
            refuse(
                "/currency",
                "unknown_currency",
                format!("{:?} is no currency.", self.currency),
            );
        }
        if TimeZone::get(&self.zone).is_err() {
            refuse(
                "/zone",
                "unknown_zone",
                format!("{:?} is no time zone.", self.zone),
            );
        }
        if countries::name(&self.country, Locale::En).is_none() {
            refuse(
                "/country",
                "unknown_country",
                "This is not a country code of ISO 3166-1 (two capital letters).".to_owned(),
            );
        }
        if self.company.chars().count() > 200 {
            refuse("/company", "too_long", "At most 200 characters.".to_owned());
        }
        if !(1..=3650).contains(&self.trash_days) {
            refuse("/trash_days", "out_of_range", "1 to 3650 days.".to_owned());
        }
        if !(1024..=10 * 1024 * 1024 * 1024).contains(&self.upload_limit) {
            refuse("/upload_limit", "out_of_range", "1 KiB to 10 GiB.".to_owned());
        }
        for (object, rules) in &self.duplicates {
            let (same, perhaps) = (rules.same.unwrap_or(1.0), rules.perhaps.unwrap_or(0.0));
            let scores = [same, perhaps].iter().all(|score| (0.0..=1.0).contains(score)) && perhaps <= same;
            if !scores || rules.fields.values().any(|weight| !(0.0..=10.0).contains(weight)) {
                refuse(
                    "/duplicates",
                    "out_of_range",
                    format!("Scores of {object:?} are 0 to 1, `perhaps` at most `same`; factors 0 to 10."),
                );
            }
        }
        if issues.is_empty() {
            Ok(())
        } else {
            Err(Error::validation(issues))
        }
    }

    /// The zone; UTC when the name is not known to this machine.
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// An amount in 1/10,000 of `currency`, in 1/10,000 of the workspace's currency by the newest rate not after
    /// `day`, or the first one where all are; `None` while no rate is known.
    pub fn in_base(&self, amount: i64, currency: &str, day: Date) -> Option<i64> {
        if currency == self.currency {
            return Some(amount);
        }
        let rates = self.rates.get(currency)?;
        let before = rates.range(..=day.to_string()).next_back();
        let (_, rate) = before.or_else(|| rates.first_key_value())?;
        divide_half_even(i128::from(amount) * i128::from(rate.0), i128::from(Rate::SCALE))
    }
}

/// JSON merge patch (RFC 7396).
fn merge(target: &mut Json, patch: &Json) {
    let Json::Object(members) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Json::Object(JsonMap::new());
    }
    let Json::Object(target) = target else { return };
    for (key, value) in members {
        match value {
            Json::Null => drop(target.remove(key)),
            value => merge(target.entry(key.as_str()).or_insert(Json::Null), value),
        }
    }
}

/// A setting is of the same kind as its default.
fn check_kind(key: &str, value: &Json, default: &Json) -> Result<()> {
    let kind = |value: &Json| match value {
        Json::Object(_) => "object",
        Json::String(_) => "text",
        Json::Number(_) => "integer",
        _ => "",
    };
    let expected = kind(default);
    if kind(value) == expected {
        return Ok(());
    }
    let detail = match expected {
        "object" => "An object is expected.",
        "integer" => "An integer is expected.",
        _ => "A text is expected.",
    };
    let issue = Issue::new(format!("/{key}"), "wrong_type", detail);
    Err(Error::validation(vec![issue.with(json!({"expected": expected}))]))
}

/// Why a value of the right kind can't be read.
fn odd(key: &str) -> Error {
    let issue = |code: &str, detail: &str| Issue::new(format!("/{key}"), code, detail);
    let issue = match key {
        "language" => issue("unknown_option", "Allowed are: en, de.").with(json!({"allowed": ["en", "de"]})),
        "trash_days" | "upload_limit" => issue("out_of_range", "The value is out of range."),
        _ => issue("invalid", "The value is not valid."),
    };
    Error::validation(vec![issue])
}

/// Looks at each rate of a patch; null takes one away.
fn check_rates(patch: &Json) -> Result<()> {
    let mut issues = Vec::new();
    for (currency, days) in patch.as_object().into_iter().flatten() {
        let here = format!("/rates/{}", currency.replace('~', "~0").replace('/', "~1"));
        if currencies::minor_digits(currency).is_none() {
            issues.push(Issue::new(here, "unknown_currency", "There is no such currency."));
            continue;
        }
        let days = match days {
            Json::Null => continue,
            Json::Object(days) => days,
            _ => {
                let issue = Issue::new(here, "wrong_type", "An object is expected: rates by day.");
                issues.push(issue.with(json!({"expected": "object"})));
                continue;
            }
        };
        for (day, rate) in days {
            let here = format!("{here}/{}", day.replace('~', "~0").replace('/', "~1"));
            if Date::parse(day).is_none() {
                let detail = "Expected: a date as YYYY-MM-DD.";
                issues.push(Issue::new(here, "invalid_date", detail));
            } else if !rate.is_null() && !rate.is_string() {
                let issue = Issue::new(here, "wrong_type", "A decimal as text is expected: \"0.92\".");
                issues.push(issue.with(json!({"expected": "decimal"})));
            } else if rate.as_str().is_some_and(|text| Rate::parse(text).is_none()) {
                let detail = "A rate is a decimal above 0 and up to 9,000,000 with at most 12 places.";
                issues.push(Issue::new(here, "invalid_rate", detail));
            }
        }
    }
    match issues.is_empty() {
        true => Ok(()),
        false => Err(Error::validation(issues)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patched(settings: &Settings, patch: Json) -> Settings {
        settings.patched(&patch).unwrap()
    }

    fn refused(patch: Json) -> Vec<String> {
        let error = Settings::default().patched(&patch).unwrap_err();
        let place = |issue: &Issue| format!("{} {}", issue.pointer, issue.code);
        error.issues.iter().map(place).collect()
    }

    #[test]
    fn rates_are_decimals_and_small_ones_are_exact() {
        let rates = json!({"rates": {"JPY": {"2026-01-01": "0.006123456789"}, "USD": {"2026-01-01": "0.9"}}});
        let settings = patched(&Settings::default(), rates.clone());
        assert_eq!(serde_json::to_value(&settings).unwrap()["rates"], rates["rates"]);
        let day = Date::parse("2026-02-01").unwrap();
        assert_eq!(settings.in_base(10_000_000_000, "JPY", day), Some(61_234_568));
        assert_eq!(settings.in_base(10_000, "USD", day), Some(9_000));
        let before = Date::parse("2025-12-31").unwrap();
        assert_eq!(
            settings.in_base(10_000, "USD", before),
            Some(9_000),
            "the first one known"
        );
        assert_eq!(settings.in_base(10_000, "GBP", day), None);
    }

    #[test]
    fn what_was_stored_as_millionths_is_read_and_stays() {
        let stored = r#"{"rates": {"USD": {"2026-01-01": 920000}}}"#;
        let settings: Settings = serde_json::from_str(stored).unwrap();
        let shown = serde_json::to_value(&settings).unwrap();
        assert_eq!(shown["rates"]["USD"]["2026-01-01"], "0.92");
        let more = patched(
            &settings,
            json!({"rates": {"USD": {"2026-02-01": "0.93"}, "GBP": {"2026-01-01": "1.2"}}}),
        );
        assert_eq!(more.rates["USD"].len(), 2, "a merge patch adds");
        let less = patched(
            &more,
            json!({"rates": {"USD": {"2026-01-01": null}, "GBP": null}}),
        );
        let shown = serde_json::to_value(&less).unwrap();
        assert_eq!(shown["rates"], json!({"USD": {"2026-02-01": "0.93"}}));
        assert!(patched(&more, json!({"rates": null})).rates.is_empty());
    }

    #[test]
    fn each_value_that_makes_no_sense_is_named() {
        let rates = json!({"rates": {"XXY": {}, "USD": {"yesterday": "1", "2026-01-01": 0.9, "2026-01-02": "0",
            "2026-01-03": "-1", "2026-01-04": "0.0000000000001", "2026-01-05": "0.5"}, "GBP": "1.2"}});
        let expected = [
            "/rates/GBP wrong_type",
            "/rates/USD/2026-01-01 wrong_type",
            "/rates/USD/2026-01-02 invalid_rate",
            "/rates/USD/2026-01-03 invalid_rate",
            "/rates/USD/2026-01-04 invalid_rate",
            "/rates/USD/yesterday invalid_date",
            "/rates/XXY unknown_currency",
        ];
        let mut found = refused(rates);
        found.sort();
        assert_eq!(found, expected);
        for (patch, place) in [
            (json!({"language": "fr"}), "/language unknown_option"),
            (json!({"company": 7}), "/company wrong_type"),
            (json!({"rates": []}), "/rates wrong_type"),
            (json!({"trash_days": "30"}), "/trash_days wrong_type"),
            (json!({"trash_days": -1}), "/trash_days out_of_range"),
            (json!({"trash_days": 1.5}), "/trash_days out_of_range"),
            (json!({"country": "XX"}), "/country unknown_country"),
            (json!({"country": "de"}), "/country unknown_country"),
            (json!({"moon": 1}), "/moon unknown_field"),
        ] {
            assert_eq!(refused(patch), [place]);
        }
    }
}
