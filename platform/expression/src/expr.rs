//! The typed expression: few forms, each with one meaning that is total and the same everywhere.
//!
//! Conditions are true or false, never unknown. "Missing" is null, the empty text and the empty set. Every
//! comparison, membership, text test and `within` with a missing side is false; so `Not` of it is true, and
//! `Not(Compare(Equal))`, which is what `!=` becomes, counts missing as different. [`Expr::Missing`] asks for
//! it. A back end that makes SQL needs NULL guards under [`Expr::Not`] only.
//!
//! What a *folded condition* (checked with [`Expected::Condition`](crate::Expected), then
//! [`fold_constants`](Expr::fold_constants)) can still contain:
//! - `Constant(Bool)`, `And`, `Or`, `Not`, a `Field` of type Bool, `Missing(Field)`;
//! - `Compare` of a `Field` with a constant of the field's type (numbers scaled to the field's scale), with a
//!   `Field` of the same type, or of `Size(Field)` with an integer; the field is always on the left;
//! - `In(Field or Size, constants)` with at least one constant, none of them missing;
//! - `Match(Field)` with a needle that is not empty (but for `How::Equals`, none is needed);
//! - `Member(constant)`, `Exists`, and `Within` with at least one ancestor.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::time::Unit;
use crate::types::Type;
use crate::value::Value;

/// A typed expression.
#[derive(Clone, PartialEq, Debug)]
pub enum Expr {
    /// A constant.
    Constant(Value),
    /// Something the circumstances decide; gone after folding.
    Ambient(Ambient),
    /// A field.
    Field(Field),
    /// Characters of a text, entries of a set or list; 0 when it is missing, never null.
    Size(Box<Expr>),
    /// All of them; at least one.
    And(Vec<Expr>),
    /// Any of them; at least one.
    Or(Vec<Expr>),
    /// The opposite.
    Not(Box<Expr>),
    /// There is no value.
    Missing(Box<Expr>),
    /// Both sides are there and compare so.
    Compare {
        /// How.
        op: Comparison,
        /// The field, where one is involved.
        left: Box<Expr>,
        /// What it is compared with.
        right: Box<Expr>,
    },
    /// The item is one of the list.
    In {
        /// What is looked for.
        item: Box<Expr>,
        /// Constants of the item's type, or [`Ambient::Me`] and [`Ambient::MyTeams`] for links.
        list: Vec<Expr>,
    },
    /// The text begins with the needle, ends with it, has it inside or is it.
    Match {
        /// Where the needle must be.
        how: How,
        /// Whether both are compared [folded](kontor_kernel::fold); the needle already is.
        folded: bool,
        /// The text.
        text: Box<Expr>,
        /// What is looked for.
        needle: String,
    },
    /// The item is in a set field.
    Member {
        /// The set: [`Type::TextSet`] or [`Type::LinkSet`].
        set: Field,
        /// A constant, or [`Ambient::Me`].
        item: Box<Expr>,
    },
    /// The condition holds for at least one entry, whose fields have [`Scope::Item`]. `all(x, p)` is
    /// `Not(Exists(Not(p)))`.
    Exists {
        /// The list: [`Type::Items`], [`Type::TextSet`] or [`Type::LinkSet`].
        list: Field,
        /// The condition.
        each: Box<Expr>,
    },
    /// The link's target is one of these records, or below one of them in the hierarchy of its object.
    Within {
        /// The link.
        link: Field,
        /// Constants, [`Ambient::Me`] or [`Ambient::MyTeams`].
        ancestors: Vec<Expr>,
    },
    /// A computed value; over fields in formulas only.
    Call {
        /// What is computed.
        function: Function,
        /// From what.
        args: Vec<Expr>,
        /// The type of the result.
        ty: Type,
    },
}

/// A field of the record, or of the entry that [`Expr::Exists`] looks at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// Whose field it is.
    pub scope: Scope,
    /// Its path; within an item one name, or none where the entries are plain texts or links.
    pub path: Arc<[String]>,
    /// Its type.
    pub ty: Type,
}

/// Whose field it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// The record's.
    Record,
    /// The entry's that [`Expr::Exists`] looks at.
    Item,
}

/// How two values are compared. `!=` is the `Not` of `Equal`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// The same seen from the other side: `a < b` is `b > a`.
    pub fn mirrored(self) -> Comparison {
        match self {
            Comparison::Equal => Comparison::Equal,
            Comparison::Less => Comparison::Greater,
            Comparison::LessOrEqual => Comparison::GreaterOrEqual,
            Comparison::Greater => Comparison::Less,
            Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        }
    }
}

/// Where a needle must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// The text is the needle; folded only.
    Equals,
    /// At the beginning.
    StartsWith,
    /// At the end.
    EndsWith,
    /// Anywhere.
    Contains,
}

/// What the circumstances of an evaluation decide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ambient {
    /// The instant of the request.
    Now,
    /// The day in the caller's zone.
    Today,
    /// The caller; missing when it is not a user.
    Me,
    /// The caller's teams.
    MyTeams,
    /// `start_of(unit, offset)` or `end_of(unit, offset)`.
    Boundary {
        /// `end_of`: the last day or the last microsecond that belongs to the unit.
        end: bool,
        /// The unit.
        unit: Unit,
        /// How many units from now.
        offset: i32,
        /// Whether it is an instant; a day otherwise.
        instant: bool,
    },
}

