//! Values: fields, literals, what the circumstances decide, and the functions of formulas.

use std::sync::Arc;

use super::arithmetic::decimal;
use super::{Checked, Checker, FINE, Typed, computed, is_scalar, takes_type};
use crate::expr::{Ambient, Expr, Function};
use crate::literals;
use crate::time::Unit;
use crate::tree::{Literal, Node, Tree};
use crate::types::Type;
use crate::value::Value;

/// Most units that `start_of` and `end_of` look away from now.
const MAX_OFFSET: i64 = 10_000;

impl Checker<'_> {
    /// What a formula may come to.
    pub(super) fn scalar(&mut self, tree: &Tree) -> Checked {
        let typed = self.value(tree, None)?;
        match &typed.ty {
            Some(ty) if !is_scalar(ty) => self.fail(
                tree,
                "wrong_type",
                format!("A single value is expected here, not {}.", ty.name()),
            ),
            _ => Ok(typed.expr),
        }
    }

    /// A value; `want` is what a literal becomes if it can.
    pub(super) fn value(&mut self, tree: &Tree, want: Option<&Type>) -> Checked<Typed> {
        if let Some(condition) = self.test(tree) {
            return Ok(Typed::new(condition?, Type::Bool));
        }
        let field = match &tree.node {
            Node::Value(literal) => {
                return match literals::constant(literal, want) {
                    Ok((value, ty)) => Ok(Typed {
                        expr: Expr::Constant(value),
                        ty,
                    }),
                    Err(misfit) => self.misfit(tree, misfit),
                };
            }
            Node::Field(path) => self.field(tree, path)?,
            Node::Var(path) => self.variable(tree, path)?,
            Node::List(_) => return self.fail(tree, "wrong_type", "A list can only follow in."),
            Node::Call { op, args } => {
                let typed = self.call(tree, op, args, want)?;
                if self.filter && matches!(typed.expr, Expr::Call { .. }) && !typed.expr.is_closed() {
                    let text = "A filter can't compute with fields; make a formula field and filter by that.";
                    return self.fail(tree, "not_in_filter", text);
                }
                return Ok(typed);
            }
        };
        let ty = field.ty.clone();
        Ok(Typed::new(Expr::Field(field), ty))
    }

    fn call(&mut self, tree: &Tree, op: &str, args: &[Tree], want: Option<&Type>) -> Checked<Typed> {
        match (op, args) {
            ("now", []) => Ok(Typed::new(Expr::Ambient(Ambient::Now), Type::Timestamp)),
            ("today", []) => Ok(Typed::new(Expr::Ambient(Ambient::Today), Type::Date)),
            ("me" | "my_teams", []) => {
                let ambient = Expr::Ambient(if op == "me" { Ambient::Me } else { Ambient::MyTeams });
                let ty = ambient.type_of();
                Ok(Typed { expr: ambient, ty })
            }
            ("date" | "timestamp" | "duration", [only]) => self.moment(only, op),
            ("start_of" | "end_of", [unit, ..]) => {
                self.boundary(tree, op == "end_of", unit, args.get(1), want)
            }
            ("size", [of]) => {
                let inner = self.arg(args, 0, None)?;
                self.operand(of, &inner.expr)?;
                match inner.ty {
                    Some(Type::Text | Type::TextSet { .. } | Type::LinkSet { .. } | Type::Items { .. }) => {
                        Ok(Typed::new(Expr::Size(Box::new(inner.expr)), Type::Int))
                    }
                    _ => self.fail(of, "wrong_type", format!("{} has no size.", inner.name())),
                }
            }
            ("+" | "-" | "*" | "/" | "%", [_, _]) => self.arithmetic(tree, op, args, want),
            _ => self.function(tree, op, args, want),
        }
    }

    fn moment(&self, text: &Tree, op: &str) -> Checked<Typed> {
        let Some(literal) = text.as_text() else {
            return self.fail(text, "wrong_type", format!("{op}() takes a text literal."));
        };
        let typed = match op {
            "date" => literals::date(literal).map(|date| constant(Value::Date(date), Type::Date)),
            "timestamp" => {
                literals::timestamp(literal).map(|at| constant(Value::Timestamp(at), Type::Timestamp))
            }
            _ => literals::duration(literal).map(|span| constant(Value::Duration(span), Type::Duration)),
        };
        typed.or_else(|misfit| self.misfit(text, misfit))
    }

    fn boundary(
        &self,
        tree: &Tree,
        end: bool,
        unit: &Tree,
        offset: Option<&Tree>,
        want: Option<&Type>,
    ) -> Checked<Typed> {
        let Some(unit) = unit.as_text().and_then(Unit::parse) else {
            return self.fail(
                tree,
                "bad_value",
                "The unit is \"day\", \"week\", \"month\", \"quarter\" or \"year\".",
            );
        };
        let offset = match offset.map(|offset| &offset.node) {
            None => Some(0),
            Some(Node::Value(Literal::Number(number))) => number.as_int(),
            Some(_) => None,
        };
        let offset = offset
            .filter(|n| (-MAX_OFFSET..=MAX_OFFSET).contains(n))
            .and_then(|n| i32::try_from(n).ok());
        let Some(offset) = offset else {
            return self.fail(
                tree,
                "bad_value",
                "The offset is a whole number of units, as in start_of(\"month\", -1).",
            );
        };
        let instant = want == Some(&Type::Timestamp);
        let ty = if instant { Type::Timestamp } else { Type::Date };
        Ok(Typed::new(
            Expr::Ambient(Ambient::Boundary {
                end,
                unit,
                offset,
                instant,
            }),
            ty,
        ))
    }

    fn function(&mut self, tree: &Tree, op: &str, args: &[Tree], want: Option<&Type>) -> Checked<Typed> {
        if op == "?:" && args.len() == 3 {
            let condition = self.arg_condition(args, 0)?;
            let (mut branches, ty) = self.alike(tree, args, 1, want)?;
            branches.insert(0, condition);
            return Ok(computed(Function::If, branches, ty));
        }
        if matches!(op, "min" | "max" | "coalesce") && !args.is_empty() {
            let (values, ty) = self.alike(tree, args, 0, want)?;
            let function = match op {
                "coalesce" => Function::Coalesce,
                "min" => Function::Min,
                _ => Function::Max,
            };
            let ordered = ty.scale().is_some()
                || matches!(ty, Type::Text | Type::Date | Type::Timestamp | Type::Duration);
            if function == Function::Coalesce || ordered {
                return Ok(computed(function, values, ty));
            }
            return self.fail(tree, "wrong_type", format!("{} has no order.", ty.name()));
        }
        let Some(first) = args.first() else {
            return self.fail(tree, "wrong_arguments", format!("{op} can't be used like this."));
        };
        let typed = self.arg(args, 0, None)?;
        let name = typed.name();
        let Some(ty) = typed.ty else {
            return self.fail(first, "wrong_type", format!("{op} can't work with null."));
        };
        let mut values = vec![typed.expr];
        let (function, result) = match (op, &ty, args.get(1)) {
            ("-", ty, None) if ty.scale().is_some() || *ty == Type::Duration => {
                (Function::Negate, ty.clone())
            }
            ("abs", ty, None) if ty.scale().is_some() || *ty == Type::Duration => (Function::Abs, ty.clone()),
            ("round", ty, digits) if ty.scale().is_some() => {
                let digits = self.digits(tree, digits)?;
                values.push(Expr::Constant(Value::Int(digits.into())));
                let result = match (ty, digits) {
                    (Type::Money, _) => Type::Money,
                    (_, 0) => Type::Int,
                    (_, scale) => Type::Decimal { scale },
                };
                (Function::Round, result)
            }
            ("upper", ty, None) if ty.is_textual() => (Function::Upper, Type::Text),
            ("lower", ty, None) if ty.is_textual() => (Function::Lower, Type::Text),
            ("trim", ty, None) if ty.is_textual() => (Function::Trim, Type::Text),
            ("year", Type::Date, None) => (Function::Year, Type::Int),
            ("month", Type::Date, None) => (Function::Month, Type::Int),
            _ => return self.fail(first, "wrong_type", format!("{op} can't work with {name}.")),
        };
        Ok(computed(function, values, result))
    }

    fn digits(&self, tree: &Tree, digits: Option<&Tree>) -> Checked<u8> {
        let number = match digits.map(|digits| &digits.node) {
            None => Some(0),
            Some(Node::Value(Literal::Number(number))) => number.as_int(),
            Some(_) => None,
        };
        match number.and_then(|n| u8::try_from(n).ok()).filter(|n| *n <= FINE) {
            Some(digits) => Ok(digits),
            None => self.fail(tree, "bad_value", format!("round takes 0 to {FINE} digits.")),
        }
    }

    /// Arguments that must be of one type, from the `from`th on; null goes with any.
    fn alike(
        &mut self,
        tree: &Tree,
        args: &[Tree],
        from: usize,
        want: Option<&Type>,
    ) -> Checked<(Vec<Expr>, Type)> {
        let mut common: Option<Type> = None;
        let mut values = Vec::with_capacity(args.len());
        for n in from..args.len() {
            let hint = common.clone().or_else(|| want.cloned());
            let typed = self.arg(
                args,
                n,
                hint.as_ref()
                    .filter(|ty| takes_type(&args[n]) && !ty.is_textual()),
            )?;
            common = match (common, typed.ty) {
                (None, ty) | (ty, None) => ty,
                (Some(a), Some(b)) => match unify(&a, &b) {
                    Some(ty) => Some(ty),
                    None => {
                        let text = format!("{} and {} don't go together.", a.name(), b.name());
                        return self.fail(tree, "wrong_type", text);
                    }
                },
            };
            values.push(typed.expr);
        }
        match common {
            Some(ty) if is_scalar(&ty) => Ok((values, ty)),
            Some(ty) => self.fail(tree, "wrong_type", format!("{} can't be used here.", ty.name())),
            None => self.fail(tree, "wrong_type", "All of these are null."),
        }
    }
}

/// The type that holds values of both.
fn unify(a: &Type, b: &Type) -> Option<Type> {
    if let (Some(left), Some(right)) = (a.scale(), b.scale()) {
        return Some(if *a == Type::Money || *b == Type::Money {
            Type::Money
        } else {
            decimal(left.max(right))
        });
    }
    match (a, b) {
        (a, b) if a == b => Some(a.clone()),
        (a, b) if a.is_textual() && b.is_textual() => Some(Type::Text),
        (Type::Link { objects: a }, Type::Link { objects: b }) => {
            let mut objects: Vec<String> = a.iter().chain(b.iter()).cloned().collect();
            if a.is_empty() || b.is_empty() {
                objects.clear();
            }
            Some(Type::Link {
                objects: Arc::from(objects),
            })
        }
        _ => None,
    }
}

/// A constant known without any circumstances.
fn constant(value: Value, ty: Type) -> Typed {
    Typed::new(Expr::Constant(value), ty)
}
