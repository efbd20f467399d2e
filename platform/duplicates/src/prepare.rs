//! What of a record is compared: the values of its fields in normal form, each with the hash under which the model
//! counts it.

use kontor_kernel::Json;
use kontor_records::Record;
use kontor_records::domains::{domain, is_shared, tells};
use kontor_records::fields::{Accept, kind};

use crate::rule::{Compare, Part, Role, Rule, part_key};
use crate::{forms, text};

/// Values of one field that count.
const MAX_TERMS: usize = 8;
/// Bytes of one value that count.
const MAX_TEXT: usize = 200;

/// A record, ready to be compared: for each rule the values it has.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Prepared {
    /// By position of the rule; none where the field is missing.
    pub features: Vec<Vec<Term>>,
}

/// One value in normal form.
#[derive(Clone, PartialEq, Debug)]
pub struct Term {
    /// Its words, one behind the other.
    pub text: String,
    /// Its words.
    pub words: Vec<String>,
    /// The legal form that a name ended with; it is none of its words.
    pub form: Option<&'static str>,
    /// Under which the model counts it.
    pub hash: u64,
}

impl Term {
    /// Under which the model counts its words in whichever order.
    pub(crate) fn turned(&self, rule: &Rule) -> u64 {
        let mut sorted = self.words.clone();
        sorted.sort_unstable();
        hash(space(rule), &sorted.concat())
    }
}

/// Prepares a record with canonical values.
pub fn prepare(rules: &[Rule], record: &Record, accept: &Accept<'_>) -> Prepared {
    let texts = |rule: &Rule| values(rule, record, accept);
    Prepared {
        features: rules.iter().map(|rule| terms(rule, texts(rule))).collect(),
    }
}

/// The terms of a rule's values, each once.
pub(crate) fn terms(rule: &Rule, values: Vec<String>) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for value in values.into_iter().take(MAX_TERMS) {
        let Some(term) = term(rule, &value) else { continue };
        if !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

fn term(rule: &Rule, value: &str) -> Option<Term> {
    let end = value
        .char_indices()
        .map(|(at, _)| at)
        .find(|at| *at >= MAX_TEXT)
        .unwrap_or(value.len());
    let value = &value[..end];
    let mut form = None;
    let (text, words) = match rule.compare {
        Compare::Text if rule.alone => {
            let mut words = text::words(value);
            form = forms::take_form(&mut words);
            (words.join(" "), words)
        }
        Compare::Text if value.contains('@') => (value.trim().to_lowercase(), text::words(value)),
        Compare::Text | Compare::Code | Compare::Date => {
            let words = text::words(value);
            (words.join(" "), words)
        }
        Compare::Phone => {
            let digits: String = value.chars().filter(char::is_ascii_digit).collect();
            (digits, Vec::new())
        }
        Compare::Email | Compare::Same | Compare::Site => (value.trim().to_lowercase(), text::words(value)),
    };
    if text.is_empty() {
        return None;
    }
    let hash = hash(space(rule), &text);
    Some(Term {
        text,
        words,
        form,
        hash,
    })
}

/// Names of all kinds are counted together, so that a turned given and family name find each other.
pub(crate) fn space(rule: &Rule) -> &str {
    match rule.role {
        Role::Name => "name",
        _ => &rule.name,
    }
}

/// A hash that stays the same over versions and machines: it is stored.
pub(crate) fn hash(space: &str, text: &str) -> u64 {
    let bytes = space.bytes().chain([0]).chain(text.bytes());
    let fnv = bytes.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    mix(fnv)
}

/// Spreads a hash over all bits; also joins two into one.
pub(crate) fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

fn values(rule: &Rule, record: &Record, accept: &Accept<'_>) -> Vec<String> {
    if rule.part == Some(Part::Domain) {
        return domains(record, accept);
    }
    let value = &record.values[rule.position];
    let Some(field) = record
        .object
        .fields
        .get(rule.position)
        .filter(|_| !value.is_null())
    else {
        return Vec::new();
    };
    if let Some(part) = rule.part {
        return parts(value, part);
    }
    match rule.compare {
        Compare::Email | Compare::Phone => norms(field, value, accept),
        Compare::Site => norms(field, value, accept)
            .into_iter()
            .map(|url| site(&url))
            .collect(),
        _ => match value {
            Json::String(text) => vec![text.clone()],
            Json::Number(number) => vec![number.to_string()],
            Json::Object(link) => link
                .get("id")
                .and_then(Json::as_str)
                .map(str::to_owned)
                .into_iter()
                .collect(),
            _ => Vec::new(),
        },
    }
}

fn norms(field: &kontor_definitions::FieldDef, value: &Json, accept: &Accept<'_>) -> Vec<String> {
    let items = kind(&field.kind).side_values(field, value, accept);
    items.into_iter().map(|item| item.norm).collect()
}

/// The domains of all addresses of a record, but for those at which everybody has one.
fn domains(record: &Record, accept: &Accept<'_>) -> Vec<String> {
    let object = &record.object;
    let fields = object.fields.iter().zip(&record.values);
    let items = fields
        .filter(|(field, _)| tells(object, field))
        .flat_map(|(field, value)| norms(field, value, accept));
    let domains = items.filter_map(|item| domain(&item).map(str::to_owned));
    domains.filter(|domain| !is_shared(domain)).collect()
}

fn parts(value: &Json, part: Part) -> Vec<String> {
    let member = |address: &Json| {
        address
            .get(part_key(part))
            .and_then(Json::as_str)
            .map(str::to_owned)
    };
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(member)
        .collect()
}

/// A web address without what every visitor of the same site may write differently.
fn site(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.trim_start_matches("www.").trim_end_matches('/').to_owned()
}
