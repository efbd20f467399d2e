//! The functions of formulas. They are total: what has no answer is null.
//!
//! Scales: sums have the greater scale of both sides; products the sum of both, at most 6 (or the greater of
//! both); quotients of plain numbers 6 (or the greater of both). What money comes out of has scale 4. Every
//! rounding is half to even.

use std::cmp::Ordering;

use kontor_kernel::number::divide_half_even;
use kontor_kernel::{Date, Timestamp};

use crate::eval::Env;
use crate::expr::Function;
use crate::number::power;
use crate::types::Type;
use crate::value::Value;

/// Longest text a formula may come to, in bytes; a longer one is null.
const MAX_RESULT: usize = 1 << 20;

/// The result of a function, fitted to its type.
pub(crate) fn apply(function: Function, args: &[Value], ty: &Type, env: &Env) -> Value {
    fit(compute(function, args, ty, env).unwrap_or(Value::Null), ty)
}

/// A value as a type holds it: numbers at its scale, the empty text as null.
pub(crate) fn fit(value: Value, ty: &Type) -> Value {
    match &value {
        Value::Text(text) if text.is_empty() || text.len() > MAX_RESULT => Value::Null,
        _ => match value.scaled() {
            Some((units, scale)) => number(i128::from(units), scale, ty).unwrap_or(Value::Null),
            None => value,
        },
    }
}

/// `units / 10^from` as a number of the type.
fn number(units: i128, from: u8, ty: &Type) -> Option<Value> {
    let to = ty.scale()?;
    let units = match to.checked_sub(from) {
        Some(more) => i64::try_from(units.checked_mul(power(more))?).ok()?,
        None => divide_half_even(units, power(from - to))?,
    };
    Some(if *ty == Type::Int {
        Value::Int(units)
    } else {
        Value::Decimal { units, scale: to }
    })
}

fn compute(function: Function, args: &[Value], ty: &Type, env: &Env) -> Option<Value> {
    match function {
        Function::Coalesce => return args.iter().find(|arg| !arg.is_missing()).cloned(),
        Function::Concat => return concat(args),
        _ if args.iter().any(Value::is_missing) => return None,
        _ => {}
    }
    match (function, args) {
        (Function::Add, [a, b]) => moved(a, b, 1).or_else(|| sum(a, b, 1, ty)),
        (Function::Subtract, [a, b]) => distance(a, b)
            .or_else(|| moved(a, b, -1))
            .or_else(|| sum(a, b, -1, ty)),
        (Function::Multiply, [a, b]) => {
            let ((a, a_scale), (b, b_scale)) = (a.scaled()?, b.scaled()?);
            number(i128::from(a) * i128::from(b), a_scale.saturating_add(b_scale), ty)
        }
        (Function::Divide, [a, b]) => divide(a.scaled()?, b.scaled()?, ty),
        (Function::Remainder, [Value::Int(a), Value::Int(b)]) if *b != 0 => {
            i64::try_from(i128::from(*a) % i128::from(*b))
                .ok()
                .map(Value::Int)
        }
        (Function::Negate, [Value::Duration(seconds)]) => seconds.checked_neg().map(Value::Duration),
        (Function::Negate, [a]) => a
            .scaled()
            .and_then(|(units, scale)| number(-i128::from(units), scale, ty)),
        (Function::Abs, [Value::Duration(seconds)]) => seconds.checked_abs().map(Value::Duration),
        (Function::Abs, [a]) => a
            .scaled()
            .and_then(|(units, scale)| number(i128::from(units).abs(), scale, ty)),
        (Function::Round, [a, Value::Int(digits)]) => {
            let (units, scale) = a.scaled()?;
            let digits = u8::try_from(*digits).ok()?;
            let rounded = number(
                i128::from(units),
                scale,
                &Type::Decimal {
                    scale: digits.min(scale),
                },
            )?;
            let (units, scale) = rounded.scaled()?;
            number(i128::from(units), scale, ty)
        }
        (Function::Min, args) => extreme(args, Ordering::Less),
        (Function::Max, args) => extreme(args, Ordering::Greater),
        (Function::Upper, [Value::Text(text)]) => Some(Value::Text(text.to_uppercase())),
        (Function::Lower, [Value::Text(text)]) => Some(Value::Text(text.to_lowercase())),
        (Function::Trim, [Value::Text(text)]) => Some(Value::Text(text.trim().to_owned())),
        (Function::Year, [Value::Date(date)]) => Some(Value::Int(date.as_civil().year().into())),
        (Function::Month, [Value::Date(date)]) => Some(Value::Int(date.as_civil().month().into())),
        (Function::DayStart, [Value::Date(date), Value::Int(days)]) => {
            let day = Date::from_days(date.days().checked_add(*days)?)?;
            Some(Value::Timestamp(day.start_in(&env.zone)))
        }
        _ => None,
    }
}

