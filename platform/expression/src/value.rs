//! Values at run time: what fields hold and what expressions come to.

use std::cmp::Ordering;
use std::sync::Arc;

use kontor_kernel::{Date, Id, Timestamp};

use crate::number::compare_scaled;
use crate::types::Type;

/// A value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// `units / 10^scale`; money is a decimal of scale 4 in the workspace's currency.
    Decimal {
        /// The scaled integer.
        units: i64,
        /// Digits after the point.
        scale: u8,
    },
    /// A text or the key of an option.
    Text(String),
    /// A day.
    Date(Date),
    /// An instant.
    Timestamp(Timestamp),
    /// A span of seconds.
    Duration(i64),
    /// The id of a record.
    Id(Id),
    /// Several values: tags, options, links.
    List(Vec<Value>),
}

impl Value {
    /// Null, the empty text and the empty list are all "no value".
    pub fn is_missing(&self) -> bool {
        match self {
            Value::Null => true,
            Value::Text(text) => text.is_empty(),
            Value::List(values) => values.is_empty(),
            _ => false,
        }
    }

    /// Order of two present values of comparable types; numbers exactly, text by code point.
    pub(crate) fn compare(&self, other: &Value) -> Option<Ordering> {
        if self.is_missing() || other.is_missing() {
            return None;
        }
        match (self, other) {
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
            (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
            (Value::Timestamp(a), Value::Timestamp(b)) => Some(a.cmp(b)),
            (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
            (Value::Id(a), Value::Id(b)) => Some(a.cmp(b)),
            _ => Some(compare_scaled(self.scaled()?, other.scaled()?)),
        }
    }

    /// Units and scale, if it is a number.
    pub(crate) fn scaled(&self) -> Option<(i64, u8)> {
        match self {
            Value::Int(value) => Some((*value, 0)),
            Value::Decimal { units, scale } => Some((*units, *scale)),
            _ => None,
        }
    }
}

impl Value {
    /// The type it has on its own; `None` for null. A list is a set of links when it holds ids.
    pub fn type_of(&self) -> Option<Type> {
        Some(match self {
            Value::Null => return None,
            Value::Bool(_) => Type::Bool,
            Value::Int(_) => Type::Int,
            Value::Decimal { scale, .. } => Type::Decimal { scale: *scale },
            Value::Text(_) => Type::Text,
            Value::Date(_) => Type::Date,
            Value::Timestamp(_) => Type::Timestamp,
            Value::Duration(_) => Type::Duration,
            Value::Id(_) => Type::Link {
                objects: Arc::from([]),
            },
            Value::List(values) => match values.first() {
                Some(Value::Id(_)) => Type::LinkSet {
                    objects: Arc::from([]),
                },
                _ => Type::TextSet { options: None },
            },
        })
    }
}
