//! What finds what, and in which order.

use kontor_database::testing::on_each_database;

use super::*;
use crate::Count;

/// What the query finds, by label, in this order.
async fn finds(database: &Database, text: &str, expected: &[&str]) {
    assert_eq!(
        labels(database, text).await,
        expected,
        "{text:?} on {:?}",
        database.dialect()
    );
}

#[test]
fn words_are_found_in_any_order_and_spelling() {
    on_each_database(async |database| {
        prepare(database).await;
        put(
            database,
            vec![
                person(1, "Anna Müller"),
                person(2, "Bert Muellermann"),
                person(3, "Jörg Weiß"),
            ],
        )
        .await;
        for text in [
            "müller anna",
            "Mueller, Anna",
            "ANNA MULLER",
            "mul an",
            "an muelle",
        ] {
            finds(database, text, &["Anna Müller"]).await;
        }
        finds(database, "Müller", &["Anna Müller", "Bert Muellermann"]).await;
        finds(database, "mü", &["Bert Muellermann", "Anna Müller"]).await;
        finds(database, "muellerma", &["Bert Muellermann"]).await;
        for text in ["WEISS", "weiß", "jor wei", "Joerg"] {
            finds(database, text, &["Jörg Weiß"]).await;
        }
        finds(database, "anna weiß", &[]).await;
    });
}

#[test]
fn exact_comes_before_beginning_before_sound_before_typo_before_text() {
    on_each_database(async |database| {
        prepare(database).await;
        let mut note = person(5, "Notiz");
        note.prose
            .push("Gespräch mit Frau Schmidt über Fliesen".to_owned());
        put(
            database,
            vec![
                person(1, "Schmidt"),
                person(2, "Schmidtke"),
                person(3, "Schmitt"),
                person(4, "Schmindt"),
                note,
                person(6, "Berger"),
            ],
        )
        .await;
        let found = find(database, ask("Schmidt")).await;
        let hits: Vec<(&str, u8)> = found
            .hits
            .iter()
            .map(|hit| (hit.label.as_str(), hit.tier))
            .collect();
        let expected = [
            ("Schmidt", 0),
            ("Schmidtke", 1),
            ("Schmitt", 2),
            ("Schmindt", 3),
            ("Notiz", 4),
        ];
        assert_eq!(hits, expected);
        let scores: Vec<String> = found.hits.iter().map(|hit| hit.score.to_string()).collect();
        assert_eq!(scores, ["1", "0.8", "0.6", "0.4", "0.2"]);
        finds(database, "notiz flies schmi", &["Notiz"]).await;
    });
}

#[test]
fn one_typo_is_forgiven_also_in_unfinished_words_but_not_in_long_text() {
    on_each_database(async |database| {
        prepare(database).await;
        let mut letter = person(2, "Brief");
        letter.prose.push("Donaudampfschifffahrt".to_owned());
        put(database, vec![person(1, "Konstantin Hoffmann"), letter]).await;
        for text in [
            "Kosntantin",
            "Konstantim",
            "Konstanton",
            "Konstntin",
            "Konsatn",
            "Hofman Konst",
            "hofffmann",
        ] {
            finds(database, text, &["Konstantin Hoffmann"]).await;
        }
        finds(database, "Kosntantni", &[]).await;
        finds(database, "donaudampf", &["Brief"]).await;
        finds(database, "donuadampf", &[]).await;
    });
}

#[test]
fn addresses_are_found_whole_and_in_pieces() {
    on_each_database(async |database| {
        prepare(database).await;
        let mut anna = person(1, "Anna");
        anna.emails.push("Anna.Haas-D@mail.example.com".to_owned());
        let mut bert = person(2, "Bert");
        bert.emails.push("o'bert+x@example.com".to_owned());
        put(database, vec![anna, bert]).await;
        for text in [
            "anna.haas-d@mail.example.com",
            "anna.haas-d@ma",
            "haas-d",
            "mail exam",
            "ANNA.HAAS-D@MAIL.EXAMPLE.COM",
        ] {
            finds(database, text, &["Anna"]).await;
        }
        for text in ["o'bert+x@example.com", "<o'bert+x@exam", "bert@example"] {
            finds(database, text, &["Bert"]).await;
        }
        finds(database, "@example.com", &["Bert", "Anna"]).await;
    });
}

