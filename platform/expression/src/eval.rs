//! The memory back end: what an expression comes to for one record.

use std::cmp::Ordering;

use jiff::tz::TimeZone;
use kontor_kernel::{Caller, Id, Timestamp, fold};

use crate::compute;
use crate::expr::{Ambient, Comparison, Expr, Field, Function, How, Scope};
use crate::value::Value;

/// The circumstances of an evaluation, fixed when a request begins.
#[derive(Clone, Debug)]
pub struct Env {
    /// `now()`.
    pub now: Timestamp,
    /// The zone in which days, months and `today()` are meant.
    pub zone: TimeZone,
    /// `me()`: the user, if it is one.
    pub me: Option<Id>,
    /// `my_teams()`.
    pub my_teams: Vec<Id>,
}

impl Env {
    /// The circumstances of a caller who is in these teams.
    pub fn of(caller: &Caller, my_teams: Vec<Id>) -> Env {
        Env {
            now: caller.now,
            zone: caller.zone.clone(),
            me: caller.actor.user(),
            my_teams,
        }
    }
}

/// What is known of one record. Values have the type the schema gave: sets are lists, money is a decimal of
/// scale 4 in the workspace's currency.
pub trait Facts {
    /// The value at a path.
    fn value(&self, path: &[String]) -> Value;
    /// Whether there is no value at a path. What can't be compared for want of a rate is there all the same.
    fn is_missing(&self, path: &[String]) -> bool {
        self.value(path).is_missing()
    }
    /// How many entries a list of structures has.
    fn count(&self, path: &[String]) -> usize;
    /// One value of one entry.
    fn item(&self, path: &[String], index: usize, name: &str) -> Value;
    /// Whether the link at a path points to the record or to one below it in its hierarchy.
    fn within(&self, path: &[String], ancestor: Id) -> bool;
}

/// No record: for expressions that read no field.
pub(crate) struct Nothing;

