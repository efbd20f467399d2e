//! Formula fields: compiled once with the catalog, computed whenever a record is written, and at no other time. So a formula
//! may name nothing that changes without the record: other records, rollups, the time, the caller.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kontor_definitions::{Catalog, FieldDef, FieldType, Object};
use kontor_expression::{Env, Expected, Expr, Facts, Tree, Value};
use kontor_kernel::number::{divide_half_even, format_decimal};
use kontor_kernel::{Date, Error, Id, Json, Result, Timestamp};

use crate::fields::phone::national;
use crate::fields::{Accept, COORDINATE_SCALE, kind, norm};
use crate::normal::{NATIONAL, NORM};
use crate::policy::Policy;
use crate::record::{Record, is_missing};
use crate::schema::ObjectSchema;

/// The compiled formulas of a workspace.
#[derive(Debug, Default)]
pub struct Formulas {
    by_object: HashMap<String, Vec<(usize, Expr)>>,
}

impl Formulas {
    /// Compiles all formulas of a catalog in use. One that no longer compiles gives no value; saving a definition checks
    /// them, so that happens only when a later change of another field broke it.
    pub fn compile(catalog: &Catalog) -> Formulas {
        Formulas::gather(catalog, |object, field, error| {
            tracing::warn!(object = object.key(), field = field.key, %error, "formula is void");
        })
    }

    /// The same for definitions that somebody would like to have; what is wrong with them he is told.
    pub fn of_wish(catalog: &Catalog) -> Formulas {
        Formulas::gather(catalog, |_, _, _| {})
    }

    fn gather(catalog: &Catalog, void: impl Fn(&Object, &FieldDef, Error)) -> Formulas {
        let mut formulas = Formulas::default();
        for object in catalog.objects() {
            for (at, field) in object.fields.iter().enumerate() {
                let FieldType::Formula { expression, .. } = &field.kind else {
                    continue;
                };
                match compile(expression, object, catalog) {
                    Ok(expr) => formulas
                        .by_object
                        .entry(object.key().to_owned())
                        .or_default()
                        .push((at, expr)),
                    Err(error) => void(object, field, error),
                }
            }
            if let Some(compiled) = formulas.by_object.get_mut(object.key()) {
                for at in order(object, compiled) {
                    void(object, &object.fields[at], circle());
                }
            }
        }
        formulas
    }

    /// Whether a formula of an object uses itself, directly or through others. Those have no value.
    pub fn is_circular(&self, object: &Object, field: &FieldDef) -> bool {
        let at = object.fields.iter().position(|other| other.id == field.id);
        at.is_some_and(|at| self.positions(object.key()).all(|known| known != at))
    }

    /// Computes the formulas of a record, each after those it uses.
    pub fn fill(&self, env: &Env, accept: &Accept<'_>, record: &mut Record) {
        for (at, expr) in self.by_object.get(record.object.key()).into_iter().flatten() {
            let value = expr.evaluate(&RecordFacts { record, accept }, env);
            let field: &FieldDef = &record.object.fields[*at];
            record.values[*at] = to_wire(field, value);
        }
    }

    /// Positions of the formula fields of an object.
    pub fn positions(&self, object: &str) -> impl Iterator<Item = usize> {
        self.by_object
            .get(object)
            .into_iter()
            .flatten()
            .map(|(at, _)| *at)
    }
}

/// Puts formulas into an order in which each comes after those it uses. Those that use themselves, and what uses them, are
/// taken out; answers their positions.
fn order(object: &Object, formulas: &mut Vec<(usize, Expr)>) -> Vec<usize> {
    let mut rest = std::mem::take(formulas);
    loop {
        let open: HashSet<usize> = rest.iter().map(|(at, _)| *at).collect();
        let used = |expr: &Expr| {
            let mut names = expr.fields().into_iter().filter_map(|path| path.first());
            names.any(|name| object.position(name).is_some_and(|at| open.contains(&at)))
        };
        let (waiting, ready): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(_, expr)| used(expr));
        formulas.extend(ready);
        if waiting.len() == open.len() {
            return waiting.into_iter().map(|(at, _)| at).collect();
        }
        rest = waiting;
    }
}

/// What is said of a formula that uses itself.
pub fn circle() -> Error {
    Error::invalid("", "bad_expression", "The formula uses itself.").with("reason", "formula_circle")
}

/// Compiles one formula.
///
/// # Errors
/// What does not compile, and what changes without the record being written.
pub fn compile(text: &str, object: &Arc<Object>, catalog: &Catalog) -> Result<Expr> {
    let tree = Tree::parse(text)?;
    let policy = Policy::everything();
    let schema = ObjectSchema {
        catalog,
        policy: &policy,
        object,
    };
    let expr = schema.check(&tree, Expected::Value)?;
    let refused =
        |reason: &str, detail: &str| Err(Error::invalid("", "bad_expression", detail).with("reason", reason));
    if expr.is_time_dependent() || expr.is_caller_dependent() {
        let detail = "A formula is computed when its record is written: what the time is and who asks is not known in it.";
        return refused("formula_moment", detail);
    }
    for path in expr.fields() {
        let Some(at) = path.first().and_then(|key| object.position(key)) else {
            continue;
        };
        if path.len() > 1 && object.member(at, &path[1]).is_none() {
            return refused("formula_link", "A formula uses fields of its own record only.");
        }
        if matches!(object.fields[at].kind, FieldType::Rollup { .. }) {
            return refused(
                "formula_rollup",
                "A formula can't use a rollup, which comes a little later.",
            );
        }
    }
    Ok(expr)
}

