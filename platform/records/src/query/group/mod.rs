//! Counting and summing: groups over fields and date buckets, with the caller's permissions inside like any list.
//!
//! Buckets are days, weeks (from Monday), months, quarters or years in the caller's zone ([`keys`]). Averages are
//! divided in Rust, half to even; sums of money are in the workspace's currency and say how many amounts had no rate
//! ([`measures`]). The rows are few by then: conditions over them, their order and their limit are Rust too ([`rows`]).

mod keys;
mod measures;
mod rows;

use std::sync::Arc;

use kontor_database::{Dialect, Tx};
use kontor_definitions::{Action, ComputedFn, Object};
use kontor_kernel::{Code, Error, Json, Result};
use serde::Deserialize;

use crate::ctx::Ctx;
use crate::policy::Permit;
use crate::query::labels::Labels;
use crate::query::list::filter;
use crate::query::scope::{ROOT, Scope};

/// Most groups of an answer.
pub const MAX_GROUPS: usize = 10_000;
/// Rows of an answer unless told otherwise.
const DEFAULT_LIMIT: usize = 1_000;
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

/// A column of the answer.
struct Column {
    name: String,
    /// What the statement selects for it.
    parts: Vec<Part>,
    shown: rows::Shown,
}

/// One expression of the statement.
enum Part {
    /// A key as it is.
    Key(String),
    /// A key that is a day, gathered in a bucket.
    Day(String, Bucket),
    Count(String),
    Sum(String),
    Min(String),
    Max(String),
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
    for (pointer, count) in [("/group", query.group.len()), ("/measures", query.measures.len())] {
        if count > MAX_COLUMNS {
            return Err(Error::invalid(
                pointer,
                "too_many",
                format!("At most {MAX_COLUMNS} entries."),
            ));
        }
    }
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_GROUPS).contains(&limit) {
        return Err(Error::invalid(
            "/limit",
            "out_of_range",
            format!("1 to {MAX_GROUPS}."),
        ));
    }
    let text = query.filter.as_ref().map(|filter| match filter {
        Json::String(text) => text.clone(),
        tree => tree.to_string(),
    });
    let filter = filter(ctx, object, text.as_deref())?;

    let mut scope = Scope::new(ctx, tx.dialect());
    let mut columns: Vec<Column> = Vec::new();
    for (n, key) in query.group.iter().enumerate() {
        columns.push(keys::column(&mut scope, tx, object, key, n)?);
    }
    let counting = [Measure {
        function: ComputedFn::Count,
        field: None,
    }];
    let measures = if query.measures.is_empty() {
        &counting[..]
    } else {
        &query.measures[..]
    };
    for (n, measure) in measures.iter().enumerate() {
        columns.push(measures::column(&mut scope, object, measure, n)?);
    }
    let mut conditions = vec!["t.deleted_at IS NULL".to_owned()];
    conditions.extend(scope.permission(ROOT, object, Action::Read)?);
    if let Some(filter) = &filter {
        conditions.push(scope.filter(object, filter)?);
    }
    let sql = statement(&scope, object, &columns, &conditions.join(" AND "));
    let mut labels = Labels::default();
    let mut rows = tx.rows(&sql, &scope.params, |row| {
        rows::read(ctx, row, &columns, &mut labels)
    })?;
    labels.resolve(ctx, tx)?;
    let mut truncated = rows.len() > MAX_GROUPS;
    rows.truncate(MAX_GROUPS);
    if let Some(having) = &query.having {
        rows::keep(ctx, having, &columns, &mut rows)?;
    }
    rows::sort(
        query.sort.as_deref(),
        &columns,
        query.group.len(),
        &labels,
        &mut rows,
    )?;
    truncated |= rows.len() > limit;
    rows.truncate(limit);
    let rows = rows
        .into_iter()
        .map(|row| row.into_iter().map(|cell| cell.show(&labels)).collect())
        .collect();
    Ok(Groups {
        columns: columns.into_iter().map(|column| column.name).collect(),
        rows,
        truncated,
    })
}

