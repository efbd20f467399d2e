//! Finding records: tier by tier, within a tier one's own first and then the newest, until there are enough.
//!
//! Whether a record may be seen is asked of the caller, for many candidates at once. A search looks at a bounded number
//! of them; where too few of those may be seen, it asks the index for the caller's own and his teams', if his
//! permissions are of that kind. When it stops with too few hits, it says so.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::time::{Duration, Instant};

use kontor_database::{Match, Tx};
use kontor_kernel::{Id, Result};

use crate::check;
use crate::plan::{self, Plan, TIERS};
use crate::query::Terms;
use crate::schema::NAMES;
use crate::sight::{Access, Sight};
use crate::stream::{self, Candidate, Stream};
use crate::tokens;

/// Hits of a search.
const MOST_HITS: usize = 50;
/// Candidates that are looked at in every tier before many are; enough to count small numbers.
const FIRST: usize = 128;
/// Candidates that are looked at in one step after that.
const STEP: usize = 2_000;
/// Candidates that a search looks at in all.
const CEILING: usize = 10_000;
/// The same where records have to be looked into.
const CHECKED: usize = 3_000;
/// Records that are looked into at once.
const READ: usize = 100;
/// Objects up to which the index is asked for them; more are picked from the candidates.
const FEW_OBJECTS: usize = 8;
/// Objects up to which each is counted by itself.
const COUNTED_OBJECTS: usize = 64;
/// Users and teams up to which the index is asked for what belongs to them.
const FEW_OWNERS: usize = 200;
/// The highest number that is counted to.
const COUNTED: u32 = 100;

/// What is looked for.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SearchQuery {
    /// What somebody typed.
    pub terms: Terms,
    /// The objects to look among; all when empty.
    pub objects: Vec<String>,
    /// Hits wanted, 50 at most.
    pub limit: usize,
    /// Whose records come first within a tier.
    pub own: Option<Id>,
    /// Whether counts are wanted that need more than the hits.
    pub counts: bool,
    /// How long it may go on looking at candidates.
    pub patience: Option<Duration>,
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
    /// How many records of each object match in the tiers that were needed, beginnings at least: exact up to 100.
    pub counts: BTreeMap<String, Count>,
    /// Too many candidates may not be seen by the caller, or it took too long: there may be more hits.
    pub incomplete: bool,
}

/// Finds records. The sight is asked with many candidates at once, for each of them once.
pub fn find(tx: &mut Tx, query: &SearchQuery, sight: &mut dyn Sight) -> Result<Found> {
    let terms = &query.terms;
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
    let access = sight.access();
    let Some(objects) = objects(query, &access) else {
        return Ok(Found::default());
    };
    let veiled = access.iter().any(|(object, _)| sight.hides(object));
    let checked = terms.are_checked() || veiled && !terms.excluded.is_empty();
    let mut search = Search {
        limit,
        counts: query.counts,
        newest,
        terms,
        own: query.own,
        objects,
        access,
        // Where fields are hidden, a word in them must not make a record vanish either.
        excluded: match veiled {
            true => Vec::new(),
            false => terms
                .excluded
                .iter()
                .filter(|term| !term.is_checked())
                .map(plan::exact)
                .collect(),
        },
        checked,
        sight,
        until: query.patience.map(|patience| Instant::now() + patience),
        visible: HashMap::new(),
        done: HashSet::new(),
        accepted: HashMap::new(),
        numbers: HashMap::new(),
        left: budget(checked),
        all: true,
        hits: Vec::new(),
    };
    let mut plan = Plan::new(&terms.wanted);
    let mut widest = None;
    for tier in 0..TIERS {
        if let Some((index, wanted)) = plan.tier(tx, tier)? {
            if search.hits.len() < limit {
                search.tier(tx, tier, index, &wanted)?;
            } else {
                // Only what follows from here on, to be counted.
                search.all = false;
            }
            widest = Some((index, wanted));
        }
        // A beginning that is typed out as a whole still begins other words: these are counted with it.
        if search.left == 0 || search.hits.len() == limit && (tier > 0 || !query.counts) {
            search.all &= tier > 0;
            break;
        }
    }
    let exact = match widest {
        Some((index, wanted)) if query.counts && !search.all => search.count(tx, index, &wanted)?,
        _ => HashSet::new(),
    };
    Ok(search.finished(&exact))
}

