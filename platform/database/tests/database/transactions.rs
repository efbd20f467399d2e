//! What a transaction promises on both databases.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use kontor_database::testing::{cost, on_each_database};
use kontor_database::{Database, Statement, Tx, unique_target, violates};
use kontor_kernel::{Code, Result};

use crate::{add, notes, refused, with_notes};

fn late(text: &str) -> Statement {
    Statement::new("INSERT INTO @note (text) VALUES ($1)", vec![text.into()])
}

#[test]
fn work_that_fails_or_panics_leaves_nothing() {
    on_each_database(async |database| {
        with_notes(database).await;
        let failed = database
            .write(|tx| add(tx, "fails").and(Err::<(), _>(refused())))
            .await;
        assert_eq!(failed.unwrap_err().code, Code::Conflict);
        let panicked = database.write(|tx| -> Result<()> {
            add(tx, "panics")?;
            panic!("on purpose")
        });
        assert_eq!(panicked.await.unwrap_err().code, Code::Internal);
        let panicked = database.read(|_| -> Result<()> { panic!("on purpose") });
        assert_eq!(panicked.await.unwrap_err().code, Code::Internal);
        database.write(|tx| add(tx, "works")).await.unwrap();
        assert_eq!(notes(database).await, ["works"]);
    });
}

#[test]
fn a_failed_statement_is_never_committed_over() {
    on_each_database(async |database| {
        with_notes(database).await;
        let careless = |tx: &mut Tx| {
            add(tx, "once")?;
            // The second is refused by the index, and the work goes on as if nothing had happened.
            add(tx, "once").ok();
            Ok(())
        };
        assert_eq!(database.write(careless).await.unwrap_err().code, Code::Internal);
        assert_eq!(
            database.write_alone(careless).await.unwrap_err().code,
            Code::Internal
        );
        let careful = |tx: &mut Tx| {
            add(tx, "once")?;
            assert_eq!(
                tx.savepoint(|tx| add(tx, "once")).unwrap_err().code,
                Code::NotUnique
            );
            add(tx, "twice")
        };
        database.write(careful).await.unwrap();
        assert_eq!(notes(database).await, ["once", "twice"]);
    });
}

#[test]
fn a_savepoint_is_undone_with_what_waited_for_the_commit() {
    on_each_database(async |database| {
        with_notes(database).await;
        let called = Arc::new(Mutex::new(Vec::new()));
        let calls = called.clone();
        let block = move |tx: &mut Tx, text: &'static str, fails: bool| {
            let calls = calls.clone();
            tx.savepoint(|tx| {
                add(tx, text)?;
                tx.at_commit(late(&format!("{text} late")));
                tx.after_commit(Box::new(move || calls.lock().unwrap().push(text)));
                if fails { Err(refused()) } else { Ok(()) }
            })
        };
        let work = move |tx: &mut Tx| {
            block(tx, "a", false)?;
            assert_eq!(block(tx, "b", true).unwrap_err().code, Code::Conflict);
            tx.savepoint(|tx| {
                block(tx, "c", false)?;
                assert!(block(tx, "d", true).is_err());
                Ok(())
            })
        };
        database.write(work).await.unwrap();
        assert_eq!(notes(database).await, ["a", "c", "a late", "c late"]);
        assert_eq!(*called.lock().unwrap(), ["a", "c"]);
    });
}

#[test]
fn late_statements_and_callbacks_vanish_with_their_command() {
    on_each_database(async |database| {
        with_notes(database).await;
        let called = Arc::new(AtomicUsize::new(0));
        for fails in [true, false] {
            let called = called.clone();
            let work = move |tx: &mut Tx| {
                let called = called.clone();
                tx.at_commit(late("late"));
                tx.after_commit(Box::new(move || _ = called.fetch_add(1, SeqCst)));
                add(tx, "early")?;
                if fails { Err(refused()) } else { Ok(()) }
            };
            assert_eq!(database.write(work).await.is_err(), fails);
        }
        assert_eq!(notes(database).await, ["early", "late"]);
        assert_eq!(called.load(SeqCst), 1);
    });
}

#[test]
fn work_that_only_asks_for_late_statements_is_committed_too() {
    on_each_database(async |database| {
        with_notes(database).await;
        let work = |tx: &mut Tx| {
            tx.at_commit(late("late"));
            Ok(())
        };
        database.write(work).await.unwrap();
        assert_eq!(notes(database).await, ["late"]);
    });
}

#[test]
fn a_violated_unique_index_is_named() {
    on_each_database(async |database| {
        with_notes(database).await;
        let twice = |tx: &mut Tx| add(tx, "once").and(add(tx, "once"));
        let error = database.write(twice).await.unwrap_err();
        assert_eq!(error.code, Code::NotUnique);
        assert!(["note.text", "note_text"].contains(&unique_target(&error).unwrap()));
        assert!(violates(&error, "note_text", "note", &["text"]));
        assert!(!violates(&error, "note_n", "note", &["n"]));

        let over = |tx: &mut Tx| tx.ddl("CREATE UNIQUE INDEX note_lower ON @note (lower(text))");
        database.write_alone(over).await.unwrap();
        let twice = |tx: &mut Tx| add(tx, "x").and(add(tx, "X"));
        let error = database.write(twice).await.unwrap_err();
        assert!(
            violates(&error, "note_lower", "note", &["lower(text)"]),
            "{error}"
        );
        assert!(!violates(&error, "note_text", "note", &["text"]));
        assert_eq!(unique_target(&refused()), None);
    });
}

