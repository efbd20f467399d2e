//! A transaction: what all work is done through.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use kontor_kernel::{Error, Result};
use rusqlite::Connection;

use crate::dialect::Dialect;
use crate::postgres::{Session, running};
use crate::row::Row;
use crate::shared::Shared;
use crate::sqlite;
use crate::statement::Statement;
use crate::value::Value;

/// How often work collides before it asks to be alone, see [`Tx::share`].
const PATIENCE: u32 = 2;

/// The transaction that a piece of work runs in; on PostgreSQL a plain read has none, each statement is on its own.
///
/// When a statement fails, the whole work has failed, whatever it returns: what may fail and be gone on from belongs
/// into a [`Tx::savepoint`].
pub struct Tx {
    shared: Arc<Shared>,
    pub(crate) link: Link,
    pub(crate) late: Vec<Late>,
    after: Vec<Box<dyn FnOnce() + Send>>,
    depth: usize,
    pub(crate) statements: u64,
    /// How often this work collided with others and began again.
    pub(crate) collisions: u32,
    /// What was known to be settled before this began, and what it saw to be.
    settled: i64,
    seen_settled: i64,
    /// A statement failed. PostgreSQL then commits nothing, so SQLite does not either.
    failed: bool,
    /// A savepoint could not be undone, so nothing of the transaction may be committed.
    pub(crate) broken: bool,
}

/// The connection behind a transaction.
pub(crate) enum Link {
    Sqlite(Connection),
    Postgres(Session),
}

/// What waits for the moment before the commit.
pub(crate) enum Late {
    Statement(Statement),
    Put {
        index: &'static str,
        doc: i64,
        tokens: Vec<String>,
    },
    Remove {
        index: &'static str,
        doc: i64,
    },
}

impl Tx {
    pub(crate) fn new(shared: Arc<Shared>, link: Link) -> Tx {
        Tx {
            settled: shared.settled.load(Relaxed),
            seen_settled: 0,
            shared,
            link,
            late: Vec::new(),
            after: Vec::new(),
            depth: 0,
            statements: 0,
            collisions: 0,
            failed: false,
            broken: false,
        }
    }

    /// Which database it is; to be handed to the functions of [`Dialect`] only.
    pub fn dialect(&self) -> Dialect {
        self.shared.names.dialect
    }

    /// For readers that must not miss what commits late: the number of a [`Dialect::transaction`] below which every
    /// write to this workspace has ended. What was settled once stays so, but a look at PostgreSQL may not see it at
    /// every moment: the parameter of that place is to be [`Tx::settled`], and what is found below goes to
    /// [`Tx::saw_settled`].
    pub fn settled_below(&self, parameter: usize) -> String {
        match &self.shared.names.schema {
            Some(schema) => format!("greatest(${parameter}, {})", running::settled_below(schema)),
            None => format!("max(${parameter}, {})", i64::MAX),
        }
    }

    /// What was known to be settled before this work began: later than any of its snapshots it must not be.
    pub fn settled(&self) -> i64 {
        self.settled
    }

    /// Tells that a transaction was found to be settled. Kept when this is a plain read: what a transaction sees of
    /// itself is not settled for others.
    pub fn saw_settled(&mut self, transaction: i64) {
        self.seen_settled = self.seen_settled.max(transaction.saturating_add(1));
    }

    /// Keeps what was seen to be settled for those who begin after this.
    pub(crate) fn keep_settled(&self) {
        self.shared.settled.fetch_max(self.seen_settled, Relaxed);
    }

