//! `+ - * / %`: which types go together, and what comes out. `compute` has the rules of scales.

use super::{Checked, Checker, FINE, Typed, computed, takes_type};
use crate::expr::{Expr, Function};
use crate::tree::Tree;
use crate::types::Type;
use crate::value::Value;

impl Checker<'_> {
    pub(super) fn arithmetic(
        &mut self,
        tree: &Tree,
        op: &str,
        args: &[Tree],
        want: Option<&Type>,
    ) -> Checked<Typed> {
        let temporal = |ty: Option<&Type>| {
            ty.cloned()
                .filter(|ty| matches!(ty, Type::Date | Type::Timestamp))
        };
        let (left, right) = if takes_type(&args[0]) {
            let right = self.arg(args, 1, None)?;
            let hint = temporal(right.ty.as_ref()).or_else(|| temporal(want));
            (self.arg(args, 0, hint.as_ref())?, right)
        } else {
            let left = self.arg(args, 0, None)?;
            let hint = temporal(left.ty.as_ref());
            (left, self.arg(args, 1, hint.as_ref())?)
        };
        let result = match (&left.ty, &right.ty) {
            (Some(a), Some(b)) => binary(op, a, b),
            _ => None,
        };
        let Some((function, ty)) = result else {
            let text = format!(
                "{op} has no meaning between {} and {}.",
                left.name(),
                right.name()
            );
            return self.fail(tree, "wrong_type", text);
        };
        if let Expr::Constant(Value::Duration(seconds)) = right.expr
            && ty == Type::Date
            && seconds % 86_400 != 0
        {
            return self.fail(tree, "bad_value", "A date can only be moved by whole days.");
        }
        Ok(computed(function, vec![left.expr, right.expr], ty))
    }
}

/// What an operator does with two types, and what comes out.
fn binary(op: &str, a: &Type, b: &Type) -> Option<(Function, Type)> {
    use Type::{Date, Duration, Int, Money, Timestamp};
    let function = match op {
        "+" => Function::Add,
        "-" => Function::Subtract,
        "*" => Function::Multiply,
        "/" => Function::Divide,
        _ => Function::Remainder,
    };
    if let (Some(left), Some(right)) = (a.scale(), b.scale()) {
        let greater = left.max(right);
        let money = *a == Money || *b == Money;
        let ty = match function {
            Function::Add | Function::Subtract if money => Money,
            Function::Add | Function::Subtract => decimal(greater),
            Function::Multiply if *a == Money && *b == Money => return None,
            Function::Multiply if money => Money,
            Function::Multiply => decimal((left + right).min(FINE).max(greater)),
            Function::Divide if *b == Money && *a != Money => return None,
            Function::Divide if money && *b != Money => Money,
            Function::Divide => Type::Decimal {
                scale: if money { FINE } else { greater.max(FINE) },
            },
            _ if *a == Int && *b == Int => Int,
            _ => return None,
        };
        return Some((function, ty));
    }
    let ty = match (op, a, b) {
        ("+", a, b) if a.is_textual() && b.is_textual() => return Some((Function::Concat, Type::Text)),
        ("-", Date, Date) => Int,
        ("-", Timestamp, Timestamp) => Duration,
        ("+" | "-", Date, Duration | Int) => Date,
        ("+" | "-", Timestamp, Duration) => Timestamp,
        ("+" | "-", Duration, Duration) => Duration,
        _ => return None,
    };
    Some((function, ty))
}

pub(super) fn decimal(scale: u8) -> Type {
    if scale == 0 {
        Type::Int
    } else {
        Type::Decimal { scale }
    }
}