#[test]
fn numbers_are_found_in_any_notation() {
    on_each_database(async |database| {
        prepare(database).await;
        let mut hamburg = person(1, "Hamburg");
        hamburg.phones.push("+494012345".to_owned());
        let mut lima = person(2, "Lima");
        lima.phones.push("+51987654321".to_owned());
        put(database, vec![hamburg, lima]).await;
        for text in [
            "040/1234-5",
            "+49 40 12345",
            "0049 (0)40 12 345",
            "+49 40 12",
            "040 12",
            "4012345",
            "12345",
            "494012345",
            "Ham 040 123",
        ] {
            finds(database, text, &["Hamburg"]).await;
        }
        finds(database, "987 654 321", &["Lima"]).await;
        finds(database, "+43 40 12345", &["Hamburg"]).await;
        finds(database, "040 99", &[]).await;
    });
}

#[test]
fn codes_are_found_with_and_without_their_separators() {
    on_each_database(async |database| {
        prepare(database).await;
        let mut invoice = person(1, "Rechnung");
        invoice.codes.push("RE-2024-00042".to_owned());
        put(database, vec![invoice, person(2, "Reh")]).await;
        for text in [
            "RE-2024-00042",
            "re 2024 00042",
            "RE202400042",
            "00042",
            "2024 00042",
            "re-2024",
            "re2024",
        ] {
            finds(database, text, &["Rechnung"]).await;
        }
        // In a name, or a text that numbers are kept in, a number is one too.
        put(database, vec![person(3, "Wartung zu AB-77/2031")]).await;
        for text in ["ab-77/2031", "ab772031", "ab7720", "Wartung ab77"] {
            finds(database, text, &["Wartung zu AB-77/2031"]).await;
        }
    });
}

#[test]
fn excluded_words_and_other_objects_stay_out() {
    on_each_database(async |database| {
        prepare(database).await;
        let mut firm = person(3, "Müller Bau");
        firm.object = "organisation".to_owned();
        put(
            database,
            vec![person(1, "Anna Müller"), person(2, "Berta Müller"), firm],
        )
        .await;
        finds(database, "müller -anna", &["Müller Bau", "Berta Müller"]).await;
        finds(database, "mül -bau -berta", &["Anna Müller"]).await;
        finds(database, "-anna", &[]).await;
        let many: Vec<String> = (0..20).map(|n| format!("x{n}")).collect();
        for others in [vec![], many] {
            let query = SearchQuery {
                objects: [vec!["organisation".to_owned()], others].concat(),
                ..ask("müll")
            };
            let found = find(database, query).await;
            assert_eq!(found.hits.len(), 1);
            assert_eq!(found.hits[0].object, "organisation");
            assert_eq!(
                found.counts["organisation"],
                Count {
                    number: 1,
                    more: false
                }
            );
        }
    });
}

#[test]
fn ones_own_come_first_within_a_tier() {
    on_each_database(async |database| {
        prepare(database).await;
        // The own ones lie far behind what is looked at first.
        let people: Vec<Document> = (1..=400u128)
            .map(|n| {
                let mut one = person(n, &format!("Anna{} {n}", if n == 8 { "" } else { "x" }));
                one.owner = Some(id(if n % 10 == 7 { 7000 } else { 8000 }));
                one
            })
            .collect();
        put(database, people).await;
        let query = SearchQuery {
            own: Some(id(7000)),
            limit: 50,
            ..ask("anna")
        };
        let found = find(database, query).await;
        let order: Vec<u128> = found.hits.iter().map(|hit| hit.record.0.as_u128()).collect();
        let own = (0..40u128).rev().map(|n| n * 10 + 7);
        let others = (1..=400).rev().filter(|n| n % 10 != 7).take(9);
        assert_eq!(
            order,
            [8].into_iter().chain(own).chain(others).collect::<Vec<_>>()
        );
    });
}

#[test]
fn small_numbers_are_counted_and_large_ones_are_not() {
    on_each_database(async |database| {
        prepare(database).await;
        let mut people: Vec<Document> = (1..=60).map(|n| person(n, "Lea")).collect();
        put(database, people.clone()).await;
        let count = |found: &Found| found.counts["person"].to_string();
        assert_eq!(count(&find(database, ask("le")).await), "60");
        assert_eq!(count(&find(database, ask("lea")).await), "60");
        let hits_only = SearchQuery {
            counts: false,
            ..ask("lea")
        };
        assert_eq!(
            count(&find(database, hits_only).await),
            "10+",
            "longer words were not needed"
        );
        people = (100..=300).map(|n| person(n, "Leah")).collect();
        put(database, people).await;
        assert_eq!(count(&find(database, ask("le")).await), "100+");
        assert_eq!(
            count(&find(database, ask("lea")).await),
            "100+",
            "of those that begin so"
        );
        let firms = (400..=407).map(|n| {
            let mut firm = person(n, "Leander Bau");
            firm.object = "firm".to_owned();
            firm
        });
        put(database, firms.collect()).await;
        put(database, (1_000..1_400).map(|n| person(n, "Lea")).collect()).await;
        let found = find(database, ask("lea")).await;
        assert_eq!(count(&found), "100+");
        assert_eq!(
            found.counts["firm"].to_string(),
            "8",
            "each object is counted by itself"
        );
    });
}

