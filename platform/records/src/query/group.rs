//! Counting and summing: groups over fields and date buckets, with the caller's permissions inside like any list.
//!
//! Buckets are days, weeks (from Monday), months, quarters or years in the caller's zone. Averages are divided in
//! Rust, half to even; sums of money are in the workspace's currency and say how many amounts had no rate.

use std::sync::Arc;

use kontor_database::{Dialect, Row, Tx};
use kontor_definitions::{Action, ComputedFn, FieldDef, FieldType, Object};
use kontor_expression::{Expected, Expr, Facts, FieldInfo, Schema, Tree, Type, Value as Typed};
use kontor_kernel::number::{MONEY_SCALE, divide_half_even, format_decimal};
use kontor_kernel::{Code, Date, Error, Id, Json, Result, Timestamp};
use serde::Deserialize;
use serde_json::json;

use crate::ctx::Ctx;
use crate::fields::kind;
use crate::policy::Permit;
use crate::query::labels::{Labels, Target};
use crate::query::list::filter;
use crate::query::scope::{ROOT, Scope, column, value_column};
use crate::schema::resolve;

/// Most groups of an answer.
pub const MAX_GROUPS: usize = 10_000;
/// Most group keys, and most measures.
const MAX_COLUMNS: usize = 8;

/// What `POST /query` asks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupQuery {
    /// Key of the object.
    pub object: String,
    /// An expression as text, or its tree.
    #[serde(default)]
    pub filter: Option<Json>,
    /// By what to group; nothing makes one group of all.
    #[serde(default)]
    pub group: Vec<GroupKey>,
    /// What to compute; nothing counts.
    #[serde(default)]
    pub measures: Vec<Measure>,
    /// A condition over the names of columns, `sum_amount > 1000`.
    #[serde(default)]
    pub having: Option<String>,
    /// Names of columns, `-sum_amount`; by the group keys unless told.
    #[serde(default)]
    pub sort: Option<String>,
    /// Most rows, 1,000 unless told.
    #[serde(default)]
    pub limit: Option<usize>,
}

/// One group key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupKey {
    /// A field, through links too.
    pub field: String,
    /// The bucket of a day or an instant.
    #[serde(default)]
    pub by: Option<Bucket>,
}

/// A length of time whose start names a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
}

/// One measure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// What to compute.
    #[serde(rename = "fn")]
    pub function: ComputedFn,
    /// Of which field; not needed to count.
    #[serde(default)]
    pub field: Option<String>,
}

/// The answer: names of columns, and rows in their order.
#[derive(Debug)]
pub struct Groups {
    /// Column names: the paths of the group keys, then `sum_amount` and the like.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Json>>,
    /// There were more groups than the limit.
    pub truncated: bool,
}

/// What a column of the statement holds and how it is shown.
enum Shown {
    Field(FieldDef),
    Bucket,
    Link(String),
    Count,
    Number { scale: u8 },
    Money { currency: String },
    Average { scale: u8, money: Option<String> },
    Typed(FieldDef),
}

