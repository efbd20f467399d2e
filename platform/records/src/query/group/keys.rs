//! By what is grouped: fields, targets of links, and days gathered in buckets.

use std::sync::Arc;

use kontor_database::{Dialect, Tx};
use kontor_definitions::{FieldDef, FieldType, Object};
use kontor_kernel::{Date, Result, Timestamp};

use super::rows::Shown;
use super::{Bucket, Column, GroupKey, Part};
use crate::fields::kind;
use crate::query::scope::{ROOT, Scope, column as column_of};

/// Most changes of a zone's offset that are looked at: three hundred years of summer time.
const MAX_TRANSITIONS: usize = 600;
/// How far beyond the last instant they are listed, for what is written meanwhile: a year.
const BEYOND: i64 = 366 * 86_400_000_000;

/// The column of a key.
pub(super) fn column(
    scope: &mut Scope<'_>,
    tx: &mut Tx,
    object: &Arc<Object>,
    key: &GroupKey,
    n: usize,
) -> Result<Column> {
    let (alias, field) = super::field(scope, object, &key.field, "group", n)?;
    let refuse = |what: &str| {
        Err(super::issue(
            "group",
            n,
            "wrong_type",
            format!("{:?} {what}.", key.field),
        ))
    };
    let sql = column_of(&alias, &field.id);
    let (part, shown) = match (result(&field), key.by) {
        (FieldType::Date, Some(bucket)) => (Part::Day(sql, bucket), Shown::Bucket(bucket)),
        (FieldType::Timestamp, Some(bucket)) => (
            Part::Day(local_day(scope, tx, object, &sql)?, bucket),
            Shown::Bucket(bucket),
        ),
        (_, Some(_)) => return refuse("is no day or instant, so it has no buckets"),
        (FieldType::Owner, None) => (Part::Key(sql), Shown::Link("user".to_owned())),
        (FieldType::Link { targets, many: false }, None) if targets.len() == 1 && targets[0] != "*" => {
            (Part::Key(sql), Shown::Link(targets[0].clone()))
        }
        // What has several columns, or hardly ever the same value twice.
        (FieldType::Money | FieldType::Rollup { .. }, None) => return refuse("can't be grouped by"),
        _ if field.sums_money || kind(&field.kind).sort_column(&field).is_none() => {
            return refuse("can't be grouped by");
        }
        _ => (Part::Key(sql), Shown::Field(Box::new(field))),
    };
    Ok(Column {
        name: key.field.clone(),
        parts: vec![part],
        shown,
    })
}

/// What a field holds; of a formula, its result, of the smallest or largest of other values, what they hold.
pub(super) fn result(field: &FieldDef) -> &FieldType {
    field.gives.as_deref().unwrap_or(field.kind.result())
}

/// The day of an instant in the caller's zone, as SQL. The zone's offset is constant between two transitions, so it
/// is a CASE over those that lie among the instants there are.
fn local_day(scope: &Scope<'_>, tx: &mut Tx, object: &Object, sql: &str) -> Result<String> {
    let bounds = format!(
        "SELECT min({sql}), max({sql}) FROM @{} {ROOT}{}",
        object.table(),
        scope.joins()
    );
    let found = tx.row(&bounds, &scope.params, |row| Ok((row.int(0)?, row.int(1)?)))?;
    let (first, last) = found.and_then(|(first, last)| first.zip(last)).unwrap_or((0, 0));
    let zone = &scope.ctx.caller.zone;
    let start = Timestamp::from_micros(first).as_jiff();
    let mut current = i64::from(zone.to_offset(start).seconds()) * 1_000_000;
    let mut arms = String::new();
    let until = last.saturating_add(BEYOND);
    let listed = zone
        .following(start)
        .take_while(|next| next.timestamp().as_microsecond() <= until);
    for next in listed.take(MAX_TRANSITIONS) {
        arms.push_str(&format!(
            " WHEN {sql} < {} THEN {current}",
            next.timestamp().as_microsecond()
        ));
        current = i64::from(next.offset().seconds()) * 1_000_000;
    }
    let shift = if arms.is_empty() {
        current.to_string()
    } else {
        format!("CASE{arms} ELSE {current} END")
    };
    Ok(scope
        .dialect
        .floor_div(&format!("{sql} + {shift}"), 86_400_000_000))
}

impl Bucket {
    /// The number of the bucket that a day is in: the day itself, or weeks, months, quarters or years counted from
    /// their beginnings.
    pub(super) fn number(self, dialect: Dialect, day: &str) -> String {
        let month = || format!("({} * 12 + {} - 1)", dialect.year(day), dialect.month(day));
        match self {
            Bucket::Day => day.to_owned(),
            // 1970-01-05 was a Monday.
            Bucket::Week => dialect.floor_div(&format!("({day}) - 4"), 7),
            Bucket::Month => month(),
            Bucket::Quarter => format!("({} / 3)", month()),
            Bucket::Year => dialect.year(day),
        }
    }

    /// The first day of a bucket by its number.
    pub(super) fn first_day(self, number: i64) -> Option<Date> {
        let first_of = |months: i64| {
            Date::parse(&format!(
                "{:04}-{:02}-01",
                months.div_euclid(12),
                months.rem_euclid(12) + 1
            ))
        };
        match self {
            Bucket::Day => Date::from_days(number),
            Bucket::Week => Date::from_days(number.checked_mul(7)? + 4),
            Bucket::Month => first_of(number),
            Bucket::Quarter => first_of(number.checked_mul(3)?),
            Bucket::Year => first_of(number.checked_mul(12)?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_named_by_its_first_day() {
        for (bucket, number, day) in [
            (Bucket::Day, 0, "1970-01-01"),
            (Bucket::Week, 0, "1970-01-05"),
            (Bucket::Week, -1, "1969-12-29"),
            (Bucket::Month, 1970 * 12 + 2, "1970-03-01"),
            (Bucket::Quarter, 2026 * 4 + 3, "2026-10-01"),
            (Bucket::Year, 2026, "2026-01-01"),
        ] {
            assert_eq!(bucket.first_day(number).unwrap().to_string(), day);
        }
        assert_eq!(Bucket::Year.first_day(i64::MAX), None);
    }
}
