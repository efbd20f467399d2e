//! What a workspace has settled for itself: company, language, currency with its rates, zone, trash period.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use kontor_kernel::number::divide_half_even;
use kontor_kernel::{Date, Error, Issue, Json, Locale, Result};
use serde::{Deserialize, Serialize};

use crate::fields::currencies;

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
    /// Dated exchange rates: currency, day, and how much of the workspace's currency one unit is worth, scaled by
    /// 1,000,000 (`rates["USD"]["2026-01-01"] = 920000`).
    pub rates: BTreeMap<String, BTreeMap<String, i64>>,
}

/// Scale of an exchange rate.
pub const RATE_SCALE: i128 = 1_000_000;

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
            let value = if value.is_null() {
                fallback.clone()
            } else {
                value.clone()
            };
            let old = present.insert(key.clone(), value);
            if let Err(error) = serde_json::from_value::<Settings>(Json::Object(present.clone())) {
                present.insert(key.clone(), old.unwrap_or_default());
                return Err(Error::invalid(format!("/{key}"), "wrong_type", error.to_string()));
            }
        }
        let settings: Settings = serde_json::from_value(Json::Object(present)).map_err(Error::internal)?;
        settings.check()?;
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
        if self.country.len() != 2 || !self.country.bytes().all(|b| b.is_ascii_uppercase()) {
            refuse(
                "/country",
                "unknown_country",
                "Two capital letters are expected.".to_owned(),
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
        for (currency, rates) in &self.rates {
            let known = currencies::minor_digits(currency).is_some();
            if !known
                || rates
                    .iter()
                    .any(|(day, rate)| Date::parse(day).is_none() || *rate <= 0)
            {
                refuse(
                    "/rates",
                    "out_of_range",
                    format!("A rate of {currency:?} is not valid."),
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
    /// `day`; `None` while no rate is known.
    pub fn in_base(&self, amount: i64, currency: &str, day: Date) -> Option<i64> {
        if currency == self.currency {
            return Some(amount);
        }
        let (_, rate) = self.rates.get(currency)?.range(..=day.to_string()).next_back()?;
        divide_half_even(i128::from(amount) * i128::from(*rate), RATE_SCALE)
    }
}
