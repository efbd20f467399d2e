//! One expression language for filters, segments, permissions, conditions, validation and formulas:
//! `stage == "won" && amount > 10000 && customer.city.startsWith("Ber")`.
//!
//! The grammar is that of the Common Expression Language, the meaning is ours: typed when an expression is
//! saved, two-valued and total when it is used, and the same in memory and on both databases. The way is
//! text ⇄ [`Tree`] (untyped, plain data, the JSON of visual builders) → [`Expr`] (typed against a [`Schema`])
//! → an answer in memory ([`Expr::holds`], [`Expr::evaluate`] over [`Facts`]), or SQL, written elsewhere from
//! what [`Expr::fold_constants`] leaves.
//!
//! Start reading at [`expr`], which says what every form means; [`tree`] and [`parse`] are the way in,
//! [`check`] gives types, [`eval`] gives answers. `LANGUAGE.md` beside `src` tells users of the language.

pub mod check;
mod compute;
mod eval;
pub mod expr;
mod fold;
mod functions;
mod json;
mod literals;
pub mod number;
pub mod parse;
mod print;
mod problem;
mod remembered;
mod scan;
pub mod time;
pub mod tree;
pub mod types;
mod value;

pub use check::Expected;
pub use eval::{Env, Facts};
pub use expr::{Ambient, Comparison, Expr, Field, Function, How, Scope};
pub use number::Number;
pub use problem::Problem;
pub use time::Unit;
pub use tree::{Literal, Node, Tree};
pub use types::{FieldInfo, Schema, Type};
pub use value::Value;

/// Longest text of an expression, in bytes.
pub const MAX_TEXT: usize = 4096;
/// Deepest nesting of a tree.
pub const MAX_DEPTH: usize = 20;
/// Most nodes of a tree; entries of list literals are counted apart.
pub const MAX_NODES: usize = 500;
/// Most entries of one list literal.
pub const MAX_LIST: usize = 1000;