/// Candidates that are looked at for the hits, and once more for the counts.
fn budget(checked: bool) -> usize {
    if checked { CHECKED } else { CEILING }
}

/// The objects to look among, none named for all; nothing when there can be none.
fn objects(query: &SearchQuery, access: &[(String, Access)]) -> Option<BTreeSet<String>> {
    let mut named: BTreeSet<String> = query.objects.iter().cloned().collect();
    let terms = &query.terms;
    if !terms.objects.is_empty() {
        let typed: BTreeSet<String> = terms.objects.iter().cloned().collect();
        named = match named.is_empty() {
            true => typed,
            false => named.intersection(&typed).cloned().collect(),
        };
    } else if named.is_empty() {
        if terms.other_objects.is_empty() {
            return Some(named);
        }
        named = access.iter().map(|(object, _)| object.clone()).collect();
    }
    named.retain(|object| !terms.other_objects.contains(object));
    (!named.is_empty()).then_some(named)
}

/// A search on its way.
struct Search<'a> {
    limit: usize,
    counts: bool,
    newest: i64,
    terms: &'a Terms,
    own: Option<Id>,
    objects: BTreeSet<String>,
    access: Vec<(String, Access)>,
    /// What the index leaves out.
    excluded: Vec<Match>,
    /// Records have to be looked into.
    checked: bool,
    sight: &'a mut dyn Sight,
    until: Option<Instant>,
    /// Records of which it was asked whether they may be seen.
    visible: HashMap<Id, bool>,
    /// Records that need not be looked at again.
    done: HashSet<Id>,
    /// Records that match, by object.
    accepted: HashMap<String, HashSet<Id>>,
    /// How many match, where the index has counted them.
    numbers: HashMap<String, u32>,
    /// Candidates that may still be looked at.
    left: usize,
    /// All that match were looked at.
    all: bool,
    hits: Vec<Hit>,
}

