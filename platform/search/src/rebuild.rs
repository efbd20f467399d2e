//! Building the index anew while others search and write: a chunk at a time, each in a transaction of its own.
//!
//! Documents keep their numbers, so what is recent stays so, and a search in between finds what it always finds. Three
//! passes make the index what a fresh one would be: [`refresh`] over all records, [`remove_strangers`] over all
//! documents, [`forget_words`] over the vocabulary. Each is to be run alone
//! ([`kontor_database::Database::write_alone`]).

use std::collections::{BTreeSet, HashMap, HashSet};

use kontor_database::{Match, Statement, Tx, Type, Value};
use kontor_kernel::{Id, Result};

use crate::schema::{NAMES, PROSE};
use crate::tokens::Tokens;
use crate::{Document, vocabulary, write};

/// Puts documents as if nothing were there of them, under the numbers they have.
pub fn refresh(tx: &mut Tx, documents: &[Document]) -> Result<()> {
    let mut words = BTreeSet::new();
    for block in write::without_empty(tx, documents)?.chunks(write::BLOCK) {
        let mut tokens: HashMap<Id, Tokens> = block
            .iter()
            .map(|document| (document.record, Tokens::of(document)))
            .collect();
        for row in write::write(tx, block, &tokens, true)? {
            let Some(tokens) = tokens.remove(&row.record) else {
                continue;
            };
            if row.was.is_some() {
                write::remove_from_indexes(tx, row.doc, true);
            }
            words.extend(tokens.words().cloned());
            tx.search_put(NAMES, row.doc, tokens.names);
            if !tokens.prose.is_empty() {
                tx.search_put(PROSE, row.doc, tokens.prose);
            }
        }
    }
    vocabulary::learn(tx, words.into_iter().collect())
}

/// Says which of these records, by object and id, are there and belong into the index.
pub type Live<'a> = dyn FnMut(&mut Tx, &[(String, Id)]) -> Result<HashSet<Id>> + 'a;

/// Removes the documents after a number whose records are not there, and what the full-text indexes have of no
/// document. Answers how far it came; nothing at the end.
pub fn remove_strangers(tx: &mut Tx, after: i64, limit: usize, live: &mut Live<'_>) -> Result<Option<i64>> {
    let documents: Vec<(i64, String, Id)> = tx.rows(
        "SELECT doc, object, record FROM @k_search_doc WHERE doc > $1 ORDER BY doc LIMIT $2",
        &[after.into(), limit.into()],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let last = documents
        .last()
        .filter(|_| documents.len() == limit)
        .map(|(doc, _, _)| *doc);
    for index in [NAMES, PROSE] {
        let sql = format!(
            "SELECT {doc} FROM @{index} AS t WHERE {doc} > $1 AND {doc} <= $2 \
             AND NOT EXISTS (SELECT 1 FROM @k_search_doc AS d WHERE d.doc = {doc})",
            doc = tx.dialect().search_doc("t")
        );
        let to = last.unwrap_or(i64::MAX);
        for doc in tx.rows(&sql, &[after.into(), to.into()], |row| row.get::<i64>(0))? {
            tx.search_remove(index, doc);
        }
    }
    let asked: Vec<(String, Id)> = documents
        .into_iter()
        .map(|(_, object, record)| (object, record))
        .collect();
    let there = live(tx, &asked)?;
    let strangers: Vec<Id> = asked
        .into_iter()
        .map(|(_, record)| record)
        .filter(|id| !there.contains(id))
        .collect();
    write::remove(tx, &strangers)?;
    Ok(last)
}

/// Forgets the words after one that no document has any more. Answers how far it came; nothing at the end.
pub fn forget_words(tx: &mut Tx, after: &str, limit: usize) -> Result<Option<String>> {
    // Whoever just believes a word to be known has to be waited for; on SQLite nobody else writes.
    tx.reserve("k_search_vocab")?;
    let words: Vec<String> = tx.rows(
        "SELECT term FROM @k_search_vocab WHERE term > $1 ORDER BY term LIMIT $2",
        &[after.into(), limit.into()],
        |row| row.get(0),
    )?;
    let last = words.last().filter(|_| words.len() == limit).cloned();
    let dialect = tx.dialect();
    let asked: HashMap<String, String> = words
        .into_iter()
        .map(|word| (dialect.search_text(&Match::Token(word.clone()), None), word))
        .collect();
    let sql = format!(
        "SELECT w.value FROM {} WHERE NOT EXISTS (SELECT 1 FROM @{NAMES} AS t WHERE {})",
        dialect.list_table("$1", Type::Text, "w"),
        dialect.search_condition(NAMES, "t", "w.value")
    );
    let texts: Vec<String> = asked.keys().cloned().collect();
    let unused = tx.rows(&sql, &[texts.into()], |row| row.get::<String>(0))?;
    let unused: BTreeSet<String> = unused
        .iter()
        .filter_map(|text| asked.get(text).cloned())
        .collect();
    if unused.is_empty() {
        return Ok(last);
    }
    let list: Vec<String> = unused.iter().cloned().collect();
    tx.execute(
        &format!(
            "DELETE FROM @k_search_vocab WHERE {}",
            dialect.in_list("term", "$1")
        ),
        &[list.into()],
    )?;
    forget_stems(tx, &unused)?;
    Ok(last)
}

/// Removes what leads from misspelt words to these, as far as it leads to no other word.
fn forget_stems(tx: &mut Tx, words: &BTreeSet<String>) -> Result<()> {
    let stems: BTreeSet<String> = words.iter().flat_map(|word| vocabulary::stems(word)).collect();
    let dialect = tx.dialect();
    let sql = format!(
        "SELECT s.value FROM {} WHERE EXISTS \
         (SELECT 1 FROM @k_search_vocab AS v WHERE v.term >= s.value AND v.term < s.value || $2)",
        dialect.list_table("$1", Type::Text, "s")
    );
    let short: Vec<String> = stems
        .iter()
        .filter(|stem| vocabulary::is_beginning(stem))
        .cloned()
        .collect();
    let end = char::MAX.to_string();
    let kept: HashSet<String> = tx
        .rows(&sql, &[short.into(), end.into()], |row| row.get::<String>(0))?
        .into_iter()
        .collect();
    let sql = format!(
        "DELETE FROM @k_search_fuzzy WHERE {} AND stem = $2",
        dialect.in_list("key", "$1")
    );
    let gone = stems.into_iter().filter(|stem| !kept.contains(stem));
    let statements = gone.map(|stem| {
        let keys: Vec<String> = vocabulary::keys_of(&stem);
        Statement::new(sql.clone(), vec![Value::Texts(keys), stem.into()])
    });
    tx.run_all(statements.collect())
}
