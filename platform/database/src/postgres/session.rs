//! One connection while a piece of work has it.
//!
//! The work is synchronous: each call drives the connection to its answer. What needs no answer by itself travels with
//! the next statement: BEGIN with the first one, late statements together with COMMIT.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use deadpool_postgres::{Client, Object};
use futures_util::TryStreamExt;
use futures_util::future::join;
use kontor_kernel::{Error, Result};
use tokio::runtime::Handle;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error as PgError, RowStream};

use super::params::kind;
use crate::error;
use crate::names::Names;
use crate::row::{Row, Source};
use crate::statement::Statement;
use crate::value::Value;

/// Prepared statements kept per connection.
const STATEMENTS: usize = 512;

pub(crate) struct Session {
    /// Always there until it is given back or given up.
    client: Option<Client>,
    handle: Handle,
    state: State,
    /// A statement of the transaction failed for a reason that a repetition may cure.
    collided: bool,
}

enum State {
    /// Each statement on its own.
    Single,
    /// The transaction begins with the next statement: with this text, and this one after all that must come first.
    Due(String, Option<String>),
    Open,
}

type Sent<'a> = Pin<Box<dyn Future<Output = Result<(), PgError>> + 'a>>;

impl Session {
    pub(super) fn new(client: Client, handle: Handle) -> Session {
        Session {
            client: Some(client),
            handle,
            state: State::Single,
            collided: false,
        }
    }

    pub(super) fn begin(&mut self, sql: String, then: Option<String>) {
        self.state = State::Due(sql, then);
        self.collided = false;
    }

    /// Ends what is not committed; says whether a repetition makes sense.
    pub(super) fn rollback(&mut self) -> bool {
        if matches!(self.state, State::Open) {
            let handle = self.handle.clone();
            if handle.block_on(self.client().batch_execute("ROLLBACK")).is_err() {
                // Its end must not be guessed: the connection is given up, see `drop`.
                return false;
            }
        }
        self.state = State::Single;
        self.collided
    }

    /// Runs the late statements and commits, all sent at once.
    pub(crate) fn commit(&mut self, names: &Names, late: &[Statement]) -> Result<()> {
        // Even inside a savepoint that was undone: the work has seen another's change by half.
        if self.collided {
            return Err(error::unavailable(
                "Others are changing the same data at this moment.",
            ));
        }
        if matches!(self.state, State::Due(..)) && late.is_empty() {
            return Ok(());
        }
        let handle = self.handle.clone();
        let done = handle.block_on(self.pipeline(names, late, Some("COMMIT")));
        done.map_err(|cause| self.note(cause))
    }

    pub(crate) fn run_all(&mut self, names: &Names, statements: &[Statement]) -> Result<()> {
        let handle = self.handle.clone();
        let done = handle.block_on(self.pipeline(names, statements, None));
        done.map_err(|cause| self.note(cause))
    }

    pub(crate) fn execute(&mut self, sql: &str, params: &[Value], once: bool) -> Result<u64> {
        let handle = self.handle.clone();
        handle.block_on(async {
            let mut done = self.execute_now(sql, params, once).await;
            if done.as_ref().is_err_and(|cause| self.may_prepare_again(cause)) {
                done = self.execute_now(sql, params, once).await;
            }
            done.map_err(|cause| self.note(cause))
        })
    }

    pub(crate) fn each(
        &mut self,
        sql: &str,
        params: &[Value],
        once: bool,
        f: &mut dyn FnMut(&Row) -> Result<bool>,
    ) -> Result<()> {
        let handle = self.handle.clone();
        handle.block_on(async {
            let mut stream = self.query_now(sql, params, once).await;
            if stream.as_ref().is_err_and(|cause| self.may_prepare_again(cause)) {
                stream = self.query_now(sql, params, once).await;
            }
            let mut rows = pin!(stream.map_err(|cause| self.note(cause))?);
            while let Some(row) = rows.try_next().await.map_err(|cause| self.note(cause))? {
                if !f(&Row(Source::Postgres(&row)))? {
                    break;
                }
            }
            Ok(())
        })
    }

    /// What must come before the transaction sees anything; it travels with BEGIN.
    pub(crate) fn first(&mut self, sql: String) -> Result<()> {
        match &mut self.state {
            State::Due(begin, _) => {
                begin.push_str("; ");
                begin.push_str(&sql);
                Ok(())
            }
            State::Open => self.batch(&sql),
            State::Single => Ok(()),
        }
    }

    /// Divides the transaction; there is nothing to divide where each statement is on its own.
    pub(crate) fn control(&mut self, sql: &str) -> Result<()> {
        if matches!(self.state, State::Single) {
            Ok(())
        } else {
            self.batch(sql)
        }
    }

    pub(crate) fn ddl(&mut self, sql: &str) -> Result<()> {
        self.batch(sql)?;
        self.client().statement_cache.clear();
        Ok(())
    }