fn concat(args: &[Value]) -> Option<Value> {
    let length: usize = args
        .iter()
        .map(|arg| {
            if let Value::Text(text) = arg {
                text.len()
            } else {
                0
            }
        })
        .sum();
    if length > MAX_RESULT {
        return None;
    }
    let mut out = String::with_capacity(length);
    for arg in args {
        if let Value::Text(text) = arg {
            out.push_str(text);
        }
    }
    Some(Value::Text(out))
}

/// A point in time moved by a span.
fn moved(at: &Value, by: &Value, sign: i64) -> Option<Value> {
    match (at, by) {
        (Value::Timestamp(at), Value::Duration(seconds)) => {
            let micros = seconds
                .checked_mul(sign)?
                .checked_mul(1_000_000)?
                .checked_add(at.micros())?;
            let moved = Timestamp::from_micros(micros);
            (moved.micros() == micros).then_some(Value::Timestamp(moved))
        }
        (Value::Date(at), Value::Duration(seconds)) => shifted(*at, (seconds / 86_400).checked_mul(sign)?),
        (Value::Date(at), Value::Int(days)) => shifted(*at, days.checked_mul(sign)?),
        (Value::Duration(a), Value::Duration(b)) => a.checked_add(b.checked_mul(sign)?).map(Value::Duration),
        _ => None,
    }
}

fn shifted(at: Date, days: i64) -> Option<Value> {
    Date::from_days(at.days().checked_add(days)?).map(Value::Date)
}

fn distance(a: &Value, b: &Value) -> Option<Value> {
    match (a, b) {
        (Value::Date(a), Value::Date(b)) => Some(Value::Int(a.days() - b.days())),
        (Value::Timestamp(a), Value::Timestamp(b)) => {
            Some(Value::Duration((a.micros() - b.micros()).div_euclid(1_000_000)))
        }
        _ => None,
    }
}

fn sum(a: &Value, b: &Value, sign: i128, ty: &Type) -> Option<Value> {
    let ((a, a_scale), (b, b_scale)) = (a.scaled()?, b.scaled()?);
    let scale = a_scale.max(b_scale);
    let left = i128::from(a).checked_mul(power(scale - a_scale))?;
    let right = i128::from(b)
        .checked_mul(power(scale - b_scale))?
        .checked_mul(sign)?;
    number(left.checked_add(right)?, scale, ty)
}

fn divide((a, a_scale): (i64, u8), (b, b_scale): (i64, u8), ty: &Type) -> Option<Value> {
    let scale = ty.scale()?;
    // a / b at the wanted scale is a * 10^(scale + b_scale - a_scale) / b.
    let up = scale.saturating_add(b_scale).checked_sub(a_scale);
    let numerator = i128::from(a).checked_mul(power(up.unwrap_or(0)))?;
    let down = if up.is_some() {
        0
    } else {
        a_scale - scale - b_scale
    };
    let denominator = i128::from(b).checked_mul(power(down))?;
    let units = divide_half_even(numerator, denominator)?;
    Some(Value::Decimal { units, scale })
}

fn extreme(args: &[Value], wanted: Ordering) -> Option<Value> {
    let mut best = args.first()?;
    for arg in &args[1..] {
        if arg.compare(best)? == wanted {
            best = arg;
        }
    }
    Some(best.clone())
}
