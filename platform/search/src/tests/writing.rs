//! How documents get into the index, move in it, and leave it.

use kontor_database::testing::on_each_database;
use kontor_kernel::{Code, Error};

use super::*;

#[test]
fn what_changes_becomes_the_newest_and_what_does_not_stays() {
    on_each_database(async |database| {
        prepare(database).await;
        put(
            database,
            vec![person(1, "Anna A"), person(2, "Anna B"), person(3, "Anna C")],
        )
        .await;
        assert_eq!(labels(database, "anna").await, ["Anna C", "Anna B", "Anna A"]);
        put(database, vec![person(1, "Anna A")]).await;
        assert_eq!(
            labels(database, "anna").await,
            ["Anna C", "Anna B", "Anna A"],
            "nothing has changed"
        );
        put(database, vec![person(1, "ANNA A")]).await;
        assert_eq!(
            labels(database, "anna").await,
            ["Anna C", "Anna B", "ANNA A"],
            "only the label has changed"
        );
        put(database, vec![person(2, "Anna Berta")]).await;
        assert_eq!(labels(database, "anna").await, ["Anna Berta", "Anna C", "ANNA A"]);
        assert_eq!(labels(database, "anna b").await, ["Anna Berta"]);
    });
}

#[test]
fn what_was_there_before_is_not_found_any_more() {
    on_each_database(async |database| {
        prepare(database).await;
        let mut note = person(1, "Notiz");
        note.prose.push("Fliesen".to_owned());
        put(database, vec![note.clone()]).await;
        note.prose = vec!["Kacheln".to_owned()];
        put(database, vec![note.clone()]).await;
        assert_eq!(labels(database, "fliesen").await, Vec::<String>::new());
        assert_eq!(labels(database, "kacheln").await, ["Notiz"]);
        note.prose.clear();
        put(database, vec![note.clone()]).await;
        assert_eq!(labels(database, "kacheln").await, Vec::<String>::new());
        put(database, vec![person(1, "Zettel")]).await;
        assert_eq!(labels(database, "notiz").await, Vec::<String>::new());
        assert_eq!(labels(database, "zettel").await, ["Zettel"]);
        database
            .write(|tx| crate::remove(tx, &[id(1), id(2)]))
            .await
            .unwrap();
        assert_eq!(labels(database, "zettel").await, Vec::<String>::new());
    });
}

#[test]
fn one_record_may_be_written_many_times_in_one_transaction() {
    on_each_database(async |database| {
        prepare(database).await;
        let many = |tx: &mut Tx| {
            crate::put(tx, &[person(1, "Anna"), person(2, "Berta"), person(1, "Clara")])?;
            crate::put(tx, &[person(1, "Dora")])?;
            crate::put(tx, &[person(3, "Emil")])?;
            crate::remove(tx, &[id(3)])
        };
        database.write(many).await.unwrap();
        for (text, expected) in [
            ("anna", None),
            ("clara", None),
            ("dora", Some("Dora")),
            ("berta", Some("Berta")),
            ("emil", None),
        ] {
            assert_eq!(
                labels(database, text).await.first().map(String::as_str),
                expected,
                "{text}"
            );
        }
    });
}

#[test]
fn what_fails_leaves_nothing_behind() {
    on_each_database(async |database| {
        prepare(database).await;
        put(database, vec![person(1, "Anna")]).await;
        let refused = |tx: &mut Tx| -> Result<()> {
            crate::put(tx, &[person(1, "Konstantin"), person(2, "Konstanze")])?;
            Err(Error::new(Code::BadParameter, "no"))
        };
        assert!(database.write(refused).await.is_err());
        let part = move |tx: &mut Tx| {
            let undone = tx.savepoint(refused);
            assert!(undone.is_err());
            crate::put(tx, &[person(3, "Emil")])
        };
        database.write(part).await.unwrap();
        assert_eq!(labels(database, "konst").await, Vec::<String>::new());
        assert_eq!(labels(database, "konstant").await, Vec::<String>::new());
        assert_eq!(labels(database, "anna").await, ["Anna"]);
        assert_eq!(labels(database, "emil").await, ["Emil"]);
        // The words of what was undone are learnt anew, with their typos.
        put(database, vec![person(2, "Konstantin")]).await;
        assert_eq!(labels(database, "konstanti").await, ["Konstantin"]);
        assert_eq!(labels(database, "konstnatin").await, ["Konstantin"]);
    });
}