/// The statement. Longer buckets than days take two steps: the inner query gathers records by day, the outer one days
/// by bucket, so that the arithmetic of the calendar is done once for a day and not for every record.
fn statement(scope: &Scope<'_>, object: &Object, columns: &[Column], conditions: &str) -> String {
    let dialect = scope.dialect;
    let parts: Vec<&Part> = columns.iter().flat_map(|column| &column.parts).collect();
    let keys: Vec<String> = parts
        .iter()
        .zip(1..)
        .filter(|(part, _)| part.is_key())
        .map(|(_, n)| n.to_string())
        .collect();
    let by = if keys.is_empty() {
        String::new()
    } else {
        format!(" GROUP BY {}", keys.join(", "))
    };
    let limit = MAX_GROUPS + 1;
    let select: Vec<String> = parts
        .iter()
        .enumerate()
        .map(|(n, part)| format!("{} AS c{n}", part.of_records(dialect)))
        .collect();
    let days = format!(
        "SELECT {} FROM @{} {ROOT}{} WHERE {conditions}{by}",
        select.join(", "),
        object.table(),
        scope.joins(),
    );
    if parts
        .iter()
        .all(|part| !matches!(part, Part::Day(_, bucket) if *bucket != Bucket::Day))
    {
        return format!("{days} LIMIT {limit}");
    }
    let select: Vec<String> = parts
        .iter()
        .enumerate()
        .map(|(n, part)| part.of_days(dialect, &format!("days.c{n}")))
        .collect();
    format!(
        "SELECT {} FROM ({days}) AS days{by} LIMIT {limit}",
        select.join(", ")
    )
}

impl Part {
    fn is_key(&self) -> bool {
        matches!(self, Part::Key(_) | Part::Day(..))
    }

    /// Over the records of a group.
    fn of_records(&self, dialect: Dialect) -> String {
        match self {
            Part::Key(sql) | Part::Day(sql, _) => sql.clone(),
            Part::Count(sql) => format!("count({sql})"),
            Part::Sum(sql) => dialect.sum(sql),
            Part::Min(sql) => format!("min({sql})"),
            Part::Max(sql) => format!("max({sql})"),
        }
    }

    /// Over the days of a group, from the column that already is over the records of a day.
    fn of_days(&self, dialect: Dialect, column: &str) -> String {
        match self {
            Part::Key(_) => column.to_owned(),
            Part::Day(_, bucket) => bucket.number(dialect, column),
            Part::Count(_) | Part::Sum(_) => dialect.sum(column),
            Part::Min(_) => format!("min({column})"),
            Part::Max(_) => format!("max({column})"),
        }
    }
}

/// The issue of a key or a measure.
fn issue(list: &str, n: usize, code: &str, detail: String) -> Error {
    Error::invalid(format!("/{list}/{n}/field"), code, detail)
}

/// The field at a path the caller may name, and the alias it stands in.
fn field(
    scope: &mut Scope<'_>,
    object: &Arc<Object>,
    path: &str,
    list: &str,
    n: usize,
) -> Result<(String, kontor_definitions::FieldDef)> {
    let steps: Vec<&str> = path.split('.').collect();
    let known = crate::schema::resolve(&scope.ctx.catalog, &scope.ctx.policy, object, &steps).is_some();
    let owned: Vec<String> = steps.iter().map(|step| (*step).to_owned()).collect();
    let policy = scope.ctx.policy.clone();
    match known.then(|| scope.follow(ROOT, object, &owned, &policy)) {
        Some(Ok((alias, _, field))) => Ok((alias, field)),
        Some(Err(error)) if error.code != Code::BadFilter => Err(error),
        _ => Err(issue(
            list,
            n,
            "unknown_field",
            format!("There is no field {path:?}."),
        )),
    }
}
