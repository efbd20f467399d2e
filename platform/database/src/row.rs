//! Reading a row: the same calls over the rows of either driver, without copying texts and bytes.

use std::error::Error as StdError;

use kontor_kernel::{Date, Error, Id, Result, Timestamp};
use postgres_types::{FromSql, Type};
use rusqlite::types::ValueRef;
use uuid::Uuid;

/// One row of a result; it lives as long as the call that shows it.
pub struct Row<'a>(pub(crate) Source<'a>);

pub(crate) enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

/// One column of a row, as the database holds it. SQLite knows neither booleans nor ids: they arrive as
/// [`Column::Int`] and [`Column::Bytes`], and the typed getters of [`Row`] accept both forms.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Column<'a> {
    /// Nothing.
    Null,
    /// A boolean (PostgreSQL).
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A floating point number.
    Real(f64),
    /// A text.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
    /// An id (PostgreSQL).
    Id(Id),
}

/// What [`Row::get`] can read.
pub trait FromColumn: Sized {
    /// Reads it, or fails when the column holds something else.
    fn from_column(column: Column<'_>) -> Result<Self>;
}

impl<'a> Row<'a> {
    /// Reads column `i` (from 0); `Option<T>` where it may be null.
    pub fn get<T: FromColumn>(&self, i: usize) -> Result<T> {
        T::from_column(self.column(i)?)
    }

    /// The column as it is.
    pub fn column(&self, i: usize) -> Result<Column<'_>> {
        match self.0 {
            Source::Sqlite(row) => match row.get_ref(i).map_err(Error::internal)? {
                ValueRef::Null => Ok(Column::Null),
                ValueRef::Integer(value) => Ok(Column::Int(value)),
                ValueRef::Real(value) => Ok(Column::Real(value)),
                ValueRef::Text(value) => std::str::from_utf8(value)
                    .map(Column::Text)
                    .map_err(Error::internal),
                ValueRef::Blob(value) => Ok(Column::Bytes(value)),
            },
            Source::Postgres(row) => row.try_get(i).map_err(Error::internal),
        }
    }

    /// A text, borrowed.
    pub fn text(&self, i: usize) -> Result<Option<&str>> {
        match self.column(i)? {
            Column::Null => Ok(None),
            Column::Text(text) => Ok(Some(text)),
            other => Err(unexpected("a text", other)),
        }
    }

    /// Bytes, borrowed.
    pub fn bytes(&self, i: usize) -> Result<Option<&[u8]>> {
        match self.column(i)? {
            Column::Null => Ok(None),
            Column::Bytes(bytes) => Ok(Some(bytes)),
            other => Err(unexpected("bytes", other)),
        }
    }

    /// A whole number.
    pub fn int(&self, i: usize) -> Result<Option<i64>> {
        self.get(i)
    }

    /// A floating point number.
    pub fn real(&self, i: usize) -> Result<Option<f64>> {
        self.get(i)
    }

    /// An id.
    pub fn id(&self, i: usize) -> Result<Option<Id>> {
        self.get(i)
    }

    /// A boolean.
    pub fn boolean(&self, i: usize) -> Result<Option<bool>> {
        self.get(i)
    }

    /// Whether the column is null.
    pub fn is_null(&self, i: usize) -> Result<bool> {
        Ok(self.column(i)? == Column::Null)
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        match self.0 {
            Source::Sqlite(row) => row.as_ref().column_count(),
            Source::Postgres(row) => row.len(),
        }
    }
}

fn unexpected(wanted: &str, found: Column<'_>) -> Error {
    let found = match found {
        Column::Null => "null",
        Column::Bool(_) => "a boolean",
        Column::Int(_) => "a whole number",
        Column::Real(_) => "a floating point number",
        Column::Text(_) => "a text",
        Column::Bytes(_) => "bytes",
        Column::Id(_) => "an id",
    };
    Error::internal(format!("a column holds {found} where {wanted} is expected"))
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(column: Column<'_>) -> Result<Self> {
        match column {
            Column::Null => Ok(None),
            column => T::from_column(column).map(Some),
        }
    }
}

