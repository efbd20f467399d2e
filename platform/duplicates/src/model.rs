//! What is known of an object's values: how common each is, how often two records agree by chance, and how often
//! duplicates do. It is learned from a sample; what the sample does not show is filled in from experience, which
//! counts as some pairs seen before. Learning is the EM algorithm over the pairs that share a key (Fellegi-Sunter).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::compare::{Agreement, LEVELS, Level, compare};
use crate::keys::{ALL, keys, marks};
use crate::prepare::{Prepared, hash, mix, space};
use crate::rule::{Compare, Role, Rule};
use crate::score::{self, Evidence};

/// Records of the smallest workspace: of fewer, shares say nothing.
const FEWEST: f64 = 1_000.0;
/// How many others may have a value beside those that the sample shows, and how many a name by which alone they are called.
const UNTOLD: f64 = 1.5;
const UNTOLD_NAME: f64 = 0.25;
/// Values that are remembered as common.
const MAX_VALUES: usize = 60_000;
/// Pairs that are drawn to see what agrees by chance.
const CHANCE_PAIRS: usize = 40_000;
/// Pairs with a common key that are learned from.
const LEARNED_PAIRS: usize = 100_000;
/// How many pairs of experience stand behind what is assumed without a sample.
const EXPERIENCE: f64 = 40.0;
const ROUNDS: usize = 12;
/// The most duplicates whose names, or birthdays, have nothing in common.
const MOST_DIFFERENT: f64 = 0.08;

/// What is known of an object's values.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Model {
    /// Records there were when it was learned.
    records: f64,
    /// Records of the sample.
    sample: f64,
    /// How often a value occurred in the sample; those only that occurred more than once.
    values: HashMap<u64, u32>,
    /// Share of a value that is not among them.
    unseen: f64,
    /// The logarithm to base 2 of the odds that two records are the same, before they are looked at.
    pub(crate) prior: f64,
    /// For each rule by name.
    fields: HashMap<String, FieldModel>,
}

/// How often two records agree in a field, by level: duplicates, and any two.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct FieldModel {
    pub same: [f64; LEVELS],
    pub chance: [f64; LEVELS],
}

impl Model {
    /// Without a sample: what experience says.
    pub fn untrained(rules: &[Rule], records: usize) -> Model {
        let records = (records as f64).max(FEWEST);
        let fields = rules.iter().map(|rule| {
            (
                rule.name.clone(),
                FieldModel {
                    same: assumed(rule),
                    chance: CHANCE,
                },
            )
        });
        Model {
            records,
            sample: 0.0,
            values: HashMap::new(),
            unseen: 0.5 / records,
            prior: -records.log2(),
            fields: fields.collect(),
        }
    }

    /// Learns from a sample of all records.
    pub fn train(rules: &[Rule], sample: &[Prepared], records: usize) -> Model {
        let mut model = Model::untrained(rules, records);
        model.count(rules, sample);
        model.chance(rules, sample);
        model.learn(rules, sample);
        model
    }

    /// How many records there are.
    pub fn records(&self) -> f64 {
        self.records
    }

    /// How large a part of all records has a value.
    pub fn share(&self, value: u64) -> f64 {
        self.share_beside(value, UNTOLD)
    }

    /// How large a part of all records has a name by which alone they are called. Whoever names a firm takes care that no
    /// other has the name: what is not seen a third time is hardly anybody else's.
    pub fn share_of_name(&self, value: u64) -> f64 {
        self.share_beside(value, UNTOLD_NAME)
    }

    /// Whether a share is that of a value that only those have who are compared.
    pub(crate) fn is_untold(&self, share: f64) -> bool {
        share <= UNTOLD / self.sample.max(FEWEST)
    }

    fn share_beside(&self, value: u64, untold: f64) -> f64 {
        let untold = untold / self.sample.max(FEWEST);
        match self.values.get(&value) {
            // The two that are compared say nothing of the others.
            Some(count) => f64::from(count.saturating_sub(2)) / self.sample.max(1.0) + untold,
            None => self.unseen.min(untold),
        }
    }

    pub(crate) fn field(&self, rule: &Rule) -> FieldModel {
        self.fields.get(&rule.name).copied().unwrap_or(FieldModel {
            same: assumed(rule),
            chance: CHANCE,
        })
    }

    fn count(&mut self, rules: &[Rule], sample: &[Prepared]) {
        let mut counts: HashMap<u64, u32> = HashMap::new();
        let mut own: Vec<u64> = Vec::new();
        for record in sample {
            own.clear();
            for (rule, terms) in rules.iter().zip(&record.features) {
                own.extend(terms.iter().flat_map(|term| marks(rule, term)));
            }
            own.sort_unstable();
            own.dedup();
            for mark in &own {
                *counts.entry(*mark).or_default() += 1;
            }
        }
        let mut common: Vec<(u64, u32)> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
        common.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        common.truncate(MAX_VALUES);
        self.sample = sample.len() as f64;
        self.unseen = 0.5 / self.sample.max(FEWEST);
        self.values = common.into_iter().collect();
    }

