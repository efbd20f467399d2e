//! Tree → typed expression: conditions. Everything that could fail for a record fails here, once.

mod arithmetic;
mod compare;
mod sets;
mod values;

use std::sync::Arc;

use kontor_kernel::fold;
use kontor_kernel::text::normalize;

use crate::expr::{Comparison, Expr, Field, Function, How, Scope};
use crate::literals::Misfit;
use crate::problem::Problem;
use crate::tree::{Literal, Node, Tree};
use crate::types::{Schema, Type};

/// What an expression is to be used for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expected {
    /// A filter or permission: a condition that a database can answer. Computing over fields is refused.
    Condition,
    /// A formula or a rule of a record: computed in memory, anything goes; see [`Expr::type_of`].
    Value,
}

impl Expr {
    /// Gives types to a tree, or says what does not fit and where.
    pub fn check(tree: &Tree, schema: &dyn Schema, expected: Expected) -> Result<Expr, Problem> {
        tree.check_limits()?;
        let filter = expected == Expected::Condition;
        let mut checker = Checker {
            schema,
            filter,
            path: String::new(),
            entry: None,
        };
        match expected {
            Expected::Condition => checker.condition(tree),
            Expected::Value => checker.scalar(tree),
        }
    }
}

/// An expression with its type; null has none.
struct Typed {
    expr: Expr,
    ty: Option<Type>,
}

impl Typed {
    fn new(expr: Expr, ty: Type) -> Typed {
        Typed { expr, ty: Some(ty) }
    }

    fn name(&self) -> &'static str {
        self.ty.as_ref().map_or("null", Type::name)
    }
}

struct Checker<'a> {
    schema: &'a dyn Schema,
    /// Whether a database must be able to answer.
    filter: bool,
    path: String,
    /// Name and type of the variable of `exists` or `all`.
    entry: Option<(String, Type)>,
}

type Checked<T = Expr> = Result<T, Problem>;

/// Scale of a quotient, and the most a product grows to.
const FINE: u8 = 6;

