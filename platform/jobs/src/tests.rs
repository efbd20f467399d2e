//! How the queue behaves, on both databases.

mod queue;
mod schedule;
mod worker;

use kontor_database::testing::on_each_database;
use kontor_database::{Database, Tx, Value};
use kontor_kernel::{Clock, Error, Id, Json, Result, Timestamp};

use crate::{Claim, Claimed, Job, MIGRATIONS, NewJob, Queues, State};

/// Runs a test on each database, with the queue's tables, one for effects, and a clock that stands still.
fn on_each_queue(test: impl AsyncFn(&Database, &Clock)) {
    on_each_database(async |database| {
        prepare(database).await;
        test(database, &clock()).await;
    });
}

async fn prepare(database: &Database) {
    database.migrate(MIGRATIONS).await.unwrap();
    let effects = kontor_database::Migration {
        name: "test/0001",
        sql: "CREATE TABLE @effect (seq {serial}, job {id} NOT NULL){strict};\n",
    };
    database.migrate(&[effects]).await.unwrap();
}

fn clock() -> Clock {
    Clock::manual(Timestamp::parse("2026-03-01T12:00:00Z").unwrap())
}

fn seconds(clock: &Clock, seconds: i64) {
    clock.advance_micros(seconds * 1_000_000);
}

/// A write that may be repeated: what it works on is given anew each time. PostgreSQL gives up after five
/// collisions; a test does not.
async fn write<T: Send + 'static>(
    database: &Database,
    work: impl Fn(&mut Tx) -> Result<T> + Clone + Send + 'static,
) -> Result<T> {
    loop {
        match database.write(work.clone()).await {
            Err(error) if error.code == kontor_kernel::Code::Unavailable => tokio::task::yield_now().await,
            done => return done,
        }
    }
}

async fn enqueue(database: &Database, job: NewJob) -> Id {
    write(database, move |tx| crate::enqueue(tx, job.clone()))
        .await
        .unwrap()
}

async fn claim(database: &Database, clock: &Clock, limit: usize) -> Vec<Claimed> {
    claim_from(database, clock, limit, Queues::All).await
}

async fn claim_from(database: &Database, clock: &Clock, limit: usize, queues: Queues) -> Vec<Claimed> {
    let now = clock.now();
    let wanted = Claim {
        now,
        lease_until: now.plus_seconds(60),
        queues,
        limit,
    };
    write(database, move |tx| crate::claim(tx, &wanted))
        .await
        .unwrap()
}

/// Finishes a job together with an effect that can be counted.
async fn finish(database: &Database, job: &Claimed, clock: &Clock) -> Result<()> {
    let (job, now) = (job.clone(), clock.now());
    write(database, move |tx| {
        effect(tx, job.id)?;
        crate::finish(tx, &job, now, &Json::Bool(true))
    })
    .await
}

async fn fail(database: &Database, job: &Claimed, clock: &Clock, error: &'static str) -> Result<State> {
    let (job, now) = (job.clone(), clock.now());
    write(database, move |tx| {
        crate::fail(tx, &job, now, &Error::internal(error))
    })
    .await
}

fn effect(tx: &mut Tx, job: Id) -> Result<()> {
    tx.execute("INSERT INTO @effect (job) VALUES ($1)", &[job.into()])
        .map(|_| ())
}

async fn job(database: &Database, id: Id) -> Job {
    database
        .read(move |tx| crate::get(tx, id))
        .await
        .unwrap()
        .expect("the job is there")
}

async fn ints(database: &Database, sql: &'static str, params: Vec<Value>) -> Vec<i64> {
    database
        .read(move |tx| tx.rows(sql, &params, |row| row.get(0)))
        .await
        .unwrap()
}

async fn effects(database: &Database, id: Id) -> i64 {
    ints(
        database,
        "SELECT COUNT(*) FROM @effect WHERE job = $1",
        vec![id.into()],
    )
    .await[0]
}