/// Counts and sums.
///
/// # Errors
/// `not_found`, `bad_filter`, `bad_sort`, and 422 for keys and measures that do not fit.
pub fn group(ctx: &Ctx, tx: &mut Tx, query: &GroupQuery) -> Result<Groups> {
    let object = ctx.object(&query.object)?;
    if matches!(ctx.policy.permit(object, Action::Read), Permit::No) {
        return Err(Error::not_found());
    }
    if query.group.len() > MAX_COLUMNS || query.measures.len() > MAX_COLUMNS {
        let detail = format!("At most {MAX_COLUMNS} group keys and {MAX_COLUMNS} measures.");
        return Err(Error::invalid("/group", "too_many", detail));
    }
    let text = query.filter.as_ref().map(|filter| match filter {
        Json::String(text) => text.clone(),
        tree => tree.to_string(),
    });
    let filter = filter(ctx, object, text.as_deref())?;

    let mut scope = Scope::new(ctx, tx.dialect());
    let mut select: Vec<String> = Vec::new();
    let mut shown: Vec<(String, Shown)> = Vec::new();
    let mut grouped: Vec<String> = Vec::new();
    for (n, key) in query.group.iter().enumerate() {
        let (sql, how) = group_key(&mut scope, ctx, tx, object, key, n)?;
        select.push(sql);
        grouped.push((n + 1).to_string());
        shown.push((key.field.clone(), how));
    }
    let counting = [Measure { function: ComputedFn::Count, field: None }];
    let measures = if query.measures.is_empty() { &counting[..] } else { &query.measures[..] };
    for (n, measure) in measures.iter().enumerate() {
        let (name, how) = measured(&mut scope, ctx, object, measure, n, &mut select)?;
        shown.push((name, how));
    }
    let mut conditions = vec!["t.deleted_at IS NULL".to_owned()];
    conditions.extend(scope.permission(ROOT, object, Action::Read)?);
    if let Some(filter) = &filter {
        conditions.push(scope.filter(object, filter)?);
    }
    let by = if grouped.is_empty() { String::new() } else { format!(" GROUP BY {}", grouped.join(", ")) };
    let sql = format!(
        "SELECT {} FROM @{} {ROOT}{} WHERE {}{by} LIMIT {}",
        select.join(", "),
        object.table(),
        scope.joins(),
        conditions.join(" AND "),
        MAX_GROUPS + 1
    );
    let mut labels = Labels::default();
    let raw = tx.rows(&sql, &scope.params, |row| read_row(ctx, row, &shown, &mut labels))?;
    labels.resolve(ctx, tx)?;
    let mut truncated = raw.len() > MAX_GROUPS;
    let mut rows: Vec<Vec<Cell>> = raw.into_iter().take(MAX_GROUPS).collect();

    let columns: Vec<String> = shown.iter().map(|(name, _)| name.clone()).collect();
    if let Some(having) = &query.having {
        keep(ctx, having, &columns, &shown, &mut rows)?;
    }
    order(query.sort.as_deref(), &columns, query.group.len(), &mut rows)?;
    let limit = query.limit.unwrap_or(1_000).clamp(1, MAX_GROUPS);
    truncated |= rows.len() > limit;
    rows.truncate(limit);
    let rows = rows.into_iter().map(|row| row.into_iter().map(|cell| cell.show(&labels)).collect()).collect();
    Ok(Groups { columns, rows, truncated })
}

fn group_key(
    scope: &mut Scope<'_>,
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    key: &GroupKey,
    n: usize,
) -> Result<(String, Shown)> {
    let bad = |code: &str, what: &str| Error::invalid(format!("/group/{n}/field"), code, format!("{:?} {what}.", key.field));
    let steps: Vec<&str> = key.field.split('.').collect();
    let resolved =
        resolve(&ctx.catalog, &ctx.policy, object, &steps).ok_or_else(|| bad("unknown_field", "is no field"))?;
    let field = resolved.last().map(|step| step.field.clone()).ok_or_else(|| bad("unknown_field", "is no field"))?;
    let path: Vec<String> = steps.iter().map(|step| (*step).to_owned()).collect();
    let (alias, _, _) = scope.follow(ROOT, object, &path, &ctx.policy)?;
    let sql = value_column(&alias, &field);
    match (&field.kind, key.by) {
        (FieldType::Date, Some(bucket)) => Ok((bucketed(scope.dialect, &sql, bucket), Shown::Bucket)),
        (FieldType::Timestamp, Some(bucket)) => {
            let range = steps.len() == 1 || field.system;
            let days = local_days(scope, ctx, tx, object, &sql, range)?;
            Ok((bucketed(scope.dialect, &days, bucket), Shown::Bucket))
        }
        (_, Some(_)) => Err(bad("wrong_type", "is no day or instant, so it has no buckets")),
        (FieldType::Owner, None) => Ok((sql, Shown::Link("user".to_owned()))),
        (FieldType::Link { targets, many: false }, None) if targets.len() == 1 && targets[0] != "*" => {
            Ok((sql, Shown::Link(targets[0].clone())))
        }
        (FieldType::Money | FieldType::LongText | FieldType::RichText | FieldType::Json, None) => {
            Err(bad("wrong_type", "can't be grouped by"))
        }
        _ if kind(&field.kind).sort_column(&field).is_none() => Err(bad("wrong_type", "can't be grouped by")),
        _ => Ok((column(&alias, &field.id), Shown::Field(field))),
    }
}