#[test]
fn a_document_costs_few_statements_and_a_block_hardly_more() {
    on_each_database(async |database| {
        prepare(database).await;
        let statements = |documents: Vec<Document>| {
            database.write(move |tx| {
                let before = tx.statements();
                crate::put(tx, &documents)?;
                Ok(tx.statements() - before)
            })
        };
        // At the commit come one or two for each index.
        assert_eq!(statements(vec![person(1, "Anna Müller")]).await.unwrap(), 3);
        assert_eq!(statements(vec![person(1, "Müller Berta Anna")]).await.unwrap(), 3);
        assert_eq!(
            statements(vec![person(2, "Anna Müller")]).await.unwrap(),
            2,
            "no word is new"
        );
        assert_eq!(
            statements(vec![person(2, "Anna Müller")]).await.unwrap(),
            1,
            "nothing has changed"
        );
        assert_eq!(statements(vec![]).await.unwrap(), 0);
        let block = (100..1_100).map(|n| person(n, &format!("Name{n}"))).collect();
        assert_eq!(statements(block).await.unwrap(), 33);
    });
}

/// Puts people by name, all at the same time.
async fn put_at_once(database: &Database, names: Vec<String>) {
    let writers = names.into_iter().zip(1..).map(|(name, n)| {
        let database = database.clone();
        let work = async move {
            database
                .write(move |tx| crate::put(tx, &[person(n, &name)]))
                .await
        };
        tokio::spawn(work)
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap().unwrap();
    }
}

#[test]
fn writers_with_the_same_new_words_do_not_fail() {
    on_each_database(async |database| {
        prepare(database).await;
        put_at_once(
            database,
            (0..12)
                .map(|n| format!("Konstantin Hohenzollern {}", n / 2))
                .collect(),
        )
        .await;
        let found = find(
            database,
            SearchQuery {
                limit: 50,
                ..ask("hohenzol konst")
            },
        )
        .await;
        assert_eq!(found.hits.len(), 12);
    });
}

#[test]
fn writers_without_new_words_do_not_get_in_each_others_way() {
    on_each_database(async |database| {
        prepare(database).await;
        put(database, vec![person(900, "Konstantin Müller")]).await;
        let before = database.stats().repeated;
        put_at_once(database, vec!["Müller, Konstantin".to_owned(); 60]).await;
        assert_eq!(database.stats().repeated, before);
    });
}

#[test]
fn the_largest_document_is_taken() {
    on_each_database(async |database| {
        prepare(database).await;
        let mut note = person(1, "Notiz");
        // Letters of four bytes, all words different from their first letter on.
        let letter = |n: u32| char::from_u32(0x1_0400 + 40 + n % 40).unwrap_or('x');
        let word = |n: u32| {
            let lead: String = [n, n / 40, n / 1600].into_iter().map(letter).collect();
            lead + &letter(n).to_string().repeat(60)
        };
        note.prose = vec![(0..8_000).map(word).collect::<Vec<_>>().join(" ")];
        note.names.extend((0..500).map(word));
        note.emails = (0..500)
            .map(|n| [word(n), word(n + 1), word(n + 2)].join("@").repeat(20))
            .collect();
        note.codes = (0..500)
            .map(|n| [word(n + 3), word(n + 1), word(n + 2)].join("-").repeat(20))
            .collect();
        let first = word(0);
        put(database, vec![note]).await;
        assert_eq!(labels(database, &first).await, ["Notiz"]);
    });
}

#[test]
fn preparing_twice_changes_nothing() {
    on_each_database(async |database| {
        prepare(database).await;
        put(database, vec![person(1, "Anna")]).await;
        prepare(database).await;
        assert_eq!(labels(database, "anna").await, ["Anna"]);
    });
}
