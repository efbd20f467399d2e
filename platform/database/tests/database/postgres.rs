//! What only PostgreSQL can get wrong.

use kontor_database::testing::{POSTGRES, TestDatabase};
use kontor_database::{PgOptions, PgServer, Row, Statement, Tx};
use kontor_kernel::Code;

use crate::{add, with_notes};

async fn server(connections: usize) -> Option<PgServer> {
    let url = std::env::var(POSTGRES).ok().filter(|url| !url.is_empty())?;
    Some(
        PgServer::connect(
            &url,
            PgOptions {
                connections,
                ..PgOptions::default()
            },
        )
        .await
        .unwrap(),
    )
}

#[tokio::test]
async fn schemas_come_and_go() {
    let Some(server) = server(2).await else { return };
    let name = format!("test \"{}\"", uuid::Uuid::now_v7().simple());
    assert!(!server.schema_exists(&name).await.unwrap());
    server.create_schema(&name).await.unwrap();
    assert!(server.schema_exists(&name).await.unwrap());
    assert!(server.create_schema(&name).await.is_err());
    with_notes(&server.schema(&name)).await;
    server.drop_schema(&name).await.unwrap();
    server.drop_schema(&name).await.unwrap();
    assert!(!server.schema_exists(&name).await.unwrap());
    assert_eq!(
        server.create_schema(&"x".repeat(64)).await.unwrap_err().code,
        Code::BadParameter
    );
}

#[tokio::test]
async fn a_statement_prepared_before_a_change_of_the_table_still_runs() {
    // One connection, so that all share its prepared statements.
    let Some(server) = server(1).await else { return };
    let Some(fresh) = TestDatabase::postgres().await.unwrap() else {
        return;
    };
    let schema = fresh.schema_name().unwrap();
    let (database, elsewhere) = (server.schema(schema), &fresh.database);
    with_notes(elsewhere).await;
    elsewhere.write(|tx| add(tx, "a")).await.unwrap();
    let width = |tx: &mut Tx| tx.row("SELECT * FROM @note", &[], |row| Ok(row.width()));
    let add_column = |name: &str| {
        let sql = format!("ALTER TABLE @note ADD COLUMN {name} bigint");
        elsewhere.write_alone(move |tx| tx.ddl(&sql))
    };
    assert_eq!(database.read(width).await.unwrap(), Some(3));
    add_column("x").await.unwrap();
    assert_eq!(database.read(width).await.unwrap(), Some(4));
    add_column("y").await.unwrap();
    assert_eq!(
        database.write(width).await.unwrap(),
        Some(5),
        "the work was repeated"
    );
    assert_eq!(database.stats().repeated, 1);
    add_column("z").await.unwrap();
    let limit = std::time::Duration::from_secs(60);
    assert_eq!(database.read_snapshot(limit, width).await.unwrap(), Some(6));
}

#[tokio::test]
async fn a_connection_left_in_the_midst_of_its_work_is_as_good_as_new() {
    let Some(server) = server(1).await else { return };
    let Some(fresh) = TestDatabase::postgres().await.unwrap() else {
        return;
    };
    let database = server.schema(fresh.schema_name().unwrap());
    with_notes(&database).await;
    let fails = |tx: &mut Tx| {
        add(tx, "a")?;
        tx.run(&Statement::new("SELECT nonsense", vec![]))
    };
    assert_eq!(database.write(fails).await.unwrap_err().code, Code::Internal);
    let panics = |tx: &mut Tx| -> kontor_kernel::Result<()> {
        add(tx, "a")?;
        tx.rows("SELECT text FROM @note", &[], |_| panic!("on purpose"))
            .map(|_: Vec<()>| ())
    };
    assert_eq!(database.write(panics).await.unwrap_err().code, Code::Internal);
    // Ended from outside: who is hit is told to come back, and the pool replaces the connection.
    let kill = |tx: &mut Tx| tx.rows("SELECT pg_terminate_backend(pg_backend_pid())", &[], |_| Ok(()));
    assert_eq!(database.read(kill).await.unwrap_err().code, Code::Unavailable);
    while let Err(error) = database.write(|tx| add(tx, "a")).await {
        assert_eq!((error.code, error.retry_after), (Code::Unavailable, Some(1)));
    }
    assert_eq!(crate::notes(&database).await, ["a"]);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let url = "postgres://nobody@127.0.0.1:1/nothing";
    let error = PgServer::connect(url, PgOptions::default()).await.err().unwrap();
    assert_eq!(error.code, Code::Unavailable);
    let error = PgServer::connect("not a url", PgOptions::default())
        .await
        .err()
        .unwrap();
    assert_eq!(error.code, Code::BadParameter);
}

/// What PostgreSQL says when its disk is full, and when it has no more connections: the one is for somebody to mend, the
/// other passes.
#[tokio::test]
async fn a_full_disk_is_told_from_a_server_that_is_busy() {
    let Some(fresh) = TestDatabase::postgres().await.unwrap() else {
        return;
    };
    let database = &fresh.database;
    with_notes(database).await;
    for (state, code) in [("53100", Code::StorageFull), ("53300", Code::Unavailable)] {
        let fails = move |tx: &mut Tx| {
            add(tx, "lost")?;
            let sql = format!("DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '{state}'; END $$");
            tx.run(&Statement::new(sql, vec![]))
        };
        assert_eq!(database.write(fails).await.unwrap_err().code, code, "{state}");
        assert_eq!(crate::notes(database).await, Vec::<String>::new(), "{state}");
    }
    database.write(|tx| add(tx, "a")).await.unwrap();
    assert_eq!(crate::notes(database).await, ["a"]);
}

/// A look at the locks may miss for a moment what it saw before; who was told once must not lose it again.
#[tokio::test]
async fn what_was_settled_once_stays_so() {
    let Some(fresh) = TestDatabase::postgres().await.unwrap() else {
        return;
    };
    let database = &fresh.database;
    // Far above every number the server will have given by then.
    const SEEN: i64 = 1 << 60;
    let settled_below = |tx: &mut Tx| {
        let sql = format!("SELECT {}", tx.settled_below(1));
        let (known, below) = (tx.settled(), |row: &Row| row.get::<i64>(0));
        tx.row(&sql, &[known.into()], below).map(Option::unwrap)
    };
    let in_a_write = move |tx: &mut Tx| {
        tx.saw_settled(SEEN);
        settled_below(tx)
    };
    database.write(in_a_write).await.unwrap();
    assert!(database.read(settled_below).await.unwrap() < SEEN);

    let in_a_read = move |tx: &mut Tx| {
        tx.saw_settled(SEEN);
        settled_below(tx)
    };
    assert!(
        database.read(in_a_read).await.unwrap() < SEEN,
        "known only to who begins later"
    );
    assert_eq!(database.read(settled_below).await.unwrap(), SEEN + 1);
    assert_eq!(database.write(settled_below).await.unwrap(), SEEN + 1);
}
