//! The SQLite writer: commands that are queued together commit together, and hurt nobody but themselves.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc;
use std::time::Duration;

use futures_util::future::{BoxFuture, join, join_all};
use kontor_database::testing::TestDatabase;
use kontor_database::{Database, SqliteOptions, Statement};
use kontor_kernel::{Code, Result};

use crate::{add, notes, refused, with_notes};

/// Groups that stay open as long as something is queued, so that no test hangs on the speed of the machine.
fn patient() -> SqliteOptions {
    SqliteOptions {
        gather: Duration::from_secs(600),
        ..SqliteOptions::default()
    }
}

/// Queues all the commands while the writer is busy, and gives their answers.
async fn together<T>(database: &Database, commands: Vec<BoxFuture<'_, Result<T>>>) -> Vec<Result<T>> {
    let (go, wait) = mpsc::channel::<()>();
    let wait = Arc::new(std::sync::Mutex::new(wait));
    let busy = database.write_alone(move |_| {
        wait.lock().unwrap().recv().ok();
        Ok(())
    });
    let (busy, (answers, ())) = join(busy, join(join_all(commands), async { drop(go) })).await;
    busy.unwrap();
    answers
}

fn command<'a, T: Send + 'a>(
    future: impl Future<Output = Result<T>> + Send + 'a,
) -> BoxFuture<'a, Result<T>> {
    Box::pin(future)
}

#[tokio::test]
async fn queued_commands_share_one_commit_and_keep_their_order() {
    let fresh = TestDatabase::sqlite_with(patient()).unwrap();
    let database = &fresh.database;
    with_notes(database).await;
    let before = database.stats();
    let texts: Vec<String> = (0..20).map(|n| format!("note {n}")).collect();
    let commands = texts
        .iter()
        .cloned()
        .map(|text| command(database.write(move |tx| add(tx, &text))));
    for answer in together(database, commands.collect()).await {
        answer.unwrap();
    }
    assert_eq!(notes(database).await, texts);
    let after = database.stats();
    // One for the command that kept the writer busy, one for all the others.
    assert_eq!(
        (after.groups - before.groups, after.commands - before.commands),
        (2, 21)
    );
}

#[tokio::test]
async fn a_command_that_fails_or_panics_is_undone_alone() {
    let fresh = TestDatabase::sqlite_with(patient()).unwrap();
    let database = &fresh.database;
    with_notes(database).await;
    let before = database.stats();
    let answers = together(
        database,
        vec![
            command(database.write(|tx| add(tx, "first"))),
            command(database.write(|tx| add(tx, "fails").and(Err(refused())))),
            command(database.write(|tx| {
                add(tx, "panics")?;
                tx.savepoint(|tx| {
                    add(tx, "panics inside")?;
                    panic!("on purpose")
                })
            })),
            command(database.write(|tx| add(tx, "first"))),
            command(database.write(|tx| add(tx, "last"))),
        ],
    )
    .await;
    let codes: Vec<_> = answers
        .into_iter()
        .map(|answer| answer.err().map(|error| error.code))
        .collect();
    let expected = [
        None,
        Some(Code::Conflict),
        Some(Code::Internal),
        Some(Code::NotUnique),
        None,
    ];
    assert_eq!(codes, expected);
    assert_eq!(notes(database).await, ["first", "last"]);
    // The first two were repeated, because the second had written something when it failed; of those that come later one
    // leaves something too, and one was refused before it had.
    let after = database.stats();
    assert_eq!(
        (after.groups - before.groups, after.repeated - before.repeated),
        (3, 2)
    );
}

#[tokio::test]
async fn those_who_wrote_beside_one_that_failed_are_repeated_together() {
    let fresh = TestDatabase::sqlite_with(patient()).unwrap();
    let database = &fresh.database;
    with_notes(database).await;
    let called = Arc::new(AtomicUsize::new(0));
    let counted = |text: &'static str| {
        let called = called.clone();
        command(database.write(move |tx| {
            let called = called.clone();
            tx.after_commit(Box::new(move || _ = called.fetch_add(1, SeqCst)));
            add(tx, text)
        }))
    };
    let refuse = |tx: &mut kontor_database::Tx| {
        tx.after_commit(Box::new(|| panic!("nothing was committed")));
        tx.at_commit(Statement::new("INSERT INTO @note (text) VALUES ('late')", vec![]));
        Err(refused())
    };
    let before = database.stats();
    let answers = together(
        database,
        vec![
            counted("a"),
            // Refused before anything was written: for that nobody has to be repeated.
            command(database.write(refuse)),
            counted("b"),
            command(database.write(|tx| add(tx, "c").and(Err(refused())))),
            counted("d"),
        ],
    )
    .await;
    let failed: Vec<bool> = answers.into_iter().map(|answer| answer.is_err()).collect();
    assert_eq!(failed, [false, true, false, true, false]);
    assert_eq!(notes(database).await, ["a", "b", "d"]);
    assert_eq!(called.load(SeqCst), 3);
    let after = database.stats();
    assert_eq!(
        (after.groups - before.groups, after.repeated - before.repeated),
        (3, 4)
    );
}