/// The result of a formula in the wire form of its field; a result that does not fit the field is no value.
fn to_wire(field: &FieldDef, value: Value) -> Json {
    let FieldType::Formula { result, .. } = &field.kind else {
        return Json::Null;
    };
    match (value, result.as_ref()) {
        (Value::Null | Value::List(_), _) => Json::Null,
        (Value::Bool(value), _) => Json::Bool(value),
        (Value::Int(value), FieldType::Decimal { .. }) => Json::String(value.to_string()),
        (Value::Int(value) | Value::Duration(value), _) => Json::from(value),
        (Value::Decimal { units, scale }, result) => {
            let digits = if let FieldType::Decimal { scale } = result {
                *scale
            } else {
                0
            };
            match rescale(units, scale, digits) {
                Some(units) if digits == 0 && !matches!(result, FieldType::Decimal { .. }) => {
                    Json::from(units)
                }
                Some(units) => Json::String(format_decimal(units, digits, digits)),
                None => Json::Null,
            }
        }
        (Value::Text(text), _) if text.is_empty() => Json::Null,
        (Value::Text(text), _) => Json::String(text),
        (Value::Date(day), _) => Json::String(day.to_string()),
        (Value::Timestamp(at), _) => Json::String(at.to_string()),
        (Value::Id(id), _) => Json::String(id.to_string()),
    }
}

/// A scaled number with another number of digits, rounded half to even.
fn rescale(units: i64, from: u8, to: u8) -> Option<i64> {
    let power = |n: u8| 10i128.pow(u32::from(n));
    divide_half_even(i128::from(units) * power(to), power(from))
}

/// The values of a record for evaluation in memory; paths through links have none here.
pub struct RecordFacts<'a> {
    /// The record.
    pub record: &'a Record,
    /// What typed values depend on.
    pub accept: &'a Accept<'a>,
}

impl Facts for RecordFacts<'_> {
    fn value(&self, path: &[String]) -> Value {
        match path {
            [key] => self.typed(key),
            [key, member] => self.member(key, member),
            _ => Value::Null,
        }
    }

    fn is_missing(&self, path: &[String]) -> bool {
        match path {
            // An amount without a rate is there, though it has no value to compare.
            [key] if self.is_money(key) => is_missing(self.record.get(key)),
            path => self.value(path).is_missing(),
        }
    }

    fn count(&self, path: &[String]) -> usize {
        self.list(path).len()
    }

    fn item(&self, path: &[String], index: usize, name: &str) -> Value {
        let text = |value: &Json| {
            value
                .as_str()
                .map_or(Value::Null, |text| Value::Text(text.to_owned()))
        };
        let Some(item) = self.list(path).get(index) else {
            return Value::Null;
        };
        if let (NORM | NATIONAL, [key]) = (name, path) {
            let field = self.record.object.field(key);
            let norm = field.and_then(|field| Some(norm(field, item.get("value")?.as_str()?, self.accept)));
            let found = match name {
                NORM => norm,
                _ => norm.and_then(|norm| national(&norm, &self.accept.settings.country)),
            };
            return found.map_or(Value::Null, Value::Text);
        }
        match item.get(name) {
            Some(Json::Bool(value)) => Value::Bool(*value),
            Some(degrees @ (Json::String(_) | Json::Number(_))) if matches!(name, "lat" | "lon") => {
                let scale = COORDINATE_SCALE;
                let degrees = degrees.as_f64().or_else(|| degrees.as_str()?.parse().ok());
                let units = degrees.map(|degrees| (degrees * 10f64.powi(scale.into())).round() as i64);
                units.map_or(Value::Null, |units| Value::Decimal { units, scale })
            }
            Some(Json::String(value)) if name.ends_with("_at") => {
                Timestamp::parse(value).map_or(Value::Null, Value::Timestamp)
            }
            Some(Json::String(value)) if name.ends_with("_date") => {
                Date::parse(value).map_or(Value::Null, Value::Date)
            }
            Some(value) => text(value),
            None => Value::Null,
        }
    }

    fn within(&self, _: &[String], _: Id) -> bool {
        false
    }
}

impl RecordFacts<'_> {
    fn typed(&self, key: &str) -> Value {
        match self.record.object.field(key) {
            Some(field) => kind(&field.kind).typed(field, self.record.get(key), self.accept),
            None => Value::Null,
        }
    }

    fn is_money(&self, key: &str) -> bool {
        let field = self.record.object.field(key);
        field.is_some_and(|field| field.kind == FieldType::Money)
    }

    /// A part of a value that is named like a field of its own.
    fn member(&self, key: &str, member: &str) -> Value {
        let object = &self.record.object;
        let known = object.position(key).and_then(|at| object.member(at, member));
        let text = known.and_then(|_| self.record.get(key)[member].as_str());
        text.map_or(Value::Null, |text| Value::Text(text.to_owned()))
    }

    fn list(&self, path: &[String]) -> &[Json] {
        match path {
            [key] => self.record.get(key).as_array().map_or(&[], Vec::as_slice),
            _ => &[],
        }
    }
}
