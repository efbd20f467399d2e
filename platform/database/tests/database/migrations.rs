//! Migrations run once each, whoever comes first.

use futures_util::future::join_all;
use kontor_database::testing::{TestDatabase, databases, on_each_database};
use kontor_database::{Database, Migration, SqliteOptions, Tx};

const FIRST: Migration = Migration {
    name: "test/0001",
    sql: "CREATE TABLE @task (
    id {id} UNIQUE, seq {serial}, due {int}, title {text} NOT NULL, done {bool} NOT NULL,
    weight {real}, body {bytes}
){strict};
CREATE INDEX task_due ON @task (due) WHERE done = {false};
INSERT INTO @task (title, done) VALUES ('a; b {x}', {false});
",
};
const SECOND: Migration = Migration {
    name: "test/0002",
    sql: "ALTER TABLE @task ADD COLUMN note {text};\nUPDATE @task SET note = 'moved';\n",
};
const BROKEN: Migration = Migration {
    name: "test/0003",
    sql: "UPDATE @task SET note = 'lost';\nUPDATE @nowhere SET x = 1;\n",
};

async fn tasks(database: &Database) -> Vec<(String, Option<String>)> {
    let read = |tx: &mut Tx| {
        tx.rows("SELECT title, note FROM @task", &[], |row| {
            Ok((row.get::<String>(0)?, row.get(1)?))
        })
    };
    database.read(read).await.unwrap()
}

#[test]
fn each_step_runs_once_and_in_its_order() {
    on_each_database(async |database| {
        database.migrate(&[FIRST]).await.unwrap();
        for _ in 0..2 {
            database.migrate(&[FIRST, SECOND]).await.unwrap();
            assert_eq!(
                tasks(database).await,
                [("a; b {x}".to_owned(), Some("moved".to_owned()))]
            );
        }
        assert!(database.migrate(&[FIRST, SECOND, BROKEN]).await.is_err());
        assert_eq!(
            tasks(database).await[0].1.as_deref(),
            Some("moved"),
            "half a step is none"
        );
        let names = |tx: &mut Tx| {
            tx.rows("SELECT name FROM @migration ORDER BY name", &[], |row| {
                row.get::<String>(0)
            })
        };
        assert_eq!(database.read(names).await.unwrap(), ["test/0001", "test/0002"]);
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_start_together_do_not_disturb_each_other() {
    for fresh in databases().await.unwrap() {
        let steps = [FIRST, SECOND];
        for answer in join_all((0..4).map(|_| fresh.database.migrate(&steps))).await {
            answer.unwrap();
        }
        assert_eq!(tasks(&fresh.database).await.len(), 1);
    }
}

#[tokio::test]
async fn an_ascending_key_never_comes_twice() {
    let fresh = TestDatabase::sqlite().unwrap();
    fresh.database.migrate(&[FIRST]).await.unwrap();
    fresh
        .database
        .write(|tx| tx.execute("DELETE FROM @task", &[]))
        .await
        .unwrap();
    fresh.database.close().await;
    let database = Database::sqlite(&fresh.path().unwrap(), SqliteOptions::default()).unwrap();
    let insert = "INSERT INTO @task (id, title, done) VALUES ($1, 'x', $2) RETURNING seq";
    let values = [kontor_kernel::Id::NIL.into(), false.into()];
    let seq = database
        .write(move |tx| tx.row(insert, &values, |row| row.get::<i64>(0)))
        .await
        .unwrap();
    assert_eq!(seq, Some(2));
    database.close().await;
}
