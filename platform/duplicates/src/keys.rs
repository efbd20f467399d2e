//! Blocking keys: records that share one are compared, all others never are. A value is a key when it is rare; of two
//! common ones the pair is. What is rare is told by the model, so it suits every object and every size.

use std::collections::HashMap;
use std::hash::Hash;

use kontor_kernel::Id;

use crate::compare::Level;
use crate::model::Model;
use crate::prepare::{Prepared, Term, hash, mix, space};
use crate::rule::{Compare, Role, Rule};
use crate::{emails, text};

/// Records that may be expected to share a key.
const BLOCK: f64 = 30.0;
/// Keys of one record.
const MAX_KEYS: usize = 28;
/// What shared keys must say before records are compared: one that thirty have, or several that more have.
const NEAR: f64 = 0.03;
/// Records that one is compared with.
const NEAREST: usize = 30;
/// Common values that are paired with each other.
const MAX_COMMON: usize = 9;

/// The keys of a record, the rarest first.
pub fn keys(rules: &[Rule], model: &Model, record: &Prepared) -> Vec<i64> {
    let mut rare: Vec<(f64, u64)> = Vec::new();
    let mut common: Vec<(f64, u64, usize)> = Vec::new();
    for (at, (rule, terms)) in rules.iter().zip(&record.features).enumerate() {
        let mut hashes: Vec<u64> = terms.iter().flat_map(|term| marks(rule, term)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        for mark in hashes {
            let expected = model.share(mark) * model.records();
            match expected <= BLOCK {
                true => rare.push((expected, mark)),
                false => common.push((expected, mark, at)),
            }
        }
    }
    common.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    common.truncate(MAX_COMMON);
    for (n, one) in common.iter().enumerate() {
        for other in &common[n + 1..] {
            let expected = one.0 * other.0 / model.records();
            if one.2 != other.2 && expected <= BLOCK {
                let (low, high) = (one.1.min(other.1), one.1.max(other.1));
                rare.push((expected, mix(low ^ high.rotate_left(17))));
            }
        }
    }
    rare.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    rare.dedup_by_key(|(_, key)| *key);
    rare.truncate(MAX_KEYS);
    rare.into_iter().map(|(_, key)| key as i64).collect()
}

/// Records with their keys.
pub(crate) type Keyed = Vec<(Id, Vec<i64>)>;

/// Those that share keys with a record. A key says the more the fewer have it, and several say more than one. Comparing
/// with everybody costs much; those that share the most are enough, and with whoever shares only what many have, a record
/// need not be compared.
pub struct Neighbours<T>(HashMap<T, f64>);

impl<T> Default for Neighbours<T> {
    fn default() -> Neighbours<T> {
        Neighbours(HashMap::new())
    }
}

impl<T: Copy + Ord + Hash> Neighbours<T> {
    /// Another shares a key that so many have.
    pub fn share(&mut self, other: T, holders: usize) {
        *self.0.entry(other).or_default() += 1.0 / holders as f64;
    }

    /// Those that the record is to be compared with, the nearest first.
    pub fn nearest(self) -> Vec<T> {
        let mut near: Vec<(T, f64)> = self.0.into_iter().filter(|(_, near)| *near >= NEAR).collect();
        near.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near.truncate(NEAREST);
        near.into_iter().map(|(other, _)| other).collect()
    }
}

/// By what one value can be found: as a whole, by its words, by their sound.
pub(crate) fn marks(rule: &Rule, term: &Term) -> Vec<u64> {
    let space = space(rule);
    let mut marks = vec![term.hash];
    match rule.compare {
        Compare::Phone => {
            if let Some(from) = term.text.len().checked_sub(8) {
                marks.push(hash(space, &format!("…{}", &term.text[from..])));
            }
        }
        Compare::Email => marks.extend(local(&term.text).map(|local| hash(space, local))),
        Compare::Text if term.text.contains('@') => {
            marks.extend(local(&term.text).map(|local| hash(space, local)))
        }
        Compare::Text => {
            marks.push(term.turned(rule));
            for word in term
                .words
                .iter()
                .filter(|word| word.chars().count() >= 3 || text::is_code(word))
            {
                marks.push(hash(space, word));
                if rule.role == Role::Name
                    && let Some(sound) = kontor_search::sound(word)
                {
                    marks.push(hash(space, &format!("~{sound}")));
                }
            }
        }
        Compare::Code | Compare::Same | Compare::Site | Compare::Date => {}
    }
    marks
}

/// The part before the `@`, where it says something.
fn local(email: &str) -> Option<&str> {
    let local = email.split('@').next()?;
    (local.len() >= 5 && !emails::is_of_house(email)).then_some(local)
}

/// The levels that a pair found by keys may have; the best first.
pub(crate) const ALL: [Level; 4] = [Level::Equal, Level::Near, Level::Similar, Level::Different];
