//! An index that was kept by many small writes is the same as one that is built anew.

use std::collections::{BTreeMap, BTreeSet};

use kontor_database::testing::on_each_database;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::*;

/// All that an index holds: tokens by record, words, and what leads to words.
#[derive(PartialEq, Debug)]
struct Contents {
    names: BTreeMap<Id, BTreeSet<String>>,
    prose: BTreeMap<Id, BTreeSet<String>>,
    words: BTreeSet<String>,
    stems: BTreeSet<(String, String)>,
}

async fn contents(database: &Database) -> Contents {
    let names = tokens(database, "k_search_name").await;
    let prose = tokens(database, "k_search_prose").await;
    database
        .read(move |tx| {
            let words = tx.rows("SELECT term FROM @k_search_vocab", &[], |row| row.get(0))?;
            let stems = tx.rows("SELECT key, stem FROM @k_search_fuzzy", &[], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
            Ok(Contents {
                names,
                prose,
                words: words.into_iter().collect(),
                stems: stems.into_iter().collect(),
            })
        })
        .await
        .unwrap()
}

async fn tokens(database: &Database, index: &'static str) -> BTreeMap<Id, BTreeSet<String>> {
    database
        .write_alone(move |tx| {
            let statements = tx.dialect().search_tokens(index);
            for setup in &statements[..statements.len() - 1] {
                tx.ddl(setup)?;
            }
            let sql = format!(
                "SELECT d.record, t.token FROM ({}) AS t JOIN @k_search_doc AS d ON d.doc = t.doc",
                statements[statements.len() - 1]
            );
            let mut found: BTreeMap<Id, BTreeSet<String>> = BTreeMap::new();
            let rows = tx.rows(&sql, &[], |row| Ok((row.get::<Id>(0)?, row.get::<String>(1)?)))?;
            for (record, token) in rows {
                // The window of a document is the database's own affair.
                if !token.starts_with('%') {
                    found.entry(record).or_default().insert(token);
                }
            }
            Ok(found)
        })
        .await
        .unwrap()
}

/// The three passes, in small chunks.
async fn rebuild(database: &Database, records: &BTreeMap<Id, Document>) {
    let all: Vec<Document> = records.values().cloned().collect();
    for chunk in all.chunks(7) {
        let chunk = chunk.to_vec();
        database
            .write_alone(move |tx| crate::refresh(tx, &chunk))
            .await
            .unwrap();
    }
    let there: HashSet<Id> = records.keys().copied().collect();
    let mut after = 0;
    loop {
        let there = there.clone();
        let next = database.write_alone(move |tx| {
            let mut live = |_: &mut Tx, asked: &[(String, Id)]| {
                Ok(asked
                    .iter()
                    .map(|(_, id)| *id)
                    .filter(|id| there.contains(id))
                    .collect())
            };
            crate::remove_strangers(tx, after, 5, &mut live)
        });
        match next.await.unwrap() {
            Some(next) => after = next,
            None => break,
        }
    }
    let mut after = String::new();
    loop {
        let from = after.clone();
        match database
            .write_alone(move |tx| crate::forget_words(tx, &from, 6))
            .await
            .unwrap()
        {
            Some(next) => after = next,
            None => break,
        }
    }
}

fn document() -> impl Strategy<Value = Document> {
    let name = "(Anna|Annabel|Bert|Müller|Konstantin|Konstanze|Konstan)( [a-d]{2,9}){0,2}";
    (
        1u128..40,
        name,
        prop::option::of("[a-d ]{1,30}"),
        prop::option::of(0u128..3),
    )
        .prop_map(|(n, name, prose, owner)| {
            let mut one = person(n, &name);
            one.prose.extend(prose);
            one.owner = owner.map(|owner| id(1_000 + owner));
            one.emails.push(format!("{}@example.com", name.replace(' ', ".")));
            one
        })
}

#[test]
fn many_small_writes_and_a_rebuild_make_the_same_index() {
    on_each_database(async |database| {
        prepare(database).await;
        let mut runner = TestRunner::deterministic();
        let mut records: BTreeMap<Id, Document> = BTreeMap::new();
        for round in 0..12 {
            for _ in 0..8 {
                let documents = prop::collection::vec(document(), 1..6)
                    .new_tree(&mut runner)
                    .unwrap()
                    .current();
                let gone: Vec<Id> = (0..2)
                    .map(|_| id((1u128..40).new_tree(&mut runner).unwrap().current()))
                    .collect();
                for one in &documents {
                    records.insert(one.record, one.clone());
                }
                records.retain(|record, _| !gone.contains(record));
                let work = move |tx: &mut Tx| {
                    crate::put(tx, &documents)?;
                    crate::remove(tx, &gone)
                };
                database.write(work).await.unwrap();
            }
            let before = contents(database).await;
            let order = labels(database, "a").await;
            rebuild(database, &records).await;
            let after = contents(database).await;
            assert_eq!(
                (&after.names, &after.prose),
                (&before.names, &before.prose),
                "round {round}"
            );
            assert!(before.words.is_superset(&after.words) && before.stems.is_superset(&after.stems));
            assert_eq!(labels(database, "a").await, order, "what is recent stays so");
            // Built from nothing, it is the same again, without the words that nobody has any more.
            let fresh: Vec<Document> = records.values().cloned().collect();
            let ids: Vec<Id> = records.keys().copied().collect();
            let work = move |tx: &mut Tx| {
                crate::remove(tx, &ids)?;
                tx.execute("DELETE FROM @k_search_vocab", &[])?;
                tx.execute("DELETE FROM @k_search_fuzzy", &[])?;
                crate::put(tx, &fresh)
            };
            database.write_alone(work).await.unwrap();
            assert_eq!(contents(database).await, after, "round {round}");
        }
    });
}

#[test]
fn a_rebuild_mends_what_is_missing_wrong_or_too_much() {
    on_each_database(async |database| {
        prepare(database).await;
        let people: Vec<Document> = (1..=20).map(|n| person(n, &format!("Anna Wort{n}"))).collect();
        put(database, people.clone()).await;
        let records: BTreeMap<Id, Document> = people.into_iter().map(|one| (one.record, one)).collect();
        let right = contents(database).await;
        // A stranger, a document that is gone, one with wrong words, and one whose words are gone from the index only.
        put(database, vec![person(99, "Fremd"), person(3, "Falsch")]).await;
        let damage = |tx: &mut Tx| {
            crate::remove(tx, &[id(5)])?;
            let doc = tx.row(
                "SELECT doc FROM @k_search_doc WHERE record = $1",
                &[id(7).into()],
                |row| row.get(0),
            )?;
            tx.search_remove(crate::schema::NAMES, doc.unwrap());
            tx.search_put(crate::schema::PROSE, 4_711, vec!["niemand".to_owned()]);
            Ok(())
        };
        database.write(damage).await.unwrap();
        assert_ne!(contents(database).await, right);
        rebuild(database, &records).await;
        assert_eq!(contents(database).await, right);
    });
}