#[test]
fn permission_is_asked_once_for_many_and_a_search_that_sees_little_says_so() {
    on_each_database(async |database| {
        prepare(database).await;
        for block in 0..24 {
            let people = (0..500).map(|n| person(block * 500 + n + 1, "Anna")).collect();
            put(database, people).await;
        }
        let allowed = |up_to: u128| {
            database.read(move |tx| {
                let mut few = Few {
                    up_to,
                    ..Few::default()
                };
                let found = crate::find(tx, &ask("anna"), &mut few)?;
                Ok((found, few.calls))
            })
        };
        let (found, calls) = allowed(9_000).await.unwrap();
        assert_eq!(found.hits.len(), 10);
        assert_eq!(found.hits[0].record, id(9_000));
        assert!(calls <= 5 && !found.incomplete, "{calls}");
        let (found, calls) = allowed(10).await.unwrap();
        assert!(found.hits.is_empty() && found.incomplete && calls <= 8, "{calls}");
    });
}

/// Sees people with even and small numbers, and what is theirs.
#[derive(Default)]
struct Few {
    up_to: u128,
    owner: Option<Id>,
    calls: usize,
    asked: HashSet<Id>,
}

impl Sight for Few {
    fn visible(&mut self, _: &mut Tx, records: &[(String, Id)]) -> Result<HashSet<Id>> {
        self.calls += 1;
        assert!(
            records.iter().all(|(_, record)| self.asked.insert(*record)),
            "asked twice"
        );
        let may = |record: &Id| record.0.as_u128() <= self.up_to && record.0.as_u128().is_multiple_of(2);
        Ok(records.iter().map(|(_, record)| *record).filter(may).collect())
    }

    fn read(&mut self, _: &mut Tx, _: &[(String, Id)]) -> Result<HashMap<Id, Vec<Passage>>> {
        Ok(HashMap::new())
    }

    fn hides(&self, _: &str) -> bool {
        false
    }

    fn is_called(&self, _: &str, _: &Passage, _: &str) -> bool {
        false
    }

    fn access(&self) -> Vec<(String, Access)> {
        let access = self.owner.map_or(Access::Any, |owner| Access::Of(vec![owner]));
        vec![
            ("person".to_owned(), access),
            ("note".to_owned(), Access::Nothing),
        ]
    }
}

#[test]
fn who_sees_little_is_asked_for_by_what_is_theirs() {
    on_each_database(async |database| {
        prepare(database).await;
        // The oldest few are Mia's, one by her team; they lie far behind everything else.
        for block in 0..24u128 {
            let people = (0..500u128).map(|n| {
                let number = block * 500 + n + 1;
                let mut one = person(number, "Anna");
                one.owner = Some(id(if number <= 6 { 70_000 } else { 80_000 }));
                one.team = (number == 8).then(|| id(70_000));
                one
            });
            put(database, people.collect()).await;
        }
        let mine = database.read(|tx| {
            let mut few = Few {
                up_to: 8,
                owner: Some(id(70_000)),
                ..Few::default()
            };
            let before = tx.statements();
            let found = crate::find(tx, &ask("ann"), &mut few)?;
            Ok((found, tx.statements() - before))
        });
        let (found, statements) = mine.await.unwrap();
        let order: Vec<u128> = found.hits.iter().map(|hit| hit.record.0.as_u128()).collect();
        assert_eq!(order, [8, 6, 4, 2]);
        assert!(!found.incomplete, "all that is hers was looked at");
        assert_eq!(found.counts["person"].to_string(), "4");
        assert!(statements <= 14, "{statements}");
    });
}

#[test]
fn a_limit_is_kept() {
    on_each_database(async |database| {
        prepare(database).await;
        put(database, (1..=60).map(|n| person(n, "Zoe")).collect()).await;
        for (limit, hits) in [(0, 0), (1, 1), (50, 50), (usize::MAX, 50)] {
            let query = SearchQuery { limit, ..ask("zoe") };
            assert_eq!(find(database, query).await.hits.len(), hits);
        }
    });
}