impl Checker<'_> {
    fn fail<T>(&self, tree: &Tree, code: &'static str, message: impl Into<String>) -> Checked<T> {
        Err(Problem {
            path: Some(self.path.clone()),
            ..tree.problem(code, message)
        })
    }

    /// Names the field among arguments of a type that does not fit here.
    fn about(&self, problem: Problem, args: &[Tree]) -> Problem {
        let here = problem.code == "wrong_type" && problem.path.as_deref() == Some(&self.path);
        let field = args.iter().find_map(|arg| match &arg.node {
            Node::Field(path) => Some(path),
            _ => None,
        });
        match field.filter(|_| here) {
            Some(field) => problem.about(field),
            None => problem,
        }
    }

    fn misfit<T>(&self, tree: &Tree, misfit: Misfit) -> Checked<T> {
        self.fail(tree, misfit.code, misfit.message)
    }

    fn below<T>(&mut self, step: &str, n: usize, check: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        self.path.push_str(&format!("/{step}/{n}"));
        let result = check(self);
        self.path.truncate(length);
        result
    }

    /// The `n`th argument as a value.
    fn arg(&mut self, args: &[Tree], n: usize, want: Option<&Type>) -> Checked<Typed> {
        self.below("args", n, |checker| checker.value(&args[n], want))
    }

    /// The `n`th argument as a condition.
    fn arg_condition(&mut self, args: &[Tree], n: usize) -> Checked {
        self.below("args", n, |checker| checker.condition(&args[n]))
    }

    fn condition(&mut self, tree: &Tree) -> Checked {
        if let Some(result) = self.test(tree) {
            return result;
        }
        let typed = self.value(tree, None)?;
        match typed.ty {
            Some(Type::Bool) => Ok(typed.expr),
            _ => {
                let text = format!("A condition is expected here, not {}.", typed.name());
                let failed = self.fail(tree, "wrong_type", text);
                failed.map_err(|problem| problem.with("expected", "condition"))
            }
        }
    }

    /// The forms that are conditions by themselves; `None` for any other.
    fn test(&mut self, tree: &Tree) -> Option<Checked> {
        let Node::Call { op, args } = &tree.node else {
            return None;
        };
        Some(match (*op, args.as_slice()) {
            ("and", args) if !args.is_empty() => self.conditions(args).map(Expr::And),
            ("or", args) if !args.is_empty() => self.conditions(args).map(Expr::Or),
            ("not", [_]) => self.arg_condition(args, 0).map(Expr::not),
            ("==", [_, _]) => self.comparison(tree, args, Comparison::Equal),
            ("!=", [_, _]) => self.comparison(tree, args, Comparison::Equal).map(Expr::not),
            ("<", [_, _]) => self.comparison(tree, args, Comparison::Less),
            ("<=", [_, _]) => self.comparison(tree, args, Comparison::LessOrEqual),
            (">", [_, _]) => self.comparison(tree, args, Comparison::Greater),
            (">=", [_, _]) => self.comparison(tree, args, Comparison::GreaterOrEqual),
            ("in", [_, _]) => self.membership(tree, args),
            ("startsWith", [_, needle]) => self.matching(args, How::StartsWith, needle),
            ("endsWith", [_, needle]) => self.matching(args, How::EndsWith, needle),
            ("contains", [_, needle]) => self.matching(args, How::Contains, needle),
            ("like", [_, pattern]) => self.like(args, pattern),
            (
                "has",
                [
                    Tree {
                        node: Node::Field(_) | Node::Var(_),
                        ..
                    },
                ],
            ) => self.arg(args, 0, None).map(|typed| Expr::present(typed.expr)),
            ("exists", [_, variable, _]) => self.exists(tree, args, variable),
            ("all", [_, variable, _]) => self.exists(tree, args, variable),
            ("within", [_, _]) => self.within(tree, args),
            ("and" | "or" | "not" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "startsWith", _)
            | ("endsWith" | "contains" | "like" | "has" | "exists" | "all" | "within", _) => {
                self.fail(tree, "wrong_arguments", format!("{op} can't be used like this."))
            }
            _ => return None,
        })
    }

    fn conditions(&mut self, args: &[Tree]) -> Checked<Vec<Expr>> {
        (0..args.len()).map(|n| self.arg_condition(args, n)).collect()
    }

    fn field(&self, tree: &Tree, path: &str) -> Checked<Field> {
        let names: Vec<&str> = path.split('.').collect();
        match self.schema.field(&names) {
            Some(info) if !info.hidden => Ok(Field {
                scope: Scope::Record,
                path: names.into_iter().map(str::to_owned).collect(),
                ty: info.ty,
            }),
            _ => self.unknown(tree, path),
        }
    }

    fn unknown<T>(&self, tree: &Tree, path: &str) -> Checked<T> {
        let problem = self.fail(tree, "unknown_field", format!("There is no field {path:?}."));
        problem.map_err(|problem| Problem {
            field: Some(path.to_owned()),
            ..problem
        })
    }

    fn variable(&self, tree: &Tree, path: &str) -> Checked<Field> {
        let (name, rest) = path
            .split_once('.')
            .map_or((path, None), |(name, rest)| (name, Some(rest)));
        let ty = match &self.entry {
            Some((known, ty)) if known == name => ty,
            _ => {
                return self.fail(
                    tree,
                    "unknown_field",
                    format!("There is no variable {name:?} here."),
                );
            }
        };
        let (path, ty) = match (ty, rest) {
            (Type::Items { fields }, Some(rest)) => {
                match fields.iter().find(|(field, ty)| field == rest && is_scalar(ty)) {
                    Some((_, ty)) => (Arc::from([rest.to_owned()]), ty.clone()),
                    None => return self.unknown(tree, path),
                }
            }
            (Type::Items { .. }, None) => {
                return self.fail(
                    tree,
                    "wrong_type",
                    format!("Name a field of it: {name}.value, say."),
                );
            }
            (ty, None) => (Arc::from([]), ty.clone()),
            (_, Some(_)) => return self.fail(tree, "unknown_field", format!("{name:?} has no fields.")),
        };
        Ok(Field {
            scope: Scope::Item,
            path,
            ty,
        })
    }

    /// In a filter, what a database compares is a field, its size, or a constant.
    fn operand(&self, tree: &Tree, expr: &Expr) -> Checked<()> {
        let fine = matches!(expr, Expr::Field(_) | Expr::Size(_)) || expr.is_closed();
        if fine || !self.filter {
            return Ok(());
        }
        self.fail(
            tree,
            "not_in_filter",
            "In a filter only fields and constants can be compared; make it a formula field.",
        )
    }

    /// The text that `startsWith` and its like look into.
    fn text(&mut self, args: &[Tree]) -> Checked {
        let typed = self.arg(args, 0, None)?;
        self.operand(&args[0], &typed.expr)?;
        match typed.ty {
            Some(Type::Text) => Ok(typed.expr),
            Some(Type::TextSet { .. } | Type::LinkSet { .. }) => {
                self.fail(&args[0], "wrong_type", "Sets are asked with in: \"vip\" in tags.")
            }
            _ => {
                let text = format!("A text is expected here, not {}.", typed.name());
                let failed = self.fail(&args[0], "wrong_type", text);
                let failed = failed.map_err(|problem| problem.with("expected", "text"));
                failed.map_err(|problem| self.about(problem, args))
            }
        }
    }

    /// The second argument, which is what is looked for.
    fn needle<'t>(&mut self, needle: &'t Tree) -> Checked<&'t str> {
        match needle.as_text() {
            Some(text) => Ok(text),
            None => self.below("args", 1, |checker| {
                checker.fail(needle, "wrong_type", "What is looked for must be a text literal.")
            }),
        }
    }

    fn matching(&mut self, args: &[Tree], how: How, needle: &Tree) -> Checked {
        let text = self.text(args)?;
        let needle = normalize(self.needle(needle)?);
        if needle.is_empty() {
            return Ok(Expr::present(text));
        }
        Ok(Expr::Match {
            how,
            folded: false,
            text: Box::new(text),
            needle,
        })
    }

    /// `like(name, "mül*")`: equal when folded, with a `*` at either end for anything.
    fn like(&mut self, args: &[Tree], pattern: &Tree) -> Checked {
        let text = self.text(args)?;
        let pattern = self.needle(pattern)?;
        let (before, rest) = pattern
            .strip_prefix('*')
            .map_or((false, pattern), |rest| (true, rest));
        let (after, rest) = rest.strip_suffix('*').map_or((false, rest), |rest| (true, rest));
        let needle = fold(rest);
        let how = match (before, after) {
            (false, false) if pattern.is_empty() => return Ok(Expr::Missing(Box::new(text))),
            (false, false) => How::Equals,
            _ if needle.is_empty() => return Ok(Expr::present(text)),
            (false, true) => How::StartsWith,
            (true, false) => How::EndsWith,
            (true, true) => How::Contains,
        };
        Ok(Expr::Match {
            how,
            folded: true,
            text: Box::new(text),
            needle,
        })
    }
}