/// The day of an instant in the caller's zone, as SQL. The zone's offset is constant between two transitions, so
/// it is a CASE over the transitions; they are listed for the years 1970 to 2100.
fn local_days(
    scope: &mut Scope<'_>,
    ctx: &Ctx,
    tx: &mut Tx,
    object: &Arc<Object>,
    sql: &str,
    direct: bool,
) -> Result<String> {
    let (first, last) = if direct {
        let bounds = format!("SELECT min({sql}), max({sql}) FROM @{} {ROOT}", object.table());
        let found = tx.row(&bounds, &[], |row| Ok((row.int(0)?, row.int(1)?)))?;
        found.and_then(|(a, b)| a.zip(b)).unwrap_or((0, 0))
    } else {
        (0, 4_102_444_800_000_000)
    };
    let start = Timestamp::from_micros(first).as_jiff();
    let offset = |at: jiff::Timestamp| i64::from(ctx.caller.zone.to_offset(at).seconds()) * 1_000_000;
    let mut arms = String::new();
    let mut current = offset(start);
    for next in ctx.caller.zone.following(start).take_while(|t| t.timestamp().as_microsecond() <= last).take(600) {
        let until = next.timestamp().as_microsecond();
        arms.push_str(&format!(" WHEN {sql} < {until} THEN {current}"));
        current = i64::from(next.offset().seconds()) * 1_000_000;
    }
    let shift = if arms.is_empty() { current.to_string() } else { format!("CASE{arms} ELSE {current} END") };
    Ok(scope.dialect.floor_div(&format!("{sql} + {shift}"), 86_400_000_000))
}

/// A number that names the bucket of a day and can be turned back into its first day.
fn bucketed(dialect: Dialect, days: &str, bucket: Bucket) -> String {
    let month = || format!("({} * 12 + {} - 1)", dialect.year(days), dialect.month(days));
    match bucket {
        Bucket::Day => format!("({days}) * 8"),
        // 1970-01-05 was a Monday.
        Bucket::Week => format!("({}) * 8 + 1", dialect.floor_div(&format!("({days}) - 4"), 7)),
        Bucket::Month => format!("({}) * 8 + 2", month()),
        Bucket::Quarter => format!("({} / 3) * 8 + 3", month()),
        Bucket::Year => format!("({}) * 8 + 4", dialect.year(days)),
    }
}

/// The first day of a bucket.
fn bucket_start(number: i64) -> Option<Date> {
    let (value, unit) = (number.div_euclid(8), number.rem_euclid(8));
    let first_of = |months: i64| {
        Date::parse(&format!("{:04}-{:02}-01", months.div_euclid(12), months.rem_euclid(12) + 1))
    };
    match unit {
        0 => Date::from_days(value),
        1 => Date::from_days(value * 7 + 4),
        2 => first_of(value),
        3 => first_of(value * 3),
        _ => first_of(value * 12),
    }
}

