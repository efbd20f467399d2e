//! What runs into a limit says so, and the rest goes on.

use std::time::Duration;

use futures_util::future::join_all;
use kontor_database::testing::{TestDatabase, on_each_database};
use kontor_database::{Database, SqliteOptions, Tx};
use kontor_kernel::{Code, Result};

use crate::{add, notes, with_notes};

/// Counts for ever.
fn endless(tx: &mut Tx) -> Result<Option<i64>> {
    let sql = "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    tx.row(sql, &[], |row| row.get(0))
}

#[test]
fn a_read_that_takes_too_long_is_ended() {
    on_each_database(async |database| {
        let ended = database
            .read_snapshot(Duration::from_millis(50), endless)
            .await
            .unwrap_err();
        assert_eq!(ended.code, Code::Unavailable);
        let one = |tx: &mut Tx| tx.row("SELECT CAST(1 AS bigint)", &[], |row| row.get::<i64>(0));
        assert_eq!(database.read(one).await.unwrap(), Some(1));
        assert_eq!(
            database
                .read_snapshot(Duration::from_secs(60), one)
                .await
                .unwrap(),
            Some(1)
        );
    });
}

#[tokio::test]
async fn every_read_on_sqlite_has_a_limit() {
    let options = SqliteOptions {
        readers: 1,
        read_limit: Duration::from_millis(50),
        ..SqliteOptions::default()
    };
    let fresh = TestDatabase::sqlite_with(options).unwrap();
    let answers = join_all((0..3).map(|_| fresh.database.read(endless))).await;
    assert!(
        answers
            .into_iter()
            .all(|answer| answer.unwrap_err().code == Code::Unavailable)
    );
    fresh.database.read(|_| Ok(())).await.unwrap();
}

#[tokio::test]
async fn a_write_that_takes_too_long_is_ended_and_holds_up_nobody_else() {
    let options = SqliteOptions {
        write_limit: Duration::from_millis(100),
        ..SqliteOptions::default()
    };
    let fresh = TestDatabase::sqlite_with(options).unwrap();
    let database = &fresh.database;
    with_notes(database).await;
    let endless_change = |tx: &mut Tx| {
        let numbers =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0";
        tx.execute(&format!("INSERT INTO @note (text) {numbers}"), &[])
    };
    let (a, b, c, d, e) = tokio::join!(
        database.write(|tx| add(tx, "a")),
        database.write(endless_change),
        database.write(|tx| add(tx, "b")),
        database.write(endless),
        database.write(|tx| add(tx, "c")),
    );
    assert_eq!(b.unwrap_err().code, Code::Unavailable);
    assert_eq!(d.unwrap_err().code, Code::Unavailable);
    assert!(a.and(c).and(e).is_ok());
    let mut found = notes(database).await;
    found.sort_unstable();
    assert_eq!(found, ["a", "b", "c"]);
}

#[tokio::test]
async fn too_many_waiting_reads_are_refused() {
    let options = SqliteOptions {
        readers: 1,
        queue: 2,
        ..SqliteOptions::default()
    };
    let fresh = TestDatabase::sqlite_with(options).unwrap();
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let mut busy = Box::pin(fresh.database.read(move |_| Ok(wait.recv().is_err())));
    assert!(futures_util::poll!(&mut busy).is_pending());
    let quick = || Box::pin(fresh.database.read(|_| Ok(())));
    let mut waiting = vec![quick(), quick()];
    for read in &mut waiting {
        assert!(futures_util::poll!(read).is_pending());
    }
    assert_eq!(
        fresh.database.read(|_| Ok(())).await.unwrap_err().code,
        Code::Unavailable
    );
    // Who gives up makes room.
    waiting.pop();
    waiting.push(quick());
    drop(go);
    assert!(busy.await.unwrap());
    for answer in join_all(waiting).await {
        answer.unwrap();
    }
}

/// Limits the size of the file: a disk that is full, or has space again.
async fn limit_pages(database: &Database, pages: u32) {
    database
        .write_alone(move |tx| tx.ddl(&format!("PRAGMA max_page_count = {pages}")))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_full_disk_refuses_what_does_not_fit_and_heals_by_itself() {
    let fresh = TestDatabase::sqlite().unwrap();
    let database = &fresh.database;
    with_notes(database).await;
    database.write(|tx| add(tx, "before")).await.unwrap();
    // SQLite takes the present size when less is asked for.
    limit_pages(database, 1).await;
    let big = |n: usize| "x".repeat(100_000 + n);
    // Small ones, which still fit, share groups with large ones, which don't.
    let answers = join_all((0..20).map(|n| {
        let text = if n % 4 == 3 { big(n) } else { format!("small {n}") };
        database.write(move |tx| add(tx, &text))
    }))
    .await;
    for (n, answer) in answers.into_iter().enumerate() {
        match answer {
            Ok(()) => assert_ne!(n % 4, 3),
            Err(error) => assert_eq!((error.code, n % 4), (Code::StorageFull, 3), "{error}"),
        }
    }
    assert_eq!(
        notes(database).await.len(),
        16,
        "reading goes on, and the small ones are there"
    );

    limit_pages(database, 1_000_000).await;
    database.write(move |tx| add(tx, &big(0))).await.unwrap();
    assert_eq!(notes(database).await.len(), 17);
    let check = |tx: &mut Tx| tx.row("PRAGMA integrity_check", &[], |row| row.get::<String>(0));
    assert_eq!(database.read(check).await.unwrap().as_deref(), Some("ok"));
}
