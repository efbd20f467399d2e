//! Nothing that is typed or indexed fails.

use kontor_database::testing::on_each_database;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::*;

#[test]
fn no_query_is_an_error() {
    on_each_database(async |database| {
        prepare(database).await;
        put(
            database,
            vec![person(1, "Anna Müller"), person(2, "near and or not")],
        )
        .await;
        let long = "anna ".repeat(5_000);
        let endless = "müller".repeat(2_000);
        let texts = [
            "",
            "\0",
            "anna\0müller",
            "\"anna",
            "anna\" OR \"x",
            "anna* AND (",
            "NEAR(anna müller)",
            "tokens:anna",
            "^anna",
            "- + : ! ~ # @ % ^ * ( ) ' \\ & |",
            "anna & !müller | <->",
            "'anna':*",
            "!00000000000000000000000000000000",
            ":person",
            "$1 ?1 @k_search_doc",
            "ﷺ ﬃ İ \u{10FFFF} \u{FEFF} 👩‍👩‍👧 \u{1d7d8}",
            &long,
            &endless,
        ];
        for text in texts {
            find(
                database,
                SearchQuery {
                    objects: vec![text.to_owned()],
                    ..ask(text)
                },
            )
            .await;
            find(database, ask(text)).await;
        }
        assert_eq!(labels(database, "anna\0müller").await, ["Anna Müller"]);
        assert_eq!(labels(database, &long).await, ["Anna Müller"]);
        assert_eq!(labels(database, "NOT near").await, ["near and or not"]);
        for mark in ["!00000000000000000000000000000000", ":person", "~657"] {
            assert_eq!(
                labels(database, mark).await,
                Vec::<String>::new(),
                "marks are no words: {mark}"
            );
        }
    });
}

#[test]
fn anything_may_be_indexed_and_asked_for() {
    on_each_database(async |database| {
        prepare(database).await;
        let mut runner = TestRunner::deterministic();
        let text = prop_oneof![".{0,40}", "[a-e \"'*():^@+#%~!\\\\\0-]{0,30}", "\\PC{0,20}"];
        let texts = prop::collection::vec(text, 8);
        for n in 1..150 {
            let texts = texts.new_tree(&mut runner).unwrap().current();
            let mut document = Document::new("person", id(n % 40 + 1), &texts[0].replace('\0', ""));
            document.names = texts[0..3].to_vec();
            document.emails = texts[2..5].to_vec();
            document.phones = texts[3..6].to_vec();
            document.codes = texts[4..7].to_vec();
            document.prose = texts[6..8].to_vec();
            put(database, vec![document]).await;
            for text in &texts {
                find(
                    database,
                    SearchQuery {
                        own: Some(id(1)),
                        ..ask(text)
                    },
                )
                .await;
            }
            // A record is found by each of its names.
            let name = &texts[0];
            let plain = !name.contains([
                '-', '@', ':', '"', '\u{ab}', '\u{bb}', '\u{201c}', '\u{201d}', '\u{201e}',
            ]);
            if crate::words::words(name).next().is_some() && plain {
                let found = find(
                    database,
                    SearchQuery {
                        limit: 50,
                        ..ask(name)
                    },
                )
                .await;
                assert!(
                    found.hits.iter().any(|hit| hit.record == id(n % 40 + 1)),
                    "{name:?}"
                );
            }
        }
    });
}
