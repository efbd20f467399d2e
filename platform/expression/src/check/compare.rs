//! Comparisons: both sides find a common type, the field goes to the left, numbers into the field's scale.

use super::{Checked, Checker, Typed, is_nothing, is_same_family, takes_type};
use crate::expr::{Comparison, Expr, Function};
use crate::literals;
use crate::number::Number;
use crate::tree::{Literal, Node, Tree};
use crate::types::Type;
use crate::value::Value;

impl Checker<'_> {
    pub(super) fn comparison(&mut self, tree: &Tree, args: &[Tree], op: Comparison) -> Checked {
        let compared = self.compared(tree, args, op);
        compared.map_err(|problem| self.about(problem, args))
    }

    fn compared(&mut self, tree: &Tree, args: &[Tree], op: Comparison) -> Checked {
        if let Some(nothing) = args.iter().position(is_nothing) {
            return self.missing(tree, args, op, nothing);
        }
        if let Some((number, n)) = number_side(args) {
            let other = self.arg(args, 1 - n, None)?;
            let op = if n == 0 { op.mirrored() } else { op };
            self.operand(&args[1 - n], &other.expr)?;
            return match other.ty {
                Some(ty) if ty.scale().is_some() => Ok(literals::compare_number(op, other.expr, &ty, number)),
                _ => self.unlike(tree, other.name(), "a number", ""),
            };
        }
        let (left, right) = if takes_type(&args[0]) && !takes_type(&args[1]) {
            let right = self.arg(args, 1, None)?;
            (self.arg(args, 0, right.ty.as_ref())?, right)
        } else {
            let left = self.arg(args, 0, None)?;
            let right = self.arg(args, 1, left.ty.as_ref())?;
            (left, right)
        };
        self.operand(&args[0], &left.expr)?;
        self.operand(&args[1], &right.expr)?;
        let (closed_left, closed_right) = (left.expr.is_closed(), right.expr.is_closed());
        let day_left = left.ty == Some(Type::Date) && right.ty == Some(Type::Timestamp);
        if closed_left && (!closed_right || day_left) {
            return self.compare(tree, op.mirrored(), right, left);
        }
        self.compare(tree, op, left, right)
    }

    fn missing(&mut self, tree: &Tree, args: &[Tree], op: Comparison, nothing: usize) -> Checked {
        if op != Comparison::Equal {
            return self.fail(tree, "wrong_type", "Only == and != can ask for a missing value.");
        }
        if is_nothing(&args[1 - nothing]) {
            return Ok(Expr::bool(true));
        }
        let other = self.arg(args, 1 - nothing, None)?;
        self.operand(&args[1 - nothing], &other.expr)?;
        let text = args[nothing].as_text().is_some();
        if text && !other.ty.as_ref().is_some_and(Type::is_textual) {
            return self.unlike(tree, other.name(), "a text", "");
        }
        Ok(match other.expr {
            Expr::Size(_) => Expr::bool(false),
            expr => Expr::Missing(Box::new(expr)),
        })
    }

    /// Two sides of different kinds.
    fn unlike(&self, tree: &Tree, found: &'static str, other: &'static str, hint: &str) -> Checked {
        let text = format!("{found} can't be compared with {other}{hint}.");
        let failed = self.fail(tree, "wrong_type", text);
        failed.map_err(|problem| problem.with("found", found).with("other", other))
    }

    /// Two typed sides, the constant one on the right.
    fn compare(&mut self, tree: &Tree, op: Comparison, left: Typed, right: Typed) -> Checked {
        let (Some(a), Some(b)) = (&left.ty, &right.ty) else {
            return self.fail(
                tree,
                "wrong_type",
                "Nothing can't be compared here; ask with == null.",
            );
        };
        if (a, b) == (&Type::Timestamp, &Type::Date) && right.expr.is_closed() {
            return Ok(compare_day(op, &left.expr, &right.expr));
        }
        if !is_same_family(a, Some(b)) {
            let hint = match (a, b) {
                (Type::Date, Type::Timestamp) => "; use today() or date(\"...\")",
                (Type::TextSet { .. } | Type::LinkSet { .. }, _) => "; use in, exists, all or size",
                (Type::Items { .. }, _) => "; use exists, all or size",
                (Type::Json, _) => "; only with null",
                _ => "",
            };
            return self.unlike(tree, a.name(), b.name(), hint);
        }
        let ordered = a.scale().is_some()
            || matches!(
                (a, b),
                (Type::Text, Type::Text) | (Type::Date | Type::Timestamp | Type::Duration, _)
            );
        if op != Comparison::Equal && !ordered {
            return self.fail(
                tree,
                "wrong_type",
                format!("{} has no order; only == and != are possible.", a.name()),
            );
        }
        if self.filter && !right.expr.is_closed() {
            let fields = matches!((&left.expr, &right.expr), (Expr::Field(_), Expr::Field(_)));
            if !fields || (a.scale().is_some() && a != b) {
                let text = "In a filter two fields can be compared when they have the same type.";
                return self.fail(tree, "not_in_filter", text);
            }
        }
        Ok(match literals::as_number(&right.expr) {
            Some(number) => literals::compare_number(op, left.expr, a, number),
            None => Expr::compare(op, left.expr, right.expr),
        })
    }
}

/// A number literal among two sides, and which.
fn number_side(args: &[Tree]) -> Option<(Number, usize)> {
    let number = |n: usize| match &args.get(n)?.node {
        Node::Value(Literal::Number(number)) => Some((*number, n)),
        _ => None,
    };
    number(1).or_else(|| number(0))
}

/// A point in time is compared with a day by the day it falls on in the caller's zone.
fn compare_day(op: Comparison, at: &Expr, day: &Expr) -> Expr {
    let start = |days: i64| Expr::Call {
        function: Function::DayStart,
        args: vec![day.clone(), Expr::Constant(Value::Int(days))],
        ty: Type::Timestamp,
    };
    let from = |days| Expr::compare(Comparison::GreaterOrEqual, at.clone(), start(days));
    let before = |days| Expr::compare(Comparison::Less, at.clone(), start(days));
    match op {
        Comparison::Equal => Expr::And(vec![from(0), before(1)]),
        Comparison::Less => before(0),
        Comparison::LessOrEqual => before(1),
        Comparison::Greater => from(1),
        Comparison::GreaterOrEqual => from(0),
    }
}