    /// Runs a fixed statement: `$1` is a parameter and may repeat, `@name` a table. Gives the number of rows.
    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        let sql = self.shared.names.rewrite(sql);
        self.change(&sql, params, false)
    }

    /// Runs a fixed statement and makes something of each row.
    pub fn rows<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        mut f: impl FnMut(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let sql = self.shared.names.rewrite(sql);
        let mut rows = Vec::new();
        self.query(&sql, params, false, &mut |row| {
            rows.push(f(row)?);
            Ok(true)
        })?;
        Ok(rows)
    }

    /// The same for a statement that gives one row at most; further rows are not looked at.
    pub fn row<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        mut f: impl FnMut(&Row) -> Result<T>,
    ) -> Result<Option<T>> {
        let sql = self.shared.names.rewrite(sql);
        let mut found = None;
        self.query(&sql, params, false, &mut |row| {
            found = Some(f(row)?);
            Ok(false)
        })?;
        Ok(found)
    }

    /// Runs a built statement. Gives the number of rows.
    pub fn run(&mut self, statement: &Statement) -> Result<u64> {
        let sql = statement.sql(&self.shared.names);
        self.change(sql.as_ref(), &statement.params, statement.once)
    }

    /// Runs built statements in their order; on PostgreSQL all are sent before the first answer is awaited.
    pub fn run_all(&mut self, statements: Vec<Statement>) -> Result<()> {
        for statement in &statements {
            let sql = statement.sql(&self.shared.names);
            self.count(sql.as_ref(), &statement.params);
        }
        let names = &self.shared.names;
        let done = match &mut self.link {
            Link::Sqlite(connection) => statements.iter().try_for_each(|statement| {
                let sql = statement.sql(names);
                sqlite::execute(connection, sql.as_ref(), &statement.params).map(drop)
            }),
            Link::Postgres(session) => session.run_all(names, &statements),
        };
        self.noted(done)
    }

    /// Runs a built statement and shows each row as it comes.
    pub fn each(&mut self, statement: &Statement, f: &mut dyn FnMut(&Row) -> Result<()>) -> Result<()> {
        let sql = statement.sql(&self.shared.names);
        self.query(sql.as_ref(), &statement.params, statement.once, &mut |row| {
            f(row).map(|()| true)
        })
    }

    /// Runs a statement once, right before the commit; dropped when this work, or the savepoint around, fails.
    pub fn at_commit(&mut self, statement: Statement) {
        self.late.push(Late::Statement(statement));
    }

    /// Calls back once the commit has succeeded; dropped otherwise. Keep it short: on SQLite the writer waits.
    pub fn after_commit(&mut self, f: Box<dyn FnOnce() + Send>) {
        self.after.push(f);
    }

    /// Puts a document with a new number into a search index, at the commit.
    pub fn search_put(&mut self, index: &'static str, doc: i64, tokens: Vec<String>) {
        self.late.push(Late::Put { index, doc, tokens });
    }

    /// Removes a document from a search index, at the commit; one put in the same group is simply not put.
    pub fn search_remove(&mut self, index: &'static str, doc: i64) {
        self.late.push(Late::Remove { index, doc });
    }

    /// Changes the schema: one statement, `@name` is a table, no parameters.
    pub fn ddl(&mut self, sql: &str) -> Result<()> {
        let sql = self.shared.names.rewrite(sql);
        self.count(&sql, &[]);
        let done = match &mut self.link {
            Link::Sqlite(connection) => sqlite::batch(connection, &sql),
            Link::Postgres(session) => session.ddl(&sql),
        };
        self.noted(done)
    }

    /// Does a part of the work that may fail alone: what it changed is then undone, and the rest may go on.
    pub fn savepoint<T>(&mut self, f: impl FnOnce(&mut Tx) -> Result<T>) -> Result<T> {
        let (late, after, depth, failed) = (self.late.len(), self.after.len(), self.depth, self.failed);
        self.control(&format!("SAVEPOINT s{depth}"))?;
        self.depth += 1;
        let outcome = f(self);
        self.depth = depth;
        match outcome {
            Ok(value) => {
                self.control(&format!("RELEASE s{depth}"))?;
                Ok(value)
            }
            Err(cause) => {
                self.late.truncate(late);
                self.after.truncate(after);
                let undone = self
                    .control(&format!("ROLLBACK TO s{depth}"))
                    .and_then(|()| self.control(&format!("RELEASE s{depth}")));
                match undone {
                    Ok(()) => self.failed = failed,
                    Err(_) => self.broken = true,
                }
                Err(cause)
            }
        }
    }

    /// Goes on beside all who say the same of this table, and never beside one who says [`Tx::exclude`]: the first act
    /// of a write, so that what it sees is what the last of those left. Work that has collided often waits until all of
    /// them have ended and then goes on without them, on every server: so everybody gets through where all want the same
    /// record. On SQLite there is one writer anyway.
    pub fn share(&mut self, table: &str) -> Result<()> {
        let mode = if self.collisions < PATIENCE {
            "ROW SHARE"
        } else {
            "EXCLUSIVE"
        };
        self.lock(table, mode)
    }

    /// Waits until nobody shares this table, and keeps everybody from it until the end: the first act of a write.
    pub fn exclude(&mut self, table: &str) -> Result<()> {
        self.lock(table, "ACCESS EXCLUSIVE")
    }

    /// Waits until nobody changes this table, and keeps everybody from it until the end, while reading goes on: the first
    /// act of a write, so that what it sees is what the last of those left. On SQLite there is one writer anyway.
    pub fn reserve(&mut self, table: &str) -> Result<()> {
        self.lock(table, "EXCLUSIVE")
    }

    /// Waits until no other server sets this database up, and keeps the others from it until the end: the first act of a
    /// write, before there is a table that could be locked.
    pub(crate) fn set_up_alone(&mut self) -> Result<()> {
        let name = self.table_name("migration");
        let done = match &mut self.link {
            Link::Sqlite(_) => Ok(()),
            Link::Postgres(session) => session.first(running::set_up_alone(&name)),
        };
        self.noted(done)
    }

    fn lock(&mut self, table: &str, mode: &str) -> Result<()> {
        let sql = format!("LOCK TABLE {} IN {mode} MODE", self.table_name(table));
        let done = match &mut self.link {
            Link::Sqlite(_) => Ok(()),
            Link::Postgres(session) => session.first(sql),
        };
        self.noted(done)
    }

    /// A table as a statement names it: quoted, and qualified where there is a schema.
    pub(crate) fn table_name(&self, name: &str) -> String {
        self.shared.names.table(name)
    }

    /// A statement in the database's own form.
    pub(crate) fn finished(&self, statement: &Statement) -> String {
        statement.sql(&self.shared.names).as_ref().to_owned()
    }

    /// How many statements this work has run; for tests of their number.
    pub fn statements(&self) -> u64 {
        self.statements
    }

    /// Whether what was done so far may be committed.
    pub(crate) fn sound(&self) -> Result<()> {
        if self.broken || self.failed {
            return Err(Error::internal(
                "a statement failed and the work went on; savepoints are for that",
            ));
        }
        Ok(())
    }

    /// Prepares for another command of the same transaction.
    pub(crate) fn next_command(&mut self) {
        self.statements = 0;
        self.failed = false;
    }

    /// How much waits for the moment before the commit, and for the one after it.
    pub(crate) fn to_come(&self) -> (usize, usize) {
        (self.late.len(), self.after.len())
    }

    /// Leaves out what a command that failed has added to [`Tx::to_come`].
    pub(crate) fn leave_out(&mut self, late: usize, after: usize) {
        self.late.truncate(late);
        self.after.truncate(after);
    }

    /// Whether a savepoint was left open, as by a panic.
    pub(crate) fn is_divided(&self) -> bool {
        self.depth > 0
    }

    /// Ends a transaction on PostgreSQL; on SQLite the writer ends its groups.
    pub(crate) fn commit(&mut self) -> Result<()> {
        self.sound()?;
        let late = settle(Dialect::Postgres, std::mem::take(&mut self.late));
        match &mut self.link {
            Link::Postgres(session) => session.commit(&self.shared.names, &late),
            Link::Sqlite(_) => Ok(()),
        }
    }

    /// Begins, ends or divides the transaction.
    pub(crate) fn control(&mut self, sql: &str) -> Result<()> {
        match &mut self.link {
            Link::Sqlite(connection) => sqlite::execute(connection, sql, &[]).map(drop),
            Link::Postgres(session) => session.control(sql),
        }
    }

    /// Runs work that only reads, on SQLite, in a transaction of its own and therefore on one snapshot.
    pub(crate) fn in_snapshot<T>(&mut self, work: impl FnOnce(&mut Tx) -> Result<T>) -> Result<T> {
        self.forget();
        self.statements = 0;
        self.control("BEGIN")?;
        let outcome = work(self);
        self.forget();
        // Nothing was changed, so ending it can't lose anything; after an interruption it may have ended already.
        let ended = self.control("ROLLBACK");
        outcome.and_then(|value| ended.map(|()| value))
    }

    /// Forgets what waited for the commit.
    pub(crate) fn forget(&mut self) {
        self.late.clear();
        self.after.clear();
        self.depth = 0;
        self.broken = false;
        self.failed = false;
    }

    /// Calls those who waited for the commit. A panic among them is theirs alone.
    pub(crate) fn committed(&mut self) {
        for call in self.after.drain(..) {
            if catch_unwind(AssertUnwindSafe(call)).is_err() {
                tracing::error!("a call after the commit panicked");
            }
        }
    }

    fn change(&mut self, sql: &str, params: &[Value], once: bool) -> Result<u64> {
        self.count(sql, params);
        let done = match &mut self.link {
            Link::Sqlite(connection) => sqlite::execute(connection, sql, params),
            Link::Postgres(session) => session.execute(sql, params, once),
        };
        self.noted(done)
    }

    fn query(
        &mut self,
        sql: &str,
        params: &[Value],
        once: bool,
        f: &mut dyn FnMut(&Row) -> Result<bool>,
    ) -> Result<()> {
        self.count(sql, params);
        // A row that could not be read is no failure of the statement.
        let mut unreadable = false;
        let mut f = |row: &Row| f(row).inspect_err(|_| unreadable = true);
        let done = match &mut self.link {
            Link::Sqlite(connection) => sqlite::each(connection, sql, params, &mut f),
            Link::Postgres(session) => session.each(sql, params, once, &mut f),
        };
        if unreadable { done } else { self.noted(done) }
    }

    fn noted<T>(&mut self, done: Result<T>) -> Result<T> {
        self.failed |= done.is_err();
        done
    }

    fn count(&mut self, sql: &str, values: &[Value]) {
        self.statements += 1;
        self.shared.show(sql, values);
    }
}

/// The statements that waited for the commit, in their order. A document that is put and removed again before it was
/// ever written is left out.
pub(crate) fn settle(dialect: Dialect, late: Vec<Late>) -> Vec<Statement> {
    let mut statements: Vec<Option<Statement>> = Vec::with_capacity(late.len());
    let mut put: HashMap<(&str, i64), usize> = HashMap::new();
    for change in late {
        let statement = match change {
            Late::Statement(statement) => Some(statement),
            Late::Put { index, doc, tokens } => {
                put.insert((index, doc), statements.len());
                Some(dialect.search_put(index, doc, &tokens))
            }
            Late::Remove { index, doc } => match put.remove(&(index, doc)) {
                Some(at) => {
                    statements[at] = None;
                    None
                }
                None => Some(dialect.search_remove(index, doc)),
            },
        };
        statements.push(statement);
    }
    statements.into_iter().flatten().collect()
}
