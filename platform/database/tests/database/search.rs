//! The two search indexes find the same documents.

use kontor_database::testing::{TestDatabase, on_each_database};
use kontor_database::{Database, Match, SqliteOptions, Statement, Tx, faults};
use kontor_kernel::Result;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use crate::refused;

const INDEX: &str = "search_fts";

async fn with_index(database: &Database) {
    let create = |tx: &mut Tx| {
        let statements = tx.dialect().search_create(INDEX);
        statements.iter().try_for_each(|statement| tx.ddl(statement))
    };
    database.write_alone(create).await.unwrap();
}

fn tokens(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

/// The documents that match, newest first, asked window by window as a search does.
fn find(tx: &mut Tx, wanted: &Match, newest: i64) -> Result<Vec<i64>> {
    let dialect = tx.dialect();
    let sql = format!(
        "SELECT {} FROM @{INDEX} AS f WHERE {} ORDER BY {}",
        dialect.search_doc("f"),
        dialect.search_condition(INDEX, "f", "$1"),
        dialect.search_order("f")
    );
    let mut found = Vec::new();
    for window in dialect.search_windows(newest) {
        let statement = Statement::new(sql.clone(), vec![dialect.search_text(wanted, window).into()]).once();
        tx.each(&statement, &mut |row| {
            let doc = row.get(0)?;
            if !found.contains(&doc) {
                found.push(doc);
            }
            Ok(())
        })?;
    }
    Ok(found)
}

async fn found(database: &Database, wanted: Match) -> Vec<i64> {
    database.read(move |tx| find(tx, &wanted, 200_000)).await.unwrap()
}

fn token(text: &str) -> Match {
    Match::Token(text.to_owned())
}

fn prefix(text: &str) -> Match {
    Match::Prefix(text.to_owned())
}

#[test]
fn documents_are_found_by_their_tokens_newest_first() {
    on_each_database(async |database| {
        with_index(database).await;
        let fill = |tx: &mut Tx| {
            tx.search_put(
                INDEX,
                1,
                tokens("muller anna ~657 @a.muller@x.de +49301234 !owner-1"),
            );
            tx.search_put(INDEX, 70_000, tokens("mull berta :person"));
            tx.search_put(
                INDEX,
                70_001,
                tokens("it's \"quoted\" back\\slash москва o'brien(x)@y.ie"),
            );
            tx.search_put(
                INDEX,
                190_000,
                vec![
                    "mullermeister".into(),
                    "anna".into(),
                    "x".repeat(5_000),
                    "".into(),
                ],
            );
            Ok(())
        };
        database.write(fill).await.unwrap();
        for (wanted, docs) in [
            (token("anna"), vec![190_000, 1]),
            (token("ann"), vec![]),
            (prefix("mull"), vec![190_000, 70_000, 1]),
            (prefix("m"), vec![190_000, 70_000, 1]),
            (prefix("mullerm"), vec![190_000]),
            (token("mull"), vec![70_000]),
            (prefix("@a.mul"), vec![1]),
            (token("@a.muller@x.de"), vec![1]),
            (prefix("+4930"), vec![1]),
            (token("~657"), vec![1]),
            (token("!owner-1"), vec![1]),
            (token("it's"), vec![70_001]),
            (token("\"quoted\""), vec![70_001]),
            (token("back\\slash"), vec![70_001]),
            (prefix("мо"), vec![70_001]),
            (token("o'brien(x)@y.ie\t"), vec![70_001]),
            (token("\0"), vec![]),
            (prefix(&"x".repeat(5_000)), vec![]),
            (Match::All(vec![]), vec![]),
            (Match::Any(vec![token(" "), token("berta")]), vec![70_000]),
            (Match::All(vec![prefix("mull"), token("anna")]), vec![190_000, 1]),
            (Match::Any(vec![token("berta"), token("~657")]), vec![70_000, 1]),
            (
                Match::All(vec![
                    Match::Any(vec![token("anna"), token("berta")]),
                    token("mull"),
                ]),
                vec![70_000],
            ),
        ] {
            assert_eq!(found(database, wanted.clone()).await, docs, "{wanted:?}");
        }
    });
}

#[test]
fn a_document_is_replaced_removed_and_left_out_when_its_command_fails() {
    on_each_database(async |database| {
        with_index(database).await;
        let put = |tx: &mut Tx| {
            tx.search_put(INDEX, 1, tokens("old"));
            tx.search_put(INDEX, 2, tokens("never written"));
            tx.search_remove(INDEX, 2);
            Ok(())
        };
        database.write(put).await.unwrap();
        let fails = |tx: &mut Tx| {
            tx.search_remove(INDEX, 1);
            tx.search_put(INDEX, 3, tokens("lost"));
            Err::<(), _>(refused())
        };
        database.write(fails).await.unwrap_err();
        assert_eq!(found(database, token("old")).await, [1]);
        assert_eq!(
            found(database, Match::Any(vec![token("never"), token("lost")])).await,
            [0i64; 0]
        );
        let replace = |tx: &mut Tx| {
            tx.search_remove(INDEX, 1);
            tx.search_put(INDEX, 4, tokens("new"));
            Ok(())
        };
        database.write(replace).await.unwrap();
        assert_eq!(found(database, token("old")).await, [0i64; 0]);
        assert_eq!(found(database, token("new")).await, [4]);
    });
}

fn documents() -> impl Strategy<Value = Vec<Vec<String>>> {
    proptest::collection::vec(proptest::collection::vec("[ab]{1,7}", 1..6), 1..60)
}

fn wanted() -> impl Strategy<Value = Match> {
    let leaf = prop_oneof![
        "[ab]{1,7}".prop_map(Match::Token),
        "[ab]{1,7}".prop_map(Match::Prefix)
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Match::All),
            proptest::collection::vec(inner, 1..4).prop_map(Match::Any),
        ]
    })
}

