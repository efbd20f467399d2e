//! Writing and reading events, and the order nobody falls out of.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};

use kontor_database::testing::TestDatabase;
use kontor_database::{Dialect, Migration};
use kontor_kernel::Error;

use super::*;

#[test]
fn events_are_read_as_they_were_published() {
    on_each_outbox(async |database, clock| {
        // Below, at and above the size of a block.
        for count in [0, 1, 31, 32, 33, 100] {
            let start = latest(database).await;
            let published = publish(database, clock, count).await;
            let events = read(database, start, published.len()).await;
            assert_eq!(changes(&events), published);
            assert!(events.windows(2).all(|pair| pair[0].cursor < pair[1].cursor));
        }
    });
}

#[test]
fn every_kind_survives() {
    on_each_outbox(async |database, clock| {
        let kinds = [
            Kind::Create,
            Kind::Update,
            Kind::Delete,
            Kind::Restore,
            Kind::Merge,
            Kind::Final,
        ];
        let published: Vec<Change> = kinds
            .map(|kind| Change {
                kind,
                ..change(clock, 1)
            })
            .into();
        let events = published.clone();
        write(database, move |tx| crate::publish(tx, &events))
            .await
            .unwrap();
        assert_eq!(changes(&read(database, Cursor::START, 6).await), published);
    });
}

#[test]
fn an_event_shares_the_fate_of_its_change() {
    on_each_outbox(async |database, clock| {
        let event = change(clock, 1);
        let refused: Result<()> = write(database, move |tx| {
            crate::publish(tx, std::slice::from_ref(&event))?;
            Err(Error::forbidden("no"))
        })
        .await;
        assert_eq!(refused.unwrap_err().code, Code::Forbidden);
        let kept = publish(database, clock, 1).await;
        assert_eq!(changes(&read(database, Cursor::START, 1).await), kept);
    });
}

#[test]
fn a_reader_goes_on_from_its_cursor_as_text() {
    on_each_outbox(async |database, clock| {
        let published = publish(database, clock, 7).await;
        read(database, Cursor::START, 7).await;
        let (mut after, mut seen) = (Cursor::START, Vec::new());
        loop {
            let Read::Events(events, next) = database
                .read(move |tx| crate::read_after(tx, after, 3))
                .await
                .unwrap()
            else {
                panic!("events were removed")
            };
            assert!(events.len() <= 3);
            if events.is_empty() {
                assert_eq!(next, after);
                break;
            }
            seen.extend(changes(&events));
            after = next.to_string().parse().unwrap();
        }
        assert_eq!((seen, latest(database).await), (published, after));
    });
}

#[test]
fn a_reader_of_an_empty_outbox_is_at_its_end() {
    on_each_outbox(async |database, _| {
        assert_eq!(latest(database).await, Cursor::START);
        let read = database
            .read(|tx| crate::read_after(tx, Cursor::START, 9))
            .await
            .unwrap();
        assert_eq!(read, Read::Events(Vec::new(), Cursor::START));
    });
}

/// A write that stops in its midst until it is told to go on.
struct Slow {
    task: tokio::task::JoinHandle<()>,
    go: mpsc::Sender<()>,
}

impl Slow {
    /// Does the first part; the second waits.
    fn begin(
        database: &Database,
        first: impl Fn(&mut Tx) -> Result<()> + Send + 'static,
        second: impl Fn(&mut Tx) -> Result<()> + Send + 'static,
    ) -> Slow {
        let (reached, is_reached) = mpsc::channel();
        let (go, may_go) = mpsc::channel::<()>();
        let database = database.clone();
        let task = tokio::spawn(async move {
            let work = move |tx: &mut Tx| {
                first(tx)?;
                reached.send(()).unwrap();
                may_go.recv().unwrap();
                second(tx)
            };
            database.write(work).await.unwrap();
        });
        tokio::task::block_in_place(|| is_reached.recv().unwrap());
        Slow { task, go }
    }

    async fn end(self) {
        self.go.send(()).unwrap();
        self.task.await.unwrap();
    }
}

fn publishing(change: &Change) -> impl Fn(&mut Tx) -> Result<()> + Send + use<> {
    let change = change.clone();
    move |tx| crate::publish(tx, std::slice::from_ref(&change))
}

