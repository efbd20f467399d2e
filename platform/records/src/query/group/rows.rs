//! The rows of an answer: how their cells are read and shown, which are kept, and their order.

use std::cmp::Ordering;

use kontor_database::Row;
use kontor_definitions::FieldDef;
use kontor_expression::{Expected, Expr, Facts, FieldInfo, Schema, Tree, Type, Value};
use kontor_kernel::number::{MONEY_SCALE, divide_half_even, format_decimal};
use kontor_kernel::{Code, Error, Id, Json, Result, fold};
use serde_json::json;

use super::measures::HIGH;
use super::{Bucket, Column};
use crate::ctx::Ctx;
use crate::fields::kind;
use crate::query::labels::{Labels, Target};

/// How a column is shown.
pub(super) enum Shown {
    /// Like the field.
    Field(Box<FieldDef>),
    /// The first day of a bucket.
    Bucket(Bucket),
    /// A link to a record of this object.
    Link(String),
    /// A whole number.
    Count,
    /// A computed number, as money in this currency maybe.
    Number {
        scale: u8,
        money: Option<String>,
        how: How,
    },
}

/// What a computed number is made from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// The two parts of a sum.
    Sum,
    /// The same, and a count.
    Average,
    /// The number itself.
    Extreme,
}

/// A cell, with what is needed to compare it.
pub(super) enum Cell {
    Plain { json: Json, value: Value },
    Link(Target),
}

impl Cell {
    const NOTHING: Cell = Cell::Plain {
        json: Json::Null,
        value: Value::Null,
    };

    pub(super) fn show(self, labels: &Labels) -> Json {
        match self {
            Cell::Plain { json, .. } => json,
            Cell::Link(target) => {
                json!({"id": target.id.to_string(), "object": labels.key(&target.object), "label": labels.get(&target)})
            }
        }
    }

    fn value(&self) -> Value {
        match self {
            Cell::Plain { value, .. } => value.clone(),
            Cell::Link(target) => Value::Id(target.id),
        }
    }
}

/// Reads a row of the statement.
pub(super) fn read(ctx: &Ctx, row: &Row<'_>, columns: &[Column], labels: &mut Labels) -> Result<Vec<Cell>> {
    let mut at = 0;
    let mut cells = Vec::with_capacity(columns.len());
    for column in columns {
        cells.push(cell(ctx, row, at, &column.shown, labels)?);
        at += column.parts.len();
    }
    Ok(cells)
}

fn cell(ctx: &Ctx, row: &Row<'_>, at: usize, shown: &Shown, labels: &mut Labels) -> Result<Cell> {
    if row.is_null(at)? && !matches!(shown, Shown::Number { money: Some(_), .. }) {
        return Ok(Cell::NOTHING);
    }
    Ok(match shown {
        Shown::Link(object) => match row.id(at)? {
            Some(id) => {
                let target = Target {
                    object: object.as_str().into(),
                    id,
                };
                labels.want(&target);
                Cell::Link(target)
            }
            None => Cell::NOTHING,
        },
        Shown::Bucket(bucket) => match row.int(at)?.and_then(|number| bucket.first_day(number)) {
            Some(day) => Cell::Plain {
                json: json!(day.to_string()),
                value: Value::Date(day),
            },
            None => Cell::NOTHING,
        },
        Shown::Count => number(row.int(at)?, 0),
        Shown::Field(field) => {
            let mut text = Vec::new();
            kind(&field.kind).write(field, row, at, &mut text)?;
            let json: Json = serde_json::from_slice(&text).map_err(Error::internal)?;
            let value = kind(&field.kind).typed(field, &json, &ctx.accept());
            Cell::Plain { json, value }
        }
        Shown::Number {
            scale,
            money: currency,
            how,
        } => {
            let (units, width) = match how {
                How::Extreme => (row.int(at)?, 1),
                How::Sum => (sum(row, at)?.and_then(|sum| i64::try_from(sum).ok()), 2),
                How::Average => (average(row, at, *scale)?, 3),
            };
            match currency {
                Some(currency) => money(units, currency, row.int(at + width)?.unwrap_or(0)),
                None => number(units, how.digits(*scale)),
            }
        }
    })
}

impl How {
    /// Digits after the point: an average of whole numbers is none.
    fn digits(self, scale: u8) -> u8 {
        if self == How::Average { scale.max(2) } else { scale }
    }
}

/// A sum from its two parts.
fn sum(row: &Row<'_>, at: usize) -> Result<Option<i128>> {
    let (high, low) = (row.int(at)?, row.int(at + 1)?);
    Ok(high
        .zip(low)
        .map(|(high, low)| i128::from(high) * HIGH + i128::from(low)))
}

fn average(row: &Row<'_>, at: usize, scale: u8) -> Result<Option<i64>> {
    let count = i128::from(row.int(at + 2)?.unwrap_or(0));
    let shift = 10i128.pow(u32::from(How::Average.digits(scale) - scale));
    Ok(sum(row, at)?.and_then(|sum| divide_half_even(sum * shift, count)))
}

fn number(units: Option<i64>, scale: u8) -> Cell {
    match units {
        None => Cell::NOTHING,
        Some(units) if scale == 0 => Cell::Plain {
            json: json!(units),
            value: Value::Int(units),
        },
        Some(units) => Cell::Plain {
            json: json!(format_decimal(units, scale, scale.min(2))),
            value: Value::Decimal { units, scale },
        },
    }
}