fn measured(
    scope: &mut Scope<'_>,
    ctx: &Ctx,
    object: &Arc<Object>,
    measure: &Measure,
    n: usize,
    select: &mut Vec<String>,
) -> Result<(String, Shown)> {
    let bad = |code: &str, detail: String| Error::invalid(format!("/measures/{n}/field"), code, detail);
    let Some(path) = &measure.field else {
        if measure.function != ComputedFn::Count {
            return Err(bad("required", "Only count needs no field.".to_owned()));
        }
        select.push("count(*)".to_owned());
        return Ok(("count".to_owned(), Shown::Count));
    };
    let steps: Vec<&str> = path.split('.').collect();
    let unknown = || bad("unknown_field", format!("There is no field {path:?}."));
    let resolved = resolve(&ctx.catalog, &ctx.policy, object, &steps).ok_or_else(unknown)?;
    let field = resolved.last().map(|step| step.field.clone()).ok_or_else(unknown)?;
    let owned: Vec<String> = steps.iter().map(|step| (*step).to_owned()).collect();
    let (alias, _, _) = scope.follow(ROOT, object, &owned, &ctx.policy)?;
    let sql = value_column(&alias, &field);
    let word = format!("{:?}", measure.function).to_lowercase();
    let name = format!("{word}_{}", path.replace('.', "_"));
    let numeric = match &field.kind {
        FieldType::Integer { .. } | FieldType::Rating { .. } | FieldType::Duration => Some(0),
        FieldType::Decimal { scale } => Some(*scale),
        FieldType::Percentage => Some(2),
        FieldType::Money => Some(MONEY_SCALE),
        FieldType::Total { function: ComputedFn::Count, .. } | FieldType::Rollup { function: ComputedFn::Count, .. } => {
            Some(0)
        }
        FieldType::Total { .. } | FieldType::Rollup { .. } => Some(MONEY_SCALE),
        FieldType::Formula { result, .. } => match result.as_ref() {
            FieldType::Integer { .. } => Some(0),
            FieldType::Decimal { scale } => Some(*scale),
            _ => None,
        },
        _ => None,
    };
    let no_number = || bad("wrong_type", format!("{path:?} is no number."));
    let currency = ctx.settings.currency.clone();
    let money = field.kind == FieldType::Money;
    // The second column of money counts amounts without a rate: they are in no sum.
    let unrated = format!("count({}) - count({sql})", column(&alias, &field.id));
    let shown = match measure.function {
        ComputedFn::Count => {
            select.push(format!("count({})", column(&alias, &field.id)));
            Shown::Count
        }
        ComputedFn::Sum => {
            let scale = numeric.ok_or_else(no_number)?;
            select.push(scope.dialect.sum(&sql));
            if money {
                select.push(unrated);
                Shown::Money { currency }
            } else {
                Shown::Number { scale }
            }
        }
        ComputedFn::Average => {
            let scale = numeric.ok_or_else(no_number)?;
            select.push(scope.dialect.sum(&sql));
            select.push(format!("count({sql})"));
            Shown::Average { scale, money: money.then_some(currency) }
        }
        ComputedFn::Min | ComputedFn::Max => {
            select.push(format!("{word}({sql})"));
            match (numeric, money) {
                (Some(_), true) => {
                    select.push(unrated);
                    Shown::Money { currency }
                }
                (Some(scale), false) => Shown::Number { scale },
                (None, _) if matches!(field.kind, FieldType::Date | FieldType::Timestamp) => Shown::Typed(field),
                _ => return Err(no_number()),
            }
        }
    };
    Ok((name, shown))
}

/// A value of a row, with what is needed to compare it.
#[derive(Clone, Debug)]
enum Cell {
    Shown { json: Json, typed: Typed },
    Link(Target),
}

impl Cell {
    fn plain(json: Json, typed: Typed) -> Cell {
        Cell::Shown { json, typed }
    }

    fn show(self, labels: &Labels) -> Json {
        match self {
            Cell::Shown { json, .. } => json,
            Cell::Link(target) => {
                json!({"id": target.id.to_string(), "object": labels.key(&target.object), "label": labels.get(&target)})
            }
        }
    }

