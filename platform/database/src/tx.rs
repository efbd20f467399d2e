//! A transaction: what all work is done through.

use std::sync::Arc;

use kontor_kernel::Result;
use sea_query::{DynIden, IntoIden, QueryStatementWriter, SchemaName, TableName, TableRef};

use crate::dialect::Dialect;
use crate::names::Names;
use crate::row::Row;
use crate::statement::{self, Statement};
use crate::value::Value;

/// The transaction that a piece of work runs in; on PostgreSQL a plain read has none, each statement is on its own.
pub struct Tx {
    names: Arc<Names>,
}

impl Tx {
    /// Which database it is; to be handed to the functions of [`Dialect`] only.
    pub fn dialect(&self) -> Dialect {
        self.names.dialect
    }

    /// Runs a fixed statement: `$1` is a parameter and may repeat, `@name` a table. Gives the number of rows.
    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        let _ = (sql, params);
        Err(unfinished())
    }

    /// Runs a fixed statement and makes something of each row.
    pub fn rows<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        f: impl FnMut(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let _ = (sql, params, f);
        Err(unfinished())
    }

    /// The same for a statement that gives one row at most; further rows are not looked at.
    pub fn row<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        f: impl FnOnce(&Row) -> Result<T>,
    ) -> Result<Option<T>> {
        let _ = (sql, params, f);
        Err(unfinished())
    }

    /// Runs a built statement. Gives the number of rows.
    pub fn run(&mut self, statement: &Statement) -> Result<u64> {
        let _ = statement;
        Err(unfinished())
    }

    /// Runs built statements in their order; on PostgreSQL all are sent before the first answer is awaited.
    pub fn run_all(&mut self, statements: Vec<Statement>) -> Result<()> {
        let _ = statements;
        Err(unfinished())
    }

    /// Runs a built statement and shows each row as it comes.
    pub fn each(&mut self, statement: &Statement, f: &mut dyn FnMut(&Row) -> Result<()>) -> Result<()> {
        let _ = (statement, f);
        Err(unfinished())
    }

    /// Runs a statement once, right before the commit; dropped when this work, or the savepoint around, fails.
    pub fn at_commit(&mut self, statement: Statement) {
        let _ = statement;
    }

    /// Calls back once the commit has succeeded; dropped otherwise. Keep it short: on SQLite the writer waits.
    pub fn after_commit(&mut self, f: Box<dyn FnOnce() + Send>) {
        let _ = f;
    }

    /// Puts a document with a new number into a search index, at the commit.
    pub fn search_put(&mut self, index: &'static str, doc: i64, tokens: Vec<String>) {
        let _ = (index, doc, tokens);
    }

    /// Removes a document from a search index, at the commit; one put in the same group is simply not put.
    pub fn search_remove(&mut self, index: &'static str, doc: i64) {
        let _ = (index, doc);
    }

    /// Changes the schema: one statement, `@name` is a table, no parameters.
    pub fn ddl(&mut self, sql: &str) -> Result<()> {
        let _ = sql;
        Err(unfinished())
    }

    /// Does a part of the work that may fail alone: what it changed is then undone, and the rest may go on.
    pub fn savepoint<T>(&mut self, f: impl FnOnce(&mut Tx) -> Result<T>) -> Result<T> {
        let _ = f;
        Err(unfinished())
    }

    /// How many statements this work has run; for tests of their number.
    pub fn statements(&self) -> u64 {
        0
    }

    /// A table of the workspace, for `sea_query`.
    pub fn table(&self, name: &str) -> TableRef {
        table(&self.names, name)
    }

    /// Writes a query of `sea_query` down for this database.
    pub fn build(&self, query: &impl QueryStatementWriter) -> Result<Statement> {
        statement::build(self.names.dialect, query)
    }
}

pub(crate) fn table(names: &Names, name: &str) -> TableRef {
    let iden = |name: &str| -> DynIden { name.to_owned().into_iden() };
    let schema = names
        .schema
        .as_deref()
        .map(|schema| SchemaName(None, iden(schema)));
    TableRef::Table(TableName(schema, iden(name)), None)
}

fn unfinished() -> kontor_kernel::Error {
    kontor_kernel::Error::internal("not finished")
}