fn matches(document: &[String], wanted: &Match) -> bool {
    match wanted {
        Match::Token(token) => document.contains(token),
        Match::Prefix(prefix) => document.iter().any(|token| token.starts_with(prefix)),
        Match::All(parts) => parts.iter().all(|part| matches(document, part)),
        Match::Any(parts) => parts.iter().any(|part| matches(document, part)),
    }
}

#[test]
fn random_searches_find_what_they_should() {
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::default()
    });
    let all = documents().new_tree(&mut runner).unwrap().current();
    let searches: Vec<Match> = (0..150)
        .map(|_| wanted().new_tree(&mut runner).unwrap().current())
        .collect();
    on_each_database(async |database| {
        with_index(database).await;
        let fill = all.clone();
        let put = move |tx: &mut Tx| {
            // Spread over several windows.
            for (n, document) in fill.iter().enumerate() {
                tx.search_put(INDEX, n as i64 * 5_000, document.clone());
            }
            Ok(())
        };
        database.write(put).await.unwrap();
        for wanted in &searches {
            let expected: Vec<i64> = (0..all.len())
                .rev()
                .filter(|n| matches(&all[*n], wanted))
                .map(|n| n as i64 * 5_000)
                .collect();
            let search = wanted.clone();
            let newest = all.len() as i64 * 5_000;
            let found = database.read(move |tx| find(tx, &search, newest)).await.unwrap();
            assert_eq!(found, expected, "{wanted:?} in {all:?}");
        }
    });
}

#[tokio::test]
async fn the_writer_merges_the_index_as_it_grows() {
    let fresh = TestDatabase::sqlite().unwrap();
    let database = &fresh.database;
    with_index(database).await;
    let shown = std::sync::Arc::new(std::sync::Mutex::new(0));
    let merges = shown.clone();
    database.set_trace(Some(std::sync::Arc::new(move |sql: &str, _: &[_]| {
        *merges.lock().unwrap() += usize::from(sql.contains("'merge'"));
    })));
    for doc in 1..=600 {
        let put = move |tx: &mut Tx| {
            tx.search_put(INDEX, doc, tokens(&format!("word{doc} common")));
            Ok(())
        };
        database.write(put).await.unwrap();
    }
    assert!(*shown.lock().unwrap() >= 2);
    assert_eq!(found(database, token("common")).await.len(), 600);
    database.close().await;
    let reopened = Database::sqlite(&fresh.path().unwrap(), SqliteOptions::default()).unwrap();
    assert_eq!(found(&reopened, prefix("word59")).await.len(), 11);
    reopened.close().await;
}

/// FTS5 notes which documents are gone, and looks the notes through for every document that it finds.
#[tokio::test]
async fn after_many_were_removed_a_quiet_moment_writes_the_index_anew() {
    const ALL: i64 = 60_000;
    let fresh = TestDatabase::sqlite().unwrap();
    let database = &fresh.database;
    with_index(database).await;
    let put = |tx: &mut Tx| {
        for doc in 1..=ALL {
            let text = if doc % 1_000 == 0 { "common rare" } else { "common" };
            tx.search_put(INDEX, doc, tokens(text));
        }
        Ok(())
    };
    database.write(put).await.unwrap();
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    database.set_trace(Some(std::sync::Arc::new(move |sql: &str, _: &[_]| {
        if sql.contains("'merge'") {
            tell.send(()).unwrap();
        }
    })));
    let remove = |tx: &mut Tx| {
        for doc in 20_000..25_000 {
            tx.search_remove(INDEX, doc);
        }
        Ok(())
    };
    database.write(remove).await.unwrap();
    // Pages of such notes are numbered behind all others.
    let notes = |tx: &mut Tx| {
        let sql = format!("SELECT count(*) FROM @{INDEX}_data WHERE id >= (1 << 53)");
        Ok(tx.row(&sql, &[], |row| row.get::<i64>(0))?.unwrap_or_default())
    };
    assert_ne!(database.read(notes).await.unwrap(), 0);
    // Each step tells that it begins, the last one too, which finds nothing left to do.
    while database.read(notes).await.unwrap() > 0 {
        told.recv().await.unwrap();
    }
    assert_eq!(found(database, token("rare")).await.len(), 55);
}

/// The connection that looks at the database has seen the index before it was written to by another one.
#[test]
fn an_index_that_others_write_to_is_in_order() {
    on_each_database(async |database| {
        with_index(database).await;
        for round in 0..40 {
            let put = move |tx: &mut Tx| {
                for doc in 1..=9 {
                    tx.search_put(
                        INDEX,
                        round * 9 + doc,
                        tokens(&format!("muller berg{round} nr{doc}")),
                    );
                }
                Ok(())
            };
            database.write(put).await.unwrap();
            assert_eq!(database.read(faults).await.unwrap(), Vec::<String>::new());
        }
    });
}
