//! The documents that match, newest first, a piece at a time.
//!
//! SQLite gives them in this order by itself and stops where it is told to. PostgreSQL gathers all that match before it
//! gives the first, so it is asked in windows of document numbers, newest first ([`Dialect::search_windows`]).

use std::cmp::Reverse;
use std::collections::VecDeque;

use kontor_database::{Dialect, Match, Statement, Tx, Value};
use kontor_kernel::{Id, Result};

use crate::schema::{NAMES, PROSE};

/// A document that matches; whether it may be seen is not known yet.
pub(crate) struct Candidate {
    pub(crate) doc: i64,
    pub(crate) record: Id,
    pub(crate) object: String,
    pub(crate) owner: Option<Id>,
    pub(crate) label: String,
}

/// What is left of a search in one index.
pub(crate) struct Stream {
    index: &'static str,
    /// The search as a text for each window that is left.
    windows: VecDeque<String>,
    /// What a document must not have.
    excluded: Option<String>,
    /// The documents from this number on have been given.
    below: Option<i64>,
}

impl Stream {
    pub(crate) fn new(
        dialect: Dialect,
        newest: i64,
        index: &'static str,
        wanted: &Match,
        excluded: &[Match],
    ) -> Stream {
        let windows = dialect.search_windows(newest).into_iter();
        let any = Match::Any(excluded.to_vec());
        Stream {
            index,
            windows: windows
                .map(|window| dialect.search_text(wanted, window))
                .collect(),
            excluded: (!excluded.is_empty()).then(|| dialect.search_text(&any, None)),
            below: None,
        }
    }

    /// Whether all that match have been given.
    pub(crate) fn ended(&self) -> bool {
        self.windows.is_empty()
    }

    /// The next documents; fewer than asked for only at the end.
    pub(crate) fn next(&mut self, tx: &mut Tx, most: usize) -> Result<Vec<Candidate>> {
        let mut found = Vec::new();
        while found.len() < most
            && let Some(text) = self.windows.front()
        {
            let asked = most - found.len();
            let mut piece = Vec::with_capacity(asked.min(128));
            tx.each(&self.statement(tx.dialect(), text, asked), &mut |row| {
                piece.push(Candidate {
                    doc: row.get(0)?,
                    record: row.get(1)?,
                    object: row.get(2)?,
                    owner: row.get(3)?,
                    label: row.get(4)?,
                });
                Ok(())
            })?;
            piece.sort_unstable_by_key(|candidate| Reverse(candidate.doc));
            self.below = piece.last().map_or(self.below, |last| Some(last.doc));
            if piece.len() < asked {
                self.windows.pop_front();
            }
            found.append(&mut piece);
        }
        Ok(found)
    }

    /// Limited before the join, so that no more rows are looked up than are given.
    fn statement(&self, dialect: Dialect, text: &str, most: usize) -> Statement {
        let index = self.index;
        let doc = dialect.search_doc("t");
        let mut condition = dialect.search_condition(index, "t", "$1");
        let mut params: Vec<Value> = vec![text.into(), most.into()];
        if let Some(below) = self.below {
            params.push(below.into());
            condition.push_str(&format!(" AND {doc} < ${}", params.len()));
        }
        if let Some(excluded) = &self.excluded {
            params.push(excluded.into());
            // A word that must not be there must be neither in the name nor in the text.
            for index in [NAMES, PROSE] {
                condition.push_str(&format!(
                    " AND NOT EXISTS (SELECT 1 FROM @{index} AS x WHERE {} = {doc} AND {})",
                    dialect.search_doc("x"),
                    dialect.search_condition(index, "x", &format!("${}", params.len()))
                ));
            }
        }
        let sql = format!(
            "SELECT d.doc, d.record, d.object, d.owner, d.label FROM \
             (SELECT {doc} AS doc FROM @{index} AS t WHERE {condition} ORDER BY {} LIMIT $2) AS c \
             CROSS JOIN @k_search_doc AS d WHERE d.doc = c.doc",
            dialect.search_order("t")
        );
        Statement::new(sql, params).once()
    }
}

