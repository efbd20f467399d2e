//! Folding: what the circumstances decide becomes constant, so that a database needs no calendar, no caller
//! and no arithmetic.

use crate::eval::{Env, Nothing};
use crate::expr::Expr;
use crate::literals;
use crate::value::Value;

impl Expr {
    /// The same expression for these circumstances. For every record it comes to what the original does.
    pub fn fold_constants(&self, env: &Env) -> Expr {
        let each = |parts: &[Expr]| {
            parts
                .iter()
                .map(|part| part.fold_constants(env))
                .collect::<Vec<_>>()
        };
        let boxed = |part: &Expr| Box::new(part.fold_constants(env));
        let folded = match self {
            Expr::Constant(_) | Expr::Field(_) => return self.clone(),
            Expr::Ambient(ambient) => return Expr::Constant(ambient.value(env)),
            Expr::And(parts) => return joined(each(parts), true),
            Expr::Or(parts) => return joined(each(parts), false),
            Expr::Compare { op, left, right } => {
                let (left, right) = (left.fold_constants(env), right.fold_constants(env));
                if is_missing(&left) || is_missing(&right) {
                    return Expr::bool(false);
                }
                if is_constant(&left) {
                    Expr::compare(*op, left, right)
                } else {
                    match (left.type_of(), literals::as_number(&right)) {
                        (Some(ty), Some(number)) => return literals::compare_number(*op, left, &ty, number),
                        _ => Expr::compare(*op, left, right),
                    }
                }
            }
            Expr::In { item, list } => {
                let item = item.fold_constants(env);
                let mut list = constants(each(list));
                if let Some(ty) = item
                    .type_of()
                    .filter(|ty| ty.scale().is_some() && !is_constant(&item))
                {
                    let exact = |entry: Expr| literals::exactly(literals::as_number(&entry)?, &ty);
                    list = list.into_iter().filter_map(exact).map(Expr::Constant).collect();
                }
                if list.is_empty() {
                    return Expr::bool(false);
                }
                Expr::In {
                    item: Box::new(item),
                    list,
                }
            }
            Expr::Within { link, ancestors } => {
                let ancestors = constants(each(ancestors));
                if ancestors.is_empty() {
                    return Expr::bool(false);
                }
                return Expr::Within {
                    link: link.clone(),
                    ancestors,
                };
            }
            Expr::Member { set, item } => {
                let item = item.fold_constants(env);
                if is_missing(&item) {
                    return Expr::bool(false);
                }
                return Expr::Member {
                    set: set.clone(),
                    item: Box::new(item),
                };
            }
            Expr::Exists { list, each } => {
                let each = each.fold_constants(env);
                if each == Expr::bool(false) {
                    return each;
                }
                return Expr::Exists {
                    list: list.clone(),
                    each: Box::new(each),
                };
            }
            Expr::Size(inner) => Expr::Size(boxed(inner)),
            Expr::Not(inner) => Expr::Not(boxed(inner)),
            Expr::Missing(inner) => Expr::Missing(boxed(inner)),
            Expr::Match {
                how,
                folded,
                text,
                needle,
            } => Expr::Match {
                how: *how,
                folded: *folded,
                text: boxed(text),
                needle: needle.clone(),
            },
            Expr::Call { function, args, ty } => Expr::Call {
                function: *function,
                args: each(args),
                ty: ty.clone(),
            },
        };
        if folded.is_closed() {
            Expr::Constant(folded.evaluate(&Nothing, env))
        } else {
            folded
        }
    }
}

fn is_constant(expr: &Expr) -> bool {
    matches!(expr, Expr::Constant(_))
}

fn is_missing(expr: &Expr) -> bool {
    matches!(expr, Expr::Constant(value) if value.is_missing())
}

/// Lists taken apart, missing entries left out.
fn constants(entries: Vec<Expr>) -> Vec<Expr> {
    let mut flat = Vec::with_capacity(entries.len());
    for entry in entries {
        match entry {
            Expr::Constant(Value::List(values)) => flat.extend(values.into_iter().map(Expr::Constant)),
            entry => flat.push(entry),
        }
    }
    flat.retain(|entry| !is_missing(entry));
    flat
}

/// `And` (`neutral` true) or `Or` without what decides nothing.
fn joined(mut parts: Vec<Expr>, neutral: bool) -> Expr {
    // A constant that is no yes/no value does not hold.
    let decided = |part: &Expr| match part {
        Expr::Constant(value) => Some(*value == Value::Bool(true)),
        _ => None,
    };
    if parts.iter().any(|part| decided(part) == Some(!neutral)) {
        return Expr::bool(!neutral);
    }
    parts.retain(|part| decided(part).is_none());
    match parts.as_slice() {
        [] => Expr::bool(neutral),
        // As a value, a single field could be missing, where its conjunction is false.
        [Expr::Field(_) | Expr::Call { .. }] | [_, _, ..] => {
            if neutral {
                Expr::And(parts)
            } else {
                Expr::Or(parts)
            }
        }
        [_] => parts.remove(0),
    }
}