/// `null` and `""`, which both mean that there is no value.
fn is_nothing(tree: &Tree) -> bool {
    match &tree.node {
        Node::Value(Literal::Null) => true,
        Node::Value(Literal::Text(text)) => text.is_empty(),
        _ => false,
    }
}

fn is_scalar(ty: &Type) -> bool {
    !matches!(
        ty,
        Type::TextSet { .. } | Type::LinkSet { .. } | Type::Items { .. } | Type::Json
    )
}

/// Whether values of these types can be equal at all.
fn is_same_family(a: &Type, b: Option<&Type>) -> bool {
    let Some(b) = b else { return false };
    match (a, b) {
        (Type::Link { objects: a }, Type::Link { objects: b }) => {
            a.is_empty() || b.is_empty() || a.iter().any(|object| b.contains(object))
        }
        (a, b) if a.is_textual() => b.is_textual(),
        (a, b) if a.scale().is_some() => b.scale().is_some(),
        (a, b) => a == b && is_scalar(a),
    }
}

/// Whether it takes its type from what it meets: literals, boundaries of calendar units, and these moved.
fn takes_type(tree: &Tree) -> bool {
    match &tree.node {
        Node::Value(_) => true,
        Node::Call {
            op: "start_of" | "end_of",
            ..
        } => true,
        Node::Call { op: "+" | "-", args } => args.len() == 2 && takes_type(&args[0]),
        _ => false,
    }
}

fn computed(function: Function, args: Vec<Expr>, ty: Type) -> Typed {
    Typed::new(
        Expr::Call {
            function,
            args,
            ty: ty.clone(),
        },
        ty,
    )
}