/// Some documents of each object, in one statement: no more than so many of each. Says how many there were of each.
pub(crate) fn some_of_each(
    tx: &mut Tx,
    index: &'static str,
    wanted: &[(String, Match)],
    excluded: &[Match],
    most: u32,
) -> Result<Vec<(String, Vec<Candidate>)>> {
    let (arms, params) = arms(tx.dialect(), index, wanted, excluded, most);
    let mut found: Vec<(String, Vec<Candidate>)> = wanted
        .iter()
        .map(|(object, _)| (object.clone(), Vec::new()))
        .collect();
    if arms.is_empty() {
        return Ok(found);
    }
    let sql = format!(
        "SELECT c.arm, d.doc, d.record, d.object, d.owner, d.label FROM ({}) AS c CROSS JOIN @k_search_doc AS d \
         WHERE d.doc = c.doc",
        arms.join(" UNION ALL ")
    );
    tx.each(&Statement::new(sql, params).once(), &mut |row| {
        let arm = usize::try_from(row.get::<i64>(0)?).unwrap_or_default();
        if let Some((_, candidates)) = found.get_mut(arm) {
            candidates.push(Candidate {
                doc: row.get(1)?,
                record: row.get(2)?,
                object: row.get(3)?,
                owner: row.get(4)?,
                label: row.get(5)?,
            });
        }
        Ok(())
    })?;
    Ok(found)
}

/// How many documents of each object match, in one statement: no more than so many of each are counted, and none is
/// looked up.
pub(crate) fn number_of_each(
    tx: &mut Tx,
    index: &'static str,
    wanted: &[(String, Match)],
    excluded: &[Match],
    most: u32,
) -> Result<Vec<(String, u32)>> {
    let (arms, params) = arms(tx.dialect(), index, wanted, excluded, most);
    let mut numbers: Vec<(String, u32)> = wanted.iter().map(|(object, _)| (object.clone(), 0)).collect();
    if arms.is_empty() {
        return Ok(numbers);
    }
    let sql = format!(
        "SELECT arm, count(*) FROM ({}) AS c GROUP BY arm",
        arms.join(" UNION ALL ")
    );
    tx.each(&Statement::new(sql, params).once(), &mut |row| {
        let arm = usize::try_from(row.get::<i64>(0)?).unwrap_or_default();
        if let Some((_, number)) = numbers.get_mut(arm) {
            *number = u32::try_from(row.get::<i64>(1)?).unwrap_or(most);
        }
        Ok(())
    })?;
    Ok(numbers)
}

/// A query for each object, which gives the number of the query and the documents, no more than so many; and what is
/// bound to them.
fn arms(
    dialect: Dialect,
    index: &'static str,
    wanted: &[(String, Match)],
    excluded: &[Match],
    most: u32,
) -> (Vec<String>, Vec<Value>) {
    let (mut arms, mut params): (Vec<String>, Vec<Value>) = (Vec::new(), vec![i64::from(most).into()]);
    for (_, wanted) in wanted {
        let mut one = Stream::new(dialect, 0, index, wanted, excluded);
        let Some(text) = one.windows.pop_back() else {
            continue;
        };
        params.push(text.into());
        let mut condition = dialect.search_condition(index, "t", &format!("${}", params.len()));
        if let Some(excluded) = one.excluded {
            params.push(excluded.into());
            for index in [NAMES, PROSE] {
                condition.push_str(&format!(
                    " AND NOT EXISTS (SELECT 1 FROM @{index} AS x WHERE {} = {} AND {})",
                    dialect.search_doc("x"),
                    dialect.search_doc("t"),
                    dialect.search_condition(index, "x", &format!("${}", params.len()))
                ));
            }
        }
        arms.push(format!(
            "SELECT * FROM (SELECT CAST({} AS bigint) AS arm, {} AS doc FROM @{index} AS t WHERE {condition} LIMIT $1) AS a{}",
            arms.len(),
            dialect.search_doc("t"),
            arms.len()
        ));
    }
    (arms, params)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_database::testing::{on_each_database, plan};

    #[test]
    fn the_newest_come_first_without_sorting_or_walking_all() {
        on_each_database(async |database| {
            crate::tests::prepare(database).await;
            let wanted = Match::All(vec![
                Match::Prefix("mul".to_owned()),
                Match::Prefix("anna".to_owned()),
            ]);
            for (below, excluded) in [(None, vec![]), (Some(7), vec![Match::Token("berlin".to_owned())])] {
                let mut stream = Stream::new(database.dialect(), 0, crate::schema::NAMES, &wanted, &excluded);
                stream.below = below;
                let statement = stream.statement(database.dialect(), &stream.windows[0], 10);
                let plan = database.read(move |tx| plan(tx, &statement)).await.unwrap();
                for bad in ["TEMP B-TREE", "Backward"] {
                    assert!(!plan.contains(bad), "{plan}");
                }
            }
        });
    }
}