impl Search<'_> {
    fn tier(&mut self, tx: &mut Tx, tier: u8, index: &'static str, wanted: &Match) -> Result<()> {
        let need = self.limit - self.hits.len();
        let mut parts = vec![wanted.clone()];
        if !self.objects.is_empty() && self.objects.len() <= FEW_OBJECTS {
            let tokens = self
                .objects
                .iter()
                .map(|object| Match::Token(tokens::object(object)));
            parts.push(Match::Any(tokens.collect()));
        }
        let mut look = Look {
            index,
            wanted,
            hits: Vec::new(),
        };
        let mut stream = self.stream(tx, index, parts.clone());
        // Whoever types ahead needs no more than the hits, and mostly sees the first there are. Small numbers are counted
        // with them, unless the index counts by itself.
        let first = match self.counts && !self.index_counts(index) {
            true => FIRST,
            false => need,
        };
        self.look(tx, &mut look, &mut stream, first)?;
        if let Some(own) = self.own
            && !stream.ended()
        {
            let own_parts = [&parts[..], &[Match::Token(tokens::access(own))]].concat();
            let mut mine = self.stream(tx, index, own_parts);
            while !mine.ended() && self.left > 0 && look.own(self.own) < need {
                self.look(tx, &mut look, &mut mine, first)?;
            }
        }
        for step in [FIRST, STEP] {
            if !stream.ended() && self.left > 0 && look.hits.len() < need {
                self.look(tx, &mut look, &mut stream, step)?;
            }
        }
        let mut ended = stream.ended();
        if !ended
            && self.left > 0
            && look.hits.len() < need
            && let Some(access) = self.whose()
        {
            let mut theirs = self.stream(tx, index, [&parts[..], &[access]].concat());
            while !theirs.ended() && self.left > 0 && look.hits.len() < need {
                self.look(tx, &mut look, &mut theirs, STEP)?;
            }
            ended = theirs.ended();
        }
        while !ended && self.left > 0 && look.hits.len() < need {
            self.look(tx, &mut look, &mut stream, STEP)?;
            ended = stream.ended();
        }
        self.all &= ended;
        look.hits
            .sort_by_key(|hit| (self.own.is_none() || hit.owner != self.own, Reverse(hit.doc)));
        self.hits.extend(look.hits.into_iter().take(need).map(|hit| Hit {
            object: hit.object,
            record: hit.record,
            label: hit.label,
            tier,
            // One division, so that it is told with one digit: 0.2.
            score: f64::from(TIERS - tier) / f64::from(TIERS),
        }));
        Ok(())
    }

    /// What belongs to whom the caller's permissions are about; nothing where they are not of that kind.
    fn whose(&self) -> Option<Match> {
        let anybody = |(_, access): &(String, Access)| matches!(access, Access::All | Access::Any);
        if self.access.iter().all(anybody) {
            return None;
        }
        let mut ways = Vec::new();
        for (object, access) in &self.access {
            if !self.objects.is_empty() && !self.objects.contains(object) {
                continue;
            }
            let token = Match::Token(tokens::object(object));
            ways.push(match access {
                Access::Nothing => continue,
                Access::Of(owners) if owners.len() <= FEW_OWNERS => {
                    let owners = owners.iter().map(|owner| Match::Token(tokens::access(*owner)));
                    Match::All(vec![token, Match::Any(owners.collect())])
                }
                Access::All | Access::Any | Access::Of(_) => token,
            });
        }
        Some(Match::Any(ways))
    }

    fn stream(&self, tx: &Tx, index: &'static str, parts: Vec<Match>) -> Stream {
        Stream::new(
            tx.dialect(),
            self.newest,
            index,
            &Match::All(parts),
            &self.excluded,
        )
    }

    /// Looks at the next candidates and keeps those that are new, may be seen, and have what the index can't tell.
    fn look(&mut self, tx: &mut Tx, look: &mut Look<'_>, stream: &mut Stream, most: usize) -> Result<()> {
        if self.until.is_some_and(|until| Instant::now() >= until) {
            self.left = 0;
            return Ok(());
        }
        let mut candidates = stream.next(tx, most.min(self.left))?;
        self.left -= candidates.len().min(self.left);
        candidates.retain(|candidate| {
            (self.objects.is_empty() || self.objects.contains(&candidate.object))
                && !self.done.contains(&candidate.record)
        });
        self.see(tx, &mut candidates)?;
        for candidate in self.check(tx, look.index, look.wanted, candidates)? {
            let of_object = self.accepted.entry(candidate.object.clone()).or_default();
            of_object.insert(candidate.record);
            self.done.insert(candidate.record);
            look.hits.push(candidate);
        }
        Ok(())
    }

    /// Keeps what may be seen.
    fn see(&mut self, tx: &mut Tx, candidates: &mut Vec<Candidate>) -> Result<()> {
        let unknown = candidates
            .iter()
            .filter(|one| !self.visible.contains_key(&one.record));
        let asked: Vec<(String, Id)> = unknown.map(|one| (one.object.clone(), one.record)).collect();
        if !asked.is_empty() {
            let visible = self.sight.visible(tx, &asked)?;
            let answers = asked
                .into_iter()
                .map(|(_, record)| (record, visible.contains(&record)));
            self.visible.extend(answers);
        }
        candidates.retain(|one| self.visible.get(&one.record) == Some(&true));
        Ok(())
    }

    /// Keeps what has the terms that have to be looked up, and what would be found without hidden fields.
    fn check(
        &mut self,
        tx: &mut Tx,
        index: &str,
        wanted: &Match,
        candidates: Vec<Candidate>,
    ) -> Result<Vec<Candidate>> {
        let (looked, mut kept): (Vec<_>, Vec<_>) = candidates
            .into_iter()
            .partition(|one| self.checked || self.sight.hides(&one.object));
        let mut looked = looked.into_iter().peekable();
        while looked.peek().is_some() {
            let some: Vec<Candidate> = looked.by_ref().take(READ).collect();
            let asked: Vec<(String, Id)> = some.iter().map(|one| (one.object.clone(), one.record)).collect();
            let passages = self.sight.read(tx, &asked)?;
            for one in some {
                let record = check::Record {
                    object: &one.object,
                    owner: one.owner,
                    passages: passages.get(&one.record).map_or(&[], Vec::as_slice),
                };
                if !check::holds(self.terms, &record, self.sight) {
                    self.done.insert(one.record);
                } else if !self.sight.hides(&one.object) || check::found(index, wanted, &record) {
                    kept.push(one);
                }
            }
            if self.until.is_some_and(|until| Instant::now() >= until) {
                self.left = 0;
                break;
            }
        }
        Ok(kept)
    }

    /// The objects that may be among the hits, each with whose records may be seen.
    fn looked_among(&self) -> impl Iterator<Item = (&str, &Access)> {
        let among = |object: &String| self.objects.is_empty() || self.objects.contains(object);
        let objects = self.access.iter();
        objects
            .filter(move |(object, access)| *access != Access::Nothing && among(object))
            .map(|(object, access)| (object.as_str(), access))
    }

    /// Whether what matches in an index is just what is found: all of it may be seen, and each tier holds those before.
    fn index_counts(&self, index: &str) -> bool {
        index == NAMES
            && !self.checked
            && self
                .looked_among()
                .all(|(object, access)| *access == Access::All && !self.sight.hides(object))
    }

    /// Counts what was not looked at for the hits, each object by itself, and says which numbers are exact.
    fn count(&mut self, tx: &mut Tx, index: &'static str, wanted: &Match) -> Result<HashSet<String>> {
        let by_index = self.index_counts(index);
        let open: Vec<&str> = self
            .looked_among()
            .map(|(object, _)| object)
            .filter(|object| self.counted(object) <= COUNTED)
            .collect();
        if self.left == 0 || open.len() > COUNTED_OBJECTS {
            return Ok(HashSet::new());
        }
        let arms: Vec<(String, Match)> = open
            .into_iter()
            .map(|object| {
                let of_object = Match::Token(tokens::object(object));
                (object.to_owned(), Match::All(vec![wanted.clone(), of_object]))
            })
            .collect();
        if by_index {
            let numbers = stream::number_of_each(tx, index, &arms, &self.excluded, COUNTED + 1)?;
            let exact = numbers.iter().filter(|(_, number)| *number <= COUNTED);
            let exact = exact.map(|(object, _)| object.clone()).collect();
            self.numbers.extend(numbers);
            return Ok(exact);
        }
        let found = stream::some_of_each(tx, index, &arms, &self.excluded, COUNTED + 1)?;
        let (mut exact, mut many, mut all) = (HashSet::new(), Vec::new(), Vec::new());
        for (object, candidates) in found {
            if candidates.len() <= COUNTED as usize {
                exact.insert(object);
            } else {
                many.push(object);
            }
            all.extend(
                candidates
                    .into_iter()
                    .filter(|one| !self.done.contains(&one.record)),
            );
        }
        self.see(tx, &mut all)?;
        for one in self.check(tx, index, wanted, all)? {
            self.accepted.entry(one.object).or_default().insert(one.record);
        }
        if self.left == 0 {
            return Ok(HashSet::new());
        }
        // Of these some may not be seen, or have not what the index can't tell: the rest has to be looked at too.
        self.left = budget(self.checked);
        for object in many {
            let mut parts = vec![wanted.clone(), Match::Token(tokens::object(&object))];
            parts.extend(self.whose());
            let mut stream = self.stream(tx, index, parts);
            let mut look = Look {
                index,
                wanted,
                hits: Vec::new(),
            };
            while !stream.ended() && self.left > 0 && self.counted(&object) <= COUNTED {
                self.look(tx, &mut look, &mut stream, STEP)?;
            }
            if stream.ended() {
                exact.insert(object);
            }
        }
        Ok(exact)
    }

    /// How many records of an object are known to match.
    fn counted(&self, object: &str) -> u32 {
        self.accepted
            .get(object)
            .map_or(0, |records| records.len() as u32)
    }

    fn finished(self, exact: &HashSet<String>) -> Found {
        let accepted = self.accepted.into_iter();
        let mut numbers: HashMap<String, u32> = accepted
            .map(|(object, records)| (object, records.len() as u32))
            .collect();
        numbers.extend(self.numbers.into_iter().filter(|(_, number)| *number > 0));
        let counts = numbers.into_iter().map(|(object, number)| {
            let count = Count {
                number: number.min(COUNTED),
                more: number > COUNTED || !self.all && !exact.contains(&object),
            };
            (object, count)
        });
        Found {
            counts: counts.collect(),
            incomplete: self.left == 0 && self.hits.len() < self.limit,
            hits: self.hits,
        }
    }
}

/// What a tier asks for and has found.
struct Look<'a> {
    index: &'static str,
    wanted: &'a Match,
    hits: Vec<Candidate>,
}

impl Look<'_> {
    fn own(&self, own: Option<Id>) -> usize {
        self.hits.iter().filter(|hit| hit.owner == own).count()
    }
}