impl Facts for Nothing {
    fn value(&self, _: &[String]) -> Value {
        Value::Null
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

impl Expr {
    /// Whether the condition holds. What does not come to a yes/no value does not hold.
    pub fn holds(&self, facts: &dyn Facts, env: &Env) -> bool {
        Frame {
            facts,
            env,
            entry: None,
        }
        .holds(self)
    }

    /// What the expression comes to.
    pub fn evaluate(&self, facts: &dyn Facts, env: &Env) -> Value {
        Frame {
            facts,
            env,
            entry: None,
        }
        .value(self)
    }
}

impl Ambient {
    /// What it is in these circumstances.
    pub fn value(self, env: &Env) -> Value {
        let today = env.now.date_in(&env.zone);
        match self {
            Ambient::Now => Value::Timestamp(env.now),
            Ambient::Today => Value::Date(today),
            Ambient::Me => env.me.map_or(Value::Null, Value::Id),
            Ambient::MyTeams => Value::List(env.my_teams.iter().copied().map(Value::Id).collect()),
            Ambient::Boundary {
                end,
                unit,
                offset,
                instant: false,
            } => {
                let day = if end {
                    unit.end(today, offset)
                } else {
                    unit.start(today, offset)
                };
                day.map_or(Value::Null, Value::Date)
            }
            Ambient::Boundary {
                end,
                unit,
                offset,
                instant: true,
            } => {
                let day = unit.start(today, offset.saturating_add(i32::from(end)));
                let back = if end { -1 } else { 0 };
                day.map_or(Value::Null, |day| {
                    Value::Timestamp(day.start_in(&env.zone).plus_micros(back))
                })
            }
        }
    }
}

impl Comparison {
    /// Whether values in this order compare so.
    pub(crate) fn accepts(self, order: Ordering) -> bool {
        match self {
            Comparison::Equal => order.is_eq(),
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// The entry that the innermost `exists` looks at.
#[derive(Clone, Copy)]
enum Entry<'a> {
    Structure { list: &'a [String], index: usize },
    Plain(&'a Value),
}

#[derive(Clone, Copy)]
struct Frame<'a> {
    facts: &'a dyn Facts,
    env: &'a Env,
    entry: Option<Entry<'a>>,
}

impl Frame<'_> {
    fn holds(self, expr: &Expr) -> bool {
        match expr {
            Expr::And(parts) => parts.iter().all(|part| self.holds(part)),
            Expr::Or(parts) => parts.iter().any(|part| self.holds(part)),
            Expr::Not(inner) => !self.holds(inner),
            Expr::Missing(inner) => match &**inner {
                Expr::Field(field) if is_structured(field) => self.facts.count(&field.path) == 0,
                Expr::Field(field) if field.scope == Scope::Record => self.facts.is_missing(&field.path),
                inner => self.value(inner).is_missing(),
            },
            Expr::Compare { op, left, right } => self
                .value(left)
                .compare(&self.value(right))
                .is_some_and(|order| op.accepts(order)),
            Expr::In { item, list } => {
                let item = self.value(item);
                list.iter().any(|entry| match self.value(entry) {
                    Value::List(entries) => entries.iter().any(|entry| same(&item, entry)),
                    entry => same(&item, &entry),
                })
            }
            Expr::Match {
                how,
                folded,
                text,
                needle,
            } => match self.value(text) {
                Value::Text(text) if text.is_empty() => false,
                Value::Text(text) if *folded => how.accepts(&fold(&text), needle),
                Value::Text(text) => how.accepts(&text, needle),
                _ => false,
            },
            Expr::Member { set, item } => {
                let item = self.value(item);
                matches!(self.field(set), Value::List(values) if values.iter().any(|value| same(value, &item)))
            }
            Expr::Exists { list, each } => self.exists(list, each),
            Expr::Within { link, ancestors } => ancestors.iter().any(|ancestor| match self.value(ancestor) {
                Value::Id(id) => self.facts.within(&link.path, id),
                Value::List(ids) => ids
                    .iter()
                    .any(|id| matches!(id, Value::Id(id) if self.facts.within(&link.path, *id))),
                _ => false,
            }),
            Expr::Constant(_) | Expr::Ambient(_) | Expr::Field(_) | Expr::Size(_) | Expr::Call { .. } => {
                self.value(expr) == Value::Bool(true)
            }
        }
    }

    fn value(self, expr: &Expr) -> Value {
        match expr {
            Expr::Constant(value) => value.clone(),
            Expr::Ambient(ambient) => ambient.value(self.env),
            Expr::Field(field) => self.field(field),
            Expr::Size(inner) => Value::Int(self.size(inner)),
            Expr::Call {
                function: Function::If,
                args,
                ty,
            } => match args.as_slice() {
                [condition, yes, no] => {
                    let branch = if self.holds(condition) { yes } else { no };
                    compute::fit(self.value(branch), ty)
                }
                _ => Value::Null,
            },
            Expr::Call { function, args, ty } => {
                let args: Vec<Value> = args.iter().map(|arg| self.value(arg)).collect();
                compute::apply(*function, &args, ty, self.env)
            }
            condition => Value::Bool(self.holds(condition)),
        }
    }

    fn field(self, field: &Field) -> Value {
        match (field.scope, self.entry) {
            (Scope::Record, _) => self.facts.value(&field.path),
            (Scope::Item, Some(Entry::Structure { list, index })) => field
                .path
                .first()
                .map_or(Value::Null, |name| self.facts.item(list, index, name)),
            (Scope::Item, Some(Entry::Plain(value))) => value.clone(),
            (Scope::Item, None) => Value::Null,
        }
    }

    fn size(self, expr: &Expr) -> i64 {
        let size = match expr {
            Expr::Field(field) if is_structured(field) => self.facts.count(&field.path),
            expr => match self.value(expr) {
                Value::Text(text) => text.chars().count(),
                Value::List(values) => values.len(),
                _ => 0,
            },
        };
        i64::try_from(size).unwrap_or(i64::MAX)
    }

    fn exists(self, list: &Field, each: &Expr) -> bool {
        if is_structured(list) {
            return (0..self.facts.count(&list.path)).any(|index| {
                let entry = Entry::Structure {
                    list: &list.path,
                    index,
                };
                Frame {
                    facts: self.facts,
                    env: self.env,
                    entry: Some(entry),
                }
                .holds(each)
            });
        }
        let Value::List(values) = self.field(list) else {
            return false;
        };
        values.iter().any(|value| {
            Frame {
                facts: self.facts,
                env: self.env,
                entry: Some(Entry::Plain(value)),
            }
            .holds(each)
        })
    }
}

impl How {
    fn accepts(self, text: &str, needle: &str) -> bool {
        match self {
            How::Equals => text == needle,
            How::StartsWith => text.starts_with(needle),
            How::EndsWith => text.ends_with(needle),
            How::Contains => text.contains(needle),
        }
    }
}

fn is_structured(field: &Field) -> bool {
    matches!(field.ty, crate::types::Type::Items { .. })
}

fn same(a: &Value, b: &Value) -> bool {
    a.compare(b).is_some_and(Ordering::is_eq)
}
