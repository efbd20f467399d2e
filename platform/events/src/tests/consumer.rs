//! Consumers: once with their effect, from where they are set, and never without an event they need.

use kontor_database::Migration;
use kontor_kernel::Error;

use super::*;
use crate::Consumer;

const ROLLUP: Consumer = Consumer("rollup");

async fn prepare(database: &Database) {
    let effects = Migration {
        name: "test/0001",
        sql: "CREATE TABLE @effect (seq {serial}, version {int} NOT NULL){strict};\n",
    };
    database.migrate(&[effects]).await.unwrap();
    write(database, |tx| ROLLUP.ensure(tx, Cursor::START))
        .await
        .unwrap();
}

fn effect(tx: &mut Tx, events: &[Event]) -> Result<()> {
    for event in events {
        tx.execute(
            "INSERT INTO @effect (version) VALUES ($1)",
            &[event.change.version.into()],
        )?;
    }
    Ok(())
}

async fn effects(database: &Database) -> Vec<i64> {
    let sql = "SELECT version FROM @effect ORDER BY seq";
    database
        .read(move |tx| tx.rows(sql, &[], |row| row.get(0)))
        .await
        .unwrap()
}

/// Follows until the effects are as many as expected; on PostgreSQL others on the server may hold events back.
async fn follow(database: &Database, expected: usize) -> Result<()> {
    loop {
        match ROLLUP.follow(database, 4, effect).await {
            Err(error) if error.code == Code::Unavailable => {}
            outcome => {
                outcome?;
            }
        }
        if effects(database).await.len() >= expected {
            return Ok(());
        }
        tokio::task::yield_now().await;
    }
}

#[test]
fn a_consumer_sees_every_event_once_and_in_order() {
    on_each_outbox(async |database, clock| {
        prepare(database).await;
        publish(database, clock, 10).await;
        follow(database, 10).await.unwrap();
        assert_eq!(ROLLUP.follow(database, 4, effect).await.unwrap(), 0);
        assert_eq!(effects(database).await, Vec::from_iter(1..=10));
    });
}

#[test]
fn an_effect_that_fails_is_tried_again_with_the_same_events() {
    on_each_outbox(async |database, clock| {
        prepare(database).await;
        publish(database, clock, 3).await;
        read(database, Cursor::START, 3).await;
        let failing = |tx: &mut Tx, events: &[Event]| {
            effect(tx, events)?;
            Err(Error::forbidden("no luck"))
        };
        assert_eq!(
            ROLLUP.follow(database, 4, failing).await.unwrap_err().code,
            Code::Forbidden
        );
        assert!(effects(database).await.is_empty());
        follow(database, 3).await.unwrap();
        assert_eq!(effects(database).await, [1, 2, 3]);
    });
}

#[test]
fn of_two_servers_one_has_the_effect() {
    on_each_outbox(async |database, clock| {
        prepare(database).await;
        publish(database, clock, 3).await;
        read(database, Cursor::START, 3).await;
        let batch = database.read(|tx| ROLLUP.poll(tx, 10)).await.unwrap().unwrap();
        let consume = move |tx: &mut Tx| {
            effect(tx, &batch.events)?;
            ROLLUP.commit(tx, &batch)
        };
        write(database, consume.clone()).await.unwrap();
        assert_eq!(write(database, consume).await.unwrap_err().code, Code::Conflict);
        assert_eq!(effects(database).await, [1, 2, 3]);
    });
}

#[test]
fn servers_that_follow_together_have_each_effect_once() {
    on_each_outbox(async |database, clock| {
        prepare(database).await;
        publish(database, clock, 40).await;
        read(database, Cursor::START, 40).await;
        let servers: Vec<_> = (0..4)
            .map(|_| {
                let database = database.clone();
                tokio::spawn(async move {
                    loop {
                        match follow(&database, 40).await {
                            Err(error) if error.code == Code::Conflict => {}
                            outcome => return outcome.unwrap(),
                        }
                    }
                })
            })
            .collect();
        for server in servers {
            server.await.unwrap();
        }
        assert_eq!(effects(database).await, Vec::from_iter(1..=40));
    });
}

#[test]
fn a_consumer_that_is_set_back_sees_events_again() {
    on_each_outbox(async |database, clock| {
        prepare(database).await;
        publish(database, clock, 3).await;
        follow(database, 3).await.unwrap();
        let events = read(database, Cursor::START, 3).await;
        let second = events[0].cursor;
        write(database, move |tx| ROLLUP.seek(tx, second)).await.unwrap();
        follow(database, 5).await.unwrap();
        assert_eq!(effects(database).await, [1, 2, 3, 2, 3]);
    });
}

#[test]
fn a_new_consumer_begins_where_it_is_told_to_and_keeps_its_place() {
    on_each_outbox(async |database, clock| {
        let before = publish(database, clock, 2).await;
        read(database, Cursor::START, before.len()).await;
        let ensure = |tx: &mut Tx| {
            let end = crate::latest(tx)?;
            ROLLUP.ensure(tx, end)
        };
        write(database, ensure).await.unwrap();
        let place = database.read(|tx| ROLLUP.position(tx)).await.unwrap();
        let after = publish(database, clock, 1).await;
        write(database, ensure).await.unwrap();
        assert_eq!(database.read(|tx| ROLLUP.position(tx)).await.unwrap(), place);
        assert_eq!(changes(&read(database, place, 1).await), after);
    });
}

#[test]
fn what_a_consumer_has_not_seen_is_kept_for_it() {
    on_each_outbox(async |database, clock| {
        prepare(database).await;
        publish(database, clock, 4).await;
        let events = read(database, Cursor::START, 4).await;
        let second = events[1].cursor;
        write(database, move |tx| ROLLUP.seek(tx, second)).await.unwrap();
        days(clock, 400);
        assert_eq!(prune(database, clock).await, 2);
        follow(database, 2).await.unwrap();
        assert_eq!(effects(database).await, [3, 4]);
        assert_eq!(prune(database, clock).await, 2);

        write(database, move |tx| ROLLUP.seek(tx, second)).await.unwrap();
        assert_eq!(
            database.read(|tx| ROLLUP.poll(tx, 9)).await.unwrap(),
            None,
            "it has to begin anew"
        );
        write(database, |tx| ROLLUP.remove(tx)).await.unwrap();
        publish(database, clock, 1).await;
        read(database, events[3].cursor, 1).await;
        days(clock, 31);
        assert_eq!(prune(database, clock).await, 1, "nobody needs it");
    });
}
