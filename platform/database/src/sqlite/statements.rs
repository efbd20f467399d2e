//! Running statements on a SQLite connection.

use std::rc::Rc;

use kontor_kernel::{Error, Result};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, StatementStatus, ToSql};

use crate::error;
use crate::row::{Row, Source};
use crate::value::Value;

/// Runs a statement and gives the number of rows it changed.
pub(crate) fn execute(connection: &Connection, sql: &str, params: &[Value]) -> Result<u64> {
    let run = |statement: &mut Statement<'_>| {
        bind(statement, params)?;
        statement
            .raw_execute()
            .map(|rows| rows as u64)
            .map_err(error::sqlite)
    };
    prepared(connection, sql, run)
}

/// Runs a statement and shows each row, until told that it is enough.
pub(crate) fn each(
    connection: &Connection,
    sql: &str,
    params: &[Value],
    f: &mut dyn FnMut(&Row) -> Result<bool>,
) -> Result<()> {
    prepared(connection, sql, |statement| {
        bind(statement, params)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(error::sqlite)? {
            if !f(&Row(Source::Sqlite(row)))? {
                break;
            }
        }
        Ok(())
    })
}

/// Runs a statement to its end, and gives how many steps of its program that took.
pub(crate) fn steps(connection: &Connection, sql: &str, params: &[Value]) -> Result<u64> {
    let mut statement = connection.prepare(sql).map_err(error::sqlite)?;
    bind(&mut statement, params)?;
    let mut rows = statement.raw_query();
    while rows.next().map_err(error::sqlite)?.is_some() {}
    drop(rows);
    let steps = statement.get_status(StatementStatus::VmStep);
    Ok(u64::from(steps.unsigned_abs()))
}

/// Runs statements that are not kept, without parameters.
pub(crate) fn batch(connection: &Connection, sql: &str) -> Result<()> {
    connection.execute_batch(sql).map_err(error::sqlite)
}

fn prepared<T>(
    connection: &Connection,
    sql: &str,
    run: impl FnOnce(&mut Statement<'_>) -> Result<T>,
) -> Result<T> {
    run(&mut *connection.prepare_cached(sql).map_err(error::sqlite)?)
}

fn bind(statement: &mut Statement<'_>, params: &[Value]) -> Result<()> {
    if statement.parameter_count() != params.len() {
        let wanted = statement.parameter_count();
        return Err(Error::internal(format!(
            "{wanted} parameters are expected, not {}",
            params.len()
        )));
    }
    for (n, param) in params.iter().enumerate() {
        if param.has_zero_character() {
            return Err(error::zero_character());
        }
        statement
            .raw_bind_parameter(n + 1, Bound(param))
            .map_err(error::sqlite)?;
    }
    Ok(())
}

/// A value on its way into a statement.
struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self.0 {
            Value::Null => ValueRef::Null,
            Value::Bool(value) => ValueRef::Integer((*value).into()),
            Value::Int(value) => ValueRef::Integer(*value),
            Value::Real(value) => ValueRef::Real(*value),
            Value::Text(value) => ValueRef::Text(value.as_bytes()),
            Value::Bytes(value) => ValueRef::Blob(value),
            Value::Id(value) => ValueRef::Blob(value.as_bytes()),
            Value::Ids(list) => return Ok(array(list, |id| id.as_bytes().to_vec().into())),
            Value::Texts(list) => return Ok(array(list, |text| text.clone().into())),
            Value::Ints(list) => return Ok(array(list, |int| (*int).into())),
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

/// A list goes in by pointer, for the table function `rarray`: nothing is parsed, and the index is used.
fn array<T>(list: &[T], value: impl Fn(&T) -> rusqlite::types::Value) -> ToSqlOutput<'static> {
    ToSqlOutput::from_rc(Rc::new(list.iter().map(value).collect::<Vec<_>>()), c"rarray")
}
