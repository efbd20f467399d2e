//! What two records' agreement is worth: a probability, a verdict, and the reasons in words.

use std::cmp::Ordering;

use kontor_kernel::Locale;
use kontor_records::settings::DuplicateRules;
use serde::{Deserialize, Serialize};

use crate::compare::Level;
use crate::model::Model;
use crate::prepare::Prepared;
use crate::rule::{Compare, Part, Role, Rule};

/// What is lost when given and family name must be turned to agree, in bits.
const TURNED: f64 = 4.0;
/// The most that a record of another name, more than misspelled, or of another birthday can score.
const DOUBTFUL: f64 = 0.9;
/// The most that a record can score whose one name is another, unless something tells that it is the same.
const ANOTHER: f64 = 0.3;
/// The least that two records score whose one name is equal, while nothing says that they are elsewhere.
const NAMESAKE: f64 = 0.5;
/// From how many bits on a value that both have is one that hardly anybody else has.
const TELLING: f64 = 8.0;
/// The most that a single field can say, in bits.
const MOST: f64 = 24.0;

/// From which scores on two records are called what.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Thresholds {
    /// The same.
    pub same: f64,
    /// Perhaps the same.
    pub perhaps: f64,
}

impl Thresholds {
    /// What holds where nothing is settled, with what is.
    pub fn of(settled: Option<&DuplicateRules>) -> Thresholds {
        Thresholds {
            same: settled.and_then(|settled| settled.same).unwrap_or(0.99),
            perhaps: settled.and_then(|settled| settled.perhaps).unwrap_or(0.5),
        }
    }

    /// What a score is called.
    pub fn verdict(&self, score: f64) -> Option<Verdict> {
        match score {
            _ if score >= self.same => Some(Verdict::Same),
            _ if score >= self.perhaps => Some(Verdict::Perhaps),
            _ => None,
        }
    }
}

/// What two records are called.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The same: may be merged without looking.
    Same,
    /// Perhaps the same: somebody should look.
    Perhaps,
}

impl Verdict {
    /// As stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Same => "same",
            Verdict::Perhaps => "perhaps",
        }
    }

    /// Reads what [`Verdict::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Verdict> {
        [Verdict::Same, Verdict::Perhaps]
            .into_iter()
            .find(|one| one.as_str() == text)
    }
}

/// Why two records are taken for the same, or what speaks against it: one field.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Reason {
    /// The rule's name: the id of the field, and `.part` for a part of an address.
    pub field: String,
    /// How well they agree in it.
    pub level: Level,
}

impl Reason {
    /// In words, behind the name of the field.
    pub fn words(&self, locale: Locale) -> &'static str {
        match (self.level, locale) {
            (Level::Equal, Locale::En) => "equal",
            (Level::Equal, Locale::De) => "gleich",
            (Level::Near, Locale::En) => "nearly equal",
            (Level::Near, Locale::De) => "fast gleich",
            (Level::Similar, Locale::En) => "similar",
            (Level::Similar, Locale::De) => "ähnlich",
            (Level::Different, Locale::En) => "different",
            (Level::Different, Locale::De) => "verschieden",
        }
    }
}

/// What came of a comparison.
#[derive(Clone, PartialEq, Debug)]
pub struct Match {
    /// How probable it is that both are the same, 0 to 1.
    pub score: f64,
    /// What they are called; nothing where they are probably two.
    pub verdict: Option<Verdict>,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// How two records agree in one field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Evidence {
    pub rule: usize,
    pub level: Level,
    /// The share of the value in which they are equal.
    pub share: Option<f64>,
    /// Whole households and offices share what they agree in.
    pub is_shared: bool,
    /// E-mail addresses.
    pub is_email: bool,
    /// Numbers or keys.
    pub is_code: bool,
}

/// Compares two records.
pub fn score(rules: &[Rule], model: &Model, thresholds: Thresholds, a: &Prepared, b: &Prepared) -> Match {
    let (evidence, turned) = evidence(rules, model, a, b);
    let sum = weight(rules, model, &evidence) - if turned { TURNED } else { 0.0 };
    let mut score = probability(model.prior + sum);
    let doubtful = |one: &Evidence| match rules[one.rule].role {
        Role::Name => one.level >= Level::Similar,
        Role::Birth => one.level == Level::Different,
        Role::Place | Role::Other => false,
    };
    if evidence.iter().any(doubtful) {
        score = score.min(DOUBTFUL);
    }
    // A firm is its name. Town, trade and legal form are those of many.
    let another = |one: &Evidence| rules[one.rule].alone && one.level == Level::Different;
    if evidence.iter().any(another) && !evidence.iter().any(|one| tells(rules, model, one)) {
        score = score.min(ANOTHER);
    }
    if has_equal_name(rules, &evidence) {
        score = score.max(NAMESAKE);
    }
    if score > DOUBTFUL
        && (is_next_number(rules, model, &evidence) || is_namesake(rules, model, &evidence, a, b))
    {
        score = DOUBTFUL;
    }
    let mut weighed: Vec<(f64, &Evidence)> = evidence
        .iter()
        .map(|one| (single(rules, model, one).abs(), one))
        .collect();
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0));
    let reasons = weighed.into_iter().filter(|(weight, _)| *weight > 0.5);
    Match {
        score,
        verdict: thresholds.verdict(score),
        reasons: reasons
            .map(|(_, one)| Reason {
                field: rules[one.rule].name.clone(),
                level: one.level,
            })
            .collect(),
    }
}