    fn batch(&mut self, sql: &str) -> Result<()> {
        let handle = self.handle.clone();
        let done = match self.take_begin() {
            Some(begin) => handle.block_on(self.client().batch_execute(&format!("{begin}; {sql}"))),
            None => handle.block_on(self.client().batch_execute(sql)),
        };
        done.map_err(|cause| self.note(cause))
    }

    async fn execute_now(&mut self, sql: &str, params: &[Value], once: bool) -> Result<u64, PgError> {
        if once {
            let typed: Vec<_> = params
                .iter()
                .map(|param| (param as &(dyn ToSql + Sync), kind(param)))
                .collect();
            let begin = self.take_begin();
            return self.after(begin, self.client().execute_typed(sql, &typed)).await;
        }
        let statement = self.prepared(sql).await?;
        let begin = self.take_begin();
        self.after(begin, self.client().execute_raw(&statement, params))
            .await
    }

    async fn query_now(&mut self, sql: &str, params: &[Value], once: bool) -> Result<RowStream, PgError> {
        if once {
            let typed = params.iter().map(|param| (param, kind(param)));
            let begin = self.take_begin();
            return self.after(begin, self.client().query_typed_raw(sql, typed)).await;
        }
        let statement = self.prepared(sql).await?;
        let begin = self.take_begin();
        self.after(begin, self.client().query_raw(&statement, params))
            .await
    }

    /// Sends BEGIN, if it is due, and the statement behind it without waiting in between.
    async fn after<T>(
        &self,
        begin: Option<String>,
        statement: impl Future<Output = Result<T, PgError>>,
    ) -> Result<T, PgError> {
        match begin {
            None => statement.await,
            Some(begin) => {
                let (begun, done) = join(self.client().batch_execute(&begin), statement).await;
                begun.and(done)
            }
        }
    }

    /// Sends everything, then waits for the answers.
    async fn pipeline(
        &mut self,
        names: &Names,
        statements: &[Statement],
        end: Option<&str>,
    ) -> Result<(), PgError> {
        let mut prepared = Vec::with_capacity(statements.len());
        for statement in statements {
            prepared.push(self.prepared(statement.sql(names).as_ref()).await?);
        }
        let begin = self.take_begin();
        let client = self.client();
        let mut all: Vec<Sent<'_>> = Vec::with_capacity(statements.len() + 2);
        if let Some(begin) = &begin {
            all.push(Box::pin(client.batch_execute(begin)));
        }
        for (statement, prepared) in statements.iter().zip(&prepared) {
            let done = client.execute_raw(prepared, &statement.params);
            all.push(Box::pin(async { done.await.map(drop) }));
        }
        if let Some(end) = end {
            all.push(Box::pin(client.batch_execute(end)));
        }
        let done = in_order(all).await;
        // A COMMIT that was answered has ended the transaction, even where it turned into a rollback.
        if end.is_some() && !client.is_closed() {
            self.state = State::Single;
        }
        done
    }

    async fn prepared(&self, sql: &str) -> Result<tokio_postgres::Statement, PgError> {
        let client = self.client();
        if client.statement_cache.size() >= STATEMENTS {
            client.statement_cache.clear();
        }
        client.prepare_cached(sql).await
    }

    fn take_begin(&mut self) -> Option<String> {
        if !matches!(self.state, State::Due(..)) {
            return None;
        }
        match std::mem::replace(&mut self.state, State::Open) {
            State::Due(sql, None) => Some(sql),
            State::Due(sql, Some(then)) => Some(format!("{sql}; {then}")),
            State::Single | State::Open => None,
        }
    }

    /// A statement on its own, prepared before a table was changed, is simply prepared again.
    fn may_prepare_again(&self, cause: &PgError) -> bool {
        let again = matches!(self.state, State::Single) && error::is_stale(cause);
        if again {
            self.client().statement_cache.clear();
        }
        again
    }

    fn note(&mut self, cause: PgError) -> Error {
        self.collided |= error::is_collision(&cause);
        if error::is_stale(&cause) {
            self.client().statement_cache.clear();
        }
        error::postgres(cause)
    }

    fn client(&self) -> &Client {
        self.client
            .as_ref()
            .expect("the connection is there until the session is dropped")
    }
}

impl Drop for Session {
    /// A connection in the midst of a transaction is not given back.
    fn drop(&mut self) {
        if matches!(self.state, State::Open)
            && let Some(client) = self.client.take()
        {
            drop(Object::take(client));
        }
    }
}

/// Polls each once, which sends it, in order; then awaits the answers. Gives the first failure.
async fn in_order(mut all: Vec<Sent<'_>>) -> Result<(), PgError> {
    let mut answers = Vec::with_capacity(all.len());
    poll_fn(|context| {
        answers.extend(all.iter_mut().map(|sent| match sent.as_mut().poll(context) {
            Poll::Ready(answer) => Some(answer),
            Poll::Pending => None,
        }));
        Poll::Ready(())
    })
    .await;
    let mut outcome = Ok(());
    for (sent, answer) in all.into_iter().zip(answers) {
        let answer = match answer {
            Some(answer) => answer,
            None => sent.await,
        };
        outcome = outcome.and(answer);
    }
    outcome
}