    fn typed(&self) -> Typed {
        match self {
            Cell::Shown { typed, .. } => typed.clone(),
            Cell::Link(target) => Typed::Id(target.id),
        }
    }
}

fn read_row(ctx: &Ctx, row: &Row<'_>, shown: &[(String, Shown)], labels: &mut Labels) -> Result<Vec<Cell>> {
    let mut at = 0;
    let mut cells = Vec::with_capacity(shown.len());
    let decimal = |units: Option<i64>, scale: u8| match units {
        None => Cell::plain(Json::Null, Typed::Null),
        Some(units) if scale == 0 => Cell::plain(json!(units), Typed::Int(units)),
        Some(units) => Cell::plain(json!(format_decimal(units, scale, scale.min(2))), Typed::Decimal { units, scale }),
    };
    for (_, how) in shown {
        let cell = match how {
            Shown::Link(object) => match row.get::<Option<Id>>(at)? {
                Some(id) => {
                    let target = Target { object: object.clone(), id };
                    labels.want(&target);
                    Cell::Link(target)
                }
                None => Cell::plain(Json::Null, Typed::Null),
            },
            Shown::Bucket => match row.int(at)?.and_then(bucket_start) {
                Some(day) => Cell::plain(json!(day.to_string()), Typed::Date(day)),
                None => Cell::plain(Json::Null, Typed::Null),
            },
            Shown::Count => decimal(Some(row.int(at)?.unwrap_or(0)), 0),
            Shown::Number { scale } => decimal(row.int(at)?, *scale),
            Shown::Money { currency } => {
                let (units, unrated) = (row.int(at)?, row.int(at + 1)?.unwrap_or(0));
                at += 1;
                money(units, currency, unrated)
            }
            Shown::Average { scale, money: currency } => {
                let (sum, count) = (row.int(at)?, row.int(at + 1)?.unwrap_or(0));
                at += 1;
                let digits = (*scale).max(2);
                let shift = 10i128.pow(u32::from(digits - scale));
                let mean = sum.and_then(|sum| divide_half_even(i128::from(sum) * shift, i128::from(count)));
                match currency {
                    Some(currency) => money(mean, currency, 0),
                    None => decimal(mean, digits),
                }
            }
            Shown::Field(field) | Shown::Typed(field) => {
                if row.is_null(at)? {
                    Cell::plain(Json::Null, Typed::Null)
                } else {
                    let mut text = Vec::new();
                    kind(&field.kind).write(field, row, at, &mut text)?;
                    let json: Json = serde_json::from_slice(&text).map_err(Error::internal)?;
                    let typed = kind(&field.kind).typed(field, &json, &ctx.accept());
                    Cell::plain(json, typed)
                }
            }
        };
        cells.push(cell);
        at += 1;
    }
    Ok(cells)
}

fn money(units: Option<i64>, currency: &str, unrated: i64) -> Cell {
    let Some(units) = units else {
        return Cell::plain(if unrated == 0 { Json::Null } else { json!({"without_rate": unrated}) }, Typed::Null);
    };
    let mut json = json!({"amount": format_decimal(units, MONEY_SCALE, 2), "currency": currency});
    if unrated > 0 {
        json["without_rate"] = json!(unrated);
    }
    Cell::plain(json, Typed::Decimal { units, scale: MONEY_SCALE })
}

