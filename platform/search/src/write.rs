//! Putting documents into the index and taking them out, in the transaction that changes the record.
//!
//! One statement per block of documents says which of them have moved, because it is also what moves them. It reads
//! nothing before it writes: a read would make serializable writers on PostgreSQL collide wherever their records are
//! neighbours, which new ones always are. The full-text rows go in at the commit ([`Tx::search_put`]), outside of all
//! savepoints, for FTS5 writes a segment to disk at each of those.

use std::collections::{BTreeSet, HashMap};

use kontor_database::{Tx, Value};
use kontor_kernel::{Id, Result};

use crate::schema::{NAMES, PROSE};
use crate::tokens::Tokens;
use crate::{Document, vocabulary};

/// Documents per statement.
pub(crate) const BLOCK: usize = 32;

/// Puts documents in the place of what there was of their records; later ones are newer. Where no token has changed,
/// the index stays as it is. One that is found by nothing leaves no trace.
pub fn put(tx: &mut Tx, documents: &[Document]) -> Result<()> {
    let mut words = BTreeSet::new();
    for block in without_empty(tx, documents)?.chunks(BLOCK) {
        let mut tokens: HashMap<Id, Tokens> = block
            .iter()
            .map(|document| (document.record, Tokens::of(document)))
            .collect();
        for row in write(tx, block, &tokens, false)? {
            let Some(tokens) = tokens.remove(&row.record) else {
                continue;
            };
            if row.was == Some(row.doc) {
                continue;
            }
            if let Some(was) = row.was {
                remove_from_indexes(tx, was, row.was_prose);
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

/// Takes what there is of these records out of the index.
pub fn remove(tx: &mut Tx, records: &[Id]) -> Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "DELETE FROM @k_search_doc WHERE {} RETURNING doc, prose",
        tx.dialect().in_list("record", "$1")
    );
    let gone = tx.rows(&sql, &[records.into()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (doc, prose) in gone {
        remove_from_indexes(tx, doc, prose);
    }
    Ok(())
}

pub(crate) fn remove_from_indexes(tx: &mut Tx, doc: i64, prose: bool) {
    tx.search_remove(NAMES, doc);
    if prose {
        tx.search_remove(PROSE, doc);
    }
}

/// The last document of each record; what there was of records whose last one is empty goes.
pub(crate) fn without_empty<'a>(tx: &mut Tx, documents: &'a [Document]) -> Result<Vec<&'a Document>> {
    let (empty, full): (Vec<&Document>, Vec<&Document>) = last_of_each(documents)
        .into_iter()
        .partition(|document| document.is_empty());
    let gone: Vec<Id> = empty.iter().map(|document| document.record).collect();
    remove(tx, &gone)?;
    Ok(full)
}

/// The documents without those that are replaced by a later one of the same record.
fn last_of_each(documents: &[Document]) -> Vec<&Document> {
    let last: HashMap<Id, usize> = documents
        .iter()
        .enumerate()
        .map(|(at, document)| (document.record, at))
        .collect();
    documents
        .iter()
        .enumerate()
        .filter(|(at, document)| last[&document.record] == *at)
        .map(|(_, d)| d)
        .collect()
}

/// What became of a document.
pub(crate) struct Written {
    pub(crate) record: Id,
    pub(crate) doc: i64,
    /// Its number before; nothing for a new one.
    pub(crate) was: Option<i64>,
    was_prose: bool,
}

/// Writes a block. A document whose tokens have changed gets a new, highest number; one that has stayed the same does
/// not appear in the answer. `anew` writes all of them, under the numbers they have.
pub(crate) fn write(
    tx: &mut Tx,
    block: &[&Document],
    tokens: &HashMap<Id, Tokens>,
    anew: bool,
) -> Result<Vec<Written>> {
    let mut sql =
        String::from("INSERT INTO @k_search_doc AS d (record, object, owner, label, digest, prose) VALUES ");
    let mut params = Vec::with_capacity(block.len() * 6);
    for document in block {
        let Some(tokens) = tokens.get(&document.record) else {
            continue;
        };
        let n = params.len();
        let comma = if n == 0 { "" } else { ", " };
        sql.push_str(&format!(
            "{comma}(${}, ${}, ${}, ${}, ${}, ${})",
            n + 1,
            n + 2,
            n + 3,
            n + 4,
            n + 5,
            n + 6
        ));
        params.extend([
            document.record.into(),
            document.object.as_str().into(),
            document.owner.into(),
            Value::Text(document.label.replace('\0', "")),
            tokens.digest.into(),
            (!tokens.prose.is_empty()).into(),
        ]);
    }
    let (number, condition) = match anew {
        true => ("d.doc", ""),
        false => (
            "CASE WHEN d.digest = excluded.digest THEN d.doc ELSE excluded.doc END",
            "WHERE d.digest <> excluded.digest OR d.label <> excluded.label",
        ),
    };
    sql.push_str(&format!(
        " ON CONFLICT (record) DO UPDATE SET was = d.doc, was_prose = d.prose, doc = {number}, object = excluded.object, \
         owner = excluded.owner, label = excluded.label, digest = excluded.digest, prose = excluded.prose {condition} \
         RETURNING record, doc, was, was_prose"
    ));
    tx.rows(&sql, &params, |row| {
        Ok(Written {
            record: row.get(0)?,
            doc: row.get(1)?,
            was: row.get(2)?,
            was_prose: row.boolean(3)?.unwrap_or(false),
        })
    })
}
