//! Year, month and day of a day number, in whole-number SQL that both databases compute alike.
//!
//! The arithmetic is the usual one of proleptic Gregorian eras of 400 years, with years that begin in March, so that
//! the leap day is the last. Days before the year 0 are not covered.

/// Days since 0000-03-01.
fn since_march(days: &str) -> String {
    format!("(({days}) + 719468)")
}

/// The day of its era of 146,097 days.
fn of_era(days: &str) -> String {
    format!("({} % 146097)", since_march(days))
}

/// The year of its era.
fn year_of_era(days: &str) -> String {
    let doe = of_era(days);
    format!("(({doe} - {doe} / 1460 + {doe} / 36524 - {doe} / 146096) / 365)")
}

/// The day of the year that began in March.
fn of_year(days: &str) -> String {
    let (doe, yoe) = (of_era(days), year_of_era(days));
    format!("({doe} - (365 * {yoe} + {yoe} / 4 - {yoe} / 100))")
}

/// The month counted from March, 0 to 11.
fn march_month(days: &str) -> String {
    format!("((5 * {} + 2) / 153)", of_year(days))
}

pub(super) fn year(days: &str) -> String {
    let (era, yoe, month) = (since_march(days), year_of_era(days), march_month(days));
    format!("({yoe} + {era} / 146097 * 400 + CASE WHEN {month} >= 10 THEN 1 ELSE 0 END)")
}

pub(super) fn month(days: &str) -> String {
    let month = march_month(days);
    format!("({month} + CASE WHEN {month} < 10 THEN 3 ELSE -9 END)")
}

pub(super) fn day(days: &str) -> String {
    let (day, month) = (of_year(days), march_month(days));
    format!("({day} - (153 * {month} + 2) / 5 + 1)")
}
