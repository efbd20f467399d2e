//! What totals and rollups come to: one statement for any number of records, in whole numbers, the same on both
//! databases. Both are stored in 1/10,000, except that a count is a whole number, and the smallest or largest of other
//! values is stored as they are.

use std::sync::Arc;

use kontor_database::{Tx, Value};
use kontor_definitions::storage::{AS_OF, CURRENCY, OBJECT, UNRATED};
use kontor_definitions::{Catalog, ComputedFn, FieldDef, FieldType, Object};
use kontor_kernel::number::MONEY_SCALE;
use kontor_kernel::{Id, Result};

use crate::command::side_key;
use crate::ctx::Ctx;

/// What a total or rollup is computed over.
#[derive(Clone, Copy)]
pub struct Sum<'a> {
    /// The object of the records that are summed up.
    pub source: &'a Arc<Object>,
    /// Their link to the record that has the sum.
    pub link: &'a FieldDef,
    /// The field of theirs; none to count them.
    pub of: Option<&'a FieldDef>,
    function: ComputedFn,
    /// The value is one of those it is computed over, as it is stored.
    plain: bool,
    /// It is an amount in the workspace's currency.
    money: bool,
}

impl<'a> Sum<'a> {
    /// What a field is computed over; `None` when it is neither a total nor a rollup.
    pub fn of(catalog: &'a Catalog, field: &FieldDef) -> Option<Sum<'a>> {
        let (object, link, function, of) = match &field.kind {
            FieldType::Total {
                object,
                link,
                function,
                field,
            }
            | FieldType::Rollup {
                object,
                link,
                function,
                field,
            } => (object, link, *function, field),
            _ => return None,
        };
        let source = catalog.object(object)?;
        let of = match of {
            Some(key) => Some(source.field(key)?),
            None => None,
        };
        Some(Sum {
            source,
            link: source.field(link)?,
            of,
            function,
            plain: field.gives.is_some(),
            money: field.sums_money,
        })
    }

    /// What an UPDATE of the table of `whole` sets: the sum; with amounts also how many are not in it, and the currency
    /// bound to `currency`.
    fn assignments(&self, whole: &Object, field: &FieldDef, currency: &str) -> String {
        let of = |value: &str| self.query(whole, value);
        let sum = format!("\"{}\" = ({})", field.id, of(&self.aggregate()));
        if !self.money {
            return sum;
        }
        let (unrated, named) = (field.column(UNRATED), field.column(CURRENCY));
        format!(
            "{sum}, \"{unrated}\" = ({}), \"{named}\" = {currency}",
            of(&self.unrated())
        )
    }

    /// A figure over what links to one record of `whole`, as a subquery of an UPDATE of its table.
    fn query(&self, whole: &Object, value: &str) -> String {
        let (source, whole) = (self.source.table(), whole.table());
        if self.link.is_many() {
            let key = side_key(self.source, self.link);
            return format!(
                "SELECT {value} FROM @k_link l JOIN @{source} p ON p.id = l.source \
                 WHERE l.target = @{whole}.id AND l.field = '{key}' AND p.deleted_at IS NULL"
            );
        }
        let link = &self.link.id;
        let one_of_several = self.link.columns().len() > 1;
        let object = if one_of_several {
            format!(" AND p.\"{link}{OBJECT}\" = '{whole}'")
        } else {
            String::new()
        };
        format!(
            "SELECT {value} FROM @{source} p WHERE p.\"{link}\" = @{whole}.id{object} AND p.deleted_at IS NULL"
        )
    }

    /// How many amounts have no value in the workspace's currency; of sums, how many those have left out.
    fn unrated(&self) -> String {
        match self.of {
            Some(of) if of.kind == FieldType::Money => {
                let (amount, value) = (&of.id, of.index_column());
                format!("count(CASE WHEN p.\"{value}\" IS NULL THEN p.\"{amount}\" END)")
            }
            Some(of) => format!("CAST(coalesce(sum(p.\"{}\"), 0) AS bigint)", of.column(UNRATED)),
            None => "0".to_owned(),
        }
    }

    /// The aggregate over the field's column, brought to the scale sums are stored in.
    fn aggregate(&self) -> String {
        let Some(field) = self.of.filter(|_| self.function != ComputedFn::Count) else {
            return "count(*)".to_owned();
        };
        let column = format!("p.\"{}\"", field.index_column());
        let digits = digits(field.gives.as_deref().unwrap_or(&field.kind));
        let (up, down) = match MONEY_SCALE.checked_sub(digits) {
            _ if self.plain => (1, 1),
            Some(more) => (10i64.pow(more.into()), 1),
            None => (1, 10i64.pow((digits - MONEY_SCALE).into())),
        };
        let one = |value: String| divided(&scaled(&value, up), &down.to_string(), down == 1);
        match self.function {
            ComputedFn::Sum => {
                let sum = divided(&sum(&column, up), &down.to_string(), down == 1);
                // Of amounts that can't be converted the sum is not known, which is something else than nothing.
                let nothing = match self.money {
                    true => format!("CASE WHEN {} = 0 THEN 0 END", self.unrated()),
                    false => "0".to_owned(),
                };
                format!("CASE WHEN count({column}) = 0 THEN {nothing} ELSE {sum} END")
            }
            ComputedFn::Average => divided(&sum(&column, up), &format!("(count({column}) * {down})"), false),
            ComputedFn::Min => one(format!("min({column})")),
            ComputedFn::Max => one(format!("max({column})")),
            ComputedFn::Count => "count(*)".to_owned(),
        }
    }
}

/// Where a sum is cut in two.
const PIECE: i64 = 1_000_000_000;

/// A sum in another scale; null where it does not fit. What is added up is cut in two before, for databases fail where
/// a sum of whole values overflows.
fn sum(column: &str, up: i64) -> String {
    let high = format!("CAST(sum({column} / {PIECE}) AS bigint)");
    let low = format!("CAST(sum({column} % {PIECE}) AS bigint)");
    let high = format!("({high} + {low} / {PIECE})");
    let bound = i64::MAX / up / PIECE - 1;
    format!(
        "CASE WHEN {high} BETWEEN -{bound} AND {bound} THEN ({high} * {PIECE} + {low} % {PIECE}) * {up} END"
    )
}

/// A value in another scale; null where it does not fit.
fn scaled(value: &str, up: i64) -> String {
    match (up, i64::MAX / up) {
        (1, _) => value.to_owned(),
        (_, bound) => format!("CASE WHEN {value} BETWEEN -{bound} AND {bound} THEN {value} * {up} END"),
    }
}

/// Digits after the point of the column that is summed up. Days count as whole numbers, instants as seconds.
fn digits(kind: &FieldType) -> u8 {
    match kind {
        FieldType::Money => MONEY_SCALE,
        FieldType::Decimal { scale } => *scale,
        FieldType::Percentage => 2,
        FieldType::Timestamp => 6,
        FieldType::Total { function, .. } if *function != ComputedFn::Count => MONEY_SCALE,
        FieldType::Formula { result, .. } => digits(result),
        _ => 0,
    }
}

/// A quotient rounded half to even with whole numbers alone, so that both databases agree; null for a divisor of 0.
fn divided(value: &str, by: &str, by_one: bool) -> String {
    if by_one {
        return value.to_owned();
    }
    let rest = format!("((({value}) % {by} + {by}) % {by})");
    let floor = format!("((({value}) - {rest}) / {by})");
    format!(
        "CASE WHEN {by} = 0 THEN NULL WHEN {rest} * 2 > {by} OR ({rest} * 2 = {by} AND {floor} % 2 <> 0) \
         THEN {floor} + 1 ELSE {floor} END"
    )
}

/// Computes a total of some records anew.
pub fn total(ctx: &Ctx, tx: &mut Tx, whole: &Object, field: &FieldDef, ids: &[Id]) -> Result<()> {
    let Some(sum) = Sum::of(&ctx.catalog, field) else {
        return Ok(());
    };
    let sql = format!(
        "UPDATE @{} SET {} WHERE {}",
        whole.table(),
        sum.assignments(whole, field, "$2"),
        tx.dialect().in_list("id", "$1")
    );
    let mut params = vec![Value::Ids(ids.to_vec())];
    if sum.money {
        params.push(ctx.settings.currency.as_str().into());
    }
    tx.execute(&sql, &params).map(drop)
}

/// Computes a rollup of some records anew, as of now.
pub fn rollup(ctx: &Ctx, tx: &mut Tx, whole: &Object, field: &FieldDef, ids: &[Id]) -> Result<()> {
    let Some(sum) = Sum::of(&ctx.catalog, field) else {
        return Ok(());
    };
    let sql = format!(
        "UPDATE @{} SET {}, \"{}{AS_OF}\" = $2 WHERE {}",
        whole.table(),
        sum.assignments(whole, field, "$3"),
        field.id,
        tx.dialect().in_list("id", "$1"),
    );
    let mut params = vec![Value::Ids(ids.to_vec()), ctx.caller.now.into()];
    if sum.money {
        params.push(ctx.settings.currency.as_str().into());
    }
    tx.execute(&sql, &params).map(drop)
}