/// The trap of PostgreSQL: who began first commits last. A reader that had passed on would never see it.
#[test]
fn what_commits_late_is_not_skipped() {
    on_each_outbox(async |database, clock| {
        if database.dialect() == Dialect::Sqlite {
            // There writes come one after the other, so the first would wait for the second for ever.
            return;
        }
        let early = change(clock, 1);
        let slow = Slow::begin(database, publishing(&early), |_| Ok(()));
        let late = publish(database, clock, 1).await.remove(0);

        let seen = database
            .read(|tx| crate::read_after(tx, Cursor::START, 9))
            .await
            .unwrap();
        assert_eq!(
            seen,
            Read::Events(Vec::new(), Cursor::START),
            "the later one waits for the earlier one"
        );
        assert_eq!(latest(database).await, Cursor::START);

        slow.end().await;
        assert_eq!(changes(&read(database, Cursor::START, 2).await), [early, late]);
    });
}

/// The server numbers the transactions of all workspaces in one row; a long one elsewhere delays nobody here.
#[test]
fn a_long_write_of_another_workspace_holds_nothing_back() {
    on_each_outbox(async |database, clock| {
        let Some(elsewhere) = TestDatabase::postgres().await.unwrap() else {
            return;
        };
        elsewhere.database.migrate(crate::MIGRATIONS).await.unwrap();
        let slow = Slow::begin(&elsewhere.database, publishing(&change(clock, 1)), |_| Ok(()));
        let own = publish(database, clock, 3).await;
        assert_eq!(changes(&read(database, Cursor::START, 3).await), own);
        slow.end().await;
    });
}

/// What has its number early and publishes late counts from the number on.
#[test]
fn a_write_that_publishes_at_its_end_is_not_skipped() {
    on_each_outbox(async |database, clock| {
        if database.dialect() == Dialect::Sqlite {
            return;
        }
        let early = change(clock, 1);
        let numbered = |tx: &mut Tx| {
            let number = tx.dialect().transaction();
            tx.row(&format!("SELECT {number}"), &[], |_| Ok(())).map(drop)
        };
        let slow = Slow::begin(database, numbered, publishing(&early));
        let late = publish(database, clock, 1).await.remove(0);
        assert_eq!(changes(&read(database, Cursor::START, 0).await), []);
        slow.end().await;
        assert_eq!(changes(&read(database, Cursor::START, 2).await), [early, late]);
    });
}

/// Eight writers over a few records, in transactions of different length and with parts that are taken back, and a
/// reader that looks all the time.
#[test]
fn a_reader_sees_every_event_once_and_each_record_in_order() {
    const WRITERS: usize = 8;
    const WRITES: usize = 12;
    on_each_outbox(async |database, clock| {
        let records = Migration {
            name: "test/0001",
            sql: "CREATE TABLE @record (id {id} PRIMARY KEY, version {int} NOT NULL){strict};\n",
        };
        database.migrate(&[records]).await.unwrap();
        let ids: Vec<Id> = (0..12).map(|_| Id::generate(clock)).collect();
        for id in ids.clone() {
            let create = move |tx: &mut Tx| tx.execute("INSERT INTO @record VALUES ($1, 0)", &[id.into()]);
            write(database, create).await.unwrap();
        }
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (database, clock, ids) = (database.clone(), clock.clone(), ids.clone());
                tokio::spawn(async move {
                    for n in 0..WRITES {
                        // Small numbers without a pattern; each write is different and the same in every run.
                        let dice = (writer * 7 + n * 13 + writer * n) % 11;
                        let (ids, clock) = (ids.clone(), clock.clone());
                        let work = move |tx: &mut Tx| {
                            for step in 0..=dice % 3 {
                                touch(tx, &clock, ids[(dice + step) % ids.len()])?;
                                for _ in 0..dice {
                                    tx.row("SELECT 1", &[], |_| Ok(()))?;
                                }
                                let undone: Result<()> = tx.savepoint(|tx| {
                                    touch(tx, &clock, ids[dice % ids.len()])?;
                                    Err(Error::forbidden("taken back"))
                                });
                                // A collision inside has to reach the outside, where it is repeated.
                                match undone {
                                    Err(error) if error.code == Code::Forbidden => {}
                                    other => other?,
                                }
                            }
                            Ok(())
                        };
                        write(&database, work).await.unwrap();
                    }
                })
            })
            .collect();
        let all_written = Arc::new(AtomicBool::new(false));
        let reader = tokio::spawn({
            let (database, all_written) = (database.clone(), all_written.clone());
            async move {
                let (mut after, mut seen) = (Cursor::START, Vec::new());
                loop {
                    let last = all_written.load(Ordering::SeqCst);
                    let read = database
                        .read(move |tx| crate::read_after(tx, after, 17))
                        .await
                        .unwrap();
                    let Read::Events(events, next) = read else {
                        panic!("events were removed")
                    };
                    if last && events.is_empty() && after == last_written(&database).await {
                        return seen;
                    }
                    after = next;
                    seen.extend(events);
                    tokio::task::yield_now().await;
                }
            }
        });
        for writer in writers {
            writer.await.unwrap();
        }
        all_written.store(true, Ordering::SeqCst);
        let seen = reader.await.unwrap();
        let mut versions = BTreeMap::<Id, i64>::new();
        for event in &seen {
            let version = versions.entry(event.change.record).or_default();
            *version += 1;
            assert_eq!(
                event.change.version, *version,
                "in order, none missing, none twice"
            );
        }
        for id in ids {
            let version = move |tx: &mut Tx| {
                tx.row("SELECT version FROM @record WHERE id = $1", &[id.into()], |row| {
                    row.get::<i64>(0)
                })
            };
            assert_eq!(database.read(version).await.unwrap(), versions.get(&id).copied());
        }
        assert!(seen.len() >= WRITERS * WRITES);
    });
}