/// Whether the one name is equal and nothing says that it is that of another in another place, or with another number.
fn has_equal_name(rules: &[Rule], evidence: &[Evidence]) -> bool {
    let is_elsewhere = |one: &Evidence| {
        let rule = &rules[one.rule];
        one.level == Level::Different && (rule.role != Role::Other || rule.compare == Compare::Code)
    };
    let is_equal = |one: &Evidence| rules[one.rule].alone && one.level == Level::Equal;
    evidence.iter().any(is_equal) && !evidence.iter().any(is_elsewhere)
}

/// Whether things, which people with their two names are not, have different numbers: machines of one make, the serial
/// number of one of which is nearly that of the other.
fn is_next_number(rules: &[Rule], model: &Model, evidence: &[Evidence]) -> bool {
    let is_another = |one: &Evidence| {
        let role = rules[one.rule].role;
        one.is_code && one.level != Level::Equal && matches!(role, Role::Name | Role::Other)
    };
    let names = rules.iter().filter(|rule| rule.role == Role::Name).count();
    names < 2 && evidence.iter().any(is_another) && !evidence.iter().any(|one| tells(rules, model, one))
}

/// Whether people who share a name, a house or a firm may still be two: their names are not quite equal (Jan and Jana), or
/// their e-mail addresses are others, and nothing that one has for himself is equal.
fn is_namesake(rules: &[Rule], model: &Model, evidence: &[Evidence], a: &Prepared, b: &Prepared) -> bool {
    let is_own = |one: &Evidence| match rules[one.rule].role {
        Role::Birth => one.level <= Level::Near,
        _ => !one.is_shared && one.level == Level::Equal && tells(rules, model, one),
    };
    if rules.iter().any(|rule| rule.alone) || evidence.iter().any(is_own) {
        return false;
    }
    let is_misspelled = |one: &Evidence| rules[one.rule].role == Role::Name && one.level != Level::Equal;
    let is_reached_alike =
        |one: &Evidence| rules[one.rule].compare == Compare::Phone && one.level == Level::Equal;
    let is_written_elsewhere = |rule: usize| {
        let found = model.compare(&rules[rule], &a.features[rule], &b.features[rule]);
        found.is_some_and(|found| found.is_email && found.level == Level::Different)
    };
    evidence.iter().any(is_misspelled)
        || !evidence.iter().any(is_reached_alike) && (0..rules.len()).any(is_written_elsewhere)
}

/// Whether agreement in a field tells who it is: an address of which there is one, or a number that nobody else has.
fn tells(rules: &[Rule], model: &Model, one: &Evidence) -> bool {
    let rule = &rules[one.rule];
    match (rule.role, rule.compare) {
        // Sisters may share it.
        _ if rule.part == Some(Part::Domain) => {
            one.level == Level::Equal && single(rules, model, one) >= TELLING
        }
        (Role::Other, Compare::Email | Compare::Text) if one.is_email => one.level <= Level::Near,
        (Role::Other, Compare::Phone | Compare::Site) => one.level == Level::Equal,
        (Role::Other, Compare::Code | Compare::Text) => {
            one.level == Level::Equal && single(rules, model, one) >= TELLING
        }
        _ => false,
    }
}