/// Whoever is refused for what another has written is told so when that is there for all to see, and not before.
#[tokio::test]
async fn who_is_refused_finds_what_he_was_refused_for() {
    let fresh = TestDatabase::sqlite_with(patient()).unwrap();
    let database = &fresh.database;
    with_notes(database).await;
    let refused_first = async {
        let answer = database.write(|tx| add(tx, "taken")).await;
        assert_eq!(answer.unwrap_err().code, Code::NotUnique);
        assert_eq!(notes(database).await, ["taken"]);
        Ok(())
    };
    let answers = together(
        database,
        vec![
            command(database.write(|tx| add(tx, "taken"))),
            command(refused_first),
            command(database.write(|tx| add(tx, "fails").and(Err(refused())))),
        ],
    )
    .await;
    let failed: Vec<bool> = answers.into_iter().map(|answer| answer.is_err()).collect();
    assert_eq!(failed, [false, false, true]);
}

#[tokio::test]
async fn a_late_statement_that_fails_takes_only_its_own_command_along() {
    let fresh = TestDatabase::sqlite_with(patient()).unwrap();
    let database = &fresh.database;
    with_notes(database).await;
    let called = Arc::new(AtomicUsize::new(0));
    let late = |text: &'static str, after: &'static str| {
        let called = called.clone();
        command(database.write(move |tx| {
            let called = called.clone();
            tx.at_commit(Statement::new(
                "INSERT INTO @note (text) VALUES ($1)",
                vec![after.into()],
            ));
            tx.after_commit(Box::new(move || _ = called.fetch_add(1, SeqCst)));
            add(tx, text)
        }))
    };
    let answers = together(
        database,
        vec![late("a", "a late"), late("b", "a"), late("c", "c late")],
    )
    .await;
    let codes: Vec<_> = answers
        .into_iter()
        .map(|answer| answer.err().map(|error| error.code))
        .collect();
    assert_eq!(codes, [None, Some(Code::NotUnique), None]);
    assert_eq!(notes(database).await, ["a", "a late", "c", "c late"]);
    assert_eq!(called.load(SeqCst), 2);
    assert_eq!(database.stats().repeated, 3);
}

#[tokio::test]
async fn a_command_whose_caller_went_away_is_finished() {
    let fresh = TestDatabase::sqlite_with(patient()).unwrap();
    let database = &fresh.database;
    with_notes(database).await;
    let (go, wait) = mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let busy = tokio::spawn({
        let database = database.clone();
        async move {
            database
                .write_alone(move |_| Ok(wait.lock().unwrap().recv().is_err()))
                .await
        }
    });
    {
        let mut given_up = Box::pin(database.write(|tx| add(tx, "still written")));
        // Polled once, so it is queued; then dropped.
        assert!(futures_util::poll!(&mut given_up).is_pending());
    }
    drop(go);
    assert!(busy.await.unwrap().unwrap());
    database.write(|tx| add(tx, "afterwards")).await.unwrap();
    assert_eq!(notes(database).await, ["still written", "afterwards"]);
}

#[tokio::test]
async fn a_full_queue_refuses_and_says_when_to_come_back() {
    let fresh = TestDatabase::sqlite_with(SqliteOptions {
        queue: 2,
        ..patient()
    })
    .unwrap();
    let database = &fresh.database;
    with_notes(database).await;
    let texts = ["a", "b", "c", "d", "e"];
    let commands = texts.map(|text| command(database.write(move |tx| add(tx, text))));
    let answers = together(database, commands.into_iter().collect()).await;
    let refused: Vec<_> = answers.into_iter().filter_map(Result::err).collect();
    // The command that keeps the writer busy may still be in the queue, or be taken out already.
    assert!(refused.len() == 3 || refused.len() == 4, "{refused:?}");
    assert!(
        refused
            .iter()
            .all(|error| error.code == Code::Unavailable && error.retry_after == Some(1))
    );
    assert_eq!(notes(database).await.len() + refused.len(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_writes_are_acknowledged_once_and_are_there_after_reopening() {
    let fresh = TestDatabase::sqlite().unwrap();
    with_notes(&fresh.database).await;
    let tasks = (0..40).map(|task| {
        let database = fresh.database.clone();
        tokio::spawn(async move {
            for n in 0..75 {
                let text = format!("{task}/{n}");
                database.write(move |tx| add(tx, &text)).await.unwrap();
            }
        })
    });
    for task in join_all(tasks).await {
        task.unwrap();
    }
    let stats = fresh.database.stats();
    assert_eq!(stats.commands, 3_001);
    fresh.database.close().await;
    assert_eq!(
        fresh
            .database
            .write(|tx| add(tx, "too late"))
            .await
            .unwrap_err()
            .code,
        Code::Unavailable
    );
    assert_eq!(
        fresh.database.read(|_| Ok(())).await.unwrap_err().code,
        Code::Unavailable
    );

    let path = fresh.path().unwrap();
    assert!(
        !path.with_file_name("data.db-wal").exists(),
        "closing leaves one file"
    );
    let reopened = Database::sqlite(&path, SqliteOptions::default()).unwrap();
    let mut found = notes(&reopened).await;
    found.sort_unstable();
    let mut expected: Vec<_> = (0..40)
        .flat_map(|task| (0..75).map(move |n| format!("{task}/{n}")))
        .collect();
    expected.sort_unstable();
    assert_eq!(found, expected);
    reopened.close().await;
}