/// The last event of all, also when it may not be read yet because something else runs on the server.
async fn last_written(database: &Database) -> Cursor {
    let sql = "SELECT tx, seq FROM @k_outbox ORDER BY tx DESC, seq DESC LIMIT 1";
    database
        .read(move |tx| tx.row(sql, &[], crate::outbox::cursor))
        .await
        .unwrap()
        .unwrap()
}

/// Changes a record as the engine does: its version rises with each event.
fn touch(tx: &mut Tx, clock: &Clock, record: Id) -> Result<()> {
    let sql = "UPDATE @record SET version = version + 1 WHERE id = $1 RETURNING version";
    let version = tx
        .row(sql, &[record.into()], |row| row.get::<i64>(0))?
        .unwrap_or_default();
    crate::publish(
        tx,
        &[Change {
            record,
            ..change(clock, version)
        }],
    )
}

#[test]
fn old_events_are_removed_and_who_was_before_them_is_told() {
    on_each_outbox(async |database, clock| {
        let old = publish(database, clock, 3).await;
        let events = read(database, Cursor::START, old.len()).await;
        days(clock, 20);
        let young = publish(database, clock, 2).await;
        read(database, Cursor::START, 5).await;
        assert_eq!(prune(database, clock).await, 0);
        days(clock, 11);
        assert_eq!(
            (prune(database, clock).await, prune(database, clock).await),
            (3, 0)
        );

        let first = events[1].cursor;
        for gone in [Cursor::START, first] {
            let read = database
                .read(move |tx| crate::read_after(tx, gone, 9))
                .await
                .unwrap();
            assert_eq!(read, Read::Gone);
        }
        assert_eq!(changes(&read(database, events[2].cursor, 2).await), young);

        days(clock, 31);
        assert_eq!(prune(database, clock).await, 2);
        let end = latest(database).await;
        let read = database
            .read(move |tx| crate::read_after(tx, end, 9))
            .await
            .unwrap();
        assert_eq!(read, Read::Events(Vec::new(), end), "the end stays the end");
        let newest = publish(database, clock, 1).await;
        assert_eq!(changes(&super::read(database, end, 1).await), newest);
    });
}

#[test]
fn reading_finds_its_place_at_once() {
    on_each_outbox(async |database, clock| {
        publish(database, clock, 1).await;
        if database.dialect() != Dialect::Sqlite {
            // The plans of PostgreSQL hang on statistics that a small table does not have.
            return;
        }
        let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let trace = seen.clone();
        database.set_trace(Some(std::sync::Arc::new(move |sql: &str, _: &[_]| {
            trace.lock().unwrap().push(sql.to_owned());
        })));
        read(database, Cursor::START, 1).await;
        latest(database).await;
        prune(database, clock).await;
        days(clock, 31);
        prune(database, clock).await;
        database.set_trace(None);
        let statements = seen.lock().unwrap().clone();
        for sql in statements
            .into_iter()
            .filter(|sql| sql.contains("\"k_outbox\"") && !sql.starts_with("INSERT"))
        {
            let count = (1..=4).filter(|n| sql.contains(&format!("?{n}"))).count();
            let sql_asks_for_the_end = sql.contains("DESC");
            let explained = kontor_database::Statement::finished(sql, vec![0_i64.into(); count]);
            let plan = database
                .read(move |tx| kontor_database::testing::plan(tx, &explained))
                .await
                .unwrap();
            // The end is the last of the index; everything else begins where the reader was, and not at the beginning.
            let place = match sql_asks_for_the_end {
                true => "COVERING INDEX k_outbox_order",
                false => "USING INTEGER PRIMARY KEY (rowid",
            };
            assert!(plan.contains(place), "{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        }
    });
}
