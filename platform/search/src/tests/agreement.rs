//! Both databases find the same, and what a search without any index would find.

use std::collections::{BTreeMap, BTreeSet};

use kontor_database::testing::{TestDatabase, databases};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::*;

/// A search without an index: looks at all records, the last changed first, for equal words and beginnings.
#[derive(Default)]
struct Reference {
    /// In the order in which they were last changed.
    records: Vec<Document>,
}

impl Reference {
    fn put(&mut self, document: Document) {
        if let Some(at) = self
            .records
            .iter()
            .position(|other| other.record == document.record)
        {
            let searched = |document: &Document| {
                let words: BTreeSet<String> = words(&document.names[0]).into_iter().collect();
                (words, document.owner, document.object.clone())
            };
            if searched(&self.records[at]) == searched(&document) {
                self.records[at] = document;
                return;
            }
            self.records.remove(at);
        }
        self.records.push(document);
    }

    fn remove(&mut self, record: Id) {
        self.records.retain(|document| document.record != record);
    }

    fn find(&self, text: &str, query: &SearchQuery) -> Vec<(Id, u8)> {
        let (mut wanted, mut excluded) = (Vec::new(), Vec::new());
        for chunk in text.split(' ') {
            match chunk.strip_prefix('-') {
                Some(word) => excluded.extend(words(word)),
                None => wanted.extend(words(chunk)),
            }
        }
        let mut found = Vec::new();
        for document in self.records.iter().rev() {
            let has = words(&document.names[0]);
            let every =
                |by: &dyn Fn(&String, &String) -> bool| wanted.iter().all(|w| has.iter().any(|h| by(h, w)));
            let tier = if every(&|has, word| has == word) {
                0
            } else if every(&|has, word| has.starts_with(word.as_str())) {
                1
            } else {
                continue;
            };
            let object = query.objects.is_empty() || query.objects.contains(&document.object);
            if object && !wanted.is_empty() && !excluded.iter().any(|word| has.contains(word)) {
                found.push((
                    document.record,
                    tier,
                    query.own.is_none() || document.owner != query.own,
                ));
            }
        }
        found.sort_by_key(|(_, tier, other)| (*tier, *other));
        found
            .into_iter()
            .map(|(record, tier, _)| (record, tier))
            .take(query.limit)
            .collect()
    }
}

/// The normal form of the few letters that are used here.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('ß', "ss").replace('é', "e");
    let text = ["ä:a", "ö:o", "ü:u", "ae:a", "oe:o", "ue:u"]
        .iter()
        .fold(text, |text, rule| {
            let (from, to) = rule.split_once(':').unwrap();
            text.replace(from, to)
        });
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Names from few pieces, so that many share words, beginnings, sounds and typos.
fn name() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        3 => "(Mü|Mue|Mu|Me|Mai|Schm|Ber)(ll|l|tt|dt)(er|ar|mann|ke|)",
        2 => "(Konstan|Hohen|Weiß|Renée|Anna)(tin|ze|berg|zoll|zollern|)",
        1 => "[a-c]{1,7}",
        1 => "[0-9]{1,3}",
    ];
    prop::collection::vec(word, 1..4).prop_map(|words| words.join(" "))
}

fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        6 => (name(), 1usize..12).prop_map(|(name, length)| {
            let word = name.split(' ').next().unwrap_or_default();
            word.chars().take(length).collect()
        }),
        2 => name(),
        1 => name().prop_map(|name| format!("-{}", name.split(' ').next().unwrap_or_default())),
    ];
    // A search has four excluded words at most, and numbers can't be excluded.
    let usual = |text: &String| {
        let minus = text.split(' ').filter(|word| word.starts_with('-')).count();
        text.split(' ').count() <= 8
            && minus <= 2
            && !text.contains("-0")
            && !text
                .split("-")
                .skip(1)
                .any(|w| w.starts_with(|c: char| c.is_ascii_digit()))
    };
    prop::collection::vec(word, 1..4)
        .prop_map(|words| words.join(" "))
        .prop_filter("bounded", usual)
}

async fn all_on(databases: &[TestDatabase], change: impl Fn(&mut Tx) -> Result<()> + Clone + Send + 'static) {
    for each in databases {
        each.database.write(change.clone()).await.unwrap();
    }
}

