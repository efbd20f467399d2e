//! What can be bound to a statement: one enum for both databases, and how Rust values become it.

use kontor_kernel::{Date, Id, Timestamp};

/// A bound value. A list is one parameter (see [`crate::Dialect::in_list`]).
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Nothing.
    Null,
    /// Yes or no; 0 or 1 on SQLite.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A floating point number.
    Real(f64),
    /// A text without U+0000.
    Text(String),
    /// Bytes; sixteen of them also fit a column of ids.
    Bytes(Vec<u8>),
    /// An id; sixteen bytes on SQLite.
    Id(Id),
    /// A list of ids.
    Ids(Vec<Id>),
    /// A list of texts.
    Texts(Vec<String>),
    /// A list of whole numbers.
    Ints(Vec<i64>),
}

macro_rules! from {
    ($($from:ty => |$value:ident| $to:expr;)*) => {
        $(impl From<$from> for Value { fn from($value: $from) -> Value { $to } })*
    };
}

from! {
    bool => |value| Value::Bool(value);
    i64 => |value| Value::Int(value);
    i32 => |value| Value::Int(value.into());
    u32 => |value| Value::Int(value.into());
    u16 => |value| Value::Int(value.into());
    u8 => |value| Value::Int(value.into());
    f64 => |value| Value::Real(value);
    &str => |value| Value::Text(value.to_owned());
    String => |value| Value::Text(value);
    &String => |value| Value::Text(value.clone());
    Vec<u8> => |value| Value::Bytes(value);
    &[u8] => |value| Value::Bytes(value.to_vec());
    Id => |value| Value::Id(value);
    &Id => |value| Value::Id(*value);
    Vec<Id> => |value| Value::Ids(value);
    &[Id] => |value| Value::Ids(value.to_vec());
    Vec<String> => |value| Value::Texts(value);
    &[String] => |value| Value::Texts(value.to_vec());
    Vec<i64> => |value| Value::Ints(value);
    &[i64] => |value| Value::Ints(value.to_vec());
    // Instants are stored as microseconds since 1970 UTC, days as days since 1970.
    Timestamp => |value| Value::Int(value.micros());
    Date => |value| Value::Int(value.days());
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

impl From<usize> for Value {
    /// Counts and limits; what exceeds the range of a signed number becomes its end.
    fn from(value: usize) -> Value {
        Value::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl Value {
    /// PostgreSQL refuses the character U+0000 in texts, so it is refused on SQLite too.
    pub(crate) fn has_zero_character(&self) -> bool {
        match self {
            Value::Text(text) => text.as_bytes().contains(&0),
            Value::Texts(texts) => texts.iter().any(|text| text.as_bytes().contains(&0)),
            _ => false,
        }
    }
}