/// What can be computed. With a missing argument the result is missing, where nothing else is said; so it is
/// on overflow and division by zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Function {
    /// Numbers; date or instant + duration; date + days; durations.
    Add,
    /// The same, and date - date (days), instant - instant (duration).
    Subtract,
    /// Numbers, rounded half to even at the scale of the result.
    Multiply,
    /// Numbers, rounded half to even at the scale of the result.
    Divide,
    /// Whole numbers, with the sign of the dividend.
    Remainder,
    /// `-x`
    Negate,
    /// Texts in a row; a missing one counts as empty.
    Concat,
    /// `condition ? a : b`
    If,
    /// To a number of digits, half to even.
    Round,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// Without its sign.
    Abs,
    /// In capitals.
    Upper,
    /// In small letters.
    Lower,
    /// Without white space at both ends.
    Trim,
    /// The year of a date.
    Year,
    /// The month of a date, 1 to 12.
    Month,
    /// The first argument that is there.
    Coalesce,
    /// The first instant of a day plus a number of days, in the caller's zone.
    DayStart,
}

impl Expr {
    /// The type it comes to; `None` for the constant null.
    pub fn type_of(&self) -> Option<Type> {
        Some(match self {
            Expr::Constant(value) => return value.type_of(),
            Expr::Ambient(ambient) => match ambient {
                Ambient::Now | Ambient::Boundary { instant: true, .. } => Type::Timestamp,
                Ambient::Today | Ambient::Boundary { instant: false, .. } => Type::Date,
                Ambient::Me => Type::link("user"),
                Ambient::MyTeams => Type::LinkSet {
                    objects: Arc::from(["team".to_owned()]),
                },
            },
            Expr::Field(field) => field.ty.clone(),
            Expr::Size(_) => Type::Int,
            Expr::Call { ty, .. } => ty.clone(),
            _ => Type::Bool,
        })
    }

    /// Every path of the record that it reads.
    pub fn fields(&self) -> BTreeSet<&[String]> {
        let mut paths = BTreeSet::new();
        self.walk(&mut |expr| {
            let field = match expr {
                Expr::Field(field) => field,
                Expr::Member { set: field, .. }
                | Expr::Exists { list: field, .. }
                | Expr::Within { link: field, .. } => field,
                _ => return,
            };
            if field.scope == Scope::Record {
                paths.insert(&*field.path);
            }
        });
        paths
    }

    /// Whether the answer can change while nothing but the time does.
    pub fn is_time_dependent(&self) -> bool {
        let timed = |ambient: &Ambient| !matches!(ambient, Ambient::Me | Ambient::MyTeams);
        self.any(&|expr| matches!(expr, Expr::Ambient(ambient) if timed(ambient)))
    }

    /// Whether the answer depends on who asks, or in which zone.
    pub fn is_caller_dependent(&self) -> bool {
        self.any(&|expr| match expr {
            Expr::Ambient(ambient) => *ambient != Ambient::Now,
            Expr::Call { function, .. } => *function == Function::DayStart,
            _ => false,
        })
    }

    /// Whether it reads no field.
    pub fn is_closed(&self) -> bool {
        !self.any(&|expr| {
            matches!(
                expr,
                Expr::Field(_) | Expr::Member { .. } | Expr::Exists { .. } | Expr::Within { .. }
            )
        })
    }

    fn any(&self, test: &dyn Fn(&Expr) -> bool) -> bool {
        let mut found = false;
        self.walk(&mut |expr| found |= test(expr));
        found
    }

    /// Visits every part, outer ones first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(self);
        match self {
            Expr::Constant(_) | Expr::Ambient(_) | Expr::Field(_) => {}
            Expr::Size(inner) | Expr::Not(inner) | Expr::Missing(inner) => inner.walk(visit),
            Expr::Match { text: inner, .. } | Expr::Member { item: inner, .. } => inner.walk(visit),
            Expr::Exists { each: inner, .. } => inner.walk(visit),
            Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| part.walk(visit)),
            Expr::Within { ancestors: parts, .. } | Expr::Call { args: parts, .. } => {
                parts.iter().for_each(|part| part.walk(visit));
            }
            Expr::Compare { left, right, .. } => {
                left.walk(visit);
                right.walk(visit);
            }
            Expr::In { item, list } => {
                item.walk(visit);
                list.iter().for_each(|entry| entry.walk(visit));
            }
        }
    }

    /// Visits every part that it directly consists of, to change it.
    pub fn each_part(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        match self {
            Expr::Constant(_) | Expr::Ambient(_) | Expr::Field(_) => {}
            Expr::Size(inner) | Expr::Not(inner) | Expr::Missing(inner) => visit(inner),
            Expr::Match { text: inner, .. } | Expr::Member { item: inner, .. } => visit(inner),
            Expr::Exists { each: inner, .. } => visit(inner),
            Expr::And(parts) | Expr::Or(parts) => parts.iter_mut().for_each(visit),
            Expr::Within { ancestors: parts, .. } | Expr::Call { args: parts, .. } => {
                parts.iter_mut().for_each(visit);
            }
            Expr::Compare { left, right, .. } => {
                visit(left);
                visit(right);
            }
            Expr::In { item, list } => {
                visit(item);
                list.iter_mut().for_each(visit);
            }
        }
    }

    pub(crate) fn bool(value: bool) -> Expr {
        Expr::Constant(Value::Bool(value))
    }

    pub(crate) fn not(inner: Expr) -> Expr {
        Expr::Not(Box::new(inner))
    }

    /// It has a value.
    pub(crate) fn present(inner: Expr) -> Expr {
        match inner {
            Expr::Size(_) => Expr::bool(true),
            inner => Expr::not(Expr::Missing(Box::new(inner))),
        }
    }

    pub(crate) fn compare(op: Comparison, left: Expr, right: Expr) -> Expr {
        Expr::Compare {
            op,
            left: Box::new(left),
            right: Box::new(right),
        }
    }
}