    /// How often two records agree that have nothing to do with each other.
    fn chance(&mut self, rules: &[Rule], sample: &[Prepared]) {
        if sample.len() < 2 {
            return;
        }
        let mut counts = vec![[0.0; LEVELS]; rules.len()];
        for n in 0..CHANCE_PAIRS.min(sample.len() * sample.len() / 2) {
            let drawn = mix(n as u64 + 1);
            let (a, b) = (
                drawn as u32 as usize % sample.len(),
                (drawn >> 32) as usize % sample.len(),
            );
            if a == b {
                continue;
            }
            for (at, rule) in rules.iter().enumerate() {
                let found = self.compare(rule, &sample[a].features[at], &sample[b].features[at]);
                if let Some(found) = found {
                    counts[at][found.level as usize] += 1.0;
                }
            }
        }
        for (rule, counts) in rules.iter().zip(counts) {
            if let Some(field) = self.fields.get_mut(&rule.name) {
                field.chance = blend(CHANCE, 100.0, counts);
            }
        }
    }

    /// Compares the values of two records in a field.
    pub(crate) fn compare(
        &self,
        rule: &Rule,
        a: &[crate::prepare::Term],
        b: &[crate::prepare::Term],
    ) -> Option<Agreement> {
        compare(rule, a, b, &|word| self.share(hash(space(rule), word)))
    }

    /// Finds out how often duplicates agree: which pairs are duplicates follows from how well they agree, and the other
    /// way round.
    fn learn(&mut self, rules: &[Rule], sample: &[Prepared]) {
        let mut blocks: HashMap<i64, Vec<u32>> = HashMap::new();
        for (n, record) in sample.iter().enumerate() {
            for key in keys(rules, self, record) {
                blocks.entry(key).or_default().push(n as u32);
            }
        }
        let mut pairs: Vec<(u32, u32)> = blocks
            .into_values()
            .filter(|block| block.len() <= 100)
            .flat_map(|block| {
                let with = |n: usize| {
                    block[n + 1..]
                        .iter()
                        .map(|other| (block[n], *other))
                        .collect::<Vec<_>>()
                };
                (0..block.len()).flat_map(with).collect::<Vec<_>>()
            })
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        // A part of the pairs tells as much as all; which part has nothing to do with the records' order.
        if pairs.len() > LEARNED_PAIRS {
            pairs.sort_unstable_by_key(|(a, b)| mix(u64::from(*a) << 32 | u64::from(*b)));
            pairs.truncate(LEARNED_PAIRS);
        }
        let seen: Vec<Vec<Evidence>> = pairs
            .iter()
            .map(|(a, b)| score::evidence(rules, self, &sample[*a as usize], &sample[*b as usize]).0)
            .collect();
        for _ in 0..ROUNDS {
            let mut counts = vec![[0.0; LEVELS]; rules.len()];
            let mut same = 0.0;
            for evidence in &seen {
                let likely = score::probability(self.prior + score::weight(rules, self, evidence));
                same += likely;
                for one in evidence {
                    counts[one.rule][one.level as usize] += likely;
                }
            }
            for (rule, counts) in rules.iter().zip(counts) {
                if let Some(field) = self.fields.get_mut(&rule.name) {
                    field.same = bounded(rule, blend(assumed(rule), EXPERIENCE, counts));
                }
            }
            // How many of all pairs are duplicates: about one record in two has one, until the sample says otherwise.
            let all = sample.len() as f64 * (sample.len() as f64 - 1.0) / 2.0;
            let likely = same / all.max(1.0) * self.records;
            self.prior = likely.clamp(0.5, 8.0).log2() - self.records.log2();
            if same < 1.0 {
                break;
            }
        }
    }
}

/// Observed counts together with what was assumed, as shares.
fn blend(assumed: [f64; LEVELS], weight: f64, counts: [f64; LEVELS]) -> [f64; LEVELS] {
    let all = counts.iter().sum::<f64>() + weight;
    ALL.map(|level| (assumed[level as usize] * weight + counts[level as usize]) / all)
}

/// What identifies is never learned away: where everything else agrees, like in the branches of one street, EM would
/// conclude that duplicates have different names.
fn bounded(rule: &Rule, mut same: [f64; LEVELS]) -> [f64; LEVELS] {
    let different = Level::Different as usize;
    if matches!(rule.role, Role::Name | Role::Birth) {
        same[different] = same[different].min(MOST_DIFFERENT);
        let rest: f64 = same[..different].iter().sum();
        let scale = (1.0 - same[different]) / rest;
        same[..different].iter_mut().for_each(|share| *share *= scale);
    }
    same
}

/// How often any two records agree, before a sample is looked at.
const CHANCE: [f64; LEVELS] = [0.002, 0.004, 0.014, 0.98];

/// How often duplicates agree, before a sample is looked at: equal, near, similar, different.
fn assumed(rule: &Rule) -> [f64; LEVELS] {
    match (rule.role, rule.compare) {
        (Role::Name, _) => [0.78, 0.14, 0.04, 0.04],
        (Role::Birth, _) => [0.84, 0.09, 0.03, 0.04],
        (_, Compare::Email) => [0.70, 0.06, 0.04, 0.20],
        (_, Compare::Phone) => [0.64, 0.06, 0.01, 0.29],
        (_, Compare::Date) => [0.70, 0.10, 0.05, 0.15],
        (Role::Other, Compare::Code) => [0.75, 0.08, 0.02, 0.15],
        (_, Compare::Same | Compare::Site) => [0.70, 0.01, 0.01, 0.28],
        (Role::Place, _) => [0.62, 0.16, 0.07, 0.15],
        (_, Compare::Text) => [0.62, 0.15, 0.08, 0.15],
    }
}
