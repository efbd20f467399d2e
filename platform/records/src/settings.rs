//! What a workspace has settled for itself: company, language, currency with its rates, zone, trash period.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use kontor_kernel::number::divide_half_even;
use kontor_kernel::{Date, Locale};
use serde::{Deserialize, Serialize};

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