/// Gives the tiers in which something was found.
async fn compare(
    databases: &[TestDatabase],
    reference: &Reference,
    text: &str,
    query: &SearchQuery,
) -> Vec<u8> {
    let mut answers = Vec::new();
    for each in databases {
        answers.push(find(&each.database, query.clone()).await);
    }
    let first = &answers[0];
    assert!(
        answers.iter().all(|answer| answer == first),
        "{query:?}: {answers:#?}"
    );
    // Whose records are looked at, because not all may be seen, is told the same numbers as who has the index count them.
    let looked = {
        let query = query.clone();
        let look = move |tx: &mut Tx| crate::find(tx, &query, &mut Everything::looking());
        databases[0].database.read(look).await.unwrap()
    };
    assert_eq!(first, &looked, "{query:?}");
    let plain: Vec<(Id, u8)> = first
        .hits
        .iter()
        .map(|hit| (hit.record, hit.tier))
        .filter(|(_, tier)| *tier <= 1)
        .collect();
    assert_eq!(
        plain,
        reference.find(text, query),
        "{query:?} over {:#?}",
        reference.records
    );
    let mut counted: BTreeMap<&str, u32> = BTreeMap::new();
    for hit in &first.hits {
        *counted.entry(&hit.object).or_default() += 1;
    }
    assert!(
        counted
            .iter()
            .all(|(object, number)| first.counts[*object].number >= *number),
        "{first:#?}"
    );
    first.hits.iter().map(|hit| hit.tier).collect()
}

fn on_both(test: impl AsyncFn(&[TestDatabase])) {
    tokio_runtime().block_on(async {
        let databases = databases().await.unwrap();
        for each in &databases {
            prepare(&each.database).await;
        }
        test(&databases).await;
        for each in &databases {
            each.database.close().await;
        }
    });
}

#[test]
fn random_searches_find_the_same_everywhere() {
    on_both(async |databases| {
        let mut runner = TestRunner::deterministic();
        let mut reference = Reference::default();
        let change = (
            1u128..400,
            name(),
            0u128..4,
            any::<bool>(),
            prop::bool::weighted(0.1),
        );
        let changes = prop::collection::vec(change, 1..40);
        let query = (text(), 0u128..4, prop::bool::weighted(0.3), 1usize..15);
        let mut tiers = Vec::new();
        for round in 0..20 {
            let mut documents = Vec::new();
            let mut gone = Vec::new();
            for (n, name, owner, firm, remove) in changes.new_tree(&mut runner).unwrap().current() {
                let mut document = person(n, &name);
                document.owner = (owner > 0).then(|| id(1_000 + owner));
                document.object = if firm {
                    "firm".to_owned()
                } else {
                    "person".to_owned()
                };
                if remove {
                    gone.push(document.record);
                } else {
                    documents.push(document);
                }
            }
            for (at, document) in documents.iter().enumerate() {
                // Of several documents of one record in one block, the last is put, where it stands.
                if documents[at + 1..]
                    .iter()
                    .all(|later| later.record != document.record)
                {
                    reference.put(document.clone());
                }
            }
            gone.iter().for_each(|record| reference.remove(*record));
            all_on(databases, move |tx| {
                crate::put(tx, &documents)?;
                crate::remove(tx, &gone)
            })
            .await;
            for _ in 0..25 + round {
                let (text, own, object, limit) = query.new_tree(&mut runner).unwrap().current();
                let query = SearchQuery {
                    own: (own > 0).then(|| id(1_000 + own)),
                    objects: if object {
                        vec!["firm".to_owned()]
                    } else {
                        Vec::new()
                    },
                    limit,
                    ..ask(&text)
                };
                tiers.extend(compare(databases, &reference, &text, &query).await);
            }
        }
        for tier in 0..4 {
            let hits = tiers.iter().filter(|found| **found == tier).count();
            assert!(hits > 50, "hardly anything was compared in tier {tier}: {hits}");
        }
    });
}

#[test]
fn windows_of_numbers_make_no_difference() {
    on_both(async |databases| {
        let mut reference = Reference::default();
        let mut runner = TestRunner::deterministic();
        let names = prop::collection::vec(name(), 60);
        for block in 0..5u128 {
            let names = names.new_tree(&mut runner).unwrap().current();
            let people: Vec<Document> = names
                .iter()
                .zip(1..)
                .map(|(name, n)| person(block * 100 + n, name))
                .collect();
            people
                .iter()
                .cloned()
                .for_each(|document| reference.put(document));
            all_on(databases, move |tx| {
                crate::put(tx, &people)?;
                skip_numbers(tx, 20_000 * (block as i64 + 1))
            })
            .await;
        }
        for _ in 0..100 {
            let text = text().new_tree(&mut runner).unwrap().current();
            compare(
                databases,
                &reference,
                &text,
                &SearchQuery {
                    limit: 50,
                    own: Some(id(1)),
                    ..ask(&text)
                },
            )
            .await;
        }
    });
}

/// Uses up so many document numbers.
fn skip_numbers(tx: &mut Tx, count: i64) -> Result<()> {
    let records: Vec<Id> = (0..count).map(|n| id(1 << 100 | n as u128)).collect();
    let list = tx.dialect().list_table("$1", kontor_database::Type::Id, "l");
    tx.execute(
        &format!(
            "INSERT INTO @k_search_doc (record, object, label, digest, prose) SELECT l.value, 'x', 'x', 0, 1 = 0 FROM {list}"
        ),
        &[records.into()],
    )?;
    tx.execute("DELETE FROM @k_search_doc WHERE object = 'x'", &[])?;
    Ok(())
}