fn money(units: Option<i64>, currency: &str, unrated: i64) -> Cell {
    let (mut json, value) = match units {
        Some(units) => (
            json!({"amount": format_decimal(units, MONEY_SCALE, 2), "currency": currency}),
            Value::Decimal {
                units,
                scale: MONEY_SCALE,
            },
        ),
        None if unrated > 0 => (json!({"amount": null, "currency": currency}), Value::Null),
        None => return Cell::NOTHING,
    };
    if unrated > 0 {
        json["without_rate"] = json!(unrated);
    }
    Cell::Plain { json, value }
}

/// The columns as something a condition may name.
struct Columns<'a>(&'a [Column]);

impl Schema for Columns<'_> {
    fn field(&self, path: &[&str]) -> Option<FieldInfo> {
        let name = path.join(".");
        Some(match &self.0.iter().find(|column| column.name == name)?.shown {
            Shown::Count => Type::Int.into(),
            Shown::Bucket(_) => Type::Date.into(),
            Shown::Link(object) => Type::link(object).into(),
            Shown::Field(field) => kind(&field.kind).expression_type(field)?.into(),
            Shown::Number { scale, how, .. } => match how.digits(*scale) {
                0 => Type::Int.into(),
                scale => Type::Decimal { scale }.into(),
            },
        })
    }
}

struct Cells<'a>(&'a [Column], &'a [Cell]);

impl Facts for Cells<'_> {
    fn value(&self, path: &[String]) -> Value {
        let name = path.join(".");
        let at = self.0.iter().position(|column| column.name == name);
        at.and_then(|at| self.1.get(at)).map_or(Value::Null, Cell::value)
    }
    fn count(&self, _: &[String]) -> usize {
        0
    }
    fn item(&self, _: &[String], _: usize, _: &str) -> Value {
        Value::Null
    }
    fn within(&self, _: &[String], _: Id) -> bool {
        false
    }
}

/// Drops the rows that do not meet a condition over the columns.
pub(super) fn keep(ctx: &Ctx, having: &str, columns: &[Column], rows: &mut Vec<Vec<Cell>>) -> Result<()> {
    let condition = Expr::check(&Tree::parse(having)?, &Columns(columns), Expected::Condition)?;
    let env = ctx.env();
    rows.retain(|row| condition.holds(&Cells(columns, row), &env));
    Ok(())
}

/// Sorts by the names of columns; missing values come last. Without a wish the group keys decide, ascending.
pub(super) fn sort(
    sort: Option<&str>,
    columns: &[Column],
    keys: usize,
    labels: &Labels,
    rows: &mut [Vec<Cell>],
) -> Result<()> {
    let mut by: Vec<(usize, bool)> = Vec::new();
    for part in sort
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let (name, descending) = part.strip_prefix('-').map_or((part, false), |name| (name, true));
        let at = columns.iter().position(|column| column.name == name);
        let at = at.ok_or_else(|| Error::new(Code::BadSort, format!("There is no column {name:?}.")))?;
        by.push((at, descending));
    }
    by.extend((0..keys).map(|at| (at, false)));
    rows.sort_by_cached_key(|row| {
        let rank = |(at, descending): &(usize, bool)| Place {
            rank: rank(&columns[*at], &row[*at], labels),
            descending: *descending,
        };
        by.iter().map(rank).collect::<Vec<_>>()
    });
    Ok(())
}

/// Where a cell belongs in its column.
#[derive(PartialEq, Eq)]
struct Place {
    rank: Option<(i128, String, String)>,
    descending: bool,
}

impl Ord for Place {
    fn cmp(&self, other: &Place) -> Ordering {
        match (&self.rank, &other.rank) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) if self.descending => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
        }
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Place) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Texts sort as in lists, options in the order of their list, links by what their targets are called.
fn rank(column: &Column, cell: &Cell, labels: &Labels) -> Option<(i128, String, String)> {
    let number = |number: i128| Some((number, String::new(), String::new()));
    let value = match cell {
        Cell::Link(target) => {
            return Some((
                0,
                fold(labels.get(target).unwrap_or_default()),
                target.id.to_string(),
            ));
        }
        Cell::Plain { value, .. } => value,
    };
    match value {
        Value::Null | Value::List(_) => None,
        Value::Bool(value) => number(i128::from(*value)),
        Value::Int(value) | Value::Duration(value) => number(i128::from(*value)),
        Value::Decimal { units, .. } => number(i128::from(*units)),
        Value::Text(text) => match options(&column.shown).iter().position(|option| option == text) {
            Some(place) => number(place as i128),
            None => Some((i128::MAX, fold(text), text.clone())),
        },
        Value::Date(day) => number(i128::from(day.days())),
        Value::Timestamp(at) => number(i128::from(at.micros())),
        Value::Id(id) => Some((0, id.to_string(), String::new())),
    }
}

/// The options of a column, in the order of their list.
fn options(shown: &Shown) -> Vec<&str> {
    match shown {
        Shown::Field(field) => field.kind.option_keys().unwrap_or_default(),
        _ => Vec::new(),
    }
}