impl FromColumn for bool {
    fn from_column(column: Column<'_>) -> Result<Self> {
        match column {
            Column::Bool(value) => Ok(value),
            Column::Int(value) => Ok(value != 0),
            other => Err(unexpected("a boolean", other)),
        }
    }
}

impl FromColumn for i64 {
    fn from_column(column: Column<'_>) -> Result<Self> {
        match column {
            Column::Int(value) => Ok(value),
            other => Err(unexpected("a whole number", other)),
        }
    }
}

macro_rules! narrower {
    ($($int:ty),*) => {$(
        impl FromColumn for $int {
            fn from_column(column: Column<'_>) -> Result<Self> {
                i64::from_column(column)?.try_into().map_err(Error::internal)
            }
        }
    )*};
}

narrower!(i32, u8, u16, u32, u64, usize);

impl FromColumn for f64 {
    fn from_column(column: Column<'_>) -> Result<Self> {
        match column {
            Column::Real(value) => Ok(value),
            // SQLite stores a whole value of a REAL column as an integer where it can.
            Column::Int(value) => Ok(value as f64),
            other => Err(unexpected("a floating point number", other)),
        }
    }
}

impl FromColumn for String {
    fn from_column(column: Column<'_>) -> Result<Self> {
        match column {
            Column::Text(value) => Ok(value.to_owned()),
            other => Err(unexpected("a text", other)),
        }
    }
}

impl FromColumn for Vec<u8> {
    fn from_column(column: Column<'_>) -> Result<Self> {
        match column {
            Column::Bytes(value) => Ok(value.to_vec()),
            other => Err(unexpected("bytes", other)),
        }
    }
}

impl FromColumn for Id {
    fn from_column(column: Column<'_>) -> Result<Self> {
        match column {
            Column::Id(value) => Ok(value),
            Column::Bytes(value) => Uuid::from_slice(value).map(Id).map_err(Error::internal),
            other => Err(unexpected("an id", other)),
        }
    }
}

impl FromColumn for Timestamp {
    fn from_column(column: Column<'_>) -> Result<Self> {
        i64::from_column(column).map(Timestamp::from_micros)
    }
}

impl FromColumn for Date {
    fn from_column(column: Column<'_>) -> Result<Self> {
        let days = i64::from_column(column)?;
        Date::from_days(days).ok_or_else(|| Error::internal(format!("{days} is not a day")))
    }
}

impl FromColumn for crate::Value {
    fn from_column(column: Column<'_>) -> Result<Self> {
        Ok(match column {
            Column::Null => crate::Value::Null,
            Column::Bool(value) => value.into(),
            Column::Int(value) => value.into(),
            Column::Real(value) => value.into(),
            Column::Text(value) => value.into(),
            Column::Bytes(value) => value.into(),
            Column::Id(value) => value.into(),
        })
    }
}

impl<'a> FromSql<'a> for Column<'a> {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(match *kind {
            Type::BOOL => Column::Bool(bool::from_sql(kind, raw)?),
            Type::INT8 => Column::Int(i64::from_sql(kind, raw)?),
            Type::INT4 => Column::Int(i32::from_sql(kind, raw)?.into()),
            Type::INT2 => Column::Int(i16::from_sql(kind, raw)?.into()),
            Type::OID => Column::Int(u32::from_sql(kind, raw)?.into()),
            // A transaction id is sent like a bigint.
            Type::XID8 => Column::Int(i64::from_sql(&Type::INT8, raw)?),
            Type::FLOAT8 => Column::Real(f64::from_sql(kind, raw)?),
            Type::FLOAT4 => Column::Real(f32::from_sql(kind, raw)?.into()),
            Type::BYTEA => Column::Bytes(raw),
            Type::UUID => Column::Id(Id(Uuid::from_slice(raw)?)),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::JSON | Type::UNKNOWN => {
                Column::Text(std::str::from_utf8(raw)?)
            }
            _ => return Err(format!("columns of type {kind} are not read: cast it in the statement").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Column::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