/// Drops the rows that do not meet a condition over the columns.
fn keep(ctx: &Ctx, having: &str, columns: &[String], shown: &[(String, Shown)], rows: &mut Vec<Vec<Cell>>) -> Result<()> {
    struct Columns<'a>(&'a [(String, Shown)]);
    impl Schema for Columns<'_> {
        fn field(&self, path: &[&str]) -> Option<FieldInfo> {
            let [name] = path else { return None };
            let (_, how) = self.0.iter().find(|(column, _)| column == name)?;
            Some(match how {
                Shown::Count => Type::Int.into(),
                Shown::Number { scale: 0 } => Type::Int.into(),
                Shown::Number { scale } => Type::Decimal { scale: *scale }.into(),
                Shown::Money { .. } => Type::Decimal { scale: MONEY_SCALE }.into(),
                Shown::Average { scale, .. } => Type::Decimal { scale: (*scale).max(2) }.into(),
                Shown::Bucket => Type::Date.into(),
                Shown::Link(object) => Type::link(object).into(),
                Shown::Field(field) | Shown::Typed(field) => kind(&field.kind).expression_type(field)?.into(),
            })
        }
    }
    struct Values<'a>(&'a [String], &'a [Cell]);
    impl Facts for Values<'_> {
        fn value(&self, path: &[String]) -> Typed {
            let at = self.0.iter().position(|name| path.len() == 1 && *name == path[0]);
            at.and_then(|at| self.1.get(at)).map_or(Typed::Null, Cell::typed)
        }
        fn count(&self, _: &[String]) -> usize {
            0
        }
        fn item(&self, _: &[String], _: usize, _: &str) -> Typed {
            Typed::Null
        }
        fn within(&self, _: &[String], _: Id) -> bool {
            false
        }
    }
    let condition = Expr::check(&Tree::parse(having)?, &Columns(shown), Expected::Condition)?;
    let env = ctx.env();
    rows.retain(|row| condition.holds(&Values(columns, row), &env));
    Ok(())
}

/// Sorts by the names of columns; missing values come last. Without a wish the group keys decide, ascending.
fn order(sort: Option<&str>, columns: &[String], keys: usize, rows: &mut [Vec<Cell>]) -> Result<()> {
    let mut by: Vec<(usize, bool)> = Vec::new();
    for part in sort.unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (name, descending) = part.strip_prefix('-').map_or((part, false), |name| (name, true));
        let at = columns.iter().position(|column| column == name);
        let at = at.ok_or_else(|| Error::new(Code::BadSort, format!("There is no column {name:?}.")))?;
        by.push((at, descending));
    }
    by.extend((0..keys).map(|at| (at, false)));
    rows.sort_by(|a, b| {
        for (at, descending) in &by {
            let order = compare(&a[*at].typed(), &b[*at].typed(), *descending);
            if order.is_ne() {
                return order;
            }
        }
        std::cmp::Ordering::Equal
    });
    Ok(())
}

fn compare(a: &Typed, b: &Typed, descending: bool) -> std::cmp::Ordering {
    use std::cmp::Ordering;
    let rank = |value: &Typed| -> Option<(i128, String)> {
        Some(match value {
            Typed::Null | Typed::List(_) => return None,
            Typed::Bool(value) => (i128::from(*value), String::new()),
            Typed::Int(value) | Typed::Duration(value) => (i128::from(*value) * 1_000_000_000_000_000_000, String::new()),
            Typed::Decimal { units, scale } => {
                (i128::from(*units) * 10i128.pow(18u32.saturating_sub(u32::from(*scale))), String::new())
            }
            Typed::Text(text) => (0, kontor_kernel::fold(text)),
            Typed::Date(day) => (i128::from(day.days()), String::new()),
            Typed::Timestamp(at) => (i128::from(at.micros()), String::new()),
            Typed::Id(id) => (0, id.to_string()),
        })
    };
    match (rank(a), rank(b)) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) if descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_number_names_its_first_day() {
        for (number, day) in [(0, "1970-01-01"), (1, "1970-01-05"), ((1970 * 12 + 2) * 8 + 2, "1970-03-01")] {
            assert_eq!(bucket_start(number).unwrap().to_string(), day);
        }
        assert_eq!(bucket_start((2026 * 4 + 3) * 8 + 3).unwrap().to_string(), "2026-10-01");
        assert_eq!(bucket_start(2026 * 8 + 4).unwrap().to_string(), "2026-01-01");
    }
}
