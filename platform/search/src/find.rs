//! Finding records: tier by tier, within a tier one's own first and then the newest, until there are enough.
//!
//! Whether a record may be seen is asked of the caller, for many candidates at once. A search looks at a bounded number
//! of them; when it stops there with too few hits, it says so.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::fmt;

use kontor_database::{Match, Tx};
use kontor_kernel::{Id, Result};

use crate::plan::{Plan, TIERS};
use crate::query::{self, Terms};
use crate::stream::{Candidate, Stream};
use crate::tokens;

/// Hits of a search.
const MOST_HITS: usize = 50;
/// Candidates that are looked at first in every tier; enough to count small numbers.
const FIRST: usize = 128;
/// Candidates that are looked at in one step after that.
const STEP: usize = 2_000;
/// Candidates that a search looks at in all.
const CEILING: usize = 10_000;
/// Objects up to which the index is asked for them; more are picked from the candidates.
const FEW_OBJECTS: usize = 8;
/// The highest number that is counted to.
const COUNTED: u32 = 100;

/// What is looked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SearchQuery {
    /// What somebody typed: words in any order, addresses, numbers, `-word` to leave out.
    pub text: String,
    /// The objects to look among; all when empty.
    pub objects: Vec<String>,
    /// Hits wanted, 50 at most.
    pub limit: usize,
    /// Whose records come first within a tier.
    pub own: Option<Id>,
}

/// A record that was found.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    /// Its object.
    pub object: String,
    /// Its id.
    pub record: Id,
    /// How it is shown.
    pub label: String,
    /// 0 equal words, 1 beginnings, 2 sounds alike, 3 a typo away, 4 in the long text.
    pub tier: u8,
    /// The same as a figure between 0 and 1, the better the higher.
    pub score: f64,
}

/// How many records match.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// So many do, as far as they were looked at.
    pub number: u32,
    /// More may.
    pub more: bool,
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.number, if self.more { "+" } else { "" })
    }
}

/// What a search has found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    /// The best, in their order.
    pub hits: Vec<Hit>,
    /// How many records of each object match in the tiers that were needed: exact while they are few, then at least.
    pub counts: BTreeMap<String, Count>,
    /// Too many candidates may not be seen by the caller: there may be more hits.
    pub incomplete: bool,
}

/// Says which of these records the caller may see.
pub type Visible<'a> = dyn FnMut(&mut Tx, &[(String, Id)]) -> Result<HashSet<Id>> + 'a;

/// Finds records. `visible` is asked with many candidates at once, each of them once.
pub fn find(tx: &mut Tx, query: &SearchQuery, visible: &mut Visible<'_>) -> Result<Found> {
    let terms = query::read(&query.text);
    let limit = query.limit.min(MOST_HITS);
    if terms.wanted.is_empty() || limit == 0 {
        return Ok(Found::default());
    }
    let newest = tx.row(
        "SELECT doc FROM @k_search_doc ORDER BY doc DESC LIMIT 1",
        &[],
        |row| row.get(0),
    )?;
    let Some(newest) = newest else {
        return Ok(Found::default());
    };
    let mut search = Search {
        limit,
        newest,
        terms: &terms,
        own: query.own,
        objects: query.objects.iter().map(String::as_str).collect(),
        visible,
        seen: HashSet::new(),
        left: CEILING,
        all: true,
        found: Found::default(),
    };
    let mut plan = Plan::new(&terms.wanted);
    for tier in 0..TIERS {
        if let Some((index, wanted)) = plan.tier(tx, tier)? {
            search.tier(tx, tier, index, wanted)?;
        }
        if search.found.hits.len() == limit || search.left == 0 {
            // A beginning that is typed out as a whole still begins other words.
            search.all &= tier > 0;
            break;
        }
    }
    Ok(search.finished())
}

/// A search on its way.
struct Search<'a, 'v> {
    limit: usize,
    newest: i64,
    terms: &'a Terms,
    own: Option<Id>,
    objects: HashSet<&'a str>,
    visible: &'a mut Visible<'v>,
    /// Records that were looked at, whether they may be seen or not.
    seen: HashSet<Id>,
    /// Candidates that may still be looked at.
    left: usize,
    /// All that match were looked at.
    all: bool,
    found: Found,
}

impl Search<'_, '_> {
    fn tier(&mut self, tx: &mut Tx, tier: u8, index: &'static str, wanted: Match) -> Result<()> {
        let need = self.limit - self.found.hits.len();
        let mut parts = vec![wanted];
        if !self.objects.is_empty() && self.objects.len() <= FEW_OBJECTS {
            let mut objects: Vec<&str> = self.objects.iter().copied().collect();
            objects.sort_unstable();
            parts.push(Match::Any(
                objects
                    .into_iter()
                    .map(|o| Match::Token(tokens::object(o)))
                    .collect(),
            ));
        }
        let mut stream = self.stream(tx, index, parts.clone());
        let mut hits = self.look(tx, &mut stream, FIRST)?;
        if let Some(own) = self.own
            && !stream.ended()
        {
            parts.push(Match::Token(tokens::access(own)));
            let mut mine = self.stream(tx, index, parts);
            while !mine.ended()
                && self.left > 0
                && hits.iter().filter(|hit| hit.owner == self.own).count() < need
            {
                hits.extend(self.look(tx, &mut mine, FIRST)?);
            }
        }
        while !stream.ended() && self.left > 0 && hits.len() < need {
            hits.extend(self.look(tx, &mut stream, STEP)?);
        }
        self.all &= stream.ended();
        hits.sort_by_key(|hit| (self.own.is_none() || hit.owner != self.own, Reverse(hit.doc)));
        self.found.hits.extend(hits.into_iter().take(need).map(|hit| Hit {
            object: hit.object,
            record: hit.record,
            label: hit.label,
            tier,
            score: 1.0 - f64::from(tier) / f64::from(TIERS),
        }));
        Ok(())
    }

    fn stream(&self, tx: &Tx, index: &'static str, parts: Vec<Match>) -> Stream {
        Stream::new(
            tx.dialect(),
            self.newest,
            index,
            &Match::All(parts),
            &self.terms.excluded,
        )
    }

    /// Looks at the next candidates; gives those that are new and may be seen, and counts them.
    fn look(&mut self, tx: &mut Tx, stream: &mut Stream, most: usize) -> Result<Vec<Candidate>> {
        let mut candidates = stream.next(tx, most.min(self.left))?;
        self.left -= candidates.len().min(self.left);
        let many_objects = self.objects.len() > FEW_OBJECTS;
        candidates.retain(|candidate| {
            (!many_objects || self.objects.contains(candidate.object.as_str()))
                && self.seen.insert(candidate.record)
        });
        if candidates.is_empty() {
            return Ok(candidates);
        }
        let asked: Vec<(String, Id)> = candidates.iter().map(|c| (c.object.clone(), c.record)).collect();
        let visible = (self.visible)(tx, &asked)?;
        candidates.retain(|candidate| visible.contains(&candidate.record));
        for candidate in &candidates {
            match self.found.counts.get_mut(&candidate.object) {
                Some(count) => count.number += 1,
                None => {
                    self.found.counts.insert(
                        candidate.object.clone(),
                        Count {
                            number: 1,
                            more: false,
                        },
                    );
                }
            }
        }
        Ok(candidates)
    }

    fn finished(mut self) -> Found {
        for count in self.found.counts.values_mut() {
            count.more = !self.all || count.number > COUNTED;
            count.number = count.number.min(COUNTED);
        }
        self.found.incomplete = self.left == 0 && self.found.hits.len() < self.limit;
        self.found
    }
}