/// How two records agree in each field that both have; and whether two names had to be turned for it.
pub(crate) fn evidence(rules: &[Rule], model: &Model, a: &Prepared, b: &Prepared) -> (Vec<Evidence>, bool) {
    let is_alone = rules.iter().any(|rule| rule.alone);
    let one = |rule: usize, other: usize| {
        let found = model.compare(&rules[rule], &a.features[rule], &b.features[other])?;
        Some(Evidence {
            rule,
            level: found.level,
            share: found.value.map(|value| match rules[rule].alone {
                true => model.share_of_name(value),
                false => model.share(value),
            }),
            // A firm has its office for itself.
            is_shared: rules[rule].role == Role::Place || (found.is_of_house && !is_alone),
            is_email: found.is_email,
            is_code: found.is_code,
        })
    };
    let mut evidence: Vec<Evidence> = (0..rules.len()).filter_map(|rule| one(rule, rule)).collect();
    weigh_domain(rules, &mut evidence);
    let names: Vec<usize> = (0..rules.len())
        .filter(|rule| rules[*rule].role == Role::Name)
        .collect();
    let mut turned = false;
    for (n, first) in names.iter().enumerate() {
        for second in &names[n + 1..] {
            let straight: Vec<Evidence> = evidence
                .iter()
                .filter(|one| one.rule == *first || one.rule == *second)
                .copied()
                .collect();
            if turned || straight.iter().any(|one| one.level < Level::Different) {
                continue;
            }
            let mut crossed: Vec<Evidence> = [one(*first, *second), one(*second, *first)]
                .into_iter()
                .flatten()
                .collect();
            // In an order that is the same whichever record comes first.
            crossed.sort_by(|a, b| {
                a.level
                    .cmp(&b.level)
                    .then(a.share.partial_cmp(&b.share).unwrap_or(Ordering::Equal))
            });
            crossed
                .iter_mut()
                .zip([*first, *second])
                .for_each(|(one, rule)| one.rule = rule);
            if crossed.iter().any(|one| one.level < Level::Similar)
                && crossed.iter().all(|one| one.level < Level::Different)
            {
                evidence.retain(|one| one.rule != *first && one.rule != *second);
                evidence.extend(crossed);
                turned = true;
            }
        }
    }
    weigh_shared(rules, model, &mut evidence);
    (evidence, turned)
}

/// Those who live or work together have names of their own: where a name is another one, and nothing that one has for
/// himself says that it was changed, it says nothing that they share a street, a firm, its telephone. Who has married keeps
/// the given name, and what nobody else has says something still.
fn weigh_shared(rules: &[Rule], model: &Model, evidence: &mut Vec<Evidence>) {
    let is_another = |one: &Evidence| rules[one.rule].role == Role::Name && one.level == Level::Different;
    let is_own = |one: &Evidence| match rules[one.rule].role {
        Role::Birth => one.level <= Level::Near,
        _ => !one.is_shared && tells(rules, model, one),
    };
    let is_alone = rules.iter().any(|rule| rule.alone);
    if is_alone || !evidence.iter().any(is_another) || evidence.iter().any(is_own) {
        return;
    }
    let has_given = evidence
        .iter()
        .any(|one| rules[one.rule].is_given && one.level <= Level::Near);
    let is_theirs = |one: &Evidence| one.share.is_some_and(|share| model.is_untold(share));
    evidence.retain(|one| !one.is_shared || one.level == Level::Different || (has_given && is_theirs(one)));
}

/// A domain that both have says more than that their addresses differ, for one firm has many. Where an address says it
/// already, or the domains are others, it says nothing of its own.
fn weigh_domain(rules: &[Rule], evidence: &mut Vec<Evidence>) {
    let is_domain = |one: &Evidence| rules[one.rule].part == Some(Part::Domain);
    let has_domain = |one: &Evidence| rules[one.rule].has_domain;
    let agrees = evidence
        .iter()
        .any(|one| is_domain(one) && one.level == Level::Equal);
    let said = evidence
        .iter()
        .any(|one| has_domain(one) && one.level <= Level::Near);
    match agrees && !said {
        true => evidence.retain(|one| !has_domain(one)),
        false => evidence.retain(|one| !is_domain(one)),
    }
}

/// What all evidence together is worth, in bits. What those of one place share mostly agrees together, so of what speaks for
/// it the weightiest counts in full, the next by half, and so on.
pub(crate) fn weight(rules: &[Rule], model: &Model, evidence: &[Evidence]) -> f64 {
    let mut places: Vec<f64> = Vec::new();
    let mut sum = 0.0;
    for one in evidence {
        let weight = single(rules, model, one);
        match one.is_shared && weight > 0.0 {
            true => places.push(weight),
            false => sum += weight,
        }
    }
    places.sort_by(|a, b| b.total_cmp(a));
    let halved = places
        .iter()
        .enumerate()
        .map(|(n, weight)| weight / f64::from(1 << n.min(8)));
    sum + halved.sum::<f64>()
}

/// What the agreement in one field is worth, in bits.
fn single(rules: &[Rule], model: &Model, one: &Evidence) -> f64 {
    let rule = &rules[one.rule];
    let field = model.field(rule);
    let level = one.level as usize;
    // Equal rare values say more than equal common ones.
    let chance = match one.share {
        Some(share) => share,
        None => field.chance[level].max(1e-6),
    };
    (field.same[level] / chance).log2().clamp(-MOST, MOST) * rule.weight
}

/// The probability that belongs to the logarithm to base 2 of odds.
pub(crate) fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}