/// Adds one by reading and writing, and comes back as long as others are in the way.
async fn increment(database: &Database) {
    let work = |tx: &mut Tx| {
        let n = tx
            .row("SELECT n FROM @note", &[], |row| row.get::<i64>(0))?
            .expect("there is one");
        tx.execute("UPDATE @note SET n = $1", &[(n + 1).into()])
    };
    loop {
        match database.write(work).await {
            Ok(rows) => return assert_eq!(rows, 1),
            Err(error) => assert_eq!((error.code, error.retry_after), (Code::Unavailable, Some(1))),
        }
    }
}

#[test]
fn concurrent_increments_lose_nothing() {
    on_each_database(async |database| {
        with_notes(database).await;
        database.write(|tx| add(tx, "counter")).await.unwrap();
        let tasks = (0..8).map(|_| {
            let database = database.clone();
            tokio::spawn(async move {
                for _ in 0..50 {
                    increment(&database).await;
                }
            })
        });
        for task in join_all(tasks).await {
            task.unwrap();
        }
        let read = |tx: &mut Tx| tx.row("SELECT n FROM @note", &[], |row| row.get::<i64>(0));
        assert_eq!(database.read(read).await.unwrap(), Some(400));
    });
}

#[test]
fn whoever_shares_a_table_gets_through_however_many_want_the_same_row() {
    on_each_database(async |database| {
        with_notes(database).await;
        database.write(|tx| add(tx, "counter")).await.unwrap();
        let work = |tx: &mut Tx| {
            tx.share("note")?;
            let n = tx.row("SELECT n FROM @note", &[], |row| row.get::<i64>(0))?;
            tx.execute("UPDATE @note SET n = $1", &[(n.unwrap_or(0) + 1).into()])
        };
        let tasks = (0..16).map(|_| {
            let database = database.clone();
            tokio::spawn(async move {
                for _ in 0..25 {
                    assert_eq!(database.write(work).await.unwrap(), 1);
                }
            })
        });
        for task in join_all(tasks).await {
            task.unwrap();
        }
        let read = |tx: &mut Tx| tx.row("SELECT n FROM @note", &[], |row| row.get::<i64>(0));
        assert_eq!(database.read(read).await.unwrap(), Some(400));
    });
}

#[test]
fn reads_write_nothing() {
    on_each_database(async |database| {
        with_notes(database).await;
        assert!(database.read(|tx| add(tx, "read")).await.is_err());
        assert!(
            database
                .read_snapshot(Duration::from_secs(5), |tx| add(tx, "snapshot"))
                .await
                .is_err()
        );
        assert!(database.read(|tx| tx.ddl("DROP TABLE @note")).await.is_err());
        assert!(notes(database).await.is_empty());
    });
}

#[test]
fn a_snapshot_does_not_see_what_comes_later() {
    on_each_database(async |database| {
        with_notes(database).await;
        database.write(|tx| add(tx, "before")).await.unwrap();
        let (first, seen) = tokio::sync::oneshot::channel();
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let (mut first, wait) = (Some(first), Mutex::new(wait));
        let reading = tokio::spawn({
            let database = database.clone();
            async move {
                let count = |tx: &mut Tx| tx.row("SELECT count(*) FROM @note", &[], |row| row.get::<i64>(0));
                let work = move |tx: &mut Tx| {
                    let before = count(tx)?;
                    first.take().map(|first| first.send(()));
                    wait.lock().unwrap().recv().ok();
                    Ok((before, count(tx)?))
                };
                database.read_snapshot(Duration::from_secs(60), work).await
            }
        });
        seen.await.unwrap();
        database.write(|tx| add(tx, "after")).await.unwrap();
        drop(go);
        assert_eq!(reading.await.unwrap().unwrap(), (Some(1), Some(1)));
        assert_eq!(notes(database).await.len(), 2);
    });
}

#[test]
fn statements_are_counted_and_shown() {
    on_each_database(async |database| {
        with_notes(database).await;
        let shown = Arc::new(Mutex::new(Vec::new()));
        let all = shown.clone();
        database.set_trace(Some(Arc::new(move |sql: &str, _: &[_]| {
            all.lock().unwrap().push(sql.to_owned())
        })));
        let work = |tx: &mut Tx| {
            add(tx, "a")?;
            tx.run_all(vec![late("b"), late("c")])?;
            tx.savepoint(|tx| tx.row("SELECT 1 FROM @note", &[], |_| Ok(())))?;
            Ok(tx.statements())
        };
        assert_eq!(database.write(work).await.unwrap(), 4);
        database.set_trace(None);
        database.write(|tx| add(tx, "d")).await.unwrap();
        let shown = shown.lock().unwrap();
        assert_eq!(shown.len(), 4, "{shown:?}");
        assert!(
            shown[0].starts_with("INSERT INTO") && shown[0].contains("\"note\""),
            "{shown:?}"
        );
    });
}

#[test]
fn the_cost_of_a_statement_grows_with_what_it_has_to_read() {
    on_each_database(async |database| {
        with_notes(database).await;
        let fill = |tx: &mut Tx| (0..5_000).try_for_each(|n| add(tx, &format!("{n:05}")));
        database.write(fill).await.unwrap();
        let page = |from: &str| {
            let sql = format!("SELECT text FROM @note {from}");
            let page = Statement::new(sql, Vec::new());
            database.read(move |tx| cost(tx, &page))
        };
        let first = page("ORDER BY text LIMIT 10").await.unwrap();
        let deep = page("WHERE text > '04000' ORDER BY text LIMIT 10").await.unwrap();
        let walked = page("ORDER BY text LIMIT 10 OFFSET 4000").await.unwrap();
        assert!(first > 0 && deep <= 2 * first, "{first}, {deep}");
        assert!(walked > 4 * first, "{first}, {walked}");
    });
}
