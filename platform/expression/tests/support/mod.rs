//! A small company to ask: its schema, one record, and the circumstances.
#![allow(dead_code)]

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use kontor_expression::{Env, Expected, Expr, Facts, FieldInfo, Problem, Schema, Tree, Type, Value};
use kontor_kernel::{Date, Id, Timestamp};

pub const ANN: &str = "0195512c-8a10-7000-8000-000000000001";
pub const BEN: &str = "0195512c-8a10-7000-8000-000000000002";
pub const TEAM: &str = "0195512c-8a10-7000-8000-000000000003";
pub const BERLIN: &str = "0195512c-8a10-7000-8000-000000000004";

/// Opportunities, with links to one organization.
pub struct Opportunities;

impl Schema for Opportunities {
    fn field(&self, path: &[&str]) -> Option<FieldInfo> {
        let link = |object: &str| Type::link(object);
        let ty = match path.join(".").as_str() {
            "name" | "note" | "organization.city" | "record" | "in" | "package" => Type::Text,
            "salary" => {
                return Some(FieldInfo {
                    ty: Type::Money,
                    hidden: true,
                });
            }
            "active" => Type::Bool,
            "employees" | "rank" => Type::Int,
            "discount" => Type::Decimal { scale: 2 },
            "weight" => Type::Decimal { scale: 3 },
            "amount" | "budget" => Type::Money,
            "close_date" | "birthday" => Type::Date,
            "created_at" | "due_at" => Type::Timestamp,
            "length" => Type::Duration,
            "owner" | "creator" => link("user"),
            "team" => link("team"),
            "organization" | "organization.parent" => link("organization"),
            "stage" => Type::choice(["new", "won", "lost"]),
            "tags" => Type::TextSet { options: None },
            "channels" => Type::TextSet {
                options: Some(["mail".to_owned(), "phone".to_owned()].into()),
            },
            "members" => Type::LinkSet {
                objects: ["user".to_owned()].into(),
            },
            "emails" => Type::items([
                ("value", Type::Text),
                ("label", Type::Text),
                ("primary", Type::Bool),
            ]),
            "extra" => Type::Json,
            _ => return None,
        };
        Some(ty.into())
    }
}

/// A record: what is not named is missing.
#[derive(Clone, Debug, Default)]
pub struct Record {
    pub values: BTreeMap<String, Value>,
    pub emails: Vec<BTreeMap<String, Value>>,
    pub ancestors: Vec<(String, Id)>,
}

impl Record {
    pub fn with(mut self, path: &str, value: Value) -> Record {
        self.values.insert(path.to_owned(), value);
        self
    }

    pub fn email(mut self, value: &str, label: &str) -> Record {
        let item = [("value", text(value)), ("label", text(label))];
        self.emails.push(
            item.into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        );
        self
    }

    pub fn below(mut self, path: &str, ancestor: &str) -> Record {
        self.ancestors.push((path.to_owned(), id(ancestor)));
        self
    }
}

impl Facts for Record {
    fn value(&self, path: &[String]) -> Value {
        self.values.get(&path.join(".")).cloned().unwrap_or(Value::Null)
    }
    fn count(&self, _: &[String]) -> usize {
        self.emails.len()
    }
    fn item(&self, _: &[String], index: usize, name: &str) -> Value {
        self.emails[index].get(name).cloned().unwrap_or(Value::Null)
    }
    fn within(&self, path: &[String], ancestor: Id) -> bool {
        self.ancestors.contains(&(path.join("."), ancestor))
    }
}

pub fn id(text: &str) -> Id {
    text.parse().expect("an id")
}

pub fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

pub fn date(value: &str) -> Value {
    Value::Date(Date::parse(value).expect("a date"))
}

pub fn at(value: &str) -> Value {
    Value::Timestamp(Timestamp::parse(value).expect("a time"))
}

pub fn decimal(units: i64, scale: u8) -> Value {
    Value::Decimal { units, scale }
}

/// Ann in Berlin, on a Thursday shortly after midnight, when it is still Wednesday in UTC.
pub fn env() -> Env {
    Env {
        now: Timestamp::parse("2026-05-13T22:30:00Z").expect("a time"),
        zone: TimeZone::get("Europe/Berlin").expect("a zone"),
        me: Some(id(ANN)),
        my_teams: vec![id(TEAM)],
    }
}

pub fn filter(text: &str) -> Expr {
    compile(text, Expected::Condition).unwrap_or_else(|problem| panic!("{text}: {problem:?}"))
}

pub fn formula(text: &str) -> Expr {
    compile(text, Expected::Value).unwrap_or_else(|problem| panic!("{text}: {problem:?}"))
}

pub fn compile(text: &str, expected: Expected) -> Result<Expr, Problem> {
    Expr::check(&Tree::parse(text)?, &Opportunities, expected)
}

/// Whether a filter holds; folded or not must not matter.
pub fn holds(text: &str, record: &Record) -> bool {
    let expr = filter(text);
    let answer = expr.holds(record, &env());
    assert_eq!(
        expr.fold_constants(&env()).holds(record, &env()),
        answer,
        "{text} when folded"
    );
    answer
}

/// What a formula comes to; folded or not must not matter.
pub fn value(text: &str, record: &Record) -> Value {
    let expr = formula(text);
    let answer = expr.evaluate(record, &env());
    assert_eq!(
        expr.fold_constants(&env()).evaluate(record, &env()),
        answer,
        "{text} when folded"
    );
    answer
}
