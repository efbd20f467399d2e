//! Literals find their type from what they meet: `"2026-01-01"` is a date beside a date, an id beside a link.

use kontor_kernel::{Date, Id, Timestamp, text::normalize};

use crate::expr::{Comparison, Expr};
use crate::number::Number;
use crate::time::parse_duration;
use crate::tree::Literal;
use crate::types::Type;
use crate::value::Value;

/// Why a literal does not fit.
pub(crate) struct Misfit {
    pub code: &'static str,
    pub message: String,
}

fn misfit<T>(code: &'static str, message: impl Into<String>) -> Result<T, Misfit> {
    Err(Misfit {
        code,
        message: message.into(),
    })
}

/// The constant a literal stands for where a type is wanted, and the type it has then. Null has none. A
/// number keeps its own scale, and a day wanted as an instant stays a day: who compares knows better.
pub(crate) fn constant(literal: &Literal, want: Option<&Type>) -> Result<(Value, Option<Type>), Misfit> {
    let (value, ty) = match literal {
        Literal::Null => return Ok((Value::Null, None)),
        Literal::Bool(value) => (Value::Bool(*value), Type::Bool),
        Literal::Number(number) => match (number.as_int(), i64::try_from(number.units())) {
            (Some(int), _) => (Value::Int(int), Type::Int),
            (None, Ok(units)) => {
                let scale = number.scale();
                (Value::Decimal { units, scale }, Type::Decimal { scale })
            }
            _ => return misfit("bad_value", "The number has too many digits to calculate with."),
        },
        Literal::Text(text) => return typed_text(text, want).map(|(value, ty)| (value, Some(ty))),
    };
    Ok((value, Some(ty)))
}

fn typed_text(text: &str, want: Option<&Type>) -> Result<(Value, Type), Misfit> {
    let shown = || text.chars().take(60).collect::<String>();
    match want {
        Some(Type::Date) => date(text).map(|date| (Value::Date(date), Type::Date)),
        Some(Type::Timestamp) => match (Timestamp::parse_loosely(text), Date::parse(text)) {
            (Some(at), _) => Ok((Value::Timestamp(at), Type::Timestamp)),
            (None, Some(date)) => Ok((Value::Date(date), Type::Date)),
            _ => timestamp(text).map(|at| (Value::Timestamp(at), Type::Timestamp)),
        },
        Some(Type::Duration) => duration(text).map(|seconds| (Value::Duration(seconds), Type::Duration)),
        Some(ty @ Type::Link { .. }) => match text.parse::<Id>() {
            Ok(id) => Ok((Value::Id(id), ty.clone())),
            Err(_) => misfit("bad_value", format!("{:?} is not the id of a record.", shown())),
        },
        Some(ty @ Type::Choice { options }) => {
            if options.iter().any(|option| option == text) {
                return Ok((Value::Text(text.to_owned()), ty.clone()));
            }
            let mut known = options.iter().take(30).cloned().collect::<Vec<_>>().join(", ");
            if options.len() > 30 {
                known.push_str(", ...");
            }
            misfit(
                "unknown_option",
                format!("{:?} is not one of the options: {known}.", shown()),
            )
        }
        _ => Ok((Value::Text(normalize(text)), Type::Text)),
    }
}

pub(crate) fn date(text: &str) -> Result<Date, Misfit> {
    Date::parse(text).map_or_else(|| misfit("bad_value", "A date is written YYYY-MM-DD."), Ok)
}

pub(crate) fn timestamp(text: &str) -> Result<Timestamp, Misfit> {
    let message = "A point in time is written 2026-01-31T08:00:00Z, or with an offset from UTC.";
    // Stored expressions may have been written before instants were held to RFC 3339.
    Timestamp::parse_loosely(text).map_or_else(|| misfit("bad_value", message), Ok)
}

pub(crate) fn duration(text: &str) -> Result<i64, Misfit> {
    let message = "A duration is written 3d or 1h30m; the units are w, d, h, m and s.";
    parse_duration(text).map_or_else(|| misfit("bad_value", message), Ok)
}

/// A number in units of a type's scale, if it is exactly that.
pub(crate) fn exactly(number: Number, ty: &Type) -> Option<Value> {
    let scale = ty.scale()?;
    match number.floor_at(scale) {
        (units, true) => scaled(i64::try_from(units).ok()?, ty),
        _ => None,
    }
}

fn scaled(units: i64, ty: &Type) -> Option<Value> {
    Some(if *ty == Type::Int {
        Value::Int(units)
    } else {
        Value::Decimal {
            units,
            scale: ty.scale()?,
        }
    })
}

/// `left op number` in the scale of `left`, exactly: between two representable numbers the comparison moves
/// to the nearer one on its side, beyond the range it becomes a question of presence.
pub(crate) fn compare_number(op: Comparison, left: Expr, ty: &Type, number: Number) -> Expr {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
    let (floor, exact) = number.floor_at(ty.scale().unwrap_or(0));
    let op = match op {
        _ if exact => op,
        Equal => return Expr::bool(false),
        Less | LessOrEqual => LessOrEqual,
        Greater | GreaterOrEqual => Greater,
    };
    match i64::try_from(floor).ok().and_then(|units| scaled(units, ty)) {
        Some(value) => Expr::compare(op, left, Expr::Constant(value)),
        None => match op {
            Less | LessOrEqual if floor > 0 => Expr::present(left),
            Greater | GreaterOrEqual if floor < 0 => Expr::present(left),
            _ => Expr::bool(false),
        },
    }
}

/// A constant as a number.
pub(crate) fn as_number(expr: &Expr) -> Option<Number> {
    match expr {
        Expr::Constant(value) => {
            let (units, scale) = value.scaled()?;
            Number::new(i128::from(units), scale)
        }
        _ => None,
    }
}
