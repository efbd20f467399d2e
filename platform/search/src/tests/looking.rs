//! What the index can't tell and is looked up in the records.

use kontor_database::testing::on_each_database;

use super::*;

fn passage(field: &str, part: Option<&'static str>, sort: Sort, text: &str) -> Passage {
    Passage {
        field: field.to_owned(),
        part,
        sort,
        text: text.to_owned(),
        shown: None,
    }
}

/// A person as the index and as the caller sees it; `hidden` is found by others only.
fn known(n: u128, passages: Vec<Passage>, hidden: &[Passage]) -> (Document, Vec<Passage>) {
    let label = passages[0].text.clone();
    let mut document = Document::new("person", id(n), &label);
    for passage in passages.iter().chain(hidden) {
        document.add(passage.sort, passage.text.clone());
    }
    (document, passages)
}

fn name(text: &str) -> Passage {
    passage("label", None, Sort::Name, text)
}

struct World {
    passages: HashMap<Id, Vec<Passage>>,
    veiled: Option<&'static str>,
}

impl World {
    async fn new(database: &Database, people: Vec<(Document, Vec<Passage>)>) -> World {
        prepare(database).await;
        let passages = people
            .iter()
            .map(|(document, passages)| (document.record, passages.clone()))
            .collect();
        put(
            database,
            people.into_iter().map(|(document, _)| document).collect(),
        )
        .await;
        World {
            passages,
            veiled: None,
        }
    }

    async fn finds(&self, database: &Database, text: &str, expected: &[&str]) {
        let mut sight = Everything {
            passages: self.passages.clone(),
            veiled: self.veiled,
            ..Everything::default()
        };
        let query = ask(text);
        let found = database
            .read(move |tx| crate::find(tx, &query, &mut sight))
            .await
            .unwrap();
        let labels: Vec<&str> = found.hits.iter().map(|hit| hit.label.as_str()).collect();
        assert_eq!(labels, expected, "{text:?} on {:?}", database.dialect());
    }
}

#[test]
fn phrases_and_fields_are_looked_up_in_the_records() {
    on_each_database(async |database| {
        let people = vec![
            known(
                1,
                vec![
                    name("Anna Lena Müller"),
                    passage("emails", Some("email"), Sort::Email, "anna@firma.example"),
                    passage("phones", Some("phone"), Sort::Phone, "+494012345"),
                    passage("addresses", Some("city"), Sort::Name, "Bad Aibling"),
                ],
                &[],
            ),
            known(
                2,
                vec![
                    name("Anna Müller"),
                    passage("addresses", Some("straße"), Sort::Name, "Aiblinger Straße 7"),
                    passage(
                        "body",
                        None,
                        Sort::Prose,
                        "Der Termin in Bad Tölz, nicht in Aibling",
                    ),
                ],
                &[],
            ),
        ];
        let world = World::new(database, people).await;
        for (text, expected) in [
            ("anna müller", &["Anna Müller", "Anna Lena Müller"][..]),
            ("\"anna müller\"", &["Anna Müller"]),
            ("\"anna mü", &["Anna Müller"]),
            ("\"Anna Lena\"", &["Anna Lena Müller"]),
            ("\"anna mü\"", &[]),
            ("müller -\"Anna Lena\"", &["Anna Müller"]),
            ("\"bad tölz\"", &["Anna Müller"]),
            ("\"bad aibling\"", &["Anna Lena Müller"]),
            ("city:aib", &["Anna Lena Müller"]),
            ("city:\"bad aib", &["Anna Lena Müller"]),
            ("straße:aib", &["Anna Müller"]),
            ("anna city:töl", &[]),
            ("anna -city:aibling", &["Anna Müller"]),
            ("email:anna@firma.example", &["Anna Lena Müller"]),
            ("email:anna@fir", &["Anna Lena Müller"]),
            ("email:firma", &["Anna Lena Müller"]),
            ("email:müller", &[]),
            ("phone:040", &["Anna Lena Müller"]),
            ("phone:\"+49 40 123", &["Anna Lena Müller"]),
            ("phone:0409", &[]),
            ("-email:firma müller", &["Anna Müller"]),
            ("anna object:person", &["Anna Müller", "Anna Lena Müller"]),
            ("anna object:firm", &[]),
            ("anna -object:person", &[]),
        ] {
            world.finds(database, text, expected).await;
        }
    });
}

#[test]
fn hidden_fields_neither_find_nor_exclude() {
    on_each_database(async |database| {
        let secret = [
            passage("emails", None, Sort::Email, "geheim@example.com"),
            passage("note", None, Sort::Prose, "zahlungsunfähig Berger"),
        ];
        let people = vec![
            known(1, vec![name("Anna Berger")], &secret),
            known(2, vec![name("Berta")], &[]),
        ];
        let mut world = World::new(database, people).await;
        for (text, open, veiled) in [
            ("geheim", &["Anna Berger"][..], &[][..]),
            ("geheim@example.com", &["Anna Berger"], &[]),
            ("zahlungsun", &["Anna Berger"], &[]),
            ("berger", &["Anna Berger"], &["Anna Berger"]),
            ("ber", &["Berta", "Anna Berger"], &["Berta", "Anna Berger"]),
            ("anna -geheim", &[], &["Anna Berger"]),
            ("anna -berger", &[], &[]),
            ("anna example", &["Anna Berger"], &[]),
        ] {
            world.veiled = None;
            world.finds(database, text, open).await;
            world.veiled = Some("person");
            world.finds(database, text, veiled).await;
        }
    });
}
