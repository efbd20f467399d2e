//! A statement that was built elsewhere and waits to be run, and the adapter from `sea_query`.

use std::borrow::Cow;
use std::sync::Arc;

use kontor_kernel::{Error, Id, Result};
use sea_query::QueryStatementWriter;

use crate::dialect::Dialect;
use crate::names::Names;
use crate::value::Value;

/// SQL text with its bound values.
#[derive(Clone, PartialEq, Debug)]
pub struct Statement {
    /// The text.
    pub text: Cow<'static, str>,
    /// The values of `$1`, `$2`, ...
    pub params: Vec<Value>,
    /// The text is already in the database's own form: no `@name`, its own kind of placeholder.
    pub(crate) finished: bool,
    /// Plan it for these very values and don't keep it.
    pub(crate) once: bool,
}

impl Statement {
    /// A statement written once for both databases: `$1` is a parameter and may repeat, `@name` a table.
    pub fn new(text: impl Into<Cow<'static, str>>, params: Vec<Value>) -> Statement {
        Statement {
            text: text.into(),
            params,
            finished: false,
            once: false,
        }
    }

    /// A text in the database's own form, as `sea_query` writes it.
    pub fn finished(text: impl Into<Cow<'static, str>>, params: Vec<Value>) -> Statement {
        Statement {
            finished: true,
            ..Statement::new(text, params)
        }
    }

    /// The same, planned for these very values and not kept as a prepared statement: for texts that hardly come
    /// again, and for conditions whose best plan hangs on the value (full text). PostgreSQL then takes the types of
    /// the parameters from the values: cast where another one is needed.
    pub fn once(mut self) -> Statement {
        self.once = true;
        self
    }
}

/// The text that is sent.
pub(crate) enum Sql<'a> {
    Finished(&'a str),
    Rewritten(Arc<str>),
}

impl AsRef<str> for Sql<'_> {
    fn as_ref(&self) -> &str {
        match self {
            Sql::Finished(text) => text,
            Sql::Rewritten(text) => text,
        }
    }
}

impl Statement {
    /// Its text in the database's own form.
    pub(crate) fn sql(&self, names: &Names) -> Sql<'_> {
        if self.finished {
            Sql::Finished(&self.text)
        } else {
            Sql::Rewritten(names.rewrite(&self.text))
        }
    }
}

/// Writes a built query down for one dialect.
pub(crate) fn build(dialect: Dialect, query: &impl QueryStatementWriter) -> Result<Statement> {
    let (text, values) = match dialect {
        Dialect::Sqlite => query.build_any(&sea_query::SqliteQueryBuilder),
        Dialect::Postgres => query.build_any(&sea_query::PostgresQueryBuilder),
    };
    let params = values.into_iter().map(Value::try_from).collect::<Result<_>>()?;
    Ok(Statement::finished(text, params))
}

impl TryFrom<sea_query::Value> for Value {
    type Error = Error;

    fn try_from(value: sea_query::Value) -> Result<Value> {
        use sea_query::Value as Sea;
        Ok(match value {
            Sea::Bool(value) => value.into(),
            Sea::TinyInt(value) => value.map(i64::from).into(),
            Sea::SmallInt(value) => value.map(i64::from).into(),
            Sea::Int(value) => value.into(),
            Sea::BigInt(value) => value.into(),
            Sea::TinyUnsigned(value) => value.into(),
            Sea::SmallUnsigned(value) => value.into(),
            Sea::Unsigned(value) => value.into(),
            Sea::BigUnsigned(value) => match value.map(i64::try_from).transpose() {
                Ok(value) => value.into(),
                Err(cause) => return Err(Error::internal(cause)),
            },
            Sea::Float(value) => value.map(f64::from).into(),
            Sea::Double(value) => value.into(),
            Sea::String(value) => value.into(),
            Sea::Char(value) => value.map(String::from).into(),
            Sea::Bytes(value) => value.into(),
            Sea::Uuid(value) => value.map(Id).into(),
            Sea::Array(kind, Some(items)) => return array(kind, *items),
            Sea::Array(_, None) => Value::Null,
            Sea::Enum(value) => {
                return Err(Error::internal(format!("no such value can be bound: {value:?}")));
            }
        })
    }
}

/// A list becomes one bound value again; which kind, its declared type says, so that the empty list keeps it.
fn array(list: sea_query::ArrayType, items: Vec<sea_query::Value>) -> Result<Value> {
    use sea_query::{ArrayType, Value as Sea};
    let odd = |item: Sea| Error::internal(format!("no such list can be bound: {list:?} of {item:?}"));
    let items = items.into_iter();
    match list {
        ArrayType::Uuid => {
            let id = |item| {
                if let Sea::Uuid(Some(id)) = item {
                    Ok(Id(id))
                } else {
                    Err(odd(item))
                }
            };
            items.map(id).collect::<Result<_>>().map(Value::Ids)
        }
        ArrayType::String => {
            let text = |item| {
                if let Sea::String(Some(text)) = item {
                    Ok(text)
                } else {
                    Err(odd(item))
                }
            };
            items.map(text).collect::<Result<_>>().map(Value::Texts)
        }
        ArrayType::BigInt => {
            let int = |item| {
                if let Sea::BigInt(Some(int)) = item {
                    Ok(int)
                } else {
                    Err(odd(item))
                }
            };
            items.map(int).collect::<Result<_>>().map(Value::Ints)
        }
        other => Err(Error::internal(format!("no such list can be bound: {other:?}"))),
    }
}

impl From<Value> for sea_query::Value {
    /// For conditions inside a built query: `Expr::cust_with_values(dialect.in_list("x", "$1"), [value])`.
    fn from(value: Value) -> sea_query::Value {
        use sea_query::{ArrayType, Value as Sea};
        fn list<T>(kind: ArrayType, items: Vec<T>, item: impl Fn(T) -> Sea) -> Sea {
            Sea::Array(kind, Some(Box::new(items.into_iter().map(item).collect())))
        }
        match value {
            Value::Null => Sea::String(None),
            Value::Bool(value) => Sea::Bool(Some(value)),
            Value::Int(value) => Sea::BigInt(Some(value)),
            Value::Real(value) => Sea::Double(Some(value)),
            Value::Text(value) => Sea::String(Some(value)),
            Value::Bytes(value) => Sea::Bytes(Some(value)),
            Value::Id(value) => Sea::Uuid(Some(value.0)),
            Value::Ids(ids) => list(ArrayType::Uuid, ids, |id| Sea::Uuid(Some(id.0))),
            Value::Texts(texts) => list(ArrayType::String, texts, |text| Sea::String(Some(text))),
            Value::Ints(ints) => list(ArrayType::BigInt, ints, |int| Sea::BigInt(Some(int))),
        }
    }
}
