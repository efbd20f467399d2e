//! How events are kept, read and handed out, on both databases.

mod consumer;
mod hub;
mod outbox;

use kontor_database::testing::on_each_database;
use kontor_database::{Database, Tx};
use kontor_kernel::{Clock, Code, Id, Result, Timestamp};

use crate::{Change, Cursor, Event, Kind, MIGRATIONS, Read};

/// Runs a test on each database, with the outbox's tables and a clock that stands still.
fn on_each_outbox(test: impl AsyncFn(&Database, &Clock)) {
    on_each_database(async |database| {
        database.migrate(MIGRATIONS).await.unwrap();
        test(database, &clock()).await;
    });
}

fn clock() -> Clock {
    Clock::manual(Timestamp::parse("2026-03-01T12:00:00Z").unwrap())
}

fn days(clock: &Clock, days: i64) {
    clock.advance_micros(days * 86_400_000_000);
}

/// A write that may be repeated. PostgreSQL gives up after five collisions; a test does not.
async fn write<T: Send + 'static>(
    database: &Database,
    work: impl Fn(&mut Tx) -> Result<T> + Clone + Send + 'static,
) -> Result<T> {
    loop {
        match database.write(work.clone()).await {
            Err(error) if error.code == Code::Unavailable => tokio::task::yield_now().await,
            done => return done,
        }
    }
}

fn change(clock: &Clock, version: i64) -> Change {
    Change {
        object: "person".into(),
        record: Id::generate(clock),
        kind: Kind::Update,
        version,
        change_set: Id::generate(clock),
        at: clock.now(),
    }
}

/// Publishes changes with the versions 1 to `count`.
async fn publish(database: &Database, clock: &Clock, count: i64) -> Vec<Change> {
    let changes: Vec<Change> = (1..=count).map(|version| change(clock, version)).collect();
    let published = changes.clone();
    write(database, move |tx| crate::publish(tx, &published))
        .await
        .unwrap();
    changes
}

async fn latest(database: &Database) -> Cursor {
    database.read(crate::latest).await.unwrap()
}

/// Everything after a place, until it is so much: a transaction elsewhere that ends just then holds it back for a moment.
async fn read(database: &Database, after: Cursor, count: usize) -> Vec<Event> {
    loop {
        match database
            .read(move |tx| crate::read_after(tx, after, 10_000))
            .await
            .unwrap()
        {
            Read::Events(events, _) if events.len() >= count => return events,
            Read::Events(..) => tokio::task::yield_now().await,
            Read::Gone => panic!("events were removed"),
        }
    }
}

fn changes(events: &[Event]) -> Vec<Change> {
    events.iter().map(|event| event.change.clone()).collect()
}

async fn prune(database: &Database, clock: &Clock) -> usize {
    let now = clock.now();
    write(database, move |tx| crate::prune(tx, now)).await.unwrap()
}
